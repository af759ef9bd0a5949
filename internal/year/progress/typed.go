package progress

import (
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/vi"
	"thidua/internal/year/plan"
)

// A Reading (số đã gõ) is what a text typed into a cell means.
type Reading struct {
	Value      *figure.Value  // nil = empty, or see Candidates
	Candidates []figure.Value // more than one reading: a person must choose
	Understood bool           // the text is not what would be shown again: say "Đã hiểu là …"
}

// ReadTyped reads the text typed or pasted into a cell. A text with one reading gives a
// Value; a single group such as 1,234 gives Candidates, unless the plan or the last
// period confirms that 1.234 means thousands. Errors: fault.Invalid with an example.
func ReadTyped(c Cell, text string) (Reading, error) {
	text = strings.TrimSpace(vi.NFC(text))
	if text == "" {
		return Reading{}, nil
	}
	if c.Kind == plan.YesNo {
		return readYesNo(c.Name, text)
	}
	r, err := vi.ParseNumber(text)
	bad := fault.New(fault.Invalid, "cell.number|{field} phải là số, ví dụ 1.234,5", fault.P{"field": c.Name})
	if err != nil || r.Approx || r.Of != nil || len(r.More) > 0 || r.Prefix != "" || r.Note != "" {
		return Reading{}, bad
	}
	if s := vi.Fold(r.Suffix); s != "" && s != vi.Fold(c.Measure) {
		return Reading{}, bad
	}
	if r.Percent && c.Kind != plan.Percent {
		return Reading{}, bad
	}
	if len(r.Others) == 0 {
		return Reading{Value: new(r.Value), Understood: r.Value.VN() != strings.TrimSuffix(text, "%")}, nil
	}
	if r.Single && r.Sep == '.' && confirms(r.Value, r.Others, c.Expected, c.Goal.Year, c.Last) {
		return Reading{Value: new(r.Value)}, nil
	}
	return Reading{Candidates: append([]figure.Value{r.Value}, r.Others...)}, nil
}

// confirms reports whether a known figure is of the size of v and none of the size of
// another reading.
func confirms(v figure.Value, others []figure.Value, refs ...*figure.Value) bool {
	near := func(a, b figure.Value) bool { return a > 0 && b > 0 && a/5 <= b && b/5 <= a }
	yes := false
	for _, r := range refs {
		if r == nil {
			continue
		}
		if slices.ContainsFunc(others, func(o figure.Value) bool { return near(o, *r) }) {
			return false
		}
		yes = yes || near(v, *r)
	}
	return yes
}

func readYesNo(name, text string) (Reading, error) {
	switch vi.Fold(text) {
	case "1", "dat", "co", "x", "xong", "da dat", "hoan thanh", "yes":
		return Reading{Value: new(figure.FromInt(1)), Understood: text != "1"}, nil
	case "0", "khong dat", "khong", "chua dat", "chua", "chua hoan thanh", "khong hoan thanh", "no":
		return Reading{Value: new(figure.Value(0)), Understood: text != "0"}, nil
	}
	return Reading{}, fault.New(fault.Invalid, "cell.yesno|{field}: chọn Đạt hoặc Không đạt", fault.P{"field": name})
}
