package reading

import (
	"testing"

	"thidua/internal/base/vi"
)

// TestValues reads one cell after the other, as people write them.
func TestValues(t *testing.T) {
	col := map[string]int{"A": 0, "B": 1, "C": 2, "D": 3, "E": 4, "F": 5}
	for _, c := range cellCases {
		results := []string{"#96", "#12", "#1200", "#5", "Đạt", "#0"}
		results[col[c.code]] = c.raw
		r := Read(request(book(tableOf(results...))))
		if got := show(find(t, r, c.code)); got != c.want {
			t.Errorf("%s %q: got %s, want %s (%s)", c.code, c.raw, got, c.want, find(t, r, c.code).Text())
		}
		for _, other := range samples {
			if other.Code != c.code && find(t, r, other.Code).Action != Store {
				t.Errorf("%s %q disturbs %s: %s", c.code, c.raw, other.Code, show(find(t, r, other.Code)))
			}
		}
	}
}

// cellCases gives for cells as written what may be done with them.
var cellCases = []struct{ code, raw, want string }{
	// percent, plan 95
	{"A", "#96.5", "store 96.5"},
	{"A", "#0.965|0.00%", "store 96.5"},
	{"A", "#0.965|0.0\"%\"", "ask 0.965 96.5 (suspicious)"},
	{"A", "#96.5|0.0\"%\"", "store 96.5"},
	{"A", "#0.965", "ask 0.965 96.5 (suspicious)"},
	{"A", "#1", "ask 1 100 (suspicious)"},
	{"A", "#1|0%", "store 100"},
	{"A", "#985", "ask 985 98.5 (suspicious)"},
	{"A", "#9650", "ask 9650 96.5 (suspicious)"},
	{"A", "#108.5", "ask 108.5 (suspicious)"},
	{"A", "#9.65", "ask 9.65 96.5 (suspicious)"},
	{"A", "96,5%", "store 96.5"},
	{"A", "96,5 %", "store 96.5"},
	{"A", "Đạt 96,5%", "store 96.5"},
	{"A", "đạt tỷ lệ 96,5 %", "store 96.5"},
	{"A", "96.5", "store 96.5"},
	{"A", "96,5 (1)", "store 96.5"},
	{"A", "96,5*", "store 96.5"},
	{"A", "96,5¹", "store 96.5"},
	{"A", "120/125", "store 96"},
	{"A", "120/125 hồ sơ", "store 96"},
	{"A", "90/95", "ask 94.74 90 (ambiguous)"},
	{"A", "130/125", "ask 104 130 (ambiguous)"},
	{"A", "Đạt", "ask (ambiguous)"},
	{"A", "x", "ask (ambiguous)"},
	{"A", "-", "ask 0 nil (ambiguous)"},
	{"A", "khoảng 96%", "ask 96 (ambiguous)"},
	{"A", "> 95%", "ask 95 (ambiguous)"},
	{"A", "trên 95%", "ask 95 (ambiguous)"},
	{"A", "Không", "ask 0 nil (ambiguous)"},
	{"A", "96,5 cuộc", "ask 96.5 (unit)"},
	{"A", "#-5", "ask -5 5 (suspicious)"},
	{"A", "", "missing (blank)"},
	{"A", "…", "missing (blank)"},
	{"A", "chưa có số liệu", "missing (blank)"},
	{"A", "N/A", "missing (blank)"},
	{"A", "đang tổng hợp", "missing (blank)"},
	// count, plan 24
	{"B", "#12", "store 12"},
	{"B", "12 cuộc", "store 12"},
	{"B", "12 buổi", "ask 12 (unit)"},
	{"B", "12/24", "store 12"},
	{"B", "12/18", "ask 12 (ambiguous)"},
	{"B", "12-15", "ask 12 15 (ambiguous)"},
	{"B", "12 (trong đó 3 đột xuất)", "store 12"},
	{"B", "12 + 3", "ask 12 3 (ambiguous)"},
	{"B", "12; 15", "ask 12 15 (ambiguous)"},
	{"B", "(12)", "ask 12 -12 (ambiguous)"},
	{"B", "#12.5", "ask 12.5 (suspicious)"},
	{"B", "#-12", "ask -12 12 (suspicious)"},
	{"B", "#120", "ask 120 12 (suspicious)"},
	{"B", "#12000", "ask 12000 12 (suspicious)"},
	{"B", "1.234", "ask 1.234 1234 (ambiguous)"},
	{"B", "012", "store 12"},
	{"B", "12%", "ask 12 (suspicious)"},
	{"B", "#0.5|0%", "ask 0.5 50 (suspicious)"},
	{"B", "Không", "store 0"},
	{"B", "không có cuộc nào", "store 0"},
	{"B", "#REF", "ask (unreadable)"},
	{"B", "mười hai", "ask (unreadable)"},
	{"B", "chưa có", "ask 0 nil (ambiguous)"},
	// money, plan 2400
	{"C", "#1250", "store 1250"},
	{"C", "1.250", "store 1250"},
	{"C", "1,250", "ask 1250 1.25 (ambiguous)"},
	{"C", "1.250 triệu đồng", "store 1250"},
	{"C", "1.250 trđ", "store 1250"},
	{"C", "1,25 tỷ đồng", "store 1250"},
	{"C", "1.250.000.000 đồng", "store 1250"},
	{"C", "1 250,5", "store 1250.5"},
	{"C", "1 tỷ 250 triệu đồng", "ask 1250 (ambiguous)"},
	{"C", "#1250000", "ask 1250000 1250 (suspicious)"},
	{"C", "#1250000000", "ask 1250000000 1250 (suspicious)"},
	{"C", "#1.25", "ask 1.25 1250 (suspicious)"},
	{"C", "1.250.000", "ask 1250000 1250 (suspicious)"},
	{"C", "12.500", "ask 12500 12.5 (ambiguous)"},
	{"C", "không", "store 0"},
	{"C", "1,250.5", "store 1250.5"},
	// yes or no
	{"E", "Đạt", "store 1"}, {"E", "x", "store 1"}, {"E", "X", "store 1"}, {"E", "✓", "store 1"}, {"E", "#1", "store 1"},
	{"E", "Hoàn thành", "store 1"}, {"E", "Có", "store 1"}, {"E", "Không đạt", "store 0"}, {"E", "Chưa", "store 0"},
	{"E", "#0", "store 0"}, {"E", "Không", "store 0"}, {"E", "Chưa đạt", "store 0"}, {"E", "Đã ký giao ước thi đua", "store 1"},
	{"E", "Đ", "ask 1 (ambiguous)"}, {"E", "Đã tổ chức ngày 25/02/2024", "ask 1 (ambiguous)"}, {"E", "#2", "ask 1 0 (ambiguous)"},
	{"E", "100%", "ask 1 (ambiguous)"}, {"E", "-", "ask 0 nil (ambiguous)"}, {"E", "Cơ bản đạt, còn một phòng chưa ký", "ask 0 (ambiguous)"},
	{"E", "KĐ", "ask 0 (ambiguous)"}, {"E", "chưa có số liệu", "missing (blank)"},
	// lower is better, plan 0
	{"F", "#0", "store 0"}, {"F", "Không", "store 0"}, {"F", "00", "store 0"}, {"F", "#2", "store 2"}, {"F", "#250", "ask 250 (suspicious)"},
}

func TestOneSlip(t *testing.T) {
	ws := []string{"", "a", "hang", "hangg", "hagn", "hnag", "han", "hanh", "gnah", "thanh", "hanhg", "xang", "xagn"}
	for _, a := range ws {
		for _, b := range ws {
			if got, want := oneSlip(a, b), vi.Distance(a, b) == 1; got != want {
				t.Errorf("%q %q: %v", a, b, got)
			}
		}
	}
}
