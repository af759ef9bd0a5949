package app

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/edge"
)

// An Opening is a server that listens while its data are opened, which takes minutes when a
// large database is brought up to date. It is alive and not ready, and asks everybody else to
// come back.
type Opening struct {
	l    net.Listener
	srv  *http.Server
	next atomic.Pointer[http.Handler] // what answers once the data are open
	done chan error
}

// begin answers on l with h; without one it tells that the data are being opened until the app
// answers itself.
func (c Config) begin(l net.Listener, h http.Handler) *Opening {
	o := &Opening{l: edge.Listen(l, connections), done: make(chan error, 1)}
	if h != nil {
		o.next.Store(&h)
	}
	o.srv = c.server(o)
	go func() {
		if c.TLS != nil {
			o.done <- o.srv.ServeTLS(o.l, "", "")
		} else {
			o.done <- o.srv.Serve(o.l)
		}
	}()
	return o
}

// stop ends a server whose data could not be opened.
func (o *Opening) stop() error {
	err := o.srv.Close()
	if e := <-o.done; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// ServeHTTP implements http.Handler.
func (o *Opening) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := o.next.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	switch r.URL.Path {
	case "/healthz":
		io.WriteString(w, "ok\n")
	case "/readyz":
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "starting: the data are being opened or brought up to date\n")
	default:
		h.Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "Máy chủ đang khởi động hoặc nâng cấp dữ liệu. Nội dung đã lưu không bị mất. Chờ ít phút rồi tải lại trang.\nThe server is starting or bringing its data up to date. What was saved is kept. Wait a few minutes, then reload.\n")
	}
}

// A diskProbe tells whether the data folder takes files, and asks the disk at most every few seconds.
type diskProbe struct {
	mu    sync.Mutex
	since func() time.Duration // since the folder last took a file; nil before
}

const (
	probeEvery = 5 * time.Second
	probeSize  = 256 << 10 // what a small form with its lines of the log needs, with room
)

// takes writes and removes a file.
func (p *diskProbe) takes(dir string) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since != nil && p.since() < probeEvery {
		return nil
	}
	f, err := os.CreateTemp(dir, ".ready-*")
	if err != nil {
		return err
	}
	defer func() {
		e := f.Close()
		if r := os.Remove(f.Name()); r != nil && !errors.Is(r, os.ErrNotExist) { // sweepProbes may have been quicker
			e = errors.Join(e, r)
		}
		if err == nil {
			err = e
		}
	}()
	if _, err := f.Write(make([]byte, probeSize)); err != nil {
		p.since = nil
		return err
	}
	p.since = clock.Stopwatch()
	return nil
}

// sweepProbes removes what a probe left that was killed.
func sweepProbes(dir string) {
	list, err := filepath.Glob(filepath.Join(dir, ".ready-*"))
	for _, f := range list {
		if err == nil {
			os.Remove(f)
		}
	}
}

// tellManager tells the service manager of this machine how the service stands ("READY=1"),
// when it asks for that.
func tellManager(state string) error {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return nil
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return err
	}
	_, err = io.WriteString(c, state)
	return errors.Join(err, c.Close())
}
