package planweb

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

type taskRow struct {
	plan.Task
	Source string
	Unit   string
	Stand  string // label of the state today
	Kind   string // of the tag
	Late   bool
	Key    plan.TaskState
}

func (h *handler) taskRows(r *web.Request, c scope, list []plan.Task) []taskRow {
	today := h.s.Today()
	var rows []taskRow
	for _, t := range list {
		s := t.Stand(today)
		rows = append(rows, taskRow{Task: t, Source: sourceText(r, t.Source), Unit: c.short(t.Unit), Stand: r.T(s.Label()), Kind: tags[s], Late: t.Late(today), Key: s})
	}
	return rows
}

// tags holds the look of each state.
var tags = map[plan.TaskState]string{plan.TaskNew: "todo", plan.TaskDoing: "info", plan.TaskDone: "plain", plan.TaskOverdue: "bad"}

type tasksPage struct {
	ui.Page
	scope
	Rows     []taskRow
	Any      bool
	UnitCode string
	State    string
	Units    []ui.Option
	States   []ui.Option
	Add      bool
	Done     int
	Overdue  int
	Total    int
}

var tasksView = ui.NewView[tasksPage](files, "tasks.html")

var stateOrder = []plan.TaskState{plan.TaskNew, plan.TaskDoing, plan.TaskDone, plan.TaskOverdue}

func (h *handler) tasks(w http.ResponseWriter, r *web.Request) error {
	c, err := h.scope(r.Context(), r)
	if err != nil {
		return err
	}
	p := tasksPage{Page: ui.NewPage(w, r, "plan.tasks.title|Nhiệm vụ được giao năm {year}", fault.P{"year": c.Year}), scope: c,
		UnitCode: r.FormValue("don-vi"), State: r.FormValue("tinh-trang"), Units: c.unitOptions(c.sees)}
	for _, s := range stateOrder {
		p.States = append(p.States, ui.Option{Value: string(s), Text: r.T(s.Label())})
	}
	for _, m := range c.Members {
		p.Add = p.Add || (c.Plan.ID != 0 && c.MayEdit(m.Unit.ID))
	}
	var unit id.Unit
	if p.UnitCode != "" {
		u, err := c.unitOf(p.UnitCode)
		if err != nil {
			return err
		}
		unit = u.ID
	}
	list, err := plan.TasksOf(r.Context(), h.s.DB(), c.Bloc.ID, c.Year, unit)
	if err != nil {
		return err
	}
	for _, t := range h.taskRows(r, c, list) {
		if !c.sees(t.Task.Unit) {
			continue
		}
		p.Any = true
		p.Total++
		switch t.Key {
		case plan.TaskDone:
			p.Done++
		case plan.TaskOverdue:
			p.Overdue++
		}
		if p.State == "" || p.State == string(t.Key) {
			p.Rows = append(p.Rows, t)
		}
	}
	return tasksView.Render(w, r, p)
}

type taskPage struct {
	ui.Page
	scope
	Task     taskRow
	Who      org.Unit
	Edit     bool // may report
	Change   bool // may change the task itself
	States   []ui.Option
	State    string
	Evidence string
	Errors   ui.Errors
	Events   []ui.Event
}

var taskView = ui.NewView[taskPage](files, "task.html")

// oneTask gives the task of the address in its scope, to whoever may see it.
func (h *handler) oneTask(r *web.Request) (t plan.Task, c scope, err error) {
	n, err := pathID[plan.Task](r)
	if err != nil || n == 0 {
		return t, c, notFound(err)
	}
	if t, err = plan.TaskOf(r.Context(), h.s.DB(), n); err != nil {
		return t, c, err
	}
	p, err := plan.ByID(r.Context(), h.s.DB(), t.Plan)
	if err != nil {
		return t, c, err
	}
	b, err := org.BlocOf(r.Context(), h.s.DB(), p.Bloc)
	if err != nil {
		return t, c, err
	}
	if c, err = h.inScope(r.Context(), r, b, p.Year); err != nil {
		return t, c, err
	}
	if !c.sees(t.Unit) {
		return t, c, fault.New(fault.Denied, "plan.task.denied|Nhiệm vụ này chỉ đơn vị được giao, Khối trưởng và Ban Thi đua - Khen thưởng tỉnh được xem.")
	}
	return t, c, nil
}

func (h *handler) taskPage(w http.ResponseWriter, r *web.Request, t plan.Task, c scope) (taskPage, error) {
	p := taskPage{Page: ui.NewPage(w, r, "plan.task.title|Nhiệm vụ {code}", fault.P{"code": t.Code}), scope: c, Task: h.taskRows(r, c, []plan.Task{t})[0],
		Edit: c.MayEdit(t.Unit), State: string(t.State), Evidence: t.Evidence}
	p.Change = p.Edit
	for _, s := range stateOrder[:3] {
		p.States = append(p.States, ui.Option{Value: string(s), Text: r.T(s.Label())})
	}
	var err error
	if p.Who, err = org.UnitOf(r.Context(), h.s.DB(), t.Unit); err != nil {
		return p, err
	}
	lines, err := audit.History(r.Context(), h.s.DB(), plan.TaskObject(t.ID), 20)
	for _, l := range lines {
		p.Events = append(p.Events, ui.Event{At: l.At, Who: l.Name, Text: r.T(acts[l.Did])})
	}
	return p, err
}

// acts names the changes of a task in its history.
var acts = map[string]string{"plan.task.add": "plan.act.add|giao nhiệm vụ", "plan.task.save": "plan.act.save|sửa nhiệm vụ", "plan.task.report": "plan.act.report|cập nhật tình trạng"}

func (h *handler) task(w http.ResponseWriter, r *web.Request) error {
	t, c, err := h.oneTask(r)
	if err != nil {
		return err
	}
	p, err := h.taskPage(w, r, t, c)
	if err != nil {
		return err
	}
	return taskView.Render(w, r, p)
}

func (h *handler) reportTask(w http.ResponseWriter, r *web.Request) error {
	t, c, err := h.oneTask(r)
	if err != nil {
		return err
	}
	ev := plan.Evidence{}
	name, data, err := r.File("file")
	switch {
	case fault.Is(err, fault.TooLarge):
		return err
	case err == nil && len(data) > 0:
		ev.Name, ev.Data = filepath.Base(strings.ReplaceAll(name, `\`, "/")), data
	}
	ev.Text = r.PostFormValue("evidence")
	state := plan.TaskState(r.PostFormValue("state"))
	err = h.s.ReportTask(r.Context(), r.Actor, t.ID, formVersion(r, "version"), state, ev)
	if err == nil {
		return web.See(w, r, "/nhiem-vu/"+t.ID.String(), "plan.task.saved|Đã cập nhật nhiệm vụ {code}.", fault.P{"code": t.Code})
	}
	list, other := ui.Refused(r, err, "state", "evidence")
	if other != nil {
		return other
	}
	p, err2 := h.taskPage(w, r, t, c)
	if err2 != nil {
		return err2
	}
	p.Errors, p.State, p.Evidence, p.Error = list, string(state), ev.Text, "x"
	return taskView.RenderStatus(w, r, fail(w, err), p)
}

func (h *handler) taskFile(w http.ResponseWriter, r *web.Request) error {
	n, err := pathID[plan.Task](r)
	if err != nil {
		return err
	}
	name, data, err := h.s.EvidenceFile(r.Context(), r.Actor, n)
	if err != nil {
		return err
	}
	t, err := plan.TaskOf(r.Context(), h.s.DB(), n)
	if err != nil {
		return err
	}
	of, err := plan.ByID(r.Context(), h.s.DB(), t.Plan)
	if err != nil {
		return err
	}
	r.Concerns(of.Bloc, t.Unit)
	return web.Download(w, name, "application/octet-stream", data)
}

type editTaskPage struct {
	ui.Page
	scope
	ID      plan.TaskID
	Form    taskForm
	Errors  ui.Errors
	Units   []ui.Option
	Sources []ui.Option
}

type taskForm struct{ Code, Text, Unit, Kind, Doc, Clause, Assigner, Head, Given, Due, Version string }

var editTaskView = ui.NewView[editTaskPage](files, "taskedit.html")

var taskNames = []string{"code", "text", "unit", "doc", "clause", "assigner", "head", "given", "due"}

func (h *handler) editTask(w http.ResponseWriter, r *web.Request) error {
	var t plan.Task
	var c scope
	var err error
	title := "plan.task.give|Giao nhiệm vụ"
	if r.PathValue("id") == "" {
		c, err = h.scope(r.Context(), r)
		t.Plan = c.Plan.ID
	} else {
		t, c, err = h.oneTask(r)
		title = "plan.task.edit|Sửa nhiệm vụ"
	}
	if err != nil {
		return err
	}
	if c.Plan.ID == 0 {
		return fault.New(fault.NotFound, "plan.none|Khối chưa có kế hoạch năm {year}. Khối trưởng lập hoặc nhập kế hoạch trước.", fault.P{"year": c.Year})
	}
	p := editTaskPage{Page: ui.NewPage(w, r, title), scope: c, ID: t.ID, Units: c.unitOptions(c.MayEdit), Sources: sourceOptions(r)}
	if len(p.Units) == 0 {
		return plan.Right(r.Actor, c.Bloc.ID, 0)
	}
	if r.Method == "GET" {
		p.Form = taskForm{Code: t.Code, Text: t.Text, Kind: string(t.Source.Kind), Doc: t.Source.Doc, Clause: t.Source.Clause, Assigner: t.Assigner, Head: t.Head,
			Given: t.Given.VN(), Due: t.Due.VN(), Version: strconv.FormatInt(t.Version, 10)}
		for _, m := range c.Members {
			if m.Unit.ID == t.Unit {
				p.Form.Unit = m.Unit.Code
			}
		}
		return editTaskView.Render(w, r, p)
	}
	v := r.PostFormValue
	p.Form = taskForm{v("code"), v("text"), v("unit"), v("kind"), v("doc"), v("clause"), v("assigner"), v("head"), v("given"), v("due"), v("version")}
	t.Code, t.Text, t.Assigner, t.Head = p.Form.Code, p.Form.Text, p.Form.Assigner, p.Form.Head
	t.Source = plan.Source{Kind: plan.SourceKind(p.Form.Kind), Doc: p.Form.Doc, Clause: p.Form.Clause}
	t.Version = formVersion(r, "version")
	if u, err := c.unitOf(p.Form.Unit); err == nil {
		t.Unit = u.ID
	} else {
		t.Unit = 0
	}
	t.Given = p.date(r, "given", p.Form.Given)
	t.Due = p.date(r, "due", p.Form.Due)
	if err = nil; len(p.Errors) == 0 {
		if t, err = h.s.SaveTask(r.Context(), r.Actor, t); err == nil {
			return web.See(w, r, "/nhiem-vu/"+t.ID.String(), "plan.task.kept|Đã lưu nhiệm vụ.")
		}
		list, other := ui.Refused(r, err, taskNames...)
		if other != nil {
			return other
		}
		p.Errors = list
	}
	p.Error = "x"
	return editTaskView.RenderStatus(w, r, fail(w, err), p)
}

func (p *editTaskPage) date(r *web.Request, name, s string) civil.Date {
	if strings.TrimSpace(s) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseVN(s)
	if err != nil {
		p.Errors.Add(name, r.T("plan.date|“{text}” không phải ngày. Ghi dạng 30/06/2022.", fault.P{"text": s}))
	}
	return d
}
