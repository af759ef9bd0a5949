package orgweb

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
)

// How long before its end a term asks to be handed over, and after its beginning to be taken over.
const (
	handOver = 45
	takeOver = 60
)

// A passing is the leadership of one unit, its terms in a row taken as one, between its neighbours.
type passing struct {
	mine          org.Span
	before, after org.Term // of other units; the zero Term when there is none
}

// passingOf gives the leadership that the unit has today, or the next one it will have.
func passingOf(list []org.Term, u id.Unit, today civil.Date) (p passing, ok bool) {
	for _, t := range list {
		switch {
		case t.Kind != org.Lead:
		case t.Unit != u:
			if ok {
				p.after = t
				return p, true
			}
			p.before = t
		case ok:
			p.mine.To = t.To
		case t.To.IsZero() || !t.To.Before(today):
			p.mine, ok = t.Span, true
		default:
			p.before = org.Term{} // led before; who led before that hands nothing over
		}
	}
	return p, ok
}

// Todo reminds of the change of the leader: who hands over takes the package along, who takes over reads it.
func Todo(s *org.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	return func(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
		if !r.Actor.Of(u.ID) {
			return t, nil
		}
		list, err := org.Terms(r.Context(), s.DB(), b.ID)
		if err != nil {
			return t, err
		}
		today := s.Today()
		p, ok := passingOf(list, u.ID, today)
		if !ok {
			return t, nil
		}
		name := func(x org.Term) (string, error) {
			if x.Unit == 0 {
				return "", nil
			}
			unit, err := org.UnitOn(r.Context(), s.DB(), x.Unit, x.From)
			return unit.Short, err
		}
		before, err := name(p.before)
		if err != nil {
			return t, err
		}
		after, err := name(p.after)
		if err != nil {
			return t, err
		}
		switch {
		case today.Before(p.mine.From):
			if today.DaysUntil(p.mine.From) <= handOver {
				t.Unit = append(t.Unit, ui.TodoItem{Text: r.T("org.todo.coming|Đơn vị làm Khối trưởng từ {date}: hẹn ngày bàn giao", fault.P{"date": p.mine.From.VN()}), Href: "/khoi/" + b.Code})
			}
			return t, nil
		case before != "" && p.mine.From.DaysUntil(today) <= takeOver:
			t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("org.todo.new|Nhận bàn giao Khối trưởng từ {name}: tải gói của kỳ trước", fault.P{"name": before}), Href: "/ra-soat",
				Hint: r.T("org.todo.new.hint|Làm Khối trưởng từ {date}. Chọn kỳ, bấm Gói cả kỳ (ZIP).", fault.P{"date": p.mine.From.VN()})})
		}
		if !p.mine.To.IsZero() && today.DaysUntil(p.mine.To) <= handOver {
			x := ui.TodoItem{Text: r.T("org.todo.ends|Bàn giao Khối trưởng cho {name}: tải gói bàn giao", fault.P{"name": after}), Href: "/ra-soat",
				Hint: r.T("org.todo.ends.hint|Nhiệm kỳ hết ngày {date}. Chọn kỳ, bấm Gói cả kỳ (ZIP).", fault.P{"date": p.mine.To.VN()})}
			if after == "" {
				x = ui.TodoItem{Text: r.T("org.todo.none|Chưa ghi Khối trưởng sau ngày {date}: nhắc Ban TĐKT ghi trước khi hết nhiệm kỳ", fault.P{"date": p.mine.To.VN()}), Href: "/khoi/" + b.Code}
			}
			t.Lead = append(t.Lead, x)
		}
		return t, nil
	}
}

// nextTerm gives the days of the term to be appointed next: after the last one that is known, to the end of that
// year; the whole of this year for a bloc that has no leader.
func nextTerm(list []org.Term, today civil.Date) org.Span {
	from := civil.Date{Year: today.Year, Month: 1, Day: 1}
	for _, t := range list {
		if t.Kind == org.Lead && !t.To.IsZero() && !t.To.Before(from) {
			from = t.To.AddDays(1)
		}
	}
	return org.Span{From: from, To: civil.Date{Year: from.Year, Month: 12, Day: 31}}
}
