package consultation_test

import (
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/year/consultation"
	"thidua/internal/year/report"
)

// From the first round to the board and back: the life of a report.
func TestLifeOfAReport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.body(0), w.body(1)
		_, err := w.Say(w.ctx, w.tand, w.at, consultation.Entry{Para: a.Para, Kind: consultation.Comment, Text: "Sớm quá."})
		refused(t, err, "consult.noround")
		w.round()
		w.round() // the form was sent twice
		if k := w.desk(); len(k.Rounds) != 1 || len(k.Versions) != 1 {
			t.Fatalf("%d rounds, %d versions", len(k.Rounds), len(k.Versions))
		}
		comment := consultation.Entry{Para: a.Para, Kind: consultation.Comment, Text: "Đề nghị nêu rõ số văn bản.", Quoted: a.Text[:strings.Index(a.Text, " ")], Once: "x"}
		n1 := w.say(w.tand, comment)
		if again := w.say(w.tand, comment); again != n1 {
			t.Fatal("a form that was sent twice made two remarks")
		}
		n2 := w.wish(w.stp, a, a.Text+" Bổ sung của Sở Tư pháp.")
		n3 := w.wish(w.tand, b, "Mở đầu mới. "+b.Text)
		must(t, w.Agree(w.ctx, w.tand, w.at, n2, "yes"))
		must(t, w.Agree(w.ctx, w.tand, w.at, n2, "yes"))
		refused(t, w.Agree(w.ctx, w.stp, w.at, n2, "yes"), "consult.ownmark")
		if yes, no := w.desk().Agreeing(n2); yes != 1 || no != 0 {
			t.Fatalf("%d units agree, %d do not", yes, no)
		}
		refused(t, w.Resolve(w.ctx, w.tand, w.at, n2, consultation.Resolution{State: consultation.Accepted, Rev: 1}), "who.denied")
		refused(t, w.Resolve(w.ctx, w.lead, w.at, n1, consultation.Resolution{State: consultation.Explained, Rev: 1}), "consult.resolve.bad")
		w.resolve(n2, consultation.Accepted, "")
		w.resolve(n3, consultation.Accepted, "Tiếp thu.")
		if got := w.textOf(a.Para); got != a.Text+" Bổ sung của Sở Tư pháp." {
			t.Fatalf("the paragraph reads %q", got)
		}
		_, err = w.Adopt(w.ctx, w.lead, w.at, consultation.Adoption{Anyway: true})
		refused(t, err, "consult.adopt.open")
		w.resolve(n1, consultation.Explained, "Đã nêu ở phần căn cứ.")
		_, err = w.Adopt(w.ctx, w.lead, w.at, consultation.Adoption{})
		refused(t, err, "consult.adopt.gaps")
		_, err = w.Adopt(w.ctx, w.lead, w.at, consultation.Adoption{Anyway: true, Digest: "khác"})
		refused(t, err, "consult.adopt.changed")
		v, err := w.Adopt(w.ctx, w.lead, w.at, consultation.Adoption{Anyway: true, Digest: consultation.Digest(w.desk().Passages), Note: "Hội nghị sơ kết"})
		must(t, err)
		adopted := w.desk()
		for _, p := range adopted.Passages {
			if strings.Contains(p.Linked, "[[") {
				t.Fatalf("a link stayed in the adopted text: %s", p.Linked)
			}
		}
		if consultation.Digest(adopted.Passages) != v.Digest || adopted.Draft.Frozen != v.Digest {
			t.Fatal("the stored text does not fit its digest")
		}
		refused(t, w.report.Save(w.ctx, w.lead, w.at.Bloc, h1, a.Para, report.Edit{Text: "Sửa lén."}), "report.frozen")
		_, err = w.Say(w.ctx, w.lead, w.at, comment)
		refused(t, err, "consult.adopted")
		sent, err := w.Send(w.ctx, w.lead, w.at)
		must(t, err)
		again, err := w.Send(w.ctx, w.lead, w.at)
		must(t, err)
		if again != sent {
			t.Fatal("sent twice")
		}
		refused(t, w.Receive(w.ctx, w.lead, sent, 1), "who.denied")
		refused(t, w.Return(w.ctx, w.board, sent, 1, " "), "consult.return.reason")
		must(t, w.Return(w.ctx, w.board, sent, 1, "Bổ sung số liệu quý II."))
		if k := w.desk(); k.Draft.Frozen != "" || consultation.Digest(k.Passages) != v.Digest || !strings.Contains(linked(k), "[[") {
			t.Fatal("the returned draft is not what it was before adoption")
		}
		w.round()
		v2, err := w.Adopt(w.ctx, w.lead, w.at, consultation.Adoption{Anyway: true})
		must(t, err)
		if v2.No != v.No+1 {
			t.Fatalf("version %d after %d", v2.No, v.No)
		}
		sent, err = w.Send(w.ctx, w.lead, w.at)
		must(t, err)
		must(t, w.Receive(w.ctx, w.board, sent, 1))
		list, err := consultation.Submissions(w.ctx, w.DB())
		must(t, err)
		if len(list) != 2 || list[0].State != consultation.Received || list[0].Receipt != "1/2022/TN-BC" || list[1].State != consultation.Returned {
			t.Fatalf("%+v", list)
		}
	})
}

func linked(k *consultation.Desk) string {
	var b strings.Builder
	for _, p := range k.Passages {
		b.WriteString(p.Linked)
	}
	return b.String()
}

// Accepting goes on where the paragraph changed, and stops where words meet.
func TestResolveOnAChangedParagraph(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p := w.body(0)
		words := strings.Fields(p.Text)
		first := w.wish(w.tand, p, strings.Replace(p.Text, words[0], "Một", 1))
		second := w.wish(w.stp, p, strings.Replace(p.Text, words[0], "Hai", 1))
		tail := w.wish(w.stp, p, p.Text+" Thêm.")
		w.resolve(first, consultation.Accepted, "")
		w.resolve(tail, consultation.Accepted, "")
		now := w.textOf(p.Para)
		if want := strings.Replace(p.Text, words[0], "Một", 1) + " Thêm."; now != want {
			t.Fatalf("%q, want %q", now, want)
		}
		r, _ := w.desk().Remark(second)
		refused(t, w.Resolve(w.ctx, w.lead, w.at, second, consultation.Resolution{State: consultation.Accepted, Rev: r.Rev}), "consult.look")
		text := strings.Replace(now, "Một", "Một, hai", 1)
		must(t, w.Resolve(w.ctx, w.lead, w.at, second, consultation.Resolution{State: consultation.Partly, Answer: "Ghi cả hai.", Rev: r.Rev, Text: &text, Seen: now}))
		if got := w.textOf(p.Para); got != text {
			t.Fatalf("%q, want %q", got, text)
		}
		// Two people: the second one's revision is old.
		refused(t, w.Resolve(w.ctx, w.lead, w.at, second, consultation.Resolution{State: consultation.Accepted, Rev: r.Rev}), "consult.other")
		refused(t, w.Reopen(w.ctx, w.lead, w.at, second, r.Rev), "consult.other") // nor may a page that is old take an answer back
		// The answer is taken back, and the words with it, but not those of others.
		r, _ = w.desk().Remark(tail)
		must(t, w.Reopen(w.ctx, w.lead, w.at, tail, r.Rev))
		if got := w.textOf(p.Para); got != strings.TrimSuffix(text, " Thêm.") {
			t.Fatalf("after reopening %q", got)
		}
	})
}

// A figure in an accepted paragraph stays linked when nobody touched it.
func TestAcceptedWordingKeepsFigures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		var p consultation.Passage
		for _, x := range w.desk().Passages {
			if strings.Contains(x.Linked, "[[") {
				p = x
			}
		}
		n := w.wish(w.tand, p, p.Text+" (số liệu minh họa)")
		w.resolve(n, consultation.Accepted, "")
		x, _ := w.desk().Passage(p.Para)
		if x.Linked != p.Linked+" (số liệu minh họa)" {
			t.Fatalf("%q, want the links of %q", x.Linked, p.Linked)
		}
	})
}

func TestOrphansMergeAndDeadline(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p, q := w.body(0), w.body(1)
		n := w.say(w.tand, consultation.Entry{Para: p.Para, Kind: consultation.Comment, Text: "Đề nghị bổ sung kết quả huấn luyện."})
		m := w.say(w.stp, consultation.Entry{Para: p.Para, Kind: consultation.Comment, Text: "Bổ sung kết quả huấn luyện, đề nghị."})
		r, _ := w.desk().Remark(n)
		if s := w.desk().Similar(r); len(s) != 1 || s[0].ID != m {
			t.Fatalf("similar: %v", s)
		}
		must(t, w.Merge(w.ctx, w.lead, w.at, n, []consultation.RemarkID{m}))
		must(t, w.Merge(w.ctx, w.lead, w.at, n, []consultation.RemarkID{m}))
		w.resolve(n, consultation.Explained, "Đã có ở phụ lục.")
		if x, _ := w.desk().Remark(m); x.State != consultation.Explained || x.Answer != "Đã có ở phụ lục." {
			t.Fatalf("the merged remark: %+v", x)
		}
		o := w.say(w.tand, consultation.Entry{Para: p.Para, Kind: consultation.Question, Text: "Vì sao?"})
		must(t, w.report.Remove(w.ctx, w.lead, w.at.Bloc, h1, p.Para, 0))
		k := w.desk()
		x, _ := k.Remark(o)
		if !k.Orphan(x) || x.Base != p.Text {
			t.Fatalf("the remark of a removed paragraph: %+v", x)
		}
		must(t, w.Anchor(w.ctx, w.lead, w.at, o, q.Para, x.Rev))
		if k = w.desk(); k.Orphan(must1(k.Remark(o))) {
			t.Fatal("still an orphan")
		}
		w.clock.Set(w.clock.Now().AddDate(0, 0, 6))
		_, err := w.Say(w.ctx, w.tand, w.at, consultation.Entry{Para: q.Para, Kind: consultation.Comment, Text: "Muộn."})
		refused(t, err, "consult.closed")
		_, err = w.Say(w.ctx, w.tand, w.at, consultation.Entry{Para: q.Para, Kind: consultation.Comment, Text: "Trong hội trường.", Hall: true})
		must(t, err)
		round, err := w.OpenRound(w.ctx, w.lead, w.at, consultation.Call{Stage: consultation.During, Due: w.Today().AddDays(5)})
		must(t, err)
		must(t, w.Extend(w.ctx, w.lead, w.at, round, civil.Date{}, true))
		_, err = w.Say(w.ctx, w.tand, w.at, consultation.Entry{Para: q.Para, Kind: consultation.Comment, Text: "Sau khi đóng."})
		refused(t, err, "consult.shutby") // it says who closed it, not that time was up
		_, err = w.Say(w.ctx, w.lead, w.at, consultation.Entry{Para: q.Para, Kind: consultation.Comment, Text: "Phát biểu.", Unit: w.tand.Unit(), Author: "Đại diện TAND tỉnh", Via: consultation.Oral})
		must(t, err)
		_, err = w.Say(w.ctx, w.tand, w.at, consultation.Entry{Para: q.Para, Kind: consultation.Comment, Text: "Thay đơn vị khác.", Unit: w.stp.Unit()})
		if !fault.Is(err, fault.Denied) {
			t.Fatalf("a unit spoke for another: %v", err)
		}
	})
}

func must1[T any](v T, _ bool) T { return v }
