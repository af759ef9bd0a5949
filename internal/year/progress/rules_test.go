package progress_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

func fig(s string) *figure.Value {
	if s == "" {
		return nil
	}
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

func cell(k plan.Kind, dir plan.Direction, year, last, value string) progress.Cell {
	c := progress.Cell{Last: fig(last)}
	c.Code, c.Name, c.Kind, c.Direction, c.Measure = "C01", "Chỉ tiêu", k, dir, "cuộc"
	c.Goal.Year = fig(year)
	c.Expected = plan.Expected(k, dir, c.Goal, h1)
	c.Value.Value = fig(value)
	return c
}

// Every state and verb: what the table allows leads where it says, everything else is
// refused; every reachable state has a label and a way on.
func TestTransitions(t *testing.T) {
	want := map[progress.State]map[progress.Verb]progress.State{
		progress.Draft:     {progress.Submit: progress.Submitted, progress.Sign: progress.Approved, progress.Vouch: progress.Approved},
		progress.Returned:  {progress.Submit: progress.Submitted, progress.Sign: progress.Approved, progress.Vouch: progress.Approved},
		progress.Submitted: {progress.Recall: progress.Draft, progress.Approve: progress.Approved, progress.Sign: progress.Approved, progress.Return: progress.Returned},
		progress.Approved:  {progress.Return: progress.Returned, progress.Receive: progress.Received, progress.Reject: progress.Returned},
		progress.Received:  {progress.Reject: progress.Returned},
	}
	verbs := []progress.Verb{progress.Submit, progress.Recall, progress.Approve, progress.Sign, progress.Vouch, progress.Return, progress.Receive, progress.Reject}
	n := 0
	for _, s := range progress.States() {
		for _, v := range verbs {
			tr, err := s.Step(v, "lý do")
			to, ok := want[s][v]
			switch {
			case ok && (err != nil || tr.To != to):
				t.Errorf("%s %s: %v %v", s, v, tr.To, err)
			case !ok && !fault.Is(err, fault.Conflict):
				t.Errorf("%s %s is allowed", s, v)
			}
			if ok {
				n++
				back := v == progress.Return || v == progress.Reject
				if _, err := s.Step(v, " "); back != fault.Is(err, fault.Invalid) {
					t.Errorf("%s %s without reason: %v", s, v, err)
				}
			}
		}
		if !strings.Contains(s.Label(), "|") || len(want[s]) == 0 {
			t.Errorf("%s has no label or no way on", s)
		}
	}
	if n != len(progress.Transitions()) {
		t.Errorf("%d lines in the table, %d expected", len(progress.Transitions()), n)
	}
}

// Who may take which step: each line of the table against each role.
func TestTransitionRights(t *testing.T) {
	o := who.Object{Bloc: 1, Unit: 2}
	actor := func(r who.Role, u id.Unit, lead bool) who.Actor {
		return who.Actor{User: 1, Posts: []who.Post{{Unit: u, Role: r}}, Blocs: []who.Membership{{Bloc: 1, Unit: u, Lead: lead}}}
	}
	roles := map[string]who.Actor{"officer": actor(who.Officer, 2, false), "head": actor(who.Head, 2, false), "lead": actor(who.Officer, 3, true), "other": actor(who.Officer, 4, false)}
	want := map[progress.Verb]string{progress.Submit: "officer", progress.Recall: "officer", progress.Approve: "head", progress.Sign: "officer head",
		progress.Return: "head", progress.Receive: "lead", progress.Reject: "lead", progress.Vouch: "lead"}
	for _, tr := range progress.Transitions() {
		for name, a := range roles {
			if may := tr.Allowed(a, o) == nil; may != strings.Contains(want[tr.Verb], name) {
				t.Errorf("%s by %s: %v", tr.Verb, name, may)
			}
		}
	}
}

func TestCheckCell(t *testing.T) {
	for _, c := range []struct {
		name string
		cell progress.Cell
		want string // "grade rule", "" = nothing
	}{
		{"on plan", cell(plan.Count, plan.Higher, "24", "10", "12"), ""},
		{"empty", cell(plan.Count, plan.Higher, "24", "10", ""), ""},
		{"zero is a figure", cell(plan.Count, plan.Lower, "0", "0", "0"), ""},
		{"negative headcount", cell(plan.Count, plan.Higher, "24", "10", "-1"), "high impossible"},
		{"half a person", cell(plan.Count, plan.Higher, "24", "10", "1.5"), "high impossible"},
		{"yes/no of 2", cell(plan.YesNo, plan.Equal, "1", "", "2"), "high impossible"},
		{"negative money", cell(plan.Money, plan.Higher, "", "", "-5"), "medium negative"},
		{"percent above 100", cell(plan.Percent, plan.Higher, "95", "96", "120"), "medium over100"},
		{"percent planned above 100", cell(plan.Percent, plan.Higher, "110", "105", "120"), ""},
		{"ten times last period and plan", cell(plan.Count, plan.Higher, "80", "40", "400"), "medium times"},
		{"just under ten times", cell(plan.Count, plan.Higher, "80", "40", "399"), ""},
		{"ten times last period, but as planned", cell(plan.Count, plan.Higher, "800", "40", "400"), ""},
		{"a thousandth", cell(plan.Money, plan.Higher, "2500", "1250", "1.25"), "medium times"},
		{"ten times the plan, no last", cell(plan.Count, plan.Higher, "80", "", "400"), "medium times"},
		{"tenth of the plan where less is better", cell(plan.Count, plan.Lower, "80", "", "4"), ""},
		{"lower by a quarter", cell(plan.Count, plan.Higher, "24", "12", "9"), "low lower"},
		{"a little lower", cell(plan.Count, plan.Higher, "24", "12", "10"), ""},
		{"lower where that is good", cell(plan.Count, plan.Lower, "24", "12", "5"), ""},
	} {
		list := progress.CheckCell(c.cell)
		got := ""
		if len(list) > 0 {
			got = string(list[0].Grade) + " " + list[0].Rule
		}
		if got != c.want || len(list) > 1 {
			t.Errorf("%s: %q, want %q (%d findings)", c.name, got, c.want, len(list))
		}
		for _, i := range list {
			if !i.Blocks() {
				t.Errorf("%s: does not block without a reason", c.name)
			}
		}
		c.cell.Value.Reason = "đã kiểm tra"
		for _, i := range progress.CheckCell(c.cell) {
			if i.Blocks() != (i.Grade == progress.High) {
				t.Errorf("%s: with a reason blocks = %v", c.name, i.Blocks())
			}
		}
	}
}

func TestCheckSums(t *testing.T) {
	row := func(code, measure, value string) progress.Cell {
		c := cell(plan.Count, plan.Higher, "", "", value)
		c.Code, c.Measure = code, measure
		return c
	}
	for name, c := range map[string]struct {
		cells []progress.Cell
		n     int
	}{
		"right":            {[]progress.Cell{row("C5", "cuộc", "10"), row("C5.1", "cuộc", "4"), row("C5.2", "cuộc", "6")}, 0},
		"wrong":            {[]progress.Cell{row("C5", "cuộc", "10"), row("C5.1", "cuộc", "4"), row("C5.2", "cuộc", "7")}, 1},
		"a part is open":   {[]progress.Cell{row("C5", "cuộc", "10"), row("C5.1", "cuộc", "4"), row("C5.2", "cuộc", "")}, 0},
		"other measure":    {[]progress.Cell{row("C5", "cuộc", "10"), row("C5.1", "đồng", "4"), row("C5.2", "đồng", "7")}, 0},
		"one part":         {[]progress.Cell{row("C5", "cuộc", "10"), row("C5.1", "cuộc", "4")}, 0},
		"own numbers only": {[]progress.Cell{row("TTR.1", "cuộc", "10"), row("TTR.2", "cuộc", "4")}, 0},
	} {
		if got := progress.CheckSums(c.cells); len(got) != c.n {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Completeness, for any mixture of cells: every answered cell counts once, 0 and "không
// truyền" are answers, an empty one never is; full means that nothing is missing.
func TestCompletenessProperty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var cells []progress.Cell
		answered := 0
		for range r.IntN(8) {
			c := cell(plan.Count, plan.Higher, "10", "", "")
			switch r.IntN(4) {
			case 0:
				c.Value.Value = new(figure.Value(0))
				answered++
			case 1:
				c.Value.Value = new(figure.FromInt(r.Int64N(50)))
				answered++
			case 2:
				c.Value.Withheld, c.Value.Reason = true, "mật"
				answered++
			}
			cells = append(cells, c)
		}
		texts := map[progress.Heading]progress.Text{}
		written := 0
		for _, h := range progress.Headings() {
			body := []string{"", "  \n", "Không có"}[r.IntN(3)]
			texts[h] = progress.Text{Body: body}
			if body == "Không có" {
				written++
			}
		}
		d := progress.Completeness(cells, texts)
		if d.Cells != answered || d.AllCells != len(cells) || d.Texts != written || d.AllTexts != 5 {
			t.Fatalf("%+v, want %d cells and %d texts", d, answered, written)
		}
		if missing := progress.Missing(cells, texts); len(missing) != d.Left() || d.Full() != (len(missing) == 0) {
			t.Fatalf("%d missing, %+v", len(missing), d)
		}
	}
}

func TestReadTyped(t *testing.T) {
	for _, c := range []struct {
		text string
		cell progress.Cell
		want string // value, "a|b" for a question, "!" for refused, "" for empty
	}{
		{"", cell(plan.Count, plan.Higher, "10", "", ""), ""},
		{"  12 ", cell(plan.Count, plan.Higher, "10", "", ""), "12"},
		{"87,5%", cell(plan.Percent, plan.Higher, "90", "", ""), "87.5"},
		{"87,5%", cell(plan.Count, plan.Higher, "90", "", ""), "!"},
		{"1.234.567,8", cell(plan.Money, plan.Higher, "", "", ""), "1234567.8"},
		{"1,234,567.8", cell(plan.Money, plan.Higher, "", "", ""), "1234567.8"},
		{"1.234", cell(plan.Count, plan.Higher, "", "", ""), "1234|1.234"},
		{"1.234", cell(plan.Count, plan.Higher, "2400", "", ""), "1234"},
		{"1.234", cell(plan.Count, plan.Higher, "", "1300", ""), "1234"},
		{"1.234", cell(plan.Decimal, plan.Higher, "2", "", ""), "1234|1.234"},
		{"1,234", cell(plan.Count, plan.Higher, "2400", "", ""), "1.234|1234"},
		{"1,234", cell(plan.Decimal, plan.Higher, "1.3", "", ""), "1.234|1234"},
		{"12 cuộc", cell(plan.Count, plan.Higher, "10", "", ""), "12"},
		{"12 người", cell(plan.Count, plan.Higher, "10", "", ""), "!"},
		{"khoảng 20", cell(plan.Count, plan.Higher, "10", "", ""), "!"},
		{"12/15", cell(plan.Count, plan.Higher, "10", "", ""), "!"},
		{"5/7/22", cell(plan.Count, plan.Higher, "10", "", ""), "!"},
		{"NaN", cell(plan.Count, plan.Higher, "10", "", ""), "!"},
		{"-3", cell(plan.Money, plan.Higher, "10", "", ""), "-3"},
		{"Đạt", cell(plan.YesNo, plan.Equal, "1", "", ""), "1"},
		{"không đạt", cell(plan.YesNo, plan.Equal, "1", "", ""), "0"},
		{"có lẽ", cell(plan.YesNo, plan.Equal, "1", "", ""), "!"},
	} {
		r, err := progress.ReadTyped(c.cell, c.text)
		got := ""
		switch {
		case fault.Is(err, fault.Invalid):
			got = "!"
		case err != nil:
			t.Fatal(err)
		case len(r.Candidates) > 0:
			got = r.Candidates[0].String() + "|" + r.Candidates[1].String()
		case r.Value != nil:
			got = r.Value.String()
		}
		if got != c.want {
			t.Errorf("%q (plan %v): %s, want %s", c.text, c.cell.Goal.Year, got, c.want)
		}
	}
}

func TestLockOf(t *testing.T) {
	day := func(d int) civil.Date { return civil.Date{Year: 2022, Month: 7, Day: d} }
	o := who.Object{Bloc: 1, Unit: 2}
	officer := who.Actor{User: 1, Posts: []who.Post{{Unit: 2, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 1, Unit: 2}}}
	head := who.Actor{User: 1, Posts: []who.Post{{Unit: 2, Role: who.Head}}, Blocs: []who.Membership{{Bloc: 1, Unit: 2}}}
	other := who.Actor{User: 1, Posts: []who.Post{{Unit: 3, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 1, Unit: 3, Lead: true}}}
	at := time.Date(2022, 7, 1, 9, 0, 0, 0, time.UTC)
	open, locked := progress.PeriodRow{State: progress.Open, Due: day(1)}, progress.PeriodRow{State: progress.Locked, LockedAt: at}
	for _, c := range []struct {
		name string
		p    progress.PeriodRow
		s    progress.Submission
		by   who.Actor
		want string
	}{
		{"open, even after the deadline", open, progress.Submission{State: progress.Draft}, officer, ""},
		{"returned", open, progress.Submission{State: progress.Returned}, officer, ""},
		{"submitted", open, progress.Submission{State: progress.Submitted, SubmittedAt: at}, officer, "đã trình Thủ trưởng ngày 01/07/2022"},
		{"approved", open, progress.Submission{State: progress.Approved, ApprovedAt: at, ApprovedBy: "Phó Giám đốc Sở"}, officer, "đã duyệt 01/07/2022 – Phó Giám đốc Sở"},
		{"received", open, progress.Submission{State: progress.Received, ApprovedAt: at, ApprovedBy: "A"}, officer, "đã duyệt 01/07/2022 – A"},
		{"period locked", locked, progress.Submission{State: progress.Draft}, officer, "kỳ đã khóa ngày 01/07/2022"},
		{"extended until today", locked, progress.Submission{State: progress.Draft, Due: day(5)}, officer, ""},
		{"extension over", locked, progress.Submission{State: progress.Draft, Due: day(4)}, officer, "đã hết hạn 04/07/2022"},
		{"head of the unit", open, progress.Submission{State: progress.Draft}, head, "cần quyền Cán bộ thi đua của đơn vị"},
		{"bloc leader", open, progress.Submission{State: progress.Draft}, other, "không thuộc đơn vị của bạn"},
	} {
		got := ""
		if l := progress.LockOf(c.p, c.s, c.by, o, day(5)); l != nil {
			got = fault.Text(l.Why, l.Args)
			if l.Who == "" {
				t.Errorf("%s: does not say who can unlock", c.name)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSplitRecommendations(t *testing.T) {
	for text, want := range map[string]string{
		"- Một\n• Hai\n\n  Ba ": "Một/Hai/Ba", "Không có": "", "Không có kiến nghị gì.": "", "Không": "", "": "", "Không tăng biên chế": "Không tăng biên chế",
	} {
		if got := strings.Join(progress.SplitRecommendations(text), "/"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
