// Package pledgeweb shows the pledge of a bloc: its text with versions and remarks, the forms
// of the leader and of the units, signing, the matrix of signatures, and the public page that
// verifies a text by its hash.
package pledgeweb

import (
	"embed"
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
)

//go:embed *.html
var files embed.FS

//go:embed pledge.en.txt
var english string

type handler struct {
	s    *pledge.Service
	acts *account.Service
}

// Slice gives the routes of the pledge.
func Slice(s *pledge.Service, acts *account.Service) web.Slice {
	h := &handler{s, acts}
	get := func(path, name string, p web.Policy, f web.Handler) web.Route {
		return web.Route{Method: "GET", Path: path, Name: "pledge." + name, Policy: p, Handler: f}
	}
	post := func(path, name string, p web.Policy, f web.Handler) web.Route {
		return web.Route{Method: "POST", Path: path, Name: "pledge." + name, Policy: p, Handler: f}
	}
	elsewhere := post("/giao-uoc/{year}/da-ky", "elsewhere", web.UnitSide, h.elsewhere)
	elsewhere.Upload = document.MaxFile + 1<<20
	return web.Slice{Name: "pledge", English: english,
		Menu: []web.MenuItem{{Path: "/giao-uoc", Label: "nav.pledges|Giao ước thi đua", Order: 63, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}},
		Routes: []web.Route{
			get("/giao-uoc", "view", web.Insider, h.view),
			post("/giao-uoc", "begin", web.Leaders, h.begin),
			get("/giao-uoc/{year}", "year", web.Insider, h.view),
			get("/giao-uoc/{year}/sua", "edit", web.Leaders, h.edit),
			post("/giao-uoc/{year}/sua", "save", web.Leaders, h.edit),
			get("/giao-uoc/{year}/buoc", "ask", web.Leaders, h.step),
			post("/giao-uoc/{year}/buoc", "step", web.Leaders, h.step),
			get("/giao-uoc/{year}/xoa", "drop", web.Leaders, h.remove),
			post("/giao-uoc/{year}/xoa", "remove", web.Leaders, h.remove),
			get("/giao-uoc/{year}/so-sanh", "compare", web.Insider, h.compare),
			get("/giao-uoc/{year}/gop-y", "remarks", web.Insider, h.remarks),
			post("/giao-uoc/{year}/gop-y", "remark", web.UnitSide, h.remarks),
			post("/giao-uoc/{year}/tra-loi", "answer", web.Leaders, h.remarks),
			get("/giao-uoc/{year}/cam-ket", "commitment", web.UnitSide, h.commitment),
			post("/giao-uoc/{year}/cam-ket", "commit", web.UnitSide, h.commitment),
			get("/giao-uoc/{year}/ky", "signing", web.Heads, h.sign),
			post("/giao-uoc/{year}/ky", "sign", web.Heads, h.sign),
			get("/giao-uoc/{year}/da-ky", "signed", web.UnitSide, h.elsewhere),
			elsewhere,
			get("/giao-uoc/{year}/go-chu-ky", "retracting", web.UnitSide, h.retract),
			post("/giao-uoc/{year}/go-chu-ky", "retract", web.UnitSide, h.retract),
			get("/giao-uoc/{year}/ban-ky", "scan", web.Insider, h.scan),
			get("/giao-uoc/{year}/nhac", "remind", web.Leaders, h.remind),
			get("/giao-uoc/{year}/tep/{format}", "export", web.Insider, h.export),
			get("/xac-minh/giao-uoc", "ask.public", web.Public, h.verify),
			get("/xac-minh/giao-uoc/{hash}", "verify", web.Public, h.verify),
		}}
}

// A place is the pledge that a request is about.
type place struct {
	bloc org.Bloc
	year int
	p    pledge.Pledge
	t    pledge.Text // the version asked for, or the current one
	none bool        // there is no pledge yet, or none that the reader may see
}

// at finds the bloc and the year of a request, with the pledge when there is one.
func (h *handler) at(r *web.Request) (x place, err error) {
	ctx, q := r.Context(), h.s.DB()
	if x.bloc, err = org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi")); err != nil {
		return x, err
	}
	if err = who.Can(r.Actor, who.ReadPledge, who.Object{Bloc: x.bloc.ID}); err != nil {
		return x, err
	}
	x.year = h.s.Today().Year
	if s := r.PathValue("year"); s != "" {
		if x.year, err = strconv.Atoi(s); err != nil || x.year < 2000 || x.year > 2200 {
			return x, notFound()
		}
	}
	x.p, err = h.s.Read(ctx, r.Actor, x.bloc.ID, x.year)
	if fault.Is(err, fault.NotFound) {
		x.none = true
		return x, nil
	}
	if err != nil {
		return x, err
	}
	no := x.p.No
	if n, err := strconv.Atoi(r.URL.Query().Get("ban")); err == nil {
		no = n
	}
	x.t, err = pledge.TextOf(ctx, q, x.p.ID, no)
	return x, err
}

// there is at, for pages that need a pledge.
func (h *handler) there(r *web.Request) (place, error) {
	x, err := h.at(r)
	if err == nil && x.none {
		err = notFound()
	}
	return x, err
}

func notFound() *fault.Error {
	return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

func (x place) href() string { return "/giao-uoc/" + strconv.Itoa(x.year) }

// query keeps the bloc in addresses of readers who see several.
func (x place) query() string { return "?khoi=" + x.bloc.Code }

func (x place) edits(r *web.Request) bool {
	return who.Can(r.Actor, who.EditPledge, who.Object{Bloc: x.bloc.ID}) == nil
}

// unit gives the unit the reader answers for: that of ?don-vi=, else the reader's own in the
// bloc. Errors: Denied when the reader may not do act for it.
func (h *handler) unit(r *web.Request, x place, act who.Action) (org.Unit, error) {
	var u org.Unit
	var err error
	if code := r.FormValue("don-vi"); code != "" {
		u, err = org.UnitByCode(r.Context(), h.s.DB(), code)
	} else {
		for _, m := range r.Actor.Blocs {
			if m.Bloc == x.bloc.ID {
				u, err = org.UnitOf(r.Context(), h.s.DB(), m.Unit)
				break
			}
		}
	}
	if err != nil {
		return u, err
	}
	return u, who.Can(r.Actor, act, who.Object{Bloc: x.bloc.ID, Unit: u.ID})
}

func readDate(e *fault.Error, name, text string) civil.Date {
	if strings.TrimSpace(text) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		e.With(name, "pledge.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": text})
		return civil.Date{}
	}
	return d
}

func version(r *web.Request) int64 {
	n, err := id.Parse[pledge.Pledge](r.PostFormValue("version"))
	if err != nil {
		return -1
	}
	return int64(n)
}

func showVersion(n int64) string { return id.Of[pledge.Pledge](n).String() }

func statusOf(err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}

// frame is what every page of a pledge has.
type frame struct {
	ui.Page
	Bloc   org.Bloc
	Year   int
	Href   string
	Query  string
	Errors ui.Errors
}

func (h *handler) frame(w http.ResponseWriter, r *web.Request, x place, title string, args ...fault.P) frame {
	return frame{Page: ui.NewPage(w, r, title, args...), Bloc: x.bloc, Year: x.year, Href: x.href(), Query: x.query()}
}

// refused fills the messages of a form that was refused; other errors come back.
func (f *frame) refused(r *web.Request, err error, names ...string) error {
	list, other := ui.Refused(r, err, names...)
	if other != nil {
		return other
	}
	f.Errors, f.Error = list, "x"
	return nil
}
