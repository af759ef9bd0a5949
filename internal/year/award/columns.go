package award

import (
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/org"
)

// Columns gives the columns of a list of commendations. With units, each line names its
// unit: for the provincial board.
func Columns(units bool) []roster.Column {
	list := []roster.Column{
		{Key: "name", Name: "Họ và tên, tên tập thể", Also: []string{"Họ và tên", "Họ tên", "Tên cá nhân, tập thể", "Họ và tên cá nhân, tên tập thể", "Tên tập thể, cá nhân", "Tên tập thể"}, Must: true, Hint: "Mỗi dòng một người hoặc một tập thể."},
		{Key: "subject", Name: "Đối tượng", Also: []string{"Cá nhân, tập thể", "Loại đối tượng"}, Hint: "Cá nhân, Tập thể hoặc Hộ gia đình. Bỏ trống khi danh hiệu chỉ tặng cho một loại."},
		{Key: "born", Name: "Năm sinh", Hint: "Ví dụ 1980. Cần khi đơn vị có hai người trùng tên."},
		{Key: "post", Name: "Chức vụ, bộ phận", Also: []string{"Chức vụ", "Chức vụ, đơn vị công tác", "Chức danh"}, Hint: "Ví dụ Trưởng phòng Nghiệp vụ."},
		{Key: "title", Name: "Danh hiệu, hình thức", Also: []string{"Danh hiệu", "Hình thức khen thưởng", "Danh hiệu, hình thức khen thưởng", "Danh hiệu thi đua"}, Must: true, Hint: "Mã hoặc tên đầy đủ trong danh mục: CSTĐCS, Bằng khen của bộ, ban, ngành, tỉnh."},
		{Key: "year", Name: "Năm", Also: []string{"Năm thành tích", "Năm đạt"}, Must: true, Hint: "Năm thành tích, ví dụ 2021."},
		{Key: "mode", Name: "Loại khen", Also: []string{"Loại hình khen thưởng", "Loại khen thưởng"}, Hint: "Thường xuyên, chuyên đề, đột xuất, cống hiến, niên hạn, đối ngoại, kháng chiến. Bỏ trống là thường xuyên."},
		{Key: "number", Name: "Số quyết định", Also: []string{"Số QĐ", "Quyết định số", "Số, ký hiệu quyết định"}, Must: true, Hint: "Ví dụ 105/QĐ-UBND."},
		{Key: "day", Name: "Ngày quyết định", Also: []string{"Ngày QĐ", "Ngày ký", "Ngày, tháng, năm quyết định"}, Must: true, Hint: "Ví dụ 28/12/2021."},
		{Key: "decider", Name: "Người quyết định", Also: []string{"Cơ quan quyết định", "Cơ quan ban hành", "Người, cơ quan quyết định", "Cấp quyết định"}, Must: true, Hint: "Ví dụ Chủ tịch UBND tỉnh."},
		{Key: "note", Name: "Thành tích, ghi chú", Also: []string{"Ghi chú", "Thành tích"}, Hint: "Có thể bỏ trống."},
	}
	if units {
		list = append(list, roster.Column{Key: "unit", Name: "Đơn vị", Also: []string{"Tên đơn vị", "Đơn vị thành viên"}, Must: true, Hint: "Tên, tên ngắn hoặc mã của đơn vị trong khối."})
	}
	return list
}

// Sample gives one line of each kind, for the template.
func Sample(units bool) [][]string {
	rows := [][]string{
		{"Nguyễn Văn A (ví dụ, xóa dòng này)", "Cá nhân", "1980", "Trưởng phòng", "CSTĐCS", "2021", "Thường xuyên", "15/QĐ-STP", "28/12/2021", "Giám đốc Sở", ""},
		{"Phòng B (ví dụ, xóa dòng này)", "Tập thể", "", "", "TTLĐXS", "2021", "Thường xuyên", "105/QĐ-UBND", "15/02/2022", "Chủ tịch UBND tỉnh", ""},
	}
	if units {
		rows[0], rows[1] = append(rows[0], "Sở Tư pháp"), append(rows[1], "Sở Tư pháp")
	}
	return rows
}

// Subject gives whom a line of a list is about: what it says, else what the heading above
// says, else what the title allows. It notes the cell when that cannot be told.
func Subject(r roster.Row, x catalog.Entry, known bool) string {
	if s := r.Text("subject"); s != "" {
		k := roster.SubjectOf(s)
		if k == "" {
			r.Bad("subject", "award.list.subject|“{text}” không phải Cá nhân, Tập thể hay Hộ gia đình.", fault.P{"text": s})
		}
		return k
	}
	if r.Section != "" {
		return r.Section
	}
	if known && len(x.For) == 1 {
		return x.For[0]
	}
	if known {
		r.Bad("subject", "award.list.which|{title} tặng cho cả cá nhân và tập thể: ghi rõ đối tượng.", fault.P{"title": x.Code})
	}
	return ""
}

// readAward reads one line; whatever is wrong with it is noted at its cell.
func readAward(r roster.Row, c *catalog.Catalog, a Award) Award {
	x, ok := c.Find(r.Text("title"))
	if t := r.Must("title", maxName); t != "" && !ok {
		r.Bad("title", "award.list.title|Danh mục không có “{text}”. Ghi mã (CSTĐCS, LĐTT…) hoặc tên đầy đủ.", fault.P{"text": t})
	}
	a.Title, a.Subject = x.Code, Subject(r, x, ok)
	a.Name = r.Name("name", a.Subject)
	a.Post, a.Note = r.Optional("post", maxName), r.Optional("note", maxNote)
	if r.Must("year", 10) != "" {
		a.Year = r.Year("year", firstYear, lastYear)
	}
	a.Born = r.Year("born", 1900, lastYear)
	mode, good := ModeOf(r.Text("mode"))
	if !good {
		r.Bad("mode", "award.list.mode|“{text}” không phải một loại khen: thường xuyên, chuyên đề, đột xuất, cống hiến, niên hạn, đối ngoại, kháng chiến.", fault.P{"text": r.Text("mode")})
	}
	a.Mode, a.Number, a.Decider = mode, r.Must("number", maxNumber), r.Must("decider", maxName)
	if r.Must("day", 40) != "" {
		a.Day = r.Date("day")
	}
	return a
}

// cleanRow checks the line as a whole, and says at which cell what is wrong that no cell
// alone told.
func cleanRow(r roster.Row, c *catalog.Catalog, a Award, today civil.Date, told map[string]bool) Award {
	got, err := a.Clean(c, today)
	e, ok := err.(*fault.Error)
	if !ok {
		return got
	}
	for _, f := range e.Fields {
		if !told[f.Name] {
			r.Bad(f.Name, f.Msg, f.Args)
		}
	}
	return got
}

// unitOf finds the unit that a line names among the members of a bloc.
func unitOf(text string, members []org.Member) (id.Unit, bool) {
	want := vi.Fold(text)
	for _, m := range members {
		for _, n := range []string{m.Unit.Name, m.Unit.Short, m.Unit.Code} {
			if want != "" && want == vi.Fold(n) {
				return m.Unit.ID, true
			}
		}
	}
	return 0, false
}

// keyOfColumn gives the key of a column by its name.
func keyOfColumn(cols []roster.Column, name string) string {
	for _, c := range cols {
		if strings.EqualFold(c.Name, name) {
			return c.Key
		}
	}
	return ""
}
