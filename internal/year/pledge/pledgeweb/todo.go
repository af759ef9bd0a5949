package pledgeweb

import (
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
)

// Todo says what the pledge of this year asks of the reader now, as one of a unit of a bloc.
func Todo(s *pledge.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	return func(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
		year := s.Today().Year
		may := func(a who.Action) bool {
			return who.Can(r.Actor, a, who.Object{Bloc: b.ID, Unit: u.ID}) == nil
		}
		if !may(who.ReadPledge) {
			return t, nil
		}
		k := todo{r: r, s: s, year: year, query: "?khoi=" + b.Code + "&don-vi=" + u.Code, lead: may(who.EditPledge), signs: may(who.SignPledge), remarks: may(who.RemarkPledge)}
		p, err := s.Read(r.Context(), r.Actor, b.ID, year)
		if fault.Is(err, fault.NotFound) {
			if k.lead {
				begin := k.item(r.T("pledge.todo.begin|Lập giao ước thi đua năm {year}", fault.P{"year": year}), "", p)
				if _, err := plan.Of(r.Context(), s.DB(), b.ID, year); fault.Is(err, fault.NotFound) { // its text is made from the plan
					begin.Href, begin.Hint, begin.Kind, begin.State = "", r.T("pledge.todo.after|(sau khi có kế hoạch năm)"), "off", r.T("st.cannot|Chưa thể bắt đầu")
				} else if err != nil {
					return t, err
				}
				t.Lead = append(t.Lead, begin)
			}
			return t, nil
		}
		if err != nil {
			return t, err
		}
		return t, k.fill(&t, p, u)
	}
}

// A todo is one question what the pledge asks of a reader.
type todo struct {
	r                    *web.Request
	s                    *pledge.Service
	year                 int
	query                string
	lead, signs, remarks bool
}

func (k todo) item(text, path string, p pledge.Pledge) ui.TodoItem {
	i := ui.TodoItem{Text: text, Href: "/giao-uoc/" + strconv.Itoa(k.year) + path + k.query}
	if !p.Due.IsZero() && (p.State == pledge.Open || p.State == pledge.Signing) {
		i.Hint, i.Late = k.r.T("pledge.todo.due|Hạn {date}", fault.P{"date": p.Due.VN()}), calendar.Workday(p.Due).Before(k.s.Today())
	}
	return i
}

func (k todo) fill(t *ui.Todo, p pledge.Pledge, u org.Unit) error {
	ctx, q := k.r.Context(), k.s.DB()
	year := fault.P{"year": k.year}
	remarks, err := pledge.Remarks(ctx, q, p.ID)
	if err != nil {
		return err
	}
	switch p.State {
	case pledge.Draft:
		if k.lead {
			t.Lead = append(t.Lead, k.item(k.r.T("pledge.todo.draft|Soạn giao ước năm {year}, gửi các đơn vị góp ý", year), "", p))
		}
	case pledge.Open:
		given, err := pledge.Commitments(ctx, q, p.ID)
		if err != nil {
			return err
		}
		silent := !slices.ContainsFunc(remarks, func(m pledge.Remark) bool { return m.Unit == u.ID && m.No == p.No }) && !slices.ContainsFunc(given, func(c pledge.Commitment) bool { return c.Unit == u.ID })
		if k.remarks && silent {
			t.Unit = append(t.Unit, k.item(k.r.T("pledge.todo.remark|Đọc, góp ý dự thảo giao ước năm {year}", year), "", p))
		}
		if k.lead {
			i := k.item(k.r.T("pledge.todo.fix|Trả lời góp ý, chốt bản giao ước để ký"), "", p)
			if n := waits(remarks); n > 0 {
				i.Kind, i.State = "todo", k.r.T("pledge.todo.unanswered|{n} góp ý chưa trả lời", fault.P{"n": n})
			}
			t.Lead = append(t.Lead, i)
		}
	case pledge.Signing:
		return k.signing(t, p, u)
	}
	return nil
}

func waits(list []pledge.Remark) (n int) {
	for _, m := range list {
		if m.State == pledge.New {
			n++
		}
	}
	return n
}

// signing is what the text that is being signed asks.
func (k todo) signing(t *ui.Todo, p pledge.Pledge, u org.Unit) error {
	ctx, q := k.r.Context(), k.s.DB()
	x, err := pledge.TextOf(ctx, q, p.ID, p.No)
	if err != nil {
		return err
	}
	parties, err := pledge.Parties(ctx, q, p.ID, p.No)
	if err != nil {
		return err
	}
	list, err := pledge.Signatures(ctx, q, p.ID)
	if err != nil {
		return err
	}
	lines, signed := pledge.Matrix(parties, list, x.Hash)
	mine := slices.IndexFunc(lines, func(l pledge.Line) bool { return l.Unit == u.ID })
	if mine >= 0 && lines[mine].Signature == nil {
		if k.signs {
			t.Head = append(t.Head, k.item(k.r.T("pledge.todo.sign|Ký giao ước thi đua năm {year}", fault.P{"year": k.year}), "/ky", p))
		} else if k.remarks {
			i := k.item(k.r.T("pledge.todo.ask|Trình Thủ trưởng ký giao ước năm {year}", fault.P{"year": k.year}), "", p)
			i.Kind, i.State = "todo", k.r.T("pledge.todo.unsigned|Đơn vị chưa ký")
			t.Unit = append(t.Unit, i)
		}
	}
	if k.lead {
		i := k.item(k.r.T("pledge.todo.watch|Theo dõi các đơn vị ký giao ước"), "", p)
		i.Kind, i.State = "info", k.r.T("pledge.todo.signed|{n}/{m} đã ký", fault.P{"n": signed, "m": len(lines)})
		t.Lead = append(t.Lead, i)
	}
	return nil
}
