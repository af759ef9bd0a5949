package review

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"

	"thidua/internal/base/civil"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
)

// ExportUnit gives what the workbench says of one unit as a workbook, or as a paper in Word or
// PDF: to the unit itself, and to whoever sees its row. Errors: NotFound.
func (s *Service) ExportUnit(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, unit string, f report.Format) (_ []byte, err error) {
	defer fault.Wrap(&err, "review.ExportUnit(%v, %s, %s, %s)", b, p, unit, f)
	w, err := s.Bench(ctx, by, b, p)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(w.Rows, func(r UnitRow) bool { return r.Member.Unit.Code == unit })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	row := w.Rows[i]
	own := *w
	own.Rows, own.Lines = []UnitRow{row}, w.Of(row.Member.Unit.ID, "")
	tasks, err := plan.TasksOf(ctx, s.db, b, p.Year(), row.Member.Unit.ID)
	if err != nil {
		return nil, err
	}
	note := ""
	if pl, err := plan.Of(ctx, s.db, b, p.Year()); err == nil {
		note = pl.Note
	}
	var out bytes.Buffer
	switch f {
	case report.XLSX:
		err = xlsx.Write(&out, own.unitBook(row, tasks, note))
	case report.DOCX:
		err = docx.Write(&out, own.unitPaper(row, tasks, note))
	case report.PDF:
		err = pdf.Write(&out, own.unitPaper(row, tasks, note))
	default:
		err = fault.New(fault.NotFound, "report.format|Chỉ xuất được .docx, .pdf, .xlsx và .json. Đổi đuôi tệp rồi thử lại.")
	}
	return out.Bytes(), err
}

// fieldRows gives the fields in which a unit has a plan: name, score, last year's, median; the
// median is nil when the reader sees nothing of the bloc as a whole.
func (w *Workbench) fieldRows(row UnitRow) (list []fieldRow) {
	for i, f := range w.Fields {
		if c := row.Cells[i]; c.Planned() {
			list = append(list, fieldRow{f.Field.Name, c, f.Median})
		}
	}
	return list
}

type fieldRow struct {
	name   string
	cell   FieldCell
	median *figure.Value
}

func (w *Workbench) unitBook(row UnitRow, tasks []plan.Task, note string) *xlsx.Book {
	title := []string{row.Member.Unit.Name, "Rà soát " + w.Period.Name()}
	fields := xlsx.Sheet{Name: "Lĩnh vực", Title: title, Notes: append([]string{w.rulesText(), marksText}, notes(note)...), FreezeRows: 1, Columns: []xlsx.Column{{Width: 36}, {Width: 16}, {Width: 20}, {Width: 20}, {Width: 14}},
		Header: [][]xlsx.Cell{{xlsx.Text("Lĩnh vực"), xlsx.Text("Điểm so với tiến độ"), xlsx.Text("Năm trước, cùng kỳ"), xlsx.Text("Trung vị của Khối"), xlsx.Text("Chỉ tiêu chậm")}}}
	for _, f := range w.fieldRows(row) {
		score := xlsx.Cell{Text: f.cell.mark(), Value: f.cell.Score, Decimals: 1, Align: xlsx.Right}
		if f.cell.Score != nil {
			score.Fill = binFills[f.cell.Bin]
		}
		fields.Rows = append(fields.Rows, []xlsx.Cell{xlsx.Text(f.name), score, {Value: f.cell.Last, Decimals: 1}, {Value: f.median, Decimals: 1}, xlsx.Num(whole(f.cell.Bad))})
	}
	t := xlsx.Sheet{Name: "Nhiệm vụ được giao", Title: title, Notes: notes(note), FreezeRows: 1, Landscape: true, Columns: []xlsx.Column{{Width: 10}, {Width: 56}, {Width: 30}, {Width: 12}, {Width: 16}, {Width: 40}},
		Header: [][]xlsx.Cell{{xlsx.Text("Số"), xlsx.Text("Nhiệm vụ"), xlsx.Text("Chức vụ chịu trách nhiệm"), xlsx.Text("Hạn"), xlsx.Text("Tình trạng"), xlsx.Text("Minh chứng")}}}
	for _, x := range tasks {
		t.Rows = append(t.Rows, []xlsx.Cell{xlsx.Text(x.Code), xlsx.Text(x.Text), xlsx.Text(x.Head), {Date: x.Due}, xlsx.Text(standText(x, w.Today)), xlsx.Text(x.Evidence)})
	}
	return &xlsx.Book{Title: title[1], Created: w.Period.To(), Sheets: []xlsx.Sheet{fields, w.lineSheet(title, note), t}}
}

func (w *Workbench) unitPaper(row UnitRow, tasks []plan.Task, note string) *paper.Document {
	u := row.Member.Unit
	d := &paper.Document{Parent: u.Parent, Issuer: u.Name, Place: w.Bloc.Province, Kind: "BÁO CÁO", Subject: "Rà soát nhiệm vụ, chỉ tiêu thi đua " + w.Period.Name() + " của " + u.Short, Symbol: "BC", Draft: "DỰ THẢO",
		Authority: []string{"THỦ TRƯỞNG ĐƠN VỊ"}, CC: []string{w.Bloc.Name, "Lưu: VT"}, Title: "Rà soát " + w.Period.Name() + ", " + u.Short, Created: w.Today}
	if u.Symbol != "" {
		d.Symbol = "BC-" + u.Symbol
	}
	t := &paper.Table{Widths: []int{40, 16, 18, 16, 10}, Size: 11, Header: [][]paper.Cell{{paper.C("Lĩnh vực", paper.Center), paper.C("Điểm so với tiến độ", paper.Center), paper.C("Năm trước, cùng kỳ", paper.Center), paper.C("Trung vị của Khối", paper.Center), paper.C("Chậm", paper.Center)}}}
	for _, f := range w.fieldRows(row) {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(f.name, paper.Left), paper.C(f.cell.mark(), paper.Center), paper.C(orDash(f.cell.Last), paper.Center), paper.C(orDash(f.median), paper.Center), paper.C(fmt.Sprintf("%d/%d", f.cell.Bad, f.cell.N), paper.Center)})
	}
	b := []paper.Block{paper.H(1, "I. TIẾN ĐỘ THEO LĨNH VỰC"), {Kind: paper.TableOf, Table: t}, {Kind: paper.Note, Runs: paper.T(w.rulesText() + " " + marksText)},
		paper.H(1, "II. TỪNG CHỈ TIÊU"), {Kind: paper.TableOf, Table: w.paceTable()}, paper.H(1, "III. NHIỆM VỤ ĐƯỢC GIAO")}
	if len(tasks) == 0 {
		b = append(b, paper.P("Chưa có nhiệm vụ nào được giao."))
	} else {
		b = append(b, paper.Block{Kind: paper.TableOf, Table: w.taskTable(tasks)})
	}
	if note != "" {
		b = append(b, paper.Block{Kind: paper.Note, Runs: paper.T(note)})
	}
	d.Body = b
	return d
}

// paceTable lists every target with its pace in words and where it leads.
func (w *Workbench) paceTable() *paper.Table {
	t := &paper.Table{Widths: []int{34, 10, 10, 13, 13, 20}, Size: 10, Header: [][]paper.Cell{{paper.C("Chỉ tiêu", paper.Center), paper.C("Đến nay", paper.Center), paper.C("Cần đạt", paper.Center), paper.C("Kế hoạch năm", paper.Center),
		paper.C("Tình trạng", paper.Center), paper.C("Ước cả năm (giả định)", paper.Center)}}}
	for _, l := range w.Lines {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(l.Target.Code+" "+l.Target.Name+" ("+l.Target.Measure+")", paper.Left), {Runs: []paper.Run{{Text: shownAs(l, l.Pace.Actual), Source: l.Ref}}, Align: paper.Right}, paper.C(shownAs(l, l.Pace.Expected), paper.Right),
			paper.C(w.planned(l), paper.Right), paper.C(text(l.Pace.Status.Label()), paper.Left), paper.C(w.projected(l), paper.Left)})
	}
	return t
}

func (w *Workbench) taskTable(tasks []plan.Task) *paper.Table {
	t := &paper.Table{Widths: []int{46, 24, 14, 16}, Size: 11, Header: [][]paper.Cell{{paper.C("Nhiệm vụ", paper.Center), paper.C("Người đứng đầu chịu trách nhiệm", paper.Center), paper.C("Hạn", paper.Center), paper.C("Tình trạng", paper.Center)}}}
	for _, x := range tasks {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(strings.TrimSpace(x.Code+" "+x.Text), paper.Left), paper.C(x.Head, paper.Left), paper.C(x.Due.VN(), paper.Center), paper.C(standText(x, w.Today), paper.Left)})
	}
	return t
}
