package docx

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
	"thidua/internal/base/paper/papertest"
)

var update = flag.Bool("update", false, "write the golden files")

// order holds the children of the property elements in the order of the schema
// (ECMA-376, wml.xsd), as far as a writer may use them.
var order = map[string]string{
	"pPr":        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc textDirection textAlignment outlineLvl divId cnfStyle rPr sectPr pPrChange",
	"rPr":        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
	"tblPr":      "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
	"tcPr":       "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
	"trPr":       "cantSplit trHeight tblHeader tblCellSpacing jc hidden",
	"sectPr":     "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
	"pBdr":       "top left bottom right between bar",
	"tblBorders": "top left bottom right insideH insideV",
	"tblCellMar": "top left bottom right",
	"tbl":        "bookmarkStart bookmarkEnd tblPr tblGrid tr",
	"tr":         "tblPrEx trPr tc",
	"style":      "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal pPr rPr tblPr trPr tcPr tblStylePr",
	"settings":   "writeProtection view zoom removePersonalInformation documentProtection defaultTabStop autoHyphenation evenAndOddHeaders characterSpacingControl hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping decimalSymbol listSeparator",
	"font":       "altName panose1 charset family notTrueType pitch sig",
}

// outOfOrder gives the places where children do not follow the schema.
func outOfOrder(root *node) (bad []string) {
	root.walk(func(n *node) {
		want, ok := order[n.name]
		if !ok {
			return
		}
		rank := map[string]int{}
		for i, w := range strings.Fields(want) {
			rank[w] = i + 1
		}
		last := 0
		for _, k := range n.kids {
			r := rank[k.name]
			switch {
			case r == 0:
				bad = append(bad, n.name+" may not hold "+k.name)
			case r < last:
				bad = append(bad, k.name+" too late in "+n.name)
			}
			last = max(last, r)
		}
	})
	return bad
}

func samples() map[string]*paper.Document {
	small := papertest.Report(3, 2)
	small.Body = append(small.Body[:12:12], small.Body[len(small.Body)-2:]...)
	return map[string]*paper.Document{"bao-cao": small, "bien-ban": papertest.Minutes(), "cong-van": papertest.Letter(), "rong": {}}
}

func TestSchemaOrder(t *testing.T) {
	if len(outOfOrder(&node{name: "pPr", kids: []*node{{name: "jc"}, {name: "ind"}}})) != 1 {
		t.Fatal("the checker does not see a wrong order")
	}
	for name, d := range samples() {
		for part, data := range open(t, d) {
			root := parse(t, data)
			for _, b := range outOfOrder(root) {
				t.Errorf("%s %s: %s", name, part, b)
			}
			for _, c := range root.all("tc") {
				if n := len(c.kids); c.kids[n-1].name != "p" {
					t.Errorf("%s: a cell does not end with a paragraph", name)
				}
			}
		}
	}
}

func TestSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	if err := Write(&a, papertest.Report(12, 12)); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, papertest.Report(12, 12)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Fatal("the same document gave different bytes")
	}
}

func TestGolden(t *testing.T) {
	for name, d := range samples() {
		got := strings.ReplaceAll(string(open(t, d)["word/document.xml"]), "><w:p>", ">\n<w:p>")
		got = strings.ReplaceAll(got, "><w:t", ">\n<w:t") + "\n"
		path := filepath.Join("testdata", name+".xml")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from its golden file; look at the pages, then run with -update", name)
		}
	}
}

// A line of a box as Word sees it: direct formatting over its style.
type seen struct {
	align        string
	size         string
	bold, italic bool
}

func lineOf(t *testing.T, root, styles *node, text string) seen {
	t.Helper()
	for _, p := range root.all("p") {
		if strings.TrimSpace(p.content()) != text {
			continue
		}
		var st seen
		st.size = "28"
		apply := func(n *node) {
			if v := n.kid("pPr").kid("jc").attr["val"]; v != "" {
				st.align = v
			}
			r := n.kid("rPr")
			if v := r.kid("sz").attr["val"]; v != "" {
				st.size = v
			}
			st.bold = st.bold || r.has("b")
			st.italic = st.italic || r.has("i")
		}
		for _, s := range styles.all("style") {
			if s.attr["styleId"] == p.kid("pPr").kid("pStyle").attr["val"] {
				apply(s)
			}
		}
		apply(p)
		for _, r := range p.all("r") {
			apply(r)
			break
		}
		return st
	}
	t.Fatalf("no line %q", text)
	return seen{}
}

func TestBoxes(t *testing.T) {
	parts := open(t, papertest.Report(3, 3))
	root, styles := parse(t, parts["word/document.xml"]), parse(t, parts["word/styles.xml"])
	for text, want := range map[string]seen{
		"UBND TỈNH ĐẮK LẮK": {"center", "24", false, false},
		"KHỐI THI ĐUA SỐ 3": {"center", "24", true, false},
		paper.Nation:        {"center", "24", true, false},
		paper.Motto:         {"center", "26", true, false},
		"Số: 05/BC-KTĐ":     {"center", "26", false, false},
		"Đắk Lắk, ngày 19 tháng 7 năm 2022": {"center", "26", false, true},
		"DỰ THẢO": {"center", "26", true, false},
		"BÁO CÁO": {"center", "28", true, false},
		"phương hướng, nhiệm vụ 6 tháng cuối năm 2022": {"center", "28", true, false},
		"Kính gửi:": {"left", "28", false, false},
		"- Hội đồng Thi đua - Khen thưởng tỉnh.":  {"left", "28", false, false},
		"Căn cứ Luật Thi đua, khen thưởng;":       {"both", "28", false, true},
		"I. ĐẶC ĐIỂM TÌNH HÌNH":                   {"both", "28", true, false},
		"a) Kết quả của từng đơn vị":              {"both", "28", true, true},
		"Nơi nhận:":                               {"left", "24", true, true},
		"- Như trên;":                             {"left", "22", false, false},
		"- Lưu: VT, KTĐ.":                         {"left", "22", false, false},
		"TM. KHỐI THI ĐUA":                        {"center", "28", true, false},
		"CHÁNH THANH TRA TỈNH":                    {"center", "28", true, false},
		"Nguyễn Văn A":                            {"center", "28", true, false},
		"Phụ lục":                                 {"center", "28", true, false},
		"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU GIAO ƯỚC": {"center", "28", true, false},
		"Ghi chú: số liệu minh họa.":              {"both", "24", false, true},
		"Đơn vị":                                  {"center", "24", true, false},
	} {
		if got := lineOf(t, root, styles, text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	body := ""
	for _, s := range styles.all("style") {
		if s.attr["styleId"] == "BodyText" {
			body = s.kid("pPr").kid("ind").attr["firstLine"] + " " + s.kid("pPr").kid("spacing").attr["after"]
		}
	}
	if body != "720 120" {
		t.Errorf("body: first line and gap %q, want 1,27 cm and 6 pt", body)
	}
	if f := styles.all("rFonts")[0].attr["ascii"]; f != "Times New Roman" {
		t.Errorf("font %q", f)
	}
	if l := styles.all("lang")[0].attr["val"]; l != "vi-VN" {
		t.Errorf("language %q", l)
	}
	if !strings.Contains(string(parts["docProps/core.xml"]), "<dc:title>Báo cáo sơ kết") ||
		!strings.Contains(string(parts["docProps/core.xml"]), ">2022-07-19T00:00:00Z<") {
		t.Error("title or date missing in the properties")
	}
}

func TestPages(t *testing.T) {
	root := document(t, papertest.Report(3, 3))
	sects := root.all("sectPr")
	if len(sects) != 2 {
		t.Fatalf("%d sections, want 2", len(sects))
	}
	mm := func(v string) int { var n int; fmt.Sscan(v, &n); return (n*254 + 7200) / 14400 }
	for i, s := range sects {
		m := s.kid("pgMar").attr
		if mm(m["top"]) != 20 || mm(m["bottom"]) != 20 || mm(m["left"]) != 30 || mm(m["right"]) != 15 {
			t.Errorf("margins %v", m)
		}
		if !s.has("titlePg") {
			t.Error("page 1 of a part shows its number")
		}
		w, h := mm(s.kid("pgSz").attr["w"]), mm(s.kid("pgSz").attr["h"])
		if i == 0 && (w != 210 || h != 297) || i == 1 && (w != 297 || h != 210 || s.kid("pgSz").attr["orient"] != "landscape") {
			t.Errorf("section %d: %d × %d", i, w, h)
		}
		if i == 1 && s.kid("pgNumType").attr["start"] != "1" {
			t.Error("pages of the appendix do not start at 1")
		}
	}
	for i, tbl := range root.all("tbl") {
		if i == 0 || i == 2 {
			continue // header boxes and signature: no table of figures
		}
		rows := tbl.all("tr")
		if !rows[0].has("tblHeader") || rows[len(rows)-1].has("tblHeader") {
			t.Errorf("table %d: header row not marked", i)
		}
		cols := len(tbl.kid("tblGrid").kids)
		for r, row := range rows {
			if !row.has("cantSplit") {
				t.Errorf("table %d row %d may be cut", i, r)
			}
			n := 0
			for _, c := range row.all("tc") {
				span := 1
				fmt.Sscan(c.kid("tcPr").kid("gridSpan").attr["val"], &span)
				n += span
			}
			if n != cols {
				t.Errorf("table %d row %d covers %d of %d columns", i, r, n, cols)
			}
		}
	}
}

func TestForms(t *testing.T) {
	text := document(t, papertest.Minutes()).content()
	if strings.Contains(text, "ngày … tháng") || !strings.Contains(text, "THƯ KÝ") || !strings.Contains(text, "CHỦ TỌA") {
		t.Errorf("minutes: %s", text)
	}
	if i, j := strings.Index(text, "Nguyễn Văn A"), strings.Index(text, "Nơi nhận:"); i < 0 || j < i {
		t.Error("minutes: Nơi nhận must stand below the signatures")
	}
	parts := open(t, papertest.Letter())
	text = parse(t, parts["word/document.xml"]).content()
	for _, want := range []string{"V/v đăng ký", "ngày … tháng … năm …", "Kính gửi: Các đơn vị", "/KTĐ-VP"} {
		if !strings.Contains(text, want) {
			t.Errorf("letter lacks %q in %q", want, text)
		}
	}
	if !strings.Contains(string(parts["word/footer1.xml"]), "7F3A-22") {
		t.Error("footer missing")
	}
}

// TestAddress: box 13 stands at the foot of page 1 of the letter, with a rule above it, and on
// no page of an annex, which would repeat it if it had no foot of its own.
func TestAddress(t *testing.T) {
	d := papertest.Letter()
	d.Footer, d.Address = "", "Địa chỉ: 12 Đường A\nThư điện tử: khoi3@thidua.example"
	d.Body = append(d.Body, paper.Block{Kind: paper.Annex, Name: "Phụ lục", Title: "Danh sách"}, paper.P("Một"))
	parts := open(t, d)
	foot := string(parts["word/footer2.xml"])
	if strings.Count(foot, "<w:top ") != 1 || strings.Count(foot, `<w:sz w:val="22"/>`) != 2 || !strings.Contains(foot, "12 Đường A") {
		t.Errorf("%s", foot)
	}
	sects := parse(t, parts["word/document.xml"]).all("sectPr")
	var refs []string
	for _, s := range sects {
		for _, r := range s.all("footerReference") {
			refs = append(refs, r.attr["type"]+" "+r.attr["id"])
		}
	}
	if got := strings.Join(refs, ", "); got != "first rIdAddress, first rIdNoAddress" {
		t.Errorf("feet of the parts: %s", got)
	}
}

func TestMarks(t *testing.T) {
	d := &paper.Document{Body: []paper.Block{
		{ID: "p/1", Runs: []paper.Run{{Text: "a", Source: "value/khoi-3/2022-H1/tand/C01"}, {Text: "b", Source: "value/khoi-3/2022-H1/tand/C01"}}},
		{ID: "t/1", Kind: paper.TableOf, Table: &paper.Table{Rows: [][]paper.Cell{{{Runs: []paper.Run{{Text: "c", Source: `x"<&`}}}}}}},
	}}
	parts := open(t, d)
	root, marks := parse(t, parts["word/document.xml"]), parse(t, parts["customXml/item1.xml"])
	valid := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,39}$`)
	starts, ends, names := map[string]int{}, map[string]int{}, map[string]bool{}
	root.walk(func(n *node) {
		switch n.name {
		case "bookmarkStart":
			starts[n.attr["id"]]++
			if names[n.attr["name"]] || !valid.MatchString(n.attr["name"]) {
				t.Errorf("bookmark name %q", n.attr["name"])
			}
			names[n.attr["name"]] = true
		case "bookmarkEnd":
			ends[n.attr["id"]]++
		}
	})
	var ids []string
	for _, m := range marks.all("mark") {
		if !names[m.attr["name"]] {
			t.Errorf("mark %v has no bookmark", m.attr)
		}
		ids = append(ids, m.attr["kind"]+" "+m.attr["id"])
	}
	if got := strings.Join(ids, "|"); got != `block p/1|source value/khoi-3/2022-H1/tand/C01|source value/khoi-3/2022-H1/tand/C01|block t/1|source x"<&` {
		t.Errorf("marks: %s", got)
	}
	for id := range starts {
		if starts[id] != 1 || ends[id] != 1 {
			t.Errorf("bookmark %s: %d starts, %d ends", id, starts[id], ends[id])
		}
	}
}

func TestFootnotes(t *testing.T) {
	d := &paper.Document{Body: []paper.Block{{Runs: []paper.Run{{Text: "a", Footnote: "một"}, {Text: "b", Footnote: "hai"}}}}}
	parts := open(t, d)
	refs := parse(t, parts["word/document.xml"]).all("footnoteReference")
	notes := parse(t, parts["word/footnotes.xml"]).all("footnote")
	if len(refs) != 2 || len(notes) != 4 {
		t.Fatalf("%d references, %d notes", len(refs), len(notes))
	}
	for i, want := range []string{"một", "hai"} {
		if notes[i+2].attr["id"] != refs[i].attr["id"] || strings.TrimSpace(notes[i+2].content()) != want {
			t.Errorf("note %d: %v %q", i, notes[i+2].attr, notes[i+2].content())
		}
	}
}

// FuzzText: any text gives well-formed parts and comes back as paper.Clean has it.
func FuzzText(f *testing.F) {
	for _, s := range []string{`"<&>'`, "]]>", "a\r\nb\tc", "\x00\x1b\x7f", "Đắk Lắk", "\U0001F600 e\u0301", "\xff\xfe", "\uFFFE\uFFFF", " lead", "_x0041_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := &paper.Document{Parent: s, Issuer: s, Number: s, Place: s, Kind: s, Subject: s, Draft: s, To: []string{s, s}, CC: []string{s},
			Authority: []string{s}, Signer: s, Title: s, Footer: s, Created: civil.Date{Year: 2022, Month: 1, Day: 1},
			Body: []paper.Block{{ID: s, Runs: []paper.Run{{Text: s, Source: s, Footnote: s}}},
				{Kind: paper.TableOf, Table: &paper.Table{Header: [][]paper.Cell{{paper.C(s, paper.Left)}}, Rows: [][]paper.Cell{{paper.C(s, paper.Right)}}}},
				{Kind: paper.Annex, Name: s, Title: s}}}
		for name, data := range open(t, d) {
			parse(t, data)
			if !utf8.Valid(data) {
				t.Fatalf("%s: not UTF-8", name)
			}
		}
		if !norm.NFC.IsNormalString(paper.Clean(s)) {
			t.Fatalf("%q is not NFC", paper.Clean(s))
		}
		root := document(t, d)
		for _, p := range root.all("p") {
			if p.kid("pPr").kid("pStyle").attr["val"] == "BodyText" {
				if got := p.content(); got != paper.Clean(s) {
					t.Fatalf("text %q came back as %q", s, got)
				}
				return
			}
		}
		t.Fatal("the paragraph is lost")
	})
}

// TestLibreOffice opens the file in another program and reads its pages.
func TestLibreOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("soffice (LibreOffice) is not installed, or -short: the file is not opened in another program")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "bao-cao.docx")
	f, err := os.Create(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(f, papertest.Report(12, 12)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, in)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("soffice cannot convert here: %v %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "bao-cao.txt"))
	if err != nil {
		t.Fatal(err)
	}
	last := -1
	for _, want := range []string{"UBND TỈNH ĐẮK LẮK", paper.Nation, "Số: 05/BC-KTĐ", "BÁO CÁO", "Kính gửi:", "12 đơn vị thành viên", "I. ĐẶC ĐIỂM", "Tổng cộng", "Nơi nhận:", "CHÁNH THANH TRA TỈNH", "Phụ lục"} {
		i := strings.Index(string(text), want)
		if i < 0 || i < last {
			t.Errorf("%q is missing or out of order", want)
		}
		last = i
	}
}

func BenchmarkDocx(b *testing.B) {
	d := papertest.Report(40, 12)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
