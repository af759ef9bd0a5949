package reading

import (
	"sort"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// Levels of a match between a row's name and a target.
const (
	levelNone = iota
	levelWeak // a person must say
	levelNear // nearly the same, or confirmed by the plan
	levelSame
)

// A link pairs a row with a target.
type link struct {
	row    *trow
	target int
	level  int
	s      float64
	planEq bool
	planNo bool
}

// A judge decides over all rows of a file.
type judge struct {
	req    Request
	lx     *lexicon
	rows   []trow
	links  [][]link // per target
	used   map[*trow]bool
	strict bool // most plans in the file differ from the known ones
	prose  *prose
}

// planFit compares the plan of a row with the target's.
func planFit(row *trow, t *Target) (eq, differs bool) {
	if row.plan == nil || t.Plan == nil {
		return false, false
	}
	v := planValue(row.plan, t)
	if v == nil {
		return false, false
	}
	if *v == *t.Plan {
		return true, false
	}
	d := reader{t: t, row: row}
	if d.scale() != nil {
		return true, false
	}
	if targetClass(t) == "percent" {
		if w, ok := times(*v, 100, 1); ok && w == *t.Plan {
			return true, false
		}
	}
	return false, true
}

// match ranks the targets for a row and gives the links worth keeping.
func (j *judge) match(row *trow) []link {
	if code, ok := j.req.Memory.Labels[key(row.label)]; ok {
		for i := range j.lx.targets {
			if j.lx.targets[i].Code == code {
				eq, no := planFit(row, &j.lx.targets[i])
				return []link{{row, i, levelSame, 1, eq, no}}
			}
		}
		if code == "" {
			return nil
		}
	}
	sc := j.lx.scores(row.label)
	type cand struct {
		i int
		s float64
	}
	var cs []cand
	for i, s := range sc {
		v := s.s
		if s.exact {
			v = 1
		} else if a, b := class(row.measure), targetClass(&j.lx.targets[i]); row.measure != "" && isMeasure(row.measure) && a != b {
			v -= 0.35
		} else if row.measure != "" && row.measure == vi.Fold(j.lx.targets[i].Measure) {
			v += 0.02
		}
		if v >= 0.3 {
			cs = append(cs, cand{i, v})
		}
	}
	sort.SliceStable(cs, func(a, b int) bool { return cs[a].s > cs[b].s })
	var out []link
	for k, c := range cs {
		if k > 0 && c.s < cs[0].s-0.1 {
			break
		}
		margin := c.s
		if k == 0 && len(cs) > 1 {
			margin = c.s - cs[1].s
		} else if k > 0 {
			margin = 0
		}
		l := link{row: row, target: c.i, s: c.s}
		l.planEq, l.planNo = planFit(row, &j.lx.targets[c.i])
		l.level = j.level(row, sc[c.i], c.s, margin, l)
		out = append(out, l)
		if sc[c.i].exact {
			break
		}
	}
	return out
}

// level says how surely a row's name means a target.
func (j *judge) level(row *trow, sc score, s, margin float64, l link) int {
	strongPlan := l.planEq && j.lx.targets[l.target].Plan != nil
	switch {
	case sc.exact:
		return levelSame
	case sc.blocked:
		if s >= 0.6 {
			return levelWeak
		}
		return levelNone
	case row.sub:
		return levelWeak
	case l.planNo && s < 0.93:
		return levelWeak
	case s >= 0.8 && margin >= 0.12 && strongPlan, s >= 0.85 && sc.p >= 0.85 && margin >= 0.12 && !sc.lacks, s >= 0.93 && margin >= 0.08 && !sc.lacks:
		return levelNear
	case strongPlan && s >= 0.5 && margin >= 0.14, strongPlan && sc.p >= 0.85 && s >= 0.38 && margin >= 0.2:
		return levelNear
	case s >= 0.45, sc.p >= 0.85 && s >= 0.3:
		return levelWeak
	}
	return levelNone
}

// link pairs all rows with targets.
func (j *judge) link() {
	j.links = make([][]link, len(j.req.Targets))
	j.used = map[*trow]bool{}
	own, foreign := false, false
	for i := range j.rows {
		own = own || j.rows[i].owned
		foreign = foreign || j.rows[i].foreign
	}
	var weak []link
	for i := range j.rows {
		row := &j.rows[i]
		if row.foreign || own && foreign && !row.owned {
			continue
		}
		for _, l := range j.match(row) {
			if row.total && l.s < 0.8 {
				continue
			}
			if row.old && !j.oldName(l.target) {
				j.used[row] = true
				continue
			}
			switch {
			case l.level >= levelNear:
				j.links[l.target] = append(j.links[l.target], l)
				j.used[row] = true
			case l.level == levelWeak:
				weak = append(weak, l)
			}
		}
	}
	sort.SliceStable(weak, func(a, b int) bool { return weak[a].s > weak[b].s })
	taken := map[*trow]float64{}
	var extra []link
	for _, l := range weak {
		if j.used[l.row] || j.settled(l.target) {
			continue
		}
		if s, ok := taken[l.row]; ok && l.s < s-0.1 {
			continue
		} else if !ok {
			taken[l.row] = l.s
		}
		extra = append(extra, l)
	}
	for _, l := range extra {
		if len(j.links[l.target]) > 0 && l.s < j.links[l.target][0].s-0.2 {
			continue
		}
		j.links[l.target] = append(j.links[l.target], l)
	}
	for r := range taken {
		j.used[r] = true
	}
	j.plans()
}

// settled reports that a target has a surely named row already.
func (j *judge) settled(t int) bool {
	for _, l := range j.links[t] {
		if l.level >= levelNear && !l.row.hidden {
			return true
		}
	}
	return false
}

// oldName reports that the target's own name speaks of another period.
func (j *judge) oldName(t int) bool {
	s := parseSpan(j.req.Targets[t].Name)
	return s.any && s.fit(j.req.Period) == fitOther
}

// plans finds out whether the file's plans are another unit's or year's.
func (j *judge) plans() {
	eq, no := 0, 0
	for _, ls := range j.links {
		for _, l := range ls {
			if l.level < levelNear || j.req.Targets[l.target].Kind == YesNo {
				continue
			}
			if l.planEq {
				eq++
			} else if l.planNo {
				no++
			}
		}
	}
	j.strict = no >= 4 && no > eq
}

// decide gives the finding of one target.
func (j *judge) decide(i int) Finding {
	t := &j.req.Targets[i]
	var seen, blanks, hidden []sighting
	for _, l := range j.links[i] {
		s := j.sight(t, l)
		switch {
		case l.row.hidden:
			hidden = append(hidden, s)
		case s.out.action == Missing:
			blanks = append(blanks, s)
		default:
			seen = append(seen, s)
		}
	}
	f := Finding{Target: t.Code}
	switch {
	case len(seen) > 0:
		f = j.merge(t, dropWorse(seen))
	case len(blanks) > 0:
		f = finding(t, blanks[0])
	case len(hidden) > 0 && hidden[0].out.action != Missing:
		f = finding(t, hidden[0].doubt(Suspicious, "import.hidden|Chỉ thấy số liệu ở hàng hoặc cột bị ẩn."))
	default:
		f.Action, f.Reason, f.Why = Missing, NoRow, "import.norow|Tệp không có dòng nào cho chỉ tiêu này."
	}
	return j.prose.check(t, f)
}

// dropWorse drops rows of another period or unit when a row of the right one stands
// beside them, and weakly named rows beside surely named ones.
func dropWorse(in []sighting) []sighting {
	best := 0
	for _, s := range in {
		best = max(best, s.rank())
	}
	var out []sighting
	for _, s := range in {
		if s.rank() == best {
			out = append(out, s)
		}
	}
	return out
}

// A sighting is what one row says about one target.
type sighting struct {
	link
	out outcome
}

func (s sighting) rank() int {
	r := 0
	if s.level >= levelNear {
		r += 4
	}
	if s.out.reason != WrongTime {
		r += 2
	}
	if s.out.reason != WrongUnit || !s.row.strange {
		r++
	}
	return r
}

// doubt turns a stored value into a question.
func (s sighting) doubt(r Reason, why string, args ...fault.P) sighting {
	o := s.out
	if o.action != Store {
		return s
	}
	v := *o.value
	s.out = o.ask(r, why, args...)
	s.out.candidate(&v, "import.aswritten|Đọc như đã ghi")
	return s
}

// sight reads the row of a link for its target and adds the doubts about the place.
func (j *judge) sight(t *Target, l link) sighting {
	d := reader{t: t, period: j.req.Period, row: l.row}
	s := sighting{link: l, out: d.readRow()}
	switch {
	case l.row.strange:
		s = s.doubt(WrongUnit, "import.stranger|Tệp có vẻ của đơn vị khác.")
	case j.strict:
		s = s.doubt(WrongUnit, "import.plans|Kế hoạch ghi trong tệp khác kế hoạch đã giao: có thể là tệp của đơn vị hoặc năm khác.")
	case l.level < levelNear:
		s = s.doubt(Name, "import.name|Tên “{label}” chưa chắc là chỉ tiêu này.", fault.P{"label": l.row.label})
	case l.row.struck:
		s = s.doubt(Suspicious, "import.struck|Số liệu bị gạch ngang.")
	}
	if a := class(l.row.measure); l.row.measure != "" && isMeasure(l.row.measure) && a != targetClass(t) && (a == "percent" || a == "money" || targetClass(t) == "percent" || targetClass(t) == "money") && t.Kind != YesNo {
		s = s.doubt(WrongUnit, "import.measure|Dòng ghi đơn vị tính “{unit}”, chỉ tiêu tính theo {m}.", fault.P{"unit": l.row.measure, "m": t.Measure})
	}
	return s
}

// readRow reads all places of a row that may hold the result.
func (d *reader) readRow() outcome {
	row := d.row
	if d.t.Kind == YesNo && row.hasYes {
		if o, ok := d.marks(); ok {
			return o
		}
	}
	var all []outcome
	for _, s := range row.results {
		if s.col.role == roleYes && (d.t.Kind != YesNo || s.cell == nil) {
			continue
		}
		if s.col.role == roleYes {
			continue
		}
		o := d.read(s)
		if o.action != Missing && s.fit == fitYear {
			o = sighting{out: o}.doubt(WrongTime, "import.year|Cột ghi số liệu của năm, chưa rõ có đúng kỳ báo cáo không.").out
		}
		all = append(all, o)
	}
	var full []outcome
	for _, o := range all {
		if o.action != Missing {
			full = append(full, o)
		}
	}
	switch {
	case len(full) > 0:
		return d.oneOf(full)
	case len(row.parts) > 0:
		if o, ok := d.fromParts(len(all) > 0); ok {
			return o
		}
	}
	if o, ok := d.fromRatio(); ok {
		return o
	}
	if len(all) > 0 {
		return all[0]
	}
	o := outcome{sheet: row.t.g.name, at: row.labelAt, action: Missing, reason: Blank, why: "import.noresult|Dòng không có ô kết quả nào đọc được.", blank: true}
	return o
}

// oneOf joins what several result cells of a row say.
func (d *reader) oneOf(full []outcome) outcome {
	o := full[0]
	if d.row.bare {
		vals := o
		if o.action == Store {
			v := *o.value
			vals = o.ask(Ambiguous, "import.nohead|Bảng không có tiêu đề cột: chưa rõ ô nào là kết quả.")
			vals.candidate(&v, "import.aswritten|Đọc như đã ghi")
		}
		for _, x := range full[1:] {
			vals = vals.absorb(x)
		}
		return vals
	}
	for _, x := range full[1:] {
		if o.action == Store && x.action == Store && *o.value == *x.value {
			continue
		}
		if o.action == Store {
			v := *o.value
			o = o.ask(Conflict, "import.conflictrow|Các ô kết quả của dòng ghi khác nhau.")
			o.candidate(&v, "import.aswritten|Đọc như đã ghi")
		}
		o = o.absorb(x)
	}
	if o.action == Ask && targetClass(d.t) == "percent" && o.reason == Suspicious {
		for _, r := range d.row.ratios {
			if x := d.read(r); x.action == Store {
				o = o.absorb(x)
			}
		}
	}
	return o
}

// absorb adds the readings of x to the candidates of o.
func (o outcome) absorb(x outcome) outcome {
	if x.action == Store {
		x.cands = []Candidate{{Value: x.value, Sheet: x.sheet, At: x.at, Raw: x.raw, Why: "import.aswritten|Đọc như đã ghi"}}
	}
	for _, c := range x.cands {
		dup := false
		for _, k := range o.cands {
			dup = dup || k.Value == nil && c.Value == nil || k.Value != nil && c.Value != nil && *k.Value == *c.Value
		}
		if !dup {
			o.cands = append(o.cands, c)
		}
	}
	return o
}

// marks reads the columns Đạt and Không đạt.
func (d *reader) marks() (outcome, bool) {
	ticked := func(x *cell) bool {
		if x == nil || x.text == "" {
			return false
		}
		switch x.fold {
		case "x", "v", "1", "dat", "co", "xx", "khong dat", "hoan thanh":
			return true
		}
		return x.fold == "" && x.Kind == sheet.Text && x.text != "-" && x.text != "–" && x.text != "—"
	}
	filled := func(x *cell) bool { return x != nil && x.text != "" && x.fold != "0" }
	var at string
	for _, s := range d.row.results {
		if s.col.role == roleYes {
			at = s.at
		}
	}
	yes, no := d.row.yes, d.row.no
	o := outcome{sheet: d.row.t.g.name, at: at, raw: yes.raw()}
	switch {
	case ticked(yes) && !filled(no):
		return o.store(figure.FromInt(1), "import.yescol|Đánh dấu ở cột Đạt."), true
	case ticked(no) && !filled(yes):
		o.at, o.raw = no.At, no.raw()
		return o.store(0, "import.nocol|Đánh dấu ở cột Không đạt."), true
	case filled(yes) || filled(no):
		o = o.ask(Ambiguous, "import.bothcols|Chưa rõ đánh dấu ở cột Đạt hay Không đạt.")
		o.candidate(ptr(figure.FromInt(1)), "import.yes|Đọc là Đạt.")
		o.candidate(ptr(figure.Value(0)), "import.no|Đọc là Không đạt.")
		return o, true
	}
	return o, false
}

// fromParts offers the figures of parts of the period, or of other periods. had says
// that the row has a result column of the period, left blank.
func (d *reader) fromParts(had bool) (outcome, bool) {
	a, b := int(d.period.From().Month), int(d.period.To().Month)
	covered := map[int]bool{}
	var full []outcome
	var sum figure.Value
	sumOK := d.t.Kind == Count || d.t.Kind == Money
	inside := 0
	for _, s := range d.row.parts {
		o := d.read(s)
		if o.action == Missing {
			continue
		}
		full = append(full, o)
		sp := s.col.span
		if sp.m1 >= a && sp.m2 <= b && !sp.last && (sp.year == 0 || sp.year == d.period.Year()) {
			inside++
			for m := sp.m1; m <= sp.m2; m++ {
				if covered[m] {
					sumOK = false
				}
				covered[m] = true
			}
			switch {
			case o.action == Store:
				sum += *o.value
			case len(o.cands) > 0 && o.cands[0].Value != nil:
				sum += *o.cands[0].Value
			default:
				sumOK = false
			}
		}
	}
	all := len(covered) == b-a+1
	if len(full) == 0 || had && !all {
		return outcome{}, false
	}
	o := outcome{sheet: full[0].sheet, at: full[0].at, raw: full[0].raw}
	if had {
		o.at, o.raw = d.row.results[0].at, ""
		o = o.ask(Ambiguous, "import.parts|Ô của kỳ để trống; chỉ có số liệu từng phần của kỳ.")
	} else {
		o = o.ask(WrongTime, "import.otherperiod|Số liệu của kỳ khác, không phải {period}.", fault.P{"period": d.period.Name()})
	}
	if all && sumOK && inside > 1 {
		o.candidate(&sum, "import.sum|Cộng các phần của kỳ")
	}
	for _, x := range full {
		o = o.absorb(x)
	}
	return o, true
}

// fromRatio offers the ratio column of a percent target whose result is blank.
func (d *reader) fromRatio() (outcome, bool) {
	if targetClass(d.t) != "percent" {
		return outcome{}, false
	}
	for _, s := range d.row.ratios {
		x := d.read(s)
		if x.action != Store && x.action != Ask || x.action == Ask && len(x.cands) == 0 {
			continue
		}
		o := outcome{sheet: x.sheet, at: x.at, raw: x.raw}.ask(Ambiguous, "import.ratiocol|Ô kết quả để trống; cột tỷ lệ có số.")
		return o.absorb(x), true
	}
	return outcome{}, false
}

// merge joins the sightings of a target.
func (j *judge) merge(t *Target, in []sighting) Finding {
	first := in[0]
	o := first.out
	for _, s := range in[1:] {
		if o.action == Store && s.out.action == Store && *o.value == *s.out.value {
			continue
		}
		if o.action == Ask && s.out.action == Ask && o.reason == Name {
			o = o.absorb(s.out)
			continue
		}
		if o.action == Store {
			v := *o.value
			o = o.ask(Conflict, "import.conflict|Tệp ghi chỉ tiêu này ở nhiều nơi với số liệu khác nhau.")
			o.candidate(&v, "import.aswritten|Đọc như đã ghi")
		} else if s.out.action == Store {
			o.reason, o.why, o.args = Conflict, "import.conflict|Tệp ghi chỉ tiêu này ở nhiều nơi với số liệu khác nhau.", nil
		}
		o = o.absorb(s.out)
	}
	first.out = o
	return finding(t, first)
}

func finding(t *Target, s sighting) Finding {
	return Finding{Target: t.Code, Action: s.out.action, Value: s.out.value, Candidates: s.out.cands, Reason: s.out.reason,
		Sheet: s.out.sheet, At: s.out.at, Raw: s.out.raw, Label: s.row.written, LabelAt: s.row.labelAt,
		Why: s.out.why, Args: s.out.args, Level: s.level}
}
