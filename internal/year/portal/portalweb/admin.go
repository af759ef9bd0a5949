package portalweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
	"thidua/internal/year/rolemodel"
)

type settingsPage struct {
	ui.Page
	Bloc       org.Bloc
	Set        portal.Settings
	Keep, Open string
	Answers    string
	Version    string
	Errors     ui.Errors
}

var settingsView = ui.NewView[settingsPage](files, "settings.html", "parts.html")

// lead gives the bloc that the reader leads.
func (h *handler) lead(r *web.Request) (org.Bloc, error) {
	b, err := bloc(r.Context(), h.s.DB, r)
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.EditNews, who.Object{Bloc: b.ID})
}

// settings shows and saves what the bloc decides about its public pages.
func (h *handler) settings(w http.ResponseWriter, r *web.Request) error {
	b, err := h.lead(r)
	if err != nil {
		return err
	}
	set, version, err := portal.SettingsOf(r.Context(), h.s.DB, b.ID)
	if err != nil {
		return err
	}
	p := settingsPage{Page: ui.NewPage(w, r, "portal.settings.title|Cài đặt trang công khai"), Bloc: b, Set: set, Keep: strconv.Itoa(set.Keep), Open: strconv.Itoa(set.Open),
		Answers: strings.Join(set.Answers, "\n"), Version: strconv.FormatInt(version, 10)}
	if r.Method == "GET" {
		return settingsView.Render(w, r, p)
	}
	v := r.PostFormValue
	p.Set = portal.Settings{Public: v("public") != "", Source: v("source"), Agency: v("agency"), Copyright: v("copyright"), Contact: v("contact"), Answers: strings.Split(strings.ReplaceAll(v("answers"), "\r\n", "\n"), "\n")}
	p.Keep, p.Open, p.Answers, p.Version = v("keep"), v("open"), v("answers"), v("version")
	p.Set.Keep, p.Set.Open = whole(p.Keep), whole(p.Open)
	if version, err = number(p.Version); err != nil {
		return err
	}
	err = h.s.SaveSettings(r.Context(), r.Actor, b.ID, p.Set, version)
	if err == nil {
		return web.See(w, r, "/tin-bai/cai-dat?khoi="+b.Code, "portal.settings.saved|Đã lưu cài đặt.")
	}
	list, other := ui.Refused(r, err, "source", "agency", "copyright", "contact", "keep", "open", "answers")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return settingsView.RenderStatus(w, r, statusOf(err), p)
}

// whole reads a whole number, -1 for what is none.
func whole(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return -1
	}
	return n
}

type publishPage struct {
	ui.Page
	Bloc   org.Bloc
	Docs   []document.Document
	Public map[document.ID]bool
	Query  string
	Pager  ui.Pager
}

var publishView = ui.NewView[publishPage](files, "publish.html", "parts.html")

// publishList shows the register with what the public may read.
func (h *handler) publishList(w http.ResponseWriter, r *web.Request) error {
	b, err := h.lead(r)
	if err != nil {
		return err
	}
	page := pageNumber(r)
	p := publishPage{Page: ui.NewPage(w, r, "portal.publish|Văn bản công khai"), Bloc: b, Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p.Query = p.Query[:min(len(p.Query), 200)]
	var total int
	if p.Docs, total, err = document.List(r.Context(), h.s.DB, b.ID, document.Filter{Query: p.Query, Page: page}); err != nil {
		return err
	}
	p.Pager = ui.Pager{Page: page, Pages: (total + document.PageSize - 1) / document.PageSize, Total: total, Base: "/tin-bai/van-ban?khoi=" + b.Code + "&q=" + urlQuery(p.Query) + "&trang="}
	if p.Public, err = portal.PublicOf(r.Context(), h.s.DB, b.ID); err != nil {
		return err
	}
	return publishView.Render(w, r, p)
}

// publish opens a document to the public, or closes it.
func (h *handler) publish(w http.ResponseWriter, r *web.Request) error {
	if _, err := h.lead(r); err != nil {
		return err
	}
	d, err := id.Parse[document.Document](r.PostFormValue("document"))
	if err != nil {
		return errNone
	}
	yes := r.PostFormValue("viec") == "cong-khai"
	if err := h.s.Publish(r.Context(), r.Actor, d, yes); err != nil {
		return err
	}
	to := "/tin-bai/van-ban?khoi=" + urlQuery(r.PostFormValue("khoi")) + "&trang=" + strconv.Itoa(pageNumber(r))
	if yes {
		return web.See(w, r, to, "portal.published|Đã công khai văn bản.")
	}
	return web.See(w, r, to, "portal.unpublished|Đã thôi công khai văn bản.")
}

type suggestionsPage struct {
	ui.Page
	Bloc   org.Bloc
	State  string
	Errors ui.Errors
	Tabs   []tab
	List   []told
	Units  []ui.Option
	Kinds  []ui.Option
}

// told is a suggestion with the form that takes it over.
type told struct {
	portal.Suggestion
	Unit, Kind, Title string
	Errors            ui.Errors
}

var suggestionsView = ui.NewView[suggestionsPage](files, "suggestions.html", "parts.html")

// suggestions lists what readers told of good people.
func (h *handler) suggestions(w http.ResponseWriter, r *web.Request) error {
	p, err := h.suggestionsPage(w, r)
	if err != nil {
		return err
	}
	return suggestionsView.Render(w, r, p)
}

func (h *handler) suggestionsPage(w http.ResponseWriter, r *web.Request) (p suggestionsPage, err error) {
	b, err := h.lead(r)
	if err != nil {
		return p, err
	}
	p = suggestionsPage{Page: ui.NewPage(w, r, "portal.suggestions|Gương được giới thiệu"), Bloc: b, State: r.URL.Query().Get("muc")}
	names := []struct{ state, text string }{{"new", r.T("sug.new|Mới")}, {"taken", r.T("sug.taken|Đã tiếp nhận")}, {"refused", r.T("sug.refused|Không tiếp nhận")}}
	if p.State != "taken" && p.State != "refused" {
		p.State = "new"
	}
	for _, n := range names {
		list, err := portal.Suggestions(r.Context(), h.s.DB, b.ID, n.state)
		if err != nil {
			return p, err
		}
		p.Tabs = append(p.Tabs, tab{"/quan-tri/guong?khoi=" + b.Code + "&muc=" + n.state, n.text, len(list), n.state == p.State})
		if n.state == p.State {
			for _, x := range list {
				p.List = append(p.List, told{Suggestion: x, Kind: string(rolemodel.Deed), Title: x.Headline()})
			}
		}
	}
	for _, k := range rolemodel.Kinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	members, err := org.Members(r.Context(), h.s.DB, b.ID, clock.Today(h.s.DB.Clock))
	for _, m := range members {
		p.Units = append(p.Units, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
		for i, x := range p.List { // the unit that the reader named, as far as it can be seen
			if at := " " + vi.Fold(x.Place) + " "; strings.Contains(at, " "+vi.Fold(m.Unit.Name)+" ") || strings.Contains(at, " "+vi.Fold(m.Unit.Short)+" ") {
				p.List[i].Unit = m.Unit.Code
			}
		}
	}
	return p, err
}

// suggestion takes one over or lays it aside.
func (h *handler) suggestion(w http.ResponseWriter, r *web.Request) error {
	x, err := id.Parse[portal.Suggestion](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	d := portal.Settlement{Taken: r.PostFormValue("viec") == "nhan", Version: version, Kind: rolemodel.Kind(r.PostFormValue("kind")), Title: r.PostFormValue("title")}
	if d.Taken {
		u, err := h.readUnits(r)
		if err != nil {
			return err
		}
		if len(u) > 0 {
			d.Unit = u[0]
		}
	}
	_, err = h.s.Settle(r.Context(), r.Actor, x, d)
	if err == nil && d.Taken {
		return web.See(w, r, "/quan-tri/guong?muc=taken", "sug.taken.done|Đã chuyển thành điển hình ở bước phát hiện. Đơn vị xác minh ở mục Điển hình tiên tiến.")
	}
	if err == nil {
		return web.See(w, r, "/quan-tri/guong", "sug.settled|Đã ghi nhận.")
	}
	list, other := ui.Refused(r, err, "unit", "kind", "title")
	if other != nil {
		return other
	}
	p, err2 := h.suggestionsPage(w, r)
	if err2 != nil {
		return err2
	}
	for i := range p.List {
		if y := &p.List[i]; y.ID == x {
			y.Unit, y.Kind, y.Title, y.Errors = r.PostFormValue("unit"), r.PostFormValue("kind"), d.Title, list
			for _, e := range list {
				p.Errors = append(p.Errors, ui.FieldError{ID: e.ID + "-" + x.String(), Text: e.Text})
			}
		}
	}
	p.Error = "x"
	return suggestionsView.RenderStatus(w, r, statusOf(err), p)
}
