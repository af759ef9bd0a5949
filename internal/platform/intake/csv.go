package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"thidua/internal/base/sheet"
)

// openCSV reads a text file of separated values. Addresses count records and fields, and
// an empty record counts too, as it does on the screen of whoever opens the file.
func openCSV(data []byte, lim Limits) (*sheet.Book, error) {
	text := decodeText(data)
	delim := byte(0)
	if len(text) > 5 && strings.EqualFold(text[:4], "sep=") {
		if i := strings.IndexAny(text, "\r\n"); i == 5 {
			// Excel's hint line, which it does not show as a row either.
			delim, text = text[4], strings.TrimPrefix(strings.TrimPrefix(text[5:], "\r"), "\n")
		}
	}
	if delim == 0 {
		delim = sniffDelimiter(text)
	}
	cells := 0
	g := &grid{lim: &lim, cells: &cells}
	p := &csvParser{text: text, delim: delim, quotes: true}
	err := p.each(func(row, col int, field string) error { return addField(g, row, col, field) })
	if err == nil && p.open {
		// A quote that never closes would swallow the rest: read quotes as characters.
		cells, g = 0, &grid{lim: &lim, cells: &cells}
		p = &csvParser{text: text, delim: delim}
		err = p.each(func(row, col int, field string) error { return addField(g, row, col, field) })
	}
	if err != nil {
		return nil, err
	}
	return &sheet.Book{Format: sheet.CSV, Sheets: []sheet.Sheet{g.finish()}}, nil
}

func addField(g *grid, row, col int, field string) error {
	if field == "" {
		return nil
	}
	return g.add(sheet.Cell{Row: row, Col: col, At: sheet.A1(row, col), Kind: sheet.Text, Text: field})
}

// csvParser walks over records and fields. Quotes are special only at the start of a
// field, as the office programs have it.
type csvParser struct {
	text   string
	delim  byte
	quotes bool
	open   bool // the text ended within quotes
	rows   int  // stop after so many records; 0 for all
}

func (p *csvParser) each(f func(row, col int, field string) error) error {
	row, col := 1, 1
	for i := 0; i < len(p.text); {
		field, next := p.field(i)
		if err := f(row, col, field); err != nil {
			return err
		}
		if next >= len(p.text) {
			return nil
		}
		switch c := p.text[next]; {
		case c == p.delim:
			col++
			if next+1 == len(p.text) {
				return f(row, col, "")
			}
		default:
			if c == '\r' && next+1 < len(p.text) && p.text[next+1] == '\n' {
				next++
			}
			row, col = row+1, 1
			if p.rows > 0 && row > p.rows {
				return nil
			}
		}
		i = next + 1
	}
	return nil
}

// field reads the field at i; next is the place of the delimiter or line end after it.
func (p *csvParser) field(i int) (field string, next int) {
	if !p.quotes || p.text[i] != '"' {
		n := p.stop(i)
		return p.text[i:n], n
	}
	var b strings.Builder
	for i++; ; {
		q := strings.IndexByte(p.text[i:], '"')
		if q < 0 {
			p.open = true
			b.WriteString(p.text[i:])
			return lineEnds(b.String()), len(p.text)
		}
		b.WriteString(p.text[i : i+q])
		i += q + 1
		if i < len(p.text) && p.text[i] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		n := p.stop(i)
		b.WriteString(p.text[i:n]) // what follows a closing quote belongs to the field
		return lineEnds(b.String()), n
	}
}

func (p *csvParser) stop(i int) int {
	for ; i < len(p.text); i++ {
		if c := p.text[i]; c == p.delim || c == '\n' || c == '\r' {
			break
		}
	}
	return i
}

func lineEnds(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// sniffDelimiter picks the delimiter that cuts most records into the same number of
// fields. Decimal commas lose to a real delimiter because they stand once in a record.
func sniffDelimiter(text string) byte {
	if len(text) > 64<<10 {
		text = text[:64<<10]
	}
	best, score := byte(';'), 0
	for _, d := range []byte(";\t|,") {
		fields := map[int]int{}
		p := &csvParser{text: text, delim: d, quotes: true, rows: 400}
		last, cols := 1, 0
		_ = p.each(func(row, col int, _ string) error {
			if row != last {
				fields[cols]++
				last = row
			}
			cols = col
			return nil
		})
		fields[cols]++
		for n, count := range fields {
			if s := (n - 1) * count; s > score {
				best, score = d, s
			}
		}
	}
	return best
}

// decodeText gives the text of a file in UTF-8, UTF-16, or one of the code pages that
// Vietnamese Windows writes.
func decodeText(data []byte) string {
	var out []byte
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		out = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	case utf16Text(data):
		order := unicode.LittleEndian
		if data[0] == 0 {
			order = unicode.BigEndian
		}
		out, err = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	case utf8.Valid(data):
		out = data
	case mostlyUTF8(data):
		out = data // a few damaged bytes: clean drops them
	case vietnamese1258(data):
		out, err = charmap.Windows1258.NewDecoder().Bytes(data)
	default:
		out, err = charmap.Windows1252.NewDecoder().Bytes(data)
	}
	if err != nil {
		out = data
	}
	s := clean(string(out))
	if utf16Text(data) {
		s = strings.ReplaceAll(s, "\uFFFD", "") // what lone surrogates became
	}
	return strings.TrimSuffix(s, "\x1a")
}

// utf16Text reports UTF-16, by its mark or by the zero bytes of plain letters.
func utf16Text(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return true
	}
	head := data[:min(len(data), 2048)]
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i&1]++
		}
	}
	few, many := min(zero[0], zero[1]), max(zero[0], zero[1])
	return len(head) >= 8 && many*4 > len(head) && few*20 < len(head)
}

// mostlyUTF8 reports a text that is UTF-8 but for a stray byte here and there.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 10*bad
}

// vietnamese1258 tells Windows-1258, whose tones are combining marks, from text that
// was typed with TCVN3 fonts and is only seen as Windows-1252.
func vietnamese1258(data []byte) bool {
	tones, tcvn := 0, 0
	for _, b := range data {
		switch {
		case strings.IndexByte("\xcc\xd2\xde\xec\xf2\xf0\xe3\xf5\xfd\xd0\xdd", b) >= 0:
			tones++
		case b >= 0xa8 && b <= 0xae, b >= 0xb5 && b <= 0xbe:
			tcvn++
		}
	}
	return tones > tcvn
}
