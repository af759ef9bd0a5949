package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// On SQLite the rows that a query changes are told by the engine itself while it changes
// them. Asking for them with RETURNING, as PostgreSQL is asked, costs three times the change: SQLite
// gathers them in a table of its own first.

// hooked is what the writer of SQLite knows of the query that it runs.
type hooked struct {
	on     bool // the engine tells of changes
	now    bool // a query that changes bound rows is under way
	coders map[string]*Coder
	list   []Change // what it has changed so far
	row    []any
	err    error
}

// hook asks the engine to tell of changes, or no more.
func (w *writer) hook(on bool) error {
	if w.seen.on == on {
		return nil
	}
	w.seen.on = on
	return w.conn.Raw(func(c any) error {
		h, ok := c.(sqlite.HookRegisterer)
		if !ok {
			return errors.New("db: this driver tells of no changes")
		}
		if !on {
			h.RegisterPreUpdateHook(nil)
			return nil
		}
		h.RegisterPreUpdateHook(w.changing)
		return nil
	})
}

// changing is called for every row before it changes, in the middle of the query that does it.
func (w *writer) changing(x sqlite.SQLitePreUpdateData) {
	s := &w.seen
	if !s.now || s.err != nil || !bound()[x.TableName] {
		return
	}
	s.err = s.take(&x)
}

func (s *hooked) take(x *sqlite.SQLitePreUpdateData) error {
	c := s.coders[x.TableName]
	if c == nil {
		return fmt.Errorf("db: table %s has no primary key: its rows cannot be bound to the audit log", x.TableName)
	}
	n := len(c.names)
	if x.Count() != n {
		return fmt.Errorf("db: %s has %d columns, not %d", x.TableName, x.Count(), n)
	}
	for len(s.row) < n {
		s.row = append(s.row, nil)
	}
	row := s.row[:n]
	clear(row)
	if x.Op == sqlite3.SQLITE_DELETE {
		row = row[:c.width]
		if err := x.Old(row...); err != nil {
			return err
		}
		s.list = append(s.list, Change{Table: x.TableName, Key: c.Key(row)})
		return nil
	}
	if err := x.New(row...); err != nil {
		return err
	}
	if err := plain(x.TableName, c.names, row); err != nil {
		return err
	}
	s.list = append(s.list, Change{Table: x.TableName, Key: c.Key(row), Row: c.Canonical(nil, row)})
	return nil
}

// told runs a query that changes bound rows and remembers those that the engine told of, unless the
// query failed: then it changed nothing.
func (t *Tx) told(ctx context.Context, run func() error) (err error) {
	s := &t.writer.seen
	if err := t.writer.hook(true); err != nil {
		return err
	}
	if s.coders == nil {
		if s.coders, err = t.coders(ctx); err != nil {
			return err
		}
	}
	s.now, s.list, s.err = true, s.list[:0], nil
	defer func() {
		s.now = false
		if clear(s.list); cap(s.list) > 1000 {
			s.list = nil
		}
	}()
	err = run()
	if err = errors.Join(err, s.err); err != nil {
		return err
	}
	for _, c := range s.list {
		t.remember(c)
	}
	return nil
}

// coders gives the coder of every table that has a key.
func (t *Tx) coders(ctx context.Context) (map[string]*Coder, error) {
	tables, err := t.Tables(ctx)
	m := map[string]*Coder{}
	for _, tb := range tables {
		if len(tb.Key) > 0 {
			m[tb.Name] = newCoder(tb)
		}
	}
	return m, err
}

// tell runs a query that changes bound rows on SQLite and tells how many.
func (t *Tx) tell(ctx context.Context, q *Query, args []any) (n int64, err error) {
	s, err := t.stmt(ctx, q)
	if err != nil {
		return 0, named(q, err)
	}
	err = t.told(ctx, func() error {
		var r sql.Result
		if r, err = s.ExecContext(t.unhurried(ctx), args...); err == nil {
			n, err = r.RowsAffected()
		}
		return err
	})
	return n, named(q, err)
}
