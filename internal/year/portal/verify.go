package portal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/vi"
)

// A Challenge (bài toán xác thực) asks a browser for work: find the number whose hash with
// the salt is the given one. The names and the way of signing are those of ALTCHA's protocol
// (version 1), so any of its clients can answer.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Max       int64  `json:"maxnumber"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// payload is what a client sends back, in base64.
type payload struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int64  `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// A Checker (bộ xác thực) makes challenges and questions and checks the answers. What it
// makes is signed, so nothing is kept until an answer comes; an answer counts once, which
// the caller enforces with the key that is given back.
type Checker struct{ secret []byte }

// NewChecker gives a checker; everybody who serves the same site needs the same secret.
func NewChecker(secret []byte) *Checker { return &Checker{secret} }

const (
	workTerm     = 20 * time.Minute // to answer a challenge
	questionTerm = 6 * time.Hour    // to answer a question: people read the article first
	work         = 40_000           // a second of an old telephone
	workCrowded  = 200_000          // while comments pour in
)

func (c *Checker) sign(kind, text string) string {
	m := hmac.New(sha256.New, c.secret)
	m.Write([]byte(kind + "\x00" + text))
	return hex.EncodeToString(m.Sum(nil))
}

func number(most int64) int64 {
	n, err := rand.Int(rand.Reader, big.NewInt(most))
	if err != nil {
		return 0 // rand.Reader never fails
	}
	return n.Int64()
}

// Work makes a challenge at a moment; a crowded site asks for more.
func (c *Checker) Work(now time.Time, crowded bool) Challenge {
	most := int64(work)
	if crowded {
		most = workCrowded
	}
	salt := rand.Text() + "?expires=" + strconv.FormatInt(now.Add(workTerm).Unix(), 10) + "&" // the stop keeps digits of the number from being read as part of the time
	h := sha256.Sum256([]byte(salt + strconv.FormatInt(number(most), 10)))
	x := Challenge{Algorithm: "SHA-256", Challenge: hex.EncodeToString(h[:]), Max: most, Salt: salt}
	x.Signature = c.sign("work", x.Challenge)
	return x
}

// Worked checks what a client found. key names the challenge: it must not count twice.
func (c *Checker) Worked(now time.Time, answer string) (key string, ok bool) {
	if len(answer) > 4000 {
		return "", false
	}
	b, err := base64.StdEncoding.DecodeString(answer)
	if err != nil {
		return "", false
	}
	var p payload
	if json.Unmarshal(b, &p) != nil || p.Algorithm != "SHA-256" || p.Number < 0 {
		return "", false
	}
	h := sha256.Sum256([]byte(p.Salt + strconv.FormatInt(p.Number, 10)))
	if hex.EncodeToString(h[:]) != p.Challenge || !same(c.sign("work", p.Challenge), p.Signature) {
		return "", false
	}
	_, query, _ := strings.Cut(p.Salt, "?")
	v, err := url.ParseQuery(query)
	if err != nil {
		return "", false
	}
	until, err := strconv.ParseInt(v.Get("expires"), 10, 64)
	if err != nil || now.Unix() > until || until > now.Add(workTerm).Unix() {
		return "", false
	}
	return "w" + p.Challenge, true
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// A Question (câu hỏi xác thực) is what a person without scripts answers instead: a sum of
// two small numbers, in words.
type Question struct {
	A, B  int
	Token string // goes with the answer
}

// Ask makes a question at a moment.
func (c *Checker) Ask(now time.Time) Question {
	q := Question{A: 1 + int(number(9)), B: 1 + int(number(9))}
	text := strconv.FormatInt(now.Unix(), 36) + "." + rand.Text()[:10] + "." + strconv.Itoa(q.A) + "." + strconv.Itoa(q.B)
	q.Token = text + "." + c.sign("ask", text)[:32]
	return q
}

// words are the numbers from 1 to 20 as people may write them, folded.
var words = map[string]int{"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12,
	"muoi ba": 13, "muoi bon": 14, "muoi tu": 14, "muoi lam": 15, "muoi nam": 15, "muoi sau": 16, "muoi bay": 17, "muoi tam": 18,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
	"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18}

// Answered checks the answer to a question: digits or words, with or without marks. key
// names the question: it must not count twice for one author.
func (c *Checker) Answered(now time.Time, token, answer string) (key string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || len(token) > 200 || !same(c.sign("ask", token[:i])[:32], token[i+1:]) {
		return "", false
	}
	p := strings.Split(token[:i], ".")
	if len(p) != 4 {
		return "", false
	}
	at, err := strconv.ParseInt(p[0], 36, 64)
	if age := now.Sub(time.Unix(at, 0)); err != nil || age < -time.Minute || age > questionTerm {
		return "", false
	}
	a, _ := strconv.Atoi(p[2])
	b, _ := strconv.Atoi(p[3])
	text := vi.Fold(answer)
	n, known := words[text]
	if !known {
		if n, err = strconv.Atoi(text); err != nil {
			return "", false
		}
	}
	return "q" + p[1], n == a+b
}

// Pass makes a token that only this site can have made for a purpose and a subject.
func (c *Checker) Pass(purpose, subject string) string {
	return subject + "." + c.sign("pass "+purpose, subject)[:40]
}

// Passed gives the subject of a token made by Pass.
func (c *Checker) Passed(purpose, token string) (subject string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 || len(token) > 300 || !same(c.sign("pass "+purpose, token[:i])[:40], token[i+1:]) {
		return "", false
	}
	return token[:i], true
}

// Code makes the six digits that a letter carries, and its trace to keep.
func (c *Checker) Code(subject string) (code, trace string) {
	code = strconv.FormatInt(1_000_000+number(1_000_000), 10)[1:]
	return code, c.Trace(subject, code)
}

// Trace gives what is kept of a code.
func (c *Checker) Trace(subject, code string) string {
	return c.sign("code "+subject, strings.Join(strings.Fields(code), ""))
}

// Nobody gives a stand-in for a network address that cannot be turned back.
func (c *Checker) Nobody(address string) string { return c.sign("address", address)[:24] }
