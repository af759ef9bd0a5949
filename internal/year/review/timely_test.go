package review_test

import (
	"context"
	"testing"

	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

// TestAdjustedLater: an adjustment that was proposed after the end of a period leaves its judgement
// as it was; the period in which it is proposed is judged by the new value; both say so.
func TestAdjustedLater(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		officer, head := k.actor("so-tu-phap", who.Officer), k.actor("thanh-tra", who.Head)
		u, x := k.unit("so-tu-phap"), k.target("so-tu-phap", "STP.1")
		k.save(h1, "so-tu-phap", map[string]string{"STP.1": "9"})
		before := line(t, k.bench(officer, h1), u, "STP.1")
		a, err := k.Propose(ctx, officer, review.Adjustment{Target: x.ID, Unit: u, New: plan.Goal{Year: new(figure.FromInt(20)), Half: new(figure.FromInt(9))}, Reason: "Chương trình giảm"})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Settle(ctx, head, a.ID, a.Version, review.Approved, ""); err != nil {
			t.Fatal(err)
		}
		w := k.bench(officer, h1)
		after := line(t, w, u, "STP.1")
		if after.Target.Goal.Year.String() != "45" || after.Pace.Status != before.Pace.Status || *after.Pace.Score != *before.Pace.Score {
			t.Errorf("the first half is judged anew: %s %v, was %v", after.Target.Goal.VN(), after.Pace.Status, before.Pace.Status)
		}
		if after.Changed == nil || after.Moved(h1) || after.Changed.New.Year.String() != "20" {
			t.Errorf("the first half does not say that the plan was changed later: %+v", after.Changed)
		}
		for _, r := range w.Rows {
			for _, c := range r.Cells {
				if c.Changed != 0 {
					t.Errorf("%s: a cell of the first half is marked", r.Member.Unit.Code)
				}
			}
		}
		if !after.Moved("2022-H2") || !after.Moved("2022") {
			t.Error("the second half and the year are not judged by the new value")
		}
	})
}
