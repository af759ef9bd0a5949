package reading

import (
	"regexp"
	"strings"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

var lineValue = regexp.MustCompile(`^[^:]{4,200}:\s*\S[^:]{0,80}$`)

// A lead is what the last line before a list says of its lines.
type lead struct{ plan, old bool }

// next takes the line s: one without a figure of its own leads those that follow.
func (l *lead) next(w *walker, s string) {
	f := vi.Fold(s)
	n := len(strings.Fields(f))
	if n == 0 || n > 40 {
		return
	}
	if head, _, ok := strings.Cut(s, ":"); ok && lineValue.MatchString(s) {
		if hit, _ := w.f.best(head); hit >= 0.5 {
			return
		}
	}
	sp := parseSpan(s)
	l.plan = planWords(f) && !resultWords(f)
	l.old = sp.any && sp.fit(w.period) == fitOther && n <= 24 && !caution.MatchString(f)
}

// listRows reads the lines "name: figure" of a report's prose as rows of a table.
func (f *finder) listRows(texts []sheet.Paragraph, w *walker) []trow {
	kinds := sectionKinds(texts)
	g := &grid{cells: map[pos]*cell{}}
	t := &table{g: g, h1: 1, h2: 1, labelCol: 1, c1: 1, c2: 2}
	t.cols = []column{{col: 1, role: roleLabel, unit: -1}, {col: 2, role: roleResult, unit: -1}}
	var out []trow
	lead := lead{}
	for i, p := range texts {
		s := strings.TrimSpace(strings.ReplaceAll(p.Text, "\u00a0", " "))
		lead.next(w, s)
		if !lineValue.MatchString(s) || lead.plan || kinds[i] == Directions || kinds[i] == Recommendations {
			continue
		}
		left, right, _ := strings.Cut(s, ":")
		right = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(right), ".;,"))
		x := &cell{Cell: &sheet.Cell{Kind: sheet.Text, At: p.At, Text: left}, row: i + 2, col: 1, text: left, fold: vi.Fold(left)}
		if hit, _ := f.hit(x); hit < 0.5 {
			continue
		}
		v := &cell{Cell: &sheet.Cell{Kind: sheet.Text, At: p.At, Text: right}, row: i + 2, col: 2, text: right, fold: vi.Fold(right)}
		g.add(x)
		g.add(v)
		row := trow{t: t, row: i + 2, written: left, labelAt: p.At}
		row.label, row.measure = cleanLabel(left)
		w.relation(&row, x)
		row.fit = w.file.fit(w.period)
		if lead.old {
			row.fit = fitOther
		}
		place := slot{cell: v, col: &t.cols[1], at: p.At, fit: row.fit}
		if row.fit == fitOther {
			row.parts = []slot{place}
		} else {
			row.results = []slot{place}
		}
		out = append(out, row)
	}
	return out
}
