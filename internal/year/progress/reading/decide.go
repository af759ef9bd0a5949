package reading

import (
	"sort"
	"thidua/internal/base/figure"

	"thidua/internal/base/fault"
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
	half   bool // the figures have the size of half a year's
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
		} else if row.measure != "" && row.measure == j.lx.targets[i].measure {
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
		if s >= 0.6 && !sc.opposed {
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
	j.bareTables()
	j.halfSized()
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

// halfSized finds out whether figures under a heading that names only the year are of
// the size of half a year's: a paper of the first half often says just "năm 2024".
func (j *judge) halfSized() {
	if j.req.Period.Half() != 1 {
		return
	}
	in, all := 0, 0
	for i, ls := range j.links {
		t := &j.req.Targets[i]
		if t.Kind != Count && t.Kind != Money || t.Plan == nil || *t.Plan < figure.FromInt(4) || t.Direction == "lower" {
			continue
		}
		for _, l := range ls {
			if l.level < levelNear || len(l.row.results) == 0 || l.row.results[0].fit != fitYear {
				continue
			}
			d := reader{t: t, period: j.req.Period, row: l.row}
			if o := d.read(l.row.results[0]); o.action == Store {
				all++
				if r := ratio(*o.value, *t.Plan); r >= 0.15 && r <= 0.75 {
					in++
				}
			}
		}
	}
	j.half = all >= 3 && in*10 >= all*8
}

// bareTables trusts a table without headings when a title line promises results of the
// period, each row has one figure only, and the figures are not the plan.
func (j *judge) bareTables() {
	type tally struct{ eq, differ, many int }
	seen := map[*table]*tally{}
	for i, ls := range j.links {
		t := &j.req.Targets[i]
		for _, l := range ls {
			if !l.row.bare || l.row.t.h1 != 0 || l.level < levelNear {
				continue
			}
			n := seen[l.row.t]
			if n == nil {
				n = &tally{}
				seen[l.row.t] = n
			}
			if len(l.row.results) > 1 || !l.row.told || l.row.fit != fitSame {
				n.many++
				continue
			}
			if t.Plan == nil || t.Kind == YesNo || len(l.row.results) == 0 {
				continue
			}
			if v := planValue(l.row.results[0].cell, t); v != nil && *v == *t.Plan {
				n.eq++
			} else {
				n.differ++
			}
		}
	}
	for i := range j.rows {
		if n := seen[j.rows[i].t]; n != nil && n.many == 0 && n.differ >= 3 && n.eq*2 < n.differ {
			j.rows[i].bare = false
		}
	}
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
		f = finding(t, hidden[0].doubt(Suspicious, "reading.hidden|Chỉ thấy số liệu ở hàng hoặc cột bị ẩn."))
	default:
		f.Action, f.Reason, f.Why = Missing, NoRow, "reading.norow|Tệp không có dòng nào cho chỉ tiêu này."
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
	s.out.candidate(&v, "reading.aswritten|Đọc như đã ghi")
	return s
}

// sight reads the row of a link for its target and adds the doubts about the place.
func (j *judge) sight(t *Target, l link) sighting {
	d := reader{t: t, period: j.req.Period, row: l.row, half: j.half}
	s := sighting{link: l, out: d.readRow()}
	switch {
	case l.row.strange:
		s = s.doubt(WrongUnit, "reading.stranger|Tệp có vẻ của đơn vị khác.")
	case j.strict:
		s = s.doubt(WrongUnit, "reading.plans|Kế hoạch ghi trong tệp khác kế hoạch đã giao: có thể là tệp của đơn vị hoặc năm khác.")
	case l.level < levelNear:
		s = s.doubt(Name, "reading.name|Tên “{label}” chưa chắc là chỉ tiêu này.", fault.P{"label": l.row.label})
	case l.row.struck:
		s = s.doubt(Suspicious, "reading.struck|Số liệu bị gạch ngang.")
	}
	if a := class(l.row.measure); l.row.measure != "" && isMeasure(l.row.measure) && a != targetClass(t) && (a == "percent" || a == "money" || targetClass(t) == "percent" || targetClass(t) == "money") && t.Kind != YesNo {
		s = s.doubt(WrongUnit, "reading.measure|Dòng ghi đơn vị tính “{unit}”, chỉ tiêu tính theo {m}.", fault.P{"unit": l.row.measure, "m": t.Measure})
	}
	return s
}
