// Package paper describes an official document (văn bản hành chính) apart from any file
// format: the boxes of Decree 30/2020/NĐ-CP and a body of headings, paragraphs and
// tables. platform/docx and platform/pdf write it; the same Document gives the same bytes.
package paper

import (
	"time"

	"thidua/internal/base/civil"
)

// A Document (văn bản) in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.
// Empty fields leave their box out, unless said otherwise.
type Document struct {
	Parent    string     // [2] cơ quan chủ quản, printed in capitals, not bold
	Issuer    string     // [2] cơ quan ban hành, printed in capitals, bold; may hold "\n"
	Number    string     // [3] "05/BC-KTĐ"; "" prints "Số:      /BC-KTĐ" with Symbol
	Symbol    string     // [3] symbol used while the number is not given yet: "BC-KTĐ"
	Place     string     // [4] địa danh: "Đắk Lắk"
	Date      civil.Date // [4] zero prints blanks
	Kind      string     // [5a] tên loại: "BÁO CÁO"; "" for a công văn
	Subject   string     // [5a] trích yếu, or [5b] V/v … when Kind is ""
	Draft     string     // a framed mark such as "DỰ THẢO" at the top left; "" for none
	To        []string   // [9a] Kính gửi
	Body      []Block
	CC        []string // [9b] Nơi nhận, without dashes and stops: "Như trên", "Lưu: VT"
	Authority []string // [7a] lines such as "TM. KHỐI THI ĐUA", "KHỐI TRƯỞNG"
	Signer    string   // [7b] name; "" leaves room to sign
	Title     string   // document property; not printed
	Created   civil.Date
	Address   string // [13] address, e-mail, telephone: at the foot of page 1 under a full-width rule; "" for none
	Footer    string // printed small at the foot of every page; "" for none
	// Minutes leaves out place and date (form 1.9 biên bản) and puts Secretary left of Authority.
	Minutes bool
	// Plain leaves out every box of the Decree: an ordinary text such as an article.
	Plain     bool
	Secretary string
	// Properties are custom properties of the file, by which a program knows it again.
	Properties [][2]string
}

// BlockKind says what a Block is.
type BlockKind int

const (
	Para      BlockKind = iota // justified body paragraph, first line indented
	Heading                    // Level 1 "I." caps bold, 2 "1." bold, 3 "a)" bold italic; the number is part of the text
	Item                       // list item beginning with a dash
	TableOf                    // Table
	Note                       // small italic paragraph, used below tables
	Annex                      // starts a new page: "Phụ lục" + title; page numbers restart; Runs is the "(Kèm theo …)" line
	Basis                      // căn cứ: italic line
	NewPage                    // page break
	PlainRow                   // centred bold line such as "QUYẾT ĐỊNH:"
	PictureOf                  // Picture, with Runs as its caption
)

// A Block is one paragraph or table of the body.
type Block struct {
	Kind      BlockKind
	Level     int
	Runs      []Run
	Table     *Table
	Picture   *Picture
	Landscape bool   // Annex: this and the following blocks on landscape pages
	Title     string // Annex: title below "Phụ lục", printed in capitals
	Name      string // Annex: "Phụ lục I"
	ID        string // stable id of the paragraph; "" for none. Becomes a bookmark
	Raw       bool   // the runs are set as they are: no dash before an item, no capitals
	Inserted  *Mark  // the paragraph itself was inserted; its runs carry their own marks
	Deleted   *Mark  // the paragraph itself was deleted
	Moved     string // names a move: the Deleted block is where the paragraph stood, the Inserted one where it stands
	Comments  []Comment
}

// A Run is a stretch of text of one style. Several runs make a paragraph.
type Run struct {
	Text         string
	Bold, Italic bool
	// Source is the id of the figure this text prints ("value/khoi-3/2022-H1/tand/C01");
	// "" for ordinary text. Word gets a bookmark, so that the figure can be found again.
	Source   string
	Footnote string // text of a footnote set after this run; "" for none
	// Inserted and Deleted make the run a tracked change of a Word file; other files are not
	// made of tracked documents.
	Inserted, Deleted *Mark
	Moved             bool // the words came or went with their paragraph, see Block.Moved
}

// A Mark (dấu sửa đổi) says who changed a text of a tracked file, and when.
type Mark struct {
	Author string
	At     time.Time
}

// A Comment (nhận xét bên lề) stands in the margin of a Word file at runs From to To (To not
// included) of its block.
type Comment struct {
	Mark
	Text     string
	From, To int
	Replies  []Comment // From and To are those of the comment
}

// Align is the horizontal place of text in a cell.
type Align int

const (
	Left Align = iota
	Center
	Right
)

// A Table (bảng, biểu) of a document. Header rows repeat on every page.
type Table struct {
	Widths []int // relative widths, one per column
	Header [][]Cell
	Rows   [][]Cell
	Size   int // type size in points; 0 = 12
}

// A Cell of a Table. A cell covered by a span is left out of its row.
type Cell struct {
	Runs    []Run
	ColSpan int // 0 and 1 mean one column
	RowSpan int // 0 and 1 mean one row
	Align   Align
	Bold    bool
}

// T makes one plain run.
func T(s string) []Run { return []Run{{Text: s}} }

// P makes a body paragraph of plain text.
func P(s string) Block { return Block{Kind: Para, Runs: T(s)} }

// H makes a heading.
func H(level int, s string) Block { return Block{Kind: Heading, Level: level, Runs: T(s)} }

// C makes a cell of plain text.
func C(s string, a Align) Cell { return Cell{Runs: T(s), Align: a} }
