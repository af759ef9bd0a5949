package review_test

import (
	"context"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
)

// TestProvince: what is kept in memory never outlives a change: a figure, a goal, a task, a
// threshold, a day, a submission, an urgent task.
func TestProvince(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		board := who.Actor{User: 77, Name: "Ban TĐKT", Posts: []who.Post{{Role: who.Board}}}
		lead, officer := k.actor("thanh-tra", who.Officer), k.actor("so-tu-phap", who.Officer)
		_, err := k.Province(ctx, lead, "", 1)
		kind(t, err, fault.Denied)
		get := func() review.ProvinceRow {
			p, err := k.Province(ctx, board, "", 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Rows) != 1 || !p.Rows[0].Opened || p.Period != h1 {
				t.Fatalf("%+v", p)
			}
			return p.Rows[0]
		}
		a := get()
		if a.All.Judged != 0 || a.Units != 12 {
			t.Errorf("at first: %+v", a.All)
		}
		k.save(h1, "so-tu-phap", map[string]string{"STP.1": "23"})
		if a = get(); a.All.Judged != 1 || a.All.OnPace != 1 {
			t.Errorf("a figure: %+v", a.All)
		}
		k.save(h1, "so-tu-phap", map[string]string{"STP.1": "2"})
		if a = get(); a.All.Bad != 1 {
			t.Errorf("a changed figure: %+v", a.All)
		}
		tg := k.target("so-tu-phap", "STP.1")
		v, _ := plan.GoalVersions(ctx, k.d, tg.Plan)
		key := plan.GoalKey{Target: tg.ID, Unit: k.unit("so-tu-phap")}
		two := *tg.Goal.Year
		two = 40000
		if err := k.plans.SaveGoal(ctx, lead, key, plan.Goal{Year: &two}, v[key]); err != nil {
			t.Fatal(err)
		}
		if a = get(); a.All.OnPace != 1 {
			t.Errorf("a changed goal: %+v", a.All)
		}
		m, err := k.Draft(ctx, k.bench(lead, h1), "value/khoi-3/2022-H1/so-tu-phap/STP.1")
		if err != nil {
			t.Fatal(err)
		}
		m.Task.Head, m.Task.Due = "Giám đốc Sở Tư pháp", civil.Date{Year: 2022, Month: 8, Day: 1}
		u, err := k.MarkUrgent(ctx, lead, m)
		if err != nil {
			t.Fatal(err)
		}
		tasks := a.All.Tasks.All
		if a = get(); a.Urgent != 1 || a.UrgentLate != 0 || a.All.Tasks.All != tasks+1 {
			t.Errorf("an urgent task: %+v", a.Digest)
		}
		k.d.Clock.(*clock.Hand).Set(k.d.Clock.Now().AddDate(0, 2, 0))
		if a = get(); a.UrgentLate != 1 {
			t.Errorf("another day: %d late", a.UrgentLate)
		}
		if err := k.plans.ReportTask(ctx, officer, u.Task.ID, u.Task.Version, plan.TaskDone, plan.Evidence{Text: "xong"}); err != nil {
			t.Fatal(err)
		}
		if a = get(); a.UrgentDone != 1 {
			t.Error("a task that is done")
		}
		if err := k.progress.SetDue(ctx, lead, k.bloc, h1, civil.Date{Year: 2022, Month: 7, Day: 1}); err != nil {
			t.Fatal(err)
		}
		if a = get(); a.Late != 12 {
			t.Errorf("the deadline moved: %d late", a.Late)
		}
		if err := k.SaveSetting(ctx, lead, review.Setting{Bloc: k.bloc, Bins: [4]int{101, 102, 103, 104}, Units: 1, Drop: 5, Filing: 30}); err != nil {
			t.Fatal(err)
		}
		weak := 0
		for _, f := range get().Fields {
			if f.Weak {
				weak++
			}
		}
		if weak == 0 {
			t.Error("thresholds changed, but no field is weak")
		}
		d, err := k.Digests(ctx, board, h1)
		if err != nil || len(d) != 1 {
			t.Fatal(err)
		}
		n := 0
		for _, c := range review.MergeClauses(d, "24/ct-ubnd") {
			n += c.Targets
		}
		if n == 0 {
			t.Error("no target comes from the directive")
		}
		for _, f := range []report.Format{report.DOCX, report.PDF} {
			if b, err := k.ExportDigest(ctx, board, k.bloc, h1, f); err != nil || len(b) == 0 {
				t.Errorf("%s: %v", f, err)
			}
		}
		_, err = k.Digest(ctx, k.actor("vksnd", who.Officer), k.bloc, h1)
		kind(t, err, fault.Denied)
	})
}
