package roster

import (
	"regexp"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
)

// Key (khóa so trùng tên) gives the form in which two writings of one name are equal:
// composed letters, old and new places of the tone, capitals and spaces do not matter;
// tones do, because Tuấn and Tuân are two persons.
func Key(name string) string {
	return strings.ToLower(vi.NormalizeTone(strings.Join(strings.Fields(vi.NFC(name)), " ")))
}

// Subjects a list may name.
const (
	Person     = "person"
	Collective = "collective"
	Household  = "household"
)

// SubjectOf reads "Cá nhân", "tập thể", "hộ gia đình"; "" for none of them.
func SubjectOf(s string) string {
	switch fold(s) {
	case "ca nhan", "cn", "nguoi":
		return Person
	case "tap the", "tt", "don vi", "phong", "doi":
		return Collective
	case "ho gia dinh", "gia dinh", "ho":
		return Household
	}
	return ""
}

var letters = regexp.MustCompile(`\pL`)

// CheckName says what is wrong with a name: "" when it may be one. A person's name holds no
// digits; the name of a collective may ("Đội 1").
func CheckName(subject, name string) string {
	switch {
	case !letters.MatchString(name), strings.HasPrefix(name, "#"): // "#REF!" is what a spreadsheet shows for a name that is gone
		return "roster.name.letters|“{text}” không phải tên."
	case subject == Person && strings.ContainsAny(name, "0123456789@;|/\\"):
		return "roster.name.signs|“{text}” không phải họ và tên một người: bỏ chữ số, dấu gạch chéo; mỗi dòng một người."
	}
	return ""
}

// Name gives the name of the row's subject, checked.
func (r Row) Name(key, subject string) string {
	n := len(r.list.Problems)
	s := r.Must(key, 200)
	if s != "" && len(r.list.Problems) == n {
		if why := CheckName(subject, s); why != "" {
			r.Bad(key, why, fault.P{"text": s})
		}
	}
	return s
}
