package orgweb

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"thidua/internal/base/who"
	"thidua/internal/platform/web/webtest"
)

var look = flag.String("look", "", "write pictures of the pages to this folder")

func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }

// TestLook opens every page in a browser: its heading and rows are there, axe-core finds
// no fault, nothing scrolls sideways; light on a phone, dark on an office screen.
func TestLook(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 640, false) // skips with a sentence
	}
	x := open(t)
	srv := httptest.NewServer(x.h)
	defer srv.Close()
	for _, c := range []struct {
		name, path, heading, row string
		rows                     int
		actor                    who.Actor
	}{
		{"blocs", "/khoi", "Khối và đơn vị", "tbody tr", 2, board},
		{"bloc-board", "/khoi/k3", "Khối k3", "tbody tr", 2, board},
		{"bloc-member", "/khoi/k3", "Khối k3", "tbody tr", 2, x.member("k3b", false)},
		{"bloc-empty", "/khoi/k3?ngay=31/12/2021", "Khối k3", ".empty", 1, board},
		{"blocs-none", "/khoi", "Khối và đơn vị", ".empty", 1, who.Actor{User: 9, Name: "x"}},
	} {
		for _, o := range []webtest.Options{{Width: 320, Height: 640}, {Width: 1366, Height: 768, Dark: true}, {Width: 1366, Height: 768}} {
			name := c.name + map[int]string{320: "-320", 1366: "-1366"}[o.Width] + map[bool]string{true: "-dark"}[o.Dark]
			t.Run(name, func(t *testing.T) {
				x.actor = c.actor
				p := webtest.OpenWith(t, srv.URL+c.path, o)
				if h := p.Text("h1"); h != c.heading {
					t.Fatalf("heading %q", h)
				}
				if n := p.Count("main " + c.row); n < c.rows {
					t.Fatalf("%d rows, want %d", n, c.rows)
				}
				p.NoSideScroll(t)
				p.Axe(t)
				if *look != "" {
					p.Screenshot(filepath.Join(*look, name+".png"))
				}
			})
		}
	}
}
