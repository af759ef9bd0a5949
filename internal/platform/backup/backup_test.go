package backup_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/db"
)

// TestDrill takes backups while four writers run, restores each on both engines and
// compares: the rows are those of one moment, every count fits, every attachment is there.
func TestDrill(t *testing.T) {
	backups, restored := 0, atomic.Int64{}
	for _, from := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(from), func(t *testing.T) {
			w := build(t, from)
			var seen atomic.Int64
			rounds := 2
			if os.Getenv("THIDUA_GATE") != "" {
				rounds = 50
			}
			for i := range rounds {
				before := one[int64](t, w, qThings)
				stop := w.load(t)
				time.Sleep(100 * time.Millisecond)
				path, m := save(t, w)
				stop()
				backups++
				t.Run(fmt.Sprint(i+1), func(t *testing.T) {
					for _, to := range []db.Engine{db.SQLite, db.Postgres} {
						t.Run(string(to), func(t *testing.T) {
							t.Parallel()
							seen.Store(drill(t, path, m, to))
							restored.Add(1)
						})
					}
				})
				if n, after := seen.Load(), one[int64](t, w, qThings); n == before || n == after {
					t.Errorf("backup %d: %d things before, %d in it, %d after: nobody wrote while it was taken", i+1, before, n, after)
				}
			}
			t.Logf("%d things in the last backup", seen.Load())
		})
	}
	t.Logf("%d backups taken under load, each restored on both engines: %d restored and verified", backups, restored.Load())
}

// load begins four writers; stop ends them.
func (w *world) load(t *testing.T) (stop func()) {
	quit := make(chan struct{})
	var g sync.WaitGroup
	for i := range 4 {
		g.Go(func() {
			for {
				select {
				case <-quit:
					return
				case <-time.After(10 * time.Millisecond):
				}
				if err := w.thing(t.Context(), int64(i+1)); err != nil && !fault.Is(err, fault.Busy) {
					t.Error(err)
					return
				}
			}
		})
	}
	return func() { close(quit); g.Wait() }
}

// drill restores a backup on an engine and compares; it gives how many things there are.
func drill(t *testing.T, path string, m backup.Manifest, to db.Engine) int64 {
	dir, address := filepath.Join(t.TempDir(), "new"), url(t, to)
	if err := restore(t, path, dir, address, migrations()); err != nil {
		t.Fatal(err)
	}
	x := open(t, dir, address)
	if n := one[int64](t, x, qBroken); n != 0 {
		t.Errorf("%d boxes whose count is not that of their things", n)
	}
	r, err := backup.Verify(t.Context(), x.check())
	if err != nil || len(r.Findings) > 0 {
		t.Errorf("%v %v", r.Findings, err)
	}
	if _, again := save(t, x); again.Digest != m.Digest || again.Rows() != m.Rows() {
		t.Error("a backup of what was restored differs")
	}
	return one[int64](t, x, qThings)
}

// flip damages a copy of the file in one of five ways.
func flip(r *rand.Rand, b []byte) (string, []byte) {
	b = append([]byte(nil), b...)
	at := r.IntN(len(b))
	switch r.IntN(5) {
	case 0:
		b[at] ^= 1 << r.IntN(8)
		return "bit", b
	case 1:
		for i := at; i < min(len(b), at+512); i++ {
			b[i] = ^b[i]
		}
		return "sector", b
	case 2:
		return "truncated", b[:at]
	case 3:
		return "appended", append(b, 0)
	}
	n := min(1+r.IntN(100), len(b)-at)
	return "cut out", append(b[:at], b[at+n:]...)
}

// TestDamage refuses every damaged file and leaves nothing at the place.
func TestDamage(t *testing.T) {
	path, _ := save(t, build(t, db.SQLite))
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(20, 3))
	for i := range 300 {
		how, bad := flip(r, good)
		file := filepath.Join(dir, "bad.zip")
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		place := filepath.Join(dir, "place")
		err := restore(t, file, place, "", migrations())
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "hỏng ở phần") {
			t.Errorf("damage %d (%s) gives: %v", i, how, err)
		}
		if _, err := os.Stat(place); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("damage %d (%s) left something behind", i, how)
		}
	}
	if err := restore(t, path, filepath.Join(dir, "place"), "", migrations()); err != nil {
		t.Fatalf("the good file: %v", err)
	}
}

// reseal gives a changed file a seal that fits, as somebody who knows the format could.
func reseal(b []byte) []byte {
	n := len(b) - 64
	sum := sha256.Sum256(b[:n])
	return append(b[:n:n], hex.EncodeToString(sum[:])...)
}

// TestDamageNamesMember names the member, also when the seal was made to fit.
func TestDamageNamesMember(t *testing.T) {
	w := build(t, db.SQLite)
	path, m := save(t, w)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := m.Files[3].Name
	content, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(b), string(content))
	if at < 0 {
		t.Fatal("attachments are not stored as they are")
	}
	b[at]++
	for _, bad := range [][]byte{b, reseal(b)} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		err := restore(t, path, filepath.Join(t.TempDir(), "new"), "", migrations())
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("damage of %s gives: %v", name, err)
		}
	}
}

// TestVersions restores a backup of an older schema and brings it forward, and refuses
// one of a newer schema with nothing left behind.
func TestVersions(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			old := build(t, db.SQLite)
			path, _ := save(t, old)
			dir, address := filepath.Join(t.TempDir(), "new"), url(t, e)
			if err := restore(t, path, dir, address, migrations(second)); err != nil {
				t.Fatal(err)
			}
			x := open(t, dir, address)
			if err := x.d.Migrate(t.Context(), migrations(second)...); err != nil {
				t.Fatal(err)
			}
			if err := x.d.Read(t.Context(), func(tx *db.Tx) error {
				done, err := tx.Migrations(t.Context())
				want, e := db.Known(migrations(second)...)
				if e == nil && len(done) != len(want) {
					t.Errorf("%d migrations have run, want %d", len(done), len(want))
				}
				return errors.Join(err, e)
			}); err != nil {
				t.Fatal(err)
			}
			x.exec(t, "UPDATE box_box SET note = 'sau khi cập nhật'")
			newer, _ := save(t, x)
			place, address := filepath.Join(t.TempDir(), "newer"), url(t, e)
			if err := restore(t, newer, place, address, migrations()); !fault.Is(err, fault.Conflict) {
				t.Errorf("a newer schema gives: %v", err)
			}
			if _, err := os.Stat(place); !errors.Is(err, fs.ErrNotExist) {
				t.Error("a refused backup left something behind")
			}
			if err := restore(t, newer, place, address, migrations(second)); err != nil {
				t.Errorf("the same place with the right version: %v", err)
			}
			if err := restore(t, newer, filepath.Join(t.TempDir(), "x"), address, migrations("CREATE TABLE x (id BIGINT PRIMARY KEY);")); err == nil {
				t.Error("a migration that was changed after it ran is taken")
			}
		})
	}
}

// TestFailedBuild leaves neither tables nor files when the rows do not fit together.
func TestFailedBuild(t *testing.T) {
	w := build(t, db.SQLite)
	path, _ := save(t, w)
	w.exec(t, "UPDATE box_thing SET box = 99 WHERE box = 1")
	loose, _ := save(t, w)
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			dir, address := t.TempDir(), url(t, e) // there, and empty
			if err := restore(t, loose, dir, address, migrations()); !fault.Is(err, fault.Invalid) {
				t.Errorf("a row without its parent gives: %v", err)
			}
			if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
				t.Errorf("left behind: %v %v", list, err)
			}
			if err := restore(t, path, dir, address, migrations()); err != nil {
				t.Errorf("the second try: %v", err)
			}
		})
	}
}

// TestPlaceMustBeEmpty never touches what is there.
func TestPlaceMustBeEmpty(t *testing.T) {
	path, _ := save(t, build(t, db.SQLite))
	dir := t.TempDir()
	keep := filepath.Join(dir, "thư của khối.txt")
	if err := os.WriteFile(keep, []byte("giữ"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := restore(t, path, dir, "", migrations()); !fault.Is(err, fault.Conflict) {
		t.Errorf("a folder with a file gives: %v", err)
	}
	if b, _ := os.ReadFile(keep); string(b) != "giữ" {
		t.Error("the file that was there is gone")
	}
	t.Run("postgres", func(t *testing.T) {
		address := url(t, db.Postgres)
		if err := restore(t, path, filepath.Join(t.TempDir(), "a"), address, migrations()); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(t.TempDir(), "b")
		if err := restore(t, path, other, address, migrations()); !fault.Is(err, fault.Conflict) {
			t.Errorf("a database with tables gives: %v", err)
		}
		if _, err := os.Stat(other); !errors.Is(err, fs.ErrNotExist) {
			t.Error("attachments of a refused restore stay")
		}
	})
}

// TestRoom refuses before anything is written.
func TestRoom(t *testing.T) {
	w := build(t, db.SQLite)
	dir := t.TempDir()
	j := backup.Job{DB: w.d, Files: w.files(), Out: filepath.Join(dir, "a.zip")}
	j.Free = func(string) (int64, bool) { return 100 << 10, true }
	if _, err := backup.Write(t.Context(), j); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a full disk gives: %v", err)
	}
	if list, _ := os.ReadDir(dir); len(list) > 0 {
		t.Errorf("left behind: %v", list)
	}
	j.Free = func(string) (int64, bool) { return 0, false }
	if _, err := backup.Write(t.Context(), j); err != nil {
		t.Errorf("an unknown amount of room gives: %v", err)
	}
	if _, err := backup.Write(t.Context(), j); !fault.Is(err, fault.Conflict) {
		t.Errorf("a file that is there gives: %v", err)
	}
	if free, known := backup.Free(dir); known && free <= 0 {
		t.Errorf("free room is %d", free)
	}
}

// TestLeftOut carries no session.
func TestLeftOut(t *testing.T) {
	_, m := save(t, build(t, db.SQLite))
	for _, x := range m.Tables {
		if x.Left != (x.Table == "box_session") || x.Left && x.Rows != 0 {
			t.Errorf("%s: left out %v, %d rows", x.Table, x.Left, x.Rows)
		}
	}
}

// rezip gives the backup with one member changed, left out (nil) or added, with checksums
// and a seal that fit.
func rezip(t *testing.T, path, member string, change func([]byte) []byte) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, b []byte) {
		if b == nil {
			return
		}
		x, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	found := false
	for _, m := range z.File {
		b, err := fs.ReadFile(z, m.Name)
		if err != nil {
			t.Fatal(err)
		}
		if m.Name == member {
			found = true
			if same := change(b); bytes.Equal(same, b) {
				t.Fatalf("%s is not changed", member)
			}
			b = change(b)
		}
		put(m.Name, b)
	}
	if !found {
		put(member, change(nil))
	}
	if err := errors.Join(w.SetComment(strings.Repeat("0", 64)), w.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, reseal(out.Bytes()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEditedBackup refuses a backup that was edited with care: only the manifest can tell.
func TestEditedBackup(t *testing.T) {
	w := build(t, db.SQLite)
	swap := func(a, b string) func([]byte) []byte {
		return func(x []byte) []byte { return bytes.Replace(x, []byte(a), []byte(b), 1) }
	}
	_, m := save(t, w)
	for _, c := range []struct {
		name, member, want string
		change             func([]byte) []byte
	}{
		{"row edited", "rows/box_box.jsonl", "rows/box_box.jsonl", swap("kho", "kha")},
		{"row removed", "rows/box_thing.jsonl", "rows/box_thing.jsonl", func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }},
		{"table removed", "rows/a_count.jsonl", "rows/a_count.jsonl", func([]byte) []byte { return nil }},
		{"attachment edited", m.Files[0].Name, m.Files[0].Name, func(b []byte) []byte { return append([]byte("x"), b[1:]...) }},
		{"attachment removed", m.Files[0].Name, m.Files[0].Name, func([]byte) []byte { return nil }},
		{"member added", "rows/x.jsonl", "manifest.json", func([]byte) []byte { return []byte("[]\n") }},
		{"count edited", "manifest.json", "manifest.json", swap(`"rows": 5`, `"rows": 6`)},
		{"path outside", "manifest.json", "manifest.json", swap(`"name": "files/`, `"name": "../../`)},
		{"manifest removed", "manifest.json", "manifest.json", func([]byte) []byte { return nil }},
	} {
		path, _ := save(t, w)
		rezip(t, path, c.member, c.change)
		dir := filepath.Join(t.TempDir(), "new")
		if err := restore(t, path, dir, "", migrations()); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "hỏng ở phần "+c.want) {
			t.Errorf("%s gives: %v", c.name, err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: something was left behind", c.name)
		}
	}
}
