// Package id holds typed, time-ordered identifiers and the nouns that every room needs.
// Identifiers are made in Go, never by the database, so that both engines agree.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strconv"
	"sync"
	"time"
)

// Of is the identifier of a T. Zero means "none". In addresses it is written in
// base 32 (see String), in the database as BIGINT.
type Of[T any] int64

// The four nouns everyone needs; the types themselves live in their capabilities.
type (
	userTag   struct{}
	personTag struct{}
	unitTag   struct{}
	blocTag   struct{}
)

type (
	User   = Of[userTag]   // tài khoản
	Person = Of[personTag] // cá nhân
	Unit   = Of[unitTag]   // đơn vị
	Bloc   = Of[blocTag]   // khối thi đua
)

// ErrID says that a text is not an identifier.
var ErrID = errors.New("id: not an identifier")

// String gives the form used in addresses.
func (i Of[T]) String() string { return strconv.FormatInt(int64(i), 32) }

// Parse reads the form used in addresses. Errors: ErrID.
func Parse[T any](s string) (Of[T], error) {
	if len(s) == 0 || len(s) > 13 {
		return 0, ErrID
	}
	n, err := strconv.ParseInt(s, 32, 64)
	if err != nil || n <= 0 {
		return 0, ErrID
	}
	return Of[T](n), nil
}

// A Maker makes identifiers that grow with time: 41 bits of milliseconds since 2020,
// 10 bits drawn once per process, 12 bits counted. It is safe for concurrent use.
type Maker struct {
	now  func() time.Time
	mu   sync.Mutex
	last int64
	n    int64
	node int64
}

// NewMaker makes a Maker that reads the time from now.
func NewMaker(now func() time.Time) *Maker {
	var b [2]byte
	rand.Read(b[:])
	return &Maker{now: now, node: int64(binary.BigEndian.Uint16(b[:]) & 0x3ff)}
}

var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// After makes the next identifiers greater than newest, which an earlier process made: a clock
// that was set back, or stands still, makes none a second time.
func (m *Maker) After(newest int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ms := newest >> 22; ms >= m.last {
		m.last, m.n = ms+1, 0
	}
}

// Next gives the next identifier as a number; NewOf gives it a type.
func (m *Maker) Next() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	ms := m.now().Sub(epoch).Milliseconds()
	if ms < 1 {
		ms = 1
	}
	if ms <= m.last { // same millisecond, or the clock went back
		m.n++
		if m.n == 1<<12 {
			m.last++
			m.n = 0
		}
	} else {
		m.last, m.n = ms, 0
	}
	return m.last<<22 | m.node<<12 | m.n
}

// NewOf gives the next identifier of a T.
func NewOf[T any](m *Maker) Of[T] { return Of[T](m.Next()) }
