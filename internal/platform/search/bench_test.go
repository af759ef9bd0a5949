package search

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
)

// records is how many records the measurement holds: THIDUA_RECORDS, 20,000 without it. The
// bar is for 1,000,000.
func records() int {
	if n, err := strconv.Atoi(os.Getenv("THIDUA_RECORDS")); err == nil && n > 0 {
		return n
	}
	return 20000
}

// BenchmarkFind measures searches of one to three words, as a member of one bloc and as the
// board, over records in 500 blocs. It reports the 95th of every hundred.
func BenchmarkFind(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { find(b, dbtest.SQLite(b, []fs.FS{Migrations})) })
	b.Run("postgres", func(b *testing.B) { find(b, dbtest.Postgres(b, []fs.FS{Migrations})) })
}

// find fills the database once; the benchmark inside it may run several times.
func find(b *testing.B, d *db.DB) {
	ctx, r := context.Background(), rand.New(rand.NewPCG(3, 5))
	const part = 5000
	n := records()
	for from := 0; from < n; from += part {
		list := make([]Entry, min(part, n-from))
		for i := range list {
			w := make([]string, 6+r.IntN(6))
			for k := range w {
				w[k] = syllables[r.IntN(len(syllables))]
			}
			list[i] = Entry{Ref: strconv.Itoa(from + i), Bloc: id.Bloc(1 + (from+i)%500), Unit: id.Unit(r.IntN(4)), Kind: "task", Title: strings.Join(w[:3], " "), Hint: strings.Join(w[3:], " ") + fmt.Sprintf(" %d", from+i), Href: "/x"}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return Replace(ctx, tx, fmt.Sprint("g", from), "1", list) }); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("find", func(b *testing.B) { measure(b, d, r) })
	b.ReportMetric(float64(n), "records")
}

// measure searches b.N times, as the board, as a member and as a leader in turn.
func measure(b *testing.B, d *db.DB, r *rand.Rand) {
	ctx := context.Background()
	readers := []Reader{{All: true}, {Blocs: []id.Bloc{7}, Units: []id.Unit{2}}, {Leads: []id.Bloc{9}}}
	var took []time.Duration
	for i := range b.N {
		w := make([]string, 1+i%3)
		for k := range w {
			w[k] = syllables[r.IntN(len(syllables))]
		}
		begun := time.Now()
		if _, _, err := Find(ctx, d, readers[i%len(readers)], strings.Join(w, " "), "", 20); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "worst-ms")
}
