package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/edge"
	"thidua/internal/platform/web"
)

// serving starts the product on a free port of loopback and gives its address.
func serving(t *testing.T, c Config) string {
	t.Helper()
	c.Data, c.Clock, c.Log = t.TempDir(), clock.System, slog.New(slog.DiscardHandler)
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return c.address(l)
}

func TestHealth(t *testing.T) {
	at := serving(t, Config{})
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		r, err := http.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != 200 || string(b) != want {
			t.Errorf("%s: %d %q", path, r.StatusCode, b)
		}
	}
	// An empty system leads to the first set-up.
	r, err := http.Get(at + "/")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.Request.URL.Path != "/cai-dat" {
		t.Errorf("an empty system leads to %s", r.Request.URL.Path)
	}
}

func TestNotReadyWithoutDatabase(t *testing.T) {
	a, err := Open(t.Context(), Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if rec := get(h, "/readyz"); rec.Code != 503 {
		t.Errorf("ready without a database: %d", rec.Code)
	}
	if rec := get(h, "/healthz"); rec.Code != 200 {
		t.Errorf("not alive: %d", rec.Code)
	}
}

// TestHTTPS serves with a certificate: cookies and headers say that the site is secure.
func TestHTTPS(t *testing.T) {
	cert, key := certificate(t)
	cfg, err := edge.TLS(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	at := serving(t, Config{TLS: cfg, Secure: true, Metrics: edge.NewMetrics("test")})
	if !strings.HasPrefix(at, "https://") {
		t.Fatalf("address %s", at)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, Timeout: 10 * time.Second}
	r, err := client.Get(at + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if got := r.Header.Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=31536000") {
		t.Errorf("Strict-Transport-Security %q", got)
	}
	if _, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}}}).Get(at + "/healthz"); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
}

// TestSlowClients opens connections that send a byte now and then; others are served, and
// the slow ones are cut.
func TestSlowClients(t *testing.T) {
	a, err := Open(t.Context(), Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := a.server(h)
	if srv.ReadHeaderTimeout <= 0 || srv.ReadHeaderTimeout > 10*time.Second || srv.ReadTimeout <= 0 || srv.MaxHeaderBytes > 64<<10 {
		t.Fatalf("limits of the server: %+v", srv)
	}
	srv.ReadHeaderTimeout = 300 * time.Millisecond // the real one, sooner
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go srv.Serve(l)
	defer srv.Close()
	var slow []net.Conn
	for range 200 {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX-")
		slow = append(slow, c)
	}
	r, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	for i, c := range slow {
		c.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.ReadAll(c); err != nil {
			t.Fatalf("slow connection %d is still open: %v", i, err)
		}
	}
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
	return rec
}

// certificate writes a certificate for this machine.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// TestDatabaseIsPrivate: whatever the folder and the umask allow, other accounts of the machine do
// not read the database.
func TestDatabaseIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights of files are another matter there")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for round := range 2 { // made anew, and made wide by hand
		a, err := Open(t.Context(), Config{Data: dir, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"thidua.db", "thidua.db-wal", "thidua.db-shm"} {
			file := filepath.Join(dir, name)
			if st, err := os.Stat(file); err != nil || st.Mode().Perm()&0o077 != 0 {
				t.Errorf("round %d: %s: %v %v", round, name, st, err)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(dir, "thidua.db"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLinksNameTheSite: a link that is sent on names the site that the operator told, whatever
// host a request claims.
func TestLinksNameTheSite(t *testing.T) {
	x := openStreams(t, "chu")
	x.Site = "https://thidua.vidu.vn"
	r := httptest.NewRequest("POST", "/cong-khai", nil)
	s, err := x.Web()
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "la.vidu.vn"
	r.Header.Set("X-Forwarded-Proto", "https")
	if got := (&web.Request{Request: r, Srv: s}).Origin(); got != "https://thidua.vidu.vn" {
		t.Errorf("a link begins with %s", got)
	}
	x.Site = ""
	if s, err = x.Web(); err != nil {
		t.Fatal(err)
	}
	if got := (&web.Request{Request: r, Srv: s}).Origin(); got != "http://la.vidu.vn" {
		t.Errorf("without --site, and not over HTTPS, a link begins with %s", got)
	}
}
