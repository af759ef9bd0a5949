package pdfread

import (
	"bytes"
	"math"
)

// A matrix moves points: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix [6]float64

var unit = matrix{1, 0, 0, 1, 0, 0}

// then gives the matrix that does m first and n after it.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// A state is what the operators of a content stream set.
type state struct {
	ctm                         matrix
	font                        *font
	size, apart, words, leading float64
	stretch, rise               float64
}

// A reader follows the content of one page.
type reader struct {
	f        *file
	page     *page
	s        state
	saved    []state
	text     matrix
	line     matrix
	fonts    dict // the fonts of the resources in use
	forms    dict
	depth    int
	operands []any
}

// read follows a content stream with its resources.
func (f *file) read(p *page, content []byte, resources dict, ctm matrix, depth int) {
	if depth > 10 {
		return
	}
	if f.work -= len(content); f.work < 0 {
		f.partial = true
		return
	}
	r := &reader{f: f, page: p, s: state{ctm: ctm, stretch: 1}, text: unit, line: unit, fonts: f.dict(resources["Font"]), forms: f.dict(resources["XObject"]), depth: depth}
	l := lexer{b: content}
	for {
		v, ok := l.next(0)
		if !ok {
			return
		}
		w, is := v.(word)
		if !is {
			if _, stray := v.(end); !stray && len(r.operands) < 64 {
				r.operands = append(r.operands, v)
			}
			continue
		}
		if w == "BI" {
			p.pictures++
			l.pos = inline(content, l.pos)
		} else {
			r.do(w)
		}
		r.operands = r.operands[:0]
	}
}

// inline gives where a picture inside the content ends.
func inline(b []byte, at int) int {
	for {
		i := bytes.Index(b[at:], []byte("EI"))
		if i < 0 {
			return len(b)
		}
		at += i + 2
		if blank(b[at-3]) && (at == len(b) || blank(b[at])) {
			return at
		}
	}
}

// n gives the number at place i of the operands.
func (r *reader) n(i int) float64 {
	if i >= len(r.operands) {
		return 0
	}
	v, _ := r.operands[i].(float64)
	return v
}

func (r *reader) arg(i int) any {
	if i >= len(r.operands) {
		return nil
	}
	return r.operands[i]
}

func (r *reader) matrix() matrix {
	return matrix{r.n(0), r.n(1), r.n(2), r.n(3), r.n(4), r.n(5)}
}

func (r *reader) do(w word) {
	switch w {
	case "q":
		if len(r.saved) < 256 {
			r.saved = append(r.saved, r.s)
		}
	case "Q":
		if n := len(r.saved); n > 0 {
			r.s, r.saved = r.saved[n-1], r.saved[:n-1]
		}
	case "cm":
		r.s.ctm = r.matrix().then(r.s.ctm)
	case "BT":
		r.text, r.line = unit, unit
	case "Tf":
		if n, ok := r.arg(0).(name); ok {
			r.s.font, r.s.size = r.find(string(n)), r.n(1)
		}
	case "Tc":
		r.s.apart = r.n(0)
	case "Tw":
		r.s.words = r.n(0)
	case "Tz":
		r.s.stretch = r.n(0) / 100
	case "TL":
		r.s.leading = r.n(0)
	case "Ts":
		r.s.rise = r.n(0)
	case "Td":
		r.move(r.n(0), r.n(1))
	case "TD":
		r.s.leading = -r.n(1)
		r.move(r.n(0), r.n(1))
	case "Tm":
		r.text = r.matrix()
		r.line = r.text
	case "T*":
		r.move(0, -r.s.leading)
	case "Tj":
		r.show(r.arg(0))
	case "'":
		r.move(0, -r.s.leading)
		r.show(r.arg(0))
	case "\"":
		r.s.words, r.s.apart = r.n(0), r.n(1)
		r.move(0, -r.s.leading)
		r.show(r.arg(2))
	case "TJ":
		list, _ := r.arg(0).([]any)
		for _, v := range list {
			if n, ok := v.(float64); ok {
				r.step(-n / 1000 * r.s.size * r.s.stretch)
			} else {
				r.show(v)
			}
		}
	case "BDC", "DP":
		if d, ok := r.arg(1).(dict); ok {
			if s, ok := d["ActualText"].(chars); ok {
				r.page.notes = append(r.page.notes, plainText(s))
			}
		}
	case "Do":
		if n, ok := r.arg(0).(name); ok {
			r.draw(string(n))
		}
	case "sh", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s":
		r.page.painted++
	}
}

// find gives the font of a name, from the resources in use or else from those of any page.
func (r *reader) find(n string) *font {
	if v, ok := r.fonts[n]; ok {
		return r.f.font(v)
	}
	return r.f.named[n]
}

// draw shows a form or a picture.
func (r *reader) draw(n string) {
	o := r.f.at(r.forms[n])
	if o == nil || o.raw == nil {
		return
	}
	d, _ := o.value.(dict)
	if d["Subtype"] == name("Image") {
		r.page.pictures++
		return
	}
	if r.page.shown[o] {
		return // its words have been read
	}
	r.page.shown[o], r.f.done[o] = true, true
	ctm := r.s.ctm
	if m := r.f.list(d["Matrix"]); len(m) == 6 {
		var x matrix
		for i := range x {
			x[i], _ = r.f.value(m[i]).(float64)
		}
		ctm = x.then(ctm)
	}
	resources := r.f.dict(d["Resources"])
	if resources == nil {
		resources = dict{"Font": r.fonts, "XObject": r.forms}
	}
	r.f.read(r.page, r.f.bytes(o), resources, ctm, r.depth+1)
}

func (r *reader) move(x, y float64) {
	r.line = matrix{1, 0, 0, 1, x, y}.then(r.line)
	r.text = r.line
}

func (r *reader) step(x float64) { r.text = matrix{1, 0, 0, 1, x, 0}.then(r.text) }

// show sets the letters of a string.
func (r *reader) show(v any) {
	s, ok := v.(chars)
	if !ok {
		return
	}
	if r.s.font == nil {
		r.page.unknown += len(s)
		return
	}
	for b := []byte(s); len(b) > 0; {
		c, n := r.s.font.next(b)
		b = b[n:]
		text, sure := r.s.font.letter(c, n)
		wide := r.s.font.wide(c)*r.s.size + r.s.apart
		if n == 1 && c == ' ' {
			wide += r.s.words
		}
		wide *= r.s.stretch
		if !sure {
			r.page.unknown++
		}
		if text != "" {
			m := matrix{1, 0, 0, 1, 0, r.s.rise}.then(r.text).then(r.s.ctm)
			turn := math.Round(math.Atan2(m[1], m[0])*36/math.Pi) * math.Pi / 36 // to five degrees
			sin, cos := math.Sincos(turn)
			r.page.add(mark{
				text: text, font: r.s.font.name, turn: turn, along: m[4]*cos + m[5]*sin, across: m[5]*cos - m[4]*sin,
				wide: wide * math.Hypot(m[0], m[1]), size: math.Abs(r.s.size) * math.Hypot(m[2], m[3]),
			})
		}
		r.step(wide)
	}
}
