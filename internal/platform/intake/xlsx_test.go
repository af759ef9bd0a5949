package intake

import (
	"strings"
	"testing"

	"thidua/internal/base/sheet"
)

// Parts as other writers leave them: prefixes, missing addresses, inline strings, strict
// namespaces, absolute targets, backslashes.
func TestXLSXQuirks(t *testing.T) {
	b := openParts(t, "a.xlsx", []string{
		"[Content_Types].xml", xlsxTypes,
		"_rels/.rels", strings.Replace(rootRels, "MAIN", "/xl/workbook.xml", 1),
		`xl\_rels\workbook.xml.rels`, `<?xml version="1.0"?><Relationships><Relationship Id="s1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="/xl/worksheets/one.xml"/><Relationship Id="s2" Type="x/worksheet" Target="worksheets/two.xml"/><Relationship Id="c" Type="x/chartsheet" Target="c.xml"/></Relationships>`,
		`xl\workbook.xml`, `<x:workbook><x:workbookPr date1904="1"/><x:sheets><x:sheet name="M&amp;t" r:id="s1"/><x:sheet name="Nháp" state="veryHidden" r:id="s2"/><x:sheet name="C" r:id="c"/></x:sheets></x:workbook>`,
		`xl\worksheets\one.xml`, `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>
<x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>Đạt_x000D_
lại</x:t></x:is></x:c></x:row>
<x:row r="5"><x:c r="C5" t="str"><x:v>văn bản</x:v></x:c><x:c><x:v>0.30000000000000004</x:v></x:c></x:row>
<x:row><x:c t="b"><x:v>1</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c><x:c t="d"><x:v>2022-06-30</x:v></x:c><x:c t="n"><x:v>1,5</x:v></x:c><x:c/></x:row>
</x:sheetData></x:worksheet>`,
		`xl\worksheets\two.xml`, `<worksheet><sheetData><row><c r="A1"><v>9</v></c></row></sheetData></worksheet>`,
	})
	if len(b.Sheets) != 2 || !b.Date04 || b.Sheets[0].Name != "M&t" || b.Sheets[0].Hidden || !b.Sheets[1].Hidden || !b.Sheets[1].Cells[0].Hidden {
		t.Fatalf("%+v", b)
	}
	for at, want := range map[string]sheet.Cell{
		"A1": {Kind: sheet.Number, Num: "1"}, "B1": {Kind: sheet.Text, Text: "Đạt\nlại"}, "C5": {Kind: sheet.Text, Text: "văn bản"},
		"D5": {Kind: sheet.Number, Num: "0.3"}, "A6": {Kind: sheet.Bool, Num: "1"}, "B6": {Kind: sheet.Error, Text: "#REF!"},
		"C6": {Kind: sheet.Date, Num: "43280", Text: "2022-06-30"}, "D6": {Kind: sheet.Text, Text: "1,5"}, "E6": {},
	} {
		if c := get(b, at); c.Kind != want.Kind || c.Num != want.Num || c.Text != want.Text {
			t.Errorf("%s: %+v, want %+v", at, c, want)
		}
	}
}

func TestXLSXLook(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-42A]dd/mm/yyyy;@"/><numFmt numFmtId="171" formatCode="#,##0 &quot;day&quot;"/></numFmts>
<fonts><font><name val=".VnTime"/></font><font><strike/><name val="Arial"/></font></fonts>
<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf fontId="0" numFmtId="0"/><xf fontId="1" numFmtId="170"/><xf fontId="0" numFmtId="9"/><xf fontId="0" numFmtId="171"/></cellXfs></styleSheet>`
	shared := `<sst><si><t>một</t><rPh><t>bỏ</t></rPh></si><si><r><rPr><rFont val="Times New Roman"/></rPr><t xml:space="preserve"> a</t></r><r><t>b</t></r></si></sst>`
	b := openParts(t, "a.xlsx", xlsxParts(`<cols><col min="2" max="16384" hidden="1"/></cols><sheetData>
<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c></row>
<row r="2" ht="0" customHeight="1"><c r="A2" t="s"><v>1</v></c></row>
<row r="3"><c r="A3" s="1"><v>44742</v></c><c r="B3" s="2"><v>0.875</v></c><c r="A4" s="3"><v>12</v></c></row>
</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`,
		"xl/styles.xml", styles, "xl/sharedStrings.xml", shared,
		"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="a" Type="x/comments" Target="../comments1.xml"/><Relationship Id="b" Type="x/image" TargetMode="External" Target="http://127.0.0.1:1/x"/></Relationships>`,
		"xl/comments1.xml", `<comments><commentList><comment ref="A3"><text><r><t>ghi </t></r><r><t>chú</t></r></text></comment></commentList></comments>`))
	s := b.Sheets[0]
	if !s.HiddenRows[1] || !s.HiddenRows[2] || s.HiddenRows[3] || !s.HiddenCols[2] || s.HiddenCols[1] || len(s.HiddenCols) != 1 {
		t.Errorf("hidden %v %v", s.HiddenRows, s.HiddenCols)
	}
	if len(s.Merges) != 1 || s.Merges[0] != (sheet.Range{Row1: 1, Col1: 1, Row2: 2, Col2: 2}) {
		t.Errorf("merges %v", s.Merges)
	}
	if c := get(b, "A1"); c.Text != "một" || c.Font != ".VnTime" || !c.Hidden {
		t.Errorf("%+v", c)
	}
	if c := get(b, "A2"); c.Text != " ab" || c.Font != "Times New Roman" {
		t.Errorf("%+v", c)
	}
	if c := get(b, "A3"); c.Kind != sheet.Date || c.Text != "2022-06-30" || c.Num != "44742" || !c.Struck || c.Note != "ghi chú" || c.Hidden {
		t.Errorf("%+v", c)
	}
	if c := get(b, "B3"); c.Num != "0.875" || c.Format != "0%" || !c.Hidden {
		t.Errorf("%+v", c)
	}
	if c := get(b, "A4"); c.Kind != sheet.Number {
		t.Errorf("a unit in quotes made a date: %+v", c)
	}
}

func TestEvaluate(t *testing.T) {
	b := openParts(t, "a.xlsx", xlsxParts(`<sheetData>
<row><c><v>10</v></c><c><v>0.1</v></c><c><v>0.2</v></c><c t="inlineStr"><is><t>x</t></is></c><c><f>E1</f></c></row>
<row><c r="A2"><f>B1+C1</f><v></v></c><c><f>SUM(A1:C1,A9)</f></c><c><f>A2/3</f></c><c><f>SUM(A1:D1)</f></c><c><f>A1/Z9</f></c><c><f>VLOOKUP(A1,B:C,2)</f></c><c><f>IF(A1&gt;=10,"ok",1)</f></c></row>
<row><c r="A3"><f>ROUND(A1*12.345%,2)</f></c><c><f>IF(A2&lt;&gt;0.3,1,MAX(A1,B1)-MIN(B1:C1))</f></c><c><f>AVERAGE(A1:C1)</f></c><c><f>'A'!$A$1*-2</f></c><c><f>B2*1</f><v>77</v></c><c><f>E3+1</f></c><c t="str"><f>D1&amp;""</f><v></v></c></row>
<row><c r="A4"><f t="shared" si="1" ref="A4:B4">A1+A$1</f></c><c r="B4"><f t="shared" si="1"/></c></row>
</sheetData>`))
	if c := get(b, "A2"); c.Kind != sheet.Empty || c.Cached || c.Formula != "B1+C1" {
		t.Fatalf("before: %+v", c)
	}
	if c := get(b, "B4"); c.Formula != "B1+B$1" {
		t.Errorf("shared formula: %q", c.Formula)
	}
	Evaluate(b)
	for at, want := range map[string]string{
		"A2": "0.3", "B2": "10.3", "C2": "0.1", "A3": "1.23", "B3": "9.9", "C3": "3.43333333333333", "D3": "-20", "E3": "77", "F3": "78", "B4": "0.2",
		"E1": "", "D2": "", "E2": "", "F2": "", "G2": "", "G3": "",
	} {
		c := get(b, at)
		if c.Num != want || want == "" && c.Kind != sheet.Empty {
			t.Errorf("%s = %s: %q, want %q", at, c.Formula, c.Num, want)
		}
		if c.Cached != (at == "E3" || at == "G3") {
			t.Errorf("%s: cached %v", at, c.Cached)
		}
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0.30000000000000004": "0.3", "1.5E+3": "1500", "17.100000000000001": "17.1", "-0": "0", "1e-7": "0.0000001", "-1234.5": "-1234.5",
		"999999999999999.9": "1000000000000000", "12345678901234567": "12345678901234600", "0.1e1": "1", ".5": "0.5", "007": "7",
		"": "", "NaN": "", "1,5": "", "1e999": "", "0x10": "", "1.2.3": "", "-": "", "∞": "",
	} {
		if got, ok := decimal(in); got != want || ok != (want != "") {
			t.Errorf("decimal(%q) = %q %v, want %q", in, got, ok, want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		num, format string
		date04      bool
		want        string
	}{
		{"44742", "m/d/yyyy", false, "2022-06-30"}, {"43280", "dd/mm/yy", true, "2022-06-30"}, {"60", "d/m", false, "1900-02-29"},
		{"59", "d/m", false, "1900-02-28"}, {"61", "d/m", false, "1900-03-01"}, {"0.5", "h:mm", false, "12:00:00"}, {"1.5", "[h]:mm", false, "36:00:00"},
		{"44742.25", "dd/mm/yyyy hh:mm", false, "2022-06-30 06:00:00"}, {"44742.25", "dd/mm/yyyy", false, "2022-06-30"},
		{"5", "0.00", false, ""}, {"5", "[Red]#,##0 \\d", false, ""}, {"5", "General", false, ""}, {"-5", "d/m/yyyy", false, ""}, {"1e9", "d/m/yyyy", false, ""},
		{"5", "0.00E+00", false, ""}, {"5", `0 "ngày"`, false, ""}, {"36526", "[$-F800]dddd, mmmm dd, yyyy", false, "2000-01-01"},
	} {
		num, _ := decimal(c.num)
		cell := sheet.Cell{Kind: sheet.Number, Num: num, Format: c.format}
		asDate(&cell, c.date04)
		if cell.Text != c.want || (cell.Kind == sheet.Date) != (c.want != "") {
			t.Errorf("%s as %s: %q, want %q", c.num, c.format, cell.Text, c.want)
		}
	}
}
