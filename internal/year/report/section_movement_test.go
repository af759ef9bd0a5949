package report

import (
	"strings"
	"testing"

	"thidua/internal/base/id"
	"thidua/internal/year/activity"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

// The sections on role models and activities say what was counted, each number with its
// source, and nothing when nothing was done.
func TestMovement(t *testing.T) {
	tab := &Table{Bloc: org.Bloc{Code: "khoi-3"}, Period: "2022-H1", Members: []org.Member{{Unit: org.Unit{ID: 1, Short: "TAND tỉnh"}}, {Unit: org.Unit{ID: 2, Short: "STP"}}}}
	tab.Movement(nil, nil)
	w := &writer{t: tab}
	w.movement()
	if len(w.parts) != 0 {
		t.Errorf("sections about nothing: %+v", w.parts)
	}
	tab.withModels = nil
	tab.Movement(map[id.Unit]rolemodel.Numbers{1: {Detected: 2, People: 1, Deeds: 1, Applied: 3, Proposed: 1}, 9: {Detected: 50}},
		map[id.Unit]activity.Numbers{1: {Total: 2, Education: 1, Present: 1060, Documents: map[document.ID]int{7: 1}}, 2: {Total: 1, Present: 5, Documents: map[document.ID]int{7: 1}}})
	w = &writer{t: tab}
	w.movement()
	var text strings.Builder
	for _, p := range w.parts {
		text.WriteString(tab.Plain(p.Text) + "\n")
	}
	for _, want := range []string{"2/2 đơn vị đã tổ chức 3 hoạt động với 1.065 lượt người dự", "1 văn bản chỉ đạo", "phát hiện 2 điển hình, trong đó 1 cá nhân", "áp dụng 3 lượt", "TAND tỉnh (2)", "đề nghị 1 trường hợp"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "…") {
		t.Errorf("a number is not known:\n%s", text.String())
	}
	if f := tab.Resolve("models/detected"); f.ID != "models/khoi-3/2022-H1/detected" || f.Missing {
		t.Errorf("%+v", f)
	}
}
