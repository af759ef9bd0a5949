package progress

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress/reading"
)

// PacketID names a packet.
type PacketID = id.Of[Packet]

// A Packet (gói nộp ngoại tuyến) is one unit's form of one period that went out as a
// pre-filled workbook, for a unit whose network is closed. It remembers what the form
// held when it was made, so that what comes back can be told from what has changed here
// meanwhile.
type Packet struct {
	ID         PacketID
	Period     ID
	Unit       id.Unit
	Serial     int    // 1, 2, …: the versions of the packets of one form
	Code       string // "7F3KM-22": printed in the workbook
	Stamp      string // what the hidden sheet must hold; nobody can guess it
	Base       PacketBase
	By         string
	User       id.User
	At         time.Time
	ReturnedAt time.Time
	ReturnedBy string
	Import     ImportID // the import that wrote what came back last
	Written    int
	Version    int64
}

// Returned reports whether the packet came back and was written.
func (p Packet) Returned() bool { return !p.ReturnedAt.IsZero() }

// A PacketBase (nội dung lúc phát gói) is what the form held when the packet was made.
type PacketBase struct {
	Cells []PacketCell           `json:"cells"`
	Texts map[Heading]PacketText `json:"texts"`
}

// A PacketCell (ô trong gói) is one line of the table of a packet.
type PacketCell struct {
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Measure  string        `json:"measure"`
	Kind     plan.Kind     `json:"kind"`
	Plan     *figure.Value `json:"plan,omitempty"`
	Last     *figure.Value `json:"last,omitempty"`
	Value    *figure.Value `json:"value,omitempty"`
	Withheld bool          `json:"withheld,omitempty"`
	Rev      int64         `json:"rev"`
}

// A PacketText (phần lời trong gói) is one section as it stood.
type PacketText struct {
	Body string `json:"body"`
	Rev  int64  `json:"rev"`
}

// baseOf gives what a packet of the form holds.
func baseOf(f *Form) PacketBase {
	b := PacketBase{Texts: map[Heading]PacketText{}}
	for _, c := range f.Cells {
		b.Cells = append(b.Cells, PacketCell{c.Code, c.Name, c.Measure, c.Kind, c.Goal.Year, c.Last, c.Value.Value, c.Value.Withheld, c.Value.Rev})
	}
	for _, h := range headings {
		b.Texts[h] = PacketText{f.Texts[h].Body, f.Texts[h].Rev}
	}
	return b
}

// A Carried (gói đã về) is what an import must know about the packet that it reads.
type Carried struct {
	ID     PacketID               `json:"id"`
	Code   string                 `json:"code"`
	Serial int                    `json:"serial"`
	Latest int                    `json:"latest"` // the newest version made of this form
	Made   string                 `json:"made"`   // the day on which it was made, as people write it
	Cells  map[string]PacketCell  `json:"cells"`
	Texts  map[Heading]PacketText `json:"texts"`
	Notes  map[string]string      `json:"notes,omitempty"` // what the unit wrote beside a figure, by target code
}

// PacketSheet and the words of the hidden sheet by which a packet is known again. They are
// plain text cells, which every program keeps when it saves a workbook anew.
const (
	PacketSheet  = "_goi"
	packetSchema = "thidua-goi/1"
	tagCode      = "ma"
	tagStamp     = "tem"
)

// A Tag (tem gói) is what the hidden sheet of a workbook says.
type Tag struct{ Code, Stamp string }

// TagLines gives the lines of the hidden sheet: name and content.
func TagLines(p Packet, b org.Bloc, u org.Unit, period civil.Period) [][2]string {
	return [][2]string{{"goi", packetSchema}, {tagCode, p.Code}, {"khoi", b.Code}, {"don-vi", u.Code}, {"ky", string(period)},
		{"phien-ban", fmt.Sprint(p.Serial)}, {"luc", p.At.Format("02/01/2006 15:04")}, {tagStamp, p.Stamp}}
}

// PacketTag finds the tag of a packet; ok is false for any other workbook.
func PacketTag(b *sheet.Book) (t Tag, ok bool) {
	for _, s := range b.Sheets {
		rows := byPlace(s)
		if cellText(rows[[2]int{1, 2}]) != packetSchema {
			continue
		}
		for r := 1; r <= 20; r++ {
			v := cellText(rows[[2]int{r, 2}])
			switch cellText(rows[[2]int{r, 1}]) {
			case tagCode:
				t.Code = v
			case tagStamp:
				t.Stamp = v
			}
		}
		return t, true
	}
	return t, false
}

func byPlace(s sheet.Sheet) map[[2]int]sheet.Cell {
	m := make(map[[2]int]sheet.Cell, len(s.Cells))
	for _, c := range s.Cells {
		m[[2]int{c.Row, c.Col}] = c
	}
	return m
}

// cellText gives the content of a cell as a person sees it in a plain cell.
func cellText(c sheet.Cell) string {
	if c.Kind == sheet.Number {
		return c.Num
	}
	return strings.TrimSpace(vi.NFC(c.Text))
}

// The columns of the table of a packet, 1-based.
const (
	colCode, colName, colMeasure = 2, 3, 4
	colPlan, colLast             = 5, 6
	colNote                      = 8
)

// packetRows finds the table of a packet: the visible sheet that holds all codes of the
// base in the column of codes, with the row of each. place is "" when all is as it went
// out, else the first place that is not.
func packetRows(b *sheet.Book, base PacketBase) (table *sheet.Sheet, rows map[string]int, place string) {
	for i := range b.Sheets {
		s := &b.Sheets[i]
		if s.Hidden {
			continue
		}
		cells, found := byPlace(*s), map[string]int{}
		for _, c := range s.Cells {
			if t := cellText(c); c.Col == colCode && t != "" && slices.ContainsFunc(base.Cells, func(x PacketCell) bool { return x.Code == t }) {
				if found[t] != 0 {
					return s, found, s.Name + "!" + c.At
				}
				found[t] = c.Row
			}
		}
		if len(found) == 0 && len(base.Cells) > 0 {
			continue
		}
		for _, x := range base.Cells {
			r, ok := found[x.Code]
			if !ok {
				return s, found, s.Name + ": " + x.Code
			}
			for col, want := range map[int]string{colName: x.Name, colMeasure: x.Measure} {
				if vi.Fold(cellText(cells[[2]int{r, col}])) != vi.Fold(want) {
					return s, found, s.Name + "!" + sheet.A1(r, col)
				}
			}
			for col, want := range map[int]*figure.Value{colPlan: x.Plan, colLast: x.Last} {
				if !sameNumber(cells[[2]int{r, col}], want) {
					return s, found, s.Name + "!" + sheet.A1(r, col)
				}
			}
		}
		return s, found, ""
	}
	return nil, nil, "?"
}

// packetNotes reads what the unit wrote beside its figures.
func packetNotes(s *sheet.Sheet, rows map[string]int) map[string]string {
	cells, notes := byPlace(*s), map[string]string{}
	for code, r := range rows {
		if t := plain(cellText(cells[[2]int{r, colNote}])); t != "" {
			notes[code] = t
		}
	}
	return notes
}

// sameNumber reports whether a cell that nobody may change still holds v.
func sameNumber(c sheet.Cell, v *figure.Value) bool {
	t := cellText(c)
	if v == nil || t == "" {
		return v == nil && t == ""
	}
	got, err := figure.Parse(t)
	return err == nil && got == *v
}

// TextSheet is the sheet of a packet that takes the text, a section per row.
const TextSheet = "Phần lời"

// packetTexts reads the sections that were written into a packet: what differs from the
// base. mark is the first mark of state secrecy, with its place.
func packetTexts(b *sheet.Book, base map[Heading]PacketText, find func(string) string) (list []reading.Section, mark, at string) {
	for _, s := range b.Sheets {
		if vi.Fold(s.Name) != vi.Fold(TextSheet) {
			continue
		}
		cells := byPlace(s)
		for _, h := range headings {
			for r := 1; r <= s.Rows; r++ {
				c := cells[[2]int{r, 2}]
				if vi.Fold(cellText(cells[[2]int{r, 1}])) != vi.Fold(fault.Text(h.Label(), nil)) {
					continue
				}
				if m := find(c.Text); m != "" {
					return nil, m, s.Name + "!" + c.At
				}
				body := cleanBody(c.Text)
				if body == "" || body == cleanBody(base[h].Body) {
					continue
				}
				sec := reading.Section{Kind: reading.SectionKind(h), Heading: fault.Text(h.Label(), nil), HeadingAt: s.Name + "!" + c.At}
				for line := range strings.Lines(body) {
					sec.Paragraphs = append(sec.Paragraphs, sheet.Paragraph{At: s.Name + "!" + c.At, Text: strings.TrimRight(line, "\n")})
				}
				list = append(list, sec)
			}
		}
	}
	return list, "", ""
}

// withoutPacketSheets leaves out what the reader of figures should not see.
func withoutPacketSheets(b *sheet.Book) *sheet.Book {
	n := *b
	n.Sheets = slices.DeleteFunc(slices.Clone(b.Sheets), func(s sheet.Sheet) bool {
		t, ok := PacketTag(&sheet.Book{Sheets: []sheet.Sheet{s}})
		return ok && t.Code != "" || vi.Fold(s.Name) == vi.Fold(TextSheet)
	})
	return &n
}

// overPacket judges what a packet says about a cell by what the form held when the packet
// was made: a figure that has changed here since is never replaced without a decision.
func overPacket(c Cell, x reading.Finding, p *Carried) reading.Finding {
	base, ok := p.Cells[c.Code]
	if !ok {
		x.Action, x.Value, x.Candidates, x.Reason = reading.Missing, nil, nil, reading.NoRow
		x.Why, x.Args = "pack.notin|Chỉ tiêu có sau khi phát gói, gói không có dòng này.", nil
		return x
	}
	if x.Action == reading.Missing && base.Value != nil {
		x.Why, x.Args = "pack.emptied|Gói để trống ô này (lúc phát gói: {old}). Số trên hệ thống giữ nguyên.", fault.P{"old": base.Value.VN()}
	}
	if c.Value.Rev == base.Rev || x.Action != reading.Store || same(x.Value, c.Value.Value) {
		return x
	}
	args := fault.P{"old": figureOr(base.Value, "–"), "now": figureOr(c.Value.Value, "–"), "name": c.Value.Source.By, "time": c.Value.Source.Time.Format("15:04 02/01/2006")}
	x.Candidates = []reading.Candidate{{Value: x.Value, Sheet: x.Sheet, At: x.At, Raw: x.Raw}}
	x.Action, x.Reason, x.Value, x.Args = reading.Ask, reading.Conflict, nil, args
	if x.Why = "pack.both|Lúc phát gói là {old}; sau đó trên hệ thống đã sửa thành {now} ({name}, {time})."; same(x.Candidates[0].Value, base.Value) {
		x.Why = "pack.stale|Gói vẫn giữ số lúc phát là {old}; trên hệ thống đã sửa thành {now} ({name}, {time})."
	}
	return x
}

func figureOr(v *figure.Value, none string) string {
	if v == nil {
		return none
	}
	return v.VN()
}

// Differences counts the cells of a form that have changed since the packet was made and
// for which the packet holds something else.
func (p Preview) Differences(m *Import) int {
	if m.Packet == nil {
		return 0
	}
	n := 0
	for _, r := range p.Rows {
		b, ok := m.Packet.Cells[r.Cell.Code]
		if ok && b.Rev != r.Cell.Value.Rev && r.State == Question {
			n++
		}
	}
	return n
}

// onlyOffered drops from the answers of somebody who carries a packet for another unit
// whatever the packet does not hold: figures typed by hand and rows matched by hand.
func onlyOffered(m *Import) {
	a := &m.Answers
	a.Typed, a.Match = nil, nil
	offered := map[string][]reading.Candidate{}
	for _, x := range m.Found.Findings {
		offered[x.Target] = x.Candidates
		if x.Value != nil {
			offered[x.Target] = append(slices.Clone(x.Candidates), reading.Candidate{Value: x.Value})
		}
	}
	for code, v := range a.Values {
		if v != nil && !slices.ContainsFunc(offered[code], func(k reading.Candidate) bool { return same(k.Value, v) }) {
			delete(a.Values, code)
		}
	}
}
