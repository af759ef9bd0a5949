package intake

import (
	"strings"
	"testing"

	"thidua/internal/base/sheet"
)

func p(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

func TestDOCXText(t *testing.T) {
	styles := `<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="N"/><w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="N"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="H2"/></w:style><w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`
	box := `<w:txbxContent>` + p("trong khung") + `</w:txbxContent>`
	b := openParts(t, "a.docx", docxParts(
		`<w:p><w:pPr><w:pStyle w:val="Mine"/></w:pPr><w:r><w:t>I. Đầu mục</w:t></w:r></w:p>`+
			`<w:p/>`+
			`<w:p><w:r><w:t xml:space="preserve">đạt </w:t></w:r><w:del><w:r><w:delText>90</w:delText><w:t>90</w:t></w:r></w:del><w:ins><w:r><w:t>95</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom><w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>%</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>`+
			`<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>`+p("trong sdt")+`</w:sdtContent></w:sdt>`+
			`<w:p><w:r><w:t>neo</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>`+box+`</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>`+box+`</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`+
			`<w:p><w:r><w:rPr><w:b/><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>TiÕt</w:t></w:r><w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><m:oMath><m:f><m:fPr/><m:num><m:r><m:t>1</m:t></m:r></m:num></m:f></m:oMath></w:p>`,
		"word/styles.xml", styles))
	want := []sheet.Paragraph{
		{Text: "I. Đầu mục", Level: 2, Bold: true, Font: "Times New Roman"},
		{},
		{Text: "đạt 95%\ta\nb-✓", Font: "Times New Roman"},
		{Text: "trong sdt", Font: "Times New Roman"},
		{Text: "neo\ntrong khung", Font: "Times New Roman"},
		{Text: "TiÕt1", Font: ".VnTime"},
	}
	if len(b.Prose) != len(want) {
		t.Fatalf("%+v", b.Prose)
	}
	for i, w := range want {
		w.N, w.At = i+1, "P"+string(rune('1'+i))
		if b.Prose[i] != w {
			t.Errorf("%+v, want %+v", b.Prose[i], w)
		}
	}
}

func TestDOCXTables(t *testing.T) {
	tc := func(props, body string) string { return `<w:tc><w:tcPr>` + props + `</w:tcPr>` + body + `</w:tc>` }
	b := openParts(t, "a.docx", docxParts(
		`<w:tbl><w:tr>`+tc(`<w:vMerge w:val="restart"/>`, p("Lĩnh vực"))+tc(`<w:gridSpan w:val="2"/>`, p("Kết quả")+p("6 tháng"))+tc("", p("Ghi chú"))+`</w:tr>`+
			`<w:tr>`+tc(`<w:vMerge/>`, p("thừa"))+tc("", p("7"))+tc("", p("8")+`<w:tbl><w:tr>`+tc("", p("lồng"))+`</w:tr></w:tbl>`)+`</w:tr>`+
			`<w:tr><w:trPr><w:del/></w:trPr>`+tc("", p("đã xóa"))+`</w:tr>`+
			`<w:sdt><w:sdtContent><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>`+tc("", `<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>9</w:t></w:r></w:p>`)+`</w:tr></w:sdtContent></w:sdt></w:tbl>`+
			p("giữa")+`<w:tbl><w:tr>`+tc("", p("hai"))+`</w:tr></w:tbl>`))
	if len(b.Sheets) != 3 || len(b.Prose) != 1 || b.Sheets[1].Cells[0].Text != "lồng" || b.Sheets[2].Name != "T3" || b.Sheets[2].Table != 3 {
		t.Fatalf("%+v", b)
	}
	s := b.Sheets[0]
	if len(s.Cells) != 6 || s.Rows != 4 || s.Cols != 4 {
		t.Errorf("%d cells, %d × %d", len(s.Cells), s.Rows, s.Cols)
	}
	for at, want := range map[string]sheet.Cell{
		"T1R1C1": {Row: 1, Col: 1, Text: "Lĩnh vực"}, "T1R1C2": {Row: 1, Col: 2, Text: "Kết quả\n6 tháng"}, "T1R1C3": {Row: 1, Col: 4, Text: "Ghi chú"},
		"T1R2C2": {Row: 2, Col: 2, Text: "7"}, "T1R2C3": {Row: 2, Col: 3, Text: "8"}, "T1R4C1": {Row: 4, Col: 2, Text: "9", Struck: true},
	} {
		if c := get(b, at); c.Row != want.Row || c.Col != want.Col || c.Text != want.Text || c.Struck != want.Struck {
			t.Errorf("%s: %+v, want %+v", at, c, want)
		}
	}
	if want := []sheet.Range{{Row1: 1, Col1: 1, Row2: 2, Col2: 1}, {Row1: 1, Col1: 2, Row2: 1, Col2: 3}}; len(s.Merges) != 2 || s.Merges[0] != want[0] || s.Merges[1] != want[1] {
		t.Errorf("merges %v", s.Merges)
	}
}

func TestDOCXNumbers(t *testing.T) {
	lvl := func(i, fmt, text string) string {
		return `<w:lvl w:ilvl="` + i + `"><w:start w:val="1"/><w:numFmt w:val="` + fmt + `"/><w:lvlText w:val="` + text + `"/></w:lvl>`
	}
	numbering := `<w:numbering><w:abstractNum w:abstractNumId="0">` + lvl("0", "upperRoman", "%1.") + lvl("1", "decimal", "%1.%2") + lvl("2", "lowerLetter", "%3)") + lvl("3", "bullet", "\uf0b7") + `</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>`
	var body strings.Builder
	want := []string{"I.", "I.1", "I.2", "a)", "b)", "•", "II.", "II.1", "a)", "VII.", "", "VIII."}
	for _, n := range []string{"1 0", "1 1", "1 1", "1 2", "1 2", "1 3", "1 0", "1 1", "1 2", "2 0", "0 0", "2 0"} {
		num, level, _ := strings.Cut(n, " ")
		body.WriteString(`<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`)
	}
	b := openParts(t, "a.docx", docxParts(body.String(), "word/numbering.xml", numbering))
	for i, w := range want {
		if b.Prose[i].Number != w || b.Prose[i].Text != "x" {
			t.Errorf("paragraph %d: %q, want %q", i+1, b.Prose[i].Number, w)
		}
	}
}
