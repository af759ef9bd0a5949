package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

var (
	qFactor      = db.SQL("account.factor", `SELECT secret, since, step FROM account_factor WHERE holder = $1`)
	qFactorSet   = db.SQL("account.factor.set", `INSERT INTO account_factor (holder, secret, since, step) VALUES ($1, $2, $3, $4) ON CONFLICT (holder) DO UPDATE SET secret = excluded.secret, since = excluded.since, step = excluded.step`)
	qFactorUse   = db.SQL("account.factor.use", `UPDATE account_factor SET step = $1 WHERE holder = $2 AND step < $1`)
	qFactorDrop  = db.SQL("account.factor.drop", `DELETE FROM account_factor WHERE holder = $1`)
	qRecoverySet = db.SQL("account.recovery.set", `INSERT INTO account_recovery (holder, code) VALUES ($1, $2)`)
	qRecoveryUse = db.SQL("account.recovery.use", `DELETE FROM account_recovery WHERE holder = $1 AND code = $2`)
	qRecoveryAll = db.SQL("account.recovery.clear", `DELETE FROM account_recovery WHERE holder = $1`)
	qRecoveryNum = db.SQL("account.recovery.count", `SELECT COUNT(*) FROM account_recovery WHERE holder = $1`)
	qSessionBare = db.SQL("account.session.bare", `DELETE FROM account_session WHERE holder <> $1 AND holder NOT IN (SELECT f.holder FROM account_factor f) AND holder NOT IN (SELECT k.holder FROM account_passkey k)`)
	qSetting     = db.SQL("account.setting", `SELECT value FROM account_setting WHERE name = $1`)
	qSettingSet  = db.SQL("account.setting.set", `INSERT INTO account_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
)

// A Factor (xác thực hai lớp) is the second factor of a user.
type Factor struct {
	Since    time.Time // of the authenticator's codes; zero: none
	Keys     int       // passkeys
	Recovery int       // recovery codes that are left
	secret   string
	step     int64
}

// On reports whether the user has a second factor.
func (f Factor) On() bool { return f.Codes() || f.Keys > 0 }

// Codes reports whether an authenticator makes codes for the user.
func (f Factor) Codes() bool { return !f.Since.IsZero() }

// FactorOf gives the second factor of a user; not On when there is none.
func FactorOf(ctx context.Context, q db.Q, u id.User) (f Factor, err error) {
	list, err := db.All(ctx, q, qFactor, func(r db.Row) (f Factor, err error) {
		var since int64
		err = r.Scan(&f.secret, &since, &f.step)
		f.Since = time.UnixMilli(since)
		return f, err
	}, u)
	if err != nil {
		return Factor{}, err
	}
	if len(list) > 0 {
		f = list[0]
	}
	if f.Keys, err = db.One(ctx, q, qPasskeyCount, db.Scalar[int], u); err != nil {
		return Factor{}, err
	}
	f.Recovery, err = db.One(ctx, q, qRecoveryNum, db.Scalar[int], u)
	return f, err
}

// EnrollmentOf gives the enrollment of a secret, see Secret; nothing is stored.
func (s *Service) EnrollmentOf(ctx context.Context, by who.Actor, secret string) (Enrollment, error) {
	u, err := UserByID(ctx, s.db, by.User)
	if err != nil {
		return Enrollment{}, err
	}
	return enrollment(u.Login, secret)
}

// EnableFactor turns the second factor on: code proves that the authenticator holds the
// secret, password that the user sits at the screen. It gives the recovery codes, which are
// shown once. Other sessions end. Errors: Invalid with the fields code and password; Busy.
func (s *Service) EnableFactor(ctx context.Context, by who.Actor, own, secret, code, password string) (recovery []string, err error) {
	defer fault.Wrap(&err, "account.EnableFactor")
	e := fault.New(fault.Invalid, "factor.bad|Chưa bật được xác thực hai lớp. Sửa các mục được đánh dấu.")
	u, err := s.password(ctx, by, password, e)
	if err != nil {
		return nil, err
	}
	now := s.db.Clock.Now()
	step, err := stepOf(secret, plainCode(code), now)
	if err != nil {
		return nil, err
	}
	if step == 0 {
		e.With("code", "factor.code.bad|Mã chưa đúng. Xem mã mới nhất trong ứng dụng; giờ của điện thoại phải đúng.")
	}
	if len(e.Fields) > 0 {
		return nil, e
	}
	recovery = newRecovery()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qFactorSet, u.ID, secret, now.UnixMilli(), step); err != nil {
			return err
		}
		if err := storeRecovery(ctx, tx, u.ID, recovery); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qSessionOther, u.ID, own); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.factor.on", On: "user/" + u.Login})
	})
	return recovery, err
}

func storeRecovery(ctx context.Context, tx *db.Tx, u id.User, codes []string) error {
	if _, err := tx.Exec(ctx, qRecoveryAll, u); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.Exec(ctx, qRecoverySet, u, recoveryHash(c)); err != nil {
			return err
		}
	}
	return nil
}

// NewRecovery replaces the recovery codes after a confirmation.
func (s *Service) NewRecovery(ctx context.Context, by who.Actor, secret string) (codes []string, err error) {
	defer fault.Wrap(&err, "account.NewRecovery")
	if err := s.Confirm(ctx, by, secret); err != nil {
		return nil, err
	}
	u, err := UserByID(ctx, s.db, by.User)
	if err != nil {
		return nil, err
	}
	codes = newRecovery()
	return codes, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := storeRecovery(ctx, tx, u.ID, codes); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.recovery", On: "user/" + u.Login})
	})
}

// DisableFactor turns the second factor off after a confirmation by it. It is refused while
// the settings ask for one.
func (s *Service) DisableFactor(ctx context.Context, by who.Actor, secret string) (err error) {
	defer fault.Wrap(&err, "account.DisableFactor")
	need, err := s.FactorNeeded(ctx, by.User)
	if err != nil {
		return err
	}
	f, err := FactorOf(ctx, s.db, by.User)
	if err != nil {
		return err
	}
	if need && f.Keys == 0 {
		return fault.New(fault.Conflict, "factor.needed|Vai trò của bạn bắt buộc xác thực hai lớp nên không tắt được. Đổi điện thoại: nhờ người quản trị gỡ, rồi bật lại.")
	}
	if err := s.Confirm(ctx, by, secret); err != nil {
		return err
	}
	return s.dropFactor(ctx, by, by.User, "account.factor.off")
}

// ResetFactor takes the second factor from a user who lost it, and signs them out (gỡ xác
// thực hai lớp); an administrator's act.
func (s *Service) ResetFactor(ctx context.Context, by who.Actor, u id.User) (err error) {
	defer fault.Wrap(&err, "account.ResetFactor(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	return s.dropFactor(ctx, by, u, "account.factor.reset")
}

func (s *Service) dropFactor(ctx context.Context, by who.Actor, u id.User, did string) error {
	user, err := UserByID(ctx, s.db, u)
	if err != nil {
		return err
	}
	f, err := FactorOf(ctx, s.db, u)
	if err != nil {
		return err
	}
	keys := f.Keys > 0 // recovery codes belong to them too
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qFactorDrop, u); err != nil {
			return err
		}
		if u != by.User { // another's reset leaves nothing that could open
			if _, err := tx.Exec(ctx, qPasskeyDropOf, u); err != nil {
				return err
			}
		}
		if u != by.User || !keys {
			if _, err := tx.Exec(ctx, qRecoveryAll, u); err != nil {
				return err
			}
		}
		if u != by.User {
			if _, err := tx.Exec(ctx, qSessionOther, u, ""); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "user/" + user.Login})
	})
}

// SecondStep checks the code of the authenticator, or a recovery code, after the password.
// Errors: Invalid; Busy while the throttle holds.
func (s *Service) SecondStep(ctx context.Context, u id.User, code string, from From) (err error) {
	defer fault.Wrap(&err, "account.SecondStep")
	user, err := UserByID(ctx, s.db, u)
	if err != nil {
		return err
	}
	if user.Disabled {
		return fault.New(fault.Denied, "account.disabled|Tài khoản này đã bị khóa. Người quản trị hệ thống có thể mở lại.")
	}
	by := who.Actor{User: u, Name: user.Name, Via: "web"}
	known, err := s.known(ctx, u, from.Device)
	if err != nil {
		return err
	}
	return s.code(ctx, by, user, code, step{"account.signin", known})
}

// A step is what a code is asked for, and whether the browser is one that the user used before:
// those have a lane of their own, so that whoever knows the password alone cannot keep the owner
// out of the second step.
type step struct {
	did   string
	known bool
}

// lane names the lane of the second step.
func (p step) lane(login string) string {
	if p.known {
		return "2d " + login
	}
	return "2 " + login
}

// code uses up a code of the second factor and notes what it was for in the audit log.
func (s *Service) code(ctx context.Context, by who.Actor, u User, code string, of step) error {
	f, err := FactorOf(ctx, s.db, u.ID)
	if err != nil {
		return err
	}
	now := s.db.Clock.Now()
	left, wait := s.throttle.take(now, of.lane(u.Login), "", true)
	if wait > 0 {
		return tooMany(wait)
	}
	wrong := fault.New(fault.Invalid, "factor.wrong|Mã chưa đúng hoặc đã dùng. Còn {n} lần thử.", fault.P{"n": max(left, 0)}).
		With("code", "factor.code.bad|Mã chưa đúng. Xem mã mới nhất trong ứng dụng; giờ của điện thoại phải đúng.")
	code = plainCode(code)
	if !f.On() || code == "" || len(code) > 40 {
		return wrong
	}
	var at int64
	if f.Codes() { // without an authenticator only recovery codes open
		if at, err = stepOf(f.secret, code, now); err != nil {
			return err
		}
	}
	used := false
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		var n int64
		by, how := by, of.did
		if at > 0 {
			n, err = tx.Exec(ctx, qFactorUse, at, u.ID)
		} else if n, err = tx.Exec(ctx, qRecoveryUse, u.ID, recoveryHash(code)); n > 0 {
			how += ".recovery"
		}
		if err != nil {
			return err
		}
		if used = n > 0; !used {
			by, how = who.Anonymous, "account.factor.failed"
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: how, On: "user/" + u.Login})
	})
	if err != nil {
		return err
	}
	if !used {
		return wrong
	}
	s.throttle.forget(of.lane(u.Login), "")
	return nil
}

// password checks the actor's own password; a wrong one is noted in e as the field password.
func (s *Service) password(ctx context.Context, by who.Actor, password string, e *fault.Error) (User, error) {
	u, err := db.One(ctx, s.db, qUserByID, scanUser, by.User)
	if err != nil {
		return User{}, err
	}
	if _, wait := s.throttle.take(s.db.Clock.Now(), u.Login, "", true); wait > 0 {
		return User{}, tooMany(wait)
	}
	ok, _, err := s.opens(ctx, u.hash, vi.NFC(password))
	if err != nil {
		return User{}, err
	}
	if !ok {
		e.With("password", "account.password.old|Mật khẩu hiện nay chưa đúng")
	} else {
		s.throttle.forget(u.Login, "")
	}
	return u.User, nil
}

// Confirm asks the actor to prove once more who they are before an act that binds, such as
// signing (xác nhận trước khi ký): the code of the authenticator, or a recovery code, when
// the second factor is on, else the password. Forms name the field "confirm"; AsksCode tells
// which of the two to ask for. Errors: Invalid with the field confirm; Busy.
func (s *Service) Confirm(ctx context.Context, by who.Actor, secret string) (err error) {
	defer fault.Wrap(&err, "account.Confirm")
	if by.System {
		return nil
	}
	u, err := UserByID(ctx, s.db, by.User)
	if err != nil {
		return err
	}
	f, err := FactorOf(ctx, s.db, u.ID)
	if err != nil {
		return err
	}
	if f.Codes() {
		err := s.code(ctx, by, u, secret, step{"account.confirm", true})
		if fault.Is(err, fault.Invalid) {
			return fault.New(fault.Invalid, "confirm.bad|Chưa xác nhận được. Sửa mục được đánh dấu.").
				With("confirm", "factor.code.bad|Mã chưa đúng. Xem mã mới nhất trong ứng dụng; giờ của điện thoại phải đúng.")
		}
		return err
	}
	e := fault.New(fault.Invalid, "confirm.bad|Chưa xác nhận được. Sửa mục được đánh dấu.")
	if _, err := s.password(ctx, by, secret, e); err != nil {
		return err
	}
	if len(e.Fields) > 0 {
		return fault.New(fault.Invalid, e.Msg).With("confirm", "account.password.old|Mật khẩu hiện nay chưa đúng")
	}
	return nil
}

// AsksCode reports whether Confirm wants the code of the authenticator rather than the
// password.
func (s *Service) AsksCode(ctx context.Context, by who.Actor) (bool, error) {
	f, err := FactorOf(ctx, s.db, by.User)
	return f.Codes(), err
}

// FactorRoles gives the roles that need a second factor.
func FactorRoles(ctx context.Context, q db.Q) ([]who.Role, error) {
	list, err := db.All(ctx, q, qSetting, db.Scalar[string], "factor")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var roles []who.Role
	for _, r := range strings.Fields(list[0]) {
		roles = append(roles, who.Role(r))
	}
	return roles, nil
}

// FactorNeeded reports whether one of the posts that u holds today or tomorrow needs a second
// factor: a session lasts over midnight.
func (s *Service) FactorNeeded(ctx context.Context, u id.User) (bool, error) {
	roles, err := FactorRoles(ctx, s.db)
	if err != nil || len(roles) == 0 {
		return false, err
	}
	posts, err := Posts(ctx, s.db, u)
	today := s.Today()
	return slices.ContainsFunc(posts, func(p Post) bool {
		return slices.Contains(roles, p.Role) && (p.Has(today) || p.Has(today.AddDays(1)))
	}), err
}

// outForFactor signs a user out who gets a role that needs a second factor and has none.
func outForFactor(ctx context.Context, tx *db.Tx, u id.User, r who.Role) error {
	roles, err := FactorRoles(ctx, tx)
	if err != nil || !slices.Contains(roles, r) {
		return err
	}
	f, err := FactorOf(ctx, tx, u)
	if err != nil || f.On() {
		return err
	}
	_, err = tx.Exec(ctx, qSessionOther, u, "")
	return err
}

// SetFactorRoles sets which roles need a second factor. Whoever has none is signed out, but
// for the actor, and is led to set one up after the next sign-in.
func (s *Service) SetFactorRoles(ctx context.Context, by who.Actor, roles []who.Role) (err error) {
	defer fault.Wrap(&err, "account.SetFactorRoles")
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	var names []string
	for _, r := range roles {
		switch r {
		case who.Officer, who.Head, who.Board, who.Admin:
			names = append(names, string(r))
		default:
			return fault.New(fault.Invalid, "account.post.role|Chọn vai trò")
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := FactorRoles(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qSettingSet, "factor", strings.Join(names, " ")); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qSessionBare, by.User); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.factor.roles", On: "setting/factor", Before: before, After: names})
	})
}
