package campaign

import (
	"slices"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A Join (hưởng ứng) is how one unit answers a campaign: the day and form in which it
// launched it inside, its own plan, its own targets and what shows it.
type Join struct {
	Campaign ID
	Unit     id.Unit
	Day      civil.Date
	Form     Form
	Slogan   string // the unit's own, "" when it uses the bloc's
	Plan     string // what the unit does about it
	Targets  []plan.TargetID
	File     document.Stored
	By       string
	At       time.Time
	Version  int64
}

// Clean trims and checks a join against its campaign. Errors: Invalid with fields.
func (j Join) Clean(c Campaign, today civil.Date) (Join, error) {
	j.Slogan, j.Plan = tidy(j.Slogan), tidyLines(j.Plan)
	e := fault.New(fault.Invalid, "campaign.join.invalid|Chưa ghi được việc hưởng ứng. Sửa các mục nêu dưới đây rồi lưu lại.")
	switch {
	case j.Day.IsZero():
		e.With("day", "campaign.join.day|Ghi ngày đơn vị phát động, ví dụ 05/08/2022.")
	case today.Before(j.Day):
		e.With("day", "campaign.future|Ngày {day} chưa tới. Ghi ngày đã thực hiện.", fault.P{"day": j.Day.VN()})
	case c.Days.To.Before(j.Day):
		e.With("day", "campaign.join.after|Ngày {day} sau khi phong trào kết thúc ({to}). Kiểm tra lại ngày.", fault.P{"day": j.Day.VN(), "to": c.Days.To.VN()})
	}
	if !slices.Contains(Forms, j.Form) {
		e.With("form", "campaign.join.form|Chọn hình thức đơn vị đã phát động.")
	}
	if j.Plan == "" && len(j.Targets) == 0 {
		e.With("plan", "campaign.join.plan|Ghi việc đơn vị làm để hưởng ứng, hoặc chọn chỉ tiêu của đơn vị.")
	}
	if len([]rune(j.Plan)) > maxText || len([]rune(j.Slogan)) > maxName {
		e.With("plan", "campaign.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxText})
	}
	if len(e.Fields) > 0 {
		return j, e
	}
	return j, nil
}

// OnTime reports whether the unit launched the campaign by the day the bloc asked for.
func (j Join) OnTime(c Campaign) bool { return c.JoinDue.IsZero() || !c.JoinDue.Before(j.Day) }

// Stage (giai đoạn ghi nhận) says what an entry tells of.
type Stage string

const (
	Progress Stage = "progress" // kết quả trong quá trình
	Mid      Stage = "midterm"  // sơ kết
	Final    Stage = "final"    // tổng kết
)

// Stages holds every stage in order.
var Stages = []Stage{Progress, Mid, Final}

// Label gives the name shown to people, as a message.
func (s Stage) Label() string {
	return map[Stage]string{Progress: "campaign.stage.progress|Kết quả thực hiện", Mid: "campaign.stage.mid|Sơ kết", Final: "campaign.stage.final|Tổng kết"}[s]
}

// An Entry (ghi nhận kết quả) is what a unit, or the bloc, records about a campaign.
type Entry struct {
	ID       EntryID
	Campaign ID
	Unit     id.Unit // 0 = the bloc
	Stage    Stage
	Day      civil.Date
	Body     string
	File     document.Stored
	By       string
	At       time.Time
}

// ReadsWords reports whether an actor may read what unit u wrote of a campaign: its work, its
// results. The unit, the leader and the board do; members of the bloc where it shows each other's
// words, and those of units of that kind. That a unit joined, and when, is known to all members.
func ReadsWords(by who.Actor, b org.Bloc, u org.Unit) bool {
	return who.Can(by, who.ReadPlan, who.Object{Bloc: b.ID, Unit: u.ID}) == nil || by.Member(b.ID) && b.Texts && b.Shows(u.Kind)
}

// EntryID names an entry.
type EntryID = id.Of[Entry]

// Clean trims and checks an entry. Errors: Invalid with fields.
func (n Entry) Clean(c Campaign, today civil.Date) (Entry, error) {
	n.Body = tidyLines(n.Body)
	e := fault.New(fault.Invalid, "campaign.entry.invalid|Chưa ghi được kết quả. Sửa các mục nêu dưới đây rồi lưu lại.")
	if !slices.Contains(Stages, n.Stage) {
		e.With("stage", "campaign.entry.stage|Chọn loại kết quả.")
	}
	switch {
	case n.Day.IsZero():
		e.With("day", "campaign.entry.day|Ghi ngày, ví dụ 20/07/2022.")
	case today.Before(n.Day):
		e.With("day", "campaign.future|Ngày {day} chưa tới. Ghi ngày đã thực hiện.", fault.P{"day": n.Day.VN()})
	case n.Day.Before(c.Days.From) && n.Day.Before(c.Launched):
		e.With("day", "campaign.entry.before|Ngày {day} trước khi phong trào bắt đầu. Kiểm tra lại ngày.", fault.P{"day": n.Day.VN()})
	}
	if n.Body == "" {
		e.With("body", "campaign.entry.body|Ghi kết quả: việc đã làm, số liệu.")
	} else if len([]rune(n.Body)) > maxText {
		e.With("body", "campaign.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxText})
	}
	if len(e.Fields) > 0 {
		return n, e
	}
	return n, nil
}

// Subject (đối tượng đề nghị) is whom a proposal is for.
type Subject string

const (
	Collective Subject = "collective" // tập thể
	Person     Subject = "person"     // cá nhân
	Household  Subject = "household"  // hộ gia đình
)

// Subjects holds every subject in the order of forms.
var Subjects = []Subject{Collective, Person, Household}

// Label gives the name shown to people, as a message.
func (s Subject) Label() string {
	return map[Subject]string{Collective: "campaign.subject.collective|Tập thể", Person: "campaign.subject.person|Cá nhân", Household: "campaign.subject.household|Hộ gia đình"}[s]
}

// Answer (ý kiến về đề nghị) is what the bloc says to a proposal.
type Answer string

const (
	Waiting  Answer = "waiting"  // chờ xét
	Agreed   Answer = "agreed"   // đồng ý đề nghị
	Declined Answer = "declined" // không đề nghị
)

// Label gives the name shown to people, as a message.
func (a Answer) Label() string {
	return map[Answer]string{Waiting: "campaign.answer.waiting|Chờ xét", Agreed: "campaign.answer.agreed|Đồng ý đề nghị", Declined: "campaign.answer.declined|Không đề nghị"}[a]
}

// A Proposal (đề nghị khen thưởng theo đợt) asks for a commendation for what somebody did
// in a campaign.
type Proposal struct {
	ID       ProposalID
	Campaign ID
	Unit     id.Unit
	Subject  Subject
	Name     string
	Form     string // hình thức đề nghị, in the words of the catalogue
	Merit    string // thành tích
	Answer   Answer
	Why      string // of declining
	By       string
	At       time.Time
	Version  int64
}

// Origin names the proposal in the list of commendations.
func (p Proposal) Origin() string { return Origin + p.ID.String() }

// Origin begins the names of what campaigns asked for in the list of commendations.
const Origin = "campaign/"

// ProposalID names a proposal.
type ProposalID = id.Of[Proposal]

// Clean trims and checks a proposal. Errors: Invalid with fields.
func (p Proposal) Clean() (Proposal, error) {
	p.Name, p.Form, p.Merit = tidy(p.Name), tidy(p.Form), tidyLines(p.Merit)
	e := fault.New(fault.Invalid, "campaign.proposal.invalid|Chưa ghi được đề nghị. Sửa các mục nêu dưới đây rồi lưu lại.")
	if !slices.Contains(Subjects, p.Subject) {
		e.With("subject", "campaign.proposal.subject|Chọn tập thể, cá nhân hay hộ gia đình.")
	}
	for _, f := range []struct{ name, text, empty string }{{"name", p.Name, "campaign.proposal.name|Ghi tên tập thể hoặc họ và tên."},
		{"form", p.Form, "campaign.proposal.form|Chọn hình thức đề nghị."}, {"merit", p.Merit, "campaign.proposal.merit|Ghi thành tích trong phong trào, có số liệu."}} {
		if f.text == "" {
			e.With(f.name, f.empty)
		} else if len([]rune(f.text)) > maxText || f.name != "merit" && len([]rune(f.text)) > maxName {
			e.With(f.name, "campaign.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName})
		}
	}
	if len(e.Fields) > 0 {
		return p, e
	}
	return p, nil
}
