package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"thidua/internal/base/paper"
	"thidua/internal/base/paper/papertest"
)

func write(t testing.TB, d *paper.Document) []byte {
	t.Helper()
	var w bytes.Buffer
	if err := Write(&w, d); err != nil {
		t.Fatal(err)
	}
	return w.Bytes()
}

func TestSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, papertest.Report(12, 12)), write(t, papertest.Report(12, 12))) {
		t.Fatal("the same document gave different bytes")
	}
}

func TestFontFiles(t *testing.T) {
	list, err := os.ReadFile("font/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(list)), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d sums", len(lines))
	}
	for _, l := range lines {
		sum, name, _ := strings.Cut(l, "  ")
		data, err := fontFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s is not the file of the list", name)
		}
	}
	if lic, err := os.ReadFile("font/OFL.txt"); err != nil || !bytes.Contains(lic, []byte("SIL OPEN FONT LICENSE Version 1.1")) {
		t.Error("the licence is missing")
	}
}

// letters are all Vietnamese letters, both cases.
const letters = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"

// TestFaces: every face has every letter, and the widths base/paper counts with.
func TestFaces(t *testing.T) {
	fs, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range fs {
		st := paper.Style{Bold: i&1 == 1, Italic: i&2 == 2}
		for _, r := range letters + strings.ToUpper(letters) + "0123456789.,;:!?()[]/%-–—…“”‘’\"'&<>=+*₫²" {
			g := f.glyphs[r]
			if g == 0 {
				t.Errorf("%s lacks %q", f.name, r)
				continue
			}
			have := float64(f.advance[g]) / float64(f.em) * 100
			if want := paper.Width(string(r), st, 100); math.Abs(have-want) > 0.6 {
				t.Errorf("%s %q: %.2f in the font, %.2f in paper.Width", f.name, r, have, want)
			}
		}
	}
}

// TestSubset: the cut font can be read again and keeps the outlines of its letters.
func TestSubset(t *testing.T) {
	fs, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		used := map[uint16]rune{}
		for _, r := range "Đắk Lắk, thưởng ệ" {
			used[f.glyphs[r]] = r
		}
		cut := f.subset(used)
		// A subset has no character map: parse by hand what it must keep.
		dir := map[string][]byte{}
		for i := range int(cut[5]) {
			rec := cut[12+16*i:]
			off, n := be32(rec[8:]), be32(rec[12:])
			dir[string(rec[:4])] = cut[off : off+n]
			if name := string(rec[:4]); name != "head" && checksum(dir[name]) != uint32(be32(rec[4:])) {
				t.Errorf("%s: checksum of %s", f.name, name)
			}
		}
		if checksum(cut) != 0xB1B0AFBA {
			t.Errorf("%s: checksum of the file", f.name)
		}
		if len(cut) > 100000 {
			t.Errorf("%s: %d bytes for a few letters", f.name, len(cut))
		}
		for g := range used {
			for _, c := range append(f.components(g), g) {
				want := f.tables["glyf"][f.loca[c]:f.loca[c+1]]
				a := be32(dir["loca"][4*int(c):])
				if !bytes.HasPrefix(dir["glyf"][a:], want) {
					t.Errorf("%s: outline of glyph %d is lost", f.name, c)
				}
			}
		}
	}
}

func be32(b []byte) int { return int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3]) }

func TestBrokenFont(t *testing.T) {
	data, _ := fontFile("LiberationSerif-Regular.ttf")
	for _, n := range []int{0, 3, 12, 100, 5000} {
		if _, err := parseFace("x", data[:n]); !errors.Is(err, errFont) {
			t.Errorf("%d bytes of a font: %v", n, err)
		}
	}
}

func TestPdfText(t *testing.T) {
	fs, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"D\u0323a\u0306k":       "?ăk",
		"a\u200bb\u200dc\ufe0f": "abc",
		"x\U0001F600y":          "x□y",
		"a\tb\u3000c":           "a b c",
		"e\u0302\u0301":         "ế",
		"Đắk Lắk":               "Đắk Lắk",
	} {
		got := pdfText(in, fs[0])
		if strings.HasPrefix(want, "?") {
			want = got[:len(got)-len(want)+1] + want[1:]
		}
		if got != want {
			t.Errorf("pdfText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	f, err := newFile()
	if err != nil {
		t.Fatal(err)
	}
	s := &setter{f: f}
	text := strings.Repeat("Khối thi đua số ba ", 20) + strings.Repeat("x", 400) + "\nhết"
	lines := s.lines(s.words(paper.T(text), 14, false, false), 200, 220)
	var back strings.Builder
	for i, l := range lines {
		if room := 220.0; l.width > room+0.1 || i == 0 && l.width > 200.1 {
			t.Errorf("line %d is %.1f wide", i, l.width)
		}
		for _, w := range l.words {
			for _, p := range w.pieces {
				back.WriteString(p.text)
			}
		}
	}
	if got, want := back.String(), strings.Join(strings.Fields(text), ""); got != want {
		t.Errorf("text is lost: %q", got)
	}
	if !lines[len(lines)-1].last || !lines[len(lines)-2].last || lines[0].last {
		t.Error("wrong lines are justified")
	}
}

func FuzzWrite(f *testing.F) {
	for _, s := range []string{"\U0001F600", "a\u0301", "\xff", strings.Repeat("W", 3000), strings.Repeat("từ ", 900), "\n\n\n", ""} {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		d := &paper.Document{Parent: s, Issuer: s, Number: s, Place: s, Kind: s, Subject: s, To: []string{s, s}, CC: []string{s}, Authority: []string{s}, Signer: s, Title: s, Footer: s, Draft: s,
			Body: []paper.Block{{Runs: []paper.Run{{Text: s, Footnote: s}, {Text: s, Bold: true}}}, {Kind: paper.Heading, Level: int(n), Runs: paper.T(s)},
				{Kind: paper.TableOf, Table: &paper.Table{Widths: make([]int, n%9), Header: [][]paper.Cell{{paper.C(s, paper.Left)}}, Rows: [][]paper.Cell{{{Runs: paper.T(s), RowSpan: int(n)}, paper.C(s, paper.Right)}, {paper.C(s, 7)}}}},
				{Kind: paper.Annex, Landscape: n%2 == 0, Title: s}}}
		var w bytes.Buffer
		if err := Write(&w, d); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(w.Bytes(), []byte("%PDF-1.7")) || !bytes.HasSuffix(w.Bytes(), []byte("%%EOF\n")) {
			t.Fatal("not a whole PDF")
		}
	})
}

// pages gives the text of each page as another program reads it.
func pages(t *testing.T, d *paper.Document) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler) is not installed: the text of the pages is not read back")
	}
	in := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(in, write(t, d), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "-layout", "-enc", "UTF-8", in, "-")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%v %s", err, errs.String())
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

func squeeze(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }

func TestPages(t *testing.T) {
	p := pages(t, papertest.Report(60, 12))
	if len(p) < 7 {
		t.Fatalf("%d pages", len(p))
	}
	first := squeeze(p[0])
	for _, want := range []string{"UBND TỈNH ĐẮK LẮK", paper.Nation, paper.Motto, "Số: 05/BC-KTĐ", "Đắk Lắk, ngày 19 tháng 7 năm 2022", "DỰ THẢO", "BÁO CÁO", "- Ủy ban nhân dân tỉnh Đắk Lắk;", "I. ĐẶC ĐIỂM TÌNH HÌNH", "1 Theo Quyết định"} {
		if !strings.Contains(first, want) {
			t.Errorf("page 1 lacks %q", want)
		}
	}
	number := func(s string) string { return strings.TrimSpace(strings.SplitN(strings.TrimLeft(s, "\n"), "\n", 2)[0]) }
	if number(p[1]) != "2" || number(p[0]) == "1" {
		t.Errorf("page numbers %q, %q", number(p[0]), number(p[1]))
	}
	annex := -1
	for i, s := range p {
		if strings.Contains(s, "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU GIAO ƯỚC") {
			annex = i
		}
	}
	if annex < 4 || annex+1 >= len(p) {
		t.Fatalf("appendix on page %d of %d", annex+1, len(p))
	}
	if number(p[annex+1]) != "2" {
		t.Errorf("second page of the appendix has number %q", number(p[annex+1]))
	}
	if !strings.Contains(squeeze(p[annex+1]), "Chỉ tiêu") || !strings.Contains(p[annex+1], "Đơn vị") {
		t.Error("the header of the table is not repeated")
	}
	if s := p[annex-1]; !strings.Contains(s, "Nguyễn Văn A") || !strings.Contains(squeeze(s), "Khối thi đua số 3./.") {
		t.Error("signature and last paragraph are not on one page before the appendix")
	}
}

// TestLastLines: for every length of the body the signature is not alone on its page,
// and every paragraph is there once.
func TestLastLines(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext (poppler) is not installed: the text of the pages is not read back")
	}
	for n := 10; n < 34; n += 2 {
		d := papertest.Letter()
		d.Signer, d.Body = "Nguyễn Văn A", nil
		for range n {
			d.Body = append(d.Body, paper.P("Đoạn một dòng."))
		}
		d.Body = append(d.Body, paper.P("Đoạn cuối cùng./."))
		p := pages(t, d)
		last := p[len(p)-1]
		if !strings.Contains(last, "Nguyễn Văn A") || !strings.Contains(last, "Đoạn cuối cùng./.") {
			t.Errorf("%d paragraphs: the last page is %q", n, squeeze(last))
		}
		if got := strings.Count(strings.Join(p, ""), "Đoạn một dòng."); got != n {
			t.Errorf("%d of %d paragraphs", got, n)
		}
	}
}

// TestTallRow: a row higher than a page is cut between lines, and nothing is lost.
func TestTallRow(t *testing.T) {
	var words []string
	for i := range 4000 {
		words = append(words, "w"+strings.Repeat("x", i%3)+string(rune('a'+i%26)))
	}
	d := &paper.Document{Body: []paper.Block{{Kind: paper.TableOf, Table: &paper.Table{Header: [][]paper.Cell{{paper.C("ĐẦU", paper.Left)}}, Rows: [][]paper.Cell{{paper.C(strings.Join(words, " "), paper.Left)}, {paper.C("CUỐI", paper.Left)}}}}}}
	p := pages(t, d)
	if len(p) < 3 || !strings.Contains(p[len(p)-1], "CUỐI") {
		t.Fatalf("%d pages", len(p))
	}
	n := 0
	for i, s := range p {
		if !strings.Contains(s, "ĐẦU") {
			t.Errorf("page %d has no header", i+1)
		}
		for _, w := range strings.Fields(s) {
			if strings.HasPrefix(w, "w") {
				n++
			}
		}
	}
	if n != len(words) {
		t.Errorf("%d of %d words", n, len(words))
	}
}

func BenchmarkPdf(b *testing.B) {
	d := papertest.Report(40, 12)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
