package app

import (
	"bytes"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestUpgrade opens data of every earlier schema on both engines: everything that was there
// is there afterwards, a backup was taken first, and the log verifies.
func TestUpgrade(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/schema/v*.zip")
	if err != nil || len(fixtures) == 0 {
		t.Fatal("no data of earlier schemas", err)
	}
	for _, f := range fixtures {
		for _, e := range []string{"sqlite", "postgres"} {
			t.Run(filepath.Base(f)+" "+e, func(t *testing.T) { upgrade(t, f, e) })
		}
	}
}

// An older (dữ liệu cũ) is the data of an earlier schema, put back as they were.
type older struct {
	fixture  string
	dir      string
	address  string // of PostgreSQL, "" for SQLite
	where    []string
	manifest backup.Manifest
}

func restoreOld(t *testing.T, fixture, engine string) older {
	t.Helper()
	o := older{fixture: fixture, dir: filepath.Join(t.TempDir(), "d")}
	o.where = []string{"--data", o.dir}
	if engine == "postgres" {
		o.address = dbtest.PostgresURL(t)
		o.where = append(o.where, "--db", o.address)
	}
	f, err := backup.Open(fixture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o.manifest = f.Manifest
	if _, err := f.Restore(t.Context(), backup.Place{Data: o.dir, DB: o.address, Clock: clock.System, Migrations: Migrations(), Names: attached}); err != nil {
		t.Fatal(err)
	}
	return o
}

// upgrade opens the data of a fixture with this program, and looks.
func upgrade(t *testing.T, fixture, engine string) {
	o := restoreOld(t, fixture, engine)
	o.check(t)
	if n := len(o.backups(t)); n != 1 {
		t.Errorf("%d backups taken before the upgrade", n)
	}
}

func (o older) backups(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(o.dir, "backups", "truoc-nang-cap-*.zip"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// check opens the data, which upgrades what is left of it, and demands that everything is
// there, that the report is the one from before, that the log verifies, and that every
// backup that was taken first holds the data from before.
func (o older) check(t *testing.T) {
	t.Helper()
	rows := map[string]int64{}
	for _, tb := range o.manifest.Tables {
		rows[tb.Table] = tb.Rows
	}
	a, err := Open(t.Context(), Config{Data: o.dir, DB: o.address, Clock: clock.System, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	err = a.DB.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := tx.Tables(t.Context())
		now := map[string]int64{}
		for _, tb := range tables {
			if err := tx.Rows(t.Context(), tb, func([]any) error { now[tb.Name]++; return nil }); err != nil {
				return err
			}
		}
		for _, name := range []string{"audit_leaf", "audit_payload"} { // lines that wait have one row for all
			now[name] += now["audit_pending"]
		}
		for name, had := range rows {
			if now[name] < had {
				t.Errorf("%s: %d rows, %d before", name, now[name], had)
			}
		}
		return err
	})
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	list := o.backups(t)
	if len(list) == 0 {
		t.Error("no backup was taken before the upgrade")
	}
	for _, file := range list {
		if b, err := backup.Open(file); err != nil || b.Manifest.Digest != o.manifest.Digest {
			t.Errorf("the backup before the upgrade is not of the data before: %v", err)
		} else {
			b.Close()
		}
	}
	must(t, exitOK, append([]string{"verify"}, o.where...)...)
	out := filepath.Join(t.TempDir(), "r.json")
	must(t, exitOK, append([]string{"report", "--bloc", SampleBloc, "--period", "2022-H1", "--out", out}, o.where...)...)
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(strings.TrimSuffix(o.fixture, ".zip") + ".report.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the report after the upgrade differs from the one before (%d and %d bytes)", len(got), len(want))
	}
}

// TestKillUpgrade kills the program while it brings old data forward: at any moment of the
// start, and, every second time, in the short while after the backup was taken. The next
// start brings them forward, nothing is lost, and the log verifies.
func TestKillUpgrade(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/schema/v*.zip")
	if err != nil || len(fixtures) == 0 {
		t.Fatal("no data of earlier schemas", err)
	}
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 4))
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			n := rounds(map[string]int{"sqlite": 2, "postgres": 1}[engine], 50)
			before, half, after := 0, 0, 0
			for i := range n {
				o := restoreOld(t, fixtures[i%len(fixtures)], engine)
				c := child(t, append([]string{"serve", "--sample", "--addr", "127.0.0.1:" + freePort(t)}, o.where...)...)
				if i%2 == 0 {
					for begun := time.Now(); len(o.backups(t)) == 0 && time.Since(begun) < 30*time.Second; {
						time.Sleep(time.Millisecond)
					}
					time.Sleep(time.Duration(dice.IntN(400)) * time.Millisecond)
				} else {
					time.Sleep(time.Duration(dice.IntN(1500)) * time.Millisecond)
				}
				c.Process.Signal(syscall.SIGKILL)
				c.Wait()
				switch had, now := len(o.manifest.Migrations), o.ran(t); {
				case now == had:
					before++
				case now == len(known(t)):
					after++
				default:
					half++
				}
				o.check(t)
				if t.Failed() {
					t.Fatalf("seed %d, kill %d", seed, i)
				}
			}
			t.Logf("seed %d: %d kills: %d before the tables changed, %d half-way, %d after; every next start came through", seed, n, before, half, after)
		})
	}
}

func known(t *testing.T) []db.Migration {
	t.Helper()
	list, err := db.Known(Migrations()...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ran tells how many migrations the data have behind them.
func (o older) ran(t *testing.T) (n int) {
	t.Helper()
	address := o.address
	if address == "" {
		address = filepath.Join(o.dir, "thidua.db")
	}
	d, err := db.Open(t.Context(), address, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		list, err := tx.Migrations(t.Context())
		n = len(list)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}
