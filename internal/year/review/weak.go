package review

import (
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
)

// A Setting (ngưỡng rà soát của Khối) is what the bloc calls slow, weak and far below. It is
// shown wherever it decides something.
type Setting struct {
	Bloc    id.Bloc
	Bins    [4]int // per cent: below the first is weak (yếu), then ever better
	Units   int    // a field is weak when it is below the first bin in so many units
	Drop    int    // … or when its mean is so many points below that of its own last years
	Filing  int    // days after the end of a period by which the bloc files its report with the board
	Version int64  // 0 = the house's defaults
}

// DefaultSetting gives the thresholds of a bloc that has set none.
func DefaultSetting(b id.Bloc) Setting {
	return Setting{Bloc: b, Bins: [4]int{50, 65, 80, 95}, Units: 3, Drop: 15, Filing: 30}
}

// Problems lists what is wrong with thresholds as typed.
func (s Setting) Problems() []fault.Field {
	var list []fault.Field
	last := 0
	for i, b := range s.Bins {
		if b <= last || b > 120 {
			list = append(list, fault.Field{Name: "bin" + string(rune('1'+i)), Msg: "review.set.bin|Các ngưỡng phải tăng dần, từ 1 đến 120. Sửa ngưỡng này."})
		}
		last = b
	}
	if s.Units < 1 || s.Units > 99 {
		list = append(list, fault.Field{Name: "units", Msg: "review.set.units|Số đơn vị phải từ 1 đến 99."})
	}
	if s.Drop < 1 || s.Drop > 100 {
		list = append(list, fault.Field{Name: "drop", Msg: "review.set.drop|Số điểm giảm phải từ 1 đến 100."})
	}
	if s.Filing < 1 || s.Filing > 180 {
		list = append(list, fault.Field{Name: "filing", Msg: "review.set.filing|Số ngày phải từ 1 đến 180."})
	}
	return list
}

// FilingDue gives the day by which the bloc files its report of a period with the board.
func (s Setting) FilingDue(p civil.Period) civil.Date { return p.To().AddDays(s.Filing) }

func (s Setting) at(i int) figure.Value { return figure.FromInt(int64(s.Bins[i])) }

// Bin gives the place of a score among the thresholds: 0 is weak, 4 the best. A score counts as
// it is printed, in whole points.
func (s Setting) Bin(v figure.Value) int {
	v = v.Round(0)
	for i := range s.Bins {
		if v < s.at(i) {
			return i
		}
	}
	return len(s.Bins)
}

// Weak reports whether a score is weak.
func (s Setting) Weak(v *figure.Value) bool { return v != nil && s.Bin(*v) == 0 }

// mean gives the mean of values rounded half away from zero, nil for none.
func mean(list []figure.Value) *figure.Value {
	if len(list) == 0 {
		return nil
	}
	var sum figure.Value
	for _, v := range list { // scores lie between 0 and 100: no overflow
		sum += v
	}
	return new(sum.DivInt(int64(len(list))))
}

// Median (trung vị) gives the middle of values, the mean of the two middle ones when their
// number is even, nil for none. The order of list does not matter and stays.
func Median(list []figure.Value) *figure.Value {
	if len(list) == 0 {
		return nil
	}
	s := slices.Sorted(slices.Values(list))
	n := len(s) / 2
	if len(s)%2 == 1 {
		return &s[n]
	}
	return mean(s[n-1 : n+1])
}

// A WeakField (lĩnh vực còn yếu) is a field in which the bloc falls behind: the reason for
// an urgent task or a new drive.
type WeakField struct {
	Below   int           // units below the first threshold
	Scored  int           // units that have a score
	Mean    *figure.Value // of the units' scores
	Past    *figure.Value // mean of the same field in the same stretch of earlier years
	Years   int           // how many earlier years Past stands for
	ByUnits bool          // weak because of the number of units
	ByPast  bool          // weak because of the own last years
}

// Weak reports whether the field is weak for either reason.
func (w WeakField) Weak() bool { return w.ByUnits || w.ByPast }

// JudgeField (xét lĩnh vực) applies the thresholds of the bloc to the units' scores of one
// field and the field's means of earlier years. Units without a score do not count.
func JudgeField(scores []*figure.Value, past []figure.Value, s Setting) WeakField {
	var w WeakField
	var list []figure.Value
	for _, v := range scores {
		if v == nil {
			continue
		}
		list = append(list, *v)
		if s.Weak(v) {
			w.Below++
		}
	}
	w.Scored, w.Mean, w.Past, w.Years = len(list), mean(list), mean(past), len(past)
	w.ByUnits = w.Below >= s.Units
	w.ByPast = w.Mean != nil && w.Past != nil && *w.Mean <= *w.Past-figure.FromInt(int64(s.Drop))
	return w
}

// FarBelow reports whether one unit's score lies far below the mean of its own last years.
func FarBelow(now *figure.Value, past []figure.Value, s Setting) bool {
	p := mean(past)
	return now != nil && p != nil && *now <= *p-figure.FromInt(int64(s.Drop))
}
