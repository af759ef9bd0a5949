// Package db opens either engine, runs registered queries and keeps the promises of
// storage: one SQL text for SQLite and PostgreSQL, durable commits, serialisable writes,
// and no change without an audit leaf.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/sync/semaphore"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
)

// Engine names the database program.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// A DB is one open database. It is safe for concurrent use.
type DB struct {
	Engine Engine
	Clock  clock.Clock
	ids    *id.Maker
	read   *sql.DB
	stmts  sync.Map            // *Query → *sql.Stmt, SQLite only
	keys   sync.Map            // table → columns of its key
	writer *writer             // SQLite only
	url    string              // PostgreSQL only
	turn   *semaphore.Weighted // PostgreSQL only: writes of this process, side by side or one alone
	seen   atomic.Uint64
	urged  chan struct{} // one word that something urgent was committed

	// Twice makes the writes of SQLite run every closure two times, the first one taken
	// back, so that tests find closures that may not be repeated. Set before the first write.
	Twice bool
}

// Open opens the database at url: a file path (or "sqlite:PATH") for SQLite, or
// postgres://… for PostgreSQL 15 and later. It does not migrate.
func Open(ctx context.Context, url string, c clock.Clock) (_ *DB, err error) {
	defer fault.Wrap(&err, "db.Open")
	d := &DB{Clock: c, ids: id.NewMaker(c.Now), urged: make(chan struct{}, 1)}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		d.Engine = Postgres
		return d, d.openPostgres(ctx, url)
	}
	d.Engine = SQLite
	return d, d.openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"))
}

// Close finishes pending writes and closes the database.
func (d *DB) Close() error {
	var err error
	if d.writer != nil {
		err = d.writer.close()
	}
	return errors.Join(err, d.read.Close())
}

// Q is where a query can be read from: the DB itself, or a transaction.
type Q interface {
	query(ctx context.Context, q *Query, args []any) (*sql.Rows, error)
}

// runner is what *sql.DB, *sql.Tx and *sql.Conn have in common.
type runner interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// A Tx is one transaction. Its closure may run more than once (see Write), so it must
// have no effect but through the Tx.
type Tx struct {
	db     *DB
	run    runner
	stmt   func(ctx context.Context, q *Query) (*sql.Stmt, error) // nil: plain text
	writer *writer                                                // SQLite only: whose transaction it is
	write  bool
	wrote  string // name of the first query that changed audited rows
	leaves int

	changes []Change
	changed map[string]int // table and key → index in changes
	atEnd   []func(ctx context.Context) error
	unseen  bool
	urgent  bool
}

// DB gives the database of the transaction, for its engine and clock.
func (t *Tx) DB() *DB { return t.db }

// NewID makes an identifier of a T.
func NewID[T any](t *Tx) id.Of[T] { return id.NewOf[T](t.db.ids) }

// After makes all new identifiers greater than newest; see id.Maker.After. Only the opening of
// the data calls it, with the newest leaf of the log.
func (d *DB) After(newest int64) { d.ids.After(newest) }

// Leafed records that the transaction has an audit leaf and gives how many it has now.
// Only platform/audit calls it.
func (t *Tx) Leafed() int { t.leaves++; return t.leaves }

// Unlogged tells that this build leaves the audit log out just now, to measure what it costs.
func (t *Tx) Unlogged() bool { return unlogged() }

// Unseen says that what this transaction changes shows on no public page, so that finished
// pages stay valid; see DB.Changes.
func (t *Tx) Unseen() { t.unseen = true }

// Urge says that what this transaction commits is not to wait: see DB.Urged. Only
// platform/audit calls it, for what is signed at once.
func (t *Tx) Urge() { t.urgent = true }

// Urged holds one word after a write of this process has committed that was urgent.
func (d *DB) Urged() <-chan struct{} { return d.urged }

// Changes counts the audited writes that this process has committed, those left out that
// said Unseen. Whoever keeps something finished compares it, and asks the audit log about
// other processes.
func (d *DB) Changes() uint64 { return d.seen.Load() }

// ErrUnaudited says that a transaction changed rows without an audit leaf.
var ErrUnaudited = errors.New("db: change without an audit leaf")

func (t *Tx) check() error {
	if t.wrote != "" && t.leaves == 0 && !unlogged() {
		return fmt.Errorf("%w: %s", ErrUnaudited, t.wrote)
	}
	return nil
}

func (t *Tx) query(ctx context.Context, q *Query, args []any) (*sql.Rows, error) {
	if q.writes {
		t.note(q)
	}
	if err := readable(args); err != nil {
		return nil, err
	}
	if t.stmt != nil {
		s, err := t.stmt(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.Name, err)
		}
		return s.QueryContext(t.unhurried(ctx), args...)
	}
	return t.run.QueryContext(ctx, q.Text(t.db.Engine), args...)
}

// unhurried gives the context of a statement: one of the shared transaction of SQLite is not broken
// off when its caller goes away, for that would take the work of the others with it.
func (t *Tx) unhurried(ctx context.Context) context.Context {
	if t.write && t.stmt != nil {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// readable refuses texts that are none: PostgreSQL would not take them, and SQLite would keep
// what no page can show again.
func readable(args []any) error {
	for _, a := range args {
		if s, ok := a.(string); ok && !anyText && (!utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0) {
			return fault.New(fault.Invalid, "db.text|Nội dung gửi lên có ký tự hỏng (không phải Unicode) nên chưa lưu gì. Gõ lại chỗ đó, hoặc lưu tệp theo bảng mã UTF-8 rồi gửi lại.")
		}
	}
	return nil
}

func (t *Tx) note(q *Query) {
	if !t.write {
		panic("db: write query in a read transaction: " + q.Name)
	}
	if !q.quiet && t.wrote == "" {
		t.wrote = q.Name
	}
}

// Exec runs a query that changes rows and tells how many.
func (t *Tx) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	t.note(q)
	if err := readable(args); err != nil {
		return 0, fmt.Errorf("%s: %w", q.Name, err)
	}
	if q.returning != nil && bound()[q.table] && !unlogged() {
		if t.writer != nil {
			return t.tell(ctx, q, args)
		}
		return t.capture(ctx, q, args)
	}
	var r sql.Result
	var err error
	if t.stmt != nil {
		var s *sql.Stmt
		if s, err = t.stmt(ctx, q); err == nil {
			r, err = s.ExecContext(t.unhurried(ctx), args...)
		}
	} else {
		r, err = t.run.ExecContext(ctx, q.Text(t.db.Engine), args...)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", q.Name, err)
	}
	return r.RowsAffected()
}

// ExecOne runs a guarded update that must change exactly one row. When it changes none,
// somebody else was faster or the state does not allow it: fault.Conflict.
func (t *Tx) ExecOne(ctx context.Context, q *Query, args ...any) error {
	n, err := t.Exec(ctx, q, args...)
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.").
			Because(fmt.Errorf("%s: %d rows", q.Name, n))
	}
	return nil
}

func (d *DB) query(ctx context.Context, q *Query, args []any) (*sql.Rows, error) {
	if q.writes {
		panic("db: write query outside a transaction: " + q.Name)
	}
	if err := readable(args); err != nil {
		return nil, err
	}
	if d.Engine == Postgres {
		return d.read.QueryContext(ctx, q.Text(d.Engine), args...)
	}
	s, err := d.prepared(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (d *DB) prepared(ctx context.Context, q *Query) (*sql.Stmt, error) {
	if s, ok := d.stmts.Load(q); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := d.read.PrepareContext(ctx, q.Text(d.Engine))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	if old, loaded := d.stmts.LoadOrStore(q, s); loaded {
		s.Close()
		return old.(*sql.Stmt), nil
	}
	return s, nil
}

// Read runs f on a snapshot: all its queries see the same moment.
func (d *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	opt := &sql.TxOptions{ReadOnly: true}
	if d.Engine == Postgres {
		opt.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opt)
	if err != nil {
		return away(nil, err)
	}
	defer tx.Rollback()
	t := &Tx{db: d, run: tx}
	if d.Engine == SQLite {
		t.stmt = func(ctx context.Context, q *Query) (*sql.Stmt, error) {
			s, err := d.prepared(ctx, q)
			if err != nil {
				return nil, err
			}
			return tx.StmtContext(ctx, s), nil
		}
	}
	return f(t)
}

// Write runs f in a serialisable transaction and commits it durably. On PostgreSQL the
// closure runs again after a serialisation failure; on SQLite several closures may share
// one commit. A change of audited rows without an audit leaf is refused (ErrUnaudited).
func (d *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	first, _ := ctx.Value(firstKey{}).(*firstWrite)
	if first == nil || first.done {
		return d.write(ctx, f)
	}
	err := d.write(ctx, func(tx *Tx) error {
		if err := first.do(ctx, d, tx); err != nil {
			return err
		}
		return f(tx)
	})
	first.done = err == nil
	return err
}

func (d *DB) write(ctx context.Context, f func(tx *Tx) error) error {
	shows, urgent := false, false
	g := func(tx *Tx) error {
		err := f(tx)
		shows, urgent = tx.leaves > 0 && !tx.unseen, tx.urgent
		return err
	}
	var err error
	if d.Engine == Postgres {
		err = inWords(d.writePostgres(ctx, g), postgresTrouble)
	} else {
		err = inWords(d.writer.do(ctx, g), sqliteTrouble)
	}
	if err == nil && shows {
		d.seen.Add(1)
	}
	if err == nil && urgent {
		select {
		case d.urged <- struct{}{}:
		default:
		}
	}
	return err
}

// trouble is what stands in the way of every write, whatever it wants to write.
type trouble int

const (
	noTrouble trouble = iota
	diskFull
	readOnly
	lostDatabase
	damaged
)

// inWords gives an error that has nothing to do with what was written its sentence.
func inWords(err error, of func(error) trouble) error {
	if _, said := errors.AsType[*fault.Error](err); err == nil || said {
		return err
	}
	switch of(err) {
	case diskFull:
		return fault.New(fault.Busy, "db.full|Ổ đĩa của máy chủ đã đầy nên chưa lưu được gì. Báo người quản trị dọn chỗ rồi gửi lại; nội dung đã nhập vẫn còn trên trang.").Because(err)
	case readOnly:
		return fault.New(fault.Busy, "db.readonly|Máy chủ đang không ghi được vào ổ đĩa nên chưa lưu được gì. Vẫn xem được dữ liệu. Báo người quản trị rồi gửi lại.").Because(err)
	case damaged:
		return fault.New(fault.Busy, "db.broken|Cơ sở dữ liệu của máy chủ có chỗ hỏng nên chưa làm được việc này. Báo người quản trị chạy thidua verify; đừng nhập thêm trước khi kiểm tra xong.").Because(err)
	case lostDatabase:
		return fault.New(fault.Busy, "db.lost|Máy chủ vừa mất kết nối với cơ sở dữ liệu nên chưa rõ đã lưu hay chưa. Tải lại trang để xem trước khi gửi lại.").Because(err)
	}
	return err
}

type firstKey struct{}

type firstWrite struct {
	do   func(context.Context, *DB, *Tx) error
	done bool
}

// OnFirstWrite gives a context whose first write transaction that commits begins with f, as
// part of it: an error of f is that of the transaction.
func OnFirstWrite(ctx context.Context, f func(context.Context, *DB, *Tx) error) context.Context {
	return context.WithValue(ctx, firstKey{}, &firstWrite{do: f})
}
