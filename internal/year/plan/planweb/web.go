// Package planweb shows the plan of a bloc and of its units, the assigned tasks, the
// forms that change them, and the import of a whole plan from a file.
package planweb

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

//go:embed *.html
var files embed.FS

//go:embed plan.en.txt
var english string

type handler struct{ s *plan.Service }

const maxImport = 21 << 20

// Slice gives the routes of plans and tasks.
func Slice(s *plan.Service) web.Slice {
	h := &handler{s}
	insider := func(a who.Actor) bool { return web.Insider.Allow(a) == nil }
	get := func(path, name string, p web.Policy, f web.Handler) web.Route {
		return web.Route{Method: "GET", Path: path, Name: name, Policy: p, Handler: f}
	}
	post := func(path, name string, p web.Policy, f web.Handler) web.Route {
		return web.Route{Method: "POST", Path: path, Name: name, Policy: p, Handler: f}
	}
	upload := func(r web.Route) web.Route { r.Upload = maxImport; return r }
	return web.Slice{Name: "plan", English: english,
		Menu: []web.MenuItem{{Path: "/ke-hoach", Label: "plan.nav|Kế hoạch và chỉ tiêu", Order: 44, Show: insider}, {Path: "/nhiem-vu", Label: "nav.tasks|Nhiệm vụ", Order: 46, Show: insider}},
		Routes: []web.Route{
			get("/ke-hoach", "plan.bloc", web.Insider, h.bloc),
			post("/ke-hoach", "plan.create", web.Leaders, h.create),
			get("/ke-hoach/{unit}", "plan.unit", web.Insider, h.unit),
			get("/ke-hoach/mau.xlsx", "plan.workbook", web.Overview, h.workbook),
			get("/ke-hoach/nhap", "plan.import", web.Leaders, h.importPage),
			upload(post("/ke-hoach/nhap", "plan.preview", web.Leaders, h.preview)),
			post("/ke-hoach/nhap/ghi", "plan.commit", web.Leaders, h.commit),
			get("/ke-hoach/chi-tieu/moi", "plan.target.new", web.UnitSide, h.target),
			post("/ke-hoach/chi-tieu/moi", "plan.target.add", web.UnitSide, h.target),
			get("/ke-hoach/chi-tieu/{id}", "plan.target.edit", web.UnitSide, h.target),
			post("/ke-hoach/chi-tieu/{id}", "plan.target.save", web.UnitSide, h.target),
			get("/ke-hoach/chi-tieu/{id}/xoa", "plan.target.ask", web.UnitSide, h.removeTarget),
			post("/ke-hoach/chi-tieu/{id}/xoa", "plan.target.remove", web.UnitSide, h.removeTarget),
			get("/ke-hoach/noi-dung/{id}", "plan.content.edit", web.UnitSide, h.content),
			post("/ke-hoach/noi-dung/{id}", "plan.content.save", web.UnitSide, h.content),
			get("/ke-hoach/bien-phap/{id}", "plan.measure.edit", web.UnitSide, h.measure),
			post("/ke-hoach/bien-phap/{id}", "plan.measure.save", web.UnitSide, h.measure),
			get("/nhiem-vu", "plan.tasks", web.Insider, h.tasks),
			get("/nhiem-vu/moi", "plan.task.new", web.UnitSide, h.editTask),
			post("/nhiem-vu/moi", "plan.task.add", web.UnitSide, h.editTask),
			get("/nhiem-vu/{id}", "plan.task", web.Insider, h.task),
			upload(post("/nhiem-vu/{id}", "plan.task.report", web.UnitSide, h.reportTask)),
			get("/nhiem-vu/{id}/sua", "plan.task.edit", web.UnitSide, h.editTask),
			post("/nhiem-vu/{id}/sua", "plan.task.save", web.UnitSide, h.editTask),
			get("/nhiem-vu/{id}/tep", "plan.task.file", web.Insider, h.taskFile),
		}}
}

// scope is the bloc, year and members a page is about.
type scope struct {
	Bloc    org.Bloc
	Year    int
	Years   []ui.Option
	Members []org.Member
	Plan    plan.Plan // ID 0 when there is none for the year
	Lead    bool      // the reader edits the bloc's plan
	actor   who.Actor
}

// scope finds the bloc (?khoi=, else the reader's) and the year (?nam=, else this year
// when it has a plan, else the newest one).
func (h *handler) scope(ctx context.Context, r *web.Request) (c scope, err error) {
	q := h.s.DB()
	if c.Bloc, err = org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi")); err != nil {
		return c, err
	}
	year, _ := strconv.Atoi(r.FormValue("nam"))
	return h.inScope(ctx, r, c.Bloc, year)
}

func (h *handler) inScope(ctx context.Context, r *web.Request, b org.Bloc, year int) (c scope, err error) {
	c.Bloc, c.Year, c.actor = b, year, r.Actor
	if err := who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: b.ID}); err != nil {
		return c, err
	}
	c.Lead = plan.Right(r.Actor, b.ID, 0) == nil
	years, err := plan.Years(ctx, h.s.DB(), b.ID)
	if err != nil {
		return c, err
	}
	today := h.s.Today()
	if c.Year == 0 {
		c.Year = today.Year
		if len(years) > 0 && !slices.Contains(years, c.Year) {
			c.Year = years[0]
		}
	}
	for _, y := range years {
		c.Years = append(c.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	c.Plan, err = plan.Of(ctx, h.s.DB(), b.ID, c.Year)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return c, err
	}
	on := today
	if on.Year != c.Year {
		on = civil.Date{Year: c.Year, Month: 12, Day: 31}
	}
	c.Members, err = org.Members(ctx, h.s.DB(), b.ID, on)
	return c, err
}

// sees reports whether the reader may see what unit u plans.
func (c scope) sees(u id.Unit) bool {
	if who.Can(c.actor, who.ReadPlan, who.Object{Bloc: c.Bloc.ID, Unit: u}) == nil {
		return true
	}
	i := slices.IndexFunc(c.Members, func(m org.Member) bool { return m.Unit.ID == u })
	return i >= 0 && c.actor.Member(c.Bloc.ID) && c.Bloc.Shows(c.Members[i].Unit.Kind)
}

// Seen gives the members whose plans the reader may see, in protocol order.
func (c scope) Seen() []org.Member {
	return slices.DeleteFunc(slices.Clone(c.Members), func(m org.Member) bool { return !c.sees(m.Unit.ID) })
}

// MayEdit reports whether the reader may edit the part of unit u (0 = the bloc's).
func (c scope) MayEdit(u id.Unit) bool { return plan.Right(c.actor, c.Bloc.ID, u) == nil }

// unitOf finds a member by its code.
func (c scope) unitOf(code string) (org.Unit, error) {
	for _, m := range c.Members {
		if m.Unit.Code == code {
			return m.Unit, nil
		}
	}
	return org.Unit{}, fault.New(fault.NotFound, "plan.nounit|Không có đơn vị này trong Khối. Chọn đơn vị trong danh sách.")
}

// short gives the short name of a unit, "" for the bloc.
func (c scope) short(u id.Unit) string {
	for _, m := range c.Members {
		if m.Unit.ID == u {
			return m.Unit.Short
		}
	}
	return ""
}

// Query gives ?khoi=…&nam=… for links that stay in the scope.
func (c scope) Query() string { return "?khoi=" + c.Bloc.Code + "&nam=" + strconv.Itoa(c.Year) }

// unitOptions gives the units the reader may see or edit, for a select.
func (c scope) unitOptions(keep func(id.Unit) bool) []ui.Option {
	var list []ui.Option
	for _, m := range c.Members {
		if keep(m.Unit.ID) {
			list = append(list, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
		}
	}
	return list
}

func notFound(err error) error {
	return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
}

// pathID reads the {id} of the address, 0 for "moi".
func pathID[T any](r *web.Request) (id.Of[T], error) {
	s := r.PathValue("id")
	if s == "" || s == "moi" {
		return 0, nil
	}
	n, err := id.Parse[T](s)
	if err != nil {
		return 0, notFound(err)
	}
	return n, nil
}

// formID reads an identifier typed or chosen in a form, 0 when it is empty or nonsense.
func formID[T any](r *web.Request, name string) id.Of[T] {
	n, err := id.Parse[T](r.FormValue(name))
	if err != nil {
		return 0
	}
	return n
}

func formVersion(r *web.Request, name string) int64 {
	n, err := strconv.ParseInt(r.PostFormValue(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// number reads a figure as people write it; "" gives nil.
func number(s string) (*figure.Value, bool) {
	if strings.TrimSpace(s) == "" {
		return nil, true
	}
	n, err := vi.ParseNumber(s)
	if err != nil || n.Of != nil || n.Approx || len(n.More) > 0 || n.Prefix != "" || n.Suffix != "" {
		return nil, false
	}
	return &n.Value, true
}

func text(v *figure.Value) string {
	if v == nil {
		return ""
	}
	return v.VN()
}

// sourceText gives a source as a reader sees it: "Văn bản chỉ đạo: 24/CT-UBND, điểm 1".
func sourceText(r *web.Request, s plan.Source) string {
	if s == (plan.Source{}) {
		return ""
	}
	var parts []string
	if s.Doc != "" {
		parts = append(parts, s.Doc)
	}
	if s.Clause != "" {
		parts = append(parts, s.Clause)
	}
	t := r.T(s.Kind.Label())
	if len(parts) > 0 {
		t += ": " + strings.Join(parts, ", ")
	}
	return t
}

func sourceOptions(r *web.Request) []ui.Option {
	var list []ui.Option
	for _, k := range plan.SourceKinds {
		list = append(list, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	return list
}

// cited gives the documents of a plan page that sources lead to.
func (h *handler) cited(ctx context.Context, p plan.Plan) (d document.Document, clauses []document.Clause, err error) {
	if p.Directive == 0 {
		return d, nil, nil
	}
	if d, err = document.Of(ctx, h.s.DB(), p.Directive); err != nil {
		return d, nil, err
	}
	clauses, err = document.Clauses(ctx, h.s.DB(), d.ID)
	return d, clauses, err
}

func fail(w http.ResponseWriter, err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
