package app

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"thidua/internal/platform/audit"
)

// logReadsInWords opens one line of every act in the log as the provincial board does, in both
// languages, and asks that the table of what changed holds no identifier, no name of the
// program and no JSON.
func logReadsInWords(t *testing.T, a *App) {
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	r, err := c.PostForm(srv.URL+"/demo/vai", url.Values{"login": {"ban-tdkt"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	lines, err := audit.Find(t.Context(), a.DB, audit.Search{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	strange := regexp.MustCompile(`\b\d{17,19}\b|\b9[0-9a-v]{11}\b|[{}\[\]"]|\b\d{4}-\d\d-\d\d|0001|[a-z]_[a-z]|\b[a-z]+\.[a-z]+\b`)
	tag := regexp.MustCompile(`<[^>]*>?`)
	for _, l := range lines {
		if seen[l.Did] || strings.HasPrefix(l.Did, "audit.") {
			continue
		}
		seen[l.Did] = true
		langs := []string{"vi", "en"}
		for _, lang := range langs[:1+len(seen)%8/7] {
			body := page(t, c, srv.URL+"/nhat-ky/"+strconv.FormatInt(l.ID, 32), lang)
			_, table, ok := strings.Cut(body, `<dl class="kv">`)
			table, _, _ = strings.Cut(table, "<details")
			if !ok {
				t.Fatalf("no line for %s", l.Did)
			}
			for _, cell := range regexp.MustCompile(`(?s)<(?:th scope="row"|td[^>]*|dd)>(.*?)</`).FindAllStringSubmatch(table, -1) {
				text := strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(cell[1], " ")))
				if len([]rune(text)) > 60 { // the words of people
					continue
				}
				if m := strange.FindString(text); m != "" && !strings.Contains(text, "[") && !regexp.MustCompile(`\.(xlsx?|docx|ods|csv|pdf|txt|jpg)$`).MatchString(text) {
					t.Errorf("%s, %s: %q", l.Did, lang, text)
				}
			}
			if strings.Contains(table, l.Did) {
				t.Errorf("%s, %s is told by its code", l.Did, lang)
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d acts were looked at", len(seen))
	}
}

// page reads a page in a language.
func page(t *testing.T, c *http.Client, address, lang string) string {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.AddCookie(&http.Cookie{Name: "lang", Value: lang})
	r, err := c.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, r.StatusCode, err)
	}
	return string(b)
}
