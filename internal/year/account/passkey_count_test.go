package account

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// TestCopiedPasskey answers the challenge with a key whose counter went on, stood still and
// went back: the last two mean that somebody has a copy of it.
func TestCopiedPasskey(t *testing.T) {
	public, secret, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	const origin, challenge = "https://thidua.test", "bG90IGNodWEgYmFvIGdpbyBkdW5nIGxhaQ"
	h := keyHolder{User: User{ID: 7, Login: "u"}, keys: []Passkey{{cred: webauthn.Credential{ID: []byte("key"), Authenticator: webauthn.Authenticator{SignCount: 5},
		PublicKey: append([]byte{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20}, public...)}}}}
	state := webauthn.SessionData{Challenge: challenge, RelyingPartyID: "thidua.test", UserID: h.WebAuthnID(), AllowedCredentialIDs: [][]byte{[]byte("key")}, UserVerification: protocol.VerificationPreferred}
	answer := func(count uint32) string {
		site := sha256.Sum256([]byte("thidua.test"))
		said := binary.BigEndian.AppendUint32(append(site[:], 0x05), count) // user there and verified
		client, err := json.Marshal(map[string]any{"type": "webauthn.get", "challenge": challenge, "origin": origin})
		if err != nil {
			t.Fatal(err)
		}
		digest, e := sha256.Sum256(client), base64.RawURLEncoding
		sig := ed25519.Sign(secret, append(said[:len(said):len(said)], digest[:]...))
		b, err := json.Marshal(map[string]any{"id": e.EncodeToString([]byte("key")), "rawId": e.EncodeToString([]byte("key")), "type": "public-key",
			"response": map[string]string{"authenticatorData": e.EncodeToString(said), "clientDataJSON": e.EncodeToString(client), "signature": e.EncodeToString(sig)}})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for count, fits := range map[uint32]bool{6: true, 1000: true, 5: false, 4: false, 0: false} {
		if c, err := answered(h, state, origin, answer(count)); (err == nil) != fits {
			t.Errorf("counter 5, then %d: %v", count, err)
		} else if fits && c.Authenticator.SignCount != count {
			t.Errorf("counter %d is remembered as %d", count, c.Authenticator.SignCount)
		}
	}
}
