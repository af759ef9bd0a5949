// Package campaignweb shows the movement of a bloc: the list of campaigns, one campaign
// with the units that joined, its forms, its evaluation, and the year as a band with all
// deadlines, which is also a calendar feed.
package campaignweb

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

//go:embed *.html
var files embed.FS

//go:embed campaign.en.txt
var english string

type handler struct {
	s    *campaign.Service
	acts *account.Service // who reads a calendar feed
}

// Slice gives the routes of the movement and of the year.
func Slice(s *campaign.Service, acts *account.Service) web.Slice {
	h := &handler{s, acts}
	insider := func(a who.Actor) bool { return web.Insider.Allow(a) == nil }
	upload := int64(document.MaxFile + 1<<20)
	return web.Slice{Name: "campaign", English: english,
		Menu: []web.MenuItem{{Path: "/nam", Label: "nav.year|Năm thi đua", Order: 15, Show: insider}, {Path: "/phong-trao", Label: "nav.campaigns|Phong trào", Order: 62, Show: insider},
			{Path: "/phong-trao-tinh", Label: "nav.calls|Phong trào của tỉnh", Order: 63, Show: func(a who.Actor) bool { return web.Boards.Allow(a) == nil }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/nam", Name: "campaign.year.now", Policy: web.Insider, Handler: h.yearToday},
			{Method: "GET", Path: "/nam/{year}", Name: "campaign.year", Policy: web.Insider, Handler: h.yearPage},
			{Method: "GET", Path: "/nam/nhac", Name: "campaign.year.remind", Policy: web.Overview, Handler: h.remindYear},
			{Method: "GET", Path: "/nam/lich", Name: "campaign.feeds", Policy: web.Insider, Handler: h.feeds},
			{Method: "POST", Path: "/nam/lich", Name: "campaign.feed.make", Policy: web.Insider, Handler: h.feeds},
			{Method: "GET", Path: "/lich/{hash}", Name: "campaign.feed", Policy: web.Public, Handler: h.feed},
			{Method: "GET", Path: "/phong-trao", Name: "campaign.list", Policy: web.Insider, Handler: h.list},
			{Method: "GET", Path: "/phong-trao/moi", Name: "campaign.new", Policy: web.Overview, Handler: h.create},
			{Method: "POST", Path: "/phong-trao/moi", Name: "campaign.create", Policy: web.Overview, Handler: h.create},
			{Method: "GET", Path: "/phong-trao-tinh", Name: "campaign.calls", Policy: web.Boards, Handler: h.calls},
			{Method: "GET", Path: "/phong-trao-tinh/moi", Name: "campaign.call.new", Policy: web.Boards, Handler: h.callNew},
			{Method: "POST", Path: "/phong-trao-tinh/moi", Name: "campaign.call.make", Policy: web.Boards, Handler: h.callNew},
			{Method: "GET", Path: "/phong-trao-tinh/{id}", Name: "campaign.call", Policy: web.Boards, Handler: h.call},
			{Method: "POST", Path: "/phong-trao-tinh/{id}", Name: "campaign.call.more", Policy: web.Boards, Handler: h.call},
			{Method: "GET", Path: "/phong-trao/{id}", Name: "campaign.view", Policy: web.Insider, Handler: h.view},
			{Method: "GET", Path: "/phong-trao/{id}/sua", Name: "campaign.edit", Policy: web.Overview, Handler: h.edit},
			{Method: "POST", Path: "/phong-trao/{id}/sua", Name: "campaign.save", Policy: web.Overview, Handler: h.edit},
			{Method: "GET", Path: "/phong-trao/{id}/buoc", Name: "campaign.ask", Policy: web.Overview, Handler: h.step},
			{Method: "POST", Path: "/phong-trao/{id}/buoc", Name: "campaign.step", Policy: web.Overview, Handler: h.step},
			{Method: "POST", Path: "/phong-trao/{id}/soan", Name: "campaign.compose", Policy: web.Overview, Handler: h.compose},
			{Method: "GET", Path: "/phong-trao/{id}/xoa", Name: "campaign.drop", Policy: web.Overview, Handler: h.remove},
			{Method: "POST", Path: "/phong-trao/{id}/xoa", Name: "campaign.remove", Policy: web.Overview, Handler: h.remove},
			{Method: "GET", Path: "/phong-trao/{id}/huong-ung", Name: "campaign.join", Policy: web.UnitSide, Handler: h.join},
			{Method: "POST", Path: "/phong-trao/{id}/huong-ung", Name: "campaign.joined", Policy: web.UnitSide, Handler: h.join, Upload: upload},
			{Method: "GET", Path: "/phong-trao/{id}/ket-qua", Name: "campaign.entry", Policy: web.Insider, Handler: h.entry},
			{Method: "POST", Path: "/phong-trao/{id}/ket-qua", Name: "campaign.record", Policy: web.Insider, Handler: h.entry, Upload: upload},
			{Method: "GET", Path: "/phong-trao/{id}/de-nghi", Name: "campaign.rewards", Policy: web.Insider, Handler: h.rewards},
			{Method: "POST", Path: "/phong-trao/{id}/de-nghi", Name: "campaign.reward", Policy: web.Insider, Handler: h.rewards},
			{Method: "GET", Path: "/phong-trao/{id}/danh-gia", Name: "campaign.quality", Policy: web.Insider, Handler: h.quality},
			{Method: "POST", Path: "/phong-trao/{id}/danh-gia", Name: "campaign.judge", Policy: web.Overview, Handler: h.quality},
			{Method: "GET", Path: "/phong-trao/{id}/nhac", Name: "campaign.remind", Policy: web.Overview, Handler: h.remind},
			{Method: "GET", Path: "/phong-trao/{id}/tep/{hash}", Name: "campaign.file", Policy: web.Insider, Handler: h.file},
			{Method: "GET", Path: "/phong-trao/{id}/van-ban/{format}", Name: "campaign.paper", Policy: web.Insider, Handler: h.paper},
		}}
}

// bloc gives the bloc the reader works in: the one named in ?khoi=, else the first of the
// reader's units, else (for the board) the first of the province.
func bloc(ctx context.Context, q db.Q, r *web.Request) (org.Bloc, error) {
	b, err := org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi"))
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.ReadCampaign, who.Object{Bloc: b.ID})
}

func mayEdit(r *web.Request, b id.Bloc) bool {
	return who.Can(r.Actor, who.EditCampaign, who.Object{Bloc: b}) == nil
}

// year gives the year of ?nam=, else that of today.
func (h *handler) year(r *web.Request) int {
	if n, err := strconv.Atoi(r.FormValue("nam")); err == nil && n >= 2000 && n <= 2200 {
		return n
	}
	return h.s.Today().Year
}

// one gives the campaign of the address with its bloc, to whoever may see it.
func (h *handler) one(r *web.Request) (c campaign.Campaign, b org.Bloc, err error) {
	n, err := id.Parse[campaign.Campaign](r.PathValue("id"))
	if err != nil {
		return c, b, notFound().Because(err)
	}
	if c, err = h.s.Read(r.Context(), r.Actor, n); err != nil {
		return c, b, err
	}
	b, err = org.BlocOf(r.Context(), h.s.DB(), c.Bloc)
	return c, b, err
}

func notFound() *fault.Error {
	return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

// edits gives the campaign of the address to those who may edit it.
func (h *handler) edits(r *web.Request) (c campaign.Campaign, b org.Bloc, err error) {
	if c, b, err = h.one(r); err != nil {
		return c, b, err
	}
	return c, b, who.Can(r.Actor, who.EditCampaign, who.Object{Bloc: b.ID})
}

// unit gives the unit the reader answers for: that of ?don-vi=, else the reader's first in
// the bloc. Errors: Denied when the reader does not act for it.
func (h *handler) unit(r *web.Request, b id.Bloc) (org.Unit, error) {
	var u org.Unit
	var err error
	if code := r.FormValue("don-vi"); code != "" {
		u, err = org.UnitByCode(r.Context(), h.s.DB(), code)
	} else {
		for _, m := range r.Actor.Blocs {
			if m.Bloc == b {
				u, err = org.UnitOf(r.Context(), h.s.DB(), m.Unit)
				break
			}
		}
	}
	if err != nil {
		return u, err
	}
	return u, who.Can(r.Actor, who.JoinCampaign, who.Object{Bloc: b, Unit: u.ID})
}

// readDate reads a date of a form; what cannot be read is noted in e.
func readDate(e *fault.Error, name, text string) civil.Date {
	if strings.TrimSpace(text) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		e.With(name, "campaign.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": text})
		return civil.Date{}
	}
	return d
}

// version reads a version of a form; a broken one is as good as a stale page.
func version(r *web.Request) int64 {
	n, err := id.Parse[campaign.Campaign](r.PostFormValue("version"))
	if err != nil {
		return -1
	}
	return int64(n)
}

func showVersion(n int64) string { return id.Of[campaign.Campaign](n).String() }

// upload reads an optional file of a form.
func upload(r *web.Request) (document.Upload, error) {
	name, data, err := r.File("file")
	if fault.Is(err, fault.TooLarge) {
		return document.Upload{}, err
	}
	if err != nil {
		return document.Upload{}, nil
	}
	return document.Upload{Name: name, Data: data}, nil
}

// labels turns typed words into options of a form.
func labels[T ~string](r *web.Request, list []T, label func(T) string) []ui.Option {
	out := make([]ui.Option, 0, len(list))
	for _, v := range list {
		out = append(out, ui.Option{Value: string(v), Text: r.T(label(v))})
	}
	return out
}

// statusOf gives the status of a page whose form failed.
func statusOf(err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}

func href(c campaign.Campaign) string { return "/phong-trao/" + c.ID.String() }

// merge puts the fields that several readings refused into one refusal.
func merge(e *fault.Error, err error) error {
	if f, ok := err.(*fault.Error); ok && f.Kind == fault.Invalid {
		e.Fields = append(e.Fields, f.Fields...)
	} else if err != nil && len(e.Fields) == 0 {
		return err
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

// lower makes the first letter small, for a label inside a sentence.
func lower(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}
