package reviewweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/year/review"
)

// A chart (hình nhỏ) is one field of one unit over the years: a line drawn on the server,
// and the same figures as a table.
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

// charts draws the small multiples of a unit: one per field, last years and now.
func charts(s scope, b *review.Workbench, row review.UnitRow) (list []chart) {
	for i, f := range b.Fields {
		c := row.Cells[i]
		if c.Score == nil {
			continue
		}
		x := chart{Name: f.Field.Name}
		for _, y := range slices.Backward(b.Years) {
			if v, ok := y.Fields[row.Member.Unit.ID][f.Field.Code]; ok {
				x.Points = append(x.Points, point{Name: strconv.Itoa(y.Year), Value: round(&v), Y: height(v)})
			}
		}
		x.Points = append(x.Points, point{Name: s.Name, Value: round(c.Score), Y: height(*c.Score), Now: true})
		if len(x.Points) < 2 {
			continue
		}
		if f.Median != nil {
			x.Median = strconv.Itoa(height(*f.Median))
		}
		x.draw()
		list = append(list, x)
	}
	return list
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
