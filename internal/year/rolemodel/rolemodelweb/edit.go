package rolemodelweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

type editPage struct {
	ui.Page
	Bloc     org.Bloc
	Model    rolemodel.RoleModel // as typed
	Unit     string              // code
	Units    []ui.Option
	Kinds    []ui.Option
	Consents []ui.Option
	From, To string
	Version  string
	Errors   ui.Errors
}

var editView = ui.NewView[editPage](files, "edit.html")

var editNames = []string{"unit", "kind", "title", "name", "post", "field", "source", "plan", "mentor", "from", "to", "found", "story", "lesson", "name_ok", "face_ok", "consentby"}

func newEditPage(w http.ResponseWriter, r *web.Request, b org.Bloc, title string, args ...fault.P) editPage {
	p := editPage{Page: ui.NewPage(w, r, title, args...), Bloc: b}
	for _, k := range rolemodel.Kinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	for _, c := range rolemodel.Consents {
		p.Consents = append(p.Consents, ui.Option{Value: string(c), Text: r.T(c.Label())})
	}
	return p
}

// create takes a hint; the address may bring its unit and the words it was seen in, so
// that a paragraph of a report leads here.
func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	members, units, err := h.units(r, b)
	if err != nil {
		return err
	}
	p := newEditPage(w, r, b, "rolemodel.new|Giới thiệu điển hình")
	if p.Units = unitOptions(r, b, members, who.SuggestModel); len(p.Units) == 0 {
		return who.Can(r.Actor, who.SuggestModel, who.Object{Bloc: b.ID})
	}
	p.Unit = r.FormValue("don-vi")
	if p.Unit == "" && len(p.Units) > 0 && r.Method == "GET" {
		p.Unit = p.Units[0].Value
	}
	p.Model = rolemodel.RoleModel{Bloc: b.ID, Kind: rolemodel.Person, Source: rolemodel.FromUnit, SourceText: r.FormValue("trich"), SourceLink: web.Local(r.FormValue("nguon"))}
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	p.Unit = r.PostFormValue("unit")
	for _, u := range units {
		if u.Code == p.Unit {
			p.Model.Unit = u.ID
		}
	}
	p.Model = typed(r, p.Model)
	switch {
	case p.Model.SourceLink != "" && p.Model.SourceLink != "/":
		p.Model.Source = rolemodel.FromReport
	case !r.Actor.Of(p.Model.Unit):
		p.Model.Source = rolemodel.FromBloc
	}
	if p.Model.SourceLink == "/" {
		p.Model.SourceLink = ""
	}
	var m rolemodel.RoleModel
	p.From = r.PostFormValue("found")
	if p.Model.Found, err = day(r, "found"); err != nil {
		return h.refused(w, r, p, err)
	}
	if p.Model.Unit == 0 {
		err = fault.New(fault.Invalid, "rolemodel.unit|Chọn một đơn vị của Khối.").With("unit", "rolemodel.unit|Chọn một đơn vị của Khối.")
	} else {
		err = h.s.InTx(ctx, func(tx *db.Tx) (err error) { m, err = h.s.Suggest(ctx, tx, r.Actor, p.Model); return err })
	}
	if err == nil {
		return web.See(w, r, "/dien-hinh/"+m.ID.String(), "rolemodel.suggested|Đã ghi. Thủ trưởng đơn vị hoặc Khối trưởng xác minh.")
	}
	return h.refused(w, r, p, err)
}

func (h *handler) refused(w http.ResponseWriter, r *web.Request, p editPage, err error) error {
	list, other := ui.Refused(r, err, editNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return editView.RenderStatus(w, r, status(list, err), p)
}

// typed puts what was typed into a model.
func typed(r *web.Request, m rolemodel.RoleModel) rolemodel.RoleModel {
	v := r.PostFormValue
	m.Kind, m.Title, m.Name, m.Post, m.Field, m.SourceText = rolemodel.Kind(v("kind")), v("title"), v("name"), v("post"), v("field"), v("source")
	m.Plan, m.Mentor, m.Story, m.Lesson = v("plan"), v("mentor"), v("story"), v("lesson")
	m.NameOK, m.FaceOK, m.ConsentBy = rolemodel.Consent(v("name_ok")), rolemodel.Consent(v("face_ok")), v("consentby")
	return m
}

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	m, b, _, err := h.one(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditModel, who.Object{Bloc: m.Bloc, Unit: m.Unit}); err != nil {
		return err
	}
	p := newEditPage(w, r, b, "rolemodel.edit|Sửa: {name}", fault.P{"name": m.Title})
	p.Model, p.Version, p.From, p.To = m, version(m.Version), m.From.VN(), m.To.VN()
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	p.Version, p.From, p.To = r.PostFormValue("version"), r.PostFormValue("from"), r.PostFormValue("to")
	p.Model = typed(r, m)
	p.Model.Version, err = readVersion(r)
	if err == nil {
		p.Model.From, err = day(r, "from")
	}
	if err == nil {
		p.Model.To, err = day(r, "to")
	}
	if err == nil {
		err = h.s.InTx(ctx, func(tx *db.Tx) error { return h.s.Save(ctx, tx, r.Actor, p.Model) })
	}
	if err == nil {
		return web.See(w, r, "/dien-hinh/"+m.ID.String(), "rolemodel.saved|Đã lưu.")
	}
	return h.refused(w, r, p, err)
}
