package campaign

import (
	"context"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// TestCall sends one campaign to two blocs: all or none, what the province said stays, the
// bloc completes and launches it, and the board sees how far each is.
func TestCall(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d)
		board := who.Actor{User: 8, Name: "Ban", Posts: []who.Post{{Role: who.Board}}}
		lead, unit := w.officer("a"), w.officer("b")
		var other org.Bloc
		w.must(d.Write(ctx, func(tx *db.Tx) (err error) {
			other, err = org.NewService(d).SaveBloc(ctx, tx, system, org.Bloc{Code: "k2", Name: "Khối 2"})
			return err
		}))
		x := sample()
		x.Bloc, x.Units, x.Targets, x.Basis = 0, nil, nil, nil
		both := []id.Bloc{w.bloc, other.ID}
		_, err := w.s.Call(ctx, lead, 0, x, both)
		w.kind(err, fault.Denied)
		_, err = w.s.Call(ctx, board, 0, x, nil)
		w.kind(err, fault.Invalid)

		// A bloc that has a campaign of this name stops the whole call.
		own := x
		own.Bloc = other.ID
		has, err := w.s.Propose(ctx, system, own)
		w.must(err)
		_, err = w.s.Call(ctx, board, 0, x, both)
		w.kind(err, fault.Invalid)
		if list, err := List(ctx, d, w.bloc, x.Year); err != nil || len(list) != 0 {
			t.Fatalf("half a call: %v %v", list, err)
		}
		w.must(w.s.Remove(ctx, system, has, 1))

		call, err := w.s.Call(ctx, board, 0, x, both[:1])
		w.must(err)
		for range 2 { // more blocs, sent twice
			_, err = w.s.Call(ctx, board, call, Campaign{}, both)
			w.must(err)
		}
		got, err := w.s.CallOf(ctx, board, call)
		w.must(err)
		if len(got.Blocs) != 2 || got.Taken() != 0 || got.Text().Scope != Provinces || got.Text().Name != x.Name {
			t.Fatalf("%+v", got)
		}
		if list, err := w.s.Calls(ctx, board, x.Year); err != nil || len(list) != 1 || list[0].ID != call {
			t.Fatalf("%+v %v", list, err)
		}
		_, err = w.s.CallOf(ctx, lead, call)
		w.kind(err, fault.Denied)
		_, err = w.s.CallOf(ctx, board, call+1)
		w.kind(err, fault.NotFound)

		// The bloc's leader may add, not change what the province said, nor delete it.
		var mine Campaign
		for _, c := range got.Blocs {
			if c.Bloc == w.bloc {
				mine, err = Of(ctx, d, c.ID)
				w.must(err)
			}
		}
		w.kind(w.s.Remove(ctx, lead, mine.ID, mine.Version), fault.Conflict)
		n := mine
		n.Name, n.Scope, n.Criteria = "Tên khác", Blocs, []string{"Tiêu chí của Khối"}
		w.must(w.s.Save(ctx, lead, n))
		n, err = Of(ctx, d, mine.ID)
		w.must(err)
		if n.Name != x.Name || n.Scope != Provinces || len(n.Criteria) != 1 || n.Criteria[0] != "Tiêu chí của Khối" {
			t.Errorf("%+v", n)
		}
		_, err = w.s.Read(ctx, unit, mine.ID)
		w.kind(err, fault.NotFound)
		w.must(w.s.Launch(ctx, lead, mine.ID, Step{Version: n.Version, Form: Meeting}))
		w.must(w.s.Join(ctx, unit, Join{Campaign: mine.ID, Unit: w.units["b"], Day: w.s.Today(), Form: Paper, Plan: "Việc của B"}, document.Upload{}))
		if got, err = w.s.CallOf(ctx, board, call); err != nil || got.Taken() != 1 {
			t.Errorf("%v %v", got.Taken(), err)
		}
	})
}
