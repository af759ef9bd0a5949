package paper

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Style says which of the four faces of Times New Roman a text is set in.
type Style struct{ Bold, Italic bool }

func (s Style) face() int {
	n := 0
	if s.Bold {
		n = 1
	}
	if s.Italic {
		n += 2
	}
	return n
}

// perEm is the number of units the widths below are counted in.
const perEm = 2048

// extras are the letters and signs beyond ASCII that do not decompose into an ASCII
// letter and marks; extraWidths holds their widths in the same order.
const extras = "ĐđƠơƯưÐ…–—‘’“”•·×÷²³°§±₫½€"

// Advance widths of Times New Roman for U+0020…U+007E: regular, bold, italic, bold
// italic. Letters with marks are as wide as their base letter.
var asciiWidths = [4][95]uint16{
	{
		512, 682, 836, 1024, 1024, 1706, 1593, 369, 682, 682, 1024, 1155, 512, 682, 512, 569, 1024, 1024, 1024,
		1024, 1024, 1024, 1024, 1024, 1024, 1024, 569, 569, 1155, 1155, 1155, 909, 1886, 1479, 1366, 1366, 1479, 1251,
		1139, 1479, 1479, 682, 797, 1479, 1251, 1821, 1479, 1479, 1139, 1479, 1366, 1139, 1251, 1479, 1479, 1933, 1479,
		1479, 1251, 682, 569, 682, 961, 1024, 682, 909, 1024, 909, 1024, 909, 682, 1024, 1024, 569, 569, 1024,
		569, 1593, 1024, 1024, 1024, 1024, 682, 797, 569, 1024, 1024, 1479, 1024, 1024, 909, 983, 410, 983, 1108,
	},
	{
		512, 682, 1137, 1024, 1024, 2048, 1706, 569, 682, 682, 1024, 1167, 512, 682, 512, 569, 1024, 1024, 1024,
		1024, 1024, 1024, 1024, 1024, 1024, 1024, 682, 682, 1167, 1167, 1167, 1024, 1905, 1479, 1366, 1479, 1479, 1366,
		1251, 1593, 1593, 797, 1024, 1593, 1366, 1933, 1479, 1593, 1251, 1593, 1479, 1139, 1366, 1479, 1479, 2048, 1479,
		1479, 1366, 682, 569, 682, 1190, 1024, 682, 1024, 1139, 909, 1139, 909, 682, 1024, 1139, 569, 682, 1139,
		569, 1706, 1139, 1024, 1139, 1139, 909, 797, 682, 1139, 1024, 1479, 1024, 1024, 909, 807, 451, 807, 1065,
	},
	{
		512, 682, 860, 1024, 1024, 1706, 1593, 438, 682, 682, 1024, 1382, 512, 682, 512, 569, 1024, 1024, 1024,
		1024, 1024, 1024, 1024, 1024, 1024, 1024, 682, 682, 1382, 1382, 1382, 1024, 1884, 1251, 1251, 1366, 1479, 1251,
		1251, 1479, 1479, 682, 909, 1366, 1139, 1706, 1366, 1479, 1251, 1479, 1251, 1024, 1139, 1479, 1251, 1706, 1251,
		1139, 1139, 797, 569, 797, 864, 1024, 682, 1024, 1024, 909, 1024, 909, 569, 1024, 1024, 569, 569, 909,
		569, 1479, 1024, 1024, 1024, 1024, 797, 797, 569, 1024, 909, 1366, 909, 909, 797, 819, 563, 819, 1108,
	},
	{
		512, 797, 1137, 1024, 1024, 1706, 1593, 569, 682, 682, 1024, 1167, 512, 682, 512, 569, 1024, 1024, 1024,
		1024, 1024, 1024, 1024, 1024, 1024, 1024, 682, 682, 1167, 1167, 1167, 1024, 1704, 1366, 1366, 1366, 1479, 1366,
		1366, 1479, 1593, 797, 1024, 1366, 1251, 1821, 1479, 1479, 1251, 1479, 1366, 1139, 1251, 1479, 1366, 1821, 1366,
		1251, 1251, 682, 569, 682, 1167, 1024, 682, 1024, 1024, 909, 1024, 909, 682, 1024, 1139, 569, 569, 1024,
		569, 1593, 1139, 1024, 1024, 1024, 797, 797, 569, 1139, 909, 1366, 1024, 909, 797, 713, 451, 713, 1167,
	},
}

var extraWidths = [4][26]uint16{
	{1479, 1024, 1479, 1083, 1589, 1110, 1479, 2048, 1024, 2048, 682, 682, 909, 909, 717, 682, 1155, 1124, 614, 614, 819, 1024, 1124, 1050, 1536, 1024},
	{1479, 1139, 1593, 1134, 1630, 1229, 1479, 2048, 1024, 2048, 682, 682, 1024, 1024, 717, 683, 1167, 1124, 614, 614, 819, 1024, 1124, 1050, 1536, 1024},
	{1479, 1024, 1479, 1093, 1544, 1117, 1479, 1821, 1024, 1821, 682, 682, 1139, 1139, 717, 512, 1382, 1124, 614, 614, 819, 1024, 1124, 1050, 1536, 1024},
	{1479, 1024, 1479, 1099, 1587, 1227, 1479, 2048, 1024, 2048, 682, 682, 1024, 1024, 717, 512, 1167, 1124, 614, 614, 819, 1024, 1124, 1050, 1536, 1024},
}

// Width gives the length of s in points when set in Times New Roman of the given
// size. Letters the table lacks count as wide as "o".
func Width(s string, st Style, size float64) float64 {
	f, sum := st.face(), 0
	for _, r := range Clean(s) {
		sum += runeWidth(r, f)
	}
	return float64(sum) * size / perEm
}

func runeWidth(r rune, f int) int {
	if r >= 0x20 && r < 0x7F {
		return int(asciiWidths[f][r-0x20])
	}
	n := 0
	for _, e := range extras {
		if e == r {
			return int(extraWidths[f][n])
		}
		n++
	}
	if r == 0xA0 {
		return int(asciiWidths[f][0])
	}
	for i, b := range norm.NFD.String(string(r)) {
		switch {
		case i > 0 && b == 0x31B: // horn: ơ and ư differ from o and u
			return runeWidth(horned(r), f)
		case i == 0 && b >= 0x20 && b < 0x7F && !strings.ContainsRune(norm.NFD.String(string(r)), 0x31B):
			return int(asciiWidths[f][b-0x20])
		}
	}
	return int(asciiWidths[f]['o'-0x20])
}

// horned gives the letter with horn alone of a letter with horn and tone.
func horned(r rune) rune {
	switch d := []rune(norm.NFD.String(string(r))); d[0] {
	case 'o':
		return 'ơ'
	case 'O':
		return 'Ơ'
	case 'u':
		return 'ư'
	}
	return 'Ư'
}

// Wrap breaks s into lines no longer than width points.
func Wrap(s string, st Style, size, width float64) []string {
	var out []string
	for _, l := range Lines(s) {
		line := ""
		for _, w := range strings.Fields(l) {
			if line != "" && Width(line+" "+w, st, size) > width {
				out, line = append(out, line), w
				continue
			}
			line = strings.TrimPrefix(line+" "+w, " ")
		}
		out = append(out, line)
	}
	return out
}
