package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBehindProxy(t *testing.T) {
	for _, c := range []struct{ remote, forwarded, want string }{
		{"127.0.0.1:5000", "", "127.0.0.1:5000"},
		{"127.0.0.1:5000", "203.0.113.7", "203.0.113.7:0"},
		{"127.0.0.1:5000", "9.9.9.9, 203.0.113.7", "203.0.113.7:0"}, // the first may be forged
		{"127.0.0.1:5000", "nonsense", "127.0.0.1:5000"},
		{"[::1]:5000", "2001:db8::1", "[2001:db8::1]:0"},
		{"198.51.100.3:5000", "203.0.113.7", "198.51.100.3:5000"}, // not from the proxy: not believed
	} {
		got := ""
		h := behindProxy(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("from %s with %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
