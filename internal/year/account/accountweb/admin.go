package accountweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
	"thidua/internal/year/org"
)

type userForm struct {
	Login, Name, Email, Role, Unit, Title, From, To string
}

type usersPage struct {
	ui.Page
	Errors ui.Errors
	Q      string
	Users  []userRow
	Total  int
	Pager  ui.Pager
	Form   userForm
	Roles  []ui.Option
	Units  []ui.Option
	Needs  []roleNeed
}

// A userRow is an account with what it may act as, today and later.
type userRow struct {
	account.User
	Posts  []postRow
	Factor bool
}

// roleNeed tells whether a role needs a second factor.
type roleNeed struct {
	Role who.Role
	Text string
	On   bool
}

type userPage struct {
	ui.Page
	Errors ui.Errors
	User   account.User
	Self   bool
	Posts  []postRow
	Form   userForm
	Roles  []ui.Option
	Units  []ui.Option
	Today  string

	Factor  account.Factor
	Link    string    // invitation, shown once
	Invited time.Time // end of the open invitation
}

var (
	usersView = ui.NewView[usersPage](files, "users.html")
	userView  = ui.NewView[userPage](files, "user.html")
)

func roleText(r *web.Request, role who.Role) string {
	switch role {
	case who.Officer:
		return r.T("role.officer|Cán bộ TĐKT của đơn vị")
	case who.Head:
		return r.T("role.head|Thủ trưởng đơn vị")
	case who.Board:
		return r.T("role.board|Ban Thi đua - Khen thưởng tỉnh")
	case who.Admin:
		return r.T("role.admin|Quản trị hệ thống")
	}
	return string(role)
}

// choices gives the options of the forms: roles, and units by name.
func (h *handlers) choices(r *web.Request) (roles, units []ui.Option, err error) {
	for _, x := range []who.Role{who.Officer, who.Head, who.Board, who.Admin} {
		roles = append(roles, ui.Option{Value: string(x), Text: roleText(r, x)})
	}
	list, err := org.Units(r.Context(), h.s.DB())
	for _, u := range list {
		units = append(units, ui.Option{Value: u.Code, Text: u.Name})
	}
	return roles, units, err
}

func (h *handlers) users(w http.ResponseWriter, r *web.Request) error {
	return h.usersStatus(w, r, http.StatusOK, userForm{From: h.s.Today().VN()}, nil)
}

func (h *handlers) usersStatus(w http.ResponseWriter, r *web.Request, status int, f userForm, errs ui.Errors) (err error) {
	p := usersPage{Page: ui.NewPage(w, r, "users.title|Người dùng"), Errors: errs, Q: r.URL.Query().Get("q"), Form: f}
	if len(errs) > 0 {
		p.Error = "1"
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("trang"))
	page = min(max(page, 1), 100000)
	l, err := h.s.List(r.Context(), r.Actor, p.Q, page)
	if err != nil {
		return err
	}
	p.Total = l.Total
	today := h.s.Today()
	for _, u := range l.Users {
		row := userRow{User: u}
		posts, err := h.posts(r, u.ID)
		if err != nil {
			return err
		}
		for _, x := range posts {
			if x.To.IsZero() || !x.To.Before(today) {
				row.Posts = append(row.Posts, x)
			}
		}
		f, err := account.FactorOf(r.Context(), h.s.DB(), u.ID)
		if err != nil {
			return err
		}
		row.Factor = f.On()
		p.Users = append(p.Users, row)
	}
	p.Pager = ui.Pager{Page: page, Pages: (l.Total + account.PageSize - 1) / account.PageSize, Total: l.Total, Base: "/quan-tri/nguoi-dung?q=" + queryEscape(p.Q) + "&trang="}
	if p.Roles, p.Units, err = h.choices(r); err != nil {
		return err
	}
	needed, err := account.FactorRoles(r.Context(), h.s.DB())
	for _, o := range p.Roles {
		p.Needs = append(p.Needs, roleNeed{who.Role(o.Value), o.Text, slices.Contains(needed, who.Role(o.Value))})
	}
	if err != nil {
		return err
	}
	return usersView.RenderStatus(w, r, status, p)
}

// readPost reads the post of a form; what cannot be read is noted in errs.
func (h *handlers) readPost(r *web.Request, f *userForm, errs *ui.Errors) (p account.Post, err error) {
	f.Role, f.Unit, f.Title = r.PostFormValue("role"), r.PostFormValue("unit"), r.PostFormValue("title")
	f.From, f.To = r.PostFormValue("from"), r.PostFormValue("to")
	p = account.Post{Role: who.Role(f.Role), Title: f.Title}
	if f.Unit != "" {
		u, err := org.UnitByCode(r.Context(), h.s.DB(), f.Unit)
		if fault.Is(err, fault.NotFound) {
			errs.Add("unit", r.T("account.unit.none|Không có đơn vị này. Chọn trong danh sách."))
		} else if err != nil {
			return p, err
		}
		p.Unit = u.ID
	}
	p.From = readDate(r, f.From, "from", "own.fromday|Từ ngày", errs)
	p.To = readDate(r, f.To, "to", "own.today|Đến ngày", errs)
	return p, nil
}

func readDate(r *web.Request, text, field, label string, errs *ui.Errors) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		errs.Add(field, r.T("date.bad|{field} phải là ngày, ví dụ 19/07/2022", fault.P{"field": r.T(label)}))
	}
	return d
}

func (h *handlers) create(w http.ResponseWriter, r *web.Request) error {
	var errs ui.Errors
	f := userForm{Login: r.PostFormValue("login"), Name: r.PostFormValue("name"), Email: r.PostFormValue("email")}
	post, err := h.readPost(r, &f, &errs)
	if err != nil {
		return err
	}
	password := r.PostFormValue("password") // none: the user is invited to set one
	if len(errs) == 0 {
		u, err := h.s.Register(r.Context(), r.Actor, account.Draft{Login: f.Login, Name: f.Name, Email: f.Email, Password: password, Posts: []account.Post{post}})
		if err == nil && password == "" {
			err = h.inviteLink(r, u)
		}
		if err == nil {
			return web.See(w, r, "/quan-tri/nguoi-dung/"+u.Login, "users.created|Đã tạo tài khoản {login}.", fault.P{"login": u.Login})
		}
		var other error
		if errs, other = ui.Refused(r, err); other != nil {
			return other
		}
	}
	return h.usersStatus(w, r, http.StatusUnprocessableEntity, f, errs)
}

func (h *handlers) user(w http.ResponseWriter, r *web.Request) error {
	return h.userStatus(w, r, http.StatusOK, userForm{From: h.s.Today().VN()}, nil)
}

func (h *handlers) target(r *web.Request) (account.User, error) {
	return account.UserByLogin(r.Context(), h.s.DB(), r.PathValue("login"))
}

func (h *handlers) userStatus(w http.ResponseWriter, r *web.Request, status int, f userForm, errs ui.Errors) error {
	u, err := h.target(r)
	if err != nil {
		return err
	}
	p := userPage{Page: ui.NewPage(w, r, "users.one|Người dùng {login}", fault.P{"login": u.Login}), Errors: errs, User: u, Self: u.ID == r.Actor.User, Form: f, Today: h.s.Today().VN()}
	if len(errs) > 0 {
		p.Error = "1"
	}
	if p.Posts, err = h.posts(r, u.ID); err != nil {
		return err
	}
	if p.Factor, err = account.FactorOf(r.Context(), h.s.DB(), u.ID); err != nil {
		return err
	}
	if errs.For("email") == "" { // not an address that was just refused
		c, err := h.s.ContactOf(r.Context(), u.ID)
		if err != nil {
			return err
		}
		p.Form.Email = c.Email
	}
	p.Link = h.link(r, u.Login)
	if p.Invited, err = h.s.InvitedUntil(r.Context(), u.ID); err != nil {
		return err
	}
	if p.Roles, p.Units, err = h.choices(r); err != nil {
		return err
	}
	return userView.RenderStatus(w, r, status, p)
}

// change runs f and goes back to the user's page, or shows it again with what was refused.
func (h *handlers) change(w http.ResponseWriter, r *web.Request, form userForm, done string, f func(u account.User) error) error {
	u, err := h.target(r)
	if err != nil {
		return err
	}
	if err = f(u); err == nil {
		return web.See(w, r, "/quan-tri/nguoi-dung/"+u.Login, done)
	}
	errs, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	return h.userStatus(w, r, http.StatusUnprocessableEntity, form, errs)
}

func (h *handlers) blank() userForm { return userForm{From: h.s.Today().VN()} }

func (h *handlers) disable(w http.ResponseWriter, r *web.Request) error {
	off := r.PostFormValue("off") == "1"
	done := "users.enabled|Đã mở lại tài khoản."
	if off {
		done = "users.disabled|Đã khóa tài khoản và đăng xuất ở mọi nơi."
	}
	return h.change(w, r, h.blank(), done, func(u account.User) error {
		return h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.SetDisabled(r.Context(), tx, r.Actor, u.ID, off) })
	})
}

func (h *handlers) resetPassword(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.blank(), "users.reset|Đã đặt lại mật khẩu và đăng xuất ở mọi nơi.", func(u account.User) error {
		return h.s.SetPassword(r.Context(), r.Actor, u.ID, r.PostFormValue("password"))
	})
}

func (h *handlers) addPost(w http.ResponseWriter, r *web.Request) error {
	var errs ui.Errors
	var f userForm
	post, err := h.readPost(r, &f, &errs)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return h.userStatus(w, r, http.StatusUnprocessableEntity, f, errs)
	}
	return h.change(w, r, f, "users.posted|Đã giao chức trách.", func(u account.User) error {
		return h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.AddPost(r.Context(), tx, r.Actor, u.ID, post) })
	})
}

func (h *handlers) endPost(w http.ResponseWriter, r *web.Request) error {
	post, err := id.Parse[account.Post](r.PostFormValue("post"))
	if err != nil {
		return fault.New(fault.NotFound, "account.post.none|Không tìm thấy chức trách này. Tải lại trang.")
	}
	day, err := civil.ParseVN(r.PostFormValue("last"))
	if err != nil {
		var errs ui.Errors
		errs.AddAt("last-"+post.String(), r.T("date.bad|{field} phải là ngày, ví dụ 19/07/2022", fault.P{"field": r.T("users.last|Ngày cuối")}))
		return h.userStatus(w, r, http.StatusUnprocessableEntity, h.blank(), errs)
	}
	return h.change(w, r, h.blank(), "users.unposted|Đã kết thúc chức trách.", func(u account.User) error {
		return h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.EndPost(r.Context(), tx, r.Actor, u.ID, post, day) })
	})
}
