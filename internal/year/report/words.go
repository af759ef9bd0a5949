package report

import (
	"strings"
	"unicode"

	"thidua/internal/base/civil"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
	"thidua/internal/year/progress"
)

// cite names a document as a sentence does: "Chỉ thị số 24/CT-UBND ngày 28/12/2021", or
// by its kind and abstract when it has no number.
func cite(d document.Document) string {
	kind := document.KindName(d.Kind)
	if kind == "" {
		kind = "Văn bản"
	}
	if d.Code == "" {
		if strings.HasPrefix(vi.Fold(d.Abstract), vi.Fold(kind)+" ") { // the abstract names its kind itself
			return d.Abstract
		}
		return kind + " về " + lowerFirst(d.Abstract)
	}
	if d.Day.IsZero() {
		return kind + " số " + d.Code
	}
	return kind + " số " + d.Code + " ngày " + d.Day.VN()
}

// following names the period that a report looks ahead to.
func following(p civil.Period) string {
	switch p.Half() {
	case 1:
		return strings.Replace(p.Name(), "6 tháng đầu", "6 tháng cuối", 1)
	case 2:
		return civil.Period(itoa(p.Year() + 1)).Name()
	}
	if p.From().Month == 1 && p.To().Month == 12 {
		return civil.Period(itoa(p.Year() + 1)).Name()
	}
	return "thời gian tới"
}

func itoa(n int) string {
	var b [8]byte
	i := len(b)
	for ; n > 0; n /= 10 {
		i--
		b[i] = byte('0' + n%10)
	}
	return string(b[i:])
}

func upper(s string) string { return vi.Upper(s) }

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsUpper(r[0]) && !unicode.IsUpper(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// joinVN joins names the Vietnamese way: "a, b và c".
func joinVN(s []string) string {
	switch len(s) {
	case 0:
		return ""
	case 1:
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " và " + s[len(s)-1]
}

// lines cuts a text into its paragraphs, without empty ones and list dashes.
func lines(s string) []string {
	var list []string
	for l := range strings.Lines(s) {
		l = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(l), "-–•+* "))
		if l != "" {
			list = append(list, l)
		}
	}
	return list
}

// escape keeps a unit's own brackets from being read as a link.
func escape(s string) string { return strings.ReplaceAll(s, "[[", "[ [") }

// from says where a unit's text was read from.
func from(s progress.Source) string {
	if s.File == "" {
		return ""
	}
	if s.At == "" {
		return s.File
	}
	return s.File + ", đoạn " + s.At
}
