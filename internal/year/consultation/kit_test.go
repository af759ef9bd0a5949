package consultation_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/account"
	"thidua/internal/year/activity"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
	"thidua/internal/year/report"
	"thidua/internal/year/rolemodel"
)

var tables = []fs.FS{org.Migrations, account.Migrations, document.Migrations, plan.Migrations, campaign.Migrations, pledge.Migrations, award.Migrations, registration.Migrations, progress.Migrations, activity.Migrations, rolemodel.Migrations, report.Migrations, consultation.Migrations}

const h1 = civil.Period("2022-H1")

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// world is the capability over the sample plan with a stored draft.
type world struct {
	*consultation.Service
	t      testing.TB
	ctx    context.Context
	at     report.Place
	report *report.Service
	prog   *progress.Service
	lead   who.Actor
	tand   who.Actor
	stp    who.Actor
	board  who.Actor
	clock  *clock.Hand
}

func open(t testing.TB, d *db.DB) *world {
	t.Helper()
	ctx := t.Context()
	files, err := blob.Open(t.TempDir())
	must(t, err)
	t.Cleanup(func() { files.Close() })
	w := &world{t: t, ctx: ctx, report: report.NewService(d), prog: progress.NewService(d, files), clock: d.Clock.(*clock.Hand)}
	w.Service = consultation.NewService(d, w.report, files)
	p := plan.NewService(d, org.NewService(d), document.NewService(d, files), files, func(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error {
		_, err := w.prog.OpenPeriod(ctx, tx, by, b, p, due)
		return err
	})
	body, err := os.ReadFile("../../app/demo/plan.json")
	must(t, err)
	_, err = p.ImportJSON(ctx, system, body)
	must(t, err)
	w.at.Period = h1
	w.at.Bloc, err = org.BlocByCode(ctx, d, "khoi-3")
	must(t, err)
	w.lead, w.tand, w.stp = w.actor("thanh-tra", true), w.actor("tand", false), w.actor("so-tu-phap", false)
	w.board = who.Actor{User: 9, Name: "Chuyên viên Ban TĐKT tỉnh", Via: "web", Posts: []who.Post{{Role: who.Board}}}
	must(t, w.report.Draft(ctx, w.lead, w.at.Bloc, h1))
	return w
}

func (w *world) actor(code string, lead bool) who.Actor {
	w.t.Helper()
	u, err := org.UnitByCode(w.ctx, w.DB(), code)
	must(w.t, err)
	return who.Actor{User: 1, Name: "Cán bộ " + u.Short, Via: "web", Posts: []who.Post{{Unit: u.ID, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: w.at.Bloc.ID, Unit: u.ID, Lead: lead}}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless err is a refusal with the message id.
func refused(t testing.TB, err error, msg string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind == fault.Internal || !strings.HasPrefix(f.Msg, msg+"|") {
		t.Fatalf("%v, want a refusal %s", err, msg)
	}
}

func (w *world) desk() *consultation.Desk {
	w.t.Helper()
	k, err := w.Read(w.ctx, w.lead, w.at)
	must(w.t, err)
	return k
}

// body gives the n-th paragraph of running text that has no links.
func (w *world) body(n int) consultation.Passage {
	w.t.Helper()
	for _, p := range w.desk().Passages {
		if (p.Kind == report.Body || p.Kind == report.Item) && !strings.Contains(p.Linked, "[[") && len(p.Text) > 40 {
			if n--; n < 0 {
				return p
			}
		}
	}
	w.t.Fatal("not enough paragraphs")
	return consultation.Passage{}
}

func (w *world) round() {
	w.t.Helper()
	_, err := w.OpenRound(w.ctx, w.lead, w.at, consultation.Call{Stage: consultation.Before, Due: w.Today().AddDays(5)})
	must(w.t, err)
}

func (w *world) say(by who.Actor, e consultation.Entry) consultation.RemarkID {
	w.t.Helper()
	n, err := w.Say(w.ctx, by, w.at, e)
	must(w.t, err)
	return n
}

func (w *world) wish(by who.Actor, p consultation.Passage, text string) consultation.RemarkID {
	w.t.Helper()
	return w.say(by, consultation.Entry{Para: p.Para, Kind: consultation.Wording, Wish: text, Base: p.Text})
}

func (w *world) resolve(n consultation.RemarkID, state consultation.State, answer string) {
	w.t.Helper()
	r, ok := w.desk().Remark(n)
	if !ok {
		w.t.Fatalf("no remark %v", n)
	}
	must(w.t, w.Resolve(w.ctx, w.lead, w.at, n, consultation.Resolution{State: state, Answer: answer, Rev: r.Rev}))
}

func (w *world) textOf(p report.ParagraphID) string {
	w.t.Helper()
	x, _ := w.desk().Passage(p)
	return x.Text
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) { f(t, open(t, d)) })
}
