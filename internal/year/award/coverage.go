package award

import (
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

// Coverage (các năm sổ đã ghi đủ) are the years of which the award list of a unit holds everything that its
// people and collectives were given. Who is not found in another year is not known, instead of
// "never commended". The zero value covers no year.
type Coverage struct{ From, To int }

// Told reports whether the unit has said anything.
func (c Coverage) Told() bool { return c.From > 0 }

// check refuses years that cannot be; this is the year of today.
func (c Coverage) check(this int) error {
	if c == (Coverage{}) {
		return nil
	}
	e := fault.New(fault.Invalid, "award.coverage.bad|Chưa lưu được. Sửa các năm nêu dưới đây.")
	for _, x := range []struct {
		name string
		year int
	}{{"since", c.From}, {"until", c.To}} {
		switch {
		case x.year < 1945:
			e.With(x.name, "award.coverage.year|Ghi một năm, ví dụ 2015.")
		case x.year > this:
			e.With(x.name, "award.coverage.later|Năm {year} chưa tới nên chưa thể ghi đủ.", fault.P{"year": x.year})
		}
	}
	if len(e.Fields) == 0 && c.From > c.To {
		e.With("until", "award.coverage.order|Năm cuối {to} trước năm đầu {from}.", fault.P{"from": c.From, "to": c.To})
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// CoverageObject names the statement of a unit in the audit log.
func CoverageObject(u id.Unit) string { return "award-coverage/" + u.String() }
