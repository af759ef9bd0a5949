package report

import (
	"context"
	"embed"
	"maps"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/activity"
	"thidua/internal/year/award"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
	"thidua/internal/year/rolemodel"
)

var (
	qDraft      = db.SQL("report.draft", `SELECT id, bloc, period, number, day, post, signer, version, frozen FROM report_draft WHERE bloc = $1 AND period = $2`)
	qDraftByID  = db.SQL("report.draft.id", `SELECT id, bloc, period, number, day, post, signer, version, frozen FROM report_draft WHERE id = $1`)
	qDrafts     = db.SQL("report.drafts", `SELECT id, bloc, period, number, day, post, signer, version, frozen FROM report_draft WHERE bloc = $1 ORDER BY period DESC`)
	qFreeze     = db.SQL("report.freeze", `UPDATE report_draft SET frozen = $1, version = version + 1 WHERE id = $2 AND frozen = $3`)
	qDraftNew   = db.SQL("report.draft.new", `INSERT INTO report_draft (id, bloc, period, number, day, post, signer, version) VALUES ($1, $2, $3, '', '', '', '', 1)`)
	qDraftHead  = db.SQL("report.draft.head", `UPDATE report_draft SET number = $1, day = $2, post = $3, signer = $4, version = version + 1 WHERE id = $5 AND version = $6`)
	qParagraphs = db.SQL("report.paragraphs", `SELECT id, key, kind, body, auto, source, came, pos, rev, by_name, at, removed FROM report_paragraph WHERE draft = $1 ORDER BY pos, id`)
	qParagraph  = db.SQL("report.paragraph", `SELECT p.id, p.key, p.kind, p.body, p.auto, p.source, p.came, p.pos, p.rev, p.by_name, p.at, p.removed FROM report_paragraph p WHERE p.id = $1 AND p.draft = $2`)
	qParaNew    = db.SQL("report.paragraph.new", `INSERT INTO report_paragraph (id, draft, key, kind, body, auto, source, came, pos, rev, by_name, at, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, FALSE)`)
	qParaSave   = db.SQL("report.paragraph.save", `UPDATE report_paragraph SET kind = $1, body = $2, auto = $3, source = $4, came = $5, pos = $6, removed = $7, rev = rev + 1, by_name = $8, at = $9 WHERE id = $10 AND rev = $11`)
)

func scanDraft(r db.Row) (d DraftReport, err error) {
	err = r.Scan(&d.ID, &d.Bloc, &d.Period, &d.Number, &d.Day, &d.Post, &d.Signer, &d.Version, &d.Frozen)
	return d, err
}

func scanParagraph(r db.Row) (p Paragraph, err error) {
	var at int64
	err = r.Scan(&p.ID, &p.Key, &p.Kind, &p.Text, &p.Auto, &p.Source, &p.From, &p.Order, &p.Rev, &p.By, &at, &p.Removed)
	p.At = time.UnixMilli(at).In(clock.Zone)
	return p, err
}

// DraftOf gives the stored draft of a period with its paragraphs, removed ones included.
// No draft yet: a fault of kind NotFound.
func DraftOf(ctx context.Context, q db.Q, b id.Bloc, p civil.Period) (d DraftReport, err error) {
	defer fault.Wrap(&err, "report.DraftOf(%v, %v)", b, p)
	if d, err = db.One(ctx, q, qDraft, scanDraft, b, string(p)); err != nil {
		return d, err
	}
	d.Paragraphs, err = db.All(ctx, q, qParagraphs, scanParagraph, d.ID)
	return d, err
}

// DraftByID gives a stored draft by its id, with its paragraphs.
func DraftByID(ctx context.Context, q db.Q, draft DraftID) (d DraftReport, err error) {
	defer fault.Wrap(&err, "report.DraftByID(%v)", draft)
	if d, err = db.One(ctx, q, qDraftByID, scanDraft, draft); err != nil {
		return d, err
	}
	d.Paragraphs, err = db.All(ctx, q, qParagraphs, scanParagraph, d.ID)
	return d, err
}

// Drafts gives the stored drafts of a bloc without their paragraphs, newest period first.
func Drafts(ctx context.Context, q db.Q, b id.Bloc) (list []DraftReport, err error) {
	defer fault.Wrap(&err, "report.Drafts(%v)", b)
	return db.All(ctx, q, qDrafts, scanDraft, b)
}

// Visible gives the paragraphs that are not removed, in their order.
func (d DraftReport) Visible() []Paragraph {
	var list []Paragraph
	for _, p := range d.Paragraphs {
		if !p.Removed {
			list = append(list, p)
		}
	}
	return list
}

// TableOf reads and consolidates a period of a bloc. Units and their names are those of
// the period's last day.
func TableOf(ctx context.Context, q db.Q, b org.Bloc, p civil.Period) (_ *Table, err error) {
	defer fault.Wrap(&err, "report.TableOf(%s, %v)", b.Code, p)
	in := Input{Bloc: b, Period: p}
	row, err := progress.PeriodOf(ctx, q, b.ID, p)
	if err != nil {
		return nil, err
	}
	if in.Members, err = org.Members(ctx, q, b.ID, p.To()); err != nil {
		return nil, err
	}
	pl, err := plan.Of(ctx, q, b.ID, p.Year())
	if err != nil {
		return nil, err
	}
	if in.Fields, err = plan.Fields(ctx, q, pl.ID); err != nil {
		return nil, err
	}
	if in.Targets, err = plan.AllTargets(ctx, q, b.ID, p.Year()); err != nil {
		return nil, err
	}
	values, err := progress.Values(ctx, q, row.ID)
	if err != nil {
		return nil, err
	}
	in.Values = progress.ByUnit(values)
	if in.Submissions, err = progress.Submissions(ctx, q, row.ID); err != nil {
		return nil, err
	}
	t := Consolidate(in)
	pipe, err := rolemodel.PipelineOf(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	done, err := activity.Between(ctx, q, b.ID, p.From(), p.To())
	if err != nil {
		return nil, err
	}
	t.Movement(pipe.Count(p.From(), p.To()), activity.Count(done, p.From(), p.To()))
	return t, nil
}

// FactsOf reads everything the report is written from.
func FactsOf(ctx context.Context, q db.Q, t *Table) (f Facts, err error) {
	defer fault.Wrap(&err, "report.FactsOf(%s, %v)", t.Bloc.Code, t.Period)
	f = Facts{Table: t}
	row, err := progress.PeriodOf(ctx, q, t.Bloc.ID, t.Period)
	if err != nil {
		return f, err
	}
	pl, err := plan.Of(ctx, q, t.Bloc.ID, t.Period.Year())
	if err != nil {
		return f, err
	}
	if f.Documents, err = guiding(ctx, q, t.Bloc.ID, pl); err != nil {
		return f, err
	}
	contents, err := plan.Contents(ctx, q, pl.ID)
	if err != nil {
		return f, err
	}
	for _, c := range contents {
		if c.Unit == 0 {
			f.Contents = append(f.Contents, c)
		}
	}
	if f.Tasks, err = plan.TasksOf(ctx, q, t.Bloc.ID, t.Period.Year(), 0); err != nil {
		return f, err
	}
	if f.Texts, err = progress.Texts(ctx, q, row.ID); err != nil {
		return f, err
	}
	if f.Recommendations, err = progress.AllRecommendations(ctx, q, row.ID); err != nil {
		return f, err
	}
	if f.Merit.Given, err = award.Given(ctx, q, t.Bloc.ID, t.Period.To(), t.Period.From(), t.Period.To()); err != nil {
		return f, err
	}
	if f.Merit.Sum, err = registration.SumOf(ctx, q, t.Bloc.ID, t.Period.Year()); err != nil {
		return f, err
	}
	linked := f.Merit.figures(t)
	maps.Copy(linked, t.Linked) // those of the movement came with the table
	t.Linked = linked
	if f.Launches, err = launchesOf(ctx, q, t.Bloc, t.Period); err != nil {
		return f, err
	}
	f.Deed, err = deedOf(ctx, q, t.Bloc, t.Period)
	return f, err
}

// guiding gives the year's guiding documents, the directive that launches it first.
func guiding(ctx context.Context, q db.Q, b id.Bloc, pl plan.Plan) ([]document.Document, error) {
	list, _, err := document.List(ctx, q, b, document.Filter{})
	if err != nil {
		return nil, err
	}
	var out []document.Document
	for _, d := range list {
		if d.ID == pl.Directive {
			out = append([]document.Document{d}, out...)
		} else if k := d.Kind; (k == "CT" || k == "NQ") && pl.Directive != 0 {
			out = append(out, d)
		}
	}
	return out, nil
}

// Migrations holds the tables of this capability.
//
//go:embed migration/*.sql
var Migrations embed.FS
