package wording

import (
	"strings"
	"unicode/utf8"

	"thidua/internal/base/vi"
)

// Cite looks for words that somebody copied or typed from text and gives them as they stand
// there: capitals, blanks, signs between the words and the place of the tone make no
// difference. ok is false when the words do not follow each other in text.
func Cite(quoted, text string) (exact string, ok bool) {
	if quoted = strings.TrimSpace(quoted); quoted == "" {
		return "", false
	}
	if strings.Contains(text, quoted) {
		return quoted, true
	}
	want, _ := plain(quoted)
	have, at := plain(text)
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		n := 0
		for n < len(want) && have[i+n] == want[n] {
			n++
		}
		if n == len(want) {
			return text[at[i].From:at[i+n-1].To], true
		}
	}
	return "", false
}

// plain gives the words of s in one spelling, and where each stands.
func plain(s string) (words []string, at []Edit) {
	from := 0
	for _, w := range Words(s) {
		if r, _ := utf8.DecodeRuneInString(w); letter(r) {
			words = append(words, strings.ToLower(vi.NormalizeTone(w)))
			at = append(at, Edit{From: from, To: from + len(w)})
		}
		from += len(w)
	}
	return words, at
}
