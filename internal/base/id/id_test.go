package id

import (
	"testing"
	"time"
)

// Identifiers of a process that begins again are greater than those before, whatever its clock says.
func TestAfter(t *testing.T) {
	at := time.Date(2022, 7, 5, 9, 0, 0, 0, time.UTC)
	newest := int64(0)
	for round := range 3000 {
		if round%7 == 3 {
			at = at.Add(-time.Hour)
		}
		m := NewMaker(func() time.Time { return at })
		m.After(newest)
		for range 1 + round%5 {
			n := m.Next()
			if n <= newest {
				t.Fatalf("round %d: %d after %d", round, n, newest)
			}
			newest = n
		}
	}
	later := NewMaker(func() time.Time { return at.AddDate(1, 0, 0) })
	later.After(newest)
	if got := later.Next() >> 22; got != at.AddDate(1, 0, 0).Sub(epoch).Milliseconds() {
		t.Errorf("a clock that went on is not followed: %d", got)
	}
}
