package consultation

import (
	"context"
	"embed"
	"encoding/json"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

const (
	versionCols = `id, draft, num, adopted, note, digest, by_name, at`
	roundCols   = `id, draft, version, stage, due, note, closed, by_name, at, rev`
	remarkCols  = `id, draft, num, version, para, place, kind, quoted, base, body, steps, unit, author, via, source, print, parent, joined, state, answer, answered_by, answered_at, by_name, at, rev`
	fileCols    = `id, draft, name, file, size, unit, taken, by_name, at`
	sentCols    = `id, bloc, version, state, receipt, reason, sent_by, sent_at, answered_by, answered_at, rev`
)

var (
	qVersions    = db.SQL("consultation.versions", `SELECT `+versionCols+` FROM consultation_version WHERE draft = $1 ORDER BY num`)
	qVersion     = db.SQL("consultation.version", `SELECT `+versionCols+` FROM consultation_version WHERE id = $1`)
	qVersionNew  = db.SQL("consultation.version.new", `INSERT INTO consultation_version (id, draft, num, adopted, note, digest, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qPassages    = db.SQL("consultation.passages", `SELECT para, kind, linked, body FROM consultation_passage WHERE version = $1 ORDER BY pos`)
	qPassageNew  = db.SQL("consultation.passage.new", `INSERT INTO consultation_passage (version, pos, para, kind, linked, body) VALUES ($1, $2, $3, $4, $5, $6)`)
	qRounds      = db.SQL("consultation.rounds", `SELECT `+roundCols+` FROM consultation_round WHERE draft = $1 ORDER BY id`)
	qRoundsOf    = db.SQL("consultation.rounds.of", `SELECT r.id, r.draft, r.version, r.stage, r.due, r.note, r.closed, r.by_name, r.at, r.rev, d.period FROM consultation_round r JOIN report_draft d ON d.id = r.draft WHERE d.bloc = $1 ORDER BY r.id`)
	qRoundNew    = db.SQL("consultation.round.new", `INSERT INTO consultation_round (id, draft, version, stage, due, note, closed, by_name, at, rev) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 1)`)
	qRoundSet    = db.SQL("consultation.round.set", `UPDATE consultation_round SET due = $1, closed = $2, rev = rev + 1 WHERE id = $3 AND rev = $4`)
	qRemarks     = db.SQL("consultation.remarks", `SELECT `+remarkCols+` FROM consultation_remark WHERE draft = $1 ORDER BY num`)
	qRemark      = db.SQL("consultation.remark", `SELECT `+remarkCols+` FROM consultation_remark WHERE id = $1 AND draft = $2`)
	qPrint       = db.SQL("consultation.print", `SELECT `+remarkCols+` FROM consultation_remark WHERE draft = $1 AND print = $2`)
	qTop         = db.SQL("consultation.remark.top", `SELECT COALESCE(MAX(num), 0) FROM consultation_remark WHERE draft = $1`)
	qRemarkNew   = db.SQL("consultation.remark.new", `INSERT INTO consultation_remark (`+remarkCols+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 'new', '', '', 0, $18, $19, 1)`)
	qRemarkState = db.SQL("consultation.remark.state", `UPDATE consultation_remark SET state = $1, answer = $2, answered_by = $3, answered_at = $4, rev = rev + 1 WHERE id = $5 AND rev = $6`)
	qRemarkJoin  = db.SQL("consultation.remark.join", `UPDATE consultation_remark SET joined = $1, rev = rev + 1 WHERE id = $2 AND rev = $3`)
	qRemarkPlace = db.SQL("consultation.remark.place", `UPDATE consultation_remark SET para = $1, rev = rev + 1 WHERE id = $2 AND rev = $3`)
	qMarks       = db.SQL("consultation.marks", `SELECT m.remark, m.unit, m.agrees, m.by_name, m.at FROM consultation_mark m JOIN consultation_remark r ON r.id = m.remark WHERE r.draft = $1 ORDER BY m.remark, m.unit`)
	qMarkSet     = db.SQL("consultation.mark.set", `INSERT INTO consultation_mark (remark, unit, agrees, by_name, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (remark, unit) DO UPDATE SET agrees = excluded.agrees, by_name = excluded.by_name, at = excluded.at`)
	qMarkDrop    = db.SQL("consultation.mark.drop", `DELETE FROM consultation_mark WHERE remark = $1 AND unit = $2`)
	qChanges     = db.SQL("consultation.changes", `SELECT id, remark, op, para, after, old, new, undone FROM consultation_change WHERE draft = $1 ORDER BY id`)
	qChangeNew   = db.SQL("consultation.change.new", `INSERT INTO consultation_change (id, draft, remark, op, para, after, old, new, undone) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)`)
	qChangeUndo  = db.SQL("consultation.change.undo", `UPDATE consultation_change SET undone = TRUE WHERE id = $1`)
	qFiles       = db.SQL("consultation.files", `SELECT `+fileCols+` FROM consultation_file WHERE draft = $1 ORDER BY id DESC`)
	qFile        = db.SQL("consultation.file", `SELECT `+fileCols+` FROM consultation_file WHERE id = $1 AND draft = $2`)
	qFileSame    = db.SQL("consultation.file.same", `SELECT `+fileCols+` FROM consultation_file WHERE draft = $1 AND file = $2 AND unit = $3`)
	qFileNew     = db.SQL("consultation.file.new", `INSERT INTO consultation_file (`+fileCols+`) VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8)`)
	qFileTaken   = db.SQL("consultation.file.taken", `UPDATE consultation_file SET taken = TRUE WHERE id = $1`)
	qSent        = db.SQL("consultation.sent", `SELECT s.id, s.bloc, s.version, s.state, s.receipt, s.reason, s.sent_by, s.sent_at, s.answered_by, s.answered_at, s.rev FROM consultation_submission s JOIN consultation_version v ON v.id = s.version WHERE v.draft = $1 ORDER BY s.id`)
	qSentAll     = db.SQL("consultation.sent.all", `SELECT `+sentCols+` FROM consultation_submission ORDER BY id DESC LIMIT 500`)
	qSentOf      = db.SQL("consultation.sent.of", `SELECT `+sentCols+` FROM consultation_submission WHERE id = $1`)
	qSentNew     = db.SQL("consultation.sent.new", `INSERT INTO consultation_submission (id, bloc, version, state, receipt, reason, sent_by, sent_at, answered_by, answered_at, rev) VALUES ($1, $2, $3, 'sent', '', '', $4, $5, '', 0, 1)`)
	qSentAnswer  = db.SQL("consultation.sent.answer", `UPDATE consultation_submission SET state = $1, receipt = $2, reason = $3, answered_by = $4, answered_at = $5, rev = rev + 1 WHERE id = $6 AND state = $7 AND rev = $8`)
)

// moment gives a stored time; 0 is the zero time.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(clock.Zone)
}

func scanVersion(r db.Row) (v Version, err error) {
	var at int64
	err = r.Scan(&v.ID, &v.Draft, &v.No, &v.Adopted, &v.Note, &v.Digest, &v.By, &at)
	v.At = moment(at)
	return v, err
}

func scanPassage(r db.Row) (p Passage, err error) {
	err = r.Scan(&p.Para, &p.Kind, &p.Linked, &p.Text)
	return p, err
}

func scanRound(r db.Row) (x Round, err error) {
	var at, closed int64
	err = r.Scan(&x.ID, &x.Draft, &x.Version, &x.Stage, &x.Due, &x.Note, &closed, &x.By, &at, &x.Rev)
	x.At, x.Closed = moment(at), moment(closed)
	return x, err
}

func scanRemark(r db.Row) (x Remark, err error) {
	var at, answered int64
	var steps, file string
	if err = r.Scan(&x.ID, &x.Draft, &x.No, &x.Version, &x.Para, &x.Place, &x.Kind, &x.Quoted, &x.Base, &x.Text, &steps, &x.Unit, &x.Author, &x.Via, &file,
		&x.Print, &x.Parent, &x.Joined, &x.State, &x.Answer, &x.By, &answered, &x.Recorder, &at, &x.Rev); err != nil {
		return x, err
	}
	x.At, x.AnswerAt = moment(at), moment(answered)
	if file != "" {
		if x.File, err = id.Parse[File](file); err != nil {
			return x, err
		}
	}
	if steps != "" {
		err = json.Unmarshal([]byte(steps), &x.Steps)
	}
	return x, err
}

func scanMark(r db.Row) (m Mark, err error) {
	var at int64
	err = r.Scan(&m.Remark, &m.Unit, &m.Agrees, &m.By, &at)
	m.At = moment(at)
	return m, err
}

func scanChange(r db.Row) (c Change, err error) {
	err = r.Scan(&c.ID, &c.Remark, &c.Op, &c.Para, &c.After, &c.Old, &c.New, &c.Undone)
	return c, err
}

func scanFile(r db.Row) (f File, err error) {
	var at int64
	err = r.Scan(&f.ID, &f.Draft, &f.Name, &f.Hash, &f.Size, &f.Unit, &f.Taken, &f.By, &at)
	f.At = moment(at)
	return f, err
}

func scanSubmission(r db.Row) (s Submission, err error) {
	var sent, answered int64
	err = r.Scan(&s.ID, &s.Bloc, &s.Version, &s.State, &s.Receipt, &s.Reason, &s.SentBy, &sent, &s.AnsweredBy, &answered, &s.Rev)
	s.SentAt, s.AnsweredAt = moment(sent), moment(answered)
	return s, err
}

// Open reads the draft of a place with everything said about it. Without a stored draft:
// a fault of kind NotFound.
func Open(ctx context.Context, q db.Q, at report.Place) (_ *Desk, err error) {
	defer fault.Wrap(&err, "consultation.Open(%s, %v)", at.Bloc.Code, at.Period)
	k := &Desk{Place: at, Marks: map[RemarkID][]Mark{}}
	if k.Draft, err = report.DraftOf(ctx, q, at.Bloc.ID, at.Period); err != nil {
		return nil, err
	}
	if k.Table, err = report.TableOf(ctx, q, at.Bloc, at.Period); err != nil {
		return nil, err
	}
	for _, p := range k.Draft.Visible() {
		k.Passages = append(k.Passages, Passage{Para: p.ID, Kind: p.Kind, Linked: p.Text, Text: k.Table.Plain(p.Text)})
	}
	d := k.Draft.ID
	if k.Versions, err = db.All(ctx, q, qVersions, scanVersion, d); err != nil {
		return nil, err
	}
	if k.Rounds, err = db.All(ctx, q, qRounds, scanRound, d); err != nil {
		return nil, err
	}
	if k.Remarks, err = db.All(ctx, q, qRemarks, scanRemark, d); err != nil {
		return nil, err
	}
	if k.Changes, err = db.All(ctx, q, qChanges, scanChange, d); err != nil {
		return nil, err
	}
	if k.Sent, err = db.All(ctx, q, qSent, scanSubmission, d); err != nil {
		return nil, err
	}
	marks, err := db.All(ctx, q, qMarks, scanMark, d)
	for _, m := range marks {
		k.Marks[m.Remark] = append(k.Marks[m.Remark], m)
	}
	return k, err
}

// Waiting gives the remarks on a draft that nobody has resolved yet.
func Waiting(ctx context.Context, q db.Q, draft report.DraftID) (list []Remark, err error) {
	defer fault.Wrap(&err, "consultation.Waiting(%v)", draft)
	all, err := db.All(ctx, q, qRemarks, scanRemark, draft)
	for _, r := range all {
		if r.Waits() {
			list = append(list, r)
		}
	}
	return list, err
}

// VersionOf gives a version with its text.
func VersionOf(ctx context.Context, q db.Q, n VersionID) (v Version, err error) {
	defer fault.Wrap(&err, "consultation.VersionOf(%v)", n)
	if v, err = db.One(ctx, q, qVersion, scanVersion, n); err != nil {
		return v, err
	}
	v.Passages, err = db.All(ctx, q, qPassages, scanPassage, n)
	return v, err
}

// A Dated (đợt lấy ý kiến của một kỳ) is a round with the period of its report.
type Dated struct {
	Round
	Period civil.Period
}

// RoundsOf gives every round of a bloc, oldest first.
func RoundsOf(ctx context.Context, q db.Q, b id.Bloc) ([]Dated, error) {
	return db.All(ctx, q, qRoundsOf, func(r db.Row) (x Dated, err error) {
		var at, closed int64
		err = r.Scan(&x.ID, &x.Draft, &x.Version, &x.Stage, &x.Due, &x.Note, &closed, &x.By, &at, &x.Rev, &x.Period)
		x.At, x.Closed = moment(at), moment(closed)
		return x, err
	}, b)
}

// Files gives the Word files that came back for a draft, newest first.
func Files(ctx context.Context, q db.Q, draft report.DraftID) (list []File, err error) {
	defer fault.Wrap(&err, "consultation.Files(%v)", draft)
	return db.All(ctx, q, qFiles, scanFile, draft)
}

// Submissions gives the reports that were sent to the provincial board, newest first.
func Submissions(ctx context.Context, q db.Q) (list []Submission, err error) {
	defer fault.Wrap(&err, "consultation.Submissions")
	return db.All(ctx, q, qSentAll, scanSubmission)
}

// SubmissionOf gives one of them.
func SubmissionOf(ctx context.Context, q db.Q, n SubmissionID) (s Submission, err error) {
	defer fault.Wrap(&err, "consultation.SubmissionOf(%v)", n)
	return db.One(ctx, q, qSentOf, scanSubmission, n)
}

// insertVersion keeps a text as the next version.
func insertVersion(ctx context.Context, tx *db.Tx, v Version) error {
	if _, err := tx.Exec(ctx, qVersionNew, v.ID, v.Draft, v.No, v.Adopted, v.Note, v.Digest, v.By, v.At.UnixMilli()); err != nil {
		return err
	}
	for i, p := range v.Passages {
		if _, err := tx.Exec(ctx, qPassageNew, v.ID, i+1, p.Para, string(p.Kind), p.Linked, p.Text); err != nil {
			return err
		}
	}
	return nil
}

func insertRemark(ctx context.Context, tx *db.Tx, r Remark) error {
	steps := ""
	if len(r.Steps) > 0 {
		b, err := json.Marshal(r.Steps)
		if err != nil {
			return err
		}
		steps = string(b)
	}
	file := ""
	if r.File != 0 {
		file = r.File.String()
	}
	_, err := tx.Exec(ctx, qRemarkNew, r.ID, r.Draft, r.No, r.Version, r.Para, r.Place, string(r.Kind), r.Quoted, r.Base, r.Text, steps, r.Unit, r.Author, string(r.Via), file,
		r.Print, r.Parent, r.Recorder, r.At.UnixMilli())
	return err
}

// Migrations holds the tables of this capability.
//
//go:embed migration/*.sql
var Migrations embed.FS

// placeOf gives bloc and period of a draft.
func placeOf(ctx context.Context, q db.Q, draft report.DraftID) (at report.Place, err error) {
	d, err := report.DraftByID(ctx, q, draft)
	if err != nil {
		return at, err
	}
	at.Period = d.Period
	at.Bloc, err = org.BlocOf(ctx, q, d.Bloc)
	return at, err
}

// PlaceOf gives bloc and period of a version.
func PlaceOf(ctx context.Context, q db.Q, v Version) (_ report.Place, err error) {
	defer fault.Wrap(&err, "consultation.PlaceOf(%v)", v.ID)
	return placeOf(ctx, q, v.Draft)
}
