package catalog

import (
	"context"
	"time"

	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// A Loaded (bộ quy tắc đã nạp) is one version of a rulebook that a province or a sector
// loaded. The newest one of a pack that was not withdrawn is in use.
type Loaded struct {
	ID          LoadedID
	Pack        string
	N           int // 1 for the first load of the pack
	Title       string
	System      string
	File        string
	Digest      string // SHA-256 of the text
	Why         string
	At          time.Time
	By          string
	WithdrawnAt time.Time // zero while it counts
	WithdrawnBy string
	Withdrawn   string // the reason
}

// LoadedID names one load.
type LoadedID = id.Of[Loaded]

// Active reports whether the load was not withdrawn.
func (l Loaded) Active() bool { return l.WithdrawnAt.IsZero() }

const loadedColumns = `id, pack, n, title, system, name, digest, why, loaded_at, loaded_by, withdrawn_at, withdrawn_by, withdrawn`

var (
	qLoads    = db.SQL("catalog.loads", `SELECT `+loadedColumns+` FROM catalog_book ORDER BY pack, n DESC`)
	qLoadOf   = db.SQL("catalog.load", `SELECT `+loadedColumns+` FROM catalog_book WHERE id = $1`)
	qBody     = db.SQL("catalog.body", `SELECT body FROM catalog_book WHERE id = $1`)
	qInsert   = db.SQL("catalog.insert", `INSERT INTO catalog_book (id, pack, n, title, system, name, body, digest, why, loaded_at, loaded_by, withdrawn_at, withdrawn_by, withdrawn) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', '')`)
	qWithdraw = db.SQL("catalog.withdraw", `UPDATE catalog_book SET withdrawn_at = $2, withdrawn_by = $3, withdrawn = $4 WHERE id = $1 AND withdrawn_at = 0`)
)

func scanLoaded(r db.Row) (l Loaded, err error) {
	var at, gone int64
	err = r.Scan(&l.ID, &l.Pack, &l.N, &l.Title, &l.System, &l.File, &l.Digest, &l.Why, &at, &l.By, &gone, &l.WithdrawnBy, &l.Withdrawn)
	l.At = time.UnixMilli(at).In(clock.Zone)
	if gone != 0 {
		l.WithdrawnAt = time.UnixMilli(gone).In(clock.Zone)
	}
	return l, err
}

// Loads gives every load, by pack, the newest first.
func Loads(ctx context.Context, q db.Q) ([]Loaded, error) { return db.All(ctx, q, qLoads, scanLoaded) }

// LoadOf gives one load. Errors: NotFound.
func LoadOf(ctx context.Context, q db.Q, l LoadedID) (Loaded, error) {
	return db.One(ctx, q, qLoadOf, scanLoaded, l)
}

// Body (nội dung tệp) gives the text of a load as it was sent.
func Body(ctx context.Context, q db.Q, l LoadedID) (string, error) {
	return db.One(ctx, q, qBody, db.Scalar[string], l)
}
