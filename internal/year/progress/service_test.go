package progress_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/year/progress"
)

func TestCellLife(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, by, at := context.Background(), k.actor("so-tu-phap", who.Officer), k.at("so-tu-phap")
		r := k.save("so-tu-phap", "C01", "96,5%")
		if r.Outcome != progress.Saved || r.Cell.Value.Value.VN() != "96,5" || r.Cell.Value.Rev != 1 {
			t.Fatalf("first save: %+v", r)
		}
		if r := k.save("so-tu-phap", "C01", "abc"); r.Outcome != progress.Invalid || !strings.HasPrefix(r.Msg, "cell.number|") {
			t.Errorf("text: %+v", r)
		}
		// The second of two writers who read revision 1 is told of the first.
		if r := k.save("so-tu-phap", "C01", "97"); r.Outcome != progress.Saved {
			t.Fatal(r)
		}
		list, _, err := k.SaveCells(ctx, by, at, []progress.Edit{{Code: "C01", Text: "95", Rev: 1}, {Code: "C02", Text: "90"}})
		if err != nil {
			t.Fatal(err)
		}
		if c := list[0]; c.Outcome != progress.Conflict || c.Cell.Value.Value.VN() != "97" || c.Cell.Value.Rev != 2 {
			t.Errorf("conflict: %+v", c)
		}
		if list[1].Outcome != progress.Saved {
			t.Errorf("the other cell was not saved: %+v", list[1])
		}
		h, err := audit.History(ctx, k.d, "value/khoi-3/2022-H1/so-tu-phap/C01", 10)
		if err != nil || len(h) != 2 || h[0].Did != "progress.value.save" {
			t.Errorf("history: %v %v", h, err)
		}
		// Emptying is an edit too.
		if r := k.save("so-tu-phap", "C01", ""); r.Outcome != progress.Saved || r.Cell.Value.Value != nil || r.Cell.Value.Rev != 3 {
			t.Errorf("emptied: %+v", r)
		}
	})
}

func TestWithheld(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, by, at := context.Background(), k.actor("cong-an", who.Officer), k.at("cong-an")
		if err := k.Withhold(ctx, by, at, "C03", 0, "  "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without reason: %v", err)
		}
		before := k.form("cong-an").Done()
		if err := k.Withhold(ctx, by, at, "C03", 0, "gửi theo đường văn bản mật"); err != nil {
			t.Fatal(err)
		}
		f := k.form("cong-an")
		v := f.Cell("C03").Value
		if !v.Withheld || v.Value != nil || v.Reason == "" || f.Done().Cells != before.Cells+1 {
			t.Errorf("withheld: %+v, done %+v", v, f.Done())
		}
		if r := k.save("cong-an", "C03", "5"); r.Outcome != progress.Kept || r.Cell.Value.Value != nil {
			t.Errorf("typed over: %+v", r)
		}
		if err := k.Transmit(ctx, by, at, "C03", v.Rev); err != nil {
			t.Fatal(err)
		}
		if v := k.form("cong-an").Cell("C03").Value; v.Answered() {
			t.Errorf("after transmit: %+v", v)
		}
	})
}

func TestRights(t *testing.T) {
	k := sqlite(t)
	ctx, at := context.Background(), k.at("so-tu-phap")
	edit := []progress.Edit{{Code: "C01", Text: "95"}}
	for _, c := range []struct {
		name string
		by   who.Actor
		kind fault.Kind // of the error; Internal = none
		out  progress.Outcome
	}{
		{"officer", k.actor("so-tu-phap", who.Officer), fault.Internal, progress.Saved},
		{"head may not fill", k.actor("so-tu-phap", who.Head), fault.Internal, progress.Refused},
		{"bloc leader may not fill", k.actor("thanh-tra", who.Officer), fault.Internal, progress.Refused},
		{"other unit may not even read", k.actor("cong-an", who.Officer), fault.Denied, ""},
		{"stranger", who.Actor{User: 9, Name: "x", Posts: []who.Post{{Unit: 7, Role: who.Officer}}}, fault.NotFound, ""},
		{"visitor", who.Anonymous, fault.Denied, ""},
	} {
		list, _, err := k.SaveCells(ctx, c.by, at, edit)
		if c.out == "" {
			if !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || list[0].Outcome != c.out {
			t.Errorf("%s: %v %v", c.name, list, err)
		}
	}
}

// The whole life of a submission through the service, on both engines.
func TestSubmissionLife(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		const u = "so-tu-phap"
		officer, head, lead := k.actor(u, who.Officer), k.actor(u, who.Head), k.actor("thanh-tra", who.Officer)
		if err := k.move(u, officer, progress.Submit, ""); !fault.Is(err, fault.Invalid) {
			t.Fatalf("an empty form was submitted: %v", err)
		}
		k.fill(u)
		steps := []struct {
			by     who.Actor
			verb   progress.Verb
			reason string
			kind   fault.Kind
			state  progress.State
		}{
			{head, progress.Submit, "", fault.Denied, progress.Draft},
			{officer, progress.Submit, "", 0, progress.Submitted},
			{officer, progress.Submit, "", fault.Conflict, progress.Submitted},
			{officer, progress.Approve, "", fault.Denied, progress.Submitted},
			{officer, progress.Recall, "", 0, progress.Draft},
			{officer, progress.Submit, "", 0, progress.Submitted},
			{head, progress.Return, " ", fault.Invalid, progress.Submitted},
			{head, progress.Return, "Sửa phần nguyên nhân", 0, progress.Returned},
			{officer, progress.Submit, "", 0, progress.Submitted},
			{lead, progress.Receive, "", fault.Conflict, progress.Submitted},
			{head, progress.Approve, "", 0, progress.Approved},
			{head, progress.Receive, "", fault.Denied, progress.Approved},
			{lead, progress.Receive, "", 0, progress.Received},
			{lead, progress.Reject, "Thiếu số liệu quý II", 0, progress.Returned},
			{officer, progress.Sign, "", 0, progress.Approved},
		}
		for i, s := range steps {
			err := k.move(u, s.by, s.verb, s.reason)
			if s.kind == 0 && err != nil || s.kind != 0 && !fault.Is(err, s.kind) {
				t.Fatalf("step %d %s: %v", i, s.verb, err)
			}
			if got := k.form(u).Submission.State; got != s.state {
				t.Fatalf("step %d %s: state %s, want %s", i, s.verb, got, s.state)
			}
		}
		sub := k.form(u).Submission
		if sub.Elsewhere.Number != "12/BC-STP" || sub.ApprovedBy != "Giám đốc Sở" {
			t.Errorf("signed elsewhere: %+v", sub)
		}
		if r := k.save(u, "C01", "1"); r.Outcome != progress.Refused {
			t.Errorf("an approved figure was changed: %+v", r)
		}
		h, _ := audit.History(context.Background(), k.d, "submission/khoi-3/2022-H1/so-tu-phap", 50)
		if len(h) != 9 {
			t.Errorf("%d leaves for 9 steps", len(h))
		}
	})
}

// The head decides about exactly the version that was read.
func TestHeadDecidesAboutWhatWasRead(t *testing.T) {
	k := sqlite(t)
	const u = "so-tu-phap"
	officer, head := k.actor(u, who.Officer), k.actor(u, who.Head)
	k.fill(u)
	if err := k.move(u, officer, progress.Submit, ""); err != nil {
		t.Fatal(err)
	}
	read := k.form(u).Submission.Version
	for _, f := range []func() error{
		func() error { return k.move(u, officer, progress.Recall, "") },
		func() error { k.save(u, "C01", "50"); return nil },
		func() error {
			return k.Explain(context.Background(), officer, k.at(u), "C01", k.form(u).Cell("C01").Value.Rev, "ít việc")
		},
		func() error { return k.move(u, officer, progress.Submit, "") },
	} {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := k.Move(context.Background(), head, k.at(u), progress.Step{Verb: progress.Approve, Version: read})
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "vừa được sửa lúc") {
		t.Errorf("approved a version that was not read: %v", err)
	}
	if k.form(u).Submission.State != progress.Submitted {
		t.Error("state changed")
	}
}

// 200 officers press at the deadline: exactly one submission, the others are told.
func TestParallelSubmit(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		const u = "so-tu-phap"
		k.fill(u)
		at, by := k.at(u), k.actor(u, who.Officer)
		var wg sync.WaitGroup
		errs := make([]error, 200)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = k.Move(context.Background(), by, at, progress.Step{Verb: progress.Submit})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Conflict) {
				t.Errorf("loser: %v", err)
			}
		}
		sub := k.form(u).Submission
		if won != 1 || sub.State != progress.Submitted || sub.Version != 1 {
			t.Errorf("%d won, %+v", won, sub)
		}
		if h, _ := audit.History(context.Background(), k.d, "submission/khoi-3/2022-H1/so-tu-phap", 300); len(h) != 1 {
			t.Errorf("%d leaves", len(h))
		}
	})
}

func TestLockAndExtend(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, lead := context.Background(), k.actor("thanh-tra", who.Officer)
		if err := k.LockPeriod(ctx, k.actor("cong-an", who.Officer), k.bloc, h1); !fault.Is(err, fault.Denied) {
			t.Errorf("a member locked the period: %v", err)
		}
		if err := k.LockPeriod(ctx, lead, k.bloc, h1); err != nil {
			t.Fatal(err)
		}
		if r := k.save("cong-an", "C01", "95"); r.Outcome != progress.Refused || !strings.Contains(r.Args["reason"].(string), "kỳ đã khóa ngày 05/07/2022") {
			t.Errorf("locked period: %+v", r)
		}
		if err := k.Extend(ctx, lead, k.at("cong-an"), civil.Date{Year: 2022, Month: 7, Day: 4}, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("extension into the past: %v", err)
		}
		if err := k.Extend(ctx, lead, k.at("cong-an"), civil.Date{Year: 2022, Month: 7, Day: 5}, "mất mạng"); err != nil {
			t.Fatal(err)
		}
		if r := k.save("cong-an", "C01", "95"); r.Outcome != progress.Saved {
			t.Errorf("extended unit: %+v", r)
		}
		if r := k.save("tand", "C01", "95"); r.Outcome != progress.Refused {
			t.Errorf("other unit: %+v", r)
		}
		if err := k.UnlockPeriod(ctx, lead, k.bloc, h1, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("unlocked without reason: %v", err)
		}
		if err := k.UnlockPeriod(ctx, lead, k.bloc, h1, "Bổ sung số liệu"); err != nil {
			t.Fatal(err)
		}
		if r := k.save("tand", "C01", "95"); r.Outcome != progress.Saved {
			t.Errorf("after unlocking: %+v", r)
		}
	})
}

func TestTextsAndRecommendations(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, by, lead, at := context.Background(), k.actor("tand", who.Officer), k.actor("thanh-tra", who.Officer), k.at("tand")
		r, _, err := k.SaveText(ctx, by, at, progress.Recommendations, "- Bổ sung biên chế \r\n- Tổ chức tập huấn\n", 0)
		if err != nil || r.Outcome != progress.Saved || r.Text.Body != "- Bổ sung biên chế\n- Tổ chức tập huấn" {
			t.Fatalf("%+v %v", r, err)
		}
		list, err := k.Recommendations(ctx, lead, k.bloc, h1)
		if err != nil || len(list) != 2 || list[0].Body != "Bổ sung biên chế" || list[0].Member.Unit.Code != "tand" {
			t.Fatalf("%+v %v", list, err)
		}
		if err := k.Answer(ctx, by, list[0].ID, 1, progress.Reply{Answer: "x"}); !fault.Is(err, fault.Denied) {
			t.Errorf("the unit answered itself: %v", err)
		}
		if err := k.Answer(ctx, lead, list[0].ID, 1, progress.Reply{Addressee: "UBND tỉnh", Answer: "Đã trình"}); err != nil {
			t.Fatal(err)
		}
		if err := k.Answer(ctx, lead, list[0].ID, 1, progress.Reply{Answer: "muộn"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale answer: %v", err)
		}
		// The second line goes, the answered first is kept as withdrawn, a new one comes.
		r, _, err = k.SaveText(ctx, by, at, progress.Recommendations, "Cấp thêm kinh phí", 1)
		if err != nil || r.Outcome != progress.Saved {
			t.Fatalf("%+v %v", r, err)
		}
		list, _ = k.Recommendations(ctx, lead, k.bloc, h1)
		states := map[string]progress.RecommendationState{}
		for _, c := range list {
			states[c.Body] = c.State
		}
		if len(list) != 2 || states["Bổ sung biên chế"] != progress.Withdrawn || states["Cấp thêm kinh phí"] != progress.Unanswered {
			t.Errorf("%v", states)
		}
		r, _, _ = k.SaveText(ctx, by, at, progress.Recommendations, "khác", 1)
		if r.Outcome != progress.Conflict || r.Text.Body != "Cấp thêm kinh phí" {
			t.Errorf("stale text: %+v", r)
		}
	})
}

func TestOverview(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		k.fill("so-tu-phap")
		if err := k.move("so-tu-phap", k.actor("so-tu-phap", who.Officer), progress.Submit, ""); err != nil {
			t.Fatal(err)
		}
		if err := k.move("so-tu-phap", k.actor("so-tu-phap", who.Head), progress.Approve, ""); err != nil {
			t.Fatal(err)
		}
		o, err := k.Overview(context.Background(), k.actor("thanh-tra", who.Officer), k.bloc, h1)
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Lines) != 12 || o.Sent() != 1 || len(o.NotSent()) != 11 || !o.Manage {
			t.Errorf("%d lines, %d sent", len(o.Lines), o.Sent())
		}
		for _, l := range o.Lines {
			if l.Member.Unit.Code != "so-tu-phap" {
				if l.Done.Cells != 0 || l.Share() != nil {
					t.Errorf("%s: %+v", l.Member.Unit.Code, l)
				}
				continue
			}
			if !l.Done.Full() || l.Met != l.Compared || *l.Share() != figure.FromInt(100) {
				t.Errorf("%+v", l)
			}
		}
		own, err := k.Overview(context.Background(), k.actor("cong-an", who.Officer), k.bloc, h1)
		if err != nil || len(own.Lines) != 1 || own.Lines[0].Member.Unit.Code != "cong-an" || own.Manage {
			t.Errorf("a member saw %d lines: %v", len(own.Lines), err)
		}
	})
}

// TestPasteBlock: a pasted line with one figure is read, one with several is asked about,
// so that the number of the row or the plan never becomes the result.
func TestPasteBlock(t *testing.T) {
	ctx := context.Background()
	k := sqlite(t)
	by, at := k.actor("tand", who.Officer), k.at("tand")
	f, err := k.Form(ctx, by, at)
	if err != nil {
		t.Fatal(err)
	}
	c1, c3, c4, c5 := "C01", "C03", "C04", "C05"
	edits := progress.PasteBlock(f, "Tỷ lệ\t%\t96,5\n3\tHội nghị\tcuộc\t5\n4\n5\t5\n", []string{c1, c3, c4, c5}, []int64{0, 0, 0, 0})
	list, f, err := k.SaveCells(ctx, by, at, edits)
	if err != nil || len(list) != 4 {
		t.Fatal(list, err)
	}
	for i, want := range []struct{ value, asked string }{{"96,5", ""}, {"", "3 5"}, {"4", ""}, {"5", ""}} {
		got, asked := "", ""
		if v := f.Cell(list[i].Cell.Code).Value.Value; v != nil {
			got = v.VN()
		}
		for _, c := range list[i].Candidates {
			asked = strings.TrimSpace(asked + " " + c.VN())
		}
		if got != want.value || asked != want.asked {
			t.Errorf("line %d: stored %q, asked %q; want %q, %q", i+1, got, asked, want.value, want.asked)
		}
	}
}
