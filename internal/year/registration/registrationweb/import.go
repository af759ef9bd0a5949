package registrationweb

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/registration"
)

type sendPage struct {
	ui.Page
	scope
	Errors ui.Errors
	Text   string
	Accept string
	Limit  int
}

var (
	sendView    = ui.NewView[sendPage](files, "send.html")
	previewView = ui.NewView[previewPage](files, "preview.html")
)

const xlsxMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (h *handler) sendPage(w http.ResponseWriter, r *web.Request) (p sendPage, err error) {
	s, err := h.in(r)
	if err == nil {
		err = who.Can(r.Actor, who.FillRegister, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID})
	}
	return sendPage{Page: ui.NewPage(w, r, "reg.send.title|Nhập danh sách đăng ký"), scope: s, Accept: ".xlsx,.xls,.ods,.csv,.docx", Limit: award.MaxList >> 20}, err
}

func (h *handler) sendForm(w http.ResponseWriter, r *web.Request) error {
	p, err := h.sendPage(w, r)
	if err != nil {
		return err
	}
	return sendView.Render(w, r, p)
}

// send takes a file, or lines pasted from a spreadsheet.
func (h *handler) send(w http.ResponseWriter, r *web.Request) error {
	name, data, err := "", []byte(nil), error(nil)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		name, data, err = r.File("file")
	}
	p, perr := h.sendPage(w, r)
	if perr != nil {
		return perr
	}
	field := "file"
	if err == nil && data == nil {
		field, p.Text = "text", r.PostFormValue("text")
		if name, data = award.PastedName, []byte(p.Text); strings.TrimSpace(p.Text) == "" {
			err = fault.New(fault.Invalid, "award.send.empty|Dán các dòng chép từ Excel, kể cả dòng tiêu đề.")
		}
	}
	if err == nil {
		var l award.Sent
		name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
		if l, err = h.s.ReceiveList(r.Context(), r.Actor, p.place(), name, data); err == nil {
			if _, err = h.s.Preview(r.Context(), r.Actor, l.ID); err == nil {
				return web.See(w, r, "/danh-sach-dang-ky/"+l.ID.String(), "")
			}
		}
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	for _, e := range list {
		p.Errors.Add(field, e.Text)
	}
	p.Error = "x"
	return sendView.RenderStatus(w, r, status(err), p)
}

// A newRow is one line that a list would write.
type newRow struct {
	registration.Line
	TitleName, Subject string
	Changed            bool
}

type previewPage struct {
	ui.Page
	Import *registration.Import
	Back   string
	List   string // address of the registration
	Lines  []newRow
	More   int
	Write  int
	Bad    []badCell
	Rest   int
	Done   bool
	Locked string
}

// A badCell is one cell that cannot be taken.
type badCell struct{ At, Column, Text string }

// shown bounds what a preview prints; the marked workbook has everything.
const shown = 200

func (h *handler) loadPreview(w http.ResponseWriter, r *web.Request) (p previewPage, err error) {
	n, err := id.Parse[award.Sent](r.PathValue("id"))
	if err != nil {
		return p, errPage
	}
	m, err := h.s.Preview(r.Context(), r.Actor, n)
	if err != nil {
		return p, err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	q := strconv.Itoa(m.Sent.Year) + "?khoi=" + m.Bloc.Code + "&don-vi=" + m.Unit.Code
	p = previewPage{Page: ui.NewPage(w, r, "award.preview.title|Xem trước danh sách"), Import: m, Back: "/nhap-dang-ky/" + q, List: "/dang-ky/" + q, Done: !m.Sent.Done.IsZero(), Write: len(m.New) + len(m.Changed)}
	for i, l := range append(m.Changed, m.New...) {
		if i == shown {
			p.More = p.Write - shown
			break
		}
		p.Lines = append(p.Lines, newRow{l, label(c, l.Title), r.T(award.SubjectLabel(l.Subject)), i < len(m.Changed)})
	}
	for i, x := range m.List.Problems {
		if i == shown {
			p.Rest = len(m.List.Problems) - shown
			break
		}
		p.Bad = append(p.Bad, badCell{x.At, x.Column, r.T(x.Msg, x.Args)})
	}
	return p, nil
}

func (h *handler) preview(w http.ResponseWriter, r *web.Request) error {
	p, err := h.loadPreview(w, r)
	if err != nil {
		return err
	}
	return previewView.Render(w, r, p)
}

func (h *handler) write(w http.ResponseWriter, r *web.Request) error {
	p, err := h.loadPreview(w, r)
	if err != nil {
		return err
	}
	n, err := h.s.Commit(r.Context(), r.Actor, p.Import.Sent.ID)
	if err != nil {
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict && k != fault.TooLarge {
			return err
		}
		p.Error, p.Locked = "x", r.ErrorText(err)
		return previewView.RenderStatus(w, r, status(err), p)
	}
	return web.See(w, r, p.List, "reg.written|Đã ghi {n} dòng vào danh sách đăng ký.", fault.P{"n": n})
}

func (h *handler) marked(w http.ResponseWriter, r *web.Request) error {
	n, err := id.Parse[award.Sent](r.PathValue("id"))
	if err != nil {
		return errPage
	}
	data, err := h.s.Marked(r.Context(), r.Actor, n)
	if err != nil {
		return err
	}
	sent, err := award.SentOf(r.Context(), h.s.DB(), n)
	if err != nil {
		return err
	}
	r.Concerns(sent.Bloc, sent.Unit)
	return web.Download(w, "danh-sach-can-sua.xlsx", xlsxMedia, data)
}

func (h *handler) template(w http.ResponseWriter, r *web.Request) error {
	if _, err := h.sendPage(w, r); err != nil {
		return err
	}
	data, err := h.s.Desk.Template("Mẫu danh sách đăng ký", registration.Columns(), registration.Sample(), []string{"Cột có dấu * là bắt buộc. Xóa các dòng ví dụ trước khi gửi."})
	if err != nil {
		return err
	}
	r.ConcernsNobody()
	return web.Download(w, "mau-danh-sach-dang-ky.xlsx", xlsxMedia, data)
}
