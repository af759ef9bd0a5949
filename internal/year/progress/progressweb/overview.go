package progressweb

import (
	"net/http"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/progress"
)

// A line is one unit of the overview.
type line struct {
	progress.UnitLine
	Href         string
	Sent         string
	Kind, State  string
	Share        *figure.Value
	ShareText    string
	Change       string
	Note         string
	Remind       bool
	CanReceive   bool
	Version      int64
	Code, Post   string
	DoneText     string
	ReceiveLabel string
}

type overviewPage struct {
	ui.Page
	Errors  ui.Errors
	O       *progress.Overview
	Slug    string
	Query   string
	Name    string
	Lines   []line
	Strip   []ui.StripCell
	Sent    int
	Late    int
	Come    int
	Due     string
	Locked  string
	Periods []ui.Option
	Sort    string
	DueBox  string
	Message string
	Year    int
	Choices []ui.Option // periods that may be opened
	Empty   bool
}

var (
	overviewView = ui.NewView[overviewPage](files, "overview.html")
	lockView     = ui.NewView[overviewPage](files, "lock.html")
	remindView   = ui.NewView[overviewPage](files, "remind.html")
)

func (p *pages) overviewNow(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	row, ok, err := p.current(r, s.Bloc.ID)
	if err != nil {
		return err
	}
	if s.Period != "" {
		row.Period, ok = s.Period, true
	}
	if !ok {
		return p.noPeriod(w, r, "nav.overview|Tổng hợp", s.Bloc)
	}
	http.Redirect(w, r.Request, "/tong-hop/"+row.Period.Slug()+s.Query, http.StatusSeeOther)
	return nil
}

func (p *pages) overview(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	page, err := p.overviewPage(w, r, s)
	if err != nil {
		return err
	}
	return overviewView.Render(w, r, page)
}

func (p *pages) overviewPage(w http.ResponseWriter, r *web.Request, s scope) (overviewPage, error) {
	o, err := p.s.Overview(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	if err != nil {
		return overviewPage{}, err
	}
	page := overviewPage{Page: ui.NewPage(w, r, "sum.title|Tổng hợp {period}", fault.P{"period": r.Period(s.Period)}), O: o, Slug: s.Period.Slug(), Query: s.Query, Name: r.Period(s.Period), Sent: o.Sent(), DueBox: o.Period.Due.VN()}
	today := p.s.Today()
	if !o.Period.Due.IsZero() {
		page.Due = dueText(r, o.Period.Due, today)
	}
	if o.Period.State == progress.Locked {
		page.Locked = r.T("period.lockedat|Đã khóa {time} – {name}", fault.P{"time": o.Period.LockedAt.Format("15:04 02/01/2006"), "name": o.Period.LockedBy})
	}
	begun := false
	for _, l := range o.Lines {
		x := p.lineOf(r, s, o, l)
		page.Lines = append(page.Lines, x)
		page.Strip = append(page.Strip, ui.StripCell{State: stripState(l), Text: l.Member.Unit.Short + ": " + x.State, Href: x.Href})
		if l.Late > 0 && !l.Submission.Sent() {
			page.Late++
		}
		if l.Submission.State == progress.Approved {
			page.Come++
		}
		begun = begun || l.Done.Cells > 0
	}
	page.Empty = o.All && !begun
	list, err := progress.Periods(r.Context(), p.s.DB(), s.Bloc.ID)
	for _, x := range list {
		page.Periods = append(page.Periods, ui.Option{Value: x.Period.Slug(), Text: r.Period(x.Period)})
	}
	page.Year = s.Period.Year()
	page.Choices = periodChoices(page.Year, list)
	return page, err
}

func stripState(l progress.UnitLine) string {
	switch {
	case l.Submission.Sent():
		return "done"
	case l.Late > 0:
		return "late"
	case l.Done.Cells > 0:
		return "doing"
	}
	return "none"
}

func (p *pages) lineOf(r *web.Request, s scope, o *progress.Overview, l progress.UnitLine) line {
	u := l.Member.Unit
	x := line{UnitLine: l, Code: u.Code, Version: l.Submission.Version, Post: "/tong-hop/" + s.Period.Slug() + "/don-vi/" + u.Code + s.Query, Share: l.Share(),
		DoneText: figureInt(l.Done.Cells) + "/" + figureInt(l.Done.AllCells), State: r.T(l.Submission.State.Label()), Kind: "info"}
	x.Href = "/nhap/" + s.Period.Slug()
	if o.Manage || r.Actor.Has(who.Board, 0) {
		x.Href = x.Post
	} else if !r.Actor.Of(u.ID) {
		x.Href = ""
	}
	switch l.Submission.State {
	case progress.Approved, progress.Received:
		x.Sent = l.Submission.ApprovedAt.Format("02/01")
		x.Kind = "ok"
	case progress.Draft:
		if l.Done.Cells == 0 && l.Done.Texts == 0 {
			x.Kind, x.State = "off", r.T("sum.notsent|chưa gửi")
		}
	case progress.Returned:
		x.Kind = "warn"
	}
	if l.Late > 0 {
		if l.Submission.Sent() {
			x.Note = r.T("sum.waslate|gửi muộn {n} ngày", fault.P{"n": l.Late})
		} else {
			x.Kind, x.Note = "bad", r.T("task.overdue|Quá hạn {n} ngày", fault.P{"n": l.Late})
		}
	}
	if x.Share != nil {
		x.ShareText = x.Share.VNFixed(0) + "%"
	}
	if l.Change != nil {
		x.Change = l.Change.VNFixed(1)
		if *l.Change > 0 {
			x.Change = "+" + x.Change
		}
	}
	if !l.Submission.Due.IsZero() {
		x.Note = join(x.Note, r.T("sum.extended|gia hạn đến {date}", fault.P{"date": l.Submission.Due.VN()}))
	}
	if l.Withheld > 0 {
		x.Note = join(x.Note, r.T("head.withheld|{n} số liệu không truyền", fault.P{"n": l.Withheld}))
	}
	x.Remind = o.Manage && !l.Submission.Sent()
	x.CanReceive = o.Manage && l.Submission.State == progress.Approved
	return x
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " · " + b
}

// overviewDo changes the deadline, locks and unlocks the period, or opens the next one.
func (p *pages) overviewDo(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	ctx, b := r.Context(), s.Bloc.ID
	here := "/tong-hop/" + s.Period.Slug() + s.Query
	due, _ := civil.ParseVN(r.PostFormValue("due"))
	if r.PostFormValue("viec") == "mo-ky" {
		due, _ = civil.ParseVN(r.PostFormValue("newdue"))
		return p.openPeriod(w, r, s, due)
	}
	field, view, done := "due", overviewView, "period.duesaved|Đã đổi hạn gửi."
	switch r.PostFormValue("viec") {
	case "khoa":
		err, done = p.s.LockPeriod(ctx, r.Actor, b, s.Period), "period.closed|Đã khóa kỳ báo cáo."
	case "mo":
		err, done, field, view = p.s.UnlockPeriod(ctx, r.Actor, b, s.Period, r.PostFormValue("reason")), "period.reopened|Đã mở lại kỳ báo cáo.", "reason", lockView
	default:
		err = p.s.SetDue(ctx, r.Actor, b, s.Period, due)
	}
	if fault.Is(err, fault.Invalid) {
		page, perr := p.overviewPage(w, r, s)
		if perr != nil {
			return perr
		}
		page.Error, page.DueBox = "x", r.PostFormValue("due")
		page.Errors.Add(field, r.ErrorText(err))
		return view.RenderStatus(w, r, http.StatusUnprocessableEntity, page)
	} else if err != nil {
		return err
	}
	return web.See(w, r, here, done)
}

// openPeriod opens another period of the bloc.
func (p *pages) openPeriod(w http.ResponseWriter, r *web.Request, s scope, due civil.Date) error {
	next, err := civil.PeriodOfSlug(r.PostFormValue("period"))
	if err != nil {
		return fault.New(fault.Invalid, "period.choose|Chọn kỳ cần mở.").Because(err)
	}
	if err := p.s.Open(r.Context(), r.Actor, s.Bloc.ID, next, due); err != nil {
		return err
	}
	return web.See(w, r, "/tong-hop/"+next.Slug()+s.Query, "period.opened|Đã mở kỳ báo cáo.")
}

// lockForm asks before closing a period, or for the reason to open it again.
func (p *pages) lockForm(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	page, err := p.overviewPage(w, r, s)
	if err != nil {
		return err
	}
	return lockView.Render(w, r, page)
}

// remind gives the text to paste into a message to the units that have not sent.
func (p *pages) remind(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	page, err := p.overviewPage(w, r, s)
	if err != nil {
		return err
	}
	page.Title = r.T("remind.title|Nhắc đơn vị chưa gửi")
	who, lead := "", s.Bloc.Name
	for _, l := range page.Lines {
		if l.Remind && (r.URL.Query().Get("mot") == "" || r.URL.Query().Get("mot") == l.Code) {
			who = comma(who, l.Member.Unit.Short)
		}
		if l.Member.Lead {
			lead = l.Member.Unit.Short + " (" + r.T("remind.lead|Khối trưởng {bloc}", fault.P{"bloc": s.Bloc.Name}) + ")"
		}
	}
	if who != "" {
		due := r.T("remind.soon|sớm nhất")
		if d := page.O.Period.Due; !d.IsZero() && !calendar.Workday(d).Before(p.s.Today()) {
			due = calendar.Before(r.T, d)
		}
		page.Message = r.T("remind.zalo.text|{lead} đề nghị {unit} gửi báo cáo {period} {due}. Hiện đã có {n}/{m} đơn vị gửi. Nhập tại {link}. Không vào được mạng: báo thư ký để nhận biểu Excel.",
			fault.P{"lead": lead, "unit": who, "period": r.Period(s.Period), "due": due, "n": page.Sent, "m": len(page.Lines), "link": r.Origin() + "/nhap/" + s.Period.Slug()})
	}
	return remindView.Render(w, r, page)
}

func comma(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

type unitPage struct {
	head
	Errors    ui.Errors
	Line      line
	Issues    []checkRow
	Sections  []section
	Events    []ui.Event
	Reason    string
	DueBox    string
	Why       string
	Post      string
	Manage    bool
	Elsewhere progress.Elsewhere
}

var unitView = ui.NewView[unitPage](files, "unit.html")

// unit is what the bloc leader sees of one unit, with what he may do.
func (p *pages) unit(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.headForm(r)
	if err != nil {
		return err
	}
	page, err := p.unitPageOf(w, r, s, f)
	if err != nil {
		return err
	}
	return unitView.Render(w, r, page)
}

func (p *pages) unitPageOf(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) (unitPage, error) {
	o, err := p.s.Overview(r.Context(), r.Actor, f.Bloc.ID, s.Period)
	if err != nil {
		return unitPage{}, err
	}
	page := unitPage{head: p.headOf(w, r, s, f, "unit.title|{name}", fault.P{"name": f.Unit.Name}), Sections: sections(r, f), Manage: o.Manage, Elsewhere: f.Submission.Elsewhere,
		Post: "/tong-hop/" + s.Period.Slug() + "/don-vi/" + f.Unit.Code + s.Khoi, DueBox: p.s.Today().AddDays(3).VN()}
	for _, l := range o.Lines {
		if l.Member.Unit.ID == f.Unit.ID {
			page.Line = p.lineOf(r, s, o, l)
		}
	}
	for _, i := range f.Issues() {
		if i.Rule == "missing" {
			continue
		}
		row := checkRow{Name: i.Name, Text: r.T(i.Msg, i.Args), Grade: r.T(i.Grade.Label()), Kind: "warn", Code: i.Code}
		if c := f.Cell(i.Code); c != nil {
			row.Reason = c.Value.Reason
			row.Href = sourceHref(f, c.Code)
		}
		page.Issues = append(page.Issues, row)
	}
	lines, err := audit.History(r.Context(), p.s.DB(), f.SubmissionObject(), 30)
	for _, l := range lines {
		page.Events = append(page.Events, event(r, l))
	}
	return page, err
}

// unitDo receives, sends back or extends.
func (p *pages) unitDo(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.headForm(r)
	if err != nil {
		return err
	}
	ctx, at := r.Context(), s.place()
	field, done := "reason", "unit.received|Đã nhận báo cáo của {unit}."
	switch r.PostFormValue("viec") {
	case "receive":
		_, err = p.s.Move(ctx, r.Actor, at, progress.Step{Verb: progress.Receive, Version: formInt(r, "version")})
	case "reject":
		done = "unit.rejected|Đã trả lại báo cáo của {unit}."
		_, err = p.s.Move(ctx, r.Actor, at, progress.Step{Verb: progress.Reject, Version: formInt(r, "version"), Reason: r.PostFormValue("reason")})
	case "extend":
		day, _ := civil.ParseVN(r.PostFormValue("due"))
		field, done = "due", "unit.extended|Đã gia hạn cho {unit}."
		err = p.s.Extend(ctx, r.Actor, at, day, r.PostFormValue("why"))
	default:
		return errPage
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		f, ferr := p.s.Form(ctx, r.Actor, at)
		if ferr != nil {
			return ferr
		}
		page, ferr := p.unitPageOf(w, r, s, f)
		if ferr != nil {
			return ferr
		}
		page.Error, page.Reason, page.DueBox, page.Why = "x", r.PostFormValue("reason"), r.PostFormValue("due"), r.PostFormValue("why")
		if k == fault.Invalid {
			page.Errors.Add(field, r.ErrorText(err))
		} else {
			page.Errors.AddAt("main", r.ErrorText(err))
		}
		return unitView.RenderStatus(w, r, web.Status(err), page)
	} else if err != nil {
		return err
	}
	return web.See(w, r, "/tong-hop/"+s.Period.Slug()+s.Khoi, done, fault.P{"unit": f.Unit.Short})
}
