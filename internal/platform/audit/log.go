package audit

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

var (
	qSize    = db.SQL("audit.size", `SELECT COALESCE(MAX(seq) + 1, 0) FROM audit_leaf`)
	qSigned  = db.SQL("audit.signed", `SELECT n, size, note FROM audit_checkpoint ORDER BY n DESC LIMIT 1`)
	qSign    = db.Quiet("audit.sign", `INSERT INTO audit_checkpoint (n, size, note) VALUES ($1, $2, $3)`)
	qSigner  = db.SQL("audit.signer.add", `INSERT INTO audit_signer (vkey, since) VALUES ($1, $2) ON CONFLICT (vkey) DO NOTHING`)
	qSigners = db.SQL("audit.signers", `SELECT vkey FROM audit_signer ORDER BY since, vkey`)
)

// A Log (nhật ký) puts the leaves into the order of one Merkle tree and signs its state. The
// key and the newest checkpoint stand in a folder, apart from the database: who can only
// change the database cannot sign, and an older database put in its place is noticed.
type Log struct {
	d   *db.DB
	dir string
	key Key
	mu  sync.Mutex
}

// Folder gives the folder of the log in a data folder.
func Folder(data string) string { return filepath.Join(data, "log") }

// OpenLog opens the log of a database and makes its key at the first start.
func OpenLog(ctx context.Context, d *db.DB, dir string) (_ *Log, err error) {
	defer fault.Wrap(&err, "audit.OpenLog")
	k, err := MakeKey(dir)
	if err != nil {
		return nil, err
	}
	l := &Log{d: d, dir: dir, key: k}
	keys, err := db.All(ctx, d, qSigners, db.Scalar[string])
	if err != nil {
		return nil, err
	}
	for _, s := range keys {
		if s == k.Verify {
			return l, nil
		}
	}
	return l, d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qSigner, k.Verify, d.Clock.Now().UnixMilli()); err != nil {
			return err
		}
		return Write(ctx, tx, Entry{By: keeper, Did: "audit.key", On: "audit/key", After: k.Verify, Why: "Khóa ký nhật ký của thư mục dữ liệu này"})
	})
}

// Key gives the key with which checkpoints of this log are checked.
func (l *Log) Key() string { return l.key.Verify }

// Dir gives the folder of the log.
func (l *Log) Dir() string { return l.dir }

// A Signed checkpoint is a checkpoint with its signature.
type Signed struct {
	Checkpoint
	N    int64 // number of the checkpoint, from 1; 0 for none
	Note string
}

func scanSigned(r db.Row) (s Signed, err error) {
	var size int64
	if err := r.Scan(&s.N, &size, &s.Note); err != nil {
		return s, err
	}
	text, _, _ := cutNote(s.Note)
	if s.Checkpoint, err = ParseCheckpoint(text); err == nil && s.Size != size {
		err = errCheckpoint
	}
	return s, err
}

// Latest gives the newest checkpoint; N is 0 when there is none.
func Latest(ctx context.Context, q db.Q) (Signed, error) {
	list, err := db.All(ctx, q, qSigned, scanSigned)
	if err != nil || len(list) == 0 {
		return Signed{}, err
	}
	return list[0], nil
}

// A transaction places few leaves, so that writers wait little (two or three milliseconds
// for 25); a long line is taken in larger ones, for each has its flush of the disk.
const (
	batchSize = 25
	batchMost = 200
)

// batchOf gives how many leaves the k-th transaction of one go places.
func batchOf(k int) int { return min(batchSize<<min(k/16, 8), batchMost) }

// integrating is the lock under which one process at a time places leaves.
const integrating = 7438202

// Integrate gives every waiting leaf its place and signs the new state. Errors: Conflict
// when the database is not a continuation of what this folder has signed.
func (l *Log) Integrate(ctx context.Context) (s Signed, err error) {
	defer fault.Wrap(&err, "audit.Integrate")
	l.mu.Lock()
	defer l.mu.Unlock()
	done := false
	for k := 0; !done; k++ {
		first := k == 0
		err := l.d.Alone(ctx, integrating, func(tx *db.Tx) (err error) {
			if first {
				if err := l.continues(ctx, tx); err != nil {
					return err
				}
			}
			done, err = l.batch(ctx, tx, batchOf(k))
			if err != nil || !done {
				return err
			}
			if !first {
				if err := l.continues(ctx, tx); err != nil {
					return err
				}
			}
			s, err = l.sign(ctx, tx)
			return err
		})
		if err != nil {
			return s, err
		}
	}
	return s, l.keep(s)
}

// continues refuses when the tree does not contain what this folder signed last.
func (l *Log) continues(ctx context.Context, tx *db.Tx) error {
	b, err := ReadCheckpoint(l.dir)
	if err != nil || b == nil {
		return err
	}
	v, err := note.NewVerifier(l.key.Verify)
	if err != nil {
		return err
	}
	c, err := OpenCheckpoint(b, v)
	if err != nil {
		return fault.New(fault.Conflict, "audit.checkpointfile|Điểm chốt nhật ký trong thư mục dữ liệu không đúng chữ ký. Nhật ký tạm không được ký tiếp. Chạy thidua verify.").Because(err)
	}
	size, err := db.One(ctx, tx, qSize, db.Scalar[int64])
	if err != nil {
		return err
	}
	if size >= c.Size {
		if h, err := tlog.TreeHash(c.Size, tree{ctx, tx}); err == nil && h == c.Root {
			return nil
		}
	}
	return fault.New(fault.Conflict, "audit.rolledback|Cơ sở dữ liệu không nối tiếp nhật ký đã ký (đã ký {n} dòng). Có thể là bản cũ được chép đè. Nhật ký tạm không được ký tiếp. Chạy thidua verify để xem, hoặc khởi động với --accept-rollback nếu việc này là chủ ý.", fault.P{"n": c.Size})
}

// batch places some leaves; done tells that none is left.
func (l *Log) batch(ctx context.Context, tx *db.Tx, most int) (done bool, err error) {
	ids, err := db.All(ctx, tx, qPending, db.Scalar[int64], int64(most))
	if err != nil || len(ids) == 0 {
		return true, err
	}
	size, err := db.One(ctx, tx, qSize, db.Scalar[int64])
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		if err := place(ctx, tx, id, size); err != nil {
			return false, err
		}
		size++
		if err := grow(ctx, tx, size); err != nil {
			return false, err
		}
	}
	return len(ids) < most, nil
}

// sign signs the state of the tree when it has grown since the newest checkpoint.
func (l *Log) sign(ctx context.Context, tx *db.Tx) (s Signed, err error) {
	last, err := Latest(ctx, tx)
	if err != nil {
		return s, err
	}
	size, err := db.One(ctx, tx, qSize, db.Scalar[int64])
	if err != nil || size == 0 || size == last.Size && last.Origin == l.key.Name() {
		return last, err
	}
	s.Checkpoint = Checkpoint{Origin: l.key.Name(), Size: size}
	if s.Root, err = tlog.TreeHash(size, tree{ctx, tx}); err != nil {
		return s, err
	}
	b, err := note.Sign(&note.Note{Text: s.Text()}, l.key)
	if err != nil {
		return s, err
	}
	s.N, s.Note = last.N+1, string(b)
	_, err = tx.Exec(ctx, qSign, s.N, s.Size, s.Note)
	return s, err
}

// keep writes the checkpoint beside the key, unless a newer one stands there.
func (l *Log) keep(s Signed) error {
	if s.N == 0 {
		return nil
	}
	b, err := ReadCheckpoint(l.dir)
	if err != nil {
		return err
	}
	text, _, _ := cutNote(string(b))
	if c, err := ParseCheckpoint(text); err == nil && c.Size >= s.Size {
		return nil
	}
	return replaceFile(filepath.Join(l.dir, checkpointName), s.Note)
}

// AcceptRollback starts anew from the database as it stands, in a leaf that says who
// accepted it; the checkpoint that no longer fits is kept beside.
func (l *Log) AcceptRollback(ctx context.Context, by who.Actor) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.d.Read(ctx, func(tx *db.Tx) error { return l.continues(ctx, tx) })
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	b, err := ReadCheckpoint(l.dir)
	if err != nil {
		return err
	}
	text, _, _ := cutNote(string(b))
	err = l.d.Write(ctx, func(tx *db.Tx) error {
		return Write(ctx, tx, Entry{By: by, Did: "audit.rollback", On: "audit/log", Before: text, Why: "Chấp nhận cơ sở dữ liệu không nối tiếp điểm chốt đã ký"})
	})
	if err != nil {
		return err
	}
	name := filepath.Join(l.dir, checkpointName)
	if err := replaceFile(name+"-"+l.d.Clock.Now().Format("20060102-150405"), string(b)); err != nil {
		return err
	}
	return removeFile(name)
}

// Run integrates in the background until ctx ends: what waits at every tick, and at once
// what this process wrote that is signed at once. What stands in its way is logged.
func (l *Log) Run(ctx context.Context, every time.Duration, log *slog.Logger) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		due := true
		var err error
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			due, err = l.due(ctx)
		case <-l.d.Urged():
		}
		if err == nil && due {
			_, err = l.Integrate(ctx)
		}
		if err != nil && ctx.Err() == nil {
			log.Error("the audit log could not be integrated", "err", err)
		}
	}
}

// due reports whether leaves wait.
func (l *Log) due(ctx context.Context) (bool, error) {
	ids, err := db.All(ctx, l.d, qPending, db.Scalar[int64], int64(1))
	return len(ids) > 0, err
}

// A Proof shows that a leaf stands in the log below a checkpoint.
type Proof struct {
	Signed
	Key   string // checks the signature of the checkpoint
	Index int64
	Leaf  string // content of the leaf: canonical JSON
	Path  []tlog.Hash
	Salt  string // hex; "" when the payload was erased
	Body  string // the payload that the leaf commits to
}

// Prove integrates what waits and gives the proof of a leaf. Errors: NotFound.
func (l *Log) Prove(ctx context.Context, id int64) (p Proof, err error) {
	defer fault.Wrap(&err, "audit.Prove")
	if p.Signed, err = l.Integrate(ctx); err != nil {
		return p, err
	}
	p.Key = l.key.Verify
	err = l.d.Read(ctx, func(tx *db.Tx) error {
		s, err := db.One(ctx, tx, qOne, scanStored, id)
		if err != nil {
			return err
		}
		if s.seq < 0 || s.seq >= p.Size {
			return errors.New("audit: the leaf is not in the log yet")
		}
		p.Index, p.Salt, p.Body = s.seq, s.salt, s.payload
		if p.Leaf, err = s.leaf.text(); err != nil {
			return err
		}
		path, err := tlog.ProveRecord(p.Size, p.Index, tree{ctx, tx})
		p.Path = path
		return err
	})
	return p, err
}

// Since gives the proof that the log of the newest checkpoint continues the one of an older
// size, for a witness.
func (l *Log) Since(ctx context.Context, size int64) (s Signed, path []tlog.Hash, err error) {
	defer fault.Wrap(&err, "audit.Since")
	if s, err = l.Integrate(ctx); err != nil {
		return s, nil, err
	}
	if size > s.Size {
		return s, nil, fault.New(fault.Invalid, "audit.ahead|Điểm chốt đã giữ có {old} dòng, nhật ký ở đây mới có {n} dòng. Một trong hai bên không đúng: đối chiếu lại trước khi tiếp tục.", fault.P{"old": size, "n": s.Size})
	}
	if size <= 0 || size == s.Size {
		return s, nil, nil
	}
	err = l.d.Read(ctx, func(tx *db.Tx) (err error) {
		path, err = tlog.ProveTree(s.Size, size, tree{ctx, tx})
		return err
	})
	return s, path, err
}
