package plan

import (
	"context"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

func TestEditVerbs(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, sum := imported(t, d)
		court, lead := unitID(t, d, "tand"), unitID(t, d, "thanh-tra")
		secretary, clerk := officer(sum.Bloc, lead, true), officer(sum.Bloc, court, false)
		rows, err := TargetsOf(ctx, d, sum.Bloc, 2022, court)
		if err != nil {
			t.Fatal(err)
		}
		common, own := rows[0], rows[12]
		k := GoalKey{common.ID, court}
		isKind(t, s.SaveGoal(ctx, clerk, k, Goal{Year: val("99")}, 1), fault.Denied)
		isKind(t, s.SaveGoal(ctx, secretary, k, Goal{Year: val("99")}, 0), fault.Conflict)
		isKind(t, s.SaveGoal(ctx, secretary, k, Goal{Year: val("-1")}, 1), fault.Invalid)
		isKind(t, s.SaveGoal(ctx, secretary, GoalKey{common.ID, 12345}, Goal{Year: val("9")}, 0), fault.NotFound)
		isKind(t, s.SaveGoal(ctx, secretary, GoalKey{own.ID, lead}, Goal{Year: val("9")}, 0), fault.NotFound)
		if err := s.SaveGoal(ctx, secretary, k, Goal{Year: val("99"), Half: val("98.5")}, 1); err != nil {
			t.Fatal(err)
		}
		isKind(t, s.SaveGoal(ctx, secretary, k, Goal{Year: val("97")}, 1), fault.Conflict)
		if rows, err = TargetsOf(ctx, d, sum.Bloc, 2022, court); err != nil || rows[0].Goal.VN() != "99 (6 tháng: 98,5)" {
			t.Errorf("%s %v", rows[0].Goal.VN(), err)
		}
		// A content of the unit takes the unit's target; another unit cannot use it.
		c, err := s.SaveContent(ctx, clerk, Content{Plan: common.Plan, Unit: court, Text: " Xét xử  đúng hạn "})
		if err != nil || c.Text != "Xét xử đúng hạn" {
			t.Fatal(c, err)
		}
		target := own.Target
		target.Content, target.Source = c.ID, Source{Doc: "24/CT-UBND", Clause: "điểm 1"}
		saved, err := s.SaveTarget(ctx, clerk, target)
		if err != nil || saved.Version != 2 || saved.Source.Document == 0 || saved.Source.Kind != ByDirective {
			t.Fatalf("%+v %v", saved, err)
		}
		_, err = s.SaveTarget(ctx, clerk, target)
		isKind(t, err, fault.Conflict)
		foreign := common.Target
		foreign.Content = c.ID
		_, err = s.SaveTarget(ctx, secretary, foreign)
		isKind(t, err, fault.Invalid)
		isKind(t, s.RemoveContent(ctx, clerk, common.Plan, c.ID, 1), fault.Conflict)
		if again, err := s.SaveContent(ctx, clerk, Content{Plan: common.Plan, Unit: court, Text: "Xét xử đúng hạn"}); err != nil || again.ID != c.ID {
			t.Errorf("a content sent twice: %v, want %v; %v", again.ID, c.ID, err)
		}
		m, err := s.SaveMeasure(ctx, clerk, Measure{Plan: common.Plan, Unit: court, Content: c.ID, Target: own.ID, Text: "Họp tuần"})
		if again, err := s.SaveMeasure(ctx, clerk, Measure{Plan: common.Plan, Unit: court, Content: c.ID, Target: own.ID, Text: "Họp tuần"}); err != nil || again.ID != m.ID {
			t.Errorf("a measure sent twice: %v, want %v; %v", again.ID, m.ID, err)
		}
		if err != nil {
			t.Fatal(err)
		}
		isKind(t, s.RemoveTarget(ctx, officer(sum.Bloc, lead, false), own.ID, 2), fault.Denied)
		if err := s.RemoveTarget(ctx, clerk, own.ID, 2); err != nil {
			t.Fatal(err)
		}
		if err := s.RemoveMeasure(ctx, clerk, common.Plan, m.ID, 2); err != nil { // unlinked from the target: version 2
			t.Fatal(err)
		}
		if err := s.RemoveContent(ctx, clerk, common.Plan, c.ID, 1); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTaskVerbs(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, sum := imported(t, d)
		court, lead := unitID(t, d, "tand"), unitID(t, d, "thanh-tra")
		secretary, clerk := officer(sum.Bloc, lead, true), officer(sum.Bloc, court, false)
		p, err := Of(ctx, d, sum.Bloc, 2022)
		if err != nil {
			t.Fatal(err)
		}
		task, err := s.SaveTask(ctx, secretary, Task{Plan: p.ID, Unit: court, Text: "Thí điểm xét xử trực tuyến", Source: Source{Doc: "24/CT-UBND"}, Head: "Chánh án TAND tỉnh", Due: civil.Date{Year: 2022, Month: 7, Day: 4}})
		if err != nil || task.Source.Document == 0 || task.Stand(s.Today()) != TaskOverdue {
			t.Fatalf("%+v %v", task, err)
		}
		same, err := s.SaveTask(ctx, secretary, Task{Plan: p.ID, Unit: court, Text: "Thí điểm xét xử trực tuyến", Source: Source{Doc: "24/CT-UBND"}, Head: "Chánh án TAND tỉnh", Due: civil.Date{Year: 2022, Month: 7, Day: 4}})
		if err != nil || same.ID != task.ID { // the button was pressed twice
			t.Fatalf("%+v %v", same, err)
		}
		isKind(t, s.ReportTask(ctx, officer(sum.Bloc, unitID(t, d, "vksnd"), false), task.ID, 1, TaskDoing, Evidence{}), fault.Denied)
		isKind(t, s.ReportTask(ctx, clerk, task.ID, 1, TaskDone, Evidence{}), fault.Invalid)
		isKind(t, s.ReportTask(ctx, clerk, task.ID, 1, "quá hạn", Evidence{Text: "x"}), fault.Invalid)
		isKind(t, s.ReportTask(ctx, clerk, task.ID, 1, TaskDone, Evidence{Text: "Độ mật: mật"}), fault.Invalid)
		if err := s.ReportTask(ctx, clerk, task.ID, 1, TaskDone, Evidence{Text: "BB 12", Name: "bb.pdf", Data: []byte("%PDF")}); err != nil {
			t.Fatal(err)
		}
		isKind(t, s.ReportTask(ctx, clerk, task.ID, 1, TaskDoing, Evidence{}), fault.Conflict)
		after, err := TaskOf(ctx, d, task.ID)
		if err != nil || after.DoneOn != s.Today() || !after.Late(s.Today()) || after.Version != 2 {
			t.Fatalf("%+v %v", after, err)
		}
		name, data, err := s.EvidenceFile(ctx, clerk, task.ID)
		if err != nil || name != "bb.pdf" || string(data) != "%PDF" {
			t.Errorf("%s %q %v", name, data, err)
		}
		isKind(t, s.RemoveTask(ctx, secretary, task.ID, 2), fault.Conflict)
		after.Unit = lead
		_, err = s.SaveTask(ctx, clerk, after)
		isKind(t, err, fault.Denied)
	})
}
