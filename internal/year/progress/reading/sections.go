package reading

import (
	"regexp"
	"strings"
	"unicode"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

var headNumber = regexp.MustCompile(`^\s*(?:[IVX]{1,5}[.)/]|\d{1,2}(?:\.\d{1,2})*[.)]|[A-ZĐ][.)]|[a-zđ]\))\s*`)

// headKind classifies a heading by its words; "" for a heading that only divides.
func headKind(text string) SectionKind {
	f := vi.Fold(headNumber.ReplaceAllString(text, ""))
	switch {
	case has(f, "kien nghi", "de xuat") && !has(f, "ket qua"):
		return Recommendations
	case has(f, "ton tai", "han che", "kho khan", "vuong mac", "yeu kem", "khuyet diem", "thieu sot"):
		return Shortcomings
	case has(f, "nguyen nhan", "bai hoc"):
		return Causes
	case has(f, "bao cao", "bieu", "so ket", "tong ket") && !has(f, "phuong huong"):
		return ""
	case has(f, "phuong huong", "nhiem vu trong tam", "nhiem vu trong thoi gian toi", "6 thang cuoi nam", "giai phap", "thoi gian toi", "quy toi", "nhiem vu 6 thang", "ke hoach cong tac") && !has(f, "ket qua"):
		return Directions
	case has(f, "ket qua", "thuc hien", "tinh hinh", "uu diem", "thanh tich", "chi dao dieu hanh", "chi dao", "to chuc trien khai", "dac diem"):
		return Results
	}
	return ""
}

// isHeading reports a paragraph that heads what follows.
func isHeading(p sheet.Paragraph) bool {
	n := len(strings.Fields(p.Text))
	if n == 0 || n > 30 {
		return false
	}
	if p.Level > 0 {
		return true
	}
	numbered := p.Number != "" && !strings.ContainsAny(p.Number, "-–+•*") || headNumber.MatchString(p.Text)
	ends := strings.HasSuffix(strings.TrimSpace(p.Text), ".") || strings.HasSuffix(strings.TrimSpace(p.Text), ";")
	return numbered && (p.Bold || mostlyUpper(p.Text) || n <= 12 && !ends && headKind(p.Text) != "") || p.Bold && !ends && n <= 16 && headKind(p.Text) != ""
}

// rank gives the depth of a heading: 1 for I., 2 for 1., 3 for a).
func rankOf(p sheet.Paragraph) int {
	if p.Level > 0 {
		return p.Level
	}
	s := strings.TrimSpace(p.Number + " " + p.Text)
	switch r := []rune(s); {
	case len(r) == 0:
		return 9
	case regexpRoman.MatchString(s):
		return 1
	case unicode.IsDigit(r[0]):
		return 2 + strings.Count(strings.TrimRight(strings.Fields(s)[0], ".)"), ".")
	case unicode.IsLower(r[0]):
		return 5
	}
	return 1
}

var regexpRoman = regexp.MustCompile(`^(?:[IVX]{1,5}|[A-D])[.)/]\s`)

// sectionKinds gives for each paragraph the kind of the section it stands in.
func sectionKinds(texts []sheet.Paragraph) []SectionKind {
	out := make([]SectionKind, len(texts))
	type open struct {
		rank int
		kind SectionKind
	}
	var stack []open
	for i, p := range texts {
		if isHeading(p) {
			r := rankOf(p)
			for len(stack) > 0 && stack[len(stack)-1].rank >= r {
				stack = stack[:len(stack)-1]
			}
			k := headKind(p.Text)
			if len(stack) > 0 && (k == "" || k == Results && stack[len(stack)-1].kind != OtherText) {
				k = stack[len(stack)-1].kind
			}
			if k == "" {
				k = OtherText
			}
			stack = append(stack, open{r, k})
		}
		out[i] = OtherText
		if len(stack) > 0 {
			out[i] = stack[len(stack)-1].kind
		}
	}
	return out
}

// sections cuts the prose of a .docx by its headings.
func sections(texts []sheet.Paragraph) []Section {
	kinds, keep := sectionKinds(texts), prosaic(texts)
	var out []Section
	for i, p := range texts {
		if !keep[i] && !(isHeading(p) && headKind(p.Text) != "" && headNumber.MatchString(p.Text)) {
			continue
		}
		if isHeading(p) {
			out = append(out, Section{Kind: kinds[i], Heading: p.Text, HeadingAt: p.At})
			continue
		}
		if len(out) == 0 {
			out = append(out, Section{Kind: OtherText})
		}
		s := &out[len(out)-1]
		s.Paragraphs = append(s.Paragraphs, p)
	}
	return out
}
