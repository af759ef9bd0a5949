package intake

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// pack builds a zip of name, content pairs.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	xlsxTypes = `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	docxTypes = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	rootRels  = `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="MAIN"/></Relationships>`
	wbRels    = `<Relationships><Relationship Id="s1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="st" Type="http://x/styles" Target="styles.xml"/><Relationship Id="ss" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	oneSheet  = `<workbook><sheets><sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>`
	docRels   = `<Relationships><Relationship Id="s" Type="http://x/styles" Target="styles.xml"/><Relationship Id="n" Type="http://x/numbering" Target="numbering.xml"/></Relationships>`
)

// xlsxParts are the parts of a workbook with one sheet.
func xlsxParts(sheetData string, more ...string) []string {
	return append([]string{
		"[Content_Types].xml", xlsxTypes,
		"_rels/.rels", strings.Replace(rootRels, "MAIN", "xl/workbook.xml", 1),
		"xl/_rels/workbook.xml.rels", wbRels,
		"xl/workbook.xml", oneSheet,
		"xl/worksheets/sheet1.xml", `<worksheet>` + sheetData + `</worksheet>`,
	}, more...)
}

// docxParts are the parts of a document with the given body.
func docxParts(body string, more ...string) []string {
	return append([]string{
		"[Content_Types].xml", docxTypes,
		"_rels/.rels", strings.Replace(rootRels, "MAIN", "/word/document.xml", 1),
		"word/_rels/document.xml.rels", docRels,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`,
	}, more...)
}

func odsParts(table string, more ...string) []string {
	return append([]string{
		"mimetype", "application/vnd.oasis.opendocument.spreadsheet",
		"content.xml", `<office:document-content><office:automatic-styles>` + odsTestStyles + `</office:automatic-styles><office:body><office:spreadsheet>` + table + `</office:spreadsheet></office:body></office:document-content>`,
	}, more...)
}

const odsTestStyles = `<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N10"><style:text-properties style:font-name=".VnTime" style:text-line-through-style="solid"/></style:style>` +
	`<number:percentage-style style:name="N10"><number:number number:decimal-places="1"/><number:text>%</number:text></number:percentage-style>` +
	`<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>`

func mustOpen(t testing.TB, name string, data []byte) *sheet.Book {
	t.Helper()
	b, err := Open(name, data, Default)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	checkBook(t, b, Default)
	return b
}

func openParts(t testing.TB, name string, parts []string) *sheet.Book {
	t.Helper()
	return mustOpen(t, name, pack(t, parts...))
}

// get gives the cell at an address of the first sheet that has it, or an empty one.
func get(b *sheet.Book, at string) sheet.Cell {
	for _, s := range b.Sheets {
		for _, c := range s.Cells {
			if c.At == at {
				return c
			}
		}
	}
	return sheet.Cell{}
}

// checkBook holds what is true of every book, however odd the file.
func checkBook(t testing.TB, b *sheet.Book, lim Limits) {
	t.Helper()
	total := 0
	text := func(what, s string) {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("%s is no clean text: %q", what, s)
		}
	}
	if len(b.Sheets) > lim.Sheets || len(b.Prose) > lim.Paragraphs || len(b.SHA256) != 64 {
		t.Errorf("%d sheets, %d paragraphs, digest %q", len(b.Sheets), len(b.Prose), b.SHA256)
	}
	for i, p := range b.Prose {
		text("paragraph", p.Text+p.Number+p.Font)
		if p.N != i+1 {
			t.Errorf("paragraph %d has number %d", i+1, p.N)
		}
	}
	for _, s := range b.Sheets {
		text("sheet name", s.Name)
		total += len(s.Cells)
		for i, c := range s.Cells {
			text("cell", c.Text+c.StruckText+c.Font+c.Format+c.Formula+c.Note)
			if c.Row < 1 || c.Col < 1 || c.Row > min(s.Rows, lim.Rows) || c.Col > min(s.Cols, lim.Cols) || c.At == "" {
				t.Errorf("cell out of place: %+v in %d × %d", c, s.Rows, s.Cols)
			}
			if i > 0 && (s.Cells[i-1].Row > c.Row || s.Cells[i-1].Row == c.Row && s.Cells[i-1].Col > c.Col) {
				t.Errorf("cells out of order at %s", c.At)
			}
			hasNum := c.Kind == sheet.Number || c.Kind == sheet.Bool || c.Kind == sheet.Date
			if n, ok := decimal(c.Num); hasNum && (!ok || n != c.Num) || !hasNum && c.Num != "" {
				t.Errorf("%s: number %q of kind %d", c.At, c.Num, c.Kind)
			}
			if (c.Kind == sheet.Text || c.Kind == sheet.Error || c.Kind == sheet.Date) && c.Text == "" {
				t.Errorf("%s: no text", c.At)
			}
		}
	}
	if total > lim.Cells {
		t.Errorf("%d cells", total)
	}
}

// checkOpen opens what a fuzzer made: a clean book, or a refusal for people.
func checkOpen(t *testing.T, name string, data []byte, lim Limits) {
	t.Helper()
	b, err := Open(name, data, lim)
	if err != nil {
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
			t.Errorf("kind %d: %v", k, err)
		}
		if strings.Contains(err.Error(), "panic:") {
			t.Fatal(err)
		}
		return
	}
	checkBook(t, b, lim)
	Evaluate(b)
	checkBook(t, b, lim)
}

// small are limits that keep fuzzing fast.
var small = Limits{FileBytes: 1 << 20, PartBytes: 1 << 20, TotalBytes: 4 << 20, Ratio: 100, Entries: 50, Sheets: 10, Rows: 500, Cols: 50, Cells: 2000, Paragraphs: 500}

func readFixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
