package app

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/edge"
)

// logged keeps what was logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *logged) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *logged) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// TestLogNamesNoAddress: what the HTTP server itself complains of, such as a handshake that
// failed, stands in the log without the address of whoever it was.
func TestLogNamesNoAddress(t *testing.T) {
	cert, key := certificate(t)
	cfg, err := edge.TLS(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	var said logged
	a, err := Open(t.Context(), Config{Data: t.TempDir(), Clock: clock.System, TLS: cfg, Secure: true, Log: slog.New(slog.NewJSONHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}}}
	if _, err := old.Get("https://" + l.Addr().String()); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	io.Copy(io.Discard, c)
	c.Close()
	for until := time.Now().Add(10 * time.Second); strings.Count(said.String(), "TLS handshake error") < 2 && time.Now().Before(until); {
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if strings.Count(said.String(), "TLS handshake error") < 2 {
		t.Fatalf("the failed handshakes are not told: this test sees nothing: %s", said.String())
	}
	if strings.Contains(said.String(), "127.0.0.1") {
		t.Errorf("the log names an address: %s", said.String())
	}
}

func TestAddressesOfPeople(t *testing.T) {
	for in, want := range map[string]string{
		"http: TLS handshake error from 203.0.113.7:5000: EOF":                    "http: TLS handshake error from …: EOF",
		"http: TLS handshake error from [2001:db8::9]:443: EOF":                   "http: TLS handshake error from …: EOF",
		"http: TLS handshake error from [fe80::1%eth0]:443: EOF":                  "http: TLS handshake error from …: EOF",
		"http: response.WriteHeader on hijacked connection from a.B (file.go:12)": "http: response.WriteHeader on hijacked connection from a.B (file.go:12)",
	} {
		if got := addressRE.ReplaceAllString(in, "…"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
