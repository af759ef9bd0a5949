package audit

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// A Flaw is what does not fit about the log.
type Flaw string

const (
	FlawHash       Flaw = "hash"       // the leaf is not what its hash was made of
	FlawPayload    Flaw = "payload"    // the payload is not what the leaf committed to
	FlawErased     Flaw = "erased"     // the payload is gone, and no line says that it was erased
	FlawRows       Flaw = "rows"       // the list of rows is not what the leaf committed to
	FlawLoose      Flaw = "loose"      // the leaf has no place and does not wait for one, or waits although it has one
	FlawGap        Flaw = "gap"        // places From to To have no leaf
	FlawTree       Flaw = "tree"       // places From to To are no longer what was signed
	FlawNode       Flaw = "node"       // a stored node of the tree is wrong or missing, places From to To
	FlawSignature  Flaw = "signature"  // checkpoint ID is not signed by a key of the log, or is not a checkpoint
	FlawCheckpoint Flaw = "checkpoint" // checkpoint ID is missing, or stands at the wrong place
	FlawFolder     Flaw = "folder"     // the folder of the log lacks what On names, though the database was signed
	FlawRolledBack Flaw = "rolledback" // a checkpoint kept elsewhere (On) names a longer or another log
)

// A Bad place of the log is one that was changed after it was written.
type Bad struct {
	ID       int64
	At       time.Time
	Did      string
	On       string
	Flaw     Flaw
	From, To int64 // places in the log, from 0
}

// A Count tells how much of the log was recomputed.
type Count struct {
	Leaves      int64
	Erased      int64 // leaves whose payload was erased, as a later leaf says
	Waiting     int64 // leaves that have no place in the signed log yet
	Checkpoints int64
}

const storedColumns = `COALESCE(l.seq, -1), l.id, l.at, l.actor, l.action, l.object, l.version, l.commitment, l.rowsum, l.hash,
 COALESCE(p.leaf, 0), COALESCE(p.salt, ''), COALESCE(p.name, ''), COALESCE(p.via, ''), COALESCE(p.payload, ''),
 COALESCE(r.leaf, 0), COALESCE(r.salt, ''), COALESCE(r.body, '')
FROM audit_leaf l LEFT JOIN audit_payload p ON p.leaf = l.id LEFT JOIN audit_rows r ON r.leaf = l.id WHERE `

var (
	// qVerify reads the log a page at a time, so that a log of any length fits in memory.
	qVerify = db.SQL("audit.verify", `SELECT `+storedColumns+`l.seq >= $1 ORDER BY l.seq LIMIT 5000`)
	qOne    = db.SQL("audit.one", `SELECT `+storedColumns+`l.id = $1`)
	qNotes  = db.SQL("audit.notes", `SELECT n, size, note FROM audit_checkpoint ORDER BY n`)
)

type stored struct {
	leaf
	seq                      int64
	hash                     string
	has                      int64
	salt, name, via, payload string
	hasRows                  int64
	rowSalt, rows            string
}

func scanStored(r db.Row) (s stored, err error) {
	err = r.Scan(&s.seq, &s.ID, &s.At, &s.Actor, &s.Action, &s.Object, &s.Version, &s.Commitment, &s.Rows, &s.hash,
		&s.has, &s.salt, &s.name, &s.via, &s.payload, &s.hasRows, &s.rowSalt, &s.rows)
	return s, err
}

// Trust is what is known of the log from outside the database.
type Trust struct {
	Dir   string   // folder of the log, "" when there is none
	Since [][]byte // checkpoints that others keep

	held []byte // the checkpoint of the folder as it was when Held looked, nil when it is to be read
}

// Held reads the checkpoint of the folder now, before the caller takes its view of the database: a running server
// may sign a newer one meanwhile, which the view does not know yet and which is no roll-back.
func (t Trust) Held() (Trust, error) {
	if t.Dir == "" {
		return t, nil
	}
	var err error
	t.held, err = ReadCheckpoint(t.Dir)
	return t, err
}

// Verify recomputes every leaf, commitment and list of rows, the Merkle tree and every
// signed checkpoint, and gives bad what does not fit, in the order of the log. The ledger
// that it returns says what every bound row must be.
func Verify(ctx context.Context, tx *db.Tx, trust Trust, bad func(Bad)) (n Count, l *Ledger, err error) {
	tables, err := tx.Tables(ctx)
	if err != nil {
		return n, nil, err
	}
	v := &verifier{q: tx, before: !slices.ContainsFunc(tables, func(tb db.Table) bool { return tb.Name == "audit_pending" }), trust: trust, bad: bad, nodes: map[[2]int64]string{}, marks: map[int64][]mark{}, erased: map[string]bool{},
		ledger: &Ledger{rows: map[string]record{}, tables: map[string]bool{}}}
	v.tree.store = v.node
	err = v.run(ctx)
	return v.n, v.ledger, err
}

// replay gives the ledger without looking at the rest of the log.
func replay(ctx context.Context, tx *db.Tx) (*Ledger, error) {
	_, l, err := Verify(ctx, tx, Trust{}, func(Bad) {})
	return l, err
}

type verifier struct {
	q      *db.Tx
	before bool // the data are from before audit_pending
	trust  Trust
	bad    func(Bad)
	n      Count
	ledger *Ledger
	tree   growing
	last   mark                // the newest checkpoint of the database
	nodes  map[[2]int64]string // as stored, until they were met
	marks  map[int64][]mark    // size → checkpoints of that size
	erased map[string]bool
	good   int64 // the tree was as signed up to this size
	wrong  bool  // a gap was found: nothing after it can fit
}

// mark is a checkpoint that the tree must pass through.
type mark struct {
	Checkpoint
	n    int64
	from string // "" for a row of audit_checkpoint, else where it is kept
}

func (v *verifier) run(ctx context.Context) error {
	if err := v.load(ctx); err != nil {
		return err
	}
	v.passed() // checkpoints of an empty log
	if err := v.placed(ctx); err != nil {
		return err
	}
	if v.trust.Dir != "" && v.tree.n > 0 && v.n.Checkpoints == 0 { // what has a place was signed
		v.bad(Bad{Flaw: FlawFolder, On: "điểm chốt"})
	}
	if err := v.waiting(ctx); err != nil {
		return err
	}
	for at := range v.nodes {
		v.bad(Bad{Flaw: FlawNode, ID: at[0], From: at[1] << at[0], To: (at[1]+1)<<at[0] - 1})
	}
	for size, list := range v.marks { // never reached
		for _, m := range list {
			if m.from != "" {
				v.bad(Bad{Flaw: FlawRolledBack, On: m.from, From: v.tree.n, To: size})
			} else {
				v.bad(Bad{Flaw: FlawTree, ID: m.n, From: v.tree.n, To: size - 1})
			}
		}
	}
	return nil
}

// load reads what stands beside the leaves.
func (v *verifier) load(ctx context.Context) error {
	read := Objects
	if v.before {
		read = placedObjects
	}
	objects, err := read(ctx, v.q, erased)
	if err != nil {
		return err
	}
	for _, o := range objects {
		v.erased[o] = true
	}
	tables, err := db.All(ctx, v.q, qTables, db.Scalar[string])
	if err != nil {
		return err
	}
	for _, t := range append(tables, "audit_table", "audit_signer") { // the last two bind the others
		v.ledger.tables[t] = true
	}
	_, err = db.All(ctx, v.q, qNodeAll, func(r db.Row) (struct{}, error) {
		var at [2]int64
		var h string
		err := r.Scan(&at[0], &at[1], &h)
		v.nodes[at] = h
		return struct{}{}, err
	})
	if err != nil {
		return err
	}
	keys, err := v.keys(ctx)
	if err != nil {
		return err
	}
	if err := v.checkpoints(ctx, keys); err != nil {
		return err
	}
	return v.outside(keys)
}

// keys gives what may have signed checkpoints: the keys named in the database and the one
// of the folder.
func (v *verifier) keys(ctx context.Context) (list []note.Verifier, err error) {
	texts, err := db.All(ctx, v.q, qSigners, db.Scalar[string])
	if err != nil {
		return nil, err
	}
	if v.trust.Dir != "" {
		k, err := ReadKey(v.trust.Dir)
		if err == nil {
			texts = append(texts, k.Verify)
		} else if !os.IsNotExist(err) {
			return nil, err
		}
	}
	slices.Sort(texts)
	for _, s := range slices.Compact(texts) {
		if k, err := note.NewVerifier(s); err == nil { // one that is none is found as a row that was changed
			list = append(list, k)
		}
	}
	return list, nil
}

func (v *verifier) checkpoints(ctx context.Context, keys []note.Verifier) error {
	next, before := int64(1), int64(0)
	_, err := db.All(ctx, v.q, qNotes, func(r db.Row) (none struct{}, err error) {
		var n, size int64
		var text string
		if err := r.Scan(&n, &size, &text); err != nil {
			return none, err
		}
		v.n.Checkpoints++
		if n != next {
			v.bad(Bad{Flaw: FlawCheckpoint, ID: next})
		}
		next = n + 1
		c, err := OpenCheckpoint([]byte(text), keys...)
		if err != nil || c.Size != size {
			v.bad(Bad{Flaw: FlawSignature, ID: n})
			return none, nil
		}
		if c.Size < before {
			v.bad(Bad{Flaw: FlawCheckpoint, ID: n})
		}
		before = c.Size
		v.last = mark{c, n, ""}
		v.marks[c.Size] = append(v.marks[c.Size], mark{c, n, ""})
		return none, nil
	})
	return err
}

// outside adds the checkpoints that are kept apart from the database. That of the folder
// must be signed by the folder's own key: keys named in the database are not enough.
func (v *verifier) outside(keys []note.Verifier) error {
	if v.trust.Dir != "" {
		own, err := ReadKey(v.trust.Dir)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		b := v.trust.held
		if b == nil {
			if b, err = ReadCheckpoint(v.trust.Dir); err != nil {
				return err
			}
		}
		if v.n.Checkpoints > 0 && b == nil { // a restored copy has both before anything is signed
			v.bad(Bad{Flaw: FlawFolder, On: "điểm chốt"})
		}
		if v.n.Checkpoints > 0 && own.Verify == "" {
			v.bad(Bad{Flaw: FlawFolder, On: "khóa ký"})
		}
		if b != nil {
			mine := keys
			if own.Verify != "" {
				k, err := note.NewVerifier(own.Verify)
				if err != nil {
					return err
				}
				mine = []note.Verifier{k}
			}
			v.external(b, folder, mine)
		}
	}
	for i, b := range v.trust.Since {
		v.external(b, fmt.Sprintf("tệp điểm chốt thứ %d", i+1), keys)
	}
	return nil
}

const folder = "thư mục dữ liệu"

func (v *verifier) external(b []byte, from string, keys []note.Verifier) {
	c, err := OpenCheckpoint(b, keys...)
	if err != nil {
		v.bad(Bad{Flaw: FlawSignature, On: from})
		return
	}
	if from == folder && c.Size > v.last.Size { // the database always learns of it first
		v.bad(Bad{Flaw: FlawCheckpoint, ID: v.last.n + 1})
	}
	v.marks[c.Size] = append(v.marks[c.Size], mark{c, 0, from})
}

// placed recomputes the leaves that have a place: a page of them while the next one is read.
func (v *verifier) placed(ctx context.Context) error {
	next := int64(0)
	read := func(from int64) chan page {
		c := make(chan page, 1)
		go func() {
			list, err := db.All(ctx, v.q, qVerify, scanStored, from)
			c <- page{list, err}
		}()
		return c
	}
	for c := read(0); ; {
		p := <-c
		if p.err != nil || len(p.list) == 0 {
			return p.err
		}
		c = read(p.list[len(p.list)-1].seq + 1)
		for _, s := range p.list {
			if s.seq != next {
				v.bad(Bad{Flaw: FlawGap, From: next, To: s.seq - 1})
				v.wrong = true
			}
			next = s.seq + 1
			h, err := v.one(s)
			if err != nil {
				<-c // a transaction is read by one at a time
				return err
			}
			v.tree.add(h)
			v.passed()
		}
	}
}

type page struct {
	list []stored
	err  error
}

// passed compares the tree with the checkpoints of its size.
func (v *verifier) passed() {
	list, ok := v.marks[v.tree.n]
	if !ok {
		return
	}
	delete(v.marks, v.tree.n)
	root := v.tree.root()
	for _, m := range list {
		switch {
		case m.Root == root:
			v.good = v.tree.n
		case m.from != "":
			v.bad(Bad{Flaw: FlawRolledBack, On: m.from, From: v.good, To: m.Size})
		case !v.wrong:
			v.bad(Bad{Flaw: FlawTree, ID: m.n, From: v.good, To: m.Size - 1})
			v.wrong = true // what comes after rests on it
		}
	}
}

// node compares a computed node with the stored one.
func (v *verifier) node(level int, n int64, h tlog.Hash) {
	at := [2]int64{int64(level), n}
	if v.nodes[at] != hexHash(h) && !v.wrong {
		v.bad(Bad{Flaw: FlawNode, ID: at[0], From: n << level, To: (n+1)<<level - 1})
	}
	delete(v.nodes, at)
}

// waiting recomputes the leaves that have no place yet.
func (v *verifier) waiting(ctx context.Context) error {
	if v.before {
		return v.waitingBefore(ctx)
	}
	const page = 5000
	for more := true; more; {
		list, err := db.All(ctx, v.q, qWaits, scanWaiting, int64(page), v.n.Waiting)
		if err != nil {
			return err
		}
		for _, s := range list {
			if _, err := v.one(s); err != nil {
				return err
			}
		}
		v.n.Waiting += int64(len(list))
		more = len(list) == page
	}
	loose, err := db.All(ctx, v.q, qLoose, func(r db.Row) (b Bad, err error) {
		var at int64
		err = r.Scan(&b.ID, &at, &b.Did, &b.On)
		b.At, b.Flaw = time.UnixMilli(at).In(clock.Zone), FlawLoose
		return b, err
	})
	for _, b := range loose {
		v.bad(b)
	}
	return err
}

// waitingBefore is waiting for data from before audit_pending.
func (v *verifier) waitingBefore(ctx context.Context) error {
	ids, err := db.All(ctx, v.q, qOldOrder, db.Scalar[int64], int64(1)<<40)
	if err != nil {
		return err
	}
	v.n.Waiting = int64(len(ids))
	for _, id := range ids {
		s, err := db.One(ctx, v.q, qOne, scanStored, id)
		if err != nil {
			return err
		}
		if _, err := v.one(s); err != nil {
			return err
		}
	}
	return nil
}

// one recomputes a leaf and what hangs on it, and gives its hash.
func (v *verifier) one(s stored) (tlog.Hash, error) {
	v.n.Leaves++
	text, err := s.leaf.text()
	if err != nil {
		return tlog.Hash{}, err
	}
	h := tlog.RecordHash([]byte(text))
	flaw := func(f Flaw) {
		v.bad(Bad{ID: s.ID, At: time.UnixMilli(s.At).In(clock.Zone), Did: s.Action, On: s.Object, Flaw: f, From: s.seq, To: s.seq})
	}
	switch {
	case hexHash(h) != s.hash:
		flaw(FlawHash)
	case s.has == 0 && !v.erased[erasedObject(s.ID)]:
		flaw(FlawErased)
	case s.has == 0:
		v.n.Erased++
	case !s.payloadFits():
		flaw(FlawPayload)
	}
	salt, err := hex.DecodeString(s.rowSalt)
	rows := rowList{salt, s.rows}
	switch {
	case s.hasRows == 0 && s.Rows == "":
	case s.hasRows == 0 || s.Rows == "" || err != nil || hex.EncodeToString(salt) != s.rowSalt || rows.sum() != s.Rows || v.ledger.apply(s.ID, rows) != nil:
		flaw(FlawRows)
	}
	return h, nil
}

func (s stored) payloadFits() bool {
	salt, err := hex.DecodeString(s.salt)
	if err != nil || hex.EncodeToString(salt) != s.salt || commit(salt, s.payload) != s.Commitment {
		return false
	}
	var p struct{ Name, Via string } // they stand beside the payload for reading; they must be those inside it
	return json.Unmarshal([]byte(s.payload), &p) == nil && p.Name == s.name && p.Via == s.via
}

// cutNote parts a signed note into its text and its signatures.
func cutNote(s string) (text, signatures string, ok bool) {
	i := strings.LastIndex(s, "\n\n")
	if i < 0 {
		return s, "", false
	}
	return s[:i+1], s[i+2:], true
}
