// Package activityweb shows the activities of units: the list with the numbers and the
// coverage of documents, one activity with its evidence, and the form.
package activityweb

import (
	"context"
	"embed"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/activity"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

//go:embed *.html
var files embed.FS

//go:embed activity.en.txt
var english string

type handler struct{ s *activity.Service }

// Slice gives the routes of activities.
func Slice(s *activity.Service) web.Slice {
	h := &handler{s}
	return web.Slice{Name: "activity", English: english,
		Menu: []web.MenuItem{{Path: "/hoat-dong", Label: "nav.activities|Sinh hoạt chính trị", Order: 68, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}},
		Routes: []web.Route{
			{Method: "GET", Path: "/hoat-dong", Name: "activity.list", Policy: web.Insider, Handler: h.list},
			{Method: "GET", Path: "/hoat-dong/moi", Name: "activity.new", Policy: web.UnitSide, Handler: h.create},
			{Method: "POST", Path: "/hoat-dong/moi", Name: "activity.create", Policy: web.UnitSide, Handler: h.create},
			{Method: "GET", Path: "/hoat-dong/{id}", Name: "activity.view", Policy: web.Insider, Handler: h.view},
			{Method: "GET", Path: "/hoat-dong/{id}/sua", Name: "activity.edit", Policy: web.UnitSide, Handler: h.edit},
			{Method: "POST", Path: "/hoat-dong/{id}/sua", Name: "activity.save", Policy: web.UnitSide, Handler: h.edit},
			{Method: "POST", Path: "/hoat-dong/{id}/tep", Name: "activity.attach", Policy: web.UnitSide, Handler: h.attach, Upload: activity.MaxFile + 1<<20},
			{Method: "POST", Path: "/hoat-dong/{id}/bo-tep", Name: "activity.detach", Policy: web.UnitSide, Handler: h.detach},
			{Method: "GET", Path: "/hoat-dong/{id}/tep/{evidence}", Name: "activity.file", Policy: web.Insider, Handler: h.file},
			{Method: "GET", Path: "/hoat-dong/{id}/xoa", Name: "activity.ask", Policy: web.UnitSide, Handler: h.drop},
			{Method: "POST", Path: "/hoat-dong/{id}/xoa", Name: "activity.drop", Policy: web.UnitSide, Handler: h.drop},
		}}
}

func bloc(ctx context.Context, q db.Q, r *web.Request) (org.Bloc, error) {
	b, err := org.BlocFor(ctx, q, r.Actor, r.FormValue("khoi"))
	if err != nil {
		return b, err
	}
	return b, who.Can(r.Actor, who.ReadBloc, who.Object{Bloc: b.ID})
}

func options(r *web.Request) (out []ui.Option) {
	for _, k := range activity.Kinds {
		out = append(out, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	return out
}

// mine gives the units that the reader reports for.
func mine(r *web.Request, b org.Bloc, list []org.Member) (out []ui.Option) {
	for _, m := range list {
		if who.Can(r.Actor, who.ReportActivity, who.Object{Bloc: b.ID, Unit: m.Unit.ID}) == nil {
			out = append(out, ui.Option{Value: m.Unit.Code, Text: m.Unit.Short})
		}
	}
	return out
}

type row struct {
	A    activity.Activity
	Unit string
	Doc  document.Document
}

type unitLine struct {
	Name string
	N    activity.Numbers
}

type coverLine struct {
	Doc     document.Document
	Done    int
	Of      int
	Missing string
}

type listPage struct {
	ui.Page
	Bloc   org.Bloc
	May    bool
	List   []row
	Lines  []unitLine
	Total  activity.Numbers
	Cover  []coverLine
	Period string
	Spans  []ui.Option
}

var listView = ui.NewView[listPage](files, "list.html")

// spans are the stretches of a year that the list may show.
func (h *handler) span(r *web.Request) (p civil.Period, out []ui.Option) {
	y := strconv.Itoa(h.s.Today().Year)
	last := strconv.Itoa(h.s.Today().Year - 1)
	for _, s := range []string{y, y + "-H1", y + "-H2", last} {
		out = append(out, ui.Option{Value: s, Text: r.Period(civil.Period(s))})
	}
	p = civil.Period(y)
	for _, o := range out {
		if o.Value == r.FormValue("ky") {
			p = civil.Period(o.Value)
		}
	}
	return p, out
}

func (h *handler) list(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	members, err := org.Members(ctx, q, b.ID, h.s.Today())
	if err != nil {
		return err
	}
	period, spans := h.span(r)
	all, err := activity.Between(ctx, q, b.ID, period.From(), period.To())
	if err != nil {
		return err
	}
	p := listPage{Page: ui.NewPage(w, r, "activity.heading|Sinh hoạt chính trị, quán triệt văn bản"), Bloc: b, May: len(mine(r, b, members)) > 0, Period: string(period), Spans: spans}
	names := map[id.Unit]string{}
	var order []id.Unit
	counts := activity.Count(all, period.From(), period.To())
	for _, m := range members {
		if who.Can(r.Actor, who.ReadActivity, who.Object{Bloc: b.ID, Unit: m.Unit.ID}) == nil {
			names[m.Unit.ID] = m.Unit.Short
			order = append(order, m.Unit.ID)
			p.Lines = append(p.Lines, unitLine{m.Unit.Short, counts[m.Unit.ID]})
			p.Total = p.Total.Add(counts[m.Unit.ID])
		}
	}
	docs := map[document.ID]document.Document{}
	doc := func(d document.ID) (document.Document, error) {
		if x, ok := docs[d]; ok || d == 0 {
			return x, nil
		}
		x, err := document.Of(ctx, q, d)
		docs[d] = x
		return x, err
	}
	var seen []activity.Activity
	for _, a := range all {
		name, ok := names[a.Unit]
		if !ok {
			continue
		}
		seen = append(seen, a)
		d, err := doc(a.Document)
		if err != nil {
			return err
		}
		p.List = append(p.List, row{a, name, d})
	}
	if len(order) > 1 {
		for _, c := range activity.Cover(seen, order) {
			d, err := doc(c.Document)
			if err != nil {
				return err
			}
			var missing []string
			for _, u := range c.Missing {
				missing = append(missing, names[u])
			}
			p.Cover = append(p.Cover, coverLine{d, len(c.Units), len(order), strings.Join(missing, ", ")})
		}
	}
	return listView.Render(w, r, p)
}

type editPage struct {
	ui.Page
	Bloc    org.Bloc
	A       activity.Activity
	Unit    string
	Units   []ui.Option
	Kinds   []ui.Option
	Typed   typed
	Version string
	Errors  ui.Errors
}

// typed keeps figures and days as they were typed.
type typed struct{ Day, Expected, Present, Code string }

var editView = ui.NewView[editPage](files, "edit.html")

// read turns what was typed into an activity.
func (h *handler) read(r *web.Request, p *editPage) error {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	p.A.Kind, p.A.Title, p.A.Place, p.A.Body = activity.Kind(v("kind")), v("title"), v("place"), v("body")
	p.Typed = typed{v("day"), v("expected"), v("present"), v("code")}
	e := fault.New(fault.Invalid, "activity.invalid|Hoạt động chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if p.Typed.Day != "" {
		d, err := civil.ParseVN(p.Typed.Day)
		if err != nil {
			e.With("day", "activity.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": p.Typed.Day})
		}
		p.A.Day = d
	}
	for name, to := range map[string]*int{"expected": &p.A.Expected, "present": &p.A.Present} {
		*to = 0
		if text := v(name); text != "" {
			n, err := strconv.Atoi(strings.ReplaceAll(text, ".", ""))
			if err != nil {
				e.With(name, "activity.digits|“{text}” không phải số người. Ghi chữ số, ví dụ 45.", fault.P{"text": text})
			}
			*to = n
		}
	}
	p.A.Document = 0
	if p.Typed.Code != "" {
		found, err := document.ByNumber(r.Context(), h.s.DB(), p.Bloc.ID, p.Typed.Code)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			e.With("code", "activity.nodoc|Sổ văn bản chưa có số “{code}”. Kiểm tra lại số, hoặc để trống.", fault.P{"code": p.Typed.Code})
		} else {
			p.A.Document = found[len(found)-1].ID
		}
	}
	if len(e.Fields) == 0 {
		return nil
	}
	if _, err := p.A.Clean(h.s.Today()); err != nil {
		if c, ok := err.(*fault.Error); ok {
			for _, f := range c.Fields {
				if f.Name != "day" || p.Typed.Day == "" {
					e.Fields = append(e.Fields, f)
				}
			}
		}
	}
	return e
}

func (h *handler) refused(w http.ResponseWriter, r *web.Request, p editPage, err error) error {
	list, other := ui.Refused(r, err, "unit", "kind", "title", "day", "place", "expected", "present", "code", "body", "file")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return editView.RenderStatus(w, r, web.Status(err), p)
}

func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	b, err := bloc(ctx, q, r)
	if err != nil {
		return err
	}
	members, err := org.Members(ctx, q, b.ID, h.s.Today())
	if err != nil {
		return err
	}
	p := editPage{Page: ui.NewPage(w, r, "activity.create|Ghi hoạt động"), Bloc: b, Kinds: options(r), Units: mine(r, b, members), Unit: r.FormValue("don-vi")}
	if len(p.Units) == 0 {
		return who.Can(r.Actor, who.ReportActivity, who.Object{Bloc: b.ID})
	}
	if r.Method == "GET" {
		if p.Unit == "" {
			p.Unit = p.Units[0].Value
		}
		p.A.Kind, p.Typed = activity.Education, typed{Day: h.s.Today().VN(), Code: r.FormValue("so")}
		if p.Typed.Code != "" {
			p.A.Kind = activity.Dissemination
		}
		return editView.Render(w, r, p)
	}
	p.Unit = r.PostFormValue("unit")
	p.A.Bloc = b.ID
	for _, m := range members {
		if m.Unit.Code == p.Unit {
			p.A.Unit = m.Unit.ID
		}
	}
	if err = h.read(r, &p); err == nil && p.A.Unit == 0 {
		err = fault.New(fault.Invalid, "activity.pickunit|Chọn đơn vị.").With("unit", "activity.pickunit|Chọn đơn vị.")
	}
	var a activity.Activity
	if err == nil {
		err = h.s.InTx(ctx, func(tx *db.Tx) (err error) { a, err = h.s.Report(ctx, tx, r.Actor, p.A); return err })
	}
	if err == nil {
		return web.See(w, r, "/hoat-dong/"+a.ID.String(), "activity.reported|Đã ghi. Đính kèm minh chứng (ảnh, danh sách, biên bản) ở trang này.")
	}
	return h.refused(w, r, p, err)
}

// one gives the activity of the address to whoever may do act to it.
func (h *handler) one(r *web.Request, act who.Action) (a activity.Activity, b org.Bloc, err error) {
	n, err := id.Parse[activity.Activity](r.PathValue("id"))
	if err != nil {
		return a, b, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	if a, err = activity.Of(r.Context(), h.s.DB(), n); err != nil {
		return a, b, err
	}
	if err = who.Can(r.Actor, act, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return a, b, err
	}
	b, err = org.BlocOf(r.Context(), h.s.DB(), a.Bloc)
	return a, b, err
}

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	ctx, q := r.Context(), h.s.DB()
	a, b, err := h.one(r, who.ReportActivity)
	if err != nil {
		return err
	}
	p := editPage{Page: ui.NewPage(w, r, "activity.edit|Sửa: {name}", fault.P{"name": a.Title}), Bloc: b, A: a, Kinds: options(r), Version: strconv.FormatInt(a.Version, 10), Typed: typed{Day: a.Day.VN(), Present: strconv.Itoa(a.Present)}}
	if a.Expected > 0 {
		p.Typed.Expected = strconv.Itoa(a.Expected)
	}
	if a.Document != 0 {
		d, err := document.Of(ctx, q, a.Document)
		if err != nil {
			return err
		}
		p.Typed.Code = d.Code
	}
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	p.Version = r.PostFormValue("version")
	if err = h.read(r, &p); err == nil {
		if p.A.Version, err = strconv.ParseInt(p.Version, 10, 64); err != nil {
			err = fault.New(fault.Invalid, "activity.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
		}
	}
	if err == nil {
		err = h.s.InTx(ctx, func(tx *db.Tx) error { return h.s.Save(ctx, tx, r.Actor, p.A) })
	}
	if err == nil {
		return web.See(w, r, "/hoat-dong/"+a.ID.String(), "activity.saved|Đã lưu.")
	}
	return h.refused(w, r, p, err)
}

type viewPage struct {
	ui.Page
	Bloc    org.Bloc
	A       activity.Activity
	Unit    org.Unit
	Doc     document.Document
	Files   []activity.File
	Edit    bool
	Ask     bool // asks whether to delete
	Version string
	Errors  ui.Errors
}

var viewView = ui.NewView[viewPage](files, "view.html")

func (h *handler) viewPage(w http.ResponseWriter, r *web.Request, act who.Action) (p viewPage, err error) {
	ctx, q := r.Context(), h.s.DB()
	a, b, err := h.one(r, act)
	if err != nil {
		return p, err
	}
	p = viewPage{Page: ui.NewPage(w, r, "activity.one|{name}", fault.P{"name": a.Title}), Bloc: b, A: a, Version: strconv.FormatInt(a.Version, 10),
		Edit: who.Can(r.Actor, who.ReportActivity, who.Object{Bloc: a.Bloc, Unit: a.Unit}) == nil}
	if p.Unit, err = org.UnitOf(ctx, q, a.Unit); err != nil {
		return p, err
	}
	if a.Document != 0 {
		if p.Doc, err = document.Of(ctx, q, a.Document); err != nil {
			return p, err
		}
	}
	p.Files, err = activity.Files(ctx, q, a.ID)
	return p, err
}

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	p, err := h.viewPage(w, r, who.ReadActivity)
	if err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

func (h *handler) attach(w http.ResponseWriter, r *web.Request) error {
	p, err := h.viewPage(w, r, who.ReportActivity)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	if err == nil {
		name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
		err = h.s.Attach(r.Context(), r.Actor, activity.File{Activity: p.A.ID, Name: name}, data)
	}
	if err == nil {
		return web.See(w, r, "/hoat-dong/"+p.A.ID.String(), "activity.attached|Đã đính kèm {name}.", fault.P{"name": name})
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	for _, e := range list {
		p.Errors.Add("file", e.Text)
	}
	p.Error = "x"
	return viewView.RenderStatus(w, r, web.Status(err), p)
}

func (h *handler) detach(w http.ResponseWriter, r *web.Request) error {
	a, _, err := h.one(r, who.ReportActivity)
	if err != nil {
		return err
	}
	f, err := id.Parse[activity.File](r.PostFormValue("tep"))
	if err != nil {
		return fault.New(fault.Invalid, "activity.pickfile|Chọn tệp muốn bỏ.").Because(err)
	}
	if err := h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Detach(r.Context(), tx, r.Actor, a.ID, f) }); err != nil {
		return err
	}
	return web.See(w, r, "/hoat-dong/"+a.ID.String(), "activity.detached|Đã bỏ tệp.")
}

func (h *handler) file(w http.ResponseWriter, r *web.Request) error {
	a, _, err := h.one(r, who.ReadActivity)
	if err != nil {
		return err
	}
	f, err := id.Parse[activity.File](r.PathValue("evidence"))
	if err != nil {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.").Because(err)
	}
	x, data, err := h.s.Evidence(r.Context(), r.Actor, a.ID, f)
	if err != nil {
		return err
	}
	r.Concerns(a.Bloc, a.Unit)
	return web.Download(w, x.Name, "application/octet-stream", data)
}

func (h *handler) drop(w http.ResponseWriter, r *web.Request) error {
	p, err := h.viewPage(w, r, who.ReportActivity)
	if err != nil {
		return err
	}
	if p.Ask = true; r.Method == "GET" {
		return viewView.Render(w, r, p)
	}
	n, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "activity.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	if err := h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Drop(r.Context(), tx, r.Actor, p.A.ID, n) }); err != nil {
		return err
	}
	return web.See(w, r, "/hoat-dong", "activity.dropped|Đã xóa {name}.", fault.P{"name": p.A.Title})
}
