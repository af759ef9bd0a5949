package webtest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func js(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// Text gives the visible text of the first element that sel (CSS) matches.
func (p *Page) Text(sel string) string {
	p.t.Helper()
	p.Wait("document.querySelector(" + js(sel) + ")")
	return strings.TrimSpace(Eval[string](p, "document.querySelector("+js(sel)+").innerText"))
}

// Value gives the value of the field sel.
func (p *Page) Value(sel string) string {
	p.t.Helper()
	p.Wait("document.querySelector(" + js(sel) + ")")
	return Eval[string](p, "document.querySelector("+js(sel)+").value")
}

// Count tells how many elements sel matches.
func (p *Page) Count(sel string) int {
	p.t.Helper()
	return Eval[int](p, "document.querySelectorAll("+js(sel)+").length")
}

// Attr gives an attribute of the first element that sel matches, "" when it has none.
func (p *Page) Attr(sel, name string) string {
	p.t.Helper()
	p.Wait("document.querySelector(" + js(sel) + ")")
	return Eval[string](p, "document.querySelector("+js(sel)+").getAttribute("+js(name)+")||''")
}

// Focused gives the id (or the tag and text) of the element that has the focus.
func (p *Page) Focused() string {
	p.t.Helper()
	return Eval[string](p, `(() => { const e = document.activeElement; return e.id || e.tagName.toLowerCase() + ':' + (e.innerText || e.name || '').trim().slice(0, 60); })()`)
}

// Click clicks the middle of the first element that sel matches, with the mouse.
func (p *Page) Click(sel string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(sel)))
}

// Submit clicks sel and waits for the next page.
func (p *Page) Submit(sel string) {
	p.t.Helper()
	p.next(func() { p.Click(sel) })
}

// next runs act and waits until the document that was there has been replaced.
func (p *Page) next(act func()) {
	p.t.Helper()
	Eval[bool](p, "window.__old = true")
	act()
	p.Wait("!window.__old && document.readyState === 'complete'")
}

// Fill puts text into the field sel as if typed after emptying it.
func (p *Page) Fill(sel, text string) {
	p.t.Helper()
	p.Wait("document.querySelector(" + js(sel) + ")")
	Eval[bool](p, "(e => { e.focus(); if (e.select) e.select(); return true; })(document.querySelector("+js(sel)+"))")
	if text == "" {
		p.Press("Delete")
		return
	}
	p.Type(text)
}

// Type types text into the element that has the focus.
func (p *Page) Type(text string) {
	p.t.Helper()
	for _, r := range text {
		p.key(r, 0)
	}
}

// key presses one key as a keyboard does: the character is part of the key going down, so
// a page that takes the key over gets no character (chromedp sends it apart).
func (p *Page) key(r rune, mods chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		var down, up *input.DispatchKeyEventParams
		text := ""
		for _, e := range kb.Encode(r) {
			switch e.Type {
			case kb.KeyChar:
				text = e.Text
			case kb.KeyUp:
				up = e
			default:
				down = e
			}
		}
		if text != "" && mods&(kb.ModifierCtrl|kb.ModifierAlt) == 0 {
			down.Type, down.Text = kb.KeyDown, text
		}
		for _, e := range []*input.DispatchKeyEventParams{down, up} {
			e.Modifiers |= int64(mods)
			if _, err := cdp.Call(ctx, tg, input.DispatchKeyEvent, *e); err != nil {
				return err
			}
		}
		return nil
	}))
}

var keyNames = map[string]string{"Enter": kb.Enter, "Tab": kb.Tab, "Esc": kb.Escape, "Up": kb.ArrowUp, "Down": kb.ArrowDown, "Left": kb.ArrowLeft,
	"Right": kb.ArrowRight, "F2": kb.F2, "Home": kb.Home, "End": kb.End, "Delete": kb.Delete, "Backspace": kb.Backspace, "Space": " "}

// Press presses keys one after the other: "Tab", "Shift+Enter", "Ctrl+z", "?".
func (p *Page) Press(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		var mods chromedp.Modifier
		for {
			head, tail, ok := strings.Cut(k, "+")
			m, known := map[string]chromedp.Modifier{"Ctrl": kb.ModifierCtrl, "Shift": kb.ModifierShift, "Alt": kb.ModifierAlt}[head]
			if !ok || !known {
				break
			}
			mods, k = mods|m, tail
		}
		if named, ok := keyNames[k]; ok {
			k = named
		}
		for _, r := range k {
			p.key(r, mods)
		}
	}
}

// Paste pastes text into the element that has the focus, as from the clipboard.
func (p *Page) Paste(text string) {
	p.t.Helper()
	Eval[bool](p, `(text => { const d = new DataTransfer(); d.setData('text/plain', text); const e = document.activeElement;
if (e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true}))) document.execCommand('insertText', false, text);
return true; })(`+js(text)+`)`)
}

// Check opens url in light and dark at 320 and 1280 px, and fails the test when axe-core
// finds a fault or the page is wider than the window. name says which page and state.
func Check(t *testing.T, name, url string, o Options) {
	t.Helper()
	for _, dark := range []bool{false, true} {
		for _, width := range []int{320, 1280} {
			label := name + map[bool]string{false: " light", true: " dark"}[dark] + map[int]string{320: " 320", 1280: " 1280"}[width]
			t.Run(label, func(t *testing.T) {
				v := o
				v.Dark, v.Width, v.Height = dark, width, 720
				p := OpenWith(t, url, v)
				p.NoSideScroll(t)
				p.Axe(t)
			})
		}
	}
}

// Look changes the window and the colours of the page that is open, without loading it again.
func (p *Page) Look(width, height int, dark bool) {
	p.t.Helper()
	scheme := map[bool]string{false: "light", true: "dark"}[dark]
	p.do(chromedp.EmulateViewport(int64(width), int64(height)), chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
		_, err := cdp.Call(ctx, tg, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	}))
}

// Send submits a form of the given fields to the address of the page that is open, as a
// form of the page would, and waits for the answer.
func (p *Page) Send(fields map[string]string) {
	p.t.Helper()
	p.SendTo("", fields)
}

// SendTo is Send to another address of the site.
func (p *Page) SendTo(path string, fields map[string]string) {
	p.t.Helper()
	b, err := json.Marshal(fields)
	if err != nil {
		p.t.Fatal(err)
	}
	p.next(func() {
		Eval[bool](p, `((fields, to) => { const f = document.createElement('form'); f.method = 'post'; f.action = to || location.href;
for (const k in fields) { const i = document.createElement('input'); i.type = 'hidden'; i.name = k; i.value = fields[k]; f.append(i); }
document.body.append(f); f.submit(); return true; })(`+string(b)+`, `+js(path)+`)`)
	})
}
