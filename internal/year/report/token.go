package report

import (
	"regexp"
	"strconv"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
	"thidua/internal/year/plan"
)

// A Figure (số liệu có nguồn) is a link inside a paragraph and what it prints today.
type Figure struct {
	Token   string // "C03/tand"
	Text    string // "12"; "…" when there is no figure yet
	ID      string // "value/khoi-3/2022-H1/tand/C03", "total/…"; "" when unknown
	Missing bool   // no figure yet, or no such target or unit
}

// The links a paragraph may hold:
//
//	[[C03]]         the bloc's figure of target C03
//	[[C03/%]]       its share of what was expected
//	[[C03/min]] [[C03/max]] [[C03/n]] [[C03/met]]
//	                lowest, highest, units that reported, units that reached the plan
//	[[C03/tand]]    the figure of the unit tand, [[C03/tand/%]] its share
//	[[sent]] [[units]] [[missing]]
//	                units that sent, all units, units that have not
//	[[award/n]] [[reg/units]] …
//	                figures of other capabilities, see section_*.go
var tokens = regexp.MustCompile(`\[\[([^\[\]\n]{1,80})\]\]`)

// Resolve gives what a link prints today.
func (t *Table) Resolve(token string) Figure {
	f := Figure{Token: token, Text: "…", Missing: true}
	if x, ok := t.Linked[token]; ok {
		return x
	}
	part := strings.Split(token, "/")
	if len(part) == 1 {
		sent, missing := t.Sent()
		n, ok := map[string]int{"sent": sent, "units": len(t.Members), "missing": len(missing)}[token]
		if ok {
			return Figure{Token: token, Text: strconv.Itoa(n), ID: "period/" + t.Bloc.Code + "/" + string(t.Period)}
		}
	}
	if r, ok := t.RowOf(part[0]); ok {
		what := ""
		if len(part) > 1 {
			what = part[1]
		}
		if text, known := r.Total.text(r.Target.Kind, what); known && len(part) <= 2 {
			f.ID, f.Missing = t.TotalID(part[0]), text == ""
			if text != "" {
				f.Text = text
			}
			return f
		}
	}
	if len(part) < 2 {
		return f
	}
	target, c, ok := t.Find(part[1], part[0])
	if !ok {
		return f
	}
	f.ID = t.ValueID(part[1], part[0])
	v := c.Value
	if len(part) == 3 && part[2] == "%" {
		v = c.Share.Percent
		if v != nil {
			f.Text, f.Missing = v.VNFixed(1), false
		}
		return f
	}
	if v != nil && len(part) == 2 {
		f.Text, f.Missing = Show(target.Kind, *v), false
	}
	return f
}

// text gives a part of the total as printed; known is false for an unknown part.
func (t *Total) text(k plan.Kind, what string) (s string, known bool) {
	var v *figure.Value
	switch what {
	case "":
		v = t.Value
		if v != nil && t.Kind == Mean {
			return v.Round(2).VN(), true
		}
		if v != nil && t.Kind == Met {
			return v.VN(), true
		}
	case "%":
		v = t.Share
		if v != nil {
			return v.VNFixed(1), true
		}
	case "min":
		v = t.Min
	case "max":
		v = t.Max
	case "n":
		return strconv.Itoa(t.N), true
	case "met":
		return strconv.Itoa(t.Met), true
	default:
		return "", false
	}
	if v == nil {
		return "", true
	}
	return Show(k, *v), true
}

// Show prints a figure of a target: a number the Vietnamese way, or Đạt, Không đạt.
func Show(k plan.Kind, v figure.Value) string {
	if k == plan.YesNo {
		if v == figure.FromInt(1) {
			return "Đạt"
		}
		return "Không đạt"
	}
	return v.VN()
}

// A Piece (phần của đoạn) is a stretch of a paragraph: plain text, or a figure.
type Piece struct {
	Text   string
	Figure *Figure
}

// Pieces cuts a paragraph into text and figures, resolved against the table.
func (t *Table) Pieces(text string) []Piece {
	var list []Piece
	at := 0
	for _, m := range tokens.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > at {
			list = append(list, Piece{Text: text[at:m[0]]})
		}
		f := t.Resolve(text[m[2]:m[3]])
		list = append(list, Piece{Text: f.Text, Figure: &f})
		at = m[1]
	}
	if at < len(text) {
		list = append(list, Piece{Text: text[at:]})
	}
	return list
}

// Plain gives the paragraph as it prints today.
func (t *Table) Plain(text string) string {
	var b strings.Builder
	for _, p := range t.Pieces(text) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// runs gives the paragraph for the document writers, figures with their source.
func (t *Table) runs(text string, bold bool) []paper.Run {
	var list []paper.Run
	for _, p := range t.Pieces(text) {
		r := paper.Run{Text: p.Text, Bold: bold}
		if p.Figure != nil && !p.Figure.Missing {
			r.Source = p.Figure.ID
		}
		list = append(list, r)
	}
	return list
}
