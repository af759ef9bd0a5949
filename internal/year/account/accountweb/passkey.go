package accountweb

import (
	"encoding/json"
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

type passkeyPage struct {
	ui.Page
	Errors ui.Errors
	Keys   []account.Passkey
	Name   string   // of the key to be added
	Codes  []string // recovery codes, shown once
	Must   bool
}

var passkeyView = ui.NewView[passkeyPage](files, "passkey.html")

func passkeyRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/tai-khoan/hai-lop/khoa", Name: "account.passkeys", Policy: web.SignedIn, Handler: h.passkeys},
		{Method: "POST", Path: "/tai-khoan/hai-lop/khoa", Name: "account.passkey.add", Policy: web.SignedIn, Handler: h.addPasskey},
		{Method: "POST", Path: "/tai-khoan/hai-lop/khoa/thach-do", Name: "account.passkey.offer", Policy: web.SignedIn, Handler: h.offerPasskey},
		{Method: "POST", Path: "/tai-khoan/hai-lop/khoa/sua", Name: "account.passkey.change", Policy: web.SignedIn, Handler: h.changePasskey},
		{Method: "POST", Path: "/dang-nhap/ma/khoa", Name: "account.passkey.signin", Policy: web.Public, Handler: h.passkeyStep},
		{Method: "POST", Path: "/dang-nhap/ma/thach-do", Name: "account.passkey.ask", Policy: web.Public, Handler: h.askPasskey},
	}
}

func (h *handlers) passkeys(w http.ResponseWriter, r *web.Request) error {
	return h.passkeysStatus(w, r, http.StatusOK, passkeyPage{})
}

func (h *handlers) passkeysStatus(w http.ResponseWriter, r *web.Request, status int, p passkeyPage) (err error) {
	ctx := r.Context()
	p.Page, p.Must = ui.NewPage(w, r, "passkey.title|Khóa đăng nhập (passkey)"), h.s.MustEnroll(ctx)
	if len(p.Errors) > 0 {
		p.Error = "1"
	}
	if p.Keys, err = account.PasskeysOf(ctx, h.s.DB(), r.Actor.User); err != nil {
		return err
	}
	if once := h.s.Once(ctx); once != "" {
		p.Codes = strings.Fields(once)
	}
	w.Header().Set("Cache-Control", "no-store")
	return passkeyView.RenderStatus(w, r, status, p)
}

func (h *handlers) passkeyRefused(w http.ResponseWriter, r *web.Request, err error, p passkeyPage) error {
	var other error
	if p.Errors, other = ui.Refused(r, err); other != nil {
		return other
	}
	return h.passkeysStatus(w, r, http.StatusUnprocessableEntity, p)
}

// tell answers a script with what the browser must be told.
func tell(w http.ResponseWriter, options any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(options)
}

func (h *handlers) offerPasskey(w http.ResponseWriter, r *web.Request) error {
	o, err := h.s.OfferPasskey(r.Context(), r.Actor, r.Origin())
	if err != nil {
		return err
	}
	return tell(w, o)
}

func (h *handlers) addPasskey(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	n := account.NewPasskey{Name: r.PostFormValue("name"), Password: r.PostFormValue("password"), Answer: r.PostFormValue("answer"), Origin: r.Origin()}
	codes, err := h.s.AddPasskey(ctx, r.Actor, h.s.CurrentKey(ctx), n)
	if err != nil {
		return h.passkeyRefused(w, r, err, passkeyPage{Name: n.Name})
	}
	if err := h.s.Enrolled(ctx); err != nil {
		return err
	}
	if len(codes) > 0 {
		h.s.ShowOnce(ctx, strings.Join(codes, " "))
	}
	return web.See(w, r, "/tai-khoan/hai-lop/khoa", "passkey.added|Đã thêm khóa đăng nhập. Từ lần sau dùng khóa này thay cho mã sáu số.")
}

// changePasskey renames a passkey, or removes it.
func (h *handlers) changePasskey(w http.ResponseWriter, r *web.Request) error {
	k, err := id.Parse[account.Passkey](r.PostFormValue("khoa"))
	if err != nil {
		return fault.New(fault.Invalid, "passkey.which|Chọn khóa cần đổi tên hoặc gỡ.").Because(err)
	}
	done := "passkey.renamed|Đã đổi tên khóa."
	if r.PostFormValue("viec") == "go" {
		done, err = "passkey.removed|Đã gỡ khóa đăng nhập.", h.s.RemovePasskey(r.Context(), r.Actor, k, r.PostFormValue("password"))
	} else {
		err = h.s.RenamePasskey(r.Context(), r.Actor, k, r.PostFormValue("name"))
	}
	if err != nil {
		return h.passkeyRefused(w, r, err, passkeyPage{})
	}
	return web.See(w, r, "/tai-khoan/hai-lop/khoa", done)
}

func (h *handlers) askPasskey(w http.ResponseWriter, r *web.Request) error {
	u := h.s.Half(r.Context())
	if u == 0 {
		return web.See(w, r, "/dang-nhap", "")
	}
	o, err := h.s.AskPasskey(r.Context(), u, r.Origin())
	if err != nil {
		return err
	}
	return tell(w, o)
}

func (h *handlers) passkeyStep(w http.ResponseWriter, r *web.Request) error {
	ve := r.PostFormValue("ve")
	u := h.s.Half(r.Context())
	if u == 0 {
		return web.See(w, r, "/dang-nhap?ve="+queryEscape(ve), "in.code.late|Đã quá 10 phút từ lúc nhập mật khẩu. Đăng nhập lại.")
	}
	err := h.s.PasskeyStep(r.Context(), u, r.Origin(), r.PostFormValue("answer"), from(r))
	if err != nil {
		return h.codeRefused(w, r, u, err, ve)
	}
	user, err := account.UserByID(r.Context(), h.s.DB(), u)
	if err != nil {
		return err
	}
	return h.enter(w, r, user, from(r), ve)
}
