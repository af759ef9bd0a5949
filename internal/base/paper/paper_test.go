package paper

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"thidua/internal/base/civil"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                "plain",
		"a\r\nb\rc\u2028d":     "a\nb\nc\nd",
		"\x00a\x1b\x7f\u0085b": "ab",
		"\uFFFEa\uFFFF\uFEFFb": "ab",
		"a\xffb":               "a\uFFFDb",
		"D\u0323a\u0306k":      "Ḍăk",
		"\U0001F600":           "\U0001F600",
		"tab\there":            "tab\there",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("e\u0301\r\n\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if !norm.NFC.IsNormalString(c) || Clean(c) != c {
			t.Fatalf("Clean(%q) = %q is not stable", s, c)
		}
		if strings.ContainsAny(c, "\x00\x01\x08\x0b\x0c\r\x0e\x1f\x7f\uFFFE\uFFFF") {
			t.Fatalf("Clean(%q) = %q holds a forbidden character", s, c)
		}
	})
}

func TestList(t *testing.T) {
	got := strings.Join(List([]string{"Như trên;", " - Lưu: VT. ", "", "Ban\u00a0TĐKT"}), "|")
	if want := "- Như trên;|- Lưu: VT;|- Ban\u00a0TĐKT."; got != want {
		t.Errorf("List = %q, want %q", got, want)
	}
	if List(nil) != nil {
		t.Error("an empty list has lines")
	}
}

func TestLinesOfBoxes(t *testing.T) {
	d := Document{Symbol: "BC-KTĐ", Place: "Đắk Lắk", Subject: "nộp báo cáo"}
	if got := strings.ReplaceAll(d.NumberLine(), "\u00a0", "_"); got != "Số:________/BC-KTĐ" {
		t.Errorf("number %q", got)
	}
	if got := d.DateLine(); got != "Đắk Lắk, ngày … tháng … năm …" {
		t.Errorf("date %q", got)
	}
	if got := d.About(); got != "V/v nộp báo cáo" {
		t.Errorf("about %q", got)
	}
	d.Kind, d.Number, d.Date = "BÁO CÁO", "05/BC-KTĐ", civil.Date{Year: 2022, Month: 2, Day: 5}
	if d.About() != "" || d.NumberLine() != "Số: 05/BC-KTĐ" || d.DateLine() != "Đắk Lắk, ngày 05 tháng 02 năm 2022" {
		t.Errorf("%q %q %q", d.About(), d.NumberLine(), d.DateLine())
	}
	if d.Minutes = true; d.DateLine() != "" {
		t.Error("minutes have a date line")
	}
}

// TestGridCoversOnce: whatever the spans, each place of the grid belongs to one cell.
func TestGridCoversOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		cols := 1 + r.IntN(6)
		rows := make([][]Cell, r.IntN(6))
		for i := range rows {
			for range r.IntN(cols + 2) {
				rows[i] = append(rows[i], Cell{ColSpan: r.IntN(5) - 1, RowSpan: r.IntN(5) - 1})
			}
		}
		count := make([]int, cols*len(rows))
		for _, row := range Grid(rows, cols) {
			for _, p := range row {
				for y := p.Row; y < p.Row+p.Rows; y++ {
					for x := p.Col; x < p.Col+p.Cols; x++ {
						count[y*cols+x]++
					}
				}
			}
		}
		for i, n := range count {
			if n != 1 {
				t.Fatalf("place %d covered %d times by %+v", i, n, rows)
			}
		}
	}
}

func TestShares(t *testing.T) {
	for _, w := range [][]int{{1, 1, 1}, {6, 34, 14, 0, 18}, {1}, {100, 1, 1, 1, 1, 1, 1}} {
		tab := Table{Widths: w}
		total := 0
		for _, s := range tab.Shares(9354) {
			if s <= 0 {
				t.Errorf("%v: column without width", w)
			}
			total += s
		}
		if total != 9354 {
			t.Errorf("%v: sum %d", w, total)
		}
	}
}

func TestParts(t *testing.T) {
	d := Document{Body: []Block{P("a"), {Kind: Annex, Name: "Phụ lục I", Landscape: true}, P("b"), P("c"), {Kind: Annex}}}
	p := d.Parts()
	if len(p) != 3 || len(p[0].Blocks) != 1 || len(p[1].Blocks) != 2 || !p[1].Landscape || p[2].Landscape || p[0].Annex != nil {
		t.Errorf("%+v", p)
	}
}

func TestWrap(t *testing.T) {
	st := Style{Bold: true}
	for _, l := range Wrap("Ủy ban nhân dân tỉnh Đắk Lắk và Hội đồng Thi đua - Khen thưởng tỉnh", st, 12, 150) {
		if Width(l, st, 12) > 150 {
			t.Errorf("%q is longer than its line", l)
		}
	}
	if a, b := Width("Đắk Lắk", Style{}, 14), Width("Ðăk Lăk", Style{}, 14); a != b {
		t.Errorf("marks change the width: %v, %v", a, b)
	}
}
