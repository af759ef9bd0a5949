package reading

import (
	"testing"

	"thidua/internal/base/sheet"
)

var (
	goodShare = target("P", "Tỷ lệ hộ dân dùng nước sạch", "%", Percent, "higher", "92")
	jobs      = target("J", "Số lao động được tạo việc làm", "lao động", Count, "higher", "1900")
)

// TestPeriodColumns takes the column of the period and asks when there is none.
func TestPeriodColumns(t *testing.T) {
	for _, c := range []struct {
		period string
		title  string
		heads  []string
		vals   []string
		want   string
	}{
		{"2024-H1", "XÃ TÂN LẬP", []string{"KH năm 2024", "Kết quả thực hiện đến 30/6/2024"}, []string{"#240", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP", []string{"KH năm 2024", "Kết quả thực hiện đến ngày 30 tháng 6 năm 2024"}, []string{"#240", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP", []string{"KH 2024", "TH 6T"}, []string{"#240", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP", []string{"KH 2024", "KQ 6T/2024", "Ước TH cả năm"}, []string{"#240", "#115", "#238"}, "store 115"},
		{"2024-9M", "XÃ TÂN LẬP", []string{"KH 2024", "KQ 9T"}, []string{"#240", "#180"}, "store 180"},
		{"2024-9M", "XÃ TÂN LẬP", []string{"KH 2024", "Lũy kế đến hết tháng 9"}, []string{"#240", "#180"}, "store 180"},
		{"2024-9M", "XÃ TÂN LẬP", []string{"KH 2024", "Quý III", "Lũy kế đến hết tháng 9", "Ước TH cả năm"}, []string{"#240", "#60", "#180", "#240"}, "store 180"},
		{"2024", "XÃ TÂN LẬP năm 2024", []string{"KH", "TH 6 tháng đầu năm", "Ước TH cả năm"}, []string{"#240", "#110", "#238"}, "store 238"},
		{"2024-Q3", "XÃ TÂN LẬP", []string{"KH 2024", "Thực hiện quý III", "Lũy kế 9 tháng"}, []string{"#240", "#60", "#180"}, "store 60"},
		{"2024-Q3", "XÃ TÂN LẬP - kết quả quý III/2024", []string{"KH 2024", "Thực hiện", "Lũy kế từ đầu năm"}, []string{"#240", "#60", "#180"}, "store 60"},
		{"2024-Q3", "XÃ TÂN LẬP - kết quả quý III/2024", []string{"KH 2024", "Trong quý", "Lũy kế"}, []string{"#240", "#60", "#180"}, "store 60"},
		{"2024-Q3", "XÃ TÂN LẬP - kết quả quý III/2024", []string{"KH 2024", "Lũy kế từ đầu năm"}, []string{"#240", "#180"}, "ask"},
		{"2024-Q2", "XÃ TÂN LẬP - kết quả quý II/2024", []string{"KH 2024", "Lũy kế 6 tháng"}, []string{"#240", "#115"}, "ask"},
		{"2024-Q2", "XÃ TÂN LẬP - kết quả quý II/2024", []string{"KH 2024", "Kết quả quý II", "Kết quả 6 tháng"}, []string{"#240", "#55", "#115"}, "store 55"},
		{"2024-H2", "XÃ TÂN LẬP - kết quả 6 tháng cuối năm 2024", []string{"KH 2024", "TH 6 tháng đầu năm", "TH 6 tháng cuối năm", "Cả năm"}, []string{"#240", "#110", "#125", "#235"}, "store 125"},
		{"2024-H2", "XÃ TÂN LẬP - kết quả 6 tháng cuối năm 2024", []string{"KH 2024", "Lũy kế"}, []string{"#240", "#235"}, "ask"},
		{"2024-H2", "XÃ TÂN LẬP - kết quả 6 tháng cuối năm 2024", []string{"KH 2024", "Lũy kế đến 31/12/2024"}, []string{"#240", "#235"}, "ask"},
		{"2024-H2", "XÃ TÂN LẬP - kết quả 6 tháng cuối năm 2024", []string{"KH 2024", "Thực hiện", "Lũy kế cả năm"}, []string{"#240", "#125", "#235"}, "store 125"},
		{"2024-H2", "XÃ TÂN LẬP - kết quả 6 tháng cuối năm 2024", []string{"KH 2024", "Kết quả đến hết năm"}, []string{"#240", "#235"}, "ask"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"KH 2024", "Tháng 6", "Lũy kế"}, []string{"#240", "#20", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"KH 2024", "Kết quả", "Ước cả năm"}, []string{"#240", "#115", "#240"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"Năm 2023", "Năm 2024"}, []string{"#130", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP", []string{"6T/2023", "6T/2024"}, []string{"#130", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP", []string{"Chỉ tiêu 6 tháng 2024", "Kết quả 6 tháng 2024"}, []string{"#120", "#115"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP", []string{"Kế hoạch 6 tháng đầu năm 2024", "Đạt được"}, []string{"#120", "#115"}, "?"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"KH 2024", "KH 6 tháng", "TH 6 tháng", "TH/KH 6 tháng (%)", "Lũy kế từ đầu nhiệm kỳ"}, []string{"#240", "#120", "#115", "#96", "#700"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"KH 2024", "Kết quả 6 tháng", "Tăng/giảm", "Phương hướng 6 tháng cuối năm"}, []string{"#240", "#115", "#5", "#125"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"KH 2024", "Kết quả", "Số điện thoại", "Trang"}, []string{"#240", "#115", "0912345678", "#3"}, "store 115"},
		{"2024-H1", "XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024", []string{"KH 2024", "Đã hoàn thành", "Đang thực hiện"}, []string{"#240", "#115", "#12"}, "?"},
	} {
		head := append([]string{"TT", "Chỉ tiêu", "ĐVT"}, c.heads...)
		b := book(sheetOf("B", []string{c.title}, head, append([]string{"#1", houses.Name, "nhà"}, c.vals...)))
		f := find(t, Read(communes(b, c.period, houses, roads)), "H1")
		got := show(f)
		switch {
		case c.want == "?" && f.Action != Store:
		case c.want == "?" && got == "store 115":
		case c.want == "ask" && f.Action == Ask:
		case got != c.want:
			t.Errorf("%s %s %v: got %s, want %s (%s)", c.period, c.title, c.heads, got, c.want, f.Text())
		}
	}
}

// TestUnitNames finds the asked unit by what offices call it.
func TestUnitNames(t *testing.T) {
	line := func(v string) []string { return []string{"#1", houses.Name, "nhà", "#240", v} }
	h := []string{"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Kết quả 6 tháng"}
	for _, n := range [][2]string{{"Tan Lap", "Hoa Binh"}, {"Tân Lập", "Hòa Bình"}, {"X.Tân Lập", "X.Hòa Bình"}, {"1. Tân Lập", "2. Hòa Bình"}, {"Xã TL", "Xã HB"}, {"BC Tân Lập", "BC Hòa Bình"}} {
		r := Read(communes(book(sheetOf(n[1], h, line("#90")), sheetOf(n[0], h, line("#115")), sheetOf("TH", h, line("#205"))), "2024-H1", houses))
		if got := show(r.Findings[0]); got != "store 115" {
			t.Errorf("sheets %v: %s (%s)", n, got, r.Findings[0].Text())
		}
	}
	for _, n := range [][3]string{{"Tân Lập", "Hòa Bình", "Toàn cụm"}, {"Xã Tân Lập", "Xã Hòa Bình", "Tổng"}, {"X. Tân Lập", "X. Hòa Bình", "Cộng"}, {"Xã\nTân Lập", "Xã\nHòa Bình", "Toàn khối"}, {"TÂN LẬP", "HOÀ BÌNH", "TOÀN KHỐI"}} {
		for _, rows := range [][][]string{
			{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Chỉ tiêu", "ĐVT", n[2], n[1], n[0]}, {"#1", houses.Name, "nhà", "#205", "#90", "#115"}},
			{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Chỉ tiêu", "ĐVT", n[1], n[0], n[2]}, {"#1", houses.Name, "nhà", "#90", "#115", "#205"}},
			{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Đơn vị", houses.Name, roads.Name}, {"#1", n[1], "#90", "#4.5"}, {"#2", n[0], "#115", "#20.8"}, {"", n[2], "#205", "#25.3"}},
			{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Đơn vị", houses.Name, "", roads.Name, ""}, {"", "", "KH", "TH", "KH", "TH"}, {"#1", n[1], "#200", "#90", "#30", "#4.5"}, {"#2", n[0], "#240", "#115", "#46", "#20.8"}, {"", n[2], "#440", "#205", "#76", "#25.3"}},
			{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Đơn vị", "Chỉ tiêu", "KH", "TH"}, {"#1", n[1], houses.Name, "#200", "#90"}, {"", "", roads.Name, "#30", "#4.5"}, {"#2", n[0], houses.Name, "#240", "#115"}, {"", "", roads.Name, "#46", "#20.8"}},
		} {
			r := Read(communes(book(sheetOf("Biểu", rows...)), "2024-H1", houses, roads))
			if got := show(r.Findings[0]); got != "store 115" {
				t.Errorf("%v: %s (%s)", rows[1:], got, r.Findings[0].Text())
			}
		}
	}
	// a file of the bloc that leaves the asked unit out
	for _, rows := range [][][]string{
		{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Chỉ tiêu", "ĐVT", "Toàn cụm", "Xã Hòa Bình", "TT Phước An"}, {"#1", houses.Name, "nhà", "#205", "#90", "#115"}},
		{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Đơn vị", houses.Name, roads.Name}, {"#1", "Xã Hòa Bình", "#90", "#4.5"}, {"#2", "Thị trấn Phước An", "#115", "#20.8"}, {"", "Toàn cụm", "#205", "#25.3"}},
		{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Đơn vị", houses.Name, roads.Name}, {"#1", "Xã Hòa Bình", "#90", "#4.5"}, {"#2", "Xã Ea Tu", "#115", "#20.8"}},
		{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, {"TT", "Chỉ tiêu", "ĐVT", "Tổng cộng", "Ea Tu", "Ea Kao"}, {"#1", houses.Name, "nhà", "#205", "#90", "#115"}},
	} {
		r := Read(communes(book(sheetOf("Biểu", rows...)), "2024-H1", houses, roads))
		if r.Findings[0].Action == Store {
			t.Errorf("%v: %s", rows[1:], show(r.Findings[0]))
		}
	}
}

// TestOddCells asks about what no office means as a plain figure.
func TestOddCells(t *testing.T) {
	one := func(x Target, cell string, more ...string) Finding {
		rows := [][]string{{"XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024"}, {"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Kết quả", "Ghi chú"},
			append([]string{"#1", x.Name, x.Measure, "#" + x.Plan.String(), cell}, more...)}
		return find(t, Read(communes(book(sheetOf("B", rows...)), "2024-H1", x)), x.Code)
	}
	for _, c := range []struct {
		x    Target
		cell string
		want string
	}{
		{goodShare, "#0.915|0.0%", "store 91.5"}, {goodShare, "#0.915", "ask"}, {goodShare, "#91.5", "store 91.5"}, {goodShare, "91,5%", "store 91.5"}, {goodShare, "0,915", "ask"},
		{goodShare, "#9150|0%", "ask"}, {goodShare, "91.5", "store 91.5"}, {goodShare, "#915", "ask"},
		{houses, "#0.48|0%", "ask"}, {houses, "48%", "ask"}, {houses, "#-115", "ask"}, {houses, "#0", "store 0"}, {houses, "", "missing (blank)"}, {houses, "0", "store 0"},
		{houses, "30/6/2024", "ask"}, {houses, "0912345678", "ask"}, {houses, "#2024", "ask"}, {houses, "10-12", "ask"}, {houses, "từ 110 đến 115", "ask"},
		{houses, "đạt 100% KH", "ask"}, {houses, "100", "store 100"}, {houses, "115 nhà (trong đó 20 nhà chính sách)", "store 115"}, {houses, "115 (20)", "ask"},
		{houses, "115*", "store 115"}, {houses, "115 nhà, đạt 47,9%", "store 115"}, {houses, "≥115", "ask"}, {houses, "Vượt", "ask"}, {houses, "115 + 20", "ask"}, {houses, "115; 120", "ask"},
		{houses, "Kế hoạch 240, thực hiện 115", "ask"}, {houses, "Trang 115", "ask"}, {houses, "số 115", "?"}, {houses, "115?", "ask"}, {houses, "115 hộ", "ask"}, {houses, "11 5", "ask"},
		{jobs, "1.213", "store 1213"}, {jobs, "1,213", "ask"}, {jobs, "1 213", "store 1213"}, {jobs, "#1.213", "ask"}, {jobs, "#1.213|0.000", "ask"}, {jobs, "1.213 người", "?"}, {jobs, "1213 LĐ", "store 1213"},
		{levy, "x", "store 1"}, {levy, "Không", "store 0"}, {levy, "100%", "?"}, {levy, "Đang thực hiện", "ask"}, {levy, "Chưa đạt", "store 0"}, {levy, "Đạt 100%", "?"}, {levy, "Hoàn thành", "store 1"}, {levy, "Cơ bản hoàn thành", "ask"},
		{levy, "Đã thực hiện", "store 1"}, {levy, "đang t/c", "ask"}, {levy, "Không đạt", "store 0"}, {levy, "Sẽ thực hiện", "ask"}, {levy, "K", "ask"},
	} {
		f := one(c.x, c.cell)
		got := show(f)
		if c.want == "?" && (f.Action != Store || got == "store "+map[string]string{"H8": "1", "J": "1213", "H1": "115"}[f.Target]) || c.want == "ask" && f.Action == Ask {
			continue
		}
		if got != c.want {
			t.Errorf("%s %q: got %s, want %s (%s)", c.x.Code, c.cell, got, c.want, f.Text())
		}
	}
	if f := one(houses, "", "115 nhà do xã làm"); f.Action == Store {
		t.Errorf("taken from the notes: %s", show(f))
	}
	if f := one(houses, "#115", "tăng 20 so với năm 2023"); show(f) != "store 115" {
		t.Errorf("the notes matter: %s", show(f))
	}
}

// TestMergedValue asks about one value over the rows of two targets.
func TestMergedValue(t *testing.T) {
	s := sheetOf("B", []string{"XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024"}, []string{"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Kết quả"},
		[]string{"#1", houses.Name, "nhà", "#240", "#115"}, []string{"#2", fires.Name, "vụ", "#6", ""}, []string{"#3", jobs.Name, "lao động", "#1900", "#900"})
	s.Merges = []sheet.Range{{Row1: 3, Col1: 5, Row2: 4, Col2: 5}}
	r := Read(communes(book(s), "2024-H1", houses, fires, jobs))
	for _, c := range []string{"H1", "H5"} {
		if f := find(t, r, c); f.Action == Store {
			t.Errorf("%s: %s", c, show(f))
		}
	}
	want(t, r, "J", "store 900")
}

// TestThreeHeadRows reads a heading split over three rows, and repeated on a new page.
func TestThreeHeadRows(t *testing.T) {
	h := [][]string{{"TT", "Chỉ tiêu", "ĐVT", "Năm 2024", "", "", "Năm 2023"}, {"", "", "", "Kế hoạch", "Thực hiện", "", "6 tháng"}, {"", "", "", "", "6 tháng", "Ước cả năm", ""}}
	rows := append([][]string{{"XÃ TÂN LẬP"}}, h...)
	rows = append(rows, []string{"#1", houses.Name, "nhà", "#240", "#115", "#238", "#101"})
	rows = append(append(rows, h...), []string{"#2", jobs.Name, "lao động", "#1900", "#900", "#1950", "#870"})
	s := sheetOf("B", rows...)
	for _, r := range []int{2, 6} {
		for c := 1; c <= 3; c++ {
			s.Merges = append(s.Merges, sheet.Range{Row1: r, Col1: c, Row2: r + 2, Col2: c})
		}
		s.Merges = append(s.Merges, sheet.Range{Row1: r, Col1: 4, Row2: r, Col2: 6}, sheet.Range{Row1: r + 1, Col1: 4, Row2: r + 2, Col2: 4}, sheet.Range{Row1: r + 1, Col1: 5, Row2: r + 1, Col2: 6}, sheet.Range{Row1: r + 1, Col1: 7, Row2: r + 2, Col2: 7})
	}
	for _, merges := range [][]sheet.Range{s.Merges, nil} {
		s.Merges = merges
		r := Read(communes(book(s), "2024-H1", houses, jobs))
		want(t, r, "H1", "store 115")
		want(t, r, "J", "store 900")
	}
}

// TestColumnTraps never takes numbering, years, codes or another column's figure.
func TestColumnTraps(t *testing.T) {
	title := []string{"XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024"}
	for n, rows := range map[string][][]string{
		"numbering right of the name": {title, {"Chỉ tiêu", "TT", "ĐVT", "Kết quả"}, {houses.Name, "#1", "nhà", "#115"}, {jobs.Name, "#2", "lao động", "#900"}},
		"a year in each row":          {title, {"TT", "Chỉ tiêu", "Năm", "Kế hoạch", "Kết quả"}, {"#1", houses.Name, "#2024", "#240", "#115"}, {"#2", jobs.Name, "#2024", "#1900", "#900"}},
		"codes":                       {title, {"Mã số", "Chỉ tiêu", "ĐVT", "Kết quả"}, {"#101", houses.Name, "nhà", "#115"}, {"#102", jobs.Name, "lao động", "#900"}},
		"measure in Đơn vị":           {title, {"TT", "Nội dung", "Đơn vị", "Kết quả"}, {"#1", houses.Name, "nhà", "#115"}, {"#2", jobs.Name, "lao động", "#900"}},
		"points beside":               {title, {"TT", "Chỉ tiêu", "Điểm chuẩn", "Kết quả", "Điểm tự chấm"}, {"#1", houses.Name, "#10", "#115", "#9.5"}, {"#2", jobs.Name, "#10", "#900", "#9"}},
		"total row":                   {title, {"TT", "Chỉ tiêu", "KH", "TH"}, {"#1", houses.Name, "#240", "#115"}, {"#2", jobs.Name, "#1900", "#900"}, {"", "Tổng số", "#2140", "#1015"}},
		"last two years":              {title, {"TT", "Chỉ tiêu", "6 tháng 2022", "6 tháng 2023", "6 tháng 2024", "So sánh 2024/2023 (%)"}, {"#1", houses.Name, "#90", "#101", "#115", "#113.9"}, {"#2", jobs.Name, "#800", "#870", "#900", "#103.4"}},
		"done and registered":         {title, {"TT", "Nội dung thi đua", "Đăng ký đầu năm", "Đã làm được"}, {"#1", houses.Name, "#240", "#115"}, {"#2", jobs.Name, "#1900", "#900"}},
		"label merged with measure":   {title, {"STT", "Tên chỉ tiêu", "KH giao", "Kết quả đạt được", "Đánh giá"}, {"1", houses.Name + " (nhà)", "240", "115", "Đạt"}, {"2", jobs.Name + " (lao động)", "1.900", "900", "Chưa đạt"}},
	} {
		t.Run(n, func(t *testing.T) {
			r := Read(communes(book(sheetOf("B", rows...)), "2024-H1", houses, jobs))
			want(t, r, "H1", "store 115")
			want(t, r, "J", "store 900")
		})
	}
}
