package reading

import (
	"strconv"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
)

// sheetOf makes a sheet: "#12.5" is a number cell, "#0.875|0.0%" one with a format,
// "" no cell, anything else text.
func sheetOf(name string, rows ...[]string) sheet.Sheet {
	s := sheet.Sheet{Name: name, Rows: len(rows)}
	for i, r := range rows {
		for k, v := range r {
			s.Cols = max(s.Cols, k+1)
			if v == "" {
				continue
			}
			c := sheet.Cell{Row: i + 1, Col: k + 1, At: sheet.A1(i+1, k+1), Kind: sheet.Text, Text: v}
			if n, ok := strings.CutPrefix(v, "#"); ok {
				num, format, _ := strings.Cut(n, "|")
				c.Kind, c.Num, c.Text, c.Format = sheet.Number, num, "", format
			}
			s.Cells = append(s.Cells, c)
		}
	}
	return s
}

func book(sheets ...sheet.Sheet) *sheet.Book {
	return &sheet.Book{Name: "bieu.xlsx", Format: sheet.XLSX, Sheets: sheets}
}

func val(s string) *figure.Value {
	if s == "" {
		return nil
	}
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

func target(code, name, measure string, kind Kind, direction, plan string) Target {
	return Target{Code: code, Name: name, Measure: measure, Kind: kind, Direction: direction, Plan: val(plan)}
}

var (
	own     = Unit{Code: "a", Name: "Sở Kế hoạch tỉnh Bắc Sơn", Short: "Sở Kế hoạch"}
	others  = []Unit{{Code: "b", Name: "Sở Nội vụ tỉnh Bắc Sơn", Short: "Sở Nội vụ"}, {Code: "c", Name: "Trường Chính trị tỉnh Bắc Sơn", Short: "Trường Chính trị"}}
	samples = []Target{
		target("A", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", Percent, "higher", "95"),
		target("B", "Số cuộc kiểm tra theo kế hoạch", "cuộc", Count, "higher", "24"),
		target("C", "Số tiền thu hồi về ngân sách", "triệu đồng", Money, "higher", "2400"),
		target("D", "Số sáng kiến được công nhận", "sáng kiến", Count, "higher", "10"),
		target("E", "Tổ chức ký giao ước thi đua", "Đạt/Không đạt", YesNo, "equal", "1"),
		target("F", "Số trường hợp vi phạm kỷ luật", "trường hợp", Count, "lower", "0"),
	}
)

func request(b *sheet.Book) Request {
	return Request{Book: b, Unit: own, Others: append([]Unit{own}, others...), Targets: samples, Period: civil.Period("2024-H1")}
}

func find(t *testing.T, r Result, code string) Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Target == code {
			return f
		}
	}
	t.Fatalf("no finding for %s", code)
	return Finding{}
}

// show writes a finding as "store 12", "ask 12 15 nil (conflict)", "missing (blank)".
func show(f Finding) string {
	switch f.Action {
	case Store:
		return "store " + f.Value.String()
	case Missing:
		return "missing (" + string(f.Reason) + ")"
	}
	var b strings.Builder
	b.WriteString("ask")
	for _, c := range f.Candidates {
		if c.Value == nil {
			b.WriteString(" nil")
		} else {
			b.WriteString(" " + c.Value.String())
		}
	}
	return b.String() + " (" + string(f.Reason) + ")"
}

var head = []string{"TT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2024", "Kết quả 6 tháng", "Ghi chú"}

// tableOf makes the usual table with the results of the six sample targets.
func tableOf(results ...string) sheet.Sheet {
	rows := [][]string{{"Biểu số liệu 6 tháng đầu năm 2024"}, head}
	for i, r := range results {
		t := samples[i]
		plan := "#" + t.Plan.String()
		if t.Kind == YesNo {
			plan = "Đạt"
		}
		rows = append(rows, []string{"#" + strconv.Itoa(i+1), t.Name, t.Measure, plan, r})
	}
	return sheetOf("Biểu", rows...)
}

func want(t *testing.T, r Result, code, out string) {
	t.Helper()
	f := find(t, r, code)
	got := show(f)
	if got != out {
		t.Errorf("%s: got %s, want %s; at %s raw %q label %q: %s", code, got, out, f.Place(), f.Raw, f.Label, f.Text())
	}
}
