package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"thidua/internal/base/paper"
	"thidua/internal/base/sheet"
)

const relBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml."

const rootRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="xl/workbook.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relBase + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const appProps = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>thidua</Application></Properties>`

// sheetCount counts the sheets with the hidden one of lists.
func (k *packer) sheetCount() int {
	n := len(k.names)
	if len(k.listSheet) > 0 {
		n++
	}
	return n
}

func (k *packer) contentTypes() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>`)
	add := func(name, kind string) {
		s.WriteString(`<Override PartName="` + name + `" ContentType="` + kind + `"/>`)
	}
	add("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	add("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
	add("/xl/workbook.xml", sheetType+"sheet.main+xml")
	add("/xl/styles.xml", sheetType+"styles+xml")
	add("/xl/sharedStrings.xml", sheetType+"sharedStrings+xml")
	for i := range k.sheetCount() {
		add(fmt.Sprintf("/xl/worksheets/sheet%d.xml", i+1), sheetType+"worksheet+xml")
		if i < len(k.noted) && k.noted[i] {
			add(fmt.Sprintf("/xl/comments%d.xml", i+1), sheetType+"comments+xml")
		}
	}
	s.WriteString(`</Types>`)
	return s.String()
}

func (k *packer) core() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	s.WriteString(`<dc:title>` + escape(paper.Clean(k.book.Title)) + `</dc:title><dc:creator>` + escape(paper.Clean(k.book.Author)) + `</dc:creator><dc:language>vi-VN</dc:language>`)
	if d := k.book.Created; d.Valid() {
		for _, e := range []string{"created", "modified"} {
			s.WriteString(`<dcterms:` + e + ` xsi:type="dcterms:W3CDTF">` + d.String() + `T00:00:00Z</dcterms:` + e + `>`)
		}
	}
	s.WriteString(`</cp:coreProperties>`)
	return s.String()
}

// workbook writes the list of sheets and the rows and columns repeated in print.
func (k *packer) workbook() string {
	var s, names strings.Builder
	active := 0
	for i := range k.book.Sheets {
		if !k.book.Sheets[i].Hidden {
			active = i
			break
		}
	}
	s.WriteString(xmlHead + `<workbook ` + mainNS + `><bookViews><workbookView activeTab="` + strconv.Itoa(active) + `"/></bookViews><sheets>`)
	for i := range k.book.Sheets {
		sh := &k.book.Sheets[i]
		hidden := ""
		if sh.Hidden && i != active {
			hidden = ` state="hidden"`
		}
		fmt.Fprintf(&s, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, escape(k.names[i]), i+1, hidden, i+1)
		area := ""
		if sh.FreezeCols > 0 {
			area = fmt.Sprintf(`%s!$A:$%s`, quoted(k.names[i]), sheet.ColName(min(sh.FreezeCols, k.cols[i])))
		}
		if len(sh.Header) > 0 {
			first := 1
			if len(sh.Title) > 0 {
				first = len(sh.Title) + 2
			}
			if area != "" {
				area += ","
			}
			area += fmt.Sprintf(`%s!$%d:$%d`, quoted(k.names[i]), first, first+len(sh.Header)-1)
		}
		if area != "" {
			fmt.Fprintf(&names, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">%s</definedName>`, i, escape(area))
		}
	}
	if len(k.listSheet) > 0 {
		n := len(k.names) + 1
		fmt.Fprintf(&s, `<sheet name="%s" sheetId="%d" state="hidden" r:id="rId%d"/>`, escape(k.listName), n, n)
	}
	s.WriteString(`</sheets>`)
	if names.Len() > 0 {
		s.WriteString(`<definedNames>` + names.String() + `</definedNames>`)
	}
	s.WriteString(`</workbook>`)
	return s.String()
}

func (k *packer) workbookRelations() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := range k.sheetCount() {
		fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relBase, i+1)
	}
	s.WriteString(`<Relationship Id="rIdStyles" Type="` + relBase + `styles" Target="styles.xml"/>` +
		`<Relationship Id="rIdStrings" Type="` + relBase + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
	return s.String()
}

// listsXML writes the hidden sheet: one list of allowed values per column.
func (k *packer) listsXML() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<worksheet ` + mainNS + `><sheetData>`)
	rows := 0
	for _, l := range k.listSheet {
		rows = max(rows, len(l))
	}
	for r := range rows {
		fmt.Fprintf(&s, `<row r="%d">`, r+1)
		for c, l := range k.listSheet {
			if r < len(l) {
				fmt.Fprintf(&s, `<c r="%s" t="s"><v>%d</v></c>`, sheet.A1(r+1, c+1), k.text(l[r]))
			}
		}
		s.WriteString(`</row>`)
	}
	s.WriteString(`</sheetData><sheetProtection sheet="1" objects="1" scenarios="1"/></worksheet>`)
	return s.String()
}

// sharedStrings writes every text once, in the order of first use.
func (k *packer) sharedStrings() {
	if k.err != nil {
		return
	}
	f, err := k.zw.CreateHeader(&zip.FileHeader{Name: "xl/sharedStrings.xml", Method: zip.Deflate})
	if err != nil {
		k.err = err
		return
	}
	w := bufio.NewWriterSize(f, 1<<16)
	fmt.Fprintf(w, xmlHead+`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">`, k.uses, len(k.order))
	for _, s := range k.order {
		w.WriteString(`<si><t xml:space="preserve">`)
		w.WriteString(escape(cellText(s)))
		w.WriteString(`</t></si>`)
	}
	w.WriteString(`</sst>`)
	k.err = w.Flush()
}

// comments writes the comments of sheet n: their texts, the old drawing that Excel
// needs to show them, and the relations between the parts.
func (k *packer) comments(n int, list []comment) {
	var s, v strings.Builder
	s.WriteString(xmlHead + `<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>thidua</author></authors><commentList>`)
	v.WriteString(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		fmt.Sprintf(`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>`, n) +
		`<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`)
	for i, c := range list {
		s.WriteString(`<comment ref="` + c.at + `" authorId="0"><text><r><rPr><sz val="10"/><rFont val="Times New Roman"/><family val="1"/></rPr><t xml:space="preserve">` + escape(cellText(c.text)) + `</t></r></text></comment>`)
		// Shape numbers of sheet n run from n*1024+1, in blocks that Excel gives to drawings.
		fmt.Fprintf(&v, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:70pt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
			`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
			`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			n*1024+1+i, i+1, c.col+1, max(c.row-1, 0), c.col+4, c.row+4, c.row, c.col)
	}
	s.WriteString(`</commentList></comments>`)
	v.WriteString(`</xml>`)
	k.write(fmt.Sprintf("xl/comments%d.xml", n), s.String())
	k.write(fmt.Sprintf("xl/drawings/vmlDrawing%d.vml", n), v.String())
	k.write(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", n), xmlHead+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
		fmt.Sprintf(`<Relationship Id="rId1" Type="%svmlDrawing" Target="../drawings/vmlDrawing%d.vml"/><Relationship Id="rId2" Type="%scomments" Target="../comments%d.xml"/></Relationships>`, relBase, n, relBase, n))
}

// A style is one look of a cell.
type style struct {
	bold, italic, border, unlocked, quote, noWrap bool
	align                                         Align
	size                                          int // points, 0 = 12
	format                                        string
	fill                                          string
}

func (k *packer) styleOf(st style) int {
	n, ok := k.styles[st]
	if !ok {
		n = len(k.styleList)
		k.styles[st] = n
		k.styleList = append(k.styleList, st)
	}
	return n
}

var rgb = regexp.MustCompile(`^[0-9A-Fa-f]{6}$`)

// A pool numbers the distinct pieces of the style sheet in the order of first use.
type pool struct {
	list []string
	at   map[string]int
}

func (p *pool) of(s string) int {
	if p.at == nil {
		p.at = map[string]int{}
	}
	n, ok := p.at[s]
	if !ok {
		n = len(p.list)
		p.at[s], p.list = n, append(p.list, s)
	}
	return n
}

func (p *pool) xml(tag string) string {
	return fmt.Sprintf(`<%s count="%d">%s</%s>`, tag, len(p.list), strings.Join(p.list, ""), tag)
}

func (k *packer) stylesXML() string {
	var fonts, fills, borders, formats, xfs pool
	fills.of(`<fill><patternFill patternType="none"/></fill>`)
	fills.of(`<fill><patternFill patternType="gray125"/></fill>`)
	borders.of(`<border><left/><right/><top/><bottom/><diagonal/></border>`)
	thin := ""
	for _, e := range []string{"left", "right", "top", "bottom"} {
		thin += `<` + e + ` style="thin"><color auto="1"/></` + e + `>`
	}
	for _, st := range k.styleList {
		font, size := `<font>`, st.size
		if size == 0 {
			size = 12
		}
		if st.bold {
			font += `<b/>`
		}
		if st.italic {
			font += `<i/>`
		}
		font += fmt.Sprintf(`<sz val="%d"/><name val="Times New Roman"/><family val="1"/></font>`, size)
		fill, border, format, quote, lock := 0, 0, 0, "", ""
		if rgb.MatchString(st.fill) {
			fill = fills.of(`<fill><patternFill patternType="solid"><fgColor rgb="FF` + strings.ToUpper(st.fill) + `"/><bgColor indexed="64"/></patternFill></fill>`)
		}
		if st.border {
			border = borders.of(`<border>` + thin + `<diagonal/></border>`)
		}
		if st.format != "" {
			format = 164 + formats.of(st.format)
		}
		if st.quote {
			quote = ` quotePrefix="1"`
		}
		if st.unlocked {
			lock = `<protection locked="0"/>`
		}
		align := [...]string{"", ` horizontal="left"`, ` horizontal="center"`, ` horizontal="right"`}[min(max(int(st.align), 0), 3)]
		wrap := ` wrapText="1"`
		if st.noWrap {
			wrap = ""
		}
		xfs.list = append(xfs.list, fmt.Sprintf(`<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0"%s applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1"><alignment%s vertical="center"%s/>%s</xf>`,
			format, fonts.of(font), fill, border, quote, align, wrap, lock))
	}
	for i, f := range formats.list {
		formats.list[i] = fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, escape(f))
	}
	s := xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	if len(formats.list) > 0 {
		s += formats.xml("numFmts")
	}
	return s + fonts.xml("fonts") + fills.xml("fills") + borders.xml("borders") +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` + xfs.xml("cellXfs") +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}
