package intake

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
)

// partsOf unpacks the named parts of a fixture as seeds.
func partsOf(f *testing.F, name string, parts ...string) []string {
	data := readFixture(f, name)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		f.Fatal(err)
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		if r, err := z.Open(p); err == nil {
			b, _ := io.ReadAll(r)
			out[i] = string(b)
		}
	}
	return out
}

func FuzzXLSX(f *testing.F) {
	for _, n := range []string{"01_ThanhTra_BieuSoLieu_6T2022.xlsx", "06_BCHQS_6T_2022.xlsx"} {
		p := partsOf(f, n, "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
		f.Add(p[0], p[1], p[2], p[3])
	}
	f.Add(oneSheet, `<worksheet><cols><col min="1" max="9" hidden="1"/></cols><sheetData><row r="3" ht="0"><c><v>1e5</v></c><c t="inlineStr"><is><r><rPr><rFont val="X"/><strike/></rPr><t>a</t></r></is></c><c r="D3"><f t="shared" si="0" ref="D3:D4">SUM(A3:B3)/2</f></c></row><row><c r="D4" t="d"><f t="shared" si="0"/><v>2022-06-30T10:00:00</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst/>`, `<styleSheet/>`)
	f.Fuzz(func(t *testing.T, workbook, sheet1, strings, styles string) {
		parts := xlsxParts("")
		parts[7], parts[9] = workbook, sheet1
		checkOpen(t, "a.xlsx", pack(t, append(parts, "xl/sharedStrings.xml", strings, "xl/styles.xml", styles)...), small)
	})
}

func FuzzZIP(f *testing.F) {
	f.Add(readFixture(f, "06_BCHQS_6T_2022.xlsx"))
	f.Add(pack(f, odsParts("<table:table/>")...))
	f.Fuzz(func(t *testing.T, data []byte) { checkOpen(t, "a", data, small) })
}

func FuzzXLS(f *testing.F) {
	data := readFixture(f, "02_TrGiamDakTan_SoLieu.xls")
	c, err := readCFB(data)
	if err != nil {
		f.Fatal(err)
	}
	stream, err := c.stream(c.root["Workbook"])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, stream)
	f.Fuzz(func(t *testing.T, data, stream []byte) {
		checkOpen(t, "a.xls", data, small)
		if b, err := openXLS(stream, small); err == nil {
			b.SHA256 = string(bytes.Repeat([]byte("0"), 64))
			checkBook(t, b, small)
		}
	})
}

func FuzzODS(f *testing.F) {
	f.Add(partsOf(f, "10_DakTrung_6thang.ods", "content.xml")[0])
	f.Add(odsParts(`<table:table table:name="A"><table:table-column table:number-columns-repeated="9" table:visibility="collapse"/><table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="percentage" office:value="0.875" table:style-name="ce1" table:number-columns-repeated="2"><text:p>87<text:s text:c="3"/>%</text:p><office:annotation><text:p>x</text:p></office:annotation></table:table-cell><table:table-cell office:value-type="time" office:time-value="PT10H30M00S" table:formula="of:=SUM([.A1:.B1];2)"/></table:table-row></table:table>`)[3])
	f.Fuzz(func(t *testing.T, content string) {
		checkOpen(t, "a.ods", pack(t, "content.xml", content), small)
	})
}

func FuzzCSV(f *testing.F) {
	f.Add(readFixture(f, "05_sotuphap_6thang.csv"))
	f.Add([]byte("sep=,\r\na,\"b\r\nc\",\"d\"\"\"\r\n\r\n\"open"))
	f.Add([]byte("\xff\xfea\x00\t\x00b\x00\n\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { checkOpen(t, "a.csv", data, small) })
}

func FuzzDOCX(f *testing.F) {
	for _, n := range []string{"03_BC_6thang_VKSND.docx", "08_BDBP_bao_cao_so_ket.docx"} {
		p := partsOf(f, n, "word/document.xml", "word/styles.xml", "word/numbering.xml")
		f.Add(p[0], p[1], p[2])
	}
	f.Fuzz(func(t *testing.T, document, styles, numbering string) {
		parts := docxParts("", "word/styles.xml", styles, "word/numbering.xml", numbering)
		parts[7] = document
		checkOpen(t, "a.docx", pack(t, parts...), small)
	})
}

// FuzzFormula: any formula ends, within its limits.
func FuzzFormula(f *testing.F) {
	f.Add("IF(A1>=2,ROUND(SUM(A1:A2,3%)/-7,2),\"x\")")
	f.Fuzz(func(t *testing.T, text string) {
		b := openParts(t, "a.xlsx", xlsxParts(`<sheetData><row><c><v>1.5</v></c></row><row><c><v>-2</v></c></row><row><c><f>A1</f></c></row></sheetData>`))
		b.Sheets[0].Cells[2].Formula = clean(text)
		if text != "" && b.Sheets[0].Cells[2].Formula != "" {
			Evaluate(b)
			checkBook(t, b, Default)
		}
		shiftFormula(text, 1, -1)
	})
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range []string{"01_ThanhTra_BieuSoLieu_6T2022.xlsx", "02_TrGiamDakTan_SoLieu.xls", "03_BC_6thang_VKSND.docx", "05_sotuphap_6thang.csv", "10_DakTrung_6thang.ods"} {
		data := readFixture(b, n)
		b.Run(n[len(n)-5:], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Open(n, data, Default); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
