package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/sync/semaphore"

	"thidua/internal/base/fault"
)

func (d *DB) openPostgres(ctx context.Context, url string) error {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	p := stdlib.OpenDB(*c, stdlib.OptionAfterConnect(noCompiling))
	p.SetMaxOpenConns(16)
	p.SetMaxIdleConns(16)
	p.SetConnMaxIdleTime(5 * time.Minute)
	if err := p.PingContext(ctx); err != nil {
		p.Close()
		return fault.New(fault.Internal, "db.pg|Không kết nối được PostgreSQL. Kiểm tra địa chỉ, tài khoản và mật khẩu sau --db.").Because(err)
	}
	d.read, d.url, d.turn = p, url, semaphore.NewWeighted(lanes)
	return nil
}

// noCompiling turns the compiling of queries off: all of ours are short, and PostgreSQL would spend 30 ms
// and more on making code for one whose cost it overestimates.
func noCompiling(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "SET jit = off")
	return err
}

// OnThisMachine reports whether the address of a PostgreSQL database leads nowhere but to a
// socket in this machine's file system.
func OnThisMachine(url string) bool {
	c, err := pgconn.ParseConfig(url)
	if err != nil || !strings.HasPrefix(c.Host, "/") {
		return false
	}
	return !slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool { return !strings.HasPrefix(f.Host, "/") })
}

// maxTries bounds how often a write is repeated after a serialisation failure.
const maxTries = 60

// queueAfter is the number of tries after which a write stands in the queue and has the
// database to itself as far as this process goes: a row that many change at once (the
// counter of a number series) would otherwise be won by chance, and a long write would lose
// against short ones every time.
const queueAfter = 6

// lanes is the number of writes that run beside each other; one of the queue takes them all.
const lanes = 1 << 20

// queue is the key of the advisory lock that the queue's head holds.
const queue int64 = 0x7468_6964_7561_0001

func (d *DB) writePostgres(ctx context.Context, f func(*Tx) error) error {
	for try := 1; ; try++ {
		err := d.turnPostgres(ctx, try > queueAfter, f)
		if err == nil || !retryable(err) {
			return err
		}
		if try == maxTries {
			return fault.New(fault.Busy, "db.busy|Nhiều người đang ghi cùng lúc. Thử lại sau ít giây; nội dung đã nhập vẫn còn trên trang.").Because(err)
		}
		wait := time.Duration(rand.IntN(1<<min(try, 6))+1) * time.Millisecond
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// turnPostgres tries once; queued, it waits for its turn first, in this process and then
// among all processes. The lock is held before the transaction takes its snapshot, or the
// snapshot would be older than what the one before has written.
func (d *DB) turnPostgres(ctx context.Context, queued bool, f func(*Tx) error) (err error) {
	if !queued {
		if err := d.turn.Acquire(ctx, 1); err != nil {
			return err
		}
		defer d.turn.Release(1)
		return tryPostgres(ctx, d, d.read, f)
	}
	if err := d.turn.Acquire(ctx, lanes); err != nil {
		return err
	}
	defer d.turn.Release(lanes)
	c, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "SELECT pg_advisory_lock($1)", queue); err != nil {
		return err
	}
	defer func() {
		// A connection that cannot give the lock back is closed, and the lock goes with it.
		if _, e := c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", queue); e != nil {
			c.Raw(func(any) error { return driver.ErrBadConn })
		}
	}()
	return tryPostgres(ctx, d, c, f)
}

// beginner is a pool or a connection of it.
type beginner interface {
	BeginTx(context.Context, *sql.TxOptions) (*sql.Tx, error)
}

func tryPostgres(ctx context.Context, d *DB, on beginner, f func(*Tx) error) error {
	tx, err := on.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	t := &Tx{db: d, run: tx, write: true}
	if err := f(t); err != nil {
		return err
	}
	if err := t.finish(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// Alone runs f in a transaction that no other process runs at the same time under the same
// lock, and that is in nobody's way otherwise: f changes technical rows only.
func (d *DB) Alone(ctx context.Context, lock int64, f func(*Tx) error) error {
	if d.Engine == SQLite {
		return d.Write(ctx, f)
	}
	tx, err := d.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", lock); err != nil {
		return err
	}
	t := &Tx{db: d, run: tx, write: true}
	if err := f(t); err != nil {
		return err
	}
	if err := t.finish(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// retryable: 40001 serialization_failure, 40P01 deadlock_detected.
func retryable(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

func postgresTrouble(err error) trouble {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "53100":
			return diskFull
		case "25006":
			return readOnly
		case "57P01", "57P02", "57P03": // the server is going down or coming up
			return lostDatabase
		}
		return noTrouble
	}
	_, connect := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[*net.OpError](err)
	if connect || network || pgconn.SafeToRetry(err) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return lostDatabase
	}
	return noTrouble
}

func isUniquePostgres(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "23505"
}

func isReferencedPostgres(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "23503"
}
