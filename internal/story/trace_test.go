package story

import (
	"context"
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/who"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/review"
)

// bothWays walks over everything that the story left behind, from every target and task: each
// step forward is a step back, each step leads somewhere, and every kind of thing is met.
func (w *world) bothWays(t *testing.T) {
	ctx, q := context.Background(), w.app.DB
	var from []string
	blocs, err := org.Blocs(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocs {
		years, err := plan.Years(ctx, q, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range years {
			seeds, err := review.Seeds(ctx, q, b, y)
			if err != nil {
				t.Fatal(err)
			}
			from = append(from, seeds...)
		}
	}
	nodes, err := w.app.Review.Graph(ctx, who.Actor{Name: "trace", Via: "cli", System: true}, from)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for ref, n := range nodes {
		kinds[n.Kind]++
		for _, d := range n.Down {
			if x, ok := nodes[d]; !ok {
				t.Errorf("%s leads to %s, which is not there", ref, d)
			} else if !slices.Contains(x.Up, ref) {
				t.Errorf("%s leads to %s, but not back", ref, d)
			}
		}
		for _, up := range n.Up {
			if x, ok := nodes[up]; !ok {
				t.Errorf("%s comes from %s, which is not there", ref, up)
			} else if !slices.Contains(x.Down, ref) {
				t.Errorf("%s comes from %s, but is not reached from it", ref, up)
			}
		}
		if n.Title == "" || strings.Contains(n.Title, "  ") {
			t.Errorf("%s has the title %q", ref, n.Title)
		}
	}
	for _, kind := range []string{"document", "clause", "content", "target", "pledge", "value", "total", "paragraph", "text", "remark", "finding", "field", "task", "urgent", "adjustment", "campaign"} {
		if kinds[kind] == 0 {
			t.Errorf("the story has no %s", kind)
		}
	}
	w.thereAndBack(t, nodes)
	t.Logf("%d things on the way: %v", len(nodes), kinds)
}

// thereAndBack takes the whole way from every point in both directions: wherever a way leads,
// the way from there leads back.
func (w *world) thereAndBack(t *testing.T, nodes map[string]review.Node) {
	type step struct{ from, to string }
	why, where := map[step]bool{}, map[step]bool{}
	longest := map[string]int{}
	for ref, n := range nodes {
		trail := review.TrailIn(nodes, ref)
		for _, s := range trail.Why {
			why[step{ref, s.ID}] = true
			longest[n.Kind] = max(longest[n.Kind], s.Level)
		}
		for _, s := range trail.Where {
			where[step{ref, s.ID}] = true
			longest[n.Kind] = max(longest[n.Kind], s.Level)
			if a, b := strings.Split(ref, "/"), strings.Split(s.ID, "/"); a[0] == "value" && b[0] == "value" && a[2] >= b[2] {
				t.Errorf("%s goes into %s, a figure of the same time or before", ref, s.ID)
			}
		}
	}
	for s := range where {
		if !why[step{s.to, s.from}] {
			t.Errorf("the way from %s leads to %s, but not back", s.from, s.to)
		}
	}
	for s := range why {
		if !where[step{s.to, s.from}] {
			t.Errorf("%s comes from %s, but is not on the way from there", s.from, s.to)
		}
	}
	for kind, least := range map[string]int{"document": 4, "clause": 4, "content": 4, "target": 4, "value": 4, "total": 4, "pledge": 3, "paragraph": 3, "remark": 3, "urgent": 3, "adjustment": 3, "campaign": 3, "task": 3, "field": 3, "text": 1, "finding": 1} {
		if longest[kind] < least {
			t.Errorf("from a %s the way is only %d steps long, should be %d", kind, longest[kind], least)
		}
	}
	t.Logf("%d pairs of points, longest ways %v", len(where), longest)
}
