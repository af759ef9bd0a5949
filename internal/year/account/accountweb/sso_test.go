package accountweb

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"thidua/internal/base/who"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/oidc"
	"thidua/internal/year/account"
)

// idp is an identity provider that signs in whoever comes as its subject.
type idp struct {
	*httptest.Server
	t         *testing.T
	key       *rsa.PrivateKey
	hand      *clock.Hand
	claims    map[string]any // over the usual ones
	nonce     string
	challenge string
	asked     url.Values
	forge     bool   // signs with a key that is not published
	state     string // gives back this state in place of the browser's own
}

func newIDP(t *testing.T, hand *clock.Hand) *idp {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{t: t, key: k, hand: hand, claims: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /auth", func(w http.ResponseWriter, r *http.Request) {
		p.asked = r.URL.Query()
		p.nonce, p.challenge = p.asked.Get("nonce"), p.asked.Get("code_challenge")
		http.Redirect(w, r, p.asked.Get("redirect_uri")+"?code=ma&state="+url.QueryEscape(cmp.Or(p.state, p.asked.Get("state"))), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: k.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if r.FormValue("code") != "ma" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.challenge {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.token()})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *idp) token() string {
	key := p.key
	if p.forge {
		var err error
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			p.t.Error(err)
		}
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		p.t.Error(err)
	}
	c := map[string]any{"iss": p.URL, "aud": "thidua", "sub": "can-bo-7", "name": "Cán bộ số 7", "acr": "loa2", "nonce": p.nonce,
		"iat": p.hand.Now().Unix(), "exp": p.hand.Now().Add(time.Minute).Unix()}
	maps.Copy(c, p.claims)
	b, err := json.Marshal(c)
	if err != nil {
		p.t.Error(err)
	}
	o, err := s.Sign(b)
	if err != nil {
		p.t.Error(err)
	}
	text, err := o.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return text
}

func TestSingleSignOn(t *testing.T) {
	var p *idp
	x := openWith(t, false, func(x *site) *SSO {
		p = newIDP(t, x.hand)
		s := oidc.Settings{Name: "Đăng nhập một lần", Issuer: p.URL, AuthURL: p.URL + "/auth", TokenURL: p.URL + "/token", KeysURL: p.URL + "/keys", ClientID: "thidua", ACR: []string{"loa2", "loa3"}}
		return &SSO{Settings: s, Provider: func(back string) Provider { return oidc.New(s, back, x.hand) }}
	})
	b := x.browser(t)
	_, _, body := b.get("/dang-nhap?ve=/rieng/5")
	has(t, body, "Đăng nhập một lần")
	// The first time leads to the password, which links the two.
	_, at, body := b.post("/dang-nhap/mot-lan", "ve", "/rieng/5")
	if at != "/dang-nhap?ve=%2Frieng%2F5" {
		t.Fatalf("first time at %s: %s", at, mainOf(body))
	}
	if p.asked.Get("acr_values") != "loa2 loa3" || p.asked.Get("code_challenge_method") != "S256" || p.asked.Get("scope") != "openid" {
		t.Errorf("asked for %v", p.asked)
	}
	if _, at, _ := b.post("/dang-nhap", "login", "cb.tt", "password", secret, "ve", "/rieng/5"); at != "/rieng/5" {
		t.Fatalf("after the password at %s", at)
	}
	// From then on it opens the account.
	c := x.browser(t)
	_, at, body = c.post("/dang-nhap/mot-lan", "ve", "/rieng/6")
	if at != "/rieng/6" {
		t.Fatalf("second time at %s: %s", at, mainOf(body))
	}
	has(t, body, "Thư ký Khối trưởng – ĐV tt")

	wrong := func(name string, set func()) {
		t.Helper()
		p.claims, p.forge, p.state = map[string]any{}, false, ""
		set()
		b := x.browser(t)
		if code, _, body := b.post("/dang-nhap/mot-lan", "ve", "/rieng/6"); code != 422 || !strings.Contains(body, "Chưa đăng nhập được qua hệ thống đăng nhập một lần") {
			t.Errorf("%s: %d %.200s", name, code, body)
		}
		if _, at, _ := b.get("/rieng/6"); !strings.HasPrefix(at, "/dang-nhap") {
			t.Errorf("%s: let in", name)
		}
		p.claims, p.forge, p.state = map[string]any{}, false, ""
	}
	wrong("audience", func() { p.claims["aud"] = "khac" })
	wrong("issuer", func() { p.claims["iss"] = "https://khac.vidu.vn" })
	wrong("nonce", func() { p.claims["nonce"] = "khac" })
	wrong("expired", func() { p.claims["exp"] = x.hand.Now().Add(-time.Minute).Unix() })
	wrong("weak authentication", func() { p.claims["acr"] = "loa1" })
	wrong("no subject", func() { p.claims["sub"] = "" })
	wrong("forged signature", func() { p.forge = true })
	wrong("state of another browser", func() { p.state = "khac" })

	// An answer that this browser did not ask for.
	if code, _, _ := x.browser(t).get(returnPath + "?code=ma&state=x"); code != 422 {
		t.Errorf("an answer nobody asked for: %d", code)
	}
	// Removed, it opens nothing any more.
	_, _, body = c.get("/tai-khoan")
	link := between(t, body, `name="link" value="`, `"`)
	if _, at, _ := c.post("/tai-khoan/lien-ket", "link", link); at != "/tai-khoan" {
		t.Errorf("unlinking led to %s", at)
	}
	if _, at, _ := x.browser(t).post("/dang-nhap/mot-lan"); !strings.HasPrefix(at, "/dang-nhap?") {
		t.Errorf("an unlinked identity came to %s", at)
	}
}

// TestClaimsAreMapped: the person is known by the claim that the operator named, whatever the
// provider calls its subject, and is shown by the name that was named; a provider that asked for
// the second factor itself is not asked again here.
func TestClaimsAreMapped(t *testing.T) {
	var p *idp
	x := openWith(t, false, func(x *site) *SSO {
		p = newIDP(t, x.hand)
		s := oidc.Settings{Name: "Một lần", Issuer: p.URL, AuthURL: p.URL + "/auth", TokenURL: p.URL + "/token", KeysURL: p.URL + "/keys", ClientID: "thidua", SubjectClaim: "ma_can_bo", NameClaim: "ho_ten", TwoFactors: true}
		return &SSO{Settings: s, Provider: func(back string) Provider { return oidc.New(s, back, x.hand) }}
	})
	p.claims = map[string]any{"ma_can_bo": "TT-07", "ho_ten": "Cán bộ thứ bảy", "sub": "phien-1"}
	b := x.browser(t).signIn("cb.tt")
	b.enroll()
	b = x.browser(t)
	b.post("/dang-nhap/mot-lan", "ve", "/rieng/5")
	if _, at, _ := b.post("/dang-nhap", "login", "cb.tt", "password", secret, "ve", "/rieng/5"); !strings.HasPrefix(at, "/dang-nhap/ma") {
		t.Fatalf("linking skipped the second factor: %s", at)
	}
	// Not linked yet: half a sign-in links nothing.
	c := x.browser(t)
	if _, at, _ := c.post("/dang-nhap/mot-lan", "ve", "/rieng/5"); !strings.HasPrefix(at, "/dang-nhap?") {
		t.Fatalf("half a sign-in linked the identity: %s", at)
	}
	user, err := account.UserByLogin(t.Context(), x.s.DB(), "cb.tt")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.s.Link(t.Context(), who.Actor{User: user.ID, Name: user.Name, Via: "web"}, account.Link{Issuer: p.URL, Subject: "TT-07", Name: "Cán bộ thứ bảy"}); err != nil {
		t.Fatal(err)
	}
	p.claims["sub"] = "phien-2" // another subject, the same person
	d := x.browser(t)
	if _, at, body := d.post("/dang-nhap/mot-lan", "ve", "/rieng/5"); at != "/rieng/5" {
		t.Fatalf("the mapped claim does not open the account: %s %s", at, mainOf(body))
	}
	_, _, body := d.get("/tai-khoan")
	has(t, body, "Cán bộ thứ bảy")
	p.claims["ma_can_bo"] = "" // the provider's own subject is no stand-in
	if code, _, _ := x.browser(t).post("/dang-nhap/mot-lan", "ve", "/rieng/5"); code != 422 {
		t.Errorf("without the claim: %d", code)
	}
}

func between(t *testing.T, s, from, to string) string {
	t.Helper()
	_, s, ok := strings.Cut(s, from)
	if !ok {
		t.Fatalf("no %s", from)
	}
	s, _, _ = strings.Cut(s, to)
	return s
}
