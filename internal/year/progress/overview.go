package progress

import (
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A UnitLine (dòng tổng hợp) is one unit in the bloc leader's overview.
type UnitLine struct {
	Member     org.Member
	Submission Submission
	Done       Done
	Withheld   int
	Met        int // targets on plan
	Compared   int // targets with a figure and a plan
	Warnings   int // findings about figures, whether explained or not
	Explained  int
	Late       int           // days
	Change     *figure.Value // points of on-plan share against the last period, nil = unknown
	Locked     bool
}

// Share gives the percentage of compared targets that are on plan, nil when there is none.
func (l UnitLine) Share() *figure.Value {
	p, ok := figure.FromInt(int64(l.Met)).Share(figure.FromInt(int64(l.Compared)))
	if !ok {
		return nil
	}
	return &p
}

// An Overview (tổng hợp của Khối trưởng) is the bloc in one period.
type Overview struct {
	Bloc   org.Bloc
	Period PeriodRow
	Lines  []UnitLine // protocol order
	All    bool       // every unit is shown; else only the reader's own
	Manage bool       // the reader acts for the bloc leader
	Last   *PeriodRow
}

// Sent counts the units whose report has reached the bloc leader.
func (o *Overview) Sent() int {
	n := 0
	for _, l := range o.Lines {
		if l.Submission.Sent() {
			n++
		}
	}
	return n
}

// NotSent gives the lines of the units that have not sent yet.
func (o *Overview) NotSent() []UnitLine {
	var list []UnitLine
	for _, l := range o.Lines {
		if !l.Submission.Sent() {
			list = append(list, l)
		}
	}
	return list
}

// OnPlan counts, among cells with a figure and something to compare it with, those that
// are on plan.
func OnPlan(cells []Cell) (met, compared int) {
	for _, c := range cells {
		if c.Value.Value == nil || c.Expected == nil {
			continue
		}
		compared++
		if plan.Share(c.Kind, c.Direction, *c.Value.Value, *c.Expected).Met {
			met++
		}
	}
	return met, compared
}

// unitCells joins the targets of a unit with its values.
func unitCells(p PeriodRow, u id.Unit, targets []plan.UnitTarget, values map[plan.TargetID]Value, last map[string]figure.Value) []Cell {
	cells := make([]Cell, len(targets))
	for i, t := range targets {
		cells[i] = newCell(p, u, t, values[t.ID], last)
	}
	return cells
}
