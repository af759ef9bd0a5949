package journal

import (
	"cmp"
	"context"
	"slices"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
)

// The acts of files that were taken away.
const (
	Taken     = "taken.file"
	TakenLost = "taken.lost" // more than could be written down: the line counts them
)

// TakenOf names what a file that was taken is about, by the page that gave it: "-" stands for the
// whole bloc, or for every bloc.
func TakenOf(o who.Object, page string) string {
	s := takenAbout(o)
	if page == "" {
		page = "-"
	}
	return s + page
}

func takenAbout(o who.Object) string {
	b, u := "-", "-"
	if o.Bloc != 0 {
		b = o.Bloc.String()
	}
	if o.Unit != 0 {
		u = o.Unit.String()
	}
	return "taken/" + b + "/" + u + "/"
}

// TakenFrom gives who took files away that concern the actor's units, newest first, at most limit:
// files of the unit, of the whole bloc, of all blocs; to the unit that leads a bloc, those of each
// of its units.
func (s *Service) TakenFrom(ctx context.Context, by who.Actor, since time.Time, limit int) (list []audit.Line, err error) {
	defer fault.Wrap(&err, "journal.TakenFrom")
	if len(by.Blocs) == 0 {
		return nil, nil
	}
	about := []string{takenAbout(who.Object{})}
	for _, m := range by.Blocs {
		if m.Lead {
			about = append(about, "taken/"+m.Bloc.String()+"/")
			continue
		}
		about = append(about, takenAbout(who.Object{Bloc: m.Bloc}), takenAbout(who.Object{Bloc: m.Bloc, Unit: m.Unit}))
	}
	for _, at := range about {
		for _, act := range []string{Taken, TakenLost} {
			some, err := audit.Acts(ctx, s.db, audit.Search{Act: act, Object: at, From: since, Limit: limit})
			if err != nil {
				return nil, err
			}
			list = append(list, some...)
		}
	}
	slices.SortStableFunc(list, func(a, b audit.Line) int { return cmp.Compare(b.ID, a.ID) })
	list = slices.CompactFunc(list, func(a, b audit.Line) bool { return a.ID == b.ID })
	return list[:min(len(list), limit)], nil
}
