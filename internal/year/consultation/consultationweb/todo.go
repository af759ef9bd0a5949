package consultationweb

import (
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
)

// Todo says what the draft reports of a bloc ask of the reader now, as one of a unit of the bloc.
func Todo(s *consultation.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	return func(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
		may := func(a who.Action) bool {
			return who.Can(r.Actor, a, who.Object{Bloc: b.ID, Unit: u.ID}) == nil
		}
		lead, says := may(who.EditReport), may(who.RemarkReport)
		if !lead && !says {
			return t, nil
		}
		list, err := consultation.Stands(r.Context(), s.DB(), b.ID)
		if err != nil {
			return t, err
		}
		for _, x := range list {
			if x.Frozen || x.Period.Year() != s.Today().Year {
				continue
			}
			at := "/gop-y/" + x.Period.Slug()
			open := x.Round.ID != 0 && x.Round.Closed.IsZero() && !x.Round.Due.Before(s.Today())
			name := fault.P{"period": r.Period(x.Period)}
			switch {
			case lead && x.Returned != "":
				t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("consult.todo.returned|Ban TĐKT tỉnh trả lại Báo cáo {period}: sửa, thông qua lại", name), Hint: clip(x.Returned, 120), Href: at + "/thong-qua?khoi=" + b.Code})
			case lead && x.Waiting > 0:
				name["n"] = x.Waiting
				t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("consult.todo.queue|Xử lý {n} góp ý vào Dự thảo Báo cáo {period}", name), Href: at + "/xu-ly?khoi=" + b.Code})
			}
			if says && !lead && open {
				t.Unit = append(t.Unit, ui.TodoItem{Text: r.T("consult.todo.say|Góp ý Dự thảo Báo cáo {period}", name), Hint: r.T("draft.until|Nhận góp ý đến {date}", fault.P{"date": x.Round.Due.VN()}), Href: at + "?khoi=" + b.Code})
			}
		}
		return t, nil
	}
}
