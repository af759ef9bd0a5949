package pdfread

import (
	"strconv"
)

// The values of a PDF file: these, float64, bool and nil.
type (
	name  string
	chars string // the bytes of a string
	ref   int    // the number of an object
	dict  map[string]any
	word  string // an operator, or what stands where a value should
)

const maxDepth = 60 // levels of arrays and dictionaries

// A lexer takes values from bytes.
type lexer struct {
	b    []byte
	pos  int
	refs bool // "7 0 R" is a reference; content streams have none
}

func blank(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) skip() {
	for l.pos < len(l.b) {
		switch c := l.b[l.pos]; {
		case blank(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.b) && l.b[l.pos] != '\n' && l.b[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

// end are words that close what holds the value that is being read.
type end byte

// next gives the next value; ok is false at the end of the bytes.
func (l *lexer) next(depth int) (v any, ok bool) {
	l.skip()
	if l.pos >= len(l.b) {
		return nil, false
	}
	c := l.b[l.pos]
	l.pos++
	switch {
	case c == '/':
		return l.name(), true
	case c == '(':
		return l.literal(), true
	case c == '<' && l.pos < len(l.b) && l.b[l.pos] == '<':
		l.pos++
		return l.dict(depth + 1), true
	case c == '<':
		return l.hex(), true
	case c == '>' && l.pos < len(l.b) && l.b[l.pos] == '>':
		l.pos++
		return end('>'), true
	case c == '[':
		return l.array(depth + 1), true
	case c == ']':
		return end(']'), true
	case delimiter(c):
		return word(string(c)), true
	}
	start := l.pos - 1
	for l.pos < len(l.b) && !blank(l.b[l.pos]) && !delimiter(l.b[l.pos]) {
		l.pos++
	}
	return l.plain(string(l.b[start:l.pos])), true
}

// plain tells numbers, references, true, false and null from words.
func (l *lexer) plain(s string) any {
	if c := s[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			if r, ok := l.reference(s); ok {
				return r
			}
			return n
		}
	}
	switch s {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return word(s)
}

// reference looks whether the number s begins "7 0 R".
func (l *lexer) reference(s string) (ref, bool) {
	n, err := strconv.Atoi(s)
	if !l.refs || err != nil || n <= 0 {
		return 0, false
	}
	p := l.pos
	for p < len(l.b) && p-l.pos < 4 && blank(l.b[p]) {
		p++
	}
	digits := p
	for p < len(l.b) && p-digits < 5 && l.b[p] >= '0' && l.b[p] <= '9' {
		p++
	}
	if p == digits || p == l.pos {
		return 0, false
	}
	gap := p
	for p < len(l.b) && p-gap < 4 && blank(l.b[p]) {
		p++
	}
	if p == gap || p >= len(l.b) || l.b[p] != 'R' || p+1 < len(l.b) && !blank(l.b[p+1]) && !delimiter(l.b[p+1]) {
		return 0, false
	}
	l.pos = p + 1
	return ref(n), true
}

func (l *lexer) name() name {
	var out []byte
	for l.pos < len(l.b) && !blank(l.b[l.pos]) && !delimiter(l.b[l.pos]) {
		c := l.b[l.pos]
		l.pos++
		if c == '#' && l.pos+1 < len(l.b) {
			if n, err := strconv.ParseUint(string(l.b[l.pos:l.pos+2]), 16, 8); err == nil {
				c = byte(n)
				l.pos += 2
			}
		}
		out = append(out, c)
	}
	return name(out)
}

// literal reads a string in brackets.
func (l *lexer) literal() chars {
	var out []byte
	for open := 1; l.pos < len(l.b); {
		c := l.b[l.pos]
		l.pos++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return chars(out)
			}
		case '\\':
			out = l.escaped(out)
			continue
		}
		out = append(out, c)
	}
	return chars(out)
}

func (l *lexer) escaped(out []byte) []byte {
	if l.pos >= len(l.b) {
		return out
	}
	c := l.b[l.pos]
	l.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if l.pos < len(l.b) && l.b[l.pos] == '\n' {
			l.pos++
		}
		return out
	case '\n':
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	n := int(c - '0')
	for i := 0; i < 2 && l.pos < len(l.b) && l.b[l.pos] >= '0' && l.b[l.pos] <= '7'; i++ {
		n = n<<3 | int(l.b[l.pos]-'0')
		l.pos++
	}
	return append(out, byte(n))
}

func (l *lexer) hex() chars {
	var out []byte
	half, odd := byte(0), false
	for l.pos < len(l.b) {
		c := l.b[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		n, ok := digit(c)
		if !ok {
			continue
		}
		if odd {
			out = append(out, half<<4|n)
		}
		half, odd = n, !odd
	}
	if odd {
		out = append(out, half<<4)
	}
	return chars(out)
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// array reads values up to "]". A word such as endobj shows that the end is missing.
func (l *lexer) array(depth int) []any {
	var out []any
	for {
		at := l.pos
		v, ok := l.next(depth)
		if !ok || depth > maxDepth || closes(v) {
			if w, is := v.(word); is && closes(w) {
				l.pos = at
			}
			return out
		}
		if e, is := v.(end); is {
			if e == ']' {
				return out
			}
			continue
		}
		out = append(out, v)
	}
}

func (l *lexer) dict(depth int) dict {
	d := dict{}
	for {
		at := l.pos
		k, ok := l.next(depth)
		if !ok || depth > maxDepth || k == end('>') {
			return d
		}
		if closes(k) {
			l.pos = at
			return d
		}
		key, is := k.(name)
		if !is {
			continue
		}
		at = l.pos
		v, ok := l.next(depth)
		switch {
		case !ok, v == end('>'):
			return d
		case closes(v):
			l.pos = at
			return d
		}
		if _, is := v.(end); !is {
			d[string(key)] = v
		}
	}
}

// closes reports whether a value is a word that can only stand outside of an object.
func closes(v any) bool {
	switch v {
	case word("endobj"), word("obj"), word("stream"), word("endstream"):
		return true
	}
	return false
}
