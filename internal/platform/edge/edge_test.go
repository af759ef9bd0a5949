package edge

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thidua/internal/platform/clock"
)

func TestKey(t *testing.T) {
	for in, want := range map[string]string{
		"203.0.113.7:5000": "203.0.113.7", "203.0.113.7": "203.0.113.7", "[2001:db8:1:2:3::9]:80": "2001:db8:1:2::/64", "[2001:db8:1:2::1]:80": "2001:db8:1:2::/64",
		"127.0.0.1:9": "", "[::1]:9": "", "[::ffff:203.0.113.7]:1": "203.0.113.7", "khong-phai-dia-chi": "khong-phai-dia-chi",
	} {
		if got := Key(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestLimiter(t *testing.T) {
	hand := clock.NewHand(time.Date(2022, 7, 5, 8, 0, 0, 0, clock.Zone))
	l := NewLimiter(Rate{Burst: 3, Every: time.Second}, hand)
	for i := range 3 {
		if w := l.Take("203.0.113.7:1"); w != 0 {
			t.Fatalf("request %d waits %v", i, w)
		}
	}
	if w := l.Take("203.0.113.7:2"); w <= 0 || w > time.Second {
		t.Errorf("the fourth waits %v", w)
	}
	if w := l.Take("203.0.113.8:2"); w != 0 {
		t.Errorf("another address waits %v", w)
	}
	for range 10 {
		if w := l.Take("127.0.0.1:2"); w != 0 {
			t.Errorf("this machine waits %v", w)
		}
	}
	hand.Set(hand.Now().Add(time.Second))
	if w := l.Take("203.0.113.7:2"); w != 0 {
		t.Errorf("after a second it waits %v", w)
	}
	for i := range maxKeys * 2 {
		l.Take(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
	}
	if len(l.all) > maxKeys {
		t.Errorf("%d addresses are kept", len(l.all))
	}
}

func TestLimit(t *testing.T) {
	hand := clock.NewHand(time.Date(2022, 7, 5, 8, 0, 0, 0, clock.Zone))
	h := Limit(NewLimiter(Rate{100, time.Second}, hand), NewLimiter(Rate{1, 10 * time.Second}, hand), func(w http.ResponseWriter, _ *http.Request, wait time.Duration) {
		http.Error(w, wait.String(), http.StatusTooManyRequests)
	}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "in") }))
	ask := func(method string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/", nil)
		r.RemoteAddr = "203.0.113.7:1"
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		return rec
	}
	if r := ask("POST"); r.Code != 200 {
		t.Errorf("the first: %d", r.Code)
	}
	if r := ask("POST"); r.Code != 429 || r.Header().Get("Retry-After") != "10" {
		t.Errorf("the second: %d, Retry-After %q", r.Code, r.Header().Get("Retry-After"))
	}
	if r := ask("GET"); r.Code != 200 {
		t.Errorf("reading: %d", r.Code)
	}
}

// from is a listener whose connections say that they come from an address.
type from struct {
	net.Listener
	address net.Addr
}

type fromConn struct {
	net.Conn
	address net.Addr
}

func (c fromConn) RemoteAddr() net.Addr { return c.address }

func (l from) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return fromConn{c, l.address}, nil
}

func TestListen(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := Listen(from{inner, &net.TCPAddr{IP: net.ParseIP("203.0.113.7"), Port: 1}}, 2)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "in") })}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	dial := func() net.Conn {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	answers := func(c net.Conn) bool {
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		c.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, _ := c.Read(make([]byte, 1))
		return n == 1
	}
	a, b := dial(), dial()
	if !answers(a) || !answers(b) {
		t.Fatal("two connections are not served")
	}
	if answers(dial()) {
		t.Error("a third connection of one address is served")
	}
	a.Close()
	ok := false
	for range 100 {
		if ok = answers(dial()); ok {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !ok {
		t.Error("a place that became free is not given again")
	}
}

// write makes a certificate for name.
func write(t *testing.T, dir, name string) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := write(t, dir, "mot.vidu.vn")
	cfg, err := TLS(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	name := func() string {
		c, err := cfg.GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		x, err := x509.ParseCertificate(c.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return x.Subject.CommonName
	}
	if got := name(); got != "mot.vidu.vn" {
		t.Errorf("certificate of %s", got)
	}
	write(t, dir, "hai.vidu.vn")
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(cert, later, later); err != nil {
		t.Fatal(err)
	}
	if got := name(); got != "hai.vidu.vn" {
		t.Errorf("after renewal: certificate of %s", got)
	}
	if err := os.WriteFile(cert, []byte("hỏng"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := name(); got != "hai.vidu.vn" {
		t.Errorf("while the new one is broken: certificate of %s", got)
	}
	if _, err := TLS(cert, key); err == nil {
		t.Error("a broken certificate is taken at start")
	}
}

func TestMetrics(t *testing.T) {
	m := NewMetrics("v1")
	m.Begin()("plan.list", "GET", 200, 3*time.Millisecond)
	m.Begin()("", "GET", 404, time.Millisecond)
	m.Limited()
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{`thidua_requests_total{method="GET",route="plan.list",status="200"} 1`, `thidua_requests_total{method="GET",route="",status="404"} 1`,
		`thidua_requests_limited_total 1`, `thidua_requests_running 0`, `thidua_build_info{version="v1"} 1`, `thidua_request_seconds_count{route="plan.list"} 1`, "go_goroutines"} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}
