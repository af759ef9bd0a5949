package app

import (
	"context"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/catalog"
	"thidua/internal/year/rolemodel"
)

// awaiting hands the list of commendations everybody for whom a stage of the year asks a
// title or form, so that one decision enters them all.
func (a *App) awaiting() []award.Source {
	return []award.Source{{List: a.Registration.Awaiting}, {List: a.fromDrives}, {List: a.fromModels, Answered: a.modelAnswered}}
}

// asked finds the title or form that the words of a request name.
func asked(c *catalog.Catalog, words string) string {
	e, _ := c.Find(words)
	return e.Code
}

// fromDrives gives the proposals that the bloc agreed to in its campaigns.
func (a *App) fromDrives(ctx context.Context, q db.Q, b id.Bloc) (list []award.Candidate, err error) {
	c, err := a.Catalog.Current(ctx, q)
	if err != nil {
		return nil, err
	}
	years, err := campaign.Years(ctx, q, b)
	if err != nil {
		return nil, err
	}
	for _, y := range years {
		all, err := campaign.List(ctx, q, b, y)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			some, err := campaign.Proposals(ctx, q, m.ID)
			if err != nil {
				return nil, err
			}
			for _, p := range some {
				if p.Answer == campaign.Agreed {
					list = append(list, award.Candidate{Origin: p.Origin(), Unit: p.Unit, Subject: string(p.Subject), Name: p.Name, Title: asked(c, p.Form), Asked: p.Form, Year: m.Year, Mode: award.Themed,
						Note: p.Merit, Of: "award.of.campaign|Phong trào: {name}", Args: fault.P{"name": m.Name}, Page: "/phong-trao/" + m.ID.String() + "/de-nghi"})
				}
			}
		}
	}
	return list, nil
}

// fromModels gives the proposals of timely commendation that were not turned down.
func (a *App) fromModels(ctx context.Context, q db.Q, b id.Bloc) (list []award.Candidate, err error) {
	c, err := a.Catalog.Current(ctx, q)
	if err != nil {
		return nil, err
	}
	some, err := rolemodel.Proposals(ctx, q, b)
	for _, p := range some {
		if p.State != rolemodel.Declined {
			list = append(list, award.Candidate{Origin: p.Origin(), Unit: p.Unit, Name: p.Who, Title: asked(c, p.Form), Asked: p.Form, Year: p.Day.Year, Mode: award.AdHoc, Note: p.Deed,
				Number: p.Decision, Day: p.DecidedDay, Of: "award.of.timely|Khen kịp thời", Page: "/khen-kip-thoi/" + p.ID.String()})
		}
	}
	return list, err
}

// modelAnswered notes at a proposal of timely commendation that it was decided. Whoever may
// enter the decision may also cause this note, hence the act of the system in their name.
func (a *App) modelAnswered(ctx context.Context, tx *db.Tx, by who.Actor, origin string, d award.Decision) error {
	rest, ok := strings.CutPrefix(origin, rolemodel.Origin)
	if !ok {
		return nil
	}
	n, err := id.Parse[rolemodel.Proposal](rest)
	if err != nil {
		return err
	}
	p, err := rolemodel.ProposalOf(ctx, tx, n)
	if err != nil || p.State != rolemodel.Proposed {
		return err
	}
	p.State, p.Decision, p.DecidedDay = rolemodel.Decided, d.Number, d.Day
	return a.RoleModel.Answer(ctx, tx, who.Actor{User: by.User, Name: by.Name, Via: by.Via, System: true}, p)
}
