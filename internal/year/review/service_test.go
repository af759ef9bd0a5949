package review_test

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/live"
	"thidua/internal/platform/search"
	"thidua/internal/year/account"
	"thidua/internal/year/activity"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/conference"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
	"thidua/internal/year/report"
	"thidua/internal/year/review"
	"thidua/internal/year/rolemodel"
)

const h1 = civil.Period("2022-H1")

var sources = []fs.FS{org.Migrations, document.Migrations, plan.Migrations, progress.Migrations, activity.Migrations, rolemodel.Migrations, report.Migrations, consultation.Migrations, live.Migrations, conference.Migrations, campaign.Migrations, pledge.Migrations, award.Migrations, registration.Migrations, account.Migrations, search.Migrations, review.Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// kit is the sample bloc with its plan of 2022 and its first half open.
type kit struct {
	*review.Service
	t        testing.TB
	d        *db.DB
	bloc     id.Bloc
	progress *progress.Service
	plans    *plan.Service
	drives   *campaign.Service
}

func each(t *testing.T, f func(t *testing.T, k *kit)) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) { f(t, newKit(t, d)) })
}

func newKit(t testing.TB, d *db.DB) *kit {
	t.Helper()
	ctx := context.Background()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	s := progress.NewService(d, files)
	plans := plan.NewService(d, org.NewService(d), document.NewService(d, files), files, func(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error {
		_, err := s.OpenPeriod(ctx, tx, by, b, p, due)
		return err
	})
	data, err := os.ReadFile("../../app/demo/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plans.ImportJSON(ctx, system, data); err != nil {
		t.Fatal(err)
	}
	b, err := org.BlocByCode(ctx, d, "khoi-3")
	if err != nil {
		t.Fatal(err)
	}
	drives := campaign.NewService(d, files, document.NewService(d, files))
	return &kit{review.NewService(d, plans, drives), t, d, b.ID, s, plans, drives}
}

func (k *kit) unit(code string) id.Unit {
	k.t.Helper()
	u, err := org.UnitByCode(context.Background(), k.d, code)
	if err != nil {
		k.t.Fatal(err)
	}
	return u.ID
}

func (k *kit) actor(code string, r who.Role) who.Actor {
	u := k.unit(code)
	return who.Actor{User: id.User(u) + 1, Name: string(r) + " – " + code, Via: "web", Posts: []who.Post{{Unit: u, Role: r}},
		Blocs: []who.Membership{{Bloc: k.bloc, Unit: u, Lead: code == "thanh-tra"}}}
}

func (k *kit) target(unit, code string) plan.UnitTarget {
	k.t.Helper()
	list, err := plan.TargetsOf(context.Background(), k.d, k.bloc, 2022, k.unit(unit))
	if err != nil {
		k.t.Fatal(err)
	}
	for _, t := range list {
		if t.Code == code {
			return t
		}
	}
	k.t.Fatalf("no target %s in %s", code, unit)
	return plan.UnitTarget{}
}

// save types figures at the period p.
func (k *kit) save(p civil.Period, unit string, figures map[string]string) {
	k.t.Helper()
	ctx, at := context.Background(), progress.Place{Bloc: k.bloc, Period: p, Unit: k.unit(unit)}
	f, err := progress.FormOf(ctx, k.d, at)
	if err != nil {
		k.t.Fatal(err)
	}
	var edits []progress.Edit
	for code, text := range figures {
		edits = append(edits, progress.Edit{Code: code, Text: text, Rev: f.Cell(code).Value.Rev})
	}
	if _, _, err := k.progress.SaveCells(ctx, k.actor(unit, who.Officer), at, edits); err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) bench(by who.Actor, p civil.Period) *review.Workbench {
	k.t.Helper()
	w, err := k.Bench(context.Background(), by, k.bloc, p)
	if err != nil {
		k.t.Fatal(err)
	}
	return w
}

func kind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != want {
		t.Errorf("%v, want a fault of kind %v", err, want)
	}
}

func line(t *testing.T, w *review.Workbench, u id.Unit, code string) review.Line {
	t.Helper()
	for _, l := range w.Of(u, "") {
		if l.Target.Code == code {
			return l
		}
	}
	t.Fatalf("no line %s", code)
	return review.Line{}
}

// TestBench: figures of both halves add up, rates do not; who may see what is kept.
func TestBench(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		k.save(h1, "so-tu-phap", map[string]string{"STP.1": "23", "C01": "93,8"})
		k.save(h1, "vksnd", map[string]string{"C01": "90"})
		if err := k.progress.Open(ctx, k.actor("thanh-tra", who.Officer), k.bloc, "2022-H2", civil.Date{Year: 2022, Month: 12, Day: 31}); err != nil {
			t.Fatal(err)
		}
		k.save("2022-H2", "so-tu-phap", map[string]string{"STP.1": "20", "C01": "97"})
		lead, u := k.actor("thanh-tra", who.Officer), k.unit("so-tu-phap")
		w := k.bench(lead, h1)
		if l := line(t, w, u, "STP.1"); l.Pace.Actual.String() != "23" || l.Pace.Expected.String() != "18" || l.Ref != "value/khoi-3/2022-H1/so-tu-phap/STP.1" {
			t.Errorf("H1: %+v", l.Pace)
		}
		if l := line(t, w, u, "C01"); l.Median == nil {
			t.Error("no median")
		}
		w = k.bench(lead, "2022-H2")
		if l := line(t, w, u, "STP.1"); l.Pace.Actual.String() != "43" || l.Pace.Expected.String() != "45" || l.Pace.Status != review.OnPace || l.Pace.Assumption != review.YearOver {
			t.Errorf("year: %+v %v", l.Pace, l.Pace.Actual)
		}
		if l := line(t, w, u, "C01"); l.Pace.Actual.String() != "97" {
			t.Errorf("a rate was added: %v", l.Pace.Actual)
		}
		if l := line(t, w, k.unit("vksnd"), "C01"); l.Pace.Status != review.NoFigure {
			t.Errorf("no figure in the second half: %s", l.Pace.Status)
		}
		member := k.bench(k.actor("vksnd", who.Officer), h1)
		if len(member.Rows) != 1 || len(member.Of(u, "")) != 0 || member.Fields[0].Median != nil || member.Of(k.unit("vksnd"), "")[0].Median != nil {
			t.Error("a member sees more than its own")
		}
		_, err := k.Bench(ctx, who.Actor{User: 5, Posts: []who.Post{{Unit: 99, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 77, Unit: 99, Lead: true}}}, k.bloc, h1)
		kind(t, err, fault.NotFound)
		for _, f := range []report.Format{report.XLSX, report.DOCX, report.PDF} {
			a, err := k.Export(ctx, lead, k.bloc, h1, f)
			if err != nil {
				t.Fatal(err)
			}
			b, _ := k.Export(ctx, lead, k.bloc, h1, f)
			if len(a) == 0 || string(a) != string(b) {
				t.Errorf("%s: not the same bytes twice", f)
			}
			_, err = k.Export(ctx, k.actor("vksnd", who.Officer), k.bloc, h1, f)
			kind(t, err, fault.Denied)
		}
	})
}

func TestSettingAndExpectation(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		lead, u := k.actor("thanh-tra", who.Officer), k.unit("so-tu-phap")
		x := review.Setting{Bloc: k.bloc, Bins: [4]int{60, 70, 80, 90}, Units: 2, Drop: 5, Filing: 30}
		kind(t, k.SaveSetting(ctx, k.actor("vksnd", who.Officer), x), fault.Denied)
		if err := k.SaveSetting(ctx, lead, x); err != nil {
			t.Fatal(err)
		}
		if err := k.SaveSetting(ctx, lead, x); err != nil {
			t.Errorf("the same form twice: %v", err)
		}
		x.Units = 4
		kind(t, k.SaveSetting(ctx, lead, x), fault.Conflict) // version 0 again
		x.Version = 1
		if err := k.SaveSetting(ctx, lead, x); err != nil {
			t.Fatal(err)
		}
		k.save(h1, "so-tu-phap", map[string]string{"STP.3": "200"})
		tg := k.target("so-tu-phap", "STP.3") // 620 a year
		e := review.Expectation{Target: tg.ID, Unit: u, Period: h1, Profile: review.Profile{Mode: review.Seasonal, Quarters: [3]int{10, 30, 60}}}
		kind(t, k.Expect(ctx, k.actor("so-tu-phap", who.Officer), e), fault.Denied)
		if err := k.Expect(ctx, lead, e); err != nil {
			t.Fatal(err)
		}
		if l := line(t, k.bench(lead, h1), u, "STP.3"); l.Pace.Expected.String() != "186" || l.Pace.Assumption != review.KeepSeason {
			t.Errorf("%v %s", l.Pace.Expected, l.Pace.Assumption)
		}
		e.Mode, e.Value = review.ByHand, new(figure.FromInt(250))
		if err := k.Expect(ctx, lead, e); err != nil {
			t.Fatal(err)
		}
		if l := line(t, k.bench(lead, h1), u, "STP.3"); l.Pace.Expected.String() != "250" {
			t.Errorf("by hand: %v", l.Pace.Expected)
		}
		e.Mode = review.Linear
		if err := k.Expect(ctx, lead, e); err != nil {
			t.Fatal(err)
		}
		if l := line(t, k.bench(lead, h1), u, "STP.3"); l.Pace.Expected.String() != "310" {
			t.Errorf("taken back: %v", l.Pace.Expected)
		}
	})
}

// TestUrgent: the same decision twice is one task; others may not decide; a day has one
// reminder; a task that is done asks for none.
// TestHandKeepsSeason: what is set by hand for one period leaves what holds for the year; linear
// takes both back.
func TestHandKeepsSeason(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, lead, x := context.Background(), k.actor("thanh-tra", who.Officer), k.target("so-tu-phap", "STP.1")
		set := func(mode review.ProfileMode, quarters [3]int, v *figure.Value) {
			t.Helper()
			if err := k.Expect(ctx, lead, review.Expectation{Target: x.ID, Unit: k.unit("so-tu-phap"), Period: h1, Profile: review.Profile{Mode: mode, Quarters: quarters, Value: v}}); err != nil {
				t.Fatal(err)
			}
		}
		mode := func(p civil.Period) review.ProfileMode {
			t.Helper()
			m, err := review.Profiles(ctx, k.d, x.Plan, p)
			if err != nil {
				t.Fatal(err)
			}
			return m[review.ProfileKey{Target: x.ID, Unit: k.unit("so-tu-phap")}].Mode
		}
		set(review.Seasonal, [3]int{10, 40, 70}, nil)
		set(review.ByHand, [3]int{}, new(figure.FromInt(9)))
		if a, b := mode(h1), mode("2022-Q3"); a != review.ByHand || b != review.Seasonal {
			t.Errorf("by hand in the half year %q, and in the third quarter %q", a, b)
		}
		set(review.Seasonal, [3]int{10, 40, 70}, nil)
		if a := mode(h1); a != review.Seasonal {
			t.Errorf("the season does not replace the hand: %q", a)
		}
		set(review.ByHand, [3]int{}, new(figure.FromInt(9)))
		set(review.Linear, [3]int{}, nil)
		if a, b := mode(h1), mode("2022-Q3"); a != "" || b != "" {
			t.Errorf("linear leaves %q, %q", a, b)
		}
	})
}

func TestUrgent(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		lead := k.actor("thanh-tra", who.Officer)
		m, err := k.Draft(ctx, k.bench(lead, h1), "value/khoi-3/2022-H1/so-tu-phap/STP.1")
		if err != nil || m.Task.Unit != k.unit("so-tu-phap") || m.Basis.Kind != review.FromCell {
			t.Fatalf("%+v %v", m, err)
		}
		if m, err := k.Draft(ctx, k.bench(lead, h1), "value/khoi-3/2022-H1/thanh-tra/C01"); err != nil || m.Task.Head == "" || strings.HasPrefix(m.Task.Head, "Phó") {
			t.Errorf("a deputy answers while the head is known: %q %v", m.Task.Head, err)
		}
		_, err = k.Draft(ctx, k.bench(lead, h1), "value/khoi-3/2022-H1/so-tu-phap/KHONG")
		kind(t, err, fault.NotFound)
		m.Task.Head = "Giám đốc Sở Tư pháp"
		_, err = k.MarkUrgent(ctx, k.actor("so-tu-phap", who.Officer), m)
		kind(t, err, fault.Denied)
		a, err := k.MarkUrgent(ctx, lead, m)
		if err != nil {
			t.Fatal(err)
		}
		b, err := k.MarkUrgent(ctx, lead, m)
		if err != nil || a.ID != b.ID {
			t.Errorf("twice: %v %v %v", a.ID, b.ID, err)
		}
		list, err := review.UrgentTasks(ctx, k.d, k.bloc)
		if err != nil || len(list) != 1 || list[0].Task.Head != "Giám đốc Sở Tư pháp" {
			t.Fatalf("%+v %v", list, err)
		}
		for range 2 {
			if err := k.Remind(ctx, lead, a.ID); err != nil {
				t.Fatal(err)
			}
		}
		kind(t, k.Remind(ctx, k.actor("so-tu-phap", who.Officer), a.ID), fault.Denied)
		if list, _ = review.UrgentTasks(ctx, k.d, k.bloc); len(list[0].Reminded) != 1 {
			t.Errorf("%d reminders", len(list[0].Reminded))
		}
		if err := k.plans.ReportTask(ctx, k.actor("so-tu-phap", who.Officer), a.Task.ID, a.Task.Version, plan.TaskDone, plan.Evidence{Text: "Báo cáo 15/BC-STP"}); err != nil {
			t.Fatal(err)
		}
		kind(t, k.Remind(ctx, lead, a.ID), fault.Conflict)
		for _, what := range []string{"Việc một", "Việc hai", "Việc ba"} { // a deputy who is named most often is no head
			more := m
			more.Task.ID, more.Task.Text, more.Task.Head, more.Basis = 0, what, "Phó Giám đốc Sở Tư pháp", review.Basis{Kind: review.FromPeople}
			if _, err := k.MarkUrgent(ctx, lead, more); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := k.Draft(ctx, k.bench(lead, h1), "value/khoi-3/2022-H1/so-tu-phap/STP.1"); err != nil || m.Task.Head != "Giám đốc Sở Tư pháp" {
			t.Errorf("the head who is filled in is %q (%v)", m.Task.Head, err)
		}
		m.Task.Due = civil.Date{Year: 2022, Month: 7, Day: 1}
		_, err = k.MarkUrgent(ctx, lead, m)
		kind(t, err, fault.Invalid)
	})
}

// TestAdjust: only the head of the leading unit approves; the plan changes in the same
// transaction; a plan that moved meanwhile is a conflict; the old value stays.
func TestAdjust(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx := context.Background()
		u, tg := k.unit("so-tu-phap"), k.target("so-tu-phap", "STP.1")
		officer, head, lead := k.actor("so-tu-phap", who.Officer), k.actor("thanh-tra", who.Head), k.actor("thanh-tra", who.Officer)
		a := review.Adjustment{Target: tg.ID, Unit: u, New: plan.Goal{Year: new(figure.FromInt(40)), Half: tg.Goal.Half}, Reason: "Chương trình xây dựng văn bản giảm"}
		_, err := k.Propose(ctx, k.actor("vksnd", who.Officer), a)
		kind(t, err, fault.Denied)
		alien := who.Actor{User: 5, Posts: []who.Post{{Unit: 99, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: 77, Unit: 99, Lead: true}}}
		foreign := a
		foreign.Unit, foreign.Target = 99, k.target("so-tu-phap", "C01").ID
		_, err = k.Propose(ctx, alien, foreign)
		kind(t, err, fault.NotFound)
		bad := a
		bad.Reason = " "
		_, err = k.Propose(ctx, officer, bad)
		kind(t, err, fault.Invalid)
		x, err := k.Propose(ctx, officer, a)
		if err != nil {
			t.Fatal(err)
		}
		if y, err := k.Propose(ctx, officer, a); err != nil || y.ID != x.ID {
			t.Errorf("the same proposal twice: %v %v", y.ID, err)
		}
		other := a
		other.Reason = "Lý do khác"
		_, err = k.Propose(ctx, officer, other)
		kind(t, err, fault.Conflict)
		kind(t, k.Settle(ctx, officer, x.ID, 1, review.Approved, ""), fault.Denied)
		kind(t, k.Settle(ctx, lead, x.ID, 1, review.Approved, ""), fault.Denied)
		kind(t, k.Settle(ctx, head, x.ID, 1, review.Refused, ""), fault.Invalid)
		if err := k.Settle(ctx, head, x.ID, 1, review.Approved, ""); err != nil {
			t.Fatal(err)
		}
		if g := k.target("so-tu-phap", "STP.1").Goal; g.Year.String() != "40" || g.Half.String() != "18" {
			t.Errorf("plan %s", g.VN())
		}
		got, err := review.AdjustmentOf(ctx, k.d, x.ID)
		if err != nil || got.State != review.Approved || got.Old.Year.String() != "45" || got.DecidedBy != head.Name {
			t.Errorf("%+v %v", got, err)
		}
		kind(t, k.Settle(ctx, head, x.ID, 1, review.Approved, ""), fault.Conflict)
		if h, err := audit.History(ctx, k.d, review.AdjustmentObject("khoi-3", x.ID), 9); err != nil || len(h) != 2 {
			t.Errorf("%d leaves, %v", len(h), err)
		}
		// the plan moves while a second proposal waits
		a.New.Year = new(figure.FromInt(38))
		if x, err = k.Propose(ctx, officer, a); err != nil {
			t.Fatal(err)
		}
		v, err := plan.GoalVersions(ctx, k.d, tg.Plan)
		if err != nil {
			t.Fatal(err)
		}
		key := plan.GoalKey{Target: tg.ID, Unit: u}
		if err := k.plans.SaveGoal(ctx, lead, key, plan.Goal{Year: new(figure.FromInt(50))}, v[key]); err != nil {
			t.Fatal(err)
		}
		kind(t, k.Settle(ctx, head, x.ID, 1, review.Approved, ""), fault.Conflict)
		if err := k.Settle(ctx, officer, x.ID, 1, review.Withdrawn, ""); err != nil {
			t.Error(err)
		}
	})
}
