package reading

import (
	"regexp"
	"sort"
	"strings"

	"thidua/internal/base/vi"
)

// units knows the names of the sender (index 0) and of the other units of the bloc.
type units struct {
	list  []Unit
	forms [][]string // folded names per unit, longest first
	memo  map[string]int
}

func newUnits(own Unit, others []Unit) *units {
	u := &units{list: []Unit{own}, memo: map[string]int{}}
	for _, o := range others {
		if o.Code != own.Code {
			u.list = append(u.list, o)
		}
	}
	for _, x := range u.list {
		set := map[string]bool{}
		for _, n := range append([]string{x.Name, x.Short}, x.Aliases...) {
			f := key(n)
			if f == "" {
				continue
			}
			set[f] = true
			if i := strings.Index(f, " tinh "); i > 0 {
				set[f[:i+5]] = true // "… tỉnh Đắk Lắk" → "… tỉnh"
			}
			if i := strings.Index(n, ","); i > 0 {
				set[key(n[:i])] = true // "Lữ đoàn 198, Bộ Tư lệnh …"
			}
		}
		var fs []string
		for f := range set {
			if len(f) >= 3 {
				fs = append(fs, f)
			}
		}
		sort.Slice(fs, func(i, j int) bool { return len(fs[i]) > len(fs[j]) || len(fs[i]) == len(fs[j]) && fs[i] < fs[j] })
		u.forms = append(u.forms, fs)
	}
	return u
}

// named gives the unit that a short text (a heading, a row's label) is the name of, or -1.
func (u *units) named(text string) int {
	if i, ok := u.memo[text]; ok {
		return i
	}
	i := u.find(text)
	u.memo[text] = i
	return i
}

func (u *units) find(text string) int {
	l, _ := cleanLabel(text)
	f := key(l)
	for _, p := range []string{"don vi bao cao ", "ten don vi ", "don vi ", "bieu so lieu ", "so lieu cua ", "so lieu ", "cua "} {
		f = strings.TrimPrefix(f, p)
	}
	n := len(strings.Fields(f))
	if n == 0 || n > 14 {
		return -1
	}
	best, bestLen := -1, 0
	for i, forms := range u.forms {
		for _, form := range forms {
			m := len(strings.Fields(form))
			if form == f || strings.HasPrefix(f, form+" ") && n-m <= max(1, m/2) && tailOK(f[len(form):]) {
				if len(form) > bestLen {
					best, bestLen = i, len(form)
				}
			}
		}
	}
	if best >= 0 {
		return best
	}
	if i := u.beginning(f, n); i >= 0 {
		return i
	}
	return u.abbreviated(l, n)
}

// tailOK reports that what follows a unit's name in a heading does not change it.
func tailOK(tail string) bool {
	for _, w := range strings.Fields(tail) {
		switch w {
		case "tinh", "dak", "lak", "huyen", "tp", "thanh", "pho", "va", "khoi":
		default:
			if len(w) > 3 {
				return true
			}
		}
	}
	return true
}

// beginning finds the one unit whose name begins with the text: "Trường Cao đẳng Y tế"
// for "Trường Cao đẳng Y tế Cần Thơ".
func (u *units) beginning(f string, n int) int {
	if n < 3 {
		return -1
	}
	hit := -1
	for i, forms := range u.forms {
		for _, form := range forms {
			if strings.HasPrefix(form, f+" ") {
				if hit >= 0 && hit != i {
					return -1
				}
				if n*10 >= len(strings.Fields(form))*5 {
					hit = i
				}
			}
		}
	}
	return hit
}

// abbreviated finds a unit by the short form of its name: "TAND tỉnh", "BCHQS tỉnh".
func (u *units) abbreviated(l string, n int) int {
	ws := words(l)
	if n > 6 || len(ws) == 0 || n == 1 && len(l) < 4 || headerRole(l) != roleNone && !organ.MatchString(strings.ToLower(l)) {
		return -1
	}
	caps := false
	for _, w := range ws {
		caps = caps || w.abbr
	}
	if !caps {
		return -1
	}
	hit := -1
	for i := range u.list {
		for _, form := range []string{u.list[i].Name, u.list[i].Short} {
			t := words(form)
			if len(t) == 0 {
				continue
			}
			ml, mt := align(ws, t)
			var p, r float64
			for k := range ml {
				p += ml[k]
			}
			for k := range mt {
				r += mt[k]
			}
			if p/float64(len(ml)) > 0.9 && r/float64(len(mt)) > 0.6 {
				if hit >= 0 && hit != i {
					return -1
				}
				hit = i
			}
		}
	}
	return hit
}

// mentioned lists the units that a line of a title names.
func (u *units) mentioned(text string) []int {
	f := " " + key(text) + " "
	var out []int
	taken := f
	type hit struct {
		unit int
		form string
	}
	var hits []hit
	for i, forms := range u.forms {
		for _, form := range forms {
			if strings.Contains(f, " "+form+" ") {
				hits = append(hits, hit{i, form})
			}
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return len(hits[i].form) > len(hits[j].form) })
	seen := map[int]bool{}
	for _, h := range hits {
		if strings.Contains(taken, " "+h.form+" ") {
			taken = strings.ReplaceAll(taken, " "+h.form+" ", " | ")
			if !seen[h.unit] {
				seen[h.unit] = true
				out = append(out, h.unit)
			}
		}
	}
	return out
}

// mostly reports that the name of unit i makes up a good part of the text.
func (u *units) mostly(text string, i int) bool {
	f := " " + key(text) + " "
	n := len(strings.Fields(f))
	for _, form := range u.forms[i] {
		if strings.Contains(f, " "+form+" ") && len(strings.Fields(form))*10 >= n*4 {
			return true
		}
	}
	return false
}

// resembles reports that a title line may be another way to write the sender's name.
func (u *units) resembles(text string) bool {
	ws := words(text)
	for _, form := range []string{u.list[0].Name, u.list[0].Short} {
		t := words(form)
		if len(t) < 2 || len(ws) == 0 {
			continue
		}
		ml, mt := align(ws, t)
		if ml[len(ml)-1] == 0 && mt[len(mt)-1] == 0 { // the same office of another place
			continue
		}
		var p float64
		for _, m := range ml {
			p += m
		}
		if p >= 0.75*float64(len(ml)) {
			return true
		}
	}
	return false
}

// place reports a line that stands for the whole of the bloc: its own area.
func (u *units) place(l string) bool {
	f := vi.Fold(l)
	return has(f, "toan huyen", "toan tinh", "toan thanh pho", "toan khoi", "toan cum", "toan nganh", "toan thi xa", "toan vung", "toan cong ty", "chung")
}

// everybody reports a heading over the figures of the whole bloc.
func everybody(f string) bool {
	return is(f, "toan khoi", "toan cum", "tong hop", "tong cong", "tong hop toan khoi", "toan khoi thi dua", "ket qua chung", "tong hop chung", "cong chung toan khoi", "ket qua toan khoi", "tong toan khoi", "tong cong toan khoi", "chung toan khoi")
}

var (
	notSender = regexp.MustCompile(`^(?:kinh gui|noi nhan|khoi truong|khoi pho|truong khoi|luu|can cu)\b`)
	organ     = regexp.MustCompile(`^(?:sở|ban|cục|chi cục|công an|tòa án|viện|thanh tra|trại giam|trung đoàn|lữ đoàn|sư đoàn|bộ chỉ huy|trường|bệnh viện|công ty|ngân hàng|kho bạc|bảo hiểm|hội|liên đoàn|tỉnh đoàn|đài|phòng|văn phòng|trung tâm|ủy ban|ubnd|hđnd|huyện|thành phố|thị xã|xã|phường|thị trấn|chi nhánh|bưu điện|điện lực|hạt|tổng công ty|hải quan|quản lý thị trường|mặt trận|huyện ủy|đảng ủy)\s`)
	notOrgan  = regexp.MustCompile(`^(?:ban hành|hội nghị|phòng,? chống|trường hợp|hội đồng|thanh tra hành chính|văn phòng phẩm|xã hội|hội thi|trung tâm hành chính)`)
	parent    = regexp.MustCompile(`^(?:ubnd tinh|uy ban nhan dan tinh|bo (?:cong an|quoc phong|tu phap|noi vu|tai chinh)|tong cuc|cuc quan ly|quan khu|thanh tra chinh phu|vien kiem sat nhan dan toi cao|toa an nhan dan toi cao|bo tu lenh|bo doi bien phong$|chinh phu|tinh uy$|hoi dong thi dua|khoi thi dua|cum thi dua|ban chap hanh|dang cong san|tong lien doan|trung uong)`)
)

// strangerName reports that a title line is the name of an organ that is none of the
// bloc's units.
func (u *units) strangerName(text string) bool {
	f := vi.Fold(text)
	n := len(strings.Fields(f))
	low := strings.ToLower(vi.NormalizeTone(strings.TrimSpace(text)))
	if n < 2 || n > 10 || !organ.MatchString(low) || notOrgan.MatchString(low) || parent.MatchString(f) || notSender.MatchString(f) {
		return false
	}
	if strings.ContainsAny(text, ":;!?") || strings.ContainsAny(f, "0123456789") && n > 6 {
		return false
	}
	return mostlyUpper(text) && !u.resembles(text) && !u.above(text)
}

// above reports that a title line is the organ that the sender's own name begins with:
// the bank over the line of its branch, written with the country's name behind or not.
func (u *units) above(text string) bool {
	ws, t := words(text), words(u.list[0].Name)
	if n := len(ws); n > 2 && ws[n-2].fold == canon("viet") && ws[n-1].fold == canon("nam") {
		ws = ws[:n-2]
	}
	if len(ws) < 3 || len(ws) >= len(t)+3 || ws[0].fold != t[0].fold {
		return false
	}
	ml, mt := align(ws, t)
	for _, m := range ml {
		if m < 0.75 {
			return false
		}
	}
	for n, open := 0, false; n < len(mt); n++ { // what has no partner is the end of the name
		if mt[n] > 0 && open {
			return false
		}
		open = open || mt[n] == 0
	}
	return true
}
