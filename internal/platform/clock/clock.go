// Package clock is the only place that reads the time of the machine. Everything else
// receives a Clock, so that deadlines can be tested and the sample year stands in its
// own July.
package clock

import (
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // office machines and containers often carry no zone table

	"thidua/internal/base/civil"
)

// Zone is the zone of all deadlines and dates: Asia/Ho_Chi_Minh.
var Zone = mustZone()

func mustZone() *time.Location {
	z, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		panic(err)
	}
	return z
}

// A Clock (đồng hồ) tells the time.
type Clock interface {
	Now() time.Time // in Zone
}

// Today gives the day of c in Zone.
func Today(c Clock) civil.Date { return civil.Of(c.Now().In(Zone)) }

type system struct{}

func (system) Now() time.Time { return time.Now().In(Zone) }

// System is the clock of the machine.
var System Clock = system{}

// Shifted is a clock that runs at the speed of the machine, some time apart from it.
type Shifted struct{ by atomic.Int64 }

// From is a clock that shows start now and runs on from there.
func From(start time.Time) *Shifted {
	s := &Shifted{}
	s.Set(start)
	return s
}

// Set moves the clock to t; it runs on from there.
func (s *Shifted) Set(t time.Time) { s.by.Store(int64(time.Until(t))) }

// Now gives the time the clock shows.
func (s *Shifted) Now() time.Time { return time.Now().Add(time.Duration(s.by.Load())).In(Zone) }

// Hand is a clock that is set by hand, for tests and for the story.
type Hand struct {
	mu sync.Mutex
	t  time.Time
}

// NewHand makes a clock that stands at t.
func NewHand(t time.Time) *Hand { return &Hand{t: t} }

// Now gives the time the clock stands at.
func (h *Hand) Now() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.t.In(Zone) }

// Set moves the clock to t.
func (h *Hand) Set(t time.Time) { h.mu.Lock(); defer h.mu.Unlock(); h.t = t }

// Stopwatch measures how long something takes; it is not a time of day.
func Stopwatch() func() time.Duration {
	t := time.Now()
	return func() time.Duration { return time.Since(t) }
}
