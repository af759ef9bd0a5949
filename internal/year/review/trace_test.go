package review_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
)

// TestTrace walks the whole line in both directions: clause → content → target → figure →
// paragraph, urgent task, adjustment → next figure; every step forward is a step back.
func TestTrace(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		lead, officer, u := k.actor("thanh-tra", who.Officer), k.actor("so-tu-phap", who.Officer), k.unit("so-tu-phap")
		k.save(h1, "so-tu-phap", map[string]string{"C04": "5", "STP.1": "20"})
		k.save(h1, "vksnd", map[string]string{"C04": "6"})
		b, err := org.BlocOf(ctx, k.d, k.bloc)
		if err != nil {
			t.Fatal(err)
		}
		reports := report.NewService(k.d)
		if err := reports.Draft(ctx, lead, b, h1); err != nil {
			t.Fatal(err)
		}
		if err := reports.Add(ctx, lead, b, h1, 0, report.Edit{Kind: report.Body, Text: "Toàn Khối có [[C04]] điển hình, Sở Tư pháp [[C04/so-tu-phap]]."}); err != nil {
			t.Fatal(err)
		}
		m, err := k.Draft(ctx, k.bench(lead, h1), "value/khoi-3/2022-H1/so-tu-phap/C04")
		if err != nil {
			t.Fatal(err)
		}
		m.Task.Head = "Giám đốc Sở Tư pháp"
		if _, err := k.MarkUrgent(ctx, lead, m); err != nil {
			t.Fatal(err)
		}
		tg := k.target("so-tu-phap", "C04")
		a, err := k.Propose(ctx, officer, review.Adjustment{Target: tg.ID, Unit: u, New: plan.Goal{Year: new(figure.FromInt(16))}, Reason: "Sắp xếp bộ máy", BasisRef: "value/khoi-3/2022-H1/so-tu-phap/C04"})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Settle(ctx, k.actor("thanh-tra", who.Head), a.ID, 1, review.Approved, ""); err != nil {
			t.Fatal(err)
		}
		if err := k.progress.Open(ctx, lead, k.bloc, "2022-H2", civil.Date{Year: 2022, Month: 12, Day: 31}); err != nil {
			t.Fatal(err)
		}
		k.save("2022-H2", "so-tu-phap", map[string]string{"C04": "11"})
		last, err := k.Trace(ctx, lead, "value/khoi-3/2022-H2/so-tu-phap/C04")
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"urgent", "adjustment", "value", "target", "content", "clause", "document"} {
			if !slices.ContainsFunc(last.Why, func(s review.Step) bool { return s.Kind == kind }) {
				t.Errorf("no %s on the way back", kind)
			}
		}
		var clause review.Step
		for _, s := range last.Why {
			if s.Kind == "clause" {
				clause = s
			}
		}
		forth, err := k.Trace(ctx, lead, clause.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"value/khoi-3/2022-H2/so-tu-phap/C04", "value/khoi-3/2022-H1/so-tu-phap/C04", "total/khoi-3/2022-H1/C04"} {
			if !slices.ContainsFunc(forth.Where, func(s review.Step) bool { return s.ID == want }) {
				t.Errorf("%s is not on the way from %s", want, clause.Title)
			}
		}
		if !slices.ContainsFunc(forth.Where, func(s review.Step) bool { return s.Kind == "paragraph" && strings.Contains(s.Text, "11 điển hình") }) {
			t.Error("no paragraph on the way")
		}
		nodes := map[string]review.Node{}
		for _, tr := range []review.Trail{last, forth} {
			nodes[tr.Start.ID] = tr.Start
			for _, s := range append(tr.Why, tr.Where...) {
				nodes[s.ID] = s.Node
			}
		}
		for ref, n := range nodes {
			for _, d := range n.Down {
				if x, ok := nodes[d]; ok && !slices.Contains(x.Up, ref) {
					t.Errorf("%s leads to %s, but not back", ref, d)
				}
			}
			for _, up := range n.Up {
				if x, ok := nodes[up]; ok && !slices.Contains(x.Down, ref) {
					t.Errorf("%s comes from %s, but is not reached from it", ref, up)
				}
			}
		}
		t.Logf("%d nodes", len(nodes))
		_, err = k.Trace(ctx, k.actor("vksnd", who.Officer), "value/khoi-3/2022-H1/so-tu-phap/C04")
		kind(t, err, fault.NotFound)
		own, err := k.Trace(ctx, k.actor("vksnd", who.Officer), "target/khoi-3/2022/C04")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range append(own.Why, own.Where...) {
			if strings.Contains(s.ID, "so-tu-phap") || s.Kind == "total" || s.Kind == "paragraph" || s.Kind == "urgent" || s.Kind == "adjustment" {
				t.Errorf("a member sees %s of others", s.ID)
			}
		}
		for _, ref := range []string{"", "x", "value", "value/", "value/khoi-3", "value/khoi-3/2022-H9/tand/C01", "clause/1/2", "task/0", "urgent/khoi-3/zzz", "paragraph/khoi-3/2022-H1/1", strings.Repeat("/", 50)} {
			_, err := k.Trace(ctx, lead, ref)
			kind(t, err, fault.NotFound)
		}
	})
}
