package conference

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A Pass (thẻ vào họp) is how one delegate comes in: the code of the invitation, and the
// phone that used it.
type Pass struct {
	Delegate DelegateID
	Code     string
	Used     bool // a phone came in with it
}

// letters are those of codes: none that look like another.
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// newCode makes a code of n letters.
func newCode(n int) string {
	b := make([]byte, n)
	for i := range b {
		for { // no letter is likelier than another
			var x [1]byte
			rand.Read(x[:])
			if int(x[0]) < 256/len(letters)*len(letters) {
				b[i] = letters[int(x[0])%len(letters)]
				break
			}
		}
	}
	return string(b)
}

// Lengths of the codes. A conference is found by a short code. A delegate's has 31⁹ ≈ 2.6 × 10¹³
// values: nobody is kept waiting for the wrong codes of others (see Gate), so the length alone
// keeps guessers out. Five hundred codes not used yet and an address that tries all that the
// edge lets through, 300 in a second, meet once in some five years.
const (
	codeLen = 4
	passLen = 9
)

// Slip gives the code as it is printed, in groups that can be read aloud.
func (p Pass) Slip() string {
	var b strings.Builder
	for i, c := range p.Code {
		if i > 0 && i%3 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Typed gives a code as it was meant: no matter the case, spaces and dashes.
func Typed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// newToken makes what a phone shows to be known again, and what of it is stored.
func newToken() (token, stored string) {
	token = rand.Text()
	return token, storedToken(token)
}

func storedToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}
