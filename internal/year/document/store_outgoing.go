package document

import (
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const outColumns = `id, bloc, kind, subject, place, receivers, body, copies, under, post, signer, secretary, origin, state, series, n, code, day, pdf, docx, signed, signed_name, signed_how, signed_day, reason, by_name, at, version`

var (
	qOutNew = db.SQL("document.out.new", `INSERT INTO document_outgoing (id, bloc, kind, subject, place, receivers, body, copies, under, post, signer, secretary, origin, state, year, series, n, code, day, pdf, docx, signed, signed_name, signed_how, signed_day, reason, by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', 0, '', 0, '', '', '', '', '', '', '', '', '', $14, $15, 1)`)
	qOutSave = db.SQL("document.out.save", `UPDATE document_outgoing SET kind = $3, subject = $4, place = $5, receivers = $6, body = $7, copies = $8, under = $9, post = $10, signer = $11, secretary = $12, by_name = $13, at = $14, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft'`)
	qOutMove = db.SQL("document.out.move", `UPDATE document_outgoing SET state = $3, year = $4, series = $5, n = $6, code = $7, day = $8, pdf = $9, docx = $10, signed = $11, signed_name = $12, signed_how = $13, signed_day = $14, reason = $15, by_name = $16, at = $17, version = version + 1
WHERE id = $1 AND version = $2`)
	qOutDrop   = db.SQL("document.out.drop", `DELETE FROM document_outgoing WHERE id = $1 AND version = $2 AND state = 'draft'`)
	qOutOf     = db.SQL("document.out.of", `SELECT `+outColumns+` FROM document_outgoing WHERE id = $1`)
	qOutOrigin = db.SQL("document.out.origin", `SELECT `+outColumns+` FROM document_outgoing WHERE bloc = $1 AND origin = $2`)
	qOutDrafts = db.SQL("document.out.drafts", `SELECT `+outColumns+` FROM document_outgoing WHERE bloc = $1 AND state = 'draft' ORDER BY at DESC, id DESC`)
	qOutYear   = db.SQL("document.out.year", `SELECT `+outColumns+` FROM document_outgoing WHERE bloc = $1 AND year = $2 AND state <> 'draft' ORDER BY series, n`)
	qOutYears  = db.SQL("document.out.years", `SELECT DISTINCT year FROM document_number WHERE bloc = $1 ORDER BY year DESC`)
	qOutLost   = db.SQL("document.out.lost", `SELECT id, state FROM document_outgoing WHERE bloc = $1 AND state IN ('withdrawn', 'replaced')`)

	qLinkNew  = db.SQL("document.link.new", `INSERT INTO document_link (source, relation, target) VALUES ($1, $2, $3) ON CONFLICT (source, relation, target) DO NOTHING`)
	qLinkDrop = db.SQL("document.link.drop", `DELETE FROM document_link WHERE source = $1 AND relation = $2 AND target = $3`)
	qLinkAll  = db.SQL("document.link.all", `DELETE FROM document_link WHERE source = $1`)
	qLinksOut = db.SQL("document.links.out", `SELECT l.source, l.relation, l.target, d.id, d.bloc, d.kind, d.code, d.issuer, d.abstract, d.day, d.effective, d.link, d.file, d.file_name, d.file_size, d.version
FROM document_link l JOIN document_document d ON d.id = l.target WHERE l.source = $1 ORDER BY l.relation, d.day, d.id`)
	qLinksBack = db.SQL("document.links.back", `SELECT l.source, l.relation, l.target, d.id, d.bloc, d.kind, d.code, d.issuer, d.abstract, d.day, d.effective, d.link, d.file, d.file_name, d.file_size, d.version
FROM document_link l JOIN document_document d ON d.id = l.source WHERE l.target = $1 ORDER BY l.relation, d.day, d.id`)
)

func scanOut(r db.Row) (o Outgoing, err error) {
	var at int64
	err = r.Scan(&o.ID, &o.Bloc, &o.Kind, &o.Subject, &o.Place, &o.To, &o.Body, &o.CC, &o.Under, &o.Post, &o.Signer, &o.Secretary, &o.Origin, &o.State,
		&o.Series, &o.N, &o.Code, &o.Day, &o.PDF, &o.DOCX, &o.Signed, &o.SignedAs, &o.SignedHow, &o.SignedDay, &o.Reason, &o.By, &at, &o.Version)
	o.At = moment(at)
	return o, err
}

// OutgoingOf gives a document of the bloc itself. Errors: NotFound.
func OutgoingOf(ctx context.Context, q db.Q, d ID) (Outgoing, error) {
	return db.One(ctx, q, qOutOf, scanOut, d)
}

// OutgoingByOrigin gives the document that origin made in a bloc. Errors: NotFound.
func OutgoingByOrigin(ctx context.Context, q db.Q, b id.Bloc, origin string) (Outgoing, error) {
	return db.One(ctx, q, qOutOrigin, scanOut, b, origin)
}

// Drafts gives the drafts of a bloc, the one touched last first.
func Drafts(ctx context.Context, q db.Q, b id.Bloc) ([]Outgoing, error) {
	return db.All(ctx, q, qOutDrafts, scanOut, b)
}

// Issued gives what a bloc issued in a year, in the order of the numbers.
func Issued(ctx context.Context, q db.Q, b id.Bloc, year int) ([]Outgoing, error) {
	return db.All(ctx, q, qOutYear, scanOut, b, year)
}

// OutYears gives the years in which a bloc gave numbers, newest first.
func OutYears(ctx context.Context, q db.Q, b id.Bloc) ([]int, error) {
	return db.All(ctx, q, qOutYears, db.Scalar[int], b)
}

// Lost gives those documents of a bloc that are no longer in force, with their state.
func Lost(ctx context.Context, q db.Q, b id.Bloc) (map[ID]OutState, error) {
	m := map[ID]OutState{}
	_, err := db.All(ctx, q, qOutLost, func(r db.Row) (d ID, err error) {
		var s OutState
		err = r.Scan(&d, &s)
		m[d] = s
		return d, err
	}, b)
	return m, err
}

// isOutgoing reports whether a document of the register was issued by the bloc itself.
func isOutgoing(ctx context.Context, q db.Q, d ID) (bool, error) {
	_, err := OutgoingOf(ctx, q, d)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Neighbours gives the documents that a document is linked with, both ways: first those it
// names itself, then those of the register that name it.
func Neighbours(ctx context.Context, q db.Q, d ID) (list []Neighbour, err error) {
	defer fault.Wrap(&err, "document.Neighbours(%v)", d)
	for _, dir := range []struct {
		query *db.Query
		out   bool
	}{{qLinksOut, true}, {qLinksBack, false}} {
		part, err := db.All(ctx, q, dir.query, func(r db.Row) (n Neighbour, err error) {
			n.Out = dir.out
			err = r.Scan(append([]any{&n.Link.Source, &n.Link.Relation, &n.Link.Target}, fields(&n.Doc)...)...)
			return n, err
		}, d)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}
