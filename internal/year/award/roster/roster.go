// Package roster reads a list of persons and collectives out of an opened office file: it
// finds the header wherever it stands, reads the rows below it, and notes every cell that
// cannot be taken, in one pass. It knows columns, not what they mean; award and
// registration give it theirs. It is pure.
package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// A Column (cột của danh sách) is one column that a list may have.
type Column struct {
	Key  string
	Name string   // as the template prints it
	Also []string // other headings by which it is known
	Must bool     // the list is of no use without it
	Hint string   // what stands in it, for the template
	Eg   string   // example for the template
}

// A Row (dòng của danh sách) is one line of a list.
type Row struct {
	N       int    // row of the sheet
	Section string // "person" or "collective", when a heading above says so
	cells   map[string]sheet.Cell
	list    *List
}

// A Problem (ô sai) is one cell that cannot be taken, and why.
type Problem struct {
	Row, Col int
	At       string // "D12"
	Column   string // name of the column
	Msg      string // "id|Vietnamese text"
	Args     fault.P
}

// A List (danh sách) is what was read: rows with their cells, and what is wrong with them.
type List struct {
	Sheet    int // index into the book
	Name     string
	Header   int // row of the header
	Rows     []Row
	Problems []Problem
	cols     []Column
	at       map[string]int // key → column of the sheet
}

// Limits of a list.
const (
	headRows = 30 // the header stands in the first rows
	maxRows  = 10000
)

var bracket = regexp.MustCompile(`\([^)]*\)`)

// fold gives the form in which headings are compared.
func fold(s string) string { return vi.Fold(bracket.ReplaceAllString(s, " ")) }

// Read finds the list in a book. Errors: Invalid, when no sheet has the columns that are
// needed, with their names; TooLarge.
func Read(book *sheet.Book, cols []Column) (*List, error) {
	var best *List
	for i := range book.Sheets {
		if s := &book.Sheets[i]; !s.Hidden {
			if l := header(s, cols); l != nil && (best == nil || len(l.at) > len(best.at)) {
				l.Sheet, l.Name, best = i, s.Name, l
			}
		}
	}
	var need, lacks []string
	for _, c := range cols {
		if c.Must {
			need = append(need, "“"+c.Name+"”")
			if best == nil || best.at[c.Key] == 0 {
				lacks = append(lacks, "“"+c.Name+"”")
			}
		}
	}
	if best == nil || len(best.at) < 2 {
		return nil, fault.New(fault.Invalid, "roster.header|Không tìm thấy dòng tiêu đề của danh sách. Danh sách cần các cột {need}. Tải tệp mẫu, chép dữ liệu vào rồi gửi lại.", fault.P{"need": strings.Join(need, ", ")})
	}
	if len(lacks) > 0 {
		return nil, fault.New(fault.Invalid, "roster.column|Danh sách còn thiếu cột {lacks}. Thêm cột (đặt tên ở dòng {row}) rồi gửi lại.", fault.P{"lacks": strings.Join(lacks, ", "), "row": best.Header})
	}
	return best, best.read(&book.Sheets[best.Sheet])
}

// header finds the row that names the most columns.
func header(s *sheet.Sheet, cols []Column) *List {
	names := map[string]string{}
	for _, c := range cols {
		for _, n := range append([]string{c.Name}, c.Also...) {
			names[fold(n)] = c.Key
		}
	}
	var best *List
	for i := 0; i < len(s.Cells); {
		row := s.Cells[i].Row
		l := &List{Header: row, cols: cols, at: map[string]int{}}
		for ; i < len(s.Cells) && s.Cells[i].Row == row; i++ {
			if key := names[fold(s.Cells[i].Text)]; key != "" && l.at[key] == 0 {
				l.at[key] = s.Cells[i].Col
			}
		}
		if row > headRows {
			break
		}
		if len(l.at) > 0 && (best == nil || len(l.at) > len(best.at)) {
			best = l
		}
	}
	return best
}

// read takes the rows below the header.
func (l *List) read(s *sheet.Sheet) error {
	keys := map[int]string{}
	for k, c := range l.at {
		keys[c] = k
	}
	section := ""
	for i := 0; i < len(s.Cells); {
		n := s.Cells[i].Row
		r := Row{N: n, cells: map[string]sheet.Cell{}, list: l}
		var all []string
		for ; i < len(s.Cells) && s.Cells[i].Row == n; i++ {
			c := s.Cells[i]
			if c.Struck || strings.TrimSpace(text(c)) == "" {
				continue
			}
			all = append(all, text(c))
			if k := keys[c.Col]; k != "" {
				r.cells[k] = c
			}
		}
		if n <= l.Header || len(all) == 0 || numbers(all) {
			continue
		}
		if kind := heading(all); kind != "" {
			section = kind
			continue
		}
		if len(r.cells) == 0 || closing(all) {
			continue
		}
		if len(l.Rows) == maxRows {
			return fault.New(fault.TooLarge, "roster.long|Danh sách dài hơn {n} dòng. Chia thành nhiều tệp rồi gửi từng tệp.", fault.P{"n": maxRows})
		}
		r.Section = section
		l.Rows = append(l.Rows, r)
	}
	return nil
}

var (
	columnNo = regexp.MustCompile(`^\(?\d{1,2}\)?$`)
	ordinal  = regexp.MustCompile(`^([ivx]+|\d{1,2}|[a-dđ]) `)
)

// numbers reports whether a row only numbers the columns: (1) (2) (3).
func numbers(all []string) bool {
	if len(all) < 3 {
		return false
	}
	for i, s := range all {
		if m := columnNo.FindString(strings.TrimSpace(s)); m == "" || strings.Trim(m, "()") != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}

// heading reads a row that only says of whom the following rows are: "I. Tập thể".
func heading(all []string) string {
	if len(all) > 2 {
		return ""
	}
	s := fold(strings.Join(all, " "))
	s = ordinal.ReplaceAllString(s, "")
	switch strings.TrimPrefix(s, "danh hieu ") {
	case "tap the", "doi voi tap the", "danh sach tap the", "cac tap the":
		return "collective"
	case "ca nhan", "doi voi ca nhan", "danh sach ca nhan", "cac ca nhan":
		return "person"
	}
	return ""
}

// closing reports whether a row is a total or the sentence that ends a list.
func closing(all []string) bool {
	s := fold(all[0])
	return len(all) <= 3 && (strings.HasPrefix(s, "tong cong") || strings.HasPrefix(s, "cong ") || s == "cong" || strings.HasPrefix(s, "danh sach nay co") || strings.HasPrefix(s, "an dinh danh sach"))
}

// text gives what a cell says, whatever its kind.
func text(c sheet.Cell) string {
	switch c.Kind {
	case sheet.Number, sheet.Bool:
		return c.Num
	}
	return c.Text
}

// Has reports whether the list has a column.
func (l *List) Has(key string) bool { return l.at[key] != 0 }

// Text gives a cell of the row, composed and with single spaces; "" when it is empty.
func (r Row) Text(key string) string {
	return strings.Join(strings.Fields(vi.NFC(text(r.cells[key]))), " ")
}

// Lines gives a cell of the row with its line breaks.
func (r Row) Lines(key string) string { return strings.TrimSpace(vi.NFC(text(r.cells[key]))) }

// Bad notes that a cell of the row cannot be taken.
func (r Row) Bad(key, msg string, args ...fault.P) {
	i := slices.IndexFunc(r.list.cols, func(c Column) bool { return c.Key == key })
	col := r.list.at[key]
	if col == 0 { // the list has no such column: the row itself is named
		col = r.list.at[r.list.cols[0].Key]
	}
	p := Problem{Row: r.N, Col: col, At: sheet.A1(r.N, col), Column: r.list.cols[i].Name, Msg: msg}
	if c, ok := r.cells[key]; ok {
		p.At = c.At
	}
	if len(args) > 0 {
		p.Args = args[0]
	}
	r.list.Problems = append(r.list.Problems, p)
}

// Told (đã có lỗi) reports whether something was noted at one of the columns of the row. A
// line is compared with the ones above it as soon as the columns that tell them apart are
// good, whatever else is wrong with it: one pass finds everything.
func (r Row) Told(keys ...string) bool {
	return slices.ContainsFunc(r.list.Problems, func(p Problem) bool {
		return p.Row == r.N && slices.ContainsFunc(r.list.cols, func(c Column) bool { return c.Name == p.Column && slices.Contains(keys, c.Key) })
	})
}

// Must gives a cell that may not be empty.
func (r Row) Must(key string, most int) string {
	s := r.Text(key)
	switch i := slices.IndexFunc(r.list.cols, func(c Column) bool { return c.Key == key }); {
	case s == "":
		r.Bad(key, "roster.empty|Ô “{column}” còn trống.", fault.P{"column": r.list.cols[i].Name})
	case len([]rune(s)) > most:
		r.Bad(key, "roster.toolong|Dài quá {n} ký tự.", fault.P{"n": most})
	case r.cells[key].Kind == sheet.Error:
		r.Bad(key, "roster.error|Ô mang lỗi của Excel ({text}).", fault.P{"text": s})
	}
	return s
}

// Optional gives a cell that may be empty.
func (r Row) Optional(key string, most int) string {
	s := r.Text(key)
	if len([]rune(s)) > most {
		r.Bad(key, "roster.toolong|Dài quá {n} ký tự.", fault.P{"n": most})
	} else if r.cells[key].Kind == sheet.Error {
		r.Bad(key, "roster.error|Ô mang lỗi của Excel ({text}).", fault.P{"text": s})
	}
	return s
}

// Year gives a cell with a year between two, 0 when it is empty or wrong.
func (r Row) Year(key string, from, to int) int {
	s := r.Text(key)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0")) // what a CSV of a spreadsheet may show
	if err != nil || n < from || n > to {
		r.Bad(key, "roster.year|“{text}” không phải một năm từ {from} đến {to}.", fault.P{"text": s, "from": from, "to": to})
		return 0
	}
	return n
}

// Date gives a cell with a date, zero when it is empty or wrong.
func (r Row) Date(key string) civil.Date {
	s := r.Text(key)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseISO(s)
	if r.cells[key].Kind != sheet.Date || err != nil {
		if d, err = civil.ParseVN(s); err != nil {
			r.Bad(key, "roster.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": s})
		}
	}
	return d
}
