//go:build faulty_no_audit

package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// TestAuditOverhead measures what the audit log costs a write: the same document is
// registered over HTTP with the log and without it, in turns on one database, with
// synchronous=FULL and the log being placed and signed in the background as always.
func TestAuditOverhead(t *testing.T) {
	dir := t.TempDir()
	must(t, exitOK, "demo", "--load-only", "--data", dir)
	a, err := Open(t.Context(), Config{Data: dir, Demo: true, Clock: clock.From(SampleStart), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	l, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	defer func() { stop(); <-done }()
	o := newOffice(t, Address(l))
	c := o.client()
	c.Transport = &http.Transport{}
	n := rounds(300, 4000)
	seed := uint64(time.Now().UnixNano())
	dice := rand.New(rand.NewPCG(seed, 5))
	var took, inside [2][]time.Duration
	over := func(i int) time.Duration {
		begun := time.Now()
		r, err := c.PostForm(o.base+"/van-ban/moi", url.Values{"khoi": {SampleBloc}, "code": {fmt.Sprintf("%d/QĐ-NK", i)}, "issuer": {"Thanh tra tỉnh"}, "abstract": {"Đo nhật ký"}, "kind": {"QĐ"}})
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusSeeOther {
			t.Fatalf("answer %d", r.StatusCode)
		}
		return time.Since(begun)
	}
	service := func(i int) time.Duration {
		d := draftDocument(t, a, i)
		begun := time.Now()
		if _, err := a.Document.Create(ctx, operator, d, nil); err != nil {
			t.Fatal(err)
		}
		return time.Since(begun)
	}
	for i := range n + 50 {
		first := dice.IntN(2)
		for _, without := range []int{first, 1 - first} {
			db.Unlogged.Store(without == 1)
			x, y := over(2*i+without), service(20_000+2*i+without)
			if i >= 50 { // warm
				took[without], inside[without] = append(took[without], x), append(inside[without], y)
			}
		}
	}
	for _, without := range []int{0, 1} { // what does not depend on the hour
		db.Unlogged.Store(without == 1)
		if done, err := a.DB.Scrub(ctx); err != nil || !done {
			t.Fatalf("the write-ahead log could not be emptied: %v", err)
		}
		const count = 20
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for i := range count {
			service(60_000 + 100*without + i)
		}
		runtime.ReadMemStats(&after)
		st, err := os.Stat(filepath.Join(dir, "thidua.db-wal"))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("the service alone, with the log %v: %.1f pages of 4 KiB written, %d allocations, %d KiB", without == 0, float64(st.Size()-32)/4120/count, (after.Mallocs-before.Mallocs)/count, (after.TotalAlloc-before.TotalAlloc)/count/1024)
	}
	db.Unlogged.Store(false)
	more := func(what string, list [2][]time.Duration) float64 {
		at := func(list []time.Duration, p int) time.Duration {
			list = slices.Sorted(slices.Values(list))
			return list[len(list)*p/100]
		}
		part := func(a, b []time.Duration, p int) float64 { return 100 * (float64(at(a, p))/float64(at(b, p)) - 1) }
		var turns []float64 // a burst of other work on the machine falls into one or two of them
		for i := 0; i+100 <= len(list[0]); i += 100 {
			turns = append(turns, part(list[0][i:i+100], list[1][i:i+100], 95))
		}
		slices.Sort(turns)
		m := part(list[0], list[1], 95)
		t.Logf("%s: p50 %v with the log, %v without (%+.1f %%); p95 %v with, %v without (%+.1f %%; %+.1f %% is the middle of %d turns); %d of each", what, at(list[0], 50).Round(time.Microsecond), at(list[1], 50).Round(time.Microsecond),
			part(list[0], list[1], 50), at(list[0], 95).Round(time.Microsecond), at(list[1], 95).Round(time.Microsecond), m, turns[len(turns)/2], len(turns), len(list[0]))
		return m
	}
	more("the service alone", inside)
	if m := more("the request of an office", took); full() && m > 10 {
		t.Errorf("seed %d: the log costs %.1f %% of a write's p95, more than 10 %%", seed, m)
	}
}

// newOffice signs the officer of the bloc's leading unit in at a server that runs.
func newOffice(t *testing.T, base string) *officeWorker {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &officeWorker{base, jar}
	if code, err := o.post("/dang-nhap", url.Values{"login": {officerLogin("thanh-tra")}, "password": {SamplePassword}}); err != nil || code != 303 {
		t.Fatalf("sign in: %d %v", code, err)
	}
	return o
}
