package portal

import (
	"context"
	"errors"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/mail"
	"thidua/internal/year/document"
	"thidua/internal/year/rolemodel"
)

// SaveSettings changes what a bloc decides about its public pages.
func (s *Service) SaveSettings(ctx context.Context, by who.Actor, b id.Bloc, set Settings, version int64) (err error) {
	defer fault.Wrap(&err, "portal.SaveSettings")
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b}); err != nil {
		return err
	}
	if set, err = set.Clean(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, v, err := SettingsOf(ctx, tx, b)
		if err != nil {
			return err
		}
		if v == version+1 && slices.Equal(was.Answers, set.Answers) && was.Source == set.Source && was.Keep == set.Keep && was.Public == set.Public {
			return nil // sent twice
		}
		if err := saveSettings(ctx, tx, b, set, version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.settings", On: "portal/" + b.String(), Version: version + 1, Before: was, After: set})
	})
}

// Publish lets the public read a document of the register, or no longer.
func (s *Service) Publish(ctx context.Context, by who.Actor, d document.ID, yes bool) (err error) {
	defer fault.Wrap(&err, "portal.Publish(%v)", d)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		doc, err := document.Of(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditNews, who.Object{Bloc: doc.Bloc}); err != nil {
			return err
		}
		was, err := IsPublic(ctx, tx, d)
		if err != nil || was == yes {
			return err
		}
		did := "portal.document.publish"
		if yes {
			_, err = tx.Exec(ctx, qPublish, d, doc.Bloc, millis(s.now()))
		} else {
			did = "portal.document.unpublish"
			_, err = tx.Exec(ctx, qUnpublish, d)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: document.Object(d), Version: doc.Version})
	})
}

// PublicFile gives the file of a document that the public may read.
func (s *Service) PublicFile(ctx context.Context, d document.ID) (_ document.Document, _ []byte, err error) {
	defer fault.Wrap(&err, "portal.PublicFile(%v)", d)
	none := fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	if ok, err := IsPublic(ctx, s.DB, d); err != nil || !ok {
		return document.Document{}, nil, cmpErr(err, none)
	}
	doc, err := document.Of(ctx, s.DB, d)
	if err != nil || doc.File == "" {
		return doc, nil, cmpErr(err, none)
	}
	b, err := s.Files.Get(ctx, doc.File)
	return doc, b, err
}

// errAgain ends a transaction that found its work done already: it writes nothing, and nothing
// is wrong.
var errAgain = errors.New("portal: done already")

func again(err error) error {
	if errors.Is(err, errAgain) {
		return nil
	}
	return err
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Suggest takes a good person or deed that a reader tells of; f carries the verification.
func (s *Service) Suggest(ctx context.Context, x Suggestion, f Form) (err error) {
	defer fault.Wrap(&err, "portal.Suggest")
	x.Name, x.Person, x.Place = tidy(invisible(x.Name)), tidy(invisible(x.Person)), tidy(invisible(x.Place))
	x.Deed = strings.TrimSpace(invisible(x.Deed))
	e := fault.New(fault.Invalid, "sug.invalid|Chưa gửi được. Sửa các mục nêu dưới đây rồi gửi lại.")
	for _, v := range []struct {
		name, text string
		most       int
		m          string
	}{{"name", x.Name, maxName, "com.name.need|Ghi họ và tên."}, {"person", x.Person, 200, "sug.person|Ghi tên người hoặc tập thể được giới thiệu."},
		{"place", x.Place, 200, "sug.place|Ghi nơi công tác hoặc nơi ở."}, {"text", x.Deed, 3000, "sug.deed|Kể việc làm: việc gì, khi nào, có ích cho ai."}} {
		if v.text == "" {
			e.With(v.name, v.m)
		} else if len([]rune(v.text)) > v.most {
			e.With(v.name, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": v.most})
		}
	}
	if x.Email, err = mail.CheckAddress(x.Email); err != nil {
		e.With("email", "com.email|Ghi địa chỉ email, ví dụ ten@vidu.vn. Email không hiển thị.")
	}
	if !f.Consent {
		e.With("consent", "sug.consent|Đánh dấu đồng ý để gửi giới thiệu")
	}
	if len(e.Fields) > 0 {
		return e
	}
	if strings.TrimSpace(f.Trap) != "" {
		return nil
	}
	p, err := s.verify(f)
	if err != nil {
		return err
	}
	if wait := s.slow.take(s.now(), "suggest", f.Address); wait > 0 {
		return tooFast(wait)
	}
	err = again(s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.Unseen()
		ident := db.NewID[Suggestion](tx)
		n, err := tx.Exec(ctx, qSuggest, ident, x.Bloc, millis(s.now()), x.Name, x.Email, x.Person, x.Place, x.Deed, x.same())
		if err != nil || n == 0 {
			return cmpErr(err, errAgain) // sent twice
		}
		if ok, err := spend(ctx, tx, p); err != nil || !ok {
			return cmpErr(err, errSpent())
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "suggestion.send", On: "suggestion/" + ident.String(), Version: 1})
	}))
	if err != nil {
		s.slow.back("suggest", f.Address)
	}
	return err
}

// A Settlement (xử lý lời giới thiệu) is what the bloc's leader does with a suggestion: lay it
// aside, or give it to a unit to verify as a role model.
type Settlement struct {
	Taken   bool
	Version int64
	Unit    id.Unit // who verifies it
	Kind    rolemodel.Kind
	Title   string // what for, in one line, without the name
}

// Headline proposes the line that a role model made of x begins with: the first sentence of
// what the reader told.
func (x Suggestion) Headline() string {
	s := tidy(x.Deed)
	if i := strings.IndexAny(s, ".;!?"); i > 0 {
		s = s[:i]
	}
	if r := []rune(s); len(r) > 120 {
		s = string(r[:120])
		s = s[:strings.LastIndexByte(s, ' ')+1] + "…"
	}
	return s
}

// Settle lays a suggestion aside, or takes it over: a role model begins with it, noticed by
// the public, which the unit has to verify. Name and address of the reader stay here. Errors:
// Conflict, Invalid with fields.
func (s *Service) Settle(ctx context.Context, by who.Actor, x SuggestionID, d Settlement) (_ Suggestion, err error) {
	defer fault.Wrap(&err, "portal.Settle(%v)", x)
	var was Suggestion
	state := "refused"
	if d.Taken {
		state = "taken"
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if was, err = db.One(ctx, tx, qSuggestion, scanSuggestion, x); err != nil {
			return err
		}
		if err := who.Can(by, who.EditNews, who.Object{Bloc: was.Bloc}); err != nil {
			return err
		}
		if was.State == state {
			return nil
		}
		tx.Unseen()
		was.Model = 0
		if d.Taken {
			m, err := s.RoleModel.Suggest(ctx, tx, by, rolemodel.RoleModel{Bloc: was.Bloc, Unit: d.Unit, Kind: d.Kind, Name: was.Person, Title: d.Title,
				Source: rolemodel.FromPublic, SourceText: was.Deed + "\n\n" + was.Place, Found: civil.Of(was.At)})
			if err != nil {
				return err
			}
			was.Model = m.ID
		}
		if err := tx.ExecOne(ctx, qDecideSug, x, d.Version, state, was.Model); err != nil {
			return err
		}
		was.State, was.Version = state, d.Version+1
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "suggestion." + state, On: "suggestion/" + x.String(), Version: d.Version + 1})
	})
	return was, err
}

// Subscribe notes an address for the digest; a letter asks its owner to confirm. Whether the
// address was known already is told to nobody.
func (s *Service) Subscribe(ctx context.Context, b id.Bloc, email, lang, address string) (err error) {
	defer fault.Wrap(&err, "portal.Subscribe")
	if email, err = mail.CheckAddress(email); err != nil {
		return fault.New(fault.Invalid, "com.email|Ghi địa chỉ email, ví dụ ten@vidu.vn. Email không hiển thị.").With("email", "com.email|Ghi địa chỉ email, ví dụ ten@vidu.vn. Email không hiển thị.")
	}
	if wait := s.slow.take(s.now(), "subscribe", address); wait > 0 {
		return tooFast(wait)
	}
	return again(s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.Unseen()
		ident := db.NewID[Subscriber](tx)
		n, err := tx.Exec(ctx, qSubscribe, ident, b, strings.ToLower(email), lang, "unconfirmed", millis(s.now()))
		if err != nil || n == 0 {
			return cmpErr(err, errAgain)
		}
		if err := mail.Queue(ctx, tx, s.confirmLetter(Subscriber{ID: ident, Email: strings.ToLower(email), Lang: lang})); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "subscriber.add", On: "subscriber/" + ident.String(), Version: 1})
	}))
}

// subscriber gives the subscriber that a pass opens.
func (s *Service) subscriber(ctx context.Context, q db.Q, pass string) (Subscriber, error) {
	none := fault.New(fault.NotFound, "digest.none|Liên kết này không còn dùng được. Đăng ký lại nếu bạn muốn nhận bản tin.")
	subject, ok := s.Check.Passed("digest", pass)
	if !ok {
		return Subscriber{}, none
	}
	x, err := id.Parse[Subscriber](subject)
	if err != nil {
		return Subscriber{}, none
	}
	list, err := db.All(ctx, q, qSubscriber, scanSubscriber, x)
	if err != nil || len(list) == 0 {
		return Subscriber{}, cmpErr(err, none)
	}
	return list[0], nil
}

// Activate confirms a subscription.
func (s *Service) Activate(ctx context.Context, pass string) (err error) {
	defer fault.Wrap(&err, "portal.Activate")
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := s.subscriber(ctx, tx, pass)
		if err != nil || x.State == "active" {
			return err
		}
		tx.Unseen()
		if err := tx.ExecOne(ctx, qActivate, x.ID, millis(s.now())); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: who.Anonymous, Did: "subscriber.confirm", On: "subscriber/" + x.ID.String()})
	})
}

// Unsubscribe ends a subscription and erases the address. A second press changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, pass string) (err error) {
	defer fault.Wrap(&err, "portal.Unsubscribe")
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := s.subscriber(ctx, tx, pass)
		if fault.Is(err, fault.NotFound) {
			if _, ok := s.Check.Passed("digest", pass); ok {
				return nil
			}
		}
		if err != nil {
			return err
		}
		return s.endDigest(ctx, tx, who.Anonymous, x.ID, x.Email)
	})
}
