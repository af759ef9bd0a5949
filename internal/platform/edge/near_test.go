package edge

import (
	"net"
	"slices"
	"testing"
)

func TestNear(t *testing.T) {
	at := func(s string) net.Addr {
		a, err := net.ResolveTCPAddr("tcp", s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for addr, want := range map[string][]string{"127.0.0.1:8080": nil, "[::1]:8080": nil, "192.168.1.5:8080": {"192.168.1.5:8080"}} {
		if got := Near(at(addr)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
	}
	var all []net.Addr
	for _, s := range []string{"127.0.0.1/8", "203.0.113.9/24", "fe80::1/64", "169.254.3.4/16", "2001:db8::5/64", "192.168.1.5/24", "10.0.0.7/8", "::1/128"} {
		ip, n, err := net.ParseCIDR(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &net.IPNet{IP: ip, Mask: n.Mask})
	}
	if got, want := sorted(all, "80"), []string{"192.168.1.5:80", "10.0.0.7:80", "203.0.113.9:80", "[2001:db8::5]:80"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
