package rolemodel

import (
	"bytes"
	"context"
	"embed"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/photo"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service does the verbs of this capability.
type Service struct {
	db     *db.DB
	files  *blob.Store
	photos *photo.Maker
}

// NewService makes the service; photos go to files.
func NewService(d *db.DB, files *blob.Store) *Service {
	return &Service{d, files, photo.NewMaker()}
}

// DB gives the database, for reads.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the house.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// InTx runs f in one write transaction, for pages that join several verbs.
func (s *Service) InTx(ctx context.Context, f func(tx *db.Tx) error) error { return s.db.Write(ctx, f) }

// Object names a role model in the audit log.
func Object(m ID) string { return "rolemodel/" + m.String() }

func (m RoleModel) object() who.Object { return who.Object{Bloc: m.Bloc, Unit: m.Unit} }

// ReaderOf tells which circle an actor belongs to for the models of a unit.
func ReaderOf(by who.Actor, b id.Bloc, u id.Unit) Reader {
	switch {
	case who.Can(by, who.ReadModel, who.Object{Bloc: b, Unit: u}) == nil:
		return Owner
	case by.Member(b):
		return Peer
	}
	return Anyone
}

// marked refuses texts with a mark of state secrecy.
func marked(texts ...string) error {
	for _, t := range texts {
		if m, line := document.FindMark(t); m != "" {
			return document.Marked(m, fault.Fill("dòng {n}", fault.P{"n": line}))
		}
	}
	return nil
}

// Suggest (giới thiệu) stores a hint: somebody or something that others could learn from.
// A person of the unit, or the bloc's leader, suggests; with Source FromPublic anybody
// does (the public page bounds how often), and nobody but unit and leader sees it.
func (s *Service) Suggest(ctx context.Context, tx *db.Tx, by who.Actor, m RoleModel) (_ RoleModel, err error) {
	defer fault.Wrap(&err, "rolemodel.Suggest")
	if m.Source != FromPublic {
		if err := who.Can(by, who.SuggestModel, m.object()); err != nil {
			return m, err
		}
	}
	if m, err = m.Clean(); err != nil {
		return m, err
	}
	if err := marked(m.Title, m.SourceText, m.Post); err != nil {
		return m, err
	}
	if s.Today().Before(m.Found) {
		return m, invalid().With("found", "rolemodel.future|Ngày {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": m.Found.VN()})
	}
	members, err := org.Members(ctx, tx, m.Bloc, s.Today())
	if err != nil {
		return m, err
	}
	if !slices.ContainsFunc(members, func(x org.Member) bool { return x.Unit.ID == m.Unit }) {
		return m, invalid().With("unit", "rolemodel.unit|Chọn một đơn vị của Khối.")
	}
	list, err := List(ctx, tx, m.Bloc)
	if err != nil {
		return m, err
	}
	for _, x := range list { // the form was sent twice
		if x.Unit == m.Unit && x.Title == m.Title && x.Name == m.Name && x.SourceText == m.SourceText && x.Stage == Detected {
			return x, nil
		}
	}
	m.ID, m.Stage, m.Seen, m.By, m.At, m.Version = db.NewID[RoleModel](tx), Detected, SeenOwn, by.Name, s.db.Clock.Now(), 1
	if _, err := tx.Exec(ctx, qNew, m.ID, m.Bloc, m.Unit, string(m.Kind), m.Name, m.Post, m.Title, m.Field, string(m.Source), m.SourceText, m.SourceLink, string(Detected), m.By, m.At.UnixMilli()); err != nil {
		return m, err
	}
	if m.Found.IsZero() {
		m.Found = s.Today()
	}
	if err := s.step(ctx, tx, by, m.ID, Detected, m.Found, ""); err != nil {
		return m, err
	}
	return m, audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.suggest", On: Object(m.ID), Version: 1, After: m})
}

func (s *Service) step(ctx context.Context, tx *db.Tx, by who.Actor, m ID, to Stage, day civil.Date, note string) error {
	_, err := tx.Exec(ctx, qStepNew, m, string(to), day, note, by.Name, s.db.Clock.Now().UnixMilli())
	return err
}

// load gives a model to whoever may do act to it; who may not know of it gets NotFound.
func (s *Service) load(ctx context.Context, q db.Q, by who.Actor, act who.Action, m ID) (RoleModel, error) {
	x, err := Of(ctx, q, m)
	if err != nil {
		return x, err
	}
	return x, who.Can(by, act, x.object())
}

func (s *Service) save(ctx context.Context, tx *db.Tx, by who.Actor, did string, was, m RoleModel) error {
	if err := tx.ExecOne(ctx, qSave, m.ID, m.Version, string(m.Kind), m.Name, m.Post, m.Title, m.Field, m.SourceText, string(m.Stage), m.Plan, m.Mentor, m.From, m.To, m.Story, m.Lesson,
		string(m.NameOK), string(m.FaceOK), m.ConsentBy, string(m.Seen), m.Why, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: Object(m.ID), Version: m.Version + 1, Before: was, After: m})
}

// Save (sửa) changes what is known of a model: facts, plan, story, consent. Stage,
// source and visibility stay; but consent that is no longer given takes a public story
// back to the bloc. m.Version must be the version read.
func (s *Service) Save(ctx context.Context, tx *db.Tx, by who.Actor, m RoleModel) (err error) {
	defer fault.Wrap(&err, "rolemodel.Save(%v)", m.ID)
	was, err := s.load(ctx, tx, by, who.EditModel, m.ID)
	if err != nil {
		return err
	}
	if m, err = m.Clean(); err != nil {
		return err
	}
	if err := marked(m.Title, m.SourceText, m.Plan, m.Story, m.Lesson); err != nil {
		return err
	}
	for _, c := range []Consent{m.NameOK, m.FaceOK} {
		if !slices.Contains(Consents, c) {
			return invalid().With("name_ok", "rolemodel.consent.which|Chọn: chưa hỏi, đồng ý, không đồng ý hoặc đã rút lại.")
		}
	}
	if (m.NameOK == Given || m.FaceOK == Given) && m.ConsentBy == "" {
		return invalid().With("consentby", "rolemodel.consent.how|Ghi sự đồng ý được ghi nhận ở đâu, ví dụ “Bản đồng ý ký ngày 10/5/2022”.")
	}
	m.Bloc, m.Unit, m.Source, m.SourceLink, m.Stage, m.Seen, m.Why = was.Bloc, was.Unit, was.Source, was.SourceLink, was.Stage, was.Seen, was.Why
	if m.Show(m.Seen) != nil {
		m.Seen = SeenBloc
	}
	return s.save(ctx, tx, by, "rolemodel.save", was, m)
}

// A Move (chuyển giai đoạn) is what somebody wants to do with a role model.
type Move struct {
	Model   ID
	Version int64
	To      Stage
	Day     civil.Date // zero: today
	Note    string
}

// needs says who may take a model to a stage.
var needs = map[Stage]who.Action{Verified: who.VerifyModel, Fostering: who.EditModel, Summarised: who.EditModel, Replicated: who.ReplicateModel, Closed: who.EditModel}

// Advance (chuyển giai đoạn) takes a role model to the next stage.
func (s *Service) Advance(ctx context.Context, tx *db.Tx, by who.Actor, v Move) (err error) {
	defer fault.Wrap(&err, "rolemodel.Advance(%v, %s)", v.Model, v.To)
	was, err := Of(ctx, tx, v.Model)
	if err != nil {
		return err
	}
	act, ok := needs[v.To]
	if !ok {
		act = who.EditModel
	}
	if err := who.Can(by, act, was.object()); err != nil {
		return err
	}
	if was.Stage == v.To && was.Version == v.Version+1 {
		return nil // the form was sent twice
	}
	v.Note = text(v.Note)
	if err := was.May(v.To, v.Note); err != nil {
		return err
	}
	if err := marked(v.Note); err != nil {
		return err
	}
	if v.Day.IsZero() {
		v.Day = s.Today()
	}
	if s.Today().Before(v.Day) {
		return invalid().With("day", "rolemodel.future|Ngày {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": v.Day.VN()})
	}
	steps, err := Steps(ctx, tx, v.Model)
	if err != nil {
		return err
	}
	var last civil.Date // the latest of the stages: one refusal names the day that will do
	for _, x := range steps {
		if last.Before(x.Day) {
			last = x.Day
		}
	}
	if v.Day.Before(last) {
		return invalid().With("day", "rolemodel.before|Giai đoạn trước ghi ngày {day}; ngày này không thể sớm hơn.", fault.P{"day": last.VN()})
	}
	m := was
	m.Version, m.Stage = v.Version, v.To
	if v.To == Closed {
		m.Why = v.Note
	}
	if err := s.step(ctx, tx, by, m.ID, v.To, v.Day, v.Note); err != nil {
		return err
	}
	return s.save(ctx, tx, by, "rolemodel."+string(v.To), was, m)
}

// Open (mở cho xem) sets who may read the story: the unit opens it to the bloc, the bloc's
// leader to the public.
func (s *Service) Open(ctx context.Context, tx *db.Tx, by who.Actor, model ID, version int64, v Visibility) (err error) {
	defer fault.Wrap(&err, "rolemodel.Open(%v)", model)
	act := who.EditModel
	if v == SeenPublic {
		act = who.ReplicateModel
	}
	was, err := s.load(ctx, tx, by, act, model)
	if err != nil {
		return err
	}
	if err := was.Show(v); err != nil {
		return err
	}
	if was.Seen == v {
		return nil
	}
	m := was
	m.Seen, m.Version = v, version
	return s.save(ctx, tx, by, "rolemodel.open", was, m)
}

// AddPhoto stores a photo of a story, written anew without what the camera noted.
func (s *Service) AddPhoto(ctx context.Context, by who.Actor, p Photo, data []byte) (err error) {
	defer fault.Wrap(&err, "rolemodel.AddPhoto(%v)", p.Model)
	if _, err := s.load(ctx, s.db, by, who.EditModel, p.Model); err != nil {
		return err
	}
	e := invalid()
	p.Caption = tidy(p.Caption)
	check(e, "caption", p.Caption, maxTitle, "rolemodel.caption|Ghi chú thích: ai, làm gì, ở đâu.")
	if err := refused(e); err != nil {
		return err
	}
	if err := marked(p.Caption); err != nil {
		return err
	}
	made, err := s.photos.Make(ctx, data)
	if err != nil {
		return err
	}
	small, large := made.Renditions[0], made.Renditions[len(made.Renditions)-1]
	if p.Small, err = s.files.Put(ctx, bytes.NewReader(small.JPEG)); err != nil {
		return err
	}
	if p.Large, err = s.files.Put(ctx, bytes.NewReader(large.JPEG)); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := Photos(ctx, tx, p.Model)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(x Photo) bool { return x.Large == p.Large && x.Caption == p.Caption }) {
			return nil // the form was sent twice
		}
		n := db.NewID[Photo](tx)
		if _, err := tx.Exec(ctx, qPhotoNew, n, p.Model, p.Large, p.Small, large.Width, large.Height, p.Caption, p.Faces); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.photo", On: Object(p.Model), After: p})
	})
}

// DropPhoto takes a photo out of a story.
func (s *Service) DropPhoto(ctx context.Context, tx *db.Tx, by who.Actor, model ID, p PhotoID) (err error) {
	defer fault.Wrap(&err, "rolemodel.DropPhoto(%v)", model)
	if _, err := s.load(ctx, tx, by, who.EditModel, model); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qPhotoDrop, p, model); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "rolemodel.photo.drop", On: Object(model), Before: p.String()})
}

// PhotoFile gives a photo as JPEG to whoever may see it.
func (s *Service) PhotoFile(ctx context.Context, by who.Actor, model ID, p PhotoID, small bool) (_ []byte, err error) {
	defer fault.Wrap(&err, "rolemodel.PhotoFile(%v)", p)
	m, err := Of(ctx, s.db, model)
	if err != nil {
		return nil, err
	}
	r := ReaderOf(by, m.Bloc, m.Unit)
	none := fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	if _, ok := m.For(r, ""); !ok {
		return nil, none
	}
	list, err := Photos(ctx, s.db, model)
	if err != nil {
		return nil, err
	}
	for _, x := range m.PhotosFor(r, list) {
		if x.ID == p {
			if small {
				return s.files.Get(ctx, x.Small)
			}
			return s.files.Get(ctx, x.Large)
		}
	}
	return nil, none
}
