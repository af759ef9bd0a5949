package once

import (
	"errors"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var qForms = db.Quiet("once.test.forms", `SELECT COUNT(*) FROM once_form`)

// send carries out a form that writes one row.
func send(t *testing.T, d *db.DB, k, content string) (*Form, error) {
	t.Helper()
	ctx, f := With(t.Context())
	if err := f.Set(k, "u1", "/van-ban", func(w io.Writer) error { _, err := io.WriteString(w, content); return err }); err != nil {
		t.Fatal(err)
	}
	return f, d.Write(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{By: who.Actor{Name: "test", System: true}, Did: "test", On: "form"})
	})
}

func rows(t *testing.T, d *db.DB) int {
	t.Helper()
	list, err := audit.History(t.Context(), d, "form", 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestOnce(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		if _, err := send(t, d, "k1", "a"); err != nil {
			t.Fatal(err)
		}
		if _, err := send(t, d, "k1", "a"); !errors.Is(err, ErrRepeated) {
			t.Errorf("the same form again: %v", err)
		}
		if n := rows(t, d); n != 1 {
			t.Errorf("%d rows after the form was sent twice", n)
		}
		for _, other := range [][2]string{{"k1", "b"}, {"k2", "a"}, {"", "a"}, {"", "a"}} {
			if _, err := send(t, d, other[0], other[1]); err != nil {
				t.Errorf("%q: %v", other, err)
			}
		}
		f, err := send(t, d, "k3", "a")
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := send(t, d, "k3", "a"); err != nil {
			t.Errorf("after it was taken back: %v", err)
		}
	})
}

// TestOnceAtTheSameTime sends one form from many connections at once.
func TestOnceAtTheSameTime(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		var done, repeated atomic.Int32
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				switch _, err := send(t, d, "k", "a"); {
				case err == nil:
					done.Add(1)
				case errors.Is(err, ErrRepeated):
					repeated.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 || repeated.Load() != 15 || rows(t, d) != 1 {
			t.Errorf("%d carried out, %d repeated, %d rows", done.Load(), repeated.Load(), rows(t, d))
		}
	})
}

func TestOldFormsAreSwept(t *testing.T) {
	d := dbtest.SQLite(t, []fs.FS{Migrations})
	hand := d.Clock.(*clock.Hand)
	for i := range 300 {
		if _, err := send(t, d, "old", string(rune('a'+i))); err != nil {
			t.Fatal(err)
		}
	}
	hand.Set(hand.Now().Add(Life + time.Hour))
	for i := range 2000 {
		if _, err := send(t, d, "new", string(rune(0x4e00+i))); err != nil {
			t.Fatal(err)
		}
	}
	n, err := db.One(t.Context(), d, qForms, db.Scalar[int])
	if err != nil || n > 2000 {
		t.Errorf("%d forms are kept, %v", n, err)
	}
}
