package intake

import (
	"strings"
	"unicode/utf8"

	"thidua/internal/base/sheet"
)

// Words gives what can be read of an uploaded file as text, to look for marks of secrecy:
// the cells and paragraphs of office files, the bytes themselves when they are text, ""
// for anything else.
func Words(name string, data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	book, err := Open(name, data, Default)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, s := range book.Sheets {
		for _, c := range s.Cells {
			if c.Kind == sheet.Text {
				b.WriteString(c.Text + "\n")
			}
		}
	}
	for _, p := range book.Prose {
		b.WriteString(p.Text + "\n")
	}
	return b.String()
}
