//go:build linux || darwin || freebsd

package backup

import "syscall"

// Free gives the free bytes at a folder for whoever runs this; false when unknown.
func Free(dir string) (int64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
