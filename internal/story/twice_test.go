package story

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thidua/internal/platform/db"
	"thidua/internal/platform/web"
)

// twice sends every form that was carried out once more, with the same key: as after a
// connection that broke before the answer came. Nothing may be there twice.
type twice struct {
	t      *testing.T
	db     *sql.DB
	count  string
	routes *http.ServeMux // which route an address belongs to
	posts  map[string]web.Route
	n      int
	sent   map[string]int // route → how many times a form of it was carried out
	made   map[string]bool
	wrong  []string
}

// sendTwice makes the world send its forms twice. It needs SQLite.
func (w *world) sendTwice() *world {
	w.t.Helper()
	a := &twice{t: w.t, routes: http.NewServeMux(), posts: map[string]web.Route{}, sent: map[string]int{}, made: map[string]bool{}}
	var err error
	if a.db, err = sql.Open("sqlite", "file:"+filepath.Join(w.data, "thidua.db")+"?_pragma=query_only(1)&_pragma=busy_timeout(10000)"); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { a.db.Close() })
	var list []string
	for _, t := range db.Bound() {
		if ok := 0; a.db.QueryRow(`SELECT COUNT(*) FROM sqlite_master WHERE name = $1`, t).Scan(&ok) == nil && ok > 0 { // a query of a test may name a table of its own
			list = append(list, fmt.Sprintf("SELECT '%s', COUNT(*) FROM %[1]s", t))
		}
	}
	a.count = strings.Join(list, " UNION ALL ")
	s, err := w.app.Web()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, rt := range s.Routes() {
		if rt.Method == "POST" {
			a.routes.HandleFunc("POST "+rt.Path, func(http.ResponseWriter, *http.Request) {})
			a.posts["POST "+rt.Path] = rt
		}
	}
	w.again = a
	return w
}

// keyed gives a form the key that pages give theirs.
func (a *twice) keyed(form []string) []string {
	if a == nil || slices.ContainsFunc(form, func(l string) bool { return strings.HasPrefix(l, web.OnceField+"=") }) {
		return form
	}
	a.n++
	return append(slices.Clip(form), fmt.Sprintf("%s=twice%d", web.OnceField, a.n))
}

func (a *twice) rows() map[string]int {
	a.t.Helper()
	m := map[string]int{}
	rows, err := a.db.Query(a.count)
	if err != nil {
		a.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var t string
		var n int
		if err := rows.Scan(&t, &n); err != nil {
			a.t.Fatal(err)
		}
		m[t] = n
	}
	return m
}

// before looks at what is there, and gives what is to be done after the answer.
func (a *twice) before(w *world, r *http.Request, body []byte) func() {
	if a == nil || r.Method != "POST" {
		return func() {}
	}
	_, pattern := a.routes.Handler(r)
	cookies, was := w.now.Jar.Cookies(r.URL), a.rows()
	return func() {
		w.t.Helper()
		if w.answer.StatusCode >= http.StatusBadRequest {
			return
		}
		a.sent[pattern]++
		is, more := a.rows(), false
		for t, n := range is {
			more = more || n > was[t]
		}
		if !more {
			return // it changed or deleted something, or asked
		}
		a.made[pattern] = true
		second, err := http.NewRequest("POST", r.URL.String(), bytes.NewReader(body))
		if err != nil {
			w.t.Fatal(err)
		}
		second.Header = r.Header.Clone()
		second.Header.Del("Cookie")
		for _, c := range cookies {
			second.AddCookie(c)
		}
		answer, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(second)
		if err != nil {
			w.t.Fatal(err)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if answer.StatusCode >= http.StatusInternalServerError {
			a.wrong = append(a.wrong, fmt.Sprintf("%s sent twice gives %d", pattern, answer.StatusCode))
		}
		now := a.rows()
		for t, n := range now {
			if n > is[t] {
				a.wrong = append(a.wrong, fmt.Sprintf("%s sent twice leaves %d more rows in %s", pattern, n-is[t], t))
			}
		}
		to, again := w.answer.Header.Get("Location"), answer.Header.Get("Location")
		if again != "" && a.posts[pattern].Policy.Name != "public" && to != "" && again != to {
			a.wrong = append(a.wrong, fmt.Sprintf("%s sent twice leads to %q, not to %q", pattern, again, to))
		}
	}
}

// look says which routes were tried.
func (a *twice) look(t *testing.T) {
	for _, x := range a.wrong {
		t.Error(x)
	}
	var never []string
	for p := range a.posts {
		if a.sent[p] == 0 {
			never = append(never, p)
		}
	}
	slices.Sort(never)
	t.Logf("%d routes take forms; the story sends %d of them, %d create something and were sent twice; not in the story:\n%s", len(a.posts), len(a.sent), len(a.made), strings.Join(never, "\n"))
	a.review(t, "story")
}
