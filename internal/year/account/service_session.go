package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// How long a session lasts, by the server's clock: without use, and in all.
const (
	Idle     = 8 * time.Hour
	Lifetime = 12 * time.Hour
)

// seenEvery is how exactly the last use of a session is known; more would be a write with
// every page.
const seenEvery = 5 * time.Minute

// Keys of a session's values.
const (
	keyUser      = "user"
	keyAgent     = "agent"
	keyHalf      = "half"      // who gave the password and still owes the code of the second factor
	keyUntil     = "until"     // how long that is good for
	keyMust      = "must"      // the role needs a second factor that is not set up yet
	keyChallenge = "challenge" // what a passkey must answer
	keyOnce      = "once"      // what the next page shows once
)

// halfLife is how long a sign-in may stand between password and code.
const halfLife = 10 * time.Minute

// newSessions makes the session manager. The store decides on expiry by the clock of the
// database, which in the demo and in tests is not that of the machine; the cookie lives
// until the browser is closed, for office computers are shared.
func newSessions(d *db.DB) *scs.SessionManager {
	m := scs.New()
	m.Store = &store{d}
	m.Codec = codec{}
	m.HashTokenInStore = true
	m.Lifetime = Lifetime
	m.Cookie.Name = "phien"
	m.Cookie.Persist = false
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = sessionFailed
	return m
}

// sessionFailed answers a request whose session could not be read or kept. A database that
// is busy for a moment is no fault of the program: the browser is told to come again.
func sessionFailed(w http.ResponseWriter, _ *http.Request, err error) {
	status := http.StatusInternalServerError
	if fault.Is(err, fault.Busy) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "2")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	io.WriteString(w, "Máy chủ đang bận. Nội dung đã lưu không bị mất. Chờ vài giây rồi tải lại trang.\nThe server is busy. What was saved is kept. Wait a few seconds, then reload.\n")
}

// Sessions gives the session manager, for the middleware of the server.
func (s *Service) Sessions() *scs.SessionManager { return s.sessions }

// SecureCookies makes the cookie travel over HTTPS only; for servers behind TLS.
func (s *Service) SecureCookies() {
	s.sessions.Cookie.Secure = true
	s.sessions.Cookie.Name = "__Host-phien"
}

// codec writes a session's values as JSON; the values are texts.
type codec struct{}

type content struct {
	Until  int64             `json:"until"`
	Values map[string]string `json:"values"`
}

// Encode implements scs.Codec.
func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	c := content{deadline.UnixMilli(), map[string]string{}}
	for k, v := range values {
		t, ok := v.(string)
		if !ok {
			return nil, errors.New("account: session value " + k + " is not a text")
		}
		c.Values[k] = t
	}
	return json.Marshal(c)
}

// Decode implements scs.Codec.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var c content
	if err := json.Unmarshal(b, &c); err != nil {
		return time.Time{}, nil, err
	}
	m := make(map[string]any, len(c.Values))
	for k, v := range c.Values {
		m[k] = v
	}
	return time.UnixMilli(c.Until), m, nil
}

// store keeps sessions in account_session. Its tokens come hashed from scs.
type store struct{ db *db.DB }

type session struct {
	holder        id.User
	data          []byte
	started, seen int64
}

func (s *store) alive(x session, now time.Time) bool {
	return x.seen > now.Add(-Idle).UnixMilli() && x.started > now.Add(-Lifetime).UnixMilli()
}

// FindCtx implements scs.CtxStore.
func (s *store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	list, err := db.All(ctx, s.db, qSessionFind, func(r db.Row) (x session, err error) {
		err = r.Scan(&x.holder, &x.data, &x.started, &x.seen)
		return x, err
	}, token)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	x, now := list[0], s.db.Clock.Now()
	if !s.alive(x, now) {
		return nil, false, nil
	}
	if x.seen <= now.Add(-seenEvery).UnixMilli() {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, qSessionSeen, now.UnixMilli(), token)
			return err
		})
		if fault.Is(err, fault.Busy) { // the next request notes it
			err = nil
		}
	}
	return x.data, true, err
}

// CommitCtx implements scs.CtxStore. The expiry that scs works out from the machine's
// clock is not used.
func (s *store) CommitCtx(ctx context.Context, token string, b []byte, _ time.Time) error {
	_, values, err := codec{}.Decode(b)
	if err != nil {
		return err
	}
	user, _ := values[keyUser].(string)
	agent, _ := values[keyAgent].(string)
	var holder id.User
	if user != "" {
		u, err := id.Parse[User](user)
		if err != nil {
			return err
		}
		holder = id.User(u)
	}
	now := s.db.Clock.Now()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, qSessionSweep, now.Add(-Idle).UnixMilli(), now.Add(-Lifetime).UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, qSessionSave, token, holder, b, agent, now.UnixMilli(), now.UnixMilli())
		return err
	})
}

// DeleteCtx implements scs.CtxStore.
func (s *store) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, qSessionDrop, token)
		return err
	})
}

// Find implements scs.Store.
func (s *store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s *store) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete implements scs.Store.
func (s *store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// A Session (phiên làm việc) is one browser in which a user is signed in.
type Session struct {
	Key     string // names the session in forms; not the cookie's value
	Agent   string
	Started time.Time
	Seen    time.Time // to five minutes
	Current bool      // the one of this request
}

// Begin starts a session for u in the context of a request that went through the
// session middleware; the token is new, so that one planted before is worth nothing.
func (s *Service) Begin(ctx context.Context, u id.User, agent string) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if r := []rune(agent); len(r) > 200 {
		agent = string(r[:200])
	}
	must, err := s.FactorNeeded(ctx, u)
	if err != nil {
		return err
	}
	f, err := FactorOf(ctx, s.db, u)
	if err != nil {
		return err
	}
	s.sessions.Remove(ctx, keyHalf)
	s.sessions.Put(ctx, keyUser, u.String())
	s.sessions.Put(ctx, keyAgent, agent)
	s.setFlag(ctx, keyMust, must && !f.On())
	return nil
}

func (s *Service) setFlag(ctx context.Context, key string, on bool) {
	if on {
		s.sessions.Put(ctx, key, "1")
	} else {
		s.sessions.Remove(ctx, key)
	}
}

// BeginHalf remembers that u gave the right password and owes the second factor; nobody is
// signed in by it.
func (s *Service) BeginHalf(ctx context.Context, u id.User) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Remove(ctx, keyUser)
	s.sessions.Put(ctx, keyHalf, u.String())
	s.sessions.Put(ctx, keyUntil, strconv.FormatInt(s.db.Clock.Now().Add(halfLife).UnixMilli(), 10))
	return nil
}

// Half gives who gave the password within the last minutes and owes the second factor, 0
// for nobody.
func (s *Service) Half(ctx context.Context) id.User {
	until, _ := strconv.ParseInt(s.sessions.GetString(ctx, keyUntil), 10, 64)
	u, err := id.Parse[User](s.sessions.GetString(ctx, keyHalf))
	if err != nil || s.db.Clock.Now().UnixMilli() >= until {
		return 0
	}
	return id.User(u)
}

// MustEnroll reports whether the session may do nothing before its user has set up a second
// factor; Enrolled lifts it.
func (s *Service) MustEnroll(ctx context.Context) bool {
	return s.sessions.GetString(ctx, keyMust) != ""
}

// Enrolled lifts MustEnroll from the session of the request and gives it a new token.
func (s *Service) Enrolled(ctx context.Context) error {
	s.sessions.Remove(ctx, keyMust)
	return s.sessions.RenewToken(ctx)
}

// Secret gives the secret that the session may enroll: always the same one, so that a
// mistyped code asks for no new scan, and stored nowhere. It comes from the token, which
// Enrolled replaces: whoever gets hold of the later cookie cannot work it out.
func (s *Service) Secret(ctx context.Context) string {
	m := hmac.New(sha256.New, []byte(s.sessions.Token(ctx)))
	m.Write([]byte("thidua second factor"))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:20])
}

// ShowOnce keeps a text for the next page of the session, such as recovery codes or a link;
// Once gives it and forgets it.
func (s *Service) ShowOnce(ctx context.Context, text string) { s.sessions.Put(ctx, keyOnce, text) }

// Once gives what ShowOnce kept, once.
func (s *Service) Once(ctx context.Context) string { return s.sessions.PopString(ctx, keyOnce) }

// End ends the session of the request.
func (s *Service) End(ctx context.Context) error { return s.sessions.Destroy(ctx) }

// Current gives the user of the request's session, 0 for nobody.
func (s *Service) Current(ctx context.Context) id.User {
	u, err := id.Parse[User](s.sessions.GetString(ctx, keyUser))
	if err != nil {
		return 0
	}
	return id.User(u)
}

// Stands reports whether the session of a request that was answered long ago still stands in the
// database and belongs to the same user. Asking does not count as use.
func (s *Service) Stands(ctx context.Context) (bool, error) {
	list, err := db.All(ctx, s.db, qSessionFind, func(r db.Row) (x session, err error) {
		err = r.Scan(&x.holder, &x.data, &x.started, &x.seen)
		return x, err
	}, s.CurrentKey(ctx))
	if err != nil || len(list) == 0 {
		return false, err
	}
	return list[0].holder == s.Current(ctx) && (&store{s.db}).alive(list[0], s.db.Clock.Now()), nil
}

// SessionsOf lists where u is signed in, last used first; own is the CurrentKey.
func (s *Service) SessionsOf(ctx context.Context, u id.User, own string) (_ []Session, err error) {
	defer fault.Wrap(&err, "account.SessionsOf(%v)", u)
	now := s.db.Clock.Now()
	return db.All(ctx, s.db, qSessionOf, func(r db.Row) (x Session, err error) {
		var started, seen int64
		err = r.Scan(&x.Key, &x.Agent, &started, &seen)
		x.Started, x.Seen, x.Current = time.UnixMilli(started).In(clock.Zone), time.UnixMilli(seen).In(clock.Zone), x.Key == own
		return x, err
	}, u, now.Add(-Idle).UnixMilli(), now.Add(-Lifetime).UnixMilli())
}

// CurrentKey names the session of the request, as Session.Key does.
func (s *Service) CurrentKey(ctx context.Context) string {
	h := sha256.Sum256([]byte(s.sessions.Token(ctx)))
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// Revoke signs the actor out of one browser, or of all but own when key is empty.
func (s *Service) Revoke(ctx context.Context, by who.Actor, own, key string) (err error) {
	defer fault.Wrap(&err, "account.Revoke")
	if by.User == 0 {
		return fault.New(fault.Denied, "who.signin|Đăng nhập để xem trang này.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := UserByID(ctx, tx, by.User)
		if err != nil {
			return err
		}
		var n int64
		if key == "" {
			n, err = tx.Exec(ctx, qSessionOther, by.User, own)
		} else {
			n, err = tx.Exec(ctx, qSessionEnd, by.User, key)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.revoke", On: "user/" + u.Login, After: map[string]any{"sessions": n}})
	})
}
