package campaign

import (
	"context"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/plan"
)

const (
	joinColumns     = `campaign, unit, day, form, slogan, body, file, file_name, file_size, by_name, at, version`
	entryColumns    = `id, campaign, unit, stage, day, body, file, file_name, file_size, by_name, at`
	proposalColumns = `id, campaign, unit, subject, name, form, merit, answer, why, by_name, at, version`
)

var (
	qJoins       = db.SQL("campaign.joins", `SELECT `+joinColumns+` FROM campaign_join WHERE campaign = $1 ORDER BY day, unit`)
	qJoinTargets = db.SQL("campaign.join.targets", `SELECT unit, target FROM campaign_join_target WHERE campaign = $1 ORDER BY unit, target`)
	qAddJoin     = db.SQL("campaign.join.insert", `INSERT INTO campaign_join (`+joinColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`)
	qSaveJoin    = db.SQL("campaign.join.update", `UPDATE campaign_join SET day = $4, form = $5, slogan = $6, body = $7, file = $8, file_name = $9, file_size = $10, by_name = $11, at = $12, version = version + 1
WHERE campaign = $1 AND unit = $2 AND version = $3`)
	qAddJoinTarget   = db.SQL("campaign.join.target.insert", `INSERT INTO campaign_join_target (campaign, unit, target) VALUES ($1, $2, $3)`)
	qDropJoinTargets = db.SQL("campaign.join.target.delete", `DELETE FROM campaign_join_target WHERE campaign = $1 AND unit = $2`)

	qEntries  = db.SQL("campaign.entries", `SELECT `+entryColumns+` FROM campaign_entry WHERE campaign = $1 ORDER BY day, id`)
	qEntry    = db.SQL("campaign.entry", `SELECT `+entryColumns+` FROM campaign_entry WHERE id = $1`)
	qAddEntry = db.SQL("campaign.entry.insert", `INSERT INTO campaign_entry (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)

	qProposals      = db.SQL("campaign.proposals", `SELECT `+proposalColumns+` FROM campaign_proposal WHERE campaign = $1 ORDER BY id`)
	qProposal       = db.SQL("campaign.proposal", `SELECT `+proposalColumns+` FROM campaign_proposal WHERE id = $1`)
	qAddProposal    = db.SQL("campaign.proposal.insert", `INSERT INTO campaign_proposal (`+proposalColumns+`, name_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)`)
	qAnswerProposal = db.SQL("campaign.proposal.update", `UPDATE campaign_proposal SET answer = $3, why = $4, version = version + 1 WHERE id = $1 AND version = $2`)

	qJudgements = db.SQL("campaign.judgements", `SELECT aspect, grade, note, by_name, at, version FROM campaign_judgement WHERE campaign = $1`)
	qJudge      = db.SQL("campaign.judge", `INSERT INTO campaign_judgement (campaign, aspect, grade, note, by_name, at, version) VALUES ($1, $2, $3, $4, $5, $6, 1)
ON CONFLICT (campaign, aspect) DO UPDATE SET grade = excluded.grade, note = excluded.note, by_name = excluded.by_name, at = excluded.at, version = campaign_judgement.version + 1`)
)

func stamp(ms int64) time.Time { return time.UnixMilli(ms).In(clock.Zone) }

func scanJoin(r db.Row) (j Join, err error) {
	var at int64
	err = r.Scan(&j.Campaign, &j.Unit, &j.Day, &j.Form, &j.Slogan, &j.Plan, &j.File.Hash, &j.File.Name, &j.File.Size, &j.By, &at, &j.Version)
	j.At = stamp(at)
	return j, err
}

func scanEntry(r db.Row) (n Entry, err error) {
	var at int64
	err = r.Scan(&n.ID, &n.Campaign, &n.Unit, &n.Stage, &n.Day, &n.Body, &n.File.Hash, &n.File.Name, &n.File.Size, &n.By, &at)
	n.At = stamp(at)
	return n, err
}

func scanProposal(r db.Row) (p Proposal, err error) {
	var at int64
	err = r.Scan(&p.ID, &p.Campaign, &p.Unit, &p.Subject, &p.Name, &p.Form, &p.Merit, &p.Answer, &p.Why, &p.By, &at, &p.Version)
	p.At = stamp(at)
	return p, err
}

// Joins gives how the units answered a campaign, the first to join first.
func Joins(ctx context.Context, q db.Q, c ID) (_ []Join, err error) {
	defer fault.Wrap(&err, "campaign.Joins")
	list, err := db.All(ctx, q, qJoins, scanJoin, c)
	if err != nil {
		return nil, err
	}
	type pair struct {
		unit   id.Unit
		target plan.TargetID
	}
	targets, err := db.All(ctx, q, qJoinTargets, func(r db.Row) (p pair, err error) { err = r.Scan(&p.unit, &p.target); return p, err }, c)
	for i := range list {
		for _, p := range targets {
			if p.unit == list[i].Unit {
				list[i].Targets = append(list[i].Targets, p.target)
			}
		}
	}
	return list, err
}

// Entries gives what was recorded about a campaign, in the order of the days.
func Entries(ctx context.Context, q db.Q, c ID) ([]Entry, error) {
	return db.All(ctx, q, qEntries, scanEntry, c)
}

// EntryOf gives one entry. Errors: NotFound.
func EntryOf(ctx context.Context, q db.Q, n EntryID) (Entry, error) {
	return db.One(ctx, q, qEntry, scanEntry, n)
}

// Proposals gives who was proposed for commendation, the first first.
func Proposals(ctx context.Context, q db.Q, c ID) ([]Proposal, error) {
	return db.All(ctx, q, qProposals, scanProposal, c)
}

// ProposalOf gives one proposal. Errors: NotFound.
func ProposalOf(ctx context.Context, q db.Q, p ProposalID) (Proposal, error) {
	return db.One(ctx, q, qProposal, scanProposal, p)
}

// Judgements gives what the leader judged, by aspect.
func Judgements(ctx context.Context, q db.Q, c ID) (map[Aspect]Judgement, error) {
	out := map[Aspect]Judgement{}
	_, err := db.All(ctx, q, qJudgements, func(r db.Row) (j Judgement, err error) {
		var at int64
		if err = r.Scan(&j.Aspect, &j.Grade, &j.Note, &j.By, &at, &j.Version); err == nil {
			j.At = stamp(at)
			out[j.Aspect] = j
		}
		return j, err
	}, c)
	return out, err
}

func putJoin(ctx context.Context, tx *db.Tx, j Join) (err error) {
	if j.Version == 0 {
		_, err = tx.Exec(ctx, qAddJoin, j.Campaign, j.Unit, j.Day, j.Form, j.Slogan, j.Plan, j.File.Hash, j.File.Name, j.File.Size, j.By, j.At.UnixMilli())
	} else {
		err = tx.ExecOne(ctx, qSaveJoin, j.Campaign, j.Unit, j.Version, j.Day, j.Form, j.Slogan, j.Plan, j.File.Hash, j.File.Name, j.File.Size, j.By, j.At.UnixMilli())
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qDropJoinTargets, j.Campaign, j.Unit); err != nil {
		return err
	}
	for _, t := range j.Targets {
		if _, err := tx.Exec(ctx, qAddJoinTarget, j.Campaign, j.Unit, t); err != nil {
			return err
		}
	}
	return nil
}

func addEntry(ctx context.Context, tx *db.Tx, n Entry) error {
	_, err := tx.Exec(ctx, qAddEntry, n.ID, n.Campaign, n.Unit, n.Stage, n.Day, n.Body, n.File.Hash, n.File.Name, n.File.Size, n.By, n.At.UnixMilli())
	return err
}

func addProposal(ctx context.Context, tx *db.Tx, p Proposal) error {
	_, err := tx.Exec(ctx, qAddProposal, p.ID, p.Campaign, p.Unit, p.Subject, p.Name, p.Form, p.Merit, p.Answer, p.Why, p.By, p.At.UnixMilli(), vi.Fold(p.Name))
	return err
}
