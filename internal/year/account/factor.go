package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// The codes of an authenticator (RFC 6238): six digits, SHA-1, a new one every 30 seconds;
// the one before and the one after are taken too, for clocks that differ.
const (
	period = 30
	skew   = 1
	digits = otp.DigitsSix
)

// An Enrollment (đăng ký ứng dụng xác thực) is a secret that is not yet in use.
type Enrollment struct {
	Secret string // base32, for typing
	URL    string // otpauth://…, for the QR code
}

// enrollment gives the address that authenticators read for a secret.
func enrollment(login, secret string) (Enrollment, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return Enrollment{}, err
	}
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "thidua", AccountName: login, Period: period, Digits: digits, Secret: raw})
	if err != nil {
		return Enrollment{}, err
	}
	return Enrollment{Secret: k.Secret(), URL: k.URL()}, nil
}

// Groups gives the secret in groups of four, as people type it.
func (e Enrollment) Groups() string {
	var b strings.Builder
	for i, r := range e.Secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// stepOf gives the time step whose code is typed, 0 when it is none of those around now.
func stepOf(secret, code string, now time.Time) (int64, error) {
	for _, d := range []int64{0, -skew, skew} {
		step := now.Unix()/period + d
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*period, 0), totp.ValidateOpts{Period: period, Digits: digits})
		if err != nil {
			return 0, err
		}
		if same(want, code) {
			return step, nil
		}
	}
	return 0, nil
}

func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return x == y
}

// recoveryCodes is how many a user gets.
const recoveryCodes = 10

// newRecovery makes codes of 60 random bits: "k3f7-9qxw-2mtd".
func newRecovery() []string {
	list := make([]string, recoveryCodes)
	for i := range list {
		t := strings.ToLower(rand.Text())[:12]
		list[i] = fmt.Sprintf("%s-%s-%s", t[:4], t[4:8], t[8:])
	}
	return list
}

// plainCode drops what people type between the parts of a code.
func plainCode(code string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' || r == '\u00a0' {
			return -1
		}
		return r
	}, code))
}

func recoveryHash(code string) string {
	h := sha256.Sum256([]byte("recovery " + plainCode(code)))
	return hex.EncodeToString(h[:])
}
