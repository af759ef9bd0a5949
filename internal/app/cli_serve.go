package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/edge"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/oidc"
)

func serveCommand(ctx context.Context, c console, args []string) error {
	f := newFlags("serve")
	addr := f.String("addr", "127.0.0.1:8080", "")
	secure := f.Bool("https", false, "")
	site := f.String("site", "", "")
	cert, key := f.String("tls-cert", "", ""), f.String("tls-key", "", "")
	backupDir, backupEvery, backupKeep := f.String("backup-dir", "", ""), f.Duration("backup-every", 24*time.Hour, ""), f.Int("backup-keep", 14, "")
	backupFor := f.keys("backup-for")
	rollback, sample := f.Bool("accept-rollback", false, ""), f.Bool("sample", false, "")
	metrics, logs, sso := f.String("metrics", "", ""), f.String("log", "text", ""), f.String("oidc", "", "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) > 0 {
		return badCall("Lệnh serve không nhận tệp.")
	}
	if f.data == "" {
		f.data = "data"
	}
	if *site = strings.TrimSuffix(*site, "/"); *site != "" && !strings.HasPrefix(*site, "http://") && !strings.HasPrefix(*site, "https://") {
		return badCall("Địa chỉ trang chưa đúng: %s. Ví dụ https://thidua.vidu.vn.", *site)
	}
	if _, _, err := net.SplitHostPort(*addr); err != nil {
		return badCall("Địa chỉ chưa đúng: %s. Ví dụ 127.0.0.1:8080.", *addr)
	}
	if len(*backupFor) > 0 && *backupDir == "" {
		return badCall("--backup-for cần --backup-dir: thư mục của các bản sao lưu.")
	}
	keys, err := backup.PublicKeys(*backupFor)
	if err != nil {
		return err
	}
	l, err := listen(*addr)
	if err != nil {
		return err
	}
	smtp, err := mailSettings()
	if err == nil && airgap && (smtp != nil || *sso != "") {
		err = fault.New(fault.Invalid, "cli.airgap|Đây là bản cách ly mạng: không gửi thư, không đăng nhập một lần, vì không mở kết nối nào ra ngoài. Bỏ THIDUA_SMTP và --oidc, hoặc dùng bản thường.")
	}
	if err != nil {
		return errors.Join(err, l.Close())
	}
	cfg := Config{Backups: Backups{Dir: *backupDir, Every: max(*backupEvery, time.Minute), Keep: max(*backupKeep, 1), For: keys}, Data: f.data, DB: f.db, Secure: *secure, Proxy: *secure, Site: *site, SMTP: smtp, Clock: clock.From(clock.System.Now()), Log: logger(c)}
	if *logs == "json" {
		cfg.Log = slog.New(slog.NewJSONHandler(c.err, nil))
	}
	if *cert != "" || *key != "" {
		if cfg.TLS, err = edge.TLS(*cert, *key); err != nil {
			return errors.Join(fault.New(fault.Invalid, "cli.tls|Không dùng được chứng thư {cert} với khóa {key}. Cần hai tệp PEM của cùng một chứng thư.", fault.P{"cert": *cert, "key": *key}).Because(err), l.Close())
		}
		cfg.Secure = true
	}
	if *sso != "" {
		settings, err := oidc.Load(*sso)
		if err != nil {
			return errors.Join(fault.New(fault.Invalid, "cli.oidc|Tệp đăng nhập một lần {file} chưa đúng. Xem docs/operations.md.", fault.P{"file": *sso}).Because(err), l.Close())
		}
		cfg.OIDC = &settings
	}
	if *metrics != "" {
		cfg.Metrics = edge.NewMetrics(Version())
		stop, err := serveMetrics(*metrics, cfg.Metrics)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		defer stop()
	}
	alone, err := f.alone()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer alone()
	o := cfg.begin(l, nil)
	a, err := Open(ctx, cfg)
	if err != nil {
		return errors.Join(err, o.stop())
	}
	if err := a.noSample(ctx, *sample && net.ParseIP(hostOf(*addr)).IsLoopback()); err != nil {
		return errors.Join(err, o.stop(), a.Close())
	}
	if err := a.sampleTime(ctx); err != nil {
		return errors.Join(err, o.stop(), a.Close())
	}
	if *rollback {
		if err := a.Audit.AcceptRollback(ctx, operator); err != nil {
			return errors.Join(err, o.stop(), a.Close())
		}
	}
	c.say("thidua %s: %s   (dữ liệu: %s)", Version(), cfg.address(l), f.data)
	cfg.sayNear(c, l)
	if empty, err := a.Account.Empty(ctx); err != nil {
		return errors.Join(err, o.stop(), a.Close())
	} else if empty {
		c.say("Hệ thống chưa có ai. Mở %s/cai-dat và nhập mã cài đặt: %s", cfg.address(l), a.Account.SetupCode())
	}
	return errors.Join(a.take(ctx, o), a.Close())
}

// noSample refuses data of the sample year: their password stands in the README. allowed is for
// trials on this machine.
func (a *App) noSample(ctx context.Context, allowed bool) error {
	list, err := audit.History(ctx, a.DB, sampleObject, 1)
	if err != nil || len(list) == 0 || allowed {
		return err
	}
	return fault.New(fault.Denied, "cli.sample|Dữ liệu này là năm mẫu: mọi tài khoản mở bằng mật khẩu đã công bố. Chạy thidua demo --data {path} để xem, hoặc chọn thư mục khác cho hệ thống thật. (Thử trên chính máy này: --sample với địa chỉ 127.0.0.1.)", fault.P{"path": a.Data})
}

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return ""
	}
	return host
}

// address gives the address to open in a browser: the one of the site, or of the listener.
func (c Config) address(l net.Listener) string {
	switch {
	case c.Site != "":
		return c.Site
	case c.TLS != nil:
		return strings.TrimSuffix("https"+strings.TrimPrefix(Address(l), "http"), ":443")
	}
	return Address(l)
}

// serveMetrics serves the counters at an address of their own, which the public does not
// reach; stop ends it.
func serveMetrics(addr string, m *edge.Metrics) (stop func(), err error) {
	l, err := listen(addr)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	go srv.Serve(l)
	return func() { srv.Close() }, nil
}

// mailSettings reads the mail server from the environment, where its password is not seen
// by those who list processes. nil when none is told.
func mailSettings() (*mail.Settings, error) {
	s := os.Getenv("THIDUA_SMTP")
	if s == "" {
		return nil, nil
	}
	c, err := mail.ParseSettings(s)
	return &c, err
}

func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, codeError{exitFailed, fault.New(fault.Busy, "cli.addr|Không mở được địa chỉ {addr}. Chọn địa chỉ khác sau --addr, ví dụ --addr 127.0.0.1:8081", fault.P{"addr": addr}).Because(err)}
	}
	return l, nil
}

func demoCommand(ctx context.Context, c console, args []string) error {
	f := newFlags("demo")
	addr := f.String("addr", "127.0.0.1:8080", "")
	loadOnly := f.Bool("load-only", false, "")
	half := f.Bool("second-half", false, "")
	if err := f.parse(args); err != nil {
		return err
	}
	if len(f.files) > 0 {
		return badCall("Lệnh demo không nhận tệp.")
	}
	if f.data == "" {
		dir, err := os.MkdirTemp("", "thidua-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		f.data = dir
	}
	alone, err := f.alone()
	if err != nil {
		return err
	}
	defer alone()
	var l net.Listener
	if !*loadOnly {
		var err error
		if l, err = listenDemo(*addr); err != nil {
			return err
		}
	}
	a, err := Open(ctx, Config{Data: f.data, DB: f.db, Demo: true, Site: demoSite(l), Clock: clock.From(SampleStart), Log: logger(c)})
	if err != nil {
		return err
	}
	took := clock.Stopwatch()
	if err := a.continueFrom(ctx); err != nil {
		return errors.Join(err, a.Close())
	}
	if err := errors.Join(a.LoadSample(ctx), a.LoadSampleDraft(ctx)); err != nil {
		return errors.Join(err, a.Close())
	}
	if *half {
		set := func(time.Time) {}
		if c, ok := a.Clock.(*clock.Shifted); ok {
			set = c.Set
		}
		if err := a.LoadSecondHalf(ctx, set); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	if *loadOnly {
		c.say("Đã nạp năm mẫu: %s, kỳ %s, vào %s.", SampleBloc, SamplePeriod, f.data)
		return a.Close()
	}
	c.say(`Năm mẫu đã sẵn sàng sau %.1f giây (số liệu minh họa).

  Mở trình duyệt: %s

  Chọn vai ngay trên trang, hoặc đăng nhập với mật khẩu %s:
    %-28s Thư ký Khối trưởng
    %-28s Cán bộ thi đua TAND tỉnh (còn thiếu số liệu; tệp ví dụ trong examples/)
    %-28s Thủ trưởng TAND tỉnh
    %-28s Ban Thi đua - Khen thưởng tỉnh

  Ctrl+C để dừng. Không có --data thì mọi thay đổi mất khi dừng.`, took().Round(100*time.Millisecond).Seconds(), Address(l), SamplePassword,
		officerLogin("thanh-tra"), officerLogin("tand"), headLogin("tand"), boardLogin)
	if _, port, err := net.SplitHostPort(*addr); err == nil && port != "0" && !strings.HasSuffix(l.Addr().String(), ":"+port) {
		c.say("  Cổng %s đang bận nên dùng địa chỉ ghi ở trên.", port)
	}
	Config{}.sayNear(c, l)
	return errors.Join(a.Serve(ctx, l), a.Close())
}

// sayNear tells how other machines of the network reach the server.
func (c Config) sayNear(out console, l net.Listener) {
	scheme, _, _ := strings.Cut(c.address(l), "://")
	if list := edge.Near(l.Addr()); c.Site == "" && len(list) > 0 {
		out.say("  Máy khác trong cùng mạng mở: %s", scheme+"://"+strings.Join(list, "  "+scheme+"://"))
	}
}

// demoSite gives the address of the demo, "" when nothing is served.
func demoSite(l net.Listener) string {
	if l == nil {
		return ""
	}
	return Address(l)
}

// listenDemo takes the next free port when the usual one is in use.
func listenDemo(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		return l, nil
	}
	host, _, e := net.SplitHostPort(addr)
	if e != nil {
		return nil, badCall("Địa chỉ chưa đúng: %s. Ví dụ 127.0.0.1:8080.", addr)
	}
	return listen(net.JoinHostPort(host, "0"))
}
