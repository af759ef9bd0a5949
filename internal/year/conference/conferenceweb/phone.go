package conferenceweb

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/live"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/report"
)

// cookie is what a phone keeps: the code of the conference, a dot, its token.
const cookie = "hop"

func (h *handler) remember(w http.ResponseWriter, r *web.Request, c conference.Conference, token string) {
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: c.Code + "." + token, Path: "/", MaxAge: 7 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(r.Origin(), "https:")})
}

// known gives the delegate of the phone that asks. Errors: Denied for a phone that has not
// come in, NotFound for a code without conference.
func (h *handler) known(r *web.Request) (conference.Conference, conference.Phone, *conference.Room, error) {
	h.srv.Store(r.Srv)
	c, err := h.s.Coded(r.Context(), r.PathValue("hop"))
	if err != nil {
		return c, conference.Phone{}, nil, err
	}
	token := ""
	if k, err := r.Cookie(cookie); err == nil {
		if code, t, ok := strings.Cut(k.Value, "."); ok && code == c.Code {
			token = t
		}
	}
	who := h.s.Phone
	if r.Method == "POST" {
		who = h.s.Acting
	}
	p, room, err := who(r.Context(), c, token)
	if room != nil {
		c = room.Conference
	}
	return c, p, room, err
}

type enterPage struct {
	ui.Page
	Code, Pass string
	Errors     ui.Errors
	Conf       conference.Conference // known once both codes fit
	D          conference.Delegate
}

var enterView = ui.NewBare[enterPage](files, "enter.html")

func addressOf(r *web.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// enter lets a phone in: the codes, then "is it you?", then the place is tied to the phone.
func (h *handler) enter(w http.ResponseWriter, r *web.Request) error {
	h.srv.Store(r.Srv)
	p := enterPage{Page: ui.NewPage(w, r, "meet.enter|Vào họp"), Code: r.FormValue("ma"), Pass: r.FormValue("phieu")}
	if p.Code == "" && p.Pass == "" && r.Method == "GET" {
		if k, err := r.Cookie(cookie); err == nil { // this phone is in already
			p.Code, _, _ = strings.Cut(k.Value, ".")
		}
		return enterView.Render(w, r, p)
	}
	if p.Pass == "" && r.Method == "GET" {
		return enterView.Render(w, r, p)
	}
	ctx := r.Context()
	var err error
	if r.Method == "POST" && r.PostFormValue("viec") == "vao" {
		var token string
		var x conference.Phone
		if token, x, err = h.s.Enter(ctx, addressOf(r), p.Code, p.Pass); err == nil {
			c, err := conference.Of(ctx, h.s.DB(), x.Conference)
			if err != nil {
				return err
			}
			h.remember(w, r, c, token)
			return web.See(w, r, "/hop/"+c.Code, "meet.in|Bạn đã vào họp.")
		}
	} else {
		p.Conf, p.D, err = h.s.Recognise(ctx, addressOf(r), p.Code, p.Pass)
	}
	if err == nil {
		return enterView.Render(w, r, p)
	}
	if c, e := conference.ByCode(ctx, h.s.DB(), p.Code); e == nil && fault.Is(err, fault.Conflict) { // the same phone, by its slip again
		r.SetPathValue("hop", c.Code)
		if _, _, _, e := h.known(r); e == nil {
			return web.See(w, r, "/hop/"+c.Code, "")
		}
	}
	list, other := ui.Refused(r, err, "ma", "phieu")
	if other != nil {
		return other
	}
	p.Errors, p.Error, p.D = list, "x", conference.Delegate{} // no "is it you?" for a code that lets nobody in
	return enterView.RenderStatus(w, r, statusOf(list, err), p)
}

type phonePage struct {
	ui.Page
	now
	Conf   conference.Conference
	D      conference.Delegate
	Here   conference.Presence
	Near   bool   // delegates may check themselves in
	Opens  string // from when
	Place  int
	Wait   int // minutes
	State  string
	Voted  conference.Choice
	Note   string // why the last act was refused
	Reload bool   // without scripts: comes again by itself
	Ms     int64
	Key    string
}

// NowOf gives the part that every phone shows, for the page's own template.
func (p phonePage) NowOf() now { return p.now }

var phoneView = ui.NewBare[phonePage](files, "phone.html")

// phone is the page of a delegate, and what its buttons send.
func (h *handler) phone(w http.ResponseWriter, r *web.Request) error {
	c, p, room, err := h.known(r)
	if fault.Is(err, fault.Denied) {
		return web.See(w, r, "/hop?ma="+c.Code, "")
	}
	if err != nil {
		return err
	}
	if r.Method == "POST" {
		err = h.phoneDo(r, p)
		switch {
		case err == nil:
			return web.See(w, r, "/hop/"+c.Code, "")
		case fault.Is(err, fault.Denied): // the code was given to another phone meanwhile
			return web.See(w, r, "/hop?ma="+c.Code, "")
		}
		if e, other := ui.Refused(r, err); other == nil {
			if room, err2 := h.s.Room(r.Context(), c.ID); err2 == nil {
				page, err2 := h.phonePage(w, r, p, room)
				if err2 != nil {
					return err2
				}
				page.Note = e[0].Text
				return phoneView.RenderStatus(w, r, statusOf(e, err), page)
			}
		}
		return err
	}
	page, err := h.phonePage(w, r, p, room)
	if err != nil {
		return err
	}
	return phoneView.Render(w, r, page)
}

func (h *handler) phonePage(w http.ResponseWriter, r *web.Request, p conference.Phone, room *conference.Room) (phonePage, error) {
	at := h.s.Now()
	page := phonePage{Page: ui.NewPage(w, r, "conference.one|{name}", fault.P{"name": room.Name}), now: nowOf(room, at), Conf: room.Conference, D: p.Delegate, Here: room.Present[p.Delegate.ID],
		State: stateOf(room, p.Delegate), Reload: r.FormValue("dung") == "" && r.Method == "GET", Ms: at.UnixMilli(), Key: newKey()}
	page.Near, page.Opens = room.Near(at), room.CheckIn().Format("15:04 02/01/2006")
	n, wait := room.InQueue(p.Delegate.ID, at)
	page.Place, page.Wait = n, max(1, int((wait+30*time.Second)/time.Minute))
	if room.Poll != nil && room.Poll.Named {
		var err error
		if page.Voted, err = conference.VoteOf(r.Context(), h.s.DB(), p.Conference, room.Poll.Seq, p.Delegate.ID); err != nil {
			return page, err
		}
	}
	return page, nil
}

// stateOf says which buttons a delegate has: the same as live.js works out after a change.
func stateOf(room *conference.Room, d conference.Delegate) string {
	item, _ := room.Current()
	switch {
	case room.State != conference.Running:
		return string(room.State)
	case room.Turn != nil && room.Turn.Who == d.ID:
		return "turn"
	}
	if n, _ := room.InQueue(d.ID, room.Begun); n > 0 {
		return "queued"
	}
	switch {
	case item.Kind != conference.Discuss:
		return "quiet"
	case room.Locked:
		return "shut"
	}
	return "free"
}

// phoneDo does what a button of the phone asks for.
func (h *handler) phoneDo(r *web.Request, p conference.Phone) error {
	ctx, v := r.Context(), r.PostFormValue
	var act conference.Act
	switch v("viec") {
	case "co-mat":
		act = conference.Act{Did: conference.Arrived}
	case "ve":
		act = conference.Act{Did: conference.Left}
	case "xin":
		act = conference.Act{Did: conference.Asked, Fact: conference.Fact{Text: v("ve-viec")}}
	case "de-nghi":
		act = conference.Act{Did: conference.Asked, Fact: conference.Fact{Point: true, Text: v("ve-viec")}}
	case "rut":
		act = conference.Act{Did: conference.Withdrew}
	case "y-kien":
		poll, err := strconv.ParseInt(v("bq"), 10, 64)
		if err != nil {
			poll = 0
		}
		return h.s.Cast(ctx, p, poll, conference.Choice(v("chon")))
	default:
		return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.")
	}
	act.Key = key(p, v("khoa"))
	_, err := h.s.As(ctx, p, act)
	return err
}

// key makes the key of a form that of one delegate, so that no two delegates share one.
func key(p conference.Phone, s string) string {
	if s == "" || len(s) > 80 {
		return ""
	}
	return fmt.Sprintf("%d/%s", p.Delegate.No, s)
}

// lines gives what was typed into a field of several lines.
func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

type remarkPage struct {
	ui.Page
	Passages []ui.Option
	Para     string
	Shown    string // the paragraph that is shown in full, "" for none
	Wish     string // as the delegate would have it
	Quoted   string // the words of it that the remark is about
	Asks     bool
	Conf     conference.Conference
	D        conference.Delegate
	Text     string
	Key      string
	Errors   ui.Errors
}

var remarkView = ui.NewBare[remarkPage](files, "remark.html")

// remark takes what a delegate writes about the draft report.
func (h *handler) remark(w http.ResponseWriter, r *web.Request) error {
	c, p, _, err := h.known(r)
	if fault.Is(err, fault.Denied) {
		return web.See(w, r, "/hop?ma="+c.Code, "")
	}
	if err != nil {
		return err
	}
	page := remarkPage{Page: ui.NewPage(w, r, "meet.remark|Góp ý vào Dự thảo"), Conf: c, D: p.Delegate, Key: newKey()}
	if page.Passages, err = h.passages(r, c); err != nil {
		return err
	}
	if r.Method == "GET" { // a paragraph that was tapped in the text is shown at once
		if page.Para = r.FormValue("doan"); page.Para != "" {
			if err := h.lookUp(r, &page); err != nil {
				return err
			}
		}
		return remarkView.Render(w, r, page)
	}
	page.Text, page.Key, page.Para = r.PostFormValue("text"), r.PostFormValue("khoa"), r.PostFormValue("doan")
	page.Shown, page.Wish, page.Asks = lines(r.PostFormValue("goc")), lines(r.PostFormValue("wish")), r.PostFormValue("hoi") != ""
	page.Quoted = lines(r.PostFormValue("quoted"))
	m := conference.Remark{Text: page.Text, Quoted: page.Quoted, Asks: page.Asks, Key: key(p, page.Key)}
	if page.Para != "" {
		if m.Para, err = parseID[report.Paragraph](page.Para); err != nil {
			return err
		}
	}
	switch r.PostFormValue("viec") { // the paragraph is looked at, nothing is sent
	case "xem":
		if err := h.lookUp(r, &page); err != nil {
			return err
		}
		return remarkView.Render(w, r, page)
	case "khac":
		page.Shown, page.Wish, page.Quoted, page.Para = "", "", "", ""
		return remarkView.Render(w, r, page)
	}
	if page.Shown != "" && page.Wish != "" && page.Wish != page.Shown {
		m.Wish, m.Base = page.Wish, page.Shown
	}
	e, err := h.s.RemarkOf(r.Context(), p, m)
	if err == nil {
		if e.Fact.Ref == "" { // no draft takes it
			return web.See(w, r, "/hop/"+c.Code, "meet.remark.kept|Đã ghi vào diễn biến Hội nghị. Dự thảo hiện không nhận góp ý; thư ký sẽ xem.")
		}
		return web.See(w, r, "/hop/"+c.Code, "meet.remark.sent|Đã gửi góp ý. Thư ký đã nhận.")
	}
	list, other := ui.Refused(r, err, "quoted", "wish", "text")
	if other != nil {
		return other
	}
	page.Errors, page.Error = list, "x"
	return remarkView.RenderStatus(w, r, statusOf(list, err), page)
}

// lookUp fills in the words of the paragraph that the page names; one that is gone is named no more.
func (h *handler) lookUp(r *web.Request, page *remarkPage) error {
	all, err := h.s.Passages(r.Context(), page.Conf)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Para.String() == page.Para {
			page.Shown, page.Wish = strings.TrimSpace(x.Text), strings.TrimSpace(x.Text)
			return nil
		}
	}
	page.Para = ""
	return nil
}

func (h *handler) phoneReader(r *web.Request) (live.Reader, error) {
	var c conference.Conference
	var p conference.Phone
	var err error
	apart(func() { c, p, _, err = h.known(r) })
	if err != nil {
		return live.Reader{}, err
	}
	return live.Reader{Channel: channelOf(c.ID, "phone", r.Lang), May: func(ctx context.Context) error { return h.s.Still(ctx, p) }}, nil
}

// apart runs f on a stack of its own: a query needs a deep one, and a stream would keep it as long
// as it is open, once for every phone.
func apart(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func (h *handler) phoneLive(w http.ResponseWriter, r *web.Request) error {
	x, err := h.phoneReader(r)
	if err != nil {
		return err
	}
	return h.hub.Stream(w, r, x)
}

func (h *handler) phoneFrame(w http.ResponseWriter, r *web.Request) error {
	x, err := h.phoneReader(r)
	if err != nil {
		return err
	}
	return h.hub.Frame(w, r, x)
}

// door gives the address that phones open.
func door(r *web.Request) string {
	if list := r.Doors(); len(list) > 0 {
		return list[0]
	}
	return r.Origin()
}

// joinCode draws the address where phones come in; the hall screen shows it.
func (h *handler) joinCode(w http.ResponseWriter, r *web.Request) error {
	c, err := conference.ByCode(r.Context(), h.s.DB(), r.PathValue("hop"))
	if err != nil {
		return err
	}
	return drawCode(w, door(r)+"/hop?ma="+c.Code, r.T("meet.enter|Vào họp"))
}
