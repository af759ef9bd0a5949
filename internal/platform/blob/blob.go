// Package blob keeps attachments (tệp đính kèm) under one folder, each named by the
// SHA-256 of its content. What Put has acknowledged survives a power cut: the bytes are
// written under a temporary name, flushed, renamed, and the folder is flushed too, all
// before any row of the database names them.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"thidua/internal/base/fault"
)

// A Store holds files by content hash. It is safe for concurrent use.
type Store struct {
	root   *os.Root
	broken atomic.Bool
}

// Open opens the store in folder dir, which is made when it is not there. Nothing
// outside the folder can be reached through the store. Leftovers of interrupted writes
// are removed.
func Open(dir string) (_ *Store, err error) {
	defer fault.Wrap(&err, "blob.Open")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{root: root}
	if err := root.Mkdir(tmp, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		root.Close()
		return nil, err
	}
	if err := s.sweep(); err != nil {
		root.Close()
		return nil, err
	}
	return s, nil
}

const tmp = "tmp"

func (s *Store) sweep() error {
	list, err := fs.ReadDir(s.root.FS(), tmp)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := s.root.Remove(tmp + "/" + e.Name()); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.root.Close() }

// ErrBroken says that a flush to disk failed before: what was written then may be lost
// in spite of a later success, so the store takes nothing more until it is reopened.
var ErrBroken = errors.New("blob: an earlier flush to disk failed")

// ErrHash says that a text is not a content hash.
var ErrHash = errors.New("blob: not a content hash")

// Put stores what r gives and returns its hash. The same content is stored once.
func (s *Store) Put(ctx context.Context, r io.Reader) (hash string, err error) {
	defer fault.Wrap(&err, "blob.Put")
	if s.broken.Load() {
		return "", ErrBroken
	}
	name := tmp + "/" + rand.Text()
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreGone(s.root.Remove(name)))
		}
	}()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(f, h), r); err != nil {
		return "", errors.Join(err, f.Close())
	}
	if err := ctx.Err(); err != nil {
		return "", errors.Join(err, f.Close())
	}
	if err := s.flush(f); err != nil {
		return "", err
	}
	hash = hex.EncodeToString(h.Sum(nil))
	return hash, s.settle(name, hash)
}

// settle gives a flushed temporary file its final name, durably.
func (s *Store) settle(name, hash string) error {
	dir := hash[:2]
	if err := s.root.Mkdir(dir, 0o700); err == nil {
		if err := s.flushDir("."); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	// Renaming over an equal file is harmless, and its name is flushed once more: the one
	// who stored it first may have been cut off before that.
	if err := s.root.Rename(name, dir+"/"+hash); err != nil {
		return err
	}
	return s.flushDir(dir)
}

func (s *Store) flushDir(dir string) error {
	if !dirSync {
		return nil
	}
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return s.flush(d)
}

// flush syncs and closes f. A failed flush breaks the store for good.
func (s *Store) flush(f *os.File) error {
	if err := f.Sync(); err != nil {
		s.broken.Store(true)
		return errors.Join(ErrBroken, err, f.Close())
	}
	return f.Close()
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Open opens a stored file for reading. Errors: NotFound.
func (s *Store) Open(hash string) (*os.File, error) {
	if !isHash(hash) {
		return nil, ErrHash
	}
	f, err := s.root.Open(hash[:2] + "/" + hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "blob.gone|Không tìm thấy tệp này trong kho tệp. Báo người quản trị khôi phục từ bản sao lưu.").Because(err)
	}
	return f, err
}

// Get reads a stored file and checks its content against the hash. Errors: NotFound.
func (s *Store) Get(ctx context.Context, hash string) (_ []byte, err error) {
	defer fault.Wrap(&err, "blob.Get")
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := s.Open(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != hash {
		return nil, fmt.Errorf("blob: content of %s was damaged", hash)
	}
	return b, nil
}

func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}
