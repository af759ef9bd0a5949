package report

import (
	"context"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/campaign"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
)

// launchesOf reads the campaigns that ran in a period, as far as its last day.
func launchesOf(ctx context.Context, q db.Q, b org.Bloc, p civil.Period) ([]Launch, error) {
	list, err := campaign.List(ctx, q, b.ID, p.Year())
	if err != nil {
		return nil, err
	}
	var out []Launch
	for _, c := range list {
		if c.State == campaign.Draft || p.To().Before(c.Launched) || c.Days.To.Before(p.From()) || p.To().Before(c.Days.From) {
			continue
		}
		l, err := launchOf(ctx, q, c, p.To())
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func launchOf(ctx context.Context, q db.Q, c campaign.Campaign, to civil.Date) (l Launch, err error) {
	l.Campaign = c
	members, err := org.Members(ctx, q, c.Bloc, c.Days.From)
	if err != nil {
		return l, err
	}
	for _, m := range members {
		if c.Calls(m.Unit.ID) {
			l.Called++
		}
	}
	joins, err := campaign.Joins(ctx, q, c.ID)
	if err != nil {
		return l, err
	}
	for _, j := range joins {
		if to.Before(j.Day) {
			continue
		}
		l.Joined++
		if !j.OnTime(c) {
			l.Late++
		}
	}
	entries, err := campaign.Entries(ctx, q, c.ID)
	if err != nil {
		return l, err
	}
	reporting := map[id.Unit]bool{}
	for _, n := range entries {
		switch {
		case to.Before(n.Day):
		case n.Unit != 0:
			reporting[n.Unit] = true
		case n.Stage == campaign.Final:
			l.Summed = n.Day
		}
	}
	l.Reporting = len(reporting)
	proposals, err := campaign.Proposals(ctx, q, c.ID)
	if err != nil {
		return l, err
	}
	l.Proposals = len(slices.DeleteFunc(proposals, func(p campaign.Proposal) bool { return p.Answer == campaign.Declined }))
	judged, err := campaign.Judgements(ctx, q, c.ID)
	for _, a := range campaign.Aspects {
		if j, ok := judged[a]; ok {
			l.Judged = append(l.Judged, j)
		}
	}
	return l, err
}

// deedOf reads the pledge of the year, nil for none.
func deedOf(ctx context.Context, q db.Q, b org.Bloc, p civil.Period) (*Deed, error) {
	x, err := pledge.Of(ctx, q, b.ID, p.Year())
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d := &Deed{Pledge: x}
	if d.Text, err = pledge.TextOf(ctx, q, x.ID, x.No); err != nil {
		return nil, err
	}
	parties, err := pledge.Parties(ctx, q, x.ID, x.No)
	if err != nil {
		return nil, err
	}
	list, err := pledge.Signatures(ctx, q, x.ID)
	if err != nil {
		return nil, err
	}
	_, d.Signed = pledge.Matrix(parties, list, d.Text.Hash)
	d.Parties = len(parties)
	return d, nil
}
