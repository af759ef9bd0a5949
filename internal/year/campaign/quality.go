package campaign

import (
	"slices"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/plan"
)

// Aspect (mặt đánh giá) is one side of how well a campaign was launched, steered and advised on.
type Aspect string

const (
	Launching    Aspect = "form"         // hình thức phát động
	Novelty      Aspect = "novelty"      // đổi mới
	Concreteness Aspect = "concreteness" // cụ thể
	Steering     Aspect = "steering"     // chỉ đạo
	Advising     Aspect = "advising"     // tham mưu
)

// Aspects holds every aspect in the order of the page.
var Aspects = []Aspect{Launching, Novelty, Concreteness, Steering, Advising}

// Label gives the name shown to people, as a message.
func (a Aspect) Label() string {
	return map[Aspect]string{Launching: "campaign.aspect.form|Hình thức phát động", Novelty: "campaign.aspect.novelty|Tính mới", Concreteness: "campaign.aspect.concreteness|Mức cụ thể của chỉ tiêu",
		Steering: "campaign.aspect.steering|Chỉ đạo thực hiện", Advising: "campaign.aspect.advising|Công tác tham mưu"}[a]
}

// Grade (mức đánh giá) is how good an aspect is.
type Grade string

const (
	Good    Grade = "good" // tốt: at least four of five checks are met
	Fair    Grade = "fair" // khá: at least half
	Weak    Grade = "weak" // còn hạn chế
	Unknown Grade = ""     // chưa đủ dữ kiện
)

// Grades holds the grades that a person may choose.
var Grades = []Grade{Good, Fair, Weak}

// Label gives the name shown to people, as a message.
func (g Grade) Label() string {
	return map[Grade]string{Good: "campaign.grade.good|Tốt", Fair: "campaign.grade.fair|Khá", Weak: "campaign.grade.weak|Còn hạn chế", Unknown: "campaign.grade.unknown|Chưa đủ dữ kiện"}[g]
}

// A Check (điểm xem xét) is one recorded fact that speaks for or against an aspect.
type Check struct {
	Met  bool
	Open bool // cannot be told yet: its day has not come
	Msg  string
	Args fault.P
}

// A Finding (kết quả xem xét) is an aspect with its checks and what they add up to.
type Finding struct {
	Aspect Aspect
	Checks []Check
	Met    int
	Of     int // checks that can be told
	Grade  Grade
}

// A Judgement (đánh giá của Khối trưởng) is the leader's own grade of an aspect.
type Judgement struct {
	Aspect  Aspect
	Grade   Grade
	Note    string
	By      string
	At      time.Time
	Version int64
}

// Evidence (dữ kiện đánh giá) is everything recorded that the checks look at.
type Evidence struct {
	Campaign  Campaign
	Called    []id.Unit                 // units that should have joined
	Joins     []Join                    // of those units
	Entries   []Entry                   // of the bloc and the units
	Targets   map[plan.TargetID]Planned // targets of the campaign and of the joins
	Earlier   []Campaign                // campaigns of the year before
	Proposals int
	Today     civil.Date
}

// Planned (chỉ tiêu được chọn) tells whether a chosen target can be measured.
type Planned struct {
	Code    string
	Measure string
	Numbers int // called units that planned a figure
}

// Assess (đánh giá chất lượng) looks at the recorded facts, aspect by aspect. It is pure:
// the same facts give the same findings.
func Assess(e Evidence) []Finding {
	a := assessor{e: e, c: e.Campaign}
	for _, j := range e.Joins {
		if j.OnTime(a.c) {
			a.onTime++
		}
		if j.File.Hash != "" {
			a.proof++
		}
		if len(j.Targets) > 0 {
			a.aims++
		}
	}
	out := []Finding{{Aspect: Launching, Checks: a.launching()}, {Aspect: Novelty, Checks: a.novelty()}, {Aspect: Concreteness, Checks: a.concreteness()},
		{Aspect: Steering, Checks: a.steering()}, {Aspect: Advising, Checks: a.advising()}}
	for i := range out {
		f := &out[i]
		for _, c := range f.Checks {
			if !c.Open {
				f.Of++
				if c.Met {
					f.Met++
				}
			}
		}
		f.Grade = gradeOf(f.Met, f.Of)
	}
	return out
}

// gradeOf turns met checks into a grade; fewer than two checks tell nothing.
func gradeOf(met, of int) Grade {
	switch {
	case of < 2:
		return Unknown
	case 5*met >= 4*of:
		return Good
	case 2*met >= of:
		return Fair
	}
	return Weak
}

type assessor struct {
	e                   Evidence
	c                   Campaign
	onTime, proof, aims int
}

func (a *assessor) units() int { return len(a.e.Called) }

// most reports whether n of the called units are at least three quarters.
func (a *assessor) most(n int) bool { return a.units() > 0 && 4*n >= 3*a.units() }

// before reports whether day has not come yet: a check that waits for it stays open.
func (a *assessor) before(day civil.Date) bool { return !day.IsZero() && !day.Before(a.e.Today) }

func (a *assessor) launching() []Check {
	forms := map[Form]bool{}
	for _, j := range a.e.Joins {
		forms[j.Form] = true
	}
	waiting := a.before(a.c.JoinDue) && !a.most(len(a.e.Joins))
	return []Check{
		{Met: a.c.Form != "", Msg: "campaign.check.form|Hình thức phát động của Khối đã ghi rõ"},
		{Met: a.c.LaunchNote != "", Open: a.c.State == Draft, Msg: "campaign.check.note|Có ghi văn bản hoặc nơi phát động"},
		{Met: len(a.c.Slogans) > 0, Msg: "campaign.check.slogans|Có khẩu hiệu ({n})", Args: fault.P{"n": len(a.c.Slogans)}},
		{Met: a.most(len(a.e.Joins)), Open: waiting, Msg: "campaign.check.joined|{n}/{m} đơn vị đã phát động trong đơn vị", Args: fault.P{"n": len(a.e.Joins), "m": a.units()}},
		{Met: len(forms) > 1, Open: len(a.e.Joins) < 2, Msg: "campaign.check.forms|Các đơn vị phát động bằng {n} hình thức khác nhau", Args: fault.P{"n": len(forms)}},
	}
}

func (a *assessor) novelty() []Check {
	theme, slogans, contents := true, 0, 0
	first := len(a.e.Earlier) == 0
	for _, old := range a.e.Earlier {
		if a.c.Theme != "" && vi.Fold(old.Theme) == vi.Fold(a.c.Theme) {
			theme = false
		}
	}
	for _, s := range a.c.Slogans {
		if !repeats(a.e.Earlier, s, func(c Campaign) []string { return c.Slogans }) {
			slogans++
		}
	}
	for _, s := range a.c.Contents {
		if !repeats(a.e.Earlier, s, func(c Campaign) []string { return c.Contents }) {
			contents++
		}
	}
	return []Check{
		{Met: a.c.Theme != "" && theme, Open: first, Msg: "campaign.check.theme|Chủ đề không lặp lại của năm trước"},
		{Met: slogans > 0 && 2*slogans >= len(a.c.Slogans), Open: first, Msg: "campaign.check.newslogans|{n}/{m} khẩu hiệu mới so với năm trước", Args: fault.P{"n": slogans, "m": len(a.c.Slogans)}},
		{Met: contents > 0 && 2*contents >= len(a.c.Contents), Open: first, Msg: "campaign.check.newcontents|{n}/{m} nội dung mới so với năm trước", Args: fault.P{"n": contents, "m": len(a.c.Contents)}},
		{Met: a.c.Occasion != "" || a.c.Reason != "", Msg: "campaign.check.occasion|Gắn với sự kiện, hoặc với việc cấp bách, lĩnh vực còn yếu"},
		{Met: a.c.Form == Online || a.c.Form == Mixed, Open: a.c.Form == "", Msg: "campaign.check.newform|Phát động trực tuyến hoặc kết hợp nhiều hình thức"},
	}
}

// repeats reports whether a line stood in a campaign of the year before.
func repeats(earlier []Campaign, line string, of func(Campaign) []string) bool {
	k := vi.Fold(line)
	return slices.ContainsFunc(earlier, func(c Campaign) bool {
		return slices.ContainsFunc(of(c), func(s string) bool { return vi.Fold(s) == k })
	})
}

func (a *assessor) concreteness() []Check {
	measured, planned := 0, 0
	for _, t := range a.c.Targets {
		p := a.e.Targets[t]
		if p.Measure != "" {
			measured++
		}
		if a.most(p.Numbers) {
			planned++
		}
	}
	n := len(a.c.Targets)
	waiting := a.before(a.c.JoinDue) && !a.most(a.aims)
	return []Check{
		{Met: n > 0, Msg: "campaign.check.targets|Có chỉ tiêu lấy từ kế hoạch ({n})", Args: fault.P{"n": n}},
		{Met: n > 0 && measured == n, Open: n == 0, Msg: "campaign.check.measured|{n}/{m} chỉ tiêu có đơn vị tính", Args: fault.P{"n": measured, "m": n}},
		{Met: n > 0 && planned == n, Open: n == 0, Msg: "campaign.check.planned|{n}/{m} chỉ tiêu đã có mức kế hoạch của phần lớn đơn vị", Args: fault.P{"n": planned, "m": n}},
		{Met: len(a.c.Criteria) > 0, Msg: "campaign.check.criteria|Có tiêu chí xét khen ({n})", Args: fault.P{"n": len(a.c.Criteria)}},
		{Met: !a.c.FinalDue.IsZero() && !a.c.JoinDue.IsZero(), Msg: "campaign.check.dues|Có hạn phát động tại đơn vị và hạn tổng kết"},
		{Met: a.most(a.aims), Open: waiting, Msg: "campaign.check.aims|{n}/{m} đơn vị chọn chỉ tiêu của mình khi hưởng ứng", Args: fault.P{"n": a.aims, "m": a.units()}},
	}
}

func (a *assessor) steering() []Check {
	mid, final := a.first(Mid), a.first(Final)
	reporting := map[id.Unit]bool{}
	for _, n := range a.e.Entries {
		if n.Unit != 0 {
			reporting[n.Unit] = true
		}
	}
	checks := []Check{
		{Met: !a.c.Launched.IsZero() && !a.c.Days.From.Before(a.c.Launched), Open: a.c.Launched.IsZero() && a.before(a.c.Days.From), Msg: "campaign.check.launchday|Phát động không muộn hơn ngày bắt đầu"},
		{Met: a.most(a.onTime), Open: a.before(a.c.JoinDue) && !a.most(a.onTime), Msg: "campaign.check.ontime|{n}/{m} đơn vị phát động đúng hạn", Args: fault.P{"n": a.onTime, "m": a.units()}},
		{Met: a.most(len(reporting)), Open: a.before(a.c.Days.To) && !a.most(len(reporting)), Msg: "campaign.check.reporting|{n}/{m} đơn vị đã ghi kết quả", Args: fault.P{"n": len(reporting), "m": a.units()}},
	}
	if !a.c.MidDue.IsZero() {
		checks = append(checks, Check{Met: !mid.IsZero() && !a.c.MidDue.Before(mid), Open: mid.IsZero() && a.before(a.c.MidDue), Msg: "campaign.check.mid|Sơ kết đúng hạn"})
	}
	if !a.c.FinalDue.IsZero() {
		checks = append(checks, Check{Met: !final.IsZero() && !a.c.FinalDue.Before(final), Open: final.IsZero() && a.before(a.c.FinalDue), Msg: "campaign.check.final|Tổng kết đúng hạn"})
	}
	return checks
}

// first gives the day of the bloc's first summary of a stage.
func (a *assessor) first(s Stage) (d civil.Date) {
	for _, n := range a.e.Entries {
		if n.Unit == 0 && n.Stage == s && (d.IsZero() || n.Day.Before(d)) {
			d = n.Day
		}
	}
	return d
}

func (a *assessor) advising() []Check {
	return []Check{
		{Met: len(a.c.Basis) > 0, Msg: "campaign.check.basis|Dẫn văn bản làm căn cứ ({n})", Args: fault.P{"n": len(a.c.Basis)}},
		{Met: !a.c.JoinDue.IsZero() && a.c.Days.From.DaysUntil(a.c.JoinDue) >= 3, Open: a.c.JoinDue.IsZero(), Msg: "campaign.check.notice|Cho đơn vị ít nhất 3 ngày để phát động"},
		{Met: a.most(a.proof), Open: a.before(a.c.JoinDue) && !a.most(a.proof), Msg: "campaign.check.proof|{n}/{m} đơn vị kèm minh chứng", Args: fault.P{"n": a.proof, "m": a.units()}},
		{Met: a.e.Proposals > 0, Open: a.c.State != Summarised && a.c.State != Closed, Msg: "campaign.check.proposals|Có đề nghị khen thưởng theo phong trào ({n})", Args: fault.P{"n": a.e.Proposals}},
	}
}

// Check tells whether a judgement may stand beside what was computed. Errors: Invalid.
func (j Judgement) Check(f Finding) error {
	if !slices.Contains(Grades, j.Grade) {
		return fault.New(fault.Invalid, "campaign.judge.top|Chưa ghi được đánh giá. Sửa các mục nêu dưới đây.").With("grade."+string(j.Aspect), "campaign.judge.grade|Chọn mức đánh giá.")
	}
	if f.Grade != Unknown && f.Grade != j.Grade && j.Note == "" {
		return fault.New(fault.Invalid, "campaign.judge.top|Chưa ghi được đánh giá. Sửa các mục nêu dưới đây.").
			With("note."+string(j.Aspect), "campaign.judge.note|Mức bạn chọn khác mức tính từ dữ kiện. Ghi lý do.")
	}
	return nil
}
