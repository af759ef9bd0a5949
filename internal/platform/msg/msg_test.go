package msg

import (
	"testing"

	"thidua/internal/base/fault"
)

func TestT(t *testing.T) {
	c, err := Load("# comment\n\na.n = {n} units || {n} unit\na.b = Plain {x}\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		l    Lang
		m    string
		p    fault.P
		want string
	}{
		{VI, "a.n|{n} đơn vị", fault.P{"n": 3}, "3 đơn vị"},
		{EN, "a.n|{n} đơn vị", fault.P{"n": 3}, "3 units"},
		{EN, "a.n|{n} đơn vị", fault.P{"n": 1}, "1 unit"},
		{EN, "no.such|Chưa dịch {x}", fault.P{"x": 1}, "Chưa dịch 1"},
		{VI, "không có mã", nil, "không có mã"},
		{VI, "a.b|{x} và {y}", fault.P{"x": "{y}"}, "{y} và {y}"},
	} {
		if got := c.T(x.l, x.m, x.p); got != x.want {
			t.Errorf("%s in %s is %q, want %q", x.m, x.l, got, x.want)
		}
	}
	for _, bad := range []string{"a.b", "= x", "a.b =", "a.b = x\na.b = y"} {
		if _, err := Load(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
