package campaignweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
)

// A mark (mốc của năm) is a day, or a stretch of days, of the year's calendar.
type mark struct {
	UID     string
	From    civil.Date
	To      civil.Date // last day of a stretch, zero for one day
	Text    string
	Href    string
	State   string // done, now, late or ""
	Due     bool   // somebody has to act by then
	Who     string
	Moved   civil.Date // the working day to which a deadline on a day off moves
	Already bool       // past, nothing to do
}

// A reader of the calendar sees what the pages would show.
type reader struct {
	h     *handler
	ctx   context.Context
	actor who.Actor
	t     func(string, ...fault.P) string
	bloc  org.Bloc
	year  int
	today civil.Date
	marks []mark
}

func (c *reader) add(m mark) {
	if m.From.Year > c.year || m.From.IsZero() || !m.To.IsZero() && m.To.Year < c.year || m.To.IsZero() && m.From.Year < c.year {
		return
	}
	if m.Due && m.State == "" && m.From.Before(c.today) {
		m.State = "late"
	}
	if m.Due {
		m.Moved = workday(m.From)
	}
	c.marks = append(c.marks, m)
}

// workday gives the day itself, or the Monday after a Saturday or Sunday.
func workday(d civil.Date) civil.Date {
	switch d.Time().Weekday() {
	case time.Saturday:
		return d.AddDays(2)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

// read gathers everything that has a day: documents, campaigns, the pledge, periods, tasks.
func (c *reader) read() ([]mark, error) {
	for _, f := range []func() error{c.plan, c.campaigns, c.pledge, c.periods, c.tasks} {
		if err := f(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(c.marks, func(a, b mark) int {
		switch {
		case a.From.Before(b.From):
			return -1
		case b.From.Before(a.From):
			return 1
		}
		return 0
	})
	return c.marks, nil
}

// plan marks the directive that launches the year.
func (c *reader) plan() error {
	q := c.h.s.DB()
	p, err := plan.Of(c.ctx, q, c.bloc.ID, c.year)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || p.Directive == 0 {
		return err
	}
	d, err := document.Of(c.ctx, q, p.Directive)
	if err != nil {
		return err
	}
	from := d.Day
	if from.Year < c.year { // the directive of the year is issued at the end of the last one
		from = civil.Date{Year: c.year, Month: 1, Day: 1}
	}
	c.add(mark{UID: "document-" + d.ID.String(), From: from, Text: d.Name(), Href: "/van-ban/" + d.ID.String(), State: "done"})
	return nil
}

func (c *reader) campaigns() error {
	list, err := c.h.s.Visible(c.ctx, c.actor, c.bloc.ID, c.year)
	if err != nil {
		return err
	}
	for _, x := range list {
		state := ""
		switch {
		case x.State == campaign.Summarised || x.State == campaign.Closed:
			state = "done"
		case x.State.Running() && !c.today.Before(x.Days.From):
			state = "now"
		}
		key := "campaign-" + x.ID.String()
		c.add(mark{UID: key, From: x.Days.From, To: x.Days.To, Text: x.Name, Href: href(x), State: state})
		if x.State == campaign.Draft {
			c.add(mark{UID: key + "-launch", From: x.Days.From, Text: c.t("campaign.y.launch|Phát động: {name}", fault.P{"name": x.Name}), Href: href(x), Due: true, Who: c.bloc.Name})
			continue
		}
		joined, called, mine, err := c.joined(x)
		if err != nil {
			return err
		}
		done := func(ok bool) string {
			if ok {
				return "done"
			}
			return ""
		}
		c.add(mark{UID: key + "-join", From: x.JoinDue, Text: c.t("campaign.y.join|Đơn vị phát động: {name} ({n}/{m})", fault.P{"name": x.Name, "n": joined, "m": called}), Href: href(x), Due: true, State: done(joined == called || mine)})
		c.add(mark{UID: key + "-mid", From: x.MidDue, Text: c.t("campaign.y.mid|Sơ kết: {name}", fault.P{"name": x.Name}), Href: href(x), Due: true, Who: c.bloc.Name, State: done(x.State != campaign.Open)})
		c.add(mark{UID: key + "-final", From: x.FinalDue, Text: c.t("campaign.y.final|Tổng kết: {name}", fault.P{"name": x.Name}), Href: href(x), Due: true, Who: c.bloc.Name, State: done(!x.State.Running())})
	}
	return nil
}

// joined counts the units that launched a campaign, and tells whether the reader's did.
func (c *reader) joined(x campaign.Campaign) (n, of int, mine bool, err error) {
	members, err := org.Members(c.ctx, c.h.s.DB(), x.Bloc, x.Days.From)
	if err != nil {
		return 0, 0, false, err
	}
	joins, err := campaign.Joins(c.ctx, c.h.s.DB(), x.ID)
	for _, m := range members {
		if !x.Calls(m.Unit.ID) {
			continue
		}
		of++
		if slices.ContainsFunc(joins, func(j campaign.Join) bool { return j.Unit == m.Unit.ID }) {
			n++
			mine = mine || c.actor.Of(m.Unit.ID) && !c.actor.Leads(x.Bloc)
		}
	}
	return n, of, mine, err
}

func (c *reader) pledge() error {
	p, err := pledge.Of(c.ctx, c.h.s.DB(), c.bloc.ID, c.year)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if p.State == pledge.Draft && who.Can(c.actor, who.EditPledge, who.Object{Bloc: c.bloc.ID}) != nil {
		return nil
	}
	to := "/giao-uoc/" + strconv.Itoa(c.year)
	switch {
	case !p.Bound.IsZero():
		c.add(mark{UID: "pledge-" + p.ID.String(), From: p.Bound, Text: c.t("campaign.y.bound|Giao ước có hiệu lực"), Href: to, State: "done"})
	}
	if p.State != pledge.Binding {
		text := "campaign.y.remark|Hạn góp ý giao ước"
		if p.State == pledge.Signing {
			text = "campaign.y.sign|Hạn ký giao ước"
		}
		c.add(mark{UID: "pledge-due-" + p.ID.String(), From: p.Due, Text: c.t(text), Href: to, Due: true})
	}
	return nil
}

func (c *reader) periods() error {
	list, err := progress.Periods(c.ctx, c.h.s.DB(), c.bloc.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Period.Year() != c.year || p.Due.IsZero() {
			continue
		}
		state, to := "", "/tong-hop/"+p.Period.Slug()
		if u := c.actor.Unit(); u != 0 && !c.actor.Leads(c.bloc.ID) {
			s, err := progress.SubmissionOf(c.ctx, c.h.s.DB(), p.ID, u)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			to = "/nhap/" + p.Period.Slug()
			if err == nil && s.Sent() {
				state = "done"
			}
		}
		if !p.LockedAt.IsZero() {
			state = "done"
		}
		c.add(mark{UID: "period-" + p.ID.String(), From: p.Due, Text: c.t("campaign.y.period|Hạn gửi báo cáo {period}", fault.P{"period": p.Period.Name()}), Href: to, Due: true, State: state})
	}
	return nil
}

// tasks marks the tasks of the reader's unit, or of every unit for those who lead or oversee.
func (c *reader) tasks() error {
	for _, u := range c.units() {
		own, err := plan.TasksOf(c.ctx, c.h.s.DB(), c.bloc.ID, c.year, u.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		for _, t := range own {
			state := ""
			if t.State == plan.TaskDone {
				state = "done"
			}
			c.add(mark{UID: "task-" + t.ID.String(), From: t.Due, Text: t.Code + ". " + t.Text, Href: "/nhiem-vu/" + t.ID.String(), Due: true, State: state, Who: u.Short})
		}
	}
	return nil
}

func (c *reader) units() []org.Unit {
	members, err := org.Members(c.ctx, c.h.s.DB(), c.bloc.ID, c.today)
	if err != nil {
		return nil
	}
	var out []org.Unit
	for _, m := range members {
		if who.Can(c.actor, who.ReadPlan, who.Object{Bloc: c.bloc.ID, Unit: m.Unit.ID}) == nil {
			out = append(out, m.Unit)
		}
	}
	return out
}

type yearPage struct {
	ui.Page
	Bloc   org.Bloc
	Year   int
	Edit   bool
	Months []month
	Band   band
	Next   []mark // deadlines to come, nearest first
	Late   int
	Years  []int
}

// A month of the list.
type month struct {
	Name  string
	Marks []mark
	Past  bool
}

var yearView = ui.NewView[yearPage](files, "year.html")

// yearToday leads to the page of this year.
func (h *handler) yearToday(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	return h.showYear(w, r, b, h.s.Today().Year)
}

func (h *handler) yearPage(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < 2000 || year > 2200 {
		return notFound()
	}
	return h.showYear(w, r, b, year)
}

func (h *handler) showYear(w http.ResponseWriter, r *web.Request, b org.Bloc, year int) error {
	c := &reader{h: h, ctx: r.Context(), actor: r.Actor, t: r.T, bloc: b, year: year, today: h.s.Today()}
	marks, err := c.read()
	if err != nil {
		return err
	}
	p := yearPage{Page: ui.NewPage(w, r, "campaign.y.title|Năm thi đua {year}", fault.P{"year": year}), Bloc: b, Year: year, Edit: mayEdit(r, b.ID), Band: draw(marks, year, c.today, r.T)}
	if p.Years, err = plan.Years(r.Context(), h.s.DB(), b.ID); err != nil {
		return err
	}
	for n := 1; n <= 12; n++ {
		m := month{Name: r.T("campaign.y.month|Tháng {n}", fault.P{"n": n}), Past: year < c.today.Year || year == c.today.Year && n < int(c.today.Month)}
		for _, x := range marks {
			from := x.From
			if from.Year < year {
				from = civil.Date{Year: year, Month: 1, Day: 1}
			}
			if int(from.Month) == n {
				m.Marks = append(m.Marks, x)
			}
		}
		if len(m.Marks) > 0 {
			p.Months = append(p.Months, m)
		}
	}
	for _, x := range marks {
		switch {
		case x.State == "late":
			p.Late++
		case x.Due && x.State == "" && len(p.Next) < 5:
			p.Next = append(p.Next, x)
		}
	}
	return yearView.Render(w, r, p)
}

// remindYear gives the next deadlines as a text to paste into a message.
func (h *handler) remindYear(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditCampaign, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	today := h.s.Today()
	c := &reader{h: h, ctx: r.Context(), actor: r.Actor, t: r.T, bloc: b, year: today.Year, today: today}
	marks, err := c.read()
	if err != nil {
		return err
	}
	p := remindPage{Page: ui.NewPage(w, r, "campaign.y.remind|Nhắc các hạn trong 30 ngày tới"), Bloc: b, Back: "/nam/" + strconv.Itoa(today.Year) + "?khoi=" + b.Code, BackText: r.T("nav.year|Năm thi đua")}
	for _, m := range marks {
		if !m.Due || m.State == "done" || m.State != "late" && today.DaysUntil(m.From) > 30 {
			continue
		}
		line := m.From.VN() + ": " + m.Text
		if m.Who != "" {
			line += " (" + m.Who + ")"
		}
		if m.State == "late" {
			line += " – " + r.T("campaign.overdue|quá hạn")
		}
		p.Message += line + "\n"
	}
	if p.Message != "" {
		p.Message = r.T("campaign.y.remind.head|{bloc}, các hạn sắp tới:", fault.P{"bloc": b.Name}) + "\n" + p.Message + r.Origin() + "/nam/" + strconv.Itoa(today.Year)
	}
	return remindView.Render(w, r, p)
}
