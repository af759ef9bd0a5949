package app

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"thidua/internal/base/fault"
	"thidua/internal/platform/edge"
	"thidua/internal/platform/live"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/web"
	"thidua/internal/year/account/accountweb"
	"thidua/internal/year/portal/portalweb"
)

// What one address may ask: enough for a hall of phones behind one router, too little to
// keep the others out. This machine itself is not limited.
var (
	readRate    = edge.Rate{Burst: 2000, Every: 5 * time.Millisecond}
	postRate    = edge.Rate{Burst: 1000, Every: 10 * time.Millisecond}
	connections = 512
)

// Handler builds the whole HTTP side: sessions, compression and limits around the routes.
func (a *App) Handler() (http.Handler, error) {
	s, err := a.Web()
	if err != nil {
		return nil, err
	}
	zip, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1), gzhttp.ContentTypes([]string{"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"}))
	if err != nil {
		return nil, err
	}
	var h http.Handler = a.noticing(portalweb.NewCache(unzipped(accountweb.Wrap(a.Account, s), zip), a.DB, a.Account.Sessions().Cookie.Name))
	h = edge.Limit(edge.NewLimiter(readRate, a.Clock), edge.NewLimiter(postRate, a.Clock), a.tooOften(s), h)
	if a.Secure {
		h = prefixed(h)
	}
	if a.Proxy {
		h = behindProxy(h)
	}
	return h, nil
}

// tooOften answers an address that asks too often.
func (a *App) tooOften(s *web.Server) func(http.ResponseWriter, *http.Request, time.Duration) {
	return func(w http.ResponseWriter, r *http.Request, wait time.Duration) {
		if a.Metrics != nil {
			a.Metrics.Limited()
		}
		n := int((wait + time.Second - 1) / time.Second)
		s.Refuse(w, r, http.StatusTooManyRequests, fault.New(fault.Busy, "web.429|Máy của bạn gửi quá nhiều yêu cầu. Đợi {n} giây rồi thử lại.", fault.P{"n": n}))
	}
}

// sso gives the single sign-on, nil when the installation has none.
func (a *App) sso() *accountweb.SSO {
	if a.OIDC == nil {
		return nil
	}
	return &accountweb.SSO{Settings: *a.OIDC, Provider: func(back string) accountweb.Provider {
		if a.Site != "" {
			back = a.Site + back[strings.Index(back, "/dang-nhap/"):]
		}
		a.ssoMu.Lock()
		defer a.ssoMu.Unlock()
		if a.ssoAt != back {
			a.ssoAt, a.ssoProvider = back, a.provider(back)
		}
		return a.ssoProvider
	}}
}

// formTo gives the origin of the single sign-on, to which the form of the sign-in page leads.
func (a *App) formTo() string {
	if a.OIDC == nil {
		return ""
	}
	u, err := url.Parse(a.OIDC.AuthURL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (a *App) observe() func() func(string, string, int, time.Duration) {
	if a.Metrics == nil {
		return nil
	}
	return a.Metrics.Begin
}

// unzipped sends a stream as it comes, and everything else compressed.
func unzipped(h http.Handler, zip func(http.Handler) http.HandlerFunc) http.Handler {
	zipped := zip(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, live.Prefix) {
			h.ServeHTTP(w, r)
			return
		}
		zipped.ServeHTTP(w, r)
	})
}

// behindProxy gives every request the address of its client, as the proxy on this machine
// tells it: the last one of X-Forwarded-For, which the proxy itself added. Without it, all
// readers would share one lane of the sign-in throttle.
func behindProxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); err == nil && ip.IsLoopback() {
			list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			if client := net.ParseIP(strings.TrimSpace(list[len(list)-1])); client != nil {
				r = r.Clone(r.Context())
				r.RemoteAddr = net.JoinHostPort(client.String(), "0")
			}
		}
		next.ServeHTTP(w, r)
	})
}

// server gives the HTTP server with its limits on slow and large requests.
func (c Config) server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, TLSConfig: c.TLS, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: log.New(nobody{c.Log}, "", 0)}
}

// nobody writes what the HTTP server itself complains of without the addresses of people.
type nobody struct{ log *slog.Logger }

var addressRE = regexp.MustCompile(`\[?[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]*(?:%\w+)?\]?:[0-9]{1,5}\b`)

// Write implements io.Writer.
func (n nobody) Write(p []byte) (int, error) {
	n.log.Warn(strings.TrimSpace(addressRE.ReplaceAllString(string(p), "…")))
	return len(p), nil
}

// integrateEvery is how often waiting leaves get their place in the signed log.
const integrateEvery = 15 * time.Second

// tickEvery is how often the public face looks for what is due.
const tickEvery = 30 * time.Second

// tick lets the public face and the reminders do what is due until ctx ends.
func (a *App) tick(ctx context.Context) {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		if err := a.Portal.Tick(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("public pages: what is due", "err", err)
		}
		if a.SMTP != nil || a.Demo { // without a mail server letters would only pile up
			if err := a.Calendar.Tick(ctx); err != nil && ctx.Err() == nil {
				a.Log.Error("reminders of deadlines", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Serve answers HTTP on l, or HTTPS when the app holds a certificate, until ctx ends, then
// lets running requests finish.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	h, err := a.Handler()
	if err != nil {
		return err
	}
	a.listens = l.Addr()
	return a.run(ctx, a.begin(l, h))
}

// take goes on with a server that listens already.
func (a *App) take(ctx context.Context, o *Opening) error {
	h, err := a.Handler()
	if err != nil {
		return errors.Join(err, o.stop())
	}
	a.listens = o.l.Addr()
	o.next.Store(&h)
	return a.run(ctx, o)
}

func (a *App) run(ctx context.Context, o *Opening) error {
	sweepProbes(a.Data)
	background, stopBackground := context.WithCancel(ctx)
	defer stopBackground()
	go a.Live.Run(background)
	if a.SMTP != nil && !a.Demo {
		go mail.NewSender(a.DB, postman(*a.SMTP), a.Log).Run(background)
	}
	go a.tick(background)
	go a.Audit.Run(background, integrateEvery, a.Log)
	go flushEvery(background, denialsEvery, a.Log, "refused requests could not be written down", func(ctx context.Context) error { return a.denied.flush(ctx, a.DB) })
	go flushEvery(background, takenEvery, a.Log, "files that were taken could not be written down yet", func(ctx context.Context) error { return a.taken.flush(ctx, a.DB) })
	go a.keepBackups(background)
	go a.keepErased(background)
	if err := tellManager("READY=1"); err != nil {
		a.Log.Warn("the service manager could not be told", "err", err)
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
	}
	a.Live.Close() // open streams would hold the server up
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if err := o.srv.Shutdown(stop); err != nil {
		return err
	}
	if err := <-o.done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// near gives the addresses at which other machines of the network reach the server.
func (a *App) near() []string {
	if a.listens == nil {
		return nil
	}
	return edge.Near(a.listens)
}

// Address gives the address to open in a browser for a listener.
func Address(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return l.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + strings.TrimSuffix(net.JoinHostPort(host, port), ":80")
}

// noticing tells the index of the search that something may have been written.
func (a *App) noticing(next http.Handler) http.Handler {
	a.Review.Touch()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			a.Review.Touch()
		}
	})
}
