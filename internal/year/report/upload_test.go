package report

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadWritten(t *testing.T) {
	p := func(s string) Plain { return Plain{Text: s} }
	list := []Plain{{Text: "KHỐI THI ĐUA SỐ 3", Cell: true}, {Text: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Cell: true}, p("BÁO CÁO"), p("Kết quả 6 tháng đầu năm 2022"), p("Kính gửi: Hội đồng TĐKT tỉnh"), p(""),
		p("Thực hiện Chỉ thị số 24/CT-UBND, Khối báo cáo như sau:"), p("I. KẾT QUẢ"), p("1. Tình hình chung"), p("- Đạt 92,4%;"), p("+ Vượt kế hoạch."), p("2. Trong kỳ có 3 đơn vị gửi chậm."),
		{Text: "Chỉ tiêu", Cell: true}, {Text: "92", Cell: true}, {Text: "Kiến nghị của Khối", Style: "Heading1"}, p("Trên đây là báo cáo./."), p("Nơi nhận:"), p("CHÁNH THANH TRA")}
	got, cells := ReadWritten(list)
	var have []string
	for _, w := range got {
		have = append(have, string(w.Kind)+" "+w.Text)
	}
	want := []string{"body Thực hiện Chỉ thị số 24/CT-UBND, Khối báo cáo như sau:", "section I. KẾT QUẢ", "title 1. Tình hình chung", "item Đạt 92,4%;", "item Vượt kế hoạch.", "body 2. Trong kỳ có 3 đơn vị gửi chậm.", "section Kiến nghị của Khối", "body Trên đây là báo cáo./."}
	if strings.Join(have, "\n") != strings.Join(want, "\n") || cells != 2 {
		t.Errorf("%d cells\n%s\nwant\n%s", cells, strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
	if got, _ := ReadWritten(nil); len(got) != 0 {
		t.Error(got)
	}
}

// What a file says as the system would keeps its links; what it leaves out is kept as removed, once.
func TestSettle(t *testing.T) {
	parts := []Part{{Key: "a", Kind: Section, Text: "I. Kết quả"}, {Key: "b", Kind: Body, Text: "Đạt [[C01]]%."}, {Key: "c", Kind: Body, Text: "Có [[n]] đơn vị."}, {Key: "d", Kind: Body, Text: "Hết."}}
	printed := func(p Part) string {
		return strings.NewReplacer("[[C01]]", "92,4", "[[n]]", "12").Replace(p.Text)
	}
	var have []string
	last := int64(0)
	for _, x := range Settle([]Written{{Section, "I. KẾT QUẢ"}, {Body, "Lời của Thư ký."}, {Body, "Có 12 đơn vị."}, {Body, "Đạt 92,4%."}}, parts, printed) {
		have = append(have, fmt.Sprintf("%s/%s/%v", x.Key, x.Text, x.Removed))
		if x.Order <= last {
			t.Errorf("order %d after %d", x.Order, last)
		}
		last = x.Order
	}
	want := "a/I. Kết quả/false|/Lời của Thư ký./false|b/Đạt [[C01]]%./true|c/Có [[n]] đơn vị./false|/Đạt 92,4%./false|d/Hết./true"
	if got := strings.Join(have, "|"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
