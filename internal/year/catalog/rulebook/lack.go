package rulebook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"

	"thidua/internal/base/civil"
)

// A phrase puts one part of a condition into words: what it asks for, and what is lacking.
// A nil run asks for the words without any facts.
type phrase struct {
	need func(r *run) Text
	lack func(r *run) Text // nil: "thiếu " and the need
}

// subjects are the kinds of subject, with their words.
var subjects = []struct {
	key string
	Text
}{{"person", Text{"cá nhân", "a person"}}, {"collective", Text{"tập thể", "a collective"}}, {"household", Text{"hộ gia đình", "a household"}}}

// settled tells what a condition says of a kind of subject whatever else is known: yes or no
// when nothing but the subject decides, unsure when the rule is for that kind.
func (c *cond) settled(subject string) truth {
	switch c.op {
	case "not":
		return -c.kids[0].settled(subject)
	case "and":
		return min(c.kids[0].settled(subject), c.kids[1].settled(subject))
	case "or":
		return max(c.kids[0].settled(subject), c.kids[1].settled(subject))
	}
	switch {
	case c.subject == "":
		return unsure
	case (c.subject == subject) != c.other:
		return yes
	}
	return no
}

// forWhom names the kinds of subject that a rule is for.
func (x *Rule) forWhom() Text {
	var vi, en []string
	for _, s := range subjects {
		if x.cond.settled(s.key) == unsure {
			vi, en = append(vi, s.VI), append(en, s.EN)
		}
	}
	return Text{strings.Join(vi, ", "), strings.Join(en, ", ")}
}

// aside reports whether a rule of eligibility says nothing of a kind of subject; fits, that
// another rule of the title does.
func (x *Rule) aside(subject string, fits bool) bool {
	if x.When == "" || subject == "" {
		return false
	}
	switch x.cond.settled(subject) {
	case yes:
		return !x.Declining
	case no:
		return fits || x.Declining
	}
	return false
}

// fitting reports whether one of the rules decides about a kind of subject.
func fitting(rules []*Rule, subject string) bool {
	return slices.ContainsFunc(rules, func(x *Rule) bool {
		return x.When != "" && !x.general && !x.Declining && x.cond.settled(subject) == unsure
	})
}

// Aside (quy tắc không áp dụng) gives the rules of a title that say nothing of a kind of subject, with
// whom they are for: they are no part of the answer.
func (b *Book) Aside(title, subject string) (list []Aside) {
	rules, _ := b.For(title, subject)
	fits := fitting(rules, subject)
	for _, x := range rules {
		if x.aside(subject, fits) {
			list = append(list, Aside{x.ID, x.Title, x.forWhom()})
		}
	}
	return list
}

// An Aside (quy tắc không áp dụng) is a rule for another kind of subject.
type Aside struct {
	Rule, Title string
	For         Text
}

// lacks collects what stands in the way of a condition, in the order in which it is written.
type lacks struct {
	leaves []*cond
	holds  []Text // what is fulfilled beside it
}

// in words what keeps c from being want; c is known to be something else.
func (l *lacks) say(r *run, c *cond, want, nested bool) Text {
	switch {
	case c.op == "not":
		return l.say(r, c.kids[0], !want, nested)
	case c.op == "":
		l.leaves = append(l.leaves, c)
		return c.lacking(r, want)
	}
	all := (c.op == "and") == want // every kid must change; else one is enough
	var vi, en []string
	for _, k := range c.flat(c.op) {
		if k.settled(r.facts.Subject) != unsure {
			continue // no fact changes what the subject is
		}
		if (r.truth(k) == yes) == want {
			if all {
				l.holding(r, k, want)
			}
			continue
		}
		t := l.say(r, k, want, nested || !all)
		vi, en = append(vi, t.VI), append(en, t.EN)
	}
	if !all {
		return bracket(vi, en, " hoặc ", " or ", nested)
	}
	if nested {
		return bracket(vi, en, " và ", " and ", nested)
	}
	return Text{strings.Join(vi, "; "), strings.Join(en, "; ")}
}

func bracket(vi, en []string, and, andEN string, nested bool) Text {
	t := Text{strings.Join(vi, and), strings.Join(en, andEN)}
	if nested && len(vi) > 1 {
		t = Text{"(" + t.VI + ")", "(" + t.EN + ")"}
	}
	return t
}

// holding collects what of c is fulfilled.
func (l *lacks) holding(r *run, c *cond, want bool) {
	switch {
	case c.op == "not":
		l.holding(r, c.kids[0], !want)
	case c.op != "":
		for _, k := range c.flat(c.op) {
			if (r.truth(k) == yes) == want {
				l.holding(r, k, want)
			}
		}
	case c.subject == "" && !c.always:
		l.holds = append(l.holds, c.needed(r, want))
	}
}

// flat gives the parts joined by one sign, "a && b && c" as three.
func (c *cond) flat(op string) []*cond {
	if c.op != op {
		return []*cond{c}
	}
	return slices.Concat(c.kids[0].flat(op), c.kids[1].flat(op))
}

// needed says what a leaf asks for.
func (c *cond) needed(r *run, want bool) Text {
	p := c.says
	if !want {
		p = c.saysNot
	}
	return p.need(r)
}

// lacking says what a leaf lacks.
func (c *cond) lacking(r *run, want bool) Text {
	p := c.says
	if !want {
		p = c.saysNot
	}
	if p.lack != nil {
		return p.lack(r)
	}
	t := p.need(r)
	return Text{"thiếu " + t.VI, t.EN + " missing"}
}

// needs puts what a condition asks for into words, without facts.
func (c *cond) needs(want, nested bool) Text {
	switch {
	case c.op == "not":
		return c.kids[0].needs(!want, nested)
	case c.op == "":
		return c.needed(nil, want)
	}
	all := (c.op == "and") == want
	var vi, en []string
	for _, k := range c.flat(c.op) {
		if k.subject != "" || k.always {
			continue
		}
		t := k.needs(want, true)
		vi, en = append(vi, t.VI), append(en, t.EN)
	}
	switch {
	case !all:
		return bracket(vi, en, " hoặc ", " or ", nested)
	case nested:
		return bracket(vi, en, " và ", " and ", true)
	}
	return Text{strings.Join(vi, "; "), strings.Join(en, "; ")}
}

// name gives a leaf its words, from its shape.
func (k *cond) name(n ast.Node) {
	text := clip(n.String())
	k.says = phrase{need: func(*run) Text { return Text{"điều kiện “" + text + "”", "the condition “" + text + "”"} }}
	k.saysNot = phrase{need: func(*run) Text {
		return Text{"điều kiện “" + text + "” không xảy ra", "the condition “" + text + "” not to hold"}
	}}
	switch n := n.(type) {
	case *ast.CallNode:
		k.nameCall(n)
	case *ast.BinaryNode:
		k.nameBinary(n)
	}
}

// span gives the years of two arguments for the facts of r, or in words.
func span(r *run, from, to int) Text {
	if r == nil {
		switch {
		case from == to && to == 0:
			return Text{}
		case from == to:
			return Text{fmt.Sprintf(" của %d năm trước", -to), fmt.Sprintf(" of %d years before", -to)}
		}
		return Text{fmt.Sprintf(" trong %d năm", to-from+1), fmt.Sprintf(" within %d years", to-from+1)}
	}
	if a, b := r.facts.Year+from, r.facts.Year+to; a != b {
		return Text{fmt.Sprintf(" các năm %d–%d", a, b), fmt.Sprintf(" of %d–%d", a, b)}
	}
	return Text{" năm " + strconv.Itoa(r.facts.Year+to), " of " + strconv.Itoa(r.facts.Year+to)}
}

// offsets reads year arguments as offsets from the year asked.
func offsets(args []ast.Node) (list []int, ok bool) {
	for _, a := range args {
		n, good := yearOffset(a)
		if !good {
			return nil, false
		}
		list = append(list, n)
	}
	return list, true
}

// parts of a call: its name, its first text and its years.
func callOf(n ast.Node) (fn string, texts []string, years []int, ok bool) {
	call, ok := n.(*ast.CallNode)
	if !ok {
		return "", nil, nil, false
	}
	id, ok := call.Callee.(*ast.IdentifierNode)
	if !ok {
		return "", nil, nil, false
	}
	var rest []ast.Node
	for _, a := range call.Arguments {
		if s, isText := a.(*ast.StringNode); isText {
			texts = append(texts, s.Value)
		} else {
			rest = append(rest, a)
		}
	}
	years, ok = offsets(rest)
	return id.Value, texts, years, ok && len(texts) == 1
}

// nameCall puts has, held, initiative, rated, rated_all and disciplined into words.
func (k *cond) nameCall(n *ast.CallNode) {
	fn, texts, y, ok := callOf(n)
	if !ok {
		return
	}
	t := texts[0]
	with := func(vi, en string, from, to int) phrase {
		return phrase{need: func(r *run) Text { s := span(r, from, to); return Text{vi + s.VI, en + s.EN} }}
	}
	switch {
	case fn == "has" && len(y) == 1:
		k.says, k.saysNot = with(t, t, y[0], y[0]), with("không có "+t, "no "+t, y[0], y[0])
		k.saysNot.lack = func(r *run) Text {
			s := span(r, y[0], y[0])
			return Text{"đã có " + t + s.VI, t + s.EN + " is held"}
		}
	case fn == "held" && len(y) == 2:
		k.nameHeld(t, y[0], y[1])
	case fn == "initiative" && len(y) == 2:
		w := scopeWords[t]
		k.says = with("sáng kiến "+w.VI, "an initiative of scope "+w.EN, y[0], y[1])
	case fn == "rated" && len(y) == 1:
		k.says = with("xếp loại từ "+t, "a rating of "+t+" or better", y[0], y[0])
		k.says.lack = func(r *run) Text {
			have, year := r.facts.Rating[strconv.Itoa(r.facts.Year+y[0])], r.facts.Year+y[0]
			return Text{fmt.Sprintf("xếp loại năm %d là %s, cần từ %s", year, have, t), fmt.Sprintf("the rating of %d is %s, %s is needed", year, have, t)}
		}
	case fn == "rated_all" && len(y) == 2:
		years := y[1] - y[0] + 1
		k.says = with(fmt.Sprintf("%d năm liên tục xếp loại từ %s", years, t), fmt.Sprintf("%d years running rated %s or better", years, t), y[1], y[1])
		k.says.need = func(*run) Text {
			return Text{fmt.Sprintf("%d năm liên tục xếp loại từ %s", years, t), fmt.Sprintf("%d years running rated %s or better", years, t)}
		}
		k.says.lack = func(r *run) Text {
			var low []string
			for i := r.facts.Year + y[0]; i <= r.facts.Year+y[1]; i++ {
				if s := strconv.Itoa(i); ratings[r.facts.Rating[s]] < ratings[t] {
					low = append(low, s)
				}
			}
			return Text{fmt.Sprintf("xếp loại dưới %s năm %s", t, strings.Join(low, ", ")), fmt.Sprintf("rated below %s in %s", t, strings.Join(low, ", "))}
		}
	case fn == "disciplined" && len(y) == 2:
		k.nameDiscipline(t, y[0], y[1])
	}
}

// ever is a span that means "at any time before".
const ever = 30

func (k *cond) nameHeld(t string, from, to int) {
	need := func(r *run) Text {
		if to-from < ever {
			s := span(r, from, to)
			return Text{t + s.VI, t + s.EN}
		}
		switch {
		case to == 0:
			return Text{t + " đã được tặng trước đó", t + " given before"}
		case r == nil:
			return Text{fmt.Sprintf("%s từ %d năm trước", t, -to), fmt.Sprintf("%s for %d years", t, -to)}
		}
		return Text{fmt.Sprintf("%s từ năm %d trở về trước", t, r.facts.Year+to), fmt.Sprintf("%s of %d or before", t, r.facts.Year+to)}
	}
	k.says = phrase{need: need}
	k.saysNot = phrase{need: func(r *run) Text { s := need(r); return Text{"chưa có " + s.VI, "no " + s.EN} },
		lack: func(r *run) Text { s := need(r); return Text{"đã có " + s.VI, s.EN + " is held"} }}
}

func (k *cond) nameDiscipline(kind string, from, to int) {
	if kind == "pending" {
		k.saysNot = phrase{need: func(*run) Text {
			return Text{"không chờ xét kỷ luật, không đang bị thanh tra, kiểm tra", "no conclusion pending"}
		},
			lack: func(*run) Text { return Text{"đang chờ kết luận", "a conclusion is pending"} }}
		return
	}
	none := Text{"không bị kỷ luật từ " + kind, "no discipline from " + kind}
	k.saysNot = phrase{need: func(r *run) Text { s := span(r, from, to); return Text{none.VI + s.VI, none.EN + s.EN} },
		lack: func(r *run) Text {
			var had []string
			for _, d := range r.facts.Discipline {
				if r.disciplined(max(from+r.facts.Year, d.Year), min(to+r.facts.Year, d.Year), kind) {
					had = append(had, fmt.Sprintf("%s năm %d", d.Kind, d.Year))
				}
			}
			slices.Sort(had)
			list := strings.Join(slices.Compact(had), ", ")
			return Text{"bị kỷ luật (" + list + ")", "disciplined (" + list + ")"}
		}}
	k.says = phrase{need: func(r *run) Text {
		s := span(r, from, to)
		return Text{"kỷ luật từ " + kind + s.VI, "discipline from " + kind + s.EN}
	}}
}

// nameBinary puts comparisons into words.
func (k *cond) nameBinary(n *ast.BinaryNode) {
	if id, ok := n.Left.(*ast.IdentifierNode); ok {
		if s, isText := n.Right.(*ast.StringNode); isText && (n.Operator == "==" || n.Operator == "!=") && id.Value == "subject" {
			k.subject, k.other = s.Value, n.Operator == "!="
			lack := phrase{need: func(*run) Text { return subjectWords(s.Value) }, lack: func(*run) Text {
				w := subjectWords(s.Value)
				return Text{"quy tắc của " + w.VI, "the rule is for " + w.EN}
			}}
			k.says, k.saysNot = lack, lack
			return
		} else if isText && id.Value == "received" {
			k.nameReceived(n.Operator, s.Value)
			return
		}
	}
	num, isNum := n.Right.(*ast.IntegerNode)
	if fn, texts, y, ok := callOf(n.Left); ok && isNum {
		switch n.Operator {
		case ">=", ">":
			k.nameNumber(fn, texts[0], y, num.Value+map[string]int{">": 1}[n.Operator])
		case "<", "<=": // not to hold is to reach the number
			turned := cond{says: k.saysNot}
			turned.nameNumber(fn, texts[0], y, num.Value+map[string]int{"<=": 1}[n.Operator])
			k.saysNot = turned.says
		}
		return
	}
	if b, ok := n.Left.(*ast.BuiltinNode); ok && isNum && n.Operator == ">=" && b.Name == "count" {
		v := &texts{}
		node := ast.Node(b)
		if ast.Walk(&node, v); len(v.list) == 1 {
			t := fmt.Sprintf("%d %s", num.Value, v.list[0])
			k.says = phrase{need: func(*run) Text { return Text{t, t} }, lack: func(*run) Text { return Text{"chưa đủ " + t, "fewer than " + t} }}
		}
		return
	}
	k.nameCounts(n)
}

// texts collects the literals of an expression.
type texts struct{ list []string }

// Visit notes a text.
func (v *texts) Visit(n *ast.Node) {
	if s, ok := (*n).(*ast.StringNode); ok && s.Value != "title" && s.Value != "year" {
		v.list = append(v.list, s.Value)
	}
}

func subjectWords(key string) Text {
	for _, s := range subjects {
		if s.key == key {
			return s.Text
		}
	}
	return Text{key, key}
}

func (k *cond) nameReceived(op, day string) {
	d, err := civil.ParseISO(day)
	if err != nil {
		return
	}
	word := map[string]Text{"<": {"trước", "before"}, "<=": {"đến hết", "up to"}, ">": {"sau", "after"}, ">=": {"từ", "from"}}
	against := map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
	if _, ok := word[op]; !ok {
		return
	}
	say := func(op string) phrase {
		w := word[op]
		return phrase{need: func(*run) Text {
			return Text{"hồ sơ nhận " + w.VI + " " + d.VN(), "a dossier received " + w.EN + " " + d.VN()}
		},
			lack: func(*run) Text {
				v := word[against[op]]
				return Text{"hồ sơ nhận " + v.VI + " " + d.VN(), "the dossier was received " + v.EN + " " + d.VN()}
			}}
	}
	k.says, k.saysNot = say(op), say(against[op])
}

// nameNumber puts "consecutive(…) >= n" and "initiative_count(…) >= n" into words.
func (k *cond) nameNumber(fn, t string, y []int, n int) {
	switch {
	case fn == "consecutive" && len(y) == 1:
		k.says = phrase{need: func(*run) Text {
			return Text{fmt.Sprintf("%d năm %s liên tục", n, t), fmt.Sprintf("%d years of %s running", n, t)}
		},
			lack: func(r *run) Text {
				m := r.short(t, y[0], n)
				if m == 1 {
					return Text{"thiếu 1 năm " + t, "1 year of " + t + " missing"}
				}
				return Text{fmt.Sprintf("thiếu %d năm %s", m, t), fmt.Sprintf("%d years of %s missing", m, t)}
			}}
	case fn == "initiative_count" && len(y) == 2:
		w := scopeWords[t]
		k.says = phrase{need: func(r *run) Text {
			s := span(r, y[0], y[1])
			return Text{fmt.Sprintf("%d sáng kiến %s%s", n, w.VI, s.VI), fmt.Sprintf("%d initiatives of scope %s%s", n, w.EN, s.EN)}
		}, lack: func(r *run) Text {
			s, m, plural := span(r, y[0], y[1]), n-r.initiatives(r.facts.Year+y[0], r.facts.Year+y[1], t), "s"
			if m == 1 {
				plural = ""
			}
			return Text{fmt.Sprintf("thiếu %d sáng kiến %s%s", m, w.VI, s.VI), fmt.Sprintf("%d initiative%s of scope %s%s missing", m, plural, w.EN, s.EN)}
		}}
	}
}
