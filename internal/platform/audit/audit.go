// Package audit writes what happened (nhật ký): one leaf per change, in the transaction of
// the change. A leaf holds a salted commitment to its payload and never the payload itself,
// so that personal data can be erased while the log stays verifiable.
package audit

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// An Entry (dòng nhật ký) is what a change says about itself.
type Entry struct {
	By      who.Actor
	Did     string // the act: "progress.submit"
	On      string // the object: "submission/khoi-3/2022-H1/tand"
	Version int64  // version of the object after the change, 0 when it has none
	Before  any    // what was there, nil for nothing; written as JSON
	After   any    // what is there now
	Why     string // the reason the actor gave
}

type payload struct {
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
	Why    string `json:"why,omitempty"`
	Name   string `json:"name"`
	Via    string `json:"via"`
}

// leaf is the canonical content of a leaf; the order of its fields is fixed for good.
type leaf struct {
	ID         int64  `json:"id"`
	At         int64  `json:"at"`
	Actor      string `json:"actor"`
	Action     string `json:"action"`
	Object     string `json:"object"`
	Version    int64  `json:"version"`
	Commitment string `json:"commitment"`
	Rows       string `json:"rows,omitempty"` // SHA-256 of the list of rows, see rows.go
}

var (
	qLast   = db.SQL("audit.last", `SELECT COALESCE(MAX(x), 0) FROM (SELECT MAX(at) AS x FROM audit_leaf UNION ALL SELECT MAX(at) FROM audit_pending) AS t`)
	qNewest = db.SQL("audit.newest", `SELECT COALESCE(MAX(x), 0) FROM (SELECT MAX(id) AS x FROM audit_leaf UNION ALL SELECT MAX(id) FROM audit_pending) AS t`)
)

// Write gives the transaction the leaf of e. The leaf is written at the end of the
// transaction; the first one of a transaction names the rows that it changed, before or
// after this call.
func Write(ctx context.Context, tx *db.Tx, e Entry) error {
	if tx.Unlogged() {
		return nil
	}
	body, err := json.Marshal(payload{e.Before, e.After, e.Why, e.By.Name, e.By.Via})
	if err != nil {
		return err
	}
	if urgent(e.Did) {
		tx.Urge()
	}
	first := tx.Leafed() == 1
	tx.AtEnd(func(ctx context.Context) error {
		var changes []db.Change
		if first {
			changes = tx.Changes()
		}
		return write(ctx, tx, e, string(body), changes)
	})
	return nil
}

func write(ctx context.Context, tx *db.Tx, e Entry, body string, changes []db.Change) error {
	salt := newSalt()
	l := leaf{ID: int64(db.NewID[leaf](tx)), At: tx.DB().Clock.Now().UnixMilli(), Actor: pseudonym(e.By), Action: e.Did, Object: e.On,
		Version: e.Version, Commitment: commit(salt, body)}
	var rows rowList
	if len(changes) > 0 {
		rows = listRows(newSalt(), changes)
		l.Rows = rows.sum()
	}
	return pend(ctx, tx, l, salt, body, rows)
}

func newSalt() []byte {
	salt := make([]byte, 16)
	rand.Read(salt)
	return salt
}

// commit is the commitment to a payload: it tells nothing about it without the salt.
func commit(salt []byte, body string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

const erased = "audit.erase"

func erasedObject(leaf int64) string { return "leaf/" + strconv.FormatInt(leaf, 10) }

// hash is that of a leaf of a Merkle tree as in RFC 6962: SHA-256(0x00 ‖ content).
func (l leaf) hash() (string, error) {
	b, err := json.Marshal(l)
	return hexHash(tlog.RecordHash(b)), err
}

// text is the canonical content of a leaf.
func (l leaf) text() (string, error) {
	b, err := json.Marshal(l)
	return string(b), err
}

func pseudonym(a who.Actor) string {
	if a.System {
		return "system"
	}
	return id.User(a.User).String()
}

// Last gives the time of the newest leaf, the zero time when there is none.
func Last(ctx context.Context, q db.Q) (time.Time, error) {
	at, err := db.One(ctx, q, qLast, db.Scalar[int64])
	if err != nil || at == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(at).In(clock.Zone), nil
}

// Newest gives a number that grows when somebody, in whatever process, changes something:
// the identifier of the newest leaf.
func Newest(ctx context.Context, q db.Q) (int64, error) {
	return db.One(ctx, q, qNewest, db.Scalar[int64])
}

// A Line (dòng lịch sử) is one change of an object, as shown on screen.
type Line struct {
	ID      int64
	Seq     int64 // its place in the signed log, -1 when it has none yet
	At      time.Time
	Actor   string // who, by the name that the leaf holds: "system", or the id of the account
	Did     string
	On      string
	Version int64
	Erased  bool   // the payload was erased: what follows is empty
	Name    string // who, as named at that time
	Via     string // "web" or "cli"
	Before  json.RawMessage
	After   json.RawMessage
	Why     string
}
