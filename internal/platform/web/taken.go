package web

import (
	"mime"
	"net/http"

	"thidua/internal/base/id"
	"thidua/internal/base/who"
)

// Concerns tells whose figures or persons the file holds that a handler is about to give: those
// of one unit of a bloc, of the whole bloc when u is 0, of every bloc when both are. A handler
// that does not say it speaks of the whole of the reader's own blocs.
func (r *Request) Concerns(b id.Bloc, u id.Unit) {
	r.about, r.aboutSet = who.Object{Bloc: b, Unit: u}, true
}

// ConcernsNobody tells that the file holds nothing of any unit: a form to be filled in, a book of
// rules.
func (r *Request) ConcernsNobody() { r.nobody = true }

// Concerned gives what Concerns told.
func (r *Request) Concerned() (who.Object, bool) { return r.about, r.aboutSet }

// taken tells of a file that was given away. What broke off half-way counts too: half of a
// list is a list.
func (s *Server) taken(w http.ResponseWriter, q *Request) {
	o, ok := w.(*observed)
	if s.Taken == nil || !ok || q.nobody || !q.Actor.SignedIn() || q.Route.Policy.Name == Public.Name || q.Method == http.MethodHead || o.status < 200 || o.status > 299 {
		return
	}
	kind, more, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil && kind == "" || kind != "attachment" {
		return
	}
	s.Taken(q, more["filename"])
}
