package plan

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
)

// SaveTask adds an assigned task (ID 0) or changes one; who answers for it is a post.
// The bloc's leader assigns; a unit's officer may note down what its own superiors
// assigned to it.
func (s *Service) SaveTask(ctx context.Context, by who.Actor, t Task) (_ Task, err error) {
	defer fault.Wrap(&err, "plan.SaveTask(%v)", t.ID)
	if t, err = cleanTask(t); err != nil {
		return t, err
	}
	saved := t
	err = s.in(ctx, by, t.Plan, t.Unit, func(e edit) (err error) {
		saved, err = s.saveTask(ctx, e, t)
		return err
	})
	return saved, err
}

// AddTask adds an assigned task in the transaction of a later stage.
func (s *Service) AddTask(ctx context.Context, tx *db.Tx, by who.Actor, t Task) (_ Task, err error) {
	defer fault.Wrap(&err, "plan.AddTask")
	t.ID = 0
	if t, err = cleanTask(t); err != nil {
		return t, err
	}
	err = s.inTx(ctx, tx, by, t.Plan, t.Unit, func(e edit) (err error) {
		t, err = s.saveTask(ctx, e, t)
		return err
	})
	return t, err
}

// cleanTask trims and checks a task as typed.
func cleanTask(t Task) (Task, error) {
	t.Code, t.Text, t.Assigner, t.Head = tidy(t.Code), tidy(t.Text), tidy(t.Assigner), tidy(t.Head)
	if t.State == "" {
		t.State = TaskNew
	}
	if t.Unit == 0 {
		return t, problems([]fault.Field{{Name: "unit", Msg: "plan.task.unit|Chọn đơn vị thực hiện nhiệm vụ."}})
	}
	return t, problems(t.Problems())
}

// saveTask does the work of SaveTask in its transaction, which may run more than once. The
// same new task sent twice (a button pressed twice) is added once.
func (s *Service) saveTask(ctx context.Context, e edit, t Task) (_ Task, err error) {
	if t.Source, err = e.cite(ctx, t.Source); err != nil {
		return t, err
	}
	all, err := TasksOf(ctx, e.tx, e.plan.Bloc, e.plan.Year, 0)
	if err != nil {
		return t, err
	}
	if t.ID == 0 {
		if i := slices.IndexFunc(all, func(o Task) bool { return repeats(o, t) }); i >= 0 {
			return all[i], nil
		}
	}
	if t.Code != "" && slices.ContainsFunc(all, func(o Task) bool { return o.ID != t.ID && o.Unit == t.Unit && o.Code == t.Code }) {
		return t, problems([]fault.Field{{Name: "code", Msg: "plan.task.twice|Số {code} đã dùng cho nhiệm vụ khác của đơn vị.", Args: fault.P{"code": t.Code}}})
	}
	if t.ID == 0 {
		t.ID, t.Version, t.Order = db.NewID[Task](e.tx), 1, len(all)+1
		if err := insertTask(ctx, e.tx, t); err != nil {
			return t, err
		}
		return t, e.leaf(ctx, "plan.task.add", TaskObject(t.ID), 1, nil, t)
	}
	i := slices.IndexFunc(all, func(o Task) bool { return o.ID == t.ID })
	if i < 0 {
		return t, gone()
	}
	old := all[i]
	if old.Unit != t.Unit { // handing a task to another unit is the leader's
		if err := Right(e.by, e.plan.Bloc, 0); err != nil {
			return t, err
		}
	}
	t.Order, t.State, t.DoneOn, t.Evidence, t.EvidenceFile, t.EvidenceName, t.Themes = old.Order, old.State, old.DoneOn, old.Evidence, old.EvidenceFile, old.EvidenceName, old.Themes
	if err := updateTask(ctx, e.tx, t); err != nil {
		return t, err
	}
	t.Version++
	return t, e.leaf(ctx, "plan.task.save", TaskObject(t.ID), t.Version, old, t)
}

// repeats reports whether a new task says exactly what a task of the plan says.
func repeats(o, t Task) bool {
	return o.Plan == t.Plan && o.Unit == t.Unit && o.Code == t.Code && o.Text == t.Text && o.Assigner == t.Assigner && o.Head == t.Head &&
		o.Source == t.Source && o.Given == t.Given && o.Due == t.Due
}

// TaskObject names a task in the audit log.
func TaskObject(t TaskID) string { return "task/" + t.String() }

// Evidence (minh chứng) is what shows that a task is done: words, a file, or both.
type Evidence struct {
	Text string
	Name string // of the file, "" for none
	Data []byte
}

// ReportTask records how far a unit has come with a task. Done needs evidence: words or
// a file. The file is on the disk before its row is written.
func (s *Service) ReportTask(ctx context.Context, by who.Actor, id TaskID, version int64, state TaskState, ev Evidence) (err error) {
	defer fault.Wrap(&err, "plan.ReportTask(%v)", id)
	t, err := TaskOf(ctx, s.db, id)
	if err != nil {
		return err
	}
	p, err := ByID(ctx, s.db, t.Plan)
	if err != nil {
		return err
	}
	if err := Right(by, p.Bloc, t.Unit); err != nil {
		return err
	}
	old := t
	t.State, t.Evidence, t.Version = state, tidyLines(ev.Text), version
	if err := problems(t.Problems()); err != nil {
		return err
	}
	if err := s.keep(ctx, &t, ev); err != nil {
		return err
	}
	if state == TaskDone && t.Evidence == "" && t.EvidenceFile == "" {
		return problems([]fault.Field{{Name: "evidence", Msg: "plan.task.evidence|Nhiệm vụ đã xong cần minh chứng: ghi số văn bản, kết quả, hoặc đính kèm tệp."}})
	}
	return s.in(ctx, by, t.Plan, t.Unit, func(e edit) error {
		switch {
		case state != TaskDone:
			t.DoneOn = civil.Date{}
		case old.State != TaskDone:
			t.DoneOn = clock.Today(e.tx.DB().Clock)
		}
		if err := updateTask(ctx, e.tx, t); err != nil {
			return err
		}
		return e.leaf(ctx, "plan.task.report", TaskObject(id), version+1, old, t)
	})
}

// keep stores the evidence file, if there is one and nothing secret shows.
func (s *Service) keep(ctx context.Context, t *Task, ev Evidence) error {
	if m, _ := document.FindMark(t.Evidence); m != "" {
		return document.Marked(m, "minh chứng")
	}
	if ev.Name == "" {
		return nil
	}
	f, err := document.Fit(ev.Name, ev.Data)
	if err != nil {
		return err
	}
	hash, err := s.files.Put(ctx, bytes.NewReader(f.Data))
	t.EvidenceFile, t.EvidenceName, t.Unread = hash, ev.Name, f.Unread
	return err
}

// EvidenceFile gives the evidence file of a task to whoever may read the unit's plan.
func (s *Service) EvidenceFile(ctx context.Context, by who.Actor, id TaskID) (name string, data []byte, err error) {
	defer fault.Wrap(&err, "plan.EvidenceFile(%v)", id)
	t, err := TaskOf(ctx, s.db, id)
	if err != nil {
		return "", nil, err
	}
	p, err := ByID(ctx, s.db, t.Plan)
	if err != nil {
		return "", nil, err
	}
	if err := who.Can(by, who.ReadPlan, who.Object{Bloc: p.Bloc, Unit: t.Unit}); err != nil {
		return "", nil, err
	}
	if t.EvidenceFile == "" {
		return "", nil, gone()
	}
	data, err = s.files.Get(ctx, t.EvidenceFile)
	return t.EvidenceName, data, err
}

// RemoveTask takes a task back that has not been begun.
func (s *Service) RemoveTask(ctx context.Context, by who.Actor, id TaskID, version int64) (err error) {
	defer fault.Wrap(&err, "plan.RemoveTask(%v)", id)
	t, err := TaskOf(ctx, s.db, id)
	if err != nil {
		return err
	}
	return s.in(ctx, by, t.Plan, t.Unit, func(e edit) error {
		if t.State != TaskNew {
			return fault.New(fault.Conflict, "plan.task.begun|Nhiệm vụ đã có kết quả thực hiện nên không xóa được. Có thể sửa lời nhiệm vụ.")
		}
		if err := e.tx.ExecOne(ctx, qTaskDel, id, version); err != nil {
			return err
		}
		return e.leaf(ctx, "plan.task.remove", TaskObject(id), version, t, nil)
	})
}

// tidyLines composes s and cuts spaces at its ends; lines stay.
func tidyLines(s string) string {
	return strings.TrimSpace(vi.NFC(strings.ReplaceAll(s, "\r\n", "\n")))
}
