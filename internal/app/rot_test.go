package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// rots are what ageing disks do to a file.
var rots = []struct {
	name string
	do   func(b []byte, dice *rand.Rand) []byte
}{
	{"one bit", func(b []byte, dice *rand.Rand) []byte { b[dice.IntN(len(b))] ^= 1 << dice.IntN(8); return b }},
	{"a page of zeros", func(b []byte, dice *rand.Rand) []byte {
		at := dice.IntN((len(b)+4095)/4096) * 4096
		clear(b[at:min(at+4096, len(b))])
		return b
	}},
	{"cut short", func(b []byte, dice *rand.Rand) []byte { return b[:dice.IntN(len(b))] }},
}

// TestBitRot lets the files of a data folder and of a backup rot, one place at a time: the
// database, its write-ahead log, an attachment, the folder of the log, the backup. Either
// verify (for a backup restore) finds it, or nothing that anybody wrote has changed: the
// place was in no use.
func TestBitRot(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	kept := filepath.Join(t.TempDir(), "kept.zip")
	must(t, exitOK, "backup", "--data", dir, "--out", kept)
	live := withWAL(t, dir)
	whole, err := holds(t, live)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 6))
	found, unused, kinds := 0, 0, []string{"thidua.db", "thidua.db-wal", "files", "log", "backup"}
	n := rounds(len(kinds)*len(rots), 1000)
	for i := range n {
		kind, rot := kinds[i%len(kinds)], rots[i/len(kinds)%len(rots)]
		if kind == "backup" {
			b := read(t, kept)
			was := bytes.Clone(b)
			name := filepath.Join(t.TempDir(), "x.zip")
			write(t, name, rot.do(b, dice))
			if now := read(t, name); bytes.Equal(now, was) {
				unused++
			} else if code, _, _ := call(t, "restore", name, "--data", filepath.Join(t.TempDir(), "new")); code != exitInput {
				t.Errorf("seed %d, number %d: a backup with %s is restored, exit %d", seed, i, rot.name, code)
			} else {
				found++
			}
			continue
		}
		where := filepath.Join(t.TempDir(), "x")
		if err := os.CopyFS(where, os.DirFS(live)); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(where, kind)
		if st, err := os.Stat(name); err != nil || st.IsDir() {
			list := filesIn(t, name)
			name = list[dice.IntN(len(list))]
		}
		write(t, name, rot.do(read(t, name), dice))
		if code, out, errOut := call(t, "verify", "--data", where); code != exitOK {
			if found++; !strings.Contains(out+errOut, "restore") {
				t.Errorf("seed %d, number %d: %s of %s: not said what to do: %s%s", seed, i, rot.name, kind, out, errOut)
			}
		} else if now, err := holds(t, where); err != nil || now != whole {
			t.Errorf("seed %d, number %d: %s of %s was not found (%v)", seed, i, rot.name, name, err)
		} else {
			unused++
		}
		os.RemoveAll(where)
	}
	if found < n/2 {
		t.Errorf("only %d of %d found: the places are not those that are in use", found, n)
	}
	t.Logf("seed %d: %d places rotted, %d found, %d in no use (everything as it was)", seed, n, found, unused)
}

// withWAL gives a copy of a folder as it is while a server runs: with what it wrote last in
// the write-ahead log alone, signed.
func withWAL(t *testing.T, dir string) string {
	t.Helper()
	a := withDrafts(t, dir)
	if _, err := a.Audit.Integrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "live")
	for _, name := range []string{"thidua.db", "thidua.db-wal"} {
		write(t, filepath.Join(to, name), read(t, filepath.Join(dir, name)))
	}
	for _, name := range []string{"files", "log"} {
		if err := os.CopyFS(filepath.Join(to, name), os.DirFS(filepath.Join(dir, name))); err != nil {
			t.Fatal(err)
		}
	}
	if st, err := os.Stat(filepath.Join(to, "thidua.db-wal")); err != nil || st.Size() == 0 {
		t.Fatal("nothing stands in the write-ahead log", err)
	}
	if err := errors.Join(a.Blob.Close(), a.DB.Close()); err != nil {
		t.Fatal(err)
	}
	return to
}

// holds gives the digest of everything that a folder holds, as a backup counts it. The folder
// is read from a copy: opening a database writes.
func holds(t *testing.T, dir string) (string, error) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "y")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(to, "thidua.db"), clock.System)
	if err != nil {
		return "", err
	}
	defer d.Close()
	m, err := backup.Write(t.Context(), backup.Job{DB: d, Files: filepath.Join(to, "files"), Out: filepath.Join(to, "x.zip"), Leave: leftOut, Names: attached, Report: new(backup.Report)})
	return fmt.Sprint(m.Digest, m.Files, m.Damaged), err
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, name string, b []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.RemoveAll(name), os.WriteFile(name, b, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func filesIn(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if st, e := os.Stat(p); err == nil && e == nil && !st.IsDir() && st.Size() > 0 {
			list = append(list, p)
		}
		return err
	})
	if err != nil || len(list) == 0 {
		t.Fatal("no files in", dir, err)
	}
	return list
}

// TestOlderProgram: a program that does not know the newest schema refuses the data by every
// command, says why, and leaves every byte of the database as it was.
func TestOlderProgram(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(t.Context(), Config{Data: dir, Clock: clock.From(SampleStart)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Blob.Close(), a.DB.Close()); err != nil {
		t.Fatal(err)
	}
	raw(t, dir, func(c *sql.Conn) string {
		change(t, c, "INSERT INTO db_migration SELECT REPLACE(name, SUBSTR(name, 1, 4), '2199'), sum, at FROM db_migration ORDER BY name DESC LIMIT 1")
		return ""
	})
	was := sha256.Sum256(read(t, filepath.Join(dir, "thidua.db")))
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"report", "--bloc", "k", "--period", "2022-H1", "--out", filepath.Join(dir, "x.docx")}, {"verify"}, {"doctor"}} {
		var out, errOut bytes.Buffer
		code := Main(ctx, append(args, "--data", dir), strings.NewReader(""), &out, &errOut)
		if code == exitOK || !strings.Contains(out.String()+errOut.String(), "bản phần mềm mới hơn") {
			t.Errorf("%s: exit %d: %s%s", args[0], code, out.String(), errOut.String())
		}
		if now := sha256.Sum256(read(t, filepath.Join(dir, "thidua.db"))); now != was {
			t.Errorf("%s changed the database", args[0])
		}
	}
}

// TestClockJumps: the clock of the machine jumps to and fro, over leap days and into 1970.
// Whatever it shows, the lines of the log keep the order in which things were done, none
// gets the name of another, and everything verifies.
func TestClockJumps(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	hand := clock.NewHand(SampleStart.AddDate(0, 1, 0))
	a, err := Open(t.Context(), Config{Data: dir, Demo: true, Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	leap := time.Date(2024, 2, 29, 23, 59, 59, 999_000_000, clock.Zone)
	jumps := []time.Duration{-time.Second, time.Second, -time.Hour, time.Hour, -24 * time.Hour, 24 * time.Hour, time.Millisecond, 0, -400 * 24 * time.Hour, 366 * 24 * time.Hour}
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 7))
	n := rounds(60, 600)
	for i := range n {
		switch i % 12 {
		case 0:
			hand.Set(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC))
		case 1:
			hand.Set(leap)
		default:
			hand.Set(hand.Now().Add(jumps[dice.IntN(len(jumps))]))
		}
		if _, err := a.Document.Create(t.Context(), operator, draftDocument(t, a, i), nil); err != nil {
			t.Fatalf("seed %d, %s: %v", seed, hand.Now(), err)
		}
		if i%7 == 0 {
			if _, err := a.Audit.Integrate(t.Context()); err != nil {
				t.Fatalf("seed %d, %s: %v", seed, hand.Now(), err)
			}
		}
	}
	if _, err := a.Audit.Integrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := audit.Find(t.Context(), a.DB, audit.Search{Act: "document.create", Limit: n})
	if err != nil || len(lines) != n {
		t.Fatalf("%d lines of %d: %v", len(lines), n, err)
	}
	slices.Reverse(lines)
	for i, l := range lines {
		if want := fmt.Sprintf(`"%d/QĐ-ĐAY"`, i); !strings.Contains(string(l.After), want) {
			t.Fatalf("seed %d: line %d of the log tells of another document than %s", seed, i, want)
		}
		if i > 0 && (l.ID <= lines[i-1].ID || l.Seq <= lines[i-1].Seq) {
			t.Fatalf("seed %d: line %d stands before the one that was written before it", seed, i)
		}
	}
	if err := errors.Join(a.Blob.Close(), a.DB.Close()); err != nil {
		t.Fatal(err)
	}
	if f := findings(t, dir); len(f) > 0 {
		t.Errorf("seed %d: %+v", seed, f[0])
	}
}
