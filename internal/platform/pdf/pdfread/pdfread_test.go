package pdfread

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/platform/pdf"
)

// build makes a PDF file of objects, from number 1 on; a stream follows its dictionary behind "|".
func build(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		d, s, is := strings.Cut(o, "|")
		fmt.Fprintf(&b, "%d 0 obj\n%s\n", i+1, d)
		if is {
			fmt.Fprintf(&b, "stream\n%s\nendstream\n", s)
		}
		b.WriteString("endobj\n")
	}
	b.WriteString("trailer\n<</Root 1 0 R>>\n%%EOF\n")
	return b.Bytes()
}

// onePage makes a file of one page with the content, and objects from number 5 on. F1 is object 5.
func onePage(content string, more ...string) []byte {
	return build(append([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R/F2 6 0 R>>/XObject<</X 7 0 R>>>>>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", fmt.Sprintf("<</Length %d>>|%s", len(content), content)}, more...)...)
}

func packed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

const (
	latin = "<</Type/Font/Subtype/Type1/BaseFont/Times/Encoding/WinAnsiEncoding>>"
	named = "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Times/Encoding<</Differences[65/M/Acircumflexdotbelow/T/O/Ocircumflexacute/I/uni1EAC/Dcroat]>>>>"
	wideF = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</DW 600>>]/ToUnicode 6 0 R>>"
	table = "<<>>|1 begincodespacerange <0000><ffff> endcodespacerange 2 beginbfrange <0001><0003><0054> <0010><0012>[<1ED0><0049><0020>] endbfrange 2 beginbfchar <0020><004D> <0021><00410302 0323> endbfchar"
)

// The letters of a page come together to lines, however they were set.
func TestRead(t *testing.T) {
	dc := utf16.Encode([]rune("TỐI MẬT"))
	title := "<FEFF"
	for _, u := range dc {
		title += fmt.Sprintf("%04X", u)
	}
	title += ">"
	for what, c := range map[string]struct {
		data []byte
		want string
	}{
		"names of letters":     {onePage("BT /F1 12 Tf 72 700 Td (CEF) Tj 30 0 Td (ABC) Tj ET", named), "TỐI MẬT"},
		"a table of codes":     {onePage("BT /F1 12 Tf 72 700 Td <0001001000110012002000210001> Tj ET", wideF, table), "TỐI MẬT"},
		"letter by letter":     {onePage("BT /F1 12 Tf 1 0 0 1 72 700 Tm (C) Tj 1 0 0 1 79 700 Tm (E) Tj 1 0 0 1 85 700 Tm (F) Tj 1 0 0 1 95 700 Tm (ABC) Tj ET", named), "TỐI MẬT"},
		"back to front":        {onePage("BT /F1 12 Tf 1 0 0 1 100 700 Tm (ABC) Tj 1 0 0 1 72 700 Tm (CEF) Tj ET", named), "TỐI MẬT"},
		"set twice for bold":   {onePage("BT /F1 12 Tf 1 0 0 1 72 700 Tm (ABC) Tj 1 0 0 1 72.3 700 Tm (ABC) Tj ET", named), "\nMẬT\n"},
		"kerned":               {onePage("BT /F1 12 Tf 72 700 Td [(A)-20(B)15(C)] TJ ET", named), "MẬT"},
		"apart":                {onePage("BT /F1 12 Tf 9 Tc 72 700 Td (ABC) Tj ET", named), "MẬT"},
		"apart, one by one":    {onePage("BT /F1 12 Tf 72 700 Td (A) Tj 20 0 Td (B) Tj 20 0 Td (C) Tj ET", named), "M Ậ T"},
		"askew":                {onePage("q .7071 .7071 -.7071 .7071 100 100 cm BT /F1 40 Tf (CEF) Tj 70 0 Td (ABC) Tj ET Q", named), "TỐI MẬT"},
		"beside a date":        {onePage("BT /F1 12 Tf 72 700 Td (ABC) Tj 200 0 Td (CDF) Tj ET", named), "\nMẬT\n"},
		"in a form":            {onePage("/X Do", named, latin, "<</Subtype/Form/Resources<</Font<</F9 5 0 R>>>>>>|BT /F9 12 Tf (ABC) Tj ET"), "MẬT"},
		"packed":               {onePage("", latin, latin, named, "<</Type/Page/Resources<</Font<</Q 7 0 R>>>>/Contents 9 0 R>>", "<</Filter/FlateDecode>>|"+packed("BT /Q 12 Tf (ABC) Tj ET")), "MẬT"},
		"as hex, in two parts": {onePage("", latin, latin, named, "<</Type/Page/Resources<</Font<</Q 7 0 R>>>>/Contents[9 0 R 10 0 R]>>", "<<>>|BT /Q 12 Tf", "<</Filter/ASCIIHexDecode>>|3c 34 31 34 32 34 33 3e 20 54 6a>"), "MẬT"},
		"in packed objects":    {onePage("BT /F1 12 Tf (ABC) Tj ET", "<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>|"+packed("5 0 "+named)), "MẬT"},
		"a stamp":              {onePage("", named, "<</Subtype/Stamp/AP<</N 7 0 R>>>>", "<</Subtype/Form/Resources<</Font<</F 5 0 R>>>>>>|BT /F 12 Tf (ABC) Tj ET"), "MẬT"},
		"a note":               {onePage("", "<</Subtype/Text/Contents "+title+">>"), "TỐI MẬT"},
		"a title":              {onePage("", "<</Title "+title+">>"), "TỐI MẬT"},
		"a description":        {onePage("", "<</Type/Metadata>>|<?xpacket?><x:xmpmeta><dc:title><rdf:li>TỐI MẬT</rdf:li></dc:title></x:xmpmeta>"), "\nTỐI MẬT\n"},
		"what is spoken":       {onePage("/Span<</ActualText "+title+">>BDC EMC", named), "TỐI MẬT"},
		"a font of before":     {onePage("BT /F1 12 Tf (T\xe8i M\xcbt) Tj ET", "<</Subtype/TrueType/BaseFont/.VnTimeH/Encoding/WinAnsiEncoding>>"), "TỐI MẬT"},
		"no table, no end":     {bytes.Replace(bytes.ReplaceAll(onePage("BT /F1 12 Tf (ABC) Tj ET", named), []byte("endobj"), nil), []byte("trailer"), nil, 1), "MẬT"},
	} {
		x := Read(c.data)
		if !strings.Contains("\n"+strings.ReplaceAll(vi.NFC(x.Words), "\f", "\n"), c.want) {
			t.Errorf("%s: %q, want %q", what, x.Words, c.want)
		}
		if !x.Whole() {
			t.Errorf("%s: not read whole: %+v", what, x)
		}
	}
}

// What cannot be read is told.
func TestReadBlind(t *testing.T) {
	whole := onePage("BT /F1 12 Tf (ABC) Tj ET", named)
	for what, data := range map[string][]byte{
		"a scan":           onePage("q 500 0 0 700 0 0 cm /X Do Q", latin, latin, "<</Subtype/Image/Width 9/Height 9/Filter/DCTDecode>>|\xff\xd8\xff"),
		"a scan in line":   onePage("q BI /W 1 /H 1 ID x EI Q", latin),
		"letters drawn":    onePage(strings.Repeat("0 0 m 1 1 l 2 2 l f\n", 300), latin),
		"no table":         onePage("BT /F1 12 Tf <00010002000300040005> Tj ET", strings.Replace(wideF, "/ToUnicode 6 0 R", "", 1)),
		"private letters":  onePage("BT /F1 12 Tf <00010001> Tj ET", wideF, "<<>>|1 beginbfchar <0001><E001> endbfchar"),
		"an own encoding":  onePage("BT /F1 12 Tf (abc) Tj ET", "<</Subtype/TrueType/BaseFont/ABCDEF+Times/FontDescriptor<</FontFile2 9 0 R>>>>"),
		"encrypted":        bytes.Replace(whole, []byte("trailer\n<<"), []byte("trailer\n<</Encrypt 9 0 R"), 1),
		"an unknown kind":  onePage("", latin, latin, "<</Type/Page/Contents 8 0 R>>", "<</Filter/Neues>>|x"),
		"nothing":          []byte("%PDF-1.7\n"),
		"cut":              whole[:bytes.Index(whole, []byte("endstream"))],
		"more than fits":   onePage("", latin, latin, "<</Type/Page/Contents 8 0 R>>", "<</Filter/FlateDecode>>|"+packed(strings.Repeat(" ", maxUnpacked+1))),
		"forms in a ring":  onePage("/X Do", latin, latin, "<</Subtype/Image>>|x"),
		"a file in a file": onePage("", "<</Type/EmbeddedFile>>|"+strings.Repeat("x", 10)),
	} {
		x := Read(data)
		if x.Whole() && len(x.Inside) == 0 {
			t.Errorf("%s: said to be read whole: %q", what, x.Words)
		}
	}
}

// A hostile file costs little time: rings, towers, forms that show forms, a page a million times.
func TestReadBounded(t *testing.T) {
	forms := []string{latin, latin, "<</Subtype/Form/Resources<</XObject<</X 7 0 R/Y 8 0 R>>>>>>|" + strings.Repeat("/X Do /Y Do ", 1000), "<</Subtype/Form/Resources<</XObject<</X 7 0 R/Y 8 0 R>>>>>>|" + strings.Repeat("/X Do /Y Do ", 1000)}
	var many bytes.Buffer
	many.Write(onePage(strings.Repeat("BT /F1 12 Tf (ABC) Tj ET ", 10_000), named))
	for i := range 5_000 {
		fmt.Fprintf(&many, "%d 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n", 10+i)
	}
	for what, data := range map[string][]byte{
		"forms":          onePage("/X Do", forms...),
		"one page often": many.Bytes(),
		"towers":         onePage(strings.Repeat("[", 1<<20)+strings.Repeat("<<", 1<<20), strings.Repeat("[", 1<<20)),
		"objects":        bytes.Repeat([]byte("1 0 obj<</Type/Page/Parent 1 0 R/Contents[1 0 R 1 0 R]>>"), 1<<17),
		"streams":        bytes.Repeat([]byte("1 0 obj<<>>stream\n"), 1<<19),
		"a ring":         build("<</Type/Page/Parent 1 0 R/Contents 2 0 R>>", "3 0 R", "2 0 R"),
		"ranges":         onePage("", "<</Type/Font/Subtype/Type0/ToUnicode 6 0 R/DescendantFonts[<</W[0 99999999 1 0 99999999 1]>>]>>", "<<>>|"+strings.Repeat("<00000000><ffffffff><0041>", 1000)+"endbfrange"),
		"letters":        onePage("BT /F1 12 Tf "+strings.Repeat("(ABCABCABCABC)Tj ", 200_000)+"ET", named),
		"far":            onePage("BT /F1 1e300 Tf 1e300 0 0 1e300 1e300 1e300 Tm (ABC) Tj 0 0 0 0 0 0 Tm (ABC) Tj ET", named),
	} {
		start := time.Now()
		Read(data)
		if d := time.Since(start); d > time.Minute {
			t.Errorf("%s: %v", what, d)
		} else {
			t.Logf("%s: %d bytes in %v", what, len(data), d)
		}
	}
}

// What this program writes itself, this reads.
func TestReadOurs(t *testing.T) {
	var b bytes.Buffer
	d := paper.Document{Title: "Báo cáo sơ kết"}
	d.Body = append(d.Body, paper.P("TỐI MẬT"), paper.P("Khối thi đua số 3 sơ kết sáu tháng đầu năm với những kết quả sau đây, xếp theo từng lĩnh vực công tác."))
	if err := pdf.Write(&b, &d); err != nil {
		t.Fatal(err)
	}
	x := Read(b.Bytes())
	if !x.Whole() || !strings.Contains(x.Words, "TỐI MẬT\n") || !strings.Contains(strings.ReplaceAll(x.Words, "\n", " "), "sơ kết sáu tháng đầu năm với những kết quả sau đây") {
		t.Errorf("%+v", x)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(onePage("BT /F1 12 Tf (ABC) Tj ET", named))
	f.Add(onePage("BT /F1 12 Tf <0001001000110012002000210001> Tj ET /X Do", wideF, table, "<</Type/ObjStm/N 1/First 4>>|5 0 "+named))
	if b, err := os.ReadFile("../../intake/testdata/marks/a.pdf"); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if x := Read(data); len(x.Words) > 2*maxUnpacked {
			t.Errorf("%d bytes of text", len(x.Words))
		}
	})
}
