package reading

import (
	"regexp"
	"strings"
	"unicode"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/vi"
)

// stray reports signs that may change what a number means.
func stray(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune(":=.,;\"'“”", r)
	})
}

// harmless are words that may stand before or behind a number without changing it.
func harmless(s string) bool {
	if stray(s) {
		return false
	}
	for _, w := range vi.FoldWords(s) {
		switch w {
		case "dat", "duoc", "da", "la", "bang", "tong", "so", "cong", "ket", "qua", "thuc", "hien", "ty", "le", "ti", "duoc:", "co", "trong", "ky", "6", "thang":
		default:
			return false
		}
	}
	return true
}

// remark begins a note in brackets behind a figure that does not change it.
var remark = regexp.MustCompile(`^(?:tang|giam|so voi|so cung ky|so kh|ke hoach|kh|dat|bang|trong do|vuot|nam truoc|cung ky)\b`)

// noteAt finds the remark behind a figure: "3 vụ (giảm 2 vụ)", "3 vụ, giảm 2 vụ so với
// cùng kỳ"; 0 when there is none.
func noteAt(s string) int {
	if i := strings.IndexByte(s, '('); i > 0 && remark.MatchString(vi.Fold(s[i:])) {
		if j := strings.IndexByte(s[i:], ')'); j > 0 {
			rest := strings.TrimLeft(s[i+j+1:], ",; ")
			if rest == "" || remark.MatchString(vi.Fold(rest)) {
				return i
			}
		}
	}
	for _, sep := range []string{", ", "; ", " - ", "\n"} {
		if i := strings.Index(s, sep); i > 0 && remark.MatchString(vi.Fold(s[i:])) && !strings.HasPrefix(vi.Fold(s[i:]), "trong do") {
			return i
		}
	}
	return 0
}

// reading judges a number that was read out of a text.
func (d *reader) reading(o outcome, r vi.Reading, s string) outcome {
	all := append([]figure.Value{r.Value}, r.Others...)
	if head, ok := d.agreeing(s); ok {
		out := d.judge(o, head, "reading.normalised|“{raw}” đọc là {v}.")
		return out.withArgs(s)
	}
	if unclosed(s) {
		return d.odds(o, append(all, r.More...), Ambiguous, "reading.words|Ô có cả chữ và số: “{raw}”.", s)
	}
	if r.Of != nil {
		return d.fraction(o, r, s)
	}
	i := noteAt(s)
	if i == 0 {
		i = d.yearNote(s)
	}
	if len(r.More) > 0 && i > 0 {
		if head, err := vi.ParseNumber(s[:i]); err == nil && len(head.More) == 0 && head.Of == nil {
			return d.reading(o, head, strings.TrimSpace(s[:i]))
		}
	}
	if len(r.More) > 0 {
		if v, ok := d.compound(r); ok {
			o = o.ask(Ambiguous, "reading.compound|“{raw}”: xác nhận giá trị quy đổi.", fault.P{"raw": s})
			o.candidate(&v, "reading.converted|Đổi về đơn vị tính của chỉ tiêu.")
			return o
		}
		o = o.ask(Ambiguous, "reading.several|Ô có nhiều số: “{raw}”.", fault.P{"raw": s})
		for _, v := range append(all, r.More...) {
			o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
		}
		return o
	}
	suffix := vi.Fold(strings.Trim(r.Suffix, " .,;()"))
	switch {
	case strings.HasPrefix(r.Prefix, "(") || strings.HasPrefix(r.Suffix, ")"):
		o = o.ask(Ambiguous, "reading.brackets|Số trong ngoặc có thể là số âm.")
		neg := -r.Value
		o.candidate(&r.Value, "reading.aswritten|Đọc như đã ghi")
		o.candidate(&neg, "reading.negativeof|Đọc là số âm")
		return o
	case r.Percent && targetClass(d.t) != "percent":
		o = o.ask(Suspicious, "reading.percentwrong|Ô là phần trăm nhưng chỉ tiêu tính theo {m}.", fault.P{"m": d.t.Measure})
		o.candidate(&r.Value, "reading.asnumber|Đọc như số")
		return o
	case r.Approx || strings.HasPrefix(s, "+") || strings.Contains(r.Suffix, "+"):
		o = o.ask(Ambiguous, "reading.approx|“{raw}” là số ước lượng: cần số chính xác.", fault.P{"raw": s})
		for _, v := range all {
			o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
		}
		return o
	case !harmless(r.Prefix):
		return d.odds(o, all, Ambiguous, "reading.words|Ô có cả chữ và số: “{raw}”.", s)
	}
	if suffix != "" && !r.Percent {
		if fam, got, ok := scaleOf(suffix); ok && suffix != "k" {
			f, want, ok := scaleOf(d.t.measure)
			if ok && f == fam {
				return d.inUnit(o, r, all, got, s)
			}
			if ok && strings.HasPrefix(f, "money") && strings.HasPrefix(fam, "money") {
				for _, v := range all {
					if w, ok := times(v, got, want); ok && got != want {
						o.candidate(&w, "reading.converted|Đổi về đơn vị tính của chỉ tiêu.")
					}
				}
			}
		}
		if !d.sameMeasure(suffix) {
			return d.odds(o, all, WrongUnit, "reading.othermeasure|“{raw}” ghi đơn vị tính khác với {m}.", s)
		}
	} else if suffix != "" && !harmless(r.Suffix) || suffix == "" && stray(r.Suffix) {
		return d.odds(o, all, Ambiguous, "reading.words|Ô có cả chữ và số: “{raw}”.", s)
	}
	if r.Single {
		return d.single(o, r, s)
	}
	why := ""
	if s != r.Value.String() {
		why = "reading.normalised|“{raw}” đọc là {v}."
	}
	out := d.judge(o, r.Value, why)
	if out.action == Store {
		out.args = fault.P{"raw": s, "v": out.value.VN()}
	}
	return out
}

// unclosed reports a bracket that holds nothing, or that has no other half: somebody began to say something.
func unclosed(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return true
			}
		}
	}
	return depth != 0 || strings.Contains(strings.ReplaceAll(s, " ", ""), "()")
}

func (d *reader) odds(o outcome, all []figure.Value, reason Reason, why, s string) outcome {
	o = o.ask(reason, why, fault.P{"raw": s, "m": d.t.Measure})
	for _, v := range all {
		o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
	}
	return o
}

// sameMeasure reports that the words behind a number are the target's unit of measure
// or stand in its name.
func (d *reader) sameMeasure(suffix string) bool {
	m := d.t.measure
	if w, rest, ok := strings.Cut(suffix, " "); ok && rest == m && is(w, "can", "ngoi", "cai", "chiec", "con", "cuon", "tam") {
		return true
	}
	if ws := strings.Fields(m); len(ws) >= 2 && len(suffix) == len(ws) {
		same := true
		for i, w := range ws {
			same = same && w[0] == suffix[i]
		}
		if same {
			return true // "LĐ" for lao động
		}
	}
	if suffix == m || strings.HasPrefix(m, suffix+" ") || strings.HasPrefix(suffix, m+" ") && harmless(suffix[len(m):]) {
		return true
	}
	if rest, ok := strings.CutPrefix(suffix, m+" "); ok && m != "" && (has(key(d.t.Name), key(rest)) || d.perHead(rest)) {
		return true // "6,5 ngày/hồ sơ" for a target in ngày whose name counts hồ sơ
	}
	if class(suffix) != "count" || targetClass(d.t) != "count" {
		return false
	}
	return strings.Contains(" "+key(d.t.Name)+" ", " "+key(suffix)+" ")
}

// manyPlaces finds more places behind the separator than a figure keeps: converted, the rest would be lost.
var manyPlaces = regexp.MustCompile(`[.,]\d{5}`)

// inUnit reads "1,25 tỷ đồng" for a target in triệu đồng.
func (d *reader) inUnit(o outcome, r vi.Reading, all []figure.Value, got int64, s string) outcome {
	_, want, _ := scaleOf(d.t.measure)
	if got == want {
		if r.Single {
			return d.single(o, r, s)
		}
		return d.judge(o, r.Value, "reading.normalised|“{raw}” đọc là {v}.").withArgs(s)
	}
	var out []figure.Value
	for _, v := range all {
		if w, ok := times(v, got, want); ok {
			out = append(out, w)
		}
	}
	if len(out) == 1 && d.odd(out[0]) == "" && !manyPlaces.MatchString(s) {
		if p, known := d.plausible(out[0]); p && known {
			return o.store(out[0], "reading.normalised|“{raw}” đọc là {v}.").withArgs(s)
		}
	}
	o = o.ask(WrongUnit, "reading.othermeasure|“{raw}” ghi đơn vị tính khác với {m}.", fault.P{"raw": s, "m": d.t.Measure})
	for _, v := range out {
		o.candidate(&v, "reading.converted|Đổi về đơn vị tính của chỉ tiêu.")
	}
	o.candidate(&r.Value, "reading.aswritten|Đọc như đã ghi")
	return o
}

func (o outcome) withArgs(raw string) outcome {
	if o.action == Store {
		o.args = fault.P{"raw": raw, "v": o.value.VN()}
	}
	return o
}

// single reads one group of three digits: "1.234", "1,234".
func (d *reader) single(o outcome, r vi.Reading, s string) outcome {
	whole, dec := r.Value, r.Others[0]
	if r.Sep == ',' {
		whole, dec = dec, whole
	}
	okWhole, known := d.plausible(whole)
	okDec, _ := d.plausible(dec)
	if r.Sep == '.' && known && okWhole && !okDec && d.odd(whole) == "" && d.scale() == nil {
		o = o.store(whole, "reading.normalised|“{raw}” đọc là {v}.")
		return o.withArgs(s)
	}
	o = o.ask(Ambiguous, "reading.single|“{raw}” có thể là {a} hoặc {b}.", fault.P{"raw": s, "a": whole.VN(), "b": dec.VN()})
	first, second := r.Value, r.Others[0]
	if okWhole && !okDec {
		first, second = whole, dec
	} else if okDec && !okWhole {
		first, second = dec, whole
	}
	o.candidate(&first, "reading.reading|Đọc là {v}", fault.P{"v": first.VN()})
	o.candidate(&second, "reading.reading|Đọc là {v}", fault.P{"v": second.VN()})
	if k := d.scale(); k != nil {
		for _, v := range []figure.Value{first, second} {
			if w, ok := times(v, k.num, k.den); ok {
				o.candidate(&w, "reading.converted|Đổi về đơn vị tính của chỉ tiêu.")
			}
		}
	}
	return o
}

// fraction reads "12/15".
func (d *reader) fraction(o outcome, r vi.Reading, s string) outcome {
	num, den := r.Value, *r.Of
	share, ok := num.Share(den)
	percent := targetClass(d.t) == "percent"
	planOK := d.t.Plan != nil && *d.t.Plan == den
	rest := vi.Fold(strings.Trim(r.Suffix, " .,;()"))
	clean := len(r.Others) == 0 && len(r.More) == 0 && !r.Approx && harmless(r.Prefix) && (rest == "" || d.sameMeasure(rest) || has(key(d.t.Name), key(rest))) && num >= 0
	switch {
	case percent && ok && clean && !planOK && num <= den && num.IsWhole() && den.IsWhole() && d.odd(share) == "":
		return o.store(share.Round(2), "reading.ratio|“{raw}” đọc là {v} %.").withArgs(s)
	case !percent && clean && planOK && !r.Percent && d.odd(num) == "" && d.scale() == nil:
		return o.store(num, "reading.ofplan|“{raw}”: {v} trên kế hoạch năm.").withArgs(s)
	}
	o = o.ask(Ambiguous, "reading.fractionask|“{raw}” là một phân số: cần xác nhận số liệu.", fault.P{"raw": s})
	if percent && ok {
		v := share.Round(2)
		o.candidate(&v, "reading.asratio|Đọc là tỷ lệ")
	}
	o.candidate(&num, "reading.numerator|Lấy tử số")
	for _, v := range r.More {
		o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
	}
	return o
}

// compound reads "1 tỷ 250 triệu".
func (d *reader) compound(r vi.Reading) (figure.Value, bool) {
	want, money := moneyScale(d.t.measure)
	if !money || len(r.More) != 1 {
		return 0, false
	}
	var units []int64
	for _, w := range vi.FoldWords(r.Suffix) {
		if k, ok := moneyScale(w); ok && w != "dong" && w != "d" {
			units = append(units, k)
		}
	}
	if len(units) != 2 || units[0] <= units[1] {
		return 0, false
	}
	a, ok1 := times(r.Value, units[0], want)
	b, ok2 := times(r.More[0], units[1], want)
	if !ok1 || !ok2 {
		return 0, false
	}
	return a + b, true
}
