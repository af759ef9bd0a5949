package conferenceweb

import (
	"net/http"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// A listedRow is one line of a pasted list as shown.
type listedRow struct {
	conference.ListLine
	Why string
}

type enrollPage struct {
	ui.Page
	Bloc     org.Bloc
	Conf     conference.Conference
	Text     string
	Rows     []listedRow
	New, Bad int
	Ready    bool // the list may be written
	Errors   ui.Errors
}

var enrollView = ui.NewView[enrollPage](files, "enroll.html")

// enroll takes a list of delegates that was copied from a spreadsheet: read, shown, written as a whole.
func (h *handler) enroll(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	p := enrollPage{Page: ui.NewPage(w, r, "conference.list.title|Dán danh sách đại biểu"), Bloc: x.bloc, Conf: x.conf, Text: r.PostFormValue("text")}
	if r.Method == "GET" {
		return enrollView.Render(w, r, p)
	}
	list, err := h.read(r, x, &p)
	if err == nil && r.PostFormValue("viec") == "ghi" && p.Ready {
		if err = h.s.Enroll(r.Context(), r.Actor, x.conf.ID, list); err == nil {
			return web.See(w, r, address(x.conf), "conference.list.done|Đã ghi {n} đại biểu vào danh sách.", fault.P{"n": len(list)})
		}
	}
	if err == nil {
		status := http.StatusOK
		if p.Bad > 0 {
			status = http.StatusUnprocessableEntity
		}
		return enrollView.RenderStatus(w, r, status, p)
	}
	bad, other := ui.Refused(r, err, "text")
	if other != nil {
		return other
	}
	p.Errors, p.Error, p.Ready = bad, "x", false
	return enrollView.RenderStatus(w, r, statusOf(bad, err), p)
}

// read reads what was pasted into the page, and gives the delegates that are new.
func (h *handler) read(r *web.Request, x place, p *enrollPage) (list []conference.Delegate, err error) {
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return nil, err
	}
	members, err := org.Members(r.Context(), h.s.DB(), x.bloc.ID, civil.Of(x.conf.Start.In(clock.Zone)))
	if err != nil {
		return nil, err
	}
	for _, l := range conference.ReadList(p.Text, members, room.Delegates) {
		row := listedRow{ListLine: l}
		switch {
		case l.Problem != nil:
			row.Why = r.ErrorText(l.Problem)
			p.Bad++
		case !l.Known:
			list = append(list, l.Delegate)
		}
		p.Rows = append(p.Rows, row)
	}
	p.New = len(list)
	switch {
	case len(p.Rows) == 0:
		return nil, fault.New(fault.Invalid, "conference.list.empty|Chưa có dòng nào. Chép danh sách từ Excel rồi dán vào ô.").With("text", "conference.list.empty|Chưa có dòng nào. Chép danh sách từ Excel rồi dán vào ô.")
	case len(p.Rows) > conference.MaxListed:
		p.Rows = nil
		const long = "conference.list.long|Danh sách dài quá {n} dòng. Dán từng phần."
		return nil, fault.New(fault.Invalid, long, fault.P{"n": conference.MaxListed}).With("text", long, fault.P{"n": conference.MaxListed})
	}
	p.Ready = p.Bad == 0 && p.New > 0
	return list, nil
}
