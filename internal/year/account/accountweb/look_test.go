package accountweb

import (
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"thidua/internal/platform/web/webtest"
)

var look = flag.String("look", "", "write pictures of the pages to this folder")

func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }

func (b *browserT) cookies() []*http.Cookie {
	u, err := url.Parse(b.x.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.c.Jar.Cookies(u)
}

// TestLook opens every page in a browser: its heading and rows are there, axe-core finds
// no fault, nothing scrolls sideways; light on a phone, dark on an office screen.
func TestLook(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 640, false) // skips with a sentence
	}
	x := open(t, true)
	admin := x.browser(t).signIn("admin")
	x.browser(t).signIn("admin") // a second session, to have one to end
	for _, c := range []struct {
		name, path, heading, row string
		rows                     int
		cookies                  []*http.Cookie
	}{
		{"demo", "/demo", "Dùng thử: chọn một vai", "tbody tr", 2, nil},
		{"signin", "/dang-nhap?ve=/tai-khoan", "Đăng nhập", "input", 3, nil},
		{"own", "/tai-khoan", "Tài khoản của tôi", "tbody tr", 2, admin.cookies()},
		{"users", "/quan-tri/nguoi-dung", "Người dùng", "tbody tr", 6, admin.cookies()},
		{"users-none", "/quan-tri/nguoi-dung?q=khongai", "Người dùng", ".empty", 1, admin.cookies()},
		{"user", "/quan-tri/nguoi-dung/cb.tp", "Người dùng cb.tp", "tbody tr", 1, admin.cookies()},
	} {
		for _, o := range []webtest.Options{{Width: 320, Height: 640}, {Width: 1366, Height: 768, Dark: true}, {Width: 1366, Height: 768}} {
			name := c.name + map[int]string{320: "-320", 1366: "-1366"}[o.Width] + map[bool]string{true: "-dark"}[o.Dark]
			t.Run(name, func(t *testing.T) {
				o.Cookies = c.cookies
				p := webtest.OpenWith(t, x.URL+c.path, o)
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

// TestErrorsInABrowser signs in wrongly, with and without scripts: the summary is there,
// the typed user name stays, axe-core finds no fault.
func TestErrorsInABrowser(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 640, false)
	}
	x := open(t, true)
	for name, o := range map[string]webtest.Options{"scripts": {Width: 1366, Height: 768}, "without scripts": {Width: 320, Height: 640, NoScript: true}} {
		t.Run(name, func(t *testing.T) {
			p := webtest.OpenWith(t, x.URL+"/dang-nhap?ve=/tai-khoan", o)
			if o.NoScript { // filling needs scripts; the empty form is an error too
				p.Submit("main form button")
			} else {
				p.Fill("#f-login", "cb.tp")
				p.Fill("#f-password", "sai bet")
				p.Submit("main form button")
				if v := p.Value("#f-login"); v != "cb.tp" {
					t.Errorf("the user name is gone: %q", v)
				}
			}
			if p.Count("#errors li") == 0 {
				t.Error("no summary of errors")
			}
			p.Axe(t)
			if *look != "" {
				p.Screenshot(filepath.Join(*look, "signin-error.png"))
			}
		})
	}
}
