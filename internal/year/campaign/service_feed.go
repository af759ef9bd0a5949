package campaign

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

var (
	qFeedPut   = db.SQL("campaign.feed.put", `INSERT INTO campaign_feed (usr, token, at) VALUES ($1, $2, $3) ON CONFLICT (usr) DO UPDATE SET token = excluded.token, at = excluded.at`)
	qFeedDrop  = db.SQL("campaign.feed.delete", `DELETE FROM campaign_feed WHERE usr = $1`)
	qFeedOf    = db.SQL("campaign.feed.of", `SELECT at FROM campaign_feed WHERE usr = $1`)
	qFeedReads = db.SQL("campaign.feed.reads", `SELECT usr FROM campaign_feed WHERE token = $1`)
)

// NewFeed gives the actor a new token for the calendar feed; an older one ends. The token is
// shown once: only its hash is stored.
func (s *Service) NewFeed(ctx context.Context, by who.Actor) (token string, err error) {
	defer fault.Wrap(&err, "campaign.NewFeed")
	if by.User == 0 {
		return "", fault.New(fault.Denied, "who.signin|Đăng nhập để xem trang này.")
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	token = hex.EncodeToString(secret)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qFeedPut, by.User, tokenHash(token), tx.DB().Clock.Now().UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "campaign.feed.new", On: "feed/" + by.User.String()})
	})
	return token, err
}

// DropFeed ends the actor's calendar feed.
func (s *Service) DropFeed(ctx context.Context, by who.Actor) (err error) {
	defer fault.Wrap(&err, "campaign.DropFeed")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, qFeedDrop, by.User)
		if err != nil {
			return err
		}
		did := "campaign.feed.drop"
		if n == 0 {
			did = "campaign.feed.none" // dropped twice
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "feed/" + by.User.String()})
	})
}

// FeedSince tells since when the actor has a calendar feed, the zero time for none.
func (s *Service) FeedSince(ctx context.Context, by who.Actor) (time.Time, error) {
	ms, err := db.One(ctx, s.db, qFeedOf, db.Scalar[int64], by.User)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	return stamp(ms), err
}

// FeedReader gives the user whose feed a token opens. Errors: NotFound.
func (s *Service) FeedReader(ctx context.Context, token string) (id.User, error) {
	return db.One(ctx, s.db, qFeedReads, db.Scalar[id.User], tokenHash(token))
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
