package portal

import (
	"context"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
	"thidua/internal/year/org"
)

// robot is who acts when a term is over.
var robot = who.Actor{Name: "Hệ thống", Via: "web", System: true}

// Tick does what is due: scheduled articles come out, reports that nobody dealt with in a day
// hide their comment, personal data past its term is erased, digests are written. Running it
// twice, or in two processes, does nothing twice.
func (s *Service) Tick(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "portal.Tick")
	for _, f := range []func(context.Context) error{s.comeOut, s.overdue, s.expire, s.digests} {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}

// comeOut turns scheduled articles whose hour has come into published ones.
func (s *Service) comeOut(ctx context.Context) error {
	list, err := db.All(ctx, s.DB, qDueArticles, scanArticle, millis(s.now()))
	if err != nil {
		return err
	}
	for _, a := range list {
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			x, err := Of(ctx, tx, a.ID)
			if err != nil || x.State != Scheduled || x.Version != a.Version {
				return err
			}
			photos, err := Photos(ctx, tx, a.ID)
			if err != nil {
				return err
			}
			x.State, x.Published, x.Changed = Published, x.Publish, s.now()
			if err := moveArticle(ctx, tx, &x); err != nil {
				return err
			}
			x.Version++
			if err := keepVersion(ctx, tx, x, photos, robot.Name, string(Release)); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{By: robot, Did: "portal.release", On: Object(x.ID), Version: x.Version})
		})
		if err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}

// overdue hides comments whose reports waited a day.
func (s *Service) overdue(ctx context.Context) error {
	list, err := db.All(ctx, s.DB, qOverdue, scanComment, millis(s.now()))
	if err != nil {
		return err
	}
	for _, c := range list {
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			x, err := CommentOf(ctx, tx, c.ID)
			if err != nil || x.Version != c.Version {
				return err
			}
			// The reports stay open: an editor still has to decide.
			if err := tx.ExecOne(ctx, qDecide, x.ID, x.Version, Hidden, "late", 0, x.Reply, x.ReplyBy, millis(x.ReplyAt), x.Reports, millis(x.Clock)); err != nil {
				return err
			}
			y := x
			y.State, y.Reason = Hidden, "late"
			if err := s.tell(ctx, tx, y, Hide); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{By: robot, Did: "comment.late", On: CommentObject(x.ID), Version: x.Version + 1, Before: trail(x)})
		})
		if err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return nil
}

// expire erases what is past its term.
func (s *Service) expire(ctx context.Context) error {
	blocs, err := org.Blocs(ctx, s.DB)
	if err != nil {
		return err
	}
	var old []CommentID
	for _, b := range blocs {
		set, _, err := SettingsOf(ctx, s.DB, b.ID)
		if err != nil {
			return err
		}
		before := millis(s.now().AddDate(0, 0, -set.Keep))
		list, err := db.All(ctx, s.DB, qOldPersonal, db.Scalar[CommentID], b.ID, before)
		if err != nil {
			return err
		}
		old = append(old, list...)
		due, err := db.One(ctx, s.DB, qOldSug, db.Scalar[int], b.ID, before)
		if err != nil {
			return err
		}
		if due == 0 {
			continue
		}
		if err := s.DB.Write(ctx, func(tx *db.Tx) error {
			tx.Unseen()
			if _, err := tx.Exec(ctx, qEraseSug, b.ID, before, millis(s.now())); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{By: robot, Did: "suggestion.erase", On: "portal/" + b.ID.String()})
		}); err != nil {
			return err
		}
	}
	for _, c := range old {
		if err := s.anonymise(ctx, c); err != nil {
			return err
		}
	}
	list, err := db.All(ctx, s.DB, qOldCodes, db.Scalar[CommentID], millis(s.now().Add(-ConfirmTerm)))
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := s.DB.Write(ctx, func(tx *db.Tx) error {
			x, err := CommentOf(ctx, tx, c)
			if err != nil || x.State != Unconfirmed {
				return err
			}
			return s.remove(ctx, tx, robot, x, "comment.unconfirmed")
		}); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	stale, err := db.All(ctx, s.DB, qStaleReaders, db.Scalar[SubscriberID], millis(s.now().Add(-ConfirmTerm)))
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.Unseen()
		for _, x := range stale {
			if _, err := tx.Exec(ctx, qUnsubscribe, x); err != nil {
				return err
			}
			if err := audit.Write(ctx, tx, audit.Entry{By: robot, Did: "subscriber.end", On: "subscriber/" + x.String()}); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, qForget, millis(s.now()))
		return err
	})
}

// anonymise erases address and e-mail of a comment after the term. A shown one keeps the name
// under which it is read; others lose it too.
func (s *Service) anonymise(ctx context.Context, c CommentID) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := CommentOf(ctx, tx, c)
		if err != nil || !x.Erased.IsZero() {
			return err
		}
		name := x.Name
		if x.State != Visible {
			name = ""
			tx.Unseen()
		}
		if _, err := tx.Exec(ctx, qErase, c, name, x.Text, millis(s.now()), "gone "+c.String()); err != nil {
			return err
		}
		if err := mail.Erase(ctx, tx, x.Email, "comment "+c.String()+" "); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: robot, Did: "comment.erase", On: CommentObject(c), Version: x.Version + 1})
	})
}

// digestEvery is how often a subscriber is written to at most.
const digestEvery = 7 * 24 * time.Hour

// digests writes to every subscriber what came out since the last letter; nothing when
// nothing did.
func (s *Service) digests(ctx context.Context) error {
	if !s.Mail || s.Site == "" {
		return nil
	}
	list, err := db.All(ctx, s.DB, qDueReaders, scanSubscriber, millis(s.now().Add(-digestEvery)))
	if err != nil {
		return err
	}
	for _, x := range list {
		news, err := Newest(ctx, s.DB, x.Bloc, s.now(), 20, 0)
		if err != nil {
			return err
		}
		var fresh []Article
		for _, a := range news {
			if a.At().After(x.Last) {
				fresh = append(fresh, a)
			}
		}
		if len(fresh) == 0 {
			continue // asked again with the next article
		}
		if err := again(s.DB.Write(ctx, func(tx *db.Tx) error {
			tx.Unseen()
			n, err := tx.Exec(ctx, qRead, x.ID, millis(s.now()), millis(x.Last))
			if err != nil || n == 0 {
				return cmpErr(err, errAgain) // another process wrote to this reader
			}
			if err := mail.Queue(ctx, tx, s.digestLetter(x, fresh)); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{By: robot, Did: "subscriber.digest", On: "subscriber/" + x.ID.String()})
		})); err != nil {
			return err
		}
	}
	return nil
}

var confirmLetters = map[string]letter{
	"vi": {"Xác nhận nhận bản tin thi đua", "Bạn (hoặc ai đó dùng địa chỉ này) muốn nhận bản tin thi đua, mỗi tuần nhiều nhất một thư.\n\nMở liên kết này để xác nhận:\n{link}\n\nNếu không phải bạn, bỏ qua thư này; địa chỉ của bạn sẽ tự bị xóa sau 48 giờ.\n"},
	"en": {"Confirm the emulation newsletter", "You (or somebody who uses this address) asked for the emulation newsletter, at most one letter a week.\n\nOpen this link to confirm:\n{link}\n\nIf this was not you, do nothing; your address is erased after 48 hours.\n"},
}

func (s *Service) confirmLetter(x Subscriber) mail.Message {
	m := mail.Message{To: x.Email, Purpose: "digest.confirm", Key: "digest.confirm " + x.ID.String()}
	m.Subject, m.Text = in(confirmLetters, x.Lang).fill(fault.P{"link": s.Site + "/ban-tin/xac-nhan?ma=" + s.Check.Pass("digest", x.ID.String())})
	return m
}

var digestLetters = map[string]letter{
	"vi": {"Bản tin thi đua: {n} bài mới", "{list}Ngừng nhận bản tin: {link}\n"},
	"en": {"Emulation newsletter: {n} new articles", "{list}Unsubscribe: {link}\n"},
}

func (s *Service) digestLetter(x Subscriber, news []Article) mail.Message {
	end := s.Site + "/ban-tin/ngung?ma=" + s.Check.Pass("digest", x.ID.String())
	var b strings.Builder
	for _, a := range news {
		b.WriteString(a.Title + "\n" + DayLine(a.At()) + "\n" + a.Lead + "\n" + s.Site + a.Path() + "\n\n")
	}
	m := mail.Message{To: x.Email, Purpose: "digest", Unsubscribe: end, Key: "digest " + x.ID.String() + " " + news[0].ID.String()}
	m.Subject, m.Text = in(digestLetters, x.Lang).fill(fault.P{"n": len(news), "list": b.String(), "link": end})
	return m
}
