// Package orgweb holds the pages of blocs: the list, the members in protocol order, the
// terms of the leading units, and what the provincial board may change of them.
package orgweb

import (
	"embed"
	"errors"
	"net/http"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
)

//go:embed *.html
var files embed.FS

//go:embed org.en.txt
var english string

type handlers struct{ s *org.Service }

// manager lets the board and administrators through: those who may change blocs.
var manager = web.Policy{Name: "board-or-admin", Allow: func(a who.Actor) error {
	if !a.SignedIn() {
		return web.SignedIn.Allow(a)
	}
	return who.Can(a, who.ManageBloc, who.Object{})
}}

// Slice gives the routes.
func Slice(s *org.Service) web.Slice {
	h := &handlers{s}
	return web.Slice{Name: "org", English: english, Routes: []web.Route{
		{Method: "GET", Path: "/khoi", Name: "org.blocs", Policy: web.SignedIn, Handler: h.blocs},
		{Method: "POST", Path: "/khoi", Name: "org.bloc.add", Policy: manager, Handler: h.addBloc},
		{Method: "GET", Path: "/khoi/{bloc}", Name: "org.bloc", Policy: web.SignedIn, Handler: h.bloc},
		{Method: "POST", Path: "/khoi/{bloc}", Name: "org.bloc.save", Policy: manager, Handler: h.saveBloc},
		{Method: "POST", Path: "/khoi/{bloc}/thu-tu", Name: "org.order", Policy: manager, Handler: h.move},
		{Method: "POST", Path: "/khoi/{bloc}/thanh-vien", Name: "org.join", Policy: manager, Handler: h.join},
		{Method: "GET", Path: "/khoi/{bloc}/danh-sach", Name: "org.many", Policy: manager, Handler: h.many},
		{Method: "POST", Path: "/khoi/{bloc}/danh-sach", Name: "org.many.add", Policy: manager, Handler: h.addMany},
		{Method: "GET", Path: "/khoi/{bloc}/don-vi/{unit}", Name: "org.unit", Policy: manager, Handler: h.unitPage},
		{Method: "POST", Path: "/khoi/{bloc}/don-vi/{unit}", Name: "org.unit.save", Policy: manager, Handler: h.saveUnit},
		{Method: "POST", Path: "/khoi/{bloc}/roi", Name: "org.leave", Policy: manager, Handler: h.leave},
		{Method: "POST", Path: "/khoi/{bloc}/nhiem-ky", Name: "org.appoint", Policy: manager, Handler: h.appoint},
		{Method: "POST", Path: "/khoi/{bloc}/ket-thuc", Name: "org.term.end", Policy: manager, Handler: h.endTerm},
	}, Menu: []web.MenuItem{
		{Path: "/khoi", Label: "nav.blocs|Khối và đơn vị", Order: 800, Show: func(a who.Actor) bool {
			return a.Unit() != 0 || a.Has(who.Board, 0) || a.Has(who.Admin, 0)
		}},
	}}
}

// refused turns what a form was refused for into messages at its fields; ok is false for
// errors that are no refusal of the form. rename gives a field another name on this page.
func refused(r *web.Request, err error, rename map[string]string) (list ui.Errors, ok bool) {
	e, is := errors.AsType[*fault.Error](err)
	if !is || (e.Kind != fault.Invalid && e.Kind != fault.Conflict) {
		return nil, false
	}
	if len(e.Fields) == 0 || e.Kind == fault.Conflict {
		list.AddAt("", r.T(e.Msg, e.Args))
	}
	for _, f := range e.Fields {
		name := f.Name
		if n, ok := rename[name]; ok {
			name = n
		}
		list.Add(name, r.T(f.Msg, f.Args))
	}
	return list, true
}

func readDate(r *web.Request, field, label string, errs *ui.Errors) civil.Date {
	text := r.PostFormValue(field)
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		errs.Add(field, r.T("date.bad|{field} phải là ngày, ví dụ 19/07/2022", fault.P{"field": r.T(label)}))
	}
	return d
}

func kindOptions(r *web.Request) []ui.Option {
	return []ui.Option{{Value: "bloc", Text: r.T("org.kind.bloc|Khối thi đua")}, {Value: "cluster", Text: r.T("org.kind.cluster|Cụm thi đua")}}
}

func peersOptions(r *web.Request) []ui.Option {
	return []ui.Option{
		{Value: "own", Text: r.T("org.peers.own|Chỉ số liệu của đơn vị mình"), Hint: r.T("org.peers.own.hint|Dùng khi trong Khối có lực lượng vũ trang, trại giam.")},
		{Value: "totals", Text: r.T("org.peers.totals|Thêm số tổng hợp của Khối")},
		{Value: "table", Text: r.T("org.peers.table|Thêm bảng số liệu của từng đơn vị")},
	}
}

// sightChoices are the finer choices of what members see of each other's tables.
func sightChoices(r *web.Request) (armed, shown []ui.Option) {
	return []ui.Option{
			{Value: "closed", Text: r.T("org.armed.closed|Không đơn vị nào khác xem"), Hint: r.T("org.armed.hint|Công an, quân đội, biên phòng, trại giam.")},
			{Value: "same", Text: r.T("org.armed.same|Như các đơn vị khác")},
		}, []ui.Option{
			{Value: "received", Text: r.T("org.shown.received|Sau khi Khối trưởng đã nhận báo cáo")},
			{Value: "always", Text: r.T("org.shown.always|Ngay khi đơn vị nhập")},
		}
}

func unitKind(r *web.Request, k org.UnitKind) string {
	m := map[org.UnitKind]string{
		org.Civil: "org.k.civil|Sở, ban, ngành", org.Party: "org.k.party|Cơ quan đảng", org.Union: "org.k.union|Mặt trận, đoàn thể", org.Court: "org.k.court|Tòa án",
		org.Procuracy: "org.k.procuracy|Viện kiểm sát", org.Police: "org.k.police|Công an", org.Military: "org.k.military|Quân đội, biên phòng", org.Prison: "org.k.prison|Trại giam",
		org.Enterprise: "org.k.enterprise|Doanh nghiệp", org.School: "org.k.school|Trường, đơn vị sự nghiệp", org.Commune: "org.k.commune|Xã, phường",
	}
	return r.T(m[k])
}

type blocForm struct {
	Code, Name, Kind, Province, Peers, Symbol, Version string
	Armed, Shown                                       string
	Texts                                              bool
}

func readBloc(r *web.Request) blocForm {
	return blocForm{Code: r.PostFormValue("code"), Name: r.PostFormValue("name"), Kind: r.PostFormValue("kind"), Province: r.PostFormValue("province"),
		Peers: r.PostFormValue("peers"), Symbol: r.PostFormValue("symbol"), Version: r.PostFormValue("version"),
		Armed: r.PostFormValue("armed"), Shown: r.PostFormValue("shown"), Texts: r.PostFormValue("texts") != ""}
}

func (f blocForm) bloc() org.Bloc {
	return org.Bloc{Code: f.Code, Name: f.Name, Kind: org.BlocKind(f.Kind), Province: f.Province, Peers: org.Peers(f.Peers), Symbol: f.Symbol,
		Armed: org.Armed(f.Armed), Shown: org.Shown(f.Shown), Texts: f.Texts}
}

func notFound() error {
	return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

const unprocessable = http.StatusUnprocessableEntity
