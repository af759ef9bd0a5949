//go:build linux || darwin || freebsd

package app

import (
	"os"
	"os/user"
	"strconv"
	"syscall"

	"thidua/internal/base/fault"
)

// asOwner refuses root on a data folder of another account: what root writes there, the
// server could not read afterwards.
func asOwner(data string) error {
	st, err := os.Stat(data)
	if err != nil || os.Geteuid() != 0 {
		return nil
	}
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok || sys.Uid == 0 {
		return nil
	}
	name := strconv.FormatUint(uint64(sys.Uid), 10)
	if u, err := user.LookupId(name); err == nil {
		name = u.Username
	}
	return fault.New(fault.Denied, "cli.owner|Thư mục dữ liệu {path} thuộc tài khoản {name}; tệp do root ghi vào đó thì máy chủ không đọc được. Chạy lại với: runuser -u {name} -- thidua …", fault.P{"path": data, "name": name})
}
