package campaignweb

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ics"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/org"
)

type feedPage struct {
	ui.Page
	Since   time.Time
	Has     bool
	Address string // shown once, just after it was made
}

var feedView = ui.NewView[feedPage](files, "feed.html")

// feeds shows whether the reader has a calendar address, makes a new one, or ends it.
func (h *handler) feeds(w http.ResponseWriter, r *web.Request) error {
	p := feedPage{Page: ui.NewPage(w, r, "campaign.feed|Lịch trên điện thoại, thư")}
	if r.Method == "POST" {
		if r.PostFormValue("viec") == "xoa" {
			if err := h.s.DropFeed(r.Context(), r.Actor); err != nil {
				return err
			}
			return web.See(w, r, "/nam/lich", "campaign.feed.dropped|Địa chỉ lịch đã bị hủy.")
		}
		token, err := h.s.NewFeed(r.Context(), r.Actor)
		if err != nil {
			return err
		}
		p.Address = r.Origin() + "/lich/" + token + ".ics"
		w.Header().Set("Cache-Control", "no-store")
	}
	since, err := h.s.FeedSince(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	p.Since, p.Has = since, !since.IsZero()
	return feedView.Render(w, r, p)
}

// feed writes the calendar of whoever the token in the address belongs to, with what that
// person may see today.
func (h *handler) feed(w http.ResponseWriter, r *web.Request) error {
	token, ok := strings.CutSuffix(r.PathValue("hash"), ".ics")
	if !ok || len(token) != 64 {
		return notFound()
	}
	u, err := h.s.FeedReader(r.Context(), token)
	if err != nil {
		return err
	}
	by, err := h.acts.Actor(r.Context(), u)
	if err != nil {
		return err
	}
	if !by.SignedIn() { // the account was closed
		return notFound()
	}
	today := h.s.Today()
	cal := ics.Calendar{Name: r.T("campaign.feed.name|Thi đua"), Made: h.s.DB().Clock.Now()}
	b, err := org.BlocFor(r.Context(), h.s.DB(), by, "")
	if err == nil {
		err = who.Can(by, who.ReadCampaign, who.Object{Bloc: b.ID})
	}
	if err != nil {
		return notFound().Because(err)
	}
	cal.Name = r.T("campaign.feed.of|Thi đua – {bloc}", fault.P{"bloc": b.Name})
	for _, year := range []int{today.Year, today.Year + 1} {
		marks, err := h.reader(r, by, b, year).Marks(r.Context())
		if err != nil {
			return err
		}
		for _, m := range marks {
			cal.Events = append(cal.Events, event(m, b, year, r))
		}
	}
	var out bytes.Buffer
	if err := ics.Write(&out, cal); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="thi-dua.ics"`)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(out.Bytes())
	return err
}

func event(m calendar.Mark, b org.Bloc, year int, r *web.Request) ics.Event {
	e := ics.Event{UID: m.UID + "@thidua", From: m.From, To: m.To, Title: m.Text, Link: r.Origin() + m.Href}
	if m.From.Year < year && m.To.IsZero() {
		e.From = civil.Date{Year: year, Month: 1, Day: 1}
	}
	if m.Due {
		e.Title = r.T("campaign.feed.due|Hạn: {name} – {bloc}", fault.P{"name": m.Text, "bloc": b.Name})
		if m.State == calendar.Done {
			e.Title = r.T("campaign.feed.done|Xong: {name} – {bloc}", fault.P{"name": m.Text, "bloc": b.Name})
		} else if m.State != calendar.Missed {
			e.Remind = 1
		}
		if m.Moved != m.From {
			e.Text = r.T("year.dayoff|Hạn {date} là ngày nghỉ; tính đến {date2}", fault.P{"date": m.From.VN(), "date2": m.Moved.VN()})
		}
	}
	return e
}
