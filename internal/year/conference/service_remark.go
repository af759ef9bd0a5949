package conference

import (
	"context"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/consultation"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// A Remark (góp ý tại hội nghị) is what a delegate says or writes about the draft report.
type Remark struct {
	Who    DelegateID // who said it, 0 when it is not known
	Para   report.ParagraphID
	Text   string
	Quoted string // words of the paragraph that it is about, "" for all of it
	Wish   string // the paragraph as it should read, "" for a comment
	Base   string // the paragraph as it was shown when the wish was written, "" = as it is now
	Asks   bool   // the text is a question
	Key    string

	phone *Phone // that sends it, nil for the secretary
}

// RemarkFor records what a delegate says while speaking: the secretary attaches it to a
// paragraph of the draft. It is a remark of consultation and a line of the minutes at once.
func (s *Service) RemarkFor(ctx context.Context, by who.Actor, c ID, m Remark) (_ Event, err error) {
	defer fault.Wrap(&err, "conference.RemarkFor(%v)", c)
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return Event{}, err
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return Event{}, err
	}
	room, err := s.Room(ctx, c)
	if err != nil {
		return Event{}, err
	}
	if m.Who == 0 && room.Turn != nil {
		m.Who = room.Turn.Who
	}
	return s.remark(ctx, by, by, room, m, consultation.Oral)
}

// RemarkOf records what a delegate writes on the phone. While the meeting runs the draft takes it; before
// and after only when a round is open. Otherwise it is kept as a line of the record, and the secretary
// attaches it to the draft.
func (s *Service) RemarkOf(ctx context.Context, p Phone, m Remark) (_ Event, err error) {
	defer fault.Wrap(&err, "conference.RemarkOf(%v)", p.Conference)
	room, err := s.Room(ctx, p.Conference)
	if err != nil {
		return Event{}, err
	}
	m.Who, m.phone = p.Delegate.ID, &p
	by := p.Actor()
	unit := by
	if p.Delegate.Unit != 0 {
		unit.Posts = []who.Post{{Unit: p.Delegate.Unit}}
		unit.Blocs = []who.Membership{{Bloc: p.Bloc, Unit: p.Delegate.Unit}}
	}
	return s.remark(ctx, by, unit, room, m, consultation.Phone)
}

// remark hands a remark to the desk. as is who records it in consultation.
func (s *Service) remark(ctx context.Context, by, as who.Actor, room *Room, m Remark, via consultation.Via) (Event, error) {
	d := room.Delegate(m.Who)
	act := Act{Did: Remarked, Who: m.Who, By: by.Name, Key: m.Key, Chair: via == consultation.Oral, Fact: Fact{Text: m.Text, Wording: m.Wish}}
	if m.Wish != "" && m.Text == "" {
		act.Fact.Text = "Đề nghị sửa thành: " + m.Wish
	}
	e := consultation.Entry{Para: m.Para, Kind: consultation.Comment, Text: act.Fact.Text, Quoted: m.Quoted, Wish: m.Wish, Unit: d.Unit, Author: d.Title(), Via: via, Once: m.Key,
		Hall: d.Votes() && (room.State == Running || room.State == Resting)}
	switch {
	case m.Wish != "":
		e.Kind, e.Text, e.Base = consultation.Wording, m.Text, m.Base
	case m.Asks:
		e.Kind = consultation.Question
	}
	if d.ID == 0 {
		e.Author = by.Name
	}
	j := &job{by: by, phone: m.phone, act: act, said: &saying{as: as, entry: e, must: via == consultation.Oral && m.Para != 0}}
	return s.submit(ctx, room.ID, j)
}

// A saying is the remark that goes into consultation in the transaction of its event.
type saying struct {
	as    who.Actor
	entry consultation.Entry
	must  bool // else it stays a line of the record when the draft takes no remarks
}

// say records the remark of a job, and notes in its fact where it is kept.
func (s *Service) say(ctx context.Context, tx *db.Tx, room *Room, x *saying, f *Fact) error {
	b, err := org.BlocOf(ctx, tx, room.Bloc)
	if err != nil {
		return err
	}
	at := report.Place{Bloc: b, Period: room.Period}
	n, err := s.consult.Record(ctx, tx, x.as, at, x.entry)
	if k := fault.KindOf(err); err != nil && !x.must && (k == fault.Conflict || k == fault.NotFound || k == fault.Denied) {
		return nil
	}
	if err != nil {
		return err
	}
	f.Ref = "consultation/" + n.String()
	if x.entry.Para != 0 {
		k, err := consultation.Open(ctx, tx, at)
		if err != nil {
			return err
		}
		if p, ok := k.Passage(x.entry.Para); ok {
			f.Where = shorten(p.Text)
		}
	}
	return nil
}

// shorten gives the beginning of a paragraph, to name it by.
func shorten(s string) string {
	r := []rune(tidy(s))
	if len(r) <= 60 {
		return "đoạn “" + string(r) + "”"
	}
	cut := string(r[:60])
	if i := strings.LastIndexByte(cut, ' '); i > 0 && r[60] != ' ' {
		cut = cut[:i]
	}
	return "đoạn “" + strings.TrimRight(cut, " ,;:") + "…”"
}

// Passages gives the paragraphs of the draft that remarks of a conference may be attached to;
// none while there is no draft.
func (s *Service) Passages(ctx context.Context, conf Conference) (list []consultation.Passage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := org.BlocOf(ctx, tx, conf.Bloc)
		if err != nil {
			return err
		}
		k, err := consultation.Open(ctx, tx, report.Place{Bloc: b, Period: conf.Period})
		if err == nil {
			list = k.Passages
		}
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return list, err
}

// Enroll puts many delegates on the list at once, by who runs the conference. Units are named
// by the caller and belong to the bloc.
func (s *Service) Enroll(ctx context.Context, by who.Actor, c ID, list []Delegate) (err error) {
	defer fault.Wrap(&err, "conference.Enroll(%v)", c)
	codes := make([]string, len(list))
	for i := range list {
		if list[i], err = list[i].Clean(); err != nil {
			return err
		}
		codes[i] = newCode(passLen)
	}
	return s.change(ctx, by, c, func(tx *db.Tx, conf Conference) error {
		members, err := org.Members(ctx, tx, conf.Bloc, clockDay(conf.Start))
		if err != nil {
			return err
		}
		names := map[string]bool{}
		for _, m := range members {
			names[m.Unit.ID.String()] = true
		}
		last, err := db.One(ctx, tx, qLastNo, db.Scalar[int], c)
		if err != nil {
			return err
		}
		for i, d := range list {
			if d.Unit != 0 && !names[d.Unit.String()] {
				return fault.New(fault.NotFound, "conference.notmember|Đơn vị này không thuộc khối vào ngày họp.")
			}
			d.ID, d.No = db.NewID[Delegate](tx), last+1+i
			if _, err := tx.Exec(ctx, qPassNew, d.ID, c, codes[i]); err != nil {
				return err
			}
			if err := putDelegate(ctx, tx, c, d); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.enroll", On: Object(c), After: list})
	})
}
