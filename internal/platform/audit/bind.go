package audit

import (
	"context"
	"slices"

	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

var (
	qTableAdd = db.SQL("audit.table.add", `INSERT INTO audit_table (name, since) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`)
	qTableDel = db.SQL("audit.table.del", `DELETE FROM audit_table WHERE name = $1`)
	qTables   = db.SQL("audit.tables", `SELECT name FROM audit_table ORDER BY name`)
)

// keeper is the actor of what the program does to its own log.
var keeper = who.Actor{Name: "Hệ thống", Via: "cli", System: true}

// Bind brings the list of bound tables up to date with what the program writes. The rows
// that a table holds when it joins are taken as they are, in one leaf that says so.
func Bind(ctx context.Context, d *db.DB) error {
	have, err := db.All(ctx, d, qTables, db.Scalar[string])
	if err != nil || slices.Equal(have, db.Bound()) {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		have, err := db.All(ctx, tx, qTables, db.Scalar[string])
		if err != nil {
			return err
		}
		tables, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		now := d.Clock.Now().UnixMilli()
		var joined, left []string
		for _, tb := range tables {
			if !slices.Contains(db.Bound(), tb.Name) || slices.Contains(have, tb.Name) {
				continue
			}
			if err := tx.TouchAll(ctx, tb); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qTableAdd, tb.Name, now); err != nil {
				return err
			}
			joined = append(joined, tb.Name)
		}
		for _, name := range have {
			if slices.Contains(db.Bound(), name) {
				continue
			}
			if _, err := tx.Exec(ctx, qTableDel, name); err != nil {
				return err
			}
			left = append(left, name)
		}
		if len(joined)+len(left) == 0 {
			return nil
		}
		return Write(ctx, tx, Entry{By: keeper, Did: "audit.bind", On: "audit/tables", Before: left, After: joined, Why: "Bảng được gắn với nhật ký"})
	})
}

// A Rebind carries the rows of a database over a change of its tables: migrations change
// rows without a leaf of their own.
type Rebind struct {
	had     bool            // the database had bound rows before
	misfits map[string]bool // rows that did not fit before: they must not fit afterwards either
}

// BeforeMigration looks at every row before migrations run.
func BeforeMigration(ctx context.Context, d *db.DB) (r Rebind, err error) {
	r.misfits = map[string]bool{}
	err = d.Read(ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(ctx)
		if err != nil || !slices.ContainsFunc(tables, func(tb db.Table) bool { return tb.Name == "audit_table" }) {
			return err
		}
		r.had = true
		l, err := replay(ctx, tx)
		if err != nil {
			return err
		}
		return l.each(ctx, tx, func(_ Misfit, c db.Change) { r.misfits[c.Table+"\x00"+c.Key] = true })
	})
	return r, err
}

// After takes over the rows that the migrations changed, in a leaf that names them, as the
// end of the transaction in which they ran.
func (r Rebind) After(ctx context.Context, tx *db.Tx, migrations []string) error {
	if !r.had {
		return nil
	}
	l, err := replay(ctx, tx)
	if err != nil {
		return err
	}
	n := 0
	err = l.each(ctx, tx, func(_ Misfit, c db.Change) {
		if !r.misfits[c.Table+"\x00"+c.Key] {
			tx.Touch(c)
			n++
		}
	})
	if err != nil {
		return err
	}
	return Write(ctx, tx, Entry{By: keeper, Did: "audit.migrate", On: "audit/tables", After: map[string]any{"migrations": migrations, "rows": n}, Why: "Nâng cấp cấu trúc bảng"})
}
