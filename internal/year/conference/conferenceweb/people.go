package conferenceweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/qr"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

type delegatePage struct {
	ui.Page
	Bloc       org.Bloc
	Conf       conference.Conference
	Runs       bool
	Unit       org.Unit
	D          conference.Delegate
	Errors     ui.Errors
	Capacities []ui.Option
	Guest      bool
}

var delegateView = ui.NewView[delegatePage](files, "delegate.html")

// delegate shows the form of one delegate and saves or strikes it.
func (h *handler) delegate(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, false)
	if err != nil {
		return err
	}
	p := delegatePage{Page: ui.NewPage(w, r, "conference.delegate.title|Cử đại biểu"), Bloc: x.bloc, Conf: x.conf, Runs: x.runs, D: conference.Delegate{Capacity: conference.AsDelegate}}
	for _, c := range conference.Capacities() {
		p.Capacities = append(p.Capacities, ui.Option{Value: string(c), Text: r.T(c.Label())})
	}
	if err := h.whose(r, x, &p); err != nil {
		return err
	}
	if !x.runs {
		if err := who.Can(r.Actor, who.AnswerInvitation, who.Object{Bloc: x.bloc.ID, Unit: p.D.Unit}); err != nil {
			return err
		}
	}
	if r.Method == "GET" {
		return delegateView.Render(w, r, p)
	}
	if r.PostFormValue("viec") == "strike" {
		if err := h.s.Strike(r.Context(), r.Actor, x.conf.ID, p.D.ID); err != nil {
			return err
		}
		return web.See(w, r, address(x.conf), "conference.struck|Đã rút {name} khỏi danh sách.", fault.P{"name": p.D.Short()})
	}
	v := r.PostFormValue
	p.D.Rank, p.D.Name, p.D.Post, p.D.Seat = v("rank"), v("name"), v("post"), v("seat")
	if p.D.Unit == 0 {
		p.D.UnitName = v("from")
	}
	if x.runs && v("capacity") != "" {
		p.D.Capacity = conference.Capacity(v("capacity"))
	}
	d, err := h.s.SaveDelegate(r.Context(), r.Actor, x.conf.ID, p.D)
	if err == nil {
		return web.See(w, r, address(x.conf)+"#u-"+p.Unit.Code, "conference.delegate.saved|Đã ghi {name} vào danh sách đại biểu.", fault.P{"name": d.Short()})
	}
	list, other := ui.Refused(r, err, "rank", "name", "post", "seat", "from", "capacity")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return delegateView.RenderStatus(w, r, statusOf(list, err), p)
}

// whose fills in the delegate that the address names, or the unit for a new one.
func (h *handler) whose(r *web.Request, x place, p *delegatePage) error {
	ctx := r.Context()
	if s := r.FormValue("so"); s != "" {
		ident, err := parseID[conference.Delegate](s)
		if err != nil {
			return err
		}
		room, err := h.s.Room(ctx, x.conf.ID)
		if err != nil {
			return err
		}
		if p.D = room.Delegate(ident); p.D.ID == 0 || p.D.Gone {
			return fault.New(fault.NotFound, "conference.delegate.none|Không có đại biểu này trong danh sách. Hỏi thư ký hội nghị.")
		}
		p.Title = r.T("conference.delegate.edit|Sửa đại biểu")
	} else if r.FormValue("khach") != "" {
		p.D.Capacity = conference.AsGuest
	} else {
		u, err := org.UnitByCode(ctx, h.s.DB(), r.FormValue("don-vi"))
		if err != nil {
			return err
		}
		p.D.Unit = u.ID
	}
	p.Guest = p.D.Unit == 0
	if p.Guest {
		return nil
	}
	u, err := org.UnitOf(ctx, h.s.DB(), p.D.Unit)
	p.Unit = u
	return err
}

// A slip is what is printed for one delegate: how to come in.
type slip struct {
	conference.Delegate
	Code string
	Used bool
}

type slipsPage struct {
	ui.Page
	Bloc    org.Bloc
	Conf    conference.Conference
	Slips   []slip
	Missing int
	Link    string   // where phones come in
	More    []string // other addresses of the same place
	Alone   bool     // no phone reaches this machine
}

var slipsView = ui.NewView[slipsPage](files, "slips.html")

func (h *handler) slips(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	if r.Method == "POST" {
		if s := r.PostFormValue("so"); s != "" {
			d, err := parseID[conference.Delegate](s)
			if err != nil {
				return err
			}
			if err := h.s.Reissue(r.Context(), r.Actor, x.conf.ID, d); err != nil {
				return err
			}
		} else if err := h.s.IssueMissing(r.Context(), r.Actor, x.conf.ID); err != nil {
			return err
		}
		return web.See(w, r, address(x.conf)+"/phieu-vao", "conference.reissued|Đã cấp mã mới.")
	}
	list, err := h.s.Passes(r.Context(), r.Actor, x.conf.ID)
	if err != nil {
		return err
	}
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return err
	}
	p := slipsPage{Page: ui.NewPage(w, r, "conference.slips|Phiếu vào họp"), Bloc: x.bloc, Conf: x.conf, Link: r.Origin() + "/hop"}
	doors := r.Doors()
	if p.Alone = len(doors) == 0; !p.Alone {
		p.Link, p.More = doors[0]+"/hop", doors[1:]
	}
	for _, d := range room.Delegates {
		if pass, ok := list[d.ID]; ok && !d.Gone {
			p.Slips = append(p.Slips, slip{d, pass.Slip(), pass.Used})
		} else if !d.Gone {
			p.Missing++
		}
	}
	return slipsView.Render(w, r, p)
}

// slipCode draws the code that a phone reads from a slip.
func (h *handler) slipCode(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	n, err := parseID[conference.Delegate](r.PathValue("so"))
	if err != nil {
		return err
	}
	list, err := h.s.Passes(r.Context(), r.Actor, x.conf.ID)
	if err != nil {
		return err
	}
	pass, ok := list[n]
	if !ok {
		return fault.New(fault.NotFound, "conference.delegate.none|Không có đại biểu này trong danh sách. Hỏi thư ký hội nghị.")
	}
	return drawCode(w, door(r)+"/hop?ma="+x.conf.Code+"&phieu="+pass.Code, r.T("conference.slips|Phiếu vào họp"))
}

func drawCode(w http.ResponseWriter, text, title string) error {
	code, err := qr.Encode(text)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, err = w.Write([]byte(code.SVG(240, title)))
	return err
}

// A rollRow is one delegate at the reception desk.
type rollRow struct {
	conference.Delegate
	Presence conference.Presence
	Hit      bool
}

type rollPage struct {
	ui.Page
	Bloc             org.Bloc
	Conf             conference.Conference
	Room             *conference.Room
	Rows             []rollRow
	Query            string
	Errors           ui.Errors
	N, Of, Here, All int
	Key              string
}

var rollView = ui.NewView[rollPage](files, "roll.html")

// roll is the list at the reception desk: who came and when, by hand when a phone fails.
func (h *handler) roll(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	if r.Method == "POST" && r.PostFormValue("viec") == "scan" {
		return h.scan(w, r, x)
	}
	if r.Method == "POST" {
		d, err := parseID[conference.Delegate](r.PostFormValue("so"))
		if err != nil {
			return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
		}
		did := conference.Arrived
		if r.PostFormValue("viec") == "leave" {
			did = conference.Left
		}
		if _, err := h.s.Do(r.Context(), r.Actor, x.conf.ID, conference.Act{Did: did, Who: d}); err != nil {
			return err
		}
		return web.See(w, r, address(x.conf)+"/diem-danh", "")
	}
	p, err := h.rollPage(w, r, x)
	if err != nil {
		return err
	}
	return rollView.Render(w, r, p)
}

// scan marks the delegate of a slip as present: a scanner types what the slip's code says, an address, and a
// person types the code below it.
func (h *handler) scan(w http.ResponseWriter, r *web.Request, x place) error {
	code := r.PostFormValue("ma")
	if u, err := url.Parse(strings.TrimSpace(code)); err == nil && u.Query().Get("phieu") != "" {
		code = u.Query().Get("phieu")
	}
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return err
	}
	passes, err := h.s.Passes(r.Context(), r.Actor, x.conf.ID)
	if err != nil {
		return err
	}
	back := address(x.conf) + "/diem-danh"
	for _, d := range room.Delegates {
		if d.Gone || code == "" || passes[d.ID].Code != conference.Typed(code) || passes[d.ID].Code == "" {
			continue
		}
		if at := room.Present[d.ID]; at.Here() {
			return web.See(w, r, back, "conference.scan.here|{name} đã có mặt từ {time}.", fault.P{"name": d.Short(), "time": at.Came.Format("15:04")})
		}
		if _, err = h.s.Do(r.Context(), r.Actor, x.conf.ID, conference.Act{Did: conference.Arrived, Who: d.ID}); err == nil {
			return web.See(w, r, back, "conference.scan.done|Có mặt: {name}.", fault.P{"name": d.Short()})
		}
		break
	}
	if err == nil {
		const none = "conference.scan.none|Không có phiếu mang mã “{code}”. Quét lại, hoặc tìm theo tên ở ô dưới."
		shown := []rune(code)
		said := fault.P{"code": string(shown[:min(len(shown), 40)])}
		err = fault.New(fault.Invalid, none, said).With("ma", none, said)
	}
	list, other := ui.Refused(r, err, "ma")
	if other != nil {
		return other
	}
	p, err2 := h.rollPage(w, r, x)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error = list, "x" // the box is empty: the scanner types the next code into it
	return rollView.RenderStatus(w, r, statusOf(list, err), p)
}

func (h *handler) rollPage(w http.ResponseWriter, r *web.Request, x place) (p rollPage, err error) {
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return p, err
	}
	p = rollPage{Page: ui.NewPage(w, r, "conference.roll|Điểm danh"), Bloc: x.bloc, Conf: x.conf, Room: room, Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	p.N, p.Of, p.Here, p.All = room.Here()
	byCode, err := h.s.Passes(r.Context(), r.Actor, x.conf.ID)
	if err != nil {
		return p, err
	}
	for _, d := range room.Delegates {
		if d.Gone {
			continue
		}
		row := rollRow{Delegate: d, Presence: room.Present[d.ID], Hit: p.Query != "" && byCode[d.ID].Code == conference.Typed(p.Query)}
		if p.Query == "" || row.Hit || found(d, p.Query) {
			p.Rows = append(p.Rows, row)
		}
	}
	return p, nil
}

// found reports whether every word of a query begins a word of what is known of d.
func found(d conference.Delegate, query string) bool {
	text := " " + vi.Fold(d.Title()) + " " + strconv.Itoa(d.No) + " "
	for _, w := range vi.FoldWords(query) {
		if !strings.Contains(text, " "+w) {
			return false
		}
	}
	return true
}
