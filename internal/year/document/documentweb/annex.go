package documentweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
)

// annex adds a file to a draft, moves one, or takes one away.
func (h *handler) annex(w http.ResponseWriter, r *web.Request) error {
	o, b, err := h.ownEdit(r)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	if fault.Is(err, fault.TooLarge) {
		return err
	}
	to := document.Path(o.ID) + "#kem"
	if what := r.PostFormValue("viec"); what == "len" || what == "xuong" || what == "bo" {
		a, err := id.Parse[document.Annex](r.PostFormValue("annex"))
		if err != nil {
			return fault.New(fault.NotFound, "document.annex.none|Tệp kèm theo này không còn. Tải lại trang để xem danh sách hiện tại.").Because(err)
		}
		switch what {
		case "len":
			err = h.s.MoveAnnex(r.Context(), r.Actor, o.ID, a, -1)
		case "xuong":
			err = h.s.MoveAnnex(r.Context(), r.Actor, o.ID, a, 1)
		default:
			err = h.s.DropAnnex(r.Context(), r.Actor, o.ID, a)
		}
		if err != nil {
			return err
		}
		return web.See(w, r, to, "document.annex.saved|Đã lưu danh sách tệp kèm theo.")
	}
	x := document.Annex{Document: o.ID, Title: r.PostFormValue("title")}
	refused := h.s.AddAnnex(r.Context(), r.Actor, x, document.Upload{Name: name, Data: data})
	if refused == nil {
		return web.See(w, r, to, "document.annex.saved|Đã lưu danh sách tệp kèm theo.")
	}
	list, other := ui.Refused(r, refused, "title", "file")
	if other != nil {
		return other
	}
	p, err := h.outOnePage(w, r, o, b)
	if err != nil {
		return err
	}
	p.Errors, p.Error, p.AnnexTitle = list, "x", x.Title
	return outOneView.RenderStatus(w, r, statusOf(list, refused), p)
}

func (h *handler) annexFile(w http.ResponseWriter, r *web.Request) error {
	ident, err := parseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		no = 0
	}
	a, data, err := h.s.AnnexFile(r.Context(), r.Actor, ident, no)
	if err != nil {
		return err
	}
	o, err := h.s.Show(r.Context(), r.Actor, ident)
	if err != nil {
		return err
	}
	r.Concerns(o.Bloc, 0)
	return web.Download(w, a.File.Name, "application/octet-stream", data)
}
