package reading

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/vi"
)

// A span is a stretch of months that a text names.
type span struct {
	year  int // 0 = not named
	m1    int // first month, 0 = not named
	m2    int
	six   bool // "6 tháng" without saying which half
	last  bool // "cùng kỳ", "năm trước"
	any   bool // the text names something of the kind
	cumul bool // "lũy kế"
	whole bool // "thực hiện năm 2024" in one heading cell
	upto  int  // month of "đến 30/6/2024": counted from January, unless told otherwise
	other bool // a range of dates beyond one year, or months that fit no part of the year
}

var (
	dateVN     = regexp.MustCompile(`(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})`)
	dateLong   = regexp.MustCompile(`ngay (\d{1,2}|) ?thang (\d{1,2}|) ?nam (\d{4}|)`)
	monthsN    = regexp.MustCompile(`\b(\d{1,2}) ?(?:thang|t)(?:\b|(\d{4})\b)`)
	firstHalf  = regexp.MustCompile(`\b(?:6 thang|6t|sau thang|06 thang|6th) dau nam\b|\bnua dau nam\b|\bhk ?1\b`)
	secondHalf = regexp.MustCompile(`\b(?:6 thang|6t|sau thang|06 thang|6th) cuoi nam\b|\bnua cuoi nam\b`)
	quarter    = regexp.MustCompile(`\b(?:quy|qui|q) ?(iv|i{1,3}|[1-4])\b`)
	month      = regexp.MustCompile(`\b(?:thang|t) ?(\d{1,2})\b`)
	yearRE     = regexp.MustCompile(`\b((?:19|20)\d{2})\b|[a-z]((?:20)\d{2})\b`)
	upToMonth  = regexp.MustCompile(`\b(?:den|het) (?:het )?thang (\d{1,2})\b`)
	lawNumber  = regexp.MustCompile(`\d+\s*/\s*(?:\d{4}\s*/\s*)?\pL[\pL\d\-/]*`)
)

// parseSpan reads the period that a text names.
func parseSpan(text string) span {
	var s span
	text = lawNumber.ReplaceAllString(vi.NFC(text), " ")
	ds := dateVN.FindAllStringSubmatch(text, -1)
	if len(ds) >= 2 {
		a, b := dateOf(ds[0]), dateOf(ds[len(ds)-1])
		if a.Valid() && b.Valid() && a.Before(b) {
			s.any = true
			s.year, s.m1, s.m2 = b.Year, int(a.Month), int(b.Month)
			s.other = a.Year != b.Year || a.Day > 1
			return s
		}
	}
	if s.between(text) {
		return s
	}
	f := " " + vi.Fold(dateVN.ReplaceAllString(text, " ")) + " "
	f = dateLong.ReplaceAllString(f, " ")
	if strings.Contains(f, " cung ky ") || strings.Contains(f, " nam truoc ") || strings.Contains(f, " ky truoc ") || strings.Contains(f, " nam ngoai ") {
		s.last, s.any = true, true
	}
	if m := yearRE.FindStringSubmatch(f); m != nil {
		y := m[1]
		if y == "" {
			y = m[2]
		}
		s.year, _ = strconv.Atoi(y)
		s.any = true
	}
	s.cumul = strings.Contains(f, " luy ke ") || strings.Contains(f, " cong don ") || strings.Contains(f, " tu dau nam ")
	s.months(f)
	return s
}

var (
	fromTo   = regexp.MustCompile(`(?i)từ\s+(?:ngày\s+)?(\d{1,2})\s*/\s*(\d{1,2})\s*(?:đến|-|–)\s*(?:hết\s+)?(?:ngày\s+)?(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}))?`)
	upToDate = regexp.MustCompile(`(?i)(?:đến|tới|hết)\s+(?:hết\s+)?(?:ngày\s+)?(\d{1,2})\s*(?:[/.\-]|\s+tháng\s+)\s*(\d{1,2})(?:\s*(?:[/.\-]|\s+năm\s+)\s*(\d{4}))?`)
)

// between reads "từ 01/7 đến 31/12/2024" and notes the month of "đến 30/6/2024".
func (s *span) between(text string) bool {
	if m := fromTo.FindStringSubmatch(text); m != nil {
		d, _ := strconv.Atoi(m[1])
		a, _ := strconv.Atoi(m[2])
		b, _ := strconv.Atoi(m[4])
		if a >= 1 && a <= b && b <= 12 {
			s.m1, s.m2, s.any, s.other = a, b, true, d > 1
			s.year, _ = strconv.Atoi(m[5])
			return true
		}
	}
	if m := upToDate.FindStringSubmatch(text); m != nil {
		day, _ := strconv.Atoi(m[1])
		if n, _ := strconv.Atoi(m[2]); n >= 1 && n <= 12 && day <= 31 {
			s.upto, s.any = n, true
			s.year, _ = strconv.Atoi(m[3])
		}
	}
	return false
}

func (s *span) months(f string) {
	set := func(a, b int) { s.m1, s.m2, s.any = a, b, true }
	switch {
	case firstHalf.MatchString(f):
		set(1, 6)
	case secondHalf.MatchString(f):
		set(7, 12)
	case strings.Contains(f, " sau thang "):
		set(1, 6)
		s.six = true
	case upToMonth.MatchString(f):
		n, _ := strconv.Atoi(upToMonth.FindStringSubmatch(f)[1])
		set(1, n)
	case monthsN.MatchString(f):
		m := monthsN.FindStringSubmatch(f)
		n, _ := strconv.Atoi(m[1])
		if n >= 1 && n <= 12 {
			set(1, n)
			s.six = n == 6
		}
		if m[2] != "" {
			s.year, _ = strconv.Atoi(m[2])
		}
	case quarter.MatchString(f):
		ms := quarter.FindAllStringSubmatch(f, -1)
		a, b := quarterOf(ms[0][1]), quarterOf(ms[len(ms)-1][1])
		if a <= b {
			set(3*a-2, 3*b)
		}
	case month.MatchString(f):
		n, _ := strconv.Atoi(month.FindStringSubmatch(f)[1])
		if n >= 1 && n <= 12 {
			set(n, n)
		}
	case strings.Contains(f, " cong nam ") || strings.Contains(f, " tong nam ") || strings.Contains(f, " ca nam ") || strings.Contains(f, " toan nam ") || strings.Contains(f, " tron nam ") || strings.Contains(f, " het nam "):
		set(1, 12)
	}
}

func quarterOf(s string) int {
	switch s {
	case "i", "1":
		return 1
	case "ii", "2":
		return 2
	case "iii", "3":
		return 3
	}
	return 4
}

func dateOf(m []string) civil.Date {
	d, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	y, _ := strconv.Atoi(m[3])
	return civil.Date{Year: y, Month: time.Month(mo), Day: d}
}

// Fit of a named period to the period asked for.
const (
	fitOther = -1 // another period
	fitNone  = 0  // names none
	fitYear  = 1  // the right year only
	fitSame  = 2  // the same period
)

// fit compares s with the period p.
func (s span) fit(p civil.Period) int {
	y, a, b := p.Year(), int(p.From().Month), int(p.To().Month)
	switch {
	case y == 0:
		return fitNone
	case s.last || s.other || s.year != 0 && s.year != y:
		return fitOther
	case s.m1 == 0 && s.upto != 0 && s.upto != b && s.upto != b+1:
		return fitOther
	case s.m1 == 0 && s.upto == b && a == 1 && s.year != 0:
		return fitSame
	case s.m1 == 0 && s.year == 0:
		return fitNone
	case s.m1 == 0:
		if a == 1 && b == 12 {
			return fitSame
		}
		return fitYear
	case s.m1 == a && s.m2 == b:
		return fitSame
	case s.six && b-a == 5:
		return fitYear // "6 tháng" in a paper of the second half
	}
	return fitOther
}
