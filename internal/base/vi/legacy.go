package vi

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Names of the two legacy encodings (bảng mã cũ).
const (
	TCVN3 = "TCVN3"
	VNI   = "VNI"
)

// tcvn3Pairs lists letter and code, by vowel: plain, then the five tones.
const tcvn3Pairs = "àµả¶ã·á¸ạ¹ă¨ằ»ẳ¼ẵ½ắ¾ặÆâ©ầÇẩÈẫÉấÊậËđ®èÌẻÎẽÏéÐẹÑêªềÒểÓễÔếÕệÖì×ỉØĩÜíÝịÞòßỏáõâóãọäô«ồåổæỗçốèộéơ¬ờêởëỡìớíợîùïủñũòúóụôư\u00adừõửöữ÷ứøựùỳúỷûỹüýýỵþĂ¡Â¢Ê£Ô¤Ơ¥Ư¦Đ§"

var tcvn3 = func() map[rune]rune {
	m := map[rune]rune{}
	rs := []rune(norm.NFC.String(tcvn3Pairs))
	for i := 0; i+1 < len(rs); i += 2 {
		m[rs[i+1]] = rs[i]
	}
	return m
}()

// DecodeTCVN3 gives the Unicode text of a text typed in a .Vn* font. In the capitals
// fonts (.VnTimeH) everything is typed small: caps turns it into capitals.
func DecodeTCVN3(s string, caps bool) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		if u, ok := tcvn3[r]; ok {
			r = u
		}
		b.WriteRune(r)
	}
	if caps {
		return Upper(b.String())
	}
	return norm.NFC.String(b.String())
}

// vniMarks gives the combining marks of the letter that follows a vowel in VNI.
var vniMarks = map[rune]string{
	'ù': "\u0301", 'ø': "\u0300", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
	'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323",
	'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323",
}

// vniLetters are the letters of VNI that stand for themselves.
var vniLetters = map[rune]rune{'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ', 'ñ': 'đ', 'ô': 'ơ', 'ö': 'ư'}

// DecodeVNI gives the Unicode text of a text typed in a VNI-* font.
func DecodeVNI(s string) string {
	rs := []rune(norm.NFC.String(s))
	var b strings.Builder
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		low := unicode.ToLower(r)
		base := low
		if u, ok := vniLetters[low]; ok {
			base = u
		}
		if base != low {
			if r != low {
				b.WriteRune(unicode.ToUpper(base))
			} else {
				b.WriteRune(base)
			}
		} else {
			b.WriteRune(r)
		}
		if i+1 < len(rs) && strings.ContainsRune("aeouyơư", base) {
			if m, ok := vniMarks[unicode.ToLower(rs[i+1])]; ok && vniAllowed(base, m) {
				b.WriteString(m)
				i++
			}
		}
	}
	return norm.NFC.String(b.String())
}

// vniAllowed says whether a base vowel may carry these marks.
func vniAllowed(base rune, marks string) bool {
	switch marks[:2] {
	case "\u0302":
		return strings.ContainsRune("aeo", base)
	case "\u0306":
		return base == 'a'
	}
	return true
}

// DetectLegacy (nhận bảng mã cũ) names the encoding of a text by its font or, without
// a known font, by its letters: TCVN3, VNI or "" for Unicode.
func DetectLegacy(text, font string) string {
	f := strings.ToLower(strings.TrimSpace(font))
	unicodeText := hasVietnamese(text)
	switch {
	case unicodeText:
		return "" // the font was named but the text was converted already
	case strings.HasPrefix(f, ".vn"):
		return TCVN3
	case strings.HasPrefix(f, "vni-") || strings.HasPrefix(f, "vni "):
		return VNI
	}
	if !hasForeign(text) || !strings.ContainsFunc(text, func(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }) {
		return ""
	}
	own, t, v := validity(text), validity(DecodeTCVN3(text, false)), validity(DecodeVNI(text))
	switch {
	case t > own && t >= v && t >= 0.7:
		return TCVN3
	case v > own && v >= 0.7:
		return VNI
	}
	return ""
}

// DecodeLegacy converts a text typed in the encoding enc with the font font.
func DecodeLegacy(text, enc, font string) string {
	switch enc {
	case TCVN3:
		return DecodeTCVN3(text, strings.HasSuffix(strings.TrimSpace(font), "H"))
	case VNI:
		return DecodeVNI(text)
	}
	return NFC(text)
}

// IsUnicode reports that a text has letters that only Unicode Vietnamese has.
func IsUnicode(s string) bool { return hasVietnamese(s) }

// hasVietnamese reports letters that only Unicode Vietnamese has.
func hasVietnamese(s string) bool {
	for _, r := range s {
		if r >= 0x1EA0 && r <= 0x1EF9 || strings.ContainsRune("ăĂđĐơƠưƯĩĨũŨ\u0300\u0301\u0303\u0309\u0323", r) {
			return true
		}
	}
	return false
}

// hasForeign reports Latin-1 characters that Vietnamese does not use.
func hasForeign(s string) bool {
	for _, r := range s {
		if r >= 0xA1 && r <= 0xFF && !strings.ContainsRune("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ²³°±·«»§×÷", r) {
			return true
		}
	}
	return false
}

var syllable = regexp.MustCompile(`^(?:ngh|ng|nh|kh|gh|gi|ch|ph|th|tr|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?$`)

// validity gives the share of words of s with marks that are possible Vietnamese syllables.
func validity(s string) float64 {
	words := strings.FieldsFunc(norm.NFD.String(s), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsDigit(r) || strings.ContainsRune(".,;:()-–/\"'%*+[]", r)
	})
	good, all := 0, 0
	for _, w := range words {
		marked := strings.ContainsFunc(w, func(r rune) bool { return r >= 0x80 })
		if !marked {
			continue
		}
		all++
		tones := 0
		for _, r := range w {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
				tones++
			}
		}
		f := FoldWords(w)
		if tones <= 1 && len(f) == 1 && syllable.MatchString(f[0]) && !strings.ContainsFunc(norm.NFC.String(w), func(r rune) bool {
			return r >= 0x80 && !strings.ContainsRune("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ", r) && !hasVietnamese(string(r))
		}) {
			good++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}
