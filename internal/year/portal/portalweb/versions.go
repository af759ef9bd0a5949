package portalweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/portal"
)

type versionsPage struct {
	ui.Page
	A        portal.Article
	List     []portal.Version
	Did      map[string]string
	Shown    *portal.Version
	Lines    []diffLine
	Restore  bool
	Previous bool
}

// A diffLine is a paragraph of a version beside that of the version before.
type diffLine struct {
	Kind string // "", "ins", "del"
	Text string
}

var versionsView = ui.NewView[versionsPage](files, "versions.html", "parts.html")

func (h *handler) versionsPage(w http.ResponseWriter, r *web.Request) (p versionsPage, err error) {
	a, _, _, err := h.one(r)
	if err != nil {
		return p, err
	}
	p = versionsPage{Page: ui.NewPage(w, r, "portal.versions|Các bản của bài"), A: a}
	p.Did = map[string]string{"create": r.T("portal.v.create|tạo bài")}
	for v, m := range moved {
		p.Did[string(v)] = r.T(m)
	}
	p.Did[string(portal.Correct)] = r.T("portal.s.corrected|Đã đính chính")
	p.List, err = portal.Versions(r.Context(), h.s.DB, a.ID)
	return p, err
}

func (h *handler) versions(w http.ResponseWriter, r *web.Request) error {
	p, err := h.versionsPage(w, r)
	if err != nil {
		return err
	}
	return versionsView.Render(w, r, p)
}

// version shows one version and what it changed.
func (h *handler) version(w http.ResponseWriter, r *web.Request) error {
	p, err := h.versionsPage(w, r)
	if err != nil {
		return err
	}
	for i, v := range p.List {
		if strconv.FormatInt(v.N, 10) != r.PathValue("no") {
			continue
		}
		p.Shown = &p.List[i]
		var before []string
		if i+1 < len(p.List) {
			before, p.Previous = lines(p.List[i+1].Text), true
		}
		p.Lines = compare(before, lines(v.Text))
		p.Restore = i > 0 && p.A.State.Open() && who.Can(r.Actor, who.WriteNews, who.Object{Bloc: p.A.Bloc, Unit: p.A.Unit}) == nil
	}
	if p.Shown == nil {
		return errNone
	}
	return versionsView.Render(w, r, p)
}

func lines(t portal.Saved) []string {
	out := []string{t.Overline, t.Title, t.Lead}
	out = append(out, splitParagraphs(t.Body)...)
	return append(out, t.Author, t.Agency)
}

func (h *handler) restore(w http.ResponseWriter, r *web.Request) error {
	a, err := articleID(r)
	if err != nil {
		return err
	}
	n, err := number(r.PathValue("no"))
	if err != nil {
		return errNone
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	if err := h.s.Restore(r.Context(), r.Actor, a, n, version); err != nil {
		return err
	}
	return web.See(w, r, "/tin-bai/"+a.String(), "portal.restored|Đã khôi phục bản {n}.", fault.P{"n": n})
}

type discardPage struct {
	ui.Page
	A portal.Article
}

var discardView = ui.NewView[discardPage](files, "discard.html")

// discard deletes a draft after a question.
func (h *handler) discard(w http.ResponseWriter, r *web.Request) error {
	a, _, _, err := h.one(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.WriteNews, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return err
	}
	if r.Method == "GET" {
		return discardView.Render(w, r, discardPage{ui.NewPage(w, r, "portal.discard.title|Xóa bản nháp"), a})
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	if err := h.s.Discard(r.Context(), r.Actor, a.ID, version); err != nil {
		return err
	}
	return web.See(w, r, "/tin-bai", "portal.discarded|Đã xóa bản nháp.")
}

// press gives the package for an outside newsroom.
func (h *handler) press(w http.ResponseWriter, r *web.Request) error {
	a, err := articleID(r)
	if err != nil {
		return err
	}
	name, body, err := h.s.Press(r.Context(), r.Actor, a)
	if err != nil {
		return err
	}
	x, _, err := h.s.Read(r.Context(), r.Actor, a)
	if err != nil {
		return err
	}
	r.Concerns(x.Bloc, 0)
	return web.Download(w, name, "application/zip", body)
}
