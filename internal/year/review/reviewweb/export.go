package reviewweb

import (
	"net/http"

	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// export gives the workbench as a file.
func (p *pages) export(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	f := report.Format(r.PathValue("format"))
	body, err := p.s.Export(r.Context(), r.Actor, s.Bloc.ID, s.Period, f)
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, 0)
	return web.Download(w, "ra-soat-"+s.Bloc.Code+"-"+s.Slug+"."+string(f), f.Media(), body)
}

// exportUnit gives what the workbench says of one unit as a file.
func (p *pages) exportUnit(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	f, unit := report.Format(r.PathValue("format")), r.PathValue("unit")
	body, err := p.s.ExportUnit(r.Context(), r.Actor, s.Bloc.ID, s.Period, unit, f)
	if err != nil {
		return err
	}
	u, err := org.UnitByCode(r.Context(), p.s.DB(), unit)
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, u.ID)
	return web.Download(w, "ra-soat-"+unit+"-"+s.Slug+"."+string(f), f.Media(), body)
}
