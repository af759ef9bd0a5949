package progress

import (
	"context"
	"fmt"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A Service holds the verbs of this capability.
type Service struct {
	db    *db.DB
	files *blob.Store
}

// NewService makes the service over a database and the store of attachments.
func NewService(d *db.DB, files *blob.Store) *Service { return &Service{db: d, files: files} }

// DB gives the database, for the read functions of this and other capabilities.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the service's clock.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// Now gives the moment of the service's clock.
func (s *Service) Now() time.Time { return s.db.Clock.Now() }

// A Place (nơi nhập) names the form of one unit for one period of its bloc.
type Place struct {
	Bloc   id.Bloc
	Period civil.Period
	Unit   id.Unit
}

func (p Place) object() who.Object { return who.Object{Bloc: p.Bloc, Unit: p.Unit} }

// A Form (bản nhập) is everything one unit has for one period: figures, text and where
// they stand.
type Form struct {
	Bloc       org.Bloc
	Unit       org.Unit
	Members    []org.Member // of the bloc at the end of the period
	Period     PeriodRow
	Submission Submission
	Cells      []Cell
	Texts      map[Heading]Text
	LastPeriod civil.Period            // the period that Cell.Last comes from, "" for none
	Earlier    map[string]figure.Value // sums of the year's earlier periods, by target code
}

// Place gives the place of the form.
func (f *Form) Place() Place { return Place{f.Bloc.ID, f.Period.Period, f.Unit.ID} }

// Object gives what rights are asked about.
func (f *Form) Object() who.Object { return f.Place().object() }

// Done counts what is answered.
func (f *Form) Done() Done { return Completeness(f.Cells, f.Texts) }

// Issues finds what is wrong, missing or unlikely.
func (f *Form) Issues() []Issue { return Check(f.Cells, f.Texts) }

// Cell gives the cell of a target code, nil when the unit has no such target.
func (f *Form) Cell(code string) *Cell {
	for i := range f.Cells {
		if f.Cells[i].Code == code {
			return &f.Cells[i]
		}
	}
	return nil
}

// Name of the objects in the audit log.
func (f *Form) on(kind, last string) string {
	n := fmt.Sprintf("%s/%s/%s/%s", kind, f.Bloc.Code, f.Period.Period, f.Unit.Code)
	if last != "" {
		n += "/" + last
	}
	return n
}

// ValueObject gives the name of a cell in the audit log.
func (f *Form) ValueObject(code string) string { return f.on("value", code) }

// SubmissionObject gives the name of the submission in the audit log.
func (f *Form) SubmissionObject() string { return f.on("submission", "") }

// TextObject gives the name of a section in the audit log.
func (f *Form) TextObject(h Heading) string { return f.on("text", string(h)) }

// FormOf loads the form of a unit. The caller checks the rights.
func FormOf(ctx context.Context, q db.Q, at Place) (_ *Form, err error) {
	defer fault.Wrap(&err, "progress.FormOf(%v)", at)
	f := &Form{}
	if f.Bloc, err = org.BlocOf(ctx, q, at.Bloc); err != nil {
		return nil, err
	}
	if f.Period, err = PeriodOf(ctx, q, at.Bloc, at.Period); err != nil {
		return nil, err
	}
	if f.Members, err = org.Members(ctx, q, at.Bloc, at.Period.To()); err != nil {
		return nil, err
	}
	for _, m := range f.Members {
		if m.Unit.ID == at.Unit {
			f.Unit = m.Unit
		}
	}
	if f.Unit.ID == 0 {
		return nil, fault.New(fault.NotFound, "unit.notmember|Đơn vị không thuộc khối trong kỳ {period}. Kiểm tra lại đơn vị và kỳ.", fault.P{"period": at.Period.Name()})
	}
	if f.Submission, err = SubmissionOf(ctx, q, f.Period.ID, at.Unit); err != nil {
		return nil, err
	}
	if f.Texts, err = TextsOf(ctx, q, f.Period.ID, at.Unit); err != nil {
		return nil, err
	}
	targets, err := plan.TargetsOf(ctx, q, at.Bloc, at.Period.Year(), at.Unit)
	if err != nil {
		return nil, err
	}
	values, err := ValuesOf(ctx, q, f.Period.ID, at.Unit)
	if err != nil {
		return nil, err
	}
	all, err := Periods(ctx, q, at.Bloc)
	if err != nil {
		return nil, err
	}
	last, lastPeriod, err := lastValues(ctx, q, all, f.Period, at.Unit)
	if err != nil {
		return nil, err
	}
	f.LastPeriod = lastPeriod
	if f.Earlier, err = earlierValues(ctx, q, all, f.Period, at.Unit); err != nil {
		return nil, err
	}
	f.Cells = make([]Cell, len(targets))
	for i, t := range targets {
		f.Cells[i] = newCell(f.Period, at.Unit, t, values[t.ID], last)
	}
	return f, nil
}

// newCell joins a target with what was reported and with the last period.
func newCell(p PeriodRow, u id.Unit, t plan.UnitTarget, v Value, last map[string]figure.Value) Cell {
	c := Cell{UnitTarget: t, Expected: plan.Expected(t.Kind, t.Direction, t.Goal, p.Period), Value: v}
	if v.Rev == 0 {
		c.Value = Value{Period: p.ID, Unit: u, Target: t.ID}
	}
	c.Value.Code = t.Code
	if x, ok := last[t.Code]; ok {
		c.Last = &x
	}
	return c
}

// months gives the length of a period, less one.
func months(x civil.Period) int { return int(x.To().Month) - int(x.From().Month) }

// lastPeriodOf chooses the period that p is compared with: the same stretch of the year
// before, else the latest earlier period of the same length.
func lastPeriodOf(all []PeriodRow, p PeriodRow) (PeriodRow, bool) {
	var best PeriodRow
	for _, x := range all {
		if months(x.Period) != months(p.Period) || !x.Period.To().Before(p.Period.From()) {
			continue
		}
		if x.Period.Year() == p.Period.Year()-1 && x.Period.From().Month == p.Period.From().Month {
			return x, true
		}
		if best.ID == 0 || best.Period.To().Before(x.Period.To()) {
			best = x
		}
	}
	return best, best.ID != 0
}

// lastValues gives the unit's figures of the comparable period before, by target code.
func lastValues(ctx context.Context, q db.Q, all []PeriodRow, p PeriodRow, u id.Unit) (map[string]figure.Value, civil.Period, error) {
	l, ok := lastPeriodOf(all, p)
	if !ok {
		return nil, "", nil
	}
	values, err := ValuesOf(ctx, q, l.ID, u)
	m := map[string]figure.Value{}
	for _, v := range values {
		if v.Value != nil {
			m[v.Code] = *v.Value
		}
	}
	return m, l.Period, err
}

// earlierValues adds up the unit's figures of the year's earlier periods of the same
// length: what "to date" begins with.
func earlierValues(ctx context.Context, q db.Q, all []PeriodRow, p PeriodRow, u id.Unit) (map[string]figure.Value, error) {
	m := map[string]figure.Value{}
	for _, x := range all {
		if x.Period.Year() != p.Period.Year() || !x.Period.To().Before(p.Period.From()) || months(x.Period) != months(p.Period) {
			continue
		}
		values, err := ValuesOf(ctx, q, x.ID, u)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			if v.Value == nil {
				continue
			}
			sum, err := m[v.Code].Add(*v.Value)
			if err != nil {
				return nil, err
			}
			m[v.Code] = sum
		}
	}
	return m, nil
}

// ToDate gives the figure of the year so far: counts and money with the earlier periods.
func (f *Form) ToDate(c Cell) *figure.Value {
	v := c.Value.Value
	if v == nil || !c.Kind.Adds() {
		return v
	}
	sum, err := f.Earlier[c.Code].Add(*v)
	if err != nil {
		return nil
	}
	return &sum
}

// Form gives the form of a unit to an actor who may read its figures.
func (s *Service) Form(ctx context.Context, by who.Actor, at Place) (f *Form, err error) {
	defer fault.Wrap(&err, "progress.Form")
	if err := who.Can(by, who.ReadFigures, at.object()); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f, err = FormOf(ctx, tx, at)
		return err
	})
	return f, err
}

// Lock tells why actor by may not change the form now, nil when he may.
func (s *Service) Lock(f *Form, by who.Actor) *Lock {
	return LockOf(f.Period, f.Submission, by, f.Object(), s.Today())
}

// OpenPeriod opens a period of a bloc inside the caller's transaction. A period that is
// already there stays as it is, but takes the due date when it has none.
func (s *Service) OpenPeriod(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) (row PeriodRow, err error) {
	defer fault.Wrap(&err, "progress.OpenPeriod(%s)", p)
	if err := who.Can(by, who.ManagePeriod, who.Object{Bloc: b}); err != nil {
		return row, err
	}
	if p.From().IsZero() {
		return row, fault.New(fault.Invalid, "period.bad|{period} không phải là kỳ báo cáo. Ghi như 2022-H1, 2022-Q1, 2022-9M hoặc 2022.", fault.P{"period": string(p)})
	}
	bloc, err := org.BlocOf(ctx, tx, b)
	if err != nil {
		return row, err
	}
	row, err = PeriodOf(ctx, tx, b, p)
	switch {
	case err == nil && (due.IsZero() || !row.Due.IsZero()):
		return row, nil
	case err == nil:
		old := row
		row.Due = due
		return row, s.savePeriod(ctx, tx, by, old, row, note{"progress.period.due", ""})
	case !fault.Is(err, fault.NotFound):
		return row, err
	}
	row = PeriodRow{ID: db.NewID[PeriodRow](tx), Bloc: b, Period: p, State: Open, Opens: clock.Today(tx.DB().Clock), Due: due, Version: 1}
	if _, err = tx.Exec(ctx, qPeriodNew, int64(row.ID), int64(b), string(p), string(row.State), row.Opens.String(), row.Due.String(), int64(0), "", row.Version); err != nil {
		return row, err
	}
	return row, audit.Write(ctx, tx, audit.Entry{By: by, Did: "progress.period.open", On: periodObject(bloc.Code, p), Version: 1, After: periodNote(row)})
}

func periodObject(bloc string, p civil.Period) string { return fmt.Sprintf("period/%s/%s", bloc, p) }

type periodJSON struct {
	State PeriodState `json:"state"`
	Opens civil.Date  `json:"opens"`
	Due   civil.Date  `json:"due"`
}

func periodNote(p PeriodRow) periodJSON { return periodJSON{p.State, p.Opens, p.Due} }

// A note is what the audit log says about a change: the act and the reason.
type note struct{ did, why string }

func (s *Service) savePeriod(ctx context.Context, tx *db.Tx, by who.Actor, old, row PeriodRow, n note) error {
	bloc, err := org.BlocOf(ctx, tx, row.Bloc)
	if err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qPeriodSave, int64(row.ID), old.Version, string(row.State), row.Opens.String(), row.Due.String(), toMillis(row.LockedAt), row.LockedBy); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: n.did, On: periodObject(bloc.Code, row.Period), Version: old.Version + 1, Before: periodNote(old), After: periodNote(row), Why: n.why})
}

// changePeriod loads a period, lets f change it and saves it.
func (s *Service) changePeriod(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, n note, f func(*PeriodRow) error) error {
	if err := who.Can(by, who.ManagePeriod, who.Object{Bloc: b}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := PeriodOf(ctx, tx, b, p)
		if err != nil {
			return err
		}
		row := old
		if err := f(&row); err != nil {
			return err
		}
		return s.savePeriod(ctx, tx, by, old, row, n)
	})
}

// Open opens a period that the bloc leader's secretary asks for, with its deadline.
func (s *Service) Open(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) (err error) {
	defer fault.Wrap(&err, "progress.Open(%s)", p)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := s.OpenPeriod(ctx, tx, by, b, p, due)
		return err
	})
}

// SetDue changes the deadline of a period.
func (s *Service) SetDue(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) (err error) {
	defer fault.Wrap(&err, "progress.SetDue(%s)", p)
	return s.changePeriod(ctx, by, b, p, note{"progress.period.due", ""}, func(row *PeriodRow) error {
		if !due.Valid() {
			return fault.New(fault.Invalid, "period.due|Hạn gửi phải là ngày, ví dụ 20/06/2022.").With("due", "period.due|Hạn gửi phải là ngày, ví dụ 20/06/2022.")
		}
		row.Due = due
		return nil
	})
}

// LockPeriod closes a period (khóa kỳ báo cáo): figures can then be reopened only with a reason.
func (s *Service) LockPeriod(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period) (err error) {
	defer fault.Wrap(&err, "progress.LockPeriod(%s)", p)
	return s.changePeriod(ctx, by, b, p, note{"progress.period.lock", ""}, func(row *PeriodRow) error {
		if row.State == Locked {
			return fault.New(fault.Conflict, "period.locked|Kỳ này đã khóa rồi. Tải lại trang để xem.")
		}
		row.State, row.LockedAt, row.LockedBy = Locked, s.Now(), by.Name
		return nil
	})
}

// UnlockPeriod opens a closed period again (mở lại kỳ); the reason is obligatory.
func (s *Service) UnlockPeriod(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, reason string) (err error) {
	defer fault.Wrap(&err, "progress.UnlockPeriod(%s)", p)
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "period.reason|Ghi lý do mở lại kỳ.").With("reason", "period.reason|Ghi lý do mở lại kỳ.")
	}
	return s.changePeriod(ctx, by, b, p, note{"progress.period.unlock", reason}, func(row *PeriodRow) error {
		if row.State != Locked {
			return fault.New(fault.Conflict, "period.notlocked|Kỳ này đang mở. Tải lại trang để xem.")
		}
		row.State, row.LockedAt, row.LockedBy = Open, time.Time{}, ""
		return nil
	})
}
