// Package consultationweb shows a draft report with what units say about it: the text with
// its remarks, the forms, the secretary's queue, versions, Word files, adoption, and the
// provincial board's desk.
package consultationweb

import (
	"embed"
	"net/http"
	"net/url"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

//go:embed *.html
var files embed.FS

//go:embed consultation.en.txt
var english string

type pages struct{ s *consultation.Service }

// Slice gives the routes of this capability.
func Slice(s *consultation.Service) web.Slice {
	p := &pages{s}
	const top = "/gop-y/{period}"
	return web.Slice{Name: "consultation", English: english,
		Menu: []web.MenuItem{{Path: "/gop-y", Label: "nav.remarks|Góp ý dự thảo", Order: 42, Show: func(a who.Actor) bool { return a.Unit() != 0 || a.Has(who.Board, 0) }},
			{Path: "/bao-cao-khoi", Label: "consult.boardlist|Báo cáo các khối gửi", Order: 43, Show: func(a who.Actor) bool { return a.Has(who.Board, 0) }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/gop-y", Name: "consultation.index", Policy: web.Insider, Handler: p.index},
			{Method: "GET", Path: top, Name: "consultation.text", Policy: web.Insider, Handler: p.text},
			{Method: "GET", Path: top + "/viet", Name: "consultation.write", Policy: web.UnitSide, Handler: p.write},
			{Method: "POST", Path: top + "/viet", Name: "consultation.say", Policy: web.UnitSide, Handler: p.say},
			{Method: "POST", Path: top + "/dong-y", Name: "consultation.agree", Policy: web.UnitSide, Handler: p.agree},
			{Method: "GET", Path: top + "/y/{id}", Name: "consultation.remark", Policy: web.Insider, Handler: p.remark},
			{Method: "POST", Path: top + "/y/{id}", Name: "consultation.resolve", Policy: web.Leaders, Handler: p.resolve},
			{Method: "POST", Path: top + "/y/{id}/khac", Name: "consultation.rearrange", Policy: web.Leaders, Handler: p.rearrange},
			{Method: "GET", Path: top + "/so-sanh", Name: "consultation.compare", Policy: web.Insider, Handler: p.compare},
			{Method: "GET", Path: top + "/word", Name: "consultation.word", Policy: web.Insider, Handler: p.word},
			{Method: "POST", Path: top + "/word", Name: "consultation.upload", Policy: web.UnitSide, Handler: p.upload, Upload: consultation.MaxFile + 1<<20},
			{Method: "GET", Path: top + "/word/{id}", Name: "consultation.reading", Policy: web.UnitSide, Handler: p.reading},
			{Method: "POST", Path: top + "/word/{id}", Name: "consultation.take", Policy: web.UnitSide, Handler: p.take},
			{Method: "GET", Path: top + "/tai/{format}", Name: "consultation.download", Policy: web.Insider, Handler: p.download},
			{Method: "GET", Path: top + "/bang", Name: "consultation.table", Policy: web.Insider, Handler: p.table},
			{Method: "GET", Path: top + "/xu-ly", Name: "consultation.queue", Policy: web.Leaders, Handler: p.queue},
			{Method: "GET", Path: top + "/dot", Name: "consultation.rounds", Policy: web.Leaders, Handler: p.rounds},
			{Method: "POST", Path: top + "/dot", Name: "consultation.round", Policy: web.Leaders, Handler: p.round},
			{Method: "GET", Path: top + "/thong-qua", Name: "consultation.adoption", Policy: web.Insider, Handler: p.adoption},
			{Method: "POST", Path: top + "/thong-qua", Name: "consultation.adopt", Policy: web.Leaders, Handler: p.adopt},
			{Method: "POST", Path: top + "/gui-ban", Name: "consultation.send", Policy: web.Leaders, Handler: p.send},
			{Method: "GET", Path: "/bao-cao-khoi", Name: "consultation.board", Policy: web.Boards, Handler: p.board},
			{Method: "GET", Path: "/bao-cao-khoi/{id}", Name: "consultation.arrived", Policy: web.Boards, Handler: p.arrived},
			{Method: "POST", Path: "/bao-cao-khoi/{id}", Name: "consultation.answer", Policy: web.Boards, Handler: p.answer},
		}}
}

// scope is what a request of this capability is about.
type scope struct {
	report.Place
	Slug  string
	Query string // "?khoi=khoi-3" when the bloc is not the actor's own, else ""
	Lead  bool   // the actor may resolve and adopt
	Own   id.Unit
	Today civil.Date
}

// To gives the address of a page of this scope; path begins with "/" or is "".
func (s scope) To(path string) string { return "/gop-y/" + s.Slug + path + s.Query }

// With gives such an address with parameters: pairs of name and value.
func (s scope) With(path string, pairs ...string) string {
	v := url.Values{}
	if s.Query != "" {
		v.Set("khoi", s.Bloc.Code)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	if len(v) == 0 {
		return "/gop-y/" + s.Slug + path
	}
	return "/gop-y/" + s.Slug + path + "?" + v.Encode()
}

func notFound() error {
	return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

// in finds bloc and period: the bloc named by ?khoi=, else the actor's own, else the first.
func (p *pages) in(r *web.Request) (s scope, err error) {
	if v := r.PathValue("period"); v != "" {
		if s.Period, err = civil.PeriodOfSlug(v); err != nil {
			return s, notFound()
		}
	}
	code := r.URL.Query().Get("khoi")
	if s.Bloc, err = org.BlocFor(r.Context(), p.s.DB(), r.Actor, code); err != nil {
		return s, err
	}
	if code != "" || len(r.Actor.Blocs) == 0 {
		s.Query = "?khoi=" + url.QueryEscape(s.Bloc.Code)
	}
	o := who.Object{Bloc: s.Bloc.ID}
	if err := who.Can(r.Actor, who.ReadReport, o); err != nil {
		return s, err
	}
	s.Slug, s.Today = s.Period.Slug(), p.s.Today()
	s.Lead = who.Can(r.Actor, who.EditReport, o) == nil
	s.Own = consultation.UnitIn(r.Actor, s.Bloc.ID)
	return s, nil
}

// lead is in for the pages of the bloc leader.
func (p *pages) lead(r *web.Request) (scope, error) {
	s, err := p.in(r)
	if err == nil {
		err = who.Can(r.Actor, who.EditReport, who.Object{Bloc: s.Bloc.ID})
	}
	return s, err
}

// open gives scope and desk; the desk is nil when no draft is stored.
func (p *pages) open(r *web.Request, lead bool) (s scope, k *consultation.Desk, err error) {
	if lead {
		s, err = p.lead(r)
	} else {
		s, err = p.in(r)
	}
	if err != nil {
		return s, nil, err
	}
	k, err = p.s.Read(r.Context(), r.Actor, s.Place)
	if fault.Is(err, fault.NotFound) {
		return s, nil, nil
	}
	return s, k, err
}

// drafted is open for pages that make no sense without a draft.
func (p *pages) drafted(r *web.Request, lead bool) (scope, *consultation.Desk, error) {
	s, k, err := p.open(r, lead)
	if err == nil && k == nil {
		err = fault.New(fault.NotFound, "consult.nodraft|Chưa có dự thảo của kỳ này. Thư ký Khối trưởng soạn dự thảo trước.")
	}
	return s, k, err
}

type indexLine struct {
	report.DraftReport
	Name, Href, State string
	Kind              string // of the tag
	All, Waiting      int
	Due               civil.Date
}

type indexPage struct {
	ui.Page
	scope
	Lines []indexLine
}

var indexView = ui.NewView[indexPage](files, "index.html")

// index lists the drafts of a bloc and where each of them stands.
func (p *pages) index(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	d := indexPage{Page: ui.NewPage(w, r, "nav.remarks|Góp ý dự thảo"), scope: s}
	drafts, err := report.Drafts(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return err
	}
	for _, x := range drafts {
		k, err := p.s.Read(r.Context(), r.Actor, report.Place{Bloc: s.Bloc, Period: x.Period})
		if err != nil {
			return err
		}
		l := indexLine{DraftReport: x, Name: r.Period(x.Period), All: len(k.Remarks), Waiting: len(k.Waiting()), Href: "/gop-y/" + x.Period.Slug() + s.Query, Due: k.Last().Due}
		switch {
		case x.Frozen != "":
			l.Kind, l.State = "ok", r.T("consult.st.adopted|Đã thông qua")
		case k.Round(s.Today).ID != 0:
			l.Kind, l.State = "info", r.T("draft.until|Nhận góp ý đến {date}", fault.P{"date": l.Due.VN()})
		case k.Returned().ID != 0:
			l.Kind, l.State = "warn", r.T("consult.st.returned|Ban TĐKT tỉnh trả lại")
		case len(k.Rounds) > 0 && !k.Last().Closed.IsZero():
			l.Kind, l.State = "off", r.T("consult.shuton|Đã đóng đợt góp ý ngày {date}", fault.P{"date": civil.Of(k.Last().Closed).VN()})
		case len(k.Rounds) > 0:
			l.Kind, l.State = "warn", r.T("draft.closed|Đã hết hạn góp ý ngày {date}", fault.P{"date": l.Due.VN()})
		default:
			l.Kind, l.State = "off", r.T("consult.st.none|Chưa lấy ý kiến")
		}
		d.Lines = append(d.Lines, l)
	}
	return indexView.Render(w, r, d)
}
