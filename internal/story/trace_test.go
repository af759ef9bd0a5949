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
	t.Logf("%d things on the way: %v", len(nodes), kinds)
}
