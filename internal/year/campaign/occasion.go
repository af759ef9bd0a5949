package campaign

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"thidua/internal/base/civil"
)

//go:embed occasion.txt
var occasionFile string

// An Occasion (ngày lễ, ngày truyền thống) is a day that drives are held for, as it falls
// in one year.
type Occasion struct {
	Day   civil.Date // zero for a lunar day whose solar date is not known
	Lunar string     // "10/3 âm lịch" for a lunar day
	Since int        // year of the event, 0 when it has none
	Name  string
	years int
}

// Text names the occasion with its anniversary: "kỷ niệm 77 năm …" on round counts and
// others alike, the name alone when there is nothing to count.
func (o Occasion) Text() string {
	if o.years <= 0 {
		return o.Name
	}
	return fmt.Sprintf("%s (%d năm)", o.Name, o.years)
}

// Round reports whether the anniversary is a round one (năm tròn): a multiple of five.
func (o Occasion) Round() bool { return o.years > 0 && o.years%5 == 0 }

// row is one line of the file.
type row struct {
	day, month, since int
	lunar             bool
	name              string
	solar             map[int]civil.Date
}

var occasionRows = sync.OnceValues(func() ([]row, error) { return parseOccasions(occasionFile) })

// parseOccasions reads the file of days.
func parseOccasions(text string) ([]row, error) {
	var out []row
	n := 0
	for l := range strings.Lines(text) {
		n++
		if l = strings.TrimSpace(l); l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		f := strings.Split(l, "|")
		if len(f) < 3 {
			return nil, fmt.Errorf("occasion.txt:%d: %q has too few parts", n, l)
		}
		r := row{name: strings.TrimSpace(f[2]), solar: map[int]civil.Date{}}
		day, lunar := strings.CutPrefix(strings.TrimSpace(f[0]), "lunar ")
		r.lunar = lunar
		var err error
		if _, err = fmt.Sscanf(day, "%d/%d", &r.day, &r.month); err == nil {
			r.since, err = strconv.Atoi(strings.TrimSpace(f[1]))
		}
		if err != nil || r.name == "" || (!lunar && !(civil.Date{Year: 2024, Month: time.Month(r.month), Day: r.day}).Valid()) {
			return nil, fmt.Errorf("occasion.txt:%d: %q is not a day: %v", n, l, err)
		}
		if lunar && len(f) > 3 {
			for _, s := range strings.Fields(f[3]) {
				d, err := civil.ParseISO(s)
				if err != nil {
					return nil, fmt.Errorf("occasion.txt:%d: %w", n, err)
				}
				r.solar[d.Year] = d
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// Occasions gives the days of a year in their order; lunar days without a known date come last.
func Occasions(year int) []Occasion {
	rows, err := occasionRows()
	if err != nil {
		return nil // a test reads the file
	}
	var out []Occasion
	for _, r := range rows {
		o := Occasion{Since: r.since, Name: r.name}
		if r.lunar {
			o.Day, o.Lunar = r.solar[year], fmt.Sprintf("%d/%d âm lịch", r.day, r.month)
		} else {
			o.Day = civil.Date{Year: year, Month: time.Month(r.month), Day: r.day}
		}
		if r.since > 0 {
			o.years = year - r.since
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b Occasion) int {
		switch {
		case a.Day.IsZero() != b.Day.IsZero():
			if a.Day.IsZero() {
				return 1
			}
			return -1
		case a.Day.Before(b.Day):
			return -1
		case b.Day.Before(a.Day):
			return 1
		}
		return 0
	})
	return out
}
