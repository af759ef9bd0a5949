package revision

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"thidua/internal/base/fault"
)

// TestBadFiles wants a sentence with advice for whatever cannot be read, and no panic.
func TestBadFiles(t *testing.T) {
	good := pack(t, parts(p(r("a")), nil))
	with := func(change func(map[string]string)) []byte {
		files := parts(p(r("a")), nil)
		change(files)
		return pack(t, files)
	}
	document := func(s string) []byte {
		return with(func(f map[string]string) { f["word/document.xml"] = s })
	}
	var twice bytes.Buffer
	z := zip.NewWriter(&twice)
	for range 2 {
		z.Create("word/document.xml")
	}
	z.Close()
	lies := bytes.Clone(good) // the directory claims 4 GB for every part
	for i := bytes.Index(lies, []byte("PK\x01\x02")); i >= 0; {
		binary.LittleEndian.PutUint32(lies[i+24:], 0xfffffff0)
		j := bytes.Index(lies[i+4:], []byte("PK\x01\x02"))
		if j < 0 {
			break
		}
		i += 4 + j
	}
	locked := bytes.Clone(good)
	binary.LittleEndian.PutUint16(locked[bytes.Index(locked, []byte("PK\x01\x02"))+8:], 1)
	deep := strings.Repeat("<w:sdt><w:sdtContent>", 200) + strings.Repeat("</w:sdtContent></w:sdt>", 200)
	manyNested := strings.Repeat(`<w:ins w:author="a">`, 100) + r("x") + strings.Repeat("</w:ins>", 100)
	for _, c := range []struct {
		name string
		data []byte
		id   string
	}{
		{"empty", nil, "revision.empty"},
		{"text", []byte("Kính gửi Khối trưởng"), "revision.damaged"},
		{"old Word", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), "revision.doc"},
		{"encrypted", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), utf16le("EncryptedPackage")...), "revision.password"},
		{"encrypted entry", locked, "revision.password"},
		{"RTF", []byte(`{\rtf1 a}`), "revision.rtf"},
		{"PDF", []byte("%PDF-1.7"), "revision.pdf"},
		{"too large", make([]byte, MaxFile+1), "revision.toolarge"},
		{"cut short", good[:len(good)/2], "revision.damaged"},
		{"a byte wrong", bytes.Replace(good, []byte("PK\x05\x06"), []byte("PK\x05\x07"), 1), "revision.damaged"},
		{"a zip", pack(t, map[string]string{"a.txt": "b"}), "revision.notword"},
		{"OpenDocument", pack(t, map[string]string{"content.xml": "<a/>"}), "revision.odt"},
		{"workbook", with(func(f map[string]string) {
			f["[Content_Types].xml"] = strings.ReplaceAll(f["[Content_Types].xml"], "wordprocessingml.document", "spreadsheetml.sheet")
		}), "revision.notword"},
		{"no main part", with(func(f map[string]string) { delete(f, "word/document.xml") }), "revision.damaged"},
		{"macro part", with(func(f map[string]string) { f["word/vbaProject.bin"] = "x" }), "revision.macro"},
		{"macro type", with(func(f map[string]string) {
			f["[Content_Types].xml"] = strings.ReplaceAll(f["[Content_Types].xml"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
		}), "revision.macro"},
		{"DTD", document(`<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document ` + spaces + `><w:body>&x;</w:body></w:document>`), "revision.dtd"},
		{"laughs", document(`<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document ` + spaces + `><w:body>&b;</w:body></w:document>`), "revision.dtd"},
		{"unknown entity", document(`<w:document ` + spaces + `><w:body><w:p>&b;</w:p></w:body></w:document>`), "revision.damaged"},
		{"not closed", document(`<w:document ` + spaces + `><w:body><w:p>`), "revision.damaged"},
		{"no body", document(`<w:document ` + spaces + `/>`), "revision.damaged"},
		{"another root", document(`<html/>`), "revision.notword"},
		{"empty part", document(``), "revision.damaged"},
		{"too deep", with(func(f map[string]string) {
			f["word/document.xml"] = strings.Replace(f["word/document.xml"], "<w:body>", "<w:body>"+deep, 1)
		}), "revision.damaged"},
		{"changes within changes", pack(t, parts(p(manyNested), nil)), "revision.damaged"},
		{"altChunk", pack(t, parts(`<w:altChunk/>`, nil)), "revision.altchunk"},
		{"bomb by ratio", pack(t, parts(p(r(strings.Repeat("a", 8<<20))), nil)), "revision.bomb"},
		{"claims", lies, "revision.bomb"},
		{"two of one name", twice.Bytes(), "revision.damaged"},
		{"too many entries", func() []byte {
			f := map[string]string{}
			for i := range maxEntries + 1 {
				f[fmt.Sprint("a", i)] = ""
			}
			return pack(t, f)
		}(), "revision.bomb"},
		{"too many paragraphs", pack(t, parts(spread("<w:p/>", maxParagraphs+1), nil)), "revision.toomany"},
		{"too many changes", pack(t, parts("<w:p>"+spread(tag("ins", by("A", 1), r("x"))+r("y"), maxChanges+1)+"</w:p>", nil)), "revision.toomany"},
		{"broken comments", pack(t, parts(p(r("a")), map[string]string{"comments": "<w:comment>"})), "revision.damaged"},
		{"quotes without end", quotes(t), "revision.toomany"},
	} {
		doc, err := Read(c.data)
		if err == nil {
			t.Errorf("%s: read as %d paragraphs", c.name, len(doc.Paragraphs))
			continue
		}
		f, ok := err.(*fault.Error)
		if !ok || f.Kind != fault.Invalid && f.Kind != fault.TooLarge {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		id, text, _ := strings.Cut(f.Msg, "|")
		if id != c.id || !strings.HasSuffix(text, ".") || len(text) < 60 {
			t.Errorf("%s: %s (%v), want %s", c.name, f.Msg, f.Err, c.id)
		}
	}
}

// spread repeats s with noise that keeps a zip from packing it too tight.
func spread(s string, n int) string {
	var b strings.Builder
	x := uint64(1)
	for range n {
		x = x*6364136223846793005 + 1442695040888963407
		fmt.Fprintf(&b, "%s<!--%x-->", s, x)
	}
	return b.String()
}

// quotes is a file in which thousands of comments are each about all of a long text.
func quotes(t *testing.T) []byte {
	var starts, comments strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&starts, `<w:commentRangeStart w:id="%d"/>`, i)
		fmt.Fprintf(&comments, `<w:comment w:id="%d"/>`, i)
	}
	long := strings.ReplaceAll(spread("abcdefgh", 3000), "<!--", "")
	return pack(t, parts(p(starts.String(), r(strings.ReplaceAll(long, "-->", "")), `<w:r><w:t>z</w:t></w:r>`, strings.ReplaceAll(starts.String(), "Start", "End")), map[string]string{"comments": comments.String()}))
}

// TestMangled cuts and changes a real file everywhere and wants an answer or a fault.
func TestMangled(t *testing.T) {
	data := load(t, "02_du-thao-bao-cao_gop-y.docx")
	for i := 0; i < len(data); i += 97 {
		bad := bytes.Clone(data)
		bad[i] ^= 0x5a
		for _, x := range [][]byte{bad, data[:i]} {
			if _, err := Read(x); err != nil && fault.KindOf(err) == fault.Internal {
				t.Fatalf("byte %d: %v", i, err)
			}
		}
	}
}

// FuzzRead feeds bodies: whatever stands in them, reading ends, both lists are there, and no
// change points outside.
func FuzzRead(f *testing.F) {
	f.Add(p(r("a"), tag("ins", by("A", 1), r("b"), tag("del", by("B", 2), rd("c")))), "")
	f.Add(pm(`<w:ins`+by("A", 1)+`/>`, r("a"))+"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>", `<w:comment w:id="0"><w:p/></w:comment>`)
	f.Add(p(`<w:commentRangeStart w:id="0"/>`, r("a"), `<w:commentRangeEnd w:id="0"/>`), `<w:comment w:id="0"><w:p><w:commentRangeEnd w:id="0"/></w:p></w:comment>`)
	f.Add(p(`<w:moveFromRangeStart w:id="1" w:name="m"/>`, tag("moveFrom", "", r("x")), `<w:moveFromRangeEnd w:id="1"/>`, tag("moveTo", "", r("x"))), "")
	for seed := range uint64(3) {
		_, body := makeModel(seed, false)
		f.Add(body, "")
	}
	f.Fuzz(func(t *testing.T, body, comments string) {
		files := parts(body, map[string]string{"comments": comments})
		d, err := Read(pack(t, files))
		if err != nil {
			if fe, ok := err.(*fault.Error); !ok || fe.Err != nil && strings.HasPrefix(fe.Err.Error(), "panic") {
				t.Fatal(err)
			}
			return
		}
		if n := max(len(d.AcceptAll()), len(d.RejectAll())); n > len(d.Paragraphs) {
			t.Fatalf("%d paragraphs of %d", n, len(d.Paragraphs))
		}
		before := 0
		for _, q := range d.Paragraphs {
			before += len(q.Before)
		}
		for _, c := range d.Changes {
			if c.Paragraph < Nowhere || c.Paragraph >= len(d.Paragraphs) || c.Offset < 0 || c.To >= len(d.Paragraphs) {
				t.Fatalf("%+v of %d paragraphs", c, len(d.Paragraphs))
			}
			if c.Paragraph >= 0 && c.Part == "" && c.Offset > units(d.Paragraphs[c.Paragraph].Before) {
				t.Fatalf("offset of %+v", c)
			}
		}
	})
}
