package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// TestOpening: while the data are being opened the server is alive and not ready, and asks to
// come back; then it answers on the same connection, tells the service manager, and stops.
func TestOpening(t *testing.T) {
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(t.TempDir(), "s"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", manager.LocalAddr().String())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Data: t.TempDir(), Clock: clock.System, Log: slog.New(slog.DiscardHandler)}
	o := c.begin(l, nil)
	ask := func(path string) (int, string, http.Header) {
		t.Helper()
		r, err := http.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(b), r.Header
	}
	if code, _, _ := ask("/healthz"); code != 200 {
		t.Errorf("not alive while it opens: %d", code)
	}
	if code, body, _ := ask("/readyz"); code != 503 || !strings.HasPrefix(body, "starting") {
		t.Errorf("ready while it opens: %d %s", code, body)
	}
	if code, body, h := ask("/viec"); code != 503 || !strings.Contains(body, "đang khởi động hoặc nâng cấp") || h.Get("Retry-After") == "" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("a page while it opens: %d %q %v", code, body, h)
	}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.take(ctx, o) }()
	b := make([]byte, 64)
	manager.SetReadDeadline(time.Now().Add(10 * time.Second))
	if n, err := manager.Read(b); err != nil || string(b[:n]) != "READY=1" {
		t.Errorf("the service manager heard %q %v", b[:n], err)
	}
	if code, body, _ := ask("/readyz"); code != 200 || body != "ready\n" {
		t.Errorf("not ready: %d %s", code, body)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// brokenDisk mounts a small disk on a new folder; fail makes the kernel meet an error on it, after
// which it takes nothing more, and heal mends it.
func brokenDisk(t *testing.T) (dir string, fail, heal func()) {
	t.Helper()
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("not proven: a disk that fails needs the right to mount")
	}
	image := filepath.Join(t.TempDir(), "disk")
	dir = t.TempDir()
	run := func(name string, args ...string) string {
		out, err := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...).CombinedOutput()
		if err != nil {
			t.Skipf("not proven: a disk that fails needs %s: %v %s", name, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, 64<<20); err != nil {
		t.Fatal(err)
	}
	run("mkfs.ext4", "-q", image)
	run("mount", "-o", "loop,errors=remount-ro", image, dir)
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	knob := filepath.Join("/sys/fs/ext4", filepath.Base(run("findmnt", "-no", "SOURCE", dir)), "trigger_fs_error")
	if _, err := os.Stat(knob); err != nil {
		t.Skipf("not proven: a disk that fails needs the kernel's knob: %v", err)
	}
	return dir, func() {
			if err := os.WriteFile(knob, []byte("thidua"), 0); err != nil {
				t.Fatal(err)
			}
		}, func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Fatal(err)
			}
			exec.CommandContext(t.Context(), "fsck.ext4", "-p", image).Run() // 1 says that something was mended
			run("mount", "-o", "loop", image, dir)
		}
}

// TestReadOnlyDisk: the kernel turns the disk of the data read-only after an error, as disks
// do. Reading goes on, saving is refused in words, /readyz tells why, nothing acknowledged is
// lost.
func TestReadOnlyDisk(t *testing.T) {
	dir, fail, heal := brokenDisk(t)
	data := filepath.Join(dir, "data")
	c := Config{Data: data, Clock: clock.System, Log: slog.New(slog.DiscardHandler)}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
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
	for i := range 3 {
		if _, err := a.Document.Create(t.Context(), operator, draftDocument(t, a, i), nil); err != nil {
			t.Fatal(err)
		}
	}
	fail()
	if _, err := a.Document.Create(t.Context(), operator, draftDocument(t, a, 4), nil); !fault.Is(err, fault.Busy) || !strings.Contains(faultText(err), "không ghi được vào ổ đĩa") {
		t.Errorf("saving on a read-only disk: %v", err)
	}
	if rec := get(h, "/readyz"); rec.Code != 503 || !strings.Contains(rec.Body.String(), "read-only") {
		t.Errorf("ready: %d %s", rec.Code, rec.Body)
	}
	if rec := get(h, "/healthz"); rec.Code != 200 {
		t.Errorf("not alive: %d", rec.Code)
	}
	if rec := get(h, "/trang-cong-khai"); rec.Code != 200 {
		t.Errorf("reading stops too: %d %s", rec.Code, rec.Body)
	}
	a.Close() // what it still wanted to write fails
	heal()
	if a, err = Open(t.Context(), c); err != nil {
		t.Fatalf("on the mended disk: %v", err)
	}
	defer a.Close()
	if h, err = a.Handler(); err != nil {
		t.Fatal(err)
	}
	if rec := get(h, "/readyz"); rec.Code != 200 {
		t.Errorf("on the mended disk: %d %s", rec.Code, rec.Body)
	}
	if _, err := a.Document.Create(t.Context(), operator, draftDocument(t, a, 5), nil); err != nil {
		t.Errorf("on the mended disk: %v", err)
	}
	n := 0
	for code, k := range documentsOf(t, data) {
		if strings.HasSuffix(code, "/QĐ-ĐAY") {
			n += k
		}
	}
	if n != 4 {
		t.Errorf("%d documents, 4 were acknowledged", n)
	}
}

// TestServeRefusesTheSampleYear: accounts whose password is published open no real server.
func TestServeRefusesTheSampleYear(t *testing.T) {
	dir := t.TempDir()
	a, err := Open(t.Context(), Config{Data: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.noSample(t.Context(), false), a.sampleStep(t.Context(), sampleBegin), a.sampleStep(t.Context(), sampleEnd), a.Close()); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--addr", "127.0.0.1:0"}, {"--addr", "0.0.0.0:0", "--sample"}} {
		if code, out, errOut := call(t, append(append([]string{"serve"}, args...), "--data", dir)...); code != exitRefused || !strings.Contains(errOut, "năm mẫu") {
			t.Errorf("%v: exit %d\n%s%s", args, code, out, errOut)
		}
	}
}
