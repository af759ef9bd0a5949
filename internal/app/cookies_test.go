package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestCookiesCarryTheirPrefix: behind HTTPS every cookie that the site sets or drops is bound to this
// host, or at least to HTTPS, by its name; one without the name is not seen.
func TestCookiesCarryTheirPrefix(t *testing.T) {
	x := openStreams(t, "chu")
	x.Secure = true
	x.Account.SecureCookies()
	h, err := x.Handler()
	if err != nil {
		t.Fatal(err)
	}
	jar, set := map[string]string{}, map[string]bool{}
	ask := func(method, path string, form url.Values) *http.Response {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for k, v := range jar {
			r.AddCookie(&http.Cookie{Name: k, Value: v})
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		for _, c := range rec.Result().Cookies() {
			set[c.Name] = true
			whole := c.Path == "/" && c.Domain == "" && strings.HasPrefix(c.Name, "__Host-")
			if !c.Secure || !whole && (c.Path == "/" || !strings.HasPrefix(c.Name, "__Secure-")) {
				t.Errorf("%s %s sets %s", method, path, c.Raw)
			}
			if jar[c.Name] = c.Value; c.MaxAge < 0 {
				delete(jar, c.Name)
			}
		}
		return rec.Result()
	}
	ask("POST", "/tuy-chon", url.Values{"theme": {"dark"}, "size": {"l"}, "lang": {"en"}, "ve": {"/"}})
	if r := ask("POST", "/dang-nhap", url.Values{"login": {"chu"}, "password": {streamPassword}}); r.StatusCode != 303 {
		t.Fatalf("signing in: %d", r.StatusCode)
	}
	if r := ask("GET", "/tai-khoan", nil); r.StatusCode != 200 {
		t.Errorf("the own account: %d", r.StatusCode)
	}
	ask("POST", "/tai-khoan/phien", nil) // leaves a message
	ask("GET", "/tai-khoan", nil)        // which is dropped here
	for _, name := range []string{"__Host-phien", "__Secure-thietbi", "__Host-theme", "__Host-size", "__Host-lang", "__Host-flash"} {
		if !set[name] {
			t.Errorf("%s was not set: %v", name, set)
		}
	}
	if jar["__Host-flash"] != "" {
		t.Error("the message stays")
	}
	// Planted without the prefix, a cookie is not seen: neither the language nor the session.
	planted := map[string]string{"lang": "en", "phien": jar["__Host-phien"]}
	jar = planted
	if r := ask("GET", "/tai-khoan", nil); r.StatusCode != 303 || !strings.HasPrefix(r.Header.Get("Location"), "/dang-nhap") {
		t.Errorf("a planted session opens: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
}
