package reviewweb

import (
	"net/http"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/review"
)

// traceGroup is what lies at one distance from the start and is of one kind.
type traceGroup struct {
	Kind  string
	Level int
	First []traceStep
	Rest  []traceStep
}

type traceStep struct {
	Title, Text, Href string // Href leads to the same page for that node
}

type tracePage struct {
	ui.Page
	Start  review.Node
	Kind   string
	Facts  []review.Fact
	Why    []traceGroup // farthest first
	Where  []traceGroup // nearest first
	More   bool
	Ref    string
	Errors ui.Errors
	Found  bool
}

var traceView = ui.NewView[tracePage](files, "trace.html")

// trace walks from any id in both directions.
func (p *pages) trace(w http.ResponseWriter, r *web.Request) error {
	g := tracePage{Page: ui.NewPage(w, r, "trace.title|Đường đi của số liệu"), Ref: strings.TrimSpace(r.FormValue("ma"))}
	if g.Ref == "" {
		return traceView.Render(w, r, g)
	}
	t, err := p.s.Trace(r.Context(), r.Actor, g.Ref)
	if fault.Is(err, fault.NotFound) {
		g.Errors.Add("ma", r.ErrorText(err))
		g.Error = "x"
		return traceView.RenderStatus(w, r, http.StatusNotFound, g)
	} else if err != nil {
		return err
	}
	g.Found, g.Start, g.Kind, g.More = true, t.Start, r.T(review.KindLabel(t.Start.Kind)), t.More
	g.Why, g.Where = groups(r, t.Why), groups(r, t.Where)
	slices.Reverse(g.Why)
	return traceView.Render(w, r, g)
}

const shownSteps = 6

// groups arranges the steps of one direction by distance and kind.
func groups(r *web.Request, list []review.Step) (out []traceGroup) {
	for _, s := range list {
		label := r.T(review.KindLabel(s.Kind))
		i := slices.IndexFunc(out, func(g traceGroup) bool { return g.Level == s.Level && g.Kind == label })
		if i < 0 {
			i = len(out)
			out = append(out, traceGroup{Kind: label, Level: s.Level})
		}
		x := traceStep{Title: s.Title, Text: s.Text, Href: traceHref(s.ID)}
		if len(out[i].First) < shownSteps {
			out[i].First = append(out[i].First, x)
		} else {
			out[i].Rest = append(out[i].Rest, x)
		}
	}
	return out
}

// traceHref gives the address of the page of a node.
func traceHref(ref string) string { return "/duong-di?ma=" + ref }
