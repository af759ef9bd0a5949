package review

import (
	"slices"
	"strconv"

	"thidua/internal/base/figure"
	"thidua/internal/base/paper"
	"thidua/internal/platform/xlsx"
)

// fieldNames gathers the fields of the blocs of a province, by code, in the order in which they
// first come.
func (p Province) fieldNames() (codes []string, name map[string]string) {
	name = map[string]string{}
	for _, r := range p.Rows {
		for _, f := range r.Fields {
			if _, ok := name[f.Code]; !ok {
				codes, name[f.Code] = append(codes, f.Code), f.Name
			}
		}
	}
	return codes, name
}

// years gives the years that trends speak of, earliest first.
func (p Province) years() (list []int) {
	for _, r := range p.Rows {
		for _, y := range r.Trend {
			if !slices.Contains(list, y.Year) {
				list = append(list, y.Year)
			}
		}
	}
	slices.Sort(list)
	return list
}

// field gives one field of a bloc, ok false when the bloc has none of that code.
func (r ProvinceRow) field(code string) (DigestField, bool) {
	i := slices.IndexFunc(r.Fields, func(f DigestField) bool { return f.Code == code })
	if i < 0 {
		return DigestField{}, false
	}
	return r.Fields[i], true
}

// in gives a bloc's mean in a year, nil for none.
func (r ProvinceRow) in(year int) *figure.Value {
	i := slices.IndexFunc(r.Trend, func(y YearMean) bool { return y.Year == year })
	if i < 0 {
		return nil
	}
	return r.Trend[i].Mean
}

// fieldSheet is fields and years over all blocs as a sheet.
func (p Province) fieldSheet(title []string) xlsx.Sheet {
	codes, name := p.fieldNames()
	s := xlsx.Sheet{Name: "Lĩnh vực, qua các năm", Title: title, Notes: []string{"▼ yếu theo ngưỡng của từng khối."}, Landscape: true, FreezeRows: 1, FreezeCols: 1, Columns: []xlsx.Column{{Width: 26}}}
	head := []xlsx.Cell{xlsx.Text("Khối, cụm")}
	for _, c := range codes {
		head, s.Columns = append(head, xlsx.Text(name[c])), append(s.Columns, xlsx.Column{Width: 14})
	}
	for _, y := range p.years() {
		head, s.Columns = append(head, xlsx.Text("Điểm "+strconv.Itoa(y))), append(s.Columns, xlsx.Column{Width: 11})
	}
	s.Header = [][]xlsx.Cell{head}
	for _, r := range p.Rows {
		row := []xlsx.Cell{xlsx.Text(r.Bloc.Name)}
		for _, c := range codes {
			row = append(row, r.fieldCell(c))
		}
		for _, y := range p.years() {
			row = append(row, xlsx.Cell{Value: r.in(y), Decimals: 1})
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func (r ProvinceRow) fieldCell(code string) xlsx.Cell {
	f, _ := r.field(code)
	x := xlsx.Cell{Text: f.mark(), Value: f.Mean, Decimals: 1, Align: xlsx.Right}
	if f.Weak {
		x.Fill = binFills[0]
	}
	return x
}

// mark prints a field's mean, with ▼ when the field is weak.
func (f DigestField) mark() string {
	if f.Weak {
		return orDash(f.Mean) + " ▼"
	}
	return orDash(f.Mean)
}

// fieldTable is the same on paper.
func (p Province) fieldTable() *paper.Table {
	codes, name := p.fieldNames()
	t := &paper.Table{Widths: []int{20}, Size: 9}
	head := []paper.Cell{paper.C("Khối, cụm", paper.Center)}
	for _, c := range codes {
		head, t.Widths = append(head, paper.C(name[c], paper.Center)), append(t.Widths, 10)
	}
	for _, y := range p.years() {
		head, t.Widths = append(head, paper.C("Điểm "+strconv.Itoa(y), paper.Center)), append(t.Widths, 8)
	}
	t.Header = [][]paper.Cell{head}
	for _, r := range p.Rows {
		row := []paper.Cell{paper.C(r.Bloc.Name, paper.Left)}
		for _, c := range codes {
			f, _ := r.field(c)
			row = append(row, paper.C(f.mark(), paper.Center))
		}
		for _, y := range p.years() {
			row = append(row, paper.C(orDash(r.in(y)), paper.Center))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
