package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
)

// A Query is one SQL text with a name, registered while packages are initialised so that
// a test can prepare every one of them on both engines.
type Query struct {
	Name          string // "capability.what"
	text          string
	sqlite, pg    string // only for ByEngine
	writes, quiet bool
	variant       bool
	table         string // that it writes
	returning     *Query // the same, giving the rows it changed
	deletes       bool
	asks          bool // it has columns of its own to give (RETURNING)
}

var registry []*Query

// SQL registers a query. The text is the same for both engines: placeholders $1…$9,
// the portable subset of house rule 5.1. A query that begins with INSERT, UPDATE or
// DELETE changes audited rows: its transaction must write an audit leaf.
func SQL(name, text string) *Query {
	return register(&Query{Name: name, text: text})
}

// Quiet registers a query that changes technical rows only (sessions, jobs, the audit
// log itself), for which no audit leaf is asked.
func Quiet(name, text string) *Query {
	return register(&Query{Name: name, text: text, quiet: true})
}

// ByEngine registers a query with two texts: the only place where engines may differ.
// Its uses are counted by a test.
func ByEngine(name, sqlite, postgres string) *Query {
	return register(&Query{Name: name, sqlite: sqlite, pg: postgres, variant: true})
}

func register(q *Query) *Query {
	t := strings.ToUpper(strings.TrimSpace(q.Text(SQLite)))
	q.writes = strings.HasPrefix(t, "INSERT") || strings.HasPrefix(t, "UPDATE") || strings.HasPrefix(t, "DELETE")
	q.deletes = strings.HasPrefix(t, "DELETE")
	if m := target.FindStringSubmatch(q.Text(SQLite)); q.writes && m != nil {
		q.table = m[1]
	}
	if q.writes && !q.quiet {
		more := " RETURNING *"
		if q.asks = strings.Contains(t, "RETURNING"); q.asks {
			more = ", *"
		}
		q.returning = &Query{Name: q.Name, sqlite: q.Text(SQLite) + more, pg: q.Text(Postgres) + more, variant: true}
	}
	registry = append(registry, q)
	return q
}

// Text gives the SQL text for an engine.
func (q *Query) Text(e Engine) string {
	switch {
	case !q.variant:
		return q.text
	case e == Postgres:
		return q.pg
	}
	return q.sqlite
}

// Variant reports whether the query has two texts.
func (q *Query) Variant() bool { return q.variant }

// Queries gives every registered query by name, for tests.
func Queries() []*Query {
	r := slices.Clone(registry)
	slices.SortFunc(r, func(a, b *Query) int { return cmp.Compare(a.Name, b.Name) })
	return r
}

// Row is one row to scan.
type Row interface{ Scan(dest ...any) error }

// All runs a query and scans every row.
func All[T any](ctx context.Context, q Q, query *Query, scan func(Row) (T, error), args ...any) (list []T, err error) {
	err = everyRow(ctx, q, query, args, func(r Row) error {
		v, err := scan(r)
		if err == nil {
			list = append(list, v)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// everyRow runs a query and gives every row to scan. It is All without its type, so that it is
// compiled once.
func everyRow(ctx context.Context, q Q, query *Query, args []any, scan func(Row) error) error {
	var row Row
	run := query
	tx, _ := q.(*Tx)
	capture := tx != nil && query.asks && bound()[query.table] && !unlogged()
	if capture && tx.writer != nil {
		return tx.told(ctx, func() error { return plainRows(ctx, tx, query, args, scan) })
	}
	if capture {
		run = query.returning
		if _, err := tx.keyOf(ctx, query.table); err != nil {
			return named(query, err)
		}
		tx.note(query)
	}
	rows, err := q.query(ctx, run, args)
	if err != nil {
		return named(query, away(tx, err))
	}
	defer rows.Close()
	row = rows
	if capture {
		if row, err = tx.newCatcher(ctx, query, rows); err != nil {
			return named(query, err)
		}
	}
	for rows.Next() {
		if err := scan(row); err != nil {
			return named(query, err)
		}
	}
	return named(query, away(tx, errors.Join(rows.Err(), rows.Close())))
}

// plainRows runs a query that captures nothing, and gives every row to scan.
func plainRows(ctx context.Context, tx *Tx, query *Query, args []any, scan func(Row) error) error {
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		return named(query, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return named(query, err)
		}
	}
	return named(query, errors.Join(rows.Err(), rows.Close()))
}

// away gives a reading that failed for want of a database its sentence; a write says itself
// what became of it.
func away(tx *Tx, err error) error {
	if _, said := errors.AsType[*fault.Error](err); err == nil || said || tx != nil && tx.write || postgresTrouble(err) != lostDatabase {
		return err
	}
	return fault.New(fault.Busy, "db.away|Máy chủ đang mất kết nối với cơ sở dữ liệu nên chưa xem được trang này. Những gì đã lưu không mất. Tải lại trang sau ít phút.").Because(err)
}

// One runs a query that gives one row. No row: a fault of kind NotFound.
func One[T any](ctx context.Context, q Q, query *Query, scan func(Row) (T, error), args ...any) (T, error) {
	var none T
	list, err := All(ctx, q, query, scan, args...)
	if err != nil {
		return none, err
	}
	if len(list) == 0 {
		return none, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.").
			Because(errors.New(query.Name))
	}
	return list[0], nil
}

// Scalar is the scan function of a query that gives one column.
func Scalar[T any](r Row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// In gives "($n,$n+1,…)" for k values beginning at placeholder n.
func In(n, k int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range k {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("$" + strconv.Itoa(n+i))
	}
	b.WriteByte(')')
	return b.String()
}

func named(q *Query, err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return fmt.Errorf("%s: %w", q.Name, err)
}
