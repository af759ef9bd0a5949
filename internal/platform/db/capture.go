package db

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Change is one row as a transaction leaves it.
type Change struct {
	Table string
	Key   string // values of its primary key, as JSON
	Row   []byte // its content in the form of Canonical; nil when the row is gone
}

// target finds the table that a query writes.
var target = regexp.MustCompile(`(?is)^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z0-9_]+)`)

// own are the tables of the log and of the migrations: they cannot be bound to themselves.
var own = []string{"audit_pending", "audit_leaf", "audit_payload", "audit_rows", "audit_node", "audit_checkpoint", "db_migration"}

// bound says of every table that registered queries write whether its rows are bound to the
// audit log. A table that a Quiet query writes holds technical rows; all others are bound.
// Computed once, after all packages have registered their queries.
var bound = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, q := range registry {
		if !q.writes || slices.Contains(own, q.table) {
			continue
		}
		before, known := m[q.table]
		m[q.table] = !q.quiet && (before || !known)
	}
	return m
})

// Bound gives the tables whose rows are bound to the audit log, by name.
func Bound() []string {
	var list []string
	for t, b := range bound() {
		if b {
			list = append(list, t)
		}
	}
	slices.Sort(list)
	return list
}

// Technical gives the tables that queries write without being bound to the audit log.
func Technical() []string {
	var list []string
	for t, b := range bound() {
		if !b {
			list = append(list, t)
		}
	}
	slices.Sort(list)
	return list
}

// AtEnd makes f run after the closure of a write and before its commit, in the same
// transaction. Only platform/audit calls it.
func (t *Tx) AtEnd(f func(ctx context.Context) error) { t.atEnd = append(t.atEnd, f) }

// Changes gives every bound row that the transaction has changed, as it stands now, in the
// order in which the rows were first touched.
func (t *Tx) Changes() []Change { return t.changes }

// finish runs what was left for the end of a write and checks that no change is without
// its audit leaf.
func (t *Tx) finish(ctx context.Context) error {
	if err := t.check(); err != nil {
		return err
	}
	for _, f := range t.atEnd {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}

// capture runs a query that changes bound rows on PostgreSQL and remembers each of them as it is now.
func (t *Tx) capture(ctx context.Context, q *Query, args []any) (n int64, err error) {
	defer func() { err = named(q, err) }()
	key, err := t.keyOf(ctx, q.table)
	if err != nil {
		return 0, err
	}
	rows, err := t.run.QueryContext(ctx, q.returning.Text(t.db.Engine), args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	c := &catcher{tx: t, q: q, rows: rows, key: key}
	for rows.Next() {
		if err := c.Scan(); err != nil {
			return 0, err
		}
		n++
	}
	return n, errors.Join(rows.Err(), rows.Close())
}

// A catcher reads the rows that a query gives back: first the columns that it asks for, then
// the whole row as it is now, which it remembers.
type catcher struct {
	tx    *Tx
	q     *Query
	rows  *sql.Rows
	key   []string
	coder *Coder
	row   []any
	at    []any
}

func (t *Tx) newCatcher(ctx context.Context, q *Query, rows *sql.Rows) (Row, error) {
	key, ok := t.db.keys.Load(q.table)
	if !ok {
		return nil, fmt.Errorf("db: the key of %s is not known yet", q.table)
	}
	return &catcher{tx: t, q: q, rows: rows, key: key.([]string)}, nil
}

// Scan reads the columns asked for into dest and remembers the row behind them.
func (c *catcher) Scan(dest ...any) error {
	if c.coder == nil {
		cols, err := c.rows.Columns()
		if err != nil {
			return err
		}
		cols = cols[len(dest):]
		c.coder = newCoder(Table{Name: c.q.table, Columns: cols, Key: c.key})
		c.row, c.at = make([]any, len(cols)), make([]any, len(cols))
		for i := range c.row {
			c.at[i] = &c.row[i]
		}
	}
	if err := c.rows.Scan(append(dest[:len(dest):len(dest)], c.at...)...); err != nil {
		return err
	}
	if err := plain(c.q.table, c.coder.names, c.row); err != nil {
		return err
	}
	ch := Change{Table: c.q.table, Key: c.coder.Key(c.row)}
	if !c.q.deletes {
		ch.Row = c.coder.Canonical(nil, c.row)
	}
	c.tx.remember(ch)
	return nil
}

func (t *Tx) remember(c Change) {
	if t.changed == nil {
		t.changed = map[string]int{}
	}
	k := c.Table + c.Key
	if i, ok := t.changed[k]; ok {
		t.changes[i] = c
		return
	}
	t.changed[k] = len(t.changes)
	t.changes = append(t.changes, c)
}

// keyOf gives the key columns of a table, asked of the database once.
func (t *Tx) keyOf(ctx context.Context, table string) ([]string, error) {
	if k, ok := t.db.keys.Load(table); ok {
		return k.([]string), nil
	}
	tables, err := t.Tables(ctx)
	if err != nil {
		return nil, err
	}
	for _, tb := range tables {
		if tb.Name == table {
			if len(tb.Key) == 0 {
				return nil, fmt.Errorf("db: table %s has no primary key: its rows cannot be bound to the audit log", table)
			}
			t.db.keys.Store(table, tb.Key)
			return tb.Key, nil
		}
	}
	return nil, fmt.Errorf("db: no table %s", table)
}

// A Coder turns rows of one table into the form in which they are bound to the audit log.
type Coder struct {
	names []string
	order []int // columns by name
	key   []int
	width int // columns up to the last of the key
}

// newCoder makes the coder of a table; its rows have the values of Columns in that order.
func newCoder(tb Table) *Coder {
	c := &Coder{names: tb.Columns}
	for i := range tb.Columns {
		c.order = append(c.order, i)
	}
	slices.SortFunc(c.order, func(a, b int) int { return strings.Compare(tb.Columns[a], tb.Columns[b]) })
	for _, k := range tb.Key {
		c.key = append(c.key, slices.Index(tb.Columns, k))
		c.width = max(c.width, c.key[len(c.key)-1]+1)
	}
	return c
}

// Coder gives the coder of a table, for rows as Rows gives them.
func (tb Table) Coder() *Coder { return newCoder(tb) }

// Key gives the values of the primary key as JSON: [12,"a"].
func (c *Coder) Key(row []any) string {
	if len(c.key) == 1 {
		if n, ok := row[c.key[0]].(int64); ok {
			return "[" + strconv.FormatInt(n, 10) + "]"
		}
	}
	list := make([]any, len(c.key))
	for i, k := range c.key {
		list[i] = row[k]
		if b, ok := row[k].([]byte); ok {
			list[i] = base64.StdEncoding.EncodeToString(b)
		}
	}
	b, err := json.Marshal(list)
	if err != nil { // cannot happen with the four types of plain
		return fmt.Sprint(list...)
	}
	return string(b)
}

// Canonical adds the content of a row to b: its columns by name, each with the kind, the
// length and the bytes of its value. A column without a value is left out, so that a new
// empty column changes no row.
func (c *Coder) Canonical(b []byte, row []any) []byte {
	put := func(kind byte, v string) {
		b = append(b, kind)
		b = binary.AppendUvarint(b, uint64(len(v)))
		b = append(b, v...)
	}
	for _, i := range c.order {
		if row[i] == nil {
			continue
		}
		put('c', c.names[i])
		switch v := row[i].(type) {
		case int64:
			b = binary.AppendVarint(append(b, 'n'), v)
		case string:
			put('t', v)
		case []byte:
			put('b', string(v))
		}
	}
	return b
}

// plain makes the values of a row those of Rows: int64, string, []byte or nil.
func plain(table string, cols []string, row []any) error {
	for i, v := range row {
		switch v := v.(type) {
		case nil, int64, string, []byte:
		case bool:
			row[i] = int64(0)
			if v {
				row[i] = int64(1)
			}
		default:
			return fmt.Errorf("db: %s.%s holds a %T", table, cols[i], v)
		}
	}
	return nil
}

// Touch counts a row among those that the transaction has changed. Only platform/audit
// calls it, for rows that something else than a query of the house has changed.
func (t *Tx) Touch(c Change) { t.remember(c) }

// TouchAll counts every row of a table among those that the transaction has changed.
func (t *Tx) TouchAll(ctx context.Context, tb Table) error {
	c := newCoder(tb)
	return t.Rows(ctx, tb, func(row []any) error {
		t.remember(Change{Table: tb.Name, Key: c.Key(row), Row: c.Canonical(nil, row)})
		return nil
	})
}
