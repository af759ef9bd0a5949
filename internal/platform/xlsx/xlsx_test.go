package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
)

func val(s string) *figure.Value {
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

// matrix is a table of units by targets, two columns per target (số liệu minh họa).
func matrix(rows, cols int) *Book {
	s := Sheet{Name: "Tổng hợp", Title: []string{"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", "6 tháng đầu năm 2022 (số liệu minh họa)"},
		Columns: []Column{{Width: 5}, {Width: 34}}, FreezeRows: 2, FreezeCols: 2, Landscape: true, Notes: []string{"Ghi chú: số liệu minh họa."}}
	h1 := []Cell{{Text: "TT", RowSpan: 2}, {Text: "Đơn vị", RowSpan: 2}}
	var h2 []Cell
	for c := range cols {
		h1 = append(h1, Cell{Text: fmt.Sprintf("Chỉ tiêu %d", c+1), ColSpan: 2})
		h2 = append(h2, Text("Kết quả"), Text("Tỷ lệ"))
	}
	s.Header = [][]Cell{h1, h2}
	for r := range rows {
		row := []Cell{{Text: fmt.Sprint(r + 1), Align: Center}, {Text: fmt.Sprintf("Đơn vị thứ %d", r+1)}}
		for c := range cols {
			v := figure.Value((r*7919 + c*104729) % 99999 * 1000)
			row = append(row, Cell{Value: &v}, Cell{Value: val("95.75"), Percent: true})
		}
		s.Rows = append(s.Rows, row)
	}
	return &Book{Title: "Tổng hợp", Created: civil.Date{Year: 2022, Month: 7, Day: 19}, Sheets: []Sheet{s}}
}

// template is a form to fill in, with every kind of cell.
func template() *Book {
	list := []string{"%", "vụ", "người"}
	b := matrix(4, 2)
	b.Sheets[0].Rows[1][2].Note = "Nguồn: báo cáo của đơn vị, ô D12 <trang 2>"
	b.Sheets[0].Rows[3][3].Note = "Nguồn thứ hai"
	b.Sheets = append(b.Sheets, Sheet{Name: "Nhập: số/liệu", Columns: []Column{{Width: 8, Hidden: true}},
		Header: [][]Cell{{Text("Mã"), Text("Đơn vị tính"), Text("Ngày"), Text("Số")}},
		Rows: [][]Cell{
			{Text("C01"), {Unlocked: true, List: list, Fill: "fff9e5"}, {Date: civil.Date{Year: 2022, Month: 7, Day: 19}}, Num(*val("1234567.25"))},
			{Text("C02"), {Unlocked: true, List: list}, {Text: "=1+1"}, Num(*val("123456789012345.6789"))},
		}}, Sheet{Name: "nhập- số-liệu", Hidden: true, Rows: [][]Cell{{Text("x")}}})
	return b
}

func open(t testing.TB, b *Book) map[string][]byte {
	t.Helper()
	var w bytes.Buffer
	if err := Write(&w, b); err != nil {
		t.Fatal(err)
	}
	zr, err := zip.NewReader(bytes.NewReader(w.Bytes()), int64(w.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		for dec := xml.NewDecoder(bytes.NewReader(parts[f.Name])); ; {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s is not well-formed: %v", f.Name, err)
			}
		}
	}
	return parts
}

type xmlSheet struct {
	Rows []struct {
		Cells []struct {
			R string    `xml:"r,attr"`
			S int       `xml:"s,attr"`
			T string    `xml:"t,attr"`
			V string    `xml:"v"`
			F *struct{} `xml:"f"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Merges []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"mergeCells>mergeCell"`
}

type got struct {
	text, kind, format string
	locked, quote      bool
}

// read gives the cells of sheet n by address, from the XML alone.
func read(t testing.TB, parts map[string][]byte, n int) (map[string]got, []string) {
	t.Helper()
	var sh xmlSheet
	var st struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Xfs []struct {
			Format int    `xml:"numFmtId,attr"`
			Quote  string `xml:"quotePrefix,attr"`
			Lock   struct {
				V string `xml:"locked,attr"`
			} `xml:"protection"`
		} `xml:"cellXfs>xf"`
	}
	var sst struct {
		T []string `xml:"si>t"`
	}
	for name, v := range map[string]any{fmt.Sprintf("xl/worksheets/sheet%d.xml", n): &sh, "xl/styles.xml": &st, "xl/sharedStrings.xml": &sst} {
		if err := xml.Unmarshal(parts[name], v); err != nil {
			t.Fatal(name, err)
		}
	}
	codes := map[int]string{}
	for _, f := range st.Formats {
		codes[f.ID] = f.Code
	}
	cells := map[string]got{}
	for _, r := range sh.Rows {
		for _, c := range r.Cells {
			if c.F != nil {
				t.Errorf("%s is a formula", c.R)
			}
			x := st.Xfs[c.S]
			g := got{text: c.V, kind: c.T, format: codes[x.Format], locked: x.Lock.V != "0", quote: x.Quote == "1"}
			if c.T == "s" {
				var i int
				fmt.Sscan(c.V, &i)
				g.text = sst.T[i]
			}
			if _, twice := cells[c.R]; twice {
				t.Errorf("cell %s is written twice", c.R)
			}
			cells[c.R] = g
		}
	}
	var merges []string
	for _, m := range sh.Merges {
		merges = append(merges, m.Ref)
	}
	return cells, merges
}

func TestCells(t *testing.T) {
	parts := open(t, template())
	cells, merges := read(t, parts, 1)
	// Title lines 1–2, an empty row, header 4–5, rows from 6.
	for at, want := range map[string]got{
		"A1": {"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU", "s", "", true, false},
		"A4": {"TT", "s", "", true, false},
		"C4": {"Chỉ tiêu 1", "s", "", true, false},
		"D5": {"Tỷ lệ", "s", "", true, false},
		"C7": {"791.9", "", "#,##0.0", true, false},
		"D7": {"0.9575", "", "0.0%", true, false},
		"C6": {"0", "", "#,##0", true, false},
	} {
		if cells[at] != want {
			t.Errorf("%s = %+v, want %+v", at, cells[at], want)
		}
	}
	if got := strings.Join(merges, " "); got != "A1:F1 A2:F2 A4:A5 B4:B5 C4:D4 E4:F4 A11:F11" {
		t.Errorf("merges %s", got)
	}
	cells, _ = read(t, parts, 2)
	for at, want := range map[string]got{
		"B2": {"", "", "", false, false},
		"C2": {"44761", "", "dd/mm/yyyy", true, false},
		"C3": {"=1+1", "s", "", true, true},
		"D2": {"1234567.25", "", "#,##0.00", true, false},
		"D3": {"123.456.789.012.345,6789", "s", "", true, false},
	} {
		if cells[at] != want {
			t.Errorf("%s = %+v, want %+v", at, cells[at], want)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		in       string
		percent  bool
		decimals int
		num, fmt string
	}{
		{"0", false, 0, "0", "#,##0"},
		{"-1234.5", false, 0, "-1234.5", "#,##0.0"},
		{"1.25", false, -1, "1.25", "#,##0"},
		{"7", false, 2, "7", "#,##0.00"},
		{"95.8", true, 0, "0.958", "0.0%"},
		{"100", true, 0, "1", "0%"},
		{"-0.0001", true, 4, "-0.000001", "0.0000%"},
		{"922337203685477.5807", false, 0, "", ""},
		{"900000000000000", false, 0, "900000000000000", "#,##0"},
	} {
		if n, f := number(*val(c.in), c.percent, c.decimals); n != c.num || f != c.fmt {
			t.Errorf("%+v: %q %q", c, n, f)
		}
	}
}

// element order of a worksheet (ECMA-376, sml.xsd CT_Worksheet).
const sheetOrder = "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing"

func TestParts(t *testing.T) {
	parts := open(t, template())
	rank := map[string]int{}
	for i, n := range strings.Fields(sheetOrder) {
		rank[n] = i + 1
	}
	for n := 1; n <= 4; n++ {
		name := fmt.Sprintf("xl/worksheets/sheet%d.xml", n)
		var s struct {
			Kids []struct{ XMLName xml.Name } `xml:",any"`
		}
		if err := xml.Unmarshal(parts[name], &s); err != nil {
			t.Fatal(name, err)
		}
		last := 0
		for _, k := range s.Kids {
			if r := rank[k.XMLName.Local]; r <= last {
				t.Errorf("%s: %s out of order", name, k.XMLName.Local)
			} else {
				last = r
			}
		}
	}
	has := func(part, want string) {
		t.Helper()
		if !strings.Contains(string(parts[part]), want) {
			t.Errorf("%s lacks %s", part, want)
		}
	}
	has("xl/worksheets/sheet1.xml", `<pane xSplit="2" ySplit="5" topLeftCell="C6" activePane="bottomRight" state="frozen"/>`)
	has("xl/worksheets/sheet1.xml", `<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>`)
	has("xl/worksheets/sheet1.xml", `<legacyDrawing r:id="rId1"/>`)
	has("xl/worksheets/sheet2.xml", `<sheetProtection sheet="1"`)
	has("xl/worksheets/sheet2.xml", `sqref="B2 B3">`)
	has("xl/worksheets/sheet2.xml", `<formula1>'DM'!$A$1:$A$3</formula1>`)
	has("xl/worksheets/sheet2.xml", `hidden="1"`)
	has("xl/workbook.xml", `<definedName name="_xlnm.Print_Titles" localSheetId="0">'Tổng hợp'!$A:$B,'Tổng hợp'!$4:$5</definedName>`)
	has("xl/workbook.xml", `<sheet name="DM" sheetId="4" state="hidden"`)
	has("xl/workbook.xml", `name="nhập- số-liệu (2)"`)
	has("xl/comments1.xml", `<comment ref="C7" authorId="0">`)
	has("xl/drawings/vmlDrawing1.vml", `<x:Row>6</x:Row><x:Column>2</x:Column>`)
	has("docProps/core.xml", "2022-07-19T00:00:00Z")
	if strings.Contains(string(parts["xl/worksheets/sheet1.xml"]), "sheetProtection") {
		t.Error("a plain export is protected")
	}
	// Every relation points to a part, and every part has a content type.
	target := regexp.MustCompile(`Target="([^"]+)"`)
	for name, data := range parts {
		if !strings.HasSuffix(name, ".rels") {
			ext := strings.TrimPrefix(filepath.Ext(name), ".")
			if name != "[Content_Types].xml" && ext == "xml" && !strings.Contains(string(parts["[Content_Types].xml"]), `"/`+name+`"`) {
				t.Errorf("%s has no content type", name)
			}
			continue
		}
		dir := filepath.Dir(filepath.Dir(name))
		for _, m := range target.FindAllStringSubmatch(string(data), -1) {
			if parts[filepath.Join(dir, m[1])] == nil {
				t.Errorf("%s points to %s, which is not there", name, m[1])
			}
		}
	}
}

func TestSheetNames(t *testing.T) {
	used := map[string]bool{}
	for in, want := range map[string]string{"": "Trang 1", "'a'": "a", "a[b]:c*d?e/f\\g": "a-b--c-d-e-f-g"} {
		if got := sheetName(in, 0, used); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	long := strings.Repeat("Đ", 40)
	a, b := sheetName(long, 1, used), sheetName(long, 2, used)
	if a == b || len([]rune(a)) > 31 || len([]rune(b)) > 31 {
		t.Errorf("%q %q", a, b)
	}
}

func TestLimits(t *testing.T) {
	wide := &Book{Sheets: []Sheet{{Rows: [][]Cell{{{ColSpan: maxCols + 1}}}}}}
	if err := Write(io.Discard, wide); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too many columns: %v", err)
	}
	if err := Write(io.Discard, &Book{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("no sheet: %v", err)
	}
	text := cellText(strings.Repeat("\U0001F600", 20000))
	if n := len([]rune(text)); n != 16384 || !strings.HasSuffix(text, "…") {
		t.Errorf("%d characters", n)
	}
}

func TestSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	if Write(&a, template()) != nil || Write(&b, template()) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Fatal("the same book gave different bytes")
	}
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// FuzzText: any text stays text and comes back as paper.Clean has it.
func FuzzText(f *testing.F) {
	for _, s := range []string{"=1+1", "+84", "-5", "@SUM(A1)", "\t=1", "＝1", `"<&>'`, "_x0041_", "_x005F_x0041_", "a\r\nb", "\x00", "\U0001F600", "e\u0301", "\xff", " x "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parts := open(t, &Book{Title: s, Author: s, Sheets: []Sheet{{Name: s, Title: []string{s}, Header: [][]Cell{{Text(s)}},
			Rows: [][]Cell{{{Text: s, Note: s, List: []string{s, s + "2"}, Unlocked: true}}}, Notes: []string{s}}}})
		cells, _ := read(t, parts, 1)
		want := paper.Clean(s)
		if len(want) > 30000 {
			return
		}
		// Excel reads _xHHHH_ as the character HHHH.
		back := escaped.ReplaceAllStringFunc(cells["A4"].text, func(m string) string {
			n, _ := strconv.ParseUint(m[2:6], 16, 16)
			return string(rune(n))
		})
		if back != want {
			t.Fatalf("%q came back as %q", s, back)
		}
		if want != "" && cells["A4"].kind != "s" {
			t.Fatalf("%q is stored as %q", s, cells["A4"].kind)
		}
	})
}

// TestLibreOffice: another program opens the file and finds values, not formulas.
func TestLibreOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("soffice (LibreOffice) is not installed, or -short: the file is not opened in another program")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "bang.xlsx")
	b := template()
	b.Sheets = b.Sheets[1:2]
	for _, s := range []string{"=1+1", "+2", "-3", "@SUM(A1)", "＝4", "_x0041_"} {
		b.Sheets[0].Rows = append(b.Sheets[0].Rows, []Cell{Text(s), {}, {}, {Value: val("95.75"), Percent: true}})
	}
	var w bytes.Buffer
	if err := Write(&w, b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, w.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "fods", "--outdir", dir, in)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("soffice cannot convert here: %v %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "bang.fods"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if strings.Contains(text, "table:formula=") {
		t.Error("a text became a formula")
	}
	for _, want := range []string{">=1+1<", ">+2<", ">-3<", ">@SUM(A1)<", ">＝4<", ">_x0041_<", `office:value="0.9575"`, `office:date-value="2022-07-19"`, `office:value="1234567.25"`, `table:protected="true"`, "$DM"} {
		if !strings.Contains(text, want) {
			t.Errorf("LibreOffice does not find %s", want)
		}
	}
}

func BenchmarkXlsx1000x40(b *testing.B) {
	book := matrix(1000, 20)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, book); err != nil {
			b.Fatal(err)
		}
	}
}
