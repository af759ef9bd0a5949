package catalog

import (
	"io/fs"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/catalog/rulebook"
)

var (
	tables = []fs.FS{Migrations}
	board  = who.Actor{User: 1, Name: "Chuyên viên", Via: "web", Posts: []who.Post{{Role: who.Board}}}
)

// quota gives what the book in use says of the share of Grassroots Fighters.
func quota(t *testing.T, s *Service) (over int, v Version) {
	t.Helper()
	c, err := s.Current(t.Context(), s.DB())
	if err != nil {
		t.Fatal(err)
	}
	b, _ := c.Books().Pack("A-civil")
	a, ok := b.Ask("cstdcs.quota", rulebook.Facts{Subject: "person", Year: 2022, Counts: map[string]int{"lđtt": 100, "cstđcs_proposed": 14}})
	if !ok {
		t.Fatal("no quota")
	}
	return a.Over, c.VersionOf(b)
}

// TestLoadAndWithdraw: a changed quota acts at once, every load is a version, and a withdrawn
// one gives way to the version before it.
func TestLoadAndWithdraw(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), NewService(d)
		if over, v := quota(t, s); over != 0 || v.N != 0 {
			t.Fatalf("shipped: over %d, %v", over, v)
		}
		_, text, err := s.Source(ctx, d, "A-civil")
		if err != nil {
			t.Fatal(err)
		}
		with := func(pct string) string { return strings.Replace(text, "max_pct: 1500", "max_pct: "+pct, 1) }
		for _, by := range []who.Actor{who.Anonymous, {User: 2, Posts: []who.Post{{Unit: 1, Role: who.Officer}}}, {User: 3, Posts: []who.Post{{Unit: 1, Role: who.Head}}, Blocs: []who.Membership{{Bloc: 1, Unit: 1, Lead: true}}}} {
			if _, err := s.Load(ctx, by, "x.yaml", with("1200"), "x"); !fault.Is(err, fault.Denied) {
				t.Errorf("%+v may load: %v", by.Posts, err)
			}
		}
		if _, err := s.Load(ctx, board, "x.yaml", with("1200"), " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("loaded without a reason: %v", err)
		}
		one, err := s.Load(ctx, board, "x.yaml", with("1200"), "Quyết định của tỉnh")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Load(ctx, board, "x.yaml", with("1200"), "Quyết định của tỉnh"); err != nil || again.ID != one.ID {
			t.Errorf("the same text is a new version: %+v %v", again, err)
		}
		if over, v := quota(t, s); over != 2 || v.N != 1 || v.Day.IsZero() {
			t.Errorf("12 %%: over %d, %v", over, v)
		}
		two, err := s.Load(ctx, board, "x.yaml", with("1000"), "Sửa")
		if err != nil || two.N != 2 {
			t.Fatalf("%+v %v", two, err)
		}
		if over, _ := quota(t, s); over != 4 {
			t.Errorf("10 %%: over %d", over)
		}
		for range 2 { // pressed twice
			if _, err := s.Withdraw(ctx, board, two.ID, "Nạp nhầm"); err != nil {
				t.Fatal(err)
			}
		}
		if over, v := quota(t, s); over != 2 || v.N != 1 {
			t.Errorf("withdrawn: over %d, %v", over, v)
		}
		if _, err := s.Withdraw(ctx, board, one.ID, "Hết hiệu lực"); err != nil {
			t.Fatal(err)
		}
		if over, v := quota(t, s); over != 0 || v.N != 0 {
			t.Errorf("all withdrawn: over %d, %v", over, v)
		}
		if _, body, err := s.Source(ctx, d, "A-civil"); err != nil || body != text {
			t.Error("the shipped text does not come back")
		}
		if all, err := Loads(ctx, d); err != nil || len(all) != 2 || all[0].Active() || all[1].Withdrawn != "Hết hiệu lực" {
			t.Errorf("a load is gone: %+v %v", all, err)
		}
		if h, err := audit.History(ctx, d, Object("A-civil"), 9); err != nil || len(h) != 4 {
			t.Errorf("%d leaves, %v", len(h), err)
		}
		again := NewService(d) // another process
		if over, _ := quota(t, again); over != 0 {
			t.Errorf("read anew: over %d", over)
		}
	})
}

// TestABadBookIsRefusedWithLineAndReason: nothing of it is loaded.
func TestABadBookIsRefusedWithLineAndReason(t *testing.T) {
	d := dbtest.SQLite(t, tables)
	s := NewService(d)
	_, text, err := s.Source(t.Context(), d, "A-civil")
	if err != nil {
		t.Fatal(err)
	}
	at := func(part string) int {
		return 1 + strings.Count(text[:strings.Index(text, part)], "\n")
	}
	for _, c := range []struct {
		name, from, to, says string
		line                 int
	}{
		{"a percentage with a point", "max_pct: 1500", "max_pct: 12.5", "phần lẻ", at("max_pct: 1500")},
		{"a misspelled key", `max_pct: 1500`, `maxpct: 1500`, "không có khóa", at("max_pct: 1500")},
		{"a mark that is none", "mark: VERIFIED", "mark: SURE", "SURE", at("mark: VERIFIED")},
		{"a fact that is none", `rated(year, "HTTNV")`, `rate(year, "HTTNV")`, "rate", at(`rated(year, "HTTNV")`)},
		{"dates that overlap the next pack", "to: 2023-12-31", "to: 2024-12-31", "chồng ngày", 1},
		{"dates that leave a gap", "to: 2023-12-31", "to: 2023-06-30", "không thuộc gói nào", 1},
		{"no YAML at all", "rules:", "rules: [", "YAML", 0},
	} {
		bad := strings.Replace(text, c.from, c.to, 1)
		if bad == text {
			t.Fatalf("%s: nothing to spoil", c.name)
		}
		_, err := s.Load(t.Context(), board, "x.yaml", bad, "Thử")
		p := ProblemsOf(err)
		if len(p) == 0 {
			t.Errorf("%s: taken: %v", c.name, err)
			continue
		}
		found := false
		for _, x := range p {
			found = found || (c.line == 0 || x.Line == c.line) && strings.Contains(x.String(), c.says)
		}
		if !found {
			t.Errorf("%s: want line %d, %q:\n%v", c.name, c.line, c.says, err)
		}
	}
	if all, err := Loads(t.Context(), d); err != nil || len(all) != 0 {
		t.Errorf("something was loaded: %v %v", all, err)
	}
}

// TestASectorsOwnBookNeedsNoCode: a book of the system "court" serves courts, and only them.
func TestASectorsOwnBookNeedsNoCode(t *testing.T) {
	d := dbtest.SQLite(t, tables)
	s := NewService(d)
	own := "pack: nganh-toa-an\ntitle: Ngành Tòa án\nsystem: court\neffective: {from: 2017-10-01}\nrules:\n" +
		"  - id: cstdcs.quota\n    title: \"Tỷ lệ\"\n    kind: quota\n    value: '{max: 3}'\n    cite: {doc: \"01/QĐ-TA\", article: \"1\", clause: \"\"}\n    mark: VERIFIED\n    why_not: {vi: \"Vượt {over} người\", en: \"{over} above\"}\n"
	if _, err := s.Load(t.Context(), board, "toa-an.yaml", own, "Quy chế của ngành"); err != nil {
		t.Fatal(err)
	}
	c, err := s.Current(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{"court": "court", "civil": "civil", "procuracy": "civil", "prison": "police", "military": "army"} {
		if got := c.System(kind); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
	if len(c.Offered("court", "person", 2022)) == 0 {
		t.Error("the sector's system offers no title")
	}
}

func TestTypedFacts(t *testing.T) {
	c := load(t)
	if h, err := ReadHistory(c, "2020, 2021: CSTĐCS\nChiến sĩ thi đua cấp tỉnh 2022; 2019 LĐTT"); err != nil || len(h) != 4 || h[2].Title != "CSTĐ cấp tỉnh" || h[3].Year != 2019 {
		t.Errorf("%+v %v", h, err)
	}
	for text, want := range map[string]int{"": -1, "không": 0, "Không có": 0, "–": 0, "2021: tỉnh": 1, "2020, 2021: cấp cơ sở; 2022 toàn quốc": 3, "sáng kiến cấp tỉnh 2021": 1} {
		got, err := ReadInitiatives(text)
		if err != nil || want < 0 && got != nil || want >= 0 && (got == nil || len(got) != want) {
			t.Errorf("initiatives %q: %v %v", text, got, err)
		}
	}
	for _, bad := range []string{"có", "2021", "tỉnh", "2021: huyện"} {
		if _, err := ReadInitiatives(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("initiatives %q: %v", bad, err)
		}
	}
	if r, err := ReadRating("2021: hoàn thành tốt nhiệm vụ; 2022 HTXSNV"); err != nil || r["2021"] != "HTTNV" || r["2022"] != "HTXSNV" {
		t.Errorf("%v %v", r, err)
	}
	if _, err := ReadRating("2021: HTTNV; 2021: HTXSNV"); !fault.Is(err, fault.Invalid) {
		t.Error("one year rated twice")
	}
	if n, err := ReadCounts("Tổng số người = 1.250\nlđtt: 30\nsố gì đó = 4"); err != nil || n["strength"] != 1250 || n["lđtt"] != 30 || n["số gì đó"] != 4 {
		t.Errorf("%v %v", n, err)
	}
	// What is written back reads the same.
	f := rulebook.Facts{Rating: map[string]string{"2021": "HTTNV"}, Initiatives: []rulebook.Initiative{{Year: 2021, Scope: "province"}, {Year: 2022, Scope: "base"}}, Discipline: []rulebook.Penalty{{Year: 2019, Kind: "khiển trách"}}}
	i, err1 := ReadInitiatives(f.Say("initiatives").VI)
	r, err2 := ReadRating(f.Say("rating").VI)
	p, err3 := ReadDiscipline(f.Say("discipline").VI)
	if err1 != nil || err2 != nil || err3 != nil || len(i) != 2 || i[0] != f.Initiatives[0] || r["2021"] != "HTTNV" || len(p) != 1 || p[0] != f.Discipline[0] {
		t.Errorf("%v %v %v, %v %v %v", i, r, p, err1, err2, err3)
	}
}
