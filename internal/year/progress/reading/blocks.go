package reading

import "thidua/internal/base/vi"

// isValue reports a column that may hold figures of a row.
func (c *column) isValue() bool {
	switch c.role {
	case roleIndex, roleLabel, roleField, roleMeasure, roleUnit, roleNote, roleAttr, roleWhen:
		return false
	}
	return true
}

// valued reports that a row has content in a column of values.
func (w *walker) valued(t *table, r int) bool {
	for i := range t.cols {
		c := &t.cols[i]
		if c.col == t.labelCol || !c.isValue() {
			continue
		}
		if x := w.g.at(r, c.col); x != nil && (x.text != "" || x.Formula != "") {
			return true
		}
	}
	return false
}

// unitsBelow reports that the row r, the name of a target, heads lines of one unit each:
// what stands in the row itself is then nobody's own figure.
func (w *walker) unitsBelow(t *table, r int) bool {
	if t.unitCol > 0 {
		return false
	}
	for k := r + 1; k <= min(t.r2, r+3); k++ {
		x := w.g.at(k, t.labelCol)
		if !x.isText() {
			return false
		}
		if s, _ := w.f.hit(x); s >= 0.75 {
			return false
		}
		if w.f.units.named(x.text) >= 0 {
			return w.valued(t, k)
		}
		if l, _ := cleanLabel(x.text); !isTotal(l) && !everybody(vi.Fold(l)) && !everybody(key(l)) && !w.f.units.place(l) {
			return false
		}
	}
	return false
}

// block takes a line that heads one line per unit; it reports whether the row is one.
func (w *walker) block(t *table, r int, lab *cell) bool {
	s, _ := w.f.hit(lab)
	if s < 0.75 {
		return false
	}
	if !w.unitsBelow(t, r) {
		w.ctx.heading = ""
		return false
	}
	w.ctx.below = false
	if w.valued(t, r) {
		row := w.add(t, r, lab, nil)
		row.foreign, row.owned = true, false
	}
	w.ctx.heading, w.ctx.headAt, w.ctx.measure = lab.text, lab.At, ""
	for i := range t.cols {
		if t.cols[i].role == roleMeasure {
			if x := w.g.anchor(r, t.cols[i].col); x != nil {
				w.ctx.measure = x.fold
			}
		}
	}
	return true
}

// carried finds the label that a line of a table with a column of units continues: the
// label stands only in the first line of its block.
func (w *walker) carried(t *table, r int) *cell {
	if t.unitCol == 0 || t.unitCol == t.labelCol {
		return nil
	}
	for k := r; k >= t.r1; k-- {
		u := w.g.anchor(k, t.unitCol)
		if u == nil || u.text == "" {
			return nil
		}
		if x := w.g.anchor(k, t.labelCol); x != nil && x.text != "" {
			if x.isText() {
				return x
			}
			return nil
		}
	}
	return nil
}
