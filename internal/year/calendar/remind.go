package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// Step (nấc nhắc) is how many days before its deadline a reminder goes out.
type Step int

// The steps. A deadline that passed is told of once.
const (
	Week    Step = 7
	Days    Step = 3
	Eve     Step = 1
	Overdue Step = -1
)

// oldest is how long after a deadline a first reminder of it still makes sense: whoever
// enters an address in August is not told of February.
const oldest = 14

// StepOf gives the reminder that a deadline asks for on a day; false for none. Days between
// two steps belong to the earlier one, so that a server that stood still for a day, or a
// weekend, loses nothing.
func StepOf(due, today civil.Date) (Step, bool) {
	left := today.DaysUntil(due)
	switch {
	case left < -oldest || left > int(Week):
		return 0, false
	case left < 0:
		return Overdue, true
	case left <= int(Eve):
		return Eve, true
	case left <= int(Days):
		return Days, true
	}
	return Week, true
}

// Office reports whether letters may go out at t: on working days, from seven to five.
func Office(t time.Time) bool {
	d := t.Weekday()
	return d != time.Saturday && d != time.Sunday && t.Hour() >= 7 && t.Hour() < 17
}

// An Item (việc được nhắc) is a deadline with the step it has come to.
type Item struct {
	Mark Mark
	Step Step
}

// Wanted gives what a reader is to be reminded of today: own deadlines that are not met and
// whose step was not told yet, nearest first.
func Wanted(marks []Mark, today civil.Date, told func(Mark, Step) bool) []Item {
	var out []Item
	for _, m := range marks {
		if !m.Due || !m.Mine || m.State.Over() || m.Soft && m.Moved.Before(today) {
			continue
		}
		if s, ok := StepOf(m.Moved, today); ok && !told(m, s) {
			out = append(out, Item{m, s})
		}
	}
	slices.SortStableFunc(out, func(a, b Item) int { return b.Mark.Moved.DaysUntil(a.Mark.Moved) })
	return out
}

// A Letter (thư nhắc) is what one reader gets on one day.
type Letter struct {
	Name  string // of the reader
	Bloc  string
	Items []Item
	Site  string // address of the system, "" when it is not known
	Stop  string // full address at which reminders end, "" when it is not known
}

// words are a letter in one language.
type words struct{ one, more, head, foot, stop, today, left, late, moved string }

var letters = map[string]words{
	"vi": {one: "{text} ({left})", more: "{n} việc cần làm, gần nhất: {left}", head: "Kính gửi {name}.\n\n{bloc} có các hạn sau:\n\n", foot: "\nNếu đã gửi bằng văn bản giấy, ghi nhận trên trang của việc đó. Không cần trả lời thư này.\n",
		stop: "Không muốn nhận thư nhắc: {link}\n", today: "hạn hôm nay", left: "còn {n} ngày", late: "quá hạn {n} ngày", moved: "hạn {date} là ngày nghỉ"},
	"en": {one: "{text} ({left})", more: "{n} things to do, the nearest: {left}", head: "To {name}.\n\nDeadlines in {bloc}:\n\n", foot: "\nIf you have sent it on paper, record it on its page. No reply needed.\n",
		stop: "To stop these reminders: {link}\n", today: "due today", left: "due in {n} days", late: "overdue by {n} days", moved: "{date} is a day off"},
}

func (w words) days(due, today civil.Date) string {
	switch n := today.DaysUntil(due); {
	case n == 0:
		return w.today
	case n < 0:
		return fault.Fill(w.late, fault.P{"n": -n})
	default:
		return strings.Replace(fault.Fill(w.left, fault.P{"n": n}), " 1 days", " 1 day", 1)
	}
}

// Write gives subject and text of a letter in a language.
func (l Letter) Write(lang string, today civil.Date) (subject, text string) {
	w, ok := letters[lang]
	if !ok {
		w = letters["vi"]
	}
	first := l.Items[0].Mark
	subject = l.Bloc + ": " + fault.Fill(w.one, fault.P{"text": first.Text, "left": w.days(first.Moved, today)})
	if len(l.Items) > 1 {
		subject = l.Bloc + ": " + fault.Fill(w.more, fault.P{"n": len(l.Items), "left": w.days(first.Moved, today)})
	}
	var b strings.Builder
	b.WriteString(fault.Fill(w.head, fault.P{"name": l.Name, "bloc": l.Bloc}))
	for _, i := range l.Items {
		note := w.days(i.Mark.Moved, today)
		if i.Mark.Moved != i.Mark.From {
			note += "; " + fault.Fill(w.moved, fault.P{"date": i.Mark.From.VN()})
		}
		fmt.Fprintf(&b, "- %s: %s (%s)\n", i.Mark.Moved.VN(), i.Mark.Text, note)
		if l.Site != "" {
			fmt.Fprintf(&b, "  %s%s\n", l.Site, i.Mark.Href)
		}
	}
	b.WriteString(w.foot)
	if l.Stop != "" {
		b.WriteString(fault.Fill(w.stop, fault.P{"link": l.Stop}))
	}
	return subject, b.String()
}
