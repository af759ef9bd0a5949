package review

import (
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// A Service holds the verbs of this capability.
type Service struct {
	db     *db.DB
	plans  *plan.Service
	drives *campaign.Service
	kept   memory[Digest]
	scores memory[PastYear]
	index  indexer
}

// NewService makes the service; urgent tasks and adjusted targets are written by plans,
// drafts of drives by drives.
func NewService(d *db.DB, plans *plan.Service, drives *campaign.Service) *Service {
	return &Service{db: d, plans: plans, drives: drives}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the service's clock.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// maxPast is how many earlier years a field is compared with.
const maxPast = 4

// Bench gives the workbench of a period. The bloc leader and the provincial board see every
// unit; a member sees what the bloc's setting allows.
func (s *Service) Bench(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period) (w *Workbench, err error) {
	defer fault.Wrap(&err, "review.Bench(%v, %s)", b, p)
	if err := who.Can(by, who.ReadReview, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		in, err := s.whole(ctx, tx, b, p)
		if err != nil {
			return err
		}
		in.Today = s.Today()
		w = Build(in)
		if w.Before, err = s.before(ctx, tx, b, p); err != nil {
			return err
		}
		sight, err := progress.SightOf(ctx, tx, by, w.Bloc, p)
		if err != nil {
			return err
		}
		w.restrict(by, sight)
		return nil
	})
	return w, err
}

// restrict leaves in the workbench what the reader may see.
func (w *Workbench) restrict(by who.Actor, sight progress.Sight) {
	o := who.Object{Bloc: w.Bloc.ID}
	w.Lead = who.Can(by, who.DecideReview, o) == nil
	w.All, w.Totals = sight.All, sight.Sums
	if !w.All {
		w.Rows = slices.DeleteFunc(w.Rows, func(r UnitRow) bool { return !sight.Sees(r.Member.Unit.ID) })
		w.Lines = slices.DeleteFunc(w.Lines, func(l Line) bool { return !sight.Sees(l.Unit) })
	}
	w.Years, w.Before = w.own(w.Years), w.own(w.Before)
	if !w.Totals {
		for i := range w.Fields {
			w.Fields[i].Weak, w.Fields[i].Median, w.Fields[i].Last = WeakField{}, nil, nil
		}
		for i := range w.Lines {
			w.Lines[i].Median = nil
		}
	}
}

// own leaves of earlier periods the units that the reader sees. What is kept is shared: the
// reader gets maps of its own.
func (w *Workbench) own(list []PastYear) (out []PastYear) {
	for _, y := range list {
		own := PastYear{Year: y.Year, Period: y.Period, Fields: map[id.Unit]map[string]figure.Value{}, Targets: map[id.Unit]map[string]figure.Value{}}
		for _, r := range w.Rows {
			u := r.Member.Unit.ID
			own.Fields[u], own.Targets[u] = y.Fields[u], y.Targets[u]
		}
		out = append(out, own)
	}
	return out
}

// load reads the figures of one period against their plan.
func load(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (in Input, err error) {
	in.Period = p
	if in.Bloc, err = org.BlocOf(ctx, q, b); err != nil {
		return in, err
	}
	if _, err = progress.PeriodOf(ctx, q, b, p); err != nil {
		return in, err
	}
	if in.Setting, err = SettingOf(ctx, q, b); err != nil {
		return in, err
	}
	pl, err := plan.Of(ctx, q, b, p.Year())
	if err != nil {
		return in, err
	}
	if in.Fields, err = plan.Fields(ctx, q, pl.ID); err != nil {
		return in, err
	}
	if in.Members, err = org.Members(ctx, q, b, p.To()); err != nil {
		return in, err
	}
	if in.Targets, err = plan.AllTargets(ctx, q, b, p.Year()); err != nil {
		return in, err
	}
	adjusts, err := Adjustments(ctx, q, pl.ID)
	if err != nil {
		return in, err
	}
	in.timely(adjusts)
	if in.Profiles, err = Profiles(ctx, q, pl.ID, p); err != nil {
		return in, err
	}
	all, err := progress.Periods(ctx, q, b)
	if err != nil {
		return in, err
	}
	in.Figures, err = figures(ctx, q, all, in)
	return in, err
}

// figures adds up what units have reported since the year began: counts and money over the
// periods that cover it, everything else as the period itself says.
func figures(ctx context.Context, q db.Q, all []progress.PeriodRow, in Input) (map[id.Unit]map[string]Figure, error) {
	rows := map[civil.Period]progress.PeriodRow{}
	var codes []civil.Period
	for _, x := range all {
		rows[x.Period], codes = x, append(codes, x.Period)
	}
	cover := Cover(codes, in.Period)
	own := cover == nil
	if own { // the figures of the period alone, against what the plan expects of it
		cover = []civil.Period{in.Period}
	}
	adds := map[string]bool{}
	m := map[id.Unit]map[string]Figure{}
	for u, list := range in.Targets {
		m[u] = map[string]Figure{}
		for _, t := range list {
			adds[t.Code] = t.Kind.Adds()
			if own && t.Kind.Adds() {
				in.Profiles[ProfileKey{t.ID, u}] = Profile{Mode: ByHand, Own: true, Value: plan.Expected(t.Kind, t.Direction, t.Goal, in.Period)}
			}
		}
	}
	for i, p := range cover {
		values, err := progress.Values(ctx, q, rows[p].ID)
		if err != nil {
			return nil, err
		}
		of := progress.ByUnit(values)
		for u, list := range in.Targets {
			for _, t := range list {
				v := of[u][t.ID]
				f := m[u][t.Code]
				switch {
				case i == 0:
					f = Figure{Value: v.Value, Withheld: v.Withheld, Reason: v.Reason, Month: int(in.Period.To().Month)}
				case !adds[t.Code] || f.Value == nil:
				case v.Withheld:
					f.Value, f.Withheld, f.Reason = nil, true, v.Reason
				case v.Value == nil:
					f.Value = nil
				default:
					sum, err := f.Value.Add(*v.Value)
					if err != nil {
						return nil, err
					}
					f.Value = &sum
				}
				m[u][t.Code] = f
			}
		}
	}
	return m, nil
}

// SaveSetting changes the thresholds of a bloc. s.Version is the version that was read.
func (s *Service) SaveSetting(ctx context.Context, by who.Actor, x Setting) (err error) {
	defer fault.Wrap(&err, "review.SaveSetting(%v)", x.Bloc)
	if err := who.Can(by, who.DecideReview, who.Object{Bloc: x.Bloc}); err != nil {
		return err
	}
	if err := problems(x.Problems()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := SettingOf(ctx, tx, x.Bloc)
		if err != nil {
			return err
		}
		if was.Bins == x.Bins && was.Units == x.Units && was.Drop == x.Drop && was.Filing == x.Filing {
			return nil // the same form sent twice
		}
		args := []any{x.Bloc, x.Bins[0], x.Bins[1], x.Bins[2], x.Bins[3], x.Units, x.Drop, x.Filing}
		if x.Version == 0 {
			err = tx.ExecOne(ctx, qSettingNew, args...)
		} else {
			err = tx.ExecOne(ctx, qSettingSet, append(args, x.Version)...)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "review.setting", On: "review/" + x.Bloc.String(), Version: x.Version + 1, Before: was, After: x})
	})
}

// An Expectation (kỳ vọng) is how much of a target is expected when, of one unit or, with
// Unit 0, of all.
type Expectation struct {
	Target plan.TargetID
	Unit   id.Unit
	Period civil.Period // of a value set by hand
	Profile
}

// Problems lists what is wrong with an expectation as typed.
func (e Expectation) Problems() []fault.Field {
	var list []fault.Field
	last := 0
	switch e.Mode {
	case Linear:
	case Seasonal:
		for i, v := range e.Quarters {
			if v < last || v > 100 {
				list = append(list, fault.Field{Name: "q" + string(rune('1'+i)), Msg: "review.exp.quarter|Tỷ lệ lũy kế phải tăng dần, từ 0 đến 100."})
			}
			last = v
		}
	case ByHand:
		if e.Value == nil || *e.Value < 0 {
			list = append(list, fault.Field{Name: "value", Msg: "review.exp.value|Ghi mức cần đạt đến hết kỳ."})
		}
	default:
		list = append(list, fault.Field{Name: "mode", Msg: "review.exp.mode|Chọn cách đặt kỳ vọng."})
	}
	return list
}

// Expect sets what is expected of a target. Linear takes an expectation back.
func (s *Service) Expect(ctx context.Context, by who.Actor, e Expectation) (err error) {
	defer fault.Wrap(&err, "review.Expect(%v)", e.Target)
	if err := problems(e.Problems()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := plan.TargetOf(ctx, tx, e.Target)
		if err != nil {
			return err
		}
		if e.Mode == ByHand && t.Direction == plan.Higher && *e.Value == 0 {
			return problems([]fault.Field{{Name: "value", Msg: "review.exp.zero|Mức 0 làm mọi kết quả thành đúng tiến độ. Ghi mức cần đạt lớn hơn 0."}})
		}
		p, err := plan.ByID(ctx, tx, t.Plan)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.DecideReview, who.Object{Bloc: p.Bloc}); err != nil {
			return err
		}
		b, err := org.BlocOf(ctx, tx, p.Bloc)
		if err != nil {
			return err
		}
		period := ""
		if e.Mode == ByHand {
			period = string(e.Period)
		}
		drop := qExpectDrop
		if e.Mode == ByHand { // of one period: what holds for the year stays
			drop = qExpectHand
		}
		if _, err := tx.Exec(ctx, drop, e.Target, e.Unit, string(e.Period)); err != nil {
			return err
		}
		if e.Mode != Linear {
			if _, err := tx.Exec(ctx, qExpect, e.Target, e.Unit, period, string(e.Mode), e.Quarters[0], e.Quarters[1], e.Quarters[2], nullable(e.Value)); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "review.expect", On: plan.TargetObject(b.Code, p.Year, t.Code), After: e})
	})
}
