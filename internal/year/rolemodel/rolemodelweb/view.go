package rolemodelweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

// one gives the model of the address as stored, its bloc and unit, to a reader of the
// bloc. What the reader may see of it is decided by For.
func (h *handler) one(r *web.Request) (m rolemodel.RoleModel, b org.Bloc, u org.Unit, err error) {
	ident, err := parse[rolemodel.RoleModel](r.PathValue("id"))
	if err != nil {
		return m, b, u, err
	}
	if m, err = rolemodel.Of(r.Context(), h.s.DB(), ident); err != nil {
		return m, b, u, err
	}
	if err = who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: m.Bloc}); err != nil {
		return m, b, u, err
	}
	if b, err = org.BlocOf(r.Context(), h.s.DB(), m.Bloc); err != nil {
		return m, b, u, err
	}
	u, err = org.UnitOf(r.Context(), h.s.DB(), m.Unit)
	return m, b, u, err
}

// An applied line is a unit that applied the model.
type applied struct {
	A    rolemodel.Application
	Unit string
}

type viewPage struct {
	ui.Page
	Bloc       org.Bloc
	Unit       org.Unit
	Model      rolemodel.RoleModel
	Owner      bool // sees everything
	Edit       bool
	Lead       bool
	Steps      []rolemodel.Step
	Track      []ui.Step
	Next       []ui.Option
	To         string // stage chosen
	Milestones []rolemodel.Milestone
	Photos     []rolemodel.Photo
	Proposals  []propLine // timely commendation that was asked for
	Applied    []applied
	ApplyUnits []ui.Option
	Before     civil.Date // when the only unit that the reader may mark was marked; zero for not yet
	Again      bool       // some of several units is marked already: the form offers to replace
	Seen       []ui.Option
	Form       viewForm
	Today      civil.Date
	Version    string
	Errors     ui.Errors
}

// viewForm keeps what was typed into the small forms of the page.
type viewForm struct{ Day, Note, Milestone, Due, Caption, Result, Seen, Unit string }

var viewView = ui.NewView[viewPage](files, "view.html")

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	p, err := h.viewPage(w, r)
	if err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

func (h *handler) viewPage(w http.ResponseWriter, r *web.Request) (p viewPage, err error) {
	ctx, q := r.Context(), h.s.DB()
	stored, b, u, err := h.one(r)
	if err != nil {
		return p, err
	}
	reader := rolemodel.ReaderOf(r.Actor, b.ID, u.ID)
	m, ok := stored.For(reader, u.Short)
	if !ok {
		return p, fault.New(fault.NotFound, "rolemodel.hidden|Không tìm thấy, hoặc đơn vị chưa mở điển hình này cho các đơn vị khác xem.")
	}
	may := func(act who.Action) bool { return who.Can(r.Actor, act, who.Object{Bloc: b.ID, Unit: u.ID}) == nil }
	p = viewPage{Page: ui.NewPage(w, r, "rolemodel.one|{name}", fault.P{"name": m.Title}), Bloc: b, Unit: u, Model: m, Owner: reader == rolemodel.Owner,
		Edit: may(who.EditModel), Lead: may(who.ReplicateModel), Today: h.s.Today(), Version: version(stored.Version), Track: track(r, m)}
	if p.Photos, err = rolemodel.Photos(ctx, q, m.ID); err != nil {
		return p, err
	}
	p.Photos = stored.PhotosFor(reader, p.Photos)
	if err := h.appliedBy(r, &p); err != nil {
		return p, err
	}
	if !p.Owner {
		return p, nil
	}
	if p.Steps, err = rolemodel.Steps(ctx, q, m.ID); err != nil {
		return p, err
	}
	if p.Milestones, err = rolemodel.Milestones(ctx, q, m.ID); err != nil {
		return p, err
	}
	asked, err := rolemodel.Proposals(ctx, q, b.ID)
	if err != nil {
		return p, err
	}
	for _, x := range asked {
		if x.Model == m.ID {
			p.Proposals = append(p.Proposals, propLine{x, u.Short, propTag(x.State)})
		}
	}
	needs := map[rolemodel.Stage]who.Action{rolemodel.Verified: who.VerifyModel, rolemodel.Replicated: who.ReplicateModel}
	for _, s := range m.Stage.Next(m.Kind) {
		act, ok := needs[s]
		if !ok {
			act = who.EditModel
		}
		if may(act) {
			p.Next = append(p.Next, ui.Option{Value: string(s), Text: r.T(s.Label())})
		}
	}
	for _, v := range []rolemodel.Visibility{rolemodel.SeenOwn, rolemodel.SeenBloc, rolemodel.SeenPublic} {
		if v != rolemodel.SeenPublic || p.Lead || m.Seen == v {
			p.Seen = append(p.Seen, ui.Option{Value: string(v), Text: r.T(v.Label())})
		}
	}
	p.Form.Seen = string(m.Seen)
	return p, nil
}

// appliedBy fills in who applied the model and for which units the reader may say so.
func (h *handler) appliedBy(r *web.Request, p *viewPage) error {
	list, err := rolemodel.Applied(r.Context(), h.s.DB(), p.Model.ID)
	if err != nil {
		return err
	}
	members, units, err := h.units(r, p.Bloc)
	if err != nil {
		return err
	}
	for _, a := range list {
		u, ok := units[a.Unit]
		if !ok {
			if u, err = org.UnitOf(r.Context(), h.s.DB(), a.Unit); err != nil {
				return err
			}
		}
		p.Applied = append(p.Applied, applied{a, u.Short})
	}
	if p.Model.Stage == rolemodel.Replicated {
		for _, o := range unitOptions(r, p.Bloc, members, who.ApplyModel) {
			if o.Value != p.Unit.Code {
				p.ApplyUnits = append(p.ApplyUnits, o)
			}
		}
		p.again(members)
	}
	return nil
}

// again puts what a unit said before into its form, so that it is seen before it is replaced.
func (p *viewPage) again(members []org.Member) {
	for _, a := range p.Applied {
		i := slices.IndexFunc(members, func(m org.Member) bool { return m.Unit.ID == a.A.Unit })
		if i < 0 || !slices.ContainsFunc(p.ApplyUnits, func(o ui.Option) bool { return o.Value == members[i].Unit.Code }) {
			continue
		}
		if p.Again = len(p.ApplyUnits) > 1; !p.Again {
			p.Before, p.Form.Result = a.A.Day, a.A.Result
		}
	}
}

func track(r *web.Request, m rolemodel.RoleModel) (out []ui.Step) {
	now := slices.Index(rolemodel.Stages, m.Stage)
	for i, s := range rolemodel.Stages {
		x := ui.Step{Text: r.T(s.Label())}
		switch {
		case m.Stage == rolemodel.Closed:
		case i < now || i == now && s == rolemodel.Replicated:
			x.State = "done"
		case i == now:
			x.State = "now"
		}
		out = append(out, x)
	}
	return out
}

// act gives the handler of one of the forms of the page: do does it, its refusal is shown
// on the page with what was typed.
func (h *handler) act(do func(r *web.Request, m rolemodel.RoleModel) (done string, err error)) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		m, _, u, err := h.one(r)
		if err != nil {
			return err
		}
		if _, ok := m.For(rolemodel.ReaderOf(r.Actor, m.Bloc, m.Unit), u.Short); !ok {
			return fault.New(fault.NotFound, "rolemodel.hidden|Không tìm thấy, hoặc đơn vị chưa mở điển hình này cho các đơn vị khác xem.")
		}
		done, err := do(r, m)
		if err == nil {
			return web.See(w, r, "/dien-hinh/"+m.ID.String(), done)
		}
		list, other := ui.Refused(r, err, "day", "note", "milestone", "due", "file", "caption", "result", "seen", "unit")
		if other != nil {
			return other
		}
		p, err2 := h.viewPage(w, r)
		if err2 != nil {
			return err2
		}
		v := r.PostFormValue
		p.Form = viewForm{v("day"), v("note"), v("milestone"), v("due"), v("caption"), v("result"), v("seen"), v("unit")}
		p.To, p.Errors, p.Error = v("to"), list, "x"
		return viewView.RenderStatus(w, r, status(list, err), p)
	}
}

func (h *handler) tx(r *web.Request, f func(tx *db.Tx) error) error { return h.s.InTx(r.Context(), f) }

func (h *handler) advance(r *web.Request, m rolemodel.RoleModel) (string, error) {
	v := rolemodel.Move{Model: m.ID, To: rolemodel.Stage(r.PostFormValue("to")), Note: r.PostFormValue("note")}
	var err error
	if err = who.Can(r.Actor, who.ReadModel, who.Object{Bloc: m.Bloc, Unit: m.Unit}); err != nil {
		return "", err
	}
	if v.Version, err = readVersion(r); err != nil {
		return "", err
	}
	if v.Day, err = day(r, "day"); err != nil {
		return "", err
	}
	return "rolemodel.moved|Đã chuyển giai đoạn.", h.tx(r, func(tx *db.Tx) error { return h.s.Advance(r.Context(), tx, r.Actor, v) })
}

func (h *handler) open(r *web.Request, m rolemodel.RoleModel) (string, error) {
	v, err := readVersion(r)
	if err != nil {
		return "", firstRight(r, m, who.EditModel, err)
	}
	return "rolemodel.opened|Đã đổi phạm vi xem.", h.tx(r, func(tx *db.Tx) error {
		return h.s.Open(r.Context(), tx, r.Actor, m.ID, v, rolemodel.Visibility(r.PostFormValue("seen")))
	})
}

// firstRight answers with the missing right before anything is said about the form.
func firstRight(r *web.Request, m rolemodel.RoleModel, act who.Action, err error) error {
	if denied := who.Can(r.Actor, act, who.Object{Bloc: m.Bloc, Unit: m.Unit}); denied != nil {
		return denied
	}
	return err
}

func (h *handler) milestone(r *web.Request, m rolemodel.RoleModel) (string, error) {
	due, err := day(r, "due")
	if err != nil {
		return "", firstRight(r, m, who.EditModel, err)
	}
	return "rolemodel.milestoned|Đã thêm mốc.", h.tx(r, func(tx *db.Tx) error {
		return h.s.AddMilestone(r.Context(), tx, r.Actor, rolemodel.Milestone{Model: m.ID, Text: r.PostFormValue("milestone"), Due: due})
	})
}

func (h *handler) reach(r *web.Request, m rolemodel.RoleModel) (string, error) {
	if err := firstRight(r, m, who.EditModel, nil); err != nil {
		return "", err
	}
	x, err := parse[rolemodel.Milestone](r.PostFormValue("moc"))
	if err != nil {
		return "", err
	}
	done := h.s.Today()
	if r.PostFormValue("mo-lai") != "" {
		done = civil.Date{}
	}
	return "rolemodel.reached|Đã cập nhật mốc.", h.tx(r, func(tx *db.Tx) error { return h.s.Reach(r.Context(), tx, r.Actor, m.ID, x, done) })
}

func (h *handler) addPhoto(r *web.Request, m rolemodel.RoleModel) (string, error) {
	if err := firstRight(r, m, who.EditModel, nil); err != nil {
		return "", err
	}
	_, data, err := r.File("file")
	if err != nil {
		return "", err
	}
	return "rolemodel.photo.added|Đã thêm ảnh.", h.s.AddPhoto(r.Context(), r.Actor, rolemodel.Photo{Model: m.ID, Caption: r.PostFormValue("caption"), Faces: r.PostFormValue("faces") != ""}, data)
}

func (h *handler) dropPhoto(r *web.Request, m rolemodel.RoleModel) (string, error) {
	if err := firstRight(r, m, who.EditModel, nil); err != nil {
		return "", err
	}
	x, err := parse[rolemodel.Photo](r.PostFormValue("anh"))
	if err != nil {
		return "", err
	}
	return "rolemodel.photo.dropped|Đã bỏ ảnh.", h.tx(r, func(tx *db.Tx) error { return h.s.DropPhoto(r.Context(), tx, r.Actor, m.ID, x) })
}

func (h *handler) photo(w http.ResponseWriter, r *web.Request) error {
	m, err := parse[rolemodel.RoleModel](r.PathValue("id"))
	if err != nil {
		return err
	}
	x, err := parse[rolemodel.Photo](r.PathValue("photo"))
	if err != nil {
		return err
	}
	data, err := h.s.PhotoFile(r.Context(), r.Actor, m, x, r.FormValue("nho") != "")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, err = w.Write(data)
	return err
}

// paper gives the story as a file, with what the reader may see.
func (h *handler) paper(w http.ResponseWriter, r *web.Request) error {
	m, err := parse[rolemodel.RoleModel](r.PathValue("id"))
	if err != nil {
		return err
	}
	format := r.PathValue("format")
	data, err := h.s.Paper(r.Context(), r.Actor, m, format)
	if err != nil {
		return err
	}
	kind := "application/pdf"
	if format == "docx" {
		kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	x, err := rolemodel.Of(r.Context(), h.s.DB(), m)
	if err != nil {
		return err
	}
	r.Concerns(x.Bloc, x.Unit)
	return web.Download(w, "dien-hinh-"+m.String()+"."+format, kind, data)
}

func (h *handler) apply(r *web.Request, m rolemodel.RoleModel) (string, error) {
	a := rolemodel.Application{Model: m.ID, Result: r.PostFormValue("result"), Again: r.PostFormValue("thay") != ""}
	members, err := org.Members(r.Context(), h.s.DB(), m.Bloc, h.s.Today())
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(members, func(x org.Member) bool { return x.Unit.Code == r.PostFormValue("unit") }); i >= 0 {
		a.Unit = members[i].Unit.ID
	}
	if a.Unit == id.Unit(0) {
		return "", fault.New(fault.Invalid, "rolemodel.unit|Chọn một đơn vị của Khối.").With("unit", "rolemodel.unit|Chọn một đơn vị của Khối.")
	}
	if a.Day, err = day(r, "day"); err != nil {
		return "", err
	}
	return "rolemodel.applied|Đã ghi nhận đơn vị áp dụng.", h.tx(r, func(tx *db.Tx) error { return h.s.Apply(r.Context(), tx, r.Actor, a) })
}
