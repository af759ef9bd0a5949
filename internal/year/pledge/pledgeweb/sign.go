package pledgeweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
)

type signPage struct {
	frame
	P      pledge.Pledge
	T      pledge.Text
	Blocks []pledge.Block
	Short  string
	Unit   org.Unit
	Code   bool // six digits rather than the password
	Locked string
	Older  string // what the unit signed before
	Done   *pledge.Signature
	// of the form for a signature given elsewhere
	Hows        []ui.Option
	Authorities []ui.Option
	How         string
	Signer      string
	Post        string
	Authority   string
	Number      string
	Day         string
}

var (
	signView      = ui.NewView[signPage](files, "sign.html")
	elsewhereView = ui.NewView[signPage](files, "elsewhere.html")
)

// signPage fills what both ways of signing show.
func (h *handler) signPage(w http.ResponseWriter, r *web.Request, act who.Action, title string) (place, signPage, error) {
	x, err := h.there(r)
	if err != nil {
		return x, signPage{}, err
	}
	u, err := h.unit(r, x, act)
	if err != nil {
		return x, signPage{}, err
	}
	v := signPage{frame: h.frame(w, r, x, title, fault.P{"year": x.year, "unit": u.Short}), P: x.p, T: x.t, Blocks: pledge.Blocks(x.t.Body), Short: pledge.Short(x.t.Hash), Unit: u, Day: h.s.Today().VN()}
	lines, _, err := h.matrix(r, x)
	if err != nil {
		return x, v, err
	}
	i := slices.IndexFunc(lines, func(l signLine) bool { return l.Unit == u.ID })
	if i < 0 {
		return x, v, notFound()
	}
	v.Done = lines[i].Signature
	if o := lines[i].Older; o != nil && v.Done == nil {
		v.Older = r.T("pledge.older|{unit} đã ký bản số {no} ngày {day}; bản này khác nên cần ký lại.", fault.P{"unit": u.Short, "no": o.No, "day": o.Day.VN()})
	}
	switch {
	case x.t.No != x.p.No:
		v.Locked = r.T("pledge.lock.old|Đây là bản cũ. Chỉ ký bản hiện hành.")
	case x.p.State == pledge.Draft || x.p.State == pledge.Open:
		v.Locked = r.T("pledge.notsigning|Giao ước chưa chốt để ký, hoặc đang được sửa đổi. Chờ Khối trưởng chốt bản để ký.")
	}
	return x, v, nil
}

// sign shows the text to the head and takes the signature.
func (h *handler) sign(w http.ResponseWriter, r *web.Request) error {
	x, v, err := h.signPage(w, r, who.SignPledge, "pledge.sign|Ký giao ước thi đua năm {year}")
	if err != nil {
		return err
	}
	if v.Code, err = asksCode(r, h.acts); err != nil {
		return err
	}
	if r.Method == "GET" {
		return signView.Render(w, r, v)
	}
	err = h.s.Sign(r.Context(), r.Actor, x.p.ID, pledge.Signed{Unit: v.Unit.ID, Hash: r.PostFormValue("hash"), Secret: r.PostFormValue("confirm")})
	if err == nil {
		return web.See(w, r, x.href()+x.query(), "pledge.signed|{unit} đã ký giao ước, mã bản {code}.", fault.P{"unit": v.Unit.Short, "code": v.Short})
	}
	if other := v.refused(r, err, "confirm"); other != nil {
		return other
	}
	return signView.RenderStatus(w, r, statusOf(err), v)
}

// elsewhere records a signature given outside this system.
func (h *handler) elsewhere(w http.ResponseWriter, r *web.Request) error {
	x, v, err := h.signPage(w, r, who.RemarkPledge, "pledge.elsewhere|Ghi nhận {unit} đã ký giao ước năm {year}")
	if err != nil {
		return err
	}
	for _, k := range pledge.Elsewheres {
		v.Hows = append(v.Hows, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	for _, a := range pledge.Authorities {
		v.Authorities = append(v.Authorities, ui.Option{Value: a, Text: a})
	}
	v.How = string(pledge.Wet)
	if r.Method == "GET" {
		return elsewhereView.Render(w, r, v)
	}
	name, data, err := r.File("file")
	if fault.Is(err, fault.TooLarge) {
		return err
	}
	f := r.PostFormValue
	v.How, v.Signer, v.Post, v.Authority, v.Number, v.Day = f("how"), f("signer"), f("post"), f("authority"), f("number"), f("day")
	e := fault.New(fault.Invalid, "pledge.sign.top|Chưa ghi được chữ ký. Sửa các mục nêu dưới đây rồi lưu lại.")
	g := pledge.Signed{Unit: v.Unit.ID, Hash: f("hash"), How: pledge.How(v.How), Signer: v.Signer, Post: v.Post, Authority: v.Authority, Number: v.Number, Day: readDate(e, "day", v.Day), File: document.Upload{Name: name, Data: data}}
	err = e
	if len(e.Fields) == 0 {
		err = h.s.Elsewhere(r.Context(), r.Actor, x.p.ID, g)
	}
	if err == nil {
		return web.See(w, r, x.href()+x.query(), "pledge.recorded|Đã ghi nhận {unit} ký giao ước.", fault.P{"unit": v.Unit.Short})
	}
	if other := v.refused(r, err, "how", "signer", "post", "authority", "number", "day", "file"); other != nil {
		return other
	}
	return elsewhereView.RenderStatus(w, r, statusOf(err), v)
}

type retractPage struct {
	frame
	Unit org.Unit
	Line *pledge.Signature
	Why  string
}

var retractView = ui.NewView[retractPage](files, "retract.html")

func (h *handler) retract(w http.ResponseWriter, r *web.Request) error {
	x, s, err := h.signPage(w, r, who.RemarkPledge, "pledge.retract|Gỡ chữ ký của {unit}")
	if err != nil {
		return err
	}
	v := retractPage{frame: s.frame, Unit: s.Unit, Line: s.Done}
	if r.Method == "GET" {
		return retractView.Render(w, r, v)
	}
	v.Why = r.PostFormValue("why")
	err = h.s.Retract(r.Context(), r.Actor, x.p.ID, v.Unit.ID, v.Why)
	if err == nil {
		return web.See(w, r, x.href()+x.query(), "pledge.retracted|Đã gỡ chữ ký của {unit}.", fault.P{"unit": v.Unit.Short})
	}
	if other := v.refused(r, err, "why"); other != nil {
		return other
	}
	return retractView.RenderStatus(w, r, statusOf(err), v)
}

func (h *handler) scan(w http.ResponseWriter, r *web.Request) error {
	x, err := h.there(r)
	if err != nil {
		return err
	}
	u, err := org.UnitByCode(r.Context(), h.s.DB(), r.FormValue("don-vi"))
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(r.FormValue("so"))
	if err != nil {
		return notFound()
	}
	f, data, err := h.s.Scan(r.Context(), r.Actor, x.p.ID, no, u.ID)
	if err != nil {
		return err
	}
	r.Concerns(x.bloc.ID, u.ID)
	return web.Download(w, f.Name, "application/octet-stream", data)
}
