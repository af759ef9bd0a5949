package reading

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
)

// FuzzRead: no sheet of any shape breaks the reader; one finding per target; what is
// stored has a place and the other actions have no value.
func FuzzRead(f *testing.F) {
	f.Add("TT|Chỉ tiêu|Kế hoạch|Kết quả\n1|Số cuộc kiểm tra theo kế hoạch|24|12", uint8(0), "2024-H1")
	f.Add("Đơn vị|Số cuộc kiểm tra theo kế hoạch\nSở Kế hoạch|12", uint8(3), "2024")
	f.Add("a||b\n\n|Trong đó:|\x00|½", uint8(255), "x")
	f.Fuzz(func(t *testing.T, text string, mix uint8, period string) {
		if len(text) > 4000 {
			return
		}
		var rows [][]string
		for _, l := range strings.Split(text, "\n") {
			rows = append(rows, strings.Split(l, "|"))
		}
		s := sheetOf("S", rows...)
		for i := range s.Cells {
			c := &s.Cells[i]
			if v, err := figure.Parse(c.Text); err == nil && mix&1 == 0 {
				c.Kind, c.Num, c.Text = sheet.Number, v.String(), ""
			}
		}
		if mix&2 != 0 {
			s.Merges = append(s.Merges, sheet.Range{Row1: 1, Col1: 1, Row2: int(mix>>4) + 1, Col2: int(mix>>2)%5 + 1})
		}
		b := book(s)
		if mix&4 != 0 {
			b.Format = sheet.DOCX
			for i, l := range strings.Split(text, "\n") {
				b.Prose = append(b.Prose, sheet.Paragraph{N: i + 1, At: fmt.Sprintf("P%d", i+1), Text: l})
			}
		}
		req := request(b)
		req.Period = civil.Period(period)
		check(t, req, Read(req))
	})
}

func check(t interface{ Errorf(string, ...any) }, req Request, r Result) {
	if len(r.Findings) != len(req.Targets) {
		t.Errorf("%d findings for %d targets", len(r.Findings), len(req.Targets))
		return
	}
	for i, f := range r.Findings {
		switch {
		case f.Target != req.Targets[i].Code:
			t.Errorf("finding %d is of %s", i, f.Target)
		case f.Action == Store && (f.Value == nil || f.At == "" || f.Reason != "" || len(f.Candidates) > 0):
			t.Errorf("%s: stored without value or place, or with a doubt: %+v", f.Target, f)
		case f.Action != Store && (f.Value != nil || f.Reason == "" || f.Why == ""):
			t.Errorf("%s: %s with a value or without a reason", f.Target, f.Action)
		}
	}
}

// TestShuffled: the order of rows and of columns does not change what is read.
func TestShuffled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vals := map[string]figure.Value{}
		type row struct{ label, measure, plan, result string }
		var rows []row
		for _, s := range samples[:4] {
			var v figure.Value
			if s.Kind == Percent {
				v = figure.Value(rapid.IntRange(600000, 1000000).Draw(t, s.Code)).Round(1)
			} else {
				v = figure.FromInt(int64(rapid.IntRange(int(s.Plan.Int())/4+1, int(s.Plan.Int())).Draw(t, s.Code)))
			}
			vals[s.Code] = v
			res := "#" + v.String()
			if rapid.Bool().Draw(t, "text") {
				res = v.VN()
			}
			rows = append(rows, row{s.Name, s.Measure, "#" + s.Plan.String(), res})
		}
		rows = rapid.Permutation(rows).Draw(t, "rows")
		cols := rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "cols")
		names := []string{"Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm", "Kết quả 6 tháng"}
		grid := [][]string{{"Số liệu 6 tháng đầu năm 2024"}, make([]string, 4)}
		for k, c := range cols {
			grid[1][k] = names[c]
		}
		for _, r := range rows {
			line := make([]string, 4)
			for k, c := range cols {
				line[k] = []string{r.label, r.measure, r.plan, r.result}[c]
			}
			grid = append(grid, line)
		}
		r := Read(request(book(sheetOf("B", grid...))))
		for _, f := range r.Findings[:4] {
			if f.Action != Store || *f.Value != vals[f.Target] {
				t.Errorf("%s: %s, want %s (%s)", f.Target, show(f), vals[f.Target], f.Text())
			}
		}
	})
}

// TestNeverWrong: whatever is typed into a result cell, the figure that is stored is one
// that the text can mean.
func TestNeverWrong(t *testing.T) {
	pieces := []string{"12", "1.234", "1,234", "0,5", " ", "%", "/", "24", "-", "cuộc", "khoảng", "(", ")", "*", "tỷ", "triệu đồng", "x", "Đạt", "không", "+", "15"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 4).Draw(t, "text"), "")
		code := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "target")
		results := []string{"#96", "#12", "#1200"}
		results[code[0]-'A'] = text
		r := Read(request(book(tableOf(results...))))
		check(t, request(nil), r)
		for _, f := range r.Findings {
			if f.Target != code || f.Action != Store || *f.Value == 0 {
				continue
			}
			if strings.ContainsAny(text, "+()") && !strings.HasPrefix(text, "+") {
				t.Errorf("%s %q was stored as %s", code, text, f.Value)
			}
			digits := strings.Count(text, "12") + strings.Count(text, "1.234") + strings.Count(text, "1,234") + strings.Count(text, "0,5") + strings.Count(text, "24") + strings.Count(text, "15")
			if digits > 1 && !strings.Contains(text, "/") && !strings.Contains(text, "1.234") && !strings.Contains(text, " ") && !regular(text) {
				t.Errorf("%s %q was stored as %s", code, text, f.Value)
			}
		}
	})
}

// regular reports a text whose pieces stand together as one number.
func regular(s string) bool {
	return strings.Trim(s, "0123456789.,%*") == "" || strings.Trim(strings.TrimRight(s, "cuộtriệđồngỷ()"), "0123456789.,%*") == ""
}

// BenchmarkRead reads a sheet of 40 targets.
func BenchmarkRead(b *testing.B) {
	things := []string{"hồ sơ", "cuộc thanh tra", "lớp tập huấn", "vụ việc", "văn bản", "sáng kiến", "buổi sinh hoạt", "lượt người"}
	ways := []string{"được giải quyết đúng hạn", "đã hoàn thành trong kỳ", "được công nhận cấp cơ sở", "tổ chức tại cơ sở", "phát hiện qua kiểm tra"}
	var targets []Target
	rows := [][]string{{"KẾT QUẢ 6 THÁNG ĐẦU NĂM 2024"}, head}
	for i, th := range things {
		for k, w := range ways {
			n := fmt.Sprintf("Số %s %s", th, w)
			targets = append(targets, target(fmt.Sprintf("T%d%d", i, k), n, "lượt", Count, "higher", "100"))
			rows = append(rows, []string{"#1", n, "lượt", "#100", "#50", "ghi chú của dòng"})
		}
	}
	req := request(book(sheetOf("B", rows...)))
	req.Targets = targets
	for b.Loop() {
		r := Read(req)
		if len(r.Findings) != 40 || r.Findings[39].Action != Store {
			b.Fatal(show(r.Findings[39]))
		}
	}
}
