package webtest

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed ways.js
var waysSource string

// Paper in CSS pixels: A4 without the margins of the style sheet, upright and wide.
const (
	paperUpright = 624
	paperWide    = 1028
)

func (p *Page) ways() {
	p.t.Helper()
	if !Eval[bool](p, "!!window.__ways") {
		Eval[bool](p, waysSource)
	}
}

// KeyboardFaults tells what somebody with a keyboard alone could not do on the page: the
// skip link comes first, everything that can be used is reached in the order of the page
// and shows that it has the focus, nothing keeps it, nothing is for the mouse alone.
func (p *Page) KeyboardFaults() []string {
	p.t.Helper()
	p.ways()
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		_, err := cdp.Call(ctx, tg, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	}))
	var faults []string
	tab := func(want int) {
		p.Press("Tab")
		if got := Eval[int](p, "__ways.keyboard.at()"); got != want {
			faults = append(faults, fmt.Sprintf("Tab leads to %s, not to %s", Eval[string](p, fmt.Sprintf("__ways.keyboard.what(%d)", got)), Eval[string](p, fmt.Sprintf("__ways.keyboard.what(%d)", want))))
		}
	}
	n := Eval[int](p, "__ways.keyboard.start()")
	for i := range min(n, 3) {
		tab(i)
		if i == 0 {
			faults = append(faults, Eval[[]string](p, "__ways.keyboard.skip()")...)
		}
	}
	for _, i := range Eval[[]int](p, "__ways.keyboard.kinds()") {
		Eval[bool](p, fmt.Sprintf("__ways.keyboard.go(%d)", i))
		tab(i + 1)
	}
	return append(faults, Eval[[]string](p, "__ways.keyboard.scan()")...)
}

// PrintFaults tells what is wrong with the page on A4 paper, printed by somebody who uses the
// dark theme: the heading and the row are there, nothing is cut off at the right, nothing
// that can only be clicked is printed, and all of it is dark on white. Afterwards the window
// is that of a shared PC.
func (p *Page) PrintFaults(row string) []string {
	p.t.Helper()
	p.ways()
	wide := Eval[bool](p, "__ways.print.before("+js(row)+")")
	p.paper("print", paperUpright)
	if wide || Eval[string](p, "__ways.print.width()") == "wide" {
		p.paper("print", paperWide)
	}
	faults := Eval[[]string](p, "__ways.print.scan("+js(row)+")")
	Eval[bool](p, "__ways.print.after()")
	p.paper("", 1366)
	return faults
}

func (p *Page) paper(media string, width int) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(int64(width), 768), chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		_, err := cdp.Call(ctx, tg, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	}))
}

// PlainFaults shows the page once more as the server sent it, with scripts off, and tells
// what is missing then: the heading, the row, or the use of something that is shown. The tab
// needs another address before it is used again.
func (p *Page) PlainFaults(heading, row string) []string {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error {
		tree, err := cdp.Call(ctx, tg, cdppage.GetFrameTree, cdp.Empty{})
		if err != nil {
			return err
		}
		p.mu.Lock()
		id := p.document
		p.mu.Unlock()
		sent, err := cdp.Call(ctx, tg, network.GetResponseBody, network.GetResponseBodyParams{RequestID: id})
		if err != nil {
			return fmt.Errorf("the source of the page: %w", err)
		}
		if err := scripts(ctx, tg, false); err != nil {
			return err
		}
		_, err = cdp.Call(ctx, tg, cdppage.SetDocumentContent, cdppage.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: string(sent.Body)})
		return err
	}))
	p.Wait("[...document.querySelectorAll('link[rel=stylesheet]')].every(l => l.sheet)")
	Eval[bool](p, waysSource)
	faults := Eval[[]string](p, "__ways.plain.scan("+js(strings.Join(strings.Fields(heading), " "))+", "+js(row)+")")
	p.do(chromedp.Func(func(ctx context.Context, tg *chromedp.Target) error { return scripts(ctx, tg, true) }))
	return faults
}

func scripts(ctx context.Context, tg *chromedp.Target, on bool) error {
	_, err := cdp.Call(ctx, tg, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}
