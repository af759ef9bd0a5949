package progressweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// A gridRow is one target of the grid as it is shown.
type gridRow struct {
	N                   int
	Code, Name, Measure string
	Own                 bool // target of the unit itself
	Plan, Last          *figure.Value
	Value               string
	State               string // of the cell: "saved", "warning", …
	Text                string // hidden text of the state: why locked, why withheld
	Msg, MsgState       string
	Href, Action        string
	Rev                 int64
	Cum, Percent        string
	Label               string
	Details             string
	Hint                string // "Đạt hoặc Không đạt"
}

type gridPage struct {
	head
	Errors   ui.Errors
	Rows     []gridRow
	Filter   string
	Hidden   int // rows left out by the filter
	SavedAt  string
	Closes   string
	Periods  []ui.Option
	Sheet    bool // printing: the form alone
	Blank    bool // printing: without figures
	Warnings int
	LastName string
	Sections []section // printing
	filters  []ui.Option
}

var (
	gridView  = ui.NewView[gridPage](files, "grid.html")
	printView = ui.NewView[gridPage](files, "print.html")
	emptyView = ui.NewView[emptyPage](files, "empty.html")
)

type emptyPage struct {
	ui.Page
	Text, Href, Action string
	Year               int
	Choices            []ui.Option // periods that the reader may open; nil when he may not
	Query              string
}

// noPeriod says that no period is open, and what to do.
func (p *pages) noPeriod(w http.ResponseWriter, r *web.Request, title string, b org.Bloc) error {
	e := emptyPage{Page: ui.NewPage(w, r, title), Text: r.T("period.noneopen|{bloc} chưa mở kỳ báo cáo nào. Thư ký Khối trưởng mở kỳ ở trang Tổng hợp.", fault.P{"bloc": b.Name}), Href: "/tong-hop", Action: r.T("nav.overview|Tổng hợp"), Year: p.s.Today().Year}
	if who.Can(r.Actor, who.ManagePeriod, who.Object{Bloc: b.ID}) == nil {
		e.Choices, e.Href = periodChoices(e.Year, nil), ""
	} else if r.URL.Path == "/tong-hop" {
		e.Href = ""
	}
	return emptyView.Render(w, r, e)
}

// periodChoices gives the periods of a year that are not opened yet.
func periodChoices(year int, have []progress.PeriodRow) []ui.Option {
	var list []ui.Option
	for _, part := range []string{"-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4", "-9M", ""} {
		c := civil.Period(figureInt(year) + part)
		if !slices.ContainsFunc(have, func(x progress.PeriodRow) bool { return x.Period == c }) {
			list = append(list, ui.Option{Value: c.Slug(), Text: c.Name()})
		}
	}
	return list
}

// current gives the period to begin with: the earliest open one that can still be filed in time, else
// the latest open one, else the last.
func (p *pages) current(r *web.Request, b id.Bloc) (progress.PeriodRow, bool, error) {
	list, err := progress.Periods(r.Context(), p.s.DB(), b)
	if err != nil || len(list) == 0 {
		return progress.PeriodRow{}, false, err
	}
	today, last := p.s.Today(), list[len(list)-1]
	for i, found := len(list)-1, false; i >= 0; i-- {
		x := list[i]
		if x.State != progress.Open || today.Before(x.Opens) {
			continue
		}
		if !found || !x.Due.Before(today) { // the earliest that can still be in time, else the latest
			last, found = x, true
		}
	}
	return last, true, nil
}

func (p *pages) gridNow(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	row, ok, err := p.current(r, s.Bloc.ID)
	if err != nil {
		return err
	}
	if !ok {
		return p.noPeriod(w, r, "grid.title|Nhập kết quả chỉ tiêu", s.Bloc)
	}
	s.Period = row.Period
	http.Redirect(w, r.Request, s.To(""), http.StatusSeeOther)
	return nil
}

func (p *pages) grid(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	return gridView.Render(w, r, p.gridPage(w, r, s, f))
}

func (p *pages) gridPage(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) gridPage {
	g := gridPage{head: p.headOf(w, r, s, f, "grid.title|Nhập kết quả chỉ tiêu"), Filter: r.URL.Query().Get("loc")}
	g.filters = []ui.Option{{Value: "", Text: r.T("filter.all|tất cả")}, {Value: "chua-nhap", Text: r.T("filter.empty|chưa nhập")}, {Value: "co-loi", Text: r.T("filter.errors|có lỗi, cảnh báo")}}
	g.LastName = r.Period(f.LastPeriod)
	if f.LastPeriod == "" {
		g.LastName = ""
	}
	due := f.Period.DueOf(f.Submission)
	if !due.IsZero() && !f.Submission.Sent() {
		g.Closes = dueText(r, due, p.s.Today())
	}
	g.SavedAt = lastSaved(f)
	for i, c := range f.Cells {
		row := p.row(r, g.head, f, i+1, c)
		if row.State == "warning" {
			g.Warnings++
		}
		if g.Filter == "chua-nhap" && c.Value.Answered() || g.Filter == "co-loi" && row.State != "warning" && row.State != "invalid" {
			g.Hidden++
			continue
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// lastSaved gives the time of the last change, "" when nothing was entered.
func lastSaved(f *progress.Form) string {
	var best progress.Source
	for _, c := range f.Cells {
		if c.Value.Source.Time.After(best.Time) {
			best = c.Value.Source
		}
	}
	if best.Time.IsZero() {
		return ""
	}
	return best.Time.Format("15:04 02/01")
}

// dueText says how long a deadline is away.
func dueText(r *web.Request, due, today civil.Date) string {
	switch n := today.DaysUntil(due); {
	case n < 0:
		return r.T("task.overdue|Quá hạn {n} ngày", fault.P{"n": -n})
	case n == 0:
		return r.T("task.today|Hạn gửi hôm nay, {date}", fault.P{"date": due.VN()})
	default:
		return r.T("task.due.days|Hạn gửi {date}, còn {n} ngày", fault.P{"date": due.VN(), "n": n})
	}
}

func (p *pages) row(r *web.Request, h head, f *progress.Form, n int, c progress.Cell) gridRow {
	row := gridRow{N: n, Code: c.Code, Name: c.Name, Measure: c.Measure, Own: c.Target.Unit != 0, Plan: c.Goal.Year, Last: c.Last, Rev: c.Value.Rev, Details: h.Cell(c.Code)}
	row.Label = r.T("cell.label|Chỉ tiêu {name}, kỳ {period}, đơn vị tính {unit}", fault.P{"name": c.Name, "period": r.Period(f.Period.Period), "unit": c.Measure})
	row.Value, row.Cum, row.Percent = show(r, c.Kind, c.Value.Value), show(r, c.Kind, f.ToDate(c)), percent(r, c)
	if c.Kind == plan.YesNo {
		row.Hint = r.T("cell.yesno.hint|Ghi Đạt hoặc Không đạt")
	}
	switch {
	case c.Value.Withheld:
		row.State, row.Text = "withheld", c.Value.Reason
		row.Msg, row.MsgState = r.T("cell.withheld.msg|Không truyền. Lý do: {reason}", fault.P{"reason": c.Value.Reason}), "withheld"
		if h.Lock == "" {
			row.Href, row.Action = h.Cell(c.Code), r.T("act.change|Thay đổi")
		}
	case c.Value.Value == nil:
		row.State = "required"
	default:
		row.State = "saved"
	}
	for _, i := range progress.CheckCell(c) {
		if row.Msg == "" {
			row.Msg, row.MsgState = r.T(i.Msg, i.Args), "warning"
			if i.Reasoned {
				row.Msg, row.MsgState = r.T("cell.reasoned|{warning} Lý do: {reason}", fault.P{"warning": row.Msg, "reason": c.Value.Reason}), "saved"
			} else {
				row.State = "warning"
				if h.Lock == "" {
					row.Href, row.Action = h.Cell(c.Code)+"#f-reason", r.T("cell.reason|Ghi lý do")
				}
			}
		}
	}
	if h.Lock != "" && row.State != "withheld" {
		row.State, row.Text = "locked", h.Lock
	}
	return row
}

// show gives a figure as the grid shows it: yes/no in words.
func show(r *web.Request, k plan.Kind, v *figure.Value) string {
	switch {
	case v == nil:
		return ""
	case k == plan.YesNo && *v == 0:
		return r.T("yesno.no|Không đạt")
	case k == plan.YesNo:
		return r.T("yesno.yes|Đạt")
	}
	return v.VN()
}

// percent gives the share of the year's plan, or "Đạt" where a percentage has no meaning.
func percent(r *web.Request, c progress.Cell) string {
	if c.Value.Value == nil || c.Goal.Year == nil {
		return ""
	}
	s := plan.Share(c.Kind, c.Direction, *c.Value.Value, *c.Goal.Year)
	switch {
	case s.Percent != nil:
		return s.Percent.VNFixed(1) + "%"
	case s.Met:
		return r.T("share.met|đạt")
	}
	return r.T("share.notmet|chưa đạt")
}

func (p *pages) printForm(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	g := p.gridPage(w, r, s, f)
	g.Title = r.T("print.title|Biểu số liệu {period}", fault.P{"period": r.Period(f.Period.Period)})
	g.Sections = sections(r, f)
	g.Sheet, g.Blank = true, r.URL.Query().Get("mau") == "trong"
	return printView.Render(w, r, g)
}

// gridSave takes the whole grid as an ordinary form, for browsers without scripts.
func (p *pages) gridSave(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "form.bad|Không đọc được biểu mẫu. Tải lại trang rồi làm lại.").Because(err)
	}
	typed := map[string]string{}
	var edits []progress.Edit
	for _, c := range f.Cells {
		text, ok := r.PostForm["v."+c.Code]
		if !ok {
			continue
		}
		typed[c.Code] = text[0]
		rev := formInt(r, "rev."+c.Code)
		was, err := p.shown(r, f, c, rev)
		if err != nil {
			return err
		}
		if strings.TrimSpace(text[0]) == was || c.Value.Withheld && strings.TrimSpace(text[0]) == "" {
			continue // not touched: somebody else's change stays
		}
		edits = append(edits, progress.Edit{Code: c.Code, Text: text[0], Rev: rev})
	}
	list, f, err := p.s.SaveCells(r.Context(), r.Actor, s.place(), edits)
	if err != nil {
		return err
	}
	saved := 0
	var bad, conflicts []progress.Result
	for _, x := range list {
		switch x.Outcome {
		case progress.Saved, progress.Warned:
			saved++
		case progress.Conflict:
			conflicts = append(conflicts, x)
		default:
			bad = append(bad, x)
		}
	}
	if len(conflicts) > 0 {
		return p.conflictPage(w, r, s, f, met{conflicts, typed, saved})
	}
	if len(bad) == 0 {
		return web.See(w, r, s.To(""), "grid.saved|Đã lưu {n} ô.", fault.P{"n": saved})
	}
	g := p.gridPage(w, r, s, f)
	g.Error = "x"
	for _, x := range bad {
		for i := range g.Rows {
			row := &g.Rows[i]
			if row.Code != x.Cell.Code {
				continue
			}
			row.State, row.MsgState, row.Value, row.Msg = "invalid", "invalid", typed[row.Code], r.T(x.Msg, x.Args)+" "+r.T("cell.notsaved|Chưa lưu.")
			row.Href, row.Action = "", ""
			g.Errors.AddAt("c-"+row.Code, r.T("err.row|Hàng {n}, {period}: {reason}", fault.P{"n": row.N, "period": r.T("grid.now|Kỳ này"), "reason": r.T(x.Msg, x.Args)}))
		}
	}
	return gridView.RenderStatus(w, r, http.StatusUnprocessableEntity, g)
}

// Filters gives the choices of the filter.
func (g gridPage) Filters() []ui.Option { return g.filters }

// BlankHref gives the address of the empty form to print.
func (g gridPage) BlankHref() string {
	if g.Query == "" {
		return g.To("/in") + "?mau=trong"
	}
	return g.To("/in") + "&mau=trong"
}

// A section is one heading of the text with its paragraphs.
type section struct {
	Heading    progress.Heading
	Label      string
	Paragraphs []string
	Model      string // address that makes a role model of the words, "" for none
	Source     string
}

func sections(r *web.Request, f *progress.Form) []section {
	var list []section
	for _, h := range progress.Headings() {
		s := section{Heading: h, Label: r.T(h.Label())}
		for line := range strings.Lines(f.Texts[h].Body) {
			if line = strings.TrimSpace(line); line != "" {
				s.Paragraphs = append(s.Paragraphs, line)
			}
		}
		if src := f.Texts[h].Source; src.File != "" {
			s.Source = src.File + ", " + src.At
		}
		if h == progress.Results && len(s.Paragraphs) > 0 && who.Can(r.Actor, who.SuggestModel, who.Object{Bloc: f.Bloc.ID, Unit: f.Unit.ID}) == nil {
			words := []rune(strings.Join(s.Paragraphs, " "))
			s.Model = "/dien-hinh/moi?" + url.Values{"khoi": {f.Bloc.Code}, "don-vi": {f.Unit.Code}, "trich": {string(words[:min(len(words), 600)])}, "nguon": {r.URL.RequestURI()}}.Encode()
		}
		list = append(list, s)
	}
	return list
}
