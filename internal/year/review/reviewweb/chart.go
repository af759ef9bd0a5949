package reviewweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/platform/web"
	"thidua/internal/year/review"
)

// A chart (hình nhỏ) is one field of one unit, or of the bloc, over the periods: a line drawn on
// the server, and the same figures as a table.
type chart struct {
	Name   string
	Points []point
	Line   string // points of a polyline
	Median string // y of the bloc's median, "" for none
	Label  string // read aloud instead of the picture
}

type point struct {
	Name  string
	Value string
	X, Y  int
	Now   bool
}

const chartWidth, chartHeight = 180, 60

// charts draws the small multiples of a unit: one per field, last years, earlier periods, now.
func charts(r *web.Request, s scope, b *review.Workbench, row review.UnitRow) (list []chart) {
	for i, f := range b.Fields {
		of := func(y review.PastYear) *figure.Value {
			v, ok := y.Fields[row.Member.Unit.ID][f.Field.Code]
			if !ok {
				return nil
			}
			return &v
		}
		if x, ok := series(r, s, b, f, row.Cells[i].Score, of); ok {
			list = append(list, x)
		}
	}
	return list
}

// blocCharts draws the small multiples of the bloc: one per field, the mean of the units' scores.
func blocCharts(r *web.Request, s scope, b *review.Workbench) (list []chart) {
	if !b.Totals {
		return nil
	}
	for _, f := range b.Fields {
		if x, ok := series(r, s, b, f, f.Weak.Mean, func(y review.PastYear) *figure.Value { return y.MeanOf(f.Field.Code) }); ok {
			list = append(list, x)
		}
	}
	return list
}

// series draws one chart, ok false when there is nothing to compare with.
func series(r *web.Request, s scope, b *review.Workbench, f review.FieldColumn, now *figure.Value, of func(review.PastYear) *figure.Value) (x chart, ok bool) {
	if now == nil {
		return x, false
	}
	x.Name = f.Field.Name
	for _, list := range [][]review.PastYear{b.Years, b.Before} {
		for _, y := range slices.Backward(list) {
			if v := of(y); v != nil {
				x.Points = append(x.Points, point{Name: r.Period(y.Period), Value: round(v), Y: height(*v)})
			}
		}
	}
	x.Points = append(x.Points, point{Name: s.Name, Value: round(now), Y: height(*now), Now: true})
	if len(x.Points) < 2 {
		return x, false
	}
	if f.Median != nil {
		x.Median = strconv.Itoa(height(*f.Median))
	}
	x.draw()
	return x, true
}

func height(v figure.Value) int {
	return chartHeight - 6 - int(min(max(v.Round(0).Int(), 0), 100))*(chartHeight-12)/100
}

// draw places the points from left to right.
func (c *chart) draw() {
	var line, words []string
	for i := range c.Points {
		q := &c.Points[i]
		q.X = 8 + i*(chartWidth-16)/(len(c.Points)-1)
		line = append(line, fmt.Sprintf("%d,%d", q.X, q.Y))
		words = append(words, q.Name+": "+q.Value)
	}
	c.Line, c.Label = strings.Join(line, " "), c.Name+". "+strings.Join(words, ", ")
}
