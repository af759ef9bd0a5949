// Package edge guards the way in: how often and on how many connections one address may
// ask, the certificate of TLS, and the counters that operators read. It knows nothing of
// what is served.
package edge

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"thidua/internal/platform/clock"
)

// Key groups addresses that belong together: an IPv4 address, the /64 network of an IPv6
// one. It is "" for this machine itself, which is not limited: the proxy beside the server,
// and whoever sits at it.
func Key(address string) string {
	if p, err := netip.ParseAddrPort(address); err == nil {
		address = p.Addr().String()
	}
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.IsLoopback() {
		return ""
	}
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// A Rate is how many requests one address may make: Burst at once, then one every Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// A Limiter bounds the requests of each address. It holds at most maxKeys addresses; the
// one not seen for longest goes first, which gives it a full bucket and nobody less.
type Limiter struct {
	rate  Rate
	clock clock.Clock
	mu    sync.Mutex
	all   map[string]*bucket
}

type bucket struct {
	rate.Limiter
	seen time.Time
}

const maxKeys = 1 << 14

// NewLimiter makes a limiter.
func NewLimiter(r Rate, c clock.Clock) *Limiter {
	return &Limiter{rate: r, clock: c, all: map[string]*bucket{}}
}

// Take asks for one request of an address; wait is 0 when it may go on, else the time to
// the next.
func (l *Limiter) Take(address string) (wait time.Duration) {
	key := Key(address)
	if key == "" {
		return 0
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.all[key]
	if b == nil {
		if len(l.all) >= maxKeys {
			l.sweep(now)
		}
		b = &bucket{Limiter: *rate.NewLimiter(rate.Every(l.rate.Every), l.rate.Burst)}
		l.all[key] = b
	}
	b.seen = now
	if tokens := b.TokensAt(now); tokens < 1 {
		return time.Duration((1 - tokens) * float64(l.rate.Every))
	}
	b.AllowN(now, 1)
	return 0
}

// sweep drops the buckets that are full again, or half of all when that is not enough.
func (l *Limiter) sweep(now time.Time) {
	for k, b := range l.all {
		if b.TokensAt(now) >= float64(l.rate.Burst) {
			delete(l.all, k)
		}
	}
	for k := range l.all {
		if len(l.all) < maxKeys/2 {
			return
		}
		delete(l.all, k)
	}
}

// Limit refuses the requests of an address that asks too often: POST by posts, the rest by
// reads. refuse writes the answer; Retry-After is set.
func Limit(reads, posts *Limiter, refuse func(http.ResponseWriter, *http.Request, time.Duration), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := reads
		if r.Method == http.MethodPost {
			l = posts
		}
		if wait := l.Take(r.RemoteAddr); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
			refuse(w, r, wait)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A listener closes connections of an address that holds too many already.
type listener struct {
	net.Listener
	each int
	mu   sync.Mutex
	open map[string]int
}

// Listen bounds the open connections of each address to each; this machine is not bounded.
// One address that opens thousands of connections and sends nothing takes no place from
// the others.
func Listen(l net.Listener, each int) net.Listener {
	return &listener{Listener: l, each: each, open: map[string]int{}}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		key := Key(c.RemoteAddr().String())
		if key == "" {
			return c, nil
		}
		l.mu.Lock()
		full := l.open[key] >= l.each
		if !full {
			l.open[key]++
		}
		l.mu.Unlock()
		if !full {
			return &conn{Conn: c, done: sync.OnceFunc(func() { l.release(key) })}, nil
		}
		c.Close()
	}
}

func (l *listener) release(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[key]--; l.open[key] <= 0 {
		delete(l.open, key)
	}
}

type conn struct {
	net.Conn
	done func()
}

// Close implements net.Conn.
func (c *conn) Close() error {
	c.done()
	return c.Conn.Close()
}

// A certificate is read again when its file changes, so that a renewed one is used without
// a restart.
type certificate struct {
	cert, key string
	mu        sync.Mutex
	at        time.Time // modification time of the file that was read
	loaded    *tls.Certificate
}

// TLS gives the settings for a server whose certificate and key lie in two PEM files. A
// renewed certificate is taken up with the next connection; while a new one cannot be read,
// the old one goes on. Errors: the files cannot be read, or do not belong together.
func TLS(cert, key string) (*tls.Config, error) {
	c := &certificate{cert: cert, key: key}
	if err := c.load(); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: c.get}, nil
}

func (c *certificate) load() error {
	st, err := os.Stat(c.cert)
	if err != nil {
		return err
	}
	if c.loaded != nil && st.ModTime().Equal(c.at) {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.loaded, c.at = &pair, st.ModTime()
	return nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.load(); err != nil && c.loaded == nil {
		return nil, err
	}
	return c.loaded, nil
}
