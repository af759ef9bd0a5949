package webtest

import (
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// A Link is a network that a reader may have. What goes through it is slowed down on its way
// to a server on this machine, so the browser needs no switch of its own: a token bucket for
// the rate, which all connections share, half a round trip of delay each way, round trips to set a
// connection up, and the slow start of TCP (ten segments in flight, more with every answer).
type Link struct {
	Down, Up int           // bits in a second
	RTT      time.Duration // there and back
	Setup    int           // round trips before a connection carries data: 1 for TCP, 2 with TLS 1.3
}

// Slow4G is the network that the usual page tests call slow 4G.
var Slow4G = Link{Down: 1_638_400, Up: 768_000, RTT: 150 * time.Millisecond, Setup: 1}

// Tenth is the same network with a tenth of the rate.
func (l Link) Tenth() Link {
	l.Down, l.Up = l.Down/10, l.Up/10
	return l
}

const (
	segment = 1460 // bytes of a packet
	window  = 10   // packets in flight when a connection begins
)

// Open gives the address of a server, an http URL, seen through the link until the test ends.
func (l Link) Open(t testing.TB, server string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	down, up := &bucket{rate: l.Down}, &bucket{rate: l.Up}
	go func() {
		for {
			c, err := in.Accept()
			if err != nil {
				return
			}
			go l.carry(c, u.Host, down, up)
		}
	}()
	return "http://" + in.Addr().String()
}

// carry joins a connection of the browser with one of the server.
func (l Link) carry(c net.Conn, host string, down, up *bucket) {
	defer c.Close()
	time.Sleep(time.Duration(l.Setup) * l.RTT)
	s, err := net.Dial("tcp", host)
	if err != nil {
		return
	}
	defer s.Close()
	var both sync.WaitGroup
	both.Go(func() { l.pass(s, c, up) })
	both.Go(func() { l.pass(c, s, down) })
	both.Wait()
}

// A packet is on its way until its time has come.
type packet struct {
	data []byte
	due  time.Time
}

// pass moves what comes from one side to the other.
func (l Link) pass(to, from net.Conn, b *bucket) {
	line := make(chan packet, 1<<12)
	var written sync.WaitGroup
	written.Go(func() {
		for p := range line {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.data); err != nil {
				from.Close()
			}
		}
		if c, ok := to.(*net.TCPConn); ok {
			c.CloseWrite()
		}
	})
	w := flight{room: window * segment, trip: l.RTT}
	for {
		data := make([]byte, segment)
		n, err := from.Read(data)
		if n > 0 {
			w.wait(n)
			sent := b.take(n)
			w.out(n, sent)
			line <- packet{data[:n], sent.Add(l.RTT / 2)}
		}
		if err != nil { // the end, or a connection that was cut: either way nothing more comes
			break
		}
	}
	close(line)
	written.Wait()
}

// A bucket lets so many bits through in a second, for all connections together.
type bucket struct {
	mu   sync.Mutex
	rate int
	free time.Time // when the line is idle again
}

// take waits until n bytes are through and tells when they were.
func (b *bucket) take(n int) time.Time {
	b.mu.Lock()
	if now := time.Now(); b.free.Before(now) {
		b.free = now
	}
	b.free = b.free.Add(time.Duration(n) * 8 * time.Second / time.Duration(b.rate))
	at := b.free
	b.mu.Unlock()
	time.Sleep(time.Until(at))
	return at
}

// A flight is what a connection sent and has not heard of: it holds at most room bytes,
// and every answer makes room for as much again.
type flight struct {
	room, held int
	trip       time.Duration
	list       []answer
}

type answer struct {
	at time.Time
	n  int
}

// wait waits until n more bytes may be sent.
func (f *flight) wait(n int) {
	for {
		now := time.Now()
		for len(f.list) > 0 && !f.list[0].at.After(now) {
			f.held -= f.list[0].n
			f.room += f.list[0].n
			f.list = f.list[1:]
		}
		if f.held+n <= f.room || len(f.list) == 0 {
			return
		}
		time.Sleep(time.Until(f.list[0].at))
	}
}

func (f *flight) out(n int, sent time.Time) {
	f.held += n
	f.list = append(f.list, answer{sent.Add(f.trip), n})
}
