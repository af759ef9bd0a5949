package vi

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"thidua/internal/base/figure"
)

// ErrNumber says that a text holds no number that can be read.
var ErrNumber = errors.New("vi: not a number")

// A Reading (cách đọc số) is what a text with a number in it may mean. The caller may
// take Value silently only when Sure reports true.
type Reading struct {
	Value     figure.Value   // the likeliest reading
	Others    []figure.Value // the other readings of the same digits
	Single    bool           // one group of three digits: "1.234", "1,234"
	Sep       byte           // '.' or ',' of the single group
	Percent   bool           // a % sign follows
	Prefix    string         // words before the number
	Suffix    string         // words behind the number, without the % sign
	Of        *figure.Value  // denominator of "12/15"
	Approx    bool           // "khoảng 20", "trên 20", "> 20"
	Note      string         // footnote marker that was left out: "*", "(1)"
	More      []figure.Value // further numbers in the text
	Ungrouped bool           // no thousands separator was needed to read it
}

// Sure reports whether the digits have one reading only.
func (r Reading) Sure() bool {
	return len(r.Others) == 0 && r.Of == nil && !r.Approx && len(r.More) == 0
}

var (
	numToken = regexp.MustCompile(`\d+(?:[.,]\d+)*(?: \d{3}(?:[.,]?\d)*)*`)
	spaced   = regexp.MustCompile(`^\d{1,3}(?: \d{3})+(?:[.,]\d{1,4})?$`)
	dotted   = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+(?:,\d+)?$`)
	commaed  = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	plain    = regexp.MustCompile(`^\d+(?:[.,]\d+)?$`)
	single   = regexp.MustCompile(`^([1-9]\d{0,2})([.,])(\d{3})$`)
	dateLike = regexp.MustCompile(`(?:^|\D)\d{1,2}(?:/\d{1,2}/|-\d{1,2}-|\.\d{1,2}\.)\d{4}(?:\D|$)|(?:^|\D)\d{1,2}/\d{1,2}/\d{2}(?:\D|$)|(?:^|\D)\d{4}-\d{2}-\d{2}(?:\D|$)`)
	fraction = regexp.MustCompile(`^(\d[\d., ]*?)\s*/\s*(\d[\d.,]*(?: \d{3})*)`)
	noteTail = regexp.MustCompile(`\s*(?:\*+|\(\*+\)|\(\d\)|\[\d\])\s*$`)
	approxRE = regexp.MustCompile(`(?i)(?:^|[\s(])(?:khoảng|khoang|ước|uoc|gần|trên|hơn|dưới|xấp xỉ|xap xi|ít nhất|tối thiểu|tối đa|cỡ|chừng|dự kiến|du kien)(?:[\s:]|$)`)
)

// ParseNumber reads a text in which a person wrote a number: Vietnamese (1.234.567,8),
// with spaces (1 234), US (1,234,567.8), percent (87,5%), fraction (12/15), words before
// and behind (khoảng 20 cuộc). Errors: ErrNumber.
func ParseNumber(s string) (Reading, error) {
	t, note := cleanNumber(s)
	if t == "" || len(t) > 200 || dateLike.MatchString(t) {
		return Reading{}, ErrNumber
	}
	loc := numToken.FindStringIndex(t)
	if loc == nil {
		return Reading{}, ErrNumber
	}
	loc[1] = trimToken(t, loc)
	r := Reading{Note: note, Prefix: strings.TrimSpace(t[:loc[0]])}
	if afterLetter(t, loc[0]) {
		return Reading{}, ErrNumber // "T6", "m2"
	}
	neg := r.sign()
	rest := t[loc[1]:]
	if m := fraction.FindStringSubmatch(t[loc[0]:]); m != nil {
		of, err := readDigits(m[2])
		if err == nil {
			r.Of = &of.Value
			rest = t[loc[0]+len(m[0]):]
		}
	}
	d, err := readDigits(t[loc[0]:loc[1]])
	if err != nil {
		return Reading{}, err
	}
	r.Value, r.Others, r.Single, r.Sep, r.Ungrouped = d.Value, d.Others, d.Single, d.Sep, d.Ungrouped
	if neg {
		r.Value = -r.Value
		for i := range r.Others {
			r.Others[i] = -r.Others[i]
		}
	}
	r.tail(rest)
	return r, nil
}

// trimToken cuts a token such as "12 345 6" back to what forms one number.
func trimToken(t string, loc []int) int {
	tok := t[loc[0]:loc[1]]
	if i := strings.IndexByte(tok, ' '); i >= 0 && !spaced.MatchString(tok) {
		return loc[0] + i
	}
	return loc[1]
}

// sign takes a minus sign and marks of rough figures off the prefix.
func (r *Reading) sign() bool {
	p := r.Prefix
	neg := false
	for _, m := range []string{"-", "−", "–"} {
		if p == m || strings.HasSuffix(p, " "+m) {
			neg = true
			p = strings.TrimSpace(strings.TrimSuffix(p, m))
		}
	}
	for _, m := range []string{">=", "<=", "≥", "≤", "~", "≈", ">", "<", "±"} {
		if strings.Contains(p, m) {
			r.Approx = true
			p = strings.TrimSpace(strings.ReplaceAll(p, m, ""))
		}
	}
	p = strings.TrimSpace(strings.TrimPrefix(p, "+"))
	if approxRE.MatchString(p) {
		r.Approx = true
	}
	r.Prefix = p
	return neg
}

// tail reads what follows the number.
func (r *Reading) tail(rest string) {
	rest = strings.TrimSpace(rest)
	if strings.HasPrefix(rest, "%") {
		r.Percent = true
		rest = strings.TrimSpace(rest[1:])
	}
	if strings.HasPrefix(rest, "+") || strings.HasPrefix(Fold(rest), "tro len") {
		r.Approx = true
	}
	for _, loc := range numToken.FindAllStringIndex(rest, -1) {
		if afterLetter(rest, loc[0]) {
			continue
		}
		if d, err := readDigits(strings.TrimSpace(rest[loc[0]:trimToken(rest, loc)])); err == nil {
			r.More = append(r.More, d.Value)
		} else {
			r.More = append(r.More, 0)
		}
	}
	r.Suffix = rest
}

// readDigits reads one bare token of digits and separators.
func readDigits(t string) (Reading, error) {
	t = strings.TrimSpace(t)
	var r Reading
	var err error
	switch {
	case single.MatchString(t):
		m := single.FindStringSubmatch(t)
		r.Single, r.Sep = true, m[2][0]
		thousand, e1 := figure.Parse(m[1] + m[3])
		dec, e2 := figure.Parse(m[1] + "." + m[3])
		r.Value, r.Others, err = thousand, []figure.Value{dec}, errors.Join(e1, e2)
		if r.Sep == ',' {
			r.Value, r.Others = dec, []figure.Value{thousand}
		}
	case spaced.MatchString(t):
		r.Value, err = figure.Parse(strings.ReplaceAll(strings.ReplaceAll(t, " ", ""), ",", "."))
	case dotted.MatchString(t) && !strings.HasPrefix(t, "0"):
		r.Value, err = figure.Parse(strings.ReplaceAll(strings.ReplaceAll(t, ".", ""), ",", "."))
	case commaed.MatchString(t) && !strings.HasPrefix(t, "0"):
		r.Value, err = figure.Parse(strings.ReplaceAll(t, ",", ""))
	case plain.MatchString(t):
		r.Ungrouped = true
		r.Value, err = figure.Parse(strings.ReplaceAll(t, ",", "."))
	default:
		return r, ErrNumber
	}
	if err != nil {
		return r, ErrNumber
	}
	return r, nil
}

// cleanNumber makes all spaces and digits plain and takes footnote markers off.
func cleanNumber(s string) (text, note string) {
	var b strings.Builder
	last := ' '
	for _, r := range NFC(s) {
		before := last
		last = r
		switch {
		case strings.ContainsRune("²³", r) && (before == 'm' || before == 'M'):
			b.WriteRune('2' + (r - '²'))
		case strings.ContainsRune("¹²³⁰⁴⁵⁶⁷⁸⁹", r):
			note += string(r)
		case r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == '\u2007' || r == '\u3000' || r == '\n' || r == '\t' || r == '\r':
			b.WriteByte(' ')
		case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u2060':
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case r == '％':
			b.WriteByte('%')
		case r == '⁄' || r == '∕':
			b.WriteByte('/')
		default:
			b.WriteRune(r)
		}
	}
	text = strings.Join(strings.Fields(b.String()), " ")
	if m := noteTail.FindString(text); m != "" && strings.ContainsAny(text[:len(text)-len(m)], "0123456789") {
		note = strings.TrimSpace(m) + note
		text = strings.TrimSpace(text[:len(text)-len(m)])
	}
	text = strings.TrimPrefix(text, "'")
	return text, note
}

// afterLetter reports that the byte at i follows a letter.
func afterLetter(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(r) || r == '_'
}
