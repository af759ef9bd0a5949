//go:build !(linux || darwin || freebsd)

package backup

// Free cannot tell the free bytes on this system.
func Free(string) (int64, bool) { return 0, false }
