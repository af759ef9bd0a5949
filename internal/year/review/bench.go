package review

import (
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A Line (dòng rà soát) is one target of one unit.
type Line struct {
	Unit    id.Unit
	Target  plan.UnitTarget
	Pace    Pace
	Ref     string        // id of the figure: "value/khoi-3/2022-H1/tand/C01"
	Last    *figure.Value // score of the same stretch of last year
	Median  *figure.Value // of the bloc's scores for a common target
	Reason  string        // of withholding
	Mode    ProfileMode   // how the expectation was set, "" for the plan's own
	Changed *Adjustment   // the latest approved change of what is planned, nil for none
}

// Moved tells whether what is planned was changed for the period: it is judged by the new value.
func (l Line) Moved(p civil.Period) bool { return l.Changed != nil && l.Changed.moves(p) }

// A FieldCell (ô của bảng nhiệt) is one field in one unit.
type FieldCell struct {
	Score    *figure.Value // mean of the scores of its targets, 0…100
	N        int           // targets with a score
	Bad      int           // targets that are behind
	Withheld int
	Missing  int // targets without a figure
	Weak     bool
	Bin      int
	Last     *figure.Value // last year's
	Dropped  bool          // far below its own last years
	Changed  int           // targets that are judged by an adjusted plan
}

// Planned reports whether the unit has any target in the field.
func (c FieldCell) Planned() bool { return c.N+c.Withheld+c.Missing > 0 }

// A TaskTally (số nhiệm vụ) counts assigned tasks by how they stand on a day.
type TaskTally struct{ All, Done, OnTime, Late, Overdue, Open int }

// Add counts one task.
func (t *TaskTally) Add(task plan.Task, today civil.Date) {
	t.All++
	switch {
	case task.State == plan.TaskDone:
		t.Done++
		if task.Late(today) {
			t.Late++
		} else {
			t.OnTime++
		}
	case task.Stand(today) == plan.TaskOverdue:
		t.Overdue++
		t.Late++
	default:
		t.Open++
	}
}

// Score gives the share of tasks that are done in time among those that were due or done.
func (t TaskTally) Score() *figure.Value {
	p, ok := figure.FromInt(int64(t.OnTime)).Share(figure.FromInt(int64(t.Done + t.Overdue)))
	if !ok {
		return nil
	}
	return &p
}

// A UnitRow (dòng của bảng nhiệt) is one unit over all fields.
type UnitRow struct {
	Member org.Member
	Cells  []FieldCell // in the order of the fields
	Tasks  TaskTally
	Mean   *figure.Value // of all its scored targets
}

// A FieldColumn (cột của bảng nhiệt) is one field over all units.
type FieldColumn struct {
	Field  plan.Field
	Weak   WeakField
	Median *figure.Value
	Last   *figure.Value // mean of last year
	Drives int           // drives that concern the field, -1 = not known
}

// A Workbench (bàn rà soát) is a period of a bloc as it is reviewed.
type Workbench struct {
	Bloc    org.Bloc
	Period  civil.Period
	Setting Setting
	Fields  []FieldColumn
	Rows    []UnitRow
	Lines   []Line // units in protocol order, targets in the plan's
	Past    []int  // earlier years that it is compared with, latest first
	Years   []PastYear
	Before  []PastYear // earlier periods of the same year, latest first
	Lead    bool       // the reader decides for the bloc
	All     bool       // the reader sees every unit
	Totals  bool       // the reader sees what is said of the bloc as a whole
	Today   civil.Date
	heads   map[id.Unit]string // post that answers for a unit's tasks
}

// Input is what Build needs, as read from the earlier stages.
type Input struct {
	Bloc     org.Bloc
	Period   civil.Period
	Setting  Setting
	Fields   []plan.Field
	Members  []org.Member
	Targets  map[id.Unit][]plan.UnitTarget
	Figures  map[id.Unit]map[string]Figure // to date, by target code
	Profiles map[ProfileKey]Profile
	Tasks    []plan.Task
	Past     []PastYear // latest first
	Drives   map[string]int
	Changed  map[plan.GoalKey]Adjustment // the latest approved change of a goal
	Today    civil.Date
}

// timely makes goals what they were in the period: a change that was proposed after its end does
// not count for it. It notes the latest approved change of each goal.
func (in *Input) timely(list []Adjustment) {
	in.Changed = map[plan.GoalKey]Adjustment{}
	old := map[plan.GoalKey]plan.Goal{}
	for _, a := range list { // newest first
		if a.State != Approved {
			continue
		}
		k := plan.GoalKey{Target: a.Target, Unit: a.Unit}
		if _, ok := in.Changed[k]; !ok {
			in.Changed[k] = a
		}
		if !a.moves(in.Period) {
			old[k] = a.Old
		}
	}
	for u, targets := range in.Targets {
		for i, t := range targets {
			if g, ok := old[plan.GoalKey{Target: t.ID, Unit: u}]; ok {
				targets[i].Goal = g
			}
		}
	}
}

// A Figure (số lũy kế) is what one unit has reported for a target since the year began.
type Figure struct {
	Value    *figure.Value
	Withheld bool
	Reason   string
	Month    int
}

// A ProfileKey (khóa kỳ vọng) names what an expectation is for; Unit 0 is every unit.
type ProfileKey struct {
	Target plan.TargetID
	Unit   id.Unit
}

// A PastYear (năm trước) is the same stretch of an earlier year: scores by unit and field,
// and by unit and target code.
type PastYear struct {
	Year    int
	Period  civil.Period
	Fields  map[id.Unit]map[string]figure.Value
	Targets map[id.Unit]map[string]figure.Value
	Mean    *figure.Value // of the units' means
}

// MeanOf gives the mean of the units' scores in a field, nil for none.
func (y PastYear) MeanOf(field string) *figure.Value {
	var list []figure.Value
	for _, fields := range y.Fields {
		if v, ok := fields[field]; ok {
			list = append(list, v)
		}
	}
	return mean(list)
}

// Build (dựng bàn rà soát) judges every target and field. It is pure: the same input gives
// the same workbench, whatever the order of maps.
func Build(in Input) *Workbench {
	w := &Workbench{Bloc: in.Bloc, Period: in.Period, Setting: in.Setting, Today: in.Today, Years: in.Past}
	for _, p := range in.Past {
		w.Past = append(w.Past, p.Year)
	}
	w.heads = headsOf(in.Tasks)
	for _, m := range in.Members {
		w.Rows = append(w.Rows, in.row(w, m))
	}
	w.medians()
	for i, f := range in.Fields {
		w.Fields = append(w.Fields, in.column(w, i, f))
	}
	return w
}

// headsOf gives the post that most of a unit's tasks name, the first of them when several are named
// as often; a deputy only when nobody else is.
func headsOf(tasks []plan.Task) map[id.Unit]string {
	type post struct {
		unit id.Unit
		fold string
	}
	n, best := map[post]int{}, map[id.Unit]string{}
	weight := func(u id.Unit, head string) int {
		fold := vi.Fold(head)
		if strings.HasPrefix(fold, "pho ") {
			return n[post{u, fold}] - len(tasks) - 1
		}
		return n[post{u, fold}]
	}
	for _, t := range tasks {
		n[post{t.Unit, vi.Fold(t.Head)}]++
	}
	for _, t := range tasks {
		if was, ok := best[t.Unit]; t.Head != "" && (!ok || weight(t.Unit, t.Head) > weight(t.Unit, was)) {
			best[t.Unit] = t.Head
		}
	}
	return best
}

// expected gives what is expected of one target of one unit: the unit's own profile, or that of all.
func (in Input) expected(u id.Unit, t plan.UnitTarget) Profile {
	if p, ok := in.Profiles[ProfileKey{t.ID, u}]; ok {
		return p
	}
	return in.Profiles[ProfileKey{t.ID, 0}]
}

// pace judges one target of one unit.
func (in Input) pace(u id.Unit, t plan.UnitTarget) (Pace, Figure) {
	v := in.Figures[u][t.Code]
	p := in.expected(u, t)
	if v.Month == 0 {
		v.Month = int(in.Period.To().Month)
	}
	return PaceOf(Facts{Kind: t.Kind, Direction: t.Direction, Goal: t.Goal, Profile: p, Actual: v.Value, Withheld: v.Withheld, Month: v.Month}, in.Setting), v
}

func (in Input) row(w *Workbench, m org.Member) UnitRow {
	u := m.Unit.ID
	row := UnitRow{Member: m, Cells: make([]FieldCell, len(in.Fields))}
	scores := make([][]figure.Value, len(in.Fields))
	var all []figure.Value
	for _, t := range in.Targets[u] {
		p, v := in.pace(u, t)
		l := Line{Unit: u, Target: t, Pace: p, Reason: v.Reason, Ref: "value/" + in.Bloc.Code + "/" + string(in.Period) + "/" + m.Unit.Code + "/" + t.Code}
		if x := in.expected(u, t); !x.Own {
			l.Mode = x.Mode
		}
		if len(in.Past) > 0 {
			if x, ok := in.Past[0].Targets[u][t.Code]; ok {
				l.Last = &x
			}
		}
		if a, ok := in.Changed[plan.GoalKey{Target: t.ID, Unit: u}]; ok {
			l.Changed = &a
		}
		w.Lines = append(w.Lines, l)
		for i, f := range in.Fields {
			if f.Code != t.Field {
				continue
			}
			if l.Moved(in.Period) {
				row.Cells[i].Changed++
			}
			row.Cells[i].count(p)
			if p.Score != nil {
				scores[i], all = append(scores[i], *p.Score), append(all, *p.Score)
			}
		}
	}
	for i, f := range in.Fields {
		c := &row.Cells[i]
		c.Score = mean(scores[i])
		if c.Score != nil {
			c.Bin, c.Weak = in.Setting.Bin(*c.Score), in.Setting.Weak(c.Score)
		}
		var past []figure.Value
		for k, y := range in.Past {
			if x, ok := y.Fields[u][f.Code]; ok {
				past = append(past, x)
				if k == 0 {
					c.Last = &x
				}
			}
		}
		c.Dropped = FarBelow(c.Score, past, in.Setting)
	}
	row.Mean = mean(all)
	for _, t := range in.Tasks {
		if t.Unit == u {
			row.Tasks.Add(t, in.Today)
		}
	}
	return row
}

func (c *FieldCell) count(p Pace) {
	switch {
	case p.Score != nil:
		c.N++
		if p.Status.Bad() {
			c.Bad++
		}
	case p.Status == Withheld:
		c.Withheld++
	case p.Status == NoFigure:
		c.Missing++
	}
}

func (in Input) column(w *Workbench, i int, f plan.Field) FieldColumn {
	var scores []*figure.Value
	var list []figure.Value
	for _, r := range w.Rows {
		scores = append(scores, r.Cells[i].Score)
		if v := r.Cells[i].Score; v != nil {
			list = append(list, *v)
		}
	}
	var past []figure.Value
	c := FieldColumn{Field: f, Median: Median(list), Drives: -1}
	if in.Drives != nil {
		c.Drives = in.Drives[f.Code]
	}
	for k, y := range in.Past {
		if m := y.MeanOf(f.Code); m != nil {
			past = append(past, *m)
			if k == 0 {
				c.Last = m
			}
		}
	}
	c.Weak = JudgeField(scores, past, in.Setting)
	return c
}

// medians notes the bloc's median beside every line of a common target.
func (w *Workbench) medians() {
	by := map[plan.TargetID][]figure.Value{}
	for _, l := range w.Lines {
		if l.Target.Unit == 0 && l.Pace.Score != nil {
			by[l.Target.ID] = append(by[l.Target.ID], *l.Pace.Score)
		}
	}
	for i := range w.Lines {
		w.Lines[i].Median = Median(by[w.Lines[i].Target.ID])
	}
}

// WeakFields gives the fields that are weak, in the plan's order.
func (w *Workbench) WeakFields() []FieldColumn {
	var list []FieldColumn
	for _, f := range w.Fields {
		if f.Weak.Weak() {
			list = append(list, f)
		}
	}
	return list
}

// Of gives the lines of one unit, of one field when field is not "".
func (w *Workbench) Of(u id.Unit, field string) []Line {
	var list []Line
	for _, l := range w.Lines {
		if l.Unit == u && (field == "" || l.Target.Field == field) {
			list = append(list, l)
		}
	}
	return list
}

// Row gives the row of a unit.
func (w *Workbench) Row(u id.Unit) (UnitRow, bool) {
	for _, r := range w.Rows {
		if r.Member.Unit.ID == u {
			return r, true
		}
	}
	return UnitRow{}, false
}

// fieldScores turns lines into a PastYear's scores.
func fieldScores(lines []Line) PastYear {
	p := PastYear{Fields: map[id.Unit]map[string]figure.Value{}, Targets: map[id.Unit]map[string]figure.Value{}}
	sums := map[id.Unit]map[string][]figure.Value{}
	for _, l := range lines {
		if l.Pace.Score == nil {
			continue
		}
		if p.Targets[l.Unit] == nil {
			p.Targets[l.Unit], sums[l.Unit], p.Fields[l.Unit] = map[string]figure.Value{}, map[string][]figure.Value{}, map[string]figure.Value{}
		}
		p.Targets[l.Unit][l.Target.Code] = *l.Pace.Score
		sums[l.Unit][l.Target.Field] = append(sums[l.Unit][l.Target.Field], *l.Pace.Score)
	}
	for u, fields := range sums {
		for f, list := range fields {
			p.Fields[u][f] = *mean(list)
		}
	}
	return p
}
