package progress

import (
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/plan"
)

// ID names a period of a bloc.
type ID = id.Of[PeriodRow]

// PeriodState (tình trạng kỳ) says whether a period takes figures.
type PeriodState string

const (
	Open   PeriodState = "open"   // đang mở
	Locked PeriodState = "locked" // đã khóa
)

// A PeriodRow (kỳ báo cáo) is one period of one bloc.
type PeriodRow struct {
	ID       ID
	Bloc     id.Bloc
	Period   civil.Period
	State    PeriodState
	Opens    civil.Date
	Due      civil.Date // hạn gửi; zero = none set
	LockedAt time.Time
	LockedBy string
	Version  int64
}

// SourceKind (nguồn nhập) says how a figure reached the system.
type SourceKind string

const (
	Typed  SourceKind = "typed"  // nhập tay
	Pasted SourceKind = "pasted" // dán từ bảng tính
	File   SourceKind = "file"   // nhập từ tệp
	CLI    SourceKind = "cli"    // nhập từ tệp bằng dòng lệnh
)

// A Source (nguồn số liệu) is where a figure or a text came from.
type Source struct {
	Kind   SourceKind `json:"kind"`
	File   string     `json:"file,omitempty"`
	SHA256 string     `json:"sha256,omitempty"`
	At     string     `json:"at,omitempty"`  // "Sheet!D12", csv "E7", docx "T2R5C3" or "P17"
	Raw    string     `json:"raw,omitempty"` // as written
	By     string     `json:"by"`
	User   id.User    `json:"user,omitempty"`
	Time   time.Time  `json:"time"`
	Import ImportID   `json:"import,omitempty"`
}

// A Value (kết quả) is what one unit reports for one target in one period: a cell.
type Value struct {
	Period   ID
	Unit     id.Unit
	Target   plan.TargetID
	Code     string
	Value    *figure.Value // nil = empty or withheld
	Withheld bool          // không truyền
	Reason   string        // of withholding, or for a figure that was warned about
	Source   Source
	Rev      int64 // 0 = never touched
}

// Answered reports whether the cell counts as answered: a figure, or withheld.
func (v Value) Answered() bool { return v.Value != nil || v.Withheld }

// A Heading (mục phần lời) is one section of the text of a submission.
type Heading string

const (
	Results         Heading = "results"         // kết quả
	Shortcomings    Heading = "shortcomings"    // tồn tại, hạn chế
	Causes          Heading = "causes"          // nguyên nhân
	Direction       Heading = "direction"       // phương hướng
	Recommendations Heading = "recommendations" // kiến nghị
)

// Headings lists the sections in their order.
var headings = []Heading{Results, Shortcomings, Causes, Direction, Recommendations}

// Headings gives the sections of a submission's text in their order.
func Headings() []Heading { return slices.Clone(headings) }

// Label gives the message with the name of the section.
func (h Heading) Label() string {
	switch h {
	case Results:
		return "text.results|Kết quả"
	case Shortcomings:
		return "text.shortcomings|Tồn tại, hạn chế"
	case Causes:
		return "text.causes|Nguyên nhân"
	case Direction:
		return "text.direction|Phương hướng"
	case Recommendations:
		return "text.recommendations|Kiến nghị"
	}
	return string(h)
}

// A Text (phần lời) is one section of a unit's text.
type Text struct {
	Period  ID
	Unit    id.Unit
	Heading Heading
	Body    string // paragraphs separated by line breaks
	Source  Source
	Rev     int64
}

// RecommendationState (tình trạng kiến nghị) says what has become of a recommendation.
type RecommendationState string

const (
	Unanswered RecommendationState = "open"      // chưa trả lời
	Answered   RecommendationState = "answered"  // đã trả lời
	Withdrawn  RecommendationState = "withdrawn" // đơn vị đã rút
)

// Label gives the message with the name of the state.
func (s RecommendationState) Label() string {
	switch s {
	case Answered:
		return "rec.answered|Đã trả lời"
	case Withdrawn:
		return "rec.withdrawn|Đơn vị đã rút"
	}
	return "rec.open|Chưa trả lời"
}

// RecommendationID names a recommendation.
type RecommendationID = id.Of[Recommendation]

// A Recommendation (kiến nghị, đề xuất) is one paragraph of a unit's recommendations, with
// what became of it.
type Recommendation struct {
	ID         RecommendationID
	Period     ID
	Unit       id.Unit
	Order      int
	Body       string
	Addressee  string     // nơi nhận: "UBND tỉnh"
	Day        civil.Date // when it was made
	Due        civil.Date // when an answer is due
	Answer     string
	AnsweredBy string
	AnsweredOn civil.Date
	State      RecommendationState
	Version    int64
}

// SplitRecommendations gives the single recommendations of a text: one per line, without
// list marks; none when the text says that there are none.
func SplitRecommendations(body string) []string {
	var list []string
	for line := range strings.Lines(body) {
		t := strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-–—+•* "))
		f := vi.Fold(t)
		if f == "" || f == "khong" || f == "khong co" || strings.HasPrefix(f, "khong co kien nghi") || strings.HasPrefix(f, "khong co de xuat") {
			continue
		}
		list = append(list, t)
	}
	return list
}

// Elsewhere (đã ký ở hệ thống khác) records a signature given outside this system.
type Elsewhere struct {
	Number   string // số, ký hiệu
	Day      civil.Date
	Signer   string
	System   string // "giấy", "iOffice"
	File     string // blob hash, may be empty
	FileName string
	Unread   bool `json:",omitempty"` // the file holds what could not be read: for the log, not stored
}

// IsZero reports whether nothing was recorded.
func (e Elsewhere) IsZero() bool { return e.Number == "" && e.Signer == "" }

// A Submission (bản gửi của đơn vị) is one unit's figures and text of one period on
// their way to the bloc leader.
type Submission struct {
	Period       ID
	Unit         id.Unit
	State        State
	Due          civil.Date // gia hạn; zero = the period's
	SubmittedAt  time.Time
	SubmittedBy  string
	ApprovedAt   time.Time
	ApprovedBy   string
	ReceivedAt   time.Time
	ReceivedBy   string
	ReturnReason string
	ReturnedBy   string
	ReturnedAt   time.Time
	Elsewhere    Elsewhere
	Version      int64
}

// DueOf gives the deadline that holds for the unit: its extension or the period's.
func (p PeriodRow) DueOf(s Submission) civil.Date {
	if !s.Due.IsZero() {
		return s.Due
	}
	return p.Due
}

// Late gives by how many days the unit is late on day today when it has not sent yet,
// or was late when it sent; 0 = in time.
func (p PeriodRow) Late(s Submission, today civil.Date) int {
	due := p.DueOf(s)
	if due.IsZero() {
		return 0
	}
	if s.Sent() && !s.ApprovedAt.IsZero() {
		today = civil.Of(s.ApprovedAt)
	}
	return max(0, due.DaysUntil(today))
}
