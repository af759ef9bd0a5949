package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/fault"
)

// A Request (tệp điểm chốt) is what a witness is given: a signed checkpoint, and the proof
// that its log continues the one of Old lines. The text is that of C2SP tlog-witness.
type Request struct {
	Old  int64
	Path []tlog.Hash
	Note string
}

// String gives the text of the request.
func (r Request) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", r.Old)
	for _, h := range r.Path {
		b.WriteString(h.String() + "\n")
	}
	return b.String() + "\n" + r.Note
}

// ParseRequest reads the text of a request. Errors: Invalid.
func ParseRequest(b []byte) (r Request, err error) {
	bad := func(why error) (Request, error) {
		return Request{}, fault.New(fault.Invalid, "cli.witness.file|Tệp này không phải tệp điểm chốt của nhật ký, hoặc đã bị cắt. Xin lại tệp từ Khối trưởng.").Because(why)
	}
	head, text, ok := strings.Cut(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n\n")
	if !ok {
		return bad(nil)
	}
	lines := strings.Split(head, "\n")
	old, ok := strings.CutPrefix(lines[0], "old ")
	if r.Old, err = strconv.ParseInt(old, 10, 64); err != nil || !ok || r.Old < 0 || len(lines) > 64 {
		return bad(err)
	}
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.DecodeString(l)
		if err != nil || len(h) != tlog.HashSize {
			return bad(err)
		}
		r.Path = append(r.Path, tlog.Hash(h))
	}
	r.Note = text
	return r, nil
}

// A Witness (bên làm chứng) keeps the newest checkpoint of somebody else's log that it has
// seen, signs every one that continues it, and refuses all others.
type Witness struct {
	dir string
	key cosigner
	log note.Verifier
}

// cosigner signs and checks as in C2SP cosignature/v1: a signature with its time.
type cosigner struct {
	name    string
	public  ed25519.PublicKey
	private ed25519.PrivateKey
	now     func() time.Time
}

const cosignature = 0x04

func (c cosigner) Name() string { return c.name }

func (c cosigner) KeyHash() uint32 {
	h := sha256.Sum256(append([]byte(c.name+"\n"), append([]byte{cosignature}, c.public...)...))
	return binary.BigEndian.Uint32(h[:])
}

func (c cosigner) message(msg []byte, at uint64) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, msg)
}

func (c cosigner) Sign(msg []byte) ([]byte, error) {
	at := uint64(c.now().Unix())
	return append(binary.BigEndian.AppendUint64(nil, at), ed25519.Sign(c.private, c.message(msg, at))...), nil
}

func (c cosigner) Verify(msg, sig []byte) bool {
	return len(sig) == 8+ed25519.SignatureSize && ed25519.Verify(c.public, c.message(msg, binary.BigEndian.Uint64(sig)), sig[8:])
}

func (c cosigner) vkey() string {
	return fmt.Sprintf("%s+%08x+%s", c.name, c.KeyHash(), base64.StdEncoding.EncodeToString(append([]byte{cosignature}, c.public...)))
}

// WitnessKey reads the public key of a witness. Errors: Invalid.
func WitnessKey(vkey string) (note.Verifier, error) {
	parts := strings.Split(vkey, "+")
	bad := fault.New(fault.Invalid, "cli.witness.key|Khóa của bên làm chứng chưa đúng dạng. Chép nguyên dòng khóa mà lệnh witness init đã in.")
	if len(parts) < 3 {
		return nil, bad
	}
	b, err := base64.StdEncoding.DecodeString(strings.Join(parts[2:], "+"))
	if err != nil || len(b) != 1+ed25519.PublicKeySize || b[0] != cosignature {
		return nil, bad.Because(err)
	}
	c := cosigner{name: parts[0], public: b[1:]}
	if c.vkey() != vkey {
		return nil, bad
	}
	return c, nil
}

const (
	witnessKeyName = "witness.key"
	witnessLogName = "log.key"
)

// InitWitness makes a witness in a new folder: its own key, and the key of the log that it
// watches. It gives the witness's public key.
func InitWitness(dir, name, logKey string) (string, error) {
	if _, err := note.NewVerifier(logKey); err != nil {
		return "", fault.New(fault.Invalid, "cli.witness.log|Khóa của nhật ký chưa đúng dạng. Chép nguyên dòng khóa mà Khối trưởng cho (lệnh thidua checkpoint --key in ra).").Because(err)
	}
	if name == "" || strings.ContainsAny(name, "+ \t\n") {
		return "", fault.New(fault.Invalid, "cli.witness.name|Tên bên làm chứng viết liền, không dấu cộng, ví dụ --name so-tu-phap.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	c := cosigner{name: "thidua-witness/" + name, public: pub, private: priv}
	text := c.name + "\n" + base64.StdEncoding.EncodeToString(priv.Seed()) + "\n" + c.vkey() + "\n"
	if err := writeNew(filepath.Join(dir, witnessKeyName), text, 0o600); err != nil {
		if errors.Is(err, os.ErrExist) {
			return "", fault.New(fault.Conflict, "cli.witness.exists|Thư mục {dir} đã có một bên làm chứng. Dùng tiếp, hoặc chọn thư mục khác sau --dir.", fault.P{"dir": dir})
		}
		return "", err
	}
	return c.vkey(), writeNew(filepath.Join(dir, witnessLogName), logKey+"\n", 0o644)
}

// OpenWitness opens the witness in a folder.
func OpenWitness(dir string, now func() time.Time) (*Witness, error) {
	none := fault.New(fault.NotFound, "cli.witness.none|Chưa có bên làm chứng trong {dir}. Tạo trước: thidua witness init.", fault.P{"dir": dir})
	b, err := os.ReadFile(filepath.Join(dir, witnessKeyName))
	if err != nil {
		return nil, none.Because(err)
	}
	lines := strings.Split(string(b), "\n")
	if len(lines) < 3 {
		return nil, none
	}
	seed, err := base64.StdEncoding.DecodeString(lines[1])
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, none.Because(err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	w := &Witness{dir: dir, key: cosigner{lines[0], key.Public().(ed25519.PublicKey), key, now}}
	if b, err = os.ReadFile(filepath.Join(dir, witnessLogName)); err == nil {
		w.log, err = note.NewVerifier(strings.TrimSpace(string(b)))
	}
	if err != nil {
		return nil, none.Because(err)
	}
	return w, nil
}

// Kept gives the newest checkpoint that the witness has signed; Size is 0 for none.
func (w *Witness) Kept() (Checkpoint, []byte, error) {
	b, err := ReadCheckpoint(w.dir)
	if err != nil || b == nil {
		return Checkpoint{}, nil, err
	}
	c, err := OpenCheckpoint(b, w.log)
	if err == nil {
		_, err = OpenCheckpoint(b, w.key)
	}
	return c, b, err
}

// LogKey gives the key of the log that the witness watches.
func (w *Witness) LogKey() note.Verifier { return w.log }

// Key gives the public key of the witness.
func (w *Witness) Key() string { return w.key.vkey() }

// Add checks a request against what the witness keeps, keeps it and gives the checkpoint
// with the witness's signature. Errors: Invalid (not this log's), Conflict (it does not
// continue what was kept: the file is kept as evidence).
func (w *Witness) Add(r Request) (signed []byte, c Checkpoint, err error) {
	n, err := note.Open([]byte(r.Note), note.VerifierList(w.log))
	if err == nil {
		c, err = ParseCheckpoint(n.Text)
	}
	if err != nil || c.Origin != w.log.Name() {
		return nil, c, fault.New(fault.Invalid, "cli.witness.signature|Điểm chốt này không do khóa của nhật ký đã ghi nhớ ký ({log}). Không ký. Nếu Khối trưởng vừa thay khóa, xác nhận trực tiếp với họ rồi tạo bên làm chứng mới.", fault.P{"log": w.log.Name()}).Because(err)
	}
	have, _, err := w.Kept()
	if err != nil {
		return nil, c, fault.New(fault.Invalid, "cli.witness.kept|Điểm chốt đã giữ trong {dir} không còn đọc được. Chép lại từ bản lưu; không ký gì thêm trước đó.", fault.P{"dir": w.dir}).Because(err)
	}
	if err := w.continues(have, c, r); err != nil {
		return nil, c, err
	}
	if signed, err = note.Sign(n, w.key); err != nil {
		return nil, c, err
	}
	return signed, c, replaceFile(filepath.Join(w.dir, checkpointName), string(signed))
}

func (w *Witness) continues(have, c Checkpoint, r Request) error {
	fork := func(why error) error {
		name := filepath.Join(w.dir, "fork-"+strconv.FormatInt(w.key.now().UnixMilli(), 10)+".txt")
		if err := writeNew(name, r.String(), 0o644); err != nil {
			why = errors.Join(why, err)
		}
		return fault.New(fault.Conflict, "cli.witness.fork|KHÔNG KÝ: nhật ký {n} dòng này không nối tiếp nhật ký {have} dòng mà đơn vị đã ký. Có dòng đã bị sửa, xóa hoặc có hai nhật ký khác nhau. Tệp được giữ làm bằng chứng ({file}). Báo ngay các đơn vị khác và Ban TĐKT tỉnh.",
			fault.P{"n": c.Size, "have": have.Size, "file": name}).Because(why)
	}
	switch {
	case have.Size == 0:
		return nil // the first one is taken on trust: the unit has it from its bloc leader
	case c.Size < have.Size:
		return fault.New(fault.Conflict, "cli.witness.older|KHÔNG KÝ: điểm chốt này có {n} dòng, đơn vị đã ký {have} dòng. Đây là tệp cũ, hoặc nhật ký đã bị quay lui. Xin tệp mới nhất; nếu tệp mới nhất vẫn ngắn hơn, báo các đơn vị khác.", fault.P{"n": c.Size, "have": have.Size})
	case c.Size == have.Size:
		if c.Root != have.Root {
			return fork(nil)
		}
		return nil
	case r.Old != have.Size:
		return fault.New(fault.Conflict, "cli.witness.from|Tệp này nối tiếp từ dòng {old}, còn đơn vị đã ký đến dòng {have}. Xin tệp nối tiếp từ dòng {have}.", fault.P{"old": r.Old, "have": have.Size})
	}
	if err := tlog.CheckTree(r.Path, c.Size, c.Root, have.Size, have.Root); err != nil {
		return fork(err)
	}
	return nil
}

// Cosigned checks that a witness has signed a checkpoint.
func Cosigned(signed []byte, witness note.Verifier) error {
	if _, err := note.Open(bytes.ReplaceAll(signed, []byte("\r\n"), []byte("\n")), note.VerifierList(witness)); err != nil {
		return fault.New(fault.Invalid, "cli.witness.unsigned|Tệp điểm chốt không mang chữ ký của bên làm chứng {name}.", fault.P{"name": witness.Name()}).Because(err)
	}
	return nil
}
