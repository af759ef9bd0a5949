package review

import (
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/progress"
)

// A Pending (kết luận chờ giao việc) is a finding of the conference that says what is to be done
// until when, and from which nothing was decided yet.
type Pending struct {
	Finding conference.Finding
	Period  civil.Period
	Line    *Line               // the target of its unit that it names, nil for none
	Drafts  []campaign.Campaign // drives from it that are still being written
}

// names gives the target of its unit that a finding names by its code, nil for none.
func (w *Workbench) names(f conference.Finding) *Line {
	words := vi.FoldWords(f.Text)
	for i, l := range w.Lines {
		if l.Unit == f.Unit && slices.Contains(words, vi.Fold(l.Target.Code)) {
			return &w.Lines[i]
		}
	}
	return nil
}

// Pending gives the findings of the year's conferences, up to the period of w, that wait for a
// decision, the earliest day first, and how many cannot be decided from yet because they say not
// what is done until when. Who does not decide for the bloc gets none.
func (s *Service) Pending(ctx context.Context, by who.Actor, w *Workbench) (list []Pending, unclear int, err error) {
	defer fault.Wrap(&err, "review.Pending(%s, %s)", w.Bloc.Code, w.Period)
	if !w.Lead || who.Can(by, who.ReadConference, who.Object{Bloc: w.Bloc.ID}) != nil {
		return nil, 0, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, unclear, err = w.pending(ctx, tx)
		return err
	})
	return list, unclear, err
}

func (w *Workbench) pending(ctx context.Context, q db.Q) (list []Pending, unclear int, err error) {
	done, drafts, err := decisions(ctx, q, w)
	if err != nil {
		return nil, 0, err
	}
	periods, err := progress.Periods(ctx, q, w.Bloc.ID)
	if err != nil {
		return nil, 0, err
	}
	for _, row := range periods {
		if row.Period.Year() != w.Period.Year() || w.Period.To().Before(row.Period.To()) {
			continue
		}
		found, err := conference.FindingsIn(ctx, q, w.Bloc.ID, row.Period)
		if err != nil {
			return nil, 0, err
		}
		for _, f := range found {
			ref := conference.FindingObject(f.ID)
			switch {
			case done[ref]:
			case f.Solution == "" || f.Due.IsZero():
				unclear++
			default:
				list = append(list, Pending{Finding: f, Period: row.Period, Line: w.names(f), Drafts: drafts[ref]})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Pending) int { return b.Finding.Due.DaysUntil(a.Finding.Due) })
	return list, unclear, nil
}

// decisions tells from what something was decided: a task, an adjustment that waits or was
// approved, a drive that was launched. A draft of a drive is none yet and is told apart.
func decisions(ctx context.Context, q db.Q, w *Workbench) (done map[string]bool, drafts map[string][]campaign.Campaign, err error) {
	done, drafts = map[string]bool{}, map[string][]campaign.Campaign{}
	urgent, err := UrgentTasks(ctx, q, w.Bloc.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, u := range urgent {
		done[u.Basis.Ref] = true
	}
	for _, l := range w.Lines[:min(1, len(w.Lines))] { // one plan holds them all
		adjusts, err := Adjustments(ctx, q, l.Target.Plan)
		if err != nil {
			return nil, nil, err
		}
		for _, a := range adjusts {
			if a.State == Proposed || a.State == Approved {
				done[a.BasisRef] = true
			}
		}
	}
	drives, err := campaign.List(ctx, q, w.Bloc.ID, w.Period.Year())
	for _, c := range drives {
		if c.State == campaign.Draft {
			drafts[c.Origin] = append(drafts[c.Origin], c)
		} else {
			done[c.Origin] = true
		}
	}
	return done, drafts, err
}
