package plan

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/document"
)

// A Plan (kế hoạch thi đua) is the year of one bloc: contents, targets and measures that
// all units share, and under it what each unit adds for itself.
type Plan struct {
	ID        PlanID
	Bloc      id.Bloc
	Year      int
	Directive document.ID // chỉ thị that launches the year, 0 when not told
	Note      string      // "số liệu minh họa"
	Version   int64
}

// PlanID names a plan.
type PlanID = id.Of[Plan]

// Kind (kiểu chỉ tiêu) says what sort of figure a target holds and so how units add up.
type Kind string

const (
	Count   Kind = "count"   // đếm
	Percent Kind = "percent" // tỷ lệ %
	Money   Kind = "money"   // tiền
	Decimal Kind = "decimal" // số thập phân
	YesNo   Kind = "yesno"   // đạt, không đạt: 1 or 0
)

// Kinds holds all kinds in the order of forms.
var Kinds = []Kind{Count, Percent, Money, Decimal, YesNo}

// Label gives the name shown to people.
func (k Kind) Label() string {
	switch k {
	case Count:
		return "plan.kind.count|Đếm"
	case Percent:
		return "plan.kind.percent|Tỷ lệ %"
	case Money:
		return "plan.kind.money|Tiền"
	case Decimal:
		return "plan.kind.decimal|Số thập phân"
	case YesNo:
		return "plan.kind.yesno|Đạt/Không đạt"
	}
	return ""
}

// Adds reports whether the figures of units are summed and halved: counts and money.
func (k Kind) Adds() bool { return k == Count || k == Money }

// Direction (chiều) says which way a figure is good.
type Direction string

const (
	Higher Direction = "higher" // càng cao càng tốt
	Lower  Direction = "lower"  // càng thấp càng tốt
	Equal  Direction = "equal"  // phải bằng kế hoạch
)

// Directions holds all directions in the order of forms.
var Directions = []Direction{Higher, Lower, Equal}

// Label gives the name shown to people.
func (d Direction) Label() string {
	switch d {
	case Higher:
		return "plan.dir.higher|Càng cao càng tốt"
	case Lower:
		return "plan.dir.lower|Càng thấp càng tốt"
	case Equal:
		return "plan.dir.equal|Bằng kế hoạch"
	}
	return ""
}

// SourceKind (nguồn giao) says who assigned a target.
type SourceKind string

const (
	NoSource    SourceKind = ""
	ByDirective SourceKind = "directive" // chỉ thị, văn bản chỉ đạo
	BySector    SourceKind = "sector"    // ngành dọc cấp trên
	ByParty     SourceKind = "party"     // cấp ủy
	ByCouncil   SourceKind = "council"   // Hội đồng nhân dân
	ByCommittee SourceKind = "committee" // Ủy ban nhân dân
	ByBloc      SourceKind = "bloc"      // Khối thi đua, kết luận của hội nghị
	BySelf      SourceKind = "self"      // đơn vị tự đặt
)

// SourceKinds holds all sources in the order of forms.
var SourceKinds = []SourceKind{ByDirective, BySector, ByParty, ByCouncil, ByCommittee, ByBloc, BySelf}

// Label gives the name shown to people.
func (k SourceKind) Label() string {
	switch k {
	case ByDirective:
		return "plan.src.directive|Văn bản chỉ đạo"
	case BySector:
		return "plan.src.sector|Ngành dọc cấp trên giao"
	case ByParty:
		return "plan.src.party|Cấp ủy giao"
	case ByCouncil:
		return "plan.src.council|Hội đồng nhân dân giao"
	case ByCommittee:
		return "plan.src.committee|Ủy ban nhân dân giao"
	case ByBloc:
		return "plan.src.bloc|Khối thi đua giao"
	case BySelf:
		return "plan.src.self|Đơn vị tự đặt"
	}
	return "plan.src.none|Chưa ghi nguồn"
}

// A Source (nguồn) says where a target or task comes from.
type Source struct {
	Kind     SourceKind
	Document document.ID // in the register, 0 when it is not there
	Doc      string      // as cited: "24/CT-UBND"
	Clause   string      // "điểm 2 mục II"
}

// A Field (lĩnh vực) groups targets.
type Field struct {
	ID    FieldID
	Code  string
	Name  string
	Order int
}

// FieldID names a field.
type FieldID = id.Of[Field]

// A Theme (chủ đề xuyên lĩnh vực) cuts across fields, such as a mục tiêu kép.
type Theme struct {
	ID    ThemeID
	Code  string
	Name  string
	Text  string
	Order int
}

// ThemeID names a theme.
type ThemeID = id.Of[Theme]

// A Content (nội dung thi đua) is what is to be emulated: of the bloc, or of one unit.
type Content struct {
	ID      ContentID
	Plan    PlanID
	Unit    id.Unit // 0 = of the bloc
	Code    string
	Text    string
	Source  Source
	Order   int
	Version int64
}

// ContentID names a content.
type ContentID = id.Of[Content]

// A Measure (biện pháp) says how; it belongs to a content or to a target.
type Measure struct {
	ID      MeasureID
	Plan    PlanID
	Unit    id.Unit // 0 = of the bloc
	Content ContentID
	Target  TargetID // 0 when it serves the whole content
	Text    string
	Order   int
	Version int64
}

// MeasureID names a measure.
type MeasureID = id.Of[Measure]

// A Target (chỉ tiêu) is measurable: a figure with a unit of measure and a planned value.
type Target struct {
	ID        TargetID
	Plan      PlanID
	Unit      id.Unit // 0 = common target of the bloc
	Code      string
	Name      string
	Measure   string // đơn vị tính
	Kind      Kind
	Direction Direction
	Field     string // code of the Field
	Content   ContentID
	Themes    []string // codes of themes
	Source    Source
	Due       civil.Date // hạn of the target itself, zero for the end of the year
	Order     int
	Version   int64
}

// TargetID names a target.
type TargetID = id.Of[Target]

// A Goal (giá trị kế hoạch) is what one unit plans for a target. nil = not planned.
type Goal struct {
	Year *figure.Value
	Half *figure.Value // nil = half of the year's for count and money
}

// A UnitTarget (chỉ tiêu của đơn vị) is a target as one unit has it: a row of its grid.
type UnitTarget struct {
	Target
	Goal Goal
}

// TaskState (tình trạng nhiệm vụ) is what is recorded; overdue is computed by Stand.
type TaskState string

const (
	TaskNew     TaskState = "new"     // chưa bắt đầu
	TaskDoing   TaskState = "doing"   // đang làm
	TaskDone    TaskState = "done"    // đã xong
	TaskOverdue TaskState = "overdue" // quá hạn, never stored
)

// Label gives the name shown to people.
func (s TaskState) Label() string {
	switch s {
	case TaskDoing:
		return "plan.task.doing|Đang làm"
	case TaskDone:
		return "plan.task.done|Đã xong"
	case TaskOverdue:
		return "plan.task.overdue|Quá hạn"
	}
	return "plan.task.new|Chưa bắt đầu"
}

// A Task (nhiệm vụ được giao) is assigned by a document to a unit.
type Task struct {
	ID           TaskID
	Plan         PlanID
	Unit         id.Unit
	Code         string
	Text         string
	Source       Source
	Assigner     string // who assigned it: "UBND tỉnh"
	Head         string // post that answers for it: "Chánh Thanh tra tỉnh"; never a person
	Given        civil.Date
	Due          civil.Date
	State        TaskState
	DoneOn       civil.Date
	Evidence     string // minh chứng in words
	EvidenceFile string // content hash, "" for none
	EvidenceName string
	Unread       bool `json:",omitempty"` // the evidence being attached holds what could not be read: for the log, not stored
	Themes       []string
	Order        int
	Version      int64
}

// TaskID names a task.
type TaskID = id.Of[Task]

// Stand gives the state on a day: what is not done after its due date is overdue.
func (t Task) Stand(today civil.Date) TaskState {
	if t.State != TaskDone && !t.Due.IsZero() && t.Due.Before(today) {
		return TaskOverdue
	}
	if t.State == "" {
		return TaskNew
	}
	return t.State
}

// Late reports whether the task was or is late: overdue today, or done after its due date.
func (t Task) Late(today civil.Date) bool {
	return t.Stand(today) == TaskOverdue || (t.State == TaskDone && !t.Due.IsZero() && t.Due.Before(t.DoneOn))
}
