package rulebook

import (
	"fmt"
	"strings"

	"thidua/internal/base/fault"
)

// A Problem (lỗi của bộ quy tắc) is one fault of a book: where it stands and what it is.
type Problem struct {
	File string
	Line int
	Rule string // id of the rule, "" for the head of the book
	Key  string
	Msg  string // "id|Vietnamese text"
	Args fault.P
}

// String gives "tệp:dòng: quy tắc …, khóa …: lý do".
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: ", p.File, p.Line)
	if p.Rule != "" {
		fmt.Fprintf(&b, "quy tắc %s, ", p.Rule)
	}
	if p.Key != "" {
		fmt.Fprintf(&b, "khóa %s: ", p.Key)
	}
	b.WriteString(fault.Text(p.Msg, p.Args))
	return b.String()
}

// Problems (các lỗi của bộ quy tắc) are all faults that one reading found, in the order of
// the lines. As an error they refuse the whole book.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, x := range p {
		lines[i] = x.String()
	}
	return strings.Join(lines, "\n")
}
