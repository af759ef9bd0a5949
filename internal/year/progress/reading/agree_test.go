package reading

import "testing"

// TestAgreeing reads cells whose second figure says the same as the first, and asks when
// it does not.
func TestAgreeing(t *testing.T) {
	count := target("A", "Số buổi truyền thông", "buổi", Count, "higher", "60")
	share := target("A", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", Percent, "higher", "95")
	yes := target("A", "Ký thỏa ước lao động tập thể", "Đạt/Không đạt", YesNo, "equal", "1")
	wait := target("A", "Thời gian khám bệnh trung bình", "phút", Decimal, "lower", "105")
	income := target("A", "Thu nhập bình quân tháng của người lao động", "triệu đồng", Decimal, "higher", "11")
	money := target("A", "Doanh thu thuần", "tỷ đồng", Money, "higher", "2900")
	for _, c := range []struct {
		t    Target
		cell string
		want string // "" = a question
	}{
		{count, "32/60 (53,3%)", "32"}, {count, "32 (53,3%)", "32"}, {count, "32 (63,3%)", ""}, {count, "32/50 (64%)", ""}, {count, "53,3% (32/60)", ""},
		{share, "95,8% (958/1000)", "95.8"}, {share, "95,8% (858/1000)", ""}, {share, "958 (95,8%)", ""},
		{yes, "Đạt / OK", "1"}, {yes, "Đạt / Không đạt", ""}, {yes, "Đã ký kết", "1"}, {yes, "Đã ký một phần", ""},
		{wait, "101,5 phút/lượt", "101.5"}, {wait, "101,5 giờ/lượt", ""},
		{income, "11,2 triệu đồng/người/tháng", "11.2"}, {income, "11,2 triệu đồng/người/năm", ""},
		{money, "1.412,5 (năm 2023: 1.380,2)", "1412.5"}, {money, "1.412,5 (năm 2024: 1.380,2)", ""},
	} {
		b := book(sheetOf("B", []string{"XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024"}, []string{"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm", "Kết quả"}, []string{"#1", c.t.Name, c.t.Measure, "#" + c.t.Plan.String(), c.cell}))
		f := find(t, Read(communes(b, "2024-H1", c.t)), "A")
		if c.want == "" && f.Action != Ask || c.want != "" && show(f) != "store "+c.want {
			t.Errorf("%s, %q: %s, want %q (%s)", c.t.Name, c.cell, show(f), c.want, f.Text())
		}
	}
}

// TestSharesApart takes the share of a target in per cent from the column beside the
// empty one for counts, only where every such line does so.
func TestSharesApart(t *testing.T) {
	share := target("A", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", Percent, "higher", "95")
	clean := target("P", "Tỷ lệ hộ dùng nước sạch", "%", Percent, "higher", "90")
	for head, silent := range map[string]bool{"Tỷ lệ (%)": true, "Tỷ lệ so KH (%)": false} {
		rows := [][]string{{"XÃ TÂN LẬP"}, {"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "6 tháng đầu năm 2024", ""}, {"", "", "", "", "Số lượng", head},
			{"#1", share.Name, "%", "#95", "", "#93.8"}, {"#2", clean.Name, "%", "#90", "", "#91.5"}, {"#3", houses.Name, "nhà", "#240", "#115", "#47.9"}, {"#4", fires.Name, "vụ", "#6", "#2", "#33.3"}}
		b := book(sheetOf("B", rows...))
		r := Read(communes(b, "2024-H1", share, clean, houses, fires))
		if f := find(t, r, "A"); silent && show(f) != "store 93.8" || !silent && f.Action == Store {
			t.Errorf("%s: %s", head, show(f))
		}
		want(t, r, houses.Code, "store 115")
	}
}

// TestLinesOfAnotherUnit keeps one table when a line of another unit has words that
// stand in headings too, and when a target's name is merged over two lines.
func TestLinesOfAnotherUnit(t *testing.T) {
	rows := [][]string{{"Kỳ", "Đơn vị", "Chỉ tiêu", "ĐVT", "Loại số liệu", "Giá trị"}}
	add := func(u string, tg Target, plan, result string) {
		rows = append(rows, []string{"6 tháng 2024", u, tg.Name, tg.Measure, "Kế hoạch", plan}, []string{"6 tháng 2024", u, tg.Name, tg.Measure, "Thực hiện", result}, []string{"6 tháng 2023", u, tg.Name, tg.Measure, "Thực hiện", "#1"})
	}
	add("Xã Hòa Bình", houses, "#200", "#90")
	add("Xã Hòa Bình", target("X", "Tỷ lệ thôn có nhà văn hóa", "%", Percent, "higher", "90"), "#90", "#89.3")
	add("Xã Hòa Bình", target("Y", "Hoàn thành giao ước", "Đạt/Không đạt", YesNo, "higher", "1"), "Đạt", "Đạt")
	add("Xã Tân Lập", houses, "#240", "#115")
	add("Xã Tân Lập", fires, "#6", "#2")
	r := Read(communes(book(sheetOf("B", rows...)), "2024-H1", houses, fires))
	want(t, r, houses.Code, "store 115")
	want(t, r, fires.Code, "store 2")
}
