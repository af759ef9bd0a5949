package portal

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

const articleColumns = `id, bloc, unit, slug, overline, title, lead, body, source, author, agency, copyright, tags, state, publish, published, changed, note, noted, comments, until, version`

// seen is what makes an article public at the moment $1.
const seen = `(state IN ('published', 'corrected') OR (state = 'scheduled' AND publish <= $1))`

var (
	qArticle       = db.SQL("portal.article", `SELECT `+articleColumns+` FROM portal_article WHERE id = $1`)
	qArticleSlug   = db.SQL("portal.article.slug", `SELECT `+articleColumns+` FROM portal_article WHERE month = $1 AND slug = $2 AND slug <> ''`)
	qArticleOrigin = db.SQL("portal.article.origin", `SELECT `+articleColumns+` FROM portal_article WHERE bloc = $1 AND origin = $2 AND origin <> ''`)
	qArticles      = db.SQL("portal.articles", `SELECT `+articleColumns+` FROM portal_article WHERE bloc = $1 AND (state = $2 OR $2 = '') AND (unit = $3 OR $3 = 0) ORDER BY changed DESC, id DESC LIMIT $4 OFFSET $5`)
	qArticleCounts = db.SQL("portal.article.counts", `SELECT state, COUNT(*) FROM portal_article WHERE bloc = $1 AND (unit = $2 OR $2 = 0) GROUP BY state`)
	qSeen          = db.SQL("portal.seen", `SELECT `+articleColumns+` FROM portal_article WHERE `+seen+` AND (bloc = $2 OR $2 = 0) ORDER BY CASE WHEN published > 0 THEN published ELSE publish END DESC, id DESC LIMIT $3 OFFSET $4`)
	qSeenCount     = db.SQL("portal.seen.count", `SELECT COUNT(*) FROM portal_article WHERE `+seen+` AND (bloc = $2 OR $2 = 0)`)
	qSeenLinked    = db.SQL("portal.seen.linked", `SELECT `+articleColumns+` FROM portal_article WHERE `+seen+` AND id IN (SELECT article FROM portal_link WHERE kind = $2 AND ref = $3) ORDER BY published DESC, id DESC LIMIT 20`)
	qDueArticles   = db.SQL("portal.due", `SELECT `+articleColumns+` FROM portal_article WHERE state = 'scheduled' AND publish <= $1 ORDER BY publish, id`)
	qInsertArticle = db.SQL("portal.article.insert", `INSERT INTO portal_article (id, bloc, unit, slug, month, overline, title, lead, body, source, author, agency, copyright, tags, state, publish, published, changed, note, noted, comments, until, origin, fold, version)
VALUES ($1, $2, $3, '', '', $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', 0, 0, $13, '', 0, $14, 0, $15, $16, 1) ON CONFLICT (bloc, origin) WHERE origin <> '' DO NOTHING`)
	qUpdateArticle = db.SQL("portal.article.update", `UPDATE portal_article SET overline = $3, title = $4, lead = $5, body = $6, source = $7, author = $8, agency = $9, copyright = $10, tags = $11, changed = $12, comments = $13, fold = $14, version = version + 1
WHERE id = $1 AND version = $2`)
	qMoveArticle = db.SQL("portal.article.move", `UPDATE portal_article SET state = $3, publish = $4, published = $5, changed = $6, note = $7, noted = $8, slug = $9, month = $10, version = version + 1
WHERE id = $1 AND version = $2`)
	qSlugTaken   = db.SQL("portal.slug.taken", `SELECT COUNT(*) FROM portal_article WHERE month = $1 AND slug = $2 AND id <> $3`)
	qDropArticle = db.SQL("portal.article.delete", `DELETE FROM portal_article WHERE id = $1 AND version = $2 AND state = 'draft' AND published = 0`)
	qLinks       = db.SQL("portal.links", `SELECT kind, ref, label FROM portal_link WHERE article = $1 ORDER BY ord`)
	qDropLinks   = db.SQL("portal.links.delete", `DELETE FROM portal_link WHERE article = $1`)
	qInsertLink  = db.SQL("portal.link.insert", `INSERT INTO portal_link (article, ord, kind, ref, label) VALUES ($1, $2, $3, $4, $5)`)

	qVersions      = db.SQL("portal.versions", `SELECT n, at, name, did, body FROM portal_version WHERE article = $1 ORDER BY n DESC`)
	qInsertVersion = db.SQL("portal.version.insert", `INSERT INTO portal_version (article, n, at, name, did, body) VALUES ($1, $2, $3, $4, $5, $6)`)
	qDropVersions  = db.SQL("portal.versions.delete", `DELETE FROM portal_version WHERE article = $1`)
)

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

func scanArticle(r db.Row) (a Article, err error) {
	var tags string
	var publish, published, changed, noted, until int64
	err = r.Scan(&a.ID, &a.Bloc, &a.Unit, &a.Slug, &a.Overline, &a.Title, &a.Lead, &a.Body, &a.Source, &a.Author, &a.Agency, &a.Copyright, &tags,
		&a.State, &publish, &published, &changed, &a.Note, &noted, &a.Comments, &until, &a.Version)
	a.Publish, a.Published, a.Changed, a.Noted, a.Until = moment(publish), moment(published), moment(changed), moment(noted), moment(until)
	if tags != "" {
		a.Tags = strings.Split(tags, ",")
	}
	return a, err
}

// Of gives an article with its links, in whatever state. Errors: NotFound.
func Of(ctx context.Context, q db.Q, a ID) (Article, error) {
	x, err := db.One(ctx, q, qArticle, scanArticle, a)
	if err != nil {
		return x, err
	}
	x.Links, err = links(ctx, q, a)
	return x, err
}

func links(ctx context.Context, q db.Q, a ID) ([]Link, error) {
	return db.All(ctx, q, qLinks, func(r db.Row) (l Link, err error) {
		err = r.Scan(&l.Kind, &l.Ref, &l.Label)
		return l, err
	}, a)
}

// BySlug gives the article that the public sees at an address at a moment, or the withdrawn
// one that stood there. Errors: NotFound.
func BySlug(ctx context.Context, q db.Q, month, slug string, now time.Time) (Article, error) {
	a, err := db.One(ctx, q, qArticleSlug, scanArticle, month, slug)
	if err != nil {
		return a, err
	}
	if !a.Seen(now) && a.State != Withdrawn {
		return Article{}, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	a.Links, err = links(ctx, q, a.ID)
	return a, err
}

// PerPage is how many articles a page of a list holds.
const PerPage = 12

// Newest gives what the public sees at a moment, newest first; bloc 0 means all.
func Newest(ctx context.Context, q db.Q, b id.Bloc, now time.Time, limit, offset int) ([]Article, error) {
	return db.All(ctx, q, qSeen, scanArticle, now.UnixMilli(), b, limit, offset)
}

// CountSeen counts what the public sees at a moment.
func CountSeen(ctx context.Context, q db.Q, b id.Bloc, now time.Time) (int, error) {
	return db.One(ctx, q, qSeenCount, db.Scalar[int], now.UnixMilli(), b)
}

// About gives the public articles that are linked to something of the year.
func About(ctx context.Context, q db.Q, kind, ref string, now time.Time) ([]Article, error) {
	return db.All(ctx, q, qSeenLinked, scanArticle, now.UnixMilli(), kind, ref)
}

// Articles gives the articles of a bloc for those who work on them: of one state ("" for
// all) and one unit (0 for all), last changed first.
func Articles(ctx context.Context, q db.Q, b id.Bloc, s State, u id.Unit, page int) ([]Article, error) {
	return db.All(ctx, q, qArticles, scanArticle, b, s, u, PerPage*2, (max(page, 1)-1)*PerPage*2)
}

// Counts gives how many articles of a bloc are in each state; of one unit when u is not 0.
func Counts(ctx context.Context, q db.Q, b id.Bloc, u id.Unit) (map[State]int, error) {
	m := map[State]int{}
	_, err := db.All(ctx, q, qArticleCounts, func(r db.Row) (s State, err error) {
		var n int
		err = r.Scan(&s, &n)
		m[s] = n
		return s, err
	}, b, u)
	return m, err
}

func insertArticle(ctx context.Context, tx *db.Tx, a Article, origin string) (bool, error) {
	n, err := tx.Exec(ctx, qInsertArticle, a.ID, a.Bloc, a.Unit, a.Overline, a.Title, a.Lead, a.Body, a.Source, a.Author, a.Agency, a.Copyright, strings.Join(a.Tags, ","),
		millis(a.Changed), a.Comments, origin, a.fold())
	if err != nil || n == 0 {
		return false, err
	}
	return true, saveLinks(ctx, tx, a)
}

func updateArticle(ctx context.Context, tx *db.Tx, a Article) error {
	if err := tx.ExecOne(ctx, qUpdateArticle, a.ID, a.Version, a.Overline, a.Title, a.Lead, a.Body, a.Source, a.Author, a.Agency, a.Copyright, strings.Join(a.Tags, ","),
		millis(a.Changed), a.Comments, a.fold()); err != nil {
		return err
	}
	return saveLinks(ctx, tx, a)
}

func saveLinks(ctx context.Context, tx *db.Tx, a Article) error {
	if _, err := tx.Exec(ctx, qDropLinks, a.ID); err != nil {
		return err
	}
	for i, l := range a.Links {
		if _, err := tx.Exec(ctx, qInsertLink, a.ID, i, l.Kind, l.Ref, l.Label); err != nil {
			return err
		}
	}
	return nil
}

// moveArticle writes the state of an article; it finds a free address when it goes out.
func moveArticle(ctx context.Context, tx *db.Tx, a *Article) error {
	month := ""
	if a.Slug != "" || a.State == Published || a.State == Scheduled {
		month = a.At().Format("2006/01")
	}
	if a.Slug == "" && month != "" {
		for n := 1; ; n++ {
			taken, err := db.One(ctx, tx, qSlugTaken, db.Scalar[int], month, slugTry(a.Title, n), a.ID)
			if err != nil {
				return err
			}
			if taken == 0 {
				a.Slug = slugTry(a.Title, n)
				break
			}
		}
	}
	return tx.ExecOne(ctx, qMoveArticle, a.ID, a.Version, a.State, millis(a.Publish), millis(a.Published), millis(a.Changed), a.Note, millis(a.Noted), a.Slug, month)
}

// A Version (bản của tin bài) is what an article said after a step.
type Version struct {
	N    int64
	At   time.Time
	Name string // who
	Did  string // verb
	Text Saved
}

// Saved (nội dung đã lưu) is what a version keeps of an article.
type Saved struct {
	State                                   State
	Overline, Title, Lead, Body             string
	Source, Author, Agency, Copyright, Note string
	Tags                                    []string `json:",omitempty"`
	Links                                   []Link   `json:",omitempty"`
	Photos                                  []Photo  `json:",omitempty"`
}

// Versions gives the versions of an article, newest first.
func Versions(ctx context.Context, q db.Q, a ID) ([]Version, error) {
	return db.All(ctx, q, qVersions, func(r db.Row) (v Version, err error) {
		var at int64
		var body string
		if err = r.Scan(&v.N, &at, &v.Name, &v.Did, &body); err != nil {
			return v, err
		}
		v.At = moment(at)
		return v, json.Unmarshal([]byte(body), &v.Text)
	}, a)
}

// A Correction (lời đính chính) is what readers were told when a published article was changed.
type Correction struct {
	At   time.Time
	Text string
}

// Corrections gives what readers were told about an article, newest first.
func Corrections(ctx context.Context, q db.Q, a ID) (out []Correction, err error) {
	list, err := Versions(ctx, q, a)
	for _, v := range list {
		if v.Did == string(Correct) && v.Text.Note != "" {
			out = append(out, Correction{v.At, v.Text.Note})
		}
	}
	return out, err
}

func keepVersion(ctx context.Context, tx *db.Tx, a Article, photos []Photo, name, did string) error {
	body, err := json.Marshal(a.saved(photos))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qInsertVersion, a.ID, a.Version, millis(a.Changed), name, did, string(body))
	return err
}

func (a Article) saved(photos []Photo) Saved {
	return Saved{State: a.State, Overline: a.Overline, Title: a.Title, Lead: a.Lead, Body: a.Body, Source: a.Source, Author: a.Author, Agency: a.Agency,
		Copyright: a.Copyright, Note: a.Note, Tags: a.Tags, Links: a.Links, Photos: photos}
}

// Search gives the public articles whose headline, lead or tags hold every word of query.
func Search(list []Article, query string) []Article {
	words := vi.FoldWords(query)
	var out []Article
	for _, a := range list {
		text, all := a.fold(), len(words) > 0
		for _, w := range words {
			all = all && strings.Contains(text, " "+w)
		}
		if all {
			out = append(out, a)
		}
	}
	return out
}
