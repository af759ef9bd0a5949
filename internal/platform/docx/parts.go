package docx

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/paper"
)

// MarksNS is the namespace of the custom XML part that maps bookmark names to full ids:
//
//	<marks xmlns="urn:thidua:marks:1"><mark name="s_0a1b…" kind="source" id="value/…"/></marks>
const MarksNS = "urn:thidua:marks:1"

type part struct {
	name string
	data []byte
}

const relsNS = "http://schemas.openxmlformats.org/package/2006/relationships"
const relBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
const typeBase = "application/vnd.openxmlformats-officedocument.wordprocessingml."

// parts gives every part of the file in a fixed order.
func (b *builder) parts() []part {
	b.width = 0
	foot := b.doc.Footer != ""
	list := []part{
		{"[Content_Types].xml", b.contentTypes(foot)},
		{"_rels/.rels", b.packageRelations()},
		{"docProps/core.xml", b.core()},
		{"docProps/app.xml", []byte(xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>thidua</Application></Properties>`)},
		{"word/document.xml", b.out.Bytes()},
		{"word/_rels/document.xml.rels", b.documentRelations(foot)},
		{"word/styles.xml", []byte(xmlHead + styles())},
		{"word/settings.xml", []byte(xmlHead + settings)},
		{"word/fontTable.xml", []byte(xmlHead + fontTable)},
		{"word/footnotes.xml", b.footnotes()},
		{"word/header1.xml", []byte(xmlHead + `<w:hdr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>` + pageField + `</w:p></w:hdr>`)},
		{"word/header2.xml", []byte(xmlHead + `<w:hdr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p></w:hdr>`)},
	}
	if foot {
		list = append(list, part{"word/footer1.xml", []byte(xmlHead + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">` +
			escape(strings.Join(paper.Lines(b.doc.Footer), " · ")) + `</w:t></w:r></w:p></w:ftr>`)})
	}
	if b.addressed() {
		list = append(list, part{"word/footer2.xml", b.address()}, part{"word/footer3.xml", []byte(xmlHead + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr></w:p></w:ftr>`)})
	}
	for i, p := range b.pics {
		list = append(list, part{"word/" + p.path(i), p.data})
	}
	if len(b.talk) > 0 {
		list = append(list, part{"word/comments.xml", b.comments()}, part{"word/commentsExtended.xml", b.commentsExtended()})
	}
	if len(b.doc.Properties) > 0 {
		list = append(list, part{"docProps/custom.xml", b.properties()})
	}
	return append(list,
		part{"customXml/item1.xml", b.marksXML()},
		part{"customXml/itemProps1.xml", []byte(xmlHead + `<ds:datastoreItem ds:itemID="{7D2B4E1A-9C35-4F60-8A17-3E5C90B1D246}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs><ds:schemaRef ds:uri="` + MarksNS + `"/></ds:schemaRefs></ds:datastoreItem>`)},
		part{"customXml/_rels/item1.xml.rels", relations([][3]string{{"rId1", "customXmlProps", "itemProps1.xml"}})},
	)
}

func (b *builder) packageRelations() []byte {
	rows := [][3]string{
		{"rId1", "officeDocument", "word/document.xml"},
		{"rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"},
		{"rId3", "extended-properties", "docProps/app.xml"},
	}
	if len(b.doc.Properties) > 0 {
		rows = append(rows, [3]string{"rId4", "custom-properties", "docProps/custom.xml"})
	}
	return relations(rows)
}

func relations(rows [][3]string) []byte {
	var s strings.Builder
	s.WriteString(xmlHead + `<Relationships xmlns="` + relsNS + `">`)
	for _, r := range rows {
		kind := r[1]
		if !strings.HasPrefix(kind, "http") {
			kind = relBase + kind
		}
		s.WriteString(`<Relationship Id="` + r[0] + `" Type="` + kind + `" Target="` + r[2] + `"/>`)
	}
	s.WriteString(`</Relationships>`)
	return []byte(s.String())
}

// addressed reports whether page 1 ends with box [13]; a footer of every page comes first.
func (b *builder) addressed() bool { return b.doc.Address != "" && b.doc.Footer == "" }

// address writes box [13]: the rule is the upper border of its first line.
func (b *builder) address() []byte {
	var s strings.Builder
	s.WriteString(xmlHead + `<w:ftr ` + wordNS + `>`)
	for i, l := range paper.Lines(b.doc.Address) {
		rule := ""
		if i == 0 {
			rule = `<w:pBdr><w:top w:val="single" w:sz="6" w:space="3" w:color="000000"/></w:pBdr>`
		}
		fmt.Fprintf(&s, `<w:p><w:pPr><w:pStyle w:val="Footer"/>%s</w:pPr><w:r><w:rPr><w:sz w:val="%[2]d"/><w:szCs w:val="%[2]d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, rule, 2*paper.SizeAddress, escape(l))
	}
	s.WriteString(`</w:ftr>`)
	return []byte(s.String())
}

func (b *builder) documentRelations(foot bool) []byte {
	rows := [][3]string{
		{"rIdStyles", "styles", "styles.xml"},
		{"rIdSettings", "settings", "settings.xml"},
		{"rIdFonts", "fontTable", "fontTable.xml"},
		{"rIdNotes", "footnotes", "footnotes.xml"},
		{"rIdHeader", "header", "header1.xml"},
		{"rIdHeaderFirst", "header", "header2.xml"},
		{"rIdMarks", "customXml", "../customXml/item1.xml"},
	}
	if foot {
		rows = append(rows, [3]string{"rIdFooter", "footer", "footer1.xml"})
	}
	if b.addressed() {
		rows = append(rows, [3]string{"rIdAddress", "footer", "footer2.xml"}, [3]string{"rIdNoAddress", "footer", "footer3.xml"})
	}
	for i, p := range b.pics {
		rows = append(rows, [3]string{"rIdPicture" + strconv.Itoa(i+1), "image", p.path(i)})
	}
	if len(b.talk) > 0 {
		rows = append(rows, [3]string{"rIdComments", "comments", "comments.xml"},
			[3]string{"rIdCommentsEx", "http://schemas.microsoft.com/office/2011/relationships/commentsExtended", "commentsExtended.xml"})
	}
	return relations(rows)
}

func (b *builder) contentTypes(foot bool) []byte {
	var s strings.Builder
	s.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	for _, kind := range []string{"png", "jpeg"} {
		if slices.ContainsFunc(b.pics, func(p picture) bool { return p.kind == kind }) {
			s.WriteString(`<Default Extension="` + kind + `" ContentType="image/` + kind + `"/>`)
		}
	}
	add := func(name, kind string) {
		s.WriteString(`<Override PartName="` + name + `" ContentType="` + kind + `"/>`)
	}
	add("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	add("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
	add("/word/document.xml", typeBase+"document.main+xml")
	add("/word/styles.xml", typeBase+"styles+xml")
	add("/word/settings.xml", typeBase+"settings+xml")
	add("/word/fontTable.xml", typeBase+"fontTable+xml")
	add("/word/footnotes.xml", typeBase+"footnotes+xml")
	add("/word/header1.xml", typeBase+"header+xml")
	add("/word/header2.xml", typeBase+"header+xml")
	if foot {
		add("/word/footer1.xml", typeBase+"footer+xml")
	}
	if b.addressed() {
		add("/word/footer2.xml", typeBase+"footer+xml")
		add("/word/footer3.xml", typeBase+"footer+xml")
	}
	if len(b.talk) > 0 {
		add("/word/comments.xml", typeBase+"comments+xml")
		add("/word/commentsExtended.xml", typeBase+"commentsExtended+xml")
	}
	if len(b.doc.Properties) > 0 {
		add("/docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml")
	}
	add("/customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml")
	s.WriteString(`</Types>`)
	return []byte(s.String())
}

// core writes title, language and dates; the dates are those of the document, not of
// the clock.
func (b *builder) core() []byte {
	var s bytes.Buffer
	s.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	title := b.doc.PropTitle()
	s.WriteString(`<dc:title>` + escape(strings.Join(strings.Fields(title), " ")) + `</dc:title>`)
	s.WriteString(`<dc:creator>` + escape(strings.Join(paper.Lines(b.doc.Issuer), " ")) + `</dc:creator>`)
	s.WriteString(`<dc:language>vi-VN</dc:language>`)
	if d := b.doc.Created; d.Valid() {
		for _, e := range []string{"created", "modified"} {
			s.WriteString(`<dcterms:` + e + ` xsi:type="dcterms:W3CDTF">` + d.String() + `T00:00:00Z</dcterms:` + e + `>`)
		}
	}
	s.WriteString(`</cp:coreProperties>`)
	return s.Bytes()
}

func (b *builder) footnotes() []byte {
	var s bytes.Buffer
	s.WriteString(xmlHead + `<w:footnotes ` + wordNS + `>`)
	for i, kind := range []string{"separator", "continuationSeparator"} {
		fmt.Fprintf(&s, `<w:footnote w:type="%s" w:id="%d"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:%s/></w:r></w:p></w:footnote>`, kind, i-1, kind)
	}
	for i, n := range b.notes {
		fmt.Fprintf(&s, `<w:footnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>`+
			`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>`+
			`<w:r><w:t xml:space="preserve"> %s</w:t></w:r></w:p></w:footnote>`, i+1, escape(strings.Join(paper.Lines(n.text), " ")))
	}
	s.WriteString(`</w:footnotes>`)
	return s.Bytes()
}

func (b *builder) marksXML() []byte {
	var s bytes.Buffer
	s.WriteString(xmlHead + `<marks xmlns="` + MarksNS + `">`)
	for _, m := range b.marks {
		s.WriteString(`<mark name="` + m.name + `" kind="` + m.kind + `" id="` + escape(paper.Clean(m.id)) + `"/>`)
	}
	s.WriteString(`</marks>`)
	return s.Bytes()
}

const pageField = `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
	`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`

const settings = `<w:settings ` + wordNS + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>` +
	`<w:characterSpacingControl w:val="doNotCompress"/>` +
	`<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>`

const fontTable = `<w:fonts ` + wordNS + `><w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/>` +
	`<w:charset w:val="A3"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`

// styles gives the style sheet. Every style is based on Normal: Times New Roman 14,
// language vi-VN.
func styles() string {
	var s strings.Builder
	s.WriteString(`<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Times New Roman" w:eastAsia="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>` +
		`<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>` +
		`</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	indent := `<w:ind w:firstLine="` + strconv.Itoa(paper.FirstLine) + `"/>`
	body := `<w:spacing w:before="0" w:after="120" w:line="264" w:lineRule="auto"/>`
	bold, italic := `<w:b/><w:bCs/>`, `<w:i/><w:iCs/>`
	small := func(pt int) string { return fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, 2*pt, 2*pt) }
	add := func(id, name, ppr, rpr string) {
		s.WriteString(`<w:style w:type="paragraph" w:customStyle="1" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + ppr + `</w:pPr><w:rPr>` + rpr + `</w:rPr></w:style>`)
	}
	builtin := func(id, name, ppr, rpr string) {
		s.WriteString(`<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + ppr + `</w:pPr><w:rPr>` + rpr + `</w:rPr></w:style>`)
	}
	for i, look := range []string{bold, bold, bold + italic} {
		builtin(fmt.Sprintf("Heading%d", i+1), fmt.Sprintf("heading %d", i+1),
			`<w:keepNext/><w:keepLines/>`+body+indent+`<w:jc w:val="both"/>`+fmt.Sprintf(`<w:outlineLvl w:val="%d"/>`, i), look)
	}
	builtin("BodyText", "Body Text", `<w:widowControl/>`+body+indent+`<w:jc w:val="both"/>`, "")
	builtin("FootnoteText", "footnote text", `<w:jc w:val="both"/>`, small(paper.SizeFootRef))
	builtin("Header", "header", `<w:jc w:val="center"/>`, small(paper.SizeBody))
	builtin("Footer", "footer", `<w:jc w:val="center"/>`, small(paper.SizeFooter))
	builtin("CommentText", "annotation text", "", small(10))
	s.WriteString(`<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/><w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>`)
	add("Box", "Ô thể thức", "", "")
	add("Tiny", "Ngắt phần", `<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>`, small(1))
	add("DocKind", "Tên loại", `<w:jc w:val="center"/>`, bold)
	add("DocSubject", "Trích yếu", `<w:jc w:val="center"/>`, bold)
	add("Basis", "Căn cứ", `<w:widowControl/>`+body+indent+`<w:jc w:val="both"/>`, italic)
	add("Centered", "Dòng giữa", `<w:keepNext/>`+body+`<w:jc w:val="center"/>`, bold)
	add("AnnexName", "Phụ lục", `<w:keepNext/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>`, bold)
	add("AnnexTitle", "Tên phụ lục", `<w:keepNext/><w:jc w:val="center"/>`, bold)
	add("AnnexNote", "Kèm theo", `<w:keepNext/><w:jc w:val="center"/>`, italic)
	add("TableText", "Chữ trong bảng", `<w:spacing w:before="20" w:after="20"/>`, small(paper.SizeTable))
	add("TableNote", "Ghi chú bảng", `<w:spacing w:before="0" w:after="60"/><w:jc w:val="both"/>`, italic+small(paper.SizeNote))
	s.WriteString(`<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`)
	s.WriteString(`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, e := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		s.WriteString(`<w:` + e + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	s.WriteString(`</w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return s.String()
}
