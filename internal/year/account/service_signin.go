package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

var (
	qDevice      = db.SQL("account.device", `SELECT holder FROM account_device WHERE token = $1 AND seen > $2`)
	qDeviceAdd   = db.Quiet("account.device.add", `INSERT INTO account_device (token, holder, seen) VALUES ($1, $2, $3)`)
	qDeviceTrim  = db.Quiet("account.device.trim", `DELETE FROM account_device WHERE holder = $1 AND token NOT IN (SELECT d.token FROM account_device d WHERE d.holder = $1 ORDER BY d.seen DESC, d.token LIMIT $2)`)
	qDeviceClear = db.Quiet("account.device.clear", `DELETE FROM account_device WHERE holder = $1`)
)

// DeviceLife is how long a browser counts as known, maxDevices how many a user has.
const (
	DeviceLife = 180 * 24 * time.Hour
	maxDevices = 20
)

// SignIn gives the user of a user name and password. Whether the name is unknown, has no
// password or the password is wrong cannot be told apart, neither by the words nor by the
// time. Errors: Invalid; Busy while the throttle holds, with the seconds as "n".
func (s *Service) SignIn(ctx context.Context, login, password string, from From) (_ User, err error) {
	defer fault.Wrap(&err, "account.SignIn")
	login, password = Login(login), vi.NFC(password)
	if len(login) > 64 {
		login = login[:64]
	}
	u, err := db.One(ctx, s.db, qUserByLogin, scanUser, login)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return User{}, err
	}
	address := addressKey(from.Address)
	known, err := s.known(ctx, u.ID, from.Device)
	if err != nil {
		return User{}, err
	}
	left, wait := s.throttle.take(s.db.Clock.Now(), login, address, known)
	if wait > 0 {
		return User{}, tooMany(wait)
	}
	ok, c, err := s.opens(ctx, u.hash, password)
	if err != nil {
		return User{}, err
	}
	if !ok {
		if u.ID != 0 {
			err = s.note(ctx, "account.signin.failed", u.User)
		}
		if err != nil {
			return User{}, err
		}
		return User{}, badSignIn(left)
	}
	if u.Disabled {
		return User{}, fault.New(fault.Denied, "account.disabled|Tài khoản này đã bị khóa. Người quản trị hệ thống có thể mở lại.")
	}
	s.throttle.forget(login, address)
	if c != s.cost {
		if err := s.rehash(ctx, u.User, password); err != nil {
			return User{}, err
		}
	}
	f, err := FactorOf(ctx, s.db, u.ID)
	if err != nil {
		return User{}, err
	}
	did := "account.signin"
	if f.On() {
		did = "account.signin.password" // SecondStep tells of the rest
	}
	return u.User, s.note(ctx, did, u.User)
}

// opens checks the password against the hash, or wastes the same time without one.
func (s *Service) opens(ctx context.Context, hash, password string) (ok bool, c cost, err error) {
	has := hash != ""
	if !has {
		hash = dummy()
	}
	if len(password) > 4*MaxPassword {
		password = ""
	}
	if e := s.gate.do(ctx, func() { ok, c, err = verify(hash, password) }); e != nil {
		return false, c, e
	}
	return ok && has, c, err
}

func badSignIn(left int) error {
	if left < 1 {
		return fault.New(fault.Invalid, "in.bad.last|Tên đăng nhập hoặc mật khẩu chưa đúng. Đã hết lượt thử: đợi ít phút rồi thử lại, hoặc nhờ người quản trị đặt lại mật khẩu.")
	}
	return fault.New(fault.Invalid, "in.bad|Tên đăng nhập hoặc mật khẩu chưa đúng. Sau {n} lần nữa, tài khoản tạm khóa.", fault.P{"n": left})
}

func tooMany(wait time.Duration) error {
	n := int((wait + time.Minute - 1) / time.Minute)
	return fault.New(fault.Busy, "in.wait|Đã thử quá nhiều lần. Thử lại sau {n} phút, hoặc nhờ người quản trị đặt lại mật khẩu.", fault.P{"n": n})
}

// note writes what happened at the door into the audit log.
func (s *Service) note(ctx context.Context, did string, u User) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		by := who.Actor{User: u.ID, Name: u.Name, Via: "web"}
		if did == "account.signin.failed" {
			by = who.Anonymous
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "user/" + u.Login})
	})
}

func (s *Service) rehash(ctx context.Context, u User, password string) error {
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.ExecOne(ctx, qUserHash, hash, u.ID, u.Version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Actor{User: u.ID, Name: u.Name, Via: "web"}, Did: "account.rehash", On: "user/" + u.Login, Version: u.Version + 1})
	})
}

func (s *Service) hash(ctx context.Context, password string) (h string, err error) {
	err = s.gate.do(ctx, func() { h = hashPassword(vi.NFC(password), s.cost) })
	return h, err
}

// known reports whether device proves that this browser signed in to u before.
func (s *Service) known(ctx context.Context, u id.User, device string) (bool, error) {
	if device == "" || len(device) > 100 {
		return false, nil
	}
	list, err := db.All(ctx, s.db, qDevice, db.Scalar[id.User], deviceKey(device), s.db.Clock.Now().Add(-DeviceLife).UnixMilli())
	return u != 0 && slices.Contains(list, u), err
}

func deviceKey(device string) string {
	h := sha256.Sum256([]byte(device))
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// Remember makes this browser a known one of u and gives the proof to keep in a cookie.
func (s *Service) Remember(ctx context.Context, u id.User) (device string, err error) {
	defer fault.Wrap(&err, "account.Remember(%v)", u)
	device = rand.Text()
	return device, s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qDeviceAdd, deviceKey(device), u, s.db.Clock.Now().UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, qDeviceTrim, u, maxDevices)
		return err
	})
}

// Known reports whether device is a proof that Remember gave for u.
func (s *Service) Known(ctx context.Context, u id.User, device string) (bool, error) {
	return s.known(ctx, u, device)
}

// ChangePassword gives the actor a new password and signs them out everywhere but in the
// session own. Errors: Invalid with the fields old and new; Busy.
func (s *Service) ChangePassword(ctx context.Context, by who.Actor, own, old, password string) (err error) {
	defer fault.Wrap(&err, "account.ChangePassword")
	u, err := db.One(ctx, s.db, qUserByID, scanUser, by.User)
	if err != nil {
		return err
	}
	e := fault.New(fault.Invalid, "account.password.bad|Mật khẩu chưa đổi. Sửa các mục được đánh dấu.")
	if checkPassword(e, "new", u.Login, password); len(e.Fields) > 0 {
		return e
	}
	if _, wait := s.throttle.take(s.db.Clock.Now(), u.Login, "", true); wait > 0 {
		return tooMany(wait)
	}
	ok, _, err := s.opens(ctx, u.hash, vi.NFC(old))
	if err != nil {
		return err
	}
	if !ok {
		return e.With("old", "account.password.old|Mật khẩu hiện nay chưa đúng")
	}
	s.throttle.forget(u.Login, "")
	return s.setPassword(ctx, by, u.User, password, own)
}

// SetPassword gives a user a new password and signs them out everywhere (đặt lại mật khẩu).
func (s *Service) SetPassword(ctx context.Context, by who.Actor, u id.User, password string) (err error) {
	defer fault.Wrap(&err, "account.SetPassword(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	user, err := UserByID(ctx, s.db, u)
	if err != nil {
		return err
	}
	e := fault.New(fault.Invalid, "account.password.bad|Mật khẩu chưa đổi. Sửa các mục được đánh dấu.")
	if checkPassword(e, "password", user.Login, password); len(e.Fields) > 0 {
		return e
	}
	return s.setPassword(ctx, by, user, password, "")
}

func (s *Service) setPassword(ctx context.Context, by who.Actor, u User, password, keep string) error {
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return s.putPassword(ctx, tx, by, u, newPassword{hash, keep, "account.password"})
	})
	if err == nil {
		s.throttle.open(u.Login)
	}
	return err
}

// newPassword is a hash, the session that goes on, and what the log calls the change.
type newPassword struct{ hash, keep, did string }

// putPassword stores a hash and ends the user's sessions but for keep.
func (s *Service) putPassword(ctx context.Context, tx *db.Tx, by who.Actor, u User, n newPassword) error {
	if err := tx.ExecOne(ctx, qUserHash, n.hash, u.ID, u.Version); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qSessionOther, u.ID, n.keep); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qDeviceClear, u.ID); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: n.did, On: "user/" + u.Login, Version: u.Version + 1})
}

// Register is Create in a transaction of its own, with the password hashed before it
// begins, so that nobody's writing waits for it.
func (s *Service) Register(ctx context.Context, by who.Actor, d Draft) (u User, err error) {
	defer fault.Wrap(&err, "account.Register")
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return u, err
	}
	if n := len([]rune(d.Password)); n >= MinPassword && n <= MaxPassword {
		if d.hash, err = s.hash(ctx, d.Password); err != nil {
			return u, err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		u, err = s.CreateUser(ctx, tx, by, d)
		return err
	})
	return u, err
}

// A Listing (danh sách tài khoản) is one page of users.
type Listing struct {
	Users []User
	Total int
}

// List gives users whose name or user name holds the words of search, 50 to a page.
func (s *Service) List(ctx context.Context, by who.Actor, search string, page int) (l Listing, err error) {
	defer fault.Wrap(&err, "account.List")
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return l, err
	}
	like := ""
	if f := vi.Fold(search); f != "" {
		like = "%" + f + "%"
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if l.Total, err = db.One(ctx, tx, qUsersCount, db.Scalar[int], like); err != nil {
			return err
		}
		rows, err := db.All(ctx, tx, qUsers, scanUser, like, PageSize, (max(page, 1)-1)*PageSize)
		for _, r := range rows {
			l.Users = append(l.Users, r.User)
		}
		return err
	})
	return l, err
}

// PageSize is how many users List gives at once.
const PageSize = 50
