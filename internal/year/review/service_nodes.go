package review

import (
	"regexp"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
)

func sameLabel(a, b string) bool { return vi.Fold(a) == vi.Fold(b) && a != "" }

func (x *tracer) document(n *Node, p []string) (bool, error) {
	i, err := id.Parse[document.Document](p[0])
	if err != nil {
		return false, nil
	}
	d, err := document.Of(x.ctx, x.q, i)
	if err != nil || !x.can(who.ReadReview, d.Bloc, 0) {
		return false, err
	}
	n.Title, n.Text, n.Href = d.Name(), d.Abstract, "/van-ban/"+d.ID.String()
	n.fact("trace.f.issuer|Cơ quan ban hành", d.Issuer)
	n.fact("trace.f.issued|Ngày ban hành", d.Day.VN())
	clauses, err := x.clausesOf(i)
	for _, c := range clauses {
		n.Down = add(n.Down, "clause/"+d.ID.String()+"/"+c.ID.String())
	}
	if err != nil {
		return false, err
	}
	return true, x.citing(n, d.Bloc, i, clauses)
}

// citing adds the drives that rest on a document, and what cites it without one of its clauses.
func (x *tracer) citing(n *Node, b id.Bloc, d document.ID, clauses []document.Clause) error {
	years, err := plan.Years(x.ctx, x.q, b)
	for _, y := range years {
		pl, err := plan.Of(x.ctx, x.q, b, y)
		if err != nil {
			return err
		}
		w, err := x.worldOf(pl.ID)
		if err != nil {
			return err
		}
		for _, c := range w.drives {
			if slices.Contains(c.Basis, d) {
				n.Down = add(n.Down, campaign.Object(c.ID))
			}
		}
		w.cited(n, func(s plan.Source) bool {
			return s.Document == d && !slices.ContainsFunc(clauses, func(c document.Clause) bool { return sameLabel(s.Clause, c.Label) })
		})
	}
	return err
}

// cited adds contents, targets and tasks whose source fits.
func (w *world) cited(n *Node, fits func(plan.Source) bool) {
	for _, k := range w.contents {
		if fits(k.Source) {
			n.Down = add(n.Down, "content/"+k.ID.String())
		}
	}
	for _, t := range w.targets {
		if fits(t.Source) {
			n.Down = add(n.Down, w.targetID(t))
		}
	}
	for _, t := range w.tasks {
		if fits(t.Source) {
			n.Down = add(n.Down, plan.TaskObject(t.ID))
		}
	}
}

func (x *tracer) clause(n *Node, p []string) (bool, error) {
	i, err := id.Parse[document.Document](p[0])
	if err != nil {
		return false, nil
	}
	d, err := document.Of(x.ctx, x.q, i)
	if err != nil || !x.can(who.ReadReview, d.Bloc, 0) {
		return false, err
	}
	list, err := x.clausesOf(i)
	if err != nil {
		return false, err
	}
	for _, c := range list {
		if c.ID.String() != p[1] {
			continue
		}
		n.Title, n.Text, n.Href, n.Up = d.Name()+", "+c.Label, c.Text, "/van-ban/"+d.ID.String(), []string{document.Object(i)}
		cites := func(s plan.Source) bool { return s.Document == i && sameLabel(s.Clause, c.Label) }
		years, err := plan.Years(x.ctx, x.q, d.Bloc)
		if err != nil {
			return false, err
		}
		for _, y := range years {
			pl, err := plan.Of(x.ctx, x.q, d.Bloc, y)
			if err != nil {
				return false, err
			}
			w, err := x.worldOf(pl.ID)
			if err != nil {
				return false, err
			}
			w.cited(n, cites)
		}
		return true, nil
	}
	return false, nil
}

func (x *tracer) content(n *Node, p []string) (bool, error) {
	c, err := id.Parse[plan.Content](p[0])
	if err != nil {
		return false, nil
	}
	of, err := plan.PlanOfContent(x.ctx, x.q, c)
	if err != nil {
		return false, err
	}
	w, err := x.worldOf(of)
	if err != nil {
		return false, err
	}
	for _, k := range w.contents {
		if k.ID != c || k.Unit != 0 && !x.can(who.ReadPlan, w.bloc.ID, k.Unit) {
			continue
		}
		n.Title, n.Href = k.Text, "/ke-hoach?nam="+civilYear(w.plan.Year)
		ids, err := x.source(k.Source)
		n.Up = add(n.Up, ids...)
		for _, t := range w.targets {
			if t.Content == k.ID {
				n.Down = add(n.Down, w.targetID(t))
			}
		}
		return true, err
	}
	return false, nil
}

func (x *tracer) target(n *Node, p []string) (bool, error) {
	y, err := civil.ParsePeriod(p[1])
	if err != nil {
		return false, nil
	}
	w, err := x.world(p[0], y.Year())
	if err != nil {
		return false, err
	}
	var own id.Unit
	code := p[len(p)-1]
	if len(p) == 4 {
		u, ok := w.unit(p[2])
		if !ok {
			return false, nil
		}
		own = u.ID
	}
	for _, t := range w.targets {
		if t.Code != code || t.Unit != own || own != 0 && !x.can(who.ReadPlan, w.bloc.ID, own) {
			continue
		}
		n.Title, n.Href = t.Code+" "+t.Name, "/ke-hoach?nam="+p[1]
		n.fact("trace.f.measure|Đơn vị tính", t.Measure)
		n.told("trace.f.source|Nguồn giao", t.Source.Kind.Label())
		n.fact("trace.f.doc|Văn bản, điểm, mục", strings.TrimSpace(t.Source.Doc+" "+t.Source.Clause))
		if t.Content != 0 {
			n.Up = add(n.Up, "content/"+t.Content.String())
		}
		ids, err := x.source(t.Source)
		if err != nil {
			return false, err
		}
		n.Up = add(n.Up, ids...)
		for _, a := range w.adjusts {
			if a.Target == t.ID {
				n.Down = add(n.Down, AdjustmentObject(w.bloc.Code, a.ID))
			}
		}
		if w.pledged(t) {
			n.Down = add(n.Down, w.lineID(t.Code))
		}
		for _, c := range w.drives {
			if slices.Contains(c.Targets, t.ID) {
				n.Down = add(n.Down, campaign.Object(c.ID))
			}
		}
		for _, row := range w.periods {
			for _, m := range w.members {
				if v, ok := w.values[row.Period][m.Unit.ID][t.ID]; ok && v.Answered() {
					n.Down = add(n.Down, valueID(w, row.Period, m.Unit.Code, t.Code))
				}
			}
		}
		return true, nil
	}
	return false, nil
}

func valueID(w *world, p civil.Period, unit, code string) string {
	return "value/" + w.bloc.Code + "/" + string(p) + "/" + unit + "/" + code
}

// at opens the world of an id whose first two parts are a bloc and a period and that has n parts;
// it gives no world for an id of another shape.
func (x *tracer) at(p []string, n int) (*world, civil.Period, error) {
	period, err := civil.ParsePeriod(p[1])
	if err != nil || len(p) != n {
		return nil, period, nil
	}
	w, err := x.world(p[0], period.Year())
	return w, period, err
}

func (x *tracer) value(n *Node, p []string) (bool, error) {
	w, period, err := x.at(p, 4)
	if w == nil || err != nil {
		return false, err
	}
	u, ok := w.unit(p[2])
	if !ok {
		return false, nil
	}
	if ok, err := x.sees(w.bloc, period, u.ID); !ok || err != nil {
		return false, err
	}
	t, ok := w.targetOf(u.ID, p[3])
	if !ok {
		return false, nil
	}
	if !slices.ContainsFunc(w.periods, func(r progress.PeriodRow) bool { return r.Period == period }) {
		return false, nil
	}
	v := w.values[period][u.ID][t.ID] // the place of a figure is there before the figure
	n.title("trace.t.value|{unit}, {code}, {period}: {value}", fault.P{"unit": u.Short, "code": t.Code, "period": period, "value": shown(t.Kind, v)})
	n.Href = "/nguon/" + w.bloc.Code + "/" + period.Slug() + "/" + u.Code + "/" + t.Code
	n.Text = t.Name + " (" + t.Measure + ")"
	sourceFacts(n, v)
	n.Up = add(n.Up, w.targetID(t))
	if !v.Answered() {
		return true, nil
	}
	if w.pledged(t) && w.deed.signs(u.ID) {
		n.Up = add(n.Up, w.lineID(t.Code))
	}
	x.decisions(n, w, u.ID, t, period)
	for _, c := range w.drives {
		if slices.Contains(c.Targets, t.ID) && !period.To().Before(c.Days.From) && (len(c.Units) == 0 || slices.Contains(c.Units, u.ID)) {
			n.Up = add(n.Up, campaign.Object(c.ID))
		}
	}
	if t.Unit == 0 {
		n.Down = add(n.Down, "total/"+w.bloc.Code+"/"+string(period)+"/"+t.Code)
	}
	n.Down = add(n.Down, "field/"+w.bloc.Code+"/"+string(period)+"/"+t.Field)
	for _, para := range w.drafts[period] {
		if mentions(para.Text, t.Code+"/"+u.Code) {
			n.Down = add(n.Down, paragraphID(w, period, para.ID))
		}
	}
	w.decided(n)
	for _, f := range w.findings {
		if f.of(period, u.ID, t.Code) {
			n.Down = add(n.Down, conference.FindingObject(f.ID))
		}
	}
	if next, ok := w.next(period); ok {
		if v, ok := w.values[next][u.ID][t.ID]; ok && v.Answered() {
			n.Down = add(n.Down, valueID(w, next, u.Code, t.Code))
		}
	}
	return true, nil
}

// decisions adds to a figure what was decided on the figure of the period before.
func (x *tracer) decisions(n *Node, w *world, u id.Unit, t plan.Target, period civil.Period) {
	for _, a := range w.adjusts {
		if a.Target == t.ID && a.Unit == u && a.moves(period) {
			n.Up = add(n.Up, AdjustmentObject(w.bloc.Code, a.ID))
		}
	}
	last, ok := w.before(period)
	if !ok {
		return
	}
	code, _ := w.name(u)
	for _, r := range w.urgent {
		if r.Period == string(last) && (r.Task.Unit == u && r.Target == t.Code || r.Target == "" && r.Field == t.Field && r.Task.Unit == u) {
			n.Up = add(n.Up, UrgentObject(w.bloc.Code, r.ID))
		}
	}
	if v, ok := w.values[last][u][t.ID]; ok && v.Answered() {
		n.Up = add(n.Up, valueID(w, last, code, t.Code))
	}
}

// before and next give the neighbouring period of the same length in the year.
func (w *world) before(p civil.Period) (civil.Period, bool) {
	for _, r := range w.periods {
		if r.Period.To() == p.From().AddDays(-1) && span(r.Period) == span(p) {
			return r.Period, true
		}
	}
	return "", false
}

func (w *world) next(p civil.Period) (civil.Period, bool) {
	for _, r := range w.periods {
		if r.Period.From() == p.To().AddDays(1) && span(r.Period) == span(p) {
			return r.Period, true
		}
	}
	return "", false
}

func span(p civil.Period) int { return int(p.To().Month) - int(p.From().Month) }

// sumWords says how a figure of the bloc is made.
func sumWords(k report.TotalKind) string {
	switch k {
	case report.Sum:
		return "trace.sum|tổng"
	case report.Mean:
		return "trace.mean|bình quân"
	}
	return "trace.met|số đơn vị đạt"
}

// ways says how a figure reached the system.
var ways = map[progress.SourceKind]string{progress.Typed: "trace.way.typed|nhập tay", progress.Pasted: "trace.way.pasted|dán từ bảng tính", progress.File: "trace.way.file|từ tệp", progress.CLI: "trace.way.cli|từ tệp, bằng dòng lệnh"}

// sourceFacts tells file, cell, person and time of a figure.
func sourceFacts(n *Node, v progress.Value) {
	s := v.Source
	n.told("trace.f.way|Cách nhập", ways[s.Kind])
	n.fact("trace.f.file|Tệp", s.File)
	n.fact("trace.f.cell|Ô, vị trí", s.At)
	n.fact("trace.f.raw|Viết trong tệp", s.Raw)
	n.fact("trace.f.sha|SHA-256", s.SHA256)
	n.fact("trace.f.by|Người nhập", s.By)
	if !s.Time.IsZero() {
		n.fact("trace.f.at|Lúc", s.Time.Format("15:04 02/01/2006"))
	}
	n.fact("trace.f.reason|Lý do, giải trình", v.Reason)
}

func paragraphID(w *world, p civil.Period, i report.ParagraphID) string {
	return "paragraph/" + w.bloc.Code + "/" + string(p) + "/" + i.String()
}

var tokenRE = regexp.MustCompile(`\[\[([^\[\]\n]{1,80})\]\]`)

// mentions reports whether a paragraph links to the figure: "C03" is the bloc's, "C03/tand"
// one unit's; shares of them count too.
func mentions(body, figure string) bool {
	for _, m := range tokenRE.FindAllStringSubmatch(body, -1) {
		if m[1] == figure || strings.HasPrefix(m[1], figure+"/") {
			return true
		}
	}
	return false
}

func (x *tracer) total(n *Node, p []string) (bool, error) {
	w, period, err := x.at(p, 3)
	if w == nil || err != nil || !x.sums(w.bloc) {
		return false, err
	}
	t, err := x.table(w, period)
	if err != nil {
		return false, err
	}
	row, ok := t.RowOf(p[2])
	if !ok {
		return false, nil
	}
	if sight, err := progress.SightOf(x.ctx, x.q, x.by, w.bloc, period); err != nil || !t.SumFor(sight, row) {
		return false, err
	}
	n.title("trace.t.value|{unit}, {code}, {period}: {value}", fault.P{"unit": w.bloc.Name, "code": row.Target.Code, "period": period, "value": t.Resolve(row.Target.Code).Text})
	n.Text = row.Target.Name + " (" + row.Target.Measure + ")"
	n.Href = "/tong-hop/" + period.Slug() + "/chi-tieu/" + row.Target.Code + "?khoi=" + w.bloc.Code
	n.told("trace.f.sum|Cách tính", sumWords(row.Total.Kind))
	n.fact("trace.f.units|Số đơn vị có số liệu", figure.FromInt(int64(row.Total.N)).VN())
	for i, m := range t.Members {
		if row.Cells[i].Value != nil || row.Cells[i].Withheld {
			n.Up = add(n.Up, t.ValueID(m.Unit.Code, row.Target.Code))
		}
	}
	for _, para := range w.drafts[period] {
		for _, m := range tokenRE.FindAllStringSubmatch(para.Text, -1) {
			if t.Resolve(m[1]).ID == n.ID {
				n.Down = add(n.Down, paragraphID(w, period, para.ID))
			}
		}
	}
	return true, nil
}

func (x *tracer) paragraph(n *Node, p []string) (bool, error) {
	w, period, err := x.at(p, 3)
	if w == nil || err != nil || !x.can(who.ReadReport, w.bloc.ID, 0) {
		return false, err
	}
	t, err := x.table(w, period)
	if err != nil {
		return false, err
	}
	for _, para := range w.drafts[period] {
		if para.ID.String() != p[2] {
			continue
		}
		plain := []rune(t.Plain(para.Text))
		n.Text, n.Href = string(plain), "/du-thao/"+period.Slug()+"?khoi="+w.bloc.Code+"#p-"+p[2]
		if len(plain) > 80 {
			plain = append(plain[:80], '…')
		}
		n.title("trace.t.paragraph|Dự thảo Báo cáo {period}: “{text}”", fault.P{"period": period, "text": string(plain)})
		n.fact("trace.f.edited|Người sửa cuối", para.By)
		if !para.At.IsZero() {
			n.fact("trace.f.at|Lúc", para.At.Format("15:04 02/01/2006"))
		}
		n.fact("trace.f.taken|Lời lấy từ", para.From)
		for _, piece := range t.Pieces(para.Text) {
			if piece.Figure != nil && !piece.Figure.Missing && !strings.HasPrefix(piece.Figure.ID, "period/") {
				n.Up = add(n.Up, piece.Figure.ID)
			}
		}
		if x.leads(para.Source) {
			n.Up = add(n.Up, para.Source)
		}
		for _, r := range w.remarks {
			if r.Period == period && r.Para == para.ID {
				n.Down = add(n.Down, consultation.RemarkObject(r.ID))
			}
		}
		for _, f := range w.findings {
			if f.Period == period && w.saysIn(f, para) {
				n.Down = add(n.Down, conference.FindingObject(f.ID))
			}
		}
		return true, nil
	}
	return false, nil
}
