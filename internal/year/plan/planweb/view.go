package planweb

import (
	"context"
	"net/http"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

// row is one target as a page shows it.
type row struct {
	plan.Target
	Source string
	Themes []string // names
	Goals  []figureOf
	Year   *figure.Value
	Half   *figure.Value
	Dir    string
	Edit   bool
	How    []plan.Measure
	Trace  string // id of the target on a trail
	Moved  []moved
}

type figureOf struct {
	Unit  string
	Value *figure.Value
	Moved bool // adjusted in the middle of the year
}

// moved is one approved adjustment of a unit's planned value.
type moved struct {
	Old, Reason, By string
	On              civil.Date
}

// moves gives the approved adjustments of a plan, newest first.
func (h *handler) moves(ctx context.Context, p plan.PlanID) (map[plan.GoalKey][]moved, error) {
	list, err := review.Adjustments(ctx, h.s.DB(), p)
	m := map[plan.GoalKey][]moved{}
	for _, a := range list {
		if a.State == review.Approved {
			k := plan.GoalKey{Target: a.Target, Unit: a.Unit}
			m[k] = append(m[k], moved{Old: a.Old.VN(), Reason: a.Reason, By: a.DecidedBy, On: civil.Of(a.DecidedAt)})
		}
	}
	return m, err
}

// fieldRows is one field with its targets.
type fieldRows struct {
	Name string
	Rows []row
}

// contentRow is one content with its measures.
type contentRow struct {
	plan.Content
	Source   string
	Measures []plan.Measure
	Edit     bool
}

type blocPage struct {
	ui.Page
	scope
	Directive document.Document
	Clauses   []document.Clause
	Contents  []contentRow
	Loose     []plan.Measure // of the bloc, outside any content
	Fields    []fieldRows
	Themes    []themeRow
	Units     []org.Member // columns of the table
	Targets   int
	Tasks     int
	YearText  string
}

type themeRow struct {
	plan.Theme
	Targets []string
}

var blocView = ui.NewView[blocPage](files, "bloc.html")

func (h *handler) bloc(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	c, err := h.scope(ctx, r)
	if err != nil {
		return err
	}
	p := blocPage{Page: ui.NewPage(w, r, "plan.title|Kế hoạch thi đua năm {year}", fault.P{"year": c.Year}), scope: c, Units: c.Seen(), YearText: strconv.Itoa(c.Year)}
	if c.Plan.ID == 0 {
		return blocView.Render(w, r, p)
	}
	if p.Directive, p.Clauses, err = h.cited(ctx, c.Plan); err != nil {
		return err
	}
	targets, err := plan.Targets(ctx, q, c.Plan.ID)
	if err != nil {
		return err
	}
	goals, err := plan.Goals(ctx, q, c.Plan.ID)
	if err != nil {
		return err
	}
	parts, err := h.parts(r, c)
	if err != nil {
		return err
	}
	moves, err := h.moves(ctx, c.Plan.ID)
	if err != nil {
		return err
	}
	var rows []row
	for _, t := range targets {
		if t.Unit != 0 {
			continue
		}
		x := parts.row(r, c, t)
		for _, m := range p.Units {
			k := plan.GoalKey{Target: t.ID, Unit: m.Unit.ID}
			x.Goals = append(x.Goals, figureOf{m.Unit.Short, goals[k].Year, len(moves[k]) > 0})
		}
		rows = append(rows, x)
	}
	p.Targets, p.Fields = len(rows), parts.byField(rows)
	p.Contents, p.Loose = parts.contentsOf(r, c, 0)
	p.Themes = parts.themeRows(targets)
	tasks, err := plan.TasksOf(ctx, q, c.Bloc.ID, c.Year, 0)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if c.sees(t.Unit) {
			p.Tasks++
		}
	}
	return blocView.Render(w, r, p)
}

// parts are the lists of a plan that both pages need.
type parts struct {
	fields   []plan.Field
	themes   []plan.Theme
	contents []plan.Content
	measures []plan.Measure
}

func (h *handler) parts(r *web.Request, c scope) (x parts, err error) {
	ctx, q := r.Context(), h.s.DB()
	if x.fields, err = plan.Fields(ctx, q, c.Plan.ID); err != nil {
		return x, err
	}
	if x.themes, err = plan.Themes(ctx, q, c.Plan.ID); err != nil {
		return x, err
	}
	if x.contents, err = plan.Contents(ctx, q, c.Plan.ID); err != nil {
		return x, err
	}
	x.measures, err = plan.Measures(ctx, q, c.Plan.ID)
	return x, err
}

func (x parts) row(r *web.Request, c scope, t plan.Target) row {
	y := row{Target: t, Source: sourceText(r, t.Source), Dir: r.T(t.Direction.Label()), Edit: c.MayEdit(t.Unit), Trace: plan.TargetObject(c.Bloc.Code, c.Year, t.Code)}
	for _, code := range t.Themes {
		for _, th := range x.themes {
			if th.Code == code {
				y.Themes = append(y.Themes, th.Name)
			}
		}
	}
	for _, m := range x.measures {
		if m.Target == t.ID {
			y.How = append(y.How, m)
		}
	}
	return y
}

func (x parts) byField(rows []row) []fieldRows {
	var list []fieldRows
	for _, f := range x.fields {
		g := fieldRows{Name: f.Name}
		for _, y := range rows {
			if y.Field == f.Code {
				g.Rows = append(g.Rows, y)
			}
		}
		if len(g.Rows) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// contentsOf gives the contents of a unit (0 = the bloc) with their measures, and the
// measures outside any content.
func (x parts) contentsOf(r *web.Request, c scope, u id.Unit) (list []contentRow, loose []plan.Measure) {
	for _, k := range x.contents {
		if k.Unit != u {
			continue
		}
		y := contentRow{Content: k, Source: sourceText(r, k.Source), Edit: c.MayEdit(u)}
		for _, m := range x.measures {
			if m.Content == k.ID && m.Target == 0 {
				y.Measures = append(y.Measures, m)
			}
		}
		list = append(list, y)
	}
	for _, m := range x.measures {
		if m.Unit == u && m.Content == 0 && m.Target == 0 {
			loose = append(loose, m)
		}
	}
	return list, loose
}

func (x parts) themeRows(targets []plan.Target) []themeRow {
	var list []themeRow
	for _, th := range x.themes {
		y := themeRow{Theme: th}
		for _, t := range targets {
			for _, code := range t.Themes {
				if code == th.Code && t.Unit == 0 {
					y.Targets = append(y.Targets, t.Code+" "+t.Name)
				}
			}
		}
		list = append(list, y)
	}
	return list
}

func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	c, err := h.scope(r.Context(), r)
	if err != nil {
		return err
	}
	var dir document.ID
	if list, err := document.ByNumber(r.Context(), h.s.DB(), c.Bloc.ID, r.PostFormValue("directive")); err != nil {
		return err
	} else if len(list) > 0 {
		dir = list[len(list)-1].ID
	}
	p, err := h.s.Create(r.Context(), r.Actor, c.Bloc.ID, c.Year, dir)
	if err != nil {
		return err
	}
	return web.See(w, r, "/ke-hoach?khoi="+c.Bloc.Code+"&nam="+strconv.Itoa(p.Year), "plan.created|Đã lập kế hoạch năm {year}. Thêm nội dung và chỉ tiêu, hoặc nhập từ tệp.", fault.P{"year": p.Year})
}

type unitPage struct {
	ui.Page
	scope
	Unit     org.Unit
	IsLead   bool
	Edit     bool
	Common   []fieldRows
	Own      []row
	Contents []contentRow
	Loose    []plan.Measure
	Tasks    []taskRow
	Locked   string // why the reader may not edit, "" when he may
}

var unitView = ui.NewView[unitPage](files, "unit.html")

func (h *handler) unit(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	c, err := h.scope(ctx, r)
	if err != nil {
		return err
	}
	u, err := c.unitOf(r.PathValue("unit"))
	if err != nil {
		return err
	}
	if !c.sees(u.ID) {
		return fault.New(fault.Denied, "plan.unit.denied|Kế hoạch riêng của {unit} chỉ đơn vị đó, Khối trưởng và Ban Thi đua - Khen thưởng tỉnh được xem.", fault.P{"unit": u.Short})
	}
	p := unitPage{Page: ui.NewPage(w, r, "plan.unit.title|Kế hoạch năm {year} – {unit}", fault.P{"year": c.Year, "unit": u.Short}), scope: c, Unit: u, Edit: c.MayEdit(u.ID)}
	for _, m := range c.Members {
		p.IsLead = p.IsLead || (m.Unit.ID == u.ID && m.Lead)
	}
	if !p.Edit {
		p.Locked = r.T("plan.unit.locked|Bạn chỉ xem được trang này. Cán bộ thi đua của {unit} hoặc Khối trưởng có thể sửa.", fault.P{"unit": u.Short})
	}
	if c.Plan.ID == 0 {
		return unitView.Render(w, r, p)
	}
	list, err := plan.TargetsOf(ctx, q, c.Bloc.ID, c.Year, u.ID)
	if err != nil {
		return err
	}
	parts, err := h.parts(r, c)
	if err != nil {
		return err
	}
	moves, err := h.moves(ctx, c.Plan.ID)
	if err != nil {
		return err
	}
	var common []row
	for _, t := range list {
		x := parts.row(r, c, t.Target)
		x.Year, x.Half, x.Moved = t.Goal.Year, t.Goal.Half, moves[plan.GoalKey{Target: t.ID, Unit: u.ID}]
		if t.Unit != 0 {
			x.Trace = "target/" + c.Bloc.Code + "/" + strconv.Itoa(c.Year) + "/" + u.Code + "/" + t.Code
		}
		if t.Unit == 0 {
			common = append(common, x)
		} else {
			p.Own = append(p.Own, x)
		}
	}
	p.Common = parts.byField(common)
	p.Contents, p.Loose = parts.contentsOf(r, c, u.ID)
	tasks, err := plan.TasksOf(ctx, q, c.Bloc.ID, c.Year, u.ID)
	p.Tasks = h.taskRows(r, c, tasks)
	if err != nil {
		return err
	}
	return unitView.Render(w, r, p)
}
