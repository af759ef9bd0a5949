package campaignweb

import (
	"net/http"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/campaign"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

type stepPage struct {
	ui.Page
	Bloc    org.Bloc
	C       campaign.Campaign
	Href    string
	Verb    campaign.Verb
	T       campaign.Transition
	Errors  ui.Errors
	Day     string
	Form    string
	Words   string
	Forms   []ui.Option
	Version string
	Units   int
	Joined  int
	Results []entryLine // what the units recorded, for a summary
}

var stepView = ui.NewView[stepPage](files, "step.html")

// step asks before a campaign goes one step on, and on POST takes it.
func (h *handler) step(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.edits(r)
	if err != nil {
		return err
	}
	verb := campaign.Verb(r.FormValue("viec"))
	verbs := campaign.Verbs(c.State)
	i := slices.IndexFunc(verbs, func(t campaign.Transition) bool { return t.Verb == verb })
	if i < 0 {
		return fault.New(fault.Conflict, "campaign.nostep|Phong trào đang ở bước khác ({state}) nên không làm được việc này. Tải lại trang để xem bước hiện tại.", fault.P{"state": r.T(c.State.Label())})
	}
	p := stepPage{Page: ui.NewPage(w, r, "campaign.step|{verb}: {name}", fault.P{"verb": r.T(verb.Label()), "name": c.Name}), Bloc: b, C: c, Href: href(c), Verb: verb, T: verbs[i],
		Day: h.s.Today().VN(), Form: string(c.Form), Words: c.LaunchNote, Forms: labels(r, campaign.Forms, campaign.Form.Label), Version: showVersion(c.Version)}
	if verb != campaign.Launch {
		p.Words = ""
	}
	sheet, err := campaign.SheetOf(r.Context(), h.s.DB(), c)
	if err != nil {
		return err
	}
	p.Units, p.Joined = len(sheet.Called), len(sheet.Joins)
	if verb == campaign.Review || verb == campaign.Summarise {
		p.Words = sheet.Opening()
		p.Results = results(sheet)
	}
	if r.Method == "GET" {
		return stepView.Render(w, r, p)
	}
	p.Day, p.Form, p.Words = r.PostFormValue("day"), r.PostFormValue("form"), r.PostFormValue("words")
	e := fault.New(fault.Invalid, "campaign.words.top|Chưa ghi được bước này. Sửa mục nêu dưới đây.")
	st := campaign.Step{Verb: verb, Version: version(r), Form: campaign.Form(p.Form), Words: p.Words, Day: readDate(e, "day", p.Day)}
	if err = merge(e, nil); err == nil {
		err = h.s.Move(r.Context(), r.Actor, c.ID, st)
	}
	if err == nil {
		return web.See(w, r, p.Href, "campaign.stepped|Đã ghi: {verb}.", fault.P{"verb": r.T(verb.Label())})
	}
	list, other := ui.Refused(r, err, "day", "words")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return stepView.RenderStatus(w, r, statusOf(err), p)
}

// aim words what a unit planned for a target: "kế hoạch 4 sáng kiến; 6 tháng: 1".
func aim(r *web.Request, t plan.UnitTarget) string {
	switch {
	case t.Goal.Year == nil:
		return r.T("campaign.aim.none|chưa có mức kế hoạch")
	case t.Kind == plan.YesNo:
		return r.T("campaign.aim.yes|phải thực hiện")
	case t.Goal.Half != nil:
		return r.T("campaign.aim.half|kế hoạch {value} {unit}; 6 tháng: {half}", fault.P{"value": t.Goal.Year.VN(), "unit": t.Measure, "half": t.Goal.Half.VN()})
	}
	return r.T("campaign.aim|kế hoạch {value} {unit}", fault.P{"value": t.Goal.Year.VN(), "unit": t.Measure})
}

// results are what the units recorded, for whoever sums it up.
func results(s campaign.Sheet) (list []entryLine) {
	for _, n := range s.Entries {
		for _, u := range s.Called {
			if u.ID == n.Unit {
				list = append(list, entryLine{Entry: n, Who: u.Short})
			}
		}
	}
	return list
}

type removePage struct {
	ui.Page
	Bloc    org.Bloc
	C       campaign.Campaign
	Version string
}

var removeView = ui.NewView[removePage](files, "remove.html")

func (h *handler) remove(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.edits(r)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		if c.State != campaign.Draft {
			return fault.New(fault.Conflict, "campaign.noremove|Phong trào đã phát động nên không xóa được. Chốt phong trào để kết thúc.")
		}
		return removeView.Render(w, r, removePage{Page: ui.NewPage(w, r, "campaign.remove|Xóa {name}", fault.P{"name": c.Name}), Bloc: b, C: c, Version: showVersion(c.Version)})
	}
	if err := h.s.Remove(r.Context(), r.Actor, c.ID, version(r)); err != nil {
		return err
	}
	return web.See(w, r, "/phong-trao?khoi="+b.Code, "campaign.removed|Đã xóa bản nháp {name}.", fault.P{"name": c.Name})
}

type joinPage struct {
	ui.Page
	Bloc    org.Bloc
	C       campaign.Campaign
	Href    string
	Unit    org.Unit
	Errors  ui.Errors
	Day     string
	Form    string
	Slogan  string
	Plan    string
	File    string
	Forms   []ui.Option
	Targets []choice
	Version string
	Locked  string
}

var joinView = ui.NewView[joinPage](files, "join.html")

// join shows and records how one unit launched the campaign inside.
func (h *handler) join(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.one(r)
	if err != nil {
		return err
	}
	u, err := h.unit(r, b.ID)
	if err != nil {
		return err
	}
	if !c.Calls(u.ID) || c.State == campaign.Draft {
		return notFound()
	}
	p := joinPage{Page: ui.NewPage(w, r, "campaign.join.title|Hưởng ứng: {name}", fault.P{"name": c.Name}), Bloc: b, C: c, Href: href(c), Unit: u, Forms: labels(r, campaign.Forms, campaign.Form.Label),
		Day: h.s.Today().VN(), Version: showVersion(0)}
	if !c.State.Running() {
		p.Locked = r.T("campaign.ended|Phong trào {state} nên không ghi thêm được. Khối trưởng có thể mở lại.", fault.P{"state": lower(r.T(c.State.Label()))})
	}
	joins, err := campaign.Joins(r.Context(), h.s.DB(), c.ID)
	if err != nil {
		return err
	}
	var chosen []plan.TargetID
	for _, j := range joins {
		if j.Unit == u.ID {
			p.Day, p.Form, p.Slogan, p.Plan, p.File, p.Version, chosen = j.Day.VN(), string(j.Form), j.Slogan, j.Plan, j.File.Name, showVersion(j.Version), j.Targets
		}
	}
	var refused error
	if r.Method == "POST" {
		chosen, refused = h.joinPost(r, &p)
		if refused == nil {
			return web.See(w, r, p.Href, "campaign.join.saved|Đã ghi việc {unit} hưởng ứng.", fault.P{"unit": u.Short})
		}
	}
	targets, err := plan.TargetsOf(r.Context(), h.s.DB(), c.Bloc, c.Year, u.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	for _, t := range targets {
		p.Targets = append(p.Targets, choice{Value: t.ID.String(), Text: t.Code + ". " + t.Name, Hint: aim(r, t), On: slices.Contains(chosen, t.ID)})
	}
	if refused == nil {
		return joinView.Render(w, r, p)
	}
	list, other := ui.Refused(r, refused, "day", "form", "plan", "slogan", "targets", "file")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return joinView.RenderStatus(w, r, statusOf(refused), p)
}

func (h *handler) joinPost(r *web.Request, p *joinPage) ([]plan.TargetID, error) {
	up, err := upload(r)
	if err != nil {
		return nil, err
	}
	p.Day, p.Form, p.Slogan, p.Plan = r.PostFormValue("day"), r.PostFormValue("form"), r.PostFormValue("slogan"), r.PostFormValue("plan")
	e := fault.New(fault.Invalid, "campaign.join.invalid|Chưa ghi được việc hưởng ứng. Sửa các mục nêu dưới đây rồi lưu lại.")
	j := campaign.Join{Campaign: p.C.ID, Unit: p.Unit.ID, Day: readDate(e, "day", p.Day), Form: campaign.Form(p.Form), Slogan: p.Slogan, Plan: p.Plan,
		Targets: ids[plan.Target](r, "targets"), Version: max(version(r), 0)}
	if len(e.Fields) > 0 {
		return j.Targets, e
	}
	return j.Targets, h.s.Join(r.Context(), r.Actor, j, up)
}

type entryPage struct {
	ui.Page
	Bloc   org.Bloc
	C      campaign.Campaign
	Href   string
	Errors ui.Errors
	Whose  []ui.Option
	Unit   string
	Stages []ui.Option
	Stage  string
	Day    string
	Body   string
	Locked string
}

var entryView = ui.NewView[entryPage](files, "entry.html")

// entry shows the form for a result and records it, for a unit or for the bloc.
func (h *handler) entry(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.one(r)
	if err != nil {
		return err
	}
	p := entryPage{Page: ui.NewPage(w, r, "campaign.entry.title|Ghi kết quả: {name}", fault.P{"name": c.Name}), Bloc: b, C: c, Href: href(c), Stages: labels(r, campaign.Stages, campaign.Stage.Label),
		Stage: string(campaign.Progress), Day: h.s.Today().VN()}
	units := map[string]id.Unit{}
	members, err := org.Members(r.Context(), h.s.DB(), c.Bloc, c.Days.From)
	if err != nil {
		return err
	}
	for _, m := range members {
		if c.Calls(m.Unit.ID) && who.Can(r.Actor, who.JoinCampaign, who.Object{Bloc: c.Bloc, Unit: m.Unit.ID}) == nil {
			p.Whose = append(p.Whose, ui.Option{Value: m.Unit.Code, Text: m.Unit.Name})
			units[m.Unit.Code] = m.Unit.ID
		}
	}
	if mayEdit(r, b.ID) {
		p.Whose = append(p.Whose, ui.Option{Value: "-", Text: b.Name})
		units["-"] = 0
	}
	if len(p.Whose) == 0 || c.State == campaign.Draft {
		return who.Can(r.Actor, who.EditCampaign, who.Object{Bloc: b.ID})
	}
	if !c.State.Running() {
		p.Locked = r.T("campaign.ended|Phong trào {state} nên không ghi thêm được. Khối trưởng có thể mở lại.", fault.P{"state": lower(r.T(c.State.Label()))})
	}
	p.Unit = p.Whose[0].Value
	if r.Method == "GET" {
		if u := r.FormValue("don-vi"); units[u] != 0 {
			p.Unit = u
		}
		if s := campaign.Stage(r.FormValue("loai")); slices.Contains(campaign.Stages, s) {
			p.Stage = string(s)
		}
		return entryView.Render(w, r, p)
	}
	up, err := upload(r)
	if err != nil {
		return err
	}
	p.Unit, p.Stage, p.Day, p.Body = r.PostFormValue("unit"), r.PostFormValue("stage"), r.PostFormValue("day"), r.PostFormValue("body")
	u, ok := units[p.Unit]
	if !ok {
		u = -1
	}
	e := fault.New(fault.Invalid, "campaign.entry.invalid|Chưa ghi được kết quả. Sửa các mục nêu dưới đây rồi lưu lại.")
	n := campaign.Entry{Campaign: c.ID, Unit: u, Stage: campaign.Stage(p.Stage), Day: readDate(e, "day", p.Day), Body: p.Body}
	if err = merge(e, nil); err == nil {
		err = h.s.Record(r.Context(), r.Actor, n, up)
	}
	if err == nil {
		return web.See(w, r, p.Href, "campaign.entry.saved|Đã ghi kết quả.")
	}
	list, other := ui.Refused(r, err, "stage", "day", "body")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return entryView.RenderStatus(w, r, statusOf(err), p)
}

// remind gives the text to paste into a message to the units that have not joined.
func (h *handler) remind(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.edits(r)
	if err != nil {
		return err
	}
	p := remindPage{Page: ui.NewPage(w, r, "campaign.remind|Nhắc đơn vị chưa phát động"), Bloc: b, Back: href(c), BackText: c.Name}
	v := viewPage{Bloc: b, C: c, Href: href(c)}
	if err := h.units(r, &v); err != nil {
		return err
	}
	names := ""
	for _, l := range v.Units {
		if l.Join == nil && c.State.Running() {
			if names != "" {
				names += ", "
			}
			names += l.Unit.Short
		}
	}
	if names != "" {
		when := r.T("remind.soon|sớm nhất")
		if !c.JoinDue.IsZero() && !calendar.Workday(c.JoinDue).Before(h.s.Today()) {
			when = calendar.Before(r.T, c.JoinDue)
		}
		p.Message = r.T("campaign.remind.text|{bloc} đề nghị {units} phát động “{name}” trong đơn vị {when}, rồi ghi ngày, hình thức và minh chứng. Hiện đã có {n}/{m} đơn vị. Ghi tại {link}",
			fault.P{"bloc": b.Name, "units": names, "name": c.Name, "when": when, "n": v.Joined, "m": len(v.Units), "link": r.Origin() + v.Href})
	}
	return remindView.Render(w, r, p)
}

type remindPage struct {
	ui.Page
	Bloc     org.Bloc
	Back     string
	BackText string
	Message  string
}

var remindView = ui.NewView[remindPage](files, "remind.html")
