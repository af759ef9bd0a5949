package calendar

import (
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

func day(s string) civil.Date { d, _ := civil.ParseVN(s); return d }

func TestStepOf(t *testing.T) {
	due := day("15/07/2022")
	for _, c := range []struct {
		on   string
		want Step
		ok   bool
	}{{"07/07/2022", 0, false}, {"08/07/2022", Week, true}, {"11/07/2022", Week, true}, {"12/07/2022", Days, true}, {"13/07/2022", Days, true}, {"14/07/2022", Eve, true},
		{"15/07/2022", Eve, true}, {"16/07/2022", Overdue, true}, {"29/07/2022", Overdue, true}, {"30/07/2022", 0, false}} {
		if got, ok := StepOf(due, day(c.on)); got != c.want || ok != c.ok {
			t.Errorf("on %s: %d %v, want %d %v", c.on, got, ok, c.want, c.ok)
		}
	}
}

// TestSteps walks every day around a deadline: each step is told once, in their order.
func TestSteps(t *testing.T) {
	due := day("15/07/2022")
	told := map[Step]bool{}
	var seen []Step
	for d := due.AddDays(-30); d.Before(due.AddDays(40)); d = d.AddDays(1) {
		for _, i := range Wanted([]Mark{{Due: true, Mine: true, Moved: due}}, d, func(_ Mark, s Step) bool { return told[s] }) {
			told[i.Step] = true
			seen = append(seen, i.Step)
		}
	}
	if len(seen) != 4 || seen[0] != Week || seen[1] != Days || seen[2] != Eve || seen[3] != Overdue {
		t.Errorf("%v", seen)
	}
}

func TestWanted(t *testing.T) {
	today := day("12/07/2022")
	m := Mark{UID: "a", Due: true, Mine: true, From: day("13/07/2022"), Moved: day("13/07/2022")}
	no := func(Mark, Step) bool { return false }
	with := func(f func(*Mark)) []Mark { x := m; f(&x); return []Mark{x} }
	for name, list := range map[string][]Mark{"done": with(func(m *Mark) { m.State = Done }), "another's": with(func(m *Mark) { m.Mine = false }), "no deadline": with(func(m *Mark) { m.Due = false }),
		"soft and past": with(func(m *Mark) { m.Soft, m.Moved = true, day("11/07/2022") })} {
		if got := Wanted(list, today, no); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	far := with(func(m *Mark) { m.UID, m.Moved = "b", day("18/07/2022") })
	if got := Wanted(append(far, m), today, no); len(got) != 2 || got[0].Mark.UID != "a" {
		t.Errorf("%v", got)
	}
}

func TestOffice(t *testing.T) {
	at := func(s string) time.Time { x, _ := time.Parse("2006-01-02 15:04", s); return x }
	for s, want := range map[string]bool{"2022-07-12 06:59": false, "2022-07-12 07:00": true, "2022-07-12 16:59": true, "2022-07-12 17:00": false, "2022-07-16 09:00": false, "2022-07-17 09:00": false} {
		if Office(at(s)) != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
}

func TestLetter(t *testing.T) {
	l := Letter{Name: "Cán bộ", Bloc: "Khối số 3", Site: "https://x.vn", Stop: "https://x.vn/ngung-nhac/w", Items: []Item{{Mark{Text: "Hạn ký", From: day("16/07/2022"), Moved: day("18/07/2022"), Href: "/giao-uoc/2022"}, Week}}}
	s, text := l.Write("vi", day("12/07/2022"))
	if s != "Khối số 3: Hạn ký (còn 6 ngày)" || !strings.Contains(text, "- 18/07/2022: Hạn ký (còn 6 ngày; hạn 16/07/2022 là ngày nghỉ)\n  https://x.vn/giao-uoc/2022\n") || !strings.Contains(text, "https://x.vn/ngung-nhac/w") {
		t.Errorf("%s\n%s", s, text)
	}
	l.Items = append(l.Items, Item{Mark{Text: "B", From: day("11/07/2022"), Moved: day("11/07/2022")}, Overdue})
	if s, text = l.Write("en", day("17/07/2022")); s != "Khối số 3: 2 things to do, the nearest: due in 1 day" || !strings.Contains(text, "overdue by 6 days") {
		t.Errorf("%s\n%s", s, text)
	}
}

// TestBefore: a message to the units names the day that counts, and why it is not the one
// they know.
func TestBefore(t *testing.T) {
	say := func(m string, p ...fault.P) string { return fault.Text(m, p[0]) }
	if got := Before(say, day("31/07/2022")); got != "trước 17 giờ ngày 01/08/2022 (hạn 31/07/2022 là ngày nghỉ)" {
		t.Error(got)
	}
	if got := Before(say, day("29/07/2022")); got != "trước 17 giờ ngày 29/07/2022" {
		t.Error(got)
	}
}

// TestLaunched: the day by which the units launch is met only when all of them did; a drive
// that was closed before that is not "done".
func TestLaunched(t *testing.T) {
	for _, c := range []struct {
		met, running bool
		want         State
	}{{true, true, Done}, {true, false, Done}, {false, true, Ahead}, {false, false, Missed}} {
		if got := launched(c.met, c.running); got != c.want {
			t.Errorf("met %v running %v: %q", c.met, c.running, got)
		}
	}
	m := Mark{Due: true, Mine: true, Moved: day("13/07/2022"), State: Missed}
	if got := Wanted([]Mark{m}, day("12/07/2022"), func(Mark, Step) bool { return false }); len(got) != 0 {
		t.Errorf("reminded of what is closed: %v", got)
	}
}

// TestAsked: until the bloc sums up, a unit is asked for its result; then nothing more.
func TestAsked(t *testing.T) {
	open := Mark{Text: "Sơ kết", Who: "Khối", Due: true}
	if m := asked(open, false, "Gửi kết quả", "/x"); !m.Mine || m.State != Ahead || m.Text != "Gửi kết quả" || m.Who != "" {
		t.Errorf("%+v", m)
	}
	if m := asked(open, true, "Gửi kết quả", "/x"); m.Mine || m.State != Done {
		t.Errorf("sent, and still asked: %+v", m)
	}
	over := open
	over.State = Done
	if m := asked(over, false, "Gửi kết quả", "/x"); m != over {
		t.Errorf("asked after the summary: %+v", m)
	}
}
