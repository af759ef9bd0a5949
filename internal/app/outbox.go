package app

import (
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
)

// outboxPage shows the letters of the system: in the demo, where nothing is sent, to
// everybody with their text; otherwise to the administrator without it.
type outboxPage struct {
	ui.Page
	Letters []mail.Letter
	Open    *mail.Letter // the one whose text is shown
	Texts   bool         // texts may be read
	Server  bool         // a mail server is set up
	Closed  bool         // this build opens no connection
	Failed  int
	Base    string
	Pager   ui.Pager
}

var outboxView = ui.NewView[outboxPage](pages, "outbox.html")

const lettersPerPage = 30

// outbox gives the pages of the outbox.
func (a *App) outbox() web.Slice {
	s := web.Slice{Name: "outbox", Routes: []web.Route{
		{Method: "GET", Path: "/quan-tri/thu", Name: "outbox.list", Policy: web.Admins, Handler: func(w http.ResponseWriter, r *web.Request) error {
			return a.letters(w, r, "/quan-tri/thu", false)
		}},
		{Method: "POST", Path: "/quan-tri/thu/{id}/gui-lai", Name: "outbox.retry", Policy: web.Admins, Handler: a.retryLetter},
	}, Menu: []web.MenuItem{
		{Path: "/quan-tri/thu", Label: "nav.mail|Thư gửi đi", Order: 910, Show: func(x who.Actor) bool { return x.Has(who.Admin, 0) }},
	}}
	if a.Demo {
		s.Routes = append(s.Routes,
			web.Route{Method: "GET", Path: "/demo/thu", Name: "outbox.demo", Policy: web.Public, Handler: func(w http.ResponseWriter, r *web.Request) error { return a.letters(w, r, "/demo/thu", true) }},
			web.Route{Method: "GET", Path: "/demo/thu/{id}", Name: "outbox.demo.letter", Policy: web.Public, Handler: func(w http.ResponseWriter, r *web.Request) error { return a.letters(w, r, "/demo/thu", true) }})
	}
	return s
}

func (a *App) letters(w http.ResponseWriter, r *web.Request, base string, texts bool) error {
	p := outboxPage{Page: ui.NewPage(w, r, "outbox.title|Thư gửi đi"), Texts: texts, Server: a.SMTP != nil, Closed: airgap, Base: base}
	n, err := mail.Counts(r.Context(), a.DB)
	if err != nil {
		return err
	}
	p.Failed = n[mail.Failed]
	if s := r.PathValue("id"); s != "" {
		l, err := letterID(s)
		if err != nil {
			return err
		}
		one, err := mail.Of(r.Context(), a.DB, l)
		if err != nil {
			return err
		}
		p.Open, p.Title = &one, one.Subject
		return outboxView.Render(w, r, p)
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("trang"))
	page = min(max(page, 1), 1<<20)
	total := 0
	for _, c := range n {
		total += c
	}
	p.Pager = ui.Pager{Page: page, Pages: (total + lettersPerPage - 1) / lettersPerPage, Total: total, Base: base + "?trang="}
	if p.Letters, err = mail.List(r.Context(), a.DB, lettersPerPage, (page-1)*lettersPerPage); err != nil {
		return err
	}
	return outboxView.Render(w, r, p)
}

func letterID(s string) (mail.ID, error) {
	l, err := id.Parse[mail.Letter](s)
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	return l, nil
}

// retryLetter puts a letter that was given up back into the queue.
func (a *App) retryLetter(w http.ResponseWriter, r *web.Request) error {
	if err := who.Can(r.Actor, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	l, err := letterID(r.PathValue("id"))
	if err != nil {
		return err
	}
	err = a.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := mail.Retry(r.Context(), tx, l); err != nil {
			return err
		}
		return audit.Write(r.Context(), tx, audit.Entry{By: r.Actor, Did: "mail.retry", On: "letter/" + l.String()})
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/quan-tri/thu", "outbox.again|Thư được xếp hàng gửi lại.")
}
