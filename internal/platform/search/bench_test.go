package search

import (
	"cmp"
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
	begun := time.Now()
	fill(b, d, r, n)
	b.Logf("%d records loaded in %s", n, time.Since(begun).Round(time.Millisecond))
	b.Run("find", func(b *testing.B) { measure(b, d, r) })
	b.ReportMetric(float64(n), "records")
}

// measure searches b.N times, as the board, as a member and as a leader in turn.
func measure(b *testing.B, d *db.DB, r *rand.Rand) {
	ctx := context.Background()
	readers := []Reader{{All: true}, {Blocs: []id.Bloc{7}, Units: []id.Unit{2}}, {Leads: []id.Bloc{9}}}
	type search struct {
		text string
		who  int
		took time.Duration
	}
	var took []search
	for i := range b.N {
		w := make([]string, 1+i%3)
		for k := range w {
			w[k] = syllables[r.IntN(len(syllables))]
		}
		begun := time.Now()
		text := strings.Join(w, " ")
		if _, _, err := Find(ctx, d, readers[i%len(readers)], text, "", 20); err != nil {
			b.Fatal(err)
		}
		took = append(took, search{text, i % len(readers), time.Since(begun)})
	}
	slices.SortFunc(took, func(x, y search) int { return cmp.Compare(x.took, y.took) })
	b.ReportMetric(float64(took[len(took)*95/100].took.Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].took.Microseconds())/1000, "worst-ms")
	for _, x := range took[max(0, len(took)-5):] {
		b.Logf("slow: %q by reader %d took %s", x.text, x.who, x.took.Round(100*time.Microsecond))
	}
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

const part = 250000 // records in one write

var qAnalyze = db.Quiet("search.bench.analyze", "ANALYZE") // what a database does by itself after a while

// bundles are how many rows go into one statement: few on SQLite, where nothing is saved on the
// way and each parameter is looked up by name.
var bundles = map[db.Engine]int{db.SQLite: 4, db.Postgres: 400}

// A loader puts rows into one table by statements of many rows.
type loader struct {
	q    *db.Query
	cols int
	size int
	args []any
}

// loaders holds one per table and engine: entries, tokens, words, vocabulary.
var loaders = map[db.Engine][]loader{db.SQLite: newLoaders("sqlite", bundles[db.SQLite]), db.Postgres: newLoaders("postgres", bundles[db.Postgres])}

func newLoaders(engine string, size int) (list []loader) {
	for i, into := range []string{"search_entry (id, grp, ref, bloc, unit, kind, title, hint, href, fold)", "search_token (token, bloc, entry)", "search_word (token)", "search_vocabulary (bloc, token)"} {
		cols := []int{10, 3, 1, 2}[i]
		list = append(list, loader{q: db.Quiet("search.bench."+engine+"."+strconv.Itoa(i), many(into, cols, size)), cols: cols, size: size})
	}
	return list
}

func (x *loader) put(b testing.TB, tx *db.Tx, row ...any) {
	x.args = append(x.args, row...)
	if len(x.args) == x.cols*x.size {
		x.flush(b, tx)
	}
}

// flush writes what is left; the last row is repeated to fill the statement.
func (x *loader) flush(b testing.TB, tx *db.Tx) {
	if len(x.args) == 0 {
		return
	}
	for last := x.args[len(x.args)-x.cols:]; len(x.args) < x.cols*x.size; {
		x.args = append(x.args, last...)
	}
	if _, err := tx.Exec(context.Background(), x.q, x.args...); err != nil {
		b.Fatal(err)
	}
	x.args = x.args[:0]
}

// random makes the records from…from+n of random words in 500 blocs.
func random(r *rand.Rand, from, n int) []Entry {
	list := make([]Entry, n)
	for i := range list {
		w := make([]string, 6+r.IntN(6))
		for k := range w {
			w[k] = syllables[r.IntN(len(syllables))]
		}
		list[i] = Entry{ID: int64(from + i + 1), Ref: strconv.Itoa(from + i), Bloc: id.Bloc(1 + (from+i)%500), Unit: id.Unit(r.IntN(4)), Kind: "task", Title: strings.Join(w[:3], " "), Hint: strings.Join(w[3:], " ") + fmt.Sprintf(" %d", from+i), Href: "/x"}
	}
	return list
}

// A token is a row of the index of words.
type token struct {
	word  string
	bloc  int64
	entry int64
}

// A filler writes records by statements of many rows and remembers the words that are in.
type filler struct {
	loaders []loader
	all     map[string]bool
	own     map[token]bool
}

func newFiller(e db.Engine) *filler {
	return &filler{slices.Clone(loaders[e]), map[string]bool{}, map[token]bool{}}
}

// pour writes records with their own ids.
func (f *filler) pour(b testing.TB, tx *db.Tx, list []Entry) {
	entries, toks, words, blocs := &f.loaders[0], &f.loaders[1], &f.loaders[2], &f.loaders[3]
	var index []token
	for _, e := range list {
		fold := e.fold()
		entries.put(b, tx, e.ID, "g", e.Ref, int64(e.Bloc), int64(e.Unit), e.Kind, e.Title, e.Hint, e.Href, fold)
		for _, w := range tokens(fold) {
			index = append(index, token{w, int64(e.Bloc), e.ID})
		}
	}
	slices.SortFunc(index, func(a, b token) int {
		return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.bloc, b.bloc), cmp.Compare(a.entry, b.entry))
	})
	for _, t := range index {
		toks.put(b, tx, t.word, t.bloc, t.entry)
		if !f.all[t.word] {
			f.all[t.word] = true
			words.put(b, tx, t.word)
		}
		if k := (token{t.word, t.bloc, 0}); !f.own[k] {
			f.own[k] = true
			blocs.put(b, tx, t.bloc, t.word)
		}
	}
	for i := range f.loaders {
		f.loaders[i].flush(b, tx)
	}
}

// fill writes n records as Replace would, but in statements of many rows, and the words of a
// write in the order of their key, which costs a B-tree least.
func fill(b *testing.B, d *db.DB, r *rand.Rand, n int) {
	ctx := context.Background()
	known := newFiller(d.Engine)
	for from := 0; from < n; from += part {
		list := random(r, from, min(part, n-from))
		if err := d.Write(ctx, func(tx *db.Tx) error {
			known.pour(b, tx, list)
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
