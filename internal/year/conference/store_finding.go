package conference

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const findingColumns = `id, conference, kind, unit, body, cause, solution, who, due, source, gone, version`

var (
	qFindings   = db.SQL("conference.findings", `SELECT `+findingColumns+` FROM conference_finding WHERE conference = $1 ORDER BY kind, id`)
	qFindingOf  = db.SQL("conference.finding.of", `SELECT `+findingColumns+` FROM conference_finding WHERE id = $1`)
	qFindingNew = db.SQL("conference.finding.new", `INSERT INTO conference_finding (id, conference, kind, unit, body, cause, solution, who, due, source, gone, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE, 1)`)
	qFindingSave = db.SQL("conference.finding.save", `UPDATE conference_finding SET kind = $3, unit = $4, body = $5, cause = $6, solution = $7, who = $8, due = $9, gone = $10, version = version + 1 WHERE id = $1 AND version = $2`)
	qFindingsIn  = db.SQL("conference.findings.in", `SELECT f.id, f.conference, f.kind, f.unit, f.body, f.cause, f.solution, f.who, f.due, f.source, f.gone, f.version
FROM conference_finding f JOIN conference_conference c ON c.id = f.conference WHERE c.bloc = $1 AND c.period = $2 AND NOT f.gone ORDER BY c.start_at, f.id`)
	qCauses    = db.SQL("conference.causes", `SELECT names FROM conference_causes WHERE bloc = $1`)
	qCausesPut = db.SQL("conference.causes.put", `INSERT INTO conference_causes (bloc, names) VALUES ($1, $2) ON CONFLICT (bloc) DO UPDATE SET names = excluded.names`)

	qPhotos    = db.SQL("conference.photos", `SELECT id, at, caption, shown, small, large, width, height, by_name FROM conference_photo WHERE conference = $1 ORDER BY at, id`)
	qPhotoNew  = db.SQL("conference.photo.new", `INSERT INTO conference_photo (id, conference, at, caption, shown, small, large, width, height, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qPhotoDrop = db.SQL("conference.photo.drop", `DELETE FROM conference_photo WHERE id = $1 AND conference = $2`)
)

func scanFinding(r db.Row) (f Finding, err error) {
	err = r.Scan(&f.ID, &f.Conference, &f.Kind, &f.Unit, &f.Text, &f.Cause, &f.Solution, &f.Who, &f.Due, &f.Source, &f.Gone, &f.Version)
	return f, err
}

// Findings gives what was found at a conference, those taken back included.
func Findings(ctx context.Context, q db.Q, c ID) ([]Finding, error) {
	return db.All(ctx, q, qFindings, scanFinding, c)
}

// FindingsIn gives what the conferences of a bloc found about a period: the follow-up of the review
// of the second half begins with it.
func FindingsIn(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) ([]Finding, error) {
	return db.All(ctx, q, qFindingsIn, scanFinding, b, string(p))
}

// FindingOf gives one finding. Errors: NotFound.
func FindingOf(ctx context.Context, q db.Q, f FindingID) (Finding, error) {
	return db.One(ctx, q, qFindingOf, scanFinding, f)
}

// Causes gives the taxonomy of causes of a bloc: its own, or the usual one.
func Causes(ctx context.Context, q db.Q, b id.Bloc) ([]string, error) {
	list, err := db.All(ctx, q, qCauses, db.Scalar[string], b)
	if err != nil || len(list) == 0 {
		return CleanCauses(""), err
	}
	return CleanCauses(list[0]), nil
}

func saveCauses(ctx context.Context, tx *db.Tx, b id.Bloc, list []string) error {
	_, err := tx.Exec(ctx, qCausesPut, b, strings.Join(list, "\n"))
	return err
}

// A Photo (ảnh hội nghị) is a picture of the meeting with its caption and whom it shows.
type Photo struct {
	ID            PhotoID
	At            time.Time
	Caption       string
	Shown         []DelegateID
	Small, Large  string // content hashes
	Width, Height int    // of the large one
	By            string
}

// PhotoID names a photo.
type PhotoID = id.Of[Photo]

// Photos gives the photos of a conference in the order in which they were taken.
func Photos(ctx context.Context, q db.Q, c ID) ([]Photo, error) {
	return db.All(ctx, q, qPhotos, func(r db.Row) (p Photo, err error) {
		var at int64
		var shown string
		if err = r.Scan(&p.ID, &at, &p.Caption, &shown, &p.Small, &p.Large, &p.Width, &p.Height, &p.By); err == nil {
			err = json.Unmarshal([]byte(shown), &p.Shown)
		}
		p.At = timeOf(at)
		return p, err
	}, c)
}

func insertPhoto(ctx context.Context, tx *db.Tx, c ID, p Photo) error {
	shown, err := json.Marshal(p.Shown)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qPhotoNew, p.ID, c, p.At.UnixMilli(), p.Caption, string(shown), p.Small, p.Large, p.Width, p.Height, p.By)
	return err
}
