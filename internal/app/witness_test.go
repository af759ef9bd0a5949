package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// TestWitnessOfASite: a unit's own machine reads checkpoint and tiles from the site, signs what
// continues, and refuses a site whose log is another one.
func TestWitnessOfASite(t *testing.T) {
	open := func(dir string) (*App, *httptest.Server) {
		a, err := Open(context.Background(), Config{Data: dir, Clock: clock.System})
		if err != nil {
			t.Fatal(err)
		}
		h, err := a.Handler()
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		t.Cleanup(func() { s.Close(); a.Close() })
		return a, s
	}
	act := func(a *App) {
		err := a.DB.Write(t.Context(), func(tx *db.Tx) error {
			for range 300 {
				if err := audit.Write(t.Context(), tx, audit.Entry{By: who.Actor{Name: "Thử"}, Did: "plan.target.save", On: "target/x"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			_, err = a.Audit.Integrate(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	data, dir := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "witness")
	a, site := open(data)
	act(a)
	must(t, exitOK, "witness", "init", "--dir", dir, "--name", "so-tu-phap", "--log", a.Audit.Key())
	out := filepath.Join(t.TempDir(), "signed.txt")
	must(t, exitOK, "witness", "add", site.URL, "--dir", dir, "--out", out)
	act(a)
	if s := must(t, exitOK, "witness", "add", site.URL+"/", "--dir", dir, "--out", out); !strings.Contains(s, "60") { // twice 300 lines and the ones of the start
		t.Errorf("%s", s)
	}
	if b, err := os.ReadFile(out); err != nil || strings.Count(string(b), "\n— ") != 2 {
		t.Errorf("the checkpoint carries not two signatures: %v\n%s", err, b)
	}

	b, other := open(filepath.Join(t.TempDir(), "other"))
	act(b)
	if code, _, text := call(t, "witness", "add", other.URL, "--dir", dir, "--out", out); code != exitInput || !strings.Contains(text, "Không ký") {
		t.Errorf("another log: exit %d, %s", code, text)
	}

	// leaves are for those who may read the log; hashes are for everybody
	for path, want := range map[string]int{"/log/checkpoint": 200, "/log/tile/0/000": 200, "/log/tile/1/000.p/2": 200, "/log/tile/entries/000": 303, "/log/tile/0/099": 404, "/log/tile/x": 404} {
		c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, err := c.Get(site.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, r.StatusCode, want)
		}
	}
}
