package intake

import (
	"strconv"
	"strings"
)

// sigDigits is the number of significant digits office programs promise to keep.
const sigDigits = 15

// decimal turns the number text of a file ("1.5E+3", "0.30000000000000004") into a
// plain decimal of at most 15 significant digits without an exponent. It works on the
// digits, so nothing is lost on the way; ok is false when s is no number.
func decimal(s string) (out string, ok bool) {
	s = strings.TrimSpace(s)
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg, s = s[0] == '-', s[1:]
	}
	exp := 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(strings.TrimPrefix(s[i+1:], "+"))
		if err != nil || e > 400 || e < -400 {
			return "", false
		}
		exp, s = e, s[:i]
	}
	whole, frac, _ := strings.Cut(s, ".")
	if whole+frac == "" || len(whole)+len(frac) > 400 {
		return "", false
	}
	digits := whole + frac
	for i := 0; i < len(digits); i++ {
		if digits[i] < '0' || digits[i] > '9' {
			return "", false
		}
	}
	point := len(whole) + exp // place of the decimal point within digits
	lead := len(digits) - len(strings.TrimLeft(digits, "0"))
	digits, point = digits[lead:], point-lead
	if digits == "" {
		return "0", true
	}
	if point > 309 || point < -330 {
		return "", false
	}
	digits, point = roundDigits(digits, point)
	digits = strings.TrimRight(digits, "0")
	return plain(digits, point, neg), true
}

// roundDigits cuts digits to 15 significant ones, rounding half up.
func roundDigits(digits string, point int) (string, int) {
	if len(digits) <= sigDigits {
		return digits, point
	}
	b := []byte(digits[:sigDigits])
	if digits[sigDigits] < '5' {
		return string(b), point
	}
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < '9' {
			b[i]++
			return string(b), point
		}
		b[i] = '0'
	}
	return "1" + string(b[:sigDigits-1]), point + 1
}

// plain writes digits with the decimal point after the first point digits.
func plain(digits string, point int, neg bool) string {
	var b strings.Builder
	if neg && digits != "" {
		b.WriteByte('-')
	}
	switch {
	case digits == "":
		b.WriteByte('0')
	case point <= 0:
		b.WriteString("0." + strings.Repeat("0", -point) + digits)
	case point >= len(digits):
		b.WriteString(digits + strings.Repeat("0", point-len(digits)))
	default:
		b.WriteString(digits[:point] + "." + digits[point:])
	}
	return b.String()
}

// fromDouble gives the plain decimal of an IEEE number as .xls stores it.
func fromDouble(f float64) (string, bool) {
	return decimal(strconv.FormatFloat(f, 'e', sigDigits-1, 64))
}

// builtinFormats are the number formats that a workbook names by number only.
var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0", 6: "#,##0;[Red]-#,##0",
	7: "#,##0.00;-#,##0.00", 8: "#,##0.00;[Red]-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm",
	37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
	40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}

// builtinFormat gives the code of format number id; East Asian date formats, whose
// look depends on the country, come out as a plain date or time.
func builtinFormat(id int) string {
	if f, ok := builtinFormats[id]; ok {
		return f
	}
	switch {
	case id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id >= 57 && id <= 58:
		return "yyyy-mm-dd"
	case id >= 32 && id <= 35, id == 55, id == 56:
		return "h:mm:ss"
	}
	return ""
}

// dateParts tells whether the format code shows a number as a date, as a time, or both.
func dateParts(code string) (date, time bool) {
	if code == "" {
		return false, false
	}
	core, elapsed := formatCore(code)
	if strings.ContainsAny(core, "#?@") || strings.EqualFold(core, "general") {
		return false, false
	}
	if i := strings.IndexByte(core, '0'); i >= 0 && !strings.Contains(core, "s.0") && !strings.Contains(core, "s,0") {
		return false, false
	}
	time = elapsed || strings.ContainsAny(core, "hs")
	date = strings.ContainsAny(core, "dy") || strings.Contains(core, "m") && !time
	return date, time
}

// formatCore gives the first section of a format code in lower case without quoted
// text, escapes, paddings and bracketed parts; elapsed tells of [h], [m] or [s].
func formatCore(code string) (core string, elapsed bool) {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return b.String(), elapsed
		case '"':
			j := strings.IndexByte(code[i+1:], '"')
			if j < 0 {
				return b.String(), elapsed
			}
			i += j + 1
		case '\\', '_', '*':
			i++
		case '[':
			j := strings.IndexByte(code[i:], ']')
			if j < 0 {
				return b.String(), elapsed
			}
			if in := strings.ToLower(code[i+1 : i+j]); in != "" && strings.Trim(in, "hms") == "" {
				elapsed = true
			}
			i += j
		default:
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
		}
	}
	return b.String(), elapsed
}
