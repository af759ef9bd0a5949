package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"thidua/internal/year/catalog/rulebook"
)

// declining are all rules of exclusion of the shipped books: the only ones that may turn
// against a person when a fact is added.
var declining = []string{"pending.person", "ldtt.months-worked", "ldtt.days-absent", "ldtt.discipline", "ldtt.registered", "ldtt.new",
	"cstdcs.discipline", "cstd-tinh.discipline", "cstd-tinh.initiative-once", "cstdtq.discipline", "cstdtq.initiative-once",
	"ttldxs.discipline.collective", "dvqt.discipline.collective"}

func TestDecliningRulesAreListed(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range load(t).Books().Books() {
		for _, r := range b.Rules {
			if r.Declining != slices.Contains(declining, r.ID) {
				t.Errorf("%s %s: declining is %v, the list says otherwise", b.Pack, r.ID, r.Declining)
			}
			seen[r.ID] = true
		}
	}
	for _, id := range declining {
		if !seen[id] {
			t.Errorf("%s stands in the list but in no book", id)
		}
	}
}

var (
	meritTitles = []string{"LĐTT", "CSTT", "CSTĐCS", "CSTĐ cấp tỉnh", "CSTĐTQ", "TTLĐXS", "ĐVQT", "Cờ tỉnh", "Cờ CP", "BK", "HCLĐ Nhì"}
	meritScopes = []string{"base", "province", "nation"}
	meritRates  = []string{"KHTNV", "HTNV", "HTTNV", "HTXSNV"}
)

// pastOf makes a random past up to year.
func pastOf(r *rand.Rand, subject string, year int) rulebook.Facts {
	f := rulebook.Facts{Subject: subject, Year: year, History: []rulebook.Held{}, Initiatives: []rulebook.Initiative{}, Discipline: []rulebook.Penalty{}, Rating: map[string]string{}, Counts: map[string]int{}}
	f.Received.Year, f.Received.Month, f.Received.Day = year, 12, 20
	for y := year - 8; y <= year; y++ {
		for _, t := range meritTitles {
			if r.IntN(3) > 0 {
				f.History = append(f.History, rulebook.Held{Year: y, Title: t})
			}
		}
		if r.IntN(2) == 0 {
			f.Initiatives = append(f.Initiatives, rulebook.Initiative{Year: y, Scope: meritScopes[r.IntN(3)]})
		}
		f.Rating[fmt.Sprint(y)] = meritRates[max(r.IntN(4), r.IntN(4), r.IntN(4), r.IntN(4))]
	}
	for _, k := range []string{"strength", "completed", "lđtt", "cstt", "cstt_lđtt", "cstđcs", "bloc_rank", "targets_exceeded", "minutes_name_bloc", "years_director", "years_deputy"} {
		f.Counts[k] = r.IntN(4)
	}
	return f
}

// TestMeritNeverHurts adds one title, one initiative or one better rating to a random past:
// no shipped rule of eligibility that was met may then be anything else.
func TestMeritNeverHurts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	met, better := map[string]int{}, 0
	for _, b := range load(t).Books().Books() {
		for range 150 {
			f := pastOf(r, []string{"person", "collective"}[r.IntN(2)], b.From.Year+1)
			g := f
			y := f.Year - r.IntN(9)
			switch r.IntN(3) {
			case 0:
				g.History = append(slices.Clone(f.History), rulebook.Held{Year: y, Title: meritTitles[r.IntN(len(meritTitles))]})
			case 1:
				g.Initiatives = append(slices.Clone(f.Initiatives), rulebook.Initiative{Year: y, Scope: "nation"})
			case 2:
				g.Rating = map[string]string{}
				for k, v := range f.Rating {
					g.Rating[k] = v
				}
				g.Rating[fmt.Sprint(y)] = "HTXSNV"
			}
			for _, x := range b.Rules {
				if x.Kind != rulebook.Eligibility || x.Declining {
					continue
				}
				before, _ := b.Ask(x.ID, f)
				after, _ := b.Ask(x.ID, g)
				if before.Result == rulebook.Unknown {
					t.Fatalf("%s %s: not known: %v", b.Pack, x.ID, before.Missing)
				}
				if before.Result == rulebook.Met {
					met[x.ID]++
					if after.Result != rulebook.Met {
						t.Fatalf("%s %s: merit made it %s\n%+v\n%+v", b.Pack, x.ID, after.Result, f, g)
					}
				} else if after.Result == rulebook.Met {
					better++
				}
			}
		}
	}
	for _, id := range []string{"cstdcs.person", "cstd-tinh.person", "cstdtq.person", "bk.person", "bk.collective", "hcld-nhat.collective"} {
		if met[id] < 5 {
			t.Errorf("%s was met %d times only: the test does not reach it", id, met[id])
		}
	}
	if better < 20 {
		t.Errorf("only %d rules became met", better)
	}
}

// TestForgettingNeverRefuses takes each fact that a rule used out of every case: what is not
// known is never "not met".
func TestForgettingNeverRefuses(t *testing.T) {
	c := load(t)
	n := 0
	for _, x := range cases(t) {
		b, _ := c.Books().Pack(packFile(x.file))
		f, err := rulebook.ReadFacts([]byte(x.facts))
		if err != nil {
			t.Fatal(err)
		}
		a, _ := b.Ask(x.rule, f)
		for _, used := range a.FactsUsed {
			g := f
			switch used {
			case "history":
				g.History = nil
			case "initiatives":
				g.Initiatives = nil
			case "rating":
				g.Rating = nil
			case "discipline":
				g.Discipline = nil
			case "counts":
				g.Counts = nil
			default:
				continue
			}
			if less, _ := b.Ask(x.rule, g); less.Result == rulebook.NotMet || less.Result == rulebook.Met && a.Result != rulebook.Met {
				t.Errorf("%s:%d: %s without %s is %s, with it %s", x.file, x.line, x.rule, used, less.Result, a.Result)
			}
			n++
		}
	}
	if n < 4000 {
		t.Errorf("only %d facts were taken away", n)
	}
}
