package mail

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
)

// A Transport takes a letter to a mail server.
type Transport interface {
	// Send delivers l or says why not; errors that IsPermanent knows are not tried again.
	Send(ctx context.Context, l Letter) error
}

// errPermanent marks a refusal that another attempt will not change.
var errPermanent = errors.New("mail: refused for good")

// IsPermanent reports whether sending again is of no use.
func IsPermanent(err error) bool { return errors.Is(err, errPermanent) }

// pauses are the waits after each failed attempt; after the last one a letter is given up.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour}

const (
	lease = 10 * time.Minute   // a letter whose sender died is taken up again after this
	keep  = 7 * 24 * time.Hour // then recipient and text of a finished letter are erased
	pace  = 15 * time.Second   // between looks into the queue
	wait  = 60 * time.Second   // for one letter at the server
	batch = 50
)

// A Sender (người đưa thư) takes due letters to the server, one after the other.
type Sender struct {
	db  *db.DB
	to  Transport
	log *slog.Logger
}

// NewSender gives a sender.
func NewSender(d *db.DB, to Transport, log *slog.Logger) *Sender { return &Sender{d, to, log} }

// Run sends what is due until ctx ends. Several processes may run one each: a letter is
// claimed before it is sent.
func (s *Sender) Run(ctx context.Context) {
	t := time.NewTicker(pace)
	defer t.Stop()
	for {
		if _, err := s.Flush(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("mail queue", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Flush sends everything that is due now and tells how many letters were delivered.
func (s *Sender) Flush(ctx context.Context) (sent int, err error) {
	defer fault.Wrap(&err, "mail.Flush")
	if err := s.erase(ctx); err != nil {
		return 0, err
	}
	for {
		list, err := db.All(ctx, s.db, qDue, scan, s.db.Clock.Now().UnixMilli(), batch)
		if err != nil || len(list) == 0 {
			return sent, err
		}
		for _, l := range list {
			ok, err := s.one(ctx, l)
			if err != nil {
				return sent, err
			}
			if ok {
				sent++
			}
		}
	}
}

// one claims a letter, sends it and writes down what became of it.
func (s *Sender) one(ctx context.Context, l Letter) (bool, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.ExecOne(ctx, qClaim, l.ID, l.Tries, s.db.Clock.Now().Add(lease).UnixMilli())
	})
	if fault.Is(err, fault.Conflict) {
		return false, nil // another process was faster
	}
	if err != nil {
		return false, err
	}
	l.Tries++
	try, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	failed := s.to.Send(try, l)
	if ctx.Err() != nil && failed != nil {
		return false, ctx.Err() // stopping: the lease runs out and the letter is tried again
	}
	now := s.db.Clock.Now()
	state, due, done, text := Sent, now, now.UnixMilli(), ""
	if failed != nil {
		text = failed.Error()
		if text = text[:min(len(text), 500)]; IsPermanent(failed) || l.Tries > len(pauses) {
			state = Failed
			s.log.Warn("letter given up", "letter", l.ID.String(), "purpose", l.Purpose, "tries", l.Tries)
		} else {
			state, due, done = Queued, now.Add(pauses[l.Tries-1]), 0
		}
	}
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, qDone, l.ID, l.Tries, state, due.UnixMilli(), text, done)
		return err
	})
	return err == nil && failed == nil, err
}

// erase takes recipient and text out of letters that were finished some days ago.
func (s *Sender) erase(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, qErase, s.db.Clock.Now().Add(-keep).UnixMilli())
		return err
	})
}
