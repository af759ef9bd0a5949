package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
	"thidua/internal/year/journal"
)

// taken remembers who took which file away, until it stands in the audit log: the request that
// reads a file changes nothing itself. Whoever takes the same file again within the hour adds
// no line.
type taken struct {
	mu      sync.Mutex
	seen    map[taking]time.Time
	waiting []audit.Entry
	lost    map[id.Bloc]int
}

// A taking is one account at one address, by what the file is about.
type taking struct {
	user  id.User
	path  string
	about who.Object
}

const (
	maxTaken   = 500  // lines that wait; more are only counted
	maxSeen    = 5000 // takings that are remembered against repetition
	takenAgain = time.Hour
	// takenEvery is how often files that were taken are written down.
	takenEvery = 5 * time.Second
)

func (k *taken) add(r *web.Request, file string) {
	now, list := r.Srv.Clock.Now(), []who.Object{{}}
	if o, told := r.Concerned(); told {
		list[0] = o
	} else if len(r.Actor.Blocs) > 0 {
		list = nil
		for _, m := range r.Actor.Blocs {
			list = append(list, who.Object{Bloc: m.Bloc})
		}
	}
	after := map[string]string{"file": file}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.seen == nil {
		k.seen, k.lost = map[taking]time.Time{}, map[id.Bloc]int{}
	}
	for _, o := range list {
		key := taking{r.Actor.User, r.URL.Path, o}
		if at, ok := k.seen[key]; ok && now.Sub(at) < takenAgain {
			continue
		}
		if len(k.waiting) >= maxTaken {
			k.lost[o.Bloc]++
			continue
		}
		if len(k.seen) >= maxSeen {
			clear(k.seen) // one line too many rather than one too few
		}
		k.seen[key] = now
		by := who.Actor{User: r.Actor.User, Name: r.Actor.Name, Via: "web"}
		k.waiting = append(k.waiting, audit.Entry{By: by, Did: journal.Taken, On: journal.TakenOf(o, r.Route.Name), After: after})
	}
}

// flush writes down what waits, in one transaction. What cannot be written waits on.
func (k *taken) flush(ctx context.Context, to *db.DB) error {
	k.mu.Lock()
	list, lost := k.waiting, k.lost
	k.waiting, k.lost = nil, map[id.Bloc]int{}
	now := to.Clock.Now()
	maps.DeleteFunc(k.seen, func(_ taking, at time.Time) bool { return now.Sub(at) >= takenAgain })
	k.mu.Unlock()
	if len(list)+len(lost) == 0 {
		return nil
	}
	err := to.Write(ctx, func(tx *db.Tx) error {
		for _, e := range list {
			if err := audit.Write(ctx, tx, e); err != nil {
				return err
			}
		}
		for _, b := range slices.Sorted(maps.Keys(lost)) {
			e := audit.Entry{By: who.Actor{System: true, Via: "web"}, Did: journal.TakenLost, On: journal.TakenOf(who.Object{Bloc: b}, ""), After: map[string]int{"count": lost[b]}}
			if err := audit.Write(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.waiting = append(list, k.waiting...)
		for b, n := range lost {
			k.lost[b] += n
		}
	}
	return err
}

func (k *taken) run(ctx context.Context, to *db.DB, log *slog.Logger) {
	t := time.NewTicker(takenEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := k.flush(ctx, to); err != nil && ctx.Err() == nil {
				log.Error("files that were taken could not be written down yet", "err", err)
			}
		}
	}
}
