package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
)

// TestRefusalsAreNoted: who is refused for want of a right, or for a text with a mark of secrecy, stands in the log,
// counted, without the text.
func TestRefusalsAreNoted(t *testing.T) {
	a, err := Open(t.Context(), Config{Data: t.TempDir(), Demo: true, Clock: clock.NewHand(SampleStart)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.LoadSample(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	var jar []*http.Cookie
	ask := func(method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if method == "POST" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for _, c := range jar {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		jar = append(jar, w.Result().Cookies()...)
		return w
	}
	ask("POST", "/dang-nhap", url.Values{"login": {"canbo-thanh-tra"}, "password": {SamplePassword}})
	if w := ask("GET", "/quan-tri/nguoi-dung", nil); w.Code != http.StatusForbidden {
		t.Fatalf("the administrator's page answers %d", w.Code)
	}
	for range 2 {
		w := ask("POST", "/van-ban/moi", url.Values{"kind": {"KH"}, "code": {"9/KH-UBND"}, "issuer": {"UBND tỉnh"}, "abstract": {"Kế hoạch TỐI MẬT của đơn vị X"}, "day": {"01/02/2022"}})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "TỐI MẬT") {
			t.Fatalf("a text with a mark: %d", w.Code)
		}
	}
	if err := a.denied.flush(context.Background(), a.DB); err != nil {
		t.Fatal(err)
	}
	for did, want := range map[string]string{"security.denied": `{"count":1}`, "security.secret": `{"count":2}`} {
		list, err := audit.Find(t.Context(), a.DB, audit.Search{Act: did, Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 1 || string(list[0].After) != want || strings.Contains(string(list[0].Before)+list[0].Why, "đơn vị X") {
			t.Errorf("%s: %+v, want %s", did, list, want)
		}
	}
}
