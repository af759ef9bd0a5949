package rulebook

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/vi"
)

// Mark (mức kiểm chứng) says how a rule was checked against its source.
type Mark string

// The marks of the handbook.
const (
	Verified  Mark = "VERIFIED"
	Secondary Mark = "SECONDARY"
	Memory    Mark = "MEMORY"
)

// Kinds of rules (loại quy tắc).
const (
	Eligibility = "eligibility"
	Quota       = "quota"
	Dossier     = "dossier"
	Authority   = "authority"
	Vote        = "vote"
	Money       = "money"
)

var allKinds = []string{Eligibility, Quota, Dossier, Authority, Vote, Money}

// Cite (căn cứ) is the clause behind a rule.
type Cite struct {
	Doc     string `json:"doc"`
	Article string `json:"article"`
	Clause  string `json:"clause"`
}

// Found (đã tra điều khoản) reports whether somebody has told the article, or the part of a document
// that has none.
func (c Cite) Found() bool { return c.Article != "" || c.Clause != "" }

// docKinds name the kind of a document by its number.
var docKinds = []struct{ in, vi, en string }{{"/QH", "Luật số ", "Law "}, {"/NĐ-CP", "Nghị định số ", "Decree "}, {"/TT-", "Thông tư số ", "Circular "}, {"/QĐ-", "Quyết định số ", "Decision "}, {"/BNV-", "Công văn số ", "Letter "}}

// String gives "khoản 3 Điều 12 Thông tư số 151/2018/TT-BQP".
func (c Cite) String() string { return c.Text().VI }

// Text (căn cứ bằng lời) gives the clause in both languages; who has not been told the article reads so.
func (c Cite) Text() Text {
	t := Text{c.string(), c.english()}
	for _, k := range docKinds {
		if strings.Contains(c.Doc, k.in) && c.Doc[0] >= '0' && c.Doc[0] <= '9' {
			t = Text{strings.Replace(t.VI, c.Doc, k.vi+c.Doc, 1), strings.Replace(t.EN, c.Doc, k.en+c.Doc, 1)}
			break
		}
	}
	if !c.Found() {
		return Text{t.VI + " (điều khoản chưa tra cứu)", t.EN + " (article not looked up yet)"}
	}
	return t
}

// english gives "151/2018/TT-BQP, Article 12, clause 3".
func (c Cite) english() string {
	parts := []string{c.Doc}
	if c.Article != "" {
		parts = append(parts, "Article "+c.Article)
	}
	if c.Clause != "" && strings.ContainsAny(c.Clause[:1], "0123456789") {
		parts = append(parts, "clause "+c.Clause)
	} else if c.Clause != "" {
		parts = append(parts, strings.NewReplacer("điểm", "point", "khoản", "clause", "toàn văn", "the whole text").Replace(c.Clause))
	}
	return strings.Join(parts, ", ")
}

func (c Cite) string() string {
	var parts []string
	if c.Clause != "" {
		if strings.ContainsAny(c.Clause[:1], "0123456789") {
			parts = append(parts, "khoản "+c.Clause)
		} else {
			parts = append(parts, c.Clause)
		}
	}
	if c.Article != "" {
		parts = append(parts, "Điều "+c.Article)
	}
	return strings.Join(append(parts, c.Doc), " ")
}

// Text (câu) is one sentence in both languages.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// A Rule (quy tắc) is one rule of a book.
type Rule struct {
	ID, Title, Kind string
	When, Value     string // one of the two
	Cite            Cite
	Mark            Mark
	WhyNot          Text
	Declining       bool
	Line            int

	cond    *cond
	reads   reads
	uses    []titleUse
	about   []string // canonical slugs of the titles it concerns
	general bool     // concerns every title
}

// A Book (bộ quy tắc) is one pack: the rules of one law regime for one unit system.
type Book struct {
	File        string
	Pack, Title string
	From, To    civil.Date // To is zero when the pack has no end yet
	System      string
	Rules       []Rule
	opt         Options
	titles      []string          // all canonical slugs that rules concern
	slugs       map[string]string // of the codes that rules name, as they write them
	counts      map[string]bool   // slugs of the counts that rules read
}

// Options tell a book what the catalogue knows. The zero value knows no title; then the
// first part of a rule's id is its title.
type Options struct {
	// Titles gives the canonical slugs that a slug names: one title, or a group.
	Titles func(slug string) []string
	// Codes are the official codes; knowing them beforehand spares work for each question.
	Codes []string
	// InText gives the canonical slug of the titles whose full name stands in a text.
	InText func(text string) []string
}

func (o Options) titles(slug string) []string {
	if o.Titles == nil {
		return nil
	}
	return o.Titles(slug)
}

// canon gives the one slug by which a title is compared.
func (o Options) canon(code string) string {
	s := Slug(code)
	if t := o.titles(s); len(t) == 1 {
		return t[0]
	}
	return s
}

// canon gives the slug of a code; those that rules name are known beforehand.
func (b *Book) canon(code string) string {
	if s, ok := b.slugs[code]; ok {
		return s
	}
	return b.opt.canon(code)
}

// Slug (mã không dấu) gives a title's code as it stands in the id of a rule: "CSTĐ cấp tỉnh" is
// "cstd-tinh". The word "cấp" carries no meaning and is dropped.
func Slug(code string) string {
	words := vi.FoldWords(code)
	words = slices.DeleteFunc(words, func(w string) bool { return w == "cap" })
	return strings.Join(words, "-")
}

// Covers reports whether the pack is in force on day d.
func (b *Book) Covers(d civil.Date) bool {
	return !d.Before(b.From) && (b.To.IsZero() || !b.To.Before(d))
}

// Titles gives the slugs of all titles for which the book has a rule.
func (b *Book) Titles() []string { return slices.Clone(b.titles) }

// assign decides which titles each rule concerns: those named in its id, else those named
// in its Vietnamese title, else the first part of the id. A rule of exclusion that names no
// title, and a rule whose id begins with "chung", concern all.
func (b *Book) assign() {
	b.slugs = map[string]string{}
	defer b.nameCounts()
	for _, c := range b.opt.Codes {
		b.slugs[c] = b.opt.canon(c)
	}
	for _, r := range b.Rules {
		for _, u := range r.uses {
			b.slugs[u.title] = b.opt.canon(u.title)
		}
	}
	first := map[string]bool{}
	for i := range b.Rules {
		r := &b.Rules[i]
		seg := strings.Split(r.ID, ".")
		for _, s := range seg {
			r.about = append(r.about, b.opt.titles(Slug(s))...)
		}
		if len(r.about) == 0 && b.opt.InText != nil {
			r.about = b.opt.InText(r.Title)
		}
		if len(r.about) == 0 && !r.Declining {
			first[seg[0]] = true
		}
	}
	for i := range b.Rules {
		r := &b.Rules[i]
		if len(r.about) == 0 {
			seg, _, _ := strings.Cut(r.ID, ".")
			if seg == "chung" || seg == "general" || r.Declining && !first[seg] {
				r.general, r.about = true, []string{Slug(seg)}
				continue
			}
			r.about = []string{Slug(seg)}
		}
		for _, t := range r.about {
			if !slices.Contains(b.titles, t) {
				b.titles = append(b.titles, t)
			}
		}
	}
}

// For (quy tắc của danh hiệu) gives the rules that concern a title, by code or slug, in the
// order of the book. ok is false when the book has none of its own for it.
func (b *Book) For(title, subject string) (rules []*Rule, ok bool) {
	slug := b.opt.canon(title)
	want := []string{slug}
	if g := b.opt.titles(Slug(title)); len(g) > 0 {
		want = g
	}
	if b.opt.InText != nil && len(b.opt.titles(Slug(title))) == 0 && !slices.Contains(b.titles, slug) {
		want = b.opt.InText(title)
	}
	for i := range b.Rules {
		r := &b.Rules[i]
		named := slices.ContainsFunc(r.about, func(a string) bool { return slices.Contains(want, a) })
		if named || r.general && r.fits(subject) {
			rules, ok = append(rules, r), ok || named
		}
	}
	if !ok {
		return nil, false
	}
	return rules, true
}

// fits leaves out a general rule whose id says that it is for another kind of subject.
func (r *Rule) fits(subject string) bool {
	for _, s := range []string{"person", "collective", "household"} {
		if strings.HasSuffix(r.ID, "."+s) && subject != "" && subject != s {
			return false
		}
	}
	return true
}

// Reads gives the facts that the rule's text names, in the order of the design.
func (r *Rule) Reads() []string {
	var list []string
	for _, f := range factNames {
		if slices.Contains(r.reads.names, f) {
			list = append(list, f)
		}
	}
	return list
}
