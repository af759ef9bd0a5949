package plan

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
)

// Expected (giá trị so sánh của kỳ) gives what the figure of a period is compared with,
// nil when nothing is planned. A percentage, a decimal and a yes/no are compared with the
// year's value in every period. Counts and money grow over the year: the first half is
// compared with the half-year value (half of the year's unless told), the second with the
// rest, a quarter with half of its half, nine months with the first half and half of the
// second.
func Expected(k Kind, d Direction, g Goal, p civil.Period) *figure.Value {
	if !k.Adds() || p.From().IsZero() {
		return g.Year
	}
	first, last := int(p.From().Month), int(p.To().Month)
	if first == 1 && last == 12 {
		return g.Year
	}
	var half, rest figure.Value
	switch {
	case g.Half != nil:
		half = *g.Half
	case g.Year != nil:
		half = g.Year.DivInt(2)
	default:
		return nil
	}
	if g.Year == nil && last > 6 {
		return nil
	}
	if g.Year != nil {
		rest = *g.Year - half
	}
	var v figure.Value
	switch {
	case first == 1 && last == 6:
		v = half
	case first == 7 && last == 12:
		v = rest
	case last-first == 8:
		v = half + rest.DivInt(2)
	case last <= 6:
		v = half.DivInt(2)
	default:
		v = rest.DivInt(2)
	}
	return &v
}

// A ShareOfPlan (tỷ lệ so với kế hoạch) is how a figure stands against what was expected.
type ShareOfPlan struct {
	Percent *figure.Value // nil where a percentage has no meaning
	Met     bool          // đạt
}

// Share compares a value with the plan: for higher value/plan, for lower plan/value
// (value 0 is met), for equal and yes/no only met or not met. Where the divisor is zero
// or a sign makes a share meaningless, Percent is nil and Met alone speaks.
func Share(k Kind, d Direction, value, plan figure.Value) ShareOfPlan {
	if k == YesNo || d == Equal {
		return ShareOfPlan{Met: value == plan}
	}
	of := func(a, b figure.Value) *figure.Value {
		if a < 0 || b <= 0 {
			return nil
		}
		if p, ok := a.Share(b); ok {
			return &p
		}
		return nil
	}
	if d == Lower {
		return ShareOfPlan{Percent: of(plan, value), Met: value <= plan}
	}
	return ShareOfPlan{Percent: of(value, plan), Met: value >= plan}
}
