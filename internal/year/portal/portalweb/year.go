package portalweb

import (
	"net/http"

	"thidua/internal/base/id"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
	"thidua/internal/year/rolemodel"
)

// sections gives the boxes of the home page that other stages of the year fill.
func (h *handler) sections(r *web.Request) ([]section, error) { return nil, nil }

// yearPages gives the public pages of other stages of the year.
func (h *handler) yearPages(r *web.Request) []link { return nil }

// yearLink gives a link of an article to another stage of the year.
func (h *handler) yearLink(r *web.Request, l portal.Link) (link, error) {
	return link{Text: l.Label}, nil
}

// yearPickables gives what else of the year an article of a bloc may be linked to.
func (h *handler) yearPickables(r *web.Request, b org.Bloc) ([]portal.Link, error) { return nil, nil }

// fromConference makes the draft article of a conference.
func (h *handler) fromConference(w http.ResponseWriter, r *web.Request) error {
	c, err := id.Parse[conference.Conference](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	a, err := h.s.FromConference(r.Context(), r.Actor, c)
	if err != nil {
		return err
	}
	return web.See(w, r, "/tin-bai/"+a.String(), "portal.made.done|Đã tạo bản nháp. Đọc lại, sửa và mô tả ảnh trước khi trình duyệt.")
}

// fromModel makes the draft article of a role model.
func (h *handler) fromModel(w http.ResponseWriter, r *web.Request) error {
	m, err := id.Parse[rolemodel.RoleModel](r.PathValue("id"))
	if err != nil {
		return errNone
	}
	a, err := h.s.FromModel(r.Context(), r.Actor, m)
	if err != nil {
		return err
	}
	return web.See(w, r, "/tin-bai/"+a.String(), "portal.made.done|Đã tạo bản nháp. Đọc lại, sửa và mô tả ảnh trước khi trình duyệt.")
}
