package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A power (nguồn điện) is the file system of proof/power, in a process of its own, with the
// data of a folder on it.
type power struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	at   string
	done bool
}

func unproven(t *testing.T, why string, err error) {
	t.Helper()
	t.Skipf("not proven: %s: %v", why, err)
}

// buildPower builds the file system from the module of the proofs.
func buildPower(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		unproven(t, "a power cut needs FUSE and the right to mount", nil)
	}
	f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		unproven(t, "a power cut needs FUSE", err)
	}
	f.Close()
	tool := filepath.Join(t.TempDir(), "power")
	b := exec.Command("go", "build", "-C", filepath.Join("..", "..", "proof"), "-o", tool, "./power")
	b.Env = append(os.Environ(), "GOFLAGS=-mod=readonly")
	if out, err := b.CombinedOutput(); err != nil {
		unproven(t, "the file system of the power cut could not be built", fmt.Errorf("%w: %s", err, out))
	}
	return tool
}

func mountPower(t *testing.T, tool, from string) *power {
	t.Helper()
	p := &power{cmd: exec.Command(tool, from, t.TempDir())}
	p.at = p.cmd.Args[2]
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	t.Cleanup(func() { p.end(t) })
	if line, err := p.out.ReadString('\n'); err != nil {
		unproven(t, "a power cut needs the right to mount", fmt.Errorf("%q %w", line, err))
	}
	return p
}

// cut takes the power away and gives what the disk says it had.
func (p *power) cut(t *testing.T, seed uint64, out string) string {
	t.Helper()
	fmt.Fprintf(p.in, "cut %d %s\n", seed, out)
	line, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func (p *power) end(t *testing.T) {
	if p.done {
		return
	}
	p.done = true
	fmt.Fprintln(p.in, "end")
	p.in.Close()
	if err := p.cmd.Wait(); err != nil {
		t.Log("power:", err)
	}
	syscall.Unmount(p.at, syscall.MNT_DETACH) // in vain when it ended well
}

// paper is the file that a writer hangs on the document of a number.
func paper(code string) []byte {
	return []byte("%PDF-1.4\n% " + strings.Repeat(code+" ", 700) + "\n%%EOF\n")
}

// attach sends the file of a document.
func (o *officeWorker) attach(to, code string) (int, error) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("file", "quyet-dinh.pdf")
	if err != nil {
		return 0, err
	}
	w.Write(paper(code))
	m.Close()
	r, err := o.client().Post(o.base+to+"/tep", m.FormDataContentType(), &b)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, err
}

// receipts is what writers were told is saved.
type receipts struct {
	mu       sync.Mutex
	sent     int
	saved    map[string]bool // number of a document → with its file
	unknown  int
	attached int
	bad      map[int]int
}

func (x *receipts) write(o *officeWorker) bool {
	x.mu.Lock()
	x.sent++
	n := x.sent
	code := fmt.Sprintf("%d/QĐ-ĐIEN", n)
	x.mu.Unlock()
	r, err := o.client().PostForm(o.base+"/van-ban/moi", url.Values{"khoi": {SampleBloc}, "code": {code}, "issuer": {"Thanh tra tỉnh"}, "abstract": {"Thử mất điện"}, "kind": {"QĐ"}})
	if err != nil {
		x.count(&x.unknown)
		return false
	}
	r.Body.Close()
	if r.StatusCode != 303 {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.bad[r.StatusCode]++
		return false
	}
	x.mu.Lock()
	x.saved[code] = false
	x.mu.Unlock()
	if n%3 > 0 {
		return true
	}
	if to, err := r.Location(); err == nil {
		if status, err := o.attach(to.Path, code); err == nil && status == 303 {
			x.mu.Lock()
			x.saved[code] = true
			x.attached++
			x.mu.Unlock()
		}
	}
	return true
}

func (x *receipts) count(n *int) {
	x.mu.Lock()
	*n++
	x.mu.Unlock()
}

// TestPowerCut takes the power away under eight writers, again and again. The disk then
// holds what was flushed, and by chance more: nothing that was acknowledged is lost, and
// what is there verifies.
func TestPowerCut(t *testing.T) {
	tool := buildPower(t)
	dir := filepath.Join(t.TempDir(), "0")
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 3))
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	x := &receipts{saved: map[string]bool{}, bad: map[int]int{}}
	n := rounds(2, 40)
	lost, files, broken := 0, 0, 0
	for round := range n {
		p := mountPower(t, tool, dir)
		port := freePort(t)
		o := &officeWorker{"http://127.0.0.1:" + port, jar}
		c := child(t, "demo", "--data", p.at, "--addr", "127.0.0.1:"+port)
		o.up(t, c)
		if round == 0 {
			if code, err := o.post("/dang-nhap", url.Values{"login": {officerLogin("thanh-tra")}, "password": {SamplePassword}}); err != nil || code != 303 {
				t.Fatalf("sign in: %d %v", code, err)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for ctx.Err() == nil {
					x.write(o)
				}
			})
		}
		time.Sleep(time.Duration(100+dice.IntN(700)) * time.Millisecond)
		dir = filepath.Join(t.TempDir(), "disk")
		told := p.cut(t, seed+uint64(round), dir)
		c.Process.Kill()
		stop()
		wg.Wait()
		c.Wait()
		p.end(t)
		l, f := x.missing(t, dir)
		lost, files = lost+l, files+f
		if code, out, _ := call(t, "verify", "--data", dir); code != exitOK {
			broken++
			t.Errorf("after cut %d (%s) the disk does not verify: %.600s", round, told, out)
		}
		if l+f > 0 {
			t.Errorf("cut %d (%s): %d acknowledged documents lost, %d files", round, told, l, f)
		}
	}
	t.Logf("seed %d: %d power cuts, %d acknowledged documents, %d of them with a file, %d unanswered, %d refused %v; lost: %d documents, %d files; %d disks do not verify", seed, n, len(x.saved)+lost, x.attached, x.unknown, len(x.bad), x.bad, lost, files, broken)
	if len(x.saved) < 10*n {
		t.Errorf("only %d writes were acknowledged: the test proves nothing", len(x.saved))
	}
}

// missing counts what was acknowledged and is not on the disk; it is not asked for again.
func (x *receipts) missing(t *testing.T, dir string) (documents, files int) {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(dir, "thidua.db"), clock.System)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, err := org.BlocByCode(t.Context(), d, SampleBloc)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for page := 1; ; page++ {
		list, total, err := document.List(t.Context(), d, b.ID, document.Filter{Page: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			if _, twice := found[one.Code]; twice && strings.HasSuffix(one.Code, "/QĐ-ĐIEN") {
				t.Errorf("%s is there twice", one.Code)
			}
			found[one.Code] = one.File
		}
		if page*document.PageSize >= total {
			break
		}
	}
	for code, file := range maps.Clone(x.saved) {
		hash, ok := found[code]
		if !ok {
			documents++
			delete(x.saved, code)
			continue
		}
		if !file {
			continue
		}
		sum := sha256.Sum256(paper(code))
		if hash != hex.EncodeToString(sum[:]) {
			files++
			x.saved[code] = false
		}
	}
	return documents, files
}
