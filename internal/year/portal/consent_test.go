package portal

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/mail"
)

// shot draws a picture of one colour.
func shot(t *testing.T, c uint8) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 600, 400))
	for i := range m.Pix {
		m.Pix[i] = color.Gray{c}.Y
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, m, nil))
	return b.Bytes()
}

// photo reads a photo of an article.
func (k *kit) photo(a ID, no int) Photo {
	k.t.Helper()
	p, err := photoOf(k.t.Context(), k.d, a, no)
	must(k.t, err)
	return p
}

// TestConsentBinds: people of nobody are not shown, a unit's no is not taken away by the editor,
// and the unit itself may think again.
func TestConsentBinds(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		officer := who.Actor{User: 7, Name: "Cán bộ U", Via: "web", Posts: []who.Post{{Unit: k.unit, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: k.b.ID, Unit: k.unit}}}
		a, err := k.s.Create(ctx, system, Article{Bloc: k.b.ID, Unit: k.unit, Title: "Có người", Lead: "Dẫn.", Body: "Một.\n\n[ảnh 1]", Author: "Cán bộ"}, "", Upload{Name: "a.jpg", Data: shot(t, 9), Alt: "Mô tả", Faces: true})
		must(t, err)
		var v int64 = 1
		move := func(verb Verb) error {
			x, err := k.s.Move(ctx, system, a, Step{Verb: verb, Version: v, Note: "Sửa ảnh"})
			if err == nil {
				v = x.Version
			}
			return err
		}
		must(t, move(Finish))
		must(t, move(Approve))
		if err := move(Release); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "chưa chọn đơn vị") {
			t.Errorf("people of no unit went out: %v", err)
		}
		must(t, move(Return))
		if _, err := k.s.AddPhoto(ctx, system, a, Upload{Name: "b.jpg", Data: shot(t, 90), Faces: true}); !fault.Is(err, fault.Invalid) {
			t.Errorf("people of no unit were taken: %v", err)
		}
		say := func(faces bool, units ...id.Unit) error {
			p := k.photo(a, 1)
			p.Faces, p.Asks = faces, asks(units, nil)
			return k.s.DescribePhoto(ctx, system, p, "")
		}
		if err := say(true); !fault.Is(err, fault.Invalid) {
			t.Errorf("people of no unit were noted: %v", err)
		}
		must(t, say(true, k.unit))
		must(t, k.s.Agree(ctx, officer, a, 1, false))
		must(t, say(false)) // the editor takes the tick away, and the unit
		if p := k.photo(a, 1); !p.Waiting() || !p.Declined() {
			t.Fatalf("the unit said no, the editor took it away: %+v", p)
		}
		asked, err := AskedOf(ctx, d, k.unit)
		must(t, err)
		if len(asked) != 1 {
			t.Errorf("the unit sees %d photos that it said something about", len(asked))
		}
		must(t, move(Finish))
		must(t, move(Approve))
		if err := move(Release); !fault.Is(err, fault.Invalid) {
			t.Errorf("a refused photo went out: %v", err)
		}
		hash := k.photo(a, 1).Small().Hash
		if _, public, err := k.s.Picture(ctx, who.Anonymous, hash); err == nil || public {
			t.Error("the file of a refused photo is public")
		}
		must(t, k.s.Agree(ctx, officer, a, 1, true))
		must(t, move(Release))
		if _, public, err := k.s.Picture(ctx, who.Anonymous, hash); err != nil || !public {
			t.Errorf("the unit agreed: %v", err)
		}
	})
}

// TestWordsOfPhotoAreCorrected: on a published article the words of a photo change with a note
// and a version, and readers see every note, not the last one only.
func TestWordsOfPhotoAreCorrected(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		a, err := k.s.Create(ctx, system, Article{Bloc: k.b.ID, Unit: k.unit, Title: "Có ảnh", Lead: "Dẫn.", Body: "Một.\n\n[ảnh 1]", Author: "Cán bộ"}, "", Upload{Name: "a.jpg", Data: shot(t, 9), Alt: "Mô tả", Caption: "Chú thích sai"})
		must(t, err)
		x := Article{Version: 1}
		for _, v := range []Verb{Finish, Approve, Release} {
			x, err = k.s.Move(ctx, system, a, Step{Verb: v, Version: x.Version})
			must(t, err)
		}
		p := k.photo(a, 1)
		p.Place = AtLeft
		must(t, k.s.DescribePhoto(ctx, system, p, "")) // where it stands is not what it says
		p = k.photo(a, 1)
		p.Caption = "Chú thích đúng"
		if err := k.s.DescribePhoto(ctx, system, p, " "); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a caption was changed in silence: %v", err)
		}
		if got := k.photo(a, 1); got.Caption != "Chú thích sai" {
			t.Errorf("refused, and changed: %+v", got)
		}
		must(t, k.s.DescribePhoto(ctx, system, p, "Sửa chú thích ảnh 1."))
		x, err = Of(ctx, d, a)
		must(t, err)
		list, err := Versions(ctx, d, a)
		must(t, err)
		if x.State != Corrected || x.Note != "Sửa chú thích ảnh 1." || list[0].Did != string(Correct) || list[0].Text.Photos[0].Caption != "Chú thích đúng" {
			t.Errorf("%+v, %+v", x, list[0])
		}
		k.later(time.Hour)
		x.Lead = "Dẫn khác."
		must(t, k.s.Correct(ctx, system, x, "Sửa đoạn dẫn."))
		told, err := Corrections(ctx, d, a)
		must(t, err)
		var texts []string
		for _, c := range told {
			texts = append(texts, c.Text)
		}
		if !slices.Equal(texts, []string{"Sửa đoạn dẫn.", "Sửa chú thích ảnh 1."}) {
			t.Errorf("readers are told %q", texts)
		}
	})
}

// TestLettersLeadBack: every letter about a comment opens its author's page; a code that did not
// come is sent again, and only the newest one counts.
func TestLettersLeadBack(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		sent, err := k.send("ha", "Ý kiến", "192.0.2.9:1", nil)
		must(t, err)
		old := k.code("ha@vidu.vn")
		k.later(time.Minute)
		must(t, k.s.SendAgain(ctx, sent.Pass, "192.0.2.9:1"))
		fresh := k.code("ha@vidu.vn")
		if old != fresh { // one in a million
			if err := k.s.Confirm(ctx, sent.Pass, old); !fault.Is(err, fault.Invalid) {
				t.Errorf("the code before: %v", err)
			}
		}
		must(t, k.s.Confirm(ctx, sent.Pass, fresh))
		if err := k.s.SendAgain(ctx, sent.Pass, "192.0.2.9:1"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a code for a confirmed comment: %v", err)
		}
		must(t, k.s.Decide(ctx, system, sent.ID, Ruling{Decision: Answer, Version: 2, Reply: "Cảm ơn."}))
		list, err := mail.List(ctx, d, 50, 0)
		must(t, err)
		n := 0
		for _, l := range list {
			_, rest, ok := strings.Cut(l.Text, "https://thidua.vidu.vn/binh-luan/cua-toi?ma=")
			pass, _, _ := strings.Cut(rest, "\n")
			if c, _, err := k.s.Own(ctx, pass); !ok || err != nil || c.ID != sent.ID {
				t.Errorf("%s: %s, %v", l.Subject, l.Text, err)
			}
			n++
		}
		if n != 3 {
			t.Errorf("%d letters", n)
		}
		again, err := k.send("hb", "Ý kiến khác", "192.0.2.10:1", nil)
		must(t, err)
		for i := range sendBurst - 1 { // from everywhere, to one mailbox
			must(t, k.s.SendAgain(ctx, again.Pass, "192.0.2."+strconv.Itoa(20+i)+":1"))
		}
		if err := k.s.SendAgain(ctx, again.Pass, "192.0.2.50:1"); Slowed(err) == 0 {
			t.Errorf("letters without end: %v", err)
		}
	})
}

// TestNothingIsHeld: who asks to be forgotten is forgotten everywhere: comments, suggestions, the
// digest and the letters, also those that wait to leave; so is a comment that its author takes back.
func TestNothingIsHeld(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		held := func() (n int) {
			t.Helper()
			list, err := mail.List(ctx, d, 50, 0)
			must(t, err)
			for _, l := range list {
				if l.To != "" || l.Name != "" || l.Text != "" {
					n++
				}
				if l.To == "" && (l.State == mail.Queued || l.State == mail.Sending) {
					t.Error("a letter to nobody waits to leave")
				}
			}
			return n
		}
		own, err := k.send("ke", "Ý kiến", "192.0.2.9:1", nil)
		must(t, err)
		must(t, k.s.Takeback(ctx, own.Pass))
		if n := held(); n != 0 {
			t.Errorf("taken back, and %d letters hold the author", n)
		}
		sent, err := k.send("ke", "Ý kiến khác", "192.0.2.9:1", nil)
		must(t, err)
		must(t, k.s.Confirm(ctx, sent.Pass, k.code("ke@vidu.vn")))
		must(t, k.s.Decide(ctx, system, sent.ID, Ruling{Decision: Answer, Version: 2, Reply: "Cảm ơn."}))
		other, err := k.send("la", "Ý kiến của người khác", "192.0.2.10:1", nil)
		must(t, err)
		q := k.s.Ask()
		f := Form{Consent: true, Token: q.Token, Answer: strconv.Itoa(q.A + q.B)}
		f.Email = "ke@vidu.vn"
		must(t, k.s.Suggest(ctx, Suggestion{Bloc: k.b.ID, Name: "Ke", Email: "ke@vidu.vn", Person: "Đội tuần tra", Place: "U", Deed: "Giúp dân."}, f))
		must(t, k.s.Subscribe(ctx, k.b.ID, "KE@vidu.vn", "vi", "192.0.2.9:1"))
		p, err := k.s.Personal(ctx, system, k.b.ID, "ke@vidu.vn")
		must(t, err)
		if len(p.Comments) != 1 || len(p.Suggestions) != 1 || !p.Digest || p.Nothing() {
			t.Fatalf("held: %+v", p)
		}
		if n, err := k.s.Forget(ctx, system, k.b.ID, "ke@vidu.vn"); err != nil || n != 2 {
			t.Errorf("forgot %d, %v", n, err)
		}
		if p, err = k.s.Personal(ctx, system, k.b.ID, "ke@vidu.vn"); err != nil || !p.Nothing() {
			t.Errorf("still held: %+v, %v", p, err)
		}
		if list, err := Suggestions(ctx, d, k.b.ID, "new"); err != nil || len(list) != 1 || list[0].Name != "" || list[0].Person != "Đội tuần tra" {
			t.Errorf("the deed that was told stays without who told it: %+v, %v", list, err)
		}
		if n := held(); n != 1 || k.comment(other.ID).Email == "" {
			t.Errorf("%d letters hold somebody; the other reader's is one", n)
		}
	})
}
