package progress

import (
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
)

// State (tình trạng bản gửi) is where a submission stands.
type State string

const (
	Draft     State = "draft"     // nháp
	Submitted State = "submitted" // đã trình Thủ trưởng
	Approved  State = "approved"  // Thủ trưởng đã duyệt, đã gửi Khối trưởng
	Received  State = "received"  // Khối trưởng đã nhận
	Returned  State = "returned"  // trả lại kèm ý kiến
)

// States lists every state in the order of its life.
func States() []State { return []State{Draft, Submitted, Approved, Received, Returned} }

// Label gives the message with the name of the state.
func (s State) Label() string {
	switch s {
	case Submitted:
		return "st.waithead|Chờ Thủ trưởng cho ý kiến"
	case Approved:
		return "st.sent|Đã gửi Khối trưởng"
	case Received:
		return "st.received|Khối trưởng đã nhận"
	case Returned:
		return "st.returned|Đã trả lại kèm ý kiến"
	}
	return "st.draft|Đang soạn"
}

// Verb (thao tác) is what may be done to a submission.
type Verb string

const (
	Submit  Verb = "submit"    // trình Thủ trưởng
	Recall  Verb = "recall"    // thu hồi để sửa
	Approve Verb = "approve"   // duyệt, gửi Khối trưởng
	Sign    Verb = "elsewhere" // ghi nhận đã ký ở hệ thống khác
	Vouch   Verb = "vouch"     // thư ký Khối ghi nhận bản đã ký của đơn vị nộp bằng gói
	Return  Verb = "return"    // Thủ trưởng trả lại
	Receive Verb = "receive"   // Khối trưởng nhận
	Reject  Verb = "reject"    // Khối trưởng trả lại
)

// Label gives the message on the button of the verb.
func (v Verb) Label() string {
	switch v {
	case Submit:
		return "do.submit|Trình Thủ trưởng"
	case Recall:
		return "done.undo|Mở lại để sửa"
	case Approve:
		return "head.approve|Đồng ý"
	case Sign:
		return "head.elsewhere|Đã ký ở hệ thống khác…"
	case Vouch:
		return "pack.signed|Ghi nhận bản đã ký…"
	case Return, Reject:
		return "head.return|Trả lại kèm ý kiến"
	case Receive:
		return "do.receive|Nhận báo cáo"
	}
	return string(v)
}

// Help gives the message that explains the verb.
func (v Verb) Help() string {
	switch v {
	case Submit:
		return "help.submit|Sau khi trình, số liệu và phần lời không sửa được cho đến khi thu hồi hoặc bị trả lại."
	case Recall:
		return "help.recall|Chỉ thu hồi được khi Thủ trưởng chưa duyệt."
	case Approve:
		return "help.approve|Duyệt đúng bản đang đọc và gửi Khối trưởng."
	case Sign:
		return "help.elsewhere|Ghi số, ngày, người ký của bản đã ký trên giấy hoặc hệ thống khác; có giá trị như duyệt."
	case Vouch:
		return "help.carried|Đơn vị không vào được mạng: thư ký Khối ghi số, ngày, người ký và đính kèm bản quét đã ký; có giá trị như duyệt, nhật ký ghi ai nhận thay."
	case Return, Reject:
		return "help.return|Cán bộ thi đua sửa theo ý kiến rồi trình lại."
	case Receive:
		return "help.receive|Ghi nhận báo cáo đã đến Khối trưởng."
	}
	return ""
}

// A Transition (bước chuyển) is one line of the life of a submission.
type Transition struct {
	From   State
	Verb   Verb
	To     State
	Who    []who.Action // one of these rights is enough
	Reason bool         // a reason is obligatory
	Full   bool         // figures and text must be complete and free of findings of grade Cao
}

var (
	byOfficer = []who.Action{who.FillFigures}
	byHead    = []who.Action{who.ApproveUnit}
	byEither  = []who.Action{who.FillFigures, who.ApproveUnit}
	byLead    = []who.Action{who.ReceiveUnit}
)

// transitions is the whole life of a submission. What is not here is refused.
var transitions = []Transition{
	{From: Draft, Verb: Submit, To: Submitted, Who: byOfficer, Full: true},
	{From: Returned, Verb: Submit, To: Submitted, Who: byOfficer, Full: true},
	{From: Submitted, Verb: Recall, To: Draft, Who: byOfficer},
	{From: Submitted, Verb: Approve, To: Approved, Who: byHead, Full: true},
	{From: Submitted, Verb: Sign, To: Approved, Who: byEither, Full: true},
	{From: Draft, Verb: Sign, To: Approved, Who: byEither, Full: true},
	{From: Returned, Verb: Sign, To: Approved, Who: byEither, Full: true},
	{From: Draft, Verb: Vouch, To: Approved, Who: byLead, Full: true},
	{From: Returned, Verb: Vouch, To: Approved, Who: byLead, Full: true},
	{From: Submitted, Verb: Return, To: Returned, Who: byHead, Reason: true},
	{From: Approved, Verb: Return, To: Returned, Who: byHead, Reason: true},
	{From: Approved, Verb: Receive, To: Received, Who: byLead},
	{From: Approved, Verb: Reject, To: Returned, Who: byLead, Reason: true},
	{From: Received, Verb: Reject, To: Returned, Who: byLead, Reason: true},
}

// Transitions gives the whole life of a submission.
func Transitions() []Transition { return append([]Transition(nil), transitions...) }

// Editable reports whether figures and text may be changed in state s.
func (s State) Editable() bool { return s == Draft || s == Returned || s == "" }

// Sent reports whether the submission has reached the bloc leader.
func (s Submission) Sent() bool { return s.State == Approved || s.State == Received }

// Step finds the transition of verb out of state s. It refuses what the table does not
// hold with a fault of kind Conflict, and a missing reason with Invalid.
func (s State) Step(v Verb, reason string) (Transition, error) {
	if s == "" {
		s = Draft
	}
	for _, t := range transitions {
		if t.From != s || t.Verb != v {
			continue
		}
		if t.Reason && strings.TrimSpace(reason) == "" {
			return t, fault.New(fault.Invalid, "sub.reason|Ghi ý kiến để đơn vị biết cần sửa gì.").
				With("reason", "sub.reason|Ghi ý kiến để đơn vị biết cần sửa gì.")
		}
		return t, nil
	}
	return Transition{}, fault.New(fault.Conflict, "sub.state|Chưa làm được: báo cáo đang ở bước “{state}”. Tải lại trang để xem bước hiện tại.",
		fault.P{"state": fault.Text(s.Label(), nil)})
}

// Allowed reports whether actor a holds one of the rights of t for the object o.
func (t Transition) Allowed(a who.Actor, o who.Object) error {
	var err error
	for _, act := range t.Who {
		if err = who.Can(a, act, o); err == nil {
			return nil
		}
	}
	return err
}

// Verbs gives what actor a may do now to submission s of the object o: the buttons.
func (s Submission) Verbs(a who.Actor, o who.Object) []Transition {
	st := s.State
	if st == "" {
		st = Draft
	}
	var list []Transition
	for _, t := range transitions {
		if t.From == st && t.Allowed(a, o) == nil {
			list = append(list, t)
		}
	}
	return list
}
