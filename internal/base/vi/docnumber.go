package vi

import (
	"errors"
	"regexp"
	"strings"
)

// ErrDocNumber says that a text is not the number and symbol of a document.
var ErrDocNumber = errors.New("vi: not a document number")

// A DocNumber (số, ký hiệu văn bản) is "24/CT-UBND", "05-CT/TW", "1486/SNV-TĐKT",
// "30/2020/NĐ-CP".
type DocNumber struct {
	Number string // "24", "05", "1486"; letters may follow ("24a")
	Year   string // "2020" in "30/2020/NĐ-CP", else ""
	Sep    string // what follows the number: "/" for State papers, "-" for Party papers
	Symbol string // "CT-UBND", "CT/TW", "SNV-TĐKT"
}

var docNumber = regexp.MustCompile(`^(\d{1,6}[a-zđ]?)\s*([/\-–])\s*(?:(\d{4})\s*/\s*)?(\pL[\pL\d]*(?:\s*[\-–/.,&]\s*[\pL\d]+|\s?\(\pL+\))*)$`)
var docSpaces = regexp.MustCompile(`\s*([\-/.,&])\s*`)

// ParseDocNumber reads the number and symbol of a document; "Số:" before it, spaces
// and long dashes are forgiven. Errors: ErrDocNumber.
func ParseDocNumber(s string) (DocNumber, error) {
	s = NFC(strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " ")))
	for _, p := range []string{"Số:", "số:", "SỐ:", "Số ", "số "} {
		s = strings.TrimSpace(strings.TrimPrefix(s, p))
	}
	m := docNumber.FindStringSubmatch(s)
	if m == nil {
		return DocNumber{}, ErrDocNumber
	}
	sep := m[2]
	if sep == "–" {
		sep = "-"
	}
	sym := docSpaces.ReplaceAllString(strings.ReplaceAll(m[4], "–", "-"), "$1")
	return DocNumber{Number: m[1], Year: m[3], Sep: sep, Symbol: sym}, nil
}

// String writes d as papers do. The zero value gives "".
func (d DocNumber) String() string {
	if d.Number == "" {
		return ""
	}
	if d.Year != "" {
		return d.Number + d.Sep + d.Year + "/" + d.Symbol
	}
	return d.Number + d.Sep + d.Symbol
}

// Key (khóa so trùng) gives the form in which two writings of the same number are
// equal: no leading zeros, folded symbol.
func (d DocNumber) Key() string {
	n := strings.TrimLeft(d.Number, "0")
	if n == "" {
		n = "0"
	}
	return n + "/" + d.Year + "/" + strings.ReplaceAll(Fold(d.Symbol), " ", "-")
}
