package portal

import (
	"context"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/mail"
	"thidua/internal/platform/photo"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/rolemodel"
)

var sources = []fs.FS{org.Migrations, document.Migrations, rolemodel.Migrations, mail.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// A kit is a service over a fresh database with one bloc of two units and one public article.
type kit struct {
	t     *testing.T
	s     *Service
	d     *db.DB
	clock *clock.Hand
	b     org.Bloc
	unit  id.Unit
	a     Article
}

func newKit(t *testing.T, d *db.DB) *kit {
	t.Helper()
	ctx := t.Context()
	k := &kit{t: t, d: d, clock: d.Clock.(*clock.Hand)}
	k.clock.Set(time.Date(2022, 7, 19, 11, 25, 0, 0, clock.Zone))
	files, err := blob.Open(t.TempDir())
	must(t, err)
	t.Cleanup(func() { files.Close() })
	k.s = NewService(Options{DB: d, Files: files, Photos: photo.NewMaker(), Mail: true, Site: "https://thidua.vidu.vn", RoleModel: rolemodel.NewService(d, files)})
	must(t, k.s.Prepare(ctx))
	o := org.NewService(d)
	must(t, d.Write(ctx, func(tx *db.Tx) (err error) {
		if k.b, err = o.SaveBloc(ctx, tx, system, org.Bloc{Code: "k", Name: "Khối K", Kind: org.KindBloc}); err != nil {
			return err
		}
		u, err := o.SaveUnit(ctx, tx, system, org.Unit{Code: "u", Name: "Đơn vị U", Short: "U"})
		if err != nil {
			return err
		}
		k.unit = u.ID
		return o.Join(ctx, tx, system, org.Membership{Bloc: k.b.ID, Unit: u.ID, Order: 1, Span: org.Span{From: civil.Date{Year: 2022, Month: 1, Day: 1}}})
	}))
	k.a = k.publish("Bài một")
	return k
}

func (k *kit) later(d time.Duration) { k.clock.Set(k.clock.Now().Add(d)) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (k *kit) publish(title string) Article {
	k.t.Helper()
	made, err := k.s.Create(k.t.Context(), system, Article{Bloc: k.b.ID, Unit: k.unit, Title: title, Lead: "Đoạn dẫn.", Body: "Nội dung.", Author: "Cán bộ"}, "")
	must(k.t, err)
	x := Article{Version: 1}
	for _, v := range []Verb{Finish, Approve, Release} {
		x, err = k.s.Move(k.t.Context(), system, made, Step{Verb: v, Version: x.Version})
		must(k.t, err)
	}
	return x
}

// send sends a comment from an address and answers its question.
func (k *kit) send(name, text, address string, change func(*Form)) (Sent, error) {
	q := k.s.Ask()
	f := Form{Consent: true, Token: q.Token, Answer: strconv.Itoa(q.A + q.B)}
	f.Name, f.Email, f.Text, f.Lang, f.Address = name, strings.ReplaceAll(name, " ", "")+"@vidu.vn", text, "vi", address
	if change != nil {
		change(&f)
	}
	return k.s.Send(k.t.Context(), k.a.ID, f)
}

// accuse reports a comment from an address, with its question answered.
func (k *kit) accuse(c CommentID, from string) error {
	q := k.s.Ask()
	f := Form{Token: q.Token, Answer: strconv.Itoa(q.A + q.B)}
	f.Address = from
	return k.s.Accuse(k.t.Context(), c, "Xúc phạm", f)
}

// code reads the newest letter to an address for its six digits.
func (k *kit) code(to string) string {
	k.t.Helper()
	list, err := mail.List(k.t.Context(), k.d, 50, 0)
	must(k.t, err)
	for _, l := range list {
		if l.To == to {
			if _, rest, ok := strings.Cut(l.Text, "Mã xác nhận: "); ok {
				return rest[:6]
			}
		}
	}
	k.t.Fatalf("no letter to %s", to)
	return ""
}

func (k *kit) comment(c CommentID) Comment {
	k.t.Helper()
	x, err := CommentOf(k.t.Context(), k.d, c)
	must(k.t, err)
	return x
}

// TestCommentLife sends, confirms, rules, reports and erases comments on both engines.
func TestCommentLife(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		sent, err := k.send("an", "Ý kiến của tôi", "192.0.2.1:5", nil)
		must(t, err)
		if !sent.Code || k.comment(sent.ID).State != Unconfirmed {
			t.Fatalf("%+v", sent)
		}
		for range maxTries - 1 {
			if err := k.s.Confirm(ctx, sent.Pass, "x"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		must(t, k.s.Confirm(ctx, sent.Pass, k.code("an@vidu.vn")))
		if err := k.s.Decide(ctx, system, sent.ID, Ruling{Decision: Hide, Version: 2, Reason: "x"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("hidden without a reason of the list: %v", err)
		}
		must(t, k.s.Decide(ctx, system, sent.ID, Ruling{Decision: Answer, Version: 2, Reply: "Cảm ơn."}))
		shown, err := CommentsOn(ctx, d, k.a.ID)
		must(t, err)
		if len(shown) != 1 || shown[0].Reply != "Cảm ơn." {
			t.Fatalf("%+v", shown)
		}
		// Two readers report; one of them twice. Nobody acts for a day.
		for _, from := range []string{"192.0.2.7:1", "192.0.2.7:2", "192.0.2.8:1"} {
			must(t, k.accuse(sent.ID, from))
		}
		if err := k.s.Accuse(ctx, sent.ID, "Xúc phạm", Form{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a report without an answer: %v", err)
		}
		if c := k.comment(sent.ID); c.Reports != 2 || !c.Clock.Equal(k.clock.Now().Add(ReportTerm)) {
			t.Errorf("%d reports, until %v", c.Reports, c.Clock)
		}
		k.later(ReportTerm - time.Minute)
		must(t, k.s.Tick(ctx))
		if c := k.comment(sent.ID); c.State != Visible {
			t.Errorf("hidden before its time: %s", c.State)
		}
		k.later(time.Minute)
		must(t, k.s.Tick(ctx))
		c := k.comment(sent.ID)
		if c.State != Hidden || c.Reason != "late" || c.Reports != 2 {
			t.Errorf("a day after the report: %+v", c)
		}
		must(t, k.s.Decide(ctx, system, sent.ID, Ruling{Decision: Keep, Version: c.Version}))
		// After the term address and e-mail are gone, the name of what is shown stays.
		k.later((keepDefault + 1) * 24 * time.Hour)
		must(t, k.s.Tick(ctx))
		if c = k.comment(sent.ID); c.Email != "" || c.Address != "" || c.Name != "an" || c.Erased.IsZero() {
			t.Errorf("after the term: %+v", c)
		}
		if list, err := mail.List(ctx, d, 50, 0); err != nil || !slices.ContainsFunc(list, func(l mail.Letter) bool { return strings.Contains(l.Subject, "không được đăng") }) {
			t.Errorf("hidden by the clock, and the author was not told: %v", err)
		}
		must(t, k.s.Takeback(ctx, sent.Pass))
		if c = k.comment(sent.ID); c.State != Removed || c.Name != "" || c.Text != "" {
			t.Errorf("taken back: %+v", c)
		}
	})
}

// TestCommentDefences: what programs and crowds send is stopped, slowed or gathered.
func TestCommentDefences(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		waiting := func() int {
			n, err := CommentCounts(ctx, d, k.b.ID)
			must(t, err)
			return n.In[Pending] + n.In[Unconfirmed]
		}
		for what, change := range map[string]func(*Form){
			"without consent": func(f *Form) { f.Consent = false }, "without an answer": func(f *Form) { f.Answer = "" }, "with another's token": func(f *Form) { f.Token = "x" },
			"with three links": func(f *Form) { f.Text = "a.com b.com c.com" }, "with a link for a name": func(f *Form) { f.Name = "www.x.vn" }, "too long": func(f *Form) { f.Text = strings.Repeat("a", MaxComment+1) },
		} {
			if _, err := k.send("ba", "Ý kiến", "192.0.2.9:1", change); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if x, err := k.send("ba", "Ý kiến", "192.0.2.9:1", func(f *Form) { f.Trap = "http://x" }); err != nil || !x.Forged || waiting() != 0 {
			t.Errorf("a filled trap: %+v %v, %d wait", x, err, waiting())
		}
		var first, again Sent
		q := k.s.Ask()
		for i := range 2 {
			x, err := k.send("ba", "Ý  kiến!", "192.0.2.9:1", func(f *Form) { f.Token, f.Answer = q.Token, strconv.Itoa(q.A+q.B) })
			must(t, err)
			if first, again = again, x; i == 0 {
				first = x
			}
		}
		if first.ID != again.ID || waiting() != 1 {
			t.Errorf("sent twice: %v, %v, %d wait", first.ID, again.ID, waiting())
		}
		reuse := func(f *Form) { f.Token, f.Answer = q.Token, strconv.Itoa(q.A+q.B) }
		for range sendBurst { // and refusals use up nothing
			if _, err := k.send("ba", "Ý kiến khác", "192.0.2.9:1", reuse); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "đã dùng cho một lần gửi khác") {
				t.Errorf("one answer counted for two comments of one author: %v", err)
			}
		}
		for _, name := range []string{"ca", "fa", "ga"} { // a kept page gives many readers of one office the same question
			if _, err := k.send(name, "Ý kiến khác", "192.0.2.9:1", reuse); err != nil {
				t.Errorf("another reader behind the same address: %v", err)
			}
		}
		busy := 0
		for i := range 2 * sendBurst {
			if _, err := k.send("da", "Ý kiến "+strconv.Itoa(i), "[2001:db8::"+strconv.Itoa(i+1)+"]:1", nil); fault.Is(err, fault.Busy) {
				busy++
			}
		}
		if busy != sendBurst {
			t.Errorf("%d of %d from one network were slowed down", busy, 2*sendBurst)
		}
		k.s.Mail = false
		for i := range 4 {
			_, err := k.send("e"+strconv.Itoa(i), "Mua hàng giá rẻ", "198.51.100."+strconv.Itoa(i+1)+":1", nil)
			must(t, err)
		}
		crowds, err := Crowds(ctx, d, k.b.ID)
		must(t, err)
		if len(crowds) != 1 || crowds[0].N != 4 {
			t.Fatalf("crowds: %+v", crowds)
		}
		n, err := k.s.HideCrowd(ctx, system, k.b.ID, crowds[0].Key)
		must(t, err)
		if left, _ := Crowds(ctx, d, k.b.ID); n != 4 || len(left) != 0 {
			t.Errorf("hid %d, %v left", n, left)
		}
		if n, err := k.s.Forget(ctx, system, k.b.ID, "e0@vidu.vn"); err != nil || n != 1 {
			t.Errorf("forgot %d, %v", n, err)
		}
		// An unconfirmed comment is gone after two days.
		k.later(ConfirmTerm + time.Minute)
		must(t, k.s.Tick(ctx))
		if c := k.comment(first.ID); c.State != Removed || c.Email != "" {
			t.Errorf("never confirmed: %+v", c)
		}
	})
}

// TestDigest: a reader confirms, gets one letter a week when there is news, and leaves with
// one press, after which nothing is kept.
func TestDigest(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		letters := func(purpose string) (out []mail.Letter) {
			list, err := mail.List(ctx, d, 100, 0)
			must(t, err)
			for _, l := range list {
				if l.Purpose == purpose {
					out = append(out, l)
				}
			}
			return out
		}
		for range 2 {
			must(t, k.s.Subscribe(ctx, k.b.ID, "Doc.Gia@vidu.vn", "vi", "192.0.2.1:1"))
		}
		asked := letters("digest.confirm")
		if len(asked) != 1 {
			t.Fatalf("%d letters ask to confirm", len(asked))
		}
		_, pass, _ := strings.Cut(asked[0].Text, "/ban-tin/xac-nhan?ma=")
		pass, _, _ = strings.Cut(pass, "\n")
		k.later(24 * time.Hour)
		must(t, k.s.Tick(ctx))
		if len(letters("digest")) != 0 {
			t.Fatal("a digest went to somebody who did not confirm")
		}
		must(t, k.s.Activate(ctx, pass))
		must(t, k.s.Activate(ctx, pass))
		k.later(8 * 24 * time.Hour)
		must(t, k.s.Tick(ctx))
		if len(letters("digest")) != 0 {
			t.Error("a letter without news")
		}
		k.publish("Bài hai")
		k.later(time.Minute)
		for range 2 {
			must(t, k.s.Tick(ctx))
		}
		got := letters("digest")
		if len(got) != 1 || !strings.Contains(got[0].Text, "Bài hai") || strings.Contains(got[0].Text, "Bài một") || !strings.Contains(got[0].Unsubscribe, "/ban-tin/ngung?ma=") {
			t.Fatalf("%+v", got)
		}
		k.publish("Bài ba")
		k.later(24 * time.Hour)
		must(t, k.s.Tick(ctx))
		if len(letters("digest")) != 1 {
			t.Error("a second letter within a week")
		}
		if err := k.s.Unsubscribe(ctx, "x.y"); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's link: %v", err)
		}
		_, end, _ := strings.Cut(got[0].Unsubscribe, "?ma=")
		for range 2 {
			must(t, k.s.Unsubscribe(ctx, end))
		}
		if n, err := db.All(ctx, d, qDueReaders, scanSubscriber, k.clock.Now().AddDate(9, 0, 0).UnixMilli()); err != nil || len(n) != 0 {
			t.Errorf("%v is kept, %v", n, err)
		}
		// An address that nobody confirmed is erased.
		must(t, k.s.Subscribe(ctx, k.b.ID, "khac@vidu.vn", "en", "192.0.2.2:1"))
		k.later(ConfirmTerm + time.Minute)
		must(t, k.s.Tick(ctx))
		must(t, k.s.Subscribe(ctx, k.b.ID, "khac@vidu.vn", "en", "192.0.2.3:1"))
		if n := len(letters("digest.confirm")); n != 3 {
			t.Errorf("%d letters ask to confirm, want a new one for the address that was erased", n)
		}
	})
}

// TestTwoPresses: a draft made from one origin is one draft, also when two people press.
func TestTwoPresses(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		got := map[ID]bool{}
		done := make(chan ID, 4)
		for range 4 {
			go func() {
				made, err := k.s.Create(context.WithoutCancel(ctx), system, Article{Bloc: k.b.ID, Unit: k.unit, Title: "Hội nghị"}, "conference/1")
				if err != nil {
					t.Error(err)
				}
				done <- made
			}()
		}
		for range 4 {
			got[<-done] = true
		}
		if len(got) != 1 {
			t.Errorf("%d drafts", len(got))
		}
	})
}
