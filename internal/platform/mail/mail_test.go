package mail

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// A post office is a mail server on this machine that keeps what it is given.
type office struct {
	mu      sync.Mutex
	got     []string // whole letters
	answers []string // to the next recipients: "250 ok" when empty
	l       net.Listener
}

func openOffice(t *testing.T) *office {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{l: l}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go o.talk(c)
		}
	}()
	return o
}

func (o *office) talk(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	say := func(s string) { fmt.Fprintf(c, "%s\r\n", s) }
	say("220 office")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); word {
		case "EHLO", "HELO":
			say("250-office\r\n250 8BITMIME")
		case "RCPT":
			o.mu.Lock()
			answer := "250 ok"
			if len(o.answers) > 0 {
				answer, o.answers = o.answers[0], o.answers[1:]
			}
			o.mu.Unlock()
			say(answer)
		case "DATA":
			say("354 go on")
			var b strings.Builder
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				b.WriteString(strings.TrimPrefix(line, "."))
			}
			o.mu.Lock()
			o.got = append(o.got, b.String())
			o.mu.Unlock()
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (o *office) letters() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.got...)
}

func (o *office) settings(t *testing.T) Settings {
	t.Helper()
	c, err := ParseSettings("smtp://" + o.l.Addr().String() + "?from=thidua@vidu.vn&name=Kh%E1%BB%91i+3&tls=none")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func queue(t *testing.T, d *db.DB, m Message) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return Queue(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

func hand(d *db.DB) *clock.Hand { return d.Clock.(*clock.Hand) }

func later(d *db.DB, by time.Duration) { hand(d).Set(hand(d).Now().Add(by)) }

func flush(t *testing.T, s *Sender, want int) {
	t.Helper()
	n, err := s.Flush(t.Context())
	if err != nil || n != want {
		t.Fatalf("delivered %d, %v; want %d", n, err, want)
	}
}

func TestDelivery(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		o := openOffice(t)
		s := NewSender(d, NewServer(o.settings(t)), quiet)
		m := Message{To: "ban.doc@vidu.vn", Name: "Bạn đọc", Subject: "Mã xác nhận: 123456\r\nBcc: ke.gian@vidu.vn", Text: "Chào bạn,\n\nMã của bạn là 123456.\n.\n..x\n", Purpose: "comment.code", Unsubscribe: "https://vidu.vn/bo?m=1", Key: "k1"}
		queue(t, d, m)
		queue(t, d, m) // the same key once more
		flush(t, s, 1)
		flush(t, s, 0)
		got := o.letters()
		if len(got) != 1 {
			t.Fatalf("%d letters", len(got))
		}
		l, err := netmail.ReadMessage(strings.NewReader(got[0]))
		if err != nil {
			t.Fatal(err)
		}
		dec := new(mime.WordDecoder)
		subject, err := dec.DecodeHeader(l.Header.Get("Subject"))
		if err != nil || subject != "Mã xác nhận: 123456 Bcc: ke.gian@vidu.vn" {
			t.Errorf("subject %q %v", subject, err)
		}
		if l.Header.Get("Bcc") != "" || !strings.Contains(l.Header.Get("From"), "thidua@vidu.vn") || !strings.Contains(l.Header.Get("To"), "<ban.doc@vidu.vn>") {
			t.Errorf("headers %v", l.Header)
		}
		if l.Header.Get("List-Unsubscribe") != "<https://vidu.vn/bo?m=1>" || l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
			t.Errorf("unsubscribe %v", l.Header)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(l.Body))
		if text := strings.ReplaceAll(string(body), "\r\n", "\n"); err != nil || strings.TrimSpace(text) != strings.TrimSpace(m.Text) {
			t.Errorf("body %q %v", text, err)
		}
	})
}

// TestRolledBack asks that a letter exists only with its change.
func TestRolledBack(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		stop := errors.New("stop")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := Queue(t.Context(), tx, Message{To: "a@vidu.vn", Subject: "x"}); err != nil {
				return err
			}
			return stop
		})
		if list, _ := List(t.Context(), d, 9, 0); !errors.Is(err, stop) || len(list) != 0 {
			t.Errorf("%v, %d letters", err, len(list))
		}
	})
}

// TestRetries lets the server be busy, then willing; refuse for good; be away for ever.
func TestRetries(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		o := openOffice(t)
		s := NewSender(d, NewServer(o.settings(t)), quiet)
		queue(t, d, Message{To: "a@vidu.vn", Subject: "bận"})
		o.answers = []string{"451 later", "421 later"}
		flush(t, s, 0)
		flush(t, s, 0) // not due again yet
		if len(o.answers) != 1 {
			t.Fatalf("tried again at once: %d answers left", len(o.answers))
		}
		later(d, pauses[0])
		flush(t, s, 0)
		later(d, pauses[1])
		flush(t, s, 1)

		queue(t, d, Message{To: "b@vidu.vn", Subject: "không có"})
		o.answers = []string{"550 no such person"}
		flush(t, s, 0)
		if n, _ := Counts(t.Context(), d); n[Failed] != 1 || n[Sent] != 1 {
			t.Fatalf("%v", n)
		}

		o.l.Close() // nobody answers any more
		queue(t, d, Message{To: "c@vidu.vn", Subject: "vắng"})
		for range len(pauses) + 2 {
			flush(t, s, 0)
			later(d, 25*time.Hour)
		}
		list, err := List(t.Context(), d, 9, 0)
		if err != nil || list[0].State != Failed || list[0].Tries != len(pauses)+1 || list[0].Error == "" {
			t.Fatalf("%+v %v", list[0], err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return Retry(t.Context(), tx, list[0].ID) }); !errors.Is(err, db.ErrUnaudited) {
			t.Errorf("a retry without its leaf: %v", err)
		}
	})
}

type fake struct {
	send func(Letter) error
}

func (f fake) Send(_ context.Context, l Letter) error { return f.send(l) }

// TestOnceAmongMany lets eight senders take the same hundred letters.
func TestOnceAmongMany(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		for i := range 100 {
			queue(t, d, Message{To: "a@vidu.vn", Subject: fmt.Sprint(i)})
		}
		var mu sync.Mutex
		seen := map[string]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				s := NewSender(d, fake{func(l Letter) error {
					mu.Lock()
					defer mu.Unlock()
					seen[l.Subject]++
					return nil
				}}, quiet)
				for range 3 {
					if _, err := s.Flush(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if len(seen) != 100 {
			t.Errorf("%d of 100 letters left", len(seen))
		}
		for what, n := range seen {
			if n != 1 {
				t.Errorf("letter %s left %d times", what, n)
			}
		}
	})
}

// TestSenderThatDied takes up a letter that was claimed and never finished, but not before
// its lease is over; and erases what was finished a week ago.
func TestSenderThatDied(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		queue(t, d, Message{To: "a@vidu.vn", Subject: "x", Text: "thư riêng"})
		ctx, cancel := context.WithCancel(t.Context())
		dying := NewSender(d, fake{func(Letter) error { cancel(); return errors.New("power cut") }}, quiet)
		if _, err := dying.Flush(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		n := 0
		s := NewSender(d, fake{func(Letter) error { n++; return nil }}, quiet)
		flush(t, s, 0)
		later(d, lease)
		flush(t, s, 1)
		if n != 1 {
			t.Errorf("sent %d times", n)
		}
		list, err := List(t.Context(), d, 9, 0)
		if err != nil || list[0].Text == "" {
			t.Fatalf("%+v %v", list, err)
		}
		later(d, keep)
		flush(t, s, 0)
		if list, _ = List(t.Context(), d, 9, 0); list[0].Text != "" || list[0].To != "" || list[0].State != Sent {
			t.Errorf("still there: %+v", list[0])
		}
	})
}

func TestCheckAddress(t *testing.T) {
	for _, s := range []string{"a@vidu.vn", "ten.ho+nhan@sub.vidu.gov.vn"} {
		if got, err := CheckAddress(" " + s + " "); err != nil || got != s {
			t.Errorf("%q: %q %v", s, got, err)
		}
	}
	for _, s := range []string{"", "a", "a@", "@b.vn", "a@b", "a b@c.vn", "a@c.vn\r\nBcc: x@y.vn", "A <a@b.vn>", "a@b.vn, c@d.vn", "a@b.vn.", strings.Repeat("a", 250) + "@b.vn", "<script>@b.vn", "a\x00@b.vn"} {
		if got, err := CheckAddress(s); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q was taken as %q", s, got)
		}
	}
}

func TestParseSettings(t *testing.T) {
	c, err := ParseSettings("smtps://u%40x:m%3At@mail.vidu.vn?from=a@vidu.vn&name=Ban")
	if err != nil || c != (Settings{"mail.vidu.vn", 465, "u@x", "m:t", "a@vidu.vn", "Ban", "tls"}) {
		t.Errorf("%+v %v", c, err)
	}
	if c, err := ParseSettings("smtp://mail.vidu.vn?from=a@vidu.vn"); err != nil || c.Port != 587 || c.TLS != "starttls" {
		t.Errorf("%+v %v", c, err)
	}
	for _, s := range []string{"", "http://x?from=a@b.vn", "smtp://x", "smtp://?from=a@b.vn", "smtp://x:abc?from=a@b.vn", "smtp://x?from=a@b.vn&tls=maybe", "smtp://u:secret\x7f@x"} {
		_, err := ParseSettings(s)
		if err == nil {
			t.Errorf("%q was taken", s)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the refusal tells the password: %v", err)
		}
	}
}
