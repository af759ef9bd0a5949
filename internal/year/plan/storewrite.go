package plan

import (
	"context"
	"strings"

	"thidua/internal/platform/db"
)

var (
	qPlanAdd    = db.SQL("plan.add", `INSERT INTO plan_plan (id, bloc, year, directive, note, version) VALUES ($1, $2, $3, $4, $5, 1)`)
	qPlanSet    = db.SQL("plan.set", `UPDATE plan_plan SET directive = $3, note = $4, version = version + 1 WHERE id = $1 AND version = $2`)
	qFieldPut   = db.SQL("plan.field.put", `INSERT INTO plan_field (id, plan, code, name, ord) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (plan, code) DO UPDATE SET name = excluded.name, ord = excluded.ord`)
	qThemePut   = db.SQL("plan.theme.put", `INSERT INTO plan_theme (id, plan, code, name, body, ord) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (plan, code) DO UPDATE SET name = excluded.name, body = excluded.body, ord = excluded.ord`)
	qContentAdd = db.SQL("plan.content.add", `INSERT INTO plan_content (id, plan, unit, code, body, source_kind, source_document, source_doc, source_clause, ord, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)`)
	qContentSet = db.SQL("plan.content.set", `UPDATE plan_content SET code = $3, body = $4, source_kind = $5, source_document = $6, source_doc = $7, source_clause = $8, ord = $9, version = version + 1 WHERE id = $1 AND version = $2`)
	qContentDel = db.SQL("plan.content.del", `DELETE FROM plan_content WHERE id = $1 AND version = $2`)
	qTargetAdd  = db.SQL("plan.target.add", `INSERT INTO plan_target (id, plan, unit, code, name, measure, kind, direction, field, content, themes, source_kind, source_document, source_doc, source_clause, due, ord, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1)`)
	qTargetSet = db.SQL("plan.target.set", `UPDATE plan_target SET code = $3, name = $4, measure = $5, kind = $6, direction = $7, field = $8, content = $9, themes = $10, source_kind = $11, source_document = $12, source_doc = $13, source_clause = $14, due = $15, ord = $16, version = version + 1
WHERE id = $1 AND version = $2`)
	qTargetDel  = db.SQL("plan.target.del", `DELETE FROM plan_target WHERE id = $1 AND version = $2`)
	qGoalAdd    = db.SQL("plan.goal.add", `INSERT INTO plan_goal (target, unit, year, half, version) VALUES ($1, $2, $3, $4, 1)`)
	qGoalSet    = db.SQL("plan.goal.set", `UPDATE plan_goal SET year = $4, half = $5, version = version + 1 WHERE target = $1 AND unit = $2 AND version = $3`)
	qGoalsDel   = db.SQL("plan.goals.del", `DELETE FROM plan_goal WHERE target = $1`)
	qMeasureAdd = db.SQL("plan.measure.add", `INSERT INTO plan_measure (id, plan, unit, content, target, body, ord, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`)
	qMeasureSet = db.SQL("plan.measure.set", `UPDATE plan_measure SET content = $3, target = $4, body = $5, ord = $6, version = version + 1 WHERE id = $1 AND version = $2`)
	qMeasureDel = db.SQL("plan.measure.del", `DELETE FROM plan_measure WHERE id = $1 AND version = $2`)
	qUnlink     = db.SQL("plan.measure.untarget", `UPDATE plan_measure SET target = NULL, version = version + 1 WHERE target = $1`)
	qTaskAdd    = db.SQL("plan.task.add", `INSERT INTO plan_task (id, plan, unit, code, body, source_kind, source_document, source_doc, source_clause, assigner, head, given, due, state, done_on, evidence, evidence_file, evidence_name, themes, ord, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)`)
	qTaskSet = db.SQL("plan.task.set", `UPDATE plan_task SET unit = $3, code = $4, body = $5, source_kind = $6, source_document = $7, source_doc = $8, source_clause = $9, assigner = $10, head = $11, given = $12, due = $13, state = $14, done_on = $15, evidence = $16, evidence_file = $17, evidence_name = $18, themes = $19, ord = $20, version = version + 1
WHERE id = $1 AND version = $2`)
	qTaskDel = db.SQL("plan.task.del", `DELETE FROM plan_task WHERE id = $1 AND version = $2`)
)

func insertTarget(ctx context.Context, tx *db.Tx, t Target) error {
	args := []any{t.ID, t.Plan, t.Unit, t.Code, t.Name, t.Measure, t.Kind, t.Direction, t.Field, or(t.Content), strings.Join(t.Themes, " ")}
	_, err := tx.Exec(ctx, qTargetAdd, append(append(args, sourceArgs(t.Source)...), t.Due, t.Order)...)
	return err
}

func updateTarget(ctx context.Context, tx *db.Tx, t Target) error {
	args := []any{t.ID, t.Version, t.Code, t.Name, t.Measure, t.Kind, t.Direction, t.Field, or(t.Content), strings.Join(t.Themes, " ")}
	return tx.ExecOne(ctx, qTargetSet, append(append(args, sourceArgs(t.Source)...), t.Due, t.Order)...)
}

// putGoal writes a planned value over the version that was read, 0 for none.
func putGoal(ctx context.Context, tx *db.Tx, k GoalKey, g Goal, version int64) error {
	if version == 0 {
		_, err := tx.Exec(ctx, qGoalAdd, k.Target, k.Unit, g.Year, g.Half)
		return err
	}
	return tx.ExecOne(ctx, qGoalSet, k.Target, k.Unit, version, g.Year, g.Half)
}

func insertContent(ctx context.Context, tx *db.Tx, c Content) error {
	args := append([]any{c.ID, c.Plan, c.Unit, c.Code, c.Text}, sourceArgs(c.Source)...)
	_, err := tx.Exec(ctx, qContentAdd, append(args, c.Order)...)
	return err
}

func updateContent(ctx context.Context, tx *db.Tx, c Content) error {
	args := append([]any{c.ID, c.Version, c.Code, c.Text}, sourceArgs(c.Source)...)
	return tx.ExecOne(ctx, qContentSet, append(args, c.Order)...)
}

func insertMeasure(ctx context.Context, tx *db.Tx, m Measure) error {
	_, err := tx.Exec(ctx, qMeasureAdd, m.ID, m.Plan, m.Unit, or(m.Content), or(m.Target), m.Text, m.Order)
	return err
}

func taskArgs(t Task) []any {
	args := append([]any{t.Unit, t.Code, t.Text}, sourceArgs(t.Source)...)
	return append(args, t.Assigner, t.Head, t.Given, t.Due, t.State, t.DoneOn, t.Evidence, t.EvidenceFile, t.EvidenceName, strings.Join(t.Themes, " "), t.Order)
}

func insertTask(ctx context.Context, tx *db.Tx, t Task) error {
	_, err := tx.Exec(ctx, qTaskAdd, append([]any{t.ID, t.Plan}, taskArgs(t)...)...)
	return err
}

func updateTask(ctx context.Context, tx *db.Tx, t Task) error {
	return tx.ExecOne(ctx, qTaskSet, append([]any{t.ID, t.Version}, taskArgs(t)...)...)
}
