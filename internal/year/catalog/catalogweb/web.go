// Package catalogweb shows what the law knows by name: titles and forms with their rules
// under each regime, the panel that answers facts typed by hand, and the rulebooks that a
// province or a sector loads.
package catalogweb

import (
	"embed"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

//go:embed *.html
var files embed.FS

//go:embed catalog.en.txt
var english string

type handler struct{ s *catalog.Service }

// keeper lets those through who may load rulebooks.
var keeper = web.Policy{Name: "board-or-admin", Allow: func(a who.Actor) error {
	if !a.SignedIn() {
		return web.SignedIn.Allow(a)
	}
	return who.Can(a, who.ManageRules, who.Object{})
}}

// Slice gives the routes.
func Slice(s *catalog.Service) web.Slice {
	h := &handler{s}
	return web.Slice{Name: "catalog", English: english,
		Menu: []web.MenuItem{
			{Path: "/danh-hieu", Label: "nav.titles|Danh hiệu, hình thức", Order: 700, Show: func(a who.Actor) bool { return a.SignedIn() }},
			{Path: "/bo-quy-tac", Label: "nav.rulebooks|Bộ quy tắc", Order: 710, Show: func(a who.Actor) bool { return who.Can(a, who.ManageRules, who.Object{}) == nil }},
		},
		Routes: []web.Route{
			{Method: "GET", Path: "/danh-hieu", Name: "catalog.titles", Policy: web.SignedIn, Handler: h.titles},
			{Method: "GET", Path: "/danh-hieu/{title}", Name: "catalog.title", Policy: web.SignedIn, Handler: h.title},
			{Method: "GET", Path: "/danh-hieu/{title}/vi-sao", Name: "catalog.why", Policy: web.SignedIn, Handler: h.why},
			{Method: "GET", Path: "/bo-quy-tac", Name: "catalog.books", Policy: web.SignedIn, Handler: h.books},
			{Method: "GET", Path: "/bo-quy-tac/{pack}", Name: "catalog.book", Policy: web.SignedIn, Handler: h.book},
			{Method: "GET", Path: "/bo-quy-tac/{pack}/tep", Name: "catalog.book.file", Policy: web.SignedIn, Handler: h.source},
			{Method: "POST", Path: "/bo-quy-tac/{pack}/rut", Name: "catalog.book.withdraw", Policy: keeper, Handler: h.withdraw},
			{Method: "GET", Path: "/nap-bo-quy-tac", Name: "catalog.load.form", Policy: keeper, Handler: h.loadForm},
			{Method: "POST", Path: "/nap-bo-quy-tac", Name: "catalog.load", Policy: keeper, Handler: h.load, Upload: catalog.MaxBook + 1<<20},
		}}
}

// question is what the pages ask the rules: for which unit system, which achievement year,
// received on which day.
type question struct {
	System   string
	Year     int
	Received civil.Date
}

// systemNames in the order of the select.
func systems(r *web.Request, c *catalog.Catalog) []ui.Option {
	list := []ui.Option{{Value: "civil", Text: r.T("catalog.sys.civil|Cơ quan dân sự")}, {Value: "army", Text: r.T("catalog.sys.army|Quân đội")}, {Value: "police", Text: r.T("catalog.sys.police|Công an")}}
	known := map[string]bool{"civil": true, "army": true, "police": true}
	for _, b := range c.Books().Books() {
		if !known[b.System] {
			known[b.System] = true
			list = append(list, ui.Option{Value: b.System, Text: b.System})
		}
	}
	return list
}

func (h *handler) ask(r *web.Request, c *catalog.Catalog) question {
	q := question{System: r.FormValue("he"), Year: h.s.DB().Clock.Now().Year()}
	if n, err := strconv.Atoi(r.FormValue("nam")); err == nil && n >= 1945 && n <= 2200 {
		q.Year = n
	}
	if d, err := civil.ParseVN(r.FormValue("nhan")); err == nil {
		q.Received = d
	}
	ok := false
	for _, s := range systems(r, c) {
		ok = ok || s.Value == q.System
	}
	if !ok {
		q.System = "civil"
	}
	return q
}

// Query keeps the question in links.
func (q question) Query() string {
	s := "?he=" + q.System + "&nam=" + strconv.Itoa(q.Year)
	if !q.Received.IsZero() {
		s += "&nhan=" + strings.ReplaceAll(q.Received.VN(), "/", "%2F")
	}
	return s
}

// say gives a text in the reader's language.
func say(r *web.Request, t rulebook.Text) string {
	if r.Lang == msg.EN {
		return t.EN
	}
	return t.VI
}

// version says which text of a pack it is.
func version(r *web.Request, v catalog.Version) string {
	if v.N == 0 {
		return r.T("catalog.v.shipped|{title}, bản đi kèm phần mềm", fault.P{"title": v.Title})
	}
	return r.T("catalog.v.loaded|{title}, bản nạp lần {n} ngày {day}", fault.P{"title": v.Title, "n": v.N, "day": v.Day.VN()})
}

// proof draws one answer of the rules.
func proof(r *web.Request, a rulebook.Answer, f rulebook.Facts) ui.Proof {
	p := ui.Proof{Kind: map[rulebook.Result]string{rulebook.Met: "ok", rulebook.NotMet: "bad", rulebook.Unknown: "warn"}[a.Result], Result: r.T(a.Label()),
		Title: r.T(rulebook.KindLabel(a.Kind)) + ": " + a.Title, Text: say(r, a.Why), Gives: say(r, rulebook.Describe(a.Gives)), Basis: say(r, a.Cite.Text()), Checked: !a.Unchecked()}
	if t := say(r, a.Detail()); t != "" {
		p.Text += ". " + t
	}
	var when []string
	for _, t := range a.When(f.Year) {
		when = append(when, say(r, t))
	}
	p.Earliest = strings.Join(when, " ")
	if a.Result == rulebook.Unknown && len(a.Missing) > 0 {
		p.Text = say(r, rulebook.Lacking(a.Missing))
	}
	for _, n := range a.FactsUsed {
		p.Facts = append(p.Facts, ui.ProofFact{Name: say(r, rulebook.FactLabel(n)), Value: say(r, f.Say(n))})
	}
	return p
}

func asFault(err error) *fault.Error {
	e, _ := errors.AsType[*fault.Error](err)
	return e
}

var errPage = fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")

func status(err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
