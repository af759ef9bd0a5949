package reviewweb

import (
	"net/http"
	"net/url"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/review"
)

// answerScope is where a page of answerability stands.
type answerScope struct {
	scope
	W       *review.Workbench
	Periods []ui.Option
	Here    string // the page itself, for the choice of another period
	Head    string // of the page of one head
}

func (p *pages) answerScope(r *web.Request) (a answerScope, err error) {
	if a.scope, err = p.in(r); err != nil {
		return a, err
	}
	if a.Period, err = p.periodFor(r, a.Bloc); err != nil {
		return a, err
	}
	a.Slug, a.Name = a.Period.Slug(), r.Period(a.Period)
	q := url.Values{"ky": {a.Slug}} // links stay in the period
	if a.Query != "" {
		q.Set("khoi", a.Bloc.Code)
	}
	a.Query, a.Here, a.Head = "?"+q.Encode(), r.URL.Path, r.FormValue("chuc")
	all, err := progress.Periods(r.Context(), p.s.DB(), a.Bloc.ID)
	if err != nil {
		return a, err
	}
	for _, x := range slices.Backward(all) {
		a.Periods = append(a.Periods, ui.Option{Value: x.Period.Slug(), Text: r.Period(x.Period)})
	}
	a.W, err = p.s.Bench(r.Context(), r.Actor, a.Bloc.ID, a.Period)
	return a, err
}

type answerUnit struct {
	Name, Href, Mean string
	review.TaskTally
	Urgent, UrgentLate int
	Bad, Judged        int
	Recs, RecsOpen     int
	Said, SaidOpen     int
}

type answersPage struct {
	ui.Page
	answerScope
	Units   []answerUnit
	Heads   []headRow
	Sources []sourceRow
	Docs    []string
}

var answersView = ui.NewView[answersPage](files, "answers.html")

// answers shows who answers for what: units, heads, sources of assignment.
func (p *pages) answers(w http.ResponseWriter, r *web.Request) error {
	a, err := p.answerScope(r)
	if err != nil {
		return err
	}
	g := answersPage{Page: ui.NewPage(w, r, "answer.title|Trách nhiệm và kết quả"), answerScope: a}
	tasks, urgent, recs, err := p.assigned(r, a)
	if err != nil {
		return err
	}
	received, err := p.received(r, a)
	if err != nil {
		return err
	}
	var members []org.Member
	for _, row := range a.W.Rows {
		u := row.Member.Unit
		members = append(members, row.Member)
		x := answerUnit{Name: u.Short, Href: "/trach-nhiem/" + u.Code + a.Query, Mean: round(row.Mean), TaskTally: row.Tasks}
		for _, t := range urgent {
			if t.Task.Unit == u.ID {
				x.Urgent++
				if t.Task.Stand(a.W.Today) == plan.TaskOverdue {
					x.UrgentLate++
				}
			}
		}
		for _, l := range a.W.Of(u.ID, "") {
			if l.Pace.Status.Judged() {
				x.Judged++
			}
			if l.Pace.Status.Bad() {
				x.Bad++
			}
		}
		for _, rec := range recs {
			if rec.Unit == u.ID && rec.State != progress.Withdrawn {
				x.Recs++
				if rec.State == progress.Unanswered {
					x.RecsOpen++
				}
			}
		}
		for _, y := range received {
			if y.Unit == u.ID {
				x.Said++
				if !y.Answered {
					x.SaidOpen++
				}
			}
		}
		g.Units = append(g.Units, x)
	}
	d := review.Summarise(a.W, review.Extras{Tasks: tasks, Urgent: urgent})
	g.Heads = heads(d, members, a.Query)
	g.Sources = sources(r, d.Sources, a.Query)
	for _, c := range d.Clauses {
		if !slices.Contains(g.Docs, c.Doc) {
			g.Docs = append(g.Docs, c.Doc)
		}
	}
	return answersView.Render(w, r, g)
}

// assigned gives tasks, urgent tasks and recommendations of the units that the reader sees.
func (p *pages) assigned(r *web.Request, a answerScope) (tasks []plan.Task, urgent []review.UrgentTask, recs []progress.Recommendation, err error) {
	seen := func(u id.Unit) bool { _, ok := a.W.Row(u); return ok }
	if tasks, err = plan.TasksOf(r.Context(), p.s.DB(), a.Bloc.ID, a.Period.Year(), 0); err != nil {
		return nil, nil, nil, err
	}
	if urgent, err = review.UrgentIn(r.Context(), p.s.DB(), a.Bloc.ID, a.Period.Year()); err != nil {
		return nil, nil, nil, err
	}
	if recs, err = p.recommended(r, a); err != nil {
		return nil, nil, nil, err
	}
	tasks = slices.DeleteFunc(tasks, func(t plan.Task) bool { return !seen(t.Unit) })
	urgent = slices.DeleteFunc(urgent, func(u review.UrgentTask) bool { return !seen(u.Task.Unit) })
	recs = slices.DeleteFunc(recs, func(x progress.Recommendation) bool {
		return !seen(x.Unit) || who.Can(r.Actor, who.ReadFigures, who.Object{Bloc: a.Bloc.ID, Unit: x.Unit}) != nil
	})
	return tasks, urgent, recs, nil
}

// recommended gives the recommendations of the period, and of earlier ones of the year those that
// nobody has answered yet.
func (p *pages) recommended(r *web.Request, a answerScope) (recs []progress.Recommendation, err error) {
	all, err := progress.Periods(r.Context(), p.s.DB(), a.Bloc.ID)
	if err != nil {
		return nil, err
	}
	for _, row := range all {
		if row.Period.Year() != a.Period.Year() || a.Period.To().Before(row.Period.To()) {
			continue
		}
		list, err := progress.AllRecommendations(r.Context(), p.s.DB(), row.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if row.Period == a.Period || x.State == progress.Unanswered {
				recs = append(recs, x)
			}
		}
	}
	return recs, nil
}

type answerPage struct {
	ui.Page
	answerScope
	Unit   org.Unit
	Heads  []headRow
	Tasks  []taskRow
	Tally  review.TaskTally
	Counts []count
	Recs   []recRow
	Said   []receivedRow
	Bench  string
	Filed  string
}

var answerView = ui.NewView[answerPage](files, "answer.html")

// answer is the page of one unit, and with ?chuc= of one head.
func (p *pages) answer(w http.ResponseWriter, r *web.Request) error {
	a, err := p.answerScope(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(a.W.Rows, func(x review.UnitRow) bool { return x.Member.Unit.Code == r.PathValue("unit") })
	if i < 0 {
		return errPage
	}
	row := a.W.Rows[i]
	u := row.Member.Unit
	g := answerPage{answerScope: a, Unit: u, Bench: a.path("/don-vi/" + u.Code)}
	title, args := "answer.unit|Trách nhiệm của {unit}", fault.P{"unit": u.Name}
	if g.Head != "" {
		title, args = "answer.head|{head}, {unit}", fault.P{"head": g.Head, "unit": u.Short}
	}
	g.Page = ui.NewPage(w, r, title, args)
	tasks, urgent, recs, err := p.assigned(r, a)
	if err != nil {
		return err
	}
	g.Heads = heads(review.Summarise(a.W, review.Extras{Tasks: tasks, Urgent: urgent}), []org.Member{row.Member}, a.Query)
	for _, t := range tasks {
		if t.Unit != u.ID || g.Head != "" && vi.Fold(t.Head) != vi.Fold(g.Head) {
			continue
		}
		x := p.taskRow(r, a.W, t)
		x.Urgent = slices.ContainsFunc(urgent, func(y review.UrgentTask) bool { return y.Task.ID == t.ID })
		g.Tasks = append(g.Tasks, x)
		g.Tally.Add(t, a.W.Today)
	}
	if g.Head != "" && len(g.Tasks) == 0 {
		return errPage
	}
	by := map[review.Status]int{}
	for _, l := range a.W.Of(u.ID, "") {
		by[l.Pace.Status]++
	}
	for _, st := range review.Statuses {
		if by[st] > 0 {
			g.Counts = append(g.Counts, count{r.T(st.Label()), kinds[st], by[st]})
		}
	}
	for _, x := range recs {
		if x.Unit == u.ID {
			g.Recs = append(g.Recs, p.rec(r, x, a.W.Today))
		}
	}
	received, err := p.received(r, a)
	if err != nil {
		return err
	}
	g.Said = p.receivedRows(r, a, received, u.ID)
	per, err := progress.PeriodOf(r.Context(), p.s.DB(), a.Bloc.ID, a.Period)
	if err != nil {
		return err
	}
	sub, err := progress.SubmissionOf(r.Context(), p.s.DB(), per.ID, u.ID)
	if err != nil {
		return err
	}
	g.Filed = p.filed(r, per, sub)
	return answerView.Render(w, r, g)
}

func (p *pages) filed(r *web.Request, per progress.PeriodRow, sub progress.Submission) string {
	n := per.Late(sub, p.s.Today())
	switch {
	case sub.Sent() && n > 0:
		return r.T("answer.filed.late|Báo cáo của kỳ gửi muộn {n} ngày", fault.P{"n": n})
	case sub.Sent():
		return r.T("answer.filed|Báo cáo của kỳ gửi đúng hạn")
	case n > 0:
		return r.T("answer.notfiled.late|Báo cáo của kỳ chưa gửi, quá hạn {n} ngày", fault.P{"n": n})
	}
	return r.T("answer.notfiled|Báo cáo của kỳ chưa gửi")
}

func (p *pages) rec(r *web.Request, x progress.Recommendation, today civil.Date) recRow {
	kind := "todo"
	if x.State == progress.Answered {
		kind = "ok"
	}
	late := x.State == progress.Unanswered && !x.Due.IsZero() && x.Due.Before(today)
	if late {
		kind = "bad"
	}
	return recRow{Recommendation: x, Kind: kind, Label: r.T(x.State.Label()), Late: late, Href: recHref(r, x.ID.String())}
}

// recHref leads whoever hands recommendations on to the one, everybody else to the list.
func recHref(r *web.Request, id string) string {
	if r.Actor.Leads(0) || r.Actor.Has(who.Board, 0) {
		return "/kien-nghi/" + id
	}
	return "/kien-nghi"
}

type sourcePage struct {
	ui.Page
	answerScope
	Kind  plan.SourceKind
	Share string
	Tally review.Tally
	Lines []lineRow
	Tasks []taskRow
}

var sourceView = ui.NewView[sourcePage](files, "source.html")

// source shows what became of everything that one source assigned.
func (p *pages) source(w http.ResponseWriter, r *web.Request) error {
	a, err := p.answerScope(r)
	if err != nil {
		return err
	}
	g := sourcePage{answerScope: a, Kind: plan.SourceKind(r.PathValue("source")), Share: "–"}
	if !slices.Contains(plan.SourceKinds, g.Kind) {
		return errPage
	}
	g.Page = ui.NewPage(w, r, "answer.source|{source}: kết quả thực hiện", fault.P{"source": r.T(g.Kind.Label())})
	for _, l := range a.W.Lines {
		if l.Target.Source.Kind == g.Kind {
			g.Tally.Line(l)
			g.Lines = append(g.Lines, p.line(r, a.scope, a.W, l))
		}
	}
	tasks, urgent, _, err := p.assigned(r, a)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Source.Kind != g.Kind {
			continue
		}
		x := p.taskRow(r, a.W, t)
		x.Urgent = slices.ContainsFunc(urgent, func(y review.UrgentTask) bool { return y.Task.ID == t.ID })
		g.Tasks = append(g.Tasks, x)
		g.Tally.Tasks.Add(t, a.W.Today)
	}
	if v := g.Tally.Share(); v != nil {
		g.Share = v.VNFixed(0) + "%"
	}
	return sourceView.Render(w, r, g)
}
