package portal

import (
	"testing"

	"thidua/internal/base/figure"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
)

// TestFewUnits: a sum or a mean of one or two units tells what one of them reported; it is not
// offered, and not released when its code is sent all the same.
func TestFewUnits(t *testing.T) {
	v := func(n int64) *figure.Value { x := figure.FromInt(n); return &x }
	var rows []report.Row
	for n, code := range []string{"N0", "N1", "N2", "N3", "N4"} {
		total := report.Total{Kind: report.Sum, N: n, Value: v(70), Met: n, Compared: n}
		if n == 0 {
			total.Value = nil
		}
		if n == 4 {
			total.Kind, total.Min, total.Max = report.Mean, v(11), v(99)
		}
		rows = append(rows, report.Row{Target: plan.Target{Code: code, Kind: "count"}, Total: total})
	}
	list := offers(&report.Table{Rows: rows})
	for i, o := range list {
		if few := i < 3; o.Few != few || (o.Total == "") != few || (o.Compared == 0) != few || (o.Met == 0) != few {
			t.Errorf("from %d units: %+v", i, o)
		}
	}
	if list[4].Total != "70" {
		t.Errorf("a mean shows figures of single units: %q", list[4].Total)
	}
	lines := released(list, []string{"N0", "N1", "N2", "N3"})
	if len(lines) != 1 || lines[0].Code != "N3" {
		t.Errorf("released: %+v", lines)
	}
}
