package plan

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// ExportBook gives the workbook of a bloc's plan, filled with what is in the system:
// importing it again changes nothing. Without a plan it is the empty form with the
// bloc's units.
func (s *Service) ExportBook(ctx context.Context, by who.Actor, b id.Bloc, year int) (_ *xlsx.Book, err error) {
	defer fault.Wrap(&err, "plan.ExportBook(%v, %d)", b, year)
	if err := who.Can(by, who.ReadPlan, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	var x export
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		x = export{year: year}
		return x.load(ctx, tx, b)
	})
	if err != nil {
		return nil, err
	}
	return &xlsx.Book{Title: "Kế hoạch thi đua năm " + strconv.Itoa(year) + " – " + x.bloc.Name, Sheets: []xlsx.Sheet{x.unitSheet(), x.targetSheet(), x.goalSheet(), x.taskSheet()}}, nil
}

// an export is what the workbook is made of.
type export struct {
	bloc      org.Bloc
	year      int
	members   []org.Member
	codes     map[id.Unit]string
	directive document.Document
	parts     struct {
		fields   []Field
		themes   []Theme
		contents []Content
		measures []Measure
		targets  []Target
		goals    map[GoalKey]Goal
		tasks    []Task
	}
}

func (x *export) load(ctx context.Context, q db.Q, b id.Bloc) (err error) {
	if x.bloc, err = org.BlocOf(ctx, q, b); err != nil {
		return err
	}
	_, last := firstLast(x.year)
	if x.members, err = org.Members(ctx, q, b, last); err != nil {
		return err
	}
	x.codes = map[id.Unit]string{}
	for _, m := range x.members {
		x.codes[m.Unit.ID] = m.Unit.Code
	}
	p, err := Of(ctx, q, b, x.year)
	if fault.Is(err, fault.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	if p.Directive != 0 {
		if x.directive, err = document.Of(ctx, q, p.Directive); err != nil {
			return err
		}
	}
	if x.parts.fields, err = Fields(ctx, q, p.ID); err != nil {
		return err
	}
	if x.parts.themes, err = Themes(ctx, q, p.ID); err != nil {
		return err
	}
	if x.parts.contents, err = Contents(ctx, q, p.ID); err != nil {
		return err
	}
	if x.parts.measures, err = Measures(ctx, q, p.ID); err != nil {
		return err
	}
	if x.parts.targets, err = Targets(ctx, q, p.ID); err != nil {
		return err
	}
	slices.SortStableFunc(x.parts.targets, func(a, b Target) int { return a.Order - b.Order })
	if x.parts.goals, err = Goals(ctx, q, p.ID); err != nil {
		return err
	}
	x.parts.tasks, err = TasksOf(ctx, q, b, x.year, 0)
	return err
}

func cells(texts ...string) []xlsx.Cell {
	list := make([]xlsx.Cell, 0, len(texts))
	for _, t := range texts {
		list = append(list, xlsx.Cell{Text: t})
	}
	return list
}

func heads(texts []string) [][]xlsx.Cell {
	row := cells(texts...)
	for i := range row {
		row[i].Bold = true
	}
	return [][]xlsx.Cell{row}
}

func whole(n int) xlsx.Cell {
	v := figure.FromInt(int64(n))
	return xlsx.Cell{Value: &v}
}

func day(d civil.Date) xlsx.Cell { return xlsx.Cell{Date: d} }

func label[T ~string](x T, f func(T) string) string {
	if x == "" {
		return ""
	}
	return fault.Text(f(x), nil)
}

func widths(n ...int) []xlsx.Column {
	var list []xlsx.Column
	for _, w := range n {
		list = append(list, xlsx.Column{Width: w})
	}
	return list
}

func (x *export) unitSheet() xlsx.Sheet {
	s := xlsx.Sheet{Name: sheetUnits, Columns: widths(18, 24, 40, 26, 14, 30, 14)}
	values := []string{x.bloc.Code, x.bloc.Name, x.bloc.Province, strconv.Itoa(x.year), "", "", x.directive.Code, x.directive.Day.VN(), x.directive.Issuer, x.directive.Abstract}
	for i, h := range headLines {
		s.Rows = append(s.Rows, cells(h, values[i]))
	}
	s.Rows = append(s.Rows, cells(""), heads(unitHead)[0])
	for _, m := range x.members {
		lead := ""
		if m.Lead {
			lead = "x"
		}
		row := append([]xlsx.Cell{whole(m.Order)}, cells(m.Unit.Code, m.Unit.Name, m.Unit.Short, string(m.Unit.Kind), m.Unit.Parent, lead)...)
		s.Rows = append(s.Rows, row)
	}
	return s
}

func (x *export) source(s Source) []xlsx.Cell {
	return cells(label(s.Kind, SourceKind.Label), s.Doc, s.Clause)
}

func (x *export) themes(list []string) string {
	var out []string
	for _, c := range list {
		for _, t := range x.parts.themes {
			if t.Code == c {
				out = append(out, c+" – "+t.Name)
			}
		}
	}
	return strings.Join(out, "; ")
}

func (x *export) targetSheet() xlsx.Sheet {
	s := xlsx.Sheet{Name: sheetTargets, Columns: widths(6, 10, 50, 14, 14, 20, 28, 20, 40, 24, 24, 16, 18, 40), Header: heads(targetHead), FreezeRows: 1, FreezeCols: 3, Landscape: true}
	var kinds, dirs, sources []string
	for _, k := range Kinds {
		kinds = append(kinds, label(k, Kind.Label))
	}
	for _, d := range Directions {
		dirs = append(dirs, label(d, Direction.Label))
	}
	for _, k := range SourceKinds {
		sources = append(sources, label(k, SourceKind.Label))
	}
	for _, t := range x.parts.targets {
		field, content := t.Field, ""
		for _, f := range x.parts.fields {
			if f.Code == t.Field {
				field = f.Code + " – " + f.Name
			}
		}
		for _, c := range x.parts.contents {
			if c.ID == t.Content {
				if content = c.Text; c.Code != "" {
					content = c.Code + " – " + c.Text
				}
			}
		}
		var how []string
		for _, m := range x.parts.measures {
			if m.Target == t.ID {
				how = append(how, m.Text)
			}
		}
		row := append([]xlsx.Cell{whole(t.Order)}, cells(t.Code, t.Name, t.Measure, label(t.Kind, Kind.Label), label(t.Direction, Direction.Label), field, x.codes[t.Unit], content, x.themes(t.Themes))...)
		row = append(append(row, x.source(t.Source)...), xlsx.Cell{Text: strings.Join(how, " | ")})
		row[4].List, row[5].List, row[10].List = kinds, dirs, sources
		s.Rows = append(s.Rows, row)
	}
	return s
}

func (x *export) goalSheet() xlsx.Sheet {
	names := []string{"Mã chỉ tiêu", "Tên chỉ tiêu", "Đơn vị tính"}
	s := xlsx.Sheet{Name: sheetGoals, Columns: widths(12, 44, 14), FreezeRows: 1, FreezeCols: 2, Landscape: true}
	for _, m := range x.members {
		names = append(names, m.Unit.Code, m.Unit.Code+half)
	}
	s.Header = heads(names)
	for _, t := range x.parts.targets {
		if t.Unit != 0 && !x.single(t) {
			continue // told in the row of the first target with this code
		}
		row := cells(t.Code, t.Name, t.Measure)
		for _, m := range x.members {
			g := x.goal(t, m.Unit.ID)
			row = append(row, xlsx.Cell{Value: g.Year}, xlsx.Cell{Value: g.Half})
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// single reports whether t is the first target with its code: own targets of several
// units may share one, and then one row holds them all.
func (x *export) single(t Target) bool {
	for _, o := range x.parts.targets {
		if o.Code == t.Code {
			return o.ID == t.ID
		}
	}
	return true
}

// goal gives what a unit plans for t, or for its own target with the same code.
func (x *export) goal(t Target, u id.Unit) Goal {
	if t.Unit == 0 || t.Unit == u {
		return x.parts.goals[GoalKey{t.ID, u}]
	}
	for _, o := range x.parts.targets {
		if o.Code == t.Code && o.Unit == u {
			return x.parts.goals[GoalKey{o.ID, u}]
		}
	}
	return Goal{}
}

func (x *export) taskSheet() xlsx.Sheet {
	s := xlsx.Sheet{Name: sheetTasks, Columns: widths(6, 10, 50, 20, 22, 16, 18, 24, 28, 12, 12, 16, 40, 24), Header: heads(taskHead), FreezeRows: 1, Landscape: true}
	var states []string
	for _, k := range []TaskState{TaskNew, TaskDoing, TaskDone} {
		states = append(states, label(k, TaskState.Label))
	}
	for _, t := range x.parts.tasks {
		row := append([]xlsx.Cell{whole(t.Order)}, cells(t.Code, t.Text, x.codes[t.Unit])...)
		row = append(append(row, x.source(t.Source)...), cells(t.Assigner, t.Head)...)
		row = append(row, day(t.Given), day(t.Due), xlsx.Cell{Text: label(t.State, TaskState.Label), List: states}, xlsx.Cell{Text: t.Evidence}, xlsx.Cell{Text: x.themes(t.Themes)})
		s.Rows = append(s.Rows, row)
	}
	return s
}
