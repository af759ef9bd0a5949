package conference

import (
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// A Kind (loại hội nghị) says what a conference is for.
type Kind string

// The kinds of conferences.
const (
	Launch  Kind = "launch"  // phát động, ký giao ước
	Midyear Kind = "midyear" // sơ kết
	Final   Kind = "final"   // tổng kết
)

// Kinds gives the kinds in the order of the year.
func Kinds() []Kind { return []Kind{Launch, Midyear, Final} }

// Name gives the kind as it stands in titles.
func (k Kind) Name() string {
	switch k {
	case Launch:
		return "Hội nghị phát động thi đua"
	case Final:
		return "Hội nghị tổng kết"
	}
	return "Hội nghị sơ kết"
}

// Label gives the kind for lists to choose from, a message.
func (k Kind) Label() string {
	switch k {
	case Launch:
		return "conference.kind.launch|Hội nghị phát động thi đua"
	case Final:
		return "conference.kind.final|Hội nghị tổng kết"
	}
	return "conference.kind.midyear|Hội nghị sơ kết"
}

// A Conference (hội nghị) is one meeting of a bloc with its place and time.
type Conference struct {
	ID        ID
	Bloc      id.Bloc
	Kind      Kind
	Name      string
	Period    civil.Period
	Start     time.Time // as invited
	Place     string
	Chair     string        // post of who chairs: "Phó Chánh Thanh tra tỉnh"
	Secretary string        // post of who keeps the record
	Code      string        // "3F7K": delegates type it
	Slot      time.Duration // speaking time of one turn
	Due       civil.Date    // answers of the units are awaited until
	Version   int64
}

// ID names a conference.
type ID = id.Of[Conference]

// Topic names what open pages of a conference watch.
func Topic(c ID) string { return "conference/" + c.String() }

// Object names a conference in the audit log.
func Object(c ID) string { return "conference/" + c.String() }

// An ItemKind (loại mục chương trình) says how an item is run.
type ItemKind string

// The kinds of items.
const (
	Plain   ItemKind = "plain"   // trình bày, thủ tục
	Discuss ItemKind = "discuss" // thảo luận: có danh sách phát biểu
	Decide  ItemKind = "decide"  // biểu quyết
	Pause   ItemKind = "pause"   // nghỉ giải lao
)

// An Item (mục chương trình) is one line of the agenda.
type Item struct {
	ID      ItemID
	Order   int
	Title   string
	Kind    ItemKind
	By      string // who presents
	Minutes int    // planned
}

// ItemID names an item of an agenda.
type ItemID = id.Of[Item]

// A Capacity (tư cách dự họp) is as what somebody takes part.
type Capacity string

// The capacities. Only members of the bloc vote.
const (
	AsDelegate  Capacity = "delegate"
	AsGuest     Capacity = "guest"
	AsChair     Capacity = "chair"
	AsSecretary Capacity = "secretary"
)

// Label gives the capacity for people, a message.
func (c Capacity) Label() string {
	switch c {
	case AsGuest:
		return "conference.cap.guest|Khách mời"
	case AsChair:
		return "conference.cap.chair|Chủ trì"
	case AsSecretary:
		return "conference.cap.secretary|Thư ký"
	}
	return "conference.cap.delegate|Đại biểu"
}

// Capacities gives the capacities in the order of lists.
func Capacities() []Capacity { return []Capacity{AsDelegate, AsChair, AsSecretary, AsGuest} }

// A Delegate (đại biểu) takes part in a conference for a unit, or as a guest.
type Delegate struct {
	ID       DelegateID
	No       int     // 1, 2, 3 …: the place in the list, never given twice
	Unit     id.Unit // 0 for guests from elsewhere
	UnitName string  // short name of the unit, or where a guest comes from
	Rank     string  // cấp bậc, danh xưng: "Đại tá"
	Name     string  // may be left open until the unit knows
	Post     string  // "Chính ủy"
	Capacity Capacity
	Seat     string
	Gone     bool // struck off the list
}

// DelegateID names a delegate.
type DelegateID = id.Of[Delegate]

// Votes reports whether the delegate takes part in votes.
func (d Delegate) Votes() bool { return d.Capacity != AsGuest && d.Unit != 0 && !d.Gone }

// Title gives how a delegate is named: "Đại tá, Chính ủy, Lữ đoàn 198" when the name is open.
func (d Delegate) Title() string {
	who := strings.TrimSpace(d.Rank + " " + d.Name)
	return joined(who, d.Post, d.UnitName)
}

// Short gives the delegate in one breath, for lists: "Chính ủy – Lữ đoàn 198".
func (d Delegate) Short() string {
	who := strings.TrimSpace(d.Rank + " " + d.Name)
	if d.Name == "" {
		who = d.Post
	}
	if d.UnitName == "" {
		return who
	}
	return who + " – " + d.UnitName
}

func joined(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

// A Reply (trả lời giấy mời) is what a unit says to its invitation.
type Reply struct {
	Unit   id.Unit
	Coming bool
	Reason string // of a unit that does not come
	By     string
	At     time.Time
}

// A Paper (tài liệu hội nghị) is a file for the conference or one of its items.
type Paper struct {
	ID   PaperID
	Item ItemID // 0: for the whole conference
	Name string
	File string // content hash
	Size int64

	Unread bool `json:",omitempty"` // it holds what could not be read: for the log, not stored
}

// PaperID names a paper.
type PaperID = id.Of[Paper]

// Bounds of what is stored.
const (
	maxName      = 200
	maxText      = 4000
	maxItems     = 60
	MaxDelegates = 10000
	MaxPaper     = 20 << 20
)

// Clean trims and checks a conference as typed. Errors: Invalid with fields.
func (c Conference) Clean() (Conference, error) {
	c.Name, c.Place, c.Chair, c.Secretary = tidy(c.Name), tidy(c.Place), tidy(c.Chair), tidy(c.Secretary)
	e := fault.New(fault.Invalid, "conference.invalid|Hội nghị chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if !slices.Contains(Kinds(), c.Kind) {
		e.With("kind", "conference.kind.choose|Chọn loại hội nghị.")
	}
	need(e, "name", c.Name, "conference.name.empty|Ghi tên hội nghị, ví dụ Hội nghị sơ kết 6 tháng đầu năm 2022.")
	need(e, "place", c.Place, "conference.place.empty|Ghi địa điểm họp.")
	need(e, "chair", c.Chair, "conference.chair.empty|Ghi chức vụ người chủ trì, ví dụ Phó Chánh Thanh tra tỉnh.")
	need(e, "secretary", c.Secretary, "conference.secretary.empty|Ghi chức vụ thư ký hội nghị.")
	if c.Start.IsZero() {
		e.With("day", "conference.day.empty|Ghi ngày họp, ví dụ 15/07/2022.")
	}
	if c.Slot < time.Minute || c.Slot > time.Hour {
		e.With("slot", "conference.slot|Thời gian mỗi lượt phát biểu từ 1 đến 60 phút.")
	}
	if !c.Due.IsZero() && !c.Start.IsZero() && civil.Of(c.Start).Before(c.Due) {
		e.With("due", "conference.due|Hạn trả lời {day} sau ngày họp. Ghi ngày sớm hơn.", fault.P{"day": c.Due.VN()})
	}
	if len(e.Fields) > 0 {
		return c, e
	}
	return c, nil
}

func need(e *fault.Error, field, s, empty string) {
	if s == "" {
		e.With(field, empty)
	} else if len([]rune(s)) > maxName {
		e.With(field, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName})
	}
}

// Clean trims and checks a delegate as typed. Errors: Invalid with fields.
func (d Delegate) Clean() (Delegate, error) {
	d.Rank, d.Name, d.Post, d.UnitName, d.Seat = tidy(d.Rank), tidy(d.Name), tidy(d.Post), tidy(d.UnitName), tidy(d.Seat)
	e := fault.New(fault.Invalid, "conference.delegate.invalid|Đại biểu chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	need(e, "post", d.Post, "conference.post.empty|Ghi chức vụ của đại biểu, ví dụ Chính ủy.")
	if !slices.Contains(Capacities(), d.Capacity) {
		e.With("capacity", "conference.capacity.choose|Chọn tư cách dự họp.")
	}
	for f, s := range map[string]string{"rank": d.Rank, "name": d.Name, "seat": d.Seat, "from": d.UnitName} {
		if len([]rune(s)) > maxName {
			e.With(f, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName})
		}
	}
	if len(e.Fields) > 0 {
		return d, e
	}
	return d, nil
}

// tidy composes s and makes every run of spaces one.
func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// prose composes s, trims its lines and drops blank lines at both ends.
func prose(s string) string {
	lines := strings.Split(strings.ReplaceAll(vi.NFC(s), "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
