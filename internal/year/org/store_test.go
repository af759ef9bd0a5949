package org

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var system = who.Actor{Name: "test", Via: "cli", System: true}

type world struct {
	*Service
	t    *testing.T
	d    *db.DB
	bloc Bloc
	unit map[string]Unit
}

func each(t *testing.T, f func(w *world)) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		w := &world{NewService(d), t, d, Bloc{}, map[string]Unit{}}
		w.write(func(ctx context.Context, tx *db.Tx) (err error) {
			if w.bloc, err = w.SaveBloc(ctx, tx, system, Bloc{Code: "khoi-3", Name: "Khối thi đua số 3", Province: "Đắk Lắk", Symbol: "KTĐ"}); err != nil {
				return err
			}
			for i, c := range []string{"a", "b", "c"} {
				u, err := w.SaveUnit(ctx, tx, system, Unit{Code: c, Name: "Đơn vị " + c, Short: "ĐV " + c, Kind: Prison})
				if err != nil {
					return err
				}
				w.unit[c] = u
				if err := w.Join(ctx, tx, system, Membership{Bloc: w.bloc.ID, Unit: u.ID, Order: i + 1, Span: Span{From: day("2020-01-01"), To: day("")}}); err != nil {
					return err
				}
			}
			return nil
		})
		f(w)
	})
}

func (w *world) try(f func(ctx context.Context, tx *db.Tx) error) error {
	return w.d.Write(context.Background(), func(tx *db.Tx) error { return f(context.Background(), tx) })
}

func (w *world) write(f func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.try(f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) on(d string) string {
	w.t.Helper()
	list, err := Members(context.Background(), w.d, w.bloc.ID, day(d))
	if err != nil {
		w.t.Fatal(err)
	}
	s := ""
	for _, m := range list {
		s += m.Unit.Code
		if m.Lead {
			s += "*"
		}
		if m.Deputy {
			s += "+"
		}
	}
	return s
}

// The powers of the leading unit follow the dates of its term: day before, first day, last
// day, day after, with the rotation from 31/12 to 01/01.
func TestPowersFollowTheTerm(t *testing.T) {
	each(t, func(w *world) {
		ctx := context.Background()
		w.write(func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(
				w.Appoint(ctx, tx, system, Term{Bloc: w.bloc.ID, Unit: w.unit["a"].ID, Kind: Lead, Span: Span{From: day("2022-01-01"), To: day("2022-12-31")}, Basis: "QĐ 1"}),
				w.Appoint(ctx, tx, system, Term{Bloc: w.bloc.ID, Unit: w.unit["b"].ID, Kind: Deputy, Span: Span{From: day("2022-01-01"), To: day("2022-12-31")}, Basis: "QĐ 1"}),
				w.Appoint(ctx, tx, system, Term{Bloc: w.bloc.ID, Unit: w.unit["b"].ID, Kind: Lead, Span: Span{From: day("2023-01-01"), To: day("2023-12-31")}, Basis: "QĐ 2"}))
		})
		for d, want := range map[string]string{"2021-12-31": "abc", "2022-01-01": "a*b+c", "2022-07-19": "a*b+c", "2022-12-31": "a*b+c", "2023-01-01": "ab*c", "2023-12-31": "ab*c", "2024-01-01": "abc", "2019-12-31": ""} {
			if got := w.on(d); got != want {
				t.Errorf("members on %s: %s, want %s", d, got, want)
			}
			lead, err := LeadOn(ctx, w.d, w.bloc.ID, day(d))
			for _, u := range w.unit {
				list, e := MembershipsOf(ctx, w.d, []id.Unit{u.ID}, day(d))
				if e != nil {
					t.Fatal(e)
				}
				a := who.Actor{User: 1, Posts: []who.Post{{Unit: u.ID, Role: who.Officer}}, Blocs: list}
				can := who.Can(a, who.ReceiveUnit, who.Object{Bloc: w.bloc.ID, Unit: w.unit["c"].ID}) == nil
				if should := err == nil && lead.ID == u.ID; can != should {
					t.Errorf("on %s the officer of %s receives: %v", d, u.Code, can)
				}
			}
			if leads := len(want) > 3 && want != ""; leads != (err == nil) || (err != nil && !fault.Is(err, fault.NotFound)) {
				t.Errorf("lead on %s: %v %v", d, lead.Code, err)
			}
		}
	})
}

func TestRefusedVerbsChangeNothing(t *testing.T) {
	each(t, func(w *world) {
		w.write(func(ctx context.Context, tx *db.Tx) error {
			return w.Appoint(ctx, tx, system, Term{Bloc: w.bloc.ID, Unit: w.unit["a"].ID, Kind: Lead, Span: Span{From: day("2022-01-01"), To: day("2022-12-31")}, Basis: ""})
		})
		officer := who.Actor{User: 7, Posts: []who.Post{{Unit: w.unit["a"].ID, Role: who.Head}}, Blocs: []who.Membership{{Bloc: w.bloc.ID, Unit: w.unit["a"].ID, Lead: true}}}
		for name, c := range map[string]struct {
			kind fault.Kind
			f    func(ctx context.Context, tx *db.Tx) error
		}{
			"second lead": {fault.Conflict, func(ctx context.Context, tx *db.Tx) error {
				return w.Appoint(ctx, tx, system, Term{Bloc: w.bloc.ID, Unit: w.unit["b"].ID, Kind: Lead, Span: Span{From: day("2022-12-31"), To: day("2023-12-31")}, Basis: ""})
			}},
			"twice a member": {fault.Conflict, func(ctx context.Context, tx *db.Tx) error {
				return w.Join(ctx, tx, system, Membership{Bloc: w.bloc.ID, Unit: w.unit["a"].ID, Order: 9, Span: Span{From: day("2019-01-01"), To: day("2021-01-01")}})
			}},
			"leader leaves in its term": {fault.Conflict, func(ctx context.Context, tx *db.Tx) error {
				return w.Leave(ctx, tx, system, w.bloc.ID, w.unit["a"].ID, day("2022-06-30"))
			}},
			"same short name": {fault.Conflict, func(ctx context.Context, tx *db.Tx) error {
				u, err := w.SaveUnit(ctx, tx, system, Unit{Code: "d", Name: "Đơn vị d", Short: "đv  A"})
				if err != nil {
					return err
				}
				return w.Join(ctx, tx, system, Membership{Bloc: w.bloc.ID, Unit: u.ID, Order: 4, Span: Span{From: day("2022-01-01"), To: day("")}})
			}},
			"the leader appoints itself": {fault.Denied, func(ctx context.Context, tx *db.Tx) error {
				return w.Appoint(ctx, tx, officer, Term{Bloc: w.bloc.ID, Unit: w.unit["a"].ID, Kind: Lead, Span: Span{From: day("2023-01-01"), To: day("2023-12-31")}, Basis: ""})
			}},
			"the leader adds a unit": {fault.Denied, func(ctx context.Context, tx *db.Tx) error {
				_, err := w.SaveUnit(ctx, tx, officer, Unit{Code: "x", Name: "X"})
				return err
			}},
			"the leader opens the figures": {fault.Denied, func(ctx context.Context, tx *db.Tx) error {
				b := w.bloc
				b.Peers = PeersTable
				_, err := w.SaveBloc(ctx, tx, officer, b)
				return err
			}},
			"the leader moves itself up": {fault.Denied, func(ctx context.Context, tx *db.Tx) error {
				return w.Move(ctx, tx, officer, w.bloc.ID, w.unit["b"].ID, true)
			}},
			"old version": {fault.Conflict, func(ctx context.Context, tx *db.Tx) error {
				b := w.bloc
				b.Name, b.Version = "Khối khác", 99
				_, err := w.SaveBloc(ctx, tx, system, b)
				return err
			}},
			"end outside the term": {fault.Invalid, func(ctx context.Context, tx *db.Tx) error {
				l, err := Terms(ctx, tx, w.bloc.ID)
				if err != nil {
					return err
				}
				return w.EndTerm(ctx, tx, system, w.bloc.ID, l[0].ID, day("2023-01-01"), "")
			}},
		} {
			if err := w.try(c.f); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := w.on("2022-06-30"); got != "a*bc" {
			t.Errorf("members %s", got)
		}
		if u, err := UnitByCode(context.Background(), w.d, "d"); !fault.Is(err, fault.NotFound) {
			t.Errorf("half a transaction stays: %v %v", u, err)
		}
	})
}

// The same import twice: no new rows, no new leaves, and no right is asked for what is
// there already.
func TestIdempotent(t *testing.T) {
	each(t, func(w *world) {
		ctx := context.Background()
		again := func(by who.Actor) error {
			return w.try(func(ctx context.Context, tx *db.Tx) error {
				b, err := w.SaveBloc(ctx, tx, by, Bloc{Code: "khoi-3", Name: "Khối thi đua số 3", Province: "Đắk Lắk", Symbol: "KTĐ"})
				if err != nil {
					return err
				}
				u, err := w.SaveUnit(ctx, tx, by, Unit{Code: "a", Name: "Đơn vị a", Short: "ĐV a", Kind: Prison})
				if err != nil {
					return err
				}
				if err := w.Join(ctx, tx, by, Membership{Bloc: b.ID, Unit: u.ID, Order: 1, Span: Span{From: day("2022-01-01"), To: day("")}}); err != nil {
					return err
				}
				return w.Appoint(ctx, tx, by, Term{Bloc: b.ID, Unit: u.ID, Kind: Lead, Span: Span{From: day("2022-01-01"), To: day("2022-12-31")}, Basis: ""})
			})
		}
		if err := again(system); err != nil {
			t.Fatal(err)
		}
		lines, _ := audit.History(ctx, w.d, "bloc/khoi-3", 100)
		if err := again(who.Actor{User: 3, Name: "nobody"}); err != nil {
			t.Errorf("nothing to do, but: %v", err)
		}
		after, err := audit.History(ctx, w.d, "bloc/khoi-3", 100)
		if err != nil || len(after) != len(lines) || len(lines) != 5 {
			t.Errorf("%d leaves, then %d %v", len(lines), len(after), err)
		}
		m, _ := Memberships(ctx, w.d, w.bloc.ID)
		terms, _ := Terms(ctx, w.d, w.bloc.ID)
		if len(m) != 3 || len(terms) != 1 {
			t.Errorf("%d memberships, %d terms", len(m), len(terms))
		}
	})
}

func TestNamesOfTheTime(t *testing.T) {
	each(t, func(w *world) {
		ctx := context.Background()
		w.d.Clock.(*clock.Hand).Set(time.Date(2025, 8, 1, 8, 0, 0, 0, clock.Zone))
		a := w.unit["a"]
		rename := func(since, name string) error {
			return w.try(func(ctx context.Context, tx *db.Tx) error {
				return w.Rename(ctx, tx, system, a.ID, DatedName{Since: day(since), Name: name, Short: "Mới", Basis: "NQ 202"})
			})
		}
		if err := rename("2025-07-01", "Tên mới"); err != nil {
			t.Fatal(err)
		}
		if err := rename("2025-06-01", "Tên lùi"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a name before the newest: %v", err)
		}
		if err := rename("2025-08-02", "Tên mai sau"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a name of tomorrow: %v", err)
		}
		for d, want := range map[string]string{"2020-01-01": "Đơn vị a", "2025-06-30": "Đơn vị a", "2025-07-01": "Tên mới", "2026-01-01": "Tên mới"} {
			m, err := Members(ctx, w.d, w.bloc.ID, day(d))
			if err != nil || m[0].Unit.Name != want {
				t.Errorf("on %s: %v %v", d, m, err)
			}
			if u, err := UnitOn(ctx, w.d, a.ID, day(d)); err != nil || u.Name != want {
				t.Errorf("unit on %s: %v %v", d, u, err)
			}
		}
		// A correction changes the newest name only.
		w.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := w.SaveUnit(ctx, tx, system, Unit{Code: "a", Name: "Tên mới, sửa", Short: "Mới", Kind: Prison})
			return err
		})
		names, err := Names(ctx, w.d, a.ID)
		if err != nil || len(names) != 2 || names[0].Name != "Đơn vị a" || names[1].Name != "Tên mới, sửa" || !names[0].Since.IsZero() {
			t.Errorf("%v %v", names, err)
		}
	})
}

func TestOrderAndLeaving(t *testing.T) {
	each(t, func(w *world) {
		move := func(u string, up bool) {
			t.Helper()
			w.write(func(ctx context.Context, tx *db.Tx) error {
				return w.Move(ctx, tx, system, w.bloc.ID, w.unit[u].ID, up)
			})
		}
		today := "2022-07-05"
		move("c", true)
		if got := w.on(today); got != "acb" {
			t.Fatal(got)
		}
		move("a", true) // at the edge
		move("b", false)
		move("a", false)
		if got := w.on(today); got != "cab" {
			t.Fatal(got)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			return w.Leave(ctx, tx, system, w.bloc.ID, w.unit["a"].ID, day("2022-07-04"))
		})
		if got := w.on(today) + " " + w.on("2022-07-04"); got != "cb cab" {
			t.Fatal(got)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			return w.Join(ctx, tx, system, Membership{Bloc: w.bloc.ID, Unit: w.unit["a"].ID, Order: 2, Span: Span{From: day("2022-07-05"), To: day("")}})
		})
		if got := w.on(today); got != "cab" {
			t.Fatal(got)
		}
	})
}

func TestManyUnits(t *testing.T) {
	each(t, func(w *world) {
		var ids []id.Unit
		w.write(func(ctx context.Context, tx *db.Tx) error {
			for _, c := range []string{"u1", "u2", "u3", "u4", "u5", "u6"} {
				u, err := w.SaveUnit(ctx, tx, system, Unit{Code: c, Name: "Đơn vị " + c})
				if err != nil {
					return err
				}
				ids = append(ids, u.ID)
				if err := w.Join(ctx, tx, system, Membership{Bloc: w.bloc.ID, Unit: u.ID, Order: 10, Span: Span{From: day("2022-01-01"), To: day("")}}); err != nil {
					return err
				}
			}
			return nil
		})
		list, err := MembershipsOf(context.Background(), w.d, ids, day("2022-07-05"))
		if err != nil || len(list) != 6 {
			t.Errorf("%v %v", list, err)
		}
		if list, err := MembershipsOf(context.Background(), w.d, nil, day("2022-07-05")); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}
