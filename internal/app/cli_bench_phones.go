//go:build !airgap

package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"thidua/internal/platform/clock"
)

// The other process of bench live plays the phones. Its task comes as one line of JSON, its
// answers go out as lines of JSON.
type phonesTask struct {
	Mode   string // watch, storm, vote
	At     string
	Code   string
	Tokens []string
	Poll   int64
	Each   int // votes per phone
}

type phonesUp struct{ Took int64 }

type phonesWait struct {
	Seq   int64
	Begun int64 // nanoseconds
}

type phonesGot struct {
	N    int
	Took []int64
}

type phonesEnd struct {
	N, Lost, Twice, Failed int
	Took, P99              int64
}

// cores gives how many threads the program may use at once.
func cores() int { return runtime.GOMAXPROCS(0) }

// parallel runs f in k goroutines that share the numbers 0 … n-1; next gives -1 at the end.
func parallel(k, n int, f func(next func() int) error) error {
	var at atomic.Int64
	next := func() int {
		if i := int(at.Add(1)) - 1; i < n {
			return i
		}
		return -1
	}
	errs := make([]error, k)
	var wg sync.WaitGroup
	for i := range k {
		wg.Go(func() { errs[i] = f(next) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// A watcher is one phone with its stream.
type watcher struct {
	conn net.Conn
	r    *bufio.Reader
	last int64
}

// phones is the state of the process.
type phones struct {
	task        phonesTask
	lost, twice atomic.Int64
	mu          sync.Mutex
	seen        map[int64][]int64 // number of a change → when each phone read it
	grew        *sync.Cond
}

func benchPhones(ctx context.Context, c console) error {
	in := bufio.NewScanner(c.in)
	in.Buffer(nil, 64<<20)
	if !in.Scan() {
		return io.ErrUnexpectedEOF
	}
	p := &phones{seen: map[int64][]int64{}}
	p.grew = sync.NewCond(&p.mu)
	if err := json.Unmarshal(in.Bytes(), &p.task); err != nil {
		return err
	}
	out := json.NewEncoder(c.out)
	if p.task.Mode == "vote" {
		end, err := p.vote()
		return errors.Join(err, out.Encode(end))
	}
	took := clock.Stopwatch()
	err := parallel(64, len(p.task.Tokens), func(next func() int) error {
		for i := next(); i >= 0; i = next() {
			w, err := p.open(p.task.Tokens[i])
			if err != nil {
				return err
			}
			go p.follow(w)
		}
		return nil
	})
	if err := errors.Join(err, out.Encode(phonesUp{int64(took())})); err != nil {
		return err
	}
	for in.Scan() {
		var w phonesWait
		if err := json.Unmarshal(in.Bytes(), &w); err != nil {
			return err
		}
		if err := out.Encode(p.wait(w)); err != nil {
			return err
		}
	}
	return out.Encode(phonesEnd{Lost: int(p.lost.Load()), Twice: int(p.twice.Load())})
}

// open brings one phone in: in a storm the whole page first, then the stream from where the
// page stood.
func (p *phones) open(token string) (*watcher, error) {
	conn, err := net.Dial("tcp", p.task.At)
	if err != nil {
		return nil, err
	}
	w := &watcher{conn: conn, r: bufio.NewReaderSize(conn, 2048), last: -1}
	head := " HTTP/1.1\r\nHost: " + p.task.At + "\r\nCookie: hop=" + p.task.Code + "." + token + "\r\n\r\n"
	from := ""
	if p.task.Mode == "storm" {
		if _, err := io.WriteString(conn, "GET /hop/"+p.task.Code+head); err != nil {
			return nil, err
		}
		page, err := body(w.r)
		if err != nil {
			return nil, err
		}
		_, rest, ok := strings.Cut(page, `data-seq="`)
		if !ok || !strings.Contains(page, `id="me"`) {
			return nil, fmt.Errorf("bench: not the page of a phone: %.200s", page)
		}
		seq, _, _ := strings.Cut(rest, `"`)
		if w.last, err = strconv.ParseInt(seq, 10, 64); err != nil {
			return nil, err
		}
		from = "?sau=" + seq
	}
	if _, err := io.WriteString(conn, "GET /truc-tiep/hop/"+p.task.Code+from+head); err != nil {
		return nil, err
	}
	status, err := w.r.ReadString('\n')
	if err != nil || !strings.Contains(status, " 200 ") {
		return nil, fmt.Errorf("bench: the stream answered %q %v", status, err)
	}
	return w, p.frame(w) // the first one: what stands now
}

// body reads a plain answer of HTTP/1.1.
func body(r *bufio.Reader) (string, error) {
	status, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	length, chunked := 0, false
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ": ")
		switch strings.ToLower(name) {
		case "content-length":
			length, _ = strconv.Atoi(value)
		case "transfer-encoding":
			chunked = true
		}
	}
	var b strings.Builder
	b.WriteString(status)
	if !chunked {
		_, err := io.CopyN(&b, r, int64(length))
		return b.String(), err
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(line), 16, 64)
		if err != nil {
			return "", err
		}
		if _, err := io.CopyN(&b, r, n); err != nil {
			return "", err
		}
		if _, err := r.Discard(2); err != nil || n == 0 {
			return b.String(), err
		}
	}
}

// frame reads up to the head of the next frame and checks that nothing is missing before it
// and nothing comes again.
func (p *phones) frame(w *watcher) error {
	for {
		line, err := w.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return err
		}
		if !strings.HasPrefix(string(line), "data: ") || len(line) < 8 || line[6] < '0' || line[6] > '9' {
			continue
		}
		now := clock.System.Now().UnixNano()
		a, b, ok := strings.Cut(strings.TrimSpace(string(line[6:])), " ")
		seq, err1 := strconv.ParseInt(a, 10, 64)
		was, err2 := strconv.ParseInt(b, 10, 64)
		if !ok || err1 != nil || err2 != nil {
			continue
		}
		switch {
		case w.last >= 0 && was > w.last:
			p.lost.Add(was - w.last)
		case w.last >= 0 && (seq < w.last || was < w.last):
			p.twice.Add(1)
		}
		first := w.last < 0
		w.last = seq
		if !first {
			p.mu.Lock()
			p.seen[seq] = append(p.seen[seq], now)
			if len(p.seen[seq]) == len(p.task.Tokens) {
				p.grew.Broadcast()
			}
			p.mu.Unlock()
		}
		return nil
	}
}

func (p *phones) follow(w *watcher) {
	for p.frame(w) == nil {
	}
}

// wait waits until every phone has read a change, at most ten seconds.
func (p *phones) wait(w phonesWait) phonesGot {
	alarm := time.AfterFunc(10*time.Second, p.grew.Broadcast)
	defer alarm.Stop()
	took := clock.Stopwatch()
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.seen[w.Seq]) < len(p.task.Tokens) && took() < 10*time.Second {
		p.grew.Wait()
	}
	g := phonesGot{N: len(p.seen[w.Seq])}
	for _, t := range p.seen[w.Seq] {
		g.Took = append(g.Took, t-w.Begun)
	}
	delete(p.seen, w.Seq)
	return g
}

// vote sends Each votes of every phone over 64 connections.
func (p *phones) vote() (phonesEnd, error) {
	t := p.task
	form := "viec=y-kien&chon=for&bq=" + strconv.FormatInt(t.Poll, 10)
	rest := " HTTP/1.1\r\nHost: " + t.At + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + strconv.Itoa(len(form)) + "\r\nCookie: hop=" + t.Code + "."
	var mu sync.Mutex
	var all []time.Duration
	var failed atomic.Int64
	took := clock.Stopwatch()
	err := parallel(64, len(t.Tokens)*t.Each, func(next func() int) error {
		conn, err := net.Dial("tcp", t.At)
		if err != nil {
			return err
		}
		defer conn.Close()
		r := bufio.NewReaderSize(conn, 4096)
		var mine []time.Duration
		for i := next(); i >= 0; i = next() {
			one := clock.Stopwatch()
			if _, err := io.WriteString(conn, "POST /hop/"+t.Code+rest+t.Tokens[i%len(t.Tokens)]+"\r\n\r\n"+form); err != nil {
				return err
			}
			s, err := body(r)
			if err != nil {
				return err
			}
			if !strings.Contains(s, " 303 ") {
				failed.Add(1)
			}
			mine = append(mine, one())
		}
		mu.Lock()
		all = append(all, mine...)
		mu.Unlock()
		return nil
	})
	end := phonesEnd{N: len(all), Failed: int(failed.Load()), Took: int64(took())}
	slices.Sort(all)
	if len(all) > 0 {
		end.P99 = int64(all[len(all)*99/100])
	}
	return end, err
}

func ms(d time.Duration) string {
	return strconv.FormatInt(int64(d.Round(100*time.Microsecond)/(100*time.Microsecond)/10), 10) + "," + strconv.FormatInt(int64(d.Round(100*time.Microsecond)/(100*time.Microsecond)%10), 10) + " ms"
}

// at gives a percentile of durations.
func at(list []time.Duration, percent int) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(len(list)-1, len(list)*percent/100)]
}

func perSecond(n int, d time.Duration) int {
	if d <= 0 {
		return 0
	}
	return int(time.Duration(n) * time.Second / d)
}

// resident gives the resident memory of this process in KB, 0 where it cannot be read.
func resident() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(b) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			n, _ := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64)
			return n
		}
	}
	return 0
}
