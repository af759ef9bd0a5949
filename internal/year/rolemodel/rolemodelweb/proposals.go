package rolemodelweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

// A propLine is a proposal with its unit.
type propLine struct {
	P    rolemodel.Proposal
	Unit string
	Tag  string
}

type proposalsPage struct {
	ui.Page
	Bloc   org.Bloc
	List   []propLine
	Units  []ui.Option
	Form   rolemodel.Proposal
	Unit   string
	Day    string
	From   string // id of the role model the proposal comes from
	Errors ui.Errors
}

var proposalsView = ui.NewView[proposalsPage](files, "proposals.html")

func (h *handler) proposalsPage(w http.ResponseWriter, r *web.Request) (p proposalsPage, err error) {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return p, err
	}
	members, units, err := h.units(r, b)
	if err != nil {
		return p, err
	}
	p = proposalsPage{Page: ui.NewPage(w, r, "rolemodel.timely|Khen thưởng kịp thời"), Bloc: b, Units: unitOptions(r, b, members, who.EditModel), From: r.FormValue("dien-hinh")}
	list, err := rolemodel.Proposals(ctx, q, b.ID)
	if err != nil {
		return p, err
	}
	for _, x := range list {
		if who.Can(r.Actor, who.ReadModel, who.Object{Bloc: b.ID, Unit: x.Unit}) == nil {
			p.List = append(p.List, propLine{x, units[x.Unit].Short, propTag(x.State)})
		}
	}
	if len(p.Units) > 0 {
		p.Unit = p.Units[0].Value
	}
	if p.From != "" {
		ident, err := parse[rolemodel.RoleModel](p.From)
		if err != nil {
			return p, err
		}
		m, err := rolemodel.Of(ctx, q, ident)
		if err != nil {
			return p, err
		}
		if err := who.Can(r.Actor, who.EditModel, who.Object{Bloc: m.Bloc, Unit: m.Unit}); err != nil {
			return p, err
		}
		p.Unit, p.Form = units[m.Unit].Code, rolemodel.Proposal{Model: m.ID, Who: calling(m, units[m.Unit].Short), Deed: m.Title}
	}
	p.Day = h.s.Today().VN()
	return p, nil
}

func propTag(s rolemodel.ProposalState) string {
	switch s {
	case rolemodel.Decided:
		return "ok"
	case rolemodel.Declined:
		return "off"
	}
	return "info"
}

func (h *handler) proposals(w http.ResponseWriter, r *web.Request) error {
	p, err := h.proposalsPage(w, r)
	if err != nil {
		return err
	}
	return proposalsView.Render(w, r, p)
}

func (h *handler) propose(w http.ResponseWriter, r *web.Request) error {
	p, err := h.proposalsPage(w, r)
	if err != nil {
		return err
	}
	members, _, err := h.units(r, p.Bloc)
	if err != nil {
		return err
	}
	v := r.PostFormValue
	p.Form.Bloc, p.Form.Who, p.Form.Deed, p.Form.Form, p.Form.Level, p.Day, p.Unit = p.Bloc.ID, v("who"), v("deed"), v("form"), v("level"), v("day"), v("unit")
	for _, m := range members {
		if m.Unit.Code == p.Unit {
			p.Form.Unit = m.Unit.ID
		}
	}
	p.Form.Day, err = day(r, "day")
	if err == nil && p.Form.Unit == 0 {
		if len(p.Units) == 0 {
			return who.Can(r.Actor, who.EditModel, who.Object{Bloc: p.Bloc.ID})
		}
		err = fault.New(fault.Invalid, "rolemodel.unit|Chọn một đơn vị của Khối.").With("unit", "rolemodel.unit|Chọn một đơn vị của Khối.")
	}
	if err == nil {
		err = h.tx(r, func(tx *db.Tx) error { _, err := h.s.Propose(r.Context(), tx, r.Actor, p.Form); return err })
	}
	if err == nil {
		return web.See(w, r, "/khen-kip-thoi", "rolemodel.p.saved|Đã ghi đề nghị.")
	}
	list, other := ui.Refused(r, err, "unit", "who", "deed", "form", "level", "day")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return proposalsView.RenderStatus(w, r, status(list, err), p)
}

type proposalPage struct {
	ui.Page
	Bloc    org.Bloc
	Unit    org.Unit
	P       rolemodel.Proposal
	Tag     string
	Edit    bool
	States  []ui.Option
	Typed   rolemodel.Proposal
	Decided string
	Given   []award.Award // what the proposal led to
	Grant   string        // where its decision is entered, for whoever may
	Errors  ui.Errors
}

var proposalView = ui.NewView[proposalPage](files, "proposal.html")

func (h *handler) proposal(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	ident, err := parse[rolemodel.Proposal](r.PathValue("id"))
	if err != nil {
		return err
	}
	x, err := rolemodel.ProposalOf(ctx, q, ident)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.ReadModel, who.Object{Bloc: x.Bloc, Unit: x.Unit}); err != nil {
		return err
	}
	p := proposalPage{Page: ui.NewPage(w, r, "rolemodel.p.one|Đề nghị khen: {who}", fault.P{"who": x.Who}), P: x, Tag: propTag(x.State), Edit: who.Can(r.Actor, who.EditModel, who.Object{Bloc: x.Bloc, Unit: x.Unit}) == nil,
		States: []ui.Option{{Value: string(rolemodel.Decided), Text: r.T(rolemodel.Decided.Label())}, {Value: string(rolemodel.Declined), Text: r.T(rolemodel.Declined.Label())}}}
	if p.Bloc, err = org.BlocOf(ctx, q, x.Bloc); err != nil {
		return err
	}
	if p.Unit, err = org.UnitOf(ctx, q, x.Unit); err != nil {
		return err
	}
	if who.Can(r.Actor, who.ReadAwards, who.Object{Bloc: x.Bloc, Unit: x.Unit}) == nil {
		if p.Given, err = award.ByOrigin(ctx, q, x.Origin()); err != nil {
			return err
		}
	}
	if len(p.Given) == 0 && x.State != rolemodel.Declined && who.Can(r.Actor, who.GrantAwards, who.Object{Bloc: x.Bloc, Unit: x.Unit}) == nil {
		p.Grant = "/khen-thuong/theo-quyet-dinh?khoi=" + p.Bloc.Code + "&don-vi=" + p.Unit.Code + "&de-nghi=" + x.Origin()
	}
	if r.Method == "GET" {
		return proposalView.Render(w, r, p)
	}
	v := r.PostFormValue
	p.Typed = rolemodel.Proposal{ID: x.ID, State: rolemodel.ProposalState(v("state")), Decision: v("decision"), Note: v("note")}
	p.Decided = v("decided")
	var at civil.Date
	if at, err = day(r, "decided"); err == nil {
		p.Typed.DecidedDay = at
		p.Typed.Version, err = readVersion(r)
	}
	if err == nil {
		err = h.tx(r, func(tx *db.Tx) error { return h.s.Answer(ctx, tx, r.Actor, p.Typed) })
	} else if !p.Edit {
		err = who.Can(r.Actor, who.EditModel, who.Object{Bloc: x.Bloc, Unit: x.Unit})
	}
	if err == nil {
		return web.See(w, r, "/khen-kip-thoi", "rolemodel.p.answered|Đã ghi kết quả đề nghị.")
	}
	list, other := ui.Refused(r, err, "state", "decision", "decided", "note")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return proposalView.RenderStatus(w, r, status(list, err), p)
}

// calling gives how a proposal calls who did it: the collective by its name, a person by the
// post, for the name needs consent.
func calling(m rolemodel.RoleModel, unit string) string {
	who := m.Post
	if !m.Kind.Personal() {
		who = m.Name
	}
	return strings.TrimPrefix(who+", "+unit, ", ")
}
