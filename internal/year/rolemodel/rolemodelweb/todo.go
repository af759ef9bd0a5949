package rolemodelweb

import (
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

// Todo says what role models ask of the reader now: the head verifies what the unit found,
// the unit meets the milestones of fostering, the leader replicates a story that is open.
func Todo(s *rolemodel.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	return func(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
		may := func(a who.Action) bool {
			return who.Can(r.Actor, a, who.Object{Bloc: b.ID, Unit: u.ID}) == nil
		}
		verifies, edits, leads := may(who.VerifyModel), may(who.EditModel), may(who.ReplicateModel)
		if !verifies && !edits && !leads {
			return t, nil
		}
		list, err := rolemodel.List(r.Context(), s.DB(), b.ID)
		if err != nil {
			return t, err
		}
		for _, m := range list {
			own := m.Unit == u.ID
			item := func(text string) ui.TodoItem {
				return ui.TodoItem{Text: r.T(text, fault.P{"title": m.Title}), Href: "/dien-hinh/" + m.ID.String()}
			}
			switch {
			case own && verifies && m.Stage == rolemodel.Detected:
				t.Head = append(t.Head, item("rolemodel.todo.verify|Xác minh điển hình: {title}"))
			case own && edits && m.Stage == rolemodel.Fostering:
				if err := milestones(r, s, m, &t); err != nil {
					return t, err
				}
			case leads && m.Stage == rolemodel.Summarised && m.Seen != rolemodel.SeenOwn:
				t.Lead = append(t.Lead, item("rolemodel.todo.replicate|Nhân rộng điển hình: {title}"))
			}
		}
		return t, nil
	}
}

// milestones asks for those that are due within a week, or were.
func milestones(r *web.Request, s *rolemodel.Service, m rolemodel.RoleModel, t *ui.Todo) error {
	list, err := rolemodel.Milestones(r.Context(), s.DB(), m.ID)
	for _, x := range list {
		if !x.Done.IsZero() || s.Today().DaysUntil(x.Due) > 7 {
			continue
		}
		t.Unit = append(t.Unit, ui.TodoItem{Text: r.T("rolemodel.todo.milestone|Mốc bồi dưỡng điển hình: {text}", fault.P{"text": x.Text}), Href: "/dien-hinh/" + m.ID.String(),
			Hint: r.T("campaign.todo.due|Hạn {date}", fault.P{"date": x.Due.VN()}), Late: x.Due.Before(s.Today())})
	}
	return err
}
