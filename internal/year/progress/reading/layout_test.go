package reading

import (
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/sheet"
)

// TestNames pairs names as people write them, and refuses names of other things.
func TestNames(t *testing.T) {
	for _, c := range []struct{ label, code, measure, plan, want string }{
		{"Tỉ lệ hồ sơ giải quyết đúng hạn", "A", "%", "#95", "store 91"},
		{"1.2. Tỷ lệ HS giải quyết đúng hạn (%)", "A", "", "#95", "store 91"},
		{"a) TL hồ sơ GQ đúng hạn", "A", "%", "#95", "store 91"},
		{"- Tỷ lệ hồ sơ giải quyết đúng hạng", "A", "%", "#95", "store 91"},
		{"TY LE HO SO GIAI QUYET DUNG HAN", "A", "%", "#95", "store 91"},
		{"Tỷ lệ hồ sơ giải quyết quá hạn", "A", "%", "", "missing (no-row)"},
		{"Tỷ lệ hồ sơ giải quyết quá hạn", "A", "%", "#95", "missing (no-row)"},
		{"Số hồ sơ giải quyết đúng hạn", "A", "hồ sơ", "", ""},
		{"Số sáng kiến đăng ký", "D", "sáng kiến", "", "missing (no-row)"},
		{"Số sáng kiến được công nhận cấp tỉnh", "D", "sáng kiến", "", "ask 9 (name)"},
		{"SK được công nhận", "D", "sáng kiến", "#10", "store 9"},
		{"Số cuộc kiểm tra đột xuất", "B", "cuộc", "", "ask 9 (name)"},
		{"Số cuộc kiểm tra không theo kế hoạch", "B", "cuộc", "#24", ""},
		{"Số vụ án hình sự đã khởi tố", "B", "vụ", "", "missing (no-row)"},
		{"Số cuộc kiểm tra theo kế hoạch năm 2023", "B", "cuộc", "#24", "missing (no-row)"},
	} {
		v := "#9"
		if c.code == "A" {
			v = "#91"
		}
		b := book(sheetOf("Biểu", []string{"Biểu số liệu 6 tháng đầu năm 2024"}, head, []string{"#1", c.label, c.measure, c.plan, v}))
		r := Read(request(b))
		f := find(t, r, c.code)
		if c.want == "" {
			if f.Action == Store {
				t.Errorf("%q stored for %s: %s", c.label, c.code, show(f))
			}
			continue
		}
		if got := show(f); got != c.want {
			t.Errorf("%q as %s: got %s, want %s (%s)", c.label, c.code, got, c.want, f.Text())
		}
	}
}

// TestTwins asks when a name fits two targets, and takes each exact name by itself.
func TestTwins(t *testing.T) {
	req := request(book(sheetOf("Biểu", head,
		[]string{"#1", "Tỷ lệ khá, giỏi", "%", "#85", "#88.2"},
		[]string{"#2", "Tỷ lệ huấn luyện bắn súng đạt khá, giỏi", "%", "#80", "#81.7"})))
	req.Targets = []Target{
		target("H1", "Tỷ lệ huấn luyện võ thuật, thể lực đạt khá, giỏi", "%", Percent, "higher", "85"),
		target("H2", "Tỷ lệ huấn luyện bắn súng đạt khá, giỏi", "%", Percent, "higher", "80"),
	}
	r := Read(req)
	want(t, r, "H1", "ask 88.2 (name)")
	want(t, r, "H2", "store 81.7")
}

// TestColumns finds the result among the other columns.
func TestColumns(t *testing.T) {
	row := func(v ...string) []string {
		return append([]string{"#1", "Số cuộc kiểm tra theo kế hoạch"}, v...)
	}
	h := func(v ...string) []string { return append([]string{"STT", "Nội dung chỉ tiêu"}, v...) }
	title := []string{"BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}
	for name, c := range map[string]struct {
		rows [][]string
		want string
	}{
		"quarters beside the half":   {[][]string{title, h("Quý I", "Quý II", "6 tháng", "Kế hoạch 2024"), row("#5", "#7", "#12", "#24")}, "store 12"},
		"only quarters":              {[][]string{title, h("KH năm", "Quý I", "Quý II"), row("#24", "#5", "#7")}, "ask 12 5 7 (period)"},
		"only the first quarter":     {[][]string{title, h("KH năm", "Kết quả quý I"), row("#24", "#5")}, "ask 5 (period)"},
		"month beside the total":     {[][]string{title, h("KH năm", "Thực hiện tháng 6", "Lũy kế từ đầu năm"), row("#24", "#2", "#12")}, "store 12"},
		"last year first":            {[][]string{title, h("Thực hiện 6 tháng đầu năm 2023", "Kế hoạch năm 2024", "Thực hiện 6 tháng đầu năm 2024", "So sánh (%)"), row("#9", "#24", "#12", "#133")}, "store 12"},
		"same period then result":    {[][]string{title, h("Cùng kỳ", "Kế hoạch", "Thực hiện", "% KH"), row("#9", "#24", "#12", "#50")}, "store 12"},
		"group heading without span": {[][]string{title, h("Năm 2024", "", "Tỷ lệ"), []string{"", "", "Kế hoạch", "Thực hiện 6 tháng", ""}, row("#24", "#12", "#50")}, "store 12"},
		"nine months":                {[][]string{{"Kết quả 9 tháng năm 2024"}, h("KH năm", "Kết quả"), row("#24", "#15")}, "ask 15 (period)"},
		"another year":               {[][]string{{"Kết quả 6 tháng đầu năm 2023"}, h("KH năm", "Kết quả"), row("#24", "#15")}, "ask 15 (period)"},
		"a whole year":               {[][]string{{"Kết quả thi đua năm 2024"}, h("KH năm", "Kết quả"), row("#24", "#15")}, "ask 15 (period)"},
		"second half":                {[][]string{{"Kết quả 6 tháng cuối năm 2024"}, h("KH năm", "Kết quả"), row("#24", "#15")}, "ask 15 (period)"},
		"dates of another year":      {[][]string{title, h("KH năm", "Từ 01/10/2023 đến 30/6/2024"), row("#24", "#15")}, "ask 15 (period)"},
		"two results that differ":    {[][]string{title, h("KH năm", "Kết quả", "Thực hiện"), row("#24", "#12", "#13")}, "ask 12 13 (conflict)"},
		"result before plan":         {[][]string{title, h("KQ 6T", "KH 2024"), row("#12", "#24")}, "store 12"},
		"numbering line":             {[][]string{title, h("KH năm", "Kết quả"), []string{"(1)", "(2)", "(3)", "(4)"}, row("#24", "#12")}, "store 12"},
		"no headings":                {[][]string{row("#24", "#12")}, "ask 24 12 (ambiguous)"},
		"unknown heading":            {[][]string{title, h("KH năm", "Abc"), row("#24", "#12")}, "ask 12 (ambiguous)"},
		"only a plan":                {[][]string{title, h("Kế hoạch năm"), row("#24")}, "missing (blank)"},
		"plan of next year":          {[][]string{title, h("KH 2024", "TH 6 tháng 2024", "KH 2025"), row("#24", "#12", "#30")}, "store 12"},
		"registered and done":        {[][]string{title, h("Đăng ký", "Đạt được"), row("#24", "#12")}, "store 12"},
		"total row":                  {[][]string{title, h("KH năm", "Kết quả"), row("#24", "#12"), []string{"", "Tổng cộng", "#999", "#888"}}, "store 12"},
		"sub-rows":                   {[][]string{title, h("KH năm", "Kết quả"), row("#24", "#12"), []string{"", "Trong đó: - Số cuộc kiểm tra lại", "", "#4"}, []string{"", "- Số cuộc kiểm tra liên ngành", "", "#8"}}, "store 12"},
		"repeated with a difference": {[][]string{title, h("KH năm", "Kết quả"), row("#24", "#12"), row("#24", "#13")}, "ask 12 13 (conflict)"},
		"repeated alike":             {[][]string{title, h("KH năm", "Kết quả"), row("#24", "#12"), row("#24", "#12")}, "store 12"},
		"repeated, once blank":       {[][]string{title, h("KH năm", "Kết quả"), row("#24", "#12"), row("#24", "")}, "store 12"},
	} {
		t.Run(name, func(t *testing.T) { want(t, Read(request(book(sheetOf("Biểu", c.rows...)))), "B", c.want) })
	}
}

// TestUnits takes only the sender's figures out of a file of several units.
func TestUnits(t *testing.T) {
	line := func(v string) []string {
		return []string{"#1", "Số cuộc kiểm tra theo kế hoạch", "cuộc", "#24", v}
	}
	h := []string{"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Kết quả 6 tháng"}
	for name, c := range map[string]struct {
		sheets []sheet.Sheet
		want   string
	}{
		"a sheet per unit": {[]sheet.Sheet{sheetOf("Sở Nội vụ", h, line("#7")), sheetOf("Sở Kế hoạch", h, line("#12")), sheetOf("Tổng hợp", h, line("#19"))}, "store 12"},
		"a block per unit": {[]sheet.Sheet{sheetOf("T", h, []string{"I", "Sở Nội vụ"}, line("#7"), []string{"II", "Sở Kế hoạch"}, line("#12"), []string{"III", "Trường Chính trị"}, line("#9"))}, "store 12"},
		"a column per unit": {[]sheet.Sheet{sheetOf("T", []string{"BIỂU TỔNG HỢP 6 THÁNG ĐẦU NĂM 2024"}, []string{"TT", "Chỉ tiêu", "ĐVT", "Sở Nội vụ", "Sở Kế hoạch", "Trường Chính trị", "Tổng cộng"},
			[]string{"#1", "Số cuộc kiểm tra theo kế hoạch", "cuộc", "#7", "#12", "#9", "#28"})}, "store 12"},
		"plan and result per unit": {[]sheet.Sheet{sheetOf("T", []string{"TT", "Chỉ tiêu", "Sở Nội vụ", "", "Sở Kế hoạch", ""}, []string{"", "", "Kế hoạch", "Thực hiện", "Kế hoạch", "Thực hiện"},
			[]string{"#1", "Số cuộc kiểm tra theo kế hoạch", "#20", "#7", "#24", "#12"})}, "store 12"},
		"a row per unit": {[]sheet.Sheet{sheetOf("T", []string{"TT", "Đơn vị", "Số cuộc kiểm tra theo kế hoạch", "Số sáng kiến được công nhận"}, []string{"#1", "Sở Nội vụ", "#7", "#2"},
			[]string{"#2", "Sở Kế hoạch", "#12", "#5"}, []string{"#3", "Trường Chính trị", "#9", "#4"})}, "store 12"},
		"a unit column": {[]sheet.Sheet{sheetOf("T", []string{"Đơn vị", "Chỉ tiêu", "Kế hoạch", "Kết quả"}, []string{"Sở Nội vụ", "Số cuộc kiểm tra theo kế hoạch", "#20", "#7"},
			[]string{"Sở Kế hoạch", "Số cuộc kiểm tra theo kế hoạch", "#24", "#12"})}, "store 12"},
		"rows of units under a target": {[]sheet.Sheet{sheetOf("T", []string{"TT", "Nội dung", "Kế hoạch", "Kết quả"}, []string{"I", "Số cuộc kiểm tra theo kế hoạch"}, []string{"#1", "Sở Nội vụ", "#20", "#7"},
			[]string{"#2", "Sở Kế hoạch", "#24", "#12"})}, "store 12"},
		"another unit's file":  {[]sheet.Sheet{sheetOf("T", []string{"SỞ NỘI VỤ"}, []string{"Kết quả 6 tháng đầu năm 2024"}, h, line("#7"))}, "ask 7 (unit)"},
		"a stranger's file":    {[]sheet.Sheet{sheetOf("T", []string{"UBND TỈNH BẮC SƠN"}, []string{"SỞ XÂY DỰNG"}, []string{"Kết quả 6 tháng đầu năm 2024"}, h, line("#7"))}, "ask 7 (unit)"},
		"the sender's file":    {[]sheet.Sheet{sheetOf("T", []string{"UBND TỈNH BẮC SƠN"}, []string{"SỞ KẾ HOẠCH"}, []string{"Kính gửi: Sở Nội vụ"}, h, line("#12"))}, "store 12"},
		"only other units' in": {[]sheet.Sheet{sheetOf("Sở Nội vụ", h, line("#7")), sheetOf("Trường Chính trị", h, line("#9"))}, "missing (no-row)"},
	} {
		t.Run(name, func(t *testing.T) { want(t, Read(request(book(c.sheets...))), "B", c.want) })
	}
}

// TestTurned reads a table whose targets stand across.
func TestTurned(t *testing.T) {
	b := book(sheetOf("T", []string{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"},
		[]string{"Nội dung", "Tỷ lệ hồ sơ giải quyết đúng hạn", "Số cuộc kiểm tra theo kế hoạch", "Số tiền thu hồi về ngân sách", "Số sáng kiến được công nhận"},
		[]string{"Đơn vị tính", "%", "cuộc", "triệu đồng", "sáng kiến"},
		[]string{"Kế hoạch năm", "#95", "#24", "#2400", "#10"},
		[]string{"Thực hiện 6 tháng", "#96.5", "#12", "#1250", "#5"},
		[]string{"Tỷ lệ (%)", "#101.6", "#50", "#52", "#50"}))
	r := Read(request(b))
	want(t, r, "A", "store 96.5")
	want(t, r, "B", "store 12")
	want(t, r, "C", "store 1250")
	want(t, r, "D", "store 5")
	if f := find(t, r, "B"); f.At != "C5" {
		t.Errorf("at %s, want C5", f.At)
	}
}

// TestWrongPlans asks about everything when the file's plans are not the known ones.
func TestWrongPlans(t *testing.T) {
	rows := [][]string{head}
	for _, s := range samples[:5] {
		rows = append(rows, []string{"", s.Name, s.Measure, "#77", "#77"})
	}
	r := Read(request(book(sheetOf("T", rows...))))
	for _, c := range []string{"A", "D"} {
		if f := find(t, r, c); f.Action == Store {
			t.Errorf("%s stored out of a file of other plans", c)
		}
	}
}

// TestMoneyUnits turns thousands of đồng into triệu đồng only when the plan confirms.
func TestMoneyUnits(t *testing.T) {
	rows := func(measure, plan, v string) *sheet.Book {
		return book(sheetOf("T", []string{"6 tháng đầu năm 2024"}, head, []string{"#1", "Số tiền thu hồi về ngân sách", measure, plan, v}))
	}
	want(t, Read(request(rows("nghìn đồng", "#2400000", "#1250000"))), "C", "store 1250")
	want(t, Read(request(rows("nghìn đồng", "", "#1250000"))), "C", "ask 1250 1250000 (unit)")
	want(t, Read(request(rows("", "#2400000", "#1250000"))), "C", "ask 1250 1250000 (unit)")
	want(t, Read(request(rows("triệu đồng", "#2400", "#1250"))), "C", "store 1250")
	want(t, Read(request(rows("%", "#2400", "#1250"))), "C", "ask 1250 (unit)")
}

// TestHidden leaves hidden places out, and asks when nothing else stands in the file.
func TestHidden(t *testing.T) {
	s := tableOf("#96", "#12")
	s.HiddenRows = map[int]bool{4: true}
	want(t, Read(request(book(s))), "B", "ask 12 (suspicious)")
	s = tableOf("#96", "#12")
	s.Hidden = true
	want(t, Read(request(book(s))), "B", "missing (no-row)")
	s = sheetOf("B", []string{"TT", "Chỉ tiêu", "Kế hoạch", "6 tháng", "Kết quả 6 tháng"}, []string{"#1", "Số cuộc kiểm tra theo kế hoạch", "#24", "#11", "#12"})
	s.HiddenCols = map[int]bool{4: true}
	want(t, Read(request(book(s))), "B", "store 12")
	s.HiddenCols = nil
	want(t, Read(request(book(s))), "B", "ask 11 12 (conflict)")
	s = tableOf("#96", "#12")
	for i := range s.Cells {
		if s.Cells[i].At == "E4" {
			s.Cells[i].Struck = true
		}
	}
	want(t, Read(request(book(s))), "B", "ask 12 nil (suspicious)")
}

// TestMemory takes a remembered label as the name, never as the value.
func TestMemory(t *testing.T) {
	b := func(v string) *sheet.Book {
		return book(sheetOf("T", head, []string{"#1", "Kiểm tra KH", "cuộc", "", v}))
	}
	req := request(b("#12"))
	r := Read(req)
	if f := find(t, r, "B"); f.Action == Store {
		t.Fatalf("a vague name was stored: %s", show(f))
	}
	req.Memory = Memory{Labels: map[string]string{key("Kiểm tra KH"): "B"}}
	want(t, Read(req), "B", "store 12")
	req.Book = b("1,234")
	want(t, Read(req), "B", "ask 1.234 1234 (ambiguous)")
}

// TestSecondHalf reads the second half's column beside the first's.
func TestSecondHalf(t *testing.T) {
	req := request(book(sheetOf("T", []string{"TT", "Chỉ tiêu", "Kế hoạch năm", "6 tháng đầu năm", "6 tháng cuối năm", "Cả năm"}, []string{"#1", "Số cuộc kiểm tra theo kế hoạch", "#24", "#10", "#14", "#24"})))
	for p, out := range map[civil.Period]string{"2024-H1": "store 10", "2024-H2": "store 14", "2024": "store 24"} {
		req.Period = p
		want(t, Read(req), "B", out)
	}
}
