// Package progressweb holds the pages of the periods: the task list of the officer, the
// grid, text, checks, import with its preview, the cards of the head, the overview of the
// bloc leader, the provenance of a figure and the list of recommendations.
package progressweb

import (
	"embed"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

//go:embed *.html
var files embed.FS

//go:embed progress.en.txt
var english string

//go:embed reading.en.txt
var readingEnglish string

//go:embed import.en.txt
var importEnglish string

//go:embed packet.en.txt
var packetEnglish string

type pages struct {
	s    *progress.Service
	more []More
}

// More says what another stage of the year asks of the reader now: the first screens of
// officers and heads show it beside the periods.
type More func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error)

// Slice gives the routes, menu entries and English texts of the periods.
func Slice(s *progress.Service, more ...More) web.Slice {
	p := &pages{s, more}
	get := func(path, name string, pol web.Policy, h web.Handler) web.Route {
		return web.Route{Method: "GET", Path: path, Name: "progress." + name, Policy: pol, Handler: h}
	}
	post := func(path, name string, pol web.Policy, h web.Handler) web.Route {
		return web.Route{Method: "POST", Path: path, Name: "progress." + name, Policy: pol, Handler: h}
	}
	upload := post("/nhap/{period}/nhap-tep", "upload.do", web.Officers, p.upload)
	upload.Upload = progress.Upload() + 1<<20
	signed := post("/da-ky/{unit}", "signed.do", web.UnitSide, p.signedSave)
	signed.Upload = maxSigned + 1<<20
	taken := post("/goi-ngoai-tuyen/nhan", "packet.take", web.Officers, p.packetTake)
	taken.Upload = progress.Upload() + 1<<20
	return web.Slice{Name: "progress", English: english + "\n" + readingEnglish + "\n" + importEnglish + "\n" + packetEnglish,
		Menu: []web.MenuItem{
			{Path: "/viec", Label: "nav.work|Bàn làm việc", Order: 10, Show: func(a who.Actor) bool { return a.Has(who.Officer, 0) }},
			{Path: "/cho-y-kien", Label: "nav.head|Chờ ý kiến", Order: 11, Show: func(a who.Actor) bool { return a.Has(who.Head, 0) }},
			{Path: "/nhap", Label: "nav.figures|Số liệu", Order: 20, Show: func(a who.Actor) bool { return a.Unit() != 0 }},
			{Path: "/tong-hop", Label: "nav.overview|Tổng hợp", Order: 30, Show: inside},
			{Path: "/kien-nghi", Label: "nav.recs|Kiến nghị", Order: 50, Show: inside},
		},
		Routes: []web.Route{
			get("/viec", "tasks", web.Insider, p.tasks),
			get("/nhap", "grid.now", web.UnitSide, p.gridNow),
			get("/nhap/{period}", "grid", web.Insider, p.grid),
			post("/nhap/{period}", "grid.save", web.Officers, p.gridSave),
			post("/nhap/{period}/o", "cell.autosave", web.Officers, p.autosave),
			post("/nhap/{period}/dan", "paste.block", web.Officers, p.pasteBlock),
			post("/nhap/{period}/loi", "text.autosave", web.Officers, p.textAutosave),
			post("/nhap/{period}/xung-dot", "conflict.do", web.Officers, p.conflictSave),
			get("/nhap/{period}/o/{code}", "cell", web.Insider, p.cell),
			post("/nhap/{period}/o/{code}", "cell.do", web.Officers, p.cellSave),
			get("/nhap/{period}/phan-loi", "texts", web.Insider, p.texts),
			post("/nhap/{period}/phan-loi", "texts.save", web.Officers, p.textsSave),
			get("/nhap/{period}/kiem-tra", "check", web.Insider, p.check),
			post("/nhap/{period}/kiem-tra", "check.do", web.Officers, p.checkSave),
			post("/nhap/{period}/buoc", "step", web.Officers, p.step),
			get("/nhap/{period}/in", "print", web.Insider, p.printForm),
			get("/nhap/{period}/mau", "template", web.Insider, p.template),
			get("/nhap/{period}/nhap-tep", "upload", web.Officers, p.uploadForm),
			upload,
			post("/nhap/{period}/dan-bang", "paste.table", web.Officers, p.pasteTable),
			get("/nhap/{period}/xem-truoc/{id}", "preview", web.Officers, p.preview),
			post("/nhap/{period}/xem-truoc/{id}", "preview.do", web.Officers, p.previewDo),
			get("/goi-ngoai-tuyen", "packets", web.Insider, p.packets),
			post("/goi-ngoai-tuyen", "packets.do", web.Officers, p.packetsDo),
			taken,
			get("/goi-ngoai-tuyen/tat-ca", "packet.zip", web.Insider, p.packetZip),
			get("/goi-ngoai-tuyen/{id}/tep", "packet.file", web.Insider, p.packetGet),
			get("/goi-ngoai-tuyen/{id}/phieu", "packet.slip", web.Insider, p.packetSlip),
			get("/cho-y-kien", "head", web.Heads, p.head),
			get("/cho-y-kien/{unit}", "head.one", web.Heads, p.onePage),
			post("/cho-y-kien/{unit}", "head.do", web.Heads, p.decide),
			get("/da-ky/{unit}", "signed", web.UnitSide, p.signed),
			signed,
			get("/da-ky/{unit}/tep", "signed.file", web.Insider, p.signedFile),
			get("/tong-hop", "overview.now", web.Insider, p.overviewNow),
			get("/tong-hop/{period}", "overview", web.Insider, p.overview),
			post("/tong-hop/{period}", "overview.do", web.Leaders, p.overviewDo),
			get("/tong-hop/{period}/khoa", "lock", web.Leaders, p.lockForm),
			get("/tong-hop/{period}/loi", "peers.texts", web.Insider, p.peerTexts),
			get("/tong-hop/{period}/nhac", "remind", web.Leaders, p.remind),
			get("/tong-hop/{period}/don-vi/{unit}", "unit", web.Overview, p.unit),
			post("/tong-hop/{period}/don-vi/{unit}", "unit.do", web.Leaders, p.unitDo),
			get("/nguon/{bloc}/{period}/{unit}/{target}", "source", web.Insider, p.source),
			get("/nguon/{bloc}/{period}/{unit}/{target}/tep", "source.file", web.Insider, p.sourceFile),
			get("/kien-nghi", "recs", web.Insider, p.recs),
			get("/kien-nghi/{id}", "rec", web.Leaders, p.rec),
			post("/kien-nghi/{id}", "rec.do", web.Leaders, p.recSave),
		}}
}

func inside(a who.Actor) bool { return a.Unit() != 0 || a.Has(who.Board, 0) }

// A scope is what a request is about: bloc, period, unit, and the query that keeps them
// when they are not the actor's own.
type scope struct {
	Bloc   org.Bloc
	Period civil.Period
	Unit   id.Unit
	Query  string
	Khoi   string // "?khoi=…" when the bloc is not the reader's first, for pages of the bloc
}

// Base gives the start of the addresses of the form: "/nhap/2022-6t".
func (s scope) Base() string { return "/nhap/" + s.Period.Slug() }

// To gives an address of the form: To("/kiem-tra").
func (s scope) To(path string) string { return s.Base() + path + s.Query }

// Keep gives what a GET form must carry along.
func (s scope) Keep() []ui.Option {
	v, err := url.ParseQuery(strings.TrimPrefix(s.Query, "?"))
	if err != nil {
		return nil
	}
	var list []ui.Option
	for _, k := range slices.Sorted(maps.Keys(v)) {
		list = append(list, ui.Option{Value: k, Text: v.Get(k)})
	}
	return list
}

// Cell gives the address of a cell's page.
func (s scope) Cell(code string) string { return s.To("/o/" + url.PathEscape(code)) }

func (s scope) place() progress.Place {
	return progress.Place{Bloc: s.Bloc.ID, Period: s.Period, Unit: s.Unit}
}

var errPage = fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")

// in finds out what the request is about. The bloc is that of ?khoi=, else the actor's
// own; the unit that of ?don-vi= or the path, else the actor's own.
func (p *pages) in(r *web.Request) (s scope, err error) {
	ctx, q := r.Context(), p.s.DB()
	slug := r.PathValue("period")
	if slug == "" {
		slug = r.FormValue("ky")
	}
	if slug != "" {
		if s.Period, err = civil.PeriodOfSlug(slug); err != nil {
			return s, fault.New(fault.NotFound, errPage.Msg).Because(err)
		}
	}
	v := url.Values{}
	unit := r.PathValue("unit")
	if unit == "" {
		if unit = r.URL.Query().Get("don-vi"); unit != "" {
			v.Set("don-vi", unit)
		}
	}
	if unit != "" {
		u, err := org.UnitByCode(ctx, q, unit)
		if err != nil {
			return s, err
		}
		s.Unit = u.ID
	} else {
		s.Unit = r.Actor.Unit()
	}
	code := r.PathValue("bloc")
	if code == "" {
		if code = r.URL.Query().Get("khoi"); code != "" {
			v.Set("khoi", code)
		}
	}
	if s.Bloc, err = p.bloc(r, code, s.Unit); err != nil {
		return s, err
	}
	if len(r.Actor.Blocs) == 0 && code == "" {
		v.Set("khoi", s.Bloc.Code)
	}
	if k := v.Get("khoi"); k != "" {
		s.Khoi = "?khoi=" + url.QueryEscape(k)
	}
	if len(v) > 0 {
		s.Query = "?" + v.Encode()
	}
	return s, nil
}

// bloc gives the bloc of a code, else the actor's own (that of the unit first), else, for
// the provincial board, the first one.
func (p *pages) bloc(r *web.Request, code string, u id.Unit) (org.Bloc, error) {
	ctx, q := r.Context(), p.s.DB()
	for _, m := range r.Actor.Blocs {
		if m.Unit == u && code == "" {
			return org.BlocOf(ctx, q, m.Bloc)
		}
	}
	return org.BlocFor(ctx, q, r.Actor, code)
}

// form loads the form that a request is about.
func (p *pages) form(r *web.Request) (scope, *progress.Form, error) {
	s, err := p.in(r)
	if err != nil {
		return s, nil, err
	}
	if s.Unit == 0 {
		return s, nil, fault.New(fault.NotFound, "unit.choose|Chọn một đơn vị ở trang Tổng hợp để xem số liệu.")
	}
	f, err := p.s.Form(r.Context(), r.Actor, s.place())
	return s, f, err
}

// A head is what every page of a form shows.
type head struct {
	ui.Page
	scope
	Form  *progress.Form
	Lock  string // why nothing can be changed, "" when it can
	Who   string // who can unlock
	Own   bool   // the reader works for the unit
	Steps []ui.Step
	Verbs []progress.Transition
	Done  progress.Done
}

// CanEdit reports whether the reader may change figures and text now.
func (h head) CanEdit() bool { return h.Lock == "" }

func (p *pages) headOf(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form, title string, args ...fault.P) head {
	h := head{Page: ui.NewPage(w, r, title, args...), scope: s, Form: f, Own: r.Actor.Of(f.Unit.ID), Done: f.Done()}
	if l := p.s.Lock(f, r.Actor); l != nil {
		h.Lock, h.Who = r.T(l.Why, l.Args), r.T(l.Who)
	}
	h.Steps, h.Verbs = track(r, f.Submission), f.Submission.Verbs(r.Actor, f.Object())
	return h
}

// Can reports whether the reader may take the step now.
func (h head) Can(v string) bool {
	for _, t := range h.Verbs {
		if string(t.Verb) == v {
			return true
		}
	}
	return false
}

// track draws the way of a submission.
func track(r *web.Request, s progress.Submission) []ui.Step {
	day := func(m string, at interface{ Format(string) string }, ok bool) string {
		if !ok {
			return r.T(m)
		}
		return r.T(m) + " " + at.Format("02/01")
	}
	steps := []ui.Step{
		{Text: day("track.draft|Cán bộ trình", s.SubmittedAt, !s.SubmittedAt.IsZero() && s.State != progress.Draft)},
		{Text: day("track.head|Thủ trưởng duyệt, gửi Khối trưởng", s.ApprovedAt, !s.ApprovedAt.IsZero())},
		{Text: day("track.lead|Khối trưởng nhận", s.ReceivedAt, !s.ReceivedAt.IsZero())},
	}
	at := map[progress.State]int{progress.Submitted: 1, progress.Approved: 2, progress.Received: 3}[s.State]
	for i := range steps {
		if i < at {
			steps[i].State = "done"
		} else if i == at {
			steps[i].State = "now"
		}
	}
	if s.State == progress.Returned {
		steps[0].State = "back"
	}
	return steps
}

// faultOf gives the fault in err; an empty one when there is none.
func faultOf(err error) *fault.Error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e
	}
	return &fault.Error{}
}
