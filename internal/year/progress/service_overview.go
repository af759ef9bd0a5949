package progress

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// Overview gives the bloc in one period to those who may see its totals. The bloc leader
// and the provincial board see every unit; a member sees what the bloc's setting allows.
func (s *Service) Overview(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period) (o *Overview, err error) {
	defer fault.Wrap(&err, "progress.Overview(%s)", p)
	if err := who.Can(by, who.ReadTotals, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		o, err = s.overview(ctx, tx, by, b, p)
		return err
	})
	return o, err
}

func (s *Service) overview(ctx context.Context, q db.Q, by who.Actor, b id.Bloc, p civil.Period) (*Overview, error) {
	bloc, err := org.BlocOf(ctx, q, b)
	if err != nil {
		return nil, err
	}
	o := &Overview{Bloc: bloc, Manage: who.Can(by, who.ManagePeriod, who.Object{Bloc: b}) == nil}
	sight, err := SightOf(ctx, q, by, bloc, p)
	if err != nil {
		return nil, err
	}
	o.All = sight.All
	if o.Period, err = PeriodOf(ctx, q, b, p); err != nil {
		return nil, err
	}
	members, err := org.Members(ctx, q, b, p.To())
	if err != nil {
		return nil, err
	}
	cells, err := AllCells(ctx, q, o.Period)
	if err != nil {
		return nil, err
	}
	texts, err := Texts(ctx, q, o.Period.ID)
	if err != nil {
		return nil, err
	}
	subs, err := Submissions(ctx, q, o.Period.ID)
	if err != nil {
		return nil, err
	}
	var lastCells map[id.Unit][]Cell
	if all, err := Periods(ctx, q, b); err != nil {
		return nil, err
	} else if l, ok := lastPeriodOf(all, o.Period); ok {
		o.Last = &l
		if lastCells, err = AllCells(ctx, q, l); err != nil {
			return nil, err
		}
	}
	today := s.Today()
	for _, m := range members {
		if !sight.Sees(m.Unit.ID) {
			continue
		}
		sub, ok := subs[m.Unit.ID]
		if !ok {
			sub = Submission{Period: o.Period.ID, Unit: m.Unit.ID, State: Draft}
		}
		o.Lines = append(o.Lines, lineOf(o.Period, sub, UnitLine{Member: m, Done: Completeness(cells[m.Unit.ID], texts[m.Unit.ID])}, [2][]Cell{cells[m.Unit.ID], lastCells[m.Unit.ID]}, today))
	}
	return o, nil
}

// lineOf fills in the line of a unit from its cells of this and the last period.
func lineOf(p PeriodRow, sub Submission, l UnitLine, now [2][]Cell, today civil.Date) UnitLine {
	cells, last := now[0], now[1]
	l.Submission, l.Late, l.Locked = sub, p.Late(sub, today), periodLock(p, sub, today) != nil
	for _, c := range cells {
		if c.Value.Withheld {
			l.Withheld++
		}
		for _, i := range CheckCell(c) {
			l.Warnings++
			if i.Reasoned {
				l.Explained++
			}
		}
	}
	l.Met, l.Compared = OnPlan(cells)
	if met, n := OnPlan(last); n > 0 && l.Compared > 0 {
		was, _ := figure.FromInt(int64(met)).Share(figure.FromInt(int64(n)))
		d := *l.Share() - was
		l.Change = &d
	}
	return l
}

// AllCells gives the cells of every unit of a period's bloc, in a fixed number of queries.
// Figures of the last comparable period are joined by target code.
func AllCells(ctx context.Context, q db.Q, p PeriodRow) (map[id.Unit][]Cell, error) {
	targets, err := plan.AllTargets(ctx, q, p.Bloc, p.Period.Year())
	if err != nil {
		return nil, err
	}
	list, err := Values(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	values := ByUnit(list)
	last := map[id.Unit]map[string]figure.Value{}
	all, err := Periods(ctx, q, p.Bloc)
	if err != nil {
		return nil, err
	}
	if l, ok := lastPeriodOf(all, p); ok {
		old, err := Values(ctx, q, l.ID)
		if err != nil {
			return nil, err
		}
		for _, v := range old {
			if v.Value == nil {
				continue
			}
			if last[v.Unit] == nil {
				last[v.Unit] = map[string]figure.Value{}
			}
			last[v.Unit][v.Code] = *v.Value
		}
	}
	cells := make(map[id.Unit][]Cell, len(targets))
	for u, t := range targets {
		cells[u] = unitCells(p, u, t, values[u], last[u])
	}
	return cells, nil
}

// A RecommendationLine (dòng kiến nghị) is a recommendation with its unit.
type RecommendationLine struct {
	Recommendation
	Member org.Member
}

// Recommendations gives the recommendations of a period in protocol order: all of them to
// the bloc leader and the board, to a unit its own.
func (s *Service) Recommendations(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period) (list []RecommendationLine, err error) {
	defer fault.Wrap(&err, "progress.Recommendations(%s)", p)
	if err := who.Can(by, who.ReadTotals, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	row, err := PeriodOf(ctx, s.db, b, p)
	if err != nil {
		return nil, err
	}
	members, err := org.Members(ctx, s.db, b, p.To())
	if err != nil {
		return nil, err
	}
	recs, err := AllRecommendations(ctx, s.db, row.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if who.Can(by, who.ReadFigures, who.Object{Bloc: b, Unit: m.Unit.ID}) != nil {
			continue
		}
		for _, r := range recs {
			if r.Unit == m.Unit.ID {
				list = append(list, RecommendationLine{r, m})
			}
		}
	}
	return list, nil
}

// Recommendation gives one recommendation with its unit and bloc.
func (s *Service) Recommendation(ctx context.Context, by who.Actor, i RecommendationID) (l RecommendationLine, b org.Bloc, err error) {
	defer fault.Wrap(&err, "progress.Recommendation(%v)", i)
	if l.Recommendation, err = db.One(ctx, s.db, qRec, scanRec, int64(i)); err != nil {
		return l, b, err
	}
	p, err := PeriodByID(ctx, s.db, l.Period)
	if err != nil {
		return l, b, err
	}
	if err := who.Can(by, who.ReadFigures, who.Object{Bloc: p.Bloc, Unit: l.Unit}); err != nil {
		return l, b, err
	}
	if b, err = org.BlocOf(ctx, s.db, p.Bloc); err != nil {
		return l, b, err
	}
	l.Member.Unit, err = org.UnitOn(ctx, s.db, l.Unit, p.Period.To())
	return l, b, err
}
