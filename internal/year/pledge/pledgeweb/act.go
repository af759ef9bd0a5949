package pledgeweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
)

// begin makes the first draft of a year from the plan.
func (h *handler) begin(w http.ResponseWriter, r *web.Request) error {
	x, err := h.at(r)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.PostFormValue("nam")); err == nil && n >= 2000 && n <= 2200 {
		x.year = n
	}
	if _, err := h.s.Begin(r.Context(), r.Actor, x.bloc.ID, x.year, h.s.Today().AddDays(14)); err != nil {
		return err
	}
	return web.See(w, r, x.href()+x.query(), "pledge.begun|Đã lập bản nháp từ kế hoạch. Đọc lại, sửa lời, rồi gửi các đơn vị góp ý.")
}

type editPage struct {
	frame
	P       pledge.Pledge
	Text    string
	Why     string
	Due     string
	Version string
	Ask     bool // a reason is asked for
}

var editView = ui.NewView[editPage](files, "edit.html")

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	x, err := h.edits(r)
	if err != nil {
		return err
	}
	if x.p.State != pledge.Draft && x.p.State != pledge.Open {
		return fault.New(fault.Conflict, "pledge.fixed|Bản giao ước đã chốt để ký nên không sửa được lời. Chọn “Sửa đổi giao ước”, ghi lý do, rồi sửa; các đơn vị ký lại bản mới.")
	}
	v := editPage{frame: h.frame(w, r, x, "pledge.edit|Sửa lời giao ước năm {year}", fault.P{"year": x.year}), P: x.p, Text: x.t.Source, Due: x.p.Due.VN(), Version: showVersion(x.p.Version), Ask: x.p.State == pledge.Open}
	if r.Method == "GET" {
		return editView.Render(w, r, v)
	}
	v.Text, v.Why, v.Due = r.PostFormValue("text"), r.PostFormValue("why"), r.PostFormValue("due")
	e := fault.New(fault.Invalid, "pledge.invalid|Giao ước chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	edit := pledge.Edit{Version: version(r), Source: strings.ReplaceAll(v.Text, "\r\n", "\n"), Why: v.Why, Due: readDate(e, "due", v.Due)}
	err = e
	if len(e.Fields) == 0 {
		err = h.s.Save(r.Context(), r.Actor, x.p.ID, edit)
	}
	if err == nil {
		return web.See(w, r, x.href()+x.query(), "pledge.saved|Đã lưu giao ước.")
	}
	if other := v.refused(r, err, "text", "why", "due"); other != nil {
		return other
	}
	return editView.RenderStatus(w, r, statusOf(err), v)
}

// edits finds the pledge for those who may edit it.
func (h *handler) edits(r *web.Request) (place, error) {
	x, err := h.there(r)
	if err != nil {
		return x, err
	}
	return x, who.Can(r.Actor, who.EditPledge, who.Object{Bloc: x.bloc.ID})
}

type stepPage struct {
	frame
	P       pledge.Pledge
	T       pledge.Transition
	Verb    pledge.Verb
	Why     string
	Due     string
	Version string
	Units   int
	NewOnes int
	Site    string              // address that the printed code leads to
	Differs []pledge.Difference // from the plan, before the text is fixed
}

var stepView = ui.NewView[stepPage](files, "step.html", "differ.html")

// step asks before the pledge goes one step on, and on POST takes it.
func (h *handler) step(w http.ResponseWriter, r *web.Request) error {
	x, err := h.edits(r)
	if err != nil {
		return err
	}
	verb := pledge.Verb(r.FormValue("viec"))
	verbs := pledge.Verbs(x.p.State)
	i := slices.IndexFunc(verbs, func(t pledge.Transition) bool { return t.Verb == verb })
	if i < 0 {
		return fault.New(fault.Conflict, "pledge.nostep|Giao ước đang ở bước khác ({state}) nên không làm được việc này. Tải lại trang để xem bước hiện tại.", fault.P{"state": r.T(x.p.State.Label())})
	}
	v := stepPage{frame: h.frame(w, r, x, "pledge.step|{verb} – năm {year}", fault.P{"verb": r.T(verb.Label()), "year": x.year}), P: x.p, T: verbs[i], Verb: verb, Due: h.s.Today().AddDays(7).VN(), Version: showVersion(x.p.Version), Site: r.Origin()}
	lines, _, err := h.matrix(r, x)
	if err != nil {
		return err
	}
	v.Units = len(lines)
	if verb == pledge.Fix {
		if v.Differs, err = h.s.Differs(r.Context(), x.p, x.t.Source); err != nil {
			return err
		}
	}
	list, err := pledge.Remarks(r.Context(), h.s.DB(), x.p.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.State == pledge.New {
			v.NewOnes++
		}
	}
	if r.Method == "GET" {
		return stepView.Render(w, r, v)
	}
	v.Why, v.Due = r.PostFormValue("why"), r.PostFormValue("due")
	e := fault.New(fault.Invalid, "pledge.step.top|Chưa ghi được bước này. Sửa mục nêu dưới đây.")
	st := pledge.Step{Verb: verb, Version: version(r), Why: v.Why, Due: readDate(e, "due", v.Due), Site: r.Origin()}
	err = e
	if len(e.Fields) == 0 {
		err = h.s.Move(r.Context(), r.Actor, x.p.ID, st)
	}
	if err == nil {
		return web.See(w, r, x.href()+x.query(), "pledge.stepped|Đã ghi: {verb}.", fault.P{"verb": r.T(verb.Label())})
	}
	if other := v.refused(r, err, "why", "due"); other != nil {
		return other
	}
	return stepView.RenderStatus(w, r, statusOf(err), v)
}

type removePage struct {
	frame
	Version string
}

var removeView = ui.NewView[removePage](files, "remove.html")

func (h *handler) remove(w http.ResponseWriter, r *web.Request) error {
	x, err := h.edits(r)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		if x.p.State != pledge.Draft {
			return fault.New(fault.Conflict, "pledge.noremove|Giao ước đã gửi các đơn vị nên không xóa được. Sửa lời rồi lưu thành bản mới.")
		}
		return removeView.Render(w, r, removePage{h.frame(w, r, x, "pledge.remove|Xóa bản nháp giao ước năm {year}", fault.P{"year": x.year}), showVersion(x.p.Version)})
	}
	if err := h.s.Remove(r.Context(), r.Actor, x.p.ID, version(r)); err != nil {
		return err
	}
	return web.See(w, r, "/giao-uoc"+x.query(), "pledge.removed|Đã xóa bản nháp giao ước.")
}

type remarkLine struct {
	pledge.Remark
	Unit string
}

type remarksPage struct {
	frame
	P      pledge.Pledge
	Edit   bool
	Mine   bool
	Unit   org.Unit
	Lines  []remarkLine
	Body   string
	Wrong  string
	Answer string
}

var remarksView = ui.NewView[remarksPage](files, "remarks.html")

// remarks lists what the units said, takes a remark and the leader's answers.
func (h *handler) remarks(w http.ResponseWriter, r *web.Request) error {
	x, err := h.there(r)
	if err != nil {
		return err
	}
	v := remarksPage{frame: h.frame(w, r, x, "pledge.remarks|Góp ý vào giao ước năm {year}", fault.P{"year": x.year}), P: x.p, Edit: x.edits(r)}
	u, uerr := h.unit(r, x, who.RemarkPledge)
	v.Unit, v.Mine = u, uerr == nil && u.ID != 0 && x.p.State == pledge.Open
	list, err := pledge.Remarks(r.Context(), h.s.DB(), x.p.ID)
	if err != nil {
		return err
	}
	members, err := org.Members(r.Context(), h.s.DB(), x.bloc.ID, h.s.Today())
	if err != nil {
		return err
	}
	for _, m := range list {
		l := remarkLine{Remark: m}
		for _, mm := range members {
			if mm.Unit.ID == m.Unit {
				l.Unit = mm.Unit.Short
			}
		}
		v.Lines = append(v.Lines, l)
	}
	if r.Method == "GET" {
		return remarksView.Render(w, r, v)
	}
	back, message := x.href()+"/gop-y"+x.query(), "pledge.remarked|Đã gửi góp ý."
	names := []string{"remark"}
	if strings.HasSuffix(r.URL.Path, "/tra-loi") {
		n, perr := id.Parse[pledge.Remark](r.PostFormValue("remark"))
		if perr != nil {
			n = -1
		}
		v.Wrong, v.Answer, names = n.String(), r.PostFormValue("answer"), []string{"answer"}
		message = "pledge.answered|Đã trả lời góp ý."
		err = h.s.Answer(r.Context(), r.Actor, x.p.ID, n, pledge.RemarkState(r.PostFormValue("state")), v.Answer)
	} else {
		if uerr != nil {
			return uerr
		}
		v.Body = r.PostFormValue("remark")
		err = h.s.Remark(r.Context(), r.Actor, x.p.ID, u.ID, v.Body)
	}
	if err == nil {
		return web.See(w, r, back, message)
	}
	if other := v.refused(r, err, names...); other != nil {
		return other
	}
	return remarksView.RenderStatus(w, r, statusOf(err), v)
}

type commitPage struct {
	frame
	P       pledge.Pledge
	Unit    org.Unit
	Body    string
	Version string
}

var commitView = ui.NewView[commitPage](files, "commit.html")

func (h *handler) commitment(w http.ResponseWriter, r *web.Request) error {
	x, err := h.there(r)
	if err != nil {
		return err
	}
	u, err := h.unit(r, x, who.RemarkPledge)
	if err != nil {
		return err
	}
	v := commitPage{frame: h.frame(w, r, x, "pledge.commit|Cam kết riêng của {unit}", fault.P{"unit": u.Short}), P: x.p, Unit: u, Version: showVersion(0)}
	list, err := pledge.Commitments(r.Context(), h.s.DB(), x.p.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Unit == u.ID {
			v.Body, v.Version = c.Body, showVersion(c.Version)
		}
	}
	if r.Method == "GET" {
		return commitView.Render(w, r, v)
	}
	v.Body = r.PostFormValue("body")
	err = h.s.Commit(r.Context(), r.Actor, x.p.ID, pledge.Commitment{Unit: u.ID, Body: v.Body, Version: max(version(r), 0)})
	if err == nil {
		return web.See(w, r, x.href()+x.query(), "pledge.committed|Đã lưu cam kết. Khối trưởng đưa vào bản giao ước tiếp theo.")
	}
	if other := v.refused(r, err, "body"); other != nil {
		return other
	}
	return commitView.RenderStatus(w, r, statusOf(err), v)
}

type remindPage struct {
	frame
	Message string
}

var remindView = ui.NewView[remindPage](files, "remind.html")

// remind gives the text to paste into a message to the units that have not signed.
func (h *handler) remind(w http.ResponseWriter, r *web.Request) error {
	x, err := h.edits(r)
	if err != nil {
		return err
	}
	v := remindPage{frame: h.frame(w, r, x, "pledge.remind|Nhắc đơn vị chưa ký giao ước")}
	lines, signed, err := h.matrix(r, x)
	if err != nil {
		return err
	}
	var names []string
	for _, l := range lines {
		if l.Signature == nil && x.p.State == pledge.Signing {
			names = append(names, l.Name)
		}
	}
	if len(names) > 0 {
		when := r.T("remind.soon|sớm nhất")
		if !x.p.Due.IsZero() && !calendar.Workday(x.p.Due).Before(h.s.Today()) {
			when = calendar.Before(r.T, x.p.Due)
		}
		v.Message = r.T("pledge.remind.text|{bloc} đề nghị Thủ trưởng {units} ký giao ước thi đua năm {year} {when}. Hiện đã có {n}/{m} đơn vị ký, mã bản {code}. Ký tại {link}; đã ký trên giấy thì ghi nhận tại trang đó.",
			fault.P{"bloc": x.bloc.Name, "units": strings.Join(names, ", "), "year": x.year, "when": when, "n": signed, "m": len(lines), "code": pledge.Short(x.t.Hash), "link": r.Origin() + x.href()})
	}
	return remindView.Render(w, r, v)
}

// codes gives the codes of the units by id.
func (h *handler) codes(r *web.Request, x place) (map[id.Unit]string, error) {
	list, err := org.Memberships(r.Context(), h.s.DB(), x.bloc.ID)
	if err != nil {
		return nil, err
	}
	out := map[id.Unit]string{}
	for _, m := range list {
		if out[m.Unit] != "" {
			continue
		}
		u, err := org.UnitOf(r.Context(), h.s.DB(), m.Unit)
		if err != nil {
			return nil, err
		}
		out[m.Unit] = u.Code
	}
	return out, nil
}
