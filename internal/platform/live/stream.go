package live

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"thidua/internal/platform/clock"
	"thidua/internal/platform/web"
)

// Prefix begins the address of every stream, which is neither compressed nor buffered.
const Prefix = "/truc-tiep/"

// Open begins the addresses of streams that a code opens: nobody's session is looked up.
var open = []string{Prefix + "hop/", Prefix + "chieu/"}

// Sessionless reports whether the address of a stream has nothing to do with accounts.
func Sessionless(path string) bool {
	for _, p := range open {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// A Reader is who watches a channel.
type Reader struct {
	Channel string
	// May says whether the reader may still see the channel; it is asked before every frame
	// and every sign of life, so it must be cheap.
	May func(ctx context.Context) error
	// Look is how often May is asked while nothing changes; 0 leaves it to the signs of life.
	// Each look costs a query, so it is for the few, not for a hall of phones.
	Look time.Duration
}

// writeTime is how long a reader may take for one frame before its connection is closed; it
// comes back with the last number it had.
const writeTime = 10 * time.Second

// head writes the lines before the form: the number, and the stretch that it covers.
func head(b []byte, seq, was int64) []byte {
	b = append(b, "id: "...)
	b = strconv.AppendInt(b, seq, 10)
	b = append(b, "\ndata: "...)
	b = strconv.AppendInt(b, seq, 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, was, 10)
	return append(b, '\n')
}

// lines writes a form as data lines of an event.
func lines(form []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(form) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			continue
		}
		b.WriteString("data: ")
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// Stream answers a request with the frames of a channel until the reader goes, may no longer
// see it, or the server stops. A connection that cannot stay open (a test's recorder, a
// HEAD request) gets the frame of now.
func (h *Hub) Stream(w http.ResponseWriter, r *web.Request, x Reader) error {
	ctx := r.Context()
	if err := x.May(ctx); err != nil {
		return err
	}
	last, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if err != nil {
		if last, err = strconv.ParseInt(r.URL.Query().Get("sau"), 10, 64); err != nil {
			last = -1
		}
	}
	c := h.join(x.Channel)
	stays := false
	defer func() {
		if !stays {
			h.leave(c)
		}
	}()
	now, _ := h.after(c)
	if now == nil {
		if now, err = h.refresh(ctx, c); err != nil {
			return err
		}
	}
	if last > now.seq { // the page is newer than the form that was made for others
		if now, err = h.refresh(ctx, c); err != nil {
			return err
		}
		if last > now.seq { // a number of another database: begin anew
			last = -1
		}
	}
	hd := w.Header()
	hd.Set("Content-Type", "text/event-stream; charset=utf-8")
	hd.Set("Cache-Control", "no-store")
	hd.Set("X-Accel-Buffering", "no")
	rc := http.NewResponseController(w)
	if r.Method == "GET" && r.ProtoMajor == 1 {
		if conn := taken(rc); conn != nil {
			stays = true
			h.streams.Add(1)
			go h.alone(conn, preamble(hd), c, x, last)
			return nil
		}
	}
	w.WriteHeader(http.StatusOK)
	long := r.Method == "GET" && rc.SetReadDeadline(time.Time{}) == nil && rc.SetWriteDeadline(time.Time{}) == nil
	if _, err := w.Write([]byte(retry)); err != nil {
		return nil
	}
	if !long {
		w.Write(append(head(nil, now.seq, last), now.body...))
		return nil
	}
	h.streams.Add(1)
	defer h.streams.Add(-1)
	out := func(b ...[]byte) error {
		if err := rc.SetWriteDeadline(clock.System.Now().Add(writeTime)); err != nil {
			return err
		}
		for _, x := range b {
			if _, err := w.Write(x); err != nil {
				return err
			}
		}
		return rc.Flush()
	}
	h.follow(ctx, out, c, x, last) // when it ends, the reader is gone or may no longer see it: there is nobody to tell
	return nil
}

const retry = "retry: 2000\n\n"

// taken takes the connection of a request away from the server: what the server keeps for the next request of
// a connection, buffers and two deep stacks, costs several times what a stream needs. It gives nil
// where that cannot be done (HTTP/2, a test's recorder).
func taken(rc *http.ResponseController) net.Conn {
	conn, _, err := rc.Hijack()
	if err != nil {
		return nil
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		conn.Close()
		return nil
	}
	return conn
}

// preamble writes the head of the answer for a connection that was taken; its body ends with the connection.
func preamble(hd http.Header) []byte {
	hd.Set("Connection", "close")
	hd.Set("Date", clock.System.Now().UTC().Format(http.TimeFormat))
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 200 OK\r\n")
	hd.Write(&b)
	b.WriteString("\r\n" + retry)
	return b.Bytes()
}

// alone serves one reader on its own connection. That the reader went is noticed when something is written,
// at the latest by the signs of life.
func (h *Hub) alone(conn net.Conn, first []byte, c *channel, x Reader, last int64) {
	defer func() {
		if p := recover(); p != nil {
			h.log.Error("live: a stream broke", "panic", p)
		}
		conn.Close()
		h.leave(c)
		h.streams.Add(-1)
	}()
	out := func(b ...[]byte) error {
		if err := conn.SetWriteDeadline(clock.System.Now().Add(writeTime)); err != nil {
			return err
		}
		if len(b) == 1 {
			_, err := conn.Write(b[0])
			return err
		}
		all := net.Buffers(b)
		_, err := all.WriteTo(conn)
		return err
	}
	if err := out(first); err != nil {
		return
	}
	first = nil
	h.follow(context.Background(), out, c, x, last)
}

var errEnd = errors.New("live: the stream ends")

// follow writes frames until something ends it.
func (h *Hub) follow(ctx context.Context, out func(...[]byte) error, c *channel, x Reader, last int64) error {
	first := true
	beat := time.NewTimer(h.beat)
	defer beat.Stop()
	var look <-chan time.Time
	if x.Look > 0 {
		t := time.NewTicker(x.Look)
		defer t.Stop()
		look = t.C
	}
	for {
		f, next := h.after(c)
		if f.seq > last || first {
			if err := x.May(ctx); err != nil {
				return err
			}
			if err := write(out, f, last); err != nil {
				return err
			}
			last, first = f.seq, false
			continue
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		case <-h.closed:
			return errEnd
		case <-look:
			if err := x.May(ctx); err != nil {
				return err
			}
		case <-beat.C:
			beat.Reset(h.beat)
			if err := x.May(ctx); err != nil {
				return err
			}
			if err := out(alive); err != nil {
				return err
			}
		}
	}
}

// alive is the sign of life of a stream.
var alive = []byte(": \n\n")

// write sends a frame to a reader that had everything up to last.
func write(out func(...[]byte) error, f *frame, last int64) error {
	if f.full != nil && f.was == last {
		return out(f.full)
	}
	return out(head(nil, f.seq, last), f.body)
}

// Frame answers the question of a page without a stream: the form of now with its number in
// the header X-Seq, or 204 when the page has it already ("sau").
func (h *Hub) Frame(w http.ResponseWriter, r *web.Request, x Reader) error {
	if err := x.May(r.Context()); err != nil {
		return err
	}
	c := h.join(x.Channel)
	defer h.leave(c)
	// A channel that is watched is kept new; one that is not is made for this question.
	f, _ := h.after(c)
	if f == nil {
		var err error
		if f, err = h.refresh(r.Context(), c); err != nil {
			return err
		}
	}
	hd := w.Header()
	hd.Set("Cache-Control", "no-store")
	hd.Set("X-Seq", strconv.FormatInt(f.seq, 10))
	if had, err := strconv.ParseInt(r.URL.Query().Get("sau"), 10, 64); err == nil && had == f.seq {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	hd.Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write(f.form)
	return err
}
