// Package civil holds dates and periods without clock or zone, in the forms that
// Vietnamese papers use.
package civil

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Date (ngày) is a day of the calendar. The zero value means "no date".
// It is stored as ISO text (2022-07-19), "" for the zero value.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ErrDate says that a text is not a date.
var ErrDate = errors.New("civil: not a date")

// Of gives the day of t in the zone of t.
func Of(t time.Time) Date { y, m, d := t.Date(); return Date{y, m, d} }

// ParseISO reads 2022-07-19. Errors: ErrDate.
func ParseISO(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Date{}, ErrDate
	}
	return Of(t), nil
}

// ParseVN reads a date as officers type it: 19/07/2022, 5/7/22, 05-07-2022, 5.7.2022.
// A two-digit year is of this century. Errors: ErrDate.
func ParseVN(s string) (Date, error) {
	f := strings.FieldsFunc(strings.TrimSpace(s), func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(f) != 3 {
		return Date{}, ErrDate
	}
	if len(f[0]) == 4 {
		f[0], f[2] = f[2], f[0]
	}
	d, e1 := strconv.Atoi(f[0])
	m, e2 := strconv.Atoi(f[1])
	y, e3 := strconv.Atoi(f[2])
	if e1 != nil || e2 != nil || e3 != nil || len(f[0]) > 2 || len(f[1]) > 2 || (len(f[2]) != 2 && len(f[2]) != 4) {
		return Date{}, ErrDate
	}
	if len(f[2]) == 2 {
		y += 2000
	}
	x := Date{y, time.Month(m), d}
	if !x.Valid() {
		return Date{}, ErrDate
	}
	return x, nil
}

// Valid reports whether d is a day of the calendar.
func (d Date) Valid() bool {
	return d.Year > 0 && d.Month >= 1 && d.Month <= 12 && Of(d.Time()) == d
}

// IsZero reports whether d is the zero value.
func (d Date) IsZero() bool { return d == Date{} }

// Time gives midnight of d in UTC.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Time().Before(e.Time()) }

// AddDays gives the date n days later.
func (d Date) AddDays(n int) Date { return Of(d.Time().AddDate(0, 0, n)) }

// DaysUntil gives the number of calendar days from d to e, negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// String gives the ISO form, "" for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// VN gives 19/07/2022, "" for the zero value.
func (d Date) VN() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// Paper gives the form of official papers: "ngày 05 tháng 02 năm 2022" but "ngày 19
// tháng 7 năm 2022": days below 10 and months 1 and 2 take a zero (Nghị định
// 30/2020/NĐ-CP, Phụ lục I). The zero value gives blanks to fill by hand.
func (d Date) Paper() string {
	if d.IsZero() {
		return "ngày … tháng … năm …"
	}
	m := strconv.Itoa(int(d.Month))
	if d.Month < 3 {
		m = "0" + m
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", d.Day, m, d.Year)
}

var weekdays = [...]string{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"}

// Weekday gives the Vietnamese name of the day of the week: "Thứ ba".
func (d Date) Weekday() string { return weekdays[d.Time().Weekday()] }

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; "" gives the zero value.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	x, err := ParseISO(string(b))
	if err != nil {
		return err
	}
	*d = x
	return nil
}

// Value implements driver.Valuer.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan implements sql.Scanner; NULL and "" give the zero value.
func (d *Date) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(s))
	case []byte:
		return d.UnmarshalText(s)
	}
	return fmt.Errorf("civil: cannot scan %T", src)
}

// A Period (kỳ) is a stretch of the emulation year: code "2022", "2022-H1", "2022-H2",
// "2022-Q1"…"2022-Q4", "2022-9M".
type Period string

// ErrPeriod says that a text is not a period.
var ErrPeriod = errors.New("civil: not a period")

// ParsePeriod reads a period code. Errors: ErrPeriod.
func ParsePeriod(s string) (Period, error) {
	p := Period(s)
	if p.From().IsZero() {
		return "", ErrPeriod
	}
	return p, nil
}

func (p Period) parts() (year, first, last int, ok bool) {
	y, part, _ := strings.Cut(string(p), "-")
	year, err := strconv.Atoi(y)
	if err != nil || len(y) != 4 || year < 1900 {
		return 0, 0, 0, false
	}
	switch part {
	case "":
		return year, 1, 12, string(p) == y
	case "H1":
		return year, 1, 6, true
	case "H2":
		return year, 7, 12, true
	case "9M":
		return year, 1, 9, true
	case "Q1", "Q2", "Q3", "Q4":
		q := int(part[1] - '0')
		return year, 3*q - 2, 3 * q, true
	}
	return 0, 0, 0, false
}

// Year gives the year of p, 0 when p is not a period.
func (p Period) Year() int { y, _, _, _ := p.parts(); return y }

// Half gives 1 or 2 for the halves of a year, else 0.
func (p Period) Half() int {
	switch {
	case strings.HasSuffix(string(p), "-H1"):
		return 1
	case strings.HasSuffix(string(p), "-H2"):
		return 2
	}
	return 0
}

// From gives the first day of p, the zero Date when p is not a period.
func (p Period) From() Date {
	y, m, _, ok := p.parts()
	if !ok {
		return Date{}
	}
	return Date{y, time.Month(m), 1}
}

// To gives the last day of p, the zero Date when p is not a period.
func (p Period) To() Date {
	y, _, m, ok := p.parts()
	if !ok {
		return Date{}
	}
	return Of(time.Date(y, time.Month(m+1), 0, 0, 0, 0, 0, time.UTC))
}

// Name gives "6 tháng đầu năm 2022", "Quý II/2022", "9 tháng năm 2022", "năm 2022".
func (p Period) Name() string {
	y, a, b, ok := p.parts()
	if !ok {
		return string(p)
	}
	switch {
	case a == 1 && b == 12:
		return fmt.Sprintf("năm %d", y)
	case b-a == 5 && a == 1:
		return fmt.Sprintf("6 tháng đầu năm %d", y)
	case b-a == 5:
		return fmt.Sprintf("6 tháng cuối năm %d", y)
	case b-a == 8:
		return fmt.Sprintf("9 tháng năm %d", y)
	}
	return fmt.Sprintf("Quý %s/%d", [...]string{"I", "II", "III", "IV"}[b/3-1], y)
}

// PeriodNamed gives the period that Name names so.
func PeriodNamed(name string) (Period, bool) {
	if len(name) < 4 {
		return "", false
	}
	year := name[len(name)-4:]
	for _, part := range []string{"", "-H1", "-H2", "-9M", "-Q1", "-Q2", "-Q3", "-Q4"} {
		if p := Period(year + part); !p.From().IsZero() && p.Name() == name {
			return p, true
		}
	}
	return "", false
}

// English gives "first half of 2022", "quarter 2 of 2022", "first nine months of 2022", "2022".
func (p Period) English() string {
	y, a, b, ok := p.parts()
	if !ok {
		return string(p)
	}
	switch {
	case a == 1 && b == 12:
		return strconv.Itoa(y)
	case b-a == 5 && a == 1:
		return fmt.Sprintf("first half of %d", y)
	case b-a == 5:
		return fmt.Sprintf("second half of %d", y)
	case b-a == 8:
		return fmt.Sprintf("first nine months of %d", y)
	}
	return fmt.Sprintf("quarter %d of %d", b/3, y)
}

// Slug gives the form used in addresses: "2022-6t" for 2022-H1, "2022-6tc" for
// 2022-H2, "2022-9t", "2022-q1", "2022".
func (p Period) Slug() string {
	r := strings.NewReplacer("-H1", "-6t", "-H2", "-6tc", "-9M", "-9t", "-Q", "-q")
	return r.Replace(string(p))
}

// PeriodOfSlug reads the form used in addresses. Errors: ErrPeriod.
func PeriodOfSlug(s string) (Period, error) {
	switch {
	case strings.HasSuffix(s, "-6tc"):
		s = strings.TrimSuffix(s, "-6tc") + "-H2"
	case strings.HasSuffix(s, "-6t"):
		s = strings.TrimSuffix(s, "-6t") + "-H1"
	case strings.HasSuffix(s, "-9t"):
		s = strings.TrimSuffix(s, "-9t") + "-9M"
	}
	return ParsePeriod(strings.Replace(s, "-q", "-Q", 1))
}
