package reading

import (
	"strconv"
	"strings"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// A census counts what the cells of a column hold.
type census struct{ all, figures, measures, attrs, units, periods, strokes, plans int }

func (t *table) census(f *finder, col int) census {
	var n census
	for r := t.r1; r <= t.r2; r++ {
		x := t.g.at(r, col)
		if x == nil || x.text == "" {
			continue
		}
		n.all++
		if strings.ContainsRune(x.text, '/') {
			n.strokes++
		}
		if x.isFigure() {
			n.figures++
		}
		if !x.isText() && x.fold != "%" {
			continue
		}
		switch role := f.role(x.text); {
		case isMeasure(x.fold) && x.fold != "ke hoach":
			n.measures++
		case role == rolePlan || role == roleResult || role == roleLast || role == roleRatio:
			n.attrs++
			if role == rolePlan {
				n.plans++
			}
		}
		if f.units.named(x.text) >= 0 {
			n.units++
		}
		if s := parseSpan(x.text); s.m1 != 0 && len(strings.Fields(x.fold)) <= 8 {
			n.periods++
		}
	}
	return n
}

// counts reports a column that only numbers the rows: 1, 2, 3 …
func (t *table) counts(col int) bool {
	last, n := 0, 0
	for r := t.r1; r <= t.r2; r++ {
		x := t.g.at(r, col)
		if x == nil || x.text == "" {
			continue
		}
		k, err := strconv.Atoi(strings.TrimSpace(strings.TrimRight(x.text, ".)")))
		if err != nil || k != last+1 && k != 1 {
			return false
		}
		last = k
		n++
	}
	return n >= 1
}

// byContent gives a role to columns whose headings say too little, from what they hold.
func (t *table) byContent(f *finder) {
	hasNo := false
	for k := range t.cols {
		hasNo = hasNo || t.cols[k].role == roleNo
	}
	for k := range t.cols {
		c := &t.cols[k]
		if c.col == t.labelCol {
			continue
		}
		n := t.census(f, c.col)
		c.num = n.figures > 0 && n.figures*2 >= n.all
		if c.role == roleNone && c.num && c.col < t.labelCol && t.counts(c.col) {
			c.role = roleIndex
		}
		most := func(k int) bool { return k >= 2 && k*10 >= n.all*6 }
		switch {
		case n.all == 0:
		case c.role == roleResult && n.strokes == 0 && shareHead.MatchString(c.head):
			c.role = roleRatio // "TH/KH" over shares; over "13/12" it is the result
		case c.role == roleWhen:
			t.whenCol = c.col
		case c.role == roleNone && c.num && c.head != "" && headerRole(c.head) == roleLabel && has(vi.Fold(c.head), "chi tieu"):
			c.role = rolePlan // "Chỉ tiêu" over figures, beside "Nội dung"
		case c.role == roleYes && (n.figures >= 2 || !hasNo):
			c.role = roleResult
		case c.role == roleResult && n.figures == 0 && n.plans > 0 && n.plans < n.attrs && most(n.attrs) && t.attrCol == 0:
			c.role = roleAttr // "Loại số liệu"
			t.attrCol = c.col
		case c.role == roleUnit || c.role == roleNone && most(n.units):
			switch {
			case most(n.units) || c.role == roleUnit && n.units > 0 && n.measures == 0:
				c.role = roleUnit
				t.unitCol = c.col
			case n.figures*2 > n.all:
				c.role = roleNone
			default:
				c.role = roleMeasure
			}
		case (c.role == roleNone || c.role == roleResult || c.role == rolePeriod || c.role == roleField) && most(n.periods) && n.figures*2 < n.all && c.col != t.labelCol && t.whenCol == 0:
			c.role = roleWhen
			t.whenCol = c.col
		case (c.role == roleNone || c.role == roleField || c.role == roleWeak) && most(n.attrs) && t.attrCol == 0:
			c.role = roleAttr
			t.attrCol = c.col
		case c.role == roleNone && most(n.measures):
			c.role = roleMeasure
		}
	}
	t.totalAlone()
}

// totalAlone lets a column "Tổng cộng" be asked about when the table has no other one
// that may hold results.
func (t *table) totalAlone() {
	var total *column
	for k := range t.cols {
		c := &t.cols[k]
		switch {
		case c.col == t.labelCol:
		case c.unit >= 0 || c.role == roleResult || c.role == roleYes || c.role == roleRatio || c.role == roleNone && c.num:
			return
		case c.role == roleNote && c.num && is(vi.Fold(c.head), "tong cong", "cong", "tong"):
			total = c
		}
	}
	if total != nil {
		total.role = roleNone
	}
}

// address gives the address of a place, also of an empty one.
func (t *table) address(r, c int, label *cell) string {
	if x := t.g.at(r, c); x != nil && x.At != "" {
		return x.At
	}
	if label != nil && strings.HasPrefix(label.At, "T") && strings.ContainsRune(label.At, 'R') && strings.ContainsRune(label.At, 'C') && t.g.name == "" {
		i := strings.LastIndexByte(label.At, 'C')
		if n, err := strconv.Atoi(label.At[i+1:]); err == nil && i > 1 && strings.ContainsAny(label.At[1:i], "R") {
			if _, e := strconv.Atoi(strings.SplitN(label.At[1:i], "R", 2)[0]); e == nil {
				return label.At[:i+1] + strconv.Itoa(n+c-label.col)
			}
		}
	}
	if t.g.turned {
		return sheet.A1(c, r)
	}
	return sheet.A1(r, c)
}

// isTotal reports a line that sums unlike targets up.
func isTotal(label string) bool {
	f := vi.Fold(label)
	return is(f, "tong cong", "cong", "tong", "tong so", "cong chung", "toan khoi", "binh quan", "cong tong", "tong diem", "cong diem", "tong hop") ||
		strings.HasPrefix(f, "tong so chi tieu") || strings.HasPrefix(f, "cong so chi tieu") || strings.HasPrefix(f, "tong cong") ||
		strings.HasPrefix(f, "so chi tieu dat") || strings.HasPrefix(f, "tong chi tieu")
}
