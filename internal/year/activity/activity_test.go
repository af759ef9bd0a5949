package activity

import (
	"context"
	"io/fs"
	"slices"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

var sources = []fs.FS{org.Migrations, document.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

func day(m, d int) civil.Date {
	return civil.Date{Year: 2022, Month: 1, Day: 1}.AddDays((m-1)*30 + d - 1)
}

func TestClean(t *testing.T) {
	today := day(6, 1)
	good := Activity{Kind: Education, Title: " Sinh hoạt  chuyên đề ", Day: today, Expected: 40, Present: 38}
	if a, err := good.Clean(today); err != nil || a.Title != "Sinh hoạt chuyên đề" {
		t.Errorf("%+v %v", a, err)
	}
	for name, f := range map[string]func(a *Activity){
		"title": func(a *Activity) { a.Title = " " }, "kind": func(a *Activity) { a.Kind = "x" }, "day": func(a *Activity) { a.Day = today.AddDays(1) },
		"day ": func(a *Activity) { a.Day = civil.Date{} }, "present": func(a *Activity) { a.Present = 41 }, "present ": func(a *Activity) { a.Present = -1 }, "expected": func(a *Activity) { a.Expected = -1 },
	} {
		a := good
		f(&a)
		if _, err := a.Clean(today); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCountAndCover(t *testing.T) {
	list := []Activity{
		{Unit: 1, Kind: Education, Day: day(1, 5), Present: 10}, {Unit: 1, Kind: Dissemination, Document: 7, Day: day(2, 5), Present: 20, Expected: 25},
		{Unit: 2, Kind: Following, Document: 7, Day: day(3, 5), Present: 5}, {Unit: 2, Kind: Dissemination, Document: 8, Day: day(3, 6), Present: 5}, {Unit: 1, Kind: Other, Day: day(9, 1), Present: 99},
	}
	n := Count(list, day(1, 1), day(6, 30))
	if x := n[1]; x.Total != 2 || x.Education != 1 || x.Dissemination != 1 || x.Present != 30 || x.Counted != 1 || x.CountedPresent != 20 || x.CountedExpect != 25 || x.Documents[7] != 1 {
		t.Errorf("%+v", x)
	}
	if x := n[1].Add(n[2]); x.Total != 4 || x.Present != 40 || x.Documents[7] != 2 || x.Documents[8] != 1 {
		t.Errorf("%+v", x)
	}
	c := Cover(list, []id.Unit{1, 2, 3})
	if len(c) != 2 || c[0].Document != 8 || !slices.Equal(c[0].Missing, []id.Unit{1, 3}) || !slices.Equal(c[1].Missing, []id.Unit{3}) {
		t.Errorf("%+v", c)
	}
}

func TestActivities(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		files, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { files.Close() })
		s, o := NewService(d, files), org.NewService(d)
		today := s.Today()
		var b, other org.Bloc
		var units [2]org.Unit
		in := func(f func(tx *db.Tx) error) error { return s.InTx(ctx, f) }
		err = in(func(tx *db.Tx) (err error) {
			for i, x := range []*org.Bloc{&b, &other} {
				if *x, err = o.SaveBloc(ctx, tx, system, org.Bloc{Code: []string{"k1", "k2"}[i], Name: "Khối", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn}); err != nil {
					return err
				}
			}
			for i := range units {
				if units[i], err = o.SaveUnit(ctx, tx, system, org.Unit{Code: []string{"a", "b"}[i], Name: []string{"A", "B"}[i], Short: []string{"A", "B"}[i], Kind: org.Civil}); err != nil {
					return err
				}
				if err = o.Join(ctx, tx, system, org.Membership{Bloc: b.ID, Unit: units[i].ID, Span: org.Span{From: today.AddDays(-100)}, Order: i + 1}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		docs := document.NewService(d, files)
		mine, err := docs.Create(ctx, system, document.Document{Bloc: b.ID, Code: "05-CT/TW", Issuer: "Bộ Chính trị", Abstract: "Học tập"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := docs.Create(ctx, system, document.Document{Bloc: other.ID, Code: "05-CT/TW", Issuer: "Bộ Chính trị", Abstract: "Học tập"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		officer := who.Actor{User: 1, Name: "Cán bộ", Posts: []who.Post{{Unit: units[0].ID, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: b.ID, Unit: units[0].ID}}}
		peer := who.Actor{User: 2, Name: "Cán bộ khác", Posts: []who.Post{{Unit: units[1].ID, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: b.ID, Unit: units[1].ID}}}
		report := func(by who.Actor, a Activity) (x Activity, err error) {
			err = in(func(tx *db.Tx) (err error) { x, err = s.Report(ctx, tx, by, a); return err })
			return x, err
		}
		a := Activity{Bloc: b.ID, Unit: units[0].ID, Kind: Following, Title: "Học tập chuyên đề", Document: mine, Day: today, Present: 3}
		first, err := report(officer, a)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := report(officer, a); err != nil || again.ID != first.ID {
			t.Errorf("the form sent twice: %v %v", again.ID, err)
		}
		for name, f := range map[string]func(a *Activity){
			"a peer's unit": func(a *Activity) { a.Unit = units[1].ID }, "another bloc's document": func(a *Activity) { a.Document = foreign }, "before joining": func(a *Activity) { a.Day = today.AddDays(-200) },
			"secret": func(a *Activity) { a.Body = "TUYỆT MẬT" },
		} {
			x := a
			f(&x)
			if _, err := report(officer, x); err == nil {
				t.Errorf("%s is taken", name)
			}
		}
		if err := s.Attach(ctx, officer, File{Activity: first.ID, Name: "danh-sach (MẬT).txt"}, []byte("x")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a marked file: %v", err)
		}
		for range 2 {
			if err := s.Attach(ctx, officer, File{Activity: first.ID, Name: "danh-sach.txt"}, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		list, err := Files(ctx, d, first.ID)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		if _, _, err := s.Evidence(ctx, peer, first.ID, list[0].ID); !fault.Is(err, fault.Denied) {
			t.Errorf("a peer reads the evidence: %v", err)
		}
		if _, data, err := s.Evidence(ctx, officer, first.ID, list[0].ID); err != nil || string(data) != "x" {
			t.Errorf("%q %v", data, err)
		}
		first.Present = 4
		if err := in(func(tx *db.Tx) error { return s.Save(ctx, tx, peer, first) }); !fault.Is(err, fault.Denied) {
			t.Errorf("a peer changes it: %v", err)
		}
		if err := in(func(tx *db.Tx) error { return s.Save(ctx, tx, officer, first) }); err != nil {
			t.Fatal(err)
		}
		first.Present = 5
		if err := in(func(tx *db.Tx) error { return s.Save(ctx, tx, officer, first) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("the old version is taken: %v", err)
		}
		if all, err := Between(ctx, d, b.ID, today.AddDays(-9), today); err != nil || len(all) != 1 || all[0].Present != 4 || all[0].Document != mine {
			t.Errorf("%+v %v", all, err)
		}
		if err := docs.Remove(ctx, system, mine, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("the basis is removed: %v", err)
		}
		if err := in(func(tx *db.Tx) error { return s.Drop(ctx, tx, officer, first.ID, 2) }); err != nil {
			t.Error(err)
		}
	})
}
