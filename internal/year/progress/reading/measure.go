package reading

import (
	"math/big"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/base/vi"
)

// measureWords are nouns that stand as a unit of measure (folded).
var measureWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Split("%|phan tram|cuoc|lop|buoi|vu|vu viec|viec|truong hop|nguoi|luot|luot nguoi|ho so|van ban|sang kien|dien hinh|guong|ngay cong|cong|phien|kien nghi|lan|em|hoc sinh|hoi nghi|de tai|tin|bai|tin bai|bai viet|mo hinh|cong trinh|ho|ho dan|ca|don|don thu|quyet dinh|bao cao|chuyen de|dot|doan|to|nhom|dong chi|can bo|dang vien|hoi vien|doan vien|ha|hecta|km|km2|m2|m3|kg|tan|ta|lit|kwh|gio|ngay|thang|nam|chiec|cai|bo|phan qua|suat|suat qua|suat hoc bong|nha|can|can nha|can ho|don vi|diem|ke hoach|giai phap|vuot|y kien|cau hoi|thu tuc|tthc|hop dong|san pham|the|giay|giay phep|chung chi|doanh nghiep|co so|xa|thon|buon|lien doi|chi bo|to chuc|benh nhan|giuong|mau|may|xe|phuong an|bien ban|ban an|ban|phong trao|dat khong dat|co khong|hoan thanh khong hoan thanh|dat|don vi mau|giai|giai thuong|bang khen|giay khen|danh hieu|tap the|ca nhan|luot tuan tra|luot khach|luot doc|ngay nguoi|nhiem vu|chi tieu|cong van|hang muc|du an|loai|cau lac bo|tiet|tiet muc|tac pham|quyen|to roi|cap|con|cay", "|") {
		m[w] = true
	}
	return m
}()

// isMeasure reports whether a folded text is a unit of measure.
func isMeasure(f string) bool {
	if f == "" {
		return false
	}
	if _, _, ok := scaleOf(f); ok {
		return true
	}
	return measureWords[f]
}

// moneyScale gives how many đồng a folded unit of money is.
func moneyScale(f string) (int64, bool) {
	f = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(f, " vnd", " dong"), " viet nam"), " vn"))
	switch f {
	case "dong", "d", "vnd", "vnđ":
		return 1, true
	case "nghin dong", "ngan dong", "1000 dong", "1 000 dong", "1000d", "nghin", "ngan", "ngd", "nd", "nghin d", "k", "1 000d", "1000 d":
		return 1e3, true
	case "trieu dong", "trieu", "trd", "tr dong", "tr", "trieu d", "tr d", "1 000 000 dong", "1000000 dong", "1000 000 dong":
		return 1e6, true
	case "tram trieu dong", "tram trieu":
		return 1e8, true
	case "ti dong", "ty dong", "ti", "ty", "ti d", "ty d", "tyd":
		return 1e9, true
	}
	return 0, false
}

// scaleOf gives the family of a unit of measure that can be turned into others of the
// family, and its size in the smallest one.
func scaleOf(f string) (family string, size int64, ok bool) {
	if family, size, ok = baseScale(f); ok {
		return family, size, ok
	}
	ws := strings.Fields(f)
	for n := min(3, len(ws)-1); n > 0; n-- {
		if fam, k, ok := baseScale(strings.Join(ws[:n], " ")); ok && perWords[strings.Join(ws[n:], " ")] {
			return fam + "/" + strings.Join(ws[n:], " "), k, true // "nghìn đồng/tháng"
		}
	}
	return "", 0, false
}

// perWords follow a stroke in a unit of measure such as triệu đồng/người/năm.
var perWords = map[string]bool{"thang": true, "nam": true, "nguoi": true, "nguoi thang": true, "nguoi nam": true, "ngay": true,
	"ho": true, "ha": true, "don vi": true, "hoc sinh": true, "quy": true, "lao dong": true, "vu": true, "thang nguoi": true}

// baseScale is scaleOf for units without a stroke.
func baseScale(f string) (family string, size int64, ok bool) {
	if k, ok := moneyScale(f); ok {
		return "money", k, true
	}
	switch f {
	case "kg", "kilogam", "ki lo gam":
		return "mass", 1, true
	case "yen":
		return "mass", 10, true
	case "ta":
		return "mass", 100, true
	case "tan":
		return "mass", 1000, true
	case "nghin tan", "ngan tan":
		return "mass", 1e6, true
	case "m", "met":
		return "length", 1, true
	case "km", "kilomet", "ki lo met":
		return "length", 1000, true
	case "m2", "met vuong":
		return "area", 1, true
	case "ha", "hecta", "hec ta":
		return "area", 10000, true
	case "km2":
		return "area", 1e6, true
	}
	return "", 0, false
}

// class groups units of measure that can never be exchanged.
func class(f string) string {
	switch f {
	case "":
		return ""
	case "%", "phan tram":
		return "percent"
	case "dat khong dat", "co khong", "dat", "hoan thanh khong hoan thanh":
		return "yesno"
	}
	if fam, _, ok := scaleOf(f); ok && strings.HasPrefix(fam, "money") {
		return "money"
	}
	return "count"
}

// prepare gives a copy of the targets with what is asked of them again and again.
func prepare(in []Target) []Target {
	out := append([]Target{}, in...)
	for i := range out {
		t := &out[i]
		t.measure = vi.Fold(t.Measure)
		switch c := class(t.measure); {
		case c != "" && isMeasure(t.measure):
			t.class = c
		case t.Kind == Percent:
			t.class = "percent"
		case t.Kind == Money:
			t.class = "money"
		case t.Kind == YesNo:
			t.class = "yesno"
		default:
			t.class = "count"
		}
	}
	return out
}

// targetClass gives the class of a target's own unit of measure.
func targetClass(t *Target) string { return t.class }

// times gives v × num/den, or ok false when it does not fit.
func times(v figure.Value, num, den int64) (figure.Value, bool) {
	r := new(big.Rat).Mul(v.Rat(), big.NewRat(num, den))
	w, err := figure.FromRat(r)
	return w, err == nil
}

// ratio gives v/w as a float for rough comparisons only; w must not be 0.
func ratio(v, w figure.Value) float64 { return float64(v) / float64(w) }
