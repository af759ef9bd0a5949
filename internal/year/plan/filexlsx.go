package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
)

// The sheets of the workbook, in their order.
const (
	sheetUnits   = "Đơn vị"
	sheetTargets = "Chỉ tiêu"
	sheetGoals   = "Kế hoạch năm"
	sheetTasks   = "Nhiệm vụ"
)

// Columns of the sheets, as ExportBook writes them and ParseBook finds them: by the
// folded words of the header, in any order.
var (
	unitHead   = []string{"TT", "Mã", "Tên đơn vị", "Tên gọi tắt", "Loại", "Cơ quan chủ quản", "Khối trưởng"}
	targetHead = []string{"TT", "Mã", "Tên chỉ tiêu", "Đơn vị tính", "Kiểu", "Chiều", "Lĩnh vực", "Đơn vị (trống: chung)", "Nội dung", "Chủ đề", "Nguồn giao", "Văn bản", "Điểm, mục", "Biện pháp"}
	taskHead   = []string{"TT", "Mã", "Nhiệm vụ", "Đơn vị", "Nguồn giao", "Văn bản", "Điểm, mục", "Người giao", "Chức vụ chịu trách nhiệm", "Ngày giao", "Hạn", "Tình trạng", "Minh chứng", "Chủ đề"}
	headLines  = []string{"Mã Khối", "Tên Khối", "Tỉnh", "Năm", "Kỳ", "Hạn báo cáo", "Chỉ thị", "Ngày chỉ thị", "Cơ quan ban hành", "Trích yếu"}
)

// half marks the columns of half-year values: "so-tu-phap 6T".
const half = " 6T"

// ParseBook reads a whole plan from the workbook that ExportBook gives, and checks it.
// Every error is told at once with the address of its cell.
func ParseBook(book *sheet.Book) (_ *File, err error) {
	defer fault.Wrap(&err, "plan.ParseBook")
	b := &reader{book: book, bad: &findings{}, file: &File{Partial: true}}
	units, ok1 := b.table(sheetUnits, unitHead[1:3])
	targets, ok2 := b.table(sheetTargets, targetHead[1:3])
	goals, ok3 := b.table(sheetGoals, []string{"Mã chỉ tiêu"})
	if !ok1 || !ok2 || !ok3 {
		return nil, b.bad.err()
	}
	b.head()
	b.units(units)
	b.targets(targets)
	b.goals(goals)
	if b.sheet(sheetTasks) != nil {
		if tasks, ok := b.table(sheetTasks, []string{"Nhiệm vụ", "Đơn vị"}); ok {
			b.tasks(tasks)
		}
	}
	b.file.check(b.bad)
	return b.file, b.bad.err()
}

type reader struct {
	book *sheet.Book
	bad  *findings
	file *File
}

// A row of a table: cells by folded column name.
type row struct {
	sheet string
	n     int
	cells map[string]sheet.Cell
	cols  map[string]int
}

func (b *reader) sheet(name string) *sheet.Sheet {
	for i := range b.book.Sheets {
		if vi.Fold(b.book.Sheets[i].Name) == vi.Fold(name) {
			return &b.book.Sheets[i]
		}
	}
	return nil
}

// table finds the header row that has all the wanted names and gives the rows below it.
func (b *reader) table(name string, want []string) ([]row, bool) {
	s := b.sheet(name)
	if s == nil {
		b.bad.add(name, "plan.book.sheet|Thiếu trang “{name}”. Tải mẫu, điền vào mẫu rồi nhập lại.", fault.P{"name": name})
		return nil, false
	}
	lines := map[int][]sheet.Cell{}
	for _, c := range s.Cells {
		lines[c.Row] = append(lines[c.Row], c)
	}
	order := make([]int, 0, len(lines))
	for n := range lines {
		order = append(order, n)
	}
	slices.Sort(order)
	var names map[int]string
	var list []row
	for _, n := range order {
		if names == nil {
			names = header(lines[n], want)
			continue
		}
		r := row{sheet: s.Name, n: n, cells: map[string]sheet.Cell{}, cols: map[string]int{}}
		for col, k := range names {
			r.cols[k] = col
		}
		for _, c := range lines[n] {
			if k, ok := names[c.Col]; ok && content(c) != "" {
				r.cells[k] = c
			}
		}
		if len(r.cells) > 0 {
			list = append(list, r)
		}
	}
	if names == nil {
		b.bad.add(name, "plan.book.header|Trang “{name}” không có dòng tiêu đề với các cột {cols}. Tải mẫu, điền vào mẫu rồi nhập lại.", fault.P{"name": name, "cols": strings.Join(want, ", ")})
		return nil, false
	}
	return list, true
}

func header(cells []sheet.Cell, want []string) map[int]string {
	names := map[int]string{}
	for _, c := range cells {
		if k := vi.Fold(c.Text); c.Kind == sheet.Text && k != "" {
			names[c.Col] = k
		}
	}
	for _, w := range want {
		found := false
		for _, k := range names {
			found = found || k == vi.Fold(w)
		}
		if !found {
			return nil
		}
	}
	return names
}

// content gives what a cell says as text: a number as plain decimal, a date as ISO.
func content(c sheet.Cell) string {
	if c.Kind == sheet.Number {
		return c.Num
	}
	return tidy(c.Text)
}

// at gives the address of a column of the row, "Chỉ tiêu!D12".
func (r row) at(col string) string {
	if n, ok := r.cols[vi.Fold(col)]; ok {
		return r.sheet + "!" + sheet.A1(r.n, n)
	}
	return r.sheet + "!" + strconv.Itoa(r.n)
}

func (r row) text(col string) string { return content(r.cells[vi.Fold(col)]) }

func (b *reader) number(r row, col string) *figure.Value {
	c, ok := r.cells[vi.Fold(col)]
	if !ok {
		return nil
	}
	if c.Kind == sheet.Number {
		if v, err := figure.Parse(c.Num); err == nil {
			if strings.Contains(c.Format, "%") { // 0.985 shown as 98,5%
				v, err = v.Mul(100, 1)
			}
			if err == nil {
				return &v
			}
		}
	} else if n, err := vi.ParseNumber(c.Text); err == nil && n.Sure() && n.Prefix == "" && n.Suffix == "" {
		return &n.Value
	}
	b.bad.add(r.at(col), "plan.book.number|“{text}” không đọc chắc chắn được là một số. Ghi số trong ô kiểu số.", fault.P{"text": content(c)})
	return nil
}

func (b *reader) date(at string, c sheet.Cell) civil.Date {
	s := content(c)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseISO(s)
	if err != nil {
		d, err = civil.ParseVN(s)
	}
	if err != nil {
		b.bad.add(at, "plan.json.date|“{text}” không phải ngày. Ghi dạng 2022-06-30.", fault.P{"text": s})
	}
	return d
}

func (b *reader) order(r row, def int) int {
	v := b.number(r, "TT")
	if v == nil || !v.IsWhole() || *v <= 0 || v.Int() > 1<<30 {
		return def
	}
	return int(v.Int())
}

// head reads the lines "name | value" above the table of units.
func (b *reader) head() {
	s := b.sheet(sheetUnits)
	byPlace := map[[2]int]sheet.Cell{}
	for _, c := range s.Cells {
		byPlace[[2]int{c.Row, c.Col}] = c
	}
	got := map[string]sheet.Cell{}
	for _, c := range s.Cells {
		for _, h := range headLines {
			if _, dup := got[h]; !dup && c.Kind == sheet.Text && vi.Fold(c.Text) == vi.Fold(h) && c.Col <= 2 {
				v := byPlace[[2]int{c.Row, c.Col + 1}]
				v.Row, v.Col = c.Row, c.Col+1
				got[h] = v
			}
		}
	}
	at := func(h string) string { return s.Name + "!" + sheet.A1(max(got[h].Row, 1), max(got[h].Col, 1)) }
	text := func(h string) string { return content(got[h]) }
	f := b.file
	f.Bloc = FileBloc{At: at("Mã Khối"), Code: text("Mã Khối"), Name: text("Tên Khối"), Province: text("Tỉnh")}
	f.Year, _ = strconv.Atoi(text("Năm"))
	f.Due = b.date(at("Hạn báo cáo"), got["Hạn báo cáo"])
	if p := text("Kỳ"); p != "" {
		var err error
		if f.Period, err = civil.ParsePeriod(p); err != nil {
			b.bad.add(at("Kỳ"), "plan.json.period|“{text}” không phải kỳ. Ghi như 2022-H1, 2022-Q1, 2022-9M hoặc 2022.", fault.P{"text": p})
		}
	}
	if d := text("Chỉ thị"); d != "" {
		f.Directive = d
		f.Documents = []FileDocument{{At: at("Chỉ thị"), Doc: document.Document{Code: d, Day: b.date(at("Ngày chỉ thị"), got["Ngày chỉ thị"]), Issuer: text("Cơ quan ban hành"), Abstract: text("Trích yếu")}}}
	}
}

func (b *reader) units(rows []row) {
	for i, r := range rows {
		u := FileUnit{At: r.at("Mã"), Order: b.order(r, i+1), Code: r.text("Mã"), Name: r.text("Tên đơn vị"), Short: r.text("Tên gọi tắt"), Kind: r.text("Loại"), Parent: r.text("Cơ quan chủ quản")}
		b.file.Units = append(b.file.Units, u)
		if r.text("Khối trưởng") != "" {
			if b.file.Bloc.Leader != "" {
				b.bad.add(r.at("Khối trưởng"), "plan.book.lead|Chỉ một đơn vị là Khối trưởng. Bỏ bớt dấu x.")
			}
			b.file.Bloc.Leader = u.Code
		}
	}
}

// word finds the value whose Vietnamese label or code the cell holds.
func word[T ~string](list []T, label func(T) string, s string) T {
	for _, x := range list {
		if vi.Fold(s) == vi.Fold(string(x)) || vi.Fold(s) == vi.Fold(fault.Text(label(x), nil)) {
			return x
		}
	}
	return T(s)
}

func (b *reader) source(r row) Source {
	s := Source{Doc: r.text("Văn bản"), Clause: r.text("Điểm, mục")}
	if k := r.text("Nguồn giao"); k != "" {
		s.Kind = word(SourceKinds, SourceKind.Label, k)
		if !slices.Contains(SourceKinds, s.Kind) {
			b.bad.add(r.at("Nguồn giao"), "plan.json.source|Không có nguồn giao “{kind}”. Dùng directive, sector, party, council, committee hoặc self.", fault.P{"kind": k})
		}
	} else if s.Doc != "" {
		s.Kind = ByDirective
	}
	return s
}

func (b *reader) targets(rows []row) {
	seen := map[string]bool{}
	contents := map[string]bool{}
	for i, r := range rows {
		field := r.text("Lĩnh vực")
		code := strings.ReplaceAll(vi.Fold(field), " ", "-")
		if c, name, ok := strings.Cut(field, " – "); ok {
			code, field = c, name
		}
		if field != "" && !seen[code] {
			seen[code] = true
			b.file.Fields = append(b.file.Fields, Field{Code: code, Name: field, Order: len(b.file.Fields) + 1})
		}
		t := FileTarget{At: r.at("Mã"), Unit: r.text("Đơn vị (trống: chung)"), Content: r.text("Nội dung")}
		t.Target = Target{Code: r.text("Mã"), Name: r.text("Tên chỉ tiêu"), Measure: r.text("Đơn vị tính"), Kind: word(Kinds, Kind.Label, r.text("Kiểu")),
			Direction: word(Directions, Direction.Label, r.text("Chiều")), Field: code, Source: b.source(r), Order: b.order(r, i+1)}
		for th := range strings.SplitSeq(r.text("Chủ đề"), ";") {
			c, name, _ := strings.Cut(strings.TrimSpace(th), " – ")
			if c == "" {
				continue
			}
			t.Target.Themes = append(t.Target.Themes, c)
			if !slices.ContainsFunc(b.file.Themes, func(x Theme) bool { return x.Code == c }) {
				b.file.Themes = append(b.file.Themes, Theme{Code: c, Name: cmp.Or(name, c), Order: len(b.file.Themes) + 1})
			}
		}
		if m := r.text("Biện pháp"); m != "" {
			for x := range strings.SplitSeq(m, " | ") {
				t.Measures = append(t.Measures, strings.TrimSpace(x))
			}
		}
		if c, text, ok := strings.Cut(t.Content, " – "); ok {
			t.Content = c
			if !contents[c] {
				contents[c] = true
				b.file.Contents = append(b.file.Contents, FileContent{At: r.at("Nội dung"), Code: c, Text: text})
			}
		} else if k := t.Unit + vi.Fold(t.Content); t.Content != "" && !contents[k] {
			contents[k] = true
			b.file.Contents = append(b.file.Contents, FileContent{At: r.at("Nội dung"), Unit: t.Unit, Text: t.Content})
		}
		b.file.Targets = append(b.file.Targets, t)
	}
}

// goals reads the matrix: one row per target, two columns per unit.
func (b *reader) goals(rows []row) {
	byCode := map[string][]int{}
	for i, t := range b.file.Targets {
		byCode[t.Target.Code] = append(byCode[t.Target.Code], i)
	}
	fixed := map[string]bool{vi.Fold("TT"): true, vi.Fold("Mã chỉ tiêu"): true, vi.Fold("Tên chỉ tiêu"): true, vi.Fold("Đơn vị tính"): true}
	byFold := map[string]string{}
	for _, u := range b.file.Units {
		byFold[vi.Fold(u.Code)], byFold[vi.Fold(u.Code+half)] = u.Code, u.Code+half
	}
	for _, r := range rows {
		code := r.text("Mã chỉ tiêu")
		list := byCode[code]
		if len(list) == 0 {
			b.bad.add(r.at("Mã chỉ tiêu"), "plan.book.target|Không có chỉ tiêu mã “{code}” ở trang Chỉ tiêu. Sửa mã hoặc thêm chỉ tiêu.", fault.P{"code": code})
			continue
		}
		for _, name := range sorted(r.cells) {
			unit, ok := byFold[name]
			if !ok && !fixed[name] {
				b.bad.add(r.at(name), "plan.book.column|Cột này không mang mã đơn vị nào. Tiêu đề cột phải là mã đơn vị, ví dụ so-tu-phap hoặc so-tu-phap 6T.")
			}
			if ok {
				b.goal(r, name, unit, list)
			}
		}
	}
}

func sorted(m map[string]sheet.Cell) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b string) int { return m[a].Col - m[b].Col })
	return list
}

func (b *reader) goal(r row, col, unit string, targets []int) {
	u := strings.TrimSuffix(unit, half)
	i := -1
	for _, x := range targets {
		if t := b.file.Targets[x].Unit; t == "" || t == u {
			i = x
		}
	}
	if i < 0 {
		b.bad.add(r.at(col), "plan.book.other|Chỉ tiêu {code} là của đơn vị khác. Xóa số ở ô này.", fault.P{"code": b.file.Targets[targets[0]].Target.Code})
		return
	}
	t := &b.file.Targets[i]
	v := b.number(r, col)
	j := slices.IndexFunc(t.Goals, func(g FileGoal) bool { return g.Unit == u })
	if j < 0 {
		j = len(t.Goals)
		t.Goals = append(t.Goals, FileGoal{At: r.at(col), Unit: u})
	}
	if u != unit {
		t.Goals[j].Goal.Half = v
	} else {
		t.Goals[j].Goal.Year = v
	}
}

func (b *reader) tasks(rows []row) {
	for i, r := range rows {
		t := FileTask{At: r.at("Nhiệm vụ"), Unit: r.text("Đơn vị")}
		t.Task = Task{Code: r.text("Mã"), Text: r.text("Nhiệm vụ"), Source: b.source(r), Assigner: r.text("Người giao"), Head: r.text("Chức vụ chịu trách nhiệm"),
			Given: b.date(r.at("Ngày giao"), r.cells[vi.Fold("Ngày giao")]), Due: b.date(r.at("Hạn"), r.cells[vi.Fold("Hạn")]),
			State: stateOf(r.text("Tình trạng")), Evidence: r.text("Minh chứng"), Order: b.order(r, i+1)}
		for th := range strings.SplitSeq(r.text("Chủ đề"), ";") {
			if c, _, _ := strings.Cut(strings.TrimSpace(th), " – "); c != "" {
				t.Task.Themes = append(t.Task.Themes, c)
			}
		}
		b.file.Tasks = append(b.file.Tasks, t)
	}
}
