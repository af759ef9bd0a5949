package progressweb

import (
	"net/http"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// A task is one line of the list.
type task struct {
	Text, Href, Hint string
	Kind, State      string // of the tag
	Done             bool
}

type tasksPage struct {
	ui.Page
	Bloc       org.Bloc
	Unit       org.Unit
	Period     string
	Slug       string
	Periods    []ui.Option
	Query      string
	Open, Done []task
	Waiting    []ui.Step
	Year       []task // what other stages ask
	Lead       []task
	Duties     []task
	More       int // duties that are not shown
	N, M       int
	Due        string
	Late       bool
	Next, Text string // the continue button
	Locked     string
	Returned   string
	ReturnedBy string
}

var tasksView = ui.NewView[tasksPage](files, "tasks.html")

// tasks is everybody's first screen: the officer's list; the head and the board are led
// to theirs.
func (p *pages) tasks(w http.ResponseWriter, r *web.Request) error {
	if !r.Actor.Has(who.Officer, 0) {
		to := "/tong-hop"
		if r.Actor.Has(who.Head, 0) {
			to = "/cho-y-kien"
		}
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return nil
	}
	s, err := p.in(r)
	if err != nil {
		return err
	}
	list, err := progress.Periods(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return err
	}
	if s.Period == "" {
		row, ok, err := p.current(r, s.Bloc.ID)
		if err != nil {
			return err
		}
		if !ok {
			return p.noPeriodYet(w, r, s)
		}
		s.Period = row.Period
	}
	f, err := p.s.Form(r.Context(), r.Actor, s.place())
	if err != nil {
		return err
	}
	t := tasksPage{Page: ui.NewPage(w, r, "task.title|Việc cần làm"), Bloc: f.Bloc, Unit: f.Unit, Period: r.Period(f.Period.Period), Slug: s.Period.Slug(), Query: s.Query}
	for _, x := range list {
		t.Periods = append(t.Periods, ui.Option{Value: x.Period.Slug(), Text: r.Period(x.Period)})
	}
	p.unitTasks(r, s, f, &t)
	todo, err := p.todo(r, f.Bloc, f.Unit)
	if err != nil {
		return err
	}
	t.Year = tasksOf(r, slices.Concat(todo.Unit, todo.Head))
	if who.Can(r.Actor, who.ManagePeriod, who.Object{Bloc: s.Bloc.ID}) == nil {
		if err := p.leadTasks(r, s, &t); err != nil {
			return err
		}
	}
	if t.Duties, t.More, err = p.duties(r, s.Bloc); err != nil {
		return err
	}
	t.Lead = append(t.Lead, tasksOf(r, todo.Lead)...)
	return tasksView.Render(w, r, t)
}

// noPeriodYet is the list before the first period is opened: what other stages ask; when
// they ask nothing, the page says who opens a period.
func (p *pages) noPeriodYet(w http.ResponseWriter, r *web.Request, s scope) error {
	u, err := org.UnitOf(r.Context(), p.s.DB(), s.Unit)
	if err != nil {
		return err
	}
	todo, err := p.todo(r, s.Bloc, u)
	if err != nil {
		return err
	}
	t := tasksPage{Page: ui.NewPage(w, r, "task.title|Việc cần làm"), Bloc: s.Bloc, Unit: u, Year: tasksOf(r, slices.Concat(todo.Unit, todo.Head)), Lead: tasksOf(r, todo.Lead)}
	if t.Duties, t.More, err = p.duties(r, s.Bloc); err != nil {
		return err
	}
	if who.Can(r.Actor, who.ManagePeriod, who.Object{Bloc: s.Bloc.ID}) == nil && len(t.Lead) > 0 {
		t.Lead = append(t.Lead, task{Text: r.T("task.open|Mở kỳ báo cáo khi đến lúc các đơn vị gửi số liệu"), Href: "/tong-hop", Kind: "todo", State: r.T("st.notstarted|Chưa bắt đầu")})
	}
	if len(t.Year)+len(t.Lead)+len(t.Duties) == 0 {
		return p.noPeriod(w, r, "task.title|Việc cần làm", s.Bloc)
	}
	return tasksView.Render(w, r, t)
}

// todo asks the other stages of the year.
func (p *pages) todo(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
	for _, ask := range p.more {
		x, err := ask(r, b, u)
		if err != nil {
			return t, err
		}
		t.Add(x)
	}
	return t, nil
}

func tasksOf(r *web.Request, list []ui.TodoItem) (out []task) {
	for _, x := range list {
		t := task{Text: x.Text, Href: x.Href, Hint: x.Hint, Kind: x.Kind, State: x.State}
		if x.Late {
			t.Kind, t.State = "bad", r.T("task.late|Quá hạn")
		}
		out = append(out, t)
	}
	return out
}

// unitTasks fills in what the unit has to do for the period.
func (p *pages) unitTasks(r *web.Request, s scope, f *progress.Form, t *tasksPage) {
	d, sub, today := f.Done(), f.Submission, p.s.Today()
	blocking := 0
	for _, i := range f.Issues() {
		if i.Blocks() && i.Rule != "missing" {
			blocking++
		}
	}
	figures := task{Text: r.T("task.figures|Nhập kết quả chỉ tiêu"), Href: s.To("")}
	figures.state(r, d.Cells, d.AllCells)
	texts := task{Text: r.T("task.texts|Viết phần lời của báo cáo"), Href: s.To("/phan-loi")}
	texts.state(r, d.Texts, d.AllTexts)
	checks := task{Text: r.T("task.check|Xử lý lỗi, cảnh báo"), Href: s.To("/kiem-tra"), Done: blocking == 0 && d.Cells > 0}
	if blocking > 0 {
		checks.Kind, checks.State = "bad", r.T("task.errors|{n} chỗ cần sửa hoặc ghi lý do", fault.P{"n": blocking})
	}
	send := task{Text: r.T("task.submit|Trình Thủ trưởng cho ý kiến"), Href: s.To("/kiem-tra"), Kind: "todo", State: r.T("st.notstarted|Chưa bắt đầu")}
	ready := d.Full() && blocking == 0
	switch {
	case !sub.State.Editable():
		send.Done = true
	case !ready:
		send.Href, send.Kind, send.State = "", "off", r.T("st.cannot|Chưa thể bắt đầu")
		send.Hint = r.T("task.after|(sau khi đủ số liệu và phần lời)")
	}
	if sub.State == progress.Returned {
		t.Returned, t.ReturnedBy = sub.ReturnReason, sub.ReturnedBy
	}
	for _, x := range []task{figures, texts, checks, send} {
		t.M++
		switch {
		case x.Done:
			x.Kind, x.State = "plain", r.T("st.done|Đã xong")
			t.N++
			t.Done = append(t.Done, x)
		case x == checks && d.Cells == 0:
			t.M--
		default:
			t.Open = append(t.Open, x)
		}
	}
	if l := p.s.Lock(f, r.Actor); l != nil {
		t.Locked = r.T(l.Why, l.Args) + ". " + r.T(l.Who) + "."
	}
	if !sub.State.Editable() {
		t.Waiting = track(r, sub)
	} else if due := f.Period.DueOf(sub); !due.IsZero() {
		t.Due, t.Late = dueText(r, due, today), due.Before(today)
	}
	switch {
	case t.Locked != "":
	case d.Cells < d.AllCells:
		t.Next, t.Text = figures.Href, r.T("task.continue|Tiếp tục: {name} – còn {n} ô bắt buộc", fault.P{"name": figures.Text, "n": d.AllCells - d.Cells})
	case d.Texts < d.AllTexts:
		t.Next, t.Text = texts.Href, r.T("task.continue.text|Tiếp tục: {name} – còn {n} mục", fault.P{"name": texts.Text, "n": d.AllTexts - d.Texts})
	case blocking > 0:
		t.Next, t.Text = checks.Href, r.T("task.continue.check|Tiếp tục: {name}", fault.P{"name": checks.Text})
	default:
		t.Next, t.Text = s.To("/kiem-tra"), r.T("task.continue.check|Tiếp tục: {name}", fault.P{"name": send.Text})
	}
}

// state sets the tag of a task of which n of m is done.
func (t *task) state(r *web.Request, n, m int) {
	switch {
	case n == m:
		t.Done = true
	case n == 0:
		t.Kind, t.State = "todo", r.T("st.notstarted|Chưa bắt đầu")
	default:
		t.Kind, t.State = "info", r.T("task.doing|Đang làm {n}/{m}", fault.P{"n": n, "m": m})
	}
}

// leadTasks fills in what the bloc leader's secretary has to do.
func (p *pages) leadTasks(r *web.Request, s scope, t *tasksPage) error {
	o, err := p.s.Overview(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	if err != nil {
		return err
	}
	come := 0
	for _, l := range o.Lines {
		if l.Submission.State == progress.Approved {
			come++
		}
	}
	overview := task{Text: r.T("task.overview|Theo dõi các đơn vị gửi báo cáo"), Href: "/tong-hop/" + s.Period.Slug(), Kind: "info", State: r.T("sum.sent|{n}/{m} đã gửi", fault.P{"n": o.Sent(), "m": len(o.Lines)})}
	if o.Sent() == len(o.Lines) {
		overview.Kind = "plain"
	}
	t.Lead = append(t.Lead, overview)
	if come > 0 {
		t.Lead = append(t.Lead, task{Text: r.T("task.receive|Nhận báo cáo vừa đến"), Href: "/tong-hop/" + s.Period.Slug(), Kind: "todo", State: r.T("task.come|{n} báo cáo", fault.P{"n": come})})
	}
	t.Lead = append(t.Lead, task{Text: r.T("task.report|Soạn dự thảo báo cáo của Khối"), Href: "/du-thao/" + s.Period.Slug()})
	return nil
}
