package conferenceweb

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/live"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
)

// now is what everybody in the hall may see: the same for every phone, and for the screen.
// What concerns one delegate is worked out on its phone from the numbers in it.
type now struct {
	Room    *conference.Room
	Item    conference.Item
	N, M    int
	Speaker conference.Delegate
	Clock   string
	Until   int64 // when the slot ends, in milliseconds; 0 when the clock stands
	Next    []conference.Delegate
	Queue   string // numbers of the delegates who wait, in order
	Slot    int
	Show    string // of the hall screen: what it shows now
	Result  *conference.Poll
	Time    string
	Join    string // address of the page where phones come in, without the scheme
	Passed  bool
}

func nowOf(room *conference.Room, at time.Time) now {
	n := now{Room: room, M: len(room.Items), Slot: int(room.Slot / time.Second), Time: at.Format("15:04")}
	n.Item, n.N = room.Current()
	if t := room.Turn; t != nil {
		n.Speaker, n.Clock = room.Delegate(t.Who), secondsOf(t.Left(at))
		if !t.Since.IsZero() {
			n.Until = at.Add(t.Left(at)).UnixMilli()
		}
	}
	var numbers []string
	for i, q := range room.Speakers() {
		d := room.Delegate(q.Who)
		numbers = append(numbers, strconv.Itoa(d.No))
		if i < 2 {
			n.Next = append(n.Next, d)
		}
	}
	n.Queue = strings.Join(numbers, ",")
	if k := len(room.Polls); k > 0 {
		n.Result = &room.Polls[k-1]
		n.Passed = n.Result.Result != nil && n.Result.Result.Passed()
	}
	n.Show = showing(room, n)
	return n
}

// showing gives which slide the hall sees: what the chair chose, or what fits the moment.
func showing(room *conference.Room, n now) string {
	switch {
	case room.State == conference.Waiting:
		return "welcome"
	case room.State == conference.Over:
		return "over"
	case room.State == conference.Resting:
		return "break"
	case room.Show == "welcome", room.Show == "item":
		return room.Show
	case room.Poll != nil && room.Show != "speaker":
		return "poll"
	case room.Show == "vote" && n.Result != nil:
		return "result"
	case room.Turn != nil:
		return "speaker"
	}
	return "item"
}

// channelOf names what the readers of one class watch.
func channelOf(c conference.ID, class string, lang msg.Lang) string {
	return conference.Topic(c) + "#" + class + "-" + string(lang)
}

// form makes what a channel shows now.
func (h *handler) form(ctx context.Context, channel string) (int64, []byte, error) {
	topic, class, _ := strings.Cut(channel, "#")
	ident, err := parseID[conference.Conference](strings.TrimPrefix(topic, "conference/"))
	if err != nil {
		return 0, nil, err
	}
	room, err := h.s.Room(ctx, ident)
	if err != nil {
		return 0, nil, err
	}
	class, lang, _ := strings.Cut(class, "-")
	n := nowOf(room, h.s.Now())
	var b bytes.Buffer
	srv := h.srv.Load()
	switch {
	case srv == nil:
		err = fault.New(fault.Busy, "db.busy|Nhiều người đang ghi cùng lúc. Thử lại sau ít giây; nội dung đã nhập vẫn còn trên trang.")
	case class == "phone":
		err = phoneView.Part(&b, srv, msg.Lang(lang), "now", n)
	case class == "hall":
		err = screenView.Part(&b, srv, msg.Lang(lang), "now", n)
	}
	return room.Seq, b.Bytes(), err
}

// deskLook is how soon a console closes after its reader lost the post, the leadership or the session.
const deskLook = 3 * time.Second

// consoleLive tells the console that something changed; it fetches its own page then.
func (h *handler) consoleLive(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	asks := r.Request.WithContext(context.WithoutCancel(r.Context())) // the stream outlives its request
	may := func(context.Context) error {
		a, err := r.Srv.ActorAgain(asks) // what they hold now, not when they came
		if err != nil {
			return err
		}
		return who.Can(a, who.RunConference, who.Object{Bloc: x.conf.Bloc})
	}
	return h.hub.Stream(w, r, live.Reader{Channel: channelOf(x.conf.ID, "desk", r.Lang), May: may, Look: deskLook})
}
