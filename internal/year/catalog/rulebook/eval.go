package rulebook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
)

type truth int

const (
	no truth = iota - 1
	unsure
	yes
	unsaid
)

// eval runs one program under the memory limit. A fault in it is an error, never a panic.
func (r *run) eval(c *cond) (any, error) {
	r.machine.MemoryBudget = maxMemory
	return r.machine.Run(c.prog, &r.env)
}

// direct notes the facts that the text names itself and that are not known.
func (r *run) direct(x reads) (missing bool) {
	miss := func(f string) { r.gone[f], missing = true, true }
	for _, n := range x.direct {
		if !r.facts.known(n) {
			miss(n)
		}
	}
	for _, k := range x.counts {
		if _, ok := r.facts.Counts[k]; !ok {
			miss("counts." + k)
		}
	}
	for _, y := range x.rating {
		if _, ok := r.facts.Rating[y]; !ok {
			miss("rating." + y)
		}
	}
	return missing
}

// leaf runs a part that cannot be divided; ok is false when it reads something unknown.
func (r *run) leaf(c *cond) (v any, ok bool) {
	if r.direct(c.reads) {
		return nil, false
	}
	clear(r.missing)
	if c.need != nil {
		v, ok = r.running(*c.need)
	} else {
		var err error
		v, err = r.eval(c)
		ok = err == nil
	}
	for m := range r.missing {
		if ok = false; strings.HasPrefix(m, "history.") {
			r.holes[m] = true
		} else {
			r.gone[m] = true
		}
	}
	if slices.Contains(c.reads.direct, "history") {
		if hole := r.facts.hole(r.facts.Year-maxRow, r.facts.Year); hole != "" {
			r.holes[hole], ok = true, false
		}
	}
	return v, ok
}

// maxRow is how far back a rule that reads the past by itself may look.
const maxRow = 10

// running answers "consecutive(title, year) >= n": one year that is known to be without the
// title decides, whatever is not recorded beside it.
func (r *run) running(n need) (all, ok bool) {
	year := r.facts.Year + n.offset
	if r.facts.History == nil || n.n > maxList {
		return r.consecutive(n.title, year) >= n.n, true
	}
	all = true
	for y := year; y > year-n.n; y-- {
		before := len(r.missing)
		if r.held(n.title, y, y) {
			continue
		}
		if all = false; len(r.missing) == before {
			clear(r.missing)
			return false, true
		}
	}
	return all, true
}

// truth evaluates a condition with three values. Every part is asked, so that the answer
// does not depend on the order in which the parts are written.
func (r *run) truth(c *cond) truth {
	switch c.op {
	case "":
		for len(r.memo) < c.n {
			r.memo = append(r.memo, unsaid)
		}
		if c.n > 0 && r.memo[c.n-1] != unsaid {
			return r.memo[c.n-1]
		}
		t := unsure
		v, ok := r.leaf(c)
		if b, isBool := v.(bool); ok && isBool {
			if t = no; b {
				t = yes
			}
		}
		if c.n > 0 {
			r.memo[c.n-1] = t
		}
		return t
	case "not":
		return -r.truth(c.kids[0])
	}
	a, b := r.truth(c.kids[0]), r.truth(c.kids[1])
	if c.op == "and" {
		return min(a, b)
	}
	return max(a, b)
}

// count finds a count by its exact key, or by a key that differs in marks and signs only.
func (r *run) count(key string) (int, bool) {
	if n, ok := r.facts.Counts[key]; ok {
		r.read = append(r.read, key)
		return n, true
	}
	if r.counts == nil {
		r.counts = make(map[string]string, len(r.facts.Counts))
		for k := range r.facts.Counts {
			s := Slug(k)
			if old, ok := r.counts[s]; !ok || k < old {
				r.counts[s] = k
			}
		}
	}
	k, ok := r.counts[Slug(key)]
	if ok {
		r.read = append(r.read, k)
	}
	return r.facts.Counts[k], ok
}

// need gives the first of some counts that is known, or notes that none is.
func (r *run) need(keys ...string) (int, bool) {
	for _, k := range keys {
		if n, ok := r.count(k); ok {
			return n, true
		}
	}
	r.gone["counts."+keys[0]] = true
	return 0, false
}

// own gives the names under which a count of this rule's title may stand:
// "cstdcs_proposed", and "proposed" alone.
func (x *Rule) own(what string) []string {
	var keys []string
	for _, t := range x.about {
		keys = append(keys, strings.ReplaceAll(t, "-", "_")+"_"+what)
	}
	return append(keys, what)
}

// judge compares what a value rule gives with the counts, and reports the facts it read.
func (x *Rule) judge(r *run, a *Answer, names fault.P) []string {
	a.Result = Unknown
	var asked []string
	if x.Kind != Authority {
		asked = []string{"counts"}
	}
	raw, ok := r.leaf(x.cond)
	if x.lacks(r); !ok {
		return asked
	}
	v, err := x.decode(raw)
	if err != nil {
		return asked
	}
	a.Gives = v
	var good, told bool
	switch v := v.(type) {
	case QuotaValue:
		good, told = x.judgeQuota(r, v, a, names)
	case VoteValue:
		good, told = x.judgeVote(r, v, names)
	case []Paper:
		good, told = x.judgeDossier(r, v, names)
	case AuthorityValue:
		names["who"] = v.Who
		if len(v.Levels) == 0 {
			a.Result = Met // nothing to compare: the rule only says who
			return nil
		}
		var level int
		if level, told = r.need(x.own("decider")...); told {
			names["have"], good = level, slices.Contains(v.Levels, level)
		}
	case MoneyValue:
		names["due"] = dong(v.Due)
		var n int
		if n, told = r.need(x.own("amount")...); told {
			names["amount"], good = dong(n), n >= v.Least && n <= v.Most
		}
	}
	if told && len(r.gone) == 0 {
		if a.Result = NotMet; good {
			a.Result = Met
		}
	}
	return []string{"counts"}
}

func (x *Rule) judgeQuota(r *run, q QuotaValue, a *Answer, names fault.P) (good, told bool) {
	base, ok := 0, true
	if q.Base != "" {
		base, ok = r.need(q.Base)
	}
	keys := x.own("proposed")
	if q.Proposed != "" {
		keys = []string{q.Proposed}
	}
	n, ok2 := r.need(keys...)
	if !ok || !ok2 {
		return false, false
	}
	most := q.Allowed(base)
	names["base"], names["allowed"], names["proposed"], names["over"], names["max_pct"] = base, most, n, max(0, n-most), percent(q.MaxPct)
	a.Over = max(0, n-most)
	return n <= most, true
}

func (x *Rule) judgeVote(r *run, q VoteValue, names fault.P) (good, told bool) {
	base, ok := r.need(q.Base)
	votes, ok2 := r.need(x.own("votes")...)
	if !ok || !ok2 {
		return false, false
	}
	need := q.Needed(base)
	names["base"], names["have"], names["need"] = base, votes, need
	good = base > 0 && votes >= need && votes <= base
	if q.Quorum != nil {
		members, ok := r.need("all_members")
		present, ok2 := r.need("present")
		if !ok || !ok2 {
			return false, false
		}
		names["quorum"] = q.QuorumOf(members)
		good = good && present >= q.QuorumOf(members)
	}
	return good, true
}

func (x *Rule) judgeDossier(r *run, papers []Paper, names fault.P) (good, told bool) {
	good, told = true, true
	var lacking []string
	for _, p := range papers {
		n, ok := r.need(p.Code)
		told = told && ok
		if ok && n < p.Copies {
			good = false
			lacking = append(lacking, p.Name)
		}
	}
	names["papers"], names["missing"] = strings.Join(lacking, ", "), len(lacking)
	return good, told
}

// dong writes an amount as people do: 1.490.000.
func dong(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// percent writes hundredths of a percent: 1250 is "12,5".
func percent(h int) string {
	if h < 0 {
		return "–"
	}
	s := fmt.Sprintf("%d,%02d", h/100, h%100)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ",")
}
