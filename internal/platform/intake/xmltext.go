package intake

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape replaces the entities of XML and joins line ends to "\n".
func unescape(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return clean(string(b))
	}
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\r':
			if i+1 >= len(b) || b[i+1] != '\n' {
				out.WriteByte('\n')
			}
		case '&':
			end := bytes.IndexByte(b[i:], ';')
			if end < 0 || end > 12 {
				out.WriteByte('&')
				continue
			}
			if r, ok := entity(string(b[i+1 : i+end])); ok {
				out.WriteString(r)
				i += end
			} else {
				out.WriteByte('&')
			}
		default:
			out.WriteByte(b[i])
		}
	}
	return clean(out.String())
}

func entity(name string) (string, bool) {
	switch name {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	if !strings.HasPrefix(name, "#") {
		return "", false
	}
	n, err := strconv.ParseInt(name[1:], 10, 32)
	if x, ok := strings.CutPrefix(name, "#x"); ok {
		n, err = strconv.ParseInt(x, 16, 32)
	}
	if err != nil {
		return "", false
	}
	if n == 0 || !utf8.ValidRune(rune(n)) {
		return "", true // NUL and lone surrogates are dropped
	}
	return string(rune(n)), true
}

// clean drops NUL and bytes that are no UTF-8, such as encoded lone surrogates.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return s
}
