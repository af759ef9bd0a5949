package activity

import (
	"context"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
)

const columns = `id, bloc, unit, kind, title, COALESCE(document, 0), day, place, expected, present, body, by_name, at, version`

var (
	qNew = db.SQL("activity.new", `INSERT INTO activity_activity (id, bloc, unit, kind, title, document, day, place, expected, present, body, by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)`)
	qSave = db.SQL("activity.save", `UPDATE activity_activity SET kind = $3, title = $4, document = $5, day = $6, place = $7, expected = $8, present = $9, body = $10, by_name = $11, at = $12, version = version + 1
WHERE id = $1 AND version = $2`)
	qDrop      = db.SQL("activity.drop", `DELETE FROM activity_activity WHERE id = $1 AND version = $2`)
	qOf        = db.SQL("activity.of", `SELECT `+columns+` FROM activity_activity WHERE id = $1`)
	qUnit      = db.SQL("activity.unit", `SELECT `+columns+` FROM activity_activity WHERE bloc = $1 AND unit = $2 AND day >= $3 AND day <= $4 ORDER BY day DESC, id DESC`)
	qBloc      = db.SQL("activity.bloc", `SELECT `+columns+` FROM activity_activity WHERE bloc = $1 AND day >= $2 AND day <= $3 ORDER BY day DESC, id DESC`)
	qFileNew   = db.SQL("activity.file.new", `INSERT INTO activity_file (id, activity, sha256, name, size) VALUES ($1, $2, $3, $4, $5)`)
	qFiles     = db.SQL("activity.files", `SELECT id, activity, sha256, name, size FROM activity_file WHERE activity = $1 ORDER BY id`)
	qFilesDrop = db.SQL("activity.files.drop", `DELETE FROM activity_file WHERE activity = $1`)
	qFileDrop  = db.SQL("activity.file.drop", `DELETE FROM activity_file WHERE id = $1 AND activity = $2`)
)

func scan(r db.Row) (a Activity, err error) {
	var at int64
	err = r.Scan(&a.ID, &a.Bloc, &a.Unit, &a.Kind, &a.Title, &a.Document, &a.Day, &a.Place, &a.Expected, &a.Present, &a.Body, &a.By, &at, &a.Version)
	a.At = time.UnixMilli(at).UTC()
	return a, err
}

// Of gives an activity. Errors: NotFound.
func Of(ctx context.Context, q db.Q, a ID) (Activity, error) { return db.One(ctx, q, qOf, scan, a) }

// Between gives the activities of a bloc between two days, newest first.
func Between(ctx context.Context, q db.Q, b id.Bloc, from, to civil.Date) ([]Activity, error) {
	return db.All(ctx, q, qBloc, scan, b, from, to)
}

// OfUnit gives the activities of one unit between two days, newest first.
func OfUnit(ctx context.Context, q db.Q, b id.Bloc, u id.Unit, from, to civil.Date) ([]Activity, error) {
	return db.All(ctx, q, qUnit, scan, b, u, from, to)
}

// Files gives the evidence of an activity.
func Files(ctx context.Context, q db.Q, a ID) ([]File, error) {
	return db.All(ctx, q, qFiles, func(r db.Row) (f File, err error) {
		err = r.Scan(&f.ID, &f.Activity, &f.SHA256, &f.Name, &f.Size)
		return f, err
	}, a)
}

// ref gives a document for storing: nothing for none.
func ref(d document.ID) any {
	if d == 0 {
		return nil
	}
	return d
}
