package reading

import (
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/sheet"
)

// TestOddLayouts reads what offices make of a table.
func TestOddLayouts(t *testing.T) {
	title := []string{"BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}
	name := "Số cuộc kiểm tra theo kế hoạch"
	for n, c := range map[string]struct {
		rows [][]string
		want string
	}{
		"name continues the section line": {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"I", "Số cuộc kiểm tra"}, {"#1", "- theo kế hoạch", "#24", "#12"}, {"#2", "- đột xuất", "", "#3"}}, "store 12"},
		"name continues the left cell":    {[][]string{title, {"TT", "Nhóm chỉ tiêu", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#1", "Số cuộc kiểm tra", "theo kế hoạch", "#24", "#12"}}, "store 12"},
		"plan in the name":                {[][]string{title, {"TT", "Chỉ tiêu", "Kết quả"}, {"#1", name + " (24 cuộc)", "#12"}}, "store 12"},
		"figure in the cell of the name":  {[][]string{title, {"- " + name + ": 12 cuộc"}, {"- Số sáng kiến được công nhận: 5"}}, "store 12"},
		"chỉ tiêu as the plan":            {[][]string{title, {"TT", "Nội dung", "Chỉ tiêu", "Thực hiện"}, {"#1", name, "#24", "#12"}, {"#2", "Số sáng kiến được công nhận", "#10", "#5"}}, "store 12"},
		"plan and result in rows":         {[][]string{title, {"TT", "Chỉ tiêu", "Nội dung", "Số liệu"}, {"#1", name, "Kế hoạch năm", "#24"}, {"", "", "Thực hiện 6 tháng", "#12"}, {"#2", "Số sáng kiến được công nhận", "Kế hoạch năm", "#10"}, {"", "", "Thực hiện 6 tháng", "#5"}}, "store 12"},
		"side by side":                    {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả", "", "TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#1", "Số sáng kiến được công nhận", "#10", "#5", "", "#1", name, "#24", "#12"}}, "store 12"},
		"heading on every page":           {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#1", "Số sáng kiến được công nhận", "#10", "#5"}, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#2", name, "#24", "#12"}}, "store 12"},
		"heading far down":                {[][]string{title, {"a"}, {"b"}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#2", name, "#24", "#12"}}, "store 12"},
		"a section about another unit":    {[][]string{title, {"SỞ KẾ HOẠCH"}, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"II", "Nhiệm vụ phối hợp với Sở Nội vụ trong năm"}, {"#2", name, "#24", "#12"}}, "store 12"},
		"letter of another office":        {[][]string{{"SỞ KẾ HOẠCH"}, {"Thực hiện Công văn số 12/SNV-TĐKT của Sở Nội vụ"}, title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#2", name, "#24", "#12"}}, "store 12"},
		"ratio instead of the result":     {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Số lượng", "Tỷ lệ %"}, {"#1", name, "#24", "", "#50"}}, "missing (blank)"},
		"old rows":                        {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#1", name, "#24", "#12"}, {"", name + " (cùng kỳ 2023)", "", "#10"}}, "store 12"},
		"weak twin of an exact row":       {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#1", name, "#24", "#12"}, {"#2", "Số cuộc kiểm tra chuyên đề", "#30", "#3"}}, "store 12"},
		"the plan typed as the result":    {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, {"#1", name, "#24", "#24"}}, "store 24"},
		"estimate of the half year":       {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Thực hiện 5 tháng", "Ước thực hiện 6 tháng"}, {"#1", name, "#24", "#10", "#12"}}, "store 12"},
		"estimate of the whole year":      {[][]string{title, {"TT", "Chỉ tiêu", "KH năm", "Thực hiện 6 tháng", "Ước cả năm"}, {"#1", name, "#24", "#12", "#25"}}, "store 12"},
	} {
		t.Run(n, func(t *testing.T) { want(t, Read(request(book(sheetOf("Biểu", c.rows...)))), "B", c.want) })
	}
}

// TestYearTitle trusts a paper that names only the year when its figures have the size
// of half a year's, and asks otherwise.
func TestYearTitle(t *testing.T) {
	rows := func(b, c, d string) *sheet.Book {
		return book(sheetOf("T", []string{"KẾT QUẢ THI ĐUA NĂM 2024"}, []string{"TT", "Chỉ tiêu", "KH năm", "Kết quả"}, []string{"#1", samples[1].Name, "#24", b},
			[]string{"#2", samples[2].Name, "#2400", c}, []string{"#3", samples[3].Name, "#10", d}))
	}
	want(t, Read(request(rows("#12", "#1200", "#5"))), "B", "store 12")
	want(t, Read(request(rows("#24", "#2600", "#11"))), "B", "ask 24 (period)")
}

func docx(paragraphs ...string) *sheet.Book {
	b := &sheet.Book{Name: "bao cao.docx", Format: sheet.DOCX}
	for i, p := range paragraphs {
		bold := strings.HasPrefix(p, "#")
		b.Prose = append(b.Prose, sheet.Paragraph{N: i + 1, At: "P" + string(rune('1'+i)), Text: strings.TrimPrefix(p, "#"), Bold: bold})
	}
	return b
}

// TestProse asks about figures in sentences, reads lists, and sees contradictions.
func TestProse(t *testing.T) {
	title := "#BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"
	for n, c := range map[string]struct {
		text []string
		code string
		want string
	}{
		"a sentence":         {[]string{title, "Đơn vị đã thực hiện 12 cuộc kiểm tra theo kế hoạch; thu hồi về ngân sách 1.250 triệu đồng."}, "B", "ask 12 (ambiguous)"},
		"money":              {[]string{title, "Số tiền thu hồi về ngân sách là 1.250 triệu đồng."}, "C", "ask 1250 (ambiguous)"},
		"money in tỷ":        {[]string{title, "Số tiền thu hồi về ngân sách là 1,25 tỷ đồng."}, "C", "ask 1250 (ambiguous)"},
		"a list":             {[]string{title, "- Số cuộc kiểm tra theo kế hoạch: 12 cuộc"}, "B", "store 12"},
		"a list, year wrong": {[]string{"#BÁO CÁO KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023", "- Số cuộc kiểm tra theo kế hoạch: 12 cuộc"}, "B", "ask 12 (period)"},
		"last year":          {[]string{title, "Cùng kỳ năm 2023 thực hiện 10 cuộc kiểm tra theo kế hoạch."}, "B", "missing (no-row)"},
		"the plan":           {[]string{title, "Phấn đấu thực hiện 24 cuộc kiểm tra theo kế hoạch."}, "B", "missing (no-row)"},
		"opposite":           {[]string{title, "Tỷ lệ hồ sơ giải quyết quá hạn là 2,5%."}, "A", "missing (no-row)"},
		"directions":         {[]string{title, "#II. PHƯƠNG HƯỚNG", "Thực hiện 12 cuộc kiểm tra theo kế hoạch."}, "B", "missing (no-row)"},
	} {
		t.Run(n, func(t *testing.T) { want(t, Read(request(docx(c.text...))), c.code, c.want) })
	}
	b := docx(title, "Số cuộc kiểm tra theo kế hoạch là 13 cuộc, tỷ lệ hồ sơ giải quyết đúng hạn đạt 96,5%.")
	s := tableOf("#96.5", "#12")
	s.Table = 1
	b.Sheets = []sheet.Sheet{s}
	r := Read(request(b))
	want(t, r, "B", "ask 12 13 (conflict)")
	want(t, r, "A", "store 96.5")
}

func TestSections(t *testing.T) {
	r := Read(request(docx("#I. KẾT QUẢ THỰC HIỆN", "#1. Công tác chuyên môn", "Đã làm tốt.", "#II. TỒN TẠI, HẠN CHẾ", "Còn chậm.", "#III. NGUYÊN NHÂN", "Thiếu người.", "#IV. PHƯƠNG HƯỚNG, NHIỆM VỤ", "Làm nhanh hơn.", "#V. KIẾN NGHỊ, ĐỀ XUẤT")))
	var got []string
	for _, s := range r.Texts {
		got = append(got, string(s.Kind)+":"+s.Heading)
	}
	if g := strings.Join(got, "|"); g != "results:I. KẾT QUẢ THỰC HIỆN|results:1. Công tác chuyên môn|shortcomings:II. TỒN TẠI, HẠN CHẾ|causes:III. NGUYÊN NHÂN|direction:IV. PHƯƠNG HƯỚNG, NHIỆM VỤ|recommendations:V. KIẾN NGHỊ, ĐỀ XUẤT" {
		t.Error(g)
	}
	if len(r.Texts) < 2 || len(r.Texts[1].Paragraphs) != 1 || r.Texts[1].Paragraphs[0].N != 3 {
		t.Errorf("%+v", r.Texts)
	}
}

func TestMarks(t *testing.T) {
	r := Read(request(book(sheetOf("T", []string{"TỐI MẬT"}, []string{"Bảo mật thông tin"}, []string{"Độ mật: Mật"}))))
	if len(r.Marks) != 2 || r.Marks[0].Level != "TỐI MẬT" || r.Marks[0].At != "A1" || r.Marks[1].Level != "MẬT" {
		t.Errorf("%+v", r.Marks)
	}
}

func TestLegacySheet(t *testing.T) {
	s := sheetOf("B", []string{"TT", "ChØ tiªu", "KÕ ho¹ch n¨m", "KÕt qu¶ 6 th¸ng"}, []string{"#1", "Sè cuéc kiÓm tra theo kÕ ho¹ch", "#24", "12 cuéc"}, []string{"#2", "Sè tr\u00adêng hîp vi ph¹m kû luËt", "#0", "Kh«ng"})
	for i := range s.Cells {
		s.Cells[i].Font = ".VnTime"
	}
	r := Read(request(book(s)))
	if r.Legacy != "TCVN3" {
		t.Errorf("legacy %q", r.Legacy)
	}
	want(t, r, "B", "store 12")
	want(t, r, "F", "store 0")
	if f := find(t, r, "B"); f.Raw != "12 cuéc" {
		t.Errorf("raw %q is not as written", f.Raw)
	}
}

// TestUnknown lists rows with figures that belong to no target.
func TestUnknown(t *testing.T) {
	s := sheetOf("B", head, []string{"#1", "Số chim di cư đếm được", "con", "", "#7"}, []string{"#2", samples[1].Name, "cuộc", "#24", "#12"}, []string{"", "Tổng cộng", "", "", "#19"})
	r := Read(request(book(s)))
	if len(r.Unknown) != 2 || r.Unknown[0].At != "E2" || r.Unknown[0].Skipped || !r.Unknown[1].Skipped {
		t.Errorf("%+v", r.Unknown)
	}
	if r.Memory.Labels[key(samples[1].Name)] != "B" {
		t.Errorf("memory %v", r.Memory)
	}
}

func TestEmpty(t *testing.T) {
	for _, b := range []*sheet.Book{nil, {}, book(sheet.Sheet{}), book(sheetOf("x"))} {
		req := request(b)
		r := Read(req)
		check(t, req, r)
		for _, f := range r.Findings {
			if f.Action != Missing || f.Reason != NoRow {
				t.Errorf("%s: %s", f.Target, show(f))
			}
		}
	}
}

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		text   string
		period civil.Period
		fit    int
	}{
		{"6 tháng đầu năm 2024", "2024-H1", fitSame}, {"6T/2024", "2024-H1", fitSame}, {"6T2024", "2024-H1", fitSame}, {"sáu tháng đầu năm 2024", "2024-H1", fitSame},
		{"6 tháng đầu năm 2023", "2024-H1", fitOther}, {"6 tháng cuối năm 2024", "2024-H1", fitOther}, {"6 tháng cuối năm 2024", "2024-H2", fitSame},
		{"Quý II/2024", "2024-Q2", fitSame}, {"quý 2", "2024-Q2", fitSame}, {"Quý II", "2024-H1", fitOther}, {"9 tháng năm 2024", "2024-9M", fitSame}, {"9 tháng", "2024-H1", fitOther},
		{"Năm 2024", "2024", fitSame}, {"Năm 2024", "2024-H1", fitYear}, {"cả năm", "2024", fitSame}, {"năm 2023", "2024", fitOther}, {"cùng kỳ", "2024-H1", fitOther},
		{"tháng 6", "2024-H1", fitOther}, {"từ 01/01/2024 đến 30/6/2024", "2024-H1", fitSame}, {"(01/10/2023 - 30/6/2024)", "2024-H1", fitOther},
		{"từ đầu năm đến tháng 6", "2024-H1", fitSame}, {"Bắc Sơn, ngày 10 tháng 6 năm 2024", "2024-H1", fitNone}, {"Kết quả", "2024-H1", fitNone},
		{"Quý I, Quý II", "2024-H1", fitSame}, {"15/12/2023 - 14/6/2024", "2024-H1", fitOther}, {"Chỉ thị số 24/CT-UBND", "2024-H1", fitNone}, {"Nghị định 98/2023/NĐ-CP", "2024-H1", fitNone},
	} {
		if got := parseSpan(c.text).fit(c.period); got != c.fit {
			t.Errorf("%q in %s: %d, want %d (%+v)", c.text, c.period, got, c.fit, parseSpan(c.text))
		}
	}
}
