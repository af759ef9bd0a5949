package vi

import (
	"strings"

	"thidua/internal/base/figure"
)

var digitWords = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// NumberWords (đọc số thành chữ) spells v: 1005 = "một nghìn không trăm linh năm",
// 12,5 = "mười hai phẩy năm".
func NumberWords(v figure.Value) string {
	s := v.String()
	neg := strings.HasPrefix(s, "-")
	whole, frac, hasFrac := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	out := wholeWords(whole)
	if hasFrac {
		var w []string
		for _, d := range frac {
			w = append(w, digitWords[d-'0'])
		}
		if len(frac) == 2 && frac[0] != '0' {
			w = []string{threeWords(0, int(frac[0]-'0'), int(frac[1]-'0'), false)}
		}
		out += " phẩy " + strings.Join(w, " ")
	}
	if neg {
		out = "âm " + out
	}
	return out
}

func wholeWords(s string) string {
	s = strings.TrimLeft(s, "0")
	if s == "" {
		return digitWords[0]
	}
	for len(s)%9 != 0 {
		s = "0" + s
	}
	var parts []string
	billions := len(s)/9 - 1
	started := false
	for i := 0; i < len(s); i += 9 {
		block := s[i : i+9]
		w := nineWords(block, started)
		if w != "" {
			started = true
			parts = append(parts, w)
		}
		if started && billions > 0 {
			// a billion of billions repeats the word
			if w != "" {
				parts = append(parts, strings.TrimSpace(strings.Repeat("tỷ ", billions)))
			}
		}
		billions--
	}
	return strings.Join(parts, " ")
}

func nineWords(s string, started bool) string {
	var parts []string
	for i, unit := range []string{"triệu", "nghìn", ""} {
		a, b, c := int(s[3*i]-'0'), int(s[3*i+1]-'0'), int(s[3*i+2]-'0')
		if a+b+c == 0 {
			continue
		}
		parts = append(parts, threeWords(a, b, c, started || len(parts) > 0))
		if unit != "" {
			parts = append(parts, unit)
		}
	}
	return strings.Join(parts, " ")
}

// threeWords spells up to three digits; full says that "không trăm" must be read.
func threeWords(a, b, c int, full bool) string {
	var w []string
	if a > 0 || full {
		w = append(w, digitWords[a], "trăm")
	}
	switch {
	case b == 0 && c > 0 && len(w) > 0:
		w = append(w, "linh")
	case b == 1:
		w = append(w, "mười")
	case b > 1:
		w = append(w, digitWords[b], "mươi")
	}
	switch {
	case c == 1 && b > 1:
		w = append(w, "mốt")
	case c == 4 && b > 1:
		w = append(w, "tư")
	case c == 5 && b > 0:
		w = append(w, "lăm")
	case c > 0:
		w = append(w, digitWords[c])
	}
	return strings.Join(w, " ")
}
