// Package conferenceweb shows conferences: preparing them, the chair's console, the hall
// screen, the delegates' phones, findings and minutes.
package conferenceweb

import (
	"context"
	"crypto/rand"
	"embed"
	"net/http"
	"sync/atomic"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/live"
	"thidua/internal/platform/photo"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

//go:embed *.html
var files embed.FS

//go:embed conference.en.txt
var english string

type handler struct {
	s     *conference.Service
	hub   *live.Hub
	photo *photo.Maker
	// srv is the server of the last request: the forms of live pages are made outside of
	// requests and need its texts.
	srv atomic.Pointer[web.Server]
}

// Slice gives the routes of conferences.
func Slice(s *conference.Service, hub *live.Hub) web.Slice {
	h := &handler{s: s, hub: hub, photo: photo.NewMaker()}
	hub.Serve("conference", h.form)
	routes := append(h.inside(), h.outside()...)
	return web.Slice{Name: "conference", English: english, Routes: routes,
		Menu: []web.MenuItem{{Path: "/hoi-nghi", Label: "nav.conference|Hội nghị", Order: 45, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}}}
}

// inside gives the pages of people with accounts.
func (h *handler) inside() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/hoi-nghi", Name: "conference.list", Policy: web.Insider, Handler: h.list},
		{Method: "GET", Path: "/hoi-nghi/moi", Name: "conference.new", Policy: web.Leaders, Handler: h.create},
		{Method: "POST", Path: "/hoi-nghi/moi", Name: "conference.create", Policy: web.Leaders, Handler: h.create},
		{Method: "GET", Path: "/hoi-nghi/{id}", Name: "conference.view", Policy: web.Insider, Handler: h.view},
		{Method: "POST", Path: "/hoi-nghi/{id}", Name: "conference.act", Policy: web.Insider, Handler: h.viewPost},
		{Method: "GET", Path: "/hoi-nghi/{id}/sua", Name: "conference.edit", Policy: web.Leaders, Handler: h.edit},
		{Method: "POST", Path: "/hoi-nghi/{id}/sua", Name: "conference.save", Policy: web.Leaders, Handler: h.edit},
		{Method: "GET", Path: "/hoi-nghi/{id}/dai-bieu", Name: "conference.delegate", Policy: web.Insider, Handler: h.delegate},
		{Method: "POST", Path: "/hoi-nghi/{id}/dai-bieu", Name: "conference.delegate.save", Policy: web.UnitSide, Handler: h.delegate},
		{Method: "GET", Path: "/hoi-nghi/{id}/danh-sach", Name: "conference.enroll", Policy: web.Leaders, Handler: h.enroll},
		{Method: "POST", Path: "/hoi-nghi/{id}/danh-sach", Name: "conference.enroll.save", Policy: web.Leaders, Handler: h.enroll},
		{Method: "POST", Path: "/hoi-nghi/{id}/tai-lieu", Name: "conference.paper.add", Policy: web.Leaders, Handler: h.addPaper, Upload: conference.MaxPaper + 1<<20},
		{Method: "GET", Path: "/hoi-nghi/{id}/tep/{so}", Name: "conference.paper", Policy: web.Insider, Handler: h.paper},
		{Method: "GET", Path: "/hoi-nghi/{id}/phieu-vao", Name: "conference.slips", Policy: web.Leaders, Handler: h.slips},
		{Method: "POST", Path: "/hoi-nghi/{id}/phieu-vao", Name: "conference.slips.issue", Policy: web.Leaders, Handler: h.slips},
		{Method: "GET", Path: "/hoi-nghi/{id}/ma/{so}", Name: "conference.slip.code", Policy: web.Leaders, Handler: h.slipCode},
		{Method: "GET", Path: "/hoi-nghi/{id}/diem-danh", Name: "conference.roll", Policy: web.Leaders, Handler: h.roll},
		{Method: "POST", Path: "/hoi-nghi/{id}/diem-danh", Name: "conference.roll.mark", Policy: web.Leaders, Handler: h.roll},
		{Method: "GET", Path: "/hoi-nghi/{id}/dieu-hanh", Name: "conference.console", Policy: web.Leaders, Handler: h.console},
		{Method: "POST", Path: "/hoi-nghi/{id}/dieu-hanh", Name: "conference.console.do", Policy: web.Leaders, Handler: h.console},
		{Method: "GET", Path: "/hoi-nghi/{id}/ghi", Name: "conference.note", Policy: web.Leaders, Handler: h.note},
		{Method: "GET", Path: "/hoi-nghi/{id}/ket-luan", Name: "conference.findings", Policy: web.Insider, Handler: h.findings},
		{Method: "POST", Path: "/hoi-nghi/{id}/ket-luan", Name: "conference.findings.save", Policy: web.Leaders, Handler: h.findings},
		{Method: "GET", Path: "/hoi-nghi/{id}/bien-ban", Name: "conference.minutes", Policy: web.Insider, Handler: h.minutes},
		{Method: "POST", Path: "/hoi-nghi/{id}/bien-ban", Name: "conference.minutes.compose", Policy: web.Leaders, Handler: h.minutes},
		{Method: "GET", Path: "/hoi-nghi/{id}/anh", Name: "conference.photos", Policy: web.Insider, Handler: h.photos},
		{Method: "POST", Path: "/hoi-nghi/{id}/anh", Name: "conference.photos.add", Policy: web.Leaders, Handler: h.photos, Upload: photo.MaxBytes + 1<<20},
		{Method: "GET", Path: "/hoi-nghi/{id}/anh/{so}", Name: "conference.photo", Policy: web.Insider, Handler: h.photoFile},
		{Method: "GET", Path: "/truc-tiep/dieu-hanh/{id}", Name: "conference.console.live", Policy: web.Leaders, Handler: h.consoleLive},
	}
}

// outside gives the pages that a code or a token opens.
func (h *handler) outside() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/hop", Name: "meeting.enter", Policy: web.Public, Handler: h.enter},
		{Method: "POST", Path: "/hop", Name: "meeting.entered", Policy: web.Public, Handler: h.enter},
		{Method: "GET", Path: "/hop/{hop}", Name: "meeting.phone", Policy: web.Public, Handler: h.phone},
		{Method: "POST", Path: "/hop/{hop}", Name: "meeting.phone.do", Policy: web.Public, Handler: h.phone},
		{Method: "GET", Path: "/hop/{hop}/gop-y", Name: "meeting.remark", Policy: web.Public, Handler: h.remark},
		{Method: "POST", Path: "/hop/{hop}/gop-y", Name: "meeting.remark.send", Policy: web.Public, Handler: h.remark},
		{Method: "GET", Path: "/hop/{hop}/du-thao", Name: "meeting.draft", Policy: web.Public, Handler: h.phoneDraft},
		{Method: "GET", Path: "/hop/{hop}/tai-lieu", Name: "meeting.papers", Policy: web.Public, Handler: h.phonePapers},
		{Method: "GET", Path: "/hop/{hop}/tep/{so}", Name: "meeting.paper", Policy: web.Public, Handler: h.phonePaper},
		{Method: "GET", Path: "/hop/{hop}/doan", Name: "meeting.frame", Policy: web.Public, Handler: h.phoneFrame},
		{Method: "GET", Path: "/truc-tiep/hop/{hop}", Name: "meeting.live", Policy: web.Public, Handler: h.phoneLive},
		{Method: "GET", Path: "/hop/{hop}/ma.svg", Name: "meeting.code", Policy: web.Public, Handler: h.joinCode},
		{Method: "GET", Path: "/chieu/{token}", Name: "screen.show", Policy: web.Public, Handler: h.screen},
		{Method: "GET", Path: "/chieu/{token}/doan", Name: "screen.frame", Policy: web.Public, Handler: h.screenFrame},
		{Method: "GET", Path: "/truc-tiep/chieu/{token}", Name: "screen.live", Policy: web.Public, Handler: h.screenLive},
	}
}

// bloc gives the bloc the reader works in.
func bloc(ctx context.Context, q db.Q, r *web.Request) (org.Bloc, error) {
	b, err := org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi"))
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.ReadConference, who.Object{Bloc: b.ID})
}

// place is the conference of the address with its bloc, for whoever may see it.
type place struct {
	conf conference.Conference
	bloc org.Bloc
	runs bool // the reader runs the conference
}

func parseID[T any](s string) (id.Of[T], error) {
	n, err := id.Parse[T](s)
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	return n, nil
}

// one gives the conference of the address. run asks for the right to run it.
func (h *handler) one(r *web.Request, run bool) (p place, err error) {
	h.srv.Store(r.Srv)
	ident, err := parseID[conference.Conference](r.PathValue("id"))
	if err != nil {
		return p, err
	}
	if p.conf, err = conference.Of(r.Context(), h.s.DB(), ident); err != nil {
		return p, err
	}
	o := who.Object{Bloc: p.conf.Bloc}
	p.runs = who.Can(r.Actor, who.RunConference, o) == nil
	act := who.ReadConference
	if run {
		act = who.RunConference
	}
	if err = who.Can(r.Actor, act, o); err != nil {
		return p, err
	}
	p.bloc, err = org.BlocOf(r.Context(), h.s.DB(), p.conf.Bloc)
	return p, err
}

// newKey makes the key of a form.
func newKey() string { return rand.Text() }

func address(c conference.Conference) string { return "/hoi-nghi/" + c.ID.String() }

// statusOf gives the status of a page whose form failed.
func statusOf(e ui.Errors, err error) int {
	if len(e) == 0 {
		return http.StatusOK
	}
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
