package accountweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

// pressPage asks for one press that a link in a letter leads to.
type pressPage struct {
	ui.Page
	Text, Action, Button string
	Done                 string // what the press did, shown instead of the button
}

var pressView = ui.NewView[pressPage](files, "press.html")

func contactRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Method: "POST", Path: "/tai-khoan/thu", Name: "account.contact", Policy: web.SignedIn, Handler: h.setContact},
		{Method: "GET", Path: "/tai-khoan/thu/{token}", Name: "account.contact.asked", Policy: web.Public, Handler: h.confirmForm},
		{Method: "POST", Path: "/tai-khoan/thu/{token}", Name: "account.contact.confirm", Policy: web.Public, Handler: h.confirm},
		{Method: "GET", Path: "/ngung-nhac/{token}", Name: "account.reminders.ask", Policy: web.Public, Handler: h.stopForm},
		{Method: "POST", Path: "/ngung-nhac/{token}", Name: "account.reminders.stop", Policy: web.Public, Handler: h.stop},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/thu", Name: "account.user.email", Policy: web.Admins, Handler: h.setEmail},
	}
}

// langs are the languages of letters as options.
func langs(r *web.Request) []ui.Option {
	return []ui.Option{{Value: "vi", Text: r.T("lang.vi|Tiếng Việt")}, {Value: "en", Text: r.T("lang.en|Tiếng Anh")}}
}

func (h *handlers) setContact(w http.ResponseWriter, r *web.Request) error {
	n := account.Contact{Email: r.PostFormValue("email"), Lang: r.PostFormValue("lang"), Reminders: r.PostFormValue("reminders") == "1"}
	asked, err := h.s.SetContact(r.Context(), r.Actor, n, r.Origin())
	if err == nil {
		done := "contact.saved|Đã lưu địa chỉ và cách nhận thư."
		if asked {
			done = "contact.sent|Đã gửi thư đến địa chỉ mới. Mở thư và bấm liên kết để xác nhận, trong 48 giờ."
		}
		return web.See(w, r, "/tai-khoan#thu", done)
	}
	errs, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	return h.ownWith(w, r, http.StatusUnprocessableEntity, errs, &n)
}

func (h *handlers) confirmForm(w http.ResponseWriter, r *web.Request) error {
	return h.press(w, r, h.askedPage)
}

// askedPage gives the page of a confirmation link.
func (h *handlers) askedPage(w http.ResponseWriter, r *web.Request) (pressPage, error) {
	c, err := h.s.Asked(r.Context(), r.PathValue("token"))
	if err != nil {
		return pressPage{}, err
	}
	u, err := account.UserByID(r.Context(), h.s.DB(), c.User)
	p := pressPage{Page: ui.NewPage(w, r, "contact.title|Xác nhận địa chỉ nhận thư"), Action: r.URL.Path, Button: r.T("contact.confirm|Xác nhận")}
	p.Text = r.T("contact.ask|Dùng {email} để nhận thư của tài khoản {login}?", fault.P{"email": c.Asked, "login": u.Login})
	return p, err
}

func (h *handlers) press(w http.ResponseWriter, r *web.Request, page func(http.ResponseWriter, *web.Request) (pressPage, error)) error {
	p, err := page(w, r)
	if err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the word that opens it
	return pressView.Render(w, r, p)
}

func (h *handlers) confirm(w http.ResponseWriter, r *web.Request) error {
	p, err := h.askedPage(w, r)
	if err == nil {
		err = h.s.ConfirmEmail(r.Context(), r.PathValue("token"))
	}
	if err != nil {
		return err
	}
	p.Done = r.T("contact.confirmed|Địa chỉ đã được xác nhận. Thư sẽ đến địa chỉ này.")
	return pressView.Render(w, r, p)
}

func (h *handlers) stopForm(w http.ResponseWriter, r *web.Request) error {
	return h.press(w, r, h.stopPage)
}

func (h *handlers) stopPage(w http.ResponseWriter, r *web.Request) (pressPage, error) {
	c, err := h.s.Stopping(r.Context(), r.PathValue("token"))
	if err != nil {
		return pressPage{}, err
	}
	u, err := account.UserByID(r.Context(), h.s.DB(), c.User)
	p := pressPage{Page: ui.NewPage(w, r, "contact.stop.title|Ngừng nhận thư nhắc việc"), Action: r.URL.Path, Button: r.T("contact.stop.do|Ngừng nhận")}
	p.Text = r.T("contact.stop.ask|Tài khoản {login} sẽ không nhận thư nhắc hạn nữa. Bật lại ở trang Tài khoản.", fault.P{"login": u.Login})
	if !c.Reminders {
		p.Done = r.T("contact.stopped|Đã ngừng gửi thư nhắc việc. Bật lại ở trang Tài khoản.")
	}
	return p, err
}

func (h *handlers) stop(w http.ResponseWriter, r *web.Request) error {
	if err := h.s.StopReminders(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return h.stopForm(w, r)
}

func (h *handlers) setEmail(w http.ResponseWriter, r *web.Request) error {
	f := h.blank()
	f.Email = r.PostFormValue("email")
	return h.change(w, r, f, "contact.saved|Đã lưu địa chỉ và cách nhận thư.", func(u account.User) error {
		return h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.SetEmail(r.Context(), tx, r.Actor, u.ID, f.Email) })
	})
}
