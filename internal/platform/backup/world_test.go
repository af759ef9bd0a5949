package backup_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// The tables of these tests: every kind of column, keys of two columns, a circle of keys
// and a row that is its own parent.
const first = `CREATE TABLE box_box (
  id     BIGINT PRIMARY KEY,
  name   TEXT NOT NULL,
  open   BOOLEAN NOT NULL,
  raw    BYTEA,
  n      BIGINT,
  inside BIGINT REFERENCES box_box (id)
);
CREATE TABLE box_thing (
  box  BIGINT NOT NULL REFERENCES box_box (id),
  code TEXT NOT NULL,
  file TEXT NOT NULL,
  PRIMARY KEY (box, code)
);
CREATE TABLE a_count (
  box BIGINT PRIMARY KEY REFERENCES box_box (id),
  n   BIGINT NOT NULL
);
CREATE TABLE box_session (
  token TEXT PRIMARY KEY
);
`

const second = `ALTER TABLE box_box ADD COLUMN note TEXT;
CREATE TABLE box_later (
  id BIGINT PRIMARY KEY
);
`

func migrations(more ...string) []fs.FS {
	list := []fs.FS{audit.Migrations, fstest.MapFS{"migration/202601010000_box.sql": {Data: []byte(first)}}}
	for i, m := range more {
		list = append(list, fstest.MapFS{fmt.Sprintf("migration/20260102000%d_box.sql", i): {Data: []byte(m)}})
	}
	return list
}

var (
	qBox     = db.SQL("box.add", `INSERT INTO box_box (id, name, open, raw, n, inside) VALUES ($1, $2, $3, $4, $5, $6)`)
	qThing   = db.SQL("thing.add", `INSERT INTO box_thing (box, code, file) VALUES ($1, $2, $3)`)
	qCount   = db.SQL("count.add", `INSERT INTO a_count (box, n) VALUES ($1, $2)`)
	qMore    = db.SQL("count.more", `UPDATE a_count SET n = n + 1 WHERE box = $1`)
	qSession = db.Quiet("session.add", `INSERT INTO box_session (token) VALUES ($1)`)
	qBroken  = db.SQL("count.broken", `SELECT COUNT(*) FROM a_count c WHERE c.n <> (SELECT COUNT(*) FROM box_thing t WHERE t.box = c.box)`)
	qThings  = db.SQL("thing.count", `SELECT COUNT(*) FROM box_thing`)
)

// A world is one instance: a database and its attachments.
type world struct {
	d    *db.DB
	blob *blob.Store
	dir  string
	raw  *sql.DB // behind the product's back
}

func (w *world) files() string { return filepath.Join(w.dir, "files") }

func (w *world) check() backup.Check {
	return backup.Check{DB: w.d, Files: w.files(), Names: map[string][]string{"box_thing": {"file"}}, Trust: audit.Trust{Dir: audit.Folder(w.dir)}}
}

// url gives the address of a new, empty database of an engine; "" stands for SQLite.
func url(t testing.TB, e db.Engine) string {
	if e == db.Postgres {
		return dbtest.PostgresURL(t)
	}
	return ""
}

// open opens an instance as it stands.
func open(t testing.TB, dir, address string) *world {
	t.Helper()
	driver, raw := "pgx", address
	if address == "" {
		address = filepath.Join(dir, "thidua.db")
		driver, raw = "sqlite", "file:"+address+"?_pragma=busy_timeout(10000)"
	}
	d, err := db.Open(t.Context(), address, clock.NewHand(dbtest.Start))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sql.Open(driver, raw)
	if err != nil {
		t.Fatal(err)
	}
	s, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); s.Close(); d.Close() })
	return &world{d, s, dir, r}
}

// build makes an instance with some of everything.
func build(t testing.TB, e db.Engine) *world {
	t.Helper()
	w := open(t, t.TempDir(), url(t, e))
	if err := w.d.Migrate(t.Context(), migrations()...); err != nil {
		t.Fatal(err)
	}
	boxes := []struct {
		name      string
		open      bool
		raw       []byte
		n, inside any
	}{
		{"Khối thi đua số 3, tỉnh Đắk Lắk (số liệu minh họa)", true, []byte{0, 255, 10, '"'}, int64(-1 << 63), nil},
		{"<&>\u2028\t\"\\\n\x7f", false, nil, int64(1<<63 - 1), int64(2)},
		{"", true, []byte{}, nil, int64(5)},
		{"Đ đ Ư ư", false, []byte("abc"), int64(0), int64(4)},
		{"kho", true, nil, int64(7), int64(1)},
	}
	write(t, w, func(ctx context.Context, tx *db.Tx) error {
		for i := len(boxes); i > 0; i-- { // the parent may come after the child only when keys are checked late
			if _, err := tx.Exec(ctx, qBox, int64(i), boxes[i-1].name, boxes[i-1].open, boxes[i-1].raw, boxes[i-1].n, nil); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qCount, int64(i), int64(0)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, qSession, "phiên")
		return err
	})
	for i, b := range boxes {
		if b.inside != nil {
			w.exec(t, fmt.Sprintf("UPDATE box_box SET inside = %d WHERE id = %d", b.inside, i+1))
		}
	}
	for i := range 20 {
		if err := w.thing(t.Context(), int64(i%5+1)); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func write(t testing.TB, w *world, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	err := w.d.Write(t.Context(), func(tx *db.Tx) error {
		if err := f(t.Context(), tx); err != nil {
			return err
		}
		return audit.Write(t.Context(), tx, audit.Entry{By: who.Actor{Name: "Thử", Via: "cli", System: true}, Did: "box.test", On: "box/1", Before: map[string]int{"n": 1}, After: "hai", Why: "vì thử"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// thing stores an attachment, a row that names it, and the count of its box: three places
// that must agree in every backup.
func (w *world) thing(ctx context.Context, box int64) error {
	hash, err := w.blob.Put(ctx, bytes.NewReader([]byte(rand.Text()+rand.Text())))
	if err != nil {
		return err
	}
	return w.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qThing, box, rand.Text(), hash); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qMore, box); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Actor{Name: "Người ghi", Via: "web", System: true}, Did: "thing.add", On: fmt.Sprintf("box/%d", box), After: hash})
	})
}

// exec changes rows behind the product's back, with the checks of keys off.
func (w *world) exec(t testing.TB, text string, args ...any) {
	t.Helper()
	c, err := w.raw.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	off := "PRAGMA foreign_keys = 0"
	if w.d.Engine == db.Postgres {
		off = "SET session_replication_role = replica"
	}
	if _, err := c.ExecContext(t.Context(), off); err != nil {
		t.Fatal(err)
	}
	r, err := c.ExecContext(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if n, _ := r.RowsAffected(); n == 0 {
		t.Fatalf("%s changes nothing", text)
	}
}

func one[T any](t testing.TB, w *world, q *db.Query) T {
	t.Helper()
	v, err := db.One(t.Context(), w.d, q, db.Scalar[T])
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// save writes a backup of w.
func save(t testing.TB, w *world) (string, backup.Manifest) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "a.zip")
	m, err := backup.Write(t.Context(), backup.Job{DB: w.d, Files: w.files(), Out: out, Product: "test", Leave: []string{"box_session"}})
	if err != nil {
		t.Fatal(err)
	}
	return out, m
}

// restore opens and restores a backup.
func restore(t testing.TB, path, dir, address string, sources []fs.FS) error {
	t.Helper()
	b, err := backup.Open(path)
	if err != nil {
		return err
	}
	defer b.Close()
	_, err = b.Restore(t.Context(), backup.Place{Data: dir, DB: address, Clock: clock.NewHand(dbtest.Start), Migrations: sources, Names: map[string][]string{"box_thing": {"file"}}})
	return err
}
