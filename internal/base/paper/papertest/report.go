// Package papertest makes the sample papers that the writers of files are tested with.
// All figures are "số liệu minh họa".
package papertest

import (
	"fmt"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
)

var units = []string{
	"Thanh tra tỉnh", "Sở Tư pháp", "Tòa án nhân dân tỉnh", "Viện kiểm sát nhân dân tỉnh",
	"Cục Thi hành án dân sự", "Bộ Chỉ huy Quân sự tỉnh", "Công an tỉnh", "Bộ đội Biên phòng tỉnh",
	"Sở Nội vụ", "Ban Dân tộc", "Văn phòng UBND tỉnh", "Sở Ngoại vụ",
}

// Report is a half-year report of a bloc: about six pages, footnotes, a table of units
// and a landscape appendix of targets × units.
func Report(targets, cols int) *paper.Document {
	d := &paper.Document{
		Parent: "UBND tỉnh Đắk Lắk", Issuer: "Khối thi đua số 3", Number: "05/BC-KTĐ",
		Place: "Đắk Lắk", Date: civil.Date{Year: 2022, Month: 7, Day: 19},
		Kind: "Báo cáo", Subject: "Kết quả phong trào thi đua 6 tháng đầu năm 2022,\nphương hướng, nhiệm vụ 6 tháng cuối năm 2022",
		Draft: "DỰ THẢO", Title: "Báo cáo sơ kết 6 tháng đầu năm 2022 của Khối thi đua số 3",
		To:        []string{"Ủy ban nhân dân tỉnh Đắk Lắk", "Hội đồng Thi đua - Khen thưởng tỉnh"},
		CC:        []string{"Như trên", "Ban Thi đua - Khen thưởng tỉnh", "Các đơn vị thành viên Khối", "Lưu: VT, KTĐ"},
		Authority: []string{"TM. Khối thi đua", "Khối trưởng", "Chánh Thanh tra tỉnh"},
		Signer:    "Nguyễn Văn A", Created: civil.Date{Year: 2022, Month: 7, Day: 19},
	}
	d.Body = append(d.Body,
		paper.Block{Kind: paper.Basis, Runs: paper.T("Căn cứ Luật Thi đua, khen thưởng;")},
		paper.Block{Kind: paper.Basis, Runs: paper.T("Căn cứ Kế hoạch số 24/KH-KTĐ ngày 05 tháng 02 năm 2022 của Khối thi đua số 3 về công tác thi đua, khen thưởng năm 2022,")},
		paper.Block{Kind: paper.Para, ID: "p-01", Runs: []paper.Run{
			{Text: "Khối thi đua số 3 báo cáo kết quả 6 tháng đầu năm 2022: có "},
			{Text: "12", Source: "value/khoi-3/2022-H1/units"},
			{Text: " đơn vị thành viên", Footnote: "Theo Quyết định phân chia khối, cụm thi đua của Ủy ban nhân dân tỉnh (số liệu minh họa)."},
			{Text: " tham gia ký kết giao ước, hoàn thành "},
			{Text: "95,8%", Bold: true, Source: "value/khoi-3/2022-H1/share"},
			{Text: " chỉ tiêu giao ước (số liệu minh họa)."},
		}})
	heads := []string{"I. Đặc điểm tình hình", "II. Kết quả thực hiện phong trào thi đua", "III. Tồn tại, hạn chế và nguyên nhân", "IV. Phương hướng, nhiệm vụ 6 tháng cuối năm"}
	text := "Các đơn vị trong Khối đã triển khai kịp thời chỉ thị của Chủ tịch Ủy ban nhân dân tỉnh, gắn phong trào thi đua với nhiệm vụ chính trị của đơn vị, phát động thi đua theo đợt và theo chuyên đề, chú trọng phát hiện, bồi dưỡng và nhân rộng điển hình tiên tiến."
	for h, head := range heads {
		d.Body = append(d.Body, paper.H(1, head))
		for k := 1; k <= 3; k++ {
			d.Body = append(d.Body, paper.H(2, fmt.Sprintf("%d. Nội dung thứ %d của phần này", k, k)))
			d.Body = append(d.Body, paper.Block{Kind: paper.Para, ID: fmt.Sprintf("p-%d-%d", h, k), Runs: paper.T(text + " " + text)})
			d.Body = append(d.Body, paper.Block{Kind: paper.Item, Runs: paper.T("Công tác tuyên truyền: đăng 24 tin, bài và 36 ảnh (số liệu minh họa).")},
				paper.Block{Kind: paper.Item, Runs: paper.T("Công tác khen thưởng: trình khen 18 tập thể, 42 cá nhân (số liệu minh họa).")})
		}
		if h == 1 {
			d.Body = append(d.Body, paper.H(3, "a) Kết quả của từng đơn vị"), paper.Block{Kind: paper.TableOf, ID: "t-1", Table: unitTable()},
				paper.Block{Kind: paper.Note, Runs: paper.T("Ghi chú: số liệu minh họa.")})
		}
	}
	d.Body = append(d.Body, paper.P("Trên đây là báo cáo kết quả phong trào thi đua 6 tháng đầu năm 2022 của Khối thi đua số 3./."))
	d.Body = append(d.Body, paper.Block{Kind: paper.Annex, Name: "Phụ lục", Title: "Kết quả thực hiện các chỉ tiêu giao ước", Landscape: true,
		Runs: paper.T("(Kèm theo Báo cáo số 05/BC-KTĐ ngày 19 tháng 7 năm 2022 của Khối thi đua số 3)")},
		paper.Block{Kind: paper.TableOf, Table: Matrix(targets, cols)})
	return d
}

func unitTable() *paper.Table {
	t := &paper.Table{Widths: []int{6, 34, 14, 14, 14, 18}, Header: [][]paper.Cell{
		{{Runs: paper.T("TT"), RowSpan: 2}, {Runs: paper.T("Đơn vị"), RowSpan: 2}, {Runs: paper.T("Chỉ tiêu"), ColSpan: 3}, {Runs: paper.T("Ghi chú"), RowSpan: 2}},
		{{Runs: paper.T("Giao ước")}, {Runs: paper.T("Đạt")}, {Runs: paper.T("Tỷ lệ (%)")}},
	}}
	for i, u := range units {
		t.Rows = append(t.Rows, []paper.Cell{paper.C(fmt.Sprint(i+1), paper.Center), paper.C(u, paper.Left), paper.C("24", paper.Right),
			{Runs: []paper.Run{{Text: fmt.Sprint(20 + i%5), Source: fmt.Sprintf("value/khoi-3/2022-H1/u%02d/done", i)}}, Align: paper.Right},
			paper.C(strings.Replace(fmt.Sprintf("%.1f", float64(20+i%5)/24*100), ".", ",", 1), paper.Right), paper.C("", paper.Left)})
	}
	t.Rows = append(t.Rows, []paper.Cell{{Runs: paper.T("Tổng cộng"), ColSpan: 2, Bold: true, Align: paper.Center},
		{Runs: paper.T("288"), Bold: true, Align: paper.Right}, {Runs: paper.T("261"), Bold: true, Align: paper.Right},
		{Runs: paper.T("90,6"), Bold: true, Align: paper.Right}, {}})
	return t
}

// Matrix is a table of rows targets by cols units.
func Matrix(rows, cols int) *paper.Table {
	t := &paper.Table{Size: 10, Widths: []int{10, 50, 18}}
	head := []paper.Cell{paper.C("TT", paper.Center), paper.C("Chỉ tiêu", paper.Center), paper.C("Đơn vị tính", paper.Center)}
	for c := range cols {
		t.Widths = append(t.Widths, 16)
		head = append(head, paper.C(units[c%len(units)], paper.Center))
	}
	t.Header = [][]paper.Cell{head}
	for r := range rows {
		row := []paper.Cell{paper.C(fmt.Sprint(r+1), paper.Center), paper.C(fmt.Sprintf("Chỉ tiêu thi đua thứ %d về kết quả công tác chuyên môn", r+1), paper.Left), paper.C("%", paper.Center)}
		for c := range cols {
			row = append(row, paper.Cell{Runs: []paper.Run{{Text: fmt.Sprintf("1.%03d,5", (r*37+c*11)%1000), Source: fmt.Sprintf("value/%d/%d", r, c)}}, Align: paper.Right})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Minutes is a biên bản (form 1.9).
func Minutes() *paper.Document {
	return &paper.Document{Parent: "UBND tỉnh Đắk Lắk", Issuer: "Khối thi đua số 3", Symbol: "BB-KTĐ", Kind: "Biên bản",
		Subject: "Hội nghị sơ kết phong trào thi đua 6 tháng đầu năm 2022", Minutes: true, Secretary: "Trần Thị B",
		Body: []paper.Block{paper.P("Thời gian bắt đầu: 08 giờ 00 ngày 19 tháng 7 năm 2022."), paper.P("Địa điểm: Hội trường Thanh tra tỉnh."),
			{Kind: paper.PlainRow, Runs: paper.T("NỘI DUNG:")}, paper.P("Cuộc họp kết thúc vào 11 giờ 30, ngày 19 tháng 7 năm 2022./.")},
		Authority: []string{"Chủ tọa"}, Signer: "Nguyễn Văn A", CC: []string{"Các đơn vị trong Khối", "Lưu: VT, Hồ sơ"}}
}

// Letter is a công văn (form 1.5) to one receiver, with a footer.
func Letter() *paper.Document {
	return &paper.Document{Parent: "UBND tỉnh Đắk Lắk", Issuer: "Khối thi đua số 3", Symbol: "KTĐ-VP", Place: "Đắk Lắk",
		Subject: "đăng ký danh hiệu thi đua, hình thức khen thưởng năm 2022", To: []string{"Các đơn vị thành viên Khối thi đua số 3"},
		Body:      []paper.Block{paper.P("Khối thi đua số 3 đề nghị các đơn vị gửi đăng ký trước ngày 28 tháng 02 năm 2022./.")},
		Authority: []string{"TM. Khối thi đua", "Khối trưởng"}, CC: []string{"Như trên", "Lưu: VT"}, Footer: "Mã tra cứu: 7F3A-22 (số liệu minh họa)"}
}
