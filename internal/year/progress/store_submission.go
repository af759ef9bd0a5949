package progress

import (
	"context"

	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const subCols = `period, unit, state, due, submitted_at, submitted_by, approved_at, approved_by, received_at, received_by, return_reason, returned_by, returned_at, else_number, else_day, else_signer, else_system, else_file, else_name, version`

var (
	qSubs      = db.SQL("progress.submissions", `SELECT `+subCols+` FROM progress_submission WHERE period = $1 ORDER BY unit`)
	qSub       = db.SQL("progress.submission", `SELECT `+subCols+` FROM progress_submission WHERE period = $1 AND unit = $2`)
	qSubInsert = db.SQL("progress.submission.insert", `INSERT INTO progress_submission (`+subCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1) ON CONFLICT (period, unit) DO NOTHING`)
	qSubUpdate = db.SQL("progress.submission.update", `UPDATE progress_submission SET state = $3, due = $4, submitted_at = $5, submitted_by = $6, approved_at = $7, approved_by = $8, received_at = $9, received_by = $10, return_reason = $11, returned_by = $12, returned_at = $13, else_number = $14, else_day = $15, else_signer = $16, else_system = $17, else_file = $18, else_name = $19, version = version + 1
WHERE period = $1 AND unit = $2 AND version = $20 AND state = $21`)
)

func scanSub(r db.Row) (Submission, error) {
	var s Submission
	var sub, app, rec, ret int64
	e := &s.Elsewhere
	err := r.Scan(&s.Period, &s.Unit, &s.State, &s.Due, &sub, &s.SubmittedBy, &app, &s.ApprovedBy, &rec, &s.ReceivedBy, &s.ReturnReason, &s.ReturnedBy, &ret,
		&e.Number, &e.Day, &e.Signer, &e.System, &e.File, &e.FileName, &s.Version)
	s.SubmittedAt, s.ApprovedAt, s.ReceivedAt, s.ReturnedAt = fromMillis(sub), fromMillis(app), fromMillis(rec), fromMillis(ret)
	return s, err
}

// Submissions gives the submissions of a period by unit. A unit that has not begun is
// not among them: it stands at Draft.
func Submissions(ctx context.Context, q db.Q, period ID) (map[id.Unit]Submission, error) {
	list, err := db.All(ctx, q, qSubs, scanSub, int64(period))
	m := make(map[id.Unit]Submission, len(list))
	for _, s := range list {
		m[s.Unit] = s
	}
	return m, err
}

// SubmissionOf gives the submission of one unit; one that has not begun is a Draft of
// version 0.
func SubmissionOf(ctx context.Context, q db.Q, period ID, u id.Unit) (Submission, error) {
	list, err := db.All(ctx, q, qSub, scanSub, int64(period), int64(u))
	if err != nil || len(list) == 0 {
		return Submission{Period: period, Unit: u, State: Draft}, err
	}
	return list[0], nil
}

// saveSub writes s over the version and state it was loaded with. It reports false when
// somebody else was faster.
func saveSub(ctx context.Context, tx *db.Tx, old, s Submission) (bool, error) {
	e := s.Elsewhere
	args := []any{int64(s.Period), int64(s.Unit), string(s.State), s.Due.String(), toMillis(s.SubmittedAt), s.SubmittedBy, toMillis(s.ApprovedAt), s.ApprovedBy, toMillis(s.ReceivedAt), s.ReceivedBy,
		s.ReturnReason, s.ReturnedBy, toMillis(s.ReturnedAt), e.Number, e.Day.String(), e.Signer, e.System, e.File, e.FileName}
	query := qSubInsert
	if old.Version > 0 {
		query = qSubUpdate
		args = append(args, old.Version, string(old.State))
	}
	n, err := tx.Exec(ctx, query, args...)
	return n == 1, err
}
