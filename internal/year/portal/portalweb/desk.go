package portalweb

import (
	"net/http"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
)

type deskPage struct {
	ui.Page
	Bloc   org.Bloc
	Lead   bool
	State  portal.State
	Tabs   []tab
	List   []portal.Article
	Units  map[id.Unit]string
	Any    bool
	Asked  int // photos that wait for the reader's unit
	Write  bool
	Pager  ui.Pager
	Drafts []portal.Source // what an article can be made from with one press
}

// A tab is one state of a list with how many it holds.
type tab struct {
	Href, Text string
	N          int
	Here       bool
}

var deskView = ui.NewView[deskPage](files, "desk.html", "parts.html")

// mine narrows lists to the reader's unit for those who do not lead.
func mine(r *web.Request, b org.Bloc) id.Unit {
	if r.Actor.Leads(b.ID) || r.Actor.Has(who.Board, 0) {
		return 0
	}
	return r.Actor.Unit()
}

func (h *handler) deskList(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	u := mine(r, b)
	if err := who.Can(r.Actor, who.ReadNews, who.Object{Bloc: b.ID, Unit: u}); err != nil {
		return err
	}
	p := deskPage{Page: ui.NewPage(w, r, "portal.desk|Tin bài của Khối"), Bloc: b, Lead: r.Actor.Leads(b.ID), State: portal.State(r.URL.Query().Get("buoc")), Units: map[id.Unit]string{}}
	p.Write = who.Can(r.Actor, who.WriteNews, who.Object{Bloc: b.ID, Unit: r.Actor.Unit()}) == nil
	counts, err := portal.Counts(ctx, q, b.ID, u)
	if err != nil {
		return err
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	p.Any = total > 0
	p.Tabs = append(p.Tabs, tab{"/tin-bai?khoi=" + b.Code, r.T("document.all|Tất cả"), total, p.State == ""})
	for _, s := range portal.States() {
		if n := counts[s]; n > 0 {
			p.Tabs = append(p.Tabs, tab{"/tin-bai?khoi=" + b.Code + "&buoc=" + string(s), stateText(r, s), n, p.State == s})
		}
	}
	if p.State != "" {
		total = counts[p.State]
	}
	page := pageNumber(r)
	p.Pager = ui.Pager{Page: page, Pages: (total + 2*portal.PerPage - 1) / (2 * portal.PerPage), Total: total, Base: "/tin-bai?khoi=" + b.Code + "&buoc=" + urlQuery(string(p.State)) + "&trang="}
	if p.List, err = portal.Articles(ctx, q, b.ID, p.State, u, page); err != nil {
		return err
	}
	members, err := org.Members(ctx, q, b.ID, clock.Today(q.Clock))
	if err != nil {
		return err
	}
	for _, m := range members {
		p.Units[m.Unit.ID] = m.Unit.Short
	}
	if own := r.Actor.Unit(); own != 0 {
		asked, err := portal.AskedOf(ctx, q, own)
		if err != nil {
			return err
		}
		for _, x := range asked {
			if k, _ := x.Of(own); k.Answer == portal.Unasked {
				p.Asked++
			}
		}
	}
	if p.Write {
		if p.Drafts, err = h.s.Sources(ctx, r.Actor, b.ID); err != nil {
			return err
		}
	}
	return deskView.Render(w, r, p)
}

func stateText(r *web.Request, s portal.State) string {
	switch s {
	case portal.Draft:
		return r.T("portal.s.draft|Nháp")
	case portal.Edited:
		return r.T("portal.s.edited|Đã biên tập")
	case portal.Approved:
		return r.T("portal.s.approved|Đã duyệt")
	case portal.Scheduled:
		return r.T("portal.s.scheduled|Hẹn giờ đăng")
	case portal.Published:
		return r.T("portal.s.published|Đã đăng")
	case portal.Corrected:
		return r.T("portal.s.corrected|Đã đính chính")
	}
	return r.T("portal.s.withdrawn|Đã rút")
}

type viewPage struct {
	ui.Page
	content
	Bloc    org.Bloc
	Unit    string
	Photos  []portal.Photo
	Waiting []portal.Photo
	Edit    bool // text may be changed now
	Lead    bool
	Approve bool
	Steps   []ui.Step
	Errors  ui.Errors
	Note    string
	Day     string
	Time    string
	Missing ui.Errors // what the next step would refuse
}

var viewView = ui.NewView[viewPage](files, "view.html", "parts.html")

// one gives the article of the request to somebody who works on it.
func (h *handler) one(r *web.Request) (portal.Article, []portal.Photo, org.Bloc, error) {
	a, err := articleID(r)
	if err != nil {
		return portal.Article{}, nil, org.Bloc{}, err
	}
	x, photos, err := h.s.Read(r.Context(), r.Actor, a)
	if err != nil {
		return x, nil, org.Bloc{}, err
	}
	b, err := org.BlocOf(r.Context(), h.s.DB, x.Bloc)
	return x, photos, b, err
}

func (h *handler) deskView(w http.ResponseWriter, r *web.Request) error {
	a, photos, b, err := h.one(r)
	if err != nil {
		return err
	}
	p, err := h.viewPage(w, r, a, photos, b)
	if err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

func (h *handler) viewPage(w http.ResponseWriter, r *web.Request, a portal.Article, photos []portal.Photo, b org.Bloc) (p viewPage, err error) {
	p = viewPage{Page: ui.NewPage(w, r, "portal.one|{title}", fault.P{"title": a.Title}), Bloc: b, Photos: photos, Lead: r.Actor.Leads(b.ID)}
	if p.content, err = h.content(r, a, portal.Shown(a.Body, photos)); err != nil {
		return p, err
	}
	u, err := org.UnitOf(r.Context(), h.s.DB, a.Unit)
	if err != nil {
		return p, err
	}
	p.Unit = u.Short
	act := who.WriteNews
	if a.State != portal.Draft {
		act = who.EditNews
	}
	p.Edit = a.State.Open() && who.Can(r.Actor, act, who.Object{Bloc: a.Bloc, Unit: a.Unit}) == nil
	p.Approve = a.State == portal.Edited && who.Can(r.Actor, who.ApproveNews, who.Object{Bloc: a.Bloc}) == nil
	for _, x := range portal.Shown(a.Body, photos) {
		if x.Waiting() {
			p.Waiting = append(p.Waiting, x)
		}
	}
	p.Steps = steps(r, a)
	if a.State.Open() {
		if err := a.Ready(photos); err != nil {
			p.Missing, _ = ui.Refused(r, err, "title")
		}
	}
	return p, nil
}

// steps is the life of an article as a tracker.
func steps(r *web.Request, a portal.Article) []ui.Step {
	order := []portal.State{portal.Draft, portal.Edited, portal.Approved, portal.Published}
	at := map[portal.State]int{portal.Draft: 0, portal.Edited: 1, portal.Approved: 2, portal.Scheduled: 2, portal.Published: 3, portal.Corrected: 3, portal.Withdrawn: 3}[a.State]
	var list []ui.Step
	for i, s := range order {
		st := ui.Step{Text: stateText(r, s)}
		switch {
		case i < at:
			st.State = "done"
		case i == at:
			st.State, st.Text = "now", stateText(r, a.State)
		}
		list = append(list, st)
	}
	return list
}

// move takes an article one step on.
func (h *handler) move(w http.ResponseWriter, r *web.Request) error {
	a, photos, b, err := h.one(r)
	if err != nil {
		return err
	}
	version, err := number(r.PostFormValue("version"))
	if err != nil {
		return err
	}
	st := portal.Step{Verb: portal.Verb(r.PostFormValue("viec")), Version: version, Note: r.PostFormValue("note")}
	if st.Verb == portal.Schedule {
		st.Publish, err = readMoment(r.PostFormValue("day"), r.PostFormValue("time"))
	}
	if err == nil {
		_, err = h.s.Move(r.Context(), r.Actor, a.ID, st)
	}
	if err == nil {
		return web.See(w, r, "/tin-bai/"+a.ID.String(), moved[st.Verb])
	}
	list, other := ui.Refused(r, err, "note", "day", "time")
	if other != nil {
		return other
	}
	p, err2 := h.viewPage(w, r, a, photos, b)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error, p.Note, p.Day, p.Time = list, "x", st.Note, r.PostFormValue("day"), r.PostFormValue("time")
	return viewView.RenderStatus(w, r, statusOf(err), p)
}

var moved = map[portal.Verb]string{
	portal.Finish:   "portal.m.finish|Đã biên tập xong, chờ duyệt.",
	portal.Approve:  "portal.m.approve|Đã duyệt.",
	portal.Return:   "portal.m.return|Đã trả lại bản nháp.",
	portal.Release:  "portal.m.release|Đã đăng.",
	portal.Schedule: "portal.m.schedule|Đã hẹn giờ đăng.",
	portal.Withdraw: "portal.m.withdraw|Đã rút bài.",
}

// readMoment reads a day and an hour as people write them.
func readMoment(day, hour string) (time.Time, error) {
	d, err := civil.ParseVN(day)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "portal.day|Ghi ngày dạng 19/07/2022.").With("day", "portal.day|Ghi ngày dạng 19/07/2022.").Because(err)
	}
	hour = strings.NewReplacer("h", ":", "g", ":", ".", ":", " ", "").Replace(strings.TrimSpace(hour))
	if strings.HasSuffix(hour, ":") {
		hour += "00"
	}
	t, err := time.Parse("15:04", hour)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "portal.hour|Ghi giờ dạng 11:25.").With("time", "portal.hour|Ghi giờ dạng 11:25.").Because(err)
	}
	return time.Date(d.Year, d.Month, d.Day, t.Hour(), t.Minute(), 0, 0, clock.Zone), nil
}
