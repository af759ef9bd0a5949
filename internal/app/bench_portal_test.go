package app

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"thidua/internal/platform/clock"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// publicSite is a served app with one published article with a photo; it gives the address of
// the article.
func publicSite(t testing.TB) (*App, http.Handler, string) {
	t.Helper()
	return publicSiteOn(t, "")
}

// publicSiteOn is publicSite over a database.
func publicSiteOn(t testing.TB, database string) (*App, http.Handler, string) {
	t.Helper()
	a, err := Open(context.Background(), Config{Data: t.TempDir(), DB: database, Demo: true, Clock: clock.NewHand(SampleStart)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	ctx := context.Background()
	if err := a.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return a, h, publish(t, a, "Khối thi đua số 3 sơ kết sáu tháng")
}

func publish(t testing.TB, a *App, title string) string {
	t.Helper()
	ctx := context.Background()
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	u, err := org.LeadOn(ctx, a.DB, b.ID, clock.Today(a.Clock))
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewRGBA(image.Rect(0, 0, 1800, 1200))
	for y := range 1200 {
		for x := range 1800 {
			m.SetRGBA(x, y, color.RGBA{uint8(x * y >> 9), uint8(x >> 3), uint8(y >> 3), 255})
		}
	}
	var file bytes.Buffer
	jpeg.Encode(&file, m, nil)
	x := portal.Article{Bloc: b.ID, Unit: u.ID, Title: title, Lead: "Ngày 15/7/2022, Khối thi đua số 3 họp sơ kết sáu tháng đầu năm.", Author: "Cán bộ Thanh tra tỉnh",
		Body: "[ảnh 1]\n\n" + strings.Repeat("Các đơn vị trong Khối báo cáo kết quả thực hiện chỉ tiêu, nêu nguyên nhân của việc chưa đạt và cam kết nửa cuối năm (số liệu minh họa).\n\n", 12)}
	id, err := a.Portal.Create(ctx, sampler, x, "", portal.Upload{Name: "a.jpg", Data: file.Bytes(), Caption: "Toàn cảnh Hội nghị.", Alt: "Hội trường nhìn từ cuối phòng."})
	if err != nil {
		t.Fatal(err)
	}
	v := int64(1)
	for _, verb := range []portal.Verb{portal.Finish, portal.Approve, portal.Release} {
		got, err := a.Portal.Move(ctx, sampler, id, portal.Step{Verb: verb, Version: v})
		if err != nil {
			t.Fatal(err)
		}
		if v, x = got.Version, got; verb == portal.Release {
			return x.Path()
		}
	}
	return ""
}

// BenchmarkPublicArticle compares the article with a bare handler that writes the same bytes,
// side by side: the sub-benchmarks take turns on the same machine.
func BenchmarkPublicArticle(b *testing.B) {
	_, h, path := publicSite(b)
	rec := httptest.NewRecorder()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	h.ServeHTTP(rec, r)
	if rec.Code != 200 || rec.Header().Get("Content-Encoding") != "gzip" {
		b.Fatal(rec.Code, rec.Header())
	}
	body := rec.Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body)
	})
	for _, x := range []struct {
		name string
		h    http.Handler
	}{{"bare", bare}, {"article", h}, {"bare again", bare}, {"article again", h}} {
		b.Run(x.name, func(b *testing.B) {
			s := httptest.NewServer(x.h)
			defer s.Close()
			c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
			b.SetParallelism(8)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					q, _ := http.NewRequest("GET", s.URL+path, nil)
					q.Header.Set("Accept-Encoding", "gzip")
					res, err := c.Do(q)
					if err != nil {
						b.Error(err)
						return
					}
					n, _ := io.Copy(io.Discard, res.Body)
					res.Body.Close()
					if int(n) != len(body) || res.StatusCode != 200 {
						b.Errorf("%d bytes, %d", n, res.StatusCode)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// TestPublicCache: pages have validators, change with the next request after a change, and
// never mix readers.
func TestPublicCache(t *testing.T) {
	a, h, path := publicSite(t)
	get := func(path string, head map[string]string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
		for k, v := range head {
			r.Header.Set(k, v)
		}
		h.ServeHTTP(w, r)
		return w
	}
	first := get(path, nil)
	tag := first.Header().Get("ETag")
	if first.Code != 200 || tag == "" || !strings.Contains(first.Body.String(), "Toàn cảnh Hội nghị.") || first.Header().Get("Content-Security-Policy") == "" {
		t.Fatalf("%d %v", first.Code, first.Header())
	}
	if w := get(path, map[string]string{"If-None-Match": "W/" + tag}); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("with its validator: %d, %d bytes", w.Code, w.Body.Len())
	}
	en := get(path, map[string]string{"Cookie": "lang=en"})
	if strings.Contains(en.Body.String(), "Ý kiến bình luận") || !strings.Contains(en.Body.String(), "Comments (0)") {
		t.Error("the English page is not English")
	}
	if again := get(path, nil); again.Body.String() != first.Body.String() {
		t.Error("the same page has other bytes")
	}
	// What a shared link drags along, and cookies that are not ours, lead to the same kept page.
	for _, x := range []struct{ path, cookie string }{{path + "?fbclid=IwAR1&utm_source=zalo", ""}, {path, "lang=aaaaa; theme=zz; size=xl"}} {
		w := get(x.path, map[string]string{"Cookie": x.cookie})
		if w.Header().Get("ETag") != tag || w.Body.String() != first.Body.String() {
			t.Errorf("%s with %q is another page: %q", x.path, x.cookie, w.Header().Get("ETag"))
		}
	}
	if w := get("/tin?trang=2000", nil); w.Code != 404 || w.Header().Get("ETag") != "" {
		t.Errorf("a page of the list past its end: %d", w.Code)
	}
	if w := get("/tin?q=zzz&fbclid=1", nil); w.Header().Get("ETag") != "" || !strings.Contains(w.Body.String(), "zzz") {
		t.Error("a search came from the cache or lost its words")
	}
	_, photo, _ := strings.Cut(first.Body.String(), `<img src="`)
	photo, _, _ = strings.Cut(photo, `"`)
	if w := get(photo, nil); w.Code != 200 || w.Header().Get("Cache-Control") != "public, no-cache" || get(photo, map[string]string{"If-None-Match": w.Header().Get("ETag")}).Code != 304 {
		t.Errorf("a photo that a unit may take back: %d %v", w.Code, w.Header())
	}
	signed := get(path, map[string]string{"Cookie": a.Account.Sessions().Cookie.Name + "=x"})
	if signed.Header().Get("ETag") != "" {
		t.Error("a page for a session came from the cache")
	}
	if w := get("/tin", nil); strings.Contains(w.Body.String(), "Bài thứ hai") {
		t.Fatal("too early")
	}
	publish(t, a, "Bài thứ hai")
	if w := get("/tin", nil); !strings.Contains(w.Body.String(), "Bài thứ hai") {
		t.Error("a published article is not on the list with the next request")
	}
	if w := get(path+"x", nil); w.Code != 404 || w.Header().Get("ETag") != "" {
		t.Errorf("nothing there: %d %v", w.Code, w.Header())
	}
}

// TestPublicWeight keeps the article light on a telephone: page, style, scripts and the lead
// photo in the size that 360 points ask for.
func TestPublicWeight(t *testing.T) {
	_, h, path := publicSite(t)
	get := func(path string) (string, int) {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
		h.ServeHTTP(w, r)
		n, z := w.Body.Len(), httptest.NewRecorder()
		r = httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		h.ServeHTTP(z, r)
		if w.Code != 200 {
			t.Fatal(path, w.Code)
		}
		return w.Body.String(), min(n, z.Body.Len())
	}
	page, total := get(path)
	css, js, lead := 0, 0, 0
	_, photo, _ := strings.Cut(page, `<img src="`)
	photo, _, _ = strings.Cut(photo, `"`)
	_, lead = get(photo)
	if strings.Count(page, "<h1") != 1 {
		t.Errorf("%d headings of the first level", strings.Count(page, "<h1"))
	}
	for _, part := range strings.Split(page, `"`) {
		switch {
		case strings.HasPrefix(part, "/tinh/") && strings.HasSuffix(part, ".css"):
			_, n := get(part)
			css += n
		case strings.HasPrefix(part, "/tinh/") && strings.HasSuffix(part, ".js"):
			_, n := get(part)
			js += n
		}
	}
	t.Logf("page %d, css %d, js %d, lead photo %d, together %d", total, css, js, lead, total+css+js+lead)
	if css == 0 || css > 14<<10 || js == 0 || js > 12<<10 || lead == 0 || lead > 45<<10 || total+css+js+lead > 120<<10 {
		t.Error("too heavy")
	}
}
