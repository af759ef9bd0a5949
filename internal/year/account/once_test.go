package account

import (
	"sync"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
)

// TestInvitationAtOnce: of twenty who use one link at the same moment one sets the password.
func TestInvitationAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, err := w.Invite(t.Context(), system, w.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 20)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Accept(t.Context(), token, "mot cau that kho doan so "+string(rune('a'+i))) })
		}
		wg.Wait()
		won := -1
		for i, err := range errs {
			switch {
			case err == nil && won >= 0:
				t.Fatal("two set a password with one link")
			case err == nil:
				won = i
			case fault.KindOf(err) == fault.Internal:
				t.Errorf("a loser: %v", err)
			}
		}
		if won < 0 {
			t.Fatal("nobody set a password")
		}
		if _, err := w.SignIn(t.Context(), "cb", "mot cau that kho doan so "+string(rune('a'+won)), From{Address: "192.0.2.1:1"}); err != nil {
			t.Errorf("the password of who won: %v", err)
		}
	})
}

// TestIdentityOpensOneAccount: an identity of the single sign-on that opens one account is not
// tied to another one.
func TestIdentityOpensOneAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var other User
		if err := w.db.Write(ctx, func(tx *db.Tx) (err error) {
			other, err = w.Create(ctx, tx, system, "khac", "Người 2", "", []Post{{Unit: w.unit.ID, Role: who.Head, From: jan}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		l := Link{Issuer: "https://sso.vidu.vn", Subject: "can-bo-7", Name: "Cán bộ số 7"}
		for range 2 { // twice the same changes nothing
			if err := w.Link(ctx, who.Actor{User: w.user.ID, Via: "web"}, l); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Link(ctx, who.Actor{User: other.ID, Via: "web"}, l); !fault.Is(err, fault.Conflict) {
			t.Errorf("the identity of another account: %v", err)
		}
		if u, err := w.Linked(ctx, l.Issuer, l.Subject); err != nil || u.ID != w.user.ID {
			t.Errorf("it opens %v: %v", u.Login, err)
		}
		if list, err := w.LinksOf(ctx, other.ID); err != nil || len(list) != 0 {
			t.Errorf("the other account has %v: %v", list, err)
		}
	})
}
