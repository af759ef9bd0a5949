package db

import (
	"context"
	"errors"
)

// Scrub empties the write-ahead log of a SQLite file, which holds older states of rows until
// it is written over; done is false when somebody was reading or writing just then. What was deleted in
// the file itself is overwritten at once (secure_delete). PostgreSQL has its own VACUUM.
func (d *DB) Scrub(ctx context.Context) (done bool, err error) {
	if d.Engine != SQLite {
		return false, nil
	}
	c, err := d.read.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() {
		_, e := c.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 10000")
		err = errors.Join(err, e, c.Close())
	}()
	if _, err := c.ExecContext(ctx, "PRAGMA busy_timeout = 500"); err != nil { // writers wait meanwhile
		return false, err
	}
	var busy, pages, moved int
	err = c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	return err == nil && busy == 0, err
}
