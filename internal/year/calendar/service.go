package calendar

import (
	"context"
	"embed"
	"errors"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
	"thidua/internal/year/account"
	"thidua/internal/year/org"
)

// Migrations holds the table of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

var (
	qTold = db.SQL("calendar.told", `SELECT mark, due, step FROM calendar_reminded WHERE holder = $1 AND at > $2`)
	qTell = db.SQL("calendar.tell", `INSERT INTO calendar_reminded (holder, mark, due, step, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (holder, mark, due, step) DO NOTHING`)
	qLast = db.SQL("calendar.last", `SELECT COALESCE(MAX(at), 0) FROM calendar_reminded WHERE holder = $1`)
)

// Options (cài đặt nhắc hạn) is what reminders need from the outside.
type Options struct {
	DB      *db.DB
	Account *account.Service
	Site    string // address of the system in letters, "" when it is not known
	// T and Period speak a language.
	T      func(lang, m string, p ...fault.P) string
	Period func(lang string, p civil.Period) string
}

// A Service reminds of deadlines.
type Service struct{ Options }

// NewService makes the service.
func NewService(o Options) *Service { return &Service{o} }

// robot is who acts when a day comes.
var robot = who.Actor{Name: "Hệ thống", Via: "web", System: true}

// Tick writes the reminders that are due. Running it twice, or in two processes, writes
// nothing twice: the steps told, the letter and its leaf are one transaction, and a letter of
// the same person and day has the same key. What fails for one reader keeps nobody else waiting.
func (s *Service) Tick(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "calendar.Tick")
	if !Office(s.DB.Clock.Now().In(clock.Zone)) {
		return nil
	}
	list, err := s.Account.Reminded(ctx)
	if err != nil {
		return err
	}
	var all error
	for _, c := range list {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		all = errors.Join(all, s.remind(ctx, c))
	}
	return all
}

// Preview gives what a reader would be reminded of now, had nothing been told yet.
func (s *Service) Preview(ctx context.Context, c account.Contact) (_ []Item, err error) {
	defer fault.Wrap(&err, "calendar.Preview(%v)", c.User)
	by, err := s.Account.Actor(ctx, c.User)
	if err != nil {
		return nil, err
	}
	marks, _, err := s.marks(ctx, by, c.Lang)
	return Wanted(marks, clock.Today(s.DB.Clock), func(Mark, Step) bool { return false }), err
}

// marks gives the deadlines of this and the next year in every bloc of an actor's units.
func (s *Service) marks(ctx context.Context, by who.Actor, lang string) (all []Mark, bloc string, err error) {
	today := clock.Today(s.DB.Clock)
	seen := map[id.Bloc]bool{}
	for _, m := range by.Blocs {
		if seen[m.Bloc] {
			continue
		}
		seen[m.Bloc] = true
		b, err := org.BlocOf(ctx, s.DB, m.Bloc)
		if err != nil {
			return nil, "", err
		}
		if bloc == "" {
			bloc = b.Name
		}
		for _, year := range []int{today.Year - 1, today.Year, today.Year + 1} {
			r := Reader{DB: s.DB, Actor: by, Bloc: b, Year: year, Today: today, T: func(m string, p ...fault.P) string { return s.T(lang, m, p...) }, Period: func(p civil.Period) string { return s.Period(lang, p) }}
			list, err := r.Marks(ctx)
			if err != nil {
				return nil, "", err
			}
			all = append(all, list...)
		}
	}
	return all, bloc, nil
}

// remind writes the letter of one reader, when there is something to tell.
func (s *Service) remind(ctx context.Context, c account.Contact) (err error) {
	defer fault.Wrap(&err, "remind(%v)", c.User)
	today := clock.Today(s.DB.Clock)
	if had, err := writtenOn(ctx, s.DB, c.User, today); err != nil || had {
		return err
	}
	by, err := s.Account.Actor(ctx, c.User)
	if err != nil || !by.SignedIn() || len(by.Blocs) == 0 {
		return err
	}
	marks, bloc, err := s.marks(ctx, by, c.Lang)
	if err != nil {
		return err
	}
	told, err := s.told(ctx, c.User)
	if err != nil {
		return err
	}
	items := Wanted(marks, today, func(m Mark, step Step) bool { return told[tale{m.UID, m.Moved, step}] })
	if len(items) == 0 {
		return nil
	}
	l := Letter{Name: by.Name, Bloc: bloc, Items: items, Site: s.Site}
	if s.Site != "" {
		l.Stop = s.Site + "/ngung-nhac/" + c.Stop
	}
	subject, text := l.Write(c.Lang, today)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if had, err := writtenOn(ctx, tx, c.User, today); err != nil || had {
			return err // another process was faster
		}
		for _, i := range items {
			if _, err := tx.Exec(ctx, qTell, c.User, i.Mark.UID, i.Mark.Moved, int(i.Step), tx.DB().Clock.Now().UnixMilli()); err != nil {
				return err
			}
		}
		if err := mail.Queue(ctx, tx, mail.Message{To: c.Email, Name: by.Name, Subject: subject, Text: text, Purpose: "remind", Unsubscribe: l.Stop, Key: "remind " + c.User.String() + " " + today.String()}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: robot, Did: "calendar.remind", On: "reminder/" + c.User.String(), After: fault.P{"day": today.String(), "n": len(items)}})
	})
}

// writtenOn reports whether a letter of the day is written: there is one a day at most.
func writtenOn(ctx context.Context, q db.Q, u id.User, day civil.Date) (bool, error) {
	last, err := db.One(ctx, q, qLast, db.Scalar[int64], u)
	return err == nil && civil.Of(time.UnixMilli(last).In(clock.Zone)) == day, err
}

// A tale is one step of one deadline that was told.
type tale struct {
	mark string
	due  civil.Date
	step Step
}

func (s *Service) told(ctx context.Context, u id.User) (map[tale]bool, error) {
	out := map[tale]bool{}
	_, err := db.All(ctx, s.DB, qTold, func(r db.Row) (x tale, err error) {
		var n int64
		err = r.Scan(&x.mark, &x.due, &n)
		x.step = Step(n)
		out[x] = true
		return x, err
	}, u, s.DB.Clock.Now().AddDate(0, -3, 0).UnixMilli())
	return out, err
}
