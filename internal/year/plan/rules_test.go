package plan

import (
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
)

func TestExpected(t *testing.T) {
	tests := []struct {
		name       string
		k          Kind
		year, half string // "" = not planned
		p          civil.Period
		want       string
	}{
		{"count, half by default", Count, "24", "", "2022-H1", "12"},
		{"odd count keeps its half", Count, "5", "", "2022-H1", "2.5"},
		{"count, half told", Count, "24", "10", "2022-H1", "10"},
		{"count, second half is the rest", Count, "24", "10", "2022-H2", "14"},
		{"count, year", Count, "24", "10", "2022", "24"},
		{"count, quarters", Count, "24", "10", "2022-Q1", "5"},
		{"count, third quarter", Count, "24", "10", "2022-Q3", "7"},
		{"count, nine months", Count, "24", "10", "2022-9M", "17"},
		{"money", Money, "12500", "", "2022-H1", "6250"},
		{"percent is of the year", Percent, "98", "", "2022-H1", "98"},
		{"percent, a half does not matter", Percent, "98", "90", "2022-H1", "98"},
		{"decimal", Decimal, "1.16", "", "2022-H1", "1.16"},
		{"yes or no", YesNo, "1", "", "2022-Q1", "1"},
		{"nothing planned", Count, "", "", "2022-H1", ""},
		{"half alone", Count, "", "3", "2022-H1", "3"},
		{"half alone, year", Count, "", "3", "2022", ""},
		{"half alone, second half", Count, "", "3", "2022-H2", ""},
		{"zero", Count, "0", "", "2022-H1", "0"},
		{"no period", Count, "24", "", "", "24"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := Goal{}
			if tt.year != "" {
				g.Year = val(tt.year)
			}
			if tt.half != "" {
				g.Half = val(tt.half)
			}
			got := ""
			if v := Expected(tt.k, Higher, g, tt.p); v != nil {
				got = v.String()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestShare(t *testing.T) {
	tests := []struct {
		name        string
		k           Kind
		d           Direction
		value, plan string
		percent     string // "" = none
		met         bool
	}{
		{"higher, met", Count, Higher, "12", "12", "100", true},
		{"higher, over", Percent, Higher, "98", "96", "102.0833", true},
		{"higher, under", Money, Higher, "1", "3", "33.3333", false},
		{"higher, nothing done", Count, Higher, "0", "12", "0", false},
		{"higher, plan 0", Count, Higher, "3", "0", "", true},
		{"higher, fell instead of rose", Decimal, Higher, "-2", "5", "", false},
		{"lower, value 0", Count, Lower, "0", "0", "", true},
		{"lower, value 0 of many", Count, Lower, "0", "160", "", true},
		{"lower, under", Count, Lower, "128", "160", "125", true},
		{"lower, over", Count, Lower, "200", "160", "80", false},
		{"lower, plan 0 broken", Count, Lower, "2", "0", "0", false},
		{"equal", Percent, Equal, "100", "100", "", true},
		{"equal, missed", Percent, Equal, "99.9999", "100", "", false},
		{"equal, above is missed", Percent, Equal, "101", "100", "", false},
		{"yes", YesNo, Equal, "1", "1", "", true},
		{"no", YesNo, Equal, "0", "1", "", false},
		{"yes, whatever the direction", YesNo, Higher, "0", "1", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Share(tt.k, tt.d, *val(tt.value), *val(tt.plan))
			got := ""
			if s.Percent != nil {
				got = s.Percent.String()
			}
			if got != tt.percent || s.Met != tt.met {
				t.Errorf("got %q %v, want %q %v", got, s.Met, tt.percent, tt.met)
			}
		})
	}
}

// A better figure is never a smaller share, and met agrees with 100 %.
func FuzzShare(f *testing.F) {
	f.Add(int64(120000), int64(100000), int64(10000), true)
	f.Fuzz(func(t *testing.T, a, b, plan int64, lower bool) {
		if a < 0 || b < 0 || plan <= 0 || a > 1<<50 || b > 1<<50 || plan > 1<<50 {
			return
		}
		d, worse, better := Higher, min(a, b), max(a, b)
		if lower {
			d, worse, better = Lower, max(a, b), min(a, b)
		}
		x, y := Share(Count, d, figure.Value(worse), figure.Value(plan)), Share(Count, d, figure.Value(better), figure.Value(plan))
		if x.Percent != nil && y.Percent != nil && *x.Percent > *y.Percent || x.Met && !y.Met {
			t.Fatalf("%v %v of %v: %v %v", worse, better, plan, x, y)
		}
		hundred := figure.FromInt(100)
		if x.Percent != nil && (x.Met && *x.Percent < hundred || !x.Met && *x.Percent > hundred) {
			t.Fatalf("%v of %v: %v %v", worse, plan, x.Percent, x.Met)
		}
	})
}

func TestStand(t *testing.T) {
	d := func(s string) civil.Date { x, _ := civil.ParseISO(s); return x }
	today := d("2022-07-05")
	tests := []struct {
		t    Task
		want TaskState
		late bool
	}{
		{Task{State: TaskNew, Due: d("2022-07-05")}, TaskNew, false},
		{Task{State: TaskNew, Due: d("2022-07-04")}, TaskOverdue, true},
		{Task{State: TaskDoing, Due: d("2022-06-30")}, TaskOverdue, true},
		{Task{State: TaskDoing}, TaskDoing, false},
		{Task{State: TaskDone, Due: d("2022-06-30"), DoneOn: d("2022-06-30")}, TaskDone, false},
		{Task{State: TaskDone, Due: d("2022-06-30"), DoneOn: d("2022-07-01")}, TaskDone, true},
		{Task{}, TaskNew, false},
	}
	for _, tt := range tests {
		if got := tt.t.Stand(today); got != tt.want || tt.t.Late(today) != tt.late {
			t.Errorf("%+v: %s, late %v", tt.t, got, tt.t.Late(today))
		}
	}
}
