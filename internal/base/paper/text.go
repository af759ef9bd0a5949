package paper

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean gives s as a document can hold it: NFC, line ends as "\n", without characters
// that XML forbids (control characters, U+FFFE, U+FFFF); broken UTF-8 becomes U+FFFD.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20, r >= 0x7F && r < 0xA0, r == 0xFFFE, r == 0xFFFF, r == 0xFEFF:
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// plain reports whether s is printable ASCII, which needs no cleaning.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// Upper gives s in capitals: đ becomes Đ, letters with marks keep them.
func Upper(s string) string { return strings.ToUpper(Clean(s)) }

// List gives the lines of a list in the manner of Nghị định 30/2020/NĐ-CP: each begins
// with a dash and ends with ";", the last with ".". Empty items are left out.
func List(items []string) []string {
	var out []string
	for _, s := range items {
		s = strings.TrimSpace(Clean(s))
		s = strings.TrimSpace(strings.TrimPrefix(s, "- "))
		if s = strings.TrimRight(s, ";. "); s != "" {
			out = append(out, "- "+s+";")
		}
	}
	if n := len(out); n > 0 {
		out[n-1] = strings.TrimSuffix(out[n-1], ";") + "."
	}
	return out
}

// Lines gives the cleaned, non-empty lines of s.
func Lines(s string) []string {
	var out []string
	for _, l := range strings.Split(Clean(s), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// NumberLine gives box [3], "Số: 05/BC-KTĐ", with room for the number while it is not
// given yet; "" when the document has neither number nor symbol.
func (d *Document) NumberLine() string {
	switch {
	case d.Number != "":
		return "Số: " + Clean(d.Number)
	case d.Symbol != "":
		// No-break spaces: room for the number that no writer folds.
		return "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/" + strings.TrimPrefix(Clean(d.Symbol), "/")
	}
	return ""
}

// DateLine gives box [4], "Đắk Lắk, ngày 05 tháng 7 năm 2022"; "" for minutes and for a
// document with neither place nor date.
func (d *Document) DateLine() string {
	if d.Minutes || (d.Place == "" && d.Date.IsZero()) {
		return ""
	}
	if d.Place == "" {
		return d.Date.Paper()
	}
	return Clean(d.Place) + ", " + d.Date.Paper()
}

// About gives the trích yếu of a công văn [5b] with "V/v " before it, "" for a document
// with a type name.
func (d *Document) About() string {
	s := strings.TrimSpace(Clean(d.Subject))
	if d.Kind != "" || s == "" || strings.HasPrefix(strings.ToLower(s), "v/v") {
		if d.Kind != "" {
			return ""
		}
		return s
	}
	return "V/v " + s
}

// PropTitle gives the title of the file's properties.
func (d *Document) PropTitle() string {
	if d.Title != "" {
		return Clean(d.Title)
	}
	return strings.TrimSpace(strings.ReplaceAll(Clean(d.Kind+" "+d.Subject), "\n", " "))
}

// A Part (phần) of a document has pages of one shape and its own page numbers: the
// document itself or one Annex.
type Part struct {
	Annex     *Block // nil for the document itself
	Landscape bool
	Blocks    []Block
}

// Parts cuts the body at its Annex blocks. The first part is always the document
// itself; boxes [7] and [9b] stand at its end, before any Annex.
func (d *Document) Parts() []Part {
	parts := []Part{{}}
	for i := range d.Body {
		b := &d.Body[i]
		if b.Kind == Annex {
			parts = append(parts, Part{Annex: b, Landscape: b.Landscape})
			continue
		}
		p := &parts[len(parts)-1]
		p.Blocks = append(p.Blocks, *b)
	}
	return parts
}

// Plain gives the text of runs without their styles.
func Plain(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return Clean(b.String())
}

// ItemRuns gives the runs of a list item, with "- " before them unless the text
// already begins with a dash, plus sign or asterisk of its own.
func ItemRuns(runs []Run) []Run {
	s := strings.TrimSpace(Plain(runs))
	r, n := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("-–+*•", r) && n < len(s) && s[n] == ' ' {
		return runs
	}
	return append([]Run{{Text: "- "}}, runs...)
}
