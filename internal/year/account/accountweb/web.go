// Package accountweb holds the pages at the door: signing in and out, one's own account,
// the administration of users, and the role switch of the demo.
package accountweb

import (
	"embed"
	"net/http"
	"net/url"
	"strings"

	"thidua/internal/base/who"
	"thidua/internal/platform/live"
	"thidua/internal/platform/web"
	"thidua/internal/year/account"
)

//go:embed *.html
var files embed.FS

//go:embed account.en.txt
var english string

//go:embed passkey.en.txt
var passkeyEnglish string

type handlers struct {
	s    *account.Service
	demo *Demo
	sso  *SSO
}

// Slice gives the routes; those of the demo and of a single sign-on exist only when demo
// and sso are not nil.
func Slice(s *account.Service, demo *Demo, sso *SSO) web.Slice {
	h := &handlers{s, demo, sso}
	sl := web.Slice{Name: "account", English: english + "\n" + passkeyEnglish, Routes: []web.Route{
		{Method: "GET", Path: "/dang-nhap", Name: "account.signin", Policy: web.Public, Handler: h.signInForm},
		{Method: "POST", Path: "/dang-nhap", Name: "account.signin.do", Policy: web.Public, Handler: h.signIn},
		{Method: "POST", Path: "/dang-xuat", Name: "account.signout", Policy: web.Public, Handler: h.signOut},
		{Method: "GET", Path: "/tai-khoan", Name: "account.own", Policy: web.SignedIn, Handler: h.own},
		{Method: "POST", Path: "/tai-khoan/mat-khau", Name: "account.password", Policy: web.SignedIn, Handler: h.changePassword},
		{Method: "POST", Path: "/tai-khoan/phien", Name: "account.revoke", Policy: web.SignedIn, Handler: h.revoke},
		{Method: "GET", Path: "/quan-tri/nguoi-dung", Name: "account.users", Policy: web.Admins, Handler: h.users},
		{Method: "POST", Path: "/quan-tri/nguoi-dung", Name: "account.users.create", Policy: web.Admins, Handler: h.create},
		{Method: "GET", Path: "/quan-tri/tai-khoan-don-vi", Name: "account.units", Policy: web.Admins, Handler: h.unitUsers},
		{Method: "POST", Path: "/quan-tri/tai-khoan-don-vi", Name: "account.units.create", Policy: web.Admins, Handler: h.createUnitUsers},
		{Method: "GET", Path: "/quan-tri/nguoi-dung/{login}", Name: "account.user", Policy: web.Admins, Handler: h.user},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/khoa", Name: "account.user.disable", Policy: web.Admins, Handler: h.disable},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/mat-khau", Name: "account.user.password", Policy: web.Admins, Handler: h.resetPassword},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/chuc-trach", Name: "account.user.post", Policy: web.Admins, Handler: h.addPost},
		{Method: "POST", Path: "/quan-tri/nguoi-dung/{login}/thoi-chuc", Name: "account.user.post.end", Policy: web.Admins, Handler: h.endPost},
	}, Menu: []web.MenuItem{
		{Path: "/quan-tri/nguoi-dung", Label: "nav.users|Người dùng", Order: 900, Show: func(a who.Actor) bool { return a.Has(who.Admin, 0) }},
	}}
	sl.Routes = append(sl.Routes, factorRoutes(h)...)
	sl.Routes = append(sl.Routes, passkeyRoutes(h)...)
	sl.Routes = append(sl.Routes, inviteRoutes(h)...)
	sl.Routes = append(sl.Routes, contactRoutes(h)...)
	if sso != nil {
		sl.Routes = append(sl.Routes, ssoRoutes(h)...)
	}
	if demo != nil {
		sl.Routes = append(sl.Routes,
			web.Route{Method: "GET", Path: "/demo", Name: "account.demo", Policy: web.Public, Handler: h.demoPage},
			web.Route{Method: "POST", Path: "/demo/vai", Name: "account.demo.role", Policy: web.Public, Handler: h.demoRole})
	}
	return sl
}

// Wrap puts the session middleware around next. Static files need no session.
func Wrap(s *account.Service, next http.Handler) http.Handler {
	in := s.Sessions().LoadAndSave(mustEnroll(s, next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/tinh/") || live.Sessionless(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		in.ServeHTTP(w, r)
	})
}

// Actor gives who makes a request, for web.Options: the user of the session with what they
// hold today, who.Anonymous when nobody is signed in or the account is disabled.
func Actor(s *account.Service) func(*http.Request) (who.Actor, error) {
	return func(r *http.Request) (who.Actor, error) {
		if strings.HasPrefix(r.URL.Path, "/tinh/") || live.Sessionless(r.URL.Path) {
			return who.Anonymous, nil
		}
		u := s.Current(r.Context())
		if u == 0 {
			return who.Anonymous, nil
		}
		return s.Actor(r.Context(), u)
	}
}

// ActorAgain is Actor for a stream: the session is looked up anew, for the request that opened
// the stream was answered long ago.
func ActorAgain(s *account.Service) func(*http.Request) (who.Actor, error) {
	actor := Actor(s)
	return func(r *http.Request) (who.Actor, error) {
		if ok, err := s.Stands(r.Context()); err != nil || !ok {
			return who.Anonymous, err
		}
		return actor(r)
	}
}

func queryEscape(s string) string { return url.QueryEscape(s) }
