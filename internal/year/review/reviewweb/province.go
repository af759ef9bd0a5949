package reviewweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
)

type provinceRow struct {
	review.ProvinceRow
	Href, Bench string
	MeanText    string
	Share       string
	Weak        []string
	Cells       []heatCell
	Trend       chart
	Meeting     string
	MeetingBad  bool // not held, and the period is over for longer than the bloc has to file
	Filing      string
	FilingBad   bool
}

type provincePage struct {
	ui.Page
	P       review.Province
	Name    string
	Slug    string
	Columns []heatColumn
	Rows    []provinceRow
	Periods []ui.Option
	Pager   ui.Pager
	Sent    int
	Units   int
	Late    int
	Doc     string
}

var provinceView = ui.NewView[provincePage](files, "province.html")

// province is the table of all blocs for the provincial board.
func (p *pages) province(w http.ResponseWriter, r *web.Request) error {
	var period civil.Period
	if slug := r.FormValue("ky"); slug != "" {
		x, err := civil.PeriodOfSlug(slug)
		if err != nil {
			return errPage
		}
		period = x
	}
	if f := r.PathValue("format"); f != "" {
		body, period, err := p.s.ExportProvince(r.Context(), r.Actor, period, report.Format(f))
		if err != nil {
			return err
		}
		r.Concerns(0, 0)
		return web.Download(w, "toan-tinh-"+period.Slug()+"."+f, report.Format(f).Media(), body)
	}
	n, _ := strconv.Atoi(r.FormValue("trang"))
	x, err := p.s.Province(r.Context(), r.Actor, period, n)
	if err != nil {
		return err
	}
	g := provincePage{Page: ui.NewPage(w, r, "province.title|Toàn tỉnh"), P: x, Name: r.Period(x.Period), Slug: x.Period.Slug()}
	for _, o := range x.Periods {
		g.Periods = append(g.Periods, ui.Option{Value: o.Slug(), Text: r.Period(o)})
	}
	g.Pager = ui.Pager{Page: x.Page, Pages: x.Pages, Total: x.Total, Base: "/toan-tinh?ky=" + g.Slug + "&trang="}
	g.columns()
	for _, row := range x.Rows {
		g.Rows = append(g.Rows, g.row(r, row))
		g.Sent, g.Units, g.Late = g.Sent+row.Sent, g.Units+row.Units, g.Late+row.Late
		if g.Doc == "" && len(row.Clauses) > 0 {
			g.Doc = mostCited(row.Clauses)
		}
	}
	return provinceView.Render(w, r, g)
}

// mostCited gives the document that most targets come from: the directive of the year.
func mostCited(list []review.ClauseTally) (doc string) {
	most, n := 0, map[string]int{}
	for _, c := range list {
		n[c.Doc] += c.Targets
		if n[c.Doc] > most {
			most, doc = n[c.Doc], c.Doc
		}
	}
	return doc
}

// columns gathers the fields of the shown blocs, in the order in which they first come.
func (g *provincePage) columns() {
	for _, row := range g.P.Rows {
		for _, f := range row.Fields {
			if !slices.ContainsFunc(g.Columns, func(c heatColumn) bool { return c.Code == f.Code }) {
				g.Columns = append(g.Columns, heatColumn{Code: f.Code, Name: f.Name})
			}
		}
	}
}

func (g *provincePage) row(r *web.Request, d review.ProvinceRow) provinceRow {
	x := provinceRow{ProvinceRow: d, MeanText: round(d.Mean), Share: "–", Href: "/toan-tinh/khoi/" + d.Bloc.Code + "?ky=" + g.Slug, Bench: "/ra-soat/" + g.Slug + "?khoi=" + d.Bloc.Code}
	if v := d.All.Share(); v != nil {
		x.Share = v.VNFixed(0) + "%"
	}
	x.Meeting, x.MeetingBad = meeting(r, d.Digest)
	x.Filing, x.FilingBad = filedWords(r, d.Filed)
	setting := review.DefaultSetting(d.Bloc.ID)
	for _, c := range g.Columns {
		cell := heatCell{Class: "hx", Text: "–", Hint: r.T("review.st.noplan|Không có kế hoạch để so")}
		for _, f := range d.Fields {
			if f.Code == c.Code && f.Mean != nil {
				cell = heatCell{Class: "h" + strconv.Itoa(setting.Bin(*f.Mean)), Text: round(f.Mean), Weak: f.Weak, Href: "/ra-soat/" + g.Slug + "/linh-vuc/" + f.Code + "?khoi=" + d.Bloc.Code}
			}
		}
		x.Cells = append(x.Cells, cell)
	}
	if len(d.Trend) > 1 {
		x.Trend.Name = d.Bloc.Name
		for _, y := range d.Trend {
			if y.Mean != nil {
				x.Trend.Points = append(x.Trend.Points, point{Name: strconv.Itoa(y.Year), Value: round(y.Mean), Y: height(*y.Mean)})
			}
		}
		if len(x.Trend.Points) > 1 {
			x.Trend.draw()
		}
	}
	return x
}

// meeting says whether the bloc held its conference.
func meeting(r *web.Request, d review.Digest) (text string, bad bool) {
	switch m := d.Meeting; {
	case m.Held():
		return civil.Of(m.Opened).VN(), false
	case m.ID != 0:
		return r.T("province.meeting.planned|dự kiến {date}", fault.P{"date": civil.Of(m.Planned).VN()}), d.Filed.Late > 0
	}
	return r.T("province.meeting.none|chưa định"), d.Filed.Late > 0
}

// filedWords says when the bloc's report went to the board.
func filedWords(r *web.Request, f review.Filed) (text string, bad bool) {
	switch {
	case f.On.IsZero() && f.Late > 0:
		return r.T("province.filing.late|chưa gửi, quá hạn {n} ngày", fault.P{"n": f.Late}), true
	case f.On.IsZero():
		return r.T("province.filing.not|chưa gửi, hạn {date}", fault.P{"date": f.Due.VN()}), false
	case f.Late > 0:
		return r.T("province.filing.sentlate|{date}, muộn {n} ngày", fault.P{"date": f.On.VN(), "n": f.Late}), true
	}
	return f.On.VN(), false
}

type onePage struct {
	ui.Page
	Board   bool
	D       review.Digest
	Name    string
	Slug    string
	Due     string
	Mean    string
	Share   string
	Weak    []review.DigestField
	Sources []sourceRow
	Heads   []headRow
	Late    []string
	Query   string
	Meeting string
	Filing  string
}

type sourceRow struct {
	Name  string
	Href  string
	Share string
	review.Tally
}

type headRow struct {
	Unit, Code, Href, Page string // Page leads to the head's own page
	review.HeadTally
}

var oneView = ui.NewView[onePage](files, "bloc.html")

// periodFor gives the period of ?ky=, else the latest that has begun in the bloc.
func (p *pages) periodFor(r *web.Request, b org.Bloc) (civil.Period, error) {
	if slug := r.FormValue("ky"); slug != "" {
		x, err := civil.PeriodOfSlug(slug)
		if err != nil {
			return "", errPage
		}
		return x, nil
	}
	x, ok, err := p.current(r, b.ID)
	if err == nil && !ok {
		return "", fault.New(fault.NotFound, "review.none|Chưa có kỳ báo cáo nào để rà soát. Khối trưởng mở kỳ ở trang Tổng hợp.")
	}
	return x, err
}

// one is the A4 page of a bloc for the provincial leader.
func (p *pages) one(w http.ResponseWriter, r *web.Request) error {
	b, err := org.BlocByCode(r.Context(), p.s.DB(), r.PathValue("bloc"))
	if err != nil {
		return err
	}
	period, err := p.periodFor(r, b)
	if err != nil {
		return err
	}
	d, err := p.s.Digest(r.Context(), r.Actor, b.ID, period)
	if err != nil {
		return err
	}
	g := onePage{Page: ui.NewPage(w, r, "province.bloc|{bloc}, {period}", fault.P{"bloc": b.Name, "period": r.Period(period)}), D: d, Name: r.Period(period), Slug: period.Slug(), Due: d.Due.VN(), Mean: round(d.Mean), Share: "–", Query: "?khoi=" + b.Code, Board: r.Actor.Has(who.Board, 0)}
	if v := d.All.Share(); v != nil {
		g.Share = v.VNFixed(0) + "%"
	}
	for _, f := range d.Fields {
		if f.Weak {
			g.Weak = append(g.Weak, f)
		}
	}
	g.Meeting, _ = meeting(r, d)
	g.Filing, _ = filedWords(r, d.Filed)
	g.Sources = sources(r, d.Sources, "")
	members, err := org.Members(r.Context(), p.s.DB(), b.ID, period.To())
	if err != nil {
		return err
	}
	g.Heads = heads(d, members, g.Query)
	for _, f := range d.Filings {
		for _, m := range members {
			if m.Unit.ID == f.Unit && (f.Late > 0 || !f.Sent) {
				g.Late = append(g.Late, filing(r, m.Unit.Short, f))
			}
		}
	}
	return oneView.Render(w, r, g)
}

func filing(r *web.Request, unit string, f review.Filing) string {
	switch {
	case f.Sent:
		return r.T("province.filed.late|{unit} (gửi muộn {n} ngày)", fault.P{"unit": unit, "n": f.Late})
	case f.Late > 0:
		return r.T("province.filed.not|{unit} (chưa gửi, quá hạn {n} ngày)", fault.P{"unit": unit, "n": f.Late})
	}
	return r.T("province.filed.no|{unit} (chưa gửi)", fault.P{"unit": unit})
}

func sources(r *web.Request, list []review.SourceTally, query string) (out []sourceRow) {
	for _, s := range list {
		x := sourceRow{Name: r.T(s.Kind.Label()), Tally: s.Tally, Share: "–"}
		if v := s.Share(); v != nil {
			x.Share = v.VNFixed(0) + "%"
		}
		if query != "" && s.Kind != plan.NoSource {
			x.Href = "/trach-nhiem/nguon/" + string(s.Kind) + query
		}
		out = append(out, x)
	}
	return out
}

func heads(d review.Digest, members []org.Member, query string) (out []headRow) {
	for _, h := range d.Heads {
		for _, m := range members {
			if m.Unit.ID == h.Unit {
				out = append(out, headRow{Unit: m.Unit.Short, Code: m.Unit.Code, Href: "/trach-nhiem/" + m.Unit.Code + query, Page: headHref(m.Unit.Code, h.Head, query), HeadTally: h})
			}
		}
	}
	return out
}

// headHref gives the address of the page of one head.
func headHref(unit, head, query string) string {
	sep := "?"
	if query != "" {
		sep = "&"
	}
	return "/trach-nhiem/" + unit + query + sep + "chuc=" + url.QueryEscape(head)
}

// oneFile gives the A4 page of a bloc as Word or PDF.
func (p *pages) oneFile(w http.ResponseWriter, r *web.Request) error {
	b, err := org.BlocByCode(r.Context(), p.s.DB(), r.PathValue("bloc"))
	if err != nil {
		return err
	}
	period, err := p.periodFor(r, b)
	if err != nil {
		return err
	}
	f := report.Format(r.PathValue("format"))
	body, err := p.s.ExportDigest(r.Context(), r.Actor, b.ID, period, f)
	if err != nil {
		return err
	}
	r.Concerns(b.ID, 0)
	return web.Download(w, "mot-trang-"+b.Code+"-"+period.Slug()+"."+string(f), f.Media(), body)
}

type clauseRow struct {
	Clause, Text string
	Share        string
	review.Tally
	Blocs []clauseBloc
}

type clauseBloc struct {
	Name, Href, Share string
	review.Tally
}

type clausesPage struct {
	ui.Page
	Doc   string
	Name  string
	Slug  string
	Rows  []clauseRow
	Total int
	Board bool
}

var clausesView = ui.NewView[clausesPage](files, "clauses.html")

// clauses shows what became of a directive, clause by clause over all blocs.
func (p *pages) clauses(w http.ResponseWriter, r *web.Request) error {
	g := clausesPage{Doc: r.FormValue("so"), Board: r.Actor.Has("board", 0)}
	b, err := org.BlocFor(r.Context(), p.s.DB(), r.Actor, r.FormValue("khoi"))
	if err != nil {
		return err
	}
	period, err := p.periodFor(r, b)
	if err != nil {
		return err
	}
	list, err := p.s.Digests(r.Context(), r.Actor, period)
	if err != nil {
		return err
	}
	if g.Doc == "" && len(list) > 0 {
		g.Doc = mostCited(list[0].Clauses)
	}
	g.Page = ui.NewPage(w, r, "clauses.title|{doc}: từng điểm, mục", fault.P{"doc": g.Doc})
	g.Name, g.Slug, g.Total = r.Period(period), period.Slug(), len(list)
	all := review.MergeClauses(list, g.Doc)
	idle, err := p.untouched(r, list, g.Doc, all)
	if err != nil {
		return err
	}
	for _, c := range append(all, idle...) {
		x := clauseRow{Clause: c.Clause, Tally: c.Tally, Share: "–"}
		if v := c.Share(); v != nil {
			x.Share = v.VNFixed(0) + "%"
		}
		for _, d := range list {
			for _, o := range d.Clauses {
				if o.Key != c.Key {
					continue
				}
				y := clauseBloc{Name: d.Bloc.Name, Href: "/ra-soat/" + g.Slug + "?khoi=" + d.Bloc.Code, Tally: o.Tally, Share: "–"}
				if v := o.Share(); v != nil {
					y.Share = v.VNFixed(0) + "%"
				}
				x.Blocs = append(x.Blocs, y)
			}
		}
		g.Rows = append(g.Rows, x)
	}
	return clausesView.Render(w, r, g)
}

// untouched gives the clauses of a document that stand in the registers of the blocs and that no
// target and no task cites.
func (p *pages) untouched(r *web.Request, list []review.Digest, doc string, cited []review.ClauseTally) (idle []review.ClauseTally, err error) {
	seen := map[string]bool{}
	for _, c := range cited {
		seen[c.Key] = true
	}
	for _, d := range list {
		docs, err := document.ByNumber(r.Context(), p.s.DB(), d.Bloc.ID, doc)
		if err != nil {
			return nil, err
		}
		for _, x := range docs {
			clauses, err := document.Clauses(r.Context(), p.s.DB(), x.ID)
			if err != nil {
				return nil, err
			}
			for _, c := range clauses {
				if k := review.ClauseKey(doc, c.Label); !seen[k] {
					seen[k] = true
					idle = append(idle, review.ClauseTally{Key: k, Doc: doc, Clause: c.Label})
				}
			}
		}
	}
	return idle, nil
}

// recommendations of a unit as rows.
type recRow struct {
	progress.Recommendation
	Kind, Label string
	Late        bool
	Href        string
}
