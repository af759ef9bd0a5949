package consultationweb

import (
	"fmt"
	"strings"
	"testing"

	"thidua/internal/year/consultation"
	"thidua/internal/year/report"
)

// TestDiffering: of two versions only what differs is shown, below its heading, and each gap says how much was left out.
func TestDiffering(t *testing.T) {
	text := func(s string) (list []consultation.Passage) {
		for _, x := range strings.Fields(s) {
			id, words, _ := strings.Cut(x, ":")
			kind := report.Body
			if id[0] == 'h' {
				kind = report.Section
			}
			list = append(list, consultation.Passage{Para: report.ParagraphID(int64(id[0])<<8 | int64(id[1])), Kind: kind, Text: words})
		}
		return list
	}
	name := func(p *consultation.Passage) string { return string([]byte{byte(p.Para >> 8), byte(p.Para)}) }
	for _, c := range []struct {
		old, new, want string
		all            bool
		changed        int
	}{
		{"h1:a p1:b p2:c", "h1:a p1:b p2:c", "3", false, 0},
		{"h1:a p1:b p2:c", "h1:a p1:b p2:x", "2 p2", false, 1},
		{"h1:a p1:b h2:c p2:d", "h1:a p1:b h2:c p2:x", "2 h2 p2", false, 1},
		{"h1:a p1:b p2:c", "h1:a p1:x p2:c", "h1 p1 1", false, 1},
		{"h1:a p1:b p2:c", "h1:a p1:b p2:c p3:d", "3 p3", false, 1},
		{"h1:a p1:b p2:c", "h1:a p2:c", "h1 -p1 1", false, 1},
		{"h1:a p1:b p2:c", "h1:a p1:b p2:x", "h1 p1 p2", true, 1},
	} {
		rows, n := differing(consultation.CompareVersions(text(c.old), text(c.new)), c.all)
		var got []string
		for _, r := range rows {
			switch {
			case r.Skipped > 0:
				got = append(got, fmt.Sprint(r.Skipped))
			case r.New == nil:
				got = append(got, "-"+name(r.Old))
			default:
				got = append(got, name(r.New))
			}
		}
		if s := strings.Join(got, " "); s != c.want || n != c.changed {
			t.Errorf("%s → %s: %q, %d changed; want %q, %d", c.old, c.new, s, n, c.want, c.changed)
		}
	}
}
