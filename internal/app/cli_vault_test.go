package app

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
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
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		var said bytes.Buffer
		if code := Main(ctx, append(args, "--data", in("c")), strings.NewReader(""), &said, &said); code != exitRefused || !strings.Contains(said.String(), "đứt giữa chừng") {
			t.Errorf("%s: exit %d\n%s", args[0], code, said.String())
		}
		stop()
	}
	if _, err := os.Stat(in("c/thidua.db")); err == nil {
		t.Error("an empty system was made")
	}
	if out := must(t, exitOK, "restore", in("good.zip"), "--data", in("c")); !strings.Contains(out, "đứt giữa chừng") {
		t.Errorf("what was cleared is not said:\n%s", out)
	}
	must(t, exitOK, "verify", "--data", in("c"))
}

// TestEraseCommand: an operator erases a person from the log; the log stays valid, the words
// leave the files of the database, and after an older backup was restored it is done again.
func TestEraseCommand(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			where := func(name string) []string {
				w := []string{"--data", filepath.Join(dir, name)}
				if engine == "postgres" {
					w = append(w, "--db", dbtest.PostgresURL(t))
				}
				return w
			}
			old, next := where("a"), where("b")
			run := func(want int, at []string, args ...string) string {
				t.Helper()
				return must(t, want, append(args, at...)...)
			}
			run(exitOK, old, "import", "plan", filepath.Join(fixture, "plan.json"))
			const canary = "Canarius <& \"Zêta\""
			var said bytes.Buffer
			if code := Main(t.Context(), append([]string{"user", "add", "canary", "--role", "admin", "--name", canary}, old...), strings.NewReader("mot-mat-khau-rat-rieng-7\n"), &said, &said); code != exitOK {
				t.Fatal(said.String())
			}
			out := filepath.Join(dir, "x.zip")
			run(exitOK, old, "backup", "--out", out)
			run(exitUsage, old, "erase")
			run(exitUsage, old, "erase", "--holding", "Ca")
			run(exitUsage, old, "erase", "--holding", canary, "--commit")
			if s := run(exitOK, old, "erase", "--holding", strings.ToUpper(canary)); !strings.Contains(s, "Xem trước: 1 dòng") {
				t.Fatalf("the line is not found:\n%s", s)
			}
			if s := run(exitOK, old, "verify"); !strings.Contains(s, "(0 đã xóa nội dung") {
				t.Errorf("looking erased something:\n%s", s)
			}
			run(exitOK, old, "erase", "--holding", canary, "--why", "theo đơn", "--commit")
			if s := run(exitOK, old, "verify"); !strings.Contains(s, "(1 đã xóa nội dung") {
				t.Errorf("not counted as erased:\n%s", s)
			}
			if s := run(exitOK, old, "erase", "--holding", canary); !strings.Contains(s, "Không có dòng") {
				t.Errorf("still there:\n%s", s)
			}
			again := []string{"erase", "--again", filepath.Join(dir, "a", erasedName), "--why", "sau khôi phục"}
			if s := run(exitOK, next, "restore", out); !strings.Contains(s, erasedBeside) {
				t.Errorf("nothing is said of what was erased:\n%s", s)
			}
			if s := run(exitOK, next, again...); !strings.Contains(s, "1 mục") || !strings.Contains(s, "chưa xóa gì") {
				t.Errorf("not found again:\n%s", s)
			}
			if s := run(exitOK, next, append(again, "--commit")...); !strings.Contains(s, "lại 1 mục") {
				t.Errorf("not erased again:\n%s", s)
			}
			run(exitOK, next, "verify")

			// A later backup leaves the list beside it: the older one brings nothing back.
			run(exitOK, old, "backup", "--out", filepath.Join(dir, "y.zip"))
			if s := run(exitOK, where("kept"), "restore", out, "--keep-erased"); !strings.Contains(s, "mang trở lại 1 mục") || !strings.Contains(s, "giữ nguyên") {
				t.Errorf("what came back is not said:\n%s", s)
			}
			third := where("c")
			if s := run(exitOK, third, "restore", out); !strings.Contains(s, "đã xóa lại tất cả") {
				t.Errorf("what was erased came back:\n%s", s)
			}
			if s := run(exitOK, third, "erase", "--holding", canary); !strings.Contains(s, "Không có dòng") {
				t.Errorf("what was erased is there again:\n%s", s)
			}
			run(exitOK, third, "verify")
			if b, err := os.ReadFile(filepath.Join(dir, "c", erasedName)); err != nil || !strings.HasPrefix(string(b), "leaf/") {
				t.Errorf("the list does not go on: %q, %v", b, err)
			}
			if engine != "sqlite" {
				return
			}
			behind(t, filepath.Join(dir, "a"), "DELETE FROM audit_payload WHERE leaf = (SELECT MIN(leaf) FROM audit_payload)")
			if s := run(exitDamaged, old, "verify"); !strings.Contains(s, "không có dòng nào ghi việc xóa") {
				t.Errorf("a payload that was deleted without a line:\n%s", s)
			}
		})
	}
}

// TestOneServer: a second server on the data of a running one is refused; a server that was
// killed holds nothing.
func TestOneServer(t *testing.T) {
	if !db.CanHold {
		t.Skip("this system holds no files")
	}
	dir := t.TempDir()
	must(t, exitOK, "import", "plan", filepath.Join(fixture, "plan.json"), "--data", dir)
	lock := filepath.Join(dir, "serve.lock")
	c := child(t, "serve", "--addr", "127.0.0.1:"+freePort(t), "--data", dir)
	held := func() bool {
		release, mine, err := db.Hold(lock)
		if err != nil {
			t.Fatal(err)
		}
		if mine {
			release()
		}
		return !mine
	}
	for begun := time.Now(); !held(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Fatal("the server holds nothing")
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second) // one that is let in runs until then
	defer stop()
	var said bytes.Buffer
	if code := Main(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", dir}, strings.NewReader(""), &said, &said); code != exitRefused || !strings.Contains(said.String(), "khác đang chạy trên dữ liệu") {
		t.Errorf("a second server: exit %d\n%s", code, said.String())
	}
	must(t, exitOK, "backup", "--data", dir, "--out", filepath.Join(t.TempDir(), "x.zip"))
	must(t, exitOK, "verify", "--data", dir)
	c.Process.Kill()
	c.Wait()
	if held() {
		t.Error("a killed server holds its data")
	}
}
