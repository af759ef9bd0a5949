package progressweb

import (
	"bytes"
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/plan"
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

// template gives the workbook of the unit, filled in as far as the form is.
func (p *pages) template(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := xlsx.Write(&b, workbook(r, f)); err != nil {
		return err
	}
	return web.Download(w, "Bieu_"+f.Unit.Code+"_"+s.Period.Slug()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}

// workbook makes the sheet to fill in: the table with white cells for this period, and
// the guidance beside it. What comes back is read by the same importer as any file.
func workbook(r *web.Request, f *progress.Form) *xlsx.Book {
	name := r.Period(f.Period.Period)
	bold := func(s string) xlsx.Cell { return xlsx.Cell{Text: s, Bold: true} }
	sh := xlsx.Sheet{Name: r.T("tpl.sheet|Chỉ tiêu"), Protect: true, Landscape: true, FreezeRows: 1,
		Columns: []xlsx.Column{{Width: 5}, {Width: 12}, {Width: 60}, {Width: 16}, {Width: 14}, {Width: 14}, {Width: 16}, {Width: 30}},
		Title: []string{f.Unit.Name, r.T("tpl.title|BIỂU SỐ LIỆU {period}", fault.P{"period": strings.ToUpper(name)}),
			r.T("tpl.secret|Không nhập thông tin thuộc bí mật nhà nước. Chỉ nhập vào ô màu trắng, cột “Kết quả”.")},
		Header: [][]xlsx.Cell{{bold("TT"), bold(r.T("tpl.code|Mã")), bold(r.T("col.target|Chỉ tiêu")), bold(r.T("tpl.measure|Đơn vị tính")),
			bold(r.T("tpl.plan|Kế hoạch năm")), bold(r.T("tpl.last|Kỳ trước")), bold(r.T("tpl.now|Kết quả {period}", fault.P{"period": name})), bold(r.T("tpl.note|Ghi chú"))}}}
	for i, c := range f.Cells {
		n := xlsx.Text(figureInt(i + 1))
		now := xlsx.Cell{Unlocked: true}
		switch {
		case c.Value.Withheld:
			now.Unlocked, now.Text = false, r.T("cell.withheld|Không truyền")
		case c.Kind == plan.YesNo:
			now.Text, now.List = show(r, c.Kind, c.Value.Value), []string{r.T("yesno.yes|Đạt"), r.T("yesno.no|Không đạt")}
		case c.Value.Value != nil:
			now.Value = c.Value.Value
		}
		row := []xlsx.Cell{n, xlsx.Text(c.Code), xlsx.Text(c.Name), xlsx.Text(c.Measure), {Value: c.Goal.Year}, {Value: c.Last}, now, {Unlocked: true}}
		sh.Rows = append(sh.Rows, row)
	}
	help := xlsx.Sheet{Name: r.T("tpl.help|Hướng dẫn"), Columns: []xlsx.Column{{Width: 100}}, Protect: true, Title: []string{
		r.T("tpl.help1|Nhập số vào cột “Kết quả”; ô trống nghĩa là chưa có số, số 0 là một kết quả."),
		r.T("tpl.help2|Chỉ tiêu Đạt/Không đạt: chọn trong danh sách của ô."),
		r.T("tpl.help3|Lưu tệp rồi tải lên ở trang Nhập từ tệp. Hệ thống cho xem trước, chỉ ghi khi đồng ý."),
	}}
	return &xlsx.Book{Title: sh.Title[1], Sheets: []xlsx.Sheet{sh, help}}
}
