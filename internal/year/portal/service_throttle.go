package portal

import (
	"net/netip"
	"sync"
	"time"
)

// The lanes of the throttle: how many comments one address may send, and when the whole site
// counts as crowded, so that more work is asked of every browser. Nothing is refused because
// others send much.
const (
	sendBurst  = 5
	sendEvery  = 2 * time.Minute
	crowdBurst = 60
	crowdTime  = time.Minute
	maxLanes   = 1 << 14
)

// throttle slows down single addresses. It lives in memory: a restart empties it.
type throttle struct {
	mu    sync.Mutex
	lanes map[string][]time.Time
	all   []time.Time // the last comments of everybody
}

func newThrottle() *throttle { return &throttle{lanes: map[string][]time.Time{}} }

// addressKey groups an IPv6 network of one customer (/64) into one and drops the port.
func addressKey(s string) string {
	if p, err := netip.ParseAddrPort(s); err == nil {
		s = p.Addr().String()
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return s
	}
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// take notes one sending of an address for a purpose. wait is 0 when it may send now.
func (t *throttle) take(now time.Time, purpose, address string) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := purpose + " " + addressKey(address)
	const window = sendBurst * sendEvery
	list := t.lanes[k]
	for len(list) > 0 && now.Sub(list[0]) >= window {
		list = list[1:]
	}
	if len(list) >= sendBurst {
		t.lanes[k] = list
		return window - now.Sub(list[0])
	}
	if len(t.lanes) >= maxLanes {
		t.sweep(now, window)
	}
	t.lanes[k] = append(list[:len(list):len(list)], now)
	return 0
}

// back takes back the last sending of an address: it was refused for another reason.
func (t *throttle) back(purpose, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := purpose + " " + addressKey(address)
	if n := len(t.lanes[k]); n > 0 {
		t.lanes[k] = t.lanes[k][:n-1]
	}
}

func (t *throttle) sweep(now time.Time, window time.Duration) {
	for k, l := range t.lanes {
		if len(l) == 0 || now.Sub(l[len(l)-1]) >= window {
			delete(t.lanes, k)
		}
	}
	if len(t.lanes) >= maxLanes {
		clear(t.lanes)
	}
}

// count notes a comment that was taken.
func (t *throttle) count(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all = append(t.all, now); len(t.all) > crowdBurst {
		t.all = append([]time.Time(nil), t.all[len(t.all)-crowdBurst:]...)
	}
}

// crowded reports whether comments pour in.
func (t *throttle) crowded(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.all) >= crowdBurst && now.Sub(t.all[len(t.all)-crowdBurst]) < crowdTime
}
