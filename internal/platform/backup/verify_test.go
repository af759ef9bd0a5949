package backup_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thidua/internal/platform/backup"
	"thidua/internal/platform/db"
)

// TestVerify changes one thing at a time behind the product's back; each must be found
// and named, and nothing may be found before.
func TestVerify(t *testing.T) {
	const leaf = "(SELECT MIN(id) FROM audit_leaf)"
	file := func(w *world) string {
		_, m := save(t, w)
		return filepath.Join(w.dir, m.Files[0].Name)
	}
	cases := []struct {
		name, text, want string
		do               func(w *world)
	}{
		{"action", "UPDATE audit_leaf SET action = 'khac' WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"object", "UPDATE audit_leaf SET object = object || '0' WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"time", "UPDATE audit_leaf SET at = at + 1 WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"actor", "UPDATE audit_leaf SET actor = '' WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"version", "UPDATE audit_leaf SET version = 9 WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"hash", "UPDATE audit_leaf SET hash = commitment WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"commitment", "UPDATE audit_leaf SET commitment = hash WHERE id = " + leaf, "nội dung dòng nhật ký", nil},
		{"payload", `UPDATE audit_payload SET payload = replace(payload, 'hai', 'ba') WHERE leaf = ` + leaf, "phần nội dung", nil},
		{"payload field deleted", `UPDATE audit_payload SET payload = '' WHERE leaf = ` + leaf, "phần nội dung", nil},
		{"salt", `UPDATE audit_payload SET salt = '' WHERE leaf = ` + leaf, "phần nội dung", nil},
		{"name", `UPDATE audit_payload SET name = 'Người khác' WHERE leaf = ` + leaf, "phần nội dung", nil},
		{"via", `UPDATE audit_payload SET via = 'web' WHERE leaf = ` + leaf, "phần nội dung", nil},
		{"leaf deleted", `DELETE FROM audit_leaf WHERE id = ` + leaf, "trỏ tới một dòng của bảng audit_leaf", nil},
		{"parent deleted", `DELETE FROM box_box WHERE id = 3`, "trỏ tới một dòng của bảng box_box", nil},
		{"attachment named otherwise", `UPDATE box_thing SET file = replace(file, '1', '2') WHERE box = 1`, "thiếu tệp đính kèm", nil},
		{"attachment name is none", `UPDATE box_thing SET file = 'x' WHERE box = 1`, "không phải mã SHA-256", nil},
		{"attachment gone", "", "thiếu tệp đính kèm", func(w *world) { os.Remove(file(w)) }},
		{"attachment changed", "", "đã bị thay đổi", func(w *world) {
			f := file(w)
			b, _ := os.ReadFile(f)
			b[5] ^= 1
			os.WriteFile(f, b, 0o600)
		}},
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			for _, c := range cases {
				if e == db.Postgres && !slices.Contains([]string{"hash", "payload", "leaf deleted", "parent deleted", "attachment gone"}, c.name) {
					continue // a database each takes long, and only the reading of rows and keys differs by engine
				}
				t.Run(c.name, func(t *testing.T) {
					w := build(t, e)
					w.exec(t, "DELETE FROM audit_payload WHERE leaf = (SELECT MAX(id) FROM audit_leaf)") // erased on request
					r, err := backup.Verify(t.Context(), w.check())
					if err != nil || len(r.Findings) > 0 || r.Leaves != 21 || r.Erased != 1 || r.Files != 20 {
						t.Fatalf("before: %+v %v", r, err)
					}
					if c.text != "" {
						w.exec(t, c.text)
					} else {
						c.do(w)
					}
					r, err = backup.Verify(t.Context(), w.check())
					if err != nil || len(r.Findings) == 0 {
						t.Fatalf("not found: %v", err)
					}
					if f := r.Findings[0]; !strings.Contains(f.What, c.want) || f.Where == "" {
						t.Errorf("found %+v, want %s", f, c.want)
					}
				})
			}
		})
	}
}

// TestVerifyPages finds damaged pages of a SQLite file instead of failing.
func TestVerifyPages(t *testing.T) {
	w := build(t, db.SQLite)
	path, _ := save(t, w)
	dir := filepath.Join(t.TempDir(), "new")
	if err := restore(t, path, dir, "", migrations()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "thidua.db")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	clear(b[len(b)/2 : len(b)/2+4096])
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := backup.Verify(t.Context(), open(t, dir, "").check())
	if err != nil || len(r.Findings) == 0 || r.Findings[0].Where != "Cơ sở dữ liệu" {
		t.Errorf("%+v %v", r.Findings, err)
	}
}
