package reading

import (
	"math"
	"regexp"
	"strings"

	"thidua/internal/base/vi"
)

// A name is one way to write a target, prepared for comparison.
type name struct {
	key   string
	words []word
}

// A lexicon holds the names of all targets with the weight of each word in them.
type lexicon struct {
	targets []Target
	names   [][]name // per target: its name, then its aliases
	df      map[string]int
	cache   map[string][]score
	exact   map[string]int // key → target, -1 when two targets share it
}

// A score says how well a label fits a target.
type score struct {
	s       float64 // 0…1
	p       float64 // share of the label that the name holds
	r       float64 // share of the name that the label holds
	opposed bool    // label and name say opposite things
	exact   bool
	blocked bool // the label says something that the name does not, such as "quá hạn"
	lacks   bool // the label leaves out a word that limits the name, such as "đã kết thúc"
}

func newLexicon(targets []Target) *lexicon {
	lx := &lexicon{targets: targets, df: map[string]int{}, cache: map[string][]score{}, exact: map[string]int{}}
	for i, t := range targets {
		var ns []name
		seen := map[string]bool{}
		for _, s := range append([]string{t.Name}, t.Aliases...) {
			l, _ := cleanLabel(s)
			n := name{key: key(l), words: expand(words(l))}
			if n.key == "" {
				continue
			}
			ns = append(ns, n)
			if j, ok := lx.exact[n.key]; ok && j != i {
				lx.exact[n.key] = -1
			} else {
				lx.exact[n.key] = i
			}
			for _, w := range n.words {
				seen[w.fold] = true
			}
		}
		lx.names = append(lx.names, ns)
		for w := range seen {
			lx.df[w]++
		}
	}
	return lx
}

// expand replaces phrases by the phrase of the same meaning.
func expand(ws []word) []word {
	for _, syn := range synonyms {
		from := strings.Fields(syn[0])
		for i := 0; i+len(from) <= len(ws); i++ {
			ok := true
			for k, f := range from {
				ok = ok && ws[i+k].fold == f
			}
			if !ok {
				continue
			}
			if strings.Contains(joinFold(ws), syn[1]) {
				break
			}
			var mid []word
			for _, f := range strings.Fields(syn[1]) {
				mid = append(mid, word{fold: f})
			}
			return append(append(append([]word{}, ws[:i]...), mid...), ws[i+len(from):]...)
		}
	}
	return ws
}

func joinFold(ws []word) string {
	s := make([]string, len(ws))
	for i, w := range ws {
		s[i] = w.fold
	}
	return strings.Join(s, " ")
}

// lightMarks gives the spelling with marks of words that tell little; another word of
// the same letters ("trọng" for "trong") tells as much as any.
var lightMarks = func() map[string][]string {
	m := map[string][]string{}
	for _, w := range strings.Fields("số các được của và là trong về những cho tại theo với do đến từ cùng việc bị có đã mỗi mọi cả tổng kết quả thực hiện tỷ tỉ lệ mức độ công tác lượng hoạt động đơn vị tính trên %") {
		f := canon(vi.Fold(w))
		m[f] = append(m[f], w)
	}
	return m
}()

// light reports a word that tells little about what is counted.
func (w word) light() bool {
	ms, ok := lightMarks[w.fold]
	if !ok || w.mark == "" {
		return ok
	}
	for _, m := range ms {
		if m == w.mark {
			return true
		}
	}
	return false
}

// weight says how much a word tells: rare words of the plan tell most.
func (lx *lexicon) weight(w word) float64 {
	base := 0.8
	if n := lx.df[w.fold]; n > 0 {
		base = 1 / (1 + 0.6*math.Log(float64(n)))
	}
	if w.light() {
		base *= 0.3
	}
	return base
}

// scores compares a cleaned label with every target.
func (lx *lexicon) scores(label string) []score {
	if sc, ok := lx.cache[label]; ok {
		return sc
	}
	all := words(label)
	k := joinFold(all)
	out := make([]score, len(lx.targets))
	if k != "" && len(label) < 600 {
		ws := expand(all)
		hit, isExact := lx.exact[k]
		for i := range lx.targets {
			for _, n := range lx.names[i] {
				var sc score
				switch {
				case n.key == k:
					sc = score{s: 1, p: 1, r: 1, exact: isExact && hit == i}
				default:
					sc = lx.compare(ws, n.words)
					if len(n.key) >= 12 && !sc.blocked && abs(len(k)-len(n.key)) <= 2 && sc.s > 0.5 && vi.Distance(k, n.key) <= 2 {
						sc.s = max(sc.s, 0.97)
					}
				}
				if better(sc, out[i]) {
					out[i] = sc
				}
			}
		}
	}
	if m := lastBracket.FindStringSubmatch(label); m != nil {
		f := vi.Fold(m[2])
		var bare []score
		for i := range lx.targets {
			if f != "" && f == lx.targets[i].measure {
				if bare == nil {
					bare = lx.scores(strings.TrimSpace(m[1]))
				}
				if better(bare[i], out[i]) {
					out[i] = bare[i]
				}
			}
		}
	}
	lx.cache[label] = out
	return out
}

// lastBracket takes the unit of measure in brackets off the end of a name; it counts only
// for targets that are measured in it.
var lastBracket = regexp.MustCompile(`^(.+)\(([^()]{2,40})\)$`)

func better(a, b score) bool {
	if a.exact != b.exact {
		return a.exact
	}
	return a.s > b.s
}

// compare scores label words l against name words t.
func (lx *lexicon) compare(l, t []word) score {
	ml, mt := align(l, t)
	var wl, wt, hl, ht float64
	for i, w := range l {
		x := lx.weight(w)
		if w.abbr && lx.df[w.fold] == 0 {
			x = 0.8 * float64(min(len(w.fold), 5))
		}
		wl += x
		hl += x * ml[i]
	}
	for i, w := range t {
		x := lx.weight(w)
		wt += x
		ht += x * mt[i]
	}
	if wl == 0 || wt == 0 || hl == 0 || ht == 0 {
		return score{}
	}
	p, r := hl/wl, ht/wt
	sc := score{s: 2 * p * r / (p + r), p: p, r: r}
	if sc.s < 0.25 && sc.r < 0.3 {
		return sc
	}
	sc.opposed = opposed(l, t)
	sc.blocked = sc.opposed || qualified(l, ml, t) || cut(l, ml, t) || cut(t, mt, l) || swapped(l, ml, t, mt) || replaced(l, ml, t, mt)
	sc.lacks = qualified(t, mt, l)
	return sc
}

// align pairs the words of a label and a name; it gives for each word how surely it
// has a partner.
func align(l, t []word) (ml, mt []float64) {
	ml, mt = make([]float64, len(l)), make([]float64, len(t))
	for i := range l { // the same word
		best := -1
		for j := range t {
			if mt[j] == 0 && l[i].fold == t[j].fold && (best < 0 || abs(j-i) < abs(best-i)) {
				best = j
			}
		}
		if best >= 0 {
			v := 1.0
			if l[i].mark != "" && t[best].mark != "" && l[i].mark != t[best].mark {
				v = 0.8
			}
			ml[i], mt[best] = v, v
		}
	}
	abbrevs(l, ml, t, mt)
	abbrevs(t, mt, l, ml)
	for i := range l { // a slip of the pen
		if ml[i] > 0 || len(l[i].fold) < 4 {
			continue
		}
		for j := range t {
			if mt[j] > 0 || len(t[j].fold) < 4 || abs(len(t[j].fold)-len(l[i].fold)) > 1 {
				continue
			}
			if oneSlip(l[i].fold, t[j].fold) {
				ml[i], mt[j] = 0.75, 0.75
				break
			}
		}
	}
	return ml, mt
}

// oneSlip reports that one letter is changed, added or left out, or two are exchanged.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return len(a)+1 == len(b) && a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// abbrevs pairs short forms in a with words in b: by their initials, by the list of
// known short forms, or by the first letters of one word.
func abbrevs(a []word, ma []float64, b []word, mb []float64) {
	for i, w := range a {
		if ma[i] > 0 {
			continue
		}
		if w.dot {
			for j := range b {
				next := i+1 < len(a) && j+1 < len(b) && (a[i+1].fold == b[j+1].fold)
				if mb[j] == 0 && strings.HasPrefix(b[j].fold, w.fold) && (next || len(w.fold) > 1) {
					ma[i], mb[j] = 0.9, 0.9
					break
				}
			}
		}
		if ma[i] > 0 || !w.abbr {
			continue
		}
		if pos := initials(w.fold, b, mb); pos != nil {
			for _, j := range pos {
				mb[j] = 0.92
			}
			ma[i] = 0.92
			continue
		}
		for _, long := range abbreviations[w.fold] {
			hit := 0
			ls := strings.Fields(long)
			for _, f := range ls {
				for j := range b {
					if mb[j] == 0 && b[j].fold == f {
						mb[j] = 0.9
						hit++
						break
					}
				}
			}
			if hit > 0 {
				ma[i] = 0.9 * float64(hit) / float64(len(ls))
				break
			}
		}
	}
}

// initials finds words of b, in order and nearly side by side, whose first letters
// spell f.
func initials(f string, b []word, mb []float64) []int {
	rs := []rune(f)
	if len(rs) < 2 {
		return nil
	}
	var best []int
	for start := range b {
		pos := make([]int, 0, len(rs))
		skips, k := 0, 0
		for j := start; j < len(b) && k < len(rs) && skips <= 2; j++ {
			if mb[j] < 0.9 && rune(b[j].fold[0]) == rs[k] {
				pos = append(pos, j)
				k++
			} else if k > 0 && !b[j].light() {
				skips++
			} else if k == 0 {
				break
			}
		}
		if k == len(rs) && (skips == 0 || len(rs) >= 3) && (best == nil || pos[len(pos)-1]-pos[0] < best[len(best)-1]-best[0]) {
			best = pos
		}
	}
	return best
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
