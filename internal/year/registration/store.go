package registration

import (
	"context"
	"encoding/json"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
)

const (
	roundColumns = `bloc, year, due, closed_at, closed_by, paper, version`
	listColumns  = `id, bloc, year, unit, state, counts, submitted_by, submitted_at, sent_by, sent_at, received, reason, returned_by, despite, quotas, ask, version`
	lineColumns  = `id, list, subject, name, born, post, title, facts, flag, checked`
)

var (
	qRound       = db.SQL("registration.round", `SELECT `+roundColumns+` FROM registration_round WHERE bloc = $1 AND year = $2`)
	qRounds      = db.SQL("registration.rounds", `SELECT `+roundColumns+` FROM registration_round WHERE bloc = $1 ORDER BY year DESC`)
	qRoundInsert = db.SQL("registration.round.insert", `INSERT INTO registration_round (bloc, year, due, closed_at, closed_by, paper, version) VALUES ($1, $2, $3, 0, '', 0, 1)`)
	qRoundUpdate = db.SQL("registration.round.update", `UPDATE registration_round SET due = $4, closed_at = $5, closed_by = $6, paper = $7, version = version + 1 WHERE bloc = $1 AND year = $2 AND version = $3`)

	qOf     = db.SQL("registration.of", `SELECT `+listColumns+` FROM registration_list WHERE bloc = $1 AND year = $2 AND unit = $3`)
	qByID   = db.SQL("registration.byid", `SELECT `+listColumns+` FROM registration_list WHERE id = $1`)
	qOfBloc = db.SQL("registration.bloc", `SELECT `+listColumns+` FROM registration_list WHERE bloc = $1 AND year = $2`)
	qInsert = db.SQL("registration.insert", `INSERT INTO registration_list (id, bloc, year, unit, state, counts, submitted_by, submitted_at, sent_by, sent_at, received, reason, returned_by, despite, quotas, version)
VALUES ($1, $2, $3, $4, 'draft', '{}', '', 0, '', 0, '', '', '', '', '', 1)`)
	qUpdate = db.SQL("registration.update", `UPDATE registration_list SET state = $3, counts = $4, submitted_by = $5, submitted_at = $6, sent_by = $7, sent_at = $8, received = $9, reason = $10, returned_by = $11, despite = $12, quotas = $13, ask = $14, version = version + 1
WHERE id = $1 AND version = $2`)

	qLines      = db.SQL("registration.lines", `SELECT `+lineColumns+` FROM registration_line WHERE list = $1 ORDER BY sort, id`)
	qLine       = db.SQL("registration.line", `SELECT `+lineColumns+` FROM registration_line WHERE id = $1`)
	qLineInsert = db.SQL("registration.line.insert", `INSERT INTO registration_line (id, list, subject, name, born, post, title, facts, flag, checked, lkey, sort) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', $9, $10)`)
	qLineUpdate = db.SQL("registration.line.update", `UPDATE registration_line SET subject = $2, name = $3, born = $4, post = $5, title = $6, facts = $7, lkey = $8, sort = $9 WHERE id = $1`)
	qLineFlag   = db.SQL("registration.line.flag", `UPDATE registration_line SET flag = $2 WHERE id = $1`)
	qLineCheck  = db.SQL("registration.line.check", `UPDATE registration_line SET checked = $2 WHERE id = $1`)
	qLineDelete = db.SQL("registration.line.delete", `DELETE FROM registration_line WHERE id = $1`)
)

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func scanRound(r db.Row) (x Round, err error) {
	var closed int64
	err = r.Scan(&x.Bloc, &x.Year, &x.Due, &closed, &x.By, &x.Paper, &x.Version)
	x.Closed = moment(closed)
	return x, err
}

func scanList(r db.Row) (x Registration, err error) {
	var counts, quotas, ask string
	var submitted, sent int64
	if err = r.Scan(&x.ID, &x.Bloc, &x.Year, &x.Unit, &x.State, &counts, &x.SubmittedBy, &submitted, &x.SentBy, &sent, &x.Received, &x.Reason, &x.ReturnedBy, &x.Despite, &quotas, &ask, &x.Version); err != nil {
		return x, err
	}
	x.SubmittedAt, x.SentAt = moment(submitted), moment(sent)
	if err = json.Unmarshal([]byte(counts), &x.Counts); err == nil && quotas != "" {
		x.Quotas = &Quotas{}
		err = json.Unmarshal([]byte(quotas), x.Quotas)
	}
	if err == nil && ask != "" {
		x.Ask = &Ask{}
		err = json.Unmarshal([]byte(ask), x.Ask)
	}
	return x, err
}

func scanLine(r db.Row) (x Line, err error) {
	var facts, checked string
	if err = r.Scan(&x.ID, &x.Registration, &x.Subject, &x.Name, &x.Born, &x.Post, &x.Title, &facts, &x.Flag, &checked); err != nil {
		return x, err
	}
	if err = json.Unmarshal([]byte(facts), &x.Facts); err == nil && checked != "" {
		x.Check = &Check{}
		err = json.Unmarshal([]byte(checked), x.Check)
	}
	return x, err
}

// first gives the first row of a query; a zero value when there is none.
func first[T any](list []T, err error) (x T, _ error) {
	if err == nil && len(list) > 0 {
		x = list[0]
	}
	return x, err
}

// RoundOf gives the round of a bloc and year; one that was never opened has Version 0.
func RoundOf(ctx context.Context, q db.Q, b id.Bloc, year int) (Round, error) {
	r, err := first(db.All(ctx, q, qRound, scanRound, b, year))
	r.Bloc, r.Year = b, year
	return r, err
}

// Rounds gives the rounds of a bloc, newest first.
func Rounds(ctx context.Context, q db.Q, b id.Bloc) ([]Round, error) {
	return db.All(ctx, q, qRounds, scanRound, b)
}

// Of gives the registration of a place; one that was never begun has Version 0.
func Of(ctx context.Context, q db.Q, p Place) (Registration, error) {
	r, err := first(db.All(ctx, q, qOf, scanList, p.Bloc, p.Year, p.Unit))
	r.Bloc, r.Year, r.Unit = p.Bloc, p.Year, p.Unit
	if r.State == "" {
		r.State = Draft
	}
	return r, err
}

// ByID gives a registration. Errors: NotFound.
func ByID(ctx context.Context, q db.Q, r ID) (Registration, error) {
	return db.One(ctx, q, qByID, scanList, r)
}

// OfBloc gives the registrations of a bloc for a year.
func OfBloc(ctx context.Context, q db.Q, b id.Bloc, year int) ([]Registration, error) {
	return db.All(ctx, q, qOfBloc, scanList, b, year)
}

// Lines gives the lines of a registration: collectives first, persons by name.
func Lines(ctx context.Context, q db.Q, r ID) ([]Line, error) {
	return db.All(ctx, q, qLines, scanLine, r)
}

// LineOf gives a line. Errors: NotFound.
func LineOf(ctx context.Context, q db.Q, l LineID) (Line, error) {
	return db.One(ctx, q, qLine, scanLine, l)
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps and slices of plain values
	}
	return string(b)
}

func saveList(ctx context.Context, tx *db.Tx, r Registration) error {
	quotas, counts, ask := "", "{}", ""
	if r.Ask != nil {
		ask = toJSON(r.Ask)
	}
	if r.Quotas != nil {
		quotas = toJSON(r.Quotas)
	}
	if r.Counts != nil {
		counts = toJSON(r.Counts)
	}
	return tx.ExecOne(ctx, qUpdate, r.ID, r.Version, string(r.State), counts, r.SubmittedBy, millis(r.SubmittedAt), r.SentBy, millis(r.SentAt), r.Received, r.Reason, r.ReturnedBy, r.Despite, quotas, ask)
}

func saveRound(ctx context.Context, tx *db.Tx, r Round) error {
	return tx.ExecOne(ctx, qRoundUpdate, r.Bloc, r.Year, r.Version, r.Due, millis(r.Closed), r.By, r.Paper)
}

func insertLine(ctx context.Context, tx *db.Tx, l Line) error {
	_, err := tx.Exec(ctx, qLineInsert, l.ID, l.Registration, l.Subject, l.Name, l.Born, l.Post, l.Title, toJSON(l.Facts), l.key(), sortKey(l))
	return err
}

func updateLine(ctx context.Context, tx *db.Tx, l Line) error {
	err := tx.ExecOne(ctx, qLineUpdate, l.ID, l.Subject, l.Name, l.Born, l.Post, l.Title, toJSON(l.Facts), l.key(), sortKey(l))
	if err != nil && db.IsUnique(err) {
		return twice(l)
	}
	return err
}

func twice(l Line) error {
	const text = "reg.twice|{name} đã có trong danh sách với danh hiệu, hình thức này. Sửa dòng đã có."
	return fault.New(fault.Conflict, text, fault.P{"name": l.Name}).With("name", text, fault.P{"name": l.Name})
}

// A Sum (số liệu đăng ký) counts what the units of a bloc have sent for a year.
type Sum struct {
	Opened      bool
	Units       int
	Persons     int
	Collectives int
	Titles      map[string]int // lines by code
}

var qSum = db.SQL("registration.sum", `SELECT l.subject, l.title, COUNT(*) FROM registration_list r JOIN registration_line l ON l.list = r.id
WHERE r.bloc = $1 AND r.year = $2 AND r.state IN ('sent', 'received') GROUP BY l.subject, l.title ORDER BY l.subject, l.title`)

// SumOf (số liệu đăng ký của Khối) counts what was sent for a year.
func SumOf(ctx context.Context, q db.Q, b id.Bloc, year int) (s Sum, err error) {
	defer fault.Wrap(&err, "registration.SumOf")
	s.Titles = map[string]int{}
	round, err := RoundOf(ctx, q, b, year)
	if err != nil {
		return s, err
	}
	s.Opened = round.Version > 0
	all, err := OfBloc(ctx, q, b, year)
	if err != nil {
		return s, err
	}
	for _, r := range all {
		if r.State.IsSent() {
			s.Units++
		}
	}
	_, err = db.All(ctx, q, qSum, func(r db.Row) (x struct{}, err error) {
		var subject, title string
		var n int
		if err = r.Scan(&subject, &title, &n); err == nil {
			s.Titles[title] += n
			if subject == "person" {
				s.Persons += n
			} else {
				s.Collectives += n
			}
		}
		return x, err
	}, b, year)
	return s, err
}
