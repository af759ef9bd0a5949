package conference

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// A Phone (điện thoại của đại biểu) is a delegate who came in with a code.
type Phone struct {
	Conference ID
	Bloc       id.Bloc
	Delegate   Delegate
	stored     string // of its token
}

// Actor gives how the log names the delegate. It has no rights of an account.
func (p Phone) Actor() who.Actor {
	return who.Actor{Name: fmt.Sprintf("Đại biểu số %d: %s", p.Delegate.No, p.Delegate.Short()), Via: "web"}
}

// Passes gives the codes of the invitations to whoever runs the conference.
func (s *Service) Passes(ctx context.Context, by who.Actor, c ID) (_ map[DelegateID]Pass, err error) {
	defer fault.Wrap(&err, "conference.Passes(%v)", c)
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return nil, err
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return nil, err
	}
	return passes(ctx, s.db, c)
}

// Reissue gives a delegate a new code and lets the phone out that used the old one. A delegate
// without a code (after a restore) gets one.
func (s *Service) Reissue(ctx context.Context, by who.Actor, c ID, d DelegateID) (err error) {
	defer fault.Wrap(&err, "conference.Reissue(%v)", c)
	code := newCode(passLen)
	return s.change(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		list, err := Delegates(ctx, tx, c)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list, func(x Delegate) bool { return x.ID == d && !x.Gone }) { // perhaps of another bloc's conference
			return fault.New(fault.NotFound, "conference.delegate.none|Không có đại biểu này trong danh sách. Hỏi thư ký hội nghị.")
		}
		n, err := tx.Exec(ctx, qPassRelease, d, code)
		if err == nil && n == 0 {
			_, err = tx.Exec(ctx, qPassNew, d, c, code)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.code", On: Object(c), After: d.String()})
	})
}

// IssueMissing gives a code to every delegate that has none.
func (s *Service) IssueMissing(ctx context.Context, by who.Actor, c ID) (err error) {
	defer fault.Wrap(&err, "conference.IssueMissing(%v)", c)
	return s.change(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		have, err := passes(ctx, tx, c)
		if err != nil {
			return err
		}
		list, err := Delegates(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, d := range list {
			if _, ok := have[d.ID]; !ok && !d.Gone {
				if _, err := tx.Exec(ctx, qPassNew, d.ID, c, newCode(passLen)); err != nil {
					return err
				}
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.code", On: Object(c)})
	})
}

var errCode = fault.New(fault.Invalid, "meet.badcode|Mã trên giấy mời chưa đúng. Xem lại mã, hoặc gặp thư ký tại bàn đón tiếp.").
	With("phieu", "meet.badcode|Mã trên giấy mời chưa đúng. Xem lại mã, hoặc gặp thư ký tại bàn đón tiếp.")

// wrongCode is the answer to a wrong code: from the fifth within a minute on it is told that
// the code is to be compared, and no lane is closed. Many wrong ones stand in the log.
func (s *Service) wrongCode(ctx context.Context, address string, c Conference) error {
	here, all := s.gate.Wrong(s.Now(), address, c.ID)
	if all >= guessing && all%guessing == 0 {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "conference.guessing", On: Object(c.ID), After: map[string]int{"wrong": all}})
		})
		if err != nil {
			return err
		}
	}
	if here < manyWrong {
		return errCode
	}
	const m = "meet.many|Đã có {n} lần nhập sai từ mạng này. So từng chữ với giấy mời, hoặc gặp thư ký tại bàn đón tiếp."
	return fault.New(fault.Invalid, m, fault.P{"n": here}).With("phieu", m, fault.P{"n": here})
}

// Recognise gives whose code it is, without using it. address is where the request comes
// from. A right code is let in whatever was tried before it: a whole hall is one address.
func (s *Service) Recognise(ctx context.Context, address, conference, code string) (c Conference, d Delegate, err error) {
	defer fault.Wrap(&err, "conference.Recognise")
	if Typed(conference) == "" || Typed(code) == "" { // nothing was tried
		return c, d, errCode
	}
	if c, err = ByCode(ctx, s.db, conference); fault.Is(err, fault.NotFound) {
		return c, d, fault.New(fault.Invalid, "meet.nocode|Không có hội nghị nào mang mã này. Xem lại mã trên giấy mời.").With("ma", "meet.nocode|Không có hội nghị nào mang mã này. Xem lại mã trên giấy mời.")
	} else if err != nil {
		return c, d, err
	}
	p, err := db.One(ctx, s.db, qPassOf, scanPass, c.ID, Typed(code))
	if fault.Is(err, fault.NotFound) {
		return c, d, s.wrongCode(ctx, address, c)
	} else if err != nil {
		return c, d, err
	}
	r, err := s.Room(ctx, c.ID)
	if err != nil {
		return c, d, err
	}
	d = r.Delegate(p.Delegate)
	switch {
	case d.Gone || d.ID == 0:
		return c, d, errCode
	case p.Used:
		return c, d, fault.New(fault.Conflict, "meet.used|Mã này đã dùng ở máy khác. Gặp thư ký tại bàn đón tiếp.").With("phieu", "meet.used|Mã này đã dùng ở máy khác. Gặp thư ký tại bàn đón tiếp.")
	}
	return c, d, nil
}

// Enter ties the place of a delegate to the phone that asks, and notes the arrival once the
// conference is near. It gives the token that the phone keeps.
func (s *Service) Enter(ctx context.Context, address, conference, code string) (token string, p Phone, err error) {
	c, d, err := s.Recognise(ctx, address, conference, code)
	if err != nil {
		return "", p, err
	}
	token, stored := newToken()
	p = Phone{Conference: c.ID, Bloc: c.Bloc, Delegate: d, stored: stored}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, qPassUse, d.ID, stored, tx.DB().Clock.Now().UnixMilli())
		if err == nil && n != 1 {
			err = fault.New(fault.Conflict, "meet.used|Mã này đã dùng ở máy khác. Gặp thư ký tại bàn đón tiếp.").With("phieu", "meet.used|Mã này đã dùng ở máy khác. Gặp thư ký tại bàn đón tiếp.")
		}
		return err
	})
	if err != nil {
		return "", p, err
	}
	_, err = s.As(ctx, p, Act{Did: Arrived})
	if fault.Is(err, fault.Conflict) { // the conference is over, or days away: papers only
		err = nil
	}
	return token, p, err
}

// Coded gives the conference with a code. A code never changes its conference, so what a
// phone asks for again and again needs no query; of the conference only ID, Bloc and Code count.
func (s *Service) Coded(ctx context.Context, code string) (Conference, error) {
	if c, ok := s.codes.Load(code); ok {
		return c.(Conference), nil
	}
	c, err := ByCode(ctx, s.db, code)
	if err == nil {
		s.codes.Store(code, Conference{ID: c.ID, Bloc: c.Bloc, Code: c.Code})
	}
	return c, err
}

type phone struct {
	delegate DelegateID
	lists    *int // of the room in which it was looked up
}

// Phone gives the delegate who shows a token. Errors: Denied.
func (s *Service) Phone(ctx context.Context, c Conference, token string) (p Phone, r *Room, err error) {
	if r, err = s.Room(ctx, c.ID); err != nil {
		return p, r, err
	}
	p.Conference, p.Bloc, p.stored = c.ID, c.Bloc, storedToken(token)
	return p, r, s.again(ctx, s.db, &p, r)
}

// Acting is Phone for what a phone sends: the room is the last one that this process saw, without a look at the
// database, because what is sent is looked at again in the transaction that writes it.
func (s *Service) Acting(ctx context.Context, c Conference, token string) (p Phone, r *Room, err error) {
	if r = s.hall(c.ID).room.Load(); r == nil {
		return s.Phone(ctx, c, token)
	}
	p.Conference, p.Bloc, p.stored = c.ID, c.Bloc, storedToken(token)
	if err = s.again(ctx, s.db, &p, r); fault.Is(err, fault.Denied) { // or it came in after that room was seen
		return s.Phone(ctx, c, token)
	}
	return p, r, err
}

var errPhone = fault.New(fault.Denied, "meet.out|Máy này chưa vào họp. Nhập mã trên giấy mời.")

// again looks whether a phone is still that of a delegate; lists that did not change need no query.
func (s *Service) again(ctx context.Context, q db.Q, p *Phone, r *Room) error {
	h := s.hall(p.Conference)
	if x, ok := h.phones.Load(p.stored); ok && x.(phone).lists == r.lists {
		p.Delegate = r.Delegate(x.(phone).delegate)
		return nil
	}
	list, err := db.All(ctx, q, qPassToken, db.Scalar[DelegateID], p.Conference, p.stored)
	if err != nil {
		return err
	}
	if len(list) == 0 || r.Delegate(list[0]).ID == 0 || r.Delegate(list[0]).Gone {
		h.phones.Delete(p.stored)
		return errPhone
	}
	p.Delegate = r.Delegate(list[0])
	h.phones.Store(p.stored, phone{list[0], r.lists})
	return nil
}

// Still says whether a phone may go on watching.
func (s *Service) Still(ctx context.Context, p Phone) error {
	r := s.hall(p.Conference).room.Load()
	if r == nil {
		var err error
		if r, err = s.Room(ctx, p.Conference); err != nil {
			return err
		}
	}
	return s.again(ctx, s.db, &p, r)
}

// Screen gives the token of the hall screen, "" before one was made.
func (s *Service) Screen(ctx context.Context, c ID) (string, error) {
	list, err := db.All(ctx, s.db, qScreen, db.Scalar[string], c)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// NewScreen makes a token for the hall screen; an older one no longer opens it.
func (s *Service) NewScreen(ctx context.Context, by who.Actor, c ID) (err error) {
	defer fault.Wrap(&err, "conference.NewScreen(%v)", c)
	token := strings.ToLower(newCode(16))
	return s.change(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		if _, err := tx.Exec(ctx, qScreenPut, c, token); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.screen", On: Object(c)})
	})
}

// ScreenOf gives the conference of a screen's token. Errors: NotFound.
func (s *Service) ScreenOf(ctx context.Context, token string) (ID, error) {
	return db.One(ctx, s.db, qScreenOf, db.Scalar[ID], token)
}

// A Gate (cửa vào) counts wrong codes: of each address in the last minute, and of each
// conference. It closes to nobody, for whoever could close it could shut out a hall that
// stands behind one address; the length of the codes keeps guessers out. It counts in the
// memory of one process.
type Gate struct {
	mu    sync.Mutex
	wrong map[string]tries
	all   map[ID]int
}

type tries struct {
	n     int
	since time.Time
}

// Bounds of the gate.
const (
	manyWrong = 5           // within gateTime: the answer says so
	gateTime  = time.Minute // how long a wrong code is remembered
	maxInGate = 10000       // addresses
	guessing  = 1000        // wrong codes of a conference that are worth a line in the log
)

// NewGate makes a gate that has seen nobody.
func NewGate() *Gate { return &Gate{wrong: map[string]tries{}, all: map[ID]int{}} }

// Wrong counts a wrong code. It gives how many came from the address lately, and how many
// were tried at the conference in all.
func (g *Gate) Wrong(now time.Time, address string, c ID) (here, all int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.wrong) >= maxInGate {
		for a, t := range g.wrong {
			if now.Sub(t.since) >= gateTime {
				delete(g.wrong, a)
			}
		}
		if len(g.wrong) >= maxInGate {
			clear(g.wrong)
		}
	}
	t := g.wrong[address]
	if now.Sub(t.since) >= gateTime {
		t = tries{}
	}
	g.wrong[address] = tries{t.n + 1, now}
	g.all[c]++
	return t.n + 1, g.all[c]
}
