package roster

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

var columns = []Column{{Key: "name", Name: "Họ và tên", Also: []string{"Họ tên"}, Must: true}, {Key: "title", Name: "Danh hiệu", Must: true}, {Key: "year", Name: "Năm"}, {Key: "day", Name: "Ngày"}}

// grid makes a book of one sheet from lines with | between cells.
func grid(lines ...string) *sheet.Book {
	s := sheet.Sheet{Name: "DS"}
	for i, l := range lines {
		for j, x := range strings.Split(l, "|") {
			if x = strings.TrimSpace(x); x != "" {
				s.Cells = append(s.Cells, sheet.Cell{Row: i + 1, Col: j + 1, At: sheet.A1(i+1, j+1), Kind: sheet.Text, Text: x})
				s.Rows, s.Cols = i+1, max(s.Cols, j+1)
			}
		}
	}
	return &sheet.Book{Sheets: []sheet.Sheet{s}}
}

func TestReadFindsTheListWhereverItStands(t *testing.T) {
	b := grid("SỞ TƯ PHÁP", "DANH SÁCH ĐĂNG KÝ NĂM 2022", "", "TT | Họ tên (viết hoa) | Danh hiệu | Năm", "(1) | (2) | (3) | (4)", " | I. Tập thể", "1 | Phòng A | TTLĐXS | 2022", " | II. Cá nhân", "1 | Nguyễn Văn A | LĐTT | 2022", "", "2 | Trần Thị B | CSTĐCS | 2022", "Tổng cộng | 3", "Danh sách này có 3 dòng")
	l, err := Read(b, columns)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range l.Rows {
		got = append(got, r.Section+":"+r.Text("name")+":"+r.Text("title"))
	}
	if s := strings.Join(got, " "); s != "collective:Phòng A:TTLĐXS person:Nguyễn Văn A:LĐTT person:Trần Thị B:CSTĐCS" || l.Header != 4 {
		t.Errorf("%s, header %d", s, l.Header)
	}
}

func TestReadRefusesWithTheColumnsThatLack(t *testing.T) {
	for want, b := range map[string]*sheet.Book{
		"“Danh hiệu”":                      grid("Họ tên | Năm", "A | 2022"),
		"Không tìm thấy dòng tiêu đề":      grid("A | LĐTT", "B | LĐTT"),
		"Họ và tên”, “Danh hiệu”. Tải tệp": grid("x"),
	} {
		_, err := Read(b, columns)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestCells(t *testing.T) {
	l, err := Read(grid("Họ tên | Danh hiệu | Năm | Ngày", "A1 | LĐTT | 1899 | 32/01/2022", " | LĐTT | hai nghìn | 28/12/2021"), columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range l.Rows {
		r.Name("name", Person)
		r.Year("year", 1945, 2200)
		r.Date("day")
	}
	var got []string
	for _, p := range l.Problems {
		got = append(got, p.At)
	}
	if s := strings.Join(got, " "); s != "A2 C2 D2 A3 C3" {
		t.Errorf("wrong cells: %s", s)
	}
}

func TestKeyTellsTonesApart(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{{"Nguyễn Văn Tuấn", "nguyễn  văn tuấn", true}, {"Nguyễn Văn Tuấn", "Nguyễn Văn Tuân", false}, {"Hoà", "Hòa", true}, {"Tuấn", "Tua\u0302\u0301n", true}, {"A B", "AB", false}} {
		if (Key(c.a) == Key(c.b)) != c.same {
			t.Errorf("%q and %q: %q %q", c.a, c.b, Key(c.a), Key(c.b))
		}
	}
}

// TestReadNeverLosesOrInvents: whatever stands around a list, its rows come out as they
// went in, and a broken book gives an error, never a panic.
func TestReadNeverLosesOrInvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"Nguyễn Văn A", "Trần Thị B", "Phòng Kế hoạch", "Đội 1", "Y Moan Êban"}), 1, 20).Draw(t, "names")
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"", "UBND TỈNH", "Mẫu số 1 | x"}), 0, 5).Draw(t, "head")
		lines = append(lines, "Năm | Họ và tên | ghi chú | Danh hiệu")
		for _, n := range names {
			lines = append(lines, "2022 | "+n+" | x | LĐTT")
			if rapid.Bool().Draw(t, "gap") {
				lines = append(lines, "")
			}
		}
		l, err := Read(grid(lines...), columns)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Rows) != len(names) {
			t.Fatalf("%d rows of %d", len(l.Rows), len(names))
		}
		for i, r := range l.Rows {
			if r.Text("name") != names[i] {
				t.Fatalf("row %d is %q, want %q", i, r.Text("name"), names[i])
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("Họ tên | Danh hiệu\nA | LĐTT")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := Read(grid(strings.Split(s, "\n")...), columns)
		if err == nil && l == nil {
			t.Fatal("neither list nor error")
		}
	})
}
