package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// channel is the one channel of PostgreSQL that the processes of the house listen to.
const channel = "thidua"

// Notify tells the other processes on the same PostgreSQL about a change, when and only
// when the transaction commits. On SQLite, which has one process, it does nothing. The
// payload names what changed and never carries it: PostgreSQL allows 8,000 bytes.
func (t *Tx) Notify(ctx context.Context, payload string) error {
	if t.db.Engine != Postgres {
		return nil
	}
	_, err := t.run.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, payload)
	return err
}

// Listen calls f for every Notify of any process, this one included, until ctx ends or the
// connection is lost, which it returns as an error: the caller listens again and looks for
// what it missed meanwhile. ready is called once notifications can no longer be missed. The
// connection is its own: a pooler in front must pass it through in session mode.
func (d *DB) Listen(ctx context.Context, ready func(), f func(payload string)) error {
	if d.Engine != Postgres {
		ready()
		<-ctx.Done()
		return ctx.Err()
	}
	c, err := pgx.Connect(ctx, d.url)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	ready()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		f(n.Payload)
	}
}
