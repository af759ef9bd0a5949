//go:build !faulty_no_dirsync

package blob

// dirSync is the defence that the faulty build takes out: names of files reach the disk.
const dirSync = true
