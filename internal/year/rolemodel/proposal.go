package rolemodel

import (
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
)

// A Proposal (đề nghị khen thưởng kịp thời) asks that somebody be commended soon after
// what he did, outside the yearly round.
type Proposal struct {
	ID         ProposalID
	Bloc       id.Bloc
	Unit       id.Unit
	Model      ID     // role model it comes from, 0 for none
	Who        string // post and unit, or the collective; a name only with consent
	Deed       string // what was achieved
	Form       string // hình thức: "Giấy khen"
	Level      string // who decides: "Thủ trưởng đơn vị"
	Day        civil.Date
	State      ProposalState
	Decision   string // number of the decision
	DecidedDay civil.Date
	Note       string // answer: why not
	By         string
	At         time.Time
	Version    int64
}

// Origin names the proposal in the list of commendations.
func (p Proposal) Origin() string { return Origin + p.ID.String() }

// Origin begins the names of what was proposed here in the list of commendations.
const Origin = "rolemodel/"

// ProposalID names a proposal.
type ProposalID = id.Of[Proposal]

// ProposalState (tình trạng đề nghị) says what became of a proposal.
type ProposalState string

// The states of a proposal.
const (
	Proposed ProposalState = "proposed" // đã đề nghị
	Decided  ProposalState = "decided"  // đã có quyết định
	Declined ProposalState = "declined" // chưa khen
)

// Label puts the state into words.
func (s ProposalState) Label() string {
	switch s {
	case Decided:
		return "rolemodel.p.decided|Đã khen"
	case Declined:
		return "rolemodel.p.declined|Chưa khen"
	}
	return "rolemodel.p.proposed|Đã đề nghị"
}

// Clean trims and checks a proposal. Errors: Invalid with fields.
func (p Proposal) Clean() (Proposal, error) {
	e := invalid()
	p.Who, p.Form, p.Level, p.Deed, p.Note, p.Decision = tidy(p.Who), tidy(p.Form), tidy(p.Level), text(p.Deed), text(p.Note), tidy(p.Decision)
	check(e, "who", p.Who, maxName, "rolemodel.p.who|Ghi ai được đề nghị: chức vụ, đơn vị hoặc tên tập thể.")
	check(e, "deed", p.Deed, maxText, "rolemodel.p.deed|Ghi thành tích.")
	check(e, "form", p.Form, maxName, "rolemodel.p.form|Ghi hình thức đề nghị, ví dụ Giấy khen.")
	check(e, "level", p.Level, maxName, "rolemodel.p.level|Ghi cấp quyết định, ví dụ Thủ trưởng đơn vị.")
	if p.Day.IsZero() {
		e.With("day", "rolemodel.p.day|Ghi ngày đề nghị.")
	}
	return p, refused(e)
}

// Answer checks what became of a proposal. Errors: Invalid with fields.
func (p Proposal) Answer() error {
	e := invalid()
	switch p.State {
	case Decided:
		check(e, "decision", p.Decision, maxName, "rolemodel.p.number|Ghi số quyết định khen thưởng.")
		if p.DecidedDay.IsZero() || p.DecidedDay.Before(p.Day) {
			e.With("decided", "rolemodel.p.decidedday|Ghi ngày quyết định, không trước ngày đề nghị.")
		}
	case Declined:
		check(e, "note", p.Note, maxText, "rolemodel.p.why|Ghi lý do chưa khen.")
	default:
		e.With("state", "rolemodel.p.state|Chọn kết quả.")
	}
	return refused(e)
}
