package planweb

import (
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// Todo says what the plan of this year asks of the reader now: whoever leads begins the year
// with it, goes on to its targets and to what the units plan.
func Todo(s *plan.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	return func(r *web.Request, b org.Bloc, _ org.Unit) (t ui.Todo, err error) {
		ctx, q, year := r.Context(), s.DB(), s.Today().Year
		query := "?khoi=" + b.Code + "&nam=" + strconv.Itoa(year)
		args := fault.P{"year": year}
		leads := plan.Right(r.Actor, b.ID, 0) == nil
		p, err := plan.Of(ctx, q, b.ID, year)
		if fault.Is(err, fault.NotFound) {
			if leads {
				t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("plan.todo.begin|Lập kế hoạch, chỉ tiêu thi đua năm {year}", args), Href: "/ke-hoach" + query, Kind: "todo", State: r.T("st.notstarted|Chưa bắt đầu")})
			}
			return t, nil
		}
		if err != nil {
			return t, err
		}
		targets, err := plan.Targets(ctx, q, p.ID)
		if err != nil {
			return t, err
		}
		common := slices.ContainsFunc(targets, func(x plan.Target) bool { return x.Unit == 0 })
		if leads && !common {
			t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("plan.todo.targets|Ghi chỉ tiêu chung năm {year}", args), Href: "/ke-hoach/nhap" + query, Kind: "todo", State: r.T("st.notstarted|Chưa bắt đầu")})
		}
		if !leads || !common {
			return t, nil
		}
		goals, err := plan.Goals(ctx, q, p.ID)
		if err != nil {
			return t, err
		}
		members, err := org.Members(ctx, q, b.ID, s.Today())
		if err != nil {
			return t, err
		}
		have := map[id.Unit]bool{}
		for k := range goals {
			have[k.Unit] = true
		}
		members = slices.DeleteFunc(members, func(m org.Member) bool { return have[m.Unit.ID] })
		if n := len(members); n > 0 {
			t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("plan.todo.goals|Ghi số kế hoạch năm {year} của các đơn vị", args), Href: "/ke-hoach" + query, Kind: "info", State: r.T("plan.todo.left|{n} đơn vị chưa có", fault.P{"n": n})})
		}
		return t, nil
	}
}
