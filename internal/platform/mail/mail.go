// Package mail sends letters (thư điện tử) without losing or doubling them: a letter is a
// row that is written in the transaction of the change that causes it, so it exists when
// and only when the change does. A Sender takes the rows that are due to a mail server and
// tries again, ever more seldom, while the server does not answer. In the demo nothing is
// sent: the rows are shown as an outbox.
package mail

import (
	"context"
	"embed"
	netmail "net/mail"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// Migrations holds the table of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Message (nội dung thư) is what somebody wants sent: plain text, to one address.
type Message struct {
	To      string // address
	Name    string // of the recipient, may be empty
	Subject string // one line
	Text    string
	Purpose string // what it is for, as the outbox groups letters: "comment.code"
	// Unsubscribe is the full address at which one press ends such letters; "" for letters
	// that somebody asked for one by one.
	Unsubscribe string
	// Key makes the letter unique: another one with the same key is not queued. "" for none.
	Key string
}

// State is what has become of a letter.
type State string

// The states of a letter.
const (
	Queued  State = "queued"
	Sending State = "sending"
	Sent    State = "sent"
	Failed  State = "failed"
)

// A Letter (thư) is a queued message with what became of it.
type Letter struct {
	Message
	ID    ID
	At    time.Time
	State State
	Tries int
	Due   time.Time
	Error string
	Done  time.Time // zero while it is on its way
}

// ID names a letter.
type ID = id.Of[Letter]

const (
	maxSubject = 300
	maxText    = 200 << 10
)

var (
	qInsert = db.Quiet("mail.insert", `INSERT INTO mail_letter (id, at, uniq, purpose, recipient, name, subject, body, unsubscribe, state, tries, due, error, done)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', 0, $2, '', 0) ON CONFLICT (uniq) DO NOTHING`)
	qDue   = db.SQL("mail.due", `SELECT `+columns+` FROM mail_letter WHERE state IN ('queued', 'sending') AND due <= $1 ORDER BY due, id LIMIT $2`)
	qClaim = db.Quiet("mail.claim", `UPDATE mail_letter SET state = 'sending', tries = tries + 1, due = $3 WHERE id = $1 AND tries = $2 AND state IN ('queued', 'sending')`)
	qDone  = db.Quiet("mail.done", `UPDATE mail_letter SET state = $3, due = $4, error = $5, done = $6 WHERE id = $1 AND tries = $2 AND state = 'sending'`)
	qRetry = db.SQL("mail.retry", `UPDATE mail_letter SET state = 'queued', tries = 0, due = $2, error = '', done = 0 WHERE id = $1 AND state = 'failed' AND recipient <> ''`)
	qErase = db.Quiet("mail.erase", `UPDATE mail_letter SET recipient = '', name = '', body = '', unsubscribe = '' WHERE done > 0 AND done <= $1 AND recipient <> ''`)
	qBlank = db.Quiet("mail.blank", `UPDATE mail_letter SET recipient = '', name = '', body = '', unsubscribe = '', state = CASE WHEN state IN ('queued', 'sending') THEN 'failed' ELSE state END, done = CASE WHEN done = 0 THEN $3 ELSE done END
WHERE recipient = $1 AND substr(uniq, 1, length($2)) = $2`)
	qList  = db.SQL("mail.list", `SELECT `+columns+` FROM mail_letter ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2`)
	qOne   = db.SQL("mail.one", `SELECT `+columns+` FROM mail_letter WHERE id = $1`)
	qCount = db.SQL("mail.count", `SELECT state, COUNT(*) FROM mail_letter GROUP BY state`)
)

const columns = `id, at, purpose, recipient, name, subject, body, unsubscribe, state, tries, due, error, done`

func scan(r db.Row) (l Letter, err error) {
	var at, due, done int64
	var tries int64
	err = r.Scan(&l.ID, &at, &l.Purpose, &l.To, &l.Name, &l.Subject, &l.Text, &l.Unsubscribe, &l.State, &tries, &due, &l.Error, &done)
	l.Tries, l.At, l.Due, l.Done = int(tries), moment(at), moment(due), moment(done)
	return l, err
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

// CheckAddress gives an address as it is stored, or refuses what cannot be one. Errors: Invalid.
func CheckAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	a, err := netmail.ParseAddress(s)
	bad := err != nil || a.Address != s || len(s) > 254 || strings.ContainsAny(s, "\r\n\x00 \t\"<>(),;:\\[]")
	if !bad {
		_, host, _ := strings.Cut(s, "@")
		bad = !strings.Contains(host, ".") || strings.HasSuffix(host, ".")
	}
	if bad {
		return "", fault.New(fault.Invalid, "mail.address|“{text}” không phải địa chỉ thư điện tử. Ghi như ten@vidu.vn.", fault.P{"text": s}).Because(err)
	}
	return s, nil
}

// Queue writes a letter in tx; it leaves after the commit. Errors: Invalid for an address
// that is none.
func Queue(ctx context.Context, tx *db.Tx, m Message) (err error) {
	defer fault.Wrap(&err, "mail.Queue")
	to, err := CheckAddress(m.To)
	if err != nil {
		return err
	}
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	m.Subject, m.Name = line(m.Subject), line(m.Name)
	if r := []rune(m.Subject); len(r) > maxSubject {
		m.Subject = string(r[:maxSubject-1]) + "…"
	}
	if len(m.Text) > maxText {
		return fault.New(fault.Invalid, "mail.long|Thư dài quá {n} KB nên chưa gửi. Rút gọn rồi gửi lại.", fault.P{"n": maxText >> 10})
	}
	ident := db.NewID[Letter](tx)
	if m.Key == "" {
		m.Key = ident.String()
	}
	_, err = tx.Exec(ctx, qInsert, ident, tx.DB().Clock.Now().UnixMilli(), m.Key, m.Purpose, to, m.Name, m.Subject, m.Text, m.Unsubscribe)
	return err
}

// Erase takes recipient and text out of the letters to an address whose keys begin with key: of
// those that left, and of those that wait, which then do not leave.
func Erase(ctx context.Context, tx *db.Tx, to, key string) (err error) {
	defer fault.Wrap(&err, "mail.Erase")
	if to == "" {
		return nil
	}
	_, err = tx.Exec(ctx, qBlank, to, key, tx.DB().Clock.Now().UnixMilli())
	return err
}

// List gives letters, newest first.
func List(ctx context.Context, q db.Q, limit, offset int) ([]Letter, error) {
	return db.All(ctx, q, qList, scan, limit, offset)
}

// Of gives a letter. Errors: NotFound.
func Of(ctx context.Context, q db.Q, l ID) (Letter, error) { return db.One(ctx, q, qOne, scan, l) }

// Counts gives how many letters are in each state.
func Counts(ctx context.Context, q db.Q) (map[State]int, error) {
	m := map[State]int{}
	_, err := db.All(ctx, q, qCount, func(r db.Row) (s State, err error) {
		var n int
		err = r.Scan(&s, &n)
		m[s] = n
		return s, err
	})
	return m, err
}

// Retry puts a letter that was given up back into the queue; the caller writes the leaf.
// Errors: Conflict when it was not given up, or its text is erased.
func Retry(ctx context.Context, tx *db.Tx, l ID) error {
	return tx.ExecOne(ctx, qRetry, l, tx.DB().Clock.Now().UnixMilli())
}
