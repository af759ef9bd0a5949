package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
)

// Suffix ends the name of an encrypted backup.
const Suffix = ".age"

// ageMagic is the first line of an encrypted file.
const ageMagic = "age-encryption.org/v1\n"

const maxKeyFile = 64 << 10

// A Key (khóa bản sao lưu) opens encrypted backups. It never needs to be on the machine that
// writes them: that one knows only its public half.
type Key struct{ ids []age.Identity }

// NewKey makes a key, writes it into a new file that only its owner reads, and gives its public
// half, "age1…". Errors: Conflict when the file is there, Invalid when it cannot be written.
func NewKey(path string) (public string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, os.ErrExist):
		return "", fault.New(fault.Conflict, "cli.key.exists|Tệp {name} đã có. Chọn tên khác sau --new-key; khóa cũ được giữ nguyên.", fault.P{"name": path})
	case err != nil:
		return "", cannotKeep(path, err)
	}
	public = id.Recipient().String()
	_, err = fmt.Fprintf(f, "# thidua, khóa mở bản sao lưu, backup key\n# %s\n# public key: %s\n%s\n", clock.System.Now().Format("2006-01-02"), public, id)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return "", errors.Join(cannotKeep(path, err), os.Remove(path))
	}
	return public, nil
}

func cannotKeep(path string, err error) error {
	return fault.New(fault.Invalid, "cli.key.write|Không ghi được tệp khóa {name}. Kiểm tra thư mục và quyền ghi; chưa có khóa nào được tạo.", fault.P{"name": path}).Because(err)
}

// ReadKey reads what NewKey wrote, or the one line AGE-SECRET-KEY-1… typed from paper.
func ReadKey(r io.Reader) (k Key, err error) {
	b, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	if err == nil {
		k.ids, err = age.ParseIdentities(bytes.NewReader(b))
	}
	if err != nil { // its text may hold a part of the key: it is not passed on
		return Key{}, fault.New(fault.Invalid, "cli.key.bad|Tệp sau --key không phải khóa mở bản sao lưu. Khóa là một dòng bắt đầu bằng AGE-SECRET-KEY-1, trong tệp mà thidua backup --new-key đã tạo; khóa công khai age1… không mở được. Chưa khôi phục gì.")
	}
	return k, nil
}

// PublicKeys gives the public keys of a call: each of list is a key or the name of a file with a key a
// line. Errors: Invalid, when there is one that is none.
func PublicKeys(list []string) (keys []string, err error) {
	for _, s := range list {
		lines := []string{s}
		if !strings.HasPrefix(s, "age1") {
			b, err := os.ReadFile(s)
			if err != nil {
				return nil, notPublic(s, err)
			}
			lines = strings.Split(string(b), "\n")
		}
		found := false
		for _, l := range lines {
			if l = strings.TrimSpace(l); l == "" || strings.HasPrefix(l, "#") {
				continue
			}
			if _, err := age.ParseX25519Recipient(l); err != nil {
				return nil, notPublic(s, nil)
			}
			if found = true; !slices.Contains(keys, l) {
				keys = append(keys, l)
			}
		}
		if !found {
			return nil, notPublic(s, nil)
		}
	}
	return keys, nil
}

func notPublic(s string, err error) error {
	if strings.Contains(strings.ToUpper(s), "AGE-SECRET-KEY") { // must not stand in a log too
		s, err = "AGE-SECRET-KEY-1…", nil
	}
	return fault.New(fault.Invalid, "cli.key.public|{name} không phải khóa công khai. Khóa công khai là một dòng bắt đầu bằng age1, in ra khi tạo khóa (thidua backup --new-key TỆP), hoặc tệp chứa những dòng ấy. Chưa sao lưu gì.", fault.P{"name": s}).Because(err)
}

// lock puts the encryption between a backup and its file. It also gives the key that reads this one
// file back: made for it, kept in memory, forgotten with it. So nothing plain is ever on the disk, and what
// is checked is what was written.
func (j Job) lock(f io.Writer) (w io.WriteCloser, k Key, err error) {
	if len(j.For) == 0 {
		return open{f}, k, nil
	}
	var to []age.Recipient
	for _, s := range j.For {
		r, err := age.ParseX25519Recipient(s)
		if err != nil {
			return nil, k, notPublic(s, nil)
		}
		to = append(to, r)
	}
	once, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, k, err
	}
	w, err = age.Encrypt(f, append(to, once.Recipient())...)
	return w, Key{[]age.Identity{once}}, err
}

// open is a file that is not encrypted.
type open struct{ io.Writer }

// Close does nothing: the file is closed by whoever made it.
func (open) Close() error { return nil }

// unlock gives what an encrypted file holds; one that is not encrypted stays as it is.
func (b *File) unlock(k Key) error {
	start := make([]byte, len(ageMagic))
	if _, err := b.r.ReadAt(start, 0); err != nil || string(start) != ageMagic {
		return nil // told later when it is no backup either
	}
	b.Encrypted = true
	if len(k.ids) == 0 {
		return fault.New(fault.Invalid, "cli.backup.locked|Bản sao lưu này đã mã hóa: cần tệp khóa cất riêng khi tạo khóa (bản in, USB). Chạy lại với --key TỆP-KHÓA, hoặc --key - rồi gõ dòng AGE-SECRET-KEY-1…. Chưa khôi phục gì.")
	}
	r, size, err := age.DecryptReaderAt(b.r, b.size, k.ids...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return fault.New(fault.Denied, "cli.backup.otherkey|Khóa này không mở được bản sao lưu: bản được mã hóa cho khóa khác, hoặc phần đầu của tệp bị hỏng. Tìm tệp khóa có khóa công khai dùng lúc sao lưu (--for, --backup-for). Chưa khôi phục gì.")
	}
	if err != nil {
		return damaged(wholeFile, err)
	}
	b.r, b.size = r, size
	return nil
}
