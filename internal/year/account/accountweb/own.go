package accountweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/org"
)

type postRow struct {
	account.Post
	Label, Unit string
	Now         bool
}

type sessionRow struct {
	account.Session
	Browser string
}

type ownPage struct {
	ui.Page
	Errors   ui.Errors
	User     account.User
	Posts    []postRow
	Sessions []sessionRow
	Others   bool // signed in elsewhere too
	Factor   account.Factor
	Links    []account.Link
	Contact  account.Contact
	Langs    []ui.Option
	Mail     bool // letters are sent
}

var ownView = ui.NewView[ownPage](files, "own.html")

func (h *handlers) own(w http.ResponseWriter, r *web.Request) error {
	return h.ownStatus(w, r, http.StatusOK, nil)
}

func (h *handlers) ownStatus(w http.ResponseWriter, r *web.Request, status int, errs ui.Errors) error {
	return h.ownWith(w, r, status, errs, nil)
}

// ownWith shows the page, with an address as it was typed when one was refused.
func (h *handlers) ownWith(w http.ResponseWriter, r *web.Request, status int, errs ui.Errors, typed *account.Contact) error {
	ctx := r.Context()
	p := ownPage{Page: ui.NewPage(w, r, "own.title|Tài khoản của tôi"), Errors: errs}
	if len(errs) > 0 {
		p.Error = "1"
	}
	var err error
	if p.User, err = account.UserByID(ctx, h.s.DB(), r.Actor.User); err != nil {
		return err
	}
	if p.Posts, err = h.posts(r, r.Actor.User); err != nil {
		return err
	}
	if p.Factor, err = account.FactorOf(ctx, h.s.DB(), r.Actor.User); err != nil {
		return err
	}
	p.Langs, p.Mail = langs(r), h.s.SendsMail()
	if p.Contact, err = h.s.ContactOf(ctx, r.Actor.User); err != nil {
		return err
	}
	if typed != nil {
		p.Contact = *typed
	}
	if p.Links, err = h.s.LinksOf(ctx, r.Actor.User); err != nil {
		return err
	}
	list, err := h.s.SessionsOf(ctx, r.Actor.User, h.s.CurrentKey(ctx))
	if err != nil {
		return err
	}
	for _, s := range list {
		p.Sessions = append(p.Sessions, sessionRow{s, browser(r, s.Agent)})
		p.Others = p.Others || !s.Current
	}
	return ownView.RenderStatus(w, r, status, p)
}

// posts gives the posts of u with the names of their units.
func (h *handlers) posts(r *web.Request, u id.User) ([]postRow, error) {
	list, err := account.Posts(r.Context(), h.s.DB(), u)
	if err != nil {
		return nil, err
	}
	var rows []postRow
	for _, p := range list {
		row := postRow{Post: p, Label: roleText(r, p.Role), Now: p.Has(h.s.Today())}
		if p.Unit != 0 {
			unit, err := org.UnitOf(r.Context(), h.s.DB(), p.Unit)
			if err != nil {
				return nil, err
			}
			row.Unit = unit.Name
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (h *handlers) changePassword(w http.ResponseWriter, r *web.Request) error {
	next := r.PostFormValue("new")
	var errs ui.Errors
	if next != r.PostFormValue("again") {
		errs.Add("again", r.T("own.again.bad|Hai lần nhập mật khẩu mới chưa giống nhau"))
		return h.ownStatus(w, r, http.StatusUnprocessableEntity, errs)
	}
	err := h.s.ChangePassword(r.Context(), r.Actor, h.s.CurrentKey(r.Context()), r.PostFormValue("old"), next)
	if err == nil { // the other browsers are strangers now; this one is not
		err = h.remember(w, r, r.Actor.User, from(r))
	}
	if err == nil {
		return web.See(w, r, "/tai-khoan", "own.changed|Đã đổi mật khẩu. Các nơi khác đã được đăng xuất.")
	}
	errs, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	return h.ownStatus(w, r, http.StatusUnprocessableEntity, errs)
}

func (h *handlers) revoke(w http.ResponseWriter, r *web.Request) error {
	if err := h.s.Revoke(r.Context(), r.Actor, h.s.CurrentKey(r.Context()), r.PostFormValue("key")); err != nil {
		return err
	}
	return web.See(w, r, "/tai-khoan", "own.revoked|Đã đăng xuất ở nơi đã chọn.")
}

// browser gives a short name of a browser from its User-Agent: "Chrome, Windows".
func browser(r *web.Request, agent string) string {
	pick := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	b := pick("coc_coc", "Cốc Cốc", "Edg/", "Edge", "OPR/", "Opera", "Zalo", "Zalo", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	o := pick("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	switch {
	case b != "" && o != "":
		return b + ", " + o
	case b+o != "":
		return b + o
	}
	return r.T("own.browser|Trình duyệt không rõ")
}
