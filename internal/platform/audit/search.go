package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
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

const (
	lineColumns = `SELECT l.id, l.seq, l.at, l.actor, l.action, l.object, l.version, COALESCE(p.leaf, 0), COALESCE(p.name, ''), COALESCE(p.via, ''), COALESCE(p.payload, '')
FROM audit_leaf l LEFT JOIN audit_payload p ON p.leaf = l.id WHERE `
	waitingLine = `SELECT l.id, -1, l.at, l.actor, l.action, l.object, l.version, CASE WHEN l.payload = '' THEN 0 ELSE l.id END, '', '', l.payload FROM audit_pending l WHERE `
	asked       = `l.id < $1 AND l.at >= $2 AND l.at < $3
 AND ($4 = 0 OR SUBSTR(l.action, 1, $4) = $5) AND ($6 = 0 OR SUBSTR(l.object, 1, $6) = $7) AND ($8 = '' OR l.actor = $8) ORDER BY l.id DESC LIMIT $9`
	ofAct = `l.action = $1 AND l.at >= $2 AND SUBSTR(l.object, 1, $3) = $4 ORDER BY l.id DESC LIMIT $5`
	past  = `l.object = $1 ORDER BY l.id DESC LIMIT $2`
)

var (
	qSearch        = db.SQL("audit.search", lineColumns+asked)
	qSearchWaiting = db.SQL("audit.search.waiting", waitingLine+asked)
	qLine          = db.SQL("audit.line", lineColumns+`l.id = $1`)
	qLineWaiting   = db.SQL("audit.line.waiting", waitingLine+`l.id = $1`)
	qPast          = db.SQL("audit.past", lineColumns+past)
	qPastWaiting   = db.SQL("audit.past.waiting", waitingLine+past)
	qActs          = db.SQL("audit.acts", lineColumns+ofAct)
	qActsWaiting   = db.SQL("audit.acts.waiting", waitingLine+ofAct)
	qFirst         = db.SQL("audit.first", lineColumns+`l.object = $1 ORDER BY l.id LIMIT $2`)
	qFirstWaiting  = db.SQL("audit.first.waiting", waitingLine+`l.object = $1 ORDER BY l.id LIMIT $2`)
	qObjects       = db.SQL("audit.objects", `SELECT object FROM audit_leaf WHERE action = $1 ORDER BY id`)
	qObjectsNew    = db.SQL("audit.objects.waiting", `SELECT object FROM audit_pending WHERE action = $1 ORDER BY id`)
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
	return newestFirst(ctx, q, qSearchWaiting, qSearch, s.Limit, before, from, until, n(s.Act), s.Act, n(s.Object), s.Object, s.Actor, int64(s.Limit))
}

// Acts gives the lines of one act by the beginning of their object since a moment, newest first:
// of a Search it reads Act, Object, From and Limit. It stays quick however long the log is.
func Acts(ctx context.Context, q db.Q, s Search) ([]Line, error) {
	return newestFirst(ctx, q, qActsWaiting, qActs, s.Limit, s.Act, s.From.UnixMilli(), int64(len([]rune(s.Object))), s.Object, int64(s.Limit))
}

// One gives a line of the log. Errors: NotFound.
func One(ctx context.Context, q db.Q, id int64) (Line, error) {
	list, err := db.All(ctx, q, qLineWaiting, scanLine, id)
	if err != nil || len(list) > 0 {
		return append(list, Line{})[0], err
	}
	return db.One(ctx, q, qLine, scanLine, id)
}

// History gives the last changes of an object, newest first, at most limit.
func History(ctx context.Context, q db.Q, object string, limit int) ([]Line, error) {
	return newestFirst(ctx, q, qPastWaiting, qPast, limit, object, int64(limit))
}

// First gives the oldest lines of an object, oldest first, at most limit.
func First(ctx context.Context, q db.Q, object string, limit int) ([]Line, error) {
	list, err := db.All(ctx, q, qFirst, scanLine, object, int64(limit))
	if err != nil || len(list) == limit {
		return list, err
	}
	fresh, err := db.All(ctx, q, qFirstWaiting, scanLine, object, int64(limit-len(list)))
	return append(list, fresh...), err
}

// Objects gives every object to which one of the acts was done, in no certain order; one may be
// given twice.
func Objects(ctx context.Context, q db.Q, acts ...string) (list []string, err error) {
	for _, a := range acts {
		fresh, err := db.All(ctx, q, qObjectsNew, db.Scalar[string], a)
		if err != nil {
			return nil, err
		}
		list = append(list, fresh...)
	}
	placed, err := placedObjects(ctx, q, acts...)
	return append(list, placed...), err
}

func placedObjects(ctx context.Context, q db.Q, acts ...string) (list []string, err error) {
	for _, a := range acts {
		some, err := db.All(ctx, q, qObjects, db.Scalar[string], a)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// newestFirst gives the lines that wait and those that have their place as one list.
func newestFirst(ctx context.Context, q db.Q, waiting, placed *db.Query, limit int, args ...any) ([]Line, error) {
	fresh, err := db.All(ctx, q, waiting, scanLine, args...)
	if err != nil {
		return nil, err
	}
	list, err := db.All(ctx, q, placed, scanLine, args...)
	if err != nil || len(fresh) == 0 {
		return list, err
	}
	list = append(list, fresh...)
	slices.SortStableFunc(list, func(a, b Line) int { return cmp.Compare(b.ID, a.ID) })
	list = slices.CompactFunc(list, func(a, b Line) bool { return a.ID == b.ID })
	return list[:min(len(list), limit)], nil
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
		Before, After  json.RawMessage
		Why, Name, Via string
	}
	err := json.Unmarshal([]byte(body), &p)
	l.Before, l.After, l.Why = p.Before, p.After, p.Why
	if l.Seq < 0 {
		l.Name, l.Via = p.Name, p.Via
	}
	return l, err
}
