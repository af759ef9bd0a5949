package plan

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/xlsx"
)

func sample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../app/demo/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// book exports the sample year as a workbook and opens it as an upload would be.
func book(t testing.TB, s *Service, sum Summary) *sheet.Book {
	t.Helper()
	x, err := s.ExportBook(context.Background(), system, sum.Bloc, 2022)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := xlsx.Write(&b, x); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KEEP") != "" {
		os.WriteFile(os.Getenv("KEEP"), b.Bytes(), 0o600)
	}
	book, err := intake.Open("ke-hoach.xlsx", b.Bytes(), intake.Default)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestWorkbookGoesRound(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t, sources)
	s := service(t, d, nil)
	sum, err := s.ImportJSON(ctx, system, sample(t))
	if err != nil {
		t.Fatal(err)
	}
	wb := book(t, s, sum)
	f, err := ParseBook(wb)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Import(ctx, system, f)
	if err != nil {
		t.Fatal(err)
	}
	if again.Changes() != 0 || again.Targets.Same != 63 || again.Tasks.Same != 18 || again.Goals.Same != 12*12+51 {
		t.Errorf("importing the export changes %d: %+v", again.Changes(), again)
	}
	// Into an empty system the workbook makes the same plan.
	d2 := dbtest.SQLite(t, sources)
	s2 := service(t, d2, nil)
	fresh, err := s2.Import(ctx, system, f)
	if err != nil || fresh.Targets.Added != 63 || fresh.Tasks.Added != 18 {
		t.Fatalf("%+v %v", fresh, err)
	}
	one, err := TargetsOf(ctx, d, sum.Bloc, 2022, unitID(t, d, "tand"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := TargetsOf(ctx, d2, fresh.Bloc, 2022, unitID(t, d2, "tand"))
	if err != nil || len(one) != len(two) {
		t.Fatal(len(one), len(two), err)
	}
	for i := range one {
		if one[i].Code != two[i].Code || one[i].Field != two[i].Field || one[i].Kind != two[i].Kind || !equal(one[i].Goal.Year, two[i].Goal.Year) || !equal(one[i].Goal.Half, two[i].Goal.Half) || one[i].Source.Clause != two[i].Source.Clause {
			t.Errorf("row %d: %+v and %+v", i, one[i], two[i])
		}
	}
}

func TestParseBookTellsCells(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t, sources)
	s := service(t, d, nil)
	sum, err := s.ImportJSON(ctx, system, sample(t))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, sheet, at, text, want string }{
		{"number", "Kế hoạch năm", "D3", "khoảng 98", "Kế hoạch năm!D3"},
		{"unsure number", "Kế hoạch năm", "D4", "1.234", "Kế hoạch năm!D4"},
		{"unknown target", "Kế hoạch năm", "A3", "C99", "Không có chỉ tiêu mã “C99”"},
		{"kind", "Chỉ tiêu", "E2", "đo", "Không có kiểu chỉ tiêu “đo”"},
		{"unit of a target", "Chỉ tiêu", "H2", "so-x", "Không có đơn vị mã “so-x”"},
		{"unit of a task", "Nhiệm vụ", "D2", "so-x", "Nhiệm vụ!C2"},
		{"date", "Nhiệm vụ", "K2", "31/02/2022", "Nhiệm vụ!K2"},
		{"column", "Kế hoạch năm", "D1", "so-x", "không mang mã đơn vị"},
		{"header", "Chỉ tiêu", "B1", "Ký hiệu", "không có dòng tiêu đề"},
		{"goal of another unit", "Kế hoạch năm", "F14", "5", "là của đơn vị khác"},
		{"bloc code", "Đơn vị", "B1", "Khối 3", "Đơn vị!B1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wb := book(t, s, sum)
			set(t, wb, tt.sheet, tt.at, tt.text)
			_, err := ParseBook(wb)
			isKind(t, err, fault.Invalid)
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func set(t *testing.T, wb *sheet.Book, name, at, text string) {
	t.Helper()
	for i := range wb.Sheets {
		if wb.Sheets[i].Name != name {
			continue
		}
		for j := range wb.Sheets[i].Cells {
			if c := &wb.Sheets[i].Cells[j]; c.At == at {
				c.Kind, c.Text, c.Num = sheet.Text, text, ""
				return
			}
		}
		row, col := 0, 0
		for _, r := range at {
			if r >= 'A' {
				col = col*26 + int(r-'A') + 1
			} else {
				row = row*10 + int(r-'0')
			}
		}
		wb.Sheets[i].Cells = append(wb.Sheets[i].Cells, sheet.Cell{Row: row, Col: col, At: at, Kind: sheet.Text, Text: text})
		return
	}
	t.Fatal("no sheet " + name)
}

func FuzzParseBook(f *testing.F) {
	f.Add("Mã Khối", "khoi-3", "1,5", uint8(3))
	f.Fuzz(func(t *testing.T, a, b, c string, n uint8) {
		wb := &sheet.Book{}
		for _, name := range []string{sheetUnits, sheetTargets, sheetGoals, sheetTasks} {
			s := sheet.Sheet{Name: name}
			for i, h := range map[string][]string{sheetUnits: unitHead, sheetTargets: targetHead, sheetGoals: {"Mã chỉ tiêu", b}, sheetTasks: taskHead}[name] {
				s.Cells = append(s.Cells, sheet.Cell{Row: 12, Col: i + 1, Kind: sheet.Text, Text: h}, sheet.Cell{Row: 13, Col: i + 1, Kind: sheet.Kind(n % 6), Text: a, Num: c})
			}
			s.Cells = append(s.Cells, sheet.Cell{Row: 1, Col: 1, Kind: sheet.Text, Text: a}, sheet.Cell{Row: 1, Col: 2, Kind: sheet.Text, Text: b})
			wb.Sheets = append(wb.Sheets, s)
		}
		if _, err := ParseBook(wb); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}
