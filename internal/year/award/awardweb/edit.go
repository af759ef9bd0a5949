package awardweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
)

// A form is what the reader types, kept as typed when something is wrong.
type form struct {
	Unit, Subject, Name, Born, Post, Title, Year, Mode, Number, Day, Decider, Note, Version string
}

var formNames = []string{"don-vi", "subject", "name", "born", "post", "title", "year", "mode", "number", "day", "decider", "note"}

type editPage struct {
	ui.Page
	scope
	ID       string
	Form     form
	Errors   ui.Errors
	Titles   []ui.Option
	Modes    []ui.Option
	Subjects []ui.Option
}

var editView = ui.NewView[editPage](files, "edit.html")

func formOf(a award.Award) form {
	f := form{Subject: a.Subject, Name: a.Name, Post: a.Post, Title: a.Title, Mode: string(a.Mode), Number: a.Number, Day: a.Day.VN(), Decider: a.Decider, Note: a.Note,
		Year: strconv.Itoa(a.Year), Version: strconv.FormatInt(a.Version, 10)}
	if a.Born > 0 {
		f.Born = strconv.Itoa(a.Born)
	}
	return f
}

func typed(r *web.Request) form {
	v := r.PostFormValue
	return form{v("don-vi"), v("subject"), v("name"), v("born"), v("post"), v("title"), v("year"), v("mode"), v("number"), v("day"), v("decider"), v("note"), v("version")}
}

// read turns what was typed into an award; what is no number or date is a message.
func (f form) read() (a award.Award, errs *fault.Error) {
	a = award.Award{Subject: f.Subject, Name: f.Name, Post: f.Post, Title: f.Title, Mode: award.Mode(f.Mode), Number: f.Number, Decider: f.Decider, Note: f.Note}
	errs = fault.New(fault.Invalid, "award.invalid|Khen thưởng chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	for _, x := range []struct {
		name, text string
		to         *int
	}{{"year", f.Year, &a.Year}, {"born", f.Born, &a.Born}} {
		if t := strings.TrimSpace(x.text); t != "" {
			n, err := strconv.Atoi(t)
			if err != nil {
				errs.With(x.name, "award.notyear|“{text}” không phải một năm. Ghi như 2021.", fault.P{"text": t})
			}
			*x.to = n
		}
	}
	if t := strings.TrimSpace(f.Day); t != "" {
		d, err := civil.ParseVN(t)
		if err != nil {
			errs.With("day", "award.notday|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": t})
		}
		a.Day = d
	}
	version, _ := strconv.ParseInt(f.Version, 10, 64)
	a.Version = version
	return a, errs
}

func (h *handler) editPage(w http.ResponseWriter, r *web.Request, s scope, title string, args ...fault.P) (p editPage, err error) {
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	return editPage{Page: ui.NewPage(w, r, title, args...), scope: s, Titles: titleOptions(c), Modes: modeOptions(r), Subjects: subjectOptions(r)}, nil
}

func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	s, err := h.keeper(r)
	if err != nil {
		return err
	}
	p, err := h.editPage(w, r, s, "award.new|Ghi khen thưởng")
	if err != nil {
		return err
	}
	p.Form = form{Unit: s.Unit.Code, Subject: roster.Person, Mode: string(award.Regular), Year: strconv.Itoa(h.s.Today().Year)}
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	p.Form = typed(r)
	a, errs := p.Form.read()
	if a.Unit = s.Unit.ID; a.Unit == 0 {
		errs.With("don-vi", "award.unit|Chọn đơn vị của người, tập thể được khen.")
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	if err = joined(errs, func() error { _, e := a.Clean(c, h.s.Today()); return e }); err == nil {
		var n award.ID
		if n, err = h.s.Create(r.Context(), r.Actor, a); err == nil {
			return web.See(w, r, "/khen-thuong/"+n.String(), "award.saved|Đã ghi {name} vào sổ khen thưởng.", fault.P{"name": a.Name})
		}
	}
	return p.refuse(w, r, err)
}

// joined gives every message at once: of what could not be read, and of what was read.
func joined(errs *fault.Error, check func() error) error {
	told := map[string]bool{}
	for _, f := range errs.Fields {
		told[f.Name] = true
	}
	err := check()
	if e, ok := err.(*fault.Error); ok {
		for _, f := range e.Fields {
			if !told[f.Name] {
				errs.Fields = append(errs.Fields, f)
			}
		}
	}
	if len(errs.Fields) > 0 {
		return errs
	}
	return err
}

func (p editPage) refuse(w http.ResponseWriter, r *web.Request, err error) error {
	list, other := ui.Refused(r, err, formNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return editView.RenderStatus(w, r, status(err), p)
}

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	was, o, err := h.one(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.KeepAwards, o); err != nil {
		return err
	}
	s := scope{Keep: true}
	s.Unit.ID, s.Unit.Short, s.Unit.Code = was.Unit, was.UnitName, was.UnitCode
	p, err := h.editPage(w, r, s, "award.edit|Sửa khen thưởng của {name}", fault.P{"name": was.Name})
	if err != nil {
		return err
	}
	p.ID, p.Form = was.ID.String(), formOf(was)
	if r.Method == "GET" {
		return editView.Render(w, r, p)
	}
	p.Form = typed(r)
	a, errs := p.Form.read()
	a.ID, a.Unit = was.ID, was.Unit
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	if err = joined(errs, func() error { _, e := a.Clean(c, h.s.Today()); return e }); err == nil {
		if err = h.s.Save(r.Context(), r.Actor, a); err == nil {
			return web.See(w, r, "/khen-thuong/"+p.ID, "award.saved|Đã ghi {name} vào sổ khen thưởng.", fault.P{"name": a.Name})
		}
	}
	return p.refuse(w, r, err)
}
