package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// unit gives the id of a unit code, 0 for "".
func (m *importing) unit(code string) id.Unit { return m.units[code].ID }

// contentKey names a content inside a plan: by code, else by its folded words.
func contentKey(u id.Unit, code, text string) string {
	if code != "" {
		return u.String() + "/c/" + code
	}
	return u.String() + "/t/" + vi.Fold(text)
}

func (m *importing) contents(ctx context.Context) error {
	have, err := Contents(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	was := map[string]Content{}
	for _, c := range have {
		was[contentKey(c.Unit, c.Code, c.Text)] = c
	}
	for i, fc := range m.f.Contents {
		c := Content{Plan: m.plan.ID, Unit: m.unit(fc.Unit), Code: fc.Code, Text: fc.Text, Order: i + 1}
		if c.Source, err = m.source(ctx, fc.Source); err != nil {
			return err
		}
		old, there := was[contentKey(c.Unit, c.Code, c.Text)]
		if c.ID, c.Version = old.ID, old.Version; m.f.Partial {
			c.Order = orderOf(there, old.Order, len(have)+c.Order)
		}
		if there && c.Source == (Source{}) {
			c.Source = old.Source
		}
		m.sum.Contents.count(!there, c != old)
		switch {
		case !there:
			m.wrote = true
			c.ID = db.NewID[Content](m.tx)
			err = insertContent(ctx, m.tx, c)
		case c != old:
			m.wrote = true
			m.sum.line(cmp.Or(c.Code, "nội dung"), old.Text, c.Text)
			err = updateContent(ctx, m.tx, c)
		}
		if err != nil {
			return at(fc.At, err)
		}
	}
	return nil
}

// contentOf finds a content that a target names by code or by its words, of the unit
// first and then of the bloc.
func contentOf(list []Content, u id.Unit, name string) ContentID {
	if name == "" {
		return 0
	}
	for _, unit := range []id.Unit{u, 0} {
		for _, c := range list {
			if c.Unit == unit && (c.Code == name || vi.Fold(c.Text) == vi.Fold(name)) {
				return c.ID
			}
		}
	}
	return 0
}

func (m *importing) targets(ctx context.Context) error {
	have, err := Targets(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	contents, err := Contents(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	plans, err := goals(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	key := func(u id.Unit, code string) string { return u.String() + "/" + code }
	was := map[string]Target{}
	for _, t := range have {
		was[key(t.Unit, t.Code)] = t
	}
	for _, ft := range m.f.Targets {
		t := ft.Target
		t.Plan, t.Unit = m.plan.ID, m.unit(ft.Unit)
		if t.Source, err = m.source(ctx, t.Source); err != nil {
			return err
		}
		if t.Content = contentOf(contents, t.Unit, ft.Content); t.Content == 0 && ft.Content != "" {
			return m.noContent(ft)
		}
		old, there := was[key(t.Unit, t.Code)]
		delete(was, key(t.Unit, t.Code))
		t = keepSilent(t, old)
		if t, err = m.target(ctx, t, old, there); err != nil {
			return at(ft.At, err)
		}
		for _, g := range ft.Goals {
			if err := m.goal(ctx, t, g, plans[GoalKey{t.ID, m.unit(g.Unit)}]); err != nil {
				return at(g.At, err)
			}
		}
	}
	for _, t := range was {
		m.sum.Left = append(m.sum.Left, t.Code)
	}
	slices.Sort(m.sum.Left)
	return nil
}

// keepSilent keeps what the file says nothing about: its optional keys.
func keepSilent(t, old Target) Target {
	if t.Content == 0 {
		t.Content = old.Content
	}
	if len(t.Themes) == 0 {
		t.Themes = old.Themes
	}
	if t.Source == (Source{}) {
		t.Source = old.Source
	}
	if t.Due.IsZero() {
		t.Due = old.Due
	}
	return t
}

func (m *importing) noContent(ft FileTarget) error {
	bad := &findings{}
	bad.add(ft.At, "plan.file.content|Không có nội dung thi đua “{code}”. Sửa mã hoặc thêm vào danh sách nội dung.", map[string]any{"code": ft.Content})
	return bad.err()
}

func sameTarget(a, b Target) bool {
	if !slices.Equal(a.Themes, b.Themes) {
		return false
	}
	a.Themes, b.Themes = nil, nil
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func (m *importing) target(ctx context.Context, t, old Target, there bool) (Target, error) {
	t.ID, t.Version = old.ID, old.Version
	same := there && sameTarget(t, old)
	m.sum.Targets.count(!there, !same)
	if same {
		return old, nil
	}
	m.wrote = true
	if !there {
		t.ID, t.Version = db.NewID[Target](m.tx), 1
		return t, insertTarget(ctx, m.tx, t)
	}
	m.sum.line(t.Code, describe(old), describe(t))
	if err := updateTarget(ctx, m.tx, t); err != nil {
		return t, err
	}
	t.Version++
	return t, audit.Write(ctx, m.tx, audit.Entry{By: m.by, Did: "plan.target.save", On: TargetObject(m.f.Bloc.Code, m.f.Year, t.Code), Version: t.Version, Before: old, After: t})
}

// describe gives a target in one line, to show what an import changes.
func describe(t Target) string {
	return strings.Join([]string{t.Name, t.Measure, string(t.Kind), string(t.Direction), t.Field}, " · ")
}

func (m *importing) goal(ctx context.Context, t Target, g FileGoal, old goalRow) error {
	k := GoalKey{t.ID, m.unit(g.Unit)}
	if g.Goal.Half == nil && equal(g.Goal.Year, old.Year) {
		g.Goal.Half = old.Half
	}
	same := old.Version > 0 && equal(old.Year, g.Goal.Year) && equal(old.Half, g.Goal.Half)
	m.sum.Goals.count(old.Version == 0, !same)
	if same {
		return nil
	}
	m.wrote = true
	if err := putGoal(ctx, m.tx, k, g.Goal, old.Version); err != nil || old.Version == 0 {
		return err
	}
	m.sum.line(t.Code+" – "+cmp.Or(m.units[g.Unit].Short, g.Unit), old.Goal.VN(), g.Goal.VN())
	return audit.Write(ctx, m.tx, audit.Entry{By: m.by, Did: "plan.goal.save", On: TargetObject(m.f.Bloc.Code, m.f.Year, t.Code), Version: old.Version + 1,
		Before: goalRecord{g.Unit, old.Goal}, After: goalRecord{g.Unit, g.Goal}})
}

type goalRecord struct {
	Unit string
	Goal Goal
}

// VN gives a goal as people write it: "24", "24 (6 tháng: 10)".
func (g Goal) VN() string {
	s := "–"
	if g.Year != nil {
		s = g.Year.VN()
	}
	if g.Half != nil {
		s += " (6 tháng: " + g.Half.VN() + ")"
	}
	return s
}

func equal(a, b *figure.Value) bool { return a == b || (a != nil && b != nil && *a == *b) }

// measures writes those of the bloc, of contents and of targets. A measure is known by
// its place and its folded words; none is taken away.
func (m *importing) measures(ctx context.Context) error {
	have, err := Measures(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	key := func(x Measure) string { return fmt.Sprint(x.Unit, x.Content, x.Target, vi.Fold(x.Text)) }
	was := map[string]bool{}
	for _, x := range have {
		was[key(x)] = true
	}
	order := len(have)
	put := func(unit id.Unit, c ContentID, t TargetID, texts []string) error {
		for _, text := range texts {
			x := Measure{Plan: m.plan.ID, Unit: unit, Content: c, Target: t, Text: text}
			there := was[key(x)]
			m.sum.Measures.count(!there, !there)
			if there {
				continue
			}
			was[key(x)], m.wrote = true, true
			order++
			x.ID, x.Order = db.NewID[Measure](m.tx), order
			if err := insertMeasure(ctx, m.tx, x); err != nil {
				return err
			}
		}
		return nil
	}
	if err := put(0, 0, 0, m.f.Measures); err != nil {
		return err
	}
	contents, err := Contents(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	for _, fc := range m.f.Contents {
		u := m.unit(fc.Unit)
		if err := put(u, contentOf(contents, u, cmp.Or(fc.Code, fc.Text)), 0, fc.Measures); err != nil {
			return at(fc.At, err)
		}
	}
	targets, err := Targets(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	byCode := map[string]Target{}
	for _, t := range targets {
		byCode[t.Unit.String()+"/"+t.Code] = t
	}
	for _, ft := range m.f.Targets {
		u := m.unit(ft.Unit)
		t := byCode[u.String()+"/"+ft.Target.Code]
		if err := put(u, t.Content, t.ID, ft.Measures); err != nil {
			return at(ft.At, err)
		}
	}
	return nil
}

func (m *importing) tasks(ctx context.Context) error {
	have, err := TasksOf(ctx, m.tx, m.plan.Bloc, m.plan.Year, 0)
	if err != nil {
		return err
	}
	key := func(t Task) string {
		if t.Code != "" {
			return t.Unit.String() + "/c/" + t.Code
		}
		return t.Unit.String() + "/t/" + vi.Fold(t.Text)
	}
	was := map[string]Task{}
	for _, t := range have {
		was[key(t)] = t
	}
	for _, ft := range m.f.Tasks {
		t := ft.Task
		t.Plan, t.Unit = m.plan.ID, m.unit(ft.Unit)
		if t.Source, err = m.source(ctx, t.Source); err != nil {
			return err
		}
		old, there := was[key(t)]
		if there {
			t.ID, t.Version, t.EvidenceFile, t.EvidenceName = old.ID, old.Version, old.EvidenceFile, old.EvidenceName
			m.keepProgress(&t, old)
		}
		same := there && sameTask(t, old)
		m.sum.Tasks.count(!there, !same)
		if same {
			continue
		}
		m.wrote = true
		if !there {
			t.ID = db.NewID[Task](m.tx)
			if err := insertTask(ctx, m.tx, t); err != nil {
				return at(ft.At, err)
			}
			continue
		}
		m.sum.line(cmp.Or(t.Code, "nhiệm vụ"), old.Text, t.Text)
		if err := updateTask(ctx, m.tx, t); err != nil {
			return at(ft.At, err)
		}
	}
	return nil
}

// keepProgress: what the unit has reported since is not undone by a file that is older.
func (m *importing) keepProgress(t *Task, old Task) {
	rank := map[TaskState]int{TaskNew: 0, TaskDoing: 1, TaskDone: 2}
	if rank[old.State] >= rank[t.State] {
		t.State, t.DoneOn, t.Evidence = old.State, old.DoneOn, cmp.Or(old.Evidence, t.Evidence)
	}
}

func sameTask(a, b Task) bool {
	if !slices.Equal(a.Themes, b.Themes) {
		return false
	}
	a.Themes, b.Themes = nil, nil
	return fmt.Sprint(a) == fmt.Sprint(b)
}
