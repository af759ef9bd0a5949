package audit

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/fault"
)

// A Checkpoint (điểm chốt) is the state of the log at one moment: whoever keeps a signed one
// notices when the lines below it are no longer the same. The text is that of C2SP
// tlog-checkpoint: origin, size and root, one a line.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// Text gives the text that is signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

var errCheckpoint = errors.New("audit: not a checkpoint")

// ParseCheckpoint reads the text of a checkpoint; further lines are allowed and not read.
func ParseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return c, errCheckpoint
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != lines[1] {
		return c, errCheckpoint
	}
	h, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(h) != tlog.HashSize || base64.StdEncoding.EncodeToString(h) != lines[2] {
		return c, errCheckpoint
	}
	c.Origin, c.Size = lines[0], n
	copy(c.Root[:], h)
	return c, nil
}

// OpenCheckpoint reads a signed checkpoint and checks that one of the given keys signed it.
func OpenCheckpoint(signed []byte, keys ...note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(keys...))
	if err != nil {
		return Checkpoint{}, err
	}
	return ParseCheckpoint(n.Text)
}

// The names of what the log keeps in its folder, apart from the database.
const (
	keyName        = "key"
	checkpointName = "checkpoint"
)

// A Key signs checkpoints. It stands in the data folder and never in the database.
type Key struct {
	note.Signer
	Verify string // the key to check with, in the form of sumdb/note
}

// ReadKey reads the key of a log folder. Errors: os.ErrNotExist when there is none yet.
func ReadKey(dir string) (k Key, err error) {
	b, err := os.ReadFile(filepath.Join(dir, keyName))
	if err != nil {
		return k, err
	}
	secret, rest, _ := strings.Cut(string(b), "\n")
	k.Verify = strings.TrimSpace(rest)
	k.Signer, err = note.NewSigner(secret)
	v, verr := note.NewVerifier(k.Verify)
	if err == nil {
		err = verr
	}
	if err == nil && (v.Name() != k.Name() || v.KeyHash() != k.KeyHash()) {
		err = errors.New("the two lines are not of one key")
	}
	if err != nil {
		return k, fault.New(fault.Invalid, "cli.log.key|Tệp khóa ký nhật ký {path} không đọc được. Chép lại tệp này từ nơi cất giữ.", fault.P{"path": filepath.Join(dir, keyName)}).Because(err)
	}
	return k, nil
}

// MakeKey gives the key of a log folder and makes it when there is none.
func MakeKey(dir string) (Key, error) {
	k, err := ReadKey(dir)
	if !errors.Is(err, os.ErrNotExist) {
		return k, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return k, err
	}
	name := "thidua/" + strings.ToLower(rand.Text()[:12])
	secret, verify, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return k, err
	}
	if err := writeNew(filepath.Join(dir, keyName), secret+"\n"+verify+"\n", 0o600); err != nil && !errors.Is(err, os.ErrExist) {
		return k, err
	}
	return ReadKey(dir) // another process may have been faster
}

// writeNew writes a file that must not be there yet, whole or not at all.
func writeNew(name, text string, mode os.FileMode) error {
	t, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(t.Name())
	_, err = t.WriteString(text)
	if err = errors.Join(err, t.Chmod(mode), t.Sync(), t.Close()); err != nil {
		return err
	}
	if err := os.Link(t.Name(), name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// replaceFile writes a file in place of another, whole or not at all.
func replaceFile(name, text string) error {
	t, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = t.WriteString(text)
	if err = errors.Join(err, t.Chmod(0o644), t.Sync(), t.Close()); err == nil {
		err = os.Rename(t.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(t.Name()))
	}
	return syncDir(filepath.Dir(name))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, os.ErrInvalid) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

// ReadCheckpoint reads the newest checkpoint that the folder of a log knows; nil for none.
func ReadCheckpoint(dir string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, checkpointName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

func hexHash(h tlog.Hash) string { return hex.EncodeToString(h[:]) }

func parseHash(s string) (h tlog.Hash, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != tlog.HashSize {
		return h, fmt.Errorf("audit: %q is not a hash", s)
	}
	copy(h[:], b)
	return h, nil
}

func removeFile(name string) error {
	return errors.Join(os.Remove(name), syncDir(filepath.Dir(name)))
}
