package account

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
)

func TestDisplay(t *testing.T) {
	for _, c := range []struct {
		p     Post
		unit  string
		leads bool
		want  string
	}{
		{Post{Role: who.Officer, Unit: 1}, "Sở Tư pháp", false, "Cán bộ TĐKT – Sở Tư pháp"},
		{Post{Role: who.Head, Unit: 1}, "Công an tỉnh", false, "Thủ trưởng – Công an tỉnh"},
		{Post{Role: who.Officer, Unit: 1}, "Thanh tra tỉnh", true, "Thư ký Khối trưởng – Thanh tra tỉnh"},
		{Post{Role: who.Head, Unit: 1}, "Thanh tra tỉnh", true, "Thủ trưởng – Thanh tra tỉnh"},
		{Post{Role: who.Head, Unit: 1, Title: "Chánh Thanh tra"}, "Thanh tra tỉnh", true, "Chánh Thanh tra – Thanh tra tỉnh"},
		{Post{Role: who.Board}, "", false, "Ban TĐKT tỉnh"},
	} {
		if got := display(c.p, c.unit, c.leads); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestPasswordHash(t *testing.T) {
	h := hashPassword("mot cau", cost{memory: 64, time: 1, threads: 1})
	if !strings.HasPrefix(h, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Error(h)
	}
	if h == hashPassword("mot cau", cost{memory: 64, time: 1, threads: 1}) {
		t.Error("no salt")
	}
	if ok, c, err := verify(h, "mot cau"); !ok || err != nil || c != (cost{64, 1, 1}) {
		t.Errorf("%v %v %v", ok, c, err)
	}
	if ok, _, err := verify(h, "mot cau "); ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if standard != (cost{19 * 1024, 2, 1}) {
		t.Errorf("cost %v", standard)
	}
	for _, bad := range []string{"", "mot cau", "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", strings.Replace(h, "m=64", "m=99999999", 1), strings.Replace(h, "t=1", "t=0", 1),
		strings.Replace(h, "p=1", "p=0", 1), strings.Replace(h, "v=19", "v=16", 1), h[:len(h)-30], h + "$x", strings.Replace(h, "m=64", "m=-1", 1)} {
		if ok, _, err := verify(bad, "mot cau"); ok || err == nil {
			t.Errorf("%q opens: %v %v", bad, ok, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "x")
	f.Fuzz(func(t *testing.T, hash, p string) {
		if _, _, c, err := parseHash(hash); err == nil && (c.memory > 1<<20 || c.threads == 0 || c.time == 0) {
			t.Errorf("%q gives %v", hash, c)
		}
	})
}

func TestPostRule(t *testing.T) {
	from := civil.Date{Year: 2022, Month: 1, Day: 1}
	for _, c := range []struct {
		p  Post
		ok bool
	}{
		{Post{Unit: 1, Role: who.Officer, From: from}, true}, {Post{Role: who.Board, From: from}, true},
		{Post{Role: who.Head, From: from}, false}, {Post{Unit: 1, Role: who.Admin, From: from}, false},
		{Post{Unit: 1, Role: "", From: from}, false}, {Post{Unit: 1, Role: who.Head}, false},
		{Post{Unit: 1, Role: who.Head, From: from, To: from.AddDays(-1)}, false}, {Post{Unit: 1, Role: who.Head, From: from, To: from}, true},
	} {
		if err := c.p.check(); (err == nil) != c.ok || (err != nil && !fault.Is(err, fault.Invalid)) {
			t.Errorf("%+v: %v", c.p, err)
		}
	}
	p := Post{From: from, To: from.AddDays(30)}
	for n, want := range map[int]bool{-1: false, 0: true, 30: true, 31: false} {
		if got := p.Has(from.AddDays(n)); got != want {
			t.Errorf("day %d: %v", n, got)
		}
	}
}

var start = time.Date(2022, 7, 5, 8, 0, 0, 0, time.UTC)

// 10,000 guesses at one account from 500 addresses in an hour: at most 20 are looked at.
func TestGuessesOfManyAddresses(t *testing.T) {
	th := newThrottle()
	n := 0
	for i := range 10000 {
		if _, wait := th.take(start.Add(time.Duration(i)*time.Hour/10000), "cb", fmt.Sprintf("10.0.%d.%d", i%500/250, i%250), false); wait == 0 {
			n++
		}
	}
	if n > 20 || n < 10 {
		t.Errorf("%d guesses were looked at", n)
	}
}

// A stranger who guesses all the time from one address, or from two, never keeps the owner
// out for more than a moment, and not at all on a browser that the owner used before.
func TestOwnerGetsIn(t *testing.T) {
	for strangers := 1; strangers <= 2; strangers++ {
		th := newThrottle()
		var next, since, worst int // the owner comes every half hour and tries once a minute till it works
		for s := 0; s < 12*3600; s += 2 {
			now := start.Add(time.Duration(s) * time.Second)
			for k := range strangers {
				th.take(now, "cb", fmt.Sprint("9.9.9.", k), false)
			}
			if s < next {
				continue
			}
			if _, wait := th.take(now, "cb", "1.1.1.1", false); wait > 0 {
				worst, next = max(worst, s-since), s+60
				continue
			}
			th.forget("cb", "1.1.1.1")
			since, next = s+1800, s+1800
		}
		if worst > 15*60 || since == 0 {
			t.Errorf("%d strangers keep the owner out for %d s", strangers, worst)
		}
	}
	th := newThrottle()
	for i := range 5000 {
		th.take(start, "cb", fmt.Sprint("9.9.", i), false)
	}
	if _, wait := th.take(start, "cb", "1.1.1.1", true); wait != 0 {
		t.Errorf("a known browser waits %v", wait)
	}
	// At the owner's own office, with a new browser: strangers elsewhere do not matter.
	th = newThrottle()
	th.forget("cb", "1.1.1.1") // was let in from there
	for i := range 5000 {
		th.take(start, "cb", fmt.Sprint("9.9.", i), false)
	}
	if _, wait := th.take(start, "cb", "1.1.1.1", false); wait != 0 {
		t.Errorf("at the own office the owner waits %v", wait)
	}
	if _, wait := th.take(start, "cb", "1.1.1.2", false); wait == 0 {
		t.Error("the guesses of 5,000 addresses closed no lane")
	}
	// A new password opens the lanes of its user, and of nobody else.
	for range 20 {
		th.take(start, "2 cb", "", true)
		th.take(start, "2d cb", "", true)
		th.take(start, "xcb", "7.7.7.7", false)
	}
	th.open("cb")
	for _, login := range []string{"cb", "2 cb", "2d cb"} {
		if _, wait := th.take(start, login, "8.8.8.8", login != "cb"); wait != 0 {
			t.Errorf("after a new password the lane of %q is shut for %v", login, wait)
		}
	}
	if _, wait := th.take(start, "xcb", "7.7.7.7", false); wait == 0 {
		t.Error("another's lane was opened")
	}
}

func TestThrottleIsBounded(t *testing.T) {
	th := newThrottle()
	for i := range 5 * maxLimiters {
		th.take(start.Add(time.Duration(i)*time.Millisecond), fmt.Sprint("u", i), fmt.Sprint("a", i%70000), false)
		if len(th.all) > maxLimiters+3 {
			t.Fatalf("%d limiters", len(th.all))
		}
	}
}

func TestAddressKey(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7:5123": "192.0.2.7", "192.0.2.7": "192.0.2.7", "[2001:db8:1:2:3::4]:80": "2001:db8:1:2::/64", "2001:db8:1:2::9": "2001:db8:1:2::/64", "::ffff:192.0.2.7": "192.0.2.7", "": "", "@": "@",
	} {
		if got := addressKey(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestLoginForm(t *testing.T) {
	for login, ok := range map[string]bool{"thu-ky@thanhtra": true, "a": true, "cb.so-tu-phap": true, "": false, "-a": false, "a/b": false, "có": false, strings.Repeat("a", 65): false, "a b": false} {
		e := fault.New(fault.Invalid, "x|x")
		checkLogin(e, Login(login))
		if (len(e.Fields) == 0) != ok {
			t.Errorf("%q: %v", login, e)
		}
	}
}

func TestCodec(t *testing.T) {
	b, err := codec{}.Encode(start, map[string]any{"user": "1a", "agent": "x"})
	if err != nil {
		t.Fatal(err)
	}
	at, m, err := codec{}.Decode(b)
	if err != nil || !at.Equal(start) || m["user"] != "1a" || len(m) != 2 {
		t.Errorf("%v %v %v", at, m, err)
	}
	if _, err := (codec{}).Encode(start, map[string]any{"n": 1}); err == nil {
		t.Error("a number is lost")
	}
}
