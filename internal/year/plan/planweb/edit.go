package planweb

import (
	"errors"
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

type targetForm struct {
	Code, Name, Measure, Kind, Direction, Field, Content, SourceKind, Doc, Clause, Version string
	Themes                                                                                 map[string]bool
}

// goalForm is the planned value of one unit as typed.
type goalForm struct {
	Unit       org.Unit
	Year, Half string
	Version    int64
}

type targetPage struct {
	ui.Page
	scope
	ID         plan.TargetID
	Unit       org.Unit // zero for a common target
	Form       targetForm
	Goals      []goalForm
	Errors     ui.Errors
	Kinds      []ui.Option
	Directions []ui.Option
	FieldList  []ui.Option
	Contents   []ui.Option
	Sources    []ui.Option
	ThemeList  []plan.Theme
	Back       string
}

var targetView = ui.NewView[targetPage](files, "target.html")

var targetNames = []string{"code", "name", "measure", "kind", "direction", "field", "content", "doc", "clause"}

// targetScope finds the target of the address (zero for a new one) and its scope.
func (h *handler) targetScope(r *web.Request) (t plan.Target, c scope, err error) {
	n, err := pathID[plan.Target](r)
	if err != nil {
		return t, c, err
	}
	if n == 0 {
		if c, err = h.scope(r.Context(), r); err != nil {
			return t, c, err
		}
		if t.Plan = c.Plan.ID; t.Plan == 0 {
			return t, c, fault.New(fault.NotFound, "plan.none|Khối chưa có kế hoạch năm {year}. Khối trưởng lập hoặc nhập kế hoạch trước.", fault.P{"year": c.Year})
		}
		if code := r.FormValue("don-vi"); code != "" {
			u, err := c.unitOf(code)
			if err != nil {
				return t, c, err
			}
			t.Unit = u.ID
		}
		return t, c, plan.Right(r.Actor, c.Bloc.ID, t.Unit)
	}
	if t, err = plan.TargetOf(r.Context(), h.s.DB(), n); err != nil {
		return t, c, err
	}
	if c, err = h.planScope(r, t.Plan); err != nil {
		return t, c, err
	}
	return t, c, plan.Right(r.Actor, c.Bloc.ID, t.Unit)
}

func (h *handler) planScope(r *web.Request, n plan.PlanID) (c scope, err error) {
	p, err := plan.ByID(r.Context(), h.s.DB(), n)
	if err != nil {
		return c, err
	}
	b, err := org.BlocOf(r.Context(), h.s.DB(), p.Bloc)
	if err != nil {
		return c, err
	}
	return h.inScope(r.Context(), r, b, p.Year)
}

// back gives the page a part of unit u belongs to.
func (c scope) back(u id.Unit) string {
	for _, m := range c.Members {
		if m.Unit.ID == u {
			return "/ke-hoach/" + m.Unit.Code + c.Query()
		}
	}
	return "/ke-hoach" + c.Query()
}

func (h *handler) target(w http.ResponseWriter, r *web.Request) error {
	t, c, err := h.targetScope(r)
	if err != nil {
		return err
	}
	p, err := h.targetPage(w, r, t, c)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		return targetView.Render(w, r, p)
	}
	p.read(r)
	f := p.Form
	t.Code, t.Name, t.Measure, t.Kind, t.Direction, t.Field = f.Code, f.Name, f.Measure, plan.Kind(f.Kind), plan.Direction(f.Direction), f.Field
	t.Source = plan.Source{Kind: plan.SourceKind(f.SourceKind), Doc: f.Doc, Clause: f.Clause}
	t.Content, t.Version, t.Themes = formID[plan.Content](r, "content"), formVersion(r, "version"), nil
	for _, th := range p.ThemeList {
		if f.Themes[th.Code] {
			t.Themes = append(t.Themes, th.Code)
		}
	}
	goals := p.goals(r)
	if len(p.Errors) == 0 {
		if t, err = h.s.SaveTargetGoals(r.Context(), r.Actor, t, goals); err == nil {
			return web.See(w, r, p.Back, "plan.target.saved|Đã lưu chỉ tiêu {code}.", fault.P{"code": t.Code})
		}
		names := targetNames
		for i := range p.Goals {
			names = append(names, "y"+strconv.Itoa(i), "h"+strconv.Itoa(i))
		}
		list, other := ui.Refused(r, err, names...)
		if other != nil {
			return other
		}
		p.Errors = list
	}
	p.Error = "x"
	return targetView.RenderStatus(w, r, fail(w, err), p)
}

func (h *handler) targetPage(w http.ResponseWriter, r *web.Request, t plan.Target, c scope) (p targetPage, err error) {
	ctx, q := r.Context(), h.s.DB()
	title := "plan.target.new|Thêm chỉ tiêu"
	if t.ID != 0 {
		title = "plan.target.edit|Sửa chỉ tiêu {code}"
	}
	p = targetPage{Page: ui.NewPage(w, r, title, fault.P{"code": t.Code}), scope: c, ID: t.ID, Sources: sourceOptions(r), Back: c.back(t.Unit)}
	p.Form = targetForm{t.Code, t.Name, t.Measure, string(t.Kind), string(t.Direction), t.Field, "", string(t.Source.Kind), t.Source.Doc, t.Source.Clause,
		strconv.FormatInt(t.Version, 10), map[string]bool{}}
	if t.Content != 0 {
		p.Form.Content = t.Content.String()
	}
	for _, code := range t.Themes {
		p.Form.Themes[code] = true
	}
	for _, k := range plan.Kinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	for _, d := range plan.Directions {
		p.Directions = append(p.Directions, ui.Option{Value: string(d), Text: r.T(d.Label())})
	}
	x, err := h.parts(r, c)
	if err != nil {
		return p, err
	}
	p.ThemeList = x.themes
	for _, f := range x.fields {
		p.FieldList = append(p.FieldList, ui.Option{Value: f.Code, Text: f.Name})
	}
	for _, k := range x.contents {
		if k.Unit == 0 || k.Unit == t.Unit {
			p.Contents = append(p.Contents, ui.Option{Value: k.ID.String(), Text: k.Text})
		}
	}
	plans, err := plan.Goals(ctx, q, c.Plan.ID)
	if err != nil {
		return p, err
	}
	versions, err := plan.GoalVersions(ctx, q, c.Plan.ID)
	if err != nil {
		return p, err
	}
	for _, m := range c.Members {
		if t.Unit != 0 && m.Unit.ID != t.Unit {
			continue
		}
		if t.Unit != 0 {
			p.Unit = m.Unit
		}
		k := plan.GoalKey{Target: t.ID, Unit: m.Unit.ID}
		p.Goals = append(p.Goals, goalForm{m.Unit, text(plans[k].Year), text(plans[k].Half), versions[k]})
	}
	return p, nil
}

// read takes over what was typed.
func (p *targetPage) read(r *web.Request) {
	v := r.PostFormValue
	p.Form = targetForm{v("code"), v("name"), v("measure"), v("kind"), v("direction"), v("field"), v("content"), v("sourcekind"), v("doc"), v("clause"), v("version"), map[string]bool{}}
	for _, code := range r.PostForm["themes"] {
		p.Form.Themes[code] = true
	}
}

func (p *targetPage) goals(r *web.Request) []plan.UnitGoal {
	var list []plan.UnitGoal
	for i := range p.Goals {
		g, n := &p.Goals[i], strconv.Itoa(i)
		g.Year, g.Half, g.Version = r.PostFormValue("y"+n), r.PostFormValue("h"+n), formVersion(r, "v"+n)
		x := plan.UnitGoal{Unit: g.Unit.ID, Version: g.Version, Name: n}
		var ok bool
		if x.Year, ok = number(g.Year); !ok {
			p.Errors.Add("y"+n, r.T("cell.number|{field} phải là số, ví dụ 1.234,5", fault.P{"field": g.Unit.Short}))
		}
		if x.Half, ok = number(g.Half); !ok {
			p.Errors.Add("h"+n, r.T("cell.number|{field} phải là số, ví dụ 1.234,5", fault.P{"field": g.Unit.Short}))
		}
		list = append(list, x)
	}
	return list
}

type askPage struct {
	ui.Page
	scope
	Name    string
	What    string
	Action  string
	Back    string
	Version int64
	Used    string
}

var askView = ui.NewView[askPage](files, "ask.html")

func (h *handler) removeTarget(w http.ResponseWriter, r *web.Request) error {
	t, c, err := h.targetScope(r)
	if err != nil {
		return err
	}
	p := askPage{Page: ui.NewPage(w, r, "plan.target.remove|Xóa chỉ tiêu {code}", fault.P{"code": t.Code}), scope: c, Name: t.Code + " – " + t.Name,
		What: r.T("plan.target.what|Kế hoạch của các đơn vị cho chỉ tiêu này cũng bị xóa. Lần xóa được ghi vào nhật ký."), Action: r.URL.Path, Back: c.back(t.Unit), Version: t.Version}
	if r.Method == "GET" {
		return askView.Render(w, r, p)
	}
	err = h.s.RemoveTarget(r.Context(), r.Actor, t.ID, formVersion(r, "version"))
	if err == nil {
		return web.See(w, r, p.Back, "plan.target.removed|Đã xóa chỉ tiêu {code}.", fault.P{"code": t.Code})
	}
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	p.Used, p.Error = r.ErrorText(err), "x"
	return askView.RenderStatus(w, r, http.StatusConflict, p)
}

// linePage is the form of a content or a measure: one text.
type linePage struct {
	ui.Page
	scope
	New      bool
	Action   string
	Back     string
	Label    string
	Text     string
	Kind     string // source, only for contents
	Doc      string
	Clause   string
	Content  string // only for measures
	Contents []ui.Option
	Sources  []ui.Option
	Version  int64
	UnitCode string
	Errors   ui.Errors
	IsText   bool // a content
}

var lineView = ui.NewView[linePage](files, "line.html")

// lineScope reads ?don-vi= of a new content or measure.
func (h *handler) lineScope(r *web.Request) (c scope, u id.Unit, err error) {
	if c, err = h.scope(r.Context(), r); err != nil {
		return c, 0, err
	}
	if c.Plan.ID == 0 {
		return c, 0, fault.New(fault.NotFound, "plan.none|Khối chưa có kế hoạch năm {year}. Khối trưởng lập hoặc nhập kế hoạch trước.", fault.P{"year": c.Year})
	}
	if code := r.FormValue("don-vi"); code != "" {
		x, err := c.unitOf(code)
		if err != nil {
			return c, 0, err
		}
		u = x.ID
	}
	return c, u, nil
}

func (h *handler) content(w http.ResponseWriter, r *web.Request) error {
	c, u, err := h.lineScope(r)
	if err != nil {
		return err
	}
	n, err := pathID[plan.Content](r)
	if err != nil {
		return err
	}
	k := plan.Content{Plan: c.Plan.ID, Unit: u}
	if n != 0 {
		all, err := plan.Contents(r.Context(), h.s.DB(), c.Plan.ID)
		if err != nil {
			return err
		}
		found := false
		for _, x := range all {
			if x.ID == n {
				k, found = x, true
			}
		}
		if !found {
			return notFound(errors.New("content"))
		}
	}
	if err := plan.Right(r.Actor, c.Bloc.ID, k.Unit); err != nil {
		return err
	}
	p := linePage{Page: ui.NewPage(w, r, "plan.content.form|Nội dung thi đua"), scope: c, New: n == 0, Action: r.URL.Path, Back: c.back(k.Unit), IsText: true,
		Label: r.T("plan.content|Nội dung thi đua"), Text: k.Text, Kind: string(k.Source.Kind), Doc: k.Source.Doc, Clause: k.Source.Clause, Sources: sourceOptions(r),
		Version: k.Version, UnitCode: r.FormValue("don-vi")}
	if r.Method == "GET" {
		return lineView.Render(w, r, p)
	}
	v := r.PostFormValue
	p.Text, p.Kind, p.Doc, p.Clause = v("text"), v("kind"), v("doc"), v("clause")
	if v("act") == "delete" {
		err = h.s.RemoveContent(r.Context(), r.Actor, c.Plan.ID, k.ID, formVersion(r, "version"))
	} else {
		k.Text, k.Source, k.Version = p.Text, plan.Source{Kind: plan.SourceKind(p.Kind), Doc: p.Doc, Clause: p.Clause}, formVersion(r, "version")
		_, err = h.s.SaveContent(r.Context(), r.Actor, k)
	}
	return p.finish(w, r, err)
}

func (p linePage) finish(w http.ResponseWriter, r *web.Request, err error) error {
	if err == nil {
		return web.See(w, r, p.Back, "plan.saved|Đã lưu.")
	}
	list, other := ui.Refused(r, err, "text")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return lineView.RenderStatus(w, r, fail(w, err), p)
}

func (h *handler) measure(w http.ResponseWriter, r *web.Request) error {
	c, u, err := h.lineScope(r)
	if err != nil {
		return err
	}
	n, err := pathID[plan.Measure](r)
	if err != nil {
		return err
	}
	m := plan.Measure{Plan: c.Plan.ID, Unit: u, Content: formID[plan.Content](r, "content"), Target: formID[plan.Target](r, "target")}
	x, err := h.parts(r, c)
	if err != nil {
		return err
	}
	if n != 0 {
		found := false
		for _, y := range x.measures {
			if y.ID == n {
				m, found = y, true
			}
		}
		if !found {
			return notFound(errors.New("measure"))
		}
	}
	if err := plan.Right(r.Actor, c.Bloc.ID, m.Unit); err != nil {
		return err
	}
	p := linePage{Page: ui.NewPage(w, r, "plan.measure.form|Biện pháp"), scope: c, New: n == 0, Action: r.URL.Path, Back: c.back(m.Unit),
		Label: r.T("plan.measure|Biện pháp"), Text: m.Text, Version: m.Version, UnitCode: r.FormValue("don-vi")}
	if m.Content != 0 {
		p.Content = m.Content.String()
	}
	for _, k := range x.contents {
		if k.Unit == 0 || k.Unit == m.Unit {
			p.Contents = append(p.Contents, ui.Option{Value: k.ID.String(), Text: k.Text})
		}
	}
	if r.Method == "GET" {
		return lineView.Render(w, r, p)
	}
	p.Text, p.Content = r.PostFormValue("text"), r.PostFormValue("content")
	if r.PostFormValue("act") == "delete" {
		err = h.s.RemoveMeasure(r.Context(), r.Actor, c.Plan.ID, m.ID, formVersion(r, "version"))
	} else {
		m.Text, m.Content, m.Version = p.Text, formID[plan.Content](r, "content"), formVersion(r, "version")
		_, err = h.s.SaveMeasure(r.Context(), r.Actor, m)
	}
	return p.finish(w, r, err)
}
