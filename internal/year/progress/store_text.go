package progress

import (
	"context"

	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const (
	textCols = `period, unit, heading, body, kind, file, sha256, place, raw, import, by_name, by_user, at, rev`
	recCols  = `id, period, unit, ord, body, addressee, day, due, answer, answered_by, answered_on, state, version`
)

var (
	qTexts      = db.SQL("progress.texts", `SELECT `+textCols+` FROM progress_text WHERE period = $1 ORDER BY unit, heading`)
	qTextsOf    = db.SQL("progress.texts.unit", `SELECT `+textCols+` FROM progress_text WHERE period = $1 AND unit = $2`)
	qTextInsert = db.SQL("progress.text.insert", `INSERT INTO progress_text (`+textCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1) ON CONFLICT (period, unit, heading) DO NOTHING`)
	qTextUpdate = db.SQL("progress.text.update", `UPDATE progress_text SET body = $4, kind = $5, file = $6, sha256 = $7, place = $8, raw = $9, import = $10, by_name = $11, by_user = $12, at = $13, rev = rev + 1 WHERE period = $1 AND unit = $2 AND heading = $3 AND rev = $14`)

	qRecs      = db.SQL("progress.recs", `SELECT `+recCols+` FROM progress_recommendation WHERE period = $1 ORDER BY unit, ord, id`)
	qRecsOf    = db.SQL("progress.recs.unit", `SELECT `+recCols+` FROM progress_recommendation WHERE period = $1 AND unit = $2 ORDER BY ord, id`)
	qRec       = db.SQL("progress.rec", `SELECT `+recCols+` FROM progress_recommendation WHERE id = $1`)
	qRecInsert = db.SQL("progress.rec.insert", `INSERT INTO progress_recommendation (`+recCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)
	qRecUpdate = db.SQL("progress.rec.update", `UPDATE progress_recommendation SET ord = $3, addressee = $4, due = $5, answer = $6, answered_by = $7, answered_on = $8, state = $9, version = version + 1 WHERE id = $1 AND version = $2`)
	qRecDelete = db.SQL("progress.rec.delete", `DELETE FROM progress_recommendation WHERE id = $1 AND version = $2`)
)

func scanText(r db.Row) (Text, error) {
	var t Text
	var at int64
	s := &t.Source
	err := r.Scan(&t.Period, &t.Unit, &t.Heading, &t.Body, &s.Kind, &s.File, &s.SHA256, &s.At, &s.Raw, &s.Import, &s.By, &s.User, &at, &t.Rev)
	s.Time = fromMillis(at)
	return t, err
}

func scanRec(r db.Row) (Recommendation, error) {
	var c Recommendation
	var ord int64
	err := r.Scan(&c.ID, &c.Period, &c.Unit, &ord, &c.Body, &c.Addressee, &c.Day, &c.Due, &c.Answer, &c.AnsweredBy, &c.AnsweredOn, &c.State, &c.Version)
	c.Order = int(ord)
	return c, err
}

// Texts gives every text of a period by unit and section: one query for the bloc.
func Texts(ctx context.Context, q db.Q, period ID) (map[id.Unit]map[Heading]Text, error) {
	list, err := db.All(ctx, q, qTexts, scanText, int64(period))
	m := map[id.Unit]map[Heading]Text{}
	for _, t := range list {
		if m[t.Unit] == nil {
			m[t.Unit] = map[Heading]Text{}
		}
		m[t.Unit][t.Heading] = t
	}
	return m, err
}

// TextsOf gives the text of one unit by section.
func TextsOf(ctx context.Context, q db.Q, period ID, u id.Unit) (map[Heading]Text, error) {
	list, err := db.All(ctx, q, qTextsOf, scanText, int64(period), int64(u))
	m := make(map[Heading]Text, len(list))
	for _, t := range list {
		m[t.Heading] = t
	}
	return m, err
}

// AllRecommendations gives every recommendation of a period, by unit and order.
func AllRecommendations(ctx context.Context, q db.Q, period ID) ([]Recommendation, error) {
	return db.All(ctx, q, qRecs, scanRec, int64(period))
}

// saveText writes a section when its revision is still t.Rev; see saveValue.
func saveText(ctx context.Context, tx *db.Tx, t *Text) (bool, error) {
	s := t.Source
	args := []any{int64(t.Period), int64(t.Unit), string(t.Heading), t.Body, string(s.Kind), s.File, s.SHA256, s.At, s.Raw, int64(s.Import), s.By, int64(s.User), toMillis(s.Time)}
	query := qTextInsert
	if t.Rev > 0 {
		query = qTextUpdate
		args = append(args, t.Rev)
	}
	n, err := tx.Exec(ctx, query, args...)
	if err == nil && n == 1 {
		t.Rev++
	}
	return n == 1, err
}

func insertRec(ctx context.Context, tx *db.Tx, c Recommendation) error {
	_, err := tx.Exec(ctx, qRecInsert, int64(db.NewID[Recommendation](tx)), int64(c.Period), int64(c.Unit), int64(c.Order), c.Body, c.Addressee, c.Day.String(), c.Due.String(), c.Answer, c.AnsweredBy, c.AnsweredOn.String(), string(c.State), int64(1))
	return err
}

func updateRec(ctx context.Context, tx *db.Tx, c Recommendation) error {
	return tx.ExecOne(ctx, qRecUpdate, int64(c.ID), c.Version, int64(c.Order), c.Addressee, c.Due.String(), c.Answer, c.AnsweredBy, c.AnsweredOn.String(), string(c.State))
}
