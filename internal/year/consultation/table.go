package consultation

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// A TableLine (dòng của bảng tiếp thu, giải trình) is one remark with its answer.
type TableLine struct {
	Remark RemarkID
	No     int
	Para   report.ParagraphID
	Who    string // units and authors, those of merged remarks too
	Draft  string // the words of the draft it is about
	Says   string
	State  string
	Reason string
	Answer string // state and reason
}

// TableLines lists the remarks in the order of the text; merged ones are one line, replies go
// with what they reply to.
func (k *Desk) TableLines() []TableLine {
	pos := map[report.ParagraphID]int{}
	for i, p := range k.Passages {
		pos[p.Para] = i + 1
	}
	var list []TableLine
	for _, r := range k.Remarks {
		if r.Parent != 0 || r.Joined != 0 {
			continue
		}
		l := TableLine{Remark: r.ID, No: r.No, Para: r.Para, Who: k.who(r), State: fault.Text(r.State.Label(), nil), Reason: r.Answer, Draft: k.about(r)}
		var says []string
		if len(r.Steps) > 0 {
			says = append(says, k.Wish(r)+".")
		}
		if r.Text != "" {
			says = append(says, r.Text)
		}
		for _, x := range k.Remarks {
			switch {
			case x.Joined == r.ID:
				l.Who += "; " + k.who(x)
				if x.Text != "" && x.Text != r.Text {
					says = append(says, x.Text)
				}
			case x.Parent == r.ID:
				says = append(says, k.who(x)+": "+x.Text)
			}
		}
		l.Says = strings.Join(says, " ")
		l.Answer = l.State
		if r.State == New {
			l.Answer = "Chưa xử lý"
		}
		if r.Answer != "" {
			l.Answer += ". " + r.Answer
		}
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b TableLine) int {
		x, y := pos[a.Para], pos[b.Para]
		if x == 0 {
			x = len(k.Passages) + 1
		}
		if y == 0 {
			y = len(k.Passages) + 1
		}
		return x - y
	})
	return list
}

func (k *Desk) who(r Remark) string {
	u := k.Unit(r.Unit)
	switch {
	case u == "":
		return r.Author
	case r.Author == "" || strings.Contains(r.Author, u):
		return u
	}
	return u + " (" + r.Author + ")"
}

// about gives the words of the draft that a remark is about, not the whole of a long paragraph.
func (k *Desk) about(r Remark) string {
	text := r.Base
	if r.Quoted != "" {
		text = r.Quoted
	}
	if text == "" {
		text = r.Place
	}
	if text == "" && len(r.Steps) == 0 {
		return "Toàn văn"
	}
	if len(r.Steps) == 1 && r.Steps[0].Op == Reword && r.Quoted == "" {
		if edits := wording.Tidy(r.Steps[0].Base, wording.Diff(r.Steps[0].Base, r.Steps[0].Text)); len(edits) > 0 && r.Steps[0].Base == text {
			return around(text, edits[0].From)
		}
	}
	return around(text, 0)
}

// around gives the part of a long text that holds what stands at a byte, cut between words.
func around(text string, at int) string {
	const most, before = 150, 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	from := 0
	if head := []rune(text[:at]); len(head) > before {
		from = len(string(head[:len(head)-before]))
		if i := strings.IndexByte(text[from:at], ' '); i >= 0 {
			from += i + 1
		}
	}
	rest := []rune(text[from:])
	cut := len(text)
	if len(rest) > most {
		cut = from + len(string(rest[:most]))
		if i := strings.LastIndexByte(text[from:cut], ' '); i > 0 {
			cut = from + i
		}
	}
	s := strings.TrimSpace(text[from:cut])
	if from > 0 {
		s = "…" + s
	}
	if cut < len(text) {
		s += "…"
	}
	return s
}

// Tally (số ý kiến) counts the remarks of the table by what became of them.
func (k *Desk) Tally() (accepted, partly, explained, open int) {
	for _, r := range k.Remarks {
		if r.Parent != 0 {
			continue
		}
		switch r.State {
		case Accepted:
			accepted++
		case Partly:
			partly++
		case Explained:
			explained++
		default:
			open++
		}
	}
	return accepted, partly, explained, open
}

// units counts the units that remarked.
func (k *Desk) units() int {
	seen := map[id.Unit]bool{}
	for _, r := range k.Remarks {
		if r.Unit != 0 {
			seen[r.Unit] = true
		}
	}
	return len(seen)
}

// latest gives the time of the last thing that was said or answered.
func (k *Desk) latest() (t time.Time) {
	for _, r := range k.Remarks {
		for _, x := range []time.Time{r.At, r.AnswerAt} {
			if x.After(t) {
				t = x
			}
		}
	}
	return t
}
