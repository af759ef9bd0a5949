package webtest

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axeSource string

// A Violation is one rule of axe-core that the page breaks.
type Violation struct {
	ID     string
	Impact string
	Help   string
	Nodes  []string // where, with what axe says
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// Violations runs axe-core over the page as it is now.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	if p.noScript { // axe needs timers; the scripts of the page itself stay undone
		if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false}); err != nil {
			p.t.Fatalf("webtest: %v", err)
		}
	}
	if !Eval[bool](p, "!!window.axe") {
		Eval[any](p, axeSource+";0")
	}
	return Eval[[]Violation](p, `axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}, resultTypes: ['violations'], preload: false, iframes: false})
.then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact || '', Help: v.help, Nodes: v.nodes.slice(0, 6).map(n => n.target.join(' ') + ' – ' + n.failureSummary.replace(/\s+/g, ' ') + ' – ' + n.html.slice(0, 200))})))`)
}

// Axe fails the test for every rule of WCAG 2.2 A and AA and of good practice that the page breaks.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	for _, v := range p.Violations() {
		t.Errorf("axe: %s", v)
	}
}
