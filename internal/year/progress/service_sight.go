package progress

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// A Sight (phạm vi xem) says of which units a reader sees what they reported for a period.
// The bloc leader and the provincial board see all; a member sees its own and what the
// bloc's setting shows of its peers.
type Sight struct {
	All   bool // every unit, in every state
	Texts bool // peers' text too
	Sums  bool // figures of the bloc as a whole
	units map[id.Unit]bool
}

// Sees reports whether the reader sees the figures of unit u.
func (s Sight) Sees(u id.Unit) bool { return s.All || s.units[u] }

// PeerSees reports whether members of bloc b see what unit u reported: where the bloc shows
// units of its kind, from the moment that the bloc has set.
func PeerSees(b org.Bloc, u org.Unit, s Submission) bool {
	return b.Shows(u.Kind) && (b.Shown == org.ShownAlways || s.State == Received)
}

// SightOf gives what actor by sees of period p of bloc b. The caller has checked that the
// actor belongs to the bloc or may read it.
func SightOf(ctx context.Context, q db.Q, by who.Actor, b org.Bloc, p civil.Period) (s Sight, err error) {
	defer fault.Wrap(&err, "progress.SightOf(%s, %s)", b.Code, p)
	o := who.Object{Bloc: b.ID}
	s.All = by.System || by.Has(who.Board, 0) || who.Can(by, who.ManagePeriod, o) == nil
	s.Texts, s.Sums, s.units = s.All || b.Texts, s.All || b.Peers != org.PeersOwn && by.Member(b.ID), map[id.Unit]bool{}
	if s.All {
		return s, nil
	}
	members, err := org.Members(ctx, q, b.ID, p.To())
	if err != nil {
		return s, err
	}
	subs := map[id.Unit]Submission{}
	row, err := PeriodOf(ctx, q, b.ID, p)
	if err == nil {
		subs, err = Submissions(ctx, q, row.ID)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return s, err
	}
	for _, m := range members {
		s.units[m.Unit.ID] = by.Of(m.Unit.ID) || by.Member(b.ID) && PeerSees(b, m.Unit, subs[m.Unit.ID])
	}
	return s, nil
}

// PeerForms gives the forms of the units whose text the actor may see, in protocol order.
func (s *Service) PeerForms(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period) (list []*Form, err error) {
	defer fault.Wrap(&err, "progress.PeerForms(%s)", p)
	if err := who.Can(by, who.ReadTotals, who.Object{Bloc: b}); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		bloc, err := org.BlocOf(ctx, tx, b)
		if err != nil {
			return err
		}
		sight, err := SightOf(ctx, tx, by, bloc, p)
		if err != nil {
			return err
		}
		members, err := org.Members(ctx, tx, b, p.To())
		if err != nil {
			return err
		}
		for _, m := range members {
			if u := m.Unit.ID; !by.Of(u) && !(sight.Texts && sight.Sees(u)) {
				continue
			}
			f, err := FormOf(ctx, tx, Place{b, p, m.Unit.ID})
			if err != nil {
				return err
			}
			list = append(list, f)
		}
		return nil
	})
	return list, err
}
