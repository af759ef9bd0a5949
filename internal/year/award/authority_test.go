package award

import (
	"testing"

	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
)

// TestWrongAuthority: a decider whose words tell another level than the title's is pointed out; words that
// tell no level never are.
func TestWrongAuthority(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		title, decider string
		year           int
		wrong          bool
	}{
		{"CSTĐ cấp tỉnh", "Chủ tịch UBND xã Ea Kao", 2021, true},
		{"CSTĐ cấp tỉnh", "Chủ tịch Ủy ban nhân dân tỉnh Đắk Lắk", 2021, false},
		{"CSTĐ cấp tỉnh", "Thủ tướng Chính phủ", 2021, true},
		{"CSTĐTQ", "Thủ tướng Chính phủ", 2021, false},
		{"CSTĐTQ", "Chủ tịch UBND tỉnh", 2024, true},
		{"LĐTT", "Chủ tịch UBND phường Tân Lợi", 2021, false},
		{"LĐTT", "Chánh án TAND tỉnh", 2021, false},
		{"LĐTT", "Chủ tịch UBND tỉnh", 2021, true},
		{"CSTĐCS", "Giám đốc Sở Tư pháp", 2021, false},
		{"CSTĐCS", "Chủ tịch UBND thị trấn", 2021, true},
		{"CSTĐ cấp tỉnh", "Chủ tịch UBND thành phố", 2021, false}, // of two levels
		{"KNC", "Chủ tịch nước", 2021, false},                     // no rule says who
		{"CSTĐ cấp tỉnh", "Chủ tịch UBND xã", 1990, false},        // no book
	} {
		w, wrong := WrongAuthority(c, "civil", Award{Subject: roster.Person, Title: x.title, Decider: x.decider, Year: x.year})
		if wrong != x.wrong || wrong && (w.Who == "" || w.Cite.VI == "" || w.Cite.EN == "") {
			t.Errorf("%s of %d by %s: wrong %v, %+v", x.title, x.year, x.decider, wrong, w)
		}
	}
}
