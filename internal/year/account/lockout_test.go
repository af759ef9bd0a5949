package account

import (
	"fmt"
	"testing"

	"thidua/internal/base/fault"
)

// TestResetOpensTheDoor: whom strangers locked out at a new place gets in with the password that
// the administrator set, as the message at the door promises; and who knows the password alone
// does not shut the second step for the owner's own browser.
func TestResetOpensTheDoor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for i := range 100 {
			if _, err := w.SignIn(ctx, "cb", "sai", From{Address: fmt.Sprintf("198.51.100.%d:9", i)}); err == nil {
				t.Fatal("a wrong password opens")
			}
		}
		at := From{Address: "192.0.2.1:99"}
		if _, err := w.SignIn(ctx, "cb", "mot cau kho doan", at); !fault.Is(err, fault.Busy) {
			t.Fatalf("the guesses closed no lane: %v", err)
		}
		if err := w.SetPassword(ctx, system, w.user.ID, "cau khac do quan tri dat"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SignIn(ctx, "cb", "cau khac do quan tri dat", at); err != nil {
			t.Errorf("after the reset: %v", err)
		}
		device, err := w.Remember(ctx, w.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			err = w.SecondStep(ctx, w.user.ID, "000000", From{Address: "198.51.100.7:9"})
		}
		if !fault.Is(err, fault.Busy) {
			t.Errorf("twenty wrong codes: %v", err)
		}
		if err := w.SecondStep(ctx, w.user.ID, "000000", From{Address: "192.0.2.1:99", Device: device}); !fault.Is(err, fault.Invalid) {
			t.Errorf("the owner's browser is not asked for the code: %v", err)
		}
	})
}
