package app

import (
	"context"
	"embed"
	"net/http"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
	"thidua/internal/year/portal/portalweb"
)

//go:embed *.html
var pages embed.FS

//go:embed app.en.txt
var english string

//go:embed web.en.txt
var webEnglish string

type plainPage struct {
	ui.Page
	Code string
	Text string
	Home string
}

var (
	helpView  = ui.NewView[plainPage](pages, "help.html")
	a11yView  = ui.NewView[a11yPage](pages, "a11y.html")
	errorView = ui.NewView[plainPage](pages, "error.html")
)

// front gives the pages that belong to no capability: home, help, accessibility, health.
func (a *App) front(home portalweb.Home) web.Slice {
	return web.Slice{Name: "front", English: english, Routes: []web.Route{
		{Method: "GET", Path: "/{$}", Name: "front.home", Policy: web.Public, Handler: func(w http.ResponseWriter, r *web.Request) error { return a.home(w, r, home) }},
		{Method: "GET", Path: "/cong-khai", Name: "front.public", Policy: web.Public, Handler: leads("/trang-cong-khai")},
		{Method: "GET", Path: "/quan-tri", Name: "front.admin", Policy: web.Public, Handler: leads("/quan-tri/nguoi-dung")},
		{Method: "GET", Path: "/tro-giup", Name: "front.help", Policy: web.Public, Handler: func(w http.ResponseWriter, r *web.Request) error {
			return helpView.Render(w, r, plainPage{Page: ui.NewPage(w, r, "nav.help|Trợ giúp")})
		}},
		{Method: "GET", Path: "/kha-nang-tiep-can", Name: "front.a11y", Policy: web.Public, Handler: a.accessible},
		{Method: "GET", Path: "/healthz", Name: "front.health", Policy: web.Public, Handler: func(w http.ResponseWriter, _ *web.Request) error {
			return plain(w, http.StatusOK, "ok")
		}},
		{Method: "GET", Path: "/readyz", Name: "front.ready", Policy: web.Public, Handler: a.ready},
		{Method: "GET", Path: "/goi/{period}", Name: "front.package", Policy: web.Overview, Handler: a.packPage},
		{Method: "GET", Path: "/vi-du/{file}", Name: "front.example", Policy: web.Public, Handler: a.example},
	}}
}

// leads answers an address that people type, the first part of those of several pages, with
// the page they want.
func leads(to string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return nil
	}
}

type a11yPage struct {
	ui.Page
	Contacts []string // of the blocs that are named on the public pages
}

// accessible says how the pages can be used, what does not work yet, and whom to write to.
func (a *App) accessible(w http.ResponseWriter, r *web.Request) error {
	p := a11yPage{Page: ui.NewPage(w, r, "frame.a11y|Khả năng tiếp cận")}
	blocs, err := org.Blocs(r.Context(), a.DB)
	if err != nil {
		return err
	}
	for _, b := range blocs {
		set, _, err := portal.SettingsOf(r.Context(), a.DB, b.ID)
		if err != nil {
			return err
		}
		if set.Public && set.Contact != "" {
			p.Contacts = append(p.Contacts, b.Name+": "+set.Contact)
		}
	}
	return a11yView.Render(w, r, p)
}

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write([]byte(text + "\n"))
	return err
}

// ready tells whether the database answers and the data folder takes files, for what starts
// and watches the server. On a full disk pages are still read.
func (a *App) ready(w http.ResponseWriter, r *web.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if _, err := a.Account.Empty(ctx); err != nil {
		a.Log.Error("not ready", "err", err)
		return plain(w, http.StatusServiceUnavailable, "database does not answer")
	}
	if err := a.disk.takes(a.Data); err != nil {
		a.Log.Error("not ready", "err", err)
		return plain(w, http.StatusServiceUnavailable, "nothing can be saved: the disk of the data is full or read-only")
	}
	return plain(w, http.StatusOK, "ready")
}

// home leads everyone to their first screen.
func (a *App) home(w http.ResponseWriter, r *web.Request, home portalweb.Home) error {
	switch {
	case r.Actor.SignedIn() && (r.Actor.Unit() != 0 || r.Actor.Has(who.Board, 0)):
		http.Redirect(w, r.Request, "/viec", http.StatusSeeOther)
		return nil
	case r.Actor.Has(who.Admin, 0):
		blocs, err := org.Blocs(r.Context(), a.DB)
		if err != nil {
			return err
		}
		to := "/quan-tri/nguoi-dung"
		if len(blocs) == 0 { // the first thing to do
			to = "/khoi"
		}
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return nil
	case a.Demo:
		http.Redirect(w, r.Request, "/demo", http.StatusSeeOther)
		return nil
	}
	if empty, err := a.Account.Empty(r.Context()); err != nil {
		return err
	} else if empty {
		http.Redirect(w, r.Request, "/cai-dat", http.StatusSeeOther)
		return nil
	}
	return home(w, r)
}

// fail writes the page of an error: what happened, why, and what to do next.
func fail(w http.ResponseWriter, r *web.Request, status int, err error) {
	titles := map[int]string{
		http.StatusNotFound:              "front.404|Không tìm thấy",
		http.StatusForbidden:             "front.403|Chưa có quyền",
		http.StatusConflict:              "front.409|Đã có thay đổi khác",
		http.StatusUnprocessableEntity:   "front.422|Chưa thực hiện được",
		http.StatusRequestEntityTooLarge: "front.413|Tệp quá lớn",
		http.StatusServiceUnavailable:    "front.503|Hệ thống đang bận",
		http.StatusTooManyRequests:       "front.429|Gửi quá nhiều yêu cầu",
		http.StatusGone:                  "front.410|Đã xóa",
	}
	title, ok := titles[status]
	if !ok {
		title = "front.500|Hệ thống gặp lỗi"
	}
	p := plainPage{Page: ui.NewPage(w, r, title), Text: r.ErrorText(err), Home: "/"}
	p.Error = p.Text
	if e := errorView.RenderStatus(w, r, status, p); e != nil {
		http.Error(w, fault.Text("front.500|Hệ thống gặp lỗi", nil), http.StatusInternalServerError)
	}
}
