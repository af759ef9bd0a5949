//go:build unix

package db

import (
	"errors"
	"os"
	"syscall"
)

// CanHold tells whether this system holds files for a process, see Hold.
const CanHold = true

// Hold takes a file for this process alone, and makes it when it is not there; held is false
// when another process has it. However a process ends, the system lets go of what it held.
func Hold(path string) (release func() error, held bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, false, f.Close()
	}
	if err != nil {
		return nil, false, errors.Join(err, f.Close())
	}
	mine, err := f.Stat()
	if there, e := os.Lstat(path); err != nil || e != nil || !os.SameFile(mine, there) { // it was removed by who had it
		return nil, false, errors.Join(err, f.Close())
	}
	return f.Close, true, nil
}
