package reading

import (
	"regexp"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// An outcome is what one place says about one target.
type outcome struct {
	action Action
	value  *figure.Value
	cands  []Candidate
	reason Reason
	why    string
	args   fault.P
	sheet  string
	at     string
	raw    string
	blank  bool // nothing stands there
}

// A reader reads cells for one target.
type reader struct {
	t      *Target
	period civil.Period
	row    *trow
	half   bool // figures under a year's heading are half a year's
}

func ptr(v figure.Value) *figure.Value { return &v }

func (o *outcome) candidate(v *figure.Value, why string, args ...fault.P) {
	for _, c := range o.cands {
		if c.Value == nil && v == nil || c.Value != nil && v != nil && *c.Value == *v {
			return
		}
	}
	c := Candidate{Value: v, Sheet: o.sheet, At: o.at, Raw: o.raw, Why: why}
	if len(args) > 0 {
		c.Args = args[0]
	}
	o.cands = append(o.cands, c)
}

func (o outcome) store(v figure.Value, why string) outcome {
	o.action, o.value, o.why, o.cands = Store, ptr(v), why, nil
	return o
}

func (o outcome) ask(r Reason, why string, args ...fault.P) outcome {
	o.action, o.reason, o.why, o.value = Ask, r, why, nil
	if len(args) > 0 {
		o.args = args[0]
	}
	return o
}

// read reads one place.
func (d *reader) read(s slot) outcome {
	o := outcome{sheet: d.row.t.g.name, at: s.at, raw: s.cell.raw()}
	x := s.cell
	if x == nil || x.text == "" && x.Formula == "" || x.Kind == sheet.Empty && x.Formula == "" {
		o.blank = true
		o.action, o.reason, o.why = Missing, Blank, "reading.blank|Ô kết quả để trống."
		return o
	}
	switch x.Kind {
	case sheet.Error:
		return o.ask(Unreadable, "reading.error|Ô có công thức lỗi {raw}; nhập lại số liệu.", fault.P{"raw": x.Text})
	case sheet.Empty:
		return o.ask(Unreadable, "reading.formula|Ô có công thức chưa được tính và không tự tính được.")
	case sheet.Date:
		o = d.date(o, x)
	case sheet.Bool:
		o = d.boolean(o, x)
	case sheet.Number:
		o = d.number(o, x)
	default:
		o = d.text(o, x.text)
	}
	if s.shared && o.action == Store {
		v := *o.value
		o = o.ask(Ambiguous, "reading.merged|Một ô kết quả gộp cho nhiều dòng: chưa rõ số liệu của dòng nào.")
		o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
	}
	if x.Struck && o.action == Store {
		v := *o.value
		o = o.ask(Suspicious, "reading.struck|Số liệu bị gạch ngang.")
		o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
		o.candidate(nil, "reading.nofigure|Không có số liệu")
	}
	return o
}

func (d *reader) boolean(o outcome, x *cell) outcome {
	if d.t.Kind != YesNo {
		return o.ask(Unreadable, "reading.bool|Ô ghi đúng/sai, không phải số.")
	}
	if x.Num == "1" {
		return o.store(figure.FromInt(1), "reading.yes|Đọc là Đạt.")
	}
	return o.store(0, "reading.no|Đọc là Không đạt.")
}

// date handles a figure that the program turned into a date: 6/12 of a plan of 12.
func (d *reader) date(o outcome, x *cell) outcome {
	day, err := civil.ParseISO(x.Text)
	if d.t.Kind == YesNo {
		o = o.ask(Ambiguous, "reading.datedone|Ô ghi một ngày thay cho Đạt hoặc Không đạt.")
		o.candidate(ptr(figure.FromInt(1)), "reading.yes|Đọc là Đạt.")
		return o
	}
	o = o.ask(Suspicious, "reading.date|Chương trình bảng tính đã đổi số liệu thành ngày tháng ({date}).", fault.P{"date": x.Text})
	if err != nil {
		return o
	}
	a, b := figure.FromInt(int64(day.Day)), figure.FromInt(int64(day.Month))
	why := "reading.dateof|Có thể đã gõ {n}/{m}"
	if d.t.Plan != nil && *d.t.Plan == a && *d.t.Plan != b {
		a, b = b, a
	}
	o.candidate(&a, why, fault.P{"n": a.VN(), "m": b.VN()})
	if d.t.Plan == nil || *d.t.Plan != b {
		o.candidate(&b, why, fault.P{"n": b.VN(), "m": a.VN()})
	}
	if d.t.Kind != Count {
		for _, p := range [][2]figure.Value{{a, b}, {b, a}} {
			den := int64(10)
			if p[1].Int() >= 10 {
				den = 100
			}
			if f, ok := times(p[1], 1, den); ok {
				v := p[0] + f
				o.candidate(&v, "reading.datedec|Có thể là {v}", fault.P{"v": v.VN()})
			}
		}
	}
	return o
}

// isPercentFormat reports a number format that multiplies by 100 when it is shown.
func isPercentFormat(f string) bool {
	quoted := false
	for i := 0; i < len(f); i++ {
		switch c := f[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			for i < len(f) && f[i] != ']' {
				i++
			}
		case c == ';':
			return false
		case c == '%':
			return true
		}
	}
	return false
}

func (d *reader) number(o outcome, x *cell) outcome {
	v, err := figure.Parse(x.Num)
	if err != nil {
		return o.ask(Unreadable, "reading.range|Số quá lớn hoặc không đọc được.")
	}
	if isPercentFormat(x.Cell.Format) {
		p, ok := times(v, 100, 1)
		if !ok {
			return o.ask(Unreadable, "reading.range|Số quá lớn hoặc không đọc được.")
		}
		if d.t.Kind != YesNo && targetClass(d.t) == "percent" {
			if out := d.judge(o, p, "reading.percent|Ô định dạng phần trăm: đọc là {v}."); out.action == Store {
				out.args = fault.P{"v": p.VN()}
				return out
			}
			o = o.ask(Suspicious, "reading.percentodd|Ô định dạng phần trăm cho giá trị {v} khác thường.", fault.P{"v": p.VN()})
			o.candidate(&p, "reading.aspercent|Đọc theo định dạng phần trăm")
			o.candidate(&v, "reading.asnumber|Đọc như số")
			return o
		}
		o = o.ask(Suspicious, "reading.percentwrong|Ô là phần trăm nhưng chỉ tiêu tính theo {m}.", fault.P{"m": d.t.Measure})
		o.candidate(&v, "reading.asnumber|Đọc như số")
		o.candidate(&p, "reading.aspercent|Đọc theo định dạng phần trăm")
		return o
	}
	if d.t.Kind == YesNo {
		return d.yesNumber(o, v)
	}
	return d.judge(o, v, "")
}

func (d *reader) yesNumber(o outcome, v figure.Value) outcome {
	switch v {
	case 0:
		return o.store(0, "reading.no|Đọc là Không đạt.")
	case figure.FromInt(1):
		return o.store(v, "reading.yes|Đọc là Đạt.")
	}
	o = o.ask(Ambiguous, "reading.yesnumber|Chỉ tiêu Đạt/Không đạt nhưng ô ghi một số.")
	if v > 0 {
		o.candidate(ptr(figure.FromInt(1)), "reading.yes|Đọc là Đạt.")
	}
	o.candidate(ptr(figure.Value(0)), "reading.no|Đọc là Không đạt.")
	return o
}

var noData = regexp.MustCompile(`^(?:chua co(?: so lieu| ket qua| bao cao| thong tin)|chua tong hop|khong co so lieu|chua co so|dang tong hop|dang thong ke|chua thong ke|chua bao cao|n a|na|cho so lieu|chua cap nhat|dang cap nhat|se bo sung|bo sung sau|chua den ky.*|chua thuc hien thong ke|khong bao cao|chua co so lieu.*|khong co du lieu|chua danh gia|chua den ky danh gia)$`)

// text reads a text cell.
func (d *reader) text(o outcome, s string) outcome {
	f := vi.Fold(s)
	trim := strings.TrimSpace(s)
	switch {
	case f == "" && strings.ContainsAny(trim, "✓✔√☑✗✘☒"):
	case f == "" && strings.Contains(trim, "?"):
		return o.ask(Unreadable, "reading.unreadable|Không đọc được “{raw}” thành số, ví dụ đúng: 1.234,5.", fault.P{"raw": trim})
	case f == "" && (strings.Trim(trim, ".…_ ") == ""):
		o.action, o.reason, o.why, o.blank = Missing, Blank, "reading.dots|Ô chỉ ghi dấu, chưa có số liệu.", false
		return o
	case f == "":
		o = o.ask(Ambiguous, "reading.dash|Dấu “{raw}” có thể là không (0) hoặc chưa có số liệu.", fault.P{"raw": trim})
		o.candidate(ptr(figure.Value(0)), "reading.zero|Không có, bằng 0")
		o.candidate(nil, "reading.nofigure|Không có số liệu")
		return o
	case f == "chua co" && d.t.Kind != YesNo:
		o = o.ask(Ambiguous, "reading.notyet|“{raw}” có thể là không (0) hoặc chưa có số liệu.", fault.P{"raw": trim})
		o.candidate(ptr(figure.Value(0)), "reading.zero|Không có, bằng 0")
		o.candidate(nil, "reading.nofigure|Không có số liệu")
		return o
	case noData.MatchString(f):
		o.action, o.reason, o.why, o.args = Missing, Blank, "reading.nodata|Đơn vị ghi “{raw}”.", fault.P{"raw": trim}
		return o
	}
	if d.t.Kind == YesNo {
		return d.yesno(o, trim, shortVerbs.Replace(" "+f+" "))
	}
	if out, ok := d.none(o, f); ok {
		return out
	}
	r, err := vi.ParseNumber(s)
	if err != nil {
		return o.ask(Unreadable, "reading.unreadable|Không đọc được “{raw}” thành số, ví dụ đúng: 1.234,5.", fault.P{"raw": trim})
	}
	return d.reading(o, r, trim)
}

var noneNone = regexp.MustCompile(`^(?:khong|ko)(?: co| phat sinh| xay ra| de xay ra)? ?((?:\w+ ?){0,3}?) ?(?:nao)?$`)

// none reads the words for zero.
func (d *reader) none(o outcome, f string) (outcome, bool) {
	if m := noneNone.FindStringSubmatch(f); m != nil && (m[1] == "" || has(key(d.t.Name), key(m[1])) || key(m[1]) == key(d.t.Measure)) {
		f = "khong"
	}
	switch f {
	case "khong", "khong co", "ko", "khong phat sinh", "0 co", "khong vu nao", "khong xay ra", "khong de xay ra", "ko co", "khong truong hop nao", "khong phat sinh vu viec", "k":
		if (d.t.Kind == Count || d.t.Kind == Money) && f != "k" && !has(key(d.t.Name), "khong") {
			return o.store(0, "reading.none|“Không” đọc là 0."), true
		}
		o = o.ask(Ambiguous, "reading.noneodd|“Không” có thể là 0 hoặc không có số liệu.")
		o.candidate(ptr(figure.Value(0)), "reading.zero|Không có, bằng 0")
		o.candidate(nil, "reading.nofigure|Không có số liệu")
		return o, true
	case "x", "dat", "co", "hoan thanh", "da thuc hien", "vuot", "dat ke hoach", "vuot ke hoach", "da hoan thanh":
		return o.ask(Ambiguous, "reading.wordonly|Ô ghi “{raw}” mà không ghi số liệu.", fault.P{"raw": o.raw}), true
	}
	return o, false
}

var (
	yesWords = regexp.MustCompile(`^(?:dat|co|x|v|true|yes|hoan thanh|da hoan thanh|da thuc hien|da dat|dam bao|bao dam|roi|da to chuc|thuc hien tot|hoan thanh tot|co thuc hien|dat yeu cau|an toan|co dat)$`)
	noWords  = regexp.MustCompile(`^(?:khong dat|false|no|chua|chua dat|chua hoan thanh|chua thuc hien|khong hoan thanh|khong thuc hien|chua to chuc|khong|ko|khong co|ko dat|chua co)$`)
)

// shortVerbs writes out the short forms of verbs in a word for done or not done.
var shortVerbs = strings.NewReplacer(" t c ", " to chuc ", " tc ", " to chuc ", " th ", " thuc hien ", " ht ", " hoan thanh ", " t hien ", " thuc hien ")

// done reads "đã ký kết" for a target whose name begins with those very words.
func (d *reader) done(f string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(f), "da ")
	if verb, _, _ := strings.Cut(vi.Fold(d.t.Name), " "); ok && verb == "ky" && is(rest, "ky", "ky ket", "ky xong", "ky ket xong") {
		return true
	}
	return ok && len(strings.Fields(rest)) <= 10 && !strings.ContainsAny(rest, "0123456789") && has(vi.Fold(d.t.Name), rest)
}

// twiceYes reads a word for done that is said twice, in two languages: "Đạt / OK".
func twiceYes(s string) bool {
	parts := strings.Split(s, "/")
	if len(parts) != 2 {
		return false
	}
	for _, p := range parts {
		if f := vi.Fold(p); !yesWords.MatchString(f) && !is(f, "ok", "done", "passed", "achieved", "completed") {
			return false
		}
	}
	return true
}

func (d *reader) yesno(o outcome, s, f string) outcome {
	one := figure.FromInt(1)
	f = strings.TrimSpace(f)
	negative := has(key(d.t.Name), "khong")
	switch {
	case strings.ContainsAny(s, "✓✔√☑") && f == "":
		return o.store(one, "reading.yes|Đọc là Đạt.")
	case is(f, "d"):
		o = o.ask(Ambiguous, "reading.letter|“{raw}” có thể là Đạt.", fault.P{"raw": s})
		o.candidate(&one, "reading.yes|Đọc là Đạt.")
		return o
	case yesWords.MatchString(f) && !(negative && is(f, "co")), !negative && d.done(f), !negative && twiceYes(s):
		return o.store(one, "reading.yes|Đọc là Đạt.")
	case noWords.MatchString(f):
		if negative && is(f, "khong", "ko", "khong co", "chua co", "chua") {
			break
		}
		return o.store(0, "reading.no|Đọc là Không đạt.")
	}
	if r, err := vi.ParseNumber(s); err == nil && r.Sure() && !r.Percent && r.Prefix == "" && r.Suffix == "" {
		return d.yesNumber(o, r.Value)
	}
	o = o.ask(Ambiguous, "reading.sentence|Ô ghi “{raw}” thay cho Đạt hoặc Không đạt.", fault.P{"raw": s})
	no := has(f, "khong", "chua", "kd") || is(f, "k")
	if !no || negative {
		o.candidate(&one, "reading.yes|Đọc là Đạt.")
	}
	if no {
		o.candidate(ptr(figure.Value(0)), "reading.no|Đọc là Không đạt.")
	}
	return o
}
