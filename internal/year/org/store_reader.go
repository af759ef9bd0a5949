package org

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

// A Reader (phạm vi người xem) is what a page about units is about: a bloc with its members
// on a day, and the unit that was asked for.
type Reader struct {
	Bloc    Bloc
	Members []Member
	Unit    Unit // zero: all units of the bloc, for its leader and the board
}

// ReaderFor finds the bloc named by code (or the actor's own) and the unit named by unit:
// when none is named, all units for whoever passes act for the whole bloc, else the actor's
// own unit in it. It asks whether the actor may do act there. Errors: NotFound, Denied.
func ReaderFor(ctx context.Context, q db.Q, a who.Actor, act who.Action, names [2]string, on civil.Date) (r Reader, err error) {
	if r.Bloc, err = BlocFor(ctx, q, a, names[0]); err != nil {
		return r, err
	}
	if err = who.Can(a, who.ReadBloc, who.Object{Bloc: r.Bloc.ID}); err != nil {
		return r, err
	}
	if r.Members, err = Members(ctx, q, r.Bloc.ID, on); err != nil {
		return r, err
	}
	whole := who.Can(a, act, who.Object{Bloc: r.Bloc.ID}) == nil
	for _, m := range r.Members {
		if names[1] != "" && m.Unit.Code == names[1] || names[1] == "" && !whole && a.Of(m.Unit.ID) {
			r.Unit = m.Unit
			break
		}
	}
	if r.Unit.ID == 0 && (names[1] != "" || !whole) {
		return r, fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	return r, who.Can(a, act, who.Object{Bloc: r.Bloc.ID, Unit: r.Unit.ID})
}
