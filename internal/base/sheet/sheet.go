// Package sheet is the neutral picture of an office file once it is opened: sheets
// of cells and paragraphs of prose, whatever program wrote it. It holds values only;
// platform/xlsx, platform/docx and others fill it, progress/reading reads it.
package sheet

import "strconv"

// Format names the kind of file a Book came from.
type Format string

const (
	XLSX Format = "xlsx"
	XLS  Format = "xls"
	ODS  Format = "ods"
	CSV  Format = "csv"
	DOCX Format = "docx"
)

// A Book (tệp số liệu) is one opened file.
type Book struct {
	Name   string // file name as sent, base name only
	Format Format
	SHA256 string // hex digest of the file's bytes
	Sheets []Sheet
	Prose  []Paragraph // only .docx: the paragraphs outside tables
	Date04 bool        // the workbook counts days from 1904
}

// A Sheet (trang tính) is one grid. Each table of a .docx is a Sheet of its own.
type Sheet struct {
	Name   string // sheet name; "" for csv; "T2" for the second table of a .docx
	Hidden bool
	Table  int // .docx: 1-based number of the w:tbl in document order, nested ones included; else 0
	After  int // .docx: number of the last paragraph of Prose before the table, 0 for none
	// Cells holds every cell that has content or a formula, by row, then column.
	Cells  []Cell
	Merges []Range
	Rows   int // last used row
	Cols   int // last used column
	// HiddenRows and HiddenCols hold the 1-based numbers of hidden rows and columns.
	HiddenRows map[int]bool
	HiddenCols map[int]bool
}

// Kind says what a cell holds.
type Kind int

const (
	Empty  Kind = iota
	Text        // Text holds the text as stored
	Number      // Num holds the decimal
	Bool        // Num is "1" or "0"
	Date        // a number shown as a date or time; Num is the serial, Text the date as yyyy-mm-dd or time
	Error       // Text holds the error code, such as #REF!
)

// A Cell (ô) is one cell of a sheet.
type Cell struct {
	Row, Col int    // 1-based place in the grid, spans resolved
	At       string // the address a person finds it by: "D12", csv "E7", docx "T2R5C3" (n-th w:tc)
	Kind     Kind
	// Num is the stored number as a plain decimal ("-1234.5"), at most 15 significant
	// digits, never an exponent. The shown text is not the number: 0.875 with the format
	// 0% has Num "0.875".
	Num string
	// Text is the text as stored, line breaks as "\n", neither trimmed nor converted.
	Text    string
	Format  string // number format code as in the file, "" for General
	Formula string // without the leading "=", "" for none
	Cached  bool   // the formula's result is stored in the file
	Font    string // font name of the cell or its first run, "" if not known
	Hidden  bool   // in a hidden row, column or sheet
	Struck  bool   // struck through, all of it
	// StruckText is the whole text when only a part of it is struck through; Text then
	// leaves the struck part out. "" otherwise.
	StruckText string
	Note       string // comment attached to the cell
}

// Range is a block of merged cells, both ends included, 1-based.
type Range struct{ Row1, Col1, Row2, Col2 int }

// A Paragraph (đoạn) of prose, in document order, outside tables.
type Paragraph struct {
	N     int    // 1-based number among all paragraphs directly under the body
	At    string // "P17"
	Text  string // deleted text (tracked) left out, inserted text kept
	Level int    // heading level 1…9 by style or outline, 0 for body text
	Bold  bool   // every run with text is bold
	Font  string // font of the first run
	// Number is the automatic list number or bullet as shown ("I.", "1.", "a)", "-"),
	// which is not part of Text; "" for none.
	Number string
}

// A1 gives the address of a cell: A1(12, 4) = "D12".
func A1(row, col int) string { return ColName(col) + strconv.Itoa(row) }

// ColName gives the letters of a 1-based column: 28 = "AB".
func ColName(col int) string {
	var b [8]byte
	i := len(b)
	for col > 0 {
		col--
		i--
		b[i] = byte('A' + col%26)
		col /= 26
	}
	return string(b[i:])
}
