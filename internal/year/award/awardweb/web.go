// Package awardweb shows the list of commendations: search, one award with the history of
// its subject, the form, and lists from Excel with a preview and the faults marked.
package awardweb

import (
	"embed"
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/org"
)

//go:embed *.html
var files embed.FS

//go:embed award.en.txt
var english string

type handler struct{ s *award.Service }

// Slice gives the routes of the list of commendations.
func Slice(s *award.Service) web.Slice {
	h := &handler{s}
	get := func(path, name string, f web.Handler) web.Route {
		return web.Route{Method: "GET", Path: path, Name: "award." + name, Policy: web.Insider, Handler: f}
	}
	post := func(path, name string, f web.Handler) web.Route {
		return web.Route{Method: "POST", Path: path, Name: "award." + name, Policy: web.Insider, Handler: f}
	}
	upload := post("/nhap-khen-thuong", "list.send", h.send)
	upload.Upload = award.MaxList + 1<<20
	return web.Slice{Name: "award", English: english,
		Menu: []web.MenuItem{{Path: "/khen-thuong", Label: "nav.awards|Khen thưởng", Order: 56, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}},
		Routes: []web.Route{
			get("/khen-thuong", "list", h.list), get("/khen-thuong/xuat", "export", h.export),
			get("/khen-thuong/moi", "new", h.create), post("/khen-thuong/moi", "create", h.create),
			get("/khen-thuong/theo-quyet-dinh", "grant.form", h.grant), post("/khen-thuong/theo-quyet-dinh", "grant", h.grant),
			post("/khen-thuong/so-du-nam", "coverage", h.cover),
			get("/khen-thuong/{id}", "view", h.view), get("/khen-thuong/{id}/sua", "edit", h.edit), post("/khen-thuong/{id}/sua", "save", h.edit),
			post("/khen-thuong/{id}/huy", "revoke", h.revoke),
			get("/nhap-khen-thuong", "list.new", h.sendForm), upload, get("/nhap-khen-thuong/mau", "list.template", h.template),
			get("/nhap-khen-thuong/{id}", "list.preview", h.preview), post("/nhap-khen-thuong/{id}", "list.write", h.write),
			get("/nhap-khen-thuong/{id}/tep", "list.marked", h.marked),
		}}
}

// scope is where the reader stands: a bloc, and one unit of it or all.
type scope struct {
	org.Reader
	Keep bool // may enter awards of the unit (of every unit, for the board)
}

// in finds the scope of a request from ?khoi= and ?don-vi=.
func (h *handler) in(r *web.Request) (s scope, err error) {
	s.Reader, err = org.ReaderFor(r.Context(), h.s.DB(), r.Actor, who.ReadAwards, [2]string{r.FormValue("khoi"), r.FormValue("don-vi")}, h.s.Today())
	s.Keep = who.Can(r.Actor, who.KeepAwards, who.Object{Unit: s.Unit.ID}) == nil
	return s, err
}

// keeper is the scope of whoever enters awards: an officer works for the own unit, even
// when the unit leads the bloc.
func (h *handler) keeper(r *web.Request) (s scope, err error) {
	if s, err = h.in(r); err != nil {
		return s, err
	}
	if s.Unit.ID == 0 && !s.Keep {
		for _, m := range s.Members {
			if r.Actor.Has(who.Officer, m.Unit.ID) {
				s.Unit, s.Keep = m.Unit, true
			}
		}
	}
	return s, who.Can(r.Actor, who.KeepAwards, who.Object{Unit: s.Unit.ID})
}

// Query keeps bloc and unit in links.
func (s scope) Query() string {
	q := "?khoi=" + s.Bloc.Code
	if s.Unit.ID != 0 {
		q += "&don-vi=" + s.Unit.Code
	}
	return q
}

// UnitOptions gives the units of the bloc for a select.
func (s scope) UnitOptions() []ui.Option {
	var list []ui.Option
	for _, m := range s.Members {
		list = append(list, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
	}
	return list
}

// one gives the award of the address to whoever may read it.
func (h *handler) one(r *web.Request) (a award.Award, o who.Object, err error) {
	n, err := id.Parse[award.Award](r.PathValue("id"))
	if err != nil {
		return a, o, notFound(err)
	}
	if a, err = award.Of(r.Context(), h.s.DB(), n); err != nil {
		return a, o, err
	}
	list, err := org.MembershipsOf(r.Context(), h.s.DB(), []id.Unit{a.Unit}, h.s.Today())
	if err != nil {
		return a, o, err
	}
	o.Unit = a.Unit
	if len(list) > 0 {
		o.Bloc = list[0].Bloc
	}
	return a, o, who.Can(r.Actor, who.ReadAwards, o)
}

func notFound(err error) error {
	return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
}

// wrongAuthority says who decides about the title of an award, when the decider named seems to be of another
// level; "" when nothing is to be said.
func wrongAuthority(r *web.Request, c *catalog.Catalog, u org.Unit, a award.Award) string {
	w, wrong := award.WrongAuthority(c, c.System(string(u.Kind)), a)
	if !wrong {
		return ""
	}
	cite := w.Cite.VI
	if r.Lang == msg.EN {
		cite = w.Cite.EN
	}
	text := "award.authority|{title} do {who} quyết định ({cite}); ở đây ghi {decider}. Kiểm tra lại quyết định."
	if !w.Checked {
		text = "award.authority.unchecked|{title} do {who} quyết định ({cite}, chưa kiểm chứng); ở đây ghi {decider}. Kiểm tra lại quyết định."
	}
	return r.T(text, fault.P{"title": label(c, a.Title), "who": w.Who, "cite": cite, "decider": a.Decider})
}

// label gives the name of a title in the catalogue.
func label(c *catalog.Catalog, code string) string {
	if x, ok := c.Entry(code); ok {
		return x.Name
	}
	return code
}

func modeOptions(r *web.Request) []ui.Option {
	var list []ui.Option
	for _, m := range award.Modes() {
		list = append(list, ui.Option{Value: string(m), Text: r.T(m.Label())})
	}
	return list
}

func subjectOptions(r *web.Request) []ui.Option {
	var list []ui.Option
	for _, s := range []string{roster.Person, roster.Collective, roster.Household} {
		list = append(list, ui.Option{Value: s, Text: r.T(award.SubjectLabel(s))})
	}
	return list
}

func titleOptions(c *catalog.Catalog) []ui.Option {
	var list []ui.Option
	for _, e := range c.Entries() {
		list = append(list, ui.Option{Value: e.Code, Text: e.Name + " (" + e.Code + ")"})
	}
	return list
}

func number(s string) int { n, _ := strconv.Atoi(s); return n }

// status gives the status of a page whose form was refused.
func status(err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
