package rulebook

import (
	"fmt"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// turned is what a comparison becomes when it is turned against itself.
var turned = map[string]string{">=": "<", "<": ">=", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}

var compareWords = map[string]Text{">=": {"từ %s", "at least %s"}, ">": {"trên %s", "more than %s"}, "<": {"dưới %s", "less than %s"}, "<=": {"không quá %s", "at most %s"}, "==": {"đúng %s", "exactly %s"}, "!=": {"khác %s", "other than %s"}}

// flag marks the counts that say yes or no.
const flag = " (1: có, 0: không)"

// term reads "counts.a" and "counts.a * 2".
func term(n ast.Node) (key string, times int, ok bool) {
	times = 1
	if b, isTimes := n.(*ast.BinaryNode); isTimes && b.Operator == "*" {
		num, isNum := b.Right.(*ast.IntegerNode)
		if !isNum {
			return "", 0, false
		}
		n, times = b.Left, num.Value
	}
	m, isMember := n.(*ast.MemberNode)
	if !isMember {
		return "", 0, false
	}
	id, isID := m.Node.(*ast.IdentifierNode)
	s, isText := m.Property.(*ast.StringNode)
	if !isID || !isText || id.Value != "counts" {
		return "", 0, false
	}
	return s.Value, times, times > 0
}

// nameCounts puts comparisons of counts into words: with a number, or with another count as a
// share of it.
func (k *cond) nameCounts(n *ast.BinaryNode) {
	key, a, ok := term(n.Left)
	if !ok || compareWords[n.Operator].VI == "" {
		return
	}
	if num, isNum := n.Right.(*ast.IntegerNode); isNum && a == 1 {
		k.always = n.Operator == ">" && num.Value == 0 || n.Operator == ">=" && num.Value == 0 // only guards a division
		k.says, k.saysNot = countPhrase(key, n.Operator, num.Value), countPhrase(key, turned[n.Operator], num.Value)
		return
	}
	if whole, b, isShare := term(n.Right); isShare {
		k.says, k.saysNot = sharePhrase(key, whole, n.Operator, b*10_000/a), sharePhrase(key, whole, turned[n.Operator], b*10_000/a)
	}
}

func countPhrase(key, op string, n int) phrase {
	l, w := CountLabel(key), compareWords[op]
	vi, isFlag := strings.CutSuffix(lowerFirst(l.VI), flag)
	en, _, _ := strings.Cut(lowerFirst(l.EN), " (1 yes")
	if yes := op == ">=" && n == 1 || op == ">" && n == 0; isFlag && (yes || op == "<" && n == 1 || op == "==" && n == 0) {
		if !yes {
			vi, en = "không "+vi, "not: "+en
		}
		return phrase{need: func(*run) Text { return Text{vi, en} }, lack: func(*run) Text { return Text{"chưa có: " + vi, "not yet: " + en} }}
	}
	ask := Text{fmt.Sprintf(w.VI, dong(n)), fmt.Sprintf(w.EN, dong(n))}
	return phrase{need: func(*run) Text { return Text{vi + " " + ask.VI, en + ": " + ask.EN} },
		lack: func(r *run) Text {
			have, _ := r.facts.Counts[key]
			return Text{fmt.Sprintf("%s là %s, cần %s", vi, dong(have), ask.VI), fmt.Sprintf("%s: %s, needed %s", en, dong(have), ask.EN)}
		}}
}

func sharePhrase(part, whole, op string, share int) phrase {
	l, all, w := CountLabel(part), CountLabel(whole), compareWords[op]
	pct := percent(share) + " %"
	ask := Text{fmt.Sprintf(w.VI, pct), fmt.Sprintf(w.EN, pct)}
	if share == 10_000 && op == "==" {
		ask = Text{pct, pct}
	}
	return phrase{need: func(*run) Text {
		return Text{fmt.Sprintf("%s %s %s", lowerFirst(l.VI), ask.VI, lowerFirst(all.VI)), fmt.Sprintf("%s: %s of %s", lowerFirst(l.EN), ask.EN, lowerFirst(all.EN))}
	}, lack: func(r *run) Text {
		have, of := dong(r.facts.Counts[part]), dong(r.facts.Counts[whole])
		return Text{fmt.Sprintf("%s là %s trên %s, cần %s", lowerFirst(l.VI), have, of, ask.VI), fmt.Sprintf("%s: %s of %s, needed %s", lowerFirst(l.EN), have, of, ask.EN)}
	}}
}
