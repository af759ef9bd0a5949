package portal

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"slices"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/photo"
	"thidua/internal/year/conference"
	"thidua/internal/year/rolemodel"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// Options are what the service needs of the house.
type Options struct {
	DB     *db.DB
	Files  *blob.Store
	Photos *photo.Maker
	Mail   bool   // letters leave the house, or are shown in the demo
	Site   string // address of the site, "" when not told

	Conference *conference.Service // conferences become articles
	RoleModel  *rolemodel.Service  // what readers tell of good people becomes role models
}

// A Service changes what the public sees.
type Service struct {
	Options
	Check *Checker
	slow  *throttle
}

// NewService makes the service; Prepare must run once before readers come.
func NewService(o Options) *Service {
	return &Service{Options: o, Check: NewChecker(nil), slow: newThrottle()}
}

var (
	qSecret    = db.SQL("portal.secret", `SELECT value FROM portal_secret WHERE name = $1`)
	qNewSecret = db.Quiet("portal.secret.insert", `INSERT INTO portal_secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`)
)

// Prepare reads the secret that signs what readers send back, or makes it.
func (s *Service) Prepare(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "portal.Prepare")
	find := func() ([]string, error) { return db.All(ctx, s.DB, qSecret, db.Scalar[string], "check") }
	list, err := find()
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fresh := rand.Text() + rand.Text()
		if err := s.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, qNewSecret, "check", hex.EncodeToString([]byte(fresh)))
			return err
		}); err != nil {
			return err
		}
		if list, err = find(); err != nil {
			return err
		}
	}
	s.Check = NewChecker([]byte(list[0]))
	return nil
}

func (s *Service) now() time.Time { return s.DB.Clock.Now() }

// Object names an article in the audit log.
func Object(a ID) string { return "article/" + a.String() }

// Create writes a new draft for a unit of a bloc. origin names what the draft was made from
// ("conference/…"): from one thing one draft is made, and the same draft comes back for the
// second press of the button; "" for an article of its own, where the same text of the same
// unit that was just sent comes back.
func (s *Service) Create(ctx context.Context, by who.Actor, a Article, origin string, photos ...Upload) (_ ID, err error) {
	defer fault.Wrap(&err, "portal.Create")
	if err := who.Can(by, who.WriteNews, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return 0, err
	}
	if a, err = a.Clean(); err != nil {
		return 0, err
	}
	ready, err := s.prepare(ctx, photos)
	if err != nil {
		return 0, err
	}
	a.Comments = true
	var made ID
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := s.sent(ctx, tx, a, origin)
		if made = old; err != nil || old != 0 {
			return err
		}
		x := a
		x.ID, x.Version, x.State, x.Changed = db.NewID[Article](tx), 1, Draft, s.now()
		if _, err := insertArticle(ctx, tx, x, origin); err != nil {
			return err
		}
		list, err := addPhotos(ctx, tx, x.ID, ready)
		if err != nil {
			return err
		}
		made = x.ID
		if err := keepVersion(ctx, tx, x, list, by.Name, "create"); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.create", On: Object(x.ID), Version: 1, After: x.saved(list)})
	})
	return made, err
}

// sent finds the draft that the same press of a button made already.
func (s *Service) sent(ctx context.Context, tx *db.Tx, a Article, origin string) (ID, error) {
	if origin != "" {
		list, err := db.All(ctx, tx, qArticleOrigin, scanArticle, a.Bloc, origin)
		if err != nil || len(list) == 0 {
			return 0, err
		}
		return list[0].ID, nil
	}
	list, err := Articles(ctx, tx, a.Bloc, Draft, a.Unit, 1)
	for _, x := range list {
		if x.Title == a.Title && x.Lead == a.Lead && x.Body == a.Body && x.Overline == a.Overline && s.now().Sub(x.Changed) < 10*time.Minute {
			return x.ID, err
		}
	}
	return 0, err
}

// edit loads an article that by may write now; corrections are made by editors.
func (s *Service) edit(ctx context.Context, tx *db.Tx, by who.Actor, a ID) (Article, error) {
	was, err := Of(ctx, tx, a)
	if err != nil {
		return was, err
	}
	act := who.WriteNews
	if was.State != Draft {
		act = who.EditNews
	}
	if err := who.Can(by, act, who.Object{Bloc: was.Bloc, Unit: was.Unit}); err != nil {
		return was, err
	}
	return was, nil
}

// locked says why the text of an article cannot be changed as it stands.
func locked(a Article) error {
	if a.State.Open() || a.State == Published || a.State == Corrected {
		return nil
	}
	if a.State == Withdrawn {
		return fault.New(fault.Conflict, "portal.locked.withdrawn|Bài đã rút nên không sửa được nữa. Viết bài mới nếu cần.")
	}
	return fault.New(fault.Conflict, "portal.locked.approved|Bài đã duyệt nên không sửa được. Trả lại bản nháp trước, rồi sửa và trình duyệt lại.")
}

// Save changes the text of an article. a.Version must be the version that was read. A
// published article is changed by Correct only. Errors: Conflict.
func (s *Service) Save(ctx context.Context, by who.Actor, a Article) (version int64, err error) {
	defer fault.Wrap(&err, "portal.Save(%v)", a.ID)
	if a, err = a.Clean(); err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := s.edit(ctx, tx, by, a.ID)
		if err != nil {
			return err
		}
		if err := locked(was); err != nil {
			return err
		}
		if was.State.Out() {
			return fault.New(fault.Conflict, "portal.locked.out|Bài đã đăng. Bấm Đính chính để sửa; người đọc sẽ thấy lời đính chính.")
		}
		tx.Unseen()
		version = a.Version + 1
		return s.put(ctx, tx, by, was, a, "portal.save", "")
	})
	return version, err
}

// put writes the text of a over was.
func (s *Service) put(ctx context.Context, tx *db.Tx, by who.Actor, was, a Article, did, why string) error {
	a.Bloc, a.Unit, a.State, a.Changed = was.Bloc, was.Unit, was.State, s.now()
	a.Slug, a.Publish, a.Published, a.Note, a.Noted, a.Until = was.Slug, was.Publish, was.Published, was.Note, was.Noted, was.Until
	if err := updateArticle(ctx, tx, a); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: Object(a.ID), Version: a.Version + 1, Before: was.saved(nil), After: a.saved(nil), Why: why})
}

// A Step (bước của tin bài) is what somebody wants done with an article.
type Step struct {
	Verb    Verb
	Version int64
	Note    string    // correction, withdrawal: what readers are told; return: why
	Publish time.Time // schedule
}

// actions tells what each verb needs.
var actions = map[Verb]who.Action{Finish: who.EditNews, Approve: who.ApproveNews, Return: who.EditNews, Release: who.EditNews, Schedule: who.EditNews, Withdraw: who.EditNews}

// Move takes an article one step on. Errors: Denied, Conflict, Invalid with fields.
func (s *Service) Move(ctx context.Context, by who.Actor, a ID, st Step) (_ Article, err error) {
	defer fault.Wrap(&err, "portal.Move(%v, %s)", a, st.Verb)
	act, ok := actions[st.Verb]
	if !ok {
		return Article{}, fault.New(fault.Invalid, "portal.verb|Không có thao tác này. Tải lại trang rồi chọn lại.")
	}
	st.Note = tidy(st.Note)
	var x Article
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if x, err = Of(ctx, tx, a); err != nil {
			return err
		}
		if err := who.Can(by, act, who.Object{Bloc: x.Bloc, Unit: x.Unit}); err != nil {
			return err
		}
		if x.Version == st.Version+1 && x.State == moves[st.Verb].to && st.Verb != Schedule {
			return nil // the same button pressed twice
		}
		photos, err := Photos(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := s.allowed(x, photos, st); err != nil {
			return err
		}
		return s.step(ctx, tx, by, &x, photos, st)
	})
	return x, err
}

// allowed checks the rule of a step.
func (s *Service) allowed(x Article, photos []Photo, st Step) error {
	if !x.State.Can(st.Verb) || x.State == Scheduled && x.Seen(s.now()) { // readers see it already
		return fault.New(fault.Conflict, "portal.state|Bài đang ở bước khác nên chưa làm được việc này. Tải lại trang để xem bước hiện tại.")
	}
	switch st.Verb {
	case Finish, Approve:
		return x.Ready(photos)
	case Release, Schedule:
		if err := x.Released(photos); err != nil {
			return err
		}
		if st.Verb == Schedule && !st.Publish.After(s.now()) {
			return fault.New(fault.Invalid, "portal.schedule|Giờ đăng phải sau lúc này. Ghi như 19/07/2022 và 11:25.").With("day", "portal.schedule|Giờ đăng phải sau lúc này. Ghi như 19/07/2022 và 11:25.")
		}
	case Withdraw, Return:
		if st.Note == "" {
			return fault.New(fault.Invalid, "portal.note.need|Ghi lý do.").With("note", "portal.note.need|Ghi lý do.")
		}
	}
	if len([]rune(st.Note)) > maxNote {
		return fault.New(fault.Invalid, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxNote}).With("note", "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxNote})
	}
	return nil
}

func (s *Service) step(ctx context.Context, tx *db.Tx, by who.Actor, x *Article, photos []Photo, st Step) error {
	was := x.State
	x.State, x.Changed, x.Version = moves[st.Verb].to, s.now(), st.Version
	switch st.Verb {
	case Release:
		x.Published, x.Publish = s.now(), time.Time{}
		if was == Scheduled && x.Slug != "" {
			x.Slug = "" // the month may be another one
		}
	case Schedule:
		x.Publish, x.Slug = st.Publish, ""
	case Return:
		x.Publish, x.Slug = time.Time{}, ""
	case Withdraw:
		x.Note, x.Noted = st.Note, s.now()
	}
	if err := moveArticle(ctx, tx, x); err != nil {
		return err
	}
	x.Version++
	if err := keepVersion(ctx, tx, *x, photos, by.Name, string(st.Verb)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal." + string(st.Verb), On: Object(x.ID), Version: x.Version,
		Before: map[string]State{"state": was}, After: x.saved(photos), Why: st.Note})
}

// Correct changes a published article and tells its readers what was changed.
func (s *Service) Correct(ctx context.Context, by who.Actor, a Article, note string) (err error) {
	defer fault.Wrap(&err, "portal.Correct(%v)", a.ID)
	if a, err = a.Clean(); err != nil {
		return err
	}
	if note = tidy(note); note == "" || len([]rune(note)) > maxNote {
		return errCorrection()
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditNews, who.Object{Bloc: was.Bloc, Unit: was.Unit}); err != nil {
			return err
		}
		if !was.State.Can(Correct) {
			return fault.New(fault.Conflict, "portal.state|Bài đang ở bước khác nên chưa làm được việc này. Tải lại trang để xem bước hiện tại.")
		}
		photos, err := Photos(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := a.Ready(photos); err != nil {
			return err
		}
		if err := a.Released(photos); err != nil {
			return err
		}
		if err := s.put(ctx, tx, by, was, a, "portal.text", note); err != nil {
			return err
		}
		x := a
		x.Bloc, x.Unit, x.Slug, x.Publish, x.Published, x.Version = was.Bloc, was.Unit, was.Slug, was.Publish, was.Published, a.Version+1
		return s.corrected(ctx, tx, by, x, photos, note)
	})
}

// errCorrection asks for the note that readers get with a correction.
func errCorrection() error {
	const m = "portal.correction|Ghi lời đính chính: chỗ nào đã sửa, đúng là thế nào."
	return fault.New(fault.Invalid, m).With("note", m)
}

// corrected notes above a published article what was changed in it, and keeps the version.
func (s *Service) corrected(ctx context.Context, tx *db.Tx, by who.Actor, x Article, photos []Photo, note string) error {
	x.State, x.Note, x.Noted, x.Changed = Corrected, note, s.now(), s.now()
	if err := moveArticle(ctx, tx, &x); err != nil {
		return err
	}
	x.Version++
	if err := keepVersion(ctx, tx, x, photos, by.Name, string(Correct)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.correct", On: Object(x.ID), Version: x.Version, After: x.saved(photos), Why: note})
}

// Restore brings the text of an earlier version back into an article that is still open.
func (s *Service) Restore(ctx context.Context, by who.Actor, a ID, n, version int64) (err error) {
	defer fault.Wrap(&err, "portal.Restore(%v, %d)", a, n)
	list, err := Versions(ctx, s.DB, a)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(v Version) bool { return v.N == n })
	if i < 0 {
		return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	x, err := Of(ctx, s.DB, a)
	if err != nil {
		return err
	}
	t := list[i].Text
	x.Overline, x.Title, x.Lead, x.Body, x.Source, x.Author, x.Agency, x.Copyright, x.Tags, x.Links = t.Overline, t.Title, t.Lead, t.Body, t.Source, t.Author, t.Agency, t.Copyright, t.Tags, t.Links
	x.Version = version
	_, err = s.Save(ctx, by, x)
	return err
}

// Discard deletes a draft that was never published.
func (s *Service) Discard(ctx context.Context, by who.Actor, a ID, version int64) (err error) {
	defer fault.Wrap(&err, "portal.Discard(%v)", a)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := s.edit(ctx, tx, by, a)
		if err != nil {
			return err
		}
		if was.State != Draft || !was.Published.IsZero() {
			return fault.New(fault.Conflict, "portal.discard|Chỉ xóa được bản nháp chưa đăng. Trả lại bản nháp trước.")
		}
		photos, err := Photos(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, p := range photos {
			if err := dropPhoto(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		for _, q := range []*db.Query{qDropLinks, qDropVersions} {
			if _, err := tx.Exec(ctx, q, a); err != nil {
				return err
			}
		}
		if err := tx.ExecOne(ctx, qDropArticle, a, version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "portal.discard", On: Object(a), Version: version, Before: was.saved(photos)})
	})
}

// Read gives an article to somebody who works on it, with its photos. Errors: NotFound, Denied.
func (s *Service) Read(ctx context.Context, by who.Actor, a ID) (_ Article, _ []Photo, err error) {
	defer fault.Wrap(&err, "portal.Read(%v)", a)
	x, err := Of(ctx, s.DB, a)
	if err != nil {
		return x, nil, err
	}
	if err := who.Can(by, who.ReadNews, who.Object{Bloc: x.Bloc, Unit: x.Unit}); err != nil {
		return Article{}, nil, err
	}
	photos, err := Photos(ctx, s.DB, a)
	return x, photos, err
}

// LinkRefs gives the links of a kind.
func (a Article) LinkRefs(kind string) []string {
	var out []string
	for _, l := range a.Links {
		if l.Kind == kind {
			out = append(out, l.Ref)
		}
	}
	return out
}
