package campaignweb

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/year/calendar"
)

// A band is the year drawn: twelve months from left to right, a bar for every campaign, a
// dot for every deadline, a line for today. The list below it says the same in words.
type band struct {
	Width, Height int
	Months        []bandMonth
	Bars          []bandBar
	Dots          []bandDot
	Today         int // 0 when today is in another year
	Label         string
}

type bandMonth struct {
	X, Text int
	Name    string
}

type bandBar struct {
	X, Y, W, Text, TextY int
	Anchor               string
	State, Name          string
}

type bandDot struct {
	X, Y        int
	State, Name string
	Mark        string // a shape for those who do not see colours
}

const (
	bandWidth = 1080
	monthHead = 26
	rowHeight = 30
	dotRows   = 3
)

// draw lays the marks out. Dots that would touch go into the next row.
func draw(marks []calendar.Mark, year int, today civil.Date, t func(string, ...fault.P) string) band {
	first, last := civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year, Month: 12, Day: 31}
	days := first.DaysUntil(last) + 1
	at := func(d civil.Date) int {
		n := first.DaysUntil(d)
		return bandWidth * min(max(n, 0), days) / days
	}
	b := band{Width: bandWidth, Label: t("campaign.y.band|Dải 12 tháng năm {year}; danh sách bên dưới có cùng nội dung", fault.P{"year": year})}
	for m := civil.Date(first); m.Year == year; m = nextMonth(m) {
		x := at(m)
		b.Months = append(b.Months, bandMonth{X: x, Text: x + bandWidth/24, Name: t("campaign.y.t|T{n}", fault.P{"n": int(m.Month)})})
		if m.Month == 12 {
			break
		}
	}
	ends := [dotRows]int{}
	for i := range ends {
		ends[i] = -100
	}
	for _, m := range marks {
		if !m.To.IsZero() {
			continue
		}
		x, row := at(m.From)+bandWidth/days/2, 0
		for row < dotRows-1 && x-ends[row] < 22 {
			row++
		}
		ends[row] = x
		b.Dots = append(b.Dots, bandDot{X: x, Y: monthHead + 18 + row*rowHeight, State: string(m.State), Name: m.From.VN() + " – " + m.Text, Mark: shape(m.State)})
	}
	y := monthHead + dotRows*rowHeight + 6
	for _, m := range marks {
		if m.To.IsZero() {
			continue
		}
		x, end := at(m.From), at(m.To.AddDays(1))
		bar := bandBar{X: x, Y: y, W: max(end-x, 4), Text: x + 6, TextY: y + 16, Anchor: "start", State: string(m.State), Name: m.Text}
		if x > bandWidth*6/10 {
			bar.Text, bar.Anchor = min(end, bandWidth)-6, "end"
		}
		b.Bars = append(b.Bars, bar)
		y += rowHeight
	}
	b.Height = y + 4
	if today.Year == year {
		b.Today = at(today) + bandWidth/days/2
	}
	return b
}

func nextMonth(d civil.Date) civil.Date {
	if d.Month == 12 {
		return civil.Date{Year: d.Year + 1, Month: 1, Day: 1}
	}
	return civil.Date{Year: d.Year, Month: d.Month + 1, Day: 1}
}

func shape(state calendar.State) string {
	switch state {
	case calendar.Done:
		return "●"
	case calendar.Now:
		return "◐"
	case calendar.Late:
		return "!"
	}
	return "○"
}
