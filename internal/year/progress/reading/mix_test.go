package reading

import (
	"math/rand"
	"strconv"
	"testing"
)

// A columnKind says of a heading whether its figures are the result of the period.
type columnKind struct {
	head string
	ok   string // periods whose result it is, with the title of that period: " H1 Q3 9M H2 Y "; "*" = any
}

var columnKinds = []columnKind{
	{"Kế hoạch năm", ""}, {"KH 2024", ""}, {"Chỉ tiêu giao", ""}, {"Chỉ tiêu năm 2024", ""}, {"Đăng ký đầu năm", ""}, {"Giao", ""}, {"Kế hoạch 6 tháng", ""}, {"Kế hoạch quý III", ""},
	{"Mục tiêu phấn đấu", ""}, {"Chỉ tiêu phấn đấu năm 2025", ""}, {"Dự kiến năm 2025", ""}, {"Kế hoạch năm 2025", ""}, {"Dự kiến quý IV", ""}, {"Phương hướng năm 2025", ""}, {"KH giao điều chỉnh", ""}, {"Nghị quyết HĐND giao", ""},
	{"Kết quả", "*"}, {"Thực hiện", "*"}, {"Kết quả thực hiện", "*"}, {"Đạt được", "*"}, {"Số thực hiện", "*"}, {"Kết quả trong kỳ", "*"}, {"Kết quả đạt được", "*"}, {"Số liệu báo cáo", "*"},
	{"Thực hiện 6 tháng đầu năm", " H1 "}, {"TH 6T đầu năm 2024", " H1 "}, {"Kết quả đến 30/6/2024", " H1 "}, {"Kết quả (%)", ""}, {"Ước thực hiện năm 2024", " Y "}, {"Kết quả từ 01/7 đến 31/12/2024", " H2 "}, {"Kết quả đến 31/12/2024", " Y "}, {"Thực hiện đến hết tháng 5", ""}, {"Số lượng", "*"}, {"Đã thực hiện", "*"}, {"Kết quả thẩm định", ""}, {"Kết quả xếp loại", ""}, {"Kết quả năm trước", ""}, {"Đơn vị thực hiện", ""}, {"Thời gian thực hiện", ""}, {"Người thực hiện", ""}, {"Số QĐ", ""}, {"Hệ số", ""}, {"Trọng số", ""}, {"Tổng điểm", ""}, {"Kết quả chấm điểm", ""}, {"Kết quả đánh giá", ""}, {"Chỉ tiêu chưa đạt", ""}, {"Số chưa đạt", ""}, {"Số tăng thêm", ""}, {"Bình quân/tháng", ""}, {"Tỉnh giao", ""}, {"HĐND giao", ""}, {"Khối giao", ""}, {"Tự đăng ký", ""}, {"Phấn đấu cả năm", ""}, {"Nhiệm vụ 6 tháng cuối năm", ""}, {"Kế hoạch quý IV", ""}, {"Ước quý IV", ""}, {"Dự kiến thực hiện 6 tháng cuối năm", ""}, {"Dự kiến thực hiện cả năm", ""}, {"Khả năng thực hiện cả năm", ""}, {"Thực hiện 2023", ""}, {"Thực hiện trước kỳ", ""}, {"Lũy kế năm trước", ""}, {"Kỳ trước", ""}, {"Tháng trước", ""}, {"Quý trước", ""}, {"Đầu kỳ", ""}, {"Cuối kỳ", ""}, {"Ước TH 6 tháng đầu năm 2024", " H1 "},
	{"Thực hiện 6 tháng cuối năm", " H2 "}, {"Thực hiện quý III", " Q3 "}, {"TH Quý 3/2024", " Q3 "}, {"KQ 9T", " 9M "}, {"Thực hiện 9 tháng", " 9M "}, {"Lũy kế đến hết tháng 9", " 9M "}, {"Ước TH cả năm", " Y "}, {"Thực hiện năm 2024", " H1 9M Y "},
	{"Thực hiện quý II", ""}, {"Tháng 6", ""}, {"TH tháng 9", ""}, {"Thực hiện 5 tháng", ""}, {"Thực hiện 11 tháng", ""}, {"Thực hiện quý I", ""},
	{"Lũy kế", " H1 9M Y "}, {"Lũy kế từ đầu năm", " H1 9M Y "}, {"Cộng dồn", " H1 9M Y "}, {"Lũy kế nhiệm kỳ", ""}, {"Lũy kế từ đầu nhiệm kỳ", ""},
	{"Cùng kỳ năm 2023", ""}, {"Thực hiện cùng kỳ", ""}, {"Năm 2023", ""}, {"TH 2023", ""}, {"6 tháng 2023", ""}, {"Thực hiện 9 tháng 2023", ""}, {"CK năm trước", ""}, {"Kết quả kỳ trước", ""}, {"Số kỳ trước", ""}, {"Quý III/2023", ""},
	{"Tỷ lệ %", ""}, {"% so KH", ""}, {"So với cùng kỳ", ""}, {"TH/KH (%)", ""}, {"TH/KH", ""}, {"So sánh (%)", ""}, {"Tăng, giảm", ""}, {"Tăng/giảm so với kỳ trước", ""}, {"Tỷ lệ hoàn thành", ""}, {"Chênh lệch", ""}, {"Mức độ hoàn thành (%)", ""}, {"Tiến độ", ""},
	{"Điểm chuẩn", ""}, {"Điểm tự chấm", ""}, {"Điểm thẩm định", ""}, {"Xếp hạng", ""}, {"Xếp loại", ""}, {"Thứ hạng", ""}, {"Còn lại", ""}, {"Còn thiếu", ""}, {"Số còn phải thực hiện", ""}, {"Trong đó nữ", ""}, {"Trong đó: cấp tỉnh", ""}, {"Trong đó số mới", ""},
	{"Ghi chú", ""}, {"Số văn bản", ""}, {"Mã số", ""}, {"Năm", ""}, {"Trang", ""}, {"Số điện thoại", ""}, {"Phụ lục", ""}, {"Biểu số", ""}, {"Kinh phí (triệu đồng)", ""}, {"Kinh phí thực hiện", ""}, {"Toàn cụm", ""}, {"Bình quân cụm", ""}, {"Toàn khối", ""}, {"Toàn tỉnh", ""}, {"Xã Hòa Bình", ""}, {"Hòa Bình", ""},
}

var mixPeriods = []struct{ code, name, short string }{
	{"2024-H1", "6 tháng đầu năm 2024", "H1"}, {"2024-H2", "6 tháng cuối năm 2024", "H2"}, {"2024-Q3", "quý III năm 2024", "Q3"}, {"2024-9M", "9 tháng năm 2024", "9M"}, {"2024", "năm 2024", "Y"},
}

// TestMixedColumns puts headings together as they come: a figure of a column that is not
// the result of the period is never stored.
func TestMixedColumns(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	stored, wrong := 0, map[string]int{}
	for n := 0; n < 1200; n++ {
		p := mixPeriods[rng.Intn(len(mixPeriods))]
		head := []string{"TT", "Chỉ tiêu", "ĐVT"}
		rows := [][]string{{"#1", houses.Name, "nhà"}, {"#2", jobs.Name, "lao động"}, {"#3", fires.Name, "vụ"}}
		kinds := rng.Perm(len(columnKinds))[:1+rng.Intn(4)]
		for i, k := range kinds {
			head = append(head, columnKinds[k].head)
			for j := range rows {
				rows[j] = append(rows[j], "#"+strconv.Itoa(j*7+i+[]int{100, 800, 3}[j]))
			}
		}
		title := "XÃ TÂN LẬP - kết quả thi đua " + p.name
		r := Read(communes(book(sheetOf("B", append([][]string{{title}, head}, rows...)...)), p.code, houses, jobs, fires))
		for j, code := range []string{"H1", "J", "H5"} {
			f := find(t, r, code)
			if f.Action != Store {
				continue
			}
			stored++
			k := columnKinds[kinds[int(f.Value.Int())-j*7-[]int{100, 800, 3}[j]]]
			if k.ok != "*" && !contains(k.ok, " "+p.short+" ") {
				wrong[p.short+" "+k.head]++
				if wrong[p.short+" "+k.head] == 1 {
					t.Errorf("%s: %v: %s stored from %q", p.code, head[3:], show(f), k.head)
				}
			}
		}
	}
	if stored < 300 {
		t.Errorf("only %d stored", stored)
	}
}

func contains(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i:i+len(sub)] == sub {
			return true
		}
	}
	return false
}
