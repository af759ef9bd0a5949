package review

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

func val(s string) *figure.Value {
	if s == "" {
		return nil
	}
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

func str(v *figure.Value) string {
	if v == nil {
		return ""
	}
	return v.String()
}

func goal(year, half string) plan.Goal { return plan.Goal{Year: val(year), Half: val(half)} }

func TestToDate(t *testing.T) {
	season := Profile{Mode: Seasonal, Quarters: [3]int{10, 40, 70}}
	for _, c := range []struct {
		name  string
		p     Profile
		k     plan.Kind
		g     plan.Goal
		month int
		want  string
	}{
		{"even", Profile{}, plan.Count, goal("120", ""), 6, "60"},
		{"even month", Profile{}, plan.Money, goal("120", ""), 5, "50"},
		{"half set", Profile{}, plan.Count, goal("100", "30"), 6, "30"},
		{"half set, March", Profile{}, plan.Count, goal("100", "30"), 3, "15"},
		{"half set, September", Profile{}, plan.Count, goal("100", "30"), 9, "65"},
		{"half only", Profile{}, plan.Count, goal("", "30"), 6, "30"},
		{"half only, later", Profile{}, plan.Count, goal("", "30"), 9, ""},
		{"rate is whole at any time", Profile{}, plan.Percent, goal("95", ""), 6, "95"},
		{"season, end of quarter", season, plan.Count, goal("200", ""), 6, "80"},
		{"season, inside a quarter", season, plan.Count, goal("200", ""), 7, "100"},
		{"season, year", season, plan.Count, goal("200", ""), 12, "200"},
		{"season wins over the half", season, plan.Count, goal("200", "10"), 6, "80"},
		{"by hand", Profile{Mode: ByHand, Value: val("7")}, plan.Percent, goal("95", ""), 6, "7"},
		{"no plan", Profile{}, plan.Count, goal("", ""), 6, ""},
	} {
		if got := str(c.p.ToDate(c.k, c.g, c.month)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPace(t *testing.T) {
	s := DefaultSetting(1)
	for _, c := range []struct {
		name       string
		f          Facts
		status     Status
		percent    string
		projection string
		assumption Assumption
		enough     bool
	}{
		{"on pace", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Actual: val("50"), Month: 6}, OnPace, "100", "100", KeepRate, true},
		{"a little slow", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Actual: val("45"), Month: 6}, Slow, "90", "90", KeepRate, false},
		{"behind", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Actual: val("30"), Month: 6}, Behind, "60", "60", KeepRate, false},
		{"far", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Actual: val("20"), Month: 6}, Far, "40", "40", KeepRate, false},
		{"zero is a figure", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Actual: val("0"), Month: 6}, Far, "0", "0", KeepRate, false},
		{"reached", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Actual: val("101"), Month: 6}, Reached, "202", "202", KeepRate, true},
		{"season says it is enough", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Profile: Profile{Mode: Seasonal, Quarters: [3]int{5, 20, 60}}, Actual: val("20"), Month: 6}, OnPace, "100", "100", KeepSeason, true},
		{"half of the plan", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", "40"), Actual: val("40"), Month: 6}, OnPace, "100", "100", KeepPlan, true},
		{"lower is better", Facts{Kind: plan.Count, Direction: plan.Lower, Goal: goal("320", ""), Actual: val("200"), Month: 6}, Slow, "80", "400", KeepRate, false},
		{"none allowed, none happened", Facts{Kind: plan.Count, Direction: plan.Lower, Goal: goal("0", ""), Actual: val("0"), Month: 6}, OnPace, "", "0", KeepRate, true},
		{"none allowed, one happened", Facts{Kind: plan.Count, Direction: plan.Lower, Goal: goal("0", ""), Actual: val("1"), Month: 6}, Over, "0", "2", KeepRate, false},
		{"rate", Facts{Kind: plan.Percent, Direction: plan.Higher, Goal: goal("90", ""), Actual: val("81"), Month: 6}, Slow, "90", "81", KeepLevel, false},
		{"year over", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("10", ""), Actual: val("9"), Month: 12}, Slow, "90", "9", YearOver, false},
		{"yes", Facts{Kind: plan.YesNo, Direction: plan.Equal, Goal: goal("1", ""), Actual: val("1"), Month: 6}, OnPace, "", "", "", false},
		{"no", Facts{Kind: plan.YesNo, Direction: plan.Equal, Goal: goal("1", ""), Actual: val("0"), Month: 6}, Behind, "", "", "", false},
		{"no figure", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Month: 6}, NoFigure, "", "", "", false},
		{"no plan", Facts{Kind: plan.Count, Direction: plan.Higher, Actual: val("3"), Month: 6}, NoPlan, "", "", "", false},
		{"withheld", Facts{Kind: plan.Count, Direction: plan.Higher, Goal: goal("100", ""), Withheld: true, Actual: val("3"), Month: 6}, Withheld, "", "", "", false},
	} {
		p := PaceOf(c.f, s)
		if p.Status != c.status || str(p.Percent) != c.percent || str(p.Projection) != c.projection || p.Assumption != c.assumption || p.Enough != c.enough {
			t.Errorf("%s: %s %q %q %s %v, want %s %q %q %s %v", c.name, p.Status, str(p.Percent), str(p.Projection), p.Assumption, p.Enough, c.status, c.percent, c.projection, c.assumption, c.enough)
		}
		if (p.Score != nil) != p.Status.Judged() {
			t.Errorf("%s: score %v with status %s", c.name, p.Score, p.Status)
		}
	}
}

// TestPaceGrows: more of a target where higher is better is never judged worse, and a score
// always lies between 0 and 100.
func TestPaceGrows(t *testing.T) {
	s := DefaultSetting(1)
	rank := map[Status]int{Far: 0, Behind: 1, Slow: 2, OnPace: 3, Reached: 4}
	rapid.Check(t, func(t *rapid.T) {
		year := figure.FromInt(rapid.Int64Range(1, 1e6).Draw(t, "year"))
		a := figure.FromInt(rapid.Int64Range(0, 2e6).Draw(t, "a"))
		b := a + figure.FromInt(rapid.Int64Range(0, 1e6).Draw(t, "more"))
		f := Facts{Kind: plan.Count, Direction: plan.Higher, Goal: plan.Goal{Year: &year}, Month: rapid.IntRange(1, 12).Draw(t, "month"), Actual: &a}
		if rapid.Bool().Draw(t, "season") {
			q := rapid.SliceOfN(rapid.IntRange(0, 33), 3, 3).Draw(t, "q")
			f.Profile = Profile{Mode: Seasonal, Quarters: [3]int{q[0], q[0] + q[1], q[0] + q[1] + q[2]}}
		}
		p := PaceOf(f, s)
		f.Actual = &b
		q := PaceOf(f, s)
		if rank[q.Status] < rank[p.Status] || *q.Score < *p.Score {
			t.Fatalf("%v is %s %v, more (%v) is %s %v", a, p.Status, *p.Score, b, q.Status, *q.Score)
		}
		if *p.Score < 0 || *p.Score > figure.FromInt(100) {
			t.Fatalf("score %v", *p.Score)
		}
	})
}

func TestCover(t *testing.T) {
	for _, c := range []struct {
		all   []civil.Period
		until civil.Period
		want  []civil.Period
	}{
		{[]civil.Period{"2022-H1"}, "2022-H1", []civil.Period{"2022-H1"}},
		{[]civil.Period{"2022-H1", "2022-H2"}, "2022-H2", []civil.Period{"2022-H2", "2022-H1"}},
		{[]civil.Period{"2022-H2"}, "2022-H2", nil},
		{[]civil.Period{"2022-Q1", "2022-Q2", "2022-H2"}, "2022-H2", []civil.Period{"2022-H2", "2022-Q2", "2022-Q1"}},
		{[]civil.Period{"2022-Q1", "2022-Q2", "2022-H1", "2022-Q3"}, "2022-Q3", []civil.Period{"2022-Q3", "2022-H1"}},
		{[]civil.Period{"2022", "2022-H1", "2022-H2"}, "2022", []civil.Period{"2022"}},
		{[]civil.Period{"2022-9M", "2022-Q4"}, "2022-Q4", []civil.Period{"2022-Q4", "2022-9M"}},
		{[]civil.Period{"2021-H1", "2022-H2"}, "2022-H2", nil},
	} {
		if got := Cover(c.all, c.until); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v until %s: %v, want %v", c.all, c.until, got, c.want)
		}
	}
}

func TestJudgeField(t *testing.T) {
	s := DefaultSetting(1)
	list := func(v ...string) (out []*figure.Value) {
		for _, x := range v {
			out = append(out, val(x))
		}
		return out
	}
	for _, c := range []struct {
		name           string
		scores         []*figure.Value
		past           []figure.Value
		byUnits, byAge bool
	}{
		{"two weak units are not enough", list("49", "49", "90", "90"), nil, false, false},
		{"three are", list("49", "49", "49.4999", "90"), nil, true, false},
		{"a score counts as it is printed", list("49", "49", "49.5", "90"), nil, false, false},
		{"the threshold itself is not weak", list("50", "50", "50", "50"), nil, false, false},
		{"units without figures do not count", list("", "", "", "90"), nil, false, false},
		{"no unit", nil, []figure.Value{figure.FromInt(90)}, false, false},
		{"far below its own years", list("70", "70"), []figure.Value{figure.FromInt(90), figure.FromInt(80)}, false, true},
		{"one point too near", list("71", "70.1"), []figure.Value{figure.FromInt(90), figure.FromInt(80)}, false, false},
	} {
		w := JudgeField(c.scores, c.past, s)
		if w.ByUnits != c.byUnits || w.ByPast != c.byAge {
			t.Errorf("%s: %+v", c.name, w)
		}
	}
}

func TestMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SliceOfN(rapid.Int64Range(0, 100), 1, 20).Draw(t, "n")
		var list []figure.Value
		for _, x := range n {
			list = append(list, figure.FromInt(x))
		}
		m := *Median(list)
		below, above := 0, 0
		for _, v := range list {
			if v < m {
				below++
			}
			if v > m {
				above++
			}
		}
		if below > len(list)/2 || above > len(list)/2 {
			t.Fatalf("median %v of %v", m, list)
		}
	})
	if Median(nil) != nil {
		t.Error("a median of nothing")
	}
}

// TestBuild: a withheld figure and a missing one are never weak, the workbench does not
// depend on the order of maps, and members without right see nothing of the others.
func TestBuild(t *testing.T) {
	target := func(i int, u id.Unit, code string, year string) plan.UnitTarget {
		return plan.UnitTarget{Target: plan.Target{ID: plan.TargetID(i), Unit: u, Code: code, Kind: plan.Count, Direction: plan.Higher, Field: "f"}, Goal: goal(year, "")}
	}
	unit := func(i int, short string) org.Member {
		return org.Member{Unit: org.Unit{ID: id.Unit(i), Code: short, Short: short}, Order: i}
	}
	in := Input{Bloc: org.Bloc{ID: 9, Code: "k", Peers: org.PeersOwn}, Period: "2022-H1", Setting: DefaultSetting(9), Fields: []plan.Field{{Code: "f", Name: "F"}, {Code: "g", Name: "G"}},
		Members: []org.Member{unit(1, "a"), unit(2, "b"), unit(3, "c")},
		Targets: map[id.Unit][]plan.UnitTarget{1: {target(1, 0, "C1", "100"), target(2, 1, "A1", "100")}, 2: {target(1, 0, "C1", "100")}, 3: {target(1, 0, "C1", "100")}},
		Figures: map[id.Unit]map[string]Figure{1: {"C1": {Value: val("50")}, "A1": {Value: val("10")}}, 2: {"C1": {Withheld: true, Reason: "mật"}}, 3: {}},
		Past:    []PastYear{{Year: 2021, Fields: map[id.Unit]map[string]figure.Value{1: {"f": figure.FromInt(100)}}, Targets: map[id.Unit]map[string]figure.Value{1: {"C1": figure.FromInt(100)}}}},
		Today:   civil.Date{Year: 2022, Month: 7, Day: 5}}
	w := Build(in)
	a := w.Rows[0].Cells[0]
	if str(a.Score) != "60" || a.Weak || a.Bad != 1 || !a.Dropped || str(a.Last) != "100" {
		t.Errorf("a: %+v score %s", a, str(a.Score))
	}
	if b := w.Rows[1].Cells[0]; b.Score != nil || b.Weak || b.Withheld != 1 {
		t.Errorf("b: %+v", b)
	}
	if c := w.Rows[2].Cells[0]; c.Score != nil || c.Weak || c.Missing != 1 {
		t.Errorf("c: %+v", c)
	}
	if w.Rows[0].Cells[1].Planned() {
		t.Error("a field without targets is planned")
	}
	if w.Lines[0].Ref != "value/k/2022-H1/a/C1" || str(w.Lines[0].Median) != "100" || w.Lines[1].Median != nil {
		t.Errorf("%+v", w.Lines[0])
	}
	if again := Build(in); !reflect.DeepEqual(w, again) {
		t.Error("the same input gave another workbench")
	}
}
