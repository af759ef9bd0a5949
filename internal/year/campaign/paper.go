package campaign

import (
	"fmt"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A Sheet (văn bản phát động) is what the paper of a campaign is written from.
type Sheet struct {
	Campaign Campaign
	Bloc     org.Bloc
	Lead     string // name of the leading unit, "" for none
	Units    []string
	Basis    []document.Document
	Targets  []plan.Target
	Today    civil.Date
}

// Paper lays the launch plan of a campaign out as a state document (Nghị định
// 30/2020/NĐ-CP, mẫu kế hoạch); a draft is marked as one.
func (s Sheet) Paper() *paper.Document {
	c := s.Campaign
	d := &paper.Document{Parent: "UBND tỉnh " + s.Bloc.Province, Issuer: s.Bloc.Name, Symbol: "KH-" + symbol(s.Bloc), Place: s.Bloc.Province, Date: c.Launched,
		Kind: "KẾ HOẠCH", Subject: subject(c), Authority: []string{"TM. " + vi.Upper(kindName(s.Bloc)), vi.Upper(s.Bloc.Kind.LeaderTitle())},
		Title: "Kế hoạch " + subject(c), Created: c.Days.From,
		CC: []string{"Ban Thi đua - Khen thưởng tỉnh", "Các đơn vị thành viên " + s.Bloc.Name, "Lưu: VT, TĐKT"}}
	if c.State == Draft {
		d.Draft = "DỰ THẢO"
	}
	for _, b := range s.Basis {
		line := "Thực hiện " + b.Name()
		if !b.Day.IsZero() && b.Code != "" {
			line += " ngày " + b.Day.VN()
		}
		if b.Code != "" {
			line += " của " + b.Issuer + " về " + lowerFirst(b.Abstract)
		}
		d.Body = append(d.Body, paper.Block{Kind: paper.Basis, Runs: paper.T(line + ";")})
	}
	intro := fmt.Sprintf("%s ban hành kế hoạch %s như sau:", s.Bloc.Name, lowerFirst(subject(c)))
	if c.Occasion != "" {
		intro = fmt.Sprintf("Nhân dịp %s, %s", lowerFirst(c.Occasion), lowerFirst(intro))
	}
	d.Body = append(d.Body, paper.P(intro))
	s.body(d)
	return d
}

func (s Sheet) body(d *paper.Document) {
	c := s.Campaign
	no := 0
	part := func(title string) {
		no++
		d.Body = append(d.Body, paper.H(1, fmt.Sprintf("%s. %s", roman(no), title)))
	}
	items := func(list []string) {
		for i, t := range list {
			end := ";"
			if i == len(list)-1 {
				end = "."
			}
			d.Body = append(d.Body, paper.Block{Kind: paper.Item, Runs: paper.T(strings.TrimRight(t, ".; ") + end)})
		}
	}
	part("Chủ đề, khẩu hiệu")
	if c.Theme != "" {
		d.Body = append(d.Body, paper.P("Chủ đề: "+c.Theme+"."))
	}
	items(quoted(c.Slogans))
	if c.Reason != "" {
		part("Lý do phát động")
		for _, l := range strings.Split(c.Reason, "\n") {
			d.Body = append(d.Body, paper.P(l))
		}
	}
	part("Nội dung thi đua")
	items(c.Contents)
	if len(s.Targets) > 0 {
		part("Chỉ tiêu")
		d.Body = append(d.Body, paper.P("Các đơn vị phấn đấu hoàn thành mức kế hoạch đã đăng ký của các chỉ tiêu sau:"),
			paper.Block{Kind: paper.TableOf, Table: targetTable(s.Targets)})
	}
	if len(c.Criteria) > 0 {
		part("Tiêu chí xét khen thưởng")
		items(c.Criteria)
	}
	part("Thời gian, tổ chức thực hiện")
	d.Body = append(d.Body, paper.P(fmt.Sprintf("Thời gian: từ ngày %s đến ngày %s.", c.Days.From.VN(), c.Days.To.VN())))
	if c.Form != "" {
		d.Body = append(d.Body, paper.P("Hình thức phát động: "+lowerFirst(Vietnamese(c.Form.Label()))+"."))
	}
	who := "Các đơn vị thành viên"
	if len(s.Units) > 0 {
		who = "Các đơn vị: " + strings.Join(s.Units, ", ")
	}
	if !c.JoinDue.IsZero() {
		who += fmt.Sprintf(" phát động trong đơn vị trước ngày %s, đặt chỉ tiêu của đơn vị và gửi minh chứng về Khối trưởng", c.JoinDue.VN())
	} else {
		who += " phát động trong đơn vị và gửi minh chứng về Khối trưởng"
	}
	d.Body = append(d.Body, paper.P(who+"."))
	switch {
	case !c.MidDue.IsZero() && !c.FinalDue.IsZero():
		d.Body = append(d.Body, paper.P(fmt.Sprintf("Khối sơ kết trước ngày %s, tổng kết trước ngày %s.", c.MidDue.VN(), c.FinalDue.VN())))
	case !c.FinalDue.IsZero():
		d.Body = append(d.Body, paper.P(fmt.Sprintf("Khối tổng kết trước ngày %s.", c.FinalDue.VN())))
	}
	end := "Trên đây là kế hoạch của " + s.Bloc.Name
	if s.Lead != "" {
		end += "; " + s.Lead + " theo dõi, đôn đốc việc thực hiện"
	}
	d.Body = append(d.Body, paper.P(end+"./."))
}

func targetTable(list []plan.Target) *paper.Table {
	t := &paper.Table{Widths: []int{10, 90, 25}, Header: [][]paper.Cell{{paper.C("Số", paper.Center), paper.C("Chỉ tiêu", paper.Center), paper.C("Đơn vị tính", paper.Center)}}}
	for _, x := range list {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(x.Code, paper.Center), paper.C(x.Name, paper.Left), paper.C(x.Measure, paper.Center)})
	}
	return t
}

func subject(c Campaign) string {
	name := c.Name
	if fold := vi.Fold(name); strings.HasPrefix(fold, "phong trao") || strings.HasPrefix(fold, "thi dua") || strings.HasPrefix(fold, "dot thi dua") {
		name = lowerFirst(name)
	} else {
		name = "phong trào thi đua “" + name + "”"
	}
	return "Phát động " + name
}

func quoted(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, "“"+strings.Trim(s, "“”\".;! ")+"”")
	}
	return out
}

func roman(n int) string { return []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"}[n] }

func kindName(b org.Bloc) string {
	if b.Kind == org.KindCluster {
		return "Cụm thi đua"
	}
	return "Khối thi đua"
}

// symbol gives the end of the symbol of a bloc's own papers.
func symbol(b org.Bloc) string {
	switch {
	case b.Symbol != "":
		return b.Symbol
	case b.Kind == org.KindCluster:
		return "CTĐ"
	}
	return "KTĐ"
}

// lowerFirst makes the first letter small, unless the word is all capitals or a name goes on.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || strings.ToUpper(string(r[1])) == string(r[1]) && r[1] != ' ' {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}
