package audit_test

import (
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestWaitingIsRead: what has no place yet is read with what has one, by every reader, and
// what it says does not change when it gets its place.
func TestWaitingIsRead(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l := open(t, d, t.TempDir())
		for i, on := range []string{"cell/1", "cell/2", "cell/1", "cell/1"} {
			write(t, d, audit.Entry{By: officer, Did: "cell.save", On: on, Version: int64(i), After: "số " + on, Why: "Gõ nhầm"})
			if i == 1 {
				integrate(t, l)
			}
		}
		look := func() (got [][]audit.Line) {
			for _, s := range []audit.Search{{Limit: 99}, {Limit: 2}, {Limit: 99, Act: "cell."}, {Limit: 99, Object: "cell/1"}, {Limit: 99, Actor: "7"}, {Limit: 99, Act: "nothing"}, {Limit: 99, From: dbtest.Start.Add(-time.Hour)}, {Limit: 99, Until: dbtest.Start.Add(-time.Hour)}} {
				list, err := audit.Find(t.Context(), d, s)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, list)
			}
			all := got[0]
			for i := range all {
				older, err := audit.Find(t.Context(), d, audit.Search{Limit: 99, Before: all[i].ID})
				if err != nil || len(older) != len(all)-i-1 {
					t.Errorf("%d lines before the %d-th of %d: %v", len(older), i, len(all), err)
				}
				one, err := audit.One(t.Context(), d, all[i].ID)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, []audit.Line{one})
			}
			for _, limit := range []int{1, 2, 9} {
				h, err := audit.History(t.Context(), d, "cell/1", limit)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, h)
			}
			n, err := audit.Newest(t.Context(), d)
			if err != nil || n != all[0].ID {
				t.Errorf("the newest is %d, not %d: %v", n, all[0].ID, err)
			}
			if at, err := audit.Last(t.Context(), d); err != nil || !at.Equal(all[0].At) {
				t.Errorf("the last is of %v: %v", at, err)
			}
			if on, err := audit.Objects(t.Context(), d, "nothing", "cell.save"); err != nil || len(on) != 4 {
				t.Errorf("saved were %v: %v", on, err)
			}
			leaves, err := audit.Holding(t.Context(), d, "SỐ CELL/1")
			if err != nil || len(leaves) != 3 {
				t.Errorf("%v hold the text: %v", leaves, err)
			}
			return got
		}
		before := look()
		if n, err := audit.Waiting(t.Context(), d); err != nil || n != 2 {
			t.Errorf("%d wait: %v", n, err)
		}
		if l := before[0]; len(l) != 5 || l[0].Seq >= 0 || l[1].Seq >= 0 || l[2].Seq != 2 || l[0].Name != officer.Name || l[0].Via != "web" || l[0].Why == "" {
			t.Errorf("%+v", l)
		}
		if len(before[1]) != 2 || len(before[2]) != 4 || len(before[3]) != 3 || len(before[4]) == 0 || len(before[5]) != 0 || len(before[6]) != 5 || len(before[7]) != 0 {
			t.Errorf("%+v", before)
		}
		integrate(t, l)
		after := look()
		for _, list := range [][][]audit.Line{before, after} {
			for _, x := range list {
				for i := range x {
					x[i].Seq = 0
				}
			}
		}
		if !reflect.DeepEqual(before, after) {
			t.Errorf("the lines differ once they have their place:\n%+v\n%+v", before, after)
		}
		if n, err := audit.Waiting(t.Context(), d); err != nil || n != 0 {
			t.Errorf("%d wait: %v", n, err)
		}
		if _, err := audit.One(t.Context(), d, 12); !fault.Is(err, fault.NotFound) {
			t.Errorf("a line that is not there: %v", err)
		}
		if n, bad := verify(t, d); n.Leaves != 5 || n.Waiting != 0 || len(bad) > 0 {
			t.Errorf("%+v %v", n, bad)
		}
	})
}

// TestEraseWhilePlaced: the content of a line is erased while it waits, while it is given its
// place, or afterwards; it is gone every time, and the log verifies.
func TestEraseWhilePlaced(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l := open(t, d, t.TempDir())
		const rounds = 20
		for range rounds {
			write(t, d, audit.Entry{By: officer, Did: "user.save", On: "user/1", After: "Người xin xóa"})
			many(t, d, 30)
			h, err := audit.History(t.Context(), d, "user/1", 1)
			if err != nil {
				t.Fatal(err)
			}
			var both sync.WaitGroup
			both.Go(func() {
				if _, err := l.Integrate(t.Context()); err != nil {
					t.Error(err)
				}
			})
			both.Go(func() {
				if err := d.Write(t.Context(), func(tx *db.Tx) error {
					was, err := audit.Erase(t.Context(), tx, officer, h[0].ID, "Theo yêu cầu")
					if err == nil && !was {
						t.Error("there was nothing to erase")
					}
					return err
				}); err != nil {
					t.Error(err)
				}
			})
			both.Wait()
		}
		for _, when := range []string{"waiting", "placed"} {
			if list, err := audit.Holding(t.Context(), d, "xin xóa"); err != nil || len(list) > 0 {
				t.Errorf("%s: still there: %v %v", when, list, err)
			}
			if n, bad := verify(t, d); n.Erased != rounds || len(bad) > 0 {
				t.Errorf("%s: %+v %v", when, n, bad)
			}
			integrate(t, l)
		}
	})
}

// TestManyWaiting: more lines than one page wait, and every one is looked at.
func TestManyWaiting(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	many(t, d, 5003)
	if n, bad := verify(t, d); n.Waiting != 5003 || n.Leaves != 5003 || len(bad) > 0 {
		t.Errorf("%+v %v", n, bad)
	}
}

var (
	qTestWaiting = db.SQL("audit.test.waiting", `SELECT id, at, actor, action, object, version, commitment, rowsum, hash, salt, payload, rowsalt, body FROM audit_pending ORDER BY id`)
	qTestLeaf    = db.Quiet("audit.test.leaf", `INSERT INTO audit_leaf (id, at, actor, action, object, version, commitment, rowsum, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qTestPayload = db.Quiet("audit.test.payload", `INSERT INTO audit_payload (leaf, salt, name, via, payload) VALUES ($1, $2, $3, $4, $5)`)
	qTestRows    = db.Quiet("audit.test.rows", `INSERT INTO audit_rows (leaf, salt, body) VALUES ($1, $2, $3)`)
	qTestPlaced  = db.SQL("audit.test.placed", `SELECT COUNT(*) FROM audit_leaf`)
)

// TestWaitingUpgrade: lines that waited in the tables of an earlier schema wait in the new one,
// one of them erased, and are signed there.
func TestWaitingUpgrade(t *testing.T) {
	earlier := fstest.MapFS{}
	names, err := fs.Glob(audit.Migrations, "migration/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if !strings.Contains(n, "pending") {
			b, err := audit.Migrations.ReadFile(n)
			if err != nil {
				t.Fatal(err)
			}
			earlier[n] = &fstest.MapFile{Data: b}
		}
	}
	from := dbtest.SQLite(t, sources)
	write(t, from, audit.Entry{By: officer, Did: "user.save", On: "user/1", After: "Người xin xóa"})
	write(t, from, audit.Entry{By: officer, Did: "cell.save", On: "cell/1", After: 4})
	if err := audit.Bind(t.Context(), from); err != nil { // a line with rows
		t.Fatal(err)
	}
	h, err := audit.History(t.Context(), from, "user/1", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := from.Write(t.Context(), func(tx *db.Tx) error {
		_, err := audit.Erase(t.Context(), tx, officer, h[0].ID, "Theo yêu cầu")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for engine, address := range map[db.Engine]string{db.SQLite: filepath.Join(t.TempDir(), "earlier.db"), db.Postgres: dbtest.PostgresURL(t)} {
		d, err := db.Open(t.Context(), address, clock.NewHand(dbtest.Start))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if err := d.Migrate(t.Context(), earlier); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := db.All(t.Context(), from, qTestWaiting, func(r db.Row) (none struct{}, err error) {
				var id, at, version int64
				var s [10]string
				if err := r.Scan(&id, &at, &s[0], &s[1], &s[2], &version, &s[3], &s[4], &s[5], &s[6], &s[7], &s[8], &s[9]); err != nil {
					return none, err
				}
				if _, err := tx.Exec(t.Context(), qTestLeaf, id, at, s[0], s[1], s[2], version, s[3], s[4], s[5]); err != nil {
					return none, err
				}
				if s[7] != "" {
					name, via := officer.Name, officer.Via
					if s[0] == "system" {
						name, via = "Hệ thống", "cli"
					}
					if _, err := tx.Exec(t.Context(), qTestPayload, id, s[6], name, via, s[7]); err != nil {
						return none, err
					}
				}
				if s[4] != "" {
					_, err = tx.Exec(t.Context(), qTestRows, id, s[8], s[9])
				}
				return none, err
			})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := audit.Count{Leaves: 4, Erased: 1, Waiting: 4}
		if n, bad := verify(t, d); n != want || len(bad) > 0 {
			t.Errorf("before: %+v %v", n, bad)
		}
		if err := d.Migrate(t.Context(), audit.Migrations); err != nil {
			t.Fatal(err)
		}
		if n, bad := verify(t, d); n != want || len(bad) > 0 {
			t.Errorf("%s after: %+v %v", engine, n, bad)
		}
		if n, err := db.One(t.Context(), d, qTestPlaced, db.Scalar[int]); err != nil || n != 0 {
			t.Errorf("%d lines stayed where they were: %v", n, err)
		}
		if h, err := audit.History(t.Context(), d, "cell/1", 9); err != nil || len(h) != 1 || string(h[0].After) != "4" || h[0].Name != officer.Name {
			t.Errorf("%+v %v", h, err)
		}
		if s := integrate(t, open(t, d, t.TempDir())); s.Size != 5 {
			t.Errorf("%d signed", s.Size)
		}
		if n, bad := verify(t, d); n.Waiting != 0 || n.Erased != 1 || len(bad) > 0 {
			t.Errorf("signed: %+v %v", n, bad)
		}
	}
}
