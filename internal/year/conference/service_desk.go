package conference

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/live"
)

func clockDay(t time.Time) civil.Date { return civil.Of(t.In(clock.Zone)) }

// A hall is what one process keeps of a conference: the room as it last saw it, the desk where acts
// wait to be written, and the phones it has met.
type hall struct {
	room   atomic.Pointer[Room]
	desk   *db.Desk[*job]
	looks  *db.Desk[*look]
	phones sync.Map    // stored token → phone
	stale  atomic.Bool // lists changed in this process
}

// A job is one act or vote on its way to the database.
type job struct {
	by    who.Actor
	phone *Phone // it must still be that of its delegate; nil for who runs the conference
	act   Act
	vote  *Vote
	said  *saying
	event Event // what was written, or stood there already
	err   error // why it was refused
}

// batch is how many jobs share a transaction.
const batch = 256

func (s *Service) hall(c ID) *hall {
	if h, ok := s.halls.Load(c); ok {
		return h.(*hall)
	}
	h := &hall{}
	h.desk = db.NewDesk(batch, func(ctx context.Context, list []*job) { s.write(ctx, c, h, list) })
	h.looks = db.NewDesk(looks, func(ctx context.Context, list []*look) {
		x := look{}
		x.room, x.err = s.see(ctx, c, h)
		for _, l := range list {
			*l = x
		}
	})
	had, _ := s.halls.LoadOrStore(c, h)
	return had.(*hall)
}

// A look asks for the room as it is after the asking.
type look struct {
	room *Room
	err  error
}

// looks is how many askers share a look at the database. A thousand phones that come back at
// once ask the same; each is answered by a look that began after it asked.
const looks = 1 << 16

// Room gives the room of a conference as it is now.
func (s *Service) Room(ctx context.Context, c ID) (_ *Room, err error) {
	defer fault.Wrap(&err, "conference.Room(%v)", c)
	h := s.hall(c)
	r := h.room.Load()
	if r != nil && s.db.Engine == db.SQLite && !h.stale.Load() {
		return r, nil // this process is the only one that writes, and its desk keeps the room
	}
	x := &look{}
	if err := h.looks.Do(ctx, x); err != nil {
		return nil, err
	}
	return x.room, x.err
}

// see brings the room of a hall up to date. One look at a time runs.
func (s *Service) see(ctx context.Context, c ID, h *hall) (*Room, error) {
	r := h.room.Load()
	h.stale.Store(false)
	seq, err := live.Seq(ctx, s.db, Topic(c))
	if err == nil && r != nil && r.Seq >= seq {
		return r, nil
	}
	if err == nil {
		err = s.db.Read(ctx, func(tx *db.Tx) error { r, err = loadRoom(ctx, tx, c, r); return err })
	}
	if err != nil {
		h.stale.Store(true)
		return nil, err
	}
	h.keep(r)
	return r, nil
}

// changed tells open pages, and this process, that something outside of the desk changed.
func (s *Service) changed(c ID) {
	s.hall(c).stale.Store(true)
	s.hub.Changed(Topic(c))
}

// keep makes r the room that is known, unless a newer one is.
func (h *hall) keep(r *Room) {
	for {
		old := h.room.Load()
		if old != nil && old.Seq >= r.Seq || h.room.CompareAndSwap(old, r) {
			return
		}
	}
}

// Do lets the chair or the secretary act.
func (s *Service) Do(ctx context.Context, by who.Actor, c ID, a Act) (_ Event, err error) {
	defer fault.Wrap(&err, "conference.Do(%v, %s)", c, a.Did)
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return Event{}, err
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return Event{}, err
	}
	a.Chair, a.By = true, by.Name
	return s.submit(ctx, c, &job{by: by, act: a})
}

// As lets a delegate act for itself.
func (s *Service) As(ctx context.Context, p Phone, a Act) (_ Event, err error) {
	defer fault.Wrap(&err, "conference.As(%v, %s)", p.Conference, a.Did)
	switch a.Did {
	case Arrived, Left, Asked, Withdrew, Remarked:
	default:
		return Event{}, fault.New(fault.Denied, "conference.notyours|Việc này do chủ trì hoặc thư ký làm.")
	}
	by := p.Actor()
	a.Chair, a.Who, a.By = false, p.Delegate.ID, by.Name
	return s.submit(ctx, p.Conference, &job{by: by, phone: &p, act: a})
}

// Cast records the answer of a delegate to the open named vote. When it returns nil, the answer is on
// the disk. Answering again changes the answer until the vote is closed.
func (s *Service) Cast(ctx context.Context, p Phone, poll int64, ch Choice) (err error) {
	defer fault.Wrap(&err, "conference.Cast(%v)", p.Conference)
	if !ch.Known() {
		return fault.New(fault.Invalid, "conference.vote.choose|Chọn Đồng ý, Không đồng ý hoặc Không có ý kiến.")
	}
	_, err = s.submit(ctx, p.Conference, &job{by: p.Actor(), phone: &p, vote: &Vote{Poll: poll, Who: p.Delegate.ID, Choice: ch}})
	return err
}

// CastFor records the answer of a delegate without a phone, who gives it to the secretary. What a delegate
// answered on a phone stays.
func (s *Service) CastFor(ctx context.Context, by who.Actor, c ID, v Vote) (err error) {
	defer fault.Wrap(&err, "conference.CastFor(%v)", c)
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return err
	}
	if !v.Choice.Known() {
		return fault.New(fault.Invalid, "conference.vote.choose|Chọn Đồng ý, Không đồng ý hoặc Không có ý kiến.")
	}
	_, err = s.submit(ctx, c, &job{by: by, vote: &v})
	return err
}

func (s *Service) submit(ctx context.Context, c ID, j *job) (Event, error) {
	if err := s.hall(c).desk.Do(ctx, j); err != nil {
		return Event{}, err
	}
	return j.event, j.err
}

// write brings a batch of jobs to the database in one transaction.
func (s *Service) write(ctx context.Context, c ID, h *hall, list []*job) {
	var room *Room
	var grew bool
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		for _, j := range list {
			j.event, j.err = Event{}, nil
		}
		var err error
		if room, err = loadRoom(ctx, tx, c, h.room.Load()); err != nil {
			return err
		}
		w := &writing{s: s, tx: tx, c: c, room: room, now: tx.DB().Clock.Now()}
		if err := w.all(ctx, list); err != nil {
			return err
		}
		room, grew = w.room, len(w.events) > 0
		return nil
	})
	if err != nil {
		for _, j := range list {
			if j.err == nil {
				j.err = err
			}
		}
		return
	}
	h.keep(room)
	if grew {
		s.hub.Changed(Topic(c))
	}
}

// writing is one batch on its way.
type writing struct {
	s      *Service
	tx     *db.Tx
	c      ID
	room   *Room
	mine   bool // room is a copy of ours
	now    time.Time
	events []*job
	votes  []*job
}

func (w *writing) all(ctx context.Context, list []*job) error {
	seq := w.room.Seq
	for _, j := range list {
		if j.phone != nil {
			if err := w.s.again(ctx, w.tx, j.phone, w.room); fault.KindOf(err) == fault.Internal && err != nil {
				return err
			} else if err != nil {
				j.err = err
				continue
			}
		}
		if j.vote != nil {
			if j.err = w.room.MayVote(j.vote.Who, j.vote.Poll); j.err != nil {
				continue
			}
			j.vote.At = w.now
			if j.phone == nil {
				if err := w.castFor(ctx, j); err != nil {
					return err
				}
				continue
			}
			w.votes = append(w.votes, j)
			continue
		}
		if j.act.Did == PollDone { // what was voted in this batch counts
			if err := w.putVotes(ctx); err != nil {
				return err
			}
		}
		done, err := w.decide(ctx, j, seq+int64(len(w.events))+1)
		if err != nil {
			return err
		}
		if done {
			w.events = append(w.events, j)
		}
		if done && j.act.Did == Undone { // what follows must see the room without it
			break
		}
	}
	if n := len(w.events); n > 0 && w.events[n-1].act.Did == Undone {
		last := w.events[n-1]
		after := false
		for _, j := range list {
			if after {
				j.err = fault.New(fault.Busy, "conference.again|Có việc vừa hoàn tác cùng lúc. Bấm lại.")
			}
			after = after || j == last
		}
	}
	if err := w.putVotes(ctx); err != nil {
		return err
	}
	if len(w.events) == 0 {
		return nil
	}
	last, err := live.Grow(ctx, w.tx, Topic(w.c), len(w.events))
	if err != nil {
		return err
	}
	if last != seq+int64(len(w.events)) {
		return errors.New("conference: the numbers of events do not follow")
	}
	for _, j := range w.events {
		if err := insertEvent(ctx, w.tx, w.c, j.event); err != nil {
			return err
		}
		if err := audit.Write(ctx, w.tx, audit.Entry{By: j.by, Did: "conference." + string(j.event.Did), On: Object(w.c), Version: j.event.Seq, After: j.event.Fact}); err != nil {
			return err
		}
	}
	if w.events[len(w.events)-1].event.Did == Undone {
		w.room, err = loadRoom(ctx, w.tx, w.c, nil)
	}
	return err
}

// castFor writes an answer that the secretary took, in a leaf of its own: the log names who recorded it.
func (w *writing) castFor(ctx context.Context, j *job) error {
	if err := w.putVotes(ctx); err != nil {
		return err
	}
	had, err := VoteOf(ctx, w.tx, w.c, j.vote.Poll, j.vote.Who)
	if err != nil {
		return err
	}
	if had != "" {
		in, err := passes(ctx, w.tx, w.c)
		if err != nil {
			return err
		}
		if in[j.vote.Who].Used {
			j.err = fault.New(fault.Conflict, "conference.vote.phone|{name} đã biểu quyết bằng điện thoại. Muốn đổi thì đổi trên điện thoại ấy.", fault.P{"name": w.room.Delegate(j.vote.Who).Short()})
			return nil
		}
	}
	w.votes = append(w.votes, j)
	return w.putVotes(ctx)
}

// decide looks at one act and applies it to the room. It reports whether there is an event to
// write; j.event is the event, or the one that stands there from the same act before.
func (w *writing) decide(ctx context.Context, j *job, seq int64) (bool, error) {
	a := j.act
	if a.Key != "" {
		for _, e := range w.events {
			if e.event.Key == a.Key {
				j.event = e.event
				return false, nil
			}
		}
		had, err := db.All(ctx, w.tx, qEventKey, scanEvent, w.c, a.Key)
		if err != nil {
			return false, err
		}
		if len(had) > 0 {
			j.event = had[0]
			return false, nil
		}
	}
	if a.Did == PollDone && w.room.Poll != nil && w.room.Poll.Seq == a.Fact.Poll && w.room.Poll.Named {
		n, err := CountOf(ctx, w.tx, w.c, a.Fact.Poll)
		if err != nil {
			return false, err
		}
		votes, err := Votes(ctx, w.tx, w.c, a.Fact.Poll)
		if err != nil {
			return false, err
		}
		n.Present = w.room.entitled(votes)
		a.Fact.Result = &n
	} else if a.Fact.Result != nil {
		n := *a.Fact.Result // Decide fills it in, and this closure may run again
		a.Fact.Result = &n
	}
	fact, changes, err := w.room.Decide(a, w.now)
	if err != nil || !changes {
		j.err = err
		return false, nil
	}
	if j.said != nil {
		if err := w.s.say(ctx, w.tx, w.room, j.said, &fact); fault.KindOf(err) != fault.Internal {
			j.err = err
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	if !w.mine {
		w.room, w.mine = w.room.Clone(), true
	}
	j.event = Event{Seq: seq, At: w.now, Did: a.Did, Who: a.Who, Fact: fact, By: a.By, Key: a.Key}
	w.room.Apply(j.event)
	return true, nil
}

// putVotes writes the votes that wait, the last one of each delegate, and one leaf for them.
func (w *writing) putVotes(ctx context.Context) error {
	if len(w.votes) == 0 {
		return nil
	}
	at := map[DelegateID]int{}
	var list []Vote
	for _, j := range w.votes {
		if i, ok := at[j.vote.Who]; ok {
			list[i] = *j.vote
			continue
		}
		at[j.vote.Who] = len(list)
		list = append(list, *j.vote)
	}
	by := w.votes[0].by
	if len(list) > 1 {
		by = who.Actor{Name: "Đại biểu hội nghị", Via: "web"}
	}
	w.votes = nil
	if err := putVotes(ctx, w.tx, w.c, list); err != nil {
		return err
	}
	return audit.Write(ctx, w.tx, audit.Entry{By: by, Did: "conference.votes", On: Object(w.c), Version: list[0].Poll, After: list})
}
