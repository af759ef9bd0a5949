package db_test

import (
	"context"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var kinds = []fs.FS{fstest.MapFS{"migration/202601010000_kind.sql": {Data: []byte(`CREATE TABLE kind (
  id   BIGINT PRIMARY KEY,
  raw  BYTEA,
  shut BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  n    BIGINT,
  more TEXT NOT NULL DEFAULT 'không có'
);
CREATE TABLE kind_pair (
  text TEXT NOT NULL,
  n    BIGINT NOT NULL REFERENCES kind (id),
  at   BIGINT,
  PRIMARY KEY (n, text)
);
`)}}}

var (
	qKind      = db.SQL("kind.put", `INSERT INTO kind (id, raw, shut, name, n) VALUES ($1, $2, $3, $4, $5)`)
	qKindOver  = db.SQL("kind.over", `INSERT INTO kind (id, raw, shut, name, n) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, raw = EXCLUDED.raw`)
	qKindOnce  = db.SQL("kind.once", `INSERT INTO kind (id, raw, shut, name, n) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`)
	qKindGive  = db.SQL("kind.give", `INSERT INTO kind (id, raw, shut, name, n) VALUES ($1, $2, $3, $4, $5) RETURNING id, name`)
	qKindTurn  = db.SQL("kind.turn", `UPDATE kind SET shut = NOT shut, n = COALESCE(n, 0) + id, more = name WHERE id > $1`)
	qKindEmpty = db.SQL("kind.empty", `UPDATE kind SET raw = NULL, n = NULL WHERE id = $1`)
	qKindPair  = db.SQL("kind.pair", `INSERT INTO kind_pair (text, n, at) SELECT name, id, n FROM kind WHERE id < $1`)
	qKindGone  = db.SQL("kind.gone", `DELETE FROM kind WHERE id = $1`)
	qPairGone  = db.SQL("kind.pair.gone", `DELETE FROM kind_pair`)
	qPairLost  = db.SQL("kind.pair.lost", `DELETE FROM kind_pair WHERE n = $1 RETURNING text`)
)

// rowsOf gives the bound rows as they stand, by table and key.
func rowsOf(t *testing.T, tx *db.Tx) map[string]string {
	t.Helper()
	tables, err := tx.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, tb := range tables {
		if !slices.Contains(db.Bound(), tb.Name) {
			continue
		}
		c := tb.Coder()
		if err := tx.Rows(t.Context(), tb, func(row []any) error {
			m[tb.Name+c.Key(row)] = string(c.Canonical(nil, row))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// TestChangesAreTheRows: what a transaction says that it has changed is what is different
// afterwards, with the content that the tables give, whatever queries did it, and nothing of
// those that failed.
func TestChangesAreTheRows(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	dbtest.Each(t, kinds, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		dice := rand.New(rand.NewPCG(seed, 9))
		for round := range 30 {
			err := d.Write(ctx, func(tx *db.Tx) error {
				before := rowsOf(t, tx)
				for range 1 + dice.IntN(8) {
					id := int64(dice.IntN(20))
					args := []any{id, [][]byte{nil, {}, {0, 255, 10}, []byte("abc")}[dice.IntN(4)], dice.IntN(2) == 1, []string{"", "a", "Đắk Lắk\t\"<&>\"", "\u2028\\ "}[dice.IntN(4)], []any{nil, int64(0), int64(-1 << 63), int64(1<<63 - 1), int64(7)}[dice.IntN(5)]}
					var err error
					switch dice.IntN(9) {
					case 0:
						args[4] = id
						_, err = tx.Exec(ctx, qKindOver, args...)
					case 1:
						_, err = tx.Exec(ctx, qKindOver, args...)
					case 2:
						_, err = tx.Exec(ctx, qKindOnce, args...)
					case 3:
						args[0] = int64(100 + dice.IntN(1<<30))
						_, err = db.All(ctx, tx, qKindGive, func(r db.Row) (s string, err error) { return s, r.Scan(&id, &s) }, args...)
					case 4:
						_, err = tx.Exec(ctx, qKindTurn, id)
						if err != nil {
							return err // a number that is too large: the whole is taken back
						}
					case 5:
						_, err = tx.Exec(ctx, qKindEmpty, id)
					case 6:
						if _, err = tx.Exec(ctx, qPairGone); err == nil {
							_, err = tx.Exec(ctx, qKindPair, id)
						}
					case 7:
						if _, err = db.All(ctx, tx, qPairLost, db.Scalar[string], id); err == nil {
							_, err = tx.Exec(ctx, qKindGone, id)
						}
					case 8:
						if d.Engine == db.SQLite { // PostgreSQL goes no further in a transaction with an error
							if _, e := tx.Exec(ctx, qKind, args...); e != nil && !db.IsUnique(e) {
								err = e
							}
						}
					}
					if err != nil {
						return err
					}
				}
				after := rowsOf(t, tx)
				told := maps.Clone(before)
				for _, c := range tx.Changes() {
					if k := c.Table + c.Key; c.Row == nil {
						delete(told, k)
					} else {
						told[k] = string(c.Row)
					}
				}
				if !maps.Equal(told, after) {
					t.Errorf("seed %d, round %d:\ntold %q\nis %q", seed, round, told, after)
				}
				for _, c := range tx.Changes() {
					if c.Row == nil && before[c.Table+c.Key] == "" && after[c.Table+c.Key] != "" {
						t.Errorf("seed %d, round %d: %s%s is told to be gone", seed, round, c.Table, c.Key)
					}
				}
				return leaf(ctx, tx)
			})
			if err != nil && !strings.Contains(err.Error(), "kind.turn") {
				t.Fatal(err)
			}
		}
		if len(rows(t, d)) < 5 {
			t.Error("too few rows were written: the test proves nothing")
		}
	})
}

func rows(t *testing.T, d *db.DB) (m map[string]string) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error { m = rowsOf(t, tx); return nil }); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMigrationBetween: a table that gets a column while the program runs is told with it.
func TestMigrationBetween(t *testing.T) {
	d := dbtest.SQLite(t, kinds)
	ctx := t.Context()
	add := func(id int64) (err error) {
		return d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, qKindOver, id, nil, true, "a", nil); err != nil {
				return err
			}
			list, is := tx.Changes(), rowsOf(t, tx)
			if len(list) != 1 || string(list[0].Row) != is["kind"+list[0].Key] {
				t.Errorf("told %q, is %q", list, is)
			}
			return leaf(ctx, tx)
		})
	}
	if err := add(1); err != nil {
		t.Fatal(err)
	}
	more := fstest.MapFS{"migration/202701010000_more.sql": {Data: []byte("ALTER TABLE kind ADD COLUMN last TEXT NOT NULL DEFAULT 'x';\n")}}
	if err := d.Migrate(ctx, audit.Migrations, kinds[0], more); err != nil {
		t.Fatal(err)
	}
	for id := range int64(3) {
		if err := add(id); err != nil {
			t.Fatal(err)
		}
	}
}

var qMany = db.Quiet("box.many", `INSERT INTO box (id, name, shut, n) WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < $1) SELECT -x, 'r' || x, 1, 0 FROM c`)

// TestCallerGone: who goes away in the middle of a statement does not take the work of others
// with it that shares the transaction.
func TestCallerGone(t *testing.T) {
	d := dbtest.SQLite(t, boxes)
	begun, all := make(chan struct{}), make(chan struct{})
	begin := sync.OnceFunc(func() { close(begun) })
	failed := make(chan error, 3)
	go func() {
		failed <- d.Write(t.Context(), func(tx *db.Tx) error {
			begin()
			<-all // the others wait by now and join
			if _, err := tx.Exec(t.Context(), qPut, int64(1), "first", true, int64(0)); err != nil {
				return err
			}
			return leaf(t.Context(), tx)
		})
	}()
	<-begun
	go func() { failed <- put(t.Context(), d, "second", true) }()
	time.Sleep(50 * time.Millisecond)
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		failed <- d.Write(ctx, func(tx *db.Tx) error {
			go func() { time.Sleep(30 * time.Millisecond); leave() }()
			if _, err := tx.Exec(ctx, qMany, int64(30_000)); err != nil {
				return err
			}
			return leaf(ctx, tx)
		})
	}()
	time.Sleep(50 * time.Millisecond)
	close(all)
	for range 3 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if ctx.Err() == nil {
		t.Error("nobody went away: the test proves nothing")
	}
	if n := count(t, d); n != 30_002 {
		t.Errorf("%d rows", n)
	}
}
