package portal

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"thidua/internal/base/vi"
)

// wordMarks are the bullets that a text pasted from Word begins its list items with: signs
// of the fonts Symbol and Wingdings, and the usual ones.
const wordMarks = "•·●▪■□◦‣⁃➢➤✓✔\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf02d"

// CleanText brings a text, typed or pasted from Word, into Markdown: composed letters, plain
// spaces, lists with dashes, no invisible signs; and where every line was a paragraph, empty
// lines between them. It changes nothing the second time.
func CleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n\n", "\t", " ").Replace(s)
	s = vi.NFC(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\u00a0' || r == '\u202f' || unicode.Is(unicode.Zs, r):
			return ' '
		case r == '\u200d' || r == '\u200c': // joiners belong to some scripts
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\ufffc' || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)) // composed after what stood between the letters is gone
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = cleanLine(l)
	}
	return strings.TrimSpace(strings.Join(spread(lines), "\n"))
}

func cleanLine(l string) string {
	t := strings.TrimRight(l, " ")
	body := strings.TrimLeft(t, " ")
	if r, n := first(body); strings.ContainsRune(wordMarks, r) && n > 0 {
		if rest := strings.TrimLeft(body[n:], " "); rest != "" {
			return "- " + rest
		}
	}
	if len(t)-len(body) >= 4 { // four spaces would make a block of code
		return body
	}
	return t
}

func first(s string) (rune, int) {
	for i, r := range s {
		if i == 0 {
			return r, len(string(r))
		}
	}
	return 0, 0
}

// longLine is the length from which a line is taken for a whole paragraph: Word puts one line
// end after a paragraph, Markdown wants two, and people press Enter earlier than here.
const longLine = 90

// spread puts empty lines between the paragraphs of each stretch of lines that came without
// them, as from Word: behind a long line, and where a stretch has several long lines behind each
// of its lines. The items of a list stay together, and so do the lines of a quotation.
func spread(lines []string) []string {
	var out []string
	for len(lines) > 0 {
		n := slices.Index(lines, "")
		if n < 0 {
			n = len(lines)
		}
		long := 0
		for _, l := range lines[:n] {
			if len([]rune(l)) > longLine {
				long++
			}
		}
		for i, l := range lines[:n] {
			if i > 0 && (long > 1 || len([]rune(lines[i-1])) > longLine) && !(listed(l) && listed(lines[i-1])) {
				out = append(out, "")
			}
			out = append(out, l)
		}
		out = append(out, "")
		lines = lines[min(n+1, len(lines)):]
	}
	return squash(out)
}

// listed reports whether a line is one of those that stand together: an item of a list, with a
// sign or a number, or a line of a quotation.
func listed(l string) bool {
	return strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "* ") || strings.HasPrefix(l, "+ ") || strings.HasPrefix(l, ">") || numbered.MatchString(l)
}

var numbered = regexp.MustCompile(`^\d{1,3}[.)] `)

// squash makes several empty lines one.
func squash(lines []string) []string {
	var out []string
	for _, l := range lines {
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return out
}
