package reportweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

type indexPage struct {
	ui.Page
	Bloc    org.Bloc
	Query   string
	Periods []periodLine
}

var indexView = ui.NewView[indexPage](files, "index.html")

// index lists the periods of the bloc with their table and report.
func (p *pages) index(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	d := indexPage{Page: ui.NewPage(w, r, "report.index|Báo cáo của Khối"), Bloc: s.Bloc, Query: s.Query}
	list, err := progress.Periods(r.Context(), p.s.DB(), s.Bloc.ID)
	if err != nil {
		return err
	}
	for _, row := range list {
		subs, err := progress.Submissions(r.Context(), p.s.DB(), row.ID)
		if err != nil {
			return err
		}
		members, err := org.Members(r.Context(), p.s.DB(), s.Bloc.ID, row.Period.To())
		if err != nil {
			return err
		}
		line := periodLine{PeriodRow: row, Slug: row.Period.Slug(), Of: len(members)}
		for _, x := range subs {
			if x.Sent() {
				line.Sent++
			}
		}
		d.Periods = append(d.Periods, line)
	}
	return indexView.Render(w, r, d)
}

type cellView struct {
	Text, State, Href, Share, Short string
	Low                             bool
}

type rowView struct {
	Target           plan.Target
	Cells            []cellView
	Total, Kind, Why string
	N, Met, Compared int
}

type groupView struct {
	Name string
	Rows []rowView
}

type ownView struct {
	Unit org.Unit
	Rows []struct {
		Target   plan.Target
		Plan     string
		Expected string
		Cell     cellView
	}
}

type tablePage struct {
	ui.Page
	scope
	Slug    string
	Part    string // "" common targets, "rieng" own targets
	Members []org.Member
	Groups  []groupView
	Own     []ownView
	Sent    int
	Missing []org.Unit
	Notes   []string
	Empty   bool
}

var tableView = ui.NewView[tablePage](files, "table.html")

// table shows the consolidated table (bảng tổng hợp). Whoever may not see the others'
// figures sees the own column only.
func (p *pages) table(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	t, err := report.TableOf(r.Context(), p.s.DB(), s.Bloc, s.Period)
	if err != nil {
		return err
	}
	d := tablePage{Page: ui.NewPage(w, r, "report.table|Bảng tổng hợp {period}", fault.P{"period": r.Period(s.Period)}), scope: s,
		Slug: s.Period.Slug(), Part: r.URL.Query().Get("phan"), Empty: true}
	show := s.columns(t)
	for _, m := range show {
		d.Members = append(d.Members, t.Members[m])
		d.Empty = d.Empty && t.Standing[m].Answered == 0
	}
	var missing []int
	d.Sent, missing = t.Sent()
	for _, m := range missing {
		d.Missing = append(d.Missing, t.Members[m].Unit)
	}
	for _, f := range t.Fields {
		g := groupView{Name: f.Name}
		for i := range t.Rows {
			if t.Rows[i].Target.Field == f.Code {
				g.Rows = append(g.Rows, d.row(t, &t.Rows[i], show))
			}
		}
		if len(g.Rows) > 0 {
			d.Groups = append(d.Groups, g)
		}
	}
	for _, m := range show {
		if len(t.Own[m]) > 0 {
			d.Own = append(d.Own, d.own(t, m))
		}
	}
	if s.Full {
		d.Notes = t.Notes()
	}
	return tableView.Render(w, r, d)
}

// columns gives the members (index) whose figures the actor may see.
func (s scope) columns(t *report.Table) []int {
	var list []int
	for m := range t.Members {
		if s.Sight.Sees(t.Members[m].Unit.ID) {
			list = append(list, m)
		}
	}
	return list
}

var errPeers = fault.New(fault.Denied, "report.peers|Khối chưa cho đơn vị xem số liệu chung. Ban Thi đua - Khen thưởng tỉnh có thể đổi cài đặt này.")

func (d *tablePage) row(t *report.Table, r *report.Row, show []int) rowView {
	v := rowView{Target: r.Target, Total: "–", Kind: r.Total.Kind.Label(), N: r.Total.N, Met: r.Total.Met, Compared: r.Total.Compared}
	if t.SumFor(d.Sight, r) {
		v.Total = t.TotalText(r)
		v.Why = "/tong-hop/" + d.Slug + "/chi-tieu/" + r.Target.Code + d.Query
	}
	for _, m := range show {
		v.Cells = append(v.Cells, d.cell(t, m, r.Target, &r.Cells[m]))
	}
	return v
}

func (d *tablePage) cell(t *report.Table, m int, target plan.Target, c *report.Cell) cellView {
	u := t.Members[m].Unit
	v := cellView{Short: u.Short, Href: "/nguon/" + d.Bloc.Code + "/" + d.Slug + "/" + u.Code + "/" + target.Code, Share: report.ShareText(c), Low: c.Compared() && !c.Share.Met}
	switch {
	case c.Withheld:
		v.State, v.Text = "withheld", c.Reason
	case c.Value == nil:
		v.State = "empty"
	default:
		v.Text = report.Show(target.Kind, *c.Value)
	}
	return v
}

func (d *tablePage) own(t *report.Table, m int) ownView {
	v := ownView{Unit: t.Members[m].Unit}
	for i := range t.Own[m] {
		o := &t.Own[m][i]
		line := struct {
			Target   plan.Target
			Plan     string
			Expected string
			Cell     cellView
		}{Target: o.Target, Cell: d.cell(t, m, o.Target, &o.Cell)}
		if o.Cell.Plan != nil {
			line.Plan = report.Show(o.Target.Kind, *o.Cell.Plan)
		}
		if o.Cell.Expected != nil {
			line.Expected = report.Show(o.Target.Kind, *o.Cell.Expected)
		}
		v.Rows = append(v.Rows, line)
	}
	return v
}

type totalPage struct {
	ui.Page
	scope
	Slug    string
	Target  plan.Target
	Total   report.Total
	Text    string
	Share   string
	Units   []totalUnit
	Formula string
}

type totalUnit struct {
	Unit   org.Unit
	Cell   cellView
	Plan   string
	Origin string
	Left   string // why the unit is left out, "" when it counts
}

var totalView = ui.NewView[totalPage](files, "total.html")

// total answers "Vì sao có con số này?" for a figure of the bloc.
func (p *pages) total(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	if !s.Sight.Sums {
		return errPeers
	}
	t, err := report.TableOf(r.Context(), p.s.DB(), s.Bloc, s.Period)
	if err != nil {
		return err
	}
	row, ok := t.RowOf(r.PathValue("code"))
	if !ok {
		return fault.New(fault.NotFound, "report.notarget|Không có chỉ tiêu chung nào mang số này trong kế hoạch của Khối.")
	}
	if !t.SumFor(s.Sight, row) {
		return errPeers
	}
	d := totalPage{Page: ui.NewPage(w, r, "report.total|{name}", fault.P{"name": row.Target.Name}), scope: s, Slug: s.Period.Slug(),
		Target: row.Target, Total: row.Total, Text: t.TotalText(row)}
	if row.Total.Share != nil {
		d.Share = row.Total.Share.VNFixed(1) + "%"
	}
	tp := tablePage{scope: s, Slug: d.Slug}
	for _, m := range s.columns(t) {
		c := &row.Cells[m]
		u := totalUnit{Unit: t.Members[m].Unit, Cell: tp.cell(t, m, row.Target, c)}
		if c.Expected != nil {
			u.Plan = report.Show(row.Target.Kind, *c.Expected)
		}
		switch {
		case c.Withheld:
			u.Left = r.T("report.left.withheld|không truyền: {reason}", fault.P{"reason": c.Reason})
		case c.Value == nil:
			u.Left = r.T("report.left.empty|chưa có số liệu")
		default:
			u.Origin = c.Origin()
		}
		d.Units = append(d.Units, u)
	}
	return totalView.Render(w, r, d)
}
