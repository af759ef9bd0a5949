package progress

import (
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/year/plan"
)

// Grade (mức) says how serious a finding is.
type Grade string

const (
	High   Grade = "high"   // Cao: blocks completion
	Medium Grade = "medium" // Trung bình: asks for a reason
	Low    Grade = "low"    // Thấp: asks for a reason
)

// Label gives the message with the name of the grade.
func (g Grade) Label() string {
	switch g {
	case High:
		return "check.high|Cao"
	case Medium:
		return "check.medium|Trung bình"
	}
	return "check.low|Thấp"
}

// An Issue (lỗi, cảnh báo) is something about a cell or a text that a person should look at.
type Issue struct {
	Grade    Grade
	Rule     string // "negative", "times", …
	Code     string // target code, "" for a text
	Name     string // name of the target or section
	Heading  Heading
	Msg      string
	Args     fault.P
	Reasoned bool // a reason was given
}

// Blocks reports whether the issue stops the submission: grade Cao, or no reason yet.
func (i Issue) Blocks() bool { return i.Grade == High || !i.Reasoned }

// A Cell (ô) is a row of the grid: the target, what is planned, what was and is reported.
type Cell struct {
	plan.UnitTarget
	Expected *figure.Value // plan to compare with in this period
	Last     *figure.Value // result of the last comparable period
	Value    Value
}

// jump is the factor from which a change of size is asked about.
const jump = 10

// CheckCell finds what is wrong or unlikely about one figure. An empty cell gives nothing:
// see Missing.
func CheckCell(c Cell) []Issue {
	v := c.Value.Value
	if v == nil || c.Value.Withheld {
		return nil
	}
	var list []Issue
	add := func(g Grade, rule, msg string, args fault.P) {
		list = append(list, Issue{Grade: g, Rule: rule, Code: c.Code, Name: c.Name, Msg: msg, Args: args, Reasoned: c.Value.Reason != ""})
	}
	if i := impossible(c.Kind, *v); i != "" {
		add(High, "impossible", i, fault.P{"name": c.Name})
		return list
	}
	if c.Kind == plan.YesNo {
		return list
	}
	if *v < 0 {
		add(Medium, "negative", "check.negative|Số âm. Kiểm tra lại; nếu đúng, ghi lý do.", nil)
	}
	if c.Kind == plan.Percent && *v > figure.FromInt(100) && (c.Goal.Year == nil || *c.Goal.Year <= figure.FromInt(100)) {
		add(Medium, "over100", "check.over100|Tỷ lệ trên 100%. Kiểm tra lại; nếu đúng, ghi lý do.", nil)
	}
	if m, args := times(c); m != "" {
		add(Medium, "times", m, args)
	} else if n, ok := below(c); ok {
		add(Low, "lower", "cell.lower|Thấp hơn kỳ trước {n}%. Vẫn lưu được; hãy ghi lý do.", fault.P{"n": n.VNFixed(1)})
	}
	return list
}

// impossible gives the message when v cannot be a value of kind k, else "".
func impossible(k plan.Kind, v figure.Value) string {
	switch {
	case k == plan.Count && v < 0:
		return "check.count.negative|Số lượng không thể âm. Sửa lại số."
	case k == plan.Count && !v.IsWhole():
		return "check.count.whole|Số lượng phải là số nguyên. Sửa lại số."
	case k == plan.YesNo && v != 0 && v != figure.FromInt(1):
		return "check.yesno|Chỉ nhận Đạt hoặc Không đạt. Chọn lại."
	}
	return ""
}

// times finds a jump by a factor of ten or more, which is how a wrong separator shows.
// With both a last period and a plan it asks only when neither confirms the size.
func times(c Cell) (string, fault.P) {
	v := *c.Value.Value
	if v == 0 || c.Kind == plan.Decimal && v < 0 {
		return "", nil
	}
	lastUp, lastDown := ratio(v, c.Last)
	planUp, planDown := ratio(v, c.Expected)
	switch {
	case lastUp != "" && (planUp != "" || c.Expected == nil || *c.Expected == 0):
		return "cell.times|Gấp {n} lần kỳ trước. Kiểm tra dấu chấm, dấu phẩy.", fault.P{"n": lastUp}
	case lastDown != "" && (planDown != "" || c.Expected == nil || *c.Expected == 0):
		return "cell.timesless|Chỉ bằng 1/{n} kỳ trước. Kiểm tra dấu chấm, dấu phẩy.", fault.P{"n": lastDown}
	case c.Last != nil && *c.Last != 0:
		return "", nil
	case planUp != "":
		return "cell.timesplan|Gấp {n} lần kế hoạch của kỳ. Kiểm tra dấu chấm, dấu phẩy.", fault.P{"n": planUp}
	case planDown != "" && c.Direction != "lower":
		return "cell.timesplanless|Chỉ bằng 1/{n} kế hoạch của kỳ. Kiểm tra dấu chấm, dấu phẩy.", fault.P{"n": planDown}
	}
	return "", nil
}

// ratio gives by how many times v is above or below ref when that is at least jump.
func ratio(v figure.Value, ref *figure.Value) (up, down string) {
	if ref == nil || *ref <= 0 || v <= 0 {
		return "", ""
	}
	if v/jump >= *ref {
		return figure.FromInt(int64(v / *ref)).VN(), ""
	}
	if *ref/jump >= v {
		return "", figure.FromInt(int64(*ref / v)).VN()
	}
	return "", ""
}

// below tells by how much per cent a figure that should be high lies under the last
// period's, from a quarter on.
func below(c Cell) (figure.Value, bool) {
	if c.Direction != "higher" || c.Last == nil || *c.Last <= 0 || *c.Value.Value < 0 {
		return 0, false
	}
	p, ok := (*c.Last - *c.Value.Value).Share(*c.Last)
	return p, ok && p >= figure.FromInt(25)
}

// CheckSums compares totals with their parts: the target C05 with C05.1, C05.2 … when all
// are counts or money in the same unit of measure and all are filled.
func CheckSums(cells []Cell) []Issue {
	var list []Issue
	for _, c := range cells {
		if (c.Kind != plan.Count && c.Kind != plan.Money) || c.Value.Value == nil {
			continue
		}
		var sum figure.Value
		n, ok := 0, true
		for _, p := range cells {
			if rest, cut := strings.CutPrefix(p.Code, c.Code+"."); !cut || strings.Contains(rest, ".") || p.Measure != c.Measure {
				continue
			}
			if n++; p.Value.Value == nil {
				ok = false
				break
			}
			s, err := sum.Add(*p.Value.Value)
			if err != nil {
				ok = false
				break
			}
			sum = s
		}
		if ok && n >= 2 && sum != *c.Value.Value {
			list = append(list, Issue{Grade: Medium, Rule: "sum", Code: c.Code, Name: c.Name, Reasoned: c.Value.Reason != "",
				Msg:  "check.sum|Tổng {total} khác tổng các phần {sum}. Kiểm tra lại; nếu đúng, ghi lý do.",
				Args: fault.P{"total": c.Value.Value.VN(), "sum": sum.VN()}})
		}
	}
	return list
}

// Missing lists what is not answered yet: empty cells and unwritten sections. Both are of
// grade Cao: they stop the submission.
func Missing(cells []Cell, texts map[Heading]Text) []Issue {
	var list []Issue
	for _, c := range cells {
		if !c.Value.Answered() {
			list = append(list, Issue{Grade: High, Rule: "missing", Code: c.Code, Name: c.Name,
				Msg: "check.missing|Chưa nhập. Nhập số, hoặc ghi “Không truyền” kèm lý do."})
		}
	}
	for _, h := range headings {
		if strings.TrimSpace(texts[h].Body) == "" {
			list = append(list, Issue{Grade: High, Rule: "missing", Heading: h, Name: fault.Text(h.Label(), nil),
				Msg: "check.text|Mục này chưa viết. Nếu không có nội dung, ghi “Không có”."})
		}
	}
	return list
}

// Check finds everything about a unit's figures and text, gravest first.
func Check(cells []Cell, texts map[Heading]Text) []Issue {
	all := Missing(cells, texts)
	for _, c := range cells {
		all = append(all, CheckCell(c)...)
	}
	all = append(all, CheckSums(cells)...)
	var list []Issue
	for _, g := range []Grade{High, Medium, Low} {
		for _, i := range all {
			if i.Grade == g {
				list = append(list, i)
			}
		}
	}
	return list
}

// Done (mức đầy đủ) counts what is answered of what is asked.
type Done struct {
	Cells, AllCells int
	Texts, AllTexts int
}

// Completeness counts the answered cells and the written sections. "Không truyền" counts
// as answered; 0 is a figure, empty is not.
func Completeness(cells []Cell, texts map[Heading]Text) Done {
	d := Done{AllCells: len(cells), AllTexts: len(headings)}
	for _, c := range cells {
		if c.Value.Answered() {
			d.Cells++
		}
	}
	for _, h := range headings {
		if strings.TrimSpace(texts[h].Body) != "" {
			d.Texts++
		}
	}
	return d
}

// Full reports whether everything is answered.
func (d Done) Full() bool { return d.Cells == d.AllCells && d.Texts == d.AllTexts }

// Left gives the number of open cells and sections.
func (d Done) Left() int { return d.AllCells - d.Cells + d.AllTexts - d.Texts }
