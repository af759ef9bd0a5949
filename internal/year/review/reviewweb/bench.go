package reviewweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/review"
)

// heatCell is one cell of the heat map.
type heatCell struct {
	Class string // h0 … h4, hx
	Text  string
	Weak  bool
	Down  bool // far below its own last years
	Moved bool // some of its targets are judged by an adjusted plan
	Href  string
	Hint  string // read aloud and shown as a tip
}

type heatRow struct {
	Name  string
	Href  string
	Cells []heatCell
	Mean  string
	Tasks string
	Late  int
}

type heatColumn struct {
	Code, Name, Href string
	Median, Last     string
	Mean             string
	Weak             string // why the field is weak, "" when it is not
	NoDrive          bool
	Drives           int
}

type benchPage struct {
	ui.Page
	scope
	W       *review.Workbench
	Columns []heatColumn
	Rows    []heatRow
	Weak    []heatColumn
	Idle    []heatColumn // fields without any drive
	Legend  []string
	Rules   string
	Periods []ui.Option
	Tally   review.TaskTally
	Urgent  int
	Late    int // urgent tasks overdue
	Waiting int // adjustments to decide
	Counts  []count
	Drives  bool // whether drives are known
	Figures bool
	Only    bool // only weak cells
	Charts  []chart
	Due     []taskRow // open tasks that are urgent, overdue or due soon
	Pending int       // findings of the conference that wait for a decision
	Moved   bool      // some cells are judged by an adjusted plan
	Pack    bool      // may take the whole period along
}

type count struct {
	Text string
	Kind string
	N    int
}

var benchView = ui.NewView[benchPage](files, "bench.html")

// work is the bloc and the period that a request is about, with its workbench.
func (p *pages) work(r *web.Request) (s scope, b *review.Workbench, err error) {
	if s, err = p.in(r); err != nil {
		return s, nil, err
	}
	b, err = p.s.Bench(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	return s, b, err
}

func (p *pages) bench(w http.ResponseWriter, r *web.Request) error {
	s, b, err := p.work(r)
	if err != nil {
		return err
	}
	page := benchPage{Page: ui.NewPage(w, r, "review.title|Rà soát {period}", fault.P{"period": s.Name}), scope: s, W: b, Only: r.FormValue("chi-yeu") == "1"}
	page.fill(r)
	page.Charts = blocCharts(r, s, b)
	page.Pack = page.W.Lead || r.Actor.Has(who.Board, 0)
	list, err := review.UrgentIn(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year())
	if err != nil {
		return err
	}
	for _, u := range list {
		if _, ok := page.W.Row(u.Task.Unit); ok {
			page.Urgent++
			if u.Task.Stand(page.W.Today) == plan.TaskOverdue {
				page.Late++
			}
		}
	}
	pending, _, err := p.s.Pending(r.Context(), r.Actor, b)
	if err != nil {
		return err
	}
	page.Pending = len(pending)
	if page.Due, err = p.dueTasks(r, s, b, list); err != nil {
		return err
	}
	all, err := progress.Periods(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		page.Periods = append(page.Periods, ui.Option{Value: x.Period.Slug(), Text: r.Period(x.Period)})
	}
	if pl, err := plan.Of(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year()); err == nil {
		adj, err := review.Adjustments(r.Context(), p.s.DB(), pl.ID)
		if err != nil {
			return err
		}
		for _, a := range adj {
			if _, ok := page.W.Row(a.Unit); ok && a.State == review.Proposed {
				page.Waiting++
			}
		}
	}
	return benchView.Render(w, r, page)
}

// soon is how many days before its day an assigned task is shown on the workbench.
const soon = 14

// dueTasks gives the open tasks that call for a look: urgent ones, and those that are overdue or
// due within two weeks, the earliest first.
func (p *pages) dueTasks(r *web.Request, s scope, b *review.Workbench, urgent []review.UrgentTask) (rows []taskRow, err error) {
	list, err := plan.TasksOf(r.Context(), p.s.DB(), s.Bloc.ID, s.Period.Year(), 0)
	for _, t := range list {
		x := p.taskRow(r, b, t)
		x.Urgent = slices.ContainsFunc(urgent, func(u review.UrgentTask) bool { return u.Task.ID == t.ID })
		_, seen := b.Row(t.Unit)
		if !seen || t.State == plan.TaskDone || !x.Urgent && (t.Due.IsZero() || b.Today.DaysUntil(t.Due) > soon) {
			continue
		}
		if b.Lead && !x.Urgent {
			x.MarkHref = s.also("/viec-gap/moi", "can-cu", plan.TaskObject(t.ID))
		}
		rows = append(rows, x)
	}
	slices.SortStableFunc(rows, func(a, b taskRow) int { return b.Task.Due.DaysUntil(a.Task.Due) })
	return rows, err
}

// fill turns the workbench into rows and columns of text.
func (g *benchPage) fill(r *web.Request) {
	w := g.W
	for _, f := range w.Fields {
		c := g.column(r, f)
		g.Columns = append(g.Columns, c)
		if c.Weak != "" {
			g.Weak = append(g.Weak, c)
		}
		if c.NoDrive {
			g.Idle = append(g.Idle, c)
		}
		g.Drives = g.Drives || f.Drives >= 0
	}
	for _, row := range w.Rows {
		x := heatRow{Name: row.Member.Unit.Short, Href: g.path("/don-vi/" + row.Member.Unit.Code), Mean: round(row.Mean), Late: row.Tasks.Late}
		x.Tasks = "–"
		if n := row.Tasks.Done + row.Tasks.Overdue; n > 0 {
			x.Tasks = strconv.Itoa(row.Tasks.OnTime) + "/" + strconv.Itoa(n)
		}
		for i, c := range row.Cells {
			x.Cells = append(x.Cells, g.cell(r, row, w.Fields[i], c))
			g.Figures = g.Figures || c.Score != nil
			g.Moved = g.Moved || c.Changed > 0
		}
		g.Rows = append(g.Rows, x)
		g.Tally.All += row.Tasks.All
		g.Tally.Done += row.Tasks.Done
		g.Tally.Overdue += row.Tasks.Overdue
		g.Tally.Open += row.Tasks.Open
		g.Tally.Late += row.Tasks.Late
	}
	by := map[review.Status]int{}
	for _, l := range w.Lines {
		by[l.Pace.Status]++
	}
	for _, st := range review.Statuses {
		if by[st] > 0 {
			g.Counts = append(g.Counts, count{r.T(st.Label()), kinds[st], by[st]})
		}
	}
	g.Legend = legend(w.Setting)
	g.Rules = rules(r, w.Setting)
}

// legend gives the five bins in words.
func legend(s review.Setting) []string {
	b := s.Bins
	list := []string{"< " + strconv.Itoa(b[0])}
	for i := 1; i < 4; i++ {
		list = append(list, strconv.Itoa(b[i-1])+"–"+strconv.Itoa(b[i]-1))
	}
	return append(list, "≥ "+strconv.Itoa(b[3]))
}

func rules(r *web.Request, s review.Setting) string {
	return r.T("review.rules|Lĩnh vực yếu: dưới {bin} điểm ở từ {n} đơn vị, hoặc thấp hơn bình quân các năm trước của chính mình từ {drop} điểm. Điểm của lĩnh vực là bình quân mức đạt so với tiến độ của các chỉ tiêu, mỗi chỉ tiêu nhiều nhất 100.",
		fault.P{"bin": s.Bins[0], "n": s.Units, "drop": s.Drop})
}

func (g *benchPage) column(r *web.Request, f review.FieldColumn) heatColumn {
	c := heatColumn{Code: f.Field.Code, Name: f.Field.Name, Href: g.path("/linh-vuc/" + f.Field.Code), Median: round(f.Median), Last: round(f.Last), Mean: round(f.Weak.Mean), Drives: f.Drives, NoDrive: f.Drives == 0}
	c.Weak = why(r, f.Weak)
	return c
}

// why says in words why a field is weak, "" when it is not.
func why(r *web.Request, w review.WeakField) string {
	s := ""
	if w.ByUnits {
		s = r.T("review.why.units|{n}/{m} đơn vị dưới ngưỡng", fault.P{"n": w.Below, "m": w.Scored})
	}
	if w.ByPast {
		if s != "" {
			s += "; "
		}
		s += r.T("review.why.past|bình quân {now}, các năm trước {past} ({n} năm)", fault.P{"now": round(w.Mean), "n": w.Years, "past": round(w.Past)})
	}
	return s
}

func (g *benchPage) cell(r *web.Request, row review.UnitRow, f review.FieldColumn, c review.FieldCell) heatCell {
	x := heatCell{Class: "hx", Text: "–", Weak: c.Weak, Down: c.Dropped, Moved: c.Changed > 0}
	place := fault.P{"unit": row.Member.Unit.Short, "field": f.Field.Name}
	switch {
	case c.Score != nil:
		x.Class, x.Text = "h"+strconv.Itoa(c.Bin), round(c.Score)
		x.Href = g.also("/don-vi/"+row.Member.Unit.Code, "linh-vuc", f.Field.Code)
		x.Hint = r.T("review.cell|{unit}, {field}", place)
		if g.Only && !c.Weak && !c.Dropped {
			x = heatCell{Class: "hx", Text: "·", Hint: r.T("review.cell.ok|không yếu")}
		}
	case c.Withheld > 0:
		x.Text, x.Hint = "⊘", r.T("review.st.withheld|Không truyền")
	case c.Missing > 0:
		x.Text, x.Hint = "…", r.T("review.st.nofigure|Chưa có số liệu")
	default:
		x.Hint = r.T("review.st.noplan|Không có kế hoạch để so")
	}
	return x
}

// scoreBar cuts a score to a whole number for a bar.
func scoreBar(v *figure.Value) int {
	if v == nil {
		return 0
	}
	return int(v.Round(0).Int())
}
