package story

import (
	"fmt"
	"strings"
	"testing"

	"thidua/internal/app"
	"thidua/internal/platform/web/webtest"
)

// keys is somebody who works with the keyboard alone.
type keys struct {
	*webtest.Page
	t *testing.T
}

// sitDown opens the sign-in page, the only address that is typed, and signs in.
func (w *world) sitDown(t *testing.T, login string, scripts bool) keys {
	t.Helper()
	k := keys{webtest.OpenWith(t, w.server.URL+"/dang-nhap", webtest.Options{Width: 1366, Height: 768, NoScript: !scripts}), t}
	k.tabTo("#f-login")
	k.Type(login)
	k.tabTo("#f-password")
	k.Type(app.SamplePassword)
	k.enter("Enter")
	return k
}

// enter presses a key that leads to another page and waits for it.
func (k keys) enter(key string) {
	k.t.Helper()
	webtest.Eval[bool](k.Page, "window.__before = true")
	k.Press(key)
	k.Wait("!window.__before && document.readyState === 'complete'")
}

// tabTo presses Tab until the focus is on an element that the selector matches and that
// can be seen; the focus must be visible there too.
func (k keys) tabTo(selector string) {
	k.t.Helper()
	for range 300 {
		k.Press("Tab")
		if webtest.Eval[bool](k.Page, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			k.Wait(`(e => { const b = e.getBoundingClientRect(), s = getComputedStyle(e); return e.matches(':focus-visible') && b.width > 0 && b.height > 0 && b.top < innerHeight - 20 && b.bottom > 20 && (s.outlineStyle !== 'none' || s.boxShadow !== 'none'); })(document.activeElement)`)
			return
		}
	}
	k.t.Fatalf("300 times Tab never reached %s on %s", selector, k.URL())
}

// follow goes to a link or button and presses Enter.
func (k keys) follow(selector string) {
	k.t.Helper()
	k.tabTo(selector)
	k.enter("Enter")
}

func (k keys) at(path string) {
	k.t.Helper()
	if u := k.URL(); !strings.HasSuffix(strings.Split(u, "#")[0], path) {
		k.t.Fatalf("at %s, want %s", u, path)
	}
}

// TestKeyboard fills, submits, approves and receives a unit's half-year with the keyboard
// alone, with scripts and without.
func TestKeyboard(t *testing.T) {
	for name, scripts := range map[string]bool{"scripts": true, "no scripts": false} {
		t.Run(name, func(t *testing.T) {
			if webtest.Find() == "" {
				webtest.Open(t, "about:blank", 320, 480, false)
			}
			w := open(t, "")
			fillByKeys(t, w, scripts)
			t.Run("head", func(t *testing.T) {
				k := w.sitDown(t, "thutruong-tand", scripts)
				if !strings.Contains(k.URL(), "/cho-y-kien") {
					k.follow("a[href='/cho-y-kien']")
				}
				k.follow("main button[value=approve]")
				if got := k.Text("main"); !strings.Contains(got, "(0)") {
					t.Fatalf("after the approval: %.300s", got)
				}
			})
			t.Run("secretary", func(t *testing.T) {
				k := w.sitDown(t, "canbo-thanh-tra", scripts)
				k.follow("nav a[href='/tong-hop']")
				k.follow("main a[href^='/tong-hop/2022-6t/don-vi/tand']")
				k.follow("main button[value=receive]")
				w.as("canbo-tand")
				w.send("GET", "/viec", nil)
				if got := text(w.body); !strings.Contains(got, "Đã xong: Khối trưởng nhận") {
					t.Fatalf("after the receipt: %.400s", got)
				}
			})
		})
	}
}

// fillByKeys is the officer's part: all cells, one of them wrong first, the text, the check.
func fillByKeys(t *testing.T, w *world, scripts bool) {
	t.Run("cells", func(t *testing.T) {
		k := w.sitDown(t, "canbo-tand", scripts)
		k.at("/viec")
		k.follow("main a[href='/nhap/2022-6t']")
		codes := webtest.Eval[[]string](k.Page, "[...document.querySelectorAll('.cell input[data-code]')].map(e => e.dataset.code)")
		plans := webtest.Eval[[]string](k.Page, `[...document.querySelectorAll('td.cell')].map(e => { const of = l => e.closest('tr').querySelector('td[data-l="' + l + '"]').textContent.trim(); return of('ĐVT').startsWith('Đạt') ? 'Đạt' : of('KH năm'); })`)
		if len(codes) < 10 || len(codes) != len(plans) {
			t.Fatalf("%d cells, %d plans", len(codes), len(plans))
		}
		k.tabTo("#c-" + cssID(codes[0]))
		for i, plan := range plans {
			if i == 1 {
				plan = "abc"
			}
			k.Type(plan)
			if i+1 == len(plans) {
				break
			}
			if scripts {
				k.Press("Enter")
			} else {
				k.tabTo("#c-" + cssID(codes[i+1]))
			}
			if f := k.Focused(); f != "c-"+codes[i+1] {
				t.Fatalf("after %s the focus is on %s, want c-%s", codes[i], f, codes[i+1])
			}
		}
		wrong := "#c-" + cssID(codes[1])
		if scripts {
			k.Wait(fmt.Sprintf("document.querySelector('%s').closest('td').dataset.state === 'invalid'", strings.ReplaceAll(wrong, `\`, `\\`)))
		} else {
			k.follow("form.grid .btns button")
		}
		if got := k.Text("main"); !strings.Contains(got, "abc") && k.Value(wrong) != "abc" {
			t.Fatalf("the wrong text is not shown: %.300s", got)
		}
		for n := 0; k.Focused() != "c-"+codes[1]; n++ {
			if k.Press("Shift+Tab"); n > 300 {
				t.Fatal("Shift+Tab never reached the wrong cell")
			}
		}
		k.Type(plans[1])
		if scripts {
			k.Press("Enter")
			k.Wait("[...document.querySelectorAll('td.cell')].every(e => ['saved', 'warning'].includes(e.dataset.state))")
		} else {
			k.follow("form.grid .btns button")
		}
		if n := k.Count("td.cell[data-state=saved], td.cell[data-state=warning]"); n != len(codes) {
			t.Fatalf("%d of %d cells are saved", n, len(codes))
		}
	})
	t.Run("text and submit", func(t *testing.T) {
		k := w.sitDown(t, "canbo-tand", scripts)
		k.follow("main a[href='/nhap/2022-6t/phan-loi']")
		for _, h := range []string{"results", "shortcomings", "causes", "direction", "recommendations"} {
			k.tabTo("textarea[name='t." + h + "']")
			k.Type("Nội dung minh họa của mục này.")
		}
		k.follow("main form .btns button")
		k.follow("main a[href^='/nhap/2022-6t/kiem-tra']")
		if k.Count("form[action*='/buoc'] button") == 0 { // figures that look odd want a reason first
			n := k.Count("main input[name^='r.'], main textarea[name^='r.']")
			if n == 0 {
				t.Fatalf("neither a button nor reasons to give: %.600s", k.Text("main"))
			}
			for range n {
				k.tabTo("main input[name^='r.'], main textarea[name^='r.']")
				k.Type("Đã đối chiếu với sổ theo dõi.")
			}
			k.follow("main form[action*='kiem-tra'] button")
		}
		k.follow("main form[action*='/buoc'] button")
		k.at("/viec")
	})
}

// cssID makes a target's code usable after "#".
func cssID(code string) string { return strings.ReplaceAll(code, ".", `\.`) }
