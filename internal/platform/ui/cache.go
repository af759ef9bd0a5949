package ui

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"thidua/internal/platform/web"
)

// A Cache keeps finished pages of lists that many people open again and again. A page is
// found again only by everything it depends on: the key that the handler gives (which
// must change with the data), the address, the reader with all rights of this request,
// language, theme, text size and the minute that the footer prints. So a change of data
// or of rights shows on the next request, on every server process.
type Cache struct {
	mu    sync.Mutex
	pages map[string][]byte
	size  int
}

// maxCache bounds the bytes of one cache; a full cache starts anew.
const maxCache = 8 << 20

// NewCache makes an empty cache.
func NewCache() *Cache { return &Cache{pages: map[string][]byte{}} }

func (c *Cache) get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, ok := c.pages[key]
	return b, ok
}

func (c *Cache) put(key string, page []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(key) + len(page)
	if n > maxCache/4 {
		return
	}
	if c.size+n > maxCache {
		clear(c.pages)
		c.size = 0
	}
	c.pages[key] = append([]byte(nil), page...)
	c.size += n
}

// cacheKey joins everything that a page of the frame depends on.
func cacheKey(r *web.Request, key string) string {
	var b strings.Builder
	add := func(s string) { b.WriteString(s); b.WriteByte(0) }
	add(key)
	add(r.URL.RequestURI())
	add(string(r.Lang))
	for _, name := range []string{"theme", "size"} {
		v := ""
		if c, err := r.Cookie(name); err == nil {
			v = c.Value
		}
		add(v)
	}
	add(r.Srv.Clock.Now().Format("200601021504"))
	a := r.Actor
	add(a.User.String() + " " + a.Name)
	for _, p := range a.Posts {
		add(p.Unit.String() + " " + string(p.Role))
	}
	for _, m := range a.Blocs {
		add(m.Bloc.String() + " " + m.Unit.String() + " " + strconv.FormatBool(m.Lead))
	}
	return b.String()
}

// RenderCached writes the page from the cache, or makes its data, renders it and keeps
// it. A page that shows a message once is neither taken from the cache nor kept.
func (v *View[T]) RenderCached(w http.ResponseWriter, r *web.Request, c *Cache, key string, data func() (T, error)) error {
	return v.cached(w, r, c, key, func() (any, error) { return data() })
}

func (v *view) cached(w http.ResponseWriter, r *web.Request, c *Cache, key string, data func() (any, error)) error {
	if _, err := r.Cookie("flash"); err == nil {
		d, err := data()
		if err != nil {
			return err
		}
		return v.render(w, r, http.StatusOK, d)
	}
	full := cacheKey(r, key)
	page, ok := c.get(full)
	if !ok {
		d, err := data()
		if err != nil {
			return err
		}
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		if err := v.execute(b, r, d); err != nil {
			return err
		}
		page = b.Bytes()
		c.put(full, page)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write(page)
	return err
}
