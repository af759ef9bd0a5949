package account

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
)

func TestSetUp(t *testing.T) {
	dbtest.Each(t, []fs.FS{org.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		s := NewService(d)
		ctx := t.Context()
		draft := Draft{Login: "quantri", Name: "Quản trị", Password: "mot cau ngan kho doan"}
		if empty, err := s.Empty(ctx); err != nil || !empty {
			t.Fatalf("empty: %v %v", empty, err)
		}
		if _, err := s.SetUp(ctx, "aaaa-bbbb-cccc", draft); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong code: %v", err)
		}
		u, err := s.SetUp(ctx, s.SetupCode(), draft)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := s.Actor(ctx, u.ID); err != nil || !a.Has(who.Admin, 0) {
			t.Errorf("%+v, %v", a, err)
		}
		draft.Login = "khac"
		if _, err := s.SetUp(ctx, s.SetupCode(), draft); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second set-up: %v", err)
		}
		for range 12 {
			_, err = s.SetUp(ctx, "x", draft)
		}
		if !fault.Is(err, fault.Busy) {
			t.Errorf("guessing the code: %v", err)
		}
	})
}

func TestConfirm(t *testing.T) {
	dbtest.Each(t, []fs.FS{org.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		s := NewService(d)
		ctx := t.Context()
		const password = "mot cau ngan kho doan"
		u, err := s.SetUp(ctx, s.SetupCode(), Draft{Login: "quantri", Name: "Quản trị", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		by, err := s.Actor(ctx, u.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Confirm(ctx, by, "sai"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong password: %v", err)
		}
		if err := s.Confirm(ctx, by, password); err != nil {
			t.Errorf("the password: %v", err)
		}
		e, err := s.EnrollmentOf(ctx, by, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
		if err != nil {
			t.Fatal(err)
		}
		now := d.Clock.Now()
		code := codeAt(t, e.Secret, now)
		if _, err := s.EnableFactor(ctx, by, "", e.Secret, code, password); err != nil {
			t.Fatal(err)
		}
		if asks, err := s.AsksCode(ctx, by); err != nil || !asks {
			t.Errorf("asks for the code: %v %v", asks, err)
		}
		if err := s.Confirm(ctx, by, password); !fault.Is(err, fault.Invalid) {
			t.Errorf("the password although there is a second factor: %v", err)
		}
		if err := s.Confirm(ctx, by, code); !fault.Is(err, fault.Invalid) {
			t.Errorf("a used code: %v", err)
		}
		if err := s.Confirm(ctx, by, codeAt(t, e.Secret, now.Add(30*time.Second))); err != nil {
			t.Errorf("the next code: %v", err)
		}
		if err := s.Confirm(ctx, by, codeAt(t, e.Secret, now.Add(5*time.Minute))); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code of later: %v", err)
		}
	})
}

// TestRFC6238 holds the codes against the vectors of RFC 6238, appendix B (last six digits).
func TestRFC6238(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // "12345678901234567890"
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		if got := codeAt(t, secret, time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		if step, err := stepOf(secret, want, time.Unix(at, 0)); err != nil || step != at/period {
			t.Errorf("at %d: step %d, %v", at, step, err)
		}
	}
}

func TestCommonPasswords(t *testing.T) {
	body, err := unpackCommon()
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != "f422773d94d630f27e08b26d7017e847bb1feb2a84809340e9c0b0c47b33e3f1" {
		t.Error("common/passwords.json.gz is not the file of the package")
	}
	var list []string
	if err := json.Unmarshal(body, &list); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, p := range list {
		e := fault.New(fault.Invalid, "x.y|x")
		if checkPassword(e, "p", "nobody", p); len(e.Fields) > 0 {
			refused++
		} else {
			t.Errorf("%q of the list is taken", p)
		}
	}
	if refused < 3000 {
		t.Errorf("only %d refused", refused)
	}
	for p, bad := range map[string]bool{"MatKhau123": true, "Password123": true, "aaaaaaaaaa": true, "mot cau ngan kho doan": false, "con trâu đi trước": false} {
		e := fault.New(fault.Invalid, "x.y|x")
		if checkPassword(e, "p", "nobody", p); (len(e.Fields) > 0) != bad {
			t.Errorf("%q: refused %v", p, !bad)
		}
	}
}

// TestPasswordLengths: any characters from 8 to 128 of them, counted as people count.
func TestPasswordLengths(t *testing.T) {
	for n, ok := range map[int]bool{0: false, 7: false, 8: true, 64: true, 128: true, 129: false} {
		for _, letters := range []string{"ếđ7 ", "Kq~\u2603"} {
			p := string([]rune(strings.Repeat(letters, 64))[:n])
			e := fault.New(fault.Invalid, "x.y|x")
			if checkPassword(e, "p", "nobody", p); (len(e.Fields) == 0) != ok {
				t.Errorf("%d characters %q: taken %v", n, p, !ok)
			}
		}
	}
}

func codeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	c, err := totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{Period: period, Digits: digits})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
