package intake

import (
	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// Limits bound what is read (giới hạn khi đọc tệp), set before anything is unpacked.
type Limits struct {
	FileBytes  int64 // the file as sent
	PartBytes  int64 // one unpacked part of an archive
	TotalBytes int64 // all parts together, declared or read
	Ratio      int64 // unpacked to packed size of a part above RatioFloor
	Entries    int   // files in an archive
	Sheets     int   // sheets, or tables of a .docx
	Rows       int   // last row with content, per sheet
	Cols       int   // last column with content
	Cells      int   // cells with content, all sheets together
	Paragraphs int   // paragraphs of a .docx, those in tables included
}

// Default are the limits for files of a bloc: some hundred rows are the rule.
var Default = Limits{
	FileBytes: 20 << 20, PartBytes: 64 << 20, TotalBytes: 64 << 20, Ratio: 100, Entries: 2000,
	Sheets: 100, Rows: 20000, Cols: 1024, Cells: 300000, Paragraphs: 50000,
}

// ratioFloor is the unpacked size below which a part may be packed as tight as it likes.
const ratioFloor = 1 << 20

// grid collects the cells of one sheet within the limits.
type grid struct {
	sheet.Sheet
	lim   *Limits
	cells *int // cells so far in the whole book
}

// add takes one cell with content, or refuses it.
func (g *grid) add(c sheet.Cell) error {
	switch {
	case c.Row > g.lim.Rows:
		return fault.New(fault.TooLarge, "intake.rows|Trang {sheet} có dữ liệu ở dòng {row}, vượt giới hạn {n} dòng. Chỉ giữ lại các dòng số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"sheet": g.label(), "row": c.Row, "n": g.lim.Rows})
	case c.Col > g.lim.Cols:
		return fault.New(fault.TooLarge, "intake.cols|Trang {sheet} có dữ liệu ở cột {col}, vượt giới hạn {n} cột. Chỉ giữ lại các cột số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"sheet": g.label(), "col": sheet.ColName(c.Col), "n": g.lim.Cols})
	case *g.cells >= g.lim.Cells:
		return fault.New(fault.TooLarge, "intake.cells|Tệp có hơn {n} ô có dữ liệu. Chỉ giữ lại trang số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"n": g.lim.Cells})
	}
	*g.cells++
	g.Rows, g.Cols = max(g.Rows, c.Row), max(g.Cols, c.Col)
	g.Cells = append(g.Cells, c)
	return nil
}

func (g *grid) label() string {
	if g.Name == "" {
		return "1"
	}
	return g.Name
}

// hideRow and hideCol note hidden rows and columns inside the limits.
func (g *grid) hideRow(row int) {
	if row < 1 || row > g.lim.Rows {
		return
	}
	if g.HiddenRows == nil {
		g.HiddenRows = map[int]bool{}
	}
	g.HiddenRows[row] = true
}

func (g *grid) hideCols(from, to int) {
	for col := max(1, from); col <= min(to, g.lim.Cols); col++ {
		if g.HiddenCols == nil {
			g.HiddenCols = map[int]bool{}
		}
		g.HiddenCols[col] = true
	}
}

// maxMerges bounds the merged blocks kept per sheet.
const maxMerges = 20000

func (g *grid) merge(r sheet.Range) {
	if r.Row1 < 1 || r.Col1 < 1 || r.Row2 < r.Row1 || r.Col2 < r.Col1 || len(g.Merges) >= maxMerges {
		return
	}
	if r.Row1 == r.Row2 && r.Col1 == r.Col2 {
		return
	}
	g.Merges = append(g.Merges, r)
}

// finish trims what lies outside the used block and marks hidden cells.
func (g *grid) finish() sheet.Sheet {
	for r := range g.HiddenRows {
		if r > g.Rows {
			delete(g.HiddenRows, r)
		}
	}
	for c := range g.HiddenCols {
		if c > g.Cols {
			delete(g.HiddenCols, c)
		}
	}
	for i := range g.Cells {
		c := &g.Cells[i]
		c.Hidden = g.Hidden || g.HiddenRows[c.Row] || g.HiddenCols[c.Col]
	}
	sortCells(g.Cells)
	return g.Sheet
}

func tooManySheets(n int) error {
	return fault.New(fault.TooLarge, "intake.sheets|Tệp có hơn {n} trang tính hoặc bảng. Chỉ giữ lại phần số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"n": n})
}
