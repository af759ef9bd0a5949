// Package wording compares two versions of a sentence word by word, and brings a change
// that was made to an older version over to a newer one. It is pure: texts in, texts out.
//
// A text is cut into words (a number with its separators is one word), runs of blanks, and
// single signs. Offsets are in bytes of the text and never fall inside a letter: texts come
// in NFC, and no word ends between a letter and a mark.
package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Edit (chỗ sửa) replaces base[From:To] by Text.
type Edit struct {
	From, To int
	Text     string
}

// Words cuts s into words, runs of blanks and single signs; joined again they give s.
func Words(s string) []string {
	var list []string
	for s != "" {
		n := first(s)
		list = append(list, s[:n])
		s = s[n:]
	}
	return list
}

// first gives the length in bytes of the first token of s.
func first(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case letter(r):
		for n < len(s) {
			c, w := utf8.DecodeRuneInString(s[n:])
			if !letter(c) && !(separates(c) && digitAt(s, n-1) && digitAt(s, n+w)) {
				break
			}
			n += w
		}
	case unicode.IsSpace(r) && r != '\n':
		for n < len(s) {
			c, w := utf8.DecodeRuneInString(s[n:])
			if !unicode.IsSpace(c) || c == '\n' {
				break
			}
			n += w
		}
	default: // a sign keeps the marks that stand on it
		for n < len(s) {
			c, w := utf8.DecodeRuneInString(s[n:])
			if !unicode.Is(unicode.M, c) {
				break
			}
			n += w
		}
	}
	return n
}

func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}
func separates(r rune) bool { return r == '.' || r == ',' }
func digitAt(s string, i int) bool {
	return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9'
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// Diff gives the edits that turn a into b, in order and apart from each other.
func Diff(a, b string) []Edit {
	x, y := Words(a), Words(b)
	keep := match(x, y)
	var list []Edit
	at, i, j := 0, 0, 0 // offset in a, next token of x and of y
	flush := func(to, until int) {
		e := Edit{From: at, To: at}
		for ; i < to; i++ {
			e.To += len(x[i])
		}
		for ; j < until; j++ {
			e.Text += y[j]
		}
		if e.From < e.To || e.Text != "" {
			list = append(list, e)
		}
		at = e.To
	}
	for _, k := range keep {
		flush(k[0], k[1])
		at += len(x[i])
		i, j = i+1, j+1
	}
	flush(len(x), len(y))
	return list
}

// Apply makes the edits of list in base.
func Apply(base string, list []Edit) string {
	var b strings.Builder
	at := 0
	for _, e := range list {
		b.WriteString(base[at:e.From])
		b.WriteString(e.Text)
		at = e.To
	}
	b.WriteString(base[at:])
	return b.String()
}

// maxEffort bounds the work of comparing two texts that have little in common.
const maxEffort = 3000

// match gives the pairs of tokens that stay, as Myers' shortest edit script finds them.
func match(x, y []string) [][2]int {
	lo := 0
	for lo < len(x) && lo < len(y) && x[lo] == y[lo] {
		lo++
	}
	hi := 0
	for hi < len(x)-lo && hi < len(y)-lo && x[len(x)-1-hi] == y[len(y)-1-hi] {
		hi++
	}
	var keep [][2]int
	for i := range lo {
		keep = append(keep, [2]int{i, i})
	}
	for _, k := range snake(x[lo:len(x)-hi], y[lo:len(y)-hi]) {
		keep = append(keep, [2]int{k[0] + lo, k[1] + lo})
	}
	for i := hi; i > 0; i-- {
		keep = append(keep, [2]int{len(x) - i, len(y) - i})
	}
	return keep
}

func snake(x, y []string) [][2]int {
	n, m := len(x), len(y)
	if n == 0 || m == 0 {
		return nil
	}
	limit := min(n+m, maxEffort)
	v := make([]int, 2*limit+2)
	var trace [][]int
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			var i int
			if k == -d || k != d && v[limit+k-1] < v[limit+k+1] {
				i = v[limit+k+1]
			} else {
				i = v[limit+k-1] + 1
			}
			j := i - k
			for i < n && j < m && x[i] == y[j] {
				i, j = i+1, j+1
			}
			v[limit+k] = i
			if i >= n && j >= m {
				return back(trace, n, m)
			}
		}
		trace = append(trace, append([]int(nil), v[limit-d:limit+d+1]...))
	}
	return nil // too different: everything is replaced
}

// back walks the trace of the search from its end to the start.
func back(trace [][]int, i, j int) [][2]int {
	var keep [][2]int
	for d := len(trace); d > 0; d-- {
		row := trace[d-1] // of d-1, from -(d-1) to d-1
		at := func(k int) int {
			if k < -(d-1) || k > d-1 {
				return -1
			}
			return row[k+d-1]
		}
		k := i - j
		from := k - 1
		if k == -d || k != d && at(k-1) < at(k+1) {
			from = k + 1
		}
		pi := at(from)
		pj := pi - from
		for i > pi && j > pj && i > 0 && j > 0 {
			if from == k+1 && i == pi || from == k-1 && i == pi+1 {
				break
			}
			i, j = i-1, j-1
			keep = append(keep, [2]int{i, j})
		}
		i, j = pi, pj
	}
	for i > 0 && j > 0 {
		i, j = i-1, j-1
		keep = append(keep, [2]int{i, j})
	}
	for l, r := 0, len(keep)-1; l < r; l, r = l+1, r-1 {
		keep[l], keep[r] = keep[r], keep[l]
	}
	return keep
}

// A Segment (đoạn so sánh) is a stretch that stayed (Op 0), went (Op -1) or came (Op +1).
type Segment struct {
	Op   int
	Text string
}

// Compare gives the difference of a and b for people: changes that only a blank keeps apart
// are shown as one.
func Compare(a, b string) []Segment {
	var list []Segment
	add := func(op int, s string) {
		if s != "" {
			list = append(list, Segment{op, s})
		}
	}
	at := 0
	for _, e := range Tidy(a, Diff(a, b)) {
		add(0, a[at:e.From])
		add(-1, a[e.From:e.To])
		add(+1, e.Text)
		at = e.To
	}
	add(0, a[at:])
	return list
}

// Tidy joins neighbouring edits of a that only blanks keep apart.
func Tidy(a string, list []Edit) []Edit {
	var out []Edit
	for _, e := range list {
		if n := len(out); n > 0 && blank(a[out[n-1].To:e.From]) && (out[n-1].Text != "" || out[n-1].From < out[n-1].To) {
			last := &out[n-1]
			last.Text += a[last.To:e.From] + e.Text
			last.To = e.To
			continue
		}
		out = append(out, e)
	}
	return out
}
