// Package reviewweb shows the second half of the year: the workbench with its heat map,
// fields and units, urgent tasks, adjusted targets.
package reviewweb

import (
	"embed"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
)

//go:embed *.html
var files embed.FS

//go:embed review.en.txt
var english string

type pages struct {
	s       *review.Service
	pledges *pledge.Service
}

// Slice gives the routes of the review. An adjusted target goes into the pledge through
// pledges.
func Slice(s *review.Service, pledges *pledge.Service) web.Slice {
	p := &pages{s, pledges}
	inside := func(a who.Actor) bool { return a.Unit() != 0 || a.Has(who.Board, 0) }
	get := func(path, name string, pol web.Policy, h web.Handler) web.Route {
		return web.Route{Method: "GET", Path: path, Name: "review." + name, Policy: pol, Handler: h}
	}
	post := func(path, name string, pol web.Policy, h web.Handler) web.Route {
		return web.Route{Method: "POST", Path: path, Name: "review." + name, Policy: pol, Handler: h}
	}
	return web.Slice{Name: "review", English: english,
		Menu: []web.MenuItem{{Path: "/ra-soat", Label: "nav.review|Rà soát", Order: 32, Show: inside}, {Path: "/trach-nhiem", Label: "nav.answers|Trách nhiệm", Order: 52, Show: inside},
			{Path: "/tim", Label: "find.title|Tìm kiếm", Order: 95, Show: inside},
			{Path: "/toan-tinh", Label: "nav.province|Toàn tỉnh", Order: 5, Show: func(a who.Actor) bool { return a.Has(who.Board, 0) }}},
		Routes: []web.Route{
			get("/ra-soat", "now", web.Insider, p.now),
			get("/ra-soat/chuyen", "go", web.Insider, p.chosen),
			get("/ra-soat/{period}", "bench", web.Insider, p.bench),
			get("/ra-soat/{period}/linh-vuc/{field}", "field", web.Insider, p.field),
			post("/ra-soat/{period}/linh-vuc/{field}/phat-dong", "launch", web.Leaders, p.launch),
			get("/ra-soat/{period}/don-vi/{unit}", "unit", web.Insider, p.unit),
			get("/ra-soat/{period}/don-vi/{unit}/xuat/{format}", "unit.export", web.Insider, p.exportUnit),
			get("/ra-soat/{period}/nguong", "setting", web.Leaders, p.setting),
			post("/ra-soat/{period}/nguong", "setting.save", web.Leaders, p.setting),
			get("/ra-soat/{period}/ky-vong/{unit}/{target}", "expect", web.Leaders, p.expect),
			post("/ra-soat/{period}/ky-vong/{unit}/{target}", "expect.save", web.Leaders, p.expect),
			get("/ra-soat/{period}/quyet-dinh", "choose", web.Leaders, p.choose),
			post("/ra-soat/{period}/quyet-dinh", "choose.launch", web.Leaders, p.launch),
			get("/ra-soat/{period}/viec-gap", "urgent", web.Insider, p.urgents),
			get("/ra-soat/{period}/viec-gap/moi", "urgent.new", web.Leaders, p.urgentNew),
			post("/ra-soat/{period}/viec-gap/moi", "urgent.mark", web.Leaders, p.urgentNew),
			post("/ra-soat/{period}/viec-gap/nhac", "urgent.remind", web.Leaders, p.remind),
			get("/ra-soat/{period}/dieu-chinh/{unit}/{target}", "adjust", web.UnitSide, p.adjust),
			post("/ra-soat/{period}/dieu-chinh/{unit}/{target}", "adjust.propose", web.UnitSide, p.adjust),
			post("/ra-soat/{period}/quyet-dieu-chinh/{id}", "adjust.settle", web.UnitSide, p.settle),
			get("/ra-soat/{period}/xuat/{format}", "export", web.Insider, p.export),
			get("/duong-di", "trace", web.Insider, p.trace),
			get("/tim", "find", web.Insider, p.find),
			get("/tim/nhanh", "palette", web.Insider, p.palette),
			get("/toan-tinh", "province", web.Boards, p.province),
			get("/toan-tinh/xuat/{format}", "province.file", web.Boards, p.province),
			get("/toan-tinh/khoi/{bloc}", "bloc", web.Overview, p.one),
			get("/toan-tinh/khoi/{bloc}/xuat/{format}", "bloc.file", web.Overview, p.oneFile),
			get("/chi-dao", "clauses", web.Overview, p.clauses),
			get("/trach-nhiem", "answers", web.Insider, p.answers),
			get("/trach-nhiem/{unit}", "answer", web.Insider, p.answer),
			get("/trach-nhiem/nguon/{source}", "source", web.Insider, p.source),
		}}
}

// scope is where a page stands.
type scope struct {
	Bloc   org.Bloc
	Period civil.Period
	Slug   string
	Name   string // of the period
	Query  string // "?khoi=…" when the bloc is not the reader's first
}

var errPage = fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")

// in reads the bloc and the period of an address and checks that the reader may look.
func (p *pages) in(r *web.Request) (s scope, err error) {
	code := r.URL.Query().Get("khoi")
	if s.Bloc, err = org.BlocFor(r.Context(), p.s.DB(), r.Actor, code); err != nil {
		return s, err
	}
	if err = who.Can(r.Actor, who.ReadReview, who.Object{Bloc: s.Bloc.ID}); err != nil {
		return s, err
	}
	if code != "" || len(r.Actor.Blocs) == 0 {
		s.Query = "?khoi=" + url.QueryEscape(s.Bloc.Code)
	}
	if slug := r.PathValue("period"); slug != "" {
		if s.Period, err = civil.PeriodOfSlug(slug); err != nil {
			return s, errPage
		}
		s.Slug, s.Name = s.Period.Slug(), r.Period(s.Period)
	}
	return s, nil
}

// path gives the address of a page of the period.
func (s scope) path(rest string) string { return "/ra-soat/" + s.Slug + rest + s.Query }

// At is path, for templates.
func (s scope) At(rest string) string { return s.path(rest) }

// also adds a parameter to the address of a page of the period.
func (s scope) also(rest string, kv ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Set(kv[i], kv[i+1])
	}
	if s.Query != "" {
		v.Set("khoi", s.Bloc.Code)
	}
	return "/ra-soat/" + s.Slug + rest + "?" + v.Encode()
}

// current gives the period that is reviewed by default: the latest that has begun.
func (p *pages) current(r *web.Request, b id.Bloc) (civil.Period, bool, error) {
	list, err := progress.Periods(r.Context(), p.s.DB(), b)
	if err != nil {
		return "", false, err
	}
	today := p.s.Today()
	for _, x := range slices.Backward(list) {
		if !today.Before(x.Opens) && !today.Before(x.Period.From()) {
			return x.Period, true, nil
		}
	}
	return "", false, nil
}

type emptyPage struct {
	ui.Page
	Bloc org.Bloc
	Text string
	Href string
}

var emptyView = ui.NewView[emptyPage](files, "empty.html")

func (p *pages) now(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	period, ok, err := p.current(r, s.Bloc.ID)
	if err != nil {
		return err
	}
	if !ok {
		return emptyView.Render(w, r, emptyPage{Page: ui.NewPage(w, r, "nav.review|Rà soát"), Bloc: s.Bloc, Text: r.T("review.none|Chưa có kỳ báo cáo nào để rà soát. Khối trưởng mở kỳ ở trang Tổng hợp.")})
	}
	http.Redirect(w, r.Request, "/ra-soat/"+period.Slug()+s.Query, http.StatusSeeOther)
	return nil
}

// chosen leads from the list of periods to one of them.
func (p *pages) chosen(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	period, err := civil.PeriodOfSlug(r.FormValue("ky"))
	if err != nil {
		return errPage
	}
	http.Redirect(w, r.Request, "/ra-soat/"+period.Slug()+s.Query, http.StatusSeeOther)
	return nil
}

// round prints a score without decimals, "–" for none.
func round(v *figure.Value) string {
	if v == nil {
		return "–"
	}
	return v.VNFixed(0)
}

// show prints a figure of a target, "–" for none.
func show(r *web.Request, l review.Line, v *figure.Value) string {
	if v == nil {
		return "–"
	}
	if s := report.Show(l.Target.Kind, *v); r.Lang == "vi" || l.Target.Kind != "yesno" {
		return s
	}
	if *v == 0 {
		return r.T("review.no|không đạt")
	}
	return r.T("review.yes|đạt")
}

// goal says what is planned: "6 (6 tháng: 2)".
func goal(r *web.Request, g plan.Goal) string {
	if g.Half == nil {
		return g.VN()
	}
	return r.T("trace.goal|{year} (6 tháng: {half})", fault.P{"year": plan.Goal{Year: g.Year}.VN(), "half": g.Half.VN()})
}

// read reads a figure that a person typed; "" is none.
func read(e *ui.Errors, r *web.Request, name, text string) *figure.Value {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	n, err := vi.ParseNumber(text)
	if err != nil {
		e.Add(name, r.T("review.number|“{text}” không phải số. Ghi như 1.234,5.", fault.P{"text": text}))
		return nil
	}
	return &n.Value
}

// day reads a date that a person typed; "" is none.
func day(e *ui.Errors, r *web.Request, name, text string) civil.Date {
	if strings.TrimSpace(text) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		e.Add(name, r.T("plan.date|“{text}” không phải ngày. Ghi dạng 30/06/2022.", fault.P{"text": text}))
	}
	return d
}

// kinds gives the look of each status.
var kinds = map[review.Status]string{review.Reached: "ok", review.OnPace: "ok", review.Slow: "warn", review.Behind: "bad", review.Far: "bad", review.Over: "bad", review.NoFigure: "off", review.NoPlan: "off", review.Withheld: "off"}
