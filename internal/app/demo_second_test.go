package app

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/platform/clock"
	"thidua/internal/year/org"
	"thidua/internal/year/portal"
	"thidua/internal/year/report"
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
	news, err := portal.Newest(ctx, a.DB, b.ID, hand.Now(), 1, 0)
	if err != nil || len(news) == 0 || !strings.Contains(news[0].Title, "sơ kết") || portal.DayLine(news[0].At()) != "Thứ ba, 19/07/2022 11:25" {
		t.Errorf("the conference is no news: %+v, %v", news, err)
	}
	if told, err := portal.PublicReleases(ctx, a.DB, b.ID); err != nil || len(told) != 1 || told[0].Period != SamplePeriod || len(told[0].Shown.Ranking) != 3 {
		t.Errorf("the results of the first half are not released: %+v, %v", told, err)
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
	for _, period := range []civil.Period{SamplePeriod, SecondHalf} {
		body, err := a.Review.ExportDigest(ctx, operator, b.ID, period, report.PDF)
		if n := len(regexp.MustCompile(`/Type */Page[^s]`).FindAll(body, -1)); err != nil || n != 1 {
			t.Errorf("the page of the bloc for the provincial leader has %d pages in %s (%v)", n, period, err)
		}
	}
	seeds, err := review.Seeds(ctx, a.DB, b, SamplePeriod.Year())
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := a.Review.Graph(ctx, operator, seeds)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for ref, n := range nodes {
		if kinds[n.Kind]++; kinds[n.Kind] > 3 && !strings.HasSuffix(ref, "/") {
			continue
		}
		if x, err := a.Review.Trace(ctx, operator, " /"+ref+"\n"); err != nil || x.Start.ID != ref {
			t.Errorf("the id %q that is printed leads to %q (%v)", ref, x.Start.ID, err)
		}
	}
	if len(kinds) < 16 {
		t.Errorf("the sample year has only these kinds of points: %v", kinds)
	}
	logReadsInWords(t, a)
}
