package app

import (
	"context"
	"testing"

	"thidua/internal/platform/clock"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// The sample that people look at has a draft with remarks: of each kind, answered and not, alike and agreed with.
// Loading it again changes nothing.
func TestSampleDraft(t *testing.T) {
	ctx := context.Background()
	a, err := Open(ctx, Config{Data: t.TempDir(), Demo: true, Clock: clock.NewHand(SampleStart)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := a.LoadSampleDraft(ctx); err != nil {
			t.Fatal(err)
		}
		b, err := org.BlocByCode(ctx, a.DB, SampleBloc)
		if err != nil {
			t.Fatal(err)
		}
		lead, err := a.leadOfficer(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		k, err := a.Consultation.Read(ctx, lead, report.Place{Bloc: b, Period: SamplePeriod})
		if err != nil {
			t.Fatal(err)
		}
		if len(k.Remarks) != len(sampleRemarks) || len(k.Waiting()) != len(sampleRemarks)-2 || len(k.Changes) != 1 || k.Round(a.Consultation.Today()).ID == 0 {
			t.Fatalf("%d remarks, %d waiting, %d changes", len(k.Remarks), len(k.Waiting()), len(k.Changes))
		}
		kinds, alike := map[consultation.Kind]int{}, 0
		for _, r := range k.Remarks {
			kinds[r.Kind]++
			alike += len(k.Similar(r))
		}
		if len(kinds) != len(consultation.Kinds) || alike == 0 {
			t.Fatalf("%v, %d alike", kinds, alike)
		}
	}
}
