package story

import (
	"strings"
	"testing"

	"thidua/internal/platform/web/webtest"
)

// TestKeysOfRemarks: J and K go from paragraph to paragraph, C opens the remark, and none of them does anything
// while something is typed, or when single keys are switched off.
func TestKeysOfRemarks(t *testing.T) {
	if webtest.Find() == "" {
		webtest.Open(t, "about:blank", 320, 480, false)
	}
	w := open(t, "")
	w.play("as canbo-thanh-tra\nPOST /du-thao/2022-6t\nstatus 303\nPOST /gop-y/2022-6t/dot\n  stage=before\n  due=13/07/2022\nstatus 303\nas canbo-tand\nGET /gop-y/2022-6t\nstatus 200")
	p := webtest.OpenWith(t, w.server.URL+"/gop-y/2022-6t", webtest.Options{Width: 1366, Height: 768, Cookies: w.cookies("canbo-tand", "vi")})
	at := func() string {
		return webtest.Eval[string](p, `[...document.querySelectorAll('.para')].indexOf(document.activeElement) + ''`)
	}
	want := func(step, place string) {
		t.Helper()
		if got := at(); got != place {
			t.Fatalf("%s: at paragraph %s, want %s", step, got, place)
		}
	}
	want("at first", "-1")
	for _, s := range []struct{ key, place string }{{"j", "0"}, {"j", "1"}, {"j", "2"}, {"k", "1"}} {
		p.Press(s.key)
		want("after "+s.key, s.place)
	}
	webtest.Eval[bool](p, `(document.querySelector('input[type=search]').focus(), true)`)
	p.Press("j")
	if got := p.Value("input[type=search]"); got != "j" || at() != "-1" {
		t.Fatalf("in a field: %q typed, at paragraph %s", got, at())
	}
	webtest.Eval[bool](p, `(document.querySelectorAll('.para')[1].focus(), localStorage.setItem('thidua:keys', 'off'), true)`)
	p.Press("j")
	want("switched off", "1")
	webtest.Eval[bool](p, `(localStorage.removeItem('thidua:keys'), window.__before = true)`)
	p.Press("c")
	p.Wait("!window.__before && document.readyState === 'complete'")
	if u := p.URL(); !strings.Contains(u, "/viet?") || !strings.Contains(u, "loai=comment") {
		t.Fatalf("C leads to %s", u)
	}
}
