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
	bracketed = regexp.MustCompile(`[(\[{<“"]\s*(MẬT)\s*[)\]}>”"]`)
	spaced    = regexp.MustCompile(`(?:^|\s)((?:T\s+U\s+Y\s+Ệ\s+T\s+|T\s+Ố\s+I\s+)?M\s+Ậ\s+T)(?:$|\s)`)
	unseen    = strings.NewReplacer("\u00a0", " ", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "")
	edges     = " \t.,:;*()[]{}<>“”\"'|/\\-–—_=+#"
	nameBreak = regexp.MustCompile(`[\s._()\[\]{}\-–+,;]+`)
)

// FindMark looks for a mark of state secrecy (dấu chỉ độ mật) in a text: a line that
// holds nothing but the mark, the two stronger marks in capitals anywhere, the letters of a mark
// set apart, MẬT in brackets, or "độ mật:" followed by one. Words such as bảo mật or "bí mật
// nhà nước" are no marks, nor is a line that lists the degrees.
func FindMark(text string) (mark string, line int) {
	text = vi.NFC(unseen.Replace(text))
	n := 0
	for l := range strings.Lines(text) {
		n++
		if m := markOf(l); m != "" {
			return m, n
		}
	}
	return "", 0
}

func markOf(l string) string {
	if f := spaced.FindStringSubmatch(strings.TrimRight(l, "\r\n")); f != nil {
		return together(f[1])
	}
	l = strings.Join(strings.Fields(l), " ")
	bare := strings.Trim(l, edges)
	for _, thing := range []string{"TÀI LIỆU ", "VĂN BẢN ", "HỒ SƠ "} { // the words of a cover
		bare = strings.TrimPrefix(bare, thing)
	}
	joined := bare
	if apart(bare) {
		joined = strings.ReplaceAll(bare, " ", "")
	}
	for _, m := range marks {
		if strings.EqualFold(bare, m) || strings.EqualFold(joined, strings.ReplaceAll(m, " ", "")) && joined != bare {
			return m
		}
	}
	if f := degree.FindStringSubmatch(l); f != nil {
		return vi.Upper(f[1])
	}
	if f := capitals.FindStringSubmatch(l); f != nil {
		other := map[string]string{marks[0]: marks[1], marks[1]: marks[0]}[f[1]]
		if !strings.Contains(vi.Upper(l), other) { // a line that lists the degrees bears none
			return f[1]
		}
		return ""
	}
	if f := bracketed.FindStringSubmatch(l); f != nil {
		return f[1]
	}
	return ""
}

// together gives the mark whose letters stand apart.
func together(s string) string {
	s = strings.Join(strings.Fields(s), "")
	for _, m := range marks {
		if s == strings.ReplaceAll(m, " ", "") {
			return m
		}
	}
	return ""
}

// apart reports whether a line is set with its letters apart, as stamps are: "T Ố I  M Ậ T".
func apart(line string) bool {
	words := strings.Fields(line)
	return len(words) > 2 && !slices.ContainsFunc(words, func(w string) bool { return utf8.RuneCountInString(w) > 1 })
}

// FindMarkInName looks for a mark in the name of a file: "MẬT-24.pdf", "bao cao (TỐI
// MẬT).docx", "toi mat 05.docx", "M Ậ T.pdf". "bao-mat.docx" and "MẬT ĐỘ DÂN SỐ.xlsx" are none.
func FindMarkInName(name string) string {
	words := nameBreak.Split(vi.NFC(unseen.Replace(name)), -1)
	if i := slices.IndexFunc(words, func(w string) bool { return w == "M" }); i >= 0 {
		if f := spaced.FindStringSubmatch(strings.Join(words, " ")); f != nil {
			return together(f[1])
		}
	}
	near := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return vi.Fold(words[i])
	}
	for i, w := range words {
		low, before, after := strings.ToLower(w), near(i-1), near(i+1)
		prev := ""
		if i > 0 {
			prev = strings.ToLower(words[i-1])
		}
		switch {
		case low == "tuyetmat" || low == "tuyệtmật" || (low == "mat" || low == "mật") && (prev == "tuyet" || prev == "tuyệt"):
			return marks[0]
		case low == "toimat" || low == "tốimật" || (low == "mat" || low == "mật") && (prev == "toi" || prev == "tối"):
			return marks[1]
		case low == "mật" && (i == 0 && len(words) == 2 || w == "MẬT" && !heads[before] && !tails[after]):
			return marks[2]
		}
	}
	return ""
}

// heads and tails are the words that make another word with mật: bí mật, mật độ.
var (
	heads = map[string]bool{"bao": true, "bi": true, "niem": true, "co": true, "than": true, "tui": true, "ong": true, "soi": true, "dich": true, "kin": true, "can": true, "noi": true, "ngot": true, "khong": true}
	tails = map[string]bool{"do": true, "khau": true, "ma": true, "ong": true, "thiet": true, "vu": true, "danh": true, "gau": true, "mia": true, "tich": true, "tham": true}
)

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
