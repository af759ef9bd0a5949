package review

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

// MaxTrail bounds a trail in each direction.
const MaxTrail = 400

var errTrace = fault.New(fault.NotFound, "trace.none|Không tìm thấy mã này, hoặc bạn chưa có quyền xem. Chép đúng mã in trên trang, ví dụ value/khoi-3/2022-H1/tand/C01.")

// Trace walks in both directions from any point: why something is there, and where it goes.
// What the reader may not see is left out. Errors: NotFound.
func (s *Service) Trace(ctx context.Context, by who.Actor, ref string) (t Trail, err error) {
	defer fault.Wrap(&err, "review.Trace(%s)", ref)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x := newTracer(ctx, tx, by)
		start, ok, err := x.find(ref)
		if err != nil {
			return err
		}
		if !ok {
			return errTrace
		}
		t, err = trailOf(start, MaxTrail, x.look)
		return err
	})
	return t, err
}

// Graph gives every node that can be reached from the given ids in either direction, by id:
// the whole line of a year when it starts at its targets. Ids that are not there are left out.
func (s *Service) Graph(ctx context.Context, by who.Actor, from []string) (nodes map[string]Node, err error) {
	defer fault.Wrap(&err, "review.Graph")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		nodes = map[string]Node{}
		x := newTracer(ctx, tx, by)
		for todo := slices.Clone(from); len(todo) > 0; {
			ref := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if _, seen := nodes[ref]; seen {
				continue
			}
			n, ok, err := x.look(ref)
			if err != nil {
				return err
			}
			if ok {
				nodes[ref] = n
				todo = append(append(todo, n.Up...), n.Down...)
			}
		}
		return nil
	})
	return nodes, err
}

// Seeds gives the ids from which the whole line of a bloc's year is reached: its targets, tasks,
// drives and what they rest on.
func Seeds(ctx context.Context, q db.Q, b org.Bloc, year int) (list []string, err error) {
	defer fault.Wrap(&err, "review.Seeds(%s, %d)", b.Code, year)
	x := newTracer(ctx, q, who.Actor{System: true})
	w, err := x.world(b.Code, year)
	if err != nil {
		return nil, err
	}
	for _, t := range w.targets {
		list = append(list, w.targetID(t))
	}
	for _, t := range w.tasks {
		list = append(list, plan.TaskObject(t.ID))
	}
	for _, c := range w.drives {
		list = append(list, campaign.Object(c.ID))
	}
	for _, f := range w.findings {
		list = append(list, conference.FindingObject(f.ID))
	}
	for _, r := range w.remarks {
		list = append(list, consultation.RemarkObject(r.ID))
	}
	for _, row := range w.periods {
		for _, para := range w.drafts[row.Period] {
			list = append(list, paragraphID(w, row.Period, para.ID))
		}
	}
	return list, nil
}

// A tracer looks things up for one trace, each plan and period once.
type tracer struct {
	ctx     context.Context
	q       db.Q
	by      who.Actor
	worlds  map[string]*world // by bloc code and year
	plans   map[plan.PlanID]*world
	clauses map[document.ID][]document.Clause
	nodes   map[string]Node
	missing map[string]bool
}

func newTracer(ctx context.Context, q db.Q, by who.Actor) *tracer {
	return &tracer{ctx: ctx, q: q, by: by, worlds: map[string]*world{}, plans: map[plan.PlanID]*world{}, clauses: map[document.ID][]document.Clause{}, nodes: map[string]Node{}, missing: map[string]bool{}}
}

// world is a year of a bloc.
type world struct {
	bloc     org.Bloc
	plan     plan.Plan
	contents []plan.Content
	targets  []plan.Target
	fields   []plan.Field
	tasks    []plan.Task
	urgent   []UrgentTask
	adjusts  []Adjustment
	members  []org.Member
	drives   []campaign.Campaign // launched ones of the year
	findings []finding
	remarks  []remark
	deed     *deed                // the year's pledge, nil for none that the reader may see
	periods  []progress.PeriodRow // of the year
	values   map[civil.Period]map[id.Unit]map[plan.TargetID]progress.Value
	drafts   map[civil.Period][]report.Paragraph
	tables   map[civil.Period]*report.Table
}

// find looks up what a person pasted: spaces around it and a slash in front do not matter, and one
// behind it only where the id ends in it.
func (x *tracer) find(ref string) (Node, bool, error) {
	ref = strings.TrimLeft(strings.TrimSpace(ref), "/")
	n, ok, err := x.look(ref)
	if cut := strings.TrimRight(ref, "/"); !ok && err == nil && cut != ref {
		return x.look(cut)
	}
	return n, ok, err
}

// look gives a node with its neighbours; ok is false when it is not there or not for the reader.
func (x *tracer) look(ref string) (n Node, ok bool, err error) {
	if n, ok = x.nodes[ref]; ok {
		return n, true, nil
	}
	if x.missing[ref] {
		return n, false, nil
	}
	kind, p := cut(ref)
	n = Node{ID: ref, Kind: kind}
	finders := map[string]struct {
		parts int
		find  func(*Node, []string) (bool, error)
	}{"document": {1, x.document}, "clause": {2, x.clause}, "content": {1, x.content}, "target": {3, x.target}, "value": {4, x.value}, "total": {3, x.total},
		"paragraph": {3, x.paragraph}, "text": {4, x.text}, "activities": {3, x.counted}, "models": {3, x.counted}, "remark": {1, x.remark}, "finding": {1, x.finding}, "pledge": {1, x.pledge}, "field": {3, x.field}, "task": {1, x.task}, "urgent": {2, x.urgent}, "adjustment": {2, x.adjustment}, "campaign": {1, x.campaign}}
	f, known := finders[kind]
	if !known || len(p) < f.parts || len(p) > f.parts+1 {
		return n, false, nil
	}
	n.on = about(kind, p)
	ok, err = f.find(&n, p)
	switch {
	case fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) || err == nil && !ok:
		x.missing[ref] = true
		return n, false, nil
	case err == nil:
		x.nodes[ref] = n
	}
	return n, ok, err
}

func (x *tracer) can(act who.Action, b id.Bloc, u id.Unit) bool {
	return who.Can(x.by, act, who.Object{Bloc: b, Unit: u}) == nil
}

// sees reports whether the reader may see the figures of a unit in a period.
func (x *tracer) sees(b org.Bloc, p civil.Period, u id.Unit) (bool, error) {
	if x.can(who.ReadFigures, b.ID, u) {
		return true, nil
	}
	if !x.can(who.ReadTotals, b.ID, 0) {
		return false, nil
	}
	sight, err := progress.SightOf(x.ctx, x.q, x.by, b, p)
	return sight.Sees(u), err
}

// reads reports whether the reader may see the text of a unit in a period.
func (x *tracer) reads(b org.Bloc, p civil.Period, u id.Unit) (bool, error) {
	if x.can(who.ReadFigures, b.ID, u) {
		return true, nil
	}
	if !x.can(who.ReadTotals, b.ID, 0) {
		return false, nil
	}
	sight, err := progress.SightOf(x.ctx, x.q, x.by, b, p)
	return sight.Texts && sight.Sees(u), err
}

// sums reports whether the reader may see figures of the bloc as a whole.
func (x *tracer) sums(b org.Bloc) bool {
	return x.can(who.DecideReview, b.ID, 0) || x.by.Has(who.Board, 0) || b.Peers != org.PeersOwn && x.can(who.ReadTotals, b.ID, 0)
}

// world loads a year of a bloc once.
func (x *tracer) world(code string, year int) (*world, error) {
	key := code + "/" + civilYear(year)
	if w, ok := x.worlds[key]; ok {
		return w, nil
	}
	w := &world{values: map[civil.Period]map[id.Unit]map[plan.TargetID]progress.Value{}, drafts: map[civil.Period][]report.Paragraph{}, tables: map[civil.Period]*report.Table{}}
	var err error
	if w.bloc, err = org.BlocByCode(x.ctx, x.q, code); err != nil {
		return nil, err
	}
	if err = who.Can(x.by, who.ReadReview, who.Object{Bloc: w.bloc.ID}); err != nil {
		return nil, err
	}
	if w.plan, err = plan.Of(x.ctx, x.q, w.bloc.ID, year); err != nil {
		return nil, err
	}
	if err = x.fill(w, year); err != nil {
		return nil, err
	}
	x.worlds[key], x.plans[w.plan.ID] = w, w
	return w, nil
}

func (x *tracer) fill(w *world, year int) (err error) {
	p := w.plan.ID
	if w.contents, err = plan.Contents(x.ctx, x.q, p); err != nil {
		return err
	}
	if w.targets, err = plan.Targets(x.ctx, x.q, p); err != nil {
		return err
	}
	if w.fields, err = plan.Fields(x.ctx, x.q, p); err != nil {
		return err
	}
	if w.tasks, err = plan.TasksOf(x.ctx, x.q, w.bloc.ID, year, 0); err != nil {
		return err
	}
	all, err := UrgentTasks(x.ctx, x.q, w.bloc.ID)
	if err != nil {
		return err
	}
	for _, u := range all {
		if u.Task.Plan == p {
			w.urgent = append(w.urgent, u)
		}
	}
	if w.adjusts, err = Adjustments(x.ctx, x.q, p); err != nil {
		return err
	}
	drives, err := campaign.List(x.ctx, x.q, w.bloc.ID, year)
	if err != nil {
		return err
	}
	for _, c := range drives {
		if c.State != campaign.Draft {
			w.drives = append(w.drives, c)
		}
	}
	if w.members, err = org.Members(x.ctx, x.q, w.bloc.ID, civil.Date{Year: year, Month: 12, Day: 31}); err != nil {
		return err
	}
	periods, err := progress.Periods(x.ctx, x.q, w.bloc.ID)
	for _, row := range periods {
		if row.Period.Year() != year || err != nil {
			continue
		}
		w.periods = append(w.periods, row)
		list, err := progress.Values(x.ctx, x.q, row.ID)
		if err != nil {
			return err
		}
		w.values[row.Period] = progress.ByUnit(list)
		d, err := report.DraftOf(x.ctx, x.q, w.bloc.ID, row.Period)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		w.drafts[row.Period] = d.Visible()
		if err := x.talk(w, row.Period, d.ID); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return x.deed(w)
}

// table gives the consolidated table of a period, once.
func (x *tracer) table(w *world, p civil.Period) (*report.Table, error) {
	if t, ok := w.tables[p]; ok {
		return t, nil
	}
	t, err := report.TableOf(x.ctx, x.q, w.bloc, p)
	if err == nil {
		w.tables[p] = t
	}
	return t, err
}

// worldOf finds the year that a plan belongs to.
func (x *tracer) worldOf(p plan.PlanID) (*world, error) {
	if w, ok := x.plans[p]; ok {
		return w, nil
	}
	pl, err := plan.ByID(x.ctx, x.q, p)
	if err != nil {
		return nil, err
	}
	b, err := org.BlocOf(x.ctx, x.q, pl.Bloc)
	if err != nil {
		return nil, err
	}
	return x.world(b.Code, pl.Year)
}

func civilYear(y int) string { return civil.Date{Year: y, Month: 1, Day: 1}.String()[:4] }

func (w *world) unit(code string) (org.Unit, bool) {
	for _, m := range w.members {
		if m.Unit.Code == code {
			return m.Unit, true
		}
	}
	return org.Unit{}, false
}

func (w *world) name(u id.Unit) (code, short string) {
	for _, m := range w.members {
		if m.Unit.ID == u {
			return m.Unit.Code, m.Unit.Short
		}
	}
	return "", ""
}

// targetOf finds a target of a unit (its own or a common one).
func (w *world) targetOf(u id.Unit, code string) (plan.Target, bool) {
	for _, t := range w.targets {
		if t.Code == code && (t.Unit == 0 || t.Unit == u) {
			return t, true
		}
	}
	return plan.Target{}, false
}

// targetID names a target on a trail: a unit's own one carries the unit.
func (w *world) targetID(t plan.Target) string {
	if t.Unit == 0 {
		return plan.TargetObject(w.bloc.Code, w.plan.Year, t.Code)
	}
	code, _ := w.name(t.Unit)
	return "target/" + w.bloc.Code + "/" + civilYear(w.plan.Year) + "/" + code + "/" + t.Code
}

// source gives the ids of the document and clause that a source cites.
func (x *tracer) source(s plan.Source) ([]string, error) {
	if s.Document == 0 {
		return nil, nil
	}
	list, err := x.clausesOf(s.Document)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if sameLabel(c.Label, s.Clause) {
			return []string{"clause/" + s.Document.String() + "/" + c.ID.String()}, nil
		}
	}
	return []string{document.Object(s.Document)}, nil
}

// clausesOf reads the clauses of a document once.
func (x *tracer) clausesOf(d document.ID) ([]document.Clause, error) {
	if list, ok := x.clauses[d]; ok {
		return list, nil
	}
	list, err := document.Clauses(x.ctx, x.q, d)
	if err == nil {
		x.clauses[d] = list
	}
	return list, err
}
