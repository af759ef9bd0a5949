package orgweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
)

// manyRow is one unit of a pasted list, as it is read and may be corrected before it is
// added.
type manyRow struct {
	N                 int
	Name, Short, Kind string
	Known             string // of a unit that is in the system already
	Skip              bool   // a member already
}

type manyPage struct {
	ui.Page
	Errors ui.Errors
	Bloc   org.Bloc
	Text   string
	From   string
	Rows   []manyRow
	New    int // rows that will be added
	Branch []ui.Option
}

var manyView = ui.NewView[manyPage](files, "many.html")

func (h *handlers) manyPage(w http.ResponseWriter, r *web.Request) (p manyPage, err error) {
	b, err := h.find(r)
	if err != nil {
		return p, err
	}
	if err := who.Can(r.Actor, who.ManageBloc, who.Object{Bloc: b.ID}); err != nil {
		return p, err
	}
	p = manyPage{Page: ui.NewPage(w, r, "org.many.title|Thêm nhiều đơn vị"), Bloc: b, Text: r.PostFormValue("list"), From: r.PostFormValue("from")}
	if p.From == "" {
		p.From = civil.Date{Year: h.s.Today().Year, Month: 1, Day: 1}.VN()
	}
	for _, k := range org.UnitKinds() {
		p.Branch = append(p.Branch, ui.Option{Value: string(k), Text: unitKind(r, k)})
	}
	return p, nil
}

func (h *handlers) many(w http.ResponseWriter, r *web.Request) error {
	p, err := h.manyPage(w, r)
	if err != nil {
		return err
	}
	return manyView.Render(w, r, p)
}

// addMany reads a pasted list and shows what it found; with "add" it writes the rows as they
// stand in the form, all or none.
func (h *handlers) addMany(w http.ResponseWriter, r *web.Request) error {
	p, err := h.manyPage(w, r)
	if err != nil {
		return err
	}
	p.fill(r)
	if len(p.Rows) == 0 {
		p.Errors.Add("list", r.T("org.many.none|Dán danh sách, mỗi dòng một đơn vị"))
	} else if len(p.Rows) > org.MaxList {
		p.Errors.Add("list", r.T("org.many.most|Danh sách có {n} dòng. Mỗi lần thêm không quá {most} đơn vị.", fault.P{"n": len(p.Rows), "most": org.MaxList}))
		p.Rows = nil
	}
	from := readDate(r, "from", "org.from|Từ ngày", &p.Errors)
	if err := h.compare(r.Context(), &p); err != nil {
		return err
	}
	add := r.PostFormValue("act") == "add"
	if len(p.Errors) > 0 || !add {
		return p.show(w, r)
	}
	err = h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.writeMany(r, tx, &p, from) })
	if err != nil {
		errs, ok := refused(r, err, nil)
		if !ok {
			return err
		}
		p.Errors = append(p.Errors, errs...)
		return p.show(w, r)
	}
	return web.See(w, r, "/khoi/"+p.Bloc.Code, "org.many.added|Đã thêm {n} đơn vị. Việc tiếp theo: giao nhiệm vụ Khối trưởng.", fault.P{"n": p.New})
}

func (p manyPage) show(w http.ResponseWriter, r *web.Request) error {
	status := http.StatusOK
	if len(p.Errors) > 0 {
		p.Error, status = "1", unprocessable
	}
	return manyView.RenderStatus(w, r, status, p)
}

// fill takes the rows of the form, or else those of the pasted text.
func (p *manyPage) fill(r *web.Request) {
	if r.PostFormValue("act") == "add" {
		for i := range min(formCount(r, "rows"), org.MaxList) {
			n := strconv.Itoa(i)
			if name := strings.TrimSpace(r.PostFormValue("n" + n)); name != "" {
				p.Rows = append(p.Rows, manyRow{N: len(p.Rows), Name: name, Short: r.PostFormValue("s" + n), Kind: r.PostFormValue("k" + n)})
			}
		}
		return
	}
	for i, u := range org.ReadList(p.Text, p.Bloc.Province) {
		p.Rows = append(p.Rows, manyRow{N: i, Name: u.Name, Short: u.Short, Kind: string(u.Kind)})
	}
}

func formCount(r *web.Request, name string) int {
	n, _ := strconv.Atoi(r.PostFormValue(name))
	return max(n, 0)
}

// compare marks the rows whose unit is known by its name, and those that are members.
func (h *handlers) compare(ctx context.Context, p *manyPage) error {
	units, err := org.Units(ctx, h.s.DB())
	if err != nil {
		return err
	}
	members, err := org.Members(ctx, h.s.DB(), p.Bloc.ID, h.s.Today())
	if err != nil {
		return err
	}
	p.New = 0
	for i := range p.Rows {
		row := &p.Rows[i]
		name := vi.Fold(row.Name)
		for _, u := range units {
			if vi.Fold(u.Name) == name {
				row.Known = u.Code
			}
		}
		row.Skip = slices.ContainsFunc(members, func(m org.Member) bool { return m.Unit.Code == row.Known && row.Known != "" })
		if !row.Skip {
			p.New++
		}
	}
	return nil
}

func (h *handlers) writeMany(r *web.Request, tx *db.Tx, p *manyPage, from civil.Date) error {
	ctx := r.Context()
	units, err := org.Units(ctx, tx)
	if err != nil {
		return err
	}
	codes := map[string]bool{}
	order := 0
	for _, u := range units {
		codes[u.Code] = true
	}
	members, err := org.Memberships(ctx, tx, p.Bloc.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		order = max(order, m.Order)
	}
	for _, row := range p.Rows {
		if row.Skip {
			continue
		}
		order++
		u := org.Unit{Code: row.Known, Name: row.Name, Short: row.Short, Kind: org.UnitKind(row.Kind)}
		if row.Known == "" {
			u.Code = org.CodeFrom(row.Name, func(c string) bool { return codes[c] })
			codes[u.Code] = true
			u, err = h.s.SaveUnit(ctx, tx, r.Actor, u)
		} else {
			u, err = org.UnitByCode(ctx, tx, row.Known)
		}
		if err == nil {
			err = h.s.Join(ctx, tx, r.Actor, org.Membership{Bloc: p.Bloc.ID, Unit: u.ID, Order: order, Span: org.Span{From: from}})
		}
		if err != nil {
			return atRow(err, row.N)
		}
	}
	return nil
}

// atRow names the fields of a refusal after the row they stand in.
func atRow(err error, n int) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	at := map[string]string{"name": "n", "short": "s", "unit": "s", "kind": "k", "code": "n"}
	for i, f := range e.Fields {
		if c, ok := at[f.Name]; ok {
			e.Fields[i].Name = c + strconv.Itoa(n)
		}
	}
	return err
}

type unitPage struct {
	ui.Page
	Errors ui.Errors
	Bloc   org.Bloc
	Unit   org.Unit
	Form   memberForm
	Branch []ui.Option
	Names  []org.DatedName
}

var unitView = ui.NewView[unitPage](files, "unit.html")

// unitPage shows one unit of a bloc to those who may correct it.
func (h *handlers) unitPage(w http.ResponseWriter, r *web.Request) error {
	p, err := h.readUnit(w, r)
	if err != nil {
		return err
	}
	return unitView.Render(w, r, p)
}

func (h *handlers) readUnit(w http.ResponseWriter, r *web.Request) (p unitPage, err error) {
	b, err := h.find(r)
	if err != nil {
		return p, err
	}
	if err := who.Can(r.Actor, who.ManageBloc, who.Object{Bloc: b.ID}); err != nil {
		return p, err
	}
	u, err := org.UnitByCode(r.Context(), h.s.DB(), r.PathValue("unit"))
	if fault.Is(err, fault.NotFound) {
		return p, notFound()
	} else if err != nil {
		return p, err
	}
	p = unitPage{Page: ui.NewPage(w, r, "org.bloc.title|{name}", fault.P{"name": u.Name}), Bloc: b, Unit: u,
		Form: memberForm{Code: u.Code, Name: u.Name, Short: u.Short, Kind: string(u.Kind), Parent: u.Parent}}
	for _, k := range org.UnitKinds() {
		p.Branch = append(p.Branch, ui.Option{Value: string(k), Text: unitKind(r, k)})
	}
	p.Names, err = org.Names(r.Context(), h.s.DB(), u.ID)
	return p, err
}

// saveUnit corrects a unit. With a day the name is a new one from that day on, and papers of
// earlier days keep the old one; without, it was written wrong all the time.
func (h *handlers) saveUnit(w http.ResponseWriter, r *web.Request) error {
	p, err := h.readUnit(w, r)
	if err != nil {
		return err
	}
	v := r.PostFormValue
	p.Form = memberForm{Code: p.Unit.Code, Name: v("name"), Short: v("short"), Kind: v("kind"), Parent: v("parent"), From: v("since"), To: v("basis")}
	since := readDate(r, "since", "org.since|Tên mới từ ngày", &p.Errors)
	next := p.Unit
	next.Name, next.Short, next.Kind, next.Parent = p.Form.Name, p.Form.Short, org.UnitKind(p.Form.Kind), p.Form.Parent
	if len(p.Errors) == 0 {
		err = h.s.InTx(r.Context(), func(tx *db.Tx) error {
			if !since.IsZero() {
				if err := h.s.Rename(r.Context(), tx, r.Actor, p.Unit.ID, org.DatedName{Since: since, Name: next.Name, Short: next.Short, Basis: p.Form.To}); err != nil {
					return err
				}
			}
			_, err := h.s.SaveUnit(r.Context(), tx, r.Actor, next)
			return err
		})
		if err == nil {
			return web.See(w, r, "/khoi/"+p.Bloc.Code, "org.unit.saved|Đã lưu {name}.", fault.P{"name": next.Name})
		}
		errs, ok := refused(r, err, nil)
		if !ok {
			return err
		}
		p.Errors = errs
	}
	p.Error = "1"
	return unitView.RenderStatus(w, r, unprocessable, p)
}
