package portal

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
)

// ownLink leads its author to a comment: to its code, what became of it, and the way out; ""
// when the site does not know its own address.
func (s *Service) ownLink(c Comment) string {
	if s.Site == "" {
		return ""
	}
	return s.Site + "/binh-luan/cua-toi?ma=" + url.QueryEscape(s.Check.Pass("own", c.ID.String()))
}

// Personal (thông tin của một người) is what is kept of a reader: comments, good people that were
// told of, and whether the digest goes to the address.
type Personal struct {
	Comments    []Comment
	Suggestions []Suggestion
	Digest      bool
}

// Nothing reports whether nothing is kept.
func (p Personal) Nothing() bool { return len(p.Comments)+len(p.Suggestions) == 0 && !p.Digest }

// personal finds what a bloc keeps of an address, however its letters were typed.
func personal(ctx context.Context, q db.Q, b id.Bloc, email string) (p Personal, readers []SubscriberID, err error) {
	for _, e := range slices.Compact([]string{email, strings.ToLower(email)}) {
		comments, err := ByEmail(ctx, q, b, e)
		if err != nil {
			return p, nil, err
		}
		p.Comments = append(p.Comments, comments...)
		told, err := db.All(ctx, q, qSugByEmail, scanSuggestion, b, e)
		if err != nil {
			return p, nil, err
		}
		p.Suggestions = append(p.Suggestions, told...)
		list, err := db.All(ctx, q, qReaderOf, db.Scalar[SubscriberID], b, e)
		if err != nil {
			return p, nil, err
		}
		readers = append(readers, list...)
	}
	p.Digest = len(readers) > 0
	return p, readers, nil
}

// Personal gives what is kept of a reader, for handing it to the reader.
func (s *Service) Personal(ctx context.Context, by who.Actor, b id.Bloc, email string) (p Personal, err error) {
	defer fault.Wrap(&err, "portal.Personal")
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b}); err != nil {
		return p, err
	}
	p, _, err = personal(ctx, s.DB, b, strings.TrimSpace(email))
	return p, err
}

// Forget erases what is kept of a reader at the reader's request: comments, name and address of
// suggestions (the deed itself stays), the digest, and the letters of all of these. It tells how
// many comments and suggestions there were.
func (s *Service) Forget(ctx context.Context, by who.Actor, b id.Bloc, email string) (n int, err error) {
	defer fault.Wrap(&err, "portal.Forget")
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b}); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		p, readers, err := personal(ctx, tx, b, email)
		if err != nil {
			return err
		}
		n = 0
		for _, c := range p.Comments {
			if c.State == Removed {
				continue
			}
			n++
			if err := s.remove(ctx, tx, by, c, "comment.forget"); err != nil {
				return err
			}
		}
		for _, x := range p.Suggestions {
			n++
			if err := s.forgetSuggestion(ctx, tx, by, x); err != nil {
				return err
			}
		}
		for _, x := range readers {
			if err := s.endDigest(ctx, tx, by, x, email); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.DB.Scrub(ctx) // older states of these rows; when it cannot now, they are written over later
	}
	return n, err
}

func (s *Service) forgetSuggestion(ctx context.Context, tx *db.Tx, by who.Actor, x Suggestion) error {
	tx.Unseen()
	if err := tx.ExecOne(ctx, qEraseOneSug, x.ID, millis(s.now())); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "suggestion.forget", On: "suggestion/" + x.ID.String(), Version: x.Version})
}

// ForgetAgain erases, after an older backup was restored, what was erased at a request before: the
// comments, suggestions and readers that objects name ("comment/ID"). It tells how many of them are
// there again; without commit nothing is erased.
func (s *Service) ForgetAgain(ctx context.Context, by who.Actor, objects []string, commit bool) (n int, err error) {
	defer fault.Wrap(&err, "portal.ForgetAgain")
	p, readers, err := s.back(ctx, objects)
	if n = len(p.Comments) + len(p.Suggestions) + len(readers); err != nil || n == 0 || !commit {
		return n, err
	}
	return n, s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, x := range p.Comments {
			if err := who.Can(by, who.EditNews, who.Object{Bloc: x.Bloc}); err != nil {
				return err
			}
			if err := s.remove(ctx, tx, by, x, "comment.forget"); err != nil {
				return err
			}
		}
		for _, x := range p.Suggestions {
			if err := who.Can(by, who.EditNews, who.Object{Bloc: x.Bloc}); err != nil {
				return err
			}
			if err := s.forgetSuggestion(ctx, tx, by, x); err != nil {
				return err
			}
		}
		for _, x := range readers {
			if err := who.Can(by, who.EditNews, who.Object{Bloc: x.Bloc}); err != nil {
				return err
			}
			if err := s.endDigest(ctx, tx, by, x.ID, x.Email); err != nil {
				return err
			}
		}
		return nil
	})
}

// back finds which of the objects that were erased stand there again.
func (s *Service) back(ctx context.Context, objects []string) (p Personal, readers []Subscriber, err error) {
	for _, o := range objects {
		kind, text, _ := strings.Cut(o, "/")
		switch kind {
		case "comment":
			if c, e := id.Parse[Comment](text); e == nil {
				list, e := db.All(ctx, s.DB, qComment, scanComment, c)
				p.Comments, err = append(p.Comments, slices.DeleteFunc(list, func(x Comment) bool { return x.State == Removed })...), errors.Join(err, e)
			}
		case "suggestion":
			if c, e := id.Parse[Suggestion](text); e == nil {
				list, e := db.All(ctx, s.DB, qSuggestion, scanSuggestion, c)
				p.Suggestions, err = append(p.Suggestions, slices.DeleteFunc(list, func(x Suggestion) bool { return x.Name == "" && x.Email == "" })...), errors.Join(err, e)
			}
		case "subscriber":
			if c, e := id.Parse[Subscriber](text); e == nil {
				list, e := db.All(ctx, s.DB, qSubscriber, scanSubscriber, c)
				readers, err = append(readers, list...), errors.Join(err, e)
			}
		}
	}
	return p, readers, err
}

// endDigest stops the digest of a reader and erases the address, in its letters too.
func (s *Service) endDigest(ctx context.Context, tx *db.Tx, by who.Actor, x SubscriberID, email string) error {
	tx.Unseen()
	if _, err := tx.Exec(ctx, qUnsubscribe, x); err != nil {
		return err
	}
	for _, to := range slices.Compact([]string{email, strings.ToLower(email)}) {
		for _, key := range []string{"digest ", "digest.confirm "} {
			if err := mail.Erase(ctx, tx, to, key+x.String()); err != nil {
				return err
			}
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "subscriber.end", On: "subscriber/" + x.String()})
}

// maxTries is how often a code may be typed.
const maxTries = 6

// Confirm takes the code that its author got by mail. Errors: Invalid, Gone after too many
// tries.
func (s *Service) Confirm(ctx context.Context, pass, code string) (err error) {
	defer fault.Wrap(&err, "portal.Confirm")
	c, err := s.owned(ctx, pass)
	if err != nil {
		return err
	}
	if c.State != Unconfirmed {
		return nil
	}
	wrong := false
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		wrong = false
		type row struct {
			trace string
			tries int
		}
		r, err := db.One(ctx, tx, qTrace, func(r db.Row) (x row, err error) {
			err = r.Scan(&x.trace, &x.tries)
			return x, err
		}, c.ID)
		if err != nil {
			return err
		}
		tx.Unseen()
		n, err := tx.Exec(ctx, qTry, c.ID, maxTries)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Gone, "com.code.gone|Mã đã nhập sai nhiều lần. Gửi lại bình luận để nhận mã mới.")
		}
		if !same(r.trace, s.Check.Trace(c.ID.String(), code)) {
			wrong = true // the try itself is kept
			return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "comment.try", On: CommentObject(c.ID)})
		}
		if err := tx.ExecOne(ctx, qConfirm, c.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "comment.confirm", On: CommentObject(c.ID), Version: c.Version + 1})
	})
	if err == nil && wrong {
		const m = "com.code.wrong|Mã chưa đúng. Xem lại thư mới nhất rồi nhập 6 chữ số."
		return fault.New(fault.Invalid, m).With("code", m)
	}
	return err
}

// SendAgain sends a new code to the author of a comment that waits for one; the code before it
// no longer counts, the tries do. Errors: Busy, Conflict.
func (s *Service) SendAgain(ctx context.Context, pass, address string) (err error) {
	defer fault.Wrap(&err, "portal.SendAgain")
	c, err := s.owned(ctx, pass)
	if err != nil {
		return err
	}
	if c.State != Unconfirmed || !s.Mail {
		return fault.New(fault.Conflict, "mod.state|Bình luận này đã được xử lý. Tải lại trang để xem.")
	}
	for purpose, of := range map[string]string{"code": address, "letter": c.Email} {
		if wait := s.slow.take(s.now(), purpose, strings.ToLower(of)); wait > 0 {
			return tooFast(wait)
		}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := Of(ctx, tx, c.Article)
		if err != nil {
			return err
		}
		code, trace := s.Check.Code(c.ID.String())
		tx.Unseen()
		if err := tx.ExecOne(ctx, qNewTrace, c.ID, trace); err != nil {
			return err
		}
		m := codeLetter(c, a, code, s.ownLink(c))
		m.Key += " " + trace[:12]
		if err := mail.Queue(ctx, tx, m); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "comment.code", On: CommentObject(c.ID), Version: c.Version})
	})
}

// owned gives the comment that a pass opens. Errors: NotFound.
func (s *Service) owned(ctx context.Context, pass string) (Comment, error) {
	none := fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	subject, ok := s.Check.Passed("own", pass)
	if !ok {
		return Comment{}, none
	}
	c, err := id.Parse[Comment](subject)
	if err != nil {
		return Comment{}, none
	}
	return CommentOf(ctx, s.DB, c)
}

// Own gives its author a comment with the article it belongs to. Errors: NotFound.
func (s *Service) Own(ctx context.Context, pass string) (_ Comment, _ Article, err error) {
	defer fault.Wrap(&err, "portal.Own")
	c, err := s.owned(ctx, pass)
	if err != nil {
		return c, Article{}, err
	}
	a, err := Of(ctx, s.DB, c.Article)
	return c, a, err
}

// Takeback removes a comment at the wish of its author: text, name and address are erased.
func (s *Service) Takeback(ctx context.Context, pass string) (err error) {
	defer fault.Wrap(&err, "portal.Takeback")
	c, err := s.owned(ctx, pass)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := CommentOf(ctx, tx, c.ID)
		if err != nil || x.State == Removed {
			return err
		}
		return s.remove(ctx, tx, who.Anonymous, x, "comment.takeback")
	})
}
