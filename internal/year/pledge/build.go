package pledge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Ground (cơ sở soạn giao ước) is what a first draft is built from.
type Ground struct {
	Bloc      org.Bloc
	Year      int
	Directive *document.Document // nil for none
	Contents  []plan.Content     // of the bloc
	Targets   []plan.Target      // common
	Goals     map[plan.GoalKey]plan.Goal
	Units     []id.Unit
}

// Build writes a first draft from the plan: contents, then every common target with what is
// planned. What single units plan is shown only as far as the bloc's total shows it.
func Build(g Ground) string {
	var b strings.Builder
	fmt.Fprintln(&b, "# I. Căn cứ")
	if d := g.Directive; d != nil {
		fmt.Fprintf(&b, "Thực hiện %s%s của %s về %s, các đơn vị thành viên %s ký giao ước thi đua năm %d như sau:\n", d.Name(), day(d), d.Issuer, lowerFirst(d.Abstract), g.Bloc.Name, g.Year)
	} else {
		fmt.Fprintf(&b, "Các đơn vị thành viên %s ký giao ước thi đua năm %d như sau:\n", g.Bloc.Name, g.Year)
	}
	fmt.Fprintln(&b, "# II. Nội dung thi đua")
	for _, c := range g.Contents {
		fmt.Fprintf(&b, "- %s\n", strings.TrimRight(c.Text, ".; "))
	}
	if len(g.Contents) == 0 {
		fmt.Fprintln(&b, "- Hoàn thành nhiệm vụ chính trị, chuyên môn được giao")
	}
	fmt.Fprintln(&b, "# III. Chỉ tiêu")
	for _, t := range g.Targets {
		fmt.Fprintln(&b, TargetLine(t, g.Goals, g.Units))
	}
	fmt.Fprintln(&b, "# IV. Tổ chức thực hiện")
	fmt.Fprintln(&b, "- Mỗi đơn vị phát động thi đua trong đơn vị, gửi số liệu và báo cáo đúng hạn cho Khối trưởng")
	fmt.Fprintln(&b, "- Các đơn vị trao đổi kinh nghiệm, giới thiệu điển hình tiên tiến để cùng nhân rộng")
	fmt.Fprintln(&b, "- Kết quả thực hiện giao ước là căn cứ bình xét thi đua cuối năm của Khối")
	return b.String()
}

func day(d *document.Document) string {
	if d.Day.IsZero() {
		return ""
	}
	return " ngày " + d.Day.VN()
}

// TargetLine writes one common target with what is planned: the one value that all units
// plan, the bloc's sum of counts and money, the lowest and highest plan, or that each unit
// keeps its own.
func TargetLine(t plan.Target, goals map[plan.GoalKey]plan.Goal, units []id.Unit) string {
	line := fmt.Sprintf("- [%s] %s: ", t.Code, t.Name)
	var values []figure.Value
	for _, u := range units {
		if g := goals[plan.GoalKey{Target: t.ID, Unit: u}]; g.Year != nil {
			values = append(values, *g.Year)
		}
	}
	same := len(values) == len(units) && len(values) > 0
	sum, ok := figure.Value(0), true
	for _, v := range values {
		same = same && v == values[0]
		var err error
		if sum, err = sum.Add(v); err != nil {
			ok = false
		}
	}
	how := map[plan.Direction]string{plan.Higher: "từ %s trở lên", plan.Lower: "không quá %s", plan.Equal: "%s"}[t.Direction]
	switch {
	case t.Kind == plan.YesNo:
		return line + "mọi đơn vị thực hiện"
	case len(values) == 0, t.Kind.Adds() && len(values) < len(units): // a sum of some would read as that of all
		return line + "theo mức kế hoạch của từng đơn vị"
	case t.Kind.Adds() && ok && sum == 0 && t.Direction == plan.Lower:
		return line + "toàn Khối không có " + t.Measure + " nào"
	case t.Kind.Adds() && ok:
		return line + "toàn Khối " + fmt.Sprintf(how, withUnit(sum, t.Measure)) + ", theo mức kế hoạch của từng đơn vị"
	case same:
		return line + fmt.Sprintf(how, withUnit(values[0], t.Measure))
	case len(values) == len(units):
		return line + "từ " + slices.Min(values).VN() + " đến " + withUnit(slices.Max(values), t.Measure) + ", theo mức kế hoạch của từng đơn vị"
	}
	return line + "theo mức kế hoạch của từng đơn vị"
}

func withUnit(v figure.Value, measure string) string {
	if measure == "%" {
		return v.VN() + "%"
	}
	return v.VN() + " " + measure
}

// ReplaceTarget puts a new line for a target into a text: in the place of the old one, else
// at the end of the part on targets, else at the end of the text.
func ReplaceTarget(source, code, line string) string {
	lines := strings.Split(strings.TrimRight(source, "\n"), "\n")
	mark, part := "["+code+"]", -1
	for i, l := range lines {
		l = tidy(l)
		if strings.HasPrefix(l, "- "+mark) {
			lines[i] = line
			return strings.Join(lines, "\n") + "\n"
		}
		if strings.HasPrefix(l, "- [") {
			part = i
		}
	}
	if part < 0 {
		part = len(lines) - 1
	}
	out := append(append(append([]string{}, lines[:part+1]...), line), lines[part+1:]...)
	return strings.Join(out, "\n") + "\n"
}

// lowerFirst makes the first letter small, unless the word is all capitals.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[1])) == string(r[1]) && r[1] != ' ' {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}
