package reviewweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/review"
)

type adjustPage struct {
	ui.Page
	scope
	Unit    org.Unit
	Target  plan.UnitTarget
	Planned string
	Line    lineRow
	Signed  int // parties of the year's pledge who would have to sign again
	Year    string
	Half    string
	Reason  string
	Basis   string // "finding/…", "remark/…"; "" for the figure itself
	Rests   string // the basis in words
	Note    string
	Errors  ui.Errors
	Open    *adjustRow // waiting for a decision
	List    []adjustRow
	Approve bool
	Propose bool
	Halves  bool
}

var adjustView = ui.NewView[adjustPage](files, "adjust.html")

// adjust shows the adjustments of one target of one unit and takes a proposal.
func (p *pages) adjust(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	u, t, err := p.place(r, s)
	if err != nil {
		return err
	}
	g, err := p.adjustPage(w, r, s, u, t)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		return adjustView.Render(w, r, g)
	}
	g.Year, g.Half, g.Reason = r.PostFormValue("year"), r.PostFormValue("half"), r.PostFormValue("reason")
	a := review.Adjustment{Target: t.ID, Unit: u.ID, Reason: g.Reason, BasisRef: g.Line.Ref}
	if g.Basis != "" {
		a.BasisRef = g.Basis
	}
	a.New = plan.Goal{Year: read(&g.Errors, r, "year", g.Year), Half: read(&g.Errors, r, "half", g.Half)}
	if len(g.Errors) == 0 {
		if _, err = p.s.Propose(r.Context(), r.Actor, a); err == nil {
			return web.See(w, r, s.path("/dieu-chinh/"+u.Code+"/"+t.Code), "review.adj.sent|Đã gửi đề nghị điều chỉnh, chờ thủ trưởng đơn vị Khối trưởng duyệt.")
		}
		list, other := ui.Refused(r, err, "year", "half", "reason")
		if other != nil {
			return other
		}
		g.Errors = list
	}
	g.Error = "x"
	return adjustView.RenderStatus(w, r, status(err), g)
}

func (p *pages) adjustPage(w http.ResponseWriter, r *web.Request, s scope, u org.Unit, t plan.UnitTarget) (g adjustPage, err error) {
	b, err := p.s.Bench(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	if err != nil {
		return g, err
	}
	g = adjustPage{Page: ui.NewPage(w, r, "review.adj.title|Điều chỉnh chỉ tiêu {code} của {unit}", fault.P{"code": t.Code, "unit": u.Short}), scope: s, Unit: u, Target: t, Planned: goal(r, t.Goal), Halves: t.Kind.Adds(),
		Propose: p.s.May(r.Actor, s.Bloc.ID, u.ID, review.Proposed), Approve: p.s.May(r.Actor, s.Bloc.ID, u.ID, review.Approved)}
	if !g.Propose && !g.Approve && !r.Actor.Of(u.ID) {
		return g, fault.New(fault.Denied, "review.adj.denied|Chỉ cán bộ thi đua của đơn vị và Khối trưởng xem, đề nghị điều chỉnh chỉ tiêu của đơn vị.")
	}
	for _, l := range b.Of(u.ID, "") {
		if l.Target.ID == t.ID {
			g.Line = p.line(r, s, b, l)
		}
	}
	if ref := r.FormValue("can-cu"); ref != "" && ref != g.Line.Ref {
		m, err := p.s.Draft(r.Context(), b, ref)
		if err != nil {
			return g, err
		}
		g.Basis, g.Rests = ref, r.T(m.Basis.Kind.Label())+": "+m.Basis.Text
	}
	if t.Goal.Year != nil {
		g.Year = t.Goal.Year.VN()
	}
	if t.Goal.Half != nil {
		g.Half = t.Goal.Half.VN()
	}
	if g.Signed, err = p.signed(r, s, t); err != nil {
		return g, err
	}
	rows, err := p.adjusts(r, s, b)
	for _, a := range rows {
		if a.Unit != u.Short || a.Code != t.Code {
			continue
		}
		g.List = append(g.List, a)
		if a.State == review.Proposed {
			g.Open = &a
		}
	}
	return g, err
}

// signed counts who signed the pledge as it stands, when an adjustment of the target changes it.
func (p *pages) signed(r *web.Request, s scope, t plan.UnitTarget) (n int, err error) {
	if t.Unit != 0 {
		return 0, nil
	}
	d, err := pledge.Of(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year())
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	text, err := pledge.TextOf(r.Context(), p.s.DB(), d.ID, d.No)
	if err != nil || !strings.Contains(text.Source, "["+t.Code+"]") {
		return 0, err
	}
	list, err := pledge.Signatures(r.Context(), p.s.DB(), d.ID)
	for _, x := range list {
		if x.No == d.No {
			n++
		}
	}
	return n, err
}

// settle decides on a proposed adjustment.
func (p *pages) settle(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	n, err := id.Parse[review.Adjustment](r.PathValue("id"))
	if err != nil {
		return errPage
	}
	a, err := review.AdjustmentOf(r.Context(), p.s.DB(), n)
	if err != nil {
		return err
	}
	to := map[string]review.AdjustState{"duyet": review.Approved, "khong": review.Refused, "rut": review.Withdrawn}[r.PostFormValue("viec")]
	err = p.s.Settle(r.Context(), r.Actor, n, version(r), to, r.PostFormValue("note"))
	t, terr := plan.TargetOf(r.Context(), p.s.DB(), a.Target)
	u, uerr := org.UnitOf(r.Context(), p.s.DB(), a.Unit)
	if terr != nil || uerr != nil {
		return errPage
	}
	back := s.path("/dieu-chinh/" + u.Code + "/" + t.Code)
	if err == nil {
		return web.See(w, r, back, p.amend(r, s, t, to, a.Reason))
	}
	list, other := ui.Refused(r, err, "note")
	if other != nil {
		return other
	}
	r.SetPathValue("unit", u.Code)
	r.SetPathValue("target", t.Code)
	_, ut, err2 := p.place(r, s)
	if err2 != nil {
		return err2
	}
	g, err2 := p.adjustPage(w, r, s, u, ut)
	if err2 != nil {
		return err2
	}
	g.Errors, g.Note, g.Error = list, r.PostFormValue("note"), "x"
	return adjustView.RenderStatus(w, r, web.Status(err), g)
}

// amend puts an approved adjustment of a common target into the pledge of the year, to be
// signed again, and gives the sentence to show. A bloc without a pledge, or one whose pledge
// does not name the target, has nothing to amend; the decision stands in any case.
func (p *pages) amend(r *web.Request, s scope, t plan.Target, to review.AdjustState, why string) string {
	const settled = "review.adj.settled|Đã ghi quyết định về đề nghị điều chỉnh."
	if to != review.Approved || t.Unit != 0 {
		return settled
	}
	year := s.Period.From().Year
	before, err := pledge.Of(r.Context(), p.s.DB(), s.Bloc.ID, year)
	if err != nil {
		return settled // none yet: the plan is read when it is written
	}
	no, err := p.pledges.AmendTarget(r.Context(), r.Actor, s.Bloc.ID, year, t.Code, why)
	switch {
	case fault.Is(err, fault.NotFound):
		return settled
	case err != nil:
		return "review.adj.pledge.not|Đã ghi quyết định. Giao ước chưa sửa theo được: mở trang Giao ước và sửa chỉ tiêu đó."
	case no == before.No && before.State != pledge.Draft:
		return settled
	}
	return "review.adj.pledge|Đã ghi quyết định; giao ước có bản mới theo chỉ tiêu đã điều chỉnh, các thủ trưởng ký lại."
}
