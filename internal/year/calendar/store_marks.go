package calendar

import (
	"context"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
	"thidua/internal/year/rolemodel"
)

// A Reader (người xem lịch) sees what the pages would show on a day, in its language.
type Reader struct {
	DB     db.Q
	Actor  who.Actor
	T      func(string, ...fault.P) string
	Period func(civil.Period) string
	Bloc   org.Bloc
	Year   int
	Today  civil.Date

	ctx   context.Context
	marks []Mark
	units []org.Unit // whose tasks and lists the reader may see
	own   id.Unit    // the reader's unit in the bloc, 0 for none
	leads bool
}

// Marks gathers everything that has a day: documents, campaigns, the pledge, registrations,
// periods, targets, tasks, drafts to remark on, meetings, milestones; in the order of days.
func (c Reader) Marks(ctx context.Context) (_ []Mark, err error) {
	defer fault.Wrap(&err, "calendar.Marks(%s, %d)", c.Bloc.Code, c.Year)
	c.ctx = ctx
	if err := who.Can(c.Actor, who.ReadCampaign, who.Object{Bloc: c.Bloc.ID}); err != nil {
		return nil, err
	}
	c.leads = c.Actor.Leads(c.Bloc.ID)
	for _, m := range c.Actor.Blocs {
		if m.Bloc == c.Bloc.ID && c.own == 0 {
			c.own = m.Unit
		}
	}
	members, err := org.Members(ctx, c.DB, c.Bloc.ID, c.Today)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if who.Can(c.Actor, who.ReadPlan, who.Object{Bloc: c.Bloc.ID, Unit: m.Unit.ID}) == nil {
			c.units = append(c.units, m.Unit)
		}
	}
	for _, f := range []func() error{c.plan, c.campaigns, c.pledge, c.registration, c.periods, c.tasks, c.drafts, c.meetings, c.models} {
		if err := f(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(c.marks, func(a, b Mark) int { return b.From.DaysUntil(a.From) })
	return c.marks, nil
}

func (c *Reader) add(m Mark) {
	if m.From.IsZero() || m.From.Year > c.Year || m.To.IsZero() && m.From.Year < c.Year || !m.To.IsZero() && m.To.Year < c.Year {
		return
	}
	if m.Due {
		m.Moved = Workday(m.From)
		if m.State == Ahead && m.Moved.Before(c.Today) {
			m.State = Late
			if m.Soft {
				m.State = Done
			}
		}
	}
	c.marks = append(c.marks, m)
}

// plan marks the directive that launches the year.
func (c *Reader) plan() error {
	p, err := plan.Of(c.ctx, c.DB, c.Bloc.ID, c.Year)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || p.Directive == 0 {
		return err
	}
	d, err := document.Of(c.ctx, c.DB, p.Directive)
	if err != nil {
		return err
	}
	from := d.Day
	if from.Year < c.Year { // the directive of the year is issued at the end of the last one
		from = civil.Date{Year: c.Year, Month: 1, Day: 1}
	}
	c.add(Mark{UID: "document-" + d.ID.String(), From: from, Text: d.Name(), Href: "/van-ban/" + d.ID.String(), State: Done})
	return nil
}

func (c *Reader) campaigns() error {
	list, err := campaign.List(c.ctx, c.DB, c.Bloc.ID, c.Year)
	if err != nil {
		return err
	}
	edits := who.Can(c.Actor, who.EditCampaign, who.Object{Bloc: c.Bloc.ID}) == nil
	for _, x := range list {
		key, href := "campaign-"+x.ID.String(), "/phong-trao/"+x.ID.String()
		if x.State == campaign.Draft {
			if edits {
				c.add(Mark{UID: key, From: x.Days.From, To: x.Days.To, Text: x.Name, Href: href})
				c.add(Mark{UID: key + "-launch", From: x.Days.From, Text: c.T("campaign.y.launch|Phát động: {name}", fault.P{"name": x.Name}), Href: href, Due: true, Mine: c.leads, Who: c.Bloc.Name})
			}
			continue
		}
		state := when(x.State.Running() && !c.Today.Before(x.Days.From), Now)
		if !x.State.Running() {
			state = Done
		}
		c.add(Mark{UID: key, From: x.Days.From, To: x.Days.To, Text: x.Name, Href: href, State: state})
		joined, called, mine, err := c.joined(x)
		if err != nil {
			return err
		}
		open := mine == waiting && x.State.Running()
		c.add(Mark{UID: key + "-join", From: x.JoinDue, Text: c.T("campaign.y.join|Đơn vị phát động: {name} ({n}/{m})", fault.P{"name": x.Name, "n": joined, "m": called}), Href: href, Due: true,
			Mine: open, State: launched(joined == called || mine == joinedAlready && !c.leads, x.State.Running())})
		if err := c.summaries(x, key, href, mine == joinedAlready && !c.leads); err != nil {
			return err
		}
	}
	return nil
}

// summaries marks the days of the mid-term and the final summary: the leader sums up, a unit
// that joined sends its result until then.
func (c *Reader) summaries(x campaign.Campaign, key, href string, unit bool) error {
	mid := Mark{UID: key + "-mid", From: x.MidDue, Text: c.T("campaign.y.mid|Sơ kết: {name}", fault.P{"name": x.Name}), Href: href, Due: true, Mine: c.leads, Who: c.Bloc.Name, State: when(x.State != campaign.Open, Done)}
	final := Mark{UID: key + "-final", From: x.FinalDue, Text: c.T("campaign.y.final|Tổng kết: {name}", fault.P{"name": x.Name}), Href: href, Due: true, Mine: c.leads, Who: c.Bloc.Name, State: when(!x.State.Running(), Done)}
	if unit {
		entries, err := campaign.Entries(c.ctx, c.DB, x.ID)
		if err != nil {
			return err
		}
		sent := func(s campaign.Stage) bool {
			return slices.ContainsFunc(entries, func(n campaign.Entry) bool { return n.Unit == c.own && n.Stage == s })
		}
		mid = asked(mid, sent(campaign.Mid), c.T("campaign.y.midown|Gửi kết quả để sơ kết: {name}", fault.P{"name": x.Name}), href+"/ket-qua?loai="+string(campaign.Mid))
		final = asked(final, sent(campaign.Final), c.T("campaign.y.finalown|Gửi kết quả để tổng kết: {name}", fault.P{"name": x.Name}), href+"/ket-qua?loai="+string(campaign.Final))
	}
	c.add(mid)
	c.add(final)
	return nil
}

// asked turns the day of a summary into what it asks of a unit; once the bloc has summed up,
// it stays what it was.
func asked(m Mark, sent bool, text, href string) Mark {
	if m.State == Done {
		return m
	}
	m.Text, m.Href, m.Who, m.Mine, m.State = text, href, "", !sent, when(sent, Done)
	return m
}

// launched is the state of the day by which the units launch: met, closed with units missing,
// or still to come.
func launched(met, running bool) State {
	switch {
	case met:
		return Done
	case !running:
		return Missed
	}
	return Ahead
}

// standing is how the reader's unit stands to a campaign.
type standing int

const (
	notCalled standing = iota
	waiting
	joinedAlready
)

// joined counts the units that launched a campaign, and tells whether the reader's did.
func (c *Reader) joined(x campaign.Campaign) (n, of int, mine standing, err error) {
	members, err := org.Members(c.ctx, c.DB, x.Bloc, x.Days.From)
	if err != nil {
		return 0, 0, mine, err
	}
	joins, err := campaign.Joins(c.ctx, c.DB, x.ID)
	for _, m := range members {
		if !x.Calls(m.Unit.ID) {
			continue
		}
		of++
		has := slices.ContainsFunc(joins, func(j campaign.Join) bool { return j.Unit == m.Unit.ID })
		if has {
			n++
		}
		switch {
		case m.Unit.ID != c.own:
		case has:
			mine = joinedAlready
		default:
			mine = waiting
		}
	}
	return n, of, mine, err
}

func (c *Reader) pledge() error {
	p, err := pledge.Of(c.ctx, c.DB, c.Bloc.ID, c.Year)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if p.State == pledge.Draft && who.Can(c.Actor, who.EditPledge, who.Object{Bloc: c.Bloc.ID}) != nil {
		return nil
	}
	to := "/giao-uoc/" + strconv.Itoa(c.Year)
	c.add(Mark{UID: "pledge-" + p.ID.String(), From: p.Bound, Text: c.T("campaign.y.bound|Giao ước có hiệu lực"), Href: to, State: Done})
	switch p.State {
	case pledge.Open:
		c.add(Mark{UID: "pledge-due-" + p.ID.String(), From: p.Due, Text: c.T("campaign.y.remark|Hạn góp ý giao ước"), Href: to, Due: true, Soft: true, Mine: c.own != 0})
	case pledge.Signing:
		texts, err := pledge.Texts(c.ctx, c.DB, p.ID)
		if err != nil {
			return err
		}
		signed, err := pledge.Signatures(c.ctx, c.DB, p.ID)
		if err != nil {
			return err
		}
		has := len(texts) > 0 && slices.ContainsFunc(signed, func(g pledge.Signature) bool { return g.Unit == c.own && g.Hash == texts[len(texts)-1].Hash })
		c.add(Mark{UID: "pledge-due-" + p.ID.String(), From: p.Due, Text: c.T("campaign.y.sign|Hạn ký giao ước"), Href: to, Due: true, Mine: c.own != 0 && !has, State: when(has && !c.leads, Done)})
	case pledge.Draft:
		c.add(Mark{UID: "pledge-due-" + p.ID.String(), From: p.Due, Text: c.T("campaign.y.remark|Hạn góp ý giao ước"), Href: to, Due: true, Mine: c.leads})
	}
	return nil
}

// registration marks the day by which units send the list of whom they register.
func (c *Reader) registration() error {
	r, err := registration.RoundOf(c.ctx, c.DB, c.Bloc.ID, c.Year)
	if err != nil || r.Version == 0 {
		return err
	}
	sent := !r.Open()
	if c.own != 0 && !sent {
		x, err := registration.Of(c.ctx, c.DB, registration.Place{Bloc: c.Bloc.ID, Year: c.Year, Unit: c.own})
		if err != nil {
			return err
		}
		sent = x.State.IsSent()
	}
	all := sent && (!r.Open() || !c.leads)
	c.add(Mark{UID: "registration-" + c.Bloc.ID.String() + "-" + strconv.Itoa(c.Year), From: r.Due, Text: c.T("calendar.register|Hạn gửi bản đăng ký danh hiệu, hình thức khen thưởng"), Href: "/dang-ky/" + strconv.Itoa(c.Year),
		Due: true, Mine: c.own != 0 && !sent, State: when(all, Done)})
	return nil
}

func (c *Reader) periods() error {
	list, err := progress.Periods(c.ctx, c.DB, c.Bloc.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Period.Year() != c.Year || p.Due.IsZero() {
			continue
		}
		sent, to := false, "/tong-hop/"+p.Period.Slug()
		if c.own != 0 {
			s, err := progress.SubmissionOf(c.ctx, c.DB, p.ID, c.own)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			sent = err == nil && s.Sent()
			if !c.leads || !sent {
				to = "/nhap/" + p.Period.Slug()
			}
		}
		locked := !p.LockedAt.IsZero()
		c.add(Mark{UID: "period-" + p.ID.String(), From: p.Due, Text: c.T("campaign.y.period|Hạn gửi báo cáo {period}", fault.P{"period": c.Period(p.Period)}), Href: to, Due: true,
			Mine: c.own != 0 && !sent && !locked, State: when(locked || sent && !c.leads, Done)})
	}
	return nil
}

// tasks marks tasks, and targets that have a day of their own, of the units that the reader
// may see.
func (c *Reader) tasks() error {
	for _, u := range c.units {
		list, err := plan.TasksOf(c.ctx, c.DB, c.Bloc.ID, c.Year, u.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		for _, t := range list {
			c.add(Mark{UID: "task-" + t.ID.String(), From: t.Due, Text: t.Code + ". " + t.Text, Href: "/nhiem-vu/" + t.ID.String(), Due: true, Mine: u.ID == c.own && t.State != plan.TaskDone,
				State: when(t.State == plan.TaskDone, Done), Who: u.Short})
		}
		if u.ID != c.own {
			continue
		}
		targets, err := plan.TargetsOf(c.ctx, c.DB, c.Bloc.ID, c.Year, u.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		for _, t := range targets {
			c.add(Mark{UID: "target-" + t.ID.String(), From: t.Due, Text: c.T("calendar.target|Hạn chỉ tiêu {code}. {name}", fault.P{"code": t.Code, "name": t.Name}), Href: "/ke-hoach", Due: true, Soft: true, Mine: true, Who: u.Short})
		}
	}
	return nil
}

// drafts marks until when the units may remark on the draft of a report.
func (c *Reader) drafts() error {
	list, err := consultation.RoundsOf(c.ctx, c.DB, c.Bloc.ID)
	if err != nil {
		return err
	}
	for _, r := range list {
		c.add(Mark{UID: "remarks-" + r.ID.String(), From: r.Due, Text: c.T("calendar.remarks|Hạn góp ý dự thảo báo cáo {period}", fault.P{"period": c.Period(r.Period)}), Href: "/gop-y/" + r.Period.Slug(), Due: true, Soft: true,
			Mine: c.own != 0 && !c.leads && r.Closed.IsZero(), State: when(!r.Closed.IsZero(), Done)})
	}
	return nil
}

// meetings marks conferences, and by when the units answer the invitation.
func (c *Reader) meetings() error {
	list, err := conference.List(c.ctx, c.DB, c.Bloc.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		day, to := civil.Of(m.Start), "/hoi-nghi/"+m.ID.String()
		c.add(Mark{UID: "conference-" + m.ID.String(), From: day, Text: m.Name, Href: to, State: when(day.Before(c.Today), Done)})
		replies, err := conference.Replies(c.ctx, c.DB, m.ID)
		if err != nil {
			return err
		}
		_, answered := replies[c.own]
		c.add(Mark{UID: "conference-answer-" + m.ID.String(), From: m.Due, Text: c.T("calendar.answer|Hạn trả lời giấy mời: {name}", fault.P{"name": m.Name}), Href: to, Due: true, Soft: true,
			Mine: c.own != 0 && !c.leads && !answered, State: when(answered && !c.leads, Done)})
	}
	return nil
}

// models marks the milestones of role models that the reader's unit fosters.
func (c *Reader) models() error {
	if c.own == 0 {
		return nil
	}
	list, err := rolemodel.List(c.ctx, c.DB, c.Bloc.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Unit != c.own {
			continue
		}
		stones, err := rolemodel.Milestones(c.ctx, c.DB, m.ID)
		if err != nil {
			return err
		}
		for _, s := range stones {
			c.add(Mark{UID: "milestone-" + s.ID.String(), From: s.Due, Text: c.T("calendar.milestone|Điển hình “{title}”: {text}", fault.P{"title": m.Title, "text": s.Text}), Href: "/dien-hinh/" + m.ID.String(), Due: true,
				Mine: s.Done.IsZero(), State: when(!s.Done.IsZero(), Done)})
		}
	}
	return nil
}
