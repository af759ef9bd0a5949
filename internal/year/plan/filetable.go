package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
)

// A Frame (khung của bảng chỉ tiêu) is what a plain table of targets does not tell: whose
// plan it is, and what that plan holds already.
type Frame struct {
	Bloc    org.Bloc
	Year    int
	Members []org.Member
	Fields  []Field
	Targets []Target
	Goals   string // whose the table's column of the year's plan is: "" nobody's, "*" every unit's, or the code of one
}

// Everyone says that the planned value of a table holds for every unit.
const Everyone = "*"

// A Table (bảng chỉ tiêu) is what was read from a plain table of targets: the file, and the
// places that hold more than was taken.
type Table struct {
	*File
	Left []FileNote
}

// FileNote (chỗ để trống) is a cell that was not taken over, as it is written.
type FileNote struct{ At, Text string }

// HasPlan reports whether the workbook has the sheets of the plan's own workbook.
func HasPlan(book *sheet.Book) bool {
	b := &reader{book: book}
	return b.sheet(sheetTargets) != nil && b.sheet(sheetGoals) != nil
}

// tableCols are the columns of one table, 0 for one that is not there.
type tableCols struct {
	head, last                 int // rows of the heading
	code, name, measure, goals int
	units                      map[int]string // columns of single units, by code
}

// ParseTable reads the targets of a table as offices send them, in Excel or Word: a column of
// names and one of measures under a heading, fields as rows without a measure. What it cannot
// read for certain stays empty and is told.
func ParseTable(book *sheet.Book, in Frame) (_ Table, err error) {
	defer fault.Wrap(&err, "plan.ParseTable(%s, %d)", in.Bloc.Code, in.Year)
	t := &tabling{in: in, bad: &findings{}, names: map[string]string{}, codes: map[string]bool{}}
	t.out.File = &File{Partial: true, Within: true, Year: in.Year, Bloc: FileBloc{At: "1", Code: in.Bloc.Code, Name: in.Bloc.Name}}
	for i, m := range in.Members {
		t.out.Units = append(t.out.Units, FileUnit{At: "1", Code: m.Unit.Code, Name: m.Unit.Name, Order: i + 1})
	}
	for _, x := range in.Targets {
		t.codes[strings.ToUpper(x.Code)] = true
		owner := ""
		for _, m := range in.Members {
			if m.Unit.ID == x.Unit && x.Unit != 0 {
				owner = m.Unit.Code
			}
		}
		if x.Unit == 0 || owner != "" {
			t.names[owner+vi.Fold(x.Name)] = x.Code
		}
	}
	found := false
	for i := range book.Sheets {
		s := &book.Sheets[i]
		if s.Hidden {
			continue
		}
		if cols, rows, ok := t.columns(s); ok {
			found = true
			t.read(s, cols, rows)
		}
	}
	if !found || len(t.out.Targets) == 0 {
		t.bad.add("–", "plan.table.none|Tệp không có bảng chỉ tiêu. Bảng cần dòng tiêu đề có cột “Chỉ tiêu” (hoặc “Nội dung”, “Tiêu chí”) và cột “Đơn vị tính”, mỗi dòng một chỉ tiêu.")
		return t.out, t.bad.err()
	}
	t.out.check(t.bad)
	return t.out, t.bad.err()
}

// a tabling is one run of ParseTable.
type tabling struct {
	in    Frame
	bad   *findings
	out   Table
	names map[string]string // codes of the common targets there are, by folded name
	codes map[string]bool
	field string
	own   bool // under a heading of targets of the unit itself
}

// tableRow is one row by column.
type tableRow map[int]sheet.Cell

func (r tableRow) text(col int) string {
	if c, ok := r[col]; ok && col > 0 {
		return content(c)
	}
	return ""
}

var (
	nameHead    = regexp.MustCompile(`^(ten )?(cac )?(chi tieu|tieu chi|noi dung)\b`)
	measureHead = regexp.MustCompile(`^(dvt|don vi tinh|dv tinh|don vi do)$`)
	codeHead    = regexp.MustCompile(`^(ma|ma so|ma chi tieu|ky hieu)$`)
	goalsHead   = regexp.MustCompile(`\b(ke hoach|kh|chi tieu giao|giao)\b`)
	halfHead    = regexp.MustCompile(`\b(6 thang|6t|quy|ky truoc|nam truoc|so voi|ty le|dat|thuc hien|ket qua)\b|%`)
)

// columns finds the heading of a sheet's table.
func (t *tabling) columns(s *sheet.Sheet) (c tableCols, rows map[int]tableRow, ok bool) {
	rows = map[int]tableRow{}
	for _, x := range s.Cells {
		if x.Hidden || content(x) == "" {
			continue
		}
		if enc := vi.DetectLegacy(x.Text, x.Font); enc != "" {
			x.Text = vi.DecodeLegacy(x.Text, enc, x.Font)
		}
		if rows[x.Row] == nil {
			rows[x.Row] = tableRow{}
		}
		rows[x.Row][x.Col] = x
	}
	for n := 1; n <= min(s.Rows, 60); n++ {
		name, measure := 0, 0
		for col, x := range rows[n] {
			folded := vi.Fold(x.Text)
			switch {
			case nameHead.MatchString(folded) && len(folded) < 60 && (name == 0 || col < name):
				name = col
			case measureHead.MatchString(folded):
				measure = col
			}
		}
		if name > 0 && measure > 0 {
			c = tableCols{head: n, last: n, name: name, measure: measure, units: map[int]string{}}
			t.rest(rows, &c)
			return c, rows, true
		}
	}
	return c, rows, false
}

// rest finds the columns of codes and planned values in the heading and the row below it.
func (t *tabling) rest(rows map[int]tableRow, c *tableCols) {
	for n := c.head; n <= c.head+1; n++ {
		if n > c.head {
			if rows[n].text(c.name) != "" && rows[n].text(c.measure) != "" {
				break // a target
			}
			c.last = n
		}
		for col, x := range rows[n] {
			folded := vi.Fold(x.Text)
			if i := slices.IndexFunc(t.in.Members, func(m org.Member) bool {
				return folded != "" && (folded == vi.Fold(m.Unit.Short) || folded == vi.Fold(m.Unit.Name) || x.Text == m.Unit.Code)
			}); i >= 0 {
				c.units[col] = t.in.Members[i].Unit.Code
				continue
			}
			switch {
			case col == c.name || col == c.measure:
			case codeHead.MatchString(folded):
				c.code = col
			case goalsHead.MatchString(folded) && !halfHead.MatchString(folded) && (c.goals == 0 || col < c.goals):
				c.goals = col
			}
		}
	}
	if rows[c.last].text(c.name) != "" && c.last > c.head && rows[c.last].text(c.measure) == "" && len(rows[c.last]) <= 2 {
		c.last = c.head // a row of a field, not of the heading
	}
}

var (
	rowNumber = regexp.MustCompile(`^\s*([IVX]{1,5}|[A-Z]|\d{1,3})\s*[.)/:-]\s*`)
	subRow    = regexp.MustCompile(`^(trong do\b|(bao )?gom( co)?$|tong( cong| so)?$|cong$)`)
	partRow   = regexp.MustCompile(`^(cac )?(chi tieu|tieu chi|noi dung) (chung|rieng|dac thu)\b`)
	ownRow    = regexp.MustCompile(`^(cac )?(chi tieu|tieu chi|noi dung) (rieng|dac thu)\b`)
	lowerWord = regexp.MustCompile(`\b(ky luat|vi pham|qua han|bi huy|bi sua|tai nan|ton dong|sai sot|sai pham|don thu vuot cap|oan sai|tron trai)\b`)
	notLower  = regexp.MustCompile(`\b(phong ngua|phong chong|phat hien|dau tranh|(xu ly|giai quyet) (cac )?(vu |truong hop )?(vi pham|sai pham))\b`)
	moneyWord = regexp.MustCompile(`\b(dong|vnd)\b`)
)

// read takes the rows below the heading.
func (t *tabling) read(s *sheet.Sheet, c tableCols, rows map[int]tableRow) {
	for n := c.last + 1; n <= s.Rows; n++ {
		r := rows[n]
		name := tidy(r.text(c.name))
		if name == "" {
			continue
		}
		folded := vi.Fold(name)
		if subRow.MatchString(folded) || strings.HasPrefix(name, "-") || strings.HasPrefix(name, "+") {
			continue
		}
		measure := tidy(r.text(c.measure))
		if nameHead.MatchString(folded) && measureHead.MatchString(vi.Fold(measure)) {
			continue // the heading once more, on the next page
		}
		name = tidy(rowNumber.ReplaceAllString(name, ""))
		if measure == "" {
			switch {
			case hasNumbers(r, c) || len([]rune(name)) > 100:
				t.out.Left = append(t.out.Left, FileNote{place(s, r, n, c.name), name})
			case partRow.MatchString(vi.Fold(name)):
				t.own = ownRow.MatchString(vi.Fold(name))
			default:
				t.setField(name)
			}
			continue
		}
		t.target(s, n, r, c, Target{Name: name, Measure: measure})
	}
}

// hasNumbers reports whether a row without a measure holds figures all the same.
func hasNumbers(r tableRow, c tableCols) bool {
	for col, x := range r {
		if col > c.measure && (x.Kind == sheet.Number || x.Kind == sheet.Text && strings.ContainsAny(x.Text, "0123456789")) {
			return true
		}
	}
	return false
}

// setField makes the field of the targets below: one the plan has, or a new one.
func (t *tabling) setField(name string) {
	for _, f := range slices.Concat(t.in.Fields, t.out.Fields) {
		if vi.Fold(f.Name) == vi.Fold(name) {
			t.useField(f)
			return
		}
	}
	t.useField(Field{Code: org.CodeFrom(name, nil), Name: name})
}

func (t *tabling) useField(f Field) {
	if t.field = f.Code; f.Code == "" {
		return
	}
	if !slices.ContainsFunc(t.out.Fields, func(x Field) bool { return x.Code == f.Code }) {
		t.out.Fields = append(t.out.Fields, Field{Code: f.Code, Name: f.Name, Order: len(t.out.Fields) + 1})
	}
}

// target adds one row of the table.
func (t *tabling) target(s *sheet.Sheet, n int, r tableRow, c tableCols, x Target) {
	at := func(col int) string { return place(s, r, n, col) }
	unit := ""
	if t.own { // of the unit that sent the table; without its name they are nobody's
		if unit = t.in.Goals; unit == "" || unit == Everyone {
			t.out.Left = append(t.out.Left, FileNote{at(c.name), x.Name})
			return
		}
	}
	if t.field == "" {
		if len(t.in.Fields) > 0 {
			t.useField(t.in.Fields[0])
		} else {
			t.useField(Field{Code: "chuyen-mon", Name: "Chuyên môn"})
		}
	}
	x.Field, x.Order = t.field, len(t.out.Targets)+1
	x.Kind, x.Direction = kindOf(x.Measure), Higher
	if f := vi.Fold(x.Name); lowerWord.MatchString(f) && !notLower.MatchString(f) {
		x.Direction = Lower
	}
	key := unit + vi.Fold(x.Name)
	if code, ok := t.names[key]; ok {
		x.Code = code
	} else if code := r.text(c.code); codeRE.MatchString(code) && !t.codes[strings.ToUpper(code)] {
		x.Code = code
	}
	for i := 1; x.Code == ""; i++ {
		if code := fmt.Sprintf("C%02d", i); !t.codes[code] {
			x.Code = code
		}
	}
	if i := slices.IndexFunc(t.in.Targets, func(o Target) bool { return o.Code == x.Code && (o.Unit == 0) == (unit == "") }); i >= 0 {
		o := t.in.Targets[i]
		x.Kind, x.Direction, x.Field, x.Order, x.Source, x.Themes = o.Kind, o.Direction, o.Field, o.Order, o.Source, o.Themes
		if k := slices.IndexFunc(t.in.Fields, func(f Field) bool { return f.Code == o.Field }); k >= 0 {
			t.useField(t.in.Fields[k])
		}
	}
	if t.names[key] != "" && slices.ContainsFunc(t.out.Targets, func(o FileTarget) bool { return o.Target.Code == x.Code }) {
		t.out.Left = append(t.out.Left, FileNote{at(c.name), x.Name})
		return
	}
	t.codes[strings.ToUpper(x.Code)], t.names[key] = true, x.Code
	ft := FileTarget{At: at(c.name), Unit: unit, Target: x}
	t.goals(&ft, r, c, at)
	t.out.Targets = append(t.out.Targets, ft)
}

// goals reads the planned values: columns of single units, and the column of the year's plan
// for those it was said to be of.
func (t *tabling) goals(ft *FileTarget, r tableRow, c tableCols, at func(int) string) {
	give := func(unit string, col int, v *figure.Value) {
		if v != nil {
			ft.Goals = append(ft.Goals, FileGoal{At: at(col), Unit: unit, Goal: Goal{Year: v}})
		}
	}
	cols := make([]int, 0, len(c.units))
	for col := range c.units {
		cols = append(cols, col)
	}
	slices.Sort(cols)
	for _, col := range cols {
		give(c.units[col], col, t.value(r, col, at))
	}
	if c.goals == 0 || t.in.Goals == "" {
		return
	}
	v := t.value(r, c.goals, at)
	if v != nil && !v.IsWhole() && ft.Target.Kind == Count {
		ft.Target.Kind = Decimal
	}
	for _, m := range t.in.Members {
		if slices.ContainsFunc(cols, func(col int) bool { return c.units[col] == m.Unit.Code }) {
			continue
		}
		if t.in.Goals == Everyone || t.in.Goals == m.Unit.Code {
			give(m.Unit.Code, c.goals, v)
		}
	}
}

// value reads a planned value; what has not one sensible reading stays empty and is told.
func (t *tabling) value(r tableRow, col int, at func(int) string) *figure.Value {
	x, ok := r[col]
	if !ok {
		return nil
	}
	if x.Kind == sheet.Number {
		v, err := figure.Parse(x.Num)
		if err == nil && strings.Contains(x.Format, "%") {
			v, err = v.Mul(100, 1)
		}
		if err == nil {
			return &v
		}
	} else if n, err := vi.ParseNumber(x.Text); err == nil && n.Sure() && n.Prefix == "" && (n.Suffix == "" || n.Suffix == "%") {
		return &n.Value
	} else if f := vi.Fold(x.Text); f == "dat" {
		one := figure.FromInt(1)
		return &one
	}
	t.out.Left = append(t.out.Left, FileNote{at(col), content(x)})
	return nil
}

func place(s *sheet.Sheet, r tableRow, n, col int) string {
	if c, ok := r[col]; ok && c.At != "" {
		return strings.TrimPrefix(s.Name+"!"+c.At, "!")
	}
	return strings.TrimPrefix(s.Name+"!"+sheet.A1(n, max(col, 1)), "!")
}

// kindOf tells from its measure what sort of figure a target holds.
func kindOf(measure string) Kind {
	f := vi.Fold(measure)
	switch {
	case strings.Contains(measure, "%") || strings.HasPrefix(f, "ty le") || f == "phan tram":
		return Percent
	case strings.Contains(f, "dat"):
		return YesNo
	case moneyWord.MatchString(f):
		return Money
	}
	return Count
}
