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

// taskRow is one assigned task, urgent or not.
type taskRow struct {
	Task        plan.Task
	Unit        string
	Kind, State string
	Late        bool
	Href        string
	Urgent      bool
	MarkHref    string
	// of urgent ones
	ID       review.UrgentID
	Basis    string
	BasisRef string
	Reminded []review.Reminder
	Remind   bool
	Trace    string
	Message  string // text to copy for Zalo
}

var taskKinds = map[plan.TaskState]string{plan.TaskNew: "todo", plan.TaskDoing: "info", plan.TaskDone: "plain", plan.TaskOverdue: "bad"}

func (p *pages) taskRow(r *web.Request, b *review.Workbench, t plan.Task) taskRow {
	st := t.Stand(b.Today)
	row, _ := b.Row(t.Unit)
	return taskRow{Task: t, Unit: row.Member.Unit.Short, Kind: taskKinds[st], State: r.T(st.Label()), Late: t.Late(b.Today), Href: "/nhiem-vu/" + t.ID.String()}
}

// tasksOf gives the tasks of one unit, with the way to mark them.
func (p *pages) tasksOf(r *web.Request, s scope, b *review.Workbench, u id.Unit) ([]taskRow, error) {
	list, err := plan.TasksOf(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year(), u)
	if err != nil {
		return nil, err
	}
	urgent, err := review.UrgentTasks(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return nil, err
	}
	marked := map[plan.TaskID]bool{}
	for _, x := range urgent {
		marked[x.Task.ID] = true
	}
	var rows []taskRow
	for _, t := range list {
		x := p.taskRow(r, b, t)
		x.Urgent = marked[t.ID]
		if b.Lead && t.State != plan.TaskDone {
			x.MarkHref = s.also("/viec-gap/moi", "can-cu", plan.TaskObject(t.ID))
		}
		rows = append(rows, x)
	}
	return rows, nil
}

// adjustRow is one adjustment with its words.
type adjustRow struct {
	review.Adjustment
	Unit, Code, Name string
	Old, New         string
	Kind, Label      string
	Href             string
}

type urgentsPage struct {
	ui.Page
	scope
	W       *review.Workbench
	Tasks   []taskRow
	Adjusts []adjustRow
	Errors  ui.Errors
}

var urgentsView = ui.NewView[urgentsPage](files, "urgents.html")

// urgents is the page of decisions and their follow-up.
func (p *pages) urgents(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	g := urgentsPage{Page: ui.NewPage(w, r, "review.decisions|Quyết định và theo dõi"), scope: s}
	if g.W, err = p.s.Bench(r.Context(), r.Actor, s.Bloc.ID, s.Period); err != nil {
		return err
	}
	list, err := review.UrgentTasks(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return err
	}
	for _, u := range list {
		if _, ok := g.W.Row(u.Task.Unit); !ok {
			continue
		}
		x := p.taskRow(r, g.W, u.Task)
		x.Urgent, x.ID, x.Reminded = true, u.ID, u.Reminded
		x.Basis, x.BasisRef = r.T(u.Basis.Kind.Label())+": "+u.Basis.Text, u.Basis.Ref
		x.Trace = traceHref(review.UrgentObject(s.Bloc.Code, u.ID))
		x.Remind = g.W.Lead && u.Task.State != plan.TaskDone
		x.Message = r.T("review.zalo|{bloc} đề nghị {unit}: {task}. Hạn {due}. Người đứng đầu chịu trách nhiệm: {head}. Cập nhật tình trạng tại mục Nhiệm vụ.",
			fault.P{"bloc": s.Bloc.Name, "unit": x.Unit, "task": strings.TrimRight(u.Task.Text, ". "), "due": u.Task.Due.VN(), "head": u.Task.Head})
		g.Tasks = append(g.Tasks, x)
	}
	if g.Adjusts, err = p.adjusts(r, s, g.W); err != nil {
		return err
	}
	return urgentsView.Render(w, r, g)
}

func (p *pages) adjusts(r *web.Request, s scope, b *review.Workbench) ([]adjustRow, error) {
	pl, err := plan.Of(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year())
	if err != nil {
		return nil, err
	}
	list, err := review.Adjustments(r.Context(), p.s.DB(), pl.ID)
	if err != nil {
		return nil, err
	}
	var rows []adjustRow
	for _, a := range list {
		row, ok := b.Row(a.Unit)
		if !ok {
			continue
		}
		t, err := plan.TargetOf(r.Context(), p.s.DB(), a.Target)
		if err != nil {
			return nil, err
		}
		u := row.Member.Unit
		rows = append(rows, adjustRow{Adjustment: a, Unit: u.Short, Code: t.Code, Name: t.Name, Old: a.Old.VN(), New: a.New.VN(), Kind: adjustKinds[a.State], Label: r.T(a.State.Label()),
			Href: s.path("/dieu-chinh/" + u.Code + "/" + t.Code)})
	}
	return rows, nil
}

var adjustKinds = map[review.AdjustState]string{review.Proposed: "info", review.Approved: "ok", review.Refused: "bad", review.Withdrawn: "off"}

type urgentForm struct{ Text, Unit, Head, Assigner, Source, Doc, Clause, Due, Basis, BasisText, BasisKind, Task string }

type urgentPage struct {
	ui.Page
	scope
	Form    urgentForm
	Errors  ui.Errors
	Units   []ui.Option
	Sources []ui.Option
	Marking plan.Task // an assigned task that is only marked
}

var urgentView = ui.NewView[urgentPage](files, "urgent.html")

var urgentNames = []string{"text", "unit", "head", "assigner", "source", "doc", "clause", "due"}

// urgentNew is the form of an urgent task, filled in from what it rests on.
func (p *pages) urgentNew(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	b, err := p.s.Bench(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	if err != nil {
		return err
	}
	if !b.Lead {
		return fault.New(fault.Denied, "review.lead|Chỉ Khối trưởng quyết định việc này.")
	}
	g := urgentPage{Page: ui.NewPage(w, r, "review.u.new|Giao nhiệm vụ cấp bách"), scope: s}
	for _, row := range b.Rows {
		g.Units = append(g.Units, ui.Option{Value: row.Member.Unit.Code, Text: row.Member.Unit.Short})
	}
	for _, k := range plan.SourceKinds {
		g.Sources = append(g.Sources, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	ref := r.FormValue("can-cu")
	m, err := p.s.Draft(r.Context(), b, ref)
	if err != nil {
		return err
	}
	g.Marking = m.Task
	if r.Method == "GET" {
		g.Form = urgentForm{Text: m.Task.Text, Head: m.Task.Head, Assigner: m.Task.Assigner, Source: string(m.Task.Source.Kind), Doc: m.Task.Source.Doc, Clause: m.Task.Source.Clause, Due: m.Task.Due.VN(), Basis: ref, BasisText: m.Basis.Text}
		if row, ok := b.Row(m.Task.Unit); ok {
			g.Form.Unit = row.Member.Unit.Code
		}
		return urgentView.Render(w, r, g)
	}
	v := r.PostFormValue
	g.Form = urgentForm{Text: v("text"), Unit: v("unit"), Head: v("head"), Assigner: v("assigner"), Source: v("source"), Doc: v("doc"), Clause: v("clause"), Due: v("due"), Basis: ref, BasisText: v("basis")}
	if m.Task.ID == 0 {
		m.Task.Text, m.Task.Head, m.Task.Assigner = g.Form.Text, g.Form.Head, g.Form.Assigner
		m.Task.Source = plan.Source{Kind: plan.SourceKind(g.Form.Source), Doc: g.Form.Doc, Clause: g.Form.Clause}
		m.Task.Due, m.Task.Given, m.Task.Unit = day(&g.Errors, r, "due", g.Form.Due), b.Today, 0
		for _, row := range b.Rows {
			if row.Member.Unit.Code == g.Form.Unit {
				m.Task.Unit = row.Member.Unit.ID
			}
		}
	}
	if g.Form.BasisText != "" {
		m.Basis.Text = g.Form.BasisText
	}
	if len(g.Errors) == 0 {
		if _, err = p.s.MarkUrgent(r.Context(), r.Actor, m); err == nil {
			return web.See(w, r, s.path("/viec-gap"), "review.u.done|Đã giao nhiệm vụ cấp bách.")
		}
		list, other := ui.Refused(r, err, urgentNames...)
		if other != nil {
			return other
		}
		g.Errors = list
	}
	g.Error = "x"
	return urgentView.RenderStatus(w, r, status(err), g)
}

// status gives the status of a page whose form failed.
func status(err error) int {
	if err == nil {
		return http.StatusUnprocessableEntity
	}
	return web.Status(err)
}

func (p *pages) remind(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	n, err := id.Parse[review.UrgentTask](r.PostFormValue("id"))
	if err != nil {
		return errPage
	}
	if err := p.s.Remind(r.Context(), r.Actor, n); err != nil {
		return err
	}
	return web.See(w, r, s.path("/viec-gap"), "review.reminded|Đã ghi một lần nhắc.")
}

// place finds a unit and one of its targets by the codes of an address.
func (p *pages) place(r *web.Request, s scope) (u org.Unit, t plan.UnitTarget, err error) {
	if u, err = org.UnitByCode(r.Context(), p.s.DB(), r.PathValue("unit")); err != nil {
		return u, t, err
	}
	list, err := plan.TargetsOf(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year(), u.ID)
	if err != nil {
		return u, t, err
	}
	for _, x := range list {
		if x.Code == r.PathValue("target") {
			return u, x, nil
		}
	}
	return u, t, errPage
}

type adjustPage struct {
	ui.Page
	scope
	Unit    org.Unit
	Target  plan.UnitTarget
	Line    lineRow
	Year    string
	Half    string
	Reason  string
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
	g = adjustPage{Page: ui.NewPage(w, r, "review.adj.title|Điều chỉnh chỉ tiêu {code} của {unit}", fault.P{"code": t.Code, "unit": u.Short}), scope: s, Unit: u, Target: t, Halves: t.Kind.Adds(),
		Propose: p.s.May(r.Actor, s.Bloc.ID, u.ID, review.Proposed), Approve: p.s.May(r.Actor, s.Bloc.ID, u.ID, review.Approved)}
	if !g.Propose && !g.Approve && !r.Actor.Of(u.ID) {
		return g, fault.New(fault.Denied, "review.adj.denied|Chỉ cán bộ thi đua của đơn vị và Khối trưởng xem, đề nghị điều chỉnh chỉ tiêu của đơn vị.")
	}
	for _, l := range b.Of(u.ID, "") {
		if l.Target.ID == t.ID {
			g.Line = p.line(r, s, b, l)
		}
	}
	if t.Goal.Year != nil {
		g.Year = t.Goal.Year.VN()
	}
	if t.Goal.Half != nil {
		g.Half = t.Goal.Half.VN()
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
