package pdf

import (
	"strings"

	"thidua/internal/base/paper"
)

// A column sets single lines one below the other, beside the page flow.
type column struct {
	s           *setter
	x, y, width float64
	dry         bool // measure only
}

func (c *column) line(text string, size float64, st paper.Style, align int) {
	runs := paper.T(text)
	for _, l := range c.s.lines(c.s.words(runs, size, st.Bold, st.Italic), c.width, c.width) {
		if !c.dry {
			c.s.draw(&l, c.x, c.y+size*0.891, c.width, align)
		}
		c.y += size * lead
	}
}

// rule draws a rule of the given length in the middle of the column.
func (c *column) rule(length float64) {
	if length > 0 && !c.dry {
		x := c.x + (c.width-length)/2
		c.s.p.line(x, c.y+3, x+length, c.y+3, 0.75)
	}
	c.y += 6
}

var (
	plain  = paper.Style{}
	bold   = paper.Style{Bold: true}
	italic = paper.Style{Italic: true}
)

// header sets boxes [1]…[5] and [9a] at the top of the first page.
func (s *setter) header() {
	if s.doc.Plain {
		return
	}
	d := s.doc
	lw, rw := paper.HeadColumns()
	left := &column{s: s, x: s.left, y: s.y, width: pt(lw)}
	right := &column{s: s, x: s.left + pt(lw), y: s.y, width: pt(rw)}
	for _, l := range paper.Lines(paper.Upper(d.Parent)) {
		left.line(l, paper.SizeNation, plain, alignCenter)
	}
	issuer := paper.Upper(d.Issuer)
	for _, l := range paper.Lines(issuer) {
		left.line(l, paper.SizeNation, bold, alignCenter)
	}
	left.rule(paper.RuleLength(issuer, bold, paper.SizeNation, left.width))
	right.line(paper.Nation, paper.SizeNation, bold, alignCenter)
	right.line(paper.Motto, paper.SizeMotto, bold, alignCenter)
	right.rule(paper.Width(paper.Motto, bold, paper.SizeMotto))
	left.y = max(left.y, right.y) + 3
	right.y = left.y
	left.line(d.NumberLine(), paper.SizeMotto, plain, alignCenter)
	right.line(d.DateLine(), paper.SizeMotto, italic, alignCenter)
	if about := paper.Lines(d.About()); len(about) > 0 {
		left.y += pt(paper.ParaGap)
		for _, l := range about {
			left.line(l, paper.SizeAbout, plain, alignCenter)
		}
	}
	if mark := strings.TrimSpace(paper.Clean(d.Draft)); mark != "" {
		left.y += 8
		w := paper.Width(mark, bold, paper.SizeMotto) + 10
		s.p.rect(left.x+(left.width-w)/2, left.y-1, w, paper.SizeMotto*lead+2, 0.75)
		left.line(mark, paper.SizeMotto, bold, alignCenter)
	}
	s.y, s.fresh = max(left.y, right.y), false
	s.kind()
	s.receivers()
}

func (s *setter) kind() {
	d := s.doc
	if d.Kind == "" {
		s.y += 7
		return
	}
	s.y += 14
	c := &column{s: s, x: s.left, y: s.y, width: s.width}
	c.line(paper.Upper(d.Kind), paper.SizeBody, bold, alignCenter)
	text := d.Subject
	for _, l := range paper.Lines(text) {
		c.line(l, paper.SizeBody, bold, alignCenter)
	}
	if strings.TrimSpace(text) == "" {
		text = paper.Upper(d.Kind)
	}
	c.rule(paper.RuleLength(text, bold, paper.SizeBody, s.width))
	s.y = c.y + 7
}

func (s *setter) receivers() {
	items := paper.List(s.doc.To)
	if len(items) == 0 {
		return
	}
	s.y += 10
	if len(items) == 1 {
		text := "Kính gửi: " + strings.TrimSuffix(strings.TrimPrefix(items[0], "- "), ".")
		s.paragraph(paper.T(text), format{size: paper.SizeBody, align: alignCenter, after: 10})
		return
	}
	start, colon := paper.Receivers(items, s.width)
	s.paragraph(paper.T("Kính gửi:"), format{size: paper.SizeBody, left: start})
	hang := s.f.width("- ", 0, paper.SizeBody)
	for _, l := range items {
		s.paragraph(paper.T(l), format{size: paper.SizeBody, left: colon + hang, first: -hang})
	}
	s.y += 10
}

func (s *setter) hasSignature() bool {
	d := s.doc
	return len(d.Authority) > 0 || d.Signer != "" || len(d.CC) > 0 || d.Secretary != ""
}

// signatureHeight gives the height of boxes [7] and [9b], which stay together.
func (s *setter) signatureHeight() float64 {
	if !s.hasSignature() {
		return 0
	}
	return pt(paper.ParaGap) + s.setSignature(0, true)
}

func (s *setter) signature() {
	if !s.hasSignature() {
		return
	}
	if !s.fresh && s.y+s.setSignature(0, true) > s.bottom {
		s.newPage()
	}
	s.y += s.setSignature(s.y, false)
}

// setSignature sets the boxes at y, or only measures them, and gives their height.
func (s *setter) setSignature(y float64, dry bool) float64 {
	d := s.doc
	lw, rw := paper.SignColumns()
	left := &column{s: s, x: pt(paper.MarginLeft), y: y, width: pt(lw), dry: dry}
	right := &column{s: s, x: left.x + left.width, y: y, width: pt(rw), dry: dry}
	sign := func(c *column, authority []string, name string) {
		c.y += pt(paper.ParaGap)
		for _, a := range authority {
			for _, l := range paper.Lines(paper.Upper(a)) {
				c.line(l, paper.SizeBody, bold, alignCenter)
			}
		}
		c.y += 4 * paper.SizeBody * lead
		c.line(name, paper.SizeBody, bold, alignCenter)
	}
	copies := func(c *column) {
		items := paper.List(d.CC)
		if len(items) == 0 {
			return
		}
		c.y += pt(paper.ParaGap)
		c.line("Nơi nhận:", paper.SizeCCHead, paper.Style{Bold: true, Italic: true}, alignLeft)
		for _, l := range items {
			c.line(l, paper.SizeCC, plain, alignLeft)
		}
	}
	sign(right, d.Authority, d.Signer)
	if d.Minutes {
		sign(left, []string{"THƯ KÝ"}, d.Secretary)
		left.y = max(left.y, right.y)
	}
	copies(left)
	return max(left.y, right.y) - y
}
