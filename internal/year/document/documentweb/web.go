// Package documentweb shows the register of guiding documents: list with search, one
// document with its clauses and file, and the forms of the bloc's leader.
package documentweb

import (
	"context"
	"embed"
	"net/http"

	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

//go:embed *.html
var files embed.FS

//go:embed document.en.txt
var english string

//go:embed outgoing.en.txt
var englishOutgoing string

type handler struct {
	s     *document.Service
	pages *ui.Cache // finished pages of the list
}

// Slice gives the routes of the register.
func Slice(s *document.Service) web.Slice {
	h := &handler{s, ui.NewCache()}
	return web.Slice{Name: "document", English: english + "\n" + englishOutgoing,
		Menu: []web.MenuItem{{Path: "/van-ban", Label: "nav.documents|Văn bản", Order: 60, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/van-ban", Name: "document.list", Policy: web.Insider, Handler: h.list},
			{Method: "GET", Path: "/van-ban/moi", Name: "document.new", Policy: web.Leaders, Handler: h.create},
			{Method: "POST", Path: "/van-ban/moi", Name: "document.create", Policy: web.Leaders, Handler: h.create},
			{Method: "GET", Path: "/van-ban/{id}", Name: "document.view", Policy: web.Insider, Handler: h.view},
			{Method: "GET", Path: "/van-ban/{id}/tep", Name: "document.file", Policy: web.Insider, Handler: h.download},
			{Method: "POST", Path: "/van-ban/{id}/tep", Name: "document.upload", Policy: web.Leaders, Handler: h.upload, Upload: document.MaxFile + 1<<20},
			{Method: "GET", Path: "/van-ban/{id}/sua", Name: "document.edit", Policy: web.Leaders, Handler: h.edit},
			{Method: "POST", Path: "/van-ban/{id}/sua", Name: "document.save", Policy: web.Leaders, Handler: h.edit},
			{Method: "GET", Path: "/van-ban/{id}/xoa", Name: "document.ask", Policy: web.Leaders, Handler: h.remove},
			{Method: "POST", Path: "/van-ban/{id}/xoa", Name: "document.remove", Policy: web.Leaders, Handler: h.remove},
			{Method: "POST", Path: "/van-ban/{id}/lien-ket", Name: "document.link", Policy: web.Leaders, Handler: h.link},

			{Method: "GET", Path: "/van-ban-di", Name: "document.out", Policy: web.Insider, Handler: h.outgoing},
			{Method: "GET", Path: "/van-ban-di/so.xlsx", Name: "document.out.register", Policy: web.Insider, Handler: h.registerFile},
			{Method: "GET", Path: "/van-ban-di/moi", Name: "document.out.new", Policy: web.Leaders, Handler: h.outCreate},
			{Method: "POST", Path: "/van-ban-di/moi", Name: "document.out.create", Policy: web.Leaders, Handler: h.outCreate},
			{Method: "GET", Path: "/van-ban-di/{id}", Name: "document.out.view", Policy: web.Insider, Handler: h.outOne},
			{Method: "GET", Path: "/van-ban-di/{id}/tai/{copy}", Name: "document.out.file", Policy: web.Insider, Handler: h.outFile},
			{Method: "GET", Path: "/van-ban-di/{id}/kem/{no}", Name: "document.annex.file", Policy: web.Insider, Handler: h.annexFile},
			{Method: "POST", Path: "/van-ban-di/{id}/kem", Name: "document.annex", Policy: web.Leaders, Handler: h.annex, Upload: document.MaxFile + 1<<20},
			{Method: "GET", Path: "/van-ban-di/{id}/sua", Name: "document.out.edit", Policy: web.Leaders, Handler: h.outEdit},
			{Method: "POST", Path: "/van-ban-di/{id}/sua", Name: "document.out.save", Policy: web.Leaders, Handler: h.outEdit},
			{Method: "POST", Path: "/van-ban-di/{id}/lien-ket", Name: "document.out.link", Policy: web.Leaders, Handler: h.outLink},
			{Method: "GET", Path: "/van-ban-di/{id}/ban-hanh", Name: "document.out.ask", Policy: web.Leaders, Handler: h.outStep("ban-hanh", h.doIssue)},
			{Method: "POST", Path: "/van-ban-di/{id}/ban-hanh", Name: "document.out.issue", Policy: web.Leaders, Handler: h.outStep("ban-hanh", h.doIssue)},
			{Method: "GET", Path: "/van-ban-di/{id}/ban-ky", Name: "document.out.sign", Policy: web.Leaders, Handler: h.outStep("ban-ky", h.doSigned)},
			{Method: "POST", Path: "/van-ban-di/{id}/ban-ky", Name: "document.out.signed", Policy: web.Leaders, Handler: h.outStep("ban-ky", h.doSigned), Upload: document.MaxFile + 1<<20},
			{Method: "GET", Path: "/van-ban-di/{id}/thu-hoi", Name: "document.out.back", Policy: web.Leaders, Handler: h.outStep("thu-hoi", h.doWithdraw)},
			{Method: "POST", Path: "/van-ban-di/{id}/thu-hoi", Name: "document.out.withdraw", Policy: web.Leaders, Handler: h.outStep("thu-hoi", h.doWithdraw)},
			{Method: "GET", Path: "/van-ban-di/{id}/bo", Name: "document.out.askdrop", Policy: web.Leaders, Handler: h.outStep("bo", h.doDrop)},
			{Method: "POST", Path: "/van-ban-di/{id}/bo", Name: "document.out.drop", Policy: web.Leaders, Handler: h.outStep("bo", h.doDrop)},

			{Method: "GET", Path: "/cap-so", Name: "document.numbers", Policy: web.Leaders, Handler: h.numbers},
			{Method: "POST", Path: "/cap-so", Name: "document.numbers.set", Policy: web.Leaders, Handler: h.numbersDo("document.numbers.saved|Đã lưu cách đánh số.", h.doSeries)},
			{Method: "POST", Path: "/cap-so/giu", Name: "document.numbers.reserve", Policy: web.Leaders, Handler: h.numbersDo("document.numbers.reserved|Đã giữ số.", h.doReserve)},
			{Method: "POST", Path: "/cap-so/huy", Name: "document.numbers.void", Policy: web.Leaders, Handler: h.numbersDo("document.numbers.voided|Đã hủy số. Số này không dùng lại.", h.doVoid)},
			{Method: "POST", Path: "/cap-so/tiep", Name: "document.numbers.takeover", Policy: web.Leaders, Handler: h.numbersDo("document.numbers.taken|Đã nối tiếp sổ giấy.", h.doTakeOver)},
		}}
}

// bloc gives the bloc the reader works in: the one named in ?khoi=, else the first of
// the reader's units, else (for the board) the first of the province.
func bloc(ctx context.Context, q db.Q, r *web.Request) (org.Bloc, error) {
	b, err := org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi"))
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: b.ID})
}

// mayEdit reports whether the reader keeps the register of b.
func mayEdit(r *web.Request, b org.Bloc) bool {
	return who.Can(r.Actor, who.EditPlan, who.Object{Bloc: b.ID}) == nil
}

// one gives the document of the address and its bloc, to whoever may read it.
func (h *handler) one(r *web.Request) (d document.Document, b org.Bloc, err error) {
	ident, err := parseID(r.PathValue("id"))
	if err != nil {
		return d, b, err
	}
	if d, err = document.Of(r.Context(), h.s.DB(), ident); err != nil {
		return d, b, err
	}
	if err = who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: d.Bloc}); err != nil {
		return d, b, err
	}
	b, err = org.BlocOf(r.Context(), h.s.DB(), d.Bloc)
	return d, b, err
}

// kindOptions gives the types for a select.
func kindOptions() []ui.Option {
	list := make([]ui.Option, 0, len(document.Kinds))
	for _, k := range document.Kinds {
		list = append(list, ui.Option{Value: k.Code, Text: k.Code + " – " + k.Name})
	}
	return list
}

// statusOf gives the status of a page whose form failed.
func statusOf(e ui.Errors, err error) int {
	if len(e) == 0 {
		return http.StatusOK
	}
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
