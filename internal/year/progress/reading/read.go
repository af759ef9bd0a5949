package reading

import (
	"strings"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// Read reads the figures of req.Unit out of req.Book. It never panics on a book of
// any shape and gives exactly one finding per target.
func Read(req Request) Result {
	if req.Book == nil {
		req.Book = &sheet.Book{}
	}
	req.Targets = prepare(req.Targets)
	res := Result{Legacy: legacyOf(req.Book), Memory: Memory{Labels: map[string]string{}, Headers: map[string]string{}}}
	lx := newLexicon(req.Targets)
	f := &finder{lx: lx, units: newUnits(req.Unit, req.Others), mem: req.Memory, hits: map[string]hit{}, roles: map[string]role{}}
	j := &judge{req: req, lx: lx}
	texts := decodeProse(req.Book, res.Legacy)
	file := fileSpan(req.Book, texts)
	fileUnits := map[int]bool{}
	captions := captionUnits(req.Book, f.units, texts)
	var skipped []trow
	for i := range req.Book.Sheets {
		g := f.orient(f.cards(newGrid(req.Book, i, res.Legacy)))
		w := &walker{f: f, g: g, period: req.Period, file: file, above: captions[i], plans: map[planKey]*cell{}}
		w.walk()
		for u := range w.units {
			if !req.Book.Sheets[i].Hidden {
				fileUnits[u] = true
			}
		}
		if req.Book.Sheets[i].Hidden {
			skipped = append(skipped, w.rows...)
		} else {
			j.rows = append(j.rows, w.rows...)
		}
		res.Marks = append(res.Marks, marksOf(g)...)
	}
	for i := 0; i < len(texts) && i < 12; i++ {
		proseUnits(f.units, texts[i].Text, fileUnits)
	}
	if len(texts) > 0 {
		j.rows = append(j.rows, f.listRows(texts, &walker{f: f, period: req.Period, file: file})...)
	}
	j.wholeFile(fileUnits)
	j.link()
	j.prose = newProse(req, lx, texts)
	for i := range req.Targets {
		res.Findings = append(res.Findings, j.decide(i))
	}
	res.Unknown = j.unknown(skipped)
	res.Texts = sections(texts)
	for _, p := range texts {
		if l := secrecy(p.Text); l != "" {
			res.Marks = append(res.Marks, Mark{Level: l, At: p.At, Raw: p.Text})
		}
	}
	j.learn(&res)
	return res
}

// wholeFile treats a file that names only one other unit as that unit's: every figure
// in it becomes a question.
func (j *judge) wholeFile(units map[int]bool) {
	others := 0
	for u := range units {
		if u > 0 {
			others++
		}
	}
	if units[0] || len(units) == 0 || others > 1 {
		return
	}
	for i := range j.rows {
		if j.rows[i].owned {
			return // a line of the sender's own, in a file of an organ above
		}
	}
	for i := range j.rows {
		if !j.rows[i].owned {
			j.rows[i].foreign, j.rows[i].strange = false, true
		}
	}
}

func decodeProse(b *sheet.Book, enc string) []sheet.Paragraph {
	out := make([]sheet.Paragraph, len(b.Prose))
	for i, p := range b.Prose {
		p.Text = cleanText(p.Text, p.Font, enc)
		out[i] = p
	}
	return out
}

// fileSpan takes the period from the file's name and, in a .docx, from its title.
func fileSpan(b *sheet.Book, texts []sheet.Paragraph) span {
	name := strings.NewReplacer("_", " ", ".xlsx", "", ".xls", "", ".docx", "", ".ods", "", ".csv", "").Replace(b.Name)
	s := parseSpan(name)
	if s.m1 == s.m2 && s.m1 != 0 || s.m1 == 0 && s.year != 0 {
		s.m1, s.m2, s.cumul = 0, 0, false // a month or a year in a file's name says when it was made
	}
	for i, p := range texts {
		if n := len(strings.Fields(p.Text)); i < 15 && n > 0 && n <= 24 && (p.Bold || vi.Fold(p.Text) != "") {
			t := parseSpan(p.Text)
			if t.m1 != 0 && !caution.MatchString(vi.Fold(p.Text)) {
				if t.year == 0 {
					t.year = s.year
				}
				return t
			}
		}
	}
	return s
}

// proseUnits notes the units that a title line of a .docx names.
func proseUnits(u *units, text string, into map[int]bool) {
	if len(strings.Fields(text)) > 14 || notSender.MatchString(vi.Fold(text)) {
		return
	}
	if i := u.named(text); i >= 0 {
		into[i] = true
		return
	}
	for _, i := range u.mentioned(text) {
		if i == 0 || u.mostly(text, i) {
			into[i] = true
		}
	}
}

// captionUnits gives for each table of a .docx the unit, plus one, that the last caption
// above it names; nothing unless the captions name several units.
func captionUnits(b *sheet.Book, u *units, texts []sheet.Paragraph) map[int]int {
	out, seen := map[int]int{}, map[int]bool{}
	for i := range b.Sheets {
		s := &b.Sheets[i]
		for k := min(s.After, len(texts)) - 1; k >= 0 && s.Table > 0; k-- {
			t := texts[k].Text
			if len(strings.Fields(t)) > 14 || notSender.MatchString(vi.Fold(t)) {
				continue
			}
			if n := u.named(t); n >= 0 {
				out[i], seen[n] = n+1, true
				break
			}
		}
	}
	if len(seen) < 2 {
		return nil
	}
	return out
}

// unknown lists rows with a figure that belong to no target.
func (j *judge) unknown(skipped []trow) []Row {
	var out []Row
	note := func(row *trow, why string, skip bool) {
		for _, s := range append(append([]slot{}, row.results...), row.parts...) {
			if s.cell != nil && s.cell.text != "" {
				out = append(out, Row{Sheet: row.t.g.name, At: s.at, LabelAt: row.labelAt, Label: row.written, Raw: s.cell.raw(), Why: why, Skipped: skip})
				return
			}
		}
	}
	for i := range j.rows {
		row := &j.rows[i]
		switch {
		case row.foreign:
			note(row, "reading.foreign|Số liệu của đơn vị khác.", true)
		case row.total && !j.used[row]:
			note(row, "reading.total|Dòng tổng cộng.", true)
		case row.old && !j.used[row] || row.old && j.used[row]:
			note(row, "reading.old|Số liệu của kỳ khác.", true)
		case j.used[row]:
		case row.hidden:
			note(row, "reading.hiddenrow|Dòng bị ẩn.", true)
		case row.sub:
			note(row, "reading.subrow|Dòng chi tiết của chỉ tiêu ở trên.", true)
		default:
			note(row, "reading.unknown|Không khớp chỉ tiêu nào.", false)
		}
	}
	for i := range skipped {
		note(&skipped[i], "reading.hiddensheet|Trang tính bị ẩn.", true)
	}
	return out
}

// learn notes which label stood for which target.
func (j *judge) learn(res *Result) {
	for i, ls := range j.links {
		for _, l := range ls {
			if l.level >= levelNear {
				res.Memory.Labels[key(l.row.label)] = j.req.Targets[i].Code
			}
		}
	}
	for i := range j.rows {
		t := j.rows[i].t
		for k := range t.cols {
			if c := &t.cols[k]; c.head != "" && c.role != roleNone {
				res.Memory.Headers[vi.Fold(c.head)] = string(c.role)
			}
		}
	}
}

// secrecy gives the degree of secrecy that a text stamps.
func secrecy(text string) string {
	t := strings.TrimSpace(strings.Trim(vi.Upper(text), " .:[]()*"))
	t = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(t, "ĐỘ MẬT:"), "ĐỘ MẬT"))
	t = strings.Join(strings.Fields(t), " ")
	switch t {
	case "MẬT", "TỐI MẬT", "TUYỆT MẬT":
		return t
	}
	return ""
}

func marksOf(g *grid) []Mark {
	var out []Mark
	for _, x := range g.list {
		if x.isText() && len(x.text) < 60 {
			if l := secrecy(x.text); l != "" {
				out = append(out, Mark{Level: l, Sheet: g.name, At: x.At, Raw: x.raw()})
			}
		}
	}
	return out
}
