package conference

import (
	"maps"
	"slices"
	"time"

	"thidua/internal/base/id"
)

// A State (tình trạng hội nghị) says how far the meeting is.
type State string

// The states of a meeting.
const (
	Waiting State = "waiting" // chưa khai mạc
	Running State = "running" // đang họp
	Resting State = "resting" // giải lao
	Over    State = "over"    // đã bế mạc
)

// Presence (sự có mặt) is when a delegate came and went, the last time.
type Presence struct{ Came, Left time.Time }

// Here reports whether the delegate is in the hall.
func (p Presence) Here() bool { return !p.Came.IsZero() && p.Left.IsZero() }

// An Entry (lượt đăng ký) is one delegate in the queue of speakers.
type Entry struct {
	Who   DelegateID
	At    time.Time
	Point bool // a point of order goes first
	Text  string
}

// A Turn (lượt phát biểu) is one speech: who, when, how long.
type Turn struct {
	Seq   int64 // number of the call
	Who   DelegateID
	Item  ItemID
	Point bool
	Began time.Time
	Limit time.Duration
	Used  time.Duration // until the clock was stopped the last time
	Since time.Time     // the clock runs since then; zero when it stands
	Ended time.Time
}

// Spent gives how long the speaker has spoken.
func (t Turn) Spent(now time.Time) time.Duration {
	if t.Since.IsZero() || now.Before(t.Since) {
		return t.Used
	}
	return t.Used + now.Sub(t.Since)
}

// Left gives the time that remains, negative when the slot is over.
func (t Turn) Left(now time.Time) time.Duration { return t.Limit - t.Spent(now) }

// A Poll (biểu quyết) is one vote on an item or a wording.
type Poll struct {
	Seq     int64 // number of the event that opened it
	Item    ItemID
	Text    string
	Wording string // the words that are voted on, "" for none
	Named   bool   // by phone, with names; else by show of hands
	Here    int    // entitled delegates in the hall when it opened
	Opened  time.Time
	Closed  time.Time
	Result  *Count
}

// Stretch (khoảng thời gian thực) is when an item began and ended; End zero while it runs.
type Stretch struct{ Begin, End time.Time }

// Step (việc vừa làm) is something the chair did that can be taken back.
type Step struct {
	Seq int64
	Did Did
	Who DelegateID
}

// A Room (phòng họp) is what the meeting looks like after its first Seq events. A Room that was
// handed out is never changed: Clone it first.
type Room struct {
	Conference
	Items     []Item
	Delegates []Delegate // by number
	Papers    []Paper
	Seq       int64

	State   State
	Begun   time.Time
	Ended   time.Time
	Item    ItemID
	Times   map[ItemID]Stretch
	Present map[DelegateID]Presence
	Queue   []Entry
	Turn    *Turn
	Turns   []Turn // finished ones, in order
	Locked  bool
	Fair    bool
	Show    string // what the hall screen shows: auto, item, speaker, vote, welcome
	Poll    *Poll  // the open one
	Polls   []Poll // closed ones, in order
	Until   time.Time
	Last    Event  // the last act of the chair
	Steps   []Step // that can be taken back, oldest first

	index map[DelegateID]int
	lists *int // another one after each change of the lists
}

// NewRoom gives the room before the first event.
func NewRoom(c Conference, items []Item, delegates []Delegate, papers []Paper) *Room {
	r := &Room{Conference: c, State: Waiting, Times: map[ItemID]Stretch{}, Present: map[DelegateID]Presence{}, Fair: true, Show: "auto"}
	r.Enlist(c, items, delegates, papers)
	return r
}

// Enlist takes new lists over: delegates, agenda, papers.
func (r *Room) Enlist(c Conference, items []Item, delegates []Delegate, papers []Paper) {
	r.Conference, r.Items, r.Delegates, r.Papers = c, items, delegates, papers
	r.lists, r.index = new(int), make(map[DelegateID]int, len(delegates))
	for i, d := range delegates {
		r.index[d.ID] = i
	}
}

// Clone gives a room that may be changed.
func (r *Room) Clone() *Room {
	c := *r
	c.Times, c.Present = maps.Clone(r.Times), maps.Clone(r.Present)
	c.Queue, c.Turns, c.Polls, c.Steps = slices.Clone(r.Queue), slices.Clone(r.Turns), slices.Clone(r.Polls), slices.Clone(r.Steps)
	if r.Turn != nil {
		t := *r.Turn
		c.Turn = &t
	}
	if r.Poll != nil {
		p := *r.Poll
		c.Poll = &p
	}
	return &c
}

// Fold applies events in order, leaving out those that were undone.
func (r *Room) Fold(events []Event) {
	off := map[int64]bool{}
	for _, e := range events {
		if e.Did == Undone {
			off[e.Fact.Seq] = true
		}
	}
	for _, e := range events {
		if !off[e.Seq] {
			r.Apply(e)
		}
		r.Seq = max(r.Seq, e.Seq)
	}
}

// undoable are the acts of the chair that can be taken back.
var undoable = map[Did]bool{Began: true, Called: true, Held: true, Went: true, Extended: true, Finished: true, Recalled: true, Moved: true, Locked: true, Unlocked: true,
	Fairly: true, Showed: true, Broke: true, Resumed: true, Noted: true, Withdrew: true, Arrived: true, Left: true, PollOpen: true, PollDone: true}

// Apply changes the room by one event. It trusts the event: Decide has looked at it. Undoing
// is done by Fold over all events.
func (r *Room) Apply(e Event) {
	r.Seq = max(r.Seq, e.Seq)
	switch e.Did {
	case Opened:
		r.State, r.Begun = Running, e.At
	case Closed:
		r.endTurn(e.At)
		r.endItem(e.At)
		r.State, r.Ended, r.Queue, r.Show, r.Steps = Over, e.At, nil, "auto", nil
	case Broke:
		r.endTurn(e.At)
		r.State, r.Show, r.Until = Resting, "auto", time.Time{}
		if e.Fact.Until > 0 {
			r.Until = time.UnixMilli(e.Fact.Until).In(e.At.Location())
		}
	case Resumed:
		r.State, r.Until = Running, time.Time{}
	case Arrived:
		r.Present[e.Who] = Presence{Came: e.At}
	case Left:
		p := r.Present[e.Who]
		p.Left = e.At
		r.Present[e.Who] = p
		r.drop(e.Who)
		if r.Turn != nil && r.Turn.Who == e.Who {
			r.endTurn(e.At)
		}
	case Began:
		r.endTurn(e.At)
		r.endItem(e.At)
		r.Item, r.Queue, r.Locked, r.Show = e.Fact.Item, nil, false, "auto"
		s := r.Times[e.Fact.Item]
		if s.Begin.IsZero() {
			s.Begin = e.At
		}
		s.End = time.Time{}
		r.Times[e.Fact.Item] = s
	default:
		r.applySpeech(e)
	}
	own := (e.Did == Arrived || e.Did == Left || e.Did == Withdrew) && !e.Fact.On // the delegate's own act
	if undoable[e.Did] && !own {
		r.Steps = append(r.Steps, Step{e.Seq, e.Did, e.Who})
		r.Steps = r.Steps[max(0, len(r.Steps)-20):]
	}
	if e.Did != Arrived && e.Did != Left && e.Did != Asked && e.Did != Withdrew && e.Did != Listed {
		r.Last = e
	}
}

// applySpeech changes queue, turns, votes and screen.
func (r *Room) applySpeech(e Event) {
	switch e.Did {
	case Asked:
		r.Queue = append(r.Queue, Entry{Who: e.Who, At: e.At, Point: e.Fact.Point, Text: e.Fact.Text})
	case Withdrew:
		r.drop(e.Who)
	case Moved:
		r.move(e.Who, e.Fact.Up)
	case Called:
		point := slices.ContainsFunc(r.Queue, func(q Entry) bool { return q.Who == e.Who && q.Point })
		r.Queue = slices.DeleteFunc(slices.Clone(r.Queue), func(q Entry) bool { return q.Who == e.Who && q.Point == point })
		r.Turn = &Turn{Seq: e.Seq, Who: e.Who, Item: r.Item, Point: point, Began: e.At, Limit: e.Fact.Long, Since: e.At}
		r.Show = "auto"
	case Held:
		if r.Turn != nil {
			r.Turn.Used, r.Turn.Since = r.Turn.Spent(e.At), time.Time{}
		}
	case Went:
		if r.Turn != nil {
			r.Turn.Since = e.At
		}
	case Extended:
		if r.Turn != nil {
			r.Turn.Limit += e.Fact.Long
		}
	case Finished:
		r.endTurn(e.At)
	case Recalled:
		if n := len(r.Turns); n > 0 {
			t := r.Turns[n-1]
			t.Ended, t.Since, t.Limit = time.Time{}, e.At, max(t.Limit, t.Used+time.Minute)
			r.Turn, r.Turns = &t, r.Turns[:n-1]
		}
	case Locked:
		r.Locked = true
	case Unlocked:
		r.Locked = false
	case Fairly:
		r.Fair = e.Fact.On
	case Showed:
		r.Show = e.Fact.Text
	case PollOpen:
		r.Poll = &Poll{Seq: e.Seq, Item: r.Item, Text: e.Fact.Text, Wording: e.Fact.Wording, Named: e.Fact.Named, Here: r.voters(), Opened: e.At}
		r.Show = "auto"
	case PollDone:
		if r.Poll != nil {
			p := *r.Poll
			p.Closed, p.Result = e.At, e.Fact.Result
			r.Polls, r.Poll, r.Show = append(r.Polls, p), nil, "vote"
		}
	}
}

func (r *Room) drop(d DelegateID) {
	r.Queue = slices.DeleteFunc(slices.Clone(r.Queue), func(q Entry) bool { return q.Who == d })
}

// move puts a delegate one place up or down in the order that the chair sees, which then is
// the order of the queue.
func (r *Room) move(d DelegateID, up bool) {
	list := r.Speakers()
	i := slices.IndexFunc(list, func(q Entry) bool { return q.Who == d })
	j := i + 1
	if up {
		j = i - 1
	}
	if i < 0 || j < 0 || j >= len(list) {
		return
	}
	list[i], list[j] = list[j], list[i]
	r.Queue, r.Fair = list, false
}

func (r *Room) endTurn(at time.Time) {
	if r.Turn == nil {
		return
	}
	t := *r.Turn
	t.Used, t.Since, t.Ended = t.Spent(at), time.Time{}, at
	r.Turns, r.Turn = append(r.Turns, t), nil
}

func (r *Room) endItem(at time.Time) {
	if s, ok := r.Times[r.Item]; ok && s.End.IsZero() {
		s.End = at
		r.Times[r.Item] = s
	}
}

// Speakers gives the queue in the order in which the chair is advised to call: points of
// order, then, when the chair wants it, the units that spoke least, then who asked first.
func (r *Room) Speakers() []Entry {
	list := slices.Clone(r.Queue)
	turns := map[id.Unit]int{}
	if r.Fair {
		for _, t := range r.Turns {
			if !t.Point { // a point of order is no speech
				turns[r.Delegate(t.Who).Unit]++
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Entry) int {
		if a.Point != b.Point {
			if a.Point {
				return -1
			}
			return 1
		}
		return turns[r.Delegate(a.Who).Unit] - turns[r.Delegate(b.Who).Unit]
	})
	return list
}

// Delegate gives a delegate of the list, the zero Delegate when there is none.
func (r *Room) Delegate(d DelegateID) Delegate {
	if i, ok := r.index[d]; ok {
		return r.Delegates[i]
	}
	return Delegate{}
}

// Current gives the item that runs and its place in the agenda from 1, 0 for none.
func (r *Room) Current() (Item, int) {
	for i, x := range r.Items {
		if x.ID == r.Item {
			return x, i + 1
		}
	}
	return Item{}, 0
}

// Here counts who is in the hall: delegates, of how many; units, of how many. Guests are not
// counted.
func (r *Room) Here() (n, of, units, ofUnits int) {
	all, here := map[id.Unit]bool{}, map[id.Unit]bool{}
	for _, d := range r.Delegates {
		if !d.Votes() {
			continue
		}
		of++
		all[d.Unit] = true
		if r.Present[d.ID].Here() {
			n++
			here[d.Unit] = true
		}
	}
	return n, of, len(here), len(all)
}

// A Share (thời gian theo đơn vị) is how often and how long a unit spoke; points of order take
// time and are no turn.
type Share struct {
	Unit  id.Unit
	Name  string
	Turns int
	Spent time.Duration
}

// Shares gives every unit with delegates, those that have not spoken first.
func (r *Room) Shares(now time.Time) []Share {
	var list []Share
	at := map[id.Unit]int{}
	for _, d := range r.Delegates {
		if _, ok := at[d.Unit]; !ok && d.Votes() {
			at[d.Unit] = len(list)
			list = append(list, Share{Unit: d.Unit, Name: d.UnitName})
		}
	}
	add := func(t Turn) {
		if i, ok := at[r.Delegate(t.Who).Unit]; ok {
			if !t.Point {
				list[i].Turns++
			}
			list[i].Spent += t.Spent(now)
		}
	}
	for _, t := range r.Turns {
		add(t)
	}
	if r.Turn != nil {
		add(*r.Turn)
	}
	slices.SortStableFunc(list, func(a, b Share) int { return int((a.Spent - b.Spent) / time.Second) })
	return list
}

// InQueue gives the place of a delegate in the queue from 1 and about how long it will take,
// 0 when the delegate did not ask.
func (r *Room) InQueue(d DelegateID, now time.Time) (n int, wait time.Duration) {
	for i, q := range r.Speakers() {
		if q.Who != d {
			continue
		}
		wait = time.Duration(i) * r.Slot
		if r.Turn != nil {
			wait += max(0, r.Turn.Left(now))
		}
		return i + 1, wait
	}
	return 0, 0
}
