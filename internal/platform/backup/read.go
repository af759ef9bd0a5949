package backup

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"thidua/internal/base/fault"
)

// A File is an opened backup. Nothing in it is believed before Check.
type File struct {
	Manifest  Manifest
	Encrypted bool
	f         *os.File
	r         io.ReaderAt // what the file holds, decrypted while it is read
	size      int64
	zip       *zip.Reader
	members   map[string]*zip.File
}

const wholeFile = "khung của tệp (tệp bị cắt, bị sửa hoặc không phải bản sao lưu)"

// maxManifest bounds what is read of a manifest before anything is known about the file.
const maxManifest = 256 << 20

// Open opens a backup, an encrypted one with its key, and checks its seal. Errors: Invalid (damaged,
// with the member, or a key is needed), Denied (another key), Conflict (made by a newer version).
func Open(path string, key ...Key) (_ *File, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Invalid, "cli.nofile|Không đọc được tệp {name}. Kiểm tra lại đường dẫn.", fault.P{"name": path}).Because(err)
	}
	b := &File{f: f, r: f, members: map[string]*zip.File{}}
	var k Key
	for _, x := range key {
		k.ids = append(k.ids, x.ids...)
	}
	if err := b.open(k); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

// Close releases the file.
func (b *File) Close() error { return b.f.Close() }

func (b *File) open(k Key) error {
	st, err := b.f.Stat()
	if err != nil {
		return err
	}
	b.size = st.Size()
	if err := b.unlock(k); err != nil {
		return err
	}
	sealed, err := b.sealed()
	if err != nil {
		return err
	}
	if b.zip, err = zip.NewReader(b.r, b.size); err != nil {
		return damaged(wholeFile, err)
	}
	for _, m := range b.zip.File {
		if b.members[m.Name] != nil {
			return damaged(m.Name, errors.New("two members of one name"))
		}
		b.members[m.Name] = m
	}
	m := b.members[manifestName]
	if m == nil {
		return damaged(manifestName, errors.New("not there"))
	}
	body, err := read(m, maxManifest)
	if err != nil {
		return damaged(manifestName, err)
	}
	if b.Manifest, err = parseManifest(body); err != nil {
		return err
	}
	if !sealed { // say which member it is
		return errors.Join(b.Check(context.Background()), damaged(wholeFile, nil))
	}
	return nil
}

// sealed tells whether the file ends with the SHA-256 of all before.
func (b *File) sealed() (bool, error) {
	n := b.size - sealSize
	if n <= 0 {
		return false, damaged(wholeFile, nil)
	}
	h, end := sha256.New(), make([]byte, sealSize)
	if _, err := io.Copy(h, io.NewSectionReader(b.r, 0, n)); err != nil {
		return false, damaged(wholeFile, err)
	}
	if n, err := b.r.ReadAt(end, n); n < len(end) {
		return false, damaged(wholeFile, err)
	}
	return hex.EncodeToString(h.Sum(nil)) == string(end), nil
}

func read(m *zip.File, limit int64) ([]byte, error) {
	r, err := m.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = errors.New("larger than allowed")
	}
	return body, err
}

// Check reads every member and compares size, SHA-256 and number of rows with the
// manifest. Errors: Invalid, naming the first member that is damaged.
func (b *File) Check(ctx context.Context) error {
	left := len(b.members) - 1
	for _, t := range b.Manifest.Tables {
		var rows int64
		if err := b.each(ctx, t, func([]any) error { rows++; return nil }); err != nil {
			return err
		}
		if rows != t.Rows {
			return damaged(t.Name, fmt.Errorf("%d rows, want %d", rows, t.Rows))
		}
		left--
	}
	for _, f := range b.Manifest.Files {
		if err := b.copy(ctx, f, io.Discard); err != nil {
			return err
		}
		left--
	}
	if left != 0 {
		return damaged(manifestName, fmt.Errorf("%d members are not in the manifest", left))
	}
	return nil
}

// copy gives w a member and checks it.
func (b *File) copy(ctx context.Context, m Member, w io.Writer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	z := b.members[m.Name]
	if z == nil {
		return damaged(m.Name, errors.New("not there"))
	}
	r, err := z.Open()
	if err != nil {
		return damaged(m.Name, err)
	}
	defer r.Close()
	h := sha256.New()
	out := &target{w: w}
	n, err := io.Copy(io.MultiWriter(h, out), io.LimitReader(r, m.Bytes+1))
	switch sum := hex.EncodeToString(h.Sum(nil)); {
	case out.err != nil:
		return out.err
	case err != nil:
		return damaged(m.Name, err)
	case n != m.Bytes || sum != m.SHA256:
		return damaged(m.Name, fmt.Errorf("%d bytes with SHA-256 %s", n, sum))
	}
	return nil
}

// target remembers an error of writing, which is no damage of what is read.
type target struct {
	w   io.Writer
	err error
}

func (t *target) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	if err != nil {
		t.err = err
	}
	return n, err
}

// each gives f every row of a table.
func (b *File) each(ctx context.Context, t Table, f func(row []any) error) error {
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := b.copy(ctx, t.Member, pw)
		pw.CloseWithError(err)
		done <- err
	}()
	err := lines(pr, len(t.Columns), f)
	pr.CloseWithError(errStop)
	if read := <-done; read != nil && !errors.Is(read, errStop) {
		return read
	}
	if err != nil && errors.Is(err, errLine) {
		return damaged(t.Name, err)
	}
	return err
}

var (
	errStop = errors.New("backup: stopped reading")
	errLine = errors.New("backup: not a row")
)

func lines(r io.Reader, columns int, f func(row []any) error) error {
	br := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := br.ReadBytes('\n')
		if len(line) == 0 && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errLine, err)
		}
		row, err := parseRow(bytes.TrimSuffix(line, []byte("\n")))
		if err == nil && len(row) != columns {
			err = fmt.Errorf("%d values for %d columns", len(row), columns)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errLine, err)
		}
		if err := f(row); err != nil {
			return err
		}
	}
}
