package award

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/award/roster"
)

// asking is a stage that asks for awards.
type asking struct {
	list     []Candidate
	answered []string
}

func (k *asking) source() Source {
	return Source{List: func(context.Context, db.Q, id.Bloc) ([]Candidate, error) { return k.list, nil },
		Answered: func(_ context.Context, _ *db.Tx, _ who.Actor, origin string, d Decision) error {
			if !slices.Contains(k.answered, origin+" "+d.Number) { // a write may run twice
				k.answered = append(k.answered, origin+" "+d.Number)
			}
			return nil
		}}
}

func TestGrant(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		k := &asking{list: []Candidate{
			{Origin: "registration/1", Unit: w.unit[0], Subject: roster.Person, Name: "Nguyễn Văn A", Title: "CSTĐCS", Year: 2021, Mode: Regular},
			{Origin: "registration/2", Unit: w.unit[1], Subject: roster.Collective, Name: "Phòng B", Title: "TTLĐXS", Year: 2021, Mode: Regular},
			{Origin: "rolemodel/3", Unit: w.unit[0], Name: "Bảo vệ cơ quan", Asked: "Thư khen", Year: 2021, Mode: AdHoc, Note: strings.Repeat("x", 3000)},
		}}
		w.s.From(k.source())
		lead := who.Actor{User: 7, Name: "Thư ký", Via: "web", Posts: []who.Post{{Unit: w.unit[0], Role: who.Officer}}, Blocs: []who.Membership{{Bloc: w.bloc, Unit: w.unit[0], Lead: true}}}
		paper := Decision{Number: "105/QĐ-UBND", Day: day("2021-12-30"), Decider: "Chủ tịch UBND tỉnh"}
		waits := func(by who.Actor, u id.Unit) string {
			t.Helper()
			list, err := w.s.Waiting(ctx, by, w.bloc, u)
			if err != nil {
				return fault.Text(err.Error(), nil)
			}
			var names []string
			for _, c := range list {
				names = append(names, c.Name)
			}
			return strings.Join(names, ", ")
		}
		if got := waits(lead, 0); got != "Nguyễn Văn A, Phòng B, Bảo vệ cơ quan" {
			t.Errorf("the leader sees %s", got)
		}
		if got := waits(w.officer(1), w.unit[1]); got != "Phòng B" {
			t.Errorf("an officer sees %s", got)
		}
		if _, err := w.s.Waiting(ctx, w.officer(1), w.bloc, w.unit[0]); !fault.Is(err, fault.Denied) {
			t.Errorf("a peer's requests: %v", err)
		}
		refused := func(what string, kind fault.Kind, by who.Actor, d Decision, word string, picks ...Pick) {
			t.Helper()
			_, err := w.s.Grant(ctx, by, w.bloc, d, picks)
			if !fault.Is(err, kind) || !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v", what, err)
			}
			if got := waits(lead, 0); got != "Nguyễn Văn A, Phòng B, Bảo vệ cơ quan" {
				t.Errorf("%s: something was entered, %s wait", what, got)
			}
		}
		future := paper
		future.Day = day("2999-01-01")
		refused("nobody", fault.Invalid, lead, paper, "")
		refused("no paper", fault.Invalid, lead, Decision{}, "", Pick{Origin: "registration/1"})
		refused("of tomorrow", fault.Invalid, lead, future, "", Pick{Origin: "registration/1"})
		refused("a request that is gone", fault.Conflict, lead, paper, "", Pick{Origin: "registration/1"}, Pick{Origin: "registration/9"})
		refused("a peer's", fault.Denied, w.officer(0), paper, "", Pick{Origin: "registration/1"}, Pick{Origin: "registration/2"})
		refused("no title", fault.Invalid, lead, paper, "Bảo vệ cơ quan", Pick{Origin: "registration/1"}, Pick{Origin: "rolemodel/3", Subject: roster.Person})

		all := []Pick{{Origin: "registration/1", Title: "LĐTT"}, {Origin: "registration/2"}, {Origin: "rolemodel/3", Title: "GK", Subject: roster.Person}}
		for range 2 { // the form sent twice
			if n, err := w.s.Grant(ctx, lead, w.bloc, paper, all); err != nil || n != 3 {
				t.Fatalf("%d entered: %v", n, err)
			}
		}
		if got := waits(lead, 0); got != "" {
			t.Errorf("%s still wait", got)
		}
		list, n, err := List(ctx, d, w.bloc, day("2022-07-05"), Filter{})
		if err != nil || n != 3 {
			t.Fatalf("%d in the register: %v", n, err)
		}
		for _, a := range list {
			if a.Number != "105/QĐ-UBND" || a.Day != paper.Day || a.Decider != paper.Decider || a.Origin == "" {
				t.Errorf("entered as %+v", a)
			}
		}
		one, err := ByOrigin(ctx, d, "registration/1")
		if err != nil || len(one) != 1 || one[0].Title != "LĐTT" { // asked the higher, given the lower
			t.Fatalf("by origin: %+v, %v", one, err)
		}
		if len(k.answered) != 3 || k.answered[0] != "registration/1 105/QĐ-UBND" {
			t.Errorf("told %v", k.answered)
		}
		other := paper
		other.Number = "106/QĐ-UBND"
		if _, err := w.s.Grant(ctx, lead, w.bloc, other, all[:1]); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "105/QĐ-UBND") {
			t.Errorf("one request answered twice: %v", err)
		}
		if l, err := audit.History(ctx, d, Object(one[0].ID), 9); err != nil || len(l) != 1 || l[0].Did != "award.grant" {
			t.Errorf("history %v, %v", l, err)
		}
		if err := w.s.Revoke(ctx, w.officer(0), one[0].ID, 1, "ghi nhầm"); err != nil {
			t.Fatal(err)
		}
		if got := waits(lead, 0); got != "Nguyễn Văn A" { // what was revoked waits again
			t.Errorf("%s wait", got)
		}
		x := w.award() // entered by hand: nothing is asked for any more
		if _, err := w.s.Create(ctx, w.officer(0), x); err != nil {
			t.Fatal(err)
		}
		if got := waits(lead, 0); got != "" {
			t.Errorf("%s wait beside the same award entered by hand", got)
		}
	})
}

// Every filter narrows the list to what it says, and the bounds of days count.
func TestFilters(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		d.Clock.(*clock.Hand).Set(time.Date(2026, 12, 31, 8, 0, 0, 0, clock.Zone))
		put := func(name, title string, year int, on, decider string, mode Mode) {
			t.Helper()
			a := w.award()
			a.Name, a.Title, a.Year, a.Day, a.Decider, a.Mode = name, title, year, day(on), decider, mode
			if _, err := w.s.Create(ctx, w.officer(0), a); err != nil {
				t.Fatal(err)
			}
		}
		put("Một", "LĐTT", 2015, "2015-12-28", "Giám đốc Sở", Regular)
		put("Hai", "LĐTT", 2023, "2023-12-31", "Giám đốc Sở", Regular)
		put("Ba", "BK", 2023, "2024-03-01", "Chủ tịch UBND tỉnh", Themed) // won under the old law
		put("Bốn", "LĐTT", 2024, "2024-12-20", "Giám đốc Sở", Regular)
		put("Năm", "LĐTT", 2025, "2025-06-30", "Giám đốc Sở", Regular)
		put("Sáu", "LĐTT", 2025, "2026-01-15", "Giám đốc Sở", Regular)
		put("Bảy", "LĐTT", 2026, "2026-12-15", "Giám đốc Sở", Regular)
		c, err := w.s.Catalog.Current(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		regimes := map[string]Regime{}
		for _, r := range Regimes(c) {
			regimes[r.Key] = r
		}
		for _, x := range []struct {
			f    Filter
			want string
		}{
			{Filter{}, "Ba Bảy Bốn Hai Một Năm Sáu"},
			{Filter{From: day("2024-03-01"), To: day("2025-06-30")}, "Ba Bốn Năm"},
			{Filter{From: day("2024-03-02"), To: day("2025-06-29")}, "Bốn"},
			{Filter{To: day("2023-12-31")}, "Hai Một"},
			{Filter{Decider: "Chủ tịch UBND tỉnh"}, "Ba"},
			{Filter{Regime: regimes["A"]}, "Ba Hai Một"},
			{Filter{Regime: regimes["B"]}, "Bốn Năm"},
			{Filter{Regime: regimes["C"]}, "Sáu"},
			{Filter{Regime: regimes["D"]}, "Bảy"},
			{Filter{Regime: regimes["A"], Mode: Themed, Title: "BK", Unit: w.unit[0], Year: 2023, Query: "ba"}, "Ba"},
			{Filter{Unit: w.unit[1]}, ""},
		} {
			list, n, err := List(ctx, d, w.bloc, day("2022-07-05"), x.f)
			var names []string
			for _, a := range list {
				names = append(names, a.Name)
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); err != nil || got != x.want || n != len(names) {
				t.Errorf("%+v: %s, want %s (%v)", x.f, got, x.want, err)
			}
		}
		// Each award lies in the regime under whose book it would be judged.
		list, _, _ := List(ctx, d, w.bloc, day("2022-07-05"), Filter{From: day("2017-10-01")})
		for _, a := range list {
			b, err := c.Books().Choose("civil", a.Year, a.Day)
			if err != nil {
				t.Fatal(err)
			}
			in, _, err := List(ctx, d, w.bloc, day("2022-07-05"), Filter{Regime: regimes[b.Pack[:1]], Query: a.Name})
			if err != nil || len(in) != 1 {
				t.Errorf("%s: judged by %s, found there %d times (%v)", a.Name, b.Pack, len(in), err)
			}
		}
		names, err := Deciders(ctx, d, w.bloc, day("2022-07-05"), 0)
		if err != nil || len(names) != 2 {
			t.Errorf("deciders %v, %v", names, err)
		}
	})
}
