package campaign

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// State (tình trạng phong trào) is where a campaign stands.
type State string

const (
	Draft      State = "draft"    // đang soạn
	Open       State = "launched" // đã phát động
	Reviewed   State = "midterm"  // đã sơ kết
	Summarised State = "final"    // đã tổng kết
	Closed     State = "closed"   // đã chốt
)

// Label gives the name shown to people, as a message.
func (s State) Label() string {
	return map[State]string{Draft: "campaign.s.draft|Đang soạn", Open: "campaign.s.launched|Đã phát động", Reviewed: "campaign.s.midterm|Đã sơ kết",
		Summarised: "campaign.s.final|Đã tổng kết", Closed: "campaign.s.closed|Đã chốt"}[s]
}

// Running reports whether units may still join, report and propose.
func (s State) Running() bool { return s == Open || s == Reviewed }

// States holds every state in the order of its life.
var States = []State{Draft, Open, Reviewed, Summarised, Closed}

// Verb (thao tác với phong trào) moves a campaign from one state to the next.
type Verb string

const (
	Launch    Verb = "launch"    // phát động
	Review    Verb = "midterm"   // sơ kết
	Summarise Verb = "summarise" // tổng kết
	Close     Verb = "close"     // chốt
	Reopen    Verb = "reopen"    // mở lại
)

// Label gives the name of the button, as a message.
func (v Verb) Label() string {
	return map[Verb]string{Launch: "campaign.v.launch|Phát động", Review: "campaign.v.midterm|Ghi sơ kết", Summarise: "campaign.v.summarise|Ghi tổng kết",
		Close: "campaign.v.close|Chốt phong trào", Reopen: "campaign.v.reopen|Mở lại"}[v]
}

// A Transition (bước chuyển của phong trào) is one line of the life of a campaign.
type Transition struct {
	From   State
	Verb   Verb
	To     State
	Words  bool // a text must come with it: the summary, the reason
	Choose bool // the day it happened must come with it
}

// transitions is the whole life of a campaign: what is not here does not happen.
var transitions = []Transition{
	{Draft, Launch, Open, false, true},
	{Open, Review, Reviewed, true, true},
	{Open, Summarise, Summarised, true, true},
	{Reviewed, Summarise, Summarised, true, true},
	{Summarised, Close, Closed, false, false},
	{Summarised, Reopen, Reviewed, true, false},
	{Closed, Reopen, Summarised, true, false},
}

// Verbs gives what may be done to a campaign in state s.
func Verbs(s State) []Transition {
	var list []Transition
	for _, t := range transitions {
		if t.From == s {
			list = append(list, t)
		}
	}
	return list
}

// A Step (lần chuyển của phong trào) is what an actor wants to do to a campaign.
type Step struct {
	Verb    Verb
	Version int64
	Day     civil.Date // when it happened, zero for today
	Form    Form       // of launching
	Words   string     // launch note, summary or reason
}

// step finds the transition and checks what it asks for.
func (c Campaign) step(st Step, today civil.Date) (Transition, error) {
	for _, t := range transitions {
		if t.From != c.State || t.Verb != st.Verb {
			continue
		}
		if t.Words && tidyLines(st.Words) == "" {
			return t, fault.New(fault.Invalid, "campaign.words.top|Chưa ghi được bước này. Sửa mục nêu dưới đây.").With("words", needWords(t.Verb))
		}
		if t.Choose && today.Before(st.Day) {
			return t, fault.New(fault.Invalid, "campaign.words.top|Chưa ghi được bước này. Sửa mục nêu dưới đây.").With("day", "campaign.future|Ngày {day} chưa tới. Ghi ngày đã thực hiện.", fault.P{"day": st.Day.VN()})
		}
		if t.Verb == Launch {
			return t, c.Ready()
		}
		return t, nil
	}
	return Transition{}, fault.New(fault.Conflict, "campaign.nostep|Phong trào đang ở bước khác ({state}) nên không làm được việc này. Tải lại trang để xem bước hiện tại.", fault.P{"state": Vietnamese(c.State.Label())})
}

func needWords(v Verb) string {
	if v == Reopen {
		return "campaign.needreason|Ghi lý do mở lại."
	}
	return "campaign.needsummary|Ghi kết quả chính: việc đã làm, số liệu, tồn tại, bài học."
}
