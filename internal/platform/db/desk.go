package db

import (
	"context"
	"sync"
)

// A Desk takes the same kind of work from many callers and hands it on in batches: while one
// batch is being written, the next one gathers. Every caller is answered after the write
// that holds its work has returned, so a receipt still means a durable commit; what is
// saved is one transaction, one look at the state and one audit leaf per caller.
type Desk[T any] struct {
	most  int
	write func(ctx context.Context, batch []T)

	mu   sync.Mutex
	wait []deskJob[T]
	busy bool
}

type deskJob[T any] struct {
	v    T
	done chan struct{}
}

// NewDesk makes a desk that writes at most most pieces of work at once. write leaves the
// outcome of each piece in the piece itself, for T is a pointer.
func NewDesk[T any](most int, write func(ctx context.Context, batch []T)) *Desk[T] {
	return &Desk[T]{most: most, write: write}
}

// Do hands v in and waits until it was written. A caller that stops waiting (ctx) does not
// take its work back: it is written all the same, and asking again must find it.
func (d *Desk[T]) Do(ctx context.Context, v T) error {
	j := deskJob[T]{v, make(chan struct{})}
	d.mu.Lock()
	d.wait = append(d.wait, j)
	begin := !d.busy
	d.busy = true
	d.mu.Unlock()
	if begin {
		go d.run(context.Background()) // of no caller: what one request carries must not reach the work of others
	}
	select {
	case <-j.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *Desk[T]) run(ctx context.Context) {
	for {
		d.mu.Lock()
		n := min(len(d.wait), d.most)
		batch := d.wait[:n:n]
		d.wait = d.wait[n:]
		if n == 0 {
			d.busy, d.wait = false, nil
			d.mu.Unlock()
			return
		}
		d.mu.Unlock()
		list := make([]T, n)
		for i, j := range batch {
			list[i] = j.v
		}
		d.write(ctx, list)
		for _, j := range batch {
			close(j.done)
		}
	}
}
