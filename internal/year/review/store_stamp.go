package review

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/progress"
)

// qStamp reads what a digest depends on: counts and sums of versions, which only grow, the two
// in one number where rows are many. The rows of a period and a plan are found through their
// keys. What the conference and the report have to say comes last.
var qStamp = db.SQL("review.stamp", `SELECT
 (SELECT COUNT(*) * 4294967296 + COALESCE(SUM(rev), 0) FROM progress_value WHERE period = $1),
 (SELECT COALESCE(SUM(version), 0) FROM progress_submission WHERE period = $1),
 (SELECT COALESCE(SUM(r.version), 0) FROM progress_recommendation r WHERE r.period = $1),
 (SELECT COUNT(*) * 4294967296 + COALESCE(SUM(t.version), 0) FROM plan_plan p JOIN plan_task t ON t.plan = p.id WHERE p.bloc = $2 AND p.year = $3),
 (SELECT COALESCE(SUM(g.version), 0) FROM plan_plan p JOIN plan_target t ON t.plan = p.id JOIN plan_goal g ON g.target = t.id WHERE p.bloc = $2 AND p.year = $3),
 (SELECT COUNT(*) + COALESCE(SUM(t.version), 0) FROM plan_plan p JOIN plan_target t ON t.plan = p.id WHERE p.bloc = $2 AND p.year = $3),
 (SELECT COUNT(*) FROM review_urgent WHERE bloc = $2),
 (SELECT COALESCE(SUM(a.version), 0) FROM plan_plan p JOIN review_adjustment a ON a.plan = p.id WHERE p.bloc = $2 AND p.year = $3),
 (SELECT COALESCE(SUM(version), 0) FROM review_setting WHERE bloc = $2),
 (SELECT COUNT(*) * 1000000 + COALESCE(SUM(e.version), 0) FROM plan_plan p JOIN plan_target t ON t.plan = p.id JOIN review_expectation e ON e.target = t.id WHERE p.bloc = $2 AND p.year = $3),
 (SELECT COUNT(*) + COALESCE(SUM(LENGTH(until)), 0) FROM org_membership WHERE bloc = $2) * 1000 + (SELECT COUNT(*) + COALESCE(SUM(LENGTH(until)), 0) FROM org_term WHERE bloc = $2) * 1000
 + (SELECT COUNT(*) FROM org_membership m JOIN org_unit_name n ON n.unit = m.unit WHERE m.bloc = $2) + (SELECT version FROM org_bloc WHERE id = $2)`)

// stampOf gives the stamp of a bloc's period on a day. A locked period takes no figures, so
// its own version stands for them.
func stampOf(ctx context.Context, q db.Q, b id.Bloc, row progress.PeriodRow, today civil.Date) (stamp, error) {
	s, err := db.One(ctx, q, qStamp, func(r db.Row) (s stamp, err error) {
		err = r.Scan(&s.Values, &s.Subs, &s.Recs, &s.Tasks, &s.Goals, &s.Targets, &s.Urgent, &s.Adjusts, &s.Setting, &s.Expect, &s.Members)
		return s, err
	}, int64(row.ID), int64(b), row.Period.Year())
	s.Period, s.Day = row.Version, today
	return s, err
}
