package reading

import (
	"regexp"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// A slot is one place where a figure may stand: a cell, or an empty place.
type slot struct {
	cell   *cell // nil when nothing stands there
	col    *column
	at     string
	fit    int
	shared bool // one merged cell stands for several rows
}

// A trow is one line of a table, read for the sender of the file.
type trow struct {
	t       *table
	row     int
	label   string // without numbering and unit of measure
	written string // as written
	labelAt string
	measure string // folded
	results []slot
	parts   []slot // results of parts of the period, or of other periods
	ratios  []slot
	plan    *cell
	yes, no *cell
	hasYes  bool
	fit     int  // of the context
	foreign bool // belongs to another unit
	owned   bool // surely belongs to the sender
	strange bool // the file seems to come from another unit
	hidden  bool
	sub     bool
	struck  bool
	total   bool
	old     bool // the label names another period
	bare    bool // no headings
	told    bool // a line above says that results follow
}

// A context is what the lines above a row said.
type context struct {
	unit    int // -1 unknown, -2 an organ outside the bloc
	span    span
	parent  string // the section line above, for names that continue it
	told    bool   // a title line speaks of results
	heading string // last section heading that was the name of a target
	headAt  string
	measure string // its unit of measure, folded
	planned bool   // a title line speaks of a plan
	below   bool   // after "Trong đó"
}

// A walker reads the rows of one grid from top to bottom.
type walker struct {
	f      *finder
	g      *grid
	period civil.Period
	file   span // what the file's name and its title say
	above  int  // unit of the caption above the table of a .docx, plus one; 0 = none
	ctx    context
	rows   []trow
	units  map[int]bool      // units that this grid names; -2 an organ outside the bloc
	tables int               // rows of tables read so far
	plans  map[planKey]*cell // where the plan stands in a row of its own
}

type planKey struct {
	t       *table
	labelAt string
}

var caution = regexp.MustCompile(`\b(?:can cu|ke hoach so|quyet dinh|chi thi|nghi quyet|thong tu|cong van|thuc hien ke hoach|chi tieu ke hoach)\b`)

// line takes the context from a line that is no row of a table.
func (w *walker) line(text string, inTable bool) {
	f := vi.Fold(text)
	n := len(strings.Fields(f))
	if n == 0 || n > 40 || notSender.MatchString(f) {
		return
	}
	if everybody(key(text)) && w.ctx.unit >= 0 && inTable {
		w.ctx.unit = len(w.f.units.list) // nobody's own figures
	} else if u := w.f.units.named(text); u >= 0 {
		w.setUnit(u)
		w.ctx.heading = ""
	} else if !inTable || n <= 14 {
		us := w.f.units.mentioned(text)
		if len(us) == 1 && (us[0] == 0 && !inTable || w.f.units.mostly(text, us[0]) && (w.ctx.unit != 0 || inTable)) && !caution.MatchString(f) {
			w.setUnit(us[0])
		} else if len(us) == 1 && !inTable && !caution.MatchString(f) && w.tables == 0 {
			w.note(us[0]) // a title that names a unit, but not as its own
		} else if len(us) == 0 && !inTable && w.ctx.unit == -1 && w.f.units.strangerName(text) {
			w.setUnit(-2)
		}
	}
	w.ctx.told = w.ctx.told || has(f, "ket qua", "thuc hien", "kq", "so lieu")
	if done := resultWords(f); done || !inTable && planWords(f) {
		w.ctx.planned = !done
	}
	w.ctx.span = mergeSpan(w.ctx.span, text, n)
}

func (w *walker) setUnit(u int) {
	w.ctx.unit = u
	w.note(u)
}

// note remembers that the grid names unit u.
func (w *walker) note(u int) {
	if w.units == nil {
		w.units = map[int]bool{}
	}
	w.units[u] = true
}

// mergeSpan lets a new line refine or replace what earlier lines said of the period.
func mergeSpan(old span, text string, n int) span {
	s := parseSpan(text)
	f := vi.Fold(text)
	switch {
	case !s.any || n > 24 || caution.MatchString(f) && s.m1 == 0:
		return old
	case strings.HasPrefix(f, "ghi chu") || strings.HasPrefix(f, "so lieu tinh den") || strings.HasPrefix(strings.TrimSpace(text), "*") || strings.HasPrefix(strings.TrimSpace(text), "("):
		if s.m1 == 0 || strings.HasPrefix(f, "ghi chu") || strings.HasPrefix(strings.TrimSpace(text), "*") {
			return old
		}
		return s
	case s.m1 != 0:
		if s.year == 0 && !s.last {
			s.year = old.year
		}
		return s
	case s.last:
		return old
	case old.m1 != 0 && n > 8:
		return old
	case old.m1 != 0 && old.year == 0, old.m1 != 0 && s.year == old.year:
		old.year = s.year
		return old
	}
	return s
}

// walk reads all rows of the grid.
func (w *walker) walk() {
	tables := w.f.tables(w.g)
	inHead := map[int]bool{}
	for _, t := range tables {
		for r := t.h1; r > 0 && r <= t.h2; r++ {
			inHead[r] = true
		}
	}
	plain := vi.NFC(w.g.title)
	w.ctx.unit = -1
	if w.above > 0 {
		w.setUnit(w.above - 1)
	}
	if plain != "" {
		f := vi.Fold(plain)
		w.ctx.planned = planWords(f) && !resultWords(f)
		if u := w.f.units.named(plain); u >= 0 {
			w.setUnit(u)
		} else if us := w.f.units.mentioned(plain); len(us) == 1 {
			w.setUnit(us[0])
		}
		if s := parseSpan(strings.ReplaceAll(plain, "_", " ")); s.any && (s.m1 != 0 || s.year != w.period.Year()) {
			w.ctx.span = s
		}
	}
	last := ""
	for r := 1; r <= w.g.rows; r++ {
		if inHead[r] {
			w.ctx.below = false
			continue
		}
		any := false
		for _, t := range tables {
			if r >= t.r1 && r <= t.r2 && w.row(t, r) {
				any = true
			}
		}
		if any {
			continue
		}
		for c := 1; c <= w.g.cols; c++ {
			if x := w.g.at(r, c); x.isText() && x.text != last {
				last = x.text
				for _, l := range strings.Split(x.text, "\n") {
					w.line(l, false)
				}
			}
		}
	}
}

var (
	subMark  = regexp.MustCompile(`^\s*[-–—+•●▪*]\s*`)
	bulleted = regexp.MustCompile(`^\s*[-–—+•●▪]`)
)

// row reads row r of table t; it reports whether the row belongs to the table.
func (w *walker) row(t *table, r int) bool {
	lab := w.g.anchor(r, t.labelCol)
	if t.attrCol > 0 {
		return w.attrRow(t, r)
	}
	if lab == nil || lab.text == "" {
		lab = w.carried(t, r)
	}
	if lab == nil || lab.text == "" || !lab.isText() {
		return w.heading(t, r, nil)
	}
	if w.block(t, r, lab) {
		return true
	}
	if lab.row != r && t.unitCol == 0 {
		// a label merged over several rows: only its first row counts, unless that is empty
		if w.filled(t, lab.row) {
			if w.filled(t, r) {
				w.add(t, r, lab, nil)
			}
			return true
		}
	}
	if !w.filled(t, r) && w.sectionLike(t, r, lab) {
		return w.heading(t, r, lab)
	}
	w.add(t, r, lab, nil)
	return true
}

// filled reports any content in the value columns of a row.
func (w *walker) filled(t *table, r int) bool {
	for i := range t.cols {
		c := &t.cols[i]
		if c.col == t.labelCol || c.role == roleIndex || c.role == roleField {
			continue
		}
		if x := w.g.at(r, c.col); x != nil && (x.text != "" || x.Formula != "") {
			return true
		}
	}
	return false
}

// sectionLike reports that a row without figures is a section line, not a target left
// blank.
func (w *walker) sectionLike(t *table, r int, lab *cell) bool {
	s, _ := w.f.hit(lab)
	return s < 0.5 || w.f.units.named(lab.text) >= 0
}

// heading takes a section line inside a table.
func (w *walker) heading(t *table, r int, lab *cell) bool {
	n := 0
	var only *cell
	for c := t.c1; c <= t.c2; c++ {
		if x := w.g.at(r, c); x != nil && x.text != "" {
			n++
			if x.isText() && len(x.fold) > 4 {
				only = x
			}
		}
	}
	if lab == nil {
		lab = only
	}
	if lab == nil {
		return n > 0
	}
	f := vi.Fold(lab.text)
	if strings.HasPrefix(f, "trong do") || strings.HasPrefix(f, "bao gom") || strings.HasPrefix(f, "gom") {
		w.ctx.below = true
		return true
	}
	w.ctx.below = false
	if n <= 2 {
		before := w.ctx.unit
		w.line(lab.text, true)
		if before != w.ctx.unit {
			w.ctx.heading = ""
		}
		if w.ctx.parent, _ = cleanLabel(lab.text); len(w.ctx.parent) > 120 || everybody(f) {
			w.ctx.parent = ""
		}
		if s, _ := w.f.hit(lab); s >= 0.75 {
			w.ctx.heading, w.ctx.headAt = lab.text, lab.At
		}
	}
	return n > 0 && n <= 2
}

// add makes the trow of row r. attr is set when plan and result stand in rows of
// their own.
func (w *walker) add(t *table, r int, lab *cell, attr *column) *trow {
	row := trow{t: t, row: r, written: lab.text, labelAt: lab.At, bare: t.h1 == 0, told: (w.ctx.told || w.ctx.unit == 0) && !w.ctx.planned, struck: lab.Struck}
	if lab.isText() && lab.Kind == sheet.Text {
		row.written = vi.NFC(lab.text)
	}
	row.label, row.measure = cleanLabel(lab.text)
	row.label = w.fuller(row.label, t, r)
	row.hidden = lab.hidden(w.g) || w.g.hidRow[r]
	row.total = isTotal(row.label)
	w.relation(&row, lab)
	w.owner(&row, t, r, lab)
	w.pick(&row, t, r, lab, attr)
	w.rows = append(w.rows, row)
	w.tables++
	return &w.rows[len(w.rows)-1]
}

// fuller joins a label with the section line or the cell to its left when only both
// together are the name of a target.
func (w *walker) fuller(label string, t *table, r int) string {
	own, _ := w.f.best(label)
	if own >= 0.75 {
		return label
	}
	tries := []string{w.ctx.parent}
	for c := t.labelCol - 1; c >= t.c1; c-- {
		if x := w.g.anchor(r, c); x.isText() && t.column(c).role != roleUnit && t.column(c).role != roleMeasure && t.column(c).role != roleIndex {
			l, _ := cleanLabel(x.text)
			tries = append(tries, l)
		}
	}
	for _, p := range tries {
		if p == "" {
			continue
		}
		alone, _ := w.f.best(p)
		if s, _ := w.f.best(p + " " + label); s >= 0.9 && s > own+0.2 && s > alone+0.1 {
			return p + " " + label
		}
	}
	return label
}

// relation marks sub-rows and rows of another period.
func (w *walker) relation(row *trow, lab *cell) {
	f := vi.Fold(lab.text)
	switch {
	case strings.HasPrefix(f, "trong do") || strings.HasPrefix(f, "bao gom") || strings.HasPrefix(f, "gom "):
		row.sub = true
		w.ctx.below = true
		row.label = strings.TrimSpace(subMark.ReplaceAllString(afterColon(row.label), ""))
	case w.ctx.below && bulleted.MatchString(lab.text):
		row.sub = true
	default:
		w.ctx.below = false
	}
	if s := parseSpan(row.label); s.any && s.fit(w.period) == fitOther {
		row.old = true
	}
}

func afterColon(s string) string {
	if i := strings.IndexByte(s, ':'); i >= 0 {
		return strings.TrimSpace(s[i+1:])
	}
	f := strings.Fields(s)
	if len(f) > 2 {
		return strings.Join(f[2:], " ")
	}
	return s
}

// owner says whose row it is.
func (w *walker) owner(row *trow, t *table, r int, lab *cell) {
	unit := w.ctx.unit
	if t.unitCol > 0 {
		unit = -1
		for k := r; k >= t.r1; k-- {
			x := w.g.anchor(k, t.unitCol)
			if x != nil && x.text != "" {
				unit = w.f.units.named(x.text)
				if unit < 0 {
					row.foreign = true
				}
				break
			}
		}
	} else if u := w.f.units.named(lab.text); u >= 0 && w.ctx.heading != "" {
		unit = u
		row.label, row.measure = cleanLabel(w.ctx.heading)
		if row.measure == "" {
			row.measure = w.ctx.measure
		}
		row.written = w.ctx.heading
		row.labelAt = w.ctx.headAt
	}
	row.owned = unit == 0
	switch {
	case unit == -2:
		row.strange = true
	case unit > 0:
		row.foreign = true
	}
	row.fit = w.ctx.span.fit(w.period)
	if t.whenCol > 0 {
		if x := w.g.anchor(r, t.whenCol); x != nil && x.text != "" {
			if s := parseSpan(x.text); s.any {
				row.fit = s.fit(w.period)
				row.old = row.fit == fitOther
			}
		}
	}
}
