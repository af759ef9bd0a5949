package report_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"slices"
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
	"thidua/internal/year/account"
	"thidua/internal/year/activity"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/pledge"
	"thidua/internal/year/progress"
	"thidua/internal/year/registration"
	"thidua/internal/year/report"
	"thidua/internal/year/rolemodel"
)

var tables = []fs.FS{org.Migrations, account.Migrations, document.Migrations, plan.Migrations, campaign.Migrations, pledge.Migrations, award.Migrations, registration.Migrations, progress.Migrations, activity.Migrations, rolemodel.Migrations, report.Migrations}

// desk is the report capability over the sample plan with one figure of one unit.
type desk struct {
	*report.Service
	t     *testing.T
	ctx   context.Context
	bloc  org.Bloc
	lead  who.Actor // of the unit that leads the bloc
	other who.Actor // of another member
	prog  *progress.Service
	tand  id.Unit
}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

const h1 = civil.Period("2022-H1")

func open(t *testing.T, d *db.DB) *desk {
	t.Helper()
	ctx := t.Context()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	x := &desk{Service: report.NewService(d), t: t, ctx: ctx, prog: progress.NewService(d, files)}
	o := org.NewService(d)
	p := plan.NewService(d, o, document.NewService(d, files), files, func(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error {
		_, err := x.prog.OpenPeriod(ctx, tx, by, b, p, due)
		return err
	})
	body, err := os.ReadFile("../../app/demo/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.ImportJSON(ctx, system, body); err != nil {
		t.Fatal(err)
	}
	if x.bloc, err = org.BlocByCode(ctx, d, "khoi-3"); err != nil {
		t.Fatal(err)
	}
	actor := func(code string, lead bool) who.Actor {
		u, err := org.UnitByCode(ctx, d, code)
		if err != nil {
			t.Fatal(err)
		}
		return who.Actor{User: 1, Name: "Cán bộ " + u.Short, Via: "web", Posts: []who.Post{{Unit: u.ID, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: x.bloc.ID, Unit: u.ID, Lead: lead}}}
	}
	x.lead, x.other = actor("thanh-tra", true), actor("tand", false)
	x.tand = x.other.Unit()
	x.put("C03", "7")
	return x
}

// put stores a figure of the People's Court.
func (x *desk) put(code, v string) {
	x.t.Helper()
	n, err := figure.Parse(v)
	if err != nil {
		x.t.Fatal(err)
	}
	at := progress.Place{Bloc: x.bloc.ID, Period: h1, Unit: x.tand}
	f, err := x.prog.Form(x.ctx, x.other, at)
	if err != nil {
		x.t.Fatal(err)
	}
	r, _, err := x.prog.SaveCells(x.ctx, x.other, at, []progress.Edit{{Code: code, Value: &n, Exact: true, Rev: f.Cell(code).Value.Rev, Source: progress.Source{Kind: progress.Typed}}})
	if err != nil || len(r) != 1 {
		x.t.Fatal(err, r)
	}
}

func (x *desk) view() report.View {
	x.t.Helper()
	v, err := x.Open(x.ctx, x.lead, x.bloc, h1)
	if err != nil {
		x.t.Fatal(err)
	}
	return v
}

func (x *desk) find(key string) report.Paragraph {
	x.t.Helper()
	for _, p := range x.view().Draft.Paragraphs {
		if p.Key == key {
			return p
		}
	}
	x.t.Fatalf("no paragraph %s", key)
	return report.Paragraph{}
}

func TestDraft(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		if err := x.Draft(x.ctx, x.other, x.bloc, h1); !fault.Is(err, fault.Denied) {
			t.Errorf("a member drafts the bloc's report: %v, want Denied", err)
		}
		if v := x.view(); v.Stored || len(v.Draft.Paragraphs) == 0 {
			t.Error("without a stored draft the view must hold what the system would write")
		}
		if err := x.Draft(x.ctx, x.lead, x.bloc, h1); err != nil {
			t.Fatal(err)
		}
		if err := x.Draft(x.ctx, x.lead, x.bloc, h1); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second draft: %v, want Conflict", err)
		}
		if v := x.view(); !v.Stored || len(v.Changes) != 0 {
			t.Errorf("fresh draft: stored %v, %d changes", v.Stored, len(v.Changes))
		}
		if h, err := audit.History(x.ctx, d, "report/khoi-3/2022-H1", 5); err != nil || len(h) != 1 {
			t.Errorf("%d leaves, %v", len(h), err)
		}
	})
}

// TestFiguresStayLinked: the draft prints today's figure without being touched.
func TestFiguresStayLinked(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		if err := x.Draft(x.ctx, x.lead, x.bloc, h1); err != nil {
			t.Fatal(err)
		}
		row := x.find("s2/row/C03")
		if s := x.view().Table.Plain(row.Text); !strings.Contains(s, "đạt 7 sáng kiến") {
			t.Errorf("before: %s", s)
		}
		x.put("C03", "9")
		v := x.view()
		if s := v.Table.Plain(row.Text); !strings.Contains(s, "đạt 9 sáng kiến") {
			t.Errorf("after: %s", s)
		}
		for _, c := range v.Changes {
			if c.Part.Key == "s2/row/C03" {
				t.Error("a new figure behind a link is no change of the text")
			}
		}
		f := v.Table.Resolve("C03/tand")
		if f.ID != "value/khoi-3/2022-H1/tand/C03" || f.Text != "9" {
			t.Errorf("the unit's figure is %+v", f)
		}
	})
}

func TestEditing(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		if err := x.Draft(x.ctx, x.lead, x.bloc, h1); err != nil {
			t.Fatal(err)
		}
		p := x.find("s1/units")
		if err := x.Save(x.ctx, x.lead, x.bloc, h1, p.ID, report.Edit{Text: "Viết lại [[units]] đơn vị.", Rev: p.Rev}); err != nil {
			t.Fatal(err)
		}
		if err := x.Save(x.ctx, x.lead, x.bloc, h1, p.ID, report.Edit{Text: "Bản cũ đè lên", Rev: p.Rev}); !fault.Is(err, fault.Conflict) {
			t.Errorf("saving over a newer text: %v, want Conflict", err)
		}
		if err := x.Save(x.ctx, x.lead, x.bloc, h1, p.ID, report.Edit{Text: "  \n", Rev: p.Rev + 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty paragraph: %v, want Invalid", err)
		}
		if got := x.find("s1/units"); got.Text != "Viết lại [[units]] đơn vị." || !got.Edited() || got.Auto != p.Auto {
			t.Errorf("after saving: %+v", got)
		}
		for range 2 { // the button was pressed twice
			if err := x.Add(x.ctx, x.lead, x.bloc, h1, p.ID, report.Edit{Text: "Đoạn thêm"}); err != nil {
				t.Fatal(err)
			}
		}
		list := x.view().Draft.Visible()
		if n := len(slices.DeleteFunc(slices.Clone(list), func(p report.Paragraph) bool { return p.Text != "Đoạn thêm" })); n != 1 {
			t.Errorf("the paragraph stands there %d times, want once", n)
		}
		at := index(list, "Viết lại [[units]] đơn vị.")
		if at < 0 || list[at+1].Text != "Đoạn thêm" || list[at+1].Kind != report.Body {
			t.Fatalf("the new paragraph is not after its place")
		}
		added := list[at+1]
		if err := x.Move(x.ctx, x.lead, x.bloc, h1, added.ID, true); err != nil {
			t.Fatal(err)
		}
		list = x.view().Draft.Visible()
		if index(list, "Đoạn thêm") != at {
			t.Errorf("moved up to %d, want %d", index(list, "Đoạn thêm"), at)
		}
		if err := x.Move(x.ctx, x.lead, x.bloc, h1, added.ID, false); err != nil {
			t.Fatal(err)
		}
		if got := index(x.view().Draft.Visible(), "Đoạn thêm"); got != at+1 {
			t.Errorf("moved down to %d, want %d", got, at+1)
		}
		if err := x.Remove(x.ctx, x.lead, x.bloc, h1, added.ID, 0); err != nil {
			t.Fatal(err)
		}
		if index(x.view().Draft.Visible(), "Đoạn thêm") >= 0 {
			t.Error("a removed paragraph is still there")
		}
		if err := x.Restore(x.ctx, x.lead, x.bloc, h1, added.ID); err != nil || index(x.view().Draft.Visible(), "Đoạn thêm") < 0 {
			t.Errorf("restoring: %v", err)
		}
	})
}

func index(list []report.Paragraph, text string) int {
	for i, p := range list {
		if p.Text == text {
			return i
		}
	}
	return -1
}

// TestSourceChanges: a unit's new text shows beside the draft; taking it, or keeping what a
// person wrote, is a decision.
func TestSourceChanges(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		at := progress.Place{Bloc: x.bloc.ID, Period: h1, Unit: x.tand}
		say := func(rev int64, s string) {
			if r, _, err := x.prog.SaveText(x.ctx, x.other, at, progress.Results, s, rev); err != nil || r.Outcome != progress.Saved {
				t.Fatal(r, err)
			}
		}
		say(0, "Xét xử đúng hạn.")
		if err := x.Draft(x.ctx, x.lead, x.bloc, h1); err != nil {
			t.Fatal(err)
		}
		say(1, "Xét xử đúng hạn, không có án oan.")
		v := x.view()
		if len(v.Changes) != 1 || v.Changes[0].Part.Key != "s2/text/tand/1" {
			t.Fatalf("changes %+v", v.Changes)
		}
		if err := x.Accept(x.ctx, x.lead, x.bloc, h1, "s2/text/tand/1", true); err != nil {
			t.Fatal(err)
		}
		if p := x.find("s2/text/tand/1"); !strings.HasSuffix(p.Text, "Xét xử đúng hạn.") || len(x.view().Changes) != 0 {
			t.Errorf("kept: %q, %d changes left", p.Text, len(x.view().Changes))
		}
		say(2, "Bản thứ ba.")
		if err := x.Accept(x.ctx, x.lead, x.bloc, h1, "s2/text/tand/1", false); err != nil {
			t.Fatal(err)
		}
		if p := x.find("s2/text/tand/1"); !strings.HasSuffix(p.Text, "Bản thứ ba.") {
			t.Errorf("taken: %q", p.Text)
		}
		if err := x.Accept(x.ctx, x.lead, x.bloc, h1, "s2/text/tand/1", false); !fault.Is(err, fault.Conflict) {
			t.Errorf("nothing left to take: %v, want Conflict", err)
		}
	})
}

// TestExport: every format, the same bytes twice; members without the table get the text.
func TestExport(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		for _, f := range []report.Format{report.DOCX, report.PDF, report.XLSX, report.JSON} {
			a, err := x.Export(x.ctx, x.lead, x.bloc, h1, report.Options{Format: f})
			if err != nil {
				t.Fatal(f, err)
			}
			b, err := x.Export(x.ctx, x.lead, x.bloc, h1, report.Options{Format: f})
			if err != nil || len(a) == 0 || !bytes.Equal(a, b) {
				t.Errorf("%s: %d and %d bytes, %v", f, len(a), len(b), err)
			}
		}
		if _, err := x.Export(x.ctx, x.other, x.bloc, h1, report.Options{Format: report.XLSX, TextOnly: true}); !fault.Is(err, fault.Denied) {
			t.Errorf("a table without figures: %v, want Denied", err)
		}
		stranger := who.Actor{User: 9, Posts: []who.Post{{Unit: 1, Role: who.Officer}}}
		if _, err := x.Export(x.ctx, stranger, x.bloc, h1, report.Options{Format: report.DOCX}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v, want NotFound", err)
		}
	})
}
