package reviewweb

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/search"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/review"
)

type findGroup struct {
	Kind string
	List []search.Entry
}

// inWords says in the reader's language what the program itself wrote beside a hit: the name of
// the period at the end of the hint. Everything else is data and stays.
func inWords(r *web.Request, e search.Entry) search.Entry {
	i := strings.LastIndex(e.Hint, ", ") + 2
	if i < 2 {
		i = 0
	}
	if p, ok := civil.PeriodNamed(e.Hint[i:]); ok {
		e.Hint = e.Hint[:i] + r.Period(p)
	}
	return e
}

type findPage struct {
	ui.Page
	Query  string
	Kind   string
	Kinds  []ui.Option
	Groups []findGroup
	N      int
	More   bool
	One    bool // a single letter was typed: it is looked for as a word
}

var findView = ui.NewView[findPage](files, "find.html")

const (
	findLimit    = 50
	paletteLimit = 12
	maxQuery     = 200
)

// find is the plain page of the search.
func (p *pages) find(w http.ResponseWriter, r *web.Request) error {
	g := findPage{Page: ui.NewPage(w, r, "find.title|Tìm kiếm"), Query: cutQuery(r.FormValue("q")), Kind: r.FormValue("loai")}
	for _, k := range review.FoundKinds {
		g.Kinds = append(g.Kinds, ui.Option{Value: k, Text: r.T(review.FoundLabel(k))})
	}
	list, more, err := p.s.Find(r.Context(), r.Actor, g.Query, g.Kind, findLimit)
	if err != nil {
		return err
	}
	if more && g.Kind == "" { // some of each kind, not all of the first
		if list, err = p.spread(r, g.Query); err != nil {
			return err
		}
	}
	sortFound(list, g.Query)
	g.N, g.More, g.One = len(list), more, utf8.RuneCountInString(strings.TrimSpace(g.Query)) == 1
	for _, k := range review.FoundKinds {
		x := findGroup{Kind: r.T(review.FoundLabel(k))}
		for _, e := range list {
			if e.Kind == k {
				x.List = append(x.List, leads(r, inWords(r, e)))
			}
		}
		if len(x.List) > 0 {
			g.Groups = append(g.Groups, x)
		}
	}
	return findView.Render(w, r, g)
}

// perKind is how many hits of each kind the page shows when there are too many.
const perKind = 12

// spread looks for the first hits of every kind.
func (p *pages) spread(r *web.Request, query string) (all []search.Entry, err error) {
	for _, k := range review.FoundKinds {
		list, _, err := p.s.Find(r.Context(), r.Actor, query, k, perKind)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// leads sends whoever leads the bloc, and the board, from a unit's name to what it answers for, and
// everybody to a page of recommendations that is open to them.
func leads(r *web.Request, e search.Entry) search.Entry {
	bloc, ok := strings.CutPrefix(e.Href, "/khoi/")
	unit, isUnit := strings.CutPrefix(e.Ref, "unit/")
	if ok && isUnit && (r.Actor.Leads(e.Bloc) || r.Actor.Has(who.Board, 0)) {
		e.Href = "/trach-nhiem/" + unit + "?khoi=" + bloc
	}
	if rec, ok := strings.CutPrefix(e.Ref, "rec/"); ok {
		e.Href = recHref(r, rec)
	}
	return e
}

func cutQuery(s string) string {
	if rs := []rune(s); len(rs) > maxQuery {
		return string(rs[:maxQuery])
	}
	return s
}

// sortFound puts what bears the words in its title first, whole words before beginnings, then kind
// by kind.
func sortFound(list []search.Entry, q string) {
	rank := func(e search.Entry) int {
		n := slices.Index(review.FoundKinds, e.Kind)
		for _, words := range []string{strings.TrimSpace(q) + " ", q} {
			if !search.Matches(e.Title, words) {
				n += len(review.FoundKinds)
			}
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b search.Entry) int { return rank(a) - rank(b) })
}

// palette answers what is typed into the search box, as JSON.
func (p *pages) palette(w http.ResponseWriter, r *web.Request) error {
	q := cutQuery(r.FormValue("q"))
	list, _, err := p.s.Find(r.Context(), r.Actor, q, "", findLimit)
	if err != nil {
		return err
	}
	sortFound(list, q)
	type row struct {
		Text string `json:"text"`
		Hint string `json:"hint"`
		Kind string `json:"kind"`
		Href string `json:"href"`
	}
	out := []row{}
	for _, m := range r.Srv.Menu(r.Actor) { // pages are found by their names
		if strings.TrimSpace(q) != "" && search.Matches(r.T(m.Label), q) {
			out = append(out, row{r.T(m.Label), "", r.T("find.page|Trang"), m.Path})
		}
	}
	for _, e := range list {
		e = leads(r, inWords(r, e))
		out = append(out, row{e.Title, e.Hint, r.T(review.FoundLabel(e.Kind)), e.Href})
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]any{"list": out[:min(len(out), paletteLimit)], "none": r.T("find.none|Không tìm thấy “{name}”. Thử bỏ bớt từ hoặc tìm theo số văn bản.", fault.P{"name": q}), "all": r.T("find.all|Xem trang kết quả")})
}
