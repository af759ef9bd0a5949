package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
)

var (
	qContact     = db.SQL("account.contact", `SELECT holder, email, lang, reminders, stop FROM account_contact WHERE holder = $1`)
	qContactStop = db.SQL("account.contact.stop", `SELECT holder, email, lang, reminders, stop FROM account_contact WHERE stop = $1`)
	qContactPut  = db.SQL("account.contact.put", `INSERT INTO account_contact (holder, email, lang, reminders, stop) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (holder) DO UPDATE SET email = excluded.email, lang = excluded.lang, reminders = excluded.reminders`)
	qContacts = db.SQL("account.contacts", `SELECT c.holder, c.email, c.lang, c.reminders, c.stop FROM account_contact c JOIN account_user u ON u.id = c.holder
WHERE c.reminders = $1 AND c.email <> '' AND u.disabled = $2 ORDER BY c.holder`)
	qAskPut  = db.SQL("account.contact.ask", `INSERT INTO account_contact_ask (holder, email, token, until) VALUES ($1, $2, $3, $4) ON CONFLICT (holder) DO UPDATE SET email = excluded.email, token = excluded.token, until = excluded.until`)
	qAsk     = db.SQL("account.contact.asked", `SELECT holder, email FROM account_contact_ask WHERE token = $1 AND until > $2`)
	qAskOf   = db.SQL("account.contact.asked.of", `SELECT email FROM account_contact_ask WHERE holder = $1 AND until > $2`)
	qAskDrop = db.SQL("account.contact.ask.drop", `DELETE FROM account_contact_ask WHERE holder = $1`)
)

// AskLife is how long an address waits for its confirmation.
const AskLife = 48 * time.Hour

// errAsk is the same for a confirmation that never was, was used or has ended.
var errAsk = fault.New(fault.NotFound, "contact.none|Liên kết xác nhận không còn dùng được: đã dùng, quá 48 giờ, hoặc đã có liên kết mới hơn. Mở trang Tài khoản và lưu lại địa chỉ để nhận liên kết mới.")

// errStop is the same for every link of reminders that opens nothing.
var errStop = fault.New(fault.NotFound, "contact.stop.none|Liên kết ngừng nhận thư không còn dùng được. Đăng nhập, mở trang Tài khoản để tắt thư nhắc việc.")

func askKey(token string) string {
	h := sha256.Sum256([]byte("address " + token))
	return hex.EncodeToString(h[:])
}

func scanContact(r db.Row) (c Contact, err error) {
	err = r.Scan(&c.User, &c.Email, &c.Lang, &c.Reminders, &c.Stop)
	return c, err
}

// clean trims and checks what was typed. Errors: Invalid with fields.
func (c Contact) clean() (Contact, error) {
	e := fault.New(fault.Invalid, "contact.bad|Địa chỉ nhận thư chưa lưu. Sửa các mục được đánh dấu.")
	if c.Email = strings.TrimSpace(c.Email); c.Email != "" {
		a, err := mail.CheckAddress(c.Email)
		if f, ok := err.(*fault.Error); ok {
			e.With("email", f.Msg, f.Args)
		}
		c.Email = a
	}
	if c.Lang != "vi" && c.Lang != "en" {
		e.With("lang", "contact.lang|Chọn tiếng Việt hoặc tiếng Anh.")
	}
	if len(e.Fields) > 0 {
		return c, e
	}
	return c, nil
}

// MailOn tells the service that letters are sent (or shown, in the demo): an address that a
// user enters is then confirmed by a letter before it counts.
func (s *Service) MailOn() { s.mail = true }

// SendsMail reports whether letters are sent, or shown in the demo.
func (s *Service) SendsMail() bool { return s.mail }

// ContactOf gives how letters reach a user; without an address, what a new one starts with.
func (s *Service) ContactOf(ctx context.Context, u id.User) (_ Contact, err error) {
	defer fault.Wrap(&err, "account.ContactOf(%v)", u)
	c, err := contactOf(ctx, s.db, u)
	if err != nil {
		return c, err
	}
	asked, err := db.All(ctx, s.db, qAskOf, db.Scalar[string], u, s.db.Clock.Now().UnixMilli())
	if len(asked) > 0 {
		c.Asked = asked[0]
	}
	return c, err
}

func contactOf(ctx context.Context, q db.Q, u id.User) (Contact, error) {
	c, err := db.One(ctx, q, qContact, scanContact, u)
	if fault.Is(err, fault.NotFound) {
		return Contact{User: u, Lang: "vi", Reminders: true}, nil
	}
	return c, err
}

// Reminded gives everybody with an address who wants reminders and may sign in.
func (s *Service) Reminded(ctx context.Context) ([]Contact, error) {
	return db.All(ctx, s.db, qContacts, scanContact, true, false)
}

// SetContact stores how letters reach the actor. A new address is confirmed first: a letter
// with a link at site goes to it, and until the link is opened the old one stays. Without a
// mail server it counts at once. Errors: Invalid with the fields email and lang.
func (s *Service) SetContact(ctx context.Context, by who.Actor, n Contact, site string) (asked bool, err error) {
	defer fault.Wrap(&err, "account.SetContact")
	if by.User == 0 {
		return false, fault.New(fault.Denied, "who.signin|Đăng nhập để xem trang này.")
	}
	if n, err = n.clean(); err != nil {
		return false, err
	}
	token := strings.ToLower(rand.Text())
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		asked = false
		was, err := contactOf(ctx, tx, by.User)
		if err != nil {
			return err
		}
		c := n
		c.User = by.User
		if n.Email != was.Email && n.Email != "" && s.mail {
			asked, c.Email = true, was.Email
			if err := s.ask(ctx, tx, by, n, site+"/tai-khoan/thu/"+token, token); err != nil {
				return err
			}
		} else if _, err := tx.Exec(ctx, qAskDrop, by.User); err != nil {
			return err
		}
		return putContact(ctx, tx, by, was, c, "account.contact")
	})
	return asked, err
}

// ask writes down an address that waits, and queues the letter that asks for it.
func (s *Service) ask(ctx context.Context, tx *db.Tx, by who.Actor, n Contact, link, token string) error {
	now := tx.DB().Clock.Now()
	if _, err := tx.Exec(ctx, qAskPut, by.User, n.Email, askKey(token), now.Add(AskLife).UnixMilli()); err != nil {
		return err
	}
	u, err := UserByID(ctx, tx, by.User)
	if err != nil {
		return err
	}
	subject, text := n.letter(u, link)
	return mail.Queue(ctx, tx, mail.Message{To: n.Email, Name: u.Name, Subject: subject, Text: text, Purpose: "account.address"})
}

func putContact(ctx context.Context, tx *db.Tx, by who.Actor, was, c Contact, did string) error {
	u, err := UserByID(ctx, tx, c.User)
	if err != nil {
		return err
	}
	if was.Stop == "" {
		was.Stop = strings.ToLower(rand.Text())
	}
	if _, err := tx.Exec(ctx, qContactPut, c.User, c.Email, c.Lang, c.Reminders, was.Stop); err != nil {
		return err
	}
	told := func(x Contact) map[string]any { // the address itself stays out of the log
		return map[string]any{"address": x.Email != "", "reminders": x.Reminders, "lang": x.Lang}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "user/" + u.Login, Before: told(was), After: told(c)})
}

// SetEmail lets an administrator give a user an address, which counts at once; "" takes it
// away. Errors: Invalid with the field email.
func (s *Service) SetEmail(ctx context.Context, tx *db.Tx, by who.Actor, u id.User, email string) (err error) {
	defer fault.Wrap(&err, "account.SetEmail(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	was, err := contactOf(ctx, tx, u)
	if err != nil {
		return err
	}
	n := was
	n.Email = email
	if n, err = n.clean(); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qAskDrop, u); err != nil {
		return err
	}
	return putContact(ctx, tx, by, was, n, "account.contact.admin")
}

// Asked gives whose address a confirmation link is for. Errors: NotFound.
func (s *Service) Asked(ctx context.Context, token string) (Contact, error) {
	list, err := db.All(ctx, s.db, qAsk, scanAsk, askKey(token), s.db.Clock.Now().UnixMilli())
	if err == nil && len(list) == 0 {
		err = errAsk
	}
	if err != nil {
		return Contact{}, err
	}
	u, err := UserByID(ctx, s.db, list[0].User)
	if err == nil && u.Disabled {
		err = errAsk
	}
	return list[0], err
}

func scanAsk(r db.Row) (c Contact, err error) {
	err = r.Scan(&c.User, &c.Asked)
	return c, err
}

// ConfirmEmail makes a waiting address the one that letters go to. Errors: NotFound.
func (s *Service) ConfirmEmail(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "account.ConfirmEmail")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, qAsk, scanAsk, askKey(token), s.db.Clock.Now().UnixMilli())
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errAsk
		}
		was, err := contactOf(ctx, tx, list[0].User)
		if err != nil {
			return err
		}
		u, err := UserByID(ctx, tx, was.User)
		if err != nil || u.Disabled {
			return errAsk.Because(err)
		}
		if _, err := tx.Exec(ctx, qAskDrop, was.User); err != nil {
			return err
		}
		c := was
		c.Email = list[0].Asked
		return putContact(ctx, tx, who.Actor{User: u.ID, Name: u.Name, Via: "web"}, was, c, "account.contact.confirm")
	})
}

// Stopping gives whose reminders the word of a link ends. Errors: NotFound.
func (s *Service) Stopping(ctx context.Context, stop string) (Contact, error) {
	list, err := db.All(ctx, s.db, qContactStop, scanContact, stop)
	if err == nil && (len(list) == 0 || stop == "") {
		err = errStop
	}
	if err != nil {
		return Contact{}, err
	}
	return list[0], nil
}

// StopReminders ends the reminders of whoever the word of a link belongs to; once more
// changes nothing. Errors: NotFound.
func (s *Service) StopReminders(ctx context.Context, stop string) (err error) {
	defer fault.Wrap(&err, "account.StopReminders")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := db.All(ctx, tx, qContactStop, scanContact, stop)
		if err != nil {
			return err
		}
		if len(list) == 0 || stop == "" {
			return errStop
		}
		was := list[0]
		if !was.Reminders {
			return nil
		}
		u, err := UserByID(ctx, tx, was.User)
		if err != nil {
			return err
		}
		c := was
		c.Reminders = false
		return putContact(ctx, tx, who.Actor{User: u.ID, Name: u.Name, Via: "web"}, was, c, "account.contact.stop")
	})
}
