package intake

import (
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// odsTable reads one sheet of an OpenDocument file.
type odsTable struct {
	grid
	o        *odsBook
	row, col int
	rowStyle string
	columns  []odsColumn
	parts    int // repeated cells looked at
}

// odsColumn is a stretch of columns with one default style.
type odsColumn struct {
	last  int
	style string
}

// odsCell is a cell and how often it stands side by side.
type odsCell struct {
	sheet.Cell
	repeat     int
	rows, cols int // spanned
}

func (o *odsBook) readTable() error {
	if len(o.book.Sheets) >= o.lim.Sheets {
		return tooManySheets(o.lim.Sheets)
	}
	t := &odsTable{o: o}
	t.lim, t.cells = &o.lim, &o.cells
	t.Name = o.s.attr("name")
	t.Hidden = o.style("table/" + o.s.attr("style-name")).hidden
	if err := t.read(false); err != nil {
		return err
	}
	o.book.Sheets = append(o.book.Sheets, t.finish())
	return nil
}

// read goes through rows and columns, within groups too; a group that is folded hides
// what it holds.
func (t *odsTable) read(folded bool) error {
	s := t.o.s
	return s.each(func(name string) error {
		switch name {
		case "table-column":
			n := clamp(s.num("number-columns-repeated", 1), 1, 1<<20)
			if folded || hiddenState(s.attr("visibility")) {
				t.hideCols(t.col+1, t.col+n)
			}
			t.col = min(t.col+n, 1<<24)
			if len(t.columns) < maxNames {
				t.columns = append(t.columns, odsColumn{t.col, s.attr("default-cell-style-name")})
			}
		case "table-row":
			return t.readRow(folded)
		case "table-row-group", "table-column-group":
			return t.read(folded || !s.flag("display", true))
		case "table-header-rows", "table-rows", "table-header-columns", "table-columns":
			return t.read(folded)
		}
		return s.skip()
	})
}

func hiddenState(v string) bool { return v == "collapse" || v == "filter" }

// readRow reads a row and writes it as often as it is repeated. Rows without content
// cost nothing, however often they are repeated.
func (t *odsTable) readRow(folded bool) error {
	s := t.o.s
	n := clamp(s.num("number-rows-repeated", 1), 1, 1<<20)
	hidden := folded || hiddenState(s.attr("visibility"))
	t.rowStyle = s.attr("default-cell-style-name")
	first := t.row + 1
	t.row = min(t.row+n, 1<<24)
	if hidden {
		for r := first; r <= min(t.row, t.lim.Rows); r++ {
			t.hideRow(r)
		}
	}
	var cells []odsCell
	col := 1
	err := s.each(func(name string) error {
		if name != "table-cell" && name != "covered-table-cell" {
			return s.skip()
		}
		c, err := t.readCell(name == "covered-table-cell", col)
		if err != nil {
			return err
		}
		c.Col = col
		col = min(col+c.repeat, 1<<24)
		if c.Kind != sheet.Empty || c.Formula != "" || c.Note != "" || c.rows > 1 || c.cols > 1 {
			cells = append(cells, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for row := first; row <= t.row && len(cells) > 0; row++ {
		if err := t.write(row, cells); err != nil {
			return err
		}
	}
	return nil
}

// write puts the cells of one row onto the grid.
func (t *odsTable) write(row int, cells []odsCell) error {
	for _, c := range cells {
		if c.rows > 1 || c.cols > 1 {
			t.merge(sheet.Range{Row1: row, Col1: c.Col, Row2: row + c.rows - 1, Col2: c.Col + c.cols - 1})
		}
		if t.parts++; t.parts > 8*t.lim.Cells {
			return fault.New(fault.TooLarge, "intake.cells|Tệp có hơn {n} ô có dữ liệu. Chỉ giữ lại trang số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"n": t.lim.Cells})
		}
		if c.Kind == sheet.Empty && c.Formula == "" && c.Note == "" {
			continue
		}
		for i := range c.repeat {
			at := c.Cell
			at.Row, at.Col = row, c.Col+i
			at.At = sheet.A1(at.Row, at.Col)
			if err := t.add(at); err != nil {
				return err
			}
		}
	}
	return nil
}

// defaultStyle gives the style of a cell that names none.
func (t *odsTable) defaultStyle(col int) string {
	if t.rowStyle != "" {
		return t.rowStyle
	}
	for _, c := range t.columns {
		if col <= c.last {
			return c.style
		}
	}
	return ""
}

func (t *odsTable) readCell(covered bool, col int) (odsCell, error) {
	s := t.o.s
	c := odsCell{
		repeat: clamp(s.num("number-columns-repeated", 1), 1, 1<<20),
		rows:   clamp(s.num("number-rows-spanned", 1), 1, 1<<20),
		cols:   clamp(s.num("number-columns-spanned", 1), 1, 1<<20),
	}
	if covered {
		c.rows, c.cols = 1, 1
		return c, s.skip() // what a merge covers is not shown
	}
	name, ok := s.lookup("style-name")
	if !ok {
		name = t.defaultStyle(col)
	}
	kind := s.attr("value-type")
	value, hasValue := s.lookup(map[string]string{"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}[kind])
	if kind == "float" || kind == "percentage" || kind == "currency" {
		value, hasValue = s.lookup("value")
	}
	c.Formula = openFormula(s.attr("formula"))
	text, err := t.o.content()
	if err != nil {
		return c, err
	}
	c.Note = text.note
	t.fill(&c.Cell, kind, value, text)
	c.Cached = c.Formula != "" && (hasValue || c.Kind != sheet.Empty)
	if c.Kind == sheet.Empty && c.Formula == "" && c.Note == "" {
		return c, nil
	}
	st := t.o.style("table-cell/" + name)
	c.Font, c.Struck = st.font, st.struck == 1
	if c.Format == "" {
		c.Format = t.o.formats[st.data]
	}
	if kind == "percentage" && !strings.Contains(c.Format, "%") {
		c.Format = "0.00%"
	}
	if text.font != "" {
		c.Font = text.font
	}
	if text.runs > 0 && text.struck == text.runs {
		c.Struck = true
	} else if live := strings.Join(text.lives, "\n"); text.struck > 0 && !c.Struck && c.Kind == sheet.Text && strings.TrimSpace(live) != "" {
		c.Text, c.StruckText = live, c.Text
	}
	return c, nil
}

// fill sets the value of a cell by its type.
func (t *odsTable) fill(c *sheet.Cell, kind, value string, text odsText) {
	ok := false
	switch kind {
	case "float", "percentage", "currency":
		if c.Num, ok = decimal(value); ok {
			c.Kind = sheet.Number
		}
	case "date":
		ok = isoDate(c, value, false)
	case "time":
		ok = isoDuration(c, value)
	case "boolean":
		if ok = value != ""; ok {
			c.Kind, c.Num = sheet.Bool, "0"
			if onOff(value) {
				c.Num = "1"
			}
		}
	}
	if ok {
		return
	}
	shown := text.String()
	if shown == "" {
		shown = value
	}
	if shown == "" {
		return
	}
	c.Kind, c.Text = sheet.Text, shown
	if c.Formula != "" && value == "" && (strings.HasPrefix(shown, "#") || strings.HasPrefix(shown, "Err:")) {
		c.Kind = sheet.Error
	}
}
