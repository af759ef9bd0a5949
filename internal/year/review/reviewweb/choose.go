package reviewweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
)

// choosePage offers what can be decided from one basis.
type choosePage struct {
	ui.Page
	scope
	Ref, Kind, Text string
	Made            []traceStep
	Urgent, Adjust  string
	Here            string
	Targets         []ui.Option
	Target          string
	FieldList       []ui.Option
	Field           string
}

var chooseView = ui.NewView[choosePage](files, "choose.html")

// choose shows a basis (a cell, a field, a finding, a remark, a task) with what was decided from
// it already, and leads to the three decisions: a task, an adjusted target, a drive.
func (p *pages) choose(w http.ResponseWriter, r *web.Request) error {
	s, b, err := p.work(r)
	if err != nil {
		return err
	}
	if !b.Lead {
		return fault.New(fault.Denied, "review.lead|Chỉ Khối trưởng quyết định việc này.")
	}
	ref := strings.TrimSpace(r.FormValue("can-cu"))
	if unit, code, ok := strings.Cut(r.FormValue("chi-tieu"), "/"); ok {
		http.Redirect(w, r.Request, s.also("/dieu-chinh/"+unit+"/"+code, "can-cu", ref), http.StatusSeeOther)
		return nil
	}
	g := choosePage{Page: ui.NewPage(w, r, "review.choose|Quyết định từ một căn cứ"), scope: s, Ref: ref, Urgent: s.also("/viec-gap/moi", "can-cu", ref), Here: "/ra-soat/" + s.Slug + "/quyet-dinh"}
	if ref == "" {
		return chooseView.Render(w, r, g)
	}
	m, err := p.s.Draft(r.Context(), b, ref)
	if err != nil {
		return err
	}
	g.Kind, g.Text, g.Field = r.T(m.Basis.Kind.Label()), m.Basis.Text, m.Field
	for _, f := range b.Fields {
		g.FieldList = append(g.FieldList, ui.Option{Value: f.Field.Code, Text: f.Field.Name})
	}
	for _, l := range b.Lines {
		row, _ := b.Row(l.Unit)
		at := row.Member.Unit.Code + "/" + l.Target.Code
		g.Targets = append(g.Targets, ui.Option{Value: at, Text: row.Member.Unit.Short + ": " + l.Target.Code + " " + l.Target.Name})
		switch {
		case l.Ref == ref:
			g.Adjust = s.path("/dieu-chinh/" + at)
		case l.Unit == m.Task.Unit && (g.Target == "" || l.Target.Code == m.Target):
			g.Target = at
		}
	}
	t, err := p.s.Trace(r.Context(), r.Actor, ref)
	if fault.Is(err, fault.NotFound) {
		return chooseView.Render(w, r, g)
	}
	for _, x := range t.Where {
		if x.Level == 1 && (x.Kind == "urgent" || x.Kind == "adjustment" || x.Kind == "campaign") {
			g.Made = append(g.Made, traceStep{Title: said(r, x.Node), Text: x.Text, Href: x.Href})
		}
	}
	if err != nil {
		return err
	}
	return chooseView.Render(w, r, g)
}
