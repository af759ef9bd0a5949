// Package reading takes the figures of one unit out of an opened office file (đọc số
// liệu). It is pure: it opens nothing and stores nothing. Two rules are absolute:
// never a silent wrong value and never a lost cell. What it is not sure of, it asks.
package reading

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
)

// Kind (loại chỉ tiêu) is the type of a target's value.
type Kind string

const (
	Count   Kind = "count"   // a whole number of things
	Percent Kind = "percent" // a share, 87.5 for 87,5 %
	Money   Kind = "money"   // in the target's unit, such as triệu đồng
	Decimal Kind = "decimal" // any number
	YesNo   Kind = "yesno"   // 1 or 0
)

// A Target (chỉ tiêu) is one line of the unit's plan.
type Target struct {
	Code, Name string
	Measure    string // unit of measure as the plan writes it: "cuộc", "%", "triệu đồng"
	Kind       Kind
	Direction  string        // "higher", "lower", "equal"
	Plan       *figure.Value // the year's plan; nil = none
	Half       *figure.Value // the half year's plan; nil = none
	Last       *figure.Value // last period's result; nil = none
	Aliases    []string      // other names the unit may use

	class   string // targetClass, kept
	measure string // Measure folded, kept
}

// A Unit (đơn vị) is the sender of the file, or another member of the bloc.
type Unit struct {
	Code, Name, Short string
	Aliases           []string
}

// A Request says whose figures are sought, for which period, in which file.
type Request struct {
	Book    *sheet.Book
	Unit    Unit
	Others  []Unit // the other units of the bloc; Unit itself may be among them
	Targets []Target
	Period  civil.Period
	Memory  Memory
}

// Action (cách xử lý) says what may be done with a finding.
type Action string

const (
	Store   Action = "store"   // the value may be stored without asking
	Ask     Action = "ask"     // a person must choose
	Missing Action = "missing" // the file gives no figure
)

// Reason (lý do) says why a finding is not stored silently.
type Reason string

const (
	Ambiguous  Reason = "ambiguous"  // the text can be read in more than one way
	Conflict   Reason = "conflict"   // two places of the file disagree
	Suspicious Reason = "suspicious" // readable but implausible
	WrongUnit  Reason = "unit"       // the place belongs to another unit, or the unit of measure differs
	WrongTime  Reason = "period"     // the place covers another period
	Name       Reason = "name"       // the name does not surely mean this target
	Unreadable Reason = "unreadable" // the text is no figure
	Blank      Reason = "blank"      // the row is there, its cell is empty
	NoRow      Reason = "no-row"     // the file has no row for the target
)

// A Candidate (phương án) is one answer that the file allows.
type Candidate struct {
	Value *figure.Value // nil = "no figure"
	Sheet string        // sheet name, "" for csv and .docx
	At    string        // address in the sheet: "D12", csv "E7", docx "T2R5C3" or "P17"
	Raw   string        // as written
	Why   string        // message "id|Vietnamese text"
	Args  fault.P
}

// A Finding (kết quả đọc) is what the file says about one target.
type Finding struct {
	Target     string // code
	Action     Action
	Value      *figure.Value // only with Store
	Candidates []Candidate   // only with Ask, best first
	Reason     Reason        // "" with Store
	Sheet      string        // sheet name, "" for csv and .docx
	At         string        // address of the cell or paragraph; "" when there is none
	Raw        string        // as written; a number cell: its Num
	Label      string        // the row's label as written
	LabelAt    string
	Why        string // message "id|Vietnamese text"; also with Store when something was normalised
	Args       fault.P
	Level      int // how the name was matched: 3 the same, 2 nearly, 1 weakly, 0 not at all
}

// Text gives the Vietnamese sentence of Why.
func (f Finding) Text() string { return fault.Text(f.Why, f.Args) }

// Place gives the address as people quote it: "Sheet1!D12", csv "E7", docx "T2R5C3".
func (f Finding) Place() string { return place(f.Sheet, f.At) }

// Place gives the address as people quote it.
func (c Candidate) Place() string { return place(c.Sheet, c.At) }

func place(sheet, at string) string {
	if sheet == "" || at == "" {
		return at
	}
	return sheet + "!" + at
}

// A Row is a line of the file with a figure that belongs to no target.
type Row struct {
	Sheet, At, LabelAt string
	Label, Raw         string
	Why                string // message "id|Vietnamese text"
	Skipped            bool   // left out on purpose: total, sub-row, hidden, another unit
}

// SectionKind (mục) says what a prose section is about.
type SectionKind string

const (
	Results         SectionKind = "results"         // kết quả đạt được
	Shortcomings    SectionKind = "shortcomings"    // tồn tại, hạn chế
	Causes          SectionKind = "causes"          // nguyên nhân
	Directions      SectionKind = "direction"       // phương hướng, nhiệm vụ
	Recommendations SectionKind = "recommendations" // kiến nghị, đề xuất
	OtherText       SectionKind = "other"
)

// A Section (phần lời văn) is the prose under one heading of a .docx.
type Section struct {
	Kind       SectionKind
	Heading    string
	HeadingAt  string
	Paragraphs []sheet.Paragraph // text decoded and NFC
}

// A Mark (dấu mật) is a stamp of secrecy found in the file.
type Mark struct{ Level, Sheet, At, Raw string }

// Memory (ánh xạ đã nhớ) is the confirmed mapping of a unit's file: certain evidence
// for the name next time, never for a value.
type Memory struct {
	Labels  map[string]string `json:"labels,omitempty"`  // folded label → target code; "" = no target
	Headers map[string]string `json:"headers,omitempty"` // folded header text → role
}

// Result is everything that was read.
type Result struct {
	Findings []Finding // exactly one per target, in the order of Request.Targets
	Unknown  []Row
	Texts    []Section
	Legacy   string // "TCVN3", "VNI" or ""
	Memory   Memory // the mapping learnt from this file
	Marks    []Mark
}
