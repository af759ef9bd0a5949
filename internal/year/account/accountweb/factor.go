package accountweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/qr"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

type codePage struct {
	ui.Page
	Errors ui.Errors
	Ve     string
	Keys   bool // a passkey may answer
	Codes  bool // an authenticator makes codes
}

type factorPage struct {
	ui.Page
	Errors     ui.Errors
	Factor     account.Factor
	Needed     bool // the role needs it
	Must       bool // and nothing else may be done before
	Enrollment *account.Enrollment
	Codes      []string // recovery codes, shown once
}

var (
	codeView   = ui.NewView[codePage](files, "code.html")
	factorView = ui.NewView[factorPage](files, "factor.html")
)

func factorRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/dang-nhap/ma", Name: "account.code", Policy: web.Public, Handler: h.codeForm},
		{Method: "POST", Path: "/dang-nhap/ma", Name: "account.code.do", Policy: web.Public, Handler: h.code},
		{Method: "GET", Path: "/tai-khoan/hai-lop", Name: "account.factor", Policy: web.SignedIn, Handler: h.factor},
		{Method: "GET", Path: "/tai-khoan/hai-lop/qr.svg", Name: "account.factor.qr", Policy: web.SignedIn, Handler: h.factorQR},
		{Method: "POST", Path: "/tai-khoan/hai-lop", Name: "account.factor.on", Policy: web.SignedIn, Handler: h.enable},
		{Method: "POST", Path: "/tai-khoan/hai-lop/doi", Name: "account.factor.change", Policy: web.SignedIn, Handler: h.changeFactor},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/hai-lop", Name: "account.factor.reset", Policy: web.Admins, Handler: h.resetFactor},
		{Method: "POST", Path: "/quan-tri/hai-lop", Name: "account.factor.roles", Policy: web.Admins, Handler: h.factorRoles},
	}
}

func (h *handlers) codeForm(w http.ResponseWriter, r *web.Request) error {
	u := h.s.Half(r.Context())
	if u == 0 {
		return web.See(w, r, "/dang-nhap", "")
	}
	return h.codeStatus(w, r, http.StatusOK, u, codePage{Ve: r.FormValue("ve")})
}

func (h *handlers) codeStatus(w http.ResponseWriter, r *web.Request, status int, u id.User, p codePage) error {
	f, err := account.FactorOf(r.Context(), h.s.DB(), u)
	if err != nil {
		return err
	}
	p.Page, p.Keys, p.Codes = ui.NewPage(w, r, "in.code.title|Mã xác thực"), f.Keys > 0, f.Codes()
	if len(p.Errors) > 0 {
		p.Error = "1"
	}
	return codeView.RenderStatus(w, r, status, p)
}

// codeRefused shows the page of the second step again with what was refused.
func (h *handlers) codeRefused(w http.ResponseWriter, r *web.Request, u id.User, err error, ve string) error {
	p, status := codePage{Ve: ve}, http.StatusUnprocessableEntity
	if fault.Is(err, fault.Busy) {
		status = http.StatusTooManyRequests
	}
	var other error
	if p.Errors, other = ui.Refused(r, err); other != nil {
		return other
	}
	return h.codeStatus(w, r, status, u, p)
}

func (h *handlers) code(w http.ResponseWriter, r *web.Request) error {
	ve := r.PostFormValue("ve")
	u := h.s.Half(r.Context())
	if u == 0 {
		return web.See(w, r, "/dang-nhap?ve="+queryEscape(ve), "in.code.late|Đã quá 10 phút từ lúc nhập mật khẩu. Đăng nhập lại.")
	}
	err := h.s.SecondStep(r.Context(), u, r.PostFormValue("code"), from(r))
	if err == nil {
		user, err := account.UserByID(r.Context(), h.s.DB(), u)
		if err != nil {
			return err
		}
		return h.enter(w, r, user, from(r), ve)
	}
	return h.codeRefused(w, r, u, err, ve)
}

// from tells where a request to sign in comes from.
func from(r *web.Request) account.From {
	f := account.From{Address: r.RemoteAddr, Agent: r.UserAgent()}
	if c, err := r.Cookie(deviceCookie); err == nil {
		f.Device = c.Value
	}
	return f
}

func (h *handlers) factor(w http.ResponseWriter, r *web.Request) error {
	return h.factorStatus(w, r, http.StatusOK, nil)
}

func (h *handlers) factorStatus(w http.ResponseWriter, r *web.Request, status int, errs ui.Errors) (err error) {
	ctx := r.Context()
	p := factorPage{Page: ui.NewPage(w, r, "factor.title|Xác thực hai lớp"), Errors: errs, Must: h.s.MustEnroll(ctx)}
	if len(errs) > 0 {
		p.Error = "1"
	}
	if p.Factor, err = account.FactorOf(ctx, h.s.DB(), r.Actor.User); err != nil {
		return err
	}
	if p.Needed, err = h.s.FactorNeeded(ctx, r.Actor.User); err != nil {
		return err
	}
	if once := h.s.Once(ctx); once != "" {
		p.Codes = strings.Fields(once)
	}
	if !p.Factor.Codes() {
		e, err := h.s.EnrollmentOf(ctx, r.Actor, h.s.Secret(ctx))
		if err != nil {
			return err
		}
		p.Enrollment = &e
	}
	w.Header().Set("Cache-Control", "no-store")
	return factorView.RenderStatus(w, r, status, p)
}

func (h *handlers) factorQR(w http.ResponseWriter, r *web.Request) error {
	e, err := h.s.EnrollmentOf(r.Context(), r.Actor, h.s.Secret(r.Context()))
	if err != nil {
		return err
	}
	c, err := qr.Encode(e.URL)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write([]byte(c.SVG(220, r.T("factor.qr|Mã QR cho ứng dụng xác thực"))))
	return err
}

func (h *handlers) enable(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	codes, err := h.s.EnableFactor(ctx, r.Actor, h.s.CurrentKey(ctx), h.s.Secret(ctx), r.PostFormValue("code"), r.PostFormValue("password"))
	if err == nil {
		if err := h.s.Enrolled(ctx); err != nil {
			return err
		}
		h.s.ShowOnce(ctx, strings.Join(codes, " "))
		return web.See(w, r, "/tai-khoan/hai-lop", "factor.on|Đã bật xác thực hai lớp. Cất các mã dự phòng ở nơi an toàn.")
	}
	errs, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	return h.factorStatus(w, r, http.StatusUnprocessableEntity, errs)
}

// changeFactor makes new recovery codes, or turns the second factor off.
func (h *handlers) changeFactor(w http.ResponseWriter, r *web.Request) error {
	if r.PostFormValue("viec") == "tat" {
		if err := h.s.DisableFactor(r.Context(), r.Actor, r.PostFormValue("confirm")); err != nil {
			return h.factorRefused(w, r, err)
		}
		return web.See(w, r, "/tai-khoan", "factor.off|Đã tắt xác thực hai lớp.")
	}
	codes, err := h.s.NewRecovery(r.Context(), r.Actor, r.PostFormValue("confirm"))
	if err != nil {
		return h.factorRefused(w, r, err)
	}
	h.s.ShowOnce(r.Context(), strings.Join(codes, " "))
	return web.See(w, r, "/tai-khoan/hai-lop", "factor.recovered|Đã tạo mã dự phòng mới. Các mã cũ không còn dùng được.")
}

func (h *handlers) factorRefused(w http.ResponseWriter, r *web.Request, err error) error {
	errs, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	return h.factorStatus(w, r, http.StatusUnprocessableEntity, errs)
}

func (h *handlers) resetFactor(w http.ResponseWriter, r *web.Request) error {
	return h.change(w, r, h.blank(), "factor.was.reset|Đã gỡ xác thực hai lớp và đăng xuất người này ở mọi nơi.", func(u account.User) error {
		return h.s.ResetFactor(r.Context(), r.Actor, u.ID)
	})
}

func (h *handlers) factorRoles(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	var roles []who.Role
	for _, x := range r.PostForm["role"] {
		roles = append(roles, who.Role(x))
	}
	if err := h.s.SetFactorRoles(r.Context(), r.Actor, roles); err != nil {
		return err
	}
	return web.See(w, r, "/quan-tri/nguoi-dung", "factor.roles.set|Đã lưu. Ai chưa có xác thực hai lớp sẽ được hướng dẫn bật khi đăng nhập.")
}

// mustEnroll leads a session that owes its second factor to the page that sets it up; only
// that page, one's account and the door stay open.
func mustEnroll(s *account.Service, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.MustEnroll(r.Context()) {
			next.ServeHTTP(w, r)
			return
		}
		for _, open := range []string{"/tai-khoan/hai-lop", "/dang-nhap", "/dang-xuat", "/tuy-chon", "/tro-giup", "/healthz", "/readyz"} {
			if r.URL.Path == open || strings.HasPrefix(r.URL.Path, open+"/") {
				next.ServeHTTP(w, r)
				return
			}
		}
		http.Redirect(w, r, "/tai-khoan/hai-lop", http.StatusSeeOther)
	})
}
