package docx

import (
	"fmt"
	"strings"

	"thidua/internal/base/paper"
)

var bold = paper.Style{Bold: true}

// twoColumns opens a borderless table of one row; cell starts its next cell, and
// endColumns closes it. A screen reader is told that the table is for layout only.
func (b *builder) twoColumns(left, right int) {
	fmt.Fprintf(&b.out, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, left+right, left, right)
	b.out.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
}

func (b *builder) cell(width int, write func()) {
	fmt.Fprintf(&b.out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
	n := b.out.Len()
	if write(); b.out.Len() == n {
		b.line("", look{align: "center"})
	}
	b.out.WriteString(`</w:tc>`)
}

func (b *builder) endColumns() { b.out.WriteString(`</w:tr></w:tbl>`) }

// header writes boxes [1]…[5] and [9a].
func (b *builder) header() {
	d := b.doc
	if d.Plain {
		return
	}
	left, right := paper.HeadColumns()
	// A table as the very first thing of a section makes LibreOffice add an empty line
	// above it; a paragraph of one point does not.
	b.line("", look{style: "Tiny"})
	b.twoColumns(left, right)
	b.cell(left, func() { b.issuer(left) })
	b.cell(right, func() {
		b.line(paper.Nation, look{align: "center", size: paper.SizeNation, bold: true})
		b.line(paper.Motto, look{align: "center", size: paper.SizeMotto, bold: true})
		b.rule(paper.Width(paper.Motto, bold, paper.SizeMotto), right)
	})
	b.out.WriteString(`</w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	b.cell(left, func() { b.number(left) })
	b.cell(right, func() {
		if s := d.DateLine(); s != "" {
			b.line(s, look{align: "center", size: paper.SizeMotto, italic: true, before: 60})
		}
	})
	b.endColumns()
	b.kind()
	b.receivers()
}

// issuer writes box [2].
func (b *builder) issuer(width int) {
	d := b.doc
	for _, l := range paper.Lines(paper.Upper(d.Parent)) {
		b.line(l, look{align: "center", size: paper.SizeNation})
	}
	issuer := paper.Upper(d.Issuer)
	for _, l := range paper.Lines(issuer) {
		b.line(l, look{align: "center", size: paper.SizeNation, bold: true})
	}
	if n := paper.RuleLength(issuer, bold, paper.SizeNation, float64(width)/20); n > 0 {
		b.rule(n, width)
	}
}

// number writes boxes [3], [5b] and the draft mark.
func (b *builder) number(width int) {
	d := b.doc
	if s := d.NumberLine(); s != "" {
		b.line(s, look{align: "center", size: paper.SizeMotto, before: 60})
	}
	for i, l := range paper.Lines(d.About()) {
		gap := 0
		if i == 0 {
			gap = paper.ParaGap
		}
		b.line(l, look{align: "center", size: paper.SizeAbout, before: gap})
	}
	if s := strings.TrimSpace(paper.Clean(d.Draft)); s != "" {
		w := int(20*paper.Width(s, bold, paper.SizeMotto)) + 200
		side := max(0, (width-w)/2)
		b.line(s, look{align: "center", size: paper.SizeMotto, bold: true, before: 160, left: side, right: side, frame: true})
	}
}

// kind writes box [5a]: type name, trích yếu and the rule below it.
func (b *builder) kind() {
	d := b.doc
	if d.Kind == "" {
		b.line("", look{size: 6})
		return
	}
	b.keep = true
	b.line(paper.Upper(d.Kind), look{style: "DocKind", before: 280})
	for _, l := range paper.Lines(d.Subject) {
		b.line(l, look{style: "DocSubject"})
	}
	text := d.Subject
	if strings.TrimSpace(text) == "" {
		text = paper.Upper(d.Kind)
	}
	b.rule(paper.RuleLength(text, bold, paper.SizeBody, float64(b.width)/20), b.width)
	b.keep = false
	b.line("", look{size: 6})
}

// receivers writes box [9a]: one receiver on the line of "Kính gửi:", several below it
// with their dashes under the colon.
func (b *builder) receivers() {
	items := paper.List(b.doc.To)
	if len(items) == 0 {
		return
	}
	const head = "Kính gửi:"
	if len(items) == 1 {
		s := strings.TrimSuffix(strings.TrimPrefix(items[0], "- "), ".")
		b.line(head+" "+s, look{align: "center", size: paper.SizeBody, before: 200, after: 200})
		return
	}
	start, colon := paper.Receivers(items, float64(b.width)/20)
	b.line(head, look{align: "left", size: paper.SizeBody, before: 120, left: int(start * 20)})
	for i, s := range items {
		after := 0
		if i == len(items)-1 {
			after = 200
		}
		hang := int(20 * paper.Width("- ", paper.Style{}, paper.SizeBody))
		b.line(s, look{align: "left", size: paper.SizeBody, after: after, left: int(colon*20) + hang, first: -hang})
	}
}

func (b *builder) hasSignature() bool {
	d := b.doc
	return len(d.Authority) > 0 || d.Signer != "" || len(d.CC) > 0 || d.Secretary != ""
}

// signature writes boxes [7] and [9b] side by side, kept on one page. Minutes have the
// secretary on the left and Nơi nhận below (form 1.9).
func (b *builder) signature() {
	d := b.doc
	if !b.hasSignature() {
		return
	}
	left, right := paper.SignColumns()
	b.keep = true
	b.twoColumns(left, right)
	b.cell(left, func() {
		if d.Minutes {
			b.signer([]string{"THƯ KÝ"}, d.Secretary)
			return
		}
		b.copies()
	})
	b.cell(right, func() { b.signer(d.Authority, d.Signer) })
	b.endColumns()
	b.keep = false
	if d.Minutes && len(d.CC) > 0 {
		b.copies()
	}
}

// signer writes box [7]: the lines of authority, room for the signature, the name.
func (b *builder) signer(authority []string, name string) {
	before := paper.ParaGap
	for _, a := range authority {
		for _, l := range paper.Lines(paper.Upper(a)) {
			b.line(l, look{align: "center", size: paper.SizeBody, bold: true, before: before})
			before = 0
		}
	}
	for range 4 {
		b.line("", look{align: "center", size: paper.SizeBody})
	}
	b.line(paper.Clean(name), look{align: "center", size: paper.SizeBody, bold: true})
}

// copies writes box [9b].
func (b *builder) copies() {
	items := paper.List(b.doc.CC)
	if len(items) == 0 {
		return
	}
	b.line("Nơi nhận:", look{align: "left", size: paper.SizeCCHead, bold: true, italic: true, before: paper.ParaGap})
	for _, s := range items {
		b.line(s, look{align: "left", size: paper.SizeCC})
	}
}
