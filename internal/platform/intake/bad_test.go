package intake

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"thidua/internal/base/fault"
)

// replaced gives parts with the one named changed, or added.
func replaced(parts []string, name, content string) []string {
	out := append([]string(nil), parts...)
	for i := 0; i < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = content
			return out
		}
	}
	return append(out, name, content)
}

// compound builds a small compound file with the given root entries.
func compound(names ...string) []byte {
	le := binary.LittleEndian
	b := make([]byte, 512*3)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le.PutUint16(b[24:], 0x3E)
	le.PutUint16(b[26:], 3)
	le.PutUint16(b[28:], 0xFFFE)
	le.PutUint16(b[30:], 9)
	le.PutUint16(b[32:], 6)
	le.PutUint32(b[44:], 1)
	le.PutUint32(b[48:], 1) // directory in sector 1
	le.PutUint32(b[56:], 4096)
	for _, at := range []int{60, 68} {
		le.PutUint32(b[at:], 0xFFFFFFFE)
	}
	for i := 76; i < 1024; i += 4 {
		le.PutUint32(b[i:], 0xFFFFFFFF)
	}
	le.PutUint32(b[76:], 0)
	le.PutUint32(b[512:], 0xFFFFFFFD)
	le.PutUint32(b[516:], 0xFFFFFFFE)
	for i, n := range append([]string{"Root Entry"}, names...) {
		e := b[1024+128*i : 1152+128*i]
		u := utf16.Encode([]rune(n))
		for j, c := range u {
			le.PutUint16(e[2*j:], c)
		}
		le.PutUint16(e[64:], uint16(2*len(u)+2))
		e[66] = 2
		for _, at := range []int{68, 72, 76} {
			le.PutUint32(e[at:], 0xFFFFFFFF)
		}
		le.PutUint32(e[116:], 0xFFFFFFFE)
		switch {
		case i == 0:
			e[66] = 5
			le.PutUint32(e[76:], 1)
		case i < len(names):
			le.PutUint32(e[72:], uint32(i+1))
		}
	}
	return b
}

// A file that cannot be taken is refused with the right sentence: its id is named here.
func TestRefusals(t *testing.T) {
	good := xlsxParts(`<sheetData/>`)
	zipped := pack(t, good...)
	cell := func(s string) []byte { return pack(t, xlsxParts(`<sheetData>`+s+`</sheetData>`)...) }
	types := func(from, to string) []byte {
		return pack(t, replaced(good, "[Content_Types].xml", strings.Replace(xlsxTypes, from, to, 1))...)
	}
	encrypted := bytes.Clone(zipped)
	for i := 0; i+10 < len(encrypted); i++ {
		if string(encrypted[i:i+4]) == "PK\x01\x02" {
			encrypted[i+8] |= 1
		}
	}
	for name, c := range map[string]struct {
		file string
		data []byte
		id   string
	}{
		"empty":                   {"a.xlsx", nil, "intake.empty"},
		"too large":               {"a.xlsx", make([]byte, Default.FileBytes+1), "intake.toolarge"},
		"cut zip":                 {"a.xlsx", zipped[:len(zipped)-30], "intake.damaged"},
		"text as xlsx":            {"a.XLSX", []byte("a;b\n1;2"), "intake.damaged"},
		"pdf":                     {"a.xlsx", []byte("%PDF-1.7\n\x00"), "intake.pdf"},
		"png":                     {"a.xlsx", []byte("\x89PNG\r\n\x1a\n"), "intake.picture"},
		"heic":                    {"a.jpg", []byte("\x00\x00\x00\x18ftypheic\x00\x00"), "intake.picture"},
		"html":                    {"a.xls", []byte("\xef\xbb\xbf\n<html xmlns:x='e'><table>"), "intake.html"},
		"html, utf-16":            {"a.xls", append([]byte("\xff\xfe"), "<\x00t\x00a\x00b\x00l\x00e\x00>\x00"...), "intake.html"},
		"xml 2003":                {"a.xls", []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>`), "intake.xml"},
		"flat ods":                {"a.fods", []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document xmlns:office=\"urn:oasis\"/>"), "intake.flat"},
		"rtf":                     {"a.doc", []byte(`{\rtf1`), "intake.rtf"},
		"rar":                     {"a.xlsx", []byte("Rar!\x1a\x07\x00"), "intake.archive"},
		"zip of files":            {"a.zip", pack(t, "a.xlsx", "x"), "intake.archive"},
		"noise":                   {"a.xls", []byte("\x01\x02\x03\x04\x05\x06\x07\x08"), "intake.unknown"},
		"biff2":                   {"a.xls", []byte("\x09\x00\x04\x00\x02\x00\x10\x00"), "intake.oldxls"},
		"doc":                     {"a.doc", compound("WordDocument"), "intake.doc"},
		"ppt":                     {"a.ppt", compound("PowerPoint Document"), "intake.slides"},
		"encrypted ooxml":         {"a.docx", compound("EncryptionInfo", "EncryptedPackage"), "intake.password"},
		"xls with macros":         {"a.xls", compound("Workbook", "_VBA_PROJECT_CUR"), "intake.macro"},
		"other compound":          {"a.msg", compound("__properties"), "intake.unknown"},
		"cut compound":            {"a.xls", compound("Workbook")[:600], "intake.damaged"},
		"macro type":              {"a.xlsx", types("openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"), "intake.macro"},
		"vba part":                {"a.xlsx", pack(t, replaced(good, "xl/vbaProject.bin", "x")...), "intake.macro"},
		"macro type by extension": {"a.xlsx", types(`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`, `<Default Extension="xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>`), "intake.macro"},
		"vba by another name":     {"a.xlsx", pack(t, replaced(replaced(good, "[Content_Types].xml", strings.Replace(xlsxTypes, "<Override", `<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override`, 1)), "xl/x.bin", "x")...), "intake.macro"},
		"macro sheet":             {"a.xlsx", pack(t, replaced(good, "xl/_rels/workbook.xml.rels", strings.Replace(wbRels, "x/worksheet", "x/xlMacrosheet", 1))...), "intake.macro"},
		"xlsb":                    {"a.xlsb", types("spreadsheetml.sheet.main", "spreadsheetml.sheet.binary.main"), "intake.xlsb"},
		"pptx":                    {"a.pptx", types("spreadsheetml.sheet", "presentationml.presentation"), "intake.slides"},
		"zip password":            {"a.xlsx", encrypted, "intake.password"},
		"dtd":                     {"a.xlsx", pack(t, replaced(good, "xl/workbook.xml", `<!DOCTYPE x [<!ENTITY a "b">]><workbook/>`)...), "intake.dtd"},
		"dtd in docx":             {"a.docx", pack(t, replaced(docxParts(""), "word/document.xml", `<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:1/"><w:document/>`)...), "intake.dtd"},
		"part twice":              {"a.xlsx", pack(t, append(good, "xl/workbook.xml", oneSheet)...), "intake.damaged"},
		"shared string":           {"a.xlsx", cell(`<row><c t="s"><v>7</v></c></row>`), "intake.sharedstring"},
		"bad address":             {"a.xlsx", cell(`<row><c r="7A"><v>7</v></c></row>`), "intake.damaged"},
		"unclosed":                {"a.xlsx", cell(`<row><c>`), "intake.damaged"},
		"deep":                    {"a.xlsx", cell(strings.Repeat("<a>", 100000) + strings.Repeat("</a>", 100000)), "intake.damaged"},
		"odd encoding":            {"a.xlsx", pack(t, replaced(good, "xl/workbook.xml", `<?xml version="1.0" encoding="utf-7"?><workbook/>`)...), "intake.damaged"},
		"row out of reach":        {"a.xlsx", cell(`<row r="20001"><c><v>7</v></c></row>`), "intake.rows"},
		"col out of reach":        {"a.xlsx", cell(`<row><c r="XFD1"><v>7</v></c></row>`), "intake.cols"},
		"sheet missing":           {"a.xlsx", pack(t, replaced(good, "xl/_rels/workbook.xml.rels", strings.Replace(wbRels, "sheet1", "sheet9", 1))...), "intake.damaged"},
		"bomb by ratio":           {"a.xlsx", cell(strings.Repeat(" ", 8<<20)), "intake.bomb"},
		"bomb by size":            {"a.xlsx", pack(t, replaced(good, "xl/media/a.bin", strings.Repeat("\x00", 65<<20))...), "intake.bomb"},
		"altChunk":                {"a.docx", pack(t, docxParts(`<w:altChunk r:id="x"/>`)...), "intake.altchunk"},
		"docm":                    {"a.docx", pack(t, replaced(docxParts(""), "word/vbaProject.bin", "")...), "intake.macro"},
		"odt":                     {"a.odt", pack(t, replaced(odsParts(""), "mimetype", "application/vnd.oasis.opendocument.text")...), "intake.odf"},
		"encrypted ods":           {"a.ods", pack(t, odsParts("", "META-INF/manifest.xml", `<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>`)...), "intake.password"},
		"encrypted ods new":       {"a.ods", pack(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "encrypted-package", "x"), "intake.password"},
		"ods macro":               {"a.ods", pack(t, odsParts("", "Basic/Standard/Module1.xml", `<a/>`)...), "intake.macro"},
		"ods rows":                {"a.ods", pack(t, odsParts(`<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>`)...), "intake.rows"},
		"ods cells":               {"a.ods", pack(t, odsParts(`<table:table><table:table-row table:number-rows-repeated="9000"><table:table-cell table:number-columns-repeated="100" office:value-type="float" office:value="1"/></table:table-row></table:table>`)...), "intake.cells"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(c.file, c.data, Default)
			e, ok := errors.AsType[*fault.Error](err)
			if !ok {
				t.Fatalf("want %s, have %v", c.id, err)
			}
			if id, text, _ := strings.Cut(e.Msg, "|"); id != c.id || text == "" || strings.Contains(fault.Text(e.Msg, e.Args), "{") {
				t.Errorf("want %s, have %v", c.id, err)
			}
			if strings.Contains(err.Error(), "panic:") {
				t.Error(err)
			}
		})
	}
}

// Many entries are refused before the directory is built.
func TestManyEntries(t *testing.T) {
	var parts []string
	for i := range Default.Entries + 1 {
		parts = append(parts, fmt.Sprint("x", i), "")
	}
	if _, err := Open("a.xlsx", pack(t, parts...), Default); !fault.Is(err, fault.TooLarge) {
		t.Errorf("%v", err)
	}
}

// A sheet filled to the last row is refused without holding it in memory;
// rows that carry styles only do not count.
func TestMillionRows(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a sheet of a million rows")
	}
	var full, empty strings.Builder
	full.WriteString("<sheetData>")
	empty.WriteString("<sheetData><row r=\"1\"><c r=\"A1\"><v>5</v></c></row>")
	for i := range 1048576 {
		fmt.Fprintf(&full, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i+1, i+1, i*7919)
		if i > 0 {
			fmt.Fprintf(&empty, `<row r="%d"><c r="A%d" s="1"/></row>`, i+1, i+1)
		}
	}
	full.WriteString("</sheetData>")
	empty.WriteString("</sheetData>")
	for name, data := range map[string][]byte{"full": pack(t, xlsxParts(full.String())...), "empty": pack(t, xlsxParts(empty.String())...)} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		b, err := Open("a.xlsx", data, Default)
		runtime.ReadMemStats(&after)
		used := (after.TotalAlloc - before.TotalAlloc) >> 20
		if used > 64 {
			t.Errorf("%s, %d kB packed: %d MB", name, len(data)>>10, used)
		}
		if name == "full" && !fault.Is(err, fault.TooLarge) {
			t.Errorf("%v", err)
		}
		if name == "empty" && (err != nil || len(b.Sheets[0].Cells) != 1) {
			t.Errorf("%v", err)
		}
	}
}
