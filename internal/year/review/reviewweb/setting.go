package reviewweb

import (
	"net/http"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

type settingPage struct {
	ui.Page
	scope
	Bins    [4]string
	Names   [4]string
	Errs    [4]string
	Units   string
	Drop    string
	Filing  string
	Version int64
	Errors  ui.Errors
}

var settingView = ui.NewView[settingPage](files, "setting.html")

func version(r *web.Request) int64 {
	n, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	return n
}

func number(r *web.Request, name string) int {
	n, err := strconv.Atoi(r.PostFormValue(name))
	if err != nil {
		return -1
	}
	return n
}

// setting shows and changes the thresholds of the bloc.
func (p *pages) setting(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	if !p.s.May(r.Actor, s.Bloc.ID, 0, "") {
		return fault.New(fault.Denied, "review.lead|Chỉ Khối trưởng quyết định việc này.")
	}
	x, err := review.SettingOf(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return err
	}
	g := settingPage{Page: ui.NewPage(w, r, "review.set.title|Ngưỡng rà soát của Khối"), scope: s, Units: strconv.Itoa(x.Units), Drop: strconv.Itoa(x.Drop), Filing: strconv.Itoa(x.Filing), Version: x.Version,
		Names: [4]string{r.T("review.set.b1|Dưới mức này là yếu (điểm)"), r.T("review.set.b2|Bậc hai đến dưới (điểm)"), r.T("review.set.b3|Dưới mức này là chậm (điểm)"), r.T("review.set.b4|Từ mức này là đúng tiến độ (điểm)")}}
	for i, b := range x.Bins {
		g.Bins[i] = strconv.Itoa(b)
	}
	if r.Method == "GET" {
		return settingView.Render(w, r, g)
	}
	x.Version = version(r)
	for i := range x.Bins {
		name := "bin" + strconv.Itoa(i+1)
		x.Bins[i], g.Bins[i] = number(r, name), r.PostFormValue(name)
	}
	x.Units, x.Drop, x.Filing = number(r, "units"), number(r, "drop"), number(r, "filing")
	g.Units, g.Drop, g.Filing = r.PostFormValue("units"), r.PostFormValue("drop"), r.PostFormValue("filing")
	if err = p.s.SaveSetting(r.Context(), r.Actor, x); err == nil {
		return web.See(w, r, s.path(""), "review.set.done|Đã đổi ngưỡng rà soát.")
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	g.Errors, g.Error = list, "x"
	for i := range g.Errs {
		g.Errs[i] = list.For("bin" + strconv.Itoa(i+1))
	}
	return settingView.RenderStatus(w, r, web.Status(err), g)
}

type expectPage struct {
	ui.Page
	scope
	Unit    org.Unit
	Target  plan.UnitTarget
	Planned string
	Mode    string
	Modes   []ui.Option
	Q       [3]string
	QErrs   [3]string
	Value   string
	All     bool
	Errors  ui.Errors
	Back    string
}

var expectView = ui.NewView[expectPage](files, "expect.html")

// expect sets how much of a target is expected when.
func (p *pages) expect(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	if !p.s.May(r.Actor, s.Bloc.ID, 0, "") {
		return fault.New(fault.Denied, "review.lead|Chỉ Khối trưởng quyết định việc này.")
	}
	u, t, err := p.place(r, s)
	if err != nil {
		return err
	}
	g := expectPage{Page: ui.NewPage(w, r, "review.exp.title|Kỳ vọng của {code}, {unit}", fault.P{"code": t.Code, "unit": u.Short}), scope: s, Unit: u, Target: t, Planned: goal(r, t.Goal), Mode: string(review.Linear), Q: [3]string{"25", "50", "75"},
		Back: s.path("/don-vi/" + u.Code)}
	for _, m := range []review.ProfileMode{review.Linear, review.Seasonal, review.ByHand} {
		g.Modes = append(g.Modes, ui.Option{Value: string(m), Text: r.T(m.Label())})
	}
	profiles, err := review.Profiles(r.Context(), p.s.DB(), t.Plan, s.Period)
	if err != nil {
		return err
	}
	x, ok := profiles[review.ProfileKey{Target: t.ID, Unit: u.ID}]
	if !ok {
		x, g.All = profiles[review.ProfileKey{Target: t.ID}]
	}
	if x.Mode != "" {
		g.Mode = string(x.Mode)
	}
	if x.Mode == review.Seasonal {
		for i, q := range x.Quarters {
			g.Q[i] = strconv.Itoa(q)
		}
	}
	if x.Value != nil {
		g.Value = x.Value.VN()
	}
	if r.Method == "GET" {
		return expectView.Render(w, r, g)
	}
	return p.saveExpect(w, r, g, t.ID, u.ID, s.Period)
}

func (p *pages) saveExpect(w http.ResponseWriter, r *web.Request, g expectPage, t plan.TargetID, u id.Unit, period civil.Period) (err error) {
	e := review.Expectation{Target: t, Unit: u, Period: period}
	g.Mode, g.Value, g.All = r.PostFormValue("mode"), r.PostFormValue("value"), r.PostFormValue("all") == "1"
	if g.All {
		e.Unit = 0
	}
	e.Mode = review.ProfileMode(g.Mode)
	for i := range e.Quarters {
		name := "q" + strconv.Itoa(i+1)
		g.Q[i] = r.PostFormValue(name)
		e.Quarters[i] = number(r, name)
	}
	if e.Mode != review.Seasonal {
		e.Quarters = [3]int{}
	}
	if e.Mode == review.ByHand {
		e.Value = read(&g.Errors, r, "value", g.Value)
	}
	if len(g.Errors) == 0 {
		if err = p.s.Expect(r.Context(), r.Actor, e); err == nil {
			return web.See(w, r, g.Back, "review.exp.done|Đã đặt kỳ vọng.")
		}
		list, other := ui.Refused(r, err)
		if other != nil {
			return other
		}
		g.Errors = list
	}
	g.Error = "x"
	for i := range g.QErrs {
		g.QErrs[i] = g.Errors.For("q" + strconv.Itoa(i+1))
	}
	return expectView.RenderStatus(w, r, status(err), g)
}
