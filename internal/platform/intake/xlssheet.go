package intake

import (
	"encoding/binary"
	"math"
	"unicode/utf16"

	"thidua/internal/base/sheet"
)

// segments reads a record and its CONTINUE records as one run of bytes.
type segments struct {
	list [][]byte
	bad  bool
	zero [8]byte
}

func (s *segments) empty() bool {
	for len(s.list) > 0 && len(s.list[0]) == 0 {
		s.list = s.list[1:]
	}
	return len(s.list) == 0
}

// bytes takes n bytes (at most 8 when they may cross a border).
func (s *segments) bytes(n int) []byte {
	if s.empty() {
		s.bad = true
		return s.zero[:]
	}
	if b := s.list[0]; len(b) >= n {
		s.list[0] = b[n:]
		return b[:n]
	}
	out := make([]byte, 0, 8)
	for len(out) < n {
		if s.empty() {
			s.bad = true
			return s.zero[:]
		}
		k := min(n-len(out), len(s.list[0]))
		out = append(out, s.list[0][:k]...)
		s.list[0] = s.list[0][k:]
	}
	return out
}

func (s *segments) skip(n int) {
	for n > 0 {
		if s.empty() {
			s.bad = true
			return
		}
		k := min(n, len(s.list[0]))
		s.list[0] = s.list[0][k:]
		n -= k
	}
}

// rich reads a string of n characters with its flags, runs and phonetic data. When its
// characters cross a border, the next segment begins with a flag of its own.
func (s *segments) rich(n int) xlsString {
	le := binary.LittleEndian
	out := xlsString{font: -1}
	if n == 0 && s.empty() {
		return out
	}
	flags := s.bytes(1)[0]
	runs, ext := 0, 0
	if flags&8 != 0 {
		runs = int(le.Uint16(s.bytes(2)))
	}
	if flags&4 != 0 {
		ext = int(le.Uint32(s.bytes(4)))
	}
	wide := flags&1 != 0
	units := make([]uint16, 0, min(n, 4096))
	for n > 0 {
		if len(s.list) == 0 || s.bad {
			s.bad = true
			return out
		}
		b := s.list[0]
		size := 1
		if wide {
			size = 2
		}
		k := min(n, len(b)/size)
		for i := range k {
			if wide {
				units = append(units, le.Uint16(b[2*i:]))
			} else {
				units = append(units, uint16(b[i]))
			}
		}
		s.list[0] = b[k*size:]
		if n -= k; n > 0 {
			s.list = s.list[1:]
			if len(s.list) == 0 || len(s.list[0]) == 0 {
				s.bad = true
				return out
			}
			wide = s.list[0][0]&1 != 0
			s.list[0] = s.list[0][1:]
		}
	}
	out.text = utf16Text16(units)
	for i := range runs {
		r := s.bytes(4)
		if i == 0 && !s.bad && le.Uint16(r) == 0 {
			out.font = int(le.Uint16(r[2:]))
		}
		if s.bad {
			return out
		}
	}
	s.skip(ext)
	return out
}

// utf16Text16 turns UTF-16 units into text without lone surrogates.
func utf16Text16(units []uint16) string {
	out := make([]rune, 0, len(units))
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 < len(units) {
				if d := utf16.DecodeRune(r, rune(units[i+1])); d != 0xFFFD {
					out = append(out, d)
					i++
				}
			}
			continue
		}
		out = append(out, r)
	}
	return clean(lineEnds(string(out)))
}

// xlsSheet reads one sheet.
type xlsSheet struct {
	grid
	x       *xlsBook
	pending int               // index of the formula cell whose text result follows, -1 for none
	object  int               // id of the last drawing object
	texts   map[int]string    // texts of drawing objects
	notes   map[[2]int]int    // place of a note → object
	shared  map[[2]int][]byte // tokens of shared formulas by their first cell
	takers  map[int][2]int    // cells that take them over, by index
}

func (x *xlsBook) readSheet(ref xlsSheetRef) error {
	w := &xlsSheet{x: x, pending: -1, texts: map[int]string{}, notes: map[[2]int]int{}, shared: map[[2]int][]byte{}, takers: map[int][2]int{}}
	w.lim, w.cells = &x.lim, &x.cells
	w.Name, w.Hidden = ref.name, ref.hidden
	if err := w.read(int(ref.at)); err != nil {
		return err
	}
	for i, first := range w.takers {
		if tokens, ok := w.shared[first]; ok {
			w.Cells[i].Formula = formulaText(tokens, x.old, w.Cells[i].Row, w.Cells[i].Col)
		}
	}
	if err := w.addNotes(); err != nil {
		return err
	}
	x.book.Sheets = append(x.book.Sheets, w.finish())
	return nil
}

func (w *xlsSheet) read(at int) error {
	depth := 0
	for {
		r, err := w.x.recordAt(at)
		if err != nil {
			return err
		}
		at = r.next
		switch {
		case r.id == recBOF:
			depth++
		case r.id == recEOF:
			if depth--; depth <= 0 {
				return nil
			}
		case depth == 0:
			return errBIFF
		case depth == 1: // deeper are charts
			if r.id == recTxO {
				at = w.readText(r)
			} else if err := w.record(r); err != nil {
				return err
			}
		}
	}
}

func (w *xlsSheet) record(r record) error {
	b, le := r.data, binary.LittleEndian
	u16 := func(i int) int { return int(le.Uint16(b[i:])) }
	switch {
	case r.id == recFilePass:
		return passwordRefused()
	case r.id == recColInfo && len(b) >= 10:
		if b[8]&1 != 0 || u16(4) == 0 {
			w.hideCols(u16(0)+1, u16(2)+1)
		}
	case r.id == recRow && len(b) >= 14:
		if b[12]&0x20 != 0 || u16(6)&0x7FFF == 0 {
			w.hideRow(u16(0) + 1)
		}
	case r.id == recMerged && len(b) >= 2:
		for i := 2; i+8 <= len(b); i += 8 {
			w.merge(sheet.Range{Row1: u16(i) + 1, Row2: u16(i+2) + 1, Col1: u16(i+4) + 1, Col2: u16(i+6) + 1})
		}
	case r.id == recObj && len(b) >= 8 && u16(0) == 0x15:
		w.object = u16(6)
	case r.id == recNote && len(b) >= 8 && !w.x.old:
		w.notes[[2]int{u16(0) + 1, u16(2) + 1}] = u16(6)
	case r.id == recShared && len(b) >= 10 && !w.x.old:
		w.shared[[2]int{u16(0), int(b[4])}] = b[10:min(len(b), 10+u16(8))]
	case r.id == recString && w.pending >= 0:
		text, _ := w.x.long(r)
		if text != "" {
			c := &w.Cells[w.pending]
			c.Kind, c.Text = sheet.Text, text
		}
		w.pending = -1
	case len(b) >= 6:
		return w.cell(r)
	}
	return nil
}

// cell reads the records that hold cells.
func (w *xlsSheet) cell(r record) error {
	b, le := r.data, binary.LittleEndian
	row, col, xf := int(le.Uint16(b))+1, int(le.Uint16(b[2:]))+1, int(le.Uint16(b[4:]))
	switch {
	case r.id == recLabelSST && len(b) >= 10:
		i := le.Uint32(b[6:])
		if int64(i) >= int64(len(w.x.strings)) {
			return errBIFF
		}
		return w.text(row, col, xf, w.x.strings[i])
	case (r.id == recLabel || r.id == recRString) && len(b) >= 8:
		text, font := w.x.long(record{data: b[6:], more: r.more})
		return w.text(row, col, xf, xlsString{text, font})
	case r.id == recNumber && len(b) >= 14:
		return w.number(row, col, xf, math.Float64frombits(le.Uint64(b[6:])))
	case r.id == recRK && len(b) >= 10:
		return w.number(row, col, xf, rkNumber(le.Uint32(b[6:])))
	case r.id == recMulRK:
		for i := 4; i+8 <= len(b); i += 6 {
			if err := w.number(row, col, int(le.Uint16(b[i:])), rkNumber(le.Uint32(b[i+2:]))); err != nil {
				return err
			}
			col++
		}
	case r.id == recBoolErr && len(b) >= 8:
		c := w.new(row, col, xf)
		boolErr(&c, b[6], b[7] != 0)
		return w.add(c)
	case r.id == recFormula && len(b) >= 20:
		return w.formula(row, col, xf, b)
	}
	return nil
}

func (w *xlsSheet) new(row, col, xf int) sheet.Cell {
	st := w.x.style(xf)
	return sheet.Cell{Row: row, Col: col, At: sheet.A1(row, col), Format: st.format, Font: st.font, Struck: st.struck}
}

func (w *xlsSheet) text(row, col, xf int, s xlsString) error {
	if s.text == "" {
		return nil
	}
	c := w.new(row, col, xf)
	c.Kind, c.Text = sheet.Text, s.text
	if s.font >= 0 {
		if f := w.x.font(s.font); f.font != "" {
			c.Font = f.font
		}
	}
	return w.add(c)
}

func (w *xlsSheet) number(row, col, xf int, v float64) error {
	c := w.new(row, col, xf)
	w.setNumber(&c, v)
	return w.add(c)
}

func (w *xlsSheet) setNumber(c *sheet.Cell, v float64) {
	num, ok := fromDouble(v)
	if !ok {
		c.Kind, c.Text = sheet.Error, "#NUM!"
		return
	}
	c.Kind, c.Num = sheet.Number, num
	asDate(c, w.x.book.Date04)
}

// rkNumber unpacks the short form of a number.
func rkNumber(rk uint32) float64 {
	v := math.Float64frombits(uint64(rk&^3) << 32)
	if rk&2 != 0 {
		v = float64(int32(rk) >> 2)
	}
	if rk&1 != 0 {
		v /= 100
	}
	return v
}

var errorCodes = map[byte]string{0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

func boolErr(c *sheet.Cell, v byte, isErr bool) {
	switch {
	case isErr:
		c.Kind, c.Text = sheet.Error, errorCodes[v]
		if c.Text == "" {
			c.Text = "#N/A"
		}
	case v != 0:
		c.Kind, c.Num = sheet.Bool, "1"
	default:
		c.Kind, c.Num = sheet.Bool, "0"
	}
}

// formula reads a formula cell with its stored result.
func (w *xlsSheet) formula(row, col, xf int, b []byte) error {
	le := binary.LittleEndian
	c := w.new(row, col, xf)
	c.Cached = true
	w.pending = -1
	text := false
	if b[12] == 0xFF && b[13] == 0xFF {
		switch b[6] {
		case 0:
			text = true
		case 1:
			boolErr(&c, b[8], false)
		case 2:
			boolErr(&c, b[8], true)
		}
	} else {
		w.setNumber(&c, math.Float64frombits(le.Uint64(b[6:])))
	}
	tokens := b[20:]
	if !w.x.old && len(b) >= 22 {
		tokens = b[22:min(len(b), 22+int(le.Uint16(b[20:])))]
	}
	c.Formula = formulaText(tokens, w.x.old, row, col)
	if len(tokens) >= 5 && tokens[0] == 1 && !w.x.old {
		w.takers[len(w.Cells)] = [2]int{int(le.Uint16(tokens[1:])), int(le.Uint16(tokens[3:]))}
	}
	if err := w.add(c); err != nil {
		return err
	}
	if text {
		w.pending = len(w.Cells) - 1
	}
	return nil
}

// readText reads the text of a drawing object, which stands in the CONTINUE record
// behind it, and gives the offset of what follows.
func (w *xlsSheet) readText(r record) int {
	if len(r.data) < 12 {
		return r.next
	}
	n := int(binary.LittleEndian.Uint16(r.data[10:]))
	var list [][]byte
	next := r.next
	for {
		c, err := w.x.single(next)
		if err != nil || c.id != recContinue {
			break
		}
		list = append(list, c.data)
		next = c.next
	}
	if n > 0 && len(list) > 0 && !w.x.old {
		s := &segments{list: list}
		if len(list[0]) > 0 {
			list[0] = append([]byte{list[0][0] & 1}, list[0][1:]...)
		}
		w.texts[w.object] = s.rich(n).text
	}
	return next
}

func (w *xlsSheet) addNotes() error {
	if len(w.notes) == 0 {
		return nil
	}
	at := map[[2]int]int{}
	for i := range w.Cells {
		at[[2]int{w.Cells[i].Row, w.Cells[i].Col}] = i
	}
	for p, obj := range w.notes {
		text := w.texts[obj]
		if text == "" {
			continue
		}
		if i, ok := at[p]; ok {
			w.Cells[i].Note = text
		} else if err := w.add(sheet.Cell{Row: p[0], Col: p[1], At: sheet.A1(p[0], p[1]), Note: text}); err != nil {
			return err
		}
	}
	return nil
}
