package live

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/web"
)

// A stage is a hub behind a server, with one topic whose form is its number.
type stage struct {
	*Hub
	t      *testing.T
	server *httptest.Server
	out    atomic.Bool // readers may no longer see it
	made   atomic.Int64
}

func newStage(t *testing.T, d *db.DB) *stage {
	s := &stage{Hub: NewHub(d, slog.New(slog.DiscardHandler)), t: t}
	s.Serve("thing", func(ctx context.Context, channel string) (int64, []byte, error) {
		s.made.Add(1)
		topic, _, _ := strings.Cut(channel, "#")
		seq, err := Seq(ctx, d, topic)
		return seq, fmt.Appendf(nil, "<p>lần %d</p>\n<p>hết</p>", seq), err
	})
	reader := func(r *http.Request) Reader {
		return Reader{Channel: "thing/1#" + r.URL.Query().Get("lop"), May: func(context.Context) error {
			if s.out.Load() {
				return fault.New(fault.Denied, "a.b|Hết quyền.")
			}
			return nil
		}}
	}
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &web.Request{Request: r}
		err := error(nil)
		if r.URL.Path == "/doan" {
			err = s.Frame(w, q, reader(r))
		} else {
			err = s.Stream(w, q, reader(r))
		}
		if err != nil {
			http.Error(w, err.Error(), web.Status(err))
		}
	}))
	t.Cleanup(func() { s.Close(); s.server.Close() })
	return s
}

func (s *stage) change() int64 {
	s.t.Helper()
	var seq int64
	err := s.db.Write(context.Background(), func(tx *db.Tx) (err error) {
		seq, err = Grow(context.Background(), tx, "thing/1", 1)
		return err
	})
	if err != nil {
		s.t.Error(err)
	}
	s.Changed("thing/1")
	return seq
}

// A reader reads frames and checks that they follow.
type reader struct {
	body interface{ Close() error }
	r    *bufio.Reader
	last int64
}

func (s *stage) open(after int64) *reader {
	s.t.Helper()
	q, _ := http.NewRequest("GET", s.server.URL+"/?lop=a", nil)
	if after >= 0 {
		q.Header.Set("Last-Event-ID", strconv.FormatInt(after, 10))
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" || res.Header.Get("Content-Encoding") != "" {
		s.t.Fatalf("stream: %v %v", res, err)
	}
	return &reader{res.Body, bufio.NewReader(res.Body), after}
}

// next reads one frame: the number it covers up to, and the number it begins after.
func (x *reader) next() (seq, was int64, form string, err error) {
	for {
		line, err := x.r.ReadString('\n')
		if err != nil {
			return 0, 0, "", err
		}
		line = strings.TrimRight(line, "\n")
		switch text, ok := strings.CutPrefix(line, "data: "); {
		case ok && seq == 0 && form == "":
			if _, err := fmt.Sscanf(text, "%d %d", &seq, &was); err != nil {
				return 0, 0, "", err
			}
			form = " "
		case ok:
			form += text
		case line == "" && form != "":
			if x.last >= 0 && was != x.last {
				return seq, was, form, fmt.Errorf("frame covers (%d,%d], the reader had %d", was, seq, x.last)
			}
			x.last = seq
			return seq, was, strings.TrimSpace(form), nil
		}
	}
}

// Readers that come, go and come back while changes pour in miss nothing and get nothing twice.
func TestReplay(t *testing.T) {
	dbtest.Each(t, []fs.FS{Migrations}, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.change()
		const changes = 120
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				last := int64(-1)
				for last < changes+1 {
					x := s.open(last)
					for n := 0; ; n++ {
						if _, _, form, err := x.next(); err != nil {
							t.Error(err)
							return
						} else if want := fmt.Sprintf("<p>lần %d</p><p>hết</p>", x.last); form != want {
							t.Errorf("form %q, want %q", form, want)
						}
						if x.last == changes+1 || i%2 == 0 && n == 3 { // every other reader is cut off again and again
							break
						}
					}
					last = x.last
					x.body.Close()
				}
			})
		}
		for range changes {
			s.change()
		}
		wg.Wait()
		if n := s.made.Load(); n > 2*changes {
			t.Errorf("%d forms made for %d changes and 20 readers: not once for all", n, changes)
		}
	})
}

// Who may no longer see it is let out at the next change, and is not let in again.
func TestRightsEnd(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t, []fs.FS{Migrations}))
	s.change()
	x := s.open(-1)
	if _, _, _, err := x.next(); err != nil {
		t.Fatal(err)
	}
	s.out.Store(true)
	s.change()
	if seq, _, _, err := x.next(); err == nil {
		t.Errorf("change %d came after the rights had ended", seq)
	}
	res, err := http.Get(s.server.URL + "/?lop=a")
	if err != nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("%v %v", res.Status, err)
	}
	res.Body.Close()
}

// A sign of life finds out too, without a change.
func TestRightsEndQuietly(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t, []fs.FS{Migrations}))
	s.beat = 20 * time.Millisecond
	s.change()
	x := s.open(-1)
	if _, _, _, err := x.next(); err != nil {
		t.Fatal(err)
	}
	s.out.Store(true)
	done := make(chan error, 1)
	go func() { _, _, _, err := x.next(); done <- err }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("a frame after the rights had ended")
		}
	case <-time.After(10 * time.Second):
		t.Error("the stream stays open without rights")
	}
}

// The polling fallback gives the same bytes, and nothing when there is nothing new.
func TestFrame(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t, []fs.FS{Migrations}))
	seq := s.change()
	get := func(after string) *http.Response {
		res, err := http.Get(s.server.URL + "/doan?lop=a&sau=" + after)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	if r := get("0"); r.StatusCode != 200 || r.Header.Get("X-Seq") != strconv.FormatInt(seq, 10) {
		t.Errorf("%v", r)
	}
	if r := get(strconv.FormatInt(seq, 10)); r.StatusCode != http.StatusNoContent {
		t.Errorf("nothing new: %v", r.Status)
	}
}

// Two processes on one PostgreSQL: a change in one reaches the readers of the other by
// notification, and, when notifications are lost, by a look at the outbox.
func TestTwoProcesses(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		t.Run(map[bool]string{false: "notified", true: "looked"}[quiet], func(t *testing.T) {
			d := dbtest.Postgres(t, []fs.FS{Migrations})
			one, two := newStage(t, d), newStage(t, d)
			two.poll = time.Hour
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			if quiet {
				two.poll = 50 * time.Millisecond
				go func() {
					for ctx.Err() == nil {
						time.Sleep(two.poll)
						if err := two.look(ctx); err != nil && !errors.Is(err, context.Canceled) {
							t.Error(err)
						}
					}
				}()
			} else {
				go two.Run(ctx)
				time.Sleep(300 * time.Millisecond) // until it listens
			}
			one.change()
			x := two.open(-1)
			for range 5 {
				if _, _, _, err := x.next(); err != nil {
					t.Fatal(err)
				}
				want := one.change()
				got := make(chan int64, 1)
				go func() { seq, _, _, _ := x.next(); got <- seq }()
				select {
				case seq := <-got:
					if seq != want {
						t.Errorf("got %d, want %d", seq, want)
					}
				case <-time.After(10 * time.Second):
					t.Fatal("the change did not reach the other process")
				}
				one.change()
			}
		})
	}
}
