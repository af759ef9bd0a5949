package portalweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
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
	Bloc  org.Bloc
	State string
	Tabs  []tab
	List  []portal.Suggestion
}

var suggestionsView = ui.NewView[suggestionsPage](files, "suggestions.html", "parts.html")

// suggestions lists what readers told of good people.
func (h *handler) suggestions(w http.ResponseWriter, r *web.Request) error {
	b, err := h.lead(r)
	if err != nil {
		return err
	}
	p := suggestionsPage{Page: ui.NewPage(w, r, "portal.suggestions|Gương được giới thiệu"), Bloc: b, State: r.URL.Query().Get("muc")}
	names := []struct{ state, text string }{{"new", r.T("sug.new|Mới")}, {"taken", r.T("sug.taken|Đã tiếp nhận")}, {"refused", r.T("sug.refused|Không tiếp nhận")}}
	if p.State != "taken" && p.State != "refused" {
		p.State = "new"
	}
	for _, n := range names {
		list, err := portal.Suggestions(r.Context(), h.s.DB, b.ID, n.state)
		if err != nil {
			return err
		}
		p.Tabs = append(p.Tabs, tab{"/quan-tri/guong?khoi=" + b.Code + "&muc=" + n.state, n.text, len(list), n.state == p.State})
		if n.state == p.State {
			p.List = list
		}
	}
	return suggestionsView.Render(w, r, p)
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
	if _, err := h.s.Settle(r.Context(), r.Actor, x, version, r.PostFormValue("viec") == "nhan"); err != nil {
		return err
	}
	return web.See(w, r, "/quan-tri/guong", "sug.settled|Đã ghi nhận.")
}
