package intake

import "bytes"

// A Kind (loại tệp) is what a file is by its content, whatever its name says.
type Kind string

// The kinds of files that offices exchange. Other is a program, a page, a drawing with scripts, a packed folder.
const (
	Paper   Kind = "pdf"
	Office  Kind = "office" // Word, Excel, Calc, Writer, old and new, RTF
	Picture Kind = "picture"
	Plain   Kind = "text" // text, CSV
	Other   Kind = ""
)

// office reports whether a compound file is one of the office programs'.
func (f *cfb) office() bool {
	for _, n := range []string{"WordDocument", "Workbook", "Book", "WORKBOOK", "BOOK", "PowerPoint Document", "EncryptedPackage"} {
		if _, ok := f.root[n]; ok {
			return true
		}
	}
	return false
}

// message reports whether a text is a saved e-mail, whose attachments are packed inside it.
func message(data []byte) bool {
	head := bytes.ToLower(data[:min(len(data), 16<<10)])
	return bytes.Contains(head, []byte("\nmime-version:")) && bytes.Contains(head, []byte("\ncontent-type:"))
}

// KindOf tells the kind of a file by its content.
func KindOf(data []byte) Kind {
	switch sniff(data) {
	case kindPDF:
		return Paper
	case kindZip:
		head := data[:min(len(data), 1<<16)]
		if bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("_rels/.rels")) || bytes.Contains(head, []byte("mimetypeapplication/vnd.oasis.opendocument")) ||
			bytes.Contains(data, []byte("[Content_Types].xml")) {
			return Office
		}
	case kindCFB:
		if f, err := readCFB(data); err == nil && !f.office() {
			return Other // an Outlook message, an installer
		}
		return Office
	case kindOldXLS, kindRTF, kindFlat:
		return Office
	case kindPicture:
		return Picture
	case kindText:
		if !bytes.HasPrefix(data, []byte("MZ")) && !bytes.HasPrefix(data, []byte("#!")) && !message(data) {
			return Plain
		}
	}
	return Other
}
