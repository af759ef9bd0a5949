package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/rolemodel"
)

var (
	qPublic       = db.SQL("portal.documents", `SELECT p.document, d.day, d.fold, d.kind FROM portal_document p JOIN document_document d ON d.id = p.document ORDER BY d.day DESC, p.document DESC`)
	qIsPublic     = db.SQL("portal.document", `SELECT COUNT(*) FROM portal_document WHERE document = $1`)
	qPublicOf     = db.SQL("portal.documents.bloc", `SELECT document FROM portal_document WHERE bloc = $1`)
	qPublish      = db.SQL("portal.document.publish", `INSERT INTO portal_document (document, bloc, at) VALUES ($1, $2, $3) ON CONFLICT (document) DO NOTHING`)
	qUnpublish    = db.SQL("portal.document.unpublish", `DELETE FROM portal_document WHERE document = $1`)
	qSuggest      = db.SQL("portal.suggest", `INSERT INTO portal_suggestion (id, bloc, at, name, email, person, place, deed, state, same, erased, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'new', $9, 0, 1) ON CONFLICT (same) DO NOTHING`)
	qSuggestions  = db.SQL("portal.suggestions", `SELECT id, bloc, at, name, email, person, place, deed, state, model, version FROM portal_suggestion WHERE bloc = $1 AND state = $2 ORDER BY at DESC, id DESC LIMIT 200`)
	qSuggestion   = db.SQL("portal.suggestion", `SELECT id, bloc, at, name, email, person, place, deed, state, model, version FROM portal_suggestion WHERE id = $1`)
	qDecideSug    = db.SQL("portal.suggestion.decide", `UPDATE portal_suggestion SET state = $3, model = $4, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'new'`)
	qEraseSug     = db.SQL("portal.suggestion.erase", `UPDATE portal_suggestion SET name = '', email = '', erased = $3, same = 'gone ' || same WHERE bloc = $1 AND erased = 0 AND at < $2`)
	qSugByEmail   = db.SQL("portal.suggestions.byemail", `SELECT id, bloc, at, name, email, person, place, deed, state, model, version FROM portal_suggestion WHERE bloc = $1 AND email = $2 AND email <> '' ORDER BY at, id`)
	qEraseOneSug  = db.SQL("portal.suggestion.forget", `UPDATE portal_suggestion SET name = '', email = '', erased = $2, same = 'gone ' || same WHERE id = $1 AND erased = 0`)
	qReaderOf     = db.SQL("portal.subscriber.of", `SELECT id FROM portal_subscriber WHERE bloc = $1 AND email = $2`)
	qOldSug       = db.SQL("portal.suggestions.old", `SELECT COUNT(*) FROM portal_suggestion WHERE bloc = $1 AND erased = 0 AND at < $2`)
	qSubscribe    = db.SQL("portal.subscribe", `INSERT INTO portal_subscriber (id, bloc, email, lang, state, at, last) VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (bloc, email) DO NOTHING`)
	qSubscriber   = db.SQL("portal.subscriber", `SELECT id, bloc, email, lang, state, at, last FROM portal_subscriber WHERE id = $1`)
	qActivate     = db.SQL("portal.subscriber.activate", `UPDATE portal_subscriber SET state = 'active', last = $2 WHERE id = $1 AND state = 'unconfirmed'`)
	qUnsubscribe  = db.SQL("portal.unsubscribe", `DELETE FROM portal_subscriber WHERE id = $1`)
	qDueReaders   = db.SQL("portal.subscribers.due", `SELECT id, bloc, email, lang, state, at, last FROM portal_subscriber WHERE state = 'active' AND last <= $1 ORDER BY id LIMIT 200`)
	qRead         = db.SQL("portal.subscriber.read", `UPDATE portal_subscriber SET last = $2 WHERE id = $1 AND last = $3`)
	qStaleReaders = db.SQL("portal.subscribers.stale", `SELECT id FROM portal_subscriber WHERE state = 'unconfirmed' AND at < $1 ORDER BY id LIMIT 500`)
)

// shelved is a document that the public may read, with what it is searched by.
type shelved struct {
	id   document.ID
	fold string
	year string
	kind string
}

// A Lookup (tra cứu văn bản) says which public documents are meant: those in whose number,
// abstract, issuer or type every word of Query begins a word, of one year and one type when
// these are not empty.
type Lookup struct {
	Query, Year, Kind string
	Page              int
}

// A Found (kết quả tra cứu) is one page of the documents that a lookup found, newest first, and
// which years and types occur among all that the public may read.
type Found struct {
	Docs         []document.Document
	Total        int
	Years, Kinds []string
}

// PublicDocuments gives the documents that the public may read, as far as they are meant.
func PublicDocuments(ctx context.Context, q db.Q, l Lookup) (f Found, err error) {
	all, err := db.All(ctx, q, qPublic, func(r db.Row) (x shelved, err error) {
		var day string
		if err = r.Scan(&x.id, &day, &x.fold, &x.kind); err == nil && len(day) >= 4 {
			x.year = day[:4]
		}
		return x, err
	})
	if err != nil {
		return f, err
	}
	words := vi.FoldWords(l.Query)
	var hits []document.ID
	for _, x := range all {
		if x.year != "" && (len(f.Years) == 0 || f.Years[len(f.Years)-1] != x.year) {
			f.Years = append(f.Years, x.year)
		}
		if x.kind != "" && !slices.Contains(f.Kinds, x.kind) {
			f.Kinds = append(f.Kinds, x.kind)
		}
		ok := (l.Year == "" || x.year == l.Year) && (l.Kind == "" || x.kind == l.Kind)
		for _, w := range words {
			ok = ok && strings.Contains(x.fold, " "+w)
		}
		if ok {
			hits = append(hits, x.id)
		}
	}
	from := min((max(l.Page, 1)-1)*document.PageSize, len(hits))
	for _, d := range hits[from:min(from+document.PageSize, len(hits))] {
		x, err := document.Of(ctx, q, d)
		if err != nil {
			return f, err
		}
		f.Docs = append(f.Docs, x)
	}
	f.Total = len(hits)
	return f, nil
}

// IsPublic reports whether the public may read a document.
func IsPublic(ctx context.Context, q db.Q, d document.ID) (bool, error) {
	n, err := db.One(ctx, q, qIsPublic, db.Scalar[int], d)
	return n > 0, err
}

// PublicOf gives which documents of a bloc the public may read.
func PublicOf(ctx context.Context, q db.Q, b id.Bloc) (map[document.ID]bool, error) {
	m := map[document.ID]bool{}
	_, err := db.All(ctx, q, qPublicOf, func(r db.Row) (d document.ID, err error) {
		err = r.Scan(&d)
		m[d] = true
		return d, err
	}, b)
	return m, err
}

// A Suggestion (gương được giới thiệu) is a good person or a good deed that a reader tells of.
type Suggestion struct {
	ID      SuggestionID
	Bloc    id.Bloc
	At      time.Time
	Name    string // of the reader
	Email   string
	Person  string // who is suggested
	Place   string // where that person works or lives
	Deed    string
	State   string       // "new", "taken", "refused"
	Model   rolemodel.ID // that began with it, 0 for none
	Version int64
}

// SuggestionID names a suggestion.
type SuggestionID = id.Of[Suggestion]

func scanSuggestion(r db.Row) (x Suggestion, err error) {
	var at int64
	err = r.Scan(&x.ID, &x.Bloc, &at, &x.Name, &x.Email, &x.Person, &x.Place, &x.Deed, &x.State, &x.Model, &x.Version)
	x.At = moment(at)
	return x, err
}

// Suggestions gives what readers suggested to a bloc, newest first.
func Suggestions(ctx context.Context, q db.Q, b id.Bloc, state string) ([]Suggestion, error) {
	return db.All(ctx, q, qSuggestions, scanSuggestion, b, state)
}

func (x Suggestion) same() string {
	h := sha256.Sum256([]byte(x.Bloc.String() + "\x00" + strings.ToLower(x.Email) + "\x00" + vi.Fold(x.Person) + "\x00" + vi.Fold(x.Deed)))
	return hex.EncodeToString(h[:16])
}

// A Subscriber (người nhận bản tin) gets a digest of what is published, at most one a week.
type Subscriber struct {
	ID    SubscriberID
	Bloc  id.Bloc
	Email string
	Lang  string
	State string    // "unconfirmed", "active"
	At    time.Time // when the address was given
	Last  time.Time // up to when it was told
}

// SubscriberID names a subscriber.
type SubscriberID = id.Of[Subscriber]

func scanSubscriber(r db.Row) (x Subscriber, err error) {
	var at, last int64
	err = r.Scan(&x.ID, &x.Bloc, &x.Email, &x.Lang, &x.State, &at, &last)
	x.At, x.Last = moment(at), moment(last)
	return x, err
}
