package reading

import (
	"strings"
	"unicode"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// A cell is one cell of a grid with its text decoded.
type cell struct {
	*sheet.Cell
	row, col int    // place in the grid, exchanged when the grid is turned
	text     string // decoded, NFC, spaces made plain; for a number cell its Num
	fold     string
}

type pos struct{ row, col int }

// A grid is one sheet, possibly turned so that targets run down.
type grid struct {
	name   string // sheet name as places are quoted: "" for csv and .docx
	title  string // sheet name as a hint to its content
	cells  map[pos]*cell
	list   []*cell // by row, then column
	merge  map[pos]sheet.Range
	rows   int
	cols   int
	hidRow map[int]bool
	hidCol map[int]bool
	turned bool
}

// newGrid makes the grid of s; enc is the legacy encoding of the book.
func newGrid(b *sheet.Book, n int, enc string) *grid {
	s := &b.Sheets[n]
	g := &grid{title: s.Name, cells: map[pos]*cell{}, merge: map[pos]sheet.Range{}, rows: s.Rows, cols: s.Cols,
		hidRow: s.HiddenRows, hidCol: s.HiddenCols}
	if b.Format != sheet.DOCX && b.Format != sheet.CSV {
		g.name = s.Name
	}
	if b.Format == sheet.DOCX {
		g.title = ""
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		if c.Row < 1 || c.Col < 1 || c.Kind == sheet.Empty && c.Formula == "" {
			continue
		}
		x := &cell{Cell: c, row: c.Row, col: c.Col}
		switch c.Kind {
		case sheet.Number, sheet.Bool:
			x.text = c.Num
		default:
			x.text = cleanText(c.Text, c.Font, enc)
			if b.Format == sheet.CSV && enc != "" && !vi.IsUnicode(c.Text) {
				x.text = cleanText(vi.DecodeLegacy(c.Text, enc, ""), "", "") // one encoding for the whole file
			}
		}
		x.fold = vi.Fold(x.text)
		g.add(x)
	}
	for _, m := range s.Merges {
		g.addMerge(m)
	}
	return g
}

func (g *grid) add(x *cell) {
	p := pos{x.row, x.col}
	if old, ok := g.cells[p]; ok && old.text != "" {
		return
	}
	g.cells[p] = x
	g.list = append(g.list, x)
	g.rows, g.cols = max(g.rows, x.row), max(g.cols, x.col)
}

func (g *grid) addMerge(m sheet.Range) {
	if m.Row1 < 1 || m.Col1 < 1 || m.Row2 < m.Row1 || m.Col2 < m.Col1 {
		return
	}
	m.Row2, m.Col2 = min(m.Row2, g.rows), min(m.Col2, g.cols)
	if m.Row2 < m.Row1 || m.Col2 < m.Col1 || (m.Row2-m.Row1+1)*(m.Col2-m.Col1+1) > 20000 {
		return
	}
	for r := m.Row1; r <= m.Row2; r++ {
		for c := m.Col1; c <= m.Col2; c++ {
			g.merge[pos{r, c}] = m
		}
	}
}

// at gives the cell at a place, nil when there is none.
func (g *grid) at(r, c int) *cell { return g.cells[pos{r, c}] }

// anchor gives the cell whose merged block covers the place, or the cell itself.
func (g *grid) anchor(r, c int) *cell {
	if m, ok := g.merge[pos{r, c}]; ok {
		return g.cells[pos{m.Row1, m.Col1}]
	}
	return g.cells[pos{r, c}]
}

// turn gives the same grid with rows and columns exchanged.
func (g *grid) turn() *grid {
	t := &grid{name: g.name, title: g.title, cells: map[pos]*cell{}, merge: map[pos]sheet.Range{}, rows: g.cols, cols: g.rows,
		hidRow: g.hidCol, hidCol: g.hidRow, turned: true}
	for _, x := range g.list {
		y := *x
		y.row, y.col = x.col, x.row
		t.cells[pos{y.row, y.col}] = &y
	}
	for r := 1; r <= t.rows && len(t.list) < len(g.list); r++ {
		for c := 1; c <= t.cols; c++ {
			if y := t.cells[pos{r, c}]; y != nil {
				t.list = append(t.list, y)
			}
		}
	}
	for p, m := range g.merge {
		t.merge[pos{p.col, p.row}] = sheet.Range{Row1: m.Col1, Col1: m.Row1, Row2: m.Col2, Col2: m.Row2}
	}
	return t
}

func (x *cell) hidden(g *grid) bool { return x.Hidden || g.hidRow[x.row] || g.hidCol[x.col] }

// isText reports a cell with words.
func (x *cell) isText() bool {
	return x != nil && x.Kind == sheet.Text && strings.ContainsFunc(x.text, unicode.IsLetter)
}

// isFigure reports a number, or a text that reads as one.
func (x *cell) isFigure() bool {
	if x == nil {
		return false
	}
	switch x.Kind {
	case sheet.Number:
		return true
	case sheet.Text:
		r, err := vi.ParseNumber(x.text)
		return err == nil && r.Prefix == "" && len([]rune(r.Suffix)) < 20 && parseSpan(x.text).m1 == 0
	}
	return false
}

// raw gives the cell as written.
func (x *cell) raw() string {
	if x == nil {
		return ""
	}
	switch x.Kind {
	case sheet.Number, sheet.Bool:
		return x.Num
	}
	if x.StruckText != "" {
		return x.StruckText
	}
	return x.Text
}

func cleanText(s, font, enc string) string {
	if enc != "" && vi.DetectLegacy(s, font) == enc {
		s = vi.DecodeLegacy(s, enc, font)
	} else if enc != "" && font == "" {
		if d := vi.DecodeLegacy(s, enc, font); vi.DetectLegacy(s, "") != "" {
			s = d
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(vi.NFC(s), "\u00a0", " "))
}

// legacyOf finds the legacy encoding of a book: named by fonts, or by most of the
// texts that can tell.
func legacyOf(b *sheet.Book) string {
	named, guessed, plain := map[string]int{}, map[string]int{}, 0
	tell := func(s, font string) {
		e := vi.DetectLegacy(s, font)
		switch {
		case e == "":
			if vi.IsUnicode(s) {
				plain++
			}
		case vi.DetectLegacy("a", font) == e:
			named[e]++
		default:
			guessed[e]++
		}
	}
	for i := range b.Sheets {
		for j := range b.Sheets[i].Cells {
			if c := &b.Sheets[i].Cells[j]; c.Kind == sheet.Text && c.Text != "" {
				tell(c.Text, c.Font)
			}
		}
	}
	for _, p := range b.Prose {
		tell(p.Text, p.Font)
	}
	for _, n := range []map[string]int{named, guessed} {
		t, v := n[vi.TCVN3], n[vi.VNI]
		if max(t, v) == 0 || len(named) == 0 && max(t, v) <= plain {
			continue
		}
		if t >= v {
			return vi.TCVN3
		}
		return vi.VNI
	}
	return ""
}
