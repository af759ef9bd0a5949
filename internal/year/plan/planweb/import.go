package planweb

import (
	"bytes"
	"errors"
	"net/http"
	"path/filepath"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
)

type importPage struct {
	ui.Page
	scope
	Errors  ui.Errors
	Bad     []badRow
	More    int
	Name    string
	Hash    string // of the kept file, for the confirmation
	Summary *plan.Summary
	Rows    []tallyRow
	Of      string          // whose a table's column of planned values is
	Owners  []ui.Option     // to choose that from
	Read    []readRow       // what was read from a plain table
	Left    []plan.FileNote // and what was not
}

// readRow is one target as a plain table gave it.
type readRow struct {
	Code, Name, Measure, Kind, Dir, Field string
	Own                                   string // the unit it belongs to, "" for a common one
	Goals                                 int
}

// badRow is one thing that is wrong with the file.
type badRow struct{ At, Text string }

type tallyRow struct {
	What string
	plan.Tally
}

var importView = ui.NewView[importPage](files, "import.html")

func (h *handler) importScope(w http.ResponseWriter, r *web.Request) (p importPage, err error) {
	c, err := h.scope(r.Context(), r)
	if err != nil {
		return p, err
	}
	if err := plan.Right(r.Actor, c.Bloc.ID, 0); err != nil {
		return p, err
	}
	p = importPage{Page: ui.NewPage(w, r, "plan.import.title|Nhập kế hoạch từ tệp"), scope: c, Of: r.FormValue("cua")}
	p.Owners = append(p.Owners, ui.Option{Value: plan.Everyone, Text: r.T("plan.of.all|Mọi đơn vị trong Khối như nhau")})
	for _, m := range c.Members {
		p.Owners = append(p.Owners, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
	}
	return p, nil
}

func (h *handler) importPage(w http.ResponseWriter, r *web.Request) error {
	p, err := h.importScope(w, r)
	if err != nil {
		return err
	}
	return importView.Render(w, r, p)
}

// parse reads a plan file: the plan's own formats, or a plain table of targets.
func (h *handler) parse(r *web.Request, p *importPage, name string, data []byte) (*plan.File, error) {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 64)], []byte("\ufeff")), " \t\r\n")
	if bytes.HasPrefix(head, []byte("{")) || strings.EqualFold(filepath.Ext(name), ".json") {
		return plan.ParseJSON(data)
	}
	book, err := intake.Open(name, data, intake.Default)
	if err != nil {
		return nil, err
	}
	if plan.HasPlan(book) {
		return plan.ParseBook(book)
	}
	in := plan.Frame{Bloc: p.Bloc, Year: p.Year, Members: p.Members, Goals: p.Of}
	if p.Plan.ID != 0 {
		x, err := h.parts(r, p.scope)
		if err != nil {
			return nil, err
		}
		if in.Targets, err = plan.Targets(r.Context(), h.s.DB(), p.Plan.ID); err != nil {
			return nil, err
		}
		in.Fields = x.fields
	}
	t, err := plan.ParseTable(book, in)
	if err != nil {
		return nil, err
	}
	p.Left = t.Left
	for _, x := range t.Targets {
		row := readRow{Code: x.Target.Code, Name: x.Target.Name, Measure: x.Target.Measure, Kind: r.T(x.Target.Kind.Label()), Dir: r.T(x.Target.Direction.Label()), Goals: len(x.Goals), Own: x.Unit}
		for _, m := range p.Members {
			if m.Unit.Code == x.Unit {
				row.Own = m.Unit.Short
			}
		}
		for _, f := range t.Fields {
			if f.Code == x.Target.Field {
				row.Field = f.Name
			}
		}
		p.Read = append(p.Read, row)
	}
	return t.File, nil
}

func (h *handler) preview(w http.ResponseWriter, r *web.Request) error {
	name, data, ferr := r.File("file")
	p, err := h.importScope(w, r)
	if err != nil {
		return err
	}
	if ferr != nil {
		return p.failed(w, r, ferr)
	}
	p.Name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	f, err := h.parse(r, &p, p.Name, data)
	if err != nil {
		return p.failed(w, r, err)
	}
	sum, err := h.s.Preview(r.Context(), r.Actor, f)
	if err != nil {
		return p.failed(w, r, err)
	}
	if p.Hash, err = h.s.Keep(r.Context(), r.Actor, p.Bloc.ID, document.Upload{Name: p.Name, Data: data}); err != nil {
		return p.failed(w, r, err)
	}
	p.Summary, p.Rows = &sum, tallies(r, sum)
	return importView.Render(w, r, p)
}

func tallies(r *web.Request, s plan.Summary) []tallyRow {
	return []tallyRow{{r.T("plan.sum.units|Đơn vị"), s.Units}, {r.T("plan.sum.docs|Văn bản"), s.Docs}, {r.T("plan.sum.fields|Lĩnh vực"), s.Fields},
		{r.T("plan.sum.themes|Chủ đề"), s.Themes}, {r.T("plan.sum.contents|Nội dung"), s.Contents}, {r.T("plan.sum.measures|Biện pháp"), s.Measures},
		{r.T("plan.sum.targets|Chỉ tiêu"), s.Targets}, {r.T("plan.sum.goals|Giá trị kế hoạch"), s.Goals}, {r.T("plan.sum.tasks|Nhiệm vụ"), s.Tasks}}
}

// failed shows what is wrong with the file: every finding with its place.
func (p importPage) failed(w http.ResponseWriter, r *web.Request, err error) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind == fault.Internal || e.Kind == fault.NotFound {
		return err
	}
	p.Errors.Add("file", r.ErrorText(err))
	for _, f := range e.Fields {
		p.Bad = append(p.Bad, badRow{f.Name, r.T(f.Msg, f.Args)})
	}
	p.Error = "x"
	return importView.RenderStatus(w, r, fail(w, err), p)
}

func (h *handler) commit(w http.ResponseWriter, r *web.Request) error {
	p, err := h.importScope(w, r)
	if err != nil {
		return err
	}
	data, err := h.s.Kept(r.Context(), r.Actor, p.Bloc.ID, r.PostFormValue("hash"))
	if err != nil {
		return p.failed(w, r, err)
	}
	f, err := h.parse(r, &p, r.PostFormValue("name"), data)
	if err != nil {
		return p.failed(w, r, err)
	}
	sum, err := h.s.Import(r.Context(), r.Actor, f)
	if err != nil {
		return p.failed(w, r, err)
	}
	return web.See(w, r, "/ke-hoach?khoi="+sum.Code+"&nam="+r.FormValue("year"), "plan.imported|Đã nhập kế hoạch: {n} thay đổi được ghi.", fault.P{"n": sum.Changes()})
}

func (h *handler) workbook(w http.ResponseWriter, r *web.Request) error {
	c, err := h.scope(r.Context(), r)
	if err != nil {
		return err
	}
	book, err := h.s.ExportBook(r.Context(), r.Actor, c.Bloc.ID, c.Year)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := xlsx.Write(&b, book); err != nil {
		return err
	}
	r.Concerns(c.Bloc.ID, 0)
	return web.Download(w, "ke-hoach-"+c.Bloc.Code+"-"+r.T("{year}", fault.P{"year": c.Year})+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}
