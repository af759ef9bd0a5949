package reading

import (
	"regexp"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// A mention is a figure that stands in a sentence, with what it may be the figure of.
type mention struct {
	value   figure.Value
	percent bool
	single  bool // one group of three digits
	other   figure.Value
	at, raw string
	suffix  string // folded words right behind the number
	scores  []score
	plan    bool   // the words before speak of a plan
	lead    string // key of the words right before, without the verb
	tail    string // key of the words right behind
}

// prose holds the figures that stand in sentences.
type prose struct {
	lx       *lexicon
	mentions []mention
}

var (
	sentenceEnd = regexp.MustCompile(`[.;!?]+(?:\s+|$)`)
	proseNumber = regexp.MustCompile(`\d+(?:[.,]\d+)*(?:[ \x{00a0}]\d{3}(?:[.,]\d+)?)*\s*%?`)
	notFigure   = regexp.MustCompile(`(?i)(?:năm|tháng|ngày|số|quý|điều|khoản|thứ|khóa|khối|covid|covid-|lữ đoàn|trung đoàn|sư đoàn|đại đội|tiểu đoàn|quân khu|phòng|mục|biểu|phụ lục|quyết định|nghị quyết|chỉ thị|tuổi)[\s\-]*$`)
	notBehind   = regexp.MustCompile(`(?i)^\s*(?:tháng|năm|/|-\s?\pL)`)
	skipLeft    = regexp.MustCompile(`\b(?:cung ky|nam truoc|ky truoc|trong do|rieng|phan dau|du kien|se|chi tieu la)\b`)
	planLeft    = regexp.MustCompile(`\b(?:ke hoach la|theo ke hoach|ke hoach)\b`)
	justBefore  = regexp.MustCompile(`\b(?:muc tieu|chi tieu|tang|giam|tang them|tang thuc|thieu|vuot|khoang|gan|tren|hon)$`)
)

func newProse(req Request, lx *lexicon, texts []sheet.Paragraph) *prose {
	p := &prose{lx: lx}
	kinds := sectionKinds(texts)
	for i, t := range texts {
		if kinds[i] == Directions || kinds[i] == Recommendations || len(t.Text) > 6000 {
			continue
		}
		start := 0
		for _, end := range append(sentenceEnd.FindAllStringIndex(t.Text, -1), []int{len(t.Text), len(t.Text)}) {
			if end[0] > start {
				p.sentence(req, t, t.Text[start:end[0]])
			}
			start = end[1]
		}
	}
	return p
}

// sentence notes the figures of one sentence.
func (p *prose) sentence(req Request, t sheet.Paragraph, s string) {
	s = strings.ReplaceAll(s, "\u00a0", " ")
	if !strings.ContainsAny(s, "0123456789") || len(s) > 3000 {
		return
	}
	dates := dateVN.FindAllStringIndex(s, -1)
	laws := lawNumber.FindAllStringIndex(s, -1)
	inside := func(loc []int, in [][]int) bool {
		for _, d := range in {
			if loc[0] < d[1] && d[0] < loc[1] {
				return true
			}
		}
		return false
	}
	locs := proseNumber.FindAllStringIndex(s, -1)
	from := 0
	for i, loc := range locs {
		left, right := s[from:loc[0]], s[loc[1]:]
		if i+1 < len(locs) {
			right = s[loc[1]:locs[i+1][0]]
		}
		if inside(loc, dates) || inside(loc, laws) || notFigure.MatchString(s[:loc[0]]) || notBehind.MatchString(right) || loc[0] > 0 && isLetter(s[:loc[0]]) {
			continue
		}
		from = loc[1]
		before := vi.Fold(s[:loc[0]])
		sp := parseSpan(s[:loc[0]])
		if skipLeft.MatchString(before) || justBefore.MatchString(vi.Fold(left)) || sp.any && sp.fit(req.Period) == fitOther {
			continue
		}
		r, err := vi.ParseNumber(s[loc[0]:loc[1]])
		if err != nil {
			continue
		}
		m := mention{value: r.Value, percent: r.Percent, single: r.Single, at: t.At, suffix: firstWords(right, 3)}
		m.raw = strings.TrimSpace(s[loc[0]:loc[1]] + " " + measureBehind(right))
		if r.Single {
			m.other = r.Others[0]
		}
		m.scores = p.near(left, right)
		m.plan = planLeft.MatchString(vi.Fold(left))
		m.lead, m.tail = leadOf(left), key(right)
		p.mentions = append(p.mentions, m)
	}
}

// leadOf gives the words before a figure without the verbs that join them to it.
func leadOf(left string) string {
	f := strings.Fields(key(left))
	for len(f) > 0 && is(f[len(f)-1], "la", "dat", "duoc", "co", "gom", "bang", "len", "hien", "thuc", "con", "uoc", "tong", "den", "nay") {
		f = f[:len(f)-1]
	}
	return strings.Join(f, " ")
}

// named reports that the figure follows the very name of target i.
func (p *prose) named(m *mention, i int) bool {
	for _, n := range p.lx.names[i] {
		k := strings.Join(strings.Fields(n.key), " ")
		if len(strings.Fields(k)) >= 3 && strings.HasSuffix(" "+m.lead, " "+leadOf(k)) {
			return true
		}
		if rest, ok := strings.CutPrefix(k, "so "); ok && len(strings.Fields(rest)) >= 3 && strings.HasPrefix(m.tail+" ", rest+" ") {
			return true // "13 giáo viên giỏi cấp trường"
		}
	}
	return false
}

func isLetter(before string) bool {
	rs := []rune(before)
	c := rs[len(rs)-1]
	return c != ' ' && c != '(' && c != ':' && c != '"' && c != '“' && c != ','
}

func firstWords(s string, n int) string {
	if i := strings.IndexAny(s, ",:("); i >= 0 {
		s = s[:i]
	}
	f := vi.FoldWords(s)
	if len(f) > n {
		f = f[:n]
	}
	return strings.Join(f, " ")
}

// measureBehind gives the unit of measure that begins a text, as written.
func measureBehind(right string) string {
	f := strings.Fields(right)
	for n := min(3, len(f)); n > 0; n-- {
		s := strings.Join(f[:n], " ")
		if isMeasure(vi.Fold(s)) {
			return strings.TrimRight(s, ",.;:")
		}
	}
	return ""
}

// near scores the words around a figure against every target: what counts is how much
// of the target's name they hold.
func (p *prose) near(left, right string) []score {
	if i := strings.LastIndexAny(left, ",:"); i > 0 && len(vi.FoldWords(left[i:])) >= 3 {
		left = left[i+1:]
	}
	out := make([]score, len(p.lx.targets))
	for _, text := range []string{left, right, left + " " + right} {
		ws := expand(words(text))
		if len(ws) == 0 || len(ws) > 60 {
			continue
		}
		for i := range p.lx.targets {
			for _, n := range p.lx.names[i] {
				if sc := p.lx.compare(ws, n.words); sc.r > out[i].r {
					out[i] = sc
				}
			}
		}
	}
	return out
}

// of gives the value of m for target i, when m may be its figure at all.
func (p *prose) of(m *mention, i int, t *Target) (v figure.Value, sure, ok bool) {
	sc := m.scores[i]
	if t.Kind == YesNo || sc.opposed || m.plan && !has(key(t.Name), "ke hoach") {
		return 0, false, false
	}
	class := targetClass(t)
	if (class == "percent") != m.percent {
		return 0, false, false
	}
	second := 0.0
	for k := range m.scores {
		o := &p.lx.targets[k]
		if k != i && o.Kind != YesNo && (targetClass(o) == "percent") == m.percent && (targetClass(o) == "money") == (class == "money") && !m.scores[k].opposed {
			second = max(second, m.scores[k].r)
		}
	}
	v = m.value
	measured := class == "percent"
	if class != "percent" {
		want := t.measure
		measured = strings.HasPrefix(m.suffix+" ", want+" ") || want != "" && strings.HasPrefix(want, firstWord(m.suffix)+" ")
		if fam, size, known := scaleOf(want); known {
			fam2, got, _ := scaleOf(longestScale(m.suffix))
			if fam2 != fam {
				return 0, false, false
			}
			if w, ok := times(v, got, size); ok {
				v = w
			}
			measured = true
		}
	}
	if m.single && t.Plan != nil {
		a, b := ratio(v, max(1, *t.Plan)), ratio(m.other, max(1, *t.Plan))
		if (a > 3 || a < 0.02) && b < 3 && b > 0.02 {
			v = m.other
		}
	}
	switch {
	case sc.r >= 0.78 && sc.r-second >= 0.15 && measured, sc.r >= 0.78 && p.named(m, i):
		return v, true, true
	case sc.r >= 0.45 && sc.r-second >= -0.01, sc.r >= 0.3 && measured && class != "percent" && sc.r-second >= 0.05:
		return v, false, true
	}
	return 0, false, false
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

func longestScale(s string) string {
	f := strings.Fields(s)
	for n := min(3, len(f)); n > 0; n-- {
		if _, _, ok := scaleOf(strings.Join(f[:n], " ")); ok {
			return strings.Join(f[:n], " ")
		}
	}
	return ""
}

// check compares a finding with the sentences of the file: a figure that contradicts
// the table is a conflict, one that stands only in a sentence is a question.
func (p *prose) check(t *Target, f Finding) Finding {
	if p == nil || len(p.mentions) == 0 {
		return f
	}
	i := 0
	for k := range p.lx.targets {
		if &p.lx.targets[k] == t || p.lx.targets[k].Code == t.Code {
			i = k
			break
		}
	}
	var hits []Candidate
	confirmed, denied := false, false
	for k := range p.mentions {
		m := &p.mentions[k]
		v, sure, ok := p.of(m, i, t)
		if !ok {
			continue
		}
		if f.Action == Store {
			if v == *f.Value {
				confirmed = confirmed || sure
				continue
			}
			if !sure {
				continue
			}
			denied = denied || p.named(m, i)
		}
		hits = append(hits, Candidate{Value: &v, At: m.at, Raw: m.raw, Why: "reading.inprose|Đọc trong lời văn"})
	}
	if len(hits) == 0 || confirmed && !denied {
		return f
	}
	o := outcome{sheet: f.Sheet, at: f.At, raw: f.Raw, cands: f.Candidates}
	switch {
	case f.Action == Store:
		o.candidate(f.Value, "reading.aswritten|Đọc như đã ghi")
		f.Reason, f.Why, f.Args = Conflict, "reading.prosediffers|Bảng ghi {v} nhưng lời văn ghi khác.", fault.P{"v": f.Value.VN()}
	case f.Action == Missing:
		f.Reason, f.Why, f.Args = Ambiguous, "reading.proseonly|Số liệu chỉ có trong lời văn: cần xác nhận.", nil
		if f.At == "" {
			f.At, f.Raw = hits[0].At, hits[0].Raw
		}
	}
	for _, c := range hits {
		o = o.absorb(outcome{cands: []Candidate{c}})
	}
	f.Action, f.Value, f.Candidates = Ask, nil, o.cands
	return f
}
