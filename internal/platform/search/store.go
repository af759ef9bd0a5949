package search

import (
	"context"
	"embed"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

const (
	columns = `e.id, e.ref, e.bloc, e.unit, e.kind, e.title, e.hint, e.href`
	words   = ` AND e.fold LIKE $2 ESCAPE '\' AND ($3 = '%' OR e.fold LIKE $3 ESCAPE '\') AND ($4 = '%' OR e.fold LIKE $4 ESCAPE '\') AND ($5 = '%' OR e.fold LIKE $5 ESCAPE '\') AND ($6 = '%' OR e.fold LIKE $6 ESCAPE '\')
 AND ($7 = '%' OR e.fold LIKE $7 ESCAPE '\') AND ($8 = '%' OR e.fold LIKE $8 ESCAPE '\') AND ($9 = '%' OR e.fold LIKE $9 ESCAPE '\') AND ($10 = '%' OR e.fold LIKE $10 ESCAPE '\') AND ($11 = '' OR e.kind = $11)`
	rights = ` AND ($14 = 1 OR e.unit = 0 OR e.unit IN ($15, $16, $17, $18))`
)

var (
	qAll        = db.SQL("search.all", `SELECT `+columns+` FROM search_token t JOIN search_entry e ON e.id = t.entry WHERE t.token = $1`+words+` ORDER BY t.bloc DESC, t.entry DESC LIMIT $12`)
	qBloc       = db.SQL("search.bloc", `SELECT `+columns+` FROM search_token t JOIN search_entry e ON e.id = t.entry WHERE t.token = $1 AND t.bloc = $13`+words+rights+` ORDER BY t.entry DESC LIMIT $12`)
	qAllTwo     = db.SQL("search.all.two", `SELECT `+columns+` FROM search_token t JOIN search_token s ON s.token = $13 AND s.bloc = t.bloc AND s.entry = t.entry JOIN search_entry e ON e.id = t.entry WHERE t.token = $1`+words+` ORDER BY t.bloc DESC, t.entry DESC LIMIT $12`)
	qBlocTwo    = db.SQL("search.bloc.two", `SELECT `+columns+` FROM search_token t JOIN search_token s ON s.token = $19 AND s.bloc = t.bloc AND s.entry = t.entry JOIN search_entry e ON e.id = t.entry WHERE t.token = $1 AND t.bloc = $13`+words+rights+` ORDER BY t.entry DESC LIMIT $12`)
	qAllNear    = db.SQL("search.all.near", `SELECT `+columns+` FROM (SELECT bloc, entry FROM search_token WHERE token = $1 ORDER BY bloc DESC, entry DESC LIMIT 1000) t JOIN search_entry e ON e.id = t.entry WHERE e.id > 0`+words+` ORDER BY t.bloc DESC, t.entry DESC LIMIT $12`)
	qBlocNear   = db.SQL("search.bloc.near", `SELECT `+columns+` FROM (SELECT bloc, entry FROM search_token WHERE token = $1 AND bloc = $13 ORDER BY bloc DESC, entry DESC LIMIT 1000) t JOIN search_entry e ON e.id = t.entry WHERE e.id > 0`+words+rights+` ORDER BY t.entry DESC LIMIT $12`)
	qVocabulary = db.SQL("search.vocabulary", `SELECT token FROM search_word WHERE token >= $1 AND token < $2 ORDER BY token LIMIT $3`)
	qBlocWords  = db.SQL("search.vocabulary.bloc", `SELECT token FROM search_vocabulary WHERE bloc = $4 AND token >= $1 AND token < $2 ORDER BY token LIMIT $3`)
	qCountAll   = db.SQL("search.count.all", `SELECT COUNT(*) FROM (SELECT entry FROM search_token WHERE token = $1 LIMIT 1000) AS x`)
	qCountBloc  = db.SQL("search.count.bloc", `SELECT COUNT(*) FROM (SELECT entry FROM search_token WHERE token = $1 AND bloc = $2 LIMIT 1000) AS x`)

	qGroup    = db.SQL("search.group", `SELECT id, ref, bloc, unit, kind, title, hint, href, fold FROM search_entry WHERE grp = $1`)
	qInsert   = db.Quiet("search.insert", `INSERT INTO search_entry (id, grp, ref, bloc, unit, kind, title, hint, href, fold) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qDelete   = db.Quiet("search.delete", `DELETE FROM search_entry WHERE id = $1`)
	qToken    = db.Quiet("search.token", `INSERT INTO search_token (token, bloc, entry) VALUES ($1, $2, $3) ON CONFLICT (token, bloc, entry) DO NOTHING`)
	qTokenOut = db.Quiet("search.token.out", `DELETE FROM search_token WHERE token = $1 AND bloc = $2 AND entry = $3`)
	qWord     = db.Quiet("search.word", `INSERT INTO search_word (token) VALUES ($1) ON CONFLICT (token) DO NOTHING`)
	qBlocWord = db.Quiet("search.word.bloc", `INSERT INTO search_vocabulary (bloc, token) VALUES ($1, $2) ON CONFLICT (bloc, token) DO NOTHING`)
	qMark     = db.SQL("search.mark", `SELECT stamp FROM search_mark WHERE grp = $1`)
	qMarkSet  = db.Quiet("search.mark.set", `INSERT INTO search_mark (grp, stamp) VALUES ($1, $2) ON CONFLICT (grp) DO UPDATE SET stamp = excluded.stamp`)
)

func scan(r db.Row) (e Entry, err error) {
	err = r.Scan(&e.ID, &e.Ref, &e.Bloc, &e.Unit, &e.Kind, &e.Title, &e.Hint, &e.Href)
	return e, err
}

// Find gives the entries that a reader may find under a text, of one kind unless kind is "",
// newest first in every bloc, at most limit; more tells that there are others. Under a beginning
// alone the word itself comes first, then the words that begin so.
func Find(ctx context.Context, q db.Q, r Reader, text, kind string, limit int) (list []Entry, more bool, err error) {
	defer fault.Wrap(&err, "search.Find")
	t := parse(text)
	if t.empty() {
		return nil, false, nil
	}
	blocs := append(slices.Clone(r.Leads), r.Blocs...)
	slices.Sort(blocs)
	blocs = slices.Compact(blocs)
	if r.All {
		blocs = []id.Bloc{0}
	}
	for _, b := range blocs {
		f := finder{ctx: ctx, q: q, r: r, t: t, bloc: b, kind: kind, limit: limit + 1 - len(list)}
		found, err := f.find()
		if err != nil {
			return nil, false, err
		}
		if list = append(list, found...); len(list) > limit {
			return list[:limit], true, nil
		}
	}
	return list, false, nil
}

// A finder looks in one bloc, or everywhere when bloc is 0.
type finder struct {
	ctx   context.Context
	q     db.Q
	r     Reader
	t     terms
	bloc  id.Bloc
	kind  string
	limit int
}

func (f finder) find() ([]Entry, error) {
	type word struct {
		token string
		n     int
	}
	var list []word
	for _, w := range f.t.words {
		n, err := f.count(w)
		if err != nil || n == 0 {
			return nil, err
		}
		list = append(list, word{w, n})
	}
	slices.SortStableFunc(list, func(a, b word) int { return a.n - b.n })
	switch {
	case len(list) == 0:
		return f.begins()
	case len(list) == 1:
		return f.driven(list[0].token, "", list[0].n)
	}
	return f.driven(list[0].token, list[1].token, list[0].n)
}

// near is how many entries of a word are counted, and looked at before all of them are: words that
// are often together give enough at once, and a database that guesses they are not would go
// through them all.
const near = 1000

func (f finder) count(token string) (int, error) {
	if f.bloc == 0 {
		return db.One(f.ctx, f.q, qCountAll, db.Scalar[int], token)
	}
	return db.One(f.ctx, f.q, qCountBloc, db.Scalar[int], token, int64(f.bloc))
}

// driven goes along the n entries of a word, the newest first, second being another word they must
// have.
func (f finder) driven(token, second string, n int) ([]Entry, error) {
	args := []any{token}
	for _, p := range f.t.like() {
		args = append(args, p)
	}
	args = append(args, f.kind, f.limit)
	if f.bloc == 0 {
		return f.along(qAllNear, qAll, qAllTwo, args, second, n)
	}
	whole := 0
	if slices.Contains(f.r.Leads, f.bloc) {
		whole = 1
	}
	args = append(args, int64(f.bloc), whole)
	for i := range 4 {
		u := int64(-1)
		if i < len(f.r.Units) {
			u = int64(f.r.Units[i])
		}
		args = append(args, u)
	}
	return f.along(qBlocNear, qBloc, qBlocTwo, args, second, n)
}

// along asks first for the newest entries of the word, and for all of them only when there are more
// and those were not enough.
func (f finder) along(first, all, two *db.Query, args []any, second string, n int) ([]Entry, error) {
	list, err := db.All(f.ctx, f.q, first, scan, args...)
	switch {
	case err != nil || n < near || len(list) >= f.limit:
		return list, err
	case second != "":
		return db.All(f.ctx, f.q, two, scan, append(args, second)...)
	}
	return db.All(f.ctx, f.q, all, scan, args...)
}

// page is how many words of a beginning are read at once.
const page = 256

// begins looks for a beginning alone: along the words that begin so, the word itself first,
// until there are enough. A beginning such as "24" has a word for every number of that kind.
func (f finder) begins() (list []Entry, err error) {
	n := near
	if f.bloc == 0 && f.kind == "" {
		n = 0 // nothing is filtered: the newest entries are enough, or all
	}
	seen := map[int64]bool{}
	for from := f.t.prefix; from != ""; {
		words, err := f.vocabulary(from)
		if err != nil {
			return nil, err
		}
		for _, w := range words {
			found, err := f.driven(w, "", n)
			if err != nil {
				return nil, err
			}
			for _, e := range found {
				if !seen[e.ID] {
					seen[e.ID] = true
					list = append(list, e)
				}
			}
			if len(list) >= f.limit {
				return list[:f.limit], nil
			}
		}
		if from = ""; len(words) == page {
			from = words[page-1] + "\x01" // no word holds it: the next word
		}
	}
	return list, nil
}

// vocabulary gives the words from one on that begin as the query does, at most page of them.
func (f finder) vocabulary(from string) ([]string, error) {
	if f.bloc == 0 {
		return db.All(f.ctx, f.q, qVocabulary, db.Scalar[string], from, after(f.t.prefix), page)
	}
	return db.All(f.ctx, f.q, qBlocWords, db.Scalar[string], from, after(f.t.prefix), page, int64(f.bloc))
}

// Mark gives the stamp that a group was last replaced with, "" for never.
func Mark(ctx context.Context, q db.Q, group string) (string, error) {
	s, err := db.One(ctx, q, qMark, db.Scalar[string], group)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return s, err
}

// Replace makes the entries of a group those of list and remembers stamp. What is the same
// stays; words of what changed are taken out and put in.
func Replace(ctx context.Context, tx *db.Tx, group, stamp string, list []Entry) (err error) {
	defer fault.Wrap(&err, "search.Replace(%s)", group)
	type row struct {
		Entry
		fold string
	}
	had, err := db.All(ctx, tx, qGroup, func(r db.Row) (x row, err error) {
		err = r.Scan(&x.ID, &x.Ref, &x.Bloc, &x.Unit, &x.Kind, &x.Title, &x.Hint, &x.Href, &x.fold)
		return x, err
	}, group)
	if err != nil {
		return err
	}
	old := make(map[string]row, len(had))
	for _, x := range had {
		old[x.Ref] = x
	}
	seen := map[string]bool{}
	for _, e := range list {
		if seen[e.Ref] {
			continue
		}
		seen[e.Ref] = true
		fold := e.fold()
		x, ok := old[e.Ref]
		if ok {
			delete(old, e.Ref)
			if x.fold == fold && x.Bloc == e.Bloc && x.Unit == e.Unit && x.Kind == e.Kind && x.Title == e.Title && x.Hint == e.Hint && x.Href == e.Href {
				continue
			}
			if err := takeOut(ctx, tx, x.ID, x.Bloc, x.fold); err != nil {
				return err
			}
		}
		if err := putIn(ctx, tx, group, e, fold); err != nil {
			return err
		}
	}
	for _, x := range old {
		if err := takeOut(ctx, tx, x.ID, x.Bloc, x.fold); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, qMarkSet, group, stamp)
	return err
}

func putIn(ctx context.Context, tx *db.Tx, group string, e Entry, fold string) error {
	n := int64(db.NewID[Entry](tx))
	if _, err := tx.Exec(ctx, qInsert, n, group, e.Ref, int64(e.Bloc), int64(e.Unit), e.Kind, e.Title, e.Hint, e.Href, fold); err != nil {
		return err
	}
	for _, w := range tokens(fold) {
		if _, err := tx.Exec(ctx, qToken, w, int64(e.Bloc), n); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qWord, w); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qBlocWord, int64(e.Bloc), w); err != nil {
			return err
		}
	}
	return nil
}

func takeOut(ctx context.Context, tx *db.Tx, n int64, b id.Bloc, fold string) error {
	for _, w := range tokens(fold) {
		if _, err := tx.Exec(ctx, qTokenOut, w, int64(b), n); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, qDelete, n)
	return err
}
