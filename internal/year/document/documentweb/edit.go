package documentweb

import (
	"net/http"
	"path/filepath"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A form is what the reader types, kept as typed when something is wrong.
type form struct {
	Kind, Code, Issuer, Abstract, Day, Effective, Link, Clauses string
	Version                                                     string
	Twice                                                       bool // "vẫn lưu" was chosen
}

var formNames = []string{"kind", "code", "issuer", "abstract", "day", "effective", "link", "clauses"}

type editPage struct {
	ui.Page
	Bloc   org.Bloc
	Doc    document.Document
	Form   form
	Errors ui.Errors
	Kinds  []ui.Option
	Same   []document.Document // would be repeated: asked once
}

var editView = ui.NewView[editPage](files, "edit.html")

func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditPlan, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	p := editPage{Page: ui.NewPage(w, r, "document.new|Thêm văn bản"), Bloc: b, Kinds: kindOptions()}
	return h.form(w, r, p, nil)
}

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	d, b, err := h.one(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditPlan, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	clauses, err := document.Clauses(r.Context(), h.s.DB(), d.ID)
	if err != nil {
		return err
	}
	p := editPage{Page: ui.NewPage(w, r, "document.edit|Sửa {name}", fault.P{"name": d.Name()}), Bloc: b, Doc: d, Kinds: kindOptions()}
	p.Form = form{Kind: d.Kind, Code: d.Code, Issuer: d.Issuer, Abstract: d.Abstract, Day: d.Day.VN(), Effective: d.Effective.VN(), Link: d.Link,
		Clauses: writeClauses(clauses), Version: version(d.Version)}
	return h.form(w, r, p, &d)
}

// form shows the form, and on POST saves it: a new document when was is nil.
func (h *handler) form(w http.ResponseWriter, r *web.Request, p editPage, was *document.Document) error {
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	p.Form = form{Kind: r.PostFormValue("kind"), Code: r.PostFormValue("code"), Issuer: r.PostFormValue("issuer"), Abstract: r.PostFormValue("abstract"),
		Day: r.PostFormValue("day"), Effective: r.PostFormValue("effective"), Link: r.PostFormValue("link"), Clauses: r.PostFormValue("clauses"),
		Version: r.PostFormValue("version"), Twice: r.PostFormValue("twice") != ""}
	d, err := p.Form.read(p.Bloc.ID)
	if err == nil {
		if was != nil {
			d.ID = was.ID
		}
		if p.Same, err = document.Same(r.Context(), h.s.DB(), d); err != nil {
			return err
		}
		if len(p.Same) > 0 && !p.Form.Twice {
			p.Errors.Add("code", r.T("document.twice|Số {code} đã có trong sổ năm {year}. Kiểm tra lại số; nếu đúng là văn bản khác, chọn “Vẫn lưu” rồi lưu lại.", fault.P{"code": d.Code, "year": d.Year()}))
			p.Error = "x"
			return editView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
		}
		err = h.save(r, &d, p.Form)
	}
	if err == nil {
		return web.See(w, r, "/van-ban/"+d.ID.String(), "document.saved|Đã lưu {name}.", fault.P{"name": d.Name()})
	}
	list, other := ui.Refused(r, err, formNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return editView.RenderStatus(w, r, statusOf(list, err), p)
}

func (h *handler) save(r *web.Request, d *document.Document, f form) (err error) {
	clauses := readClauses(f.Clauses)
	if d.ID == 0 {
		d.ID, err = h.s.Create(r.Context(), r.Actor, *d, clauses)
		return err
	}
	n, err := id.Parse[document.Document](f.Version)
	if err != nil {
		return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	d.Version = int64(n)
	return h.s.Save(r.Context(), r.Actor, *d, clauses)
}

func version(n int64) string { return id.Of[document.Document](n).String() }

// read turns what was typed into a document.
func (f form) read(b id.Bloc) (document.Document, error) {
	d := document.Document{Bloc: b, Kind: f.Kind, Code: f.Code, Issuer: f.Issuer, Abstract: f.Abstract, Link: f.Link}
	e := fault.New(fault.Invalid, "document.invalid|Văn bản chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	for _, x := range []struct {
		name, text string
		to         *civil.Date
	}{{"day", f.Day, &d.Day}, {"effective", f.Effective, &d.Effective}} {
		if strings.TrimSpace(x.text) == "" {
			continue
		}
		v, err := civil.ParseVN(x.text)
		if err != nil {
			e.With(x.name, "document.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": x.text})
		}
		*x.to = v
	}
	d2, err := d.Clean()
	if c, ok := err.(*fault.Error); ok {
		e.Fields = append(e.Fields, c.Fields...)
	}
	if len(e.Fields) > 0 {
		return d, e
	}
	return d2, nil
}

// readClauses reads one clause per line, "điểm 2 mục II: lời".
func readClauses(s string) []document.Clause {
	var list []document.Clause
	for line := range strings.Lines(s) {
		label, text, _ := strings.Cut(line, ":")
		list = append(list, document.Clause{Label: strings.TrimSpace(label), Text: strings.TrimSpace(text)})
	}
	return list
}

func writeClauses(list []document.Clause) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(c.Label)
		if c.Text != "" {
			b.WriteString(": " + strings.Join(strings.Fields(c.Text), " "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (h *handler) upload(w http.ResponseWriter, r *web.Request) error {
	d, b, err := h.one(r)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	if err == nil {
		name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
		if len(data) == 0 {
			err = fault.New(fault.Invalid, "document.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": name})
		}
	}
	var kept document.Stored
	if err == nil {
		kept, err = h.s.Attach(r.Context(), r.Actor, b.ID, name, data)
	}
	if err == nil {
		clauses, err := document.Clauses(r.Context(), h.s.DB(), d.ID)
		if err != nil {
			return err
		}
		d.File, d.FileName, d.FileSize, d.Unread = kept.Hash, name, kept.Size, kept.Unread
		if err := h.s.Save(r.Context(), r.Actor, d, clauses); err != nil {
			return err
		}
		return web.See(w, r, "/van-ban/"+d.ID.String(), "document.attached|Đã đính kèm {name}.", fault.P{"name": name})
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	clauses, err2 := document.Clauses(r.Context(), h.s.DB(), d.ID)
	if err2 != nil {
		return err2
	}
	p := editPage{Page: ui.NewPage(w, r, "document.edit|Sửa {name}", fault.P{"name": d.Name()}), Bloc: b, Doc: d, Kinds: kindOptions()}
	for _, e := range list {
		p.Errors.Add("file", e.Text)
	}
	p.Error = "x"
	p.Form = form{Kind: d.Kind, Code: d.Code, Issuer: d.Issuer, Abstract: d.Abstract, Day: d.Day.VN(), Effective: d.Effective.VN(), Link: d.Link,
		Clauses: writeClauses(clauses), Version: version(d.Version)}
	return editView.RenderStatus(w, r, statusOf(list, err), p)
}

type removePage struct {
	ui.Page
	Bloc  org.Bloc
	Doc   document.Document
	Used  string
	Value string // version
}

var removeView = ui.NewView[removePage](files, "remove.html")

func (h *handler) remove(w http.ResponseWriter, r *web.Request) error {
	d, b, err := h.one(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditPlan, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	p := removePage{Page: ui.NewPage(w, r, "document.remove|Xóa {name}", fault.P{"name": d.Name()}), Bloc: b, Doc: d, Value: version(d.Version)}
	if r.Method == "GET" {
		return removeView.Render(w, r, p)
	}
	n, err := id.Parse[document.Document](r.PostFormValue("version"))
	if err != nil {
		return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	if err := h.s.Remove(r.Context(), r.Actor, d.ID, int64(n)); err != nil {
		if !fault.Is(err, fault.Conflict) {
			return err
		}
		p.Used, p.Error = r.ErrorText(err), "x"
		return removeView.RenderStatus(w, r, http.StatusConflict, p)
	}
	return web.See(w, r, "/van-ban", "document.removed|Đã xóa {name} khỏi sổ.", fault.P{"name": d.Name()})
}
