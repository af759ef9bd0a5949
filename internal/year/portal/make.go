package portal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"thidua/internal/base/civil"
)

// Meeting (hội nghị đã họp) is what an article says of a conference: facts from its record and
// from the year before it. Posts, ranks and units, no names of persons; no figure of a single
// unit, because the figures are not the public's until they are released.
type Meeting struct {
	Bloc, Province, Leader string // "Khối thi đua số 3", "Đắk Lắk", "Thanh tra tỉnh"
	Kind                   MeetingKind
	Name, Place, Chair     string
	Period                 string // "6 tháng đầu năm 2022"
	Day                    civil.Date
	Came, From             int // delegates who came, of how many units
	Guests                 []string
	Members                []string // units of the bloc, in protocol order
	Directive              string   // "Chỉ thị 24/CT-UBND ngày 28/12/2021 của UBND tỉnh Đắk Lắk về phát động thi đua …"
	Guides                 []string // the other documents that the year follows, with what they are about
	Common                 int      // common targets of the bloc's plan
	Contents               []string // what the bloc competes in
	Launched               []string // campaigns with their days and themes
	Judged                 []string // how the leader judged them: "công tác tham mưu tốt, tính mới khá"
	Pledged                string   // "Thủ trưởng 12/12 đơn vị ký giao ước thi đua năm 2022"
	Registered             int      // units that registered titles for the year
	Models                 Models
	Talks                  int      // turns of the discussion
	Speakers               []string // "Đại tá, Chính ủy, Lữ đoàn 198"
	Remarks                int      // on the draft report
	Shortcomings           int
	Explained, Solved      int      // of them with a cause, with a solution
	Causes, Solutions      []string // each once
	Ahead                  []string // what the adopted report sets out for the time ahead, in the bloc's own words
	Targets                []string // proposed in the discussion, in words
	Passed                 []string // what was voted on and passed
	Photos                 int
}

// MeetingKind (loại hội nghị) is which of the conferences of a year it was.
type MeetingKind string

// The conferences of a year, as the conference room names them.
const (
	LaunchMeeting  MeetingKind = "launch"
	MidyearMeeting MeetingKind = "midyear"
	FinalMeeting   MeetingKind = "final"
)

// Models (số điển hình) counts what was done with role models in the period.
type Models struct{ Detected, People, Collectives, Deeds, Summarised, Replicated int }

// OfMeeting (tin về hội nghị) writes a draft article from the facts of a conference, to be
// read and changed by its editor. What the record does not hold is not said.
func OfMeeting(m Meeting) Article {
	a := Article{Overline: m.Bloc, Title: m.headline(), Tags: []string{"hội nghị", "thi đua", "khen thưởng"}}
	if m.Province != "" {
		a.Overline += " – UBND tỉnh " + m.Province
	}
	var lead strings.Builder
	fmt.Fprintf(&lead, "Ngày %s", m.Day.VN())
	if m.Place != "" {
		fmt.Fprintf(&lead, ", tại %s", m.Place)
	}
	fmt.Fprintf(&lead, ", %s", m.Bloc)
	if m.Leader != "" {
		fmt.Fprintf(&lead, " (Khối trưởng: %s)", m.Leader)
	}
	fmt.Fprintf(&lead, " tổ chức %s.", lower(m.Name))
	if m.Chair != "" {
		fmt.Fprintf(&lead, " %s chủ trì hội nghị.", m.Chair)
	}
	a.Lead = lead.String()

	w := &composer{photos: m.Photos}
	if m.Came > 0 {
		s := fmt.Sprintf("Dự hội nghị có %d đại biểu của %d/%d đơn vị trong Khối", m.Came, m.From, len(m.Members))
		if len(m.Guests) > 0 {
			s += "; khách mời: " + list(m.Guests)
		}
		w.para(s + ".")
	}
	w.photo()
	m.year(w)
	w.photo()
	m.hall(w)
	w.photo()
	m.next(w)
	for w.photos > w.placed {
		w.photo()
	}
	a.Body = strings.TrimSpace(w.String())
	return a
}

// headline says what the bloc did, in its own words.
func (m Meeting) headline() string {
	switch {
	case m.Kind == LaunchMeeting:
		return fmt.Sprintf("%s phát động thi đua, ký giao ước năm %d", m.Bloc, m.Day.Year)
	case m.Kind == FinalMeeting:
		return fmt.Sprintf("%s tổng kết công tác thi đua, khen thưởng năm %d", m.Bloc, m.Day.Year)
	case m.Period != "":
		return fmt.Sprintf("%s sơ kết công tác thi đua, khen thưởng %s", m.Bloc, m.Period)
	}
	return m.Bloc + ": " + m.Name
}

// composer writes paragraphs, with the photos between them.
type composer struct {
	strings.Builder
	photos, placed int
}

func (w *composer) para(format string, args ...any) {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	w.WriteString(format + "\n\n")
}

func (w *composer) photo() {
	if w.placed < w.photos {
		w.placed++
		w.para(mark(w.placed))
	}
}

// points writes a heading and one line for each item; nothing when there are none.
func (w *composer) points(intro string, items []string) {
	if len(items) == 0 {
		return
	}
	w.para(intro)
	for _, s := range items {
		w.WriteString("- " + end(line(s)) + "\n")
	}
	w.WriteByte('\n')
}

// year says what the bloc did until the conference.
func (m Meeting) year(w *composer) {
	if len(m.Members) > 0 {
		w.para("%s có %d đơn vị: %s.", m.Bloc, len(m.Members), list(m.Members))
	}
	if m.Directive != "" {
		s := "Thực hiện " + m.Directive + ", Khối và các đơn vị đã xây dựng kế hoạch, đặt chỉ tiêu và phát động thi đua."
		if m.Common > 0 {
			s += fmt.Sprintf(" Kế hoạch của Khối có %d chỉ tiêu chung.", m.Common)
		}
		w.para("%s", s)
	}
	w.points("Nội dung thi đua của Khối:", m.Contents)
	w.points("Trong kỳ, Khối phát động:", m.Launched)
	w.points("Đơn vị Khối trưởng đánh giá:", m.Judged)
	var done []string
	if m.Pledged != "" {
		done = append(done, end(m.Pledged))
	}
	if m.Registered > 0 {
		done = append(done, fmt.Sprintf("%d đơn vị đã đăng ký danh hiệu thi đua, hình thức khen thưởng cho tập thể, cá nhân.", m.Registered))
	}
	if len(m.Guides) > 0 {
		done = append(done, "Phong trào thi đua gắn với việc thực hiện "+list(m.Guides)+".")
	}
	if len(done) > 0 {
		w.para("%s", strings.Join(done, " "))
	}
	if x := m.Models; x.Detected > 0 {
		s := fmt.Sprintf("Các đơn vị phát hiện %d điển hình tiên tiến, gương người tốt, việc tốt", x.Detected)
		if x.Summarised > 0 {
			s += fmt.Sprintf(", tổng kết %d", x.Summarised)
		}
		if x.Replicated > 0 {
			s += fmt.Sprintf(", nhân rộng %d", x.Replicated)
		}
		w.para(s + " điển hình.")
	}
}

// hall says what happened in the hall.
func (m Meeting) hall(w *composer) {
	if m.Talks > 0 {
		s := fmt.Sprintf("Tại hội nghị có %d lượt phát biểu", m.Talks)
		if len(m.Speakers) > 0 {
			s += " của " + strings.Join(m.Speakers, "; ")
		}
		s += "."
		if m.Remarks > 0 {
			s += fmt.Sprintf(" Đại biểu nêu %d góp ý vào Dự thảo Báo cáo của Khối.", m.Remarks)
		}
		w.para("%s", s)
	}
	if m.Shortcomings > 0 {
		w.para("## Tồn tại, nguyên nhân, giải pháp")
		s := fmt.Sprintf("Hội nghị chỉ ra %d tồn tại, hạn chế để khắc phục", m.Shortcomings)
		if m.Explained > 0 {
			s += fmt.Sprintf("; làm rõ nguyên nhân của %d tồn tại", m.Explained)
		}
		if m.Solved > 0 {
			s += fmt.Sprintf("; thống nhất giải pháp cho %d tồn tại", m.Solved)
		}
		w.para("%s", s+".")
		w.points("Nguyên nhân:", m.Causes)
		w.points("Giải pháp:", m.Solutions)
	}
}

// next says what was decided for the time ahead.
func (m Meeting) next(w *composer) {
	if len(m.Targets)+len(m.Passed)+len(m.Ahead) == 0 {
		return
	}
	w.para("## Nhiệm vụ, chỉ tiêu thời gian tới")
	w.points("Báo cáo được thông qua xác định:", m.Ahead)
	w.points("Hội nghị biểu quyết thông qua:", m.Passed)
	w.points("Chỉ tiêu được đề nghị qua thảo luận:", m.Targets)
}

// Model (gương điển hình) is what an article says of a role model, as anybody may see it.
type Model struct {
	Bloc, Unit, Name, Post, Title, Story, Lesson string
	Photos                                       int
}

// OfModel (tin về gương điển hình) writes a draft article from a role model whose story is
// open to everybody.
func OfModel(m Model) Article {
	a := Article{Overline: "Gương điển hình tiên tiến", Title: m.Title, Tags: []string{"điển hình tiên tiến"}}
	by := m.Name
	switch {
	case m.Post != "" && m.Post != m.Name:
		by += ", " + m.Post
	case by == "":
		by = m.Unit
	}
	if m.Unit != "" && !strings.Contains(by, m.Unit) {
		by += " (" + m.Unit + ")"
	}
	a.Lead = fmt.Sprintf("%s là điển hình tiên tiến của %s.", by, m.Bloc)
	w := &composer{photos: m.Photos}
	w.photo()
	w.para("%s", strings.TrimSpace(m.Story))
	w.photo()
	if m.Lesson != "" {
		w.para("## Điều đơn vị khác có thể học tập")
		w.para("%s", strings.TrimSpace(m.Lesson))
	}
	for w.photos > w.placed {
		w.photo()
	}
	a.Body = strings.TrimSpace(w.String())
	return a
}

// line makes one line of Markdown of a text.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// end closes a sentence with one full stop.
func end(s string) string { return strings.TrimRight(s, ".; ") + "." }

// list joins names as a sentence does: "a, b và c".
func list(s []string) string {
	if len(s) < 2 {
		return strings.Join(s, "")
	}
	return strings.Join(s[:len(s)-1], ", ") + " và " + s[len(s)-1]
}

// lower makes the first letter small: "Hội nghị sơ kết" inside a sentence.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
