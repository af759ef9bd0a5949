package app

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/activity"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/review"
	"thidua/internal/year/rolemodel"
)

// packSources adds what the units sent: the files that figures were read from, each once, and the
// words of their reports.
func (a *App) packSources(ctx context.Context, _ who.Actor, p *pack, short map[string]string) error {
	row, err := progress.PeriodOf(ctx, a.DB, p.Bloc.ID, p.Period)
	if err != nil {
		return err
	}
	values, err := progress.Values(ctx, a.DB, row.ID)
	if err != nil {
		return err
	}
	texts, err := progress.Texts(ctx, a.DB, row.ID)
	if err != nil {
		return err
	}
	sources := map[id.Unit][]progress.Source{}
	for _, v := range values {
		sources[v.Unit] = append(sources[v.Unit], v.Source)
	}
	t := packTable{Name: "phan-loi", Title: "Phần lời báo cáo của các đơn vị", Head: []string{"Đơn vị", "Mục", "Nội dung", "Tệp", "Vị trí", "Người nhập"}}
	for _, u := range p.units {
		for _, h := range progress.Headings() {
			if x := texts[u][h]; x.Body != "" {
				t.Rows = append(t.Rows, []string{short[u.String()], fault.Text(h.Label(), nil), x.Body, x.Source.File, x.Source.At, x.Source.By})
				sources[u] = append(sources[u], x.Source)
			}
		}
		for _, s := range sources[u] {
			if err := a.packFile(ctx, p, "so-lieu/", "Tệp của "+short[u.String()], s.File, s.SHA256); err != nil {
				return err
			}
		}
	}
	p.table(t)
	return nil
}

// packFile adds an attachment once; one that the data does not hold any more is left out.
func (a *App) packFile(ctx context.Context, p *pack, folder, what, name, hash string) error {
	if hash == "" || p.have[folder+hash] {
		return nil
	}
	body, err := a.Blob.Get(ctx, hash)
	if fault.Is(err, fault.NotFound) {
		return nil
	} else if err != nil {
		return err
	}
	if p.have == nil {
		p.have = map[string]bool{}
	}
	p.have[folder+hash] = true
	p.add(folder+hash[:8]+"-"+path.Base(strings.ReplaceAll(name, `\`, "/")), what, body)
	return nil
}

// packLife adds the role models and the activities of the period.
func (a *App) packLife(ctx context.Context, by who.Actor, p *pack, short map[string]string) error {
	models, err := rolemodel.List(ctx, a.DB, p.Bloc.ID)
	if err != nil {
		return err
	}
	t := packTable{Name: "dien-hinh", Title: "Điển hình tiên tiến", Head: []string{"Đơn vị", "Loại", "Tên", "Chức vụ", "Thành tích", "Giai đoạn", "Bài học"}}
	for _, m := range models {
		if !m.At.IsZero() && civil.Of(m.At).Year > p.Period.Year() {
			continue
		}
		if x, ok := m.For(rolemodel.ReaderOf(by, p.Bloc.ID, m.Unit), short[m.Unit.String()]); ok {
			if x.Kind.Personal() && x.NameOK != rolemodel.Given && x.Name != "" { // a package goes from hand to hand
				x.Title, x.Lesson = strings.ReplaceAll(x.Title, x.Name, "…"), strings.ReplaceAll(x.Lesson, x.Name, "…")
				x.Name, x.Post = "(chưa đồng ý nêu tên)", ""
			}
			t.Rows = append(t.Rows, []string{short[x.Unit.String()], fault.Text(x.Kind.Label(), nil), x.Name, x.Post, x.Title, fault.Text(x.Stage.Label(), nil), x.Lesson})
		}
	}
	p.table(t)
	list, err := activity.Between(ctx, a.DB, p.Bloc.ID, p.Period.From(), p.Period.To())
	if err != nil {
		return err
	}
	l := packTable{Name: "sinh-hoat", Title: "Sinh hoạt chính trị", Head: []string{"Đơn vị", "Loại", "Hoạt động", "Ngày", "Nơi", "Số người dự", "Nội dung, kết quả"}}
	for _, x := range list {
		l.Rows = append(l.Rows, []string{short[x.Unit.String()], fault.Text(x.Kind.Label(), nil), x.Title, x.Day.VN(), x.Place, strconv.Itoa(x.Present), x.Body})
	}
	p.table(l)
	return nil
}

// packGuides adds the register of guiding documents with their clauses.
func (a *App) packGuides(ctx context.Context, _ who.Actor, p *pack, _ map[string]string) error {
	t := packTable{Name: "van-ban-chi-dao", Title: "Văn bản chỉ đạo, từng điểm, mục", Head: []string{"Văn bản", "Cơ quan ban hành", "Ngày", "Trích yếu", "Điểm, mục", "Nội dung"}}
	for page := 1; ; page++ {
		docs, _, err := document.List(ctx, a.DB, p.Bloc.ID, document.Filter{Page: page})
		if err != nil {
			return err
		}
		for _, d := range docs {
			clauses, err := document.Clauses(ctx, a.DB, d.ID)
			if err != nil {
				return err
			}
			head := []string{d.Name(), d.Issuer, d.Day.VN(), d.Abstract}
			if len(clauses) == 0 {
				t.Rows = append(t.Rows, append(head, "", ""))
			}
			for _, c := range clauses {
				t.Rows = append(t.Rows, append(slices.Clone(head), c.Label, c.Text))
			}
		}
		if len(docs) < document.PageSize {
			break
		}
	}
	p.table(t)
	return nil
}

// points prints a score in whole points, as every page does.
func points(v *figure.Value) string {
	if v == nil {
		return "–"
	}
	return v.VNFixed(0)
}

// A packCell is one cell of the heat map of a package.
type packCell struct{ Text, Class string }

// A packRow is one unit of the heat map.
type packRow struct {
	Name  string
	Cells []packCell
}

// A packChart is one field over the periods, drawn and as a table.
type packChart struct {
	Name   string
	Line   string // points of a polyline
	Points [][2]string
}

// packHeat makes the heat map and the small multiples of the opening page.
func (p *pack) packHeat(w *review.Workbench) {
	t := packTable{Name: "bang-nhiet", Title: "Bảng nhiệt: đơn vị và lĩnh vực (điểm so với tiến độ)", Head: []string{"Đơn vị"}, Drawn: true}
	for _, f := range w.Fields {
		t.Head = append(t.Head, f.Field.Name)
	}
	for _, r := range w.Rows {
		row, line := packRow{Name: r.Member.Unit.Short}, []string{r.Member.Unit.Short}
		for _, c := range r.Cells {
			x := packCell{Text: c.Mark(), Class: "hx"}
			if c.Score != nil {
				x.Class = "h" + strconv.Itoa(c.Bin)
			}
			row.Cells, line = append(row.Cells, x), append(line, x.Text)
		}
		p.Heat, t.Rows = append(p.Heat, row), append(t.Rows, line)
	}
	median := []string{"Trung vị của Khối"}
	for _, f := range w.Fields {
		median = append(median, points(f.Median))
		p.Fields = append(p.Fields, f.Field.Name)
		if c, ok := chartOf(w, f); ok {
			p.Charts = append(p.Charts, c)
		}
	}
	t.Rows = append(t.Rows, median)
	p.Median = median[1:]
	p.table(t)
}

// chartOf draws one field of the bloc over the periods; ok is false when there is only one.
func chartOf(w *review.Workbench, f review.FieldColumn) (c packChart, ok bool) {
	c.Name = f.Field.Name
	var ys []int
	put := func(period civil.Period, v *figure.Value) {
		if v != nil {
			c.Points = append(c.Points, [2]string{period.Name(), points(v)})
			ys = append(ys, 54-int(min(max(v.Round(0).Int(), 0), 100))*48/100)
		}
	}
	for _, list := range [][]review.PastYear{w.Years, w.Before} {
		for _, y := range slices.Backward(list) {
			put(y.Period, y.MeanOf(f.Field.Code))
		}
	}
	put(w.Period, f.Weak.Mean)
	if len(ys) < 2 {
		return c, false
	}
	var line []string
	for i, y := range ys {
		line = append(line, fmt.Sprintf("%d,%d", 8+i*164/(len(ys)-1), y))
	}
	c.Line = strings.Join(line, " ")
	return c, true
}

// Text gives the line of a chart for a screen reader.
func (c packChart) Text() string {
	var words []string
	for _, q := range c.Points {
		words = append(words, q[0]+": "+q[1])
	}
	return c.Name + ". " + strings.Join(words, ", ")
}

// source says where a figure was read: file, cell, person, time.
func source(v progress.Value) []string {
	at := ""
	if !v.Source.Time.IsZero() {
		at = v.Source.Time.Format("15:04 02/01/2006")
	}
	return []string{v.Source.File, v.Source.At, v.Source.By, at}
}

// lines is the table of targets with their pace and their source.
func (a *App) lines(ctx context.Context, p *pack, w *review.Workbench, row progress.ID, short map[string]string) (t packTable, err error) {
	t = packTable{Name: "chi-tieu", Title: "Chỉ tiêu: kế hoạch, kết quả, tiến độ, nguồn", Head: []string{"Đơn vị", "Mã", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm", "Điều chỉnh kế hoạch", "Đến nay", "Cần đạt", "So với tiến độ (%)", "Tình trạng", "Ước cả năm", "Giả định của ước", "Tệp", "Ô, vị trí", "Người nhập", "Lúc", "Mã tra cứu"}}
	values, err := progress.Values(ctx, a.DB, row)
	if err != nil {
		return t, err
	}
	of := progress.ByUnit(values)
	for _, l := range w.Lines {
		rounded := func(v *figure.Value) string {
			if v == nil {
				return ""
			}
			return v.Round(1).VN()
		}
		line := []string{short[l.Unit.String()], l.Target.Code, l.Target.Name, l.Target.Measure, number(l.Target.Goal.Year), w.Adjusted(l), number(l.Pace.Actual), rounded(l.Pace.Expected), rounded(l.Pace.Percent), fault.Text(l.Pace.Status.Label(), nil), rounded(l.Pace.Projection), w.Assumption(l)}
		t.Rows = append(t.Rows, append(append(line, source(of[l.Unit][plan.TargetID(l.Target.ID)])...), l.Ref))
	}
	return t, nil
}
