package reading

// heads finds the blocks of heading rows.
func (f *finder) heads(g *grid) [][2]int {
	var out [][2]int
	var last headed
	for r := 1; r <= g.rows; r++ {
		if f.kind(g, r) != rowHead {
			continue
		}
		if last.holds(f, g, r) {
			continue
		}
		h1, h2 := r, r
		if h1 > 1 && f.kind(g, h1-1) == rowMaybe && textCells(g, h1-1) >= 2 {
			h1--
		}
		for c := 1; c <= g.cols; c++ {
			if m, ok := g.merge[pos{r, c}]; ok && m.Row2-m.Row1 < 6 && m.Col1 != m.Col2 || ok && m.Row2-m.Row1 < 4 {
				h2 = max(h2, min(m.Row2, r+3))
			}
		}
		for h2 < g.rows && h2-h1 < 6 {
			k := f.kind(g, h2+1)
			if k == rowHead || k == rowMaybe && !loneText(g, h2+1) || f.isNumbering(g, h2+1) {
				h2++
				continue
			}
			break
		}
		// a heading row never holds a target
		for h2 > r && f.rowHits(g, h2) {
			h2--
		}
		out = append(out, [2]int{h1, h2})
		last = f.headed(g, h2)
		r = h2
	}
	return out
}

func (f *finder) rowHits(g *grid, r int) bool {
	for c := 1; c <= g.cols; c++ {
		if x := g.at(r, c); x != nil {
			if s, _ := f.hit(x); looksTarget(x, f.role(x.text), s) {
				return true
			}
		}
	}
	return false
}

func textCells(g *grid, r int) int {
	n := 0
	for c := 1; c <= g.cols; c++ {
		if x := g.at(r, c); x != nil && x.text != "" {
			n++
		}
	}
	return n
}

// headed says where the last headings put names of units, units of measure and names of
// targets: 0 = nowhere.
type headed struct{ row, unit, measure, label int }

// headed notes the columns under the headings that end in row h2.
func (f *finder) headed(g *grid, h2 int) headed {
	out := headed{row: h2}
	for c := 1; c <= g.cols; c++ {
		x := g.anchor(h2, c)
		if x == nil {
			continue
		}
		switch f.role(x.text) {
		case roleUnit:
			for k := h2 + 1; k <= min(g.rows, h2+3) && out.unit == 0; k++ {
				if y := g.at(k, c); y.isText() && f.units.named(y.text) >= 0 {
					out.unit = c
				}
			}
		case roleMeasure:
			out.measure = c
		case roleLabel:
			out.label = c
		}
	}
	return out
}

// holds reports that row r is a line under the last headings, whatever its words are: it
// names a unit or a unit of measure in the column for those, or goes on with a name that
// is merged over several rows.
func (h headed) holds(f *finder, g *grid, r int) bool {
	if x := g.at(r, h.unit); h.unit > 0 && x.isText() && f.role(x.text) != roleUnit && f.units.named(x.text) >= 0 {
		return true
	}
	if x := g.at(r, h.measure); h.measure > 0 && x != nil && isMeasure(x.fold) {
		return true
	}
	x := g.anchor(r, h.label)
	return h.label > 0 && x.isText() && x.row < r && x.row > h.row && f.role(x.text) != roleLabel
}
