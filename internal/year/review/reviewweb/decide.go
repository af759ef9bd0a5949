package reviewweb

import (
	"net/http"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
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
	return taskRow{Task: t, Unit: row.Member.Unit.Short, Kind: taskKinds[st], State: r.T(st.Label()), Late: t.State == plan.TaskDone && t.Late(b.Today), Href: "/nhiem-vu/" + t.ID.String()}
}

// tasksOf gives the tasks of one unit, with the way to mark them.
func (p *pages) tasksOf(r *web.Request, s scope, b *review.Workbench, u id.Unit) ([]taskRow, error) {
	list, err := plan.TasksOf(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year(), u)
	if err != nil {
		return nil, err
	}
	urgent, err := review.UrgentIn(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year())
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
	Pending []pendingRow // findings of the conference that wait for a decision
	Unclear int          // findings that say not what is done until when
	Meeting string       // where they are completed
	Errors  ui.Errors
}

var urgentsView = ui.NewView[urgentsPage](files, "urgents.html")

// urgents is the page of decisions and their follow-up.
func (p *pages) urgents(w http.ResponseWriter, r *web.Request) error {
	s, b, err := p.work(r)
	if err != nil {
		return err
	}
	g := urgentsPage{Page: ui.NewPage(w, r, "review.decisions|Quyết định và theo dõi"), scope: s, W: b}
	list, err := review.UrgentIn(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year())
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
	if err := p.pending(r, &g); err != nil {
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
		rows = append(rows, adjustRow{Adjustment: a, Unit: u.Short, Code: t.Code, Name: t.Name, Old: goal(r, a.Old), New: goal(r, a.New), Kind: adjustKinds[a.State], Label: r.T(a.State.Label()),
			Href: s.path("/dieu-chinh/" + u.Code + "/" + t.Code)})
	}
	return rows, nil
}

var adjustKinds = map[review.AdjustState]string{review.Proposed: "info", review.Approved: "ok", review.Refused: "bad", review.Withdrawn: "off"}

type urgentForm struct{ Text, Unit, Head, Assigner, Source, Doc, Clause, Due, Basis, BasisText, Follow string }

type urgentPage struct {
	ui.Page
	scope
	Form    urgentForm
	Errors  ui.Errors
	Units   []ui.Option
	Sources []ui.Option
	Targets []ui.Option
	Marking plan.Task // an assigned task that is only marked
}

var urgentView = ui.NewView[urgentPage](files, "urgent.html")

var urgentNames = []string{"text", "unit", "head", "assigner", "source", "doc", "clause", "due", "follow"}

// urgentNew is the form of an urgent task, filled in from what it rests on.
func (p *pages) urgentNew(w http.ResponseWriter, r *web.Request) error {
	s, b, err := p.work(r)
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
	g.Targets = targetOptions(b)
	ref := r.FormValue("can-cu")
	m, err := p.s.Draft(r.Context(), b, ref)
	if err != nil {
		return err
	}
	g.Marking = m.Task
	if r.Method == "GET" {
		g.Form = urgentForm{Text: m.Task.Text, Head: m.Task.Head, Assigner: m.Task.Assigner, Source: string(m.Task.Source.Kind), Doc: m.Task.Source.Doc, Clause: m.Task.Source.Clause, Due: m.Task.Due.VN(), Basis: ref, BasisText: m.Basis.Text, Follow: m.Target}
		if row, ok := b.Row(m.Task.Unit); ok {
			g.Form.Unit = row.Member.Unit.Code
		}
		return urgentView.Render(w, r, g)
	}
	v := r.PostFormValue
	g.Form = urgentForm{Text: v("text"), Unit: v("unit"), Head: v("head"), Assigner: v("assigner"), Source: v("source"), Doc: v("doc"), Clause: v("clause"), Due: v("due"), Basis: ref, BasisText: v("basis"), Follow: v("follow")}
	if m.Task.ID == 0 {
		m.Task.Text, m.Task.Head, m.Task.Assigner = g.Form.Text, g.Form.Head, g.Form.Assigner
		m.Task.Source = plan.Source{Kind: plan.SourceKind(g.Form.Source), Doc: g.Form.Doc, Clause: g.Form.Clause}
		m.Task.Due, m.Task.Given, m.Task.Unit = day(&g.Errors, r, "due", g.Form.Due), b.Today, 0
		for _, row := range b.Rows {
			if row.Member.Unit.Code == g.Form.Unit {
				m.Task.Unit = row.Member.Unit.ID
			}
		}
		g.Errors = append(g.Errors, p.follow(r, b, &m, g.Form.Follow)...)
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

// targetOptions lists the targets that a task can be followed by, each code once.
func targetOptions(b *review.Workbench) (list []ui.Option) {
	for _, l := range b.Lines {
		if !slices.ContainsFunc(list, func(o ui.Option) bool { return o.Value == l.Target.Code }) {
			list = append(list, ui.Option{Value: l.Target.Code, Text: l.Target.Code + " " + l.Target.Name})
		}
	}
	return list
}

// follow notes the target by whose next figure the task is followed.
func (p *pages) follow(r *web.Request, b *review.Workbench, m *review.Mark, code string) (e ui.Errors) {
	m.Target = ""
	if code == "" {
		return nil
	}
	for _, l := range b.Of(m.Task.Unit, "") {
		if l.Target.Code == code {
			m.Target, m.Field = code, l.Target.Field
			return nil
		}
	}
	e.Add("follow", r.T("review.u.follow.none|Đơn vị được giao không có chỉ tiêu {code}. Chọn chỉ tiêu khác hoặc để trống.", fault.P{"code": code}))
	return e
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
