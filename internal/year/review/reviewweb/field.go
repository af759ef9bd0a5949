package reviewweb

import (
	"net/http"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

// lineRow is one target of one unit as a row of a table.
type lineRow struct {
	review.Line
	Unit, UnitName                       string
	Code, Name, Measure                  string
	Actual, Expected, Percent, Year      string
	Last, Median                         string
	Projection, Assume                   string
	Short                                string // what is said of a projection that does not reach the plan, "" when it does
	Changed, ChangedHref                 string // what became of the plan, "" when it stands as it was
	Kind, State                          string
	Href, DecideHref, AdjustHref, Expect string
	Mode                                 string
}

func (p *pages) line(r *web.Request, s scope, w *review.Workbench, l review.Line) lineRow {
	row, _ := w.Row(l.Unit)
	u := row.Member.Unit
	x := lineRow{Line: l, Unit: u.Code, UnitName: u.Short, Code: l.Target.Code, Name: l.Target.Name, Measure: l.Target.Measure,
		Actual: show(r, l, l.Pace.Actual), Expected: show(r, l, l.Pace.Expected), Year: show(r, l, l.Target.Goal.Year), Last: round(l.Last), Median: round(l.Median),
		Kind: kinds[l.Pace.Status], State: r.T(l.Pace.Status.Label()), Percent: "–"}
	if l.Pace.Percent != nil {
		x.Percent = l.Pace.Percent.VNFixed(1) + "%"
	}
	if l.Pace.Projection != nil {
		x.Projection = show(r, l, l.Pace.Projection)
		switch {
		case l.Pace.Enough:
		case l.Target.Direction == plan.Lower:
			x.Short = r.T("review.toomuch|vượt mức cho phép của năm")
		default:
			x.Short = r.T("review.notenough|chưa đủ kế hoạch năm")
		}
		if !l.Pace.Projection.IsWhole() {
			v := l.Pace.Projection.Round(1)
			x.Projection = show(r, l, &v)
		}
		x.Assume = r.T(l.Pace.Assumption.Label(), fault.P{"n": int(s.Period.To().Month)})
	}
	if who.Can(r.Actor, who.ReadFigures, who.Object{Bloc: s.Bloc.ID, Unit: l.Unit}) == nil {
		x.Href = "/nguon/" + s.Bloc.Code + "/" + s.Slug + "/" + u.Code + "/" + l.Target.Code
	}
	if w.Lead {
		x.DecideHref = s.also("/quyet-dinh", "can-cu", l.Ref)
		x.Expect = s.path("/ky-vong/" + u.Code + "/" + l.Target.Code)
	}
	if a := l.Changed; a != nil {
		x.ChangedHref = traceHref(review.AdjustmentObject(s.Bloc.Code, a.ID))
		if l.Moved(s.Period) {
			x.Changed = r.T("review.changed|điều chỉnh từ {old}", fault.P{"old": goal(r, a.Old)})
		} else {
			x.Changed = r.T("review.changed.later|từ {day} điều chỉnh thành {new}", fault.P{"day": civil.Of(a.DecidedAt).VN(), "new": goal(r, a.New)})
		}
	}
	if l.Mode == review.Seasonal || l.Mode == review.ByHand {
		x.Mode = r.T(l.Mode.Label())
	}
	x.AdjustHref = s.path("/dieu-chinh/" + u.Code + "/" + l.Target.Code)
	return x
}

type fieldPage struct {
	ui.Page
	scope
	W       *review.Workbench
	Field   review.FieldColumn
	Weak    string
	Rows    []fieldRow
	Lines   []lineRow
	Rules   string
	Urgent  string
	Launch  string
	Drives  []ui.Option // that came from this field
	Mean    string
	Median  string
	LastAvg string
}

type fieldRow struct {
	Name, Href, Score, Last string
	Weak, Down              bool
	Bar                     int
	N, Bad                  int
}

var fieldView = ui.NewView[fieldPage](files, "field.html")

// field shows one field: its units, weakest first, and the targets behind it.
func (p *pages) field(w http.ResponseWriter, r *web.Request) error {
	s, b, err := p.work(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(b.Fields, func(f review.FieldColumn) bool { return f.Field.Code == r.PathValue("field") })
	if i < 0 {
		return errPage
	}
	f := b.Fields[i]
	g := fieldPage{Page: ui.NewPage(w, r, "review.field.title|{field}", fault.P{"field": f.Field.Name}), scope: s, W: b, Field: f, Weak: why(r, f.Weak), Rules: rules(r, b.Setting),
		Mean: round(f.Weak.Mean), Median: round(f.Median), LastAvg: round(f.Last)}
	rows := slices.Clone(b.Rows)
	slices.SortStableFunc(rows, func(x, y review.UnitRow) int {
		a, c := x.Cells[i].Score, y.Cells[i].Score
		switch {
		case a == nil && c == nil:
			return 0
		case a == nil:
			return 1
		case c == nil:
			return -1
		}
		return int(max(min(*a-*c, 1), -1))
	})
	for _, row := range rows {
		c := row.Cells[i]
		if !c.Planned() {
			continue
		}
		u := row.Member.Unit
		g.Rows = append(g.Rows, fieldRow{Name: u.Short, Href: s.also("/don-vi/"+u.Code, "linh-vuc", f.Field.Code), Score: round(c.Score), Last: round(c.Last), Weak: c.Weak, Down: c.Dropped, Bar: scoreBar(c.Score), N: c.N, Bad: c.Bad})
		for _, l := range b.Of(u.ID, f.Field.Code) {
			if l.Pace.Status.Bad() {
				g.Lines = append(g.Lines, p.line(r, s, b, l))
			}
		}
	}
	if b.Lead {
		g.Launch = s.path("/linh-vuc/" + f.Field.Code + "/phat-dong")
		drives, err := campaign.ByOrigin(r.Context(), p.s.DB(), s.Bloc.ID, review.FieldRef(s.Bloc.Code, s.Period, f.Field.Code))
		if err != nil {
			return err
		}
		for _, c := range drives {
			g.Drives = append(g.Drives, ui.Option{Value: c.ID.String(), Text: c.Name, Hint: r.T(c.State.Label())})
		}
		g.Urgent = s.also("/viec-gap/moi", "can-cu", "field/"+s.Bloc.Code+"/"+string(s.Period)+"/"+f.Field.Code)
	}
	return fieldView.Render(w, r, g)
}

type unitPage struct {
	ui.Page
	scope
	W      *review.Workbench
	Row    review.UnitRow
	Code   string
	Fields []unitField
	One    string // the field shown alone, "" for all
	Tasks  []taskRow
	Edit   bool // may propose adjustments
	Rules  string
	Charts []chart
}

type unitField struct {
	Code, Name, Score, Last, Median string
	Weak, Down                      bool
	Lines                           []lineRow
	Href                            string
}

var unitView = ui.NewView[unitPage](files, "unit.html")

// unit shows one unit: every target by field, small multiples over the periods, its tasks.
func (p *pages) unit(w http.ResponseWriter, r *web.Request) error {
	s, b, err := p.work(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(b.Rows, func(x review.UnitRow) bool { return x.Member.Unit.Code == r.PathValue("unit") })
	if i < 0 {
		return errPage
	}
	row := b.Rows[i]
	u := row.Member.Unit
	g := unitPage{Page: ui.NewPage(w, r, "review.unit.title|Rà soát {period}: {unit}", fault.P{"period": s.Name, "unit": u.Short}), scope: s, W: b, Row: row, Code: u.Code, Rules: rules(r, b.Setting), One: r.FormValue("linh-vuc")}
	g.Edit = b.Lead || r.Actor.Has("officer", u.ID)
	for k, f := range b.Fields {
		c := row.Cells[k]
		if !c.Planned() || g.One != "" && g.One != f.Field.Code {
			continue
		}
		x := unitField{Code: f.Field.Code, Name: f.Field.Name, Score: round(c.Score), Last: round(c.Last), Median: round(f.Median), Weak: c.Weak, Down: c.Dropped, Href: s.path("/linh-vuc/" + f.Field.Code)}
		for _, l := range b.Of(u.ID, f.Field.Code) {
			x.Lines = append(x.Lines, p.line(r, s, b, l))
		}
		g.Fields = append(g.Fields, x)
	}
	if len(g.Fields) == 0 && g.One != "" {
		return errPage
	}
	g.Charts = charts(r, s, b, row)
	if g.Tasks, err = p.tasksOf(r, s, b, u.ID); err != nil {
		return err
	}
	return unitView.Render(w, r, g)
}

// WeakOnly is the address of the workbench with its weak cells alone.
func (s scope) WeakOnly() string { return s.also("", "chi-yeu", "1") }

// launch writes the draft of a drive from a field and leads to its form, where the
// secretary completes and launches it.
func (p *pages) launch(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	on := review.DriveBasis{Field: r.PathValue("field")}
	if on.Field == "" { // from the page of decisions
		on.Field, on.Ref = r.PostFormValue("linh-vuc"), r.PostFormValue("can-cu")
	}
	c, err := p.s.ProposeDrive(r.Context(), r.Actor, s.Bloc.ID, s.Period, on)
	if err != nil {
		return err
	}
	if x, err := campaign.Of(r.Context(), p.s.DB(), c); err == nil && x.State != campaign.Draft {
		return web.See(w, r, "/phong-trao/"+c.String(), "review.drive.there|Từ căn cứ này đã có đợt thi đua dưới đây; không soạn thêm đợt mới.")
	}
	return web.See(w, r, "/phong-trao/"+c.String(), "review.drive.done|Đã điền sẵn dự thảo đợt thi đua: lĩnh vực, đơn vị, chỉ tiêu, căn cứ. Bổ sung khẩu hiệu rồi phát động.")
}
