package review

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

// Words (lời của hệ thống) are what the program itself says about a point on the way, kept so
// that a page can say it in the reader's language. Args may hold periods and other Words; what
// people wrote stays as they wrote it.
type Words struct {
	Msg  string // "id|Tiếng Việt {n}"
	Args fault.P
}

// Tell gives the text; t translates a message, period names a period.
func (w Words) Tell(t func(msg string, args fault.P) string, period func(civil.Period) string) string {
	args := fault.P{}
	for k, v := range w.Args {
		switch v := v.(type) {
		case civil.Period:
			args[k] = period(v)
		case Words:
			args[k] = v.Tell(t, period)
		default:
			args[k] = v
		}
	}
	return t(w.Msg, args)
}

// VN gives the Vietnamese text.
func (w Words) VN() string { return w.Tell(fault.Text, civil.Period.Name) }

// title names a node in words of the program.
func (n *Node) title(msg string, args fault.P) {
	n.Say = Words{msg, args}
	n.Title = n.Say.VN()
}

// fact adds a line about a node: its name is a message, its value what people wrote.
func (n *Node) fact(name, value string) {
	if value != "" {
		n.Facts = append(n.Facts, Fact{Name: text(name), Value: value, Label: name})
	}
}

// told adds a line whose value is a message too.
func (n *Node) told(name, msg string) {
	if msg != "" {
		n.Facts = append(n.Facts, Fact{Name: text(name), Value: text(msg), Label: name, Say: Words{Msg: msg}})
	}
}

// goalWords says a plan's value: "6 (6 tháng: 2)".
func goalWords(g plan.Goal) any {
	if g.Half == nil {
		return g.VN()
	}
	return Words{"trace.goal|{year} (6 tháng: {half})", fault.P{"year": plan.Goal{Year: g.Year}.VN(), "half": g.Half.VN()}}
}

// shown says a figure: its value, or why there is none.
func shown(k plan.Kind, v progress.Value) any {
	switch {
	case v.Withheld:
		return Words{Msg: "trace.withheld|không truyền"}
	case v.Value == nil:
		return Words{Msg: "trace.empty|chưa có"}
	case k == plan.YesNo && *v.Value == figure.Value(0):
		return Words{Msg: "review.no|không đạt"}
	case k == plan.YesNo:
		return Words{Msg: "review.yes|đạt"}
	}
	return report.Show(k, *v.Value)
}
