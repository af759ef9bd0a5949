//go:build faulty_no_dirsync

package blob

const dirSync = false
