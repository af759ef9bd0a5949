package pledge

import (
	"strings"
	"testing"

	"thidua/internal/base/id"
	"thidua/internal/year/plan"
)

// TestDifferences: a text as it was built has the figures of the plan; whoever changes a
// figure, drops a target or invents one is told, whoever only rewords is not.
func TestDifferences(t *testing.T) {
	g := Ground{Year: 2022, Units: []id.Unit{1, 2}, Goals: map[plan.GoalKey]plan.Goal{}, Targets: []plan.Target{
		{ID: 1, Code: "C01", Name: "Số hồ sơ của người từ đủ 14 tuổi", Measure: "hồ sơ", Kind: plan.Count, Direction: plan.Higher},
		{ID: 2, Code: "C02", Name: "Đúng hạn", Measure: "%", Kind: plan.Percent, Direction: plan.Higher},
		{ID: 3, Code: "C08", Name: "Bị kỷ luật", Measure: "trường hợp", Kind: plan.Count, Direction: plan.Lower},
	}}
	for _, u := range g.Units {
		g.Goals[plan.GoalKey{Target: 1, Unit: u}] = plan.Goal{Year: fig("1200")}
		g.Goals[plan.GoalKey{Target: 2, Unit: u}] = plan.Goal{Year: fig("95")}
		g.Goals[plan.GoalKey{Target: 3, Unit: u}] = plan.Goal{Year: fig("0")}
	}
	built := Build(g)
	if !strings.Contains(built, "- [C08] Bị kỷ luật: toàn Khối không có trường hợp nào") {
		t.Errorf("none at all:\n%s", built)
	}
	change := func(from, to string) string {
		if !strings.Contains(built, from) {
			t.Fatalf("no %q in\n%s", from, built)
		}
		return strings.Replace(built, from, to, 1)
	}
	for _, c := range []struct{ name, text, want string }{
		{"as built", built, ""},
		{"reworded", change("từ 95% trở lên", "ít nhất 95% số việc"), ""},
		{"dot of thousands left out", change("2.400", "2400"), ""},
		{"another figure", change("từ 95% trở lên", "từ 9% trở lên"), "C02"},
		{"a lower figure", change("2.400", "240"), "C01"},
		{"left out", change("- [C02] Đúng hạn: từ 95% trở lên\n", ""), "C02"},
		{"unknown target", change("# IV.", "- [C99] Thêm: 3 việc\n# IV."), "C99"},
	} {
		var codes []string
		for _, d := range Differences(c.text, g) {
			codes = append(codes, d.Code)
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
