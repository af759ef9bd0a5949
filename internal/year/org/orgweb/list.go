package orgweb

import (
	"net/http"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
)

type blocRow struct {
	org.Bloc
	Members    int
	Lead, Role string
	Own        bool
}

type listPage struct {
	ui.Page
	Errors ui.Errors
	Blocs  []blocRow
	May    bool // may add blocs
	Form   blocForm
	Kinds  []ui.Option
	Peers  []ui.Option
}

var listView = ui.NewView[listPage](files, "list.html")

func (h *handlers) blocs(w http.ResponseWriter, r *web.Request) error {
	return h.listStatus(w, r, http.StatusOK, blocForm{Kind: "bloc", Peers: "own"}, nil)
}

func (h *handlers) listStatus(w http.ResponseWriter, r *web.Request, status int, f blocForm, errs ui.Errors) error {
	p := listPage{Page: ui.NewPage(w, r, "org.blocs|Khối và đơn vị"), Errors: errs, Form: f, Kinds: kindOptions(r), Peers: peersOptions(r)}
	if len(errs) > 0 {
		p.Error = "1"
	}
	p.May = who.Can(r.Actor, who.ManageBloc, who.Object{}) == nil
	ctx, today := r.Context(), h.s.Today()
	all, err := org.Blocs(ctx, h.s.DB())
	if err != nil {
		return err
	}
	for _, b := range all {
		if who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: b.ID}) != nil {
			continue
		}
		members, err := org.Members(ctx, h.s.DB(), b.ID, today)
		if err != nil {
			return err
		}
		row := blocRow{Bloc: b, Members: len(members), Own: r.Actor.Member(b.ID), Role: b.Kind.LeaderTitle()}
		for _, m := range members {
			if m.Lead {
				row.Lead = m.Unit.Short
			}
		}
		p.Blocs = append(p.Blocs, row)
	}
	return listView.RenderStatus(w, r, status, p)
}

func (h *handlers) addBloc(w http.ResponseWriter, r *web.Request) error {
	f := readBloc(r)
	if f.Code == "" {
		all, err := org.Blocs(r.Context(), h.s.DB())
		if err != nil {
			return err
		}
		f.Code = org.CodeFrom(f.Name, func(c string) bool {
			return slices.ContainsFunc(all, func(b org.Bloc) bool { return b.Code == c })
		})
	}
	_, err := org.BlocByCode(r.Context(), h.s.DB(), f.Code)
	if err == nil {
		var errs ui.Errors
		errs.Add("code", r.T("org.code.taken|Mã “{code}” đã có. Chọn mã khác.", fault.P{"code": f.Code}))
		return h.listStatus(w, r, unprocessable, f, errs)
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	err = h.s.InTx(r.Context(), func(tx *db.Tx) error {
		_, err := h.s.SaveBloc(r.Context(), tx, r.Actor, f.bloc())
		return err
	})
	if err == nil {
		return web.See(w, r, "/khoi/"+f.Code, "org.bloc.added|Đã lập {name}. Thêm các đơn vị thành viên.", fault.P{"name": f.Name})
	}
	errs, ok := refused(r, err, nil)
	if !ok {
		return err
	}
	return h.listStatus(w, r, unprocessable, f, errs)
}
