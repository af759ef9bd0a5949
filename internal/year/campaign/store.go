package campaign

import (
	"context"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
)

const columns = `id, bloc, year, kind, scope, name, theme, slogans, contents, criteria, from_day, to_day, join_due, mid_due, final_due, occasion, form, field, reason, state, launched, launch_note, origin, version`

var (
	qInsert = db.SQL("campaign.insert", `INSERT INTO campaign_campaign (`+columns+`, name_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 1, $24)`)
	qUpdate = db.SQL("campaign.update", `UPDATE campaign_campaign SET kind = $3, scope = $4, name = $5, name_key = $6, theme = $7, slogans = $8, contents = $9, criteria = $10, from_day = $11, to_day = $12, join_due = $13,
 mid_due = $14, final_due = $15, occasion = $16, form = $17, field = $18, reason = $19, state = $20, launched = $21, launch_note = $22, version = version + 1 WHERE id = $1 AND version = $2`)
	qDelete   = db.SQL("campaign.delete", `DELETE FROM campaign_campaign WHERE id = $1 AND version = $2`)
	qOf       = db.SQL("campaign.of", `SELECT `+columns+` FROM campaign_campaign WHERE id = $1`)
	qByName   = db.SQL("campaign.byname", `SELECT `+columns+` FROM campaign_campaign WHERE bloc = $1 AND year = $2 AND name_key = $3`)
	qByOrigin = db.SQL("campaign.byorigin", `SELECT `+columns+` FROM campaign_campaign WHERE bloc = $1 AND origin = $2 ORDER BY id`)
	qList     = db.SQL("campaign.list", `SELECT `+columns+` FROM campaign_campaign WHERE bloc = $1 AND year = $2 ORDER BY from_day, id`)
	qCalled   = db.SQL("campaign.called", `SELECT `+columns+` FROM campaign_campaign WHERE scope = 'province' AND origin >= 'province/' AND origin < 'province0' AND year = $1 ORDER BY from_day, origin, bloc`)
	qCallYear = db.SQL("campaign.called.years", `SELECT DISTINCT year FROM campaign_campaign WHERE scope = 'province' AND origin >= 'province/' AND origin < 'province0' ORDER BY year DESC`)
	qCall     = db.SQL("campaign.call", `SELECT `+columns+` FROM campaign_campaign WHERE origin = $1 ORDER BY bloc`)
	qYears    = db.SQL("campaign.years", `SELECT DISTINCT year FROM campaign_campaign WHERE bloc = $1 ORDER BY year DESC`)

	qUnits       = db.SQL("campaign.units", `SELECT unit FROM campaign_unit WHERE campaign = $1 ORDER BY unit`)
	qAddUnit     = db.SQL("campaign.unit.insert", `INSERT INTO campaign_unit (campaign, unit) VALUES ($1, $2)`)
	qDropUnits   = db.SQL("campaign.unit.delete", `DELETE FROM campaign_unit WHERE campaign = $1`)
	qTargets     = db.SQL("campaign.targets", `SELECT target FROM campaign_target WHERE campaign = $1 ORDER BY ord`)
	qAddTarget   = db.SQL("campaign.target.insert", `INSERT INTO campaign_target (campaign, target, ord) VALUES ($1, $2, $3)`)
	qDropTargets = db.SQL("campaign.target.delete", `DELETE FROM campaign_target WHERE campaign = $1`)
	qBasis       = db.SQL("campaign.basis", `SELECT document FROM campaign_basis WHERE campaign = $1 ORDER BY ord`)
	qAddBasis    = db.SQL("campaign.basis.insert", `INSERT INTO campaign_basis (campaign, document, ord) VALUES ($1, $2, $3)`)
	qDropBasis   = db.SQL("campaign.basis.delete", `DELETE FROM campaign_basis WHERE campaign = $1`)
)

func scan(r db.Row) (c Campaign, err error) {
	var slogans, contents, criteria string
	err = r.Scan(&c.ID, &c.Bloc, &c.Year, &c.Kind, &c.Scope, &c.Name, &c.Theme, &slogans, &contents, &criteria, &c.Days.From, &c.Days.To, &c.JoinDue, &c.MidDue, &c.FinalDue,
		&c.Occasion, &c.Form, &c.Field, &c.Reason, &c.State, &c.Launched, &c.LaunchNote, &c.Origin, &c.Version)
	c.Slogans, c.Contents, c.Criteria = lines(strings.Split(slogans, "\n")), lines(strings.Split(contents, "\n")), lines(strings.Split(criteria, "\n"))
	return c, err
}

// Of gives a campaign with its units, targets and basis. Errors: NotFound.
func Of(ctx context.Context, q db.Q, c ID) (_ Campaign, err error) {
	defer fault.Wrap(&err, "campaign.Of(%v)", c)
	out, err := db.One(ctx, q, qOf, scan, c)
	if err != nil {
		return out, err
	}
	return fill(ctx, q, out)
}

func fill(ctx context.Context, q db.Q, c Campaign) (_ Campaign, err error) {
	if c.Units, err = db.All(ctx, q, qUnits, db.Scalar[id.Unit], c.ID); err != nil {
		return c, err
	}
	if c.Targets, err = db.All(ctx, q, qTargets, db.Scalar[plan.TargetID], c.ID); err != nil {
		return c, err
	}
	c.Basis, err = db.All(ctx, q, qBasis, db.Scalar[document.ID], c.ID)
	return c, err
}

// List gives the campaigns of a bloc and year in the order of their first day, drafts
// included, each with its units, targets and basis.
func List(ctx context.Context, q db.Q, b id.Bloc, year int) (_ []Campaign, err error) {
	defer fault.Wrap(&err, "campaign.List")
	list, err := db.All(ctx, q, qList, scan, b, year)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i], err = fill(ctx, q, list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Years gives the years in which a bloc has campaigns, newest first.
func Years(ctx context.Context, q db.Q, b id.Bloc) ([]int, error) {
	return db.All(ctx, q, qYears, db.Scalar[int], b)
}

// ByOrigin gives the campaigns of a bloc that came from one proposal of a later stage.
func ByOrigin(ctx context.Context, q db.Q, b id.Bloc, origin string) ([]Campaign, error) {
	return db.All(ctx, q, qByOrigin, scan, b, origin)
}

func insert(ctx context.Context, tx *db.Tx, c Campaign) error {
	if _, err := tx.Exec(ctx, qInsert, c.ID, c.Bloc, c.Year, c.Kind, c.Scope, c.Name, c.Theme, strings.Join(c.Slogans, "\n"), strings.Join(c.Contents, "\n"), strings.Join(c.Criteria, "\n"),
		c.Days.From, c.Days.To, c.JoinDue, c.MidDue, c.FinalDue, c.Occasion, c.Form, c.Field, c.Reason, c.State, c.Launched, c.LaunchNote, c.Origin, vi.Fold(c.Name)); err != nil {
		return taken(err, c)
	}
	return insertParts(ctx, tx, c)
}

func update(ctx context.Context, tx *db.Tx, c Campaign) error {
	err := tx.ExecOne(ctx, qUpdate, c.ID, c.Version, c.Kind, c.Scope, c.Name, vi.Fold(c.Name), c.Theme, strings.Join(c.Slogans, "\n"), strings.Join(c.Contents, "\n"), strings.Join(c.Criteria, "\n"),
		c.Days.From, c.Days.To, c.JoinDue, c.MidDue, c.FinalDue, c.Occasion, c.Form, c.Field, c.Reason, c.State, c.Launched, c.LaunchNote)
	if err != nil {
		return taken(err, c)
	}
	return nil
}

// taken turns the unique key of the name into words.
func taken(err error, c Campaign) error {
	if !db.IsUnique(err) {
		return err
	}
	const m = "campaign.taken|Năm {year} đã có phong trào “{name}”. Mở phong trào đó, hoặc đặt tên khác."
	p := fault.P{"year": c.Year, "name": c.Name}
	return fault.New(fault.Invalid, m, p).With("name", m, p).Because(err)
}

func insertParts(ctx context.Context, tx *db.Tx, c Campaign) error {
	for _, u := range c.Units {
		if _, err := tx.Exec(ctx, qAddUnit, c.ID, u); err != nil {
			return err
		}
	}
	for i, t := range c.Targets {
		if _, err := tx.Exec(ctx, qAddTarget, c.ID, t, i); err != nil {
			return err
		}
	}
	for i, d := range c.Basis {
		if _, err := tx.Exec(ctx, qAddBasis, c.ID, d, i); err != nil {
			return err
		}
	}
	return nil
}

func dropParts(ctx context.Context, tx *db.Tx, c ID) error {
	for _, q := range []*db.Query{qDropUnits, qDropTargets, qDropBasis} {
		if _, err := tx.Exec(ctx, q, c); err != nil {
			return err
		}
	}
	return nil
}
