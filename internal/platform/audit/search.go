package audit

import (
	"context"
	"encoding/json"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// A Search (bộ lọc nhật ký) says which lines of the log are wanted; empty fields ask nothing.
type Search struct {
	From, Until time.Time // Until is the first moment that is not wanted
	Act         string    // the act, or its beginning: "progress."
	Object      string    // the object, or its beginning
	Actor       string    // as the leaf names it
	Before      int64     // only leaves older than this one
	Limit       int
}

const lineColumns = `l.id, COALESCE(l.seq, -1), l.at, l.actor, l.action, l.object, l.version, COALESCE(p.leaf, 0), COALESCE(p.name, ''), COALESCE(p.via, ''), COALESCE(p.payload, '')
FROM audit_leaf l LEFT JOIN audit_payload p ON p.leaf = l.id WHERE `

var (
	qSearch = db.SQL("audit.search", `SELECT `+lineColumns+`l.id < $1 AND l.at >= $2 AND l.at < $3
 AND ($4 = 0 OR SUBSTR(l.action, 1, $4) = $5) AND ($6 = 0 OR SUBSTR(l.object, 1, $6) = $7) AND ($8 = '' OR l.actor = $8) ORDER BY l.id DESC LIMIT $9`)
	qLine    = db.SQL("audit.line", `SELECT `+lineColumns+`l.id = $1`)
	qPast    = db.SQL("audit.past", `SELECT `+lineColumns+`l.object = $1 ORDER BY l.id DESC LIMIT $2`)
	qWaiting = db.SQL("audit.waiting", `SELECT COUNT(*) FROM audit_leaf WHERE seq IS NULL`)
)

const forever = int64(1)<<62 - 1

// Find gives the lines that a search asks for, newest first.
func Find(ctx context.Context, q db.Q, s Search) ([]Line, error) {
	before, from, until := s.Before, int64(0), forever
	if before == 0 {
		before = forever
	}
	if !s.From.IsZero() {
		from = s.From.UnixMilli()
	}
	if !s.Until.IsZero() {
		until = s.Until.UnixMilli()
	}
	n := func(s string) int64 { return int64(len([]rune(s))) }
	return db.All(ctx, q, qSearch, scanLine, before, from, until, n(s.Act), s.Act, n(s.Object), s.Object, s.Actor, int64(s.Limit))
}

// One gives a line of the log. Errors: NotFound.
func One(ctx context.Context, q db.Q, id int64) (Line, error) {
	return db.One(ctx, q, qLine, scanLine, id)
}

// History gives the last changes of an object, newest first, at most limit.
func History(ctx context.Context, q db.Q, object string, limit int) ([]Line, error) {
	return db.All(ctx, q, qPast, scanLine, object, int64(limit))
}

// Waiting gives how many leaves have no place in the signed log yet.
func Waiting(ctx context.Context, q db.Q) (int64, error) {
	return db.One(ctx, q, qWaiting, db.Scalar[int64])
}

func scanLine(r db.Row) (Line, error) {
	var l Line
	var at, has int64
	var body string
	if err := r.Scan(&l.ID, &l.Seq, &at, &l.Actor, &l.Did, &l.On, &l.Version, &has, &l.Name, &l.Via, &body); err != nil {
		return l, err
	}
	l.At, l.Erased = time.UnixMilli(at).In(clock.Zone), has == 0
	if body == "" {
		return l, nil
	}
	var p struct {
		Before, After json.RawMessage
		Why           string
	}
	err := json.Unmarshal([]byte(body), &p)
	l.Before, l.After, l.Why = p.Before, p.After, p.Why
	return l, err
}
