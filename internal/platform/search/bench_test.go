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
	r := rand.New(rand.NewPCG(3, 5))
	n := records()
	fill(b, d, r, n)
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

// many gives an INSERT of n rows at once.
func many(into string, cols, n int) string {
	var s strings.Builder
	s.WriteString("INSERT INTO " + into + " VALUES ")
	for i := range n {
		if i > 0 {
			s.WriteString(", ")
		}
		for c := range cols {
			s.WriteString([]string{"(", ", "}[min(c, 1)] + "$" + strconv.Itoa(i*cols+c+1))
		}
		s.WriteString(")")
	}
	return s.String() + " ON CONFLICT DO NOTHING"
}

const (
	part   = 2000 // records in one write
	bundle = 250  // rows in one statement
)

var (
	qAnalyze = db.Quiet("search.bench.analyze", "ANALYZE") // what a database does by itself after a while
	qEntries = db.Quiet("search.bench.entries", many("search_entry (id, grp, ref, bloc, unit, kind, title, hint, href, fold)", 10, bundle))
	qTokens  = db.Quiet("search.bench.tokens", many("search_token (token, bloc, entry)", 3, bundle))
	qWords   = db.Quiet("search.bench.words", many("search_word (token)", 1, bundle))
	qBlocs   = db.Quiet("search.bench.blocs", many("search_vocabulary (bloc, token)", 2, bundle))
)

// rows are the arguments of a statement of many rows; the last row is repeated to fill it.
type rows struct {
	q    *db.Query
	cols int
	args []any
}

func (x *rows) put(b *testing.B, tx *db.Tx, row ...any) {
	x.args = append(x.args, row...)
	if len(x.args) == x.cols*bundle {
		x.flush(b, tx)
	}
}

func (x *rows) flush(b *testing.B, tx *db.Tx) {
	if len(x.args) == 0 {
		return
	}
	for last := x.args[len(x.args)-x.cols:]; len(x.args) < x.cols*bundle; {
		x.args = append(x.args, last...)
	}
	if _, err := tx.Exec(context.Background(), x.q, x.args...); err != nil {
		b.Fatal(err)
	}
	x.args = nil
}

// fill writes n records of random words in 500 blocs as Replace would, in statements of many rows.
func fill(b *testing.B, d *db.DB, r *rand.Rand, n int) {
	ctx := context.Background()
	for from := 0; from < n; from += part {
		list := make([]Entry, min(part, n-from))
		for i := range list {
			w := make([]string, 6+r.IntN(6))
			for k := range w {
				w[k] = syllables[r.IntN(len(syllables))]
			}
			list[i] = Entry{ID: int64(from + i + 1), Ref: strconv.Itoa(from + i), Bloc: id.Bloc(1 + (from+i)%500), Unit: id.Unit(r.IntN(4)), Kind: "task", Title: strings.Join(w[:3], " "), Hint: strings.Join(w[3:], " ") + fmt.Sprintf(" %d", from+i), Href: "/x"}
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			entries, toks, all, own := rows{q: qEntries, cols: 10}, rows{q: qTokens, cols: 3}, rows{q: qWords, cols: 1}, rows{q: qBlocs, cols: 2}
			for _, e := range list {
				fold := e.fold()
				entries.put(b, tx, e.ID, "g", e.Ref, int64(e.Bloc), int64(e.Unit), e.Kind, e.Title, e.Hint, e.Href, fold)
				for _, w := range tokens(fold) {
					toks.put(b, tx, w, int64(e.Bloc), e.ID)
					all.put(b, tx, w)
					own.put(b, tx, int64(e.Bloc), w)
				}
			}
			for _, x := range []*rows{&entries, &toks, &all, &own} {
				x.flush(b, tx)
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, qAnalyze)
		return err
	}); err != nil {
		b.Fatal(err)
	}
}
