package campaign

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A Sheet (dữ liệu văn bản phong trào) is what the papers of a campaign are written from.
type Sheet struct {
	Campaign  Campaign
	Bloc      org.Bloc
	Lead      string // name of the leading unit, "" for none
	Units     []string
	Basis     []document.Document
	Targets   []plan.Target
	Called    []org.Unit // units that should have joined, in the order of the bloc
	Joins     []Join
	Entries   []Entry
	Proposals []Proposal
	Judged    map[Aspect]Judgement
}

// PaperKind (văn bản của phong trào) is a paper that the bloc issues about a campaign.
type PaperKind string

const (
	PlanPaper   PaperKind = "ke-hoach" // kế hoạch phát động
	MidPaper    PaperKind = "so-ket"   // báo cáo sơ kết
	FinalPaper  PaperKind = "tong-ket" // báo cáo tổng kết
	RewardPaper PaperKind = "to-trinh" // tờ trình khen thưởng
)

// PaperKinds holds every paper in the order of a campaign's life.
var PaperKinds = []PaperKind{PlanPaper, MidPaper, FinalPaper, RewardPaper}

// Label gives the name shown to people, as a message.
func (k PaperKind) Label() string {
	return map[PaperKind]string{PlanPaper: "campaign.paper.plan|Kế hoạch phát động", MidPaper: "campaign.paper.mid|Báo cáo sơ kết", FinalPaper: "campaign.paper.final|Báo cáo tổng kết",
		RewardPaper: "campaign.paper.reward|Tờ trình khen thưởng"}[k]
}

// Origin names the paper in the register of the bloc's own documents.
func (k PaperKind) Origin(c ID) string { return "campaign/" + c.String() + "/" + string(k) }

// Again names the n-th paper of the kind: a campaign that is opened again after its report was
// issued gets another one.
func (k PaperKind) Again(c ID, n int) string {
	if n < 2 {
		return k.Origin(c)
	}
	return k.Origin(c) + "/" + strconv.Itoa(n)
}

// Later reports whether the bloc summed up once more after a report of that kind was written.
func (s Sheet) Later(k PaperKind, o document.Outgoing) bool {
	stage := map[PaperKind]Stage{MidPaper: Mid, FinalPaper: Final}[k]
	return stage != "" && o.State != document.OutDraft && slices.ContainsFunc(s.Entries, func(n Entry) bool {
		return n.Unit == 0 && n.Stage == stage && n.At.After(o.At)
	})
}

// Papers gives the papers that may be written now: the plan from the beginning, a report
// once its summary was recorded, the submission once something was agreed to.
func (s Sheet) Papers() (list []PaperKind) {
	has := func(st Stage) bool {
		return slices.ContainsFunc(s.Entries, func(n Entry) bool { return n.Unit == 0 && n.Stage == st })
	}
	for _, k := range PaperKinds {
		if k == PlanPaper || k == MidPaper && has(Mid) || k == FinalPaper && has(Final) || k == RewardPaper && len(s.agreed()) > 0 {
			list = append(list, k)
		}
	}
	return list
}

// Paper lays the launch plan out as a state document (Nghị định 30/2020/NĐ-CP); that of a
// campaign that is not launched is marked as a draft.
func (s Sheet) Paper() *paper.Document {
	o := s.Write(PlanPaper)
	o.Day = s.Campaign.Launched
	d := o.Paper(s.Bloc, document.Series{Year: s.Campaign.Year})
	if s.Campaign.State != Draft {
		d.Draft = ""
	}
	return d
}

// Write drafts a paper of the bloc, as the register of its documents takes it.
func (s Sheet) Write(k PaperKind) document.Outgoing {
	kind := map[PaperKind]string{PlanPaper: "KH", MidPaper: "BC", FinalPaper: "BC", RewardPaper: "TTr"}[k]
	o := document.Form(kind, s.Bloc)
	o.Origin = k.Origin(s.Campaign.ID)
	t := &text{}
	switch k {
	case PlanPaper:
		o.Subject = "Phát động " + s.name()
		o.CC = "Ban Thi đua - Khen thưởng tỉnh\n" + o.CC
		s.plan(t)
	case MidPaper:
		o.Subject = "Sơ kết " + s.name()
		s.report(t, Mid, "sơ kết")
	case FinalPaper:
		o.Subject = "Tổng kết " + s.name()
		s.report(t, Final, "tổng kết")
	case RewardPaper:
		o.Subject = "Về việc đề nghị khen thưởng " + s.name()
		s.submission(t, o.To)
	}
	o.Body = t.String()
	return o
}

// text is the structured text of a document, as document.Parse reads it.
type text struct {
	strings.Builder
	no int
}

func (t *text) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *text) part(title string) {
	t.no++
	t.line("%s. %s", []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"}[t.no], vi.Upper(title))
}

func (t *text) items(list []string) {
	for i, x := range list {
		end := ";"
		if i == len(list)-1 {
			end = "."
		}
		t.line("- %s%s", strings.TrimRight(x, ".; "), end)
	}
}

// words writes what people typed: a line is a paragraph.
func (t *text) words(s string) {
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			t.line("%s", l)
		}
	}
}

// bases writes the documents that the campaign rests on.
func (s Sheet) bases(t *text) {
	for i, b := range s.Basis {
		line, end := "Căn cứ "+b.Name(), ";"
		if b.Code != "" {
			if !b.Day.IsZero() {
				line += " ngày " + b.Day.VN()
			}
			line += " của " + b.Issuer + " về " + lowerFirst(b.Abstract)
		}
		if i == len(s.Basis)-1 {
			end = "."
		}
		t.line("%s%s", strings.TrimRight(line, ".; "), end)
	}
}

func (s Sheet) plan(t *text) {
	c := s.Campaign
	s.bases(t)
	intro := fmt.Sprintf("%s ban hành kế hoạch phát động %s như sau:", s.Bloc.Name, s.name())
	if c.Occasion != "" {
		occasion := c.Occasion
		if strings.HasPrefix(occasion, "Kỷ niệm ") {
			occasion = lowerFirst(occasion)
		}
		intro = fmt.Sprintf("Nhân dịp %s, %s", occasion, intro)
	}
	t.line("%s", intro)
	t.part("Chủ đề, khẩu hiệu")
	if c.Theme != "" {
		t.line("Chủ đề: %s.", c.Theme)
	}
	t.items(quoted(c.Slogans))
	if c.Reason != "" {
		t.part("Lý do phát động")
		t.words(c.Reason)
	}
	t.part("Nội dung thi đua")
	t.items(c.Contents)
	if len(s.Targets) > 0 {
		t.part("Chỉ tiêu")
		t.line("Các đơn vị phấn đấu hoàn thành mức kế hoạch đã đăng ký của các chỉ tiêu sau:")
		var rows [][]string
		for _, x := range s.Targets {
			rows = append(rows, []string{x.Code, x.Name, x.Measure})
		}
		t.WriteString(document.TableText([]string{"Số", "Chỉ tiêu", "Đơn vị tính"}, rows))
	}
	if len(c.Criteria) > 0 {
		t.part("Tiêu chí xét khen thưởng")
		t.items(c.Criteria)
	}
	t.part("Thời gian, tổ chức thực hiện")
	t.line("Thời gian: từ ngày %s đến ngày %s.", c.Days.From.VN(), c.Days.To.VN())
	if c.Form != "" {
		t.line("Hình thức phát động: %s.", lowerFirst(Vietnamese(c.Form.Label())))
	}
	s.tasks(t)
}

func (s Sheet) tasks(t *text) {
	c := s.Campaign
	who := "Các đơn vị thành viên"
	if len(s.Units) > 0 {
		who = "Các đơn vị: " + strings.Join(s.Units, ", ")
	}
	if !c.JoinDue.IsZero() {
		who += fmt.Sprintf(" phát động trong đơn vị trước ngày %s, đặt chỉ tiêu của đơn vị và gửi minh chứng về Khối trưởng", c.JoinDue.VN())
	} else {
		who += " phát động trong đơn vị và gửi minh chứng về Khối trưởng"
	}
	t.line("%s.", who)
	switch {
	case !c.MidDue.IsZero() && !c.FinalDue.IsZero():
		t.line("Khối sơ kết trước ngày %s, tổng kết trước ngày %s.", c.MidDue.VN(), c.FinalDue.VN())
	case !c.FinalDue.IsZero():
		t.line("Khối tổng kết trước ngày %s.", c.FinalDue.VN())
	}
	end := "Trên đây là kế hoạch của " + s.Bloc.Name
	if s.Lead != "" {
		end += "; " + s.Lead + " theo dõi, đôn đốc việc thực hiện"
	}
	t.line("%s./.", end)
}

// Opening gives the figures that a summary begins with, as far as they are recorded.
func (s Sheet) Opening() string {
	late, reporting := 0, map[id.Unit]bool{}
	for _, j := range s.Joins {
		if !j.OnTime(s.Campaign) {
			late++
		}
	}
	for _, n := range s.Entries {
		if n.Unit != 0 {
			reporting[n.Unit] = true
		}
	}
	line := fmt.Sprintf("%d/%d đơn vị phát động trong đơn vị", len(s.Joins), len(s.Called))
	if late > 0 {
		line += fmt.Sprintf(", %d đơn vị sau hạn", late)
	}
	line += fmt.Sprintf("; %d đơn vị ghi kết quả", len(reporting))
	if n := len(s.Proposals); n > 0 {
		line += fmt.Sprintf("; %d đề nghị khen thưởng", n)
	}
	return line + "."
}

// report writes the mid-term or the final report: who launched, what came of it, how it was
// steered, who is to be commended.
func (s Sheet) report(t *text, st Stage, what string) {
	c := s.Campaign
	s.bases(t)
	t.part("Tình hình phát động, hưởng ứng")
	t.line("Khối phát động %s từ ngày %s đến ngày %s%s.", s.name(), c.Days.From.VN(), c.Days.To.VN(), map[bool]string{true: "; chủ đề: " + c.Theme}[c.Theme != ""])
	t.line("%s", s.Opening())
	if left := s.missing(); len(left) > 0 {
		t.line("Đơn vị chưa phát động: %s.", strings.Join(left, ", "))
	}
	t.part("Kết quả")
	for _, n := range s.Entries {
		if n.Unit == 0 && n.Stage == st {
			t.words(n.Body)
		}
	}
	if rows := s.results(); len(rows) > 0 {
		t.line("Kết quả do các đơn vị ghi:")
		t.WriteString(document.TableText([]string{"TT", "Đơn vị", "Ngày phát động", "Kết quả"}, rows))
	}
	if len(s.Judged) > 0 {
		t.part("Đánh giá của Khối trưởng")
		for _, a := range Aspects {
			if j, ok := s.Judged[a]; ok {
				t.items([]string{strings.TrimSpace(Vietnamese(a.Label()) + ": " + lowerFirst(Vietnamese(j.Grade.Label())) + ". " + j.Note)})
			}
		}
	}
	if rows := s.rewards(); len(rows) > 0 {
		t.part("Đề nghị khen thưởng")
		t.WriteString(document.TableText(rewardHead, rows))
	}
	t.line("Trên đây là báo cáo %s %s của %s./.", what, s.name(), s.Bloc.Name)
}

var rewardHead = []string{"TT", "Tập thể, cá nhân", "Đơn vị", "Hình thức", "Thành tích"}

func (s Sheet) submission(t *text, board string) {
	s.bases(t)
	count := map[Subject]int{}
	for _, p := range s.agreed() {
		count[p.Subject]++
	}
	var whom []string
	for _, x := range []struct {
		subject Subject
		name    string
	}{{Collective, "tập thể"}, {Person, "cá nhân"}, {Household, "hộ gia đình"}} {
		if n := count[x.subject]; n > 0 {
			whom = append(whom, fmt.Sprintf("%d %s", n, x.name))
		}
	}
	t.line("Qua kết quả %s từ ngày %s đến ngày %s, trên cơ sở đề nghị của các đơn vị, %s kính trình %s xem xét khen thưởng %s.", s.name(), s.Campaign.Days.From.VN(), s.Campaign.Days.To.VN(), s.Bloc.Name, board, strings.Join(whom, ", "))
	t.line("(Có danh sách kèm theo tại Phụ lục.)")
	t.line("%s kính đề nghị %s xem xét, quyết định./.", s.Bloc.Name, board)
	t.line("Phụ lục. Danh sách đề nghị khen thưởng")
	t.WriteString(document.TableText(rewardHead, s.rewards()))
}

func (s Sheet) agreed() (list []Proposal) {
	for _, p := range s.Proposals {
		if p.Answer == Agreed {
			list = append(list, p)
		}
	}
	return list
}

func (s Sheet) rewards() (rows [][]string) {
	for i, p := range s.agreed() {
		unit := ""
		for _, u := range s.Called {
			if u.ID == p.Unit {
				unit = u.Short
			}
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), p.Name, unit, p.Form, p.Merit})
	}
	return rows
}

// results gives a row for every unit that launched the campaign or recorded something of it.
func (s Sheet) results() (rows [][]string) {
	for _, u := range s.Called {
		day, last := "", ""
		for _, j := range s.Joins {
			if j.Unit == u.ID {
				day = j.Day.VN()
			}
		}
		for _, n := range s.Entries {
			if n.Unit == u.ID {
				last = n.Body // the latest counts
			}
		}
		if last != "" {
			rows = append(rows, []string{fmt.Sprint(len(rows) + 1), u.Short, day, last})
		}
	}
	return rows
}

func (s Sheet) missing() (names []string) {
	for _, u := range s.Called {
		if !slices.ContainsFunc(s.Joins, func(j Join) bool { return j.Unit == u.ID }) {
			names = append(names, u.Short)
		}
	}
	return names
}

// name gives the campaign as a sentence names it.
func (s Sheet) name() string {
	name := s.Campaign.Name
	if fold := vi.Fold(name); strings.HasPrefix(fold, "phong trao") || strings.HasPrefix(fold, "thi dua") || strings.HasPrefix(fold, "dot thi dua") {
		return lowerFirst(name)
	}
	return "phong trào thi đua “" + name + "”"
}

func quoted(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, "“"+strings.Trim(s, "“”\".;! ")+"”")
	}
	return out
}

// lowerFirst makes the first letter small, unless the word is all capitals or a name goes on.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[1])) == string(r[1]) && r[1] != ' ' {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}
