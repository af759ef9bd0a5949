package orgweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
)

type memberRow struct {
	org.Member
	Kind        string
	Own         bool
	First, Last bool
}

type termRow struct {
	org.Term
	Unit, Label string
	State       string // "past", "now", "next"
}

type memberForm struct{ Code, Name, Short, Kind, Parent, Order, From, To string }

type termForm struct{ Unit, Kind, From, To, Basis string }

type blocPage struct {
	ui.Page
	Errors   ui.Errors
	Bloc     org.Bloc
	Leader   string // "Khối trưởng" or "Cụm trưởng"
	Deputy   string
	Day      civil.Date
	Today    string
	Members  []memberRow
	Lead     string
	Terms    []termRow
	Nodes    []ui.Node
	May      bool
	Accounts bool // the reader may make accounts, and there are units
	NewUnit  bool // there is no unit yet that could be chosen
	Form     blocForm
	Member   memberForm
	Term     termForm
	Kinds    []ui.Option
	Peers    []ui.Option
	Armed    []ui.Option
	Shown    []ui.Option
	Units    []ui.Option
	Branch   []ui.Option
	Offices  []ui.Option // the members, as holders of an office
	Posts    []ui.Option // the offices
}

var blocView = ui.NewView[blocPage](files, "bloc.html")

// find gives the bloc of the address when the actor may know it.
func (h *handlers) find(r *web.Request) (org.Bloc, error) {
	b, err := org.BlocByCode(r.Context(), h.s.DB(), r.PathValue("bloc"))
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return b, notFound()
		}
		return b, err
	}
	return b, who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: b.ID})
}

func (h *handlers) bloc(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	list, err := org.Terms(r.Context(), h.s.DB(), b.ID)
	if err != nil {
		return err
	}
	p, next := h.blank(b), nextTerm(list, h.s.Today())
	p.Term.From, p.Term.To = next.From.VN(), next.To.VN()
	return h.blocStatus(w, r, http.StatusOK, p, nil)
}

// blank is the page with its forms as they stand before anybody typed.
func (h *handlers) blank(b org.Bloc) blocPage {
	year := h.s.Today().Year
	return blocPage{Bloc: b, Form: blocForm{b.Code, b.Name, string(b.Kind), b.Province, string(b.Peers), b.Symbol, strconv.FormatInt(b.Version, 10), string(b.Armed), string(b.Shown), b.Texts},
		Member: memberForm{Kind: "civil"},
		Term:   termForm{Kind: "lead", From: civil.Date{Year: year, Month: 1, Day: 1}.VN(), To: civil.Date{Year: year, Month: 12, Day: 31}.VN()}}
}

func (h *handlers) blocStatus(w http.ResponseWriter, r *web.Request, status int, p blocPage, errs ui.Errors) error {
	b, ctx, q := p.Bloc, r.Context(), h.s.DB()
	p.Page = ui.NewPage(w, r, "org.bloc.title|{name}", fault.P{"name": b.Name})
	if p.Errors = errs; len(errs) > 0 {
		p.Error = "1"
	}
	p.Leader, p.Deputy = r.T("org.lead|Khối trưởng"), r.T("org.deputy|Khối phó")
	if b.Kind == org.KindCluster {
		p.Leader, p.Deputy = r.T("org.lead.cluster|Cụm trưởng"), r.T("org.deputy.cluster|Cụm phó")
	}
	p.Day, p.Today = h.s.Today(), h.s.Today().VN()
	if d, err := civil.ParseVN(r.URL.Query().Get("ngay")); err == nil {
		p.Day = d
	}
	p.May = who.Can(r.Actor, who.ManageBloc, who.Object{Bloc: b.ID}) == nil
	members, err := org.Members(ctx, q, b.ID, p.Day)
	if err != nil {
		return err
	}
	for i, m := range members {
		p.Members = append(p.Members, memberRow{m, unitKind(r, m.Unit.Kind), r.Actor.Of(m.Unit.ID), i == 0, i == len(members)-1})
		if m.Lead {
			p.Lead = m.Unit.Name
		}
		p.Offices = append(p.Offices, ui.Option{Value: m.Unit.Code, Text: m.Unit.Name})
	}
	if err := h.terms(r, &p); err != nil {
		return err
	}
	p.Accounts = len(members) > 0 && r.Actor.Has(who.Admin, 0)
	if p.May {
		p.Kinds, p.Peers = kindOptions(r), peersOptions(r)
		p.Armed, p.Shown = sightChoices(r)
		p.Posts = []ui.Option{{Value: "lead", Text: p.Leader}, {Value: "deputy", Text: p.Deputy}}
		for _, k := range org.UnitKinds() {
			p.Branch = append(p.Branch, ui.Option{Value: string(k), Text: unitKind(r, k)})
		}
		units, err := org.Units(ctx, q)
		if err != nil {
			return err
		}
		for _, u := range units {
			if !slices.ContainsFunc(members, func(m org.Member) bool { return m.Unit.ID == u.ID }) {
				p.Units = append(p.Units, ui.Option{Value: u.Code, Text: u.Name})
			}
		}
		p.NewUnit = len(p.Units) == 0
		if p.Member.From == "" { // a bloc that is being set up holds for the whole year, as its first term does
			p.Member.From = p.Today
			if len(p.Terms) == 0 {
				p.Member.From = civil.Date{Year: h.s.Today().Year, Month: 1, Day: 1}.VN()
			}
		}
		if p.Member.Order == "" {
			p.Member.Order = strconv.Itoa(len(members) + 1)
		}
	}
	return blocView.RenderStatus(w, r, status, p)
}

// terms fills the timeline: every term, newest first, with the unit's name of its time.
func (h *handlers) terms(r *web.Request, p *blocPage) error {
	list, err := org.Terms(r.Context(), h.s.DB(), p.Bloc.ID)
	if err != nil {
		return err
	}
	slices.Reverse(list)
	today := h.s.Today()
	for _, t := range list {
		u, err := org.UnitOn(r.Context(), h.s.DB(), t.Unit, t.From)
		if err != nil {
			return err
		}
		row := termRow{Term: t, Unit: u.Name, Label: p.Leader, State: "past"}
		if t.Kind == org.Deputy {
			row.Label = p.Deputy
		}
		node := ui.Node{When: strconv.Itoa(t.From.Year), Text: row.Label + ": " + u.Name, State: "done", Hint: t.VN()}
		if t.Basis != "" {
			node.Hint += " · " + t.Basis
		}
		switch {
		case t.Has(today):
			row.State, node.State = "now", "now"
		case today.Before(t.From):
			row.State, node.State = "next", ""
		}
		p.Terms, p.Nodes = append(p.Terms, row), append(p.Nodes, node)
	}
	return nil
}

// change runs f in a transaction and goes back to the bloc's page, or shows it again with
// what was typed and what was refused.
func (h *handlers) change(w http.ResponseWriter, r *web.Request, p blocPage, done string, f func(tx *db.Tx) error) error {
	return h.changeNamed(w, r, p, done, nil, f)
}

func (h *handlers) changeNamed(w http.ResponseWriter, r *web.Request, p blocPage, done string, rename map[string]string, f func(tx *db.Tx) error) error {
	err := h.s.InTx(r.Context(), f)
	if err == nil {
		return web.See(w, r, "/khoi/"+p.Bloc.Code, done)
	}
	errs, ok := refused(r, err, rename)
	if !ok {
		return err
	}
	return h.blocStatus(w, r, unprocessable, p, errs)
}

func (h *handlers) saveBloc(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	p := h.blank(b)
	p.Form = readBloc(r)
	p.Form.Code, p.Form.Name, p.Form.Kind = b.Code, r.PostFormValue("b-name"), r.PostFormValue("b-kind")
	next := p.Form.bloc()
	if next.Version, err = strconv.ParseInt(p.Form.Version, 10, 64); err != nil || next.Version < 1 {
		next.Version = -1 // a form without its version may overwrite nothing
	}
	return h.changeNamed(w, r, p, "org.bloc.saved|Đã lưu cài đặt của khối.", map[string]string{"name": "b-name", "kind": "b-kind"}, func(tx *db.Tx) error {
		_, err := h.s.SaveBloc(r.Context(), tx, r.Actor, next)
		return err
	})
}

// unit gives the unit named in a form; a code that does not exist is noted in errs.
func (h *handlers) unit(r *web.Request, field string, errs *ui.Errors) (org.Unit, error) {
	code := r.PostFormValue(field)
	if code == "" {
		errs.Add(field, r.T("org.req|Nhập {field}", fault.P{"field": r.T("org.unit.l|đơn vị")}))
		return org.Unit{}, nil
	}
	u, err := org.UnitByCode(r.Context(), h.s.DB(), code)
	if fault.Is(err, fault.NotFound) {
		errs.Add(field, r.T("org.unit.none|Không có đơn vị này. Chọn trong danh sách."))
		return u, nil
	}
	return u, err
}

func (h *handlers) move(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	var errs ui.Errors
	u, err := h.unit(r, "unit", &errs)
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return notFound()
	}
	return h.change(w, r, h.blank(b), "org.moved|Đã đổi thứ tự.", func(tx *db.Tx) error {
		return h.s.Move(r.Context(), tx, r.Actor, b.ID, u.ID, r.PostFormValue("to") == "up")
	})
}

// join adds a member: one that is chosen from the known units, or a new unit that is made
// on the way.
func (h *handlers) join(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	p := h.blank(b)
	f := memberForm{r.PostFormValue("code"), r.PostFormValue("name"), r.PostFormValue("short"), r.PostFormValue("kind"), r.PostFormValue("parent"), r.PostFormValue("order"), r.PostFormValue("from"), r.PostFormValue("to")}
	known := r.PostFormValue("known")
	p.Member = f
	if known == "" && f.Code == "" {
		units, err := org.Units(r.Context(), h.s.DB())
		if err != nil {
			return err
		}
		f.Code = org.CodeFrom(cmp.Or(f.Short, f.Name), func(c string) bool {
			return slices.ContainsFunc(units, func(u org.Unit) bool { return u.Code == c })
		})
	}
	var errs ui.Errors
	span := org.Span{From: readDate(r, "from", "org.from|Từ ngày", &errs), To: readDate(r, "to", "org.to|Đến ngày", &errs)}
	order, err := strconv.Atoi(f.Order)
	if err != nil {
		errs.Add("order", r.T("org.order.range|Thứ tự phải là số từ 1 đến 9999"))
	}
	var u org.Unit
	if known != "" {
		if u, err = h.unit(r, "known", &errs); err != nil {
			return err
		}
	} else if _, err := org.UnitByCode(r.Context(), h.s.DB(), f.Code); err == nil {
		errs.Add("code", r.T("org.code.taken|Mã “{code}” đã có. Chọn mã khác.", fault.P{"code": f.Code}))
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	if len(errs) > 0 {
		return h.blocStatus(w, r, unprocessable, p, errs)
	}
	rename := map[string]string{"unit": "short"}
	if known != "" {
		rename["unit"] = "known"
	}
	return h.changeNamed(w, r, p, "org.joined|Đã thêm đơn vị vào khối.", rename, func(tx *db.Tx) error {
		unit, err := u, error(nil)
		if known == "" {
			unit, err = h.s.SaveUnit(r.Context(), tx, r.Actor, org.Unit{Code: f.Code, Name: f.Name, Short: f.Short, Kind: org.UnitKind(f.Kind), Parent: f.Parent})
		}
		if err != nil {
			return err
		}
		return h.s.Join(r.Context(), tx, r.Actor, org.Membership{Bloc: b.ID, Unit: unit.ID, Order: order, Span: org.Span{From: span.From, To: span.To}})
	})
}

func (h *handlers) leave(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	var errs ui.Errors
	u, err := h.unit(r, "leaver", &errs)
	if err != nil {
		return err
	}
	last := readDate(r, "last", "org.last|Ngày cuối", &errs)
	if len(errs) == 0 && last.IsZero() {
		errs.Add("last", r.T("org.req|Nhập {field}", fault.P{"field": r.T("org.last.l|ngày cuối")}))
	}
	if len(errs) > 0 {
		return h.blocStatus(w, r, unprocessable, h.blank(b), errs)
	}
	return h.changeNamed(w, r, h.blank(b), "org.left|Đã ghi ngày đơn vị rời khối.", map[string]string{"to": "last"}, func(tx *db.Tx) error {
		return h.s.Leave(r.Context(), tx, r.Actor, b.ID, u.ID, last)
	})
}

func (h *handlers) appoint(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	p := h.blank(b)
	p.Term = termForm{r.PostFormValue("holder"), r.PostFormValue("office"), r.PostFormValue("start"), r.PostFormValue("end"), r.PostFormValue("basis")}
	var errs ui.Errors
	u, err := h.unit(r, "holder", &errs)
	if err != nil {
		return err
	}
	span := org.Span{From: readDate(r, "start", "org.from|Từ ngày", &errs), To: readDate(r, "end", "org.to|Đến ngày", &errs)}
	if len(errs) > 0 {
		return h.blocStatus(w, r, unprocessable, p, errs)
	}
	return h.changeNamed(w, r, p, "org.appointed|Đã giao nhiệm vụ. Quyền của đơn vị theo đúng ngày của nhiệm kỳ.",
		map[string]string{"unit": "holder", "kind": "office", "from": "start", "to": "end"}, func(tx *db.Tx) error {
			return h.s.Appoint(r.Context(), tx, r.Actor, org.Term{Bloc: b.ID, Unit: u.ID, Kind: org.TermKind(p.Term.Kind), Span: span, Basis: p.Term.Basis})
		})
}

func (h *handlers) endTerm(w http.ResponseWriter, r *web.Request) error {
	b, err := h.find(r)
	if err != nil {
		return err
	}
	term, err := id.Parse[org.Term](r.PostFormValue("term"))
	if err != nil {
		return fault.New(fault.NotFound, "org.term.none|Không tìm thấy nhiệm kỳ này. Tải lại trang.")
	}
	field := "end-" + term.String()
	var errs ui.Errors
	day := readDate(r, field, "org.last|Ngày cuối", &errs)
	if len(errs) == 0 && day.IsZero() {
		errs.Add(field, r.T("org.req|Nhập {field}", fault.P{"field": r.T("org.last.l|ngày cuối")}))
	}
	if len(errs) > 0 {
		return h.blocStatus(w, r, unprocessable, h.blank(b), errs)
	}
	return h.changeNamed(w, r, h.blank(b), "org.ended|Đã ghi ngày kết thúc nhiệm kỳ.", map[string]string{"to": field}, func(tx *db.Tx) error {
		return h.s.EndTerm(r.Context(), tx, r.Actor, b.ID, term, day, "")
	})
}
