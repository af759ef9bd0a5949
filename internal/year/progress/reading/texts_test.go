package reading

import (
	"strings"
	"testing"

	"thidua/internal/base/sheet"
)

// TestBoilerplate leaves out of the words of a report who signs it and who gets it.
func TestBoilerplate(t *testing.T) {
	r := Read(request(docx("#BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024", "(Số liệu minh họa)", "#I. KẾT QUẢ THỰC HIỆN", "Đơn vị đã làm tốt.", "Các chỉ tiêu cụ thể:", "(Tiếp theo trang trước)",
		"#II. TỒN TẠI, HẠN CHẾ", "Giám đốc mới được bổ nhiệm nên việc còn chậm.", "#III. KIẾN NGHỊ", "Đề nghị cấp thêm kinh phí.", "Nơi nhận:", "- Sở Nội vụ;", "- Lưu: VT.", "#KT. VIỆN TRƯỞNG", "#PHÓ VIỆN TRƯỞNG", "(đã ký)", "Nguyễn Văn Mẫu")))
	var got []string
	for _, s := range r.Texts {
		for _, p := range s.Paragraphs {
			got = append(got, p.Text)
		}
	}
	if g := strings.Join(got, "|"); g != "BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024|Đơn vị đã làm tốt.|Giám đốc mới được bổ nhiệm nên việc còn chậm.|Đề nghị cấp thêm kinh phí." {
		t.Error(g)
	}
	r = Read(request(docx("#BÁO CÁO", "Đơn vị đã làm tốt.", "", "- Tổ chức hội thi;", "- Phát động phong trào;", "(đã ký)")))
	if len(r.Texts) == 0 || !strings.Contains(r.Texts[len(r.Texts)-1].Paragraphs[len(r.Texts[len(r.Texts)-1].Paragraphs)-1].Text, "phong trào") {
		t.Errorf("the last lines of the report are lost: %+v", r.Texts)
	}
	for _, s := range []string{"Giám đốc công ty đã chỉ đạo các phòng rà soát chỉ tiêu.", "Chủ tịch Hội phát động thi đua.", "Số liệu chỉ tiêu năm nay cao hơn năm trước.", "Hội Nông Dân (cơ sở) làm tốt."} {
		if boilerplate(s) {
			t.Errorf("%q is left out", s)
		}
	}
}

// TestLegacyCSV decodes the short words of a .csv too, which has one encoding only.
func TestLegacyCSV(t *testing.T) {
	s := sheetOf("", []string{"TT", "ChØ tiªu", "§VT", "KÕ ho¹ch n¨m", "KÕt qu¶ 6 th¸ng"}, []string{"1", "Sè cuéc kiÓm tra theo kÕ ho¹ch", "cuéc", "24", "12 cuéc"}, []string{"2", "Sè tr\u00adêng hîp vi ph¹m kû luËt", "vô", "0", "1 vô"})
	b := book(s)
	b.Format, b.Name = sheet.CSV, "a.csv"
	req := request(b)
	r := Read(req)
	want(t, r, "B", "store 12")
	g := newGrid(b, 0, "TCVN3")
	if x := g.at(3, 3); x == nil || x.fold != "vu" || x.text != "vụ" {
		t.Errorf("unit of measure %+v", x)
	}
}

// TestPairsOfLines reads plan and result in two lines under months, the name merged.
func TestPairsOfLines(t *testing.T) {
	s := sheetOf("B", []string{"XÃ TÂN LẬP"}, []string{"TT", "Chỉ tiêu", "ĐVT", "", "T1", "T2", "T3", "T4", "T5", "T6", "Cộng 6T", "Ghi chú"},
		[]string{"#1", houses.Name, "nhà", "KH năm", "", "", "", "", "", "", "#240"}, []string{"", "", "", "TH", "#20", "#20", "#20", "#20", "#20", "#15", "#115"},
		[]string{"#2", levy.Name, "Đạt/Không đạt", "KH năm", "", "", "", "", "", "", "Đạt"}, []string{"", "", "", "TH", "", "", "", "", "", "", "Đạt"},
		[]string{"#3", "Tổ chức ký giao ước thi đua", "Đạt/Không đạt", "KH năm", "", "", "", "", "", "", "Đạt"}, []string{"", "", "", "TH", "", "", "", "", "", "", "Đạt"},
		[]string{"#4", fires.Name, "vụ", "KH năm", "", "", "", "", "", "", "#6"}, []string{"", "", "", "TH", "#1", "", "", "", "", "#1", "#2"})
	for r := 3; r <= 9; r += 2 {
		for c := 1; c <= 3; c++ {
			s.Merges = append(s.Merges, sheet.Range{Row1: r, Col1: c, Row2: r + 1, Col2: c})
		}
	}
	r := Read(communes(book(s), "2024-H1", houses, levy, fires))
	want(t, r, houses.Code, "store 115")
	want(t, r, levy.Code, "store 1")
	want(t, r, fires.Code, "store 2")
}
