package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/db"
)

// A mould (khuôn) is the first simulated bloc, made through the services, as rows: the others
// are cast from it. Their rows are written as a restored backup's are, without lines of the
// log of their own, for services take a second for each bloc.
type mould struct {
	tables []db.Table
	rows   map[string][][]any
	ids    map[int64]bool
}

// cast tables in the order in which they refer to each other.
var castTables = []string{"org_bloc", "org_unit", "org_unit_name", "org_membership", "org_term", "document_document", "document_clause", "document_count", "plan_plan", "plan_field", "plan_content", "plan_target", "plan_goal", "plan_task",
	"progress_period", "progress_value"}

// newMould takes the rows of the only bloc there is.
func newMould(ctx context.Context, d *db.DB) (m mould, err error) {
	m.rows, m.ids = map[string][][]any{}, map[int64]bool{}
	err = d.Read(ctx, func(tx *db.Tx) error {
		all, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		for _, name := range castTables {
			i := slices.IndexFunc(all, func(t db.Table) bool { return t.Name == name })
			if i < 0 {
				return fmt.Errorf("bench: no table %s", name)
			}
			tb := all[i]
			m.tables = append(m.tables, tb)
			key := slices.Index(tb.Columns, "id")
			if err := tx.Rows(ctx, tb, func(row []any) error {
				if key >= 0 {
					m.ids[row[key].(int64)] = true
				}
				m.rows[name] = append(m.rows[name], slices.Clone(row))
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return m, err
}

// cast writes bloc number n: own ids, own names, own figures.
func (m mould) cast(ctx context.Context, d *db.DB, n int) error {
	words := strings.NewReplacer("k0-", fmt.Sprintf("k%d-", n), "của khối 1", fmt.Sprintf("của khối %d", n+1), "ĐV 1.", fmt.Sprintf("ĐV %d.", n+1), "Khối thi đua số 1", fmt.Sprintf("Khối thi đua số %d", n+1))
	return d.Write(ctx, func(tx *db.Tx) error {
		own := make(map[int64]int64, len(m.ids))
		for old := range m.ids {
			own[old] = int64(db.NewID[id.Bloc](tx))
		}
		for _, tb := range m.tables {
			list := make([][]any, len(m.rows[tb.Name]))
			for i, was := range m.rows[tb.Name] {
				list[i] = m.row(tb, was, own, words, n)
			}
			if err := tx.Put(ctx, tb, list); err != nil {
				return err
			}
		}
		return nil
	})
}

// row changes one row of the first bloc into one of bloc number n.
func (m mould) row(tb db.Table, was []any, own map[int64]int64, words *strings.Replacer, n int) []any {
	row := slices.Clone(was)
	for c, v := range row {
		switch v := v.(type) {
		case int64:
			if x, ok := own[v]; ok {
				row[c] = x
			}
			if tb.Name == "progress_value" && tb.Columns[c] == "value" {
				row[c] = (20 + (v/10000-20+int64(n)*31)%45) * 10000
			}
		case string:
			if row[c] = words.Replace(v); v == "k0" {
				row[c] = fmt.Sprintf("k%d", n)
			}
		}
	}
	at := func(name string) string { return row[slices.Index(tb.Columns, name)].(string) }
	set := func(name string, v any) { row[slices.Index(tb.Columns, name)] = v }
	switch tb.Name {
	case "org_bloc":
		set("sort", vi.SortKey(at("name")))
	case "org_unit":
		set("sort", vi.SortKey(at("name")))
		set("fold", vi.Fold(at("name")+" "+at("short")+" "+at("code")))
	}
	return row
}
