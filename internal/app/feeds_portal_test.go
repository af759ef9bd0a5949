package app

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"html"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db/dbtest"
)

// TestMachinesCanRead: feeds, map and the data in the pages are well formed, complete and
// lead to pages that are there.
func TestMachinesCanRead(t *testing.T) {
	a, h, path := publicSite(t)
	a.Portal.Site = "https://thidua.vidu.vn"
	get := func(p string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", p, nil))
		if w.Code != 200 {
			t.Fatalf("%s: %d", p, w.Code)
		}
		return w.Body.String()
	}
	day := func(layout, s string) {
		if _, err := time.Parse(layout, s); err != nil {
			t.Errorf("%q is no time: %v", s, err)
		}
	}
	var rss struct {
		Version string `xml:"version,attr"`
		Items   []struct {
			Title string `xml:"title"`
			Link  string `xml:"link"`
			GUID  string `xml:"guid"`
			Day   string `xml:"pubDate"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal([]byte(get("/rss.xml")), &rss); err != nil || rss.Version != "2.0" || len(rss.Items) < 4 {
		t.Fatalf("%v %+v", err, rss)
	}
	for _, x := range rss.Items {
		day(time.RFC1123Z, x.Day)
		if x.Title == "" || x.GUID == "" || !strings.HasPrefix(x.Link, a.Portal.Site+"/tin/") {
			t.Errorf("%+v", x)
		}
		get(strings.TrimPrefix(x.Link, a.Portal.Site))
	}
	var atom struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Updated string `xml:"updated"`
			Author  string `xml:"author>name"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(get("/atom.xml")), &atom); err != nil || atom.ID == "" || len(atom.Entries) != len(rss.Items) {
		t.Fatalf("%v %+v", err, atom)
	}
	day(time.RFC3339, atom.Updated)
	seen := map[string]bool{}
	for _, x := range atom.Entries {
		day(time.RFC3339, x.Updated)
		if seen[x.ID] || x.Author == "" {
			t.Errorf("%+v", x)
		}
		seen[x.ID] = true
	}
	var sitemap struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		Locs    []string `xml:"url>loc"`
	}
	if err := xml.Unmarshal([]byte(get("/sitemap.xml")), &sitemap); err != nil || len(sitemap.Locs) < 10 {
		t.Fatalf("%v %+v", err, sitemap)
	}
	for _, l := range sitemap.Locs {
		get(strings.TrimPrefix(l, a.Portal.Site))
	}
	page := get(path)
	m := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the article has no JSON-LD")
	}
	var ld struct {
		Context   string `json:"@context"`
		Type      string `json:"@type"`
		Headline  string `json:"headline"`
		Published string `json:"datePublished"`
		Modified  string `json:"dateModified"`
		Image     string `json:"image"`
		Main      string `json:"mainEntityOfPage"`
	}
	if err := json.Unmarshal([]byte(m[1]), &ld); err != nil || ld.Context != "https://schema.org" || ld.Type != "NewsArticle" || ld.Headline == "" || ld.Main != a.Portal.Site+path || !strings.HasPrefix(ld.Image, a.Portal.Site+"/anh/") {
		t.Errorf("%v %+v", err, ld)
	}
	day(time.RFC3339, ld.Published)
	day(time.RFC3339, ld.Modified)
	for _, name := range []string{"og:title", "og:type", "og:url", "og:image", "og:image:width", "og:description"} {
		if v := regexp.MustCompile(`<meta property="` + name + `" content="([^"]+)">`).FindStringSubmatch(page); v == nil || html.UnescapeString(v[1]) == "" {
			t.Errorf("no %s", name)
		}
	}
	if !strings.Contains(page, `<link rel="canonical" href="`+a.Portal.Site+path+`">`) {
		t.Error("no canonical address")
	}
}

// TestTwoServersOneSite: on PostgreSQL two server processes share the site. What one of them
// publishes, the other shows after the second in which it may rely on what it keeps.
func TestTwoServersOneSite(t *testing.T) {
	url, hand, ctx := dbtest.PostgresURL(t), clock.NewHand(SampleStart), context.Background()
	one, err := Open(ctx, Config{Data: t.TempDir(), DB: url, Demo: true, Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { one.Close() })
	if err := one.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	two, err := Open(ctx, Config{Data: one.Data, DB: url, Demo: true, Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { two.Close() })
	h, err := two.Handler()
	if err != nil {
		t.Fatal(err)
	}
	list := func() string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/tin", nil))
		return w.Body.String()
	}
	if strings.Contains(list(), "Bài của tiến trình một") {
		t.Fatal("too early")
	}
	publish(t, one, "Bài của tiến trình một")
	hand.Set(hand.Now().Add(time.Second))
	if !strings.Contains(list(), "Bài của tiến trình một") {
		t.Error("a second later the other process still shows what it kept")
	}
}
