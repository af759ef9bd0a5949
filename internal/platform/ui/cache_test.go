package ui

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/web"
)

// TestCacheKey: a page is found again only by the same reader with the same rights, in
// the same language and look, in the same minute, for the same data.
func TestCacheKey(t *testing.T) {
	hand := clock.NewHand(time.Date(2022, 7, 5, 8, 30, 10, 0, clock.Zone))
	srv := &web.Server{Options: web.Options{Clock: hand}}
	ask := func(path string, change func(*web.Request)) string {
		r := &web.Request{Request: httptest.NewRequest("GET", path, nil), Lang: msg.VI, Srv: srv,
			Actor: who.Actor{User: 1, Name: "Cán bộ", Posts: []who.Post{{Unit: 2, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 3, Unit: 2}}}}
		change(r)
		return cacheKey(r, "list 1")
	}
	same := func(*web.Request) {}
	base := ask("/van-ban?trang=2", same)
	if base != ask("/van-ban?trang=2", same) {
		t.Error("the same request is not found again")
	}
	for name, other := range map[string]string{
		"address":  ask("/van-ban?trang=3", same),
		"user":     ask("/van-ban?trang=2", func(r *web.Request) { r.Actor.User = 9 }),
		"role":     ask("/van-ban?trang=2", func(r *web.Request) { r.Actor.Posts = []who.Post{{Unit: 2, Role: who.Head}} }),
		"lead":     ask("/van-ban?trang=2", func(r *web.Request) { r.Actor.Blocs = []who.Membership{{Bloc: 3, Unit: 2, Lead: true}} }),
		"language": ask("/van-ban?trang=2", func(r *web.Request) { r.Lang = msg.EN }),
		"theme":    ask("/van-ban?trang=2", func(r *web.Request) { r.AddCookie(&http.Cookie{Name: "theme", Value: "dark"}) }),
		"size":     ask("/van-ban?trang=2", func(r *web.Request) { r.AddCookie(&http.Cookie{Name: "size", Value: "l"}) }),
		"minute": func() string {
			hand.Set(hand.Now().Add(time.Minute))
			return ask("/van-ban?trang=2", same)
		}(),
	} {
		if other == base {
			t.Errorf("another %s finds the same page", name)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := NewCache()
	page := make([]byte, 1<<20)
	for i := range 50 {
		c.put(string(rune('a'+i)), page)
		if c.size > maxCache {
			t.Fatalf("%d bytes kept, limit %d", c.size, maxCache)
		}
	}
	if _, ok := c.get(string(rune('a' + 49))); !ok {
		t.Error("the newest page is gone")
	}
	c.put("huge", make([]byte, maxCache))
	if _, ok := c.get("huge"); ok {
		t.Error("a page larger than a quarter of the cache is kept")
	}
}
