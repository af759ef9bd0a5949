package award

import (
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestCoverage: the officer of the unit states the years that its list covers, changes and takes them
// back; nobody else does, and years that cannot be are refused at their box.
func TestCoverage(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx, this := t.Context(), w.s.Today().Year
		officer := who.Actor{User: 7, Name: "Cán bộ", Via: "web", Posts: []who.Post{{Unit: w.unit[0], Role: who.Officer}}}
		is := func(want Coverage) {
			t.Helper()
			if got, err := CoverageOf(ctx, d, w.unit[0]); err != nil || got != want || got.Told() != (want.From > 0) {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
		is(Coverage{})
		for _, c := range []Coverage{{2015, this - 1}, {2015, this - 1}, {2010, this}, {this, this}} {
			if err := w.s.Cover(ctx, officer, w.unit[0], c); err != nil {
				t.Fatal(err)
			}
			is(c)
		}
		if err := w.s.Cover(ctx, officer, w.unit[1], Coverage{2015, this}); !fault.Is(err, fault.Denied) {
			t.Errorf("another unit's list: %v", err)
		}
		for _, c := range []struct {
			Coverage
			at string
		}{{Coverage{2015, this + 1}, "until"}, {Coverage{1, 2015}, "since"}, {Coverage{2016, 2015}, "until"}, {Coverage{0, 2015}, "since"}} {
			err := w.s.Cover(ctx, officer, w.unit[0], c.Coverage)
			e, _ := err.(*fault.Error)
			if !fault.Is(err, fault.Invalid) || e != nil && (len(e.Fields) != 1 || e.Fields[0].Name != c.at) {
				t.Errorf("%+v: %v", c.Coverage, err)
			}
		}
		is(Coverage{this, this})
		if err := w.s.Cover(ctx, officer, w.unit[0], Coverage{}); err != nil {
			t.Fatal(err)
		}
		is(Coverage{})
	})
}
