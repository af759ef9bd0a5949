package portal

import (
	"context"
	"net/url"

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
	if wait := s.slow.take(s.now(), "code", address); wait > 0 {
		return tooFast(wait)
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
