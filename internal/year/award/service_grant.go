package award

import (
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// A Source (nguồn đề nghị) gives everybody in a bloc for whom one stage of the year asked a
// title or form: registration and role models come later in the year, so the program hands
// them in. Answered, which may be nil, tells the stage inside the same transaction that a
// decision answered what it asked.
type Source struct {
	List     func(ctx context.Context, q db.Q, b id.Bloc) ([]Candidate, error)
	Answered func(ctx context.Context, tx *db.Tx, by who.Actor, origin string, d Decision) error
}

// From says who may ask for awards. It is called once, before the service is used.
func (s *Service) From(list ...Source) { s.sources = list }

// Waiting (đề nghị chờ quyết định) gives the candidates of a bloc, or of one unit of it, that
// no award answers yet.
func (s *Service) Waiting(ctx context.Context, by who.Actor, b id.Bloc, u id.Unit) (_ []Candidate, err error) {
	defer fault.Wrap(&err, "award.Waiting")
	if err := who.Can(by, who.GrantAwards, who.Object{Bloc: b, Unit: u}); err != nil {
		return nil, err
	}
	return s.waiting(ctx, s.db, b, u)
}

func (s *Service) waiting(ctx context.Context, q db.Q, b id.Bloc, u id.Unit) ([]Candidate, error) {
	var all []Candidate
	for _, from := range s.sources {
		list, err := from.List(ctx, q, b)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	if u != 0 {
		all = slices.DeleteFunc(all, func(c Candidate) bool { return c.Unit != u })
	}
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return nil, err
	}
	given, err := s.given(ctx, q, b, all)
	return waiting(c, all, given), err
}

// given gives what the units of candidates were given already.
func (s *Service) given(ctx context.Context, q db.Q, b id.Bloc, all []Candidate) (list []Award, err error) {
	units := map[id.Unit]bool{}
	for _, c := range all {
		if units[c.Unit] {
			continue
		}
		units[c.Unit] = true
		have, err := OfUnit(ctx, q, c.Unit)
		if err != nil {
			return nil, err
		}
		list = append(list, have...)
	}
	return list, nil
}

// Grant (ghi quyết định khen thưởng) enters every candidate that a decision names into the
// list of commendations, or none of them. Sent twice it enters them once.
func (s *Service) Grant(ctx context.Context, by who.Actor, b id.Bloc, d Decision, picks []Pick) (n int, err error) {
	defer fault.Wrap(&err, "award.Grant(%s)", d.Number)
	if by.SignedIn() && len(picks) == 0 {
		const text = "award.grant.none|Chọn ít nhất một người, tập thể có trong quyết định."
		return 0, fault.New(fault.Invalid, text).With("chon", text)
	}
	if d, err = d.Clean(); err != nil {
		return 0, err
	}
	if s.Today().Before(d.Day) {
		const text = "award.day.future|Ngày {day} chưa tới. Ghi ngày ký quyết định."
		return 0, fault.New(fault.Invalid, text, fault.P{"day": d.Day.VN()}).With("day", text, fault.P{"day": d.Day.VN()})
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		list, err := s.candidates(ctx, tx, b)
		if err != nil {
			return err
		}
		for _, p := range picks {
			c, ok := list[p.Origin]
			if !ok {
				return fault.New(fault.Conflict, "award.grant.gone|Một đề nghị vừa chọn không còn nữa. Tải lại trang để xem danh sách mới rồi chọn lại.")
			}
			if err := who.Can(by, who.GrantAwards, who.Object{Bloc: b, Unit: c.Unit}); err != nil {
				return err
			}
			if err := s.grant(ctx, tx, by, c.award(d, p)); err != nil {
				return err
			}
			if err := s.answered(ctx, tx, by, p.Origin, d); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// answered tells the stage that asked.
func (s *Service) answered(ctx context.Context, tx *db.Tx, by who.Actor, origin string, d Decision) error {
	for _, from := range s.sources {
		if from.Answered == nil {
			continue
		}
		if err := from.Answered(ctx, tx, by, origin, d); err != nil {
			return err
		}
	}
	return nil
}

// candidates gives everybody who was asked for in a bloc by origin, whether answered or not.
func (s *Service) candidates(ctx context.Context, q db.Q, b id.Bloc) (map[string]Candidate, error) {
	list := map[string]Candidate{}
	for _, from := range s.sources {
		some, err := from.List(ctx, q, b)
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			list[c.Origin] = c
		}
	}
	return list, nil
}

// grant enters one award; the same one a second time changes nothing.
func (s *Service) grant(ctx context.Context, tx *db.Tx, by who.Actor, a Award) error {
	c, err := s.Catalog.Current(ctx, tx)
	if err != nil {
		return err
	}
	given, err := ByOrigin(ctx, tx, a.Origin)
	if err != nil {
		return err
	}
	a, cerr := a.Clean(c, s.Today())
	if cerr != nil {
		return s.unclean(ctx, tx, a, cerr)
	}
	if len(given) > 0 {
		if a.same(given[0]) {
			return nil
		}
		return twice(c, given[0])
	}
	old, found, err := byKey(ctx, tx, a.key(c))
	if err != nil {
		return err
	}
	if found {
		return twice(c, old)
	}
	a.ID, a.Version = db.NewID[Award](tx), 1
	if err := insert(ctx, tx, c, a); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.grant", On: Object(a.ID), Version: 1, After: a})
}

// unclean says of whom a decision cannot be entered, and why.
func (s *Service) unclean(ctx context.Context, q db.Q, a Award, err error) error {
	e, ok := err.(*fault.Error)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	u, uerr := org.UnitOf(ctx, q, a.Unit)
	if uerr != nil {
		return uerr
	}
	const text = "award.grant.bad|Chưa ghi được {name} ({unit}): {why}"
	args := fault.P{"name": a.Name, "unit": u.Short, "why": fault.Text(e.Fields[0].Msg, e.Fields[0].Args)}
	return fault.New(fault.Invalid, text, args).With("chon", text, args)
}
