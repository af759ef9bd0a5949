package review

import (
	"context"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
)

var errBasis = fault.New(fault.NotFound, "review.basis.none|Không tìm thấy căn cứ này trong kỳ. Mở lại từ bảng nhiệt.")

// Draft prepares an urgent task from what it rests on: the id of a figure, of a field of a
// period, of an assigned task, of a finding of the conference or of a remark on the draft
// report; "" gives an empty one.
func (s *Service) Draft(ctx context.Context, w *Workbench, ref string) (m Mark, err error) {
	m = Mark{Bloc: w.Bloc.ID, Period: w.Period, Basis: Basis{Kind: FromPeople}}
	if ref == "" {
		return m, nil
	}
	m.Basis.Ref = ref
	kind, rest, _ := strings.Cut(ref, "/")
	switch kind {
	case "value":
		for _, l := range w.Lines {
			if l.Ref == ref {
				return w.fromLine(m, l), nil
			}
		}
	case "field":
		code := rest[strings.LastIndex(rest, "/")+1:]
		for _, f := range w.Fields {
			if f.Field.Code == code {
				m.Basis.Kind, m.Field, m.Basis.Text, m.Task.Source.Kind = FromField, code, f.Field.Name, plan.ByBloc
				return m, nil
			}
		}
	case "task":
		n, err := id.Parse[plan.Task](rest)
		if err != nil {
			return m, errBasis
		}
		if m.Task, err = plan.TaskOf(ctx, s.db, n); err != nil {
			return m, err
		}
		if _, ok := w.Row(m.Task.Unit); ok {
			m.Basis.Kind, m.Basis.Text = FromTask, m.Task.Code
			return m, nil
		}
	case "finding":
		return s.fromFinding(ctx, w, m, rest)
	case "remark":
		return s.fromRemark(ctx, w, m, rest)
	}
	return m, errBasis
}

// fromFinding fills the draft in from a result of the conference: who, what, until when.
func (s *Service) fromFinding(ctx context.Context, w *Workbench, m Mark, ref string) (Mark, error) {
	n, err := id.Parse[conference.Finding](ref)
	if err != nil {
		return m, errBasis
	}
	f, err := conference.FindingOf(ctx, s.db, n)
	if err != nil {
		return m, err
	}
	c, err := conference.Of(ctx, s.db, f.Conference)
	if err != nil {
		return m, err
	}
	if c.Bloc != w.Bloc.ID || f.Gone {
		return m, errBasis
	}
	m.Basis.Kind, m.Basis.Text = FromFinding, c.Name+": "+f.Text
	m.Task = plan.Task{Text: f.Solution, Unit: f.Who, Due: f.Due}
	if m.Task.Text == "" || f.Kind == conference.NewTarget { // of a target the solution says why
		m.Task.Text = f.Text
	}
	if m.Task.Unit == 0 {
		m.Task.Unit = f.Unit
	}
	if m.Task.Unit == 0 { // of the whole bloc, done by its leader
		for _, r := range w.Rows {
			if r.Member.Lead {
				m.Task.Unit = r.Member.Unit.ID
			}
		}
	}
	w.complete(&m)
	m.Task.Source.Kind = plan.ByBloc
	if l := w.names(f); l != nil {
		m.Field, m.Target = l.Target.Field, l.Target.Code
		if l.Target.Source.Kind != plan.NoSource {
			m.Task.Source = l.Target.Source
		}
	}
	return m, nil
}

// fromRemark fills the draft in from a remark on the draft report.
func (s *Service) fromRemark(ctx context.Context, w *Workbench, m Mark, ref string) (Mark, error) {
	n, err := id.Parse[consultation.Remark](ref)
	if err != nil {
		return m, errBasis
	}
	r, at, err := consultation.RemarkByID(ctx, s.db, n)
	if err != nil {
		return m, err
	}
	if at.Bloc.ID != w.Bloc.ID {
		return m, errBasis
	}
	m.Basis.Kind = FromRemark
	said := Said(r)
	m.Basis.Text = "Góp ý số " + figureOf(r.No) + ": " + said
	m.Task = plan.Task{Text: said, Source: plan.Source{Kind: plan.ByBloc}}
	w.complete(&m)
	return m, nil
}

// complete fills in who answers for the unit's tasks, and a day when there is none yet.
func (w *Workbench) complete(m *Mark) {
	m.Task.Head = w.heads[m.Task.Unit]
	if m.Task.Due.IsZero() || m.Task.Due.Before(w.Today) {
		m.Task.Due = w.usualDue()
	}
}

// usualDue is the end of the third quarter, or the middle of December when that is past.
func (w *Workbench) usualDue() civil.Date {
	d := civil.Date{Year: w.Period.Year(), Month: 9, Day: 30}
	if d.Before(w.Today) {
		d = civil.Date{Year: w.Period.Year(), Month: 12, Day: 15}
	}
	return d
}

// fromLine fills the draft of an urgent task in from a target that slips.
func (w *Workbench) fromLine(m Mark, l Line) Mark {
	row, _ := w.Row(l.Unit)
	m.Basis.Kind, m.Field, m.Target = FromCell, l.Target.Field, l.Target.Code
	m.Basis.Text = l.Target.Code + " " + l.Target.Name + ", " + row.Member.Unit.Short
	if l.Pace.Actual != nil && l.Pace.Expected != nil {
		m.Basis.Text += ": " + report.Show(l.Target.Kind, *l.Pace.Actual) + " / " + report.Show(l.Target.Kind, l.Pace.Expected.Round(1))
		if l.Target.Kind != plan.YesNo {
			m.Basis.Text += " " + l.Target.Measure
		}
	}
	m.Task = plan.Task{Unit: l.Unit, Text: "Đẩy nhanh thực hiện chỉ tiêu " + l.Target.Code + ": " + l.Target.Name, Source: l.Target.Source}
	w.complete(&m)
	return m
}
