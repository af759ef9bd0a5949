package registration

import (
	"maps"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// A Finding (kết luận của một quy tắc) is what one rule says, in a form that can be kept: the
// words of the day, not links to what may change.
type Finding struct {
	Rule     string          `json:"rule"`
	Title    string          `json:"title"`
	Kind     string          `json:"kind"`
	Result   rulebook.Result `json:"result"`
	Why      rulebook.Text   `json:"why,omitzero"`
	Gives    string          `json:"gives,omitempty"`
	GivesEN  string          `json:"gives_en,omitempty"`
	Facts    []Fact          `json:"facts,omitempty"`
	Basis    string          `json:"basis"`
	BasisEN  string          `json:"basis_en,omitempty"`
	Checked  bool            `json:"checked"`
	Earliest int             `json:"earliest,omitempty"`
	Until    civil.Date      `json:"until,omitzero"` // the end of the book, when Earliest lies after it
	Blocks   bool            `json:"blocks,omitempty"`
	Possible bool            `json:"possible,omitempty"` // not met, but could be within the year
	For      string          `json:"for,omitempty"`      // of a quota: the title
	Over     int             `json:"over,omitempty"`
	Allowed  int             `json:"allowed,omitempty"`
	Proposed int             `json:"proposed,omitempty"`
	Higher   int             `json:"higher,omitempty"` // of these, who registers a higher title only
}

// A Fact (dữ kiện đã dùng) is one fact as it was read.
type Fact struct {
	Name  rulebook.Text `json:"name"`
	Value rulebook.Text `json:"value"`
}

// A Check (kết quả kiểm tra một dòng) is what the rules say of a line, by which book and on
// which day.
type Check struct {
	Verdict  rulebook.Result `json:"verdict"`
	Possible bool            `json:"possible,omitempty"` // not met, but could be within the year
	Earliest int             `json:"earliest,omitempty"`
	Until    civil.Date      `json:"until,omitzero"`   // the end of the book, when Earliest lies after it
	Blocks   bool            `json:"blocks,omitempty"` // a verified rule holds the sending up
	Checked  bool            `json:"checked"`          // every rule that decided is verified
	Unclear  bool            `json:"unclear,omitempty"`
	Findings []Finding       `json:"findings"`
	Book     catalog.Version `json:"book"`
	Day      civil.Date      `json:"day"`
}

// Quotas (kiểm tra tỷ lệ) is what the rules of shares say of a unit's list.
type Quotas struct {
	Findings []Finding       `json:"findings"`
	Book     catalog.Version `json:"book"`
	Day      civil.Date      `json:"day"`
}

// A Past (quá trình của đơn vị) is what the award list of a unit holds, and the years of which it holds
// everything.
type Past struct {
	Awards   []award.Award
	Coverage award.Coverage
}

// years gives the years of which everything is known. What a year brings that is not over yet nobody
// can have left out.
func (p Past) years(year int, day civil.Date) []rulebook.Years {
	list := []rulebook.Years{}
	if p.Coverage.Told() {
		list = append(list, rulebook.Years{From: p.Coverage.From, To: p.Coverage.To})
	}
	if day.Year <= year {
		list = append(list, rulebook.Years{From: year, To: year})
	}
	return list
}

// A Checker (bộ kiểm tra) asks the rules about the lines of one unit's list. It is pure:
// the same list, past and books give the same answers.
type Checker struct {
	cat    *catalog.Catalog
	book   *rulebook.Book
	day    civil.Date
	year   int
	past   award.Past
	years  []rulebook.Years // of which the award list holds everything
	counts map[string]int
	rest   map[string][]Finding // of a title and subject: authority, dossier, vote, money
}

// NewChecker chooses the book by achievement year and day of receipt for a unit system.
// The past is what the unit's award list holds, and of which years.
func NewChecker(c *catalog.Catalog, system string, r Registration, past Past, lines []Line, day civil.Date) (*Checker, error) {
	if !r.Received.IsZero() {
		day = r.Received
	}
	b, err := c.Books().Choose(system, r.Year, day)
	if err != nil {
		return nil, err
	}
	k := &Checker{cat: c, book: b, day: day, year: r.Year, past: award.PastOf(past.Awards), years: past.years(r.Year, day), counts: counted(r, lines), rest: map[string][]Finding{}}
	if s, ok := c.BaseSalary(civil.Date{Year: r.Year, Month: 12, Day: 31}); ok {
		k.counts["base_salary"] = s.Amount
	}
	k.counts["registered"] = 1
	return k, nil
}

// The titles of one ladder, by slug: who registers a higher one has the lower ones too, and is
// one person in the numbers of each.
const (
	worker  = "ldtt"
	soldier = "cstt"
	fighter = "cstdcs"
)

var higher = []string{"cstd-tinh", "cstdtq"}

// ladder gives the lower titles that come with a title.
func ladder(slug string) []string {
	switch {
	case slug == fighter || slices.Contains(higher, slug):
		return []string{fighter, "either"}
	case slug == worker || slug == soldier:
		return []string{slug, "either"}
	}
	return nil
}

// counted gives the numbers of a unit: what it typed, what its list tells, and how many
// are proposed for each title.
func counted(r Registration, lines []Line) map[string]int {
	m := map[string]int{}
	seen := map[string]map[string]bool{worker: {}, soldier: {}, fighter: {}, "either": {}}
	slugs := map[string]string{}
	for _, l := range lines {
		slug := slugs[l.Title]
		if slug == "" {
			slug = rulebook.Slug(l.Title)
			slugs[l.Title] = slug
		}
		m[proposed(slug)]++
		for _, t := range ladder(slug) {
			seen[t][l.person()] = true
		}
	}
	for p := range seen[fighter] { // who registers neither lower title counts as the one that the system has
		w, s := seen[worker][p], seen[soldier][p]
		if !s {
			seen[worker][p] = true
		}
		if !w {
			seen[soldier][p] = true
		}
	}
	for key, t := range map[string]string{"lđtt": worker, "cstt": soldier, "cstt_lđtt": "either", "cstđcs": fighter, proposed(fighter): fighter} {
		if len(seen[t]) > 0 {
			m[key] = len(seen[t])
		}
	}
	maps.Copy(m, r.Counts)
	return m
}

// proposed names the count of those proposed for a title.
func proposed(slug string) string { return strings.ReplaceAll(slug, "-", "_") + "_proposed" }

// facts gathers what is known of the subject of a line.
func (k *Checker) facts(l Line) (f rulebook.Facts, unclear bool) {
	f = rulebook.Facts{Subject: l.Subject, Year: k.year, Received: k.day, Rating: l.Facts.Rating, Initiatives: l.Facts.Initiatives, Discipline: l.Facts.Discipline, Counts: k.counts}
	if len(l.Facts.Counts) > 0 {
		f.Counts = maps.Clone(k.counts)
		maps.Copy(f.Counts, l.Facts.Counts)
	}
	list, sure := k.past.Of(l.Subject, l.Name, l.Born)
	if sure {
		f.History, f.Recorded = append(award.Held(list), l.Facts.History...), k.years
	}
	return f, !sure
}

// Line (kiểm tra một dòng) says what every rule of the line's title answers.
func (k *Checker) Line(l Line) Check {
	c := Check{Verdict: rulebook.Unknown, Book: k.cat.VersionOf(k.book), Day: k.day, Checked: true}
	f, unclear := k.facts(l)
	c.Unclear = unclear
	answers, err := k.book.ExplainOnly(l.Title, f, func(r *rulebook.Rule) bool { return r.Kind == rulebook.Eligibility })
	if err != nil {
		return c // the book has no rule for this title: nobody can tell
	}
	said := words{}
	for i, a := range answers {
		x := said.finding(a, f)
		if x.Possible = a.Within; x.Possible {
			x.Earliest, x.Until = k.year, civil.Date{}
		}
		x.Blocks = a.Blocks() && !x.Possible
		c.add(x, i == 0, k.year)
		c.Findings = append(c.Findings, x)
	}
	c.Findings = append(c.Findings, k.others(l, f)...)
	return c
}

// others are the rules that do not decide about a line: who decides, papers, vote, money.
// They are the same for every line of a title that states no numbers of its own.
func (k *Checker) others(l Line, f rulebook.Facts) []Finding {
	key := l.Subject + "|" + l.Title
	if list, ok := k.rest[key]; ok && len(l.Facts.Counts) == 0 {
		return list
	}
	var list []Finding
	answers, err := k.book.ExplainOnly(l.Title, f, func(r *rulebook.Rule) bool { return r.Kind != rulebook.Eligibility && r.Kind != rulebook.Quota })
	if err != nil {
		return nil
	}
	said := words{}
	for _, a := range answers {
		list = append(list, said.finding(a, f))
	}
	if len(l.Facts.Counts) == 0 {
		k.rest[key] = list
	}
	return list
}

// add lets one rule of eligibility decide.
func (c *Check) add(x Finding, first bool, year int) {
	worse := map[rulebook.Result]int{rulebook.Met: 0, rulebook.Unknown: 1, rulebook.NotMet: 2}
	if first || worse[x.Result] > worse[c.Verdict] {
		c.Verdict, c.Checked = x.Result, x.Checked
		c.Earliest, c.Possible, c.Until = 0, false, civil.Date{}
	} else if x.Result == c.Verdict {
		c.Checked = c.Checked && x.Checked
	}
	c.Blocks = c.Blocks || x.Blocks
	if x.Result != rulebook.NotMet || c.Verdict != rulebook.NotMet {
		return
	}
	// The earliest year of the line is the latest of its rules; none when one cannot tell.
	bad := slices.ContainsFunc(c.Findings, func(o Finding) bool {
		return o.Kind == rulebook.Eligibility && o.Result == rulebook.NotMet && o.Earliest == 0
	})
	if x.Earliest == 0 || bad {
		c.Earliest, c.Possible, c.Until = 0, false, civil.Date{}
		return
	}
	if x.Earliest >= c.Earliest {
		c.Earliest, c.Until = x.Earliest, x.Until
	}
	c.Possible = c.Earliest <= year
}

// words are the facts of one line in words, said once for all its rules.
type words map[string]Fact

func (w words) say(f rulebook.Facts, name string) Fact {
	x, ok := w[name]
	if !ok {
		x = Fact{rulebook.FactLabel(name), f.Say(name)}
		w[name] = x
	}
	return x
}

func (w words) finding(a rulebook.Answer, f rulebook.Facts) Finding {
	gives, basis := rulebook.Describe(a.Gives), a.Cite.Text()
	x := Finding{Rule: a.Rule, Title: a.Title, Kind: a.Kind, Result: a.Result, Why: a.Why, Gives: gives.VI, GivesEN: gives.EN, Basis: basis.VI, BasisEN: basis.EN, Checked: !a.Unchecked(), Over: a.Over}
	if a.Earliest != nil {
		x.Earliest, x.Until = *a.Earliest, a.Until
	}
	if d := a.Detail(); d != (rulebook.Text{}) {
		x.Why = rulebook.Text{VI: strings.TrimRight(x.Why.VI, ".") + ". " + d.VI, EN: strings.TrimRight(x.Why.EN, ".") + ". " + d.EN}
	}
	if a.Result == rulebook.Unknown && len(a.Missing) > 0 {
		x.Why = rulebook.Lacking(a.Missing)
	}
	for _, n := range a.FactsUsed {
		if n != "counts" {
			x.Facts = append(x.Facts, w.say(f, n))
		}
	}
	for _, n := range a.Counts {
		if v, ok := f.Counts[n]; ok {
			x.Facts = append(x.Facts, Fact{rulebook.CountLabel(n), rulebook.Number(v)})
		}
	}
	return x
}

// Quotas (kiểm tra tỷ lệ) says what the rules of shares answer for every title of a list.
func (k *Checker) Quotas(lines []Line) Quotas {
	q := Quotas{Book: k.cat.VersionOf(k.book), Day: k.day, Findings: []Finding{}}
	var titles []string
	kinds, own := map[string]string{}, map[string]int{}
	for _, l := range lines {
		if kinds[l.Title] == "" {
			titles, kinds[l.Title] = append(titles, l.Title), l.Subject
		}
		own[l.Title]++
		if e, ok := k.cat.Entry(fighter); ok && kinds[e.Code] == "" && slices.Contains(higher, rulebook.Slug(l.Title)) {
			titles, kinds[e.Code] = append(titles, e.Code), l.Subject // its share holds for who registers above it too
		}
	}
	slices.Sort(titles)
	for _, t := range titles {
		rules, _ := k.book.For(t, kinds[t])
		for _, r := range rules {
			if r.Kind != rulebook.Quota {
				continue
			}
			f := rulebook.Facts{Subject: kinds[t], Year: k.year, Received: k.day, Counts: k.counts}
			a, _ := k.book.Ask(r.ID, f)
			x := words{}.finding(a, f)
			x.For, x.Blocks = t, a.Blocks()
			x.Proposed = k.counts[proposed(rulebook.Slug(t))]
			x.Higher = max(0, x.Proposed-own[t])
			x.Allowed = max(0, x.Proposed-x.Over)
			q.Findings = append(q.Findings, x)
		}
	}
	return q
}

// A Tally (số dòng theo kết quả) counts lines by what the rules say.
type Tally struct {
	Persons, Collectives      int
	Met, Possible, Not, Open  int
	Blocked, Flagged, Unclear int
}

// Count adds one line.
func (t *Tally) Count(l Line, c Check) {
	if l.Subject == roster.Person {
		t.Persons++
	} else {
		t.Collectives++
	}
	switch {
	case c.Verdict == rulebook.Met:
		t.Met++
	case c.Verdict == rulebook.Unknown:
		t.Open++
	case c.Possible:
		t.Possible++
	default:
		t.Not++
	}
	if c.Blocks {
		t.Blocked++
	}
	if l.Flag != "" {
		t.Flagged++
	}
	if c.Unclear {
		t.Unclear++
	}
}

// Lines gives how many lines were counted.
func (t Tally) Lines() int { return t.Persons + t.Collectives }
