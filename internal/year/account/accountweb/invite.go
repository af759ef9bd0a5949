package accountweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

type invitePage struct {
	ui.Page
	Errors ui.Errors
	User   account.User
	Token  string
}

type setUpPage struct {
	ui.Page
	Errors            ui.Errors
	Code, Login, Name string
}

var (
	inviteView = ui.NewView[invitePage](files, "invite.html")
	setUpView  = ui.NewView[setUpPage](files, "setup.html")
)

func inviteRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/loi-moi/{token}", Name: "account.invited", Policy: web.Public, Handler: h.invited},
		{Method: "POST", Path: "/loi-moi/{token}", Name: "account.accept", Policy: web.Public, Handler: h.accept},
		{Method: "GET", Path: "/cai-dat", Name: "account.setup", Policy: web.Public, Handler: h.setUpForm},
		{Method: "POST", Path: "/cai-dat", Name: "account.setup.do", Policy: web.Public, Handler: h.setUp},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/moi", Name: "account.invite", Policy: web.Admins, Handler: h.invite},
	}
}

// invite makes the link and shows it once, on the user's page.
func (h *handlers) invite(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.blank(), "users.invited|Đã tạo liên kết mời. Chép và gửi cho người dùng qua kênh riêng.", func(u account.User) error { return h.inviteLink(r, u) })
}

func (h *handlers) inviteLink(r *web.Request, u account.User) error {
	token, err := h.s.Invite(r.Context(), r.Actor, u.ID)
	if err == nil {
		h.s.ShowOnce(r.Context(), u.Login+" "+r.Origin()+"/loi-moi/"+token)
	}
	return err
}

// link gives the invitation that was just made for login, "" for none.
func (h *handlers) link(r *web.Request, login string) string {
	l, link, _ := strings.Cut(h.s.Once(r.Context()), " ")
	if l != login {
		return ""
	}
	return link
}

func (h *handlers) invited(w http.ResponseWriter, r *web.Request) error {
	u, err := h.s.Invited(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return inviteView.Render(w, r, invitePage{Page: ui.NewPage(w, r, "invite.title|Đặt mật khẩu"), User: u, Token: r.PathValue("token")})
}

func (h *handlers) accept(w http.ResponseWriter, r *web.Request) error {
	token := r.PathValue("token")
	u, err := h.s.Invited(r.Context(), token)
	if err != nil {
		return err
	}
	var errs ui.Errors
	if r.PostFormValue("password") != r.PostFormValue("again") {
		errs.Add("again", r.T("own.again.bad|Hai lần nhập mật khẩu mới chưa giống nhau"))
	} else if _, err = h.s.Accept(r.Context(), token, r.PostFormValue("password")); err == nil {
		return h.admit(w, r, u, from(r), "/")
	} else {
		var other error
		if errs, other = ui.Refused(r, err); other != nil {
			return other
		}
	}
	p := invitePage{Page: ui.NewPage(w, r, "invite.title|Đặt mật khẩu"), Errors: errs, User: u, Token: token}
	p.Error = "1"
	return inviteView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
}

var errSetUp = fault.New(fault.NotFound, "setup.done|Hệ thống đã có người quản trị. Đăng nhập bằng tài khoản đã có.")

func (h *handlers) setUpForm(w http.ResponseWriter, r *web.Request) error {
	empty, err := h.s.Empty(r.Context())
	if err != nil {
		return err
	}
	if !empty {
		return errSetUp
	}
	return setUpView.Render(w, r, setUpPage{Page: ui.NewPage(w, r, "setup.title|Cài đặt lần đầu")})
}

func (h *handlers) setUp(w http.ResponseWriter, r *web.Request) error {
	empty, err := h.s.Empty(r.Context())
	if err != nil {
		return err
	}
	if !empty {
		return errSetUp
	}
	p := setUpPage{Code: r.PostFormValue("code"), Login: r.PostFormValue("login"), Name: r.PostFormValue("name")}
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		p.Errors.Add("again", r.T("own.again.bad|Hai lần nhập mật khẩu mới chưa giống nhau"))
	} else {
		u, err := h.s.SetUp(r.Context(), p.Code, account.Draft{Login: p.Login, Name: p.Name, Password: password})
		if err == nil {
			return h.enter(w, r, u, from(r), "/tai-khoan/hai-lop")
		}
		var other error
		if p.Errors, other = ui.Refused(r, err); other != nil {
			return other
		}
	}
	p.Page = ui.NewPage(w, r, "setup.title|Cài đặt lần đầu")
	p.Error = "1"
	return setUpView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
}
