package intake

import (
	"strings"
	"testing"
)

// TestStruckPart leaves the struck part of a cell out of its text and keeps the whole.
func TestStruckPart(t *testing.T) {
	run := func(props, text string) string {
		return `<w:r><w:rPr>` + props + `</w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
	}
	rich := func(runs string) string {
		return `<sheetData><row><c r="A1" t="inlineStr"><is>` + runs + `</is></c></row></sheetData>`
	}
	struckStyle := `<styleSheet><fonts><font><strike/></font></fonts><cellXfs><xf fontId="0"/></cellXfs></styleSheet>`
	for name, c := range map[string]struct {
		file        string
		parts       []string
		at          string
		text, whole string
		struck      bool
	}{
		"xlsx, a part":     {"a.xlsx", xlsxParts(rich(`<r><rPr><strike/></rPr><t xml:space="preserve">12 </t></r><r><t>15</t></r>`)), "A1", "15", "12 15", false},
		"xlsx, all":        {"a.xlsx", xlsxParts(rich(`<r><rPr><strike/></rPr><t>12</t></r><r><rPr><strike/></rPr><t>15</t></r>`)), "A1", "1215", "", true},
		"xlsx, but sp.":    {"a.xlsx", xlsxParts(rich(`<r><rPr><strike/></rPr><t>12</t></r><r><t xml:space="preserve"> </t></r>`)), "A1", "12 ", "", true},
		"xlsx, cell style": {"a.xlsx", append(xlsxParts(`<sheetData><row><c r="A1" s="0" t="inlineStr"><is><r><rPr><strike/></rPr><t>5</t></r><r><rPr><sz val="12"/></rPr><t>7</t></r></is></c></row></sheetData>`), "xl/styles.xml", struckStyle), "A1", "7", "57", false},
		"xlsx, inherited":  {"a.xlsx", append(xlsxParts(`<sheetData><row><c r="A1" s="0" t="inlineStr"><is><r><rPr><strike/></rPr><t>5</t></r><r><t>7</t></r></is></c></row></sheetData>`), "xl/styles.xml", struckStyle), "A1", "57", "", true},
		"xlsx, none":       {"a.xlsx", xlsxParts(rich(`<r><rPr><strike val="0"/></rPr><t>12</t></r>`)), "A1", "12", "", false},
		"docx, a part":     {"a.docx", docxParts(`<w:tbl><w:tr><w:tc><w:p>` + run("<w:dstrike/>", "12 ") + run("", "15") + `</w:p></w:tc></w:tr></w:tbl>`), "T1R1C1", "15", "12 15", false},
		"docx, a line":     {"a.docx", docxParts(`<w:tbl><w:tr><w:tc><w:p>` + run("<w:strike/>", "12") + `</w:p><w:p>` + run("", "15") + `</w:p></w:tc></w:tr></w:tbl>`), "T1R1C1", "15", "12\n15", false},
		"docx, all":        {"a.docx", docxParts(`<w:tbl><w:tr><w:tc><w:p>` + run("<w:strike/>", "12") + `</w:p></w:tc></w:tr></w:tbl>`), "T1R1C1", "12", "", true},
		"ods, a part":      {"a.ods", odsParts(`<table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p><text:span text:style-name="T1">12</text:span><text:s/>15</text:p></table:table-cell></table:table-row></table:table>`), "A1", " 15", "12 15", false},
		"ods, all":         {"a.ods", odsParts(`<table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p><text:span text:style-name="T1">12</text:span></text:p></table:table-cell></table:table-row></table:table>`), "A1", "12", "", true},
	} {
		for i := range c.parts {
			c.parts[i] = strings.Replace(c.parts[i], odsTestStyles, odsTestStyles+`<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>`, 1)
		}
		g := get(openParts(t, c.file, c.parts), c.at)
		if g.Text != c.text || g.StruckText != c.whole || g.Struck != c.struck {
			t.Errorf("%s: %q of %q, struck %v", name, g.Text, g.StruckText, g.Struck)
		}
	}
}

// TestAnnouncedType takes a workbook that announces a macro type for an extension that
// no macro part has.
func TestAnnouncedType(t *testing.T) {
	types := strings.Replace(xlsxTypes, "<Override", `<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="vml" ContentType="application/vnd.ms-office.vbaProject"/><Override`, 1)
	parts := replaced(xlsxParts(`<sheetData><row><c r="A1"><v>7</v></c></row></sheetData>`), "[Content_Types].xml", types)
	if c := get(openParts(t, "a.xlsx", append(parts, "xl/printerSettings/printerSettings1.bin", "x")), "A1"); c.Num != "7" {
		t.Errorf("%+v", c)
	}
}
