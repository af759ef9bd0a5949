package intake

import (
	"errors"
	"sort"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// xlsxSheet reads one worksheet.
type xlsxSheet struct {
	grid
	x        *xlsxBook
	s        *scanner
	row, col int
	shared   map[string]sharedFormula
}

// sharedFormula is the formula that other cells take over, shifted.
type sharedFormula struct {
	text     string
	row, col int
}

func (x *xlsxBook) readSheet(part string, ref xlsxSheetRef) error {
	s, err := x.z.part(part)
	if err != nil {
		return err
	}
	if s == nil {
		return errors.New("xlsx: sheet part is missing: " + part)
	}
	w := &xlsxSheet{x: x, s: s, shared: map[string]sharedFormula{}}
	w.lim, w.cells = &x.lim, &x.cells
	w.Name, w.Hidden = ref.name, ref.hidden
	if err := w.read(); err != nil {
		return err
	}
	if err := w.readNotes(part); err != nil {
		return err
	}
	x.book.Sheets = append(x.book.Sheets, w.finish())
	return nil
}

func (w *xlsxSheet) read() error {
	s := w.s
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t == tokEOF {
			return nil
		}
		if t != tokStart {
			continue
		}
		switch s.name {
		case "col":
			if width := s.attr("width"); s.flag("hidden", false) || width == "0" {
				w.hideCols(s.num("min", 1), s.num("max", 1))
			}
		case "row":
			err = w.readRow()
		case "mergeCell":
			if r, ok := parseRange(s.attr("ref")); ok {
				w.merge(r)
			}
		case "AlternateContent", "extLst", "conditionalFormatting", "dataValidations", "drawing", "legacyDrawing":
			err = s.skip()
		}
		if err != nil {
			return err
		}
	}
}

func (w *xlsxSheet) readRow() error {
	s := w.s
	w.row = s.num("r", w.row+1)
	w.col = 0
	if w.row < 1 {
		return errXML
	}
	if ht := s.attr("ht"); s.flag("hidden", false) || ht == "0" {
		w.hideRow(w.row)
	}
	return s.each(func(name string) error {
		if name != "c" {
			return s.skip()
		}
		return w.readCell()
	})
}

// rawCell is a cell before its value is resolved.
type rawCell struct {
	kind    string
	value   string
	hasVal  bool
	inline  richText
	formula string
}

func (w *xlsxSheet) readCell() error {
	s := w.s
	row, col := w.row, w.col+1
	if ref, ok := s.lookup("r"); ok && ref != "" {
		if row, col, ok = parseA1(ref); !ok {
			return errors.New("xlsx: bad cell address " + ref)
		}
	}
	w.col = col
	if s.pending {
		return s.skip() // only a style: nothing to resolve
	}
	c := sheet.Cell{Row: row, Col: col}
	if st := s.num("s", 0); st >= 0 && st < len(w.x.styles) {
		c.Format, c.Font, c.Struck = w.x.styles[st].format, w.x.styles[st].font, w.x.styles[st].struck
	}
	raw := rawCell{kind: s.attr("t")}
	err := s.each(func(name string) (err error) {
		switch name {
		case "v":
			raw.value, err = s.inner()
			raw.hasVal = true
		case "f":
			raw.formula, err = w.readFormula(row, col)
		case "is":
			raw.inline, err = readRich(s)
			raw.hasVal = true
		default:
			err = s.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Formula = raw.formula
	if err := w.resolve(&c, raw); err != nil {
		return err
	}
	if c.Kind == sheet.Empty && c.Formula == "" {
		return nil
	}
	c.At = sheet.A1(row, col)
	return w.add(c)
}

// readFormula reads an f element, taking over a shared formula.
func (w *xlsxSheet) readFormula(row, col int) (string, error) {
	s := w.s
	kind, id := s.attr("t"), s.attr("si")
	text, err := s.inner()
	if err != nil || kind != "shared" {
		return strings.TrimPrefix(text, "="), err
	}
	if text != "" {
		w.shared[id] = sharedFormula{text, row, col}
		return text, nil
	}
	if f, ok := w.shared[id]; ok && len(f.text) <= 4096 {
		return shiftFormula(f.text, row-f.row, col-f.col), nil
	}
	return "", nil
}

// resolve fills the value of c from what the file stores.
func (w *xlsxSheet) resolve(c *sheet.Cell, raw rawCell) error {
	setText := func(t string) {
		if t != "" {
			c.Kind, c.Text = sheet.Text, t
		}
	}
	c.Cached = c.Formula != "" && raw.hasVal && (raw.value != "" || raw.kind == "str")
	switch raw.kind {
	case "s":
		if raw.value == "" {
			return nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(raw.value))
		if err != nil || i < 0 || i >= len(w.x.strings) {
			return fault.New(fault.Invalid, "intake.sharedstring|Ô {cell} của trang {sheet} trỏ tới một chuỗi không có trong tệp: tệp bị hỏng. Mở bằng Excel, kiểm tra ô đó, lưu lại rồi tải lên.", fault.P{"cell": sheet.A1(c.Row, c.Col), "sheet": w.Name})
		}
		w.rich(c, w.x.strings[i])
	case "inlineStr":
		if raw.inline.text != "" {
			w.rich(c, raw.inline)
		} else {
			setText(unescapeX(raw.value))
		}
	case "str":
		setText(unescapeX(raw.value))
	case "b":
		switch strings.ToLower(strings.TrimSpace(raw.value)) {
		case "1", "true":
			c.Kind, c.Num = sheet.Bool, "1"
		case "0", "false":
			c.Kind, c.Num = sheet.Bool, "0"
		}
	case "e":
		if raw.value != "" {
			c.Kind, c.Text = sheet.Error, raw.value
		}
	case "d":
		if !isoDate(c, raw.value, w.x.book.Date04) {
			setText(raw.value)
		}
	default:
		if num, ok := decimal(raw.value); ok {
			c.Kind, c.Num = sheet.Number, num
			asDate(c, w.x.book.Date04)
		} else {
			setText(raw.value)
		}
	}
	return nil
}

func (w *xlsxSheet) rich(c *sheet.Cell, rt richText) {
	if rt.text == "" {
		return
	}
	c.Kind, c.Text = sheet.Text, rt.text
	if rt.font != "" {
		c.Font = rt.font
	}
	c.Struck = c.Struck && !rt.own || rt.struck
	if rt.live != "" && !c.Struck {
		c.Text, c.StruckText = rt.live, rt.text
	}
}

// readNotes attaches the comments of the sheet stored in part.
func (w *xlsxSheet) readNotes(part string) error {
	rels, err := w.x.z.relations(part)
	if err != nil {
		return err
	}
	s, err := w.x.z.part(byKind(rels, "comments"))
	if s == nil || err != nil {
		return err
	}
	at := map[string]int{}
	for i := range w.Cells {
		at[w.Cells[i].At] = i
	}
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t == tokEOF {
			return nil
		}
		if t != tokStart || s.name != "comment" {
			continue
		}
		ref := s.attr("ref")
		var note richText
		err = s.each(func(name string) (err error) {
			if name != "text" {
				return s.skip()
			}
			note, err = readRich(s)
			return err
		})
		if err != nil {
			return err
		}
		row, col, ok := parseA1(ref)
		if !ok || note.text == "" {
			continue
		}
		if i, ok := at[sheet.A1(row, col)]; ok {
			w.Cells[i].Note = note.text
		} else if err := w.add(sheet.Cell{Row: row, Col: col, At: sheet.A1(row, col), Note: note.text}); err != nil {
			return err
		}
	}
}

// parseA1 reads an address such as "D12" or "$D$12".
func parseA1(ref string) (row, col int, ok bool) {
	i := 0
	if i < len(ref) && ref[i] == '$' {
		i++
	}
	start := i
	for ; i < len(ref) && i-start < 4; i++ {
		c := ref[i] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		col = col*26 + int(c-'a') + 1
	}
	if i == start || col > 16384 {
		return 0, 0, false
	}
	if i < len(ref) && ref[i] == '$' {
		i++
	}
	start = i
	for ; i < len(ref); i++ {
		if ref[i] < '0' || ref[i] > '9' || i-start > 7 {
			return 0, 0, false
		}
		row = row*10 + int(ref[i]-'0')
	}
	return row, col, row >= 1 && row <= 1<<20
}

func parseRange(ref string) (sheet.Range, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	r1, c1, ok1 := parseA1(from)
	r2, c2, ok2 := parseA1(to)
	return sheet.Range{Row1: min(r1, r2), Col1: min(c1, c2), Row2: max(r1, r2), Col2: max(c1, c2)}, ok1 && ok2
}

// sortCells puts cells by row, then column, and keeps the last of two at one place.
func sortCells(cells []sheet.Cell) {
	less := func(i, j int) bool {
		return cells[i].Row < cells[j].Row || cells[i].Row == cells[j].Row && cells[i].Col < cells[j].Col
	}
	if !sort.SliceIsSorted(cells, less) {
		sort.SliceStable(cells, less)
	}
}
