package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

var (
	qPasskeys      = db.SQL("account.passkeys", `SELECT id, name, public, since, used FROM account_passkey WHERE holder = $1 ORDER BY since, id`)
	qPasskeyCount  = db.SQL("account.passkey.count", `SELECT COUNT(*) FROM account_passkey WHERE holder = $1`)
	qPasskeyAdd    = db.SQL("account.passkey.add", `INSERT INTO account_passkey (id, holder, credential, name, public, since, used) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	qPasskeyName   = db.SQL("account.passkey.name", `UPDATE account_passkey SET name = $1 WHERE id = $2 AND holder = $3`)
	qPasskeyUse    = db.SQL("account.passkey.use", `UPDATE account_passkey SET public = $1, used = $2 WHERE credential = $3 AND holder = $4`)
	qPasskeyDrop   = db.SQL("account.passkey.drop", `DELETE FROM account_passkey WHERE id = $1 AND holder = $2`)
	qPasskeyDropOf = db.SQL("account.passkey.drop.all", `DELETE FROM account_passkey WHERE holder = $1`)
)

// maxPasskeys is how many a user may have.
const maxPasskeys = 10

// A Passkey (khóa đăng nhập) is a key on a user's device or security token that answers
// instead of the code of an authenticator. Only its public part is known here.
type Passkey struct {
	ID    PasskeyID
	Name  string
	Since time.Time
	Used  time.Time // zero: never yet
	cred  webauthn.Credential
}

// PasskeyID names a passkey.
type PasskeyID = id.Of[Passkey]

// PasskeysOf lists the passkeys of a user, oldest first.
func PasskeysOf(ctx context.Context, q db.Q, u id.User) ([]Passkey, error) {
	return db.All(ctx, q, qPasskeys, func(r db.Row) (p Passkey, err error) {
		var public string
		var since, used int64
		if err := r.Scan(&p.ID, &p.Name, &public, &since, &used); err != nil {
			return p, err
		}
		p.Since = time.UnixMilli(since).In(clock.Zone)
		if used > 0 {
			p.Used = time.UnixMilli(used).In(clock.Zone)
		}
		return p, json.Unmarshal([]byte(public), &p.cred)
	}, u)
}

// keyHolder is a user as the library sees one.
type keyHolder struct {
	User
	keys []Passkey
}

// WebAuthnID implements webauthn.User; it says nothing about the person.
func (k keyHolder) WebAuthnID() []byte { return []byte(k.ID.String()) }

// WebAuthnName implements webauthn.User.
func (k keyHolder) WebAuthnName() string { return k.Login }

// WebAuthnDisplayName implements webauthn.User.
func (k keyHolder) WebAuthnDisplayName() string { return k.Name }

// WebAuthnCredentials implements webauthn.User.
func (k keyHolder) WebAuthnCredentials() []webauthn.Credential {
	list := make([]webauthn.Credential, len(k.keys))
	for i, p := range k.keys {
		list[i] = p.cred
	}
	return list
}

// relying makes the library for the address at which the site is open: a passkey belongs
// to the name of the host.
func relying(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return nil, fault.New(fault.Invalid, "passkey.origin|Địa chỉ trang không dùng được khóa đăng nhập. Mở trang bằng tên miền, qua https.").Because(err)
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "thidua", RPOrigins: []string{origin}})
}

func (s *Service) keyHolder(ctx context.Context, u id.User) (h keyHolder, err error) {
	if h.User, err = UserByID(ctx, s.db, u); err != nil {
		return h, err
	}
	h.keys, err = PasskeysOf(ctx, s.db, u)
	return h, err
}

func encodeKey(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// keep remembers the challenge in the session until it is answered, once.
func (s *Service) keep(ctx context.Context, state *webauthn.SessionData) error {
	b, err := json.Marshal(state)
	if err == nil {
		s.sessions.Put(ctx, keyChallenge, string(b))
	}
	return err
}

func (s *Service) challenge(ctx context.Context) (state webauthn.SessionData, err error) {
	late := fault.New(fault.Invalid, "passkey.late|Lượt xác thực đã hết hạn. Bấm lại nút dùng khóa.")
	t := s.sessions.PopString(ctx, keyChallenge)
	if t == "" {
		return state, late
	}
	return state, json.Unmarshal([]byte(t), &state)
}

// OfferPasskey begins the registration of a passkey: it gives what the browser must be
// told, and remembers the challenge in the session.
func (s *Service) OfferPasskey(ctx context.Context, by who.Actor, origin string) (options any, err error) {
	defer fault.Wrap(&err, "account.OfferPasskey")
	h, err := s.keyHolder(ctx, by.User)
	if err != nil {
		return nil, err
	}
	w, err := relying(origin)
	if err != nil {
		return nil, err
	}
	var known []protocol.CredentialDescriptor
	for _, c := range h.WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	o, state, err := w.BeginRegistration(h, webauthn.WithExclusions(known), webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementDiscouraged, UserVerification: protocol.VerificationPreferred}))
	if err != nil {
		return nil, err
	}
	return o, s.keep(ctx, state)
}

// A NewPasskey (khóa đăng nhập mới) is what a form says about a passkey to be added.
type NewPasskey struct {
	Name     string
	Password string // proves that the user sits at the screen
	Answer   string // what the browser said, JSON
	Origin   string
}

// AddPasskey takes the browser's answer and keeps the passkey. A user without any second
// factor gets recovery codes, which are shown once; other sessions end. Errors: Invalid
// with the fields name, password and answer; Busy.
func (s *Service) AddPasskey(ctx context.Context, by who.Actor, own string, n NewPasskey) (recovery []string, err error) {
	defer fault.Wrap(&err, "account.AddPasskey")
	e := fault.New(fault.Invalid, "passkey.bad|Chưa lưu được khóa đăng nhập. Sửa các mục được đánh dấu.")
	name := keyName(e, n.Name)
	if _, err := s.password(ctx, by, n.Password, e); err != nil {
		return nil, err
	}
	h, err := s.keyHolder(ctx, by.User)
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= maxPasskeys {
		e.With("name", "passkey.many|Đã có {n} khóa. Gỡ khóa không dùng trước khi thêm.", fault.P{"n": maxPasskeys})
	}
	state, err := s.challenge(ctx)
	if err != nil {
		return nil, asField(e, err)
	}
	if len(e.Fields) > 0 {
		return nil, e
	}
	c, err := registered(h, state, n)
	if err != nil {
		return nil, e.With("answer", "passkey.answer|Trình duyệt chưa xác nhận được khóa này. Thử lại hoặc dùng khóa khác.").Because(err)
	}
	f, err := FactorOf(ctx, s.db, by.User)
	if err != nil {
		return nil, err
	}
	if !f.On() {
		recovery = newRecovery()
	}
	public, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qPasskeyAdd, db.NewID[Passkey](tx), by.User, encodeKey(c.ID), name, string(public), s.db.Clock.Now().UnixMilli(), int64(0)); err != nil {
			return err
		}
		if recovery != nil {
			if err := storeRecovery(ctx, tx, by.User, recovery); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, qSessionOther, by.User, own); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.passkey.add", On: "user/" + h.Login})
	})
	return recovery, err
}

func asField(e *fault.Error, err error) error {
	if fault.Is(err, fault.Invalid) {
		return e.With("answer", "passkey.late|Lượt xác thực đã hết hạn. Bấm lại nút dùng khóa.").Because(err)
	}
	return err
}

func registered(h keyHolder, state webauthn.SessionData, n NewPasskey) (*webauthn.Credential, error) {
	w, err := relying(n.Origin)
	if err != nil {
		return nil, err
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(n.Answer))
	if err != nil {
		return nil, err
	}
	return w.CreateCredential(h, state, answer)
}

func keyName(e *fault.Error, name string) string {
	name = strings.Join(strings.Fields(vi.NFC(name)), " ")
	if n := len([]rune(name)); n < 1 || n > 60 {
		e.With("name", "passkey.name|Đặt tên khóa từ 1 đến 60 ký tự, ví dụ Máy cơ quan.")
	}
	return name
}

// RenamePasskey gives a passkey of the actor another name.
func (s *Service) RenamePasskey(ctx context.Context, by who.Actor, k PasskeyID, name string) (err error) {
	defer fault.Wrap(&err, "account.RenamePasskey")
	e := fault.New(fault.Invalid, "passkey.bad|Chưa lưu được khóa đăng nhập. Sửa các mục được đánh dấu.")
	if name = keyName(e, name); len(e.Fields) > 0 {
		return fault.New(fault.Invalid, "passkey.name|Đặt tên khóa từ 1 đến 60 ký tự, ví dụ Máy cơ quan.")
	}
	return s.onPasskey(ctx, by, "account.passkey.name", func(tx *db.Tx) error { return tx.ExecOne(ctx, qPasskeyName, name, k, by.User) })
}

// RemovePasskey takes a passkey from the actor's account after the password was given. The
// last second factor stays while the settings ask for one.
func (s *Service) RemovePasskey(ctx context.Context, by who.Actor, k PasskeyID, password string) (err error) {
	defer fault.Wrap(&err, "account.RemovePasskey")
	need, err := s.FactorNeeded(ctx, by.User)
	if err != nil {
		return err
	}
	f, err := FactorOf(ctx, s.db, by.User)
	if err != nil {
		return err
	}
	if need && !f.Codes() && f.Keys <= 1 {
		return fault.New(fault.Conflict, "factor.needed|Vai trò của bạn bắt buộc xác thực hai lớp nên không tắt được. Đổi điện thoại: nhờ người quản trị gỡ, rồi bật lại.")
	}
	e := fault.New(fault.Invalid, "passkey.drop.bad|Chưa gỡ được khóa. Nhập đúng mật khẩu hiện nay.")
	if _, err := s.password(ctx, by, password, e); err != nil {
		return err
	}
	if len(e.Fields) > 0 {
		return e
	}
	return s.onPasskey(ctx, by, "account.passkey.drop", func(tx *db.Tx) error {
		if err := tx.ExecOne(ctx, qPasskeyDrop, k, by.User); err != nil {
			return err
		}
		if !f.Codes() && f.Keys <= 1 {
			_, err := tx.Exec(ctx, qRecoveryAll, by.User)
			return err
		}
		return nil
	})
}

func (s *Service) onPasskey(ctx context.Context, by who.Actor, did string, f func(tx *db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := UserByID(ctx, tx, by.User)
		if err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "user/" + u.Login})
	})
}

// AskPasskey begins the second step of a sign-in with a passkey: it gives what the browser
// must be told. Errors: Invalid when the user has none.
func (s *Service) AskPasskey(ctx context.Context, u id.User, origin string) (options any, err error) {
	defer fault.Wrap(&err, "account.AskPasskey")
	h, err := s.keyHolder(ctx, u)
	if err != nil {
		return nil, err
	}
	if len(h.keys) == 0 {
		return nil, fault.New(fault.Invalid, "passkey.none|Tài khoản này chưa có khóa đăng nhập. Nhập mã sáu số hoặc mã dự phòng.")
	}
	w, err := relying(origin)
	if err != nil {
		return nil, err
	}
	o, state, err := w.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, err
	}
	return o, s.keep(ctx, state)
}

// PasskeyStep checks the browser's answer after the password. A key whose counter went back
// may be a copy: it is refused. Errors: Invalid; Busy while the throttle holds.
func (s *Service) PasskeyStep(ctx context.Context, u id.User, origin, answer string, from From) (err error) {
	defer fault.Wrap(&err, "account.PasskeyStep")
	h, err := s.keyHolder(ctx, u)
	if err != nil {
		return err
	}
	if h.Disabled {
		return fault.New(fault.Denied, "account.disabled|Tài khoản này đã bị khóa. Người quản trị hệ thống có thể mở lại.")
	}
	known, err := s.known(ctx, u, from.Device)
	if err != nil {
		return err
	}
	now, lane := s.db.Clock.Now(), step{known: known}.lane(h.Login)
	if _, wait := s.throttle.take(now, lane, "", true); wait > 0 {
		return tooMany(wait)
	}
	state, err := s.challenge(ctx)
	if err != nil {
		return err
	}
	c, bad := answered(h, state, origin, answer)
	by, did := who.Actor{User: u, Name: h.Name, Via: "web"}, "account.signin.passkey"
	if bad != nil {
		by, did = who.Anonymous, "account.factor.failed"
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if bad == nil {
			public, err := json.Marshal(c)
			if err != nil {
				return err
			}
			if err := tx.ExecOne(ctx, qPasskeyUse, string(public), now.UnixMilli(), encodeKey(c.ID), u); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "user/" + h.Login})
	})
	if err != nil {
		return err
	}
	if bad != nil {
		return fault.New(fault.Invalid, "passkey.wrong|Khóa đăng nhập chưa khớp. Thử lại, hoặc nhập mã sáu số, mã dự phòng.").Because(bad)
	}
	s.throttle.forget(lane, "")
	return nil
}

func answered(h keyHolder, state webauthn.SessionData, origin, answer string) (*webauthn.Credential, error) {
	w, err := relying(origin)
	if err != nil {
		return nil, err
	}
	a, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return nil, err
	}
	c, err := w.ValidateLogin(h, state, a)
	if err == nil && c.Authenticator.CloneWarning {
		err = fault.New(fault.Invalid, "passkey.wrong|Khóa đăng nhập chưa khớp. Thử lại, hoặc nhập mã sáu số, mã dự phòng.")
	}
	return c, err
}
