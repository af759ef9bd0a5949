package progress

import (
	"fmt"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/progress/reading"
)

// ImportID names an import.
type ImportID = id.Of[Import]

// ImportState (tình trạng lần nhập) says what has become of an import.
type ImportState string

const (
	Pending   ImportState = "pending"   // xem trước, chưa ghi
	Written   ImportState = "written"   // đã ghi
	Undone    ImportState = "undone"    // đã hoàn tác
	Cancelled ImportState = "cancelled" // đã hủy
)

// An Import (lần nhập tệp) is one file read for one unit and period: what was found, what
// was answered, what was written. Preview page and commit see exactly the same.
type Import struct {
	ID        ImportID
	Period    ID
	Unit      id.Unit
	Kind      SourceKind // File, Pasted or CLI
	File      string
	SHA256    string
	State     ImportState
	Found     reading.Result
	Answers   Answers
	Before    []Before
	By        string
	User      id.User
	At        time.Time
	WrittenAt time.Time
	Written   int
	Version   int64
	Packet    *Carried // the packet that the file is; nil for any other file
}

// Answers (trả lời) are what a person decided about a preview.
type Answers struct {
	// Values holds the chosen figure by target code; nil = leave the cell as it is.
	Values map[string]*figure.Value `json:"values,omitempty"`
	// Typed holds what was typed into "số khác" and could not be read yet.
	Typed map[string]string `json:"typed,omitempty"`
	// Match holds the target code chosen for a row that was not recognised, by its place;
	// "" = skip the row.
	Match map[string]string `json:"match,omitempty"`
	// Texts says which sections are taken over.
	Texts map[Heading]bool `json:"texts,omitempty"`
	// Skip holds the codes of certain findings that are not to be written.
	Skip map[string]bool `json:"skip,omitempty"`
}

// Before (giá trị trước khi nhập) is what an import replaced, for undoing it.
type Before struct {
	Code    string        `json:"code,omitempty"`
	Heading Heading       `json:"heading,omitempty"`
	Body    string        `json:"body,omitempty"`
	Value   *figure.Value `json:"value,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Source  Source        `json:"source"`
	Rev     int64         `json:"rev"` // the revision that the import wrote
}

// RowState (kết quả dòng) says what the import will do with a cell.
type RowState string

const (
	WillWrite RowState = "write"   // sẽ ghi
	Unchanged RowState = "same"    // không đổi
	Question  RowState = "ask"     // cần trả lời
	Absent    RowState = "missing" // tệp không có số
	Closed    RowState = "closed"  // bỏ qua: đã khóa hoặc "không truyền"
	Skipped   RowState = "skip"    // người nhập chọn bỏ qua
)

// A Row (dòng xem trước) is one target of the unit in a preview.
type Row struct {
	Cell       Cell
	Finding    reading.Finding
	State      RowState
	Value      *figure.Value // what will be written
	Candidates []Candidate
	Answered   bool   // the question was answered
	Chosen     string // the answer as the form shows it: a candidate's key, "other" or "none"
	Other      string // text in "số khác"
	Error      string // message about Other
	Args       fault.P
	At, Raw    string // place and text of Value
	Matched    bool   // by a row that a person matched
	Issues     []Issue
	Note       string // what the unit wrote beside the figure in its packet
}

// A Candidate (phương án) is one button of a question.
type Candidate struct {
	Key   string // "c0", "c1", …
	Value *figure.Value
	At    string
	Raw   string
	Why   string
	Args  fault.P
}

// An UnknownRow (dòng không nhận ra) is a line of the file with a figure that belongs to no target.
type UnknownRow struct {
	reading.Row
	Place string // "Sheet1!B31": its key
	Match string // chosen target code
	Known bool   // a choice was made
}

// A Preview (xem trước) is what an import would do to a form.
type Preview struct {
	Rows    []Row
	Unknown []UnknownRow
	Skipped []UnknownRow // left out on purpose: totals, hidden rows, other units
	Texts   []PreviewText
	Lock    *Lock
}

// A PreviewText (phần lời trong tệp) is one section offered by a .docx.
type PreviewText struct {
	Heading Heading
	Title   string // heading as written
	Body    string
	At      string // "P17–P23"
	Current Text
	Take    bool
	Same    bool
}

// Count gives how many rows stand in state s.
func (p Preview) Count(s RowState) int {
	n := 0
	for _, r := range p.Rows {
		if r.State == s {
			n++
		}
	}
	return n
}

// ToWrite gives the number of cells and sections that a commit would change.
func (p Preview) ToWrite() int {
	n := p.Count(WillWrite)
	for _, t := range p.Texts {
		if t.Take && !t.Same {
			n++
		}
	}
	return n
}

// Open gives the target codes of the questions without an answer.
func (p Preview) Open() []string {
	var list []string
	for _, r := range p.Rows {
		if r.State == Question && !r.Answered {
			list = append(list, r.Cell.Code)
		}
	}
	return list
}

// PreviewOf lays the findings and answers of an import over the form as it stands now.
func PreviewOf(f *Form, m *Import, lock *Lock) Preview {
	p := Preview{Lock: lock}
	matched := map[string]reading.Row{}
	for _, r := range m.Found.Unknown {
		u := UnknownRow{Row: r, Place: place(r.Sheet, r.At)}
		if r.Skipped {
			p.Skipped = append(p.Skipped, u)
			continue
		}
		u.Match, u.Known = m.Answers.Match[u.Place]
		if u.Match != "" {
			matched[u.Match] = r
		}
		p.Unknown = append(p.Unknown, u)
	}
	found := make(map[string]reading.Finding, len(m.Found.Findings))
	for _, x := range m.Found.Findings {
		found[x.Target] = x
	}
	for _, c := range f.Cells {
		x, ok := found[c.Code]
		if !ok { // the plan has grown since the file was read
			x = reading.Finding{Target: c.Code, Action: reading.Missing, Reason: reading.NoRow}
		}
		if m.Packet != nil {
			row := newRow(c, overPacket(c, x, m.Packet), m.Answers, lock)
			row.Note = m.Packet.Notes[c.Code]
			p.Rows = append(p.Rows, row)
			continue
		}
		if r, ok := matched[c.Code]; ok {
			x = addMatch(c, x, r)
			row := newRow(c, x, m.Answers, lock)
			row.Matched = true
			p.Rows = append(p.Rows, row)
			continue
		}
		p.Rows = append(p.Rows, newRow(c, x, m.Answers, lock))
	}
	p.Texts = previewTexts(f, m)
	return p
}

func place(sheet, at string) string {
	if sheet == "" || at == "" {
		return at
	}
	return sheet + "!" + at
}

// addMatch makes the figure of a row that a person matched with the target a candidate,
// or the finding itself when the file had nothing else.
func addMatch(c Cell, x reading.Finding, r reading.Row) reading.Finding {
	t, err := ReadTyped(c, r.Raw)
	if err != nil {
		x.Action, x.Reason, x.Sheet, x.At, x.Raw = reading.Ask, reading.Unreadable, r.Sheet, r.At, r.Raw
		x.Why, x.Args = "imp.matchbad|Dòng đã ghép ghi “{raw}”, không đọc được thành số.", fault.P{"raw": r.Raw}
		return x
	}
	values := t.Candidates
	if t.Value != nil {
		values = append(values, *t.Value)
	}
	if x.Action == reading.Missing && len(values) == 1 {
		return reading.Finding{Target: c.Code, Action: reading.Store, Value: &values[0], Sheet: r.Sheet, At: r.At, Raw: r.Raw, Label: r.Label, LabelAt: r.LabelAt}
	}
	if x.Action == reading.Store {
		x.Candidates = []reading.Candidate{{Value: x.Value, Sheet: x.Sheet, At: x.At, Raw: x.Raw}}
		x.Value = nil
	}
	x.Action, x.Reason = reading.Ask, reading.Conflict
	for _, v := range values {
		x.Candidates = append(x.Candidates, reading.Candidate{Value: &v, Sheet: r.Sheet, At: r.At, Raw: r.Raw})
	}
	x.Why, x.Args = "imp.matched|Chọn số của dòng đã ghép hoặc số khác.", nil
	return x
}

func newRow(c Cell, x reading.Finding, a Answers, lock *Lock) Row {
	r := Row{Cell: c, Finding: x, At: x.Place(), Raw: x.Raw}
	for i, k := range x.Candidates {
		if k.Value != nil {
			r.Candidates = append(r.Candidates, Candidate{Key: fmt.Sprintf("c%d", i), Value: k.Value, At: k.Place(), Raw: k.Raw, Why: k.Why, Args: k.Args})
		}
	}
	switch x.Action {
	case reading.Store:
		r.State, r.Value = WillWrite, x.Value
	case reading.Ask:
		r.State = Question
	default:
		r.State = Absent
	}
	r.answer(a)
	if r.Value != nil {
		r.check(c)
	}
	switch {
	case r.State == Absent:
	case lock != nil:
		r.State = Closed
	case c.Value.Withheld && r.State != Skipped:
		r.State = Closed
	case r.State == WillWrite && same(c.Value.Value, r.Value):
		r.State = Unchanged
	}
	return r
}

// answer lays what a person decided over the row. A finding that is missing in the file
// may be answered too: the figure is then typed by hand.
func (r *Row) answer(a Answers) {
	code := r.Cell.Code
	if t, ok := a.Typed[code]; ok && strings.TrimSpace(t) != "" {
		r.Chosen, r.Other = "other", t
		got, err := ReadTyped(r.Cell, t)
		switch fe, _ := err.(*fault.Error); {
		case fe != nil:
			r.Error, r.Args = fe.Msg, fe.Args
			return
		case len(got.Candidates) > 1:
			r.Error, r.Args = "cell.ask|Đọc là {n} hay {m}?", fault.P{"n": got.Candidates[0].VN(), "m": got.Candidates[1].VN()}
			return
		}
		r.take(got.Value)
		return
	}
	if a.Skip[code] && r.State == WillWrite {
		r.State, r.Answered, r.Value, r.Chosen = Skipped, true, nil, "none"
		return
	}
	v, ok := a.Values[code]
	if !ok {
		return
	}
	if v == nil {
		if r.State != Absent {
			r.State, r.Answered, r.Value, r.Chosen = Skipped, true, nil, "none"
		}
		return
	}
	r.take(v)
}

func (r *Row) take(v *figure.Value) {
	if v == nil {
		return
	}
	r.Value, r.State, r.Answered = v, WillWrite, true
	for _, k := range r.Candidates {
		if *k.Value == *v {
			if r.Chosen == "" {
				r.Chosen = k.Key
			}
			r.At, r.Raw = k.At, k.Raw
			return
		}
	}
	if r.Chosen == "" {
		r.Chosen, r.Other = "other", v.VN()
	}
}

// check refuses a figure that cannot be, and notes what is unlikely.
func (r *Row) check(c Cell) {
	if m := impossible(c.Kind, *r.Value); m != "" {
		r.State, r.Value, r.Answered, r.Error = Question, nil, false, m
		return
	}
	c.Value.Value, c.Value.Withheld, c.Value.Reason = r.Value, false, ""
	r.Issues = CheckCell(c)
}

func previewTexts(f *Form, m *Import) []PreviewText {
	var list []PreviewText
	for _, h := range headings {
		t := PreviewText{Heading: h, Current: f.Texts[h]}
		var lines []string
		var first, last string
		for _, sec := range m.Found.Texts {
			if string(sec.Kind) != string(h) {
				continue
			}
			if t.Title == "" {
				t.Title = sec.Heading
			}
			for _, p := range sec.Paragraphs {
				if s := strings.TrimSpace(p.Text); s != "" {
					lines = append(lines, s)
					if first == "" {
						first = p.At
					}
					last = p.At
				}
			}
		}
		if len(lines) == 0 {
			continue
		}
		t.Body = cleanBody(strings.Join(lines, "\n"))
		t.At = first
		if last != first {
			t.At = first + "–" + last
		}
		t.Same = t.Body == t.Current.Body
		take, ok := m.Answers.Texts[h]
		fresh := m.Packet != nil && m.Packet.Texts[h].Rev == t.Current.Rev
		t.Take = take || !ok && (fresh || t.Current.Body == "" || m.Packet == nil && (t.Current.Source.Kind == File || t.Current.Source.Kind == CLI))
		list = append(list, t)
	}
	return list
}

// learn gives the mapping to remember: what the reader learnt, and what a person matched.
func learn(m *Import) reading.Memory {
	mem := m.Found.Memory
	for _, r := range m.Found.Unknown {
		code, ok := m.Answers.Match[place(r.Sheet, r.At)]
		if !ok || vi.Fold(r.Label) == "" {
			continue
		}
		if mem.Labels == nil {
			mem.Labels = map[string]string{}
		}
		mem.Labels[vi.Fold(r.Label)] = code
	}
	return mem
}

// merge lays the newer mapping over the older.
func merge(old, add reading.Memory) reading.Memory {
	m := reading.Memory{Labels: map[string]string{}, Headers: map[string]string{}}
	for _, x := range []reading.Memory{old, add} {
		for k, v := range x.Labels {
			m.Labels[k] = v
		}
		for k, v := range x.Headers {
			m.Headers[k] = v
		}
	}
	return m
}

// plainArgs writes the parameters of every message out, so that they survive storage.
func plainArgs(r *reading.Result) {
	plain := func(p fault.P) {
		for k, v := range p {
			switch x := v.(type) {
			case string:
			case figure.Value:
				p[k] = x.VN()
			case *figure.Value:
				if x != nil {
					p[k] = x.VN()
				}
			default:
				p[k] = fmt.Sprint(v)
			}
		}
	}
	for i := range r.Findings {
		plain(r.Findings[i].Args)
		for j := range r.Findings[i].Candidates {
			plain(r.Findings[i].Candidates[j].Args)
		}
	}
}
