// Package web is the frame of the HTTP side: routes that cannot exist without a policy,
// handlers that return errors, one place that turns an error into an answer.
package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/msg"
)

// A Request is an HTTP request with who makes it and in which language.
type Request struct {
	*http.Request
	Actor who.Actor
	Lang  msg.Lang
	Srv   *Server
	Route *Route

	about    who.Object // what a file that is given away tells of, see Concerns
	aboutSet bool
	nobody   bool
}

// A Handler answers a request or returns an error, which Server turns into a page.
type Handler func(w http.ResponseWriter, r *Request) error

// A Policy (chính sách truy cập) decides whether an actor may reach a route at all. What
// the actor may do to the object behind it is decided in the capability's service, which
// knows the object.
type Policy struct {
	Name  string
	Allow func(a who.Actor) error
}

var denySignIn = fault.New(fault.Denied, "who.signin|Đăng nhập để xem trang này.")

func role(name string, ok func(who.Actor) bool) Policy {
	return Policy{Name: name, Allow: func(a who.Actor) error {
		switch {
		case !a.SignedIn():
			return denySignIn
		case ok(a):
			return nil
		}
		return fault.New(fault.Denied, "web.denied|Bạn chưa có quyền xem trang này. Người quản trị có thể cấp quyền.")
	}}
}

// The policies of the house.
var (
	Public   = Policy{Name: "public", Allow: func(who.Actor) error { return nil }}
	SignedIn = role("signed-in", func(who.Actor) bool { return true })
	Insider  = role("insider", func(a who.Actor) bool { return a.Unit() != 0 || a.Has(who.Board, 0) }) // any post in a unit, or the board
	UnitSide = role("unit", func(a who.Actor) bool { return a.Unit() != 0 })                           // officer or head of a unit
	Officers = role("officer", func(a who.Actor) bool { return a.Has(who.Officer, 0) })
	Heads    = role("head", func(a who.Actor) bool { return a.Has(who.Head, 0) })
	Leaders  = role("lead", func(a who.Actor) bool { return a.Leads(0) }) // posts in the unit that leads a bloc today
	Overview = role("lead-or-board", func(a who.Actor) bool { return a.Leads(0) || a.Has(who.Board, 0) })
	Boards   = role("board", func(a who.Actor) bool { return a.Has(who.Board, 0) })
	Admins   = role("admin", func(a who.Actor) bool { return a.Has(who.Admin, 0) })
)

// A Route (đường dẫn) is reachable only through its policy.
type Route struct {
	Method  string // GET or POST
	Path    string // pattern of http.ServeMux: "/nhap/{period}"
	Name    string // "progress.grid": used in tests and logs
	Policy  Policy
	Handler Handler
	// Upload is the largest body in bytes for routes that take files; 0 means 1 MiB.
	Upload int64
}

// A MenuItem (mục điều hướng) is one entry of the navigation.
type MenuItem struct {
	Path  string
	Label string // "nav.work|Bàn làm việc"
	Order int    // smaller comes first
	Show  func(who.Actor) bool
}

// A Slice is what one capability gives to the web: routes, menu entries, English texts.
type Slice struct {
	Name    string
	Routes  []Route
	Menu    []MenuItem
	English string // content of the *.en.txt files
}

// Options are what the server needs from the outside.
type Options struct {
	Slices []Slice
	// Actor tells who makes the request; who.Anonymous when nobody signed in.
	Actor func(r *http.Request) (who.Actor, error)
	// Again is Actor for a stream that outlived its request: it asks anew whether the session
	// still stands. nil asks Actor.
	Again func(r *http.Request) (who.Actor, error)
	// Fail writes the page of an error with its status.
	Fail    func(w http.ResponseWriter, r *Request, status int, err error)
	Catalog *msg.Catalog
	Clock   clock.Clock
	Log     *slog.Logger
	Demo    bool
	// Secure tells that the site is reached over HTTPS: browsers are told to stay there.
	Secure bool
	// Site is the address at which people open the site, as the operator told it; "" makes links
	// with the host that a request names.
	Site string
	// Near gives "host:port" of the server as other machines of its network reach it. It may be nil.
	Near func() []string
	// FormTo is another origin that a form of ours may lead to: that of a single sign-on.
	FormTo string
	// Observe is told of each request that starts; what it gives is told of its end. Route
	// is the name of the route, "" for an address that is none. It may be nil.
	Observe func() func(route, method string, status int, took time.Duration)
	// Denied is told of each request of a signed-in reader that was refused for want of a
	// right. It may be nil.
	Denied func(r *Request)
	// Noted is told of each refusal that the audit log is to note, by its name. It may be nil.
	Noted func(r *Request, did string)
	// Taken is told of each file that a signed-in reader took away from behind a policy, by the
	// file's name. It may be nil.
	Taken func(r *Request, file string)
}

// A Server answers requests.
type Server struct {
	Options
	mux    *http.ServeMux
	routes []Route
	menu   []MenuItem
	cross  *http.CrossOriginProtection
	done   outcomes
	formTo string
}

// New builds the server. It panics when a route lacks a policy, a name or a handler, or
// when a GET and its policy are registered twice: such a build must not start.
func New(o Options) *Server {
	s := &Server{Options: o, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection()}
	if o.FormTo != "" {
		s.formTo = " " + o.FormTo
	}
	for _, sl := range o.Slices {
		for _, rt := range sl.Routes {
			if rt.Policy.Allow == nil || rt.Name == "" || rt.Handler == nil || (rt.Method != "GET" && rt.Method != "POST") {
				panic("web: route without policy, name, handler or method: " + rt.Method + " " + rt.Path)
			}
			s.routes = append(s.routes, rt)
			route := rt
			s.mux.HandleFunc(rt.Method+" "+rt.Path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, &route) })
		}
		s.menu = append(s.menu, sl.Menu...)
	}
	slices.SortStableFunc(s.menu, func(a, b MenuItem) int { return a.Order - b.Order })
	return s
}

// Routes gives all routes, for tests.
func (s *Server) Routes() []Route { return s.routes }

// ActorAgain tells who a stream belongs to now: somebody who signed out since, or whose account
// was closed, is who.Anonymous.
func (s *Server) ActorAgain(r *http.Request) (who.Actor, error) {
	if s.Again == nil {
		return s.Actor(r)
	}
	return s.Again(r)
}

// Menu gives the entries that actor a sees.
func (s *Server) Menu(a who.Actor) []MenuItem {
	var list []MenuItem
	for _, m := range s.menu {
		if m.Show == nil || m.Show(a) {
			list = append(list, m)
		}
	}
	return list
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'"+s.formTo+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	o := &observed{ResponseWriter: w}
	if s.Observe != nil {
		done, watch := s.Observe(), clock.Stopwatch()
		defer func() { done(o.route, r.Method, o.code(), watch()) }()
	}
	defer s.rescue(o, r)
	s.answer(o, r)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	if err := s.cross.Check(r); err != nil {
		s.Fail(w, s.request(r, nil), http.StatusForbidden, fault.New(fault.Denied, "web.cross|Yêu cầu đến từ một trang khác. Mở lại trang này rồi thử lại.").Because(err))
		return
	}
	_, pattern := s.mux.Handler(r)
	if !legibleAddress(r) || pattern == "" {
		s.fail(w, s.request(r, nil), fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm."))
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) request(r *http.Request, rt *Route) *Request {
	q := &Request{Request: r, Actor: who.Anonymous, Lang: msg.VI, Srv: s, Route: rt}
	if c, err := r.Cookie("lang"); err == nil && c.Value == "en" {
		q.Lang = msg.EN
	}
	return q
}

const defaultBody = 1 << 20

func (s *Server) serve(w http.ResponseWriter, r *http.Request, rt *Route) {
	q := s.request(r, rt)
	if o, ok := w.(*observed); ok {
		o.route = rt.Name
	}
	a, err := s.Actor(r)
	if err != nil {
		s.fail(w, q, err)
		return
	}
	q.Actor = a
	if err := rt.Policy.Allow(a); err != nil {
		s.fail(w, q, err)
		return
	}
	if r.Method == "POST" {
		limit := rt.Upload
		if limit == 0 {
			limit = defaultBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if err := plainForm(r); err != nil {
			s.fail(w, q, err)
			return
		}
	}
	if rt.Policy.Name != "public" {
		w.Header().Set("Cache-Control", "no-store")
		if r.Method == "POST" {
			s.handleOnce(w, q)
			s.taken(w, q)
			return
		}
	}
	err = rt.Handler(w, q)
	s.taken(w, q)
	if err != nil {
		s.fail(w, q, err)
	}
}

// plainForm reads the fields of a form without files before its handler runs, so that a body
// that is too large or broken is refused: a handler that asks for a field would see it empty.
func plainForm(r *http.Request) error {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/x-www-form-urlencoded" {
		return nil // files, and bodies that are no form, are read by their handlers
	}
	err := r.ParseForm()
	if err == nil {
		legibleValues(r.PostForm)
		legibleValues(r.Form)
		return nil
	}
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return large
	}
	return fault.New(fault.Invalid, "web.broken|Nội dung gửi lên bị hỏng giữa đường nên chưa lưu gì. Tải lại trang rồi gửi lại.").Because(err)
}

// fail turns an error into an answer: the one place that maps kinds to statuses and logs.
func (s *Server) fail(w http.ResponseWriter, r *Request, err error) {
	if fault.KindOf(err) == fault.Denied && !r.Actor.SignedIn() {
		if r.Method == "GET" {
			http.Redirect(w, r.Request, "/dang-nhap?ve="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		} else {
			http.Redirect(w, r.Request, "/dang-nhap", http.StatusSeeOther)
		}
		return
	}
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		w.WriteHeader(statusGone) // nobody is there any more to be told
		return
	}
	if s.Denied != nil && r.Actor.SignedIn() && wantsRight(err) {
		s.Denied(r)
	}
	r.Note(err)
	status := Status(err)
	if status == http.StatusInternalServerError {
		// never the address itself: it may hold a name or a word that opens something
		s.Log.Error("request failed", "route", routeName(r), "method", r.Method, "err", err)
	}
	s.Fail(w, r, status, err)
}

// statusGone counts requests whose client went away before the answer; it is no failure of
// the server's.
const statusGone = 499

// Refuse answers a request that reached no route, in the form of an error's page.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	s.Fail(w, s.request(r, nil), status, err)
}

// wantsRight reports whether err refuses for want of a right: openly, or by not knowing an
// object that the reader may not even see.
func wantsRight(err error) bool {
	e, ok := asFault(err)
	return ok && (e.Kind == fault.Denied || strings.HasPrefix(e.Msg, "who.notfound|"))
}

func routeName(r *Request) string {
	if r.Route == nil {
		return ""
	}
	return r.Route.Name
}

// Status gives the HTTP status of an error.
func Status(err error) int {
	if isTooLarge(err) {
		return http.StatusRequestEntityTooLarge
	}
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Denied:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Gone:
		return http.StatusGone
	case fault.Busy:
		return http.StatusServiceUnavailable
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}

// T translates "id|Vietnamese text" into the language of the request.
func (r *Request) T(m string, args ...fault.P) string {
	var p fault.P
	if len(args) > 0 {
		p = args[0]
	}
	return r.Srv.Catalog.T(r.Lang, m, p)
}

// Period gives the name of a period in the language of the request.
func (r *Request) Period(p civil.Period) string { return msg.Period(r.Lang, p) }

// Origin gives scheme and host of the site, for addresses that are printed, sent or pasted
// elsewhere: what the operator told, else what the request names.
func (r *Request) Origin() string {
	if r.Srv.Site != "" {
		return r.Srv.Site
	}
	if r.TLS != nil || r.Srv.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Doors gives the addresses of the site that other devices can open, the first one for slips
// and codes: that of Origin, or when it names this machine alone, those of the machine in its
// network. There is none when the server listens for this machine alone.
func (r *Request) Doors() []string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(host)
	if r.Srv.Site != "" || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return []string{r.Origin()}
	}
	scheme, _, _ := strings.Cut(r.Origin(), "://")
	var list []string
	if r.Srv.Near != nil {
		for _, at := range r.Srv.Near() {
			list = append(list, scheme+"://"+at)
		}
	}
	return list
}

// Note tells the audit log of a refusal that it is to note.
func (r *Request) Note(err error) {
	if e, ok := asFault(err); ok && e.Log != "" && r.Srv.Noted != nil {
		r.Srv.Noted(r, e.Log)
	}
}

// ErrorText gives the sentence of err in the language of the request; for unexpected
// errors the general one.
func (r *Request) ErrorText(err error) string {
	if e, ok := asFault(err); ok && e.Kind != fault.Internal {
		return r.Srv.Catalog.Error(r.Lang, e)
	}
	return r.T("web.500|Hệ thống gặp lỗi. Nội dung đã lưu không bị mất. Thử lại, hoặc báo người quản trị.")
}

// See answers a POST: 303 to path, with a message shown once on the next page ("" for none).
func See(w http.ResponseWriter, r *Request, path, m string, args ...fault.P) error {
	if m != "" {
		b, err := json.Marshal([]string{r.T(m, args...)})
		if err != nil {
			return err
		}
		http.SetCookie(w, &http.Cookie{Name: "flash", Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60, HttpOnly: true, Secure: r.Srv.Secure, SameSite: http.SameSiteLaxMode})
	}
	path = Local(path)
	http.Redirect(w, r.Request, path, http.StatusSeeOther)
	return nil
}

// Local gives path when it is an address of this site, else "/". Control characters and
// backslashes are refused: browsers drop or turn them, and "/\t/evil" would leave the site.
func Local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' }) {
		return "/"
	}
	if u, err := url.Parse(path); err != nil || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return path
}

// Flash takes the message left by See, "" for none.
func Flash(w http.ResponseWriter, r *Request) string {
	c, err := r.Cookie("flash")
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: "flash", Path: "/", MaxAge: -1})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	var m []string
	if json.Unmarshal(b, &m) != nil || len(m) != 1 {
		return ""
	}
	return m[0]
}
