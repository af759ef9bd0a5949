package reading

import "testing"

// TestLetterhead: the organ over the sender's line is part of the sender's own name, not
// another sender; another branch of it is another sender.
func TestLetterhead(t *testing.T) {
	agri := Unit{Code: "nn", Name: "Ngân hàng Nông nghiệp và Phát triển nông thôn Chi nhánh Lâm Đồng", Short: "Agribank Lâm Đồng"}
	state := Unit{Code: "nhnn", Name: "Ngân hàng Nhà nước Chi nhánh tỉnh Lâm Đồng", Short: "NHNN tỉnh"}
	tax := Unit{Code: "thue", Name: "Chi cục Thuế huyện Krông Pắc", Short: "CCT Krông Pắc"}
	for _, c := range []struct {
		own      Unit
		line     string
		stranger bool
	}{
		{agri, "NGÂN HÀNG NÔNG NGHIỆP VÀ PTNT VIỆT NAM", false},
		{agri, "NGÂN HÀNG NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN VIỆT NAM", false},
		{agri, "NGÂN HÀNG NHÀ NƯỚC VIỆT NAM", true},
		{agri, "CHI NHÁNH GIA LAI", true},
		{state, "NGÂN HÀNG NHÀ NƯỚC VIỆT NAM", false},
		{state, "NGÂN HÀNG NÔNG NGHIỆP VÀ PTNT VIỆT NAM", true},
		{state, "NGÂN HÀNG NHÀ NƯỚC CHI NHÁNH TỈNH GIA LAI", true},
		{tax, "CHI CỤC THUẾ HUYỆN EA KAR", true},
		{tax, "SỞ TÀI CHÍNH TỈNH ĐẮK LẮK", true},
	} {
		if got := newUnits(c.own, nil).strangerName(c.line); got != c.stranger {
			t.Errorf("%s over %s: another sender %v, want %v", c.line, c.own.Name, got, c.stranger)
		}
	}
}
