package story

import (
	"bytes"
	"database/sql"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"thidua/internal/app"
)

// A record keeps the log of a server, down to the least important line.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *record) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

func (r *record) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(io.MultiWriter(os.Stderr, r), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// What the walk over all forms types: no line of the log may hold it.
const (
	typedText   = "Gửi hai lần từ trang CANARYLOG"
	typedMail   = "hai-lan-canarylog@vidu.vn"
	typedSecret = "mot-cau-dai-de-nho-lam-9"
)

// logTellsNothing looks at the log after every kind of form was sent, and after walk has sent
// them once more while the database refuses every change, so that each of them fails inside and
// is logged with its reason: nothing of what people typed, who they are, their sessions and
// their addresses stands there, at any level.
func (w *world) logTellsNothing(walk func()) func(*testing.T) {
	return func(t *testing.T) {
		d, err := sql.Open("sqlite", "file:"+filepath.Join(w.data, "thidua.db")+"?_pragma=busy_timeout(10000)")
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for _, name := range []string{"visitor-wrong", "visitor"} {
			w.as(name)
			w.send("POST", "/dang-nhap", []string{"login=" + typedMail, "password=" + typedSecret})
			w.send("POST", "/dang-nhap", []string{"login=canbo-tand", "password=" + typedSecret})
		}
		if _, err := d.Exec(`CREATE TRIGGER zz_refuse BEFORE INSERT ON audit_pending BEGIN SELECT RAISE(ABORT, 'refused for the test'); END`); err != nil {
			t.Fatal(err)
		}
		defer d.Exec("DROP TRIGGER zz_refuse") // what is told at the end may be written again
		walk()
		w.as("visitor")
		w.send("POST", "/dang-nhap", []string{"login=canbo-tand", "password=" + typedSecret})
		said := w.log.text()
		if n := strings.Count(said, "refused for the test"); n < 30 {
			t.Errorf("only %d forms failed inside: this test sees nothing", n)
		} else {
			t.Logf("%d forms failed inside and stand in the log", n)
		}
		secrets := []string{"CANARYLOG", "canarylog", typedSecret, app.SamplePassword, "canbo-tand", "Cán bộ", "Thủ trưởng", "127.0.0.1"}
		home, err := url.Parse(w.server.URL)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range w.people {
			for _, k := range c.Jar.Cookies(home) {
				if len(k.Value) > 8 {
					secrets = append(secrets, k.Value)
				}
			}
		}
		for line := range strings.Lines(said) {
			for _, s := range secrets {
				if strings.Contains(line, s) {
					t.Errorf("the log tells %q: %.500s", s, line)
				}
			}
		}
	}
}
