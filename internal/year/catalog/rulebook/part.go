package rulebook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Part (phần của bộ quy tắc) is one rule as it stands in the text of its book: who changes
// one number need not look for it among hundreds of lines.
type Part struct {
	Text   string // the rule's own lines, moved to the left edge
	From   int    // first line in the text of the book, from 1
	to     int    // last line
	indent string
}

// Part finds a rule in the text that the book was read from. ok is false when there is no
// such rule, or when it shares its line with another one.
func (b *Book) Part(text, id string) (p Part, ok bool) {
	i := slices.IndexFunc(b.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return p, false
	}
	lines := strings.Split(text, "\n")
	p.From, p.to = b.Rules[i].Line, len(lines)
	for _, r := range b.Rules {
		if r.ID != id && r.Line >= p.From {
			p.to = min(p.to, r.Line-1)
		}
	}
	blank := func(s string) bool { s = strings.TrimSpace(s); return s == "" || strings.HasPrefix(s, "#") }
	for p.to > p.From && blank(lines[p.to-1]) { // a remark above the next rule is the next rule's
		p.to--
	}
	if p.From < 1 || p.to < p.From || p.to > len(lines) || !strings.HasPrefix(strings.TrimLeft(lines[p.From-1], " "), "- ") {
		return p, false
	}
	first := lines[p.From-1]
	p.indent = first[:len(first)-len(strings.TrimLeft(first, " "))]
	own := make([]string, 0, p.to-p.From+1)
	for _, l := range lines[p.From-1 : p.to] {
		own = append(own, strings.TrimPrefix(l, p.indent))
	}
	p.Text = strings.Join(own, "\n")
	return p, true
}

// Put gives the text of the book with the part replaced by what was typed.
func (p Part) Put(text, typed string) string {
	lines := strings.Split(text, "\n")
	var own []string
	for l := range strings.SplitSeq(strings.TrimRight(strings.ReplaceAll(typed, "\r\n", "\n"), " \n"), "\n") {
		if strings.TrimSpace(l) != "" {
			l = p.indent + l
		}
		own = append(own, l)
	}
	return strings.Join(slices.Concat(lines[:p.From-1], own, lines[p.to:]), "\n")
}

var (
	braces = regexp.MustCompile(`\{\w+\}`)
	salary = regexp.MustCompile(`^ceil_to\(times\(counts\.base_salary, *(\d+)\), *(\d+)\)$`)
)

// Words (quy tắc nói gì) puts a rule into one sentence when no facts are asked: what its value
// gives, how its money is worked out, or its refusal with dots for what the facts would tell.
func (x *Rule) Words(gives any) Text {
	if t := Describe(gives); t.VI != "" {
		return t
	}
	if m := salary.FindStringSubmatch(x.Value); m != nil && x.Kind == Money {
		share, _ := strconv.Atoi(m[1])
		step, _ := strconv.Atoi(m[2])
		return Text{percent(share) + " lần mức lương cơ sở, làm tròn lên " + dong(step) + " đồng.", percent(share) + " × the base salary, rounded up to " + dong(step) + " đồng."}
	}
	if strings.Contains(x.WhyNot.VI, "{lacks}") {
		t := x.cond.needs(!x.Declining, false)
		return Text{"Cần: " + t.VI + ".", "Needs: " + t.EN + "."}
	}
	return Text{braces.ReplaceAllString(x.WhyNot.VI, "…"), braces.ReplaceAllString(x.WhyNot.EN, "…")}
}
