package plan

import (
	"bytes"
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/document"
)

// A UnitGoal (giá trị kế hoạch nhập trên trang) is the planned value of one unit as a form sends it.
type UnitGoal struct {
	Unit id.Unit
	Goal
	Version int64  // as read, 0 for none
	Name    string // suffix of the form fields: a problem is told at y+Name or h+Name
}

// SaveTargetGoals saves a target and what units plan for it, together or not at all.
func (s *Service) SaveTargetGoals(ctx context.Context, by who.Actor, t Target, list []UnitGoal) (_ Target, err error) {
	defer fault.Wrap(&err, "plan.SaveTargetGoals(%v)", t.ID)
	var bad []fault.Field
	for _, g := range list {
		for _, p := range t.GoalProblems(g.Goal) {
			p.Name = p.Name[:1] + g.Name
			bad = append(bad, p)
		}
	}
	if err := problems(bad); err != nil {
		return t, err
	}
	saved := t // the closure may run again and then starts from t
	err = s.in(ctx, by, t.Plan, t.Unit, func(e edit) (err error) {
		if saved, err = s.saveTarget(ctx, e, t); err != nil {
			return err
		}
		for _, g := range list {
			if saved.Unit != 0 && saved.Unit != g.Unit {
				return gone()
			}
			if err := s.saveGoal(ctx, e, saved, GoalKey{saved.ID, g.Unit}, g.Goal, g.Version); err != nil {
				return err
			}
		}
		return nil
	})
	return saved, err
}

// Keep stores a plan file between its preview and its import, and returns its hash. Errors: Invalid when it bears a mark of secrecy.
func (s *Service) Keep(ctx context.Context, by who.Actor, b id.Bloc, f document.Upload) (string, error) {
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: b}); err != nil {
		return "", err
	}
	if err := document.CheckFile(f.Name, f.Data); err != nil {
		return "", err
	}
	return s.files.Put(ctx, bytes.NewReader(f.Data))
}

// Kept gives a plan file that Keep stored.
func (s *Service) Kept(ctx context.Context, by who.Actor, b id.Bloc, hash string) ([]byte, error) {
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	data, err := s.files.Get(ctx, hash)
	if err != nil {
		return nil, fault.New(fault.Invalid, "plan.kept|Không còn giữ tệp vừa xem trước. Tải tệp lên lần nữa.").Because(err)
	}
	return data, nil
}
