package accountweb

import (
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

type signInPage struct {
	ui.Page
	Errors ui.Errors
	Login  string
	Ve     string // where to go after
	Back   bool   // somebody asked for a page
	SSO    string // name of the single sign-on, "" for none
}

var signInView = ui.NewView[signInPage](files, "signin.html")

// deviceCookie proves that this browser signed in before; see account.Remember.
const deviceCookie = "thietbi"

func (h *handlers) signInForm(w http.ResponseWriter, r *web.Request) error {
	ve := r.FormValue("ve")
	if r.Actor.SignedIn() {
		return web.See(w, r, web.Local(ve), "")
	}
	if empty, err := h.s.Empty(r.Context()); err != nil {
		return err
	} else if empty {
		return web.See(w, r, "/cai-dat", "")
	}
	return signInView.Render(w, r, signInPage{Page: ui.NewPage(w, r, "in.title|Đăng nhập"), Ve: ve, Back: ve != "" && web.Local(ve) != "/", SSO: h.ssoName()})
}

func (h *handlers) signIn(w http.ResponseWriter, r *web.Request) error {
	p := signInPage{Login: r.PostFormValue("login"), Ve: r.PostFormValue("ve")}
	password := r.PostFormValue("password")
	if account.Login(p.Login) == "" {
		p.Errors.Add("login", r.T("req|Nhập {field}", fault.P{"field": r.T("in.user.l|tên đăng nhập")}))
	}
	if password == "" {
		p.Errors.Add("password", r.T("req|Nhập {field}", fault.P{"field": r.T("in.pass.l|mật khẩu")}))
	}
	status := http.StatusUnprocessableEntity
	if len(p.Errors) == 0 {
		from := from(r)
		u, err := h.s.SignIn(r.Context(), p.Login, password, from)
		if err == nil {
			return h.admit(w, r, u, from, p.Ve)
		}
		if fault.Is(err, fault.Busy) {
			status = http.StatusTooManyRequests
		}
		var other error
		if p.Errors, other = ui.Refused(r, err); other != nil {
			if !fault.Is(err, fault.Denied) {
				return err
			}
			p.Errors.AddAt("", r.ErrorText(err))
		}
	}
	p.Page = ui.NewPage(w, r, "in.title|Đăng nhập")
	p.SSO = h.ssoName()
	p.Error, p.Back = "1", p.Ve != "" && web.Local(p.Ve) != "/"
	return signInView.RenderStatus(w, r, status, p)
}

// admit lets in who gave the password, or asks for the code of the second factor first.
func (h *handlers) admit(w http.ResponseWriter, r *web.Request, u account.User, from account.From, ve string) error {
	f, err := account.FactorOf(r.Context(), h.s.DB(), u.ID)
	if err != nil {
		return err
	}
	if !f.On() {
		return h.enter(w, r, u, from, ve)
	}
	if err := h.s.BeginHalf(r.Context(), u.ID); err != nil {
		return err
	}
	return web.See(w, r, "/dang-nhap/ma?ve="+queryEscape(ve), "")
}

// enter begins the session and goes to exactly the page that was asked for.
func (h *handlers) enter(w http.ResponseWriter, r *web.Request, u account.User, from account.From, ve string) error {
	if err := h.s.Begin(r.Context(), u.ID, from.Agent); err != nil {
		return err
	}
	if err := h.linkPending(r, u.ID); err != nil {
		return err
	}
	if err := h.remember(w, r, u.ID, from); err != nil {
		return err
	}
	return web.See(w, r, web.Local(ve), "")
}

// remember makes the browser a known one of u when it is none yet.
func (h *handlers) remember(w http.ResponseWriter, r *web.Request, u id.User, from account.From) error {
	known, err := h.s.Known(r.Context(), u, from.Device)
	if err != nil || known {
		return err
	}
	device, err := h.s.Remember(r.Context(), u)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: device, Path: "/dang-nhap", MaxAge: int(account.DeviceLife.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: h.s.Sessions().Cookie.Secure})
	return nil
}

func (h *handlers) ssoName() string {
	if h.sso == nil {
		return ""
	}
	return h.sso.Settings.Name
}

func (h *handlers) signOut(w http.ResponseWriter, r *web.Request) error {
	if err := h.s.End(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`) // drafts that the browser kept: the next one at this PC is somebody else
	if h.demo != nil {
		return web.See(w, r, "/demo", "")
	}
	return web.See(w, r, "/", "in.out|Bạn đã đăng xuất.")
}
