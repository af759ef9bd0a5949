package conferenceweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/conference"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// A queueRow is one delegate who waits.
type queueRow struct {
	conference.Entry
	D     conference.Delegate
	Here  bool
	Fresh bool // the unit has not spoken yet
}

// A shareRow is how often and how long a unit spoke.
type shareRow struct {
	conference.Share
	Clock string
}

type consolePage struct {
	ui.Page
	Passages []ui.Option
	now
	Bloc            org.Bloc
	Conf            conference.Conference
	Items           []itemRow
	Rows            []queueRow
	Shares          []shareRow
	Pilot           conference.Next
	Who             conference.Delegate // of the pilot's button
	Here, Of, Units int
	All             int
	Counted         conference.Count      // answers of the open named vote
	Silent          []conference.Delegate // here, and have not answered it
	Answered        []conference.Delegate // have
	Undo            *conference.Step
	UndoWord        string
	LastTurn        *conference.Turn
	Said            conference.Delegate // who spoke last
	Others          []conference.Delegate
	Screen          string
	Recent          []conference.Event
	Note            string // why the last act was refused
	Form            conference.Fact
	For, Against    string
	Abstain         string
	Ms              int64
	Key             string
	Over            bool // the speaker is over the slot
	Slides          []ui.Option
	Reload          bool
}

// NowOf gives the slide of the hall, for the preview.
func (p consolePage) NowOf() now { return p.now }

var consoleView = ui.NewView[consolePage](files, "console.html")

// console is the page from which the chair or the secretary runs the meeting.
func (h *handler) console(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		p, err := h.consolePage(w, r, x)
		if err != nil {
			return err
		}
		return consoleView.Render(w, r, p)
	}
	var act conference.Act
	if r.PostFormValue("viec") == "y-kien" {
		err = h.castFor(r, x.conf)
	} else {
		act, err = readAct(r)
	}
	switch {
	case err != nil || act.Did == "":
	case act.Did == conference.Remarked:
		m := conference.Remark{Who: act.Who, Text: act.Fact.Text, Wish: act.Fact.Wording, Key: act.Key}
		if s := r.PostFormValue("doan"); s != "" {
			if m.Para, err = parseID[report.Paragraph](s); err != nil {
				return err
			}
		}
		_, err = h.s.RemarkFor(r.Context(), r.Actor, x.conf.ID, m)
	default:
		_, err = h.s.Do(r.Context(), r.Actor, x.conf.ID, act)
	}
	if err == nil {
		back := address(x.conf) + "/dieu-hanh"
		if r.PostFormValue("ve") == "ghi" {
			back = address(x.conf) + "/ghi"
		}
		return web.See(w, r, back, "")
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	p, err2 := h.consolePage(w, r, x)
	if err2 != nil {
		return err2
	}
	p.Note, p.Form, p.Reload = list[0].Text, act.Fact, false
	p.For, p.Against, p.Abstain = r.PostFormValue("for"), r.PostFormValue("against"), r.PostFormValue("abstain")
	return consoleView.RenderStatus(w, r, statusOf(list, err), p)
}

// castFor records what a delegate without a phone answers to the open vote.
func (h *handler) castFor(r *web.Request, c conference.Conference) error {
	v := conference.Vote{Choice: conference.Choice(r.PostFormValue("chon"))}
	var err error
	if v.Who, err = id.Parse[conference.Delegate](r.PostFormValue("ai")); err != nil {
		return fault.New(fault.Invalid, "chair.vote.who|Chọn đại biểu rồi bấm ý kiến của người đó.").Because(err)
	}
	if v.Poll, err = strconv.ParseInt(r.PostFormValue("bq"), 10, 64); err != nil {
		return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	return h.s.CastFor(r.Context(), r.Actor, c.ID, v)
}

// readAct turns a form of the console into an act.
func readAct(r *web.Request) (a conference.Act, err error) {
	v := r.PostFormValue
	stale := fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.")
	a = conference.Act{Did: conference.Did(v("viec")), Fact: conference.Fact{Text: v("text"), Wording: v("wording")}}
	if s := v("khoa"); s != "" && len(s) < 80 {
		a.Key = "ban/" + s
	}
	if s := v("ai"); s != "" {
		if a.Who, err = id.Parse[conference.Delegate](s); err != nil {
			return a, stale.Because(err)
		}
	}
	if s := v("muc"); s != "" {
		if a.Fact.Item, err = id.Parse[conference.Item](s); err != nil {
			return a, stale.Because(err)
		}
	}
	if s := v("tu"); s != "" {
		if a.From, err = id.Parse[conference.Item](s); err != nil {
			return a, stale.Because(err)
		}
	}
	if s := v("luot"); s != "" {
		if a.Turn, err = strconv.ParseInt(s, 10, 64); err != nil {
			return a, stale.Because(err)
		}
	}
	switch a.Did {
	case conference.Opened, conference.Closed, conference.Resumed, conference.Began, conference.Called, conference.Held, conference.Went, conference.Finished, conference.Recalled,
		conference.Locked, conference.Unlocked, conference.Showed, conference.Noted, conference.Remarked, conference.Corrected, conference.Withdrew, conference.Arrived, conference.Left:
	case conference.Asked:
		a.Fact.Point = v("point") != ""
	case conference.Moved:
		a.Fact.Up = v("len") != ""
	case conference.Extended:
		a.Fact.Long = time.Minute
	case conference.Fairly:
		a.Fact.On = v("on") != ""
	case conference.Undone:
		a.Fact.Seq = a.Turn
	case conference.Broke:
		a.Fact.Until, err = breakUntil(r)
	case conference.PollOpen:
		a.Fact.Named = v("named") != ""
	case conference.PollDone:
		a.Fact.Poll = a.Turn
		a.Fact.Result, err = handCount(r)
	default:
		return a, stale
	}
	return a, err
}

// handCount reads the numbers of a show of hands; a named vote has none.
func handCount(r *web.Request) (*conference.Count, error) {
	if r.PostFormValue("for") == "" && r.PostFormValue("against") == "" && r.PostFormValue("abstain") == "" {
		return nil, nil
	}
	var n [3]int
	for i, name := range []string{"for", "against", "abstain"} {
		s := strings.TrimSpace(r.PostFormValue(name))
		if s == "" {
			continue
		}
		k, err := strconv.Atoi(s)
		if err != nil || k < 0 {
			return nil, fault.New(fault.Invalid, "conference.poll.number|“{text}” không phải số người. Ghi số nguyên, ví dụ 24.", fault.P{"text": s})
		}
		n[i] = k
	}
	return &conference.Count{For: n[0], Against: n[1], Abstain: n[2]}, nil
}

// breakUntil reads when the meeting goes on: "10:15" of today, or nothing.
func breakUntil(r *web.Request) (int64, error) {
	s := strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("den")), "h", ":")
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "conference.time|“{text}” không phải giờ. Ghi như 08:00.", fault.P{"text": s})
	}
	d := r.Srv.Clock.Now()
	return time.Date(d.Year(), d.Month(), d.Day(), t.Hour(), t.Minute(), 0, 0, clock.Zone).UnixMilli(), nil
}

func (h *handler) consolePage(w http.ResponseWriter, r *web.Request, x place) (p consolePage, err error) {
	room, err := h.s.Room(r.Context(), x.conf.ID)
	if err != nil {
		return p, err
	}
	at := h.s.Now()
	p = consolePage{Page: ui.NewPage(w, r, "conference.console.title|Bàn điều hành"), now: nowOf(room, at), Bloc: x.bloc, Conf: room.Conference, Items: itemRows(room), Pilot: room.Pilot(at), Ms: at.UnixMilli(),
		Key: newKey(), Reload: r.FormValue("dung") == ""}
	p.Who = room.Delegate(p.Pilot.Who)
	p.Here, p.Of, p.Units, p.All = room.Here()
	p.Over = room.Turn != nil && room.Turn.Left(at) < 0
	spoke := map[id.Unit]bool{}
	for _, t := range room.Turns {
		spoke[room.Delegate(t.Who).Unit] = true
	}
	queued := map[conference.DelegateID]bool{}
	for _, q := range room.Speakers() {
		d := room.Delegate(q.Who)
		queued[q.Who] = true
		p.Rows = append(p.Rows, queueRow{q, d, room.Present[q.Who].Here(), !spoke[d.Unit]})
	}
	for _, d := range room.Delegates {
		if room.Present[d.ID].Here() && !queued[d.ID] && (room.Turn == nil || room.Turn.Who != d.ID) {
			p.Others = append(p.Others, d)
		}
	}
	for _, s := range room.Shares(at) {
		p.Shares = append(p.Shares, shareRow{s, secondsOf(s.Spent)})
	}
	if n := len(room.Steps); n > 0 {
		p.Undo = &room.Steps[n-1]
		p.UndoWord = r.T(p.Undo.Did.Label())
	}
	if n := len(room.Turns); n > 0 && room.Turn == nil {
		p.LastTurn = &room.Turns[n-1]
		p.Said = room.Delegate(p.LastTurn.Who)
	}
	for _, s := range []string{"auto", "item", "speaker", "vote", "welcome"} {
		p.Slides = append(p.Slides, ui.Option{Value: s, Text: r.T(slideNames[s])})
	}
	return p, h.consoleMore(r, room, &p)
}

var slideNames = map[string]string{"auto": "chair.show.auto|Theo diễn biến", "item": "chair.show.item|Mục", "speaker": "chair.show.speaker|Người nói", "vote": "chair.show.vote|Biểu quyết", "welcome": "chair.show.welcome|Mã QR vào họp"}

// consoleMore reads what the room does not hold.
func (h *handler) consoleMore(r *web.Request, room *conference.Room, p *consolePage) error {
	token, err := h.s.Screen(r.Context(), room.ID)
	if err != nil {
		return err
	}
	if token != "" {
		p.Screen = "/chieu/" + token
	}
	if p.Passages, err = h.passages(r, room.Conference); err != nil {
		return err
	}
	if room.Poll != nil && room.Poll.Named {
		if p.Counted, err = conference.CountOf(r.Context(), h.s.DB(), room.ID, room.Poll.Seq); err != nil {
			return err
		}
		votes, err := conference.Votes(r.Context(), h.s.DB(), room.ID, room.Poll.Seq)
		if err != nil {
			return err
		}
		said := map[conference.DelegateID]bool{}
		for _, v := range votes {
			said[v.Who] = true
		}
		for _, d := range room.Delegates {
			switch {
			case !d.Votes() || !room.Present[d.ID].Here():
			case said[d.ID]:
				p.Answered = append(p.Answered, d)
			default:
				p.Silent = append(p.Silent, d)
			}
		}
	}
	list, err := conference.Events(r.Context(), h.s.DB(), room.ID, max(0, room.Seq-60))
	if err != nil {
		return err
	}
	for i := len(list) - 1; i >= 0 && len(p.Recent) < 5; i-- {
		if d := list[i].Did; d == conference.Noted || d == conference.Remarked {
			p.Recent = append(p.Recent, list[i])
		}
	}
	return nil
}

type notePage struct {
	ui.Page
	Passages []ui.Option
	Text     string
	Bloc     org.Bloc
	Conf     conference.Conference
	Key      string
}

var noteView = ui.NewView[notePage](files, "note.html")

// note is the box for the minutes on a page of its own, for browsers without scripts, where the console
// reloads by itself.
func (h *handler) note(w http.ResponseWriter, r *web.Request) error {
	x, err := h.one(r, true)
	if err != nil {
		return err
	}
	list, err := h.passages(r, x.conf)
	if err != nil {
		return err
	}
	return noteView.Render(w, r, notePage{Page: ui.NewPage(w, r, "chair.note|Ghi nhanh biên bản"), Bloc: x.bloc, Conf: x.conf, Key: newKey(), Passages: list})
}

// passages gives the paragraphs of the draft report as choices.
func (h *handler) passages(r *web.Request, c conference.Conference) (list []ui.Option, err error) {
	all, err := h.s.Passages(r.Context(), c)
	for _, p := range all {
		text := []rune(strings.TrimSpace(p.Text))
		if len(text) == 0 {
			continue
		}
		if len(text) > 70 {
			text = append(text[:70], '…')
		}
		list = append(list, ui.Option{Value: p.Para.String(), Text: string(text)})
	}
	return list, err
}
