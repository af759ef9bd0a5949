package db

import (
	"errors"

	"golang.org/x/sys/windows"
)

// CanHold tells whether this system holds files for a process, see Hold.
const CanHold = true

// Hold takes a file for this process alone, and makes it when it is not there; held is false
// when another process has it. However a process ends, the system lets go of what it held.
// What is locked is one byte far behind the end: who writes the file is not in the way, and it
// may be renamed and removed meanwhile.
func Hold(path string) (release func() error, held bool, err error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, false, err
	}
	const all = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	h, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, all, nil, windows.OPEN_ALWAYS, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, false, err
	}
	err = windows.LockFileEx(h, windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return nil, false, windows.CloseHandle(h)
	}
	if err != nil {
		return nil, false, errors.Join(err, windows.CloseHandle(h))
	}
	return func() error { return windows.CloseHandle(h) }, true, nil
}
