package accountweb

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/oidc"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

// SSO is the single sign-on of an installation.
type SSO struct {
	Settings oidc.Settings
	Provider func(back string) Provider // for the address to which the browser returns
}

// A Provider leads to the single sign-on and takes its answer: oidc.Provider.
type Provider interface {
	Leave() (string, oidc.Trip)
	Return(ctx context.Context, q url.Values, t oidc.Trip) (oidc.Identity, error)
}

const returnPath = "/dang-nhap/mot-lan/ve"

func ssoRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Method: "POST", Path: "/dang-nhap/mot-lan", Name: "account.sso", Policy: web.Public, Handler: h.leave},
		{Method: "GET", Path: returnPath, Name: "account.sso.return", Policy: web.Public, Handler: h.comeBack},
		{Method: "POST", Path: "/tai-khoan/lien-ket", Name: "account.unlink", Policy: web.SignedIn, Handler: h.unlink},
	}
}

// trip is what the session remembers of a sign-in that is on its way.
type trip struct {
	oidc.Trip
	Ve string
}

// leave sends the browser to the provider. It is a POST, so that no other site can start it.
func (h *handlers) leave(w http.ResponseWriter, r *web.Request) error {
	to, t := h.sso.Provider(r.Origin() + returnPath).Leave()
	b, err := json.Marshal(trip{t, web.Local(r.PostFormValue("ve"))})
	if err != nil {
		return err
	}
	h.s.Keep(r.Context(), "trip", string(b))
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

func errSSO() *fault.Error {
	return fault.New(fault.Invalid, "sso.bad|Chưa đăng nhập được qua hệ thống đăng nhập một lần. Thử lại, hoặc dùng tên đăng nhập và mật khẩu.")
}

// comeBack takes the answer of the provider: who is linked is let in; who is not signs in
// once by password, which links the two.
func (h *handlers) comeBack(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	var t trip
	if err := json.Unmarshal([]byte(h.s.Kept(ctx, "trip")), &t); err != nil {
		return errSSO()
	}
	h.s.Keep(ctx, "trip", "")
	who, err := h.sso.Provider(r.Origin()+returnPath).Return(ctx, r.URL.Query(), t.Trip)
	if err != nil {
		return errSSO().Because(err)
	}
	u, err := h.s.Linked(ctx, who.Issuer, who.Subject)
	if fault.Is(err, fault.NotFound) {
		b, err := json.Marshal(who)
		if err != nil {
			return err
		}
		h.s.Keep(ctx, "identity", string(b))
		return web.See(w, r, "/dang-nhap?ve="+queryEscape(t.Ve), "sso.link|Lần đầu dùng đăng nhập một lần: nhập tên đăng nhập và mật khẩu của bạn để liên kết.")
	}
	if err != nil {
		return err
	}
	if err := h.s.SignedInBy(ctx, u); err != nil {
		return err
	}
	if h.sso.Settings.TwoFactors {
		return h.enter(w, r, u, from(r), t.Ve)
	}
	return h.admit(w, r, u, from(r), t.Ve)
}

// linkPending ties the identity that came back before this sign-in to the account.
func (h *handlers) linkPending(r *web.Request, u id.User) error {
	text := h.s.Kept(r.Context(), "identity")
	if text == "" || h.sso == nil {
		return nil
	}
	h.s.Keep(r.Context(), "identity", "")
	var x oidc.Identity
	if err := json.Unmarshal([]byte(text), &x); err != nil {
		return err
	}
	user, err := account.UserByID(r.Context(), h.s.DB(), u)
	if err != nil {
		return err
	}
	return h.s.Link(r.Context(), who.Actor{User: u, Name: user.Name, Via: "web"}, account.Link{Issuer: x.Issuer, Subject: x.Subject, Name: x.Name})
}

func (h *handlers) unlink(w http.ResponseWriter, r *web.Request) error {
	l, err := id.Parse[account.Link](r.PostFormValue("link"))
	if err != nil {
		return fault.New(fault.NotFound, "link.gone|Liên kết này không còn. Tải lại trang.")
	}
	if err := h.s.Unlink(r.Context(), r.Actor, l); err != nil {
		errs, other := ui.Refused(r, err)
		if other != nil {
			return other
		}
		return h.ownStatus(w, r, http.StatusUnprocessableEntity, errs)
	}
	return web.See(w, r, "/tai-khoan", "link.dropped|Đã bỏ liên kết.")
}
