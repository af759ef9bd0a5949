package registration

import (
	"maps"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
	"thidua/internal/year/document"
)

// A Round (đợt đăng ký) is the registration of a bloc for one year, from its opening by the
// bloc's leader to the submission.
type Round struct {
	Bloc    id.Bloc
	Year    int
	Due     civil.Date
	Closed  time.Time   // when it was consolidated; zero while units may still change
	By      string      // who consolidated
	Paper   document.ID // the submission (tờ trình) that was drafted last; 0 for none
	Version int64
}

// Open reports whether units may still fill and send.
func (r Round) Open() bool { return r.Version > 0 && r.Closed.IsZero() }

// A Registration (bản đăng ký) is the list of one unit for one year.
type Registration struct {
	ID          ID
	Bloc        id.Bloc
	Year        int
	Unit        id.Unit
	State       State
	Counts      map[string]int // numbers that quotas need: "strength", "lđtt"
	SubmittedBy string
	SubmittedAt time.Time
	SentBy      string
	SentAt      time.Time
	Received    civil.Date // ngày nhận hồ sơ, that of the sending
	Reason      string     // why it was returned
	ReturnedBy  string
	Despite     string  // why the head sent although a verified rule is not met
	Quotas      *Quotas // as they were when it was sent; nil before
	Ask         *Ask    // the unit's request to open it again; nil for none
	Version     int64
}

// An Ask (xin mở lại bản đăng ký) is a unit's request to correct a list that was sent, with what
// the bloc's leader answered.
type Ask struct {
	Why        string    `json:"why"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	Answer     string    `json:"answer,omitempty"`
	AnsweredBy string    `json:"answered_by,omitempty"` // "" while it waits
}

// Open reports whether the request waits for its answer.
func (a *Ask) Open() bool { return a != nil && a.AnsweredBy == "" }

// ID names a registration.
type ID = id.Of[Registration]

// A Line (dòng đăng ký) is one person or collective with one title or form.
type Line struct {
	ID           LineID
	Registration ID
	Subject      string
	Name         string
	Born         int
	Post         string
	Title        string // official code
	Facts        Declared
	Flag         string // what the bloc's leader asks to correct; "" for nothing
	Check        *Check // as it was when the list was sent; nil before
}

// LineID names a line.
type LineID = id.Of[Line]

// Declared (dữ kiện đơn vị khai) are the facts that a unit states about the subject of a line; the
// past comes from the award list. nil is not known, empty is known to be none.
type Declared struct {
	History     []rulebook.Held       `json:"history,omitzero"` // given elsewhere, with the paper that says so
	Rating      map[string]string     `json:"rating,omitzero"`
	Initiatives []rulebook.Initiative `json:"initiatives,omitzero"`
	Discipline  []rulebook.Penalty    `json:"discipline,omitzero"`
	Counts      map[string]int        `json:"counts,omitzero"`
}

// Place (chỗ của bản đăng ký) names a registration: bloc, year and unit.
type Place struct {
	Bloc id.Bloc
	Year int
	Unit id.Unit
}

const (
	maxName  = 200
	maxLines = 10000
)

func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// Clean trims and checks a line as typed, for a unit system and year. Errors: Invalid.
func (l Line) Clean(c *catalog.Catalog, system string, year int) (Line, error) {
	l.Name, l.Post = tidy(l.Name), tidy(l.Post)
	e := fault.New(fault.Invalid, "reg.invalid|Dòng đăng ký chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if l.Subject != roster.Person && l.Subject != roster.Collective && l.Subject != roster.Household {
		e.With("subject", "award.subject|Chọn cá nhân, tập thể hoặc hộ gia đình.")
	}
	switch why := roster.CheckName(l.Subject, l.Name); {
	case l.Name == "":
		e.With("name", "award.name|Ghi họ và tên, hoặc tên tập thể.")
	case len([]rune(l.Name)) > maxName || len([]rune(l.Post)) > maxName:
		e.With("name", "award.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName})
	case why != "":
		e.With("name", why, fault.P{"text": l.Name})
	}
	if l.Born != 0 && (l.Born < 1900 || l.Born > year-14) {
		e.With("born", "award.born|Năm sinh {born} không hợp lý so với năm thành tích {year}.", fault.P{"born": l.Born, "year": year})
	}
	x, ok := c.Find(l.Title)
	if why, args := offered(c, x, ok, l.Subject, system, year); why != "" {
		e.With("title", why, args)
	} else {
		l.Title = x.Code
	}
	if err := known(c, system, year, l.Facts.Counts); err != nil {
		e.With("counts", err.Msg, err.Args)
	}
	if len(e.Fields) > 0 {
		return l, e
	}
	return l, nil
}

// known refuses a number that no rule reads: who typed it would believe that it counts.
func known(c *catalog.Catalog, system string, year int, counts map[string]int) *fault.Error {
	b, err := c.Books().Choose(system, year, civil.Date{})
	if err != nil {
		return nil // no book: nobody can tell what it would read
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if b.Knows(key) {
			continue
		}
		if near := rulebook.NearCount(key); near != "" {
			return fault.New(fault.Invalid, "reg.count.near|Không quy tắc nào đọc số liệu “{name}”. Có phải “{near}”?", fault.P{"name": key, "near": near})
		}
		return fault.New(fault.Invalid, "reg.count.unknown|Không quy tắc nào đọc số liệu “{name}” nên số này không được tính. Ghi đúng tên, ví dụ “Tổng số người”, “Số Lao động tiên tiến”, hoặc bỏ đi.", fault.P{"name": key})
	}
	return nil
}

// offered says why a title may not be registered; "" when it may.
func offered(c *catalog.Catalog, x catalog.Entry, ok bool, subject, system string, year int) (string, fault.P) {
	switch {
	case !ok:
		return "award.title|Chọn danh hiệu hoặc hình thức trong danh mục.", nil
	case !x.ValidIn(year):
		return "reg.title.year|{title} không có trong chế độ của năm {year}.", fault.P{"title": x.Name, "year": year}
	case subject != "" && !slices.Contains(x.For, subject):
		return "award.for|{title} không tặng cho {subject}.", fault.P{"title": x.Name, "subject": strings.ToLower(fault.Text(award.SubjectLabel(subject), nil))}
	case !slices.ContainsFunc(c.Offered(system, subject, year), func(o catalog.Entry) bool { return o.Code == x.Code }):
		return "reg.title.system|{title} không dành cho hệ của đơn vị này.", fault.P{"title": x.Name}
	}
	return "", nil
}

// key gives what may stand only once in a list: one subject with one title.
func (l Line) key() string {
	return l.Subject + "|" + roster.Key(l.Name) + "|" + itoa(l.Born) + "|" + rulebook.Slug(l.Title)
}

// person gives whom a line is about.
func (l Line) person() string { return l.Subject + "|" + roster.Key(l.Name) + "|" + itoa(l.Born) }

func sortKey(l Line) string {
	if l.Subject == roster.Person {
		return "1" + vi.PersonSortKey(l.Name)
	}
	return "0" + vi.SortKey(l.Name)
}
