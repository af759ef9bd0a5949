package db_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var boxes = []fs.FS{fstest.MapFS{"migration/202601010000_box.sql": {Data: []byte(`-- a table for tests; it has a comment
CREATE TABLE box (
  id   BIGINT PRIMARY KEY, -- made in Go
  name TEXT NOT NULL UNIQUE,
  shut BOOLEAN NOT NULL,
  n    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX box_n ON box (n);
`)}}}

var (
	qPut   = db.SQL("box.put", `INSERT INTO box (id, name, shut, n) VALUES ($1, $2, $3, $4)`)
	qAdd   = db.SQL("box.add", `UPDATE box SET n = n + 1 WHERE name = $1`)
	qQuiet = db.Quiet("box.quiet", `INSERT INTO box (id, name, shut, n) VALUES ($1, $2, $3, $4)`)
	qCount = db.SQL("box.count", `SELECT COUNT(*) FROM box`)
	qN     = db.SQL("box.n", `SELECT n FROM box WHERE name = $1`)
	qText  = db.SQL("box.text", `UPDATE box SET n = $1 WHERE name = $2`)
)

func leaf(ctx context.Context, tx *db.Tx) error {
	return audit.Write(ctx, tx, audit.Entry{By: who.Actor{Name: "Cán bộ", Via: "web"}, Did: "box.put", On: "box/1"})
}

func put(ctx context.Context, d *db.DB, name string, withLeaf bool) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qPut, int64(db.NewID[int](tx)), name, true, int64(0)); err != nil {
			return err
		}
		if !withLeaf {
			return nil
		}
		return leaf(ctx, tx)
	})
}

func count(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One(t.Context(), d, qCount, db.Scalar[int64])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWrite(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := put(ctx, d, "a", true); err != nil {
			t.Fatal(err)
		}
		if err := put(ctx, d, "b", false); !errors.Is(err, db.ErrUnaudited) {
			t.Errorf("a change without a leaf: %v, want ErrUnaudited", err)
		}
		if err := put(ctx, d, "a", true); !db.IsUnique(err) {
			t.Errorf("the same name twice: %v, want a unique violation", err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows, want 1: a refused change left something behind", n)
		}
		if _, err := db.One(ctx, d, qN, db.Scalar[int64], "none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no row: %v, want NotFound", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { // technical rows need no leaf
			_, err := tx.Exec(ctx, qQuiet, int64(db.NewID[int](tx)), "quiet", false, int64(0))
			return err
		}); err != nil {
			t.Errorf("a quiet change: %v", err)
		}
		h, err := audit.History(ctx, d, "box/1", 10)
		if err != nil || len(h) != 1 || h[0].Name != "Cán bộ" {
			t.Errorf("history %v %v, want the one leaf", h, err)
		}
	})
}

func TestStrictColumns(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := put(ctx, d, "a", true); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, qText, "mười hai", "a"); err != nil {
				return err
			}
			return leaf(ctx, tx)
		})
		if err == nil {
			t.Error("text went into a number column")
		}
	})
}

// TestSharedCommit lets many writers wait for one commit: one that fails and one that
// panics must not harm the others.
func TestSharedCommit(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := put(ctx, d, "sum", true); err != nil {
			t.Fatal(err)
		}
		const writers, each = 16, 20
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					err := d.Write(ctx, func(tx *db.Tx) error {
						if _, err := tx.Exec(ctx, qAdd, "sum"); err != nil {
							return err
						}
						if (w+i)%5 == 0 {
							return errors.New("refused")
						}
						return leaf(ctx, tx)
					})
					if ((w+i)%5 == 0) != (err != nil) {
						t.Errorf("writer %d step %d: %v", w, i, err)
					}
				}
			})
		}
		wg.Go(func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic did not reach its caller")
				}
			}()
			d.Write(ctx, func(tx *db.Tx) error { panic("boom") })
		})
		wg.Wait()
		n, err := db.One(ctx, d, qN, db.Scalar[int64], "sum")
		if err != nil || n != writers*each*4/5 {
			t.Errorf("sum is %d (%v), want %d", n, err, writers*each*4/5)
		}
	})
}

func TestMigrateTwiceAndChanged(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Migrate(ctx, audit.Migrations, boxes[0]); err != nil {
			t.Errorf("a second time: %v", err)
		}
		changed := fstest.MapFS{"migration/202601010000_box.sql": {Data: []byte("CREATE TABLE other (id BIGINT PRIMARY KEY);\n")}}
		if err := d.Migrate(ctx, audit.Migrations, changed); err == nil {
			t.Error("a changed migration was accepted")
		}
		if err := d.Migrate(ctx, audit.Migrations); !fault.Is(err, fault.Conflict) {
			t.Errorf("data of a newer version: %v, want Conflict", err)
		}
		broken := fstest.MapFS{"migration/202701010000_x.sql": {Data: []byte("CREATE TABLE half (id BIGINT PRIMARY KEY);\nCREATE TABLE half (id BIGINT PRIMARY KEY);\n")}}
		if err := d.Migrate(ctx, audit.Migrations, boxes[0], broken); err == nil {
			t.Error("a broken migration was accepted")
		}
		fixed := fstest.MapFS{"migration/202701010000_x.sql": {Data: []byte("CREATE TABLE half (id BIGINT PRIMARY KEY);\n")}}
		if err := d.Migrate(ctx, audit.Migrations, boxes[0], fixed); err != nil {
			t.Errorf("the broken migration left half of itself: %v", err)
		}
		// What belongs to an upgrade stands or falls with it.
		second := fstest.MapFS{"migration/202701020000_y.sql": {Data: []byte("CREATE TABLE more (id BIGINT PRIMARY KEY);\n")}}
		stopped := errors.New("stopped at the end")
		if err := d.MigrateThen(ctx, func(*db.Tx) error { return stopped }, audit.Migrations, boxes[0], fixed, second); !errors.Is(err, stopped) {
			t.Errorf("an upgrade whose end fails: %v", err)
		}
		if s, err := d.Schema(ctx); err != nil || strings.Contains(s, "more.") {
			t.Errorf("an upgrade whose end failed left its tables: %v", err)
		}
	})
}

func TestSnapshot(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Read(ctx, func(tx *db.Tx) error {
			before, err := db.One(ctx, tx, qCount, db.Scalar[int64])
			if err != nil {
				return err
			}
			if err := put(ctx, d, "late", true); err != nil {
				return err
			}
			after, err := db.One(ctx, tx, qCount, db.Scalar[int64])
			if err == nil && before != after {
				err = fmt.Errorf("the snapshot moved from %d to %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkWrite measures durable changes with their audit leaf at 64 writers.
func BenchmarkWrite(b *testing.B) {
	d := dbtest.SQLite(b, boxes)
	ctx := b.Context()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			err := d.Write(ctx, func(tx *db.Tx) error {
				n := int64(db.NewID[int](tx))
				if _, err := tx.Exec(ctx, qPut, n, fmt.Sprint(n), true, int64(0)); err != nil {
					return err
				}
				return leaf(ctx, tx)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A long write of a row that short ones change all the time comes to its turn; without the
// queue of PostgreSQL's writes it loses every time.
func TestHotRow(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := put(ctx, d, "hot", true); err != nil {
			t.Fatal(err)
		}
		add := func(hold time.Duration) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				if _, err := db.One(ctx, tx, qN, db.Scalar[int64], "hot"); err != nil {
					return err
				}
				time.Sleep(hold)
				if _, err := tx.Exec(ctx, qAdd, "hot"); err != nil {
					return err
				}
				return leaf(ctx, tx)
			})
		}
		var done atomic.Bool
		var short atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for !done.Load() && !t.Failed() {
					if err := add(0); err != nil {
						t.Error("a short write: ", err)
					}
					short.Add(1)
				}
			})
		}
		for short.Load() < 4 && !t.Failed() {
			time.Sleep(time.Millisecond)
		}
		if err := add(50 * time.Millisecond); err != nil {
			t.Error("the long write: ", err)
		}
		done.Store(true)
		wg.Wait()
		if n, err := db.One(ctx, d, qN, db.Scalar[int64], "hot"); err != nil || n != short.Load()+1 {
			t.Errorf("%d, want %d (%v)", n, short.Load()+1, err)
		}
	})
}

func TestTextThatIsNone(t *testing.T) {
	dbtest.Each(t, boxes, func(t *testing.T, d *db.DB) {
		for _, name := range []string{"a\x00b", "\xff\xfe", "\xed\xa0\x80", "Đắk\xc0\xaf"} {
			if err := put(t.Context(), d, name, true); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q is written: %v", name, err)
			}
			if _, err := db.One(t.Context(), d, qN, db.Scalar[int64], name); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q is looked for: %v", name, err)
			}
			if err := d.Read(t.Context(), func(tx *db.Tx) error {
				_, err := db.One(t.Context(), tx, qN, db.Scalar[int64], name)
				return err
			}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q is looked for in a transaction: %v", name, err)
			}
		}
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows", n)
		}
		if err := put(t.Context(), d, "Đắk Lắk \u202e\x01\U0001f46e", true); err != nil {
			t.Error("odd, but a text:", err)
		}
	})
}
