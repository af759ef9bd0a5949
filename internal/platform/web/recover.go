package web

import (
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"

	"thidua/internal/base/fault"
)

// observed remembers the status of an answer and the route that gave it.
type observed struct {
	http.ResponseWriter
	route  string
	status int
}

// WriteHeader implements http.ResponseWriter.
func (o *observed) WriteHeader(status int) {
	if o.status == 0 && status >= 200 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (o *observed) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *observed) code() int {
	if o.status == 0 {
		return http.StatusOK
	}
	return o.status
}

// rescue answers a request whose handler broke down: a page that says so, as for any failure
// inside, and a line in the log with the place. What was answered in part is cut off, so that
// nobody takes a half page for a whole one.
func (s *Server) rescue(o *observed, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	stack := string(debug.Stack())
	if x, ok := p.(interface{ Inside() (any, string) }); ok { // of a write, which runs elsewhere
		p, stack = x.Inside()
	}
	s.Log.Error("request broke down", "route", o.route, "method", r.Method, "panic", brief(p), "stack", stack)
	if o.status != 0 {
		panic(http.ErrAbortHandler)
	}
	s.Fail(o, s.request(r, nil), http.StatusInternalServerError, fault.New(fault.Internal, "web.500|Hệ thống gặp lỗi. Nội dung đã lưu không bị mất. Thử lại, hoặc báo người quản trị."))
}

// brief tells what broke without the data that it broke on: a panic of somebody else may hold
// the text of a form.
func brief(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", p)
}
