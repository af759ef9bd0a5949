package campaign

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
)

func iso(s string) civil.Date {
	d, err := civil.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func sample() Campaign {
	return Campaign{Bloc: 1, Year: 2022, Kind: Drive, Scope: Blocs, Name: "Thi đua chào mừng Quốc khánh 2/9", Theme: "Kỷ cương, trách nhiệm", Slogans: []string{"Đúng hạn, đúng việc"},
		Contents: []string{"Xử lý hồ sơ đúng hạn"}, Criteria: []string{"Hoàn thành sớm"}, Days: Span{iso("2022-07-15"), iso("2022-09-02")}, JoinDue: iso("2022-07-25"), MidDue: iso("2022-08-10"), FinalDue: iso("2022-09-10"), Form: Meeting}
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Campaign)
		field  string
	}{
		{"as it is", func(*Campaign) {}, ""},
		{"no name", func(c *Campaign) { c.Name = " \t " }, "name"},
		{"no kind", func(c *Campaign) { c.Kind = "x" }, "kind"},
		{"no scope", func(c *Campaign) { c.Scope = "" }, "scope"},
		{"no first day", func(c *Campaign) { c.Days.From = civil.Date{} }, "from"},
		{"no last day", func(c *Campaign) { c.Days.To = civil.Date{} }, "to"},
		{"ends before it begins", func(c *Campaign) { c.Days.To = iso("2022-07-14") }, "to"},
		{"ends the day it begins", func(c *Campaign) {
			c.Days.To, c.JoinDue, c.MidDue, c.FinalDue = iso("2022-07-15"), civil.Date{}, civil.Date{}, civil.Date{}
		}, ""},
		{"another year", func(c *Campaign) { c.Year = 2023 }, "from"},
		{"over new year", func(c *Campaign) { c.Year, c.Days.To = 2023, iso("2023-01-01") }, ""},
		{"join too early", func(c *Campaign) { c.JoinDue = iso("2022-07-14") }, "join"},
		{"summary before the middle", func(c *Campaign) { c.FinalDue = iso("2022-08-09") }, "final"},
		{"odd form", func(c *Campaign) { c.Form = "fax" }, "form"},
		{"long name", func(c *Campaign) { c.Name = strings.Repeat("a", maxName+1) }, "name"},
		{"many slogans", func(c *Campaign) { c.Slogans = strings.Split(strings.Repeat("a\n", maxLines+1), "\n") }, "slogans"},
	} {
		x := sample()
		c.change(&x)
		_, err := x.Clean()
		e, _ := err.(*fault.Error)
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.field != "" && (e == nil || e.Fields[0].Name != c.field):
			t.Errorf("%s: %v, want a word at %s", c.name, err, c.field)
		}
	}
}

// TestWrongDays: four days that cannot be are four words, in the order of the form.
func TestWrongDays(t *testing.T) {
	c := sample()
	c.Days.To, c.JoinDue, c.MidDue, c.FinalDue = iso("2022-07-01"), iso("2022-07-10"), iso("2020-06-01"), iso("2021-06-01")
	_, err := c.Clean()
	e, _ := err.(*fault.Error)
	var names []string
	if e != nil {
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
	}
	if strings.Join(names, " ") != "to join mid final" {
		t.Errorf("%v", err)
	}
	c = sample()
	c.JoinDue, c.MidDue = iso("2022-09-03"), iso("2022-09-04")
	if _, err := c.Clean(); err == nil || !strings.Contains(err.Error(), "03/09/2022 sau ngày kết thúc 02/09/2022") || !strings.Contains(err.Error(), "04/09/2022") {
		t.Errorf("launched or looked at half way after the end: %v", err)
	}
}

func TestReady(t *testing.T) {
	for field, change := range map[string]func(*Campaign){
		"slogans": func(c *Campaign) { c.Slogans = nil }, "contents": func(c *Campaign) { c.Contents = nil },
		"targets": func(c *Campaign) { c.Criteria = nil }, "final": func(c *Campaign) { c.FinalDue = civil.Date{} }} {
		x := sample()
		change(&x)
		e, ok := x.Ready().(*fault.Error)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Name != field {
			t.Errorf("%s: %v", field, e)
		}
	}
	x := sample()
	x.Criteria, x.Targets = nil, []plan.TargetID{1}
	if err := x.Ready(); err != nil {
		t.Error(err)
	}
}

// TestTransitions walks the table: every state is reached, only closed campaigns rest, and
// what the table does not hold is refused.
func TestTransitions(t *testing.T) {
	today, reached := iso("2022-08-01"), map[State]bool{Draft: true}
	for _, s := range States {
		if s.Label() == "" {
			t.Errorf("%s has no label", s)
		}
		for _, v := range []Verb{Launch, Review, Summarise, Close, Reopen} {
			c := sample()
			c.State = s
			tr, err := c.step(Step{Verb: v, Words: "Lời", Day: today}, today)
			in := false
			for _, x := range Verbs(s) {
				in = in || x.Verb == v
			}
			if in != (err == nil) {
				t.Errorf("%s %s: %v", s, v, err)
			}
			if !in {
				if !fault.Is(err, fault.Conflict) {
					t.Errorf("%s %s: %v", s, v, err)
				}
				continue
			}
			reached[tr.To] = true
			if _, err := c.step(Step{Verb: v, Words: " \n ", Day: today}, today); tr.Words != (err != nil) {
				t.Errorf("%s %s without words: %v", s, v, err)
			}
			if _, err := c.step(Step{Verb: v, Words: "Lời", Day: today.AddDays(1)}, today); tr.Choose != (err != nil) {
				t.Errorf("%s %s tomorrow: %v", s, v, err)
			}
		}
	}
	for _, s := range States {
		if !reached[s] {
			t.Errorf("%s cannot be reached", s)
		}
	}
}

func TestDuration(t *testing.T) {
	for to, want := range map[string]string{"2022-12-30": "Dưới 1 năm", "2022-12-31": "1 năm", "2023-01-02": "Từ 1 đến dưới 3 năm", "2024-12-31": "Từ 3 đến dưới 5 năm", "2026-12-31": "Từ 5 năm trở lên"} {
		c := Campaign{Days: Span{iso("2022-01-01"), iso(to)}}
		if got := Vietnamese(string(c.Duration())); got != want {
			t.Errorf("to %s: %s, want %s", to, got, want)
		}
	}
}

func TestJoinAndEntry(t *testing.T) {
	c, today := sample(), iso("2022-08-01")
	good := Join{Day: iso("2022-07-20"), Form: Online, Plan: "Rà soát  hồ sơ\n\n"}
	j, err := good.Clean(c, today)
	if err != nil || j.Plan != "Rà soát hồ sơ" || !j.OnTime(c) {
		t.Errorf("%+v %v", j, err)
	}
	if late := (Join{Day: iso("2022-07-26")}); late.OnTime(c) {
		t.Error("a day after the deadline is on time")
	}
	for field, change := range map[string]func(*Join){"day": func(j *Join) { j.Day = iso("2022-08-02") }, "form": func(j *Join) { j.Form = "" }, "plan": func(j *Join) { j.Plan = "" }} {
		x := good
		change(&x)
		if e, ok := errOf(x.Clean(c, today)); !ok || e.Fields[0].Name != field {
			t.Errorf("%s: %v", field, e)
		}
	}
	for field, n := range map[string]Entry{"stage": {Stage: "x", Day: today, Body: "a"}, "day": {Stage: Progress, Day: iso("2022-07-14"), Body: "a"}, "body": {Stage: Progress, Day: today}} {
		c := c
		c.Launched = c.Days.From
		if e, ok := errOf(n.Clean(c, today)); !ok || e.Fields[0].Name != field {
			t.Errorf("%s: %v", field, e)
		}
	}
}

func errOf[T any](_ T, err error) (*fault.Error, bool) {
	e, ok := err.(*fault.Error)
	return e, ok
}

func TestOccasions(t *testing.T) {
	rows, err := parseOccasions(occasionFile)
	if err != nil || len(rows) < 20 {
		t.Fatalf("%d days: %v", len(rows), err)
	}
	list := Occasions(2022)
	text := ""
	for i, o := range list {
		if i > 0 && !o.Day.IsZero() && o.Day.Before(list[i-1].Day) {
			t.Errorf("%s before %s", o.Name, list[i-1].Name)
		}
		text += o.Day.VN() + " " + o.Text() + "\n"
	}
	for _, want := range []string{"01/02/2022 Tết Nguyên đán", "10/04/2022 Giỗ Tổ Hùng Vương", "02/09/2022 Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam (77 năm)", "23/11/2022 Ngày truyền thống ngành Thanh tra (77 năm)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	last := Occasions(2090)[len(rows)-1]
	if !last.Day.IsZero() || last.Lunar != "10/3 âm lịch" {
		t.Errorf("an unknown lunar day: %+v", last)
	}
	for _, bad := range []string{"31/02 | 0 | Ngày không có", "02/09 | năm | Tên", "02/09 | 1945", "lunar 1/1 | 0 | Tết | 2022-13-01"} {
		if _, err := parseOccasions(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestAssess(t *testing.T) {
	c := sample()
	c.State, c.Launched, c.LaunchNote, c.Occasion = Open, iso("2022-07-15"), "Kế hoạch 06/KH-KTĐ", "Quốc khánh"
	c.Targets, c.Basis = []plan.TargetID{7}, []document.ID{9}
	base := Evidence{Campaign: c, Called: []id.Unit{1, 2, 3, 4}, Targets: map[plan.TargetID]Planned{7: {Code: "C01", Measure: "%", Numbers: 4}}, Today: iso("2022-08-01")}
	join := func(u id.Unit, day string, f Form) Join {
		return Join{Unit: u, Day: iso(day), Form: f, Targets: []plan.TargetID{7}, File: document.Stored{Hash: "x"}}
	}
	full := base
	full.Joins = []Join{join(1, "2022-07-16", Meeting), join(2, "2022-07-20", Online), join(3, "2022-07-25", Paper)}
	for u := id.Unit(1); u < 4; u++ {
		full.Entries = append(full.Entries, Entry{Unit: u, Stage: Progress, Day: iso("2022-07-30")})
	}
	got := map[Aspect]Grade{}
	for _, f := range Assess(full) {
		got[f.Aspect] = f.Grade
	}
	for a, want := range map[Aspect]Grade{Launching: Good, Novelty: Fair, Concreteness: Good, Steering: Good, Advising: Good} {
		if got[a] != want {
			t.Errorf("full %s: %q, want %q", a, got[a], want)
		}
	}
	// Nobody joined, and the day has come: steering and launching are weaker.
	over := base
	over.Today = iso("2022-09-20")
	for _, f := range Assess(over) {
		if f.Aspect == Steering && f.Grade != Weak {
			t.Errorf("nobody joined: steering %q (%d/%d)", f.Grade, f.Met, f.Of)
		}
	}
	// The same before the deadline: what has not come is not held against anyone.
	early := base
	early.Today = iso("2022-07-20")
	for _, f := range Assess(early) {
		for _, k := range f.Checks {
			if k.Open && f.Of == len(f.Checks) {
				t.Errorf("%s counts an open check", f.Aspect)
			}
		}
		if f.Aspect == Steering && f.Grade != Unknown {
			t.Errorf("five days after the launch, steering is judged %q (%d/%d)", f.Grade, f.Met, f.Of)
		}
	}
	// Last year's words again: not new.
	old := full
	old.Earlier = []Campaign{{Theme: "KỶ CƯƠNG,  trách nhiệm", Slogans: c.Slogans, Contents: c.Contents}}
	for _, f := range Assess(old) {
		if f.Aspect == Novelty && (f.Met != 1 || f.Of != 5 || f.Grade != Weak) {
			t.Errorf("last year's words: %q %d/%d", f.Grade, f.Met, f.Of)
		}
	}
}

// TestAssessMonotone: one more unit that joins on time never makes any aspect worse.
func TestAssessMonotone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "units")
		e := Evidence{Campaign: sample(), Today: iso("2022-07-15").AddDays(rapid.IntRange(0, 80).Draw(rt, "day")), Targets: map[plan.TargetID]Planned{}}
		e.Campaign.State = Open
		for u := range n {
			e.Called = append(e.Called, id.Unit(u+1))
		}
		k := rapid.IntRange(0, n-1).Draw(rt, "joined")
		for u := range k {
			e.Joins = append(e.Joins, Join{Unit: id.Unit(u + 1), Day: iso("2022-07-20"), Form: rapid.SampledFrom(Forms).Draw(rt, fmt.Sprint("form", u))})
		}
		before := Assess(e)
		e.Joins = append(e.Joins, Join{Unit: id.Unit(k + 1), Day: iso("2022-07-16"), Form: Online, Targets: []plan.TargetID{1}, File: document.Stored{Hash: "h"}})
		for i, after := range Assess(e) {
			if after.Met < before[i].Met {
				rt.Fatalf("%s: %d checks met, %d with one unit more", after.Aspect, before[i].Met, after.Met)
			}
		}
	})
}
