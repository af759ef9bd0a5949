package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const toneMarks = "\u0300\u0301\u0303\u0309\u0323"

// NormalizeTone (chuẩn hóa vị trí dấu thanh) writes s in composed form with the tone
// where the newer spelling of the house puts it: hòa, khỏe, thủy (not hoà, khoẻ, thuỷ).
func NormalizeTone(s string) string {
	s = norm.NFC.String(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		return s
	}
	var b strings.Builder
	start := -1
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.Is(unicode.M, r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			b.WriteString(toneWord(s[start:i]))
			start = -1
		}
		b.WriteRune(r)
	}
	if start >= 0 {
		b.WriteString(toneWord(s[start:]))
	}
	return b.String()
}

// toneWord moves the tone of one word that ends in oa, oe or uy with the tone on the
// second vowel to the first. After q the u belongs to the consonant.
func toneWord(w string) string {
	rs := []rune(norm.NFD.String(w))
	n := len(rs)
	if n < 3 || !strings.ContainsRune(toneMarks, rs[n-1]) {
		return w
	}
	v1, v2 := unicode.ToLower(rs[n-3]), unicode.ToLower(rs[n-2])
	pair := string([]rune{v1, v2})
	if pair != "oa" && pair != "oe" && pair != "uy" {
		return w
	}
	if v1 == 'u' && n >= 4 && unicode.ToLower(rs[n-4]) == 'q' {
		return w
	}
	rs[n-2], rs[n-1] = rs[n-1], rs[n-2]
	return norm.NFC.String(string(rs))
}
