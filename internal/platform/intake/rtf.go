package intake

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// rtfSkipped are the groups of RTF that hold no text.
var rtfSkipped = map[string]bool{"fonttbl": true, "colortbl": true, "stylesheet": true, "pict": true, "listtable": true, "themedata": true, "datastore": true, "colorschememapping": true, "latentstyles": true, "objdata": true}

// rtfBreaks are the words of RTF that end a line.
var rtfBreaks = map[string]bool{"par": true, "line": true, "cell": true, "row": true, "sect": true, "page": true, "nestcell": true}

// An rtfGroup is what holds inside a pair of braces.
type rtfGroup struct {
	skip  bool
	stand int // letters that stand for one \u, for readers that do not know it
}

// rtfWords gives the text of an RTF file with its headers, notes and titles.
func rtfWords(b []byte) string {
	var out strings.Builder
	page := charmap.Windows1252
	stack := []rtfGroup{{stand: 1}}
	hide := 0 // letters that only stand for the one before
	put := func(s string) {
		switch {
		case stack[len(stack)-1].skip || out.Len() > maxTold:
		case hide > 0:
			hide--
		default:
			out.WriteString(s)
		}
	}
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c == '{':
			if len(stack) < 1000 {
				stack = append(stack, stack[len(stack)-1])
			}
			i++
		case c == '}':
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
			hide = 0
			i++
		case c == '\r' || c == '\n':
			i++
		case c != '\\':
			_, n := utf8.DecodeRune(b[i:])
			put(string(b[i : i+n]))
			i += n
		case i+3 < len(b) && b[i+1] == '\'':
			n, err := strconv.ParseUint(string(b[i+2:i+4]), 16, 8)
			if err == nil {
				put(string(page.DecodeByte(byte(n))))
			}
			i += 4
		default:
			word, n, has, next := rtfWord(b, i+1)
			i = next
			g := &stack[len(stack)-1]
			switch {
			case word == "bin" && has:
				i = min(len(b), i+max(n, 0))
			case word == "uc" && has:
				g.stand = max(n, 0)
			case word == "u" && has:
				hide = 0
				put(string(rune(uint16(n))))
				hide = g.stand
			case word == "ansicpg" && n == 1258:
				page = charmap.Windows1258
			case rtfSkipped[word]:
				g.skip = true
			case rtfBreaks[word]:
				hide = 0
				put("\n")
			case word == "tab", word == "~":
				put(" ")
			case word == "\\", word == "{", word == "}":
				put(word)
			}
		}
	}
	return out.String()
}

// rtfWord reads the control word at i: its letters, its number, and where the text goes on.
func rtfWord(b []byte, i int) (word string, n int, has bool, next int) {
	start := i
	for i < len(b) && (b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z') {
		i++
	}
	if i == start {
		return string(b[start:min(start+1, len(b))]), 0, false, min(start+1, len(b))
	}
	word = string(b[start:i])
	d := i
	if i < len(b) && b[i] == '-' {
		i++
	}
	for i < len(b) && i-d < 11 && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	n, err := strconv.Atoi(string(b[d:i]))
	if err != nil {
		i = d
	}
	if i < len(b) && b[i] == ' ' {
		i++
	}
	return word, n, err == nil, i
}
