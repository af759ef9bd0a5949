package portal

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
)

// A Form (phiếu bình luận) is what a reader's page sends.
type Form struct {
	Comment
	Consent bool
	Trap    string // a field that people do not see: filled by programs only
	Work    string // what proof of work found, "" without scripts
	Token   string // of the question
	Answer  string // to the question
}

// Proof tells that a form was sent by a person or by a browser that worked for it, and which
// key must not count twice.
type proof struct {
	key   string
	until time.Time
}

// verify checks the verification field: proof of work, or else the answer to the question.
func (s *Service) verify(f Form) (proof, error) {
	now := s.now()
	if key, ok := s.Check.Worked(now, f.Work); ok {
		return proof{key, now.Add(workTerm)}, nil
	}
	if key, ok := s.Check.Answered(now, f.Token, f.Answer); ok {
		// A finished page is handed to many readers, and many read behind one address.
		return proof{key + s.Check.Nobody(addressKey(f.Address)+" "+strings.ToLower(tidy(f.Email))), now.Add(questionTerm)}, nil
	}
	const m = "com.verify|Trả lời mục Xác thực"
	return proof{}, fault.New(fault.Invalid, m).With("answer", m)
}

// spend makes a proof count once. It tells false when it was used before.
func spend(ctx context.Context, tx *db.Tx, p proof) (bool, error) {
	n, err := tx.Exec(ctx, qSpend, p.key, p.until.UnixMilli())
	return n == 1, err
}

// errSpent refuses an answer that was used for another comment.
func errSpent() error {
	const m = "com.verify.used|Câu trả lời này đã dùng cho một lần gửi khác. Trả lời câu hỏi mới."
	return fault.New(fault.Invalid, m).With("answer", m)
}

// Slowed tells how long somebody must wait who sent too much, 0 for any other error.
func Slowed(err error) time.Duration {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || e.Kind != fault.Busy || !strings.HasPrefix(e.Msg, "com.fast|") {
		return 0
	}
	n, _ := e.Args["n"].(int)
	return time.Duration(n) * time.Minute
}

// tooFast answers an address that sends too much.
func tooFast(wait time.Duration) error {
	return fault.New(fault.Busy, "com.fast|Bạn gửi quá nhanh. Thử lại sau {n} phút.", fault.P{"n": int(wait/time.Minute) + 1})
}

// CommentObject names a comment in the audit log.
func CommentObject(c CommentID) string { return "comment/" + c.String() }

// Challenge makes work for a browser: more while comments pour in.
func (s *Service) Challenge() Challenge { return s.Check.Work(s.now(), s.slow.crowded(s.now())) }

// Ask makes a question for people without scripts.
func (s *Service) Ask() Question { return s.Check.Ask(s.now()) }

// check brings a form into the form in which it is stored. Errors: Invalid with fields.
func (s *Service) check(f Form) (Form, error) {
	c, err := CleanComment(f.Comment)
	e, _ := err.(*fault.Error)
	if err != nil && e == nil {
		return f, err
	}
	if e == nil {
		e = fault.New(fault.Invalid, "com.invalid|Bình luận chưa gửi được. Sửa các mục nêu dưới đây rồi gửi lại.")
	}
	if c.Email, err = mail.CheckAddress(c.Email); err != nil {
		e.With("email", "com.email|Ghi địa chỉ email, ví dụ ten@vidu.vn. Email không hiển thị.")
	}
	if !f.Consent {
		e.With("consent", "com.needconsent|Đánh dấu đồng ý để gửi bình luận")
	}
	f.Comment = c
	if len(e.Fields) > 0 {
		return f, e
	}
	return f, nil
}

// Sent (kết quả gửi bình luận) tells a reader what became of a comment.
type Sent struct {
	ID     CommentID
	Pass   string // opens the author's own page of this comment
	Code   bool   // a code went out by mail and must be entered
	Forged bool   // a program filled the trap: nothing was stored
}

// Send takes a comment of a reader. The same comment sent twice is one comment. It waits for
// its author's code where letters can be sent, then for an editor. Errors: Invalid with
// fields, Busy, Gone when the article takes no comments.
func (s *Service) Send(ctx context.Context, a ID, f Form) (_ Sent, err error) {
	defer fault.Wrap(&err, "portal.Send(%v)", a)
	if f, err = s.check(f); err != nil {
		return Sent{}, err
	}
	if strings.TrimSpace(f.Trap) != "" {
		return Sent{Forged: true}, nil
	}
	p, err := s.verify(f)
	if err != nil {
		return Sent{}, err
	}
	if old, err := db.All(ctx, s.DB, qSame, scanComment, f.withArticle(a).same()); err != nil || len(old) > 0 {
		if err != nil {
			return Sent{}, err
		}
		return s.receipt(old[0]), nil
	}
	if wait := s.slow.take(s.now(), "comment", f.Address); wait > 0 {
		return Sent{}, tooFast(wait)
	}
	if s.Mail { // nobody's mailbox is filled from many addresses
		if wait := s.slow.take(s.now(), "letter", strings.ToLower(f.Email)); wait > 0 {
			s.slow.back("comment", f.Address)
			return Sent{}, tooFast(wait)
		}
	}
	c, err := s.take(ctx, f.withArticle(a), p)
	if err != nil {
		s.slow.back("comment", f.Address) // what was refused is not counted
		s.slow.back("letter", strings.ToLower(f.Email))
		return Sent{}, err
	}
	s.slow.count(s.now())
	return s.receipt(c), nil
}

func (f Form) withArticle(a ID) Comment {
	c := f.Comment
	c.Article = a
	return c
}

func (s *Service) receipt(c Comment) Sent {
	return Sent{ID: c.ID, Pass: s.Check.Pass("own", c.ID.String()), Code: c.State == Unconfirmed}
}

// take writes a comment in one transaction with its proof and the letter with its code.
func (s *Service) take(ctx context.Context, c Comment, p proof) (Comment, error) {
	var made Comment
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		x := c
		art, err := Of(ctx, tx, x.Article)
		if err != nil {
			return err
		}
		set, _, err := SettingsOf(ctx, tx, art.Bloc)
		if err != nil {
			return err
		}
		if !art.TakesComments(s.now(), time.Duration(set.Open)*24*time.Hour) {
			return fault.New(fault.Gone, "com.closed|Bài này đã khóa bình luận")
		}
		tx.Unseen()
		x.ID, x.Bloc, x.At, x.State, x.Version = db.NewID[Comment](tx), art.Bloc, s.now(), Pending, 1
		code, trace := "", ""
		if s.Mail {
			x.State = Unconfirmed
			code, trace = s.Check.Code(x.ID.String())
		}
		n, err := tx.Exec(ctx, qInsertComment, x.ID, x.Article, x.Bloc, x.Name, x.Email, x.Text, x.Lang, x.State, millis(x.At), x.Address, x.same(), x.crowd(), trace)
		if err != nil {
			return err
		}
		if n == 0 { // the same one came at the same moment
			if made, err = db.One(ctx, tx, qSame, scanComment, x.same()); err != nil {
				return err
			}
			return errAgain
		}
		if ok, err := spend(ctx, tx, p); err != nil || !ok {
			if err != nil {
				return err
			}
			return errSpent()
		}
		if code != "" {
			if err := mail.Queue(ctx, tx, codeLetter(x, art, code, s.ownLink(x))); err != nil {
				return err
			}
		}
		made = x
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "comment.send", On: CommentObject(x.ID), Version: 1, After: trail(x)})
	})
	return made, again(err)
}

// trail is what the audit log keeps of a comment: nothing of its author and none of its
// words, so that erasing a comment erases it everywhere.
func trail(c Comment) map[string]any {
	return map[string]any{"article": c.Article.String(), "state": c.State, "reason": c.Reason, "length": len([]rune(c.Text)), "reports": c.Reports}
}

// remove empties a comment for good.
func (s *Service) remove(ctx context.Context, tx *db.Tx, by who.Actor, c Comment, did string) error {
	if c.State != Visible {
		tx.Unseen()
	}
	if err := tx.ExecOne(ctx, qDecide, c.ID, c.Version, Removed, c.Reason, millis(s.now()), "", "", 0, 0, 0); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qReportsDone, c.ID, millis(s.now())); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qErase, c.ID, "", "", millis(s.now()), "gone "+c.ID.String()); err != nil {
		return err
	}
	if err := mail.Erase(ctx, tx, c.Email, "comment "+c.ID.String()+" "); err != nil { // letters hold the name and the words too
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: CommentObject(c.ID), Version: c.Version + 2, Before: trail(c)})
}

// A Ruling (xử lý bình luận) is what an editor decides about one comment.
type Ruling struct {
	Decision Decision
	Version  int64
	Reason   string // of hiding, from Reasons
	Reply    string // of answering
}

// Decide carries out a ruling. Errors: Conflict, Invalid with fields.
func (s *Service) Decide(ctx context.Context, by who.Actor, c CommentID, d Ruling) (err error) {
	defer fault.Wrap(&err, "portal.Decide(%v, %s)", c, d.Decision)
	out, ok := outcomes[d.Decision]
	if !ok {
		return fault.New(fault.Invalid, "portal.verb|Không có thao tác này. Tải lại trang rồi chọn lại.")
	}
	if d.Decision == Hide && !slices.Contains(Chosen, d.Reason) {
		return fault.New(fault.Invalid, "mod.reason|Chọn lý do ẩn.").With("reason", "mod.reason|Chọn lý do ẩn.")
	}
	d.Reply = strings.TrimSpace(invisible(d.Reply))
	if d.Decision == Answer && (d.Reply == "" || len([]rune(d.Reply)) > maxReply) {
		return fault.New(fault.Invalid, "mod.reply|Viết câu trả lời, không quá {n} ký tự.", fault.P{"n": maxReply}).With("reply", "mod.reply|Viết câu trả lời, không quá {n} ký tự.", fault.P{"n": maxReply})
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := CommentOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditNews, who.Object{Bloc: was.Bloc}); err != nil {
			return err
		}
		if was.Version > d.Version && was.State == out.to && (d.Decision != Answer || was.Reply == d.Reply) {
			return nil // pressed twice
		}
		if !slices.Contains(out.from, was.State) {
			return fault.New(fault.Conflict, "mod.state|Bình luận này đã được xử lý. Tải lại trang để xem.")
		}
		was.Version = d.Version
		if d.Decision == Remove {
			return s.remove(ctx, tx, by, was, "comment.remove")
		}
		return s.rule(ctx, tx, by, was, d)
	})
}

func (s *Service) rule(ctx context.Context, tx *db.Tx, by who.Actor, was Comment, d Ruling) error {
	x := was
	x.State, x.Decided, x.Reports, x.Clock = outcomes[d.Decision].to, s.now(), 0, time.Time{}
	x.Reason = ""
	if d.Decision == Hide {
		x.Reason = d.Reason
	}
	if d.Decision == Answer {
		x.Reply, x.ReplyBy, x.ReplyAt = d.Reply, by.Name, s.now()
	}
	if was.State != Visible && x.State != Visible {
		tx.Unseen()
	}
	if err := tx.ExecOne(ctx, qDecide, x.ID, x.Version, x.State, x.Reason, millis(x.Decided), x.Reply, x.ReplyBy, millis(x.ReplyAt), x.Reports, millis(x.Clock)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qReportsDone, x.ID, millis(s.now())); err != nil {
		return err
	}
	if x.State == Visible && was.State != Visible || d.Decision == Answer || d.Decision == Hide && was.State == Pending && d.Reason != "spam" {
		if err := s.tell(ctx, tx, x, d.Decision); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "comment." + string(d.Decision), On: CommentObject(x.ID), Version: x.Version + 1, Before: trail(was), After: trail(x), Why: d.Reason})
}

// tell writes to the author that the comment stands, was answered, or why it does not stand.
// Who sends advertisements gets no letter.
func (s *Service) tell(ctx context.Context, tx *db.Tx, c Comment, d Decision) error {
	if !s.Mail || c.Email == "" {
		return nil
	}
	a, err := Of(ctx, tx, c.Article)
	if err != nil {
		return err
	}
	return mail.Queue(ctx, tx, decidedLetter(c, a, d, s.Site, s.ownLink(c)))
}

// Accuse takes a reader's report against a comment that is shown; f carries the verification, since
// a report takes the comment away when nobody looks at it in a day. One address reports a comment
// once.
func (s *Service) Accuse(ctx context.Context, c CommentID, reason string, f Form) (err error) {
	defer fault.Wrap(&err, "portal.Accuse(%v)", c)
	reason = tidy(invisible(reason))
	if n := len([]rune(reason)); n == 0 || n > 500 {
		return fault.New(fault.Invalid, "com.report.need|Ghi vì sao bình luận này vi phạm, không quá 500 ký tự.").With("why", "com.report.need|Ghi vì sao bình luận này vi phạm, không quá 500 ký tự.")
	}
	if strings.TrimSpace(f.Trap) != "" {
		return nil
	}
	p, err := s.verify(f)
	if err != nil {
		return err
	}
	if wait := s.slow.take(s.now(), "report", f.Address); wait > 0 {
		return tooFast(wait)
	}
	return again(s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := CommentOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if was.State != Visible {
			return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
		}
		tx.Unseen()
		n, err := tx.Exec(ctx, qReportInsert, db.NewID[Report](tx), c, millis(s.now()), s.Check.Nobody(addressKey(f.Address)), reason)
		if err != nil || n == 0 {
			return cmpErr(err, errAgain)
		}
		if ok, err := spend(ctx, tx, p); err != nil || !ok {
			return cmpErr(err, errSpent())
		}
		if err := tx.ExecOne(ctx, qReportCount, c, s.now().Add(ReportTerm).UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "comment.report", On: CommentObject(c), Version: was.Version, After: map[string]int{"reports": was.Reports + 1}})
	}))
}
