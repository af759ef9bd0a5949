package portalweb

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// A Cache keeps finished public pages, so that readers cost next to nothing. A page is found
// again by everything it depends on: address, language, theme, text size, the minute (for
// what appears at a set time) and the state of the data. In this process a change shows with
// the next request, since every commit is counted; what another process changes shows within
// a second, when the audit log is asked for its newest leaf. Readers who are signed in, or
// who just got a message, are answered anew.
type Cache struct {
	next   http.Handler
	db     *db.DB
	cookie string // name of the session cookie

	mu    sync.RWMutex
	pages map[string]*entry
	size  int

	asking sync.Mutex
	asked  atomic.Int64 // when the audit log was asked, in Unix milliseconds
	newest atomic.Int64 // its answer
}

// entry is one finished page.
type entry struct {
	changes uint64
	newest  int64
	minute  int64
	header  http.Header
	tag     string
	plain   []byte
	packed  []byte
}

const (
	maxPages = 48 << 20 // bytes of all pages
	maxPage  = 2 << 20
	pollMS   = 1000
)

// NewCache puts a cache before next. cookie is the name of the session cookie.
func NewCache(next http.Handler, d *db.DB, cookie string) *Cache {
	return &Cache{next: next, db: d, cookie: cookie, pages: map[string]*entry{}}
}

// reads are the names that public pages look for in a query.
var reads = []string{"trang", "q", "loai", "nam", "khoi", "xong", "ma"}

// cacheable tells whether a path belongs to pages that look the same to every visitor.
func cacheable(path string) bool {
	switch path {
	case "/", "/trang-cong-khai", "/tin", "/rss.xml", "/atom.xml", "/sitemap.xml", "/robots.txt", "/so-do-trang":
		return true
	}
	return strings.HasPrefix(path, "/tin/") || strings.HasPrefix(path, "/cong-khai/") && !strings.HasSuffix(path, "/tep") && !strings.Contains(path, "/anh/")
}

// key gives the name of a page, "" when the request is not for the cache.
func (c *Cache) key(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !cacheable(r.URL.Path) {
		return ""
	}
	k := r.URL.Path + "?"
	if q := r.URL.RawQuery; q != "" {
		v, err := url.ParseQuery(q)
		if err != nil {
			return ""
		}
		for name := range v { // what a page reads makes another page; what a link drags along (fbclid, utm_…) does not
			switch {
			case !slices.Contains(reads, name):
			case name == "trang" && len(v[name]) == 1 && len(v[name][0]) < 4 && strings.Trim(v[name][0], "0123456789") == "":
				k += "trang=" + v[name][0]
			default:
				return ""
			}
		}
	}
	if len(r.Header["Cookie"]) == 0 {
		return k
	}
	var lang, theme, size string
	for _, x := range r.Cookies() {
		switch x.Name {
		case c.cookie, "flash":
			return ""
		case "lang":
			lang = x.Value
		case "theme":
			theme = x.Value
		case "size":
			size = x.Value
		}
	}
	// What is not one of ours is what the page takes it for: the usual one.
	known := func(v *string, all ...string) {
		if !slices.Contains(all, *v) {
			*v = ""
		}
	}
	known(&lang, "en")
	known(&theme, "light", "dark")
	known(&size, "s", "l")
	if lang+theme+size == "" {
		return k
	}
	return k + "\x00" + lang + "\x00" + theme + "\x00" + size
}

// state gives what pages of this moment are bound to.
func (c *Cache) state(r *http.Request) (changes uint64, newest, minute int64, err error) {
	now := c.db.Clock.Now().UnixMilli()
	changes = c.db.Changes()
	if was := c.asked.Load(); now-was >= pollMS || now < was {
		if c.asking.TryLock() {
			defer c.asking.Unlock()
			n, err := audit.Newest(r.Context(), c.db)
			if err != nil {
				return 0, 0, 0, err
			}
			if n != c.newest.Load() {
				c.newest.Store(n)
			}
			c.asked.Store(now)
		}
	}
	return changes, c.newest.Load(), now / int64(time.Minute/time.Millisecond), nil
}

// ServeHTTP implements http.Handler.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := c.key(r)
	if k == "" {
		c.next.ServeHTTP(w, r)
		return
	}
	changes, newest, minute, err := c.state(r)
	if err != nil {
		c.next.ServeHTTP(w, r)
		return
	}
	c.mu.RLock()
	e := c.pages[k]
	c.mu.RUnlock()
	if e == nil || e.changes != changes || e.newest != newest || e.minute != minute {
		if e = c.fetch(w, r, k); e == nil {
			return
		}
		e.changes, e.newest, e.minute = changes, newest, minute
		c.keep(k, e)
	}
	e.write(w, r)
}

// fetch asks the server behind for a page. What is no ordinary page is passed on, and nil
// comes back.
func (c *Cache) fetch(w http.ResponseWriter, r *http.Request, key string) *entry {
	plain := r.Clone(r.Context())
	plain.URL.RawQuery = "" // of the query only what is in the key
	if _, q, _ := strings.Cut(key, "?"); q != "" {
		plain.URL.RawQuery, _, _ = strings.Cut(q, "\x00")
	}
	plain.RequestURI = plain.URL.RequestURI()
	plain.Method = http.MethodGet
	for _, h := range []string{"Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range"} {
		plain.Header.Del(h)
	}
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	c.next.ServeHTTP(rec, plain)
	h := rec.header
	if rec.status != http.StatusOK || len(h["Set-Cookie"]) > 0 || strings.Contains(h.Get("Cache-Control"), "no-store") || rec.body.Len() > maxPage {
		for name, v := range h {
			w.Header()[name] = v
		}
		w.WriteHeader(rec.status)
		if r.Method != http.MethodHead {
			w.Write(rec.body.Bytes())
		}
		return nil
	}
	e := &entry{header: h, plain: bytes.Clone(rec.body.Bytes())}
	sum := sha256.Sum256(e.plain)
	e.tag = `"` + hex.EncodeToString(sum[:12]) + `"`
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, 7)
	z.Write(e.plain)
	z.Close()
	e.packed = bytes.Clone(b.Bytes())
	h.Del("Content-Length")
	h.Set("ETag", e.tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("Vary", "Accept-Encoding, Cookie")
	return e
}

func (c *Cache) keep(k string, e *entry) {
	n := len(k) + len(e.plain) + len(e.packed)
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.pages[k]; old != nil {
		c.size -= len(k) + len(old.plain) + len(old.packed)
	} else if c.size+n > maxPages {
		clear(c.pages)
		c.size = 0
	}
	c.pages[k] = e
	c.size += n
}

var gzipped = []string{"gzip"}

func (e *entry) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, v := range e.header {
		h[name] = v
	}
	if m := r.Header.Get("If-None-Match"); m != "" && matches(m, e.tag) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := e.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h["Content-Encoding"] = gzipped
		body = e.packed
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// matches reports whether a list of validators holds tag; a proxy may have weakened it.
func matches(list, tag string) bool {
	for _, m := range strings.Split(list, ",") {
		if m = strings.TrimSpace(m); m == "*" || strings.TrimPrefix(m, "W/") == tag {
			return true
		}
	}
	return false
}

// recorder holds an answer instead of sending it.
type recorder struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) Write(b []byte) (int, error) { r.wrote = true; return r.body.Write(b) }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
}
