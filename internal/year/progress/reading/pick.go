package reading

import (
	"regexp"
	"strings"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// pick sorts the cells of a row by role.
func (w *walker) pick(row *trow, t *table, r int, lab *cell, attr *column) {
	named, own := false, false
	for i := range t.cols {
		if u := t.cols[i].unit; u >= 0 && t.cols[i].isValue() && t.cols[i].col != t.labelCol {
			named = true
			own = own || u == 0
		}
	}
	if named && !own {
		row.foreign = true
	} else if named {
		row.foreign, row.strange, row.owned = false, false, true
	}
	var unknown []slot
	for i := range t.cols {
		c := &t.cols[i]
		if c.col == t.labelCol || c.hidden || named && c.unit != 0 && c.role != roleMeasure && c.role != rolePlan && c.role != roleIndex || named && c.unit > 0 {
			continue
		}
		x := w.g.at(r, c.col)
		if x == nil {
			if a := w.g.anchor(r, c.col); a != nil && a.row != r && a.col == c.col && (c.role == roleMeasure || c.role == rolePlan && attr == nil) {
				x = a
			}
		}
		role := c.role
		if attr != nil && (role == roleNone || role == roleResult) {
			role = attr.role
		}
		switch role {
		case roleMeasure:
			if x != nil && x.text != "" {
				row.measure = x.fold
			}
		case rolePlan:
			if row.plan == nil && x != nil && x.text != "" && !c.span.last && (c.span.year == 0 || c.span.year == w.period.Year()) && (c.span.m1 == 0 || c.span.m1 == 1 && c.span.m2 == 12) {
				row.plan = x
			}
		case roleResult:
			w.place(row, t, c, slot{cell: x, col: c, at: t.address(r, c.col, lab), fit: w.fit(row, c, attr)}, attr != nil)
		case roleRatio:
			row.ratios = append(row.ratios, slot{cell: x, col: c, at: t.address(r, c.col, lab)})
		case roleYes:
			row.yes, row.hasYes = x, true
			row.results = append(row.results, slot{cell: x, col: c, at: t.address(r, c.col, lab), fit: w.fit(row, c, attr)})
		case roleNo:
			row.no = x
		case roleNone:
			if x != nil && x.text != "" && (x.isFigure() || c.num) {
				unknown = append(unknown, slot{cell: x, col: c, at: t.address(r, c.col, lab)})
			}
		}
	}
	if len(row.results) == 0 && len(row.parts) == 0 && len(unknown) > 0 {
		row.results, row.bare = unknown, true
	}
	if len(row.results)+len(row.parts) == 0 && !row.hasYes {
		w.inline(row, t, lab)
	}
	w.best(row)
}

// inline reads "name: figure" that stands in one cell.
func (w *walker) inline(row *trow, t *table, lab *cell) {
	if !lineValue.MatchString(lab.text) {
		return
	}
	left, right, _ := strings.Cut(lab.text, ":")
	if s, _ := w.f.best(left); s < 0.5 {
		return
	}
	row.label, row.measure = cleanLabel(left)
	right = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(right), ".;,"))
	x := &cell{Cell: &sheet.Cell{Kind: sheet.Text, At: lab.At, Text: right, Struck: lab.Struck}, row: lab.row, col: lab.col, text: right, fold: vi.Fold(right)}
	s := slot{cell: x, col: &column{role: roleResult, unit: -1}, at: lab.At, fit: w.fit(row, &column{unit: -1}, nil)}
	if s.fit == fitOther {
		row.parts = append(row.parts, s)
		return
	}
	row.results, row.bare = append(row.results, s), false
}

// place puts a result cell among the results of the period or the other ones.
func (w *walker) place(row *trow, t *table, c *column, s slot, attr bool) {
	r := row.row
	if m, ok := w.g.merge[pos{r, c.col}]; ok && m.Row2 > m.Row1 && w.labels(t, m.Row1, m.Row2) > 1 {
		s.cell, s.shared = w.g.cells[pos{m.Row1, m.Col1}], true
	}
	if s.fit == fitOther {
		row.parts = append(row.parts, s)
		return
	}
	if w.ctx.planned && c.unit < 0 && !attr && !resultWords(vi.Fold(c.head)) {
		row.bare = true // "Số lượng" under a title that speaks of the plan
	}
	row.results = append(row.results, s)
}

// labels counts the names in some rows of a table.
func (w *walker) labels(t *table, r1, r2 int) int {
	n := 0
	for r := r1; r <= r2; r++ {
		if x := w.g.at(r, t.labelCol); x.isText() {
			n++
		}
	}
	return n
}

// fit compares the period of a column, then of the context, with the one asked for.
func (w *walker) fit(row *trow, c *column, attr *column) int {
	sp := c.span
	if attr != nil && attr.span.any {
		sp = attr.span
	}
	f := sp.fit(w.period)
	if (sp.cumul || sp.upto != 0 || sp.whole) && sp.m1 == 0 && w.period.From().Month > 1 {
		return fitOther // counted from January, the period begins later
	}
	ctx := row.fit
	if ctx == fitNone || ctx == fitYear {
		if ff := w.file.fit(w.period); ff == fitSame || ctx == fitNone && ff == fitOther {
			ctx = ff
		}
	}
	switch f {
	case fitYear:
		if ctx == fitSame || ctx == fitOther {
			return ctx
		}
		return fitYear
	case fitNone:
		return ctx
	case fitSame:
		// "6 tháng" without a year under a title of another year
		if y := w.year(); sp.year == 0 && y != 0 && y != w.period.Year() {
			return fitOther
		}
	}
	return f
}

// year gives the year that the lines above name, else that of the file.
func (w *walker) year() int {
	if y := w.ctx.span.year; y != 0 {
		return y
	}
	if y := w.file.year; y < w.period.Year() || w.file.m1 != 0 {
		return y
	}
	return 0
}

// resultWords reports a line or heading that speaks of results.
func resultWords(f string) bool {
	return has(f, "ket qua", "thuc hien", "kq", "th", "dat", "dat duoc", "luy ke", "uoc", "bao cao", "da lam", "hoan thanh", "so ket", "tong ket")
}

// planWords reports one that speaks of a plan.
func planWords(f string) bool {
	return has(f, "ke hoach", "dang ky", "giao chi tieu", "chi tieu giao", "chi tieu duoc giao", "phan dau", "muc tieu", "giao uoc", "chi tieu nam", "kh", "phuong huong", "nhiem vu trong tam")
}

// partWords name a part of the period without a number.
var partWords = regexp.MustCompile(`\b(?:(?:trong|rieng) (?:thang|quy|tuan)|(?:thang|quy|tuan) (?:nay|bao cao|bc))\b`)

// best keeps the result columns that name the period when some do and others do not.
func (w *walker) best(row *trow) {
	if len(row.results) < 2 || row.bare {
		return
	}
	explicit, cumul := 0, 0
	for _, s := range row.results {
		if s.col.span.fit(w.period) == fitSame {
			explicit++
		}
		if s.col.span.cumul {
			cumul++
		}
	}
	keep := func(f func(slot) bool) {
		var out []slot
		for _, s := range row.results {
			if f(s) || s.col.role == roleYes {
				out = append(out, s)
			}
		}
		row.results = out
	}
	switch {
	case explicit > 0 && explicit < len(row.results):
		keep(func(s slot) bool { return s.col.span.fit(w.period) == fitSame })
	case cumul > 0 && cumul < len(row.results):
		keep(func(s slot) bool { return s.col.span.cumul || !partWords.MatchString(vi.Fold(s.col.head)) })
	}
}

// attrRow reads a row of a table where plan and result stand one under the other.
func (w *walker) attrRow(t *table, r int) bool {
	var lab *cell
	for k := r; k >= t.r1; k-- {
		if x := w.g.anchor(k, t.labelCol); x != nil && x.isText() {
			lab = x
			break
		}
		if k < r && w.g.at(k, t.attrCol) == nil {
			break
		}
	}
	a := w.g.anchor(r, t.attrCol)
	if lab == nil || a == nil || a.text == "" {
		return w.heading(t, r, lab)
	}
	attr := combine([]string{a.text}, w.f.units, w.f.mem)
	switch attr.role {
	case rolePlan:
		row := w.add(t, r, lab, &attr)
		plan := row.plan
		w.rows = w.rows[:len(w.rows)-1]
		for i := len(w.rows) - 1; i >= 0 && w.rows[i].labelAt == lab.At && w.rows[i].t == t; i-- {
			w.rows[i].plan = plan
		}
		w.plans[planKey{t, lab.At}] = plan
	case roleResult, roleNone:
		row := w.add(t, r, lab, &attr)
		if p, ok := w.plans[planKey{t, lab.At}]; ok && row.plan == nil {
			row.plan = p
		}
	}
	return true
}
