package conferenceweb

import (
	"context"
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/platform/live"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
)

type screenPage struct {
	ui.Page
	now
	Conf   conference.Conference
	Token  string
	Light  bool
	Reload bool
	Ms     int64
}

// NowOf gives the slide, for the page's own template.
func (p screenPage) NowOf() now { return p.now }

var screenView = ui.NewBare[screenPage](files, "screen.html")

func (h *handler) screenOf(r *web.Request) (conference.ID, error) {
	h.srv.Store(r.Srv)
	c, err := h.s.ScreenOf(r.Context(), r.PathValue("token"))
	if fault.Is(err, fault.NotFound) {
		return c, fault.New(fault.NotFound, "meet.noscreen|Địa chỉ màn chiếu này không còn dùng. Mở lại từ trang hội nghị.")
	}
	return c, err
}

// screen is the page that the hall sees. It has no menus, and nothing can be done from it.
func (h *handler) screen(w http.ResponseWriter, r *web.Request) error {
	c, err := h.screenOf(r)
	if err != nil {
		return err
	}
	room, err := h.s.Room(r.Context(), c)
	if err != nil {
		return err
	}
	at := h.s.Now()
	p := screenPage{Page: ui.NewPage(w, r, "conference.one|{name}", fault.P{"name": room.Name}), now: nowOf(room, at), Conf: room.Conference, Token: r.PathValue("token"),
		Light: r.FormValue("nen") == "sang", Reload: true, Ms: at.UnixMilli()}
	return screenView.Render(w, r, p)
}

func (h *handler) screenReader(r *web.Request) (live.Reader, error) {
	c, err := h.screenOf(r)
	if err != nil {
		return live.Reader{}, err
	}
	token := r.PathValue("token")
	return live.Reader{Channel: channelOf(c, "hall", r.Lang), May: func(ctx context.Context) error {
		_, err := h.s.ScreenOf(ctx, token)
		return err
	}}, nil
}

func (h *handler) screenLive(w http.ResponseWriter, r *web.Request) error {
	x, err := h.screenReader(r)
	if err != nil {
		return err
	}
	return h.hub.Stream(w, r, x)
}

func (h *handler) screenFrame(w http.ResponseWriter, r *web.Request) error {
	x, err := h.screenReader(r)
	if err != nil {
		return err
	}
	return h.hub.Frame(w, r, x)
}
