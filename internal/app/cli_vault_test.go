package app

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// behind changes a SQLite data folder behind the product's back.
func behind(t *testing.T, dir, text string) {
	t.Helper()
	d, err := sql.Open("sqlite", filepath.Join(dir, "thidua.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	r, err := d.ExecContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := r.RowsAffected(); n == 0 {
		t.Fatalf("%s changes nothing", text)
	}
}

// TestRestoreCommand: an operator who restores changed data is told before anything stands
// there; a place where a restore was killed starts no empty system.
func TestRestoreCommand(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must(t, exitOK, "demo", "--load-only", "--data", in("a"))
	must(t, exitOK, "backup", "--data", in("a"), "--out", in("good.zip"))
	behind(t, in("a"), "UPDATE progress_value SET value = value + 1 WHERE value IS NOT NULL AND rowid = (SELECT MIN(rowid) FROM progress_value WHERE value IS NOT NULL)")
	must(t, exitDamaged, "backup", "--data", in("a"), "--out", in("bad.zip"))
	if code, out, _ := call(t, "doctor", "--data", in("a")); code != exitFailed || !strings.Contains(out, "không khớp nhật ký") {
		t.Errorf("doctor does not tell of the backup:\n%s", out)
	}
	out := must(t, exitDamaged, "restore", in("bad.zip"), "--data", in("b"))
	if !strings.Contains(out, "progress_value") || !strings.Contains(out, "Chưa khôi phục gì") {
		t.Errorf("the place is not named:\n%s", out)
	}
	if _, err := os.Stat(in("b")); err == nil {
		t.Error("something was put in place")
	}
	if out := must(t, exitDamaged, "restore", in("bad.zip"), "--data", in("b"), "--accept-damage"); !strings.Contains(out, "progress_value") {
		t.Errorf("what is wrong is not said:\n%s", out)
	}
	must(t, exitDamaged, "verify", "--data", in("b"))

	if err := os.MkdirAll(in("c/.restoring"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"verify"}, {"doctor"}, {"user", "add", "x", "--role", "admin"}} {
		code, _, errOut := call(t, append(args, "--data", in("c"))...)
		if code != exitRefused || !strings.Contains(errOut, "đứt giữa chừng") {
			t.Errorf("%s: exit %d\n%s", args[0], code, errOut)
		}
	}
	if _, err := os.Stat(in("c/thidua.db")); err == nil {
		t.Error("an empty system was made")
	}
	if out := must(t, exitOK, "restore", in("good.zip"), "--data", in("c")); !strings.Contains(out, "đứt giữa chừng") {
		t.Errorf("what was cleared is not said:\n%s", out)
	}
	must(t, exitOK, "verify", "--data", in("c"))
}
