package report

import (
	"fmt"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
)

// Letterhead (phần đầu văn bản) is what the document needs beside the text.
type Letterhead struct {
	Number  string     // "05/BC-KTĐ"; "" leaves the number blank
	Date    civil.Date // zero leaves blanks to fill by hand
	Signer  string     // name; "" leaves room
	Post    string     // of the signer: "CHÁNH THANH TRA TỈNH"
	Draft   bool       // mark as DỰ THẢO
	NoAnnex bool       // leave the tables of units out
	Note    string     // printed below the annex: "Số liệu minh họa …"
}

// Document lays the report out as a state document (Nghị định 30/2020/NĐ-CP, mẫu 1.4):
// the paragraphs, then the consolidated table and the units' own targets as annexes.
func (t *Table) Document(paragraphs []Paragraph, l Letterhead) *paper.Document {
	symbol := "BC-" + t.Bloc.PaperSymbol()
	d := &paper.Document{
		Parent: "UBND tỉnh " + t.Bloc.Province, Issuer: t.Bloc.Name, Number: l.Number, Symbol: symbol,
		Place: t.Bloc.Province, Date: l.Date, Kind: "BÁO CÁO", Subject: subject(t.Period),
		Authority: []string{"TM. " + vi.Upper(kindName(t)), "KHỐI TRƯỞNG"}, Signer: l.Signer,
		Title: "Báo cáo " + t.Period.Name() + " – " + t.Bloc.Name, Created: l.Date,
	}
	if d.Created.IsZero() {
		d.Created = t.Period.To()
	}
	if l.Post != "" {
		d.Authority = append(d.Authority, vi.Upper(l.Post))
	}
	if l.Draft {
		d.Draft = "DỰ THẢO"
	}
	d.To = []string{"Hội đồng Thi đua - Khen thưởng tỉnh " + t.Bloc.Province}
	d.CC = []string{"Như trên", "Các đơn vị thành viên " + t.Bloc.Name, "Lưu: VT, TĐKT"}
	for _, p := range paragraphs {
		d.Body = append(d.Body, t.block(p))
	}
	if l.NoAnnex {
		return d
	}
	d.Body = append(d.Body, t.annexCommon(l.Note)...)
	d.Body = append(d.Body, t.annexOwn(l.Note)...)
	return d
}

func kindName(t *Table) string {
	if t.Bloc.Kind == "cluster" {
		return "Cụm thi đua"
	}
	return "Khối thi đua"
}

func subject(p civil.Period) string {
	s := "Kết quả công tác thi đua, khen thưởng và phong trào thi đua yêu nước " + p.Name()
	switch {
	case p.Half() == 1:
		s = "Sơ kết công tác thi đua, khen thưởng và phong trào thi đua yêu nước " + p.Name() + "; phương hướng, nhiệm vụ " + following(p)
	case p.From().Month == 1 && p.To().Month == 12:
		s = "Tổng kết công tác thi đua, khen thưởng và phong trào thi đua yêu nước " + p.Name() + "; phương hướng, nhiệm vụ " + following(p)
	}
	return s
}

func (t *Table) block(p Paragraph) paper.Block {
	b := paper.Block{Kind: paper.Para, Runs: t.runs(p.Text, false), ID: p.ID.String()}
	switch p.Kind {
	case Section:
		b.Kind, b.Level = paper.Heading, 1
	case Title:
		b.Kind, b.Level = paper.Heading, 2
	case Item:
		b.Kind = paper.Item
	case Fill:
		for i := range b.Runs {
			b.Runs[i].Italic = true
		}
	}
	return b
}

// annexCommon is Phụ lục I: common targets × units.
func (t *Table) annexCommon(note string) []paper.Block {
	if len(t.Rows) == 0 {
		return nil
	}
	var list []paper.Block
	const perPage = 13 // units that fit side by side on a landscape page
	for from := 0; from < len(t.Members); from += perPage {
		to := min(from+perPage, len(t.Members))
		name, head := "Phụ lục I", "Bảng tổng hợp kết quả thực hiện chỉ tiêu chung "+t.Period.Name()
		if len(t.Members) > perPage {
			head += fmt.Sprintf(" (đơn vị %d–%d)", from+1, to)
		}
		list = append(list, paper.Block{Kind: paper.Annex, Name: name, Title: head, Landscape: true},
			paper.Block{Kind: paper.TableOf, Table: t.grid(from, to)})
	}
	for _, n := range t.Notes() {
		list = append(list, paper.Block{Kind: paper.Note, Runs: paper.T(n)})
	}
	if note != "" {
		list = append(list, paper.Block{Kind: paper.Note, Runs: paper.T(note)})
	}
	return list
}

func (t *Table) grid(from, to int) *paper.Table {
	g := &paper.Table{Size: 9, Widths: []int{11, 42, 13}}
	head := []paper.Cell{bold("Số", paper.Center), bold("Chỉ tiêu", paper.Center), bold("Đơn vị tính", paper.Center)}
	for _, m := range t.Members[from:to] {
		head = append(head, bold(m.Unit.Short, paper.Center))
		g.Widths = append(g.Widths, 15)
	}
	head = append(head, bold("Toàn Khối", paper.Center))
	g.Widths = append(g.Widths, 18)
	g.Header = [][]paper.Cell{head}
	for i := range t.Rows {
		r := &t.Rows[i]
		row := []paper.Cell{paper.C(r.Target.Code, paper.Center), paper.C(r.Target.Name, paper.Left), paper.C(r.Target.Measure, paper.Center)}
		for m := from; m < to; m++ {
			row = append(row, t.paperCell(&r.Cells[m], r.Target, t.Members[m].Unit.Code))
		}
		tot := paper.Cell{Runs: []paper.Run{{Text: t.TotalText(r), Source: t.TotalID(r.Target.Code)}}, Align: paper.Right, Bold: true}
		g.Rows = append(g.Rows, append(row, tot))
	}
	return g
}

func bold(s string, a paper.Align) paper.Cell {
	return paper.Cell{Runs: paper.T(s), Align: a, Bold: true}
}

// TotalText gives the bloc's figure of a row as printed in tables: a sum, a mean with its
// range, or n/m for yes/no; "–" when no unit has a figure.
func (t *Table) TotalText(r *Row) string {
	v, _ := r.Total.text(r.Target.Kind, "")
	if r.Total.Value == nil {
		return "–"
	}
	switch r.Total.Kind {
	case Met:
		return fmt.Sprintf("%s/%d", v, r.Total.N)
	case Mean:
		return fmt.Sprintf("%s (%s–%s)", v, r.Total.Min.VN(), r.Total.Max.VN())
	}
	return v
}

// annexOwn is Phụ lục II: what each unit set for itself.
func (t *Table) annexOwn(note string) []paper.Block {
	g := &paper.Table{Size: 11, Widths: []int{15, 58, 16, 16, 16, 17},
		Header: [][]paper.Cell{{bold("Số", paper.Center), bold("Đơn vị, chỉ tiêu", paper.Center), bold("Đơn vị tính", paper.Center),
			bold("Kế hoạch năm", paper.Center), bold("Kết quả", paper.Center), bold("So với mức của kỳ", paper.Center)}}}
	for m, rows := range t.Own {
		if len(rows) == 0 {
			continue
		}
		g.Rows = append(g.Rows, []paper.Cell{{Runs: []paper.Run{{Text: t.Members[m].Unit.Name, Bold: true}}, ColSpan: 6, Bold: true}})
		for i := range rows {
			o := &rows[i]
			g.Rows = append(g.Rows, []paper.Cell{paper.C(o.Target.Code, paper.Center), paper.C(o.Target.Name, paper.Left), paper.C(o.Target.Measure, paper.Center),
				paper.C(planText(o.Cell.Plan, o.Target.Kind == "yesno"), paper.Right), t.paperCell(&o.Cell, o.Target, t.Members[m].Unit.Code), paper.C(ShareText(&o.Cell), paper.Right)})
		}
	}
	if len(g.Rows) == 0 {
		return nil
	}
	list := []paper.Block{{Kind: paper.Annex, Name: "Phụ lục II", Title: "Kết quả thực hiện chỉ tiêu riêng của từng đơn vị " + t.Period.Name()},
		{Kind: paper.TableOf, Table: g}}
	if note != "" {
		list = append(list, paper.Block{Kind: paper.Note, Runs: paper.T(note)})
	}
	return list
}

func planText(v *figure.Value, yesNo bool) string {
	switch {
	case v == nil:
		return "–"
	case yesNo && *v == figure.FromInt(1):
		return "Đạt"
	}
	return v.VN()
}

// ShareText gives how a cell stands against the plan: "97,5%", "đạt", "chưa đạt", "–".
func ShareText(c *Cell) string {
	switch {
	case !c.Compared():
		return "–"
	case c.Share.Percent != nil:
		return c.Share.Percent.VNFixed(1) + "%"
	case c.Share.Met:
		return "đạt"
	}
	return "chưa đạt"
}

// Notes are printed under the table: how figures add up, and who is left out where.
func (t *Table) Notes() []string {
	list := []string{
		"Cách tổng hợp: chỉ tiêu đếm và tiền lấy tổng; chỉ tiêu tỷ lệ lấy bình quân các đơn vị có số liệu (thấp nhất–cao nhất), không có trọng số; chỉ tiêu Đạt/Không đạt ghi số đơn vị đạt trên số đơn vị có số liệu.",
		"So với kế hoạch: chỉ tiêu tỷ lệ so với mức cả năm; chỉ tiêu đếm và tiền so với mức của kỳ (6 tháng đầu năm mặc định bằng một nửa kế hoạch năm). Đơn vị chưa có số liệu hoặc không truyền (kt) không được tính vào tổng, không coi là 0.",
	}
	if _, missing := t.Sent(); len(missing) > 0 {
		list = append(list, "Chưa gửi báo cáo, số liệu chưa nhập thì để trống: "+t.short(missing)+".")
	}
	for i := range t.Rows {
		tot := &t.Rows[i].Total
		var s []string
		if len(tot.Withheld) > 0 {
			s = append(s, "không truyền: "+t.withheld(&t.Rows[i]))
		}
		if silent := t.silent(tot.Empty); len(silent) > 0 {
			s = append(s, "chưa có số liệu: "+t.short(silent))
		}
		if len(s) > 0 {
			list = append(list, t.Rows[i].Target.Code+" – "+strings.Join(s, "; ")+".")
		}
	}
	return list
}

// silent gives those of members that have sent their report and still left a target
// empty; who has not sent at all is named once.
func (t *Table) silent(members []int) []int {
	var list []int
	for _, m := range members {
		if t.Standing[m].Sent {
			list = append(list, m)
		}
	}
	return list
}

func (t *Table) short(members []int) string {
	var s []string
	for _, m := range members {
		s = append(s, t.Members[m].Unit.Short)
	}
	return strings.Join(s, ", ")
}

func (t *Table) withheld(r *Row) string {
	var s []string
	for _, m := range r.Total.Withheld {
		s = append(s, t.Members[m].Unit.Short+" ("+r.Cells[m].Reason+")")
	}
	return strings.Join(s, ", ")
}
