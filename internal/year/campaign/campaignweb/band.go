package campaignweb

import (
	"slices"
	"strings"

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
	Label                string // the name, as far as there is room
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
	dotApart  = 22 // between the middles of two dots in one row
	dotInset  = 10 // of the middle of a dot from either end of the band
	letter    = 7  // about the width of a letter of a label
)

// draw lays the marks out. Dots that would touch go into a row of their own; a label stands
// inside its bar when it fits, else beside it, never across its edge.
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
	var ends []int // the last dot of every row
	for _, m := range marks {
		if !m.To.IsZero() {
			continue
		}
		x := min(max(at(m.From)+bandWidth/days/2, dotInset), bandWidth-dotInset)
		row := slices.IndexFunc(ends, func(end int) bool { return x-end >= dotApart })
		if row < 0 {
			row, ends = len(ends), append(ends, x)
		}
		ends[row] = x
		b.Dots = append(b.Dots, bandDot{X: x, Y: monthHead + 18 + row*rowHeight, State: string(m.State), Name: m.From.VN() + " – " + m.Text, Mark: shape(m.State)})
	}
	y := monthHead + max(len(ends), 1)*rowHeight + 6
	for _, m := range marks {
		if m.To.IsZero() {
			continue
		}
		x, end := at(m.From), at(m.To.AddDays(1))
		bar := bandBar{X: x, Y: y, W: max(end-x, 4), TextY: y + 16, State: string(m.State), Name: m.Text}
		bar.label()
		b.Bars = append(b.Bars, bar)
		y += rowHeight
	}
	b.Height = y + 4
	if today.Year == year {
		b.Today = at(today) + bandWidth/days/2
	}
	return b
}

// label puts the name into the bar, behind it, before it; where none of these has room, as
// much of it into the wider side as goes there.
func (b *bandBar) label() {
	const pad = 6
	end := b.X + b.W
	need := len([]rune(b.Name))*letter + 2*pad
	b.Label, b.Text, b.Anchor = b.Name, b.X+pad, "start"
	switch after := bandWidth - end; {
	case need <= b.W:
		return
	case need <= after:
		b.Text = end + pad
	case need <= b.X:
		b.Text, b.Anchor = b.X-pad, "end"
	default:
		room := max(b.W, after, b.X)
		switch room {
		case b.W:
		case after:
			b.Text = end + pad
		default:
			b.Text, b.Anchor = b.X-pad, "end"
		}
		b.Label = strings.TrimSpace(string([]rune(b.Name)[:max(1, (room-2*pad)/letter-1)])) + "…"
	}
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
	case calendar.Missed:
		return "×"
	}
	return "○"
}
