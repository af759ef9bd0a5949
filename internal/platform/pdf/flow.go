package pdf

import (
	"strconv"
	"strings"

	"thidua/internal/base/paper"
)

func pt(twips int) float64 { return float64(twips) / 20 }

// A setter sets a document: it holds the place where the next line goes.
type setter struct {
	f         *file
	doc       *paper.Document
	p         *page
	y         float64 // upper edge of the next line
	left      float64
	width     float64 // of the type area
	bottom    float64 // lower edge of the type area, above the footnotes
	wide      bool    // landscape
	pageNo    int     // in the current part
	noteNo    int
	notes     []textLine // footnotes of the current page
	fresh     bool       // nothing stands on the page yet
	addressed bool       // box [13] stands already
	err       error      // the first picture that cannot be printed
}

func (s *setter) document() {
	for i, part := range s.doc.Parts() {
		s.wide, s.pageNo = part.Landscape, 0
		s.newPage()
		if i == 0 {
			s.header()
		} else {
			s.annexHead(part.Annex)
		}
		tail := 0.0
		if i == 0 {
			tail = s.signatureHeight()
		}
		for k := range part.Blocks {
			s.block(part.Blocks, k, tail)
		}
		if i == 0 {
			s.signature()
		}
	}
	s.endPage()
}

// newPage ends the page and begins the next of the part.
func (s *setter) newPage() {
	s.endPage()
	w, h := pt(paper.A4Short), pt(paper.A4Long)
	if s.wide {
		w, h = h, w
	}
	s.p = s.f.addPage(w, h)
	s.pageNo++
	s.left, s.width = pt(paper.MarginLeft), pt(paper.TextWidth(s.wide))
	s.y, s.bottom, s.fresh = pt(paper.MarginTop), h-pt(paper.MarginBottom), true
	if s.pageNo > 1 {
		n := strconv.Itoa(s.pageNo)
		x := s.left + (s.width-s.f.width(n, 0, paper.SizeBody))/2
		s.f.text(s.p, n, spot{size: paper.SizeBody, x: x, y: pt(paper.HeaderAt) + paper.SizeBody*0.891})
	}
	if foot := strings.Join(paper.Lines(s.doc.Footer), " · "); foot != "" {
		l := s.lines(s.words(paper.T(foot), paper.SizeFooter, false, false), s.width, s.width)
		for i := range l {
			up := float64(len(l)-1-i)*paper.SizeFooter*lead + paper.SizeFooter*0.25
			s.draw(&l[i], s.left, h-pt(paper.FooterAt)-up, s.width, alignCenter)
		}
		return
	}
	s.address(h)
}

// address sets box [13] at the foot of the first page of the file, inside its lower margin.
func (s *setter) address(h float64) {
	var list []textLine
	for _, l := range paper.Lines(s.doc.Address) {
		list = append(list, s.lines(s.words(paper.T(l), paper.SizeAddress, false, false), s.width, s.width)...)
	}
	if len(list) == 0 || s.addressed {
		return
	}
	s.addressed = true
	y := h - pt(paper.FooterAt) - float64(len(list))*paper.SizeAddress*lead
	s.p.line(s.left, y-3, s.left+s.width, y-3, 0.75)
	s.bottom = min(s.bottom, y-6)
	for i := range list {
		s.draw(&list[i], s.left, y+paper.SizeAddress*0.891, s.width, alignCenter)
		y += paper.SizeAddress * lead
	}
}

// endPage writes the footnotes of the page.
func (s *setter) endPage() {
	if s.p == nil || len(s.notes) == 0 {
		return
	}
	y := s.bottom
	s.p.line(s.left, y+3, s.left+140, y+3, 0.5)
	y += 6
	for i := range s.notes {
		s.draw(&s.notes[i], s.left, y+paper.SizeFootRef*0.891, s.width, alignBoth)
		y += paper.SizeFootRef * lead
	}
	s.notes = nil
}

// noteLines sets the footnotes called in a line.
func (s *setter) noteLines(l *textLine) []textLine {
	var out []textLine
	for _, w := range l.words {
		for _, p := range w.pieces {
			if p.note == "" {
				continue
			}
			words := s.words(paper.T(strings.Join(paper.Lines(p.note), " ")), paper.SizeFootRef, false, false)
			mark := piece{text: p.text, size: paper.SizeFootRef * 0.6, lift: 3.5, width: s.f.width(p.text, 0, paper.SizeFootRef*0.6)}
			words = append([]word{{pieces: []piece{mark}, width: mark.width}}, words...)
			if len(words) > 1 {
				words[1].space = s.f.width(" ", 0, paper.SizeFootRef)
			}
			out = append(out, s.lines(words, s.width, s.width)...)
		}
	}
	return out
}

// noteHeight gives the height that footnotes of a line add to the page.
func (s *setter) noteHeight(n int) float64 {
	if n == 0 {
		return 0
	}
	h := float64(n) * paper.SizeFootRef * lead
	if len(s.notes) == 0 {
		h += 8
	}
	return h
}

// addNotes moves the footnotes of a line to the foot of the page.
func (s *setter) addNotes(l *textLine) {
	if n := s.noteLines(l); len(n) > 0 {
		s.bottom -= s.noteHeight(len(n))
		s.notes = append(s.notes, n...)
	}
}

// A format says how a paragraph is set.
type format struct {
	size          float64
	bold, italic  bool
	align         int
	first         float64 // indent of the first line
	left          float64 // indent of all lines
	before, after float64
	spacing       float64 // of lines, 0 = 1
	keep          float64 // height that must follow the last lines on the same page
}

// paragraph sets runs as a paragraph of the page flow. It leaves no single line of a
// paragraph on a page.
func (s *setter) paragraph(runs []paper.Run, f format) {
	lines := s.lines(s.words(runs, f.size, f.bold, f.italic), s.width-f.left-f.first, s.width-f.left)
	if f.spacing == 0 {
		f.spacing = 1
	}
	step := f.size * lead * f.spacing
	if !s.fresh {
		s.y += f.before
	}
	for i := 0; i < len(lines); {
		n := s.fitting(lines[i:], step, f.keep)
		if n == 0 {
			if s.fresh {
				n = 1 // higher than a page: cannot be helped
			} else {
				s.newPage()
				continue
			}
		}
		for k := range n {
			l := &lines[i+k]
			x, w := s.left+f.left, s.width-f.left
			if i+k == 0 && f.align != alignCenter {
				x, w = x+f.first, w-f.first
			}
			s.addNotes(l)
			s.draw(l, x, s.y+step-f.size*lead*(1-rise), w, f.align)
			s.y += step
			s.fresh = false
		}
		if i += n; i < len(lines) {
			s.newPage()
		}
	}
	s.y += f.after
}

// fitting gives how many of the lines go on this page: all with room to keep below
// them, or as many as leave two for the next page; 0 for none.
func (s *setter) fitting(lines []textLine, step, keep float64) int {
	n, y, notes := 0, s.y, 0.0
	for n < len(lines) {
		notes += s.noteHeight(len(s.noteLines(&lines[n])))
		if y+step+notes > s.bottom+0.01 {
			break
		}
		y += step
		n++
	}
	if n == len(lines) && y+keep+notes <= s.bottom+0.01 {
		return n
	}
	n = min(n, len(lines)-2)
	if n < 2 {
		return 0
	}
	return n
}

// block sets block k of a list.
func (s *setter) block(list []paper.Block, k int, tail float64) {
	b := &list[k]
	body := format{size: paper.SizeBody, align: alignBoth, first: pt(paper.FirstLine), after: pt(paper.ParaGap), spacing: 1.1}
	if k == len(list)-1 && b.Kind != paper.TableOf {
		body.keep = tail
	}
	runs := b.Runs
	switch b.Kind {
	case paper.NewPage:
		if !s.fresh {
			s.newPage()
		}
		return
	case paper.TableOf:
		if b.Table != nil {
			s.table(b.Table)
			s.y += 5
		}
		return
	case paper.PictureOf:
		s.picture(b, body.keep)
		return
	case paper.Heading:
		body.bold, body.italic = true, b.Level >= 3
		if b.Level <= 1 {
			runs = append([]paper.Run(nil), runs...)
			for i := range runs {
				runs[i].Text = paper.Upper(runs[i].Text)
			}
		}
		body.keep = max(body.keep, s.following(list[k+1:]))
		s.heading(runs, body)
		return
	case paper.Item:
		runs = paper.ItemRuns(runs)
	case paper.Basis:
		body.italic = true
	case paper.Note:
		body = format{size: paper.SizeNote, italic: true, align: alignBoth, after: 3, keep: body.keep}
	case paper.PlainRow:
		body.bold, body.align, body.first = true, alignCenter, 0
		body.keep = max(body.keep, s.following(list[k+1:]))
	}
	s.paragraph(runs, body)
}

// heading sets a heading and puts it into the outline.
func (s *setter) heading(runs []paper.Run, f format) {
	s.paragraph(runs, f)
	s.f.outline = append(s.f.outline, entry{text: strings.Join(strings.Fields(paper.Plain(runs)), " "),
		page: len(s.f.pages) - 1, y: max(0, s.y-2*f.size*lead-f.after)})
}

// following gives the height that must stand below a heading on its page.
func (s *setter) following(rest []paper.Block) float64 {
	line := paper.SizeBody * lead * 1.1
	if len(rest) == 0 {
		return 0
	}
	switch rest[0].Kind {
	case paper.TableOf:
		if rest[0].Table != nil {
			return pt(paper.ParaGap) + s.tableStart(rest[0].Table)
		}
	case paper.Heading:
		return pt(paper.ParaGap) + line + s.following(rest[1:])
	case paper.PictureOf:
		return pt(paper.ParaGap) + s.pictureHeight(&rest[0])
	case paper.NewPage:
		return 0
	}
	return pt(paper.ParaGap) + 2*line
}

// annexHead sets name, title and note of an appendix.
func (s *setter) annexHead(a *paper.Block) {
	at := s.y
	for _, l := range paper.Lines(a.Name) {
		s.paragraph(paper.T(l), format{size: paper.SizeBody, bold: true, align: alignCenter})
	}
	for _, l := range paper.Lines(paper.Upper(a.Title)) {
		s.paragraph(paper.T(l), format{size: paper.SizeBody, bold: true, align: alignCenter})
	}
	if len(a.Runs) > 0 {
		s.paragraph(a.Runs, format{size: paper.SizeBody, italic: true, align: alignCenter})
	}
	s.y += 8
	s.f.outline = append(s.f.outline, entry{text: strings.Join(strings.Fields(paper.Clean(a.Name+" "+a.Title)), " "), page: len(s.f.pages) - 1, y: at})
}
