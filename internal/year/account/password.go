package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// cost is what hashing a password costs; it is written into every hash, so that it can be
// raised later and old hashes still open.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// standard: 19 MiB, two passes, one thread (OWASP's first choice for argon2id).
var standard = cost{memory: 19 * 1024, time: 2, threads: 1}

const (
	saltSize = 16
	keySize  = 32
)

// gate bounds how many hashes are computed at once: each takes 19 MiB, and a crowd at the
// door must not take the memory of those inside.
type gate chan struct{}

func (g gate) do(ctx context.Context, f func()) error {
	select {
	case g <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-g }()
	f()
	return nil
}

func hashPassword(p string, c cost) string {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	key := argon2.IDKey([]byte(p), salt, c.time, c.memory, c.threads, keySize)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads, b.EncodeToString(salt), b.EncodeToString(key))
}

var errHash = errors.New("account: not an argon2id hash")

// verify compares in constant time. An empty hash opens to no password.
func verify(hash, p string) (ok bool, c cost, err error) {
	salt, want, c, err := parseHash(hash)
	if err != nil {
		return false, c, err
	}
	got := argon2.IDKey([]byte(p), salt, c.time, c.memory, c.threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, c, nil
}

func parseHash(hash string) (salt, key []byte, c cost, err error) {
	var v int
	var s, k string
	part := strings.Split(hash, "$")
	if len(part) != 6 || part[1] != "argon2id" {
		return nil, nil, c, errHash
	}
	s, k = part[4], part[5]
	if _, err := fmt.Sscanf(part[2], "v=%d", &v); err != nil || v != argon2.Version {
		return nil, nil, c, errHash
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil {
		return nil, nil, c, errHash
	}
	// Bounds, so that a hash put into the table cannot take the machine.
	if c.memory < 8 || c.memory > 1<<20 || c.time < 1 || c.time > 64 || c.threads < 1 {
		return nil, nil, c, errHash
	}
	salt, e1 := base64.RawStdEncoding.DecodeString(s)
	key, e2 := base64.RawStdEncoding.DecodeString(k)
	if e1 != nil || e2 != nil || len(salt) < 8 || len(key) < 16 {
		return nil, nil, c, errHash
	}
	return salt, key, c, nil
}

// dummy is the hash that stands in for an unknown user name or one without password, so
// that the time of the answer does not tell.
var dummy = sync.OnceValue(func() string { return hashPassword(rand.Text(), standard) })
