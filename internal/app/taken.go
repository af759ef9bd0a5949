package app

import (
	"context"
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
	lines := slices.Clone(list)
	for _, b := range slices.Sorted(maps.Keys(lost)) {
		lines = append(lines, audit.Entry{By: who.Actor{System: true, Via: "web"}, Did: journal.TakenLost, On: journal.TakenOf(who.Object{Bloc: b}, ""), After: map[string]int{"count": lost[b]}})
	}
	err := writeLines(ctx, to, lines)
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
