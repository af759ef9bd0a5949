package rulebook

import (
	"errors"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

func example(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func mustRead(t testing.TB, text string) *Book {
	t.Helper()
	b, err := Read("book.yaml", []byte(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRead(t *testing.T) {
	b := mustRead(t, example(t))
	if b.Pack != "X-civil" || b.System != "civil" || len(b.Rules) != 3 || b.From.String() != "2017-10-01" || b.To.String() != "2023-12-31" {
		t.Errorf("%+v", b)
	}
	r := b.Rules[0]
	if r.ID != "cstd-tinh.person" || r.Cite != (Cite{"15/2003/QH11, sửa đổi", "22", ""}) || r.Mark != Verified || r.Line != 6 {
		t.Errorf("%+v", r)
	}
	if !b.Rules[2].Declining || b.Rules[0].Declining {
		t.Error("declining is read wrongly")
	}
}

// TestBadBooks changes one thing of a good book each; the fault must be found at its line,
// with the rule and the key.
func TestBadBooks(t *testing.T) {
	good := example(t)
	for _, x := range []struct {
		name, old, new string
		line           int
		rule, key, msg string
	}{
		{"unknown key of the head", "system: civil", "system: civil\nowner: x", 5, "", "owner", "rules.key.unknown"},
		{"unknown key of a rule", "  kind: eligibility\n  when: 'sub", "  kind: eligibility\n  color: red\n  when: 'sub", 9, "cstd-tinh.person", "color", "rules.key.unknown"},
		{"unknown key of cite", `article: "22", clause: ""`, `article: "22", page: "1"`, 10, "cstd-tinh.person", "page", "rules.key.unknown"},
		{"no cite", "  cite: {doc: \"15/2003/QH11, sửa đổi\", article: \"22\", clause: \"\"}\n", "", 6, "cstd-tinh.person", "cite", "rules.cite.missing"},
		{"empty cite", `doc: "15/2003/QH11, sửa đổi"`, `doc: ""`, 10, "cstd-tinh.person", "doc", "rules.key.empty"},
		{"no mark", "  mark: VERIFIED\n  why_not: {vi: \"Chưa đủ", "  why_not: {vi: \"Chưa đủ", 6, "cstd-tinh.person", "mark", "rules.key.missing"},
		{"unknown mark", "  mark: VERIFIED\n  why_not: {vi: \"Chưa đủ", "  mark: SURE\n  why_not: {vi: \"Chưa đủ", 11, "cstd-tinh.person", "mark", "rules.mark.unknown"},
		{"one language", `, en: "{over} people above the allowed share"`, "", 20, "cstdcs.quota", "en", "rules.key.missing"},
		{"no why_not", `  why_not: {vi: "Chưa xét: đang chờ kết luận", en: "Not considered: a conclusion is pending"}`, "", 22, "pending.person", "why_not", "rules.why.missing"},
		{"name in why_not", "{over} người", "{quá} người", 20, "cstdcs.quota", "vi", "rules.why.name"},
		{"from after to", "from: 2017-10-01", "from: 2027-10-01", 3, "", "effective", "rules.key.order"},
		{"no from", "from: 2017-10-01, ", "", 3, "", "from", "rules.key.missing"},
		{"no date", "to: 2023-12-31", "to: 2023-02-31", 3, "", "to", "rules.key.date"},
		{"both when and value", "  kind: quota\n", "  kind: quota\n  when: 'true'\n", 18, "cstdcs.quota", "value", "rules.expr.both"},
		{"neither", "  when: 'disciplined(year, year, \"pending\")'\n", "", 22, "pending.person", "when", "rules.expr.neither"},
		{"value of an eligibility", "  when: 'disciplined(year, year, \"pending\")'", "  value: '1'", 26, "pending.person", "value", "rules.expr.when"},
		{"duplicate id", "id: pending.person", "id: cstdcs.quota", 22, "cstdcs.quota", "id", "rules.id.twice"},
		{"duplicate key", "  kind: quota\n", "  kind: quota\n  kind: quota\n", 17, "cstdcs.quota", "kind", "rules.key.twice"},
		{"unknown kind", "kind: quota", "kind: share", 16, "cstdcs.quota", "kind", "rules.kind.unknown"},
		{"wrong type: number for text", `title: "Ví dụ"`, "title: 12", 2, "", "title", "rules.key.text"},
		{"wrong type: text for bool", "declining: true", `declining: "true"`, 25, "pending.person", "declining", "rules.key.bool"},
		{"wrong type: map for list", "rules:\n", "rules: {}\nx:\n", 5, "", "rules", "rules.key.list"},
		{"wrong type: list for map", "effective: {from: 2017-10-01, to: 2023-12-31}", "effective: [2017]", 3, "", "effective", "rules.key.map"},
		{"unknown fact", `subject == "person"`, `gender == "female"`, 9, "cstd-tinh.person", "when", "rules.expr.name"},
		{"unknown function", `consecutive("CSTĐCS"`, `consecutiv("CSTĐCS"`, 9, "cstd-tinh.person", "when", "rules.expr.name"},
		{"mismatched types", `subject == "person"`, `subject == 3`, 9, "cstd-tinh.person", "when", "rules.expr.bad"},
		{"text where a year goes", `consecutive("CSTĐCS", year)`, `consecutive("CSTĐCS", "year")`, 9, "cstd-tinh.person", "when", "rules.expr.bad"},
		{"not a condition", `'disciplined(year, year, "pending")'`, `'year + 1'`, 26, "pending.person", "when", "rules.expr.bool"},
		{"no type", `'disciplined(year, year, "pending")'`, `'{"a": 1}.a'`, 26, "pending.person", "when", "rules.expr.bool"},
		{"syntax", `'disciplined(year, year, "pending")'`, `'disciplined(year, year, '`, 26, "pending.person", "when", "rules.expr.ends"},
		{"clock", `'disciplined(year, year, "pending")'`, `'now().Year() > year'`, 26, "pending.person", "when", "rules.expr."},
		{"date of the machine", `'disciplined(year, year, "pending")'`, `'date("2022-01-01") == date("2022-01-02")'`, 26, "pending.person", "when", "rules.expr.name"},
		{"fraction", "initiative(year - 2,", "initiative(year / 2,", 9, "cstd-tinh.person", "when", "rules.expr.fraction"},
		{"power", "initiative(year - 2,", "initiative(year ** 2,", 9, "cstd-tinh.person", "when", "rules.expr.fraction"},
		{"point", "year) >= 3", "year) >= 2.5", 9, "cstd-tinh.person", "when", "rules.expr.float"},
		{"loop bomb by a range", `'disciplined(year, year, "pending")'`, `'all(1..1000000, all(1..1000000, true))'`, 26, "pending.person", "when", "rules.expr.range"},
		{"loop bomb by nesting", `'disciplined(year, year, "pending")'`, `'all(history, all(history, true))'`, 26, "pending.person", "when", "rules.expr.nested"},
		{"loop bomb by a function in a loop", `'disciplined(year, year, "pending")'`, `'all(history, has("LĐTT", .year))'`, 26, "pending.person", "when", "rules.expr.nested"},
		{"loop bomb by length", `'disciplined(year, year, "pending")'`, "'true" + strings.Repeat(" && true", 450) + "'", 26, "pending.person", "when", "rules.expr.nodes"},
		{"overflow", `'disciplined(year, year, "pending")'`, `'counts.a * counts.b > 0'`, 26, "pending.person", "when", "rules.expr.times"},
		{"count by a computed key", `'disciplined(year, year, "pending")'`, `'counts[subject] > 0'`, 26, "pending.person", "when", "rules.expr.bykey"},
		{"scope that is none", `"province")'`, `"galaxy")'`, 9, "cstd-tinh.person", "when", "rules.expr.scope"},
		{"regular expression", `subject == "person"`, `subject matches "p.*"`, 9, "cstd-tinh.person", "when", "rules.expr.operator"},
		{"key of a value", "base: \"strength\"", "bas: \"strength\"", 17, "cstdcs.quota", "value", "rules.value.shape"},
		{"type in a value", "max_pct: 1000", `max_pct: "ten"`, 17, "cstdcs.quota", "value", "rules.value.shape"},
		{"more than all", "max_pct: 1000", `max_pct: 100000`, 17, "cstdcs.quota", "value", "rules.value.shape"},
		{"rounding that is none", `round: "down"`, `round: "sideways"`, 17, "cstdcs.quota", "value", "rules.value.shape"},
		{"cycle of one", `consecutive("CSTĐCS", year)`, `consecutive("CSTĐ cấp tỉnh", year)`, 6, "cstd-tinh.person", "when", "rules.chain.cycle"},
		{"broken YAML", "system: civil", "system: [civil", 4, "", "", "rules.book.quote"},
		{"broken indentation", "  kind: quota\n", " kind: quota\n", 16, "", "", "rules.book.indent"},
		{"indented by a tab", "  kind: quota\n", "\tkind: quota\n", 16, "", "", "rules.book.tab"},
		{"a quote left open", "  kind: quota\n", "  kind: \"quota\n", 16, "", "", "rules.book.quote"},
		{"anchor", "system: civil", "system: &a civil", 4, "", "system", "rules.key.alias"},
		{"two documents", "system: civil\n", "system: civil\n---\n", 0, "", "", "rules.book.two"},
		{"bad id", "id: pending.person", `id: "pending person!"`, 22, "pending person!", "id", "rules.key.id"},
	} {
		t.Run(x.name, func(t *testing.T) {
			text := strings.Replace(good, x.old, x.new, 1)
			if text == good {
				t.Fatal("nothing was changed")
			}
			_, err := Read("tinh.yaml", []byte(text), Options{})
			p, ok := errors.AsType[Problems](err)
			if !ok {
				t.Fatalf("accepted: %v", err)
			}
			for _, q := range p {
				if (x.line == 0 || q.Line == x.line) && q.Rule == x.rule && q.Key == x.key && strings.HasPrefix(q.Msg, x.msg) {
					if s := q.String(); !strings.HasPrefix(s, "tinh.yaml:") || strings.Contains(s, "%!") {
						t.Errorf("text: %s", s)
					}
					return
				}
			}
			t.Errorf("want line %d, rule %q, key %q, %s; got:\n%v", x.line, x.rule, x.key, x.msg, err)
		})
	}
}

// TestAllFaults finds several faults in one reading, in the order of the lines.
func TestAllFaults(t *testing.T) {
	text := strings.NewReplacer("system: civil", "system: 5", "kind: quota", "kind: share", "declining: true", "declining: maybe").Replace(example(t))
	_, err := Read("x.yaml", []byte(text), Options{})
	p, _ := errors.AsType[Problems](err)
	if len(p) != 3 || p[0].Line != 4 || p[1].Line != 16 || p[2].Line != 25 {
		t.Errorf("%v", err)
	}
}

// TestCycleOfThree refuses a chain that closes over three titles, and allows the same chain
// when one step looks at an earlier year.
func TestCycleOfThree(t *testing.T) {
	rule := func(id, needs, year string) string {
		return "- id: " + id + ".person\n  title: " + id + "\n  kind: eligibility\n  when: 'has(\"" + needs + "\", " + year + ")'\n  cite: {doc: d, article: \"1\"}\n  mark: MEMORY\n  why_not: {vi: a, en: b}\n"
	}
	head := "pack: p\ntitle: t\neffective: {from: 2020-01-01}\nsystem: civil\nrules:\n"
	_, err := Read("x.yaml", []byte(head+rule("a", "b", "year")+rule("b", "c", "year")+rule("c", "a", "year")), Options{})
	p, _ := errors.AsType[Problems](err)
	if len(p) != 1 || p[0].Msg[:17] != "rules.chain.cycle" || p[0].Rule != "c.person" || p[0].Line != 20 {
		t.Errorf("%v", err)
	}
	if _, err := Read("x.yaml", []byte(head+rule("a", "b", "year")+rule("b", "c", "year")+rule("c", "a", "year - 1")), Options{}); err != nil {
		t.Errorf("an earlier year closes no cycle: %v", err)
	}
}

// TestLineOfBlock counts the lines of an expression that is written over several.
func TestLineOfBlock(t *testing.T) {
	text := strings.Replace(example(t), `  when: 'disciplined(year, year, "pending")'`, "  when: |\n    disciplined(year, year, \"pending\")\n    && gender == 1", 1)
	_, err := Read("x.yaml", []byte(text), Options{})
	p, _ := errors.AsType[Problems](err)
	if len(p) != 1 || p[0].Line != 28 {
		t.Errorf("%v", err)
	}
}

func TestSet(t *testing.T) {
	book := func(pack, system, from, to string) *Book {
		b := &Book{Pack: pack, System: system}
		b.From, _ = civil.ParseISO(from)
		if to != "" {
			b.To, _ = civil.ParseISO(to)
		}
		return b
	}
	a := book("A", "civil", "2020-01-01", "2023-12-31")
	for _, x := range []struct {
		name  string
		other *Book
		msg   string
	}{
		{"next day", book("B", "civil", "2024-01-01", ""), ""},
		{"one day both", book("B", "civil", "2023-12-31", ""), "rules.set.overlap"},
		{"one day none", book("B", "civil", "2024-01-02", ""), "rules.set.gap"},
		{"other system", book("B", "army", "2021-01-01", ""), ""},
		{"same pack again", book("A", "civil", "2020-01-01", ""), ""},
		{"before, open end", book("B", "civil", "2019-01-01", ""), "rules.set.overlap"},
	} {
		_, err := NewSet(a, x.other)
		p, _ := errors.AsType[Problems](err)
		if (x.msg == "") != (err == nil) || x.msg != "" && !strings.HasPrefix(p[0].Msg, x.msg) {
			t.Errorf("%s: %v, want %q", x.name, err, x.msg)
		}
	}
}

func TestFactsRefused(t *testing.T) {
	for _, x := range []string{
		`{"subject":"robot"}`, `{"year":2022.5}`, `{"year":"2022"}`, `{"yaer":2022}`, `{"received":"20/12/2022"}`, `{"initiatives":[{"year":2022,"scope":"moon"}]}`,
		`{"rating":{"2022":"A"}}`, `{"counts":{"a":1.5}}`, `{"counts":{"a":-1}}`, `{"counts":{"a":1,"a":2}}`, `{"year":2022,"year":2023}`, `{"history":[{"year":2022,"title":"x","rank":1}]}`, `{} {}`, `[]`, ``, `{"year":`,
		`{"counts":{"strength":0,"lđtt":5}}`, `{"counts":{"strength":40,"cstt":41}}`,
	} {
		if f, err := ReadFacts([]byte(x)); err == nil {
			t.Errorf("%s was taken: %+v", x, f)
		}
	}
	for x, say := range map[string]string{
		`{"received":"20/12/2022"}`: `received phải là ngày dạng "2022-12-20"`, `{"year":"2022"}`: "year đang ghi chữ trong dấu nháy kép, phải là số nguyên không có dấu nháy", `{"year":`: "hết giữa chừng",
		`{"counts":{"a":1.5}}`: "1.5, phải là số nguyên", `{x}`: "sai dạng JSON tại đây", `{"counts":{"strength":5,"lđtt":6}}`: "Số Lao động tiên tiến: 6, lớn hơn tổng số người (5)",
	} {
		_, err := ReadFacts([]byte(x))
		e, ok := errors.AsType[*fault.Error](err)
		if !ok {
			t.Fatalf("%s: %v", x, err)
		}
		said := fault.Text(e.Msg, e.Args)
		for _, f := range e.Fields {
			said += " " + fault.Text(f.Msg, f.Args)
		}
		if !strings.Contains(said, say) {
			t.Errorf("%s: %s", x, said)
		}
	}
	f, err := ReadFacts([]byte("\ufeff" + `{"subject":"person","history":[],"counts":{"lđtt":3}}`))
	if err != nil || f.History == nil || f.Initiatives != nil {
		t.Errorf("%+v %v: an empty list is a fact, a missing key is not", f, err)
	}
}

// FuzzRead must never panic, hang, or accept a book whose rules lack clause, mark or a
// sentence in both languages.
func FuzzRead(f *testing.F) {
	good := example(f)
	f.Add(good)
	f.Add(strings.Replace(good, "subject == \"person\"", "all(history, .year > 0)", 1))
	f.Add(strings.Replace(good, "{max_pct: 1000", "{max: counts.a * 2", 1))
	f.Add("pack: a\nrules:\n- &a {id: *a}\n")
	f.Add("a: &a [*a]")
	facts, err := ReadFacts([]byte(`{"subject":"person","year":2022,"received":"2022-12-20","history":[{"year":2022,"title":"CSTĐCS"}],"rating":{"2022":"HTTNV"},"initiatives":[],"discipline":[],"counts":{"strength":41,"a":1000000000000}}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Read("f.yaml", []byte(text), Options{})
		if err != nil {
			p, ok := errors.AsType[Problems](err)
			if !ok || len(p) == 0 {
				t.Fatalf("refused without a place: %v", err)
			}
			for _, x := range p {
				breaks := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029")
				if x.Line < 1 || x.Line > breaks+2 || x.Msg == "" {
					t.Fatalf("bad place: %+v", x)
				}
			}
			return
		}
		for _, r := range b.Rules {
			if r.Cite.Doc == "" || r.Mark == "" || r.WhyNot.VI == "" || r.WhyNot.EN == "" || (r.When == "") == (r.Value == "") {
				t.Fatalf("accepted: %+v", r)
			}
			a, _ := b.Ask(r.ID, facts)
			again, _ := b.Ask(r.ID, facts)
			if a.Result != again.Result || a.Why != again.Why {
				t.Fatalf("two answers: %+v %+v", a, again)
			}
		}
	})
}
