package audit

import (
	"context"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/platform/db"
)

var (
	qHashes  = db.SQL("audit.hashes", `SELECT hash FROM audit_leaf WHERE seq >= $1 AND seq < $2 ORDER BY seq`)
	qNodes   = db.SQL("audit.nodes", `SELECT hash FROM audit_node WHERE level = $1 AND n >= $2 AND n < $3 ORDER BY n`)
	qNodeAdd = db.Quiet("audit.node.add", `INSERT INTO audit_node (level, n, hash) VALUES ($1, $2, $3)`)
	qNodeAll = db.SQL("audit.node.all", `SELECT level, n, hash FROM audit_node`)
)

// step is how many levels of the tree lie between two that are stored.
const step = 8

// tree reads hashes of the Merkle tree from the database: leaves and every eighth level
// are stored, the levels between them are computed.
type tree struct {
	ctx context.Context
	q   db.Q
}

// ReadHashes implements tlog.HashReader.
func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		h, err := t.node(level, n)
		if err != nil {
			return nil, err
		}
		list[i] = h
	}
	return list, nil
}

// node gives the hash of the n-th complete subtree of a level.
func (t tree) node(level int, n int64) (h tlog.Hash, err error) {
	below := level / step * step
	count := int64(1) << (level - below)
	var texts []string
	if below == 0 {
		texts, err = db.All(t.ctx, t.q, qHashes, db.Scalar[string], n*count, (n+1)*count)
	} else {
		texts, err = db.All(t.ctx, t.q, qNodes, db.Scalar[string], int64(below), n*count, (n+1)*count)
	}
	if err != nil {
		return h, err
	}
	if int64(len(texts)) != count {
		return h, fmt.Errorf("audit: the log lacks hashes of level %d at %d", below, n*count)
	}
	hashes := make([]tlog.Hash, count)
	for i, s := range texts {
		if hashes[i], err = parseHash(s); err != nil {
			return h, err
		}
	}
	for ; len(hashes) > 1; hashes = hashes[:len(hashes)/2] {
		for i := range len(hashes) / 2 {
			hashes[i] = tlog.NodeHash(hashes[2*i], hashes[2*i+1])
		}
	}
	return hashes[0], nil
}

// grow stores the nodes that are complete now that the log has size leaves, when it had
// one less before.
func grow(ctx context.Context, tx *db.Tx, size int64) error {
	for level := step; size&(1<<level-1) == 0; level += step {
		n := size>>level - 1
		h, err := tree{ctx, tx}.parent(level, n)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qNodeAdd, int64(level), n, hexHash(h)); err != nil {
			return err
		}
	}
	return nil
}

// parent computes a node of a stored level from the stored level below it.
func (t tree) parent(level int, n int64) (tlog.Hash, error) {
	left, err := t.node(level-1, 2*n)
	if err != nil {
		return left, err
	}
	right, err := t.node(level-1, 2*n+1)
	return tlog.NodeHash(left, right), err
}

// growing is the right edge of a tree to which leaves are added one by one, for verifying a
// log of any length.
type growing struct {
	n     int64
	edge  []tlog.Hash // roots of the complete subtrees, largest first
	store func(level int, n int64, h tlog.Hash)
}

func (g *growing) add(h tlog.Hash) {
	g.n++
	for level := range bits.TrailingZeros64(uint64(g.n)) {
		h = tlog.NodeHash(g.edge[len(g.edge)-1], h)
		g.edge = g.edge[:len(g.edge)-1]
		if l := level + 1; l%step == 0 {
			g.store(l, g.n>>l-1, h)
		}
	}
	g.edge = append(g.edge, h)
}

func (g *growing) root() tlog.Hash {
	if g.n == 0 {
		h, _ := tlog.TreeHash(0, nil)
		return h
	}
	h := g.edge[len(g.edge)-1]
	for i := len(g.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(g.edge[i], h)
	}
	return h
}
