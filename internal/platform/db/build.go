package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
)

// Known gives the migrations of the given file systems, by name.
func Known(sources ...fs.FS) ([]Migration, error) {
	list, err := collect(sources)
	var known []Migration
	for _, m := range list {
		known = append(known, Migration{m.name, m.sum})
	}
	return known, err
}

// Compare tells whether data on which had has run can be read with the given migrations,
// and which ones are still to run. Errors: Conflict, when a newer version made the data.
func Compare(had []Migration, sources ...fs.FS) (todo []string, err error) {
	known, err := Known(sources...)
	if err != nil {
		return nil, err
	}
	for _, h := range had {
		i := slices.IndexFunc(known, func(k Migration) bool { return k.Name == h.Name })
		switch {
		case i < 0:
			return nil, newer(h.Name)
		case known[i].Sum != h.Sum:
			return nil, fmt.Errorf("migration %s was changed after it ran", h.Name)
		}
	}
	for _, k := range known {
		if !slices.Contains(had, k) {
			todo = append(todo, k.Name)
		}
	}
	return todo, nil
}

func newer(name string) error {
	return fault.New(fault.Conflict, "db.newer|Dữ liệu do bản phần mềm mới hơn tạo ra ({name}). Dùng bản mới hơn; tệp dữ liệu không bị thay đổi.", fault.P{"name": name})
}

// Build fills an empty database in one transaction: the migrations that had run where the
// rows come from, then the rows (load). Keys between tables are checked once all rows are
// there. When anything fails the database stays empty. Newer migrations are for Migrate.
func (d *DB) Build(ctx context.Context, had []Migration, load func(tx *Tx) error, sources ...fs.FS) (err error) {
	defer fault.Wrap(&err, "db.Build")
	if _, err := Compare(had, sources...); err != nil {
		return err
	}
	list, err := collect(sources)
	if err != nil {
		return err
	}
	if d.Engine == SQLite {
		return d.writer.do(ctx, func(tx *Tx) error { return tx.build(ctx, list, had, load) })
	}
	p, err := d.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer p.Rollback()
	if err := (&Tx{db: d, run: p, write: true}).build(ctx, list, had, load); err != nil {
		return err
	}
	return p.Commit()
}

// Unused refuses a database that has tables. Errors: Conflict.
func (t *Tx) Unused(ctx context.Context) error {
	tables, err := t.Tables(ctx)
	if err == nil && len(tables) > 0 {
		err = fault.New(fault.Conflict, "cli.restore.notempty|Cơ sở dữ liệu đích đã có bảng ({name}). Chỉ khôi phục vào cơ sở dữ liệu mới, còn trống; dữ liệu ở đó không bị thay đổi.", fault.P{"name": tables[0].Name})
	}
	return err
}

func (t *Tx) build(ctx context.Context, list []migration, had []Migration, load func(tx *Tx) error) error {
	if err := t.Unused(ctx); err != nil {
		return err
	}
	if err := t.ddl(ctx, migrationTable); err != nil {
		return err
	}
	before := func(m migration) bool { return slices.Contains(had, Migration{m.name, m.sum}) }
	for _, m := range list {
		if before(m) {
			if err := t.migrate(ctx, m); err != nil {
				return err
			}
		}
	}
	back, err := t.deferKeys(ctx)
	if err != nil {
		return err
	}
	if err := load(t); err != nil {
		return err
	}
	lost, err := t.Dangling(ctx)
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		return fmt.Errorf("db: row %s of %s names a row of %s that is not there", lost[0].Row, lost[0].Table, lost[0].Parent)
	}
	return back()
}

const migrationTable = "CREATE TABLE IF NOT EXISTS db_migration (\n name TEXT PRIMARY KEY,\n sum TEXT NOT NULL,\n at BIGINT NOT NULL\n);"

func (t *Tx) ddl(ctx context.Context, text string) error {
	for _, s := range statements(text) {
		if _, err := t.run.ExecContext(ctx, rewrite(t.db.Engine, s)); err != nil {
			return fmt.Errorf("%.60s…: %w", s, err)
		}
	}
	return nil
}

func (t *Tx) migrate(ctx context.Context, m migration) error {
	if err := t.ddl(ctx, m.text); err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	_, err := t.run.ExecContext(ctx, "INSERT INTO db_migration (name, sum, at) VALUES ($1, $2, $3)", m.name, m.sum, t.db.Clock.Now().UnixMilli())
	return err
}

// deferKeys lets rows come in any order; back checks the keys and makes them immediate again.
func (t *Tx) deferKeys(ctx context.Context) (back func() error, err error) {
	if t.db.Engine == SQLite {
		_, err := t.run.ExecContext(ctx, "PRAGMA defer_foreign_keys = 1")
		return func() error { return nil }, err
	}
	rows, err := t.run.QueryContext(ctx, "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys []string
	for rows.Next() {
		var table, name string
		if err := rows.Scan(&table, &name); err != nil {
			return nil, err
		}
		keys = append(keys, "ALTER TABLE "+table+" ALTER CONSTRAINT "+name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	all := func(how string) error {
		for _, k := range keys {
			if _, err := t.run.ExecContext(ctx, k+how); err != nil {
				return err
			}
		}
		return nil
	}
	return func() error {
		if _, err := t.run.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE"); err != nil {
			return err
		}
		return all(" NOT DEFERRABLE")
	}, all(" DEFERRABLE INITIALLY DEFERRED")
}

// maxParams is below what either engine takes in one statement.
const maxParams = 30000

// Put adds rows to a table as they stand, for a database that is being built. A table
// gives the columns and their kinds; values are those of Rows.
func (t *Tx) Put(ctx context.Context, tb Table, rows [][]any) error {
	var cols []string
	for _, c := range tb.Columns {
		cols = append(cols, quoted(c))
	}
	most := max(1, min(250, maxParams/max(1, len(cols))))
	if t.db.Engine == SQLite {
		most = 5 // nothing to save on the way, and its driver looks each of many parameters up by name
	}
	for part := range slices.Chunk(rows, most) {
		var b strings.Builder
		b.WriteString("INSERT INTO " + quoted(tb.Name) + " (" + strings.Join(cols, ", ") + ") VALUES ")
		args := make([]any, 0, len(part)*len(cols))
		for i, row := range part {
			if len(row) != len(cols) {
				return fmt.Errorf("db: %d values for %d columns of %s", len(row), len(cols), tb.Name)
			}
			if i > 0 {
				b.WriteByte(',')
			}
			for j, v := range row {
				sep := byte(',')
				if j == 0 {
					sep = '('
				}
				b.WriteByte(sep)
				args = append(args, t.value(tb.Kinds[j], v))
				b.WriteString("$" + strconv.Itoa(len(args)))
			}
			b.WriteByte(')')
		}
		if _, err := t.run.ExecContext(ctx, b.String(), args...); err != nil {
			return fmt.Errorf("%s: %w", tb.Name, err)
		}
	}
	return nil
}

func (t *Tx) value(kind string, v any) any {
	if n, ok := v.(int64); ok && kind == "boolean" {
		return n != 0
	}
	return v
}
