package db

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"thidua/internal/base/fault"
)

// A migration file is named by time and capability, 202612010930_pledge.sql, and lies in
// the capability's folder. One runner merges all by name. Forward only.
type migration struct{ name, text, sum string }

// Migrate runs every migration of the given file systems that has not run yet, in the
// order of their names, all in one transaction: a program that is killed on the way leaves
// the tables as they were. A file that was changed after it ran is refused, and so is a
// database made by a newer version.
func (d *DB) Migrate(ctx context.Context, sources ...fs.FS) error {
	return d.MigrateThen(ctx, nil, sources...)
}

// migrating is the lock under which one process at a time changes tables.
const migrating = 7438201

// MigrateThen is Migrate with then as the end of the same transaction, when something ran.
func (d *DB) MigrateThen(ctx context.Context, then func(tx *Tx) error, sources ...fs.FS) (err error) {
	defer fault.Wrap(&err, "db.Migrate")
	list, err := collect(sources)
	if err != nil {
		return err
	}
	return d.Alone(ctx, migrating, func(tx *Tx) error {
		defer tx.forget()
		if err := tx.ddl(ctx, migrationTable); err != nil {
			return err
		}
		had, err := tx.Migrations(ctx)
		if err != nil {
			return err
		}
		todo, err := Compare(had, sources...)
		if err != nil {
			return err
		}
		for _, m := range list {
			if !slices.Contains(todo, m.name) {
				continue
			}
			if err := tx.migrate(ctx, m); err != nil {
				return err
			}
		}
		if then == nil || len(todo) == 0 {
			return nil
		}
		return then(tx)
	})
}

// forget drops what is known of the columns of tables.
func (t *Tx) forget() {
	t.db.keys.Clear()
	if t.writer != nil {
		t.writer.seen.coders = nil
	}
}

func collect(sources []fs.FS) ([]migration, error) {
	var list []migration
	for _, f := range sources {
		names, err := fs.Glob(f, "migration/*.sql")
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			b, err := fs.ReadFile(f, n)
			if err != nil {
				return nil, err
			}
			h := sha256.Sum256(b)
			list = append(list, migration{path.Base(n), string(b), hex.EncodeToString(h[:])})
		}
	}
	slices.SortFunc(list, func(a, b migration) int { return cmp.Compare(a.name, b.name) })
	for i := 1; i < len(list); i++ {
		if list[i].name == list[i-1].name {
			return nil, fmt.Errorf("two migrations are named %s", list[i].name)
		}
	}
	return list, nil
}

// statements splits at semicolons that end a line; comment lines are dropped.
func statements(text string) []string {
	var list []string
	var b strings.Builder
	for line := range strings.Lines(text) {
		l := strings.TrimSpace(line)
		if l == "" || strings.HasPrefix(l, "--") {
			continue
		}
		if i := strings.Index(l, " --"); i >= 0 {
			l = strings.TrimSpace(l[:i])
		}
		b.WriteString(l)
		b.WriteByte('\n')
		if strings.HasSuffix(l, ";") {
			list = append(list, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	if s := strings.TrimSpace(b.String()); s != "" {
		list = append(list, s)
	}
	return list
}

// rewrite turns the portable column types into those of SQLite and makes tables STRICT,
// so that SQLite refuses text in a number column as PostgreSQL does.
func rewrite(e Engine, s string) string {
	if e != SQLite {
		return s
	}
	s = strings.NewReplacer("BIGINT", "INTEGER", "BOOLEAN", "INTEGER", "BYTEA", "BLOB").Replace(s)
	if strings.HasPrefix(s, "CREATE TABLE") {
		s += " STRICT"
	}
	return s
}

// Prepare checks that the engine accepts a query as it stands, for tests.
func (d *DB) Prepare(ctx context.Context, q *Query) error {
	s, err := d.read.PrepareContext(ctx, q.Text(d.Engine))
	if err != nil {
		return err
	}
	return s.Close()
}

var qSchema = map[Engine]string{
	SQLite: `SELECT m.name, c.name, CASE c.type WHEN 'BLOB' THEN 'BYTEA' WHEN 'INTEGER' THEN 'NUMBER' ELSE c.type END, c."notnull" = 1 OR c.pk > 0
FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`,
	Postgres: `SELECT table_name, column_name, CASE data_type WHEN 'bigint' THEN 'NUMBER' WHEN 'boolean' THEN 'NUMBER' WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BYTEA' ELSE data_type END, is_nullable = 'NO'
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name COLLATE "C", column_name COLLATE "C"`,
}

// Schema lists tables and columns in a form that is the same for both engines, for tests.
func (d *DB) Schema(ctx context.Context) (string, error) {
	rows, err := d.read.QueryContext(ctx, qSchema[d.Engine])
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var table, column, kind string
		var filled bool
		if err := rows.Scan(&table, &column, &kind, &filled); err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s.%s %s", table, column, kind)
		if filled {
			b.WriteString(" NOT NULL")
		}
		b.WriteByte('\n')
	}
	return b.String(), rows.Err()
}
