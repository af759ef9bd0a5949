//go:build unix

package app

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db/dbtest"
)

// newKey makes a key on the command line and gives its public half, as it is printed.
func newKey(t *testing.T, file string) string {
	t.Helper()
	out := must(t, exitOK, "backup", "--new-key", file)
	for w := range strings.FieldsSeq(out) {
		if strings.HasPrefix(w, "age1") {
			return w
		}
	}
	t.Fatalf("no public key is printed:\n%s", out)
	return ""
}

// holding lists the files under the folders that hold a text.
func holding(t *testing.T, text string, dirs ...string) (list []string) {
	t.Helper()
	for _, dir := range dirs {
		if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			if bytes.Contains(b, []byte(text)) {
				list = append(list, path)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// aRowName stands in every plain backup, whatever it was compressed with, and nowhere in the data folder.
const aRowName = "rows/account_user.jsonl"

// TestEncryptedBackups plays the days of an operator whose backups are encrypted, all on one sample year; that
// each engine's backups come back on each stands in TestEncrypted of platform/backup.
func TestEncryptedBackups(t *testing.T) {
	data := filepath.Join(t.TempDir(), "a")
	must(t, exitOK, "demo", "--load-only", "--data", data)
	t.Run("commands", func(t *testing.T) { encryptedCommands(t, data) })
	t.Run("schedule", func(t *testing.T) { encryptedSchedule(t, data) })
	t.Run("kill", func(t *testing.T) { encryptedKill(t, data) })
}

// encryptedCommands is the drill: a key, a backup, what is refused, a restore on the other engine.
func encryptedCommands(t *testing.T, data string) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	from, target := []string{"--data", data}, []string{"--data", in("b"), "--db", dbtest.PostgresURL(t)}
	run := func(want int, where []string, args ...string) string {
		t.Helper()
		return must(t, want, append(args, where...)...)
	}
	public := newKey(t, in("key"))
	newKey(t, in("other"))
	must(t, exitRefused, "backup", "--new-key", in("key"))
	must(t, exitUsage, "backup", "--new-key", in("k"), "--for", public)
	run(exitInput, from, "backup", "--out", in("x.zip"), "--for", in("key")) // the secret half is no recipient
	if out := run(exitOK, from, "backup", "--out", in("x.zip"), "--for", public); !strings.Contains(out, "đã mã hóa") || !strings.Contains(out, "x.zip.age") {
		t.Errorf("backup does not say that it is encrypted:\n%s", out)
	}
	run(exitRefused, from, "backup", "--out", in("x.zip"), "--for", public) // never over another
	if out := run(exitFailed, from, "doctor"); !strings.Contains(out, "đã mã hóa") {
		t.Errorf("doctor does not say that it is encrypted:\n%s", out)
	}
	if list := holding(t, aRowName, dir, data); len(list) > 0 {
		t.Errorf("plain: %v", list)
	}
	for want, args := range map[int][]string{exitInput: nil, exitRefused: {"--key", in("other")}} {
		code, _, said := call(t, append(append([]string{"restore", in("x.zip.age")}, args...), target...)...)
		if code != want || !strings.Contains(said, "Chưa khôi phục gì") {
			t.Errorf("restore %v: %d\n%s", args, code, said)
		}
	}
	run(exitInput, target, "restore", in("x.zip.age"), "--key", in("none"))
	if _, err := os.Stat(in("b")); !os.IsNotExist(err) {
		t.Error("a refused restore left something at the place")
	}
	run(exitRefused, from, "restore", in("x.zip.age"), "--key", in("key")) // there are data already
	secret, err := os.ReadFile(in("key"))
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	typed := secret[bytes.Index(secret, []byte("AGE-SECRET")):]
	if code := Main(context.Background(), append([]string{"restore", in("x.zip.age"), "--key", "-"}, target...), bytes.NewReader(typed), &said, &said); code != exitOK {
		t.Fatalf("restore: %d\n%s", code, &said)
	}
	run(exitOK, target, "verify")
	run(exitOK, from, "backup", "--out", in("plain.zip")) // what the search above would have found
	if list := holding(t, aRowName, dir, data); len(list) != 1 {
		t.Errorf("the search finds %v, want the plain backup", list)
	}
}

// encryptedSchedule: the server writes its backups encrypted, keeps the newest of both kinds together, and
// none of them is plain.
func encryptedSchedule(t *testing.T, dir string) {
	to := t.TempDir()
	public := newKey(t, filepath.Join(t.TempDir(), "key"))
	must(t, exitUsage, "serve", "--data", dir, "--backup-for", public)
	must(t, exitInput, "serve", "--data", dir, "--backup-dir", to, "--backup-for", public[:30])
	hand := clock.NewHand(time.Date(2026, 11, 23, 8, 0, 0, 0, clock.Zone))
	a, err := Open(t.Context(), Config{Data: dir, Clock: hand, Backups: Backups{Dir: to, Every: 24 * time.Hour, Keep: 3}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for day := range 5 {
		last, err := readLast(dir)
		if err != nil || !a.dueBackup(last) {
			t.Fatalf("day %d: not due: %+v %v", day, last, err)
		}
		if day == 2 { // from here on
			a.Backups.For = []string{public}
		}
		last, err = a.scheduledBackup(t.Context())
		if err != nil || last.Encrypted != (day >= 2) || a.dueBackup(last) {
			t.Fatal(last, err)
		}
		hand.Set(hand.Now().Add(25 * time.Hour))
		plain := []int{1, 2, 2, 1, 0}[day] // of the first two, those that are still among the newest three
		names, err := backupsIn(to, ownBackup)
		if got := holding(t, aRowName, dir, to); err != nil || len(names) != min(day+1, 3) || len(got) != plain {
			t.Errorf("day %d: %v, plain %v, want %d plain: %v", day, names, got, plain, err)
		}
	}
	if _, err := a.BackupNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.beforeUpgrade(t.Context()); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[*regexp.Regexp]int{ownBackup: 3, askedBackup: 1, upgradeBackup: 1} {
		if names, err := backupsIn(to, kind); err != nil || len(names) != want {
			t.Errorf("%s: %v %v", kind, names, err)
		}
	}
	list, err := filepath.Glob(filepath.Join(to, "*.zip.age"))
	if got := holding(t, aRowName, dir, to); err != nil || len(list) != 3+1+1 || len(got) > 0 {
		t.Errorf("%v, plain %v: %v", list, got, err)
	}
}

// encryptedKill kills a backup when all but one attachment is written: what it leaves is encrypted too, and
// the next one removes it.
func encryptedKill(t *testing.T, dir string) {
	to := t.TempDir()
	public := newKey(t, filepath.Join(t.TempDir(), "key"))
	// The last attachment is a pipe: the backup waits there until it is opened.
	pipe := filepath.Join(dir, "files", "ff", strings.Repeat("f", 64))
	if err := os.MkdirAll(filepath.Dir(pipe), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	left := func(args ...string) string {
		t.Helper()
		c := child(t, append([]string{"backup", "--data", dir, "--out", filepath.Join(to, "x.zip")}, args...)...)
		ended := make(chan struct{})
		opened := make(chan *os.File, 1)
		go func() {
			f, _ := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the reader
			opened <- f
		}()
		go func() { c.Wait(); close(ended) }()
		select {
		case f := <-opened:
			defer f.Close()
		case <-ended:
			t.Fatalf("the backup ended by itself: %s", c.Stderr.(*childLog).b)
		}
		c.Process.Kill()
		<-ended
		list, err := filepath.Glob(filepath.Join(to, ".thidua-backup-*"))
		if err != nil || len(list) != 1 {
			t.Fatalf("the kill left %v %v", list, err)
		}
		st, err := os.Stat(list[0])
		if err != nil || st.Size() < 100_000 {
			t.Fatalf("too little was written: %v %v", st, err)
		}
		return list[0]
	}
	const begun = "rows/account_" // in the header of a member: the list of all comes last
	file := left("--for", public)
	if list := holding(t, begun, to); len(list) > 0 {
		t.Errorf("plain after a kill: %v", list)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(file, old, old); err != nil {
		t.Fatal(err)
	}
	plain := left() // sweeps the first, and shows what would have been found
	if plain == file || len(holding(t, begun, to)) != 1 {
		t.Errorf("the search does not find the plain one, or %s was not swept", file)
	}
	if err := os.Chtimes(plain, old, old); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(pipe); err != nil {
		t.Fatal(err)
	}
	must(t, exitOK, "backup", "--data", dir, "--out", filepath.Join(to, "y.zip"), "--for", public)
	if list, err := filepath.Glob(filepath.Join(to, ".thidua-backup-*")); err != nil || len(list) > 0 {
		t.Errorf("left: %v %v", list, err)
	}
}
