package report

import (
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// A Cell (ô) is one unit's figure for one target, beside what was planned.
type Cell struct {
	Value    *figure.Value
	Withheld bool             // không truyền: answered, never summed
	Reason   string           // of withholding, or for a figure that was warned about
	Plan     *figure.Value    // the year's
	Expected *figure.Value    // what the period is compared with
	Share    plan.ShareOfPlan // meaningful when Value and Expected are there
	Source   progress.Source
	Rev      int64
}

// Compared reports whether the cell has both a figure and something to compare it with.
func (c *Cell) Compared() bool { return c.Value != nil && c.Expected != nil }

// TotalKind (cách cộng) says how the bloc's figure is made of the units'.
type TotalKind string

const (
	Sum  TotalKind = "sum"  // cộng: counts and money
	Mean TotalKind = "mean" // bình quân: percentages and decimals
	Met  TotalKind = "met"  // số đơn vị đạt: yes/no
)

// A Total (số của Khối) is the bloc's figure for one common target. Units without a
// figure and units that withhold it are left out of everything here.
type Total struct {
	Kind     TotalKind
	Value    *figure.Value // nil when no unit has a figure
	Min, Max *figure.Value
	N        int           // units with a figure
	Met      int           // of those compared, how many reached what was expected
	Compared int           // units that have a figure and something to compare it with
	Expected *figure.Value // sum over the compared units, for Sum only
	Share    *figure.Value // Value of the compared units over Expected, for Sum only
	Withheld []int         // members (index) that withhold
	Empty    []int         // members that have not answered
}

// A Row (dòng) is one common target over all units.
type Row struct {
	Target plan.Target
	Cells  []Cell // one per member, in protocol order
	Total  Total
}

// An OwnRow (dòng chỉ tiêu riêng) is one target that a unit has for itself.
type OwnRow struct {
	Target plan.Target
	Cell   Cell
}

// A Standing (tình hình của đơn vị) sums up one unit.
type Standing struct {
	Submission progress.Submission
	Sent       bool
	Answered   int // cells with a figure or withheld
	Total      int // cells of its grid
	Met        int // compared cells that reached what was expected
	Compared   int
}

// A Table (bảng tổng hợp) is the period over the whole bloc.
type Table struct {
	Bloc     org.Bloc
	Period   civil.Period
	Fields   []plan.Field
	Members  []org.Member
	Rows     []Row      // common targets in the plan's order
	Own      [][]OwnRow // per member
	Standing []Standing // per member
	// Linked are the figures of other capabilities that paragraphs link to, by token.
	Linked map[string]Figure

	withModels         []string // units that found role models
	models, activities bool     // there are any
}

// Input is what Consolidate needs, as read from the earlier stages.
type Input struct {
	Bloc        org.Bloc
	Period      civil.Period
	Fields      []plan.Field
	Members     []org.Member
	Targets     map[id.Unit][]plan.UnitTarget
	Values      map[id.Unit]map[plan.TargetID]progress.Value
	Submissions map[id.Unit]progress.Submission
}

// Consolidate (tổng hợp) builds the table. It is a pure function: the order of units and
// targets is that of the plan, and sums do not depend on it.
func Consolidate(in Input) *Table {
	t := &Table{Bloc: in.Bloc, Period: in.Period, Fields: in.Fields, Members: in.Members,
		Own: make([][]OwnRow, len(in.Members)), Standing: make([]Standing, len(in.Members))}
	index := map[plan.TargetID]int{}
	for m, member := range in.Members {
		u := member.Unit.ID
		s := &t.Standing[m]
		s.Submission = in.Submissions[u]
		s.Sent = s.Submission.Sent()
		for _, ut := range in.Targets[u] {
			c := cell(ut, in.Values[u][ut.ID], in.Period)
			s.count(&c)
			if ut.Unit != 0 {
				t.Own[m] = append(t.Own[m], OwnRow{ut.Target, c})
				continue
			}
			i, ok := index[ut.ID]
			if !ok {
				i = len(t.Rows)
				index[ut.ID] = i
				t.Rows = append(t.Rows, Row{Target: ut.Target, Cells: make([]Cell, len(in.Members))})
			}
			t.Rows[i].Cells[m] = c
		}
	}
	slices.SortStableFunc(t.Rows, func(a, b Row) int { return a.Target.Order - b.Target.Order })
	for i := range t.Rows {
		t.Rows[i].Total = total(&t.Rows[i])
	}
	return t
}

func cell(ut plan.UnitTarget, v progress.Value, p civil.Period) Cell {
	c := Cell{Value: v.Value, Withheld: v.Withheld, Reason: v.Reason, Plan: ut.Goal.Year, Source: v.Source, Rev: v.Rev,
		Expected: plan.Expected(ut.Kind, ut.Direction, ut.Goal, p)}
	if c.Withheld {
		c.Value = nil
	}
	if c.Compared() {
		c.Share = plan.Share(ut.Kind, ut.Direction, *c.Value, *c.Expected)
	}
	return c
}

func (s *Standing) count(c *Cell) {
	s.Total++
	if c.Value != nil || c.Withheld {
		s.Answered++
	}
	if c.Compared() {
		s.Compared++
		if c.Share.Met {
			s.Met++
		}
	}
}

func kindOf(k plan.Kind) TotalKind {
	switch {
	case k == plan.YesNo:
		return Met
	case k.Adds():
		return Sum
	}
	return Mean
}

// total adds up one row. A sum beyond the range of figure.Value leaves Value nil: no
// figure is better than a wrong one.
func total(r *Row) Total {
	t := Total{Kind: kindOf(r.Target.Kind)}
	var sum, compared, expected figure.Value
	fits := true
	add := func(to *figure.Value, v figure.Value) {
		x, err := to.Add(v)
		fits = fits && err == nil
		*to = x
	}
	for m := range r.Cells {
		c := &r.Cells[m]
		switch {
		case c.Withheld:
			t.Withheld = append(t.Withheld, m)
			continue
		case c.Value == nil:
			t.Empty = append(t.Empty, m)
			continue
		}
		t.N++
		add(&sum, *c.Value)
		if t.Min == nil || *c.Value < *t.Min {
			t.Min = c.Value
		}
		if t.Max == nil || *c.Value > *t.Max {
			t.Max = c.Value
		}
		if c.Compared() {
			t.Compared++
			add(&compared, *c.Value)
			add(&expected, *c.Expected)
			if c.Share.Met {
				t.Met++
			}
		}
	}
	if t.N == 0 || !fits {
		return t
	}
	switch t.Kind {
	case Sum:
		t.Value = &sum
		if t.Compared > 0 {
			t.Expected = &expected
			t.Share = plan.Share(r.Target.Kind, r.Target.Direction, compared, expected).Percent
		}
	case Mean:
		t.Value = new(sum.DivInt(int64(t.N)))
	case Met:
		t.Value = new(yes(r))
	}
	return t
}

// yes counts the units whose answer to a yes/no target is yes.
func yes(r *Row) figure.Value {
	n := int64(0)
	for m := range r.Cells {
		if v := r.Cells[m].Value; v != nil && *v == figure.FromInt(1) {
			n++
		}
	}
	return figure.FromInt(n)
}

// Sent gives how many units have sent, and the members (index) that have not.
func (t *Table) Sent() (n int, missing []int) {
	for m := range t.Standing {
		if t.Standing[m].Sent {
			n++
		} else {
			missing = append(missing, m)
		}
	}
	return n, missing
}

// Find gives a unit's cell for a target by their codes.
func (t *Table) Find(unit, target string) (plan.Target, *Cell, bool) {
	m := slices.IndexFunc(t.Members, func(x org.Member) bool { return x.Unit.Code == unit })
	if m < 0 {
		return plan.Target{}, nil, false
	}
	for i := range t.Rows {
		if t.Rows[i].Target.Code == target {
			return t.Rows[i].Target, &t.Rows[i].Cells[m], true
		}
	}
	for i := range t.Own[m] {
		if t.Own[m][i].Target.Code == target {
			return t.Own[m][i].Target, &t.Own[m][i].Cell, true
		}
	}
	return plan.Target{}, nil, false
}

// RowOf gives the row of a common target by its code.
func (t *Table) RowOf(target string) (*Row, bool) {
	for i := range t.Rows {
		if t.Rows[i].Target.Code == target {
			return &t.Rows[i], true
		}
	}
	return nil, false
}

// ValueID names a unit's figure in provenance and in the audit log.
func (t *Table) ValueID(unit, target string) string {
	return "value/" + t.Bloc.Code + "/" + string(t.Period) + "/" + unit + "/" + target
}

// TotalID names a figure of the bloc in provenance.
func (t *Table) TotalID(target string) string {
	return "total/" + t.Bloc.Code + "/" + string(t.Period) + "/" + target
}

// fewest is how many figures a sum must hold beyond those that the reader sees, so that
// nobody can tell a single unit's figure by subtracting.
const fewest = 3

// SumFor reports whether a reader may see the sum of a row (số tổng hợp): the bloc shows
// sums, and what the reader does not see of it is nothing, or more than two units' figures.
func (t *Table) SumFor(s progress.Sight, r *Row) bool {
	hidden := 0
	for m := range t.Members {
		if !s.Sees(t.Members[m].Unit.ID) && r.Cells[m].Value != nil {
			hidden++
		}
	}
	return s.Sums && (hidden == 0 || hidden >= fewest)
}
