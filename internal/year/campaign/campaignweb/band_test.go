package campaignweb

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/year/calendar"
)

// TestBand draws any year: no dot is cut at an edge or covers another, and no label runs
// across the edge of its bar or of the band.
func TestBand(t *testing.T) {
	say := func(m string, p ...fault.P) string { return fault.Text(m, nil) }
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Custom(func(t *rapid.T) civil.Date {
			return civil.Date{Year: 2022, Month: 1, Day: 1}.AddDays(rapid.IntRange(-40, 400).Draw(t, "n"))
		})
		var marks []calendar.Mark
		for range rapid.IntRange(0, 40).Draw(t, "marks") {
			m := calendar.Mark{From: day.Draw(t, "from"), Text: strings.Repeat("chữ ", rapid.IntRange(1, 30).Draw(t, "length"))}
			if rapid.Bool().Draw(t, "bar") {
				m.To = m.From.AddDays(rapid.IntRange(0, 200).Draw(t, "days"))
			}
			marks = append(marks, m)
		}
		// The calendar comes in the order of days, and keeps single days within the year.
		marks = tidyMarks(marks)
		b := draw(marks, 2022, civil.Date{Year: 2022, Month: 7, Day: 5}, say)
		for i, d := range b.Dots {
			if d.X < 8 || d.X > b.Width-8 {
				t.Fatalf("the dot of %s is cut at %d", d.Name, d.X)
			}
			for _, o := range b.Dots[:i] {
				if o.Y == d.Y && d.X-o.X < 20 {
					t.Fatalf("dots cover each other: %+v %+v", o, d)
				}
			}
			for _, o := range b.Bars {
				if d.Y > o.Y-4 {
					t.Fatalf("dot %+v in the row of bar %+v", d, o)
				}
			}
		}
		for _, x := range b.Bars {
			n := len([]rune(x.Label)) * letter
			from, to := x.Text, x.Text+n
			if x.Anchor == "end" {
				from, to = x.Text-n, x.Text
			}
			inside, before, after := from >= x.X && to <= x.X+x.W, to <= x.X, from >= x.X+x.W
			if from < 0 || to > b.Width || !inside && !before && !after {
				t.Fatalf("the label of %+v runs from %d to %d", x, from, to)
			}
		}
	})
}

func tidyMarks(list []calendar.Mark) (out []calendar.Mark) {
	first := civil.Date{Year: 2022, Month: 1, Day: 1}
	for n := range 365 {
		for _, m := range list {
			if from := m.From; from == first.AddDays(n) || n == 0 && !m.To.IsZero() && from.Before(first) && !m.To.Before(first) {
				out = append(out, m)
			}
		}
	}
	return out
}
