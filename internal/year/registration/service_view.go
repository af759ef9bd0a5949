package registration

import (
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/award"
	"thidua/internal/year/catalog"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A Row (dòng kèm kết quả) is one line with what the rules say of it.
type Row struct {
	Line
	Result Check
	Past   []award.Award // what the subject was given, oldest first
}

// A View (bản đăng ký kèm kết quả) is a registration as pages and papers show it: live while
// it may change, as it was recorded once it was sent.
type View struct {
	Bloc   org.Bloc
	Unit   org.Unit
	Round  Round
	List   Registration
	Rows   []Row
	Quotas Quotas
	Tally  Tally
	Book   catalog.Version
	NoBook error // why there is no book for this unit and year
	System string

	Covered award.Coverage // the years that the unit's award list covers
}

// Open gives the registration of a place to whoever may read it.
func (s *Service) Open(ctx context.Context, by who.Actor, p Place) (v *View, err error) {
	defer fault.Wrap(&err, "registration.Open")
	if err := who.Can(by, who.ReadRegister, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := Of(ctx, tx, p)
		if err != nil {
			return err
		}
		v, err = s.view(ctx, tx, r)
		return err
	})
	return v, err
}

// view gathers everything about a registration.
func (s *Service) view(ctx context.Context, q db.Q, r Registration) (v *View, err error) {
	v = &View{List: r}
	if v.Bloc, err = org.BlocOf(ctx, q, r.Bloc); err != nil {
		return v, err
	}
	if v.Unit, err = org.UnitOf(ctx, q, r.Unit); err != nil {
		return v, err
	}
	if v.Round, err = RoundOf(ctx, q, r.Bloc, r.Year); err != nil {
		return v, err
	}
	lines, err := Lines(ctx, q, r.ID)
	if err != nil {
		return v, err
	}
	awards, err := award.OfUnit(ctx, q, r.Unit)
	if err != nil {
		return v, err
	}
	if v.Covered, err = award.CoverageOf(ctx, q, r.Unit); err != nil {
		return v, err
	}
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return v, err
	}
	v.System = c.System(string(v.Unit.Kind))
	past := award.PastOf(awards)
	k, err := NewChecker(c, v.System, r, Past{awards, v.Covered}, lines, s.Today())
	if err != nil {
		if !fault.Is(err, fault.NotFound) {
			return v, err
		}
		v.NoBook = err
	}
	for _, l := range lines {
		row := Row{Line: l}
		row.Past, _ = past.Of(l.Subject, l.Name, l.Born)
		switch {
		case r.State.IsSent() && l.Check != nil:
			row.Result = *l.Check
		case k != nil:
			row.Result = k.Line(l)
		default:
			row.Result.Verdict = "unknown"
		}
		v.Tally.Count(l, row.Result)
		v.Rows = append(v.Rows, row)
	}
	switch {
	case r.State.IsSent() && r.Quotas != nil:
		v.Quotas = *r.Quotas
	case k != nil:
		v.Quotas = k.Quotas(lines)
	}
	v.Book = v.Quotas.Book
	return v, nil
}

// Holding (các chỗ giữ lại) gives the findings of verified rules that hold a sending up.
func (v *View) Holding() (n int, quotas []Finding) {
	for _, f := range v.Quotas.Findings {
		if f.Blocks {
			quotas = append(quotas, f)
		}
	}
	return v.Tally.Blocked + len(quotas), quotas
}

// Frozen reports whether the results are those of the sending, not of today.
func (v *View) Frozen() bool { return v.List.State.IsSent() && v.List.Quotas != nil }

// A BlocRow (đơn vị trong bản tổng hợp) is one unit of a bloc in the consolidated view.
type BlocRow struct {
	Member org.Member
	List   Registration
	Tally  Tally
	Quotas []Finding
	Titles map[string]int
}

// A BlocView (bản tổng hợp đăng ký) is the registration of a whole bloc for a year.
type BlocView struct {
	Bloc    org.Bloc
	Round   Round
	Rows    []BlocRow
	Views   []*View  // of the units that have a list, in protocol order
	Titles  []string // codes registered by anybody, by level
	Tally   Tally    // of what was sent
	Sent    int
	Paper   *document.Outgoing // the submission of this closing; nil before it is drafted
	Earlier *document.Outgoing // one of an earlier closing that is in force
}

// OpenBloc (mở bản tổng hợp) gives the consolidated view to the bloc's leader and the board.
func (s *Service) OpenBloc(ctx context.Context, by who.Actor, b id.Bloc, year int) (v *BlocView, err error) {
	defer fault.Wrap(&err, "registration.OpenBloc")
	if err := who.Can(by, who.ReadCollected, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = s.bloc(ctx, tx, b, year)
		return err
	})
	return v, err
}

func (s *Service) bloc(ctx context.Context, q db.Q, b id.Bloc, year int) (v *BlocView, err error) {
	v = &BlocView{}
	if v.Bloc, err = org.BlocOf(ctx, q, b); err != nil {
		return v, err
	}
	if v.Round, err = RoundOf(ctx, q, b, year); err != nil {
		return v, err
	}
	members, err := org.Members(ctx, q, b, s.Today())
	if err != nil {
		return v, err
	}
	all, err := OfBloc(ctx, q, b, year)
	if err != nil {
		return v, err
	}
	seen := map[string]bool{}
	for _, m := range members {
		row := BlocRow{Member: m, Titles: map[string]int{}}
		i := slices.IndexFunc(all, func(r Registration) bool { return r.Unit == m.Unit.ID })
		if i < 0 {
			v.Rows = append(v.Rows, row)
			continue
		}
		x, err := s.view(ctx, q, all[i])
		if err != nil {
			return v, err
		}
		x.Unit = m.Unit // the name of the day
		row.List, row.Tally, row.Quotas = x.List, x.Tally, x.Quotas.Findings
		for _, l := range x.Rows {
			row.Titles[l.Title]++
			if x.List.State.IsSent() {
				seen[l.Title] = true
				v.Tally.Count(l.Line, l.Result)
			}
		}
		if x.List.State.IsSent() {
			v.Sent++
		}
		v.Rows, v.Views = append(v.Rows, row), append(v.Views, x)
	}
	if err := papers(ctx, q, v); err != nil {
		return v, err
	}
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return v, err
	}
	for _, e := range c.Entries() {
		if seen[e.Code] {
			v.Titles = append(v.Titles, e.Code)
		}
	}
	return v, nil
}
