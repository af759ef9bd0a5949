// Package docx writes a paper.Document as a Word file (.docx) in the layout of Nghị định
// 30/2020/NĐ-CP. The same Document gives the same bytes: nothing in a file depends on
// the clock, on chance or on the order of a map.
//
// Figures and paragraphs with an id are enclosed by bookmarks. A bookmark's name is
// short (Word allows 40 characters), so the full ids stand in a custom XML part that
// Word keeps when it saves; see MarksNS.
package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"

	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
)

// Write writes d to w.
func Write(w io.Writer, d *paper.Document) (err error) {
	defer fault.Wrap(&err, "docx.Write")
	b := &builder{doc: d, seen: map[string]int{}}
	b.document()
	if b.err != nil {
		return b.err
	}
	zw := zip.NewWriter(w)
	for _, p := range b.parts() {
		// A fixed header: no time, no extra fields, the same on every system.
		f, err := zw.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := f.Write(p.data); err != nil {
			return err
		}
	}
	return zw.Close()
}

// A builder gathers the parts of one file.
type builder struct {
	doc     *paper.Document
	out     bytes.Buffer // word/document.xml
	notes   []note
	talk    []comment
	edits   int // tracked changes so far
	marks   []mark
	pics    []picture
	drawing int   // drawings written so far
	err     error // the first picture that cannot be written
	seen    map[string]int
	wide    bool // the current part has landscape pages
	brk     bool // the next paragraph starts a new page
	keep    bool // the paragraph being written stays with the next
	width   int  // width of the type area of the current part, twips
}

type note struct{ text string }

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func (b *builder) document() {
	d := b.doc
	b.out.WriteString(xmlHead + `<w:document ` + wordNS + `><w:body>`)
	parts := d.Parts()
	b.width = paper.TextWidth(false)
	b.header()
	b.blocks(parts[0].Blocks, b.hasSignature())
	b.signature()
	for i := range parts {
		p := &parts[i]
		b.brk = false
		if p.Annex != nil {
			b.width, b.wide = paper.TextWidth(p.Landscape), p.Landscape
			b.annexHead(p.Annex)
			b.blocks(p.Blocks, false)
		}
		if i == len(parts)-1 {
			b.section(p.Landscape, i > 0)
			break
		}
		b.out.WriteString(`<w:p><w:pPr><w:pStyle w:val="Tiny"/>`)
		b.section(p.Landscape, i > 0)
		b.out.WriteString(`</w:pPr></w:p>`)
	}
	b.out.WriteString(`</w:body></w:document>`)
}

// section writes the properties of the part that ends here: every part counts its
// pages from 1 (the first by itself) and shows no number on its first page.
func (b *builder) section(landscape, restart bool) {
	start := ""
	if restart {
		start = `<w:pgNumType w:start="1"/>`
	}
	refs := `<w:headerReference w:type="default" r:id="rIdHeader"/><w:headerReference w:type="first" r:id="rIdHeaderFirst"/>`
	if b.doc.Footer != "" {
		refs += `<w:footerReference w:type="default" r:id="rIdFooter"/><w:footerReference w:type="first" r:id="rIdFooter"/>`
	} else if b.doc.Address != "" && !restart {
		refs += `<w:footerReference w:type="first" r:id="rIdAddress"/>`
	} else if b.doc.Address != "" { // a part without its own would repeat the one before
		refs += `<w:footerReference w:type="first" r:id="rIdNoAddress"/>`
	}
	size := fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/>`, paper.A4Short, paper.A4Long)
	if landscape {
		size = fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/>`, paper.A4Long, paper.A4Short)
	}
	fmt.Fprintf(&b.out, `<w:sectPr>%s<w:type w:val="nextPage"/>%s`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`+
		`%s<w:titlePg/></w:sectPr>`,
		refs, size, paper.MarginTop, paper.MarginRight, paper.MarginBottom, paper.MarginLeft,
		paper.HeaderAt, paper.FooterAt, start)
}
