package pdf

import (
	"strconv"
	"strings"
	"unicode"

	"thidua/internal/base/paper"
)

// lead is the height of a line of Times New Roman in parts of its size.
const lead = 1.15

// rise is the part of a line's height above the baseline.
const rise = 0.891 / 1.15

// pdfText gives s as the face can print it: NFC, characters without a glyph as "□" or
// "?", joiners and marks without a glyph left out.
func pdfText(s string, f *face) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r == '\n' || f.glyphs[r] != 0:
			return r
		case r == '\t' || unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Mn, unicode.Me):
			return -1
		case f.glyphs['□'] != 0:
			return '□'
		}
		return '?'
	}, paper.Clean(s))
}

// A piece is text of one face; size and lift differ from the paragraph's for the
// numbers of footnotes.
type piece struct {
	text  string
	face  int
	size  float64
	lift  float64
	width float64
	note  string // a footnote's text, with its number as text of the piece
}

// A word is what no line break separates.
type word struct {
	pieces []piece
	width  float64
	space  float64 // width of the space before it
	spFace int
	brk    bool // a line ends before it
}

// A row of words is one line of a paragraph.
type textLine struct {
	words []word
	width float64
	last  bool // last of its paragraph, or before a forced break: not justified
}

func (f *file) width(s string, face int, size float64) float64 {
	sum, fc := 0, f.faces[face]
	for _, r := range s {
		sum += int(fc.advance[fc.glyphs[r]])
	}
	return float64(sum) * size / float64(fc.em)
}

func faceOf(bold, italic bool) int {
	n := 0
	if bold {
		n = 1
	}
	if italic {
		n += 2
	}
	return n
}

// words cuts runs into words. Footnotes get the next numbers.
func (s *setter) words(runs []paper.Run, size float64, bold, italic bool) []word {
	var out []word
	open := false // the last word goes on
	space, spFace, brk := 0.0, 0, false
	add := func(p piece) {
		if !open {
			out = append(out, word{space: space, spFace: spFace, brk: brk})
			open, brk, space = true, false, 0
		}
		w := &out[len(out)-1]
		w.pieces = append(w.pieces, p)
		w.width += p.width
	}
	for _, r := range runs {
		face := faceOf(r.Bold || bold, r.Italic || italic)
		text := pdfText(r.Text, s.f.faces[face])
		gap := s.f.width(" ", face, size)
		for text != "" {
			i := strings.IndexAny(text, " \n")
			if i < 0 {
				i = len(text)
			}
			if i > 0 {
				add(piece{text: text[:i], face: face, size: size, width: s.f.width(text[:i], face, size)})
			}
			if i == len(text) {
				break
			}
			if text[i] == '\n' {
				open, brk, space = false, true, 0
			} else if !brk || open {
				open, space, spFace = false, gap, face
			}
			text = text[i+1:]
		}
		if r.Footnote != "" {
			s.noteNo++
			n := strconv.Itoa(s.noteNo)
			add(piece{text: n, face: face, size: size * 0.6, lift: size * 0.35, width: s.f.width(n, face, size*0.6), note: r.Footnote})
		}
	}
	return out
}

// lines breaks words into lines; first is the width of the first line, rest that of the
// others. A word longer than a line is cut.
func (s *setter) lines(words []word, first, rest float64) []textLine {
	var out []textLine
	cur, room := textLine{}, first
	flush := func(last bool) {
		cur.last = last
		out = append(out, cur)
		cur, room = textLine{}, rest
	}
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w.brk && i > 0 {
			flush(true)
		}
		if len(cur.words) > 0 && cur.width+w.space+w.width > room+0.01 {
			flush(false)
		}
		if len(cur.words) == 0 {
			w.space = 0
			for w.width > room+0.01 {
				head, tail := s.cutWord(w, room)
				cur.words, cur.width = append(cur.words, head), head.width
				flush(false)
				w = tail
			}
		}
		cur.width += w.space + w.width
		cur.words = append(cur.words, w)
	}
	if len(cur.words) > 0 {
		flush(true)
	}
	return out
}

// cutWord cuts a word that is wider than width; the first part holds at least one letter.
func (s *setter) cutWord(w word, width float64) (head, tail word) {
	used, done := 0.0, false
	for _, p := range w.pieces {
		if done {
			tail.pieces = append(tail.pieces, p)
			tail.width += p.width
			continue
		}
		if used+p.width <= width {
			head.pieces = append(head.pieces, p)
			used += p.width
			continue
		}
		cut := 0
		for i, r := range p.text {
			x := s.f.width(string(r), p.face, p.size)
			if used+x > width && (cut > 0 || len(head.pieces) > 0) {
				break
			}
			used += x
			cut = i + len(string(r))
		}
		a, b := p, p
		a.text, a.note = p.text[:cut], ""
		b.text = p.text[cut:]
		a.width, b.width = s.f.width(a.text, p.face, p.size), s.f.width(b.text, p.face, p.size)
		if a.text != "" {
			head.pieces = append(head.pieces, a)
		}
		if b.text != "" {
			tail.pieces = append(tail.pieces, b)
			tail.width += b.width
		} else if p.note != "" {
			head.pieces[len(head.pieces)-1].note = p.note
		}
		done = true
	}
	head.width = used
	return head, tail
}

// How a line stands between its margins.
const (
	alignLeft = iota
	alignCenter
	alignRight
	alignBoth
)

// draw writes one line with its baseline at y, between x and x+width.
func (s *setter) draw(l *textLine, x, y, width float64, align int) {
	extra := 0.0
	switch align {
	case alignCenter:
		x += (width - l.width) / 2
	case alignRight:
		x += width - l.width
	case alignBoth:
		if gaps := len(l.words) - 1; gaps > 0 && !l.last && width > l.width {
			extra = (width - l.width) / float64(gaps)
		}
	}
	// Pieces of one face and size are written together, with their spaces.
	var b strings.Builder
	var cur piece
	start := x
	flush := func() {
		s.f.text(s.p, b.String(), spot{cur.face, cur.size, start, y - cur.lift, extra})
		b.Reset()
	}
	for i := range l.words {
		w := &l.words[i]
		for k, p := range w.pieces {
			gap := k == 0 && i > 0
			if p.face != cur.face || p.size != cur.size || p.lift != cur.lift {
				flush()
				if gap {
					// The space belongs to the text that comes before it.
					s.f.text(s.p, " ", spot{w.spFace, p.size, x, y, 0})
					x += w.space + extra
				}
				start, cur = x, p
			} else if gap {
				b.WriteByte(' ')
				x += w.space + extra
			}
			b.WriteString(p.text)
			x += p.width
		}
	}
	flush()
}
