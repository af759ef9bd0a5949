package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// A Flaw is what does not fit about a leaf.
type Flaw string

const (
	FlawHash    Flaw = "hash"    // the leaf is not what its hash was made of
	FlawPayload Flaw = "payload" // the payload is not what the leaf committed to
)

// A Bad leaf is one that was changed after it was written.
type Bad struct {
	ID   int64
	At   time.Time
	Did  string
	On   string
	Flaw Flaw
}

// A Count tells how much of the log was recomputed.
type Count struct {
	Leaves int64
	Erased int64 // leaves whose payload row was erased: they stay valid
}

// qVerify reads the log a page at a time, so that a log of any length fits in memory.
var qVerify = db.SQL("audit.verify", `SELECT l.id, l.at, l.actor, l.action, l.object, l.version, l.commitment, l.hash,
 COALESCE(p.leaf, 0), COALESCE(p.salt, ''), COALESCE(p.name, ''), COALESCE(p.via, ''), COALESCE(p.payload, '')
FROM audit_leaf l LEFT JOIN audit_payload p ON p.leaf = l.id WHERE l.id > $1 ORDER BY l.id LIMIT 5000`)

type stored struct {
	leaf
	hash                     string
	has                      int64
	salt, name, via, payload string
}

// Verify recomputes every leaf from its row and every commitment from salt and payload,
// and gives bad each leaf that does not fit, oldest first. A payload that was erased as a
// whole row is no flaw; one that was blanked or edited is.
func Verify(ctx context.Context, q db.Q, bad func(Bad)) (n Count, err error) {
	after := int64(-1) << 63
	for {
		page, err := db.All(ctx, q, qVerify, func(r db.Row) (s stored, err error) {
			err = r.Scan(&s.ID, &s.At, &s.Actor, &s.Action, &s.Object, &s.Version, &s.Commitment, &s.hash, &s.has, &s.salt, &s.name, &s.via, &s.payload)
			return s, err
		}, after)
		if err != nil || len(page) == 0 {
			return n, err
		}
		for _, s := range page {
			n.Leaves++
			if s.has == 0 {
				n.Erased++
			}
			f, err := s.flaw()
			if err != nil {
				return n, err
			}
			if f != "" {
				bad(Bad{s.ID, time.UnixMilli(s.At).In(clock.Zone), s.Action, s.Object, f})
			}
		}
		after = page[len(page)-1].ID
	}
}

func (s stored) flaw() (Flaw, error) {
	h, err := s.leaf.hash()
	if err != nil {
		return "", err
	}
	if h != s.hash {
		return FlawHash, nil
	}
	if s.has == 0 {
		return "", nil
	}
	salt, err := hex.DecodeString(s.salt)
	if err != nil || hex.EncodeToString(salt) != s.salt {
		return FlawPayload, nil
	}
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(s.payload))
	if hex.EncodeToString(mac.Sum(nil)) != s.Commitment {
		return FlawPayload, nil
	}
	var p payload // name and via stand beside the payload for reading; they must be those inside it
	if json.Unmarshal([]byte(s.payload), &p) != nil || p.Name != s.name || p.Via != s.via {
		return FlawPayload, nil
	}
	return "", nil
}
