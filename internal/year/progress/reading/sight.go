package reading

import (
	"regexp"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
)

// shareEnd is the end of a heading whose figures are shares.
var shareEnd = regexp.MustCompile(`(?:\(\s*%\s*\)|%)\s*$`)

// readRow reads all places of a row that may hold the result.
func (d *reader) readRow() outcome {
	row := d.row
	if d.t.Kind == YesNo && row.hasYes {
		if o, ok := d.marks(); ok {
			for _, s := range row.results {
				if s.col.role == roleYes && (s.fit == fitOther || s.fit == fitYear && !d.half) {
					return sighting{out: o}.doubt(WrongTime, "reading.otherperiod|Số liệu của kỳ khác, không phải {period}.", fault.P{"period": d.period.Name()}).out
				}
			}
			return o
		}
	}
	var all []outcome
	for _, s := range row.results {
		if s.col.role == roleYes && (d.t.Kind != YesNo || s.cell == nil) {
			continue
		}
		if s.col.role == roleYes {
			continue
		}
		o := d.read(s)
		if shareEnd.MatchString(s.col.head) && targetClass(d.t) != "percent" && d.t.Kind != YesNo {
			o = sighting{out: o}.doubt(WrongUnit, "reading.percenthead|Cột ghi tỷ lệ phần trăm, chỉ tiêu tính theo {m}.", fault.P{"m": d.t.Measure}).out
		}
		if o.action != Missing && s.fit == fitYear && !d.half {
			o = sighting{out: o}.doubt(WrongTime, "reading.year|Cột ghi số liệu của năm, chưa rõ có đúng kỳ báo cáo không.").out
		}
		all = append(all, o)
	}
	var full []outcome
	for _, o := range all {
		if o.action != Missing {
			full = append(full, o)
		}
	}
	switch {
	case len(full) > 0:
		return d.oneOf(full)
	case len(row.parts) > 0:
		if o, ok := d.fromParts(len(all) > 0); ok {
			return o
		}
	}
	if o, ok := d.fromRatio(); ok {
		return o
	}
	if len(all) > 0 {
		return all[0]
	}
	o := outcome{sheet: row.t.g.name, at: row.labelAt, action: Missing, reason: Blank, why: "reading.noresult|Dòng không có ô kết quả nào đọc được.", blank: true}
	return o
}

// oneOf joins what several result cells of a row say.
func (d *reader) oneOf(full []outcome) outcome {
	o := full[0]
	if d.row.bare {
		vals := o
		if o.action == Store {
			v := *o.value
			vals = o.ask(Ambiguous, "reading.nohead|Bảng không có tiêu đề cột: chưa rõ ô nào là kết quả.")
			vals.candidate(&v, "reading.aswritten|Đọc như đã ghi")
		}
		for _, x := range full[1:] {
			vals = vals.absorb(x)
		}
		return vals
	}
	for _, x := range full[1:] {
		if o.action == Store && x.action == Store && *o.value == *x.value {
			continue
		}
		if o.action == Store {
			v := *o.value
			o = o.ask(Conflict, "reading.conflictrow|Các ô kết quả của dòng ghi khác nhau.")
			o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
		}
		o = o.absorb(x)
	}
	if o.action == Ask && targetClass(d.t) == "percent" && o.reason == Suspicious {
		for _, r := range d.row.ratios {
			if x := d.read(r); x.action == Store {
				o = o.absorb(x)
			}
		}
	}
	return o
}

// absorb adds the readings of x to the candidates of o.
func (o outcome) absorb(x outcome) outcome {
	if x.action == Store {
		x.cands = []Candidate{{Value: x.value, Sheet: x.sheet, At: x.at, Raw: x.raw, Why: "reading.aswritten|Đọc như đã ghi"}}
	}
	for _, c := range x.cands {
		dup := false
		for _, k := range o.cands {
			dup = dup || k.Value == nil && c.Value == nil || k.Value != nil && c.Value != nil && *k.Value == *c.Value
		}
		if !dup {
			o.cands = append(o.cands, c)
		}
	}
	return o
}

// marks reads the columns Đạt and Không đạt.
func (d *reader) marks() (outcome, bool) {
	ticked := func(x *cell) bool {
		if x == nil || x.text == "" {
			return false
		}
		switch x.fold {
		case "x", "v", "1", "dat", "co", "xx", "khong dat", "hoan thanh":
			return true
		}
		return x.fold == "" && x.Kind == sheet.Text && x.text != "-" && x.text != "–" && x.text != "—"
	}
	filled := func(x *cell) bool { return x != nil && x.text != "" && x.fold != "0" }
	var at string
	for _, s := range d.row.results {
		if s.col.role == roleYes {
			at = s.at
		}
	}
	yes, no := d.row.yes, d.row.no
	o := outcome{sheet: d.row.t.g.name, at: at, raw: yes.raw()}
	switch {
	case ticked(yes) && !filled(no):
		return o.store(figure.FromInt(1), "reading.yescol|Đánh dấu ở cột Đạt."), true
	case ticked(no) && !filled(yes):
		o.at, o.raw = no.At, no.raw()
		return o.store(0, "reading.nocol|Đánh dấu ở cột Không đạt."), true
	case filled(yes) || filled(no):
		o = o.ask(Ambiguous, "reading.bothcols|Chưa rõ đánh dấu ở cột Đạt hay Không đạt.")
		o.candidate(ptr(figure.FromInt(1)), "reading.yes|Đọc là Đạt.")
		o.candidate(ptr(figure.Value(0)), "reading.no|Đọc là Không đạt.")
		return o, true
	}
	return o, false
}

// fromParts offers the figures of parts of the period, or of other periods. had says
// that the row has a result column of the period, left blank.
func (d *reader) fromParts(had bool) (outcome, bool) {
	a, b := int(d.period.From().Month), int(d.period.To().Month)
	covered := map[int]bool{}
	var full []outcome
	var sum figure.Value
	sumOK := d.t.Kind == Count || d.t.Kind == Money
	inside := 0
	for _, s := range d.row.parts {
		o := d.read(s)
		if o.action == Missing {
			continue
		}
		full = append(full, o)
		sp := s.col.span
		if sp.m1 >= a && sp.m2 <= b && !sp.last && (sp.year == 0 || sp.year == d.period.Year()) {
			inside++
			for m := sp.m1; m <= sp.m2; m++ {
				if covered[m] {
					sumOK = false
				}
				covered[m] = true
			}
			switch {
			case o.action == Store:
				sum += *o.value
			case len(o.cands) > 0 && o.cands[0].Value != nil:
				sum += *o.cands[0].Value
			default:
				sumOK = false
			}
		}
	}
	all := len(covered) == b-a+1
	if len(full) == 0 || had && !all {
		return outcome{}, false
	}
	o := outcome{sheet: full[0].sheet, at: full[0].at, raw: full[0].raw}
	if had {
		o.at, o.raw = d.row.results[0].at, ""
		o = o.ask(Ambiguous, "reading.parts|Ô của kỳ để trống; chỉ có số liệu từng phần của kỳ.")
	} else {
		o = o.ask(WrongTime, "reading.otherperiod|Số liệu của kỳ khác, không phải {period}.", fault.P{"period": d.period.Name()})
	}
	if all && sumOK && inside > 1 {
		o.candidate(&sum, "reading.sum|Cộng các phần của kỳ")
	}
	for _, x := range full {
		o = o.absorb(x)
	}
	return o, true
}

// fromRatio offers the ratio column of a percent target whose result is blank.
func (d *reader) fromRatio() (outcome, bool) {
	if targetClass(d.t) != "percent" {
		return outcome{}, false
	}
	for _, s := range d.row.ratios {
		x := d.read(s)
		if x.action != Store && x.action != Ask || x.action == Ask && len(x.cands) == 0 {
			continue
		}
		if x.action == Store && d.row.t.sharesApart(d.period, s.col) && d.row.fit != fitOther {
			return x, true
		}
		o := outcome{sheet: x.sheet, at: x.at, raw: x.raw}.ask(Ambiguous, "reading.ratiocol|Ô kết quả để trống; cột tỷ lệ có số.")
		return o.absorb(x), true
	}
	return outcome{}, false
}

// merge joins the sightings of a target.
func (j *judge) merge(t *Target, in []sighting) Finding {
	first := in[0]
	o := first.out
	for _, s := range in[1:] {
		if o.action == Store && s.out.action == Store && *o.value == *s.out.value {
			continue
		}
		if o.action == Ask && s.out.action == Ask && o.reason == Name {
			o = o.absorb(s.out)
			continue
		}
		if o.action == Store {
			v := *o.value
			o = o.ask(Conflict, "reading.conflict|Tệp ghi chỉ tiêu này ở nhiều nơi với số liệu khác nhau.")
			o.candidate(&v, "reading.aswritten|Đọc như đã ghi")
		} else if s.out.action == Store {
			o.reason, o.why, o.args = Conflict, "reading.conflict|Tệp ghi chỉ tiêu này ở nhiều nơi với số liệu khác nhau.", nil
		}
		o = o.absorb(s.out)
	}
	first.out = o
	return finding(t, first)
}

func finding(t *Target, s sighting) Finding {
	return Finding{Target: t.Code, Action: s.out.action, Value: s.out.value, Candidates: s.out.cands, Reason: s.out.reason,
		Sheet: s.out.sheet, At: s.out.at, Raw: s.out.raw, Label: s.row.written, LabelAt: s.row.labelAt,
		Why: s.out.why, Args: s.out.args, Level: s.level}
}
