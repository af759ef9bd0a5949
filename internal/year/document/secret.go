package document

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
)

// marks are the degrees of state secrecy, strongest first.
var marks = []string{"TUYỆT MẬT", "TỐI MẬT", "MẬT"}

var (
	degree    = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:độ|mức)\s+(?:độ\s+)?mật\s*:?\s*(?:là\s+)?["“(\[]?\s*(tuyệt mật|tối mật|mật)(?:$|[^\pL])`)
	capitals  = regexp.MustCompile(`(?:^|[^\pL\pN])(TUYỆT MẬT|TỐI MẬT)(?:$|[^\pL\pN])`)
	edges     = " \t.,:;*()[]{}<>“”\"'|/\\-–—_=+#"
	nameBreak = regexp.MustCompile(`[\s._()\[\]{}\-–+,;]+`)
)

// FindMark looks for a mark of state secrecy (dấu chỉ độ mật) in a text: a line that
// holds nothing but the mark, the two stronger marks in capitals anywhere, or "độ mật:"
// followed by one. Words such as bảo mật or "bí mật nhà nước" are no marks.
func FindMark(text string) (mark string, line int) {
	text = vi.NFC(strings.ReplaceAll(text, "\u00a0", " "))
	n := 0
	for l := range strings.Lines(text) {
		n++
		l = strings.Join(strings.Fields(l), " ")
		bare := strings.Trim(l, edges)
		joined := bare
		if apart(bare) {
			joined = strings.ReplaceAll(bare, " ", "")
		}
		for _, m := range marks {
			if strings.EqualFold(bare, m) || strings.EqualFold(joined, strings.ReplaceAll(m, " ", "")) && joined != bare {
				return m, n
			}
		}
		if f := capitals.FindStringSubmatch(l); f != nil {
			return f[1], n
		}
		if f := degree.FindStringSubmatch(l); f != nil {
			return vi.Upper(f[1]), n
		}
	}
	return "", 0
}

// apart reports whether a line is set with its letters apart, as stamps are: "T Ố I  M Ậ T".
func apart(line string) bool {
	words := strings.Fields(line)
	return len(words) > 2 && !slices.ContainsFunc(words, func(w string) bool { return utf8.RuneCountInString(w) > 1 })
}

// FindMarkInName looks for a mark in the name of a file: "MẬT-24.pdf", "bao cao (TỐI
// MẬT).docx", "toi mat 05.docx". "bao-mat.docx" is no mark.
func FindMarkInName(name string) string {
	words := nameBreak.Split(vi.NFC(name), -1)
	for i, w := range words {
		prev := ""
		if i > 0 {
			prev = words[i-1]
		}
		if vi.Fold(w) == "mat" {
			switch vi.Fold(prev) {
			case "tuyet":
				return marks[0]
			case "toi":
				return marks[1]
			}
		}
		if p := vi.Fold(prev); w == "MẬT" && p != "bao" && p != "bi" && p != "niem" {
			return marks[2]
		}
	}
	return ""
}

// Marked is the refusal of a text or file with a mark of secrecy at a place (a name, a
// field, a line).
func Marked(mark, place string) error {
	return fault.New(fault.Invalid, "secret.found|Tệp có dấu “{name}” tại {field}. Không lưu gì. Chuyển theo đường văn bản mật.", fault.P{"name": mark, "field": place}).Noted("security.secret")
}

// CheckSecret refuses the texts of a document and its clauses when one bears a mark.
func CheckSecret(d Document, clauses []Clause) error {
	for _, f := range []struct{ text, place string }{{d.Code, "số, ký hiệu"}, {d.Issuer, "cơ quan ban hành"}, {d.Abstract, "trích yếu"}} {
		if m, _ := FindMark(f.text); m != "" {
			return Marked(m, f.place)
		}
	}
	if m := FindMarkInName(d.FileName); m != "" {
		return Marked(m, "tên tệp")
	}
	for _, c := range clauses {
		if m, _ := FindMark(c.Label + "\n" + c.Text); m != "" {
			return Marked(m, c.Label)
		}
	}
	return nil
}
