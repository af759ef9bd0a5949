package org

import (
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// Service holds the verbs of this package. Those that take a transaction are for callers
// that do more in the same one; InTx opens one.
type Service struct{ db *db.DB }

// NewService makes the verbs over a database.
func NewService(d *db.DB) *Service { return &Service{d} }

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the server's clock.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// InTx runs f in one write transaction.
func (s *Service) InTx(ctx context.Context, f func(tx *db.Tx) error) error {
	return s.db.Write(ctx, f)
}

// SaveBloc adds the bloc or changes the one of the same code; a bloc that is already as
// given is left alone, without asking for a right. With a Version it refuses to overwrite
// a newer one.
func (s *Service) SaveBloc(ctx context.Context, tx *db.Tx, by who.Actor, b Bloc) (_ Bloc, err error) {
	defer fault.Wrap(&err, "org.SaveBloc(%s)", b.Code)
	if err := b.clean(); err != nil {
		return b, err
	}
	old, err := BlocByCode(ctx, tx, b.Code)
	switch {
	case fault.Is(err, fault.NotFound):
		if err := who.Can(by, who.ManageBloc, who.Object{}); err != nil {
			return b, err
		}
		b.ID, b.Version = id.Bloc(db.NewID[Bloc](tx)), 1
		if _, err := tx.Exec(ctx, qBlocAdd, b.ID, b.Code, b.Name, b.Kind, b.Province, b.Peers, b.Armed, b.Shown, b.Texts, b.Symbol, vi.SortKey(b.Name)); err != nil {
			return b, err
		}
		return b, audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.bloc.add", On: "bloc/" + b.Code, Version: 1, After: b})
	case err != nil:
		return b, err
	}
	version := b.Version
	if version == 0 {
		version = old.Version
	}
	b.ID, b.Version = old.ID, old.Version
	if b == old && version == old.Version {
		return b, nil
	}
	if err := who.Can(by, who.ManageBloc, who.Object{Bloc: b.ID}); err != nil {
		return b, err
	}
	if err := tx.ExecOne(ctx, qBlocSet, b.Name, b.Kind, b.Province, b.Peers, b.Armed, b.Shown, b.Texts, b.Symbol, vi.SortKey(b.Name), b.ID, version); err != nil {
		return b, err
	}
	b.Version++
	return b, audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.bloc.save", On: "bloc/" + b.Code, Version: b.Version, Before: old, After: b})
}

// SaveUnit adds the unit or corrects the one of the same code. A correction of the name
// changes the newest name; a new name from a day on is Rename.
func (s *Service) SaveUnit(ctx context.Context, tx *db.Tx, by who.Actor, u Unit) (_ Unit, err error) {
	defer fault.Wrap(&err, "org.SaveUnit(%s)", u.Code)
	if err := u.clean(); err != nil {
		return u, err
	}
	old, err := UnitByCode(ctx, tx, u.Code)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return u, err
	}
	isNew := err != nil
	if u.ID = old.ID; !isNew && u == old {
		return u, nil
	}
	if err := who.Can(by, who.ManageBloc, who.Object{}); err != nil {
		return u, err
	}
	if isNew {
		u.ID = id.Unit(db.NewID[Unit](tx))
		if _, err := tx.Exec(ctx, qUnitAdd, u.ID, u.Code, u.Name, u.Short, u.Kind, u.Parent, u.Symbol, foldOf(u), vi.SortKey(u.Name)); err != nil {
			return u, err
		}
		if _, err := tx.Exec(ctx, qNameAdd, u.ID, civil.Date{}, u.Name, u.Short, ""); err != nil {
			return u, err
		}
		return u, audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.unit.add", On: "unit/" + u.Code, After: u})
	}
	if err := tx.ExecOne(ctx, qUnitSet, u.Name, u.Short, u.Kind, u.Parent, u.Symbol, foldOf(u), vi.SortKey(u.Name), u.ID); err != nil {
		return u, err
	}
	if err := tx.ExecOne(ctx, qNameFix, u.Name, u.Short, u.ID); err != nil {
		return u, err
	}
	return u, audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.unit.save", On: "unit/" + u.Code, Before: old, After: u})
}

// Rename gives the unit a new name from a day on; papers of earlier days keep the old one.
func (s *Service) Rename(ctx context.Context, tx *db.Tx, by who.Actor, u id.Unit, n DatedName) (err error) {
	defer fault.Wrap(&err, "org.Rename(%v)", u)
	if err := who.Can(by, who.ManageBloc, who.Object{}); err != nil {
		return err
	}
	old, err := UnitOf(ctx, tx, u)
	if err != nil {
		return err
	}
	names, err := Names(ctx, tx, u)
	if err != nil {
		return err
	}
	now := old
	now.Name, now.Short = n.Name, n.Short
	if err := now.clean(); err != nil {
		return err
	}
	today := clock.Today(tx.DB().Clock)
	if !n.Since.Valid() || today.Before(n.Since) {
		return fault.New(fault.Invalid, "org.rename.day|Sửa ngày đổi tên.").With("since", "org.rename.future|Nhập ngày tên mới có hiệu lực, không sau hôm nay ({day})", fault.P{"day": today.VN()})
	}
	if last := names[len(names)-1]; n.Since.Before(last.Since) {
		return fault.New(fault.Invalid, "org.rename.day|Sửa ngày đổi tên.").With("since", "org.rename.past|Tên hiện nay dùng từ {day}; tên mới phải từ ngày đó trở đi", fault.P{"day": last.Since.VN()})
	}
	if err := tx.ExecOne(ctx, qUnitSet, now.Name, now.Short, now.Kind, now.Parent, now.Symbol, foldOf(now), vi.SortKey(now.Name), u); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qNameAdd, u, n.Since, now.Name, now.Short, tidy(n.Basis)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.unit.rename", On: "unit/" + old.Code, Before: old, After: n, Why: n.Basis})
}

// Join makes the unit a member of the bloc (kết nạp thành viên). When it is one already in the whole of that
// time, only its place in the order is set.
func (s *Service) Join(ctx context.Context, tx *db.Tx, by who.Actor, m Membership) (err error) {
	b, u, order := m.Bloc, m.Unit, m.Order
	defer fault.Wrap(&err, "org.Join(%v, %v)", b, u)
	have, err := Memberships(ctx, tx, b)
	if err != nil {
		return err
	}
	old, err := join(have, m)
	if err != nil || (old != nil && old.Order == order) {
		return err
	}
	if err := who.Can(by, who.ManageBloc, who.Object{Bloc: b}); err != nil {
		return err
	}
	bloc, unit, err := names(ctx, tx, b, u)
	if err != nil {
		return err
	}
	if old != nil {
		if err := tx.ExecOne(ctx, qMembershipSet, order, old.To, old.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.order", On: "bloc/" + bloc.Code, Before: map[string]any{"unit": unit.Code, "order": old.Order}, After: map[string]any{"unit": unit.Code, "order": order}})
	}
	if err := uniqueShort(ctx, tx, b, unit, have, m.Span); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qMembershipAdd, db.NewID[Membership](tx), b, u, order, m.From, m.To); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.join", On: "bloc/" + bloc.Code, After: map[string]any{"unit": unit.Code, "order": order, "from": m.From.String(), "to": m.To.String()}})
}

// uniqueShort refuses a unit whose short name another member bears at the same time:
// "Trại giam ĐT" would be two units.
func uniqueShort(ctx context.Context, tx *db.Tx, b id.Bloc, u Unit, have []Membership, span Span) error {
	for _, h := range have {
		if h.Unit == u.ID || !h.Overlaps(span) {
			continue
		}
		o, err := UnitOf(ctx, tx, h.Unit)
		if err != nil {
			return err
		}
		if vi.Fold(o.Short) == vi.Fold(u.Short) {
			return fault.New(fault.Conflict, "org.short|Tên ngắn “{short}” đã dùng cho {unit} trong Khối này. Đặt tên ngắn khác cho một trong hai đơn vị.", fault.P{"short": u.Short, "unit": o.Name}).
				With("unit", "org.short.field|Trùng tên ngắn với {unit}", fault.P{"unit": o.Name})
		}
	}
	return nil
}

// Leave ends the unit's membership with its last day.
func (s *Service) Leave(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, u id.Unit, last civil.Date) (err error) {
	defer fault.Wrap(&err, "org.Leave(%v, %v)", b, u)
	if err := who.Can(by, who.ManageBloc, who.Object{Bloc: b}); err != nil {
		return err
	}
	bloc, unit, err := names(ctx, tx, b, u)
	if err != nil {
		return err
	}
	have, err := Memberships(ctx, tx, b)
	if err != nil {
		return err
	}
	terms, err := Terms(ctx, tx, b)
	if err != nil {
		return err
	}
	m, err := leave(have, terms, b, u, last)
	if err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qMembershipSet, m.Order, m.To, m.ID); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.leave", On: "bloc/" + bloc.Code, After: map[string]any{"unit": unit.Code, "to": last.String()}})
}

// Move exchanges the unit's place with that of its neighbour on the day: up is towards
// the first. At the edge nothing happens.
func (s *Service) Move(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, u id.Unit, up bool) (err error) {
	defer fault.Wrap(&err, "org.Move(%v, %v)", b, u)
	if err := who.Can(by, who.ManageBloc, who.Object{Bloc: b}); err != nil {
		return err
	}
	bloc, unit, err := names(ctx, tx, b, u)
	if err != nil {
		return err
	}
	today := clock.Today(tx.DB().Clock)
	members, err := Members(ctx, tx, b, today)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(members, func(m Member) bool { return m.Unit.ID == u })
	if i < 0 {
		return fault.New(fault.NotFound, "org.move.none|Đơn vị không còn trong Khối. Tải lại trang.")
	}
	j := i + 1
	if up {
		j = i - 1
	}
	if j < 0 || j >= len(members) {
		return nil
	}
	members[i], members[j] = members[j], members[i]
	have, err := Memberships(ctx, tx, b)
	if err != nil {
		return err
	}
	for place, m := range members {
		for _, h := range have {
			if h.Unit == m.Unit.ID && h.Has(today) && h.Order != place+1 {
				if err := tx.ExecOne(ctx, qMembershipSet, place+1, h.To, h.ID); err != nil {
					return err
				}
			}
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.order", On: "bloc/" + bloc.Code, Before: map[string]any{"unit": unit.Code, "order": i + 1}, After: map[string]any{"unit": unit.Code, "order": j + 1}})
}

// Appoint gives the unit a term as leader or deputy of the bloc (giao nhiệm vụ Khối
// trưởng, Khối phó) on the basis of a decision. A term that stands already is left alone.
func (s *Service) Appoint(ctx context.Context, tx *db.Tx, by who.Actor, t Term) (err error) {
	defer fault.Wrap(&err, "org.Appoint(%v, %v)", t.Bloc, t.Unit)
	members, err := Memberships(ctx, tx, t.Bloc)
	if err != nil {
		return err
	}
	terms, err := Terms(ctx, tx, t.Bloc)
	if err != nil {
		return err
	}
	units, err := Units(ctx, tx)
	if err != nil {
		return err
	}
	same, err := appoint(members, terms, t, func(u id.Unit) string {
		if i := slices.IndexFunc(units, func(x Unit) bool { return x.ID == u }); i >= 0 {
			return units[i].Short
		}
		return "?"
	})
	if same {
		return nil
	}
	if denied := who.Can(by, who.ManageBloc, who.Object{Bloc: t.Bloc}); denied != nil {
		return denied
	}
	if err != nil {
		return err
	}
	bloc, unit, err := names(ctx, tx, t.Bloc, t.Unit)
	if err != nil {
		return err
	}
	t.ID, t.Basis = db.NewID[Term](tx), tidy(t.Basis)
	if _, err := tx.Exec(ctx, qTermAdd, t.ID, t.Bloc, t.Unit, t.Kind, t.From, t.To, t.Basis); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.appoint", On: "bloc/" + bloc.Code, Why: t.Basis,
		After: map[string]any{"unit": unit.Code, "kind": t.Kind, "from": t.From.String(), "to": t.To.String()}})
}

// EndTerm sets the last day of a term; a last day before the first takes it back as if it
// had not been given, which only a term that has not begun allows.
func (s *Service) EndTerm(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, t TermID, last civil.Date, why string) (err error) {
	defer fault.Wrap(&err, "org.EndTerm(%v)", t)
	if err := who.Can(by, who.ManageBloc, who.Object{Bloc: b}); err != nil {
		return err
	}
	bloc, err := BlocOf(ctx, tx, b)
	if err != nil {
		return err
	}
	terms, err := Terms(ctx, tx, b)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(terms, func(x Term) bool { return x.ID == t })
	if i < 0 {
		return fault.New(fault.NotFound, "org.term.none|Không tìm thấy nhiệm kỳ này. Tải lại trang.")
	}
	old := terms[i]
	if !old.Has(last) {
		return fault.New(fault.Invalid, "org.term.end|Sửa ngày kết thúc nhiệm kỳ.").With("to", "org.term.end.range|Chọn ngày trong nhiệm kỳ {span}", fault.P{"span": old.VN()})
	}
	if err := tx.ExecOne(ctx, qTermEnd, last, t); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "org.term.end", On: "bloc/" + bloc.Code, Before: map[string]any{"term": t.String(), "to": old.To.String()}, After: map[string]any{"term": t.String(), "to": last.String()}, Why: why})
}

func names(ctx context.Context, q db.Q, b id.Bloc, u id.Unit) (Bloc, Unit, error) {
	bloc, err := BlocOf(ctx, q, b)
	if err != nil {
		return bloc, Unit{}, err
	}
	unit, err := UnitOf(ctx, q, u)
	return bloc, unit, err
}
