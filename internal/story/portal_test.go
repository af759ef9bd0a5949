package story

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/web/webtest"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// planted is what a script that gets to run leaves behind.
const planted = "document.documentElement.setAttribute('data-planted','1')"

// vectors gives texts that try to run a script: tags, events and ways of writing them, each
// with each.
func vectors() (out []string) {
	for _, t := range []string{"script", "SCRIPT", "scr\x00ipt", "svg/onload=%s", "svg><script", "img src=x onerror=%s", "img src=x onerror=\"%s\"", "image/src=x onerror=%s", "body onload=%s", "iframe srcdoc=\"<script>parent.%s</script>\"",
		"iframe src=\"javascript:parent.%s\"", "details open ontoggle=%s", "video src=x onerror=%s", "audio src=x onerror=%s", "input autofocus onfocus=%s", "select autofocus onfocus=%s", "textarea autofocus onfocus=%s",
		"object data=\"javascript:%s\"", "embed src=\"javascript:%s\"", "marquee onstart=%s", "math><mtext></form><form><mglyph><style></math><img src onerror=%s", "a href=\"javascript:%s\" autofocus onfocus=%[1]s", "base href=\"javascript:/\"", "meta http-equiv=refresh content=\"0;url=javascript:%s\"", "link rel=stylesheet href=\"data:text/css,*{}\"", "style onload=%s", "form><button formaction=\"javascript:%s\" autofocus onfocus=%[1]s"} {
		in := t
		if strings.Contains(t, "%") {
			in = fmt.Sprintf(t, planted)
		}
		tail := ">"
		if strings.HasSuffix(strings.ToLower(t), "script") || strings.Contains(t, "\x00") {
			tail = ">" + planted + "</script>"
		}
		for _, before := range []string{"<", "\"><", "'><", "--><", "</title><", "</textarea><", "</script><", "]]><", "&lt;img&gt;<", "\u2028<"} {
			out = append(out, before+in+tail)
		}
	}
	for _, link := range []string{"javascript:%s", "JaVaScRiPt:%s", "java\tscript:%s", "java&#10;script:%s", "&#106;avascript:%s", "data:text/html,<script>parent.%s</script>", "vbscript:%s", " javascript:%s", "\x01javascript:%s", "//evil.test/%s"} {
		l := fmt.Sprintf(link, planted)
		out = append(out, "[bấm]("+l+")", "[bấm](<"+l+">)", "<"+l+">", "![ảnh]("+l+")", "[x]: "+l+"\n\n[x]", "` autofocus onfocus="+l+" x=`", "\" autofocus onfocus=\""+planted+"\" x=\"", "{{"+l+"}}", "${"+l+"}")
	}
	return out
}

// several is a text made of vectors, as many as fit.
func several(list []string, at, most int, sep string) string {
	var b strings.Builder
	for i := range list {
		v := list[(at+i)%len(list)]
		if len([]rune(b.String()+v+sep)) > most {
			break
		}
		b.WriteString(v + sep)
	}
	return b.String()
}

// clip cuts a text after so many characters.
func clip(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// TestPlantedScripts writes several hundred vectors into every field that people fill, opens
// every page that shows them, and looks for a script that ran. Violations of the content
// security policy fail the test by themselves. The control page shows the same texts as they
// are: there the detector must trip.
func TestPlantedScripts(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w, ctx := open(t, ""), context.Background()
	list := vectors()
	control := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		fmt.Fprintf(rw, "<!doctype html><title>control</title><main>%s</main>", list[n])
	}))
	defer control.Close()
	c := webtest.Open(t, "about:blank", 1366, 768, false)
	trips := 0
	for _, n := range []int{0, 30, 50} { // a script, an event, an event in quotes
		c.Goto(control.URL + "/?n=" + strconv.Itoa(n))
		if webtest.Eval[bool](c, "document.documentElement.hasAttribute('data-planted')") {
			trips++
		}
	}
	c.Close()
	if trips == 0 {
		t.Fatal("the control page did not trip the detector: this test would see nothing")
	}

	pages, stored := w.plant(t, ctx, list)
	p := webtest.OpenWith(t, w.server.URL+"/trang-cong-khai", webtest.Options{Width: 1366, Height: 768})
	seen := 0
	for i, x := range pages {
		if i%8 == 0 || x.as != pages[i-1].as {
			p.Close()
			p = webtest.OpenWith(t, w.server.URL+"/robots.txt", webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies(x.as, "vi")})
		}
		p.Goto(w.server.URL + x.path)
		if p.Status() != 200 {
			t.Errorf("%s: %d", x.path, p.Status())
		}
		if webtest.Eval[bool](p, "document.documentElement.hasAttribute('data-planted')") {
			t.Errorf("%s as %s: a planted script ran", x.path, x.as)
		}
		seen += strings.Count(webtest.Eval[string](p, "document.body.innerText + [...document.querySelectorAll('input,textarea')].map(e => e.value).join(' ')"), "data-planted")
	}
	t.Logf("%d vectors, stored in %d fields, seen %d times on %d pages; the control tripped %d of 3", len(list), stored, seen, len(pages), trips)
	if seen < len(list) {
		t.Error("the pages show fewer texts than were written")
	}
}

// seenAs is a page and who opens it.
type seenAs struct{ as, path string }

// plant fills articles, photos, comments, suggestions and settings with vectors and gives the
// pages that show them.
func (w *world) plant(t *testing.T, ctx context.Context, list []string) (pages []seenAs, stored int) {
	t.Helper()
	s := w.app.Portal
	by := who.Actor{Name: several(list, 3, 60, ""), Via: "cli", System: true}
	b, err := org.BlocByCode(ctx, w.app.DB, "khoi-3")
	u, err2 := org.UnitByCode(ctx, w.app.DB, "tand")
	picture, err3 := os.ReadFile("../app/demo/pictures/dien-dan.jpg")
	if err != nil || err2 != nil || err3 != nil {
		t.Fatal(err, err2, err3)
	}
	add := func(as string, paths ...string) {
		for _, p := range paths {
			pages = append(pages, seenAs{as, p})
		}
	}
	var article portal.Article
	for i := range 6 {
		at := i * len(list) / 6
		line := func(n int) string { return strings.Join(strings.Fields(several(list, at+n, 190, " ")), " ") }
		x := portal.Article{Bloc: b.ID, Unit: u.ID, Overline: line(1), Title: line(2), Lead: several(list, at+5, 1400, "\n"), Body: several(list, at, 50000, "\n\n"), Source: line(9), Author: line(11), Agency: line(13), Copyright: line(17),
			Tags: []string{strings.ReplaceAll(clip(line(19), 40), ",", " ")}}
		id, err := s.Create(ctx, by, x, "", portal.Upload{Name: line(21) + ".jpg", Data: picture, Caption: line(23), Alt: line(27), Credit: line(29)})
		if err != nil {
			t.Fatal(err)
		}
		article.Version = 1
		for _, v := range []portal.Verb{portal.Finish, portal.Approve, portal.Release} {
			if article, err = s.Move(ctx, by, id, portal.Step{Verb: v, Version: article.Version}); err != nil {
				t.Fatal(err)
			}
		}
		stored += 13
		add("visitor", article.Path())
		add("canbo-thanh-tra", "/tin-bai/"+id.String(), "/tin-bai/"+id.String()+"/dinh-chinh", "/tin-bai/"+id.String()+"/anh", "/tin-bai/"+id.String()+"/lich-su")
	}
	for i := range 40 {
		q := s.Ask()
		f := portal.Form{Consent: true, Token: q.Token, Answer: strconv.Itoa(q.A + q.B)}
		f.Name, f.Email, f.Text, f.Address = strings.Join(strings.Fields(several(list, i*7, 78, " ")), " "), "a"+strconv.Itoa(i)+"@vidu.vn", several(list, i*9, 990, "\n"), "192.0.2."+strconv.Itoa(i+50)
		if f.Name == "" {
			f.Name = "<b onmouseover=" + clip(planted, 40) + ">"
		}
		mail := s.Mail
		s.Mail = false
		sent, err := s.Send(ctx, article.ID, f)
		s.Mail = mail
		if fault.Is(err, fault.Invalid) {
			continue // too many addresses of the web
		}
		if err != nil {
			t.Fatal(err)
		}
		stored += 2
		if i%2 == 0 {
			if err := s.Decide(ctx, by, sent.ID, portal.Ruling{Decision: portal.Answer, Version: 1, Reply: several(list, i*11, 900, "\n")}); err != nil {
				t.Fatal(err)
			}
			stored++
		}
		if i < 4 {
			add("visitor", "/binh-luan/cua-toi?ma="+sent.Pass)
		}
	}
	for i := range 10 {
		q := s.Ask()
		line := func(n int) string { return strings.Join(strings.Fields(several(list, i*13+n, 190, " ")), " ") }
		x := portal.Suggestion{Bloc: b.ID, Name: clip(line(1), 70), Email: "s" + strconv.Itoa(i) + "@vidu.vn", Person: line(3), Place: line(5), Deed: several(list, i*17, 2900, "\n")}
		if err := s.Suggest(ctx, x, portal.Form{Consent: true, Token: q.Token, Answer: strconv.Itoa(q.A + q.B), Comment: portal.Comment{Address: "198.51.100." + strconv.Itoa(i)}}); err != nil {
			t.Fatal(err)
		}
		stored += 4
	}
	set, version, err := portal.SettingsOf(ctx, w.app.DB, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	set.Source, set.Agency, set.Copyright, set.Contact, set.Answers = clip(list[0], 100), clip(list[1], 100), list[12], list[13], list[14:20]
	if err := s.SaveSettings(ctx, by, b.ID, set, version); err != nil {
		t.Fatal(err)
	}
	stored += 5
	add("visitor", "/trang-cong-khai", "/tin", "/tin?q=%3Cscript%3E"+"document", "/so-do-trang", "/gioi-thieu-guong", "/cong-khai/van-ban?q=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
	add("canbo-thanh-tra", "/tin-bai", "/tin-bai/moi", "/quan-tri/binh-luan", "/quan-tri/binh-luan?muc=dang", "/quan-tri/binh-luan?muc=dang&trang=2", "/quan-tri/guong", "/tin-bai/cai-dat", "/quan-tri/binh-luan/nguoi-gui?email=a1@vidu.vn")
	return pages, stored
}

// TestModerationByKeyboard moderates ten comments with the keyboard alone: four by Tab and
// Enter, the others by the keys of the queue; one of them is answered.
func TestModerationByKeyboard(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w, ctx := open(t, ""), context.Background()
	b, err := org.BlocByCode(ctx, w.app.DB, "khoi-3")
	if err != nil {
		t.Fatal(err)
	}
	news, err := portal.Newest(ctx, w.app.DB, b.ID, w.clock.Now(), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.app.Portal.Mail = false
	for i := range 9 { // one waits in the sample year
		q := w.app.Portal.Ask()
		f := portal.Form{Consent: true, Token: q.Token, Answer: strconv.Itoa(q.A + q.B)}
		f.Name, f.Email, f.Text, f.Address = "Bạn đọc "+strconv.Itoa(i), "k"+strconv.Itoa(i)+"@vidu.vn", "Ý kiến số "+strconv.Itoa(i), "192.0.2."+strconv.Itoa(100+i)
		if _, err := w.app.Portal.Send(ctx, news[0].ID, f); err != nil {
			t.Fatal(err)
		}
	}
	k := w.sitDown(t, "canbo-thanh-tra", true)
	k.tabTo("nav details summary") // the menu has more than the window shows
	k.Press("Enter")
	k.follow("nav a[href='/tin-bai']")
	k.follow("main a[href='/quan-tri/binh-luan']")
	for range 2 {
		k.follow("main button[value=show]")
	}
	for range 2 {
		k.follow("main button[value=hide]")
	}
	for _, key := range []string{"a", "a", "h", "h", "a"} { // the queue comes back with its first comment in focus
		k.Wait("document.activeElement.closest('[data-mod] > li')")
		k.enter(key)
	}
	k.Wait("document.activeElement.closest('[data-mod] > li')")
	k.Press("r")
	k.Wait("document.activeElement.matches('textarea[name=reply]')")
	k.Type("Cảm ơn bạn.")
	k.follow("main button[value=answer]")
	n, err := portal.CommentCounts(ctx, w.app.DB, b.ID)
	if err != nil || n.In[portal.Pending] != 0 || n.In[portal.Visible] != 2+6 || n.In[portal.Hidden] != 4 {
		t.Fatalf("%+v, %v", n.In, err)
	}
	shown, err := portal.CommentsOn(ctx, w.app.DB, news[0].ID)
	if err != nil || shown[len(shown)-1].Reply != "Cảm ơn bạn." {
		t.Errorf("the answer is not there: %+v, %v", shown[len(shown)-1], err)
	}
}

// TestArticleAsReader reads the newest article with scripts off, larger, and on paper.
func TestArticleAsReader(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.as("visitor")
	w.send("GET", "/tin", nil)
	path := regexp.MustCompile(`/tin/2022/07/[0-9a-z-]+`).FindString(w.body)
	p := webtest.OpenWith(t, w.server.URL+path, webtest.Options{Width: 320, Height: 700, NoScript: true})
	if p.Count(".f-verify input[name=answer]") != 1 || p.Count("article.news figure img") != 1 {
		t.Error("without scripts the article lacks its photo or its form")
	}
	p.Close()
	p = webtest.Open(t, w.server.URL+path, 320, 700, false)
	size := func() int {
		return webtest.Eval[int](p, "Math.round(parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)*10)")
	}
	small := size()
	p.Submit("button[name=size][value=l]")
	if large := size(); large <= small {
		t.Errorf("A+ leaves the text at %d, it was %d", large, small)
	}
	p.NoSideScroll(t)
	file := filepath.Join(t.TempDir(), "bai.pdf")
	if *pictures != "" {
		file = filepath.Join(*pictures, "bai.pdf")
	}
	p.PDF(file)
	all := strings.Join(strings.Fields(strings.Join(pages(t, file), " ")), " ")
	for _, no := range []string{"Gửi bình luận", "Đăng nhập", "Khả năng tiếp cận", "Báo vi phạm", "Sao chép liên kết"} {
		if strings.Contains(all, no) {
			t.Errorf("the print holds %q", no)
		}
	}
	for _, want := range []string{"chuẩn bị hội", "Thứ ba, 05/07/2022 08:30", "hình minh họa", "Cán bộ TĐKT Thanh tra tỉnh", "Bản quyền thuộc Khối thi đua số 3"} {
		if !strings.Contains(all, want) {
			t.Errorf("the print lacks %q", want)
		}
	}
}
