package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// TestBurstOfComments: many readers send a comment at once, every one twice, as browsers do when
// an answer is lost: each comment is there once, none is lost, and the queue can be worked
// with: its pages are as small as ever, one article's comments are found, many are decided at once.
// THIDUA_GATE sends 5,000 on each engine.
func TestBurstOfComments(t *testing.T) {
	n := 300
	if os.Getenv("THIDUA_GATE") != "" {
		n = 5000
	}
	t.Run("sqlite", func(t *testing.T) { burst(t, "", n) })
	t.Run("postgres", func(t *testing.T) { burst(t, dbtest.PostgresURL(t), n) })
}

func burst(t *testing.T, database string, n int) {
	a, h, path := publicSiteOn(t, database)
	a.Portal.Mail = false
	ctx := context.Background()
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	before, err := portal.CommentCounts(ctx, a.DB, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	send := func(i int, token, answer string) int {
		form := url.Values{"name": {fmt.Sprintf("Bạn đọc %d", i)}, "email": {fmt.Sprintf("b%d@vidu.vn", i)}, "text": {fmt.Sprintf("Ý kiến thứ %d", i)}, "token": {token}, "answer": {answer}, "consent": {"1"}}
		r := httptest.NewRequest("POST", path+"/binh-luan", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", i>>16, i>>8&255, i&255)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	var wg sync.WaitGroup
	watch := clock.Stopwatch()
	for worker := range 32 {
		wg.Go(func() {
			for i := worker; i < n; i += 32 {
				q := a.Portal.Ask()
				for range 2 {
					if code := send(i, q.Token, fmt.Sprint(q.A+q.B)); code != http.StatusSeeOther {
						t.Errorf("comment %d: %d", i, code)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	took := watch()
	tally, err := portal.CommentCounts(ctx, a.DB, b.ID)
	if err != nil || tally.In[portal.Pending] != n+before.In[portal.Pending] {
		t.Fatalf("%d comments wait, %v", tally.In[portal.Pending], err)
	}
	seen := map[string]bool{}
	for page := 1; page <= n/portal.QueuePage+1; page++ {
		list, err := portal.Queue(ctx, a.DB, b.ID, portal.Pending, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list {
			seen[c.Text] = true
		}
	}
	if len(seen) != n+before.In[portal.Pending] {
		t.Errorf("%d different comments in the queue", len(seen))
	}
	t.Logf("%d comments, each sent twice, in %v: %d in the queue, each once", n, took, len(seen))
	workQueue(t, h, n)
}

// workQueue opens pages of the queue and decides 25 comments at once, as the editor does.
func workQueue(t *testing.T, h http.Handler, n int) {
	t.Helper()
	var jar []*http.Cookie
	ask := func(method, path string, form url.Values) *httptest.ResponseRecorder {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if form != nil {
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
	var most time.Duration
	nodes := 0
	var page string
	for _, no := range []int{1, 2, n / portal.QueuePage / 2, n / portal.QueuePage} {
		watch := clock.Stopwatch()
		w := ask("GET", fmt.Sprintf("/quan-tri/binh-luan?trang=%d", no), nil)
		most = max(most, watch())
		page = w.Body.String()
		nodes = max(nodes, strings.Count(page, "<")-strings.Count(page, "</"))
		if w.Code != 200 || strings.Count(page, `name="chon"`) != portal.QueuePage {
			t.Fatalf("page %d of the queue: %d, %d comments to tick", no, w.Code, strings.Count(page, `name="chon"`))
		}
	}
	only := regexp.MustCompile(`<option value="([0-9a-z]{6,})">Khối thi đua số 3 sơ kết`).FindStringSubmatch(page)
	if only == nil {
		t.Fatal("the article of the burst is not offered")
	}
	if w := ask("GET", "/quan-tri/binh-luan?bai="+only[1], nil); w.Code != 200 || !strings.Contains(w.Body.String(), "Ý kiến thứ") {
		t.Errorf("the comments of one article: %d", w.Code)
	}
	form := url.Values{"khoi": {SampleBloc}, "viec": {"hide"}, "reason": {"spam"}}
	for _, m := range regexp.MustCompile(`name="chon" value="([0-9a-z.]+)"`).FindAllStringSubmatch(page, -1) {
		form.Add("chon", m[1])
	}
	watch := clock.Stopwatch()
	if w := ask("POST", "/quan-tri/binh-luan", form); w.Code != http.StatusSeeOther {
		t.Fatalf("25 at once: %d", w.Code)
	}
	decided := watch()
	if w := ask("GET", "/quan-tri/binh-luan?muc=an", nil); strings.Count(w.Body.String(), `class="mod"`) != portal.QueuePage {
		t.Errorf("%d are hidden", strings.Count(w.Body.String(), `class="mod"`))
	}
	t.Logf("%d wait: a page of the queue at most %v and %d elements, 25 decided at once in %v", n, most, nodes, decided)
	if nodes > 3500 {
		t.Error("the page of the queue is too large")
	}
}

// TestNothingUnpublishedLeaks walks every public page while an article is in each state that
// the public must not see, and looks for its words.
func TestNothingUnpublishedLeaks(t *testing.T) {
	a, h, path := publicSite(t)
	ctx := context.Background()
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	u, err := org.LeadOn(ctx, a.DB, b.ID, clock.Today(a.Clock))
	if err != nil {
		t.Fatal(err)
	}
	const canary = "CHIMHOANGYEN"
	id, err := a.Portal.Create(ctx, sampler, portal.Article{Bloc: b.ID, Unit: u.ID, Title: canary + " tiêu đề", Lead: canary + " dẫn", Body: canary + " thân", Author: canary, Tags: []string{canary}}, "")
	if err != nil {
		t.Fatal(err)
	}
	href := regexp.MustCompile(`(?:href="|<loc>|<link>)(/[^"#<]*)`)
	walk := func(state string, want bool) {
		t.Helper()
		todo, done, found := []string{"/trang-cong-khai", "/tin", "/tin?q=" + canary, "/rss.xml", "/atom.xml", "/sitemap.xml", "/so-do-trang", "/cong-khai/van-ban", "/cong-khai/don-vi", path}, map[string]bool{}, ""
		for len(todo) > 0 {
			p := todo[0]
			todo = todo[1:]
			if done[p] || strings.HasPrefix(p, "/tinh/") {
				continue
			}
			done[p] = true
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", p, nil))
			if text := strings.ReplaceAll(w.Body.String(), `value="`+canary+`"`, ""); strings.Contains(text, canary) && !strings.HasPrefix(p, "/tin?q=") || strings.Contains(text, canary+" ") {
				found = p
			}
			for _, m := range href.FindAllStringSubmatch(w.Body.String(), -1) {
				if !strings.HasPrefix(m[1], "/demo") && !strings.HasPrefix(m[1], "/vi-du") {
					todo = append(todo, m[1])
				}
			}
		}
		if (found != "") != want {
			t.Errorf("%s: found on %q, want it found: %v (%d pages)", state, found, want, len(done))
		}
	}
	walk("draft", false)
	v := int64(1)
	for _, x := range []struct {
		verb portal.Verb
		want bool
	}{{portal.Finish, false}, {portal.Approve, false}, {portal.Schedule, false}, {portal.Release, true}, {portal.Withdraw, false}} {
		got, err := a.Portal.Move(ctx, sampler, id, portal.Step{Verb: x.verb, Version: v, Note: "lý do", Publish: a.Clock.Now().AddDate(0, 0, 1)})
		if err != nil {
			t.Fatal(x.verb, err)
		}
		v = got.Version
		walk(string(x.verb), x.want)
	}
}
