package progress

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

const periodCols = `id, bloc, period, state, opens, due, locked_at, locked_by, version`

var (
	qPeriod      = db.SQL("progress.period", `SELECT `+periodCols+` FROM progress_period WHERE bloc = $1 AND period = $2`)
	qPeriodByID  = db.SQL("progress.period.id", `SELECT `+periodCols+` FROM progress_period WHERE id = $1`)
	qPeriods     = db.SQL("progress.periods", `SELECT `+periodCols+` FROM progress_period WHERE bloc = $1 ORDER BY period`)
	qPeriodNew   = db.SQL("progress.period.new", `INSERT INTO progress_period (`+periodCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qPeriodSave  = db.SQL("progress.period.save", `UPDATE progress_period SET state = $3, opens = $4, due = $5, locked_at = $6, locked_by = $7, version = version + 1 WHERE id = $1 AND version = $2`)
	valueCols    = `period, unit, target, code, value, withheld, reason, kind, file, sha256, place, raw, import, by_name, by_user, at, rev`
	qValues      = db.SQL("progress.values", `SELECT `+valueCols+` FROM progress_value WHERE period = $1 ORDER BY unit, target`)
	qValuesOf    = db.SQL("progress.values.unit", `SELECT `+valueCols+` FROM progress_value WHERE period = $1 AND unit = $2 ORDER BY target`)
	qValueInsert = db.SQL("progress.value.insert", `INSERT INTO progress_value (`+valueCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)
ON CONFLICT (period, unit, target) DO NOTHING`)
	qValueUpdate = db.SQL("progress.value.update", `UPDATE progress_value SET code = $4, value = $5, withheld = $6, reason = $7, kind = $8, file = $9, sha256 = $10, place = $11, raw = $12, import = $13, by_name = $14, by_user = $15, at = $16, rev = rev + 1
WHERE period = $1 AND unit = $2 AND target = $3 AND rev = $17`)
)

func scanPeriod(r db.Row) (PeriodRow, error) {
	var p PeriodRow
	var at int64
	err := r.Scan(&p.ID, &p.Bloc, &p.Period, &p.State, &p.Opens, &p.Due, &at, &p.LockedBy, &p.Version)
	p.LockedAt = fromMillis(at)
	return p, err
}

func scanValue(r db.Row) (Value, error) {
	var v Value
	var n *int64
	var at int64
	s := &v.Source
	err := r.Scan(&v.Period, &v.Unit, &v.Target, &v.Code, &n, &v.Withheld, &v.Reason, &s.Kind, &s.File, &s.SHA256, &s.At, &s.Raw, &s.Import, &s.By, &s.User, &at, &v.Rev)
	if n != nil {
		v.Value = new(figure.Value(*n))
	}
	s.Time = fromMillis(at)
	return v, err
}

// fromMillis gives the time of a stored number; 0 is the zero time.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

func toMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// PeriodOf gives one period of a bloc. A period that was never opened is a fault NotFound.
func PeriodOf(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (PeriodRow, error) {
	row, err := db.One(ctx, q, qPeriod, scanPeriod, int64(b), string(p))
	if fault.Is(err, fault.NotFound) {
		return row, fault.New(fault.NotFound, "period.none|Kỳ {period} chưa mở trong khối này. Thư ký Khối trưởng có thể mở kỳ.", fault.P{"period": p.Name()})
	}
	return row, err
}

// PeriodByID gives the period named by i.
func PeriodByID(ctx context.Context, q db.Q, i ID) (PeriodRow, error) {
	return db.One(ctx, q, qPeriodByID, scanPeriod, int64(i))
}

// Periods gives all periods of a bloc, earliest first.
func Periods(ctx context.Context, q db.Q, b id.Bloc) ([]PeriodRow, error) {
	list, err := db.All(ctx, q, qPeriods, scanPeriod, int64(b))
	slices.SortStableFunc(list, func(a, b PeriodRow) int {
		if d := int(b.Period.To().DaysUntil(a.Period.To())); d != 0 {
			return d
		}
		return int(a.Period.From().DaysUntil(b.Period.From()))
	})
	return list, err
}

// Values gives every cell of a period that was ever touched, ordered by unit and target:
// one query for the whole bloc.
func Values(ctx context.Context, q db.Q, period ID) ([]Value, error) {
	return db.All(ctx, q, qValues, scanValue, int64(period))
}

// ValuesOf gives the touched cells of one unit.
func ValuesOf(ctx context.Context, q db.Q, period ID, u id.Unit) (map[plan.TargetID]Value, error) {
	list, err := db.All(ctx, q, qValuesOf, scanValue, int64(period), int64(u))
	m := make(map[plan.TargetID]Value, len(list))
	for _, v := range list {
		m[v.Target] = v
	}
	return m, err
}

// ByUnit arranges values by unit and target.
func ByUnit(list []Value) map[id.Unit]map[plan.TargetID]Value {
	m := map[id.Unit]map[plan.TargetID]Value{}
	for _, v := range list {
		if m[v.Unit] == nil {
			m[v.Unit] = map[plan.TargetID]Value{}
		}
		m[v.Unit][v.Target] = v
	}
	return m
}

// saveValue writes a cell when its revision is still v.Rev, and sets v.Rev to the new one.
// It reports false when somebody else was faster.
func saveValue(ctx context.Context, tx *db.Tx, v *Value) (bool, error) {
	s := v.Source
	args := []any{int64(v.Period), int64(v.Unit), int64(v.Target), v.Code, nullable(v.Value), v.Withheld, v.Reason, string(s.Kind), s.File, s.SHA256, s.At, s.Raw, int64(s.Import), s.By, int64(s.User), toMillis(s.Time)}
	query := qValueInsert
	if v.Rev > 0 {
		query = qValueUpdate
		args = append(args, v.Rev)
	}
	n, err := tx.Exec(ctx, query, args...)
	if err == nil && n == 1 {
		v.Rev++
	}
	return n == 1, err
}

func nullable(v *figure.Value) any {
	if v == nil {
		return nil
	}
	return int64(*v)
}
