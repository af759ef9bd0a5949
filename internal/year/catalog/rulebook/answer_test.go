package rulebook

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// one makes a book of a single rule.
func one(t testing.TB, id, kind, key, src, why string, more ...string) *Book {
	t.Helper()
	return mustRead(t, "pack: p\ntitle: t\neffective: {from: 2020-01-01}\nsystem: civil\nrules:\n- id: "+id+"\n  title: t\n  kind: "+kind+"\n  "+key+": '"+src+
		"'\n  cite: {doc: d, article: \"1\"}\n  mark: VERIFIED\n  why_not: {vi: \""+why+"\", en: \""+why+"\"}\n"+strings.Join(more, ""))
}

func facts(t testing.TB, text string) Facts {
	t.Helper()
	f, err := ReadFacts([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestExample asks the example of the design with its own facts.
func TestExample(t *testing.T) {
	b := mustRead(t, example(t))
	data, _ := os.ReadFile("testdata/facts.json")
	f := facts(t, string(data))
	a, err := b.Explain("cstd-tinh", f)
	if err != nil || len(a) != 2 {
		t.Fatal(a, err)
	}
	got, _ := json.Marshal(a[0])
	want := `{"rule":"cstd-tinh.person","result":"not_met","facts_used":["history","initiatives"],"cite":{"doc":"15/2003/QH11, sửa đổi","article":"22","clause":""},"mark":"VERIFIED","earliest":2023,` +
		`"why":{"vi":"Chưa đủ: thiếu 1 năm CSTĐCS hoặc sáng kiến cấp tỉnh","en":"Not yet: 1 years of CSTĐCS or a provincial initiative missing"}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if a[1].Rule != "pending.person" || a[1].Result != Met || a[1].Why != (Text{}) {
		t.Errorf("exclusion: %+v", a[1])
	}
	q, _ := b.Explain("CSTĐCS", f)
	if len(q) != 2 || q[0].Result != NotMet || q[0].Over != 2 || q[0].Why.VI != "Vượt tỷ lệ cho phép 2 người" || !slices.Equal(q[0].FactsUsed, []string{"counts"}) {
		t.Errorf("quota: %+v", q)
	}
	if _, err := b.Explain("BKTTg", f); err == nil || !strings.Contains(err.Error(), "cstdcs, cstd-tinh") && !strings.Contains(err.Error(), "cstd-tinh, cstdcs") {
		t.Errorf("a title without rules: %v", err)
	}
	f.Subject = "collective"
	if q, _ := b.Explain("CSTĐCS", f); len(q) != 1 {
		t.Errorf("pending.person was asked of a collective: %+v", q)
	}
}

// TestThreeValues: what is not known matters only where it can change the answer, and a
// missing fact never makes "not met".
func TestThreeValues(t *testing.T) {
	const title, ini = `has("T", year)`, `initiative(year, year, "base")`
	no, yes, gone := `"history":[]`, `"history":[{"year":2022,"title":"T"}]`, `"counts":{}`
	ino, iyes := `"initiatives":[]`, `"initiatives":[{"year":2022,"scope":"base"}]`
	for _, x := range []struct {
		src, history, initiatives string
		want                      Result
	}{
		{title + " && " + ini, yes, iyes, Met},
		{title + " && " + ini, yes, ino, NotMet},
		{title + " && " + ini, yes, gone, Unknown},
		{title + " && " + ini, no, gone, Unknown},
		{ini + " && " + title, no, gone, Unknown},
		{title + " || " + ini, yes, gone, Met},
		{ini + " || " + title, yes, gone, Met},
		{title + " || " + ini, no, gone, Unknown},
		{title + " || " + ini, no, ino, NotMet},
		{"not " + title, gone, ino, Unknown},
		{"!(" + title + " && " + ini + ")", no, gone, Met},
		{"not (" + title + ")", no, ino, Met},
		{"len(history) >= 1", gone, ino, Unknown},
		{"len(history) == 0", gone, ino, Unknown},
		{"counts.x < 1", no, ino, Unknown},
		{`counts["x"] < 1 || ` + title, yes, ino, Met},
		{`rating["2022"] == ""`, no, ino, Unknown},
		{title + " ? " + ini + " : false", no, gone, Unknown},
	} {
		b := one(t, "x.person", Eligibility, "when", x.src, "w")
		parts := []string{`"year":2022`}
		for _, p := range []string{x.history, x.initiatives} {
			if p != gone {
				parts = append(parts, p)
			}
		}
		a, _ := b.Ask("x.person", facts(t, "{"+strings.Join(parts, ",")+"}"))
		if a.Result != x.want {
			t.Errorf("%s with %v: %s, want %s", x.src, parts, a.Result, x.want)
		}
		if (a.Result == Unknown) != (len(a.Missing) > 0) {
			t.Errorf("%s with %v: %s, missing %v", x.src, parts, a.Result, a.Missing)
		}
	}
}

// TestNeverNotMetWithoutAFact takes away each fact that a rule used: the answer may never
// be "not met" then.
func TestNeverNotMetWithoutAFact(t *testing.T) {
	b := mustRead(t, example(t))
	data, _ := os.ReadFile("testdata/facts.json")
	for _, r := range b.Rules {
		full, _ := b.Ask(r.ID, facts(t, string(data)))
		for _, used := range full.FactsUsed {
			var m map[string]any
			json.Unmarshal(data, &m)
			delete(m, used)
			less, _ := json.Marshal(m)
			if a, _ := b.Ask(r.ID, facts(t, string(less))); a.Result != Unknown || !strings.Contains(a.Why.VI, used) || a.Blocks() {
				t.Errorf("%s without %s: %s %q", r.ID, used, a.Result, a.Why.VI)
			}
		}
	}
}

func TestEarliest(t *testing.T) {
	b := one(t, "T.person", Eligibility, "when", `consecutive("C", year) >= 3`, "{missing} {earliest}")
	for _, x := range []struct {
		years []int
		want  string
	}{
		{[]int{2021, 2022}, "1 2023"}, {[]int{2020, 2021}, "1 2023"}, {[]int{2022}, "2 2024"}, {nil, "3 2024"}, {[]int{2019, 2020}, "3 2024"},
		{[]int{2019, 2020, 2022}, "2 2024"}, {[]int{2020, 2021, 2022}, ""}, {[]int{2018, 2019, 2020}, "3 2024"}, {[]int{2021}, "2 2023"},
	} {
		f := Facts{Year: 2022, History: []Held{}}
		for _, y := range x.years {
			f.History = append(f.History, Held{Year: y, Title: "C"})
		}
		if a, _ := b.Ask("T.person", f); a.Why.VI != x.want {
			t.Errorf("%v: %q, want %q", x.years, a.Why.VI, x.want)
		}
	}
	// a missing initiative has no year, even where years are missing as well
	b = one(t, "T.person", Eligibility, "when", `consecutive("C", year) >= 2 && initiative(year - 1, year, "base")`, "{missing} {earliest}")
	if a, _ := b.Ask("T.person", facts(t, `{"year":2022,"history":[{"year":2022,"title":"C"}],"initiatives":[]}`)); a.Earliest != nil || a.Why.VI != "1 –" {
		t.Errorf("%+v", a)
	}
}

// TestThresholds compares every threshold with exact fractions.
func TestThresholds(t *testing.T) {
	nine := VoteValue{Threshold: big.NewRat(9, 10)}
	for members, want := range map[int]int{11: 10, 10: 9, 9: 9, 20: 18, 21: 19, 1: 1, 0: 0} {
		if got := nine.Needed(members); got != want {
			t.Errorf("90 %% of %d = %d, want %d", members, got, want)
		}
	}
	for _, share := range []*big.Rat{big.NewRat(9, 10), big.NewRat(8, 10), big.NewRat(2, 3), big.NewRat(1, 2)} {
		for n := range 200 {
			for _, strict := range []bool{false, true} {
				need := VoteValue{Threshold: share, Strict: strict}.Needed(n)
				reach := func(v int) bool {
					c := new(big.Rat).SetInt64(int64(v)).Cmp(new(big.Rat).Mul(share, new(big.Rat).SetInt64(int64(n))))
					return c > 0 || c == 0 && !strict
				}
				if !reach(need) || need > 0 && reach(need-1) {
					t.Fatalf("%v of %d, strict %v: %d is not the least", share, n, strict, need)
				}
			}
		}
	}
}

// TestQuotaMonotone: more people never mean fewer places, one person more never more than
// one place more, and the roundings are in order.
func TestQuotaMonotone(t *testing.T) {
	for pct := 0; pct <= 10_000; pct += 125 {
		q := func(round string, n int) int { return QuotaValue{MaxPct: pct, Max: -1, Round: round}.Allowed(n) }
		for n := range 300 {
			d, m, u := q("down", n), q("nearest", n), q("up", n)
			if d > m || m > u || u-d > 1 || u > n || q("down", n+1) < d || q("down", n+1) > d+1 {
				t.Fatalf("%d hundredths of %d: %d %d %d", pct, n, d, m, u)
			}
			if exact := big.NewRat(int64(n)*int64(pct), 10_000); exact.Cmp(new(big.Rat).SetInt64(int64(d))) < 0 || exact.Cmp(new(big.Rat).SetInt64(int64(u))) > 0 {
				t.Fatalf("%d hundredths of %d: %v is outside %d–%d", pct, n, exact, d, u)
			}
		}
	}
	if got := (QuotaValue{MaxPct: 1000, Max: -1, Round: "down"}).Allowed(41); got != 4 {
		t.Errorf("10 %% of 41 = %d", got)
	}
}

func TestArithmetic(t *testing.T) {
	for _, x := range []struct {
		src  string
		want int
	}{
		{"pct(41, 1000)", 4}, {"pct(1490000, 3000)", 447_000}, {"times(1490000, 30)", 447_000}, {"times(1490000, 15)", 223_500}, {"times(1, 1)", 1},
		{"ceil_to(447000, 10000)", 450_000}, {"ceil_to(450000, 10000)", 450_000}, {"ceil_to(450001, 10000)", 460_000}, {"ceil_to(times(1390000, 80), 10000)", 1_120_000},
		{"3 * 7 - 1", 20},
	} {
		b := one(t, "t.money", Money, "value", x.src, "{due}")
		a, _ := b.Ask("t.money", Facts{Counts: map[string]int{"amount": x.want}})
		if a.Result != Met || a.Gives.(MoneyValue).Due != x.want {
			t.Errorf("%s = %+v, want %d", x.src, a.Gives, x.want)
		}
	}
	for _, src := range []string{"times(counts.a, 1000000)", "ceil_to(counts.a, 0)"} { // too large, no step: no answer, no wrong one
		b := one(t, "t.money", Money, "value", src, "{due}")
		if a, _ := b.Ask("t.money", Facts{Counts: map[string]int{"a": maxCount, "amount": 1}}); a.Result != Unknown || a.Gives != nil {
			t.Errorf("%s: %+v", src, a)
		}
	}
}

// TestCites: the clause in both languages, and the words where nobody has looked it up.
func TestCites(t *testing.T) {
	for _, x := range []struct {
		Cite
		vi, en string
	}{
		{Cite{"151/2018/TT-BQP", "12", "3"}, "khoản 3 Điều 12 Thông tư số 151/2018/TT-BQP", "Circular 151/2018/TT-BQP, Article 12, clause 3"},
		{Cite{"151/2018/TT-BQP", "12", "điểm b khoản 4"}, "điểm b khoản 4 Điều 12 Thông tư số 151/2018/TT-BQP", "Circular 151/2018/TT-BQP, Article 12, point b clause 4"},
		{Cite{"15/2003/QH11, sửa đổi", "22", ""}, "Điều 22 Luật số 15/2003/QH11, sửa đổi", "Law 15/2003/QH11, sửa đổi, Article 22"},
		{Cite{"5007/BNV-TĐKT", "", "toàn văn"}, "toàn văn Công văn số 5007/BNV-TĐKT", "Letter 5007/BNV-TĐKT, the whole text"},
		{Cite{"91/2017/NĐ-CP", "", ""}, "Nghị định số 91/2017/NĐ-CP (điều khoản chưa tra cứu)", "Decree 91/2017/NĐ-CP (article not looked up yet)"},
		{Cite{"quy định của tỉnh", "", ""}, "quy định của tỉnh (điều khoản chưa tra cứu)", "quy định của tỉnh (article not looked up yet)"},
	} {
		if got := x.Text(); got.VI != x.vi || got.EN != x.en {
			t.Errorf("%+v: %q, %q", x.Cite, got.VI, got.EN)
		}
	}
	a := Answer{Result: NotMet, Mark: Verified, Cite: Cite{Doc: "91/2017/NĐ-CP"}}
	if a.Blocks() || !a.Unchecked() {
		t.Error("a rule whose clause nobody can look up holds somebody up")
	}
	if a.Cite.Article = "9"; !a.Blocks() || a.Unchecked() {
		t.Error("a verified rule with its article does not block")
	}
}

func TestDiscipline(t *testing.T) {
	b := one(t, "T.d", Eligibility, "when", `disciplined(year - 1, year, "cảnh cáo")`, "w", "  declining: true\n")
	for kind, want := range map[string]Result{"khiển trách": Met, "cảnh cáo": NotMet, "CẢNH CÁO": NotMet, "cách chức": NotMet, "pending": Met, "lạ": Met} {
		if a, _ := b.Ask("T.d", Facts{Year: 2022, Discipline: []Penalty{{2021, kind}}}); a.Result != want || a.Earliest != nil {
			t.Errorf("%s: %+v, want %s", kind, a, want)
		}
	}
	if a, _ := b.Ask("T.d", Facts{Year: 2022, Discipline: []Penalty{{2020, "cách chức"}}}); a.Result != Met {
		t.Error("a penalty outside the span excludes")
	}
}

// TestMarks: only a verified rule that is not met blocks.
func TestMarks(t *testing.T) {
	for mark, want := range map[string]bool{"VERIFIED": true, "SECONDARY": false, "MEMORY": false} {
		b := mustRead(t, strings.Replace(example(t), "mark: VERIFIED", "mark: "+mark, 1))
		a, _ := b.Ask("cstd-tinh.person", Facts{Subject: "person", Year: 2022, History: []Held{}, Initiatives: []Initiative{}})
		if a.Result != NotMet || a.Blocks() != want || a.Unchecked() == want {
			t.Errorf("%s: %+v blocks %v", mark, a, a.Blocks())
		}
	}
}

// randomFacts makes facts with a bounded past, some of them unknown.
func randomFacts(r *rand.Rand) Facts {
	f := Facts{Subject: "person", Year: 2022, Counts: map[string]int{"strength": r.IntN(60), "cstđcs_proposed": r.IntN(8)}}
	f.Received.Year, f.Received.Month, f.Received.Day = 2022, 12, 20
	if r.IntN(8) > 0 {
		f.History = []Held{}
		for y := 2016; y <= 2022; y++ {
			if r.IntN(2) == 0 {
				f.History = append(f.History, Held{Year: y, Title: "CSTĐCS"})
			}
		}
	}
	if r.IntN(8) > 0 {
		f.Initiatives = []Initiative{}
		for y := 2018; y <= 2022; y++ {
			if r.IntN(3) == 0 {
				f.Initiatives = append(f.Initiatives, Initiative{y, []string{"base", "province", "nation"}[r.IntN(3)]})
			}
		}
	}
	if r.IntN(8) > 0 {
		f.Discipline = []Penalty{}
	}
	return f
}

// TestMeritNeverHurts adds a title or an initiative: "met" never turns into anything else,
// and "not met" never into "not known", except for declining rules.
func TestMeritNeverHurts(t *testing.T) {
	b := mustRead(t, example(t))
	r := rand.New(rand.NewPCG(1, 2))
	better := 0
	for range 5000 {
		f := randomFacts(r)
		g := f
		if f.History != nil {
			g.History = append(slices.Clone(f.History), Held{Year: 2016 + r.IntN(7), Title: "CSTĐCS"})
		}
		if f.Initiatives != nil {
			g.Initiatives = append(slices.Clone(f.Initiatives), Initiative{2018 + r.IntN(5), "nation"})
		}
		for _, x := range b.Rules {
			if x.Kind != Eligibility || x.Declining {
				continue
			}
			before, _ := b.Ask(x.ID, f)
			after, _ := b.Ask(x.ID, g)
			if before.Result == Met && after.Result != Met || before.Result != Unknown && after.Result == Unknown {
				t.Fatalf("%s: %s became %s with %+v", x.ID, before.Result, after.Result, g)
			}
			if before.Earliest != nil && after.Earliest != nil && *after.Earliest > *before.Earliest {
				t.Fatalf("%s: earliest %d became %d", x.ID, *before.Earliest, *after.Earliest)
			}
			if before.Result == NotMet && after.Result == Met {
				better++
			}
		}
	}
	if better < 50 {
		t.Errorf("only %d facts became met: the test does not reach the rule", better)
	}
}

// TestSameFactsSameAnswer asks from many goroutines at once and does not touch the facts.
func TestSameFactsSameAnswer(t *testing.T) {
	b := mustRead(t, example(t))
	r := rand.New(rand.NewPCG(3, 4))
	var wg sync.WaitGroup
	for range 50 {
		f := randomFacts(r)
		before := fmt.Sprintf("%+v", f)
		want, err := b.Explain("cstd-tinh", f)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for range 20 {
				if got, _ := b.Explain("cstd-tinh", f); !reflect.DeepEqual(got, want) {
					t.Errorf("%+v then %+v", want, got)
				}
			}
		})
		if after := fmt.Sprintf("%+v", f); after != before {
			t.Errorf("facts changed: %s → %s", before, after)
		}
	}
	wg.Wait()
}

// TestWholeAgreesWithParts: with all facts known, cutting a condition at and, or, not gives
// what the expression language gives for the whole.
func TestWholeAgreesWithParts(t *testing.T) {
	atoms := []string{`has("CSTĐCS", year)`, `consecutive("CSTĐCS", year - 1) >= 2`, `initiative(2019, 2021, "province")`, `len(history) > 3`, `counts.strength > 30`, `true`}
	r := rand.New(rand.NewPCG(5, 6))
	var build func(d int) string
	build = func(d int) string {
		if d == 0 || r.IntN(4) == 0 {
			return atoms[r.IntN(len(atoms))]
		}
		switch r.IntN(3) {
		case 0:
			return "not (" + build(d-1) + ")"
		case 1:
			return "(" + build(d-1) + " && " + build(d-1) + ")"
		}
		return "(" + build(d-1) + " || " + build(d-1) + ")"
	}
	for range 200 {
		src := build(4)
		parts, _, bad := newKit().compile(src, "when")
		whole, _, bad2 := newKit().compile(src, "value")
		if bad != nil || bad2 != nil {
			t.Fatalf("%s: %v %v", src, bad, bad2)
		}
		for range 10 {
			f := randomFacts(r)
			if f.History == nil || f.Initiatives == nil {
				continue
			}
			x := newRun(&f, Slug)
			x.gone = map[string]bool{}
			v, err := x.eval(whole)
			if err != nil {
				t.Fatal(err)
			}
			if got := x.truth(parts); (got == yes) != v.(bool) || got == unsure {
				t.Fatalf("%s: parts %v, whole %v with %+v", src, got, v, f)
			}
		}
	}
}

func BenchmarkCompileBook(b *testing.B) {
	text := []byte(example(b))
	for b.Loop() {
		if _, err := Read("x.yaml", text, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAsk(b *testing.B) {
	book := mustRead(b, example(b))
	f := randomFacts(rand.New(rand.NewPCG(1, 1)))
	b.ReportAllocs()
	for b.Loop() {
		book.Ask("cstd-tinh.person", f)
	}
}
