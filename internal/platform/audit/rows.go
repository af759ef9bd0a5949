package audit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"thidua/internal/platform/db"
)

// A leaf names the rows that its transaction left behind in a list: one line each with
// table, key and digest of the content, "-" when the row is gone. The leaf holds the hash
// of the list. Replaying the lists in the order of the log gives what every bound row must
// be today; a row changed, added or removed in any other way does not fit.

// digestSize is the length of a row's digest: a cut SHA-256, long enough that nobody can
// find two contents with one digest.
const digestSize = 24

type digest [digestSize]byte

func digestOf(salt []byte, table, key string, row []byte) (d digest) {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(table))
	h.Write([]byte{0})
	h.Write([]byte(key))
	h.Write([]byte{0})
	h.Write(row)
	copy(d[:], h.Sum(nil))
	return d
}

type rowList struct {
	salt []byte
	body string
}

const gone = "-"

func listRows(salt []byte, changes []db.Change) rowList {
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(c.Table)
		b.WriteByte('\t')
		b.WriteString(c.Key)
		b.WriteByte('\t')
		if c.Row == nil {
			b.WriteString(gone)
		} else {
			d := digestOf(salt, c.Table, c.Key, c.Row)
			b.WriteString(base64.RawStdEncoding.EncodeToString(d[:]))
		}
		b.WriteByte('\n')
	}
	return rowList{salt, b.String()}
}

func (l rowList) sum() string {
	h := sha256.New()
	h.Write(l.salt)
	h.Write([]byte(l.body))
	return hex.EncodeToString(h.Sum(nil))
}

// record is what the log says last of a row.
type record struct {
	salt [16]byte
	sum  digest
	leaf int64
}

// A Ledger (sổ đối chiếu) is what every bound row must be, replayed from the log.
type Ledger struct {
	rows   map[string]record // table, NUL, key
	tables map[string]bool   // the tables that are bound
}

// Bound tells whether the rows of a table are bound to the log.
func (l *Ledger) Bound(table string) bool { return l.tables[table] }

// apply replays one list. It fails when the list is not in its form.
func (l *Ledger) apply(leaf int64, r rowList) error {
	var salt [16]byte
	copy(salt[:], r.salt)
	for line := range strings.Lines(r.body) {
		table, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		key, sum, ok := strings.Cut(rest, "\t")
		if !ok {
			return fmt.Errorf("audit: rows of leaf %d: %q", leaf, line)
		}
		name := table + "\x00" + key
		if sum == gone {
			delete(l.rows, name)
			continue
		}
		rec := record{salt: salt, leaf: leaf}
		b, err := base64.RawStdEncoding.DecodeString(sum)
		if err != nil || len(b) != digestSize {
			return fmt.Errorf("audit: rows of leaf %d: %q", leaf, line)
		}
		copy(rec.sum[:], b)
		l.rows[name] = rec
	}
	return nil
}

// A Misfit says how a row does not fit the log.
type Misfit string

const (
	Changed Misfit = "changed" // its content is not what the log says
	Added   Misfit = "added"   // the log does not know it
	Missing Misfit = "missing" // the log knows it, and it is gone
)

// Check compares a row with the ledger, and forgets it there; "" when it fits.
func (l *Ledger) Check(table, key string, row []byte) Misfit {
	name := table + "\x00" + key
	rec, ok := l.rows[name]
	if !ok {
		return Added
	}
	delete(l.rows, name)
	if digests && digestOf(rec.salt[:], table, key, row) != rec.sum {
		return Changed
	}
	return ""
}

// Left gives the rows of bound tables that were not checked, in the order of the log: they
// are gone.
func (l *Ledger) Left(f func(table, key string)) {
	for _, name := range slices.SortedFunc(maps.Keys(l.rows), func(a, b string) int {
		return cmp.Or(cmp.Compare(l.rows[a].leaf, l.rows[b].leaf), strings.Compare(a, b))
	}) {
		table, key, _ := strings.Cut(name, "\x00")
		if l.tables[table] {
			f(table, key)
		}
	}
}

// each compares every row of every bound table with the ledger and gives f those that do
// not fit, with their content; nil for one that is missing.
func (l *Ledger) each(ctx context.Context, tx *db.Tx, f func(m Misfit, c db.Change)) error {
	tables, err := tx.Tables(ctx)
	if err != nil {
		return err
	}
	for _, tb := range tables {
		if !l.tables[tb.Name] {
			continue
		}
		c := tb.Coder()
		var buf []byte
		err := tx.Rows(ctx, tb, func(row []any) error {
			key := c.Key(row)
			buf = c.Canonical(buf[:0], row)
			if m := l.Check(tb.Name, key, buf); m != "" {
				f(m, db.Change{Table: tb.Name, Key: key, Row: append([]byte{}, buf...)})
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", tb.Name, err)
		}
	}
	l.Left(func(table, key string) { f(Missing, db.Change{Table: table, Key: key}) })
	return nil
}
