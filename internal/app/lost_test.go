package app

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A wire is what lies between the server and its PostgreSQL, to be cut and mended.
type wire struct {
	net.Listener
	to   string
	mu   sync.Mutex
	cut  bool
	ends []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: l, to: to}
	t.Cleanup(func() { l.Close(); w.set(true) })
	go func() {
		for {
			a, err := l.Accept()
			if err != nil {
				return
			}
			go w.join(a)
		}
	}()
	return w
}

func (w *wire) join(a net.Conn) {
	b, err := net.Dial("tcp", w.to)
	if err != nil {
		a.Close()
		return
	}
	w.mu.Lock()
	w.ends = append(w.ends, a, b)
	cut := w.cut
	w.mu.Unlock()
	if cut {
		a.Close()
		b.Close()
		return
	}
	go func() { io.Copy(a, b); a.Close() }()
	io.Copy(b, a)
	b.Close()
}

// set cuts the wire in the middle of whatever goes over it, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	for _, c := range w.ends {
		if t, ok := c.(*net.TCPConn); ok {
			t.SetLinger(0) // no farewell
		}
		c.Close()
	}
	w.ends = nil
}

// TestLostPostgres cuts the connection to PostgreSQL under writers: what is refused says so in
// words, what was acknowledged is there, and the server goes on by itself when the wire is
// mended.
func TestLostPostgres(t *testing.T) {
	u, err := url.Parse(dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	if u.Host == "" || strings.HasPrefix(u.Query().Get("host"), "/") {
		t.Skip("not proven: this PostgreSQL is not reached over TCP")
	}
	w := newWire(t, u.Host)
	direct := u.String()
	u.Host = w.Addr().String()
	a, err := Open(t.Context(), Config{Data: t.TempDir(), DB: u.String(), Clock: clock.System, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := a.Org.SaveBloc(t.Context(), tx, operator, org.Bloc{Code: SampleBloc, Name: "Khối thi đua", Kind: org.KindBloc, Peers: org.PeersOwn})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	draft := draftDocument(t, a, 0)
	var stop atomic.Bool
	var number atomic.Int32
	var mu sync.Mutex
	var sent, said int
	kept, words := map[string]bool{}, map[string]int{}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for !stop.Load() {
				d := draft
				d.Code = fmt.Sprintf("%d/QĐ-MẤT", number.Add(1))
				_, err := a.Document.Create(t.Context(), operator, d, nil)
				mu.Lock()
				sent++
				if err == nil {
					kept[d.Code] = true
				} else if said++; !fault.Is(err, fault.Busy) {
					t.Errorf("a write without a database: %v", err)
				} else {
					words[faultText(err)]++
				}
				mu.Unlock()
				if err != nil {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	cuts := rounds(2, 20)
	for range cuts {
		time.Sleep(300 * time.Millisecond)
		w.set(true)
		time.Sleep(100 * time.Millisecond)
		if rec := get(h, "/trang-cong-khai"); rec.Code != 503 || !strings.Contains(rec.Body.String(), "mất kết nối với cơ sở dữ liệu") {
			t.Errorf("reading without a database: %d %.300s", rec.Code, rec.Body)
		}
		if rec := get(h, "/readyz"); rec.Code != 503 {
			t.Errorf("ready without a database: %d", rec.Code)
		}
		if rec := get(h, "/healthz"); rec.Code != 200 {
			t.Errorf("not alive: %d", rec.Code)
		}
		mu.Lock()
		before := len(kept)
		mu.Unlock()
		w.set(false)
		for wait := time.Now(); ; time.Sleep(20 * time.Millisecond) {
			mu.Lock()
			more := len(kept) > before
			mu.Unlock()
			if more && get(h, "/readyz").Code == 200 {
				break
			}
			if time.Since(wait) > 10*time.Second {
				t.Fatal("the server does not come back by itself")
			}
		}
	}
	stop.Store(true)
	all.Wait()
	if said == 0 || len(kept) == 0 {
		t.Errorf("%d writes, %d refused: the test proves nothing", sent, said)
	}
	d, err := db.Open(t.Context(), direct, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	found, doubled := map[string]int{}, 0
	for page := 1; ; page++ {
		list, total, err := document.List(t.Context(), d, draft.Bloc, document.Filter{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			if found[x.Code]++; found[x.Code] > 1 {
				doubled++
			}
		}
		if page*document.PageSize >= total {
			break
		}
	}
	lost := 0
	for code := range kept {
		if found[code] == 0 {
			lost++
		}
	}
	if lost > 0 || doubled > 0 {
		t.Errorf("%d acknowledged writes lost, %d doubled", lost, doubled)
	}
	t.Logf("%d cuts, %d writes, %d acknowledged, %d refused in words %v, 0 lost", cuts, sent, len(kept), said, words)
}
