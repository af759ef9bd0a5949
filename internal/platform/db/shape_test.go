package db_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestCrooked changes tables behind the program's back: each change is found, and what the
// migrations made is not.
func TestCrooked(t *testing.T) {
	sources := append(boxes[:1:1], audit.Migrations)
	both := []string{"ALTER TABLE box ADD COLUMN more TEXT", "DROP INDEX box_n", "ALTER TABLE audit_payload DROP COLUMN via", "UPDATE db_migration SET sum = 'x' WHERE name LIKE '%box%'", "DELETE FROM db_migration WHERE name LIKE '%box%'"}
	only := map[db.Engine][]string{
		db.SQLite:   {"CREATE TRIGGER x AFTER INSERT ON box BEGIN DELETE FROM audit_leaf; END", "CREATE TABLE x (n INTEGER)", "CREATE VIEW y AS SELECT 1", "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'audit_node'; PRAGMA writable_schema = RESET"},
		db.Postgres: {"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER x AFTER INSERT ON box EXECUTE FUNCTION f()", "CREATE RULE x AS ON DELETE TO box DO INSTEAD NOTHING", "ALTER TABLE box ALTER COLUMN n SET DEFAULT 1", "ALTER TABLE box ALTER COLUMN name DROP NOT NULL", "ALTER TABLE audit_rows ALTER COLUMN body TYPE VARCHAR(9)"},
	}
	for engine, more := range only {
		t.Run(string(engine), func(t *testing.T) {
			driver, url := "sqlite", filepath.Join(t.TempDir(), "x.db")
			if engine == db.Postgres {
				driver, url = "pgx", dbtest.PostgresURL(t)
			}
			d, err := db.Open(t.Context(), url, clock.NewHand(time.Now()))
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if err := d.Migrate(t.Context(), sources...); err != nil {
				t.Fatal(err)
			}
			raw, err := sql.Open(driver, url)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			before := ""
			for i, change := range append(append([]string{""}, more...), both...) {
				if _, err := raw.Exec(change); err != nil {
					t.Fatalf("%s: %v", change, err)
				}
				var bad []db.Crooked
				if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { bad, err = tx.Crooked(t.Context(), sources...); return err }); err != nil {
					t.Fatal(err)
				}
				if now := fmt.Sprint(bad); i == 0 && len(bad) > 0 || i > 0 && now == before {
					t.Errorf("%q: found %v", change, bad)
				} else {
					before = now
				}
			}
		})
	}
}
