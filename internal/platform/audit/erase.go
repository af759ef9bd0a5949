package audit

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

var (
	qErase    = db.Quiet("audit.erase", `DELETE FROM audit_payload WHERE leaf = $1`)
	qBlank    = db.Quiet("audit.blank", `UPDATE audit_pending SET salt = '', payload = '' WHERE id = $1 AND payload <> ''`)
	qPayloads = db.SQL("audit.payloads", `SELECT leaf, payload FROM audit_payload WHERE leaf > $1 ORDER BY leaf LIMIT 2000`)
	qUnplaced = db.SQL("audit.payloads.waiting", `SELECT id, payload FROM audit_pending WHERE id > $1 ORDER BY id LIMIT 2000`)
)

// Erase removes the payload of a leaf (who, before, after, why) for good, at the request of
// a person, and says so in the log: an erased payload without such a line is a flaw. It tells
// whether there was one.
func Erase(ctx context.Context, tx *db.Tx, by who.Actor, leaf int64, why string) (bool, error) {
	n, err := tx.Exec(ctx, qErase, leaf)
	if err == nil && n == 0 {
		n, err = tx.Exec(ctx, qBlank, leaf)
	}
	if err != nil || n == 0 {
		return false, err
	}
	return true, Write(ctx, tx, Entry{By: by, Did: erased, On: erasedObject(leaf), Why: why})
}

// Holding gives the leaves whose payload holds a text, whatever the case of its letters,
// oldest first.
func Holding(ctx context.Context, q db.Q, text string) (leaves []int64, err error) {
	plain := func(s string) string { return strings.ToLower(norm.NFC.String(s)) }
	b, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	asked := plain(strings.Trim(string(b), `"`)) // as it stands in the payload, which is JSON
	for _, query := range []*db.Query{qUnplaced, qPayloads} {
		last := int64(0)
		for n := 1; n > 0; {
			n = 0
			_, err := db.All(ctx, q, query, func(r db.Row) (none struct{}, err error) {
				var payload string
				if err := r.Scan(&last, &payload); err != nil {
					return none, err
				}
				if n++; strings.Contains(plain(payload), asked) {
					leaves = append(leaves, last)
				}
				return none, nil
			}, last)
			if err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(leaves)
	return slices.Compact(leaves), nil
}
