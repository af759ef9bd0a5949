package account

import (
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The lanes of the throttle. What a stranger does at one address cannot keep out the owner
// at another: the stranger's own lane (pair) runs dry long before the account's.
//
//	address  30 tries, then one in 10 seconds: everybody behind one address
//	pair      5 tries, then one in 15 minutes: one user name from one address
//	account  10 tries, then one in 6 minutes: one user name from anywhere, at most 20 in an hour
//	device    5 tries, then one in 5 minutes: one user name from a browser that signed in to it before
//
// A known browser uses its device lane alone, and a name that was let in from an address since the
// start uses the pair's lane alone there. So a stranger's tries keep the owner out of neither the
// own browser nor the own office; what is left is a neighbour in the same office, for as long as the
// pair's lane takes, and an owner who comes from a new place with a new browser while somebody
// guesses: at most one try in 6 minutes. A new password opens every lane.
var (
	laneAddress = lane{30, 10 * time.Second}
	lanePair    = lane{5, 15 * time.Minute}
	laneAccount = lane{10, 6 * time.Minute}
	laneDevice  = lane{5, 5 * time.Minute}
)

type lane struct {
	burst int
	every time.Duration
}

// maxLimiters bounds the memory of a strangers' flood: about 2 MB.
const maxLimiters = 1 << 14

// throttle slows down guessing. It lives in memory: a restart empties it, which only
// somebody with the right to restart can do.
type throttle struct {
	mu  sync.Mutex
	all map[string]*limiter
	met map[string]bool // "address login" that was let in
}

type limiter struct {
	rate.Limiter
	seen time.Time
}

func newThrottle() *throttle { return &throttle{all: map[string]*limiter{}, met: map[string]bool{}} }

// From (nơi đăng nhập) tells where an attempt to sign in comes from.
type From struct {
	Address string // IP address, with or without port
	Device  string // proof of an earlier sign-in from this browser, checked by Service
	Agent   string // name of the browser, shown in the list of sessions
}

// addressKey groups an IPv6 network of one customer (/64) into one.
func addressKey(s string) string {
	if p, err := netip.ParseAddrPort(s); err == nil {
		s = p.Addr().String()
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return s
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// take asks for one try. left is how many more this visitor has at once; when none is
// free, wait is the time to the next.
func (t *throttle) take(now time.Time, login, address string, known bool) (left int, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var keys []string
	var lanes []lane
	switch {
	case known:
		keys, lanes = []string{"d " + login}, []lane{laneDevice}
	case t.met[address+" "+login]:
		keys, lanes = []string{"p " + address + " " + login}, []lane{lanePair}
	default:
		keys, lanes = []string{"a " + address, "p " + address + " " + login, "l " + login}, []lane{laneAddress, lanePair, laneAccount}
	}
	left = 1 << 30
	got := make([]*limiter, len(keys))
	for i, k := range keys {
		l := t.limiter(now, k, lanes[i])
		got[i] = l
		tokens := l.TokensAt(now)
		if tokens < 1 {
			missing := time.Duration((1 - tokens) * float64(lanes[i].every))
			wait = max(wait, missing)
		}
		left = min(left, int(tokens)-1)
	}
	if wait > 0 { // nothing is used up by a try that is not made
		return 0, wait
	}
	for _, l := range got {
		l.AllowN(now, 1)
		l.seen = now
	}
	return left, 0
}

// forget clears the pair's lane after a success, and remembers where it came from.
func (t *throttle) forget(login, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, "p "+address+" "+login)
	delete(t.all, "d "+login)
	if address == "" {
		return
	}
	if len(t.met) >= maxLimiters {
		clear(t.met)
	}
	t.met[address+" "+login] = true
}

// open opens every lane of a user name and forgets where it was let in: its password is new.
func (t *throttle) open(login string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k := range t.all {
		if rest, ok := strings.CutSuffix(k, " "+login); ok && (k[0] == 'p' || !strings.Contains(rest, " ") || rest == "d 2" || rest == "d 2d") {
			delete(t.all, k)
		}
	}
	for k := range t.met {
		if strings.HasSuffix(k, " "+login) {
			delete(t.met, k)
		}
	}
}

func (t *throttle) limiter(now time.Time, key string, l lane) *limiter {
	if x := t.all[key]; x != nil {
		return x
	}
	if len(t.all) >= maxLimiters {
		t.sweep(now)
	}
	x := &limiter{Limiter: *rate.NewLimiter(rate.Every(l.every), l.burst), seen: now}
	t.all[key] = x
	return x
}

// sweep drops what has filled up again; when that is not enough, what was not seen for
// longest. The account lanes go last: they are what protects the owner.
func (t *throttle) sweep(now time.Time) {
	for k, x := range t.all {
		if x.TokensAt(now) >= float64(x.Burst()) {
			delete(t.all, k)
		}
	}
	for age := time.Hour; len(t.all) >= maxLimiters*3/4 && age > 0; age /= 2 {
		for k, x := range t.all {
			if k[0] != 'l' && now.Sub(x.seen) >= age {
				delete(t.all, k)
			}
		}
		if age < time.Second {
			break
		}
	}
	for k := range t.all {
		if len(t.all) < maxLimiters*3/4 {
			return
		}
		delete(t.all, k)
	}
}
