package portal

import (
	"strconv"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/mail"
)

// TestManyDecisions: ticked comments are decided together, one that somebody dealt with meanwhile
// stays as it is, who sends no advertisement is told why, and other blocs' comments are out of reach.
func TestManyDecisions(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		k, ctx := newKit(t, d), t.Context()
		var list []Choice
		for i := range 4 {
			k.s.Mail = false
			sent, err := k.send("n"+strconv.Itoa(i), "Ý kiến "+strconv.Itoa(i), "192.0.2."+strconv.Itoa(i+1)+":1", nil)
			must(t, err)
			list = append(list, Choice{sent.ID, 1})
		}
		k.s.Mail = true
		if _, err := k.s.DecideMany(ctx, system, k.b.ID, nil, Ruling{Decision: Show}); !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing ticked: %v", err)
		}
		if _, err := k.s.DecideMany(ctx, system, k.b.ID, list, Ruling{Decision: Remove}); !fault.Is(err, fault.Invalid) {
			t.Errorf("removing many: %v", err)
		}
		if _, err := k.s.DecideMany(ctx, who.Actor{Name: "x"}, k.b.ID, list, Ruling{Decision: Show}); !fault.Is(err, fault.Denied) {
			t.Errorf("by somebody: %v", err)
		}
		must(t, k.s.Decide(ctx, system, list[0].ID, Ruling{Decision: Show, Version: 1}))
		n, err := k.s.DecideMany(ctx, system, k.b.ID, list[:3], Ruling{Decision: Hide, Reason: "off"})
		must(t, err)
		if a, b := k.comment(list[0].ID), k.comment(list[1].ID); n != 2 || a.State != Visible || b.State != Hidden || b.Reason != "off" {
			t.Errorf("%d decided, %s, %s", n, a.State, b.State)
		}
		if n, err := k.s.DecideMany(ctx, system, k.b.ID, list[:3], Ruling{Decision: Hide, Reason: "off"}); err != nil || n != 0 {
			t.Errorf("the same again: %d, %v", n, err)
		}
		must(t, k.s.Decide(ctx, system, list[3].ID, Ruling{Decision: Hide, Version: 1, Reason: "spam"}))
		letters, err := mail.List(ctx, d, 50, 0)
		must(t, err)
		told := 0
		for _, l := range letters {
			if strings.Contains(l.Subject, "không được đăng") {
				told++
				if !strings.Contains(l.Text, "không liên quan đến bài") || l.To == "n3@vidu.vn" {
					t.Errorf("%s: %s", l.To, l.Text)
				}
			}
		}
		if told != 2 {
			t.Errorf("%d were told why", told)
		}
	})
}

// TestOrderPhotos: a photo takes the place of another one, the text around them stays.
func TestOrderPhotos(t *testing.T) {
	const body = "a\n\n[ảnh 1]\n\nb\n\n[ảnh 2]\n\nc\n\n[ảnh 3]"
	for _, x := range []struct {
		n, at int
		want  string
	}{
		{3, 1, "a\n\n[ảnh 3]\n\nb\n\n[ảnh 1]\n\nc\n\n[ảnh 2]"},
		{1, 3, "a\n\n[ảnh 2]\n\nb\n\n[ảnh 3]\n\nc\n\n[ảnh 1]"},
		{2, 2, body}, {2, 9, body}, {9, 2, body},
	} {
		if got := OrderPhoto(body, x.n, x.at); got != x.want {
			t.Errorf("%d to the place of %d: %q", x.n, x.at, got)
		}
	}
}
