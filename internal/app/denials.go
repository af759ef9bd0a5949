package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
)

// denials counts refused requests and writes them into the audit log from time to time: one
// line per account and page, so that nobody can fill the log by being refused. The lines hold
// the number of the account and no name.
type denials struct {
	mu    sync.Mutex
	count map[denial]int
}

type denial struct {
	did   string
	user  id.User
	route string
}

// maxDenials bounds how many different refusals are remembered between two flushes; more
// are counted together.
const maxDenials = 500

func (d *denials) add(r *web.Request) { d.note(r, "security.denied") }

// note counts a refusal under a name of its own, such as that of a text with a mark of secrecy: what the text
// says is not kept.
func (d *denials) note(r *web.Request, did string) {
	key := denial{did, r.Actor.User, "khác"}
	if r.Route != nil {
		key.route = r.Route.Name
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.count == nil {
		d.count = map[denial]int{}
	}
	if _, ok := d.count[key]; !ok && len(d.count) >= maxDenials {
		key = denial{did: did, route: "nhiều trang"}
	}
	d.count[key]++
}

func (d *denials) flush(ctx context.Context, to *db.DB) error {
	d.mu.Lock()
	list := d.count
	d.count = nil
	d.mu.Unlock()
	if len(list) == 0 {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(list), func(a, b denial) int {
		return strings.Compare(a.did+a.route+a.user.String(), b.did+b.route+b.user.String())
	})
	lines := make([]audit.Entry, 0, len(keys))
	for _, k := range keys {
		lines = append(lines, audit.Entry{By: who.Actor{User: k.user, Via: "web"}, Did: k.did, On: "route/" + k.route, After: map[string]int{"count": list[k]}})
	}
	return writeLines(ctx, to, lines)
}

// denialsEvery is how often refusals are written down.
const denialsEvery = 20 * time.Second

// writeLines writes lines of the log in one transaction.
func writeLines(ctx context.Context, to *db.DB, lines []audit.Entry) error {
	return to.Write(ctx, func(tx *db.Tx) error {
		for _, e := range lines {
			if err := audit.Write(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// flushEvery writes down from time to time what was remembered, until ctx ends; failed is what the
// machine's log says when that could not be done.
func flushEvery(ctx context.Context, every time.Duration, log *slog.Logger, failed string, flush func(context.Context) error) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := flush(ctx); err != nil && ctx.Err() == nil {
				log.Error(failed, "err", err)
			}
		}
	}
}
