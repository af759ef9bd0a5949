package rulebook

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// Result (kết luận) is one of three answers.
type Result string

// The three answers.
const (
	Met     Result = "met"
	NotMet  Result = "not_met"
	Unknown Result = "unknown"
)

// An Answer (câu trả lời của một quy tắc) is what one rule says of one set of facts.
type Answer struct {
	Rule      string   `json:"rule"`
	Result    Result   `json:"result"`
	FactsUsed []string `json:"facts_used"`
	Cite      Cite     `json:"cite"`
	Mark      Mark     `json:"mark"`
	Earliest  *int     `json:"earliest"`
	Why       Text     `json:"why"`

	Title     string   `json:"-"` // of the rule, Vietnamese
	Kind      string   `json:"-"`
	Declining bool     `json:"-"`
	Missing   []string `json:"-"` // what is not known: "history", "rating.2021", "counts.strength"
	Counts    []string `json:"-"` // keys of the counts that were read and are known
	Gives     any      `json:"-"` // QuotaValue, VoteValue, []Paper, AuthorityValue, MoneyValue; nil for a condition
	Over      int      `json:"-"` // people above a quota

	Lacks  Text       `json:"-"` // of a condition: what keeps it from being met
	Holds  Text       `json:"-"` // what is fulfilled beside it; empty for nothing
	Within bool       `json:"-"` // not met, but the year asked, still open, may bring what is missing
	Until  civil.Date `json:"-"` // the end of the book, when Earliest lies after it
	NotFor Text       `json:"-"` // whom the rule is for, when it is not for the subject asked
	leaves []*cond    // that Lacks names
	told   bool       // the refusal names them itself, or there is but one
}

// Detail (vế chưa đạt) names what is lacking and what is not, where the refusal of the rule itself does
// not say so.
func (a Answer) Detail() Text {
	if a.told || a.Lacks == (Text{}) {
		return Text{}
	}
	t := Text{"Chưa đạt: " + a.Lacks.VI + ".", "Not yet: " + a.Lacks.EN + "."}
	if a.Holds != (Text{}) {
		t = Text{t.VI + " Đã đạt: " + a.Holds.VI + ".", t.EN + " Fulfilled: " + a.Holds.EN + "."}
	}
	return t
}

// Blocks (có chặn) reports whether the answer may stop a sending or an issuing: only a
// verified rule that is not met. A draft is never stopped.
func (a Answer) Blocks() bool { return a.Result == NotMet && !a.Unchecked() }

// Unchecked (chưa kiểm chứng) reports whether screens must print "chưa kiểm chứng": a mark that is not
// VERIFIED, or no clause that anybody could look up.
func (a Answer) Unchecked() bool { return a.Mark != Verified || !a.Cite.Found() }

// whyNames are the names that a why_not may hold in braces, besides facts and counts.
var whyNames = []string{"missing", "over", "allowed", "proposed", "base", "have", "need", "quorum", "papers", "who", "due", "amount", "earliest", "max_pct", "lacks", "holds"}

// factLabels are the facts in words.
var factLabels = map[string]Text{
	"subject":     {"cá nhân hay tập thể", "person or collective"},
	"year":        {"năm thành tích", "year"},
	"received":    {"ngày nhận hồ sơ", "date of receipt"},
	"history":     {"danh hiệu đã đạt", "past titles"},
	"rating":      {"xếp loại hằng năm", "yearly rating"},
	"initiatives": {"sáng kiến", "initiatives"},
	"discipline":  {"kỷ luật", "discipline"},
	"counts":      {"số liệu", "counts"},
}

// label gives "xếp loại hằng năm (rating.2021)".
func label(fact string) Text {
	l := FactLabel(fact)
	l.VI, l.EN = lowerFirst(l.VI), lowerFirst(l.EN)
	return Text{l.VI + " (" + fact + ")", l.EN + " (" + fact + ")"}
}

// Explain (giải thích) answers every rule that concerns title, in the order of the book. It
// refuses a title for which the book has no rule.
func (b *Book) Explain(title string, f Facts) ([]Answer, error) {
	return b.ExplainOnly(title, f, nil)
}

// ExplainOnly (giải thích một phần) answers the rules that concern title and that want lets
// through, nil for all: a list of thousands asks only what differs from line to line.
func (b *Book) ExplainOnly(title string, f Facts, want func(*Rule) bool) ([]Answer, error) {
	rules, ok := b.For(title, f.Subject)
	if !ok {
		return nil, fault.New(fault.Invalid, "rules.title.none|Gói {pack} không có quy tắc nào cho \"{title}\". Có quy tắc cho: {known}.",
			fault.P{"pack": b.Pack, "title": title, "known": strings.Join(b.titles, ", ")})
	}
	run := newRun(&f, b.canon)
	list := make([]Answer, 0, len(rules))
	fits := fitting(rules, f.Subject)
	for _, x := range rules {
		if (want == nil || want(x)) && !x.aside(f.Subject, fits) {
			list = append(list, b.answer(x, run))
		}
	}
	return list, nil
}

// Ask (hỏi một quy tắc) answers the rule with the given id.
func (b *Book) Ask(id string, f Facts) (Answer, bool) {
	i := slices.IndexFunc(b.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Answer{}, false
	}
	return b.answer(&b.Rules[i], newRun(&f, b.canon)), true
}

// Result (kết quả của một quy tắc) is Ask for whoever wants to know the result and not why.
func (b *Book) Result(id string, f Facts) (Result, bool) {
	i := slices.IndexFunc(b.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return "", false
	}
	x := &b.Rules[i]
	r := newRun(&f, b.canon)
	if x.When == "" {
		return b.answer(x, r).Result, true
	}
	r.gone, r.holes = map[string]bool{}, map[string]bool{}
	return x.decide(r), true
}

func (b *Book) answer(x *Rule, r *run) Answer {
	a := Answer{Rule: x.ID, Cite: x.Cite, Mark: x.Mark, Title: x.Title, Kind: x.Kind, Declining: x.Declining}
	if clear(r.gone); r.gone == nil {
		r.gone = map[string]bool{}
	}
	if clear(r.holes); r.holes == nil {
		r.holes = map[string]bool{}
	}
	r.read, r.memo = nil, r.memo[:0]
	names := fault.P{}
	used := slices.Clone(x.reads.names)
	if x.When != "" {
		if a.Result = x.decide(r); a.Result == NotMet {
			x.lacking(r, &a, names)
			if !x.Declining && a.NotFor == (Text{}) {
				b.outlook(x, r, &a, names)
			}
		}
	} else {
		used = append(used, x.judge(r, &a, names)...)
	}
	for _, f := range factNames[3:] { // subject, year and received are the question itself
		if slices.Contains(used, f) {
			a.FactsUsed = append(a.FactsUsed, f)
		}
	}
	if slices.Contains(used, "received") {
		a.FactsUsed = append(a.FactsUsed, "received")
	}
	if a.NotFor != (Text{}) {
		a.FactsUsed = nil
	}
	if a.FactsUsed == nil {
		a.FactsUsed = []string{}
	}
	a.Counts = slices.Concat(x.reads.counts, r.read)
	slices.Sort(a.Counts)
	a.Counts = slices.Compact(a.Counts)
	switch a.Result {
	case NotMet:
		x.fill(r, &a, names)
	case Unknown:
		x.cannotTell(r, &a)
	}
	return a
}

// decide gives the answer of a condition.
func (x *Rule) decide(r *run) Result {
	t := r.truth(x.cond)
	lacks := len(r.gone) > 0 || x.lacks(r)
	switch {
	case r.facts.Subject != "" && t != unsure && x.cond.settled(r.facts.Subject) == t && (t == no) != x.Declining:
		return NotMet // for another kind of subject, whatever else is known
	case t == yes && !x.Declining, t == no && x.Declining:
		return Met
	case t == unsure, lacks:
		return Unknown
	}
	return NotMet
}

// lacking names the parts of a condition that keep it from being met, and those that do not.
func (x *Rule) lacking(r *run, a *Answer, names fault.P) {
	if s := r.facts.Subject; s != "" && !x.Declining && x.cond.settled(s) == no {
		a.NotFor = x.forWhom()
		return
	}
	l := lacks{}
	a.Lacks = l.say(r, x.cond, !x.Declining, false)
	a.leaves = l.leaves
	vi, en := make([]string, len(l.holds)), make([]string, len(l.holds))
	for i, t := range l.holds {
		vi[i], en[i] = t.VI, t.EN
	}
	a.Holds = Text{strings.Join(vi, ", "), strings.Join(en, ", ")}
	a.told = x.Declining || strings.Contains(x.WhyNot.VI, "{lacks}") || len(l.leaves)+len(l.holds) < 2
	names["lacks"], names["holds"] = a.Lacks, a.Holds
}

// lacks notes every fact that the text of the rule names and that is not known.
func (x *Rule) lacks(r *run) bool {
	r.direct(x.reads)
	for _, n := range x.reads.names {
		if n != "counts" && n != "rating" && !r.facts.known(n) {
			r.gone[n] = true
		}
	}
	return len(r.gone) > 0
}

// fill writes the refusal, with its names replaced.
func (x *Rule) fill(r *run, a *Answer, names fault.P) {
	names["year"], names["subject"], names["received"] = r.facts.Year, r.facts.Subject, r.facts.Received.VN()
	for k, v := range r.facts.Counts {
		if names[k] == nil {
			names[k] = v
		}
	}
	if a.Earliest != nil {
		names["earliest"] = *a.Earliest
	}
	for _, n := range whyNames {
		if names[n] == nil {
			names[n] = "–"
		}
	}
	if a.NotFor != (Text{}) {
		a.Why = Text{"Không áp dụng: danh hiệu, hình thức này của " + a.NotFor.VI + ".", "Does not apply: this title or form is for " + a.NotFor.EN + "."}
		return
	}
	vi := maps.Clone(names)
	if t, ok := names["lacks"].(Text); ok {
		vi["lacks"], names["lacks"] = t.VI, t.EN
		t = a.Holds
		vi["holds"], names["holds"] = t.VI, t.EN
		if t != (Text{}) {
			vi["holds"], names["holds"] = "; đã có: "+t.VI, "; fulfilled: "+t.EN
		}
	}
	a.Why = Text{fault.Fill(x.WhyNot.VI, vi), fault.Fill(x.WhyNot.EN, names)}
}

// spans joins the years of which the past is not recorded.
func spans(holes map[string]bool) (list []string) {
	var all []Years
	for h := range holes {
		from, to, ok := strings.Cut(strings.TrimPrefix(h, "history."), "-")
		if !ok {
			to = from
		}
		a, _ := strconv.Atoi(from)
		b, _ := strconv.Atoi(to)
		all = append(all, Years{a, b})
	}
	slices.SortFunc(all, func(a, b Years) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	for i := 0; i < len(all); {
		s := all[i]
		for i++; i < len(all) && all[i].From <= s.To+1; i++ {
			s.To = max(s.To, all[i].To)
		}
		list = append(list, s.fact())
	}
	return list
}

// cannotTell writes which facts are not known.
func (x *Rule) cannotTell(r *run, a *Answer) {
	var vi, en []string
	for n := range r.gone {
		a.Missing = append(a.Missing, n)
	}
	slices.Sort(a.Missing)
	a.Missing = append(a.Missing, spans(r.holes)...)
	for _, n := range a.Missing {
		l := label(n)
		vi, en = append(vi, l.VI), append(en, l.EN)
	}
	if len(vi) == 0 {
		a.Why = Text{"Chưa kết luận được: giá trị của quy tắc không tính được. Kiểm tra lại bộ quy tắc.", "Cannot tell yet: the rule gives no usable value. Check the rulebook."}
		return
	}
	a.Why = Text{"Chưa kết luận được: chưa có " + strings.Join(vi, ", ") + ".", "Cannot tell yet: not known: " + strings.Join(en, ", ") + "."}
}
