package intake

import (
	"encoding/binary"
	"errors"

	"golang.org/x/text/encoding/charmap"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

var errBIFF = errors.New("xls record is damaged")

// Records of the workbook stream that concern reading.
const (
	recFormula  = 0x06
	recEOF      = 0x0A
	recNote     = 0x1C
	recDate1904 = 0x22
	recFilePass = 0x2F
	recFont     = 0x31
	recContinue = 0x3C
	recCodePage = 0x42
	recObj      = 0x5D
	recColInfo  = 0x7D
	recSheet    = 0x85
	recMulRK    = 0xBD
	recRString  = 0xD6
	recXF       = 0xE0
	recMerged   = 0xE5
	recSST      = 0xFC
	recLabelSST = 0xFD
	recTxO      = 0x1B6
	recNumber   = 0x203
	recLabel    = 0x204
	recBoolErr  = 0x205
	recString   = 0x207
	recRow      = 0x208
	recRK       = 0x27E
	recFormat   = 0x41E
	recShared   = 0x4BC
	recBOF      = 0x809
)

// xlsBook is what the sheets of a workbook share.
type xlsBook struct {
	lim     Limits
	book    *sheet.Book
	stream  []byte
	old     bool // BIFF5: strings in a code page
	page    *charmap.Charmap
	fonts   []cellStyle
	formats map[int]string
	xfs     []xlsXF
	strings []xlsString
	sheets  []xlsSheetRef
	cells   int
}

type xlsXF struct{ font, format int }

// xlsString is a shared string; font is that of its first run, -1 for the cell's own.
type xlsString struct {
	text string
	font int
}

type xlsSheetRef struct {
	at     uint32
	name   string
	hidden bool
	kind   byte // 0 worksheet
}

// openXLS reads the workbook stream of an .xls file (BIFF8, BIFF5).
func openXLS(stream []byte, lim Limits) (*sheet.Book, error) {
	x := &xlsBook{lim: lim, stream: stream, book: &sheet.Book{Format: sheet.XLS}, page: charmap.Windows1252, formats: map[int]string{}}
	if err := x.globals(); err != nil {
		return nil, err
	}
	for _, ref := range x.sheets {
		switch ref.kind {
		case 1, 6: // sheets of old macros and modules
			return nil, macroRefused()
		case 0:
			if err := x.readSheet(ref); err != nil {
				return nil, err
			}
		}
	}
	return x.book, nil
}

// record is one record with the CONTINUE records that belong to it.
type record struct {
	id   int
	data []byte
	more [][]byte
	next int // offset of the record behind
}

// recordAt reads the record at offset at.
func (x *xlsBook) recordAt(at int) (record, error) {
	r, err := x.single(at)
	if err != nil || r.id == recTxO {
		return r, err
	}
	for r.next+4 <= len(x.stream) && binary.LittleEndian.Uint16(x.stream[r.next:]) == recContinue {
		c, err := x.single(r.next)
		if err != nil {
			return r, err
		}
		r.more = append(r.more, c.data)
		r.next = c.next
	}
	return r, nil
}

func (x *xlsBook) single(at int) (record, error) {
	if at < 0 || at+4 > len(x.stream) {
		return record{}, errBIFF
	}
	n := int(binary.LittleEndian.Uint16(x.stream[at+2:]))
	if at+4+n > len(x.stream) {
		return record{}, errBIFF
	}
	return record{id: int(binary.LittleEndian.Uint16(x.stream[at:])), data: x.stream[at+4 : at+4+n], next: at + 4 + n}, nil
}

// globals reads what stands before the sheets.
func (x *xlsBook) globals() error {
	for at, first := 0, true; ; first = false {
		r, err := x.recordAt(at)
		if err != nil {
			return err
		}
		at = r.next
		if first {
			if r.id != recBOF {
				return refusal(kindOldXLS)
			}
			if err := x.begin(r.data); err != nil {
				return err
			}
			continue
		}
		if r.id == recEOF {
			return nil
		}
		if err := x.global(r); err != nil {
			return err
		}
	}
}

// begin reads the version of the stream.
func (x *xlsBook) begin(b []byte) error {
	if len(b) < 4 {
		return errBIFF
	}
	switch binary.LittleEndian.Uint16(b) {
	case 0x600:
	case 0x500:
		x.old = true
	default:
		return refusal(kindOldXLS)
	}
	return nil
}

func (x *xlsBook) global(r record) error {
	b, le := r.data, binary.LittleEndian
	switch {
	case r.id == recFilePass:
		return passwordRefused()
	case r.id == recDate1904 && len(b) >= 2:
		x.book.Date04 = le.Uint16(b) == 1
	case r.id == recCodePage && len(b) >= 2:
		switch le.Uint16(b) {
		case 1258:
			x.page = charmap.Windows1258
		case 10000, 0x8000:
			x.page = charmap.Macintosh
		}
	case r.id == recFont && len(b) >= 15:
		f := cellStyle{struck: b[2]&8 != 0}
		f.font, _ = x.short(b[14:])
		x.fonts = append(x.fonts, f)
	case r.id == recFormat && len(b) >= 3:
		if x.old {
			x.formats[int(le.Uint16(b))], _ = x.short(b[2:])
		} else {
			x.formats[int(le.Uint16(b))], _ = x.long(record{data: b[2:], more: r.more})
		}
	case r.id == recXF && len(b) >= 4:
		x.xfs = append(x.xfs, xlsXF{int(le.Uint16(b)), int(le.Uint16(b[2:]))})
	case r.id == recSheet && len(b) >= 8:
		if len(x.sheets) >= x.lim.Sheets {
			return tooManySheets(x.lim.Sheets)
		}
		name, _ := x.short(b[6:])
		x.sheets = append(x.sheets, xlsSheetRef{le.Uint32(b), name, b[4]&3 != 0, b[5]})
	case r.id == recSST:
		return x.readSST(r)
	}
	return nil
}

// readSST reads the shared strings, which run on over CONTINUE records.
func (x *xlsBook) readSST(r record) error {
	s := &segments{list: append([][]byte{r.data}, r.more...)}
	s.bytes(4)
	total := int(binary.LittleEndian.Uint32(s.bytes(4)))
	for i := 0; i < total && !s.empty(); i++ {
		n := int(binary.LittleEndian.Uint16(s.bytes(2)))
		str := s.rich(n)
		if s.bad {
			return errBIFF
		}
		if len(x.strings) >= 4*x.lim.Cells {
			return fault.New(fault.TooLarge, "intake.cells|Tệp có hơn {n} ô có dữ liệu. Chỉ giữ lại trang số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"n": x.lim.Cells})
		}
		x.strings = append(x.strings, str)
	}
	return nil
}

// short reads a string with a one-byte length.
func (x *xlsBook) short(b []byte) (string, int) {
	if len(b) < 1 {
		return "", -1
	}
	if x.old {
		return x.bytesText(b[1:], int(b[0])), -1
	}
	s := &segments{list: [][]byte{b[1:]}}
	str := s.rich(int(b[0]))
	return str.text, str.font
}

// long reads a string with a two-byte length.
func (x *xlsBook) long(r record) (string, int) {
	if len(r.data) < 2 {
		return "", -1
	}
	n := int(binary.LittleEndian.Uint16(r.data))
	if x.old {
		all := r.data[2:]
		for _, m := range r.more {
			all = append(all[:len(all):len(all)], m...)
		}
		return x.bytesText(all, n), -1
	}
	s := &segments{list: append([][]byte{r.data[2:]}, r.more...)}
	str := s.rich(n)
	return str.text, str.font
}

func (x *xlsBook) bytesText(b []byte, n int) string {
	out, err := x.page.NewDecoder().Bytes(b[:min(n, len(b))])
	if err != nil {
		return ""
	}
	return clean(lineEnds(string(out)))
}

// style gives what the XF of a cell says about its value.
func (x *xlsBook) style(xf int) cellStyle {
	if xf < 0 || xf >= len(x.xfs) {
		return cellStyle{}
	}
	st := x.font(x.xfs[xf].font)
	code, ok := x.formats[x.xfs[xf].format]
	if !ok {
		code = builtinFormat(x.xfs[xf].format)
	}
	if code != "General" && code != "GENERAL" {
		st.format = code
	}
	return st
}

// font gives font n; number 4 does not exist in the format.
func (x *xlsBook) font(n int) cellStyle {
	if n > 4 {
		n--
	}
	if n < 0 || n >= len(x.fonts) {
		return cellStyle{}
	}
	return x.fonts[n]
}
