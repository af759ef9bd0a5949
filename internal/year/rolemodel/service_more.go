package rolemodel

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// AddMilestone puts a point into the plan of fostering.
func (s *Service) AddMilestone(ctx context.Context, tx *db.Tx, by who.Actor, x Milestone) (err error) {
	defer fault.Wrap(&err, "rolemodel.AddMilestone(%v)", x.Model)
	if _, err := s.load(ctx, tx, by, who.EditModel, x.Model); err != nil {
		return err
	}
	e := invalid()
	x.Text = tidy(x.Text)
	check(e, "milestone", x.Text, maxTitle, "rolemodel.milestone|Ghi việc cần đạt tại mốc này.")
	if x.Due.IsZero() {
		e.With("due", "rolemodel.due|Ghi ngày của mốc.")
	}
	if err := refused(e); err != nil {
		return err
	}
	if err := marked(x.Text); err != nil {
		return err
	}
	list, err := Milestones(ctx, tx, x.Model)
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.Text == x.Text && o.Due == x.Due {
			return nil // the form was sent twice
		}
	}
	if _, err := tx.Exec(ctx, qMileNew, db.NewID[Milestone](tx), x.Model, x.Text, x.Due); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.milestone", On: Object(x.Model), After: x})
}

// Reach marks a milestone as reached on a day, or, with the zero day, as open again.
func (s *Service) Reach(ctx context.Context, tx *db.Tx, by who.Actor, m ID, x MilestoneID, day civil.Date) (err error) {
	defer fault.Wrap(&err, "rolemodel.Reach(%v)", x)
	if _, err := s.load(ctx, tx, by, who.EditModel, m); err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qMileDone, x, m, day); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.reach", On: Object(m), After: []string{x.String(), day.String()}})
}

// Apply (áp dụng) says that another unit applied what the model showed, with the result.
// Saying something else replaces what the unit said before only when it is meant to; the day
// on which it was first said stays, unless another is given.
func (s *Service) Apply(ctx context.Context, tx *db.Tx, by who.Actor, a Application) (err error) {
	defer fault.Wrap(&err, "rolemodel.Apply(%v)", a.Model)
	m, err := Of(ctx, tx, a.Model)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.ApplyModel, who.Object{Bloc: m.Bloc, Unit: a.Unit}); err != nil {
		return err
	}
	if _, ok := m.For(Peer, ""); !ok || !by.System && !by.Member(m.Bloc) {
		return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	if m.Stage != Replicated {
		return fault.New(fault.Conflict, "rolemodel.notyet|Điển hình này chưa được nhân rộng. Khối trưởng mở nhân rộng rồi các đơn vị đánh dấu áp dụng.")
	}
	e := invalid()
	a.Result = text(a.Result)
	check(e, "result", a.Result, maxTitle*5, "rolemodel.result|Ghi đã áp dụng thế nào và kết quả.")
	if a.Unit == m.Unit {
		e.With("result", "rolemodel.self|Đơn vị có điển hình không tự đánh dấu áp dụng. Các đơn vị khác đánh dấu.")
	}
	before, err := appliedBy(ctx, tx, a)
	if err != nil {
		return err
	}
	if before != nil {
		if a.Day.IsZero() {
			a.Day = before.Day
		}
		if a.Day == before.Day && a.Result == before.Result {
			return nil // the form was sent twice
		}
		if !a.Again {
			e.With("result", "rolemodel.again|Đơn vị đã ghi ngày {day}: “{result}”. Chọn “Thay lời đã ghi” nếu muốn thay bằng lời mới.", fault.P{"day": before.Day.VN(), "result": before.Result})
		}
	}
	if a.Day.IsZero() {
		a.Day = s.Today()
	}
	if s.Today().Before(a.Day) {
		e.With("day", "rolemodel.future|Ngày {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": a.Day.VN()})
	}
	if err := refused(e); err != nil {
		return err
	}
	if err := marked(a.Result); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qApply, a.Model, a.Unit, a.Day, a.Result, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return err
	}
	entry := audit.Entry{By: by, Did: "rolemodel.apply", On: Object(a.Model), After: a}
	if before != nil {
		entry.Before = *before
	}
	return audit.Write(ctx, tx, entry)
}

// appliedBy gives what the unit of a said of the model before, nil for nothing.
func appliedBy(ctx context.Context, q db.Q, a Application) (*Application, error) {
	list, err := Applied(ctx, q, a.Model)
	for _, x := range list {
		if x.Unit == a.Unit {
			return &x, err
		}
	}
	return nil, err
}

// Propose (đề nghị khen kịp thời) stores a proposal of timely commendation.
func (s *Service) Propose(ctx context.Context, tx *db.Tx, by who.Actor, p Proposal) (_ ProposalID, err error) {
	defer fault.Wrap(&err, "rolemodel.Propose")
	if err := who.Can(by, who.EditModel, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
		return 0, err
	}
	if p.Day.IsZero() {
		p.Day = s.Today()
	}
	if p, err = p.Clean(); err != nil {
		return 0, err
	}
	if err := marked(p.Deed, p.Who); err != nil {
		return 0, err
	}
	if p.Model != 0 {
		m, err := Of(ctx, tx, p.Model)
		if err != nil {
			return 0, err
		}
		if m.Unit != p.Unit || m.Bloc != p.Bloc {
			return 0, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
		}
	}
	list, err := Proposals(ctx, tx, p.Bloc)
	if err != nil {
		return 0, err
	}
	for _, o := range list {
		if o.Unit == p.Unit && o.Who == p.Who && o.Deed == p.Deed && o.Form == p.Form && o.Day == p.Day {
			return o.ID, nil // the form was sent twice
		}
	}
	p.ID = db.NewID[Proposal](tx)
	if _, err := tx.Exec(ctx, qPropNew, p.ID, p.Bloc, p.Unit, p.Model, p.Who, p.Deed, p.Form, p.Level, p.Day, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return 0, err
	}
	return p.ID, audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.propose", On: "proposal/" + p.ID.String(), Version: 1, After: p})
}

// Answer (kết quả đề nghị) notes what became of a proposal.
func (s *Service) Answer(ctx context.Context, tx *db.Tx, by who.Actor, p Proposal) (err error) {
	defer fault.Wrap(&err, "rolemodel.Answer(%v)", p.ID)
	was, err := ProposalOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.EditModel, who.Object{Bloc: was.Bloc, Unit: was.Unit}); err != nil {
		return err
	}
	x := was
	x.State, x.Decision, x.DecidedDay, x.Note = p.State, tidy(p.Decision), p.DecidedDay, text(p.Note)
	if err := x.Answer(); err != nil {
		return err
	}
	if s.Today().Before(x.DecidedDay) {
		return invalid().With("decided", "rolemodel.future|Ngày {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": x.DecidedDay.VN()})
	}
	if err := tx.ExecOne(ctx, qPropAnswer, p.ID, p.Version, string(x.State), x.Decision, x.DecidedDay, x.Note, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.answer", On: "proposal/" + p.ID.String(), Version: p.Version + 1, Before: was, After: x})
}

// A Story (bài điển hình) is a role model as a certain reader may see it.
type Story struct {
	Model  RoleModel
	Unit   org.Unit
	Photos []Photo
}

// Stories gives the role models of a bloc that reader r may see, newest first: with
// Anyone, what the public pages show.
func Stories(ctx context.Context, q db.Q, b id.Bloc, r Reader) (out []Story, err error) {
	defer fault.Wrap(&err, "rolemodel.Stories")
	list, err := List(ctx, q, b)
	if err != nil {
		return nil, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		u, err := org.UnitOf(ctx, q, list[i].Unit)
		if err != nil {
			return nil, err
		}
		m, ok := list[i].For(r, u.Short)
		if !ok {
			continue
		}
		photos, err := Photos(ctx, q, m.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, Story{m, u, m.PhotosFor(r, photos)})
	}
	return out, nil
}
