package review

import (
	"cmp"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// A Tally (kết quả gộp) is how targets and tasks of one kind stand together.
type Tally struct {
	Targets, Judged, OnPace, Bad int
	Tasks                        TaskTally
}

// Line counts one target of one unit.
func (t *Tally) Line(l Line) {
	t.Targets++
	if l.Pace.Status.Judged() {
		t.Judged++
		switch {
		case l.Pace.Status.Bad():
			t.Bad++
		case l.Pace.Status == OnPace || l.Pace.Status == Reached:
			t.OnPace++
		}
	}
}

// Plus adds another tally.
func (t *Tally) Plus(o Tally) {
	t.Targets, t.Judged, t.OnPace, t.Bad = t.Targets+o.Targets, t.Judged+o.Judged, t.OnPace+o.OnPace, t.Bad+o.Bad
	t.Tasks.All, t.Tasks.Done, t.Tasks.OnTime = t.Tasks.All+o.Tasks.All, t.Tasks.Done+o.Tasks.Done, t.Tasks.OnTime+o.Tasks.OnTime
	t.Tasks.Late, t.Tasks.Overdue, t.Tasks.Open = t.Tasks.Late+o.Tasks.Late, t.Tasks.Overdue+o.Tasks.Overdue, t.Tasks.Open+o.Tasks.Open
}

// Share gives the percentage of judged targets that are on pace, nil for none.
func (t Tally) Share() *figure.Value {
	p, ok := figure.FromInt(int64(t.OnPace)).Share(figure.FromInt(int64(t.Judged)))
	if !ok {
		return nil
	}
	return &p
}

// A SourceTally (kết quả theo nguồn giao) is what became of what one source assigned.
type SourceTally struct {
	Kind plan.SourceKind
	Tally
}

// A ClauseTally (kết quả theo điểm, mục) is what became of one clause of a document. Key is
// the same for the same clause in every bloc, however its number is written.
type ClauseTally struct {
	Key    string
	Doc    string // number as cited
	Clause string
	Tally
}

// ClauseKey names a clause of a document over all blocs.
func ClauseKey(doc, clause string) string { return DocKey(doc) + "|" + vi.Fold(clause) }

// DocKey names a document over all blocs.
func DocKey(doc string) string {
	if n, err := vi.ParseDocNumber(doc); err == nil {
		return n.Key()
	}
	return vi.Fold(doc)
}

// A HeadTally (trách nhiệm người đứng đầu) is what one post answers for.
type HeadTally struct {
	Unit   id.Unit
	Head   string // chức vụ
	Tasks  TaskTally
	Urgent int
	Late   int // urgent ones that are overdue
}

// A Filing (việc gửi báo cáo) is how one unit filed its report of the period.
type Filing struct {
	Unit id.Unit
	Sent bool
	Late int // days, 0 = in time so far
}

// A DigestField (lĩnh vực trong bảng của tỉnh) is one field of a bloc in one line.
type DigestField struct {
	Code, Name    string
	Mean          *figure.Value
	Weak          bool
	Below, Scored int
	Drives        int
}

// A Digest (tóm tắt của một khối) is what the province sees of a bloc in one period. It holds
// no figure of a single unit.
type Digest struct {
	Bloc                           org.Bloc
	Period                         civil.Period
	Due                            civil.Date
	Lead                           string
	Units, Sent, Late              int
	Filings                        []Filing
	All                            Tally
	Mean                           *figure.Value
	Fields                         []DigestField
	Sources                        []SourceTally
	Clauses                        []ClauseTally
	Heads                          []HeadTally
	Urgent, UrgentDone, UrgentLate int
	Recs, RecsOpen, RecsLate       int
	Adjusted                       int
	Meeting                        conference.Meeting
	Filed                          Filed
}

// Filed (việc gửi báo cáo của khối) is how the bloc filed its adopted report with the board.
type Filed struct {
	Due   civil.Date
	On    civil.Date // zero while it was not sent
	State consultation.Reception
	Late  int // days, 0 = in time so far
}

// filedOn tells how a report stands on a day.
func filedOn(list []consultation.Submission, due, today civil.Date) (f Filed) {
	f.Due = due
	for _, s := range list {
		if f.On.IsZero() { // the first day counts, also when the board sent it back later
			f.On = civil.Of(s.SentAt)
		}
		f.State = s.State
	}
	on := f.On
	if on.IsZero() {
		on = today
	}
	f.Late = max(0, due.DaysUntil(on))
	return f
}

// Extras (dữ kiện thêm) are what a digest needs beside the workbench.
type Extras struct {
	Row         progress.PeriodRow
	Submissions map[id.Unit]progress.Submission
	Tasks       []plan.Task
	Urgent      []UrgentTask
	Adjusts     []Adjustment
	Recs        []progress.Recommendation
}

// Summarise (tóm tắt) makes the digest of a bloc. It is pure.
func Summarise(w *Workbench, x Extras) Digest {
	d := Digest{Bloc: w.Bloc, Period: w.Period, Due: x.Row.Due, Units: len(w.Rows)}
	var means []figure.Value
	for _, r := range w.Rows {
		if r.Member.Lead {
			d.Lead = r.Member.Unit.Short
		}
		if r.Mean != nil {
			means = append(means, *r.Mean)
		}
		sub := x.Submissions[r.Member.Unit.ID]
		f := Filing{Unit: r.Member.Unit.ID, Sent: sub.Sent(), Late: x.Row.Late(sub, w.Today)}
		if f.Sent {
			d.Sent++
		}
		if f.Late > 0 {
			d.Late++
		}
		d.Filings = append(d.Filings, f)
	}
	d.Mean = mean(means)
	for _, f := range w.Fields {
		d.Fields = append(d.Fields, DigestField{Code: f.Field.Code, Name: f.Field.Name, Mean: f.Weak.Mean, Weak: f.Weak.Weak(), Below: f.Weak.Below, Scored: f.Weak.Scored, Drives: f.Drives})
	}
	d.count(w, x)
	return d
}

func (d *Digest) count(w *Workbench, x Extras) {
	sources, clauses, heads := map[plan.SourceKind]*SourceTally{}, map[string]*ClauseTally{}, map[string]*HeadTally{}
	of := func(s plan.Source) (*SourceTally, *ClauseTally) {
		if sources[s.Kind] == nil {
			sources[s.Kind] = &SourceTally{Kind: s.Kind}
		}
		if s.Doc == "" {
			return sources[s.Kind], nil
		}
		k := ClauseKey(s.Doc, s.Clause)
		if clauses[k] == nil {
			clauses[k] = &ClauseTally{Key: k, Doc: s.Doc, Clause: s.Clause}
		}
		return sources[s.Kind], clauses[k]
	}
	for _, l := range w.Lines {
		d.All.Line(l)
		s, c := of(l.Target.Source)
		s.Line(l)
		if c != nil {
			c.Line(l)
		}
	}
	urgent := map[plan.TaskID]bool{}
	for _, u := range x.Urgent {
		urgent[u.Task.ID] = true
		d.Urgent++
		switch u.Task.Stand(w.Today) {
		case plan.TaskDone:
			d.UrgentDone++
		case plan.TaskOverdue:
			d.UrgentLate++
		}
	}
	for _, t := range x.Tasks {
		d.All.Tasks.Add(t, w.Today)
		s, c := of(t.Source)
		s.Tasks.Add(t, w.Today)
		if c != nil {
			c.Tasks.Add(t, w.Today)
		}
		k := t.Unit.String() + vi.Fold(t.Head)
		if heads[k] == nil {
			heads[k] = &HeadTally{Unit: t.Unit, Head: t.Head}
		}
		heads[k].Tasks.Add(t, w.Today)
		if urgent[t.ID] {
			heads[k].Urgent++
			if t.Stand(w.Today) == plan.TaskOverdue {
				heads[k].Late++
			}
		}
	}
	for _, r := range x.Recs {
		if r.State == progress.Withdrawn {
			continue
		}
		d.Recs++
		if r.State == progress.Unanswered {
			d.RecsOpen++
			if !r.Due.IsZero() && r.Due.Before(w.Today) {
				d.RecsLate++
			}
		}
	}
	for _, a := range x.Adjusts {
		if a.State == Approved {
			d.Adjusted++
		}
	}
	for _, k := range append([]plan.SourceKind{}, plan.SourceKinds...) {
		if s := sources[k]; s != nil {
			d.Sources = append(d.Sources, *s)
		}
	}
	if s := sources[plan.NoSource]; s != nil {
		d.Sources = append(d.Sources, *s)
	}
	for _, c := range clauses {
		d.Clauses = append(d.Clauses, *c)
	}
	slices.SortFunc(d.Clauses, func(a, b ClauseTally) int { return cmp.Compare(a.Key, b.Key) })
	order := map[id.Unit]int{}
	for i, r := range w.Rows {
		order[r.Member.Unit.ID] = i
	}
	for _, h := range heads {
		d.Heads = append(d.Heads, *h)
	}
	slices.SortFunc(d.Heads, func(a, b HeadTally) int {
		return cmp.Or(cmp.Compare(order[a.Unit], order[b.Unit]), strings.Compare(vi.Fold(a.Head), vi.Fold(b.Head)))
	})
}

// MergeClauses adds the clauses of one document up over blocs, in the order of their keys.
func MergeClauses(list []Digest, doc string) []ClauseTally {
	key := DocKey(doc)
	m := map[string]*ClauseTally{}
	for _, d := range list {
		for _, c := range d.Clauses {
			if DocKey(c.Doc) != key {
				continue
			}
			if m[c.Key] == nil {
				m[c.Key] = &ClauseTally{Key: c.Key, Doc: c.Doc, Clause: c.Clause}
			}
			m[c.Key].Plus(c.Tally)
		}
	}
	var out []ClauseTally
	for _, c := range m {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b ClauseTally) int { return cmp.Compare(a.Key, b.Key) })
	return out
}
