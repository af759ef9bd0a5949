package review

import (
	"testing"

	"thidua/internal/base/id"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// TestConcerns: a unit receives what names it, what stands at its own words or figures, and
// nothing of its own; a name inside another name is not it.
func TestConcerns(t *testing.T) {
	u := org.Unit{ID: 5, Code: "tand", Name: "Tòa án nhân dân tỉnh Đắk Lắk", Short: "TAND tỉnh"}
	for _, c := range []struct {
		say  string
		r    consultation.Remark
		para report.Paragraph
		want bool
	}{
		{"names it", consultation.Remark{Unit: 1, Text: "Đề nghị tand tỉnh giải trình."}, report.Paragraph{}, true},
		{"names it in full, old tones", consultation.Remark{Text: "Toà án nhân dân tỉnh Đắk Lắk chưa nêu số vụ"}, report.Paragraph{}, true},
		{"quotes it", consultation.Remark{Quoted: "TAND tỉnh: 96,5%", Text: "Sai số."}, report.Paragraph{}, true},
		{"another's name", consultation.Remark{Text: "VKSND tỉnh cần nêu rõ"}, report.Paragraph{}, false},
		{"a part of a name", consultation.Remark{Text: "Các TAND huyện"}, report.Paragraph{}, false},
		{"its own words", consultation.Remark{Text: "Rút gọn."}, report.Paragraph{Source: "text/khoi-3/2022-H1/tand/results"}, true},
		{"another's words", consultation.Remark{Text: "Rút gọn."}, report.Paragraph{Source: "text/khoi-3/2022-H1/vksnd/results"}, false},
		{"its figure", consultation.Remark{Text: "Rút gọn."}, report.Paragraph{Text: "Đạt [[C01/tand]]."}, true},
		{"a share of its figure", consultation.Remark{Text: "Rút gọn."}, report.Paragraph{Text: "Đạt [[C01/tand/year]]."}, true},
		{"the bloc's figure", consultation.Remark{Text: "Rút gọn."}, report.Paragraph{Text: "Đạt [[C01]]."}, false},
		{"its own remark", consultation.Remark{Unit: 5, Text: "TAND tỉnh đề nghị sửa."}, report.Paragraph{Text: "Đạt [[C01/tand]]."}, false},
		{"nothing", consultation.Remark{}, report.Paragraph{}, false},
	} {
		if got := concerns(c.r, c.para, u); got != c.want {
			t.Errorf("%s: %v", c.say, got)
		}
	}
	if concerns(consultation.Remark{Text: "tỉnh"}, report.Paragraph{}, org.Unit{ID: id.Unit(9), Code: "x"}) {
		t.Error("a unit without a name is named")
	}
}
