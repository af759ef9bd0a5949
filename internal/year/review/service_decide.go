package review

import (
	"context"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A Mark (việc đánh dấu cấp bách) is what the bloc's secretary decides on a cell, a finding
// or a remark: a task that is there already (Task.ID) or a new one.
type Mark struct {
	Bloc   id.Bloc
	Period civil.Period
	Task   plan.Task
	Basis  Basis
	Field  string
	Target string // code
}

// MarkUrgent makes a task urgent. The same form sent twice makes one urgent task.
func (s *Service) MarkUrgent(ctx context.Context, by who.Actor, m Mark) (u UrgentTask, err error) {
	defer fault.Wrap(&err, "review.MarkUrgent")
	if err := who.Can(by, who.DecideReview, who.Object{Bloc: m.Bloc}); err != nil {
		return u, err
	}
	if err := problems(m.problems(s.Today())); err != nil {
		return u, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := org.BlocOf(ctx, tx, m.Bloc)
		if err != nil {
			return err
		}
		p, err := plan.Of(ctx, tx, m.Bloc, m.Period.Year())
		if err != nil {
			return err
		}
		t := m.Task
		if t.ID != 0 {
			if t, err = plan.TaskOf(ctx, tx, t.ID); err != nil {
				return err
			}
			if t.Plan != p.ID {
				return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
			}
		} else {
			t.Plan = p.ID
			if t, err = s.plans.AddTask(ctx, tx, by, t); err != nil {
				return err
			}
		}
		if u, err = UrgentOf(ctx, tx, t.ID); err == nil {
			u.Task = t
			return nil // marked already
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		now := tx.DB().Clock.Now()
		u = UrgentTask{ID: db.NewID[UrgentTask](tx), Task: t, Bloc: m.Bloc, Period: string(m.Period), Basis: m.Basis, Field: m.Field, Target: m.Target, By: by.Name, At: now}
		u.Basis.Text = strings.TrimSpace(vi.NFC(u.Basis.Text))
		if _, err := tx.Exec(ctx, qUrgentNew, u.ID, t.ID, m.Bloc, u.Period, string(u.Basis.Kind), u.Basis.Ref, u.Basis.Text, u.Field, u.Target, u.By, now.UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "review.urgent", On: UrgentObject(b.Code, u.ID), Version: 1, After: u})
	})
	return u, err
}

// UrgentObject names an urgent task in the audit log and in the trace.
func UrgentObject(bloc string, u UrgentID) string { return "urgent/" + bloc + "/" + u.String() }

// AdjustmentObject names an adjustment in the audit log and in the trace.
func AdjustmentObject(bloc string, a AdjustmentID) string {
	return "adjustment/" + bloc + "/" + a.String()
}

func (m Mark) problems(today civil.Date) []fault.Field {
	if m.Task.ID != 0 {
		return nil
	}
	var list []fault.Field
	if strings.TrimSpace(m.Task.Text) == "" {
		list = append(list, fault.Field{Name: "text", Msg: "review.u.text|Ghi việc phải làm."})
	}
	if m.Task.Unit == 0 {
		list = append(list, fault.Field{Name: "unit", Msg: "plan.task.unit|Chọn đơn vị thực hiện nhiệm vụ."})
	}
	if strings.TrimSpace(m.Task.Head) == "" {
		list = append(list, fault.Field{Name: "head", Msg: "review.u.head|Ghi chức vụ của người đứng đầu chịu trách nhiệm, không ghi tên."})
	}
	if m.Task.Due.IsZero() {
		list = append(list, fault.Field{Name: "due", Msg: "review.u.due|Ghi hạn hoàn thành."})
	} else if m.Task.Due.Before(today) {
		list = append(list, fault.Field{Name: "due", Msg: "review.u.past|Hạn {day} đã qua. Ghi ngày từ hôm nay trở đi.", Args: fault.P{"day": m.Task.Due.VN()}})
	}
	if m.Task.Source.Kind == plan.NoSource {
		list = append(list, fault.Field{Name: "source", Msg: "review.u.source|Chọn nguồn giao nhiệm vụ."})
	}
	return list
}

// Remind notes that the unit was reminded of an urgent task today; a second time on the same
// day changes nothing. Errors: Conflict when the task is done.
func (s *Service) Remind(ctx context.Context, by who.Actor, u UrgentID) (err error) {
	defer fault.Wrap(&err, "review.Remind(%v)", u)
	today := s.Today()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := db.One(ctx, tx, qUrgentOf, scanUrgent, u)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.DecideReview, who.Object{Bloc: x.Bloc}); err != nil {
			return err
		}
		if x.Task, err = plan.TaskOf(ctx, tx, x.Task.ID); err != nil {
			return err
		}
		if x.Task.State == plan.TaskDone {
			return fault.New(fault.Conflict, "review.remind.done|Nhiệm vụ đã xong, không cần nhắc.")
		}
		b, err := org.BlocOf(ctx, tx, x.Bloc)
		if err != nil {
			return err
		}
		days, err := db.All(ctx, tx, qRemindedOn, db.Scalar[string], u, today.String())
		if err != nil || len(days) > 0 { // once a day is enough
			return err
		}
		if err := tx.ExecOne(ctx, qRemind, u, today.String(), by.Name, tx.DB().Clock.Now().UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "review.remind", On: UrgentObject(b.Code, u), After: today.String()})
	})
}

// Propose asks for another planned value of a target in one unit. The same proposal that is
// still waiting is found again, not doubled.
func (s *Service) Propose(ctx context.Context, by who.Actor, a Adjustment) (out Adjustment, err error) {
	defer fault.Wrap(&err, "review.Propose(%v)", a.Target)
	a.Reason = strings.TrimSpace(vi.NFC(a.Reason))
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		t, p, b, err := s.place(ctx, tx, a.Target)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.AdjustTarget, who.Object{Bloc: p.Bloc, Unit: a.Unit}); err != nil {
			return err
		}
		if t.Unit != 0 && t.Unit != a.Unit {
			return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
		}
		members, err := org.Members(ctx, tx, p.Bloc, s.Today())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(members, func(m org.Member) bool { return m.Unit.ID == a.Unit }) {
			return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
		}
		goals, err := plan.Goals(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		a.Plan, a.Old = p.ID, goals[plan.GoalKey{Target: a.Target, Unit: a.Unit}]
		list, err := AdjustmentsFor(ctx, tx, a.Target)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Unit != a.Unit || o.State != Proposed {
				continue
			}
			if sameValue(o.New.Year, a.New.Year) && sameValue(o.New.Half, a.New.Half) && o.Reason == a.Reason {
				out = o
				return nil
			}
			return fault.New(fault.Conflict, "review.adj.waiting|Chỉ tiêu này đang có một đề nghị điều chỉnh chờ duyệt. Duyệt hoặc rút đề nghị đó trước.")
		}
		if err := problems(a.Problems(t)); err != nil {
			return err
		}
		now := tx.DB().Clock.Now()
		out = a
		out.ID, out.State, out.By, out.User, out.At, out.Version = db.NewID[Adjustment](tx), Proposed, by.Name, by.User, now, 1
		if _, err := tx.Exec(ctx, qAdjustNew, out.ID, p.ID, a.Target, a.Unit, nullable(a.Old.Year), nullable(a.Old.Half), nullable(a.New.Year), nullable(a.New.Half), a.Reason, a.BasisRef, by.Name, by.User, now.UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "review.adjust.propose", On: AdjustmentObject(b.Code, out.ID), Version: 1, Before: a.Old, After: a.New, Why: a.Reason})
	})
	return out, err
}

func (s *Service) place(ctx context.Context, q db.Q, id plan.TargetID) (t plan.Target, p plan.Plan, b org.Bloc, err error) {
	if t, err = plan.TargetOf(ctx, q, id); err != nil {
		return t, p, b, err
	}
	if p, err = plan.ByID(ctx, q, t.Plan); err != nil {
		return t, p, b, err
	}
	b, err = org.BlocOf(ctx, q, p.Bloc)
	return t, p, b, err
}

// Settle approves, refuses or withdraws a proposed adjustment; approving writes the new
// planned value in the same transaction. The head of the leading unit decides; whoever may
// propose may withdraw. Errors: Conflict when the plan has changed since.
func (s *Service) Settle(ctx context.Context, by who.Actor, id AdjustmentID, version int64, to AdjustState, note string) (err error) {
	defer fault.Wrap(&err, "review.Settle(%v, %s)", id, to)
	note = strings.TrimSpace(vi.NFC(note))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := AdjustmentOf(ctx, tx, id)
		if err != nil {
			return err
		}
		t, p, b, err := s.place(ctx, tx, a.Target)
		if err != nil {
			return err
		}
		act := who.ApproveTarget
		if to == Withdrawn {
			act = who.AdjustTarget
		}
		if err := who.Can(by, act, who.Object{Bloc: p.Bloc, Unit: a.Unit}); err != nil {
			return err
		}
		switch to {
		case Approved:
			if err := s.plans.AdjustGoal(ctx, tx, by, plan.GoalKey{Target: t.ID, Unit: a.Unit}, a.Old, a.New); err != nil {
				return err
			}
		case Refused:
			if note == "" {
				return problems([]fault.Field{{Name: "note", Msg: "review.adj.why|Ghi lý do không duyệt."}})
			}
		case Withdrawn:
		default:
			return fault.New(fault.Invalid, "review.adj.act|Chọn duyệt, không duyệt hoặc rút.")
		}
		if err := tx.ExecOne(ctx, qAdjustDecide, id, version, string(to), by.Name, tx.DB().Clock.Now().UnixMilli(), note); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "review.adjust." + string(to), On: AdjustmentObject(b.Code, id), Version: version + 1, Before: a.Old, After: a.New, Why: note})
	})
}

// May tells whether the actor may propose (Proposed) or approve (Approved) an adjustment of
// a unit, or decide for the bloc ("").
func (s *Service) May(by who.Actor, b id.Bloc, u id.Unit, to AdjustState) bool {
	act := who.DecideReview
	switch to {
	case Proposed:
		act = who.AdjustTarget
	case Approved:
		act = who.ApproveTarget
	}
	return who.Can(by, act, who.Object{Bloc: b, Unit: u}) == nil
}
