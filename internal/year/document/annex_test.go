package document

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestAnnexes: files in their order, checked, each once, and fixed by the issue.
func TestAnnexes(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		o := draft(t, s, b, "KH", "Kế hoạch có tệp kèm")
		add := func(title, name, text string) error {
			return s.AddAnnex(ctx, system, Annex{Document: o.ID, Title: title}, Upload{Name: name, Data: []byte(text)})
		}
		titles := func() string {
			list, err := Annexes(ctx, d, o.ID)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for i, a := range list {
				if a.Order != i+1 {
					t.Errorf("order %d at %d", a.Order, i)
				}
				out = append(out, a.Title)
			}
			return strings.Join(out, " ")
		}
		for _, n := range []string{"A", "B", "C", "C"} { // the last form was sent twice
			if err := add(n, n+".txt", "nội dung "+n); err != nil {
				t.Fatal(err)
			}
		}
		if titles() != "A B C" {
			t.Fatal(titles())
		}
		for name, err := range map[string]error{"same file, other name": add("D", "d.txt", "nội dung A"), "no file": s.AddAnnex(ctx, system, Annex{Document: o.ID, Title: "E"}, Upload{}), "long title": add(strings.Repeat("x", 201), "x.txt", "x")} {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := add("Mật", "f.txt", "MẬT\nnội dung"); err == nil {
			t.Error("a file with a mark of secrecy is kept")
		}
		list, _ := Annexes(ctx, d, o.ID)
		steps := []struct {
			do   func() error
			want string
		}{{func() error { return s.MoveAnnex(ctx, system, o.ID, list[2].ID, -1) }, "A C B"}, {func() error { return s.MoveAnnex(ctx, system, o.ID, list[0].ID, -1) }, "A C B"},
			{func() error { return s.MoveAnnex(ctx, system, o.ID, list[0].ID, 1) }, "C A B"}, {func() error { return s.DropAnnex(ctx, system, o.ID, list[0].ID) }, "C B"}}
		for _, x := range steps {
			if err := x.do(); err != nil || titles() != x.want {
				t.Errorf("%v: %s, want %s", err, titles(), x.want)
			}
		}
		if err := s.DropAnnex(ctx, system, o.ID, list[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		stranger := who.Actor{User: 9, Blocs: []who.Membership{{Bloc: 999, Unit: 9, Lead: true}}, Posts: []who.Post{{Unit: 9, Role: who.Officer}}}
		if _, _, err := s.AnnexFile(ctx, stranger, o.ID, 1); err == nil {
			t.Error("a stranger reads an annex")
		}
		if a, data, err := s.AnnexFile(ctx, system, o.ID, 2); err != nil || a.Title != "B" || string(data) != "nội dung B" {
			t.Error(a, string(data), err)
		}
		if _, err := issue(s, IssueOrder{Document: o.ID, Version: o.Version}); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{"added": add("G", "g.txt", "g"), "dropped": s.DropAnnex(ctx, system, o.ID, list[1].ID), "moved": s.MoveAnnex(ctx, system, o.ID, list[1].ID, 1)} {
			if fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s after the issue: %v", name, err)
			}
		}
		gone := draft(t, s, b, "TB", "Bỏ đi")
		if err := s.AddAnnex(ctx, system, Annex{Document: gone.ID, Title: "X"}, Upload{Name: "x.txt", Data: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		if err := s.InTx(ctx, func(tx *db.Tx) error { return s.Drop(ctx, tx, system, gone.ID, gone.Version) }); err != nil {
			t.Error(err)
		}
	})
}

// TestFilters narrows the register by days, issuer and standing.
func TestFilters(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		for i, x := range []Document{{Code: "24/CT-UBND", Issuer: "UBND tỉnh", Day: iso("2021-12-28")}, {Code: "5/KH-UBND", Issuer: "ubnd  tỉnh", Day: iso("2022-02-10")}, {Code: "05-CT/TW", Issuer: "Bộ Chính trị", Day: iso("2016-05-15")}, {Issuer: "Bộ Chính trị"}} {
			x.Bloc, x.Abstract = b, fmt.Sprintf("Văn bản %d", i)
			if _, err := s.Create(ctx, system, x, nil); err != nil {
				t.Fatal(err)
			}
		}
		o := draft(t, s, b, "KH", "Của Khối")
		if _, err := issue(s, IssueOrder{Document: o.ID, Version: o.Version}); err != nil {
			t.Fatal(err)
		}
		w := draft(t, s, b, "TB", "Thu hồi")
		if x, err := issue(s, IssueOrder{Document: w.ID, Version: w.Version}); err != nil {
			t.Fatal(err)
		} else if err := s.InTx(ctx, func(tx *db.Tx) error { return s.Withdraw(ctx, tx, system, w.ID, x.Version, "nhầm") }); err != nil {
			t.Fatal(err)
		}
		issuers, err := Issuers(ctx, d, b)
		if err != nil || len(issuers) != 3 {
			t.Fatal(issuers, err)
		}
		for name, c := range map[string]struct {
			f    Filter
			want int
		}{"all": {Filter{}, 6}, "from": {Filter{From: iso("2021-12-28")}, 4}, "to": {Filter{To: iso("2021-12-28")}, 2}, "range": {Filter{From: iso("2022-01-01"), To: iso("2022-03-01")}, 1},
			"issuer": {Filter{Issuer: "ubnd tinh"}, 2}, "issuer and day": {Filter{Issuer: "ubnd tinh", To: iso("2021-12-31")}, 1}, "above": {Filter{Standing: FromAbove}, 4}, "own": {Filter{Standing: OwnInForce}, 1},
			"lost": {Filter{Standing: OwnLost}, 1}, "words and standing": {Filter{Query: "van ban", Standing: OwnLost}, 0}, "kind": {Filter{Kind: "CT", From: iso("2020-01-01")}, 1}} {
			list, n, err := List(ctx, d, b, c.f)
			if err != nil || n != c.want || len(list) != c.want {
				t.Errorf("%s: %d (%d shown), want %d, %v", name, n, len(list), c.want, err)
			}
		}
	})
}
