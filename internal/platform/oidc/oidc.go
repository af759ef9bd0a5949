// Package oidc signs people in through an identity provider that speaks OpenID Connect: the
// province's single sign-on, for example. It works without discovery: every endpoint is
// named in the settings. Code flow with PKCE (RFC 7636), state and nonce; the ID token's
// signature, issuer, audience, expiry and authentication class are checked.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	coreos "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"thidua/internal/platform/clock"
)

// Settings describe the provider, as its operator tells them.
type Settings struct {
	Name         string   `json:"name"`          // on the button: "Đăng nhập một lần tỉnh Đắk Lắk"
	Issuer       string   `json:"issuer"`        // exactly as in the ID token
	AuthURL      string   `json:"auth_url"`      // where the browser goes
	TokenURL     string   `json:"token_url"`     // where the server exchanges the code
	KeysURL      string   `json:"keys_url"`      // public keys of the provider (JWKS)
	ClientID     string   `json:"client_id"`     // of this installation
	ClientSecret string   `json:"client_secret"` // "" for a public client
	Scopes       []string `json:"scopes"`        // beside openid
	ACR          []string `json:"acr_values"`    // asked for; the answer must hold one of them
	NameClaim    string   `json:"name_claim"`    // shown to the person; "name" when empty
	SubjectClaim string   `json:"subject_claim"` // what stays the same for a person; "sub" when empty
	TwoFactors   bool     `json:"two_factors"`   // the provider itself asks for a second factor
}

// Load reads settings from a JSON file and checks that nothing needed is missing.
func Load(file string) (s Settings, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return s, err
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", file, err)
	}
	return s, s.check()
}

func (s Settings) check() error {
	for name, v := range map[string]string{"name": s.Name, "issuer": s.Issuer, "client_id": s.ClientID} {
		if v == "" {
			return fmt.Errorf("oidc: %s is missing", name)
		}
	}
	for name, v := range map[string]string{"auth_url": s.AuthURL, "token_url": s.TokenURL, "keys_url": s.KeysURL} {
		u, err := url.Parse(v)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost") {
			return fmt.Errorf("oidc: %s must be an https address: %q", name, v)
		}
	}
	return nil
}

// A Provider signs people in.
type Provider struct {
	Settings
	clock    clock.Clock
	client   *http.Client
	oauth    oauth2.Config
	verifier *coreos.IDTokenVerifier
}

// New makes a provider. back is the address of this installation to which the browser
// returns.
func New(s Settings, back string, c clock.Clock) *Provider {
	p := &Provider{Settings: s, clock: c, client: &http.Client{Timeout: 10 * time.Second}}
	p.oauth = oauth2.Config{ClientID: s.ClientID, ClientSecret: s.ClientSecret, RedirectURL: back,
		Endpoint: oauth2.Endpoint{AuthURL: s.AuthURL, TokenURL: s.TokenURL}, Scopes: append([]string{coreos.ScopeOpenID}, s.Scopes...)}
	ctx := coreos.ClientContext(context.Background(), p.client)
	p.verifier = (&coreos.ProviderConfig{IssuerURL: s.Issuer, AuthURL: s.AuthURL, TokenURL: s.TokenURL, JWKSURL: s.KeysURL}).NewProvider(ctx).
		Verifier(&coreos.Config{ClientID: s.ClientID, Now: c.Now})
	return p
}

// A Trip is what the browser's session remembers between leaving and coming back.
type Trip struct {
	State, Nonce, Verifier string
}

// Leave gives the address to send the browser to, and what to remember.
func (p *Provider) Leave() (string, Trip) {
	t := Trip{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	o := []oauth2.AuthCodeOption{coreos.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)}
	if len(p.ACR) > 0 {
		o = append(o, oauth2.SetAuthURLParam("acr_values", strings.Join(p.ACR, " ")))
	}
	return p.oauth.AuthCodeURL(t.State, o...), t
}

// An Identity is who the provider says came back.
type Identity struct {
	Issuer, Subject, Name string
}

// Errors of Return.
var (
	ErrState = errors.New("oidc: the answer does not belong to a sign-in of this browser")
	ErrACR   = errors.New("oidc: the provider did not authenticate as strongly as asked")
)

// Return takes the browser's query on its way back and gives who it is. Whatever is not
// exactly right is an error; the texts of the provider are not shown to people.
func (p *Provider) Return(ctx context.Context, q url.Values, t Trip) (Identity, error) {
	if t.State == "" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(t.State)) != 1 {
		return Identity{}, ErrState
	}
	if e := q.Get("error"); e != "" {
		return Identity{}, fmt.Errorf("oidc: the provider answered %q", e)
	}
	ctx = coreos.ClientContext(ctx, p.client)
	token, err := p.oauth.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return Identity{}, fmt.Errorf("oidc: exchange: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("oidc: ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Nonce)) != 1 {
		return Identity{}, ErrState
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return Identity{}, err
	}
	text := func(name, or string) string {
		if name == "" {
			name = or
		}
		s, _ := claims[name].(string)
		return s
	}
	if len(p.ACR) > 0 && !slices.Contains(p.ACR, text("", "acr")) {
		return Identity{}, ErrACR
	}
	who := Identity{Issuer: id.Issuer, Subject: text(p.SubjectClaim, "sub"), Name: text(p.NameClaim, "name")}
	if who.Subject == "" {
		return Identity{}, fmt.Errorf("oidc: the ID token has no %s", p.SubjectClaim)
	}
	return who, nil
}
