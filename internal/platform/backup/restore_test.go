package backup_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var names = map[string][]string{"box_thing": {"file"}}

// TestRestoreVerifies: data that were changed behind the log's back are saved and told, and
// are not put in place unless somebody accepts that.
func TestRestoreVerifies(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			w := signed(t, e)
			dir := t.TempDir()
			take := func(name string) (string, backup.Report) {
				var r backup.Report
				out := filepath.Join(dir, name)
				if _, err := backup.Write(t.Context(), backup.Job{DB: w.d, Files: w.files(), Out: out, Product: "test", Leave: []string{"box_session"}, Names: names, Report: &r}); err != nil {
					t.Fatal(err)
				}
				return out, r
			}
			good, r := take("good.zip")
			if len(r.Findings) > 0 || r.Bound != 36 || r.Files != 20 {
				t.Fatalf("before: %+v", r)
			}
			w.exec(t, "UPDATE box_box SET name = name || '.' WHERE id = 2")
			bad, r := take("bad.zip")
			if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Where, "box_box") {
				t.Fatalf("the backup does not tell: %+v", r.Findings)
			}
			place, address := filepath.Join(dir, "new"), url(t, e)
			put := func(file string, accept bool) (backup.Report, error) {
				b, err := backup.Open(file)
				if err != nil {
					t.Fatal(err)
				}
				defer b.Close()
				return b.Restore(t.Context(), backup.Place{Data: place, DB: address, Clock: clock.NewHand(dbtest.Start), Migrations: migrations(), Names: names, Accept: accept})
			}
			r, err := put(bad, false)
			if !fault.Is(err, fault.Invalid) || len(r.Findings) != 1 || !strings.Contains(err.Error(), "box_box") {
				t.Errorf("changed data: %+v %v", r.Findings, err)
			}
			if _, err := os.Stat(place); !errors.Is(err, fs.ErrNotExist) {
				t.Error("something was put in place")
			}
			if r, err := put(good, false); err != nil || len(r.Findings) > 0 || r.Bound != 36 { // nor in the database
				t.Errorf("the good one: %+v %v", r.Findings, err)
			}
			place, address = filepath.Join(dir, "accepted"), url(t, e)
			if r, err := put(bad, true); err != nil || len(r.Findings) != 1 {
				t.Errorf("accepted: %+v %v", r.Findings, err)
			}
			x := open(t, place, address)
			if r, err := backup.Verify(t.Context(), x.check()); err != nil || len(r.Findings) == 0 {
				t.Errorf("what was accepted is not what was saved: %v %v", r.Findings, err)
			}
		})
	}
}

// TestBrokenOff: what a restore left that was killed is known as that and cleared by the next
// one, unless it is still at work or stands beside data that are in use.
func TestBrokenOff(t *testing.T) {
	path, _ := save(t, build(t, db.SQLite))
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			dir, address := t.TempDir(), url(t, e)
			staging := filepath.Join(dir, ".restoring")
			litter := func() {
				for _, name := range []string{".restoring/thidua.db", ".restoring/files/ab/x", "files/ab/y"} {
					name = filepath.Join(dir, name)
					if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte("dở"), 0o600)); err != nil {
						t.Fatal(err)
					}
				}
			}
			litter()
			if !backup.BrokenOff(dir) {
				t.Error("not known as broken off")
			}
			release, held, err := db.Hold(filepath.Join(staging, "lock"))
			if err != nil || !held {
				t.Fatal(held, err)
			}
			if err := restore(t, path, dir, address, migrations()); db.CanHold && !fault.Is(err, fault.Conflict) {
				t.Errorf("beside one that is at work: %v", err)
			}
			if _, err := os.Stat(filepath.Join(staging, "thidua.db")); err != nil {
				t.Errorf("the work of another was touched: %v", err)
			}
			release()
			if err := restore(t, path, dir, address, migrations()); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{".restoring", "files/ab/y"} {
				if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s stays", name)
				}
			}
			x := open(t, dir, address)
			if n := one[int64](t, x, qThings); n != 20 {
				t.Errorf("%d things", n)
			}
			litter() // beside data in use
			if e == db.SQLite && backup.BrokenOff(dir) {
				t.Error("a whole place is called broken off")
			}
			if err := restore(t, path, dir, address, migrations()); !fault.Is(err, fault.Conflict) {
				t.Errorf("over data in use: %v", err)
			}
			if _, err := os.Stat(filepath.Join(dir, "files/ab/y")); err != nil {
				t.Errorf("attachments in use were touched: %v", err)
			}
		})
	}
}

// TestSweep: a backup removes what others left that were killed, and not what one is writing.
func TestSweep(t *testing.T) {
	w, dir := build(t, db.SQLite), t.TempDir()
	file := func(name string, age time.Duration) string {
		name = filepath.Join(dir, ".thidua-backup-"+name)
		at := clock.System.Now().Add(-age)
		if err := errors.Join(os.WriteFile(name, []byte("dở"), 0o600), os.Chtimes(name, at, at)); err != nil {
			t.Fatal(err)
		}
		return name
	}
	dead, fresh, busy := file("1", 48*time.Hour), file("2", 0), file("3", 2*time.Hour)
	release, _, err := db.Hold(busy)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, err := backup.Write(t.Context(), backup.Job{DB: w.d, Files: w.files(), Out: filepath.Join(dir, "a.zip")}); err != nil {
		t.Fatal(err)
	}
	for name, stays := range map[string]bool{dead: false, fresh: true, busy: true} {
		if _, err := os.Stat(name); (err == nil) != stays {
			t.Errorf("%s: stays %v", filepath.Base(name), err == nil)
		}
	}
}
