package conference

import (
	"fmt"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
)

func (w *minutes) conclude(findings []Finding, unit func(id.Unit) string) {
	n := len(w.lines)
	for _, p := range w.r.Polls {
		if p.Result != nil && p.Result.Passed() {
			w.add("- Hội nghị thống nhất: "+sentence(p.Text), p.Seq)
		}
	}
	for _, f := range findings {
		if f.Gone {
			continue
		}
		w.lines = append(w.lines, Line{Text: "- " + f.words(unit), Of: f.ID})
	}
	if len(w.lines) == n {
		w.add("[kết luận của chủ tọa].")
	}
}

// words gives a finding as one item of a list.
func (f Finding) words(unit func(id.Unit) string) string {
	s := sentence(f.Text)
	if u := unit(f.Unit); f.Unit != 0 && u != "" {
		s = u + ": " + s
	}
	if f.Kind == NewTarget {
		s = "Chỉ tiêu đề nghị, " + s
	}
	if f.Cause != "" {
		s += " Nguyên nhân: " + sentence(f.Cause)
	}
	if f.Solution != "" {
		s += " Giải pháp: " + sentence(f.Solution)
	}
	switch who := named(unit, f.Who, leader); {
	case !f.Due.IsZero():
		s += " " + who + " thực hiện, xong trước ngày " + f.Due.VN() + "."
	case f.Solution != "":
		s += " " + who + " thực hiện."
	}
	return s
}

// What stands for no unit: of a finding, the whole bloc; of who carries it out, its leader.
const (
	wholeBloc = "Cả Khối"
	leader    = "Khối trưởng"
)

func named(unit func(id.Unit) string, u id.Unit, none string) string {
	if u == 0 {
		return none
	}
	return unit(u)
}

// Body joins lines as the text of a document.
func Body(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Text + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// Concluded gives what the notice of conclusions says, each line with the vote or the finding it comes from.
func (r *Room) Concluded(findings []Finding, unit func(id.Unit) string) []Line {
	w := &minutes{r: r}
	w.conclude(findings, unit)
	return w.lines
}

// Conclusions (thông báo kết luận) gives the text of the notice of conclusions. table writes rows as a
// table of the document.
func (r *Room) Conclusions(bloc string, findings []Finding, unit func(id.Unit) string, table func(head []string, rows [][]string) string) string {
	var b strings.Builder
	day := r.Start
	if !r.Begun.IsZero() {
		day = r.Begun
	}
	fmt.Fprintf(&b, "Ngày %s, %s tổ chức %s. Sau khi nghe báo cáo và ý kiến thảo luận của các đại biểu, %s kết luận như sau:\n", civil.Of(day).VN(), bloc, lower(r.Name), r.Chair)
	n := 0
	part := func(title string) {
		n++
		fmt.Fprintf(&b, "%d. %s\n", n, title)
	}
	if len(r.Polls) > 0 {
		part("Nội dung đã biểu quyết")
		for _, p := range r.Polls {
			if p.Result == nil {
				continue
			}
			end := "thông qua"
			if !p.Result.Passed() {
				end = "chưa thông qua"
			}
			fmt.Fprintf(&b, "- %s: %s (%d/%d đại biểu có mặt đồng ý).\n", strings.TrimRight(p.Text, "."), end, p.Result.For, p.Result.Present)
		}
	}
	for _, k := range []FindingKind{Shortcoming, NewTarget} {
		var rows [][]string
		for _, f := range findings {
			if f.Kind != k || f.Gone {
				continue
			}
			due := ""
			if !f.Due.IsZero() {
				due = f.Due.VN()
			}
			row := []string{strconv.Itoa(len(rows) + 1), named(unit, f.Unit, wholeBloc), f.Text, f.Cause, f.Solution, named(unit, f.Who, leader), due}
			if k == NewTarget {
				row = []string{strconv.Itoa(len(rows) + 1), named(unit, f.Unit, wholeBloc), f.Text, f.Solution, due}
			}
			rows = append(rows, row)
		}
		switch {
		case len(rows) == 0:
		case k == Shortcoming:
			part("Tồn tại, hạn chế, nguyên nhân và giải pháp")
			b.WriteString(table([]string{"TT", "Đơn vị", "Tồn tại, hạn chế", "Nguyên nhân", "Giải pháp", "Thực hiện", "Thời hạn"}, rows) + "\n")
		default:
			part("Chỉ tiêu mới, chỉ tiêu điều chỉnh")
			b.WriteString(table([]string{"TT", "Đơn vị", "Chỉ tiêu", "Lý do", "Thời hạn"}, rows) + "\n")
		}
	}
	if n == 0 {
		b.WriteString("1. [kết luận thứ nhất].\n")
	}
	b.WriteString("Đề nghị các đơn vị thành viên triển khai thực hiện; thư ký theo dõi, báo cáo kết quả tại kỳ họp sau.")
	return b.String()
}

func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToLower(string(r[1])) == string(r[1]) {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return s
}

// Invitation gives the text of the letter of invitation (giấy mời, form 1.7).
func (r *Room) Invitation(bloc string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s trân trọng kính mời: Thủ trưởng và cán bộ phụ trách thi đua, khen thưởng các đơn vị thành viên.\n", bloc)
	fmt.Fprintf(&b, "Tới dự: %s.\nChủ trì: %s.\nThời gian: %s.\nĐịa điểm: %s.\n", r.Name, r.Chair, moment(r.Start), r.Place)
	if len(r.Items) > 0 {
		b.WriteString("Nội dung chương trình:\n")
		for _, x := range r.Items {
			b.WriteString("- " + sentence(x.Title) + "\n")
		}
	}
	if !r.Due.IsZero() {
		fmt.Fprintf(&b, "Đề nghị các đơn vị xác nhận và cử đại biểu trước ngày %s. ", r.Due.VN())
	}
	b.WriteString("Đại biểu vào họp bằng mã trên phiếu kèm theo.")
	return b.String()
}
