package app

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/backup"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

// benchWriters write beside each other, so that they share commits.
const benchWriters = 256

// benchVerify fills the log of a folder of its own with lines, each in a transaction of its
// own with a payload and a list of rows, and measures how long verify takes.
func benchVerify(ctx context.Context, c console, args []string) (err error) {
	f := newFlags("bench verify")
	n := f.Int("rows", 100000, "")
	within := f.Duration("within", 0, "")
	if err := f.parse(args); err != nil {
		return err
	}
	if *n < 1 || *n > 10_000_000 {
		return badCall("Số dòng nhật ký: --rows 1–10000000.")
	}
	if f.data == "" && f.db == "" {
		if f.data, err = os.MkdirTemp("", "thidua-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(f.data)
	}
	a, err := Open(ctx, Config{Data: f.data, DB: f.db, Clock: clock.System, Log: logger(c)})
	if err != nil {
		return err
	}
	defer a.Close()
	begun := clock.Stopwatch()
	if err := a.fillLog(ctx, int64(*n)); err != nil {
		return err
	}
	c.say("Đã ghi %d dòng nhật ký trong %s.", *n, begun().Round(time.Second))
	begun = clock.Stopwatch()
	if _, err := a.Audit.Integrate(ctx); err != nil {
		return err
	}
	c.say("Đã xếp vào cây và ký trong %s.", begun().Round(100*time.Millisecond))
	begun = clock.Stopwatch()
	r, err := backup.Verify(ctx, backup.Check{DB: a.DB, Files: f.attachments(), Names: attached, Trust: audit.Trust{Dir: audit.Folder(f.data)}, Made: Migrations()})
	if err != nil {
		return err
	}
	took := begun()
	c.say("Kiểm tra %d dòng nhật ký và %d dòng dữ liệu trong %s: %d chỗ không khớp.", r.Leaves, r.Rows, took.Round(10*time.Millisecond), len(r.Findings))
	if len(r.Findings) > 0 {
		return fmt.Errorf("%+v", r.Findings[0])
	}
	if *within > 0 && took > *within {
		return fmt.Errorf("%s > %s", took, *within)
	}
	return nil
}

func (a *App) fillLog(ctx context.Context, n int64) error {
	var next atomic.Int64
	var failed error
	var once sync.Once
	var all sync.WaitGroup
	for range benchWriters {
		all.Go(func() {
			for i := next.Add(1); i <= n && ctx.Err() == nil; i = next.Add(1) {
				if err := a.DB.Write(ctx, func(tx *db.Tx) error {
					tx.Touch(db.Change{Table: "bench", Key: fmt.Sprintf("[%d]", i), Row: fmt.Appendf(nil, "cnumber%d", i)})
					return audit.Write(ctx, tx, audit.Entry{By: operator, Did: "bench.save", On: fmt.Sprintf("bench/%d", i%5000), Version: i, After: map[string]any{"value": i, "note": "số liệu minh họa"}})
				}); err != nil {
					once.Do(func() { failed = err })
					return
				}
			}
		})
	}
	all.Wait()
	return failed
}
