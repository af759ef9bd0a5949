package backup_test

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// key makes a key and gives its public half and its file.
func key(t *testing.T) (public, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "khóa")
	public, err := backup.NewKey(file)
	if err != nil {
		t.Fatal(err)
	}
	return public, file
}

func secret(t *testing.T, file string) backup.Key {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	k, err := backup.ReadKey(f)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// encrypted saves a world for public keys, alone in a folder of its own.
func encrypted(t *testing.T, w *world, public ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "a.zip.age")
	if _, err := backup.Write(t.Context(), backup.Job{DB: w.d, Files: w.files(), Out: out, Product: "test", Leave: []string{"box_session"}, For: public}); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(filepath.Dir(out))
	if err != nil || len(list) != 1 {
		t.Errorf("beside the backup stands %v %v", list, err)
	}
	return out
}

func restoreWith(t *testing.T, path, dir, address string, k ...backup.Key) error {
	t.Helper()
	b, err := backup.Open(path, k...)
	if err != nil {
		return err
	}
	defer b.Close()
	_, err = b.Restore(t.Context(), backup.Place{Data: dir, DB: address, Clock: clock.NewHand(dbtest.Start), Migrations: migrations(), Names: map[string][]string{"box_thing": {"file"}}})
	return err
}

// TestEncrypted: what a thief of the file can search it for is not there, each of the keys restores it on
// both engines, and without one of them nothing comes of it.
func TestEncrypted(t *testing.T) {
	const canary = "CHIM-HOANG-YEN-7731"
	for _, from := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(from), func(t *testing.T) {
			w := build(t, from)
			if _, err := w.blob.Put(t.Context(), strings.NewReader(strings.Repeat("x", 100_000)+canary)); err != nil {
				t.Fatal(err)
			}
			one, oneFile := key(t)
			two, twoFile := key(t)
			_, otherFile := key(t)
			plain, m := save(t, w)
			path := encrypted(t, w, one, two)
			for _, word := range []string{canary, "rows/box_box.jsonl", "manifest.json"} {
				for file, there := range map[string]bool{plain: true, path: false} {
					b, err := os.ReadFile(file)
					if err != nil || bytes.Contains(b, []byte(word)) != there {
						t.Errorf("%s holds %q: %v %v", filepath.Base(file), word, !there, err)
					}
				}
			}
			for file, to := range map[string]db.Engine{oneFile: db.SQLite, twoFile: db.Postgres} {
				dir, address := filepath.Join(t.TempDir(), "new"), url(t, to)
				if err := restoreWith(t, path, dir, address, secret(t, file)); err != nil {
					t.Fatal(to, err)
				}
				x := open(t, dir, address)
				if r, err := backup.Verify(t.Context(), x.check()); err != nil || len(r.Findings) > 0 {
					t.Error(r.Findings, err)
				}
				if _, again := save(t, x); again.Digest != m.Digest || len(again.Files) != len(m.Files) {
					t.Errorf("%s: what was restored differs", to)
				}
			}
			place := filepath.Join(t.TempDir(), "new")
			if err := restoreWith(t, path, place, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "--key") {
				t.Errorf("without a key: %v", err)
			}
			if err := restoreWith(t, path, place, "", secret(t, otherFile)); !fault.Is(err, fault.Denied) || !strings.Contains(err.Error(), "khóa khác") {
				t.Errorf("with another key: %v", err)
			}
			if _, err := os.Stat(place); !errors.Is(err, fs.ErrNotExist) {
				t.Error("something was left at the place")
			}
		})
	}
}

// TestEncryptedDamage refuses every damaged encrypted file and leaves nothing at the place.
func TestEncryptedDamage(t *testing.T) {
	public, file := key(t)
	path, k := encrypted(t, build(t, db.SQLite), public), secret(t, file)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(14, 6))
	place := filepath.Join(dir, "place")
	for i := range 150 {
		how, bad := flip(r, good)
		if i%3 == 0 { // the header is small: hit it too
			how, bad = "header", bytes.Clone(good)
			bad[r.IntN(400)] ^= 1 << r.IntN(8)
		}
		file := filepath.Join(dir, "bad.zip.age")
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := restoreWith(t, file, place, "", k); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Denied) {
			t.Errorf("damage %d (%s) gives: %v", i, how, err)
		}
		if _, err := os.Stat(place); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("damage %d (%s) left something behind", i, how)
		}
	}
	if err := restoreWith(t, path, place, "", k); err != nil {
		t.Fatalf("the good file: %v", err)
	}
}

// TestKeys: a key is never written over, only its owner reads it, and neither half passes for the other.
func TestKeys(t *testing.T) {
	public, file := key(t)
	st, err := os.Stat(file)
	if err != nil || os.PathSeparator == '/' && st.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", st.Mode(), err)
	}
	was, _ := os.ReadFile(file)
	if _, err := backup.NewKey(file); !fault.Is(err, fault.Conflict) {
		t.Errorf("over another key: %v", err)
	}
	if is, _ := os.ReadFile(file); !bytes.Equal(was, is) {
		t.Error("the key was changed")
	}
	if _, err := backup.ReadKey(strings.NewReader(public)); !fault.Is(err, fault.Invalid) {
		t.Errorf("the public half as the key: %v", err)
	}
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte("# của Khối\n\n"+public+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if keys, err := backup.PublicKeys([]string{list, public}); err != nil || len(keys) != 1 || keys[0] != public {
		t.Errorf("%v %v", keys, err)
	}
	line := was[bytes.Index(was, []byte("AGE-SECRET")):]
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{file, string(line), public[:20], "age1pq1xyz", empty, "/nowhere"} {
		keys, err := backup.PublicKeys([]string{bad})
		if !fault.Is(err, fault.Invalid) || len(keys) > 0 {
			t.Errorf("%q is taken for a public key: %v", bad, err)
		} else if strings.Contains(err.Error(), string(bytes.TrimSpace(line))) {
			t.Error("the refusal tells the secret")
		}
	}
}
