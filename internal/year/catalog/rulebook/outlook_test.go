package rulebook

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEarliestYears is the table of outlooks: what is won already, what must still be won, and what
// no year can bring.
func TestEarliestYears(t *testing.T) {
	b := mustRead(t, example(t))
	if b.To.Year == 0 {
		t.Fatal("the example has no end")
	}
	for _, x := range []struct {
		name        string
		won         []int
		initiatives []int
		received    int
		earliest    int
		within      bool
	}{
		{"one more year", []int{2021, 2022}, []int{2021}, 2022, 2023, false},
		{"the year asked is open and brings the third", []int{2020, 2021}, []int{2021}, 2022, 2023, true},
		{"the window reaches back to an initiative of the past", []int{2021}, []int{2021}, 2022, 2023, false},
		{"the initiative is too old by then", []int{2022}, []int{2021}, 2022, 0, false},
		{"nothing yet", nil, []int{2022}, 2022, 2024, false},
		{"an initiative is never invented for a year to come", []int{2021, 2022}, nil, 2022, 0, false},
		{"but the year asked may still bring one", []int{2020, 2021, 2022}, nil, 2022, 0, true},
		{"when the year is over, what it did not bring is lost", []int{2020, 2021}, []int{2021}, 2023, 0, false},
		{"and the row begins anew", []int{2021}, []int{2023}, 2023, 2025, false},
		{"a closed year brings no initiative", []int{2020, 2021, 2022}, nil, 2023, 0, false},
	} {
		f := Facts{Subject: "person", Year: 2022, History: []Held{}, Initiatives: []Initiative{}}
		f.Received.Year, f.Received.Month, f.Received.Day = x.received, 6, 1
		for _, y := range x.won {
			f.History = append(f.History, Held{Year: y, Title: "CSTĐCS"})
		}
		for _, y := range x.initiatives {
			f.Initiatives = append(f.Initiatives, Initiative{y, "province"})
		}
		a, _ := b.Ask("cstd-tinh.person", f)
		got := 0
		if a.Earliest != nil {
			got = *a.Earliest
		}
		if a.Result != NotMet || got != x.earliest || a.Within != x.within || (got > 2023) == a.Until.IsZero() {
			t.Errorf("%s: %s, earliest %d, within %v, until %v; want %d, %v", x.name, a.Result, got, a.Within, a.Until, x.earliest, x.within)
		}
		words := ""
		for _, w := range a.When(2022) {
			words += w.VI + " "
		}
		if (got > 0) != strings.Contains(words, "Sớm nhất: năm "+strconv.Itoa(got)) || a.Within != strings.Contains(words, "Năm 2022 chưa hết") || (got > 2023) != strings.Contains(words, "chỉ đến 31/12/2023") {
			t.Errorf("%s: %q", x.name, words)
		}
	}
}

// TestEarliestIsTheFirst winds the years on for random pasts: with nothing but the titles of the years
// to come, the rule is met in the year told, in no year before it, and in none when none is told.
func TestEarliestIsTheFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 4))
	told, none := 0, 0
	for _, when := range []string{`consecutive("CSTĐCS", year) >= 3 && initiative(year - 2, year, "province")`, `has("CSTĐCS", year) && has("CSTĐCS", year - 3) && initiative(year - 5, year, "nation")`,
		`consecutive("CSTĐCS", year - 1) >= 2 || held("CSTĐCS", year - 4, year - 3) && initiative_count(year - 1, year, "base") >= 2`} {
		b := one(t, "T.person", Eligibility, "when", when, "w")
		for range 700 {
			f := randomFacts(r)
			if f.History == nil || f.Initiatives == nil {
				continue
			}
			f.Received.Year += r.IntN(2)
			a, _ := b.Ask("T.person", f)
			if a.Result != NotMet {
				continue
			}
			want, on := 0, f
			on.History = slices.Clone(f.History)
			for y := 2022; y <= 2022+ahead; y++ {
				if y > 2022 || f.Received.Year == 2022 {
					on.History = append(on.History, Held{Year: y, Title: "CSTĐCS"})
				}
				on.Year, on.Received.Year = y, y
				if got, _ := b.Result("T.person", on); got == Met && y > 2022 {
					want = y
					break
				}
			}
			got := 0
			if a.Earliest != nil {
				got = *a.Earliest
				told++
			} else {
				none++
			}
			if got != want {
				t.Fatalf("%s: earliest %d, wound on %d, with %+v", when, got, want, f)
			}
			if a.Within && f.Received.Year > 2022 {
				t.Fatalf("%s: a closed year is within reach", when)
			}
		}
	}
	if told < 100 || none < 100 {
		t.Errorf("the test does not reach it: %d told, %d none", told, none)
	}
}

// TestNotes: facts that can be read but that no rule can use as meant.
func TestNotes(t *testing.T) {
	b := mustRead(t, example(t))
	b.opt.Titles = func(s string) []string {
		if s == "cstdcs" || s == "cstd-tinh" {
			return []string{s}
		}
		return nil
	}
	ids := func(f Facts) (list []string) {
		for _, n := range b.Notes("cstd-tinh", f) {
			id, _, _ := strings.Cut(n.Msg, "|")
			list = append(list, id)
		}
		return list
	}
	f := Facts{Subject: "person", Year: 2022, Counts: map[string]int{"strength": 1, "cstđcs_proposed": 1, "lđtt": 3}, History: []Held{{Year: 2021, Title: "CSTĐCS"}}}
	if got := ids(f); got != nil {
		t.Errorf("good facts: %v", got)
	}
	f.Counts["số người bậy"] = 10
	f.History = append(f.History, Held{Year: 2021, Title: "CSTDXX"}, Held{Year: 2020, Title: "CSTDXX"})
	f.Year = 2025
	if got := strings.Join(ids(f), " "); got != "rules.note.outside rules.note.count rules.note.title" {
		t.Errorf("%v", got)
	}
	f.Received.Year, f.Received.Month, f.Received.Day = 2023, 12, 31
	if got := strings.Join(ids(f), " "); got != "rules.note.count rules.note.title" {
		t.Errorf("received under the law of the book: %v", got)
	}
}
