package consultation

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/year/report"
)

// A Version (lần dự thảo) is the text of a draft report as it was sent round, or as it was
// adopted. It never changes.
type Version struct {
	ID       VersionID
	Draft    report.DraftID
	No       int // lần 1, 2, …
	Adopted  bool
	Note     string
	Digest   string // SHA-256 of the text, see Digest
	By       string
	At       time.Time
	Passages []Passage
}

// VersionID names a version.
type VersionID = id.Of[Version]

// A Passage (đoạn của bản dự thảo) is a paragraph as it stood in a version.
type Passage struct {
	Para   report.ParagraphID
	Kind   report.Kind
	Linked string // with links to figures such as [[C03]]
	Text   string // what they printed
}

// Digest (mã băm nội dung) gives the SHA-256 of a text: a first line that names the form,
// then one line per paragraph with its kind and its words, line ends inside as "\n".
func Digest(list []Passage) string {
	h := sha256.New()
	h.Write([]byte("thidua-report/1\n"))
	for _, p := range list {
		h.Write([]byte(string(p.Kind) + "\t" + strings.NewReplacer("\\", `\\`, "\n", `\n`).Replace(p.Text) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Stage (giai đoạn lấy ý kiến) says how a round stands to the conference.
type Stage string

// The stages, in the order of the year.
const (
	Before Stage = "before" // trước Hội nghị
	During Stage = "during" // tại Hội nghị
	After  Stage = "after"  // sau Hội nghị
)

// Stages holds all stages in their order.
var Stages = []Stage{Before, During, After}

// Label gives the name shown to people.
func (s Stage) Label() string {
	switch s {
	case During:
		return "consult.stage.during|Tại Hội nghị"
	case After:
		return "consult.stage.after|Sau Hội nghị"
	}
	return "consult.stage.before|Trước Hội nghị"
}

// A Round (đợt lấy ý kiến) asks the units of the bloc for remarks on a version until a day.
type Round struct {
	ID      RoundID
	Draft   report.DraftID
	Version VersionID
	Stage   Stage
	Due     civil.Date
	Note    string
	Closed  time.Time // zero while not closed by hand
	By      string
	At      time.Time
	Rev     int64
}

// RoundID names a round.
type RoundID = id.Of[Round]

// Takes reports whether the round takes remarks on a day: up to and with the last one.
func (r Round) Takes(day civil.Date) bool {
	return r.ID != 0 && r.Closed.IsZero() && !r.Due.Before(day)
}

// Kind (loại góp ý) is what a remark asks for.
type Kind string

// The kinds of remark.
const (
	Comment  Kind = "comment"  // góp ý
	Wording  Kind = "wording"  // đề nghị sửa câu chữ
	Question Kind = "question" // hỏi
)

// Kinds holds all kinds in the order of the form.
var Kinds = []Kind{Comment, Wording, Question}

// Label gives the name shown to people.
func (k Kind) Label() string {
	switch k {
	case Wording:
		return "rem.word|Đề nghị sửa câu chữ"
	case Question:
		return "rem.ask|Hỏi"
	}
	return "rem.add|Góp ý"
}

// Via (đường đến) is how a remark reached the secretary.
type Via string

// The ways.
const (
	Web   Via = "web"   // trên hệ thống
	Oral  Via = "oral"  // phát biểu tại Hội nghị, thư ký ghi
	Word  Via = "word"  // tệp Word
	Phone Via = "phone" // điện thoại đại biểu
)

// Label gives the name shown to people.
func (v Via) Label() string {
	switch v {
	case Oral:
		return "consult.via.oral|phát biểu tại Hội nghị"
	case Word:
		return "consult.via.word|tệp Word"
	case Phone:
		return "consult.via.phone|điện thoại"
	}
	return "consult.via.web|trên hệ thống"
}

// State (tình trạng góp ý) is what the secretary decided about a remark.
type State string

// The states.
const (
	New       State = "new"       // mới
	Accepted  State = "accepted"  // tiếp thu
	Partly    State = "partly"    // tiếp thu một phần
	Explained State = "explained" // giải trình, không tiếp thu
)

// Outcomes holds what a remark may be resolved to.
var Outcomes = []State{Accepted, Partly, Explained}

// Label gives the name shown to people.
func (s State) Label() string {
	switch s {
	case Accepted:
		return "rem.yes|Tiếp thu"
	case Partly:
		return "rem.part|Tiếp thu một phần"
	case Explained:
		return "rem.no|Giải trình, không tiếp thu"
	}
	return "rem.new|Mới"
}

// Op (cách sửa) is what a proposal does to the draft.
type Op string

// The operations.
const (
	Reword Op = "reword" // sửa câu chữ của một đoạn
	Add    Op = "add"    // thêm đoạn
	Remove Op = "remove" // bỏ đoạn
	Shift  Op = "shift"  // chuyển đoạn
)

// A Step (bước sửa đề nghị) is one change that a proposal makes.
type Step struct {
	Op    Op                 `json:"op"`
	Para  report.ParagraphID `json:"para,omitempty"`  // which paragraph
	After report.ParagraphID `json:"after,omitempty"` // Add, Shift: behind which one, 0 = at the beginning
	Kind  report.Kind        `json:"kind,omitempty"`  // Add
	Base  string             `json:"base,omitempty"`  // Reword, Remove: the text the author saw
	Text  string             `json:"text,omitempty"`  // Reword, Add: the text wished
}

// A Remark (góp ý) is what somebody says about a draft report, at a paragraph and about
// quoted words of it.
type Remark struct {
	ID       RemarkID
	Draft    report.DraftID
	No       int // số thứ tự góp ý trong báo cáo
	Version  int // lần dự thảo it was made to; 0 = the text that was not sent round yet
	Para     report.ParagraphID
	Place    string // where it stands when no paragraph of the body holds it: words of the file
	Kind     Kind
	Quoted   string
	Base     string // the paragraph as the author saw it
	Text     string
	Steps    []Step
	Unit     id.Unit // 0 when the author belongs to no unit of the bloc
	Author   string
	Via      Via
	File     FileID // the Word file it came with, 0 for none
	Print    string
	Parent   RemarkID // what it replies to
	Joined   RemarkID // the remark it was merged into
	State    State
	Answer   string
	By       string // who answered
	AnswerAt time.Time
	Recorder string // who entered it
	At       time.Time
	Rev      int64
}

// RemarkID names a remark.
type RemarkID = id.Of[Remark]

// Waits reports whether the secretary still has to resolve the remark itself: replies go
// with what they reply to, merged ones with what they were merged into.
func (r Remark) Waits() bool { return r.State == New && r.Parent == 0 && r.Joined == 0 }

// A Mark (ý kiến về góp ý) is what one unit says of another's remark.
type Mark struct {
	Remark RemarkID
	Unit   id.Unit
	Agrees bool
	By     string
	At     time.Time
}

// A Change (chỗ đã sửa theo góp ý) is what a resolution did to the text.
type Change struct {
	ID       ChangeID
	Remark   RemarkID
	Op       Op
	Para     report.ParagraphID
	After    report.ParagraphID // Add, Shift
	Old, New string             // as printed
	Undone   bool
}

// ChangeID names a change.
type ChangeID = id.Of[Change]

// A File (tệp Word gửi về) is a Word file that came back, kept as it came.
type File struct {
	ID    FileID
	Draft report.DraftID
	Name  string
	Hash  string
	Size  int64
	Unit  id.Unit
	Taken bool // its remarks were taken
	By    string
	At    time.Time
}

// FileID names a file.
type FileID = id.Of[File]

// Reception (tình trạng ở Ban) is where an adopted report stands with the provincial board.
type Reception string

// The states of a report at the board.
const (
	Sent     Reception = "sent"     // đã gửi
	Received Reception = "received" // Ban đã nhận
	Returned Reception = "returned" // Ban trả lại
)

// A Submission (báo cáo gửi Ban Thi đua - Khen thưởng tỉnh) is an adopted version on its way
// to the provincial board.
type Submission struct {
	ID         SubmissionID
	Bloc       id.Bloc
	Version    VersionID
	State      Reception
	Receipt    string // số phiếu tiếp nhận
	Reason     string // why it was returned
	SentBy     string
	SentAt     time.Time
	AnsweredBy string
	AnsweredAt time.Time
	Rev        int64
}

// SubmissionID names a submission.
type SubmissionID = id.Of[Submission]
