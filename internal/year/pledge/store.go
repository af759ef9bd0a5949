package pledge

import (
	"context"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

const (
	columns     = `id, bloc, year, state, due, no, bound_no, bound, version`
	textColumns = `pledge, no, source, body, hash, why, by_name, at, pdf, fixed`
	signColumns = `unit, no, hash, how, signer, post, authority, number, day, file, file_name, file_size, ours, by_name, at`
)

var (
	qInsert = db.SQL("pledge.insert", `INSERT INTO pledge_pledge (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`)
	qUpdate = db.SQL("pledge.update", `UPDATE pledge_pledge SET state = $3, due = $4, no = $5, bound_no = $6, bound = $7, version = version + 1 WHERE id = $1 AND version = $2`)
	qDelete = db.SQL("pledge.delete", `DELETE FROM pledge_pledge WHERE id = $1 AND version = $2`)
	qOf     = db.SQL("pledge.of", `SELECT `+columns+` FROM pledge_pledge WHERE bloc = $1 AND year = $2`)
	qByID   = db.SQL("pledge.byid", `SELECT `+columns+` FROM pledge_pledge WHERE id = $1`)
	qYears  = db.SQL("pledge.years", `SELECT year FROM pledge_pledge WHERE bloc = $1 ORDER BY year DESC`)

	qTexts    = db.SQL("pledge.texts", `SELECT `+textColumns+` FROM pledge_text WHERE pledge = $1 ORDER BY no`)
	qByHash   = db.SQL("pledge.byhash", `SELECT `+textColumns+` FROM pledge_text WHERE hash = $1 ORDER BY at DESC, no DESC`)
	qAddText  = db.SQL("pledge.text.insert", `INSERT INTO pledge_text (`+textColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qSetText  = db.SQL("pledge.text.update", `UPDATE pledge_text SET source = $3, body = $4, hash = $5, by_name = $6, at = $7 WHERE pledge = $1 AND no = $2`)
	qFixText  = db.SQL("pledge.text.fix", `UPDATE pledge_text SET pdf = $3, fixed = $4 WHERE pledge = $1 AND no = $2`)
	qDropText = db.SQL("pledge.text.delete", `DELETE FROM pledge_text WHERE pledge = $1`)

	qParties     = db.SQL("pledge.parties", `SELECT unit, ord, name FROM pledge_party WHERE pledge = $1 AND no = $2 ORDER BY ord`)
	qAddParty    = db.SQL("pledge.party.insert", `INSERT INTO pledge_party (pledge, no, unit, ord, name) VALUES ($1, $2, $3, $4, $5)`)
	qDropParties = db.SQL("pledge.party.delete", `DELETE FROM pledge_party WHERE pledge = $1 AND no = $2`)

	qCommitments = db.SQL("pledge.commitments", `SELECT unit, body, by_name, at, version FROM pledge_commitment WHERE pledge = $1 ORDER BY unit`)
	qAddCommit   = db.SQL("pledge.commitment.insert", `INSERT INTO pledge_commitment (pledge, unit, body, by_name, at, version) VALUES ($1, $2, $3, $4, $5, 1)`)
	qSetCommit   = db.SQL("pledge.commitment.update", `UPDATE pledge_commitment SET body = $4, by_name = $5, at = $6, version = version + 1 WHERE pledge = $1 AND unit = $2 AND version = $3`)
	qDropCommits = db.SQL("pledge.commitment.delete", `DELETE FROM pledge_commitment WHERE pledge = $1`)

	qRemarks    = db.SQL("pledge.remarks", `SELECT id, no, unit, body, by_name, at, state, answer FROM pledge_remark WHERE pledge = $1 ORDER BY id`)
	qAddRemark  = db.SQL("pledge.remark.insert", `INSERT INTO pledge_remark (id, pledge, no, unit, body, by_name, at, state, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, 'new', '')`)
	qSetRemark  = db.SQL("pledge.remark.update", `UPDATE pledge_remark SET state = $3, answer = $4 WHERE id = $1 AND pledge = $2`)
	qSignatures = db.SQL("pledge.signatures", `SELECT `+signColumns+` FROM pledge_signature WHERE pledge = $1 ORDER BY no, at, unit`)
	qAddSign    = db.SQL("pledge.signature.insert", `INSERT INTO pledge_signature (`+signColumns+`, pledge) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`)
	qDropSign   = db.SQL("pledge.signature.delete", `DELETE FROM pledge_signature WHERE pledge = $1 AND no = $2 AND unit = $3`)
)

func stamp(ms int64) time.Time { return time.UnixMilli(ms).In(clock.Zone) }

func scan(r db.Row) (p Pledge, err error) {
	err = r.Scan(&p.ID, &p.Bloc, &p.Year, &p.State, &p.Due, &p.No, &p.BoundNo, &p.Bound, &p.Version)
	return p, err
}

func scanText(r db.Row) (t Text, err error) {
	var at int64
	err = r.Scan(&t.Pledge, &t.No, &t.Source, &t.Body, &t.Hash, &t.Why, &t.By, &at, &t.PDF, &t.Fixed)
	t.At = stamp(at)
	return t, err
}

func scanSign(r db.Row) (s Signature, err error) {
	var at int64
	err = r.Scan(&s.Unit, &s.No, &s.Hash, &s.How, &s.Signer, &s.Post, &s.Authority, &s.Number, &s.Day, &s.File.Hash, &s.File.Name, &s.File.Size, &s.Ours, &s.By, &at)
	s.At = stamp(at)
	return s, err
}

// Of gives the pledge of a bloc for a year. Errors: NotFound.
func Of(ctx context.Context, q db.Q, b id.Bloc, year int) (Pledge, error) {
	return db.One(ctx, q, qOf, scan, b, year)
}

// ByID gives a pledge. Errors: NotFound.
func ByID(ctx context.Context, q db.Q, p ID) (Pledge, error) { return db.One(ctx, q, qByID, scan, p) }

// Years gives the years for which a bloc has a pledge, newest first.
func Years(ctx context.Context, q db.Q, b id.Bloc) ([]int, error) {
	return db.All(ctx, q, qYears, db.Scalar[int], b)
}

// Texts gives every version of a pledge, oldest first.
func Texts(ctx context.Context, q db.Q, p ID) ([]Text, error) {
	return db.All(ctx, q, qTexts, scanText, p)
}

// TextOf gives one version. Errors: NotFound.
func TextOf(ctx context.Context, q db.Q, p ID, no int) (Text, error) {
	list, err := Texts(ctx, q, p)
	if err != nil {
		return Text{}, err
	}
	for _, t := range list {
		if t.No == no {
			return t, nil
		}
	}
	return Text{}, fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

// ByHash gives the versions whose canonical text has a hash, newest first.
func ByHash(ctx context.Context, q db.Q, hash string) ([]Text, error) {
	return db.All(ctx, q, qByHash, scanText, hash)
}

// Parties gives who signs a version, in protocol order.
func Parties(ctx context.Context, q db.Q, p ID, no int) ([]Party, error) {
	return db.All(ctx, q, qParties, func(r db.Row) (x Party, err error) { err = r.Scan(&x.Unit, &x.Order, &x.Name); return x, err }, p, no)
}

// Commitments gives what the units promise beside the common text.
func Commitments(ctx context.Context, q db.Q, p ID) ([]Commitment, error) {
	return db.All(ctx, q, qCommitments, func(r db.Row) (c Commitment, err error) {
		var at int64
		err = r.Scan(&c.Unit, &c.Body, &c.By, &at, &c.Version)
		c.At = stamp(at)
		return c, err
	}, p)
}

// Remarks gives what the units said about all versions, oldest first.
func Remarks(ctx context.Context, q db.Q, p ID) ([]Remark, error) {
	return db.All(ctx, q, qRemarks, func(r db.Row) (m Remark, err error) {
		var at int64
		err = r.Scan(&m.ID, &m.No, &m.Unit, &m.Body, &m.By, &at, &m.State, &m.Answer)
		m.At = stamp(at)
		return m, err
	}, p)
}

// Signatures gives every signature of a pledge, those of earlier versions too, oldest first.
func Signatures(ctx context.Context, q db.Q, p ID) ([]Signature, error) {
	return db.All(ctx, q, qSignatures, scanSign, p)
}

func addText(ctx context.Context, tx *db.Tx, t Text, parties []Party) error {
	if _, err := tx.Exec(ctx, qAddText, t.Pledge, t.No, t.Source, t.Body, t.Hash, t.Why, t.By, t.At.UnixMilli(), t.PDF, t.Fixed); err != nil {
		return err
	}
	return addParties(ctx, tx, t, parties)
}

func addParties(ctx context.Context, tx *db.Tx, t Text, parties []Party) error {
	for _, p := range parties {
		if _, err := tx.Exec(ctx, qAddParty, t.Pledge, t.No, p.Unit, p.Order, p.Name); err != nil {
			return err
		}
	}
	return nil
}

func addSignature(ctx context.Context, tx *db.Tx, p ID, s Signature) error {
	_, err := tx.Exec(ctx, qAddSign, s.Unit, s.No, s.Hash, s.How, s.Signer, s.Post, s.Authority, s.Number, s.Day, s.File.Hash, s.File.Name, s.File.Size, s.Ours, s.By, s.At.UnixMilli(), p)
	return err
}

func update(ctx context.Context, tx *db.Tx, p Pledge) error {
	return tx.ExecOne(ctx, qUpdate, p.ID, p.Version, p.State, p.Due, p.No, p.BoundNo, p.Bound)
}
