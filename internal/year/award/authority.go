package award

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/vi"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// levels are the words of a decider that tell the level, the surest first. A head of a unit or a
// department is told by no word, and "Chủ tịch UBND thành phố" may be of two levels.
var levels = []struct {
	level int
	words []string
}{
	{5, []string{"chu tich nuoc"}},
	{4, []string{"thu tuong"}},
	{1, []string{"ubnd xa", "ubnd phuong", "ubnd thi tran", "uy ban nhan dan xa", "uy ban nhan dan phuong", "uy ban nhan dan thi tran"}},
	{2, []string{"ubnd huyen", "ubnd quan", "uy ban nhan dan huyen", "uy ban nhan dan quan"}},
	{3, []string{"ubnd tinh", "uy ban nhan dan tinh", "chu tich tinh", "bo truong"}},
}

// levelOf gives the level that the words of a decider tell, 0 when they do not.
func levelOf(decider string) int {
	s := " " + strings.Join(vi.FoldWords(decider), " ") + " "
	for _, l := range levels {
		if slices.ContainsFunc(l.words, func(w string) bool { return strings.Contains(s, " "+w+" ") }) {
			return l.level
		}
	}
	return 0
}

// An Authority (thẩm quyền) is who decides about a title, by which clause.
type Authority struct {
	Who     string
	Cite    rulebook.Text
	Checked bool
}

// WrongAuthority (sai thẩm quyền) reports an award whose decider, by the words, is of a level that does not
// decide about its title. It is a hint: a name may be written in many ways.
func WrongAuthority(c *catalog.Catalog, system string, a Award) (w Authority, wrong bool) {
	level := levelOf(a.Decider)
	if level == 0 {
		return w, false
	}
	b, err := c.Books().Choose(system, a.Year, civil.Date{})
	if err != nil {
		return w, false
	}
	answers, err := b.ExplainOnly(a.Title, rulebook.Facts{Subject: a.Subject, Year: a.Year}, func(r *rulebook.Rule) bool { return r.Kind == rulebook.Authority })
	if err != nil {
		return w, false
	}
	for _, x := range answers {
		if v, ok := x.Gives.(rulebook.AuthorityValue); ok && len(v.Levels) > 0 && !slices.Contains(v.Levels, level) {
			return Authority{v.Who, x.Cite.Text(), !x.Unchecked()}, true
		}
	}
	return w, false
}
