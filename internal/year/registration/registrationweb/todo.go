package registrationweb

import (
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/registration"
)

// Todo says what registration asks of the reader now, as one of a unit of a bloc.
func Todo(s *registration.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	h := &handler{s}
	return func(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
		rounds, err := registration.Rounds(r.Context(), s.DB(), b.ID)
		if err != nil {
			return t, err
		}
		lead := who.Can(r.Actor, who.CollectLists, who.Object{Bloc: b.ID}) == nil
		year := s.Today().Year
		if lead && (len(rounds) == 0 || rounds[0].Year < year) {
			t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("reg.todo.open|Mở đợt đăng ký năm {year}", fault.P{"year": year}), Href: scope{Reader: org.Reader{Bloc: b}, Year: year}.ToBloc()})
		}
		for _, x := range rounds {
			if x.Year < year-1 { // what was left then is history
				break
			}
			at := scope{Reader: org.Reader{Bloc: b, Unit: u}, Year: x.Year}
			if err := h.unitTodo(r, at, x, &t); err != nil {
				return t, err
			}
			if lead {
				if err := h.leadTodo(r, at, x, &t); err != nil {
					return t, err
				}
			}
		}
		return t, nil
	}
}

// unitTodo is the list of the unit: for the officer to fill, for the head to decide.
func (h *handler) unitTodo(r *web.Request, at scope, x registration.Round, t *ui.Todo) error {
	if !x.Open() || at.Unit.ID == 0 {
		return nil
	}
	l, err := registration.Of(r.Context(), h.s.DB(), at.place())
	if err != nil {
		return err
	}
	may := func(a who.Action) bool {
		return who.Can(r.Actor, a, who.Object{Bloc: at.Bloc.ID, Unit: at.Unit.ID}) == nil
	}
	i := ui.TodoItem{Text: r.T("reg.todo.fill|Lập bản đăng ký danh hiệu, khen thưởng năm {year}", fault.P{"year": x.Year}), Href: at.To(""), Hint: r.T("reg.dueby|Hạn gửi {date}", fault.P{"date": x.Due.VN()}), Late: x.Due.Before(h.s.Today())}
	switch {
	case l.State == registration.Submitted && may(who.ApproveList):
		i.Text, i.Href = r.T("reg.todo.decide|Bản đăng ký danh hiệu, khen thưởng năm {year}", fault.P{"year": x.Year}), at.To("")+"#quyet-dinh"
		i.Hint = r.T("head.meta|{name} trình lúc {time}", fault.P{"name": l.SubmittedBy, "time": l.SubmittedAt.Format("15:04 02/01")}) + " · " + i.Hint
		t.Head = append(t.Head, i)
	case !l.State.Editable() || !may(who.FillRegister):
	case l.State == registration.Returned:
		i.Kind, i.State = "warn", r.T("st.returned|Đã trả lại kèm ý kiến")
		t.Unit = append(t.Unit, i)
	default:
		if i.Kind, i.State = "todo", r.T("st.notstarted|Chưa bắt đầu"); l.Version > 0 {
			i.Kind, i.State = "info", r.T("st.draft|Đang soạn")
		}
		t.Unit = append(t.Unit, i)
	}
	return nil
}

// leadTodo is what waits for the bloc's leader in a round.
func (h *handler) leadTodo(r *web.Request, at scope, x registration.Round, t *ui.Todo) error {
	lists, err := registration.OfBloc(r.Context(), h.s.DB(), at.Bloc.ID, x.Year)
	if err != nil {
		return err
	}
	come, asks, sent := 0, 0, 0
	for _, l := range lists {
		if l.State == registration.Sent {
			come++
		}
		if l.State.IsSent() {
			sent++
		}
		if l.Ask.Open() {
			asks++
		}
	}
	add := func(text, kind, state string) {
		t.Lead = append(t.Lead, ui.TodoItem{Text: text, Href: at.ToBloc(), Kind: kind, State: state})
	}
	units := func(n int) string { return r.T("reg.todo.units|{n} đơn vị", fault.P{"n": n}) }
	if asks > 0 {
		add(r.T("reg.todo.ask|Trả lời đơn vị xin mở lại bản đăng ký"), "warn", units(asks))
	}
	if !x.Open() {
		return h.paperTodo(r, at, x, t)
	}
	if come > 0 {
		add(r.T("reg.todo.receive|Nhận bản đăng ký vừa đến"), "todo", units(come))
	}
	members, err := org.Members(r.Context(), h.s.DB(), at.Bloc.ID, h.s.Today())
	if err != nil {
		return err
	}
	if sent == len(members) || x.Due.Before(h.s.Today()) && sent > 0 {
		add(r.T("reg.todo.close|Tổng hợp đăng ký năm {year}", fault.P{"year": x.Year}), "todo", r.T("sum.sent|{n}/{m} đã gửi", fault.P{"n": sent, "m": len(members)}))
	}
	return nil
}

// paperTodo is the submission of a consolidated round.
func (h *handler) paperTodo(r *web.Request, at scope, x registration.Round, t *ui.Todo) error {
	text := r.T("reg.todo.paper|Lập tờ trình đăng ký năm {year}", fault.P{"year": strconv.Itoa(x.Year)})
	if x.Paper == 0 {
		t.Lead = append(t.Lead, ui.TodoItem{Text: text, Href: at.ToBloc()})
		return nil
	}
	o, err := document.OutgoingOf(r.Context(), h.s.DB(), x.Paper)
	if fault.Is(err, fault.NotFound) {
		t.Lead = append(t.Lead, ui.TodoItem{Text: text, Href: at.ToBloc()})
		return nil
	}
	if err == nil && o.State == document.OutDraft {
		t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("reg.todo.issue|Ban hành tờ trình đăng ký năm {year}", fault.P{"year": strconv.Itoa(x.Year)}), Href: document.Path(o.ID), Kind: "info", State: r.T(o.State.Label())})
	}
	return err
}
