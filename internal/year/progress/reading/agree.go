package reading

import (
	"regexp"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/vi"
)

var (
	bracketed  = regexp.MustCompile(`^([^()]+?)\s*\(([^()]+)\)\s*$`)
	yearRemark = regexp.MustCompile(`^([^()]+?)\s*\(\s*(?i:năm|quý [IV]+ năm)\s+(20\d{2})\s*:[^()]*\)\s*$`)
	plainHead  = regexp.MustCompile(`^\d[\d.,]*(?:\s*/\s*\d[\d.,]*)?$`)
	percentAt  = regexp.MustCompile(`^\d[\d.,]*\s*%$`)
	strokeAt   = regexp.MustCompile(`^\d[\d.,]*\s*/\s*\d[\d.,]*$`)
)

// yearNote finds the remark on an earlier year behind a figure: "1.412,5 (năm 2024:
// 1.380,2)"; 0 when there is none.
func (d *reader) yearNote(s string) int {
	m := yearRemark.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	if y, _ := strconv.Atoi(m[2]); y == 0 || y >= d.period.Year() {
		return 0
	}
	return len(m[1])
}

// agreeing reads a figure with a second one behind it that says the same: "32/60
// (53,3%)" and "32 (53,3%)" for a plan of 60, "95,8% (958/1000)" for a share.
func (d *reader) agreeing(s string) (figure.Value, bool) {
	m := bracketed.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	left, right := strings.TrimSpace(m[1]), strings.TrimSpace(m[2])
	if targetClass(d.t) == "percent" {
		if !percentAt.MatchString(left) || !strokeAt.MatchString(right) {
			return 0, false
		}
		a, errA := vi.ParseNumber(left)
		b, errB := vi.ParseNumber(right)
		if errA != nil || errB != nil || b.Of == nil || *b.Of <= 0 || b.Value > *b.Of || !sure(a) || len(b.Others) > 0 || b.Single {
			return 0, false
		}
		return a.Value, near(b.Value, *b.Of, a.Value)
	}
	if d.t.Kind == YesNo || d.t.Plan == nil || *d.t.Plan <= 0 || !plainHead.MatchString(left) || !percentAt.MatchString(right) {
		return 0, false
	}
	a, errA := vi.ParseNumber(left)
	b, errB := vi.ParseNumber(right)
	if errA != nil || errB != nil || a.Of != nil && *a.Of != *d.t.Plan || !sure(a) || !sure(b) || d.scale() != nil {
		return 0, false
	}
	return a.Value, near(a.Value, *d.t.Plan, b.Value)
}

func sure(r vi.Reading) bool { return len(r.Others) == 0 && len(r.More) == 0 && !r.Single && !r.Approx }

// near reports that share is a/b in per cent, rounded to one decimal or better.
func near(a, b, share figure.Value) bool {
	v, ok := a.Share(b)
	if !ok {
		return false
	}
	diff := v - share
	if diff < 0 {
		diff = -diff
	}
	half, _ := times(figure.FromInt(1), 6, 100)
	if share.IsWhole() {
		half, _ = times(figure.FromInt(1), 1, 2)
	}
	return diff <= half
}

// perHead reports that the words behind a unit of measure make an average of it: "phút/
// lượt" for a target in phút that is an average. A stretch of time must stand in the name.
func (d *reader) perHead(rest string) bool {
	name := vi.Fold(d.t.Name)
	if !has(name, "binh quan", "trung binh") {
		return false
	}
	for _, w := range strings.Fields(rest) {
		switch w {
		case "luot", "nguoi", "vu", "lan", "ho", "ca", "xe", "may", "don", "viec":
		case "thang", "ngay", "tuan", "quy", "nam", "gio":
			if !has(name, w) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// sharesApart reports a table that puts counts and shares in two columns under the
// heading of the period, "Số lượng | Tỷ lệ (%)": every line measured in per cent leaves
// the column of counts empty, so that its figure in the column of shares is the result.
func (t *table) sharesApart(p civil.Period, c *column) bool {
	i := strings.LastIndex(c.head, " / ")
	if i < 0 || c.span.fit(p) != fitSame || !is(vi.Fold(c.head[i:]), "ty le", "ti le", "ty le %", "ti le %", "tl", "tl %", "%") {
		return false
	}
	measure, count := 0, 0
	for k := range t.cols {
		switch x := &t.cols[k]; {
		case x.role == roleMeasure:
			measure = x.col
		case x.role == roleResult && strings.HasPrefix(x.head, c.head[:i+3]):
			count = x.col
		}
	}
	if measure == 0 || count == 0 {
		return false
	}
	shares, counts := 0, 0
	for r := t.r1; r <= t.r2; r++ {
		m, n, s := t.g.at(r, measure), t.g.at(r, count), t.g.at(r, c.col)
		if m == nil || m.text == "" {
			continue
		}
		filled := n != nil && (n.text != "" || n.Formula != "")
		switch {
		case class(m.fold) == "percent" && filled:
			return false
		case class(m.fold) == "percent" && s != nil && s.text != "":
			shares++
		case filled:
			counts++
		}
	}
	return shares >= 2 && counts >= 2
}
