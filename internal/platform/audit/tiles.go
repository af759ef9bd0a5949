package audit

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
)

// tileHeight is how many levels of the tree a tile holds, as C2SP tlog-tiles fixes it. The
// tree is stored in the same steps.
const tileHeight = step

var qTexts = db.SQL("audit.tile.entries", `SELECT id, at, actor, action, object, version, commitment, rowsum FROM audit_leaf WHERE seq >= $1 AND seq < $2 ORDER BY seq`)

var errTile = fault.New(fault.NotFound, "audit.tile|Nhật ký chưa có mảnh này.")

// ParseTile reads the path of a tile as C2SP tlog-tiles writes it, without the beginning
// "tile/": "0/x001/234.p/17", or "entries/000". Errors: NotFound.
func ParseTile(path string) (tlog.Tile, error) {
	rest, entries := strings.CutPrefix(path, "entries/")
	if entries {
		path = "data/" + rest
	}
	t, err := tlog.ParseTilePath("tile/8/" + path)
	if err != nil || (t.L == -1) != entries {
		return t, errTile
	}
	return t, nil
}

// TilePath gives the path of a tile as ParseTile reads it.
func TilePath(t tlog.Tile) string {
	return strings.Replace(strings.TrimPrefix(t.Path(), "tile/8/"), "data/", "entries/", 1)
}

// Tile gives the content of a tile: hashes one after the other, or the content of leaves,
// each after its length in two bytes. Only what the newest checkpoint covers is given, so
// whoever reads a checkpoint first can check every tile. Errors: NotFound.
func Tile(ctx context.Context, q db.Q, t tlog.Tile) (b []byte, err error) {
	defer fault.Wrap(&err, "audit.Tile")
	s, err := Latest(ctx, q)
	if err != nil {
		return nil, err
	}
	from, until := t.N<<tileHeight, t.N<<tileHeight+int64(t.W)
	level := max(t.L, 0) * tileHeight
	if level > 62 || until > s.Size>>level {
		return nil, errTile
	}
	if t.L < 0 {
		return entries(ctx, q, from, until)
	}
	var texts []string
	if t.L == 0 {
		texts, err = db.All(ctx, q, qHashes, db.Scalar[string], from, until)
	} else {
		texts, err = db.All(ctx, q, qNodes, db.Scalar[string], int64(level), from, until)
	}
	if err != nil {
		return nil, err
	}
	for _, x := range texts {
		h, err := parseHash(x)
		if err != nil {
			return nil, err
		}
		b = append(b, h[:]...)
	}
	if len(b) != t.W*tlog.HashSize {
		return nil, errors.New("audit: the log lacks hashes of " + TilePath(t))
	}
	return b, nil
}

func entries(ctx context.Context, q db.Q, from, until int64) (b []byte, err error) {
	list, err := db.All(ctx, q, qTexts, func(r db.Row) (l leaf, err error) {
		err = r.Scan(&l.ID, &l.At, &l.Actor, &l.Action, &l.Object, &l.Version, &l.Commitment, &l.Rows)
		return l, err
	}, from, until)
	if err != nil {
		return nil, err
	}
	if int64(len(list)) != until-from {
		return nil, errTile
	}
	for _, l := range list {
		s, err := l.text()
		if err != nil {
			return nil, err
		}
		if len(s) > 1<<16-1 {
			return nil, errors.New("audit: a leaf is too long for a bundle")
		}
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
	}
	return b, nil
}

// atOnce is what is signed at once: who takes home a proof, publishes or closes something
// need not trust the seconds until the next signature. A name with a dot at its end stands for
// all that begin so.
var atOnce = []string{"progress.submit", "progress.approve", "progress.elsewhere", "progress.receive", "progress.vouch", "progress.period.lock", "progress.period.unlock",
	"registration.approve", "registration.receive", "pledge.fix", "pledge.sign.", "consultation.adopt", "report.freeze", "document.issue", "document.signed", "document.withdraw",
	"portal.release", "portal.correct", "portal.withdraw", "release.announce", "conference.poll", "conference.result", "conference.close", "review.adjust.",
	"audit.restore", "audit.rollback", "audit.migrate"}

// urgent reports whether an act is signed at once.
func urgent(act string) bool {
	return slices.ContainsFunc(atOnce, func(x string) bool { return act == x || strings.HasSuffix(x, ".") && strings.HasPrefix(act, x) })
}

// A Follower (người theo nhật ký) fetches what a log serves at C2SP tlog-tiles paths, for a witness.
type Follower struct {
	Log   note.Verifier
	Fetch func(path string) ([]byte, error) // "checkpoint", "tile/0/000"
}

// tileReader fetches tiles; tlog.TileHashReader checks each of them against the checkpoint.
type tileReader struct{ fetch func(string) ([]byte, error) }

// Height implements tlog.TileReader.
func (r tileReader) Height() int { return tileHeight }

// SaveTiles implements tlog.TileReader.
func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader.
func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	list := make([][]byte, len(tiles))
	for i, t := range tiles {
		b, err := r.fetch("tile/" + TilePath(t))
		if err != nil {
			return nil, err
		}
		if len(b) != t.W*tlog.HashSize {
			return nil, errors.New("audit: " + TilePath(t) + " has the wrong size")
		}
		list[i] = b
	}
	return list, nil
}

// Request fetches the newest checkpoint and makes the proof that it continues the log of old
// lines. Every tile is checked against the signed checkpoint.
func (f Follower) Request(old int64) (r Request, err error) {
	b, err := f.Fetch("checkpoint")
	if err != nil {
		return r, err
	}
	c, err := OpenCheckpoint(b, f.Log)
	if err != nil {
		return r, fault.New(fault.Invalid, "cli.witness.signature|Điểm chốt này không do khóa của nhật ký đã ghi nhớ ký ({log}). Không ký. Nếu Khối trưởng vừa thay khóa, xác nhận trực tiếp với họ rồi tạo bên làm chứng mới.", fault.P{"log": f.Log.Name()}).Because(err)
	}
	r = Request{Old: old, Note: string(b)}
	if old <= 0 || old >= c.Size {
		return r, nil
	}
	r.Path, err = tlog.ProveTree(c.Size, old, tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: c.Root}, tileReader{f.Fetch}))
	return r, err
}
