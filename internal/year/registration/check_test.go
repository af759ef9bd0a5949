package registration

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

var loaded = sync.OnceValues(catalog.Load)

func catalogue(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func has(name, title string, years ...int) (list []award.Award) {
	for _, y := range years {
		list = append(list, award.Award{Subject: roster.Person, Name: name, Title: title, Year: y, Number: "1/QĐ-X"})
	}
	return list
}

func person(name, title string) Line {
	return Line{Subject: roster.Person, Name: name, Title: title, Facts: Declared{Rating: map[string]string{"2021": "HTXSNV", "2022": "HTXSNV"}, Initiatives: []rulebook.Initiative{}, Discipline: []rulebook.Penalty{}}}
}

// ever is the coverage of a list that lacks nothing.
var ever = award.Coverage{From: 1945, To: 2100}

func checker(t testing.TB, r Registration, awards []award.Award, lines []Line) *Checker {
	t.Helper()
	if r.Year == 0 {
		r.Year = 2022
	}
	k, err := NewChecker(catalogue(t), "civil", r, Past{awards, ever}, lines, day("2022-02-20"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestLineIsExplained(t *testing.T) {
	with := func(l Line, scope string) Line {
		l.Facts.Initiatives = []rulebook.Initiative{{Year: 2021, Scope: scope}}
		return l
	}
	unknown := person("A", "CSTĐ cấp tỉnh")
	unknown.Facts.Initiatives = nil
	for _, c := range []struct {
		name     string
		awards   []award.Award
		line     Line
		verdict  rulebook.Result
		earliest int
		possible bool
		blocks   bool
		says     string
	}{
		{"three in a row", has("A", "CSTĐCS", 2020, 2021, 2022), with(person("A", "CSTĐ cấp tỉnh"), "province"), rulebook.Met, 0, false, false, ""},
		{"three before the year, which is still open", has("A", "CSTĐCS", 2019, 2020, 2021), with(person("A", "CSTĐ cấp tỉnh"), "province"), rulebook.NotMet, 2022, true, false, ""},
		{"two of three", has("A", "CSTĐCS", 2020, 2021), with(person("A", "CSTĐ cấp tỉnh"), "province"), rulebook.NotMet, 2022, true, false, "thiếu 1 năm"},
		{"one of three", has("A", "CSTĐCS", 2021), with(person("A", "CSTĐ cấp tỉnh"), "province"), rulebook.NotMet, 2023, false, true, "thiếu 2 năm"},
		{"a gap breaks the row", has("A", "CSTĐCS", 2018, 2019, 2021), with(person("A", "CSTĐ cấp tỉnh"), "province"), rulebook.NotMet, 2023, false, true, "thiếu 2 năm"},
		{"an initiative may still come this year", has("A", "CSTĐCS", 2019, 2020, 2021), person("A", "CSTĐ cấp tỉnh"), rulebook.NotMet, 2022, true, false, "sáng kiến"},
		{"initiatives not stated", has("A", "CSTĐCS", 2019, 2020, 2021), unknown, rulebook.Unknown, 0, false, false, "sáng kiến"},
		{"of another person only", has("B", "CSTĐCS", 2019, 2020, 2021), with(person("A", "CSTĐ cấp tỉnh"), "province"), rulebook.NotMet, 0, false, true, "thiếu 3 năm"}, // by 2024 the initiative of 2021 is too old, and none is invented
	} {
		k := checker(t, Registration{}, c.awards, []Line{c.line})
		got := k.Line(c.line)
		var why []string
		for _, f := range got.Findings {
			if f.Basis == "" {
				t.Errorf("%s: %s cites nothing", c.name, f.Rule)
			}
			if f.Kind == rulebook.Eligibility {
				why = append(why, f.Why.VI)
			}
		}
		if got.Verdict != c.verdict || got.Earliest != c.earliest || got.Possible != c.possible || got.Blocks != c.blocks || !strings.Contains(strings.Join(why, " "), c.says) {
			t.Errorf("%s: %s, earliest %d, possible %v, blocks %v: %s", c.name, got.Verdict, got.Earliest, got.Possible, got.Blocks, why)
		}
	}
}

// TestAClosedYearHasNoHope: after the year what was not won is lost, and blocks.
func TestAClosedYearHasNoHope(t *testing.T) {
	l := person("A", "CSTĐCS")
	l.Facts.Initiatives = []rulebook.Initiative{{Year: 2022, Scope: "base"}}
	past := has("A", "LĐTT", 2021)
	for moment, want := range map[string]bool{"2022-02-20": true, "2022-12-31": true, "2023-01-05": false} {
		k, err := NewChecker(catalogue(t), "civil", Registration{Year: 2022}, Past{past, ever}, []Line{l}, day(moment))
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Line(l); got.Possible != want || got.Blocks == want {
			t.Errorf("%s: possible %v, blocks %v", moment, got.Possible, got.Blocks)
		}
	}
}

func TestUnverifiedNeverBlocks(t *testing.T) {
	l := person("A", "LĐTT")
	l.Facts.Rating["2022"] = "HTNV"
	k, err := NewChecker(catalogue(t), "civil", Registration{Year: 2022}, Past{has("A", "LĐTT", 2020), ever}, []Line{l}, day("2023-01-05"))
	if err != nil {
		t.Fatal(err)
	}
	got := k.Line(l)
	if got.Verdict != rulebook.NotMet || got.Blocks || got.Checked {
		t.Errorf("an unverified rule: %+v", got)
	}
}

// TestWhatNobodyRecordedIsNotKnown: a name that the award list lacks is not known in the years that the
// list does not cover, and never commended in those it does; a title given elsewhere counts with its paper.
func TestWhatNobodyRecordedIsNotKnown(t *testing.T) {
	l := person("A", "CSTĐ cấp tỉnh")
	l.Facts.Initiatives = []rulebook.Initiative{{Year: 2021, Scope: "province"}}
	elsewhere := l
	elsewhere.Facts.History = []rulebook.Held{{Year: 2020, Title: "CSTĐCS", Decision: "12/QĐ-STP"}}
	for _, c := range []struct {
		name     string
		awards   []award.Award
		covered  award.Coverage
		day      string
		line     Line
		verdict  rulebook.Result
		possible bool
		says     string
	}{
		{"nothing covered, nothing found", nil, award.Coverage{}, "2022-02-20", l, rulebook.Unknown, false, "danh hiệu đã đạt năm 2020–2021"},
		{"another one stands in the list", has("B", "CSTĐCS", 2021), award.Coverage{}, "2022-12-30", l, rulebook.Unknown, false, "danh hiệu đã đạt năm 2020–2021"},
		{"nothing covered, the year is over", nil, award.Coverage{}, "2023-01-10", l, rulebook.Unknown, false, "danh hiệu đã đạt năm 2020–2022"},
		{"the list begins too late", has("A", "CSTĐCS", 2021, 2022), award.Coverage{From: 2021, To: 2022}, "2023-01-10", l, rulebook.Unknown, false, "danh hiệu đã đạt năm 2020"},
		{"the missing year was won elsewhere", has("A", "CSTĐCS", 2021, 2022), award.Coverage{From: 2021, To: 2022}, "2023-01-10", elsewhere, rulebook.Met, false, ""},
		{"the list covers it: not won", has("A", "CSTĐCS", 2021, 2022), award.Coverage{From: 2015, To: 2022}, "2023-01-10", l, rulebook.NotMet, false, "thiếu 1 năm"},
		{"two found, the open year still to come", has("A", "CSTĐCS", 2020, 2021), award.Coverage{}, "2022-02-20", l, rulebook.NotMet, true, "thiếu 1 năm"},
	} {
		k, err := NewChecker(catalogue(t), "civil", Registration{Year: 2022}, Past{c.awards, c.covered}, []Line{c.line}, day(c.day))
		if err != nil {
			t.Fatal(err)
		}
		got := k.Line(c.line)
		why := got.Findings[0].Why.VI
		if got.Findings[0].Result != c.verdict || got.Findings[0].Possible != c.possible || !strings.Contains(why, c.says) {
			t.Errorf("%s: %s, possible %v: %s", c.name, got.Findings[0].Result, got.Findings[0].Possible, why)
		}
		if c.name == "the missing year was won elsewhere" && !strings.Contains(toJSON(got.Findings[0].Facts), "CSTĐCS 2020 (12/QĐ-STP)") {
			t.Errorf("the paper is not among the facts: %s", toJSON(got.Findings[0].Facts))
		}
	}
}

func TestNamesakesAreNotGuessed(t *testing.T) {
	a := has("A", "CSTĐCS", 2019, 2020, 2021)
	for i := range a {
		a[i].Born = 1980
	}
	a = append(a, award.Award{Subject: roster.Person, Name: "A", Born: 1990, Title: "LĐTT", Year: 2021})
	l := person("A", "CSTĐ cấp tỉnh")
	if got := checker(t, Registration{}, a, []Line{l}).Line(l); got.Verdict != rulebook.Unknown || !got.Unclear {
		t.Errorf("two of one name: %s, unclear %v", got.Verdict, got.Unclear)
	}
	l.Born = 1980
	if got := checker(t, Registration{}, a, []Line{l}).Line(l); got.Unclear || got.Verdict != rulebook.NotMet {
		t.Errorf("told by the year of birth: %s, unclear %v", got.Verdict, got.Unclear)
	}
}

// people makes n lines of a title.
func people(n int, title string, from int) (list []Line) {
	for i := range n {
		list = append(list, Line{Subject: roster.Person, Name: fmt.Sprintf("Người %c%c", 'a'+(from+i)/26, 'a'+(from+i)%26), Title: title})
	}
	return list
}

func TestQuotaTellsTheExactExcess(t *testing.T) {
	for _, c := range []struct {
		workers, fighters, typed, allowed, over int
		result                                  rulebook.Result
	}{
		{40, 6, 0, 6, 0, rulebook.Met},         // 15 % of 40 is 6: the border
		{40, 7, 0, 6, 1, rulebook.NotMet},      //
		{39, 6, 0, 5, 1, rulebook.NotMet},      // 5,85 is 5: rounded down
		{10, 6, 40, 6, 0, rulebook.Met},        // the number that the unit typed counts
		{10, 9, 40, 6, 3, rulebook.NotMet},     //
		{0, 2, 0, 0, 2, rulebook.NotMet},       // whoever registers the higher title has the lower one: 15 % of 2 is 0
		{100, 12, 0, 15, 0, rulebook.Met},      //
		{200, 100, 0, 30, 70, rulebook.NotMet}, //
	} {
		lines := append(people(c.workers, "LĐTT", 0), people(c.fighters, "CSTĐCS", 0)...)
		r := Registration{}
		if c.typed > 0 {
			r.Counts = map[string]int{"lđtt": c.typed}
		}
		q := checker(t, r, nil, lines).Quotas(lines)
		if len(q.Findings) == 0 {
			t.Fatal("no quota")
		}
		f := q.Findings[0]
		if f.Result != c.result || f.Over != c.over || f.Proposed != c.fighters || f.Basis == "" {
			t.Errorf("%+v: %s, over %d, proposed %d: %s", c, f.Result, f.Over, f.Proposed, f.Why.VI)
		}
	}
	none := people(3, "CSTĐCS", 0)
	k, err := NewChecker(catalogue(t), "army", Registration{Year: 2022}, Past{}, none, day("2022-02-20"))
	if err != nil {
		t.Fatal(err)
	}
	if f := k.Quotas(none).Findings[0]; f.Result != rulebook.Unknown || !strings.Contains(f.Why.VI, "tổng số người") {
		t.Errorf("the base is not known: %s %s", f.Result, f.Why.VI)
	}
}

// TestWhoRegistersHigherCountsOnce: a person who registers a step higher is one of those proposed for the
// lower title and one of its base, once however many lines name the same person.
func TestWhoRegistersHigherCountsOnce(t *testing.T) {
	join := func(lists ...[]Line) []Line { return slices.Concat(lists...) }
	for _, c := range []struct {
		system                        string
		lines                         []Line
		typed                         map[string]int
		proposed, higher, over, finds int
	}{
		{"civil", join(people(4, "LĐTT", 0), people(1, "CSTĐCS", 10), people(1, "CSTĐ cấp tỉnh", 11)), nil, 2, 1, 2, 1},   // 15 % of 6 is 0
		{"civil", join(people(8, "LĐTT", 0), people(4, "CSTĐCS", 10), people(2, "CSTĐ cấp tỉnh", 14)), nil, 6, 2, 4, 1},   // 15 % of 14 is 2
		{"civil", join(people(20, "LĐTT", 0), people(3, "CSTĐCS", 0), people(3, "CSTĐ cấp tỉnh", 0)), nil, 3, 0, 0, 1},    // the same three people: 15 % of 20 is 3
		{"civil", join(people(17, "LĐTT", 0), people(2, "CSTĐCS", 20), people(2, "CSTĐ cấp tỉnh", 21)), nil, 3, 1, 0, 1},  // one is in both: 15 % of 20 is 3
		{"civil", join(people(1, "CSTĐTQ", 0)), nil, 1, 1, 1, 1},                                                          // nobody registers the fighter's title itself
		{"civil", join(people(5, "CSTĐ cấp tỉnh", 0)), map[string]int{"lđtt": 40}, 5, 5, 0, 1},                            // the base that the unit typed counts
		{"army", join(people(3, "CSTĐCS", 0), people(3, "CSTĐ cấp tỉnh", 2)), map[string]int{"strength": 41}, 5, 2, 1, 1}, // 10 % of 41 is 4
		{"police", join(people(18, "CSTT", 0), people(1, "CSTĐCS", 30), people(2, "CSTĐ cấp tỉnh", 31)), nil, 3, 2, 0, 1}, // 15 % of 21 is 3
		{"police", join(people(18, "CSTT", 0), people(3, "LĐTT", 30), people(3, "CSTĐ cấp tỉnh", 30)), nil, 3, 3, 1, 1},   // civil employees are no soldiers: 15 % of 18 is 2
		{"civil", people(5, "LĐTT", 0), nil, 0, 0, 0, 0},                                                                  // nobody is proposed: no share
	} {
		k, err := NewChecker(catalogue(t), c.system, Registration{Year: 2022, Counts: c.typed}, Past{}, c.lines, day("2022-02-20"))
		if err != nil {
			t.Fatal(err)
		}
		var found []Finding
		for _, f := range k.Quotas(c.lines).Findings {
			if f.For == "CSTĐCS" {
				found = append(found, f)
			}
		}
		if len(found) != c.finds {
			t.Errorf("%s, %d lines: %d shares", c.system, len(c.lines), len(found))
		} else if c.finds > 0 && (found[0].Proposed != c.proposed || found[0].Higher != c.higher || found[0].Over != c.over) {
			t.Errorf("%s, %d lines: proposed %d (%d higher), over %d; want %d (%d), %d", c.system, len(c.lines), found[0].Proposed, found[0].Higher, found[0].Over, c.proposed, c.higher, c.over)
		}
	}
}

func TestRegimeByYearAndReceipt(t *testing.T) {
	for _, c := range []struct {
		system, day, pack string
		year              int
	}{{"civil", "2022-02-20", "A-civil", 2022}, {"army", "2022-02-20", "A-army", 2022}, {"civil", "2024-03-01", "B-civil", 2024}, {"civil", "2025-03-01", "B-civil", 2025}, {"civil", "2025-08-01", "C-civil", 2025}, {"civil", "2026-11-01", "D-civil", 2026}} {
		r := Registration{Year: c.year, Received: day(c.day)}
		k, err := NewChecker(catalogue(t), c.system, r, Past{}, nil, civil.Date{})
		if err != nil {
			t.Fatal(err)
		}
		if l := k.Line(Line{Subject: roster.Person, Name: "A", Title: "CSTĐCS"}); l.Book.Pack != c.pack {
			t.Errorf("%s %d received %s: %s, want %s", c.system, c.year, c.day, l.Book.Pack, c.pack)
		}
	}
}

// TestMoreMeritNeverHurts adds a title to a random past: a line that was met stays met, and
// the earliest year never moves away. No rule of eligibility but those of exclusion may turn
// against a person (their list is catalog's declining), and of these only two read titles.
func TestMoreMeritNeverHurts(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	met, nearer := 0, 0
	for range 3000 {
		title := []string{"LĐTT", "CSTĐCS", "CSTĐ cấp tỉnh", "CSTĐTQ", "BK", "BKTTg"}[r.IntN(6)]
		l := person("A", title)
		for y := 2017; y <= 2022; y++ {
			if r.IntN(2) == 0 {
				l.Facts.Initiatives = append(l.Facts.Initiatives, rulebook.Initiative{Year: y, Scope: []string{"base", "province", "nation"}[r.IntN(3)]})
			}
			l.Facts.Rating[fmt.Sprint(y)] = []string{"HTTNV", "HTXSNV"}[r.IntN(2)]
		}
		past := has("B", "LĐTT", 2020)
		for y := 2014; y <= 2022; y++ {
			for _, x := range []string{"LĐTT", "CSTĐCS", "CSTĐ cấp tỉnh", "BK"} {
				if r.IntN(3) > 0 {
					past = append(past, has("A", x, y)...)
				}
			}
		}
		more := append(past[:len(past):len(past)], has("A", []string{"LĐTT", "CSTĐCS", "CSTĐ cấp tỉnh"}[r.IntN(3)], 2014+r.IntN(9))...)
		before, after := checker(t, Registration{}, past, []Line{l}).Line(l), checker(t, Registration{}, more, []Line{l}).Line(l)
		if again := checker(t, Registration{}, past, []Line{l}).Line(l); toJSON(again) != toJSON(before) {
			t.Fatal("the same facts answer differently")
		}
		if before.Verdict == rulebook.Met {
			met++
			if by := against(after); after.Verdict != rulebook.Met && !slices.Equal(by, []string{"cstd-tinh.initiative-once"}) && !slices.Equal(by, []string{"cstdtq.initiative-once"}) {
				t.Fatalf("%s: merit made it %s by %v", title, after.Verdict, by)
			}
		} else if before.Earliest > 0 && after.Verdict != rulebook.Met {
			if after.Earliest == 0 || after.Earliest > before.Earliest {
				t.Fatalf("%s: earliest moved from %d to %d", title, before.Earliest, after.Earliest)
			}
		} else if after.Verdict == rulebook.Met {
			nearer++
		}
	}
	if met < 200 || nearer < 5 {
		t.Errorf("the test does not reach it: met %d, became met %d", met, nearer)
	}
}

// against gives the rules of eligibility that are not met.
func against(c Check) (list []string) {
	for _, f := range c.Findings {
		if f.Kind == rulebook.Eligibility && f.Result != rulebook.Met {
			list = append(list, f.Rule)
		}
	}
	return list
}

// BenchmarkCheck checks 10,000 registrations of one unit against every rule of their titles,
// with the past of everybody, and the quotas: the figure to keep is 1 s.
func BenchmarkCheck(b *testing.B) {
	var lines []Line
	var awards []award.Award
	titles := []string{"LĐTT", "CSTĐCS", "CSTĐ cấp tỉnh", "CSTĐTQ", "BKTTg"}
	for i := range 10_000 {
		l := person(fmt.Sprintf("Người %c%c%c", 'a'+i/676, 'a'+i/26%26, 'a'+i%26), titles[i%5])
		l.Facts.Initiatives = []rulebook.Initiative{{Year: 2021, Scope: "province"}}
		lines = append(lines, l)
		for y := 2015 + i%7; y <= 2021; y++ {
			awards = append(awards, has(l.Name, "CSTĐCS", y)...)
			awards = append(awards, has(l.Name, "LĐTT", y)...)
		}
	}
	catalogue(b)
	b.ReportAllocs()
	for b.Loop() {
		k := checker(b, Registration{}, awards, lines)
		n := 0
		for _, l := range lines {
			n += len(k.Line(l).Findings)
		}
		if q := k.Quotas(lines); n < 3*len(lines) || len(q.Findings) == 0 {
			b.Fatal("nothing was checked")
		}
	}
}
