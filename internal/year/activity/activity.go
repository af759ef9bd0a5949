package activity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
)

// An Activity (hoạt động sinh hoạt chính trị, quán triệt) is one meeting, course or action
// of a unit.
type Activity struct {
	ID       ID
	Bloc     id.Bloc
	Unit     id.Unit
	Kind     Kind
	Title    string
	Document document.ID // the document it rests on, 0 for none
	Day      civil.Date
	Place    string
	Expected int // who was to come, 0 when not told
	Present  int
	Body     string // content and result
	By       string
	At       time.Time
	Version  int64
}

// ID names an activity.
type ID = id.Of[Activity]

// Kind (loại hoạt động) says what sort of activity it is.
type Kind string

// The kinds of activity.
const (
	Education     Kind = "education"     // sinh hoạt chính trị, giáo dục tư tưởng
	Dissemination Kind = "dissemination" // quán triệt văn bản
	Following     Kind = "following"     // học tập và làm theo
	Other         Kind = "other"         // khác
)

// Kinds holds the kinds in the order of the form.
var Kinds = []Kind{Education, Dissemination, Following, Other}

// Label names the kind.
func (k Kind) Label() string {
	switch k {
	case Education:
		return "activity.k.education|Sinh hoạt chính trị, giáo dục tư tưởng"
	case Dissemination:
		return "activity.k.dissemination|Quán triệt, triển khai văn bản"
	case Following:
		return "activity.k.following|Học tập và làm theo"
	}
	return "activity.k.other|Hoạt động khác"
}

// A File (tệp minh chứng hoạt động) shows that an activity took place.
type File struct {
	ID       FileID
	Activity ID
	SHA256   string
	Name     string
	Size     int64
	Unread   bool `json:",omitempty"` // it holds what could not be read: for the log, not stored
}

// FileID names a file.
type FileID = id.Of[File]

const (
	maxTitle  = 300
	maxBody   = 10000
	maxPeople = 1000000
)

func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// Clean trims and checks an activity as typed. Errors: Invalid with fields.
func (a Activity) Clean(today civil.Date) (Activity, error) {
	e := fault.New(fault.Invalid, "activity.invalid|Hoạt động chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	a.Title, a.Place, a.Body = tidy(a.Title), tidy(a.Place), strings.TrimSpace(vi.NFC(strings.ReplaceAll(a.Body, "\r\n", "\n")))
	if !slices.Contains(Kinds, a.Kind) {
		e.With("kind", "activity.kind|Chọn loại hoạt động.")
	}
	long := func(field, s string, most int) {
		if len([]rune(s)) > most {
			e.With(field, "activity.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": most})
		}
	}
	if a.Title == "" {
		e.With("title", "activity.title|Ghi tên hoạt động.")
	}
	long("title", a.Title, maxTitle)
	long("place", a.Place, maxTitle)
	long("body", a.Body, maxBody)
	switch {
	case a.Day.IsZero():
		e.With("day", "activity.day|Ghi ngày thực hiện.")
	case today.Before(a.Day):
		e.With("day", "activity.future|Ngày {day} chưa tới. Chỉ ghi hoạt động đã thực hiện.", fault.P{"day": a.Day.VN()})
	case a.Day.Year < 2000:
		e.With("day", "activity.odd|Ngày {day} không hợp lý.", fault.P{"day": a.Day.VN()})
	}
	if a.Present < 0 || a.Present > maxPeople {
		e.With("present", "activity.people|Số người phải từ 0 đến {n}.", fault.P{"n": maxPeople})
	}
	if a.Expected < 0 || a.Expected > maxPeople {
		e.With("expected", "activity.people|Số người phải từ 0 đến {n}.", fault.P{"n": maxPeople})
	} else if a.Expected > 0 && a.Present > a.Expected {
		e.With("present", "activity.more|Số dự ({n}) lớn hơn số phải dự ({m}). Kiểm tra lại hai số.", fault.P{"n": a.Present, "m": a.Expected})
	}
	if len(e.Fields) > 0 {
		return a, e
	}
	return a, nil
}

// Numbers (số liệu hoạt động) counts the activities of a period.
type Numbers struct {
	Total                                  int
	Education, Dissemination, Following    int
	Present                                int                 // visits: a person at two activities counts twice
	Documents                              map[document.ID]int // activities that rest on each document
	Counted, CountedPresent, CountedExpect int                 // of those that tell who was to come
}

// Add sums two units.
func (n Numbers) Add(o Numbers) Numbers {
	docs := map[document.ID]int{}
	for _, m := range []map[document.ID]int{n.Documents, o.Documents} {
		for d, k := range m {
			docs[d] += k
		}
	}
	return Numbers{n.Total + o.Total, n.Education + o.Education, n.Dissemination + o.Dissemination, n.Following + o.Following, n.Present + o.Present, docs,
		n.Counted + o.Counted, n.CountedPresent + o.CountedPresent, n.CountedExpect + o.CountedExpect}
}

// Count gives the numbers of every unit between two days, both included.
func Count(list []Activity, from, to civil.Date) map[id.Unit]Numbers {
	out := map[id.Unit]Numbers{}
	for _, a := range list {
		if a.Day.Before(from) || to.Before(a.Day) {
			continue
		}
		n := Numbers{Total: 1, Present: a.Present, Documents: map[document.ID]int{}}
		switch a.Kind {
		case Education:
			n.Education = 1
		case Dissemination:
			n.Dissemination = 1
		case Following:
			n.Following = 1
		}
		if a.Document != 0 {
			n.Documents[a.Document] = 1
		}
		if a.Expected > 0 {
			n.Counted, n.CountedPresent, n.CountedExpect = 1, a.Present, a.Expected
		}
		out[a.Unit] = out[a.Unit].Add(n)
	}
	return out
}

// Coverage (mức triển khai văn bản) tells which units did something about a document.
type Coverage struct {
	Document document.ID
	Units    []id.Unit // in the order given
	Missing  []id.Unit
}

// Cover gives the coverage of every document that at least one activity rests on, those
// with most units missing first.
func Cover(list []Activity, units []id.Unit) []Coverage {
	did := map[document.ID]map[id.Unit]bool{}
	for _, a := range list {
		if a.Document == 0 {
			continue
		}
		if did[a.Document] == nil {
			did[a.Document] = map[id.Unit]bool{}
		}
		did[a.Document][a.Unit] = true
	}
	var out []Coverage
	for d, by := range did {
		c := Coverage{Document: d}
		for _, u := range units {
			if by[u] {
				c.Units = append(c.Units, u)
			} else {
				c.Missing = append(c.Missing, u)
			}
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Coverage) int {
		return cmp.Or(len(b.Missing)-len(a.Missing), cmp.Compare(a.Document, b.Document))
	})
	return out
}
