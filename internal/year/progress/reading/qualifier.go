package reading

import (
	"slices"
	"strings"
)

// qualifiers are phrases that change what is counted. A label with one that the name
// lacks is another thing until a person says so.
var qualifiers = splitPhrases(`qua han|tre han|cham|chua|khong|dang|du kien|dang ki|de nghi|de xuat|cong nhan|ket thuc|
tiep nhan|thu li|ton dong|con ton|cap tinh|cap co so|cap huyen|cap xa|cap bo|toan quoc|trung uong|tap the|tang them|giam|tang|
so tham|phuc tham|huy|sua|nu|rieng|cung ki|nam truoc|ki truoc|truoc han|dung han|mot phan|toan phan|lan dau|lai|
dot xuat|dinh ki|theo ke hoach|trong do|thu hoi|khoi to|truy to|xet xu|dinh chi|tam dinh chi|mien|hoan lai|bo sung|
khen thuong|bieu duong|phat hien|nhan rong|tu choi|thanh cong|khong thanh|xuat sac|kha|gioi|trung binh|yeu|kem|
hinh su|dan su|hanh chinh|ve viec|ve tien|truc tuyen|truc tiep|luy ke|binh quan|moi|cu|dat|vuot|nghi huu|
kien nghi|tiep tuc|phuc hoi|hoan thanh|tham gia|tap huan|boi duong|thiet hai|bi thuong|chet|tu vong|bi thuong|
nghiem trong|tro len|tro xuong|nong thon|do thi|thanh thi|dung|ngung|giai the|ngung hoat dong|tam ngung|
ho ngheo|can ngheo|dang vien|doan vien|hoi vien|giao vien|tre em|nguoi cao tuoi|khuyet tat|cap truong|cap phuong|cap cum`)

// limits are phrases that a name may not lose: with and without them two things are
// counted.
var limits = splitPhrases(`tu nguyen|bat buoc|nghiem trong|tro len|tro xuong|nong thon|do thi|thanh thi|nu|ngheo|can ngheo|tre em|nang cao|kieu mau`)

func splitPhrases(s string) [][]string {
	var out [][]string
	for _, p := range strings.Split(strings.ReplaceAll(s, "\n", ""), "|") {
		if f := strings.Fields(p); len(f) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// qualified reports a qualifier in a, none of whose words has a partner, and which b
// does not contain either.
func qualified(a []word, ma []float64, b []word) bool {
	open := false
	for i := range ma {
		open = open || ma[i] == 0
	}
	if !open {
		return false
	}
	for _, q := range qualifiers {
		for i := 0; i+len(q) <= len(a); i++ {
			if a[i].fold != q[0] {
				continue
			}
			free, same := true, true
			for k, f := range q {
				same = same && (len(q) > 1 && a[i+k].fold == f || a[i+k].means(f))
				if len(q) == 1 || f != "han" {
					free = free && ma[i+k] == 0
				}
			}
			if len(q) == 2 && q[0] == "cap" {
				free = ma[i+1] == 0 // "cấp tỉnh" for "cấp trường"
			}
			if same && free && !hasPhrase(b, q) {
				return true
			}
		}
	}
	return false
}

// qualifierMarks gives the spelling with marks of qualifiers that other words share
// their letters with: chưa and chữa, giảm and giam.
var qualifierMarks = map[string]string{"chua": "chưa", "huy": "hủy", "sua": "sửa", "nu": "nữ", "lai": "lại", "cham": "chậm", "dang": "đang",
	"moi": "mới", "cu": "cũ", "kha": "khá", "yeu": "yếu", "dat": "đạt", "giam": "giảm", "tang": "tăng", "mien": "miễn", "rieng": "riêng",
	"khong": "không", "kem": "kém", "gioi": "giỏi", "nam": "nam", "den": "đến", "dung": "dừng", "ngung": "ngừng", "di": "đi", "thu": "thu", "chi": "chi", "mo": "mở", "dong": "đóng",
	"da": "đã", "tren": "trên", "duoi": "dưới", "chet": "chết", "nhap": "nhập", "xuat": "xuất"}

// means reports that w is the qualifier word f and not another word of the same letters.
func (w word) means(f string) bool {
	if w.fold != f {
		return false
	}
	m, ok := qualifierMarks[f]
	return !ok || w.mark == m || w.mark == "" && m != f
}

func hasPhrase(ws []word, q []string) bool {
	for i := 0; i+len(q) <= len(ws); i++ {
		same := true
		for k, f := range q {
			same = same && (len(q) > 1 && ws[i+k].fold == f || ws[i+k].means(f))
		}
		if same {
			return true
		}
	}
	return false
}

// opposites are pairs where one in the label and the other in the name never agree.
var opposites = [][2]string{
	{"dung han", "qua han"}, {"dung han", "tre han"}, {"dung thoi han", "qua thoi han"}, {"tang", "giam"}, {"ket thuc", "dang tien hanh"},
	{"cong nhan", "dang ki"}, {"cong nhan", "de nghi"}, {"tap the", "ca nhan"}, {"nam", "nu"}, {"so tham", "phuc tham"},
	{"hinh su", "dan su"}, {"ve viec", "ve tien"}, {"truc tuyen", "truc tiep"}, {"co", "khong"}, {"da", "chua"}, {"dat", "khong dat"},
	{"kha gioi", "trung binh"}, {"kha gioi", "yeu kem"}, {"den", "di"}, {"thu", "chi"}, {"mo", "dong"}, {"tren", "duoi"},
	{"tiep nhan", "giai quyet"}, {"truoc han", "qua han"}, {"ket nap", "khai tru"}, {"nhap", "xuat"},
}

var oppositeWords = func() (out [][2][]string) {
	for _, o := range opposites {
		out = append(out, [2][]string{strings.Fields(o[0]), strings.Fields(o[1])})
	}
	return out
}()

// opposed reports an opposite pair, one side only in the label and the other only in
// the name.
func opposed(l, t []word) bool {
	for _, o := range oppositeWords {
		a, b := o[0], o[1]
		la, lb := hasPhrase(l, a), hasPhrase(l, b)
		if la == lb {
			continue
		}
		ta, tb := hasPhrase(t, a), hasPhrase(t, b)
		if la && !lb && tb && !ta || lb && !la && ta && !tb {
			return true
		}
	}
	if startsWith(l, "ti", "le") && startsWith(t, "so") || startsWith(t, "ti", "le") && startsWith(l, "so") {
		return true
	}
	// a negation on one side only
	for _, neg := range []string{"khong", "chua"} {
		n := []string{neg}
		if hasPhrase(l, n) != hasPhrase(t, n) {
			return true
		}
	}
	return false
}

// startsWith reports that the words begin with these.
func startsWith(ws []word, fs ...string) bool {
	if len(ws) < len(fs) {
		return false
	}
	for i, f := range fs {
		if ws[i].fold != f {
			return false
		}
	}
	return true
}

// cut reports a limiting phrase in a that b lacks, also as a part of an abbreviation.
func cut(a []word, ma []float64, b []word) bool {
	for _, q := range limits {
		for i := 0; i+len(q) <= len(a); i++ {
			open, same := false, true
			for k := range q {
				open = open || ma[i+k] == 0
				same = same && (len(q) > 1 && a[i+k].fold == q[k] || a[i+k].means(q[k]))
			}
			if same && open && !hasPhrase(b, q) {
				return true
			}
		}
	}
	return false
}

// swapped reports that some words of the name stand in the label as other ones, between
// the same neighbours: "hộ nghèo" for "hộ dân", "vụ hè thu" for "vụ đông xuân".
func swapped(l []word, ml []float64, t []word, mt []float64) bool {
	run := func(m []float64) (from, to int) {
		from = -1
		for i := range m {
			if m[i] > 0 {
				continue
			}
			if from >= 0 && to != i {
				return -1, 0
			}
			if from < 0 {
				from = i
			}
			to = i + 1
		}
		return from, to
	}
	i1, i2 := run(ml)
	j1, j2 := run(mt)
	if i1 < 0 || j1 < 0 || i2-i1 > 3 || j2-j1 > 3 {
		return false
	}
	heavy := func(ws []word) (n int, abbr bool) {
		for _, w := range ws {
			if !w.light() {
				n++
			}
			abbr = abbr || w.abbr
		}
		return n, abbr
	}
	n, a := heavy(l[i1:i2])
	m, b := heavy(t[j1:j2])
	if n+m == 0 || a != b || i2-i1 == 1 && j2-j1 == 1 && oneSlip(l[i1].fold, t[j1].fold) {
		return false
	}
	left := i1 == 0 && j1 == 0 || i1 > 0 && j1 > 0 && l[i1-1].fold == t[j1-1].fold
	right := i2 == len(l) && j2 == len(t) || i2 < len(l) && j2 < len(t) && l[i2].fold == t[j2].fold
	return left && right
}

// replaced reports that the label says something that the name does not, and the name
// something that the label does not, wherever they stand: "được đào tạo" for "được tạo
// việc làm". Shortened words may stand for anything; very short words, those for a person or a case, slips
// of the pen and zeros before a number count for nothing here.
func replaced(l []word, ml []float64, t []word, mt []float64) bool {
	open := func(ws []word, m []float64, others []word, om []float64) (heavy, abbr bool) {
		for i, w := range ws {
			if m[i] > 0 {
				continue
			}
			told := !w.light() && len(w.fold) > 2 && !slices.Contains(anyone, w.fold)
			for k, o := range others {
				if om[k] == 0 && (oneSlip(w.fold, o.fold) && len(w.fold)+len(o.fold) > 6 || strings.TrimLeft(w.fold, "0") == strings.TrimLeft(o.fold, "0")) {
					told = false
				}
			}
			heavy, abbr = heavy || told, abbr || w.abbr
		}
		return heavy, abbr
	}
	n, a := open(l, ml, t, mt)
	m, b := open(t, mt, l, ml)
	return n && m && !a && !b
}

// anyone are the words that stand for whoever or whatever is counted.
var anyone = strings.Fields("nguoi truong hop can bo cong vien chuc chien si xu li giai quyet")
