package app

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"thidua/internal/platform/clock"
)

// TestLimitsStandInTheChain: the product itself refuses an address that sends too much, tells it
// when to come back, and serves the others and the reading of the same address.
func TestLimitsStandInTheChain(t *testing.T) {
	hand := clock.NewHand(time.Date(2022, 7, 5, 8, 0, 0, 0, clock.Zone))
	a, err := Open(t.Context(), Config{Data: t.TempDir(), Clock: hand, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/khong-co-trang-nay", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for i := range postRate.Burst {
		if w := ask("POST", "203.0.113.7:1"); w.Code != http.StatusNotFound {
			t.Fatalf("form %d: %d", i+1, w.Code)
		}
	}
	if w := ask("POST", "203.0.113.7:2"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("one too many: %d, come back in %q", w.Code, w.Header().Get("Retry-After"))
	}
	for _, x := range [][2]string{{"POST", "203.0.113.8:1"}, {"GET", "203.0.113.7:1"}} {
		if w := ask(x[0], x[1]); w.Code != http.StatusNotFound {
			t.Errorf("%s from %s: %d", x[0], x[1], w.Code)
		}
	}
	hand.Set(hand.Now().Add(postRate.Every))
	if w := ask("POST", "203.0.113.7:1"); w.Code != http.StatusNotFound {
		t.Errorf("after a while: %d", w.Code)
	}
}

// away is a listener whose connections come from somewhere else.
type away struct{ net.Listener }

type awayConn struct{ net.Conn }

func (awayConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 1} }

func (l away) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return awayConn{c}, nil
}

// TestConnectionsOfOneAddress: the server that is started lets one address hold so many
// connections and no more.
func TestConnectionsOfOneAddress(t *testing.T) {
	was := connections
	connections = 3
	defer func() { connections = was }()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Log: slog.New(slog.DiscardHandler)}
	o := c.begin(away{l}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "in") }))
	defer o.stop()
	served := 0
	for range 4 {
		x, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		io.WriteString(x, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		x.SetReadDeadline(time.Now().Add(10 * time.Second))
		if n, _ := x.Read(make([]byte, 1)); n == 1 {
			served++
		}
	}
	if served != 3 {
		t.Errorf("%d of 4 connections are served", served)
	}
}
