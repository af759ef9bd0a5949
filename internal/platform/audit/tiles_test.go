package audit_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// tiles reads tiles as any program would that knows C2SP tlog-tiles and nothing of ours.
type tiles struct{ fetch func(string) ([]byte, error) }

func (r tiles) Height() int                     { return 8 }
func (r tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (r tiles) ReadTiles(l []tlog.Tile) ([][]byte, error) {
	var list [][]byte
	for _, t := range l {
		b, err := r.fetch("tile/" + strings.TrimPrefix(t.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}

func fill(t *testing.T, d *db.DB, n int) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for range n {
			if err := audit.Write(t.Context(), tx, audit.Entry{By: officer, Did: "plan.target.save", On: "target/x"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTiles reads the log as another program would: checkpoint, hash tiles, entry bundles.
func TestTiles(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l, err := audit.OpenLog(t.Context(), d, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		key, err := note.NewVerifier(l.Key())
		if err != nil {
			t.Fatal(err)
		}
		fetched := 0
		fetch := func(path string) ([]byte, error) {
			fetched++
			if path == "checkpoint" {
				s, err := audit.Latest(t.Context(), d)
				return []byte(s.Note), err
			}
			x, err := audit.ParseTile(strings.TrimPrefix(path, "tile/"))
			if err != nil {
				return nil, err
			}
			return audit.Tile(t.Context(), d, x)
		}
		old := audit.Signed{}
		for _, n := range []int{3, 252, 1, 300} { // partial, just below, exactly and above a full tile
			fill(t, d, n)
			s, err := l.Integrate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			r, err := audit.Follower{key, fetch}.Request(old.Size)
			if err != nil {
				t.Fatal(err)
			}
			if old.N > 0 {
				if err := tlog.CheckTree(r.Path, s.Size, s.Root, old.Size, old.Root); err != nil {
					t.Errorf("from %d to %d: %v", old.Size, s.Size, err)
				}
			}
			old = s
		}

		// every leaf of the bundles stands in the tree of the checkpoint
		tree := tlog.Tree{N: old.Size, Hash: old.Root}
		count := int64(0)
		for n := int64(0); n<<8 < old.Size; n++ {
			w := int(min(old.Size-n<<8, 1<<8))
			b, err := fetch("tile/" + audit.TilePath(tlog.Tile{H: 8, L: -1, N: n, W: w}))
			if err != nil {
				t.Fatal(err)
			}
			for len(b) > 0 {
				size := int(binary.BigEndian.Uint16(b))
				p, err := tlog.ProveRecord(old.Size, count, tlog.TileHashReader(tree, tiles{fetch}))
				if err != nil {
					t.Fatal(err)
				}
				if err := tlog.CheckRecord(p, old.Size, old.Root, count, tlog.RecordHash(b[2:2+size])); err != nil {
					t.Fatalf("leaf %d: %v", count, err)
				}
				b, count = b[2+size:], count+1
			}
		}
		if count != old.Size {
			t.Errorf("%d leaves of %d", count, old.Size)
		}

		// nothing beyond the checkpoint, nothing odd
		fill(t, d, 2)
		for _, path := range []string{"0/002.p/200", "0/002", "1/000", "1/000.p/3", "0/x000/002", "2/000", "0/-1", "8/0/000", "data/000", "entries/002.p/200", "63/000.p/1", "", "0/../entries/000", "entries/entries/000"} {
			x, err := audit.ParseTile(path)
			if err == nil {
				_, err = audit.Tile(t.Context(), d, x)
			}
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", path, err)
			}
		}

		// one bit changed on the way is noticed
		bad := audit.Follower{key, func(path string) ([]byte, error) {
			b, err := fetch(path)
			if strings.HasPrefix(path, "tile/") && len(b) > 0 {
				b[len(b)/2] ^= 1
			}
			return b, err
		}}
		if _, err := bad.Request(3); err == nil {
			t.Error("a changed tile is taken")
		}
		if _, err := (audit.Follower{key, func(string) ([]byte, error) { return nil, errors.New("gone") }}).Request(3); err == nil {
			t.Error("no answer is taken for one")
		}
	})
}

// TestSignedAtOnce: what is published or locked is signed without waiting for the tick;
// everyday work waits.
func TestSignedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		l, err := audit.OpenLog(t.Context(), d, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { l.Run(ctx, time.Hour, slog.New(slog.NewTextHandler(io.Discard, nil))); close(done) }()
		defer func() { cancel(); <-done }()
		signed := func(within time.Duration) int64 {
			for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
				if s, err := audit.Latest(t.Context(), d); err == nil && s.N > 0 {
					return s.Size
				}
			}
			return 0
		}
		fill(t, d, 2)
		if n := signed(300 * time.Millisecond); n != 0 {
			t.Errorf("everyday work was signed at once: %d lines", n)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			return audit.Write(t.Context(), tx, audit.Entry{By: officer, Did: "progress.submit", On: "submission/x"})
		}); err != nil {
			t.Fatal(err)
		}
		if n := signed(10 * time.Second); n != 4 { // the key, two of the work, the submission
			t.Errorf("signed %d lines, want 4", n)
		}
	})
}
