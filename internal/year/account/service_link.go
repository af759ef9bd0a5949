package account

import (
	"context"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

var (
	qLinkOf   = db.SQL("account.link.of", `SELECT id, issuer, subject, name, since FROM account_link WHERE holder = $1 ORDER BY since, id`)
	qLinked   = db.SQL("account.linked", `SELECT holder FROM account_link WHERE issuer = $1 AND subject = $2`)
	qLinkAdd  = db.SQL("account.link.add", `INSERT INTO account_link (id, issuer, subject, holder, name, since) VALUES ($1, $2, $3, $4, $5, $6)`)
	qLinkDrop = db.SQL("account.link.drop", `DELETE FROM account_link WHERE id = $1 AND holder = $2`)
)

// LinkID names a link.
type LinkID = id.Of[Link]

// A Link (liên kết đăng nhập một lần) ties an identity of a single sign-on to an account.
type Link struct {
	ID              LinkID
	Issuer, Subject string
	Name            string // as the provider tells it
	Since           time.Time
}

// Linked gives the user whom an identity opens. Errors: NotFound when none is linked;
// Denied when the account is closed.
func (s *Service) Linked(ctx context.Context, issuer, subject string) (User, error) {
	list, err := db.All(ctx, s.db, qLinked, db.Scalar[id.User], issuer, subject)
	if err != nil {
		return User{}, err
	}
	if len(list) == 0 {
		return User{}, fault.New(fault.NotFound, "link.none|Chưa có tài khoản nào liên kết với danh tính này.")
	}
	u, err := UserByID(ctx, s.db, list[0])
	if err == nil && u.Disabled {
		return User{}, fault.New(fault.Denied, "account.disabled|Tài khoản này đã bị khóa. Người quản trị hệ thống có thể mở lại.")
	}
	return u, err
}

// Link ties an identity to the actor's own account. Errors: Conflict when it opens another
// account.
func (s *Service) Link(ctx context.Context, by who.Actor, l Link) (err error) {
	defer fault.Wrap(&err, "account.Link")
	u, err := UserByID(ctx, s.db, by.User)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		have, err := db.All(ctx, tx, qLinked, db.Scalar[id.User], l.Issuer, l.Subject)
		if err != nil {
			return err
		}
		switch {
		case len(have) > 0 && have[0] == u.ID:
			return nil
		case len(have) > 0:
			return fault.New(fault.Conflict, "link.taken|Danh tính này đang mở một tài khoản khác. Đăng nhập tài khoản đó và bỏ liên kết trước.")
		}
		if _, err := tx.Exec(ctx, qLinkAdd, db.NewID[Link](tx), l.Issuer, l.Subject, u.ID, l.Name, s.db.Clock.Now().UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.link", On: "user/" + u.Login, After: map[string]string{"issuer": l.Issuer}})
	})
}

// Unlink unties an identity from the actor's own account.
func (s *Service) Unlink(ctx context.Context, by who.Actor, l LinkID) (err error) {
	defer fault.Wrap(&err, "account.Unlink")
	u, err := UserByID(ctx, s.db, by.User)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, qLinkDrop, l, u.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "link.gone|Liên kết này không còn. Tải lại trang.")
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.unlink", On: "user/" + u.Login})
	})
}

// LinksOf lists the identities that open a user's account.
func (s *Service) LinksOf(ctx context.Context, u id.User) ([]Link, error) {
	return db.All(ctx, s.db, qLinkOf, func(r db.Row) (l Link, err error) {
		var since int64
		err = r.Scan(&l.ID, &l.Issuer, &l.Subject, &l.Name, &since)
		l.Since = time.UnixMilli(since).In(clock.Zone)
		return l, err
	}, u)
}

// SignedInBy notes in the audit log that a user came in through a single sign-on.
func (s *Service) SignedInBy(ctx context.Context, u User) error {
	return s.note(ctx, "account.signin.sso", u)
}

// Keep keeps a short text in the session under a name of the pages, "" forgets it.
func (s *Service) Keep(ctx context.Context, name, text string) {
	if text == "" {
		s.sessions.Remove(ctx, "x."+name)
		return
	}
	s.sessions.Put(ctx, "x."+name, text)
}

// Kept gives what Keep kept.
func (s *Service) Kept(ctx context.Context, name string) string {
	return s.sessions.GetString(ctx, "x."+name)
}
