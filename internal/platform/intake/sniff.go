package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/fault"
)

// content is what the first bytes say a file is.
type content int

const (
	kindUnknown content = iota
	kindZip
	kindCFB
	kindText
	kindPDF
	kindPicture
	kindRTF
	kindHTML
	kindXML
	kindPacked
	kindOldXLS
	kindFlat
)

var magics = []struct {
	head string
	kind content
}{
	{"PK\x03\x04", kindZip}, {"PK\x05\x06", kindZip}, {"PK\x07\x08", kindZip},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kindCFB},
	{"%PDF-", kindPDF}, {"{\\rtf", kindRTF},
	{"\x89PNG", kindPicture}, {"\xff\xd8\xff", kindPicture}, {"GIF8", kindPicture}, {"BM", kindPicture},
	{"II*\x00", kindPicture}, {"MM\x00*", kindPicture},
	{"Rar!", kindPacked}, {"7z\xbc\xaf", kindPacked}, {"\x1f\x8b", kindPacked}, {"BZh", kindPacked}, {"\xfd7zXZ", kindPacked},
	{"\x09\x00\x04\x00", kindOldXLS}, {"\x09\x02\x06\x00", kindOldXLS}, {"\x09\x04\x06\x00", kindOldXLS}, {"\x09\x08\x08\x00", kindOldXLS}, {"\x09\x08\x10\x00", kindOldXLS},
}

// sniff decides by content. Text is what decodes as text and looks like neither markup
// nor one of the binary formats.
func sniff(data []byte) content {
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.head)) && (m.head != "BM" || isBMP(data)) {
			return m.kind
		}
	}
	head := data[:min(len(data), 4096)]
	switch {
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) && !utf8.Valid(head):
		return kindPDF
	case len(head) > 12 && (string(head[4:8]) == "ftyp" || string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"):
		return kindPicture
	}
	text := strings.ToLower(strings.TrimLeft(strings.ReplaceAll(clean(string(head)), "\ufeff", ""), " \t\r\n"))
	if utf16Text(data) {
		text = strings.TrimLeft(strings.ToLower(decodeText(head[:len(head)&^1])), " \t\r\n\ufeff")
	}
	switch {
	case strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "<workbook"), strings.HasPrefix(text, "<?mso-"):
		switch {
		case strings.Contains(text, "<html"):
			return kindHTML
		case strings.Contains(text, "<office:document"):
			return kindFlat
		}
		return kindXML
	case strings.HasPrefix(text, "<office:document"):
		return kindFlat
	case strings.HasPrefix(text, "<"), strings.HasPrefix(text, "mime-version:"), strings.Contains(text, "<html"), strings.Contains(text, "<table"):
		return kindHTML
	}
	// A zip with junk in front is still taken for a zip, and found damaged or not there.
	if bytes.Contains(head, []byte("PK\x03\x04")) && !utf8.Valid(head) {
		return kindZip
	}
	if looksText(data) {
		return kindText
	}
	return kindUnknown
}

func isBMP(data []byte) bool {
	return len(data) > 14 && data[6] == 0 && data[7] == 0 && data[8] == 0 && data[9] == 0
}

// looksText reports whether data reads as text: hardly any control characters.
func looksText(data []byte) bool {
	if utf16Text(data) {
		return true
	}
	data = data[:min(len(data), 64<<10)]
	bad := 0
	for _, b := range data {
		if b < 32 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1a || b == 0x7f {
			bad++
		}
	}
	return bad*200 <= len(data)
}

// refusal says why a file of this kind is not taken and what to send instead.
func refusal(kind content) error {
	switch kind {
	case kindPDF:
		return fault.New(fault.Invalid, "intake.pdf|Tệp PDF không đọc được số liệu. Tải lên tệp gốc dạng .xlsx, .xls, .ods, .csv hoặc .docx.")
	case kindPicture:
		return fault.New(fault.Invalid, "intake.picture|Đây là tệp hình ảnh, không đọc được số liệu. Tải lên tệp gốc dạng .xlsx, .xls, .ods, .csv hoặc .docx.")
	case kindRTF:
		return fault.New(fault.Invalid, "intake.rtf|Đây là tệp RTF. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi tải lên.")
	case kindHTML:
		return fault.New(fault.Invalid, "intake.html|Nội dung tệp là trang web (HTML), chỉ mang đuôi tệp bảng tính. Mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên.")
	case kindXML:
		return fault.New(fault.Invalid, "intake.xml|Nội dung tệp là XML kiểu cũ (XML Spreadsheet 2003). Mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên.")
	case kindFlat:
		return fault.New(fault.Invalid, "intake.flat|Đây là tệp OpenDocument dạng XML phẳng (.fods, .fodt). Mở bằng LibreOffice, chọn Lưu thành (Save As) dạng .ods, .xlsx hoặc .docx rồi tải lên.")
	case kindPacked:
		return fault.New(fault.Invalid, "intake.archive|Đây là tệp nén, không phải tệp số liệu. Giải nén rồi tải lên từng tệp .xlsx, .xls, .ods, .csv hoặc .docx.")
	case kindOldXLS:
		return fault.New(fault.Invalid, "intake.oldxls|Tệp Excel này thuộc bản quá cũ. Mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên.")
	}
	return fault.New(fault.Invalid, "intake.unknown|Không nhận ra dạng của tệp. Các dạng được nhận: .xlsx, .xls, .ods, .csv, .docx.")
}
