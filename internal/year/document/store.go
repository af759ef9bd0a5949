package document

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/db"
)

const columns = `id, bloc, kind, code, issuer, abstract, day, effective, link, file, file_name, file_size, version`

var (
	qInsert = db.SQL("document.insert", `INSERT INTO document_document (id, bloc, kind, code, num, issuer, issuer_key, abstract, day, year, effective, link, file, file_name, file_size, fold, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`)
	qUpdate = db.SQL("document.update", `UPDATE document_document SET kind = $3, code = $4, num = $5, issuer = $6, issuer_key = $7, abstract = $8, day = $9, year = $10, effective = $11, link = $12, file = $13, file_name = $14, file_size = $15, fold = $16, version = version + 1
WHERE id = $1 AND version = $2`)
	qDelete   = db.SQL("document.delete", `DELETE FROM document_document WHERE id = $1 AND version = $2`)
	qAddCount = db.SQL("document.count.add", `INSERT INTO document_count (bloc, year, shard, n, rev) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (bloc, year, shard) DO UPDATE SET n = document_count.n + excluded.n, rev = document_count.rev + 1`)
	qCounts   = db.SQL("document.counts", `SELECT year, SUM(n), SUM(rev) FROM document_count WHERE bloc = $1 GROUP BY year`)
	qOf       = db.SQL("document.of", `SELECT `+columns+` FROM document_document WHERE id = $1`)
	qByNumber = db.SQL("document.bynumber", `SELECT `+columns+` FROM document_document WHERE bloc = $1 AND num = $2 ORDER BY day, id`)
	qList     = db.SQL("document.list", `SELECT `+columns+` FROM document_document WHERE id IN (
 SELECT id FROM document_document WHERE bloc = $1 ORDER BY day DESC, id DESC LIMIT $2 OFFSET $3
) ORDER BY day DESC, id DESC`)
	qYear = db.SQL("document.year", `SELECT `+columns+` FROM document_document WHERE id IN (
 SELECT id FROM document_document WHERE bloc = $1 AND day >= $2 AND day <= $3 ORDER BY day DESC, id DESC LIMIT $4 OFFSET $5
) ORDER BY day DESC, id DESC`)
	qFind = db.SQL("document.find", `SELECT `+columns+`, n FROM (
 SELECT id AS found, COUNT(*) OVER () AS n FROM document_document
 WHERE bloc = $1 AND (year = $2 OR $2 = 0) AND (kind = $3 OR $3 = '')
 AND ($14 = '' OR day >= $14) AND ($15 = '' OR day <> '' AND day <= $15) AND ($16 = '' OR issuer_key = $16)
 AND ($17 = '' OR $17 = 'above' AND id NOT IN (SELECT id FROM document_outgoing WHERE bloc = $1) OR $17 = 'own' AND id IN (SELECT id FROM document_outgoing WHERE bloc = $1 AND state IN ('issued', 'signed'))
  OR $17 = 'lost' AND id IN (SELECT id FROM document_outgoing WHERE bloc = $1 AND state IN ('withdrawn', 'replaced')))
 AND fold LIKE $4 ESCAPE '\' AND ($5 = '%' OR fold LIKE $5 ESCAPE '\') AND ($6 = '%' OR fold LIKE $6 ESCAPE '\') AND ($7 = '%' OR fold LIKE $7 ESCAPE '\')
 AND ($8 = '%' OR fold LIKE $8 ESCAPE '\') AND ($9 = '%' OR fold LIKE $9 ESCAPE '\') AND ($10 = '%' OR fold LIKE $10 ESCAPE '\') AND ($11 = '%' OR fold LIKE $11 ESCAPE '\')
 ORDER BY day DESC, id DESC LIMIT $12 OFFSET $13
) AS f JOIN document_document ON id = found ORDER BY day DESC, id DESC`)
	qIssuers = db.SQL("document.issuers", `SELECT issuer_key, MIN(issuer) FROM document_document WHERE bloc = $1 GROUP BY issuer_key ORDER BY issuer_key LIMIT 300`)

	qClauses      = db.SQL("document.clauses", `SELECT id, document, label, body, ord FROM document_clause WHERE document = $1 ORDER BY ord, id`)
	qInsertClause = db.SQL("document.clause.insert", `INSERT INTO document_clause (id, document, label, label_key, body, ord) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (document, label_key) DO UPDATE SET label = excluded.label, body = excluded.body, ord = excluded.ord`)
	qDropClause = db.SQL("document.clause.delete", `DELETE FROM document_clause WHERE id = $1`)
)

func fields(d *Document) []any {
	return []any{&d.ID, &d.Bloc, &d.Kind, &d.Code, &d.Issuer, &d.Abstract, &d.Day, &d.Effective, &d.Link, &d.File, &d.FileName, &d.FileSize, &d.Version}
}

func scan(r db.Row) (d Document, err error) {
	err = r.Scan(fields(&d)...)
	return d, err
}

// PageSize is how many documents a page of the list holds.
const PageSize = 50

// A Filter (bộ lọc) narrows the list. The zero value shows everything.
type Filter struct {
	Year  int
	Kind  string
	Query string // every folded word must begin a word of the record
	Page  int    // from 1

	From, To civil.Date // days of issue, zero for any
	Issuer   string     // key of an Issuer, "" for any
	Standing Standing
}

// Standing (tình trạng trong sổ) narrows the register to documents from above, to those that
// the bloc issued and that are in force, or to those withdrawn or replaced.
type Standing string

// The standings of the filter.
const (
	AnyStanding Standing = ""
	FromAbove   Standing = "above" // cấp trên ban hành
	OwnInForce  Standing = "own"   // của Khối, còn hiệu lực
	OwnLost     Standing = "lost"  // của Khối, đã thu hồi hoặc bị thay thế
)

// Standings holds the standings in the order of the form.
var Standings = []Standing{FromAbove, OwnInForce, OwnLost}

// Label gives the name shown to people, as a message.
func (s Standing) Label() string {
	return map[Standing]string{FromAbove: "document.standing.above|Cấp trên ban hành", OwnInForce: "document.standing.own|Của Khối, còn hiệu lực", OwnLost: "document.standing.lost|Của Khối, đã thu hồi hoặc thay thế"}[s]
}

// An Issuer (cơ quan ban hành) is one of those whose documents the register holds.
type Issuer struct{ Key, Name string }

// Issuers gives the issuers of a bloc's register.
func Issuers(ctx context.Context, q db.Q, b id.Bloc) ([]Issuer, error) {
	return db.All(ctx, q, qIssuers, func(r db.Row) (i Issuer, err error) { err = r.Scan(&i.Key, &i.Name); return i, err }, b)
}

// plain reports whether at most the year narrows the list: then the total is kept.
func (f Filter) plain() bool {
	return f.Kind == "" && len(vi.FoldWords(f.Query)) == 0 && f.From.IsZero() && f.To.IsZero() && f.Issuer == "" && f.Standing == AnyStanding
}

// Empty reports whether the filter lets every document through.
func (f Filter) Empty() bool { return f.Year == 0 && f.plain() }

// List gives one page of the documents of a bloc, newest first, and how many pass the
// filter in all. Without a filter the total comes from the kept counts.
func List(ctx context.Context, q db.Q, b id.Bloc, f Filter) (list []Document, total int, err error) {
	defer fault.Wrap(&err, "document.List")
	page := min(max(f.Page, 1), 1<<20)
	if f.plain() { // the total is kept
		t, err := Counts(ctx, q, b)
		if err != nil {
			return nil, 0, err
		}
		for _, y := range t.Years {
			if f.Year == 0 || f.Year == y.Year {
				total += y.N
			}
		}
		if f.Year == 0 {
			list, err = db.All(ctx, q, qList, scan, b, PageSize, (page-1)*PageSize)
			return list, total, err
		}
		first, last := civil.Date{Year: f.Year, Month: 1, Day: 1}, civil.Date{Year: f.Year, Month: 12, Day: 31}
		list, err = db.All(ctx, q, qYear, scan, b, first, last, PageSize, (page-1)*PageSize)
		return list, total, err
	}
	args := []any{b, f.Year, f.Kind}
	for _, p := range patterns(f.Query) {
		args = append(args, p)
	}
	scanN := func(r db.Row) (d Document, err error) {
		err = r.Scan(append(fields(&d), &total)...)
		return d, err
	}
	list, err = db.All(ctx, q, qFind, scanN, append(args, PageSize, (page-1)*PageSize, f.From, f.To, f.Issuer, string(f.Standing))...)
	if err == nil && len(list) == 0 && page > 1 { // beyond the end: tell the total all the same
		_, err = db.All(ctx, q, qFind, scanN, append(args, 1, 0, f.From, f.To, f.Issuer, string(f.Standing))...)
	}
	return list, total, err
}

const maxWords = 8

// patterns gives the LIKE patterns of a query: one per folded word, the longest when
// there are more than maxWords, "%" for the rest.
func patterns(query string) [maxWords]string {
	words := vi.FoldWords(query)
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	words = slices.Compact(words)
	var p [maxWords]string
	for i := range p {
		p[i] = "%"
		if i < len(words) {
			p[i] = "% " + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(words[i]) + "%"
		}
	}
	return p
}

// A YearCount (số văn bản của một năm) is how many documents a bloc has of one year.
type YearCount struct{ Year, N int }

// Tally (số đếm của sổ) is what is kept about the register of a bloc.
type Tally struct {
	Years []YearCount // newest first; year 0 holds documents without a date
	Total int
	Rev   int64 // grows with every change of the register
}

// Counts gives the kept counts of a bloc.
func Counts(ctx context.Context, q db.Q, b id.Bloc) (t Tally, err error) {
	_, err = db.All(ctx, q, qCounts, func(r db.Row) (y YearCount, err error) {
		var rev int64
		if err = r.Scan(&y.Year, &y.N, &rev); err == nil {
			t.Rev += rev
			t.Total += y.N
			if y.N > 0 {
				t.Years = append(t.Years, y)
			}
		}
		return y, err
	}, b)
	slices.SortFunc(t.Years, func(a, b YearCount) int { return b.Year - a.Year })
	return t, err
}

// Of gives a document. Errors: NotFound.
func Of(ctx context.Context, q db.Q, d ID) (Document, error) {
	return db.One(ctx, q, qOf, scan, d)
}

// Clauses gives the clauses of a document in their order.
func Clauses(ctx context.Context, q db.Q, d ID) ([]Clause, error) {
	return db.All(ctx, q, qClauses, func(r db.Row) (c Clause, err error) {
		err = r.Scan(&c.ID, &c.Document, &c.Label, &c.Text, &c.Order)
		return c, err
	}, d)
}

// ByNumber gives the documents of a bloc with a number, however it is written, oldest
// first; none when code is not a number.
func ByNumber(ctx context.Context, q db.Q, b id.Bloc, code string) ([]Document, error) {
	n, err := vi.ParseDocNumber(code)
	if err != nil {
		return nil, nil
	}
	return db.All(ctx, q, qByNumber, scan, b, n.Key())
}

// Same gives the documents that d would repeat: the same number of the same issuer in
// the same year (or, without a number, the same abstract), d itself left out.
func Same(ctx context.Context, q db.Q, d Document) ([]Document, error) {
	list, err := db.All(ctx, q, qByNumber, scan, d.Bloc, d.key())
	return slices.DeleteFunc(list, func(o Document) bool {
		return o.ID == d.ID || o.Year() != d.Year() || vi.Fold(o.Issuer) != vi.Fold(d.Issuer)
	}), err
}

const shards = 16

// shard spreads identifiers made in the same or different milliseconds.
func shard(d ID) int64 { return (int64(d)>>22 + int64(d)) % shards }

func insert(ctx context.Context, tx *db.Tx, d Document) error {
	if _, err := tx.Exec(ctx, qInsert, d.ID, d.Bloc, d.Kind, d.Code, d.key(), d.Issuer, vi.Fold(d.Issuer), d.Abstract, d.Day, d.Year(), d.Effective, d.Link, d.File, d.FileName, d.FileSize, d.fold()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qAddCount, d.Bloc, d.Year(), shard(d.ID), 1)
	return err
}

func update(ctx context.Context, tx *db.Tx, was, d Document) error {
	if err := tx.ExecOne(ctx, qUpdate, d.ID, d.Version, d.Kind, d.Code, d.key(), d.Issuer, vi.Fold(d.Issuer), d.Abstract, d.Day, d.Year(), d.Effective, d.Link, d.File, d.FileName, d.FileSize, d.fold()); err != nil {
		return err
	}
	if was.Year() == d.Year() { // the count stays, the revision grows
		_, err := tx.Exec(ctx, qAddCount, d.Bloc, d.Year(), shard(d.ID), 0)
		return err
	}
	if _, err := tx.Exec(ctx, qAddCount, d.Bloc, was.Year(), shard(d.ID), -1); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qAddCount, d.Bloc, d.Year(), shard(d.ID), 1)
	return err
}

// saveClauses makes the clauses of d those of list; labels name them.
func saveClauses(ctx context.Context, tx *db.Tx, d ID, was, list []Clause) error {
	keep := map[string]bool{}
	for _, c := range list {
		keep[vi.Fold(c.Label)] = true
	}
	for _, c := range was {
		if !keep[vi.Fold(c.Label)] {
			if _, err := tx.Exec(ctx, qDropClause, c.ID); err != nil {
				return err
			}
		}
	}
	for _, c := range list {
		if _, err := tx.Exec(ctx, qInsertClause, db.NewID[Clause](tx), d, c.Label, vi.Fold(c.Label), c.Text, c.Order); err != nil {
			return err
		}
	}
	return nil
}
