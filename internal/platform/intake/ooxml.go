package intake

import (
	"errors"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// openOOXML tells workbooks from documents by the content type of the main part.
func openOOXML(z *archive, lim Limits) (*sheet.Book, error) {
	types, err := contentTypes(z)
	if err != nil {
		return nil, err
	}
	if hasMacros(z, types) {
		return nil, macroRefused()
	}
	rels, err := z.relations("")
	if err != nil {
		return nil, err
	}
	main := byKind(rels, "officeDocument")
	if main == "" {
		main = fallbackMain(z, types)
	}
	t := typeOf(types, partKey(main))
	switch {
	case strings.Contains(t, "sheet.binary") || strings.HasSuffix(main, ".bin"):
		return nil, fault.New(fault.Invalid, "intake.xlsb|Tệp .xlsb (bảng tính nhị phân) không được nhận. Mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên.")
	case strings.Contains(t, "presentationml") || strings.HasPrefix(main, "ppt/"):
		return nil, fault.New(fault.Invalid, "intake.slides|Đây là tệp trình chiếu, không phải tệp số liệu. Các dạng được nhận: .xlsx, .xls, .ods, .csv, .docx.")
	case !z.has(main):
		return nil, errors.New("ooxml: no main part")
	case strings.Contains(t, "wordprocessingml") || t == "" && strings.HasPrefix(main, "word/"):
		return openDOCX(z, main, lim)
	}
	return openXLSX(z, main, lim)
}

// hasMacros reports a part that holds macros. The types that a writer only announces for
// an extension count where a part of that extension is there.
func hasMacros(z *archive, types map[string]string) bool {
	for part, t := range types {
		named := strings.Contains(t, "macroenabled") && !strings.Contains(t, "sheet.binary") || strings.Contains(t, "vbaproject")
		if !strings.HasPrefix(part, "*.") && named || strings.HasSuffix(part, "vbaproject.bin") {
			return true
		}
	}
	for part := range z.files {
		t := typeOf(types, part)
		if strings.HasSuffix(part, "vbaproject.bin") || strings.Contains(t, "vbaproject") {
			return true
		}
		if strings.Contains(t, "macroenabled") && types[part] == "" && !strings.Contains(t, "sheet.binary") {
			return true
		}
	}
	return false
}

// typeOf gives the content type of a part: its own, or that of its extension.
func typeOf(types map[string]string, part string) string {
	if t, ok := types[part]; ok {
		return t
	}
	if i := strings.LastIndexByte(part, '.'); i >= 0 && !strings.ContainsRune(part[i:], '/') {
		return types["*."+part[i+1:]]
	}
	return ""
}

// contentTypes gives the content type of each named part, by lower-case name, and the
// types by extension under "*.ext".
func contentTypes(z *archive) (map[string]string, error) {
	s, err := z.part("[Content_Types].xml")
	if err != nil {
		return nil, err
	}
	types := map[string]string{}
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return nil, err
		case t == tokEOF:
			return types, nil
		case t == tokStart && s.name == "Override":
			types[partKey(s.attr("PartName"))] = strings.ToLower(s.attr("ContentType"))
		case t == tokStart && s.name == "Default":
			types["*."+strings.ToLower(s.attr("Extension"))] = strings.ToLower(s.attr("ContentType"))
		}
	}
}

// fallbackMain finds the main part of a file whose root relations are missing.
func fallbackMain(z *archive, types map[string]string) string {
	for part, t := range types {
		if strings.HasSuffix(t, ".main+xml") && z.has(part) {
			return part
		}
	}
	for _, p := range []string{"xl/workbook.xml", "word/document.xml"} {
		if z.has(p) {
			return p
		}
	}
	return ""
}
