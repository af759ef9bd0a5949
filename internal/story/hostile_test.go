package story

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"thidua/internal/base/id"
	"thidua/internal/platform/web/webtest"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

// lookout notes on every page what a script that gets to run would do.
const lookout = `window.__ran = [];
for (const f of ['alert', 'confirm', 'prompt', 'print']) window[f] = () => { __ran.push(f); return null; };
document.addEventListener('securitypolicyviolation', e => __ran.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI));`

// seenOnPage is what the lookout noted, and what a page holds that no page of the product has:
// scripts of its own, events, frames, styles, addresses of scripts.
type seenOnPage struct {
	Ran, Odd []string
	Ends     int // how often the end of a text was found, in words or in a field
	Ld       string
}

const lookAround = `(() => {
const odd = [], say = (e, why) => { if (odd.length < 5) odd.push(e.tagName + ' ' + why); };
if (document.documentElement.hasAttribute('data-planted')) __ran.push('planted');
for (const e of document.querySelectorAll('*')) {
  const n = e.tagName.toUpperCase();
  if (['IFRAME','OBJECT','EMBED','BASE','STYLE','AUDIO','VIDEO','MATH','MARQUEE','APPLET','FRAMESET','NOEMBED','XMP'].includes(n)) say(e, 'is there');
  if (n === 'SCRIPT' && !(e.getAttribute('src') || '').startsWith('/tinh/') && e.type !== 'application/ld+json') say(e, 'is not ours');
  if (n === 'META' && e.httpEquiv) say(e, e.httpEquiv);
  if (n === 'IMG' && !/^\/(anh|cong-khai|tin-bai|tinh)\//.test(e.getAttribute('src') || '')) say(e, 'from ' + e.getAttribute('src'));
  if (n === 'FORM' && e.hasAttribute('action') && !/^\/(?!\/)/.test(e.getAttribute('action'))) say(e, 'to ' + e.getAttribute('action'));
  for (const a of e.attributes) {
    if (/^on/i.test(a.name) || a.name === 'style' || a.name === 'srcdoc') say(e, a.name);
    if (/^(href|src|action|formaction|xlink:href|data)$/i.test(a.name) && /^[\s\x00-\x20]*(javascript|vbscript|data):/i.test(a.value)) say(e, a.name + '=' + a.value.slice(0, 30));
  }
}
const all = document.body.innerText + [...document.querySelectorAll('input,textarea')].map(e => e.value).join(' ');
const ld = document.querySelector('script[type="application/ld+json"]');
return {Ran: [...__ran], Odd: odd, Ends: all.split('HẾTCHUỖI').length - 1, Ld: ld ? JSON.parse(ld.textContent).headline + '\x00' + document.querySelector('h1').textContent : ''};
})()`

// end stands behind every text that is sent: where it is not seen, the text swallowed it.
const end = " HẾTCHUỖI"

// An attack carries texts into a site and looks at its pages.
type attack struct {
	t       *testing.T
	w       *world
	list    []hostile
	full    bool
	tab     *webtest.Page // of one person at a time: a tab left alone was seen to hang
	who     string
	visits  int
	sent    int // values put into fields
	pages   int
	refused int
	address int
	bloc    id.Bloc
}

// TestHostileTexts sends the texts of the lists, through HTTP, into every field of the portal that
// people fill, in public and at the desk, opens in Chromium the pages that come back and those
// that show what was stored, and looks for a script that ran, a violation of the content
// security policy, and markup that no page of ours has. With THIDUA_GATE every text goes into
// every field; a plain run takes a sample of every list. The control pages show the same
// texts unescaped: there the lookout must see them.
func TestHostileTexts(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	full := os.Getenv("THIDUA_GATE") != ""
	all := corpora(t, full)
	list, each := all, map[string]int{}
	if !full {
		list = nil
		count := map[string]int{}
		for _, h := range all {
			each[h.from]++
		}
		for _, h := range all {
			if count[h.from]++; count[h.from]%max(each[h.from]/5, 1) == 0 {
				list = append(list, h)
			}
		}
	}
	w := open(t, "")
	w.app.Portal.Site = w.server.URL
	b, err := org.BlocByCode(context.Background(), w.app.DB, "khoi-3")
	if err != nil {
		t.Fatal(err)
	}
	a := &attack{t: t, w: w, list: list, full: full, bloc: b.ID}
	for _, part := range []struct {
		name string
		run  func()
	}{{"control", a.control}, {"articles", a.articles}, {"photos", a.photos}, {"comments", a.comments}, {"suggestions", a.suggestions}, {"settings", a.settings}, {"comes back", a.comesBack}, {"feeds", a.feeds}} {
		t.Run(part.name, func(t *testing.T) {
			a.t, a.tab, a.sent, a.refused, a.pages = t, nil, 0, 0, 0
			part.run()
			if a.sent+a.pages > 0 {
				t.Logf("%d texts of %d, %d values in fields (%d refused), %d pages looked at", len(list), len(all), a.sent, a.refused, a.pages)
			}
		})
	}
}

// newest gives the address of the newest article.
func (a *attack) newest() string {
	a.t.Helper()
	list, err := portal.Newest(context.Background(), a.w.app.DB, a.bloc, a.w.clock.Now(), 1, 0)
	if err != nil || len(list) == 0 {
		a.t.Fatal("no article", err)
	}
	return list[0].Path()
}

// as gives the tab of a person, a new one after some pages.
func (a *attack) as(name string) *webtest.Page {
	if a.tab == nil || a.who != name || a.visits%12 == 0 {
		if a.tab != nil {
			a.tab.Close()
		}
		a.tab, a.who = webtest.OpenWith(a.t, a.w.server.URL+"/robots.txt", webtest.Options{Width: 1366, Height: 768, Cookies: a.w.cookies(name, "vi"), Before: lookout}), name
	}
	a.visits++
	a.tab.GoOn()
	return a.tab
}

// look examines the page that is open; ends is how many texts must be seen whole.
func (a *attack) look(p *webtest.Page, what string, ends int) {
	a.t.Helper()
	a.pages++
	x := webtest.Eval[seenOnPage](p, lookAround)
	if len(x.Ran) > 0 || len(x.Odd) > 0 {
		a.t.Errorf("%s: ran %v, holds %v", what, x.Ran, x.Odd)
	}
	if x.Ends < ends {
		a.t.Errorf("%s: %d of %d texts are there to their end", what, x.Ends, ends)
	}
	if l, h, ok := strings.Cut(x.Ld, "\x00"); ok && l != h {
		a.t.Errorf("%s: JSON-LD says %q, the headline %q", what, l, h)
	}
}

// open opens an address as a person and examines it.
func (a *attack) open(as, path string, ends int) {
	a.t.Helper()
	p := a.as(as)
	p.Goto(a.w.server.URL + path)
	if s := p.Status(); s >= 500 || s == 403 || s == 429 {
		a.t.Errorf("%s as %s: %d", path, as, s)
	}
	a.look(p, path+" as "+as, ends)
}

// post sends a form from an address of its own and gives the answer.
func (a *attack) post(as, path string, v url.Values) *httptest.ResponseRecorder {
	a.t.Helper()
	a.address++
	r := httptest.NewRequest("POST", a.w.server.URL+path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", a.address>>16&255, a.address>>8&255, a.address&255)
	for _, c := range a.w.cookies(as, "vi") {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	a.w.server.Config.Handler.ServeHTTP(rec, r)
	if rec.Code >= 500 || rec.Code == 403 || rec.Code == 429 {
		a.t.Fatalf("%s as %s: %d", path, as, rec.Code)
	}
	if a.sent += len(v); rec.Code >= 400 {
		a.refused += len(v)
	}
	return rec
}

// public is a form of a reader with its verification.
func (a *attack) public(v url.Values) url.Values {
	q := a.w.app.Portal.Ask()
	v.Set("token", q.Token)
	v.Set("answer", strconv.Itoa(q.A+q.B))
	v.Set("consent", "1")
	return v
}

// text gives the nth text, cut to most characters, with its end.
func (a *attack) text(n, most int) string {
	return clip(a.list[n%len(a.list)].text, most-len([]rune(end))) + end
}

// line is text in one line that is not empty.
func (a *attack) line(n, most int) string { return strings.Join(strings.Fields(a.text(n, most)), " ") }

// control opens the texts as they are, once free and once under the policy of the product.
func (a *attack) control() {
	policy := a.w.policy()
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Query().Get("p") != "" {
			rw.Header().Set("Content-Security-Policy", policy)
		}
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		fmt.Fprintf(rw, "<!doctype html><title>control</title><main>%s</main>", a.list[n].text)
	}))
	defer s.Close()
	ran, odd, held, tried := 0, 0, 0, 0
	for n := 0; n < len(a.list) && tried < 12; n++ {
		if from := a.list[n].from; from != "own" && from != "crs" && from != "xss-filters" {
			continue
		}
		tried++
		p := webtest.OpenWith(a.t, s.URL+"/?n="+strconv.Itoa(n), webtest.Options{Width: 800, Height: 600, Before: lookout})
		x := webtest.Eval[seenOnPage](p, lookAround)
		ran, odd = ran+min(len(x.Ran), 1), odd+min(len(x.Odd), 1)
		p.Goto(s.URL + "/?p=1&n=" + strconv.Itoa(n))
		for _, r := range webtest.Eval[seenOnPage](p, lookAround).Ran {
			held += min(strings.Count(r, "policy"), 1)
		}
		p.Faults()
		p.Close()
	}
	a.t.Logf("control, %d texts unescaped: %d ran, %d left markup; under the policy %d violations", tried, ran, odd, held)
	if ran == 0 || odd == 0 || held == 0 {
		a.t.Fatal("the lookout does not see what runs")
	}
}

// policy is the content security policy of the product.
func (w *world) policy() string {
	w.as("visitor")
	w.send("GET", "/tin", nil)
	return w.answer.Header.Get("Content-Security-Policy")
}

const (
	editor = "canbo-thanh-tra"
	head   = "thutruong-thanh-tra"
)

// write makes a draft that carries texts from n on in every field and gives its identifier.
func (a *attack) write(n int) string {
	a.t.Helper()
	var body strings.Builder
	for i := range 6 {
		body.WriteString(a.text(n+i, 3000) + "\n\n")
	}
	v := url.Values{"version": {"1"}, "viec": {"luu"}, "title": {a.line(n, 290)}, "overline": {a.line(n+1, 190)}, "source": {a.line(n+2, 190)}, "author": {a.line(n+3, 190)}, "agency": {a.line(n+4, 190)},
		"copyright": {a.line(n+5, 190)}, "tags": {strings.ReplaceAll(a.line(n+6, 55), ",", " ")}, "lead": {a.text(n+7, 1400)}, "body": {body.String()}, "comments": {"1"}, "link": {"unit x " + a.line(n+8, 190), "document " + a.line(n+9, 190)}}
	rec := a.post(editor, "/tin-bai/moi", v)
	to := rec.Header().Get("Location")
	if rec.Code != http.StatusSeeOther {
		a.t.Fatalf("article %d: %d", n, rec.Code)
	}
	return strings.TrimPrefix(to, "/tin-bai/")
}

// release takes a draft to its readers and gives its public address.
func (a *attack) release(article string) string {
	a.t.Helper()
	for i, s := range []struct{ as, verb string }{{editor, "finish"}, {head, "approve"}, {editor, "release"}} {
		if rec := a.post(s.as, "/tin-bai/"+article+"/buoc", url.Values{"viec": {s.verb}, "version": {strconv.Itoa(i + 1)}}); rec.Code != http.StatusSeeOther {
			a.t.Fatalf("%s: %d", s.verb, rec.Code)
		}
	}
	n, err := id.Parse[portal.Article](article)
	if err != nil {
		a.t.Fatal(err)
	}
	x, err := portal.Of(context.Background(), a.w.app.DB, n)
	if err != nil {
		a.t.Fatal(err)
	}
	return x.Path()
}

// articles publishes one article for every text: each field of each article carries another
// one, so that every text has been in every field.
func (a *attack) articles() {
	step := max(len(a.list)/4, 1)
	for n := range a.list {
		article := a.write(n)
		if n%step == 0 {
			a.open(editor, "/tin-bai/"+article, 8)
			a.open(editor, "/tin-bai/"+article+"/sua", 8)
			a.open(editor, "/tin-bai/"+article+"/lich-su/1", 5)
		}
		if path := a.release(article); a.full || n%3 == 0 {
			a.open("visitor", path, 12)
		}
		if n%step == 0 {
			a.open(editor, "/tin-bai/"+article+"/dinh-chinh", 8)
			a.open(editor, "/tin-bai/"+article, 8)
		}
	}
	a.open("visitor", "/trang-cong-khai", 7)
	a.open("visitor", "/so-do-trang", min(len(a.list), 40))
	for page := 1; page <= len(a.list)/portal.PerPage; page += 1 + len(a.list)/portal.PerPage/20 {
		a.open("visitor", "/tin?trang="+strconv.Itoa(page), portal.PerPage)
	}
	a.open(editor, "/tin-bai", min(len(a.list), 2*portal.PerPage))
}

// photos puts the texts into what is said of the photos of an article.
func (a *attack) photos() {
	article := a.write(0)
	a.w.as(editor)
	const photos = 3
	for _, file := range []string{"dien-dan.jpg", "ban-hop.jpg", "hoi-truong.jpg"} {
		a.w.send("POST", "/tin-bai/"+article+"/anh", []string{"@file=" + file, "caption=Bục.", "alt=Bục gỗ."})
		if a.w.answer.StatusCode != http.StatusSeeOther {
			a.t.Fatal(a.w.answer.StatusCode)
		}
	}
	rounds := (len(a.list) + photos - 1) / photos
	if !a.full {
		rounds = 4
	}
	for r := range rounds {
		for i := range photos {
			n := r*photos + i
			v := url.Values{"version": {strconv.Itoa(r + 1)}, "caption": {a.line(n, 480)}, "alt": {a.line(n+1, 480)}, "credit": {a.line(n+2, 480)}, "place": {"centre"}, "focus": {"cc"}, "after": {"0"}}
			rec := a.post(editor, "/tin-bai/"+article+"/anh/"+strconv.Itoa(i+1), v)
			if rec.Code == http.StatusUnprocessableEntity { // the description repeats the caption
				v.Set("alt", "x "+v.Get("alt"))
				rec = a.post(editor, "/tin-bai/"+article+"/anh/"+strconv.Itoa(i+1), v)
			}
			if rec.Code != http.StatusSeeOther {
				a.t.Fatalf("photo %d: %d", n, rec.Code)
			}
		}
		a.open(editor, "/tin-bai/"+article+"/anh", 3*photos)
		if r%4 == 0 {
			a.open(editor, "/tin-bai/"+article, photos)
		}
	}
}

// settings puts the texts into what a bloc decides.
func (a *attack) settings() {
	for n := 0; n < len(a.list); n += 10 {
		_, version, err := portal.SettingsOf(context.Background(), a.w.app.DB, a.bloc)
		if err != nil {
			a.t.Fatal(err)
		}
		answers := ""
		for i := range 10 {
			answers += a.line(n+i, 1900) + "\n"
		}
		v := url.Values{"version": {strconv.FormatInt(version, 10)}, "public": {"1"}, "keep": {"180"}, "open": {"90"}, "answers": {answers}}
		for i, f := range []string{"source", "copyright", "contact", "agency"} {
			v.Set(f, a.line(n+i, 190))
		}
		if rec := a.post(editor, "/tin-bai/cai-dat", v); rec.Code != http.StatusSeeOther {
			a.t.Fatalf("settings %d: %d", n, rec.Code)
		}
		if n%100 == 0 {
			a.open(editor, "/tin-bai/cai-dat", 10)
			rec := a.post(editor, "/tin-bai/moi", url.Values{"viec": {"mo"}, "title": {a.line(n, 290)}})
			a.open(editor, rec.Header().Get("Location"), 1)
			a.open("visitor", "/gioi-thieu-guong", 1)
		}
	}
	a.open(editor, "/quan-tri/binh-luan?muc=an", 0)
}

// feeds reads the feeds as a program does: they are XML, and the headlines are whole.
func (a *attack) feeds() {
	for _, path := range []string{"/rss.xml", "/atom.xml", "/sitemap.xml"} {
		rec := httptest.NewRecorder()
		a.w.server.Config.Handler.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		d, ends := xml.NewDecoder(rec.Body), 0
		for {
			tok, err := d.Token()
			if err != nil {
				if err.Error() != "EOF" {
					a.t.Errorf("%s: %v", path, err)
				}
				break
			}
			if s, ok := tok.(xml.StartElement); ok && (s.Name.Local == "script" || s.Name.Space == "http://www.w3.org/1999/xhtml") {
				a.t.Errorf("%s holds the element %v", path, s.Name)
			}
			if c, ok := tok.(xml.CharData); ok {
				ends += strings.Count(string(c), strings.TrimSpace(end))
			}
		}
		if want := min(len(a.list), 30); path != "/sitemap.xml" && ends < want {
			a.t.Errorf("%s: %d of %d headlines to their end", path, ends, want)
		}
	}
}
