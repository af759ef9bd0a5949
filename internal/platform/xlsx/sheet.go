package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
	"thidua/internal/base/sheet"
)

const mainNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// A writer writes the cells of one sheet.
type writer struct {
	k       *packer
	w       *bufio.Writer
	buf     []byte
	s       *Sheet
	lines   int // of text in the row being written
	row     int // number of the last row written
	cols    int
	names   []string // letters of the columns
	merges  []string
	notes   []comment
	valid   map[int][]string // list column → cells
	listUse []int            // list columns in order of first use
	open    bool             // a cell may be filled in
	held    []held           // cells that reach into the next rows, by column
}

type comment struct {
	row, col int // 0-based
	at, text string
}

// held is a cell that covers its column down to row last.
type held struct{ last, style int }

// sheet writes sheet i and, when it has comments, their three parts.
func (k *packer) sheet(i int) {
	if k.err != nil {
		return
	}
	f, err := k.zw.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), Method: zip.Deflate})
	if err != nil {
		k.err = err
		return
	}
	s := &k.book.Sheets[i]
	w := &writer{k: k, w: bufio.NewWriterSize(f, 1<<16), s: s, cols: k.cols[i], valid: map[int][]string{}}
	w.held = make([]held, w.cols)
	for c := range w.cols {
		w.names = append(w.names, sheet.ColName(c+1))
	}
	w.start(i)
	for _, t := range s.Title {
		w.wide(t, style{bold: true, align: Center, size: 14, noWrap: true})
	}
	if len(s.Title) > 0 {
		w.row++
	}
	w.table(s.Header, true)
	w.table(s.Rows, false)
	for n, t := range s.Notes {
		if n == 0 {
			w.row++
		}
		w.wide(t, style{italic: true, align: Left, noWrap: true})
	}
	w.finish(k.noted[i])
	if k.err = w.w.Flush(); k.err == nil && k.noted[i] {
		k.comments(i+1, w.notes)
	}
}

func (w *writer) str(s string) { w.w.WriteString(s) } // the error stays in w.w until Flush

func (w *writer) start(index int) {
	s := w.s
	w.str(xmlHead + `<worksheet ` + mainNS + `><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`)
	if index == 0 {
		w.str(` tabSelected="1"`)
	}
	w.str(`>`)
	rows := 0
	if s.FreezeRows > 0 {
		if rows = s.FreezeRows + len(s.Title); len(s.Title) > 0 {
			rows++
		}
	}
	cols := min(max(s.FreezeCols, 0), w.cols)
	if rows > 0 || cols > 0 {
		w.str(`<pane`)
		pane := "bottomLeft"
		if cols > 0 {
			w.str(fmt.Sprintf(` xSplit="%d"`, cols))
			pane = "topRight"
		}
		if rows > 0 {
			w.str(fmt.Sprintf(` ySplit="%d"`, rows))
			if cols > 0 {
				pane = "bottomRight"
			}
		}
		w.str(fmt.Sprintf(` topLeftCell="%s" activePane="%s" state="frozen"/><selection pane="%s"/>`, sheet.A1(rows+1, cols+1), pane, pane))
	}
	w.str(`</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15.75"/><cols>`)
	for c := range w.cols {
		hidden := ""
		if c < len(s.Columns) && s.Columns[c].Hidden {
			hidden = ` hidden="1"`
		}
		w.str(fmt.Sprintf(`<col min="%d" max="%d" width="%d.7109375" customWidth="1"%s/>`, c+1, c+1, w.chars(c), hidden))
	}
	w.str(`</cols><sheetData>`)
}

// wide writes a line over all columns; on very wide sheets at the left, where it is seen.
func (w *writer) wide(text string, st style) {
	w.row++
	lines := len(paper.Lines(text))
	if w.cols > 16 {
		st.align = Left
	} else if w.cols > 1 {
		w.merges = append(w.merges, fmt.Sprintf("A%d:%s%d", w.row, w.names[w.cols-1], w.row))
	}
	height := ""
	if lines > 1 {
		height = fmt.Sprintf(` ht="%d" customHeight="1"`, 19*lines)
		st.noWrap = false
	}
	fmt.Fprintf(w.w, `<row r="%d"%s><c r="A%d" s="%d" t="s"><v>%d</v></c></row>`, w.row, height, w.row, w.k.styleOf(st), w.k.text(text))
}

// table writes rows; the places below and beside merged cells get empty cells with the
// same borders.
func (w *writer) table(rows [][]Cell, head bool) {
	for c := range w.held {
		w.held[c] = held{last: -1}
	}
	for r := range rows {
		w.row++
		b, next := w.buf[:0], 0
		w.lines = 1
		for c := 0; c < w.cols; {
			if h := w.held[c]; h.last >= r {
				b = w.empty(b, c, h.style)
				c++
				continue
			}
			if next >= len(rows[r]) {
				c++
				continue
			}
			cell := &rows[r][next]
			next++
			wide := 1
			for wide < cell.ColSpan && c+wide < w.cols && w.held[c+wide].last < r {
				wide++
			}
			high := min(max(1, cell.RowSpan), len(rows)-r)
			var st int
			b, st = w.cell(b, c, cell, head)
			if high == 1 {
				w.measure(cell, c, wide, head)
			}
			for x := range wide {
				if x > 0 {
					b = w.empty(b, c+x, st)
				}
				w.held[c+x] = held{last: r + high - 1, style: st}
			}
			if wide > 1 || high > 1 {
				w.merges = append(w.merges, w.at(c, w.row)+":"+w.at(c+wide-1, w.row+high-1))
			}
			c += wide
		}
		if w.lines > 1 {
			fmt.Fprintf(w.w, `<row r="%d" ht="%g">`, w.row, lineHeight*float64(min(w.lines, 25)))
		} else {
			fmt.Fprintf(w.w, `<row r="%d">`, w.row)
		}
		b = append(b, `</row>`...)
		w.w.Write(b)
		w.buf = b
	}
}

// lineHeight is the height of a line of Times New Roman 12 in points.
const lineHeight = 15.75

// measure counts the lines a wrapped text needs, so that its row is high enough in
// programs that do not fit the height by themselves.
func (w *writer) measure(c *Cell, col, wide int, head bool) {
	text := c.Text
	if c.Value != nil {
		if v := *c.Value; v < 1e15 && v > -1e15 {
			return // at most 15 digits
		}
		if num, _ := number(*c.Value, c.Percent, c.Decimals); num != "" {
			return
		}
		text = c.Value.VN() // too many digits for a number: written as text
	}
	chars := 0
	for i := col; i < col+wide; i++ {
		chars += w.chars(i)
	}
	if len(text) < chars && !strings.Contains(text, "\n") {
		return
	}
	// A column of n characters is n digits of 6 points wide.
	room := float64(6*chars - 2)
	st, n := paper.Style{Bold: c.Bold || head, Italic: c.Italic}, 0
	for _, l := range paper.Wrap(cut(text, 4000), st, 12, room) {
		n += 1 + int((paper.Width(l, st, 12)-0.1)/room)
	}
	w.lines = max(w.lines, n)
}

// chars gives the width of a column in characters.
func (w *writer) chars(col int) int {
	if col < len(w.s.Columns) && w.s.Columns[col].Width > 0 {
		return min(w.s.Columns[col].Width, 255)
	}
	return 12
}

func (w *writer) at(col, row int) string { return w.names[col] + strconv.Itoa(row) }

func (w *writer) ref(b []byte, col, st int) []byte {
	b = append(b, `<c r="`...)
	b = append(b, w.names[col]...)
	b = strconv.AppendInt(b, int64(w.row), 10)
	b = append(b, `" s="`...)
	b = strconv.AppendInt(b, int64(st), 10)
	return append(b, '"')
}

func (w *writer) empty(b []byte, col, st int) []byte {
	return append(w.ref(b, col, st), `/>`...)
}

// cell writes one cell and gives its style.
func (w *writer) cell(b []byte, col int, c *Cell, head bool) ([]byte, int) {
	st := style{bold: c.Bold || head, italic: c.Italic, border: true, align: c.Align, unlocked: c.Unlocked, fill: c.Fill}
	if head && c.Align == Auto {
		st.align = Center
	}
	text := c.Text
	num := ""
	switch {
	case c.Value != nil:
		num, st.format = number(*c.Value, c.Percent, c.Decimals)
		if num == "" {
			text = c.Value.VN()
		}
		if st.align == Auto {
			st.align = Right
		}
	case !c.Date.IsZero():
		num, st.format = serial(c.Date)
		if num == "" {
			text = c.Date.VN()
		}
		if st.align == Auto {
			st.align = Center
		}
	}
	st.quote = num == "" && formulaLike(text)
	n := w.k.styleOf(st)
	w.aside(col, c)
	switch {
	case num != "":
		b = append(w.ref(b, col, n), `><v>`...)
		b = append(b, num...)
		return append(b, `</v></c>`...), n
	case text != "":
		b = append(w.ref(b, col, n), ` t="s"><v>`...)
		b = strconv.AppendInt(b, int64(w.k.text(text)), 10)
		return append(b, `</v></c>`...), n
	}
	return w.empty(b, col, n), n
}

// formulaLike reports whether a spreadsheet might take text for a formula when somebody
// edits the cell; such cells are marked as text.
func formulaLike(text string) bool {
	for _, r := range text {
		return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
	}
	return false
}

// aside notes what of a cell is written elsewhere: comment, list, lock.
func (w *writer) aside(col int, c *Cell) {
	w.open = w.open || c.Unlocked
	if c.Note != "" {
		w.notes = append(w.notes, comment{w.row - 1, col, w.at(col, w.row), c.Note})
	}
	if len(c.List) > 0 {
		n := w.k.listColumn(c.List)
		if len(w.valid[n]) == 0 {
			w.listUse = append(w.listUse, n)
		}
		w.valid[n] = append(w.valid[n], w.at(col, w.row))
	}
}

// number gives the stored number and its format; "" when it has more digits than
// Excel keeps (15), so that it must be written as text.
func number(v figure.Value, percent bool, decimals int) (num, format string) {
	shown := decimals
	if decimals == 0 {
		_, frac, _ := strings.Cut(v.String(), ".")
		shown = len(frac)
		if percent {
			shown = min(shown, 1)
		}
	}
	shown = min(max(shown, 0), figure.Scale)
	tail := ""
	if shown > 0 {
		tail = "." + strings.Repeat("0", shown)
	}
	num, format = v.String(), "#,##0"+tail
	if percent {
		num, format = hundredth(v), "0"+tail+"%"
	}
	if len(strings.Trim(strings.Replace(num, ".", "", 1), "-0")) > 15 {
		return "", ""
	}
	return num, format
}

// hundredth gives v/100 as an exact plain decimal.
func hundredth(v figure.Value) string {
	neg, u := v < 0, uint64(v)
	if neg {
		u = -u
	}
	s := strings.TrimRight(fmt.Sprintf("%d.%06d", u/1000000, u%1000000), "0")
	s = strings.TrimSuffix(s, ".")
	if neg {
		return "-" + s
	}
	return s
}

// serial gives the day number of a date, "" for dates Excel does not know.
func serial(d civil.Date) (num, format string) {
	first := civil.Date{Year: 1900, Month: time.March, Day: 1}
	if !d.Valid() || d.Before(first) || d.Year > 9999 {
		return "", ""
	}
	return strconv.Itoa(first.DaysUntil(d) + 61), "dd/mm/yyyy"
}

// finish writes what follows the cells, in the order of the schema.
func (w *writer) finish(noted bool) {
	s := w.s
	w.str(`</sheetData>`)
	if w.open || s.Protect {
		w.str(`<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>`)
	}
	if len(w.merges) > 0 {
		w.str(fmt.Sprintf(`<mergeCells count="%d">`, len(w.merges)))
		for _, m := range w.merges {
			w.str(`<mergeCell ref="` + m + `"/>`)
		}
		w.str(`</mergeCells>`)
	}
	if len(w.listUse) > 0 {
		w.str(fmt.Sprintf(`<dataValidations count="%d">`, len(w.listUse)))
		for _, n := range w.listUse {
			w.str(fmt.Sprintf(`<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="Giá trị không có trong danh mục" error="Hãy chọn một giá trị trong danh sách." sqref="%s"><formula1>%s!$%s$1:$%s$%d</formula1></dataValidation>`,
				strings.Join(w.valid[n], " "), escape(quoted(w.k.listName)), sheet.ColName(n+1), sheet.ColName(n+1), len(w.k.listSheet[n])))
		}
		w.str(`</dataValidations>`)
	}
	orient, chars := "portrait", 0
	if s.Landscape {
		orient = "landscape"
	}
	for c := range w.cols {
		chars += w.chars(c)
	}
	// One page wide while the type stays readable, else several pages side by side.
	pages := max(1, (chars+229)/230)
	w.str(`<printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.5" top="0.8" bottom="0.8" header="0.4" footer="0.4"/>`)
	w.str(fmt.Sprintf(`<pageSetup paperSize="9" orientation="%s" fitToWidth="%d" fitToHeight="0"/>`, orient, pages))
	w.str(`<headerFooter><oddFooter>&amp;C&amp;"Times New Roman,Regular"&amp;11Trang &amp;P/&amp;N</oddFooter></headerFooter>`)
	if noted {
		w.str(`<legacyDrawing r:id="rId1"/>`)
	}
	w.str(`</worksheet>`)
}

// quoted gives a sheet name as formulas write it.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// text gives the number of a shared string.
func (k *packer) text(s string) int {
	k.uses++
	n, ok := k.strings[s]
	if !ok {
		n = len(k.order)
		k.strings[s] = n
		k.order = append(k.order, s)
	}
	return n
}
