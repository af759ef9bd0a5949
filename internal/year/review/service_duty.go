package review

import (
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// A DutyKind (loại việc đến hạn) says what is waited for.
type DutyKind string

const (
	DutyTask   DutyKind = "task"   // nhiệm vụ được giao
	DutyUrgent DutyKind = "urgent" // nhiệm vụ cấp bách
	DutyAdjust DutyKind = "adjust" // đề nghị điều chỉnh chờ duyệt
)

// A Duty (việc đến hạn) is what somebody has to do by a day, as it stands on the first screen
// of whoever answers for it: the unit's officer and head, the leader of the bloc.
type Duty struct {
	Kind DutyKind
	Text string
	Unit string // short name
	Head string // who answers
	Href string
	Due  civil.Date // zero for none
	Days int        // until Due, below zero when it is past
}

// Late reports whether the day is past.
func (d Duty) Late() bool { return !d.Due.IsZero() && d.Days < 0 }

// soon is how many days before its day an assigned task is shown; urgent ones always are.
const soon = 14

// Duties gives what is due in a bloc for a reader on a day, most overdue first: open urgent
// tasks, other tasks that are overdue or due soon, adjustments that wait for an approval.
func Duties(ctx context.Context, q db.Q, by who.Actor, b org.Bloc, today civil.Date) (list []Duty, err error) {
	defer fault.Wrap(&err, "review.Duties(%s)", b.Code)
	members, err := org.Members(ctx, q, b.ID, today)
	if err != nil {
		return nil, err
	}
	short, code := map[id.Unit]string{}, map[id.Unit]string{}
	for _, m := range members {
		if by.Of(m.Unit.ID) || by.Leads(b.ID) {
			short[m.Unit.ID], code[m.Unit.ID] = m.Unit.Short, m.Unit.Code
		}
	}
	urgent, err := UrgentTasks(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	tasks, err := plan.TasksOf(ctx, q, b.ID, today.Year, 0)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	for _, t := range tasks {
		x := Duty{Kind: DutyTask, Text: t.Text, Unit: short[t.Unit], Head: t.Head, Href: "/nhiem-vu/" + t.ID.String(), Due: t.Due, Days: today.DaysUntil(t.Due)}
		if slices.ContainsFunc(urgent, func(u UrgentTask) bool { return u.Task.ID == t.ID }) {
			x.Kind = DutyUrgent
		}
		if x.Unit == "" || t.State == plan.TaskDone || x.Kind == DutyTask && (t.Due.IsZero() || x.Days > soon) {
			continue
		}
		list = append(list, x)
	}
	if who.Can(by, who.ApproveTarget, who.Object{Bloc: b.ID}) == nil {
		waiting, err := adjustDuties(ctx, q, b, today, code)
		if err != nil {
			return nil, err
		}
		for _, x := range waiting {
			x.Unit = short[x.unit]
			list = append(list, x.Duty)
		}
	}
	slices.SortStableFunc(list, func(a, b Duty) int {
		switch {
		case a.Due == b.Due:
			return 0
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero() || a.Due.Before(b.Due):
			return -1
		}
		return 1
	})
	return list, nil
}

type adjustDuty struct {
	Duty
	unit id.Unit
}

// adjustDuties lists the proposals that the head of the leading unit has to decide.
func adjustDuties(ctx context.Context, q db.Q, b org.Bloc, today civil.Date, code map[id.Unit]string) (list []adjustDuty, err error) {
	pl, err := plan.Of(ctx, q, b.ID, today.Year)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	periods, err := progress.Periods(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(periods, func(p progress.PeriodRow) bool { return p.Period.Year() == pl.Year })
	if i < 0 {
		return nil, nil
	}
	all, err := Adjustments(ctx, q, pl.ID)
	for _, a := range all {
		if a.State != Proposed {
			continue
		}
		t, err := plan.TargetOf(ctx, q, a.Target)
		if err != nil {
			return nil, err
		}
		list = append(list, adjustDuty{Duty{Kind: DutyAdjust, Text: t.Code + " " + t.Name + ": " + a.Old.VN() + " → " + a.New.VN(),
			Href: "/ra-soat/" + periods[i].Period.Slug() + "/dieu-chinh/" + code[a.Unit] + "/" + t.Code + "?khoi=" + b.Code}, a.Unit})
	}
	return list, err
}
