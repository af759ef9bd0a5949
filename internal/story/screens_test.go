package story

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thidua/internal/platform/web/webtest"
)

var (
	pictures   = flag.String("pictures", "", "folder for pictures of every screen, for people to look at")
	everyLooks = flag.Bool("looks", false, "look at every screen in every language, colour and width")
)

// A screen is one page in one state. The screens are visited in their order; before is the
// part of the story (language of testdata/*.txt) that leads from the state before to this one.
type screen struct {
	name    string
	before  string
	as      string
	path    string   // may use $NAME kept by before
	post    []string // when set, the page is the answer to this form
	status  int      // 0 = 200
	heading string   // "Vietnamese|English"
	row     string   // data on the page; "Vietnamese|English" when it is not data
	main    bool     // looked at in every way on every run
}

// A look is one way to see a page.
type look struct {
	lang  string
	dark  bool
	width int
}

func (l look) String() string {
	return fmt.Sprintf("%s %s %d", l.lang, map[bool]string{false: "light", true: "dark"}[l.dark], l.width)
}

func looks() (list []look) {
	for i := range 8 {
		list = append(list, look{lang: []string{"vi", "en"}[i/4], dark: i/2%2 == 1, width: []int{320, 1366}[i%2]})
	}
	return list
}

// of gives the looks of a screen: of a main one the four corners of language, colour and
// width, of another one a single look that turns from screen to screen. -looks asks for all.
func (s screen) of(i int) []look {
	all := looks()
	switch {
	case *everyLooks:
		return all
	case s.main:
		return []look{all[i%2], all[3-i%2], all[5-i%2], all[6+i%2]}
	}
	return []look{all[(i*3)%8]}
}

// in picks the part of a pair for a language.
func in(pair, lang string) string {
	vi, en, two := strings.Cut(pair, "|")
	if two && lang == "en" {
		return en
	}
	return vi
}

// cookies gives what the browser of name holds, with the language.
func (w *world) cookies(name, lang string) []*http.Cookie {
	w.as(name)
	u, err := url.Parse(w.server.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	var list []*http.Cookie
	for _, c := range w.now.Jar.Cookies(u) {
		if c.Name != "flash" && c.Name != "lang" {
			list = append(list, c)
		}
	}
	return append(list, &http.Cookie{Name: "lang", Value: lang})
}

// TestScreens visits every page in every state: its heading and a row of its data are
// there, axe-core finds nothing, and it is not wider than the window. Each group of screens
// has a world of its own.
func TestScreens(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false) // says how to get it, or fails when it is asked for
	}
	for _, g := range groups() {
		if len(g.screens) == 0 {
			continue
		}
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, "")
			w.group = t
			n := 0
			for i, s := range g.screens {
				t.Run(fmt.Sprintf("%02d %s", i, s.name), func(t *testing.T) {
					w.t = t
					w.play(s.before)
					list := s.of(i)
					n += len(list)
					walked := false
					for _, lang := range []string{"vi", "en"} {
						if w.visit(t, s, lang, list) && !walked {
							w.ways(t, s, lang)
							walked = true
						}
					}
				})
			}
			t.Logf("%d screens, %d looks; keyboard %v, paper %v, no scripts %v", len(g.screens), n, w.took[0], w.took[1], w.took[2])
		})
	}
}

// visit opens the screen in a language and looks at it in each way; it tells whether there
// was a way in that language.
func (w *world) visit(t *testing.T, s screen, lang string, list []look) bool {
	t.Helper()
	var mine []look
	var names []string
	for _, l := range list {
		if l.lang == lang {
			mine, names = append(mine, l), append(names, l.String())
		}
	}
	if len(mine) == 0 {
		return false
	}
	path := w.fill(s.path)
	p, o := w.tab, webtest.Options{Width: mine[0].width, Height: 768, Dark: mine[0].dark, Cookies: w.cookies(s.as, lang)}
	if w.visits%6 == 0 {
		if p != nil {
			p.Close()
		}
		p = webtest.Open(w.group, "about:blank", o.Width, o.Height, o.Dark)
		w.tab = p
	}
	w.visits++
	p.Again(t, w.server.URL+path, o)
	if s.post != nil {
		fields := map[string]string{}
		for _, l := range s.post {
			k, v, _ := strings.Cut(w.fill(l), "=")
			fields[k] = v
		}
		p.Send(fields)
	} else if want := max(s.status, 200); p.Status() != want {
		t.Fatalf("%s as %s in %s: %d, want %d: %.300s", path, s.as, lang, p.Status(), want, p.Text("main"))
	}
	if got := strings.Join(strings.Fields(p.Text("h1")), " "); got != in(s.heading, lang) {
		t.Errorf("%s as %s in %s: heading %q, want %q", path, s.as, lang, got, in(s.heading, lang))
	}
	if row := in(w.fill(s.row), lang); !strings.Contains(strings.Join(strings.Fields(webtest.Eval[string](p, "(m => m.textContent + ' ' + [...m.querySelectorAll('input:not([type=hidden]), textarea')].map(e => e.value).join(' '))(document.querySelector('main'))")), " "), row) {
		t.Errorf("%s as %s in %s: no %q on the page: %.600s", path, s.as, lang, row, p.Text("main"))
	}
	t.Log(strings.Join(names, ", "))
	for _, l := range mine {
		p.Look(320, 768, l.dark)
		p.NoSideScroll(t)
		if l.width != 320 {
			p.Look(l.width, 768, l.dark)
			p.NoSideScroll(t)
		}
		for _, v := range p.Violations() {
			t.Errorf("%s as %s, %s: axe: %s", path, s.as, l, v)
		}
		if *pictures != "" {
			p.Screenshot(filepath.Join(*pictures, strings.NewReplacer(" ", "-", "/", "-").Replace(fmt.Sprintf("%s-%s.png", s.name, l))))
		}
	}
	return true
}

// ways uses the screen that is open with the keyboard alone, prints it, and shows it with
// scripts off.
func (w *world) ways(t *testing.T, s screen, lang string) {
	t.Helper()
	row := in(w.fill(s.row), lang)
	began := time.Now()
	keys := w.tab.KeyboardFaults()
	t1 := time.Now()
	paper := w.tab.PrintFaults(row)
	t2 := time.Now()
	plain := w.tab.PlainFaults(in(s.heading, lang), row)
	w.took[0] += t1.Sub(began)
	w.took[1] += t2.Sub(t1)
	w.took[2] += time.Since(t2)
	for way, list := range map[string][]string{"with the keyboard": keys, "on paper": paper, "without scripts": plain} {
		for _, f := range list {
			t.Errorf("%s as %s in %s, %s: %s", w.fill(s.path), s.as, lang, way, f)
		}
	}
}
