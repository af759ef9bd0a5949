package pdfread

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"thidua/internal/base/vi"
)

// A font turns codes into letters and tells how wide they are, in parts of the size.
type font struct {
	name   string // without the tag of a subset: ".VnTimeH"
	spaces []space
	direct bool // codes are UTF-16
	guess  bool // letters are a guess: nothing says what the codes of an embedded font mean
	chars  map[uint32]string
	names  [256]string // of simple fonts: letters by code
	width  map[uint32]float64
	usual  float64
}

// A space says how many bytes a code has whose value lies between two.
type space struct {
	n      int
	lo, hi uint32
}

// font gives the font that a resource names.
func (f *file) font(v any) *font {
	o := f.at(v)
	if o == nil {
		return nil
	}
	if got, ok := f.fonts[o]; ok {
		return got
	}
	d, _ := o.value.(dict)
	base, _ := f.value(d["BaseFont"]).(name)
	x := &font{name: string(base), width: map[uint32]float64{}, usual: 0.5}
	if len(base) > 7 && base[6] == '+' {
		x.name = string(base[7:])
	}
	f.fonts[o] = x
	if to := f.at(d["ToUnicode"]); to != nil && to.raw != nil {
		x.chars, _ = letters(f.bytes(to))
	}
	if d["Subtype"] == name("Type0") {
		f.composite(x, d)
	} else {
		f.simple(x, d)
	}
	return x
}

// composite reads what a font of many letters says.
func (f *file) composite(x *font, d dict) {
	x.spaces, x.usual = []space{{2, 0, 0xffff}}, 1
	switch e := f.value(d["Encoding"]).(type) {
	case name:
		x.direct = strings.Contains(string(e), "UTF16") || strings.Contains(string(e), "UCS2")
	case dict:
		if _, s := letters(f.bytes(f.at(d["Encoding"]))); len(s) > 0 {
			x.spaces = s
		}
	}
	list := f.list(d["DescendantFonts"])
	if len(list) == 0 {
		return
	}
	c := f.dict(list[0])
	if n, ok := f.value(c["DW"]).(float64); ok {
		x.usual = n / 1000
	}
	w := f.list(c["W"])
	for i, left := 0, maxSpans; i+1 < len(w) && left > 0; {
		from, _ := f.value(w[i]).(float64)
		switch n := f.value(w[i+1]).(type) {
		case []any:
			for k, v := range n {
				if v, ok := f.value(v).(float64); ok {
					x.width[uint32(from)+uint32(k)] = v / 1000
				}
			}
			i += 2
		case float64:
			if i+2 < len(w) {
				v, _ := f.value(w[i+2]).(float64)
				for k := from; k <= n && k < from+1<<16 && left > 0; k++ {
					x.width[uint32(k)] = v / 1000
					left--
				}
			}
			i += 3
		default:
			return
		}
	}
}

// simple reads what a font with one byte a letter says.
func (f *file) simple(x *font, d dict) {
	x.spaces = []space{{1, 0, 0xff}}
	scale := 0.001
	if m := f.list(d["FontMatrix"]); d["Subtype"] == name("Type3") && len(m) > 0 {
		if n, ok := f.value(m[0]).(float64); ok && n > 0 {
			scale = n
		}
	}
	first, _ := f.value(d["FirstChar"]).(float64)
	for i, v := range f.list(d["Widths"]) {
		if n, ok := f.value(v).(float64); ok && i < 256 {
			x.width[uint32(first)+uint32(i)] = n * scale
		}
	}
	for i := range x.names {
		if i >= 32 {
			x.names[i] = string(charmap.Windows1252.DecodeByte(byte(i)))
		}
	}
	e := f.value(d["Encoding"])
	if e == nil && x.chars == nil && vi.DetectLegacy("", x.name) == "" {
		descriptor := f.dict(d["FontDescriptor"])
		for _, k := range []string{"FontFile", "FontFile2", "FontFile3"} {
			x.guess = x.guess || descriptor[k] != nil
		}
	}
	if e == name("MacRomanEncoding") || f.dict(e)["BaseEncoding"] == name("MacRomanEncoding") {
		for i := 128; i < 256; i++ {
			x.names[i] = string(charmap.Macintosh.DecodeByte(byte(i)))
		}
	}
	code := 0
	for _, v := range f.list(f.dict(e)["Differences"]) {
		switch v := f.value(v).(type) {
		case float64:
			code = int(v)
		case name:
			if code >= 0 && code < 256 {
				x.names[code] = glyph(string(v))
			}
			code++
		}
	}
}

// accents are the marks in the names of letters: Acircumflexdotbelow is Ậ.
var accents = []struct{ name, mark string }{
	{"circumflex", "\u0302"}, {"breve", "\u0306"}, {"horn", "\u031b"}, {"acute", "\u0301"}, {"grave", "\u0300"}, {"hookabove", "\u0309"},
	{"tilde", "\u0303"}, {"dotbelow", "\u0323"}, {"dieresis", "\u0308"}, {"caron", "\u030c"}, {"cedilla", "\u0327"}, {"ring", "\u030a"},
}

var glyphs = map[string]string{
	"space": " ", "nbspace": " ", "hyphen": "-", "period": ".", "comma": ",", "colon": ":", "semicolon": ";", "slash": "/", "parenleft": "(", "parenright": ")",
	"endash": "–", "emdash": "—", "quotedblleft": "“", "quotedblright": "”", "quotesingle": "'", "quotedbl": `"`, "Dcroat": "Đ", "dcroat": "đ", "Dslash": "Đ", "dmacron": "đ",
	"Eth": "Đ", "eth": "đ", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"fi": "fi", "fl": "fl", "ff": "ff", "percent": "%", "plus": "+", "equal": "=", "asterisk": "*", "ampersand": "&", "numbersign": "#", "underscore": "_",
	"bracketleft": "[", "bracketright": "]", "bullet": "•", "ellipsis": "…", "quoteleft": "‘", "quoteright": "’", "question": "?", "exclam": "!",
}

// glyph gives the letter that a name stands for, "" when that cannot be told.
func glyph(n string) string {
	n, _, _ = strings.Cut(n, ".")
	if s, ok := glyphs[n]; ok {
		return s
	}
	if h, ok := strings.CutPrefix(n, "uni"); ok && len(h) >= 4 {
		if v, err := strconv.ParseUint(h[:4], 16, 32); err == nil {
			return string(rune(v))
		}
	}
	if h, ok := strings.CutPrefix(n, "u"); ok && len(h) >= 4 {
		if v, err := strconv.ParseUint(h, 16, 21); err == nil {
			return string(rune(v))
		}
	}
	if n == "" || n[0] < 'A' || n[0] > 'z' {
		return ""
	}
	out, rest := n[:1], n[1:]
	for rest != "" {
		found := false
		for _, a := range accents {
			if r, ok := strings.CutPrefix(rest, a.name); ok {
				out, rest, found = out+a.mark, r, true
				break
			}
		}
		if !found {
			return ""
		}
	}
	return vi.NFC(out)
}

// maxSpans bounds the codes that the ranges of one table name.
const maxSpans = 1 << 18

// letters reads a table of codes: the letters they stand for, and how long codes are.
func letters(b []byte) (map[uint32]string, []space) {
	out := map[uint32]string{}
	left := maxSpans
	var spaces []space
	var stack []any
	l := lexer{b: b}
	for {
		v, ok := l.next(0)
		if !ok {
			return out, spaces
		}
		w, is := v.(word)
		if !is {
			if stack = append(stack, v); len(stack) > 1<<12 {
				stack = stack[:0]
			}
			continue
		}
		switch w {
		case "endcodespacerange":
			for i := 0; i+1 < len(stack) && len(spaces) < 100; i += 2 {
				lo, n, ok1 := code(stack[i])
				hi, _, ok2 := code(stack[i+1])
				if ok1 && ok2 && n > 0 {
					spaces = append(spaces, space{n, lo, hi})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack) && len(out) < 1<<17; i += 2 {
				if c, _, ok := code(stack[i]); ok {
					out[c] = meant(stack[i+1])
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack) && len(out) < 1<<17; i += 3 {
				lo, _, ok1 := code(stack[i])
				hi, _, ok2 := code(stack[i+1])
				if hi = min(hi, lo+0xffff); ok1 && ok2 && hi >= lo && int(hi-lo) < left {
					left -= int(hi-lo) + 1
					span(out, lo, hi, stack[i+2])
				}
			}
		}
		stack = stack[:0]
	}
}

// span writes the letters of the codes from lo to hi.
func span(out map[uint32]string, lo, hi uint32, to any) {
	if list, ok := to.([]any); ok {
		for k, v := range list {
			if lo+uint32(k) <= hi {
				out[lo+uint32(k)] = meant(v)
			}
		}
		return
	}
	s := meant(to)
	last, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return
	}
	for c := lo; c <= hi && c >= lo; c++ {
		out[c] = s[:len(s)-n] + string(last+rune(c-lo))
	}
}

// code gives the value of a code and its length.
func code(v any) (c uint32, n int, ok bool) {
	s, ok := v.(chars)
	if !ok || len(s) > 4 {
		return 0, 0, false
	}
	for _, b := range []byte(s) {
		c = c<<8 | uint32(b)
	}
	return c, len(s), true
}

// meant gives the letters of a table's entry, which are UTF-16.
func meant(v any) string {
	switch v := v.(type) {
	case chars:
		if len(v) == 1 {
			return string(rune(v[0]))
		}
		return wide([]byte(v))
	case name:
		return glyph(string(v))
	}
	return ""
}

func wide(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(u))
}

// next takes one code from the front of b.
func (x *font) next(b []byte) (c uint32, n int) {
	for n = 1; n <= 4 && n <= len(b); n++ {
		c = c<<8 | uint32(b[n-1])
		for _, s := range x.spaces {
			if s.n == n && c >= s.lo && c <= s.hi {
				return c, n
			}
		}
	}
	n = min(x.spaces[0].n, len(b))
	c = 0
	for _, v := range b[:n] {
		c = c<<8 | uint32(v)
	}
	return c, n
}

// letter gives what a code stands for; sure is false when that is unknown or a guess.
func (x *font) letter(c uint32, n int) (s string, sure bool) {
	if s, ok := x.chars[c]; ok {
		return s, s != "" && !strings.ContainsFunc(s, private)
	}
	switch {
	case x.direct:
		return string(rune(c)), true
	case n == 1 && c < 256:
		return x.names[c], x.names[c] != "" && !x.guess
	}
	return "", false
}

// private reports whether a letter has no meaning that all agree on.
func private(r rune) bool {
	return r == utf8.RuneError || r >= 0xe000 && r <= 0xf8ff || r < 32 && r != '\t' && r != '\n' && r != '\r'
}

func (x *font) wide(c uint32) float64 {
	if w, ok := x.width[c]; ok {
		return w
	}
	return x.usual
}

// plainText gives a string of the file that is no code of a font: a title, a note.
func plainText(s chars) string {
	b := []byte(s)
	switch {
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return wide(b[2:])
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return string(b[3:])
	case utf8.Valid(b):
		return string(b)
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return ""
	}
	return string(out)
}
