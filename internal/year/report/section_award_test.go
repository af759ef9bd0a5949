package report

import (
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/org"
	"thidua/internal/year/registration"
)

// TestMeritIsCountedWithItsSource: the sentences on registration and commendation hold
// links, and each link says where its number comes from.
func TestMeritIsCountedWithItsSource(t *testing.T) {
	table := &Table{Bloc: org.Bloc{Code: "khoi-3", Name: "Khối 3"}, Period: civil.Period("2022-H1")}
	given := []award.Award{{Subject: roster.Collective, Title: "BK", Mode: award.Themed}, {Subject: roster.Person, Title: "GK", Mode: award.AdHoc}, {Subject: roster.Person, Title: "GK", Mode: award.AdHoc}}
	m := Merit{Given: given, Sum: registration.Sum{Opened: true, Units: 2, Persons: 5, Collectives: 1, Titles: map[string]int{"LĐTT": 5, "TTLĐXS": 1}}}
	table.Linked = m.figures(table)
	w := &writer{f: Facts{Table: table, Merit: m}, t: table}
	w.registrations()
	w.commendation()
	var all []string
	for _, p := range w.parts {
		all = append(all, table.Plain(p.Text))
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"2/0 đơn vị đã đăng ký", "gồm 1 lượt tập thể và 5 lượt cá nhân", "Lao động tiên tiến 5; Tập thể lao động xuất sắc 1", "có 3 lượt khen thưởng", "gồm 1 lượt tập thể và 2 lượt cá nhân; theo đợt, chuyên đề 1, đột xuất 2.", "Giấy khen 2; Bằng khen của bộ, ban, ngành, tỉnh 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, token := range []string{"award/n", "award/title/GK", "award/adhoc", "reg/persons"} {
		if f := table.Resolve(token); f.Missing || !strings.HasSuffix(f.ID, "/khoi-3/2022-H1") {
			t.Errorf("%s: %+v", token, f)
		}
	}
	none := &writer{f: Facts{Table: table}, t: table}
	none.registrations()
	none.commendation()
	if len(none.parts) > 0 {
		t.Errorf("nothing happened, and yet: %v", none.parts)
	}
}
