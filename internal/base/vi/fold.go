// Package vi knows the Vietnamese language: folding for search, order of names,
// numbers as people write them, legacy encodings, numbers of official documents.
package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC gives s in composed form (dạng dựng sẵn), as it is stored everywhere.
func NFC(s string) string { return norm.NFC.String(s) }

// Fold (bỏ dấu) gives the form in which texts are compared: tones and marks dropped,
// đ→d, lower case, every run of spaces, dashes and signs one space, digits kept.
// Composition (NFC, NFD) and the place of the tone do not matter. Fold is idempotent.
func Fold(s string) string {
	return strings.Join(FoldWords(s), " ")
}

// FoldWords (tách từ bỏ dấu) gives the words of Fold(s). "%" is a word of its own.
func FoldWords(s string) []string {
	if words, ok := foldPlain(s); ok {
		return words
	}
	return foldAny(s)
}

// plainFold gives the folded letter of composed letters, 0 for those that need more.
var plainFold = func() (t [0x1EFA]byte) {
	for _, block := range [][2]rune{{0xC0, 0x24F}, {0x1EA0, 0x1EF9}} {
		for r := block[0]; r <= block[1]; r++ {
			if w := foldAny("a" + string(r) + "b"); unicode.IsLetter(r) && len(w) == 1 && len(w[0]) == 3 {
				t[r] = w[0][1]
			}
		}
	}
	return t
}()

// foldPlain is foldAny for texts of ASCII and composed letters; ok is false for others.
func foldPlain(s string) (words []string, ok bool) {
	buf := make([]byte, 0, len(s))
	ends := make([]int, 0, 8) // where each word ends in buf: all words are cut out of one string
	cut := func() {
		if n := len(ends); n == 0 && len(buf) > 0 || n > 0 && ends[n-1] < len(buf) {
			ends = append(ends, len(buf))
		}
	}
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			buf = append(buf, byte(r))
		case r >= 'A' && r <= 'Z':
			buf = append(buf, byte(r)+'a'-'A')
		case r == '%':
			cut()
			buf = append(buf, '%')
			cut()
		case r < 0x80 || r == 0xa0 || r == '–' || r == '“' || r == '”':
			cut()
		case int(r) < len(plainFold) && plainFold[r] != 0:
			buf = append(buf, plainFold[r])
		default:
			return nil, false
		}
	}
	cut()
	if len(ends) == 0 {
		return nil, true
	}
	whole, start := string(buf), 0
	words = make([]string, len(ends))
	for i, end := range ends {
		words[i], start = whole[start:end], end
	}
	return words, true
}

// foldAny is FoldWords for any text.
func foldAny(s string) []string {
	var words []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			words = append(words, b.String())
			b.Reset()
		}
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð':
			b.WriteByte('d')
		case r == '%':
			flush()
			words = append(words, "%")
		case unicode.Is(unicode.M, r) || r == '\u00ad' || unicode.Is(unicode.Cf, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteString(strings.ToLower(string(r)))
		default:
			flush()
		}
	}
	flush()
	return words
}

// Upper (chữ hoa) gives s in capitals, composed first so that no mark is lost.
func Upper(s string) string { return norm.NFC.String(strings.ToUpper(norm.NFC.String(s))) }

// Initials gives the first letters of the folded words of s: "Tổ chức" = "tc".
func Initials(s string) string {
	var b strings.Builder
	for _, w := range FoldWords(s) {
		r := []rune(w)[0]
		b.WriteRune(r)
	}
	return b.String()
}

// Distance gives the edit distance of a and b in letters, a swap of neighbours
// counted as one.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 512 || len(y) > 512 {
		if a == b {
			return 0
		}
		return max(len(x), len(y))
	}
	p2, p1, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range p1 {
		p1[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			c := 1
			if x[i-1] == y[j-1] {
				c = 0
			}
			cur[j] = min(p1[j]+1, cur[j-1]+1, p1[j-1]+c)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], p2[j-2]+1)
			}
		}
		p2, p1, cur = p1, cur, p2
	}
	return p1[len(y)]
}
