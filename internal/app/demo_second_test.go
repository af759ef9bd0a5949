package app

import (
	"context"
	"slices"
	"testing"

	"thidua/internal/platform/clock"
	"thidua/internal/year/org"
	"thidua/internal/year/review"
)

// TestSecondHalf: the sample year goes on to December, once; the figure of the second half is
// reached from the directive over the finding, the urgent task and the drive, and leads back.
func TestSecondHalf(t *testing.T) {
	ctx := context.Background()
	hand := clock.NewHand(SampleStart)
	a, err := Open(ctx, Config{Data: t.TempDir(), Demo: true, Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := a.LoadSecondHalf(ctx, hand.Set); err != nil {
			t.Fatal(err)
		}
	}
	trail, err := a.Review.Trace(ctx, operator, "value/"+SampleBloc+"/"+string(SecondHalf)+"/so-tu-phap/C09")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"finding", "urgent", "campaign", "target", "value", "document"} {
		if !slices.ContainsFunc(trail.Why, func(s review.Step) bool { return s.Kind == kind }) {
			t.Errorf("no %s before the figure of the second half", kind)
		}
	}
	lead, err := a.actor(ctx, officerLogin("thanh-tra"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	w, err := a.Review.Bench(ctx, lead, b.ID, SecondHalf)
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, l := range w.Lines {
		if l.Pace.Status.Judged() {
			judged++
		}
	}
	if judged < 100 {
		t.Errorf("only %d figures of the second half are judged", judged)
	}
}
