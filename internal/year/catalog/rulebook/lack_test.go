package rulebook

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// leaves gives the leaves of a condition, in order.
func leaves(c *cond) (list []*cond) {
	if c.op == "" {
		return []*cond{c}
	}
	for _, k := range c.kids {
		list = append(list, leaves(k)...)
	}
	return list
}

// TestRefusalNamesExactlyTheLeavesThatMatter tries every set of changes to the leaves of a
// refused condition: a leaf is named when it belongs to a smallest set that turns the answer,
// and only then. So a leaf that turns it alone is always named, and one that is fulfilled or makes
// no difference never.
func TestRefusalNamesExactlyTheLeavesThatMatter(t *testing.T) {
	atoms := []string{`has("CSTĐCS", year)`, `consecutive("CSTĐCS", year - 1) >= 2`, `initiative(2019, 2021, "province")`, `rated(year, "HTTNV")`, `counts.strength > 30`, `disciplined(year, year, "cảnh cáo")`}
	r := rand.New(rand.NewPCG(8, 9))
	var build func(d int) string
	build = func(d int) string {
		if d == 0 || r.IntN(5) == 0 {
			return atoms[r.IntN(len(atoms))]
		}
		switch r.IntN(5) {
		case 0:
			return "not (" + build(d-1) + ")"
		case 1, 2:
			return "(" + build(d-1) + " && " + build(d-1) + ")"
		}
		return "(" + build(d-1) + " || " + build(d-1) + ")"
	}
	refused, alone, several := 0, 0, 0
	for range 600 {
		declining := r.IntN(3) == 0
		more := ""
		if declining {
			more = "  declining: true\n"
		}
		b := one(t, "T.person", Eligibility, "when", build(3), "w", more)
		f := randomFacts(r)
		if f.History == nil || f.Initiatives == nil {
			continue
		}
		f.Rating = map[string]string{"2022": []string{"HTNV", "HTTNV"}[r.IntN(2)]}
		f.Discipline = [][]Penalty{{}, {{2022, "cảnh cáo"}}}[r.IntN(2)]
		a, _ := b.Ask("T.person", f)
		if a.Result != NotMet {
			continue
		}
		refused++
		c := b.Rules[0].cond
		all := leaves(c)
		said := newRun(&f, Slug)
		said.gone, said.holes = map[string]bool{}, map[string]bool{}
		said.truth(c)
		base := slices.Clone(said.memo)
		turns := func(set int) bool {
			for i := range all {
				if said.memo[i] = base[i]; set>>i&1 == 1 {
					said.memo[i] = -base[i]
				}
			}
			return (said.truth(c) == yes) != declining
		}
		want := 0
		for set := 1; set < 1<<len(all); set++ {
			if !turns(set) {
				continue
			}
			least := true
			for i := range all {
				if set>>i&1 == 1 && turns(set&^(1<<i)) {
					least = false
				}
			}
			if least {
				want |= set
				if set&(set-1) == 0 {
					alone++
				} else {
					several++
				}
			}
		}
		got := 0
		for _, l := range a.leaves {
			got |= 1 << (l.n - 1)
		}
		if got != want {
			t.Fatalf("%s with %+v: named %b, matter %b", b.Rules[0].When, f, got, want)
		}
		if a.Lacks.VI == "" || a.Lacks.EN == "" || strings.Contains(a.Lacks.VI+a.Lacks.EN, "%!") {
			t.Fatalf("%s: %+v", b.Rules[0].When, a.Lacks)
		}
	}
	if refused < 150 || alone < 50 || several < 50 {
		t.Errorf("the test does not reach it: %d refused, %d leaves alone, %d sets", refused, alone, several)
	}
}

// TestRefusalSaysWhatIsLacking are the sentences, part by part.
func TestRefusalSaysWhatIsLacking(t *testing.T) {
	const past = `"history":[{"year":2020,"title":"C"},{"year":2021,"title":"C"},{"year":2022,"title":"C"}],"initiatives":[{"year":2021,"scope":"base"}],"rating":{"2021":"HTXSNV","2022":"HTNV"},"discipline":[{"year":2022,"kind":"cảnh cáo"}],"counts":{"strength":30,"completed":28,"lđtt":12,"bloc_rank":2,"targets_exceeded":0}`
	for _, x := range []struct{ when, vi, en string }{
		{`consecutive("C", year) >= 3 && initiative(year - 2, year, "province")`, "thiếu sáng kiến cấp tỉnh các năm 2020–2022; đã có: 3 năm C liên tục", "an initiative of scope province of 2020–2022 missing; fulfilled: 3 years of C running"},
		{`consecutive("C", year) >= 5 && initiative(year - 2, year, "base")`, "thiếu 2 năm C; đã có: sáng kiến cấp cơ sở các năm 2020–2022", "2 years of C missing; fulfilled: an initiative of scope base of 2020–2022"},
		{`consecutive("C", year) >= 4`, "thiếu 1 năm C", "1 year of C missing"},
		{`has("D", year) && rated(year, "HTTNV")`, "thiếu D năm 2022; xếp loại năm 2022 là HTNV, cần từ HTTNV", "D of 2022 missing; the rating of 2022 is HTNV, HTTNV is needed"},
		{`has("D", year) || rated_all(year - 1, year, "HTXSNV") && initiative_count(year - 1, year, "base") >= 2`, "thiếu D năm 2022 hoặc (xếp loại dưới HTXSNV năm 2022 và thiếu 1 sáng kiến cấp cơ sở các năm 2021–2022)", "D of 2022 missing or (rated below HTXSNV in 2022 and 1 initiative of scope base of 2021–2022 missing)"},
		{`!disciplined(year, year, "cảnh cáo") && counts["lđtt"] * 2 > counts.strength`, "bị kỷ luật (cảnh cáo năm 2022); số Lao động tiên tiến là 12 trên 30, cần trên 50 %", "disciplined (cảnh cáo năm 2022); progressive Workers: 12 of 30, needed more than 50 %"},
		{`counts.completed == counts.strength && counts["lđtt"] * 100 >= counts.strength * 40`, "số người hoàn thành nhiệm vụ là 28 trên 30, cần 100 %; đã có: số Lao động tiên tiến từ 40 % tổng số người", ""},
		{`counts.bloc_rank == 1 && counts.targets_exceeded >= 1`, "thứ hạng trong khối là 2, cần đúng 1; chưa có: vượt các chỉ tiêu thi đua", ""},
		{`held("D", year - 40, year) && held("E", year - 60, year - 5)`, "thiếu D đã được tặng trước đó; thiếu E từ năm 2017 trở về trước", ""},
		{`subject != "person" || has("D", year)`, "thiếu D năm 2022", ""},
		{`subject == "person" && has("D", year) && has("C", year)`, "thiếu D năm 2022; đã có: C năm 2022", ""},
		{`received < "2022-09-05" || has("D", year)`, "hồ sơ nhận từ 05/09/2022 hoặc thiếu D năm 2022", ""},
		{`count(history, .title == "C" && .year > 2000) >= 4 && has("C", year)`, "chưa đủ 4 C; đã có: C năm 2022", ""},
		{`len(history) > 5 && has("C", year)`, "thiếu điều kiện “len(history) > 5”; đã có: C năm 2022", ""},
	} {
		b := one(t, "T.person", Eligibility, "when", x.when, "{lacks}{holds}")
		f := facts(t, `{"subject":"person","year":2022,"received":"2022-12-20",`+past+`}`)
		a, _ := b.Ask("T.person", f)
		if a.Result != NotMet || a.Why.VI != x.vi || x.en != "" && a.Why.EN != x.en || a.Detail() != (Text{}) {
			t.Errorf("%s: %s\n got %q\n     %q\nwant %q\n     %q", x.when, a.Result, a.Why.VI, a.Why.EN, x.vi, x.en)
		}
		own := one(t, "T.person", Eligibility, "when", x.when, "w")
		if a, _ := own.Ask("T.person", f); a.Why.VI != "w" || (a.Detail() == (Text{})) != (len(leaves(own.Rules[0].cond)) < 2 || strings.Contains(x.when, `!= "person"`)) {
			t.Errorf("%s: a refusal in own words has the detail %q", x.when, a.Detail().VI)
		}
	}
	few := one(t, "T.d", Eligibility, "when", `held("C", year - 2, year - 1) && initiative_count(year - 2, year, "province") < 2`, "{lacks}", "  declining: true\n")
	if a, _ := few.Ask("T.d", facts(t, `{"year":2022,`+past+`}`)); a.Why.VI != "đã có C các năm 2020–2021 hoặc thiếu 2 sáng kiến cấp tỉnh các năm 2020–2022" {
		t.Errorf("%q", a.Why.VI)
	}
	// a refusal of exclusion names what happened
	b := one(t, "T.d", Eligibility, "when", `has("C", year) && disciplined(year, year, "khiển trách")`, "{lacks}", "  declining: true\n")
	if a, _ := b.Ask("T.d", facts(t, `{"year":2022,`+past+`}`)); a.Why.VI != "đã có C năm 2022 hoặc bị kỷ luật (cảnh cáo năm 2022)" {
		t.Errorf("%q", a.Why.VI)
	}
	if w := one(t, "T.person", Eligibility, "when", `subject == "person" && consecutive("C", year) >= 3 && (has("D", year) || initiative(year - 2, year, "province"))`, "{lacks}").Rules[0].Words(nil); w.VI != "Cần: 3 năm C liên tục; (D hoặc sáng kiến cấp tỉnh trong 3 năm)." {
		t.Errorf("%q", w.VI)
	}
}

// TestOtherSubject: a rule for another kind of subject is no part of the answer, or says so; it is
// never met.
func TestOtherSubject(t *testing.T) {
	const head = "pack: p\ntitle: t\neffective: {from: 2020-01-01}\nsystem: civil\nrules:\n"
	rule := func(id, when string) string {
		return "- id: " + id + "\n  title: t\n  kind: eligibility\n  when: '" + when + "'\n  cite: {doc: d, article: \"1\"}\n  mark: VERIFIED\n  why_not: {vi: w, en: w}\n"
	}
	guarded := mustRead(t, head+rule("bk.person", `subject != "person" || has("C", year)`)+rule("bk.collective", `subject != "collective" || has("D", year)`))
	named := mustRead(t, head+rule("c.person", `subject == "person" && has("L", year)`))
	both := mustRead(t, head+rule("g.one", `subject == "person" && has("L", year)`)+rule("g.two", `subject == "collective" && has("T", year)`))
	for _, x := range []struct {
		b              *Book
		title, subject string
		rules, aside   string
		notFor         string
	}{
		{guarded, "bk", "person", "bk.person", "bk.collective", ""},
		{guarded, "bk", "collective", "bk.collective", "bk.person", ""},
		{guarded, "bk", "household", "", "bk.person bk.collective", ""},
		{named, "c", "person", "c.person", "", ""},
		{named, "c", "collective", "c.person", "", "cá nhân"},
		{both, "g", "person", "g.one", "g.two", ""},
		{both, "g", "collective", "g.two", "g.one", ""},
	} {
		list, err := x.b.Explain(x.title, Facts{Subject: x.subject, Year: 2022, History: []Held{}})
		if err != nil {
			t.Fatal(err)
		}
		var ids, others []string
		notFor := ""
		for _, a := range list {
			ids, notFor = append(ids, a.Rule), a.NotFor.VI
			if a.Result == Met {
				t.Errorf("%s for a %s: %s is met", x.title, x.subject, a.Rule)
			}
			if (notFor != "") != strings.HasPrefix(a.Why.VI, "Không áp dụng: ") || notFor != "" && (a.Earliest != nil || len(a.FactsUsed) > 0) {
				t.Errorf("%s for a %s: %+v", x.title, x.subject, a)
			}
		}
		for _, a := range x.b.Aside(x.title, x.subject) {
			others = append(others, a.Rule)
		}
		if strings.Join(ids, " ") != x.rules || strings.Join(others, " ") != x.aside || notFor != x.notFor {
			t.Errorf("%s for a %s: %v, aside %v, not for %q", x.title, x.subject, ids, others, notFor)
		}
		none := slices.ContainsFunc(x.b.Notes(x.title, Facts{Subject: x.subject, Year: 2022}), func(n Note) bool { return strings.HasPrefix(n.Msg, "rules.note.none") })
		if none != (x.rules == "") {
			t.Errorf("%s for a %s: note %v", x.title, x.subject, none)
		}
	}
	if list, _ := named.Explain("c", Facts{Year: 2022, History: []Held{}}); list[0].Result != Unknown {
		t.Errorf("no subject: %+v", list[0])
	}
}

// TestPastThatNobodyRecorded: what is not found in a year that the award list does not cover is not
// known; a year that is covered decides whatever else is not.
func TestPastThatNobodyRecorded(t *testing.T) {
	three := one(t, "T.person", Eligibility, "when", `consecutive("C", year) >= 3`, "w")
	ever := one(t, "T.person", Eligibility, "when", `held("C", year - 40, year)`, "w")
	count := one(t, "T.person", Eligibility, "when", `count(history, .title == "C") >= 1`, "w")
	held := func(years ...int) (list []Held) {
		list = []Held{}
		for _, y := range years {
			list = append(list, Held{Year: y, Title: "C"})
		}
		return list
	}
	for _, x := range []struct {
		b        *Book
		history  []Held
		recorded []Years
		want     Result
		missing  string
	}{
		{three, held(2020, 2021, 2022), []Years{{2022, 2022}}, Met, ""},
		{three, held(2021, 2022), []Years{{2022, 2022}}, Unknown, "history.2020"},
		{three, held(2022), []Years{{2022, 2022}}, Unknown, "history.2020-2021"},
		{three, held(2022), []Years{{2021, 2022}}, NotMet, ""},
		{three, held(2020, 2021), []Years{{2022, 2022}}, NotMet, ""},
		{three, held(), []Years{{2022, 2022}}, Unknown, "history.2020-2021"}, // the open year may bring the third
		{three, held(2020), []Years{{2022, 2022}}, Unknown, "history.2021"},
		{three, held(), []Years{}, Unknown, "history.2020-2022"},
		{three, held(), nil, NotMet, ""},
		{three, nil, []Years{{2000, 2022}}, Unknown, "history"},
		{ever, held(1999), []Years{{2022, 2022}}, Met, ""},
		{ever, held(), []Years{{2000, 2022}}, Unknown, "history.1982-1999"},
		{ever, held(), []Years{{1950, 2010}, {2011, 2022}}, NotMet, ""},
		{count, held(2022), []Years{{2020, 2022}}, Unknown, "history.2012-2019"},
		{count, held(), []Years{{2000, 2022}}, NotMet, ""},
	} {
		a, _ := x.b.Ask("T.person", Facts{Subject: "person", Year: 2022, History: x.history, Recorded: x.recorded})
		if a.Result != x.want || strings.Join(a.Missing, " ") != x.missing {
			t.Errorf("%s, %v of %v: %s, missing %v; want %s, %s", x.b.Rules[0].When, x.history, x.recorded, a.Result, a.Missing, x.want, x.missing)
		}
		if x.want == Unknown && x.missing != "history" && !strings.Contains(a.Why.VI, "danh hiệu đã đạt năm 2") && !strings.Contains(a.Why.VI, "1982–1999") {
			t.Errorf("%q", a.Why.VI)
		}
	}
}
