package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"thidua/internal/base/fault"
)

func TestPutAndGet(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	data := []byte("văn bản 24/CT-UBND")
	hash, err := s.Put(ctx, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(data); hash != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %s", hash)
	}
	var wg sync.WaitGroup
	for range 8 { // the same content at once, over and over
		wg.Go(func() {
			if h, err := s.Put(ctx, bytes.NewReader(data)); err != nil || h != hash {
				t.Errorf("%s %v", h, err)
			}
		})
	}
	wg.Wait()
	got, err := s.Get(ctx, hash)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%q %v", got, err)
	}
	left, _ := os.ReadDir(filepath.Join(dir, tmp))
	if len(left) != 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
	again, err := Open(dir) // what was stored is there after a restart
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.Get(ctx, hash); err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, h := range []string{"", "..", "../secret", "ab/../../secret", strings.Repeat("A", 64), strings.Repeat("g", 64), strings.Repeat("a", 63)} {
		if _, err := s.Get(ctx, h); !errors.Is(err, ErrHash) {
			t.Errorf("%q: %v", h, err)
		}
	}
	if _, err := s.Get(ctx, strings.Repeat("a", 64)); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	hash, err := s.Put(ctx, strings.NewReader("gốc"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, hash[:2], hash), []byte("hỏng"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(ctx, hash); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("damage was not noticed: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut off") }

func TestInterruptedPutLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(context.Background(), broken{}); err == nil {
		t.Fatal("stored")
	}
	if left, _ := os.ReadDir(filepath.Join(dir, tmp)); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
	s.Close()
	if err := os.WriteFile(filepath.Join(dir, tmp, "leftover"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if left, _ := os.ReadDir(filepath.Join(dir, tmp)); len(left) != 0 {
		t.Error("the leftover of a crash stays")
	}
	s.broken.Store(true)
	if _, err := s.Put(context.Background(), strings.NewReader("x")); !errors.Is(err, ErrBroken) {
		t.Errorf("after a failed flush: %v", err)
	}
}
