// Package xlsx writes workbooks (.xlsx) for exports and for the offline template. It is
// a small writer of its own: typed numbers, text that stays text, merged headers,
// frozen panes, print set-up, comments, lists of allowed values and protected cells.
// The same Book gives the same bytes.
package xlsx

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
)

// A Book (tệp bảng tính) is what Write writes.
type Book struct {
	Sheets  []Sheet
	Title   string     // document property
	Author  string     // document property; "" for none
	Created civil.Date // document property; zero for none
}

// A Sheet (trang tính) holds, from top to bottom: title lines, one table with its
// header, notes.
type Sheet struct {
	Name    string // made valid and unique by Write
	Columns []Column
	Title   []string // lines above the table
	Header  [][]Cell // repeated on every printed page
	Rows    [][]Cell
	Notes   []string // lines below the table
	// FreezeRows rows of the table (those of the header first) stay in view, and the title
	// with them; FreezeCols columns likewise. 0 for none.
	FreezeRows, FreezeCols int
	Landscape              bool
	Hidden                 bool
	// Protect locks every cell that is not Unlocked, without a password. A sheet with
	// Unlocked cells is protected anyway.
	Protect bool
}

// A Column (cột) of a Sheet.
type Column struct {
	Width  int // in characters; 0 = 12
	Hidden bool
}

// Align is the horizontal place of the content of a cell.
type Align int

const (
	Auto Align = iota // numbers right, text left, header cells centred
	Left
	Center
	Right
)

// A Cell (ô) holds a number, a date or a text. A cell covered by a span is left out of
// its row.
type Cell struct {
	Text     string
	Value    *figure.Value // a typed number; Text is then ignored
	Date     civil.Date    // a typed date, when Value is nil and Date is not zero
	Percent  bool          // Value counts per cent: 95.8 is shown as 95,8%
	Decimals int           // decimals shown: 0 = as many as the number has; -1 = none
	Bold     bool
	Italic   bool
	ColSpan  int // 0 and 1 mean one column
	RowSpan  int // 0 and 1 mean one row
	Align    Align
	Note     string   // comment attached to the cell: where the figure comes from
	Unlocked bool     // may be filled in on a protected sheet
	List     []string // values the cell may take; nil for any
	Fill     string   // background, RRGGBB; "" for none
}

// Num makes a cell of a number.
func Num(v figure.Value) Cell { return Cell{Value: &v} }

// Text makes a cell of text.
func Text(s string) Cell { return Cell{Text: s} }

const (
	maxRows = 1048576
	maxCols = 16384
	maxText = 32767 // UTF-16 units in one cell
)

// Write writes b to w. Errors: fault.TooLarge when a sheet has more rows or columns
// than the format holds.
func Write(w io.Writer, b *Book) (err error) {
	defer fault.Wrap(&err, "xlsx.Write")
	k := &packer{book: b, strings: map[string]int{}, styles: map[style]int{}, lists: map[string]int{}}
	k.styleOf(style{}) // 0: plain
	if err := k.measure(); err != nil {
		return err
	}
	zw := zip.NewWriter(w)
	k.zw = zw
	k.write("[Content_Types].xml", k.contentTypes())
	k.write("_rels/.rels", rootRelations)
	k.write("docProps/core.xml", k.core())
	k.write("docProps/app.xml", appProps)
	k.write("xl/workbook.xml", k.workbook())
	k.write("xl/_rels/workbook.xml.rels", k.workbookRelations())
	for i := range b.Sheets {
		k.sheet(i)
	}
	if len(k.listSheet) > 0 {
		k.write(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.Sheets)+1), k.listsXML())
	}
	k.write("xl/styles.xml", k.stylesXML())
	k.sharedStrings()
	if k.err != nil {
		return k.err
	}
	return zw.Close()
}

// A packer gathers what the sheets share while they are written.
type packer struct {
	book      *Book
	zw        *zip.Writer
	err       error
	names     []string // valid sheet names
	noted     []bool   // sheets with comments
	cols      []int    // columns of each sheet
	strings   map[string]int
	order     []string
	uses      int
	styles    map[style]int
	styleList []style
	lists     map[string]int // list → column of the hidden sheet
	listSheet [][]string
	listName  string
}

func (k *packer) write(name, data string) {
	if k.err != nil {
		return
	}
	f, err := k.zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = io.WriteString(f, data)
	}
	k.err = err
}

// measure checks the sizes and finds what the first parts of the file must know.
func (k *packer) measure() error {
	if len(k.book.Sheets) == 0 {
		return fault.New(fault.Invalid, "xlsx.empty|Tệp bảng tính không có trang nào. Hãy chọn nội dung cần xuất rồi thử lại.")
	}
	used := map[string]bool{}
	for i := range k.book.Sheets {
		s := &k.book.Sheets[i]
		k.names = append(k.names, sheetName(s.Name, i, used))
		cols, noted := len(s.Columns), false
		for _, rows := range [][][]Cell{s.Header, s.Rows} {
			for _, r := range rows {
				n := 0
				for c := range r {
					n += max(1, r[c].ColSpan)
					noted = noted || r[c].Note != ""
					if len(r[c].List) > 0 {
						k.listColumn(r[c].List)
					}
				}
				cols = max(cols, n)
			}
		}
		if rows := len(s.Title) + len(s.Header) + len(s.Rows) + len(s.Notes) + 2; rows > maxRows || cols > maxCols {
			return fault.New(fault.TooLarge, "xlsx.toolarge|Bảng có {rows} dòng và {cols} cột, nhiều hơn mức tệp Excel chứa được ({maxrows} dòng, {maxcols} cột). Hãy lọc bớt rồi xuất lại.",
				fault.P{"rows": rows, "cols": cols, "maxrows": maxRows, "maxcols": maxCols})
		}
		k.noted, k.cols = append(k.noted, noted), append(k.cols, max(cols, 1))
	}
	if len(k.listSheet) > 0 {
		k.listName = sheetName("DM", len(k.names), used)
	}
	return nil
}

// listColumn gives the column of the hidden sheet that holds the list.
func (k *packer) listColumn(list []string) int {
	key := strings.Join(list, "\x00")
	n, ok := k.lists[key]
	if !ok {
		n = len(k.listSheet)
		k.lists[key] = n
		k.listSheet = append(k.listSheet, list)
	}
	return n
}

// sheetName makes a name Excel accepts: at most 31 characters, none of []:*?/\, no
// quote at the ends, unique without regard to case.
func sheetName(name string, index int, used map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r == '\n' || r == '\t' {
			return '-'
		}
		return r
	}, paper.Clean(name))
	name = strings.Trim(cut(strings.TrimSpace(name), 31), "' ")
	if name == "" {
		name = fmt.Sprintf("Trang %d", index+1)
	}
	base := name
	for n := 2; used[strings.ToLower(name)]; n++ {
		suffix := fmt.Sprintf(" (%d)", n)
		name = cut(base, 31-len(suffix)) + suffix
	}
	used[strings.ToLower(name)] = true
	return name
}

// cut gives the longest beginning of s with at most n UTF-16 units.
func cut(s string, n int) string {
	units := 0
	for i, r := range s {
		if units++; r > 0xFFFF {
			units++
		}
		if units > n {
			return s[:i]
		}
	}
	return s
}

// cellText gives s as a cell can hold it: clean, and cut with "…" at the limit of the
// format. "_x0041_" would be read back as "A", so its underscore is written as an escape.
func cellText(s string) string {
	s = paper.Clean(s)
	if utf8.RuneCountInString(s) > maxText/2 {
		if t := cut(s, maxText-1); t != s {
			s = t + "…"
		}
	}
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isEscape(s[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isEscape(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	return strings.Trim(s[2:6], "0123456789abcdefABCDEF") == ""
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

func escape(s string) string {
	if !strings.ContainsAny(s, `&<>"`) {
		return s
	}
	return escaper.Replace(s)
}
