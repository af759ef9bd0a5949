package review

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/year/plan"
)

// ProfileMode (cách đặt kỳ vọng) says how much of the year's plan is expected at a day.
type ProfileMode string

const (
	Linear   ProfileMode = "linear"   // đều theo tháng, theo mức nửa năm khi kế hoạch có
	Seasonal ProfileMode = "seasonal" // theo mùa vụ: lũy kế đến hết quý I, II, III
	ByHand   ProfileMode = "hand"     // mức tự đặt cho kỳ
)

// Label gives the name shown to people.
func (m ProfileMode) Label() string {
	switch m {
	case Seasonal:
		return "review.mode.seasonal|Theo mùa vụ"
	case ByHand:
		return "review.mode.hand|Mức tự đặt"
	}
	return "review.mode.linear|Đều theo tháng"
}

// A Profile (kỳ vọng theo thời gian) is how much of a year's plan is expected when.
type Profile struct {
	Mode     ProfileMode
	Quarters [3]int        // Seasonal: per cent of the year at the end of quarters I, II, III
	Value    *figure.Value // ByHand: what is expected to date
	Own      bool          // Value is what the plan itself expects of the period, set by nobody
}

// ToDate (mức cần đạt đến hết kỳ) gives what should have been reached from the beginning of
// the year to the end of month, nil when nothing is planned. Percentages, decimals and yes/no
// are expected whole at any time unless set by hand.
func (p Profile) ToDate(k plan.Kind, g plan.Goal, month int) *figure.Value {
	switch {
	case p.Mode == ByHand && p.Value != nil:
		return p.Value
	case !k.Adds():
		return g.Year
	case p.Mode == Seasonal:
		if g.Year == nil {
			return nil
		}
		at := [5]int{0, p.Quarters[0], p.Quarters[1], p.Quarters[2], 100}
		q, rest := month/3, month%3
		share := int64(at[q] * 3)
		if rest > 0 {
			share += int64((at[q+1] - at[q]) * rest)
		}
		v, err := g.Year.Mul(share, 300)
		if err != nil {
			return nil
		}
		return &v
	}
	return linear(g, month)
}

// linear grows evenly to the half-year value, if the plan has one, and then to the year's.
func linear(g plan.Goal, month int) *figure.Value {
	of := func(v figure.Value, n, d int64) figure.Value { x, _ := v.Mul(n, d); return x }
	m := int64(month)
	switch {
	case g.Half != nil && month <= 6:
		return new(of(*g.Half, m, 6))
	case g.Year == nil:
		return nil
	case g.Half != nil:
		return new(*g.Half + of(*g.Year-*g.Half, m-6, 6))
	}
	return new(of(*g.Year, m, 12))
}

// Status (tình trạng tiến độ) is a pace in one word.
type Status string

const (
	Reached  Status = "reached"  // đã đạt kế hoạch năm
	OnPace   Status = "onpace"   // đúng tiến độ
	Slow     Status = "slow"     // hơi chậm
	Behind   Status = "behind"   // chậm
	Far      Status = "far"      // rất chậm
	Over     Status = "over"     // đã vượt mức cho phép của cả năm
	NoFigure Status = "nofigure" // chưa có số liệu
	NoPlan   Status = "noplan"   // không có kế hoạch để so
	Withheld Status = "withheld" // không truyền
)

// Statuses holds all statuses, worst first, those without a judgement last.
var Statuses = []Status{Over, Far, Behind, Slow, OnPace, Reached, NoFigure, Withheld, NoPlan}

// Label gives the status in words.
func (s Status) Label() string {
	switch s {
	case Reached:
		return "review.st.reached|Đã đạt kế hoạch năm"
	case OnPace:
		return "review.st.onpace|Đúng tiến độ"
	case Slow:
		return "review.st.slow|Hơi chậm"
	case Behind:
		return "review.st.behind|Chậm"
	case Far:
		return "review.st.far|Rất chậm"
	case Over:
		return "review.st.over|Đã vượt mức cho phép"
	case NoFigure:
		return "review.st.nofigure|Chưa có số liệu"
	case Withheld:
		return "review.st.withheld|Không truyền"
	}
	return "review.st.noplan|Không có kế hoạch để so"
}

// Judged reports whether the status says how a figure stands.
func (s Status) Judged() bool { return s != NoFigure && s != NoPlan && s != Withheld }

// Bad reports whether the status calls for work.
func (s Status) Bad() bool { return s == Behind || s == Far || s == Over }

// Assumption (giả định của ước) says what a projection rests on.
type Assumption string

const (
	KeepRate   Assumption = "rate"     // giữ nhịp như đến nay
	KeepSeason Assumption = "season"   // phần còn lại theo mùa vụ đã đặt
	KeepPlan   Assumption = "plan"     // phần còn lại theo tỷ lệ của kế hoạch, của mức tự đặt
	KeepLevel  Assumption = "level"    // giữ mức hiện nay
	YearOver   Assumption = "complete" // đã hết năm
)

// Label gives the assumption as a sentence.
func (a Assumption) Label() string {
	switch a {
	case KeepRate:
		return "review.as.rate|nếu giữ nhịp như {n} tháng qua"
	case KeepSeason:
		return "review.as.season|nếu phần còn lại theo mùa vụ đã đặt"
	case KeepPlan:
		return "review.as.plan|nếu phần còn lại theo đúng tỷ lệ kế hoạch đặt cho kỳ"
	case KeepLevel:
		return "review.as.level|nếu giữ mức hiện nay"
	}
	return "review.as.complete|số cả năm"
}

// A Pace (tiến độ) is how one figure stands against its plan at the end of a month, and
// where it leads by the end of the year.
type Pace struct {
	Actual     *figure.Value // from the beginning of the year, for what adds up
	Expected   *figure.Value // to date
	Percent    *figure.Value // of Expected; for "lower" the other way round
	Status     Status
	Projection *figure.Value // at the end of the year
	Assumption Assumption
	Enough     bool // the projection reaches the year's plan
	Score      *figure.Value
}

// Facts (dữ kiện của một ô) are what a pace is told from.
type Facts struct {
	Kind      plan.Kind
	Direction plan.Direction
	Goal      plan.Goal
	Profile   Profile
	Actual    *figure.Value
	Withheld  bool
	Month     int // last month that Actual covers
}

// PaceOf (tính tiến độ) judges one figure with the thresholds of the bloc.
func PaceOf(f Facts, s Setting) Pace {
	p := Pace{Actual: f.Actual, Expected: f.Profile.ToDate(f.Kind, f.Goal, f.Month)}
	switch {
	case f.Withheld:
		p.Actual, p.Status = nil, Withheld
		return p
	case f.Actual == nil:
		p.Status = NoFigure
		return p
	case p.Expected == nil:
		p.Status = NoPlan
		return p
	}
	share := plan.Share(f.Kind, f.Direction, *f.Actual, *p.Expected)
	p.Percent = share.Percent
	p.Score = score(share)
	p.Status = s.status(p, share)
	if f.Kind.Adds() && f.Direction == plan.Higher && f.Goal.Year != nil && *f.Actual >= *f.Goal.Year && *f.Goal.Year > 0 {
		p.Status = Reached
	}
	if f.Direction == plan.Lower && f.Goal.Year != nil && *f.Actual > *f.Goal.Year {
		p.Status = Over
	}
	p.project(f)
	return p
}

// score cuts a share of the plan to 0…100 so that one great success hides no failure.
func score(sh plan.ShareOfPlan) *figure.Value {
	full := figure.FromInt(100)
	switch {
	case sh.Met:
		return &full
	case sh.Percent == nil:
		return new(figure.Value(0))
	}
	return new(min(*sh.Percent, full))
}

func (s Setting) status(p Pace, share plan.ShareOfPlan) Status {
	if share.Met {
		return OnPace
	}
	if p.Percent == nil {
		return Behind
	}
	v := *p.Percent
	switch {
	case v < s.at(0):
		return Far
	case v < s.at(2):
		return Behind
	case v < s.at(3):
		return Slow
	}
	return OnPace
}

// project says where the year ends.
func (p *Pace) project(f Facts) {
	if f.Goal.Year == nil || f.Kind == plan.YesNo {
		return
	}
	switch {
	case f.Month >= 12:
		p.Projection, p.Assumption = f.Actual, YearOver
	case !f.Kind.Adds():
		p.Projection, p.Assumption = f.Actual, KeepLevel
	case *p.Expected <= 0 || *f.Goal.Year <= 0: // nothing to scale by: even pace of the months
		v, err := f.Actual.Mul(12, int64(f.Month))
		if err != nil {
			return
		}
		p.Projection, p.Assumption = &v, KeepRate
	default:
		v, err := f.Actual.Mul(int64(*f.Goal.Year), int64(*p.Expected))
		if err != nil {
			return
		}
		p.Projection, p.Assumption = &v, KeepPlan
		if f.Profile.Mode == Seasonal {
			p.Assumption = KeepSeason
		} else if f.Profile.Mode != ByHand && f.Goal.Half == nil {
			p.Assumption = KeepRate
		}
	}
	p.Enough = plan.Share(f.Kind, f.Direction, *p.Projection, *f.Goal.Year).Met
}

// Cover (các kỳ nối nhau) chooses periods that together reach from the beginning of the year
// of until to its last day without gap or overlap, latest first; nil when there are none.
// A longer period is preferred to its parts.
func Cover(all []civil.Period, until civil.Period) []civil.Period {
	jan := civil.Date{Year: until.Year(), Month: 1, Day: 1}
	var walk func(end civil.Date, first bool) []civil.Period
	walk = func(end civil.Date, first bool) []civil.Period {
		if end.Before(jan) {
			return []civil.Period{}
		}
		var list []civil.Period
		for _, p := range all {
			if p.Year() == until.Year() && p.To() == end && (!first || p == until) {
				list = append(list, p)
			}
		}
		longest(list)
		for _, p := range list {
			if rest := walk(p.From().AddDays(-1), false); rest != nil {
				return append([]civil.Period{p}, rest...)
			}
		}
		return nil
	}
	return walk(until.To(), true)
}

func longest(list []civil.Period) {
	for i := range list {
		for j := i; j > 0 && list[j].From().Before(list[j-1].From()); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}
