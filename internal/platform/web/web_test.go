package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/msg"
)

func server(t *testing.T, a who.Actor, routes ...Route) *Server {
	t.Helper()
	c, err := msg.Load("web.404 = Page not found.")
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Slices: []Slice{{Name: "x", Routes: routes}}, Catalog: c, Clock: clock.NewHand(time.Now()), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Actor: func(*http.Request) (who.Actor, error) { return a, nil },
		Fail: func(w http.ResponseWriter, r *Request, status int, err error) {
			http.Error(w, r.ErrorText(err), status)
		}})
}

func fine(w http.ResponseWriter, r *Request) error { _, err := io.WriteString(w, "fine"); return err }

func TestRouteNeedsItsPolicy(t *testing.T) {
	for name, rt := range map[string]Route{
		"no policy":  {Method: "GET", Path: "/a", Name: "a", Handler: fine},
		"no name":    {Method: "GET", Path: "/a", Policy: Public, Handler: fine},
		"no handler": {Method: "GET", Path: "/a", Name: "a", Policy: Public},
		"no method":  {Path: "/a", Name: "a", Policy: Public, Handler: fine},
		"any method": {Method: "*", Path: "/a", Name: "a", Policy: Public, Handler: fine},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("such a route was registered")
				}
			}()
			server(t, who.Anonymous, rt)
		})
	}
}

func TestPolicies(t *testing.T) {
	officer := who.Actor{User: 1, Posts: []who.Post{{Unit: 7, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 3, Unit: 7}}}
	lead := officer
	lead.Blocs = []who.Membership{{Bloc: 3, Unit: 7, Lead: true}}
	head := who.Actor{User: 2, Posts: []who.Post{{Unit: 7, Role: who.Head}}}
	board := who.Actor{User: 3, Posts: []who.Post{{Role: who.Board}}}
	admin := who.Actor{User: 4, Posts: []who.Post{{Role: who.Admin}}}
	bare := who.Actor{User: 5}
	everyone := map[string]who.Actor{"anonymous": who.Anonymous, "officer": officer, "lead": lead, "head": head, "board": board, "admin": admin, "bare": bare}
	for _, c := range []struct {
		p    Policy
		want string
	}{
		{Public, "anonymous officer lead head board admin bare"},
		{SignedIn, "officer lead head board admin bare"},
		{Insider, "officer lead head board"},
		{UnitSide, "officer lead head"},
		{Officers, "officer lead"},
		{Heads, "head"},
		{Leaders, "lead"},
		{Overview, "lead board"},
		{Boards, "board"},
		{Admins, "admin"},
	} {
		for name, a := range everyone {
			want := strings.Contains(" "+c.want+" ", " "+name+" ")
			if got := c.p.Allow(a) == nil; got != want {
				t.Errorf("%s lets %s in: %v, want %v", c.p.Name, name, got, want)
			}
		}
	}
}

func TestAnswers(t *testing.T) {
	signed := who.Actor{User: 1}
	refuse := func(k fault.Kind) Handler {
		return func(http.ResponseWriter, *Request) error { return fault.New(k, "a.b|Câu {n}", fault.P{"n": 1}) }
	}
	s := server(t, signed,
		Route{Method: "GET", Path: "/fine", Name: "fine", Policy: SignedIn, Handler: fine},
		Route{Method: "GET", Path: "/public", Name: "public", Policy: Public, Handler: fine},
		Route{Method: "GET", Path: "/missing", Name: "m", Policy: Public, Handler: refuse(fault.NotFound)},
		Route{Method: "GET", Path: "/denied", Name: "d", Policy: Public, Handler: refuse(fault.Denied)},
		Route{Method: "GET", Path: "/changed", Name: "c", Policy: Public, Handler: refuse(fault.Conflict)},
		Route{Method: "GET", Path: "/bad", Name: "b", Policy: Public, Handler: refuse(fault.Invalid)},
		Route{Method: "GET", Path: "/busy", Name: "y", Policy: Public, Handler: refuse(fault.Busy)},
		Route{Method: "GET", Path: "/gone", Name: "g", Policy: Public, Handler: refuse(fault.Gone)},
		Route{Method: "GET", Path: "/large", Name: "l", Policy: Public, Handler: refuse(fault.TooLarge)},
		Route{Method: "GET", Path: "/broken", Name: "k", Policy: Public, Handler: func(http.ResponseWriter, *Request) error { return errors.New("secret detail") }},
		Route{Method: "POST", Path: "/ignores", Name: "i", Policy: Public, Handler: func(w http.ResponseWriter, r *Request) error {
			_ = r.FormValue("a")
			return fine(w, r)
		}},
		Route{Method: "POST", Path: "/post", Name: "p", Policy: Public, Handler: func(w http.ResponseWriter, r *Request) error {
			_, err := io.ReadAll(r.Body)
			return err
		}})
	for path, want := range map[string]int{"/fine": 200, "/missing": 404, "/denied": 403, "/changed": 409, "/bad": 422, "/busy": 503, "/gone": 410, "/large": 413, "/broken": 500, "/nowhere": 404} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != want {
			t.Errorf("GET %s: %d, want %d", path, w.Code, want)
		}
		if strings.Contains(w.Body.String(), "secret detail") {
			t.Errorf("GET %s shows the cause of an unexpected error", path)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("GET %s has no content security policy", path)
		}
	}
	if w := httptest.NewRecorder(); true {
		s.ServeHTTP(w, httptest.NewRequest("GET", "/fine", nil))
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Error("an inside page may be stored")
		}
	}
	big := httptest.NewRecorder()
	s.ServeHTTP(big, httptest.NewRequest("POST", "/post", strings.NewReader(strings.Repeat("x", defaultBody+1))))
	if big.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body over the limit: %d, want 413", big.Code)
	}
	for body, want := range map[string]int{"a=" + strings.Repeat("x", defaultBody): http.StatusRequestEntityTooLarge, "a=%zz": http.StatusUnprocessableEntity} {
		got, r := httptest.NewRecorder(), httptest.NewRequest("POST", "/ignores", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if s.ServeHTTP(got, r); got.Code != want { // the handler never looks at the error
			t.Errorf("a form of %d bytes: %d, want %d", len(body), got.Code, want)
		}
	}
	cross := httptest.NewRequest("POST", "/post", nil)
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, cross)
	if w.Code != http.StatusForbidden {
		t.Errorf("a POST from another site: %d, want 403", w.Code)
	}
}

// TestNobodyWaits: a client that went away is no failure of the server's.
func TestNobodyWaits(t *testing.T) {
	var log strings.Builder
	s := server(t, who.Anonymous, Route{Method: "GET", Path: "/x", Name: "x", Policy: Public, Handler: func(_ http.ResponseWriter, r *Request) error {
		return fmt.Errorf("x.read: %w", context.Canceled)
	}})
	s.Log = slog.New(slog.NewTextHandler(&log, nil))
	gone, leave := context.WithCancel(t.Context())
	leave()
	for ctx, want := range map[context.Context]int{gone: statusGone, t.Context(): 500} {
		log.Reset()
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/x", nil))
		if w.Code != want || (log.Len() > 0) != (want == 500) {
			t.Errorf("%d, want %d; logged %q", w.Code, want, log.String())
		}
	}
}

func TestStrangerIsLedToTheDoor(t *testing.T) {
	s := server(t, who.Anonymous, Route{Method: "GET", Path: "/in/{x}", Name: "in", Policy: SignedIn, Handler: fine})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/in/a?b=c&d=1", nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/dang-nhap?ve=%2Fin%2Fa%3Fb%3Dc%26d%3D1" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}

func TestLocal(t *testing.T) {
	for in, want := range map[string]string{
		"/viec": "/viec", "/nhap/2022-6t?a=b#c-CT01": "/nhap/2022-6t?a=b#c-CT01", "": "/", "//evil.test": "/", "/\\evil.test": "/", "/\t/evil.test": "/",
		"https://evil.test": "/", "javascript:alert(1)": "/", "/\x00": "/", "/%zz": "/",
	} {
		if got := Local(in); got != want {
			t.Errorf("Local(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestLogTellsNothingOfPersons: what goes wrong is logged with its route and reason, and with
// nothing of the address, the form, the cookies or who asked.
func TestLogTellsNothingOfPersons(t *testing.T) {
	var b strings.Builder
	s := server(t, who.Actor{User: 77, Name: "Trần Thị Riêng"}, Route{Method: "POST", Path: "/nguoi/{login}", Name: "x.broken", Policy: SignedIn,
		Handler: func(http.ResponseWriter, *Request) error { return errors.New("disk on fire\nlevel=INFO msg=forged") }})
	s.Log = slog.New(slog.NewJSONHandler(&b, nil))
	r := httptest.NewRequest("POST", "/nguoi/ten-rieng?token=bi-mat-1", strings.NewReader("password=bi-mat-2&khac=so-rieng"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Referer", "http://example.com/bi-mat-3")
	r.AddCookie(&http.Cookie{Name: "phien", Value: "bi-mat-4"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError {
		t.Fatalf("status %d", w.Code)
	}
	for _, want := range []string{"x.broken", "disk on fire", "POST"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the log does not tell %q: %s", want, b.String())
		}
	}
	for _, bad := range []string{"rieng", "Riêng", "bi-mat", "192.0.2", "\"77\""} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("the log tells %q: %s", bad, b.String())
		}
	}
	if n := strings.Count(b.String(), "\n"); n != 1 {
		t.Errorf("a reason of two lines became %d lines of the log: %s", n, b.String())
	}
	if strings.Contains(w.Body.String(), "fire") {
		t.Errorf("the page tells the reason: %s", w.Body.String())
	}
}

// TestBrokenHandler: a handler that panics answers with the page of an error, and the log tells
// where, without what it broke on; half a page is cut off.
func TestBrokenHandler(t *testing.T) {
	var b strings.Builder
	s := server(t, who.Actor{User: 77}, Route{Method: "GET", Path: "/vo", Name: "x.broken", Policy: SignedIn, Handler: func(http.ResponseWriter, *Request) error {
		panic(errors.New("Trần Thị Riêng"))
	}}, Route{Method: "GET", Path: "/nua", Name: "x.half", Policy: SignedIn, Handler: func(w http.ResponseWriter, _ *Request) error {
		w.Write([]byte("nửa trang"))
		var none []int
		return fmt.Errorf("%d", none[len("Riêng")])
	}})
	s.Log = slog.New(slog.NewJSONHandler(&b, nil))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/vo", nil))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Hệ thống gặp lỗi") {
		t.Errorf("a handler that broke down: %d %s", w.Code, w.Body.String())
	}
	func() {
		defer func() {
			if p := recover(); p != http.ErrAbortHandler {
				t.Errorf("half a page is not cut off: %v", p)
			}
		}()
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/nua", nil))
	}()
	for _, want := range []string{"x.broken", "*errors.errorString", "web_test.go", "x.half", "index out of range"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the log does not tell %q: %s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "Riêng") {
		t.Errorf("the log tells what it broke on: %s", b.String())
	}
}

// TestDownloadName: whatever stands in the name of a file, the header holds one name and nothing
// else, and the browser reads it back.
func TestDownloadName(t *testing.T) {
	for _, name := range []string{"Báo cáo 6 tháng – Khối 3.docx", `a"; filename=x.exe; b="`, "a\r\nSet-Cookie: x=1", "it's (1) 100%.pdf", "../../etc/passwd", "a;b,c=d.xlsx"} {
		w := httptest.NewRecorder()
		if err := Download(w, name, "application/pdf", []byte("x")); err != nil {
			t.Fatal(err)
		}
		h := w.Header().Get("Content-Disposition")
		kind, p, err := mime.ParseMediaType(h)
		if err != nil || kind != "attachment" || len(p) != 1 || p["filename"] != name || strings.ContainsAny(h, "\r\n\"") {
			t.Errorf("%q became %q: %s %v %v", name, h, kind, p, err)
		}
	}
}
