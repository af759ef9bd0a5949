// Package reportweb shows the consolidated table, the draft report and where each figure
// of the bloc comes from.
package reportweb

import (
	"embed"
	"net/http"
	"net/url"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

//go:embed *.html
var files embed.FS

//go:embed report.en.txt
var english string

type pages struct{ s *report.Service }

// Slice gives the routes of this capability.
func Slice(s *report.Service) web.Slice {
	p := &pages{s}
	return web.Slice{Name: "report", English: english,
		Menu: []web.MenuItem{{Path: "/bao-cao", Label: "nav.reports|Báo cáo", Order: 40, Show: func(a who.Actor) bool { return a.Unit() != 0 || a.Has(who.Board, 0) }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/bao-cao", Name: "report.index", Policy: web.Insider, Handler: p.index},
			{Method: "GET", Path: "/tong-hop/{period}/bang", Name: "report.table", Policy: web.Insider, Handler: p.table},
			{Method: "GET", Path: "/tong-hop/{period}/chi-tieu/{code}", Name: "report.total", Policy: web.Insider, Handler: p.total},
			{Method: "GET", Path: "/du-thao/{period}", Name: "report.draft", Policy: web.Insider, Handler: p.draft},
			{Method: "POST", Path: "/du-thao/{period}", Name: "report.draft.make", Policy: web.Leaders, Handler: p.make},
			{Method: "POST", Path: "/du-thao/{period}/word", Name: "report.upload", Policy: web.Leaders, Handler: p.upload, Upload: report.MaxWord + 1<<20},
			{Method: "POST", Path: "/du-thao/{period}/phan-dau", Name: "report.head", Policy: web.Leaders, Handler: p.head},
			{Method: "POST", Path: "/du-thao/{period}/them", Name: "report.add", Policy: web.Leaders, Handler: p.add},
			{Method: "POST", Path: "/du-thao/{period}/nguon", Name: "report.accept", Policy: web.Leaders, Handler: p.accept},
			{Method: "POST", Path: "/du-thao/{period}/doan/{id}", Name: "report.save", Policy: web.Leaders, Handler: p.save},
			{Method: "GET", Path: "/xuat/{period}/{format}", Name: "report.export", Policy: web.Insider, Handler: p.export},
		}}
}

// scope is what a request of this capability is about.
type scope struct {
	Bloc   org.Bloc
	Period civil.Period
	Query  string         // "?khoi=khoi-3" when the bloc is not the actor's own, else ""
	Lead   bool           // the actor may edit the report
	Full   bool           // the actor may see every unit's figures
	Sight  progress.Sight // of which units the reader sees the figures
}

// in finds bloc and period: the bloc named by ?khoi=, else the actor's own, else the
// first one (for the provincial board).
func (p *pages) in(r *web.Request) (s scope, err error) {
	if v := r.PathValue("period"); v != "" {
		if s.Period, err = civil.PeriodOfSlug(v); err != nil {
			return s, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
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
	if err := who.Can(r.Actor, who.ReadTotals, o); err != nil {
		return s, err
	}
	s.Lead = who.Can(r.Actor, who.EditReport, o) == nil
	if s.Sight, err = progress.SightOf(r.Context(), p.s.DB(), r.Actor, s.Bloc, s.Period); err != nil {
		return s, err
	}
	s.Full = s.Sight.All
	return s, nil
}

// export answers a download. Members who may not see the others' figures get the text of
// the report without the annexes, and no table.
func (p *pages) export(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	f := report.Format(r.PathValue("format"))
	b, err := p.s.Export(r.Context(), r.Actor, s.Bloc, s.Period, report.Options{Format: f, TextOnly: !s.Full})
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, 0)
	return web.Download(w, "BC_"+s.Bloc.Code+"_"+string(s.Period)+"."+string(f), f.Media(), b)
}

type periodLine struct {
	progress.PeriodRow
	Slug string
	Sent int
	Of   int
}
