package app

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// TestBackupCommands plays the drill of an operator on the sample year: back up, check,
// restore on the other engine, and find the same report there.
func TestBackupCommands(t *testing.T) {
	for _, to := range []string{"sqlite", "postgres"} {
		t.Run("to "+to, func(t *testing.T) {
			from, target := []string{}, []string{}
			if to == "sqlite" {
				from = []string{"--db", dbtest.PostgresURL(t)}
			} else {
				target = []string{"--db", dbtest.PostgresURL(t)}
			}
			dir := t.TempDir()
			in := func(name string) string { return filepath.Join(dir, name) }
			from, target = append(from, "--data", in("a")), append(target, "--data", in("b"))
			run := func(want int, where []string, args ...string) string {
				t.Helper()
				return must(t, want, append(args, where...)...)
			}
			run(0, from, "demo", "--load-only")
			run(exitOK, from, "verify")
			if out := run(exitFailed, from, "doctor"); !strings.Contains(out, "chưa từng sao lưu") || !strings.Contains(out, "đã quá hạn") {
				t.Errorf("doctor before a backup:\n%s", out)
			}
			run(exitOK, from, "backup", "--out", in("x.zip"))
			run(exitRefused, from, "backup", "--out", in("x.zip")) // never over another
			if out := run(exitFailed, from, "doctor"); strings.Contains(out, "chưa từng sao lưu") {
				t.Errorf("doctor does not know of the backup:\n%s", out)
			}
			run(exitRefused, from, "restore", in("x.zip")) // there are data already
			run(exitOK, target, "restore", in("x.zip"))
			run(exitOK, target, "verify")
			for name, where := range map[string][]string{"a.json": from, "b.json": target} {
				run(exitOK, where, "report", "--bloc", "khoi-3", "--period", "2022-H1", "--out", in(name))
			}
			a, _ := os.ReadFile(in("a.json"))
			b, _ := os.ReadFile(in("b.json"))
			if len(a) < 1000 || string(a) != string(b) {
				t.Errorf("the report after the restore differs (%d and %d bytes)", len(a), len(b))
			}
			b, err := os.ReadFile(in("x.zip"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(in("y.zip"), b[:len(b)-1], 0o600); err != nil {
				t.Fatal(err)
			}
			run(exitInput, []string{"--data", in("c")}, "restore", in("y.zip"))
			files, err := filepath.Glob(in("b") + "/files/??/*")
			if err != nil || len(files) == 0 {
				t.Fatalf("no attachments were restored: %v", err)
			}
			if err := os.WriteFile(files[0], []byte("khác"), 0o600); err != nil {
				t.Fatal(err)
			}
			if out := run(exitDamaged, target, "verify"); !strings.Contains(out, filepath.Base(files[0])) {
				t.Errorf("verify does not name the attachment:\n%s", out)
			}
			run(exitDamaged, target, "backup", "--out", in("z.zip")) // written all the same, and told
		})
	}
}

// TestBackupCalls refuses what is not meant, and makes no data by looking.
func TestBackupCalls(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []string{"backup", "verify", "doctor"} {
		args := []string{c, "--data", dir}
		if c == "backup" {
			must(t, exitUsage, args...)
			args = append(args, "--out", filepath.Join(dir, "x.zip"))
		}
		must(t, exitUsage, c)
		must(t, exitUsage, append(args, "tệp")...)
		must(t, exitInput, args...)
	}
	must(t, exitUsage, "restore", "--data", dir)
	must(t, exitInput, "restore", filepath.Join(dir, "none.zip"), "--data", dir)
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("looking made %v %v", list, err)
	}
}

// noAttachment names the columns that only look as if they named an attachment.
var noAttachment = []string{"account_user.hash", "audit_leaf.hash", "audit_pending.hash", "audit_node.hash", "pledge_text.hash", "pledge_signature.hash", "progress_value.file", "progress_text.file", "progress_import.file"}

// TestAttachedColumns asks of every column named like a file or a hash to stand among
// those that verify follows, or among those that are something else; and finds every
// attachment of the sample year through them.
func TestAttachedColumns(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	f := newFlags("x")
	f.data = dir
	d, err := f.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	like := regexp.MustCompile(`file$|sha|hash|blob|photo|attach`)
	known := map[string]bool{}
	for table, columns := range attached {
		for _, c := range columns {
			known[table+"."+c] = true
		}
	}
	named := map[string]bool{}
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := tx.Tables(t.Context())
		if err != nil {
			return err
		}
		for _, tb := range tables {
			err := tx.Rows(t.Context(), tb, func(row []any) error {
				for i, v := range row {
					if s, _ := v.(string); len(s) == 64 && known[tb.Name+"."+tb.Columns[i]] {
						named[s] = true
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			for i, c := range tb.Columns {
				if name := tb.Name + "." + c; like.MatchString(c) && tb.Kinds[i] == "text" && !known[name] && !slices.Contains(noAttachment, name) {
					t.Errorf("%s looks like the name of an attachment: put it into attached (cli_backup.go) or into noAttachment here", name)
				}
				delete(known, tb.Name+"."+c)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(known) > 0 {
		t.Errorf("no such columns: %v", slices.Collect(maps.Keys(known)))
	}
	files, err := filepath.Glob(dir + "/files/??/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no attachments in the sample year: %v", err)
	}
	for _, f := range files {
		if !named[filepath.Base(f)] {
			t.Errorf("no row names %s", f)
		}
	}
}
