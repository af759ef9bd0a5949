package conferenceweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// A findingRow is one finding with its units by name.
type findingRow struct {
	conference.Finding
	UnitName, WhoName string
	From              string // address of the words it was taken from
	Decide            string // address where a task, a target or a drive is decided from it
}

type findingsPage struct {
	ui.Page
	Bloc    org.Bloc
	Conf    conference.Conference
	Runs    bool
	Rows    []findingRow
	Open    int // findings without solution, unit or date
	Form    findingForm
	Errors  ui.Errors
	Units   []ui.Option
	Kinds   []ui.Option
	Causes  []string
	Editing bool
	Period  string
}

// A findingForm is what is typed about a finding.
type findingForm struct {
	ID, Version, Kind, Unit, Text, Cause, Solution, Who, Due string
}

var findingsView = ui.NewView[findingsPage](files, "findings.html")

// findings lists what came out of the discussion, and takes changes.
func (h *handler) findings(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, r.Method == "POST")
	if err != nil {
		return err
	}
	back := address(x.conf) + "/ket-luan"
	if r.Method == "POST" {
		switch r.PostFormValue("viec") {
		case "draw":
			n, err := h.s.Draw(r.Context(), r.Actor, x.conf.ID)
			if err == nil {
				return web.See(w, r, back, "conference.drawn|Đã lấy {n} tồn tại, hạn chế từ phần lời của các đơn vị.", fault.P{"n": n})
			}
			return h.findingsAgain(w, r, x, err)
		case "causes":
			if err := h.s.SetCauses(r.Context(), r.Actor, x.conf.ID, r.PostFormValue("causes")); err != nil {
				return err
			}
			return web.See(w, r, back, "conference.causes.saved|Đã lưu danh mục nguyên nhân.")
		}
		f, err := h.readFinding(r, x)
		if err == nil {
			if r.PostFormValue("viec") == "drop" {
				f.Gone = true
			}
			_, err = h.s.SaveFinding(r.Context(), r.Actor, f)
		}
		if err == nil {
			return web.See(w, r, back, "conference.finding.saved|Đã lưu kết luận.")
		}
		return h.findingsAgain(w, r, x, err)
	}
	p, err := h.findingsPage(w, r, x)
	if err != nil {
		return err
	}
	return findingsView.Render(w, r, p)
}

func (h *handler) findingsAgain(w http.ResponseWriter, r *web.Request, x place, err error) error {
	list, other := ui.Refused(r, err, "kind", "text", "unit", "cause", "solution", "due")
	if other != nil {
		return other
	}
	p, err2 := h.findingsPage(w, r, x)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error, p.Form, p.Editing = list, "x", formOf(r), true
	return findingsView.RenderStatus(w, r, statusOf(list, err), p)
}

func formOf(r *web.Request) findingForm {
	v := r.PostFormValue
	return findingForm{v("so"), v("version"), v("kind"), v("unit"), v("text"), v("cause"), v("solution"), v("who"), v("due")}
}

func (h *handler) readFinding(r *web.Request, x place) (f conference.Finding, err error) {
	in := formOf(r)
	f = conference.Finding{Conference: x.conf.ID, Kind: conference.FindingKind(in.Kind), Text: in.Text, Cause: in.Cause, Solution: in.Solution}
	stale := fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.")
	if in.ID != "" {
		n, err := id.Parse[conference.Finding](in.ID)
		v, err2 := id.Parse[findingForm](in.Version)
		if err != nil || err2 != nil {
			return f, stale
		}
		f.ID, f.Version = n, int64(v)
	}
	for code, to := range map[string]*id.Unit{in.Unit: &f.Unit, in.Who: &f.Who} {
		if code == "" {
			continue
		}
		u, err := org.UnitByCode(r.Context(), h.s.DB(), code)
		if err != nil {
			return f, err
		}
		*to = u.ID
	}
	if in.Unit != "" && in.Unit == in.Who { // one key of the map for both
		f.Unit, f.Who = max(f.Unit, f.Who), max(f.Unit, f.Who)
	}
	if strings.TrimSpace(in.Due) != "" {
		if f.Due, err = civil.ParseVN(in.Due); err != nil {
			return f, fault.New(fault.Invalid, "conference.finding.invalid|Kết luận chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.").
				With("due", "document.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": in.Due})
		}
	}
	return f, nil
}

func (h *handler) findingsPage(w http.ResponseWriter, r *web.Request, x place) (p findingsPage, err error) {
	ctx := r.Context()
	p = findingsPage{Page: ui.NewPage(w, r, "conference.findings|Tồn tại, nguyên nhân, giải pháp"), Bloc: x.bloc, Conf: x.conf, Runs: x.runs, Period: string(x.conf.Period)}
	p.Kinds = []ui.Option{{Value: string(conference.Shortcoming), Text: r.T("conference.finding.short|Tồn tại, hạn chế")}, {Value: string(conference.NewTarget), Text: r.T("conference.finding.target|Chỉ tiêu mới hoặc điều chỉnh")}}
	members, err := org.Members(ctx, h.s.DB(), x.bloc.ID, civil.Of(x.conf.Start))
	if err != nil {
		return p, err
	}
	code, short := map[id.Unit]string{}, map[id.Unit]string{}
	for _, m := range members {
		code[m.Unit.ID], short[m.Unit.ID] = m.Unit.Code, m.Unit.Short
		p.Units = append(p.Units, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
	}
	if p.Causes, err = conference.Causes(ctx, h.s.DB(), x.bloc.ID); err != nil {
		return p, err
	}
	list, err := conference.Findings(ctx, h.s.DB(), x.conf.ID)
	if err != nil {
		return p, err
	}
	p.Form.Kind = string(conference.Shortcoming)
	for _, f := range list {
		if f.Gone {
			continue
		}
		row := findingRow{Finding: f, UnitName: short[f.Unit], WhoName: short[f.Who]}
		if x.runs && strings.HasPrefix(f.Source, "progress/") {
			row.From = "/tong-hop/" + x.conf.Period.Slug() + "/don-vi/" + code[f.Unit]
		}
		if x.runs && x.conf.Period != "" {
			row.Decide = "/ra-soat/" + x.conf.Period.Slug() + "/quyet-dinh?khoi=" + x.bloc.Code + "&can-cu=" + conference.FindingObject(f.ID)
		}
		if !f.Complete() {
			p.Open++
		}
		p.Rows = append(p.Rows, row)
		if x.runs && r.FormValue("so") == f.ID.String() {
			p.Editing = true
			p.Form = findingForm{f.ID.String(), id.Of[findingForm](f.Version).String(), string(f.Kind), code[f.Unit], f.Text, f.Cause, f.Solution, code[f.Who], f.Due.VN()}
		}
	}
	if x.runs && r.FormValue("them") != "" {
		p.Editing = true
	}
	return p, nil
}
