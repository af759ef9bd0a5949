package reading

import "testing"

// TestCards reads a sheet that gives every target a card of its own.
func TestCards(t *testing.T) {
	card := func(no, name, plan, result, unit string) [][]string {
		return [][]string{{"Chỉ tiêu " + no + ":", name}, {"Kế hoạch năm:", plan, unit}, {"Kết quả 6 tháng:", result, unit}, {"Đánh giá:", "Đúng tiến độ"}, {""}}
	}
	rows := [][]string{{"SỞ KẾ HOẠCH"}, {"PHIẾU BÁO CÁO CHỈ TIÊU THI ĐUA 6 THÁNG ĐẦU NĂM 2024"}, {""}}
	rows = append(rows, card("1", "Số cuộc tuyên truyền pháp luật", "40", "21", "cuộc")...)
	rows = append(rows, card("2", "Số sáng kiến được công nhận", "12", "x", "sáng kiến")...)
	rows = append(rows, card("3", "Số chuyến xe đưa đón không có trong kế hoạch", "9", "5", "chuyến")...)
	rows = append(rows, card("4", "Kinh phí tiết kiệm được", "500", "260,5", "triệu đồng")...)
	rows = append(rows, card("5", "Tỷ lệ hồ sơ giải quyết đúng hạn", "95", "", "%")...)
	ts := []Target{
		target("A", "Số cuộc tuyên truyền pháp luật", "cuộc", Count, "higher", "40"),
		target("B", "Số sáng kiến được công nhận", "sáng kiến", Count, "higher", "12"),
		target("C", "Kinh phí tiết kiệm được", "triệu đồng", Money, "higher", "500"),
		target("D", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", Percent, "higher", "95"),
	}
	req := request(book(sheetOf("Phieu", rows...)))
	req.Targets = ts
	r := Read(req)
	want(t, r, "A", "store 21")
	want(t, r, "C", "store 260.5")
	if f := find(t, r, "A"); f.At != "B6" {
		t.Errorf("taken from %s", f.At)
	}
	if f := find(t, r, "B"); f.Action != Ask || f.At != "B11" {
		t.Errorf("x in a count: %s at %s", show(f), f.At)
	}
	if f := find(t, r, "D"); f.Action != Missing || f.At != "B26" {
		t.Errorf("a blank card: %s at %s", show(f), f.At)
	}
	if len(r.Unknown) != 1 {
		t.Errorf("the card of no target is lost: %v", r.Unknown)
	}
}
