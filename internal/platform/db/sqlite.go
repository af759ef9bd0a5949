package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime/debug"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"thidua/internal/base/fault"
)

// The pragmas every connection gets. FULL is not negotiable: in 20 simulated power cuts
// NORMAL lost 3,132 acknowledged writes and FULL none. What is deleted is overwritten.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(" + synchronous + ")&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_dqs=0"

// minSQLite is the first library version without the WAL-reset race (sqlite.org/wal.html).
const minSQLite = 3051003

func (d *DB) openSQLite(ctx context.Context, path string) error {
	if err := keepPrivate(path); err != nil {
		return err
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas
	w, err := sql.Open("sqlite", dsn)
	if err != nil {
		return err
	}
	w.SetMaxOpenConns(1)
	conn, err := w.Conn(ctx)
	if err != nil {
		w.Close()
		if sqliteTrouble(err) == damaged {
			return fault.New(fault.Invalid, "db.damaged|Tệp cơ sở dữ liệu {path} đã hỏng: bị cắt ngắn, ghi đè, hoặc ổ đĩa có lỗi. Giữ nguyên thư mục này, khôi phục bản sao lưu gần nhất còn tốt vào thư mục mới: thidua restore TỆP --data THƯ-MỤC-MỚI.", fault.P{"path": path}).Because(err)
		}
		return fault.New(fault.Internal, "db.open|Không mở được cơ sở dữ liệu {path}. Kiểm tra thư mục và quyền ghi.", fault.P{"path": path}).Because(err)
	}
	var v string
	if err := conn.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&v); err != nil {
		w.Close()
		return err
	}
	if n := versionNumber(v); n < minSQLite {
		w.Close()
		return fmt.Errorf("db: SQLite %s is too old to write this file", v)
	}
	d.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)")
	if err != nil {
		w.Close()
		return err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	d.writer = &writer{db: d, pool: w, conn: conn, jobs: make(chan *job, 1024), quit: make(chan struct{}), done: make(chan struct{}), stmts: map[*Query]*sql.Stmt{}}
	go d.writer.loop()
	return nil
}

// keepPrivate makes the file of the database for its owner only; SQLite gives its helpers the
// rights of the file. An older file that others may read is narrowed, so far as this account may.
func keepPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		return nil // opening the database tells it in words
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	for _, p := range []string{path, path + "-wal", path + "-shm"} {
		if st, err := os.Stat(p); err == nil && st.Mode().Perm()&0o077 != 0 {
			os.Chmod(p, 0o600) // another account's file, or a disk without rights: doctor tells of it
		}
	}
	return nil
}

func versionNumber(v string) int {
	var a, b, c int
	fmt.Sscanf(v, "%d.%d.%d", &a, &b, &c)
	return a*1000000 + b*1000 + c
}

// writer is the one writer of a SQLite file. Closures that wait together share a commit
// (group commit): each runs in its own savepoint, and every caller is answered only
// after the commit is on the disk.
type writer struct {
	db    *DB
	pool  *sql.DB
	conn  *sql.Conn
	jobs  chan *job
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
	stmts map[*Query]*sql.Stmt
	seen  hooked
}

// broken is a panic of a write, handed back to its caller with the place where it came from.
type broken struct {
	value any
	stack string
}

func (b broken) String() string { return fmt.Sprintf("%v\n%s", b.value, b.stack) }

// Inside gives what broke and where.
func (b broken) Inside() (value any, stack string) { return b.value, b.stack }

type job struct {
	ctx  context.Context
	f    func(*Tx) error
	err  error
	boom any // a panic of f, handed back to its caller
	done chan struct{}
}

// maxBatch bounds how many closures share one commit.
const maxBatch = 256

var errClosed = errors.New("db: closed")

func (w *writer) do(ctx context.Context, f func(*Tx) error) error {
	j := &job{ctx: ctx, f: f, done: make(chan struct{})}
	select {
	case <-w.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	case w.jobs <- j:
	}
	select {
	case <-j.done:
	case <-w.done:
		select {
		case <-j.done:
		default:
			return errClosed
		}
	}
	if j.boom != nil {
		panic(j.boom)
	}
	return j.err
}

func (w *writer) close() error {
	w.once.Do(func() { close(w.quit) })
	<-w.done
	for _, s := range w.stmts {
		s.Close()
	}
	return errors.Join(w.conn.Close(), w.pool.Close())
}

func (w *writer) loop() {
	defer close(w.done)
	for {
		select {
		case j := <-w.jobs:
			w.batch(j)
		case <-w.quit:
			for { // finish what was accepted
				select {
				case j := <-w.jobs:
					w.batch(j)
				default:
					return
				}
			}
		}
	}
}

// batch runs j and whatever else waits, then commits once. No statement is run with a
// caller's context: an interrupt inside a transaction would roll back the others' work.
func (w *writer) batch(first *job) {
	ctx := context.Background()
	jobs := []*job{}
	finish := func(err error) {
		for _, j := range jobs {
			if j.err == nil {
				j.err = err
			}
			close(j.done)
		}
	}
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		jobs = append(jobs, first)
		finish(err)
		return
	}
	for j := first; j != nil && len(jobs) < maxBatch; {
		jobs = append(jobs, j)
		if err := w.one(ctx, j); err != nil { // the transaction itself is gone
			w.conn.ExecContext(ctx, "ROLLBACK")
			finish(err)
			return
		}
		select {
		case j = <-w.jobs:
		default:
			j = nil
		}
	}
	if ackFirst {
		finish(nil)
	}
	_, err := w.conn.ExecContext(ctx, "COMMIT")
	if err != nil {
		w.conn.ExecContext(ctx, "ROLLBACK")
	}
	if !ackFirst {
		finish(err)
	}
}

// one runs a job in a savepoint. Its own failure goes to the job; the error it returns
// means that the whole transaction is lost.
func (w *writer) one(ctx context.Context, j *job) error {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil
	}
	if _, err := w.conn.ExecContext(ctx, "SAVEPOINT j"); err != nil {
		return err
	}
	if unlogged() { // so that what is compared with does not pay for the log
		if err := w.hook(false); err != nil {
			return err
		}
	}
	tx := &Tx{db: w.db, run: w.conn, stmt: w.stmt, writer: w, write: true}
	func() {
		defer func() {
			if p := recover(); p != nil {
				j.boom = broken{p, string(debug.Stack())}
				j.err = errors.New("db: panic in a write")
			}
		}()
		if w.db.Twice {
			if j.err = w.rehearse(ctx, j); j.err != nil {
				return
			}
		}
		if j.err = j.f(tx); j.err == nil {
			j.err = tx.finish(ctx)
		}
	}()
	if j.err != nil {
		if _, err := w.conn.ExecContext(ctx, "ROLLBACK TO j"); err != nil {
			return errors.Join(j.err, err)
		}
	}
	_, err := w.conn.ExecContext(ctx, "RELEASE j")
	return err
}

// rehearse runs a job once and takes it back, as a serialisation failure of PostgreSQL does
// before the closure runs again; see DB.Twice.
func (w *writer) rehearse(ctx context.Context, j *job) error {
	if err := j.f(&Tx{db: w.db, run: w.conn, stmt: w.stmt, writer: w, write: true}); err != nil {
		return err
	}
	_, err := w.conn.ExecContext(ctx, "ROLLBACK TO j")
	return err
}

func (w *writer) stmt(ctx context.Context, q *Query) (*sql.Stmt, error) {
	if s := w.stmts[q]; s != nil {
		return s, nil
	}
	s, err := w.conn.PrepareContext(ctx, q.Text(SQLite))
	if err == nil {
		w.stmts[q] = s
	}
	return s, err
}

func sqliteTrouble(err error) trouble {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return noTrouble
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return diskFull
	case sqlite3.SQLITE_READONLY:
		return readOnly
	case sqlite3.SQLITE_IOERR: // a write that the disk refuses; want of room comes as FULL, but for the shared file
		if e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE {
			return diskFull
		}
		return readOnly
	case sqlite3.SQLITE_CANTOPEN:
		return readOnly
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return damaged
	}
	return noTrouble
}

// Damaged reports whether err says that the file of a database is not whole.
func Damaged(err error) bool { return sqliteTrouble(err) == damaged }

// isUnique reports whether err is a violation of a unique key, on either engine.
func isUnique(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return isUniquePostgres(err)
}

// IsReferenced reports whether err is a violation of a foreign key, on either engine:
// other rows refer to the one that was to go.
func IsReferenced(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
	}
	return isReferencedPostgres(err)
}

// IsUnique reports whether err is a violation of a unique key, on either engine.
func IsUnique(err error) bool { return isUnique(err) }
