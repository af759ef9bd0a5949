package account

import (
	"context"
	"slices"
	"strings"

	"github.com/alexedwards/scs/v2"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// Service holds the verbs of this package.
type Service struct {
	db       *db.DB
	cost     cost
	gate     gate
	throttle *throttle
	sessions *scs.SessionManager
	setup    string // code of the first set-up
	mail     bool   // letters are sent, or shown in the demo
}

// NewService makes the verbs over a database.
func NewService(d *db.DB) *Service {
	s := &Service{db: d, cost: standard, gate: make(gate, 4), throttle: newThrottle(), setup: newRecovery()[0]}
	s.sessions = newSessions(d)
	return s
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the server's clock.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// InTx runs f in one write transaction.
func (s *Service) InTx(ctx context.Context, f func(tx *db.Tx) error) error {
	return s.db.Write(ctx, f)
}

// Create adds a user with posts. An empty password makes an account that nobody can sign
// in to by password: those of the demo, or one whose password is set later.
func (s *Service) Create(ctx context.Context, tx *db.Tx, by who.Actor, login, name, password string, posts []Post) (User, error) {
	return s.CreateUser(ctx, tx, by, Draft{Login: login, Name: name, Password: password, Posts: posts})
}

// A Draft (tài khoản mới) is what a new user is made from.
type Draft struct {
	Login, Name, Password string
	Email                 string // "" for none; it counts at once
	Posts                 []Post

	hash string // of Password, when it was worked out before the transaction
}

// CreateUser is Create with the new user as one value.
func (s *Service) CreateUser(ctx context.Context, tx *db.Tx, by who.Actor, d Draft) (_ User, err error) {
	defer fault.Wrap(&err, "account.Create(%s)", d.Login)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return User{}, err
	}
	u := User{ID: id.User(db.NewID[User](tx)), Login: Login(d.Login), Name: strings.Join(strings.Fields(vi.NFC(d.Name)), " "), Version: 1}
	e := fault.New(fault.Invalid, "account.user.bad|Tài khoản chưa tạo được. Sửa các mục được đánh dấu.")
	checkLogin(e, u.Login)
	if n := len([]rune(u.Name)); n < 1 || n > 100 {
		e.With("name", "account.name|Nhập tên người dùng, tối đa 100 ký tự")
	}
	if d.Password != "" {
		checkPassword(e, "password", u.Login, d.Password)
	}
	for _, p := range d.Posts {
		if f, ok := p.check().(*fault.Error); ok {
			e.Fields = append(e.Fields, f.Fields...)
		}
	}
	if len(e.Fields) > 0 {
		return User{}, e
	}
	if _, err := UserByLogin(ctx, tx, u.Login); err == nil {
		return User{}, fault.New(fault.Conflict, "account.login.taken|Tên đăng nhập “{login}” đã có. Chọn tên khác.", fault.P{"login": u.Login}).
			With("login", "account.login.taken|Tên đăng nhập “{login}” đã có. Chọn tên khác.", fault.P{"login": u.Login})
	} else if !fault.Is(err, fault.NotFound) {
		return User{}, err
	}
	if d.Password != "" && d.hash == "" {
		d.hash = hashPassword(vi.NFC(d.Password), s.cost)
	}
	if _, err := tx.Exec(ctx, qUserAdd, u.ID, u.Login, u.Name, d.hash, false, vi.Fold(u.Name+" "+u.Login), vi.SortKey(u.Name)); err != nil {
		return User{}, err
	}
	for _, p := range d.Posts {
		if err := addPost(ctx, tx, u.ID, p); err != nil {
			return User{}, err
		}
	}
	if d.Email != "" {
		if err := s.SetEmail(ctx, tx, by, u.ID, d.Email); err != nil {
			return User{}, err
		}
	}
	return u, audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.create", On: "user/" + u.Login, Version: 1, After: map[string]any{"name": u.Name, "posts": d.Posts}})
}

// AddPost gives a user one more post. When the role needs a second factor and the user has none,
// the user is signed out, and is led to set one up at the next sign-in.
func (s *Service) AddPost(ctx context.Context, tx *db.Tx, by who.Actor, u id.User, p Post) (err error) {
	defer fault.Wrap(&err, "account.AddPost(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	user, err := UserByID(ctx, tx, u)
	if err != nil {
		return err
	}
	have, err := Posts(ctx, tx, u)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(have, func(h Post) bool {
		return h.Role == p.Role && h.Unit == p.Unit && (h.To.IsZero() || !h.To.Before(p.From)) && (p.To.IsZero() || !p.To.Before(h.From))
	}) {
		return fault.New(fault.Conflict, "account.post.same|Người này đã giữ chức trách đó trong thời gian ấy. Chọn ngày khác.").
			With("role", "account.post.same|Người này đã giữ chức trách đó trong thời gian ấy. Chọn ngày khác.")
	}
	if err := addPost(ctx, tx, u, p); err != nil {
		return err
	}
	if err := outForFactor(ctx, tx, u, p.Role); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.post.add", On: "user/" + user.Login, After: p})
}

// EndPost sets the last day of a post.
func (s *Service) EndPost(ctx context.Context, tx *db.Tx, by who.Actor, u id.User, p PostID, last civil.Date) (err error) {
	defer fault.Wrap(&err, "account.EndPost(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	user, err := UserByID(ctx, tx, u)
	if err != nil {
		return err
	}
	have, err := Posts(ctx, tx, u)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(have, func(h Post) bool { return h.ID == p })
	if i < 0 {
		return fault.New(fault.NotFound, "account.post.none|Không tìm thấy chức trách này. Tải lại trang.")
	}
	if !last.Valid() || last.Before(have[i].From.AddDays(-1)) || (!have[i].To.IsZero() && have[i].To.Before(last)) {
		return fault.New(fault.Invalid, "account.post.end|Ngày kết thúc phải nằm trong thời gian giữ chức trách.")
	}
	if err := tx.ExecOne(ctx, qPostEnd, last, p, u); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "account.post.end", On: "user/" + user.Login, Before: have[i], After: last.String()})
}

// SetDisabled closes or reopens an account. Closing ends its sessions at once.
func (s *Service) SetDisabled(ctx context.Context, tx *db.Tx, by who.Actor, u id.User, off bool) (err error) {
	defer fault.Wrap(&err, "account.SetDisabled(%v)", u)
	if err := who.Can(by, who.ManageSystem, who.Object{}); err != nil {
		return err
	}
	if u == by.User && off {
		return fault.New(fault.Conflict, "account.disable.self|Bạn không khóa được tài khoản của chính mình. Nhờ một người quản trị khác.")
	}
	user, err := UserByID(ctx, tx, u)
	if err != nil || user.Disabled == off {
		return err
	}
	if err := tx.ExecOne(ctx, qUserDisable, off, u); err != nil {
		return err
	}
	if off {
		if _, err := tx.Exec(ctx, qSessionOther, u, ""); err != nil {
			return err
		}
	}
	did := "account.enable"
	if off {
		did = "account.disable"
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: "user/" + user.Login, Version: user.Version + 1, Before: user.Disabled, After: off})
}

// Actor gives who acts for user u today: the posts of the day and the leaderships of their
// units, in two queries. A disabled or unknown user is who.Anonymous.
func (s *Service) Actor(ctx context.Context, u id.User) (_ who.Actor, err error) {
	defer fault.Wrap(&err, "account.Actor(%v)", u)
	today := s.Today()
	rows, err := actorRows(ctx, s.db, u, today)
	if err != nil {
		return who.Anonymous, err
	}
	if len(rows) == 0 || rows[0].disabled {
		return who.Anonymous, nil
	}
	a := who.Actor{User: u, Name: rows[0].name, Via: "web"}
	var units []id.Unit
	for _, r := range rows {
		if r.post.Role == "" {
			continue
		}
		a.Posts = append(a.Posts, who.Post{Unit: r.post.Unit, Role: r.post.Role})
		if r.post.Unit != 0 && !slices.Contains(units, r.post.Unit) {
			units = append(units, r.post.Unit)
		}
	}
	if a.Blocs, err = org.MembershipsOf(ctx, s.db, units, today); err != nil {
		return who.Anonymous, err
	}
	if len(a.Posts) > 0 {
		leads := slices.ContainsFunc(a.Blocs, func(m who.Membership) bool { return m.Lead && m.Unit == rows[0].post.Unit })
		a.Name = display(rows[0].post, rows[0].unit, leads)
	}
	return a, nil
}
