package mail

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	gomail "github.com/wneessen/go-mail"

	"thidua/internal/base/fault"
)

// Settings (cài đặt thư) name a mail server and the sender.
type Settings struct {
	Host           string
	Port           int
	User, Password string
	From, Name     string
	TLS            string // "starttls" (the rule), "tls" from the first byte, "none" for a relay on the same machine
}

// ParseSettings reads smtp://user:password@host:587?from=a@b.vn&name=…&tls=starttls. The
// scheme smtps means TLS from the first byte. Errors: Invalid.
func ParseSettings(s string) (Settings, error) {
	bad := func(err error) (Settings, error) {
		return Settings{}, fault.New(fault.Invalid, "mail.settings|Địa chỉ máy chủ thư chưa đúng. Ghi như smtp://tài-khoản:mật-khẩu@mail.vidu.vn:587?from=thidua@vidu.vn").Because(err)
	}
	u, err := url.Parse(s)
	if err != nil {
		return bad(errors.New("not an address")) // the error itself would hold the password
	}
	v := u.Query()
	c := Settings{Host: u.Hostname(), From: v.Get("from"), Name: v.Get("name"), TLS: v.Get("tls")}
	if u.User != nil {
		c.User = u.User.Username()
		c.Password, _ = u.User.Password()
	}
	c.Port = 587
	switch {
	case u.Scheme == "smtps":
		c.Port, c.TLS = 465, "tls"
	case u.Scheme != "smtp":
		return bad(errors.New("scheme"))
	}
	if u.Port() != "" {
		if c.Port, err = strconv.Atoi(u.Port()); err != nil {
			return bad(errors.New("port"))
		}
	}
	switch c.TLS {
	case "":
		c.TLS = "starttls"
	case "starttls", "tls", "none":
	default:
		return bad(errors.New("tls"))
	}
	if c.From, err = CheckAddress(c.From); err != nil || c.Host == "" {
		return bad(err)
	}
	return c, nil
}

// Server is a Transport to a mail server.
type Server struct{ c Settings }

// NewServer gives the transport of settings.
func NewServer(c Settings) *Server { return &Server{c} }

func (s *Server) client() (*gomail.Client, error) {
	o := []gomail.Option{gomail.WithPort(s.c.Port), gomail.WithTimeout(wait), gomail.WithHELO("thidua.local")}
	switch s.c.TLS {
	case "tls":
		o = append(o, gomail.WithSSL())
	case "none":
		o = append(o, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		o = append(o, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.c.User != "" {
		o = append(o, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.c.User), gomail.WithPassword(s.c.Password))
	}
	return gomail.NewClient(s.c.Host, o...)
}

// Send delivers one letter.
func (s *Server) Send(ctx context.Context, l Letter) error {
	m, err := s.message(l)
	if err != nil {
		return errors.Join(errPermanent, err)
	}
	c, err := s.client()
	if err != nil {
		return err
	}
	err = c.DialAndSendWithContext(ctx, m)
	if e, ok := errors.AsType[*gomail.SendError](err); ok && !e.IsTemp() && e.ErrorCode() >= 500 && e.ErrorCode() < 600 {
		return errors.Join(errPermanent, err)
	}
	return err
}

// message builds the letter as it travels. The same letter has the same identity whenever
// it is sent, so a receiver can drop a second copy.
func (s *Server) message(l Letter) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.FromFormat(s.c.Name, s.c.From); err != nil {
		return nil, err
	}
	if err := m.AddToFormat(l.Name, l.To); err != nil {
		return nil, err
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(l.At)
	m.SetMessageIDWithValue(l.ID.String() + "@thidua.local")
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if l.Unsubscribe != "" {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+l.Unsubscribe+">")
		m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	return m, nil
}
