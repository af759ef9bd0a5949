package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"thidua/internal/year/org"
)

// TestErasedStaysErased: what a reader had erased does not come back with an older backup, though the
// machine with the newer data is gone: the list lies beside the backups.
func TestErasedStaysErased(t *testing.T) {
	dir := t.TempDir()
	data, keep := filepath.Join(dir, "a"), filepath.Join(dir, "keep")
	must(t, exitOK, "demo", "--load-only", "--data", data)
	if err := os.Mkdir(keep, 0o700); err != nil {
		t.Fatal(err)
	}
	must(t, exitOK, "backup", "--data", data, "--out", filepath.Join(keep, "x.zip"))
	const email, words = "ban-doc-1@vidu.vn", "để người dân theo dõi"
	holds := func(place string) bool {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(place, "thidua.db"))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(b, []byte(words)) || bytes.Contains(b, []byte(email))
	}
	if !holds(data) {
		t.Fatal("the sample year has no such comment: this test sees nothing")
	}
	a, err := Open(t.Context(), Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	a.Backups.Dir = keep
	blocs, err := org.Blocs(t.Context(), a.DB)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, b := range blocs {
		k, err := a.Portal.Forget(t.Context(), operator, b.ID, email)
		if err != nil {
			t.Fatal(err)
		}
		n += k
	}
	if n == 0 {
		t.Fatal("nothing was erased")
	}
	if err := a.noteErased(t.Context(), keep); err != nil { // as the server does within a minute
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if holds(data) {
		t.Error("it is still in the first place")
	}
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}

	next := filepath.Join(dir, "b")
	must(t, exitOK, "restore", filepath.Join(keep, "x.zip"), "--data", next)
	if holds(next) {
		t.Error("a restored backup brings back what was erased")
	}
	must(t, exitOK, "verify", "--data", next)
	kept := filepath.Join(dir, "c")
	must(t, exitOK, "restore", filepath.Join(keep, "x.zip"), "--data", kept, "--keep-erased")
	if !holds(kept) {
		t.Error("the control holds nothing: this test sees nothing")
	}
	a, err = Open(t.Context(), Config{Data: next})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, b := range blocs {
		p, err := a.Portal.Personal(t.Context(), operator, b.ID, email)
		if err != nil || !p.Nothing() {
			t.Errorf("%+v, %v", p, err)
		}
	}
}
