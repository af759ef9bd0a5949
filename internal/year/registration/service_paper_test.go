package registration

import (
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/document"
)

func (w *world) draftPaper(i int) document.ID {
	w.t.Helper()
	n, err := w.s.DraftPaper(w.t.Context(), w.as(i, who.Officer), w.bloc, 2022)
	w.must(err)
	return n
}

// sent registers two lines of the second unit and takes them to the bloc's leader.
func (w *world) sent() {
	w.t.Helper()
	for _, l := range []Line{{Subject: roster.Person, Name: "Chánh Văn phòng", Title: "LĐTT"}, {Subject: roster.Collective, Name: "Phòng | Nghiệp vụ", Title: "TTLĐXS"}} {
		_, err := w.s.AddLine(w.t.Context(), w.as(1, who.Officer), Place{w.bloc, 2022, w.unit[1]}, l)
		w.must(err)
	}
	w.must(w.step(1, w.as(1, who.Officer), Submit, ""))
	w.must(w.step(1, w.as(1, who.Head), Approve, "Đề nghị xét"))
}

func (w *world) close() {
	w.t.Helper()
	r, err := RoundOf(w.t.Context(), w.d, w.bloc, 2022)
	w.must(err)
	if h, ok := w.d.Clock.(*clock.Hand); ok {
		h.Set(h.Now().Add(time.Minute))
	}
	w.must(w.s.Consolidate(w.t.Context(), w.as(0, who.Officer), w.bloc, 2022, r.Version))
}

// The submission is a document of the bloc: it takes its number from the bloc's own series,
// holds the lists, and follows the round when that is opened and closed again.
func TestSubmissionComesFromTheRegister(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		lead := w.as(0, who.Officer)
		w.sent()
		if _, err := w.s.DraftPaper(ctx, lead, w.bloc, 2022); !fault.Is(err, fault.Conflict) {
			t.Errorf("drafted before the consolidation: %v", err)
		}
		w.close()
		for _, by := range []who.Actor{w.as(1, who.Officer), w.as(1, who.Head)} {
			if _, err := w.s.DraftPaper(ctx, by, w.bloc, 2022); !fault.Is(err, fault.Denied) {
				t.Errorf("a member drafts: %v", err)
			}
		}
		first := w.draftPaper(0)
		if again := w.draftPaper(0); again != first {
			t.Errorf("pressed twice: %v beside %v", again, first)
		}
		o, err := document.OutgoingOf(ctx, d, first)
		w.must(err)
		for _, want := range []string{"Phụ lục I. ", "Phụ lục II. ", "Chánh Văn phòng", `Phòng \| Nghiệp vụ`, "| Cộng", "1 lượt tập thể và 1 lượt cá nhân", "Đơn vị chưa gửi: Thanh tra tỉnh, Lữ đoàn."} {
			if !strings.Contains(strings.ReplaceAll(o.Body, "**", ""), want) {
				t.Errorf("the draft lacks %q:\n%s", want, o.Body)
			}
		}
		if b := o.Blanks(); len(b) > 0 || o.Ready() != nil {
			t.Errorf("cannot be issued as it stands: %v, %v", b, o.Ready())
		}
		w.must(w.s.Reopen(ctx, lead, w.bloc, 2022, "Bổ sung đơn vị"))
		if _, err := document.OutgoingOf(ctx, d, first); !fault.Is(err, fault.NotFound) {
			t.Errorf("the draft of an opened round stays: %v", err)
		}
		w.close()
		second := w.draftPaper(0)
		issue := func(n document.ID) (o document.Outgoing) {
			t.Helper()
			draft, err := document.OutgoingOf(ctx, d, n)
			w.must(err)
			w.must(d.Write(ctx, func(tx *db.Tx) (err error) {
				o, err = w.s.docs.Issue(ctx, tx, lead, document.IssueOrder{Document: n, Version: draft.Version})
				return err
			}))
			return o
		}
		if o = issue(second); !strings.HasSuffix(o.Code, "/TTr-KTĐ") {
			t.Errorf("issued as %s", o.Code)
		}
		v, err := w.s.OpenBloc(ctx, lead, w.bloc, 2022)
		if err != nil || v.Paper == nil || v.Paper.Code != o.Code {
			t.Fatalf("the round shows %+v, %v", v.Paper, err)
		}
		f, err := w.s.ExportBloc(ctx, lead, w.bloc, 2022, "docx")
		if err != nil || f.Name != "01-ttr-ktd.docx" {
			t.Errorf("exported as %s, %v", f.Name, err)
		}
		w.must(w.s.Reopen(ctx, lead, w.bloc, 2022, "Bổ sung lần hai"))
		if v, _ = w.s.OpenBloc(ctx, lead, w.bloc, 2022); v.Paper != nil || v.Earlier == nil || v.Earlier.ID != second {
			t.Errorf("an opened round shows %+v beside %+v", v.Paper, v.Earlier)
		}
		w.close()
		third := w.draftPaper(0)
		if third == second {
			t.Fatal("one submission for two closings")
		}
		issue(third)
		if o, err = document.OutgoingOf(ctx, d, second); err != nil || o.State != document.OutReplaced {
			t.Errorf("the earlier submission is %s, %v", o.State, err)
		}
	})
}

// What the competent authority may answer is what stands in a consolidated round.
func TestAwaiting(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		w.sent()
		if list, err := w.s.Awaiting(ctx, d, w.bloc); err != nil || len(list) != 0 {
			t.Errorf("%d wait before the consolidation, %v", len(list), err)
		}
		w.close()
		list, err := w.s.Awaiting(ctx, d, w.bloc)
		if err != nil || len(list) != 2 {
			t.Fatalf("%d wait, %v", len(list), err)
		}
		for _, c := range list {
			l, ok := LineOfOrigin(c.Origin)
			if line, err := LineOf(ctx, d, l); !ok || err != nil || line.Name != c.Name || c.Unit != w.unit[1] || c.Year != 2022 {
				t.Errorf("%+v is not the line %+v (%v)", c, line, err)
			}
		}
	})
}

// A unit asks for its list, the leader answers; nobody else does, and nothing moves in silence.
func TestAskToOpenAgain(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		at, officer, lead := Place{w.bloc, 2022, w.unit[1]}, w.as(1, who.Officer), w.as(0, who.Officer)
		ask := func(by who.Actor, why string) error { return w.s.AskReopen(ctx, by, at, why) }
		answer := func(by who.Actor, agree bool, text string) error {
			r, err := Of(ctx, d, at)
			w.must(err)
			return w.s.AnswerAsk(ctx, by, at, AskAnswer{r.Version, agree, text})
		}
		kind := func(what string, err error, k fault.Kind) {
			t.Helper()
			if !fault.Is(err, k) {
				t.Errorf("%s: %v", what, err)
			}
		}
		kind("nothing was sent", ask(officer, "Sai tên"), fault.Conflict)
		w.sent()
		kind("no reason", ask(officer, " "), fault.Invalid)
		kind("a peer asks", ask(w.as(2, who.Officer), "Sai tên"), fault.Denied)
		kind("nothing was asked", answer(lead, true, ""), fault.Conflict)
		for range 2 { // sent twice
			w.must(ask(officer, "Sai tên"))
		}
		kind("asked again", ask(officer, "Sai chức vụ"), fault.Conflict)
		kind("answered by the unit", answer(w.as(1, who.Head), true, ""), fault.Denied)
		kind("refused without a reason", answer(lead, false, ""), fault.Invalid)
		w.must(answer(lead, false, "Đã trình tỉnh"))
		if r, _ := Of(ctx, d, at); r.State != Sent || r.Ask.Open() || r.Ask.Answer != "Đã trình tỉnh" {
			t.Errorf("after the refusal: %s %+v", r.State, r.Ask)
		}
		w.must(ask(w.as(1, who.Head), "Sai tên"))
		w.close()
		kind("agreed in a consolidated round", answer(lead, true, ""), fault.Conflict)
		r, _ := RoundOf(ctx, d, w.bloc, 2022)
		w.must(w.s.Reopen(ctx, lead, w.bloc, 2022, "Đơn vị xin sửa"))
		r2, _ := Of(ctx, d, at)
		for range 2 { // sent twice
			w.must(w.s.AnswerAsk(ctx, lead, at, AskAnswer{r2.Version, true, "Sửa trong ngày"}))
		}
		got, _ := Of(ctx, d, at)
		if got.State != Returned || got.Reason != "Sai tên" || got.Ask.Answer != "Sửa trong ngày" || got.Quotas != nil || r.Open() {
			t.Errorf("after the agreement: %s %q %+v", got.State, got.Reason, got.Ask)
		}
		w.must(w.step(1, officer, Submit, ""))
		if got, _ = Of(ctx, d, at); got.Ask != nil {
			t.Errorf("a new sending still carries the old request: %+v", got.Ask)
		}
		w.must(w.step(1, w.as(1, who.Head), Approve, "Đề nghị xét"))
		w.must(ask(officer, "Thiếu một người"))
		w.must(w.step(1, lead, Reject, "Bổ sung một người"))
		if got, _ = Of(ctx, d, at); got.Ask.Open() {
			t.Error("the list was given back, and the request still waits")
		}
		h, err := audit.History(ctx, d, got.Object(), 40)
		n := 0
		for _, l := range h {
			switch l.Did {
			case "registration.ask", "registration.refuse", "registration.giveback":
				n++
			}
		}
		if err != nil || n != 5 {
			t.Errorf("%d leaves of asking and answering, %v", n, err)
		}
	})
}
