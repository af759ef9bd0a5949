package registration

import (
	"errors"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// Columns gives the columns of a list that registers titles and forms.
func Columns() []roster.Column {
	return []roster.Column{
		{Key: "name", Name: "Họ và tên, tên tập thể", Also: []string{"Họ và tên", "Họ tên", "Tên cá nhân, tập thể", "Họ và tên cá nhân, tên tập thể", "Tên tập thể, cá nhân", "Tên tập thể"}, Must: true, Hint: "Mỗi dòng một người hoặc một tập thể."},
		{Key: "subject", Name: "Đối tượng", Also: []string{"Cá nhân, tập thể", "Loại đối tượng"}, Hint: "Cá nhân, Tập thể hoặc Hộ gia đình. Bỏ trống khi danh hiệu chỉ tặng cho một loại."},
		{Key: "born", Name: "Năm sinh", Hint: "Ví dụ 1980. Cần khi đơn vị có hai người trùng tên."},
		{Key: "post", Name: "Chức vụ, bộ phận", Also: []string{"Chức vụ", "Chức vụ, đơn vị công tác", "Chức danh"}, Hint: "Ví dụ Trưởng phòng Nghiệp vụ."},
		{Key: "title", Name: "Danh hiệu, hình thức đăng ký", Also: []string{"Danh hiệu đăng ký", "Danh hiệu", "Danh hiệu, hình thức", "Hình thức đăng ký", "Danh hiệu thi đua đăng ký", "Đăng ký"}, Must: true, Hint: "Mã hoặc tên đầy đủ trong danh mục: LĐTT, CSTĐCS, TTLĐXS."},
		{Key: "rating", Name: "Xếp loại hằng năm", Also: []string{"Xếp loại", "Xếp loại các năm"}, Hint: "Năm và xếp loại, cách nhau bằng dấu chấm phẩy: 2020: HTTNV; 2021: HTXSNV."},
		{Key: "initiatives", Name: "Sáng kiến", Also: []string{"Sáng kiến được công nhận"}, Hint: "Năm và phạm vi: 2021: tỉnh; 2022: cơ sở. Không có thì ghi “không”; chưa rõ thì bỏ trống."},
		{Key: "discipline", Name: "Kỷ luật", Also: []string{"Hình thức kỷ luật"}, Hint: "2019: khiển trách; hoặc “không”; chưa rõ thì bỏ trống."},
		{Key: "counts", Name: "Số liệu của tập thể", Also: []string{"Số liệu"}, Hint: "Dùng cho tập thể: Tổng số người = 41; lđtt = 30; cstđcs = 4."},
		{Key: "history", Name: "Danh hiệu ở nơi khác", Also: []string{"Danh hiệu do đơn vị khác tặng", "Danh hiệu ở đơn vị cũ"}, Hint: "Chỉ ghi danh hiệu không có trong Sổ khen thưởng của đơn vị, kèm số quyết định: 2019: CSTĐCS, 12/QĐ-STP."},
	}
}

// Sample gives one line of each kind, for the template.
func Sample() [][]string {
	return [][]string{
		{"Nguyễn Văn A (ví dụ, xóa dòng này)", "Cá nhân", "1980", "Trưởng phòng", "CSTĐCS", "2021: HTXSNV", "2021: cơ sở", "không", "", "2019: CSTĐCS, 12/QĐ-STP"},
		{"Phòng B (ví dụ, xóa dòng này)", "Tập thể", "", "", "TTLĐXS", "2021: HTXSNV", "", "không", "Tổng số người = 12; Số người hoàn thành nhiệm vụ = 12; lđtt = 10; cstđcs = 1", ""},
	}
}

// cell notes what a reader of facts said about a cell.
func cell(r roster.Row, key string, err error) {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		r.Bad(key, e.Msg, e.Args)
	}
}

// readLine reads one line of a list; whatever is wrong is noted at its cell.
func readLine(r roster.Row, c *catalog.Catalog, system string, year int) Line {
	l := Line{}
	x, ok := c.Find(r.Text("title"))
	title := r.Must("title", maxName)
	if title != "" && !ok {
		r.Bad("title", "award.list.title|Danh mục không có “{text}”. Ghi mã (CSTĐCS, LĐTT…) hoặc tên đầy đủ.", fault.P{"text": title})
	}
	l.Title, l.Subject = x.Code, award.Subject(r, x, ok)
	if ok {
		if why, args := offered(c, x, ok, l.Subject, system, year); why != "" {
			r.Bad("title", why, args)
		}
	}
	l.Name, l.Post = r.Name("name", l.Subject), r.Optional("post", maxName)
	l.Born = r.Year("born", 1900, year-14)
	l.Facts = readDeclared(c, year, func(key string) string { return r.Lines(key) }, func(key string, err error) { cell(r, key, err) })
	if err := known(c, system, year, l.Facts.Counts); err != nil {
		cell(r, "counts", err)
	}
	return l
}

// readDeclared reads the facts that a unit states by a year, from whatever holds their texts.
func readDeclared(c *catalog.Catalog, year int, text func(key string) string, bad func(key string, err error)) (d Declared) {
	var err error
	d.Rating, err = catalog.ReadRating(text("rating"))
	bad("rating", err)
	d.Initiatives, err = catalog.ReadInitiatives(text("initiatives"))
	bad("initiatives", err)
	d.Discipline, err = catalog.ReadDiscipline(text("discipline"))
	bad("discipline", err)
	d.History, err = catalog.ReadElsewhere(c, text("history"))
	bad("history", err)
	for _, x := range d.History {
		if x.Year > year {
			bad("history", later(x.Year, year))
		}
	}
	counts, err := catalog.ReadCounts(text("counts"))
	bad("counts", err)
	if len(counts) > 0 {
		d.Counts = counts
	}
	for y := range d.Rating {
		if n, err := strconv.Atoi(y); err == nil && n > year {
			bad("rating", later(n, year))
		}
	}
	for _, x := range d.Initiatives {
		if x.Year > year {
			bad("initiatives", later(x.Year, year))
		}
	}
	for _, x := range d.Discipline {
		if x.Year > year {
			bad("discipline", later(x.Year, year))
		}
	}
	return d
}

func later(n, year int) error {
	return fault.New(fault.Invalid, "reg.later|Năm {n} sau năm đăng ký {year}: chưa thể có. Kiểm tra lại năm.", fault.P{"n": n, "year": year})
}

// ReadDeclared (đọc dữ kiện khai) reads the facts that a person typed on the form. Errors: Invalid with
// the fields rating, initiatives, discipline, history, counts.
func ReadDeclared(c *catalog.Catalog, year int, text func(key string) string) (Declared, error) {
	e := fault.New(fault.Invalid, "reg.invalid|Dòng đăng ký chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	d := readDeclared(c, year, text, func(key string, err error) {
		if x, ok := errors.AsType[*fault.Error](err); ok {
			e.With(key, x.Msg, x.Args)
		}
	})
	if len(e.Fields) > 0 {
		return d, e
	}
	return d, nil
}

// Typed (viết lại như đã gõ) gives a declared fact as the form shows it.
func (d Declared) Typed(key string) string {
	if key == "history" {
		var list []string
		for _, h := range d.History {
			list = append(list, itoa(h.Year)+": "+h.Title+", "+h.Decision)
		}
		return strings.Join(list, "; ")
	}
	f := rulebook.Facts{Rating: d.Rating, Initiatives: d.Initiatives, Discipline: d.Discipline, Counts: d.Counts}
	if key == "counts" && len(d.Counts) == 0 || key == "rating" && len(d.Rating) == 0 {
		return ""
	}
	switch s := f.Say(key).VI; s {
	case "chưa biết":
		return ""
	case "không có":
		return "không"
	default:
		return s
	}
}
