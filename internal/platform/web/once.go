package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"thidua/internal/platform/once"
)

// OnceField is the hidden field of a form that holds its key; see package once.
const OnceField = "_khoa"

// handleOnce answers a POST that is carried out at most once. A repeated one leads to where
// the first one led.
func (s *Server) handleOnce(w http.ResponseWriter, q *Request) {
	ctx, form := once.With(q.Context())
	q.Request = q.WithContext(ctx)
	if q.PostForm != nil {
		if err := q.setOnce(func(h io.Writer) error { writeValues(h, q.PostForm); return nil }); err != nil {
			s.fail(w, q, err)
			return
		}
		q.PostForm.Del(OnceField)
		q.Form.Del(OnceField)
	}
	o := &observed{ResponseWriter: w}
	err := q.Route.Handler(o, q)
	switch {
	case errors.Is(err, once.ErrRepeated):
		err = See(w, q, s.done.get(form.Hash(), back(q)), "web.again|Nội dung này đã được ghi ở lần gửi trước, không ghi thêm lần nữa.")
	case err != nil || o.code() >= http.StatusBadRequest:
		err = errors.Join(err, form.Forget(ctx))
	case o.code() == http.StatusSeeOther:
		s.done.put(form.Hash(), w.Header().Get("Location"))
	}
	if err != nil {
		s.fail(w, q, err)
	}
}

// setOnce tells the form of the request apart from all others.
func (r *Request) setOnce(write func(io.Writer) error) error {
	k := r.PostForm.Get(OnceField)
	if k == "" && r.MultipartForm != nil {
		if v := r.MultipartForm.Value[OnceField]; len(v) > 0 {
			k = v[0]
		}
	}
	return once.Of(r.Context()).Set(k, r.Actor.User.String(), r.URL.RequestURI(), write)
}

func writeValues(w io.Writer, v url.Values) {
	names := make([]string, 0, len(v))
	for n := range v {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		fmt.Fprintf(w, "%q=%q\n", n, v[n])
	}
}

// back gives the page from which a form was sent.
func back(r *Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return u.RequestURI()
}

// outcomes remembers where forms led, for those that are sent again; when it is full it
// starts anew, and a repeated form leads back to its page.
type outcomes struct {
	mu  sync.Mutex
	all map[string]string
}

const maxOutcomes = 4096

func (o *outcomes) put(hash, to string) {
	if hash == "" || to == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil || len(o.all) >= maxOutcomes {
		o.all = map[string]string{}
	}
	o.all[hash] = to
}

func (o *outcomes) get(hash, or string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if to, ok := o.all[hash]; ok {
		return to
	}
	return or
}
