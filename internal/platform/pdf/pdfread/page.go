package pdfread

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"thidua/internal/base/vi"
)

// A mark is a letter at its place.
type mark struct {
	text, font          string
	turn, along, across float64 // the direction of its line, the place on it, and the line's own
	wide, size          float64
}

// A page gathers what one page shows.
type page struct {
	marks    []mark
	letters  int // letters read so far
	unknown  int // codes that stand for no known letter
	pictures int
	painted  int
	notes    []string // what the content says beside its letters
	shown    map[*object]bool
	out      *strings.Builder
}

const maxMarks = 100_000 // letters laid out together

func (p *page) add(m mark) {
	ok := func(v float64) bool { return !math.IsNaN(v) && math.Abs(v) < 1e9 }
	if !ok(m.along) || !ok(m.across) || !ok(m.wide) || !ok(m.size) {
		m.along, m.across, m.wide, m.size = float64(len(p.marks)), 0, 1, 1
	}
	if strings.TrimSpace(m.text) != "" {
		p.letters++
	}
	if p.marks = append(p.marks, m); len(p.marks) >= maxMarks {
		p.flush()
	}
}

// blind reports whether the page shows something that could not be read: a scan, a drawing
// of letters, codes without meaning.
func (p *page) blind() bool {
	return p.unknown*5 > p.letters || p.letters < 8 && (p.pictures > 0 || p.painted > 40)
}

// flush writes the letters gathered so far, line by line, as a reader's eye takes them: what
// was set letter by letter, twice for bold, or in several pieces comes together again.
func (p *page) flush() {
	slices.SortStableFunc(p.marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(b.across, a.across))
	})
	for len(p.marks) > 0 {
		n, first := 1, p.marks[0]
		for n < len(p.marks) && p.marks[n].turn == first.turn && first.across-p.marks[n].across <= 0.45*max(first.size, p.marks[n].size) {
			n++
		}
		p.write(p.marks[:n])
		p.marks = p.marks[n:]
	}
	p.marks = nil
	for _, s := range p.notes {
		p.out.WriteString(s + "\n")
	}
	p.notes = nil
}

// write writes one line of letters.
func (p *page) write(line []mark) {
	slices.SortStableFunc(line, func(a, b mark) int { return cmp.Compare(a.along, b.along) })
	var b strings.Builder
	font := ""
	end := func() {
		if b.Len() > 0 && p.out.Len() < maxWords {
			text := b.String()
			if enc := vi.DetectLegacy(text, font); enc != "" {
				text = vi.DecodeLegacy(text, enc, font)
			}
			p.out.WriteString(text + "\n")
		}
		b.Reset()
	}
	for i, m := range line {
		if i > 0 {
			was := line[i-1]
			if m.text == was.text && m.along-was.along < 0.15*m.size && strings.TrimSpace(m.text) != "" {
				continue // set twice to look bold
			}
			gap, size := m.along-was.along-was.wide, max(m.size, was.size)
			switch {
			case gap > 2.5*size || m.font != was.font && vi.DetectLegacy("", m.font) != vi.DetectLegacy("", was.font):
				end()
			case gap > 0.15*size && m.text != " " && was.text != " " && !strings.ContainsFunc(m.text, unicode.IsMark):
				b.WriteByte(' ')
			}
		}
		font = m.font
		b.WriteString(m.text)
	}
	end()
}
