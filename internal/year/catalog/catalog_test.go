package catalog

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/year/catalog/rulebook"
)

var loaded = sync.OnceValues(Load)

func load(t testing.TB) *Catalog {
	t.Helper()
	c, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// unfilled finds what no fact was put into.
var unfilled = regexp.MustCompile(`[{}]|(^|[\s(])–`)

type ruleCase struct {
	file, rule, label, result, earliest, mark, cite, facts string
	line                                                   int
}

// cases reads testdata/cases: one line per case, with the mark and clause that the rule
// must carry, so that neither can change unseen.
func cases(t testing.TB) []ruleCase {
	t.Helper()
	names, _ := filepath.Glob("testdata/cases/*.txt")
	var list []ruleCase
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			if strings.HasPrefix(l, "#") {
				continue
			}
			f := strings.Split(l, "\t")
			if len(f) != 7 {
				t.Fatalf("%s:%d: %d columns, want 7", n, i+1, len(f))
			}
			list = append(list, ruleCase{n, f[0], f[1], f[2], f[3], f[4], f[5], f[6], i + 1})
		}
	}
	return list
}

func TestEveryCase(t *testing.T) {
	c := load(t)
	n := 0
	for _, x := range cases(t) {
		pack := packFile(x.file)
		b, ok := c.Books().Pack(pack)
		if !ok {
			t.Fatalf("no pack %s", pack)
		}
		f, err := rulebook.ReadFacts([]byte(x.facts))
		if err != nil {
			t.Fatalf("%s:%d: %v", x.file, x.line, err)
		}
		a, ok := b.Ask(x.rule, f)
		if !ok {
			t.Errorf("%s:%d: %s has no rule %s", x.file, x.line, pack, x.rule)
			continue
		}
		earliest := "-"
		if a.Earliest != nil {
			earliest = jsonOf(*a.Earliest)
		}
		if string(a.Result) != x.result || earliest != x.earliest && x.result == "not_met" {
			t.Errorf("%s:%d: %s is %s, earliest %s; want %s, %s (%s)\n%s", x.file, x.line, x.rule, a.Result, earliest, x.result, x.earliest, a.Why.VI, x.facts)
		}
		if cite := a.Cite.Doc + "|" + a.Cite.Article + "|" + a.Cite.Clause; string(a.Mark) != x.mark || cite != x.cite {
			t.Errorf("%s:%d: %s cites %s %s, want %s %s", x.file, x.line, x.rule, cite, a.Mark, x.cite, x.mark)
		}
		if (a.Result == rulebook.Met) != (a.Why == rulebook.Text{}) || unfilled.MatchString(a.Why.VI+" "+a.Why.EN) {
			t.Errorf("%s:%d: %s: why is %q / %q", x.file, x.line, x.rule, a.Why.VI, a.Why.EN)
		}
		if a.Blocks() && (a.Mark != rulebook.Verified || a.Result != rulebook.NotMet) {
			t.Errorf("%s:%d: %s blocks with mark %s, result %s", x.file, x.line, x.rule, a.Mark, a.Result)
		}
		n++
	}
	t.Logf("%d cases", n)
	if n < 250 {
		t.Error("fewer than 250 cases")
	}
}

func jsonOf(v any) string { b, _ := json.Marshal(v); return string(b) }

// TestEveryRuleHasItsCases asks for met, not met, unknown and a border of every rule.
func TestEveryRuleHasItsCases(t *testing.T) {
	have := map[string][]string{}
	for _, x := range cases(t) {
		k := packFile(x.file) + " " + x.rule
		have[k] = append(have[k], x.label, "="+x.result)
	}
	for _, b := range load(t).Books().Books() {
		for _, r := range b.Rules {
			for _, want := range []string{"border", "=met", "=not_met", "=unknown"} {
				if !slices.Contains(have[b.Pack+" "+r.ID], want) {
					t.Errorf("%s %s has no case %q", b.Pack, r.ID, want)
				}
			}
		}
	}
}

// TestEveryRefusalHasWords: no part of a shipped rule is told as an expression of the file, in a refusal or where
// the page of a title says what a rule asks for; a refusal names at least one part, in both languages.
func TestEveryRefusalHasWords(t *testing.T) {
	c, n := load(t), 0
	for _, x := range cases(t) {
		b, _ := c.Books().Pack(packFile(x.file))
		f, err := rulebook.ReadFacts([]byte(x.facts))
		if err != nil {
			t.Fatal(err)
		}
		a, _ := b.Ask(x.rule, f)
		if a.Kind != rulebook.Eligibility || a.Result != rulebook.NotMet || a.NotFor != (rulebook.Text{}) {
			continue
		}
		n++
		all := a.Lacks.VI + a.Holds.VI + a.Lacks.EN + a.Holds.EN
		if a.Lacks.VI == "" || a.Lacks.EN == "" || strings.Contains(all, "“") || strings.Contains(all, "%!") {
			t.Errorf("%s:%d: %s lacks %q / %q, holds %q / %q", x.file, x.line, x.rule, a.Lacks.VI, a.Lacks.EN, a.Holds.VI, a.Holds.EN)
		}
	}
	for _, b := range c.Books().Books() {
		for i := range b.Rules {
			if w := b.Rules[i].Words(nil); b.Rules[i].When != "" && (w.VI == "" || w.EN == "" || strings.Contains(w.VI+w.EN, "“")) {
				t.Errorf("%s %s: %q / %q", b.Pack, b.Rules[i].ID, w.VI, w.EN)
			}
		}
	}
	t.Logf("%d refusals", n)
	if n < 400 {
		t.Error("fewer than 400 refusals")
	}
}

func TestBooks(t *testing.T) {
	books := load(t).Books().Books()
	if len(books) != 12 {
		t.Fatalf("%d books, want 4 regimes × 3 systems", len(books))
	}
	for _, b := range books {
		t.Log(b.Summary())
		for _, r := range b.Rules {
			if b.Pack[0] == 'D' && r.Mark == rulebook.Verified {
				t.Errorf("%s %s is VERIFIED: nobody has read the final text of the law", b.Pack, r.ID)
			}
			if r.Mark == rulebook.Verified && !r.Cite.Found() {
				t.Errorf("%s %s is VERIFIED, but tells no clause that anybody could look up", b.Pack, r.ID)
			}
			if r.Cite.Doc == "" || r.Mark == "" {
				t.Errorf("%s %s has no clause or mark", b.Pack, r.ID)
			}
		}
	}
}

func TestChoose(t *testing.T) {
	set := load(t).Books()
	for _, x := range []struct {
		system   string
		year     int
		received string
		want     string
	}{
		{"civil", 2022, "2022-12-20", "A-civil"},
		{"civil", 2023, "2024-02-10", "A-civil"}, // won under the old law
		{"civil", 2023, "", "A-civil"},
		{"army", 2024, "2024-12-01", "B-army"},
		{"civil", 2024, "2025-07-15", "B-civil"},
		{"civil", 2025, "2025-06-30", "B-civil"},
		{"civil", 2025, "2025-07-01", "C-civil"},
		{"police", 2025, "2026-12-01", "C-police"},
		{"civil", 2026, "2026-09-30", "C-civil"}, // already in when the law changed
		{"civil", 2026, "2026-10-01", "D-civil"},
		{"civil", 2026, "", "D-civil"},
		{"civil", 2040, "", "D-civil"},
		{"civil", 2015, "2016-01-10", ""},
		{"navy", 2022, "", ""},
	} {
		var d civil.Date
		if x.received != "" {
			d, _ = civil.ParseISO(x.received)
		}
		b, err := set.Choose(x.system, x.year, d)
		if got := packOf(b); got != x.want || (err == nil) != (x.want != "") {
			t.Errorf("%s %d %s: %q, %v; want %q", x.system, x.year, x.received, got, err, x.want)
		}
	}
}

func packOf(b *rulebook.Book) string {
	if b == nil {
		return ""
	}
	return b.Pack
}

// TestGoldenMoney are the amounts that the handbook works out.
func TestGoldenMoney(t *testing.T) {
	c := load(t)
	for _, x := range []struct {
		pack, rule, subject, on string
		want                    int
	}{
		{"A-civil", "ldtt.money", "person", "2022-12-20", 450_000},
		{"A-civil", "ttldtt.money", "collective", "2018-12-20", 1_120_000},
		{"A-civil", "gk.money", "collective", "2018-12-20", 840_000},
		{"A-civil", "co-tinh.money", "collective", "2022-12-20", 11_920_000},
		{"A-civil", "cstdtq.money", "person", "2022-12-20", 6_710_000},
		{"A-civil", "ldtt.money", "person", "2023-07-01", 540_000},
		{"A-army", "cstt.money", "person", "2022-12-20", 450_000},
	} {
		on, _ := civil.ParseISO(x.on)
		s, ok := c.BaseSalary(on)
		if !ok {
			t.Fatalf("no base salary on %s", x.on)
		}
		b, _ := c.Books().Pack(x.pack)
		a, _ := b.Ask(x.rule, rulebook.Facts{Subject: x.subject, Year: on.Year, Received: on, Counts: map[string]int{"base_salary": s.Amount, "amount": x.want}})
		if a.Result != rulebook.Met || a.Gives.(rulebook.MoneyValue).Due != x.want {
			t.Errorf("%s %s on %s: %v %+v, want %d", x.pack, x.rule, x.on, a.Result, a.Gives, x.want)
		}
	}
}

func TestBaseSalary(t *testing.T) {
	c := load(t)
	for _, x := range []struct {
		on     string
		amount int
		mark   rulebook.Mark
	}{
		{"2018-06-30", 0, ""}, {"2018-07-01", 1_390_000, rulebook.Verified}, {"2019-07-01", 1_490_000, rulebook.Memory},
		{"2022-07-19", 1_490_000, rulebook.Verified}, {"2023-06-30", 1_490_000, rulebook.Memory}, {"2023-07-01", 1_800_000, rulebook.Verified},
		{"2024-07-01", 2_340_000, rulebook.Memory}, {"2026-06-30", 2_340_000, rulebook.Memory}, {"2026-07-01", 2_530_000, rulebook.Secondary},
	} {
		d, _ := civil.ParseISO(x.on)
		s, ok := c.BaseSalary(d)
		if s.Amount != x.amount || s.Mark != x.mark || ok != (x.amount > 0) {
			t.Errorf("%s: %+v %v, want %d %s", x.on, s, ok, x.amount, x.mark)
		}
	}
}

func TestEntries(t *testing.T) {
	c := load(t)
	for code, want := range map[string]string{"CSTĐCS": "CSTĐCS", "cstđcs": "CSTĐCS", "CSTĐ cấp bộ": "CSTĐ cấp tỉnh", "CSTĐ tỉnh": "CSTĐ cấp tỉnh", "cstd-tinh": "CSTĐ cấp tỉnh",
		"Cờ bộ": "Cờ tỉnh", "BKTTg": "BKTTg", "Giấy khen": "GK", "XYZ": "", "cstd": ""} {
		e, ok := c.Entry(code)
		if e.Code != want || ok != (want != "") {
			t.Errorf("Entry(%q) = %q, %v, want %q", code, e.Code, ok, want)
		}
	}
	codes := func(list []Entry) (s []string) {
		for _, e := range list {
			s = append(s, e.Code)
		}
		return s
	}
	if got := codes(c.Offered("police", "person", 2022)); !slices.Contains(got, "CSTT") || !slices.Contains(got, "LĐTT") || slices.Contains(got, "TTLĐTT") {
		t.Errorf("police, person: %v", got) // its civil employees win LĐTT
	}
	if got := codes(c.Offered("civil", "person", 2022)); slices.Contains(got, "CSTT") || !slices.Contains(got, "LĐTT") {
		t.Errorf("civil, person: %v", got)
	}
	if slices.Contains(codes(c.Offered("civil", "collective", 2022)), "Xã tiêu biểu") || !slices.Contains(codes(c.Offered("civil", "collective", 2024)), "Xã tiêu biểu") {
		t.Error("a title is offered outside its dates")
	}
	for _, b := range c.Books().Books() {
		for _, s := range b.Titles() {
			if _, ok := c.Entry(s); !ok {
				t.Errorf("%s has a rule for %q, which the catalogue does not know", b.Pack, s)
			}
		}
	}
}

// TestOwnBook loads a province's version of a shipped pack, and a sector's own system.
func TestOwnBook(t *testing.T) {
	c := load(t)
	data, err := files.ReadFile("books/A-civil.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), `max_pct: 1500, base: "lđtt"`, `max_pct: 1200, base: "lđtt"`, 1)
	own, err := c.ReadBook("tinh.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	two, err := c.With(own)
	if err != nil {
		t.Fatal(err)
	}
	f := rulebook.Facts{Subject: "person", Year: 2022, Counts: map[string]int{"lđtt": 100, "cstđcs_proposed": 14}}
	ask := func(c *Catalog) rulebook.Answer {
		b, err := c.Books().Choose("civil", 2022, civil.Date{})
		if err != nil {
			t.Fatal(err)
		}
		a, _ := b.Ask("cstdcs.quota", f)
		return a
	}
	if a := ask(two); a.Result != rulebook.NotMet || a.Over != 2 {
		t.Errorf("with the province's 12 %%: %+v", a)
	}
	if a := ask(c); a.Result != rulebook.Met {
		t.Errorf("the shipped book changed: %+v", a)
	}
	sector, err := c.ReadBook("nganh.yaml", []byte(strings.Replace(strings.Replace(text, "pack: A-civil", "pack: A-toa-an", 1), "system: civil", "system: court", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if three, err := c.With(sector); err != nil {
		t.Fatal(err)
	} else if b, err := three.Books().Choose("court", 2022, civil.Date{}); err != nil || b.Pack != "A-toa-an" {
		t.Errorf("sector's book: %v %v", b, err)
	}
	clash, _ := c.ReadBook("x.yaml", []byte(strings.Replace(text, "pack: A-civil", "pack: Z-civil", 1)))
	if _, err := c.With(clash); err == nil {
		t.Error("two packs of one system overlap and were taken")
	}
}

// packFile gives the pack that a file of cases is about.
func packFile(name string) string { return strings.TrimSuffix(filepath.Base(name), ".txt") }
