package pdf

import (
	"thidua/internal/base/paper"
)

const (
	padX = 3.0
	padY = 1.5
)

// A box is one cell of a table, set in lines.
type box struct {
	paper.Placed
	lines  []textLine
	x, w   float64
	align  int
	height float64 // needed
}

// A tableSet is a table set in lines, ready to be put on pages.
type tableSet struct {
	size   float64
	head   [][]box
	rows   [][]box
	headH  []float64
	rowsH  []float64
	widths []float64
}

func (s *setter) setTable(t *paper.Table) *tableSet {
	cols := t.Columns()
	ts := &tableSet{size: float64(t.Size)}
	if t.Size == 0 {
		ts.size = paper.SizeTable
	}
	for _, w := range t.Shares(int(s.width * 20)) {
		ts.widths = append(ts.widths, pt(w))
	}
	ts.head, ts.headH = s.setRows(paper.Grid(t.Header, cols), ts, true)
	ts.rows, ts.rowsH = s.setRows(paper.Grid(t.Rows, cols), ts, false)
	return ts
}

// setRows breaks the cells into lines and finds the height of every row.
func (s *setter) setRows(rows [][]paper.Placed, ts *tableSet, head bool) ([][]box, []float64) {
	out, heights := make([][]box, len(rows)), make([]float64, len(rows))
	step := ts.size * lead
	edges := []float64{0}
	for _, w := range ts.widths {
		edges = append(edges, edges[len(edges)-1]+w)
	}
	for r, row := range rows {
		heights[r] = max(heights[r], step+2*padY)
		for _, p := range row {
			b := box{Placed: p, x: edges[p.Col], w: edges[p.Col+p.Cols] - edges[p.Col]}
			b.align = [...]int{alignLeft, alignCenter, alignRight}[min(max(int(p.Cell.Align), 0), 2)]
			if head {
				b.align = alignCenter
			}
			in := max(b.w-2*padX, ts.size)
			b.lines = s.lines(s.words(p.Cell.Runs, ts.size, head || p.Cell.Bold, false), in, in)
			b.height = float64(len(b.lines))*step + 2*padY
			if p.Rows == 1 {
				heights[r] = max(heights[r], b.height)
			}
			out[r] = append(out[r], b)
		}
	}
	for _, row := range out { // a cell over several rows makes the last of them higher
		for _, b := range row {
			sum := 0.0
			for k := b.Row; k < b.Row+b.Rows; k++ {
				sum += heights[k]
			}
			if b.height > sum {
				heights[b.Row+b.Rows-1] += b.height - sum
			}
		}
	}
	return out, heights
}

// tableStart gives the height of the header and the first group of rows.
func (s *setter) tableStart(t *paper.Table) float64 {
	if t.Columns() == 0 {
		return 0
	}
	no := s.noteNo
	ts := s.setTable(t)
	s.noteNo = no
	h := sum(ts.headH)
	if len(ts.rows) > 0 {
		h += sum(ts.rowsH[:group(ts.rows, 0)])
	}
	return min(h, s.bottom-pt(paper.MarginTop)-80)
}

func sum(v []float64) (t float64) {
	for _, x := range v {
		t += x
	}
	return t
}

// group gives the end of the rows from r on that spans hold together.
func group(rows [][]box, r int) int {
	end := r + 1
	for k := r; k < end; k++ {
		for _, b := range rows[k] {
			end = max(end, b.Row+b.Rows)
		}
	}
	return end
}

// table puts a table on pages: header on each, no row cut unless it is higher than a page.
func (s *setter) table(t *paper.Table) {
	if t.Columns() == 0 {
		return
	}
	ts := s.setTable(t)
	headH := sum(ts.headH)
	header := func() {
		if len(ts.head) > 0 {
			s.drawRows(ts, ts.head, ts.headH)
		}
	}
	if first := min(headH+sum(ts.rowsH[:min(1, len(ts.rowsH))]), 200); !s.fresh && s.y+first > s.bottom {
		s.newPage()
	}
	begun := false
	for r := 0; r < len(ts.rows); {
		end := group(ts.rows, r)
		h := sum(ts.rowsH[r:end])
		if notes := s.rowNotes(ts.rows[r:end]); s.y+h+notes+headIf(!begun, headH) > s.bottom+0.01 {
			tall := h+headH > s.p.h-pt(paper.MarginTop+paper.MarginBottom)
			if !s.fresh && !(tall && s.bottom-s.y > headH+150) {
				s.newPage()
				begun = false
			}
			if tall || s.y+h+headIf(!begun, headH) > s.bottom+0.01 {
				if !begun {
					header()
				}
				begun = true
				s.tall(ts, r, end, header)
				r = end
				continue
			}
		}
		if !begun {
			header()
			begun = true
		}
		s.drawRows(ts, ts.rows[r:end], ts.rowsH[r:end])
		r = end
	}
	if len(ts.rows) == 0 {
		header()
	}
}

func headIf(yes bool, h float64) float64 {
	if yes {
		return h
	}
	return 0
}

func (s *setter) rowNotes(rows [][]box) float64 {
	n := 0
	for _, row := range rows {
		for _, b := range row {
			for i := range b.lines {
				n += len(s.noteLines(&b.lines[i]))
			}
		}
	}
	return s.noteHeight(n)
}

// drawRows draws rows that fit on the page.
func (s *setter) drawRows(ts *tableSet, rows [][]box, heights []float64) {
	y := s.y
	for r, row := range rows {
		for i := range row {
			b := &row[i]
			h := sum(heights[r:min(r+b.Rows, len(heights))])
			s.drawBox(ts, b, b.lines, y, h)
		}
		y += heights[r]
	}
	s.y, s.fresh = y, false
}

// drawBox draws one cell with the given lines, in the middle of its height.
func (s *setter) drawBox(ts *tableSet, b *box, lines []textLine, y, h float64) {
	step := ts.size * lead
	s.p.rect(s.left+b.x, y, b.w, h, 0.5)
	top := y + (h-float64(len(lines))*step)/2
	for i := range lines {
		s.addNotes(&lines[i])
		s.draw(&lines[i], s.left+b.x+padX, top+float64(i)*step+ts.size*0.891, b.w-2*padX, b.align)
	}
}

// tall draws rows higher than a page: each is cut between its lines.
func (s *setter) tall(ts *tableSet, from, to int, header func()) {
	step := ts.size * lead
	for r := from; r < to; r++ {
		for done := 0; ; {
			room := int((s.bottom - s.y - 2*padY) / step)
			if room < 1 {
				s.newPage()
				header()
				room = max(1, int((s.bottom-s.y-2*padY)/step))
			}
			most := 0
			for i := range ts.rows[r] {
				most = max(most, len(ts.rows[r][i].lines)-done)
			}
			n := max(1, min(room, most))
			h := float64(n)*step + 2*padY
			for i := range ts.rows[r] {
				b := &ts.rows[r][i]
				s.drawBox(ts, b, b.lines[min(done, len(b.lines)):min(done+n, len(b.lines))], s.y, h)
			}
			s.y, s.fresh = s.y+h, false
			if done += n; n >= most {
				break
			}
		}
	}
}
