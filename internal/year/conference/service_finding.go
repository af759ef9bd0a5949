package conference

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// within runs f in a transaction of someone who may run the conference.
func (s *Service) within(ctx context.Context, by who.Actor, c ID, f func(tx *db.Tx, conf Conference) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		conf, err := Of(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
			return err
		}
		return f(tx, conf)
	})
}

// SaveFinding adds a finding (f.ID zero) or changes one.
func (s *Service) SaveFinding(ctx context.Context, by who.Actor, f Finding) (_ Finding, err error) {
	defer fault.Wrap(&err, "conference.SaveFinding(%v)", f.Conference)
	if f, err = f.Clean(); err != nil {
		return f, err
	}
	typed := f
	err = s.within(ctx, by, f.Conference, func(tx *db.Tx, conf Conference) error {
		f = typed // this closure may run again
		if day := clockDay(conf.Start); !f.Due.IsZero() && f.Due.Before(day) {
			return fault.New(fault.Invalid, "conference.finding.past|Kết luận chưa lưu. Thời hạn ghi trước ngày họp {day}.", fault.P{"day": day.VN()}).
				With("due", "conference.finding.past.do|Ghi ngày từ {day} trở đi, hoặc để trống.", fault.P{"day": day.VN()})
		}
		for _, u := range []id.Unit{f.Unit, f.Who} {
			if u != 0 {
				if err := memberOf(ctx, tx, conf, u); err != nil {
					return err
				}
			}
		}
		list, err := Findings(ctx, tx, f.Conference)
		if err != nil {
			return err
		}
		if f.ID == 0 {
			for _, x := range list { // the same form sent twice
				if !x.Gone && x.Kind == f.Kind && x.Unit == f.Unit && vi.Fold(x.Text) == vi.Fold(f.Text) {
					f = x
					return nil
				}
			}
			return addFinding(ctx, tx, by, &f)
		}
		i := slices.IndexFunc(list, func(x Finding) bool { return x.ID == f.ID })
		if i < 0 {
			return fault.New(fault.NotFound, "conference.finding.none|Kết luận này không còn.")
		}
		if err := tx.ExecOne(ctx, qFindingSave, f.ID, f.Version, string(f.Kind), f.Unit, f.Text, f.Cause, f.Solution, f.Who, f.Due, f.Gone); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.finding", On: Object(f.Conference), Version: f.Version + 1, Before: list[i], After: f})
	})
	return f, err
}

func addFinding(ctx context.Context, tx *db.Tx, by who.Actor, f *Finding) error {
	f.ID, f.Version = db.NewID[Finding](tx), 1
	if _, err := tx.Exec(ctx, qFindingNew, f.ID, f.Conference, string(f.Kind), f.Unit, f.Text, f.Cause, f.Solution, f.Who, f.Due, f.Source); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.finding", On: Object(f.Conference), Version: 1, After: *f})
}

// Draw takes the shortcomings over that the units wrote for the period of the conference. What was
// taken before is not taken again, also when it was changed or taken back since. It tells how
// many were new.
func (s *Service) Draw(ctx context.Context, by who.Actor, c ID) (n int, err error) {
	defer fault.Wrap(&err, "conference.Draw(%v)", c)
	err = s.within(ctx, by, c, func(tx *db.Tx, conf Conference) error {
		n = 0
		b, err := org.BlocOf(ctx, tx, conf.Bloc)
		if err != nil {
			return err
		}
		row, err := progress.PeriodOf(ctx, tx, conf.Bloc, conf.Period)
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				return fault.New(fault.Invalid, "conference.draw.noperiod|Hội nghị chưa ghi kỳ được bàn, hoặc kỳ đó chưa mở. Bấm Sửa hội nghị rồi chọn kỳ.")
			}
			return err
		}
		texts, err := progress.Texts(ctx, tx, row.ID)
		if err != nil {
			return err
		}
		had, err := Findings(ctx, tx, c)
		if err != nil {
			return err
		}
		members, err := org.Members(ctx, tx, conf.Bloc, clockDay(conf.Start))
		if err != nil {
			return err
		}
		for _, m := range members {
			t := texts[m.Unit.ID]
			source := "progress/" + b.Code + "/" + string(conf.Period) + "/" + m.Unit.Code
			for _, f := range Drawn(m.Unit.ID, t[progress.Shortcomings].Body, t[progress.Causes].Body, source) {
				if slices.ContainsFunc(had, func(x Finding) bool {
					return x.Source == f.Source || x.Unit == f.Unit && vi.Fold(x.Text) == vi.Fold(f.Text)
				}) {
					continue
				}
				f.Conference = c
				if f, err = f.Clean(); err != nil {
					return err
				}
				if err := addFinding(ctx, tx, by, &f); err != nil {
					return err
				}
				n++
			}
		}
		return nil
	})
	return n, err
}

// SetCauses changes the taxonomy of causes of the bloc.
func (s *Service) SetCauses(ctx context.Context, by who.Actor, c ID, text string) (err error) {
	defer fault.Wrap(&err, "conference.SetCauses(%v)", c)
	return s.within(ctx, by, c, func(tx *db.Tx, conf Conference) error {
		had, err := Causes(ctx, tx, conf.Bloc)
		if err != nil {
			return err
		}
		list := CleanCauses(text)
		if err := saveCauses(ctx, tx, conf.Bloc, list); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.causes", On: Object(c), Before: had, After: list})
	})
}

// Units gives a function that names a unit of the bloc in short, "" for none.
func Units(ctx context.Context, q db.Q, conf Conference) (func(id.Unit) string, error) {
	members, err := org.Members(ctx, q, conf.Bloc, clockDay(conf.Start))
	names := map[id.Unit]string{}
	for _, m := range members {
		names[m.Unit.ID] = m.Unit.Short
	}
	return func(u id.Unit) string { return names[u] }, err
}

// A Draft (bản thảo văn bản hội nghị) is which paper of a conference is drafted.
type Draft string

// The papers of a conference.
const (
	PaperInvitation  Draft = "GM" // giấy mời
	PaperMinutes     Draft = "BB" // biên bản
	PaperConclusions Draft = "TB" // thông báo kết luận
)

// Origin names a paper of a conference in the register of the bloc's own documents.
func (d Draft) Origin(c ID) string { return "conference/" + c.String() + "/" + string(d) }

// Compose writes a paper of the conference as a draft of the bloc's register, where it is
// corrected, numbered and issued. A draft that is there is opened again, not written anew.
func (s *Service) Compose(ctx context.Context, by who.Actor, c ID, d Draft) (doc document.ID, err error) {
	defer fault.Wrap(&err, "conference.Compose(%v, %s)", c, d)
	err = s.within(ctx, by, c, func(tx *db.Tx, conf Conference) error {
		b, err := org.BlocOf(ctx, tx, conf.Bloc)
		if err != nil {
			return err
		}
		o, err := s.text(ctx, tx, conf, b, d)
		if err != nil {
			return err
		}
		o, err = s.register.Draft(ctx, tx, by, o)
		doc = o.ID
		return err
	})
	return doc, err
}

// text writes the paper of a conference from what is known now.
func (s *Service) text(ctx context.Context, q db.Q, conf Conference, b org.Bloc, d Draft) (o document.Outgoing, err error) {
	if d != PaperInvitation && d != PaperMinutes && d != PaperConclusions {
		return o, fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.")
	}
	r, err := loadRoom(ctx, q, conf.ID, nil)
	if err != nil {
		return o, err
	}
	if d != PaperInvitation && r.State != Over {
		return o, fault.New(fault.Conflict, "conference.paper.early|Hội nghị chưa bế mạc. Bế mạc rồi soạn biên bản và thông báo kết luận.")
	}
	unit, err := Units(ctx, q, conf)
	if err != nil {
		return o, err
	}
	findings, err := Findings(ctx, q, conf.ID)
	if err != nil {
		return o, err
	}
	findings = slices.DeleteFunc(findings, func(f Finding) bool { return f.Gone })
	o = document.Form(string(d), b)
	o.Origin = d.Origin(conf.ID)
	switch d {
	case PaperInvitation:
		o.Subject, o.Body = "Dự "+lower(conf.Name), r.Invitation(b.Name)
	case PaperMinutes:
		events, err := Events(ctx, q, conf.ID, 0)
		if err != nil {
			return o, err
		}
		rec, err := recordOf(ctx, q, r, Record{Events: events, Findings: findings, Unit: unit})
		if err != nil {
			return o, err
		}
		o.Subject, o.Body = conf.Name, Body(r.Write(rec))
		o.Secretary, o.Signer = conf.Secretary, conf.Chair
	default:
		o.Subject = "Kết luận " + lower(conf.Name)
		o.Body = r.Conclusions(b.Name, findings, unit, document.TableText)
	}
	return o, nil
}

// recordOf adds the answers of the units and the named votes to the record of a meeting.
func recordOf(ctx context.Context, q db.Q, r *Room, x Record) (_ Record, err error) {
	if x.Replies, err = Replies(ctx, q, r.ID); err != nil {
		return x, err
	}
	x.Votes = map[int64][]Vote{}
	for _, p := range r.Polls {
		if !p.Named || p.Result == nil {
			continue
		}
		if x.Votes[p.Seq], err = Votes(ctx, q, r.ID, p.Seq); err != nil {
			return x, err
		}
	}
	return x, nil
}

// Minutes (biên bản theo diễn biến) is what the events of a meeting say so far: the minutes, the conclusions, and the events.
type Minutes struct {
	Lines, Concluded []Line
	Events           []Event
}

// Preview gives the minutes as they would be written now, with the events that each line rests on.
func (s *Service) Preview(ctx context.Context, by who.Actor, c ID) (m Minutes, err error) {
	defer fault.Wrap(&err, "conference.Preview(%v)", c)
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return m, err
	}
	if err := who.Can(by, who.ReadConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return m, err
	}
	return s.minutes(ctx, conf)
}

// PhoneMinutes gives the minutes to the phone of a delegate once the conference is over. Errors: Conflict
// before, Denied for guests.
func (s *Service) PhoneMinutes(ctx context.Context, p Phone, r *Room) (m Minutes, err error) {
	defer fault.Wrap(&err, "conference.PhoneMinutes(%v)", p.Conference)
	switch {
	case !p.Delegate.Votes():
		return m, errPhone
	case r.State != Over:
		return m, fault.New(fault.Conflict, "conference.paper.early|Hội nghị chưa bế mạc. Bế mạc rồi soạn biên bản và thông báo kết luận.")
	}
	return s.minutes(ctx, r.Conference)
}

func (s *Service) minutes(ctx context.Context, conf Conference) (m Minutes, err error) {
	c := conf.ID
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := loadRoom(ctx, tx, c, nil)
		if err != nil {
			return err
		}
		unit, err := Units(ctx, tx, conf)
		if err != nil {
			return err
		}
		findings, err := Findings(ctx, tx, c)
		if err != nil {
			return err
		}
		if m.Events, err = Events(ctx, tx, c, 0); err != nil {
			return err
		}
		rec, err := recordOf(ctx, tx, r, Record{Events: m.Events, Findings: findings, Unit: unit})
		m.Lines, m.Concluded = r.Write(rec), r.Concluded(findings, unit)
		return err
	})
	return m, err
}

// AddPhoto keeps a photo of the meeting: small and large are the renditions made of the upload.
func (s *Service) AddPhoto(ctx context.Context, by who.Actor, c ID, p Photo, small, large []byte) (err error) {
	defer fault.Wrap(&err, "conference.AddPhoto(%v)", c)
	p.Caption = tidy(p.Caption)
	if p.Caption == "" || len([]rune(p.Caption)) > maxName {
		return fault.New(fault.Invalid, "conference.photo.caption|Ghi chú thích ảnh, dưới 200 ký tự.").With("caption", "conference.photo.caption|Ghi chú thích ảnh, dưới 200 ký tự.")
	}
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return err
	}
	if p.Small, err = s.files.Put(ctx, bytes.NewReader(small)); err != nil {
		return err
	}
	if p.Large, err = s.files.Put(ctx, bytes.NewReader(large)); err != nil {
		return err
	}
	fresh := false
	err = s.within(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		have, err := Photos(ctx, tx, c)
		if err != nil {
			return err
		}
		if fresh = !slices.ContainsFunc(have, func(x Photo) bool { return x.Large == p.Large }); !fresh {
			return nil // the same picture sent twice
		}
		p.ID, p.At, p.By = db.NewID[Photo](tx), tx.DB().Clock.Now(), by.Name
		if err := insertPhoto(ctx, tx, c, p); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.photo", On: Object(c), After: p})
	})
	if err != nil || !fresh {
		return err
	}
	_, err = s.Do(ctx, by, c, Act{Did: Pictured, Key: "anh/" + p.ID.String(), Fact: Fact{Text: p.Caption, Ref: p.ID.String()}})
	return err
}

// DropPhoto takes a photo off the conference.
func (s *Service) DropPhoto(ctx context.Context, by who.Actor, c ID, p PhotoID) (err error) {
	defer fault.Wrap(&err, "conference.DropPhoto(%v)", c)
	return s.within(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		if _, err := tx.Exec(ctx, qPhotoDrop, p, c); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.photo.remove", On: Object(c), Before: p.String()})
	})
}

// PhotoFile gives the bytes of a photo to whoever may see the conference.
func (s *Service) PhotoFile(ctx context.Context, by who.Actor, c ID, p PhotoID, large bool) ([]byte, error) {
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return nil, err
	}
	if err := who.Can(by, who.ReadConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return nil, err
	}
	list, err := Photos(ctx, s.db, c)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if x.ID == p {
			if large {
				return s.files.Get(ctx, x.Large)
			}
			return s.files.Get(ctx, x.Small)
		}
	}
	return nil, fault.New(fault.NotFound, "conference.photo.none|Ảnh này không còn.")
}

// Shown names whom a photo shows, with rank, post and unit.
func (r *Room) Shown(p Photo) string {
	var list []string
	for _, d := range p.Shown {
		if x := r.Delegate(d); x.ID != 0 {
			list = append(list, x.Title())
		}
	}
	return strings.Join(list, "; ")
}
