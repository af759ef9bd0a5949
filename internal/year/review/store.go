package review

import (
	"context"
	"slices"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/plan"
)

const (
	urgentColumns = `u.id, u.task, u.bloc, u.period, u.basis_kind, u.basis_ref, u.basis_text, u.field, u.target, u.by_name, u.at`
	adjustColumns = `a.id, a.plan, a.target, a.unit, a.old_year, a.old_half, a.new_year, a.new_half, a.reason, a.basis_ref, a.state, a.by_name, a.by_user, a.at, a.decided_by, a.decided_at, a.note, a.version`
)

var (
	qSetting    = db.SQL("review.setting", `SELECT bloc, bin1, bin2, bin3, bin4, units, fall, filing, version FROM review_setting WHERE bloc = $1`)
	qSettingNew = db.SQL("review.setting.new", `INSERT INTO review_setting (bloc, bin1, bin2, bin3, bin4, units, fall, filing, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (bloc) DO NOTHING`)
	qSettingSet = db.SQL("review.setting.set", `UPDATE review_setting SET bin1 = $2, bin2 = $3, bin3 = $4, bin4 = $5, units = $6, fall = $7, filing = $8, version = version + 1 WHERE bloc = $1 AND version = $9`)

	qExpectations = db.SQL("review.expectations", `SELECT e.target, e.unit, e.period, e.mode, e.q1, e.q2, e.q3, e.value FROM plan_target t JOIN review_expectation e ON e.target = t.id
WHERE t.plan = $1 AND (e.period = '' OR e.period = $2) ORDER BY e.target, e.unit, e.period`)
	qExpect = db.SQL("review.expectation.put", `INSERT INTO review_expectation (target, unit, period, mode, q1, q2, q3, value, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
ON CONFLICT (target, unit, period) DO UPDATE SET mode = excluded.mode, q1 = excluded.q1, q2 = excluded.q2, q3 = excluded.q3, value = excluded.value, version = review_expectation.version + 1`)
	qExpectHand = db.SQL("review.expectation.drop.hand", `DELETE FROM review_expectation WHERE target = $1 AND unit = $2 AND period = $3`)
	qExpectDrop = db.SQL("review.expectation.drop", `DELETE FROM review_expectation WHERE target = $1 AND unit = $2 AND (period = '' OR period = $3)`)

	qUrgentNew  = db.SQL("review.urgent.new", `INSERT INTO review_urgent (id, task, bloc, period, basis_kind, basis_ref, basis_text, field, target, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	qUrgentOf   = db.SQL("review.urgent.of", `SELECT `+urgentColumns+` FROM review_urgent u WHERE u.id = $1`)
	qUrgentTask = db.SQL("review.urgent.task", `SELECT `+urgentColumns+` FROM review_urgent u WHERE u.task = $1`)
	qUrgents    = db.SQL("review.urgents", `SELECT `+urgentColumns+` FROM review_urgent u WHERE u.bloc = $1 ORDER BY u.at, u.id`)
	qRemind     = db.SQL("review.remind", `INSERT INTO review_reminder (urgent, day, by_name, at) VALUES ($1, $2, $3, $4) ON CONFLICT (urgent, day) DO NOTHING`)
	qRemindedOn = db.SQL("review.reminded", `SELECT day FROM review_reminder WHERE urgent = $1 AND day = $2`)
	qReminders  = db.SQL("review.reminders", `SELECT r.urgent, r.day, r.by_name, r.at FROM review_urgent u JOIN review_reminder r ON r.urgent = u.id WHERE u.bloc = $1 ORDER BY r.at DESC`)

	qAdjustNew    = db.SQL("review.adjust.new", `INSERT INTO review_adjustment (id, plan, target, unit, old_year, old_half, new_year, new_half, reason, basis_ref, state, by_name, by_user, at, decided_by, decided_at, note, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', $11, $12, $13, '', 0, '', 1)`)
	qAdjustOf     = db.SQL("review.adjust.of", `SELECT `+adjustColumns+` FROM review_adjustment a WHERE a.id = $1`)
	qAdjusts      = db.SQL("review.adjusts", `SELECT `+adjustColumns+` FROM review_adjustment a WHERE a.plan = $1 ORDER BY a.at DESC, a.id DESC`)
	qAdjustsFor   = db.SQL("review.adjusts.target", `SELECT `+adjustColumns+` FROM review_adjustment a WHERE a.target = $1 ORDER BY a.at DESC, a.id DESC`)
	qAdjustDecide = db.SQL("review.adjust.decide", `UPDATE review_adjustment SET state = $3, decided_by = $4, decided_at = $5, note = $6, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'proposed'`)
)

func millis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

// SettingOf gives the thresholds of a bloc, the house's own when it has set none.
func SettingOf(ctx context.Context, q db.Q, b id.Bloc) (Setting, error) {
	s, err := db.One(ctx, q, qSetting, func(r db.Row) (s Setting, err error) {
		err = r.Scan(&s.Bloc, &s.Bins[0], &s.Bins[1], &s.Bins[2], &s.Bins[3], &s.Units, &s.Drop, &s.Filing, &s.Version)
		return s, err
	}, b)
	if fault.Is(err, fault.NotFound) {
		return DefaultSetting(b), nil
	}
	return s, err
}

// Profiles gives the expectations of a plan that count in a period. One that is set by hand
// for the period wins over one for the year.
func Profiles(ctx context.Context, q db.Q, p plan.PlanID, period civil.Period) (map[ProfileKey]Profile, error) {
	m := map[ProfileKey]Profile{}
	_, err := db.All(ctx, q, qExpectations, func(r db.Row) (x Profile, err error) {
		var k ProfileKey
		var of string
		var v *int64
		if err = r.Scan(&k.Target, &k.Unit, &of, &x.Mode, &x.Quarters[0], &x.Quarters[1], &x.Quarters[2], &v); err != nil {
			return x, err
		}
		if v != nil {
			x.Value = new(figure.Value(*v))
		}
		m[k] = x // '' comes first
		return x, nil
	}, p, string(period))
	return m, err
}

func scanUrgent(r db.Row) (u UrgentTask, err error) {
	var at int64
	err = r.Scan(&u.ID, &u.Task.ID, &u.Bloc, &u.Period, &u.Basis.Kind, &u.Basis.Ref, &u.Basis.Text, &u.Field, &u.Target, &u.By, &at)
	u.At = millis(at)
	return u, err
}

// UrgentIn gives the urgent tasks of a bloc's year: they are marked after one half and carried out
// in the next, so every period of the year counts them.
func UrgentIn(ctx context.Context, q db.Q, b id.Bloc, year int) ([]UrgentTask, error) {
	list, err := UrgentTasks(ctx, q, b)
	return slices.DeleteFunc(list, func(u UrgentTask) bool { return civil.Period(u.Period).Year() != year }), err
}

// UrgentTasks gives the urgent tasks of a bloc with their tasks and reminders, earliest first.
func UrgentTasks(ctx context.Context, q db.Q, b id.Bloc) (_ []UrgentTask, err error) {
	defer fault.Wrap(&err, "review.UrgentTasks(%v)", b)
	list, err := db.All(ctx, q, qUrgents, scanUrgent, b)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	reminders := map[UrgentID][]Reminder{}
	if _, err := db.All(ctx, q, qReminders, func(r db.Row) (x Reminder, err error) {
		var u UrgentID
		var at int64
		err = r.Scan(&u, &x.Day, &x.By, &at)
		x.At = millis(at)
		reminders[u] = append(reminders[u], x)
		return x, err
	}, b); err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Task, err = plan.TaskOf(ctx, q, list[i].Task.ID); err != nil {
			return nil, err
		}
		list[i].Reminded = reminders[list[i].ID]
	}
	return list, nil
}

// UrgentOf gives the mark of a task, NotFound when it is not urgent.
func UrgentOf(ctx context.Context, q db.Q, t plan.TaskID) (UrgentTask, error) {
	return db.One(ctx, q, qUrgentTask, scanUrgent, t)
}

func scanAdjust(r db.Row) (a Adjustment, err error) {
	var at, decided int64
	err = r.Scan(&a.ID, &a.Plan, &a.Target, &a.Unit, &a.Old.Year, &a.Old.Half, &a.New.Year, &a.New.Half, &a.Reason, &a.BasisRef, &a.State, &a.By, &a.User, &at, &a.DecidedBy, &decided, &a.Note, &a.Version)
	a.At, a.DecidedAt = millis(at), millis(decided)
	return a, err
}

// AdjustmentOf gives one adjustment. Errors: NotFound.
func AdjustmentOf(ctx context.Context, q db.Q, a AdjustmentID) (Adjustment, error) {
	return db.One(ctx, q, qAdjustOf, scanAdjust, a)
}

// Adjustments gives the adjustments of a plan, newest first.
func Adjustments(ctx context.Context, q db.Q, p plan.PlanID) ([]Adjustment, error) {
	return db.All(ctx, q, qAdjusts, scanAdjust, p)
}

// AdjustmentsFor gives the adjustments of one target, newest first.
func AdjustmentsFor(ctx context.Context, q db.Q, t plan.TargetID) ([]Adjustment, error) {
	return db.All(ctx, q, qAdjustsFor, scanAdjust, t)
}

func nullable(v *figure.Value) any {
	if v == nil {
		return nil
	}
	return int64(*v)
}

// urgentByID gives an urgent task with its task. Errors: NotFound.
func urgentByID(ctx context.Context, q db.Q, i UrgentID) (UrgentTask, error) {
	u, err := db.One(ctx, q, qUrgentOf, scanUrgent, i)
	if err != nil {
		return u, err
	}
	u.Task, err = plan.TaskOf(ctx, q, u.Task.ID)
	return u, err
}
