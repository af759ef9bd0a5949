package rolemodel

import (
	"context"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/db"
)

const columns = `id, bloc, unit, kind, name, post, title, field, source, source_text, source_link, stage, plan, mentor, from_day, to_day, story, lesson, name_ok, face_ok, consent_by, seen, why, by_name, at, version`

var (
	qNew = db.SQL("rolemodel.new", `INSERT INTO rolemodel_model (id, bloc, unit, kind, name, post, title, field, source, source_text, source_link, stage, plan, mentor, from_day, to_day, story, lesson, name_ok, face_ok, consent_by, seen, why, by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', '', '', '', '', '', '', 'own', '', $13, $14, 1)`)
	qSave = db.SQL("rolemodel.save", `UPDATE rolemodel_model SET kind = $3, name = $4, post = $5, title = $6, field = $7, source_text = $8, stage = $9, plan = $10, mentor = $11, from_day = $12, to_day = $13, story = $14, lesson = $15,
 name_ok = $16, face_ok = $17, consent_by = $18, seen = $19, why = $20, by_name = $21, at = $22, version = version + 1 WHERE id = $1 AND version = $2`)
	qOf   = db.SQL("rolemodel.of", `SELECT `+columns+` FROM rolemodel_model WHERE id = $1`)
	qList = db.SQL("rolemodel.list", `SELECT `+columns+` FROM rolemodel_model WHERE bloc = $1 ORDER BY id`)

	qStepNew  = db.SQL("rolemodel.step.new", `INSERT INTO rolemodel_step (model, stage, day, note, by_name, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (model, stage) DO UPDATE SET day = excluded.day, note = excluded.note, by_name = excluded.by_name, at = excluded.at`)
	qSteps    = db.SQL("rolemodel.steps", `SELECT model, stage, day, note, by_name, at FROM rolemodel_step WHERE model = $1 ORDER BY at, day`)
	qStepsAll = db.SQL("rolemodel.steps.all", `SELECT s.model, s.stage, s.day, s.note, s.by_name, s.at FROM rolemodel_step s JOIN rolemodel_model m ON m.id = s.model WHERE m.bloc = $1`)

	qMileNew  = db.SQL("rolemodel.milestone.new", `INSERT INTO rolemodel_milestone (id, model, body, due, done) VALUES ($1, $2, $3, $4, '')`)
	qMileDone = db.SQL("rolemodel.milestone.done", `UPDATE rolemodel_milestone SET done = $3 WHERE id = $1 AND model = $2`)
	qMiles    = db.SQL("rolemodel.milestones", `SELECT id, model, body, due, done FROM rolemodel_milestone WHERE model = $1 ORDER BY due, id`)

	qPhotoNew  = db.SQL("rolemodel.photo.new", `INSERT INTO rolemodel_photo (id, model, large, small, width, height, caption, faces) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qPhotoDrop = db.SQL("rolemodel.photo.drop", `DELETE FROM rolemodel_photo WHERE id = $1 AND model = $2`)
	qPhotos    = db.SQL("rolemodel.photos", `SELECT id, model, large, small, width, height, caption, faces FROM rolemodel_photo WHERE model = $1 ORDER BY id`)

	qApply      = db.SQL("rolemodel.apply", `INSERT INTO rolemodel_applied (model, unit, day, result, by_name, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (model, unit) DO UPDATE SET day = excluded.day, result = excluded.result, by_name = excluded.by_name, at = excluded.at`)
	qApplied    = db.SQL("rolemodel.applied", `SELECT model, unit, day, result, by_name, at FROM rolemodel_applied WHERE model = $1 ORDER BY day, unit`)
	qAppliedAll = db.SQL("rolemodel.applied.all", `SELECT a.model, a.unit, a.day, a.result, a.by_name, a.at FROM rolemodel_applied a JOIN rolemodel_model m ON m.id = a.model WHERE m.bloc = $1`)

	qPropNew = db.SQL("rolemodel.proposal.new", `INSERT INTO rolemodel_proposal (id, bloc, unit, model, who, deed, form, level, day, state, decision, decided_day, note, by_name, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed', '', '', '', $10, $11, 1)`)
	qPropAnswer = db.SQL("rolemodel.proposal.answer", `UPDATE rolemodel_proposal SET state = $3, decision = $4, decided_day = $5, note = $6, by_name = $7, at = $8, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'proposed'`)
	qProps      = db.SQL("rolemodel.proposals", `SELECT id, bloc, unit, model, who, deed, form, level, day, state, decision, decided_day, note, by_name, at, version FROM rolemodel_proposal WHERE bloc = $1 ORDER BY day DESC, id DESC`)
	qPropOf     = db.SQL("rolemodel.proposal.of", `SELECT id, bloc, unit, model, who, deed, form, level, day, state, decision, decided_day, note, by_name, at, version FROM rolemodel_proposal WHERE id = $1`)
)

func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func scan(r db.Row) (m RoleModel, err error) {
	var at int64
	err = r.Scan(&m.ID, &m.Bloc, &m.Unit, &m.Kind, &m.Name, &m.Post, &m.Title, &m.Field, &m.Source, &m.SourceText, &m.SourceLink, &m.Stage, &m.Plan, &m.Mentor, &m.From, &m.To,
		&m.Story, &m.Lesson, &m.NameOK, &m.FaceOK, &m.ConsentBy, &m.Seen, &m.Why, &m.By, &at, &m.Version)
	m.At = moment(at)
	return m, err
}

// Of gives a role model as it is stored, with its name: callers show what For gives.
// Errors: NotFound.
func Of(ctx context.Context, q db.Q, m ID) (RoleModel, error) { return db.One(ctx, q, qOf, scan, m) }

// List gives the role models of a bloc as they are stored, oldest first.
func List(ctx context.Context, q db.Q, b id.Bloc) ([]RoleModel, error) {
	return db.All(ctx, q, qList, scan, b)
}

func scanStep(r db.Row) (s Step, err error) {
	var at int64
	err = r.Scan(&s.Model, &s.Stage, &s.Day, &s.Note, &s.By, &at)
	s.At = moment(at)
	return s, err
}

// Steps gives the way of a role model so far.
func Steps(ctx context.Context, q db.Q, m ID) ([]Step, error) {
	return db.All(ctx, q, qSteps, scanStep, m)
}

// Milestones gives the milestones of fostering, by their day.
func Milestones(ctx context.Context, q db.Q, m ID) ([]Milestone, error) {
	return db.All(ctx, q, qMiles, func(r db.Row) (x Milestone, err error) {
		err = r.Scan(&x.ID, &x.Model, &x.Text, &x.Due, &x.Done)
		return x, err
	}, m)
}

// Photos gives the photos of a story.
func Photos(ctx context.Context, q db.Q, m ID) ([]Photo, error) {
	return db.All(ctx, q, qPhotos, func(r db.Row) (p Photo, err error) {
		err = r.Scan(&p.ID, &p.Model, &p.Large, &p.Small, &p.Width, &p.Height, &p.Caption, &p.Faces)
		return p, err
	}, m)
}

func scanApplied(r db.Row) (a Application, err error) {
	var at int64
	err = r.Scan(&a.Model, &a.Unit, &a.Day, &a.Result, &a.By, &at)
	a.At = moment(at)
	return a, err
}

// Applied gives the units that applied a role model.
func Applied(ctx context.Context, q db.Q, m ID) ([]Application, error) {
	return db.All(ctx, q, qApplied, scanApplied, m)
}

func scanProposal(r db.Row) (p Proposal, err error) {
	var at int64
	err = r.Scan(&p.ID, &p.Bloc, &p.Unit, &p.Model, &p.Who, &p.Deed, &p.Form, &p.Level, &p.Day, &p.State, &p.Decision, &p.DecidedDay, &p.Note, &p.By, &at, &p.Version)
	p.At = moment(at)
	return p, err
}

// Proposals gives the proposals of timely commendation of a bloc, newest first.
func Proposals(ctx context.Context, q db.Q, b id.Bloc) ([]Proposal, error) {
	return db.All(ctx, q, qProps, scanProposal, b)
}

// ProposalOf gives a proposal. Errors: NotFound.
func ProposalOf(ctx context.Context, q db.Q, p ProposalID) (Proposal, error) {
	return db.One(ctx, q, qPropOf, scanProposal, p)
}

// PipelineOf gives all that the numbers of a bloc are counted from.
func PipelineOf(ctx context.Context, q db.Q, b id.Bloc) (p Pipeline, err error) {
	defer fault.Wrap(&err, "rolemodel.PipelineOf")
	if p.Models, err = List(ctx, q, b); err != nil {
		return p, err
	}
	if p.Steps, err = db.All(ctx, q, qStepsAll, scanStep, b); err != nil {
		return p, err
	}
	if p.Applications, err = db.All(ctx, q, qAppliedAll, scanApplied, b); err != nil {
		return p, err
	}
	p.Proposals, err = Proposals(ctx, q, b)
	return p, err
}
