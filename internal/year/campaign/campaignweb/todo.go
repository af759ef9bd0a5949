package campaignweb

import (
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/calendar"
	"thidua/internal/year/campaign"
	"thidua/internal/year/org"
)

// Todo says what the campaigns of this year ask of the reader now: a unit launches within
// itself what the bloc launched, the leader launches and sums up when the day has come.
func Todo(s *campaign.Service) func(*web.Request, org.Bloc, org.Unit) (ui.Todo, error) {
	return func(r *web.Request, b org.Bloc, u org.Unit) (t ui.Todo, err error) {
		may := func(a who.Action) bool {
			return who.Can(r.Actor, a, who.Object{Bloc: b.ID, Unit: u.ID}) == nil
		}
		joins, leads := may(who.JoinCampaign), may(who.EditCampaign)
		if !joins && !leads {
			return t, nil
		}
		today := s.Today()
		list, err := campaign.List(r.Context(), s.DB(), b.ID, today.Year)
		if err != nil {
			return t, err
		}
		if leads && len(list) == 0 {
			t.Lead = append(t.Lead, ui.TodoItem{Text: r.T("campaign.todo.begin|Ghi phong trào thi đua năm {year}", fault.P{"year": today.Year}), Href: "/phong-trao/moi?khoi=" + b.Code + "&nam=" + strconv.Itoa(today.Year), Kind: "todo", State: r.T("st.notstarted|Chưa bắt đầu")})
		}
		for _, c := range list {
			if leads {
				if text, due := leadStep(c, today); text != "" {
					t.Lead = append(t.Lead, item(r, c, text, "", due, today))
				}
			}
			if !joins || !c.State.Running() || !c.Calls(u.ID) {
				continue
			}
			done, err := campaign.Joins(r.Context(), s.DB(), c.ID)
			if err != nil {
				return t, err
			}
			if !slices.ContainsFunc(done, func(j campaign.Join) bool { return j.Unit == u.ID }) {
				t.Unit = append(t.Unit, item(r, c, "campaign.todo.join|Phát động trong đơn vị: {name}", "/huong-ung?don-vi="+u.Code, c.JoinDue, today))
				continue
			}
			stage, due := resultStep(c, today)
			if stage == "" {
				continue
			}
			entries, err := campaign.Entries(r.Context(), s.DB(), c.ID)
			if err != nil {
				return t, err
			}
			if !slices.ContainsFunc(entries, func(n campaign.Entry) bool { return n.Unit == u.ID && n.Stage == stage }) {
				t.Unit = append(t.Unit, item(r, c, "campaign.todo.result|Ghi kết quả để Khối tổng hợp: {name}", "/ket-qua?don-vi="+u.Code+"&loai="+string(stage), due, today))
			}
		}
		return t, nil
	}
}

func item(r *web.Request, c campaign.Campaign, text, path string, due, today civil.Date) ui.TodoItem {
	i := ui.TodoItem{Text: r.T(text, fault.P{"name": c.Name}), Href: href(c) + path}
	if !due.IsZero() {
		i.Hint, i.Late = r.T("campaign.todo.due|Hạn {date}", fault.P{"date": due.VN()}), calendar.Workday(due).Before(today)
	}
	return i
}

// resultStep gives the summary that a unit's result is wanted for now, two weeks before it is
// due; "" for none.
func resultStep(c campaign.Campaign, today civil.Date) (stage campaign.Stage, due civil.Date) {
	near := func(d civil.Date) bool { return !d.IsZero() && today.DaysUntil(d) <= 14 }
	switch {
	case near(c.FinalDue):
		return campaign.Final, c.FinalDue
	case c.State == campaign.Open && near(c.MidDue):
		return campaign.Mid, c.MidDue
	}
	return "", civil.Date{}
}

// leadStep gives the step that the leader has to take now, "" for none.
func leadStep(c campaign.Campaign, today civil.Date) (text string, due civil.Date) {
	passed := func(d civil.Date) bool { return !d.IsZero() && !today.Before(d) }
	switch {
	case c.State == campaign.Draft && passed(c.Days.From):
		return "campaign.todo.launch|Phát động: {name}", c.Days.From
	case c.State.Running() && passed(c.FinalDue):
		return "campaign.todo.final|Tổng kết: {name}", c.FinalDue
	case c.State == campaign.Open && passed(c.MidDue):
		return "campaign.todo.mid|Sơ kết: {name}", c.MidDue
	}
	return "", civil.Date{}
}
