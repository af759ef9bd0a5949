package review

import (
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/year/plan"
)

// BasisKind (loại căn cứ) says what a decision rests on.
type BasisKind string

const (
	FromCell    BasisKind = "cell"    // một ô của bảng rà soát
	FromField   BasisKind = "field"   // một lĩnh vực yếu
	FromTask    BasisKind = "task"    // một nhiệm vụ được giao
	FromFinding BasisKind = "finding" // kết luận tại hội nghị
	FromRemark  BasisKind = "remark"  // góp ý dự thảo báo cáo
	FromPeople  BasisKind = "people"  // do người có thẩm quyền nêu
)

// Label gives the name shown to people.
func (k BasisKind) Label() string {
	switch k {
	case FromCell:
		return "review.basis.cell|Chỉ tiêu"
	case FromField:
		return "review.basis.field|Lĩnh vực yếu"
	case FromTask:
		return "review.basis.task|Nhiệm vụ được giao"
	case FromFinding:
		return "review.basis.finding|Kết luận tại hội nghị"
	case FromRemark:
		return "review.basis.remark|Góp ý dự thảo báo cáo"
	}
	return "review.basis.people|Lãnh đạo chỉ đạo"
}

// A Basis (căn cứ) is what a decision rests on: the id of a figure, a field, a finding.
type Basis struct {
	Kind BasisKind
	Ref  string // "value/khoi-3/2022-H1/tand/C01", "" for none
	Text string // in words, as it stood when the decision was made
}

// An UrgentTask (nhiệm vụ cấp bách) is an assigned task that the bloc singled out for the
// second half of the year.
type UrgentTask struct {
	ID       UrgentID
	Task     plan.Task
	Bloc     id.Bloc
	Period   string
	Basis    Basis
	Field    string // code, "" for none
	Target   string // code, "" for none
	By       string
	At       time.Time
	Reminded []Reminder // latest first
}

// UrgentID names an urgent task.
type UrgentID = id.Of[UrgentTask]

// A Reminder (lần nhắc) was sent to the unit that answers for an urgent task.
type Reminder struct {
	Day string
	By  string
	At  time.Time
}

// AdjustState (tình trạng điều chỉnh) says where a proposed change of a target stands.
type AdjustState string

const (
	Proposed  AdjustState = "proposed"  // chờ duyệt
	Approved  AdjustState = "approved"  // đã duyệt, kế hoạch đã đổi
	Refused   AdjustState = "refused"   // không duyệt
	Withdrawn AdjustState = "withdrawn" // đã rút
)

// Label gives the name shown to people.
func (s AdjustState) Label() string {
	switch s {
	case Approved:
		return "review.adj.approved|Đã duyệt"
	case Refused:
		return "review.adj.refused|Không duyệt"
	case Withdrawn:
		return "review.adj.withdrawn|Đã rút"
	}
	return "review.adj.proposed|Chờ duyệt"
}

// An Adjustment (điều chỉnh chỉ tiêu) changes what one unit plans for a target in the
// middle of the year. The old value stays with it.
type Adjustment struct {
	ID        AdjustmentID
	Plan      plan.PlanID
	Target    plan.TargetID
	Unit      id.Unit
	Old, New  plan.Goal
	Reason    string
	BasisRef  string
	State     AdjustState
	By        string
	User      id.User
	At        time.Time
	DecidedBy string
	DecidedAt time.Time
	Note      string // what the approver said
	Version   int64
}

// AdjustmentID names an adjustment.
type AdjustmentID = id.Of[Adjustment]

const maxReason = 1000

// Problems lists what is wrong with a proposed adjustment of target t.
func (a Adjustment) Problems(t plan.Target) []fault.Field {
	list := t.GoalProblems(a.New)
	for i := range list {
		if strings.HasPrefix(list[i].Name, "h") {
			list[i].Name = "half"
		} else {
			list[i].Name = "year"
		}
	}
	if a.New.Year == nil {
		list = append(list, fault.Field{Name: "year", Msg: "review.adj.year|Ghi giá trị kế hoạch năm mới."})
	} else if sameValue(a.Old.Year, a.New.Year) && sameValue(a.Old.Half, a.New.Half) {
		list = append(list, fault.Field{Name: "year", Msg: "review.adj.same|Giá trị mới bằng giá trị đang có. Ghi giá trị khác, hoặc không cần điều chỉnh."})
	}
	if a.Reason == "" || len([]rune(a.Reason)) > maxReason {
		list = append(list, fault.Field{Name: "reason", Msg: "review.adj.reason|Ghi lý do điều chỉnh, không quá {n} ký tự.", Args: fault.P{"n": maxReason}})
	}
	return list
}

func sameValue[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// problems makes a refusal of a form from its fields, nil when there are none.
func problems(list []fault.Field) error {
	if len(list) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "review.form|Chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	e.Fields = list
	return e
}
