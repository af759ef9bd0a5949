package portal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"thidua/internal/base/civil"
)

// Meeting (hội nghị đã họp) is what an article says of a conference: facts from its record,
// posts and units, no names.
type Meeting struct {
	Bloc, Name, Place, Chair string
	Day                      civil.Date
	Came                     int      // delegates who came
	Units                    []string // of those who came, by short name
	Agenda                   []string
	Shortcomings             []Shortcoming
	Targets                  []string // proposed for units, in words
}

// Shortcoming (tồn tại, hạn chế) is one finding: what, why, and what will be done by whom.
type Shortcoming struct {
	Unit, Text, Cause, Solution, Who string
	Due                              civil.Date
}

// OfMeeting (tin về hội nghị) writes a draft article from the facts of a conference, to be
// read and changed by its editor. What the record does not hold is not said.
func OfMeeting(m Meeting) Article {
	a := Article{Overline: m.Bloc, Title: m.Name, Agency: m.Bloc, Tags: []string{"hội nghị"}}
	var lead strings.Builder
	fmt.Fprintf(&lead, "Ngày %s", m.Day.VN())
	if m.Place != "" {
		fmt.Fprintf(&lead, ", tại %s", m.Place)
	}
	fmt.Fprintf(&lead, ", %s tổ chức %s.", m.Bloc, lower(m.Name))
	if m.Chair != "" {
		fmt.Fprintf(&lead, " %s chủ trì hội nghị.", m.Chair)
	}
	a.Lead = lead.String()

	var b strings.Builder
	if m.Came > 0 {
		fmt.Fprintf(&b, "Dự hội nghị có %d đại biểu của %d đơn vị: %s.\n\n", m.Came, len(m.Units), strings.Join(m.Units, ", "))
	}
	if len(m.Agenda) > 0 {
		b.WriteString("## Nội dung hội nghị\n\n")
		for _, x := range m.Agenda {
			fmt.Fprintf(&b, "- %s\n", line(x))
		}
		b.WriteByte('\n')
	}
	if len(m.Shortcomings) > 0 {
		b.WriteString("## Tồn tại, nguyên nhân và giải pháp\n\n")
		for _, s := range m.Shortcomings {
			b.WriteString("- " + s.words() + "\n")
		}
		b.WriteByte('\n')
	}
	if len(m.Targets) > 0 {
		b.WriteString("## Chỉ tiêu, nhiệm vụ những tháng cuối năm\n\n")
		for _, t := range m.Targets {
			fmt.Fprintf(&b, "- %s\n", line(t))
		}
	}
	a.Body = strings.TrimSpace(b.String())
	return a
}

func (s Shortcoming) words() string {
	t := line(s.Text)
	if s.Unit != "" {
		t = s.Unit + ": " + t
	}
	t = strings.TrimRight(t, ". ") + "."
	if s.Cause != "" {
		t += " Nguyên nhân: " + strings.TrimRight(line(s.Cause), ". ") + "."
	}
	if s.Solution != "" {
		t += " Giải pháp: " + strings.TrimRight(line(s.Solution), ". ")
		if s.Who != "" {
			t += " (" + s.Who
			if !s.Due.IsZero() {
				t += ", trước ngày " + s.Due.VN()
			}
			t += ")"
		}
		t += "."
	}
	return t
}

// Model (gương điển hình) is what an article says of a role model, as anybody may see it.
type Model struct {
	Bloc, Unit, Name, Post, Title, Story, Lesson string
}

// OfModel (tin về gương điển hình) writes a draft article from a role model whose story is
// open to everybody.
func OfModel(m Model) Article {
	a := Article{Overline: "Gương điển hình tiên tiến", Title: m.Title, Agency: m.Bloc, Tags: []string{"điển hình tiên tiến"}}
	by := m.Name
	if m.Post != "" {
		by += ", " + m.Post
	}
	a.Lead = strings.TrimSpace(fmt.Sprintf("%s (%s) là điển hình tiên tiến của %s.", by, m.Unit, m.Bloc))
	a.Body = strings.TrimSpace(m.Story)
	if m.Lesson != "" {
		a.Body += "\n\n## Điều đơn vị khác có thể học tập\n\n" + strings.TrimSpace(m.Lesson)
	}
	return a
}

// line makes one line of Markdown of a text.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// lower makes the first letter small: "Hội nghị sơ kết" inside a sentence.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
