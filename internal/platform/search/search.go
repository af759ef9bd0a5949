// Package search finds records by folded words, with the rights of the reader applied in
// the query. It knows nothing of what the records are: their owner gives them in groups
// (Replace), and an index of words in plain tables serves both engines with one SQL text.
//
// A record is found when every word of the query is a word of it; the last word, which may
// still be being typed, may be the beginning of one (from two letters on). Marks, tones,
// their place, đ and composition do not matter (vi.Fold), nor i and y where both are written (kĩ, kỹ).
package search

import (
	"cmp"
	"slices"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// An Entry (mục tìm được) is one record that can be found.
type Entry struct {
	ID    int64
	Ref   string // unique in its group
	Bloc  id.Bloc
	Unit  id.Unit // 0: every member of the bloc may find it
	Kind  string
	Title string
	Hint  string // shown beside the title
	Href  string
	Body  string // more words under which it is found; not shown
}

// A Reader (người tìm) says what may be found: everything; or in Blocs what is for all
// members and for the own Units; or everything in a bloc of Leads.
type Reader struct {
	All   bool
	Blocs []id.Bloc
	Leads []id.Bloc
	Units []id.Unit
}

// sees reports whether the reader may find e. The query applies the same rule.
func (r Reader) sees(e Entry) bool {
	switch {
	case r.All || slices.Contains(r.Leads, e.Bloc):
		return true
	case !slices.Contains(r.Blocs, e.Bloc):
		return false
	}
	return e.Unit == 0 || slices.Contains(r.Units, e.Unit)
}

// Rules changes when entries are given other words than before, so that they are indexed anew.
const Rules = "2"

// fold gives the words of an entry between spaces.
func (e Entry) fold() string { return folded(e.Title + " " + e.Hint + " " + e.Body) }

// folded gives the words of a text between spaces, and behind them the other spelling of
// those that some write with i and some with y: "quy chế" is found as "qui chế" too.
func folded(text string) string {
	words := vi.FoldWords(text)
	for _, w := range words[:len(words):len(words)] {
		if o := otherSpelling(w); o != "" && !slices.Contains(words, o) {
			words = append(words, o)
		}
	}
	return " " + strings.Join(words, " ") + " "
}

// otherSpelling gives a folded word with i for y or y for i, where both are written: behind h,
// k, l, m, s, t and qu, at the end of the word. "" for all others.
func otherSpelling(w string) string {
	head, last := w[:max(len(w)-1, 0)], ""
	switch {
	case strings.HasSuffix(w, "y"):
		last = "i"
	case strings.HasSuffix(w, "i"):
		last = "y"
	}
	if last == "" || !slices.Contains([]string{"h", "k", "l", "m", "s", "t", "qu"}, head) {
		return ""
	}
	return head + last
}

// tokens gives the different words of a folded text.
func tokens(fold string) []string {
	w := strings.Fields(fold)
	slices.Sort(w)
	return slices.Compact(w)
}

// maxWords bounds the words of a query; the longest stay.
const maxWords = 8

// A terms is a query taken apart: words that must be there, and a beginning, "" for none.
type terms struct {
	words  []string
	prefix string
}

func parse(text string) (t terms) {
	list := vi.FoldWords(text)
	if len(list) == 0 {
		return t
	}
	last := list[len(list)-1]
	if strings.HasSuffix(text, " ") || len([]rune(last)) < 2 {
		t.words = list
	} else {
		t.words, t.prefix = list[:len(list)-1], last
	}
	t.words = slices.Clone(t.words)
	slices.SortFunc(t.words, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	t.words = slices.Compact(t.words)
	t.words = t.words[:min(len(t.words), maxWords)]
	return t
}

// empty reports whether there is nothing to look for.
func (t terms) empty() bool { return len(t.words) == 0 && t.prefix == "" }

// match is the rule itself, on a folded text.
func (t terms) match(fold string) bool {
	for _, w := range t.words {
		if !strings.Contains(fold, " "+w+" ") {
			return false
		}
	}
	return t.prefix == "" || strings.Contains(fold, " "+t.prefix)
}

// like gives the LIKE patterns of the terms, "%" for the rest.
func (t terms) like() [maxWords + 1]any {
	var p [maxWords + 1]any
	for i := range p {
		p[i] = "%"
	}
	esc := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	for i, w := range t.words {
		p[i] = "% " + esc.Replace(w) + " %"
	}
	if t.prefix != "" {
		p[maxWords] = "% " + esc.Replace(t.prefix) + "%"
	}
	return p
}

// after gives the first text behind every text that begins with p.
func after(p string) string { return p + "\U0010FFFF" }

// Matches reports whether a text would be found under a query.
func Matches(text, query string) bool {
	t := parse(query)
	return !t.empty() && t.match(folded(text))
}
