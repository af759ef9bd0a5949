package app

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"testing"

	"thidua/internal/platform/clock"
)

var update = flag.Bool("update", false, "write the golden files anew")

// madeIDs are ids that the program gives, different in each world.
var madeIDs = regexp.MustCompile(`\b[0-9a-z]{12}\b`)

// TestTraceGolden: the JSON of a trace, from the clause of the directive to what was decided, as
// thidua trace prints it; ids that the program gives stand as ID.
func TestTraceGolden(t *testing.T) {
	ctx, hand := context.Background(), clock.NewHand(SampleStart)
	a, err := Open(ctx, Config{Data: t.TempDir(), Demo: true, Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.LoadSecondHalf(ctx, hand.Set); err != nil {
		t.Fatal(err)
	}
	trail, err := a.Review.Trace(ctx, operator, "value/khoi-3/2022-H2/so-tu-phap/C09")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := printTrail(&out, trail); err != nil {
		t.Fatal(err)
	}
	got := madeIDs.ReplaceAll(out.Bytes(), []byte("ID"))
	if !json.Valid(out.Bytes()) {
		t.Error("not JSON")
	}
	const file = "testdata/trace.golden.json"
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the trace is not what %s says; run the test with -update and read the difference:\n%.2000s", file, got)
	}
}
