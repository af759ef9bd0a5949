package reading

import (
	"testing"

	"thidua/internal/base/civil"
)

// TestHeadsNeverWrong reads tables whose headings tempt to take the wrong column. A want
// of "?" allows a question, never another value.
func TestHeadsNeverWrong(t *testing.T) {
	for _, c := range []struct {
		period string
		heads  []string
		vals   []string
		right  string
		silent bool
	}{
		{"2025", []string{"Quý I", "Quý II", "Quý III", "Quý IV", "Cộng năm", "KH năm 2025", "% TH/KH"}, []string{"#50", "#60", "#60", "#65", "#235", "#240", "#97.9"}, "235", true},
		{"2025", []string{"Kế hoạch", "Toàn năm", "TH/KH (%)"}, []string{"#240", "#235", "#97.9"}, "235", true},
		{"2025", []string{"Kế hoạch", "Cả năm", "Tỷ lệ TH so KH"}, []string{"#240", "#235", "#97.9"}, "235", true},
		{"2025", []string{"Kế hoạch", "Thực hiện", "TH so KH (%)"}, []string{"#240", "#235", "#97.9"}, "235", true},
		{"2025", []string{"KH", "Quý I", "Quý II", "Quý III", "Quý IV", "Cộng"}, []string{"#240", "#50", "#60", "#60", "#65", "#235"}, "235", false},
		{"2025", []string{"KH", "Quý I", "Quý II", "Quý III", "Quý IV", "Tổng"}, []string{"#240", "#50", "#60", "#60", "#65", "#235"}, "235", false},
		{"2025", []string{"KH", "Quý I", "Quý II", "Quý III", "Quý IV", "Cộng quý"}, []string{"#240", "#50", "#60", "#60", "#65", "#235"}, "235", false},
		{"2025-9M", []string{"KH 2025", "Đến 30/9", "Ước đến 31/12"}, []string{"#240", "#180", "#236"}, "180", false},
		{"2025-9M", []string{"KH 2025", "Đến 30/9/2025", "Ước đến 31/12/2025"}, []string{"#240", "#180", "#236"}, "180", true},
		{"2025-9M", []string{"KH 2025", "Ước đến 31/12"}, []string{"#240", "#236"}, "", false},
		{"2025-H1", []string{"KH 2025", "Đến 30/6"}, []string{"#240", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "30/6/2025"}, []string{"#240", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "Kết quả đến 30/5", "Kết quả đến 30/6"}, []string{"#240", "#95", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "Ước đến 30/6", "Ước đến 31/12"}, []string{"#240", "#115", "#236"}, "115", false},
		{"2025-9M", []string{"KH 2025", "Từ 01/01 đến 30/9"}, []string{"#240", "#180"}, "180", false},
		{"2025-Q2", []string{"KH 2025", "Lũy kế từ đầu năm"}, []string{"#240", "#115"}, "", false},
		{"2025-Q3", []string{"KH 2025", "Cộng dồn"}, []string{"#240", "#180"}, "", false},
		{"2025-H2", []string{"KH 2025", "Lũy kế từ đầu năm"}, []string{"#240", "#236"}, "", false},
		{"2025-Q3", []string{"KH 2025", "Trong quý", "Lũy kế từ đầu năm"}, []string{"#240", "#60", "#180"}, "60", false},
		{"2025-Q3", []string{"KH 2025", "Kỳ báo cáo", "Cộng dồn"}, []string{"#240", "#60", "#180"}, "60", false},
		{"2025-Q4", []string{"KH 2025", "Kỳ này", "Lũy kế từ đầu năm"}, []string{"#240", "#60", "#236"}, "60", false},
		{"2025-Q4", []string{"KH 2025", "Trong kỳ", "Lũy kế"}, []string{"#240", "#60", "#236"}, "60", false},
		{"2025-H1", []string{"KH 2025", "Tổng cộng"}, []string{"#240", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "Kỳ này"}, []string{"#240", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "Cuối kỳ"}, []string{"#240", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "Hiện tại"}, []string{"#240", "#115"}, "115", false},
		{"2025-H1", []string{"KH 2025", "Làm được"}, []string{"#240", "#115"}, "115", false},
		{"2025", []string{"KH 2025", "Đến 31/12"}, []string{"#240", "#235"}, "235", false},
		{"2025-H1", []string{"KH 2025", "Năm"}, []string{"#240", "#235"}, "", false},
	} {
		title := "XÃ TÂN LẬP - kết quả thi đua " + civil.Period(c.period).Name()
		b := book(sheetOf("B", []string{title}, append([]string{"TT", "Chỉ tiêu", "ĐVT"}, c.heads...), append([]string{"#1", houses.Name, "nhà"}, c.vals...)))
		r := Read(communes(b, c.period, houses))
		f := find(t, r, houses.Code)
		if f.Action == Store && (c.right == "" || f.Value.String() != c.right) || c.silent && f.Action != Store {
			t.Errorf("%s %q: %s, right is %q: %s", c.period, c.heads, show(f), c.right, f.Text())
		}
		if f.Action == Missing {
			t.Errorf("%s %q: not even a question: %s", c.period, c.heads, f.Text())
		}
		if testing.Verbose() && f.Action != Store && c.right != "" {
			t.Logf("asks: %s %q: %s %s", c.period, c.heads, show(f), f.Text())
		}
	}
}

// TestNamesNeverWrong reads rows whose name has a qualifier or a subject more, less or
// another than the target's.
func TestNamesNeverWrong(t *testing.T) {
	for _, c := range [][2]string{
		{"Số người tham gia BHXH tự nguyện", "Số người tham gia BHXH"},
		{"Số người tham gia BHXH", "Số người tham gia BHXH tự nguyện"},
		{"Số người tham gia bảo hiểm xã hội tự nguyện", "Số người dừng tham gia bảo hiểm xã hội tự nguyện"},
		{"Tỷ lệ hộ dân sử dụng nước sạch", "Tỷ lệ hộ nghèo sử dụng nước sạch"},
		{"Số vụ tai nạn giao thông", "Số vụ tai nạn giao thông nghiêm trọng"},
		{"Số vụ tai nạn giao thông nghiêm trọng", "Số vụ tai nạn giao thông"},
		{"Số xã đạt 15 tiêu chí", "Số xã đạt 15 tiêu chí trở lên"},
		{"Tỷ lệ dân số được cấp nước sạch", "Tỷ lệ dân số nông thôn được cấp nước sạch"},
		{"Tỷ lệ lao động qua đào tạo", "Tỷ lệ lao động nữ qua đào tạo"},
		{"Số doanh nghiệp thành lập mới", "Số doanh nghiệp giải thể"},
		{"Số hồ sơ giải quyết đúng hạn", "Số hồ sơ giải quyết quá hạn"},
		{"Số đảng viên kết nạp mới", "Số đoàn viên kết nạp mới"},
		{"Số giáo viên giỏi cấp trường (giáo viên)", "Số giáo viên giỏi cấp tỉnh (giáo viên)"},
		{"Tỷ lệ hộ nghèo", "Tỷ lệ hộ cận nghèo"},
		{"Số trẻ em được tiêm chủng", "Số phụ nữ được tiêm chủng"},
		{"Số trường học đạt chuẩn quốc gia", "Số trạm y tế đạt chuẩn quốc gia"},
		{"Số buổi tuyên truyền pháp luật", "Số người được tuyên truyền pháp luật"},
		{"Số lượt khám bệnh ngoại trú", "Số lượt khám bệnh nội trú"},
		{"Tổng thu ngân sách", "Tổng chi ngân sách"},
		{"Tỷ lệ học sinh tốt nghiệp THPT", "Tỷ lệ học sinh tốt nghiệp THCS"},
		{"Tỷ lệ học sinh tốt nghiệp THCS", "Tỷ lệ học sinh tốt nghiệp THPT"},
		{"Số hộ thoát nghèo", "Số hộ tái nghèo"},
		{"Sản lượng lúa vụ đông xuân", "Sản lượng lúa vụ hè thu"},
		{"Diện tích rừng trồng mới", "Diện tích rừng bị cháy"},
		{"Số lao động được tạo việc làm", "Số lao động được đào tạo nghề"},
		{"Số lao động được đào tạo nghề", "Số lao động được tạo việc làm"},
	} {
		tg := target("A", c[0], "", Count, "higher", "240")
		for _, plan := range []string{"#240", "#300", ""} {
			b := book(sheetOf("B", []string{"XÃ TÂN LẬP - kết quả 6 tháng đầu năm 2024"}, []string{"TT", "Chỉ tiêu", "Kế hoạch năm", "Kết quả"}, []string{"#1", c[1], plan, "#90"}, []string{"#2", houses.Name, "#240", "#115"}))
			r := Read(communes(b, "2024-H1", tg, houses))
			if f := find(t, r, "A"); f.Action == Store {
				t.Errorf("%q taken for %q (plan %s): %s level %d", c[1], c[0], plan, show(f), f.Level)
			}
		}
	}
}

// TestListAgainstSentence finds the list line of a report that a sentence contradicts.
func TestListAgainstSentence(t *testing.T) {
	tg := target("A", "Số giáo viên giỏi cấp trường", "giáo viên", Count, "higher", "40")
	for s, ask := range map[string]bool{
		"Trong kỳ, hội đồng đã công nhận 13 giáo viên giỏi cấp trường.": true,
		"Trong kỳ, hội đồng đã công nhận 10 giáo viên giỏi cấp trường.": false,
	} {
		req := request(docx("#BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024", "1. Tình hình chung.", s, "2. Kết quả thực hiện chỉ tiêu:", "- Số giáo viên giỏi cấp trường: 10 giáo viên (kế hoạch 40).", "- Số sáng kiến được công nhận: 5 sáng kiến (kế hoạch 10)."))
		req.Targets = append([]Target{tg}, samples...)
		f := find(t, Read(req), "A")
		if ask && f.Action != Ask || !ask && (f.Action != Store || f.Value.String() != "10") {
			t.Errorf("%s: %s", s, show(f))
		}
	}
}
