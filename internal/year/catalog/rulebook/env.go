package rulebook

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"

	"github.com/expr-lang/expr/vm"

	"thidua/internal/base/civil"
	"thidua/internal/base/vi"
)

// env is what an expression sees: the facts by name, and a few pure functions.
type env struct {
	Subject     string            `expr:"subject"`
	Year        int               `expr:"year"`
	Received    string            `expr:"received"`
	History     []Held            `expr:"history"`
	Rating      map[string]string `expr:"rating"`
	Initiatives []Initiative      `expr:"initiatives"`
	Discipline  []Penalty         `expr:"discipline"`
	Counts      map[string]int    `expr:"counts"`

	Consecutive     func(title string, year int) int                  `expr:"consecutive"`
	Has             func(title string, year int) bool                 `expr:"has"`
	Held            func(title string, from, to int) bool             `expr:"held"`
	Initiative      func(from, to int, scope string) bool             `expr:"initiative"`
	InitiativeCount func(from, to int, scope string) int              `expr:"initiative_count"`
	Disciplined     func(from, to int, kind string) bool              `expr:"disciplined"`
	Rated           func(year int, least string) bool                 `expr:"rated"`
	RatedAll        func(from, to int, least string) bool             `expr:"rated_all"`
	Pct             func(n, hundredths int) (int, error)              `expr:"pct"`
	Times           func(n, hundredths int) (int, error)              `expr:"times"`
	CeilTo          func(n, step int) (int, error)                    `expr:"ceil_to"`
	Day             func(year, month, dayOfMonth int) (string, error) `expr:"day"`
}

// readsOf says which fact each function reads; "" for those that only compute.
var readsOf = map[string]string{
	"consecutive": "history", "has": "history", "held": "history",
	"initiative": "initiatives", "initiative_count": "initiatives",
	"disciplined": "discipline", "rated": "rating", "rated_all": "rating",
	"pct": "", "times": "", "ceil_to": "", "day": "",
}

// factNames in the order in which answers list them.
var factNames = []string{"subject", "year", "received", "history", "rating", "initiatives", "discipline", "counts"}

// run is one evaluation: the facts, what was found missing, and the functions bound to them.
type run struct {
	env
	machine vm.VM
	facts   *Facts
	counts  map[string]string // keys of facts.Counts by slug, made when first needed
	titles  []string          // canonical slugs of facts.History, same order
	canon   func(string) string
	missing map[string]bool // facts that a function asked for in this part and that are not known
	gone    map[string]bool // all of the rule
	holes   map[string]bool // years of the past that nobody has recorded and that a part needs
	memo    []truth         // what the leaves of the rule said, unsaid before
	read    []string        // keys of counts that a value was compared with
}

func newRun(f *Facts, canon func(string) string) *run {
	r := &run{facts: f, canon: canon, missing: map[string]bool{}}
	r.titles = make([]string, len(f.History))
	for i, h := range f.History {
		r.titles[i] = canon(h.Title)
	}
	r.env = env{
		Subject: f.Subject, Year: f.Year, History: f.History, Rating: f.Rating, Initiatives: f.Initiatives, Discipline: f.Discipline, Counts: f.Counts,
		Consecutive: r.consecutive, Has: r.has, Held: r.held,
		Initiative:      func(from, to int, scope string) bool { return r.initiatives(from, to, scope) > 0 },
		InitiativeCount: r.initiatives,
		Disciplined:     r.disciplined, Rated: r.rated, RatedAll: r.ratedAll,
		Pct: pct, Times: times, CeilTo: ceilTo, Day: day,
	}
	if !f.Received.IsZero() {
		r.Received = f.Received.String()
	}
	return r
}

// known reports whether a fact is given at all.
func (f *Facts) known(name string) bool {
	switch name {
	case "subject":
		return f.Subject != ""
	case "year":
		return f.Year != 0
	case "received":
		return !f.Received.IsZero()
	case "history":
		return f.History != nil
	case "rating":
		return f.Rating != nil
	case "initiatives":
		return f.Initiatives != nil
	case "discipline":
		return f.Discipline != nil
	case "counts":
		return f.Counts != nil
	}
	return false
}

func (r *run) held(title string, from, to int) bool {
	if r.facts.History == nil {
		r.missing["history"] = true
	}
	c := r.canon(title)
	for i, h := range r.facts.History {
		if r.titles[i] == c && h.Year >= from && h.Year <= to {
			return true
		}
	}
	if hole := r.facts.hole(from, to); hole != "" {
		r.missing[hole] = true
	}
	return false
}

func (r *run) has(title string, year int) bool { return r.held(title, year, year) }

func (r *run) consecutive(title string, year int) int {
	n := 0
	for n <= len(r.facts.History) && r.held(title, year-n, year-n) {
		n++
	}
	if n == 0 {
		r.held(title, year, year)
	}
	return n
}

func (r *run) initiatives(from, to int, scope string) int {
	if r.facts.Initiatives == nil {
		r.missing["initiatives"] = true
	}
	n := 0
	for _, x := range r.facts.Initiatives {
		if x.Year >= from && x.Year <= to && scopes[x.Scope] >= scopes[scope] {
			n++
		}
	}
	return n
}

func (r *run) disciplined(from, to int, kind string) bool {
	if r.facts.Discipline == nil {
		r.missing["discipline"] = true
	}
	want := vi.Fold(kind)
	for _, x := range r.facts.Discipline {
		if x.Year < from || x.Year > to {
			continue
		}
		have := vi.Fold(x.Kind)
		if have == want || kinds[want] > 0 && kinds[have] >= kinds[want] {
			return true
		}
	}
	return false
}

// rating gives the rank of a year's rating; a year that is not in the facts is not known.
func (r *run) rating(year int) int {
	v, ok := r.facts.Rating[strconv.Itoa(year)]
	if !ok {
		r.missing["rating."+strconv.Itoa(year)] = true
	}
	return ratings[v]
}

func (r *run) rated(year int, least string) bool { return r.rating(year) >= ratings[least] }

// ratedAll asks every year of the span, so that one unknown year is always noticed.
func (r *run) ratedAll(from, to int, least string) bool {
	ok := true
	for y := from; y <= to && y-from < maxList; y++ {
		ok = r.rating(y) >= ratings[least] && ok
	}
	return ok
}

var errRange = errors.New("kết quả vượt quá giới hạn của số nguyên")

// pct gives n × hundredths of a percent, rounded down: pct(41, 1000) is 10 % of 41, so 4.
func pct(n, hundredths int) (int, error) { return scaled(n, hundredths, 10_000, false) }

// times gives n × a coefficient in hundredths; a rest rounds up, so that a later ceil_to is
// exact: times(1490000, 30) is 0,3 × 1.490.000.
func times(n, hundredths int) (int, error) { return scaled(n, hundredths, 100, true) }

// ceilTo rounds n up to the next multiple of step.
func ceilTo(n, step int) (int, error) {
	if step <= 0 {
		return 0, errors.New("bước làm tròn phải lớn hơn 0")
	}
	q, err := scaled(n, 1, step, true)
	if err != nil {
		return 0, err
	}
	return scaled(q, step, 1, false)
}

// scaled gives n × num ÷ den exactly, rounded towards minus or plus infinity.
func scaled(n, num, den int, up bool) (int, error) {
	p := new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(int64(num)))
	q, m := new(big.Int).DivMod(p, big.NewInt(int64(den)), new(big.Int))
	if up && m.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	if !q.IsInt64() || q.CmpAbs(big.NewInt(1_000_000_000_000_000)) > 0 {
		return 0, errRange
	}
	return int(q.Int64()), nil
}

// day gives a date to compare with received.
func day(year, month, dayOfMonth int) (string, error) {
	d, err := civil.ParseISO(fmt.Sprintf("%04d-%02d-%02d", year, month, dayOfMonth))
	return d.String(), err
}
