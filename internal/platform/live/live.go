package live

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

var (
	qGrow = db.Quiet("live.grow", `INSERT INTO live_topic (topic, seq) VALUES ($1, $2) ON CONFLICT (topic) DO UPDATE SET seq = live_topic.seq + excluded.seq RETURNING seq`)
	qSeq  = db.SQL("live.seq", `SELECT seq FROM live_topic WHERE topic = $1`)
	qAll  = db.SQL("live.all", `SELECT topic, seq FROM live_topic`)
)

// Grow numbers the next n changes of a topic, in their transaction, and gives the last number.
func Grow(ctx context.Context, tx *db.Tx, topic string, n int) (int64, error) {
	seq, err := db.One(ctx, tx, qGrow, db.Scalar[int64], topic, n)
	if err != nil {
		return 0, err
	}
	return seq, tx.Notify(ctx, topic)
}

// Seq gives the number of the last change of a topic, 0 before the first.
func Seq(ctx context.Context, q db.Q, topic string) (int64, error) {
	list, err := db.All(ctx, q, qSeq, db.Scalar[int64], topic)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0], nil
}

// A Source makes the form of a channel: what its readers see now, and the number of the last
// change that it shows. The bytes are HTML or any other text without carriage returns.
type Source func(ctx context.Context, channel string) (seq int64, form []byte, err error)

// frame is one form of a channel, ready to be sent.
type frame struct {
	seq  int64
	was  int64  // the frame before it
	body []byte // "data: …" lines and the empty line that ends them
	full []byte // with its head, for readers that had was
	form []byte
}

// channel is what the readers of one class watch.
type channel struct {
	name, topic string
	now         atomic.Pointer[frame]
	mu          sync.Mutex    // held while the form is made
	next        chan struct{} // closed when there is a newer frame; guarded by Hub.mu
	readers     int           // guarded by Hub.mu
}

// A Hub brings changes to readers.
type Hub struct {
	db   *db.DB
	log  *slog.Logger
	beat time.Duration // between two signs of life
	poll time.Duration // between two looks at the outbox

	mu      sync.Mutex
	sources map[string]Source // by the first word of a channel: "conference"
	open    map[string]*channel
	seen    map[string]int64 // topic → last number this process knows
	wake    chan struct{}
	streams atomic.Int64
	closed  chan struct{}
	once    sync.Once
}

// NewHub makes a hub over a database. Run must run while it is used.
func NewHub(d *db.DB, log *slog.Logger) *Hub {
	return &Hub{db: d, log: log, beat: 20 * time.Second, poll: 1500 * time.Millisecond, sources: map[string]Source{}, open: map[string]*channel{}, seen: map[string]int64{},
		wake: make(chan struct{}, 1), closed: make(chan struct{})}
}

// Serve lets s make the channels whose name begins with kind and a slash.
func (h *Hub) Serve(kind string, s Source) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sources[kind] = s
}

// Readers gives how many streams are open.
func (h *Hub) Readers() int { return int(h.streams.Load()) }

// Close ends every stream; the server stops.
func (h *Hub) Close() { h.once.Do(func() { close(h.closed) }) }

// Run brings the changes of other processes until ctx ends.
func (h *Hub) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	if h.db.Engine == db.Postgres {
		wg.Go(func() { h.listen(ctx) })
	}
	t := time.NewTicker(h.poll)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			h.Close()
			return
		case <-h.closed:
			return
		case <-t.C:
		case <-h.wake:
		}
		if err := h.look(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("live: the outbox could not be read", "err", err)
		}
	}
}

// listen hears of changes at once; when its connection is lost, the looks at the outbox go
// on and it tries again.
func (h *Hub) listen(ctx context.Context) {
	for wait := time.Second; ctx.Err() == nil; wait = min(2*wait, 30*time.Second) {
		err := h.db.Listen(ctx, func() {
			wait = time.Second
			select {
			case h.wake <- struct{}{}:
			default:
			}
		}, func(topic string) { h.Changed(topic) })
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return
		}
		h.log.Warn("live: notifications of the database stopped, looking at the outbox instead", "err", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

// look finds topics that grew without a word.
func (h *Hub) look(ctx context.Context) error {
	h.mu.Lock()
	idle := len(h.open) == 0
	h.mu.Unlock()
	if idle {
		return nil
	}
	type row struct {
		topic string
		seq   int64
	}
	list, err := db.All(ctx, h.db, qAll, func(r db.Row) (x row, err error) { err = r.Scan(&x.topic, &x.seq); return x, err })
	for _, x := range list {
		h.mu.Lock()
		grew := h.seen[x.topic] < x.seq
		h.seen[x.topic] = max(h.seen[x.topic], x.seq)
		h.mu.Unlock()
		if grew {
			h.Changed(x.topic)
		}
	}
	return err
}

// Changed makes the forms of a topic anew and wakes their readers. It is called after the
// commit, and comes back at once.
func (h *Hub) Changed(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.open {
		if c.topic == topic {
			go h.refresh(context.Background(), c)
		}
	}
}

// refresh makes the form of a channel and wakes its readers when it is newer.
func (h *Hub) refresh(ctx context.Context, c *channel) (*frame, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind, _, _ := strings.Cut(c.name, "/")
	h.mu.Lock()
	s := h.sources[kind]
	h.mu.Unlock()
	if s == nil {
		return nil, errors.New("live: nobody serves " + c.name)
	}
	seq, form, err := s(ctx, c.name)
	if err != nil {
		h.log.Error("live: the form of a channel could not be made", "channel", c.name, "err", err)
		return nil, err
	}
	old := c.now.Load()
	if old != nil && old.seq >= seq {
		return old, nil
	}
	f := &frame{seq: seq, form: form, body: lines(form)}
	if old != nil {
		f.was = old.seq
		f.full = append(head(nil, seq, old.seq), f.body...)
	}
	h.mu.Lock()
	c.now.Store(f)
	h.seen[c.topic] = max(h.seen[c.topic], seq)
	close(c.next)
	c.next = make(chan struct{})
	h.mu.Unlock()
	return f, nil
}

// join adds a reader to a channel.
func (h *Hub) join(name string) *channel {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.open[name]
	if c == nil {
		topic, _, _ := strings.Cut(name, "#")
		c = &channel{name: name, topic: topic, next: make(chan struct{})}
		h.open[name] = c
	}
	c.readers++
	return c
}

func (h *Hub) leave(c *channel) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.readers--; c.readers == 0 {
		delete(h.open, c.name)
	}
}

// after gives the newest frame of c and what will be closed when there is a newer one.
func (h *Hub) after(c *channel) (*frame, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return c.now.Load(), c.next
}
