package rulebook

import (
	"strings"
	"testing"
)

// TestPart changes one rule of a book by itself: everything else stays byte for byte.
func TestPart(t *testing.T) {
	text := example(t)
	b := mustRead(t, text)
	for _, r := range b.Rules {
		p, ok := b.Part(text, r.ID)
		if !ok || !strings.HasPrefix(p.Text, "- id: "+r.ID+"\n") || strings.Contains(p.Text, "\n#") || strings.HasSuffix(p.Text, "\n") {
			t.Fatalf("%s: %v %q", r.ID, ok, p.Text)
		}
		if got := p.Put(text, p.Text); got != text {
			t.Errorf("%s put back unchanged:\n%s", r.ID, got)
		}
		if got := p.Put(text, strings.ReplaceAll(p.Text, "\n", "\r\n")+"\r\n\r\n"); got != text {
			t.Errorf("%s put back as a browser sends it:\n%s", r.ID, got)
		}
	}
	p, _ := b.Part(text, "cstdcs.quota")
	changed := p.Put(text, strings.Replace(p.Text, "max_pct: 1000", "max_pct: 1200", 1))
	if want := strings.Replace(text, "max_pct: 1000", "max_pct: 1200", 1); changed != want || changed == text {
		t.Errorf("one number changed:\n%s", changed)
	}
	if _, ok := b.Part(text, "cstdcs.none"); ok {
		t.Error("a rule that is not there")
	}
	line := "pack: X\ntitle: \"T\"\nsystem: civil\neffective: {from: 2020-01-01}\nrules: [{id: a.b, title: \"B\", kind: eligibility, when: 'year > 2000', cite: {doc: \"D\", article: \"\", clause: \"\"}, mark: MEMORY, why_not: {vi: \"v\", en: \"e\"}}]\n"
	if _, ok := mustRead(t, line).Part(line, "a.b"); ok {
		t.Error("a rule that shares its line cannot be cut out")
	}
}

// TestWords puts rules into sentences without any fact: no name in braces is left.
func TestWords(t *testing.T) {
	b := mustRead(t, example(t))
	for _, x := range b.Rules {
		a, _ := b.Ask(x.ID, Facts{})
		w := x.Words(a.Gives)
		if w.VI == "" || w.EN == "" || strings.ContainsAny(w.VI+w.EN, "{}") {
			t.Errorf("%s: %+v", x.ID, w)
		}
	}
	money := Rule{Kind: Money, Value: "ceil_to(times(counts.base_salary, 30), 10000)", WhyNot: Text{"Tiền là {due}", "The amount is {due}"}}
	if got := money.Words(nil); got != (Text{"0,3 lần mức lương cơ sở, làm tròn lên 10.000 đồng.", "0,3 × the base salary, rounded up to 10.000 đồng."}) {
		t.Errorf("%+v", got)
	}
	money.Value = "counts.base_salary * 2"
	if got := money.Words(nil); got != (Text{"Tiền là …", "The amount is …"}) {
		t.Errorf("%+v", got)
	}
}

// TestWordsThatCanNeverBe are refused: nobody would ever notice that such a rule says nothing.
func TestWordsThatCanNeverBe(t *testing.T) {
	for old, now := range map[string]string{`subject == "person"`: `subject == "persn"`, `subject == "person" &&`: `received < "5/9/2023" &&`} {
		text := strings.Replace(example(t), old, now, 1)
		if _, err := Read("b.yaml", []byte(text), Options{}); text == example(t) || err == nil || !strings.Contains(err.Error(), "b.yaml:9: quy tắc cstd-tinh.person, khóa when:") {
			t.Errorf("%s: %v", now, err)
		}
	}
	text := strings.Replace(example(t), `consecutive("CSTĐCS", year)`, `consecutive("CSTĐXX", year)`, 1)
	b, err := Read("b.yaml", []byte(text), Options{Titles: func(s string) []string {
		if s == "cstdxx" {
			return nil
		}
		return []string{s}
	}})
	if err != nil || !strings.Contains(b.Doubts().Error(), "không có danh hiệu, hình thức CSTĐXX") {
		t.Errorf("%v %v", err, b.Doubts())
	}
}

// TestPercentAsPeopleWriteIt says how a share is written when somebody wrote it as on paper.
func TestPercentAsPeopleWriteIt(t *testing.T) {
	for _, typed := range []string{"max_pct: 12 %", "max_pct: 12%", "max_pct: 12,5"} {
		_, err := Read("b.yaml", []byte(strings.Replace(example(t), "max_pct: 1000", typed, 1)), Options{})
		if err == nil || !strings.Contains(err.Error(), "12 % ghi là 1200") || !strings.Contains(err.Error(), typed) {
			t.Errorf("%s: %v", typed, err)
		}
	}
	for typed, want := range map[string]string{"12": "0,12", "100": "1", "101": "", "1": "0,01", "1000": ""} {
		got := ""
		for _, p := range mustRead(t, strings.Replace(example(t), "max_pct: 1000", "max_pct: "+typed, 1)).Doubts() {
			if p.Args["share"] != nil {
				got = p.Args["share"].(string)
			}
		}
		if got != want {
			t.Errorf("max_pct: %s doubted as %q, want %q", typed, got, want)
		}
	}
}
