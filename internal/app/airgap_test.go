package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// calls finds the traced calls that reach out: connections, and packets to somewhere. What
// goes to a socket in the file system of this machine is not counted.
var calls = regexp.MustCompile(`(?m)^.*\b(connect|sendto|sendmsg|sendmmsg)\((.*)$`)

func outbound(trace string) (list []string) {
	for _, m := range calls.FindAllStringSubmatch(trace, -1) {
		if m[1] == "connect" && !strings.Contains(m[2], "AF_UNIX") || strings.Contains(m[2], "sin_addr") || strings.Contains(m[2], "sin6_addr") {
			list = append(list, m[0])
		}
	}
	return list
}

// traced starts a program under strace and gives the trace of what reaches out once it has ended.
func traced(t *testing.T, env []string, walk func(base, file string), args ...string) string {
	t.Helper()
	return tracedFor(t, "connect,sendto,sendmsg,sendmmsg", env, walk, args...)
}

// tracedFor is traced for other system calls.
func tracedFor(t *testing.T, calls string, env []string, walk func(base, file string), args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "trace")
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "strace", append([]string{"-f", "--seccomp-bpf", "-y", "-qq", "-s", "4096", "-e", "trace=" + calls, "-o", file}, args...)...)
	c.Env = append(os.Environ(), env...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
	base := ""
	lines := bufio.NewScanner(out)
	for base == "" && lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "http://127.0.0.1:"); ok {
			base = "http://127.0.0.1:" + strings.Fields(rest)[0]
		}
	}
	if base == "" {
		t.Fatalf("the program does not start: %s", said.String())
	}
	go io.Copy(io.Discard, out)
	walk(base, file)
	syscall.Kill(-c.Process.Pid, syscall.SIGTERM)
	if err := c.Wait(); ctx.Err() != nil {
		t.Fatalf("the program does not end: %v", err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var link = regexp.MustCompile(`href="(/[^"#]*)"`)

// walkAll opens the pages that four roles reach from their first one, and gives an address so
// that a letter has to go out.
func walkAll(t *testing.T, base string, each int) (pages int) {
	for try := 0; ; try++ { // while data are opened the server is alive and says so, but not ready
		r, err := http.Get(base + "/readyz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				break
			}
		}
		if try == 300 {
			t.Fatalf("the server is not ready after a minute: %v", err)
		}
		time.Sleep(200 * time.Millisecond)
	}
	for _, login := range []string{"canbo-thanh-tra", "canbo-tand", boardLogin, ""} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &http.Client{Jar: jar, Timeout: 20 * time.Second}
		post := func(path string, form url.Values) {
			r, err := c.PostForm(base+path, form)
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
			if r.StatusCode >= 400 {
				t.Fatalf("%s as %q: %d", path, login, r.StatusCode)
			}
		}
		if login != "" {
			post("/dang-nhap", url.Values{"login": {login}, "password": {SamplePassword}})
			post("/tai-khoan/thu", url.Values{"email": {fmt.Sprintf("%s.%d@vidu.vn", login, each)}, "lang": {"vi"}, "reminders": {"1"}})
		}
		todo, seen := []string{"/", "/viec", "/tai-khoan"}, map[string]bool{}
		for n := 0; len(todo) > 0 && n < each; {
			path := todo[0]
			todo = todo[1:]
			if seen[path] || strings.HasPrefix(path, "/dang-xuat") {
				continue
			}
			seen[path] = true
			r, err := c.Get(base + path)
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(r.Body)
			r.Body.Close()
			n++
			pages++
			for _, m := range link.FindAllSubmatch(b, -1) {
				todo = append(todo, strings.ReplaceAll(string(m[1]), "&amp;", "&"))
			}
		}
	}
	return pages
}

// TestAirGap traces the air-gapped build while the sample year is walked: it opens no
// connection at all. The control is the ordinary build with a mail server set up, on the same
// data and the same walk: it must be seen connecting.
func TestAirGap(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("not proven: strace missing")
	}
	if err := exec.Command("strace", "-f", "--seccomp-bpf", "-qq", "-o", os.DevNull, "true").Run(); err != nil {
		t.Skipf("not proven: strace may not trace here: %v", err)
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "thidua-airgap")
	build := exec.Command("go", "build", "-tags", "airgap", "-o", bin, "thidua/cmd/thidua")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data := filepath.Join(dir, "data")
	must(t, exitOK, "demo", "--load-only", "--data", data)
	serve := []string{"serve", "--sample", "--addr", "127.0.0.1:0", "--data", data}
	each := rounds(8, 400)

	pages := 0
	trace := traced(t, nil, func(base, _ string) {
		pages = walkAll(t, base, each)
		time.Sleep(7 * time.Second) // longer than a sender waits between two looks
	}, append([]string{bin}, serve...)...)
	if list := outbound(trace); len(list) > 0 {
		t.Errorf("the air-gapped build reached out %d times, first: %s", len(list), list[0])
	}
	t.Logf("air-gapped build: %d pages, 0 connections wanted, %d seen", pages, len(outbound(trace)))

	// the control: the same walk in the build with the way out
	trace = traced(t, []string{"THIDUA_SMTP=smtp://127.0.0.1:9?from=thidua@vidu.vn&tls=none", "THIDUA_CHILD=" + strings.Join(serve, "\x1f")},
		func(base, file string) {
			walkAll(t, base, 3)
			for range 60 {
				if b, _ := os.ReadFile(file); len(outbound(string(b))) > 0 {
					return
				}
				time.Sleep(250 * time.Millisecond)
			}
		}, os.Args[0], "-test.run=^TestChild$")
	if list := outbound(trace); len(list) == 0 {
		t.Error("the control opened no connection: this test cannot see one")
	} else {
		t.Logf("control: %d connections, first: %s", len(list), list[0])
	}

	// what needs the way out is refused in words
	for _, c := range []struct {
		env  string
		args []string
		want string
	}{
		{"THIDUA_SMTP=smtp://127.0.0.1:9?from=thidua@vidu.vn", serve, "bản cách ly mạng"},
		{"X=1", append(serve, "--oidc", "khong-co.json"), "bản cách ly mạng"},
		{"X=1", append(serve, "--db", "postgres://postgres@127.0.0.1:5432/thidua"), "Bản cách ly mạng"},
		{"X=1", []string{"bench", "live"}, "Bản cách ly mạng"},
	} {
		x := exec.Command(bin, c.args...)
		x.Env = append(os.Environ(), c.env)
		out, err := x.CombinedOutput()
		if _, ok := errors.AsType[*exec.ExitError](err); !ok || !strings.Contains(string(out), c.want) {
			t.Errorf("%v: %v, %s", c.args, err, out)
		}
	}
	wayOut(t, bin)
}

// wayOut looks into the air-gapped program itself: what could reach out is not in it.
func wayOut(t *testing.T, bin string) {
	out, err := exec.Command("go", "tool", "nm", bin).Output()
	if err != nil {
		t.Fatal(err)
	}
	names := string(out)
	if !strings.Contains(names, "thidua/internal/app.serveCommand") {
		t.Fatal("the program's names cannot be read")
	}
	for _, s := range []string{"github.com/wneessen/go-mail.(*Client).Dial", "golang.org/x/oauth2.(*Config).Exchange", "github.com/coreos/go-oidc/v3/oidc.(*IDTokenVerifier).Verify", "thidua/internal/app.phones"} {
		if i := strings.Index(names, s); i >= 0 {
			t.Errorf("the air-gapped program holds %s", fmt.Sprintf("%.120s", names[i:]))
		}
	}
}
