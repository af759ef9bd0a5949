package app

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// writing are the system calls that make, change, move or remove something in a file system.
const writing = "open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,chown,fchownat,mknod,mknodat,utimensat"

var (
	callRE = regexp.MustCompile(`(?m)^\d+ +(\w+)\((.*)$`)
	pathRE = regexp.MustCompile(`(AT_FDCWD|\d+)<([^>]*)>, "((?:[^"\\]|\\.)*)"|(?:^|[ (])"((?:[^"\\]|\\.)*)"`)
	formRE = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	actRE  = regexp.MustCompile(`action="([^"]*)"`)
	fileRE = regexp.MustCompile(`<input type="file"[^>]*name="([^"]*)"`)
	textRE = regexp.MustCompile(`<(?:input|textarea|select|button)[^>]*name="([^"]*)"[^>]*?(?:value="([^"]*)")?[^>]*>`)
)

// written gives the paths of a trace (made with -y) that were written to, made, moved or removed.
func written(trace string) (list []string) {
	for _, m := range callRE.FindAllStringSubmatch(trace, -1) {
		call, args := m[1], m[2]
		if i := strings.LastIndex(args, ") = "); i >= 0 {
			if strings.HasPrefix(args[i+4:], "-1") {
				continue // refused: nothing happened
			}
			args = args[:i]
		}
		if strings.HasPrefix(call, "open") && !strings.Contains(args, "O_WRONLY") && !strings.Contains(args, "O_RDWR") && !strings.Contains(args, "O_CREAT") && !strings.Contains(args, "O_TRUNC") {
			continue
		}
		for _, p := range pathRE.FindAllStringSubmatch(args, -1) {
			name := p[3] + p[4]
			if !filepath.IsAbs(name) {
				name = filepath.Join(p[2], name)
			}
			list = append(list, filepath.Clean(name))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// outside gives the paths that lie in none of the folders.
func outside(paths []string, folders ...string) (list []string) {
	for _, p := range paths {
		if p != os.DevNull && !slices.ContainsFunc(folders, func(f string) bool { return p == f || strings.HasPrefix(p, f+"/") }) {
			list = append(list, p)
		}
	}
	return list
}

// escapes are names and texts that would leave a folder where somebody forgot to look.
var escapes = []string{"../../../../thidua-canary-1", `..\..\thidua-canary-2.pdf`, "/thidua-canary-3.pdf", "file:///thidua-canary-4", "thidua-canary-5\x00.pdf", "....//....//thidua-canary-6", "~/thidua-canary-7", "C:\\thidua-canary-8.xlsx"}

// pushAll sends every form that the role's pages hold, with names and texts that try to get out, and a large
// file where one may be sent.
func pushAll(t *testing.T, base, login string, each int) (forms, files int) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.PostForm(base+"/dang-nhap", url.Values{"login": {login}, "password": {SamplePassword}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	sheet, err := os.ReadFile(filepath.Join("..", "..", "examples", "cong-an-so-lieu-6-thang-2022.xlsx"))
	if err != nil {
		sheet = []byte("PK\x03\x04")
	}
	large := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("canary "), 9<<17)...) // more than is kept in memory
	todo, seen, sent := []string{"/", "/viec", "/tai-khoan", "/van-ban", "/hoat-dong", "/quan-tri/sao-luu", "/nhap/2022-6t/nhap-tep", "/goi-ngoai-tuyen?ky=2022-6t", "/dien-hinh", "/tin-bai"}, map[string]bool{}, map[string]bool{}
	for n := 0; len(todo) > 0 && n < each; {
		path := todo[0]
		todo = todo[1:]
		if seen[path] || strings.HasPrefix(path, "/dang-xuat") || strings.HasPrefix(path, "/truc-tiep") {
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
		for _, m := range link.FindAllSubmatch(b, -1) {
			todo = append(todo, html.UnescapeString(string(m[1])))
		}
		for _, f := range formRE.FindAllString(string(b), -1) {
			to := path
			if m := actRE.FindStringSubmatch(f[:strings.Index(f, ">")]); m != nil {
				to = html.UnescapeString(m[1])
			}
			if sent[to] || strings.HasPrefix(to, "/dang-xuat") || strings.HasPrefix(to, "/demo") || strings.HasPrefix(to, "/tai-khoan") || !strings.HasPrefix(to, "/") {
				continue
			}
			sent[to] = true
			forms++
			var body bytes.Buffer
			w := multipart.NewWriter(&body)
			plain := url.Values{}
			for i, m := range textRE.FindAllStringSubmatch(f, -1) {
				v := html.UnescapeString(m[2])
				if v == "" {
					v = escapes[i%len(escapes)]
				}
				plain.Add(html.UnescapeString(m[1]), v)
				w.WriteField(html.UnescapeString(m[1]), v)
			}
			if m := fileRE.FindStringSubmatch(f); m != nil {
				for k, name := range escapes {
					data := sheet
					if k%2 == 0 {
						data = large
					}
					var one bytes.Buffer
					x := multipart.NewWriter(&one)
					for key, list := range plain {
						x.WriteField(key, list[0])
					}
					if p, err := x.CreateFormFile(m[1], name); err == nil {
						p.Write(data)
					}
					x.Close()
					files += push(t, c, base+to, x.FormDataContentType(), &one)
				}
				continue
			}
			push(t, c, base+to, "application/x-www-form-urlencoded", strings.NewReader(plain.Encode()))
		}
	}
	return forms, files
}

func push(t *testing.T, c *http.Client, to, kind string, body io.Reader) int {
	r, err := c.Post(to, kind, body)
	if err != nil {
		t.Logf("%s: %v", to, err)
		return 0
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	if r.StatusCode >= 500 && r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%s gives %d", to, r.StatusCode)
	}
	return 1
}

// TestWritesInside traces the server while every form that three roles find is sent with names that try to get
// out, files are uploaded and exported, and a backup is taken: all that it writes lies in the data folder, the folder
// of the backups and the system's folder for temporary files. The control takes each of the three away in turn.
func TestWritesInside(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("not proven: strace missing")
	}
	if err := exec.Command("strace", "-f", "-y", "--seccomp-bpf", "-qq", "-o", os.DevNull, "true").Run(); err != nil {
		t.Skipf("not proven: strace may not trace here: %v", err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	data, keep, temp := filepath.Join(dir, "data"), filepath.Join(dir, "keep"), filepath.Join(dir, "temp")
	for _, d := range []string{keep, temp} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	must(t, exitOK, "demo", "--load-only", "--data", data)
	serve := []string{"serve", "--sample", "--addr", "127.0.0.1:0", "--data", data, "--backup-dir", keep}
	each := rounds(12, 200)
	said := ""
	trace := tracedFor(t, writing, []string{"TMPDIR=" + temp, "THIDUA_CHILD=" + strings.Join(serve, "\x1f")}, func(base, _ string) {
		pages := walkAll(t, base, each)
		forms, files := 0, 0
		for _, login := range []string{"canbo-thanh-tra", "canbo-tand", "quantri"} {
			n, m := pushAll(t, base, login, each)
			forms, files = forms+n, files+m
		}
		said = fmt.Sprintf("%d pages, %d forms, %d files sent", pages, forms, files)
		if forms < 10 || files < 16 {
			t.Errorf("too little was sent: %s", said)
		}
	}, os.Args[0], "-test.run=^TestChild$")
	paths := written(trace)
	for _, p := range outside(paths, data, keep, temp) {
		t.Errorf("written outside: %s", p)
	}
	for what, folders := range map[string][]string{"data folder": {keep, temp}, "backups": {data, temp}, "temporary files": {data, keep}} {
		if len(outside(paths, folders...)) == 0 {
			t.Errorf("nothing was seen in the folder of the %s: this test cannot see it", what)
		}
	}
	filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && strings.Contains(d.Name(), "thidua-canary") {
			t.Errorf("a sender's name became a file: %s", p)
		}
		return err
	})
	t.Logf("%s; %d paths written, %d outside", said, len(paths), len(outside(paths, data, keep, temp)))
}
