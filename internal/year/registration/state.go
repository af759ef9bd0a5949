package registration

import (
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
)

func itoa(n int) string { return strconv.Itoa(n) }

// State (tình trạng bản đăng ký) is where a registration stands.
type State string

// The states in the order of their life.
const (
	Draft     State = "draft"     // nháp
	Submitted State = "submitted" // đã trình Thủ trưởng
	Sent      State = "sent"      // Thủ trưởng đã duyệt, đã gửi Khối trưởng
	Received  State = "received"  // Khối trưởng đã nhận
	Returned  State = "returned"  // trả lại kèm ý kiến
)

// States lists every state.
func States() []State { return []State{Draft, Submitted, Sent, Received, Returned} }

// Label gives the message with the name of the state.
func (s State) Label() string {
	switch s {
	case Submitted:
		return "st.waithead|Chờ Thủ trưởng cho ý kiến"
	case Sent:
		return "st.sent|Đã gửi Khối trưởng"
	case Received:
		return "st.received|Khối trưởng đã nhận"
	case Returned:
		return "st.returned|Đã trả lại kèm ý kiến"
	}
	return "st.draft|Đang soạn"
}

// Editable reports whether lines may be changed in the state.
func (s State) Editable() bool { return s == Draft || s == Returned || s == "" }

// IsSent reports whether the list has reached the bloc's leader.
func (s State) IsSent() bool { return s == Sent || s == Received }

// Verb (thao tác) is what may be done to a registration.
type Verb string

// The verbs.
const (
	Submit  Verb = "submit"  // trình Thủ trưởng
	Recall  Verb = "recall"  // thu hồi để sửa
	Approve Verb = "approve" // duyệt, gửi Khối trưởng
	Return  Verb = "return"  // Thủ trưởng trả lại
	Receive Verb = "receive" // Khối trưởng nhận
	Reject  Verb = "reject"  // Khối trưởng trả lại
)

// A Transition (bước chuyển) is one line of the life of a registration.
type Transition struct {
	From   State
	Verb   Verb
	To     State
	Who    who.Action
	Reason bool // a reason is obligatory
}

// transitions is the whole life of a registration. What is not here is refused.
var transitions = []Transition{
	{Draft, Submit, Submitted, who.FillRegister, false},
	{Returned, Submit, Submitted, who.FillRegister, false},
	{Submitted, Recall, Draft, who.FillRegister, false},
	{Submitted, Approve, Sent, who.ApproveList, false},
	{Submitted, Return, Returned, who.ApproveList, true},
	{Sent, Receive, Received, who.CollectLists, false},
	{Sent, Reject, Returned, who.CollectLists, true},
	{Received, Reject, Returned, who.CollectLists, true},
}

// Transitions gives the whole life of a registration.
func Transitions() []Transition { return append([]Transition(nil), transitions...) }

// step finds the transition of a verb. Errors: Conflict, Invalid when a reason is missing.
func (s State) step(v Verb, reason string) (Transition, error) {
	if s == "" {
		s = Draft
	}
	for _, t := range transitions {
		if t.From != s || t.Verb != v {
			continue
		}
		if t.Reason && strings.TrimSpace(reason) == "" {
			return t, fault.New(fault.Invalid, "sub.reason|Ghi ý kiến để đơn vị biết cần sửa gì.").With("reason", "sub.reason|Ghi ý kiến để đơn vị biết cần sửa gì.")
		}
		return t, nil
	}
	return Transition{}, fault.New(fault.Conflict, "reg.state|Chưa làm được: bản đăng ký đang ở bước “{state}”. Tải lại trang để xem bước hiện tại.", fault.P{"state": fault.Text(s.Label(), nil)})
}

// Verbs (thao tác được làm) gives what an actor may do now.
func (r Registration) Verbs(a who.Actor, round Round) []Verb {
	var list []Verb
	s := r.State
	if s == "" {
		s = Draft
	}
	for _, t := range transitions {
		if t.From == s && round.Open() && who.Can(a, t.Who, who.Object{Bloc: r.Bloc, Unit: r.Unit}) == nil {
			list = append(list, t.Verb)
		}
	}
	return list
}
