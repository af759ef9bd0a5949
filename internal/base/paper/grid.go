package paper

// A Placed cell knows its place in the grid of a table.
type Placed struct {
	Cell     Cell
	Row, Col int // 0-based
	Rows     int // rows it covers, at least 1
	Cols     int // columns it covers, at least 1
}

// Columns gives the number of columns of t: those of Widths, or the most any row needs.
func (t *Table) Columns() int {
	n := len(t.Widths)
	if n > 0 {
		return n
	}
	for _, rows := range [][][]Cell{t.Header, t.Rows} {
		for _, r := range rows {
			w := 0
			for _, c := range r {
				w += max(1, c.ColSpan)
			}
			n = max(n, w)
		}
	}
	return n
}

// Grid places the cells of rows on cols columns. Spans are cut at the edges and at
// cells already placed; places that no cell fills get an empty one; cells beyond the
// last column are left out. Every place of the grid is covered exactly once.
func Grid(rows [][]Cell, cols int) [][]Placed {
	out := make([][]Placed, len(rows))
	busy := make([]int, cols) // first free row of each column
	for r, row := range rows {
		next := 0
		for c := 0; c < cols; {
			if busy[c] > r {
				c++
				continue
			}
			p := Placed{Row: r, Col: c, Rows: 1, Cols: 1}
			if next < len(row) {
				p.Cell = row[next]
				p.Rows = min(max(1, p.Cell.RowSpan), len(rows)-r)
				for w := 1; w < p.Cell.ColSpan && c+w < cols && busy[c+w] <= r; w++ {
					p.Cols++
				}
				next++
			}
			for k := range p.Cols {
				busy[c+k] = r + p.Rows
			}
			out[r] = append(out[r], p)
			c += p.Cols
		}
	}
	return out
}

// Shares divides total over the columns of t in proportion to Widths, without rest.
func (t *Table) Shares(total int) []int {
	n := t.Columns()
	w := make([]int, n)
	sum := 0
	for i := range w {
		w[i] = 1
		if i < len(t.Widths) && t.Widths[i] > 0 {
			w[i] = t.Widths[i]
		}
		sum += w[i]
	}
	left, part := total, 0
	for i := range w {
		part += w[i]
		edge := total - total*part/sum
		w[i] = left - edge
		left = edge
	}
	return w
}
