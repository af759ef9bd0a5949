package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

var (
	qInviteSet  = db.SQL("account.invite.set", `INSERT INTO account_invite (holder, token, until) VALUES ($1, $2, $3) ON CONFLICT (holder) DO UPDATE SET token = excluded.token, until = excluded.until`)
	qInvite     = db.SQL("account.invite", `SELECT holder FROM account_invite WHERE token = $1 AND until > $2`)
	qInviteOf   = db.SQL("account.invite.of", `SELECT until FROM account_invite WHERE holder = $1 AND until > $2`)
	qInviteDrop = db.SQL("account.invite.drop", `DELETE FROM account_invite WHERE holder = $1 AND token = $2`)
	qAnyUser    = db.SQL("account.any", `SELECT COUNT(*) FROM account_user`)
)

// InviteLife is how long an invitation is good for.
const InviteLife = 7 * 24 * time.Hour

// errInvite is the same for an invitation that never was, was used or has ended.
var errInvite = fault.New(fault.NotFound, "invite.none|Liên kết mời không còn dùng được: đã dùng, đã hết hạn, hoặc đã có liên kết mới hơn. Nhờ người quản trị tạo liên kết mới.")

func inviteKey(token string) string {
	h := sha256.Sum256([]byte("invite " + token))
	return hex.EncodeToString(h[:])
}

// Invite makes the link by which a user sets a password of their own (liên kết mời); an
// earlier link of the user ends. Only the token's hash is stored.
func (s *Service) Invite(ctx context.Context, by who.Actor, u id.User) (token string, err error) {
	defer fault.Wrap(&err, "account.Invite(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return "", err
	}
	user, err := UserByID(ctx, s.db, u)
	if err != nil {
		return "", err
	}
	token = strings.ToLower(rand.Text())
	until := s.db.Clock.Now().Add(InviteLife)
	return token, s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qInviteSet, u, inviteKey(token), until.UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.invite", On: "user/" + user.Login, After: map[string]any{"until": until.UTC()}})
	})
}

// InvitedUntil gives the end of a user's open invitation, zero for none.
func (s *Service) InvitedUntil(ctx context.Context, u id.User) (time.Time, error) {
	list, err := db.All(ctx, s.db, qInviteOf, db.Scalar[int64], u, s.db.Clock.Now().UnixMilli())
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(list[0]).In(clock.Zone), nil
}

// Invited gives the user of an invitation. Errors: NotFound.
func (s *Service) Invited(ctx context.Context, token string) (User, error) {
	if len(token) > 100 {
		return User{}, errInvite
	}
	list, err := db.All(ctx, s.db, qInvite, db.Scalar[id.User], inviteKey(token), s.db.Clock.Now().UnixMilli())
	if err != nil {
		return User{}, err
	}
	if len(list) == 0 {
		return User{}, errInvite
	}
	u, err := UserByID(ctx, s.db, list[0])
	if err == nil && u.Disabled {
		return User{}, errInvite
	}
	return u, err
}

// Accept sets the password of an invited user; the invitation ends by it, and so do the
// user's sessions. Errors: NotFound; Invalid with the field password.
func (s *Service) Accept(ctx context.Context, token, password string) (u User, err error) {
	defer fault.Wrap(&err, "account.Accept")
	if u, err = s.Invited(ctx, token); err != nil {
		return u, err
	}
	e := fault.New(fault.Invalid, "account.password.bad|Mật khẩu chưa đổi. Sửa các mục được đánh dấu.")
	if checkPassword(e, "password", u.Login, password); len(e.Fields) > 0 {
		return u, e
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return u, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, qInviteDrop, u.ID, inviteKey(token))
		if err != nil {
			return err
		}
		if n == 0 {
			return errInvite
		}
		return s.putPassword(ctx, tx, who.Actor{User: u.ID, Name: u.Name, Via: "web"}, u, newPassword{hash, "", "account.invite.accept"})
	})
	if err == nil {
		s.throttle.open(u.Login)
	}
	return u, err
}

// Empty reports whether nobody has an account yet: the system waits for its first
// administrator.
func (s *Service) Empty(ctx context.Context) (bool, error) {
	n, err := db.One(ctx, s.db, qAnyUser, db.Scalar[int])
	return n == 0, err
}

// SetupCode gives the code that proves that whoever sets the system up can see the console
// of the server: printed there at the start of an empty system, never sent.
func (s *Service) SetupCode() string { return s.setup }

// SetUp makes the first administrator of an empty system (cài đặt lần đầu); code is what
// SetupCode gave on the console. Errors: Conflict when somebody was first; Busy; Invalid
// with the fields code, login, name and password.
func (s *Service) SetUp(ctx context.Context, code string, d Draft) (u User, err error) {
	defer fault.Wrap(&err, "account.SetUp")
	d.Posts = []Post{{Role: who.Admin, Title: "Quản trị hệ thống", From: s.Today()}}
	e := fault.New(fault.Invalid, "account.user.bad|Tài khoản chưa tạo được. Sửa các mục được đánh dấu.")
	if !same(plainCode(code), plainCode(s.setup)) { // the right code never waits for the wrong ones of others
		if _, wait := s.throttle.take(s.db.Clock.Now(), "setup", "", false); wait > 0 {
			return u, tooMany(wait)
		}
		e.With("code", "setup.code.bad|Mã cài đặt chưa đúng. Xem mã trong cửa sổ hoặc nhật ký của máy chủ.")
	}
	if checkPassword(e, "password", Login(d.Login), d.Password); len(e.Fields) > 0 {
		return u, e
	}
	if d.hash, err = s.hash(ctx, d.Password); err != nil {
		return u, err
	}
	return u, s.db.Write(ctx, func(tx *db.Tx) error {
		if n, err := db.One(ctx, tx, qAnyUser, db.Scalar[int]); err != nil {
			return err
		} else if n > 0 {
			return fault.New(fault.Conflict, "setup.done|Hệ thống đã có người quản trị. Đăng nhập bằng tài khoản đã có.")
		}
		var err error
		u, err = s.CreateUser(ctx, tx, who.Actor{Name: "Cài đặt lần đầu", Via: "web", System: true}, d)
		return err
	})
}
