package app

import (
	"context"
	"regexp"
	"slices"
	"testing"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/review"
)

// TestBenchProvince: on both engines the simulated province stands as if made through the
// services: every bloc has its own units, plan and figures, and no row refers to nothing.
func TestBenchProvince(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { benchProvince(t, "") })
	t.Run("postgres", func(t *testing.T) { benchProvince(t, dbtest.PostgresURL(t)) })
}

func benchProvince(t *testing.T, address string) {
	dir := t.TempDir()
	args := []string{"bench", "province", "--blocs", "2", "--units", "2", "--targets", "3", "--years", "2", "--views", "3", "--data", dir}
	if address != "" {
		args = append(args, "--db", address)
	}
	out := must(t, exitOK, args...)
	for _, line := range []string{`(?m)^ +1 +1 +\d+ .* MB$`, `(?m)^ +2 +2 +\d+ .* MB$`, `Mọi trang \(1\)`} {
		if !regexp.MustCompile(line).MatchString(out) {
			t.Errorf("no line %s in\n%s", line, out)
		}
	}
	must(t, exitUsage, args...) // there is data now
	ctx := context.Background()
	a, err := Open(ctx, Config{Data: dir, DB: address, Clock: clock.NewHand(dbtest.Start), Log: logger(console{out: t.Output(), err: t.Output()})})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p, err := a.Review.Province(ctx, operator, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Rows) != 2 || p.Rows[0].Bloc.Code == p.Rows[1].Bloc.Code {
		t.Fatalf("%d blocs", len(p.Rows))
	}
	for _, r := range p.Rows {
		if r.Units != 2 || r.All.Judged != 6 || len(r.Trend) != 2 || r.Lead == "" || len(r.Clauses) == 0 {
			t.Errorf("%s: %+v", r.Bloc.Code, r)
		}
	}
	if *p.Rows[0].Mean == *p.Rows[1].Mean {
		t.Error("both blocs have the same figures")
	}
	d, err := a.Review.Digests(ctx, operator, p.Period)
	if err != nil {
		t.Fatal(err)
	}
	if c := review.MergeClauses(d, "24/CT-UBND"); len(c) != 3 || c[0].Targets != 4 {
		t.Errorf("clauses over both blocs: %+v", c)
	}
	if err := a.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := tx.Dangling(ctx)
		if len(list) > 0 {
			t.Errorf("rows that refer to nothing: %v", list)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if s := steps(500); !slices.Equal(s, []int{1, 5, 15, review.PageBlocs, 100, 250, 500}) {
		t.Errorf("steps %v", s)
	}
}
