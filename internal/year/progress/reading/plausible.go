package reading

import (
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// expected gives the value that the plan lets one expect by the end of the period,
// and what it came from. ok is false when nothing is known.
func (d *reader) expected() (v figure.Value, ok bool) {
	t := d.t
	if t.Kind == Percent || targetClass(t) == "percent" {
		if t.Plan != nil && *t.Plan > 0 {
			return *t.Plan, true
		}
		if t.Last != nil && *t.Last > 0 {
			return *t.Last, true
		}
		return 0, false
	}
	if t.Half != nil && *t.Half > 0 && d.period.Half() == 1 {
		return *t.Half, true
	}
	if t.Plan != nil && *t.Plan > 0 {
		months := int64(12)
		if from, to := d.period.From(), d.period.To(); !from.IsZero() {
			months = int64(to.Month-from.Month) + 1
		}
		if v, ok := times(*t.Plan, months, 12); ok && v > 0 {
			return v, true
		}
	}
	if t.Last != nil && *t.Last > 0 {
		return *t.Last, true
	}
	return 0, false
}

// plausible reports that v is of the size that the plan or the last period suggests.
// known is false when there is nothing to compare with.
func (d *reader) plausible(v figure.Value) (ok, known bool) {
	if v < 0 {
		return false, true
	}
	e, has := d.expected()
	if !has {
		return false, false
	}
	r := ratio(v, e)
	if targetClass(d.t) == "percent" {
		return v <= figure.FromInt(100) && r >= 0.2 && r <= 5, true
	}
	return r >= 0.08 && r <= 5, true
}

// odd names what is implausible about v, "" when nothing is.
func (d *reader) odd(v figure.Value) (why string) {
	t := d.t
	hundred := figure.FromInt(100)
	percent := targetClass(t) == "percent"
	switch {
	case v < 0:
		return "reading.negative|Số âm: không hợp lý hoặc cần xác nhận."
	case t.Kind == Count && !v.IsWhole():
		return "reading.fraction|Chỉ tiêu đếm nhưng số liệu có phần lẻ."
	case percent && v > hundred && !(t.Plan != nil && *t.Plan > hundred && ratio(v, *t.Plan) < 2):
		return "reading.over100|Tỷ lệ lớn hơn 100 %."
	}
	if percent {
		return d.oddPercent(v)
	}
	if t.Kind == Percent {
		return ""
	}
	e, ok := d.expected()
	if !ok || v == 0 {
		if !ok && t.Plan != nil && *t.Plan == 0 && v >= figure.FromInt(50) {
			return "reading.zeroplan|Kế hoạch là 0 nhưng kết quả rất lớn."
		}
		return ""
	}
	r := ratio(v, e)
	diff := v - e
	switch {
	case r >= 7 && diff > figure.FromInt(5):
		return "reading.jumpup|Lớn gấp nhiều lần so với kế hoạch ({plan}): có thể sai đơn vị tính hoặc gõ thừa chữ số."
	case r <= 0.02 && e >= figure.FromInt(50), r < 0.005:
		return "reading.jumpdown|Rất nhỏ so với kế hoạch ({plan}): có thể sai đơn vị tính hoặc gõ thiếu chữ số."
	}
	if t.Last != nil && *t.Last > 0 && v > figure.FromInt(10) {
		if l := ratio(v, *t.Last); (l >= 8 || l <= 0.125) && (r > 3 || r < 0.3) {
			return "reading.jumplast|Khác xa kỳ trước ({last})."
		}
	}
	return ""
}

func (d *reader) oddPercent(v figure.Value) string {
	e, ok := d.expected()
	if !ok {
		if v > 0 && v < figure.FromInt(1) && d.t.Kind == Percent {
			return "reading.share|Có thể là tỷ lệ viết dưới dạng phần của 1."
		}
		return ""
	}
	r := ratio(v, e)
	one := figure.FromInt(1)
	high := e >= figure.FromInt(20)
	switch {
	case v > 0 && v <= one && high && (d.t.Direction != "lower" || r < 0.02):
		return "reading.share|Có thể là tỷ lệ viết dưới dạng phần của 1."
	case v > 0 && r < 0.02:
		return "reading.share|Có thể là tỷ lệ viết dưới dạng phần của 1."
	case high && d.t.Direction != "lower" && r < 0.2:
		return "reading.lowpercent|Thấp khác thường so với kế hoạch ({plan})."
	case !high && r >= 8 && v-e > figure.FromInt(5):
		return "reading.jumpup|Lớn gấp nhiều lần so với kế hoạch ({plan}): có thể sai đơn vị tính hoặc gõ thừa chữ số."
	}
	return ""
}

// judge stores a value that is plausible and asks about one that is not.
func (d *reader) judge(o outcome, v figure.Value, why string) outcome {
	if k := d.scale(); k != nil {
		return d.scaled(o, v, k)
	}
	odd := d.odd(v)
	if odd == "" {
		return o.store(v, why)
	}
	args := fault.P{}
	if d.t.Plan != nil {
		args["plan"] = d.t.Plan.VN()
	}
	if d.t.Last != nil {
		args["last"] = d.t.Last.VN()
	}
	o = o.ask(Suspicious, odd, args)
	o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
	d.guesses(&o, v)
	return o
}

// guesses adds the values that a common slip would explain.
func (d *reader) guesses(o *outcome, v figure.Value) {
	if v < 0 {
		w := -v
		o.candidate(&w, "reading.nosign|Bỏ dấu âm")
		return
	}
	type k struct{ num, den int64 }
	ks := []k{{1, 10}, {1, 100}, {10, 1}, {100, 1}}
	if targetClass(d.t) != "percent" {
		ks = []k{{1, 1000}, {1, 1000000}, {1000, 1}, {1000000, 1}, {1, 10}, {10, 1}, {1, 1000000000}}
	}
	for _, x := range ks {
		w, ok := times(v, x.num, x.den)
		if !ok || w == 0 || d.t.Kind == Count && !w.IsWhole() {
			continue
		}
		if p, known := d.plausible(w); p && d.odd(w) == "" || !known && d.odd(w) == "" && targetClass(d.t) == "percent" {
			o.candidate(&w, "reading.guess|Có thể là {v}", fault.P{"v": w.VN()})
		}
	}
}

// A factor says that the row is written in another unit of money.
type factor struct {
	num, den int64
	sure     bool // the row's plan, turned the same way, is the plan that is known
	unit     string
}

// scale compares the unit of measure of the row, then its plan, with the target's.
func (d *reader) scale() *factor {
	if d.row == nil {
		return nil
	}
	family, want, known := scaleOf(d.t.measure)
	if !known {
		return nil
	}
	plan := d.planCell()
	if fam, got, ok := scaleOf(d.row.measure); ok && fam == family && got != want {
		f := &factor{num: got, den: want, unit: d.row.measure}
		if plan != nil && d.t.Plan != nil {
			if w, ok := times(*plan, got, want); ok && w == *d.t.Plan {
				f.sure = true
			}
		}
		return f
	}
	if plan != nil && d.t.Plan != nil && *d.t.Plan > 0 {
		for _, k := range []int64{1000, 1000000, 1000000000} {
			if w, ok := times(*d.t.Plan, k, 1); ok && w == *plan {
				return &factor{num: 1, den: k}
			}
			if w, ok := times(*plan, k, 1); ok && w == *d.t.Plan {
				return &factor{num: k, den: 1}
			}
		}
	}
	return nil
}

// planCell reads the row's own plan.
func (d *reader) planCell() *figure.Value {
	if d.row == nil || d.row.plan == nil {
		return nil
	}
	return planValue(d.row.plan, d.t)
}

func planValue(x *cell, t *Target) *figure.Value {
	if x.Kind == sheet.Number {
		v, err := figure.Parse(x.Num)
		if err != nil {
			return nil
		}
		if isPercentFormat(x.Cell.Format) {
			if w, ok := times(v, 100, 1); ok {
				v = w
			}
		}
		return &v
	}
	if t.Kind == YesNo {
		if f := vi.Fold(x.text); yesWords.MatchString(f) {
			v := figure.FromInt(1)
			return &v
		}
	}
	if is(vi.Fold(x.text), "khong", "khong co") {
		return ptr(figure.Value(0))
	}
	r, err := vi.ParseNumber(x.text)
	if err != nil {
		return nil
	}
	if t.Plan != nil {
		for _, o := range r.Others {
			if o == *t.Plan {
				return &o
			}
		}
	}
	return &r.Value
}

// scaled turns a value written in another unit of money into the target's.
func (d *reader) scaled(o outcome, v figure.Value, k *factor) outcome {
	w, ok := times(v, k.num, k.den)
	if !ok {
		return o.ask(Unreadable, "reading.range|Số quá lớn hoặc không đọc được.")
	}
	if k.sure && d.odd(w) == "" && k.unit != "" {
		if p, known := d.plausible(w); p && known {
			return o.store(w, "reading.converted|Đổi về đơn vị tính của chỉ tiêu.")
		}
	}
	o = o.ask(WrongUnit, "reading.otherunit|Số liệu có vẻ ghi theo đơn vị tính khác với {m}.", fault.P{"m": d.t.Measure})
	o.candidate(&w, "reading.converted|Đổi về đơn vị tính của chỉ tiêu.")
	o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
	return o
}
