package review

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/pdf"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/plan"
	"thidua/internal/year/report"
)

// Export gives the workbench of a period with its decisions as a file: a workbook, or a
// review paper in Word or PDF. The same data give the same bytes. Errors: Denied when the
// reader may not see what is said of the bloc as a whole.
func (s *Service) Export(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, f report.Format) (_ []byte, err error) {
	defer fault.Wrap(&err, "review.Export(%v, %s, %s)", b, p, f)
	w, err := s.Bench(ctx, by, b, p)
	if err != nil {
		return nil, err
	}
	if !w.Totals {
		return nil, fault.New(fault.Denied, "report.peers|Khối chưa cho đơn vị xem số liệu chung. Ban Thi đua - Khen thưởng tỉnh có thể đổi cài đặt này.")
	}
	all, err := UrgentIn(ctx, s.db, b, p.Year())
	if err != nil {
		return nil, err
	}
	var urgent []UrgentTask
	for _, u := range all {
		if _, ok := w.Row(u.Task.Unit); ok {
			urgent = append(urgent, u)
		}
	}
	note := ""
	if pl, err := plan.Of(ctx, s.db, b, p.Year()); err == nil {
		note = pl.Note
	}
	var out bytes.Buffer
	switch f {
	case report.XLSX:
		err = xlsx.Write(&out, w.workbook(urgent, note))
	case report.DOCX:
		err = docx.Write(&out, w.paper(urgent, note))
	case report.PDF:
		err = pdf.Write(&out, w.paper(urgent, note))
	default:
		err = fault.New(fault.NotFound, "report.format|Chỉ xuất được .docx, .pdf, .xlsx và .json. Đổi đuôi tệp rồi thử lại.")
	}
	return out.Bytes(), err
}

func text(msg string) string { return fault.Text(msg, nil) }

// Rules says by which thresholds cells and fields are judged, and what their marks mean.
func (w *Workbench) Rules() string { return w.rulesText() + " " + marksText }

// Adjusted says what became of what was planned, "" when it stands as it was.
func (w *Workbench) Adjusted(l Line) string {
	if l.Changed == nil {
		return ""
	}
	return w.planned(l)
}

// Mark gives the score of a cell as printed.
func (c FieldCell) Mark() string { return c.mark() }

func (w *Workbench) rulesText() string {
	s := w.Setting
	return fmt.Sprintf("Ngưỡng của Khối: dưới %d điểm là yếu; lĩnh vực yếu khi từ %d đơn vị dưới ngưỡng, hoặc thấp hơn bình quân các năm trước từ %d điểm. Điểm: bình quân mức đạt so với tiến độ của các chỉ tiêu, mỗi chỉ tiêu nhiều nhất 100.", s.Bins[0], s.Units, s.Drop)
}

// marksText says what the marks of cells mean.
const marksText = "▼ yếu; ↓ thấp hơn hẳn các năm trước; * có chỉ tiêu đã điều chỉnh kế hoạch; (kt) không truyền; – không có kế hoạch để so."

// idle says which fields have no drive yet, "" when every one has or it is not known.
func (w *Workbench) idle() string {
	var list []string
	for _, f := range w.Fields {
		if f.Drives == 0 {
			list = append(list, f.Field.Name)
		}
	}
	return strings.Join(list, "; ")
}

// planned says what is planned for the year, and what it was before it was adjusted.
func (w *Workbench) planned(l Line) string {
	s := shownAs(l, l.Target.Goal.Year)
	switch {
	case l.Moved(w.Period):
		s += " (điều chỉnh từ " + shownAs(l, l.Changed.Old.Year) + ")"
	case l.Changed != nil:
		s += " (từ " + civil.Of(l.Changed.DecidedAt).VN() + " điều chỉnh thành " + shownAs(l, l.Changed.New.Year) + ")"
	}
	return s
}

// shownAs prints a figure of a target, "–" for none.
func shownAs(l Line, v *figure.Value) string {
	if v == nil {
		return "–"
	}
	return report.Show(l.Target.Kind, v.Round(2))
}

// projected prints a projection with what it assumes.
func (w *Workbench) projected(l Line) string {
	if l.Pace.Projection == nil {
		return "–"
	}
	v := l.Pace.Projection.Round(1)
	return shownAs(l, &v) + " (" + w.Assumption(l) + ")"
}

// Assumption says what a projection assumes, "" when there is none.
func (w *Workbench) Assumption(l Line) string {
	if l.Pace.Projection == nil {
		return ""
	}
	return fault.Text(l.Pace.Assumption.Label(), fault.P{"n": int(w.Period.To().Month)})
}

// mark gives the score of a cell as printed: the number, with ▼ when it is weak.
func (c FieldCell) mark() string {
	switch {
	case c.Score != nil:
		s := c.Score.VNFixed(0)
		if c.Weak {
			s += " ▼"
		}
		if c.Dropped {
			s += " ↓"
		}
		if c.Changed > 0 {
			s += " *"
		}
		return s
	case c.Withheld > 0:
		return "(kt)"
	case c.Missing > 0:
		return "chưa có"
	}
	return "–"
}

var binFills = [5]string{"F9C9CE", "FFF3D6", "F4F7D9", "DFF2E5", "BFE5CF"}

func (w *Workbench) workbook(urgent []UrgentTask, note string) *xlsx.Book {
	title := []string{w.Bloc.Name, "Rà soát " + w.Period.Name()}
	heat := xlsx.Sheet{Name: "Bảng nhiệt", Title: title, Notes: append([]string{w.rulesText(), marksText}, notes(note)...), FreezeRows: 1, FreezeCols: 1, Landscape: true, Columns: []xlsx.Column{{Width: 28}}}
	head := []xlsx.Cell{xlsx.Text("Đơn vị")}
	for _, f := range w.Fields {
		head = append(head, xlsx.Text(f.Field.Name))
		heat.Columns = append(heat.Columns, xlsx.Column{Width: 14})
	}
	heat.Header = [][]xlsx.Cell{append(head, xlsx.Text("Bình quân"), xlsx.Text("Nhiệm vụ xong đúng hạn"), xlsx.Text("Nhiệm vụ quá hạn"))}
	for _, r := range w.Rows {
		row := []xlsx.Cell{xlsx.Text(r.Member.Unit.Short)}
		for _, c := range r.Cells {
			x := xlsx.Cell{Text: c.mark(), Value: c.Score, Decimals: 1, Align: xlsx.Right}
			if c.Score != nil {
				x.Fill = binFills[c.Bin]
			}
			row = append(row, x)
		}
		heat.Rows = append(heat.Rows, append(row, xlsx.Cell{Value: r.Mean, Decimals: 1}, xlsx.Num(whole(r.Tasks.OnTime)), xlsx.Num(whole(r.Tasks.Overdue))))
	}
	median := []xlsx.Cell{{Text: "Trung vị của Khối", Bold: true}}
	for _, f := range w.Fields {
		median = append(median, xlsx.Cell{Value: f.Median, Decimals: 1, Bold: true})
	}
	heat.Rows = append(heat.Rows, median)
	if len(w.Past) > 0 {
		last := []xlsx.Cell{{Text: "Năm trước, cùng kỳ", Bold: true}}
		for _, f := range w.Fields {
			last = append(last, xlsx.Cell{Value: f.Last, Decimals: 1, Bold: true})
		}
		heat.Rows = append(heat.Rows, last)
	}
	return &xlsx.Book{Title: title[1], Created: w.Period.To(), Sheets: []xlsx.Sheet{heat, w.lineSheet(title, note), urgentSheet(w, urgent, title, note)}}
}

func whole(n int) figure.Value { return figure.FromInt(int64(n)) }

func notes(note string) []string {
	if note == "" {
		return nil
	}
	return []string{note}
}

func (w *Workbench) lineSheet(title []string, note string) xlsx.Sheet {
	s := xlsx.Sheet{Name: "Tiến độ chỉ tiêu", Title: title, Notes: notes(note), FreezeRows: 1, Landscape: true,
		Columns: []xlsx.Column{{Width: 24}, {Width: 9}, {Width: 50}, {Width: 12}, {Width: 12}, {Width: 12}, {Width: 12}, {Width: 12}, {Width: 20}, {Width: 12}, {Width: 44}, {Width: 32}, {Width: 34}},
		Header: [][]xlsx.Cell{{xlsx.Text("Đơn vị"), xlsx.Text("Số"), xlsx.Text("Chỉ tiêu"), xlsx.Text("Đơn vị tính"), xlsx.Text("Kế hoạch năm"), xlsx.Text("Đến nay"), xlsx.Text("Cần đạt"), xlsx.Text("So với tiến độ"),
			xlsx.Text("Tình trạng"), xlsx.Text("Ước cả năm"), xlsx.Text("Giả định của ước"), xlsx.Text("Điều chỉnh kế hoạch"), xlsx.Text("Mã tra cứu")}}}
	for _, l := range w.Lines {
		row, _ := w.Row(l.Unit)
		changed := ""
		if l.Changed != nil {
			changed = w.planned(l)
		}
		s.Rows = append(s.Rows, []xlsx.Cell{xlsx.Text(row.Member.Unit.Short), xlsx.Text(l.Target.Code), xlsx.Text(l.Target.Name), xlsx.Text(l.Target.Measure), {Value: l.Target.Goal.Year},
			{Value: l.Pace.Actual}, {Value: l.Pace.Expected}, {Value: l.Pace.Percent, Percent: l.Pace.Percent != nil, Decimals: 1}, xlsx.Text(text(l.Pace.Status.Label())), {Value: l.Pace.Projection}, xlsx.Text(w.Assumption(l)), xlsx.Text(changed), xlsx.Text(l.Ref)})
	}
	return s
}

func urgentSheet(w *Workbench, list []UrgentTask, title []string, note string) xlsx.Sheet {
	s := xlsx.Sheet{Name: "Nhiệm vụ cấp bách", Title: title, Notes: notes(note), FreezeRows: 1, Landscape: true,
		Columns: []xlsx.Column{{Width: 6}, {Width: 56}, {Width: 24}, {Width: 28}, {Width: 12}, {Width: 16}, {Width: 50}},
		Header:  [][]xlsx.Cell{{xlsx.Text("TT"), xlsx.Text("Nhiệm vụ"), xlsx.Text("Đơn vị"), xlsx.Text("Chức vụ chịu trách nhiệm"), xlsx.Text("Hạn"), xlsx.Text("Tình trạng"), xlsx.Text("Căn cứ")}}}
	for i, u := range list {
		row, _ := w.Row(u.Task.Unit)
		s.Rows = append(s.Rows, []xlsx.Cell{xlsx.Num(whole(i + 1)), xlsx.Text(u.Task.Text), xlsx.Text(row.Member.Unit.Short), xlsx.Text(u.Task.Head), {Date: u.Task.Due}, xlsx.Text(standText(u.Task, w.Today)), xlsx.Text(u.Basis.Text)})
	}
	return s
}

// paper gives the review as an official paper.
func (w *Workbench) paper(urgent []UrgentTask, note string) *paper.Document {
	d := &paper.Document{Issuer: w.Bloc.Name, Place: w.Bloc.Province, Kind: "BÁO CÁO", Subject: "Rà soát nhiệm vụ, chỉ tiêu thi đua " + w.Period.Name(), Symbol: "BC-" + w.Bloc.Symbol, Draft: "DỰ THẢO",
		Authority: []string{"TM. KHỐI THI ĐUA", "KHỐI TRƯỞNG"}, CC: []string{"Các đơn vị thành viên", "Ban Thi đua - Khen thưởng tỉnh", "Lưu: VT"}, Title: "Rà soát " + w.Period.Name(), Created: w.Today}
	if w.Bloc.Symbol == "" {
		d.Symbol = "BC-KTĐ"
	}
	b := []paper.Block{paper.H(1, "I. LĨNH VỰC CÒN YẾU")}
	weak := w.WeakFields()
	if len(weak) == 0 {
		b = append(b, paper.P("Theo ngưỡng của Khối, chưa có lĩnh vực nào yếu trong kỳ."))
	}
	for _, f := range weak {
		b = append(b, paper.Block{Kind: paper.Item, Runs: paper.T(f.Field.Name + ": " + f.Weak.words() + ".")})
	}
	if idle := w.idle(); idle != "" {
		b = append(b, paper.Block{Kind: paper.Item, Runs: paper.T("Chưa có đợt thi đua nào cho: " + idle + ".")})
	}
	b = append(b, paper.P("Điểm của từng lĩnh vực so với tiến độ:"), paper.Block{Kind: paper.TableOf, Table: w.heatTable()},
		paper.Block{Kind: paper.Note, Runs: paper.T(w.rulesText() + " " + marksText)}, paper.H(1, "II. CHỈ TIÊU CHẬM SO VỚI TIẾN ĐỘ"), paper.Block{Kind: paper.TableOf, Table: w.slowTable()},
		paper.H(1, "III. NHIỆM VỤ CẤP BÁCH"))
	if len(urgent) == 0 {
		b = append(b, paper.P("Chưa giao nhiệm vụ cấp bách."))
	} else {
		b = append(b, paper.Block{Kind: paper.TableOf, Table: w.urgentTable(urgent)})
	}
	if note != "" {
		b = append(b, paper.Block{Kind: paper.Note, Runs: paper.T(note)})
	}
	d.Body = b
	return d
}

// heatTable is the heat map on paper: scores, means, tasks done in time, median, last year.
func (w *Workbench) heatTable() *paper.Table {
	t := &paper.Table{Widths: []int{22}, Size: 9}
	head := []paper.Cell{paper.C("Đơn vị", paper.Center)}
	for _, f := range w.Fields {
		head = append(head, paper.C(f.Field.Name, paper.Center))
		t.Widths = append(t.Widths, 11)
	}
	t.Widths = append(t.Widths, 9, 10)
	t.Header = [][]paper.Cell{append(head, paper.C("Bình quân", paper.Center), paper.C("Nhiệm vụ đúng hạn", paper.Center))}
	for _, r := range w.Rows {
		row := []paper.Cell{paper.C(r.Member.Unit.Short, paper.Left)}
		for _, c := range r.Cells {
			row = append(row, paper.C(c.mark(), paper.Center))
		}
		done := "–"
		if n := r.Tasks.Done + r.Tasks.Overdue; n > 0 {
			done = fmt.Sprintf("%d/%d", r.Tasks.OnTime, n)
		}
		t.Rows = append(t.Rows, append(row, paper.C(orDash(r.Mean), paper.Center), paper.C(done, paper.Center)))
	}
	foot := func(name string, of func(FieldColumn) *figure.Value) {
		row := []paper.Cell{paper.C(name, paper.Left)}
		for _, f := range w.Fields {
			row = append(row, paper.C(orDash(of(f)), paper.Center))
		}
		t.Rows = append(t.Rows, append(row, paper.C("", paper.Center), paper.C("", paper.Center)))
	}
	foot("Trung vị của Khối", func(f FieldColumn) *figure.Value { return f.Median })
	if len(w.Past) > 0 {
		foot("Năm trước, cùng kỳ", func(f FieldColumn) *figure.Value { return f.Last })
	}
	return t
}

// words says why a field is weak.
func (f WeakField) words() string {
	s := ""
	if f.ByUnits {
		s = fmt.Sprintf("%d/%d đơn vị dưới ngưỡng", f.Below, f.Scored)
	}
	if f.ByPast {
		if s != "" {
			s += "; "
		}
		s += fmt.Sprintf("bình quân %s điểm, các năm trước %s điểm (%d năm)", f.Mean.VNFixed(0), f.Past.VNFixed(0), f.Years)
	}
	return s
}

func (w *Workbench) slowTable() *paper.Table {
	t := &paper.Table{Widths: []int{16, 34, 10, 10, 11, 10, 20}, Size: 10, Header: [][]paper.Cell{{paper.C("Đơn vị", paper.Center), paper.C("Chỉ tiêu", paper.Center), paper.C("Đến nay", paper.Center), paper.C("Cần đạt", paper.Center),
		paper.C("So với tiến độ", paper.Center), paper.C("Kế hoạch năm", paper.Center), paper.C("Ước cả năm (giả định)", paper.Center)}}}
	for _, l := range w.Lines {
		if !l.Pace.Status.Bad() {
			continue
		}
		row, _ := w.Row(l.Unit)
		pct := "–"
		if l.Pace.Percent != nil {
			pct = l.Pace.Percent.VNFixed(1) + "%"
		}
		t.Rows = append(t.Rows, []paper.Cell{paper.C(row.Member.Unit.Short, paper.Left), paper.C(l.Target.Code+" "+l.Target.Name+" ("+l.Target.Measure+")", paper.Left),
			{Runs: []paper.Run{{Text: shownAs(l, l.Pace.Actual), Source: l.Ref}}, Align: paper.Right}, paper.C(shownAs(l, l.Pace.Expected), paper.Right), paper.C(pct, paper.Right), paper.C(w.planned(l), paper.Right), paper.C(w.projected(l), paper.Left)})
	}
	if len(t.Rows) == 0 {
		t.Rows = [][]paper.Cell{{{Runs: paper.T("Không có chỉ tiêu nào chậm."), ColSpan: 7}}}
	}
	return t
}

// standText says how a task stands, and by how many days it is overdue.
func standText(t plan.Task, today civil.Date) string {
	s := text(t.Stand(today).Label())
	if t.Stand(today) == plan.TaskOverdue {
		s += fmt.Sprintf(" %d ngày", t.Due.DaysUntil(today))
	}
	return s
}

func (w *Workbench) urgentTable(list []UrgentTask) *paper.Table {
	t := &paper.Table{Widths: []int{5, 36, 16, 18, 12, 13}, Size: 10, Header: [][]paper.Cell{{paper.C("TT", paper.Center), paper.C("Nhiệm vụ", paper.Center), paper.C("Đơn vị", paper.Center), paper.C("Người đứng đầu chịu trách nhiệm", paper.Center), paper.C("Hạn", paper.Center), paper.C("Tình trạng", paper.Center)}}}
	for i, u := range list {
		row, _ := w.Row(u.Task.Unit)
		t.Rows = append(t.Rows, []paper.Cell{paper.C(strconv.Itoa(i+1), paper.Center), paper.C(u.Task.Text, paper.Left), paper.C(row.Member.Unit.Short, paper.Left), paper.C(u.Task.Head, paper.Left), paper.C(u.Task.Due.VN(), paper.Center), paper.C(standText(u.Task, w.Today), paper.Left)})
	}
	return t
}
