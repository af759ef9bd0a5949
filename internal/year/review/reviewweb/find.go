package reviewweb

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
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
	g.N, g.More = len(list), more
	for _, k := range review.FoundKinds {
		x := findGroup{Kind: r.T(review.FoundLabel(k))}
		for _, e := range list {
			if e.Kind == k {
				x.List = append(x.List, inWords(r, e))
			}
		}
		if len(x.List) > 0 {
			g.Groups = append(g.Groups, x)
		}
	}
	return findView.Render(w, r, g)
}

func cutQuery(s string) string {
	if rs := []rune(s); len(rs) > maxQuery {
		return string(rs[:maxQuery])
	}
	return s
}

// palette answers what is typed into the search box, as JSON.
func (p *pages) palette(w http.ResponseWriter, r *web.Request) error {
	q := cutQuery(r.FormValue("q"))
	list, _, err := p.s.Find(r.Context(), r.Actor, q, "", findLimit)
	if err != nil {
		return err
	}
	rank := func(e search.Entry) int { // what bears the words in its title comes first, then kind by kind
		n := slices.Index(review.FoundKinds, e.Kind)
		if !search.Matches(e.Title, q) {
			n += len(review.FoundKinds)
		}
		return n
	}
	slices.SortStableFunc(list, func(a, b search.Entry) int { return rank(a) - rank(b) })
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
		e = inWords(r, e)
		out = append(out, row{e.Title, e.Hint, r.T(review.FoundLabel(e.Kind)), e.Href})
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]any{"list": out[:min(len(out), paletteLimit)], "none": r.T("find.none|Không tìm thấy “{name}”. Thử bỏ bớt từ hoặc tìm theo số văn bản.", fault.P{"name": q}), "all": r.T("find.all|Xem trang kết quả")})
}
