package audit

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"thidua/internal/platform/db"
)

// A change writes its leaf into one row of audit_pending, and nothing else: one page at the end
// of one tree. When the log is integrated the leaf gets its place and moves to audit_leaf,
// audit_payload and audit_rows with their eleven trees of keys and indexes, a batch at a time.
// Whoever reads the log reads what waits first and what has its place afterwards, so that a
// leaf that moves between the two readings is met twice at most, and never missed.

var (
	qPend = db.Quiet("audit.pend", `INSERT INTO audit_pending (id, object, at, actor, action, version, commitment, rowsum, hash, salt, payload, rowsalt, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)
	// Leaves that wait for their place, in the order in which they were committed. The clocks
	// of several servers on one PostgreSQL may differ; its transactions are numbered.
	qPending = db.ByEngine("audit.pending",
		`SELECT id FROM audit_pending ORDER BY id LIMIT $1`,
		`SELECT id FROM audit_pending ORDER BY age(xmin) DESC, id LIMIT $1`)
	// qTake takes a waiting leaf as it is now: an erasure that is under way elsewhere comes first.
	qTake    = db.Quiet("audit.take", `DELETE FROM audit_pending WHERE id = $1 RETURNING `+waitingColumns)
	qLeaf    = db.Quiet("audit.leaf", `INSERT INTO audit_leaf (id, seq, at, actor, action, object, version, commitment, rowsum, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qPayload = db.Quiet("audit.payload", `INSERT INTO audit_payload (leaf, salt, name, via, payload) VALUES ($1, $2, $3, $4, $5)`)
	qRows    = db.Quiet("audit.rows", `INSERT INTO audit_rows (leaf, salt, body) VALUES ($1, $2, $3)`)
	qWaiting = db.SQL("audit.waiting", `SELECT COUNT(*) FROM audit_pending`)
)

// What Verify reads of waiting leaves: those of data from before audit_pending wait in audit_leaf.
var (
	qWaits = db.ByEngine("audit.waits",
		`SELECT `+waitingColumns+` FROM audit_pending ORDER BY id LIMIT $1 OFFSET $2`,
		`SELECT `+waitingColumns+` FROM audit_pending ORDER BY age(xmin) DESC, id LIMIT $1 OFFSET $2`)
	qOldOrder = db.ByEngine("audit.pending.before",
		`SELECT id FROM audit_leaf WHERE seq IS NULL ORDER BY id LIMIT $1`,
		`SELECT id FROM audit_leaf WHERE seq IS NULL ORDER BY age(xmin) DESC, id LIMIT $1`)
	// qLoose finds leaves that the program leaves nowhere: without a place where all have one,
	// or waiting although they have one.
	qLoose = db.SQL("audit.loose", `SELECT id, at, action, object FROM audit_leaf WHERE seq IS NULL UNION ALL SELECT l.id, l.at, l.action, l.object FROM audit_leaf l JOIN audit_pending p ON p.id = l.id ORDER BY 1`)
)

const waitingColumns = `id, at, actor, action, object, version, commitment, rowsum, hash, salt, payload, rowsalt, body`

// pend writes a leaf as one that waits.
func pend(ctx context.Context, tx *db.Tx, l leaf, salt []byte, payload string, rows rowList) error {
	h, err := l.hash()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qPend, l.ID, l.Object, l.At, l.Actor, l.Action, l.Version, l.Commitment, l.Rows, h, hex.EncodeToString(salt), payload, hex.EncodeToString(rows.salt), rows.body)
	return err
}

func scanWaiting(r db.Row) (s stored, err error) {
	s.seq = -1
	if err = r.Scan(&s.ID, &s.At, &s.Actor, &s.Action, &s.Object, &s.Version, &s.Commitment, &s.Rows, &s.hash, &s.salt, &s.payload, &s.rowSalt, &s.rows); err != nil {
		return s, err
	}
	if s.payload != "" {
		s.has = s.ID
		var p payload
		if json.Unmarshal([]byte(s.payload), &p) == nil { // one that cannot be read is found by Verify
			s.name, s.via = p.Name, p.Via
		}
	}
	if s.rowSalt != "" || s.rows != "" {
		s.hasRows = s.ID
	}
	return s, nil
}

// place moves a waiting leaf to its place in the log.
func place(ctx context.Context, tx *db.Tx, id, seq int64) error {
	s, err := db.One(ctx, tx, qTake, scanWaiting, id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qLeaf, s.ID, seq, s.At, s.Actor, s.Action, s.Object, s.Version, s.Commitment, s.Rows, s.hash); err != nil {
		return err
	}
	if s.has != 0 {
		if _, err := tx.Exec(ctx, qPayload, s.ID, s.salt, s.name, s.via, s.payload); err != nil {
			return err
		}
	}
	if s.hasRows != 0 {
		if _, err := tx.Exec(ctx, qRows, s.ID, s.rowSalt, s.rows); err != nil {
			return err
		}
	}
	return nil
}
