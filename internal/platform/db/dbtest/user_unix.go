//go:build unix

package dbtest

import "syscall"

// asUser runs what is started with attr as another user.
func asUser(attr *syscall.SysProcAttr, uid, gid int) {
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
