package awardweb

import (
	"net/http"
	"path/filepath"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/org"
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

func (h *handler) sendPage(w http.ResponseWriter, r *web.Request) (p sendPage, err error) {
	s, err := h.keeper(r)
	return sendPage{Page: ui.NewPage(w, r, "award.send.title|Nhập danh sách khen thưởng"), scope: s, Accept: ".xlsx,.xls,.ods,.csv,.docx", Limit: award.MaxList >> 20}, err
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
		if l, err = h.s.Receive(r.Context(), r.Actor, p.Bloc.ID, p.scope.Unit.ID, name, data); err == nil {
			if _, err = h.s.Preview(r.Context(), r.Actor, l.ID); err == nil {
				return web.See(w, r, "/nhap-khen-thuong/"+l.ID.String(), "")
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

type previewPage struct {
	ui.Page
	Import *award.Import
	Lines  []line // the first of what would be added
	More   int
	Bad    []badCell
	Rest   int
	Done   bool
	Unit   string
	Wrong  []string // lines whose decider does not decide about the title, the first of them
	NWrong int
}

// A badCell is one cell that cannot be taken.
type badCell struct{ At, Column, Text string }

// shown bounds what a preview prints; the marked workbook has everything.
const shown = 200

func (h *handler) loadPreview(w http.ResponseWriter, r *web.Request) (p previewPage, err error) {
	n, err := id.Parse[award.Sent](r.PathValue("id"))
	if err != nil {
		return p, notFound(err)
	}
	m, err := h.s.Preview(r.Context(), r.Actor, n)
	if err != nil {
		return p, err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	p = previewPage{Page: ui.NewPage(w, r, "award.preview.title|Xem trước danh sách"), Import: m, Done: !m.Sent.Done.IsZero()}
	units := map[id.Unit]org.Unit{}
	for _, a := range m.New {
		u, ok := units[a.Unit]
		if !ok {
			if u, err = org.UnitOf(r.Context(), h.s.DB(), a.Unit); err != nil {
				return p, err
			}
			units[a.Unit] = u
		}
		if text := wrongAuthority(r, c, u, a); text != "" {
			if p.NWrong++; p.NWrong <= 3 {
				p.Wrong = append(p.Wrong, a.Name+": "+text)
			}
		}
	}
	for i, a := range m.New {
		if i == shown {
			p.More = len(m.New) - shown
			break
		}
		p.Lines = append(p.Lines, line{a, label(c, a.Title), r.T(a.Mode.Label()), r.T(award.SubjectLabel(a.Subject))})
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
		if !fault.Is(err, fault.Invalid) {
			return err
		}
		p.Error = r.ErrorText(err)
		return previewView.RenderStatus(w, r, status(err), p)
	}
	return web.See(w, r, "/khen-thuong?khoi="+p.Import.Bloc.Code, "award.written|Đã ghi {n} khen thưởng vào sổ.", fault.P{"n": n})
}

func (h *handler) marked(w http.ResponseWriter, r *web.Request) error {
	n, err := id.Parse[award.Sent](r.PathValue("id"))
	if err != nil {
		return notFound(err)
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
	return web.Download(w, "danh-sach-can-sua.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", data)
}

func (h *handler) template(w http.ResponseWriter, r *web.Request) error {
	s, err := h.keeper(r)
	if err != nil {
		return err
	}
	units := s.Unit.ID == 0
	data, err := h.s.Desk.Template("Mẫu danh sách khen thưởng", award.Columns(units), award.Sample(units), []string{"Cột có dấu * là bắt buộc. Xóa các dòng ví dụ trước khi gửi."})
	if err != nil {
		return err
	}
	r.ConcernsNobody()
	return web.Download(w, "mau-danh-sach-khen-thuong.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", data)
}
