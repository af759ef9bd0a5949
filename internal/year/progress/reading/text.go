package reading

import (
	"regexp"
	"strings"
	"unicode"

	"thidua/internal/base/vi"
)

// A word is one word of a label: folded, and as written with its marks.
type word struct {
	fold string // folded, i and y made one
	mark string // lower case with marks, "" when the whole label is written without any
	abbr bool   // looks like an abbreviation: capitals, or no vowel
	dot  bool   // a shortened word such as "T." in "T.kiệm"
}

var (
	numbering = regexp.MustCompile(`^\s*(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXivx]{1,5}|[a-zA-ZđĐ])\s*[.)/:]\s*|\d{1,3}(?:\.\d{1,3})+\s+|[-–—+*•●▪◦■□o►➢✓]\s+|[-–—+•●▪]\s*)+`)
	notes     = regexp.MustCompile(`\s*(?:\(\d{1,2}\)|\(\*+\)|\*+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[\d{1,2}\])\s*$`)
	planNote  = regexp.MustCompile(`^(?:(?:kh|ke hoach|chi tieu|muc tieu)(?: nam)?(?: \d{4})? ?\d[\d ]*|\d[\d ]* (?:cuoc|lop|buoi|vu|nguoi|luot|sang kien|trieu dong|ho|km|ha|van ban|ho so|%))(?: \w+){0,2}$|^(?:dat )?(?:tu )?\d[\d ]*% tro (?:len|xuong)$`)
	brackets  = regexp.MustCompile(`\(([^()]*)\)`)
)

// cleanLabel takes numbering, footnote markers and the unit of measure off a label; it
// gives the unit of measure that stood in it, folded.
func cleanLabel(s string) (label, measure string) {
	s = strings.Join(strings.Fields(strings.ReplaceAll(vi.NFC(s), "\u00a0", " ")), " ")
	if t := numbering.ReplaceAllString(s, ""); t != "" && strings.ContainsFunc(t, unicode.IsLetter) {
		s = t
	}
	s = notes.ReplaceAllString(s, "")
	for _, m := range brackets.FindAllStringSubmatch(s, -1) {
		in := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(vi.Fold(m[1]), "don vi tinh"), "dvt"))
		if isMeasure(in) {
			measure = in
			s = strings.TrimSpace(strings.Replace(s, m[0], " ", 1))
		} else if planNote.MatchString(vi.Fold(m[1])) {
			s = strings.TrimSpace(strings.Replace(s, m[0], " ", 1))
		}
	}
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.LastIndexAny(s, ",;:"); i > 0 && measure == "" {
		if in := vi.Fold(s[i+1:]); isMeasure(in) && !nameWords[in] {
			measure = in
			s = strings.TrimSpace(s[:i])
		}
	}
	if measure == "" && strings.HasSuffix(s, "%") {
		measure = "%"
		s = strings.TrimSpace(strings.TrimSuffix(s, "%"))
	}
	return strings.TrimSpace(strings.TrimRight(s, " :;.,")), measure
}

// nameWords are nouns that end an enumeration in a name as often as they are a unit of
// measure: "của người dân, doanh nghiệp".
var nameWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Split("doanh nghiep|nguoi|can bo|dang vien|hoc sinh|xa|thon|buon|ho|ho dan|don vi|to chuc|ca nhan|tap the|nha|ca|bo|to|nhom|chi bo|hoi vien|doan vien|co so|du an|san pham|mo hinh|the|cap|loai|ban|xe|may|diem|em|viec|vu viec|ho so|van ban|giai phap|thu tuc|nhiem vu|tin|bai|ngay|thang|nam|dong chi|cong trinh|co khong|dat|bien ban", "|") {
		m[w] = true
	}
	return m
}()

// words splits a label into words.
func words(s string) []word {
	s = vi.NormalizeTone(s)
	shout := mostlyUpper(s)
	marked := strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && unicode.IsLetter(r) })
	var out []word
	rs := []rune(s)
	for i := 0; i < len(rs); {
		if !unicode.IsLetter(rs[i]) && !unicode.IsDigit(rs[i]) && rs[i] != '%' {
			i++
			continue
		}
		j := i + 1
		for rs[i] != '%' && j < len(rs) && (unicode.IsLetter(rs[j]) || unicode.IsDigit(rs[j]) || unicode.Is(unicode.M, rs[j])) {
			j++
		}
		raw := string(rs[i:j])
		f := canon(vi.Fold(raw))
		if f != "" {
			w := word{fold: f, mark: strings.ToLower(raw)}
			if !marked {
				w.mark = ""
			}
			w.dot = j < len(rs) && rs[j] == '.' && len([]rune(raw)) <= 2
			w.abbr = isAbbr(raw, f, shout)
			out = append(out, w)
		}
		i = j
	}
	return out
}

// canon makes i and y one where Vietnamese spells both: tỷ/tỉ, kỷ/kỉ, lý/lí, quy/qui.
func canon(f string) string {
	switch f {
	case "ty", "ky", "ly", "sy", "my", "hy", "vy", "quy", "ny":
		return f[:len(f)-1] + "i"
	}
	return f
}

func mostlyUpper(s string) bool {
	up, all := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			all++
			if unicode.IsUpper(r) {
				up++
			}
		}
	}
	return all > 8 && up*10 > all*7
}

func isAbbr(raw, f string, shout bool) bool {
	if len(f) > 8 || strings.ContainsFunc(f, unicode.IsDigit) || f == "%" {
		return false
	}
	if _, ok := abbreviations[f]; ok && (shout || raw != strings.ToLower(raw) || !strings.ContainsAny(f, "aeiouy")) {
		return true
	}
	if !strings.ContainsAny(f, "aeiouy") {
		return len(f) >= 2
	}
	if shout {
		return false
	}
	n, up := 0, 0
	for _, r := range raw {
		n++
		if unicode.IsUpper(r) {
			up++
		}
	}
	return n >= 2 && up == n
}

// key gives the form in which two labels are the same name.
func key(s string) string {
	var b strings.Builder
	for _, w := range words(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.fold)
	}
	return b.String()
}

// abbreviations lists short forms that offices use, with what they stand for (folded).
// Most short forms are the initials of words of the name itself and need no entry.
var abbreviations = map[string][]string{
	"tl": {"ti le"}, "nv": {"nhiem vu", "nghiep vu"}, "ht": {"hoan thanh", "he thong", "hop tac"}, "vb": {"van ban"},
	"hs": {"ho so", "hoc sinh", "hinh su"}, "sk": {"sang kien"}, "cn": {"cong nhan", "ca nhan", "cong nghiep"},
	"dhtt": {"dien hinh tien tien"}, "ntvt": {"nguoi tot viec tot"}, "tk": {"tiet kiem", "thong ke", "tuan kiem"},
	"tx": {"thuong xuyen", "thi xa"}, "kntc": {"khieu nai to cao"}, "asxh": {"an sinh xa hoi"}, "cbcc": {"can bo cong chuc"},
	"cbccvc": {"can bo cong chuc vien chuc"}, "cbcs": {"can bo chien si"}, "cbvc": {"can bo vien chuc"}, "nld": {"nguoi lao dong"},
	"htxsnv": {"hoan thanh xuat sac nhiem vu"}, "httnv": {"hoan thanh tot nhiem vu"}, "htnv": {"hoan thanh nhiem vu"},
	"khtnv": {"khong hoan thanh nhiem vu"}, "cstd": {"chien si thi dua"}, "cstdcs": {"chien si thi dua co so"},
	"ldtt": {"lao dong tien tien"}, "cstt": {"chien si tien tien"}, "dhtd": {"danh hieu thi dua"}, "gutd": {"giao uoc thi dua"},
	"td": {"thi dua", "toa dam"}, "tdkt": {"thi dua khen thuong"}, "bk": {"bang khen"}, "gk": {"giay khen"},
	"cchc": {"cai cach hanh chinh"}, "tthc": {"thu tuc hanh chinh"}, "dvc": {"dich vu cong"}, "dvctt": {"dich vu cong truc tuyen"},
	"cntt": {"cong nghe thong tin"}, "cds": {"chuyen doi so"}, "qppl": {"qui pham phap luat"}, "pbgdpl": {"pho bien giao duc phap luat"},
	"tgpl": {"tro giup phap li"}, "lltp": {"li lich tu phap"}, "vbqppl": {"van ban qui pham phap luat"},
	"pccc": {"phong chay chua chay"}, "cnch": {"cuu nan cuu ho"}, "antt": {"an ninh trat tu"}, "ttatxh": {"trat tu an toan xa hoi"},
	"atgt": {"an toan giao thong"}, "ttatgt": {"trat tu an toan giao thong"}, "tngt": {"tai nan giao thong"}, "anqp": {"an ninh quoc phong"},
	"qpan": {"quoc phong an ninh"}, "qs": {"quan so", "quan su"}, "sscd": {"san sang chien dau"}, "sschd": {"san sang chien dau"},
	"hl": {"huan luyen"}, "dqtv": {"dan quan tu ve"}, "llvt": {"luc luong vu trang"}, "ttks": {"tuan tra kiem soat"},
	"bhxh": {"bao hiem xa hoi"}, "bhyt": {"bao hiem y te"}, "bhtn": {"bao hiem that nghiep"}, "attp": {"an toan thuc pham"},
	"hcm": {"ho chi minh"}, "tt": {"tu tuong", "tiep tuc", "tuyen truyen", "trung tam"}, "hnqt": {"hoi nhap quoc te"},
	"kl": {"ki luat", "ket luan", "khoi luong"}, "kt": {"kiem tra", "kinh te", "khen thuong", "ket thuc"}, "kh": {"ke hoach", "khoa hoc"},
	"ktxh": {"kinh te xa hoi"}, "gd": {"giao duc", "giam doc"}, "dt": {"dao tao", "dau tu", "dien tu", "dan toc"}, "bd": {"boi duong", "bieu duong"},
	"sh": {"sinh hoat", "so huu"}, "tp": {"toi pham", "thanh pho"}, "vp": {"vi pham", "van phong"}, "vphc": {"vi pham hanh chinh"},
	"xphc": {"xu phat hanh chinh"}, "gpmb": {"giai phong mat bang"}, "nsnn": {"ngan sach nha nuoc"}, "xdcb": {"xay dung co ban"},
	"ntm": {"nong thon moi"}, "gn": {"giam ngheo"}, "ctxh": {"cong tac xa hoi"}, "dtts": {"dan toc thieu so"}, "dn": {"doanh nghiep"},
	"hn": {"hoi nghi", "hoi nhap"}, "gq": {"giai quyet"}, "tha": {"thi hanh an"}, "thads": {"thi hanh an dan su"}, "clb": {"cau lac bo"},
	"pt": {"phong trao", "phat trien"}, "tc": {"to chuc", "to cao", "tai chinh"}, "tn": {"tiep nhan", "thanh nien", "tu nguyen"},
	"xl": {"xu li", "xep loai"}, "tchc": {"to chuc hanh chinh"}, "dv": {"don vi", "dang vien", "dich vu"}, "tcd": {"tiep cong dan"},
	"dn2": {"de nghi"}, "tchn": {"to chuc hoi nghi"}, "ldld": {"lien doan lao dong"}, "cd": {"cong doan", "chuyen de", "cong dan"},
	"cccd": {"can cuoc cong dan"}, "sxkd": {"san xuat kinh doanh"}, "kcb": {"kham chua benh"}, "vsattp": {"ve sinh an toan thuc pham"},
}

// synonyms are phrases that mean the same in names of targets (folded, canon).
var synonyms = [][2]string{
	{"lam theo bac", "lam theo tu tuong dao duc phong cach ho chi minh"},
	{"hoc tap bac", "hoc tap tu tuong dao duc phong cach ho chi minh"},
	{"bac ho", "ho chi minh"},
	{"tren mang", "tren moi truong mang"},
	{"phong chong chay no", "phong chay chua chay"},
	{"nop ngan sach", "nop ngan sach nha nuoc"},
}
