package reading

import (
	"strconv"
	"strings"

	"thidua/internal/base/sheet"
)

// A table is one block of rows under one heading, with one column of labels.
type table struct {
	g        *grid
	h1, h2   int // heading rows, 0 when there is none
	r1, r2   int // rows of data
	c1, c2   int // columns
	labelCol int
	cols     []column // by place: cols[i] is column c1+i
	attrCol  int      // 0 = none
	unitCol  int
	whenCol  int // the period, row by row
}

func (t *table) column(c int) *column {
	if c < t.c1 || c > t.c2 {
		return nil
	}
	return &t.cols[c-t.c1]
}

// A finder holds what is needed to find tables in a grid.
type finder struct {
	lx    *lexicon
	units *units
	mem   Memory
	hits  map[string]hit
	roles map[string]role
}

// A hit is the best target for a text.
type hit struct {
	s float64
	t int
}

// role is headerRole with a memory.
func (f *finder) role(text string) role {
	if r, ok := f.roles[text]; ok {
		return r
	}
	r := headerRole(text)
	f.roles[text] = r
	return r
}

// hit gives the best score of a text as the name of a target, 0 for other texts.
func (f *finder) hit(x *cell) (float64, int) {
	if !x.isText() || len(x.text) > 500 {
		return 0, -1
	}
	if h, ok := f.hits[x.text]; ok {
		return h.s, h.t
	}
	s, t := f.best(x.text)
	f.hits[x.text] = hit{s, t}
	return s, t
}

func (f *finder) best(text string) (float64, int) {
	label, _ := cleanLabel(text)
	code, ok := "", false
	if len(f.mem.Labels) > 0 {
		code, ok = f.mem.Labels[key(label)]
	}
	if ok {
		for i := range f.lx.targets {
			if f.lx.targets[i].Code == code {
				return 1, i
			}
		}
	}
	best, at := 0.0, -1
	for i, s := range f.lx.scores(label) {
		v := s.s
		if s.exact {
			v = 1
		}
		if v > best {
			best, at = v, i
		}
	}
	return best, at
}

// orient turns a grid whose targets run across.
func (f *finder) orient(g *grid) *grid {
	byCol, byRow := map[int]map[int]bool{}, map[int]map[int]bool{}
	for _, x := range g.list {
		if s, t := f.hit(x); s >= 0.6 {
			if byCol[x.col] == nil {
				byCol[x.col] = map[int]bool{}
			}
			if byRow[x.row] == nil {
				byRow[x.row] = map[int]bool{}
			}
			byCol[x.col][t], byRow[x.row][t] = true, true
		}
	}
	most := func(m map[int]map[int]bool) (n int) {
		for _, s := range m {
			n = max(n, len(s))
		}
		return n
	}
	if r, c := most(byRow), most(byCol); r >= 2 && r > c && (r >= 3 || c <= 1) && !f.upright(g) {
		return g.turn()
	}
	return g
}

// upright reports a grid with headings for names and for results side by side.
func (f *finder) upright(g *grid) bool {
	for _, h := range f.heads(g) {
		var label, result bool
		for r := h[0]; r <= h[1]; r++ {
			for c := 1; c <= g.cols; c++ {
				if x := g.at(r, c); x != nil {
					switch f.role(x.text) {
					case roleLabel:
						label = true
					case roleResult:
						result = true
					}
				}
			}
		}
		if label && result {
			return true
		}
	}
	return false
}

// isNumbering reports a row such as (1) (2) (3) or A B 1 2 under the headings.
func (f *finder) isNumbering(g *grid, r int) bool {
	n, last := 0, 0
	for c := 1; c <= g.cols; c++ {
		x := g.at(r, c)
		if x == nil || x.text == "" {
			continue
		}
		t := strings.Trim(x.fold, " ")
		if len(t) == 1 && t[0] >= 'a' && t[0] <= 'z' {
			n++
			continue
		}
		k, err := strconv.Atoi(strings.Fields(t + " x")[0])
		if err != nil || k != last+1 && last != 0 || k > 40 || k < 1 {
			return false
		}
		last = k
		n++
	}
	return n >= 3 && last >= 2
}

type rowKind int

const (
	rowOther rowKind = iota
	rowHead          // surely a row of headings
	rowMaybe         // headings if next to one
)

// kind says whether a row holds headings.
func (f *finder) kind(g *grid, r int) rowKind {
	strong, weak, figures, texts, names, ticks, hits := 0, 0, 0, 0, 0, 0, 0
	for c := 1; c <= g.cols; c++ {
		x := g.at(r, c)
		if x == nil || x.text == "" {
			if a := g.anchor(r, c); a != nil && a.row < r && a.col == c && a.isText() {
				if s, _ := f.hit(a); looksTarget(a, f.role(a.text), s) {
					return rowOther // the second line of a name that stands over several
				}
			}
			continue
		}
		if x.Kind == sheet.Number || x.Kind == sheet.Date || x.isFigure() {
			if n, err := strconv.Atoi(x.text); err != nil || n < 1990 || n > 2100 {
				figures++
				continue
			}
		}
		if !x.isText() && x.fold != "%" && x.Kind != sheet.Number {
			continue
		}
		texts++
		role := f.role(x.text)
		s, _ := f.hit(x)
		if looksTarget(x, role, s) {
			return rowOther
		}
		if s >= 0.5 && role != roleLabel {
			hits++
		}
		switch {
		case f.units.named(x.text) >= 0:
			strong++
			names++
		case role == roleNone:
		case role == roleYes || role == roleNo || role == rolePeriod || role == roleWeak || x.fold == "%":
			weak++
			if role == roleYes || role == roleNo {
				ticks++
			}
		default:
			strong++
		}
	}
	switch {
	case names == 1 && hits > 0:
		return rowOther // a line that names a unit and a target
	case names == 1 && strong == 1 && weak == ticks && weak > 0:
		return rowOther // a unit's line: "Xã A | Đạt | Đạt"
	case figures > 0 && (figures > 1 || strong < 3):
		return rowOther
	case strong >= 2, strong == 1 && weak >= 1 && texts >= 2:
		return rowHead
	case strong+weak >= 1 && texts >= 1:
		return rowMaybe
	}
	return rowOther
}

// looksTarget reports a text that is rather the name of a target than a heading.
func looksTarget(x *cell, r role, s float64) bool {
	n := len(strings.Fields(x.fold))
	return s >= 0.85 && n > 1 || s >= 0.62 && n >= 4 && !(r == roleLabel && n <= 6) || s >= 0.97
}

// loneText reports a row with one text only that begins at the left: a section line.
func loneText(g *grid, r int) bool {
	first := 0
	n := 0
	for c := 1; c <= g.cols; c++ {
		if x := g.at(r, c); x != nil && x.text != "" {
			n++
			if first == 0 {
				first = c
			}
		}
	}
	if n == 2 {
		if x := g.at(r, first); len(x.fold) <= 4 {
			return true // "I" | "CHỈ TIÊU CHUNG"
		}
	}
	return n == 1 && first <= 2
}

// tables finds the tables of a grid.
func (f *finder) tables(g *grid) []*table {
	heads := f.heads(g)
	var out []*table
	firstHead := g.rows + 1
	if len(heads) > 0 {
		firstHead = heads[0][0]
	}
	if firstHead > 1 {
		out = append(out, f.split(g, 0, 0, 1, firstHead-1, true)...)
	}
	for i, h := range heads {
		end := g.rows
		if i+1 < len(heads) {
			end = heads[i+1][0] - 1
		}
		if h[1]+1 <= end {
			out = append(out, f.split(g, h[0], h[1], h[1]+1, end, false)...)
		}
	}
	return out
}

// split makes the tables that stand side by side under one block of headings.
func (f *finder) split(g *grid, h1, h2, r1, r2 int, bare bool) []*table {
	cols := make([]column, g.cols+1)
	for c := 1; c <= g.cols; c++ {
		if h1 > 0 {
			cols[c] = combine(f.path(g, h1, h2, c), f.units, f.mem)
		} else {
			cols[c].unit = -1
		}
		cols[c].col, cols[c].hidden = c, g.hidCol[c]
	}
	sum, hits := make([]float64, g.cols+1), make([]int, g.cols+1)
	for r := r1; r <= r2; r++ {
		for c := 1; c <= g.cols; c++ {
			if x := g.at(r, c); x != nil && !isMeasure(x.fold) {
				if s, _ := f.hit(x); s >= 0.5 {
					sum[c] += s
					hits[c]++
				}
			}
		}
	}
	labels := labelColumns(cols, sum, hits, bare)
	var out []*table
	for i, lc := range labels {
		c1, c2 := 1, g.cols
		if i > 0 {
			c1 = backTo(cols, lc, labels[i-1], hasLeadingMeasure(cols, labels[0]))
		}
		if i+1 < len(labels) {
			c2 = backTo(cols, labels[i+1], lc, hasLeadingMeasure(cols, labels[0])) - 1
		}
		first := r1
		for bare && first < r2 {
			if s, _ := f.hit(g.anchor(first, lc)); s >= 0.5 {
				break
			}
			first++ // title lines
		}
		t := &table{g: g, h1: h1, h2: h2, r1: first, r2: r2, c1: c1, c2: c2, labelCol: lc}
		t.cols = append([]column{}, cols[c1:c2+1]...)
		t.column(lc).role = roleLabel
		for k := range t.cols {
			if t.cols[k].role == roleLabel && t.cols[k].col != lc {
				t.cols[k].role = roleNone
			}
		}
		t.byContent(f)
		out = append(out, t)
	}
	return out
}

// labelColumns chooses the columns that hold names of targets.
func labelColumns(cols []column, sum []float64, hits []int, bare bool) []int {
	best := 0
	for c := 1; c < len(cols); c++ {
		if sum[c] > 0 && (best == 0 || sum[c] > sum[best]) {
			best = c
		}
	}
	if best == 0 {
		if bare {
			return nil
		}
		for c := 1; c < len(cols); c++ {
			if cols[c].role == roleLabel {
				return []int{c}
			}
		}
		return nil
	}
	var out []int
	for c := 1; c < len(cols); c++ {
		switch {
		case c == best:
			out = append(out, c)
		case cols[c].role == roleLabel && hits[c] >= 1, bare && hits[c] >= 2 && sum[c] > sum[best]/4,
			cols[c].role == roleNone && cols[c].head == "" && hits[c] >= 3:
			out = append(out, c)
		}
	}
	return out
}

func hasLeadingMeasure(cols []column, label int) bool {
	return label > 1 && cols[label-1].role == roleMeasure
}

// backTo finds where the table with the label column lc begins, right of prev.
func backTo(cols []column, lc, prev int, measureFirst bool) int {
	c := lc
	for c-1 > prev {
		r := cols[c-1].role
		if r == roleIndex || r == roleField || r == roleUnit || r == roleMeasure && measureFirst {
			c--
			continue
		}
		break
	}
	return c
}

// path gives the headings over a column, from top to bottom.
func (f *finder) path(g *grid, h1, h2, c int) []string {
	var out []string
	for r := h1; r <= h2; r++ {
		if f.isNumbering(g, r) {
			continue
		}
		x := g.anchor(r, c)
		if (x == nil || x.text == "") && r < h2 {
			x = leftHeading(g, r, h2, c)
		}
		if x == nil || x.text == "" || len(out) > 0 && out[len(out)-1] == x.text {
			continue
		}
		out = append(out, x.text)
	}
	return out
}

// leftHeading finds the group heading left of an empty heading cell whose merge was
// lost, as in csv.
func leftHeading(g *grid, r, h2, c int) *cell {
	if below := g.anchor(h2, c); below == nil || below.text == "" {
		return nil
	}
	for k := c - 1; k >= 1; k-- {
		if _, ok := g.merge[pos{r, k}]; ok {
			return nil
		}
		x := g.at(r, k)
		low := g.at(h2, k)
		if low == nil || low.text == "" {
			return nil
		}
		if x != nil && x.text != "" {
			return x
		}
	}
	return nil
}
