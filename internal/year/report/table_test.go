package report

import (
	"math/rand/v2"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

func fig(s string) *figure.Value {
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

// made builds a bloc of units "a", "b", … with one common target, from values as text:
// "" empty, "kt" withheld.
func made(k plan.Kind, d plan.Direction, year string, values ...string) Input {
	in := Input{Bloc: org.Bloc{Code: "khoi-x", Name: "Khối X", Symbol: "KTĐ"}, Period: "2022-H1",
		Fields:  []plan.Field{{Code: "f", Name: "Chuyên môn"}},
		Targets: map[id.Unit][]plan.UnitTarget{}, Values: map[id.Unit]map[plan.TargetID]progress.Value{}, Submissions: map[id.Unit]progress.Submission{}}
	for i, v := range values {
		u := id.Unit(i + 1)
		in.Members = append(in.Members, org.Member{Unit: org.Unit{ID: u, Code: string(rune('a' + i)), Name: "Đơn vị " + string(rune('A'+i)), Short: "ĐV " + string(rune('A'+i))}, Order: i + 1})
		t := plan.Target{ID: 7, Code: "C01", Name: "Số sáng kiến", Measure: "sáng kiến", Kind: k, Direction: d, Field: "f"}
		goal := plan.Goal{}
		if year != "" {
			goal.Year = fig(year)
		}
		in.Targets[u] = []plan.UnitTarget{{Target: t, Goal: goal}}
		x := progress.Value{Unit: u, Target: 7, Code: "C01", Rev: 1}
		switch v {
		case "":
			continue
		case "kt":
			x.Withheld, x.Reason = true, "đường riêng"
		default:
			x.Value = fig(v)
		}
		in.Values[u] = map[plan.TargetID]progress.Value{7: x}
	}
	return in
}

// TestTotals is domain.md 4.4 as a table: how targets add up, and that whoever has no
// figure or withholds it is never counted as 0.
func TestTotals(t *testing.T) {
	for _, c := range []struct {
		name          string
		kind          plan.Kind
		dir           plan.Direction
		year          string
		values        []string
		want          string // "" = no figure
		n, met, of    int
		withheld      int
		share, lo, hi string
	}{
		{"count is a sum", plan.Count, plan.Higher, "10", []string{"4", "6", "5"}, "15", 3, 2, 3, 0, "100", "4", "6"},
		{"money is a sum", plan.Money, plan.Higher, "100", []string{"12.5", "40"}, "52.5", 2, 0, 2, 0, "52.5", "12.5", "40"},
		{"empty is left out", plan.Count, plan.Higher, "10", []string{"4", "", "6"}, "10", 2, 1, 2, 0, "100", "4", "6"},
		{"withheld is left out", plan.Count, plan.Higher, "10", []string{"4", "kt", "6"}, "10", 2, 1, 2, 1, "100", "4", "6"},
		{"zero is a value", plan.Count, plan.Lower, "2", []string{"0", "2"}, "2", 2, 1, 2, 0, "100", "0", "2"},
		{"percent is a mean against the year's plan", plan.Percent, plan.Higher, "90", []string{"80", "90", "100"}, "90", 3, 2, 3, 0, "", "80", "100"},
		{"a mean ignores the empty", plan.Percent, plan.Higher, "90", []string{"80", "", "91"}, "85.5", 2, 1, 2, 0, "", "80", "91"},
		{"yes/no is a count of yes", plan.YesNo, plan.Equal, "1", []string{"1", "0", "1", "", "kt"}, "2", 3, 2, 3, 1, "", "0", "1"},
		{"equal must be equal", plan.Percent, plan.Equal, "100", []string{"100", "99.9"}, "99.95", 2, 1, 2, 0, "", "99.9", "100"},
		{"nobody has a figure", plan.Count, plan.Higher, "10", []string{"", "kt"}, "", 0, 0, 0, 1, "", "", ""},
		{"no plan, no share", plan.Count, plan.Higher, "", []string{"4", "6"}, "10", 2, 0, 0, 0, "", "4", "6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab := Consolidate(made(c.kind, c.dir, c.year, c.values...))
			got := tab.Rows[0].Total
			check := func(what string, v *figure.Value, want string) {
				s := ""
				if v != nil {
					s = v.String()
				}
				if s != want {
					t.Errorf("%s is %q, want %q", what, s, want)
				}
			}
			check("value", got.Value, c.want)
			check("share", got.Share, c.share)
			check("min", got.Min, c.lo)
			check("max", got.Max, c.hi)
			if got.N != c.n || got.Met != c.met || got.Compared != c.of || len(got.Withheld) != c.withheld {
				t.Errorf("n %d met %d compared %d withheld %d, want %d %d %d %d", got.N, got.Met, got.Compared, len(got.Withheld), c.n, c.met, c.of, c.withheld)
			}
		})
	}
}

func TestSumOutOfRangeIsNoFigure(t *testing.T) {
	tab := Consolidate(made(plan.Money, plan.Higher, "", "900000000000000", "900000000000000"))
	if v := tab.Rows[0].Total.Value; v != nil {
		t.Errorf("the sum is %v, want none: it does not fit", v)
	}
}

// TestOrderDoesNotMatter shuffles the units: sums, means and counts stay the same.
func TestOrderDoesNotMatter(t *testing.T) {
	in := made(plan.Percent, plan.Higher, "90", "80.1", "", "90.25", "kt", "99.9999", "71")
	want := Consolidate(in).Rows[0].Total
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		r.Shuffle(len(in.Members), func(i, j int) { in.Members[i], in.Members[j] = in.Members[j], in.Members[i] })
		got := Consolidate(in).Rows[0].Total
		if *got.Value != *want.Value || got.N != want.N || got.Met != want.Met {
			t.Fatalf("another order gives %v/%d/%d, want %v/%d/%d", got.Value, got.N, got.Met, want.Value, want.N, want.Met)
		}
	}
}

func TestResolve(t *testing.T) {
	in := made(plan.Count, plan.Higher, "10", "1234.5", "", "kt")
	in.Targets[1] = append(in.Targets[1], plan.UnitTarget{Target: plan.Target{ID: 8, Unit: 1, Code: "X.1", Kind: plan.YesNo}})
	in.Values[1][8] = progress.Value{Value: fig("1"), Rev: 1}
	in.Submissions[1] = progress.Submission{State: progress.Approved}
	tab := Consolidate(in)
	for _, c := range []struct {
		token, text, id string
		missing         bool
	}{
		{"C01", "1.234,5", "total/khoi-x/2022-H1/C01", false},
		{"C01/n", "1", "total/khoi-x/2022-H1/C01", false},
		{"C01/met", "1", "total/khoi-x/2022-H1/C01", false},
		{"C01/%", "24.690,0", "total/khoi-x/2022-H1/C01", false},
		{"C01/a", "1.234,5", "value/khoi-x/2022-H1/a/C01", false},
		{"C01/b", "…", "value/khoi-x/2022-H1/b/C01", true},
		{"C01/c", "…", "value/khoi-x/2022-H1/c/C01", true},
		{"C01/nobody", "…", "", true},
		{"X.1/a", "Đạt", "value/khoi-x/2022-H1/a/X.1", false},
		{"Z99", "…", "", true},
		{"sent", "1", "period/khoi-x/2022-H1", false},
		{"missing", "2", "period/khoi-x/2022-H1", false},
	} {
		f := tab.Resolve(c.token)
		if f.Text != c.text || f.ID != c.id || f.Missing != c.missing {
			t.Errorf("[[%s]] gives %q %q %v, want %q %q %v", c.token, f.Text, f.ID, f.Missing, c.text, c.id, c.missing)
		}
	}
	if got := tab.Plain("Đạt [[C01]] và [[ [[C01/n]] ]] hết"); got != "Đạt 1.234,5 và [[ 1 ]] hết" {
		t.Errorf("plain text is %q", got)
	}
}

func TestCompare(t *testing.T) {
	stored := []Paragraph{
		{ID: 1, Key: "a", Text: "viết lại", Auto: "cũ"},
		{ID: 2, Key: "b", Text: "b", Auto: "b"},
		{ID: 3, Key: "gone", Removed: true, Auto: "x"},
		{ID: 4, Text: "người viết"},
	}
	got := Compare(stored, []Part{{Key: "a", Text: "mới"}, {Key: "b", Text: "b"}, {Key: "gone", Text: "y"}, {Key: "new", Text: "đoạn mới"}})
	if len(got) != 2 || got[0].Paragraph != 1 || got[1].Paragraph != 0 || got[1].After != 3 {
		t.Errorf("changes %+v, want a changed paragraph 1 and a new one after 3", got)
	}
}

// TestPartKeys: contents without codes and with the same words are parts of their own, or
// a draft would be told for ever that its source has changed.
func TestPartKeys(t *testing.T) {
	f := Facts{Table: Consolidate(made(plan.Count, plan.Higher, "10", "5")), Contents: []plan.Content{{ID: 1, Text: "Một"}, {ID: 2, Text: "Hai"}, {ID: 3, Code: "ND", Text: "Ba"}, {ID: 4, Code: "ND", Text: "Ba"}}}
	parts := Compose(f)
	seen := map[string]bool{}
	for _, p := range parts {
		if seen[p.Key] {
			t.Errorf("two parts have the key %q", p.Key)
		}
		seen[p.Key] = true
	}
	if c := Compare(fresh(parts), parts); len(c) != 0 {
		t.Errorf("a fresh draft differs from its source: %+v", c)
	}
}

func TestFollowing(t *testing.T) {
	for p, want := range map[civil.Period]string{"2022-H1": "6 tháng cuối năm 2022", "2022-H2": "năm 2023", "2022": "năm 2023", "2022-Q1": "thời gian tới"} {
		if got := following(p); got != want {
			t.Errorf("after %s comes %q, want %q", p, got, want)
		}
	}
}

// TestUnitTextCannotForgeLinks: a unit's own words may hold brackets, but never a link.
func TestUnitTextCannotForgeLinks(t *testing.T) {
	in := made(plan.Count, plan.Higher, "10", "5")
	f := Facts{Table: Consolidate(in), Texts: map[id.Unit]map[progress.Heading]progress.Text{1: {progress.Results: {Body: "- Kết quả [[C01]] lần\n\nDòng hai"}}}}
	found := 0
	for _, p := range Compose(f) {
		if p.Source == "text/khoi-x/2022-H1/a/results" {
			found++
			for _, x := range f.Table.Pieces(p.Text) {
				if x.Figure != nil {
					t.Errorf("the unit's text became a link: %q", p.Text)
				}
			}
		}
	}
	if found != 2 {
		t.Errorf("%d paragraphs of the unit's text, want 2", found)
	}
}

func BenchmarkConsolidate1000x40(b *testing.B) {
	in := Input{Bloc: org.Bloc{Code: "k"}, Period: "2022-H1", Targets: map[id.Unit][]plan.UnitTarget{}, Values: map[id.Unit]map[plan.TargetID]progress.Value{}}
	for u := range id.Unit(1000) {
		in.Members = append(in.Members, org.Member{Unit: org.Unit{ID: u + 1, Code: u.String()}})
		in.Values[u+1] = map[plan.TargetID]progress.Value{}
		for k := range plan.TargetID(40) {
			in.Targets[u+1] = append(in.Targets[u+1], plan.UnitTarget{Target: plan.Target{ID: k + 1, Code: k.String(), Kind: plan.Count, Direction: plan.Higher, Order: int(k)}, Goal: plan.Goal{Year: fig("10")}})
			in.Values[u+1][k+1] = progress.Value{Value: fig("5"), Rev: 1}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		Consolidate(in)
	}
}

func TestCite(t *testing.T) {
	for _, c := range []struct {
		d    document.Document
		want string
	}{
		{document.Document{Kind: "CT", Code: "24/CT-UBND", Day: civil.Date{Year: 2021, Month: 12, Day: 28}}, "Chỉ thị số 24/CT-UBND ngày 28/12/2021"},
		{document.Document{Kind: "CT", Code: "05-CT/TW"}, "Chỉ thị số 05-CT/TW"},
		{document.Document{Kind: "NQ", Abstract: "Nghị quyết Trung ương 4 (Khóa XII)"}, "Nghị quyết Trung ương 4 (Khóa XII)"},
		{document.Document{Kind: "KH", Abstract: "Phát động thi đua"}, "Kế hoạch về phát động thi đua"},
	} {
		if got := cite(c.d); got != c.want {
			t.Errorf("cited as %q, want %q", got, c.want)
		}
	}
}
