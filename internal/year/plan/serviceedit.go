package plan

import (
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// fresh holds the fields a plan begins with when the bloc has no earlier one.
var fresh = []Field{{Code: "chuyen-mon", Name: "Chuyên môn"}, {Code: "xd-dang", Name: "Xây dựng Đảng, đoàn thể"}, {Code: "tdkt", Name: "Thi đua - khen thưởng"},
	{Code: "cchc", Name: "Cải cách hành chính"}, {Code: "qpan", Name: "Quốc phòng - an ninh"}, {Code: "an-sinh", Name: "An sinh xã hội"}}

// Create begins the plan of a bloc for a year, with the fields of its newest plan.
func (s *Service) Create(ctx context.Context, by who.Actor, b id.Bloc, year int, directive document.ID) (p Plan, err error) {
	defer fault.Wrap(&err, "plan.Create(%v, %d)", b, year)
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: b}); err != nil {
		return p, err
	}
	if year < 2000 || year > 2200 {
		return p, fault.New(fault.Invalid, "plan.file.year|Năm {n} không hợp lý. Ghi năm của kế hoạch, ví dụ 2022.", fault.P{"n": year})
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := Of(ctx, tx, b, year); err == nil {
			return fault.New(fault.Conflict, "plan.there|Khối đã có kế hoạch năm {n}. Mở kế hoạch đó để sửa.", fault.P{"n": year})
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		bloc, err := org.BlocOf(ctx, tx, b)
		if err != nil {
			return err
		}
		p = Plan{ID: db.NewID[Plan](tx), Bloc: b, Year: year, Directive: directive, Version: 1}
		if _, err := tx.Exec(ctx, qPlanAdd, p.ID, b, year, or(directive), ""); err != nil {
			return err
		}
		if err := copyFields(ctx, tx, p); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "plan.create", On: Object(bloc.Code, year), Version: 1, After: p})
	})
	return p, err
}

func copyFields(ctx context.Context, tx *db.Tx, p Plan) error {
	fields := fresh
	years, err := Years(ctx, tx, p.Bloc)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(years, func(y int) bool { return y != p.Year }); i >= 0 {
		last, err := Of(ctx, tx, p.Bloc, years[i])
		if err != nil {
			return err
		}
		if fields, err = Fields(ctx, tx, last.ID); err != nil {
			return err
		}
	}
	for i, f := range fields {
		if _, err := tx.Exec(ctx, qFieldPut, db.NewID[Field](tx), p.ID, f.Code, f.Name, i+1); err != nil {
			return err
		}
	}
	return nil
}

// an edit is one change of a plan: the transaction with what every verb needs.
type edit struct {
	tx   *db.Tx
	by   who.Actor
	plan Plan
	bloc org.Bloc
}

// Right tells whether the actor may edit the part of a plan that belongs to unit u, or
// to the bloc when u is 0.
func Right(by who.Actor, b id.Bloc, u id.Unit) error {
	if u == 0 {
		return who.Can(by, who.EditPlan, who.Object{Bloc: b})
	}
	return who.Can(by, who.EditUnitPlan, who.Object{Bloc: b, Unit: u})
}

// in runs f on plan p after checking the right to the part of unit u.
func (s *Service) in(ctx context.Context, by who.Actor, p PlanID, u id.Unit, f func(e edit) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.inTx(ctx, tx, by, p, u, f) })
}

// inTx is in inside the transaction of a later stage.
func (s *Service) inTx(ctx context.Context, tx *db.Tx, by who.Actor, p PlanID, u id.Unit, f func(e edit) error) error {
	pl, err := ByID(ctx, tx, p)
	if err != nil {
		return err
	}
	if err := Right(by, pl.Bloc, u); err != nil {
		return err
	}
	bloc, err := org.BlocOf(ctx, tx, pl.Bloc)
	if err != nil {
		return err
	}
	if u != 0 {
		if err := isMember(ctx, tx, pl, u); err != nil {
			return err
		}
	}
	return f(edit{tx, by, pl, bloc})
}

// isMember refuses a unit that was in the bloc on no day of the plan's year.
func isMember(ctx context.Context, q db.Q, p Plan, u id.Unit) error {
	list, err := org.Memberships(ctx, q, p.Bloc)
	if err != nil {
		return err
	}
	year := org.Span{}
	year.From, year.To = firstLast(p.Year)
	if slices.ContainsFunc(list, func(m org.Membership) bool { return m.Unit == u && m.Overlaps(year) }) {
		return nil
	}
	return fault.New(fault.NotFound, "plan.nomember|Đơn vị không thuộc Khối trong năm {n}. Chọn đơn vị khác hoặc năm khác.", fault.P{"n": p.Year})
}

func (e edit) leaf(ctx context.Context, did, on string, version int64, before, after any) error {
	return audit.Write(ctx, e.tx, audit.Entry{By: e.by, Did: did, On: on, Version: version, Before: before, After: after})
}

func (e edit) object() string { return Object(e.bloc.Code, e.plan.Year) }

func problems(list []fault.Field) error {
	if len(list) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "plan.form|Chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	e.Fields = list
	return e
}

// cite finds the document that a typed source names in the register of the bloc.
func (e edit) cite(ctx context.Context, s Source) (Source, error) {
	s.Doc, s.Clause, s.Document = tidy(s.Doc), tidy(s.Clause), 0
	if s.Kind != NoSource && !slices.Contains(SourceKinds, s.Kind) {
		s.Kind = NoSource
	}
	if s.Kind == NoSource && s.Doc != "" {
		s.Kind = ByDirective
	}
	list, err := document.ByNumber(ctx, e.tx, e.plan.Bloc, s.Doc)
	if len(list) > 0 {
		s.Document, s.Doc = list[len(list)-1].ID, list[len(list)-1].Code
	}
	return s, err
}

// SaveTarget adds a target (ID 0) or changes one; Version must be what was read.
func (s *Service) SaveTarget(ctx context.Context, by who.Actor, t Target) (_ Target, err error) {
	defer fault.Wrap(&err, "plan.SaveTarget(%v)", t.ID)
	saved := t // the closure may run again and then starts from t
	err = s.in(ctx, by, t.Plan, t.Unit, func(e edit) (err error) {
		saved, err = s.saveTarget(ctx, e, t)
		return err
	})
	return saved, err
}

// saveTarget does the work of SaveTarget in its transaction.
func (s *Service) saveTarget(ctx context.Context, e edit, t Target) (Target, error) {
	t.Code, t.Name, t.Measure = tidy(t.Code), tidy(t.Name), tidy(t.Measure)
	all, err := Targets(ctx, e.tx, t.Plan)
	if err != nil {
		return t, err
	}
	bad := t.Problems()
	var old Target
	last := 0
	for _, o := range all {
		if o.ID == t.ID {
			old = o
		} else if o.Code == t.Code && (o.Unit == t.Unit || o.Unit == 0 || t.Unit == 0) {
			bad = append(bad, fault.Field{Name: "code", Msg: "plan.target.twice|Mã {code} đã dùng cho chỉ tiêu khác. Chọn mã khác.", Args: fault.P{"code": t.Code}})
		}
		last = max(last, o.Order)
	}
	if t.Order = old.Order; t.ID == 0 {
		t.Order = last + 1
	}
	fields, err := Fields(ctx, e.tx, t.Plan)
	if err != nil {
		return t, err
	}
	if !slices.ContainsFunc(fields, func(f Field) bool { return f.Code == t.Field }) {
		bad = append(bad, fault.Field{Name: "field", Msg: "plan.target.field|Chọn lĩnh vực của chỉ tiêu."})
	}
	if err := problems(bad); err != nil {
		return t, err
	}
	if err := e.checkContent(ctx, t.Content, t.Unit); err != nil {
		return t, err
	}
	if t.Source, err = e.cite(ctx, t.Source); err != nil {
		return t, err
	}
	on := TargetObject(e.bloc.Code, e.plan.Year, t.Code)
	if t.ID == 0 {
		t.ID, t.Version = db.NewID[Target](e.tx), 1
		if err := insertTarget(ctx, e.tx, t); err != nil {
			return t, err
		}
		return t, e.leaf(ctx, "plan.target.add", on, 1, nil, t)
	}
	if old.ID == 0 || old.Unit != t.Unit {
		return t, gone()
	}
	if err := updateTarget(ctx, e.tx, t); err != nil {
		return t, err
	}
	t.Version++
	return t, e.leaf(ctx, "plan.target.save", on, t.Version, old, t)
}

// checkContent refuses a content that is not of the plan, or of another unit.
func (e edit) checkContent(ctx context.Context, c ContentID, u id.Unit) error {
	if c == 0 {
		return nil
	}
	all, err := Contents(ctx, e.tx, e.plan.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(o Content) bool { return o.ID == c && (o.Unit == 0 || o.Unit == u) }) {
		return nil
	}
	return problems([]fault.Field{{Name: "content", Msg: "plan.content.gone|Nội dung đã chọn không còn trong kế hoạch. Chọn nội dung khác."}})
}

func gone() error {
	return fault.New(fault.NotFound, "plan.gone|Mục này không còn trong kế hoạch. Tải lại trang để xem bản mới.")
}

// RemoveTarget takes a target with its goals out of the plan. One that already has
// reported figures stays.
func (s *Service) RemoveTarget(ctx context.Context, by who.Actor, id TargetID, version int64) (err error) {
	defer fault.Wrap(&err, "plan.RemoveTarget(%v)", id)
	t, err := TargetOf(ctx, s.db, id)
	if err != nil {
		return err
	}
	return s.in(ctx, by, t.Plan, t.Unit, func(e edit) error {
		plans, err := Goals(ctx, e.tx, t.Plan)
		if err != nil {
			return err
		}
		was := map[string]Goal{}
		for k, g := range plans {
			if k.Target == id {
				was[k.Unit.String()] = g
			}
		}
		if _, err := e.tx.Exec(ctx, qGoalsDel, id); err != nil {
			return err
		}
		if _, err := e.tx.Exec(ctx, qUnlink, id); err != nil {
			return err
		}
		if err := e.tx.ExecOne(ctx, qTargetDel, id, version); err != nil {
			if db.IsReferenced(err) { // rows of a later stage refer to it
				return fault.New(fault.Conflict, "plan.target.used|Chỉ tiêu {code} đã có số liệu báo cáo nên không xóa được. Có thể sửa tên hoặc kế hoạch của chỉ tiêu.", fault.P{"code": t.Code}).Because(err)
			}
			return err
		}
		return e.leaf(ctx, "plan.target.remove", TargetObject(e.bloc.Code, e.plan.Year, t.Code), version, map[string]any{"target": t, "goals": was}, nil)
	})
}

// SaveGoal sets what a unit plans for a target; version is that of the goal as read, 0
// for none. The bloc's leader sets those of common targets, a unit those of its own.
func (s *Service) SaveGoal(ctx context.Context, by who.Actor, k GoalKey, g Goal, version int64) (err error) {
	defer fault.Wrap(&err, "plan.SaveGoal(%v, %v)", k.Target, k.Unit)
	t, err := TargetOf(ctx, s.db, k.Target)
	if err != nil {
		return err
	}
	if t.Unit != 0 && t.Unit != k.Unit {
		return gone()
	}
	if err := problems(t.GoalProblems(g)); err != nil {
		return err
	}
	return s.in(ctx, by, t.Plan, t.Unit, func(e edit) error { return s.saveGoal(ctx, e, t, k, g, version) })
}

// saveGoal does the work of SaveGoal in its transaction.
func (s *Service) saveGoal(ctx context.Context, e edit, t Target, k GoalKey, g Goal, version int64) error {
	if err := isMember(ctx, e.tx, e.plan, k.Unit); err != nil {
		return err
	}
	old, err := db.One(ctx, e.tx, qGoal, scanGoal, k.Target, k.Unit)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if equal(old.Year, g.Year) && equal(old.Half, g.Half) {
		return nil
	}
	if old.Version != version {
		return stale()
	}
	if err := putGoal(ctx, e.tx, k, g, version); err != nil {
		return err
	}
	u, err := org.UnitOf(ctx, e.tx, k.Unit)
	if err != nil {
		return err
	}
	return e.leaf(ctx, "plan.goal.save", TargetObject(e.bloc.Code, e.plan.Year, t.Code), version+1, goalRecord{u.Code, old.Goal}, goalRecord{u.Code, g})
}

// AdjustGoal changes a planned value in the transaction of a later stage, when it still is
// was. Errors: Conflict.
func (s *Service) AdjustGoal(ctx context.Context, tx *db.Tx, by who.Actor, k GoalKey, was, g Goal) (err error) {
	defer fault.Wrap(&err, "plan.AdjustGoal(%v, %v)", k.Target, k.Unit)
	t, err := TargetOf(ctx, tx, k.Target)
	if err != nil {
		return err
	}
	if t.Unit != 0 && t.Unit != k.Unit {
		return gone()
	}
	if err := problems(t.GoalProblems(g)); err != nil {
		return err
	}
	now, err := db.One(ctx, tx, qGoal, scanGoal, k.Target, k.Unit)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if !equal(now.Year, was.Year) || !equal(now.Half, was.Half) {
		return stale()
	}
	return s.inTx(ctx, tx, by, t.Plan, t.Unit, func(e edit) error { return s.saveGoal(ctx, e, t, k, g, now.Version) })
}

func stale() error {
	return fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.")
}

// GoalVersions gives the version of every goal of a target, for forms.
func GoalVersions(ctx context.Context, q db.Q, p PlanID) (map[GoalKey]int64, error) {
	rows, err := goals(ctx, q, p)
	m := make(map[GoalKey]int64, len(rows))
	for k, g := range rows {
		m[k] = g.Version
	}
	return m, err
}

// SaveContent adds a content (ID 0) or changes one.
func (s *Service) SaveContent(ctx context.Context, by who.Actor, c Content) (_ Content, err error) {
	defer fault.Wrap(&err, "plan.SaveContent(%v)", c.ID)
	c.Code, c.Text = tidy(c.Code), tidy(c.Text)
	want := c
	err = s.in(ctx, by, c.Plan, c.Unit, func(e edit) (err error) {
		c = want // the transaction may run more than once
		if c.Text == "" || len([]rune(c.Text)) > maxText {
			return problems([]fault.Field{{Name: "text", Msg: "plan.content.text|Ghi nội dung thi đua, không quá {n} ký tự.", Args: fault.P{"n": maxText}}})
		}
		all, err := Contents(ctx, e.tx, c.Plan)
		if err != nil {
			return err
		}
		if c.Source, err = e.cite(ctx, c.Source); err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o Content) bool { return o.ID == c.ID })
		if c.ID == 0 {
			if same := slices.IndexFunc(all, func(o Content) bool {
				return o.Unit == c.Unit && o.Code == c.Code && o.Text == c.Text && o.Source == c.Source
			}); same >= 0 { // the form was sent twice
				c = all[same]
				return nil
			}
			c.ID, c.Version, c.Order = db.NewID[Content](e.tx), 1, len(all)+1
			if err := insertContent(ctx, e.tx, c); err != nil {
				return err
			}
			return e.leaf(ctx, "plan.content.add", e.object(), 0, nil, c)
		}
		if i < 0 || all[i].Unit != c.Unit {
			return gone()
		}
		c.Order, c.Code = all[i].Order, all[i].Code
		if err := updateContent(ctx, e.tx, c); err != nil {
			return err
		}
		c.Version++
		return e.leaf(ctx, "plan.content.save", e.object(), 0, all[i], c)
	})
	return c, err
}

// RemoveContent takes a content out that no target and no measure belongs to.
func (s *Service) RemoveContent(ctx context.Context, by who.Actor, p PlanID, c ContentID, version int64) (err error) {
	defer fault.Wrap(&err, "plan.RemoveContent(%v)", c)
	all, err := Contents(ctx, s.db, p)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o Content) bool { return o.ID == c })
	if i < 0 {
		return gone()
	}
	return s.in(ctx, by, p, all[i].Unit, func(e edit) error {
		targets, err := Targets(ctx, e.tx, p)
		if err != nil {
			return err
		}
		measures, err := Measures(ctx, e.tx, p)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(targets, func(t Target) bool { return t.Content == c }) || slices.ContainsFunc(measures, func(m Measure) bool { return m.Content == c }) {
			return fault.New(fault.Conflict, "plan.content.used|Nội dung này còn chỉ tiêu hoặc biện pháp. Chuyển chúng sang nội dung khác rồi xóa.")
		}
		if err := e.tx.ExecOne(ctx, qContentDel, c, version); err != nil {
			return err
		}
		return e.leaf(ctx, "plan.content.remove", e.object(), 0, all[i], nil)
	})
}

// SaveMeasure adds a measure (ID 0) or changes one.
func (s *Service) SaveMeasure(ctx context.Context, by who.Actor, m Measure) (_ Measure, err error) {
	defer fault.Wrap(&err, "plan.SaveMeasure(%v)", m.ID)
	m.Text = tidy(m.Text)
	want := m
	err = s.in(ctx, by, m.Plan, m.Unit, func(e edit) error {
		m = want // the transaction may run more than once
		if m.Text == "" || len([]rune(m.Text)) > maxText {
			return problems([]fault.Field{{Name: "text", Msg: "plan.measure.text|Ghi biện pháp, không quá {n} ký tự.", Args: fault.P{"n": maxText}}})
		}
		if err := e.checkContent(ctx, m.Content, m.Unit); err != nil {
			return err
		}
		all, err := Measures(ctx, e.tx, m.Plan)
		if err != nil {
			return err
		}
		if m.ID == 0 {
			if same := slices.IndexFunc(all, func(o Measure) bool {
				return o.Unit == m.Unit && o.Content == m.Content && o.Target == m.Target && o.Text == m.Text
			}); same >= 0 { // the form was sent twice
				m = all[same]
				return nil
			}
			m.ID, m.Version, m.Order = db.NewID[Measure](e.tx), 1, len(all)+1
			if err := insertMeasure(ctx, e.tx, m); err != nil {
				return err
			}
			return e.leaf(ctx, "plan.measure.add", e.object(), 0, nil, m)
		}
		i := slices.IndexFunc(all, func(o Measure) bool { return o.ID == m.ID })
		if i < 0 || all[i].Unit != m.Unit {
			return gone()
		}
		m.Order = all[i].Order
		if err := e.tx.ExecOne(ctx, qMeasureSet, m.ID, m.Version, or(m.Content), or(m.Target), m.Text, m.Order); err != nil {
			return err
		}
		m.Version++
		return e.leaf(ctx, "plan.measure.save", e.object(), 0, all[i], m)
	})
	return m, err
}

// RemoveMeasure takes a measure out.
func (s *Service) RemoveMeasure(ctx context.Context, by who.Actor, p PlanID, id MeasureID, version int64) (err error) {
	defer fault.Wrap(&err, "plan.RemoveMeasure(%v)", id)
	all, err := Measures(ctx, s.db, p)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o Measure) bool { return o.ID == id })
	if i < 0 {
		return gone()
	}
	return s.in(ctx, by, p, all[i].Unit, func(e edit) error {
		if err := e.tx.ExecOne(ctx, qMeasureDel, id, version); err != nil {
			return err
		}
		return e.leaf(ctx, "plan.measure.remove", e.object(), 0, all[i], nil)
	})
}
