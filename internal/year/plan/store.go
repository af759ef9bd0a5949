package plan

import (
	"context"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

const (
	targetColumns = `t.id, t.plan, t.unit, t.code, t.name, t.measure, t.kind, t.direction, t.field, COALESCE(t.content, 0), t.themes, t.source_kind, COALESCE(t.source_document, 0), t.source_doc, t.source_clause, t.due, t.ord, t.version`
	taskColumns   = `t.id, t.plan, t.unit, t.code, t.body, t.source_kind, COALESCE(t.source_document, 0), t.source_doc, t.source_clause, t.assigner, t.head, t.given, t.due, t.state, t.done_on, t.evidence, t.evidence_file, t.evidence_name, t.themes, t.ord, t.version`
)

var (
	qOf          = db.SQL("plan.of", `SELECT id, bloc, year, COALESCE(directive, 0), note, version FROM plan_plan WHERE bloc = $1 AND year = $2`)
	qByID        = db.SQL("plan.byid", `SELECT id, bloc, year, COALESCE(directive, 0), note, version FROM plan_plan WHERE id = $1`)
	qYears       = db.SQL("plan.years", `SELECT year FROM plan_plan WHERE bloc = $1 ORDER BY year DESC`)
	qFields      = db.SQL("plan.fields", `SELECT id, code, name, ord FROM plan_field WHERE plan = $1 ORDER BY ord, id`)
	qThemes      = db.SQL("plan.themes", `SELECT id, code, name, body, ord FROM plan_theme WHERE plan = $1 ORDER BY ord, id`)
	qContents    = db.SQL("plan.contents", `SELECT id, plan, unit, code, body, source_kind, COALESCE(source_document, 0), source_doc, source_clause, ord, version FROM plan_content WHERE plan = $1 ORDER BY unit, ord, id`)
	qContentPlan = db.SQL("plan.content.plan", `SELECT plan FROM plan_content WHERE id = $1`)
	qMeasures    = db.SQL("plan.measures", `SELECT id, plan, unit, COALESCE(content, 0), COALESCE(target, 0), body, ord, version FROM plan_measure WHERE plan = $1 ORDER BY unit, ord, id`)
	qTargets     = db.SQL("plan.targets", `SELECT `+targetColumns+` FROM plan_target t WHERE t.plan = $1 ORDER BY t.unit, t.ord, t.id`)
	qTarget      = db.SQL("plan.target", `SELECT `+targetColumns+` FROM plan_target t WHERE t.id = $1`)
	qUnit        = db.SQL("plan.unit", `SELECT `+targetColumns+`, g.year, g.half FROM plan_plan p
JOIN plan_target t ON t.plan = p.id AND t.unit IN (0, $3)
LEFT JOIN plan_goal g ON g.target = t.id AND g.unit = $3
WHERE p.bloc = $1 AND p.year = $2 ORDER BY t.unit, t.ord, t.id`)
	qGoals = db.SQL("plan.goals", `SELECT g.target, g.unit, g.year, g.half, g.version FROM plan_target t JOIN plan_goal g ON g.target = t.id WHERE t.plan = $1`)
	qGoal  = db.SQL("plan.goal", `SELECT target, unit, year, half, version FROM plan_goal WHERE target = $1 AND unit = $2`)
	qTasks = db.SQL("plan.tasks", `SELECT `+taskColumns+` FROM plan_plan p JOIN plan_task t ON t.plan = p.id
WHERE p.bloc = $1 AND p.year = $2 AND (t.unit = $3 OR $3 = 0) ORDER BY t.ord, t.id`)
	qTask = db.SQL("plan.task", `SELECT `+taskColumns+` FROM plan_task t WHERE t.id = $1`)
)

func scanPlan(r db.Row) (p Plan, err error) {
	err = r.Scan(&p.ID, &p.Bloc, &p.Year, &p.Directive, &p.Note, &p.Version)
	return p, err
}

// codes turns a column of codes between spaces into a list, and back.
func codes(s string) []string { return strings.Fields(s) }

func targetDest(t *Target, themes *string) []any {
	return []any{&t.ID, &t.Plan, &t.Unit, &t.Code, &t.Name, &t.Measure, &t.Kind, &t.Direction, &t.Field, &t.Content, themes,
		&t.Source.Kind, &t.Source.Document, &t.Source.Doc, &t.Source.Clause, &t.Due, &t.Order, &t.Version}
}

func scanTarget(r db.Row) (t Target, err error) {
	var themes string
	err = r.Scan(targetDest(&t, &themes)...)
	t.Themes = codes(themes)
	return t, err
}

func scanUnitTarget(r db.Row) (t UnitTarget, err error) {
	var themes string
	err = r.Scan(append(targetDest(&t.Target, &themes), &t.Goal.Year, &t.Goal.Half)...)
	t.Themes = codes(themes)
	return t, err
}

func scanTask(r db.Row) (t Task, err error) {
	var themes string
	err = r.Scan(&t.ID, &t.Plan, &t.Unit, &t.Code, &t.Text, &t.Source.Kind, &t.Source.Document, &t.Source.Doc, &t.Source.Clause, &t.Assigner, &t.Head,
		&t.Given, &t.Due, &t.State, &t.DoneOn, &t.Evidence, &t.EvidenceFile, &t.EvidenceName, &themes, &t.Order, &t.Version)
	t.Themes = codes(themes)
	return t, err
}

// Of gives the plan of a bloc for a year. Errors: NotFound.
func Of(ctx context.Context, q db.Q, b id.Bloc, year int) (Plan, error) {
	return db.One(ctx, q, qOf, scanPlan, b, year)
}

// Years gives the years for which a bloc has a plan, newest first.
func Years(ctx context.Context, q db.Q, b id.Bloc) ([]int, error) {
	return db.All(ctx, q, qYears, db.Scalar[int], b)
}

// Fields gives the fields (lĩnh vực) of a plan in their order.
func Fields(ctx context.Context, q db.Q, p PlanID) ([]Field, error) {
	return db.All(ctx, q, qFields, func(r db.Row) (f Field, err error) {
		err = r.Scan(&f.ID, &f.Code, &f.Name, &f.Order)
		return f, err
	}, p)
}

// Themes gives the themes that cut across the fields of a plan.
func Themes(ctx context.Context, q db.Q, p PlanID) ([]Theme, error) {
	return db.All(ctx, q, qThemes, func(r db.Row) (t Theme, err error) {
		err = r.Scan(&t.ID, &t.Code, &t.Name, &t.Text, &t.Order)
		return t, err
	}, p)
}

// Contents gives the contents of a plan: those of the bloc first, then of the units.
func Contents(ctx context.Context, q db.Q, p PlanID) ([]Content, error) {
	return db.All(ctx, q, qContents, func(r db.Row) (c Content, err error) {
		err = r.Scan(&c.ID, &c.Plan, &c.Unit, &c.Code, &c.Text, &c.Source.Kind, &c.Source.Document, &c.Source.Doc, &c.Source.Clause, &c.Order, &c.Version)
		return c, err
	}, p)
}

// Measures gives the measures of a plan: those of the bloc first, then of the units.
func Measures(ctx context.Context, q db.Q, p PlanID) ([]Measure, error) {
	return db.All(ctx, q, qMeasures, func(r db.Row) (m Measure, err error) {
		err = r.Scan(&m.ID, &m.Plan, &m.Unit, &m.Content, &m.Target, &m.Text, &m.Order, &m.Version)
		return m, err
	}, p)
}

// TargetOf gives one target. Errors: NotFound.
func TargetOf(ctx context.Context, q db.Q, t TargetID) (Target, error) {
	return db.One(ctx, q, qTarget, scanTarget, t)
}

// Targets gives every target of a plan: the common ones in their order, then each
// unit's own.
func Targets(ctx context.Context, q db.Q, p PlanID) ([]Target, error) {
	return db.All(ctx, q, qTargets, scanTarget, p)
}

// TargetsOf gives the targets of one unit with its goals: the common ones first in their
// order, then its own. They are the rows of its grid. A bloc without a plan has none.
func TargetsOf(ctx context.Context, q db.Q, b id.Bloc, year int, u id.Unit) (_ []UnitTarget, err error) {
	defer fault.Wrap(&err, "plan.TargetsOf(%v, %d, %v)", b, year, u)
	return db.All(ctx, q, qUnit, scanUnitTarget, b, year, u)
}

// GoalKey (khóa giá trị kế hoạch) names a goal: one unit's planned value of one target.
type GoalKey struct {
	Target TargetID
	Unit   id.Unit
}

type goalRow struct {
	GoalKey
	Goal
	Version int64
}

func scanGoal(r db.Row) (g goalRow, err error) {
	err = r.Scan(&g.Target, &g.Unit, &g.Year, &g.Half, &g.Version)
	return g, err
}

func goals(ctx context.Context, q db.Q, p PlanID) (map[GoalKey]goalRow, error) {
	list, err := db.All(ctx, q, qGoals, scanGoal, p)
	m := make(map[GoalKey]goalRow, len(list))
	for _, g := range list {
		m[g.GoalKey] = g
	}
	return m, err
}

// Goals gives every planned value of a plan.
func Goals(ctx context.Context, q db.Q, p PlanID) (map[GoalKey]Goal, error) {
	rows, err := goals(ctx, q, p)
	m := make(map[GoalKey]Goal, len(rows))
	for k, g := range rows {
		m[k] = g.Goal
	}
	return m, err
}

// AllTargets gives what TargetsOf gives for every unit that was a member of the bloc on a
// day of the year, or that has goals or targets of its own in the plan: a fixed number of
// queries for any number of units.
func AllTargets(ctx context.Context, q db.Q, b id.Bloc, year int) (_ map[id.Unit][]UnitTarget, err error) {
	defer fault.Wrap(&err, "plan.AllTargets(%v, %d)", b, year)
	p, err := Of(ctx, q, b, year)
	if fault.Is(err, fault.NotFound) {
		return map[id.Unit][]UnitTarget{}, nil
	} else if err != nil {
		return nil, err
	}
	targets, err := Targets(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	plans, err := goals(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	members, err := org.Memberships(ctx, q, b)
	if err != nil {
		return nil, err
	}
	common := 0
	for common < len(targets) && targets[common].Unit == 0 {
		common++
	}
	all := map[id.Unit][]UnitTarget{}
	add := func(u id.Unit) {
		if _, ok := all[u]; ok {
			return
		}
		list := make([]UnitTarget, 0, common+8)
		for _, t := range targets[:common] {
			list = append(list, UnitTarget{t, plans[GoalKey{t.ID, u}].Goal})
		}
		all[u] = list
	}
	span := org.Span{}
	span.From, span.To = firstLast(year)
	for _, m := range members {
		if m.Overlaps(span) {
			add(m.Unit)
		}
	}
	for k := range plans {
		add(k.Unit)
	}
	for _, t := range targets[common:] {
		add(t.Unit)
		all[t.Unit] = append(all[t.Unit], UnitTarget{t, plans[GoalKey{t.ID, t.Unit}].Goal})
	}
	return all, nil
}

// TasksOf gives the tasks of a unit in a year, of all units when u is 0.
func TasksOf(ctx context.Context, q db.Q, b id.Bloc, year int, u id.Unit) (_ []Task, err error) {
	defer fault.Wrap(&err, "plan.TasksOf(%v, %d, %v)", b, year, u)
	return db.All(ctx, q, qTasks, scanTask, b, year, u)
}

// TaskOf gives one task. Errors: NotFound.
func TaskOf(ctx context.Context, q db.Q, t TaskID) (Task, error) {
	return db.One(ctx, q, qTask, scanTask, t)
}

// ByID gives a plan by its id. Errors: NotFound.
func ByID(ctx context.Context, q db.Q, p PlanID) (Plan, error) {
	return db.One(ctx, q, qByID, scanPlan, p)
}

// or gives NULL for the id 0, which means none.
func or[T any](i id.Of[T]) any {
	if i == 0 {
		return nil
	}
	return int64(i)
}

// sourceArgs gives the four columns of a source.
func sourceArgs(s Source) []any {
	return []any{string(s.Kind), or[document.Document](s.Document), s.Doc, s.Clause}
}

// PlanOfContent gives the plan that a content belongs to. Errors: NotFound.
func PlanOfContent(ctx context.Context, q db.Q, c ContentID) (PlanID, error) {
	return db.One(ctx, q, qContentPlan, db.Scalar[PlanID], c)
}
