package wired

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/platform/web"
)

// always are the headers that every answer carries, whoever asks and whatever comes of it.
var always = map[string]*regexp.Regexp{
	"Content-Security-Policy":      regexp.MustCompile(`^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:(?: blob:)?; connect-src 'self';.* form-action 'self'; base-uri 'none'; frame-ancestors 'none'$`),
	"X-Content-Type-Options":       regexp.MustCompile(`^nosniff$`),
	"Referrer-Policy":              regexp.MustCompile(`^same-origin$`),
	"Cross-Origin-Opener-Policy":   regexp.MustCompile(`^same-origin$`),
	"Cross-Origin-Resource-Policy": regexp.MustCompile(`^same-origin$`),
	"Permissions-Policy":           regexp.MustCompile(`geolocation=\(\)`),
	"Strict-Transport-Security":    regexp.MustCompile(`^max-age=31536000; includeSubDomains$`),
}

// headerFaults names what is wrong with the headers of an answer.
func headerFaults(rt web.Route, res *http.Response) (list []string) {
	for name, want := range always {
		if got := res.Header.Get(name); !want.MatchString(got) {
			list = append(list, name+": "+got)
		}
	}
	if c := res.Header.Get("Cache-Control"); rt.Policy.Name != "public" && res.StatusCode == http.StatusOK && c != "no-store" {
		list = append(list, "a page that is not public may be kept by a cache: "+c)
	}
	if e := res.Header.Get("ETag") + res.Header.Get("Last-Modified"); rt.Policy.Name != "public" && e != "" {
		list = append(list, "a page that is not public can be asked for by its mark: "+e)
	}
	switch t := res.Header.Get("Content-Type"); {
	case res.StatusCode == http.StatusOK && res.ContentLength != 0 && t == "":
		list = append(list, "content of no type")
	case strings.HasPrefix(t, "text/") && !strings.Contains(strings.ToLower(t), "charset=utf-8"):
		list = append(list, "a text of unknown letters: "+t)
	}
	for _, c := range res.Cookies() {
		if !c.Secure && c.Value != "" {
			list = append(list, "cookie "+c.Name+" travels without HTTPS")
		}
		if c.MaxAge >= 0 && c.Value != "" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode) && c.Name != "lang" && c.Name != "theme" && c.Name != "size" {
			list = append(list, "cookie "+c.Name+" is within the reach of scripts or of other sites")
		}
	}
	return list
}

// TestHeaders looks at the headers of every route as a visitor and as somebody signed in.
func TestHeaders(t *testing.T) {
	w := newWorld(t)
	w.base.Options.Secure = true
	w.a.Account.SecureCookies()
	h := w.server(nil)
	for _, rt := range w.base.Routes() {
		for _, actor := range []string{"anonymous", "secretary-a", "admin"} {
			r := httptest.NewRequestWithContext(t.Context(), rt.Method, w.path(rt, objects[0]), nil)
			if c := w.tokens[actor]; c != "" {
				r.AddCookie(&http.Cookie{Name: w.a.Account.Sessions().Cookie.Name, Value: c})
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			for _, f := range headerFaults(rt, rec.Result()) {
				t.Errorf("%s %s as %s (%d): %s", rt.Method, rt.Path, actor, rec.Code, f)
			}
		}
	}
}

// TestHeaderFaults sees the test above fail on an answer without any of it.
func TestHeaderFaults(t *testing.T) {
	rec := httptest.NewRecorder()
	http.SetCookie(rec, &http.Cookie{Name: "phien", Value: "x"})
	rec.Header().Set("ETag", `"x"`)
	rec.Header().Set("Content-Type", "text/html")
	rec.WriteHeader(http.StatusOK)
	got := headerFaults(web.Route{Policy: web.SignedIn}, rec.Result())
	if len(got) != len(always)+5 {
		t.Errorf("faults found: %s", strings.Join(got, "; "))
	}
}
