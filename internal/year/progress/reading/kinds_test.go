package reading

import (
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/sheet"
)

// communes are the units of a cluster whose files the next tests read.
func communes(b *sheet.Book, period string, ts ...Target) Request {
	u := []Unit{{Code: "a", Name: "Xã Tân Lập", Short: "Tân Lập"}, {Code: "b", Name: "Xã Hòa Bình", Short: "Hòa Bình"}, {Code: "c", Name: "Thị trấn Phước An", Short: "TT Phước An"}}
	return Request{Book: b, Unit: u[0], Others: u, Targets: ts, Period: civil.Period(period)}
}

var (
	houses = target("H1", "Số nhà tạm được xóa", "nhà", Count, "higher", "240")
	roads  = target("H7", "Chiều dài đường thôn bản làm mới", "km", Decimal, "higher", "46")
	herbs  = target("H2", "Diện tích cây dược liệu trồng mới", "ha", Decimal, "higher", "130")
	levy   = target("H8", "Hoàn thành giao quân", "Đạt/Không đạt", YesNo, "higher", "1")
	income = target("H9", "Thu nhập bình quân đầu người", "nghìn đồng/tháng", Money, "higher", "12500")
	fires  = target("H5", "Số vụ cháy rừng", "vụ", Count, "lower", "6")
)

// TestProseDiffers finds the sentence that contradicts the table, whatever its verb.
func TestProseDiffers(t *testing.T) {
	table := func(title string, prose ...string) *sheet.Book {
		b := docx(append([]string{title}, prose...)...)
		s := sheetOf("", []string{"Số TT", "Nội dung thi đua", "TH 6 tháng cuối năm", "KH cả năm", "Đơn vị"}, []string{"1", houses.Name, "118", "240", "nhà"}, []string{"2", roads.Name, "20,8", "46", "km"})
		s.Table = 1
		b.Sheets = []sheet.Sheet{s}
		return b
	}
	for text, out := range map[string]string{
		"Số nhà tạm được xóa là 181 nhà, trong đó có 20 nhà của gia đình chính sách.": "ask 118 181 (conflict)",
		"Số nhà tạm được xóa: 181.":                                                   "ask 118 181 (conflict)",
		"Số nhà tạm được xóa đạt 181 nhà, bằng 75% kế hoạch.":                         "ask 118 181 (conflict)",
		"Trong kỳ, số nhà tạm được xóa được 181 nhà.":                                 "ask 118 181 (conflict)",
		"Đã xóa 181 nhà tạm.":                                                         "",
		"Số nhà tạm được xóa là 118 nhà. Số nhà tạm được xóa: 181 nhà.":               "ask 118 181 (conflict)",
		"Số nhà tạm được xóa là 118 nhà, trong đó có 20 nhà của gia đình chính sách.": "store 118",
		"Số nhà tạm được xóa năm 2023 là 181 nhà.":                                    "store 118",
		"Năm 2025 phấn đấu số nhà tạm được xóa là 181 nhà.":                           "store 118",
		"Số nhà tạm được xóa đạt 75% kế hoạch.":                                       "store 118",
	} {
		f := find(t, Read(communes(table("#BÁO CÁO 6 THÁNG CUỐI NĂM 2024", "XÃ TÂN LẬP", text), "2024-H2", houses, roads)), "H1")
		if got := show(f); out != "" && got != out || out == "" && f.Action == Store && f.Value.String() != "118" {
			t.Errorf("%q: got %s, want %s (%s)", text, got, out, f.Text())
		}
	}
}

// TestUnitsBelow reads the line of the asked unit under a heading line per target.
func TestUnitsBelow(t *testing.T) {
	title := []string{"Biểu chi tiết 6 tháng cuối năm 2024"}
	h := []string{"TT", "Chỉ tiêu/đơn vị", "ĐVT", "Kế hoạch", "Thực hiện"}
	for n, c := range map[string]struct {
		rows [][]string
		want string
	}{
		"measure in the heading":  {[][]string{title, h, {"#1", houses.Name, "nhà"}, {"", "- Xã Hòa Bình", "", "#200", "#90"}, {"", "- Xã Tân Lập", "", "#240", "#115"}, {"#2", roads.Name, "km"}, {"", "- Xã Tân Lập", "", "#46", "#20.8"}}, "store 115"},
		"total in the heading":    {[][]string{title, h, {"#1", houses.Name, "nhà", "#440", "#205"}, {"", "- Xã Hòa Bình", "", "#200", "#90"}, {"", "- Xã Tân Lập", "", "#240", "#115"}, {"#2", roads.Name, "km", "#90", "#44"}, {"", "- Xã Tân Lập", "", "#46", "#20.8"}}, "store 115"},
		"short names":             {[][]string{title, h, {"#1", houses.Name, "nhà", "#440", "#205"}, {"", "Hòa Bình", "", "#200", "#90"}, {"", "Tân Lập", "", "#240", "#115"}}, "store 115"},
		"the unit left out":       {[][]string{title, h, {"#1", houses.Name, "nhà", "#440", "#205"}, {"", "- Xã Hòa Bình", "", "#200", "#90"}, {"", "- Thị trấn Phước An", "", "#200", "#115"}}, "missing (no-row)"},
		"numbered by letters":     {[][]string{title, h, {"I", "SỐ NHÀ TẠM ĐƯỢC XÓA", "nhà"}, {"a", "Xã Hòa Bình", "", "#200", "#90"}, {"b", "Xã Tân Lập", "", "#240", "#115"}}, "store 115"},
		"unit in its own column":  {[][]string{title, {"TT", "Chỉ tiêu", "Đơn vị", "Kế hoạch", "Thực hiện"}, {"#1", houses.Name, "Xã Hòa Bình", "#200", "#90"}, {"", "", "Xã Tân Lập", "#240", "#115"}, {"#2", roads.Name, "Xã Hòa Bình", "#40", "#22"}, {"", "", "Xã Tân Lập", "#46", "#20.8"}}, "store 115"},
		"done or not done":        {[][]string{title, h, {"#1", levy.Name, "Đạt/Không đạt"}, {"", "Xã Hòa Bình", "", "Đạt", "Không đạt"}, {"", "Xã Tân Lập", "", "Đạt", "Đạt"}, {"#2", houses.Name, "nhà"}, {"", "Xã Hòa Bình", "", "#200", "#90"}, {"", "Xã Tân Lập", "", "#240", "#115"}}, "store 115"},
		"total line of the block": {[][]string{title, h, {"#1", houses.Name, "nhà"}, {"", "Toàn cụm", "", "#440", "#205"}, {"", "Xã Hòa Bình", "", "#200", "#90"}, {"", "Xã Tân Lập", "", "#240", "#115"}}, "store 115"},
	} {
		t.Run(n, func(t *testing.T) {
			r := Read(communes(book(sheetOf("B", c.rows...)), "2024-H2", houses, roads, levy))
			want(t, r, "H1", c.want)
			if n == "done or not done" {
				want(t, r, "H8", "store 1")
			}
		})
	}
}

// TestPeriodsAbove lets the upper heading say which of the pairs of columns is meant.
func TestPeriodsAbove(t *testing.T) {
	merged := func(c int, n int) sheet.Range { return sheet.Range{Row1: 2, Col1: c, Row2: 2, Col2: c + n - 1} }
	for n, c := range map[string]struct {
		period string
		heads  []string
		below  []string
		want   string
	}{
		"quarters and the half": {"2024-H1", []string{"Quý I", "", "Quý II", "", "6 tháng đầu năm", ""}, []string{"Giao", "Đạt được", "Giao", "Đạt được", "Giao", "Đạt được"}, "store 115"},
		"second quarter":        {"2024-Q3", []string{"Quý I", "", "Quý II", "", "Quý III", ""}, []string{"Giao", "Đạt được", "Giao", "Đạt được", "Giao", "Đạt được"}, "store 115"},
		"abbreviated":           {"2024-H1", []string{"Q1", "", "Q2", "", "6T", ""}, []string{"KH", "TH", "KH", "TH", "KH", "TH"}, "store 115"},
		"months and cumulative": {"2024-9M", []string{"Tháng 9", "", "Quý III", "", "9 tháng", ""}, []string{"KH", "TH", "KH", "TH", "KH", "TH"}, "store 115"},
	} {
		t.Run(n, func(t *testing.T) {
			s := sheetOf("B", []string{"XÃ TÂN LẬP - kết quả năm 2024"}, append([]string{"Chỉ tiêu", "ĐVT"}, c.heads...), append([]string{"", ""}, c.below...),
				[]string{houses.Name, "nhà", "#50", "#44", "#70", "#71", "#120", "#115"}, []string{roads.Name, "km", "#10", "#9", "#12", "#13", "#24", "#22.5"})
			s.Merges = []sheet.Range{{Row1: 2, Col1: 1, Row2: 3, Col2: 1}, {Row1: 2, Col1: 2, Row2: 3, Col2: 2}, merged(3, 2), merged(5, 2), merged(7, 2)}
			want(t, Read(communes(book(s), c.period, houses, roads)), "H1", c.want)
		})
	}
}

// TestWordsAround reads figures with words around them.
func TestWordsAround(t *testing.T) {
	b := book(sheetOf("", []string{"Xã Tân Lập", "6 tháng cuối năm 2024"}, []string{"Chỉ tiêu", "ĐVT", "Kết quả", "Xếp loại", "Mục tiêu"},
		[]string{houses.Name, "nhà", "Đạt 115 nhà", "A", "240"}, []string{herbs.Name, "ha", "Đạt 92,7 ha", "A", "130"}, []string{roads.Name, "km", "Được 20,8 km", "A", "46"}, []string{levy.Name, "Đạt/Không đạt", "Đạt", "A", "Đạt"}))
	b.Format = sheet.CSV
	r := Read(communes(b, "2024-H2", houses, herbs, roads, levy))
	want(t, r, "H1", "store 115")
	want(t, r, "H2", "store 92.7")
	want(t, r, "H7", "store 20.8")
	want(t, r, "H8", "store 1")
	bare := book(sheetOf("", []string{"Xã Tân Lập - Số liệu 6 tháng cuối năm 2024"}, []string{houses.Name, "nhà", "115"}, []string{herbs.Name, "ha", "92,7"}, []string{roads.Name, "km", "20,8"}, []string{levy.Name, "", "Đạt"}))
	bare.Format = sheet.CSV
	r = Read(communes(bare, "2024-H2", houses, herbs, roads, levy))
	want(t, r, "H1", "store 115")
	want(t, r, "H7", "store 20.8")
	want(t, r, "H8", "store 1")
	bare.Sheets[0].Cells[0].Text = "Xã Tân Lập - Kế hoạch 6 tháng cuối năm 2024"
	want(t, Read(communes(bare, "2024-H2", houses, herbs, roads, levy)), "H1", "ask 115 (ambiguous)")
	for _, c := range []struct {
		target Target
		text   string
		want   string
	}{
		{levy, "Đã t/c", "store 1"},
		{target("X", "Tổ chức hội nghị ký giao ước", "Đạt/Không đạt", YesNo, "higher", "1"), "Đã t/c", "store 1"},
		{target("X", "Tổ chức hội nghị ký giao ước", "Đạt/Không đạt", YesNo, "higher", "1"), "Chưa t/c", "store 0"},
		{fires, "không có vụ nào", "store 0"},
		{fires, "Không xảy ra vụ nào", "store 0"},
		{fires, "3 vụ (giảm 2 vụ so cùng kỳ)", "store 3"},
		{fires, "03 vụ, giảm 02 vụ so với cùng kỳ", "store 3"},
		{fires, "3 (tăng 1)", "store 3"},
		{income, "12,74 triệu đồng/tháng", "store 12740"},
		{income, "12,74 triệu đồng/người/tháng", "ask 12740 12.74 (unit)"},
		{income, "12.740", "store 12740"},
		{houses, "đạt 100% KH", "ask"},
		{houses, "hơn 100", "ask 100 (ambiguous)"},
		{houses, "khoảng 115 nhà", "ask 115 (ambiguous)"},
		{houses, "110-115", "ask"},
		{houses, "2024", "ask"},
		{houses, "115 (đạt 48% KH)", "store 115"},
		{houses, "115/240", "store 115"},
		{houses, "115 căn nhà", "store 115"},
		{houses, "'115", "store 115"},
	} {
		r := Read(communes(book(sheetOf("T", []string{"Xã Tân Lập, 6 tháng cuối năm 2024"}, []string{"TT", "Chỉ tiêu", "ĐVT", "Kết quả"}, []string{"#1", c.target.Name, c.target.Measure, c.text})), "2024-H2", c.target))
		f := r.Findings[0]
		if got := show(f); got != c.want && !(c.want == "ask" && f.Action == Ask) {
			t.Errorf("%q: got %s, want %s (%s)", c.text, got, c.want, f.Text())
		}
	}
}

// TestProseAlone offers the figure of a sentence, and reads a line of a list.
func TestProseAlone(t *testing.T) {
	study := target("L", "Số lao động đi học nâng bậc", "lao động", Count, "higher", "30")
	staff := target("V", "Số lượt viên chức được cử đi học", "lượt", Count, "higher", "300")
	fees := target("T", "Thu sự nghiệp", "triệu đồng", Money, "higher", "34000")
	for _, c := range []struct {
		t    Target
		text string
		want string
	}{
		{study, "Trong kỳ đơn vị đã cử 18 lao động đi học nâng bậc.", "ask 18 (ambiguous)"},
		{staff, "Đã cử 164 lượt viên chức đi học.", "ask 164 (ambiguous)"},
		{fees, "- Thu sự nghiệp: 16.450 triệu đồng (kế hoạch 17.000 triệu đồng)", "store 16450"},
		{fees, "- Thu sự nghiệp: 16.450 triệu đồng/34.000 triệu đồng", "ask"},
	} {
		f := Read(communes(docx("#BÁO CÁO 6 THÁNG ĐẦU NĂM 2024", "XÃ TÂN LẬP", c.text), "2024-H1", c.t)).Findings[0]
		if got := show(f); got != c.want && !(c.want == "ask" && f.Action == Ask) {
			t.Errorf("%q: got %s, want %s (%s)", c.text, got, c.want, f.Text())
		}
	}
}

// TestPlanLists never takes the figures of a plan, or of another period, for results.
func TestPlanLists(t *testing.T) {
	lines := []string{"- " + houses.Name + ": 115 nhà", "- " + roads.Name + ": 20,8 km"}
	for lead, out := range map[string]string{
		"1. Kết quả thực hiện:":                               "store 115",
		"Trong kỳ, đơn vị đã đạt được các chỉ tiêu sau:":      "store 115",
		"1. Chỉ tiêu kế hoạch năm 2024":                       "",
		"Các chỉ tiêu được giao năm 2024 như sau:":            "",
		"Đơn vị đăng ký phấn đấu:":                            "",
		"Cùng kỳ năm 2023:":                                   "",
		"Kết quả 6 tháng cuối năm 2023:":                      "",
		"Dự kiến kế hoạch 6 tháng cuối năm 2024 phấn đấu đạt": "",
	} {
		f := find(t, Read(communes(docx(append([]string{"#BÁO CÁO 6 THÁNG ĐẦU NĂM 2024", "XÃ TÂN LẬP", lead}, lines...)...), "2024-H1", houses, roads)), "H1")
		if got := show(f); out != "" && got != out || out == "" && f.Action == Store {
			t.Errorf("%q: got %s, want %q (%s)", lead, got, out, f.Text())
		}
	}
	for _, c := range [][3]string{
		{"Biểu", "ĐĂNG KÝ CHỈ TIÊU THI ĐUA 6 THÁNG ĐẦU NĂM 2024", "Số lượng"}, {"KH 2024", "XÃ TÂN LẬP", "Số lượng"}, {"Biểu", "CHỈ TIÊU GIAO 6 THÁNG ĐẦU NĂM 2024", "Giá trị"}, {"Biểu", "KẾ HOẠCH NĂM 2024", "Năm 2024"},
	} {
		b := book(sheetOf(c[0], []string{"XÃ TÂN LẬP"}, []string{c[1]}, []string{"TT", "Chỉ tiêu", "ĐVT", c[2]}, []string{"#1", houses.Name, "nhà", "#115"}, []string{"#2", roads.Name, "km", "#20.8"}))
		if f := find(t, Read(communes(b, "2024-H1", houses, roads)), "H1"); f.Action == Store {
			t.Errorf("%v: %s", c, show(f))
		}
	}
}
