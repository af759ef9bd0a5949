package campaign

import (
	"context"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/document"
)

// TestCompose: the papers of a drive are drafts of the bloc's register, written from what is
// recorded: each only when there is something to write, once however often asked, by the
// leader alone.
func TestCompose(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := context.Background(), newWorld(t, d)
		lead, b := w.officer("a"), w.officer("b")
		docs, _, err := document.List(ctx, d, w.bloc, document.Filter{})
		w.must(err)
		x := sample()
		x.Bloc, x.Basis = w.bloc, []document.ID{docs[0].ID}
		one, err := w.s.Propose(ctx, lead, x)
		w.must(err)
		w.must(w.s.Launch(ctx, lead, one, Step{Version: 1, Day: iso("2022-07-15"), Form: Meeting}))
		w.must(w.s.Join(ctx, b, Join{Campaign: one, Unit: w.units["b"], Day: iso("2022-07-18"), Form: Meeting, Plan: "Rà soát"}, document.Upload{}))
		_, err = w.s.Compose(ctx, b, one, PlanPaper)
		w.kind(err, fault.Denied)
		for _, k := range []PaperKind{MidPaper, FinalPaper, RewardPaper, "khac"} {
			_, err = w.s.Compose(ctx, lead, one, k)
			w.kind(err, fault.Conflict)
		}
		written := func(k PaperKind) document.Outgoing {
			t.Helper()
			id, err := w.s.Compose(ctx, lead, one, k)
			w.must(err)
			if again, err := w.s.Compose(ctx, lead, one, k); err != nil || again != id {
				t.Errorf("%s asked for twice: %v %v", k, again, err)
			}
			o, err := document.OutgoingOf(ctx, d, id)
			w.must(err)
			return o
		}
		if o := written(PlanPaper); o.Kind != "KH" || !strings.HasPrefix(o.Body, "Căn cứ Chỉ thị 24/CT-UBND ngày 28/12/2021 của UBND tỉnh về phát động thi đua.\n") || !strings.Contains(o.Body, "- “Đúng hạn, đúng việc”.") {
			t.Errorf("%s %s", o.Kind, o.Body)
		}
		w.must(w.s.Record(ctx, b, Entry{Campaign: one, Unit: w.units["b"], Stage: Final, Day: iso("2022-07-19"), Body: "Xong 5 việc"}, document.Upload{}))
		w.must(w.s.ProposeReward(ctx, b, Proposal{Campaign: one, Unit: w.units["b"], Subject: Collective, Name: "Phòng 1", Form: "Giấy khen", Merit: "Xong trước hạn"}))
		w.must(w.s.ProposeReward(ctx, b, Proposal{Campaign: one, Unit: w.units["b"], Subject: Person, Name: "Người chờ xét", Form: "Giấy khen", Merit: "Chưa xét"}))
		list, err := Proposals(ctx, d, one)
		w.must(err)
		w.must(w.s.Answer(ctx, lead, list[0].ID, Agreed, 1, ""))
		w.must(w.s.Move(ctx, lead, one, Step{Verb: Summarise, Version: 2, Day: iso("2022-07-20"), Words: "Khối đã xong đợt."}))
		report := written(FinalPaper)
		for _, want := range []string{"1/3 đơn vị phát động trong đơn vị; 1 đơn vị ghi kết quả; 2 đề nghị khen thưởng.", "Đơn vị chưa phát động: A, C.", "Khối đã xong đợt.", "| 1 | B | 18/07/2022 | Xong 5 việc |", "| 1 | Phòng 1 | B | Giấy khen | Xong trước hạn |"} {
			if !strings.Contains(report.Body, want) {
				t.Errorf("the report lacks %q:\n%s", want, report.Body)
			}
		}
		request := written(RewardPaper)
		if request.Kind != "TTr" || !strings.Contains(request.Body, "xem xét khen thưởng 1 tập thể.") || strings.Contains(request.Body, "Người chờ xét") || len(request.Blanks()) > 0 {
			t.Errorf("%s %v", request.Body, request.Blanks())
		}
		if blocks := document.Parse(request.Body); blocks[len(blocks)-1].Table == nil {
			t.Errorf("the list is no table: %+v", blocks[len(blocks)-1])
		}
		_, err = w.s.Compose(ctx, lead, one, MidPaper)
		w.kind(err, fault.Conflict)

		// Opened again after the report was issued: until it is summed up once more the old
		// report is the report, then a second one is written and the first stays as it is.
		w.must(d.Write(ctx, func(tx *db.Tx) error {
			_, err := w.s.docs.Issue(ctx, tx, lead, document.IssueOrder{Document: report.ID, Version: report.Version})
			return err
		}))
		w.clock.Set(w.clock.Now().Add(24 * time.Hour))
		w.must(w.s.Move(ctx, lead, one, Step{Verb: Reopen, Version: 3, Words: "Thiếu kết quả của một đơn vị"}))
		if again := written(FinalPaper); again.ID != report.ID {
			t.Error("a second report before there is anything to tell")
		}
		w.must(w.s.Move(ctx, lead, one, Step{Verb: Summarise, Version: 4, Day: iso("2022-07-21"), Words: "Bổ sung kết quả."}))
		second := written(FinalPaper)
		if second.ID == report.ID || second.State != document.OutDraft || !strings.Contains(second.Body, "Bổ sung kết quả.") {
			t.Errorf("no second report: %+v", second)
		}
		x2, err := w.s.Read(ctx, lead, one)
		w.must(err)
		if list, err := WrittenPapers(ctx, d, x2, FinalPaper); err != nil || len(list) != 2 || list[0].State != document.OutIssued || list[0].Body != report.Body {
			t.Errorf("%+v %v", list, err)
		}
	})
}
