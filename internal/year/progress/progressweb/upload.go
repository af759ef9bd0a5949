package progressweb

import (
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/progress"
)

type uploadPage struct {
	head
	Errors  ui.Errors
	Accept  string
	Limit   int64
	Text    string
	Imports []importLine
}

// An importLine is one file that was written before.
type importLine struct {
	File, By, When, Href string
	N                    int
	Undone               bool
}

// Parts gives the name of the file in pieces, between which a line may break.
func (l importLine) Parts() []string { return pieces(l.File) }

var uploadView = ui.NewView[uploadPage](files, "upload.html")

func (p *pages) uploadForm(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	page, err := p.uploadPage(w, r, s, f)
	if err != nil {
		return err
	}
	return uploadView.Render(w, r, page)
}

func (p *pages) uploadPage(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) (uploadPage, error) {
	u := uploadPage{head: p.headOf(w, r, s, f, "imp.file|Nhập từ tệp"), Accept: strings.Join(progress.Formats(), ","), Limit: progress.Upload() >> 20}
	list, err := progress.ImportsOf(r.Context(), p.s.DB(), f.Period.ID, f.Unit.ID, 10)
	for _, m := range list {
		u.Imports = append(u.Imports, importLine{File: m.File, By: m.By, When: m.WrittenAt.Format("15:04 02/01/2006"), N: m.Written, Undone: m.State == progress.Undone, Href: s.To("/xem-truoc/" + m.ID.String())})
	}
	return u, err
}

// refused is why a file or a pasted table was not taken, and what was pasted.
type refused struct {
	err         error
	field, text string
}

// refuseFile shows the upload page again with what is wrong with the file.
func (p *pages) refuseFile(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form, x refused) error {
	err, field, text := x.err, x.field, x.text
	k := fault.KindOf(err)
	if k != fault.Invalid && k != fault.TooLarge {
		return err
	}
	page, perr := p.uploadPage(w, r, s, f)
	if perr != nil {
		return perr
	}
	page.Error, page.Text = "x", text
	page.Errors.Add(field, r.ErrorText(err))
	return uploadView.RenderStatus(w, r, web.Status(err), page)
}

func (p *pages) upload(w http.ResponseWriter, r *web.Request) error {
	name, data, ferr := r.File("file")
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	if ferr != nil {
		return p.refuseFile(w, r, s, f, refused{ferr, "file", ""})
	}
	m, before, err := p.s.Preview(r.Context(), r.Actor, s.place(), name, data)
	if err != nil {
		return p.refuseFile(w, r, s, f, refused{err, "file", ""})
	}
	return p.toPreview(w, r, s, m, before)
}

// toPreview leads to the preview of a kept import. A file that was written before and
// would change nothing is answered with that.
func (p *pages) toPreview(w http.ResponseWriter, r *web.Request, s scope, m, before *progress.Import) error {
	if before != nil {
		l, err := p.s.Look(r.Context(), r.Actor, s.place(), m.ID)
		if err != nil {
			return err
		}
		if l.Preview.ToWrite() == 0 && len(l.Preview.Open()) == 0 {
			if err := p.s.Cancel(r.Context(), r.Actor, s.place(), m.ID); err != nil {
				return err
			}
			return web.See(w, r, s.To("/xem-truoc/"+before.ID.String()), "imp.same|Tệp này đã nhập lúc {time} {date}. Không có gì thay đổi.",
				fault.P{"time": before.WrittenAt.Format("15:04"), "date": before.WrittenAt.Format("02/01/2006")})
		}
	}
	return web.See(w, r, s.To("/xem-truoc/"+m.ID.String()), "")
}

// pasteTable takes a table pasted from a spreadsheet.
func (p *pages) pasteTable(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	text := r.PostFormValue("text")
	m, before, err := p.s.PreviewPaste(r.Context(), r.Actor, s.place(), text)
	if err != nil {
		return p.refuseFile(w, r, s, f, refused{err, "text", text})
	}
	return p.toPreview(w, r, s, m, before)
}

func importID(r *web.Request) (progress.ImportID, error) {
	i, err := id.Parse[progress.Import](r.PathValue("id"))
	if err != nil {
		return 0, errPage
	}
	return i, nil
}
