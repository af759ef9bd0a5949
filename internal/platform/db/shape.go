package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// A Crooked part of the schema is a table, an index, a trigger or a view that is not what the
// migrations make.
type Crooked struct {
	Kind, Name string
	What       string // "missing", "added" or "changed"
}

// What SQLite knows of its tables; triggers and views count, for no migration makes one.
const sqliteParts = `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`

// What PostgreSQL knows of the tables of the house; what others keep in the same database is
// left alone.
const postgresParts = `SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid), c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'rule', r.rulename, pg_get_ruledef(r.oid), c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'index', i.indexname, '', i.tablename FROM pg_indexes i WHERE i.schemaname = 'public'
UNION ALL SELECT 'column', a.attname, CASE format_type(a.atttypid, a.atttypmod) WHEN 'bigint' THEN 'n' WHEN 'boolean' THEN 'n' WHEN 'bytea' THEN 'b' WHEN 'text' THEN 't' ELSE '?' END || a.attnotnull::int || COALESCE(pg_get_expr(d.adbin, d.adrelid), ''), c.relname
 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped`

// Crooked compares tables, indexes and what else may act on rows with what the migrations
// make that have run here, and the list of those with the program's own: a changed default
// or a trigger would be worse than a changed row.
func (t *Tx) Crooked(ctx context.Context, sources ...fs.FS) (bad []Crooked, err error) {
	had, err := t.Migrations(ctx)
	if err != nil {
		return nil, err
	}
	list, err := collect(sources)
	if err != nil {
		return nil, err
	}
	ran := map[string]string{}
	for _, h := range had {
		ran[h.Name] = h.Sum
	}
	must := []migration{{text: migrationTable}}
	for _, m := range list {
		if sum, ok := ran[m.name]; ok {
			if sum != m.sum {
				bad = append(bad, Crooked{"migration", m.name, "changed"})
			}
			must = append(must, m)
			delete(ran, m.name)
		}
	}
	if len(ran) > 0 { // made by a newer program: what it makes is not known here
		return nil, newer(slices.Min(slices.Collect(maps.Keys(ran))))
	}
	want, columns, err := made(ctx, must)
	if err != nil {
		return nil, err
	}
	if t.db.Engine == Postgres {
		all, _, err := made(ctx, append([]migration{{text: migrationTable}}, list...))
		if err != nil {
			return nil, err
		}
		more, err := t.crookedPostgres(ctx, want, all, columns)
		return append(bad, more...), err
	}
	is, err := parts(ctx, t.run)
	if err != nil {
		return nil, err
	}
	for k, text := range is {
		if w, ok := want[k]; !ok {
			bad = append(bad, Crooked{k[0], k[1], "added"})
		} else if w != text {
			bad = append(bad, Crooked{k[0], k[1], "changed"})
		}
	}
	for k := range want {
		if _, ok := is[k]; !ok {
			bad = append(bad, Crooked{k[0], k[1], "missing"})
		}
	}
	slices.SortFunc(bad, func(a, b Crooked) int { return strings.Compare(a.Kind+a.Name, b.Kind+b.Name) })
	return bad, nil
}

// made gives the parts and the columns that migrations make, in a database of their own.
func made(ctx context.Context, list []migration) (map[[2]string]string, map[string]string, error) {
	d, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, nil, err
	}
	defer d.Close()
	c, err := d.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	for _, m := range list {
		for _, s := range statements(m.text) {
			if _, err := c.ExecContext(ctx, rewrite(SQLite, s)); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", m.name, err)
			}
		}
	}
	want, err := parts(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	columns := map[string]string{}
	err = each(ctx, c, `SELECT m.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'n' WHEN 'BLOB' THEN 'b' ELSE 't' END || (c."notnull" = 1 OR c.pk > 0), COALESCE(c.dflt_value, '') FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`, func(v [4]string) {
		columns[v[0]+"."+v[1]] = v[2] + falsy(v[3])
	})
	return want, columns, err
}

// each reads rows of four texts.
func each(ctx context.Context, r runner, text string, f func(v [4]string)) error {
	rows, err := r.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v [4]string
		if err := rows.Scan(&v[0], &v[1], &v[2], &v[3]); err != nil {
			return err
		}
		f(v)
	}
	return errors.Join(rows.Err(), rows.Close())
}

// parts gives what SQLite knows, each part in a form that does not depend on spaces, quotes
// or the order in which columns were added.
func parts(ctx context.Context, r runner) (map[[2]string]string, error) {
	m := map[[2]string]string{}
	err := each(ctx, r, strings.Replace(sqliteParts, "sql FROM", "sql, '' FROM", 1), func(v [4]string) { m[[2]string{v[0], v[1]}] = plainSQL(v[2]) })
	return m, err
}

func plainSQL(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, `"`, "")), " ")
	open, end := strings.IndexByte(s, '('), strings.LastIndexByte(s, ')')
	if !strings.HasPrefix(s, "CREATE TABLE") || open < 0 || end < open {
		return s
	}
	var list []string
	depth, from := 0, open+1
	for i := open + 1; i <= end; i++ {
		switch c := s[i]; {
		case c == '(':
			depth++
		case c == ')' && i < end:
			depth--
		case c == ',' && depth == 0 || i == end:
			list = append(list, strings.TrimSpace(s[from:i]))
			from = i + 1
		}
	}
	slices.Sort(list)
	return s[:open] + strings.Join(list, ",") + s[end:]
}

// crookedPostgres is Crooked where tables cannot be made on the side: columns, indexes,
// triggers and rules of the tables of the house are compared with those of SQLite.
func (t *Tx) crookedPostgres(ctx context.Context, want, all map[[2]string]string, columns map[string]string) (bad []Crooked, err error) {
	missing := maps.Clone(columns)
	indexes := map[string]bool{}
	for k := range want {
		if k[0] == "index" {
			indexes[k[1]] = true
		}
	}
	err = each(ctx, t.run, postgresParts, func(v [4]string) {
		ours := [2]string{"table", v[3]}
		switch name := v[3] + "." + v[1]; {
		case want[ours] == "" && all[ours] != "" && v[0] == "column": // of a migration that is not in the list
			bad = append(bad, Crooked{"column", name, "added"})
		case want[ours] == "":
		case v[0] == "index":
			delete(indexes, v[1])
		case v[0] != "column":
			bad = append(bad, Crooked{v[0], name, "added"})
		default:
			w, ok := columns[name]
			delete(missing, name)
			value, _, _ := strings.Cut(v[2], "::")
			if !ok {
				bad = append(bad, Crooked{"column", name, "added"})
			} else if value[:2]+falsy(value[2:]) != w {
				bad = append(bad, Crooked{"column", name, "changed"})
			}
		}
	})
	for n := range missing {
		bad = append(bad, Crooked{"column", n, "missing"})
	}
	for n := range indexes {
		bad = append(bad, Crooked{"index", n, "missing"})
	}
	slices.SortFunc(bad, func(a, b Crooked) int { return strings.Compare(a.Kind+a.Name, b.Kind+b.Name) })
	return bad, err
}

// falsy makes the default values of the two engines comparable.
func falsy(v string) string {
	v = strings.Trim(strings.ToLower(v), "()")
	switch v {
	case "false":
		return "0"
	case "true":
		return "1"
	}
	return v
}
