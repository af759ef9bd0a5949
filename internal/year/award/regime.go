package award

import (
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/year/catalog"
)

// A Regime (chế độ) is the law under which an award was given, as its span of days: the
// earlier of the end of the achievement year and the day of the decision lies in it.
type Regime struct {
	Key      string // "A"
	From, To civil.Date
}

// Regimes gives the regimes of the shipped rulebooks, oldest first.
func Regimes(c *catalog.Catalog) (list []Regime) {
	for _, b := range c.Books().Books() {
		key, system, _ := strings.Cut(b.Pack, "-")
		if b.System != "civil" || system != "civil" {
			continue
		}
		list = append(list, Regime{Key: key, From: b.From, To: b.To})
	}
	if len(list) > 0 {
		list[0].From = civil.Date{} // what was given before the first book stands beside it
	}
	return list
}

// Label gives the message with the name of the regime: its span of days.
func (r Regime) Label() (string, fault.P) {
	p := fault.P{"from": r.From.VN(), "to": r.To.VN()}
	switch {
	case r.From.IsZero():
		return "award.regime.until|Chế độ đến {to}", p
	case r.To.IsZero():
		return "award.regime.since|Chế độ từ {from}", p
	}
	return "award.regime.span|Chế độ {from} – {to}", p
}

// args are the bounds that the query compares: of the day, and of the year whose last day
// lies in the regime.
func (r Regime) args() []any {
	toYear := 9999
	if !r.To.IsZero() {
		if toYear = r.To.Year; r.To.Month < 12 || r.To.Day < 31 {
			toYear--
		}
	}
	return []any{first(r.From), r.From.Year, last(r.To), toYear}
}
