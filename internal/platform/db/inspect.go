package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Table is what the database itself says of one table.
type Table struct {
	Name    string
	Columns []string
	Kinds   []string // of the columns, as the engine calls them
	Key     []string // columns of the primary key
}

var qTables = map[Engine]string{
	SQLite: `SELECT m.name, c.name, c.type, c.pk - 1
FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`,
	Postgres: `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), COALESCE(array_position(i.indkey::int2[], a.attnum), -1)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname COLLATE "C", a.attnum`,
}

// Tables gives every table with its columns, by name. It is the same on both engines but
// for the Kinds.
func (t *Tx) Tables(ctx context.Context) ([]Table, error) {
	rows, err := t.run.QueryContext(ctx, qTables[t.db.Engine])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Table
	keys := map[int]string{}
	for rows.Next() {
		var table, column, kind string
		var key int
		if err := rows.Scan(&table, &column, &kind, &key); err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].Name != table {
			list = append(list, Table{Name: table})
			clear(keys)
		}
		l := &list[len(list)-1]
		l.Columns, l.Kinds = append(l.Columns, column), append(l.Kinds, strings.ToLower(kind))
		if key >= 0 {
			keys[key] = column
			l.Key = nil
			for i := range len(keys) {
				l.Key = append(l.Key, keys[i])
			}
		}
	}
	return list, errors.Join(rows.Err(), rows.Close())
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// order gives the ORDER BY of a table: by its key, bytewise, on both engines.
func (t *Tx) order(tb Table) string {
	key := tb.Key
	if len(key) == 0 {
		key = tb.Columns
	}
	var list []string
	for _, c := range key {
		o := quoted(c)
		if t.db.Engine == Postgres && tb.Kinds[slices.Index(tb.Columns, c)] == "text" {
			o += ` COLLATE "C"`
		}
		list = append(list, o+" NULLS FIRST")
	}
	return strings.Join(list, ", ")
}

// Rows gives f every row of a table in the order of its key. Values are int64, string,
// []byte or nil on both engines (a truth value is 0 or 1); the slice is used again.
func (t *Tx) Rows(ctx context.Context, tb Table, f func(row []any) error) error {
	var cols []string
	for _, c := range tb.Columns {
		cols = append(cols, quoted(c))
	}
	rows, err := t.run.QueryContext(ctx, "SELECT "+strings.Join(cols, ", ")+" FROM "+quoted(tb.Name)+" ORDER BY "+t.order(tb))
	if err != nil {
		return err
	}
	defer rows.Close()
	row, at := make([]any, len(cols)), make([]any, len(cols))
	for i := range row {
		at[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		if err := plain(tb.Name, tb.Columns, row); err != nil {
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// A Migration is one migration file: its name and the SHA-256 of its text.
type Migration struct {
	Name string `json:"name"`
	Sum  string `json:"sum"`
}

// Migrations gives what has run on this database, by name; none when it was never migrated.
func (t *Tx) Migrations(ctx context.Context) ([]Migration, error) {
	tables, err := t.Tables(ctx)
	if err != nil || !slices.ContainsFunc(tables, func(tb Table) bool { return tb.Name == "db_migration" }) {
		return nil, err
	}
	var list []Migration
	err = t.Rows(ctx, Table{Name: "db_migration", Columns: []string{"name", "sum"}, Kinds: []string{"text", "text"}, Key: []string{"name"}}, func(row []any) error {
		list = append(list, Migration{fmt.Sprint(row[0]), fmt.Sprint(row[1])})
		return nil
	})
	return list, err
}

// A Dangling is a row that names a parent which is not there.
type Dangling struct{ Table, Row, Parent string }

const qForeign = `SELECT k.conrelid::regclass::text, k.confrelid::regclass::text,
 array_to_string(ARRAY(SELECT 'c.' || quote_ident(a.attname) FROM unnest(k.conkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o), ','),
 array_to_string(ARRAY(SELECT 'p.' || quote_ident(a.attname) FROM unnest(k.confkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o), ',')
FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace ORDER BY k.conname COLLATE "C"`

// Dangling gives the rows whose foreign key leads nowhere, at most a hundred.
func (t *Tx) Dangling(ctx context.Context) ([]Dangling, error) {
	if t.db.Engine == SQLite {
		return t.dangling(ctx, `SELECT "table", COALESCE(CAST(rowid AS TEXT), ''), parent FROM pragma_foreign_key_check LIMIT 100`)
	}
	rows, err := t.run.QueryContext(ctx, qForeign)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var checks []string
	for rows.Next() {
		var child, parent, from, to string
		if err := rows.Scan(&child, &parent, &from, &to); err != nil {
			return nil, err
		}
		a, b := strings.Split(from, ","), strings.Split(to, ",")
		var on, filled []string
		for i := range a {
			on, filled = append(on, a[i]+" = "+b[i]), append(filled, a[i]+" IS NOT NULL")
		}
		checks = append(checks, fmt.Sprintf("SELECT '%s', concat_ws(',', %s), '%s' FROM %[1]s c LEFT JOIN %[3]s p ON %[4]s WHERE %[5]s AND %[6]s IS NULL LIMIT 100",
			child, from, parent, strings.Join(on, " AND "), strings.Join(filled, " AND "), b[0]))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	var list []Dangling
	for _, q := range checks {
		l, err := t.dangling(ctx, q)
		if err != nil {
			return nil, err
		}
		list = append(list, l...)
	}
	return list, nil
}

func (t *Tx) dangling(ctx context.Context, text string) ([]Dangling, error) {
	rows, err := t.run.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Dangling
	for rows.Next() {
		var d Dangling
		if err := rows.Scan(&d.Table, &d.Row, &d.Parent); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// Integrity gives what the engine finds wrong with its own pages and indexes, nothing
// when all is well. PostgreSQL has no such check for every installation: there nothing
// is ever found, and only reading every row shows damage.
func (t *Tx) Integrity(ctx context.Context) ([]string, error) {
	if t.db.Engine == Postgres {
		return nil, nil
	}
	rows, err := t.run.QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		if s != "ok" {
			list = append(list, s)
		}
	}
	return list, rows.Err()
}

// About gives the version of the engine and how many bytes the database takes.
func (t *Tx) About(ctx context.Context) (version string, bytes int64, err error) {
	text := `SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)`
	if t.db.Engine == Postgres {
		text = `SELECT current_setting('server_version'), pg_database_size(current_database())`
	}
	rows, err := t.run.QueryContext(ctx, text)
	if err != nil {
		return "", 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&version, &bytes); err != nil {
			return "", 0, err
		}
	}
	return version, bytes, rows.Err()
}
