package intake

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"thidua/internal/base/sheet"
	"thidua/internal/platform/pdf/pdfread"
)

// A Text (chữ trong tệp) is what can be read of an uploaded file, to look for marks of secrecy.
type Text struct {
	Words string // in lines; in a PDF file a form feed ends each page
	Whole bool   // all that the file says; false for pictures, scans, encrypted and damaged files
}

// maxTold bounds the text that is gathered of one file.
const maxTold = 16 << 20

// Words gives the words of a file by its content: of PDF files, of office files old and new with
// their headers, notes, text boxes and titles, of RTF, and of texts. No file makes it fail.
func Words(name string, data []byte) (t Text) { return wordsAt(name, data, 0) }

func wordsAt(name string, data []byte, depth int) (t Text) {
	defer func() {
		if p := recover(); p != nil {
			t.Whole = false
		}
	}()
	switch sniff(data) {
	case kindPDF:
		p := pdfread.Read(data)
		t = Text{Words: p.Words, Whole: p.Whole()}
		for _, b := range p.Inside {
			x := Text{}
			if depth < 2 {
				x = wordsAt("", b, depth+1)
			}
			t.Words, t.Whole = t.Words+x.Words+"\n", t.Whole && x.Whole
		}
		return t
	case kindRTF:
		return Text{Words: rtfWords(data), Whole: true}
	case kindZip:
		t.Words, t.Whole = zipWords(data, depth)
	case kindCFB:
		t.Words, t.Whole = cfbWords(data)
	case kindPicture, kindPacked:
		return Text{}
	default:
		if utf8.Valid(data) {
			return Text{Words: string(data), Whole: true}
		}
	}
	book, err := Open(name, data, Default)
	if err != nil {
		return t
	}
	var b strings.Builder
	for _, s := range book.Sheets {
		b.WriteString(s.Name + "\n")
		for _, c := range s.Cells {
			if c.Kind == sheet.Text {
				b.WriteString(c.Text + "\n")
			}
		}
	}
	for _, p := range book.Prose {
		b.WriteString(p.Text + "\n")
	}
	return Text{Words: b.String() + t.Words, Whole: t.Whole || book.Format == sheet.CSV}
}

// elementEnds are the elements that end a line of text in the formats of office programs.
var elementEnds = map[string]bool{"p": true, "h": true, "si": true, "is": true, "c": true, "br": true, "cr": true, "line-break": true, "title": true, "subject": true, "keywords": true,
	"description": true, "oddHeader": true, "evenHeader": true, "firstHeader": true, "oddFooter": true, "evenFooter": true, "firstFooter": true, "text": true, "keyword": true, "category": true}

// zipWords gives the text of every part of an office file: headers, footers, notes, comments, text
// boxes, slides and titles, which Open leaves aside.
func zipWords(data []byte, depth int) (string, bool) {
	z, err := newArchive(data, Default)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	whole := !z.has("encrypted-package")
	for _, name := range slices.Sorted(maps.Keys(z.files)) {
		f, low := z.files[name], name
		switch {
		case strings.HasSuffix(low, ".xml"):
			if s, err := z.part(name); err != nil || s == nil || !partWords(s, &b) {
				whole = false
			}
		case strings.Contains(low, "embeddings/") || strings.HasSuffix(low, ".bin") && strings.Contains(low, "embed"):
			whole = false // an object inside the file
		case strings.Contains(low, "media/") || strings.HasPrefix(low, "pictures/"):
			whole = whole && depth == 0 && f.UncompressedSize64 < pictureOfText // a small one is an emblem, not a page
		}
	}
	return b.String(), whole && b.Len() < maxTold
}

// pictureOfText is the size from which a picture in an office file may be the scan of a page.
const pictureOfText = 200 << 10

func partWords(s *scanner, b *strings.Builder) bool {
	for b.Len() < maxTold {
		t, err := s.next()
		switch {
		case err != nil:
			return false
		case t == tokEOF:
			return true
		case t == tokText:
			b.WriteString(s.chars())
		case t == tokEnd && elementEnds[s.name]:
			b.WriteByte('\n')
		case t == tokEnd && (s.name == "tab" || s.name == "s"):
			b.WriteByte(' ')
		}
	}
	return false
}

// cfbWords gives the text of old Word, PowerPoint and Outlook files as far as it is kept in letters
// of two bytes, as every text with Vietnamese letters is. Workbooks are read by Open.
func cfbWords(data []byte) (string, bool) {
	f, err := readCFB(data)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	whole := true
	for _, name := range slices.Sorted(maps.Keys(f.root)) {
		e := f.root[name]
		switch {
		case name == "EncryptedPackage" || name == "EncryptionInfo" || name == "ObjectPool":
			whole = false
		case e.storage:
		case name == "WordDocument", name == "1Table", name == "0Table", name == "PowerPoint Document", strings.Contains(name, "SummaryInformation"):
			s, err := f.stream(e)
			if err != nil {
				whole = false
				continue
			}
			if name == "WordDocument" && len(s) > 12 && s[11]&1 != 0 { // fEncrypted
				whole = false
			}
			twoByteWords(s, &b)
			twoByteWords(s[min(1, len(s)):], &b)
		}
	}
	return b.String(), whole
}

// twoByteWords writes the runs of letters found in bytes that may hold anything.
func twoByteWords(s []byte, b *strings.Builder) {
	var run []uint16
	end := func() {
		if len(run) >= 3 {
			b.WriteString(string(utf16.Decode(run)) + "\n")
		}
		run = run[:0]
	}
	for i := 0; i+1 < len(s) && b.Len() < maxTold; i += 2 {
		u := binary.LittleEndian.Uint16(s[i:])
		if r := rune(u); u >= 0x20 && u < 0x250 || u >= 0x300 && u < 0x370 || u >= 0x1e00 && u < 0x2070 && unicode.IsPrint(r) {
			run = append(run, u)
		} else {
			end()
		}
	}
	end()
}
