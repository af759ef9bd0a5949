package db_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var (
	qScrubAdd  = db.Quiet("scrub.add", `INSERT INTO scrub_row (id, body) VALUES ($1, $2)`)
	qScrubGone = db.Quiet("scrub.gone", `DELETE FROM scrub_row WHERE id = $1`)
)

// TestScrub: what was deleted is in no file of the database, while that is open.
func TestScrub(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), filepath.Join(dir, "thidua.db"), clock.NewHand(dbtest.Start))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Migrate(t.Context(), fstest.MapFS{"migration/202601010000_scrub.sql": {Data: []byte("CREATE TABLE scrub_row (id BIGINT PRIMARY KEY, body TEXT NOT NULL);")}}))
	const canary = "canary-zeta@vidu.example"
	write := func(q *db.Query, args ...any) {
		t.Helper()
		must(d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q, args...); return err }))
	}
	for i := range 50 {
		write(qScrubAdd, int64(i), fmt.Sprintf("%s %d", canary, i))
	}
	found := func() (n int) {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		must(err)
		for _, f := range files {
			b, err := os.ReadFile(f)
			must(err)
			n += bytes.Count(b, []byte(canary))
		}
		return n
	}
	done, err := d.Scrub(t.Context())
	must(err)
	if !done || found() < 50 {
		t.Fatalf("before: done %v, %d times: the test looks at the wrong files", done, found())
	}
	for i := range 50 {
		write(qScrubGone, int64(i))
	}
	done, err = d.Scrub(t.Context())
	must(err)
	if n := found(); !done || n > 0 {
		t.Errorf("done %v, still there %d times", done, n)
	}
}
