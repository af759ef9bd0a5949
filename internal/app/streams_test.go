package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/account"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// hallOfStreams is a served instance with one bloc, whose leading unit has officers, and a conference.
type hallOfStreams struct {
	*App
	t    *testing.T
	hand *clock.Hand
	base string
	conf conference.ID
}

const streamPassword = "một câu dài mà chỉ người ấy nghĩ ra"

func openStreams(t *testing.T, officers ...string) *hallOfStreams {
	t.Helper()
	x := &hallOfStreams{t: t, hand: clock.NewHand(time.Date(2022, 12, 31, 23, 50, 0, 0, clock.Zone))}
	var err error
	if x.App, err = Open(t.Context(), Config{Data: t.TempDir(), Clock: x.hand, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	first, last := civil.Date{Year: 2022, Month: 1, Day: 1}, civil.Date{Year: 2022, Month: 12, Day: 31}
	var b org.Bloc
	err = x.DB.Write(t.Context(), func(tx *db.Tx) error {
		ctx := t.Context()
		var u org.Unit
		if b, err = x.Org.SaveBloc(ctx, tx, operator, org.Bloc{Code: "k", Name: "Khối", Kind: org.KindBloc, Peers: org.PeersOwn}); err != nil {
			return err
		}
		if u, err = x.Org.SaveUnit(ctx, tx, operator, org.Unit{Code: "a", Name: "Đơn vị a", Kind: org.Civil}); err != nil {
			return err
		}
		if err := x.Org.Join(ctx, tx, operator, org.Membership{Bloc: b.ID, Unit: u.ID, Order: 1, Span: org.Span{From: first}}); err != nil {
			return err
		}
		if err := x.Org.Appoint(ctx, tx, operator, org.Term{Bloc: b.ID, Unit: u.ID, Kind: org.Lead, Span: org.Span{From: first, To: last}}); err != nil {
			return err
		}
		for _, login := range officers {
			if _, err := x.Account.Create(ctx, tx, operator, login, "Cán bộ "+login, streamPassword, []account.Post{{Unit: u.ID, Role: who.Officer, From: first}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if x.conf, err = x.Conference.Create(t.Context(), operator, conference.Conference{Bloc: b.ID, Kind: conference.Midyear, Name: "Hội nghị", Period: "2022-H2", Start: x.hand.Now(),
		Place: "Hội trường", Chair: "Phó", Secretary: "Cán bộ", Slot: 5 * time.Minute}, conference.Template(conference.Midyear)); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x.base = "http://" + l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		x.Close()
	})
	return x
}

// browser signs in.
func (x *hallOfStreams) browser(login string) *http.Client {
	x.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		x.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	if code, at := x.post(c, "/dang-nhap", "login", login, "password", streamPassword); code != 200 || strings.HasPrefix(at, "/dang-nhap") {
		x.t.Fatalf("%s does not get in: %d %s", login, code, at)
	}
	return c
}

func (x *hallOfStreams) post(c *http.Client, path string, kv ...string) (int, string) {
	x.t.Helper()
	f := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		f.Add(kv[i], kv[i+1])
	}
	r, err := c.PostForm(x.base+path, f)
	if err != nil {
		x.t.Fatal(err)
	}
	r.Body.Close()
	return r.StatusCode, r.Request.URL.Path
}

func (x *hallOfStreams) console() string { return fmt.Sprintf("/truc-tiep/dieu-hanh/%v", x.conf) }

// stream opens the console's stream and gives a channel that is closed when the stream is.
func (x *hallOfStreams) stream(c *http.Client) <-chan struct{} {
	x.t.Helper()
	r, err := c.Get(x.base + x.console())
	if err != nil {
		x.t.Fatal(err)
	}
	b := bufio.NewReader(r.Body)
	if line, err := b.ReadString('\n'); err != nil || r.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		x.t.Fatalf("no stream: %d %q %v", r.StatusCode, line, err)
	}
	over := make(chan struct{})
	go func() {
		io.Copy(io.Discard, b)
		r.Body.Close()
		close(over)
	}()
	return over
}

// TestStreamsEnd: who loses the post, the account, the session or the leadership loses the open
// stream within seconds though nothing happens in the hall, and the next request too; who keeps
// them keeps the stream.
func TestStreamsEnd(t *testing.T) {
	logins := []string{"het.chuc", "bi.khoa", "dang.xuat", "mat.khau", "o.lai"}
	x := openStreams(t, logins...)
	browsers, over := map[string]*http.Client{}, map[string]<-chan struct{}{}
	for _, l := range logins {
		browsers[l] = x.browser(l)
		over[l] = x.stream(browsers[l])
	}
	user := func(login string) account.User {
		u, err := account.UserByLogin(t.Context(), x.DB, login)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	posts, err := account.Posts(t.Context(), x.DB, user("het.chuc").ID)
	if err != nil || len(posts) != 1 {
		t.Fatal(posts, err)
	}
	if err := x.DB.Write(t.Context(), func(tx *db.Tx) error {
		if err := x.Account.EndPost(t.Context(), tx, operator, user("het.chuc").ID, posts[0].ID, civil.Date{Year: 2022, Month: 12, Day: 30}); err != nil {
			return err
		}
		return x.Account.SetDisabled(t.Context(), tx, operator, user("bi.khoa").ID, true)
	}); err != nil {
		t.Fatal(err)
	}
	x.post(browsers["dang.xuat"], "/dang-xuat")
	if err := x.Account.SetPassword(t.Context(), operator, user("mat.khau").ID, "một câu khác chỉ quản trị biết"); err != nil {
		t.Fatal(err)
	}
	const soon = 10 * time.Second // three looks
	for _, l := range logins[:4] {
		select {
		case <-over[l]:
		case <-time.After(soon):
			t.Errorf("%s still watches the console", l)
		}
		if r, err := browsers[l].Get(x.base + x.console()); err != nil {
			t.Error(err)
		} else if r.Body.Close(); strings.HasPrefix(r.Header.Get("Content-Type"), "text/event-stream") {
			t.Errorf("%s opens the console again", l)
		}
	}
	select {
	case <-over["o.lai"]:
		t.Error("the stream of an officer who lost nothing was closed")
	case <-time.After(time.Second): // with what went before, a look and more
	}
	x.hand.Set(x.hand.Now().Add(11 * time.Minute)) // past midnight: the unit no longer leads
	select {
	case <-over["o.lai"]:
	case <-time.After(soon):
		t.Error("the console stays open though the leadership is over")
	}
	if r, err := browsers["o.lai"].Get(x.base + "/tai-khoan"); err != nil || r.Request.URL.Path != "/tai-khoan" {
		t.Errorf("the session itself ended: %v %v", r, err)
	} else {
		r.Body.Close()
	}
}

// TestOwnerGetsInOverHTTP: a thousand wrong passwords for one name, from the owner's own address
// too, keep the owner out neither on the browser used before nor for a quarter of an hour elsewhere.
func TestOwnerGetsInOverHTTP(t *testing.T) {
	x := openStreams(t, "chu")
	owner := x.browser("chu")
	x.post(owner, "/dang-xuat")
	refused := 0
	for range 1000 {
		if code, at := x.post(&http.Client{}, "/dang-nhap", "login", "chu", "password", "đoán bừa một câu"); code == http.StatusTooManyRequests {
			refused++
		} else if code != http.StatusUnprocessableEntity || at != "/dang-nhap" {
			t.Fatalf("a wrong password: %d at %s", code, at)
		}
	}
	if refused < 990 {
		t.Errorf("only %d of 1,000 guesses were refused unread", refused)
	}
	if code, at := x.post(owner, "/dang-nhap", "login", "chu", "password", streamPassword); code != 200 || strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("the owner on the browser used before: %d at %s", code, at)
	}
	// Who is under attack changes the password; the browser stays the owner's.
	const next = "câu mới sau khi bị dò"
	if code, at := x.post(owner, "/tai-khoan/mat-khau", "old", streamPassword, "new", next, "again", next); code != 200 || at != "/tai-khoan" {
		t.Fatalf("changing the password: %d at %s", code, at)
	}
	x.post(owner, "/dang-xuat")
	for range 50 {
		x.post(&http.Client{}, "/dang-nhap", "login", "chu", "password", "đoán bừa một câu")
	}
	if code, at := x.post(owner, "/dang-nhap", "login", "chu", "password", next); code != 200 || strings.HasPrefix(at, "/dang-nhap") {
		t.Errorf("the owner on the own browser after a new password: %d at %s", code, at)
	}
}
