package award

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
)

const columns = `a.id, a.unit, a.subject, a.name, a.born, a.post, a.title, a.year, a.mode, a.number, a.day, a.decider, a.note, a.revoked, a.version, a.origin`

// where are the conditions of the list: the units of a bloc on a day, one unit of them, and
// the filter.
const where = ` FROM award_award a JOIN org_unit u ON u.id = a.unit
WHERE EXISTS (SELECT 1 FROM org_membership m WHERE m.bloc = $1 AND m.unit = a.unit AND m.since <= $2 AND (m.until = '' OR m.until >= $2))
 AND (a.unit = $3 OR $3 = 0) AND (a.year = $4 OR $4 = 0) AND (a.title = $5 OR $5 = '') AND (a.mode = $6 OR $6 = '') AND (a.subject = $7 OR $7 = '')
 AND a.fold LIKE $8 ESCAPE '\' AND ($9 = '%' OR a.fold LIKE $9 ESCAPE '\') AND ($10 = '%' OR a.fold LIKE $10 ESCAPE '\') AND ($11 = '%' OR a.fold LIKE $11 ESCAPE '\')
 AND a.day >= $12 AND a.day <= $13 AND (a.decider = $14 OR $14 = '')
 AND a.day >= $15 AND a.year >= $16 AND (a.day <= $17 OR a.year <= $18)`

var (
	qInsert = db.SQL("award.insert", `INSERT INTO award_award (id, unit, subject, name, nkey, born, post, title, year, mode, number, day, decider, note, revoked, ukey, sort, fold, version, origin)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15, $16, $17, 1, $18)`)
	qUpdate = db.SQL("award.update", `UPDATE award_award SET subject = $3, name = $4, nkey = $5, born = $6, post = $7, title = $8, year = $9, mode = $10, number = $11, day = $12, decider = $13, note = $14, ukey = $15, sort = $16, fold = $17, version = version + 1
WHERE id = $1 AND version = $2 AND revoked = ''`)
	qRevoke = db.SQL("award.revoke", `UPDATE award_award SET revoked = $3, ukey = $4, version = version + 1 WHERE id = $1 AND version = $2 AND revoked = ''`)
	qOf     = db.SQL("award.of", `SELECT `+columns+`, u.short, u.code FROM award_award a JOIN org_unit u ON u.id = a.unit WHERE a.id = $1`)
	qByKey  = db.SQL("award.bykey", `SELECT `+columns+`, u.short, u.code FROM award_award a JOIN org_unit u ON u.id = a.unit WHERE a.ukey = $1`)
	qUnit   = db.SQL("award.unit", `SELECT `+columns+`, u.short, u.code FROM award_award a JOIN org_unit u ON u.id = a.unit WHERE a.unit = $1 ORDER BY a.year, a.day, a.id`)
	qName   = db.SQL("award.name", `SELECT `+columns+`, u.short, u.code FROM award_award a JOIN org_unit u ON u.id = a.unit WHERE a.unit = $1 AND a.nkey = $2 AND a.subject = $3 ORDER BY a.year, a.day, a.id`)
	qCount  = db.SQL("award.count", `SELECT COUNT(*)`+where)
	qList   = db.SQL("award.list", `SELECT `+columns+`, u.short, u.code`+where+` ORDER BY a.year DESC, a.sort, a.id LIMIT $19 OFFSET $20`)
	qYears  = db.SQL("award.years", `SELECT DISTINCT a.year`+where+` ORDER BY a.year DESC`)
	qDecide = db.SQL("award.deciders", `SELECT DISTINCT a.decider`+where+` ORDER BY a.decider`)
	qOrigin = db.SQL("award.origin", `SELECT `+columns+`, u.short, u.code FROM award_award a JOIN org_unit u ON u.id = a.unit WHERE a.origin = $1 AND a.revoked = '' ORDER BY a.id`)
	qGiven  = db.SQL("award.given", `SELECT `+columns+`, u.short, u.code FROM award_award a JOIN org_unit u ON u.id = a.unit
WHERE a.revoked = '' AND a.day >= $3 AND a.day <= $4
 AND EXISTS (SELECT 1 FROM org_membership m WHERE m.bloc = $1 AND m.unit = a.unit AND m.since <= $2 AND (m.until = '' OR m.until >= $2))
ORDER BY a.day, a.sort, a.id`)

	qListInsert = db.SQL("award.file.insert", `INSERT INTO award_list (id, purpose, bloc, unit, year, name, sha256, sent_by, at, done_at, n) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`)
	qListDone   = db.SQL("award.file.done", `UPDATE award_list SET done_at = $2, n = $3 WHERE id = $1 AND done_at = 0`)
	qListOf     = db.SQL("award.file.of", `SELECT id, purpose, bloc, unit, year, name, sha256, sent_by, at, done_at, n FROM award_list WHERE id = $1`)
	qListSame   = db.SQL("award.file.same", `SELECT id, purpose, bloc, unit, year, name, sha256, sent_by, at, done_at, n FROM award_list WHERE purpose = $1 AND bloc = $2 AND unit = $3 AND year = $4 AND sha256 = $5 AND done_at = 0`)
)

func scan(r db.Row) (a Award, err error) {
	err = r.Scan(&a.ID, &a.Unit, &a.Subject, &a.Name, &a.Born, &a.Post, &a.Title, &a.Year, &a.Mode, &a.Number, &a.Day, &a.Decider, &a.Note, &a.Revoked, &a.Version, &a.Origin, &a.UnitName, &a.UnitCode)
	return a, err
}

// PageSize is how many awards a page of the list holds.
const PageSize = 50

// A Filter (bộ lọc sổ khen thưởng) narrows the list of a bloc. Zero fields do not matter.
type Filter struct {
	Unit    id.Unit
	Year    int
	Title   string
	Mode    Mode
	Subject string
	Query   string     // every folded word must begin a word of the record
	From    civil.Date // first day of decision
	To      civil.Date // last day of decision
	Decider string     // người, cơ quan quyết định, word for word
	Regime  Regime
	Page    int  // from 1
	All     bool // every award that passes, for an export
}

func (f Filter) args(b id.Bloc, on civil.Date) []any {
	list := []any{b, on, f.Unit, f.Year, f.Title, string(f.Mode), f.Subject}
	words := vi.FoldWords(f.Query)
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	words = slices.Compact(words)
	for i := range 4 {
		p := "%"
		if i < len(words) {
			p = "% " + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(words[i]) + "%"
		}
		list = append(list, p)
	}
	return append(append(list, first(f.From), last(f.To), f.Decider), f.Regime.args()...)
}

// first and last give the bounds of a span of days; an empty one has none.
func first(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func last(d civil.Date) string {
	if d.IsZero() {
		return "9999-12-31"
	}
	return d.String()
}

// List gives one page of the awards of the units that belong to a bloc on a day, newest
// year first, and how many pass the filter.
func List(ctx context.Context, q db.Q, b id.Bloc, on civil.Date, f Filter) (list []Award, total int, err error) {
	defer fault.Wrap(&err, "award.List")
	args := f.args(b, on)
	if total, err = db.One(ctx, q, qCount, db.Scalar[int], args...); err != nil {
		return nil, 0, err
	}
	size, from := PageSize, (max(f.Page, 1)-1)*PageSize
	if f.All {
		size, from = 1<<20, 0
	}
	list, err = db.All(ctx, q, qList, scan, append(args, size, from)...)
	return list, total, err
}

// Years gives the years of which a bloc's list holds awards, newest first.
func Years(ctx context.Context, q db.Q, b id.Bloc, on civil.Date, unit id.Unit) ([]int, error) {
	return db.All(ctx, q, qYears, db.Scalar[int], Filter{Unit: unit}.args(b, on)...)
}

// Of gives an award. Errors: NotFound.
func Of(ctx context.Context, q db.Q, a ID) (Award, error) { return db.One(ctx, q, qOf, scan, a) }

// OfUnit (quá trình của đơn vị) gives everything that the people and collectives of a unit were given.
func OfUnit(ctx context.Context, q db.Q, u id.Unit) ([]Award, error) {
	return db.All(ctx, q, qUnit, scan, u)
}

// Given (khen thưởng trong kỳ) gives what was decided between two days for the units that
// belong to a bloc on a day; revoked awards are left out.
func Given(ctx context.Context, q db.Q, b id.Bloc, on, from, to civil.Date) ([]Award, error) {
	return db.All(ctx, q, qGiven, scan, b, on, from, to)
}

// SameSubject (quá trình của một người, tập thể) gives the awards of the subject of a, oldest first.
func SameSubject(ctx context.Context, q db.Q, a Award) ([]Award, error) {
	list, err := db.All(ctx, q, qName, scan, a.Unit, roster.Key(a.Name), a.Subject)
	return slices.DeleteFunc(list, func(o Award) bool { return o.Born != 0 && a.Born != 0 && o.Born != a.Born }), err
}

// Deciders gives who decided about the awards of a bloc's list, for its filter.
func Deciders(ctx context.Context, q db.Q, b id.Bloc, on civil.Date, unit id.Unit) ([]string, error) {
	return db.All(ctx, q, qDecide, db.Scalar[string], Filter{Unit: unit}.args(b, on)...)
}

// ByOrigin (khen thưởng theo đề nghị) gives the award that answered a request; none while it waits.
func ByOrigin(ctx context.Context, q db.Q, origin string) ([]Award, error) {
	if origin == "" {
		return nil, nil
	}
	return db.All(ctx, q, qOrigin, scan, origin)
}

func byKey(ctx context.Context, q db.Q, key string) (Award, bool, error) {
	list, err := db.All(ctx, q, qByKey, scan, key)
	if err != nil || len(list) == 0 {
		return Award{}, false, err
	}
	return list[0], true, nil
}

func sortKey(a Award) string {
	if a.Subject == roster.Person {
		return "1" + vi.PersonSortKey(a.Name)
	}
	return "0" + vi.SortKey(a.Name)
}

func insert(ctx context.Context, tx *db.Tx, c *catalog.Catalog, a Award) error {
	_, err := tx.Exec(ctx, qInsert, a.ID, a.Unit, a.Subject, a.Name, roster.Key(a.Name), a.Born, a.Post, a.Title, a.Year, string(a.Mode), a.Number, a.Day, a.Decider, a.Note, a.key(c), sortKey(a), a.fold(c), a.Origin)
	return err
}

func update(ctx context.Context, tx *db.Tx, c *catalog.Catalog, a Award) error {
	return tx.ExecOne(ctx, qUpdate, a.ID, a.Version, a.Subject, a.Name, roster.Key(a.Name), a.Born, a.Post, a.Title, a.Year, string(a.Mode), a.Number, a.Day, a.Decider, a.Note, a.key(c), sortKey(a), a.fold(c))
}

func scanList(r db.Row) (l Sent, err error) {
	var at, done int64
	err = r.Scan(&l.ID, &l.Purpose, &l.Bloc, &l.Unit, &l.Year, &l.Name, &l.SHA256, &l.By, &at, &done, &l.N)
	l.At = time.UnixMilli(at).In(clock.Zone)
	if done != 0 {
		l.Done = time.UnixMilli(done).In(clock.Zone)
	}
	return l, err
}

// SentOf gives a list that was sent. Errors: NotFound.
func SentOf(ctx context.Context, q db.Q, l SentID) (Sent, error) {
	return db.One(ctx, q, qListOf, scanList, l)
}
