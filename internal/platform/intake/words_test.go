package intake

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"thidua/internal/base/vi"
)

func said(t *testing.T, name string, data []byte, want string) Text {
	t.Helper()
	x := Words(name, data)
	if !strings.Contains(vi.NFC(x.Words), want) {
		t.Errorf("%s: %q is not among its words: %.300q", name, want, x.Words)
	}
	return x
}

// What office programs write is read, whatever the name says: these were saved by LibreOffice.
func TestWordsOfOfficeFiles(t *testing.T) {
	for _, ext := range []string{"odt", "doc", "rtf", "pdf"} {
		data, err := os.ReadFile(filepath.Join("testdata", "marks", "a."+ext))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a." + ext, "anh.jpg", ""} {
			x := said(t, name, data, "TỐI MẬT")
			said(t, name, data, "phong trào thi đua sáu tháng")
			if !x.Whole {
				t.Errorf("%s under the name %q is said not to be read whole", ext, name)
			}
		}
	}
}

// Marks also stand where Open does not look: headers, notes, drawings, titles, names of sheets.
func TestWordsBesideTheText(t *testing.T) {
	for part, xml := range map[string]string{
		"word/header1.xml":      `<w:hdr xmlns:w="x"><w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>`,
		"word/footnotes.xml":    `<w:footnotes xmlns:w="x"><w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:footnotes>`,
		"word/comments.xml":     `<w:comments xmlns:w="x"><w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:comments>`,
		"docProps/core.xml":     `<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:title>TỐI MẬT</dc:title></cp:coreProperties>`,
		"ppt/slides/slide1.xml": `<p:sld xmlns:p="x" xmlns:a="y"><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></p:sld>`,
	} {
		x := said(t, "a.docx", pack(t, docxParts(`<w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p>`, part, xml)...), "TỐI MẬT")
		if !strings.Contains(x.Words, "Báo cáo") {
			t.Errorf("%s: the text itself is lost: %q", part, x.Words)
		}
	}
	for part, xml := range map[string]string{
		"xl/drawings/drawing1.xml": `<xdr:wsDr xmlns:xdr="x" xmlns:a="y"><a:p><a:r><a:t>TUYỆT MẬT</a:t></a:r></a:p></xdr:wsDr>`,
		"xl/comments1.xml":         `<comments><commentList><comment><text><r><t>TUYỆT MẬT</t></r></text></comment></commentList></comments>`,
	} {
		said(t, "a.xlsx", pack(t, append(xlsxParts(`<sheetData/>`), part, xml)...), "TUYỆT MẬT")
	}
	said(t, "a.xlsx", pack(t, xlsxParts(`<sheetData/><headerFooter><oddHeader>TUYỆT MẬT</oddHeader></headerFooter>`)...), "TUYỆT MẬT")
	parts := xlsxParts(`<sheetData/>`)
	parts[7] = strings.Replace(parts[7], `name="`, `name="TUYỆT MẬT `, 1)
	said(t, "a.xlsx", pack(t, parts...), "TUYỆT MẬT ")
}

// What cannot be read is said to be so, and nothing makes the reader fail or wait.
func TestWordsUnread(t *testing.T) {
	word := pack(t, docxParts(`<w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p>`)...)
	if x := Words("a.docx", word); !x.Whole {
		t.Error("a plain Word file is said not to be read")
	}
	var scanned bytes.Buffer
	z := zip.NewWriter(&scanned)
	r, err := zip.NewReader(bytes.NewReader(word), int64(len(word)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if err := z.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: "word/media/image1.jpg", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(make([]byte, 300<<10))
	z.Close()
	doc, err := os.ReadFile("testdata/marks/a.doc")
	if err != nil {
		t.Fatal(err)
	}
	locked := bytes.Clone(doc)
	locked[bytes.Index(doc, []byte("\xec\xa5\x01\x01"))+11] |= 1
	for name, data := range map[string][]byte{"anh.jpg": []byte("\xff\xd8\xff\xe0...."), "quet.docx": scanned.Bytes(), "cut.docx": word[:len(word)/2], "cut.doc": doc[:700], "khoa.doc": locked, "cut.pdf": []byte("%PDF-1.7\n"), "x.7z": []byte("7z\xbc\xaf\x27\x1c")} {
		if x := Words(name, data); x.Whole {
			t.Errorf("%s is said to be read whole: %.100q", name, x.Words)
		}
	}
	start := time.Now()
	for _, data := range [][]byte{bytes.Repeat([]byte("{\\rtf{"), 1<<20), append([]byte("{\\rtf1 "), bytes.Repeat([]byte("\\u1\\'"), 1<<20)...), append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("1 0 obj [<<("), 1<<20)...)} {
		Words("x", data)
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("it took %v", d)
	}
}

// Letters of RTF come as numbers, as bytes of a code page, with stand-ins and in hidden groups.
func TestRTF(t *testing.T) {
	for in, want := range map[string]string{
		`{\rtf1\ansi{\fonttbl{\f0 MẬT;}}T\u7888?I M\u7852?T\par x}`:         "TỐI MẬT\nx",
		`{\rtf1\uc2 T\u7888\'d4\'ccI M\u7852 abT}`:                          "TỐI MẬT",
		`{\rtf1\ansi\ansicpg1258 M\'c2\'f2T}`:                               "M\u00c2\u0323T",
		`{\rtf1{\header\pard TUY\u7878?T M\u7852?T\par}{\pict 00ff}b\'e1o}`: "TUYỆT MẬT\nbáo",
		`{\rtf1 a\{b\}\\c\~d\bin3 }}}e}`:                                    `a{b}\c d` + "e",
		`{\rtf1{\info{\title M\u7852?T}}}`:                                  "MẬT",
		"{\\rtf1 a\\u-10179?\\u-8704?b":                                     "a" + string(utf16.Decode([]uint16{55357, 56832}))[:0],
	} {
		if got := rtfWords([]byte(in)); !strings.Contains(got, want) {
			t.Errorf("%s gives %q, want %q", in, got, want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, ext := range []string{"odt", "doc", "rtf", "pdf"} {
		data, err := os.ReadFile(filepath.Join("testdata", "marks", "a."+ext))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{\rtf1\uc9 T\u7888\'d4I \bin9 M`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if x := Words("a", data); len(x.Words) > maxTold+len(data)+64<<20 {
			t.Errorf("%d bytes of text", len(x.Words))
		}
	})
}
