package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"thidua/internal/base/fault"
)

func (d *DB) openPostgres(ctx context.Context, url string) error {
	p, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	p.SetMaxOpenConns(16)
	p.SetMaxIdleConns(16)
	p.SetConnMaxIdleTime(5 * time.Minute)
	if err := p.PingContext(ctx); err != nil {
		p.Close()
		return fault.New(fault.Internal, "db.pg|Không kết nối được PostgreSQL. Kiểm tra địa chỉ, tài khoản và mật khẩu sau --db.").Because(err)
	}
	d.read, d.url = p, url
	return nil
}

// maxTries bounds how often a write is repeated after a serialisation failure.
const maxTries = 60

func (d *DB) writePostgres(ctx context.Context, f func(*Tx) error) error {
	for try := 1; ; try++ {
		err := d.tryPostgres(ctx, f)
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

func (d *DB) tryPostgres(ctx context.Context, f func(*Tx) error) error {
	tx, err := d.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
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
	if connect || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
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
