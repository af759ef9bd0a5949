//go:build !airgap

package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
)

// bench live measures the conference on this machine: how soon a change reaches every phone,
// memory per phone, a storm of phones that come back, votes with their receipt. Everything goes over
// loopback and plain HTTP/1.1; the phones are played by another process (benchPhones).

// A bench is one server under load.
type bench struct {
	console
	a      *App
	conf   conference.Conference
	tokens []string // of the phones
	first  conference.Phone
	by     who.Actor
	at     string // address of the server
}

func benchLive(ctx context.Context, c console, args []string) error {
	f := newFlags("bench")
	sizes := f.String("sizes", "1000,5000,10000", "")
	phones := f.Bool("phones", false, "") // the other process
	if err := f.parse(args[1:]); err != nil {
		return err
	}
	openFiles()
	if *phones {
		return benchPhones(ctx, c)
	}
	var list []int
	for s := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 || n > conference.MaxDelegates {
			return badCall("Cỡ chưa đúng: %s. Ví dụ --sizes 1000,5000,10000.", s)
		}
		list = append(list, n)
	}
	dir, err := os.MkdirTemp("", "thidua-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := Open(ctx, Config{Data: dir, DB: f.db, Clock: clock.From(SampleStart), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	b := &bench{console: c, a: a, by: who.Actor{Name: "Đo hiệu năng", Via: "cli", System: true}}
	return errors.Join(b.run(ctx, slices.Max(list), list, f.db), a.Close())
}

func (b *bench) run(ctx context.Context, most int, sizes []int, address string) error {
	if err := b.prepare(ctx, most); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.at = l.Addr().String()
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- b.a.Serve(ctx, l) }()
	b.say("%s, %d luồng xử lý, %s. Máy chủ và bộ tạo tải chạy hai tiến trình trên cùng máy, HTTP/1.1 không nén.", b.a.DB.Engine, cores(), clock.System.Now().Format("15:04 02/01/2006"))
	for _, n := range sizes {
		if err := b.fanout(n); err != nil {
			stop()
			return errors.Join(err, <-served)
		}
	}
	err = b.storm(min(most, 3000))
	if err == nil {
		err = b.votes(min(most, 1000), 0)
	}
	if err == nil {
		err = b.votes(min(most, 1000), min(most, 1000))
	}
	if err == nil && b.a.DB.Engine == db.Postgres {
		err = b.across(ctx, address)
	}
	stop()
	return errors.Join(err, <-served)
}

// prepare makes a bloc of twelve units and a conference with most delegates that are in the hall.
func (b *bench) prepare(ctx context.Context, most int) error {
	took := clock.Stopwatch()
	if err := b.a.LoadSample(ctx); err != nil {
		return err
	}
	bloc, err := org.BlocByCode(ctx, b.a.DB, SampleBloc)
	if err != nil {
		return err
	}
	start := SampleStart
	c := conference.Conference{Bloc: bloc.ID, Kind: conference.Midyear, Name: "Hội nghị đo hiệu năng", Period: SamplePeriod, Start: start, Place: "Hội trường", Chair: "Chủ trì", Secretary: "Thư ký", Slot: 5 * time.Minute}
	ident, err := b.a.Conference.Create(ctx, b.by, c, conference.Template(conference.Midyear))
	if err != nil {
		return err
	}
	members, err := org.Members(ctx, b.a.DB, bloc.ID, clock.Today(clock.From(SampleStart)))
	if err != nil {
		return err
	}
	var list []conference.Delegate
	for i := range most {
		m := members[i%len(members)]
		list = append(list, conference.Delegate{Unit: m.Unit.ID, UnitName: m.Unit.Short, Post: "Đại biểu " + strconv.Itoa(i+1), Capacity: conference.AsDelegate})
	}
	if err := b.a.Conference.Enroll(ctx, b.by, ident, list); err != nil {
		return err
	}
	if b.conf, err = conference.Of(ctx, b.a.DB, ident); err != nil {
		return err
	}
	passes, err := b.a.Conference.Passes(ctx, b.by, ident)
	if err != nil {
		return err
	}
	b.tokens = make([]string, 0, most)
	var mu sync.Mutex
	codes := make([]string, 0, most)
	for _, p := range passes {
		codes = append(codes, p.Code)
	}
	err = parallel(64, len(codes), func(next func() int) error {
		for i := next(); i >= 0; i = next() {
			token, p, err := b.a.Conference.Enter(ctx, "", b.conf.Code, codes[i])
			if err != nil {
				return err
			}
			mu.Lock()
			b.tokens = append(b.tokens, token)
			if len(b.tokens) == 1 {
				b.first = p
			}
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return err
	}
	room, err := b.a.Conference.Room(ctx, ident)
	if err != nil {
		return err
	}
	for _, act := range []conference.Act{{Did: conference.Opened}, {Did: conference.Began, Fact: conference.Fact{Item: room.Items[2].ID}}} {
		if _, err := b.a.Conference.Do(ctx, b.by, ident, act); err != nil {
			return err
		}
	}
	b.say("%d đại biểu đã vào họp bằng mã sau %s.", most, took().Round(100*time.Millisecond))
	return nil
}

// load starts the process of the phones with its task and gives its answers.
func (b *bench) load(t phonesTask) (*exec.Cmd, io.WriteCloser, *bufio.Scanner, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, nil, err
	}
	p := exec.Command(self, "bench", "live", "--phones")
	p.Stderr = b.err
	in, err := p.StdinPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, nil, nil, err
	}
	if err := p.Start(); err != nil {
		return nil, nil, nil, err
	}
	body, err := json.Marshal(t)
	if err != nil {
		return nil, nil, nil, err
	}
	if _, err := in.Write(append(body, '\n')); err != nil {
		return nil, nil, nil, err
	}
	sc := bufio.NewScanner(out)
	sc.Buffer(nil, 64<<20)
	return p, in, sc, nil
}

// phonesAnswer reads one line of the phones' process.
func phonesAnswer(sc *bufio.Scanner, to any) error {
	if !sc.Scan() {
		return fmt.Errorf("bench: the phones went away: %w", errors.Join(sc.Err(), io.ErrUnexpectedEOF))
	}
	return json.Unmarshal(sc.Bytes(), to)
}

func (b *bench) task(mode string, n int) phonesTask {
	return phonesTask{Mode: mode, At: b.at, Code: b.conf.Code, Tokens: b.tokens[:n]}
}

// tell makes a change and waits until the phones say when each of them had it.
func (b *bench) tell(ctx context.Context, in io.Writer, sc *bufio.Scanner) (got phonesGot, err error) {
	seq, begun, err := b.change(ctx)
	if err != nil {
		return got, err
	}
	if err := json.NewEncoder(in).Encode(phonesWait{Seq: seq, Begun: begun.UnixNano()}); err != nil {
		return got, err
	}
	return got, phonesAnswer(sc, &got)
}

// change makes the queue of speakers one longer or shorter: every phone shows it.
func (b *bench) change(ctx context.Context) (seq int64, begun time.Time, err error) {
	begun = clock.System.Now()
	e, err := b.a.Conference.As(ctx, b.first, conference.Act{Did: conference.Asked})
	if err == nil && e.Seq == 0 {
		begun = clock.System.Now()
		e, err = b.a.Conference.As(ctx, b.first, conference.Act{Did: conference.Withdrew})
	}
	return e.Seq, begun, err
}

// How many changes are measured, after some that are not: the memory was just cleaned.
const warmUp, changes = 3, 20

// fanout measures how soon a change reaches n phones, and what a phone costs.
func (b *bench) fanout(n int) error {
	if !enough(n + 200) {
		b.say("%6d điện thoại: không đo được, giới hạn tệp mở của máy là %d (ulimit -n).", n, limit())
		return nil
	}
	debug.FreeOSMemory()
	before := resident()
	p, in, sc, err := b.load(b.task("watch", n))
	if err != nil {
		return err
	}
	var up phonesUp
	if err := phonesAnswer(sc, &up); err != nil {
		return err
	}
	debug.FreeOSMemory() // what is left is held, not garbage of the way in
	grown := resident() - before
	var all []time.Duration
	ctx := context.Background()
	for i := range warmUp + changes {
		got, err := b.tell(ctx, in, sc)
		if err != nil {
			return err
		}
		if got.N != n {
			return fmt.Errorf("bench: a change reached %d of %d phones", got.N, n)
		}
		for _, d := range got.Took {
			if i >= warmUp {
				all = append(all, time.Duration(d))
			}
		}
	}
	in.Close()
	var end phonesEnd
	if err := errors.Join(phonesAnswer(sc, &end), p.Wait()); err != nil {
		return err
	}
	b.say("%6d điện thoại, %d thay đổi (thêm, bớt người xin phát biểu): p50 %s, p99 %s, chậm nhất %s; bộ nhớ máy chủ %d KB mỗi điện thoại; mất %d, trùng %d.",
		n, changes, ms(at(all, 50)), ms(at(all, 99)), ms(at(all, 100)), grown/int64(n), end.Lost, end.Twice)
	return nil
}

// storm lets n phones come back at once while the meeting goes on.
func (b *bench) storm(n int) error {
	if !enough(n + 200) {
		b.say("Vào lại đồng loạt: không đo được %d, giới hạn tệp mở là %d.", n, limit())
		return nil
	}
	p, in, sc, err := b.load(b.task("storm", n))
	if err != nil {
		return err
	}
	quit, done := make(chan struct{}), make(chan int)
	go func() {
		k := 0
		for t := time.NewTicker(250 * time.Millisecond); ; {
			select {
			case <-quit:
				t.Stop()
				done <- k
				return
			case <-t.C:
				if _, _, err := b.change(context.Background()); err == nil {
					k++
				}
			}
		}
	}()
	var up phonesUp
	err = phonesAnswer(sc, &up)
	time.Sleep(500 * time.Millisecond)
	close(quit)
	k := <-done
	in.Close()
	var end phonesEnd
	if err := errors.Join(err, phonesAnswer(sc, &end), p.Wait()); err != nil {
		return err
	}
	b.say("Vào lại đồng loạt: %d điện thoại (trang đầy đủ và kênh trực tiếp) trong %s = %d/giây, trong lúc có %d thay đổi: mất %d, trùng %d.", n, time.Duration(up.Took).Round(time.Millisecond), perSecond(n, time.Duration(up.Took)), k, end.Lost, end.Twice)
	return nil
}

// votes measures named votes, each answered after its commit, while watchers phones watch.
func (b *bench) votes(voters, watchers int) error {
	ctx := context.Background()
	var in io.WriteCloser
	var sc *bufio.Scanner
	var p *exec.Cmd
	if watchers > 0 {
		var err error
		if p, in, sc, err = b.load(b.task("watch", watchers)); err != nil {
			return err
		}
		var up phonesUp
		if err := phonesAnswer(sc, &up); err != nil {
			return err
		}
	}
	e, err := b.a.Conference.Do(ctx, b.by, b.conf.ID, conference.Act{Did: conference.PollOpen, Fact: conference.Fact{Text: "Biểu quyết đo", Named: true}})
	if err != nil {
		return err
	}
	t := b.task("vote", voters)
	t.Poll, t.Each = e.Seq, max(1, 20000/voters)
	q, qin, qsc, err := b.load(t)
	if err != nil {
		return err
	}
	var fan []time.Duration
	var end phonesEnd
	got := make(chan error, 1)
	go func() { got <- phonesAnswer(qsc, &end) }()
	for watching := true; watching; {
		select {
		case err = <-got:
			watching = false
		case <-time.After(250 * time.Millisecond):
			if watchers == 0 {
				continue
			}
			g, err := b.tell(ctx, in, sc)
			if err != nil {
				return err
			}
			for _, d := range g.Took {
				fan = append(fan, time.Duration(d))
			}
		}
	}
	qin.Close()
	err = errors.Join(err, q.Wait())
	if watchers > 0 {
		in.Close()
		var w phonesEnd
		err = errors.Join(err, phonesAnswer(sc, &w), p.Wait())
	}
	if err != nil {
		return err
	}
	n, err := conference.CountOf(ctx, b.a.DB, b.conf.ID, e.Seq)
	if err != nil {
		return err
	}
	if _, err := b.a.Conference.Do(ctx, b.by, b.conf.ID, conference.Act{Did: conference.PollDone, Fact: conference.Fact{Poll: e.Seq}}); err != nil {
		return err
	}
	more := ""
	if watchers > 0 {
		more = fmt.Sprintf("; %d điện thoại vẫn nhận thay đổi với p99 %s", watchers, ms(at(fan, 99)))
	}
	b.say("Biểu quyết ghi tên, trả lời sau khi đã ghi xuống đĩa: %d phiếu qua 64 kết nối trong %s = %d/giây, p99 %s, lỗi %d; %d người có phiếu%s.",
		end.N, time.Duration(end.Took).Round(time.Millisecond), perSecond(end.N, time.Duration(end.Took)), ms(time.Duration(end.P99)), end.Failed, n.For, more)
	return nil
}

// across measures how soon a change in this process reaches phones at another one, which
// shares the database.
func (b *bench) across(ctx context.Context, address string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "thidua-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	at2 := l.Addr().String()
	l.Close()
	ctx, stop := context.WithCancel(ctx)
	second := exec.CommandContext(ctx, self, "serve", "--sample", "--addr", at2, "--data", filepath.Join(dir, "hai"), "--db", address)
	second.Cancel = func() error { return second.Process.Signal(syscall.SIGINT) }
	second.Stderr = b.err
	if err := second.Start(); err != nil {
		stop()
		return err
	}
	defer func() { stop(); second.Wait() }()
	for range 100 {
		if r, err := http.Get("http://" + at2 + "/suc-khoe"); err == nil {
			r.Body.Close()
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	n := min(200, len(b.tokens))
	t := b.task("watch", n)
	t.At = at2
	p, in, sc, err := b.load(t)
	if err != nil {
		return err
	}
	var up phonesUp
	if err := phonesAnswer(sc, &up); err != nil {
		return err
	}
	var all []time.Duration
	for range 100 {
		got, err := b.tell(ctx, in, sc)
		if err != nil {
			return err
		}
		for _, d := range got.Took {
			all = append(all, time.Duration(d))
		}
	}
	in.Close()
	var end phonesEnd
	if err := errors.Join(phonesAnswer(sc, &end), p.Wait()); err != nil {
		return err
	}
	b.say("Hai tiến trình trên một PostgreSQL: 100 thay đổi ở tiến trình này tới %d điện thoại ở tiến trình kia: p50 %s, p99 %s; mất %d, trùng %d.", n, ms(at(all, 50)), ms(at(all, 99)), end.Lost, end.Twice)
	return nil
}
