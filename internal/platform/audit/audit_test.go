package audit_test

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"

	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

var sources = []fs.FS{}

var officer = who.Actor{User: 7, Name: "Cán bộ TĐKT", Via: "web"}

var (
	qAll    = db.SQL("audit.test.all", `SELECT actor || ' ' || action || ' ' || object || ' ' || commitment FROM audit_pending UNION ALL SELECT actor || ' ' || action || ' ' || object || ' ' || commitment FROM audit_leaf`)
	qRewrit = db.SQL("audit.test.rewrite", `UPDATE audit_pending SET payload = $1 WHERE id = $2`)
	qMove   = db.SQL("audit.test.move", `UPDATE audit_pending SET actor = 'system' WHERE id = $1`)
)

func each(t *testing.T, f func(t *testing.T, d *db.DB)) { dbtest.Each(t, sources, f) }

func write(t *testing.T, d *db.DB, e audit.Entry) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return audit.Write(t.Context(), tx, e) }); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, d *db.DB) (audit.Count, []audit.Bad) {
	t.Helper()
	var list []audit.Bad
	var n audit.Count
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, _, err = audit.Verify(t.Context(), tx, audit.Trust{}, func(b audit.Bad) { list = append(list, b) })
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n, list
}

func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if at, err := audit.Last(t.Context(), d); err != nil || !at.IsZero() {
			t.Errorf("the empty log has a last leaf: %v %v", at, err)
		}
		write(t, d, audit.Entry{By: officer, Did: "cell.save", On: "cell/1", Version: 1, After: map[string]int{"value": 4}})
		write(t, d, audit.Entry{By: officer, Did: "cell.save", On: "cell/2", Version: 1, After: 9})
		write(t, d, audit.Entry{By: officer, Did: "cell.save", On: "cell/1", Version: 2, Before: map[string]int{"value": 4}, After: map[string]int{"value": 5}, Why: "Gõ nhầm"})
		h, err := audit.History(t.Context(), d, "cell/1", 9)
		if err != nil || len(h) != 2 {
			t.Fatal(h, err)
		}
		if l := h[0]; l.Version != 2 || l.Name != officer.Name || l.Via != "web" || l.Why != "Gõ nhầm" || string(l.Before) != `{"value":4}` || string(l.After) != `{"value":5}` || l.At.IsZero() {
			t.Errorf("newest line %+v", l)
		}
		if h[1].Before != nil || h[1].Why != "" {
			t.Errorf("the first change has something before it: %+v", h[1])
		}
		if h, err := audit.History(t.Context(), d, "cell/1", 1); err != nil || len(h) != 1 || h[0].Version != 2 {
			t.Errorf("limit: %v %v", h, err)
		}
		if at, err := audit.Last(t.Context(), d); err != nil || at.IsZero() || at.Before(h[1].At) {
			t.Errorf("last %v %v", at, err)
		}
	})
}

// TestLeafTellsNothing: what the leaf itself holds is no personal data and cannot be
// guessed from equal payloads; with its payload erased it stays valid.
func TestLeafTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		e := audit.Entry{By: officer, Did: "user.save", On: "user/1", After: "Họ và tên", Why: "Theo đề nghị"}
		write(t, d, e)
		write(t, d, e)
		rows, err := db.All(t.Context(), d, qAll, db.Scalar[string])
		if err != nil || len(rows) != 2 {
			t.Fatal(rows, err)
		}
		if rows[0] == rows[1] {
			t.Error("equal payloads have equal commitments")
		}
		for _, secret := range []string{officer.Name, "Họ và tên", "Theo đề nghị"} {
			if strings.Contains(strings.Join(rows, "\n"), secret) {
				t.Errorf("the leaf tells %q", secret)
			}
		}
		h, err := audit.History(t.Context(), d, "user/1", 9)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := audit.Erase(t.Context(), tx, officer, h[1].ID, "Theo yêu cầu")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		n, bad := verify(t, d)
		if n != (audit.Count{Leaves: 3, Erased: 1, Waiting: 3}) || len(bad) != 0 {
			t.Errorf("%+v, bad %v", n, bad)
		}
		h, err = audit.History(t.Context(), d, "user/1", 9)
		if err != nil || len(h) != 2 || h[1].Name != "" || h[1].After != nil {
			t.Errorf("the erased line still tells: %+v %v", h, err)
		}
	})
}

func TestTamper(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for range 3 {
			write(t, d, audit.Entry{By: officer, Did: "cell.save", On: "cell/1", After: 4})
		}
		h, err := audit.History(t.Context(), d, "cell/1", 9)
		if err != nil || len(h) != 3 {
			t.Fatal(h, err)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), qRewrit, `{"after":5,"name":"Cán bộ TĐKT","via":"web"}`, h[0].ID); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), qMove, h[2].ID); err != nil {
				return err
			}
			return audit.Write(t.Context(), tx, audit.Entry{By: officer, Did: "x", On: "x"})
		})
		if err != nil {
			t.Fatal(err)
		}
		n, bad := verify(t, d)
		slices.SortFunc(bad, func(a, b audit.Bad) int { return cmp.Compare(a.ID, b.ID) }) // leaves without a place stand in the order of their transactions
		if n.Leaves != 4 || len(bad) != 2 || bad[0].ID != h[2].ID || bad[0].Flaw != audit.FlawHash || bad[1].ID != h[0].ID || bad[1].Flaw != audit.FlawPayload {
			t.Errorf("%+v %+v", n, bad)
		}
	})
}

// TestWithTheChange: many writers at once, some of which fail; there is a leaf for every
// change that stands and for no other.
func TestWithTheChange(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		fails := errors.New("the change fails")
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for k := range 10 {
					err := d.Write(context.Background(), func(tx *db.Tx) error {
						if err := audit.Write(context.Background(), tx, audit.Entry{By: officer, Did: "cell.save", On: "cell/1", Version: int64(k)}); err != nil {
							return err
						}
						if (i+k)%5 == 0 {
							return fails
						}
						return nil
					})
					if want := (i+k)%5 == 0; errors.Is(err, fails) != want || err != nil && !want {
						t.Errorf("%d %d: %v", i, k, err)
					}
				}
			})
		}
		wg.Wait()
		n, bad := verify(t, d)
		if n.Leaves != 64 || len(bad) != 0 {
			t.Errorf("%+v, want 64 leaves; bad %v", n, bad)
		}
	})
}
