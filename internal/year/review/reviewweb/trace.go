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

// A factRow is one line about the start in the reader's language.
type factRow struct{ Name, Value string }

type tracePage struct {
	ui.Page
	Start  review.Node
	Kind   string
	About  string // the start's title in the reader's language
	Facts  []factRow
	Why    []traceGroup // nearest first
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
	g.About, g.Facts = said(r, t.Start), facts(r, t.Start)
	g.Why, g.Where = groups(r, t.Why), groups(r, t.Where)
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
		x := traceStep{Title: said(r, s.Node), Text: s.Text, Href: traceHref(s.ID)}
		if len(out[i].First) < shownSteps {
			out[i].First = append(out[i].First, x)
		} else {
			out[i].Rest = append(out[i].Rest, x)
		}
	}
	return out
}

// told says words of the program in the reader's language.
func told(r *web.Request, w review.Words) string {
	return w.Tell(func(msg string, args fault.P) string { return r.T(msg, args) }, r.Period)
}

// said gives the title of a node: as people wrote it, or in the reader's language.
func said(r *web.Request, n review.Node) string {
	if n.Say.Msg == "" {
		return n.Title
	}
	return told(r, n.Say)
}

func facts(r *web.Request, n review.Node) (list []factRow) {
	for _, f := range n.Facts {
		x := factRow{r.T(f.Label), f.Value}
		if f.Say.Msg != "" {
			x.Value = told(r, f.Say)
		}
		list = append(list, x)
	}
	return list
}

// traceHref gives the address of the page of a node.
func traceHref(ref string) string { return "/duong-di?ma=" + ref }
