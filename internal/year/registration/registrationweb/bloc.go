package registrationweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/registration"
)

// A blocRow is one unit in the consolidated view.
type blocRow struct {
	registration.BlocRow
	Href, Status, Kind string
	Counts             []int // by title, in the order of the head
	Over               []string
}

type blocPage struct {
	ui.Page
	scope
	View    *registration.BlocView
	Lead    bool
	Titles  []string
	Rows    []blocRow
	Totals  []int
	Due     string
	Reason  string
	Missing []string
	Unread  []string // units whose list came and was not received
	Paper   string   // page of the submission in the register; "" before it is drafted
	State   string   // of the submission
	Asks    int      // units that ask to open their list again
	Grant   string   // where decisions are entered
	Errors  ui.Errors
	Events  []ui.Event
}

var blocView = ui.NewView[blocPage](files, "bloc.html")

func (h *handler) bloc(w http.ResponseWriter, r *web.Request) error {
	p, err := h.blocPage(w, r)
	if err != nil {
		return err
	}
	return blocView.Render(w, r, p)
}

// inBloc finds the bloc and year of a request.
func (h *handler) inBloc(r *web.Request) (s scope, err error) {
	if s.Year, err = strconv.Atoi(r.PathValue("year")); err != nil || s.Year < 2000 || s.Year > 2200 {
		return s, errPage
	}
	if s.Bloc, err = org.BlocFor(r.Context(), h.s.DB(), r.Actor, r.FormValue("khoi")); err != nil {
		return s, err
	}
	return s, who.Can(r.Actor, who.ReadCollected, who.Object{Bloc: s.Bloc.ID})
}

func (h *handler) blocPage(w http.ResponseWriter, r *web.Request) (p blocPage, err error) {
	s, err := h.inBloc(r)
	if err != nil {
		return p, err
	}
	v, err := h.s.OpenBloc(r.Context(), r.Actor, s.Bloc.ID, s.Year)
	if err != nil {
		return p, err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	p = blocPage{Page: ui.NewPage(w, r, "reg.bloc.title|Tổng hợp đăng ký năm {year}", fault.P{"year": s.Year}), scope: s, View: v, Lead: who.Can(r.Actor, who.CollectLists, who.Object{Bloc: s.Bloc.ID}) == nil,
		Totals: make([]int, len(v.Titles)), Due: "28/02/" + strconv.Itoa(s.Year)}
	if !v.Round.Due.IsZero() {
		p.Due = v.Round.Due.VN()
	}
	if v.Paper != nil {
		p.Paper, p.State = document.Path(v.Paper.ID), r.T(v.Paper.State.Label())
	}
	if v.Round.Version > 0 && !v.Round.Open() && who.Can(r.Actor, who.GrantAwards, who.Object{Bloc: s.Bloc.ID}) == nil {
		p.Grant = "/khen-thuong/theo-quyet-dinh?khoi=" + s.Bloc.Code + "&nguon=registration"
	}
	p.Titles = append(p.Titles, v.Titles...)
	for _, x := range v.Rows {
		o := blocRow{BlocRow: x, Href: scope{Reader: org.Reader{Bloc: s.Bloc, Unit: x.Member.Unit}, Year: s.Year}.To(""), Status: r.T("st.none|Chưa có"), Kind: "off"}
		if x.List.Version > 0 {
			o.Status, o.Kind = r.T(x.List.State.Label()), map[registration.State]string{registration.Draft: "info", registration.Submitted: "info", registration.Sent: "todo", registration.Received: "ok", registration.Returned: "warn"}[x.List.State]
		}
		for i, t := range v.Titles {
			n := 0
			if x.List.State.IsSent() {
				n = x.Titles[t]
			}
			o.Counts = append(o.Counts, n)
			p.Totals[i] += n
		}
		for _, f := range x.Quotas {
			if f.Over > 0 && x.List.State.IsSent() {
				o.Over = append(o.Over, label(c, f.For)+": "+r.T("reg.over|Vượt tỷ lệ cho phép {n} người", fault.P{"n": f.Over}))
			}
		}
		if x.List.Ask.Open() {
			p.Asks++
		}
		switch {
		case !x.List.State.IsSent():
			p.Missing = append(p.Missing, x.Member.Unit.Short)
		case x.List.State == registration.Sent:
			p.Unread = append(p.Unread, x.Member.Unit.Short)
		}
		p.Rows = append(p.Rows, o)
	}
	lines, err := audit.History(r.Context(), h.s.DB(), v.Round.Object(), 20)
	for _, l := range lines {
		p.Events = append(p.Events, ui.Event{At: l.At, Who: l.Name, Text: didRound(r, l.Did)})
	}
	return p, err
}

func didRound(r *web.Request, act string) string {
	switch act {
	case "registration.open":
		return r.T("reg.did.open|mở đợt đăng ký")
	case "registration.due":
		return r.T("reg.did.due|đổi hạn gửi")
	case "registration.consolidate":
		return r.T("reg.did.consolidate|tổng hợp")
	case "registration.reopen":
		return r.T("reg.did.reopen|mở lại đợt")
	case "registration.paper":
		return r.T("reg.did.paper|lập dự thảo tờ trình")
	}
	return act
}

// blocDo is what the leader's people do to a round.
func (h *handler) blocDo(w http.ResponseWriter, r *web.Request) error {
	s, err := h.inBloc(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.CollectLists, who.Object{Bloc: s.Bloc.ID}); err != nil {
		return err
	}
	ctx, v := r.Context(), r.PostFormValue
	message := ""
	switch v("viec") {
	case "mo":
		due, perr := civil.ParseVN(strings.TrimSpace(v("due")))
		if perr != nil {
			due = civil.Date{}
		}
		message, err = "reg.opened|Đã mở đợt đăng ký. Cán bộ thi đua các đơn vị lập danh sách được ngay.", h.s.OpenRound(ctx, r.Actor, s.Bloc.ID, s.Year, due)
	case "tong-hop":
		message, err = "reg.consolidated|Đã tổng hợp. Danh sách khóa lại; tải tờ trình và danh sách ở dưới.", h.s.Consolidate(ctx, r.Actor, s.Bloc.ID, s.Year, number(v("version")))
	case "mo-lai":
		message, err = "reg.reopened|Đã mở lại đợt đăng ký.", h.s.Reopen(ctx, r.Actor, s.Bloc.ID, s.Year, v("reason"))
	case "to-trinh":
		n, err := h.s.DraftPaper(ctx, r.Actor, s.Bloc.ID, s.Year)
		if err != nil {
			return err
		}
		return web.See(w, r, document.Path(n), "reg.papered|Đã lập dự thảo tờ trình kèm danh sách. Đọc lại, ghi người ký, rồi ban hành để lấy số.")
	default:
		err = fault.New(fault.Invalid, "reg.do.none|Chọn một việc trên trang rồi bấm nút.")
	}
	if err == nil {
		return web.See(w, r, s.ToBloc(), message)
	}
	list, other := ui.Refused(r, err, "due", "reason")
	if other != nil {
		return other
	}
	p, perr := h.blocPage(w, r)
	if perr != nil {
		return perr
	}
	p.Errors, p.Error, p.Reason = list, "x", v("reason")
	if v("viec") == "mo" {
		p.Due = v("due")
	}
	return blocView.RenderStatus(w, r, status(err), p)
}

func (h *handler) blocExport(w http.ResponseWriter, r *web.Request) error {
	s, err := h.inBloc(r)
	if err != nil {
		return err
	}
	f, err := h.s.ExportBloc(r.Context(), r.Actor, s.Bloc.ID, s.Year, r.PathValue("format"))
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, 0)
	return web.Download(w, f.Name, f.Media, f.Data)
}

// UnreadText names the units whose list came and that nobody has received yet.
func (p blocPage) UnreadText() string { return strings.Join(p.Unread, ", ") }

// MissingText names the units that have not sent.
func (p blocPage) MissingText() string { return strings.Join(p.Missing, ", ") }
