//go:build !unix

package dbtest

import "syscall"

// asUser does nothing where PostgreSQL does not ask who runs it.
func asUser(*syscall.SysProcAttr, int, int) {}
