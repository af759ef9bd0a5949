package reading

import (
	"regexp"
	"strings"
	"unicode"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

var (
	postLine  = regexp.MustCompile(`^(?:(?:tm|t m|kt|k t|tl|t l|tuq|q) )?(?:uy ban nhan dan|ban giam doc|ban chap hanh|ban thuong vu|hoi dong|hieu truong|pho hieu truong|giam doc|pho giam doc|tong giam doc|pho tong giam doc|chu tich|pho chu tich|cuc truong|pho cuc truong|chi cuc truong|pho chi cuc truong|vien truong|pho vien truong|chanh an|pho chanh an|chanh van phong|truong ban|pho truong ban|truong phong|pho truong phong|bi thu|pho bi thu|chi huy truong|chinh tri vien|thu truong don vi|nguoi lap bieu|nguoi lap|nguoi bao cao|thu ky|ke toan truong)\b`)
	signed    = regexp.MustCompile(`^\(?(?:da ky|ky ten|ky ten dong dau|ky ghi ro ho ten|ky va ghi ro ho ten|chu ky|da ky dong dau|ky ten va dong dau)(?: .*)?\)?$`)
	carryOver = regexp.MustCompile(`^(?:tiep theo|tiep theo trang truoc|con tiep|xem tiep|het|trang \d+(?: \d+)?)$`)
	leadsOnly = regexp.MustCompile(`^(?:cac |so lieu |ket qua |bang |bieu |danh muc |phu luc |noi dung )*(?:chi tieu|so lieu|ket qua thuc hien|bieu so lieu|bang so lieu)(?: cu the| chi tiet| chinh| chu yeu| sau| nhu sau| duoi day| thi dua| sau day)*$`)
)

// boilerplate reports a line of a report that is none of its words: who signs, who gets
// it, what a page or a table is marked with.
func boilerplate(text string) bool {
	s := strings.TrimSpace(text)
	f := vi.Fold(s)
	n := len(strings.Fields(f))
	switch {
	case n == 0:
		return true
	case strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 && n <= 14:
		return true // "(Số liệu minh họa)", "(Tiếp theo trang trước)", "(đã ký)"
	case strings.HasPrefix(f, "noi nhan"), n <= 10 && signed.MatchString(f), n <= 8 && carryOver.MatchString(f):
		return true
	case n <= 12 && mostlyUpper(s) && postLine.MatchString(f), n <= 5 && postLine.MatchString(f) && !strings.HasSuffix(s, "."):
		return true
	case strings.HasSuffix(s, ":") && n <= 14 && leadsOnly.MatchString(f):
		return true
	}
	return false
}

// signs reports a line that begins or belongs to the block of signatures.
func signs(s string) bool {
	f := vi.Fold(s)
	n := len(strings.Fields(f))
	return strings.HasPrefix(f, "noi nhan") || n <= 10 && n > 0 && signed.MatchString(f) || n <= 12 && mostlyUpper(s) && postLine.MatchString(f)
}

// recipient reports a line of the list under "Nơi nhận".
func recipient(text string) bool {
	s := strings.TrimSpace(text)
	return len(strings.Fields(s)) <= 14 && (bulleted.MatchString(s) || strings.HasSuffix(s, ";") || strings.HasPrefix(vi.Fold(s), "luu"))
}

// signature gives the paragraph from which on a report is only signed and sent: the first
// of the last lines that are short and among which one says so.
func signature(texts []sheet.Paragraph) int {
	end := len(texts)
	for i := len(texts) - 1; i >= 0 && i >= len(texts)-14; i-- {
		s := strings.TrimSpace(texts[i].Text)
		switch {
		case signs(s):
			end = i
		case s == "", boilerplate(s), recipient(s) || isName(s):
			// stays open: it belongs to the block only below a line that begins one
		default:
			return end
		}
	}
	return end
}

// isName reports a line that may be a person's name: two to five words, each with a
// capital, no stop.
func isName(s string) bool {
	ws := strings.Fields(s)
	if len(ws) < 2 || len(ws) > 6 || strings.ContainsAny(s, ":;,") {
		return false
	}
	for _, w := range ws {
		if r := []rune(w); !unicode.IsUpper(r[0]) {
			return false
		}
	}
	return true
}

// prosaic keeps the paragraphs that are words of the report itself.
func prosaic(texts []sheet.Paragraph) []bool {
	out := make([]bool, len(texts))
	end := signature(texts)
	sent := false
	for i, p := range texts {
		if strings.HasPrefix(vi.Fold(p.Text), "noi nhan") {
			sent = true
		} else if sent && !recipient(p.Text) {
			sent = false
		}
		out[i] = i < end && !sent && !boilerplate(p.Text)
	}
	return out
}
