package webtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Run(m)) }

func TestVendoredAxe(t *testing.T) {
	b, err := os.ReadFile("axe/README.md")
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.Sum256([]byte(axeSource))
	if !strings.Contains(string(b), hex.EncodeToString(h[:])) {
		t.Errorf("axe.min.js has SHA-256 %x, which its README does not name", h)
	}
}

func serve(t *testing.T, body string) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="vi"><head><title>x</title><meta name="viewport" content="width=device-width"></head><body><main><h1>x</h1>%s</main></body></html>`, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// What the kit must find: a kit that finds nothing proves nothing.
func TestFindsFaults(t *testing.T) {
	bad := Open(t, serve(t, `<input type="text"><p style="width:900px">wide</p>`), 320, 600, false)
	if len(bad.Violations()) == 0 {
		t.Error("axe finds nothing in a page with a field without a label")
	}
	spy := &recorder{TB: t}
	bad.NoSideScroll(spy)
	if spy.failed == 0 {
		t.Error("a page of 900 px passes at 320 px")
	}
	good := Open(t, serve(t, `<label>Tên <input id="a"></label>`), 320, 600, true)
	good.Axe(t)
	good.NoSideScroll(t)
	good.Fill("#a", "Đắk Lắk")
	if v := good.Value("#a"); v != "Đắk Lắk" {
		t.Errorf("typed Đắk Lắk, the field holds %q", v)
	}
	if !Eval[bool](good, "matchMedia('(prefers-color-scheme: dark)').matches") {
		t.Error("dark is not emulated")
	}
}

type recorder struct {
	testing.TB
	failed int
}

func (r *recorder) Errorf(string, ...any) { r.failed++ }
func (r *recorder) Helper()               {}
