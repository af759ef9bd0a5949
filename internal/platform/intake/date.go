package intake

import (
	"fmt"
	"math/big"
	"strings"

	"thidua/internal/base/sheet"
)

// asDate makes c, a number, a date when its format shows it as one.
func asDate(c *sheet.Cell, date04 bool) {
	date, time := dateParts(c.Format)
	if !date && !time {
		return
	}
	text, ok := serialText(c.Num, date, time, date04)
	if !ok {
		return
	}
	c.Kind, c.Text = sheet.Date, text
}

// maxSerial is the serial of 31/12/9999, the last day office programs know.
const maxSerial = 2958465

// serialText writes the serial num as "yyyy-mm-dd", as "hh:mm:ss", or as both with a
// blank between when the format shows both and the time is not midnight.
func serialText(num string, date, time, date04 bool) (string, bool) {
	r, ok := new(big.Rat).SetString(num)
	if !ok || r.Sign() < 0 {
		return "", false
	}
	// Whole seconds, rounded: 0.999999999 of a day is the next midnight.
	s := new(big.Rat).Mul(r, big.NewRat(86400, 1))
	s.Add(s, big.NewRat(1, 2))
	secs := new(big.Int).Quo(s.Num(), s.Denom())
	if !secs.IsInt64() || secs.Int64() > int64(maxSerial+1)*86400 {
		return "", false
	}
	day, sec := secs.Int64()/86400, secs.Int64()%86400
	if !date {
		h := secs.Int64() / 3600
		if day >= 1462 { // a day with a clock format, not a duration
			h = sec / 3600
		}
		return fmt.Sprintf("%02d:%02d:%02d", h, sec%3600/60, sec%60), true
	}
	text := dayText(day, date04)
	if time && sec != 0 {
		text += fmt.Sprintf(" %02d:%02d:%02d", sec/3600, sec%3600/60, sec%60)
	}
	return text, true
}

// dayText writes serial day as yyyy-mm-dd. In the 1900 count day 60 is the 29/02/1900
// that never was, and day 0 is written 1900-01-00, as the programs show them.
func dayText(day int64, date04 bool) string {
	switch {
	case date04:
		day += 1462
	case day == 0:
		return "1900-01-00"
	case day == 60:
		return "1900-02-29"
	case day < 60:
		day++
	}
	y, m, d := fromDays(day - 25569)
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// fromDays turns days since 1970-01-01 into a date of the proleptic Gregorian calendar.
func fromDays(n int64) (y, m, d int64) {
	n += 719468
	era := n / 146097
	if n < 0 {
		era = (n - 146096) / 146097
	}
	doe := n - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = doy - (153*mp+2)/5 + 1
	m = mp + 3
	y = yoe + era*400
	if m > 12 {
		m -= 12
		y++
	}
	return y, m, d
}

// toDays turns a date into days since 1970-01-01.
func toDays(y, m, d int64) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// isoDate fills c from an ISO date ("2022-06-30", "2022-06-30T07:30:00").
func isoDate(c *sheet.Cell, s string, date04 bool) bool {
	s = strings.TrimSuffix(strings.TrimSpace(s), "Z")
	ds, ts, hasTime := strings.Cut(s, "T")
	var y, m, d int64
	if n, err := fmt.Sscanf(ds, "%4d-%2d-%2d", &y, &m, &d); err != nil || n != 3 || len(ds) != 10 {
		return false
	}
	day := toDays(y, m, d)
	if y2, m2, d2 := fromDays(day); m < 1 || m > 12 || y2 != y || m2 != m || d2 != d || y < 1900 {
		return false
	}
	serial := day + 25569
	text := ds
	switch {
	case date04:
		serial -= 1462
	case serial <= 60:
		serial--
	}
	if serial < 0 {
		return false
	}
	r := new(big.Rat).SetInt64(serial)
	if hasTime {
		var h, mi, sec int64
		if n, _ := fmt.Sscanf(ts, "%2d:%2d:%2d", &h, &mi, &sec); n < 2 || h > 23 || mi > 59 || sec > 59 || h < 0 || mi < 0 || sec < 0 {
			return false
		}
		if t := h*3600 + mi*60 + sec; t > 0 {
			r.Add(r, big.NewRat(t, 86400))
			text += fmt.Sprintf(" %02d:%02d:%02d", h, mi, sec)
		}
	}
	num, ok := ratText(r)
	if !ok {
		return false
	}
	c.Kind, c.Num, c.Text = sheet.Date, num, text
	return true
}

// ratText gives r as a plain decimal of at most 15 significant digits.
func ratText(r *big.Rat) (string, bool) {
	if r.IsInt() && len(r.Num().String()) <= sigDigits {
		return r.Num().String(), true
	}
	if r.Num().BitLen()+r.Denom().BitLen() > maxBits {
		return "", false
	}
	// The place of the first digit decides how many decimals give 20 digits: more than
	// enough to round to 15 afterwards.
	lead := (r.Num().BitLen() - r.Denom().BitLen()) * 30103 / 100000
	return decimal(r.FloatString(max(0, 20-lead)))
}

// clockCell makes c a time of secs seconds.
func clockCell(c *sheet.Cell, secs int64) bool {
	num, ok := ratText(big.NewRat(secs, 86400))
	if !ok {
		return false
	}
	c.Kind, c.Num = sheet.Date, num
	c.Text = fmt.Sprintf("%02d:%02d:%02d", secs/3600, secs%3600/60, secs%60)
	return true
}
