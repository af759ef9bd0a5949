package audit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

func open(t *testing.T, d *db.DB, dir string) *audit.Log {
	t.Helper()
	l, err := audit.OpenLog(t.Context(), d, dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func integrate(t *testing.T, l *audit.Log) audit.Signed {
	t.Helper()
	s, err := l.Integrate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func many(t *testing.T, d *db.DB, n int) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range n {
			if err := audit.Write(t.Context(), tx, audit.Entry{By: officer, Did: "cell.save", On: fmt.Sprintf("cell/%d", i)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestTree compares our storage of the tree with the reference: roots, proofs of leaves and
// proofs that one log continues another, at sizes around the stored levels.
func TestTree(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	l := open(t, d, t.TempDir())
	v, err := note.NewVerifier(l.Key())
	if err != nil {
		t.Fatal(err)
	}
	var before audit.Signed
	for _, add := range []int{0, 1, 1, 5, 247, 1, 1, 255, 600, 65000} {
		if testing.Short() && add > 10000 {
			continue
		}
		many(t, d, add)
		s := integrate(t, l)
		if _, err := audit.OpenCheckpoint([]byte(s.Note), v); err != nil {
			t.Fatalf("size %d: %v", s.Size, err)
		}
		var first int64 = s.Size - 1
		h, err := audit.History(t.Context(), d, "cell/0", 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(h) == 1 {
			p, err := l.Prove(t.Context(), h[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(p.Path, p.Size, p.Root, p.Index, tlog.RecordHash([]byte(p.Leaf))); err != nil {
				t.Errorf("size %d, leaf %d: %v", p.Size, p.Index, err)
			}
			if err := tlog.CheckRecord(p.Path, p.Size, p.Root, p.Index, tlog.RecordHash([]byte(p.Leaf+" "))); err == nil {
				t.Error("another leaf is proven too")
			}
			if len(p.Path) > 25 {
				t.Errorf("%d hashes in a proof", len(p.Path))
			}
			first = p.Index
		}
		if before.Size > 0 {
			now, path, err := l.Since(t.Context(), before.Size)
			if err != nil {
				t.Fatal(err)
			}
			if now.Size > before.Size {
				if err := tlog.CheckTree(path, now.Size, now.Root, before.Size, before.Root); err != nil {
					t.Errorf("%d continues %d: %v (leaf %d)", now.Size, before.Size, err, first)
				}
			}
		}
		before = s
		if n, bad := verifyIn(t, d, ""); len(bad) > 0 || n.Waiting > 0 || n.Leaves != s.Size {
			t.Errorf("size %d: %+v %+v", s.Size, n, bad)
		}
	}
}

func verifyIn(t *testing.T, d *db.DB, dir string) (audit.Count, []audit.Bad) {
	t.Helper()
	var list []audit.Bad
	var n audit.Count
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, _, err = audit.Verify(t.Context(), tx, audit.Trust{Dir: dir}, func(b audit.Bad) { list = append(list, b) })
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n, list
}

// TestManyIntegrate: several processes write and integrate on one database at once; every
// leaf gets one place, and the log stays whole.
func TestManyIntegrate(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		logs := []*audit.Log{open(t, d, dir), open(t, d, dir), open(t, d, dir)}
		if logs[0].Key() != logs[1].Key() {
			t.Fatal("two keys in one folder")
		}
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				for range 15 {
					write(t, d, audit.Entry{By: officer, Did: "cell.save", On: "cell/1"})
					if i < 3 {
						if _, err := logs[i].Integrate(t.Context()); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		s := integrate(t, logs[1])
		n, bad := verifyIn(t, d, dir)
		if s.Size != 91 || n.Leaves != 91 || n.Waiting != 0 || len(bad) > 0 {
			t.Errorf("%d leaves signed, %+v, %+v", s.Size, n, bad)
		}
	})
}

// TestRolledBack: an older database under a newer checkpoint is not signed further, and is,
// once somebody has accepted it by name.
func TestRolledBack(t *testing.T) {
	d, old := dbtest.SQLite(t, sources), dbtest.SQLite(t, sources)
	dir := t.TempDir()
	l := open(t, d, dir)
	many(t, d, 5)
	integrate(t, l)
	x := open(t, old, dir) // the same folder, another database
	many(t, old, 3)
	if _, err := x.Integrate(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Fatalf("signed: %v", err)
	}
	if _, bad := verifyIn(t, old, dir); !slices.ContainsFunc(bad, func(b audit.Bad) bool { return b.Flaw == audit.FlawRolledBack }) {
		t.Errorf("not found: %+v", bad)
	}
	if err := x.AcceptRollback(t.Context(), officer); err != nil {
		t.Fatal(err)
	}
	integrate(t, x)
	if _, bad := verifyIn(t, old, dir); len(bad) > 0 {
		t.Errorf("after it was accepted: %+v", bad)
	}
	if h, err := audit.History(t.Context(), old, "audit/log", 9); err != nil || len(h) != 1 || h[0].Name != officer.Name {
		t.Errorf("no line says who accepted it: %+v %v", h, err)
	}
	if st, err := os.Stat(filepath.Join(dir, "key")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read by others: %v %v", st, err)
	}
}

// TestWitness: a witness signs what continues, and refuses a fork, a shorter log, another
// log and a file that was touched.
func TestWitness(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	l := open(t, d, t.TempDir())
	many(t, d, 10)
	dir := filepath.Join(t.TempDir(), "w")
	vkey, err := audit.InitWitness(dir, "so-tu-phap", l.Key())
	if err != nil {
		t.Fatal(err)
	}
	w, err := audit.OpenWitness(dir, clock.NewHand(dbtest.Start).Now)
	if err != nil {
		t.Fatal(err)
	}
	request := func(l *audit.Log, from int64) audit.Request {
		s, path, err := l.Since(t.Context(), from)
		if err != nil {
			t.Fatal(err)
		}
		r, err := audit.ParseRequest([]byte(audit.Request{Old: from, Path: path, Note: s.Note}.String()))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	signed, c, err := w.Add(request(l, 0))
	if err != nil || c.Size != 11 {
		t.Fatal(c, err)
	}
	key, err := audit.WitnessKey(vkey)
	if err != nil {
		t.Fatal(err)
	}
	if err := audit.Cosigned(signed, key); err != nil {
		t.Error(err)
	}
	if err := audit.Cosigned([]byte(strings.Replace(string(signed), "11\n", "12\n", 1)), key); err == nil {
		t.Error("a touched checkpoint counts as signed")
	}
	first := request(l, 0)
	many(t, d, 300)
	if _, c, err := w.Add(request(l, 11)); err != nil || c.Size != 311 {
		t.Fatal(c, err)
	}
	many(t, d, 1)
	kept := int64(311)
	refused := func(what string, r audit.Request, want fault.Kind) {
		t.Helper()
		if _, _, err := w.Add(r); !fault.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
		if c, _, err := w.Kept(); err != nil || c.Size != kept {
			t.Errorf("%s: kept %d %v", what, c.Size, err)
		}
	}
	refused("an older checkpoint", first, fault.Conflict)
	refused("a proof from elsewhere", request(l, 12), fault.Conflict)
	touched := request(l, 311)
	touched.Note = strings.Replace(touched.Note, "\n312\n", "\n313\n", 1)
	refused("a touched note", touched, fault.Invalid)
	for range 2 { // the same twice is no harm
		if _, _, err := w.Add(request(l, kept)); err != nil {
			t.Error(err)
		}
		kept = 312
	}
	other := dbtest.SQLite(t, sources)
	strange := open(t, other, t.TempDir())
	many(t, other, 400)
	refused("another log", request(strange, kept), fault.Invalid)
	fork(t, l, func(f *audit.Log) { refused("a fork", request(f, kept), fault.Conflict) })
	if list, _ := filepath.Glob(filepath.Join(dir, "fork-*.txt")); len(list) != 1 {
		t.Errorf("evidence of the fork: %v", list)
	}
}

// fork makes another log that is signed with the same key.
func fork(t *testing.T, l *audit.Log, f func(*audit.Log)) {
	d := dbtest.SQLite(t, sources)
	dir := t.TempDir()
	b, err := os.ReadFile(filepath.Join(l.Dir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "key"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	many(t, d, 500)
	f(open(t, d, dir))
}

// FuzzRequest: no file makes a witness or a reader of proofs fall over.
func FuzzRequest(f *testing.F) {
	f.Add([]byte("old 0\n\nthidua/x\n1\nAAAA\n\n— thidua/x AAAA\n"))
	f.Add([]byte("old 12\nAAAA\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := audit.ParseRequest(b)
		if err != nil {
			return
		}
		again, err := audit.ParseRequest([]byte(r.String()))
		if err != nil || again.String() != r.String() {
			t.Errorf("%q: %v", b, err)
		}
		audit.ParseCheckpoint(r.Note)
	})
}

// TestVerifyBesideAServer: a checkpoint that a running server signs while verify looks is no roll-back.
func TestVerifyBesideAServer(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		dir := filepath.Join(t.TempDir(), "log")
		l := open(t, d, dir)
		many(t, d, 3)
		integrate(t, l)
		trust, err := audit.Trust{Dir: dir}.Held()
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			audit.Trust
			flaws int
		}{"held before": {trust, 0}, "read late": {audit.Trust{Dir: dir}, 2}} { // the control: what must not be taken for a flaw is one to who reads late
			var bad []audit.Bad
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				if _, err := db.All(t.Context(), tx, qAll, db.Scalar[string]); err != nil { // the view is taken
					return err
				}
				many(t, d, 2)
				integrate(t, l)
				_, _, err := audit.Verify(t.Context(), tx, c.Trust, func(b audit.Bad) { bad = append(bad, b) })
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(bad) != c.flaws {
				t.Errorf("%s: %+v, want %d flaws", name, bad, c.flaws)
			}
		}
	})
}

// TestNewKey: with its key alone taken away nothing more is signed, for the folder's checkpoint is
// none of the new key; with both taken away the log goes on with another key, and what the old one
// signed still holds.
func TestNewKey(t *testing.T) {
	d, dir := dbtest.SQLite(t, sources), t.TempDir()
	l := open(t, d, dir)
	many(t, d, 5)
	integrate(t, l)
	if err := os.Remove(filepath.Join(dir, "key")); err != nil {
		t.Fatal(err)
	}
	fresh := open(t, d, dir)
	if fresh.Key() == l.Key() {
		t.Fatal("the key that was taken away is used again")
	}
	many(t, d, 5)
	if _, err := fresh.Integrate(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Fatalf("signed beside a checkpoint of another key: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "checkpoint")); err != nil {
		t.Fatal(err)
	}
	s := integrate(t, fresh)
	if v, err := note.NewVerifier(fresh.Key()); err != nil {
		t.Fatal(err)
	} else if _, err := audit.OpenCheckpoint([]byte(s.Note), v); err != nil {
		t.Errorf("not signed by the new key: %v", err)
	}
	if n, bad := verifyIn(t, d, dir); len(bad) > 0 || n.Leaves != s.Size {
		t.Errorf("after the new key: %+v %+v", n, bad)
	}
}
